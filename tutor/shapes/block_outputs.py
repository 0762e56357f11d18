"""What live blocks print, run in isolated processes; what was printed before is kept between two checks of a course."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import tutor
from tutor.disk import FileError, make_folder, read_regular, sweep, write_atomic
from tutor.process import Sandbox
from tutor.shapes.tracer import PRELOAD, Tracer

SECONDS = 20.0
MOST = 2_000  # outputs that are kept, those asked for last
_HERE = 'print("\\f")'  # what the blocks before printed ends here


class BlockOutputs:
    """Call it with the sources before, the source and the sizes. No process is started before one is needed.

    ``file`` holds the outputs, by a digest of all that they depend on. A file that is damaged counts as empty.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.run = 0  # how many blocks were run, not looked up
        self._known = {} if file is None else _read(file)
        self._asked: dict[str, str] = {}
        self._resources = ExitStack()
        self._tracer: Tracer | None = None

    def __call__(self, before: tuple[str, ...], source: str, sizes: Mapping[str, int | float]) -> str:
        """What the block prints.

        Raises:
            RuntimeError: it fails; the message says how. A failure is not kept.
        """
        key = _digest([_tutor(), list(before), source, dict(sizes)])
        printed = self._known.get(key)
        if printed is None:
            printed = self._printed(before, source, sizes)
        self._asked[key] = printed
        return printed

    def _printed(self, before: tuple[str, ...], source: str, sizes: Mapping[str, int | float]) -> str:
        if self._tracer is None:
            self._tracer = Tracer(self._resources.enter_context(Sandbox.start(preload=PRELOAD)))
        self.run += 1
        run = self._tracer.trace(source, sizes, before=(*before, _HERE), names=False, timeout=SECONDS)
        if run.failure is not None:
            raise RuntimeError(run.failure.message)
        return run.printed.rpartition("\f\n")[2]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes and keep what was printed; that it cannot be kept is no fault of the course."""
        self._resources.close()
        if self.file is None or not self.run:
            return
        older = [pair for pair in self._known.items() if pair[0] not in self._asked]
        latest = dict([*older, *self._asked.items()][-MOST:])
        with suppress(FileError):
            make_folder(self.file.parent)
            sweep(self.file.parent)
            write_atomic(self.file, json.dumps(latest).encode())


def cache_file() -> Path | None:
    """Where the outputs are kept: in the folder ``TUTOR_CACHE``, or the user's own for caches. None if it is empty."""
    named = os.environ.get("TUTOR_CACHE")
    if named is None:
        from platformdirs import user_cache_path

        return user_cache_path("transformer-tutor") / "blocks.json"
    return Path(named) / "blocks.json" if named else None


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(read_regular(file))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict) or not all(isinstance(text, str) for text in kept.values()):
        return {}
    return kept


@cache
def _tutor() -> str:
    """Changes with whatever a block's output may depend on besides the block: Python, NumPy and the tracer's code."""
    package = Path(tutor.__file__).parent
    sources = [path for room in ("shapes", "process") for path in sorted((package / room).glob("*.py"))]
    code = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sources]
    return _digest([platform.python_version(), platform.machine(), version("numpy"), tutor.__version__, code])


def _digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode(errors="surrogatepass")).hexdigest()
