"""Exceptions that a check sees: the learner's code raised, is not written yet, or ended its process."""

from __future__ import annotations

from tutor.grading.verdict import Where


class LearnerError(Exception):
    """The learner's function raised. ``kinds`` names the built-in exceptions that it is an instance of."""

    def __init__(
        self,
        type_name: str,
        message: str,
        *,
        kinds: tuple[str, ...] = (),
        where: Where | None = None,
        sentence: str = "",
        function: str = "",
    ) -> None:
        self.type_name = type_name
        self.message = message
        self.kinds = kinds
        self.where = where
        self.function = function
        self.sentence = sentence or (f"{type_name}: {message}" if message else type_name)
        super().__init__(self.sentence)

    def is_a(self, kind: type[BaseException]) -> bool:
        """Whether the exception is an instance of this built-in type."""
        return kind.__name__ in self.kinds


class MissingFunctionError(Exception):
    """The file lacks a function that the exercise requires. The message is shown to the learner."""


class StoppedError(Exception):
    """The learner's process is gone (too slow, crashed or exited), so this check can make no more calls."""

    def __init__(self, sentence: str, *, timed_out: bool = False, where: Where | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.timed_out = timed_out
        self.where = where
