"""A recorder's entries → ``LineTrace`` objects, axes named where a run at other sizes tells the name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.tracing.program import Program
from tutor.tracing.recorder import Recorder
from tutor.tracing.records import Done, Entry, Fault, Pass, Raw
from tutor.tracing.summary import line_text
from tutor.tracing.trace import LineTrace, Operation, Shape, Value
from tutor.tracing.wording import operation_text, stretched, telling, value_of

Naming = Callable[
    [Shape, Shape | None], tuple[str, ...]
]  # a shape, the same one at other sizes → names of its axes


def no_names(shape: Shape, other: Shape | None) -> tuple[str, ...]:
    """The naming that knows nothing."""
    return ()


def named(raw: Raw, twin: Raw | None, naming: Naming) -> Value:
    """A value with its axes named."""
    other = twin.shape if twin is not None else None
    return value_of(raw, naming(raw.shape, other) if raw.shape else ())


def operation_of(
    program: Program, number: int, done: Done, twin: Done | None = None, naming: Naming = no_names
) -> Operation:
    """One operation as it travels."""
    site = program.sites[number]
    twins: list[Raw | None] = list(twin.operands) if twin and len(twin.operands) == len(done.operands) else []
    twins = twins or [None] * len(done.operands)
    operands = tuple(named(raw, other, naming) for raw, other in zip(done.operands, twins, strict=True))
    result = named(done.result, twin.result if twin else None, naming) if done.result is not None else None
    return Operation(
        symbol=site.symbol,
        operands=operands,
        result=result,
        text=operation_text(program, site, done),
        broadcast=done.result is not None and stretched(site, done.operands),
        column=program.column(site.span),
        telling=telling(site, done),
    )


def failed_operation(program: Program, fault: Fault, naming: Naming = no_names) -> Operation:
    """The operation that raised, without a result."""
    return operation_of(program, fault.site, Done(fault.operands, None, fault.note), naming=naming)


def line_traces(
    recorder: Recorder, twin: Recorder | None = None, naming: Naming = no_names
) -> list[LineTrace]:
    """All that was recorded, in the order it first ran. ``twin`` ran the same program at other sizes."""
    others = twin.by_key() if twin is not None else {}
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
        # a pass that got further than the first one did
        out += [replace(trace, count=count) for line, trace in last.items() if line not in first]
    return out


def _of_pass(
    recorder: Recorder, entry: Entry, this: Pass, twin: Pass | None, naming: Naming
) -> dict[int, LineTrace]:
    """One execution of a statement, by the lines its operations stand on."""
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
                (name, named(raw, twin.assigned.get(name) if twin else None, naming))
                for name, raw in assigned.items()
            ),
            operations=tuple(
                operation_of(program, number, done, twin.done.get(number) if twin else None, naming)
                for number, done in done_here.items()
            ),
            summary=line_text(program, done_here, assigned, naming=statement.defines),
        )
    return out


def _shapes(trace: LineTrace, beside: tuple[Operation, ...] | None = None) -> tuple[object, ...]:
    """What two passes are compared by; ``beside`` a pass without operations (a loop that goes on), none count."""
    operations = tuple(
        (o.symbol, tuple(v.shape for v in o.operands), o.result and o.result.shape)
        for o in (trace.operations if beside is None or beside else ())
    )
    return (operations, tuple((name, value.shape) for name, value in trace.assigned))
