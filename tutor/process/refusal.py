"""What sandboxed code meets when it tries what it has no reason to do."""

from __future__ import annotations


class Refused(PermissionError):
    """The guard did not let the code do this. A PermissionError, so that libraries fall back as they do elsewhere."""

    blocked = True

    def __str__(self) -> str:
        """The sentence, also where a library (shutil, from Python 3.13) has added a file's name to the error."""
        return str(self.args[0]) if self.args else ""


class RefusedImport(ImportError):
    """The guard did not let the code import this. An ImportError, so that libraries do without."""

    blocked = True


Refused.__module__ = RefusedImport.__module__ = "builtins"
