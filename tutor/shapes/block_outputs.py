"""Runs live blocks in isolated processes and caches their output between two checks of a course."""

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
MOST = 2_000  # most outputs to keep; the least recently used are dropped
_HERE = 'print("\\f")'  # marks the end of the preceding blocks' output


class BlockOutputs:
    """Call it with the preceding sources, the source and the sizes. Starts a process only when it needs one.

    ``file`` stores the outputs by a digest of everything that they depend on. A damaged file counts as empty.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.run = 0  # number of blocks that were run instead of looked up
        self._known = {} if file is None else _read(file)
        self._asked: dict[str, str] = {}
        self._resources = ExitStack()
        self._tracer: Tracer | None = None

    def __call__(self, before: tuple[str, ...], source: str, sizes: Mapping[str, int | float]) -> str:
        """The output of the block.

        Raises:
            RuntimeError: it fails; the message says how. Failures are not cached.
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
        """End the processes and store the outputs. Ignores write errors, which are no fault of the course."""
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
    """The cache file: in ``TUTOR_CACHE``, or in the user's cache folder. None if that variable is empty."""
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
    """A key for everything besides the block that its output depends on: Python, NumPy and the tracer's code."""
    package = Path(tutor.__file__).parent
    sources = [path for room in ("shapes", "process") for path in sorted((package / room).glob("*.py"))]
    code = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sources]
    return _digest([platform.python_version(), platform.machine(), version("numpy"), tutor.__version__, code])


def _digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode(errors="surrogatepass")).hexdigest()
