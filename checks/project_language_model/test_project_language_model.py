"""Checks of the language model, with tutor's trained weights and with tiny random ones.

The oracle is tutor's own forward pass, which shares no code with the exercise.
"""

from collections.abc import Sequence

import numpy as np

from tutor.grading.expect import (
    expect,
    expect_array,
    expect_close,
    expect_finite,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust
from tutor.transformers.models.for_exercises import to_tokens, trained_weights
from tutor.transformers.models.forward import Model, run

DEEP, REFERENCE = "step-1-attention-visual-deep-dive", "step-6-complete-reference"
EMBEDDINGS, POSITIONS = f"{DEEP}#tokens-and-embeddings", f"{DEEP}#positional-encoding"
BLOCKS, CAUSAL, SCALING = f"{DEEP}#blocks", f"{DEEP}#causal-masking", f"{DEEP}#scaling"
HEADS, FORWARD, SOFTMAX = f"{DEEP}#multi-head", f"{DEEP}#feed-forward", f"{DEEP}#softmax"
COMMON = f"{DEEP}#common-mistakes"
SAMPLING, CACHE = f"{REFERENCE}#prod-sampling", f"{REFERENCE}#prod-kv-cache"
PROJECT = "step-4-hands-on-exercises#mini-project"


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def model_of(weights: dict) -> Model:
    """The same weights, in the form that tutor's own forward pass takes."""
    flat = {name: weights[name] for name in ("embedding", "positions", "ln_gamma", "ln_beta", "output")}
    for number, params in enumerate(weights["blocks"]):
        flat |= {f"blocks.{number}.{name}": value for name, value in params.items()}
    return Model(flat, len(weights["blocks"]), weights["n_heads"], causal=True)


def logits_after(tokens: Sequence[int] | np.ndarray, weights: dict) -> np.ndarray:
    """The next token's logits, from tutor's own forward pass."""
    cut = np.asarray(tokens)[-len(weights["positions"]) :]
    return np.asarray(run(model_of(weights), cut).logits[0, -1], dtype=np.float64)


def greedy(tokens: Sequence[int] | np.ndarray, n: int, weights: dict) -> np.ndarray:
    """The text with the likeliest token appended n times."""
    text = [int(token) for token in tokens]
    for _ in range(n):
        text.append(int(np.argmax(logits_after(text, weights))))
    return np.array(text)


# ── models, and what is asked again and again ────────────────────────────────────────────────────────────────


def tiny(
    seed: int = 0,
    n_words: int = 12,
    d_model: int = 8,
    max_len: int = 10,
    n_blocks: int = 3,
    n_heads: int = 2,
) -> dict:
    """A small random model."""
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
        "n_heads": n_heads,
    }


def silenced(weights: dict, *names: str) -> dict:
    """The same model with these parameters of every block set to 0."""
    blocks = [{k: v * (k not in names) for k, v in params.items()} for params in weights["blocks"]]
    return {**weights, "blocks": blocks}


def without_attention(weights: dict) -> dict:
    """The same model, but attention adds nothing to the residual stream."""
    return silenced(weights, "w_o")


def without_feed_forward(weights: dict) -> dict:
    """The same model, but the feed-forward networks add nothing to the residual stream."""
    return silenced(weights, "w2", "b2")


def with_logits(*logits: float) -> dict:
    """A model that returns these logits for every text, because its final norm returns (1, 0, 0, …)."""
    weights = tiny(seed=9, n_words=len(logits), d_model=2, max_len=110, n_blocks=1)
    weights["ln_gamma"][:] = 0.0
    weights["ln_beta"][:] = weights["output"][:] = 0.0
    weights["ln_beta"][0], weights["output"][0] = 1.0, logits
    return weights


def text(length: int, seed: int, n_words: int = 12) -> np.ndarray:
    """A random text."""
    return np.random.default_rng(seed).integers(0, n_words, size=length)


def expect_logits(submission, tokens, weights, what="logits", atol=1e-6, rtol=1e-6):
    """next_token_logits gives the oracle's numbers."""
    expected = logits_after(
        tokens, weights
    )  # computed first, before the learner's code can change an argument
    logits = submission.next_token_logits(tokens, weights)
    expect_shape(logits, expected.shape, "(V,)", what=what)
    expect_close(logits, expected, what=what, atol=atol, rtol=rtol)


def generated(submission, tokens, n, weights, temperature, seed=0):
    """The result of generate, once its shape is checked."""
    rng = np.random.default_rng(seed)
    result = submission.generate(np.array(tokens), n, weights, temperature, rng)
    expect_shape(result, (len(tokens) + n,), "(T + n,)", what=f"generate(…, n={n})")
    return np.asarray(result)


def expect_tokens(actual, expected, what="the tokens"):
    """Two texts are equal; their dtypes may differ."""
    expect_close(expect_array(actual, what).astype(float), np.asarray(expected, dtype=float), what=what)


def expect_drawn(submission, weights, temperature, seed, words):
    """In 300 draws every word is about as frequent as softmax(logits / temperature) says."""
    tokens, calls, each = np.array([1, 0]), 3, 100
    logits = logits_after(tokens, weights) / temperature
    p = np.exp(logits - logits.max())
    p /= p.sum()
    drawn = np.zeros(words)
    for number in range(calls):
        result = generated(submission, tokens, each, weights, temperature, seed=1000 * seed + number)
        new = result[2:]
        expect(bool(((new >= 0) & (new < words)).all()), "a new token is not a number from 0 to V - 1")
        drawn += np.bincount(new.astype(int), minlength=words)
    expect_frequencies(drawn, p, f"At temperature {temperature:g}, word")


def expect_frequencies(drawn, p, where):
    """Within five standard deviations: a correct draw fails less than once in a million runs, and the seeds are fixed."""
    count = int(drawn.sum())
    slack = 5 * np.sqrt(p * (1 - p) / count) + 0.5 / count
    worst = int(np.argmax(np.abs(drawn / count - p) - slack))
    expect(
        bool((np.abs(drawn / count - p) <= slack).all()),
        f"{where} {worst} should be drawn {p[worst]:.0%} of the time; "
        f"in {count} draws it was drawn {drawn[worst] / count:.0%} of the time",
    )


def expect_two(answer, function):
    """The two results of the function, once their number is checked."""
    expect(
        isinstance(answer, tuple | list) and len(answer) == 2,
        f"{function} should return two things: logits and cache",
    )
    return answer


def started(submission, tokens, weights):
    """Logits and cache after this text."""
    return expect_two(submission.start_cache(np.array(tokens), weights), "start_cache")


def expect_cached(submission, tokens, weights, what="", atol=1e-6, rtol=1e-6):
    """start_cache gives the logits of the whole text, and so does a step with the last token after all the others."""
    expected, case = logits_after(tokens, weights), f"{len(tokens)} tokens{what}"
    logits, _ = started(submission, tokens, weights)
    expect_shape(logits, expected.shape, "(V,)", what="logits of start_cache")
    expect_close(logits, expected, what=f"logits of start_cache, {case}", atol=atol, rtol=rtol)
    _, cache = started(submission, tokens[:-1], weights)
    logits, _ = expect_two(submission.step(int(tokens[-1]), cache, weights), "step")
    expect_shape(logits, expected.shape, "(V,)", what="logits of step")
    expect_close(logits, expected, what=f"logits of step, {case}", atol=atol, rtol=rtol)


SENTENCES = (
    "the quick brown fox",
    "the keys near the old box",
    "dog bell river key , again : dog bell",
    "anna",
)


# ── core: next_token_logits ──────────────────────────────────────────────────────────────────────────────────


@core(
    "next_token_logits",
    "the logits of all positions are returned",
    "the batch axis is still there",
    "a token is returned instead of the logits",
    see=BLOCKS,
)
def test_logits_shape(submission):
    """next_token_logits returns one logit per word, with shape (V,)"""
    for length in (1, 2, 5):
        logits = submission.next_token_logits(text(length, seed=length), tiny())
        expect_shape(logits, (12,), "(V,)", what=f"logits of {length} tokens")


@core(
    "next_token_logits",
    "the position is not added",
    "the final layer norm is missing",
    "the logits are computed with the embedding instead of the output matrix",
    "the softmax is already applied",
    see=EMBEDDINGS,
)
def test_embedding_norm_and_output(submission):
    """When the blocks add nothing, one token gives layer_norm(embedding + position) @ output"""
    weights = silenced(tiny(seed=1), "w_o", "w2", "b2")
    for token in (0, 5, 11):
        expect_logits(submission, np.array([token]), weights, what=f"logits of token {token}")


@core(
    "next_token_logits",
    "positions are counted from 1",
    "every token gets position 0",
    "another position's vector is used instead of the last position's",
    see=POSITIONS,
)
def test_positions(submission):
    """The first token gets position 0, and the next one position 1"""
    weights = silenced(tiny(seed=2), "w_o", "w2", "b2")
    for length in (2, 5, 10):
        expect_logits(submission, text(length, seed=length), weights, what=f"logits of {length} tokens")


@core(
    "next_token_logits",
    "another position's vector is used instead of the last position's",
    "all positions are averaged",
    "n_heads is not passed to the blocks",
    see=BLOCKS,
)
def test_one_block(submission):
    """With one block, the last position's vector gives the logits"""
    for length in (1, 2, 5, 10):
        weights = tiny(seed=length, n_blocks=1)
        expect_logits(submission, text(length, seed=length), weights, what=f"logits of {length} tokens")


@core(
    "next_token_logits",
    "only the first or the last block runs",
    "the blocks run in reverse order",
    "every block reads the input of the first one",
    see=BLOCKS,
)
def test_blocks_in_order(submission):
    """All blocks run, in order"""
    for n_blocks in (2, 3, 4):
        expect_logits(
            submission, text(1, seed=n_blocks), tiny(n_blocks=n_blocks), what=f"logits with {n_blocks} blocks"
        )


@core(
    "next_token_logits",
    "transformer_block is called with causal=False",
    "another position's vector is used instead of the last position's",
    see=CAUSAL,
)
def test_causal(submission):
    """The blocks are causal, so no position sees a later one"""
    for length in (2, 5, 10):
        expect_logits(submission, text(length, seed=length), tiny(), what=f"logits of {length} tokens")


@core(
    "next_token_logits",
    "n_heads is a fixed number",
    "a size is a fixed number that differs from the trained model's",
    see=BLOCKS,
)
def test_logits_of_the_trained_model(submission):
    """The trained model gives the same logits with your code as with tutor's"""
    weights = trained_weights()
    for sentence in SENTENCES:
        expect_logits(
            submission, to_tokens(sentence), weights, f"logits after '{sentence}'", atol=5e-4, rtol=1e-4
        )


@core(
    "next_token_logits",
    "the text is not cut",
    "the beginning is kept instead of the end",
    "one token too many is cut off",
    see=PROJECT,
)
def test_long_text(submission):
    """If a text is longer than max_len, only its last max_len tokens are read"""
    for length in (11, 17):
        expect_logits(
            submission, text(length, seed=length), tiny(seed=1), f"logits of {length} tokens, 10 positions"
        )


# ── core: generate ───────────────────────────────────────────────────────────────────────────────────────────


@core(
    "generate",
    "only the new tokens are returned",
    "the loop runs one time too many or too few",
    "the drawn token is not added to the text",
    see=PROJECT,
)
def test_generate_shape(submission):
    """generate returns T + n tokens"""
    for temperature in (0.0, 1.0):
        for n in (1, 4):
            generated(submission, [3, 1, 4], n, tiny(seed=3), temperature)


@core(
    "generate",
    "new tokens are put at the front",
    "the result is cut to max_len too",
    see=PROJECT,
)
def test_begins_with_the_given(submission):
    """The given tokens come first, and every new token is from 0 to V - 1"""
    for tokens, n in (([5, 0, 11], 5), ([5, 0, 11], 20), (list(range(12)), 2)):
        result = generated(submission, tokens, n, tiny(seed=3), 1.0, seed=2)
        expect_tokens(result[: len(tokens)], tokens, what="the first tokens")
        new = result[len(tokens) :]
        expect(bool(((new >= 0) & (new < 12)).all()), "a new token is not a number from 0 to V - 1")


@core(
    "generate",
    "the logits are divided by temperature 0",
    "the token is drawn even at temperature 0",
    "argmin, or the index of another logit, is taken",
    see=SAMPLING,
)
def test_temperature_zero(submission):
    """At temperature 0, the next token is the likeliest one"""
    for seed in range(4):
        weights, tokens = tiny(seed=seed), [3, 1, 4]
        expect_tokens(generated(submission, tokens, 1, weights, 0.0, seed), greedy(tokens, 1, weights))


@core(
    "generate",
    "the model reads the given tokens again and again",
    "the model reads the last token only",
    "the model reads zeros after the text",
    see=PROJECT,
)
def test_greedy(submission):
    """Every new token depends on all tokens before it, including the new ones"""
    for seed in (2, 4):
        weights, tokens = tiny(seed=seed), [3, 1, 4]
        expect_tokens(generated(submission, tokens, 7, weights, 0.0), greedy(tokens, 7, weights))


@core(
    "generate",
    "the text is not cut when it grows beyond max_len",
    "the beginning is kept instead of the end",
    "the window is one token too short",
    see=PROJECT,
)
def test_generates_beyond_the_last_position(submission):
    """generate continues when the text becomes longer than max_len"""
    for seed in (2, 5, 7):
        weights, tokens = tiny(seed=seed, max_len=6), [3, 1, 4]
        expect_tokens(generated(submission, tokens, 16, weights, 0.0), greedy(tokens, 16, weights))


@core("generate", "n_heads is a fixed number", see=PROJECT)
def test_trained_model_writes(submission):
    """The trained model continues a repeated phrase"""
    sentence, weights = "dog bell river key , again : dog bell", trained_weights()
    result = generated(submission, to_tokens(sentence), 3, weights, 0.0)
    expect_tokens(result, to_tokens(f"{sentence} river key ."))


# ── core: drawing ────────────────────────────────────────────────────────────────────────────────────────────


@core(
    "temperature",
    "a new generator with a fixed seed is created for every token",
    "the likeliest token is taken at every temperature",
    "one random number is used for the whole text",
    see=SAMPLING,
)
def test_draws_differ(submission):
    """Above temperature 0, tokens are drawn, so equal logits do not always give the same token"""
    result = generated(submission, [1, 0], 20, with_logits(0.0, 0.5, 0.2, 0.4), 1.0, seed=5)
    expect(
        len(set(result[2:].tolist())) > 1,
        f"all 20 new tokens are {result[2]}, although 4 words are about equally likely",
    )


@core(
    "temperature",
    "the logits themselves are used as probabilities",
    "every word is drawn with the same probability",
    "the likeliest token is taken at every temperature",
    see=SAMPLING,
)
def test_brief(submission):
    """At temperature 1, tokens with logits 1 and 3 are drawn with probabilities 0.119 and 0.881"""
    expect_drawn(submission, with_logits(1.0, 3.0), 1.0, 1, words=2)


@core(
    "temperature",
    "the temperature is not used",
    "the logits are multiplied by the temperature",
    "the temperature divides after exp, where it cancels out",
    see=SAMPLING,
)
def test_high_temperature(submission):
    """At temperature 2, the same tokens are drawn with probabilities 0.269 and 0.731"""
    expect_drawn(submission, with_logits(1.0, 3.0), 2.0, 2, words=2)


@core(
    "temperature",
    "the temperature is not used",
    "the logits are multiplied by the temperature",
    "temperatures up to 1 are treated like 0",
    see=SAMPLING,
)
def test_low_temperature(submission):
    """At temperature 0.5, the same tokens are drawn with probabilities 0.018 and 0.982"""
    expect_drawn(submission, with_logits(0.5, 1.5), 0.5, 3, words=2)
    expect_drawn(submission, with_logits(1.0, 3.0), 0.5, 4, words=2)


@core(
    "temperature",
    "the probabilities are not softmax(logits / temperature)",
    "the drawn index is one too large",
    "the logits of another position are used",
    see=SAMPLING,
)
def test_drawn(submission):
    """Every word of a larger vocabulary is drawn with the probability softmax(logits / temperature)"""
    weights, tokens, temperature, count = tiny(seed=4), [2, 7], 2.5, 250
    logits = logits_after(tokens, weights) / temperature
    p = np.exp(logits - logits.max())
    drawn = np.zeros(12)
    for seed in np.random.default_rng(11).integers(0, 2**31, size=count):
        drawn[int(generated(submission, tokens, 1, weights, temperature, seed)[-1])] += 1
    expect_frequencies(drawn, p / p.sum(), f"At temperature {temperature:g}, word")


# ── core: start_cache ────────────────────────────────────────────────────────────────────────────────────────


@core("start_cache", "only the cache is returned", "the return statement is missing", see=CACHE)
def test_start_returns_two(submission):
    """start_cache returns two things: logits and cache"""
    started(submission, [4, 9, 2], tiny(seed=5))


# ── core: step ───────────────────────────────────────────────────────────────────────────────────────────────


@core(
    "step",
    "the position is always 0, or the number of blocks",
    "the position is one too high: it should be T after T cached tokens",
    "the final layer norm is missing",
    see=POSITIONS,
)
def test_cached_position(submission):
    """start_cache counts positions from 0, and after T tokens, step uses position T"""
    weights = silenced(tiny(seed=6), "w_o", "w2", "b2")
    for length in (2, 4, 9):
        expect_cached(submission, text(length, seed=length), weights)


@core(
    "step",
    "the residual sum is missing",
    "the second norm is missing, or uses the first norm's parameters",
    "the activation is missing",
    "the final layer norm is missing",
    see=FORWARD,
)
def test_cached_feed_forward(submission):
    """With the cache, each token passes through the second norm and the feed-forward network"""
    weights = without_attention(tiny(seed=7, n_blocks=2))
    for length in (2, 5):
        expect_cached(submission, text(length, seed=length), weights)


@core(
    "step",
    "the new token does not see itself, or does not see the past",
    "the keys are computed from x instead of its norm",
    "values are cached as keys, or keys as values",
    "keys and values are in different orders",
    "w_o, the scaling or the residual sum is missing",
    see=CACHE,
)
def test_cached_attention(submission):
    """With the cache, a token attends to every token before it and to itself"""
    for length in (2, 3, 6):
        weights = without_feed_forward(tiny(seed=length, n_blocks=1, n_heads=1))
        expect_cached(submission, text(length, seed=length), weights, ", one head")


@core(
    "step",
    "the scores are divided by √d_model instead of √d_head",
    "the columns are split among the heads in another way",
    "the softmax runs over the heads",
    "the heads are merged without a transpose",
    see=HEADS,
)
def test_cached_heads(submission):
    """With the cache, each head attends separately, with scores divided by √d_head"""
    for n_heads in (2, 4):
        weights = without_feed_forward(tiny(seed=n_heads, n_blocks=1, n_heads=n_heads))
        expect_cached(submission, text(5, seed=n_heads), weights, f", {n_heads} heads")


@core(
    "step",
    "all blocks share one cache",
    "keys and values are computed from each block's output instead of its input",
    "only one block runs",
    see=CACHE,
)
def test_cached_blocks(submission):
    """Each block has its own keys and values"""
    for length in (2, 5, 8):
        weights = tiny(seed=length)
        expect_cached(submission, text(length, seed=length), weights)


@core(
    "start_cache",
    "positions are counted from 1, or stay at 0",
    "the logits are those of a position other than the last",
    "the blocks run without the causal mask",
    "the final layer norm is missing",
    see=CACHE,
)
def test_cache_starts(submission):
    """The logits of start_cache equal those of next_token_logits"""
    weights = tiny(seed=5)
    for length in (1, 2, 5, 10):
        tokens = text(length, seed=length)
        logits, _ = started(submission, tokens, weights)
        expect_shape(logits, (12,), "(V,)", what="logits of start_cache")
        expect_close(
            logits, logits_after(tokens, weights), what=f"logits of start_cache, {length} tokens", atol=1e-6
        )


@core(
    "step",
    "the old cache is returned, without the new token",
    "only the keys or only the values are appended",
    "the result of np.append or np.concatenate is not used",
    see=CACHE,
)
def test_cache_steps(submission):
    """The cache that step returns contains the new token, so several steps equal one reading of the whole text"""
    weights, tokens = tiny(seed=6), [4, 9, 2, 2, 8, 1, 0]
    _, cache = started(submission, tokens[:3], weights)
    for length in range(4, 8):
        answer = expect_two(submission.step(tokens[length - 1], cache, weights), "step")
        logits, cache = answer
        expected = logits_after(tokens[:length], weights)
        expect_close(logits, expected, what=f"logits after {length} tokens", atol=1e-6)


def without_the_past(weights: dict, position: int) -> dict:
    """The same weights, but all positions before this one are NaN."""
    positions = weights["positions"].copy()
    positions[:position] = np.nan
    return {**weights, "positions": positions}


@core(
    "step",
    "the cache holds the tokens, and step reads the whole text again",
    "the keys and values of the past are recomputed",
    see=CACHE,
)
def test_cache_saves_work(submission):
    """step does not recompute the past"""
    weights, tokens = tiny(seed=7), [4, 9, 2, 6, 8]
    _, cache = started(submission, tokens[:4], weights)
    logits, _ = expect_two(submission.step(tokens[4], cache, without_the_past(weights, 4)), "step")
    expect_finite(logits, what="logits of step, when only the cache holds the past")
    expect_close(logits, logits_after(tokens, weights), what="logits of step", atol=1e-6)


@core("step", "n_heads or another size is a fixed number", see=CACHE)
def test_cache_with_the_trained_model(submission):
    """With the cache, the trained model gives the same logits"""
    weights, tokens = trained_weights(), to_tokens("the keys near the old box")
    _, cache = started(submission, tokens[:-1], weights)
    past = without_the_past(weights, len(tokens) - 1)
    logits, _ = expect_two(submission.step(int(tokens[-1]), cache, past), "step")
    expect_close(logits, logits_after(tokens, weights), what="logits of step", atol=5e-4, rtol=1e-4)


# ── core: the caller's arrays ────────────────────────────────────────────────────────────────────────────────


def expect_nothing_changed(call, weights, tokens):
    """``call`` does not change the tokens or any array of the weights."""
    before = {k: v.copy() for k, v in weights.items() if isinstance(v, np.ndarray)}
    blocks = [{k: v.copy() for k, v in params.items()} for params in weights["blocks"]]
    given = tokens.copy()
    call()
    expect_unchanged(given, tokens, "tokens")
    for name, value in before.items():
        expect_unchanged(value, weights[name], f'weights["{name}"]')
    expect(len(weights["blocks"]) == len(blocks), 'the list weights["blocks"] has changed')
    for number, params in enumerate(blocks):
        for name, value in params.items():
            expect_unchanged(value, weights["blocks"][number][name], f'weights["blocks"][{number}]["{name}"]')


@core(
    "caller",
    "x += … changes a row of the embedding",
    "the position is added to the embedding in place",
    "new tokens are written into tokens",
    see=COMMON,
)
def test_inputs_unchanged(submission):
    """next_token_logits and generate do not change tokens and weights"""
    weights, tokens = tiny(seed=8), np.array([1, 5, 3])
    expect_nothing_changed(lambda: submission.next_token_logits(tokens, weights), weights, tokens)
    rng = np.random.default_rng(0)
    expect_nothing_changed(lambda: submission.generate(tokens, 3, weights, 1.0, rng), weights, tokens)


@core(
    "caller",
    "x += … changes a row of the embedding",
    "the position is added to the embedding in place",
    see=COMMON,
)
def test_cache_inputs_unchanged(submission):
    """start_cache and step do not change tokens and weights"""
    weights, tokens = tiny(seed=8), np.array([1, 5, 3])

    def read():
        _, cache = expect_two(submission.start_cache(tokens, weights), "start_cache")
        submission.step(4, cache, weights)

    expect_nothing_changed(read, weights, tokens)


# ── robust: large numbers ────────────────────────────────────────────────────────────────────────────────────


@robust("large numbers", "the largest logit is not subtracted before exp", see=SOFTMAX)
def test_large_logits(submission):
    """Logits of ±10,000 do not overflow when tokens are drawn"""
    for logits in ((10_000.0, -10_000.0, 0.0), (-30_000.0, -10_000.0, -20_000.0)):
        result = generated(submission, [1, 0], 4, with_logits(*logits), 1.0)
        expect_tokens(result[2:], [int(np.argmax(logits))] * 4, what=f"the tokens drawn from logits {logits}")


@robust("large numbers", "the largest logit is not subtracted before exp", see=SOFTMAX)
def test_very_low_temperature(submission):
    """A temperature of 0.001 nearly always takes the likeliest token"""
    result = generated(submission, [1, 0], 4, with_logits(1.0, 3.0, 2.0), 0.001)
    expect_tokens(result[2:], [1] * 4, what="the tokens drawn at temperature 0.001")


@robust("large numbers", "the row's maximum is not subtracted before exp", see=SOFTMAX)
def test_cache_with_large_scores(submission):
    """Scores of ±10,000 do not overflow with the cache"""
    weights = without_feed_forward(tiny(seed=12, n_blocks=1))
    for params in weights["blocks"]:
        params["w_q"], params["w_k"] = 100 * params["w_q"], 100 * params["w_k"]
    expect_cached(submission, text(5, seed=12), weights, " with large scores")


# ── robust: types ────────────────────────────────────────────────────────────────────────────────────────────


@robust("types", "the result is an array of floats", see=PROJECT)
def test_whole_numbers(submission):
    """generate returns integers"""
    for temperature in (0.0, 1.0):
        result = generated(submission, [3, 1, 4], 2, tiny(seed=3), temperature)
        expect(
            result.dtype.kind in "iu", f"generate(…) should be an array of integers, but is {result.dtype}"
        )


@robust("types", "arithmetic on a token overflows its small integer type", see=PROJECT)
def test_small_integers(submission):
    """Tokens of every integer type work"""
    weights = tiny(seed=13)
    for kind in (np.int8, np.uint16, np.int64):
        tokens = np.array([3, 1, 4], dtype=kind)
        expect_logits(submission, tokens, weights, what=f"logits of tokens of type {tokens.dtype}")
        result = submission.generate(tokens, 3, weights, 0.0, np.random.default_rng(0))
        expect_tokens(result, greedy(tokens, 3, weights))


# ── robust: calls ────────────────────────────────────────────────────────────────────────────────────────────


@robust("calls", "the loop runs at least once", see=PROJECT)
def test_nothing_to_add(submission):
    """With n = 0, the given tokens are returned"""
    for temperature in (0.0, 1.0):
        result = submission.generate(np.array([1, 2, 3]), 0, tiny(), temperature, np.random.default_rng(0))
        expect_tokens(result, [1, 2, 3])


@robust("calls", "a token is drawn from np.random or a new generator instead of rng", see=SAMPLING)
def test_same_seed(submission):
    """The same seed gives the same text"""
    weights = with_logits(0.0, 0.5, 0.2, 0.4)
    texts = [generated(submission, [1, 0], 10, weights, 1.0, seed=7) for _ in range(3)]
    for again in texts[1:]:
        expect_tokens(again, texts[0], what="the text with the same seed")


@robust("calls", "an argument is not named as in the task", see=PROJECT)
def test_names(submission):
    """All arguments can be passed by name"""
    weights, tokens = tiny(seed=14), np.array([3, 1, 4])
    expect_close(
        submission.next_token_logits(weights=weights, tokens=tokens),
        logits_after(tokens, weights),
        what="next_token_logits(weights=…, tokens=…)",
    )
    rng = np.random.default_rng(0)
    result = submission.generate(rng=rng, temperature=0.0, weights=weights, n=2, tokens=tokens)
    expect_tokens(result, greedy(tokens, 2, weights))
    answer = submission.start_cache(weights=weights, tokens=tokens)
    _, cache = expect_two(answer, "start_cache")
    logits, _ = expect_two(submission.step(weights=weights, cache=cache, token=5), "step")
    expect_close(logits, logits_after([3, 1, 4, 5], weights), what="step(weights=…, cache=…, token=5)")


@robust("calls", "a value is kept from one call to the next", see=COMMON)
def test_twice(submission):
    """No call depends on an earlier one"""
    one, other = tiny(seed=15), tiny(seed=16)
    _, first = started(submission, [1, 2, 3], one)
    _, second = started(submission, [7, 0], other)
    for weights, cache, tokens in ((one, first, [1, 2, 3, 4]), (other, second, [7, 0, 4])):
        expect_logits(submission, np.array(tokens), weights, what="logits of two models in turn")
        logits, _ = expect_two(submission.step(4, cache, weights), "step")
        expect_close(logits, logits_after(tokens, weights), what="logits of step, with two caches in turn")


@robust("calls", "the code writes into an argument", see=COMMON)
def test_read_only(submission):
    """Read-only tokens and weights work"""
    weights, tokens = tiny(seed=17), np.array([3, 1, 4])
    for value in (tokens, *weights.values(), *(v for params in weights["blocks"] for v in params.values())):
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    expect_logits(submission, tokens, weights, what="logits of read-only arrays")
    result = submission.generate(tokens, 2, weights, 0.0, np.random.default_rng(0))
    expect_tokens(result, greedy(tokens, 2, weights))
    expect_cached(submission, [3, 1, 4, 5], weights, ", read-only arrays")
