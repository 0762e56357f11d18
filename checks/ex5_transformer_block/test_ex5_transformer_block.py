"""Checks of the block and its parts. The oracles work token by token and head by head, in plain loops."""

import math

import numpy as np

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged
from tutor.grading.lines import core, robust

LESSON = "step-1-attention-visual-deep-dive"
NORM, FEED, BLOCK = f"{LESSON}#residuals-and-layer-norm", f"{LESSON}#feed-forward", f"{LESSON}#blocks"
HEADS, QKV, OUTPUT = (
    f"{LESSON}#split-and-merge",
    f"{LESSON}#queries-keys-values",
    f"{LESSON}#output-projection",
)
CAUSAL, SCALING, SOFTMAX = f"{LESSON}#causal-masking", f"{LESSON}#scaling", f"{LESSON}#softmax"
COMMON = f"{LESSON}#common-mistakes"

SYMBOLS = "(B, T, d_model)"
EXACT = 1e-8  # needs float64 throughout; one float32 step is already further off


# ── the oracles ──────────────────────────────────────────────────────────────────────────────────────────────


def normed(token, gamma, beta, eps=1e-5):
    """One token's vector, brought to mean 0 and variance 1, times gamma, plus beta (Ba et al. 2016, section 3)."""
    token = [float(value) for value in token]
    mean = math.fsum(token) / len(token)
    variance = math.fsum((value - mean) ** 2 for value in token) / len(token)
    scale = 1 / math.sqrt(variance + eps)
    return np.array([(value - mean) * scale * g + b for value, g, b in zip(token, gamma, beta, strict=True)])


def bend(x):
    """The tanh form of gelu, number by number (Hendrycks & Gimpel 2016, section 2)."""
    factor = math.sqrt(2 / math.pi)
    return np.array(
        [0.5 * v * (1 + math.tanh(factor * (v + 0.044715 * v**3))) for v in map(float, np.ravel(x))]
    ).reshape(np.shape(x))


def thought(token, params):
    """The feed-forward network for one token."""
    hidden = bend(
        [float(token @ column) + bias for column, bias in zip(params["w1"].T, params["b1"], strict=False)]
    )
    return hidden @ params["w2"] + params["b2"]


def attended(tokens, params, n_heads, causal):
    """Multi-head attention for one sequence (T, d_model), head by head, query by query."""
    seq_len, d_model = tokens.shape
    d_head = d_model // n_heads
    merged = np.zeros((seq_len, d_model))
    for head in range(n_heads):
        own = slice(head * d_head, (head + 1) * d_head)
        q, k, v = (tokens @ params[name][:, own] for name in ("w_q", "w_k", "w_v"))
        for i in range(seq_len):
            seen = i + 1 if causal else seq_len
            scores = np.array([q[i] @ k[j] for j in range(seen)]) / math.sqrt(d_head)
            weights = np.exp(scores - scores.max())
            merged[i, own] = (weights / weights.sum()) @ v[:seen]
    return merged @ params["w_o"]


def block(x, params, n_heads, causal=True):
    """The pre-norm block, one sequence at a time, in float64."""
    params = {name: np.asarray(value, dtype=np.float64) for name, value in params.items()}
    result = []
    for sequence in np.asarray(x, dtype=np.float64):
        read = np.array([normed(token, params["ln1_gamma"], params["ln1_beta"]) for token in sequence])
        middle = sequence + attended(read, params, n_heads, causal)
        read = [normed(token, params["ln2_gamma"], params["ln2_beta"]) for token in middle]
        result.append(np.array([token + thought(r, params) for token, r in zip(middle, read, strict=True)]))
    return np.array(result)


# ── inputs, and what is asked again and again ────────────────────────────────────────────────────────────────


def make_params(d_model, d_ff, seed=0):
    """Params among which none is 0, 1 or the identity: untrained params would hide half of all mistakes."""
    rng = np.random.default_rng(seed)
    params = {name: rng.normal(scale=0.5, size=(d_model, d_model)) for name in ("w_q", "w_k", "w_v", "w_o")}
    for norm in ("ln1", "ln2"):
        params[f"{norm}_gamma"] = rng.uniform(0.4, 1.9, size=d_model)
        params[f"{norm}_beta"] = rng.normal(scale=0.6, size=d_model)
    params["w1"], params["b1"] = rng.normal(scale=0.5, size=(d_model, d_ff)), rng.normal(scale=0.6, size=d_ff)
    params["w2"] = rng.normal(scale=0.5, size=(d_ff, d_model))
    params["b2"] = rng.normal(scale=0.6, size=d_model)
    return params


def make_x(batch, seq_len, d_model, seed=0):
    """(B, T, d_model), with tokens of different sizes and means."""
    rng = np.random.default_rng(100 + seed)
    scale = rng.uniform(0.2, 4.0, size=(batch, seq_len, 1))
    return scale * rng.normal(size=(batch, seq_len, d_model)) + rng.normal(size=(batch, seq_len, 1))


def silent(params, *names):
    """The params with the named ones set to 0."""
    return {name: np.zeros_like(value) if name in names else value for name, value in params.items()}


def expect_normed(submission, x, gamma, beta, case="", atol=1e-4, **eps):
    """layer_norm equals the oracle's for every token. Only ``atol=EXACT`` is tight enough to show how eps is used."""
    expected = np.apply_along_axis(normed, -1, x, gamma, beta, **eps)
    result = submission.layer_norm(x, gamma, beta, *eps.values())
    expect_shape(result, x.shape, "the shape of x", what=f"layer_norm(x){case}")
    expect_close(result, expected, what=f"layer_norm(x){case}", atol=atol, rtol=atol)


def expect_block(submission, x, params, n_heads, causal=True, case="", atol=EXACT):
    """The block's output equals the oracle's."""
    expected = block(
        x, params, n_heads, causal
    )  # computed first, before the learner's code can change an argument
    result = submission.transformer_block(x, params, n_heads, causal)
    expect_shape(result, x.shape, SYMBOLS, what="output")
    expect_close(result, expected, what=f"output, causal={causal}{case}", atol=atol, rtol=atol)


# ── core: layer_norm ─────────────────────────────────────────────────────────────────────────────────────────


def some_tokens(*shape: int, seed: int = 0):
    """x of any shape, far from mean 0 and variance 1."""
    return make_x(1, 1, math.prod(shape), seed=seed).reshape(shape) * 2 + 1


@core(
    "layer_norm",
    "the mean is not subtracted",
    "x is divided by the variance instead of its root",
    "the variance is divided by d_model - 1",
    see=NORM,
)
def test_layer_norm_example(submission):
    """layer_norm([1, 3]) is [-1, 1] with gamma = 1 and beta = 0"""
    result = submission.layer_norm(np.array([1.0, 3.0]), np.ones(2), np.zeros(2))
    expect_shape(result, (2,), "the shape of x", what="layer_norm([1, 3])")
    expect_close(result, np.array([-1.0, 1.0]), what="layer_norm([1, 3])", atol=1e-4)


@core("layer_norm", "keepdims=True is missing", "the mean is returned", see=NORM)
def test_layer_norm_shape(submission):
    """layer_norm returns an array with the shape of x, for any number of axes"""
    for shape in ((6,), (3, 4), (2, 5, 8), (4, 4, 4), (2, 3, 5, 6)):
        result = submission.layer_norm(some_tokens(*shape), np.ones(shape[-1]), np.zeros(shape[-1]))
        expect_shape(result, shape, "the shape of x", what=f"layer_norm(x) for x of shape {shape}")


@core(
    "layer_norm",
    "the mean is taken over the positions or the whole array",
    "the mean is not subtracted",
    "the norm is RMSNorm",
    see=NORM,
)
def test_layer_norm_mean(submission):
    """With gamma = 1 and beta = 0, every token of the result has mean 0"""
    result = submission.layer_norm(some_tokens(2, 6, 8), np.ones(8), np.zeros(8))
    expect_shape(result, (2, 6, 8), SYMBOLS, what="layer_norm(x)")
    expect_close(np.mean(result, axis=-1), np.zeros((2, 6)), what="mean of each token", atol=1e-6)


@core(
    "layer_norm",
    "x is divided by the variance instead of its root",
    "the squared distances are divided by d_model - 1, or only summed",
    "the variance is taken over another axis",
    see=NORM,
)
def test_layer_norm_variance(submission):
    """Every token of the result has variance 1, however large its numbers were"""
    x = make_x(2, 6, 8) * np.array([1.0, 3.0, 10.0, 1e3, 1.0, 5.0])[:, np.newaxis]
    result = submission.layer_norm(x, np.ones(8), np.zeros(8))
    expect_shape(result, x.shape, SYMBOLS, what="layer_norm(x)")
    expect_close(np.var(result, axis=-1), np.ones((2, 6)), what="variance of each token", atol=1e-3)


@core("layer_norm", "several tokens share one mean or variance", "the axis is -2 or None", see=NORM)
def test_layer_norm_each_token(submission):
    """Changing one token does not change the result for another"""
    x = some_tokens(2, 4, 5, seed=1)
    before = submission.layer_norm(x.copy(), np.ones(5), np.zeros(5))
    expect_shape(before, x.shape, SYMBOLS, what="layer_norm(x)")
    changed = x.copy()
    changed[0, 2] += np.array([9.0, -4.0, 0.0, 2.0, 7.0])
    after = np.array(submission.layer_norm(changed, np.ones(5), np.zeros(5)))
    expect_shape(after, x.shape, SYMBOLS, what="layer_norm(x)")
    after[0, 2] = np.asarray(before)[0, 2]
    expect_close(after, before, what="layer_norm(x) of the other tokens")


@core("layer_norm", "gamma is not used", "gamma and beta are exchanged", "the factor is 1 + gamma", see=NORM)
def test_layer_norm_gamma(submission):
    """gamma multiplies each column of the normalized x"""
    x, params = some_tokens(2, 3, 6, seed=2), make_params(6, 4)
    expect_normed(submission, x, params["ln1_gamma"], np.zeros(6), case=" with beta = 0")


@core(
    "layer_norm",
    "beta is not used",
    "beta is added before the multiplication by gamma",
    "gamma and beta are exchanged",
    see=NORM,
)
def test_layer_norm_beta(submission):
    """beta is added after the multiplication by gamma"""
    x, params = some_tokens(2, 3, 6, seed=3), make_params(6, 4)
    expect_normed(submission, x, params["ln1_gamma"], params["ln1_beta"])


@core(
    "layer_norm",
    "the axis is a fixed number such as 1 or 2",
    "the axis is -2 (equal sizes hide it)",
    "keepdims=True is missing",
    see=NORM,
)
def test_layer_norm_axes(submission):
    """layer_norm works along the last axis, for any number of leading axes"""
    for shape in ((6,), (3, 4), (2, 5, 8), (4, 4, 4), (5, 2, 1, 5), (2, 3, 5, 6)):
        params = make_params(shape[-1], 4)
        expect_normed(
            submission,
            some_tokens(*shape),
            params["ln1_gamma"],
            params["ln1_beta"],
            case=f" for x of shape {shape}",
        )


@core("layer_norm", "eps is added after the root", "eps is not used", "eps is squared", see=NORM)
def test_layer_norm_eps(submission):
    """eps is added to the variance, under the root"""
    x = np.array([[1e-3, -2e-3, 3e-3, 0.0], [1.0, 2.0, 3.0, 5.0]])
    expect_normed(submission, x, np.ones(4), np.zeros(4), atol=EXACT, eps=1e-5)


@core("layer_norm", "the formula contains a fixed number instead of eps", "eps is not used", see=NORM)
def test_layer_norm_given_eps(submission):
    """layer_norm uses the eps it is given"""
    x = np.array([[1e-3, -2e-3, 3e-3, 0.0], [1.0, 2.0, 3.0, 5.0]])
    for eps in (1e-2, 0.5, 1e-9):
        expect_normed(submission, x, np.ones(4), np.zeros(4), case=f", eps={eps:g}", atol=EXACT, eps=eps)


@core("layer_norm", "the default is 1e-6, 1e-8 or 1e-12, as in other libraries", see=NORM)
def test_layer_norm_default_eps(submission):
    """eps is 1e-5 when it is not passed"""
    params = make_params(4, 4)
    for scale in (1e-2, 1e-3, 1e-5):
        x = scale * make_x(1, 3, 4)
        case = f", x of the order of {scale:g}"
        expect_normed(submission, x, params["ln1_gamma"], params["ln1_beta"], case, atol=EXACT)


@core("layer_norm", "eps is not used, and 0 / 0 is NaN", see=NORM)
def test_layer_norm_of_equal_numbers(submission):
    """A token whose numbers are all equal becomes beta, not NaN"""
    params = make_params(5, 4)
    for value in (3.0, 0.0):
        result = submission.layer_norm(np.full((2, 5), value), params["ln1_gamma"], params["ln1_beta"])
        expect_finite(result, what="layer_norm(x)")
        expect_close(result, np.stack([params["ln1_beta"]] * 2), what=f"layer_norm(x), all {value:g}")


# ── core: gelu ───────────────────────────────────────────────────────────────────────────────────────────────


@core(
    "gelu",
    "the function is ReLU, SiLU or the sigmoid form",
    "the 0.5 or the 1 is missing",
    "the factor is 2/π, √(π/2) or √2/π instead of √(2/π)",
    see=FEED,
)
def test_gelu_example(submission):
    """gelu of -1, 0, 1, 3 is -0.1588, 0, 0.8412, 2.9964"""
    expected = np.array([-0.158808, 0.0, 0.841192, 2.996363])
    expect_close(submission.gelu(np.array([-1.0, 0.0, 1.0, 3.0])), expected, what="gelu(x)", atol=2e-6)


@core(
    "gelu",
    "the function is the exact form with erf",
    "x² is used instead of x³",
    "the constant 0.044715 is mistyped",
    "√(2/π) multiplies only one of the two terms",
    see=FEED,
)
def test_gelu(submission):
    """gelu(x) is 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))"""
    x = np.linspace(-5, 5, 41)
    expect_close(submission.gelu(x), bend(x), what="gelu(x) for x = -5 … 5", atol=EXACT, rtol=EXACT)


@core(
    "gelu", "the 0.5 is missing, so gelu(x) approaches 2x", "1 - tanh is used instead of 1 + tanh", see=FEED
)
def test_gelu_ends(submission):
    """gelu(x) approaches x for large x, and 0 for large negative x"""
    x = np.array([-60.0, -20.0, 20.0, 60.0])
    expect_close(submission.gelu(x), np.array([0.0, 0.0, 20.0, 60.0]), what="gelu(x)")


@core("gelu", "an if statement accepts only a single number", "the result is flattened", see=FEED)
def test_gelu_shape(submission):
    """gelu works on each number of an array of any shape"""
    for shape in ((4,), (2, 3), (2, 3, 4), (2, 1, 3, 2)):
        x = np.linspace(-3, 3, math.prod(shape)).reshape(shape)
        result = submission.gelu(x)
        expect_shape(result, shape, "the shape of x", what="gelu(x)")
        expect_close(result, bend(x), what="gelu(x)", atol=EXACT, rtol=EXACT)


# ── core: feed_forward ───────────────────────────────────────────────────────────────────────────────────────


def fed(submission, x, params):
    """The learner's result for copies of x and the weights."""
    weights = (params[name].copy() for name in ("w1", "b1", "w2", "b2"))
    result = submission.feed_forward(x.copy(), *weights)
    expect_shape(result, x.shape, "the shape of x", what="feed_forward(x, …)")
    return result


def expect_fed(submission, x, params, case=""):
    """feed_forward equals the oracle's, for every token."""
    expected = np.apply_along_axis(thought, -1, x, params)
    expect_close(
        fed(submission, x, params), expected, what=f"feed_forward(x, …){case}", atol=EXACT, rtol=EXACT
    )


@core("feed_forward", "a matrix is transposed", "only one matrix is applied", see=FEED)
def test_feed_forward_shape(submission):
    """feed_forward returns an array with the shape of x"""
    for shape, d_ff in (((2, 5, 6), 24), ((1, 1, 3), 5), ((2, 3, 8), 2)):
        fed(submission, make_x(*shape), make_params(shape[-1], d_ff))


@core(
    "feed_forward",
    "there is no gelu between the layers",
    "gelu comes after the second layer, or before the first",
    "x is added to the result",
    "a matrix is applied as x @ w.T",
    see=FEED,
)
def test_feed_forward_matrices(submission):
    """With biases of 0, feed_forward is gelu(x @ w1) @ w2"""
    for shape, d_ff in (((2, 5, 6), 24), ((3, 4, 4), 4)):
        x, params = make_x(*shape), silent(make_params(shape[-1], d_ff), "b1", "b2")
        expect_fed(submission, x, params, case=" with b1 = b2 = 0")


@core("feed_forward", "b1 is not used", "b1 is added after gelu", see=FEED)
def test_feed_forward_first_bias(submission):
    """b1 is added before gelu"""
    expect_fed(submission, make_x(2, 5, 6), silent(make_params(6, 9), "b2"), case=" with b2 = 0")


@core("feed_forward", "b2 is not used", "gelu is applied to the result too", see=FEED)
def test_feed_forward_second_bias(submission):
    """b2 is added at the end"""
    expect_fed(submission, make_x(2, 5, 6, seed=1), make_params(6, 9, seed=1))


@core("feed_forward", "the axis is a fixed number", "the code assumes that x has three axes", see=FEED)
def test_feed_forward_axes(submission):
    """feed_forward accepts any number of leading axes"""
    params = make_params(4, 7, seed=1)
    for shape in ((4,), (3, 4), (2, 3, 4), (2, 1, 3, 4)):
        x = make_x(1, 1, math.prod(shape), seed=1).reshape(shape)
        expect_fed(submission, x, params, case=f" for x of shape {shape}")


# ── core: the block ──────────────────────────────────────────────────────────────────────────────────────────

SIZES = (  # B, T, d_model, n_heads, d_ff
    (2, 5, 8, 2, 16),
    (1, 7, 6, 3, 10),
    (4, 3, 8, 4, 8),
    (2, 4, 4, 1, 7),
    (2, 2, 12, 2, 5),
    (1, 1, 4, 2, 3),
    (2, 1, 6, 3, 4),
)
EQUAL = (
    (2, 2, 4, 2, 4),
    (3, 3, 9, 3, 9),
    (4, 4, 4, 4, 4),
    (3, 6, 6, 2, 6),
)  # equal sizes hide a swapped axis


def answered(submission, x, params, n_heads, *causal, what="output"):
    """The learner's output for copies of x and the params."""
    output = submission.transformer_block(
        x.copy(), {name: value.copy() for name, value in params.items()}, n_heads, *causal
    )
    expect_shape(output, x.shape, SYMBOLS, what=what)
    return np.asarray(output)


@core("block", "the heads are not merged", "the return statement is missing", see=BLOCK)
def test_block_shape(submission):
    """The block returns an array with the shape of x, (B, T, d_model)"""
    for batch, seq_len, d_model, n_heads, d_ff in SIZES:
        answered(submission, make_x(batch, seq_len, d_model), make_params(d_model, d_ff), n_heads, False)


@core(
    "block",
    "x is replaced instead of being added to",
    "the sum is normalized (post-norm)",
    "the sum starts from the normalized copy",
    "x is added twice",
    see=BLOCK,
)
def test_residual_path(submission):
    """When attention and feed-forward give 0, the block returns x"""
    x, params = make_x(2, 4, 6), silent(make_params(6, 9), "w_o", "w2", "b2")
    expect_close(answered(submission, x, params, 2, False), x, what="output with w_o = w2 = b2 = 0")


@core(
    "block",
    "feed_forward reads x without its norm",
    "ln1 is used instead of ln2",
    "feed_forward's output is added to the normalized x",
    see=BLOCK,
)
def test_feed_forward_half(submission):
    """The second half alone is x + feed_forward(layer_norm(x, ln2_gamma, ln2_beta))"""
    x = make_x(2, 5, 6, seed=2)
    expect_block(submission, x, silent(make_params(6, 9, seed=2), "w_o"), 2, False, case=", with w_o = 0")


@core(
    "block",
    "attention reads x without its norm",
    "ln2 is used instead of ln1",
    "w_o is missing or transposed",
    "keys, queries and values are exchanged",
    see=OUTPUT,
)
def test_attention_of_one_token(submission):
    """With one token, the first half is x + layer_norm(x) @ w_v @ w_o"""
    x, params = make_x(3, 1, 6, seed=3), silent(make_params(6, 9, seed=3), "w2", "b2")
    expect_block(submission, x, params, 2, False, case=", with T = 1 and w2 = b2 = 0")


@core(
    "attention",
    "queries and keys are exchanged",
    "the softmax runs over another axis, or does not divide by the sum",
    "the weights are transposed",
    "the scores are not divided by √d_head",
    "a mask is applied although causal is False",
    see=QKV,
)
def test_attention_of_one_head(submission):
    """With one head, the first half is x + attention(layer_norm(x))"""
    x, params = make_x(2, 5, 6, seed=1), silent(make_params(6, 9, seed=1), "w2", "b2")
    expect_block(submission, x, params, 1, False, case=", with n_heads = 1 and w2 = b2 = 0")


@core(
    "attention",
    "the heads are split by reshape alone, without a transpose",
    "head h takes every n_heads-th column",
    "the heads are merged in the wrong order",
    "n_heads is not used",
    see=HEADS,
)
def test_attention_half(submission):
    """Head h uses the columns h*d_head : (h+1)*d_head"""
    for n_heads in (2, 3):
        x, params = make_x(2, 5, 6, seed=1), silent(make_params(6, 9, seed=1), "w2", "b2")
        expect_block(submission, x, params, n_heads, False, case=f", n_heads = {n_heads}, w2 = b2 = 0")


@core(
    "attention",
    "√d_model, √T or √n_heads is used instead of √d_head",
    "the root of d_head is missing",
    see=SCALING,
)
def test_scaling(submission):
    """Scores are divided by √d_head, for every number of heads"""
    x = make_x(1, 5, 12, seed=4)
    for n_heads in (1, 2, 4, 6, 12):
        params = silent(make_params(12, 5, seed=n_heads), "w2", "b2")
        expect_block(submission, x, params, n_heads, False, case=f", d_model = 12, n_heads = {n_heads}")


@core("attention", "the columns of a head do not match its rows of w_o", see=HEADS)
def test_order_of_heads(submission):
    """Swapping two heads in w_q, w_k, w_v and in the rows of w_o changes nothing"""
    x, params = make_x(2, 4, 12, seed=12), make_params(12, 5, seed=12)
    order = [*range(8, 12), *range(4, 8), *range(4)]
    exchanged = {**params, **{name: params[name][:, order] for name in ("w_q", "w_k", "w_v")}}
    exchanged["w_o"] = params["w_o"][order]
    before, after = (answered(submission, x, these, 3, False) for these in (params, exchanged))
    expect_close(after, before, what="output with heads 0 and 2 swapped")


@core("attention", "a sum runs over the batch axis", "k.T reverses every axis", see=HEADS)
def test_sequences_do_not_mix(submission):
    """Each sequence gives the same output in a batch as on its own"""
    x, params = make_x(3, 4, 6, seed=7), make_params(6, 8, seed=7)
    together = answered(submission, x, params, 3, False)
    for b in range(3):
        alone = answered(submission, x[b : b + 1], params, 3, False)
        expect_close(together[b : b + 1], alone, what=f"sequence {b}, in a batch and alone")


@core(
    "block",
    "feed_forward reads x without attention's output",
    "a sum starts from the block's input",
    "feed_forward comes before attention",
    see=BLOCK,
)
def test_block_without_mask(submission):
    """With causal=False, the block runs the attention half, then the feed-forward half"""
    for seed, (batch, seq_len, d_model, n_heads, d_ff) in enumerate(SIZES):
        x, params = make_x(batch, seq_len, d_model, seed=seed), make_params(d_model, d_ff, seed=seed)
        case = f" for B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}, d_ff = {d_ff}"
        expect_block(submission, x, params, n_heads, False, case)


@core("block", "two axes are exchanged (equal sizes hide it)", "k.T reverses every axis", see=COMMON)
def test_equal_sizes(submission):
    """The result is correct when B = n_heads = T = d_head"""
    for seed, (batch, seq_len, d_model, n_heads, d_ff) in enumerate(EQUAL):
        x, params = make_x(batch, seq_len, d_model, seed=seed), make_params(d_model, d_ff, seed=seed)
        case = f" for B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}"
        expect_block(submission, x, params, n_heads, False, case)


# ── core: the mask ───────────────────────────────────────────────────────────────────────────────────────────


@core(
    "mask",
    "the mask is missing",
    "np.triu, which keeps the future, is used instead of np.tril",
    "masked scores are 0 or -1, whose exp is not 0",
    "position i also sees i + 1",
    see=CAUSAL,
)
def test_future_does_not_matter(submission):
    """With causal=True, changing the last token changes nothing before it"""
    x, params = make_x(2, 6, 8, seed=5), make_params(8, 12, seed=5)
    before = answered(submission, x, params, 2, True)
    changed = x.copy()
    changed[:, -1] += np.linspace(-5, 9, 8)
    after = answered(submission, changed, params, 2, True)
    expect_close(after[:, :-1], before[:, :-1], what="output before the changed token")


@core(
    "mask",
    "the diagonal is hidden too",
    "the mask is applied after the softmax, so rows do not sum to 1",
    "the mask has n_heads rows",
    see=CAUSAL,
)
def test_block(submission):
    """With causal=True, position i sees positions 0 … i"""
    for seed, (batch, seq_len, d_model, n_heads, d_ff) in enumerate((*SIZES, *EQUAL)):
        x, params = make_x(batch, seq_len, d_model, seed=seed), make_params(d_model, d_ff, seed=seed)
        case = f" for B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}, d_ff = {d_ff}"
        expect_block(submission, x, params, n_heads, True, case)


@core("mask", "the default of causal is False", see=CAUSAL)
def test_causal_by_default(submission):
    """Without the causal argument, the block is causal"""
    x, params = make_x(1, 5, 6, seed=4), make_params(6, 8, seed=4)
    expect_close(answered(submission, x, params, 3), block(x, params, 3, True), what="output")


@core("mask", "causal is not used, so the mask is always applied", see=CAUSAL)
def test_future_matters_without_mask(submission):
    """With causal=False, changing the last token changes every output"""
    x, params = make_x(1, 4, 8, seed=6), make_params(8, 12, seed=6)
    before = answered(submission, x, params, 2, False)
    changed = x.copy()
    changed[:, -1] = changed[:, -1, ::-1] + np.linspace(0, 3, 8)
    after = answered(submission, changed, params, 2, False)
    moved = np.abs(after - before).max(axis=-1)
    expect(
        bool((moved[0, :-1] > 1e-9).all()),
        "with causal=False, changing the last token does not change the first outputs: a mask is still applied",
    )


# ── core: the caller's arrays ────────────────────────────────────────────────────────────────────────────────


@core(
    "caller",
    "x += … writes into the caller's array",
    "x -= mean in layer_norm writes into the caller's array",
    see=BLOCK,
)
def test_inputs_unchanged(submission):
    """The block does not change x or the params"""
    for causal in (True, False):
        x, params = make_x(2, 4, 6, seed=9), make_params(6, 8, seed=9)
        x_before, before = x.copy(), {name: value.copy() for name, value in params.items()}
        submission.transformer_block(x, params, 2, causal)
        expect_unchanged(x_before, x, "x")
        for name, value in before.items():
            expect_unchanged(value, params[name], f'params["{name}"]')


@core("caller", "x -= mean or x *= … writes into the caller's array", see=NORM)
def test_parts_leave_their_inputs(submission):
    """layer_norm, gelu and feed_forward do not change their inputs"""
    x, params = make_x(1, 4, 6, seed=10), make_params(6, 8, seed=10)
    before, params_before = x.copy(), {name: value.copy() for name, value in params.items()}
    submission.layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    expect_unchanged(before, x, "x of layer_norm")
    submission.gelu(x)
    expect_unchanged(before, x, "x of gelu")
    submission.feed_forward(x, params["w1"], params["b1"], params["w2"], params["b2"])
    expect_unchanged(before, x, "x of feed_forward")
    for name in ("ln1_gamma", "ln1_beta", "w1", "b1", "w2", "b2"):
        expect_unchanged(params_before[name], params[name], name)


# ── robust: large and small numbers ──────────────────────────────────────────────────────────────────────────


@robust("large numbers", "the row's maximum is not subtracted before exp", see=SOFTMAX)
def test_loud_input(submission):
    """Scores of many thousands give finite outputs, and the future stays hidden"""
    for seed, factor in ((8, 60.0), (14, 200.0)):
        x, params = make_x(2, 5, 8, seed=seed) * 1e3, make_params(8, 12, seed=seed)
        params["w_q"] = params["w_q"] * factor
        params["w_k"] = params["w_k"] * factor
        for causal in (True, False):
            result = submission.transformer_block(x.copy(), params, 2, causal)
            expect_finite(result, what="output")
            expect_close(result, block(x, params, 2, causal), what=f"output, causal={causal}")


@robust("large numbers", "the variance is mean(x²) - mean², which loses precision", see=NORM)
def test_layer_norm_far_from_zero(submission):
    """layer_norm keeps differences of 1 or 2 between numbers near ten million"""
    for far in (1e7, -1e7):
        x = far + make_x(1, 4, 5, seed=18)
        expected = np.apply_along_axis(normed, -1, x, np.ones(5), np.zeros(5))
        result = submission.layer_norm(x, np.ones(5), np.zeros(5))
        expect_finite(result, what="layer_norm(x)")
        expect_close(result, expected, what=f"layer_norm(x), x near {far:g}")


@robust("large numbers", "an exp overflows, as in the sigmoid form", see=FEED)
def test_gelu_far_out(submission):
    """gelu of ±10,000 does not overflow"""
    result = submission.gelu(np.array([-1e4, 1e4]))
    expect_finite(result, what="gelu(x)")
    expect_close(result, np.array([0.0, 1e4]), what="gelu(x)")


@robust("large numbers", "the block computes its own norm, with another eps", see=NORM)
def test_quiet_input(submission):
    """The result is correct when one token's numbers are near 0.001 and the next one's near 1,000"""
    x, params = make_x(2, 5, 6, seed=13), make_params(6, 9, seed=13)
    small = silent(params, "w_o")  # so that the second norm reads small numbers too
    for scale in (np.full(5, 1e-3), np.array([1e-3, 1e3, 1.0, 1e-2, 50.0])):
        for these in (params, small):
            expect_block(
                submission, x * scale[:, np.newaxis], these, 2, case=" for tokens of small and large numbers"
            )


# ── robust: types ────────────────────────────────────────────────────────────────────────────────────────────


@robust("integers", "a result is written into an array of x's integer type", see=COMMON)
def test_layer_norm_of_whole_numbers(submission):
    """layer_norm of integers gives fractional results"""
    x = np.array([[1, 2, 4], [0, 0, 9]])
    expect_normed(submission, x, np.array([0.5, 2.0, 1.5]), np.array([0.25, -1.0, 0.0]), case=" of integers")


@robust("integers", "a result is written into an array of x's integer type", see=COMMON)
def test_gelu_of_whole_numbers(submission):
    """gelu of integers gives fractional results"""
    x = np.array([-3, -1, 0, 1, 2])
    expect_close(submission.gelu(x), bend(x), what="gelu(x) of integers", atol=EXACT)


@robust("integers", "a result is written into an array of x's integer type", see=COMMON)
def test_whole_numbers(submission):
    """The block gives fractional results for integer x"""
    x = np.round(3 * make_x(2, 4, 6, seed=17)).astype(int)
    expect_block(submission, x, make_params(6, 8, seed=17), 2, case=", integer x")


@robust("types", "a dtype is hard-coded", see=COMMON)
def test_single_precision(submission):
    """float32 and float16 inputs work, as precisely as their type allows"""
    for dtype, atol in ((np.float32, 1e-3), (np.float16, 0.3)):
        x = make_x(2, 4, 6, seed=11).astype(dtype)
        params = {name: value.astype(dtype) for name, value in make_params(6, 8, seed=11).items()}
        expect_close(
            submission.transformer_block(x, params, 2),
            block(x, params, 2),
            what=f"output, {np.dtype(dtype)}",
            atol=atol,
        )


# ── robust: calls ────────────────────────────────────────────────────────────────────────────────────────────


@robust("calls", "an argument is not named as in the task", see=BLOCK)
def test_names(submission):
    """All arguments can be passed by name"""
    x, params = make_x(2, 4, 6, seed=15), make_params(6, 8, seed=15)
    shuffled = {name: params[name] for name in sorted(params)}
    expected, token = block(x, params, 3, False), x[0, 0]
    output = submission.transformer_block(causal=False, n_heads=3, params=shuffled, x=x.copy())
    expect_close(output, expected, what="output")
    gamma, beta = params["ln1_gamma"], params["ln1_beta"]
    expected = normed(token, gamma, beta, 0.1)
    expect_close(
        submission.layer_norm(eps=0.1, beta=beta, gamma=gamma, x=token.copy()),
        expected,
        what="layer_norm(x=…)",
    )
    weights = {name: params[name] for name in ("b2", "w2", "b1", "w1")}
    expect_close(
        submission.feed_forward(**weights, x=token.copy()), thought(token, params), what="feed_forward(x=…)"
    )
    expect_close(submission.gelu(x=token.copy()), bend(token), what="gelu(x=…)")


@robust("calls", "a value is kept from one call to the next", see=BLOCK)
def test_again(submission):
    """No call depends on an earlier one"""
    for seed, (seq_len, n_heads, causal) in enumerate(
        ((4, 2, True), (6, 2, True), (3, 3, True), (4, 2, False), (4, 2, True), (4, 3, True))
    ):
        x, params = make_x(2, seq_len, 6, seed=seed), make_params(6, 8, seed=seed)
        expect_block(submission, x, params, n_heads, causal, case=" in a series of calls")


@robust("calls", "the code writes into an input", "the code assigns to x.shape", see=BLOCK)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    x = make_x(5, 2, 6, seed=16).swapaxes(0, 1)
    params = {name: np.asfortranarray(value) for name, value in make_params(6, 8, seed=16).items()}
    expect_block(submission, x, params, 3, case=", x a view with its axes exchanged")
    for array in (x, *params.values()):
        array.setflags(write=False)
    expect_block(submission, x, params, 3, case=", read-only inputs")
