"""Runs code in an isolated process with limits. It knows nothing about exercises, shapes or screens.

It guards against accidents and self-deception; it is not a jail. Malicious code can get out.
"""

from __future__ import annotations

from tutor.process.limits import Limits
from tutor.process.process_errors import Died, ProcessLost, Raised, SandboxError, TimedOut
from tutor.process.remote_value import RemoteValue
from tutor.process.spare import Sandbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tutor.process.sandbox_process import SandboxProcess

__all__ = [
    "Died",
    "Limits",
    "ProcessLost",
    "Raised",
    "RemoteValue",
    "Sandbox",
    "SandboxError",
    "SandboxProcess",
    "TimedOut",
]


def __getattr__(name: str) -> object:
    if name == "SandboxProcess":
        from tutor.process.sandbox_process import SandboxProcess

        return SandboxProcess
    raise AttributeError(f"module 'tutor.process' has no attribute {name!r}")
