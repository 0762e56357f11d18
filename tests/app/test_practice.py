"""Practice: the verdict after each save, hints, access to the solution, reset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.exercise_state import ExerciseState
from tutor.app.exercise_view import list_line
from tutor.app.screens.practice_screen import PracticeScreen
from tutor.course.links import find_exercise
from tutor.course.model import Exercise
from tutor.engines import Engines
from tutor.grading.verdict import Outcome, Printed, TestResult, Verdict
from tutor.progress.events import Checked, ExerciseReset, HintTaken, SolutionShown
from tutor.progress.standing import ExerciseStanding


def kept(learner: Learner, kind: type) -> list:  # type: ignore[type-arg]
    return [event for event in learner.events if isinstance(event, kind)]


async def test_a_newcomer_sees_the_task_and_what_to_press(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.sees(
            "ex1 · Twice", "· not started", "e edit", "Write twice(x), which gives two times x."
        )
        assert not kept(learner, Checked)


async def test_missing_requirements_are_shown_above_the_task(learner: Learner) -> None:
    first, second = learner.course.exercises
    learner.course = replace(learner.course, exercises=(first, replace(second, requires=("no_such",))))
    async with learner.at_work("2"):
        await learner.press("n")
        await learner.sees("ex2 · Half", "This exercise needs no_such", "pip install no_such")


@pytest.mark.parametrize("by_rename", [True, False], ids=["a new file renamed over it", "written in place"])
async def test_a_save_from_any_editor_is_checked(learner: Learner, by_rename: bool) -> None:
    async with learner.at_work("2"):
        await learner.sees("not started")
        learner.write("return wrong", by_rename=by_rename)
        await learner.sees("✗ not yet", "1 of 3 pass")
        learner.write("return 2 * x", by_rename=by_rename)
        await learner.sees("✓ passed", "3 of 3 pass")
        assert [event.status for event in kept(learner, Checked)] == ["failed", "passed"]


async def test_a_save_while_reading_is_checked_too(learner: Learner, engines: FakeEngines) -> None:
    async with learner.at_work("2"):
        await learner.press("1")
        learner.write("return wrong", number=2)
        await learner.until(lambda: kept(learner, Checked), "for the check")
        await learner.press("2", "n")
        await learner.sees("ex2 · Half", "✗ not yet")


async def test_the_same_bytes_saved_again_are_neither_checked_nor_counted(
    learner: Learner, engines: FakeEngines
) -> None:
    async with learner.at_work("2"):
        learner.write("return wrong")
        await learner.sees("✗ not yet")
        learner.write("return wrong")
        learner.write("return wrong", number=2)
        await learner.until(lambda: any(name == "ex2_half" for name, _ in engines.fake_grader.checks))
        await learner.rest()
        assert [name for name, text in engines.fake_grader.checks if "wrong" in text] == [
            "ex1_twice",
            "ex2_half",
        ]
        await learner.press("c")
        assert len(kept(learner, Checked)) == 2


async def test_a_failure_names_the_line_the_mistake_and_the_section(learner: Learner) -> None:
    learner.write("return wrong")
    async with learner.at_work("2"):
        await learner.sees(
            "✓ 1 line passes",
            "✗ twice(3) is 6",
            "It looks as if 3 stands where 2 is meant.",
            "It gives 9 instead of 6.",
        )
        await learner.press("g")
        await learner.sees("1.2 Questions")


async def test_an_error_shows_its_line(learner: Learner) -> None:
    learner.write("return crash")
    async with learner.at_work("2"):
        await learner.sees("✗ stopped with an error", "name 'crash' is not defined", "return crash", "^")


async def test_without_a_known_mistake_the_key_opens_the_section_that_the_exercise_builds_on(
    learner: Learner,
) -> None:
    async with learner.at_work("2"):
        await learner.press("g")
        await learner.sees("1.1 Queries and keys")


async def test_a_pass_stays_on_screen_offers_the_robust_lines_and_waits_for_n(learner: Learner) -> None:
    learner.write("return 2 * x")
    async with learner.at_work("2"):
        await learner.sees("✓ passed", "n next exercise", "s compare", "Make it work for words.")
        await learner.press("n")
        await learner.sees("ex2 · Half")
        assert learner.options()[0].startswith("  ✓ ex1")


async def test_a_newer_save_overtakes_a_slow_check(learner: Learner, engines: FakeEngines) -> None:
    async with learner.at_work("2"):
        learner.write("return slow or wrong")
        await learner.sees("… checking")
        learner.write("return 2 * x")
        await learner.sees("✓ passed")
        engines.fake_grader.go_on.set()
        await learner.rest()
        await learner.sees("✓ passed")
        assert [event.status for event in kept(learner, Checked)] == ["passed"]


async def test_the_list_shows_the_current_state_of_each_file(learner: Learner) -> None:
    learner.write("return 2 * x")
    async with learner.at_work("2"):
        await learner.sees("▸ ✓ ex1 Twice")
        learner.write("return wrong")
        await learner.sees("▸ ✗ ex1 Twice", "Practice · 1 of 2 passed")


def test_the_list_has_a_star_for_a_file_that_passes_every_robust_line() -> None:
    exercise = Exercise("ex1_twice", "Twice", 1, (), "", (), (), (), "", "", Path())
    passed = ExerciseStanding(exercise.id, "passed", passed_at=1.0, robust=(2, 2))

    def line(*outcomes: Outcome) -> str:
        state = ExerciseState()
        tests = [TestResult(f"t{n}", "", outcome, tier="robust") for n, outcome in enumerate(outcomes)]
        state.take(Verdict(exercise.id, "passed", 0.1, (TestResult("t", "", "passed"), *tests)), "", 0.0)
        return list_line(exercise, state, passed, here=False).plain

    assert "★ ex1" in list_line(exercise, None, passed, here=False).plain
    assert "★ ex1" in line("passed", "passed")
    assert "✓ ex1" in line("passed", "failed")
    assert "✓ ex1" in line()


def test_the_list_has_no_cross_for_unwritten_functions() -> None:
    exercise = Exercise("ex1_twice", "Twice", 1, (), "", (), (), (), "", "", Path())
    tests = (TestResult("t1", "", "passed"), TestResult("t2", "", "not_started"))
    state = ExerciseState()
    state.take(Verdict(exercise.id, "failed", 0.1, tests), "", 0.0)
    assert "· ex1" in list_line(exercise, state, ExerciseStanding(exercise.id, "failed"), here=False).plain
    assert "· ex1" in list_line(exercise, None, ExerciseStanding(exercise.id, "begun"), here=False).plain


async def test_titles_in_the_list_are_cut_and_not_wrapped(learner: Learner) -> None:
    async with learner.at_work("2"):
        lines = [line[:34] for line in learner.screen.splitlines()]
        assert any("ex2 Half of something" in line and "…" in line for line in lines)
        assert not any("long to say" in line for line in lines)


async def test_hints_come_one_at_a_time_and_into_view(learner: Learner) -> None:
    learner.write("return wrong")
    async with learner.at_work("2", size=(80, 16)):
        await learner.press("h")
        await learner.sees("Hint 1 of 3", "Think of two.")
        assert "Multiply" not in learner.screen
        await learner.press("h", "h")
        await learner.sees("Hint 3 of 3", "2 * x")
        await learner.press("h")
        assert learner.notices == ["That was the last hint. Press s for the solution."]
        assert [event.number for event in kept(learner, HintTaken)] == [1, 2, 3]


async def test_hints_of_an_earlier_session_are_shown_again_before_the_next(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("h", "n")
        assert "Hint 1" not in learner.screen
    learner.engines = FakeEngines()
    async with learner.at_work("2"):
        await learner.press("n", "h")
        await learner.sees("Hint 1 of 3")
        assert len(kept(learner, HintTaken)) == 1
        await learner.press("h")
        await learner.sees("Hint 2 of 3")


async def test_the_solution_is_closed_until_the_learner_confirms(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.sees("s solution after 3 more tries")
        await learner.press("s")
        await learner.sees("after 3 more tries with different code", "Show it anyway?")
        await learner.press("enter")
        assert "a solution" not in learner.screen
        await learner.press("s", "y")
        await learner.sees("ex1 · a solution", "return 2 * x")
        assert [event.how for event in kept(learner, SolutionShown)] == ["anyway"]


async def test_three_tries_that_differ_open_the_solution(learner: Learner) -> None:
    async with learner.at_work("2"):
        for body in ("wrong", "wrong + 1", "wrong + 2"):
            assert not learner.app.session.standing.exercises["ex1_twice"].solution_open  # type: ignore[union-attr]
            learner.write(f"return {body}")
            await learner.until(lambda body=body: any(f"{body}\n" in t for t in texts_of(learner)))
        await learner.press("s")
        await learner.sees("ex1 · a solution")
        assert kept(learner, SolutionShown)[0].how == "tries"


def texts_of(learner: Learner) -> list[str]:
    """The texts that were checked."""
    screen = learner.app.screen
    assert isinstance(screen, PracticeScreen)
    return screen.checks.states["ex1_twice"].texts


async def test_a_pass_opens_the_solution(learner: Learner) -> None:
    learner.write("return 2 * x")
    async with learner.at_work("2"):
        await learner.press("s")
        await learner.sees("ex1 · a solution")
        assert kept(learner, SolutionShown)[0].how == "passed"


async def test_a_copied_solution_is_marked_in_the_list_and_leads_to_the_bug_hunt(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("s", "y", "escape")
        learner.write("return 2 * x")
        await learner.sees("= copied from the solution")
        await learner.sees("find the bug (3 wrong versions to go)")
        assert any("= ex1" in one for one in learner.options("#exercises"))


async def test_reset_asks_keeps_a_copy_and_checks_again(learner: Learner) -> None:
    learner.write("return wrong")
    mine = learner.file().read_text(encoding="utf-8")
    async with learner.at_work("2"):
        await learner.press("r", "n")
        assert learner.file().read_text(encoding="utf-8") == mine
        await learner.press("r", "y")
        await learner.sees("· not started")
        assert learner.file().read_text(encoding="utf-8") == learner.exercise().stub
        (event,) = kept(learner, ExerciseReset)
        assert learner.workspace is not None and event.backup is not None
        assert (learner.workspace.root / event.backup).read_text(encoding="utf-8") == mine
        assert event.backup in learner.notices[-1]


async def test_the_difference_is_between_the_last_two_tries(learner: Learner) -> None:
    learner.write("return wrong")
    async with learner.at_work("2"):
        await learner.press("d")
        assert learner.notices == ["There is no earlier try in this session to compare with."]
        learner.write("return 2 * x")
        await learner.sees("✓ passed")
        await learner.press("d")
        await learner.sees("-    return wrong", "+    return 2 * x")


async def test_the_task_can_be_read_again_and_a_new_verdict_takes_its_place(learner: Learner) -> None:
    learner.write("return wrong")
    async with learner.at_work("2"):
        await learner.press("b")
        await learner.sees("Write twice(x)", "b back to the verdict")
        assert "✗ twice(3) is 6" not in learner.screen
        await learner.press("b")
        await learner.sees("✗ twice(3) is 6")
        await learner.press("b")
        learner.write("return 2 * x")
        await learner.sees("✓ passed", "3 of 3 pass")


async def test_shapes_of_the_learners_own_lines_follow_the_verdict(learner: Learner) -> None:
    learner.write("return wrong")
    async with learner.at_work("2"):
        await learner.sees("Shapes, line by line: twice(…)", "6     return wrong")


async def test_a_deleted_file_is_recreated_with_e(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    learner.file().unlink()
    monkeypatch.setenv("EDITOR", "no-such-editor")
    async with learner.at_work("2"):
        await learner.press("e")
        assert learner.file().read_text(encoding="utf-8") == learner.exercise().stub
        assert "no such program" in learner.notices[-1]


async def test_a_windowed_editor_is_started_beside_the_app(
    learner: Learner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program, opened = tmp_path / "code", tmp_path / "opened"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {opened}\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(program))
    async with learner.at_work("2"):
        await learner.press("e")
        assert learner.notices == ["Opened in VS Code. Every save is checked."]
        line = learner.file().read_text().splitlines().index("    raise NotImplementedError") + 1
        await learner.until(
            lambda: opened.exists() and opened.read_text().split() == ["-g", f"{learner.file()}:{line}"]
        )


async def test_the_next_start_opens_the_same_exercise(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("n")
        learner.app.close()
    learner.engines = FakeEngines()
    async with learner.at_work():
        await learner.sees("ex2 · Half", "Practice ·")


@pytest.mark.parametrize(
    "text", ["[red]no[/red]", "scores[mask] [/bold] [@click=app.quit]x[/]", "\x1b[31mred\x1b[2J"]
)
async def test_learner_text_is_shown_literally(learner: Learner, engines: FakeEngines, text: str) -> None:
    engines.fake_grader.says = lambda _: text
    engines.fake_grader.printed = Printed(text)
    learner.write(f"return wrong  # {text}".replace("\x1b", ""))
    async with learner.at_work("2"):
        shown = text.replace("\x1b", "␛")
        await learner.until(lambda: learner.screen.count(shown) >= 2, f"for {shown} twice")
        learner.write("return 2 * x")
        await learner.sees("✓ passed")
        await learner.press("d")
        await learner.sees(text.replace("\x1b", ""))


async def test_a_broken_grader_is_one_sentence_and_c_tries_again(
    learner: Learner, engines: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of [/] everything")

    with monkeypatch.context() as patch:
        patch.setattr(engines.fake_grader, "check", broken)
        async with learner.at_work("2"):
            assert learner.notices == ["ex1_twice.py could not be checked: out of [/] everything"]
            await learner.sees("· not checked")
            patch.undo()
            await learner.press("c")
            await learner.sees("· not started")


async def test_the_real_grader_recognises_the_mistake_and_the_solution(learner: Learner) -> None:
    learner.engines = Engines(learner.course)
    exercise = find_exercise(learner.course, "ex1")
    async with learner.at_work("2"):
        await learner.sees("· not started")
        learner.file().write_text(exercise.solution.replace("2 * x", "3 * x"), encoding="utf-8")
        await learner.sees("✗ not yet", "It looks as if 3 stands where 2 is meant.")
        learner.file().write_text(exercise.solution, encoding="utf-8")
        await learner.sees("✓ passed")
