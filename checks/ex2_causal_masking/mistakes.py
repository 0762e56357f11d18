"""Wrong causal masks that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
CAUSAL, MASKING = f"{LESSON}#causal-masking", f"{LESSON}#masking-in-general"
SCALING, SOFTMAX, BATCHES = f"{LESSON}#scaling", f"{LESSON}#softmax", f"{LESSON}#batches"
SCORES_SECTION, SUM_SECTION = f"{LESSON}#scores", f"{LESSON}#weighted-sum"

COMPARE = "return keys <= queries  # (n, n): not after me"
SCORES = (
    "scores = q.astype(np.float64) @ k.swapaxes(-1, -2)  # (..., T, T), in float64: float16 ends at 65504"
)
SCALE = "scores = scores / np.sqrt(d_k)"
SIZES = "seq_len, d_k = q.shape[-2:]"
MASK = "mask = causal_mask(seq_len)"
HIDE = (
    "scores = np.where(mask, scores, -np.inf)  # before the softmax: the future is in no sum, since e^−∞ = 0"
)
LARGEST = "largest = scores.max(axis=-1, keepdims=True)  # never −∞: each row sees at least itself"
EXP = "exponentials = np.exp(scores - largest)"
WEIGHTS = "weights = exponentials / exponentials.sum(axis=-1, keepdims=True)"
OUTPUT = "output = weights @ v  # (..., T, T) @ (..., T, d_v) → (..., T, d_v)"
RETURN = "return output, weights\n"

MISTAKES = [
    # the mask
    Mistake(
        id="mask-of-the-future",
        name="each position sees itself and later ones",
        diagnosis="It looks as if the triangle is the wrong one: True stands on the diagonal and *above* it, so each position sees "
        "itself and the future. np.tril keeps what is below, np.triu what is above.",
        see=CAUSAL,
        change={COMPARE: "return keys >= queries"},
    ),
    Mistake(
        id="true-means-blocked",
        name="True where a key is blocked",
        diagnosis="It looks as if the mask is True where a query may *not* attend, as torch.nn.MultiheadAttention has it. Here True "
        "means *may attend*.",
        see=MASKING,
        change={COMPARE: "return keys > queries", HIDE: "scores = np.where(mask, -np.inf, scores)"},
    ),
    Mistake(
        id="future-only",
        name="each position sees only later ones",
        diagnosis="It looks as if the mask is turned round whole: each position sees exactly the positions after it, and the last "
        "sees nothing.",
        see=CAUSAL,
        change={COMPARE: "return keys > queries"},
    ),
    Mistake(
        id="not-even-itself",
        name="a position does not see itself",
        diagnosis="It looks as if the diagonal is missing: each position sees only earlier ones, and the first has nothing at all to look "
        "at. Position i sees 0 … i, itself included.",
        see=CAUSAL,
        change={COMPARE: "return keys < queries"},
    ),
    Mistake(
        id="one-too-many",
        name="each position sees the next one, too",
        diagnosis="It looks as if the triangle is one step too large: position i also sees i + 1, which is just what it should "
        "predict. Take np.tril without k=1.",
        see=CAUSAL,
        change={COMPARE: "return keys <= queries + 1"},
    ),
    Mistake(
        id="only-itself",
        name="each position sees only itself",
        diagnosis="It looks as if only the diagonal is True: the output is v itself, and nobody remembers the past.",
        see=CAUSAL,
        change={COMPARE: "return keys == queries"},
    ),
    Mistake(
        id="everything-visible",
        name="a mask of nothing but True",
        diagnosis="It looks as if the mask is True everywhere: nothing is hidden.",
        see=CAUSAL,
        change={COMPARE: "return np.ones((n, n), dtype=bool)"},
    ),
    Mistake(
        id="mask-of-numbers",
        name="a mask of 0 and 1 instead of True and False",
        diagnosis="It looks as if causal_mask returns numbers. It returns a boolean table: np.tril(np.ones((n, n), dtype=bool)), or "
        "a comparison.",
        see=CAUSAL,
        change={COMPARE: "return (keys <= queries).astype(float)"},
    ),
    Mistake(
        id="mask-to-be-added",
        name="a mask of 0 and −∞, to be added",
        diagnosis="It looks as if causal_mask returns 0 and −∞ for adding to the scores. Such masks exist; here a table of True and False "
        "is asked for.",
        see=MASKING,
        change={
            COMPARE: "return np.where(keys <= queries, 0.0, -np.inf)",
            HIDE: "scores = scores + mask",
        },
    ),
    Mistake(
        id="mask-with-leading-axes",
        name="a mask of shape (1, n, n)",
        diagnosis="It looks as if the mask has an axis for the batch. (n, n) broadcasts over any batch by itself.",
        see=MASKING,
        change={COMPARE: "return (keys <= queries)[np.newaxis]"},
    ),
    # where the mask goes
    Mistake(
        id="mask-not-used",
        name="attention without the mask",
        diagnosis="It looks as if causal_attention does not use the mask: changing the last token changes the first output.",
        see=CAUSAL,
        change={HIDE: "pass"},
    ),
    Mistake(
        id="mask-turned-in-attention",
        name="the mask used the wrong way round in attention",
        diagnosis="It looks as if causal_mask is right, but causal_attention hides what it should show: np.where(mask, scores, -np.inf) keeps the "
        "scores where the mask is True.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(mask, -np.inf, scores)"},
    ),
    Mistake(
        id="mask-transposed-in-attention",
        name="the mask transposed in attention",
        diagnosis="It looks as if the mask is transposed on the way to the scores: rows are queries, columns are keys, in both.",
        see=CAUSAL,
        change={MASK: "mask = causal_mask(seq_len).T"},
    ),
    Mistake(
        id="zero-scores",
        name="hidden scores set to 0",
        diagnosis="It looks as if hidden scores are set to 0, as np.tril(scores) or scores * mask does. exp(0) is 1: the future still "
        "gets its share. It must be −∞.",
        see=CAUSAL,
        change={HIDE: "scores = scores * mask"},
    ),
    Mistake(
        id="zero-times-infinity",
        name="0 · (−∞) in the mask",
        diagnosis="It looks as if (1 - mask) * -inf is added. Where the mask is True that is 0 · −∞, which is NaN. np.where chooses without "
        "multiplying.",
        see=CAUSAL,
        change={HIDE: "scores = scores + (1 - mask) * -np.inf"},
    ),
    Mistake(
        id="hidden-value-too-small",
        name="hidden scores set to −10000",
        diagnosis="It looks as if hidden scores are set to a number like -10000. Where all visible scores are as low as that, the future gets "
        "weight. −∞ is below every score.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(mask, scores, -1e4)"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="masked after the softmax",
        diagnosis="It looks as if weights above the diagonal are set to 0 after the softmax. The future is still in each row's sum: rows sum to "
        "less than 1, and move when the future changes.",
        see=CAUSAL,
        change={HIDE: "pass", WEIGHTS: f"{WEIGHTS}\n    weights = np.where(mask, weights, 0.0)"},
    ),
    Mistake(
        id="mask-after-softmax-renormalised",
        name="masked after the softmax, then divided by the row's sum",
        diagnosis="It looks as if the weights are cut after the softmax and divided by what is left. On paper that is the same. But when a later key "
        "has by far the largest score, everything visible has already become 0.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            WEIGHTS: f"{WEIGHTS}\n    weights = np.where(mask, weights, 0.0)\n"
            "    weights = weights / weights.sum(axis=-1, keepdims=True)",
        },
    ),
    Mistake(
        id="unmasked-weights-returned",
        name="the weights returned without the mask",
        diagnosis="It looks as if the weights are right only in the output: what is returned as weights still has the future in it.",
        see=CAUSAL,
        change={
            RETURN: "scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_k)\n"
            "    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))\n"
            "    return output, weights / weights.sum(axis=-1, keepdims=True)\n"
        },
    ),
    Mistake(
        id="length-from-the-first-axis",
        name="T read from q.shape[0]",
        diagnosis="It looks as if T is taken from the first axis. That is right for a single text; with a batch in front it is the batch "
        "size. T is q.shape[-2].",
        see=BATCHES,
        change={MASK: "mask = causal_mask(q.shape[0])"},
    ),
    Mistake(
        id="length-from-the-last-axis",
        name="T read from q.shape[-1]",
        diagnosis="It looks as if the mask is d_k × d_k. It is T × T: q.shape[-2].",
        see=BATCHES,
        change={MASK: "mask = causal_mask(q.shape[-1])"},
    ),
    Mistake(
        id="only-the-first-of-the-batch",
        name="only the first text of a batch is masked",
        diagnosis="It looks as if the mask reaches only the first element of a batch. np.where broadcasts (T, T) over all of them.",
        see=BATCHES,
        change={
            HIDE: "scores = np.where(mask, scores, -np.inf) if scores.ndim == 2 else "
            "np.concatenate([np.where(mask, scores[:1], -np.inf), scores[1:]])"
        },
    ),
    # the rest of attention
    Mistake(
        id="no-scaling",
        name="scores not divided by √d_k",
        diagnosis="It looks as if the scores are not divided by √d_k.",
        see=SCALING,
        change={SCALE: "pass"},
    ),
    Mistake(
        id="divided-by-d-k",
        name="divided by d_k where √d_k is meant",
        diagnosis="It looks as if you divide by d_k where √d_k is meant.",
        see=SCALING,
        change={SCALE: "scores = scores / d_k"},
    ),
    Mistake(
        id="scaled-by-the-length",
        name="divided by √T",
        diagnosis="It looks as if the scores are divided by √T. A score is a sum over d_k products, so √d_k it is.",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(seq_len)"},
    ),
    Mistake(
        id="scaled-by-d-v",
        name="divided by √d_v",
        diagnosis="It looks as if the scores are divided by √d_v, the width of the values. It is d_k that counts.",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(v.shape[-1])"},
    ),
    Mistake(
        id="weights-scaled",
        name="divided by √d_k after the softmax",
        diagnosis="It looks as if the weights are divided by √d_k, after the softmax: rows no longer sum to 1.",
        see=SCALING,
        change={SCALE: "pass", WEIGHTS: f"{WEIGHTS} / np.sqrt(d_k)"},
    ),
    Mistake(
        id="softmax-over-queries",
        name="softmax over the queries instead of the keys",
        diagnosis="It looks as if the softmax runs over the queries (axis -2): the columns of the weights sum to 1, the rows do not.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=-2, keepdims=True)",
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=-2, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-over-axis-one",
        name="softmax over axis 1, whatever stands in front",
        diagnosis="It looks as if the softmax runs over axis 1. In a single table that is the keys; with a batch in front it is the "
        "queries. Count from the end: axis=-1.",
        see=BATCHES,
        change={
            LARGEST: "largest = scores.max(axis=1, keepdims=True)",
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=1, keepdims=True)",
        },
    ),
    Mistake(
        id="no-maximum-subtracted",
        name="the largest score is not subtracted before exp",
        diagnosis="It looks as if exp is taken of the scores as they are: exp(800) is more than a float can hold, and a row of exp(-800) "
        "is 0 / 0. Subtract each row's largest score first.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(scores)"},
    ),
    Mistake(
        id="maximum-of-everything",
        name="the largest score of all is subtracted",
        diagnosis="It looks as if one maximum is subtracted from all rows. Beside a row of huge scores, a row of small ones then becomes "
        "0 / 0. Each row needs its own: axis=-1, keepdims=True.",
        see=SOFTMAX,
        change={LARGEST: "largest = scores.max()"},
    ),
    Mistake(
        id="scores-in-half-precision",
        name="scores computed in float16",
        diagnosis="It looks as if float16 inputs are multiplied as they are. float16 ends at 65504: larger scores become inf, and "
        "inf − inf is NaN.",
        see=SOFTMAX,
        change={SCORES: "scores = q @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="keys-reshaped",
        name="keys reshaped instead of transposed",
        diagnosis="It looks as if k is reshaped to (d_k, T). The shape is right, but a column is no longer one key. Turn the axes round: "
        "k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = q.astype(np.float64) @ k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])"},
    ),
    Mistake(
        id="all-axes-turned",
        name=".T used on a batch",
        diagnosis="It looks as if k.T is used. With a batch in front, .T turns all axes round, the batch too. k.swapaxes(-1, -2) exchanges "
        "the last two only.",
        see=BATCHES,
        change={SCORES: "scores = q.astype(np.float64) @ k.T"},
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="k @ qᵀ where q @ kᵀ is meant",
        diagnosis="It looks as if the scores are k @ qᵀ. Both tables are T × T, so nothing complains, but a row must belong to one query.",
        see=SCORES_SECTION,
        change={SCORES: "scores = k.astype(np.float64) @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="weights-transposed",
        name="weightsᵀ @ v",
        diagnosis="It looks as if the weights are turned round before they meet the values: each position is mixed by a column of the "
        "weights, which belongs to its future.",
        see=SUM_SECTION,
        change={OUTPUT: "output = weights.swapaxes(-1, -2) @ v"},
    ),
    Mistake(
        id="keys-mixed",
        name="weights @ k instead of weights @ v",
        diagnosis="It looks as if the keys are mixed, not the values.",
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
        id="queries-changed",
        name="q is changed",
        diagnosis="It looks as if q /= … scales the array that was given. The caller's q is then smaller than before, and in self-attention, where q, k and v can "
        "be one array, k and v are, too. q = q / … makes a new one.",
        see=f"{LESSON}#common-mistakes",
        change={SIZES: f"{SIZES}\n    q /= np.sqrt(d_k)", SCALE: "pass"},
    ),
]


def probes() -> list[Probe]:
    """The mask alone; then attention without a batch and with it, square, large, whole and half."""
    rng = np.random.default_rng(2)
    attend = "causal_attention"
    plain = [rng.normal(size=shape) * 2 for shape in ((4, 3), (4, 3), (4, 2))]
    batch = [rng.normal(size=(2, *shape)) * 2 for shape in ((5, 3), (5, 3), (5, 4))]
    equal = rng.normal(size=(3, 3, 3, 3)) * 2
    whole = [rng.integers(-2, 3, size=(3, 4)) for _ in range(3)]
    half = rng.integers(300, 500, size=(3, 2, 4)).astype(np.float16)
    far = np.array([[0.0, 1.0], [1.0, 1.0], [2e4, 1.0]])
    low = np.array([[-2e4, 1.0], [-2e4, 2.0], [1.0, 1.0]])
    ones = np.array([[1.0, 1.0], [1.0, 2.0], [0.5, 1.0]])
    return [
        Probe("causal_mask", (4,)),
        Probe(attend, tuple(plain)),
        Probe(attend, tuple(batch)),
        Probe(attend, tuple(equal)),
        Probe(attend, tuple(whole)),
        Probe(attend, tuple(half)),
        Probe(attend, (ones, far, np.eye(3))),
        Probe(attend, (ones, low, np.eye(3))),
        Probe(attend, (1000 * plain[0] * np.array([[1e-3], [1.0], [1e-3], [1.0]]), plain[1], plain[2])),
        Probe(attend, (equal[0, 0], equal[0, 0], equal[0, 0])),
    ]
