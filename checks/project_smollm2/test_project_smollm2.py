"""What a Llama block must do: first its parts, then the whole, then robust lines, then the real model on it.

The oracle works token by token in plain loops and shares no code with the exercise. Inputs of core lines are float64
and of moderate size. The last lines need SmolLM2 on this machine and are skipped without it.
"""

import math

import numpy as np
import pytest

from tutor.grading.assertion_errors import LearnerError
from tutor.grading.expect import (
    expect,
    expect_close,
    expect_finite,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust
from tutor.transformers.llama.fixed_texts import BEGINNINGS, STORY, logits_of, where_it_is

LESSON, REFERENCE = "step-1-attention-visual-deep-dive", "step-6-complete-reference"
RMS, SWIGLU, LLAMA = f"{REFERENCE}#arch-rmsnorm", f"{REFERENCE}#arch-swiglu", f"{REFERENCE}#arch-llama"
BLOCKS, NORMS, FORWARD = f"{LESSON}#blocks", f"{LESSON}#residuals-and-layer-norm", f"{LESSON}#feed-forward"
ROPE, SPLIT, GROUPS = f"{LESSON}#rope-and-alibi", f"{LESSON}#split-and-merge", f"{LESSON}#cost"
CAUSAL, BATCHES, COMMON = f"{LESSON}#causal-masking", f"{LESSON}#batches", f"{LESSON}#common-mistakes"
OUTPUT, SCALING = f"{LESSON}#output-projection", f"{LESSON}#scaling"

FIRST, NORM, GATED, BLOCK = "ch1 and ch2", "rms_norm", "swiglu", "transformer_block"
HEADS, CALLER, MODEL = "heads and positions", "caller", "real model"
LARGE, TYPES, CALLS = "large numbers", "types", "calls"

CLOSE = 1e-5  # what is wrong is further off than any rounding of float64 or of a moment in float32
BASE, EPS = 100.0, 0.01  # a base and an eps that are no default: a fixed number in the code shows
SAME = 0.02  # logits of the real model; right float32 code is within 0.004


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def normed(x: np.ndarray, gain: np.ndarray, eps: float) -> np.ndarray:
    """Row by row: x / sqrt(mean(x²) + eps) · gain."""
    result = np.empty(np.shape(x), dtype=np.float64)
    for index in np.ndindex(*np.shape(x)[:-1]):
        row = [float(value) for value in x[index]]
        root = math.sqrt(math.fsum(value * value for value in row) / len(row) + eps)
        result[index] = [value / root * float(g) for value, g in zip(row, gain, strict=True)]
    return result


def gated(x: np.ndarray, w_gate: np.ndarray, w_up: np.ndarray, w_down: np.ndarray) -> np.ndarray:
    """silu(x @ w_gate) · (x @ w_up), then @ w_down."""
    gate, up = (np.asarray(x, dtype=np.float64) @ np.asarray(w, dtype=np.float64) for w in (w_gate, w_up))
    sigmoid = np.where(gate >= 0, 1 / (1 + np.exp(-np.abs(gate))), 1 - 1 / (1 + np.exp(-np.abs(gate))))
    return (gate * sigmoid * up) @ np.asarray(w_down, dtype=np.float64)


def turned(row: np.ndarray, position: int, base: float) -> np.ndarray:
    """One head's query or key: each pair of neighbours as a complex number, turned by position · base^(-2i/d)."""
    points = row[0::2] + 1j * row[1::2]
    points = points * np.exp(1j * position * base ** (-np.arange(0, len(row), 2) / len(row)))
    return np.stack([points.real, points.imag], axis=-1).ravel()


def attended(x: np.ndarray, params: dict, n_heads: int, n_kv_heads: int, base: float) -> np.ndarray:
    """One sequence (T, d_model): every query of every head by itself."""
    q, k, v = (x @ np.asarray(params[name], dtype=np.float64) for name in ("w_q", "w_k", "w_v"))
    size = q.shape[1] // n_heads
    mixed = np.zeros_like(q)
    for head in range(n_heads):
        own, shared = head * size, head // (n_heads // n_kv_heads) * size
        keys = [turned(k[t, shared : shared + size], t, base) for t in range(len(x))]
        for t in range(len(x)):
            query = turned(q[t, own : own + size], t, base)
            scores = np.array([query @ key for key in keys[: t + 1]]) / math.sqrt(size)
            powers = np.exp(scores - scores.max())
            mixed[t, own : own + size] = powers / powers.sum() @ v[: t + 1, shared : shared + size]
    return mixed @ np.asarray(params["w_o"], dtype=np.float64)


def right_block(x, params, n_heads, n_kv_heads, base=BASE, eps=EPS) -> np.ndarray:
    """The whole block, one sequence after the other."""
    mlp = [params[name] for name in ("w_gate", "w_up", "w_down")]
    result = np.array(x, dtype=np.float64)
    for b in range(len(result)):
        read = normed(result[b], params["attention_gain"], eps)
        result[b] += attended(read, params, n_heads, n_kv_heads, base)
        result[b] += gated(normed(result[b], params["mlp_gain"], eps), *mlp)
    return result


# ── inputs, and what is asked again and again ────────────────────────────────────────────────────────────────


def draw(*shape: int, seed: int = 0) -> np.ndarray:
    """Random numbers in this shape."""
    return np.random.default_rng(2026 + seed).normal(size=shape)


def weights(d_model=8, n_heads=4, n_kv_heads=2, d_ff=12, seed=0, d_head=0) -> dict:
    """A block's random weights."""
    rng = np.random.default_rng(seed)
    size = d_head or d_model // n_heads
    shapes = {
        "w_q": (d_model, n_heads * size),
        "w_k": (d_model, n_kv_heads * size),
        "w_v": (d_model, n_kv_heads * size),
        "w_o": (n_heads * size, d_model),
        "w_gate": (d_model, d_ff),
        "w_up": (d_model, d_ff),
        "w_down": (d_ff, d_model),
    }
    params = {name: rng.normal(scale=0.6, size=shape) for name, shape in shapes.items()}
    return {
        "attention_gain": rng.uniform(0.5, 1.8, size=d_model),
        "mlp_gain": rng.uniform(0.5, 1.8, size=d_model),
        **params,
    }


def silenced(params: dict, *names: str) -> dict:
    """The same weights, with these matrices 0."""
    return {name: value * (name not in names) for name, value in params.items()}


def expect_block(submission, x, params, n_heads, n_kv_heads, case="", base=BASE, eps=EPS, atol=CLOSE):
    """transformer_block gives the oracle's numbers."""
    expected = right_block(x, params, n_heads, n_kv_heads, base, eps)  # first: nothing is changed yet
    result = submission.transformer_block(x, params, n_heads, n_kv_heads, base, eps)
    expect_shape(result, x.shape, "(B, T, d_model)", what="result")
    rounding = 2e-6 * float(np.abs(expected).max())  # of float32, which the brief allows
    expect_close(result, expected, what=f"result of transformer_block{case}", atol=atol + rounding, rtol=atol)


SIZES = (  # B, T, d_model, n_heads, n_kv_heads, d_ff: all different, then equal where a swapped axis could hide
    (2, 5, 12, 6, 2, 20),
    (1, 3, 18, 9, 3, 7),
    (3, 4, 8, 4, 1, 12),
    (2, 6, 16, 4, 4, 10),
    (4, 4, 8, 4, 4, 8),
    (2, 2, 4, 2, 2, 4),
)


# ── what this file imports ───────────────────────────────────────────────────────────────────────────────────


def expect_earlier(submission, name, exercise, call, expected):
    """An imported function of an earlier exercise gives what its worked example says."""
    if not submission.has(name):
        return  # written here, or imported under another name: the block's own lines will tell
    first = f"First pass {exercise}: tutor check {exercise}."
    try:
        result = call()
    except LearnerError as error:
        said = "is not written yet" if error.is_a(NotImplementedError) else f"stops ({error.type_name})"
        expect(False, f"Your {name} {said}. {first}")
    wrong = np.shape(result) != expected.shape or not np.allclose(np.asarray(result), expected, atol=1e-4)
    expect(not wrong, f"The {name} that you import gives wrong numbers. {first}")


@core(FIRST, see=ROPE, elsewhere=True)
def test_rope_is_written(submission):
    """The apply_rope that you import rotates neighbouring pairs (challenge 1)"""
    x = np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]])
    expected = np.array([[1.0, 0, 1, 0], [math.cos(1), math.sin(1), math.cos(0.1), math.sin(0.1)]])
    expect_earlier(submission, "apply_rope", "ch1", lambda: submission.apply_rope(x, None, 100.0), expected)


@core(FIRST, see=GROUPS, elsewhere=True)
def test_attention_is_written(submission):
    """The grouped_query_attention that you import shares heads and is causal (challenge 2)"""
    q, k, v = draw(1, 4, 3, 4, seed=7), draw(1, 2, 3, 4, seed=8), draw(1, 2, 3, 4, seed=9)
    expected = np.zeros((1, 4, 3, 4))
    for head, t in np.ndindex(4, 3):  # heads 0 and 1 share the first keys and values
        powers = np.exp(k[0, head // 2, : t + 1] @ q[0, head, t] / math.sqrt(4))
        expected[0, head, t] = powers / powers.sum() @ v[0, head // 2, : t + 1]
    expect_earlier(
        submission,
        "grouped_query_attention",
        "ch2",
        lambda: submission.grouped_query_attention(q, k, v, True),
        expected,
    )


# ── rms_norm ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(NORM, "a mean without keepdims=True loses the axis", "the return statement is missing", see=RMS)
def test_norm_shape(submission):
    """rms_norm returns an array with the shape of x"""
    for shape in ((4,), (3, 5), (2, 3, 4)):
        expect_shape(submission.rms_norm(draw(*shape), np.ones(shape[-1]), EPS), shape, what="rms_norm(x, …)")


@core(
    NORM,
    "the squares are summed, not averaged",
    "the mean is subtracted, as in layer norm",
    "the square root is missing",
    see=RMS,
)
def test_norm_example(submission):
    """rms_norm([3, 4]) with gain 1 and eps 0 is [0.8485, 1.1314]"""
    result = submission.rms_norm(np.array([3.0, 4.0]), np.ones(2), 0.0)
    expect_close(
        result, np.array([3.0, 4.0]) / math.sqrt(12.5), what="rms_norm([3, 4], [1, 1], 0)", atol=CLOSE
    )


@core(NORM, "the mean is subtracted, as in layer norm", "the standard deviation is used", see=RMS)
def test_norm_keeps_the_mean(submission):
    """A row of equal numbers becomes a row of ones: no mean is subtracted"""
    for value in (2.0, 7.5):
        x = np.full((2, 4), value)
        expect_close(
            submission.rms_norm(x, np.ones(4), 0.0), np.ones((2, 4)), what="rms_norm(x, …)", atol=CLOSE
        )


@core(NORM, "the gain is not used", "1 + gain is used, as in Gemma", "the gain is added", see=RMS)
def test_norm_gain(submission):
    """Each column is multiplied by its gain"""
    x, gain = draw(3, 4, seed=1), np.array([0.5, 1.0, -2.0, 0.0])
    expect_close(
        submission.rms_norm(x, gain, 0.0), normed(x, gain, 0.0), what="rms_norm(x, gain, 0)", atol=CLOSE
    )


@core(
    NORM,
    "eps is added to the root, not under it",
    "eps is a fixed number or is not used",
    "the larger of the two is taken instead of the sum",
    see=RMS,
)
def test_norm_eps(submission):
    """eps is added to the mean square, under the root"""
    for scale, eps in ((0.1, 0.01), (1.0, 1.0), (0.01, 1e-4), (0.0, 0.25)):
        x = scale * draw(2, 5, seed=2)
        what = f"rms_norm of numbers around {scale:g}, eps = {eps:g}"
        expect_close(
            submission.rms_norm(x, np.ones(5), eps), normed(x, np.ones(5), eps), what=what, atol=CLOSE
        )


@core(
    NORM,
    "the mean runs over the tokens or over the whole array",
    "the gain is multiplied along the tokens",
    see=BATCHES,
)
def test_norm_rows(submission):
    """Every row of a batch is normalized on its own, even when T = d"""
    for seed, shape in enumerate(((2, 3, 4), (4, 4), (3, 3, 3), (2, 1, 6), (1, 2, 2, 5))):
        x = draw(*shape, seed=seed) * (1 + np.arange(shape[-2]))[:, np.newaxis]
        gain = np.linspace(0.5, 2.0, shape[-1])
        what = f"rms_norm for x of shape {shape}"
        expect_close(submission.rms_norm(x, gain, EPS), normed(x, gain, EPS), what=what, atol=CLOSE)


# ── swiglu ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(GATED, "w_down is not used", "the return statement is missing", see=SWIGLU)
def test_gated_shape(submission):
    """swiglu returns an array with the shape of x"""
    for shape, d_ff in (((3, 4), 6), ((2, 3, 5), 7)):
        d = shape[-1]
        result = submission.swiglu(draw(*shape), draw(d, d_ff), draw(d, d_ff, seed=1), draw(d_ff, d, seed=2))
        expect_shape(result, shape, what="swiglu(x, …)")


@core(
    GATED,
    "GELU, ReLU or the sigmoid is used instead of SiLU",
    "no activation is applied",
    "the two branches are added",
    see=SWIGLU,
)
def test_gated_example(submission):
    """With every matrix [[1]], swiglu([[2]]) is silu(2) · 2 = 3.5232"""
    one = np.ones((1, 1))
    result = submission.swiglu(np.array([[2.0]]), one, one, one)
    expect_close(result, np.array([[4 / (1 + math.exp(-2))]]), what="swiglu([[2]], …)", atol=CLOSE)


@core(
    GATED,
    "the activation is applied to x @ w_up",
    "the activation is applied to both branches",
    "the activation is applied to the product",
    see=SWIGLU,
)
def test_gate_is_w_gate(submission):
    """silu is applied to x @ w_gate only"""
    for gate, up in ((3.0, 1.0), (1.0, 3.0), (-2.0, 1.0), (1.0, -2.0), (-1.0, -3.0)):
        x, w_gate, w_up, w_down = np.ones((1, 1)), np.array([[gate]]), np.array([[up]]), np.ones((1, 1))
        expected = np.array([[gate / (1 + math.exp(-gate)) * up]])
        what = f"swiglu with x @ w_gate = {gate:g} and x @ w_up = {up:g}"
        expect_close(submission.swiglu(x, w_gate, w_up, w_down), expected, what=what, atol=CLOSE)


@core(GATED, "a matrix is transposed", "SiLU is computed by an approximation", see=SWIGLU)
def test_gated_values(submission):
    """swiglu is (silu(x @ w_gate) · (x @ w_up)) @ w_down, for any leading axes"""
    for seed, (shape, d_ff) in enumerate((((3, 4), 6), ((2, 3, 5), 7), ((4, 4, 4), 4), ((6,), 3))):
        d = shape[-1]
        x, three = (
            draw(*shape, seed=seed),
            (draw(d, d_ff, seed=3), draw(d, d_ff, seed=4), draw(d_ff, d, seed=5)),
        )
        expect_close(submission.swiglu(x, *three), gated(x, *three), what=f"swiglu for x {shape}", atol=CLOSE)


# ── transformer_block ────────────────────────────────────────────────────────────────────────────────────────


@core(BLOCK, "the batch axis or the heads axis is lost", "the return statement is missing", see=BLOCKS)
def test_block_shape(submission):
    """transformer_block returns (B, T, d_model)"""
    for batch, seq_len, d_model, n_heads, n_kv_heads, d_ff in SIZES[:3]:
        params = weights(d_model, n_heads, n_kv_heads, d_ff)
        x = draw(batch, seq_len, d_model)
        result = submission.transformer_block(x, params, n_heads, n_kv_heads, BASE, EPS)
        expect_shape(result, x.shape, "(B, T, d_model)", what="result")


@core(
    BLOCK, "a residual sum is missing", "the branch is added to the normalized x, not to x itself", see=NORMS
)
def test_block_residuals(submission):
    """When both branches add nothing, the block returns x"""
    x, params = draw(2, 3, 8), silenced(weights(), "w_o", "w_down")
    result = submission.transformer_block(x, params, 4, 2, BASE, EPS)
    expect_shape(result, x.shape, "(B, T, d_model)", what="result")
    expect_close(result, x, what="result with w_o = w_down = 0", atol=CLOSE)


@core(
    BLOCK,
    "the norm before swiglu is missing or uses the other gain",
    "swiglu's result is not added to x",
    "the branch is added to the normalized x, not to x itself",
    see=FORWARD,
)
def test_block_mlp(submission):
    """With w_o = 0, the block returns x + swiglu(rms_norm(x, mlp_gain))"""
    for seed in range(2):
        x, params = draw(2, 3, 8, seed=seed), silenced(weights(seed=seed), "w_o")
        expect_block(submission, x, params, 4, 2, " with w_o = 0")


@core(
    BLOCK,
    "the norm before attention is missing or uses the other gain",
    "w_o is not used",
    "keys or values are computed with another matrix",
    see=OUTPUT,
)
def test_block_attention_of_one_token(submission):
    """With one token and one head, attention adds rms_norm(x, attention_gain) @ w_v @ w_o"""
    x, params = draw(2, 1, 6), silenced(weights(6, 1, 1), "w_down")
    expect_block(submission, x, params, 1, 1, " with one token, one head and w_down = 0")


@core(
    BLOCK,
    "both branches read the block's input",
    "the feed-forward network comes first",
    "the norms come after the sums",
    see=BLOCKS,
)
def test_block_order(submission):
    """swiglu reads x after attention has been added"""
    for seed in range(2):
        x, params = draw(2, 1, 6, seed=seed), weights(6, 1, 1, seed=seed)
        expect_block(submission, x, params, 1, 1, " with one token and one head")


@core(BLOCK, "eps is passed to only one of the norms, or to neither", see=RMS)
def test_block_eps(submission):
    """Both norms use the eps that is passed"""
    for eps in (1e-5, 1.0):
        for silent in ("w_down", "w_o"):
            x, params = 0.3 * draw(1, 1, 6), silenced(weights(6, 1, 1), silent)
            expect_block(submission, x, params, 1, 1, f" with eps = {eps:g}", eps=eps)


# ── heads and positions ──────────────────────────────────────────────────────────────────────────────────────


@core(
    HEADS,
    "heads are split by reshape alone",
    "heads are merged by reshape alone",
    "keys are repeated or tiled before grouped_query_attention",
    see=SPLIT,
)
def test_heads_of_one_token(submission):
    """With one token, each query head adds the value of the head that its group shares"""
    for n_heads, n_kv_heads in ((4, 2), (6, 2), (6, 3), (4, 4), (3, 1)):
        params = silenced(weights(2 * n_heads, n_heads, n_kv_heads), "w_down")
        x = draw(1, 1, 2 * n_heads)
        expect_block(
            submission, x, params, n_heads, n_kv_heads, f" with one token, {n_heads} and {n_kv_heads} heads"
        )


@core(HEADS, "causal=False is passed to grouped_query_attention", "attention has no mask", see=CAUSAL)
def test_block_is_causal(submission):
    """Changing the last token changes nothing before it"""
    params, x = weights(), draw(2, 5, 8)
    other = x.copy()
    other[:, -1] += 3.0
    before = submission.transformer_block(x, params, 4, 2, BASE, EPS)
    after = submission.transformer_block(other, params, 4, 2, BASE, EPS)
    for result in (before, after):
        expect_shape(result, x.shape, "(B, T, d_model)", what="result")
    expect_close(after[:, :-1], before[:, :-1], what="result before the changed token", atol=CLOSE)


@core(
    HEADS,
    "apply_rope is not called on the queries, or not on the keys",
    "the values are rotated too",
    "queries and keys get different positions",
    "apply_rope is called after attention",
    see=ROPE,
)
def test_positions_of_one_head(submission):
    """With one head, queries and keys are rotated by their positions; values are not"""
    for seed, (seq_len, size) in enumerate(((4, 6), (5, 4), (4, 4), (2, 2))):
        x, params = draw(1, seq_len, size, seed=seed), silenced(weights(size, 1, 1, seed=seed), "w_down")
        expect_block(submission, x, params, 1, 1, " with one head and w_down = 0")


@core(HEADS, "rope_base is not passed to apply_rope", "10,000 is hard-coded", see=ROPE)
def test_rope_base(submission):
    """rope_base is used as the base of apply_rope"""
    for base in (10_000.0, 50.0, 100_000.0):
        x, params = draw(1, 6, 8, seed=1), silenced(weights(8, 1, 1, seed=1), "w_down")
        expect_block(submission, x, params, 1, 1, f" with rope_base = {base:g}", base=base)


@core(
    HEADS,
    "apply_rope is called before the heads are split",
    "positions run along the heads",
    "heads are split by reshape alone",
    "heads are merged by reshape alone",
    see=SPLIT,
)
def test_positions_of_every_head(submission):
    """Every head's queries and keys are rotated separately, along the tokens"""
    for seed, (_, seq_len, d_model, n_heads, n_kv_heads, d_ff) in enumerate(SIZES):
        params = silenced(weights(d_model, n_heads, n_kv_heads, d_ff, seed), "w_down")
        x = draw(1, seq_len, d_model, seed=seed)
        expect_block(submission, x, params, n_heads, n_kv_heads, f" with {n_heads} heads, w_down = 0")


@core(
    HEADS,
    "queries are scaled although grouped_query_attention already scales the scores",
    "two axes are exchanged where equal sizes hide it",
    "only the first sequence of a batch is used",
    see=BLOCKS,
)
def test_whole_block(submission):
    """The whole block is correct for batches, for several sizes, and for equal sizes"""
    for seed, (batch, seq_len, d_model, n_heads, n_kv_heads, d_ff) in enumerate(SIZES):
        params = weights(d_model, n_heads, n_kv_heads, d_ff, seed)
        x = draw(batch, seq_len, d_model, seed=seed)
        sizes = f"B, T, d_model = {batch}, {seq_len}, {d_model}"
        expect_block(
            submission, x, params, n_heads, n_kv_heads, f" for {sizes}, {n_heads} and {n_kv_heads} heads"
        )


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(CALLER, "`x += …` or `x /= …` changes the caller's array", "a gain is changed in place", see=COMMON)
def test_inputs_unchanged(submission):
    """x and the weights are not changed"""
    params, x = weights(), draw(2, 3, 8)
    before, kept = x.copy(), {name: value.copy() for name, value in params.items()}
    submission.transformer_block(x, params, 4, 2, BASE, EPS)
    submission.rms_norm(x, params["attention_gain"], EPS)
    submission.swiglu(x, *(params[name] for name in ("w_gate", "w_up", "w_down")))
    expect_unchanged(before, x, "x")
    expect(params.keys() == kept.keys(), "The dictionary params has other keys after the call.")
    for name, value in kept.items():
        expect_unchanged(value, params[name], f'params["{name}"]')


# ── robust ───────────────────────────────────────────────────────────────────────────────────────────────────


@robust(LARGE, "exp overflows for gates far from 0, and inf / inf is NaN", see=SWIGLU)
def test_large_gates(submission):
    """Gates of ±10,000 stay finite"""
    one, x = np.ones((1, 1)), np.array([[10_000.0], [-10_000.0], [800.0], [-800.0]])
    result = submission.swiglu(x, one, one, one)
    expect_finite(result, what="swiglu of ±10,000")
    expect_close(result, np.maximum(x, 0.0) * x, what="swiglu of ±10,000", atol=CLOSE)


@robust(LARGE, "float16 squares overflow beyond 255", "the mean is computed in float16", see=RMS)
def test_norm_of_large_float16(submission):
    """float16 rows of 22,500 do not overflow in rms_norm"""
    x = np.array([[22_500.0, -300.0, 4.0, 0.0], [1.0, -2.0, 0.5, 3.0]], dtype=np.float16)
    result = submission.rms_norm(x, np.ones(4, dtype=np.float16), 1e-5)
    expect_finite(result, what="rms_norm of float16 rows")
    expect_close(result, normed(x, np.ones(4), 1e-5), what="rms_norm of float16 rows", atol=4e-3, rtol=4e-3)


@robust(TYPES, "a result is written into an array of another type", see=COMMON)
def test_single_precision(submission):
    """float32 inputs work"""
    params = {name: value.astype(np.float32) for name, value in weights(seed=3).items()}
    expect_block(submission, draw(2, 5, 8, seed=3).astype(np.float32), params, 4, 2, ", float32", atol=2e-4)


@robust(TYPES, "an integer array is divided or written to in place", see=COMMON)
def test_whole_numbers(submission):
    """Integer x works"""
    x = np.array([[3, -4, 0, 1], [2, 2, -1, 5]])
    expect_close(
        submission.rms_norm(x, np.ones(4), EPS), normed(x, np.ones(4), EPS), what="rms_norm of integers"
    )
    three = draw(4, 6, seed=1), draw(4, 6, seed=2), draw(6, 4, seed=3)
    expect_close(submission.swiglu(x, *three), gated(x, *three), what="swiglu of integers")


@robust(TYPES, "d_head is taken to be d_model // n_heads", see=SPLIT)
def test_other_head_sizes(submission):
    """Heads can be wider or narrower than d_model / n_heads"""
    for d_head in (2, 6):
        params = weights(12, 4, 2, 10, d_head=d_head)
        expect_block(
            submission, draw(2, 3, 12), params, 4, 2, f" with heads of {d_head} columns, d_model = 12"
        )


@robust(CALLS, "an argument is not named as in the task", see=BLOCKS)
def test_names(submission):
    """All arguments can be passed by name"""
    params, x = weights(), draw(1, 3, 8)
    result = submission.rms_norm(eps=EPS, gain=params["mlp_gain"], x=x)
    expect_close(result, normed(x, params["mlp_gain"], EPS), what="rms_norm(x=…, gain=…, eps=…)", atol=CLOSE)
    three = {name: params[name] for name in ("w_down", "w_up", "w_gate")}
    expected = gated(x, params["w_gate"], params["w_up"], params["w_down"])
    expect_close(submission.swiglu(x=x, **three), expected, what="swiglu(x=…, w_gate=…, …)", atol=CLOSE)
    result = submission.transformer_block(
        eps=EPS, rope_base=BASE, n_kv_heads=2, n_heads=4, params=params, x=x
    )
    expect_close(result, right_block(x, params, 4, 2), what="transformer_block(x=…, params=…, …)", atol=CLOSE)


@robust(CALLS, "a value is kept from one call to the next", see=COMMON)
def test_again(submission):
    """No call depends on an earlier one"""
    one, other = weights(seed=5), weights(12, 6, 3, 9, seed=6)
    for params, shape, heads in (
        (one, (2, 4, 8), (4, 2)),
        (other, (1, 6, 12), (6, 3)),
        (one, (2, 3, 8), (4, 2)),
    ):
        expect_block(submission, draw(*shape), params, *heads, " in a row of calls")


@robust(CALLS, "the code writes to a view of an argument", see=COMMON)
def test_views(submission):
    """Views and read-only arrays work"""
    params = {name: np.asfortranarray(value) for name, value in weights(seed=7).items()}
    x = draw(3, 2, 8).swapaxes(0, 1)
    for value in (x, *params.values()):
        value.setflags(write=False)
    expect_block(submission, x, params, 4, 2, ", views and read-only arrays")


# ── the real model ───────────────────────────────────────────────────────────────────────────────────────────


def model_logits(submission, *, beginnings: bool):
    """The real model's logits on the learner's functions, and ours."""
    folder, missing = where_it_is()
    if missing or submission.failing:
        pytest.skip(missing or "The real model runs on your functions once the other core lines hold.")
    ids = np.array(BEGINNINGS if beginnings else STORY)
    theirs = submission.run_entry("tutor.transformers.llama.own_block:run_block", folder, ids)
    expect_finite(theirs, what="logits of SmolLM2 on your functions")
    return theirs, logits_of(folder, BEGINNINGS if beginnings else STORY)


def expect_same(theirs, right, what):
    """No logit is further from ours than ``SAME``."""
    apart = float(np.abs(theirs - right).max())
    expect(
        apart <= SAME,
        f"On your functions SmolLM2's logits for {what} differ from ours by up to {apart:.3g}; at most {SAME:g} is "
        "rounding. python exercises/project_smollm2.py shows what that costs the model.",
    )


@core(MODEL, "a part of the block is wrong in a way that small inputs do not show", see=LLAMA)
def test_real_model(submission):
    """On SmolLM2-135M, your functions give the same logits for four sentences"""
    expect_same(*model_logits(submission, beginnings=True), "four sentences")


@core(MODEL, "a part of the block is wrong in a way that short texts do not show", see=LLAMA)
def test_real_model_reads_a_story(submission):
    """On SmolLM2-135M, your functions give the same logits for a story of 64 tokens"""
    theirs, right = model_logits(submission, beginnings=False)
    expect_same(theirs, right, "a story")
