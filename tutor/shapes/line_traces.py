"""Turns a recorder's entries into ``LineTrace`` objects, with the text that is shown beside each line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tutor.shapes.notation import (
    CONTRACTIONS,
    VIEWS,
    WIDTH,
    compact,
    compact_if_long,
    informative,
    operation_text,
    outside_text,
    result_text,
    stretched,
    value_of,
)
from tutor.shapes.program import Program, Site
from tutor.shapes.recorder import Recorder
from tutor.shapes.records import Done, Entry, Fault, Pass, Raw
from tutor.shapes.trace import LineTrace, Operation, Shape, Value


@dataclass(slots=True)
class Piece:
    """The text of a chain of operations. ``brief`` omits optional additions, ``final`` is the last operation alone.

    If there is no room for all pieces, those with the highest ``rank`` stay.
    """

    rank: int
    text: str
    brief: str
    final: str

    def then(self, rank: int, addition: str, final: str, optional: bool = False) -> Piece:
        """The chain extended by one operation."""
        brief = self.brief if optional else self.brief + addition
        return Piece(max(rank, self.rank), self.text + addition, brief, final)


def line_text(
    program: Program, done: Mapping[int, Done], assigned: Mapping[str, Raw], naming: bool = False
) -> str:
    """A line's text, about 60 characters. Without an informative operation it shows the assigned values."""
    text = _joined(_pieces(program, done))
    if text:
        broadcast = any(
            stretched(program.sites[site], it.operands) and program.sites[site].symbol not in CONTRACTIONS
            for site, it in done.items()
        )
        return f"{text}  broadcast" if broadcast and "✗" not in text else text
    shapes = {name: raw for name, raw in assigned.items() if raw.shape or raw.items}
    if not shapes and done and not assigned:
        last = list(done.values())[-1]
        return result_text(last.result) if last.result is not None and last.result.shape else ""
    return assigned_text(shapes, naming)


def assigned_text(shapes: Mapping[str, Raw], naming: bool = False) -> str:
    """``(5, 4)`` for one name, ``q, k, v (5, 4)`` or ``q (5, 4), w (8, 4)`` for several."""
    texts = {name: result_text(raw) for name, raw in shapes.items()}
    if len(texts) == 1 and not naming:
        return compact_if_long("".join(texts.values()))
    if len(set(texts.values())) == 1:
        return compact_if_long(f"{', '.join(texts)} {next(iter(texts.values()))}")
    return compact_if_long(", ".join(f"{name} {text}" for name, text in texts.items()))


def _rank(site: Site, done: Done) -> int:
    if done.result is None:
        return 4
    if site.symbol in CONTRACTIONS:
        return 3
    return 2 if done.learners else 1


def _pieces(program: Program, done: Mapping[int, Done]) -> list[Piece]:
    """The informative operations in order. Operations that feed each other form one piece."""
    pieces: dict[int, Piece] = {}
    for number, it in done.items():
        site = program.sites[number]
        if not informative(site, it):
            _drop_views(program, done, site, pieces)
            continue
        text = operation_text(program, site, it)
        piece = Piece(_rank(site, it), text, text, text)
        for position, feed in enumerate(site.feeds):
            source = _upstream(program, done, feed)
            if source is None or source not in pieces:
                continue
            before = pieces.pop(source)
            chained = _chained(before, done[source], site, it, position, text)
            if chained is not None:
                piece = chained
            elif before.rank > 1:
                pieces[source] = before
        pieces[number] = piece
    return list(pieces.values())


def _chained(before: Piece, made_by: Done, site: Site, it: Done, position: int, text: str) -> Piece | None:
    """The operation as a continuation of the piece that made its first operand; None if it is not."""
    arrays = [raw for raw in it.operands if raw.shape]
    if it.result is None or made_by.result is None or not arrays or made_by.result.shape != arrays[0].shape:
        return None
    result = result_text(it.result)
    if len(arrays) == 1 and site.kind != "binary":
        return before.then(_rank(site, it), f" → {result}", text)
    if len(it.operands) == 2 and site.kind == "binary" and position == 0 and before.rank > 1:
        added = site.symbol != "@" and it.result.shape == made_by.result.shape
        addition = f" {site.symbol} {outside_text(it.operands[1])} → {result}"
        return before.then(_rank(site, it), addition, text, optional=added)
    return None


def _drop_views(program: Program, done: Mapping[int, Done], site: Site, pieces: dict[int, Piece]) -> None:
    """Drop the indexing from ``x[0] * w``: the result says more than which row was taken."""
    for feed in site.feeds:
        source = _upstream(program, done, feed)
        if source in pieces and pieces[source].rank == 1:
            view = program.sites[source]
            if view.kind == "item" or view.symbol in VIEWS:
                del pieces[source]


def _upstream(program: Program, done: Mapping[int, Done], feed: int | None) -> int | None:
    """The nearest informative operation behind an operand, skipping those that keep the shape."""
    while feed is not None and feed in done and not informative(program.sites[feed], done[feed]):
        feed = next((f for f in program.sites[feed].feeds if f is not None and f in done), None)
    return feed if feed is not None and feed in done else None


def _joined(pieces: list[Piece]) -> str:
    """The pieces on one line. If too long: the brief ones, then those of highest rank, then the last, then its end."""
    # Equal texts, such as those of q and k, are shown once.
    pieces = list({piece.text: piece for piece in pieces}.values())
    if not pieces:
        return ""
    weighty = [piece for piece in pieces if piece.rank > 1] or pieces[-1:]
    for some in (pieces, weighty, weighty[-1:]):
        for text in ("; ".join(piece.text for piece in some), "; ".join(piece.brief for piece in some)):
            if len(compact(text)) <= WIDTH:
                return compact_if_long(text)
    return compact_if_long(weighty[-1].final)


Naming = Callable[
    [Shape, Shape | None], tuple[str, ...]
]  # a shape, the same shape at other sizes → the names of its axes


def no_names(shape: Shape, other: Shape | None) -> tuple[str, ...]:
    """A naming without any names."""
    return ()


def named(raw: Raw, shadow: Raw | None, naming: Naming) -> Value:
    """A value with its axes named."""
    other = shadow.shape if shadow is not None else None
    return value_of(raw, naming(raw.shape, other) if raw.shape else ())


def operation_of(
    program: Program, number: int, done: Done, shadow: Done | None = None, naming: Naming = no_names
) -> Operation:
    """A recorded operation as an ``Operation`` of the trace."""
    site = program.sites[number]
    shadows: list[Raw | None] = (
        list(shadow.operands) if shadow and len(shadow.operands) == len(done.operands) else []
    )
    shadows = shadows or [None] * len(done.operands)
    operands = tuple(named(raw, other, naming) for raw, other in zip(done.operands, shadows, strict=True))
    result = (
        named(done.result, shadow.result if shadow else None, naming) if done.result is not None else None
    )
    return Operation(
        symbol=site.symbol,
        operands=operands,
        result=result,
        text=operation_text(program, site, done),
        broadcast=done.result is not None and stretched(site, done.operands),
        column=program.column(site.span),
        informative=informative(site, done),
    )


def failed_operation(program: Program, fault: Fault, naming: Naming = no_names) -> Operation:
    """The operation that raised, without a result."""
    return operation_of(program, fault.site, Done(fault.operands, None, fault.note), naming=naming)


def line_traces(
    recorder: Recorder, shadow: Recorder | None = None, naming: Naming = no_names
) -> list[LineTrace]:
    """All records, in the order of their first execution. ``shadow`` ran the same program at other sizes."""
    others = shadow.by_key() if shadow is not None else {}
    out: list[LineTrace] = []
    for entry in recorder.entries:
        other = others.get(entry.key)
        first = _of_pass(recorder, entry, entry.first, other.first if other else None, naming)
        last = (
            _of_pass(recorder, entry, entry.now, other.now if other else None, naming)
            if entry.now is not entry.first
            else {}
        )
        count = entry.steps or entry.count
        for line, trace in first.items():
            later = last.get(line)
            if later is not None and _shapes(later) == _shapes(trace, later.operations):
                later = None
            out.append(replace(trace, count=count, last=later and replace(later, count=count)))
        # The last pass may have executed lines that the first pass did not.
        out += [replace(trace, count=count) for line, trace in last.items() if line not in first]
    return out


def _of_pass(
    recorder: Recorder, entry: Entry, this: Pass, shadow: Pass | None, naming: Naming
) -> dict[int, LineTrace]:
    """One execution of a statement, by the lines of its operations."""
    program = recorder.program
    statement = program.statements[entry.statement]
    by_line: dict[int, dict[int, Done]] = {}
    for number, done in this.done.items():
        by_line.setdefault(program.sites[number].line, {})[number] = done
    if this.assigned:
        by_line.setdefault(statement.line, {})
    out: dict[int, LineTrace] = {}
    for line in sorted(by_line):
        done_here = by_line[line]
        assigned = this.assigned if line == statement.line else {}
        out[line] = LineTrace(
            line=line,
            function=statement.function,
            depth=entry.depth,
            assigned=tuple(
                (name, named(raw, shadow.assigned.get(name) if shadow else None, naming))
                for name, raw in assigned.items()
            ),
            operations=tuple(
                operation_of(program, number, done, shadow.done.get(number) if shadow else None, naming)
                for number, done in done_here.items()
            ),
            summary=line_text(program, done_here, assigned, naming=statement.defines),
        )
    return out


def _shapes(trace: LineTrace, beside: tuple[Operation, ...] | None = None) -> tuple[object, ...]:
    """The key for comparing two passes. Ignores operations if ``beside``, the other pass, has none."""
    operations = tuple(
        (o.symbol, tuple(v.shape for v in o.operands), o.result and o.result.shape)
        for o in (trace.operations if beside is None or beside else ())
    )
    return (operations, tuple((name, value.shape) for name, value in trace.assigned))
