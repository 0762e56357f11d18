"""Every known mistake is told from the solution and from every other one, alone and, where that is cheap, in pairs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tutor.course.exercise import missing_modules
from tutor.course.load import load_exercise
from tutor.course.mistakes import apply
from tutor.course.model import Course, Exercise, Mistake
from tutor.course.roots import course_root, exercise_names
from tutor.grading.answers import Answer
from tutor.grading.mistake_index import MistakeIndex, ask, confused, execute, quiet
from tutor.grading.recognition import Recognition

EXERCISES = sorted(exercise_names(course_root()))


def recognise(exercise: Exercise, source: str, *, by_type: bool = False) -> Recognition:
    """What the bank says of a source, asked in this process."""
    return ask_about(MistakeIndex.load(exercise), source, by_type=by_type)


def ask_about(bank: MistakeIndex, source: str, *, by_type: bool = False) -> Recognition:
    with quiet():
        space = execute(bank.exercise, source)
    return bank.recognise(lambda number: ask(space, bank.probes[number]), by_type=by_type)


def ids(mistakes: tuple[Mistake, ...]) -> list[str]:
    return [mistake.id for mistake in mistakes]


@pytest.fixture
def tiny(course: Course) -> Exercise:
    return course.exercises[0]


def taken(name: str) -> Exercise:
    """The exercise; skips where what it is built on is not installed."""
    exercise = load_exercise(course_root() / "checks" / name)
    if missing := missing_modules(exercise):
        pytest.skip(f"{name} needs {', '.join(missing)}")
    return exercise


@pytest.mark.parametrize("name", EXERCISES)
def test_all_mistakes_of_the_course_differ_pairwise_on_their_probes(name: str) -> None:
    exercise = taken(name)
    unseen = ids(MistakeIndex.load(exercise).unseen())
    # At most one mistake may give right answers everywhere (it takes too much memory): that tells it from the rest.
    assert len(unseen) <= 1
    assert [pair for pair in confused(exercise) if pair != ("the solution", *unseen)] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_every_mistake_of_the_course_is_recognised_by_its_answers(name: str) -> None:
    exercise = taken(name)
    bank = MistakeIndex.load(exercise)
    for mistake in bank.mistakes:
        found = bank.recognise(lambda number, made=mistake: bank.answer(number, made), by_type=True)
        named = ids(found.mistakes) or ids(found.lapses)
        assert named == [mistake.id] or (found.all_right and mistake in bank.unseen())


@pytest.mark.parametrize("name", EXERCISES)
def test_every_way_of_making_a_mistake_is_recognised_as_that_mistake(name: str) -> None:
    bank = MistakeIndex.load(taken(name))
    for mistake in bank.mistakes:
        for way in mistake.ways[1:]:
            found = bank.recognise(lambda number, made=way: bank.answer(number, made), by_type=True)
            assert (ids(found.mistakes) or ids(found.lapses)) == [mistake.id]


@pytest.mark.parametrize("name", EXERCISES)
def test_the_solution_is_no_mistake(name: str) -> None:
    exercise = taken(name)
    found = recognise(exercise, exercise.solution)
    assert found == Recognition(all_right=True)


def test_two_mistakes_at_once_are_both_named(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    one, other = (next(m for m in bank.mistakes if m.id == name) for name in ("column-mean", "keys-first"))
    found = recognise(tiny, apply(tiny.solution, one, other))
    assert ids(found.mistakes) == ["column-mean", "keys-first"]


def test_one_mistake_made_in_another_way_has_the_same_name_alone_and_beside_another(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    [first, *others] = bank.mistakes
    other_way = {"return x - mean": "return x - x.mean(axis=0) * 1.01"}
    bank.mistakes = (replace(first, also=(other_way,)), *others)
    alone = apply(tiny.solution, bank.mistakes[0].ways[1])
    beside = alone.replace("return q @ k.T", "return k @ q.T")
    assert [ids(ask_about(bank, source).mistakes) for source in (alone, beside)] == [
        ["column-mean"],
        ["column-mean", "keys-first"],
    ]


def test_ways_of_one_mistake_are_no_several_candidates(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    [first, *others] = bank.mistakes
    bank.mistakes = (replace(first, also=({"axis=-1": "axis=-2"},)), *others)
    assert ids(ask_about(bank, apply(tiny.solution, first)).mistakes) == ["column-mean"]


def test_what_the_code_looks_like_does_not_matter(tiny: Exercise) -> None:
    other_words = (
        "def centre(a):\n    return a - a.sum(0) / len(a)\n\n\ndef scores(q, k):\n    return (k @ q.T).T\n"
    )
    assert ids(recognise(tiny, other_words).mistakes) == ["column-mean"]


def test_an_unknown_fault_gets_no_name(tiny: Exercise) -> None:
    found = recognise(tiny, tiny.solution.replace("return x - mean", "return 3 * x - mean"))
    assert found == Recognition()


def test_what_is_not_written_yet_does_not_hide_a_mistake(tiny: Exercise) -> None:
    source = tiny.solution.replace("axis=-1", "axis=0").replace("return q @ k.T", "raise NotImplementedError")
    assert ids(recognise(tiny, source).mistakes) == ["column-mean"]


def test_one_functions_mistake_is_seen_beside_another_functions_unknown_fault(tiny: Exercise) -> None:
    source = tiny.solution.replace("axis=-1", "axis=0").replace("return q @ k.T", "return q @ k.T + 7")
    assert ids(recognise(tiny, source).mistakes) == ["column-mean"]


def test_what_fits_several_is_given_as_candidates(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    twin = Mistake("twin", "the same again", "", "", {"axis=-1": "axis=-2"})
    bank.mistakes = (*bank.mistakes, twin)
    found = bank.recognise(lambda number: bank.answer(number, twin))
    assert found.mistakes == ()
    assert ids(found.candidates) == ["column-mean", "twin"]


@pytest.mark.parametrize("odd", [object(), "text", {"a": 1}, [1, None]])
def test_odd_answers_equal_nothing_known(tiny: Exercise, odd: object) -> None:
    bank = MistakeIndex.load(tiny)
    found = bank.recognise(lambda number: Answer(result=odd, arguments=bank.probes[number].args))
    assert found == Recognition()
