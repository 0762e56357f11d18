"""One table of keys: the footer shows what works for the focused widget, and every screen documents its keys."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

import tutor
from tests.app.learner import Learner
from tutor.app.keys import Key, bindings, page
from tutor.app.screens.screen import TutorScreen

PACKAGE = Path(tutor.__file__).parent


def screens() -> list[type[TutorScreen]]:
    """Every screen with a table of keys, in the app and in the plug-ins."""
    for path in PACKAGE.rglob("*_screen.py"):
        import_module(".".join(("tutor", *path.relative_to(PACKAGE).with_suffix("").parts)))
    found = list(TutorScreen.__subclasses__())
    for screen in found:
        found += screen.__subclasses__()
    return [screen for screen in found if screen.KEYS]


def foot(learner: Learner) -> str:
    return learner.screen.splitlines()[-1]


def test_a_table_generates_the_bindings_the_footer_and_the_page_of_keys() -> None:
    keys = (
        Key("n", "go(1)", foot="next", row="n p", help="next section, section before"),
        Key("p", "go(-1)", foot="previous"),
        Key("", row="↑ ↓", help="scroll"),
        Key("left_square_bracket", "panel", foot="list", priority=True),
    )
    assert [(b.key, b.action, b.description, b.priority) for b in bindings(keys)] == [  # type: ignore[union-attr]
        ("n", "go(1)", "next", False),
        ("p", "go(-1)", "previous", False),
        ("left_square_bracket", "panel", "list", True),
    ]
    assert [key.shown for key in keys] == ["n", "p", "", "["]
    assert page("Learn", keys) == "Learn\n  n p         next section, section before\n  ↑ ↓         scroll\n"


async def test_the_footer_offers_no_key_that_a_field_would_take_and_says_how_to_leave_it(
    learner: Learner,
) -> None:
    async with learner.at_work(size=(120, 36)):
        await learner.press("n")
        await learner.sees("1.2 Questions")
        assert "n next" in foot(learner) and "2 Practice" in foot(learner)
        await learner.press("tab", "tab")  # past the choices to the number
        assert foot(learner).split() == "enter answer esc to the text ^p actions ? keys".split()
        await learner.press("1", "n")
        await learner.sees("1.2 Questions")
        for key in ("f1", "question_mark"):
            await learner.press(key)
            await learner.sees("leave the question", "Learn, after esc", "Everywhere")
            await learner.press("escape")
        assert learner.app.screen.query(Input).first().value == "1n"
        await learner.press("escape")
        assert "n next" in foot(learner) and "? keys" in foot(learner)


async def test_the_footer_omits_letters_that_answer_the_focused_question(
    learner: Learner,
) -> None:
    async with learner.at_work(size=(120, 36)):
        await learner.press("n", "tab")
        screen = learner.app.screen
        assert screen.focused is not None and screen.focused.id != "section"
        assert (
            "a-b answer" in foot(learner) and "enter this one" in foot(learner) and "n next" in foot(learner)
        )


async def test_a_narrow_footer_keeps_the_keys_of_the_place_and_shows_the_places_as_one_range(
    learner: Learner,
) -> None:
    async with learner.at_work(size=(80, 24)):
        assert foot(learner).startswith(" 1-4  n next")
        assert "4 Progress" not in foot(learner) and "e playground" in foot(learner)
        await learner.press("4")
        assert foot(learner).startswith(" 1-4  enter evidence  space claim")


async def test_a_text_field_accepts_question_marks_and_f1_shows_the_keys(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("slash", "question_mark", "f1")
        await learner.sees("open the chosen entry", "Everywhere")
        await learner.press("f1")
        assert learner.app.screen.query_one(Input).value == "?"
        await learner.press("escape", "e", "question_mark", "f1")
        await learner.sees("Playground", "Everywhere")
        await learner.press("f1")
        assert learner.app.screen.query_one(TextArea).text.startswith("?")


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_no_footer_says_back(screen: type[TutorScreen]) -> None:
    """The footer says next and previous for neighbours, leave for esc, and return for going back."""
    said = " ".join(f"{key.foot} {key.field} {key.label}" for key in screen.KEYS).split()
    assert "back" not in said


async def test_f1_shows_the_keys_everywhere(learner: Learner) -> None:
    for place, heading in (("1", "Learn"), ("2", "Practice"), ("4", "Progress")):
        async with learner.at_work(place):
            await learner.press("f1")
            await learner.sees(heading, "Everywhere", "f1 while you write")


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_each_key_of_a_screen_is_there_once_and_its_action_exists(screen: type[TutorScreen]) -> None:
    names = [name for key in screen.KEYS if key.action for name in key.names]
    assert len(names) == len(set(names))
    for key in screen.KEYS:
        name = key.action.partition("(")[0]
        assert not name or "." in name or hasattr(screen, f"action_{name}"), key
        assert key.foot or key.help or key.label or key.field or key.call, key
    assert screen.HEADING
