"""Wrong blocks that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

NORM = "step-1-attention-visual-deep-dive#residuals-and-layer-norm"
FEED = "step-1-attention-visual-deep-dive#feed-forward"
BLOCK = "step-1-attention-visual-deep-dive#blocks"
HEADS = "step-1-attention-visual-deep-dive#split-and-merge"
CAUSAL = "step-1-attention-visual-deep-dive#causal-masking"
SCALING = "step-1-attention-visual-deep-dive#scaling"

MEAN = "mean = x.mean(axis=-1, keepdims=True)  # (..., 1): one mean a token"
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


def feed(x: str) -> str:
    """The feed-forward call on another input."""
    return f'feed_forward({x}, params["w1"], params["b1"], params["w2"], params["b2"])'


MISTAKES = [
    # layer_norm
    Mistake(
        id="norm-over-the-sequence",
        name="layer norm over the positions",
        diagnosis="It looks as if layer_norm takes mean and variance over the sequence (axis -2). Each token is brought "
        "to mean 0 on its own, over the last axis.",
        see=NORM,
        change={
            MEAN: "axis = -2 if x.ndim > 1 else -1\n    mean = x.mean(axis=axis, keepdims=True)",
            VARIANCE: "variance = x.var(axis=axis, keepdims=True)",
        },
    ),
    Mistake(
        id="norm-over-everything",
        name="layer norm over all axes at once",
        diagnosis="It looks as if layer_norm uses one mean and one variance for the whole array. Then a loud token makes "
        "its neighbours quiet. Give axis=-1.",
        see=NORM,
        change={MEAN: "mean = x.mean()", VARIANCE: "variance = x.var()"},
    ),
    Mistake(
        id="norm-with-n-minus-one",
        name="variance divided by d_model - 1",
        diagnosis="It looks as if the variance is divided by d_model - 1 (ddof=1). Layer norm uses the plain mean of the "
        "squared distances.",
        see=NORM,
        change={VARIANCE: "variance = x.var(axis=-1, keepdims=True, ddof=1)"},
    ),
    Mistake(
        id="norm-by-the-variance",
        name="divided by the variance instead of its root",
        diagnosis="It looks as if layer_norm divides by the variance. Dividing by its square root makes the new variance 1.",
        see=NORM,
        change={NORMED: "normed = (x - mean) / (variance + eps)"},
    ),
    Mistake(
        id="norm-eps-outside-the-root",
        name="eps added after the root",
        diagnosis="It looks as if eps is added to the standard deviation. It belongs under the root, to the variance: that "
        "shows on tokens whose numbers are nearly equal.",
        see=NORM,
        change={NORMED: "normed = (x - mean) / (np.sqrt(variance) + eps)"},
    ),
    Mistake(
        id="norm-without-eps",
        name="eps left out",
        diagnosis="It looks as if eps is not used. A token whose numbers are all equal then divides by zero.",
        see=NORM,
        change={NORMED: "normed = (x - mean) / np.sqrt(variance)"},
    ),
    Mistake(
        id="norm-eps-fixed",
        name="eps always 1e-5",
        diagnosis="It looks as if the eps that is given is not the eps that is used.",
        see=NORM,
        change={NORMED: "normed = (x - mean) / np.sqrt(variance + 1e-5)"},
    ),
    Mistake(
        id="norm-without-mean",
        name="the mean is not subtracted",
        diagnosis="It looks as if x is divided but its mean is not taken away first.",
        see=NORM,
        change={NORMED: "normed = x / np.sqrt(variance + eps)"},
    ),
    Mistake(
        id="rms-norm",
        name="RMSNorm: divided by the root of the mean square",
        diagnosis="It looks as if you wrote RMSNorm (the norm of LLaMA): no mean subtracted, divided by √mean(x²). This "
        "block is built with layer norm.",
        see=NORM,
        change={NORMED: "normed = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)"},
    ),
    Mistake(
        id="norm-without-gamma",
        name="gamma is not used",
        diagnosis="It looks as if gamma is missing. It starts at 1, so an untrained model hides this; a trained one does not.",
        see=NORM,
        change={AFFINE: "return normed + beta"},
    ),
    Mistake(
        id="norm-without-beta",
        name="beta is not used",
        diagnosis="It looks as if beta is missing. It starts at 0, so an untrained model hides this; a trained one does not.",
        see=NORM,
        change={AFFINE: "return normed * gamma"},
    ),
    Mistake(
        id="norm-gamma-after-beta",
        name="(normed + beta) · gamma",
        diagnosis="It looks as if beta is added before gamma multiplies. First stretch, then move: normed * gamma + beta.",
        see=NORM,
        change={AFFINE: "return (normed + beta) * gamma"},
    ),
    # gelu
    Mistake(
        id="relu",
        name="relu instead of gelu",
        diagnosis="It looks as if gelu cuts off below zero like relu. gelu(-1) is -0.1588, not 0.",
        see=FEED,
        change={GELU: "return np.maximum(x, 0)"},
    ),
    Mistake(
        id="gelu-by-sigmoid",
        name="x · sigmoid(1.702 x)",
        diagnosis="It looks as if you use the sigmoid approximation x · σ(1.702 x). Here the tanh form is asked for; they "
        "differ in the second digit.",
        see=FEED,
        change={GELU: "return x / (1 + np.exp(-np.clip(1.702 * x, -700, 700)))"},
    ),
    Mistake(
        id="silu",
        name="x · sigmoid(x)",
        diagnosis="It looks as if you wrote SiLU (swish): x · σ(x). gelu(1) must be 0.8412, yours is 0.7311.",
        see=FEED,
        change={GELU: "return x / (1 + np.exp(-np.clip(x, -700, 700)))"},
    ),
    Mistake(
        id="gelu-exact",
        name="the exact gelu (erf) instead of its tanh form",
        diagnosis="It looks as if you use the exact form with erf. It is very near, but the models here were trained with "
        "the tanh form: gelu(1) = 0.8412 and not 0.8413.",
        see=FEED,
        change={
            GELU: "from math import erf\n    return x * 0.5 * (1 + np.vectorize(erf, otypes=[float])(x / np.sqrt(2)))"
        },
    ),
    Mistake(
        id="gelu-without-cube",
        name="gelu without the cubic term",
        diagnosis="It looks as if 0.044715 · x³ is missing inside the tanh.",
        see=FEED,
        change={INNER: "inner = np.sqrt(2 / np.pi) * x"},
    ),
    Mistake(
        id="gelu-square",
        name="x² where x³ is meant",
        diagnosis="It looks as if the term inside the tanh is x², which is not odd: gelu then bends differently left and "
        "right. It is x³.",
        see=FEED,
        change={INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**2)"},
    ),
    Mistake(
        id="gelu-without-half",
        name="gelu without the 0.5",
        diagnosis="It looks as if the factor 0.5 is missing: for large x gelu must become x, yours becomes 2x.",
        see=FEED,
        change={GELU: "return x * (1 + np.tanh(inner))"},
    ),
    Mistake(
        id="gelu-two-over-pi-not-rooted",
        name="2/π without its root",
        diagnosis="It looks as if the factor inside the tanh is 2/π = 0.637. It is √(2/π) = 0.798.",
        see=FEED,
        change={INNER: "inner = (2 / np.pi) * (x + 0.044715 * x**3)"},
    ),
    # feed_forward
    Mistake(
        id="no-bend-between-layers",
        name="no gelu between the two layers",
        diagnosis="It looks as if feed_forward has no gelu between its layers. Two matrices in a row are one matrix: the "
        "network could not bend anything.",
        see=FEED,
        change={HIDDEN: "hidden = x @ w1 + b1"},
    ),
    Mistake(
        id="bend-after-second-layer",
        name="gelu after the second layer too",
        diagnosis="It looks as if gelu is applied to the result as well. The second layer's output is added to the "
        "residual path as it is.",
        see=FEED,
        change={SECOND: "return gelu(hidden @ w2 + b2)"},
    ),
    Mistake(
        id="bend-at-the-wrong-end",
        name="gelu after the second layer instead of between",
        diagnosis="It looks as if gelu comes after the second layer. It belongs between the two.",
        see=FEED,
        change={HIDDEN: "hidden = x @ w1 + b1", SECOND: "return gelu(hidden @ w2 + b2)"},
    ),
    Mistake(
        id="first-bias-after-bend",
        name="b1 added after the gelu",
        diagnosis="It looks as if b1 is added after the gelu. Matrix, bias, gelu: the bias decides where the bend is.",
        see=FEED,
        change={HIDDEN: "hidden = gelu(x @ w1) + b1"},
    ),
    Mistake(
        id="first-bias-missing",
        name="b1 is not used",
        diagnosis="It looks as if b1 is missing in feed_forward.",
        see=FEED,
        change={HIDDEN: "hidden = gelu(x @ w1)"},
    ),
    Mistake(
        id="second-bias-missing",
        name="b2 is not used",
        diagnosis="It looks as if b2 is missing in feed_forward.",
        see=FEED,
        change={SECOND: "return hidden @ w2"},
    ),
    Mistake(
        id="residual-inside-feed-forward",
        name="feed_forward adds x itself",
        diagnosis="It looks as if feed_forward already adds its input. The residual path belongs to the block; else it is "
        "added twice.",
        see=FEED,
        change={SECOND: "return x + hidden @ w2 + b2"},
    ),
    # the block
    Mistake(
        id="post-norm",
        name="norm after the residual sum (post-norm)",
        diagnosis="It looks as if the norms come after the sums, as in the original Transformer. This block is pre-norm: "
        "each part reads a normed copy, and the residual path itself is never normed.",
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
        name="no layer norm in the block",
        diagnosis="It looks as if the block has no layer norms: attention and feed-forward read x as it is.",
        see=BLOCK,
        change={FIRST_NORM: "normed = x", SECOND_NORM: "normed = x"},
    ),
    Mistake(
        id="attention-without-norm",
        name="attention reads x without its norm",
        diagnosis="It looks as if attention reads x itself and not layer_norm(x).",
        see=BLOCK,
        change={FIRST_NORM: "normed = x"},
    ),
    Mistake(
        id="feed-forward-without-norm",
        name="feed-forward reads x without its norm",
        diagnosis="It looks as if feed-forward reads x itself and not layer_norm(x).",
        see=BLOCK,
        change={SECOND_NORM: "normed = x"},
    ),
    Mistake(
        id="first-residual-missing",
        name="the residual around attention is missing",
        diagnosis="It looks as if x is replaced by attention's output. Add it: x = x + attention(…), so that what a token "
        "was is not lost.",
        see=BLOCK,
        change={ATTEND: "x = self_attention(normed, params, n_heads, causal)"},
    ),
    Mistake(
        id="second-residual-missing",
        name="the residual around feed-forward is missing",
        diagnosis="It looks as if feed-forward's output is returned alone. Add x to it.",
        see=BLOCK,
        change={FEED_STEP: f"return {feed('normed')}"},
    ),
    Mistake(
        id="both-residuals-missing",
        name="no residual path at all",
        diagnosis="It looks as if both residual sums are missing: with all weights 0 the block must return x unchanged.",
        see=BLOCK,
        change={
            ATTEND: "x = self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"return {feed('normed')}",
        },
    ),
    Mistake(
        id="residual-from-the-normed-x",
        name="the normed copy is carried on as the residual",
        diagnosis="It looks as if the residual path carries layer_norm(x) instead of x. Keep x, and give the parts a normed "
        "copy.",
        see=BLOCK,
        change={
            ATTEND: "x = normed + self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"return normed + {feed('normed')}",
        },
    ),
    Mistake(
        id="first-residual-from-the-normed-x",
        name="attention's output is added to the normed copy",
        diagnosis="It looks as if attention's output is added to layer_norm(x). It is added to x itself.",
        see=BLOCK,
        change={ATTEND: "x = normed + self_attention(normed, params, n_heads, causal)"},
    ),
    Mistake(
        id="second-residual-from-the-normed-x",
        name="feed-forward's output is added to the normed copy",
        diagnosis="It looks as if feed-forward's output is added to layer_norm(x). It is added to x itself.",
        see=BLOCK,
        change={FEED_STEP: f"return normed + {feed('normed')}"},
    ),
    Mistake(
        id="first-norm-twice",
        name="ln1 used for both norms",
        diagnosis="It looks as if both norms use ln1_gamma and ln1_beta. The second has its own: ln2_gamma, ln2_beta.",
        see=BLOCK,
        change={SECOND_NORM: 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"], 1e-5)'},
    ),
    Mistake(
        id="norms-exchanged",
        name="ln1 and ln2 exchanged",
        diagnosis="It looks as if ln2 stands before attention and ln1 before feed-forward.",
        see=BLOCK,
        change={
            FIRST_NORM: 'normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"], 1e-5)',
            SECOND_NORM: 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"], 1e-5)',
        },
    ),
    Mistake(
        id="parallel-block",
        name="attention and feed-forward side by side",
        diagnosis="It looks as if feed-forward reads the block's input, beside attention. It comes after: it reads the x to "
        "which attention's output has been added.",
        see=BLOCK,
        change={
            ATTEND: "start = x\n    x = x + self_attention(normed, params, n_heads, causal)",
            SECOND_NORM: 'normed = layer_norm(start, params["ln2_gamma"], params["ln2_beta"], 1e-5)',
        },
    ),
    Mistake(
        id="one-norm-for-both",
        name="feed-forward reads the first norm's output",
        diagnosis="It looks as if feed-forward reads the normed x of before attention: it cannot know what attention found.",
        see=BLOCK,
        change={SECOND_NORM: ""},
    ),
    Mistake(
        id="second-residual-from-the-start",
        name="feed-forward's output is added to the block's input",
        diagnosis="It looks as if the second sum goes back to the block's input, so that attention's output is lost from the "
        "residual path.",
        see=BLOCK,
        change={
            ATTEND: "start = x\n    x = x + self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"return start + {feed('normed')}",
        },
    ),
    Mistake(
        id="feed-forward-first",
        name="feed-forward before attention",
        diagnosis="It looks as if feed-forward comes before attention. First the tokens talk, then each one thinks.",
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
        name="one norm too many, at the end",
        diagnosis="It looks as if the block's output is normed once more. The last norm of a model stands after all blocks, "
        "not in each.",
        see=BLOCK,
        change={
            FEED_STEP: f"x = x + {feed('normed')}\n"
            '    return layer_norm(x, params["ln2_gamma"], params["ln2_beta"])'
        },
    ),
    Mistake(
        id="input-changed",
        name="x += … changes the caller's x",
        diagnosis="It looks as if x += … is used: it writes into the array that was given. x = x + … makes a new one.",
        see=BLOCK,
        change={ATTEND: "x += self_attention(normed, params, n_heads, causal)"},
    ),
    Mistake(
        id="input-changed-twice",
        name="both x += … change the caller's x",
        diagnosis="It looks as if x += … is used in both halves: it writes into the array that was given. x = x + … makes a new one.",
        see=BLOCK,
        change={
            ATTEND: "x += self_attention(normed, params, n_heads, causal)",
            FEED_STEP: f"x += {feed('normed')}\n    return x",
        },
    ),
    # attention inside the block
    Mistake(
        id="never-causal",
        name="the causal mask is missing",
        diagnosis="It looks as if positions see later ones although causal=True: changing the last token changes the first "
        "output.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:"},
    ),
    Mistake(
        id="always-causal",
        name="causal=False is ignored",
        diagnosis="It looks as if the mask is there even with causal=False. An encoder's tokens see all others.",
        see=CAUSAL,
        change={IF_CAUSAL: "if True:"},
    ),
    Mistake(
        id="causal-inverted",
        name="causal read the wrong way round",
        diagnosis="It looks as if the mask is there just when causal is False, and missing when it is True.",
        see=CAUSAL,
        change={IF_CAUSAL: "if not causal:"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="each position sees only itself and later ones",
        diagnosis="It looks as if the mask is turned round: each position sees itself and what comes after. np.tril keeps "
        "the past, np.triu the future.",
        see=CAUSAL,
        change={VISIBLE: "visible = np.triu(np.ones((seq_len, seq_len), dtype=bool))"},
    ),
    Mistake(
        id="mask-by-zero-scores",
        name="hidden scores set to 0 instead of −∞",
        diagnosis="It looks as if hidden scores are set to 0. exp(0) is 1: the future still gets a share. It must be −∞.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, 0.0)"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="the mask applied after the softmax",
        diagnosis="It looks as if weights are cut after the softmax: the rows no longer sum to 1.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            SUM: "weights = weights / weights.sum(axis=-1, keepdims=True)\n"
            "    weights = np.where(np.tril(np.ones((seq_len, seq_len), dtype=bool)) | (not causal), weights, 0)",
        },
    ),
    Mistake(
        id="no-scaling",
        name="scores not divided by √d_head",
        diagnosis="It looks as if the scores are not divided by √d_head.",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divided by √d_model instead of √d_head",
        diagnosis="It looks as if the scores are divided by √d_model. A head's dot product has d_head terms: divide by √d_head.",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_model)"},
    ),
    Mistake(
        id="scaled-by-d-head",
        name="divided by d_head instead of its root",
        diagnosis="It looks as if the scores are divided by d_head where √d_head is meant.",
        see=SCALING,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2) / d_head"},
    ),
    Mistake(
        id="no-maximum-subtracted",
        name="the largest score is not subtracted before exp",
        diagnosis="It looks as if exp is taken of the scores as they are: exp(800) is more than a float can hold. Subtract each "
        "row's largest first.",
        see="step-1-attention-visual-deep-dive#softmax",
        change={EXP: "weights = np.exp(scores)"},
    ),
    Mistake(
        id="softmax-over-queries",
        name="softmax over the wrong axis",
        diagnosis="It looks as if the softmax runs over the queries (axis -2): the columns sum to 1 instead of the rows.",
        see="step-1-attention-visual-deep-dive#softmax",
        change={
            EXP: "weights = np.exp(scores - scores.max(axis=-2, keepdims=True))",
            SUM: "weights = weights / weights.sum(axis=-2, keepdims=True)",
        },
    ),
    Mistake(
        id="heads-without-transpose",
        name="reshaped into heads without the transpose",
        diagnosis="It looks as if x is reshaped straight to (B, n_heads, T, d_head): each head then gets pieces of other "
        "tokens. First (B, T, n_heads, d_head), then move the heads' axis.",
        see=HEADS,
        change={SPLIT: "return (x @ w).reshape(batch, n_heads, seq_len, d_head)"},
    ),
    Mistake(
        id="merged-without-transpose",
        name="heads merged without the transpose",
        diagnosis="It looks as if (B, n_heads, T, d_head) is reshaped straight back: tokens and heads get mixed up. "
        "Move the heads' axis behind T first.",
        see=HEADS,
        change={MERGE: "merged = (weights @ v).reshape(batch, seq_len, d_model)"},
    ),
    Mistake(
        id="heads-interleaved",
        name="every n_heads-th column to the same head",
        diagnosis="It looks as if head h takes columns h, h + n_heads, h + 2·n_heads … Head h owns a block of neighbouring "
        "columns.",
        see=HEADS,
        change={SPLIT: "return (x @ w).reshape(batch, seq_len, d_head, n_heads).transpose(0, 3, 1, 2)"},
    ),
    Mistake(
        id="one-head",
        name="one big head",
        diagnosis="It looks as if n_heads is not used: all columns are one head.",
        see=HEADS,
        change={"d_head = d_model // n_heads": "n_heads = 1\n    d_head = d_model"},
    ),
    Mistake(
        id="output-projection-missing",
        name="w_o is not used",
        diagnosis="It looks as if attention's output is not multiplied by w_o.",
        see="step-1-attention-visual-deep-dive#output-projection",
        change={PROJECT: "return merged"},
    ),
    Mistake(
        id="weights-transposed",
        name="x @ w.T where x @ w is meant",
        diagnosis="It looks as if the projections are applied as x @ w.T (as torch stores them). Here it is x @ w.",
        see="step-1-attention-visual-deep-dive#queries-keys-values",
        change={SPLIT: "return (x @ w.T).reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)"},
    ),
    Mistake(
        id="keys-and-queries-exchanged",
        name="queries and keys exchanged",
        diagnosis="It looks as if w_q and w_k have changed places: row i holds what key i gives, not what query i asks.",
        see="step-1-attention-visual-deep-dive#queries-keys-values",
        change={SCORES: "scores = k @ q.swapaxes(-1, -2) / np.sqrt(d_head)"},
    ),
]


def make_params(rng: np.random.Generator, d_model: int, d_ff: int) -> dict[str, np.ndarray]:
    """Params like a trained model's: nothing is the identity, 0 or 1."""
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
    """Each function on its own, then the block with and without the mask."""
    rng = np.random.default_rng(5)
    params = make_params(rng, 6, 10)
    x = rng.normal(size=(2, 4, 6)) * np.array([1.0, 3.0, 0.3, 1.0])[:, None]
    flat = np.vstack([rng.normal(size=6) * 1e-3, rng.normal(size=6) + 4.0, np.full(6, 2.0)])
    gamma, beta = params["ln1_gamma"], params["ln1_beta"]
    return [
        Probe("layer_norm", (rng.normal(size=(2, 3, 6)), gamma, beta)),
        Probe("layer_norm", (flat, gamma, beta)),
        Probe("layer_norm", (flat, gamma, beta), {"eps": 0.1}),
        Probe("gelu", (np.linspace(-4, 4, 9),)),
        Probe("feed_forward", (x, params["w1"], params["b1"], params["w2"], params["b2"])),
        Probe("transformer_block", (x, params, 2), {"causal": True}),
        Probe("transformer_block", (x, params, 2), {"causal": False}),
        Probe("transformer_block", (x, params | {"w_q": 1000.0 * params["w_q"]}, 2), {"causal": False}),
    ]
