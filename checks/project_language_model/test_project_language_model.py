"""What the language model must do, with the tutor's trained weights and with tiny random ones.

The oracle is the tutor's own forward pass, which shares no code with the exercise.
"""

import numpy as np
import pytest

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged
from tutor.transformers.models.for_exercises import to_tokens, trained_weights
from tutor.transformers.models.forward import Model, run


def model_of(weights: dict) -> Model:
    """The same weights as the tutor's own forward pass takes them."""
    flat = {name: weights[name] for name in ("embedding", "positions", "ln_gamma", "ln_beta", "output")}
    for number, params in enumerate(weights["blocks"]):
        flat |= {f"blocks.{number}.{name}": value for name, value in params.items()}
    return Model(flat, len(weights["blocks"]), weights["n_heads"], causal=True)


def logits_after(tokens: np.ndarray, weights: dict) -> np.ndarray:
    """The next word's logits by the tutor's own forward pass."""
    cut = np.asarray(tokens)[-len(weights["positions"]) :]
    return np.asarray(run(model_of(weights), cut).logits[0, -1], dtype=np.float64)


def tiny(seed: int = 0, n_words: int = 12, d_model: int = 8, max_len: int = 10, n_blocks: int = 3) -> dict:
    """A small random model with three blocks."""
    rng = np.random.default_rng(seed)

    def block() -> dict:
        params = {
            name: rng.normal(scale=0.5, size=(d_model, d_model)) for name in ("w_q", "w_k", "w_v", "w_o")
        }
        for norm in ("ln1", "ln2"):
            params[f"{norm}_gamma"] = rng.uniform(0.5, 1.8, size=d_model)
            params[f"{norm}_beta"] = rng.normal(scale=0.5, size=d_model)
        params["w1"], params["b1"] = rng.normal(scale=0.5, size=(d_model, 20)), rng.normal(scale=0.5, size=20)
        params["w2"], params["b2"] = (
            rng.normal(scale=0.5, size=(20, d_model)),
            rng.normal(scale=0.5, size=d_model),
        )
        return params

    return {
        "embedding": rng.normal(size=(n_words, d_model)),
        "positions": rng.normal(scale=0.7, size=(max_len, d_model)),
        "blocks": [block() for _ in range(n_blocks)],
        "ln_gamma": rng.uniform(0.5, 1.8, size=d_model),
        "ln_beta": rng.normal(scale=0.5, size=d_model),
        "output": rng.normal(size=(d_model, n_words)),
        "n_heads": 2,
    }


SENTENCES = (
    "the quick brown fox",
    "the keys near the old box",
    "dog bell river key , again : dog bell",
    "anna",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_logits_of_the_trained_model(submission, sentence):
    """the trained model expects on your code what it expects on the tutor's"""
    weights, tokens = trained_weights(), to_tokens(sentence)
    logits = submission.next_token_logits(tokens, weights)
    expect_shape(logits, (len(weights["embedding"]),), "(V,)", what="logits")
    expect_close(
        logits, logits_after(tokens, weights), what=f"logits after '{sentence}'", atol=5e-4, rtol=1e-4
    )


@pytest.mark.parametrize("length", [1, 2, 5, 10])
def test_logits(submission, length):
    """embedding plus position, all blocks, the final norm, the output matrix; the last position counts"""
    weights = tiny()
    tokens = np.random.default_rng(length).integers(0, 12, size=length)
    logits = submission.next_token_logits(tokens, weights)
    expect_shape(logits, (12,), "(V,)", what="logits")
    expect_close(logits, logits_after(tokens, weights), what=f"logits of {length} tokens", atol=1e-6)


def test_long_text(submission):
    """of a text longer than the model has positions, the last max_len tokens are read"""
    weights = tiny(seed=1)
    tokens = np.random.default_rng(1).integers(0, 12, size=17)
    logits = submission.next_token_logits(tokens, weights)
    expect_close(logits, logits_after(tokens, weights), what="logits of 17 tokens, 10 positions", atol=1e-6)


def test_greedy(submission):
    """with temperature 0 the likeliest word comes next, again and again"""
    weights = tiny(seed=2)
    text = [3, 1, 4]
    for _ in range(9):
        text.append(int(np.argmax(logits_after(np.array(text), weights))))
    result = submission.generate(np.array([3, 1, 4]), 9, weights, 0.0, np.random.default_rng(0))
    expect_shape(result, (12,), "(T + n,)", what="generate(…)")
    expect_close(result.astype(float), np.array(text, dtype=float), what="the tokens")


def test_trained_model_writes(submission):
    """the trained model goes on with a repeated phrase"""
    weights, tokens = trained_weights(), to_tokens("dog bell river key , again : dog bell")
    result = submission.generate(tokens, 3, weights, 0.0, np.random.default_rng(0))
    expect_shape(result, (len(tokens) + 3,), "(T + n,)", what="generate(…)")
    expected = to_tokens("dog bell river key , again : dog bell river key .")
    expect_close(result.astype(float), expected.astype(float), what="the tokens")


def test_begins_with_the_given(submission):
    """the given tokens stand at the beginning, and every new one is a word of the vocabulary"""
    weights, tokens = tiny(seed=3), np.array([5, 0, 11])
    result = submission.generate(tokens, 20, weights, 1.0, np.random.default_rng(2))
    expect_shape(result, (23,), "(T + n,)", what="generate(…)")
    expect_close(result[:3].astype(float), tokens.astype(float), what="the first tokens")
    expect(bool(((result >= 0) & (result < 12)).all()), "a new token is no number from 0 to V - 1")


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_drawn(submission, temperature):
    """words are drawn with softmax(logits / temperature)"""
    weights, tokens = tiny(seed=4), np.array([2, 7])
    logits = logits_after(tokens, weights) / temperature
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    rng = np.random.default_rng(11)
    count = 250
    drawn = np.zeros(12)
    for seed in rng.integers(0, 2**31, size=count):
        drawn[int(submission.generate(tokens, 1, weights, temperature, np.random.default_rng(seed))[-1])] += 1
    # Five standard deviations: an honest draw fails less than once in a million runs, and the seeds are fixed.
    slack = 5 * np.sqrt(shares * (1 - shares) / count) + 0.5 / count
    worst = int(np.argmax(np.abs(drawn / count - shares) - slack))
    expect(
        bool((np.abs(drawn / count - shares) <= slack).all()),
        f"at temperature {temperature:g}, word {worst} should come in {shares[worst]:.0%} of the draws; "
        f"of {count} draws it came in {drawn[worst] / count:.0%}",
    )


def test_nothing_to_add(submission):
    """with n = 0 the text comes back as it was"""
    tokens = np.array([1, 2, 3])
    result = submission.generate(tokens, 0, tiny(), 1.0, np.random.default_rng(0))
    expect_close(result.astype(float), tokens.astype(float), what="the tokens")


def without_the_past(weights: dict, position: int) -> dict:
    """The same weights, but all positions before this one are NaN."""
    positions = weights["positions"].copy()
    positions[:position] = np.nan
    return {**weights, "positions": positions}


def test_cache_starts(submission):
    """start_cache gives the logits of next_token_logits"""
    weights, tokens = tiny(seed=5), np.array([4, 9, 2, 2, 8])
    answer = submission.start_cache(tokens, weights)
    expect(
        isinstance(answer, tuple) and len(answer) == 2,
        "start_cache should return two things: logits and cache",
    )
    expect_close(answer[0], logits_after(tokens, weights), what="logits of start_cache", atol=1e-6)


def test_cache_steps(submission):
    """step gives the same logits as reading the whole text, token by token"""
    weights, tokens = tiny(seed=6), [4, 9, 2, 2, 8, 1, 0]
    _, cache = submission.start_cache(np.array(tokens[:3]), weights)
    for length in range(4, 8):
        logits, cache = submission.step(tokens[length - 1], cache, weights)
        expected = logits_after(np.array(tokens[:length]), weights)
        expect_close(logits, expected, what=f"logits after {length} tokens", atol=1e-6)


def test_cache_saves_work(submission):
    """step computes nothing of the past again"""
    weights, tokens = tiny(seed=7), [4, 9, 2, 6, 8]
    _, cache = submission.start_cache(np.array(tokens[:4]), weights)
    logits, _ = submission.step(tokens[4], cache, without_the_past(weights, 4))
    expect_finite(logits, what="logits of step, when the past can be read from the cache only")
    expect_close(logits, logits_after(np.array(tokens), weights), what="logits of step", atol=1e-6)


def test_cache_with_the_trained_model(submission):
    """with the cache the trained model expects the same"""
    weights, tokens = trained_weights(), to_tokens("the keys near the old box")
    _, cache = submission.start_cache(tokens[:-1], weights)
    logits, _ = submission.step(int(tokens[-1]), cache, without_the_past(weights, len(tokens) - 1))
    expect_close(logits, logits_after(tokens, weights), what="logits of step", atol=5e-4, rtol=1e-4)


def test_inputs_unchanged(submission):
    """tokens and weights are not changed"""
    weights, tokens = tiny(seed=8), np.array([1, 5, 3])
    before, text = {k: v.copy() for k, v in weights.items() if isinstance(v, np.ndarray)}, tokens.copy()
    submission.next_token_logits(tokens, weights)
    submission.generate(tokens, 3, weights, 1.0, np.random.default_rng(0))
    expect_unchanged(text, tokens, "tokens")
    for name, value in before.items():
        expect_unchanged(value, weights[name], f'weights["{name}"]')
