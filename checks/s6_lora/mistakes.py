"""Mistakes that people make in LoRA, and inputs on which no two of them give the same result."""

from collections.abc import Mapping

import numpy as np

from tutor.course.model import Mistake, Probe

LORA = "step-6-complete-reference#lora"
ROWS = "step-1-attention-visual-deep-dive#feed-forward"

A_START = "A = rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_in))"
B_START = "B = np.zeros((d_out, r))"
RETURN_START = "return A, B"
CORRECTION = "correction = (x @ A.T) @ B.T"
OUTPUT = "return x @ W.T + alpha / len(A) * correction"
SCALE = "scale = alpha / len(A)\n"
DH = "dh = dy @ B * scale"
H = "h = x @ A.T\n"
DX = "dx = dy @ W + dh @ A"
DA = "dA = rows(dh).T @ rows(x)"
DB = "dB = rows(dy).T @ rows(h) * scale"
RETURN_GRADIENTS = "return dx, dA, dB"
MERGED = "merged = W + alpha / len(A) * (B @ A)"
RETURN_MERGED = "return merged.astype(W.dtype)"
COUNT = "return sum(r * (d_out + d_in) for d_out, d_in in shapes)"

Change = Mapping[str, str]


def scaled_by(scale: str) -> tuple[Change, tuple[Change, ...]]:
    """This scale in place of α / r: in ``lora_forward``, and then everywhere or in one of the other functions."""
    forward = {OUTPUT: f"return x @ W.T + {scale} * correction"}
    merge = {MERGED: f"merged = W + {scale} * (B @ A)"}
    backward = {SCALE: f"scale = {scale}\n"}
    return forward, ({**forward, **merge, **backward}, merge, backward)


ALPHA_ONLY, ALPHA_ONLY_TOO = scaled_by("alpha")
NO_SCALE, NO_SCALE_TOO = scaled_by("1.0")
BY_ROOT, BY_ROOT_TOO = scaled_by("alpha / np.sqrt(len(A))")
UPSIDE_DOWN, UPSIDE_DOWN_TOO = scaled_by("len(A) / alpha")
BY_D_IN, BY_D_IN_TOO = scaled_by("alpha / A.shape[1]")
BY_D_OUT, BY_D_OUT_TOO = scaled_by("alpha / len(B)")
BY_R, BY_R_TOO = scaled_by("1 / len(A)")
TIMES_R, TIMES_R_TOO = scaled_by("alpha * len(A)")
WHOLE, WHOLE_TOO = scaled_by("(alpha // len(A))")

START = [
    Mistake(
        id="both-zero",
        name="initialises A with zeros too",
        diagnosis="Your code starts both A and B at zero. Each gradient is a product with the other matrix, so both "
        "stay zero and nothing is ever learned. Draw A from rng.",
        see=LORA,
        change={A_START: "A = np.zeros((r, d_in))"},
    ),
    Mistake(
        id="both-random",
        name="initialises B with random numbers",
        diagnosis="Your code draws B at random too, so B A is not zero and training starts from a damaged model. "
        "Fill B with zeros.",
        see=LORA,
        change={B_START: "B = rng.normal(scale=1 / np.sqrt(r), size=(d_out, r))"},
        also=(
            {B_START: "B = rng.normal(scale=1 / np.sqrt(d_in), size=(d_out, r))"},
            {B_START: "B = rng.normal(size=(d_out, r))"},
            {B_START: "B = np.ones((d_out, r))"},
        ),
    ),
    Mistake(
        id="zeros-in-a",
        name="puts the zeros in A",
        diagnosis="Your code starts A at zero and draws B. LoRA does it the other way: A is random and B is zero "
        "(Hu et al., section 4.1).",
        see=LORA,
        change={
            A_START: "A = np.zeros((r, d_in))",
            B_START: "B = rng.normal(scale=1 / np.sqrt(r), size=(d_out, r))",
        },
        also=(
            {
                A_START: "A = np.zeros((r, d_in))",
                B_START: "B = rng.normal(scale=1 / np.sqrt(d_in), size=(d_out, r))",
            },
            {A_START: "A = np.zeros((r, d_in))", B_START: "B = rng.normal(size=(d_out, r))"},
        ),
    ),
    Mistake(
        id="spread-one",
        name="does not scale A",
        diagnosis="Your A has standard deviation 1. A x then grows with √d_in, and the first steps of B are too "
        "large. Multiply the numbers by 1/√d_in.",
        see=LORA,
        change={A_START: "A = rng.normal(size=(r, d_in))"},
    ),
    Mistake(
        id="spread-without-root",
        name="uses 1/d_in as standard deviation",
        diagnosis="Your A has standard deviation 1/d_in. 1/d_in is the variance; its root, 1/√d_in, is the standard "
        "deviation that keeps A x about as large as x.",
        see=LORA,
        change={A_START: "A = rng.normal(scale=1 / d_in, size=(r, d_in))"},
    ),
    Mistake(
        id="spread-of-the-rank",
        name="divides A by √r",
        diagnosis="Your A has standard deviation 1/√r. Each number of A x is a sum of d_in products, so it is d_in "
        "that must be divided out: use 1/√d_in.",
        see=LORA,
        change={A_START: "A = rng.normal(scale=1 / np.sqrt(r), size=(r, d_in))"},
        also=({A_START: "A = rng.normal(scale=1 / r, size=(r, d_in))"},),
    ),
    Mistake(
        id="spread-fixed",
        name="uses a fixed standard deviation",
        diagnosis="Your A has the same standard deviation for every width, as GPT-2's weights have. Here it must be "
        "1/√d_in, so that A x is about as large as x at every width.",
        see=LORA,
        change={A_START: "A = rng.normal(scale=0.02, size=(r, d_in))"},
        also=({A_START: "A = rng.normal(scale=0.01, size=(r, d_in))"},),
    ),
    Mistake(
        id="all-positive",
        name="draws only positive numbers",
        diagnosis="Your A has only positive numbers, from rng.random. Its mean must be 0: use rng.normal, or "
        "rng.uniform from −1/√d_in to 1/√d_in.",
        see=LORA,
        change={A_START: "A = rng.random((r, d_in)) / np.sqrt(d_in)"},
        also=({A_START: "A = rng.random((r, d_in))"},),
    ),
    Mistake(
        id="generator-of-its-own",
        name="ignores rng",
        diagnosis="Your code creates a generator of its own with a fixed seed, so every layer gets the same A. Draw "
        "from the rng that the caller passes.",
        see=LORA,
        change={A_START: A_START.replace("rng.normal", "np.random.default_rng(0).normal")},
        also=({A_START: A_START.replace("rng.normal", "np.random.default_rng(42).normal")},),
    ),
    Mistake(
        id="start-exchanged",
        name="returns B before A",
        diagnosis="Your code returns B, A. The task asks for A, B: the caller would use the zeros as A.",
        see=LORA,
        change={RETURN_START: "return B, A"},
        also=(
            {
                A_START: "A = rng.uniform(-1 / np.sqrt(d_in), 1 / np.sqrt(d_in), (r, d_in))",
                RETURN_START: "return B, A",
            },
        ),
    ),
    Mistake(
        id="start-transposed",
        name="transposes A and B",
        diagnosis="Your A is (d_in, r), or your B is (r, d_out). In the formula B A x, A maps d_in to r and B maps r "
        "to d_out: A is (r, d_in) and B is (d_out, r).",
        see=LORA,
        change={
            A_START: "A = rng.normal(scale=1 / np.sqrt(d_in), size=(d_in, r))",
            B_START: "B = np.zeros((r, d_out))",
        },
        also=(
            {A_START: "A = rng.normal(scale=1 / np.sqrt(d_in), size=(d_in, r))"},
            {B_START: "B = np.zeros((r, d_out))"},
            {
                A_START: "A = rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_in)).T",
                B_START: "B = np.zeros((r, d_out))",
            },
            {A_START: "A = rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_in)).T"},
        ),
    ),
    Mistake(
        id="sides-exchanged",
        name="exchanges d_in and d_out",
        diagnosis="Your A is (r, d_out) and your B is (d_in, r). A reads the input x, so it has d_in columns; B "
        "writes the output, so it has d_out rows.",
        see=LORA,
        change={
            A_START: "A = rng.normal(scale=1 / np.sqrt(d_out), size=(r, d_out))",
            B_START: "B = np.zeros((d_in, r))",
        },
        also=(
            {
                A_START: "A = rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_out))",
                B_START: "B = np.zeros((d_in, r))",
            },
        ),
    ),
]

SCALES = [
    Mistake(
        id="alpha-not-divided",
        name="does not divide α by r",
        diagnosis="Your code multiplies the correction by α without dividing by r. Then a higher rank also means a "
        "larger correction, and every rank needs its own learning rate. Use α / r, with r = len(A).",
        see=LORA,
        change=ALPHA_ONLY,
        also=ALPHA_ONLY_TOO,
    ),
    Mistake(
        id="scale-forgotten",
        name="forgets the scale α / r",
        diagnosis="Your code uses B A without its scale. Multiply by α / r wherever the correction appears: in the "
        "output, in the merged matrix and in the gradients.",
        see=LORA,
        change=NO_SCALE,
        also=NO_SCALE_TOO,
    ),
    Mistake(
        id="divided-by-the-root",
        name="divides α by √r",
        diagnosis="Your code uses α / √r. That is rank-stabilised LoRA, a later variant. The formula of this task is "
        "α / r.",
        see=LORA,
        change=BY_ROOT,
        also=BY_ROOT_TOO,
    ),
    Mistake(
        id="scale-upside-down",
        name="multiplies by r / α",
        diagnosis="Your scale is r / α, upside down. It is α / r: α is the numerator.",
        see=LORA,
        change=UPSIDE_DOWN,
        also=UPSIDE_DOWN_TOO,
    ),
    Mistake(
        id="rank-from-the-wrong-axis",
        name="divides by d_in or d_out",
        diagnosis="Your code divides α by a width of the layer, not by the rank. A is (r, d_in) and B is (d_out, r): "
        "r is A.shape[0] or B.shape[1].",
        see=LORA,
        change=BY_D_IN,
        also=(*BY_D_IN_TOO, BY_D_OUT, *BY_D_OUT_TOO),
    ),
    Mistake(
        id="alpha-forgotten",
        name="divides by r without α",
        diagnosis="Your scale is 1 / r; α is not used. Multiply by α / r.",
        see=LORA,
        change=BY_R,
        also=BY_R_TOO,
    ),
    Mistake(
        id="multiplied-by-the-rank",
        name="multiplies by α · r",
        diagnosis="Your code multiplies α by r. Dividing by r keeps the size of the correction about the same for "
        "every rank: use α / r.",
        see=LORA,
        change=TIMES_R,
        also=TIMES_R_TOO,
    ),
    Mistake(
        id="fraction-dropped",
        name="drops the fraction of α / r",
        diagnosis="Your code computes α // r, which drops the fraction: α = 3 and r = 4 give 0, and the layer learns "
        "nothing. Use α / r.",
        see=LORA,
        change=WHOLE,
        also=WHOLE_TOO,
    ),
]

LAYER = [
    Mistake(
        id="old-output-missing",
        name="leaves out W x",
        diagnosis="Your code returns only the correction, so the frozen layer no longer has any effect. The output "
        "is W x plus the correction.",
        see=LORA,
        change={OUTPUT: "return alpha / len(A) * correction"},
    ),
    Mistake(
        id="old-output-scaled",
        name="scales W x as well",
        diagnosis="Your code multiplies the whole sum by α / r. Only the correction is scaled; otherwise the layer "
        "does not start as the old one.",
        see=LORA,
        change={OUTPUT: "return alpha / len(A) * (x @ W.T + correction)"},
        also=(
            {
                OUTPUT: "return alpha / len(A) * (x @ W.T + correction)",
                MERGED: "merged = alpha / len(A) * (W + B @ A)",
            },
            {MERGED: "merged = alpha / len(A) * (W + B @ A)"},
        ),
    ),
    Mistake(
        id="weights-not-transposed",
        name="computes x @ W",
        diagnosis="Your code multiplies rows by W without transposing it. W is (d_out, d_in), and x has one input "
        "per row: x @ W.T. With a square W the wrong product has the right shape.",
        see=ROWS,
        change={OUTPUT: "return x @ W + alpha / len(A) * correction"},
    ),
    Mistake(
        id="order-exchanged",
        name="applies B before A",
        diagnosis="Your code computes x @ B @ A, which is the transpose of B A on the rows of x. A comes first and "
        "for rows both are transposed: x @ A.T @ B.T.",
        see=LORA,
        change={CORRECTION: "correction = (x @ B) @ A"},
        also=(
            {CORRECTION: "correction = (x @ B) @ A", OUTPUT: "return x @ W + alpha / len(A) * correction"},
        ),
    ),
    Mistake(
        id="bent-between",
        name="applies an activation after A",
        diagnosis="Your code applies an activation function between A and B. That is an adapter layer, which cannot "
        "be merged into W. In LoRA, B A is a plain product.",
        see=LORA,
        change={CORRECTION: "correction = np.maximum(x @ A.T, 0) @ B.T"},
        also=({CORRECTION: "correction = np.tanh(x @ A.T) @ B.T"},),
    ),
    Mistake(
        id="weights-changed",
        name="adds the correction to W itself",
        diagnosis="Your code writes into W with W += …. W is frozen and belongs to the caller, and the next call would "
        "add the correction again. Compute a new array.",
        see=LORA,
        change={MERGED: "W += alpha / len(A) * (B @ A)\n    merged = W"},
        also=(
            {OUTPUT: "W += alpha / len(A) * (B @ A)\n    return x @ W.T"},
            {
                MERGED: "W += alpha / len(A) * (B @ A)\n    merged = W",
                OUTPUT: "W += alpha / len(A) * (B @ A)\n    return x @ W.T",
            },
        ),
    ),
    Mistake(
        id="merge-without-weights",
        name="merges without W",
        diagnosis="Your merge_lora returns only (α / r) · B A. The merged matrix replaces W, so it must contain W: "
        "return W + (α / r) · B A.",
        see=LORA,
        change={MERGED: "merged = alpha / len(A) * (B @ A)"},
    ),
    Mistake(
        id="merge-transposed",
        name="merges the transpose of B A",
        diagnosis="Your code adds the transpose of B A, which has W's shape only when W is square. B is (d_out, r) "
        "and A is (r, d_in): B @ A is (d_out, d_in).",
        see=LORA,
        change={MERGED: "merged = W + alpha / len(A) * (B @ A).T"},
    ),
    Mistake(
        id="merge-exchanged",
        name="merges A @ B",
        diagnosis="Your code adds A @ B, which is (r, r) for a square W. The update is B @ A: (d_out, r) times "
        "(r, d_in).",
        see=LORA,
        change={MERGED: "merged = W + alpha / len(A) * (A @ B)"},
    ),
    Mistake(
        id="merge-subtracts",
        name="subtracts the correction",
        diagnosis="Your merge_lora subtracts (α / r) · B A. That removes an adapter from merged weights. To merge, add "
        "it.",
        see=LORA,
        change={MERGED: "merged = W - alpha / len(A) * (B @ A)"},
    ),
    Mistake(
        id="merged-type",
        name="merges into a larger type",
        diagnosis="Your merged matrix has the type of A and B. The model then needs two or four times the memory of "
        "W. Convert the sum: .astype(W.dtype).",
        see=LORA,
        change={RETURN_MERGED: "return merged"},
    ),
]

GRADIENTS = [
    Mistake(
        id="dx-without-weights",
        name="stops dx at the frozen weights",
        diagnosis="Your dx has only the path through A and B. Frozen means that W gets no gradient, not that none "
        "passes through: add dy @ W, or the layers below learn from a wrong signal.",
        see=LORA,
        change={DX: "dx = dh @ A"},
    ),
    Mistake(
        id="dx-without-correction",
        name="leaves the adapter out of dx",
        diagnosis="Your dx has only the path through W. x is also read by A: add the gradient of A x, (α / r) · dy @ B, "
        "times A.",
        see=LORA,
        change={DX: "dx = dy @ W"},
    ),
    Mistake(
        id="scale-in-one-gradient",
        name="scales only some of the gradients",
        diagnosis="Your code multiplies one gradient by α / r but not another. The scale is in the only path through A "
        "and B, so it belongs in dA, in dB and in the second term of dx.",
        see=LORA,
        change={DB: "dB = rows(dy).T @ rows(h)"},
        also=(
            {DH: "dh = dy @ B"},
            {DA: "dA = rows(dh).T @ rows(x) / scale"},
            {DX: "dx = dy @ W + dy @ B @ A"},
        ),
    ),
    Mistake(
        id="scaled-twice",
        name="scales a gradient twice",
        diagnosis="Your code multiplies a gradient by α / r twice. The scale occurs once on the way from x to y, so it "
        "occurs once in each gradient.",
        see=LORA,
        change={DB: "dB = rows(dy).T @ rows(h * scale) * scale"},
        also=(
            {DA: "dA = rows(dh).T @ rows(x) * scale"},
            {DX: "dx = dy @ W + dh @ A * scale"},
            {DA: "dA = rows(dh).T @ rows(x) * scale", DB: "dB = rows(dy).T @ rows(h * scale) * scale"},
            {DH: "dh = dy @ B * scale * scale"},
        ),
    ),
    Mistake(
        id="mean-over-rows",
        name="averages the gradients over rows",
        diagnosis="Your code divides dA and dB by the number of rows. If the loss is a mean, dy contains that factor "
        "already. Sum over the rows.",
        see=LORA,
        change={
            DA: "dA = rows(dh).T @ rows(x) / len(rows(x))",
            DB: "dB = rows(dy).T @ rows(h) * scale / len(rows(x))",
        },
        also=(
            {
                DA: "dA = rows(dh).T @ rows(x) / (len(x) if x.ndim > 2 else 1)",
                DB: "dB = rows(dy).T @ rows(h) * scale / (len(x) if x.ndim > 2 else 1)",
            },
        ),
    ),
    Mistake(
        id="batch-axis-kept",
        name="keeps the batch axis in gradients",
        diagnosis="Your dA and dB keep the batch axis: one gradient per text. A and B are shared by all texts, so sum "
        "over every leading axis.",
        see=LORA,
        change={
            DA: "dA = dh.swapaxes(-1, -2) @ x",
            DB: "dB = dy.swapaxes(-1, -2) @ h * scale",
        },
    ),
    Mistake(
        id="gradients-exchanged",
        name="returns dB before dA",
        diagnosis="Your code returns dx, dB, dA. The task asks for dx, dA, dB.",
        see=LORA,
        change={RETURN_GRADIENTS: "return dx, dB, dA"},
    ),
    Mistake(
        id="input-gradient-last",
        name="returns dx last",
        diagnosis="Your code returns dA, dB, dx. The task asks for dx first: dx, dA, dB.",
        see=LORA,
        change={RETURN_GRADIENTS: "return dA, dB, dx"},
    ),
    Mistake(
        id="gradient-of-frozen-weights",
        name="returns a gradient for W",
        diagnosis="Your code computes a gradient for W as well. W is frozen: that array is as large as W, and not "
        "needing it is what saves the memory. Return dx, dA, dB.",
        see=LORA,
        change={RETURN_GRADIENTS: "return dx, rows(dy).T @ rows(x), dA, dB"},
        also=({RETURN_GRADIENTS: "return dx, dA, dB, rows(dy).T @ rows(x)"},),
    ),
    Mistake(
        id="gradients-transposed",
        name="transposes dA or dB",
        diagnosis="Your gradient is transposed: dA is (d_in, r), or dB is (r, d_out). A gradient has the shape of its "
        "array, so that it can be subtracted from it.",
        see=LORA,
        change={RETURN_GRADIENTS: "return dx, dA.T, dB.T"},
        also=({RETURN_GRADIENTS: "return dx, dA.T, dB"}, {RETURN_GRADIENTS: "return dx, dA, dB.T"}),
    ),
    Mistake(
        id="first-matrix-frozen",
        name="returns zeros for dA",
        diagnosis="Your dA is zero. A is trained as well; only at the very start, while B is zero, is its gradient "
        "zero. dA is the gradient of A x, transposed, times x.",
        see=LORA,
        change={DA: "dA = np.zeros(A.shape)"},
    ),
    Mistake(
        id="downhill-already",
        name="returns the negative gradients",
        diagnosis="Your gradients have the wrong sign. The optimiser subtracts the gradient, so do not put the minus "
        "into the gradient as well.",
        see=LORA,
        change={RETURN_GRADIENTS: "return dx, -dA, -dB"},
        also=({RETURN_GRADIENTS: "return -dx, -dA, -dB"},),
    ),
]

COUNTS = [
    Mistake(
        id="frozen-counted",
        name="counts W too",
        diagnosis="Your code counts the d_out · d_in numbers of W as well. W is frozen. Only A and B are trained: "
        "r · (d_out + d_in).",
        see=LORA,
        change={COUNT: "return sum(r * (d_out + d_in) + d_out * d_in for d_out, d_in in shapes)"},
        also=({COUNT: "return sum(d_out * d_in for d_out, d_in in shapes)"},),
    ),
    Mistake(
        id="one-matrix-counted",
        name="counts only one of A and B",
        diagnosis="Your code counts only one of the two matrices. A has r · d_in numbers and B has d_out · r.",
        see=LORA,
        change={COUNT: "return sum(r * d_in for d_out, d_in in shapes)"},
        also=({COUNT: "return sum(r * d_out for d_out, d_in in shapes)"},),
    ),
    Mistake(
        id="taken-as-square",
        name="takes every matrix as square",
        diagnosis="Your code counts 2 · r · d, which is right only if d_in = d_out. A has d_in columns and B has d_out "
        "rows: r · (d_out + d_in).",
        see=LORA,
        change={COUNT: "return sum(2 * r * d_in for d_out, d_in in shapes)"},
        also=({COUNT: "return sum(2 * r * d_out for d_out, d_in in shapes)"},),
    ),
    Mistake(
        id="sides-multiplied",
        name="multiplies d_out by d_in",
        diagnosis="Your code multiplies the two sides, as for a full matrix. A and B are two matrices, so add: "
        "r · d_in + d_out · r.",
        see=LORA,
        change={COUNT: "return sum(r * d_out * d_in for d_out, d_in in shapes)"},
        also=({COUNT: "return sum(r * d_out * r * d_in for d_out, d_in in shapes)"},),
    ),
    Mistake(
        id="first-shape-only",
        name="counts only one matrix",
        diagnosis="Your code counts the A and B of one matrix only. Add them up for every shape in the list.",
        see=LORA,
        change={COUNT: "return r * sum(shapes[0])"},
        also=({COUNT: "return r * sum(shapes[-1])"},),
    ),
    Mistake(
        id="rank-not-counted",
        name="does not multiply by r",
        diagnosis="Your code adds the sides without the rank. A has r rows and B has r columns: "
        "r · (d_out + d_in).",
        see=LORA,
        change={COUNT: "return sum(d_out + d_in for d_out, d_in in shapes)"},
    ),
]

MISTAKES = [*START, *SCALES, *LAYER, *GRADIENTS, *COUNTS]


def layer(leading: tuple[int, ...], d_in: int, d_out: int, r: int) -> tuple[np.ndarray, ...]:
    """Random x, W, A and B."""
    rng = np.random.default_rng([d_in, d_out, r])
    shapes = ((*leading, d_in), (d_out, d_in), (r, d_in), (d_out, r))
    return tuple(rng.normal(size=shape) for shape in shapes)


def probes() -> list[Probe]:
    """The starting matrices come last: right code may draw other numbers."""
    found = []
    sizes = (
        ((5,), 4, 3, 2),
        ((4,), 5, 5, 3),
        ((4,), 3, 3, 3),
        ((2, 3), 3, 5, 2),
        ((2, 2), 4, 4, 2),
        ((3,), 2, 6, 1),
    )
    layers = [
        (layer(*size), alpha) for size, alpha in zip(sizes, (3.0, 7.0, 2.0, 5.0, 9.0, 0.5), strict=True)
    ]
    for arrays, alpha in layers:
        found.append(Probe("lora_forward", (*arrays, alpha), facet="forward"))
    for arrays, alpha in layers[:3]:
        found.append(Probe("merge_lora", (*arrays[1:], alpha), facet="merge"))
    for arrays, alpha in layers:
        x, W = arrays[:2]
        dy = np.random.default_rng(7).normal(size=(*x.shape[:-1], len(W)))
        found.append(Probe("lora_backward", (dy, *arrays, alpha), facet="gradients"))
    for shapes, r in (([(3, 5)], 2), ([(4, 4)], 1), ([(3, 5), (7, 2)], 3)):
        found.append(Probe("trainable_parameters", (shapes, r), facet="count"))
    for seed, size in enumerate(((5, 3, 2), (3, 3, 2), (4, 6, 1), (2, 5, 4)), start=1):
        found.append(Probe("init_lora", (*size, np.random.default_rng(seed)), facet="start"))

    x, W, A, B = (np.round(3 * array).astype(int) for array in layer((4,), 5, 3, 2))
    dy = np.arange(12).reshape(4, 3) - 5
    found.append(Probe("lora_forward", (x, W, A, B, 3), facet="types", tier="robust"))
    found.append(Probe("lora_backward", (dy, x, W, A, B, 3), facet="types", tier="robust"))
    _, W, A, B = layer((4,), 5, 3, 2)
    found.append(Probe("merge_lora", (W.astype(np.float32), A, B, 3.0), facet="types", tier="robust"))
    return found
