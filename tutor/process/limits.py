"""The limits of a sandboxed process. Only the numbers: ``resource_limits.py`` and ``guard.py`` enforce them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GIB = 1024**3
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one sandboxed process.

    ``wall`` is seconds spent in all its calls together (waiting between calls does not count), ``cpu`` seconds of CPU
    time. ``memory_bytes`` is address space beyond what Python and NumPy themselves use; None for code that needs a
    library that reserves far more than it uses. ``file_bytes`` limits each file that it writes, ``written_bytes`` all
    of them together, including files that it deletes. ``processes`` is the kernel's limit, which counts all processes
    of the user: it is only a last resort, because starting processes is refused anyway. ``output_chars`` of its
    output are kept; the rest is only counted. Nothing below a ``hidden`` folder can be read; ``importable`` folders
    come last on ``sys.path``. ``modules`` are imported before the limits apply, so that the time and memory of
    loading a large library do not count.
    """

    wall: float = 10.0
    cpu: int = 30
    memory_bytes: int | None = 2 * GIB
    file_bytes: int = 16 * MIB
    written_bytes: int = 256 * MIB
    processes: int = 8192
    output_chars: int = 64_000
    hidden: tuple[Path, ...] = ()
    importable: tuple[Path, ...] = ()
    modules: tuple[str, ...] = ()

    def plain(self) -> dict[str, object]:
        """The limits that the process itself needs, as plain data."""
        return {
            "cpu": self.cpu,
            "memory_bytes": self.memory_bytes,
            "file_bytes": self.file_bytes,
            "processes": self.processes,
            "output_chars": self.output_chars,
            "hidden": [str(path) for path in self.hidden],
            "importable": [str(path) for path in self.importable],
            "modules": list(self.modules),
        }
