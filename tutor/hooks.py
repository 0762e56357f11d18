"""The hooks of a plug-in: all that a course's own subject may add to the engine.

A course names its plug-in in ``lessons/course.yaml`` as ``plugin: tutor.transformers``, a module with a ``PLUGIN``. It
is code that runs, so only a module of this package or an installed entry point of the group ``tutor.plugins`` is
imported, and only when something of it is needed. The functions of a plug-in import what they need when called.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

GROUP = "tutor.plugins"  # of entry points
Course: TypeAlias = Any  # The engine's own types are all further up than this file.
Navigation: TypeAlias = Any
Services: TypeAlias = Any
Event: TypeAlias = Any
Finding: TypeAlias = Any
Screen: TypeAlias = Any
Renderable: TypeAlias = Any
Key: TypeAlias = Any
Proof = tuple[str, float]  # what happened, in words, and when for the first time


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of reference: ``name`` is what stands before the colon in a link, a proof or the palette."""

    name: str
    noun: str  # as in "there is no {noun} 'x'"
    names: Callable[[Course], Mapping[str, str]]  # every name there is → its title
    find: Callable[[Course, str], str] | None = None  # a name as written → one of names(); raises LookupError
    local: bool = False  # a name without # belongs to the lesson where it is written
    open: Callable[[Navigation, str], Awaitable[None]] | None = None  # without, no link may lead there
    proved: Callable[[Course, Any, str], Proof | None] | None = None  # by a Tally; without, it is no proof
    about: Callable[[str, str], str] = lambda name, title: title  # in a report, beside what proved it
    to_do: Callable[[str, str], str] = lambda name, title: title or name  # what would prove it
    worth: str = "shown by doing"  # what its proof is worth, in words: see tutor.progress.standing.WORTHS

    def full(self, course: Course, name: str, lesson: str = "") -> str:
        """``name``, written in ``lesson``, as ``names`` has it, if it has it.

        Raises:
            LookupError: ``find`` knows of none; the message is one sentence.
        """
        if self.find is not None:
            return self.find(course, name)
        return f"{lesson}#{name}" if self.local and "#" not in name else name

    def fault(self, course: Course, name: str, lesson: str = "", names: Container[str] | None = None) -> str:
        """What is wrong with a reference to ``name``, written in ``lesson``; "" when it leads somewhere."""
        try:
            full = self.full(course, name, lesson)
        except LookupError as error:
            return str(error)
        there = full in (self.names(course) if names is None else names)
        return "" if there else f"there is no {self.noun} '{full}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fence of the lessons with YAML in it: drawn from what it says, and verified by drawing it."""

    noun: str  # of many, as the course check counts them
    draw: Callable[[Mapping[str, object], int], Renderable]  # its content, the width in cells
    check: Callable[[Mapping[str, object]], object]  # raises for what cannot be drawn
    leads_to: Callable[[Mapping[str, object]], tuple[str, str]] | None = None  # a reference, and words for it


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPlace:
    """A screen with a number in the footer."""

    key: str
    word: str
    name: str
    screen: Callable[[Services], Screen]
    keys: Callable[[], Sequence[Key]] = tuple  # of the screen, as the palette offers them from elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshQuestions:
    """Fresh questions to practise with, offered on Progress under the key ``d``."""

    word: str  # on the last line
    help: str  # on the page of keys
    choices: Callable[[Sequence[Event], float], Sequence[tuple[str, str]]]  # references, their words
    due: Callable[[Sequence[Event], float], int]  # how many questions are to be asked again at this time


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One picture of the whole subject, opened by a key from everywhere over what is open."""

    key: str
    word: str  # in the footer
    help: str  # on the page of keys
    call: str  # its name in the palette; after commas, what else people call it
    # Given the reference of what the learner is at, "" for nothing, and the sizes that the learner moved there.
    screen: Callable[[Services, str, Mapping[str, float]], Screen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a plug-in adds. Every field may be left out."""

    kinds: tuple[Kind, ...] = ()  # what links, proofs and the palette may name
    fences: Mapping[str, Fence] = field(default_factory=dict)  # by the fence's first word
    places: tuple[AppPlace, ...] = ()  # of the app
    opening: str = (
        ""  # a reference, opened over a newcomer's first section until their kept state says opening="seen"
    )
    overview: Overview | None = None
    findings: Callable[[Course], Iterable[Finding]] = (
        lambda course: ()
    )  # of the course check, on its own files
    practice: FreshQuestions | None = None  # fresh questions, asked from Progress
    commands: Mapping[str, str] = field(default_factory=dict)  # of the shell → module:function for typer
    notes: Mapping[str, str] = field(default_factory=dict)  # folders of notes → what notes there are called
    ahead: tuple[str, ...] = ()  # modules of what the app opens later: imported while no key comes


class PluginError(Exception):
    """A course's plug-in cannot be used. The message is one sentence."""


@cache
def plugin(name: str) -> Plugin:
    """The plug-in of this name, imported now; without a name, one that adds nothing.

    Raises:
        PluginError: it is not installed, or it is no plug-in.
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
        raise PluginError(f"'{name}' is no plug-in: it has no PLUGIN")
    return found


def _installed() -> Sequence[str]:
    from importlib.metadata import entry_points

    return [point.value for point in entry_points(group=GROUP)]
