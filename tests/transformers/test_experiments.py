"""The claims of the Lab's experiments and tour, verified on the shipped models."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tutor.transformers.models.experiments import Experiment, experiments, tour
from tutor.transformers.models.model_run import NAMES, ModelRun, Settings, run_model
from tutor.transformers.models.words import BEING, MOTION

SINGULAR = {pair[0] for pair in (*BEING, *MOTION)}
PLURAL = {pair[1] for pair in (*BEING, *MOTION)}


def of(name: str) -> Experiment:
    """The experiment with this name. The last test verifies that every experiment is used."""
    return next(one for one in experiments() if one.id == name)


def at(one: Experiment, sentence: str = "", **changes: object) -> ModelRun:
    settings = {"model": one.model, "token": one.token, **changes}
    return run_model(sentence or one.sentence, Settings(**settings))  # type: ignore[arg-type]


def off(one: Experiment, head: int | None = None) -> ModelRun:
    return at(one, off=frozenset({(one.layer, one.head if head is None else head)}))


def row(seen: ModelRun, one: Experiment, head: int | None = None) -> tuple[float, ...]:
    return seen.attention[one.layer][one.head if head is None else head][one.token]


def share(seen: ModelRun, words: set[str], before: bool = False) -> float:
    return sum(
        guess.probability for guess in (seen.before if before else seen.guesses) if guess.word in words
    )


def test_fox_looks_at_the_word_before_it_and_in_another_head_at_the_word_after_it() -> None:
    one = of("fox")
    seen = at(one)
    grid = seen.attention[0][0]
    assert seen.tokens.written[one.token] == "fox"
    assert grid[4][3] > 0.8
    assert sum(max(r) == r[n - 1] for n, r in enumerate(grid) if n) >= 3
    assert row(seen, one, 2)[5] > 0.8


def test_the_causal_mask_empties_everything_above_the_diagonal() -> None:
    one = of("toggle")
    above = [at(one, model=model).attention for model in ("bidirectional", "causal")]
    both, past = (
        max(
            max(line[n + 1 :], default=0.0)
            for layer in grids
            for head in layer
            for n, line in enumerate(head)
        )
        for grids in above
    )
    assert both > 0.5 and past == 0


@pytest.mark.parametrize("sentence", ["", "zork zilp frump gnarl bif", "we ate pizza near Paris again"])
def test_the_line_below_the_diagonal_stays_from_the_third_word_on(sentence: str) -> None:
    grid = at(of("previous"), sentence).attention[0][0]
    assert all(line[n - 1] > 0.5 and max(line) == line[n - 1] for n, line in enumerate(grid) if n >= 3)


@pytest.mark.parametrize(
    ("sentence", "next_word"), [("", "river"), ("hat owl lamp cow , again : hat owl", "lamp")]
)
def test_the_copying_head_looks_at_what_came_after_the_word_the_last_time(
    sentence: str, next_word: str
) -> None:
    one = of("induction")
    seen = at(one, sentence)
    assert seen.tokens.written[row(seen, one).index(max(row(seen, one)))] == next_word
    assert seen.guesses[0].word == next_word and seen.guesses[0].probability > 0.8


def test_only_that_head_takes_the_copy_away() -> None:
    one = of("induction-off")
    seen = off(one)
    assert share(seen, {"river"}, before=True) > 0.9 and share(seen, {"river"}) < 0.1
    assert [off(one, head).guesses[0].word for head in (0, 1, 3)] == ["river"] * 3


def test_the_verb_has_the_number_of_the_subject_and_the_head_hardly_looks_at_it() -> None:
    one = of("agreement")
    seen = at(one)
    assert seen.tokens.written[1:4] == ("the", "keys", "near") and seen.tokens.written[4] == "the"
    assert share(seen, PLURAL) > 0.8 and share(seen, SINGULAR) < 0.1
    assert row(seen, one)[1] + row(seen, one)[4] > 0.7 and row(seen, one)[2] < 0.1
    assert max(head[4][2] for head in seen.attention[0]) > 0.1  # the second "the" sees keys in layer 0
    other = at(one, "the key near the old boxes")
    assert share(other, SINGULAR) > 0.8 and share(other, PLURAL) < 0.1


def test_without_its_head_the_verb_takes_the_number_of_the_nearest_noun() -> None:
    one = of("agreement-off")
    assert share(off(one), SINGULAR) > 0.8 and share(off(one), PLURAL) < 0.1
    assert all(off(one, head).guesses[0].word not in SINGULAR for head in (0, 2, 3))


def test_the_other_seed_looks_at_the_subject_itself_with_a_head_that_also_copies() -> None:
    one = of("other-seed")
    seen = at(one)
    assert share(seen, PLURAL) > 0.8
    assert max(row(seen, one)) == row(seen, one)[2] > 0.6
    assert at(one, model="causal").attention[1][1][one.token][2] < 0.3
    even = off(one)
    assert share(even, SINGULAR, before=True) < 0.02 and share(even, SINGULAR) > 0.25
    copy = of("induction").sentence
    kept, lost = (
        run_model(copy, Settings("second-seed", 9, heads)) for heads in (frozenset(), frozenset({(1, 2)}))
    )
    assert kept.guesses[0].word == "river" and share(lost, {"river"}) < share(kept, {"river"}) - 0.2


def test_most_heads_of_the_layer_put_their_weight_on_the_start() -> None:
    one = of("sink")
    seen = at(one)
    assert sum(row(seen, one, head)[0] > 0.5 for head in range(4)) == 3
    flows = [seen.flow[1][head][one.token][0] for head in range(4)]
    assert flows[2] < row(seen, one, 2)[0] - 0.2
    assert any(flow >= row(seen, one, head)[0] - 0.1 for head, flow in enumerate(flows) if flow > 0.5)


def test_shuffled_words_have_a_higher_loss() -> None:
    shuffled, ordered = at(of("shuffled")), at(of("shuffled"), "the keys near the old box")
    assert sorted(shuffled.tokens.words) == sorted(ordered.tokens.words)
    assert shuffled.loss is not None and ordered.loss is not None and shuffled.loss > 2 * ordered.loss


def test_softer_is_even_and_loses_the_copy_and_sharper_picks_one() -> None:
    one = of("softer")
    soft, sharp = at(one, sharpness=1 / 16), at(one, sharpness=16.0)
    assert max(row(soft, one)) < 0.4 and share(soft, {"river"}) < 0.5
    picked = [
        max(line) for layer, head in product(range(2), range(4)) for line in sharp.attention[layer][head]
    ]
    assert sum(weight > 0.9 for weight in picked) > 0.8 * len(picked)


def test_without_the_division_most_rows_hang_on_one_token_and_the_surprise_tells_little() -> None:
    one = of("division")
    with_it, without = at(one), at(one, sharpness=4.0)
    made = with_it.row_steps(one.layer, one.head, one.token)
    assert with_it.tokens.written[one.token] == "fox" and made.d_k == 16
    assert (round(max(made.weights), 2), round(max(made.undivided), 2)) == (0.43, 0.88)
    assert max(row(without, one)) == pytest.approx(max(made.undivided), abs=1e-5)
    largest = [
        max(line) for layer, head in product(range(2), range(4)) for line in without.attention[layer][head]
    ]
    assert sum(weight > 0.5 for weight in largest) > 0.8 * len(largest)
    rises = [
        at(one, sentence, sharpness=4.0).loss - at(one, sentence).loss  # type: ignore[operator]
        for sentence in (one.sentence, "the old farmer follows two small dogs", "tom likes the old box .")
    ]
    assert min(rises) < 0 and all(abs(rise) < 0.5 for rise in rises)


def test_the_model_gets_worse_without_its_mask() -> None:
    with_it, without = at(of("unmasked")), at(of("unmasked"), mask_removed=True)
    assert with_it.loss is not None and without.loss is not None and without.loss > with_it.loss + 0.5


def test_forming_and_swapping_are_tested_elsewhere() -> None:
    assert of("forming").proof == "formed" and of("own").proof == "own:same"  # test_copying.py, test_swap.py


def test_stop_1_without_the_previous_word_plural_verbs_come_first() -> None:
    one = of("tour-previous")
    seen = off(one)
    assert row(seen, one)[2] > 0.9 and seen.tokens.written[2] == "fox"
    assert seen.before[0].word in SINGULAR and seen.guesses[0].word in PLURAL


def test_stop_2_without_the_copying_head_the_copied_word_is_gone() -> None:
    seen = off(of("tour-induction"))
    assert seen.before[0].word == "river" and round(seen.before[0].probability, 2) == 0.99
    assert all(guess.word != "river" for guess in seen.guesses[:3])


def test_stop_3_without_its_head_the_verb_changes_its_number() -> None:
    one = of("tour-agreement")
    seen = off(one)
    assert seen.before[0].word in PLURAL and seen.guesses[0].word in SINGULAR
    assert row(seen, one)[2] < 0.1


def test_stop_4_a_head_with_nothing_to_do_is_not_missed() -> None:
    one = of("tour-sink")
    seen = off(one)
    assert round(row(seen, one)[0], 2) == 0.76
    before = {guess.word: guess.probability for guess in seen.before}
    assert all(abs(guess.probability - before[guess.word]) < 0.01 for guess in seen.guesses)


def test_every_experiment_is_recorded_when_it_was_done_and_its_claim_is_tested() -> None:
    assert len(experiments()) - len(tour()) >= 10 and [one.stop for one in tour()] == [1, 2, 3, 4]
    # Those on a real model are in llama/test_smollm2_experiments.py.
    shipped = [one for one in experiments() if one.model in NAMES]
    for one in shipped:
        assert one.proof and not one.done({f"experiment:{one.id}"})
        assert one.done({f"experiment:{one.id}", one.proof})
        if one.stop:
            assert one.proof == f"off:{one.model}:{one.layer}.{one.head}"
        assert f'of("{one.id}")' in Path(__file__).read_text(encoding="utf-8")
