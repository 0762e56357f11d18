"""Executes a run: keeps its output up to a limit, attributes warnings to the learner's line, and limits its time."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from tutor.shapes.recorder import Recorder
from tutor.unix import interrupted_after

PRINTED = 64_000  # characters of output to keep
RECURSION = 3000  # each call in the learner's code takes two stack frames, one of which is a helper's
AGAIN = 0.05  # seconds until the timer fires again if the code swallowed the exception

_performing: list[Recorder] = []


class OutOfTime(BaseException):
    """The run's time is up. Not an Exception, so that ``except Exception`` does not swallow it."""


@dataclass(slots=True)
class Outcome:
    """How a run ended. ``hot`` is the line that it was executing when its time was up."""

    error: BaseException | None = None
    printed: str = ""
    dropped: int = 0
    seconds: float = 0.0
    limit: float | None = None
    hot: int | None = None


class _Kept(io.TextIOBase):
    """A text stream that keeps the first characters and counts the rest."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.room = PRINTED
        self.dropped = 0

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        kept = text[: self.room]
        if kept:
            self.parts.append(kept)
            self.room -= len(kept)
        self.dropped += len(text) - len(kept)
        return len(text)

    def restart(self) -> None:
        """Drop what was printed so far."""
        self.parts.clear()
        self.room, self.dropped = PRINTED, 0

    def text(self) -> str:
        return "".join(self.parts)


def performing() -> Recorder | None:
    """The recorder of the current run."""
    return _performing[-1] if _performing else None


def perform(
    recorder: Recorder,
    act: Callable[[], object],
    seconds: float | None = None,
    prelude: Callable[[], object] | None = None,
) -> Outcome:
    """Run ``prelude`` and ``act`` and return whatever they do. Output of the prelude is dropped.

    Restores NumPy's print and error settings. Only KeyboardInterrupt is not caught.
    """
    outcome, kept = Outcome(limit=seconds), _Kept()
    filename = recorder.program.filename
    recursion = sys.getrecursionlimit()
    _performing.append(recorder)
    start = time.perf_counter()
    try:
        with (
            contextlib.redirect_stdout(kept),
            contextlib.redirect_stderr(kept),
            _warnings(filename),
            np.printoptions(),
            np.errstate(),
            _timer(seconds, filename, outcome),
        ):
            sys.setrecursionlimit(max(recursion, RECURSION))
            if prelude is not None:
                prelude()
                kept.restart()
                recorder.shown.clear()
                recorder.plots.clear()
            act()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        outcome.error = error
    finally:
        outcome.seconds = time.perf_counter() - start
        sys.setrecursionlimit(recursion)
        _performing.pop()
        outcome.printed, outcome.dropped = kept.text(), kept.dropped
    return outcome


def learner_line(filename: str, frame: FrameType | None) -> int | None:
    """The line of the innermost frame in this file."""
    while frame is not None:
        if frame.f_code.co_filename == filename:
            return frame.f_lineno
        frame = frame.f_back
    return None


@contextlib.contextmanager
def _warnings(filename: str) -> Iterator[None]:
    """Print each warning once per line, with the learner's line instead of the helper's."""
    seen: set[tuple[int | None, str]] = set()

    def show(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
        line = learner_line(filename, sys._getframe(1))
        key = (line, str(message))
        if key not in seen:
            seen.add(key)
            place = f"line {line}: " if line else ""
            print(f"{place}{category.__name__}: {message}", file=sys.stderr)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = show
        yield


@contextlib.contextmanager
def _timer(seconds: float | None, filename: str, outcome: Outcome) -> Iterator[None]:
    """Raise OutOfTime in the running code after ``seconds``, if this is the main thread."""
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    armed = True

    def strike(_: int, frame: FrameType | None) -> None:
        if armed:
            if outcome.hot is None:
                outcome.hot = learner_line(filename, frame)
            raise OutOfTime

    with interrupted_after(max(seconds, 0.001), AGAIN, strike):
        try:
            yield
        finally:
            armed = False
