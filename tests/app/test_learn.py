"""Learn: reading on, changing sizes, answering, navigating."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.screens.learn_screen import LearnScreen
from tutor.app.widgets.quiz_card import QuizView, explanation
from tutor.app.widgets.section_view import OVERLAP, SectionView
from tutor.app.widgets.size_bar import SizesPanel
from tutor.course.search import Found, Hit, Index
from tutor.progress.events import BlockRun, QuizAnswered, SectionRead


def kept(learner: Learner, kind: type) -> list:  # type: ignore[type-arg]
    return [event for event in learner.events if isinstance(event, kind)]


async def test_going_forward_records_the_section_as_read_and_going_back_does_not(learner: Learner) -> None:
    async with learner.at_work():
        await learner.sees("1.1 Queries and keys")
        await learner.press("n")
        await learner.sees("1.2 Questions", "✓ Queries and")
        await learner.press("p")
        await learner.sees("1.1 Queries and keys")
        assert [(e.step, e.section) for e in kept(learner, SectionRead)] == [("step-1-attention", "queries")]


async def test_reading_a_section_twice_is_recorded_once(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "p", "n")
        assert len(kept(learner, SectionRead)) == 1


async def test_the_path_continues_into_the_next_step_and_says_where_it_ends(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "n")
        await learner.sees("2.1 Zebras", "Step 2 · Code")
        await learner.press("n")
        assert "This is the last section." in learner.notices
        assert len(kept(learner, SectionRead)) == 3


async def test_shapes_follow_a_changed_size(learner: Learner) -> None:
    async with learner.at_work():
        await learner.sees("(5, 4) @ (4, 5) → (5, 5)")
        await learner.press("right")
        await learner.sees("(6, 4) @ (4, 6) → (6, 6)", "was 5")
        await learner.press("d", "left", "left")
        await learner.sees("(6, 2) @ (2, 6) → (6, 6)")
        await learner.press("r")
        await learner.sees("(5, 4) @ (4, 5) → (5, 5)")


async def test_running_with_other_sizes_is_recorded_once_per_block(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("right", "right")
        runs = kept(learner, BlockRun)
        assert [run.block for run in runs] == ["step-1-attention#qk", "step-1-attention#queries-2"]
        assert runs[0].sizes == {"T": 6, "d_k": 4} and not runs[0].edited


async def test_a_block_runs_after_the_blocks_that_it_depends_on(
    learner: Learner, engines: FakeEngines
) -> None:
    async with learner.at_work():
        first, second = engines.fake_tracer.runs[-2:]
        assert first[2] == () and second[2] == (first[0],)


async def test_the_newest_of_many_changes_wins(learner: Learner, engines: FakeEngines) -> None:
    async with learner.at_work():
        held = engines.fake_tracer.hold = threading.Event()
        await learner.pilot.press("right")
        await learner.until(lambda: engines.fake_tracer.runs[-1][1]["T"] == 6)
        await learner.pilot.press("right", "right")
        held.set()
        await learner.rest()
        await learner.sees("(8, 4) @ (4, 8) → (8, 8)")
        assert engines.fake_tracer.runs[-1][1]["T"] == 8


@pytest.mark.slow
async def test_a_size_stays_within_what_a_screen_can_show(learner: Learner) -> None:
    async with learner.at_work():
        panel = learner.app.screen.query_one(SizesPanel)
        await learner.pilot.press(*["left"] * 8)
        assert panel.sizes["T"] == 1
        await learner.pilot.press(*["right"] * 70)
        assert panel.sizes["T"] == 64


async def test_a_size_is_halved_and_doubled_within_the_same_bounds(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("greater_than_sign", "shift+right")
        await learner.sees("(20, 4) @ (4, 20) → (20, 20)")
        for key, size in (("greater_than_sign", 40), ("greater_than_sign", 64), ("less_than_sign", 32)):
            await learner.press(key)
            assert learner.app.screen.query_one(SizesPanel).sizes["T"] == size
        await learner.press(*["less_than_sign"] * 7)
        assert learner.app.screen.query_one(SizesPanel).sizes["T"] == 1


async def test_a_choice_is_answered_in_place_with_its_own_reason(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "tab", "down", "enter")
        await learner.sees("✗ Not quite. A key does that.")
        await learner.press("up", "enter")
        await learner.sees("✓ Right. That is what it is for.")
        assert [(e.quiz, e.given, e.correct) for e in kept(learner, QuizAnswered)] == [
            ("q-choice", "2", False),
            ("q-choice", "1", True),
        ]


@pytest.mark.parametrize(
    ("why", "kind", "right", "said"),
    [
        ("Right. A column.", "line", False, "This line is right. A column."),
        ("Right for an even width.", "line", False, "This line is right for an even width."),
        ("Right shape, wrong numbers.", "choice", False, "Right shape, wrong numbers."),
        ("Right. The mask is swapped.", "line", True, "The mask is swapped."),
    ],
)
def test_an_explanation_does_not_contradict_its_heading(why: str, kind: str, right: bool, said: str) -> None:
    assert explanation(why, kind, right) == said


async def test_a_choice_is_answered_by_its_letter_and_only_by_an_existing_one(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "tab", "j", "b")
        await learner.sees("✗ Not quite. A key does that.")
        await learner.press("a")
        await learner.sees("✓ Right. That is what it is for.")
        assert [e.given for e in kept(learner, QuizAnswered)] == ["2", "1"]


@pytest.mark.parametrize(
    ("tabs", "wrong", "right", "quiz"),
    [(2, "4", "3", "q-number"), (3, "7, 8", "(7, 7)", "q-shape"), (4, "", "", "q-order")],
)
async def test_a_typed_answer_is_judged_and_the_next_one_takes_its_place(
    learner: Learner, tabs: int, wrong: str, right: str, quiz: str
) -> None:
    async with learner.at_work():
        await learner.press("n", *["tab"] * tabs)
        if quiz == "q-order":
            shown = list(learner.app.screen.query(QuizView))[3].asked.order
            right = " ".join(str(shown.index(item) + 1) for item in range(3))
            wrong = " ".join(reversed(right.split()))
        await learner.type(wrong)
        await learner.press("enter")
        await learner.sees("✗ Not ")
        await learner.type(right)
        await learner.press("enter")
        await learner.sees("✓ Right.")
        assert [(e.quiz, e.correct) for e in kept(learner, QuizAnswered)] == [(quiz, False), (quiz, True)]


async def test_an_invalid_order_is_not_an_answer(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", *["tab"] * 4)
        await learner.type("1 1 2")
        await learner.press("enter")
        await learner.sees("Type each number from 1 to 3 once.")
        assert not kept(learner, QuizAnswered)


async def test_letters_typed_into_an_answer_are_not_commands(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "tab", "tab")
        await learner.type("n2p")
        await learner.sees("1.2 Questions", "n2p")
        await learner.press("escape", "p")
        await learner.sees("1.1 Queries and keys")


async def test_a_question_answered_correctly_is_ticked_the_next_time(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "tab", "enter", "escape", "p", "n")
        await learner.sees("✓ What does a query do?", "? How many words")


async def test_links_of_the_section_lead_to_sections_and_exercises(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("g")
        assert learner.options() == ["the next section", "the exercise"]
        await learner.press("enter")
        await learner.sees("1.2 Questions")
        await learner.press("p", "g", "down", "enter")
        await learner.sees("ex1 · Twice")


async def test_search_finds_words_anywhere_and_opens_their_section(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("slash")
        await learner.type("striped")
        assert learner.options() == ["2 · Zebras\n    The zebra is striped."]
        await learner.press("enter")
        await learner.sees("2.1 Zebras", "The zebra is striped.")


async def test_search_finds_exercises_from_every_place(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.press("slash")
        await learner.type("ex2")
        await learner.press("enter")
        await learner.sees("ex2 · Half of something")


async def test_search_tolerates_a_wrong_letter_and_finds_notes(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("t")
        await learner.type("giraffes have long necks")
        await learner.press("escape", "slash")
        await learner.type("zebrra")
        assert learner.options()[0].startswith("2 · Zebras")
        await learner.press("escape", "slash")
        await learner.type("giraffe")
        assert learner.options() == ["note · Step 1 · Queries and keys\n    giraffes have long necks"]


async def test_search_shows_every_place_until_something_is_typed(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("slash")
        places = ["1 · Queries and keys", "1 · Questions", "2 · Zebras", "ex1 · Twice"]
        assert learner.options()[:4] == places


async def test_search_without_a_hit_opens_nothing(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("slash")
        await learner.type("qqq")
        await learner.press("enter", "escape")
        await learner.sees("1.1 Queries and keys")


async def test_the_palette_lists_sections_and_exercises(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("ctrl+p")
        await learner.sees("ex1 · Twice")
        await learner.type("zebras")
        await learner.sees("2 · Zebras")
        await learner.press("enter")
        await learner.sees("2.1 Zebras")


async def test_the_path_opens_the_chosen_section(learner: Learner) -> None:
    async with learner.at_work():
        learner.app.screen.query_one("#path").focus()
        await learner.press("down", "enter")
        await learner.sees("1.2 Questions")


async def test_sections_that_were_read_are_released(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n")
        await learner.sees("1.2 Questions")
        view = learner.app.screen.query_one("#section")
        gone = [weakref.ref(widget) for widget in view.query("*")]
        drawn = [weakref.ref(widget._styles_cache) for widget in view.query("*")]
        assert any(isinstance(ref(), Input) for ref in gone)
        del view
        await learner.press("p", "n", "p")
        await learner.sees("1.1 Queries and keys")
        gc.collect()
        assert [ref() for ref in (*gone, *drawn) if ref() is not None] == []


async def test_every_place_has_a_key_and_lists_its_keys(learner: Learner) -> None:
    async with learner.at_work():
        for key, name in (("2", "Practice"), ("4", "Progress"), ("1", "Learn")):
            await learner.press(key, "question_mark")
            await learner.sees(f"{name}\n".strip(), "Everywhere")
            await learner.press("escape")


async def test_a_malformed_section_is_reported_in_a_sentence_and_the_rest_works(
    learner: Learner,
) -> None:
    lesson = learner.course.lessons[0]
    broken = replace(lesson.sections[1], text="```quiz\nid: x\nkind: riddle\nquestion: [\n```\n")
    lessons = (replace(lesson, sections=(lesson.sections[0], broken)), *learner.course.lessons[1:])
    learner.course = replace(learner.course, lessons=lessons)
    async with learner.at_work():
        await learner.press("n")
        await learner.sees("This section cannot be shown", "step-1-attention.md, line")
        await learner.press("n")
        await learner.sees("2.1 Zebras")


async def test_a_block_that_could_not_run_at_all_is_reported_in_a_sentence(
    learner: Learner, engines: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no processes left [/]")

    monkeypatch.setattr(engines.fake_tracer, "trace", broken)
    async with learner.at_work():
        assert learner.notices == ["The code could not be run: no processes left [/]"]


async def test_the_real_tracer_shows_real_shapes(learner: Learner) -> None:
    from tutor.engines import Engines

    learner.engines = Engines(learner.course)
    async with learner.at_work():
        await learner.sees("(5, 4) @ (4, 5) → (5, 5)", "(5, 5)")
        await learner.press("right")
        await learner.sees("(6, 4) @ (4, 6) → (6, 6)")


async def test_coming_back_restores_the_section_and_its_sizes(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("right", "right")
        learner.app.close()
    learner.engines = FakeEngines()
    async with learner.at_work():
        await learner.sees("(7, 4) @ (4, 7) → (7, 7)", "was 5")


async def test_a_damaged_saved_state_is_no_obstacle(learner: Learner) -> None:
    assert learner.workspace is not None
    state: Path = learner.workspace.state_path
    for text in (
        "[1, 2",
        '{"place": [], "lesson": 5, "section": {}, "sizes": 3, "exercise": []}',
        '{"sizes": {"step-1-attention#queries": {"T": "many", "d_k": null}}}',
        '{"sizes": {"step-1-attention#queries": {"T": -3, "d_k": 1e300}}}',
    ):
        state.write_text(text, encoding="utf-8")
        learner.engines = FakeEngines()
        async with learner.at_work():
            assert isinstance(learner.app.screen, LearnScreen)
            await learner.sees("1.1 Queries and keys")


async def test_a_page_down_keeps_the_last_lines_in_sight(learner: Learner) -> None:
    async with learner.at_work(size=(60, 8)):
        view = learner.app.screen.query_one(SectionView)
        step = view.scrollable_content_region.height - OVERLAP
        assert view.max_scroll_y > 2 * step, "the section is too short for this test"
        await learner.press("space")
        assert view.scroll_offset.y == step
        await learner.press("pagedown")
        assert view.scroll_offset.y == 2 * step
        await learner.press("pageup", "pageup")
        assert view.scroll_offset.y == 0
        await learner.press(*["space"] * 9)
        assert view.scroll_offset.y == view.max_scroll_y


async def test_a_search_result_opens_where_its_words_are(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Hit("step-1-attention#queries", "Queries", "| name | shape | q |", 1.0)
    monkeypatch.setattr(Index, "search", lambda self, query: Found((found,)))
    async with learner.at_work(size=(60, 8)):
        view = learner.app.screen.query_one(SectionView)
        await learner.press("slash")
        await learner.type("shapes")
        await learner.press("enter")
        await learner.until(lambda: view.scroll_offset.y > 0)
        await learner.sees("name", "shape")
        at = view.scroll_offset.y
        await learner.press("home", "right")  # the blocks run again, and are drawn anew
        assert view.scroll_offset.y == 0, "somebody scrolled: it is no longer looked for"
        await learner.nav.go(found.target, found.line)
        await learner.until(lambda: view.scroll_offset.y == at)
        await learner.nav.go(found.target, "Each word asks")
        await learner.until(lambda: view.scroll_offset.y == 0)


async def test_words_that_are_not_in_the_section_leave_it_at_its_top(learner: Learner) -> None:
    async with learner.at_work(size=(60, 9)):
        await learner.nav.go("step-1-attention#queries", "no such words")
        await learner.rest()
        assert learner.app.screen.query_one(SectionView).scroll_offset.y == 0


async def test_keys_that_arrive_while_a_section_is_laid_out_act_on_all_of_it(learner: Learner) -> None:
    async with learner.at_work(size=(80, 14)):
        learner.at_once("n", "end")
        await learner.sees("1.2 Questions")
        await learner.rest()
        view = learner.app.screen.query_one(SectionView)
        assert view.scroll_offset.y == view.max_scroll_y > 0
        learner.at_once("p", "n", "p")
        await learner.sees("(5, 4) @ (4, 5) → (5, 5)")
        learner.at_once("n", "tab")
        await learner.sees("1.2 Questions")
        await learner.rest()
        assert learner.app.focused is view.query("OptionList, Input").first()
