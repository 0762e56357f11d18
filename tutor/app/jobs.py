"""Runs work in threads for a screen or the app. Results arrive on the thread of the screen or app, and the newest job
wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from textual.app import App
from textual.screen import Screen

from tutor.engines import EnginesClosed

Result = TypeVar("Result")
Then = Callable[[Result], Awaitable[None] | None]


class Jobs:
    """A newer job with the same name cancels the previous one: its results and errors are dropped.

    A job that ends with ``EnginesClosed`` ends silently, because the learner is leaving. Any other error becomes one
    sentence, ``failing`` plus Python's message. It is a notice, unless ``failed`` handles it.
    """

    def __init__(self, owner: App[Any] | Screen[Any]) -> None:
        self._owner = owner
        self._newest: Counter[str] = Counter()

    def latest(
        self,
        name: str,
        work: Callable[[], Result],
        then: Then[Result],
        *,
        failing: str,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Run ``work`` in a thread, and call ``then`` with its result."""

        def once() -> Iterator[Result]:
            yield work()

        self.stream(name, once, then, failing=failing, failed=failed)

    def stream(
        self,
        name: str,
        work: Callable[[], Iterator[Result]],
        then: Then[Result],
        *,
        failing: str,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Run the generator ``work`` in a thread, and call ``then`` with each value that it yields."""
        self._newest[name] += 1
        number = self._newest[name]

        def run() -> None:
            if not self._is_newest(name, number):
                return
            try:
                for result in work():
                    if not self._is_newest(name, number):
                        return
                    self._owner.call_later(self._deliver, name, number, then, result)
            except EnginesClosed:
                return
            except Exception as error:
                sentence = f"{failing}: {error}"
                self._owner.call_later(self._deliver, name, number, failed or self.notify, sentence)

        self._owner.run_worker(run, name=name, group=name, thread=True, exclusive=True)

    def at_once(self, name: str, work: Callable[[], Result], then: Then[Result], *, failing: str) -> None:
        """Like ``latest``, but on this thread, for work that takes less time than starting a job."""
        self.forget(name)
        try:
            result = work()
        except Exception as error:
            self.notify(f"{failing}: {error}")
        else:
            then(result)

    def forget(self, name: str) -> None:
        """Drop future results of the job with this name."""
        self._newest[name] += 1

    def _is_newest(self, name: str, number: int) -> bool:
        return self._newest[name] == number

    async def _deliver(self, name: str, number: int, then: Then[Any], result: Any) -> None:
        if self._is_newest(name, number) and (waiting := then(result)) is not None:
            await waiting

    def notify(self, sentence: str) -> None:
        """Report an error."""
        self._owner.notify(sentence, severity="error", markup=False)
