"""Progress: checkpoints with evidence, claimed checkpoints, and open ones."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from rich.console import Group
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.keys import Key
from tutor.app.rich_theme import Fitted
from tutor.app.screens.dialogs import TextDialog
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.options import Options
from tutor.app.widgets.section_view import SectionView
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.kinds import kinds_of, parted, plugin_of
from tutor.progress.events import Claimed, PlanChosen
from tutor.progress.explained import explanations_of
from tutor.progress.rounds import to_answer_again
from tutor.progress.standing import CLAIMED, CheckpointStanding
from tutor.views.explanation_view import explanation_view
from tutor.views.progress_view import exercise_list_view, practice_map, worth
from tutor.views.symbols import UNICODE
from tutor.views.text import counted


class ProgressScreen(TutorScreen):
    """Checkpoints on the left; exercises and practice on the right."""

    HEADING = "Progress"
    KEYS = (
        Key("", row="↑ ↓", help="choose a checkpoint"),
        Key(
            "",
            "focused.select",
            call="evidence, what shows it",
            sign="enter",
            foot="evidence",
            help="the evidence for it, or what is still needed",
        ),
        Key(
            "space",
            "claim",
            call="claim a checkpoint, tick",
            foot="claim",
            help="claim it without evidence, or withdraw the claim",
        ),
        Key(
            "d",
            "practise",
            call="drill, practise",
            foot="drill",
            help="questions with new numbers, missed ones first",
        ),
        Key(
            "s",
            "schedule",
            call="schedule, plan",
            foot="schedule",
            help="choose a schedule that starts today",
        ),
        Key("left_square_bracket", "panel", foot="exercises", help="show or hide plan and exercises"),
    )

    def content(self) -> ComposeResult:
        """The checkpoints and the exercises."""
        with Horizontal(id="places"):
            yield Options(id="checkpoints")
            with SectionView(id="done", can_focus=False):
                yield SelectableStatic("", id="exercises-done")

    def all_keys(self) -> tuple[Key, ...]:
        """The keys, with the plug-in's words for its practice."""
        practice = plugin_of(self.session.course).practice
        if practice is None:
            return self.KEYS
        return tuple(
            replace(key, foot=practice.word, help=practice.help) if key.action == "practise" else key
            for key in self.KEYS
        )

    def title_text(self) -> str:
        """The title, with the number of claimed checkpoints."""
        claimed = self.session.standing.claimed
        return "Progress" + (f" · {claimed} claimed" if claimed else "")

    def lacking(self) -> frozenset[str]:
        """The keys for drills and schedules, if the course has none."""
        there = {
            "practise": plugin_of(self.session.course).practice is not None,
            "schedule": self.session.has_schedules,
        }
        return frozenset(action for action in there if not there[action])

    def idle(self) -> frozenset[str]:
        """The key to claim a checkpoint that has evidence."""
        chosen = self._chosen() if self.focused is self.query_one("#checkpoints") else None
        if chosen is None:
            return frozenset({"focused.select", "claim"})
        return frozenset({"claim"} if chosen.shown else ())

    @on(OptionList.OptionHighlighted, "#checkpoints")
    def _moved(self) -> None:
        self.draw_foot()

    def on_mount(self) -> None:
        """Draw everything."""
        self.query_one("#checkpoints").border_title = "● shown by evidence   ○ claimed by you   · open"
        self.query_one("#done").border_title = "Exercises"
        self.query_one("#checkpoints").focus()

    def on_screen_resume(self) -> None:
        """Redraw, because something may have changed."""
        super().on_screen_resume()
        self.kept.remember(place="progress")
        self._fill()

    def draw_progress(self) -> None:
        """Draw the current standing."""
        super().draw_progress()
        self._fill()

    def _fill(self) -> None:
        standing = self.session.standing
        options = self.query_one("#checkpoints", OptionList)
        kept = options.highlighted
        lines: list[Option | None] = []
        for lesson in self.session.course.lessons:
            own = [c for c in standing.checkpoints if c.lesson == lesson.id]
            step = standing.step(lesson.id)
            read = f"   {step.read} of {step.sections} sections read" if step else ""
            lines.append(
                Option(
                    Text.assemble((f"Step {lesson.step} · {lesson.title}", "bold"), (read, "dim")),
                    disabled=True,
                )
            )
            lines += [Option(self._line(c), id=c.checkpoint.id) for c in own]
        options.clear_options()
        options.add_options(lines)
        if options.option_count:
            options.highlighted = kept if kept is not None and kept < options.option_count else None
            if options.highlighted is None:
                options.action_first()
        days = standing.days
        self.query_one("#exercises-done", Static).update(
            Fitted(
                lambda width: Group(
                    self._plan(),
                    exercise_list_view(self.session.course.exercises, standing, width),
                    Text(),
                    practice_map(days, self._today()),
                )
            )
        )
        self.query_one("#done").border_subtitle = (
            f"{len(days)} days of practice" if len(days) != 1 else "1 day of practice"
        )

    def _today(self) -> date:
        return datetime.fromtimestamp(self.session.now()).astimezone().date()

    def draw_top(self) -> None:
        """Also show what is due, and today's line if the plan is hidden."""
        super().draw_top()
        here = self.session.plan() if self.has_class("-narrow") else None
        todo = f"today: {here.today[0].text}" if here and here.today else ""
        waiting = self._due()
        due = f"{counted(waiting, 'missed question')} due: press d" if waiting else ""
        self.query_one("#checkpoints").border_subtitle = Content(" · ".join(filter(None, (due, todo))))

    def _due(self) -> int:
        """The number of missed questions, or of kinds of drill questions, that are due."""
        practice = plugin_of(self.session.course).practice
        drilled = 0 if practice is None else practice.due(self.session.events, self.session.now())
        return drilled + sum(self._again().values())

    def _again(self) -> dict[str, int]:
        """The missed questions of lessons that can be answered again, by section."""
        return to_answer_again(self.session.course, self.session.standing, self.session.now())

    def _plan(self) -> Text:
        """Today's lines and the number of overdue ones; empty if the course has no schedules."""
        from tutor.progress.plan_minutes import today_in_words

        here = self.session.plan()
        if here is None and not self.session.has_schedules:
            return Text(end="")
        if here is None:
            return Text("No schedule chosen. Press s.\n", style="dim")
        text = Text(f"{here.schedule.title}: {here.in_words}\n", style="bold")
        for line in here.today:
            text.append(f"today: {line.text}\n", style="not bold")
        if words := today_in_words(here.today, self.session.course, self.session.standing):
            text.append(f"{words}\n", style="not bold dim")
        if here.behind:
            text.append(
                f"{len(here.behind)} earlier items are open; s restarts the schedule today\n",
                style="not bold dim",
            )
        return text

    async def action_practise(self) -> None:
        """Choose what to practise: missed questions of lessons, or the plug-in's questions."""
        from tutor.app.screens.dialogs import PickDialog

        if (practice := plugin_of(self.session.course).practice) is not None:
            choices = [
                (place, f"{counted(count, 'question')} missed in {self.session.section_title(place)}")
                for place, count in self._again().items()
            ]
            choices += practice.choices(self.session.events, self.session.now())
            await self.leads_to(practice.word)
            self.app.push_screen(PickDialog(practice.word.capitalize(), choices), self.nav.go)

    async def action_schedule(self) -> None:
        """Choose a schedule, with all its lines shown. The chosen schedule starts today."""
        from tutor.app.screens.dialogs import PickDialog
        from tutor.progress.plan_minutes import schedule_lines
        from tutor.progress.schedule import schedules

        course = self.session.course
        choices = [(one.id, f"{schedule_lines(one, course)}\n") for one in schedules(course)]
        if not choices:
            self.notify("This course has no schedules.")
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                today = self._today().isoformat()
                self.session.record(PlanChosen(at=self.session.now(), plan=name, start=today))
                self._fill()
                self.draw_top()

        await self.leads_to("schedule")
        self.app.push_screen(PickDialog("Schedule", choices), chosen)

    def _line(self, c: CheckpointStanding) -> Text:
        sign = {"shown": UNICODE.shown, "claimed": UNICODE.claimed, "blank": UNICODE.blank}[c.mark]
        text = Text.assemble(
            "  ",
            (sign, "green" if c.mark == "shown" else "yellow" if c.mark == "claimed" else "dim"),
            f" {c.checkpoint.text}",
        )
        if c.partial:
            text.append(f"   evidence {len(c.evidence)} of {len(c.checkpoint.proof)}", style="dim")
        if (said := worth(c)) and c.worth != (CLAIMED,):  # a claim has its own mark
            text.append(f"\n    {said}" if c.partial else f"   {said}", style="dim")
        return text

    def _chosen(self) -> CheckpointStanding | None:
        options = self.query_one("#checkpoints", OptionList)
        if options.highlighted is None:
            return None
        identifier = options.get_option_at_index(options.highlighted).id
        return self.session.standing.checkpoint(identifier) if identifier else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click in the list."""
        self.action_evidence()

    def action_evidence(self) -> None:
        """Show the evidence for the checkpoint, or what would be evidence."""
        c = self._chosen()
        if c is None:
            return
        text = Text(f"{c.checkpoint.text}\n", style="bold")
        text.append(f"{said}\n\n" if (said := worth(c)) else "\n", style="not bold dim")
        for evidence in c.given:
            when = datetime.fromtimestamp(evidence.at).strftime("%Y-%m-%d %H:%M")
            text.append(f"● {evidence.says}   {when}\n", style="not bold")
        for item in c.missing:
            text.append(f"· still open: {self._asks(item)}\n", style="not bold dim")
        for item in c.undone:
            text.append(f"· by doing: {self._asks(item)}\n", style="not bold dim")
        if c.claimed_at is not None:
            text.append("○ claimed by you\n", style="not bold")
        if not c.checkpoint.proof:
            text.append("You can only claim this one: press space.\n", style="not bold dim")
        if c.unexplained:
            box = f"explain:{c.checkpoint.explain}"
            text.append(f"· still open: {self._asks(box)}\n", style="not bold dim")
        written = [
            Fitted(partial(explanation_view, one))
            for one in explanations_of(self.session.course, self.session.standing)
            if one.id == c.checkpoint.explain
        ]
        self.app.push_screen(TextDialog("Evidence", Group(text, *written)))

    def _asks(self, item: str) -> str:
        course = self.session.course
        kind, name = parted(item, kinds_of(course))
        words = {
            "quiz": ("answer the question", f"id: {name}\n"),
            "explain": ("explain in your own words", f"id: {name}\n"),
            "run": ("change and run the block", f"name={name}"),
        }
        if kind is None:
            return item
        if kind.name not in words:
            with suppress(LookupError):
                name = kind.full(course, name)
            return kind.to_do(name, kind.names(course).get(name, ""))
        asked, mark = words[kind.name]
        where = (f"{one.id}#{two.id}" for one, two in self.session.pages() if mark in two.text)
        place = next(where, None)
        return f"{asked} {name}" + (f" in {self.session.section_title(place)}" if place else "")

    def action_panel(self) -> None:
        """Show or hide plan and exercises; on a narrow screen they replace the checkpoints."""
        if self.has_class("-narrow"):
            self.toggle_class("-listing")
        else:
            self.query_one("#done").toggle_class("-folded")

    def action_claim(self) -> None:
        """Claim the checkpoint, or withdraw the claim."""
        c = self._chosen()
        if c is None:
            return
        if c.shown:
            self.notify("Evidence already shows this; there is nothing to claim.")
            return
        self.session.record(
            Claimed(at=self.session.now(), checkpoint=c.checkpoint.id, claimed=c.claimed_at is None)
        )
        self._fill()
        self.draw_top()
