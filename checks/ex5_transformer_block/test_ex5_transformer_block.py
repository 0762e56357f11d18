"""What the block and its parts must do. The oracles work token by token and head by head, in plain loops."""

import math

import numpy as np

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged

SYMBOLS = "(B, T, d_model)"
EXACT = 1e-8  # float64 all the way; what was float32 for a moment is further off


# ── the oracles ──────────────────────────────────────────────────────────────────────────────────────────────


def normed(token, gamma, beta, eps=1e-5):
    """One token's vector: mean 0, variance 1, stretched and moved (Ba et al. 2016, section 3)."""
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
            shares = np.exp(scores - scores.max())
            merged[i, own] = (shares / shares.sum()) @ v[:seen]
    return merged @ params["w_o"]


def block(x, params, n_heads, causal=True):
    """The pre-norm block, one sequence after the other, in float64."""
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
    """Params of which none is 0, 1 or the identity: an untrained model's would hide half of all mistakes."""
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
    """(B, T, d_model), tokens of different loudness and not centred on 0."""
    rng = np.random.default_rng(100 + seed)
    loudness = rng.uniform(0.2, 4.0, size=(batch, seq_len, 1))
    return loudness * rng.normal(size=(batch, seq_len, d_model)) + rng.normal(size=(batch, seq_len, 1))


def silent(params, *names):
    """The same params with some set to 0."""
    return {name: np.zeros_like(value) if name in names else value for name, value in params.items()}


def expect_normed(submission, x, gamma, beta, case, **eps):
    """layer_norm equals the oracle's, for every token."""
    expected = np.apply_along_axis(normed, -1, x, gamma, beta, **eps)
    result = submission.layer_norm(x, gamma, beta, **eps)
    expect_shape(result, x.shape, "the shape of x", what=f"layer_norm(x){case}")
    expect_close(result, expected, what=f"layer_norm(x){case}", atol=EXACT, rtol=EXACT)


def expect_block(submission, x, params, n_heads, causal=True, case="", atol=EXACT):
    """The block's output equals the oracle's."""
    expected = block(x, params, n_heads, causal)  # first: nothing is changed yet
    result = submission.transformer_block(x, params, n_heads, causal=causal)
    expect_shape(result, x.shape, SYMBOLS, what="output")
    expect_close(result, expected, what=f"output, causal={causal}{case}", atol=atol, rtol=atol)


# ── layer_norm ───────────────────────────────────────────────────────────────────────────────────────────────


def test_layer_norm(submission):
    """layer_norm brings every token on its own to mean 0 and variance 1, then stretches by gamma and moves by beta"""
    for shape in ((6,), (3, 4), (2, 5, 8), (4, 4, 4), (5, 2, 1, 5), (2, 3, 5, 6)):
        x = make_x(1, 1, math.prod(shape)).reshape(shape) * 2 + 1
        params = make_params(shape[-1], 4)
        expect_normed(submission, x, params["ln1_gamma"], params["ln1_beta"], case=f" for x of shape {shape}")


def test_layer_norm_statistics(submission):
    """with gamma = 1 and beta = 0 every token has mean 0 and variance 1, loud or quiet"""
    x = make_x(2, 6, 8) * np.array([1e-1, 1.0, 10.0, 1e3, 1.0, 5.0])[:, np.newaxis]
    result = submission.layer_norm(x, np.ones(8), np.zeros(8))
    expect_shape(result, x.shape, SYMBOLS, what="layer_norm(x)")
    expect_close(np.mean(result, axis=-1), np.zeros((2, 6)), what="mean of each token", atol=1e-6)
    expect_close(np.var(result, axis=-1), np.ones((2, 6)), what="variance of each token", atol=6e-3)


def test_layer_norm_eps(submission):
    """eps is added to the variance, under the root, and is the one that was given"""
    x = np.array([[1e-3, -2e-3, 3e-3, 0.0], [1.0, 2.0, 3.0, 5.0]])
    for eps in (1e-5, 1e-2, 0.5, 1e-9):
        expect_normed(submission, x, np.ones(4), np.zeros(4), case=f", eps={eps:g}", eps=eps)


def test_layer_norm_default_eps(submission):
    """without a word, eps is 1e-5, which shows on quiet tokens"""
    params = make_params(4, 4)
    for loudness in (1e-2, 1e-3, 1e-5):
        x = loudness * make_x(1, 3, 4)
        expect_normed(submission, x, params["ln1_gamma"], params["ln1_beta"], case=f", x about {loudness:g}")


def test_layer_norm_of_equal_numbers(submission):
    """a token whose numbers are all equal becomes beta, not NaN"""
    params = make_params(5, 4)
    for value in (3.0, 0.0):
        result = submission.layer_norm(np.full((2, 5), value), params["ln1_gamma"], params["ln1_beta"])
        expect_finite(result, what="layer_norm(x)")
        expect_close(result, np.stack([params["ln1_beta"]] * 2), what=f"layer_norm(x), all {value:g}")


def test_layer_norm_far_from_zero(submission):
    """numbers around ten million that differ by one or two are told apart"""
    for far in (1e7, -1e7):
        x = far + make_x(1, 4, 5, seed=18)
        expected = np.apply_along_axis(normed, -1, x, np.ones(5), np.zeros(5))
        result = submission.layer_norm(x, np.ones(5), np.zeros(5))
        expect_finite(result, what="layer_norm(x)")
        expect_close(result, expected, what=f"layer_norm(x), x near {far:g}")


def test_layer_norm_of_whole_numbers(submission):
    """integer input is not cut back to integers on the way"""
    x = np.array([[1, 2, 4], [0, 0, 9]])
    expect_normed(submission, x, np.array([0.5, 2.0, 1.5]), np.array([0.25, -1.0, 0.0]), case=" of integers")


# ── gelu ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_gelu(submission):
    """gelu is 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))"""
    x = np.linspace(-5, 5, 41)
    expect_close(submission.gelu(x), bend(x), what="gelu(x) for x = -5 … 5", atol=EXACT, rtol=EXACT)


def test_gelu_ends(submission):
    """far right gelu is x, far left 0, and it never overflows"""
    x = np.array([-1e4, -60.0, 0.0, 60.0, 1e4])
    result = submission.gelu(x)
    expect_finite(result, what="gelu(x)")
    expect_close(result, np.array([0.0, 0.0, 0.0, 60.0, 1e4]), what="gelu(x)")


def test_gelu_shape(submission):
    """gelu works number by number on any shape"""
    for shape in ((4,), (2, 3), (2, 3, 4), (2, 1, 3, 2)):
        x = np.linspace(-3, 3, math.prod(shape)).reshape(shape)
        result = submission.gelu(x)
        expect_shape(result, shape, "the shape of x", what="gelu(x)")
        expect_close(result, bend(x), what="gelu(x)", atol=EXACT, rtol=EXACT)


def test_gelu_of_whole_numbers(submission):
    """gelu of integers is not an integer"""
    x = np.array([-3, -1, 0, 1, 2])
    expect_close(submission.gelu(x), bend(x), what="gelu(x) of integers", atol=EXACT)


# ── feed_forward ─────────────────────────────────────────────────────────────────────────────────────────────


def test_feed_forward(submission):
    """feed_forward is matrix, bias, gelu, matrix, bias, for every token on its own"""
    for batch, seq_len, d_model, d_ff in ((2, 5, 6, 24), (1, 1, 3, 5), (3, 4, 4, 4), (2, 3, 8, 2)):
        x, params = make_x(batch, seq_len, d_model), make_params(d_model, d_ff)
        expected = np.array([[thought(token, params) for token in sequence] for sequence in x])
        result = submission.feed_forward(x, params["w1"], params["b1"], params["w2"], params["b2"])
        expect_shape(result, x.shape, SYMBOLS, what="feed_forward(x)")
        expect_close(result, expected, what="feed_forward(x)", atol=EXACT, rtol=EXACT)


def test_feed_forward_shapes(submission):
    """feed_forward takes one token alone, a text, and any leading axes: only the last axis is d_model"""
    params = make_params(4, 7, seed=1)
    for shape in ((4,), (3, 4), (2, 1, 3, 4)):
        x = make_x(1, 1, math.prod(shape), seed=1).reshape(shape)
        expected = np.apply_along_axis(thought, -1, x, params)
        result = submission.feed_forward(x, params["w1"], params["b1"], params["w2"], params["b2"])
        expect_shape(result, shape, "the shape of x", what="feed_forward(x)")
        expect_close(result, expected, what=f"feed_forward(x), x of shape {shape}", atol=EXACT, rtol=EXACT)


# ── the block ────────────────────────────────────────────────────────────────────────────────────────────────

SIZES = (  # B, T, d_model, n_heads, d_ff: all different, then equal where a swapped axis could hide
    (2, 5, 8, 2, 16),
    (1, 7, 6, 3, 10),
    (4, 3, 8, 4, 8),
    (2, 4, 4, 1, 7),
    (3, 3, 3, 3, 12),
    (2, 2, 12, 2, 5),
    (3, 6, 6, 2, 6),
    (1, 1, 4, 2, 3),
    (2, 1, 6, 3, 4),
)


def test_block_shape(submission):
    """the block gives back the shape of x"""
    for batch, seq_len, d_model, n_heads, d_ff in SIZES:
        x = make_x(batch, seq_len, d_model)
        result = submission.transformer_block(x, make_params(d_model, d_ff), n_heads)
        expect_shape(result, x.shape, SYMBOLS, what="output")


def test_residual_path(submission):
    """when attention and feed-forward give 0, the block returns x: nothing norms or replaces the residual path"""
    x = make_x(2, 4, 6)
    params = silent(make_params(6, 9), "w_o", "w2", "b2")
    expect_close(submission.transformer_block(x, params, 2), x, what="output with w_o = w2 = b2 = 0")


def test_attention_half(submission):
    """x + attention(layer_norm(x)): the first half, with feed-forward silent"""
    x = make_x(2, 5, 6, seed=1)
    params = silent(make_params(6, 9, seed=1), "w2", "b2")
    for causal in (True, False):
        expect_block(submission, x, params, 2, causal, case=", with w2 = b2 = 0")


def test_feed_forward_half(submission):
    """x + feed_forward(layer_norm(x)): the second half, with attention silent"""
    x = make_x(2, 5, 6, seed=2)
    expect_block(submission, x, silent(make_params(6, 9, seed=2), "w_o"), 2, case=", with w_o = 0")


def test_block(submission):
    """the whole block: norm, attention, plus; norm, feed-forward, plus"""
    for seed, (batch, seq_len, d_model, n_heads, d_ff) in enumerate(SIZES):
        x, params = make_x(batch, seq_len, d_model, seed=seed), make_params(d_model, d_ff, seed=seed)
        for causal in (True, False):
            case = f" for B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}, d_ff = {d_ff}"
            expect_block(submission, x, params, n_heads, causal, case)


def test_causal_by_default(submission):
    """without a word, the block is causal"""
    x, params = make_x(1, 5, 6, seed=4), make_params(6, 8, seed=4)
    expect_close(submission.transformer_block(x, params, 3), block(x, params, 3, True), what="output")


def test_future_does_not_matter(submission):
    """with causal=True, changing the last token changes nothing before it"""
    x, params = make_x(2, 6, 8, seed=5), make_params(8, 12, seed=5)
    before = submission.transformer_block(x.copy(), params, 2, causal=True)
    expect_shape(before, x.shape, SYMBOLS, what="output")
    changed = x.copy()
    changed[:, -1] += np.linspace(-5, 9, 8)
    after = submission.transformer_block(changed, params, 2, causal=True)
    expect_shape(after, x.shape, SYMBOLS, what="output")
    expect_close(after[:, :-1], before[:, :-1], what="output before the changed token")


def test_future_matters_without_mask(submission):
    """with causal=False, every token feels a change of the last one"""
    x, params = make_x(1, 4, 8, seed=6), make_params(8, 12, seed=6)
    before = submission.transformer_block(x.copy(), params, 2, causal=False)
    expect_shape(before, x.shape, SYMBOLS, what="output")
    changed = x.copy()
    changed[:, -1] = changed[:, -1, ::-1] + np.linspace(0, 3, 8)
    after = submission.transformer_block(changed, params, 2, causal=False)
    expect_shape(after, x.shape, SYMBOLS, what="output")
    moved = np.abs(np.asarray(after) - np.asarray(before)).max(axis=-1)
    expect(
        bool((moved[0, :-1] > 1e-9).all()),
        "with causal=False the first tokens do not change when the last one does: a mask is still there",
    )


def test_sequences_do_not_mix(submission):
    """each sequence of a batch is on its own"""
    x, params = make_x(3, 4, 6, seed=7), make_params(6, 8, seed=7)
    together = submission.transformer_block(x.copy(), params, 3)
    expect_shape(together, x.shape, SYMBOLS, what="output")
    for b in range(3):
        alone = submission.transformer_block(x[b : b + 1].copy(), params, 3)
        expect_close(together[b : b + 1], alone, what=f"sequence {b}, in a batch and alone")


def test_order_of_heads(submission):
    """exchanging two heads, in the columns of w_q, w_k, w_v and the rows of w_o, changes nothing"""
    x, params = make_x(2, 4, 12, seed=12), make_params(12, 5, seed=12)
    order = [*range(8, 12), *range(4, 8), *range(4)]
    exchanged = {**params, **{name: params[name][:, order] for name in ("w_q", "w_k", "w_v")}}
    exchanged["w_o"] = params["w_o"][order]
    before = submission.transformer_block(x.copy(), params, 3)
    after = submission.transformer_block(x.copy(), exchanged, 3)
    expect_close(after, before, what="output with heads 0 and 2 exchanged")


# ── rows of very different scale ─────────────────────────────────────────────────────────────────────────────


def test_loud_input(submission):
    """large inputs and scores of many thousands stay finite, and the future stays hidden behind them"""
    for seed, factor in ((8, 60.0), (14, 200.0)):
        x, params = make_x(2, 5, 8, seed=seed) * 1e3, make_params(8, 12, seed=seed)
        params["w_q"] = params["w_q"] * factor
        params["w_k"] = params["w_k"] * factor
        for causal in (True, False):
            result = submission.transformer_block(x.copy(), params, 2, causal=causal)
            expect_finite(result, what="output")
            expect_close(result, block(x, params, 2, causal), what=f"output, causal={causal}")


def test_quiet_input(submission):
    """tokens of a thousandth, where eps counts, beside tokens of a thousand"""
    x, params = make_x(2, 5, 6, seed=13), make_params(6, 9, seed=13)
    quiet = silent(params, "w_o")  # then the second norm reads quiet tokens, too
    for scale in (np.full(5, 1e-3), np.array([1e-3, 1e3, 1.0, 1e-2, 50.0])):
        for these in (params, quiet):
            expect_block(submission, x * scale[:, np.newaxis], these, 2, case=" for quiet and loud tokens")


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_names(submission):
    """all arguments can be given by name, causal also by place, and params in any order"""
    x, params = make_x(2, 4, 6, seed=15), make_params(6, 8, seed=15)
    shuffled = {name: params[name] for name in sorted(params)}
    expected, token = block(x, params, 3, False), x[0, 0]
    output = submission.transformer_block(causal=False, n_heads=3, params=shuffled, x=x.copy())
    expect_close(output, expected, what="output")
    expect_close(submission.transformer_block(x.copy(), params, 3, False), expected, what="output")
    gamma, beta = params["ln1_gamma"], params["ln1_beta"]
    expected = normed(token, gamma, beta, 0.1)
    expect_close(
        submission.layer_norm(eps=0.1, beta=beta, gamma=gamma, x=token.copy()),
        expected,
        what="layer_norm(x=…)",
    )
    expect_close(
        submission.layer_norm(token.copy(), gamma, beta, 0.1), expected, what="layer_norm(x, …, 0.1)"
    )
    weights = {name: params[name] for name in ("b2", "w2", "b1", "w1")}
    expect_close(
        submission.feed_forward(**weights, x=token.copy()), thought(token, params), what="feed_forward(x=…)"
    )
    expect_close(submission.gelu(x=token.copy()), bend(token), what="gelu(x=…)")


def test_inputs_unchanged(submission):
    """x and the params are not changed"""
    for causal in (True, False):
        x, params = make_x(2, 4, 6, seed=9), make_params(6, 8, seed=9)
        x_before, before = x.copy(), {name: value.copy() for name, value in params.items()}
        submission.transformer_block(x, params, 2, causal=causal)
        expect_unchanged(x_before, x, "x")
        for name, value in before.items():
            expect_unchanged(value, params[name], f'params["{name}"]')


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


def test_again(submission):
    """asking again, with other sizes, params or mask, is answered anew: nothing is kept from call to call"""
    for seed, (seq_len, n_heads, causal) in enumerate(
        ((4, 2, True), (6, 2, True), (3, 3, True), (4, 2, False), (4, 2, True), (4, 3, True))
    ):
        x, params = make_x(2, seq_len, 6, seed=seed), make_params(6, 8, seed=seed)
        expect_block(submission, x, params, n_heads, causal, case=" in a row of calls")


def test_views(submission):
    """views, Fortran order and read-only arrays work like any other"""
    x = make_x(5, 2, 6, seed=16).swapaxes(0, 1)
    params = {name: np.asfortranarray(value) for name, value in make_params(6, 8, seed=16).items()}
    expect_block(submission, x, params, 3, case=", x a view with its axes exchanged")
    for array in (x, *params.values()):
        array.setflags(write=False)
    expect_block(submission, x, params, 3, case=", read-only inputs")


def test_whole_numbers(submission):
    """integer tokens are not cut back to integers on the way"""
    x = np.round(3 * make_x(2, 4, 6, seed=17)).astype(int)
    expect_block(submission, x, make_params(6, 8, seed=17), 2, case=", integer x")


def test_single_precision(submission):
    """float32 and float16 input and params work as well, to their own precision"""
    for dtype, atol in ((np.float32, 1e-3), (np.float16, 0.3)):
        x = make_x(2, 4, 6, seed=11).astype(dtype)
        params = {name: value.astype(dtype) for name, value in make_params(6, 8, seed=11).items()}
        expect_close(
            submission.transformer_block(x, params, 2),
            block(x, params, 2),
            what=f"output, {np.dtype(dtype)}",
            atol=atol,
        )
