"""Small windows over a place: something to read, a question with two answers, a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from rich.console import RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.visual import VisualType
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from tutor.app.keys import ACTIONS, ALL_KEYS, LEAVE, Key, ShownKey, bindings, page, tables
from tutor.app.tinted import tinted
from tutor.app.widgets.footer import Foot
from tutor.app.widgets.options import LED, Options
from tutor.app.widgets.selectable import SelectableStatic
from tutor.views.key_rows import key_rows

Answer = TypeVar("Answer")

# In a field over a list.
CHOOSING = (
    Key("", row="type", help="words to look for"),
    Key("down", "cursor(1)", row="↑ ↓", help="choose"),
    Key("up", "cursor(-1)", label="choose"),
    Key("", sign="enter", foot="open", row="enter", help="open the chosen entry"),
    Key("escape", "cancel", foot="close", help="close it"),
    Key("f1", "keys", foot="keys", label="the keys"),
)
PAUSE = 1.0  # seconds without a key before what was written is kept


class Dialog(ModalScreen[Answer | None]):
    """Closes once: a second key that comes before it is gone must not close what lies below.

    As the screens, it lists its keys in ``KEYS``.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings([ALL_KEYS])
    HEADING: ClassVar[str] = "This window"
    KEYS: ClassVar[tuple[Key, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """The bindings of a window are those of its keys."""
        if "KEYS" in cls.__dict__:
            cls.BINDINGS = bindings(cls.KEYS)
        super().__init_subclass__(**options)

    def compose(self) -> ComposeResult:
        """What the window is about; in place of the footer below it, its own keys."""
        yield from self.content()
        foot = Foot(id="foot")
        foot.show_keys(
            [ShownKey(key.shown, key.foot, key.action, self) for key in self._offered() if key.foot]
        )
        yield foot

    def content(self) -> ComposeResult:
        """What the window is about."""
        raise NotImplementedError

    def render(self) -> VisualType:  # type: ignore[override]
        """The place below."""
        return tinted(super().render())

    def all_keys(self) -> tuple[Key, ...]:
        """The keys of the window."""
        return self.KEYS

    def _offered(self) -> Iterable[Key]:
        """Those of the footer: a window that lists no key for the page of its keys has the one of everywhere."""
        return self.KEYS if any("f1" in key.names for key in self.KEYS) else (*self.KEYS, ALL_KEYS)

    def action_keys(self) -> None:
        """The page of its keys."""
        everywhere = [ACTIONS, replace(ALL_KEYS, row="? f1"), LEAVE]
        pages = [page(table.heading, table.keys) for table in tables(self.focused, self)]
        self.app.push_screen(KeysDialog("\n".join([*pages, page("Everywhere", everywhere)])))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key before there is something to act on: keys may come in one piece."""
        return self.is_mounted and super().check_action(action, parameters)

    def close_with(self, answer: Answer | None = None) -> None:
        """Close, unless it is closed already."""
        if self.is_active:
            self.dismiss(answer)

    def leave(self) -> None:
        """Close as escape does."""
        self.close_with()


class TextDialog(Dialog[None]):
    """Something to read; any of the leaving keys closes it."""

    HEADING = "A text"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", row="↑ ↓", help="scroll"),
        Key("escape,q,enter", "leave", foot="close", row="esc q enter", help="close it"),
    )

    def __init__(self, title: str, text: str | RenderableType) -> None:
        super().__init__()
        self.heading, self.text = title, text

    def content(self) -> ComposeResult:
        """A frame around the text."""
        with VerticalScroll(classes="dialog") as frame:
            frame.border_title = self.heading
            yield SelectableStatic(Text(self.text) if isinstance(self.text, str) else self.text)

    def action_leave(self) -> None:
        """Close."""
        self.leave()


class KeysDialog(TextDialog):
    """The page of keys; the key that opened it closes it too."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("escape,q,enter,question_mark,f1", "leave", foot="close"),)

    def __init__(self, text: str) -> None:
        super().__init__("Keys", key_rows(text))


class AskDialog(Dialog[bool]):
    """A question that is answered with yes or no; no is where the cursor is."""

    HEADING = "A question"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("y", "answer(True)", foot="yes", help="yes"),
        Key("n,escape,enter", "answer(False)", foot="no", row="n esc enter", help="no"),
    )

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def content(self) -> ComposeResult:
        """The question and its keys."""
        with Vertical(classes="dialog ask") as frame:
            frame.border_title = "Sure?"
            yield Static(Text(self.question))
            yield Static(Text("\ny  yes      n  no", style="bold"))

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.close_with(yes)


class NoteDialog(Dialog[str]):
    """A note to write in. ``keep`` gets it after each pause in the writing, and says what kept it from being kept."""

    HEADING = "Note"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", row="type", help="the note; it is saved as you write"),
        Key("escape", "leave", foot="save and close", help="save it and close", priority=True),
        Key("f1", "keys", foot="keys", label="the keys"),
    )

    def __init__(self, title: str, text: str, keep: Callable[[str], str]) -> None:
        super().__init__()
        self.heading, self.kept, self.keep = title, text, keep
        self.pause: Timer | None = None
        self.problem = ""

    def content(self) -> ComposeResult:
        """A frame around an editor."""
        with Vertical(classes="dialog note") as frame:
            frame.border_title = self.heading
            yield TextArea(self.kept, soft_wrap=True)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self.pause is not None:
            self.pause.stop()
        self.pause = self.set_timer(PAUSE, self.keep_now)

    def keep_now(self) -> bool:
        """Keep what stands there, if it is new; False when that could not be done."""
        text = self.query_one(TextArea).text
        if text == self.kept:
            return True
        if problem := self.keep(text):
            self.problem = problem
            return False
        self.kept = text
        return True

    def leave(self) -> None:
        """Close with what is kept."""
        self.keep_now()
        self.close_with(self.kept)

    def action_leave(self) -> None:
        """As ``leave``, but where nothing can be kept only at the second time: the text could be copied."""
        told = self.problem
        if self.keep_now() or (told and told == self.problem):
            self.close_with(self.kept)
        else:
            self.notify(
                f"{self.problem}\nPress esc again to close without saving.", severity="error", markup=False
            )


class PickDialog(Dialog[str]):
    """Type a little, choose from what fits. ``choices`` are (id, text) pairs."""

    HEADING = "A list"
    KEYS: ClassVar[tuple[Key, ...]] = CHOOSING

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.heading, self.choices = title, list(choices)

    def content(self) -> ComposeResult:
        """An input over a list."""
        with Vertical(classes="dialog pick") as frame:
            frame.border_title = self.heading
            yield Input(placeholder="words to look for", compact=True)
            yield Options(classes=LED)

    def on_mount(self) -> None:
        """Everything, until something is typed."""
        self._fill("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, wanted: str) -> None:
        words = wanted.casefold().split()
        found = [(key, text) for key, text in self.choices if all(word in text.casefold() for word in words)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Text(text), id=key) for key, text in found])
        if found:
            options.highlighted = 0

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.close_with(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.close_with(event.option.id)

    def action_cursor(self, step: int) -> None:
        """Move in the list while typing."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + step) % options.option_count

    def action_cancel(self) -> None:
        """Close without choosing."""
        self.leave()
