"""The claims of the opening about its model: it agrees by attending to the subject, and not without the head."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from tools.models.train_agreement import HELD_OUT, batch, sentence, simplified, train
from tutor.transformers.models.agreement import GAP, ID, PLURAL, SINGULAR, read_gap, read_gap_of
from tutor.transformers.models.forward import softmax
from tutor.transformers.models.gradients import forward
from tutor.transformers.opening.opening_state import SENTENCES, STEP, SUBJECTS, TURN, TURNED, OpeningState

COINS, COIN = SENTENCES


@pytest.mark.parametrize(("text", "subject", "verb"), [(COINS, "coins", PLURAL), (COIN, "coin", SINGULAR)])
def test_the_answer_agrees_with_the_subject_that_is_looked_at(text: str, subject: str, verb: str) -> None:
    reading = read_gap(text)
    assert reading.answer == verb and max(reading.probabilities) >= 0.9
    assert reading.words[reading.weights.index(max(reading.weights))] == subject
    assert max(reading.weights) >= 0.8
    assert sum(reading.weights) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", SENTENCES)
def test_without_the_head_it_says_what_is_more_frequent_and_is_not_sure(text: str) -> None:
    reading = read_gap(text, head_on=False)
    assert reading.answer == SINGULAR and max(reading.probabilities) < 0.65
    assert sum(reading.probabilities) > 0.99


def test_the_numbers_shown_give_the_weights_that_are_shown() -> None:
    reading = read_gap(COINS)
    scores = [reading.query[0] * a + reading.query[1] * b for a, b in reading.keys]
    assert scores == pytest.approx(reading.scores, abs=1e-5)
    exps = [math.exp(score) for score in scores]
    assert [e / sum(exps) for e in exps] == pytest.approx(reading.weights, abs=1e-5)
    products = [w * v for w, v in zip(reading.weights, reading.values, strict=True)]
    assert sum(products) == pytest.approx(reading.received, abs=1e-5)


def test_a_query_turned_to_the_right_finds_the_box_and_the_keys_bring_it_back() -> None:
    turned = read_gap(COINS, TURNED)
    assert turned.answer == SINGULAR and max(turned.probabilities) >= 0.9
    assert turned.weights[turned.words.index("box")] == max(turned.weights)
    state = OpeningState(page=TURN)
    presses = 0
    while not state.here_done and presses < 12:
        state, presses = state.turned(-1, 0), presses + 1
    assert state.is_back and 2 <= presses <= 8
    assert state.query == (TURNED[0] - STEP * presses, TURNED[1])


def test_it_agrees_in_new_sentences_of_the_two_nouns_that_never_met_in_training() -> None:
    rng = random.Random(4321)
    for _ in range(500):
        words, verb, _ = sentence(rng, held=True)
        assert all(group & {*words} for group in HELD_OUT)
        assert read_gap(f"{' '.join(words)} {GAP} here.").answer == verb, words
    for _ in range(500):
        words, _, _ = sentence(rng)
        assert not all(group & {*words} for group in HELD_OUT)


def test_the_model_is_small_and_the_sentence_is_new() -> None:
    words = COINS.lower().replace(".", "").split()
    assert all(group & {*words} for group in HELD_OUT) and set(words) <= set(ID)
    size = (Path(__file__).parents[2] / "tutor/transformers/models/trained/agreement.npz").stat().st_size
    assert size < 10_000


def test_readable_numbers_change_no_answer_and_training_lowers_the_loss() -> None:
    model, curve = train(1, 500, say=lambda line: None)
    assert curve[-1][1] < curve[0][1]
    reading = read_gap_of(simplified(model), COINS)
    words = [word.lower() for word in reading.words]
    logits, blocks, _ = forward(model, np.array([[ID[word] for word in words]]))
    assert blocks[0].attention[0, 0, reading.gap] == pytest.approx(reading.weights, abs=1e-3)
    assert softmax(logits)[0, reading.gap][[ID[SINGULAR], ID[PLURAL]]] == pytest.approx(
        reading.probabilities, abs=1e-3
    )
    ids, targets, counted = batch(random.Random(3), 8)
    assert ids.shape == targets.shape == counted.shape and (counted.sum(axis=1) == 1).all()
    assert len(SUBJECTS) == len(SENTENCES)
