"""Names the axes of shapes by running the code at two different sets of sizes.

With one set of sizes, ``T = 4`` and ``d_k = 4`` look the same; an axis is ``T`` if its size was T in both runs.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from tutor.shapes.line_traces import Naming
from tutor.shapes.recorder import Recorder
from tutor.shapes.records import Raw
from tutor.shapes.rewrite import top_level_names
from tutor.shapes.trace import Shape

MULTIPLES = (2, 3, 4, 8)  # factors of sizes that have names: people write 4·d_model, but not 7·d_model


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name for a size. ``tier`` 0: a given size, 1: a number set at top level, 2: one set
    inside a function."""

    name: str
    here: int
    there: int | None
    tier: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts from the sources: integers that may be sizes, literal numbers, divisions, loop counters."""

    sizes: Mapping[str, int]
    literals: frozenset[int]
    divisors: Mapping[str, frozenset[str | int]]
    counters: frozenset[str] = frozenset()  # names of loop counters


def survey(trees: Iterable[ast.Module], given: Mapping[str, int | float]) -> Facts:
    """Read the sources of a run before they are rewritten. ``given`` are the sizes from outside."""
    trees = list(trees)
    sizes: dict[str, int] = {name: value for name, value in given.items() if _whole(value)}
    for tree in trees:
        for name, value, _ in top_level_names(tree):
            if isinstance(value, ast.Constant) and _whole(value.value) and name.id not in given:
                sizes[name.id] = value.value
    literals: set[int] = set()
    divisors: dict[str, set[str | int]] = {}
    counters: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Constant):
            if _whole(node.value):
                literals.add(node.value)
        elif isinstance(node, ast.For):
            counters |= {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
        elif (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Mod | ast.FloorDiv)
            and isinstance(node.left, ast.Name)
            and node.left.id in sizes
        ):
            right = node.right
            if isinstance(right, ast.Name) and right.id in sizes:
                divisors.setdefault(node.left.id, set()).add(right.id)
            elif isinstance(right, ast.Constant) and _whole(right.value) and 1 < right.value < 64:
                divisors.setdefault(node.left.id, set()).add(right.value)
    return Facts(
        sizes,
        frozenset(literals),
        {name: frozenset(found) for name, found in divisors.items()},
        frozenset(counters - sizes.keys()),
    )


def plans(facts: Facts) -> Iterator[dict[str, int]]:
    """Other sizes to run with: pairwise different, and none of them a multiple of another or a literal in the source.

    Divisions in the source stay exact. The second plan also keeps every other divisibility between sizes.
    """
    moving = {name: value for name, value in facts.sizes.items() if value >= 1}
    if not moving:
        return
    tried: list[dict[str, int]] = []
    for strict in (False, True):
        plan = _choose(moving, facts, strict)
        if plan not in tried:
            tried.append(plan)
            yield plan


def _choose(sizes: Mapping[str, int], facts: Facts, strict: bool) -> dict[str, int]:
    """The smallest sizes that can be told apart, in the order of the original ones."""
    wanted: dict[str, set[str | int]] = {name: set(facts.divisors.get(name, ())) for name in sizes}
    if strict:
        for a, b in itertools.permutations(sizes, 2):
            if sizes[b] > 1 and sizes[a] > sizes[b] and sizes[a] % sizes[b] == 0:
                wanted[a].add(b)
        for name, value in sizes.items():
            if value % 2 == 0:
                wanted[name].add(2)
    plan: dict[str, int] = {}
    taken = {*facts.literals, *sizes.values(), 1, 2}
    floor = 3
    for name in sorted(sizes, key=lambda n: sizes[n]):
        factor = 1
        for divisor in wanted[name]:
            number = plan.get(divisor, 1) if isinstance(divisor, str) else divisor
            factor = math.lcm(factor, number)
        value = next(
            v
            for v in itertools.count(floor)
            if v % factor == 0 and _apart(v, factor, plan, taken, wanted[name])
        )
        plan[name] = value
        taken.add(value)
        if factor > 1:
            taken |= {value // plan[d] for d in wanted[name] if isinstance(d, str) and d in plan}
        floor = value + 1
    return plan


def _apart(
    value: int, factor: int, plan: Mapping[str, int], taken: set[int], divisors: set[str | int]
) -> bool:
    """Whether a size is neither a multiple of another size nor next to one (halves are rounded), nor
    gives such a quotient."""
    if value in taken or value in (factor, 2 * factor):
        return False
    for name, other in plan.items():
        if name in divisors:
            if value // other in taken or value // other in MULTIPLES:
                return False
        elif value % other == 0 or any(abs(value - k * other) <= 1 for k in (1, 2, 3, 4)):
            return False
    return True


def candidates(
    here: Mapping[str, Any],
    there: Mapping[str, Any],
    recorder: Recorder,
    shadow: Recorder | None,
    facts: Facts | None = None,
) -> list[Candidate]:
    """Every name that the runs gave to an integer: sizes first, then quotients of sizes.

    ``here`` and ``there`` are the namespaces after the two runs.
    """
    sizes = facts.sizes if facts else {}
    counters = facts.counters if facts else frozenset()
    out = []
    for name, value in sizes.items():
        now = here.get(name, value)
        out.append(Candidate(name, int(now) if _whole(now) else value, _number(there.get(name)), 0))
    known = set(sizes)
    for name, value in here.items():
        if name not in known | counters and _whole(value) and value > 1 and not name.startswith("_"):
            out.append(Candidate(name, value, _number(there.get(name)), 1))
            known.add(name)
    others = shadow.by_key() if shadow is not None else {}
    loops = _loop_names(recorder)
    for entry in recorder.entries:
        other = others.get(entry.key)
        for name, raw in entry.first.assigned.items():
            number = _counted(raw)
            if (
                number is None
                or number < 2
                or name in known
                or name == "return"
                or (entry.statement, name) in loops
            ):
                continue
            shadow_raw = other.first.assigned.get(name) if other else None
            candidate = Candidate(name, number, _counted(shadow_raw) if shadow_raw else None, 2)
            if candidate not in out:
                out.append(candidate)
    return out


def naming(known: Sequence[Candidate]) -> Naming:
    """A function that names the axes of a shape, given the same shape at other sizes (or None)."""
    cache: dict[tuple[int, int | None], str] = {}

    def axis(size: int, other: int | None) -> str:
        key = (size, other)
        if key not in cache:
            cache[key] = _axis(size, other, known)
        return cache[key]

    def names(shape: Shape, other: Shape | None) -> tuple[str, ...]:
        if not known:
            return ()
        others: Sequence[int | None] = other if other and len(other) == len(shape) else [None] * len(shape)
        return tuple(axis(size, shadow) for size, shadow in zip(shape, others, strict=True))

    return names


def _axis(size: int, other: int | None, known: Sequence[Candidate]) -> str:
    if other is None:  # with only one run, accept a size that has a single name
        fitting = {c.name for c in known if c.here == size}
        return fitting.pop() if len(fitting) == 1 and size > 1 else str(size)
    if size == other:
        return str(size)  # the size did not change, so it is a constant
    both = [c for c in known if c.there is not None]
    exact = {
        tier: [c.name for c in both if c.tier == tier and (c.here, c.there) == (size, other)]
        for tier in range(3)
    }
    for tier in (0, 1):
        if exact[tier]:
            return "|".join(dict.fromkeys(exact[tier]))
    for forms in (_multiples, _products, _neighbours):
        found = list(dict.fromkeys(forms(size, other, [c for c in both if c.tier < 2])))
        if len(found) == 1:
            return found[0]
        if found:
            break
    return "|".join(dict.fromkeys(exact[2])) or str(size)  # the name inside a function


def _multiples(size: int, other: int, known: Sequence[Candidate]) -> Iterator[str]:
    for c in known:
        for k in MULTIPLES:
            if (k * c.here, k * (c.there or 0)) == (size, other):
                yield f"{k}·{c.name}"
            if (size * k, other * k) == (c.here, c.there):
                yield f"{c.name}/{k}"


def _products(size: int, other: int, known: Sequence[Candidate]) -> Iterator[str]:
    for a, b in itertools.combinations([c for c in known if c.tier == 0], 2):
        if (a.here * b.here, (a.there or 0) * (b.there or 0)) == (size, other):
            yield f"{a.name}·{b.name}"


def _neighbours(size: int, other: int, known: Sequence[Candidate]) -> Iterator[str]:
    for c in known:
        for k in (1, -1):
            if (c.here + k, (c.there or 0) + k) == (size, other):
                yield f"{c.name}{'+' if k > 0 else '-'}1"


def _loop_names(recorder: Recorder) -> set[tuple[int, str]]:
    """The lines and names of loop counters, which are not sizes."""
    return {
        (entry.statement, name) for entry in recorder.entries if entry.steps for name in entry.first.assigned
    }


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> int | None:
    return value if _whole(value) else None


def _counted(raw: Raw) -> int | None:
    return _number(raw.scalar) if raw.shape == () else None
