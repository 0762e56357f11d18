"""The hooks of a plug-in: everything that a course's subject can add to the engine.

A course names its plug-in in ``lessons/course.yaml`` as ``plugin: tutor.transformers``, a module with a ``PLUGIN``. A
plug-in runs code, so only a module of this package or an installed entry point of the group ``tutor.plugins`` is
imported, and only when needed. The functions of a plug-in import their dependencies when called.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

GROUP = "tutor.plugins"  # of entry points
Course: TypeAlias = Any  # The engine's own types are in higher layers, which this file cannot import.
Navigation: TypeAlias = Any
Services: TypeAlias = Any
Event: TypeAlias = Any
Finding: TypeAlias = Any
Screen: TypeAlias = Any
Renderable: TypeAlias = Any
Key: TypeAlias = Any
Proof = tuple[str, float]  # what happened, in words, and when it first did


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of reference. ``name`` is the prefix before the colon in a link, a proof or the palette."""

    name: str
    noun: str  # as in "there is no {noun} 'x'"
    names: Callable[[Course], Mapping[str, str]]  # every name → its title
    find: Callable[[Course, str], str] | None = None  # a name as written → one of names(); raises LookupError
    local: bool = False  # a name without # belongs to the lesson that contains it
    # Without it, links of this kind are invalid.
    open: Callable[[Navigation, str], Awaitable[None]] | None = None
    proved: Callable[[Course, Any, str], Proof | None] | None = (
        None  # by a Tally; without it, it is not proof
    )
    about: Callable[[str, str], str] = lambda name, title: title  # text in a report, beside the proof
    to_do: Callable[[str, str], str] = lambda name, title: title or name  # what to do to earn the proof
    worth: str = "shown by doing"  # the worth of its proof in words: see tutor.progress.standing.WORTHS

    def full(self, course: Course, name: str, lesson: str = "") -> str:
        """The full form of ``name``, written in ``lesson``, if it is one of ``names``.

        Raises:
            LookupError: ``find`` does not know it; the message is one sentence.
        """
        if self.find is not None:
            return self.find(course, name)
        return f"{lesson}#{name}" if self.local and "#" not in name else name

    def fault(self, course: Course, name: str, lesson: str = "", names: Container[str] | None = None) -> str:
        """The fault of a reference to ``name``, written in ``lesson``; "" if it has a target."""
        try:
            full = self.full(course, name, lesson)
        except LookupError as error:
            return str(error)
        there = full in (self.names(course) if names is None else names)
        return "" if there else f"there is no {self.noun} '{full}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fence in lessons with YAML content. Drawing it also verifies it."""

    noun: str  # plural, for the counts of the course check
    draw: Callable[[Mapping[str, object], int], Renderable]  # its content, the width in cells
    check: Callable[[Mapping[str, object]], object]  # raises if it cannot be drawn
    # A reference, and the text of its link.
    leads_to: Callable[[Mapping[str, object]], tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPlace:
    """A screen that has a number in the footer."""

    key: str
    word: str
    name: str
    screen: Callable[[Services], Screen]
    # the keys of the screen, which the palette also offers elsewhere
    keys: Callable[[], Sequence[Key]] = tuple


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshQuestions:
    """A source of new practice questions, offered on Progress under the key ``d``."""

    word: str  # on the last line
    help: str  # on the page of keys
    choices: Callable[[Sequence[Event], float], Sequence[tuple[str, str]]]  # references and their texts
    due: Callable[[Sequence[Event], float], int]  # number of questions due at this time


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A picture of the whole subject, opened by a key from anywhere on top of the current screen."""

    key: str
    word: str  # in the footer
    help: str  # on the page of keys
    call: str  # its name in the palette, followed by other names, separated by commas
    # Given the reference of the current place ("" for none), and the sizes that the learner changed there.
    screen: Callable[[Services, str, Mapping[str, float]], Screen]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePresets:
    """Known values for the sizes of live blocks, by the quantities that the course declares for the sizes.

    A section offers a row if the row has a value for each of the section's quantities that are in ``quantities``.
    """

    noun: str  # what a row is: "model"
    quantities: frozenset[str]
    rows: Callable[[], Mapping[str, Mapping[str, float]]]  # title → quantity → value, in the quantity's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a plug-in adds. Every field may be left out."""

    kinds: tuple[Kind, ...] = ()  # for links, proofs and the palette
    fences: Mapping[str, Fence] = field(default_factory=dict)  # by the fence's first word
    places: tuple[AppPlace, ...] = ()  # in the app
    opening: str = (
        # a reference to what is opened over a newcomer's first section until their saved state has opening="seen"
        ""
    )
    overview: Overview | None = None
    findings: Callable[[Course], Iterable[Finding]] = (
        lambda course: ()
    )  # findings of the course check in the plug-in's own files
    practice: FreshQuestions | None = None  # new questions, started from Progress
    presets: tuple[SizePresets, ...] = ()  # for the sizes of live blocks
    commands: Mapping[str, str] = field(default_factory=dict)  # shell command → module:function for typer
    # folder of notes → what the notes in it are called
    notes: Mapping[str, str] = field(default_factory=dict)


class PluginError(Exception):
    """A course's plug-in cannot be used. The message is one sentence."""


@cache
def plugin(name: str) -> Plugin:
    """Import the plug-in with this name. Without a name, return one that adds nothing.

    Raises:
        PluginError: it is not installed, or it is not a plug-in.
    """
    if not name:
        return Plugin()
    if name.partition(".")[0] != __name__.partition(".")[0] and name not in _installed():
        raise PluginError(f"the plug-in '{name}' is not installed")
    try:
        found = getattr(import_module(name), "PLUGIN", None)
    except ImportError as error:
        raise PluginError(f"the plug-in '{name}' cannot be imported: {error}") from None
    if not isinstance(found, Plugin):
        raise PluginError(f"'{name}' is not a plug-in: it has no PLUGIN")
    return found


def _installed() -> Sequence[str]:
    from importlib.metadata import entry_points

    return [point.value for point in entry_points(group=GROUP)]
