"""What is known of one exercise while the app runs. It draws nothing and checks nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from tutor.grading.verdict import TestResult, Verdict
from tutor.shapes.trace import Trace


@dataclass(slots=True)
class ExerciseState:
    """One exercise in this session."""

    running: list[TestResult] | None = None  # the lines so far of a check under way
    verdict: Verdict | None = None
    checked_at: float = 0.0
    texts: list[str] = field(default_factory=list)  # what was checked: the one before, and the last
    task: bool = False  # whether the task is shown where the verdict would be
    hints: bool = False  # whether the hints taken are shown
    traced: tuple[str, str, Trace] = ("", "", Trace())  # digest and text of what was traced, and what it did

    def take(self, verdict: Verdict, text: str, at: float) -> None:
        """Keep a verdict and the text that it is about."""
        self.verdict, self.running, self.checked_at = verdict, None, at
        if not self.texts or self.texts[-1] != text:
            self.texts = [*self.texts[-1:], text]
        if verdict.status != "not_started":
            self.task = False

    @property
    def shows_task(self) -> bool:
        """Whether the task is what there is to see."""
        return self.task or self.verdict is None or self.verdict.status == "not_started"

    @property
    def see(self) -> str | None:
        """The section that clears up what is wrong, if the verdict names one."""
        if self.verdict is None:
            return None
        return self.verdict.mistake.see if self.verdict.mistake else self.verdict.see
