"""Right code passes however it is written, and a mistake is named in every style in which it is written.

The styles are in ``checks/<exercise>/styles/``; ``python -m tests.checks.style_runs`` prints the whole table.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest

from tests.checks.in_process import core_failures, exercise, leading_failure, skipped_unless_here
from tests.checks.style_runs import Named, Run, recognise, runs
from tutor.course.styles import Style, load_styles
from tutor.grading.mistake_index import MistakeIndex, quiet

PROJECT = "project_language_model"  # the mistakes of this exercise have a test of their own
EXERCISES = (
    "ex1_scaled_dot_product_attention",
    "ex2_causal_masking",
    "ex3_multi_head_attention",
    "ex4_positional_encoding",
    "ex5_transformer_block",
    "ch1_rope",
    "ch2_grouped_query_attention",
    "ch3_flash_attention",
    "s6_bpe",
    "s6_sampling",
    "s6_dpo",
    "s6_grpo",
    "project_smollm2",
    "s6_cross_entropy",
    "s6_adamw",
    "s6_lora",
    "s6_speculative",
    "s6_kv_cache",
)
NAMED = 0.95  # of all pairs of a style and a mistake, alone or as one of a few candidates
TORCH = "project_pytorch"  # where PyTorch is installed
SAMPLE, NAMED_IN_A_SAMPLE = 12, 0.8  # mistakes of each exercise, each in one style


def every_style() -> list[object]:
    """The exercises, each with every style."""
    return [
        pytest.param(name, style, id=f"{name}-{style.name}", marks=skipped_unless_here(name))
        for name in (*EXERCISES, PROJECT, TORCH)
        for style in _styles(name)
    ]


def _styles(name: str) -> tuple[Style, ...]:
    return load_styles(exercise(name))


@pytest.mark.parametrize(("name", "style"), every_style())
def test_a_right_style_passes_the_core(name: str, style: Style) -> None:
    with quiet():
        assert core_failures(name, style.source) == []


@pytest.mark.parametrize("name", (*EXERCISES, PROJECT))
def test_an_exercise_is_written_in_ten_ways(name: str) -> None:
    assert len(_styles(name)) >= 10


@pytest.mark.parametrize("name", EXERCISES)
def test_a_mistake_is_named_in_some_style(name: str) -> None:
    bank = MistakeIndex.load(exercise(name))
    outcomes: dict[str, Named] = {}
    for style, mistake in _sample(name):
        source = style.with_mistake(mistake)
        with quiet():
            leading = leading_failure(name, source)
        assert leading is not None, f"{style.name} with {mistake} passes"
        line, tier = leading
        core, robust = ((line,), ()) if tier == "core" else ((), (line,))
        run = Run(style.name, mistake, core, robust, recognise(bank, source))
        outcomes[f"{style.name} with {mistake}"] = run.outcome
    _expect_named(outcomes, at_least=NAMED_IN_A_SAMPLE)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*EXERCISES, pytest.param(TORCH, marks=skipped_unless_here(TORCH))])
def test_the_mistakes_of_a_third_of_all_pairs_are_named(name: str) -> None:
    # ``python -m tests.checks.style_runs`` takes all of them, for ten minutes.
    found = runs(name, every=3)
    outcomes: dict[str, Named] = {f"{run.style} with {run.mistake}": run.outcome for run in found}
    assert [pair for pair, outcome in outcomes.items() if outcome == "passes"] == []
    _expect_named(outcomes, at_least=NAMED)


def _sample(name: str) -> list[tuple[Style, str]]:
    """Some mistakes, each in one of the styles that have it; the same ones in every run."""
    having: dict[str, list[Style]] = defaultdict(list)
    for style in _styles(name):
        for mistake in style.changes:
            having[mistake].append(style)
    draw = random.Random(name)
    chosen = draw.sample(sorted(having), min(SAMPLE, len(having)))
    return [(draw.choice(having[mistake]), mistake) for mistake in chosen]


def _expect_named(outcomes: dict[str, Named], *, at_least: float) -> None:
    assert [pair for pair, outcome in outcomes.items() if outcome == "wrong"] == []
    count = Counter(outcomes.values())
    named = (count["named"] + count["candidate"]) / len(outcomes)
    assert named >= at_least, [pair for pair, outcome in outcomes.items() if outcome == "unnamed"]
