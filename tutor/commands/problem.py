"""The one exception that a command ends with when the learner has to do something else first."""

from __future__ import annotations


class Problem(Exception):
    """A sentence for the learner: what, where, what to do next. ``code`` is what the command exits with."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code
