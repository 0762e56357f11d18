"""Every known mistake is distinguished from the solution and all others, alone and, where that is cheap, in pairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tutor.course.exercise import missing_modules
from tutor.course.load import load_exercise
from tutor.course.mistakes import apply
from tutor.course.model import Course, Exercise, Mistake, Probe
from tutor.course.roots import course_root, exercise_names
from tutor.grading.answers import Answer
from tutor.grading.mistake_index import MistakeIndex, ask, confused, execute, quiet
from tutor.grading.recognition import Recognition

EXERCISES = sorted(exercise_names(course_root()))


def recognise(exercise: Exercise, source: str) -> Recognition:
    """The bank's result for a source, run in this process."""
    return ask_about(MistakeIndex.load(exercise), source)


def ask_about(bank: MistakeIndex, source: str) -> Recognition:
    with quiet():
        space = execute(bank.exercise, source)
    return bank.recognise(lambda number: ask(space, bank.probes[number]))


def ids(mistakes: tuple[Mistake, ...]) -> list[str]:
    return [mistake.id for mistake in mistakes]


@pytest.fixture
def tiny(course: Course) -> Exercise:
    return course.exercises[0]


def taken(name: str) -> Exercise:
    """The exercise; skips if its library is not installed."""
    exercise = load_exercise(course_root() / "checks" / name)
    if missing := missing_modules(exercise):
        pytest.skip(f"{name} needs {', '.join(missing)}")
    return exercise


@pytest.mark.thorough
@pytest.mark.parametrize("name", EXERCISES)
def test_probes_distinguish_all_pairs_of_mistakes(name: str) -> None:
    exercise = taken(name)
    # Some give right answers everywhere and use too much memory; they are recognised by the lines that they fail.
    unseen = {"the solution", *ids(MistakeIndex.load(exercise).unseen())}
    assert [pair for pair in confused(exercise) if not unseen.issuperset(pair)] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_every_mistake_is_recognised_by_its_answers(name: str) -> None:
    exercise = taken(name)
    bank = MistakeIndex.load(exercise)
    for mistake in bank.mistakes:
        found = bank.recognise(lambda number, made=mistake: bank.answer(number, made))
        named = ids(found.mistakes) or ids(found.candidates) or ids(found.lapses)
        assert named == [mistake.id] or (found.all_right and mistake in bank.unseen())


@pytest.mark.parametrize("name", EXERCISES)
def test_every_variant_of_a_mistake_is_recognised_as_that_mistake(name: str) -> None:
    bank = MistakeIndex.load(taken(name))
    for mistake in bank.mistakes:
        for way in mistake.ways[1:]:
            found = bank.recognise(lambda number, made=way: bank.answer(number, made))
            named = ids(found.mistakes) or ids(found.candidates) or ids(found.lapses)
            assert named == [mistake.id] or (found.all_right and mistake in bank.unseen())


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


def test_a_variant_of_a_mistake_has_the_same_name_alone_and_with_another_mistake(tiny: Exercise) -> None:
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


def test_variants_of_one_mistake_count_as_one_candidate(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    [first, *others] = bank.mistakes
    bank.mistakes = (replace(first, also=({"axis=-1": "axis=-2"},)), *others)
    assert ids(ask_about(bank, apply(tiny.solution, first)).mistakes) == ["column-mean"]


def test_the_look_of_the_code_does_not_matter(tiny: Exercise) -> None:
    other_words = (
        "def centre(a):\n    return a - a.sum(0) / len(a)\n\n\ndef scores(q, k):\n    return (k @ q.T).T\n"
    )
    assert ids(recognise(tiny, other_words).mistakes) == ["column-mean"]


def test_an_unknown_fault_gets_no_name(tiny: Exercise) -> None:
    found = recognise(tiny, tiny.solution.replace("return x - mean", "return 3 * x - mean"))
    assert found == Recognition()


def test_an_unwritten_function_does_not_hide_a_mistake(tiny: Exercise) -> None:
    source = tiny.solution.replace("axis=-1", "axis=0").replace("return q @ k.T", "raise NotImplementedError")
    assert ids(recognise(tiny, source).mistakes) == ["column-mean"]


def test_a_mistake_is_named_despite_an_unknown_fault_in_another_function(tiny: Exercise) -> None:
    source = tiny.solution.replace("axis=-1", "axis=0").replace("return q @ k.T", "return q @ k.T + 7")
    assert ids(recognise(tiny, source).mistakes) == ["column-mean"]


def test_several_matching_mistakes_are_given_as_candidates(tiny: Exercise) -> None:
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


CRASHES = "raise ValueError('operands could not be broadcast together')"


def test_shape_errors_alone_give_only_a_candidate(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    crash = Mistake("turned", "turned", "", "", {"return q @ k.T": "return q.T @ k.T"})
    bank.mistakes = (*bank.mistakes, crash)
    found = ask_about(bank, tiny.solution.replace("return q @ k.T", CRASHES))
    assert (ids(found.mistakes), ids(found.candidates)) == ([], ["turned"])


def test_shape_errors_with_other_evidence_name_a_mistake(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    square, wide = np.arange(9.0).reshape(3, 3), np.arange(12.0).reshape(3, 4)
    bank.probes = (*bank.probes, Probe("scores", (square, square + 1.0)), Probe("scores", (wide, wide + 1.0)))
    bank.mistakes = (*bank.mistakes, Mistake("turned", "", "", "", {"return q @ k.T": "return q @ k"}))
    assert ids(ask_about(bank, tiny.solution.replace("q @ k.T", "np.einsum('id,dj', q, k)")).mistakes) == [
        "turned"
    ]
    bank = MistakeIndex.load(tiny)
    column = {"return q @ k.T": "return q @ k.T if len(k) > 2 else q.T @ k"}
    bank.probes = (*bank.probes, *(Probe("scores", (wide, wide + n)) for n in (1.0, 2.0)))
    bank.mistakes = (*bank.mistakes, Mistake("few-keys", "", "", "", column))
    source = tiny.solution.replace(
        "return q @ k.T", f"if len(k) == 2:\n        {CRASHES}\n    return q @ k.T"
    )
    assert ids(ask_about(bank, source).mistakes) == ["few-keys"]


def test_a_mistake_that_explains_only_the_first_facet_is_a_candidate(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    flat, tall = np.array([[1.0, 2.0, 4.0]]), np.array([[1.0, 2.0, 4.0], [0.0, 5.0, 9.0]])
    bank.probes = (Probe("centre", (flat,), facet="one row"), Probe("centre", (tall,), facet="rows"))
    found = ask_about(bank, tiny.solution.replace("return x - mean", "return x - (len(x) - 1) * 7"))
    assert (ids(found.mistakes), ids(found.candidates)) == ([], ["no-mean"])


def test_two_mistakes_on_different_facets_are_both_named(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    flat, tall = np.array([[1.0, 2.0, 4.0]]), np.array([[1.0, 2.0, 4.0], [0.0, 5.0, 9.0]])
    bank.probes = (Probe("centre", (flat,), facet="one row"), Probe("centre", (tall,), facet="rows"))
    source = tiny.solution.replace(
        "return x - mean", "return x.copy() if len(x) == 1 else x - x.mean(axis=0)"
    )
    assert ids(ask_about(bank, source).mistakes) == ["no-mean", "column-mean"]


def test_a_wrong_dtype_is_a_lapse_besides_another_mistake(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    single = Mistake("single", "", "", "", {"return q @ k.T": "return (q @ k.T).astype(np.float32)"})
    bank.mistakes = (*bank.mistakes, single)
    rounded = tiny.solution.replace("return q @ k.T", "return q.astype(np.float32) @ k.T.astype(np.float32)")
    assert ids(ask_about(bank, rounded).mistakes) == ["single"]
    both = ask_about(bank, rounded.replace("axis=-1", "axis=0"))
    assert (ids(both.mistakes), ids(both.lapses)) == (["column-mean"], ["single"])


def test_a_dtype_that_no_mistake_has_is_no_fault(tiny: Exercise) -> None:
    source = tiny.solution.replace("return q @ k.T", "return (q @ k.T).astype(np.float32)")
    assert recognise(tiny, source) == Recognition(all_right=True)


def test_a_dtype_lapse_at_the_same_place_as_a_mistake_is_no_error(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    single = Mistake("single", "", "", "", {"return q @ k.T": "return (q @ k.T).astype(np.float32)"})
    bank.mistakes = (*bank.mistakes, single)
    wrong = "return 2 * (q @ k.T).astype(np.float32)"
    assert ids(ask_about(bank, tiny.solution.replace("return q @ k.T", wrong)).mistakes) == ["doubled"]


def test_extra_results_are_a_mistake_whatever_they_are(tiny: Exercise) -> None:
    bank = MistakeIndex.load(tiny)
    more = Mistake("more", "", "", "", {"return x - mean": "return x - mean, mean"})
    bank.mistakes = (*bank.mistakes, more)
    assert ids(ask_about(bank, tiny.solution.replace("- mean\n", "- mean, x\n")).mistakes) == ["more"]


def test_extra_results_do_not_hide_a_mistake(tiny: Exercise) -> None:
    extra = tiny.solution.replace("return x - mean", "return x - mean, mean")
    assert recognise(tiny, extra) == Recognition()  # nothing else is wrong
    assert ids(recognise(tiny, extra.replace("axis=-1", "axis=0")).mistakes) == ["column-mean"]


ATTENTION = """
import numpy as np

def softmax(numbers, axis=-1):
    e = np.exp(numbers - np.amax(numbers, axis, keepdims=True))
    return e / np.mean(e, axis, keepdims=True)

def scaled_dot_product_attention(query, key, value, keep=None):
    logits = np.einsum("...id,...jd->...ij", query, key) / query.shape[-1]
    if keep is not None:
        logits = np.where(keep, logits, -np.inf)
    share = softmax(logits)
    return np.einsum("...ij,...jd->...id", share, value), share
"""

HEADS = """
import numpy as np

def split_heads(x, n_heads):
    if x.shape[-1] % n_heads:
        raise ValueError("uneven")
    return np.stack(np.split(x, n_heads, axis=-1)[::-1], axis=1)

def merge_heads(x):
    return np.concatenate([x[:, h] for h in range(x.shape[1])], axis=-1)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    q, k, v = (split_heads(x @ w, n_heads) for w in (w_q, w_k, w_v))
    logits = np.einsum("bhid,bhjd->bhij", q, k) * x.shape[-1] ** -0.5
    if mask is not None:
        logits = np.where(mask, logits, -1e4)
    e = np.exp(logits - np.amax(logits, -1, keepdims=True))
    return merge_heads(np.einsum("bhij,bhjd->bhid", e / np.sum(e, -1, keepdims=True), v)) @ w_o
"""


@pytest.mark.parametrize(
    ("name", "source", "mistakes", "lapses"),
    [
        (
            "ex1_scaled_dot_product_attention",
            ATTENTION,
            {"divided-by-the-mean", "divided-by-d-k"},
            {"nan-in-masked-rows", "scores-in-half-precision", "other-argument-names"},
        ),
        (
            "ex3_multi_head_attention",
            HEADS,
            {"heads-reversed", "scaled-by-d-model"},
            {"even-in-masked-rows", "mask-value-too-small", "scores-in-half-precision"},
        ),
    ],
)
def test_two_mistakes_and_three_lapses_are_all_named(
    name: str, source: str, mistakes: set[str], lapses: set[str]
) -> None:
    found = recognise(taken(name), source)
    assert set(ids(found.mistakes)) == mistakes
    assert set(ids(found.lapses)) == lapses
