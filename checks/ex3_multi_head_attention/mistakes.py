"""Wrong multi-head attentions that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
HEADS, SPLITTING = f"{LESSON}#multi-head", f"{LESSON}#split-and-merge"
QKV, PROJECTION = f"{LESSON}#queries-keys-values", f"{LESSON}#output-projection"
SCALING, SOFTMAX, MASKING = f"{LESSON}#scaling", f"{LESSON}#softmax", f"{LESSON}#masking-in-general"
SCORES_SECTION, COMMON = f"{LESSON}#scores", f"{LESSON}#common-mistakes"

GUARD = 'raise ValueError(f"d_model = {d_model} cannot be shared out evenly to {n_heads} heads")'
CUT = "pieces = x.reshape(batch, seq_len, n_heads, d_head)  # cut each token's row; nothing has moved yet"
FRONT = (
    "return pieces.transpose(0, 2, 1, 3)  # (B, n_heads, T, d_head): now each head has a table of all tokens"
)
BACK = "pieces = x.transpose(0, 2, 1, 3)  # (B, T, n_heads, d_head): each token's pieces are neighbours again"
JOIN = "return pieces.reshape(batch, seq_len, n_heads * d_head)"
FLOAT = "x = x.astype(np.float64)  # float16 could not hold the scores"
Q = "q = split_heads(x @ w_q, n_heads)  # (B, T, d_model) → (B, n_heads, T, d_head)"
K = "k = split_heads(x @ w_k, n_heads)"
V = "v = split_heads(x @ w_v, n_heads)"
SCORES = "scores = q @ k.swapaxes(-1, -2)  # (B, n_heads, T, T): a table for every head"
SCALE = "scores = scores / np.sqrt(d_head)  # each score is a sum of d_head products, not of d_model"
HIDE = "scores = np.where(mask, scores, -np.inf)"
BLIND = "blind = np.isneginf(scores).all(axis=-1, keepdims=True)  # queries that may attend to nothing"
FILL = "scores = np.where(blind, 0.0, scores)"
LARGEST = "largest = scores.max(axis=-1, keepdims=True)"
EXP = "exponentials = np.exp(scores - largest)"
SHARES = "weights = exponentials / exponentials.sum(axis=-1, keepdims=True)"
ZERO = "weights = np.where(blind, 0.0, weights)"
MIX = "heads = weights @ v  # (B, n_heads, T, d_head)"
MERGE = "merged = merge_heads(heads)  # (B, T, d_model)"
PROJECT = "return merged @ w_o  # here the heads meet: every output column reads all of them"

MISTAKES = [
    # split_heads
    Mistake(
        id="split-without-transpose",
        name="reshaped to heads without a transpose",
        diagnosis="It looks as if split_heads reshapes straight to (B, n_heads, T, d_head). The shape is right, but each head gets pieces of "
        "several columns of a few tokens. Reshape to (B, T, n_heads, d_head) first, then bring the heads to the front.",
        see=SPLITTING,
        change={FRONT: "return x.reshape(batch, n_heads, seq_len, d_head)"},
    ),
    Mistake(
        id="split-and-merge-without-transpose",
        name="split and merge both reshape only",
        diagnosis="It looks as if both split_heads and merge_heads only reshape. They undo each other, so nothing shows there, but in between a "
        "head's table holds shredded tokens. Both need the transpose.",
        see=SPLITTING,
        change={
            FRONT: "return x.reshape(batch, n_heads, seq_len, d_head)",
            BACK: "pieces = x",
        },
    ),
    Mistake(
        id="interleaved-columns",
        name="every n_heads-th column to the same head",
        diagnosis="It looks as if head h takes the columns h, h + n_heads, h + 2·n_heads … Head h owns *neighbouring* columns: reshape to "
        "(…, n_heads, d_head), in this order.",
        see=SPLITTING,
        change={
            CUT: "pieces = x.reshape(batch, seq_len, d_head, n_heads).swapaxes(-1, -2)",
        },
    ),
    Mistake(
        id="interleaved-both-ways",
        name="columns dealt out in turn, and collected in turn",
        diagnosis="It looks as if columns are dealt out to the heads in turn, and merge_heads collects them in the same way. The two fit together, but head h "
        "owns neighbouring columns here; weights from elsewhere would not fit.",
        see=SPLITTING,
        change={
            CUT: "pieces = x.reshape(batch, seq_len, d_head, n_heads).swapaxes(-1, -2)",
            BACK: "pieces = x.transpose(0, 2, 3, 1)",
        },
    ),
    Mistake(
        id="heads-left-behind-the-tokens",
        name="split without bringing the heads to the front",
        diagnosis="It looks as if split_heads stops at (B, T, n_heads, d_head). Attention works on the last two axes: tokens must be the last but one, "
        "(B, n_heads, T, d_head).",
        see=SPLITTING,
        change={FRONT: "return pieces"},
    ),
    Mistake(
        id="columns-before-tokens",
        name="heads with their tables on their side",
        diagnosis="It looks as if split_heads gives (B, n_heads, d_head, T): tokens and columns have changed places.",
        see=SPLITTING,
        change={FRONT: "return pieces.transpose(0, 2, 3, 1)"},
    ),
    Mistake(
        id="heads-before-the-batch",
        name="the heads in front of the batch",
        diagnosis="It looks as if split_heads gives (n_heads, B, T, d_head). The batch stays in front: (B, n_heads, T, d_head). Where "
        "B equals n_heads the shape would not tell you.",
        see=SPLITTING,
        change={FRONT: "return pieces.transpose(2, 0, 1, 3)"},
    ),
    Mistake(
        id="same-head-again",
        name="all heads get the first head's columns",
        diagnosis="It looks as if every head gets the same columns, those of head 0. Head h owns h*d_head:(h+1)*d_head.",
        see=SPLITTING,
        change={CUT: "pieces = np.repeat(x[:, :, np.newaxis, :d_head], n_heads, axis=2)"},
    ),
    Mistake(
        id="heads-reversed",
        name="heads counted from the right",
        diagnosis="It looks as if head 0 gets the last columns. Head 0 owns the leftmost d_head columns.",
        see=SPLITTING,
        change={FRONT: "return pieces.transpose(0, 2, 1, 3)[:, ::-1]"},
    ),
    Mistake(
        id="tokens-shared-out",
        name="the tokens shared out to the heads, not the columns",
        diagnosis="It looks as if the *tokens* are shared out: each head gets some tokens whole. Every head sees every token, but only its own "
        "columns of it.",
        see=HEADS,
        change={FRONT: "return x.reshape(batch, n_heads, -1, d_model)"},
    ),
    Mistake(
        id="only-the-first-text",
        name="only the first text of the batch is split",
        diagnosis="It looks as if split_heads takes the first text for all of them: the second element of the batch is lost.",
        see=f"{LESSON}#batches",
        change={FRONT: "return np.repeat(pieces.transpose(0, 2, 1, 3)[:1], batch, axis=0)"},
    ),
    Mistake(
        id="left-over-columns-dropped",
        name="no error when n_heads does not divide d_model",
        diagnosis="It looks as if left-over columns are dropped when n_heads does not divide d_model. Nobody would notice; raise a ValueError.",
        see=SPLITTING,
        change={GUARD: "x = x[:, :, : n_heads * (d_model // n_heads)]"},
    ),
    Mistake(
        id="assertion-instead-of-value-error",
        name="an assert where a ValueError is wanted",
        diagnosis="It looks as if assert guards the division. Assertions are for your own slips and vanish with python -O; a wrong argument is a ValueError.",
        see=SPLITTING,
        change={GUARD: 'raise AssertionError("d_model must be divisible by n_heads")'},
    ),
    # merge_heads
    Mistake(
        id="merge-without-transpose",
        name="heads merged without transposing back",
        diagnosis="It looks as if merge_heads reshapes (B, n_heads, T, d_head) straight to (B, T, d_model). Each row then holds several tokens of one head. "
        "Bring the heads behind the tokens first: transpose(0, 2, 1, 3).",
        see=SPLITTING,
        change={BACK: "pieces = x"},
    ),
    Mistake(
        id="merge-interleaved",
        name="heads merged column by column in turn",
        diagnosis="It looks as if merge_heads takes one column of each head in turn. Head 0's columns come first, all together, then head 1's.",
        see=SPLITTING,
        change={BACK: "pieces = x.transpose(0, 2, 3, 1)"},
    ),
    Mistake(
        id="heads-averaged",
        name="heads averaged instead of put side by side",
        diagnosis="It looks as if the heads are averaged. They are put side by side, and w_o mixes them.",
        see=HEADS,
        change={JOIN: "return pieces.mean(axis=2)"},
    ),
    Mistake(
        id="heads-added",
        name="heads added up instead of put side by side",
        diagnosis="It looks as if the heads are added up. They are put side by side, and w_o mixes them.",
        see=HEADS,
        change={JOIN: "return pieces.sum(axis=2)"},
    ),
    Mistake(
        id="heads-in-a-row",
        name="heads put one after the other instead of side by side",
        diagnosis="It looks as if the heads' tables are put below each other, (B, n_heads * T, d_head). Each token's pieces belong into one row.",
        see=SPLITTING,
        change={JOIN: "return x.reshape(batch, n_heads * seq_len, d_head)"},
    ),
    # projections
    Mistake(
        id="projections-transposed",
        name="x @ w.T where x @ w is meant",
        diagnosis="It looks as if the matrices are applied as x @ w.T, the way torch.nn.Linear stores them. Here it is x @ w.",
        see=QKV,
        change={
            Q: "q = split_heads(x @ w_q.T, n_heads)",
            K: "k = split_heads(x @ w_k.T, n_heads)",
            V: "v = split_heads(x @ w_v.T, n_heads)",
            PROJECT: "return merged @ w_o.T",
        },
    ),
    Mistake(
        id="first-projections-transposed",
        name="w_q, w_k and w_v transposed",
        diagnosis="It looks as if w_q, w_k and w_v are applied as x @ w.T. Here it is x @ w.",
        see=QKV,
        change={
            Q: "q = split_heads(x @ w_q.T, n_heads)",
            K: "k = split_heads(x @ w_k.T, n_heads)",
            V: "v = split_heads(x @ w_v.T, n_heads)",
        },
    ),
    Mistake(
        id="last-projection-transposed",
        name="w_o transposed",
        diagnosis="It looks as if the output goes through w_o.T. It is merged @ w_o.",
        see=PROJECTION,
        change={PROJECT: "return merged @ w_o.T"},
    ),
    Mistake(
        id="output-projection-missing",
        name="w_o is not used",
        diagnosis="It looks as if the merged heads are returned without w_o. Then the heads never meet: column 0 knows only of head 0.",
        see=PROJECTION,
        change={PROJECT: "return merged"},
    ),
    Mistake(
        id="output-projection-twice",
        name="w_o used twice",
        diagnosis="It looks as if w_o is applied twice.",
        see=PROJECTION,
        change={MERGE: "merged = merge_heads(heads) @ w_o"},
    ),
    Mistake(
        id="output-projection-as-values",
        name="w_o in the place of w_v",
        diagnosis="It looks as if the values are made with w_o. They are x @ w_v; w_o comes at the very end.",
        see=PROJECTION,
        change={V: "v = split_heads(x @ w_o, n_heads)"},
    ),
    Mistake(
        id="keys-from-w-q",
        name="keys projected with w_q",
        diagnosis="It looks as if the keys are made with w_q. Queries and keys have matrices of their own, so that asking and being found can differ.",
        see=QKV,
        change={K: "k = split_heads(x @ w_q, n_heads)"},
    ),
    Mistake(
        id="values-from-w-k",
        name="values projected with w_k",
        diagnosis="It looks as if the values are made with w_k. They have their own matrix, w_v.",
        see=QKV,
        change={V: "v = split_heads(x @ w_k, n_heads)"},
    ),
    Mistake(
        id="values-not-projected",
        name="values are x itself",
        diagnosis="It looks as if w_v is not used: the heads mix pieces of x itself.",
        see=QKV,
        change={V: "v = split_heads(x, n_heads)"},
    ),
    Mistake(
        id="nothing-projected",
        name="queries, keys and values are x itself",
        diagnosis="It looks as if w_q, w_k and w_v are not used, and every head attends to pieces of x.",
        see=QKV,
        change={
            Q: "q = split_heads(x, n_heads)",
            K: "k = split_heads(x, n_heads)",
            V: "v = split_heads(x, n_heads)",
        },
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="k @ qᵀ where q @ kᵀ is meant",
        diagnosis="It looks as if queries and keys have changed places. Both tables are T × T, so nothing complains, but a row must belong to one query.",
        see=SCORES_SECTION,
        change={SCORES: "scores = k @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="keys-reshaped",
        name="keys reshaped instead of transposed",
        diagnosis="It looks as if k is reshaped to (…, d_head, T). The shape is right, but a column is no longer one key. Turn the last two axes round: "
        "k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = q @ k.reshape(*k.shape[:2], k.shape[3], k.shape[2])"},
    ),
    # attention in each head
    Mistake(
        id="one-big-head",
        name="attention over all columns at once",
        diagnosis="It looks as if there is one table of weights for all columns: n_heads changes nothing. Attention happens in each head, between split and merge.",
        see=HEADS,
        change={
            Q: "whole, n_heads = n_heads, 1\n    q = split_heads(x @ w_q, n_heads)",
            SCALE: "scores = scores / np.sqrt(d_head // whole)",
        },
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divided by √d_model instead of √d_head",
        diagnosis="It looks as if the scores are divided by √d_model. Each is a sum of d_head products: divide by √d_head, or the heads attend too evenly.",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(x.shape[-1])"},
    ),
    Mistake(
        id="no-scaling",
        name="scores not divided by √d_head",
        diagnosis="It looks as if the scores are not divided by √d_head.",
        see=SCALING,
        change={SCALE: "pass"},
    ),
    Mistake(
        id="scaled-by-d-head",
        name="divided by d_head where its root is meant",
        diagnosis="It looks as if you divide by d_head where √d_head is meant.",
        see=SCALING,
        change={SCALE: "scores = scores / d_head"},
    ),
    Mistake(
        id="scaled-by-the-heads",
        name="divided by √n_heads",
        diagnosis="It looks as if the scores are divided by √n_heads. It is the width of a head that counts, √d_head.",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(n_heads)"},
    ),
    Mistake(
        id="scaled-by-the-length",
        name="divided by √T",
        diagnosis="It looks as if the scores are divided by √T. A score is a sum of d_head products, so it is √d_head.",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(q.shape[-2])"},
    ),
    Mistake(
        id="softmax-over-queries",
        name="softmax over the queries instead of the keys",
        diagnosis="It looks as if the softmax runs over the queries (axis -2). Each query shares itself out over the keys: axis -1.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=-2, keepdims=True)",
            SHARES: "weights = exponentials / exponentials.sum(axis=-2, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-over-heads",
        name="softmax over the heads",
        diagnosis="It looks as if the softmax runs over axis 1, the heads: they compete with each other. It runs over the keys, in each head: axis -1.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=1, keepdims=True)",
            SHARES: "weights = exponentials / exponentials.sum(axis=1, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-missing",
        name="scores used as weights",
        diagnosis="It looks as if the scores mix the values, without a softmax.",
        see=SOFTMAX,
        change={SHARES: "weights = scores"},
    ),
    Mistake(
        id="no-maximum-subtracted",
        name="the largest score is not subtracted before exp",
        diagnosis="It looks as if exp is taken of the scores as they are: exp(800) is more than a float can hold. Subtract each row's largest first.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(scores)"},
    ),
    Mistake(
        id="maximum-of-everything",
        name="the largest score of all is subtracted",
        diagnosis="It looks as if one maximum is subtracted from all rows. Beside a row of huge scores, a row of small ones then becomes 0 / 0. Each row needs "
        "its own: axis=-1, keepdims=True.",
        see=SOFTMAX,
        change={LARGEST: "largest = scores.max()"},
    ),
    Mistake(
        id="scores-in-half-precision",
        name="computed in float16",
        diagnosis="It looks as if float16 inputs are multiplied as they are. float16 ends at 65504: larger scores become inf, and inf − inf is NaN.",
        see=SOFTMAX,
        change={FLOAT: "pass"},
    ),
    # the mask
    Mistake(
        id="mask-ignored",
        name="the mask is not used",
        diagnosis="It looks as if the mask has no effect.",
        see=MASKING,
        change={HIDE: "pass"},
    ),
    Mistake(
        id="mask-inverted",
        name="True taken as blocked",
        diagnosis="It looks as if the mask is read the wrong way round. Here True means *may attend* (in torch.nn.MultiheadAttention it means blocked).",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, -np.inf, scores)"},
    ),
    Mistake(
        id="mask-turned",
        name="rows and columns of the mask exchanged",
        diagnosis="It looks as if the mask is used with rows and columns exchanged. Rows are queries, columns are keys.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(np.broadcast_to(mask, scores.shape).swapaxes(-1, -2), scores, -np.inf)"
        },
    ),
    Mistake(
        id="mask-for-texts-instead-of-heads",
        name="a mask (n_heads, T, T) taken for (B, T, T)",
        diagnosis="It looks as if an axis for the heads is added to a mask of three axes. A mask already broadcasts to (B, n_heads, T, T): its three axes are "
        "(n_heads, T, T), and one for texts comes as (B, 1, T, T).",
        see=MASKING,
        change={HIDE: "scores = np.where(mask[:, np.newaxis] if mask.ndim == 3 else mask, scores, -np.inf)"},
    ),
    Mistake(
        id="mask-of-the-first-head",
        name="the first head's mask used for all heads",
        diagnosis="It looks as if all heads use the first head's mask. Each may have its own: (B, n_heads, T, T).",
        see=MASKING,
        change={HIDE: "scores = np.where(mask[:, :1] if mask.ndim == 4 else mask, scores, -np.inf)"},
    ),
    Mistake(
        id="mask-of-full-shape-only",
        name="the mask must have the scores' full shape",
        diagnosis="It looks as if the mask is used as an index, as in scores[~mask] = -np.inf. That needs a mask of exactly (B, n_heads, T, T). "
        "np.where(mask, scores, -np.inf) stretches a smaller one by itself.",
        see=MASKING,
        change={HIDE: "scores[~mask] = -np.inf"},
    ),
    Mistake(
        id="mask-multiplied",
        name="scores multiplied by the mask",
        diagnosis="It looks as if the scores of masked keys are set to 0. exp(0) is 1: they still get their share. It must be −∞.",
        see=MASKING,
        change={HIDE: "scores = scores * mask"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="masked after the softmax",
        diagnosis="It looks as if weights are set to 0 after the softmax: the rows sum to less than 1. Put −∞ into the scores, before it.",
        see=MASKING,
        change={HIDE: "pass", ZERO: "weights = weights if mask is None else np.where(mask, weights, 0.0)"},
    ),
    Mistake(
        id="mask-after-softmax-renormalised",
        name="masked after the softmax, then divided by the row's sum",
        diagnosis="It looks as if masked weights are set to 0 after the softmax and the rest is divided by its sum. When a masked key has by far the largest "
        "score, all others are already 0, and nothing is left to divide.",
        see=MASKING,
        change={
            HIDE: "pass",
            ZERO: "weights = weights if mask is None else np.where(mask, weights, 0.0)\n"
            "    left = weights.sum(axis=-1, keepdims=True)\n"
            "    weights = np.divide(weights, left, out=np.zeros_like(weights), where=left > 0)",
        },
    ),
    Mistake(
        id="mask-value-too-small",
        name="masked scores set to −10000",
        diagnosis="It looks as if masked scores are set to a number like -10000. Where the others' scores are as low, masked keys get weight all the same.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(mask, scores, -1e4)\n"
            "        scores = np.where(np.any(mask, axis=-1, keepdims=True), scores, -np.inf)"
        },
    ),
    Mistake(
        id="nan-in-masked-rows",
        name="NaN where a query may attend to nothing",
        diagnosis="It looks as if a fully masked row gives NaN: −∞ − (−∞) is not a number. That head must give zeros there.",
        see=MASKING,
        change={FILL: "pass", ZERO: "pass"},
    ),
    Mistake(
        id="even-in-masked-rows",
        name="even weights where a query may attend to nothing (−1e9)",
        diagnosis="It looks as if masked scores are set to a large negative number like -1e9. In a row where all are masked, all are equal again and share the "
        "weight evenly. That head must give zeros there.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, scores, -1e9)"},
    ),
    Mistake(
        id="lowered-in-masked-rows",
        name="1e9 taken off the masked scores",
        diagnosis="It looks as if a large number like 1e9 is taken off the masked scores. In a row where all are masked, it "
        "is taken off everywhere, their differences stay, and the softmax does not see it. That head must give zeros there.",
        see=MASKING,
        change={HIDE: "scores = scores + (1.0 - mask) * -1e9"},
    ),
    Mistake(
        id="one-blind-head-blinds-all",
        name="one fully masked row empties all",
        diagnosis="It looks as if one fully masked row makes everything zero. Only that row of that head may be.",
        see=MASKING,
        change={ZERO: "weights = np.where(blind.any(), 0.0, weights)"},
    ),
    # what comes back
    Mistake(
        id="weights-returned-too",
        name="the weights returned, too",
        diagnosis="It looks as if two things are returned. Here only the output is wanted.",
        see=HEADS,
        change={PROJECT: "return merged @ w_o, weights"},
    ),
    Mistake(
        id="residual-added",
        name="x added to the output",
        diagnosis="It looks as if x is added to the output. The residual path belongs to the block around this layer.",
        see=f"{LESSON}#residuals-and-layer-norm",
        change={PROJECT: "return x + merged @ w_o"},
    ),
    Mistake(
        id="tokens-changed",
        name="x is changed",
        diagnosis="It looks as if something is written into x, as x[...] = … or x += … does. The caller still needs it, for the residual path first of all.",
        see=COMMON,
        change={PROJECT: "given[...] = merged @ w_o\n    return given", FLOAT: f"given = x\n    {FLOAT}"},
    ),
]


def read_only(array: np.ndarray) -> np.ndarray:
    """A copy into which nobody can write: who tries, gets a ValueError."""
    array = array.copy()
    array.setflags(write=False)
    return array


def probes() -> list[Probe]:
    """Split and merge with sizes that differ and that are equal; then the whole, plain, masked, large, whole and half."""
    rng = np.random.default_rng(3)
    attend = "multi_head_attention"

    def arrays(batch: int, seq_len: int, d_model: int) -> tuple[np.ndarray, ...]:
        return tuple(rng.normal(size=s) for s in ((batch, seq_len, d_model), *[(d_model, d_model)] * 4))

    plain, equal = arrays(2, 3, 6), arrays(2, 2, 4)
    full = rng.random((2, 2, 3, 3)) < 0.7
    full[1, 0, 2] = False
    same = np.eye(2)
    far = np.array([[[200.0, 1.0], [200.0, 2.0], [1.0, 200.0]]])
    hidden = np.array([True, True, False])
    uneven_sizes = np.array([[[1.0, 0.5], [80.0, -30.0], [0.3, 2.0]]])
    half = (rng.integers(300, 500, size=(1, 2, 2)).astype(np.float16), *[same.astype(np.float16)] * 4)
    numbers = np.arange(24.0).reshape(2, 3, 4)
    return [
        Probe("split_heads", (numbers, 2)),
        Probe("split_heads", (np.arange(16.0).reshape(2, 2, 4), 2)),
        Probe("split_heads", (numbers, 3)),
        Probe("merge_heads", (np.arange(24.0).reshape(2, 2, 3, 2),)),
        Probe(attend, (*plain, 2)),
        Probe(attend, (*plain, 3)),
        Probe(attend, (*plain, 2, full)),
        Probe(attend, (*plain, 2, np.tril(np.ones((3, 3), dtype=bool)))),
        Probe(attend, (*equal, 2)),
        Probe(attend, (*(read_only(array) for array in equal), 2)),
        Probe(attend, (*equal, 2, np.array([[[1, 0], [1, 1]], [[0, 1], [1, 0]]], dtype=bool))),
        Probe(attend, (*half, 1)),
        Probe(attend, (uneven_sizes, same, same, same, same, 1)),
        Probe(attend, (far, same, same, same, same, 1, ~hidden[::-1])),
        Probe(attend, (far, -same, same, same, same, 1, hidden)),
        Probe(attend, (far, -same, same, same, same, 1, hidden[::-1])),
    ]
