"""Running code in an isolated, bounded process. Knows nothing of exercises, shapes or screens.

A guard against accidents and self-deception, not a jail: code that means harm can get out of it.
"""

from __future__ import annotations

from tutor.sandbox.client import Sandbox
from tutor.sandbox.errors import Died, Raised, SandboxError, TimedOut
from tutor.sandbox.limits import Limits
from tutor.sandbox.opaque import Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tutor.sandbox.isolated import Isolated

__all__ = ["Died", "Isolated", "Limits", "Opaque", "Raised", "Sandbox", "SandboxError", "TimedOut"]


def __getattr__(name: str) -> object:
    if name == "Isolated":
        from tutor.sandbox.isolated import Isolated

        return Isolated
    raise AttributeError(f"module 'tutor.sandbox' has no attribute {name!r}")
