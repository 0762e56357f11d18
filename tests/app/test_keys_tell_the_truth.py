"""Whatever the footer shows works as described: random keys are pressed, mostly those shown.

The shown keys are read from the last line of the screen. Each must run the same action as a click on it, have a visible
effect, do what its word says if ``MEANS`` knows the word, and never be typed into a field.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.app import App
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from tests.app.learner import Learner
from tests.app.test_hunt import hunting
from tutor.app.keys import SIGNS
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.footer import Foot

KEYS = 200  # in each of ten walks
A_FEW = 20  # in each walk of the fast version
SHOWN = 0.65  # fraction of the keys that are shown ones
AT_WINDOW = 0.6  # fraction of the keys in a dialog that close it
PATIENCE = 4.0  # seconds until the effect of a key must be visible
NAMES = {sign: name for name, sign in SIGNS.items()} | {
    "◂▸": "right",
    "↑↓": "down",
    "⇧↑↓": "shift+down",
    "◂↑↓▸": "up",
}
ANY = (
    "up down left right tab shift+tab enter escape space backspace alt+left alt+right pagedown home end a b c d h "
    "j k l n p r t x 7 1 2 3 4 slash question_mark f1 ctrl+p left_square_bracket right_square_bracket D less_than_sign"
).split()
PLACES = {"1": "Learn", "2": "Practice", "3": "Lab", "4": "Progress"}
# Shown keys that change nothing at the end of a range.
MAY_REST = {"output", "page", "move the line", "model", "tokens", "size", "numbers"}


@dataclass(frozen=True)
class Seen:
    """What a learner can observe at one moment."""

    screen: type
    text: str
    place: str
    heading: str
    focus: Any
    written: tuple[str, ...]
    notices: int
    events: int
    checks: int

    @property
    def window(self) -> str:
        """The class of the screen on top."""
        return self.screen.__name__


# The effect that a word in the footer promises, as a condition on before and after.
MEANS: dict[str, Callable[[Seen, Seen], bool]] = {
    "search": lambda before, after: after.window == "SearchDialog",
    "keys": lambda before, after: after.window == "KeysDialog",
    "actions": lambda before, after: after.window == "Palette",
    "note": lambda before, after: after.window == "NoteDialog",
    "playground": lambda before, after: after.window == "PlaygroundScreen",
    "dimensions": lambda before, after: after.window == "DimensionsScreen",
    "grow a head": lambda before, after: after.window == "TrainingScreen",
    "find a bug": lambda before, after: after.window == "HuntScreen",
    "check": lambda before, after: after.checks > before.checks or after.notices > before.notices,
    "evidence": lambda before, after: after.window == "TextDialog",
    "schedule": lambda before, after: after.window == "PickDialog",
    "reset": lambda before, after: after.window == "AskDialog",
    "leave": lambda before, after: after.window != before.window,
    "return": lambda before, after: (after.place, after.text) != (before.place, before.text),
    "next": lambda before, after: after.text != before.text or after.notices > before.notices,
    "previous": lambda before, after: after.heading != before.heading or after.notices > before.notices,
    "claim": lambda before, after: after.events > before.events,
    "to the text": lambda before, after: type(after.focus).__name__ == "SectionView",
    "to the grid": lambda before, after: type(after.focus).__name__ == "HeadGrid",
    "write": lambda before, after: isinstance(after.focus, Input),
    "Learn": lambda before, after: after.place == "learn",
    "Practice": lambda before, after: after.place == "practice",
    "Lab": lambda before, after: after.place == "lab",
    "Progress": lambda before, after: after.place == "progress",
}


@dataclass
class Walker:
    """Presses keys, and compares their effects with what was shown."""

    learner: Learner
    chance: random.Random
    done: list[tuple[object, str]] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    def seen(self) -> Seen:
        app = self.learner.app
        fields = app.screen.query("Input, TextArea")
        top = app.screen
        frames = [one.border_title for one in top.query("*") if one.border_title]
        return Seen(
            screen=type(top),
            text=self.learner.screen,
            place=app.current_mode,
            heading=str(frames),
            focus=app.focused,
            written=tuple(one.value if isinstance(one, Input) else one.text for one in fields),  # type: ignore[attr-defined]
            notices=len(app._notifications),
            events=len(self.learner.nav.session.events),
            checks=len(self.learner.engines.fake_grader.checks),  # type: ignore[attr-defined]
        )

    async def walk(self, keys: int) -> None:
        """Press ``keys`` random keys."""
        for _ in range(keys):
            screen = self.learner.app.screen
            if isinstance(screen, ModalScreen):
                close = self.chance.random() < AT_WINDOW
                await self.press("escape" if close else self.chance.choice(["down", "up", "a", "f1", "tab"]))
            elif isinstance(screen, TutorScreen) and self.chance.random() < SHOWN:
                await self.press_what_is_shown(screen)
            else:
                await self.press(self.chance.choice(ANY))

    async def press(self, key: str) -> None:
        self.last.append(key)
        await self.learner.pilot.press(key)
        await self.rest()

    async def rest(self) -> None:
        """Wait until keys and drawing are done, but not for background work."""
        for _ in range(3):
            await self.learner.pilot.pause()

    async def press_what_is_shown(self, screen: TutorScreen) -> None:
        shown = screen.query_one(Foot).shown
        line = self.learner.screen.splitlines()[-1].strip()
        assert line == "  ".join(f"{one.sign} {one.word}".strip() for one in shown), "the line is the footer"
        chosen = self.chance.choice(shown)
        key = self.chance.choice("1234") if chosen.sign == "1-4" else name_of(chosen.sign)
        before = self.seen()
        self.done.clear()
        await self.press(key)
        ran = list(self.done)
        story = (
            f"{chosen.sign} {chosen.word!r} on {before.window} after {' '.join(self.last[-30:])}; ran {ran}"
        )
        name = chosen.action.partition("(")[0].rpartition(".")[2]
        if name and not (len(chosen.sign) == 3 and chosen.sign[1] == "-"):
            assert name in [action for _, action in ran], f"another action than {chosen.action}: {story}"
        meant = MEANS.get(PLACES[key] if chosen.sign == "1-4" else chosen.word, changes)
        idle = chosen.word in MAY_REST or (
            chosen.word == "answer" and key == "enter" and not any(before.written)
        )
        try:
            await self.until(lambda: idle or meant(before, self.seen()))
        except TimeoutError:
            raise AssertionError(
                f"nothing of what it says: {story}\n{before.text}\n{self.seen().text}"
            ) from None
        after = self.seen()
        if (
            after.screen is before.screen
            and isinstance(before.focus, Input | TextArea)
            and key != "backspace"
        ):
            typed = {new for old, new in zip(before.written, after.written, strict=False) if old + key == new}
            assert not typed, f"it was typed: {story}"
        self.said[chosen.word] += 1

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.02)
                await self.rest()


def changes(before: Seen, after: Seen) -> bool:
    """Whether there is any visible effect."""
    return after != before


def name_of(sign: str) -> str:
    """Textual's name of a key shown in the footer; of a range, its first."""
    if sign in NAMES:
        return NAMES[sign]
    if sign.startswith("^"):
        return f"ctrl+{sign[1:]}"
    return sign[0] if len(sign) == 3 and sign[1] == "-" else sign


STARTS: dict[str, tuple[str, ...]] = {
    "learn": ("1",),
    "a choice": ("1", "n", "tab"),
    "a field": ("1", "n", "tab", "tab"),
    "playground": ("1", "e"),
    "practice": ("2",),
    "puzzle": ("2", "h", "h", "h", "h"),
    "lab": ("3",),
    "progress": ("4",),
    "drill": ("4", "d", "down", "enter"),
    "hunt": (),
}


@asynccontextmanager
async def started(learner: Learner, start: str, size: tuple[int, int]) -> AsyncIterator[None]:
    if start == "hunt":
        async with hunting(learner, size):
            yield
    else:
        async with learner.at_work(size=size):
            await learner.press(*STARTS[start])
            yield


@pytest.fixture
def actions_done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, str]]:
    """Every action that a key ran, in order, with its target."""
    done: list[tuple[object, str]] = []
    dispatch = App._dispatch_action

    async def dispatched(self: App[Any], namespace: Any, action_name: str, params: Any) -> bool:
        handled = await dispatch(self, namespace, action_name, params)
        if handled:
            done.append((type(namespace).__name__, action_name))
        return handled

    monkeypatch.setattr(App, "_dispatch_action", dispatched)
    return done


@pytest.mark.parametrize("start", STARTS)
async def test_a_few_keys(learner: Learner, actions_done: list[tuple[object, str]], start: str) -> None:
    async with started(learner, start, (80, 24)):
        await Walker(learner, random.Random(f"{start} {A_FEW}"), actions_done).walk(A_FEW)


@pytest.mark.thorough
@pytest.mark.parametrize("start", STARTS)
async def test_two_thousand_keys(
    learner: Learner, actions_done: list[tuple[object, str]], start: str
) -> None:
    size = random.Random(start).choice([(120, 36), (80, 24), (100, 30)])
    async with started(learner, start, size):
        walker = Walker(learner, random.Random(start), actions_done)
        await walker.walk(KEYS)
        assert len(walker.last) == KEYS and walker.said.total() > KEYS / 4, walker.said
