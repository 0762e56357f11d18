"""Wrong attentions that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
SCORES_SECTION, SCALING, SOFTMAX = f"{LESSON}#scores", f"{LESSON}#scaling", f"{LESSON}#softmax"
SUM_SECTION, BATCHES, MASKING = f"{LESSON}#weighted-sum", f"{LESSON}#batches", f"{LESSON}#masking-in-general"
QKV, COMMON = f"{LESSON}#queries-keys-values", f"{LESSON}#common-mistakes"

X_FLOAT = "x = np.asarray(x, dtype=np.float64)  # float16 would run out of digits"
LARGEST = "largest = x.max(axis=axis, keepdims=True)"
EXP = "exponentials = np.exp(x - largest)  # the largest becomes e⁰ = 1: nothing can overflow"
SHARES = "return exponentials / exponentials.sum(axis=axis, keepdims=True)"
SCORES = "scores = q.astype(np.float64) @ k.swapaxes(-1, -2)"
SCALE = "scores = scores / np.sqrt(d_k)  # else the scores grow with d_k and the softmax saturates"
IF_MASK = "if mask is not None:"
HIDE = "scores = np.where(mask, scores, -np.inf)  # e^−∞ = 0: a share of nothing"
BLIND = "blind = np.isneginf(scores).all(axis=-1, keepdims=True)  # (..., T_q, 1)"
FILL = "scores = np.where(blind, 0.0, scores)"
WEIGHTS = "weights = softmax(scores, axis=-1)  # each row is one query's shares"
ZERO = "weights = np.where(blind, 0.0, weights)"
OUTPUT = "output = weights @ v  # (..., T_q, T_k) @ (..., T_k, d_v) → (..., T_q, d_v)"
RETURN = "return output, weights\n"

NEVER_BLIND = {FILL: "pass", ZERO: "pass"}

MISTAKES = [
    # softmax
    Mistake(
        id="no-maximum-subtracted",
        name="the largest number is not subtracted before exp",
        diagnosis="It looks as if exp is taken of the numbers as they are. exp(800) is more than a float can hold, and "
        "exp(-800) is 0 for every entry of a row: you see NaN. Subtract each row's largest number first.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(x)"},
    ),
    Mistake(
        id="maximum-of-everything",
        name="the largest number of the whole array is subtracted",
        diagnosis="It looks as if one maximum is subtracted from all rows. Beside a row of huge numbers, a row of small "
        "ones then becomes exp(-2000) = 0 everywhere, and 0 / 0 is NaN. Each row needs its own: axis and keepdims.",
        see=SOFTMAX,
        change={LARGEST: "largest = x.max()"},
    ),
    Mistake(
        id="maximum-along-the-wrong-axis",
        name="the maximum taken along the wrong axis",
        diagnosis="It looks as if the maximum is taken along the first axis while the sum runs along another. Then the "
        "numbers of one row lose different amounts, and the shares change. Both need the same axis.",
        see=SOFTMAX,
        change={LARGEST: "largest = x.max(axis=0, keepdims=True)"},
    ),
    Mistake(
        id="sum-of-everything",
        name="divided by the sum of the whole array",
        diagnosis="It looks as if the sum runs over all numbers at once: everything together sums to 1, not each row. "
        "Give sum the axis, too.",
        see=SOFTMAX,
        change={SHARES: "return exponentials / exponentials.sum()"},
    ),
    Mistake(
        id="sum-without-keepdims",
        name="keepdims missing in the sum",
        diagnosis="It looks as if sum(axis=axis) drops its axis. With a square array the division then runs along the "
        "wrong axis without a word, with most others it raises an error. keepdims=True keeps (3, 1) against (3, 5).",
        see=SOFTMAX,
        change={SHARES: "return exponentials / exponentials.sum(axis=axis)"},
    ),
    Mistake(
        id="maximum-without-keepdims",
        name="keepdims missing in the maximum",
        diagnosis="It looks as if max(axis=axis) drops its axis. With a square array each column then loses another row's "
        "maximum, with most others it raises an error. Write keepdims=True.",
        see=SOFTMAX,
        change={LARGEST: "largest = x.max(axis=axis)"},
    ),
    Mistake(
        id="axis-ignored",
        name="softmax always along the last axis",
        diagnosis="It looks as if axis is not used: softmax(x, axis=0) gives rows that sum to 1 where columns should.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = x.max(axis=-1, keepdims=True)",
            SHARES: "return exponentials / exponentials.sum(axis=-1, keepdims=True)",
        },
    ),
    Mistake(
        id="axis-zero-always",
        name="softmax always along the first axis",
        diagnosis="It looks as if axis is not used, and softmax always runs down the first axis: the columns sum to 1, the "
        "rows do not.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = x.max(axis=0, keepdims=True)",
            SHARES: "return exponentials / exponentials.sum(axis=0, keepdims=True)",
        },
    ),
    Mistake(
        id="no-exponential",
        name="divided by the sum, without exp",
        diagnosis="It looks as if the numbers are divided by their sum as they are. Without exp a share can be negative, "
        "or more than 1.",
        see=SOFTMAX,
        change={EXP: "exponentials = x", LARGEST: "pass"},
    ),
    Mistake(
        id="numbers-clipped",
        name="numbers clipped to ±50 instead of shifted",
        diagnosis="It looks as if large numbers are clipped so that exp cannot overflow. Then 800 and 801 become equal. "
        "Subtract the row's largest number instead: that keeps all differences.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(np.clip(x, -50, 50))"},
    ),
    Mistake(
        id="softmax-changes-its-input",
        name="softmax changes x",
        diagnosis="It looks as if x -= … or x[...] = … writes into the array that was given. The caller still needs it: "
        "x = x - … makes a new one.",
        see=COMMON,
        change={X_FLOAT: "", EXP: "x -= largest\n    exponentials = np.exp(x)"},
    ),
    # scores
    Mistake(
        id="no-scaling",
        name="scores not divided by √d_k",
        diagnosis="It looks as if the scores are not divided by √d_k. The weights are then too sharp, the more so the "
        "larger d_k is.",
        see=SCALING,
        change={SCALE: "pass"},
    ),
    Mistake(
        id="divided-by-d-k",
        name="divided by d_k where √d_k is meant",
        diagnosis="It looks as if you divide by d_k where √d_k is meant. The weights are then too even, the more so the "
        "larger d_k is.",
        see=SCALING,
        change={SCALE: "scores = scores / d_k"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplied by √d_k instead of divided",
        diagnosis="It looks as if the scores are multiplied by √d_k. Divide: the sum of d_k products grows with √d_k, and "
        "that growth is to be taken out.",
        see=SCALING,
        change={SCALE: "scores = scores * np.sqrt(d_k)"},
    ),
    Mistake(
        id="scaled-by-d-v",
        name="divided by √d_v",
        diagnosis="It looks as if the scores are divided by √d_v, the width of the values. A score is a sum over d_k "
        "products, so it is d_k that counts: q.shape[-1].",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(v.shape[-1])"},
    ),
    Mistake(
        id="scaled-by-the-keys",
        name="divided by √T_k, the number of keys",
        diagnosis="It looks as if the scores are divided by the root of the number of keys. A score is a sum over d_k "
        "products; how many keys there are does not matter.",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(k.shape[-2])"},
    ),
    Mistake(
        id="scaled-by-the-queries",
        name="divided by √T_q, the number of queries",
        diagnosis="It looks as if the scores are divided by the root of the number of queries. d_k is the last axis of q, "
        "q.shape[-1].",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(q.shape[-2])"},
    ),
    Mistake(
        id="scaled-by-axis-one",
        name="d_k read from q.shape[1]",
        diagnosis="It looks as if d_k is q.shape[1]. That holds for a single table; with a batch in front, axis 1 is the "
        "number of queries. The last axis is q.shape[-1].",
        see=BATCHES,
        change={"d_k = q.shape[-1]": "d_k = q.shape[1]"},
    ),
    Mistake(
        id="scaled-by-eight",
        name="divided by 8, whatever d_k is",
        diagnosis="It looks as if the scores are always divided by 8. That is √64, right for the original paper's d_k = 64 only.",
        see=SCALING,
        change={SCALE: "scores = scores / 8.0"},
    ),
    Mistake(
        id="root-cut-to-a-whole-number",
        name="√d_k cut to a whole number",
        diagnosis="It looks as if √d_k is rounded down, as with int(…) or //. For d_k = 4 or 64 nothing shows; for others it "
        "is wrong.",
        see=SCALING,
        change={SCALE: "scores = scores / int(np.sqrt(d_k))"},
    ),
    Mistake(
        id="weights-scaled",
        name="divided by √d_k after the softmax",
        diagnosis="It looks as if the weights are divided by √d_k, after the softmax: the rows no longer sum to 1. Divide the "
        "scores, before it.",
        see=SCALING,
        change={SCALE: "pass", ZERO: "weights = np.where(blind, 0.0, weights) / np.sqrt(d_k)"},
    ),
    Mistake(
        id="output-scaled",
        name="divided by √d_k at the very end",
        diagnosis="It looks as if the output is divided by √d_k instead of the scores. The softmax has then worked on scores "
        "that are too large.",
        see=SCALING,
        change={SCALE: "pass", OUTPUT: "output = weights @ v / np.sqrt(d_k)"},
    ),
    Mistake(
        id="keys-reshaped",
        name="keys reshaped instead of transposed",
        diagnosis="It looks as if k is reshaped to (d_k, T_k). That has the right shape, but cuts the same numbers into rows "
        "anew: a column is no longer one key. Turn the axes round: k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = q.astype(np.float64) @ k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])"},
    ),
    Mistake(
        id="keys-with-the-queries-length",
        name="keys reshaped with the queries' length",
        diagnosis="It looks as if k or v is reshaped with T_q, the number of queries. That fails as soon as there are more or "
        "fewer keys than queries. Take the keys' length from k.",
        see=f"{LESSON}#cross-attention",
        change={SCORES: "scores = q.astype(np.float64) @ k.reshape(q.shape).swapaxes(-1, -2)"},
    ),
    Mistake(
        id="all-axes-turned",
        name=".T used on a batch",
        diagnosis="It looks as if k.T is used. On a single table that is right, but with a batch in front .T turns all axes "
        "round, the batch too. k.swapaxes(-1, -2) exchanges the last two only.",
        see=BATCHES,
        change={SCORES: "scores = q.astype(np.float64) @ k.T"},
    ),
    Mistake(
        id="dot-on-batches",
        name="np.dot used on a batch",
        diagnosis="It looks as if np.dot multiplies the batches. It pairs every query of one batch element with the keys of all "
        "others: (B, T_q, B, T_k). @ multiplies element by element of the batch.",
        see=BATCHES,
        change={SCORES: "scores = np.dot(q.astype(np.float64), k.swapaxes(-1, -2))"},
    ),
    Mistake(
        id="exactly-one-batch-axis",
        name="works with exactly one leading axis",
        diagnosis="It looks as if the code counts on exactly (B, T, d), as einsum('bqd,bkd->bqk') does. The leading axes may be "
        "none, or a batch and heads: name the last two axes only (-1, -2, or '...qd').",
        see=BATCHES,
        change={SCORES: 'scores = np.einsum("bqd,bkd->bqk", q.astype(np.float64), k)'},
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="k @ qᵀ where q @ kᵀ is meant",
        diagnosis="It looks as if the scores are k @ qᵀ: their rows are keys, (T_k, T_q). Each row must belong to one query.",
        see=SCORES_SECTION,
        change={SCORES: "scores = k.astype(np.float64) @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="values-used-as-keys",
        name="queries compared with the values",
        diagnosis="It looks as if the scores are q @ vᵀ. The keys are what queries are compared with; the values are only "
        "mixed, at the end.",
        see=QKV,
        change={SCORES: "scores = q.astype(np.float64) @ v.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="queries-with-queries",
        name="queries compared with themselves",
        diagnosis="It looks as if the scores are q @ qᵀ. Each query is compared with the keys.",
        see=QKV,
        change={SCORES: "scores = q.astype(np.float64) @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="scores-in-half-precision",
        name="scores computed in float16",
        diagnosis="It looks as if float16 inputs are multiplied as they are. float16 ends at 65504: larger scores become inf, "
        "and inf − inf is NaN. Multiply in float32 or float64.",
        see=SOFTMAX,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="queries-changed",
        name="q is changed",
        diagnosis="It looks as if q /= … scales the array that was given. The caller's q is then smaller than before, and in "
        "self-attention, where q, k and v can be one array, k and v are, too. q = q / … makes a new one.",
        see=COMMON,
        change={"d_k = q.shape[-1]": "d_k = q.shape[-1]\n    q /= np.sqrt(d_k)", SCALE: "pass"},
    ),
    # softmax over the scores
    Mistake(
        id="softmax-over-queries",
        name="softmax over the queries instead of the keys",
        diagnosis="It looks as if the softmax runs over the queries (axis -2): the columns of the weights sum to 1, the rows do "
        "not. Each query shares itself out over the keys: axis -1.",
        see=SOFTMAX,
        change={WEIGHTS: "weights = softmax(scores, axis=-2)"},
    ),
    Mistake(
        id="softmax-over-axis-one",
        name="softmax over axis 1, whatever stands in front",
        diagnosis="It looks as if the softmax runs over axis 1. In a single table that is the keys; with a batch in front it is the "
        "queries. Count from the end: axis=-1.",
        see=BATCHES,
        change={WEIGHTS: "weights = softmax(scores, axis=1)"},
    ),
    Mistake(
        id="softmax-twice",
        name="softmax applied twice",
        diagnosis="It looks as if the weights went through softmax a second time. They sum to 1, but are nearly even.",
        see=SOFTMAX,
        change={WEIGHTS: "weights = softmax(softmax(scores))"},
    ),
    Mistake(
        id="no-softmax",
        name="scores used as weights",
        diagnosis="It looks as if the scores are returned and used as weights, without softmax: some are negative, and the rows do not "
        "sum to 1.",
        see=SOFTMAX,
        change={WEIGHTS: "weights = scores"},
    ),
    # the weighted sum
    Mistake(
        id="weights-transposed",
        name="weightsᵀ @ v",
        diagnosis="It looks as if the weights are turned round before they meet the values. With as many keys as queries that runs, "
        "and each output row is mixed by a column of the weights. It is weights @ v.",
        see=SUM_SECTION,
        change={OUTPUT: "output = weights.swapaxes(-1, -2) @ v"},
    ),
    Mistake(
        id="keys-mixed",
        name="weights @ k instead of weights @ v",
        diagnosis="It looks as if the keys are mixed, not the values. Keys are for finding, values are what is handed over.",
        see=SUM_SECTION,
        change={OUTPUT: "output = weights @ k"},
    ),
    Mistake(
        id="weights-before-output",
        name="weights, output returned in this order",
        diagnosis="It looks as if weights and output have changed places: return output, weights.",
        see=SUM_SECTION,
        change={RETURN: "return weights, output\n"},
    ),
    Mistake(
        id="only-the-output",
        name="only the output returned",
        diagnosis="It looks as if only the output is returned. The weights are wanted too: return output, weights.",
        see=SUM_SECTION,
        change={RETURN: "return output\n"},
    ),
    Mistake(
        id="scores-returned",
        name="scores returned in the place of the weights",
        diagnosis="It looks as if the output is right, but the scores are returned beside it, and not the weights after the "
        "softmax.",
        see=SOFTMAX,
        change={RETURN: "return output, scores\n"},
    ),
    Mistake(
        id="width-of-the-queries",
        name="output made as wide as q",
        diagnosis="It looks as if the output is stored in an array like q. Its width is d_v, the values' width, and its type "
        "must hold fractions even if q has whole numbers.",
        see=SUM_SECTION,
        change={OUTPUT: "output = np.zeros_like(q)\n    output[...] = weights @ v"},
    ),
    Mistake(
        id="cut-to-the-inputs-type",
        name="output cut back to the type of v",
        diagnosis="It looks as if the output is converted to the type of v. With whole numbers as values the fractions are cut off.",
        see=SUM_SECTION,
        change={OUTPUT: "output = (weights @ v).astype(v.dtype)"},
    ),
    # the mask
    Mistake(
        id="mask-ignored",
        name="the mask is not used",
        diagnosis="It looks as if the mask has no effect: masked keys still have weight.",
        see=MASKING,
        change={HIDE: "pass"},
    ),
    Mistake(
        id="mask-inverted",
        name="True taken as blocked",
        diagnosis="It looks as if the mask is read the wrong way round: keys with True are hidden. Here True means *may attend* "
        "(in torch.nn.MultiheadAttention it means blocked).",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, -np.inf, scores)"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="masked after the softmax",
        diagnosis="It looks as if the weights of masked keys are set to 0 after the softmax. Their scores are then still in the sum: "
        "the rows sum to less than 1. Put −∞ into the scores, before it.",
        see=MASKING,
        change={
            HIDE: "pass",
            ZERO: "weights = weights if mask is None else np.where(mask, weights, 0.0)",
        },
    ),
    Mistake(
        id="mask-after-softmax-renormalised",
        name="masked after the softmax, then divided by the row's sum",
        diagnosis="It looks as if masked weights are set to 0 after the softmax and the rest is divided by its sum. On paper that is "
        "the same. But when a masked key has by far the largest score, all others are already 0, and nothing is left to divide.",
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
        name="scores multiplied by the mask",
        diagnosis="It looks as if the scores of masked keys are set to 0. But exp(0) is 1: such a key still gets its share. It "
        "must be −∞.",
        see=MASKING,
        change={HIDE: "scores = scores * mask"},
    ),
    Mistake(
        id="mask-value-too-small",
        name="masked scores set to -10000",
        diagnosis="It looks as if masked scores are set to a number like -10000. Where the others' scores are as low, the masked keys "
        "get weight all the same. −∞ is below every score.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(mask, scores, -1e4)\n"
            "        scores = np.where(np.any(mask, axis=-1, keepdims=True), scores, -np.inf)"
        },
    ),
    Mistake(
        id="nan-in-masked-rows",
        name="NaN where a query may attend to nothing",
        diagnosis="It looks as if a fully masked row gives NaN: its largest score is −∞, and −∞ − (−∞) is not a number. Such a row "
        "must have zero weights and zero output.",
        see=MASKING,
        change=NEVER_BLIND,
    ),
    Mistake(
        id="even-in-masked-rows",
        name="even weights where a query may attend to nothing (−1e9)",
        diagnosis="It looks as if masked scores are set to a large negative number like -1e9. In a row where all are masked, all are "
        "equal again, and the masked keys share the weight evenly. Such a row must be zero.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, scores, -1e9)"},
    ),
    Mistake(
        id="lowered-in-masked-rows",
        name="1e9 taken off the masked scores",
        diagnosis="It looks as if a large number like 1e9 is taken off the masked scores. In a row where all are masked, it "
        "is taken off everywhere, their differences stay, and the softmax does not see it. Such a row must be zero.",
        see=MASKING,
        change={HIDE: "scores = scores + (1.0 - mask) * -1e9"},
    ),
    Mistake(
        id="nan-only-in-the-weights",
        name="NaN put right in the output only",
        diagnosis="It looks as if NaN is replaced in the output, but the weights of a fully masked row are still NaN. Both must be zero.",
        see=MASKING,
        change={**NEVER_BLIND, OUTPUT: "output = np.nan_to_num(weights) @ v"},
    ),
    Mistake(
        id="only-a-mask-without-any-true",
        name="only a mask that hides everything is looked after",
        diagnosis="It looks as if zeros are returned only when the whole mask is False. A single row can be fully masked, in one "
        "batch element: ask row by row, any(axis=-1).",
        see=MASKING,
        change={
            ZERO: "weights = np.where(blind.all(), 0.0, weights)",
            FILL: "scores = np.where(blind.all(), 0.0, scores)",
        },
    ),
    Mistake(
        id="one-blind-row-blinds-all",
        name="one fully masked row empties all",
        diagnosis="It looks as if one fully masked row makes the whole result zero. Only that row may be zero: keep the row's axis, "
        "any(axis=-1, keepdims=True).",
        see=MASKING,
        change={ZERO: "weights = np.where(blind.any(), 0.0, weights)"},
    ),
    Mistake(
        id="columns-taken-for-rows",
        name="a key that nobody sees is taken for a blind query",
        diagnosis="It looks as if fully masked rows are looked for along the wrong axis: a key that no query may see is found instead of "
        "a query that may see no key.",
        see=MASKING,
        change={BLIND: "blind = np.isneginf(scores).all(axis=-2, keepdims=True)"},
    ),
    Mistake(
        id="mask-of-full-shape-only",
        name="the mask must have the scores' full shape",
        diagnosis="It looks as if the mask is used as an index, as in scores[~mask] = -np.inf. That needs a mask of exactly the "
        "scores' shape. np.where(mask, scores, -np.inf) stretches a smaller one by itself.",
        see=MASKING,
        change={HIDE: "scores[~mask] = -np.inf"},
    ),
    Mistake(
        id="mask-per-batch-only",
        name="a batch axis added to every mask",
        diagnosis="It looks as if an axis is put into the mask after its first one, as if it always were (B, T_q, T_k) for heads. A mask that "
        "already broadcasts is given: use it as it is.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask[:, np.newaxis] if mask.ndim == 3 else mask, scores, -np.inf)"},
    ),
    Mistake(
        id="mask-changed",
        name="the caller's mask is changed",
        diagnosis="It looks as if the mask is turned round in place. The caller's mask is then the opposite of what it was. ~mask makes "
        "a new one.",
        see=COMMON,
        change={HIDE: "np.logical_not(mask, out=mask)\n        scores = np.where(mask, -np.inf, scores)"},
    ),
]


def read_only(array: np.ndarray) -> np.ndarray:
    """A copy into which nobody can write: who tries, gets a ValueError."""
    array = array.copy()
    array.setflags(write=False)
    return array


def probes() -> list[Probe]:
    """Softmax square and not, along both axes, large and small; then attention, from plain to all at once."""
    rng = np.random.default_rng(1)
    attend = "scaled_dot_product_attention"
    table, square = rng.normal(size=(2, 3)) * 2, rng.normal(size=(3, 3)) * 2
    rows = np.array([[0.3, -0.2, 1.1], [2000.0, 2001.0, 1999.0]])

    q, k, v = rng.normal(size=(3, 5)) * 2, rng.normal(size=(4, 5)), rng.normal(size=(4, 2))
    mask = np.array([[1, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 0]], dtype=bool)
    equal = rng.normal(size=(3, 2, 3, 3)) * 2
    batch = [rng.normal(size=(2, *shape)) for shape in ((3, 5), (4, 5), (4, 2))]
    masks = rng.random((2, 3, 4)) < 0.7
    masks[1, 2] = False

    whole_q, whole_k = rng.integers(-2, 3, size=(2, 4)), rng.integers(-2, 3, size=(3, 4))
    half = rng.integers(300, 500, size=(2, 2, 4)).astype(np.float16)
    far = np.array([[2e4, 0.0], [0.0, 1.0], [1.0, 0.0]])
    one = rng.normal(size=(3, 3))
    return [
        Probe("softmax", (table,)),
        Probe("softmax", (table,), {"axis": 0}),
        Probe("softmax", (square,)),
        Probe("softmax", (rows,)),
        Probe("softmax", (rows[:1] - 3000.0,)),
        Probe("softmax", (read_only(table),)),
        Probe(attend, (q, k, v)),
        Probe(attend, (q, k, v, mask)),
        Probe(attend, (q, k, v, mask[:1])),
        Probe(attend, (q, k, v, np.zeros((3, 4), dtype=bool))),
        Probe(attend, tuple(equal)),
        Probe(attend, tuple(batch)),
        Probe(attend, tuple(x[:1] for x in batch)),
        Probe(attend, (*batch, masks)),
        Probe(attend, (whole_q, whole_k, np.array([[1, 5], [2, 7], [4, 0]]))),
        Probe(attend, (half[0], half[1], np.array([[1.0], [2.0]]))),
        Probe(attend, (np.array([[1.0, 2.0]]), far, np.eye(3), np.array([[False, True, True]]))),
        Probe(attend, (np.array([[1.0, 2.0]]), -far - 2e4, np.eye(3), np.array([[False, True, True]]))),
        Probe(attend, (one, one, one)),
        Probe(attend, (q, k, v, read_only(mask))),
    ]
