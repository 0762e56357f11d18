"""The two engines of a session, grading and tracing: started on first use, ended together."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tutor.course.model import Course

if TYPE_CHECKING:
    from tutor.grading.grader import Grader
    from tutor.process import Sandbox
    from tutor.shapes.tracer import Tracer


class EnginesClosed(Exception):
    """The session is over, so the caller has nothing left to do."""


class Engines:
    """Thread-safe. Starting an engine takes a moment, so call it from worker threads. After ``close``, nothing
    starts."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._lock = threading.Lock()
        self._closed = False
        self._sandbox: Sandbox | None = None
        self._tracer: Tracer | None = None
        self._grader: Grader | None = None

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def tracer(self) -> Tracer:
        """The tracer, which runs code and records shapes. Raises EnginesClosed after ``close``."""
        with self._lock:
            if self._closed:
                raise EnginesClosed
            if self._tracer is None:
                from tutor.process import Sandbox
                from tutor.shapes.tracer import PRELOAD, Tracer

                self._sandbox = Sandbox.start(preload=PRELOAD)
                self._tracer = Tracer(self._sandbox)
            return self._tracer

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox, which provides isolated processes. Raises EnginesClosed after ``close``."""
        self.tracer  # noqa: B018 - it brings the sandbox
        assert self._sandbox is not None
        return self._sandbox

    @property
    def grader(self) -> Grader:
        """The grader, not warmed up yet. Raises EnginesClosed after ``close``."""
        with self._lock:
            if self._closed:
                raise EnginesClosed
            if self._grader is None:
                from tutor.grading.grader import Grader

                self._grader = Grader(self._course)
            return self._grader

    def close(self) -> None:
        """End both engines and their running work. Can be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            grader, sandbox = self._grader, self._sandbox
        if grader is not None:
            grader.close()
        if sandbox is not None:
            sandbox.close()
