"""The bug hunt: the learner finds the wrong line in a wrong version of the code that people really write."""

from __future__ import annotations

import re
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.keys import Key
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.options import Options
from tutor.course.code import Hunt, in_turn
from tutor.course.model import Exercise
from tutor.grading.verdict import Verdict
from tutor.progress.events import BugFound
from tutor.views.listing import code_lines
from tutor.views.text import counted, harmless

if TYPE_CHECKING:
    from tutor.app.services import Services

POINT = "Choose the wrong line and press enter."


class HuntScreen(TutorScreen):
    """One wrong version at a time, those not found yet first."""

    CSS_PATH = "hunt_screen.tcss"
    AUTO_FOCUS = "#lines"
    HEADING = "Bug hunt"
    KEYS = (
        Key(
            "",
            "focused.select",
            sign="enter",
            foot="this line",
            row="↑ ↓ enter",
            help="choose the line that is wrong",
        ),
        Key("k", "cursor(-1)", label="line above"),
        Key("j", "cursor(1)", label="line below"),
        Key("h", "symptom", foot="verdict", help="the verdict on this version"),
        Key("r", "reveal", foot="show it", help="show the wrong line and what is wrong with it"),
        Key("n", "next", foot="next", help="another version"),
        Key("g", "section", foot="section", help="open the section that explains this"),
        Key("escape", "leave", foot="leave", help="back to the exercise"),
    )

    def __init__(self, services: Services, exercise: Exercise) -> None:
        super().__init__(services)
        self.exercise = exercise
        self.hunts: tuple[Hunt, ...] = ()
        self.at = 0
        self.tried: list[int] = []  # wrong guesses so far
        self.over = False
        self.symptom = ""

    def content(self) -> ComposeResult:
        """The function's header, its lines, and the result."""
        with Vertical(id="places"):
            yield Static("", id="head", markup=False)
            yield Options(id="lines")
            yield Static("", id="found", markup=False)

    def title_text(self) -> str:
        """The exercise, and how many bugs were found."""
        found = len(self._found)
        return f"{self.exercise.short} · bug hunt" + (f" · {counted(found, 'bug')} found" if found else "")

    def idle(self) -> frozenset[str]:
        """Keys to answer once the version is solved; before that, the key to the section."""
        if not self.hunts:
            return frozenset({"focused.select", "symptom", "reveal", "next", "section"})
        solved = {"focused.select", "symptom", "reveal"} if self.over else {"section"}
        return frozenset(
            solved | ({"symptom"} if self.symptom else set()) | (set() if len(self.hunts) > 1 else {"next"})
        )

    @property
    def _found(self) -> frozenset[str]:
        return self.session.standing.exercises[self.exercise.id].bugs

    def on_mount(self) -> None:
        """Load the mistakes in a thread, because loading them executes ``mistakes.py``."""
        self.query_one("#found", Static).update("… looking for wrong versions")
        self.jobs.latest(
            "load", self._read, then=self._loaded, failing="The wrong versions could not be read"
        )

    def _read(self) -> tuple[Hunt, ...]:
        """Runs in the job's thread."""
        from tutor.course.code import hunts
        from tutor.course.mistakes import load_mistakes

        mistakes, _ = load_mistakes(self.exercise)
        return hunts(self.exercise.solution, mistakes)

    def _loaded(self, found: tuple[Hunt, ...]) -> None:
        self.hunts = in_turn(found, self._found, self.exercise.id)
        if self.hunts:
            self._begin()
        else:
            self._say(Text("This exercise has no wrong version that differs in one line."))

    # Drawing

    @property
    def hunt(self) -> Hunt:
        """The current version."""
        return self.hunts[self.at]

    def _begin(self) -> None:
        self.jobs.forget("check")
        self.tried, self.over, self.symptom = [], False, ""
        options = self.query_one("#lines", OptionList)
        options.border_title = f"{self.hunt.function} · one of these lines is wrong"
        self.query_one("#head", Static).update(Text("\n").join(code_lines(self.hunt.head)))
        self._draw(0)
        self._say(Text(f"People make this mistake. {POINT}", "dim"))

    def _draw(self, at: int) -> None:
        options = self.query_one("#lines", OptionList)
        options.set_options(Option(self._line(number)) for number in range(len(self.hunt.lines)))
        options.highlighted = at
        self.draw_top()

    def _line(self, number: int) -> Text:
        sign, style = "  ", ""
        if self.over and number in self.hunt.wrong:
            sign, style = "→ ", "bold red"
        elif number in self.tried:
            sign, style = "✓ ", "green"  # this line is right
        return Text.assemble((sign, style), Text("\n  ").join(code_lines(self.hunt.lines[number])))

    def _say(self, text: Text) -> None:
        if self.symptom and not self.over:
            text = Text.assemble(("Verdict: ", "bold"), f"{self.symptom}\n").append_text(text)
        self.query_one("#found", Static).update(text)
        self.draw_foot()
        # The text below makes the list smaller, so keep the selected line visible.
        self.call_after_refresh(self.query_one("#lines", OptionList).scroll_to_highlight)

    def _explain(self, said: str) -> None:
        """Explain the fault of the line, and show the right one."""
        hunt = self.hunt
        text = Text.assemble((said, "bold"), harmless(hunt.mistake.diagnosis), "\n")
        if hunt.right:
            text.append("It should read:\n", style="bold")
            for line in code_lines(hunt.right):
                text.append("  ").append_text(line).append("\n")
        else:
            text.append("It should not be there at all.\n", style="bold")
        self._say(
            text.append(f"n: another one   g: {self.session.section_title(hunt.mistake.see)}", style="dim")
        )

    # Keys

    @on(OptionList.OptionSelected)
    def action_choose(self) -> None:
        """Choose the selected line."""
        at = self.query_one("#lines", OptionList).highlighted
        if self.over or not self.hunts or at is None or at in self.tried:
            return
        if at not in self.hunt.wrong:
            self.tried.append(at)
            self._draw(at)
            again = (
                "Not that one: it is the same in the solution."
                if len(self.tried) == 1
                else "Not that one either."
            )
            help_ = "" if self.symptom else "   h: the verdict"
            self._say(Text(f"✗ {again}{help_}   r: show it"))
            return
        self.over = True
        self.session.record(
            BugFound(
                at=self.session.now(),
                exercise=self.exercise.id,
                mistake=self.hunt.mistake.id,
                tries=len(self.tried) + 1,
            )
        )
        self._draw(at)
        self._explain("✓ Found. ")

    def action_reveal(self) -> None:
        """Show the wrong line and its fault. This does not count as finding it."""
        if self.hunts and not self.over:
            self.over = True
            self._draw(min(self.hunt.wrong))
            self._explain("")

    def action_symptom(self) -> None:
        """Show the check's result for this version."""
        if self.hunts and not self.over and not self.symptom:
            self._say(Text("… checking", "dim"))
            self.jobs.latest(
                "check",
                partial(self._check, self.hunt),
                then=self._checked,
                failing="This version could not be checked",
            )

    def _check(self, hunt: Hunt) -> Verdict | None:
        """Runs in the job's thread. None if the check of a newer save replaced this one."""
        from tutor.course.mistakes import apply

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / self.exercise.filename
            file.write_text(apply(self.exercise.solution, hunt.mistake), encoding="utf-8")
            return self.session.grader.check(self.exercise, file)

    def _checked(self, verdict: Verdict | None) -> None:
        if self.over:
            return
        if verdict is None:
            self._say(Text("A save was checked instead. Press h to check this version again."))
            return
        self.symptom = symptom_of(verdict)
        self._say(Text(POINT, "dim"))

    def action_next(self) -> None:
        """Show the next version, wrapping around."""
        if self.hunts:
            self.at = (self.at + 1) % len(self.hunts)
            self._begin()

    def action_cursor(self, step: int) -> None:
        """Select another line."""
        options = self.query_one("#lines", OptionList)
        (options.action_cursor_up if step < 0 else options.action_cursor_down)()

    async def action_section(self) -> None:
        """Open the section that explains the mistake, once it is named."""
        if self.hunts and self.over:
            await self.nav.go(self.hunt.mistake.see)

    def action_leave(self) -> None:
        """Return to the exercise."""
        self.app.pop_screen()


def symptom_of(verdict: Verdict) -> str:
    """The first failed line of the check, and its message."""
    failed = next(
        (test for test in verdict.tests if test.outcome not in ("passed", "not_run", "skipped")), None
    )
    if failed is None:
        return harmless(" ".join(verdict.message.split())) or "nothing."
    # Line numbers would refer to a file that the learner does not see.
    seen = re.sub(r" on line \d+", "", " ".join(failed.message.split()))
    return harmless(f"✗ {failed.says} — {seen}")
