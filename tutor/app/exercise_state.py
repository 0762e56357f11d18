"""The state of one exercise while the app runs. Draws nothing and checks nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from tutor.grading.verdict import TestResult, Verdict
from tutor.shapes.trace import Trace


@dataclass(slots=True)
class ExerciseState:
    running: list[TestResult] | None = None  # the lines that a running check has produced so far
    verdict: Verdict | None = None
    checked_at: float = 0.0
    texts: list[str] = field(default_factory=list)  # the last two texts that were checked
    task: bool = False  # whether the task is shown instead of the verdict
    hints: bool = False  # whether the opened hints are shown
    traced: tuple[str, str, Trace] = ("", "", Trace())  # digest and text of the traced file, and its trace

    def take(self, verdict: Verdict, text: str, at: float) -> None:
        """Store a verdict and the text that was graded."""
        self.verdict, self.running, self.checked_at = verdict, None, at
        if not self.texts or self.texts[-1] != text:
            self.texts = [*self.texts[-1:], text]
        if verdict.status != "not_started":
            self.task = False

    @property
    def shows_task(self) -> bool:
        """Whether the task is shown."""
        return self.task or self.verdict is None or self.verdict.status == "not_started"

    @property
    def see(self) -> str | None:
        """The section that explains the failure, if the verdict names one."""
        if self.verdict is None:
            return None
        return self.verdict.mistake.see if self.verdict.mistake else self.verdict.see
