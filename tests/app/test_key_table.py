"""One table of keys: the footer offers what works for what has the focus, and every screen explains its keys."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

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


def test_a_table_makes_bindings_footer_signs_and_the_page() -> None:
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
    assert [key.click for key in keys[:2]] == ["screen.go(1)", "screen.go(-1)"]
    assert page("Learn", keys) == "Learn\n  n p         next section, section before\n  ↑ ↓         scroll\n"


async def test_the_foot_offers_nothing_that_a_field_would_take_and_says_how_to_leave_it(
    learner: Learner,
) -> None:
    async with learner.at_work(size=(120, 36)):
        await learner.press("n")
        await learner.sees("1.2 Questions")
        assert "n next" in foot(learner) and "2 Practice" in foot(learner)
        await learner.press("tab", "tab")  # past the choices to the number
        assert foot(learner).split() == ["esc", "back", "to", "the", "text", "f1", "keys"]
        await learner.press("1", "n")
        await learner.sees("1.2 Questions")
        await learner.press("f1")
        await learner.sees("Everywhere")
        await learner.press("escape", "escape")
        assert "n next" in foot(learner) and "? keys" in foot(learner)


async def test_the_foot_leaves_out_a_letter_that_is_an_answer_while_a_question_has_the_focus(
    learner: Learner,
) -> None:
    async with learner.at_work(size=(120, 36)):
        await learner.press("n", "tab")
        screen = learner.app.screen
        assert screen.focused is not None and screen.focused.id != "section"
        assert "n next" in foot(learner)


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
        assert key.foot or key.help or key.label or key.field, key
    assert screen.HEADING
