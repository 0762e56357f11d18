"""Key tables: Textual's bindings, the footer and the page of keys are generated from one table per screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from tutor.settings import settings

SIGNS = {
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "question_mark": "?",
    "slash": "/",
    "equals_sign": "=",
    "left": "◂",
    "right": "▸",
    "up": "↑",
    "down": "↓",
    "backspace": "⌫",
}
COLUMN = 11  # columns for the keys on the page of keys, without the blank after them


@dataclass(frozen=True, slots=True)
class Key:
    """A key and its action.

    ``keys`` are Textual's names, separated by commas. Without them, the focused widget handles the key itself; without
    ``action`` it is only documented.
    """

    keys: str
    action: str = ""  # as in a Textual binding: "go(1)", "app.search"
    foot: str = ""  # its word in the footer; "" to leave it out
    help: str = ""  # its line on the page of keys; "" if the line of another key covers it
    sign: str = ""  # its symbol in the footer; by default the first of its names that works
    row: str = ""  # its symbol on the page of keys, if the line covers several keys
    field: str = ""  # its word in the footer while a field has the focus and the key leaves it
    label: str = ""  # text for Textual's own list of keys, if ``foot`` and ``help`` are empty
    call: str = ""  # its name in the palette, followed by other names, separated by commas
    priority: bool = False  # handled before the focused widget

    def __post_init__(self) -> None:
        """Use the keys of the learner's keymap, whose symbols are then those of the new keys."""
        chosen = settings().keymap.get(self.action) if self.keys and self.action else None
        if chosen:
            for field, value in (("keys", chosen.replace(" ", "")), ("sign", ""), ("row", "")):
                object.__setattr__(self, field, value)

    @property
    def names(self) -> list[str]:
        """Textual's names of the keys."""
        return self.keys.split(",") if self.keys else []

    @property
    def shown(self) -> str:
        """The symbol in the footer."""
        return self.written(self.keys.partition(",")[0])

    def written(self, name: str) -> str:
        """The symbol in the footer if ``name`` is the one of its names that works."""
        return self.sign or SIGNS.get(name, name.replace("ctrl+", "^"))


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key that works now, its symbol in the footer, and the widget that handles it."""

    sign: str
    word: str
    action: str
    owner: DOMNode


@runtime_checkable
class HasKeys(Protocol):
    """A widget with keys of its own."""

    HEADING: ClassVar[str]

    def all_keys(self) -> tuple[Key, ...]:
        """Its current keys."""


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The keys of one widget around the focus: a field, a question, or the screen itself."""

    heading: str  # on the page of keys; "" to list them with those of the parent
    keys: tuple[Key, ...]
    owner: DOMNode


# Priority, because the next key that is typed already belongs to the search.
SEARCH = Key(
    "slash",
    "app.search",
    foot="search",
    help="search the course",
    call="search, find, look for",
    priority=True,
)
ALL_KEYS = Key(
    "question_mark,f1",
    "keys",
    foot="keys",
    help="the keys that work here; f1 while you write",
    call="keys, help, shortcuts",
)
LEAVE = Key(
    "ctrl+q",
    "app.quit",
    help="quit; tutor start brings you back here",
    call="quit, leave, exit, close",
    priority=True,
)
# Option+← on a Mac's terminal arrives as ctrl+left.
RETURN = Key(
    "backspace,alt+left,ctrl+left",
    "return",
    foot="return",
    row="⌫  alt+←",
    call="return, go back, jump back",
    help="return to where the last jump began      alt+→  forward again",
)
FORWARD = Key("alt+right,ctrl+right", "forward", label="forward again", call="forward again")
COPY = Key(
    "y",
    "copy",
    call="copy, yank, clipboard",
    help="copy what is focused: code, a verdict …; y again: its shapes, the text",
)
ACTIONS = Key(
    "ctrl+p",
    "app.command_palette",
    foot="actions",
    row="ctrl+p",
    help="every action, section and exercise",
)
ACTIONS_IN_A_BROWSER = "f8"  # besides ctrl+p, with which some browsers print
# What replaces the keys that a browser keeps for itself.
IN_A_BROWSER = (
    Key("", row="f5", help="reload the page: you come back to this place"),
    Key("", row="ctrl+v", help="paste; y and ctrl+c copy into the clipboard of the browser"),
    Key("", row="alt+⌫", help="delete a word in a field (ctrl+w closes the tab, which loses nothing)"),
    Key("", row=ACTIONS_IN_A_BROWSER, help="every action, section and exercise, if ctrl+p prints"),
)
# Without a key, so only in the palette.
APP = (
    Key("", "app.change_theme", call="change theme, colours, dark, light, theme"),
    Key("", "app.screenshot", call="save a picture of the screen, screenshot"),
)
EVERYWHERE = (RETURN, FORWARD, COPY, SEARCH, ACTIONS, ALL_KEYS, LEAVE)


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Textual's bindings for these keys."""
    return [
        Binding(key.keys, key.action, key.label or key.foot or key.help, priority=key.priority)
        for key in keys
        if key.keys and key.action
    ]


def page(heading: str, keys: Iterable[Key]) -> str:
    """A section of the page of keys, in the format that ``views.key_rows`` draws."""
    lines = (f"  {key.row or key.shown:<{COLUMN}} {key.help}\n" for key in keys if key.help)
    return f"{heading}\n{''.join(lines)}"


def tables(focused: Widget | None, screen: Screen[Any]) -> list[KeyTable]:
    """The key tables of the focused widget and its ancestors, up to the screen."""
    around = [screen] if focused is None else focused.ancestors_with_self
    return [
        KeyTable(node.HEADING, tuple(node.all_keys()), node) for node in around if isinstance(node, HasKeys)
    ]


def writes(focused: Widget | None) -> bool:
    """Whether the focused widget takes letters as typed text."""
    return focused is not None and focused.check_consume_key("a", "a")


def reaching(key: Key, focused: Widget | None, owner: DOMNode) -> str | None:
    """The first name of ``key`` that reaches ``owner``; None if the focused widget or an ancestor takes all of them."""
    if focused is None or not key.names:
        return key.keys.partition(",")[0]
    for name in key.names:
        taken = focused.check_consume_key(name, _character(name))
        if not taken and (key.priority or not _is_bound(name, key.action, focused, owner)):
            return name
    return None


def _is_bound(name: str, wanted: str, focused: Widget, owner: DOMNode) -> bool:
    """Whether a widget from the focus up to ``owner`` binds the key to an action other than ``wanted``."""
    for widget in focused.ancestors_with_self:
        if widget is owner:
            break
        for binding in widget._bindings.key_to_bindings.get(name, ()):
            action, _, given = binding.action.partition("(")
            number = given.removesuffix(")")
            if action == f"screen.{wanted}":
                continue
            if action in ("scroll_left", "scroll_right") and not _scrolls_sideways(widget):
                continue  # Textual passes the key on
            if widget.check_action(action, (int(number),) if number.isdecimal() else ()):
                return True
    return False


def _scrolls_sideways(widget: DOMNode) -> bool:
    return isinstance(widget, Widget) and widget.allow_horizontal_scroll


def _character(name: str) -> str | None:
    """The character that this key types into a field; None if it types nothing."""
    sign = SIGNS.get(name, name)
    return " " if name == "space" else sign if len(sign) == 1 and sign.isascii() else None
