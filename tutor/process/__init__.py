"""Running code in an isolated, bounded process. Knows nothing of exercises, shapes or screens.

A guard against accidents and self-deception, not a jail: code that means harm can get out of it.
"""

from __future__ import annotations

from tutor.process.client import Sandbox
from tutor.process.errors import Died, Raised, SandboxError, TimedOut
from tutor.process.limits import Limits
from tutor.process.opaque import Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tutor.process.isolated import Isolated

__all__ = ["Died", "Isolated", "Limits", "Opaque", "Raised", "Sandbox", "SandboxError", "TimedOut"]


def __getattr__(name: str) -> object:
    if name == "Isolated":
        from tutor.process.isolated import Isolated

        return Isolated
    raise AttributeError(f"module 'tutor.process' has no attribute {name!r}")
