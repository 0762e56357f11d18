"""The runs of the Step 6 exercises: the learner's functions beside the solution's, on a small model."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tutor.course.load import load_course
from tutor.course.model import Exercise
from tutor.process import Sandbox
from tutor.transformers.models.swap_worker import load
from tutor.transformers.own_runs.bpe_run import EVERY, BpeRun
from tutor.transformers.own_runs.live_run import live_run
from tutor.transformers.own_runs.own_run import (
    CodeRun,
    Curve,
    Functions,
    Pair,
    RunReport,
    own_run,
    own_runs,
    where_they_part,
)
from tutor.transformers.own_runs.run_worker import run_of

EXERCISES = {one.short: one for one in load_course().exercises}
RUNS = [run for run in own_runs() if run.short in EXERCISES]


def exercise_of(short: str) -> Exercise:
    return EXERCISES[short]


def functions_of(short: str, *changes: tuple[str, str]) -> Functions:
    """The solution's functions, with passages replaced."""
    exercise = exercise_of(short)
    source = exercise.solution
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    module = vars(load(f"{short}.py", source, list(exercise.functions)))
    return {name: module[name] for name in exercise.functions}


def reports(run: CodeRun, functions: Functions, seed: int = 1, variant: int = 0) -> list[RunReport]:
    """The whole run."""
    running = run_of(run.code)(functions, seed, variant)
    return [RunReport.of(running.advance()) for _ in range(run.reports)]


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox.start() as sandbox:
        yield sandbox


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.short)
def test_a_run_begins_with_a_number_for_each_curve(run: CodeRun) -> None:
    for variant in range(max(1, len(run.variants))):
        running = run_of(run.code)(functions_of(run.short), 1, variant)
        first, second = RunReport.of(running.advance()), RunReport.of(running.advance())
        assert first.step == 0 < second.step
        for report in (first, second):
            assert len(report.values) == len(run.curves)
            assert report.values or report.lines


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.short)
def test_the_same_seed_gives_the_same_run_and_steps_go_up(run: CodeRun) -> None:
    once = reports(run, functions_of(run.short))
    assert once == reports(run, functions_of(run.short))
    assert all(one.step < other.step for one, other in pairwise(once))


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.short)
def test_the_stub_is_not_written_yet(run: CodeRun, sandbox: Sandbox, tmp_path: Path) -> None:
    exercise = EXERCISES[run.short]
    file = tmp_path / exercise.filename
    file.write_text(exercise.stub, encoding="utf-8")
    (pair,) = live_run(sandbox, run, exercise, file, 1)
    assert pair.failure == f"{exercise.filename} is not written yet."


def grpo_after(reports_made: int, seed: int, variant: int, *changes: tuple[str, str]) -> tuple[float, ...]:
    """Reward, share of right answers and KL after these reports."""
    running = run_of(own_run("grpo").code)(functions_of("grpo", *changes), seed, variant)
    return [RunReport.of(running.advance()) for _ in range(reports_made)][-1].values


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=pytest.mark.slow if seed == 1 else pytest.mark.thorough) for seed in (1, 2, 3)],
)
def test_grpo_teaches_the_task_games_a_wrong_reward_and_stays_near_the_reference(seed: int) -> None:
    _, right_at_first, _ = grpo_after(1, seed, 0)
    assert right_at_first < 0.5
    _, right, _ = grpo_after(18, seed, 0)
    assert right > 0.85
    reward, gamed, far = grpo_after(18, seed, 1)
    assert reward > 0.95
    assert gamed < 0.05
    held_reward, held, near = grpo_after(18, seed, 2)
    assert held_reward < 0.65
    assert held > 0.2
    assert near < 0.15 < far


@pytest.mark.slow
def test_grpo_with_a_wrong_sign_unlearns_the_task() -> None:
    sign = ("return -np.where(mask, per_token, 0)", "return np.where(mask, per_token, 0)")
    assert grpo_after(8, 1, 0, sign)[1] < 0.1


def adamw_after(reports_made: int, seed: int, variant: int, *changes: tuple[str, str]) -> tuple[float, ...]:
    """Loss, length of the gradient and learning rate after these reports."""
    running = run_of(own_run("adamw").code)(functions_of("adamw", *changes), seed, variant)
    return [RunReport.of(running.advance()) for _ in range(reports_made)][-1].values


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=pytest.mark.slow if seed == 1 else pytest.mark.thorough) for seed in (1, 2, 3)],
)
def test_adamw_teaches_the_model_to_copy_unless_the_rate_is_ten_times_as_high(seed: int) -> None:
    loss, _, rate = adamw_after(41, seed, 0)
    assert loss < 0.2
    assert rate == pytest.approx(0.8)
    too_high, _, rate = adamw_after(41, seed, 1)
    assert too_high > 2.5
    assert rate == pytest.approx(8.0)


@pytest.mark.slow
def test_adamw_with_a_wrong_sign_climbs() -> None:
    assert adamw_after(6, 1, 0)[0] < 4.5
    assert adamw_after(6, 1, 0, ("(w - lr * step", "(w + lr * step"))[0] > 5


def bytes_per_token(merges: int, variant: int, *changes: tuple[str, str]) -> tuple[float, ...]:
    """Of the training text and of the new text, after this number of merges."""
    running = BpeRun(functions_of("bpe", *changes), 1, variant)
    running.merges = merges - EVERY
    return RunReport.of(running.advance()).values


def test_merges_fit_the_training_text_better_than_a_new_one_and_greek_not_at_all() -> None:
    for variant in (0, 1):
        (early, early_new), (middle, middle_new), (late, late_new) = (
            bytes_per_token(merges, variant) for merges in (0, 128, 256)
        )
        assert early == early_new == 1
        assert late > middle > middle_new > 1.8
        assert late_new - middle_new < 0.75 * (late - middle)
    assert bytes_per_token(256, 2)[1] == 1


def test_a_tokenizer_that_counts_equal_words_once_saves_less() -> None:
    once = ("counts[pair] += words[word]", "counts[pair] += 1")
    assert bytes_per_token(64, 1, once)[0] < bytes_per_token(64, 1)[0] - 0.02


def sampled(variant: int, seed: int, *changes: tuple[str, str]) -> tuple[float, float]:
    """The surprise per word and the share of new words, of all texts."""
    run = own_run("sampling")
    surprise, new = reports(run, functions_of("sampling", *changes), seed, variant)[-1].values
    return surprise, new


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)]
)
def test_greedy_text_repeats_itself_and_cuts_remove_words_that_do_not_fit(seed: int) -> None:
    plain, greedy, penalised, hot, top_p, min_p = (sampled(variant, seed) for variant in range(6))
    assert greedy[0] < 0.5 * plain[0]
    assert greedy[1] < 0.4
    assert penalised[1] > 0.6
    assert hot[0] > 1.5 * plain[0]
    assert plain[0] < top_p[0] < hot[0]
    assert min_p[0] < top_p[0]


def test_a_sampler_that_ignores_the_temperature_shows_in_the_surprise() -> None:
    ignored = ("(logits - logits.max()) / temperature", "logits - logits.max()")
    assert sampled(3, 1, ignored)[0] < 2.5 < sampled(3, 1)[0]


def dpo_at_the_end(seed: int, variant: int, *changes: tuple[str, str]) -> tuple[RunReport, RunReport]:
    """The first and the last report."""
    first, *_, last = reports(own_run("dpo"), functions_of("dpo", *changes), seed, variant)
    return first, last


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=pytest.mark.slow if seed == 1 else pytest.mark.thorough) for seed in (1, 2, 3)],
)
def test_dpo_lowers_a_similar_winner_too_unless_its_own_loss_is_added(seed: int) -> None:
    first, similar = dpo_at_the_end(seed, 0)
    assert first.values[0] == 0
    assert similar.values[0] > 2.5
    assert all(after < before - 3 for before, after in zip(first.values[1:], similar.values[1:], strict=True))
    assert "Both answers have become less likely" in similar.lines[-1]
    for variant in (1, 2):
        first, last = dpo_at_the_end(seed, variant)
        assert last.values[0] > 1.5
        assert last.values[1] > first.values[1] + 0.3
        assert last.lines[1].removeprefix("winner: ") == last.lines[3].removeprefix("the model answers: ")


@pytest.mark.slow
def test_dpo_with_a_wrong_sign_prefers_the_loser() -> None:
    _, last = dpo_at_the_end(1, 2, ("return -weight, weight", "return weight, -weight"))
    assert last.values[0] < -2
    assert "prefer the loser" in last.lines[-1]


def lora_after(reports_made: int, seed: int, *changes: tuple[str, str]) -> RunReport:
    """The report number ``reports_made``."""
    running = run_of(own_run("lora").code)(functions_of("lora", *changes), seed, 0)
    return [RunReport.of(running.advance()) for _ in range(reports_made)][-1]


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=pytest.mark.slow if seed == 1 else pytest.mark.thorough) for seed in (1, 2, 3)],
)
def test_lora_teaches_backward_lists_and_leaves_the_frozen_weights_alone(seed: int) -> None:
    assert lora_after(1, seed).values[1] < 0.4
    report = lora_after(31, seed)
    assert report.values[1] > 0.9
    assert report.lines[0].endswith("blue key river cup")
    assert "frozen: 98,304, changed: 0" in report.lines
    forwards = int(report.lines[4].rpartition(" ")[2].rstrip("%"))
    assert forwards < 40


def test_lora_with_two_matrices_of_zeros_learns_nothing() -> None:
    zeros = ("rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_in))", "np.zeros((r, d_in))")
    assert lora_after(2, 1, zeros).values == lora_after(1, 1).values


def test_lora_shows_frozen_weights_that_were_changed() -> None:
    correction = "alpha / len(A) * (B @ A)"
    in_place = (f"merged = W + {correction}", f"W += {correction}; merged = W")
    assert "frozen: 98,304, changed: 0" in lora_after(2, 1).lines
    assert "frozen: 98,304, changed: 0" not in lora_after(2, 1, in_place).lines


def losses(reports_made: int, seed: int, *changes: tuple[str, str]) -> list[float]:
    """The loss of each report."""
    running = run_of(own_run("loss").code)(functions_of("loss", *changes), seed, 0)
    return [RunReport.of(running.advance()).values[0] for _ in range(reports_made)]


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=pytest.mark.slow if seed == 1 else pytest.mark.thorough) for seed in (1, 2, 3)],
)
def test_the_loss_begins_above_ln_v_and_falls_to_nearly_0(seed: int) -> None:
    first, *_, last = losses(own_run("loss").reports, seed)
    assert np.log(64) < first < 5
    assert last < 0.3


def test_a_gradient_with_the_opposite_sign_raises_the_loss() -> None:
    opposite = ("probabilities - one_hot, 0.0", "one_hot - probabilities, 0.0")
    first, second = losses(2, 1, opposite)
    assert second > first + 0.1


def speculated(variant: int, seed: int, *changes: tuple[str, str], after: int = 10) -> tuple[float, float]:
    """The words per pass, and how far their surprise is above the model's own."""
    running = run_of(own_run("speculative").code)(functions_of("speculative", *changes), seed, variant)
    per_pass, above = [RunReport.of(running.advance()) for _ in range(after)][-1].values
    return per_pass, above


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)]
)
def test_a_draft_changes_the_speed_and_not_the_text(seed: int) -> None:
    last_word, even = (speculated(variant, seed) for variant in (0, 1))
    itself = speculated(2, seed, after=2)
    assert 1.05 < even[0] < last_word[0] < itself[0]
    assert itself[0] > 4.9
    assert all(abs(above) < 0.4 for _, above in (last_word, even))


@pytest.mark.parametrize(
    "change",
    [
        ("if rng.random() < accept_probability(p, q, token):", "if True:"),
        ("            return tokens\n", ""),
        ("p[token] / q[token]", "q[token] / p[token]"),
    ],
)
def test_a_rule_that_keeps_too_much_changes_the_text(change: tuple[str, str]) -> None:
    per_pass, above = speculated(0, 1, change, after=4)
    assert per_pass > 3
    assert above > 1.5


@pytest.mark.parametrize(
    ("seed", "variant"),
    [(1, 0), (2, 1), (3, 2), *(pytest.param(1, v, marks=pytest.mark.slow) for v in (1, 2))],
)
def test_a_word_costs_the_same_with_the_cache_and_more_and_more_without(seed: int, variant: int) -> None:
    _, *later = reports(own_run("kv"), functions_of("kv"), seed, variant)
    with_cache, without, difference = zip(*(report.values for report in later), strict=True)
    assert set(with_cache) == {with_cache[0]}
    assert np.ptp(np.diff(without)) < 0.01 < np.diff(without)[0]
    assert without[-1] > 40 * with_cache[-1]
    assert max(difference) < 1e-9


@pytest.mark.parametrize(
    ("variant", "change"),
    [
        (0, ('"keys": keys, "values": values', '"keys": k, "values": v')),
        (1, ("keys[:, oldest:], values[:, oldest:]", "keys[:, oldest:], 0 * values[:, oldest:]")),
        (
            2,
            (
                "rotate(q, positions), rotate(k, positions)",
                "rotate(q, np.arange(n_new)), rotate(k, positions)",
            ),
        ),
    ],
)
def test_a_wrong_cache_shows_in_the_difference_of_the_logits(variant: int, change: tuple[str, str]) -> None:
    assert reports(own_run("kv"), functions_of("kv", change), 1, variant)[-1].values[2] > 0.1


RUN = CodeRun("x", "", "", "", 3, (Curve("loss, nats"), Curve("norm")))


def pair(step: int, yours: tuple[float, ...], reference: tuple[float, ...]) -> Pair:
    return Pair(RunReport(step, yours, ()), RunReport(step, reference, ()))


def test_the_first_number_that_differs_is_named() -> None:
    pairs = [
        pair(0, (4.0, np.nan), (4.0, np.nan)),
        pair(10, (3.0, 1.0), (3.0, 2.0)),
        pair(20, (9, 9), (1, 1)),
    ]
    assert where_they_part(RUN, pairs) == "From step 10 on, your norm is not the solution's: 1 and 2."
    assert where_they_part(RUN, pairs[:1]) == "Your functions give the same numbers as the solution's."
    assert where_they_part(RUN, pairs[2:]).startswith("From step 20 on, your loss is not")
    rounded_otherwise = [pair(50, (0.36104, 1.0), (0.36097, 1.0))]
    assert (
        where_they_part(RUN, rounded_otherwise) == "Your functions give the same numbers as the solution's."
    )
