"""Keeps a folder open, so that another folder at the same path can be recognised."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

from tutor.unix import open_folder, path_of


class HeldFolder:
    """The folder at ``path`` at the time of creation. While it is open, no other folder can get its inode.

    Raises:
        OSError: it does not exist, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = open_folder(path)
        weakref.finalize(self, os.close, self._descriptor)

    def moved(self) -> str:
        """A sentence with its new place if it is no longer at its path; else ""."""
        held = os.fstat(self._descriptor)
        try:
            if os.path.samestat(held, self.path.stat()):
                return ""
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:  # for example a network drive that does not respond
            return ""
        new = self._place()
        if held.st_nlink == 0 or new is None:
            what = f"{self.path} was moved or deleted while the tutor was running"
            return f"{what}, so nothing is saved any more: quit, and start again in your workspace."
        what = f"{self.path} was moved to {new} while the tutor was running"
        return f"{what}, so nothing is saved any more: quit, and start again there."

    def _place(self) -> Path | None:
        """Its current path, if the system can tell."""
        try:
            new = Path(path_of(self._descriptor))
            return new if os.path.samestat(os.fstat(self._descriptor), new.stat()) else None
        except OSError:
            return None
