"""Mistakes that people make in softmax and attention, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
SCORES_SECTION, SCALING, SOFTMAX = f"{LESSON}#scores", f"{LESSON}#scaling", f"{LESSON}#softmax"
SUM_SECTION, BATCHES, MASKING = f"{LESSON}#weighted-sum", f"{LESSON}#batches", f"{LESSON}#masking-in-general"
QKV, COMMON = f"{LESSON}#queries-keys-values", f"{LESSON}#common-mistakes"

X_FLOAT = "x = np.asarray(x, dtype=np.float64)  # float16 has too few digits"
LARGEST = "largest = x.max(axis=axis, keepdims=True)"
EXP = "exponentials = np.exp(x - largest)  # the largest becomes e⁰ = 1: nothing can overflow"
QUOTIENT = "return exponentials / exponentials.sum(axis=axis, keepdims=True)"
SCORES = "scores = q.astype(np.float64) @ k.swapaxes(-1, -2)"
SCALE = "scores = scores / np.sqrt(d_k)  # otherwise the scores grow with d_k and the softmax saturates"
IF_MASK = "if mask is not None:"
HIDE = "scores = np.where(mask, scores, -np.inf)  # e^−∞ = 0: a masked key gets no weight"
EMPTY_ROWS = "empty = np.isneginf(scores).all(axis=-1, keepdims=True)  # (..., T_q, 1)"
FILL = "scores = np.where(empty, 0.0, scores)"
WEIGHTS = "weights = softmax(scores, axis=-1)  # each row is one query's weights"
ZERO = "weights = np.where(empty, 0.0, weights)"
OUTPUT = "output = weights @ v  # (..., T_q, T_k) @ (..., T_k, d_v) → (..., T_q, d_v)"
RETURN = "return output, weights\n"

SIGNATURE = "q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None"

NEVER_EMPTY = {FILL: "pass", ZERO: "pass"}

MISTAKES = [
    # softmax
    Mistake(
        id="maximum-along-the-wrong-axis",
        name="takes the maximum along another axis",
        diagnosis="Your softmax seems to take the maximum along one axis and the sum along another. Different "
        "numbers are then subtracted from the entries of one row, which changes the weights. Pass the same axis to "
        "both.",
        see=SOFTMAX,
        change={LARGEST: "largest = x.max(axis=0, keepdims=True)"},
    ),
    Mistake(
        id="sum-of-everything",
        name="divides by the sum of everything",
        diagnosis="Your softmax divides by the sum of the whole array, so the whole array sums to 1 "
        "instead of each row. Sum along the axis only: sum(axis=axis, keepdims=True).",
        see=SOFTMAX,
        change={QUOTIENT: "return exponentials / exponentials.sum()"},
    ),
    Mistake(
        id="sum-without-keepdims",
        name="drops the axis in sum",
        diagnosis="Your sum drops its axis. A (3, 5) array cannot be divided by a (3,) sum, and a square array is "
        "divided along the wrong axis without an error. Write sum(axis=axis, keepdims=True).",
        see=SOFTMAX,
        change={QUOTIENT: "return exponentials / exponentials.sum(axis=axis)"},
        also=({LARGEST: "largest = 0.0", QUOTIENT: "return exponentials / exponentials.sum(axis=axis)"},),
    ),
    Mistake(
        id="maximum-without-keepdims",
        name="drops the axis in max",
        diagnosis="Your max drops its axis. A (3,) maximum cannot be subtracted from a (3, 5) array. A "
        "square array raises no error, but row j's maximum is subtracted from column j. Write "
        "max(axis=axis, keepdims=True).",
        see=SOFTMAX,
        change={LARGEST: "largest = x.max(axis=axis)"},
    ),
    Mistake(
        id="axis-ignored",
        name="always uses the last axis",
        diagnosis="Your softmax always uses the last axis, so with softmax(x, axis=0), the rows sum to 1 instead "
        "of the columns. Pass axis=axis to both max and sum.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = x.max(axis=-1, keepdims=True)",
            QUOTIENT: "return exponentials / exponentials.sum(axis=-1, keepdims=True)",
        },
    ),
    Mistake(
        id="axis-zero-by-default",
        name="uses the first axis by default",
        diagnosis="Your softmax uses axis 0 when no axis is given, so the columns sum to 1. The default is "
        "the last axis: axis=-1.",
        see=SOFTMAX,
        change={"axis: int = -1": "axis: int = 0", WEIGHTS: "weights = softmax(scores)"},
    ),
    Mistake(
        id="axis-zero-always",
        name="always uses the first axis",
        diagnosis="Your softmax always uses axis 0: by default, the columns sum to 1 but the rows do not. Pass "
        "axis=axis to both max and sum.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = x.max(axis=0, keepdims=True)",
            QUOTIENT: "return exponentials / exponentials.sum(axis=0, keepdims=True)",
        },
    ),
    Mistake(
        id="no-exponential",
        name="divides by the sum without exp",
        diagnosis="Your softmax divides the numbers by their sum without taking exp. Negative numbers then get "
        "negative weights, and a sum near 0 makes them huge. Take np.exp first, then divide.",
        see=SOFTMAX,
        change={EXP: "exponentials = x", LARGEST: "pass"},
    ),
    Mistake(
        id="numbers-clipped",
        name="clips the numbers before exp",
        diagnosis="Your softmax seems to clip its input before exp. 800 and 801 then get equal weights, and −∞ no "
        "longer gets exactly 0. Subtract the row's maximum instead: that prevents overflow and keeps "
        "every difference.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(np.clip(x, -50, 50))"},
    ),
    Mistake(
        id="softmax-changes-its-input",
        name="changes x in place",
        diagnosis="Your softmax writes into x, as x -= … does, so the caller's array changes too. Make a "
        "new array: x = x - largest.",
        see=COMMON,
        change={X_FLOAT: "", EXP: "x -= largest\n    exponentials = np.exp(x)"},
        also=(
            {X_FLOAT: "", LARGEST: f"x -= x.max()\n    {LARGEST}"},
            {
                X_FLOAT: "",
                EXP: "x -= largest\n    exponentials = np.exp(x, out=x)",
                QUOTIENT: "x /= x.sum(axis=axis, keepdims=True)\n    return x",
            },
        ),
    ),
    Mistake(
        id="softmax-of-everything",
        name="divides by one sum for everything",
        diagnosis="Your softmax divides by one sum for the whole array, so the whole array sums to 1 "
        "instead of each row. Sum along the axis only: sum(axis=axis, keepdims=True).",
        see=SOFTMAX,
        change={
            LARGEST: "largest = x.max()",
            QUOTIENT: "return exponentials / exponentials.sum()",
        },
    ),
    Mistake(
        id="base-two",
        name="uses powers of 2, not e",
        diagnosis="Your softmax uses powers of 2 instead of powers of e. A difference of 1 then counts as "
        "only 0.69 (ln 2), so the weights become too uniform. Use np.exp.",
        see=SOFTMAX,
        change={
            EXP: "exponentials = np.exp2(x - largest)",
        },
    ),
    Mistake(
        id="exponent-negative",
        name="takes exp of −x",
        diagnosis="Your softmax takes exp of −x, so the smallest number gets the largest weight. Keep the sign: "
        "np.exp(x - largest).",
        see=SOFTMAX,
        change={
            EXP: "exponentials = np.exp(largest - x)",
        },
    ),
    Mistake(
        id="divided-by-the-largest",
        name="divides by the maximum, not the sum",
        diagnosis="Your softmax divides by the largest exponential, so the largest entry of each row "
        "becomes 1 and the row sums to more than 1. Divide by the sum: exponentials.sum(axis=axis, "
        "keepdims=True).",
        see=SOFTMAX,
        change={
            QUOTIENT: "return exponentials / exponentials.max(axis=axis, keepdims=True)",
        },
    ),
    Mistake(
        id="divided-by-the-mean",
        name="divides by the mean, not the sum",
        diagnosis="Your softmax divides by the mean of the exponentials, so each row sums to its length "
        "instead of 1. Divide by their sum: exponentials.sum(axis=axis, keepdims=True).",
        see=SOFTMAX,
        change={
            QUOTIENT: "return exponentials / exponentials.mean(axis=axis, keepdims=True)",
        },
    ),
    Mistake(
        id="no-division-by-the-sum",
        name="never divides by the sum",
        diagnosis="Your softmax returns the exponentials without dividing them by their sum, so the rows "
        "do not sum to 1. Divide by the row's sum: exponentials.sum(axis=axis, keepdims=True).",
        see=SOFTMAX,
        change={
            EXP: "exponentials = np.exp(x)",
            QUOTIENT: "return exponentials",
        },
    ),
    Mistake(
        id="log-shares",
        name="returns the logarithm of the softmax",
        diagnosis="Your softmax returns log-probabilities: every number is negative or 0. Attention needs "
        "the weights themselves. Take np.exp of the result.",
        see=SOFTMAX,
        change={
            QUOTIENT: "return x - largest - np.log(exponentials.sum(axis=axis, keepdims=True))",
        },
    ),
    # scores
    Mistake(
        id="no-scaling",
        name="leaves the scores unscaled",
        diagnosis="Your code does not divide the scores by √d_k. Dot products spread out as d_k grows, so the "
        "softmax puts nearly all the weight on one key. Divide before the softmax: scores / "
        "np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "pass"},
    ),
    Mistake(
        id="divided-by-d-k",
        name="divides by d_k, not √d_k",
        diagnosis="Your code divides the scores by d_k. Their spread grows only with √d_k, so this shrinks them "
        "too far and the weights become too uniform. Divide by np.sqrt(d_k).",
        see=SCALING,
        change={SCALE: "scores = scores / d_k"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by √d_k",
        diagnosis="Your code multiplies the scores by √d_k. Their spread already grows with √d_k; the scaling is "
        "there to undo that. Divide by np.sqrt(d_k).",
        see=SCALING,
        change={SCALE: "scores = scores * np.sqrt(d_k)"},
    ),
    Mistake(
        id="scaled-by-d-v",
        name="divides by √d_v",
        diagnosis="Your code divides the scores by √d_v, the width of the values. A score is a sum of d_k products "
        "and involves no values. Divide by np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(v.shape[-1])"},
    ),
    Mistake(
        id="scaled-by-the-keys",
        name="divides by √T_k",
        diagnosis="Your code divides the scores by √T_k, the root of the number of keys. A score involves only one "
        "key; its spread depends on d_k. Divide by np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(k.shape[-2])"},
    ),
    Mistake(
        id="scaled-by-the-queries",
        name="divides by √T_q",
        diagnosis="Your code divides the scores by √T_q, the root of the number of queries. A score involves only "
        "one query; its spread depends on d_k. Divide by np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(q.shape[-2])"},
    ),
    Mistake(
        id="scaled-by-axis-one",
        name="reads d_k from q.shape[1]",
        diagnosis="Your code reads d_k from q.shape[1]. With a batch in front, axis 1 is the number of queries. "
        "Count from the end: q.shape[-1].",
        see=BATCHES,
        change={"d_k = q.shape[-1]": "d_k = q.shape[1]"},
    ),
    Mistake(
        id="scaled-by-eight",
        name="always divides by 8",
        diagnosis="Your code divides the scores by 8 whatever d_k is. 8 is √64, which fits only the original "
        "paper's d_k = 64. Divide by np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "scores = scores / 8.0"},
    ),
    Mistake(
        id="root-cut-to-a-whole-number",
        name="rounds √d_k down",
        diagnosis="Your code rounds √d_k down, perhaps with int(…) or //. That is right for d_k = 4 or 64 but "
        "wrong for most others. Keep the fraction: np.sqrt(d_k).",
        see=SCALING,
        change={SCALE: "scores = scores / int(np.sqrt(d_k))"},
    ),
    Mistake(
        id="weights-scaled",
        name="divides the weights by √d_k",
        diagnosis="Your code divides the weights by √d_k, so the rows no longer sum to 1. The scaling must act on "
        "the scores, before the softmax turns them into weights.",
        see=SCALING,
        change={SCALE: "pass", ZERO: "weights = np.where(empty, 0.0, weights) / np.sqrt(d_k)"},
    ),
    Mistake(
        id="output-scaled",
        name="divides the output by √d_k",
        diagnosis="Your code divides the output by √d_k instead of the scores. By then the softmax has already "
        "worked with scores that are too large. Divide the scores, before the softmax.",
        see=SCALING,
        change={SCALE: "pass", OUTPUT: "output = weights @ v / np.sqrt(d_k)"},
    ),
    Mistake(
        id="keys-reshaped",
        name="reshapes k instead of transposing it",
        diagnosis="Your code reshapes k to (d_k, T_k). The shape is right, but reshape only regroups the "
        "same numbers, so a column no longer corresponds to one key. Swap the axes: k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = q.astype(np.float64) @ k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])"},
    ),
    Mistake(
        id="keys-with-the-queries-length",
        name="reshapes k with q's length",
        diagnosis="Your code seems to reshape k with T_q, the number of queries. That fails as soon as T_k differs. "
        "Swap the last two axes of k without a reshape: k.swapaxes(-1, -2).",
        see=f"{LESSON}#cross-attention",
        change={SCORES: "scores = q.astype(np.float64) @ k.reshape(q.shape).swapaxes(-1, -2)"},
    ),
    Mistake(
        id="all-axes-turned",
        name="uses k.T on a batch",
        diagnosis="Your code uses k.T, which reverses every axis. That is right for one sequence, but in a batch, "
        "it moves the batch axis too. Swap the last two axes only: k.swapaxes(-1, -2).",
        see=BATCHES,
        change={SCORES: "scores = q.astype(np.float64) @ k.T"},
    ),
    Mistake(
        id="dot-on-batches",
        name="uses np.dot on a batch",
        diagnosis="Your code uses np.dot on a batch. It pairs the queries of each batch element with the keys of "
        "every element: (B, T_q, B, T_k). Use @, which treats each batch element separately.",
        see=BATCHES,
        change={SCORES: "scores = np.dot(q.astype(np.float64), k.swapaxes(-1, -2))"},
    ),
    Mistake(
        id="dot-with-all-axes-turned",
        name="uses q.dot(k.T) on a batch",
        diagnosis="Your code uses q.dot(k.T), which is right for one sequence only. In a batch, .T "
        "reverses every axis, and dot pairs every batch element with every other. Write q @ k.swapaxes(-1, "
        "-2).",
        see=BATCHES,
        change={
            SCORES: "scores = np.dot(q.astype(np.float64), k.T)",
            OUTPUT: "output = np.dot(weights, v)",
        },
    ),
    Mistake(
        id="exactly-one-batch-axis",
        name="needs exactly one batch axis",
        diagnosis='Your code works only for (B, T, d), as einsum("bqd,bkd->bqk") does. There may be no '
        'leading axis, or several. Write "...qd,...kd->...qk", or index from the end with -1 and -2.',
        see=BATCHES,
        change={SCORES: 'scores = np.einsum("bqd,bkd->bqk", q.astype(np.float64), k)'},
        also=(
            {
                SCORES: "scores = (q[:, :, np.newaxis, :].astype(np.float64) * k[:, np.newaxis, :, :]).sum(axis=-1)"
            },
            {SCORES: "scores = q.astype(np.float64) @ (k.transpose(0, 2, 1) if k.ndim == 3 else k.T)"},
        ),
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="computes k @ qᵀ",
        diagnosis="Your code computes k @ qᵀ, so the scores have one row per key. Each row must belong to a query. "
        "Compute q @ k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = k.astype(np.float64) @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="values-used-as-keys",
        name="compares queries with values",
        diagnosis="Your code computes q @ vᵀ. Queries are compared with keys; the values are used only at "
        "the end, in weights @ v. Compute q @ k.swapaxes(-1, -2).",
        see=QKV,
        change={SCORES: "scores = q.astype(np.float64) @ v.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="queries-with-queries",
        name="compares queries with queries",
        diagnosis="Your code computes q @ qᵀ, so the keys have no influence. Queries are compared with "
        "keys. Compute q @ k.swapaxes(-1, -2).",
        see=QKV,
        change={SCORES: "scores = q.astype(np.float64) @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="scores-in-half-precision",
        name="multiplies in float16",
        diagnosis="Your code multiplies float16 inputs as they are. Scores above 65,504 become inf, and inf − inf "
        "in the softmax is NaN. Convert first: q.astype(np.float64) @ k.swapaxes(-1, -2).",
        see=SOFTMAX,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="queries-changed",
        name="scales q in place",
        diagnosis="Your code scales q in place, as q /= … does, so the caller's q shrinks. In self-attention, q, k "
        "and v can be one array; then all three shrink. Write q = q / np.sqrt(d_k), or scale the scores.",
        see=COMMON,
        change={"d_k = q.shape[-1]": "d_k = q.shape[-1]\n    q /= np.sqrt(d_k)", SCALE: "pass"},
    ),
    Mistake(
        id="scaled-by-axis-zero",
        name="reads d_k from q.shape[0]",
        diagnosis="Your code reads d_k from q.shape[0]. That is the number of queries or, with a batch in "
        "front, the batch size. The width of a query is its last axis: q.shape[-1].",
        see=SCALING,
        change={
            "d_k = q.shape[-1]": "d_k = q.shape[0]",
        },
    ),
    Mistake(
        id="scaled-by-axis-two",
        name="reads d_k from q.shape[2]",
        diagnosis="Your code reads d_k from q.shape[2]. That axis exists only with a batch in front, and with "
        "heads, it is the number of queries. Count from the end: q.shape[-1].",
        see=BATCHES,
        change={
            "d_k = q.shape[-1]": "d_k = q.shape[2]",
        },
    ),
    Mistake(
        id="scaled-by-axis-one-of-the-keys",
        name="reads d_k from k.shape[1]",
        diagnosis="Your code reads d_k from k.shape[1]. With a batch in front, axis 1 is the number of keys. Count "
        "from the end: k.shape[-1].",
        see=BATCHES,
        change={
            "d_k = q.shape[-1]": "d_k = k.shape[1]",
        },
    ),
    Mistake(
        id="scaled-by-axis-zero-of-the-keys",
        name="reads d_k from k.shape[0]",
        diagnosis="Your code reads d_k from k.shape[0] or len(k). That is the number of keys or, with a "
        "batch in front, the batch size. The width of a key is its last axis: k.shape[-1].",
        see=SCALING,
        change={
            "d_k = q.shape[-1]": "d_k = len(k)",
        },
    ),
    Mistake(
        id="divided-by-the-square",
        name="divides by d_k², not √d_k",
        diagnosis="Your code divides the scores by the square of d_k, so all weights become nearly equal. Divide "
        "by the root: np.sqrt(d_k), or d_k**0.5.",
        see=SCALING,
        change={
            SCALE: "scores = scores / d_k**2",
        },
    ),
    Mistake(
        id="whole-division-by-the-root",
        name="rounds 1 / √d_k to 0",
        diagnosis="Your code computes 1 // √d_k, which is 0 for every d_k above 1, so all scores become 0 and all "
        "weights equal. Use / instead of //.",
        see=SCALING,
        change={
            SCALE: "scores = scores * (1 // np.sqrt(d_k))",
        },
    ),
    Mistake(
        id="scores-floored",
        name="rounds the scaled scores down",
        diagnosis="Your code divides with //, which rounds every score down to a whole number. Use / "
        "instead of //.",
        see=SCALING,
        change={
            SCALE: "scores = scores // np.sqrt(d_k)",
        },
    ),
    Mistake(
        id="keys-not-turned",
        name="does not transpose k",
        diagnosis="Your code computes q @ k without a transpose. Both have d_k as their last axis, so the inner "
        "axes do not match; with equal sizes, there is no error, but the scores are wrong. Write q @ "
        "k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={
            SCORES: "scores = q.astype(np.float64) @ k",
        },
    ),
    Mistake(
        id="keys-turned-on-axes-zero-and-one",
        name="swaps k's axes 0 and 1",
        diagnosis="Your code swaps axes 0 and 1 of k. In one sequence, those are the last two; with a batch in "
        "front, they are the batch and the keys. Count from the end: k.swapaxes(-1, -2).",
        see=BATCHES,
        change={
            SCORES: "scores = q.astype(np.float64) @ k.swapaxes(0, 1)",
        },
    ),
    Mistake(
        id="no-leading-axes",
        name="works for one sequence only",
        diagnosis='Your code works for one sequence only, as einsum("id,jd->ij") does, so a batch in front '
        'raises an error. Write "...id,...jd->...ij", or use @ and k.swapaxes(-1, -2).',
        see=BATCHES,
        change={
            SCORES: 'scores = np.einsum("id,jd->ij", q.astype(np.float64), k)',
        },
        also=(
            {SCORES: "scores = (q[:, np.newaxis, :].astype(np.float64) * k[np.newaxis, :, :]).sum(axis=-1)"},
        ),
    ),
    Mistake(
        id="exactly-batch-and-heads",
        name="needs exactly two leading axes",
        diagnosis="Your code works only for (B, H, T, d), as transpose(0, 1, 3, 2) does. There may be no "
        "leading axis, or only one. Swap the last two axes: k.swapaxes(-1, -2).",
        see=BATCHES,
        change={
            SCORES: "scores = q.astype(np.float64) @ k.transpose(0, 1, 3, 2)",
        },
    ),
    Mistake(
        id="batch-folded-into-the-sequence",
        name="folds the batch into the sequence",
        diagnosis="Your code folds the leading axes into the sequence, so queries attend to keys of other "
        "sequences. Leave these axes in place: @ works on the last two axes only.",
        see=BATCHES,
        change={
            "d_k = q.shape[-1]": "d_k = q.shape[-1]\n    front = q.shape[:-1]\n    q, k, v = (x.reshape(-1, x.shape[-1]) for x in (q, k, v))",
            RETURN: "return output.reshape(*front, -1), weights.reshape(*front, -1)\n",
        },
        also=(
            {
                "d_k = q.shape[-1]": "d_k = q.shape[-1]\n    front = q.shape[:-1]\n    q, k, v = (x.reshape(-1, x.shape[-1]) for x in (q, k, v))",
                RETURN: "return output.reshape(*front, -1), weights\n",
            },
        ),
    ),
    Mistake(
        id="last-product-only",
        name="keeps only the last product",
        diagnosis="Each of your scores seems to be only the last of its d_k products, as score = … in a loop would "
        "give. Add them all up: score += …, or use @.",
        see=SCORES_SECTION,
        change={
            SCORES: "scores = q[..., -1:].astype(np.float64) @ k[..., -1:].swapaxes(-1, -2)",
        },
    ),
    # softmax over the scores
    Mistake(
        id="softmax-over-queries",
        name="applies softmax over the queries",
        diagnosis="Your softmax runs over the queries, axis -2, so the columns sum to 1. Each query distributes its "
        "weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={WEIGHTS: "weights = softmax(scores, axis=-2)"},
        also=(
            {HIDE: "scores = np.where(mask, scores, -1e9)", WEIGHTS: "weights = softmax(scores, axis=-2)"},
        ),
    ),
    Mistake(
        id="softmax-over-axis-one",
        name="applies softmax over axis 1",
        diagnosis="Your softmax runs over axis 1. In one sequence, those are the keys; with a batch in front, they "
        "are the queries. Count from the end: axis=-1.",
        see=BATCHES,
        change={WEIGHTS: "weights = softmax(scores, axis=1)"},
        also=({HIDE: "scores = np.where(mask, scores, -1e9)", WEIGHTS: "weights = softmax(scores, axis=1)"},),
    ),
    Mistake(
        id="softmax-twice",
        name="applies softmax twice",
        diagnosis="Your code applies softmax to the weights again. The weights lie between 0 and 1, so a second "
        "softmax sees hardly any difference and returns nearly equal weights. Apply it once, to the scores.",
        see=SOFTMAX,
        change={WEIGHTS: "weights = softmax(softmax(scores))"},
    ),
    Mistake(
        id="no-softmax",
        name="uses the scores as weights",
        diagnosis="Your code uses the scores as weights. Some are negative, and the rows do not sum to 1. Apply "
        "softmax first: weights = softmax(scores).",
        see=SOFTMAX,
        change={WEIGHTS: "weights = scores"},
        also=(
            {HIDE: "scores = np.where(mask, scores, 0.0)", WEIGHTS: "weights = scores"},
            {HIDE: "scores = np.where(mask, scores, -1e9)", WEIGHTS: "weights = scores"},
        ),
    ),
    Mistake(
        id="softmax-over-axis-zero",
        name="applies softmax over axis 0",
        diagnosis="Your softmax runs over axis 0: the queries in one sequence, the batch if there is one. "
        "Each query distributes its weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={
            WEIGHTS: "weights = softmax(scores, axis=0)",
        },
        also=({HIDE: "scores = np.where(mask, scores, -1e9)", WEIGHTS: "weights = softmax(scores, axis=0)"},),
    ),
    Mistake(
        id="softmax-over-axis-two",
        name="applies softmax over axis 2",
        diagnosis="Your softmax runs over axis 2. With exactly one leading axis, those are the keys; otherwise "
        "they are the queries, or there is no such axis. Count from the end: axis=-1.",
        see=BATCHES,
        change={
            WEIGHTS: "weights = softmax(scores, axis=2)",
        },
    ),
    # the weighted sum
    Mistake(
        id="weights-transposed",
        name="computes weightsᵀ @ v",
        diagnosis="Your code transposes the weights before it multiplies by v, so each output row uses a "
        "column of the weights. When T_q = T_k, no error is raised. Write weights @ v.",
        see=SUM_SECTION,
        change={OUTPUT: "output = weights.swapaxes(-1, -2) @ v"},
        also=({OUTPUT: "output = np.tril(weights.swapaxes(-1, -2)) @ v"},),
    ),
    Mistake(
        id="keys-mixed",
        name="computes weights @ k",
        diagnosis="Your code computes weights @ k. The keys only decide where the weight goes; the output "
        "is the weighted sum of the values. Write weights @ v.",
        see=SUM_SECTION,
        change={OUTPUT: "output = weights @ k"},
        also=({OUTPUT: "output = weights @ np.take(k, range(v.shape[-1]), axis=-1)"},),
    ),
    Mistake(
        id="weights-before-output",
        name="returns weights before output",
        diagnosis="Your code returns weights, output. The caller unpacks them the other way round. Write return "
        "output, weights.",
        see=SUM_SECTION,
        change={RETURN: "return weights, output\n"},
    ),
    Mistake(
        id="only-the-output",
        name="returns only the output",
        diagnosis="Your code returns only the output. The weights are needed too, to see what each query attends "
        "to. Write return output, weights.",
        see=SUM_SECTION,
        change={RETURN: "return output\n"},
    ),
    Mistake(
        id="scores-returned",
        name="returns scores in place of weights",
        diagnosis="Your output is right, but the second array you return holds the scores, not the weights after "
        "the softmax. Write return output, weights.",
        see=SOFTMAX,
        change={RETURN: "return output, scores\n"},
    ),
    Mistake(
        id="width-of-the-queries",
        name="allocates the output like q",
        diagnosis="Your code seems to store the output in an array shaped like q. Its width must be d_v, "
        "and its dtype must allow fractions even if q contains integers. Use the result of weights @ v "
        "directly.",
        see=SUM_SECTION,
        change={OUTPUT: "output = np.zeros_like(q)\n    output[...] = weights @ v"},
        also=({OUTPUT: "output = np.zeros(q.shape)\n    output[..., range(v.shape[-1])] = weights @ v"},),
    ),
    Mistake(
        id="cut-to-the-inputs-type",
        name="casts the output to v's type",
        diagnosis="Your code casts the output to the dtype of v. With integer values, that drops the "
        "fractional parts. Return weights @ v as it is.",
        see=SUM_SECTION,
        change={OUTPUT: "output = (weights @ v).astype(v.dtype)"},
    ),
    Mistake(
        id="queries-mixed",
        name="computes weights @ q",
        diagnosis="Your code computes weights @ q. The queries only decide where the weight goes; the "
        "output is the weighted sum of the values. Write weights @ v.",
        see=SUM_SECTION,
        change={
            OUTPUT: "output = weights @ q",
        },
    ),
    Mistake(
        id="values-and-keys-exchanged",
        name="swaps keys and values",
        diagnosis="Your code uses the values as keys and the keys as values, as a call with (q, v, k) "
        "does. The scores are q @ kᵀ, and the output is weights @ v.",
        see=QKV,
        change={
            SCORES: "scores = q.astype(np.float64) @ v.swapaxes(-1, -2)",
            OUTPUT: "output = weights @ k",
        },
    ),
    Mistake(
        id="output-turned",
        name="transposes the output",
        diagnosis="Your output has shape (..., d_v, T_q): its last two axes are swapped. Each row belongs to one "
        "query. Return weights @ v as it is.",
        see=SUM_SECTION,
        change={
            OUTPUT: "output = (weights @ v).swapaxes(-1, -2)",
        },
    ),
    Mistake(
        id="last-key-only",
        name="keeps only the last key's value",
        diagnosis="Your output seems to contain only the last key's term, as output[i] = … in a loop would give. "
        "Add up the terms of all keys: output[i] += …, or use weights @ v.",
        see=SUM_SECTION,
        change={
            OUTPUT: "output = weights[..., -1:] * v[..., -1:, :]",
        },
    ),
    Mistake(
        id="values-summed-over-axis-one",
        name="sums the values over axis 1",
        diagnosis="Your code sums the weighted values over axis 1. In one sequence, those are the keys; with a "
        "batch in front, they are the queries. Count from the end: axis=-2.",
        see=BATCHES,
        change={
            OUTPUT: "output = (weights[..., np.newaxis] * v[..., np.newaxis, :, :]).sum(axis=1)",
        },
    ),
    Mistake(
        id="only-the-first-of-the-batch",
        name="uses the first batch element's keys",
        diagnosis="Your code uses the first batch element's keys and values for the whole batch. Use the same "
        "batch index for q, k and v.",
        see=BATCHES,
        change={
            SCORES: "k, v = (np.broadcast_to(x[(0,) * (x.ndim - 2)], x.shape) for x in (k, v))\n    scores = q.astype(np.float64) @ k.swapaxes(-1, -2)",
        },
    ),
    # the mask
    Mistake(
        id="mask-ignored",
        name="ignores the mask",
        diagnosis="Your code does not use the mask: masked keys still get weight. Put −∞ in their scores before the "
        "softmax: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "pass"},
    ),
    Mistake(
        id="mask-inverted",
        name="reads True as blocked",
        diagnosis='Your code hides the keys whose mask is True. Here True means "may attend" '
        "(torch.nn.MultiheadAttention uses the opposite convention). Swap the two choices: np.where(mask, scores, "
        "-np.inf).",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, -np.inf, scores)"},
    ),
    Mistake(
        id="zero-times-infinity",
        name="multiplies 0 by −∞",
        diagnosis="With a mask, your weights are NaN. Your code seems to add (1 - mask) * -np.inf; where the mask "
        "is True, that is 0 · −∞, which is NaN. Select instead of multiplying: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "scores = scores + (1 - mask) * -np.inf"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="masks after the softmax",
        diagnosis="Your code sets masked weights to 0 after the softmax. The masked scores were already "
        "part of the sum, so the rows now sum to less than 1. Put −∞ in the scores, before the softmax.",
        see=MASKING,
        change={
            HIDE: "pass",
            ZERO: "weights = weights if mask is None else np.where(mask, weights, 0.0)",
        },
    ),
    Mistake(
        id="mask-after-softmax-renormalised",
        name="masks, then rescales the rows",
        diagnosis="Your code sets masked weights to 0 after the softmax and rescales each row. If a masked "
        "key has by far the largest score, every other weight is already 0 and nothing is left to rescale. "
        "Put −∞ in the scores, before the softmax.",
        see=MASKING,
        change={
            HIDE: "pass",
            ZERO: "weights = weights if mask is None else np.where(mask, weights, 0.0)\n"
            "    left = weights.sum(axis=-1, keepdims=True)\n"
            "    weights = np.divide(weights, left, out=np.zeros_like(weights), where=left > 0)",
        },
    ),
    Mistake(
        id="mask-multiplied",
        name="multiplies the scores by the mask",
        diagnosis="Your code multiplies the scores by the mask, which gives masked keys a score of 0. exp(0) is 1, "
        "so they still get weight. Use −∞: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "scores = scores * mask"},
    ),
    Mistake(
        id="mask-value-too-small",
        name="fills masked scores with a number",
        diagnosis="Your code seems to fill masked scores with a number such as -10000. Where the visible scores are "
        "as low as that, masked keys get weight again. −∞ is below every score: use -np.inf.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(mask, scores, -1e4)\n"
            "        scores = np.where(np.any(mask, axis=-1, keepdims=True), scores, -np.inf)"
        },
    ),
    Mistake(
        id="nan-in-masked-rows",
        name="gives NaN in empty rows",
        diagnosis="Your code gives NaN in an empty row: its maximum is −∞, and −∞ − (−∞) is not a number. Set the "
        "scores of such rows to 0 before the softmax and their weights to 0 after it.",
        see=MASKING,
        change=NEVER_EMPTY,
    ),
    Mistake(
        id="even-in-masked-rows",
        name="gives empty rows equal weights",
        diagnosis="Your code seems to fill masked scores with a number such as -1e9. In an empty row, all scores "
        "are then equal, so masked keys get equal weights. Set the weights of such rows to 0.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, scores, -1e9)"},
    ),
    Mistake(
        id="lowered-in-masked-rows",
        name="subtracts 1e9 from masked scores",
        diagnosis="Your code subtracts a number such as 1e9 from masked scores. In an empty row, every score drops "
        "by the same amount, and the softmax ignores that. Set the weights of such rows to 0.",
        see=MASKING,
        change={HIDE: "scores = scores + (1.0 - mask) * -1e9"},
    ),
    Mistake(
        id="nan-only-in-the-weights",
        name="removes NaN only from output",
        diagnosis="Your code replaces NaN in the output, but the weights of an empty row are still NaN. Set those "
        "weights to 0; weights @ v then gives a zero output by itself.",
        see=MASKING,
        change={**NEVER_EMPTY, OUTPUT: "output = np.nan_to_num(weights) @ v"},
    ),
    Mistake(
        id="only-a-mask-without-any-true",
        name="handles only an all-False mask",
        diagnosis="Your code returns zeros only when the whole mask is False. A single row of one batch "
        "element can be empty too. Test each row: np.any(mask, axis=-1, keepdims=True).",
        see=MASKING,
        change={
            ZERO: "weights = np.where(empty.all(), 0.0, weights)",
            FILL: "scores = np.where(empty.all(), 0.0, scores)",
        },
    ),
    Mistake(
        id="one-blind-row-blinds-all",
        name="zeroes everything for one empty row",
        diagnosis="Your code sets the whole result to zero as soon as one row is empty. Only that row "
        "should be zero. Test each row: np.any(mask, axis=-1, keepdims=True).",
        see=MASKING,
        change={ZERO: "weights = np.where(empty.any(), 0.0, weights)"},
    ),
    Mistake(
        id="columns-taken-for-rows",
        name="zeroes empty columns, not rows",
        diagnosis="Your code looks for empty rows along the wrong axis. It finds keys that no query sees instead of "
        "queries that see no key. A row belongs to one query, so reduce over its keys: axis=-1.",
        see=MASKING,
        change={EMPTY_ROWS: "empty = np.isneginf(scores).all(axis=-2, keepdims=True)"},
    ),
    Mistake(
        id="mask-of-full-shape-only",
        name="indexes the scores with the mask",
        diagnosis="Your code seems to use the mask as an index, as in scores[~mask] = -np.inf. That needs a mask "
        "with the scores' full shape. np.where(mask, scores, -np.inf) broadcasts a smaller one.",
        see=MASKING,
        change={HIDE: "scores[~mask] = -np.inf"},
    ),
    Mistake(
        id="mask-per-batch-only",
        name="adds an axis to the mask",
        diagnosis="Your code adds an axis to a three-axis mask, as if it needed one for heads. The mask already "
        "broadcasts to the scores. Use it as it is.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask[:, np.newaxis] if mask.ndim == 3 else mask, scores, -np.inf)"},
    ),
    Mistake(
        id="mask-changed",
        name="inverts the mask in place",
        diagnosis="Your code inverts the mask in place, so the caller's mask now says the opposite. Write ~mask, "
        "which makes a new array.",
        see=COMMON,
        change={HIDE: "np.logical_not(mask, out=mask)\n        scores = np.where(mask, -np.inf, scores)"},
    ),
    Mistake(
        id="mask-added",
        name="adds the mask to the scores",
        diagnosis="Your code adds True and False to the scores as 1 and 0, so masked keys lose only a little "
        "weight. Put −∞ in their scores: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={
            HIDE: "scores = scores + mask",
        },
    ),
    Mistake(
        id="mask-sign-wrong",
        name="fills masked scores with +1e9",
        diagnosis="Your code puts a large positive number in the masked scores, so the masked keys get all "
        "the weight. Use a negative one: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={
            HIDE: "scores = np.where(mask, scores, 1e9)",
        },
        also=({HIDE: "scores = np.where(mask, scores, 1e9)", EXP: "exponentials = np.exp(x)"},),
    ),
    Mistake(
        id="infinite-sum",
        name="makes the softmax's sum infinite",
        diagnosis="With a mask, your weights are NaN. Your code seems to put +∞ or a huge number in the "
        "masked scores, or −∞ in the exponentials: both make the row's sum infinite. Put −∞ in the scores, "
        "before exp: exp(−∞) is 0.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, scores, np.inf)"},
    ),
    Mistake(
        id="mask-value-of-one",
        name="fills masked scores with -1",
        diagnosis="Your code fills masked scores with a number near 0, such as -1. Visible scores can be as low as "
        "that, so masked keys still get weight. −∞ is below every score: use -np.inf.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(mask, scores, -1.0)",
        },
    ),
    Mistake(
        id="mask-turned",
        name="transposes the mask",
        diagnosis="Your code transposes the mask. Its rows are already queries and its columns keys, as in "
        "the scores. Use the mask as it is.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(np.swapaxes(mask, -1, -2), scores, -np.inf)",
        },
        also=(
            {HIDE: "scores = np.where(np.swapaxes(mask, -1, -2), scores, -1e9)"},
            {
                HIDE: "scores = np.where(np.broadcast_to(mask, scores.shape).swapaxes(-1, -2), scores, -np.inf)"
            },
            {HIDE: "scores = np.where(mask.T, scores, -np.inf)"},
            {HIDE: "scores = np.where(mask.T, scores, -1e9)"},
        ),
    ),
    Mistake(
        id="infinity-into-whole-numbers",
        name="writes −∞ into an integer array",
        diagnosis="Your code writes −∞ into integer scores. An integer array cannot hold it, so NumPy "
        "raises OverflowError. Make the scores floats first: divide by √d_k, or use q.astype(np.float64).",
        see=MASKING,
        change={
            SCORES: 'scores = (q if q.dtype.kind in "iu" else q.astype(np.float64)) @ k.swapaxes(-1, -2)',
            SCALE: "",
            HIDE: "scores[~np.broadcast_to(mask, scores.shape)] = -np.inf",
            EMPTY_ROWS: "scores = scores / np.sqrt(d_k)\n    empty = np.isneginf(scores).all(axis=-1, keepdims=True)",
        },
    ),
    # large numbers and calls
    Mistake(
        id="no-maximum-subtracted",
        name="takes exp of the raw numbers",
        diagnosis="Your softmax takes exp of the raw numbers. exp(710) overflows to inf, and exp(-800) "
        "underflows to 0, so a row becomes inf/inf or 0/0, which is NaN. Subtract each row's maximum "
        "first; the weights stay the same.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(x)"},
    ),
    Mistake(
        id="maximum-of-everything",
        name="subtracts one maximum from every row",
        diagnosis="Your softmax subtracts the maximum of the whole array. A row far below it becomes exp(-2000) = 0 "
        "everywhere, and 0/0 is NaN. Give each row its own maximum: x.max(axis=axis, keepdims=True).",
        see=SOFTMAX,
        change={LARGEST: "largest = x.max()"},
    ),
    Mistake(
        id="other-argument-names",
        name="names the arguments differently",
        diagnosis="Your function's arguments are not named q, k, v and mask, so a call that passes them by "
        "name raises TypeError. Use the names from the task.",
        see=QKV,
        change={
            SIGNATURE: "query: np.ndarray, key: np.ndarray, value: np.ndarray, mask: np.ndarray | None = None",
            "d_k = q.shape[-1]": "q, k, v = query, key, value\n    d_k = q.shape[-1]",
        },
    ),
]


ATTEND = "scaled_dot_product_attention"


def probes() -> list[Probe]:
    """The core facets in the order of the check lines, then the robust ones.

    In a core mask every row has a masked and a visible key, because code with the same mistake differs in empty rows.
    """
    return [*_softmax(), *_attention(), *_masks(), *_batches(), *_robust()]


def _softmax() -> list[Probe]:
    rng = np.random.default_rng(1)
    table, square, block = (rng.normal(size=shape) * 2 for shape in ((2, 3), (3, 3), (2, 3, 4)))
    return [
        Probe("softmax", (np.array([0.0, 1.0]),), facet="softmax"),
        Probe("softmax", (table,), facet="softmax"),
        Probe("softmax", (block,), facet="softmax"),
        Probe("softmax", (table,), {"axis": 0}, facet="softmax axis"),
        Probe("softmax", (block,), {"axis": 1}, facet="softmax axis"),
        Probe("softmax", (square,), facet="softmax of equal sizes"),
        Probe("softmax", (np.array([-np.inf, -60.0, -61.0]),), facet="softmax of minus infinity"),
    ]


def _attention() -> list[Probe]:
    rng = np.random.default_rng(2)
    wide = rng.normal(size=(3, 10)) * 2, rng.normal(size=(4, 10)), rng.normal(size=(4, 2))
    long = rng.normal(size=(5, 3)) * 2, rng.normal(size=(2, 3)), rng.normal(size=(2, 7))
    single = rng.normal(size=(1, 3)) * 2, rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    equal = tuple(rng.normal(size=(3, 4, 4)) * 1.5)
    one = rng.normal(size=(3, 3))
    return [
        Probe(ATTEND, wide, facet="attention"),
        Probe(ATTEND, equal, facet="attention"),
        Probe(ATTEND, long, facet="attention, more queries than keys"),
        Probe(ATTEND, single, facet="attention, one query"),
        Probe(ATTEND, (one, one, one), facet="same array"),
    ]


def _masks() -> list[Probe]:
    rng = np.random.default_rng(3)
    wide = rng.normal(size=(3, 5)) * 2, rng.normal(size=(4, 5)), rng.normal(size=(4, 2))
    equal = tuple(rng.normal(size=(3, 4, 4)) * 1.5)
    mask = np.array([[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1]], dtype=bool)
    square = np.array([[1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]], dtype=bool)
    return [
        Probe(ATTEND, (*wide, mask), facet="mask"),
        Probe(ATTEND, (*equal, square), facet="mask"),
        Probe(ATTEND, (*wide, np.array([True, False, False, True])), facet="mask of one row"),
        Probe(ATTEND, (*equal, np.array([[False, True, True, False]])), facet="mask of one row"),
    ]


def _batches() -> list[Probe]:
    rng = np.random.default_rng(4)

    def several(lead: tuple[int, ...], *shapes: tuple[int, int]) -> tuple[np.ndarray, ...]:
        return tuple(rng.normal(size=(*lead, *shape)) * 1.5 for shape in shapes)

    batch = several((2,), (3, 5), (4, 5), (4, 2))
    heads = several((2, 2), (4, 6), (4, 6), (4, 3))
    masks = np.array([[[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1]], [[0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 1, 0]]])
    square = np.array([[1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]], dtype=bool)
    return [
        Probe(ATTEND, batch, facet="batches"),
        Probe(ATTEND, several((3,), (3, 3), (3, 3), (3, 3)), facet="batches"),
        Probe(ATTEND, several((1,), (3, 4), (2, 4), (2, 3)), facet="batches"),
        Probe(ATTEND, heads, facet="batches"),
        Probe(ATTEND, (*batch, np.array([True, False, True, False])), facet="masks of batches"),
        Probe(ATTEND, (*heads, square), facet="masks of batches"),
        Probe(ATTEND, (*heads, np.stack([square, square[::-1]])), facet="masks of batches"),
        Probe(ATTEND, (*batch, masks.astype(bool)), facet="a mask for each of the batch"),
    ]


def _robust() -> list[Probe]:
    rng = np.random.default_rng(5)
    rows = np.array([[0.3, -0.2, 1.1], [2000.0, 2001.0, 1999.0]])
    far = np.array([[2e4, 0.0], [0.0, 1.0], [1.0, 0.0]])
    query, keep = np.array([[1.0, 2.0]]), np.array([[False, True, True]])
    wide = rng.normal(size=(3, 5)) * 2, rng.normal(size=(4, 5)), rng.normal(size=(4, 2))
    mask = np.array([[1, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 0]], dtype=bool)
    batch = rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 4, 5)), rng.normal(size=(2, 4, 2))
    masks = np.ones((2, 3, 4), dtype=bool)
    masks[1, 2] = masks[:, :, 3] = False
    whole = (
        rng.integers(-2, 3, size=(2, 4)),
        rng.integers(-2, 3, size=(3, 4)),
        np.array([[1, 5], [2, 7], [4, 0]]),
    )
    half = rng.integers(300, 500, size=(2, 2, 4)).astype(np.float16)
    named = {"q": wide[0], "k": wide[1], "v": wide[2], "mask": mask[:1]}
    return [
        Probe("softmax", (rows,), facet="large numbers", tier="robust"),
        Probe("softmax", (rows[:1] - 3000.0,), facet="large numbers", tier="robust"),
        Probe(ATTEND, (query, far, np.eye(3), keep), facet="large masked scores", tier="robust"),
        Probe(ATTEND, (query, -far - 2e4, np.eye(3), keep), facet="large masked scores", tier="robust"),
        Probe(ATTEND, (*wide, mask), facet="empty rows", tier="robust"),
        Probe(ATTEND, (*wide, np.zeros((3, 4), dtype=bool)), facet="empty rows", tier="robust"),
        Probe(ATTEND, (*batch, masks), facet="empty rows", tier="robust"),
        Probe(ATTEND, whole, facet="integers", tier="robust"),
        Probe(ATTEND, (*whole, np.array([[True, False, True]])), facet="integers", tier="robust"),
        Probe(ATTEND, (*half, np.array([[1.0], [2.0]])), facet="float16", tier="robust"),
        # A softmax that overflows by itself overflows here, too.
        Probe("softmax", (rows,), facet="float16", tier="robust"),
        Probe(ATTEND, (), named, facet="argument names", tier="robust"),
    ]
