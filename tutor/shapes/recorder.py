"""The helpers that instrumented code calls: each returns its value unchanged and records its shape.

Records are bounded (statements × call paths); the passes of a loop are merged into the first and the last. An error
while recording must not make the learner's code fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from types import FunctionType
from typing import Any

import numpy as np

from tutor.shapes.program import Program
from tutor.shapes.records import MAX_ITEMS, Done, Entry, Fault, Pass, Path, Raw, deep, is_array, outside
from tutor.shapes.trace import Plot, Shown

BEFORE = "<before "  # prefix of the file names of preceding blocks
MAX_DEPTH = 12  # calls nested deeper than this are not recorded
MAX_ENTRIES = 4000
MAX_SHOWN = 100


class Recorder:
    """Records one run of one program."""

    def __init__(self, program: Program, sizes: Mapping[str, int | float] | None = None) -> None:
        self.program = program
        self.sizes = dict(sizes or {})
        self.apply = [site.apply for site in program.sites]
        self.statement_of = [site.statement for site in program.sites]
        self.path = Path()
        self.outer: list[tuple[Path, int]] = []
        self.void = Path(recording=False)
        self.current = -1
        self.entries: list[Entry] = []
        self.fault: Fault | None = None
        self.shown: list[Shown] = []
        self.plots: list[Plot] = []

    def helpers(self) -> dict[str, Callable[..., Any]]:
        """The helpers by the names that the instrumented code uses."""
        names = [
            "begin",
            "step",
            "enter",
            "leave",
            "value",
            "bound",
            "binary",
            "unary",
            "item",
            "call",
            "size",
        ]
        return {f"__tutor_{name}__": getattr(self, name) for name in names} | {"__tutor_slice__": slice}

    def by_key(self) -> dict[tuple[Any, ...], Entry]:
        """The entries by call path and statement, for comparison with another run."""
        return {entry.key: entry for entry in self.entries}

    # -- statements

    def size(self, name: str, default: Any) -> Any:
        """The value to use for a size that the code assigns at top level."""
        return self.sizes.get(name, default)

    def begin(self, statement: int) -> None:
        """A new execution of a statement begins."""
        self.current = statement
        path = self.path
        if not path.recording:
            return
        entry = path.entries.get(statement)
        if entry is None:
            self._entry(path, statement)
        else:
            entry.count += 1
            entry.now = Pass()

    def step(self, statement: int, names: tuple[str, ...], *values: Any) -> None:
        """A ``for`` loop begins another pass of its body."""
        self.current = statement
        path = self.path
        if path.recording:
            entry = path.entries.get(statement) or self._entry(path, statement)
            entry.steps += 1
            if entry.steps > 1:
                entry.now = Pass()
            self._assign(entry, names, values)

    def enter(self, statement: int, names: tuple[str, ...], *values: Any) -> None:
        """A function of the program was entered with these arguments."""
        self.outer.append((self.path, self.current))
        path, key = self.path, (self.current, statement)
        inner = path.inner.get(key)
        if inner is None:
            if not path.recording or path.depth >= MAX_DEPTH or len(self.entries) >= MAX_ENTRIES:
                inner = self.void
            else:
                inner = path.inner[key] = Path((*path.key, key), path.depth + 1)
        self.path = inner
        self.begin(statement)
        if inner.recording:
            self._assign(inner.entries[statement], names, values)

    def leave(self) -> None:
        """The function entered last was left, by return or exception."""
        if self.outer:
            self.path, self.current = self.outer.pop()

    def value(self, statement: int, names: tuple[str, ...], value: Any) -> Any:
        """This value is about to be bound to these names."""
        path = self.path
        if path.recording:
            entry = path.entries.get(statement) or self._entry(path, statement)
            self._assign(entry, names, (value,) * len(names))
        return value

    def bound(self, statement: int, names: tuple[str, ...], *values: Any) -> None:
        """These names were just bound, or their arrays written to."""
        path = self.path
        if path.recording and statement in path.entries:
            self._assign(path.entries[statement], names, values)

    # -- operations

    def binary(self, site: int, left: Any, right: Any) -> Any:
        """An operator with two operands."""
        try:
            result = self.apply[site](left, right)  # type: ignore[misc]
        except BaseException as error:
            self._failed(error, site, (left, right))
            raise
        if is_array(result) or is_array(left) or is_array(right):
            self._note(site, (left, right), result)
        return result

    def unary(self, site: int, operand: Any) -> Any:
        """An operator with one operand, or an attribute like ``.T``."""
        try:
            result = self.apply[site](operand)  # type: ignore[misc]
        except BaseException as error:
            self._failed(error, site, (operand,))
            raise
        if is_array(operand):
            self._note(site, (operand,), result)
        return result

    def item(self, site: int, owner: Any, index: Any) -> Any:
        """``owner[index]``."""
        try:
            result = owner[index]
        except BaseException as error:
            self._failed(error, site, (owner,))
            raise
        if is_array(owner):
            if is_array(index):
                self._note(site, (owner, index), result)
            else:
                self._note(site, (owner,), result)
        return result

    def call(self, site: int, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """``function(*args, **kwargs)``. Methods arrive bound, because they were looked up before the arguments."""
        try:
            result = function(*args, **kwargs)
        except BaseException as error:
            operands = _operands(function, args, kwargs)
            self._failed(error, site, operands, _note_of(function, args))
            raise
        with suppress(Exception):
            operands = _operands(function, args, kwargs)
            if operands or isinstance(result, tuple | list) or is_array(result):
                self._note(site, operands, result, _note_of(function, args), self._learners(function))
        return result

    # -- recording

    def _learners(self, function: Any) -> bool:
        if not isinstance(function, FunctionType):
            return False
        filename = function.__code__.co_filename
        return filename == self.program.filename or filename.startswith(BEFORE)

    def _entry(self, path: Path, statement: int) -> Entry:
        new = Pass()
        entry = Entry(statement, (*path.key, statement), path.depth, new, new)
        path.entries[statement] = entry
        if len(self.entries) < MAX_ENTRIES:
            self.entries.append(entry)
        return entry

    def _assign(self, entry: Entry, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        try:
            for name, value in zip(names, values, strict=True):
                raw = deep(value)
                if raw is not None:
                    entry.now.assigned[name] = raw
        except Exception:
            pass

    def _note(
        self,
        site: int,
        operands: tuple[Any, ...],
        result: Any,
        note: str = "",
        learners: bool = False,
    ) -> None:
        path = self.path
        if not path.recording:
            return
        try:
            statement = self.statement_of[site]
            entry = path.entries.get(statement) or self._entry(path, statement)
            done = entry.now.done
            if site in done:  # only a comprehension repeats a site; keep its first record
                return
            made = deep(result)
            if made is not None or operands:
                raws = tuple([outside(o) or Raw(None, type(o).__name__) for o in operands])
                done[site] = Done(
                    raws,
                    made or Raw(None, "None" if result is None else type(result).__name__),
                    note,
                    learners,
                )
        except Exception:
            pass

    def _failed(
        self,
        error: BaseException,
        site: int,
        operands: tuple[Any, ...],
        note: str = "",
    ) -> None:
        """Record a failed operation. The innermost one reports first, so calls around it are ignored."""
        if self.fault is None or self.fault.error is not error:
            with suppress(Exception):
                raws = tuple(outside(o) or Raw(None, type(o).__name__) for o in operands)
                self.fault = Fault(error, site, raws, note, self.path)


def _operands(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """The arrays that a call works on, the method's own array first."""
    found: list[Any] = []
    receiver = getattr(function, "__self__", None)
    if is_array(receiver):
        found.append(receiver)
    for argument in (*args, *kwargs.values()):
        if is_array(argument):
            found.append(argument)
        elif isinstance(argument, list | tuple):
            found += [a for a in argument[:MAX_ITEMS] if is_array(a)]
    return tuple(found)


def _note_of(function: Any, args: tuple[Any, ...]) -> str:
    if function is np.einsum and args and isinstance(args[0], str):
        return str(args[0])
    return ""
