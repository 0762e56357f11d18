"""State saved from one start to the next: the learner's place and choices, as plain JSON data by name."""

from __future__ import annotations

import threading
from typing import Any

from tutor.workspace import Workspace


class KeptState:
    """The saved state. ``values`` holds the state of the last start, updated by ``remember``."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.values: dict[str, Any] = workspace.load_state()
        self._saved = dict(self.values)
        self._saving = threading.Lock()

    def remember(self, **values: Any) -> None:
        """Save these values for the next start."""
        self.values.update(values)

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.values != self._saved

    def save(self) -> str:
        """Write the changes. Returns an error message, or "". Thread-safe."""
        with self._saving:
            values = dict(self.values)
            if values == self._saved:
                return ""
            if problem := self._workspace.save_state(values):
                return problem
            self._saved = values
        return ""
