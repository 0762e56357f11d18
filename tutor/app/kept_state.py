"""Where the learner is and what they chose, from one start to the next: plain JSON data by name."""

from __future__ import annotations

import threading
from typing import Any

from tutor.workspace import Workspace


class KeptState:
    """What the screens remember. ``values`` is as the last start left it, with what was said since."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.values: dict[str, Any] = workspace.load_state()
        self._saved = dict(self.values)
        self._saving = threading.Lock()

    def remember(self, **values: Any) -> None:
        """Keep these for the next start."""
        self.values.update(values)

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.values != self._saved

    def save(self) -> str:
        """Write down what changed; what prevented it, if anything did. Thread-safe."""
        with self._saving:
            values = dict(self.values)
            if values == self._saved:
                return ""
            if problem := self._workspace.save_state(values):
                return problem
            self._saved = values
        return ""
