"""Checks of LoRA: first the core lines, in the order in which people write the functions, then the robust ones.

The oracle computes one number at a time, in plain loops. The gradients come from differences of the loss: the output is
linear in each array, so a difference over a whole step is exact. Inputs of core lines are float64, with one or two
leading axes.
"""

import numpy as np

from tutor.grading.expect import (
    expect,
    expect_array,
    expect_close,
    expect_dtype,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

LORA = "step-6-complete-reference#lora"
ROWS = "step-1-attention-visual-deep-dive#feed-forward"

START, FORWARD, MERGE = "start", "forward", "merge"
GRADIENTS, OF_X, COUNT, CALLER = "gradients", "gradient of x", "count", "caller"
TYPES, CALLS, MEMORY = "types", "calls", "memory"

EXACT = 1e-10  # needs float64 throughout; one float32 step is already further off
CLOSE = 1e-5  # for the core: wrong values differ by more than any rounding error
SHAPES = (((5,), 4, 3, 2), ((3,), 2, 6, 1), ((4,), 5, 5, 5), ((2,), 3, 3, 4))  # leading axes, d_in, d_out, r
BATCHES = (((2, 3), 4, 5, 2), ((3, 2), 3, 3, 1), ((2, 2), 2, 4, 3))


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def adapted(x, W, A, B, alpha) -> np.ndarray:
    """The outputs, one at a time, in float64."""
    x, W, A, B = (np.asarray(array, dtype=np.float64) for array in (x, W, A, B))
    result = np.zeros((*x.shape[:-1], len(W)))
    for place in np.ndindex(x.shape[:-1]):
        middle = [sum(a * number for a, number in zip(row, x[place], strict=True)) for row in A]
        for o, (weights, thin) in enumerate(zip(W, B, strict=True)):
            old = sum(w * number for w, number in zip(weights, x[place], strict=True))
            new = sum(b * h for b, h in zip(thin, middle, strict=True))
            result[*place, o] = old + alpha * new / len(A)
    return result


def gradient(dy, arrays, which: int, alpha) -> np.ndarray:
    """The gradient of sum(dy * output) with respect to x (0), A (2) or B (3), by differences."""
    arrays = [np.array(array, dtype=np.float64) for array in arrays]
    changed = arrays[which]
    result = np.zeros(changed.shape)
    for place in np.ndindex(changed.shape):
        losses = []
        for step in (0.5, -1.0):  # half a unit up, then half a unit down
            changed[place] += step
            losses.append(float((dy * adapted(*arrays, alpha)).sum()))
        changed[place] += 0.5
        result[place] = losses[0] - losses[1]
    return result


def layer(leading, d_in: int, d_out: int, r: int, seed: int = 0):
    """Random x, W, A, B."""
    rng = np.random.default_rng([seed, d_in, d_out, r])
    shapes = ((*leading, d_in), (d_out, d_in), (r, d_in), (d_out, r))
    return tuple(rng.normal(size=shape) for shape in shapes)


def output_gradient(arrays, seed: int = 7) -> np.ndarray:
    """A random dy for this x and W."""
    x, W = arrays[:2]
    return np.random.default_rng(seed).normal(size=(*x.shape[:-1], len(W)))


def sizes(arrays) -> str:
    """The sizes, for messages."""
    x, W, A, _ = arrays
    return f"x {x.shape}, d_out = {len(W)}, r = {len(A)}"


def expect_adapted(submission, arrays, alpha, case: str = "", atol: float = CLOSE):
    """The output equals the oracle's. ``case`` names the inputs in the message."""
    expected = adapted(*arrays, alpha)  # computed first, before the learner's code can change an argument
    output = submission.lora_forward(*arrays, alpha)
    what = f"output, {sizes(arrays)}, alpha = {alpha}{case}"
    expect_shape(output, expected.shape, "(..., d_out)", what=what)
    expect_close(output, expected, what=what, atol=atol, rtol=atol)


def gradients(submission, dy, arrays, alpha) -> tuple:
    """The learner's dx, dA and dB."""
    found = submission.lora_backward(dy, *arrays, alpha)
    expect(
        isinstance(found, tuple | list) and len(found) == 3,
        "lora_backward must return three arrays, dx, dA and dB; W is frozen and has no gradient",
    )
    return tuple(found)


def expect_gradient(submission, arrays, alpha, which: int, case: str = "", atol: float = CLOSE):
    """One of the three gradients equals the difference of the loss."""
    dy = output_gradient(arrays)
    expected = gradient(dy, arrays, which, alpha)
    name = {0: "dx", 2: "dA", 3: "dB"}[which]
    found = gradients(submission, dy, arrays, alpha)[max(which - 1, 0)]
    what = f"{name}, {sizes(arrays)}, alpha = {alpha}{case}"
    expect_shape(found, expected.shape, f"the shape of {name[1:]}", what=what)
    expect_close(found, expected, what=what, atol=atol, rtol=atol)


# ── the start ────────────────────────────────────────────────────────────────────────────────────────────────


def started(submission, d_out: int, d_in: int, r: int, seed: int = 0) -> tuple:
    """The learner's A and B."""
    found = submission.init_lora(d_out, d_in, r, np.random.default_rng(seed))
    expect(isinstance(found, tuple | list) and len(found) == 2, "init_lora must return two arrays, A and B")
    return found[0], found[1]


@core(
    START,
    "A and B are returned in the other order",
    "A has shape (d_in, r)",
    "d_out and d_in are exchanged",
    see=LORA,
)
def test_start_shapes(submission):
    """init_lora returns A of shape (r, d_in) and B of shape (d_out, r)"""
    for d_out, d_in, r in ((5, 3, 2), (4, 6, 1), (3, 3, 2), (2, 2, 4)):
        A, B = started(submission, d_out, d_in, r)
        expect_shape(A, (r, d_in), "(r, d_in)", what="A")
        expect_shape(B, (d_out, r), "(d_out, r)", what="B")


@core(START, "B is random too", "the zeros are in A", "B is filled with ones or small numbers", see=LORA)
def test_start_zeros(submission):
    """B starts with zeros, so training starts at the old model"""
    for d_out, d_in, r in ((5, 3, 2), (3, 3, 3), (4, 6, 1)):
        _, B = started(submission, d_out, d_in, r)
        expect_close(B, np.zeros((d_out, r)), what="B", atol=0.0)


@core(
    START,
    "A is zero too, so no gradient ever arrives",
    "the standard deviation is 1/d_in, or does not depend on d_in",
    "the numbers are all positive",
    see=LORA,
)
def test_start_spread(submission):
    """A's numbers have mean 0 and standard deviation 1/√d_in"""
    for d_out, d_in, r in ((8, 100, 64), (30, 900, 16), (500, 25, 200)):
        A, _ = started(submission, d_out, d_in, r)
        expect_shape(A, (r, d_in), "(r, d_in)", what="A")
        A = expect_array(A, "A").astype(np.float64)
        case = f"For d_out = {d_out}, d_in = {d_in} and r = {r}"
        wanted = d_in**-0.5
        expect(bool(np.abs(A).max() > 0), "A is all zeros. With B = 0 as well, no gradient ever arrives")
        expect(
            abs(float(A.mean())) < 0.1 * wanted,
            f"{case}, the mean of A must be about 0; yours is {A.mean():.3g}",
        )
        expect(
            0.52 * wanted < float(A.std()) < 1.06 * wanted,  # 0.577: uniform between ±1/√d_in
            f"{case}, the standard deviation of A must be 1/√d_in = {wanted:.3g}; yours is {A.std():.3g}",
        )
        ordered = np.sort(A, axis=None)
        expect(
            float((np.diff(ordered) > 0).mean()) > 0.99,
            f"{case}, A repeats numbers: draw each of them from rng",
        )


@core(
    START,
    "np.random is used instead of rng",
    "the function creates a generator of its own, with a fixed seed",
    see=LORA,
)
def test_start_generator(submission):
    """Every random number comes from rng: the same seed gives the same A, another seed another A"""
    A, again, other = (started(submission, 6, 5, 3, seed)[0] for seed in (1, 1, 2))
    for name, array in (("A", A), ("A", again), ("A", other)):
        expect_shape(array, (3, 5), "(r, d_in)", what=name)
    same = bool(np.allclose(A, again))
    expect(same, "Two calls with generators of the same seed give different A. Draw every number from rng")
    differs = not np.allclose(A, other)
    expect(differs, "Generators with different seeds give the same A. Draw every number from rng")


# ── forward ──────────────────────────────────────────────────────────────────────────────────────────────────

EXAMPLE = (
    np.array([[1.0, 1.0]]),
    np.array([[1.0, 0.0], [0.0, 1.0]]),
    np.array([[1.0, 2.0]]),
    np.array([[3.0], [0.0]]),
)


@core(
    FORWARD,
    "the correction is not multiplied by α / r",
    "the old output W x is missing",
    "A and B are multiplied in the wrong order",
    see=LORA,
)
def test_worked_example(submission):
    """The worked example gives [19, 1]"""
    arrays = tuple(array.copy() for array in EXAMPLE)
    output = submission.lora_forward(*arrays, 2.0)
    expect_shape(output, (1, 2), "(T, d_out)", what="output")
    expect_close(output, np.array([[19.0, 1.0]]), what="output", atol=CLOSE)


@core(
    FORWARD,
    "the correction is multiplied by α, not by α / r",
    "W, A or B is not transposed",
    "W x is scaled too",
    "an activation function is applied between A and B",
    see=LORA,
)
def test_forward(submission):
    """lora_forward returns W x + (α / r) · B A x for each row of x"""
    for sizes_, alpha in zip(SHAPES, (4.0, 0.5, 10.0, 3.0), strict=True):
        expect_adapted(submission, layer(*sizes_), alpha)


@core(FORWARD, "only two axes are handled", "x.T reverses all axes", "the batch is flattened", see=ROWS)
def test_forward_batches(submission):
    """x can have several leading axes, such as batch and T"""
    for sizes_ in BATCHES:
        expect_adapted(submission, layer(*sizes_), 5.0)


@core(
    FORWARD,
    "α is not divided by r",
    "α is divided by √r",
    "r is read from the wrong axis",
    "α // r drops the fraction",
    see=LORA,
)
def test_forward_scale(submission):
    """Twice the rank with every row of A and column of B repeated changes nothing: the scale is α / r"""
    x, W, A, B = layer((4,), 5, 3, 2, seed=1)
    for alpha in (1.0, 6.0):
        doubled = (x, W, np.concatenate([A, A]), np.concatenate([B, B], axis=1))
        expect_adapted(submission, (x, W, A, B), alpha)
        expect_adapted(submission, doubled, alpha)


# ── merge ────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    MERGE,
    "the product is not multiplied by α / r",
    "A @ B instead of B @ A",
    "only the correction is returned",
    see=LORA,
)
def test_merge(submission):
    """merge_lora returns W + (α / r) · B A"""
    for sizes_, alpha in zip(SHAPES, (4.0, 0.5, 10.0, 3.0), strict=True):
        arrays = layer(*sizes_, seed=2)
        x, W, A, B = arrays
        # the columns of the adapted layer: its outputs for the unit vectors
        expected = adapted(np.eye(W.shape[1]), W, A, B, alpha).T
        what = f"merged, {sizes(arrays)[len(f'x {x.shape}, ') :]}, alpha = {alpha}"
        merged = submission.merge_lora(W, A, B, alpha)
        expect_shape(merged, expected.shape, "(d_out, d_in)", what=what)
        expect_close(merged, expected, what=what, atol=CLOSE, rtol=CLOSE)


# ── gradients ────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    GRADIENTS,
    "a gradient for W is returned as well",
    "dA and dB are returned in the other order",
    "a gradient is transposed",
    see=LORA,
)
def test_gradient_shapes(submission):
    """lora_backward returns dx, dA and dB, each with the shape of its array"""
    for sizes_ in (*SHAPES, *BATCHES):
        arrays = layer(*sizes_, seed=3)
        found = gradients(submission, output_gradient(arrays), arrays, 2.0)
        for name, array, mine in zip("xAB", (arrays[0], *arrays[2:]), found, strict=True):
            expect_shape(mine, array.shape, f"the shape of {name}", what=f"d{name}, {sizes(arrays)}")


@core(
    GRADIENTS,
    "α / r is missing in the gradient",
    "the mean over the tokens is taken instead of the sum",
    "x is used where A x is needed",
    see=LORA,
)
def test_gradient_of_b(submission):
    """dB is the gradient of the loss with respect to B"""
    for sizes_, alpha in zip(SHAPES, (4.0, 0.5, 10.0, 3.0), strict=True):
        expect_gradient(submission, layer(*sizes_, seed=4), alpha, 3)


@core(
    GRADIENTS,
    "α / r is missing in the gradient",
    "the gradient of A x is not multiplied by B",
    "A is treated as frozen",
    see=LORA,
)
def test_gradient_of_a(submission):
    """dA is the gradient of the loss with respect to A"""
    for sizes_, alpha in zip(SHAPES, (4.0, 0.5, 10.0, 3.0), strict=True):
        expect_gradient(submission, layer(*sizes_, seed=4), alpha, 2)


@core(
    OF_X,
    "the path through W is missing, because W is frozen",
    "the path through A and B is missing",
    "α / r is missing in the second path",
    see=LORA,
)
def test_gradient_of_x(submission):
    """dx is the gradient of the loss with respect to x, through W and through B A"""
    for sizes_, alpha in zip(SHAPES, (4.0, 0.5, 10.0, 3.0), strict=True):
        expect_gradient(submission, layer(*sizes_, seed=5), alpha, 0)


@core(
    GRADIENTS,
    "the batch axis is kept",
    "the mean over the batch is taken",
    "only the last text of the batch counts",
    see=LORA,
)
def test_gradients_of_a_batch(submission):
    """With several leading axes, dA and dB are summed over all rows of x"""
    for sizes_ in BATCHES:
        for which in (2, 3):
            expect_gradient(submission, layer(*sizes_, seed=6), 5.0, which)


@core(OF_X, "the leading axes are flattened and stay flat", see=LORA)
def test_gradient_of_x_in_a_batch(submission):
    """With several leading axes, dx has those of x"""
    for sizes_ in BATCHES:
        expect_gradient(submission, layer(*sizes_, seed=6), 5.0, 0)


@core(
    GRADIENTS,
    "A and B are exchanged in the gradients",
    "the gradient of B is computed with B",
    see=LORA,
)
def test_gradients_at_the_start(submission):
    """At the start, with B = 0, dA is 0 and dB is not: B learns first"""
    x, W, A, B = layer((4,), 5, 3, 2, seed=8)
    arrays = (x, W, A, 0 * B)
    for which in (2, 3):
        expect_gradient(submission, arrays, 6.0, which, case=", B = 0")


# ── the number of parameters ─────────────────────────────────────────────────────────────────────────────────


@core(
    COUNT,
    "W is counted too",
    "only one of the two matrices is counted",
    "every matrix is taken as square",
    "only the first matrix is counted",
    see=LORA,
)
def test_count(submission):
    """Each matrix has r · (d_in + d_out) trained parameters: 18,874,368 for GPT-3's W_q and W_v at rank 4"""
    llama = [(4096, 4096), (1024, 4096), (1024, 4096), (4096, 4096)]
    llama += [(14336, 4096), (14336, 4096), (4096, 14336)]
    for what, shapes, r, expected in (
        ("one matrix of (3, 5), r = 2", [(3, 5)], 2, 16),
        ("one matrix of (4, 4), r = 1", [(4, 4)], 1, 8),
        ("matrices of (3, 5) and (7, 2), r = 3", [(3, 5), (7, 2)], 3, 51),
        ("GPT-3, r = 4", [(12288, 12288)] * 192, 4, 18_874_368),
        ("Llama 3 8B, r = 16", llama * 32, 16, 41_943_040),
    ):
        found = submission.trainable_parameters(shapes, r)
        expect_close(found, expected, what=f"parameters of {what}", atol=0.5, rtol=0.0)


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(CALLER, "W += merges into the caller's array", "x, dy or A is scaled in place", see=LORA)
def test_inputs_unchanged(submission):
    """x, dy, W, A and B are not changed, not even by merge_lora: W is frozen"""
    arrays = layer((4,), 3, 5, 2, seed=9)
    dy = output_gradient(arrays)
    for function, arguments, names in (
        ("lora_forward", arrays, ("x", "W", "A", "B")),
        ("lora_backward", (dy, *arrays), ("dy", "x", "W", "A", "B")),
        ("merge_lora", arrays[1:], ("W", "A", "B")),
    ):
        before = [array.copy() for array in arguments]
        given = [array.copy() for array in arguments]
        getattr(submission, function)(*given, 3.0)
        for name, old, new in zip(names, before, given, strict=True):
            expect_unchanged(old, new, f"{name} in {function}")


# ── robust: memory, types and calls ──────────────────────────────────────────────────────────────────────────


def expect_small(submission, function: str, arguments, instead: str):
    """The peak memory of a call is below half of what W takes."""
    W = arguments[-3]
    getattr(submission, function)(*arguments, 2.0)  # memory that only the first call allocates
    peak = submission.measure(function, *arguments, 2.0).peak_bytes
    expect(
        peak <= W.nbytes // 2,
        f"W is {W.shape} and takes {W.nbytes / 1e3:.0f} kB; {function} held {peak / 1e3:.0f} kB more at its peak. "
        f"{instead}",
    )


@robust(MEMORY, "B @ A is computed", "W is merged at every call", see=LORA)
def test_memory_of_forward(submission):
    """lora_forward creates no array as large as W"""
    arrays = layer((2,), 250, 230, 2)
    expect_small(submission, "lora_forward", arrays, "Multiply x by A first, then the result by B")


@robust(MEMORY, "the gradient of W is computed and then projected", "B @ A is computed", see=LORA)
def test_memory_of_backward(submission):
    """lora_backward creates no array as large as W"""
    arrays = layer((2,), 250, 230, 2)
    instead = "Neither dy.T @ x nor B @ A is needed: multiply dy by B, and x by A, first"
    expect_small(submission, "lora_backward", (output_gradient(arrays), *arrays), instead)


@robust(TYPES, "one step is computed in float32", see=LORA)
def test_double_precision(submission):
    """float64 inputs are computed in float64 throughout"""
    arrays = layer((4,), 6, 5, 3, seed=10)
    expect_adapted(submission, arrays, 7.0, atol=EXACT)
    for which in (0, 2, 3):
        expect_gradient(submission, arrays, 7.0, which, atol=EXACT)


@robust(TYPES, "α // r drops the fraction", "a gradient is allocated with the type of A", see=LORA)
def test_integers(submission):
    """Integer inputs, and an integer α, give fractional results"""
    arrays = tuple(np.round(3 * array).astype(int) for array in layer((4,), 5, 3, 2, seed=11))
    expect_adapted(submission, arrays, 3, ", integers")
    dy = np.round(3 * output_gradient(arrays)).astype(int)
    for place, which in enumerate((0, 2, 3)):
        found = gradients(submission, dy.copy(), arrays, 3)[place]
        what = f"{('dx', 'dA', 'dB')[place]} of integers"
        expect_close(found, gradient(dy, arrays, which, 3), what=what, atol=CLOSE, rtol=CLOSE)


@robust(TYPES, "the sum has the larger type of A and B", see=LORA)
def test_merged_type(submission):
    """The merged matrix has the type of W, so the model does not grow"""
    _, W, A, B = layer((4,), 5, 3, 2, seed=12)
    for dtype, atol in ((np.float32, 1e-5), (np.float16, 2e-2)):
        merged = submission.merge_lora(W.astype(dtype), A, B, 3.0)
        expect_dtype(merged, dtype, what=f"merged, W of {np.dtype(dtype).name}")
        expected = adapted(np.eye(5), W, A, B, 3.0).T
        expect_close(merged, expected, what="merged", atol=atol, rtol=atol)


@robust(CALLS, "an argument is not named as in the task", see=LORA)
def test_names(submission):
    """The arguments can be passed by name"""
    x, W, A, B = layer((4,), 5, 3, 2, seed=13)
    dy = output_gradient((x, W))
    output = submission.lora_forward(alpha=3.0, B=B, A=A, W=W, x=x)
    expect_close(output, adapted(x, W, A, B, 3.0), what="output", atol=CLOSE)
    found = submission.lora_backward(alpha=3.0, B=B, A=A, W=W, x=x, dy=dy)
    expect(isinstance(found, tuple | list) and len(found) == 3, "lora_backward must return dx, dA and dB")
    expect_close(found[1], gradient(dy, (x, W, A, B), 2, 3.0), what="dA", atol=CLOSE)
    merged = submission.merge_lora(alpha=3.0, B=B, A=A, W=W)
    expect_close(merged, adapted(np.eye(5), W, A, B, 3.0).T, what="merged", atol=CLOSE)
    started_ = submission.init_lora(rng=np.random.default_rng(0), r=2, d_in=5, d_out=3)
    expect(isinstance(started_, tuple | list) and len(started_) == 2, "init_lora must return A and B")
    expect_shape(started_[0], (2, 5), "(r, d_in)", what="A")
    expect_close(submission.trainable_parameters(r=2, shapes=[(3, 5)]), 16, what="parameters", atol=0.5)


@robust(CALLS, "the code writes into an argument", "the code reshapes in place", see=LORA)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    x, W, A, B = layer((2, 8), 10, 6, 4, seed=14)
    views = (x[:, ::2, ::2], W[::2, ::2], A[::2, ::2], B[::2, ::2])
    expect_adapted(submission, views, 3.0, ", views")
    expect_gradient(submission, views, 3.0, 2, ", views")
    arrays = tuple(np.asfortranarray(array) for array in layer((2, 4), 5, 3, 2, seed=14))
    for array in arrays:
        array.setflags(write=False)
    expect_adapted(submission, arrays, 3.0, ", Fortran order and read-only")
    expect_gradient(submission, arrays, 3.0, 3, ", Fortran order and read-only")
    expected = adapted(np.eye(5), *arrays[1:], 3.0).T
    merged = submission.merge_lora(*arrays[1:], 3.0)
    expect_close(merged, expected, what="merged", atol=CLOSE, rtol=CLOSE)


@robust(CALLS, "the code divides by the number of rows", "the code reads the first row", see=LORA)
def test_empty_batch(submission):
    """A batch without rows gives an empty output, an empty dx, and zeros for dA and dB"""
    for leading in ((0,), (0, 3)):
        arrays = layer(leading, 5, 3, 2, seed=15)
        output = submission.lora_forward(*arrays, 3.0)
        expect_shape(output, (*leading, 3), "(..., d_out)", what="output")
        found = gradients(submission, np.zeros((*leading, 3)), arrays, 3.0)
        expect_shape(found[0], (*leading, 5), "(..., d_in)", what="dx")
        expect_close(found[1], np.zeros((2, 5)), what="dA", atol=CLOSE)
        expect_close(found[2], np.zeros((3, 2)), what="dB", atol=CLOSE)
