"""Checks that the PyTorch versions give the same results as NumPy. The oracles are plain NumPy; nothing here needs torch."""

import math

import numpy as np

from tutor.grading.expect import (
    expect,
    expect_close,
    expect_dtype,
    expect_raises,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

LESSON = "step-1-attention-visual-deep-dive"
TORCH = "step-4-hands-on-exercises#pytorch-project"
BLOCK, NORM, FEED = f"{LESSON}#blocks", f"{LESSON}#residuals-and-layer-norm", f"{LESSON}#feed-forward"
HEADS, CAUSAL, MASK = f"{LESSON}#split-and-merge", f"{LESSON}#causal-masking", f"{LESSON}#masking-in-general"

SYMBOLS = "(B, T, d_model)"
EXACT = 1e-8  # needs float64 throughout; one float32 step is already further off


# ── the oracles ──────────────────────────────────────────────────────────────────────────────────────────────


def attended(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    """Multi-head attention, one query of one head at a time. True in the mask means "may attend"."""
    batch, seq_len, d_model = x.shape
    d_head = d_model // n_heads
    visible = np.broadcast_to(True if mask is None else mask, (batch, n_heads, seq_len, seq_len))
    output = np.zeros((batch, seq_len, d_model))
    for b, h in np.ndindex(batch, n_heads):
        own = slice(h * d_head, (h + 1) * d_head)
        q, k, v = (x[b] @ w[:, own] for w in (w_q, w_k, w_v))
        for i in range(seq_len):
            seen = np.flatnonzero(visible[b, h, i])
            if len(seen):
                scores = k[seen] @ q[i] / math.sqrt(d_head)
                shares = np.exp(scores - scores.max())
                output[b, i] += (shares / shares.sum()) @ v[seen] @ w_o[own]
    return output


def normed(x, gamma, beta):
    """Each token, brought to mean 0 and variance 1, times gamma, plus beta."""
    mean = x.mean(axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(((x - mean) ** 2).mean(axis=-1, keepdims=True) + 1e-5) * gamma + beta


def block(x, params, n_heads, causal=True):
    """The pre-norm block of exercise 5."""
    x = np.asarray(x, dtype=np.float64)
    p = {name: np.asarray(value, dtype=np.float64) for name, value in params.items()}
    mask = np.tri(x.shape[1], dtype=bool) if causal else None
    matrices = [p[name] for name in ("w_q", "w_k", "w_v", "w_o")]
    x = x + attended(normed(x, p["ln1_gamma"], p["ln1_beta"]), *matrices, n_heads, mask)
    wide = normed(x, p["ln2_gamma"], p["ln2_beta"]) @ p["w1"] + p["b1"]
    bent = 0.5 * wide * (1 + np.tanh(math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)))
    return x + bent @ p["w2"] + p["b2"]


def slopes(x, params, n_heads, causal=True, step=1e-5):
    """The derivative of the mean squared output with respect to each number of the params, from central differences."""

    def loss():
        return float(np.mean(block(x, params, n_heads, causal) ** 2))

    params = {name: np.array(value, dtype=np.float64) for name, value in params.items()}
    found = {}
    for name, array in params.items():
        found[name] = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + step
            up = loss()
            array[place] = kept - step
            found[name][place] = (up - loss()) / (2 * step)
            array[place] = kept
    return found


# ── inputs, and what is asked again and again ────────────────────────────────────────────────────────────────


def make_params(d_model, d_ff, seed=0):
    """Params of which none is 0, 1, symmetric or the identity."""
    rng = np.random.default_rng(seed)
    params = {name: rng.normal(scale=0.5, size=(d_model, d_model)) for name in ("w_q", "w_k", "w_v", "w_o")}
    for norm in ("ln1", "ln2"):
        params[f"{norm}_gamma"] = rng.uniform(0.4, 1.9, size=d_model)
        params[f"{norm}_beta"] = rng.normal(scale=0.6, size=d_model)
    params |= {"w1": rng.normal(scale=0.5, size=(d_model, d_ff)), "b1": rng.normal(scale=0.6, size=d_ff)}
    return params | {
        "w2": rng.normal(scale=0.5, size=(d_ff, d_model)),
        "b2": rng.normal(scale=0.6, size=d_model),
    }


# The name of each of exercise 5's params in the block's state_dict.
NAMES = {
    "ln1_gamma": "norm1.weight",
    "ln1_beta": "norm1.bias",
    "w_q": "attention.query.weight",
    "w_k": "attention.key.weight",
    "w_v": "attention.value.weight",
    "w_o": "attention.output.weight",
    "ln2_gamma": "norm2.weight",
    "ln2_beta": "norm2.bias",
    "w1": "wide.weight",
    "b1": "wide.bias",
    "w2": "narrow.weight",
    "b2": "narrow.bias",
}


def as_torch_keeps(params):
    """The params under the block's own names; nn.Linear stores a matrix as (out, in)."""
    return {NAMES[name]: array.T for name, array in params.items()}


def expect_names(given, wanted, what):
    """The dict has exactly these names."""
    expect(type(given) is dict, f"{what} must be a dict of NumPy arrays")
    for name in wanted:
        expect(
            name in given,
            f"{what} must contain {name!r}; it contains {', '.join(map(str, given)) or 'nothing'}",
        )
    for name in given:
        expect(name in wanted, f"{what} contains {name!r}, which exercise 5 does not have")


def draw(*shape, seed=0):
    """Random numbers in this shape."""
    return np.random.default_rng(50 + seed).normal(size=shape)


def for_attention(batch, seq_len, d_model, seed=0):
    """x and the four matrices."""
    return [draw(batch, seq_len, d_model, seed=seed), *(draw(4, d_model, d_model, seed=seed + 1) * 0.6)]


def expect_attended(submission, arrays, n_heads, mask=None, case=""):
    """run_attention gives the same as exercise 3."""
    expected = attended(*arrays, n_heads, mask)
    output = submission.run_attention(*arrays, n_heads, *(() if mask is None else (mask,)))
    expect_shape(output, arrays[0].shape, SYMBOLS, what="run_attention(…)")
    expect_close(output, expected, what=f"run_attention(…){case}", atol=EXACT, rtol=EXACT)


def expect_block(submission, x, params, n_heads, causal=True, case=""):
    """run_block gives the same as exercise 5."""
    expected = block(x, params, n_heads, causal)
    output = submission.run_block(x, params, n_heads, causal)
    expect_shape(output, x.shape, SYMBOLS, what="run_block(…)")
    expect_close(output, expected, what=f"run_block(…, causal={causal}){case}", atol=EXACT, rtol=EXACT)


SIZES = (
    (2, 5, 12, 3, 20),
    (1, 4, 6, 2, 5),
    (3, 3, 9, 3, 9),
    (4, 6, 8, 2, 7),
    (2, 1, 4, 4, 3),
    (2, 2, 4, 1, 8),
    (1, 40, 4, 2, 3),
)


# ── attention ────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    "attention",
    "w is copied although nn.Linear needs w.T",
    "the heads are split by view alone, without a transpose",
    "the scores are not divided by √d_head",
    "the layers have biases",
    see=HEADS,
)
def test_attention(submission):
    """run_attention returns the same result as multi-head attention in NumPy"""
    for seed, (batch, seq_len, d_model, n_heads, _) in enumerate(SIZES):
        case = f", B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}"
        expect_attended(submission, for_attention(batch, seq_len, d_model, seed), n_heads, case=case)


@core(
    "attention",
    "masked_fill fills where its mask is True, so it needs ~mask",
    "the mask is applied after the softmax",
    see=MASK,
)
def test_attention_mask(submission):
    """True in the mask means "may attend", and smaller masks broadcast"""
    arrays, rng = for_attention(2, 5, 12, seed=20), np.random.default_rng(3)
    for shape in ((5, 5), (2, 3, 5, 5), (2, 1, 1, 5), (3, 5, 5), (3, 1, 5), (1, 5)):
        mask = rng.random(shape) < 0.6
        mask[..., 2] = True
        expect_attended(submission, arrays, 3, mask, f", mask of shape {shape}")


@robust(
    "empty rows",
    "the softmax of a row of -inf is NaN",
    "masked scores of -1e9 give an empty row equal weights",
    see=MASK,
)
def test_attention_blind(submission):
    """A query that may attend to no key gets zeros, not NaN"""
    arrays = for_attention(2, 4, 6, seed=30)
    mask = np.random.default_rng(4).random((2, 2, 4, 4)) < 0.5
    mask[0, :, 1] = mask[1, 0, 2] = False
    expect_attended(submission, arrays, 2, mask, ", some queries see nothing")
    expect_attended(submission, arrays, 2, np.zeros((4, 4), dtype=bool), ", no query sees anything")


@core("attention", "the code does not test whether n_heads divides d_model", see=HEADS)
def test_uneven(submission):
    """MultiHeadAttention raises an error when n_heads does not divide d_model"""
    for d_model, n_heads in ((6, 4), (7, 2), (4, 8)):
        arrays = for_attention(1, 3, d_model)
        case = f"run_attention with d_model = {d_model}, n_heads = {n_heads}"
        expect_raises(Exception, submission.run_attention, *arrays, n_heads, what=case)


@robust(
    "errors",
    "assert raises AssertionError",
    "the error comes later, from a view that does not fit",
    see=HEADS,
)
def test_uneven_kind(submission):
    """When n_heads does not divide d_model, creating the module raises ValueError"""
    for d_model, n_heads in ((6, 4), (7, 2), (4, 8)):
        case = f"d_model = {d_model}, n_heads = {n_heads}"
        expect_raises(ValueError, submission.MultiHeadAttention, d_model, n_heads, what=case)
        arrays = for_attention(1, 3, d_model)
        expect_raises(ValueError, submission.run_attention, *arrays, n_heads, what=f"run_attention, {case}")


# ── the block ────────────────────────────────────────────────────────────────────────────────────────────────


@core("block", "the return statement is missing", see=TORCH)
def test_modules(submission):
    """load_block returns a TransformerBlock"""
    for function, args in (("TransformerBlock", (6, 2, 9)), ("load_block", (make_params(6, 9), 2))):
        made = getattr(submission, function)(*args)
        kind = getattr(made, "type_name", type(made).__name__)
        expect(
            kind.rpartition(".")[2] == "TransformerBlock",
            f"{function}(…) must return a TransformerBlock, not {kind}",
        )


@core(
    "block",
    "a layer is not assigned to self",
    "a layer of attention has a bias",
    "a layer has a different name",
    see=TORCH,
)
def test_state_names(submission):
    """A new block has the parameters named in the task, with random matrices"""
    for d_model, n_heads, d_ff in ((6, 2, 9), (4, 1, 4)):
        wanted = as_torch_keeps(make_params(d_model, d_ff))
        state = submission.state_of(submission.TransformerBlock(d_model, n_heads, d_ff))
        expect_names(state, wanted, "state_of(TransformerBlock(…))")
        for name, array in wanted.items():
            expect_shape(state[name], array.shape, what=f"the {name} of a new block")
            if array.ndim == 2:
                expect(
                    len(np.unique(np.abs(state[name]))) > 1,
                    f"the {name} of a new block must contain random numbers",
                )


@core(
    "block",
    "w is copied although nn.Linear needs w.T",
    "reshape is used instead of .T",
    "gamma and beta are not copied",
    "the module is still float32",
    see=TORCH,
)
def test_state_loaded(submission):
    """load_block copies every array of the params, matrices transposed, in float64"""
    for d_model, n_heads, d_ff in ((6, 2, 9), (5, 5, 5)):
        params = make_params(d_model, d_ff, seed=d_ff)
        state = submission.state_of(submission.load_block(params, n_heads))
        wanted = as_torch_keeps(params)
        expect_names(state, wanted, "state_of(load_block(…))")
        for name, array in wanted.items():
            expect_close(state[name], array, what=f"the {name} of a loaded block", atol=0, rtol=0)
            expect_dtype(state[name], np.float64, what=f"the {name} of a loaded block")


@core(
    "block",
    "a layer of attention has a bias",
    "layers are in a plain list, where the module does not find them",
    see=TORCH,
)
def test_parameter_count(submission):
    """parameter_count counts every parameter of the block"""
    for d_model, n_heads, d_ff in ((2, 1, 3), (12, 3, 20), (6, 2, 5)):
        right = sum(array.size for array in make_params(d_model, d_ff).values())
        count = submission.parameter_count(d_model, n_heads, d_ff)
        expect_close(count, right, what=f"parameter_count({d_model}, {n_heads}, {d_ff})", atol=0)


@core(
    "block",
    'nn.GELU() is used without approximate="tanh"',
    "the norm comes after the sum",
    "x is replaced instead of being added to",
    see=BLOCK,
)
def test_block(submission):
    """run_block returns the same result as the block in NumPy, with and without the mask"""
    for seed, (batch, seq_len, d_model, n_heads, d_ff) in enumerate(SIZES):
        x, params = 2 * draw(batch, seq_len, d_model, seed=seed) + 0.5, make_params(d_model, d_ff, seed)
        case = f", B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}, d_ff = {d_ff}"
        for causal in (True, False):
            expect_block(submission, x, params, n_heads, causal, case)


@core("block", "the default of causal is False", see=CAUSAL)
def test_causal_by_default(submission):
    """Without the causal argument, the block is causal"""
    x, params = draw(2, 5, 6), make_params(6, 8)
    expect_close(submission.run_block(x, params, 2), block(x, params, 2), what="run_block(…)", atol=EXACT)


@core("block", "eps is 1e-6 or 1e-12", see=NORM)
def test_quiet_tokens(submission):
    """The norms use eps = 1e-5, which matters for small numbers"""
    params = make_params(6, 8, seed=5)
    for these in (params, {**params, "w_o": np.zeros((6, 6))}):
        expect_block(submission, 1e-3 * draw(2, 4, 6, seed=5), these, 2, case=" for tokens of small numbers")


@core("block", "x is replaced instead of being added to", "the norm comes after the sum", see=BLOCK)
def test_residual_path(submission):
    """When attention and feed-forward give 0, the block returns x"""
    x, params = draw(2, 4, 6), make_params(6, 9)
    silent = {n: np.zeros_like(a) if n in ("w_o", "w2", "b2") else a for n, a in params.items()}
    expect_close(
        submission.run_block(x, silent, 2), x, what="run_block(…) with w_o = w2 = b2 = 0", atol=EXACT
    )


@core("block", "triu is used instead of tril", "causal is not passed to the block", see=CAUSAL)
def test_causality(submission):
    """A change to a later token affects earlier outputs only with causal=False"""
    x, params = draw(2, 6, 6, seed=8), make_params(6, 8, seed=8)
    before, open_before = submission.run_block(x, params, 3), submission.run_block(x, params, 3, False)
    expect_shape(before, x.shape, SYMBOLS, what="run_block(…)")
    for first in (1, 3, 5):
        other = x.copy()
        other[:, first:] = draw(2, 6 - first, 6, seed=9 + first)
        after = submission.run_block(other, params, 3)
        what = f"run_block(…) before position {first}, with other tokens from there on,"
        expect_close(after[:, :first], before[:, :first], what=what, atol=1e-12)
        moved = np.abs(submission.run_block(other, params, 3, False) - open_before)[:, :first].max()
        expect(
            bool(moved > 1e-6),
            f"with causal=False, a change from position {first} on must change the earlier outputs",
        )


# ── training ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    "gradients",
    "forward uses torch.no_grad() or .detach()",
    "a tensor is copied with torch.tensor, which cuts off its gradient",
    see=TORCH,
)
def test_gradients_flow(submission):
    """A gradient reaches every parameter"""
    params = make_params(6, 8, seed=2)
    wanted = as_torch_keeps(params)
    given = submission.gradients(draw(2, 5, 6), params, 3)
    expect_names(given, wanted, "gradients(…)")
    for name, array in wanted.items():
        expect_shape(given[name], array.shape, what=f"the gradient of {name}")
        expect(bool(np.any(given[name] != 0)), f"no gradient reaches {name}: it is 0 everywhere")


@core(
    "gradients",
    "the loss is a sum, or the outputs are not squared",
    "causal is not passed to the block",
    "the parameters are returned instead of .grad",
    see=TORCH,
)
def test_gradient_values(submission):
    """Each gradient says how the loss changes when its parameter changes slightly"""
    for causal in (True, False):
        x, params = draw(2, 3, 4, seed=4), make_params(4, 3, seed=4)
        wanted = as_torch_keeps(slopes(x, params, 2, causal))
        given = submission.gradients(x, params, 2, causal)
        expect_names(given, wanted, "gradients(…)")
        for name, array in wanted.items():
            what = f"the gradient of {name}, causal={causal}"
            expect_close(given[name], array, what=what, atol=1e-7, rtol=1e-6)


@core("gradients", "one block is reused for all calls, so .grad accumulates", see=TORCH)
def test_gradients_again(submission):
    """Gradients do not accumulate from call to call"""
    x, params = draw(1, 3, 4), make_params(4, 3)
    first, second = submission.gradients(x, params, 1), submission.gradients(x, params, 1)
    expect_names(first, as_torch_keeps(params), "gradients(…)")
    expect_names(second, first, "gradients(…) in a second call")
    for name, array in first.items():
        expect_close(second[name], array, what=f"the gradient of {name} in a second call", atol=1e-12)


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


@core("caller", "a tensor is returned", "the input is converted to float32", see=TORCH)
def test_float64(submission):
    """Results are NumPy arrays of float64"""
    x, params = draw(2, 4, 6), make_params(6, 9)
    expect_dtype(submission.run_block(x, params, 2), np.float64, what="run_block(…)")
    expect_dtype(submission.run_attention(*for_attention(2, 4, 6), 2), np.float64, what="run_attention(…)")


@robust("types", "torch.from_numpy keeps the dtype of x", see=TORCH)
def test_other_number_types(submission):
    """float32 and integer x work"""
    arrays = for_attention(2, 4, 6, seed=7)
    for x in (arrays[0].astype(np.float32), np.round(3 * arrays[0]).astype(int)):
        expect_attended(submission, [x, *arrays[1:]], 2, case=f", {x.dtype.name} x")
    params = make_params(6, 8, seed=6)
    expect_block(submission, np.round(3 * draw(2, 4, 6)).astype(int), params, 2, case=", integer x")
    x = draw(2, 4, 6).astype(np.float32)
    expect_block(submission, x, params, 2, case=", float32 x")


@core("caller", "torch.from_numpy shares memory with the array, and += writes into it", see=TORCH)
def test_inputs_unchanged(submission):
    """The caller's arrays are not changed"""
    x, params = draw(2, 4, 6), make_params(6, 8)
    arrays, mask = for_attention(2, 4, 6), np.tri(4, dtype=bool)
    given = {
        "x": x,
        **params,
        "mask": mask,
        **{f"array {i} of run_attention": a for i, a in enumerate(arrays)},
    }
    before = {name: array.copy() for name, array in given.items()}
    submission.run_block(x, params, 2)
    submission.run_attention(*arrays, 2, mask)
    submission.gradients(x, params, 2)
    for name, array in given.items():
        expect_unchanged(before[name], array, name)


@robust("calls", "dropout is left on", "a block from an earlier call is reused", see=TORCH)
def test_again(submission):
    """No call depends on an earlier one"""
    for seed, seq_len in ((1, 4), (1, 4), (2, 6), (3, 3)):
        x, params = draw(2, seq_len, 6, seed=seed), make_params(6, 8, seed=seed)
        expect_block(submission, x, params, 2, case=" in a series of calls")


@robust("calls", "an argument is not named as in the task", see=TORCH)
def test_names(submission):
    """All arguments can be passed by name"""
    x, params = draw(2, 4, 6), make_params(6, 8)
    output = submission.run_block(causal=False, n_heads=3, params=params, x=x)
    expect_close(output, block(x, params, 3, False), what="run_block(…)", atol=EXACT)
    x, w_q, w_k, w_v, w_o = for_attention(2, 4, 6)
    mask = np.tri(4, dtype=bool)
    output = submission.run_attention(mask=mask, n_heads=3, w_o=w_o, w_v=w_v, w_k=w_k, w_q=w_q, x=x)
    expect_close(output, attended(x, w_q, w_k, w_v, w_o, 3, mask), what="run_attention(…)", atol=EXACT)
