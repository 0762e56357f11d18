"""The exceptions that sandboxed code gets when the guard refuses an operation."""

from __future__ import annotations


class Refused(PermissionError):
    """The guard refused this operation. A PermissionError, so that libraries fall back as they do elsewhere."""

    blocked = True

    def __str__(self) -> str:
        """The sentence alone, even if a library (shutil, from Python 3.13) has added a file name to the error."""
        return str(self.args[0]) if self.args else ""


class RefusedImport(ImportError):
    """The guard refused this import. An ImportError, so that libraries treat the module as missing."""

    blocked = True


Refused.__module__ = RefusedImport.__module__ = "builtins"
