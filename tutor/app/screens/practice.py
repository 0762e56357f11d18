"""Practice: save in any editor, and know what is right, what is wrong and why."""

from __future__ import annotations

import difflib
import subprocess
import time
from pathlib import Path
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from tutor.app.drawing import Fitted, prose
from tutor.app.editor import find_editor
from tutor.app.messages import Failed, FilesSaved, Graded, TestDone, Watched
from tutor.app.screens.dialogs import AskDialog, TextDialog
from tutor.app.screens.learn import SectionView
from tutor.app.screens.place import PlaceScreen
from tutor.course.types import Exercise
from tutor.grading.verdict import TestResult, Verdict
from tutor.progress.events import Checked, ExerciseReset, HintTaken, SolutionShown
from tutor.render.code import code_view
from tutor.render.spans import lines_that_ran
from tutor.render.symbols import UNICODE, style_of
from tutor.render.verdict import verdict_view
from tutor.tracing.trace import Trace
from tutor.workspace import WorkspaceError


class PracticeScreen(PlaceScreen):
    """The place to write."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit"),
        Binding("c", "check", "Check"),
        Binding("h", "hint", "Hint"),
        Binding("s", "solution", "Solution"),
        Binding("r", "reset", "Reset"),
        Binding("d", "difference", "Difference", show=False),
        Binding("b", "brief", "Task", show=False),
        Binding("g", "section", "Read up"),
        Binding("n", "next", "Next"),
        Binding("left_square_bracket", "panel", "List", key_display="["),
        Binding("escape", "text", "Back to the text", show=False),
    ]
    PLACE = "practice"
    FOOT = (
        ("e", "edit", "screen.edit"),
        ("h", "hint", "screen.hint"),
        ("s", "solution", "screen.solution"),
        ("g", "read up", "screen.section"),
        ("n", "next", "screen.next"),
        ("c", "check", "screen.check"),
        ("r", "reset", "screen.reset"),
        ("b", "task", "screen.brief"),
        ("d", "difference", "screen.difference"),
        ("[", "list", "screen.panel"),
    )
    KEYS = """Practice
  e           open the file in your editor ($VISUAL or $EDITOR); saving checks it
  c           check now
  h           one hint more
  s           the solution: after a pass, three tries that differ, or on your word
  r           the file as it was at first; yours is kept
  d           what changed since the last check
  b           the task again
  g           the section that clears this up
  n           the next exercise
  [           the list of exercises
"""

    def __init__(self) -> None:
        super().__init__()
        self.exercise: Exercise | None = None
        self.verdicts: dict[str, Verdict] = {}
        self.running: dict[str, list[TestResult]] = {}
        self.checked_at: dict[str, float] = {}
        self.texts: dict[str, list[str]] = {}  # what was checked: the last, and the one before
        self.reading: set[str] = set()  # exercises whose task is shown instead of the verdict
        self.hints: set[str] = set()  # exercises whose hints are shown
        self.digests: dict[str, str] = {}
        self.traces: dict[str, tuple[str, str, Trace]] = {}  # the text that was traced, and what it did

    def content(self) -> ComposeResult:
        """The list, and the exercise."""
        with Horizontal(id="places"):
            yield OptionList(id="exercises")
            with SectionView(id="exercise"):
                yield Static("", id="paper")

    def title_text(self) -> str:
        """How many are passed."""
        done = sum(own.passed for own in self.services.standing.exercises.values())
        return f"Practice · {done} of {len(self.services.course.exercises)} passed"

    def on_mount(self) -> None:
        """The exercise last worked on; and from now on every save is seen."""
        self.query_one("#exercises").border_title = "Exercises"
        self.set_interval(10, self._draw)
        exercises = self.services.course.exercises
        if not exercises:
            self.query_one("#paper", Static).update("This course has no exercises.")
            return
        wanted = str(self.services.state.get("exercise", ""))
        todo = (one for one in exercises if not self.services.standing.exercises[one.id].passed)
        self.open(self.services.exercise(wanted) or next(todo, exercises[0]))
        self._watch()
        self.query_one(SectionView).focus()

    def on_screen_resume(self) -> None:
        """Remember the place."""
        super().on_screen_resume()
        self.services.remember(place="practice")

    def open(self, exercise: Exercise) -> None:
        """Show an exercise; a file that was never checked in this session is checked."""
        self.exercise = exercise
        self.services.remember(place="practice", exercise=exercise.id)
        self._fill()
        self._draw()
        self.query_one(SectionView).scroll_home(animate=False)
        if exercise.id not in self.verdicts and exercise.id not in self.running:
            self.check(exercise)

    # Checking

    def check(self, exercise: Exercise) -> None:
        """Check the file as it is now; an older check of it is dropped."""
        self.running[exercise.id] = []
        self._draw()
        self._grade(exercise)

    @work(thread=True, group="grade")
    def _grade(self, exercise: Exercise) -> None:
        path = self.services.workspace.file(exercise)
        try:
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

            def told(result: TestResult) -> None:
                self.post_message(TestDone(exercise.id, result))

            verdict = self.services.grader.check(exercise, path, on_event=told)
            self.post_message(Graded(exercise.id, verdict, text))
            if verdict is not None and verdict.status in ("passed", "failed"):
                self._trace(exercise, path, text, verdict)
        except Exception as error:
            self.running.pop(exercise.id, None)
            self.post_message(Failed(f"{path.name} could not be checked: {error}"))

    def _trace(self, exercise: Exercise, path: Path, text: str, verdict: Verdict) -> None:
        """In the worker's thread, after the verdict: the shapes, line by line."""
        from tutor.tracing.calls import trace_exercise

        trace = trace_exercise(
            self.services.tracer, self.services.course, exercise, path, exercise.functions[-1]
        )
        if trace is not None:
            self.post_message(Watched(exercise.id, verdict.digest, text, trace))

    @on(Watched)
    def _watched(self, event: Watched) -> None:
        self.traces[event.exercise] = (event.digest, event.text, event.trace)
        self._draw()

    @on(TestDone)
    def _test_done(self, event: TestDone) -> None:
        if event.exercise in self.running:
            self.running[event.exercise].append(event.result)

    @on(Graded)
    def _graded(self, event: Graded) -> None:
        verdict = event.verdict
        if verdict is None:
            return
        self.running.pop(event.exercise, None)
        old = self.verdicts.get(event.exercise)
        self.verdicts[event.exercise] = verdict
        self.checked_at[event.exercise] = time.monotonic()
        texts = self.texts.setdefault(event.exercise, [])
        if not texts or texts[-1] != event.text:
            texts[:] = [*texts[-1:], event.text]
        if (
            verdict.status != "not_started"
            and verdict.digest
            and (old is None or old.digest != verdict.digest or not old.digest)
        ):
            self.services.record(
                Checked(
                    at=self.services.now(),
                    exercise=verdict.exercise,
                    status=verdict.status,
                    digest=verdict.digest,
                    mistake=verdict.mistake.id if verdict.mistake else None,
                    passed=sum(test.outcome == "passed" for test in verdict.tests),
                    total=len(verdict.tests),
                )
            )
        if verdict.status != "not_started":
            self.reading.discard(event.exercise)
        self._fill()
        self.draw_top()
        self._draw()
        if self.exercise is not None and self.exercise.id == event.exercise:
            self.query_one(SectionView).scroll_home(animate=False)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.notify(event.sentence, severity="error", markup=False)
        self._draw()

    # Saves

    @work(thread=True, group="watch", exclusive=True)
    def _watch(self) -> None:
        import watchfiles

        worker = get_current_worker()
        folder = self.services.workspace.exercises_dir
        known = {exercise.filename: exercise.id for exercise in self.services.course.exercises}
        self.services.grader  # noqa: B018 - warm it up while the learner still reads
        try:
            for changes in watchfiles.watch(
                folder,
                debounce=40,
                step=10,
                rust_timeout=500,
                yield_on_timeout=True,
                recursive=False,
                raise_interrupt=False,
            ):
                if worker.is_cancelled:
                    return
                saved = {known[name] for _, path in changes if (name := Path(path).name) in known}
                if saved:
                    self.post_message(FilesSaved(tuple(saved)))
        except Exception as error:
            self.post_message(Failed(f"Saves are not seen ({error}). Press c to check."))

    @on(FilesSaved)
    def _saved(self, event: FilesSaved) -> None:
        for name in event.exercises:
            exercise = self.services.exercise(name)
            if exercise is None:
                continue
            path = self.services.workspace.file(exercise)
            try:
                digest = str(hash(path.read_bytes()))
            except OSError:
                digest = "none"
            if self.digests.get(name) != digest:  # editors touch a file more than once
                self.digests[name] = digest
                self.check(exercise)

    # Drawing

    def _fill(self) -> None:
        options = self.query_one("#exercises", OptionList)
        standing = self.services.standing
        lines = []
        for exercise in self.services.course.exercises:
            own = standing.exercises[exercise.id]
            verdict = self.verdicts.get(exercise.id)
            status = "passed" if own.passed else verdict.status if verdict else own.status or "not_started"
            here = exercise is self.exercise
            mark = Text("▸ " if here else "  ", no_wrap=True, overflow="ellipsis")
            mark.append(UNICODE.mark(status), style=style_of(status)).append(f" {exercise.short} ")
            title = exercise.title.removeprefix("Challenge: ")
            mark.append(title, style="bold" if here else "")
            lines.append(Option(mark, id=exercise.id))
        kept = options.highlighted
        options.clear_options()
        options.add_options(lines)
        at = next((n for n, e in enumerate(self.services.course.exercises) if e is self.exercise), kept)
        options.highlighted = at

    def _draw(self) -> None:
        if self.exercise is not None and self.is_mounted:
            self.query_one(SectionView).border_title = f"{self.exercise.short} · {self.exercise.title}"
            self.query_one("#paper", Static).update(Fitted(self._paper))

    def _paper(self, width: int) -> RenderableType:
        exercise = self.exercise
        assert exercise is not None
        verdict = self.verdicts.get(exercise.id)
        parts: list[RenderableType] = [self._about(exercise, verdict)]
        if exercise.id in self.reading or verdict is None or verdict.status == "not_started":
            if verdict is not None and verdict.status == "not_started":
                parts.append(
                    Text(
                        "Not written yet. Press e to open it in your editor; every save is checked.\n",
                        style="bold",
                    )
                )
            parts.append(prose(exercise.brief))
        else:
            parts.append(
                verdict_view(verdict, exercise, width, fold=True, section_title=self.services.section_title)
            )
            parts.append(self._after(exercise, verdict))
            parts += self._shapes(exercise, verdict, width)
        own = self.services.standing.exercises[exercise.id]
        if exercise.id in self.hints:
            for number, hint in enumerate(exercise.hints[: own.hints], 1):
                parts += [Text(f"\nHint {number} of {len(exercise.hints)}", style="bold"), prose(hint)]
        return Group(*parts)

    def _shapes(self, exercise: Exercise, verdict: Verdict, width: int) -> list[RenderableType]:
        """The learner's code with what each line did, when it is the code that was checked."""
        digest, text, trace = self.traces.get(exercise.id, ("", "", Trace()))
        if digest != verdict.digest or not trace.lines:
            return []
        head = Text(f"\nShapes, line by line: {exercise.functions[-1]}(…)", style="bold")
        return [head, code_view(text, trace, width, lines=lines_that_ran(text, trace))]

    def _about(self, exercise: Exercise, verdict: Verdict | None) -> Text:
        path = self.services.workspace.file(exercise)
        name = f"exercises/{path.name}"
        if exercise.id in self.running:
            done = len(self.running[exercise.id])
            state = f"checking … {done} lines so far" if done else "checking …"
        elif verdict is not None:
            ago = int(time.monotonic() - self.checked_at[exercise.id])
            when = "just now" if ago < 5 else f"{ago} s ago" if ago < 120 else f"{ago // 60} min ago"
            state = f"checked {when}, in {verdict.seconds * 1000:.0f} ms"
        else:
            state = ""
        return Text(f"{name}   {state}\n", style="dim")

    def _after(self, exercise: Exercise, verdict: Verdict) -> RenderableType:
        own = self.services.standing.exercises[exercise.id]
        if verdict.status == "passed":
            lines = (
                [prose("\n**Make it harder**\n" + "\n".join(f"- {one}" for one in exercise.harder))]
                if exercise.harder
                else []
            )
            return Group(
                Text("\ns  compare with the solution      n  the next exercise", style="bold"), *lines
            )
        left = len(exercise.hints) - own.hints
        keys = f"\nh  hint ({own.hints} of {len(exercise.hints)})" if left else "\nall hints taken"
        keys += "      s  solution" + ("" if own.solution_open else " (after 3 tries that differ)")
        return Text(keys, style="bold")

    # Keys

    @on(OptionList.OptionSelected, "#exercises")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        exercise = self.services.exercise(event.option.id or "")
        if exercise is not None:
            self.open(exercise)
            self.action_text()

    def action_edit(self) -> None:
        """The file in the learner's editor."""
        if self.exercise is None:
            return
        try:
            self.services.workspace.offer(self.services.course)
        except WorkspaceError as error:
            self.notify(str(error), severity="error", markup=False)
        editor = find_editor()
        path = self.services.workspace.file(self.exercise)
        if isinstance(editor, str):
            self.notify(f"{editor}\nThe file is {path}", severity="warning", markup=False, timeout=12)
            return
        try:
            if editor.windowed:
                subprocess.Popen(
                    editor.on(path),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
                self.notify(f"Opened in {editor.command[0]}. Saving checks it.", markup=False)
            else:
                with self.app.suspend():
                    subprocess.run(editor.on(path), check=False)
                self.app.refresh()
        except SuspendNotSupported:
            self.notify(
                f"This terminal cannot make room for an editor. Open the file yourself: {path}", markup=False
            )
        except OSError as error:
            self.notify(
                f"{editor.command[0]} could not be started ({error.strerror}).",
                severity="error",
                markup=False,
            )

    def action_check(self) -> None:
        """Check now."""
        if self.exercise is not None:
            self.check(self.exercise)

    def action_hint(self) -> None:
        """One hint more; all of them are shown."""
        exercise = self.exercise
        if exercise is None:
            return
        taken = self.services.standing.exercises[exercise.id].hints
        shown = exercise.id in self.hints
        self.hints.add(exercise.id)
        if taken < len(exercise.hints) and (shown or not taken):
            self.services.record(HintTaken(at=self.services.now(), exercise=exercise.id, number=taken + 1))
        elif shown:
            self.notify("That was the last hint. After it comes the solution: s")
        self._draw()
        self.call_after_refresh(self.query_one(SectionView).scroll_end, animate=False)

    def action_solution(self) -> None:
        """The solution, when it is open; otherwise only on the learner's word."""
        exercise = self.exercise
        if exercise is None:
            return
        own = self.services.standing.exercises[exercise.id]
        if own.solution_open:
            self._show_solution(exercise, own.solution_open)
            return
        question = (
            "The solution opens by itself after a pass, or after three tries that differ.\n"
            f"So far there are {own.tries}. Trying once more teaches more than reading.\n\nShow it anyway?"
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._show_solution(exercise, "anyway")

        self.app.push_screen(AskDialog(question), answered)

    def _show_solution(self, exercise: Exercise, how: str) -> None:
        self.services.record(SolutionShown(at=self.services.now(), exercise=exercise.id, how=how))
        view = Fitted(lambda width: code_view(exercise.solution, None, width))
        self.app.push_screen(TextDialog(f"{exercise.short} · a solution", view))

    def action_reset(self) -> None:
        """Back to the start, after asking."""
        exercise = self.exercise
        if exercise is None:
            return

        def answered(yes: bool | None) -> None:
            if not yes:
                return
            try:
                backup = self.services.workspace.reset(exercise)
            except WorkspaceError as error:
                self.notify(str(error), severity="error", markup=False)
                return
            name = str(backup.relative_to(self.services.workspace.root)) if backup else None
            self.services.record(ExerciseReset(at=self.services.now(), exercise=exercise.id, backup=name))
            self.notify(
                f"As it was at first. Yours is kept: {name}" if name else "As it was at first.", markup=False
            )
            self.check(exercise)

        self.app.push_screen(
            AskDialog(f"Put {exercise.filename} back to its start? What you wrote is kept beside it."),
            answered,
        )

    def action_difference(self) -> None:
        """What changed since the check before."""
        exercise = self.exercise
        texts = self.texts.get(exercise.id, []) if exercise else []
        if len(texts) < 2:
            self.notify("There is only one try in this session so far.")
            return
        lines = difflib.unified_diff(
            texts[0].splitlines(), texts[1].splitlines(), "the try before", "this try", lineterm=""
        )
        text = Text()
        for line in lines:
            style = (
                "green"
                if line.startswith("+")
                else "red"
                if line.startswith("-")
                else "dim"
                if line.startswith("@")
                else ""
            )
            text.append(line + "\n", style=style)
        self.app.push_screen(TextDialog("Difference from the last try", text))

    def action_brief(self) -> None:
        """The task, and back."""
        if self.exercise is not None:
            self.reading ^= {self.exercise.id}
            self._draw()
            self.query_one(SectionView).scroll_home(animate=False)

    async def action_section(self) -> None:
        """To the section that clears up what is wrong."""
        if self.exercise is None:
            return
        verdict = self.verdicts.get(self.exercise.id)
        see = verdict.mistake.see if verdict and verdict.mistake else verdict.see if verdict else None
        see = see or next(iter(self.exercise.rests_on), None)
        if see:
            await self.tutor.go(see)

    def action_next(self) -> None:
        """The next exercise, around."""
        exercises = self.services.course.exercises
        if self.exercise in exercises:
            self.open(exercises[(exercises.index(self.exercise) + 1) % len(exercises)])

    def action_panel(self) -> None:
        """The list, shown or folded away."""
        panel = self.query_one("#exercises")
        if self.has_class("-narrow"):
            self.toggle_class("-listing")
            (panel if self.has_class("-listing") else self.query_one(SectionView)).focus()
        else:
            panel.toggle_class("-folded")

    def action_text(self) -> None:
        """Back to the exercise."""
        self.remove_class("-listing")
        self.query_one(SectionView).focus()
