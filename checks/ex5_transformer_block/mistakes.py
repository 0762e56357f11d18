"""Mistakes that people make in a transformer block, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe, Tier

LESSON = "step-1-attention-visual-deep-dive"
NORM, FEED, BLOCK = f"{LESSON}#residuals-and-layer-norm", f"{LESSON}#feed-forward", f"{LESSON}#blocks"
HEADS, QKV, OUTPUT = (
    f"{LESSON}#split-and-merge",
    f"{LESSON}#queries-keys-values",
    f"{LESSON}#output-projection",
)
CAUSAL, SCALING, SOFTMAX = f"{LESSON}#causal-masking", f"{LESSON}#scaling", f"{LESSON}#softmax"
SUM_SECTION = f"{LESSON}#weighted-sum"

MEAN = "mean = x.mean(axis=-1, keepdims=True)  # (..., 1): one mean per token"
VARIANCE = "variance = x.var(axis=-1, keepdims=True)  # (..., 1)"
NORMED = "normed = (x - mean) / np.sqrt(variance + eps)"
AFFINE = "return normed * gamma + beta"
INNER = "inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)"
GELU = "return 0.5 * x * (1 + np.tanh(inner))"
HIDDEN = "hidden = gelu(x @ w1 + b1)  # (..., d_ff)"
SECOND = "return hidden @ w2 + b2  # (..., d_model)"
FIRST_NORM = 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])'
ATTEND = "x = x + self_attention(normed, params, n_heads, causal)"
SECOND_NORM = 'normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])'
FEED_STEP = 'return x + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])'
SPLIT = "return (x @ w).reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)"
SCORES = "scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_head)  # (B, n_heads, T, T)"
IF_CAUSAL = "if causal:"
VISIBLE = "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool))  # row i sees columns 0 … i"
HIDE = "scores = np.where(visible, scores, -np.inf)"
EXP = "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"
SUM = "weights = weights / weights.sum(axis=-1, keepdims=True)"
MERGE = "merged = (weights @ v).transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
PROJECT = 'return merged @ params["w_o"]'
Q_K_V = 'q, k, v = heads(params["w_q"]), heads(params["w_k"]), heads(params["w_v"])'
GELU_ERF = (
    "from math import erf\n    return x * 0.5 * (1 + np.vectorize(erf, otypes=[float])(x / np.sqrt(2)))"
)
ATTEND_LN2 = 'normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"], 1e-5)'
FEED_LN1 = 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"], 1e-5)'


def feed(x: str) -> str:
    """The call of feed_forward on another input."""
    return f'feed_forward({x}, params["w1"], params["b1"], params["w2"], params["b2"])'


MISTAKES = [
    # layer_norm
    Mistake(
        id="norm-over-the-sequence",
        name="normalizes over positions",
        diagnosis="Your layer_norm takes the mean and variance over the positions, axis -2. Each token "
        "should be normalized by itself, over its own d_model numbers. Use axis=-1 with keepdims=True.",
        see=NORM,
        change={
            MEAN: "axis = -2 if x.ndim > 1 else -1\n    mean = x.mean(axis=axis, keepdims=True)",
            VARIANCE: "variance = x.var(axis=axis, keepdims=True)",
        },
        also=(
            {
                MEAN: "mean = x.mean(axis=-2, keepdims=True)",
                VARIANCE: "variance = x.var(axis=-2, keepdims=True)",
            },
            {MEAN: "axis = -2 if x.ndim > 1 else -1\n    mean = x.mean(axis=axis, keepdims=True)"},
            {VARIANCE: "axis = -2 if x.ndim > 1 else -1\n    variance = x.var(axis=axis, keepdims=True)"},
        ),
    ),
    Mistake(
        id="norm-over-everything",
        name="normalizes the whole array at once",
        diagnosis="Your layer_norm uses one mean and one variance for the whole array, so a token with "
        "large numbers makes the others small. Each token needs its own: axis=-1, keepdims=True.",
        see=NORM,
        change={MEAN: "mean = x.mean()", VARIANCE: "variance = x.var()"},
        also=(
            {VARIANCE: "variance = x.var()"},
            {MEAN: "mean = x.mean()"},
        ),
    ),
    Mistake(
        id="norm-with-n-minus-one",
        name="divides the variance by d_model - 1",
        diagnosis="Your variance is divided by d_model - 1 (ddof=1), which estimates the variance of a "
        "population from a sample. Layer norm takes the plain mean of the squared distances: "
        "x.var(axis=-1).",
        see=NORM,
        change={VARIANCE: "variance = x.var(axis=-1, keepdims=True, ddof=1)"},
    ),
    Mistake(
        id="norm-by-the-variance",
        name="divides by the variance",
        diagnosis="Your layer_norm divides by the variance, so the result has variance 1/variance instead "
        "of 1. Divide by its square root: np.sqrt(variance + eps).",
        see=NORM,
        change={NORMED: "normed = (x - mean) / (variance + eps)"},
    ),
    Mistake(
        id="norm-eps-outside-the-root",
        name="adds eps after the root",
        diagnosis="Your layer_norm adds eps to the standard deviation. It belongs to the variance, under the root: np.sqrt(variance + eps). Tokens whose numbers are nearly equal show the difference.",
        see=NORM,
        change={NORMED: "normed = (x - mean) / (np.sqrt(variance) + eps)"},
    ),
    Mistake(
        id="root-of-eps-outside-the-root",
        name="adds √eps after the root",
        diagnosis="Your layer_norm adds √eps to the standard deviation. The sum of two roots is not the "
        "root of the sum. Write np.sqrt(variance + eps).",
        see=NORM,
        change={NORMED: "normed = (x - mean) / (np.sqrt(variance) + np.sqrt(eps))"},
    ),
    Mistake(
        id="eps-not-rooted-in-hypot",
        name="adds eps² to the variance",
        diagnosis="Your layer_norm adds eps² to the variance, perhaps with np.hypot(std, eps). Add eps "
        "itself, under the root: np.sqrt(variance + eps).",
        see=NORM,
        change={NORMED: "normed = (x - mean) / np.sqrt(variance + eps**2)"},
    ),
    Mistake(
        id="norm-without-eps",
        name="leaves eps out",
        diagnosis="Your layer_norm does not use eps. A token whose numbers are all equal has variance 0, and the division gives NaN. Write np.sqrt(variance + eps).",
        see=NORM,
        change={NORMED: "normed = (x - mean) / np.sqrt(variance)"},
    ),
    Mistake(
        id="norm-eps-fixed",
        name="always uses eps = 1e-5",
        diagnosis="Your layer_norm uses 1e-5 whatever eps the caller passes. Use the argument: "
        "np.sqrt(variance + eps).",
        see=NORM,
        change={NORMED: "normed = (x - mean) / np.sqrt(variance + 1e-5)"},
    ),
    Mistake(
        id="eps-of-another-library",
        name="has a different default for eps",
        diagnosis="Your default for eps is not 1e-5. Other libraries use 1e-6 or 1e-12, but the models here were "
        "trained with 1e-5. Tokens with small numbers show the difference.",
        see=NORM,
        change={"eps: float = 1e-5": "eps: float = 1e-6"},
        also=(
            {"eps: float = 1e-5": "eps: float = 1e-12"},
            {"eps: float = 1e-5": "eps: float = 1e-8"},
            {"eps: float = 1e-5": "eps: float = 1e-3"},
            {"eps: float = 1e-5": "eps: float = 1e-7"},
        ),
    ),
    Mistake(
        id="norm-without-mean",
        name="does not subtract the mean",
        diagnosis="Your layer_norm divides x without subtracting the mean, so each token keeps its offset. "
        "Write (x - mean) / np.sqrt(variance + eps).",
        see=NORM,
        change={NORMED: "normed = x / np.sqrt(variance + eps)"},
    ),
    Mistake(
        id="mean-added",
        name="adds the mean",
        diagnosis="Your layer_norm adds the mean to x. Subtract it, so that each token's mean becomes 0: "
        "(x - mean) / np.sqrt(variance + eps).",
        see=NORM,
        change={NORMED: "normed = (x + mean) / np.sqrt(variance + eps)"},
    ),
    Mistake(
        id="mean-subtracted-twice",
        name="subtracts the mean twice",
        diagnosis="Your layer_norm subtracts the mean before the division and again after it. After the first "
        "time, the mean is already 0. Subtract it once.",
        see=NORM,
        change={NORMED: "normed = (x - mean) / np.sqrt(variance + eps) - mean"},
    ),
    Mistake(
        id="mean-not-scaled",
        name="subtracts the mean after scaling",
        diagnosis="Your layer_norm divides x first and then subtracts the mean, which was not divided. "
        "Subtract before you divide: (x - mean) / np.sqrt(variance + eps).",
        see=NORM,
        change={
            NORMED: "normed = x / np.sqrt(variance + eps)",
            AFFINE: "return normed * gamma + (beta - mean)",
        },
        also=({NORMED: "normed = x / np.sqrt(variance + eps) - mean"},),
    ),
    Mistake(
        id="rms-norm",
        name="computes RMSNorm",
        diagnosis="Your layer_norm is RMSNorm, the norm of LLaMA: it divides by √mean(x²) and subtracts no "
        "mean. This block uses layer norm: subtract the mean and divide by the standard deviation.",
        see=NORM,
        change={NORMED: "normed = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)"},
    ),
    Mistake(
        id="mean-square-for-the-variance",
        name="divides by √mean(x²)",
        diagnosis="Your layer_norm subtracts the mean but divides by √mean(x²). The variance is the mean of "
        "the squared distances from the mean: x.var(axis=-1, keepdims=True).",
        see=NORM,
        change={NORMED: "normed = (x - mean) / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)"},
    ),
    Mistake(
        id="mean-of-the-squares-mixed-up",
        name="computes mean(x²) − mean",
        diagnosis="Your variance is mean(x²) − mean. The formula is mean(x²) − mean². Simply write "
        "x.var(axis=-1, keepdims=True).",
        see=NORM,
        change={VARIANCE: "variance = (x * x).mean(axis=-1, keepdims=True) - mean"},
    ),
    Mistake(
        id="norm-without-dividing-the-sum",
        name="sums the squared distances",
        diagnosis="Your variance is the sum of the squared distances instead of their mean, so the result is too "
        "small by a factor of √d_model. Divide by d_model, or use x.var(axis=-1, keepdims=True).",
        see=NORM,
        change={VARIANCE: "variance = x.var(axis=-1, keepdims=True) * x.shape[-1]"},
    ),
    Mistake(
        id="absolute-distances",
        name="takes the mean absolute distance",
        diagnosis="Your layer_norm divides by the mean absolute distance from the mean. The standard "
        "deviation is the root of the mean squared distance: np.sqrt(variance + eps).",
        see=NORM,
        change={VARIANCE: "variance = np.abs(x - mean).mean(axis=-1, keepdims=True) ** 2"},
        also=({VARIANCE: "variance = np.abs(x - mean).mean(axis=-1, keepdims=True)"},),
    ),
    Mistake(
        id="norm-without-gamma",
        name="does not use gamma",
        diagnosis="Your layer_norm ignores gamma. In an untrained model, gamma is 1, which hides the mistake; a "
        "trained model shows it. Return normed * gamma + beta.",
        see=NORM,
        change={AFFINE: "return normed + beta"},
    ),
    Mistake(
        id="norm-without-beta",
        name="does not use beta",
        diagnosis="Your layer_norm ignores beta. In an untrained model, beta is 0, which hides the mistake; a "
        "trained model shows it. Return normed * gamma + beta.",
        see=NORM,
        change={AFFINE: "return normed * gamma"},
    ),
    Mistake(
        id="norm-gamma-after-beta",
        name="adds beta before gamma",
        diagnosis="Your layer_norm adds beta first, so gamma multiplies beta too. Multiply, then add: "
        "normed * gamma + beta.",
        see=NORM,
        change={AFFINE: "return (normed + beta) * gamma"},
    ),
    Mistake(
        id="gamma-and-beta-exchanged",
        name="exchanges gamma and beta",
        diagnosis="Your layer_norm multiplies by beta and adds gamma. It should be the other way round: "
        "normed * gamma + beta.",
        see=NORM,
        change={AFFINE: "return normed * beta + gamma"},
    ),
    Mistake(
        id="one-plus-gamma",
        name="multiplies by 1 + gamma",
        diagnosis="Your layer_norm multiplies by 1 + gamma, as Gemma's norm does. Here gamma is the whole factor: normed * gamma + beta.",
        see=NORM,
        change={AFFINE: "return normed * (1 + gamma) + beta"},
    ),
    Mistake(
        id="layer-norm-changes-its-input",
        name="lets layer_norm write into x",
        diagnosis="Your layer_norm works in place: x -= mean writes into the caller's array, so the block "
        "loses its residual path. Make a new array: x = x - mean.",
        see=NORM,
        change={NORMED: "x -= mean\n    normed = x / np.sqrt(variance + eps)"},
        also=(
            {NORMED: "x -= mean\n    x /= np.sqrt(variance + eps)\n    normed = x"},
            {
                NORMED: "x -= mean\n    x /= np.sqrt(variance + eps)\n    x *= gamma\n    x += beta\n    return x",
                AFFINE: "",
            },
        ),
    ),
    # gelu
    Mistake(
        id="relu",
        name="uses ReLU",
        diagnosis="Your gelu sets all negative numbers to 0, as ReLU does. gelu keeps a little of them: "
        "gelu(-1) is -0.1588. Use 0.5 · x · (1 + tanh(…)).",
        see=FEED,
        change={GELU: "return np.maximum(x, 0)"},
    ),
    Mistake(
        id="leaky-relu",
        name="uses a leaky ReLU",
        diagnosis="Your gelu is two straight lines, x above zero and a fraction of x below it, as in a leaky ReLU. "
        "gelu is a smooth curve: 0.5 · x · (1 + tanh(…)).",
        see=FEED,
        change={GELU: "return np.where(x > 0, x, 0.01 * x)"},
        also=({GELU: "return np.where(x > 0, x, 0.1 * x)"},),
    ),
    Mistake(
        id="gelu-by-sigmoid",
        name="uses the sigmoid form",
        diagnosis="Your gelu is x · σ(1.702 x), a rougher approximation. The two differ by up to 0.02, and "
        "the models here were trained with the tanh form. Use 0.5 · x · (1 + tanh(…)).",
        see=FEED,
        change={GELU: "return x / (1 + np.exp(-np.clip(1.702 * x, -700, 700)))"},
    ),
    Mistake(
        id="silu",
        name="uses SiLU",
        diagnosis="Your gelu is SiLU (swish), x · σ(x), so gelu(1) is 0.7311 instead of 0.8412. Use 0.5 · x "
        "· (1 + tanh(…)).",
        see=FEED,
        change={GELU: "return x / (1 + np.exp(-np.clip(x, -700, 700)))"},
    ),
    Mistake(
        id="gelu-two-forgotten-in-the-sigmoid",
        name="leaves out the 2 in σ(2z)",
        diagnosis="Your gelu uses σ(z) in place of 0.5 · (1 + tanh(z)). The two are equal only with a factor of 2: "
        "σ(2z).",
        see=FEED,
        change={GELU: "return x / (1 + np.exp(-np.clip(inner, -700, 700)))"},
    ),
    Mistake(
        id="gelu-exact",
        name="uses the exact form with erf",
        diagnosis="Your gelu is the exact form with erf. It is very close, but the models here were trained "
        "with the tanh form: gelu(1) is 0.8412, not 0.8413. Use 0.5 · x · (1 + tanh(…)).",
        see=FEED,
        change={GELU: GELU_ERF},
    ),
    Mistake(
        id="gelu-without-cube",
        name="leaves out the cubic term",
        diagnosis="Your tanh contains only √(2/π) · x. Add the cubic term: √(2/π) · (x + 0.044715 · x³).",
        see=FEED,
        change={INNER: "inner = np.sqrt(2 / np.pi) * x"},
    ),
    Mistake(
        id="gelu-square",
        name="uses x² instead of x³",
        diagnosis="Your tanh contains x² instead of x³. A square has the same sign on both sides of 0. "
        "Write x + 0.044715 · x³.",
        see=FEED,
        change={INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**2)"},
    ),
    Mistake(
        id="gelu-without-half",
        name="leaves out the factor 0.5",
        diagnosis="Your gelu is twice as large as it should be: for large x it returns 2x instead of x. "
        "Multiply by 0.5.",
        see=FEED,
        change={GELU: "return x * (1 + np.tanh(inner))"},
    ),
    Mistake(
        id="gelu-half-once",
        name="halves only one of two terms",
        diagnosis="Your gelu halves only one of its two terms. Both are halved: 0.5 · x + 0.5 · x · "
        "tanh(…), or 0.5 · x · (1 + tanh(…)).",
        see=FEED,
        change={GELU: "return x + 0.5 * x * np.tanh(inner)"},
        also=({GELU: "return 0.5 * x + x * np.tanh(inner)"},),
    ),
    Mistake(
        id="gelu-minus-tanh",
        name="writes 1 − tanh",
        diagnosis="Your gelu has 1 − tanh(…), which keeps negative numbers instead of positive ones. Write "
        "1 + tanh(…).",
        see=FEED,
        change={GELU: "return 0.5 * x * (1 - np.tanh(inner))"},
    ),
    Mistake(
        id="gelu-without-one",
        name="leaves out the 1",
        diagnosis="Your gelu is 0.5 · x · tanh(…), without the 1. Write 0.5 · x · (1 + tanh(…)).",
        see=FEED,
        change={GELU: "return 0.5 * x * np.tanh(inner)"},
    ),
    Mistake(
        id="gelu-one-added-before-tanh",
        name="adds the 1 inside tanh",
        diagnosis="Your gelu adds 1 inside the tanh. Add it to the result of tanh: 0.5 · x · (1 + tanh(…)).",
        see=FEED,
        change={GELU: "return 0.5 * x * np.tanh(1 + inner)"},
    ),
    Mistake(
        id="gelu-constant-mistyped",
        name="mistypes 0.044715",
        diagnosis="The constant before x³ in your gelu is not 0.044715: a digit is wrong or missing.",
        see=FEED,
        change={INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.44715 * x**3)"},
        also=(
            {INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.0044715 * x**3)"},
            {INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.04715 * x**3)"},
            {INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.0447 * x**3)"},
        ),
    ),
    Mistake(
        id="gelu-two-over-pi-not-rooted",
        name="leaves out the root of 2/π",
        diagnosis="The factor in your tanh is 2/π = 0.637. It should be its square root, √(2/π) = 0.798.",
        see=FEED,
        change={INNER: "inner = (2 / np.pi) * (x + 0.044715 * x**3)"},
    ),
    Mistake(
        id="gelu-pi-over-two",
        name="uses √(π/2) instead of √(2/π)",
        diagnosis="The factor in your tanh is √(π/2) = 1.253. It should be √(2/π) = 0.798.",
        see=FEED,
        change={INNER: "inner = np.sqrt(np.pi / 2) * (x + 0.044715 * x**3)"},
    ),
    Mistake(
        id="gelu-root-of-two-over-pi-misplaced",
        name="takes the root of 2 only",
        diagnosis="The factor in your tanh is √2/π = 0.450. The root covers both numbers: √(2/π) = 0.798.",
        see=FEED,
        change={INNER: "inner = np.sqrt(2) / np.pi * (x + 0.044715 * x**3)"},
        also=({INNER: "inner = 2 / np.sqrt(np.pi) * (x + 0.044715 * x**3)"},),
    ),
    Mistake(
        id="gelu-constant-only-on-the-cube",
        name="multiplies only the cube by √(2/π)",
        diagnosis="Your gelu multiplies only the cubic term by √(2/π). The factor applies to both terms: "
        "√(2/π) · (x + 0.044715 · x³).",
        see=FEED,
        change={INNER: "inner = x + np.sqrt(2 / np.pi) * 0.044715 * x**3"},
    ),
    Mistake(
        id="gelu-constant-only-on-the-first-term",
        name="multiplies only x by √(2/π)",
        diagnosis="Your gelu multiplies only x by √(2/π). The factor applies to both terms: √(2/π) · (x + "
        "0.044715 · x³).",
        see=FEED,
        change={INNER: "inner = np.sqrt(2 / np.pi) * x + 0.044715 * x**3"},
    ),
    # feed_forward
    Mistake(
        id="no-bend-between-layers",
        name="has no gelu between the layers",
        diagnosis="Your feed_forward has no gelu between its two matrices. Without it, the two act as a "
        "single matrix, so the second layer adds nothing. Write gelu(x @ w1 + b1).",
        see=FEED,
        change={HIDDEN: "hidden = x @ w1 + b1"},
    ),
    Mistake(
        id="bend-after-second-layer",
        name="applies gelu twice",
        diagnosis="Your feed_forward applies gelu to its result too. The result should be added to the "
        "residual path as it is: gelu(x @ w1 + b1) @ w2 + b2.",
        see=FEED,
        change={SECOND: "return gelu(hidden @ w2 + b2)"},
    ),
    Mistake(
        id="bend-at-the-wrong-end",
        name="applies gelu after both layers",
        diagnosis="Your feed_forward applies gelu after the second layer. It belongs between the two: gelu(x @ w1 + b1) @ w2 + b2.",
        see=FEED,
        change={HIDDEN: "hidden = x @ w1 + b1", SECOND: "return gelu(hidden @ w2 + b2)"},
    ),
    Mistake(
        id="bend-before-the-first-layer",
        name="applies gelu to x",
        diagnosis="Your feed_forward applies gelu to x, before the first matrix. It belongs between the two: gelu(x @ w1 + b1) @ w2 + b2.",
        see=FEED,
        change={HIDDEN: "hidden = gelu(x) @ w1 + b1"},
    ),
    Mistake(
        id="first-bias-after-bend",
        name="adds b1 after gelu",
        diagnosis="Your feed_forward adds b1 after gelu. The bias shifts the point where gelu rises, so add "
        "it first: gelu(x @ w1 + b1).",
        see=FEED,
        change={HIDDEN: "hidden = gelu(x @ w1) + b1"},
    ),
    Mistake(
        id="first-bias-missing",
        name="does not add b1",
        diagnosis="Your feed_forward does not use b1. Write gelu(x @ w1 + b1).",
        see=FEED,
        change={HIDDEN: "hidden = gelu(x @ w1)"},
    ),
    Mistake(
        id="second-bias-missing",
        name="does not add b2",
        diagnosis="Your feed_forward does not use b2. Return hidden @ w2 + b2.",
        see=FEED,
        change={SECOND: "return hidden @ w2"},
    ),
    Mistake(
        id="biases-never-added",
        name="adds no bias",
        diagnosis="Your feed_forward uses neither b1 nor b2. Write gelu(x @ w1 + b1) @ w2 + b2.",
        see=FEED,
        change={HIDDEN: "hidden = gelu(x @ w1)", SECOND: "return hidden @ w2"},
    ),
    Mistake(
        id="residual-inside-feed-forward",
        name="adds x inside feed_forward",
        diagnosis="Your feed_forward adds x to its result. The block does that already, so x is added "
        "twice. Return hidden @ w2 + b2.",
        see=FEED,
        change={SECOND: "return x + hidden @ w2 + b2"},
    ),
    # the block
    Mistake(
        id="post-norm",
        name="normalizes after the sum",
        diagnosis="Your block normalizes after each sum (post-norm, as in the original Transformer). This "
        "one is pre-norm: attention and feed_forward read layer_norm(x), and the residual path is never "
        "normalized.",
        see=BLOCK,
        change={
            FIRST_NORM: "x = x + self_attention(x, params, n_heads, causal)",
            ATTEND: 'x = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])',
            SECOND_NORM: f"x = x + {feed('x')}",
            FEED_STEP: 'return layer_norm(x, params["ln2_gamma"], params["ln2_beta"])',
        },
    ),
    Mistake(
        id="no-norms",
        name="leaves out both layer norms",
        diagnosis="In your block, attention and feed_forward read x as it is. Each should read a normalized copy: "
        "layer_norm(x, …).",
        see=BLOCK,
        change={FIRST_NORM: "normed = x", SECOND_NORM: "normed = x"},
    ),
    Mistake(
        id="attention-without-norm",
        name="passes x to attention unnormalized",
        diagnosis="In your block, attention reads x itself. Pass it layer_norm(x, ln1_gamma, ln1_beta).",
        see=BLOCK,
        change={FIRST_NORM: "normed = x"},
    ),
    Mistake(
        id="feed-forward-without-norm",
        name="passes x to feed_forward unnormalized",
        diagnosis="In your block, feed_forward reads x itself. Pass it layer_norm(x, ln2_gamma, ln2_beta).",
        see=BLOCK,
        change={SECOND_NORM: "normed = x"},
    ),
    Mistake(
        id="queries-of-the-unnormed-x",
        name="takes queries from x without norm",
        diagnosis="Your queries are computed from x, but your keys and values from layer_norm(x). All three "
        "should read the normalized copy.",
        see=BLOCK,
        change={
            Q_K_V: Q_K_V
            + "\n    q = (params['x_before_the_norm'] @ params['w_q']).reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)",
            ATTEND: "x = x + self_attention(normed, {**params, 'x_before_the_norm': x}, n_heads, causal)",
        },
    ),
    Mistake(
        id="first-residual-missing",
        name="loses x at attention",
        diagnosis="In your block, attention's output replaces x, so the token's own vector is lost. Add "
        "that output to x instead: x = x + attention(…).",
        see=BLOCK,
        change={ATTEND: "x = self_attention(normed, params, n_heads, causal)"},
    ),
    Mistake(
        id="second-residual-missing",
        name="loses x at feed_forward",
        diagnosis="Your block returns the output of feed_forward alone. Add it to x: return x + feed_forward(…).",
        see=BLOCK,
        change={FEED_STEP: f"return {feed('normed')}"},
    ),
    Mistake(
        id="both-residuals-missing",
        name="has no residual path",
        diagnosis="Your block adds nothing to x. With all weights 0, it should return x unchanged. Write "
        "x = x + attention(…), then x + feed_forward(…).",
        see=BLOCK,
        change={
            ATTEND: "x = self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"return {feed('normed')}",
        },
    ),
    Mistake(
        id="residual-from-the-normed-x",
        name="adds both to normalized copies",
        diagnosis="Both sums in your block start from layer_norm(x). Only attention and feed_forward should "
        "read the normalized copy. Add their outputs to x itself.",
        see=BLOCK,
        change={
            ATTEND: "x = normed + self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"return normed + {feed('normed')}",
        },
    ),
    Mistake(
        id="first-residual-from-the-normed-x",
        name="adds attention to the normalized x",
        diagnosis="Your block adds attention's output to layer_norm(x). Add it to x itself.",
        see=BLOCK,
        change={ATTEND: "x = normed + self_attention(normed, params, n_heads, causal)"},
    ),
    Mistake(
        id="second-residual-from-the-normed-x",
        name="adds feed_forward to the normalized x",
        diagnosis="Your block adds the output of feed_forward to layer_norm(x). Add it to x itself.",
        see=BLOCK,
        change={FEED_STEP: f"return normed + {feed('normed')}"},
    ),
    Mistake(
        id="residual-added-twice",
        name="adds x twice",
        diagnosis="Your block adds its input once more at the end, but x already contains it. Return x + "
        "feed_forward(…).",
        see=BLOCK,
        change={
            ATTEND: "start = x\n    x = x + self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"return start + x + {feed('normed')}",
        },
        also=(
            {FEED_STEP: f"return x + x + {feed('normed')}"},
            {ATTEND: "x = x + x + self_attention(normed, params, n_heads, causal)"},
        ),
    ),
    Mistake(
        id="first-norm-twice",
        name="uses ln1 for both norms",
        diagnosis="Both norms in your block use ln1_gamma and ln1_beta. The second has its own parameters: "
        "ln2_gamma, ln2_beta.",
        see=BLOCK,
        change={SECOND_NORM: 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"], 1e-5)'},
    ),
    Mistake(
        id="norms-exchanged",
        name="exchanges ln1 and ln2",
        diagnosis="Your block uses ln2 before attention and ln1 before feed_forward. Swap the two.",
        see=BLOCK,
        change={
            FIRST_NORM: 'normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"], 1e-5)',
            SECOND_NORM: 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"], 1e-5)',
        },
    ),
    Mistake(
        id="parallel-block",
        name="runs both parts on the input",
        diagnosis="In your block, feed_forward reads the normalized input of the block, as in GPT-J's "
        "parallel block. Here it comes after attention and should read x with attention's output added.",
        see=BLOCK,
        change={
            ATTEND: "start = x\n    x = x + self_attention(normed, params, n_heads, causal)",
            SECOND_NORM: 'normed = layer_norm(start, params["ln2_gamma"], params["ln2_beta"], 1e-5)',
        },
    ),
    Mistake(
        id="one-norm-for-both",
        name="reuses the first norm's output",
        diagnosis="In your block, feed_forward reads the same normalized input as attention. Normalize again after "
        "the first sum: layer_norm(x, ln2_gamma, ln2_beta).",
        see=BLOCK,
        change={SECOND_NORM: ""},
    ),
    Mistake(
        id="second-residual-from-the-start",
        name="adds to the block's input again",
        diagnosis="Your second sum starts from the block's input, so attention's output is missing from "
        "the residual path. Add to the updated x.",
        see=BLOCK,
        change={
            ATTEND: "start = x\n    x = x + self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"return start + {feed('normed')}",
        },
    ),
    Mistake(
        id="feed-forward-first",
        name="runs feed_forward before attention",
        diagnosis="Your block runs feed_forward first. Attention comes first: x = x + attention(…), then x + feed_forward(…).",
        see=BLOCK,
        change={
            FIRST_NORM: 'normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"], 1e-5)',
            ATTEND: f"x = x + {feed('normed')}",
            SECOND_NORM: 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"], 1e-5)',
            FEED_STEP: "return x + self_attention(normed, params, n_heads, causal)",
        },
    ),
    Mistake(
        id="final-norm-added",
        name="normalizes the output once more",
        diagnosis="Your block normalizes its output. A model has one final norm after all its blocks, not "
        "one inside each. Return the sum as it is.",
        see=BLOCK,
        change={
            FEED_STEP: f"x = x + {feed('normed')}\n"
            '    return layer_norm(x, params["ln2_gamma"], params["ln2_beta"])'
        },
        also=(
            {
                FEED_STEP: f'x = x + {feed("normed")}\n    return layer_norm(x, params["ln1_gamma"], params["ln1_beta"])'
            },
        ),
    ),
    Mistake(
        id="bend-missing-in-the-block-only",
        name="leaves gelu out of the block",
        diagnosis="Your feed_forward is right, but your block computes the two layers itself, without gelu. "
        "Call feed_forward(…) there.",
        see=BLOCK,
        change={FEED_STEP: "return x + (normed @ params['w1'] + params['b1']) @ params['w2'] + params['b2']"},
    ),
    Mistake(
        id="input-changed",
        name="changes the caller's x",
        diagnosis="Your code changes the caller's x: x += … writes into the array you were given. Write x = "
        "x + …, which makes a new one.",
        see=BLOCK,
        change={ATTEND: "x += self_attention(normed, params, n_heads, causal)"},
    ),
    Mistake(
        id="input-changed-twice",
        name="changes the caller's x twice",
        diagnosis="Your code changes the caller's x twice: both sums are written as x += …, which writes into the "
        "array you were given. Write x = x + …, which makes a new one.",
        see=BLOCK,
        change={
            ATTEND: "x += self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"x += {feed('normed')}\n    return x",
        },
    ),
    # the mask
    Mistake(
        id="never-causal",
        name="has no causal mask",
        diagnosis="In your code, each position sees later ones although causal is True. Hide the scores "
        "above the diagonal: np.where(np.tril(…), scores, -np.inf).",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:"},
    ),
    Mistake(
        id="always-causal",
        name="ignores causal=False",
        diagnosis="Your code applies the mask even with causal=False. In an encoder, every token sees all "
        "others, so apply the mask only if causal is True.",
        see=CAUSAL,
        change={IF_CAUSAL: "if True:"},
    ),
    Mistake(
        id="causal-inverted",
        name="reads causal the wrong way round",
        diagnosis="Your code applies the mask when causal is False and leaves it out when causal is True. "
        "Write `if causal:`.",
        see=CAUSAL,
        change={IF_CAUSAL: "if not causal:"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="hides the past",
        diagnosis="In your code, each position sees itself and later ones. np.tril keeps the past, "
        "np.triu the future. Use np.tril.",
        see=CAUSAL,
        change={VISIBLE: "visible = np.triu(np.ones((seq_len, seq_len), dtype=bool))"},
    ),
    Mistake(
        id="causal-without-itself",
        name="hides the diagonal too",
        diagnosis="Your mask hides the diagonal too, so the first position sees nothing and no other "
        "position sees itself. Keep the diagonal: np.tril(…, k=0).",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)"},
        also=(
            {
                VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)",
                HIDE: "scores = np.where(visible, scores, -1e9)",
            },
            {
                VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)",
                HIDE: "scores = scores + np.where(visible, 0.0, -1e9)",
            },
            {
                VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)",
                HIDE: "scores = scores + np.where(visible, 0.0, -1e10)",
            },
            {
                VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)",
                SUM: "weights = np.nan_to_num(weights) / np.maximum(np.nan_to_num(weights).sum(axis=-1, keepdims=True), 1e-30)",
            },
            {
                VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)\n"
                "        visible[0, 0] = True"
            },
        ),
    ),
    Mistake(
        id="causal-one-too-many",
        name="shows the next position too",
        diagnosis="In your code, position i also sees position i + 1. Row i may see only columns 0 … i: keep "
        "np.tril(…, k=0), or hide np.triu(…, k=1).",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=1)"},
    ),
    Mistake(
        id="mask-inverted",
        name="hides what should be visible",
        diagnosis="Your mask is inverted: it hides the past and shows the future. Keep the scores where "
        "np.tril is True.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, -np.inf, scores)"},
        also=({HIDE: "scores = np.where(visible, -1e9, scores)"},),
    ),
    Mistake(
        id="mask-of-the-heads",
        name="builds the mask for n_heads rows",
        diagnosis="Your triangle has n_heads rows but needs T, because the mask says which position sees which. "
        "Use np.tril(np.ones((T, T))).",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tri(n_heads, dtype=bool)[:seq_len, :seq_len]"},
    ),
    Mistake(
        id="mask-by-zero-scores",
        name="sets masked scores to 0",
        diagnosis="Your code sets masked scores to 0. exp(0) is 1, so later positions still get weight. Use "
        "-np.inf, whose exp is 0.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, 0.0)"},
    ),
    Mistake(
        id="mask-by-one-less",
        name="sets masked scores to −1",
        diagnosis="Your code sets masked scores to −1, or lowers them by 1, so later positions still get "
        "weight. Use -np.inf, whose exp is 0.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, -1.0)"},
        also=({HIDE: "scores = scores - np.where(visible, 0.0, 1.0)"},),
    ),
    Mistake(
        id="mask-after-softmax",
        name="masks after the softmax",
        diagnosis="Your code sets masked weights to 0 after the softmax, so the rows no longer sum to 1. "
        "Put −∞ in the scores, before the softmax.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            SUM: "weights = weights / weights.sum(axis=-1, keepdims=True)\n"
            "    weights = np.where(np.tril(np.ones((seq_len, seq_len), dtype=bool)) | (not causal), weights, 0)",
        },
    ),
    # attention inside the block
    Mistake(
        id="no-scaling",
        name="leaves the scores unscaled",
        diagnosis="Your code does not divide the scores by √d_head. Dot products spread out as d_head "
        "grows, so the softmax puts nearly all the weight on one key. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divides by √d_model",
        diagnosis="Your code divides the scores by √d_model. Each score is a sum of d_head products, so this makes "
        "the weights too uniform. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_model)"},
    ),
    Mistake(
        id="scaled-by-d-head",
        name="divides by d_head, not √d_head",
        diagnosis="Your code divides the scores by d_head. Their spread grows only with √d_head, so the weights "
        "become too uniform. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2) / d_head"},
    ),
    Mistake(
        id="scaled-by-the-length",
        name="divides by √T",
        diagnosis="Your code divides the scores by √T. Each score is a sum of d_head products, however long "
        "the sequence is. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2) / np.sqrt(seq_len)"},
    ),
    Mistake(
        id="scaled-by-the-number-of-heads",
        name="divides by √n_heads",
        diagnosis="Your code divides the scores by √n_heads. Each score is a sum of d_head products, "
        "however many heads there are. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2) / np.sqrt(n_heads)"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by √d_head",
        diagnosis="Your code multiplies the scores by √d_head. Their spread already grows with √d_head; the "
        "scaling is there to undo that. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2) * np.sqrt(d_head)"},
    ),
    Mistake(
        id="no-maximum-subtracted",
        name="takes exp of the raw scores",
        diagnosis="Your softmax takes exp of the raw scores, and exp(800) is too large for float64. "
        "Subtract each row's maximum first.",
        see=SOFTMAX,
        change={EXP: "weights = np.exp(scores)"},
    ),
    Mistake(
        id="softmax-over-queries",
        name="applies softmax over the queries",
        diagnosis="Your softmax runs over the queries, axis -2, so the columns sum to 1. Each query "
        "distributes its weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={
            EXP: "weights = np.exp(scores - scores.max(axis=-2, keepdims=True))",
            SUM: "weights = weights / weights.sum(axis=-2, keepdims=True)",
        },
        also=({SUM: "weights = weights / weights.sum(axis=-2, keepdims=True)"},),
    ),
    Mistake(
        id="softmax-over-heads",
        name="applies softmax over the heads",
        diagnosis="Your softmax runs over axis 1, the heads, so heads compete for weight. Each query "
        "distributes its weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={
            EXP: "weights = np.exp(scores - scores[..., :1].max(axis=1, keepdims=True))",
            SUM: "weights = weights / weights.sum(axis=1, keepdims=True)",
        },
        also=(
            {
                EXP: "weights = np.exp(scores - scores.max(axis=1, keepdims=True))",
                SUM: "weights = weights / weights.sum(axis=1, keepdims=True)",
            },
        ),
    ),
    Mistake(
        id="softmax-over-the-batch",
        name="applies softmax over the batch",
        diagnosis="Your softmax runs over axis 0, the sequences of the batch. Each query distributes its "
        "weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={
            EXP: "weights = np.exp(scores - scores.max(axis=0, keepdims=True))",
            SUM: "weights = weights / weights.sum(axis=0, keepdims=True)",
        },
        also=(
            {SUM: "weights = weights / weights.sum(axis=0, keepdims=True)"},
            {
                EXP: "weights = np.exp(scores - scores.max(axis=2, keepdims=True))",
                SUM: "weights = weights / weights.sum(axis=0, keepdims=True)",
            },
        ),
    ),
    Mistake(
        id="softmax-over-everything",
        name="divides by the sum of everything",
        diagnosis="Your softmax divides by the sum of the whole array, so all entries together sum to 1 "
        "instead of each row. Use axis=-1 and keepdims=True.",
        see=SOFTMAX,
        change={SUM: "weights = weights / weights.sum()"},
        also=(
            {SUM: "weights = weights / weights.sum(axis=(-1, -2), keepdims=True)"},
            {SUM: "weights = weights / weights.sum(axis=(0, -1, -2), keepdims=True)"},
        ),
    ),
    Mistake(
        id="softmax-without-division",
        name="never divides by the sum",
        diagnosis="Your weights are exp(score), without the division by each row's sum, so they do not sum "
        "to 1. Divide by weights.sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SUM: ""},
    ),
    Mistake(
        id="exp-missing",
        name="leaves out exp",
        diagnosis="Your weights are the scores divided by their sum. Negative scores then get negative "
        "weights. Take exp first, then divide.",
        see=SOFTMAX,
        change={EXP: "weights = scores - scores.max(axis=-1, keepdims=True)"},
        also=({EXP: "weights = scores"},),
    ),
    Mistake(
        id="heads-without-transpose",
        name="splits by reshape alone",
        diagnosis="Your code reshapes straight to (B, n_heads, T, d_head), so each head gets columns of "
        "the wrong tokens. Reshape to (B, T, n_heads, d_head), then transpose(0, 2, 1, 3).",
        see=HEADS,
        change={SPLIT: "return (x @ w).reshape(batch, n_heads, seq_len, d_head)"},
    ),
    Mistake(
        id="heads-interleaved",
        name="gives heads every n-th column",
        diagnosis="In your code, head h takes columns h, h + n_heads, h + 2·n_heads, … Its columns should be "
        "contiguous. Reshape to (B, T, n_heads, d_head), in this order.",
        see=HEADS,
        change={SPLIT: "return (x @ w).reshape(batch, seq_len, d_head, n_heads).transpose(0, 3, 1, 2)"},
        also=(
            {
                SPLIT: "return (x @ w).reshape(batch, seq_len, d_head, n_heads).transpose(0, 3, 1, 2)",
                MERGE: "merged = (weights @ v).transpose(0, 2, 3, 1).reshape(batch, seq_len, d_model)",
            },
        ),
    ),
    Mistake(
        id="one-head",
        name="ignores n_heads",
        diagnosis="Your code does not use n_heads: all columns form one head. Split q, k and v into n_heads "
        "blocks of d_head columns.",
        see=HEADS,
        change={"d_head = d_model // n_heads": "n_heads = 1\n    d_head = d_model"},
    ),
    Mistake(
        id="head-slices-overlap",
        name="starts each head one column later",
        diagnosis="In your code, head h takes columns h:h + d_head, so the heads overlap. Head h should "
        "take h*d_head:(h+1)*d_head.",
        see=HEADS,
        change={
            SPLIT: "return np.stack([(x @ w)[..., h : h + d_head] for h in range(n_heads)], axis=1)",
            MERGE: "merged = np.zeros((batch, seq_len, d_model))\n    for h, part in enumerate((weights @ v).swapaxes(0, 1)):\n        merged[..., h : h + d_head] += part",
        },
        also=({SPLIT: "return np.stack([(x @ w)[..., h : h + d_head] for h in range(n_heads)], axis=1)"},),
    ),
    Mistake(
        id="last-head-missing",
        name="leaves out the last head",
        diagnosis="In your code, the last head's columns stay 0, because the loop ends one head too early. Use "
        "range(n_heads).",
        see=HEADS,
        change={
            MERGE: "merged = (weights @ v)\n    merged[:, max(n_heads - 1, 1) :] = 0.0\n    merged = merged.transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
        },
        also=(
            {
                MERGE: "merged = (weights @ v)\n    merged[:, n_heads - 1 :] = 0.0\n    merged = merged.transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
            },
        ),
    ),
    Mistake(
        id="only-the-last-head",
        name="keeps only the last head",
        diagnosis="In your code, each head overwrites the previous one, so only the last reaches the output. Write "
        "each head into its own columns, or add up the heads' contributions.",
        see=HEADS,
        change={
            MERGE: "merged = (weights @ v)\n    merged[:, : n_heads - 1] = 0.0\n    merged = merged.transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
        },
    ),
    Mistake(
        id="residual-added-with-every-head",
        name="adds x for every head",
        diagnosis="Your block adds x once per head. Add up the outputs of the heads first, then add x once.",
        see=BLOCK,
        change={ATTEND: "x = n_heads * x + self_attention(normed, params, n_heads, causal)"},
        also=({ATTEND: "x = (n_heads + 1) * x + self_attention(normed, params, n_heads, causal)"},),
    ),
    Mistake(
        id="norm-before-every-head",
        name="normalizes again before every head",
        diagnosis="In your block, each head normalizes x after the earlier heads have been added to it. All heads "
        "should read the same copy: compute layer_norm(x) once, before the heads.",
        see=BLOCK,
        change={
            ATTEND: "width = x.shape[-1] // n_heads\n"
            "    for head in range(n_heads):\n"
            '        rows = np.zeros_like(params["w_o"])\n'
            "        own = slice(head * width, (head + 1) * width)\n"
            '        rows[own] = params["w_o"][own]\n'
            '        normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"], 1e-5)\n'
            '        x = x + self_attention(normed, {**params, "w_o": rows}, n_heads, causal)'
        },
    ),
    Mistake(
        id="heads-read-their-own-columns-of-x",
        name="splits x before it projects",
        diagnosis="In your code, each head reads only its own columns of x. Every head should read all of x. Split "
        "after the projection x @ w_q, not before.",
        see=HEADS,
        change={
            SPLIT: "return np.stack([x[..., own] @ w[own, own] for own in (slice(h * d_head, (h + 1) * d_head) for h in range(n_heads))], axis=1)"
        },
    ),
    Mistake(
        id="merged-without-transpose",
        name="merges without transposing back",
        diagnosis="Your code reshapes (B, n_heads, T, d_head) straight to (B, T, d_model), so a row "
        "contains several tokens of one head. First move the heads axis after the tokens axis: "
        "transpose(0, 2, 1, 3).",
        see=HEADS,
        change={MERGE: "merged = (weights @ v).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="merged-with-the-wrong-transpose",
        name="swaps the wrong axes to merge",
        diagnosis="Your code swaps the wrong axes before it merges, such as T and d_head. Move the heads "
        "axis after the tokens axis: transpose(0, 2, 1, 3), then reshape.",
        see=HEADS,
        change={MERGE: "merged = (weights @ v).swapaxes(-1, -2).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="merged-interleaved",
        name="merges heads column by column",
        diagnosis="Your code merges the heads by taking one column from each in turn. All of head 0's "
        "columns should come first, then head 1's. Concatenate along the last axis.",
        see=HEADS,
        change={MERGE: "merged = (weights @ v).transpose(0, 2, 3, 1).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="heads-merged-in-reverse",
        name="merges heads in reverse",
        diagnosis="Your code merges the heads in reverse order. Head 0 should have the leftmost columns.",
        see=HEADS,
        change={
            MERGE: "merged = (weights @ v)[:, ::-1].transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
        },
    ),
    Mistake(
        id="qkv-split-inside-the-heads",
        name="splits the joined projection by heads first",
        diagnosis="Your code joins w_q, w_k and w_v and reads the result as n_heads × 3 × d_head. Joined this way, "
        "it is 3 × n_heads × d_head: first q, k and v, then the heads.",
        see=HEADS,
        change={
            Q_K_V: "joined = np.concatenate([x @ params[name] for name in ('w_q', 'w_k', 'w_v')], axis=-1)\n    q, k, v = joined.reshape(batch, seq_len, n_heads, 3, d_head).transpose(3, 0, 2, 1, 4)"
        },
    ),
    Mistake(
        id="qkv-joined-along-the-rows",
        name="joins the matrices along the rows",
        diagnosis="Your code joins w_q, w_k and w_v along axis 0 and reshapes, so a column of the result mixes "
        "numbers from several columns. Join them side by side: axis=1.",
        see=QKV,
        change={
            Q_K_V: "rows = np.concatenate([params[name] for name in ('w_q', 'w_k', 'w_v')], axis=0)\n    joined = x @ rows.reshape(d_model, 3 * d_model)\n    q, k, v = joined.reshape(batch, seq_len, 3, n_heads, d_head).transpose(2, 0, 3, 1, 4)"
        },
    ),
    Mistake(
        id="keys-reshaped-to-fit",
        name="reshapes k instead of transposing it",
        diagnosis="Your code reshapes k to (…, d_head, T). The shape is right, but a column no longer "
        "corresponds to one key. Swap the last two axes: k.swapaxes(-1, -2).",
        see=HEADS,
        change={
            Q_K_V: Q_K_V
            + "\n    k = (x @ params['w_k']).reshape(batch, n_heads, d_head, seq_len).swapaxes(-1, -2)"
        },
        also=({SCORES: "scores = q @ k.reshape(batch, n_heads, d_head, seq_len) / np.sqrt(d_head)"},),
    ),
    Mistake(
        id="output-projection-missing",
        name="skips w_o",
        diagnosis="Your code returns the merged heads without w_o. Return merged @ w_o.",
        see=OUTPUT,
        change={PROJECT: "return merged"},
    ),
    Mistake(
        id="output-projection-transposed",
        name="applies w_o transposed",
        diagnosis="Your code computes merged @ w_o.T. Here the matrices are used as x @ w: write merged @ "
        "w_o.",
        see=OUTPUT,
        change={PROJECT: 'return merged @ params["w_o"].T'},
    ),
    Mistake(
        id="weights-transposed",
        name="applies every matrix as w.T",
        diagnosis="Your code computes x @ w.T, which matches the way torch.nn.Linear stores its weights. "
        "Here the matrices are stored for x @ w. Drop the .T.",
        see=QKV,
        change={SPLIT: "return (x @ w.T).reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)"},
        also=(
            {
                SPLIT: "return (x @ w.T).reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)",
                PROJECT: 'return merged @ params["w_o"].T',
            },
        ),
    ),
    Mistake(
        id="keys-and-queries-exchanged",
        name="computes k @ qᵀ",
        diagnosis="Your code computes k @ qᵀ, so the scores have one row per key. Each row must belong to a "
        "query. Compute q @ k.swapaxes(-1, -2).",
        see=QKV,
        change={SCORES: "scores = k @ q.swapaxes(-1, -2) / np.sqrt(d_head)"},
    ),
    Mistake(
        id="values-and-keys-exchanged",
        name="exchanges keys and values",
        diagnosis="Your code computes the keys with w_v and the values with w_k. The keys are compared "
        "with the queries; the output is the weighted sum of the values. Swap the two matrices.",
        see=QKV,
        change={Q_K_V: 'q, v, k = heads(params["w_q"]), heads(params["w_k"]), heads(params["w_v"])'},
    ),
    Mistake(
        id="keys-read-as-values",
        name="computes weights @ k",
        diagnosis="Your code computes weights @ k. The keys only decide where the weight goes; the output "
        "is the weighted sum of the values. Write weights @ v.",
        see=QKV,
        change={MERGE: "merged = (weights @ k).transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="value-layer-not-used",
        name="uses x itself as values",
        diagnosis="Your values are the normalized x, without w_v. Project them: x @ w_v.",
        see=QKV,
        change={Q_K_V: Q_K_V + "\n    v = x.reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)"},
    ),
    Mistake(
        id="probabilities-transposed",
        name="transposes the weights",
        diagnosis="Your code transposes the weights, so output i is weighted by column i. Row i holds the weights "
        "of query i. Write weights @ v.",
        see=QKV,
        change={
            MERGE: "merged = (weights.swapaxes(-1, -2) @ v).transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
        },
    ),
    Mistake(
        id="only-the-last-value-kept",
        name="overwrites the weighted values",
        diagnosis="In your loop, each weighted value overwrites the previous one. Add them up: result += weight * "
        "value.",
        see=SUM_SECTION,
        change={
            MERGE: "last = weights.shape[-1] - 1 - (weights[..., ::-1] > 0).argmax(axis=-1)\n    rows = np.take_along_axis(weights, last[..., None], -1) * np.take_along_axis(v, last[..., None], -2)\n    merged = rows.transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
        },
    ),
    # the robust part
    Mistake(
        id="integers-stay-integers",
        name="cuts results to integers",
        diagnosis="Your code writes a result into an array of x's dtype, so with integer inputs the "
        "fractional parts are lost. Start with x = x.astype(np.float64).",
        see=NORM,
        change={
            MEAN: "kind = x.dtype\n    mean = x.mean(axis=-1, keepdims=True)",
            AFFINE: "return (normed * gamma + beta).astype(kind)",
        },
    ),
]


def make_params(rng: np.random.Generator, d_model: int, d_ff: int) -> dict[str, np.ndarray]:
    """Params like those of a trained model: none is 0, 1 or the identity."""
    square = ("w_q", "w_k", "w_v", "w_o")
    params = {name: rng.normal(scale=0.6, size=(d_model, d_model)) for name in square}
    for norm in ("ln1", "ln2"):
        params[f"{norm}_gamma"] = rng.uniform(0.5, 1.8, size=d_model)
        params[f"{norm}_beta"] = rng.normal(scale=0.5, size=d_model)
    params["w1"], params["b1"] = rng.normal(scale=0.5, size=(d_model, d_ff)), rng.normal(scale=0.5, size=d_ff)
    params["w2"], params["b2"] = (
        rng.normal(scale=0.5, size=(d_ff, d_model)),
        rng.normal(scale=0.5, size=d_model),
    )
    return params


def probes() -> list[Probe]:
    """Core: each function alone, then the block without and with the mask. Robust: one facet per mistake."""
    rng = np.random.default_rng(5)
    params, x = make_params(rng, 6, 10), rng.normal(size=(2, 4, 6)) * np.array([1.0, 3.0, 0.3, 1.0])[:, None]
    square, small = make_params(rng, 4, 4), rng.normal(size=(2, 2, 4))
    wide, long = make_params(rng, 12, 5), rng.normal(size=(1, 5, 12))
    token = rng.normal(size=(2, 3, 6))
    quiet = np.vstack([rng.normal(size=6) * 1e-3, rng.normal(size=6) + 4.0])
    gamma, beta = params["ln1_gamma"], params["ln1_beta"]

    def block(
        facet: str, x: object, params: object, n_heads: int, causal: bool, tier: Tier = "core"
    ) -> Probe:
        return Probe("transformer_block", (x, params, n_heads, causal), facet=facet, tier=tier)

    core = [
        Probe("layer_norm", (token, gamma, beta), facet="layer_norm"),
        Probe("layer_norm", (rng.normal(size=6) * 3 + 1, gamma, beta), facet="layer_norm"),
        Probe("layer_norm", (rng.normal(size=(4, 4)), gamma[:4], beta[:4]), facet="layer_norm"),
        Probe("layer_norm", (quiet, gamma, beta), facet="eps"),
        Probe("layer_norm", (quiet, gamma, beta, 0.1), facet="eps"),
        Probe("layer_norm", (np.full((2, 6), 2.0), gamma, beta), facet="eps"),
        Probe("gelu", (np.linspace(-4, 4, 9),), facet="gelu"),
        Probe("gelu", (np.linspace(-2, 3, 12).reshape(2, 2, 3),), facet="gelu"),
        Probe(
            "feed_forward", (x, params["w1"], params["b1"], params["w2"], params["b2"]), facet="feed_forward"
        ),
        Probe(
            "feed_forward",
            (x[0, 0], *(params[name] for name in ("w1", "b1", "w2", "b2"))),
            facet="feed_forward",
        ),
        Probe(
            "feed_forward",
            (small, *(square[name] for name in ("w1", "b1", "w2", "b2"))),
            facet="feed_forward",
        ),
        block("block", x, params | {"w_o": np.zeros((6, 6))}, 2, False),
        block("block", x, params | {"w2": np.zeros((10, 6)), "b2": np.zeros(6)}, 1, False),
        block("block", x, params, 2, False),
        block("heads", x, params, 3, False),
        block("heads", small, square, 2, False),
        block("heads", long, wide, 2, False),
        block("heads", long, wide, 4, False),
        block("mask", x, params, 2, True),
        block("mask", small, square, 2, True),
        block("mask", long, wide, 4, True),
    ]
    loud = params | {"w_q": 1000.0 * params["w_q"]}
    robust = [
        block("large numbers", x, loud, 2, False, "robust"),
        block("large numbers", x, loud, 2, True, "robust"),
        Probe("layer_norm", (np.array([[1, 2, 4, 0, 0, 9]]), gamma, beta), facet="integers", tier="robust"),
        Probe("gelu", (np.array([-3, -1, 0, 1, 2]),), facet="integers", tier="robust"),
    ]
    return core + robust
