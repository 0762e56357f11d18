"""Every style of an exercise with every mistake written into it, checked and recognised in this process.

``python -m tests.checks.style_runs [EXERCISE …] [-v]`` prints the table.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tests.checks.in_process import exercise, failing_lines, sources
from tutor.course.load import load_course
from tutor.course.model import Mistake
from tutor.course.styles import Style, load_styles
from tutor.grading.answers import Answer
from tutor.grading.mistake_index import MistakeIndex, ask, execute, quiet
from tutor.grading.recognition import Recognition

Named = Literal["named", "candidate", "wrong", "unnamed", "passes"]


@dataclass(frozen=True, slots=True)
class Run:
    """One mistake in one style: the lines that fail, and what the bank says."""

    style: str
    mistake: str
    core: tuple[str, ...]
    robust: tuple[str, ...]
    recognition: Recognition

    @property
    def outcome(self) -> Named:
        """How well the mistake was recognised. If the core passes, it is a lapse of robustness, possibly one of
        several."""
        if not self.core and not self.robust:
            return "passes"
        named = [mistake.id for mistake in self.recognition.mistakes]
        lapses = [] if self.core else [mistake.id for mistake in self.recognition.lapses]
        if self.mistake in (*named, *lapses):
            return "named"
        if self.mistake in [mistake.id for mistake in self.recognition.candidates]:
            return "candidate"
        return "wrong" if named or self.recognition.candidates else "unnamed"


def measured_alike(name: str, bank: MistakeIndex, core: tuple[str, ...]) -> tuple[Mistake, ...]:
    """The mistakes with right results that fail the same core lines, else the same first one, as the grader names them."""
    same, near = [], []
    for mistake in bank.unseen():
        ways = [id_ for id_ in sources(name) if id_.partition(" ")[0] == mistake.id]
        if any(_failing(name, way) == core for way in ways):
            same.append(mistake)
        if any(_failing(name, way)[:1] == core[:1] for way in ways):
            near.append(mistake)
    return tuple(same or near)


@cache
def _failing(name: str, way: str) -> tuple[str, ...]:
    return tuple(failing_lines(name, sources(name)[way])[0])


def recognise(bank: MistakeIndex, source: str) -> Recognition:
    """What the bank says about a source, run in this process."""
    with quiet():
        try:
            space = execute(bank.exercise, source)
        except Exception:
            return Recognition()

    def given(number: int) -> Answer:
        if bank.probes[number].function not in space:
            return Answer(raised="NotImplementedError")
        return ask(space, bank.probes[number])

    return bank.recognise(given)


def runs(name: str, every: int = 1) -> Iterator[Run]:
    """All mistakes in all styles of an exercise, or only every second, third … of these pairs."""
    one = exercise(name)
    bank = MistakeIndex.load(one)
    pairs = [(style, mistake) for style in load_styles(one) for mistake in style.changes]
    for style, mistake in pairs[::every]:
        source = style.with_mistake(mistake)
        with quiet():
            core, robust = failing_lines(name, source)
        said = recognise(bank, source)
        if core and not said.mistakes and not said.candidates:
            alike = measured_alike(name, bank, tuple(core))
            said = replace(said, mistakes=alike) if len(alike) == 1 else replace(said, candidates=alike)
        yield Run(style.name, mistake, tuple(core), tuple(robust), said)


def right_styles(name: str) -> Iterator[tuple[Style, list[str], list[str]]]:
    """Every style as it is, with the core and robust lines that fail."""
    for style in load_styles(exercise(name)):
        with quiet():
            core, robust = failing_lines(name, style.source)
        yield style, core, robust


def main(arguments: list[str]) -> None:
    """Print the table."""
    verbose = "-v" in arguments
    wanted = [argument for argument in arguments if argument != "-v"]
    print("exercise | styles | pass | pairs | rejected | named | candidate | wrong | unnamed")
    for one in load_course().exercises:
        if wanted and not any(one.id.startswith(word) for word in wanted):
            continue
        styles = list(right_styles(one.id))
        passing = sum(not core for _, core, _ in styles)
        found = list(runs(one.id))
        count = Counter(run.outcome for run in found)
        rejected = len(found) - count["passes"]
        print(
            f"{one.short} | {len(styles)} | {passing} | {len(found)} | {rejected} | {count['named']} | "
            f"{count['candidate']} | {count['wrong']} | {count['unnamed']}"
        )
        if verbose:
            for style, core, robust in styles:
                print(f"    {style.name}: core fails {core}; robust fails {len(robust)}")
            for run in found:
                if run.outcome not in ("named", "candidate"):
                    said = [m.id for m in (*run.recognition.mistakes, *run.recognition.candidates)]
                    print(f"    {run.style} × {run.mistake}: {run.outcome} {said} {run.core[:2]}")


if __name__ == "__main__":
    main(sys.argv[1:])
