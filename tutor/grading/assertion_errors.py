"""What a check meets when the learner's code does not answer: it raised, is not written yet, or ended the process."""

from __future__ import annotations

from tutor.grading.verdict import Where


class LearnerError(Exception):
    """The learner's function raised. ``kinds`` are the names of Python's own exceptions that it is an instance of."""

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
        """Whether the exception is one of this (built-in) kind."""
        return kind.__name__ in self.kinds


class MissingFunctionError(Exception):
    """The file does not define a function that the exercise asks for. The message is the learner's sentence."""


class StoppedError(Exception):
    """The learner's process is gone (too slow, crashed, ended itself): nothing more can be asked in this check."""

    def __init__(self, sentence: str, *, timed_out: bool = False, where: Where | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.timed_out = timed_out
        self.where = where
