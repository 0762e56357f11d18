"""Dialogs: a text, a yes-or-no question, a list to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from rich.console import RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.visual import VisualType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.keys import ACTIONS, ALL_KEYS, LEAVE, Key, ShownKey, bindings, page, tables
from tutor.app.tinted import tinted
from tutor.app.widgets.footer import Foot
from tutor.app.widgets.options import LED, Options
from tutor.app.widgets.selectable import SelectableStatic
from tutor.views.key_rows import key_rows

Answer = TypeVar("Answer")

# The keys in an input above a list.
CHOOSING = (
    Key("", row="type", help="words to look for"),
    Key("down", "cursor(1)", row="↑ ↓", help="choose"),
    Key("up", "cursor(-1)", label="choose"),
    Key("", sign="enter", foot="open", row="enter", help="open the chosen entry"),
    Key("escape", "cancel", foot="close", help="close it"),
    Key("f1", "keys", foot="keys", label="the keys"),
)


class Dialog(ModalScreen[Answer | None]):
    """Closes only once, so that a second key in the meantime does not close the screen below.

    Lists its keys in ``KEYS``, as screens do.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings([ALL_KEYS])
    HEADING: ClassVar[str] = "This window"
    KEYS: ClassVar[tuple[Key, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Generate the bindings from the keys."""
        if "KEYS" in cls.__dict__:
            cls.BINDINGS = bindings(cls.KEYS)
        super().__init_subclass__(**options)

    def compose(self) -> ComposeResult:
        """The content, with a footer of the dialog's own keys."""
        yield from self.content()
        foot = Foot(id="foot")
        foot.show_keys(
            [ShownKey(key.shown, key.foot, key.action, self) for key in self._offered() if key.foot]
        )
        yield foot

    def content(self) -> ComposeResult:
        """The content of the dialog."""
        raise NotImplementedError

    def render(self) -> VisualType:  # type: ignore[override]
        """Show the screen below."""
        return tinted(super().render())

    def all_keys(self) -> tuple[Key, ...]:
        """The keys of the window."""
        return self.KEYS

    def _offered(self) -> Iterable[Key]:
        """The keys in the footer. A dialog without a key for the page of keys gets the global one."""
        return self.KEYS if any("f1" in key.names for key in self.KEYS) else (*self.KEYS, ALL_KEYS)

    def action_keys(self) -> None:
        """Show the page of its keys."""
        everywhere = [ACTIONS, replace(ALL_KEYS, row="? f1"), LEAVE]
        pages = [page(table.heading, table.keys) for table in tables(self.focused, self)]
        self.app.push_screen(KeysDialog("\n".join([*pages, page("Everywhere", everywhere)])))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ignore keys before there is something to act on, since several keys may arrive at once."""
        return self.is_mounted and super().check_action(action, parameters)

    def close_with(self, answer: Answer | None = None) -> None:
        """Close, unless closed already."""
        if self.is_active:
            self.dismiss(answer)

    def leave(self) -> None:
        """Close as escape does."""
        self.close_with()


class TextDialog(Dialog[None]):
    """A text. Any of the leaving keys closes it."""

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
        self.leave()


class KeysDialog(TextDialog):
    """The page of keys. The key that opened it also closes it."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("escape,q,enter,question_mark,f1", "leave", foot="close"),)

    def __init__(self, text: str) -> None:
        super().__init__("Keys", key_rows(text))


class AskDialog(Dialog[bool]):
    """A yes-or-no question; "no" is preselected."""

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
        self.close_with(yes)


class PickDialog(Dialog[str]):
    """A list with an input that filters it. ``choices`` are (id, text) pairs."""

    HEADING = "A list"
    KEYS: ClassVar[tuple[Key, ...]] = CHOOSING

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.heading, self.choices = title, list(choices)

    def content(self) -> ComposeResult:
        """An input above a list."""
        with Vertical(classes="dialog pick") as frame:
            frame.border_title = self.heading
            yield Input(placeholder="words to look for", compact=True)
            yield Options(classes=LED)

    def on_mount(self) -> None:
        """Show all choices until something is typed."""
        self._fill("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, wanted: str) -> None:
        words = wanted.casefold().replace("-", " ").split()  # gpt-oss-120b also finds "gpt-oss 120B"
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
        """Close without a choice."""
        self.leave()
