"""Mistakes that people make in causal attention, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
CAUSAL, MASKING = f"{LESSON}#causal-masking", f"{LESSON}#masking-in-general"
SCALING, SOFTMAX, BATCHES = f"{LESSON}#scaling", f"{LESSON}#softmax", f"{LESSON}#batches"
SCORES_SECTION, SUM_SECTION = f"{LESSON}#scores", f"{LESSON}#weighted-sum"

COMPARE = "return keys <= queries  # (n, n): True where j ≤ i"
SCORES = (
    "scores = q.astype(np.float64) @ k.swapaxes(-1, -2)  # (..., T, T), in float64: float16 ends at 65504"
)
SCALE = "scores = scores / np.sqrt(d_k)"
SIZES = "seq_len, d_k = q.shape[-2:]"
MASK = "mask = causal_mask(seq_len)"
HIDE = "scores = np.where(mask, scores, -np.inf)  # before the softmax: e^−∞ = 0, so the future is in no row's sum"
LARGEST = "largest = scores.max(axis=-1, keepdims=True)  # never −∞: each row sees at least itself"
EXP = "exponentials = np.exp(scores - largest)"
WEIGHTS = "weights = exponentials / exponentials.sum(axis=-1, keepdims=True)"
OUTPUT = "output = weights @ v  # (..., T, T) @ (..., T, d_v) → (..., T, d_v)"
RETURN = "return output, weights\n"
SIGNATURE = "q: np.ndarray, k: np.ndarray, v: np.ndarray"

MISTAKES = [
    # the mask
    Mistake(
        id="mask-of-the-future",
        name="shows the future, hides the past",
        diagnosis="Your mask is True on the diagonal and above it, so each position sees itself and the future. "
        "Rows are queries and columns are keys: keep j ≤ i, as np.tril does. np.triu keeps the other "
        "triangle.",
        see=CAUSAL,
        change={COMPARE: "return keys >= queries"},
    ),
    Mistake(
        id="true-means-blocked",
        name="marks masked keys with True",
        diagnosis="Your mask is True where a query may not attend, as in torch.nn.MultiheadAttention. Here "
        'True means "may attend". Return keys <= queries.',
        see=MASKING,
        change={COMPARE: "return keys > queries", HIDE: "scores = np.where(mask, -np.inf, scores)"},
    ),
    Mistake(
        id="future-only",
        name="shows only later positions",
        diagnosis="Your mask is True for later positions only, so the last query sees nothing. Position i "
        "must see 0 … i: keys <= queries, or np.tril.",
        see=CAUSAL,
        change={COMPARE: "return keys > queries"},
    ),
    Mistake(
        id="not-even-itself",
        name="hides each position from itself",
        diagnosis="Your mask is False on the diagonal, so the first position sees nothing. Position i must "
        "see 0 … i, itself included: keys <= queries, or np.tril with k=0.",
        see=CAUSAL,
        change={COMPARE: "return keys < queries"},
    ),
    Mistake(
        id="one-too-many",
        name="shows the next position too",
        diagnosis="Your triangle is one diagonal too large: position i also sees i + 1, the very token it "
        "should predict. Use keys <= queries, or np.tril with k=0.",
        see=CAUSAL,
        change={COMPARE: "return keys <= queries + 1"},
    ),
    Mistake(
        id="only-itself",
        name="shows each position only itself",
        diagnosis="Your mask is True on the diagonal only, so each position sees only itself and the "
        "output is v. Use <= instead of ==: keys <= queries.",
        see=CAUSAL,
        change={COMPARE: "return keys == queries"},
    ),
    Mistake(
        id="everything-visible",
        name="masks nothing",
        diagnosis="Your mask is True everywhere, so every position sees the future. Keep the lower "
        "triangle with np.tril, or compare positions: keys <= queries.",
        see=CAUSAL,
        change={COMPARE: "return np.ones((n, n), dtype=bool)"},
    ),
    Mistake(
        id="mask-of-numbers",
        name="returns numbers, not True and False",
        diagnosis="Your mask contains 0 and 1. The task asks for a boolean array: np.tril(np.ones((n, n), "
        "dtype=bool)), or a comparison of positions.",
        see=CAUSAL,
        change={COMPARE: "return (keys <= queries).astype(float)"},
    ),
    Mistake(
        id="mask-to-be-added",
        name="returns 0 and −∞",
        diagnosis="Your mask contains 0 and −∞, to be added to the scores. This mask must be boolean: True "
        'means "may attend". Return keys <= queries, and let np.where put −∞ in the scores.',
        see=MASKING,
        change={
            COMPARE: "return np.where(keys <= queries, 0.0, -np.inf)",
            HIDE: "scores = scores + mask",
        },
        also=({COMPARE: "return np.where(keys <= queries, 0.0, -1e9)", HIDE: "scores = scores + mask"},),
    ),
    Mistake(
        id="mask-with-leading-axes",
        name="gives the mask a batch axis",
        diagnosis="Your mask has shape (1, n, n). A mask of shape (n, n) already broadcasts over any "
        "batch. Drop the extra axis.",
        see=MASKING,
        change={COMPARE: "return (keys <= queries)[np.newaxis]"},
    ),
    Mistake(
        id="mask-with-batch-and-heads",
        name="gives the mask four axes",
        diagnosis="Your mask has shape (1, 1, n, n). A mask of shape (n, n) already broadcasts over batch "
        "and heads. Drop the extra axes.",
        see=MASKING,
        change={
            COMPARE: "return (keys <= queries)[np.newaxis, np.newaxis]",
        },
    ),
    Mistake(
        id="mask-mirrored",
        name="mirrors the triangle",
        diagnosis="Your triangle is mirrored, left to right or top to bottom, so its edge is the wrong "
        "diagonal. Row i must be True for columns 0 … i.",
        see=CAUSAL,
        change={
            COMPARE: "return (keys <= queries)[:, ::-1]",
        },
    ),
    # where the mask goes
    Mistake(
        id="mask-not-used",
        name="does not use the mask",
        diagnosis="Your attention does not use the mask: changing the last token changes the first output. "
        "Put −∞ in the masked scores before the softmax: np.where(mask, scores, -np.inf).",
        see=CAUSAL,
        change={HIDE: "pass"},
    ),
    Mistake(
        id="mask-turned-in-attention",
        name="masks the visible keys in attention",
        diagnosis="Your causal_mask is right, but your attention masks the keys that should be visible. "
        "np.where(mask, scores, -np.inf) keeps the scores where the mask is True.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(mask, -np.inf, scores)"},
        also=(
            {HIDE: "scores = np.where(mask, -1e9, scores)"},
            {HIDE: "scores = scores + mask * -1e9"},
        ),
    ),
    Mistake(
        id="mask-transposed-in-attention",
        name="transposes the mask in attention",
        diagnosis="Your causal_mask is right, but your attention hides the past and shows the future, as a "
        "transposed mask does. Its rows are already queries and its columns keys, as in the scores. Use "
        "the mask as it is.",
        see=CAUSAL,
        change={MASK: "mask = causal_mask(seq_len).T"},
    ),
    Mistake(
        id="zero-scores",
        name="sets masked scores to 0",
        diagnosis="Your code sets masked scores to 0, as np.tril(scores) or scores * mask does. exp(0) is "
        "1, so the future still gets weight. Use −∞: np.where(mask, scores, -np.inf).",
        see=CAUSAL,
        change={HIDE: "scores = scores * mask"},
    ),
    Mistake(
        id="zero-times-infinity",
        name="multiplies 0 by −∞",
        diagnosis="Your weights are NaN everywhere. Your code seems to add (1 - mask) * -np.inf; where the mask is "
        "True, that is 0 · −∞, which is NaN. Select instead of multiplying: np.where(mask, scores, -np.inf).",
        see=CAUSAL,
        change={HIDE: "scores = scores + (1 - mask) * -np.inf"},
    ),
    Mistake(
        id="hidden-value-too-small",
        name="fills masked scores with a number",
        diagnosis="Your code seems to fill masked scores with a number such as -10000. Where the visible "
        "scores are as low as that, the future gets weight again. −∞ is below every score: use -np.inf.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(mask, scores, -1e4)"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="masks after the softmax",
        diagnosis="Your code sets weights above the diagonal to 0 after the softmax. The masked scores "
        "were already part of the sum, so the rows now sum to less than 1. Put −∞ in the scores, before "
        "the softmax.",
        see=CAUSAL,
        change={HIDE: "pass", WEIGHTS: f"{WEIGHTS}\n    weights = np.where(mask, weights, 0.0)"},
    ),
    Mistake(
        id="mask-after-softmax-renormalised",
        name="masks, then rescales the rows",
        diagnosis="Your code sets masked weights to 0 after exp or softmax and rescales each row. If a "
        "later key has by far the largest score, every visible weight is already 0 and nothing is left to "
        "rescale. Put −∞ in the scores, before exp.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            WEIGHTS: f"{WEIGHTS}\n    weights = np.where(mask, weights, 0.0)\n"
            "    weights = weights / weights.sum(axis=-1, keepdims=True)",
        },
    ),
    Mistake(
        id="unmasked-weights-returned",
        name="returns weights without the mask",
        diagnosis="Your output is right, but the weights you return still include the future. Return the weights "
        "that you multiplied by v.",
        see=CAUSAL,
        change={
            RETURN: "scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_k)\n"
            "    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))\n"
            "    return output, weights / weights.sum(axis=-1, keepdims=True)\n"
        },
    ),
    Mistake(
        id="length-from-the-first-axis",
        name="reads T from q.shape[0]",
        diagnosis="Your code reads T from q.shape[0]. In one sequence, that is T; with a batch in front, it is the "
        "batch size. Count from the end: q.shape[-2].",
        see=BATCHES,
        change={MASK: "mask = causal_mask(q.shape[0])"},
        also=(
            {
                MASK: "n = q.shape[0]\n    mask = np.ones((seq_len, seq_len), dtype=bool)\n    rows, columns = np.triu_indices(n, k=1)\n    mask[rows, columns] = False"
            },
        ),
    ),
    Mistake(
        id="length-from-the-last-axis",
        name="gives the mask the size d_k",
        diagnosis="Your attention uses a mask of size d_k. The scores are T × T, so the mask must be too. "
        "T is q.shape[-2], and d_k is q.shape[-1].",
        see=BATCHES,
        change={MASK: "mask = causal_mask(q.shape[-1])"},
    ),
    Mistake(
        id="batch-folded-into-the-sequence",
        name="folds the batch into the sequence",
        diagnosis="Your code folds the leading axes into the sequence, so queries attend to keys of other "
        "sequences. Leave these axes in place: @ works on the last two axes only.",
        see=BATCHES,
        change={
            SIZES: "front = q.shape[:-1]\n    q, k, v = (x.reshape(-1, x.shape[-1]) for x in (q, k, v))\n    seq_len, d_k = q.shape",
            RETURN: "return output.reshape(*front, -1), weights.reshape(*front, -1)\n",
        },
        also=(
            {
                SIZES: "front = q.shape[:-1]\n    q, k, v = (x.reshape(-1, x.shape[-1]) for x in (q, k, v))\n    seq_len, d_k = q.shape",
                RETURN: "return output.reshape(*front, -1), weights\n",
            },
        ),
    ),
    Mistake(
        id="only-the-first-of-the-batch",
        name="masks only the first sequence",
        diagnosis="Your code masks only the first sequence of a batch. np.where(mask, scores, -np.inf) broadcasts "
        "the (T, T) mask over all of them.",
        see=BATCHES,
        change={
            HIDE: "scores = np.where(mask, scores, -np.inf) if scores.ndim == 2 else "
            "np.concatenate([np.where(mask, scores[:1], -np.inf), scores[1:]])"
        },
    ),
    Mistake(
        id="not-even-itself-with-zeros",
        name="stops before the diagonal",
        diagnosis="Your causal_mask is right, but your attention stops before the diagonal, as k[:t] does. "
        "The first query then attends to nothing, and its row is zero. Position t must see itself: k[: t + "
        "1].",
        see=CAUSAL,
        change={
            HIDE: "scores = np.where(mask & ~np.eye(seq_len, dtype=bool), scores, -np.inf)",
            WEIGHTS: "weights = np.nan_to_num(exponentials / exponentials.sum(axis=-1, keepdims=True))",
        },
    ),
    Mistake(
        id="not-even-itself-in-attention",
        name="hides the diagonal in attention",
        diagnosis="Your causal_mask is right, but your attention hides the diagonal too. The first query "
        "then has no visible key, and its row is NaN. Start one step above the diagonal: np.triu(…, k=1).",
        see=CAUSAL,
        change={
            HIDE: "scores = np.where(mask & ~np.eye(seq_len, dtype=bool), scores, -np.inf)",
        },
    ),
    Mistake(
        id="one-too-many-in-attention",
        name="shows the next token in attention",
        diagnosis="Your causal_mask is right, but in your attention position i also sees i + 1, the very token it "
        "should predict. Use causal_mask, or np.triu(…, k=1).",
        see=CAUSAL,
        change={
            HIDE: "scores = np.where(mask | np.eye(seq_len, k=1, dtype=bool), scores, -np.inf)",
        },
    ),
    Mistake(
        id="mask-added",
        name="adds the mask to the scores",
        diagnosis="Your code adds True and False to the scores as 1 and 0, so the future loses only a "
        "little weight. Put −∞ in the masked scores: np.where(mask, scores, -np.inf).",
        see=CAUSAL,
        change={
            HIDE: "scores = scores + mask",
        },
    ),
    Mistake(
        id="mask-sign-wrong",
        name="fills masked scores with +1e9",
        diagnosis="Your code puts a large positive number in the masked scores, so the future gets all the "
        "weight. Use a negative one: np.where(mask, scores, -np.inf).",
        see=CAUSAL,
        change={
            HIDE: "scores = np.where(mask, scores, 1e9)",
        },
    ),
    Mistake(
        id="infinite-sum",
        name="makes the softmax's sum infinite",
        diagnosis="Your weights are NaN. Your code seems to put +∞ or a huge number in the masked scores, "
        "or −∞ in the exponentials: both make the row's sum infinite. Put −∞ in the scores, before exp: "
        "exp(−∞) is 0.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(mask, scores, np.inf)"},
    ),
    Mistake(
        id="hidden-value-of-one",
        name="fills masked scores with -1",
        diagnosis="Your code fills masked scores with a number near 0, such as -1. Visible scores can be as low as "
        "that, so the future still gets weight. −∞ is below every score: use -np.inf.",
        see=CAUSAL,
        change={
            HIDE: "scores = np.where(mask, scores, -1.0)",
        },
    ),
    Mistake(
        id="masked-in-the-first-axes",
        name="indexes the scores with the mask",
        diagnosis="Your code uses the (T, T) mask as an index, which applies to the first two axes of the scores. "
        "With a batch in front, those are B and T. np.where(mask, scores, -np.inf) applies it to the last two.",
        see=BATCHES,
        change={
            HIDE: "scores[~mask] = -np.inf",
        },
    ),
    Mistake(
        id="length-from-axis-one",
        name="reads T from q.shape[1]",
        diagnosis="Your code reads T from q.shape[1]. With exactly one leading axis, that is T; in one sequence, "
        "it is d_k. Count from the end: q.shape[-2].",
        see=BATCHES,
        change={
            MASK: "mask = causal_mask(q.shape[1])",
        },
    ),
    # the rest of attention
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
        id="scaled-by-the-length",
        name="divides by √T",
        diagnosis="Your code divides the scores by √T, the root of the sequence length. A score involves only one "
        "key; its spread depends on d_k. Divide by np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(seq_len)"},
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
        id="weights-scaled",
        name="divides the weights by √d_k",
        diagnosis="Your code divides the weights by √d_k, so the rows no longer sum to 1. The scaling must act on "
        "the scores, before the softmax turns them into weights.",
        see=SCALING,
        change={SCALE: "pass", WEIGHTS: f"{WEIGHTS} / np.sqrt(d_k)"},
    ),
    Mistake(
        id="softmax-over-queries",
        name="applies softmax over the queries",
        diagnosis="Your softmax runs over the queries, axis -2, so the columns sum to 1. Each query distributes its "
        "weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=-2, keepdims=True)",
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=-2, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-over-axis-one",
        name="applies softmax over axis 1",
        diagnosis="Your softmax runs over axis 1. In one sequence, those are the keys; with a batch in front, they "
        "are the queries. Count from the end: axis=-1.",
        see=BATCHES,
        change={
            LARGEST: "largest = scores.max(axis=1, keepdims=True)",
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=1, keepdims=True)",
        },
        also=(
            {
                HIDE: "scores = np.where(mask, scores, -1e9)",
                LARGEST: "largest = scores.max(axis=1, keepdims=True)",
                WEIGHTS: "weights = exponentials / exponentials.sum(axis=1, keepdims=True)",
            },
        ),
    ),
    Mistake(
        id="no-maximum-subtracted",
        name="takes exp of the raw scores",
        diagnosis="Your softmax takes exp of the raw scores. exp(710) overflows to inf, and exp(-800) "
        "underflows to 0, so a row becomes inf/inf or 0/0, which is NaN. Subtract each row's maximum "
        "first; the weights stay the same.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(scores)"},
    ),
    Mistake(
        id="maximum-of-everything",
        name="subtracts one maximum from every row",
        diagnosis="Your softmax subtracts the maximum of the whole array. A row far below it becomes exp(-2000) = 0 "
        "everywhere, and 0/0 is NaN. Give each row its own maximum: max(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={LARGEST: "largest = scores.max()"},
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
        id="keys-reshaped",
        name="reshapes k instead of transposing it",
        diagnosis="Your code reshapes k to (d_k, T). The shape is right, but reshape only regroups the "
        "same numbers, so a column no longer corresponds to one key. Swap the axes: k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = q.astype(np.float64) @ k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])"},
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
        id="queries-and-keys-exchanged",
        name="computes k @ qᵀ",
        diagnosis="Your code computes k @ qᵀ. Both products are T × T, so no error is raised, but each row "
        "must belong to a query. Compute q @ k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = k.astype(np.float64) @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="weights-transposed",
        name="computes weightsᵀ @ v",
        diagnosis="Your code transposes the weights before it multiplies by v, so each output row uses a "
        "column of the weights, which belong to other queries. Write weights @ v.",
        see=SUM_SECTION,
        change={OUTPUT: "output = weights.swapaxes(-1, -2) @ v"},
    ),
    Mistake(
        id="keys-mixed",
        name="computes weights @ k",
        diagnosis="Your code computes weights @ k. The keys only decide where the weight goes; the output "
        "is the weighted sum of the values. Write weights @ v.",
        see=SUM_SECTION,
        change={OUTPUT: "output = weights @ k"},
        also=({OUTPUT: "output = np.zeros(v.shape)\n    output[...] = weights @ k"},),
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
        id="queries-changed",
        name="scales q in place",
        diagnosis="Your code scales q in place, as q /= … does, so the caller's q shrinks. In self-attention, q, k "
        "and v can be one array; then all three shrink. Write q = q / np.sqrt(d_k), or scale the scores.",
        see=f"{LESSON}#common-mistakes",
        change={SIZES: f"{SIZES}\n    q /= np.sqrt(d_k)", SCALE: "pass"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by √d_k",
        diagnosis="Your code multiplies the scores by √d_k. Their spread already grows with √d_k; the scaling is "
        "there to undo that. Divide by np.sqrt(d_k).",
        see=SCALING,
        change={
            SCALE: "scores = scores * np.sqrt(d_k)",
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
        id="scaled-by-axis-one",
        name="reads d_k from q.shape[1]",
        diagnosis="Your code reads d_k from q.shape[1]. With a batch in front, axis 1 is T. Count from the end: "
        "q.shape[-1].",
        see=BATCHES,
        change={
            SCALE: "scores = scores / np.sqrt(q.shape[1])",
        },
    ),
    Mistake(
        id="output-scaled",
        name="divides the output by √d_k",
        diagnosis="Your code divides the output by √d_k instead of the scores. By then the softmax has already "
        "worked with scores that are too large. Divide the scores, before the softmax.",
        see=SCALING,
        change={
            SCALE: "pass",
            OUTPUT: "output = weights @ v / np.sqrt(d_k)",
        },
    ),
    Mistake(
        id="sum-of-everything",
        name="divides by the sum of everything",
        diagnosis="Your softmax divides by the sum of the whole array, so the whole array sums to 1 "
        "instead of each row. Sum over the keys only: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={
            WEIGHTS: "weights = exponentials / exponentials.sum()",
        },
        also=(
            {WEIGHTS: "weights = exponentials / exponentials.sum(axis=(-1, -2), keepdims=True)"},
            {
                HIDE: "unmasked = scores\n    scores = np.where(mask, scores, -np.inf)",
                LARGEST: "largest = unmasked.max(axis=-1, keepdims=True)",
                WEIGHTS: "weights = exponentials / exponentials.sum()",
            },
        ),
    ),
    Mistake(
        id="softmax-of-everything",
        name="divides by one sum for everything",
        diagnosis="Your softmax divides by one sum for the whole array, so the whole array sums to 1 "
        "instead of each row. Sum over the keys only: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max()",
            WEIGHTS: "weights = exponentials / exponentials.sum()",
        },
    ),
    Mistake(
        id="sum-without-keepdims",
        name="drops the axis in sum",
        diagnosis="Your sum drops its axis. The scores are square, so no error is raised, but each column "
        "is divided by another row's sum. Write sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=-1)",
        },
        also=(
            {
                EXP: "exponentials = np.exp(scores)",
                WEIGHTS: "weights = exponentials / exponentials.sum(axis=-1)",
            },
            {
                HIDE: "unmasked = scores\n    scores = np.where(mask, scores, -np.inf)",
                LARGEST: "largest = unmasked.max(axis=-1, keepdims=True)",
                WEIGHTS: "weights = exponentials / exponentials.sum(axis=-1)",
            },
        ),
    ),
    Mistake(
        id="no-division-by-the-sum",
        name="never divides by the sum",
        diagnosis="Your weights are the exponentials without the division by their sum, so the rows do not "
        "sum to 1. Divide by the row's sum: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={
            WEIGHTS: "weights = exponentials",
        },
        also=({EXP: "exponentials = np.exp(scores)", WEIGHTS: "weights = exponentials"},),
    ),
    Mistake(
        id="divided-by-the-mean",
        name="divides by the mean, not the sum",
        diagnosis="Your softmax divides by the mean of the exponentials, so each row sums to its length "
        "instead of 1. Divide by their sum: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={
            WEIGHTS: "weights = exponentials / exponentials.mean(axis=-1, keepdims=True)",
        },
        also=(
            {
                WEIGHTS: "weights = exponentials / exponentials.sum(axis=-1, keepdims=True) * mask.sum(axis=-1, keepdims=True)"
            },
        ),
    ),
    Mistake(
        id="softmax-twice",
        name="applies softmax twice",
        diagnosis="Your code applies softmax to the weights again. A weight of 0 becomes exp(0) = 1 there, "
        "so the future gets weight again. Apply it once, to the masked scores.",
        see=SOFTMAX,
        change={
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=-1, keepdims=True)\n    weights = np.exp(weights) / np.exp(weights).sum(axis=-1, keepdims=True)",
        },
    ),
    Mistake(
        id="no-softmax",
        name="uses the scores as weights",
        diagnosis="Your code uses the scores as weights. Some are negative, and the rows do not sum to 1. "
        "Apply softmax first, over the keys: axis=-1.",
        see=SOFTMAX,
        change={
            WEIGHTS: "weights = scores",
        },
        also=(
            {HIDE: "scores = np.where(mask, scores, -1e9)", EXP: "exponentials = scores"},
            {HIDE: "scores = np.where(mask, scores, -1e9)", WEIGHTS: "weights = scores"},
            {WEIGHTS: "scores = np.where(mask, scores, 0.0)\n    weights = scores"},
        ),
    ),
    Mistake(
        id="softmax-over-axis-zero",
        name="applies softmax over axis 0",
        diagnosis="Your softmax runs over axis 0: the queries in one sequence, the batch if there is one. "
        "Each query distributes its weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=0, keepdims=True)",
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=0, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-over-axis-two",
        name="applies softmax over axis 2",
        diagnosis="Your softmax runs over axis 2. With exactly one leading axis, those are the keys; otherwise "
        "they are the queries, or there is no such axis. Count from the end: axis=-1.",
        see=BATCHES,
        change={
            LARGEST: "largest = scores.max(axis=2, keepdims=True)",
            WEIGHTS: "weights = exponentials / exponentials.sum(axis=2, keepdims=True)",
        },
    ),
    Mistake(
        id="scores-returned",
        name="returns scores in place of weights",
        diagnosis="Your output is right, but the second array you return holds the scores, not the weights after "
        "the softmax. Write return output, weights.",
        see=SOFTMAX,
        change={
            RETURN: "return output, scores\n",
        },
        also=(
            {HIDE: "scores = np.where(mask, scores, -1e9)", RETURN: "return output, scores\n"},
            {RETURN: "return output, np.where(mask, scores, 0.0)\n"},
        ),
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
        id="no-leading-axes",
        name="works for one sequence only",
        diagnosis='Your code works for one sequence only, as einsum("id,jd->ij") does, so a batch in front '
        'raises an error. Write "...id,...jd->...ij", or use @ and k.swapaxes(-1, -2).',
        see=BATCHES,
        change={
            SCORES: 'scores = np.einsum("id,jd->ij", q.astype(np.float64), k)',
        },
    ),
    Mistake(
        id="exactly-one-batch-axis",
        name="needs exactly one batch axis",
        diagnosis="Your code works only for (B, T, d), as k.transpose(0, 2, 1) does. There may be no "
        "leading axis, or several. Swap the last two axes: k.swapaxes(-1, -2).",
        see=BATCHES,
        change={
            SCORES: 'scores = np.einsum("bqd,bkd->bqk", q.astype(np.float64), k)',
        },
        also=({SCORES: "scores = q.astype(np.float64) @ (k.transpose(0, 2, 1) if k.ndim == 3 else k.T)"},),
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
        id="dot-on-batches",
        name="uses np.dot on a batch",
        diagnosis="Your code uses np.dot on a batch. It pairs the queries of each batch element with the keys of "
        "every element: (B, T, B, T). Use @, which treats each batch element separately.",
        see=BATCHES,
        change={
            SCORES: "scores = np.dot(q.astype(np.float64), k.swapaxes(-1, -2))",
        },
    ),
    Mistake(
        id="queries-with-queries",
        name="compares queries with queries",
        diagnosis="Your code computes q @ qᵀ, so the keys have no influence. Queries are compared with "
        "keys. Compute q @ k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={
            SCORES: "scores = q.astype(np.float64) @ q.swapaxes(-1, -2)",
        },
    ),
    Mistake(
        id="values-used-as-keys",
        name="compares queries with values",
        diagnosis="Your code computes q @ vᵀ. Queries are compared with keys; the values are used only at "
        "the end, in weights @ v. Compute q @ k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={
            SCORES: "scores = q.astype(np.float64) @ v.swapaxes(-1, -2)",
        },
    ),
    Mistake(
        id="values-and-keys-exchanged",
        name="swaps keys and values",
        diagnosis="Your code uses the values as keys and the keys as values, as a call with (q, v, k) "
        "does. The scores are q @ kᵀ, and the output is weights @ v.",
        see=SUM_SECTION,
        change={
            SCORES: "scores = q.astype(np.float64) @ v.swapaxes(-1, -2)",
            OUTPUT: "output = weights @ k",
        },
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
        id="other-argument-names",
        name="names the arguments differently",
        diagnosis="Your function's arguments are not named q, k and v, so a call that passes them by name "
        "raises TypeError. Use the names from the task.",
        see=CAUSAL,
        change={
            SIGNATURE: "query: np.ndarray, key: np.ndarray, value: np.ndarray",
            SIZES: "q, k, v = query, key, value\n    seq_len, d_k = q.shape[-2:]",
        },
    ),
]


ATTEND = "causal_attention"


def probes() -> list[Probe]:
    """The core facets in the order of the check lines, then the robust ones."""
    rng = np.random.default_rng(2)

    def several(*shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
        return tuple(rng.normal(size=shape) * 1.5 for shape in shapes)

    def sequence(*lead: int, seq_len: int, d_k: int, d_v: int) -> tuple[np.ndarray, ...]:
        return several((*lead, seq_len, d_k), (*lead, seq_len, d_k), (*lead, seq_len, d_v))

    one = several((4, 3))[0]
    wide = sequence(seq_len=4, d_k=5, d_v=3)
    return [
        Probe("causal_mask", (4,), facet="mask"),
        Probe("causal_mask", (1,), facet="mask"),
        Probe(ATTEND, wide, facet="attention"),
        Probe(ATTEND, sequence(seq_len=4, d_k=4, d_v=4), facet="attention"),
        Probe(ATTEND, sequence(seq_len=5, d_k=3, d_v=4), facet="attention, more tokens than columns"),
        Probe(ATTEND, (one, one, one), facet="same array"),
        Probe(ATTEND, sequence(2, seq_len=5, d_k=3, d_v=4), facet="batches"),
        Probe(ATTEND, sequence(3, seq_len=3, d_k=3, d_v=3), facet="batches"),
        # A number in place of −∞ shows here when a softmax runs over the heads.
        Probe(ATTEND, sequence(2, 3, seq_len=4, d_k=5, d_v=2), facet="batch and heads"),
        *_robust(wide),
    ]


def _robust(plain: tuple[np.ndarray, ...]) -> list[Probe]:
    rng = np.random.default_rng(3)
    whole = tuple(rng.integers(-2, 3, size=(3, 4)) for _ in range(3))
    half = rng.integers(300, 500, size=(3, 2, 4)).astype(np.float16)
    far = np.array([[0.0, 1.0], [1.0, 1.0], [2e4, 1.0]])
    low = np.array([[-2e4, 1.0], [-2e4, 2.0], [1.0, 1.0]])
    ones = np.array([[1.0, 1.0], [1.0, 2.0], [0.5, 1.0]])
    uneven = 1000 * plain[0] * np.array([[1e-3], [1.0], [1e-3], [1.0]])
    named = dict(zip("qkv", plain, strict=True))
    return [
        Probe(ATTEND, (uneven, *plain[1:]), facet="large numbers", tier="robust"),
        Probe(ATTEND, (ones, far, np.eye(3)), facet="large future", tier="robust"),
        Probe(ATTEND, (ones, low, np.eye(3)), facet="large future", tier="robust"),
        Probe(ATTEND, whole, facet="integers", tier="robust"),
        Probe(ATTEND, tuple(half), facet="float16", tier="robust"),
        # A softmax that overflows by itself overflows here, too.
        Probe(ATTEND, (uneven, *plain[1:]), facet="float16", tier="robust"),
        Probe(ATTEND, (), named, facet="argument names", tier="robust"),
    ]
