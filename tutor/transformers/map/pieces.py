"""Reads ``lessons/map.yaml``: the course's text about each part of the map, and its references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.course.findings import Finding, line_of
from tutor.course.kinds import kinds_of
from tutor.course.model import Course, MalformedCourseError
from tutor.disk import read_regular

if TYPE_CHECKING:
    from tutor.transformers.architectures.architecture import Architecture

FILE = "map.yaml"


@dataclass(frozen=True, slots=True)
class MapPiece:
    """One part: a sentence, a formula, and its references. The first section is the main one."""

    id: str
    says: str
    formula: str = ""
    sections: tuple[str, ...] = ()
    exercise: str = ""
    lab: str = ""

    @property
    def leads(self) -> tuple[tuple[str, str], ...]:
        """The kind of each reference, and the reference in the form of a link."""
        found = []
        if self.sections:
            found.append(("section", self.sections[0]))
        if self.exercise:
            found.append(("exercise", f"exercise:{self.exercise}"))
        if self.lab:
            found.append(("lab", f"lab:{self.lab}"))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class PieceTable:
    """All parts. ``models`` maps a section to its architecture, ``experiments`` an experiment to the part to select."""

    pieces: tuple[MapPiece, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    experiments: Mapping[str, str] = field(default_factory=dict)

    def piece(self, name: str) -> MapPiece:
        """The part with this name; one without references if the course has no text about it."""
        return next((one for one in self.pieces if one.id == name), MapPiece(name, ""))

    def about(self, reference: str) -> tuple[str, ...]:
        """The parts that a section, exercise or experiment is about, most specific first."""
        own = [one.id for one in self.pieces if reference in (ref for _, ref in one.leads[:1])]
        also = [
            one.id
            for one in self.pieces
            if reference in one.sections or reference in (ref for _, ref in one.leads)
        ]
        lit = self.experiments.get(reference.removeprefix("lab:")) if reference.startswith("lab:") else None
        return tuple(dict.fromkeys([*([lit] if lit else []), *own, *also]))


def piece_table(course: Course) -> PieceTable:
    """The course's table; empty if it has none.

    Raises:
        MalformedCourseError: the file is malformed.
    """
    path = course.root / "lessons" / FILE
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else PieceTable()


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> PieceTable:
    import msgspec
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        said = yaml.load(read_regular(path).decode("utf-8"), Loader=loader)
        return msgspec.convert(said, type=PieceTable)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise MalformedCourseError(path, 1, f"this map cannot be read: {error}") from None


def map_findings(course: Course) -> Iterator[Finding]:
    """Faults of the map: a broken reference, a missing part, or one that is never drawn."""
    from tutor.transformers.architectures.presets import presets

    path = course.root / "lessons" / FILE
    if not path.is_file():
        return
    try:
        table = piece_table(course)
    except MalformedCourseError as error:
        yield Finding.of(error)
        return
    kinds = kinds_of(course)
    names = {kind: kinds[kind].names(course) for kind in ("section", "lab")}

    def fault_of(kind: str, name: str) -> str:
        return kinds[kind].fault(course, name, names=names.get(kind))

    for piece in table.pieces:
        if not piece.sections:
            yield Finding(
                path, line_of(path, f"id: {piece.id}"), f"the piece '{piece.id}' does not link to any section"
            )
        wanted = [("section", name) for name in piece.sections]
        wanted += [(kind, name) for kind, name in (("exercise", piece.exercise), ("lab", piece.lab)) if name]
        for kind, name in wanted:
            if fault := fault_of(kind, name):
                yield Finding(path, line_of(path, name), f"the piece '{piece.id}': {fault}")
    for section, model in table.models.items():
        fault = fault_of("section", section)
        if not fault and model not in presets():
            fault = f"there is no architecture '{model}'"
        if fault:
            yield Finding(path, line_of(path, section), fault)
    drawn = _drawn(presets())
    for experiment, name in table.experiments.items():
        fault = fault_of("lab", experiment) or (
            "" if name in drawn else f"the piece '{name}' is not drawn anywhere"
        )
        if fault:
            yield Finding(path, line_of(path, f"{experiment}: {name}"), fault)
    said = {piece.id for piece in table.pieces}
    for name in sorted(drawn - said):
        yield Finding(path, 1, f"the piece '{name}' is drawn but not described")
    for name in sorted(said - drawn):
        yield Finding(path, line_of(path, f"id: {name}"), f"the piece '{name}' is not drawn anywhere")


def _drawn(architectures: Mapping[str, Architecture]) -> set[str]:
    from tutor.transformers.map.anatomy import anatomy_of

    return {part.piece for one in architectures.values() for part in anatomy_of(one).parts}
