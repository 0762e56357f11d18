"""One table of keys for each screen: Textual's bindings, the footer and the page of keys are made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

SIGNS = {
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "question_mark": "?",
    "slash": "/",
    "left": "◂",
    "right": "▸",
    "up": "↑",
    "down": "↓",
    "backspace": "⌫",
}
COLUMN = 11  # columns for the keys on the page of keys, before a blank


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does.

    ``keys`` are Textual's names, separated by commas. Without them, whatever has the focus
    handles the key itself; without ``action`` it is only explained.
    """

    keys: str
    action: str = ""  # as in a Textual binding: "go(1)", "app.search"
    foot: str = ""  # its word in the footer; none: not in the footer
    help: str = ""  # its line on the page of keys; none: the line of another key covers it
    sign: str = ""  # how the footer writes the key, unless as its first name
    row: str = ""  # how the page of keys writes it, where its line covers several keys
    field: str = ""  # its word in the footer while a field has the focus: how to leave the field
    label: str = ""  # what Textual's own list of keys says, where ``foot`` and ``help`` say nothing
    priority: bool = False  # works before what has the focus sees it

    @property
    def names(self) -> list[str]:
        """Textual's names of the keys."""
        return self.keys.split(",") if self.keys else []

    @property
    def shown(self) -> str:
        """The key as the footer writes it."""
        first = self.keys.partition(",")[0]
        return self.sign or SIGNS.get(first, first)

    @property
    def click(self) -> str:
        """The action for a click in the footer."""
        return self.action if "." in self.action.partition("(")[0] else f"screen.{self.action}"


# Priority, because the key that comes next is for the search already.
SEARCH = Key("slash", "app.search", foot="search", help="search the course", priority=True)
ALL_KEYS = Key("question_mark,f1", "keys", foot="keys", help="the keys of where you are; f1 while you write")
LEAVE = Key("ctrl+q", "app.quit", help="leave; tutor start comes back to this place", priority=True)
# Option+← of a Mac's terminal comes as ctrl+left.
RETURN = Key(
    "backspace,alt+left,ctrl+left",
    "return",
    foot="return",
    row="⌫  alt+←",
    help="return to the line where the last jump began      alt+→  forward again",
)
FORWARD = Key("alt+right,ctrl+right", "forward", label="forward again")
COPY = Key("y", "copy", help="copy what has the focus: code, a verdict …; y again: its shapes, the text")
EVERYWHERE = (
    RETURN,
    FORWARD,
    COPY,
    SEARCH,
    Key("ctrl+p", help="every action, section and exercise"),
    ALL_KEYS,
    LEAVE,
)


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Textual's bindings for these keys."""
    return [
        Binding(key.keys, key.action, key.label or key.foot or key.help, priority=key.priority)
        for key in keys
        if key.keys and key.action
    ]


def page(heading: str, keys: Iterable[Key]) -> str:
    """A section of the page of keys, in the form that ``views.key_rows`` draws."""
    lines = (f"  {key.row or key.shown:<{COLUMN}} {key.help}\n" for key in keys if key.help)
    return f"{heading}\n{''.join(lines)}"


def reaches(key: Key, focused: Widget | None, screen: Screen[Any]) -> bool:
    """Whether ``key`` comes to ``screen``, or whether what has the focus, or what is around that, takes it first."""
    if focused is None or not key.names:
        return True
    free = [name for name in key.names if not focused.check_consume_key(name, _character(name))]
    return any(key.priority or not _is_bound(name, focused, screen) for name in free)


def _is_bound(name: str, focused: Widget, screen: Screen[Any]) -> bool:
    for widget in focused.ancestors_with_self:
        if widget is screen:
            break
        for binding in widget._bindings.key_to_bindings.get(name, ()):
            action, _, given = binding.action.partition("(")
            number = given.removesuffix(")")
            if action in ("scroll_left", "scroll_right") and not _scrolls_sideways(widget):
                continue  # Textual passes the key on
            if widget.check_action(action, (int(number),) if number.isdecimal() else ()):
                return True
    return False


def _scrolls_sideways(widget: DOMNode) -> bool:
    return isinstance(widget, Widget) and widget.allow_horizontal_scroll


def _character(name: str) -> str | None:
    """What the key with this name types into a field; None for a key that types nothing."""
    sign = SIGNS.get(name, name)
    return " " if name == "space" else sign if len(sign) == 1 and sign.isascii() else None
