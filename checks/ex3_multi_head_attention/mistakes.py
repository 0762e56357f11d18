"""Mistakes that people make in multi-head attention, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe, Tier

LESSON = "step-1-attention-visual-deep-dive"
HEADS, SPLITTING = f"{LESSON}#multi-head", f"{LESSON}#split-and-merge"
QKV, PROJECTION = f"{LESSON}#queries-keys-values", f"{LESSON}#output-projection"
SCALING, SOFTMAX, MASKING = f"{LESSON}#scaling", f"{LESSON}#softmax", f"{LESSON}#masking-in-general"
SCORES_SECTION, COMMON = f"{LESSON}#scores", f"{LESSON}#common-mistakes"

GUARD = 'raise ValueError(f"n_heads = {n_heads} does not divide d_model = {d_model}")'
CUT = "pieces = x.reshape(batch, seq_len, n_heads, d_head)  # cut each token's row; nothing has moved yet"
FRONT = "return pieces.transpose(0, 2, 1, 3)  # (B, n_heads, T, d_head): now each head has all tokens"
BACK = "pieces = x.transpose(0, 2, 1, 3)  # (B, T, n_heads, d_head): each token's columns are together again"
JOIN = "return pieces.reshape(batch, seq_len, n_heads * d_head)"
FLOAT = "x = x.astype(np.float64)  # the scores may be too large for float16"
Q = "q = split_heads(x @ w_q, n_heads)  # (B, T, d_model) → (B, n_heads, T, d_head)"
K = "k = split_heads(x @ w_k, n_heads)"
V = "v = split_heads(x @ w_v, n_heads)"
SCORES = "scores = q @ k.swapaxes(-1, -2)  # (B, n_heads, T, T): one score matrix per head"
SCALE = "scores = scores / np.sqrt(d_head)  # each score is a sum of d_head products, not of d_model"
HIDE = "scores = np.where(mask, scores, -np.inf)"
EMPTY_ROWS = "empty = np.isneginf(scores).all(axis=-1, keepdims=True)  # queries that may attend to no key"
FILL = "scores = np.where(empty, 0.0, scores)"
LARGEST = "largest = scores.max(axis=-1, keepdims=True)"
EXP = "exponentials = np.exp(scores - largest)"
SHARES = "weights = exponentials / exponentials.sum(axis=-1, keepdims=True)"
ZERO = "weights = np.where(empty, 0.0, weights)"
MIX = "heads = weights @ v  # (B, n_heads, T, d_head)"
MERGE = "merged = merge_heads(heads)  # (B, T, d_model)"
PROJECT = "return merged @ w_o  # this mixes the heads: every output column depends on all of them"

MISTAKES = [
    # split_heads
    Mistake(
        id="split-without-transpose",
        name="splits by reshape alone",
        diagnosis="Your split_heads reshapes straight to (B, n_heads, T, d_head). The shape is right, but "
        "each head gets all columns of a few tokens. Reshape to (B, T, n_heads, d_head), then transpose(0, "
        "2, 1, 3).",
        see=SPLITTING,
        change={FRONT: "return x.reshape(batch, n_heads, seq_len, d_head)"},
    ),
    Mistake(
        id="split-and-merge-without-transpose",
        name="splits and merges by reshape alone",
        diagnosis="Your split_heads and merge_heads only reshape. They undo each other, so the round trip looks "
        "right, but in between, each head holds columns of the wrong tokens. Both need transpose(0, 2, 1, 3).",
        see=SPLITTING,
        change={
            FRONT: "return x.reshape(batch, n_heads, seq_len, d_head)",
            BACK: "pieces = x",
        },
    ),
    Mistake(
        id="interleaved-columns",
        name="gives heads every n-th column",
        diagnosis="In your code, head h takes columns h, h + n_heads, h + 2·n_heads, … Its columns should be "
        "contiguous: h*d_head:(h+1)*d_head. Reshape to (B, T, n_heads, d_head), with n_heads before d_head.",
        see=SPLITTING,
        change={
            CUT: "pieces = x.reshape(batch, seq_len, d_head, n_heads).swapaxes(-1, -2)",
        },
    ),
    Mistake(
        id="interleaved-both-ways",
        name="interleaves in split and merge",
        diagnosis="Your split_heads gives head h every n_heads-th column, and merge_heads collects them "
        "the same way. The two fit together, but each head's columns should be contiguous. Reshape to (B, "
        "T, n_heads, d_head).",
        see=SPLITTING,
        change={
            CUT: "pieces = x.reshape(batch, seq_len, d_head, n_heads).swapaxes(-1, -2)",
            BACK: "pieces = x.transpose(0, 2, 3, 1)",
        },
    ),
    Mistake(
        id="heads-left-behind-the-tokens",
        name="leaves the heads after the tokens",
        diagnosis="Your split_heads stops at (B, T, n_heads, d_head). @ works on the last two axes, so "
        "heads would attend to heads instead of tokens to tokens. Add transpose(0, 2, 1, 3).",
        see=SPLITTING,
        change={FRONT: "return pieces"},
    ),
    Mistake(
        id="columns-before-tokens",
        name="swaps tokens and columns",
        diagnosis="Your split_heads returns (B, n_heads, d_head, T): tokens and columns are swapped. Each "
        "head needs one row per token: (B, n_heads, T, d_head). Use transpose(0, 2, 1, 3).",
        see=SPLITTING,
        change={FRONT: "return pieces.transpose(0, 2, 3, 1)"},
    ),
    Mistake(
        id="axes-two-and-three-exchanged",
        name="swaps the last two axes",
        diagnosis="Your split_heads swaps the last two axes and returns (B, T, d_head, n_heads). The heads "
        "must move in front of the tokens: swap axes 1 and 2, as transpose(0, 2, 1, 3) does.",
        see=SPLITTING,
        change={FRONT: "return pieces.swapaxes(2, 3)"},
    ),
    Mistake(
        id="heads-before-the-batch",
        name="moves heads before the batch",
        diagnosis="Your split_heads returns (n_heads, B, T, d_head). The batch comes first: (B, n_heads, "
        "T, d_head); when B equals n_heads, the shape does not show the difference. Use transpose(0, 2, 1, "
        "3).",
        see=SPLITTING,
        change={FRONT: "return pieces.transpose(2, 0, 1, 3)"},
    ),
    Mistake(
        id="heads-and-width-exchanged",
        name="swaps n_heads and d_head",
        diagnosis="Your split_heads reshapes to (B, T, d_head, n_heads), so it makes d_head heads of "
        "n_heads columns. Write n_heads before d_head: (B, T, n_heads, d_head).",
        see=SPLITTING,
        change={CUT: "pieces = x.reshape(batch, seq_len, d_head, n_heads)"},
    ),
    Mistake(
        id="same-head-again",
        name="gives every head head 0's columns",
        diagnosis="Your split_heads gives every head the columns of head 0. Head h needs its own: "
        "h*d_head:(h+1)*d_head.",
        see=SPLITTING,
        change={CUT: "pieces = np.repeat(x[:, :, np.newaxis, :d_head], n_heads, axis=2)"},
    ),
    Mistake(
        id="heads-one-column-apart",
        name="starts each head one column later",
        diagnosis="In your code, head h takes columns h:h + d_head, so the heads overlap. Each head starts d_head "
        "columns after the one before: h*d_head:(h+1)*d_head.",
        see=SPLITTING,
        change={CUT: "pieces = np.stack([x[:, :, h : h + d_head] for h in range(n_heads)], axis=2)"},
    ),
    Mistake(
        id="heads-reversed",
        name="counts heads from the right",
        diagnosis="Your split_heads gives head 0 the last columns. Head 0 must have the first d_head "
        "columns: head h has h*d_head:(h+1)*d_head.",
        see=SPLITTING,
        change={FRONT: "return pieces.transpose(0, 2, 1, 3)[:, ::-1]"},
    ),
    Mistake(
        id="tokens-shared-out",
        name="splits the tokens among heads",
        diagnosis="Your split_heads gives each head all columns of some tokens. Every head needs every "
        "token, but only its own d_head columns. Split the last axis, not the token axis.",
        see=HEADS,
        change={FRONT: "return x.reshape(batch, n_heads, -1, d_model)"},
    ),
    Mistake(
        id="only-the-first-text",
        name="splits only the first sequence",
        diagnosis="Your split_heads uses the first sequence for the whole batch. Keep the batch axis: (B, "
        "n_heads, T, d_head).",
        see=f"{LESSON}#batches",
        change={FRONT: "return np.repeat(pieces.transpose(0, 2, 1, 3)[:1], batch, axis=0)"},
    ),
    # merge_heads
    Mistake(
        id="merge-without-transpose",
        name="merges without transposing back",
        diagnosis="Your merge_heads reshapes (B, n_heads, T, d_head) straight to (B, T, d_model), so a "
        "row contains several tokens of one head. First move the heads axis after the tokens axis: "
        "transpose(0, 2, 1, 3).",
        see=SPLITTING,
        change={BACK: "pieces = x"},
    ),
    Mistake(
        id="merge-interleaved",
        name="interleaves the heads' columns",
        diagnosis="Your merge_heads takes one column from each head in turn. All of head 0's columns "
        "should come first, then all of head 1's. Use transpose(0, 2, 1, 3), then reshape.",
        see=SPLITTING,
        change={BACK: "pieces = x.transpose(0, 2, 3, 1)"},
    ),
    Mistake(
        id="merge-reversed",
        name="puts the last head first",
        diagnosis="Your merge_heads puts the last head in the first columns. Head 0 should come first, as "
        "in split_heads.",
        see=SPLITTING,
        change={BACK: "pieces = x[:, ::-1].transpose(0, 2, 1, 3)"},
    ),
    Mistake(
        id="merge-by-the-wrong-axis",
        name="uses the batch axis as heads",
        diagnosis="Your merge_heads treats axis 0, the batch, as the heads. In (B, n_heads, T, d_head), "
        "the heads are axis 1: x[:, h], not x[h].",
        see=SPLITTING,
        change={JOIN: "return np.concatenate(list(x), axis=-1)"},
    ),
    Mistake(
        id="heads-averaged",
        name="averages the heads",
        diagnosis="Your merge_heads averages the heads, so the differences between them are lost. "
        "Concatenate them along the last axis; w_o does the mixing.",
        see=HEADS,
        change={JOIN: "return pieces.mean(axis=2)"},
        also=({JOIN: "return np.tile(pieces.mean(axis=2), (1, 1, n_heads))"},),
    ),
    Mistake(
        id="heads-added",
        name="adds up the heads",
        diagnosis="Your merge_heads adds up the heads, so the differences between them are lost. "
        "Concatenate them along the last axis; w_o does the mixing.",
        see=HEADS,
        change={JOIN: "return pieces.sum(axis=2)"},
    ),
    Mistake(
        id="heads-in-a-row",
        name="stacks heads below each other",
        diagnosis="Your merge_heads stacks the heads below each other: (B, n_heads * T, d_head). All "
        "columns of one token belong in one row. Use transpose(0, 2, 1, 3), then reshape to (B, T, n_heads "
        "* d_head).",
        see=SPLITTING,
        change={JOIN: "return x.reshape(batch, n_heads * seq_len, d_head)"},
    ),
    Mistake(
        id="heads-under-the-batch",
        name="concatenates along the batch",
        diagnosis="Your merge_heads concatenates along axis 0, the default of np.concatenate. All columns "
        "of one token belong in one row. Pass axis=-1.",
        see=SPLITTING,
        change={JOIN: "return np.concatenate(list(x.swapaxes(0, 1)))"},
    ),
    # projections
    Mistake(
        id="projections-transposed",
        name="applies every matrix as w.T",
        diagnosis="Your code computes x @ w.T, which matches the way torch.nn.Linear stores its weights. "
        "Here the matrices are stored for x @ w. Drop the .T in all four.",
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
        name="applies w_q, w_k, w_v transposed",
        diagnosis="Your code computes x @ w.T for w_q, w_k and w_v, which matches the way torch.nn.Linear "
        "stores its weights. Here the matrices are stored for x @ w. Drop the .T.",
        see=QKV,
        change={
            Q: "q = split_heads(x @ w_q.T, n_heads)",
            K: "k = split_heads(x @ w_k.T, n_heads)",
            V: "v = split_heads(x @ w_v.T, n_heads)",
        },
    ),
    Mistake(
        id="last-projection-transposed",
        name="applies w_o transposed",
        diagnosis="Your code applies w_o transposed, or multiplies each head by columns of w_o instead of "
        "rows. Return merged @ w_o.",
        see=PROJECTION,
        change={PROJECT: "return merged @ w_o.T"},
    ),
    Mistake(
        id="output-projection-missing",
        name="skips w_o",
        diagnosis="Your code returns the merged heads without w_o. The heads then never mix: the first "
        "d_head columns come from head 0 alone. Return merged @ w_o.",
        see=PROJECTION,
        change={PROJECT: "return merged"},
    ),
    Mistake(
        id="output-projection-twice",
        name="applies w_o twice",
        diagnosis="Your code multiplies by w_o twice. Apply it once, after merge_heads.",
        see=PROJECTION,
        change={MERGE: "merged = merge_heads(heads) @ w_o"},
    ),
    Mistake(
        id="output-projection-as-values",
        name="projects values with w_o",
        diagnosis="Your code computes the values with w_o. w_o is used only at the end, after merge_heads. Compute "
        "v as x @ w_v.",
        see=PROJECTION,
        change={V: "v = split_heads(x @ w_o, n_heads)"},
    ),
    Mistake(
        id="w-o-rows-of-the-first-head",
        name="uses head 0's rows of w_o",
        diagnosis="Your code multiplies every head by the first d_head rows of w_o. Head h needs its own "
        "rows: h*d_head:(h+1)*d_head.",
        see=PROJECTION,
        change={PROJECT: "return heads.sum(axis=1) @ w_o[:d_head]"},
    ),
    Mistake(
        id="w-o-rows-in-turn",
        name="interleaves the rows of w_o",
        diagnosis="Your code multiplies head h by every n_heads-th row of w_o. The rows of head h are "
        "contiguous: h*d_head:(h+1)*d_head.",
        see=PROJECTION,
        change={PROJECT: "return heads.transpose(0, 2, 3, 1).reshape(x.shape) @ w_o"},
    ),
    Mistake(
        id="contributions-averaged",
        name="divides the output by n_heads",
        diagnosis="Your code averages the heads' contributions to the output. merged @ w_o adds them up, "
        "so do not divide by n_heads.",
        see=PROJECTION,
        change={PROJECT: "return merged @ w_o / n_heads"},
    ),
    Mistake(
        id="keys-from-w-q",
        name="projects keys with w_q",
        diagnosis="Your code compares queries with queries: the keys are x @ w_q, or the scores are q @ qᵀ. Every "
        "score matrix is then symmetric, and w_k is unused. Compute k as x @ w_k.",
        see=QKV,
        change={K: "k = split_heads(x @ w_q, n_heads)"},
    ),
    Mistake(
        id="queries-from-w-k",
        name="projects queries with w_k",
        diagnosis="Your code computes the queries with w_k. Then q equals k, every score matrix is symmetric, and "
        "w_q is unused. Compute q as x @ w_q.",
        see=QKV,
        change={Q: "q = split_heads(x @ w_k, n_heads)"},
    ),
    Mistake(
        id="values-from-w-k",
        name="mixes keys instead of values",
        diagnosis="Your code mixes projected keys: it computes weights @ k, or the values as x @ w_k. The values "
        "have their own matrix. Compute v as x @ w_v and return weights @ v.",
        see=QKV,
        change={V: "v = split_heads(x @ w_k, n_heads)"},
    ),
    Mistake(
        id="values-and-keys-exchanged",
        name="exchanges keys and values",
        diagnosis="Your code uses the values as keys and the keys as values, as a call with (q, v, k) "
        "does. The scores are q @ kᵀ, and the output is weights @ v.",
        see=QKV,
        change={SCORES: "scores = q @ v.swapaxes(-1, -2)", MIX: "heads = weights @ k"},
    ),
    Mistake(
        id="matrices-in-another-order",
        name="mixes up w_q, w_k and w_v",
        diagnosis="Your code mixes up the three matrices, as if they were unpacked in the wrong order. "
        "Queries are x @ w_q, keys are x @ w_k, and values are x @ w_v.",
        see=QKV,
        change={
            Q: "q = split_heads(x @ w_v, n_heads)",
            K: "k = split_heads(x @ w_q, n_heads)",
            V: "v = split_heads(x @ w_k, n_heads)",
        },
        also=(
            {
                Q: "q = split_heads(x @ w_v, n_heads)",
                K: "k = split_heads(x @ w_k, n_heads)",
                V: "v = split_heads(x @ w_q, n_heads)",
            },
            {
                Q: "q = split_heads(x @ w_k, n_heads)",
                K: "k = split_heads(x @ w_v, n_heads)",
                V: "v = split_heads(x @ w_q, n_heads)",
            },
        ),
    ),
    Mistake(
        id="one-matrix-for-all",
        name="projects everything with w_q",
        diagnosis="Your code computes queries, keys and values with w_q. Each has its own matrix: x @ w_q, "
        "x @ w_k and x @ w_v.",
        see=QKV,
        change={K: "k = split_heads(x @ w_q, n_heads)", V: "v = split_heads(x @ w_q, n_heads)"},
    ),
    Mistake(
        id="values-not-projected",
        name="skips w_v",
        diagnosis="Your code uses x itself as the values, so w_v is unused. Compute v as x @ w_v.",
        see=QKV,
        change={V: "v = split_heads(x, n_heads)"},
    ),
    Mistake(
        id="nothing-projected",
        name="skips w_q, w_k and w_v",
        diagnosis="Your code uses x itself as queries, keys and values, so w_q, w_k and w_v are unused. Compute q, "
        "k and v as x @ w_q, x @ w_k and x @ w_v.",
        see=QKV,
        change={
            Q: "q = split_heads(x, n_heads)",
            K: "k = split_heads(x, n_heads)",
            V: "v = split_heads(x, n_heads)",
        },
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="computes k @ qᵀ",
        diagnosis="Your code computes k @ qᵀ. Both products are T × T, so no error is raised, but each row "
        "must belong to a query. Compute q @ k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = k @ q.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="keys-reshaped",
        name="reshapes k instead of transposing it",
        diagnosis="Your code reshapes k to (…, d_head, T). The shape is right, but reshape only regroups "
        "the same numbers, so a column no longer corresponds to one key. Swap the axes: k.swapaxes(-1, "
        "-2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = q @ k.reshape(*k.shape[:2], k.shape[3], k.shape[2])"},
    ),
    Mistake(
        id="all-axes-turned",
        name="uses k.T on four axes",
        diagnosis="Your code uses k.T, which reverses all four axes, including the batch and the heads. "
        "Swap the last two axes only: k.swapaxes(-1, -2).",
        see=f"{LESSON}#batches",
        change={SCORES: "scores = q @ k.T"},
    ),
    # attention in each head
    Mistake(
        id="all-axes-turned-in-each-head",
        name="uses .T on one head's keys",
        diagnosis="Your code uses .T on the keys of one head, (B, T, d_head). That reverses all three "
        "axes, including the batch. Swap the last two axes only: k.swapaxes(-1, -2).",
        see=SCORES_SECTION,
        change={SCORES: "scores = np.stack([q[:, h] @ k[:, h].T for h in range(n_heads)], axis=1)"},
        also=(
            {
                SCORES: "batch, n_heads, seq_len, _ = q.shape\n    scores = q.reshape(-1, *q.shape[2:]) @ k.reshape(-1, *k.shape[2:]).T\n    scores = scores.reshape(batch, n_heads, seq_len, -1)"
            },
        ),
    ),
    Mistake(
        id="one-big-head",
        name="attends over all columns together",
        diagnosis="Your code computes one weight matrix for all columns, so n_heads makes almost no "
        "difference. Each head needs its own weight matrix. Split q, k and v before the scores, and merge "
        "after weights @ v.",
        see=HEADS,
        change={
            Q: "whole, n_heads = n_heads, 1\n    q = split_heads(x @ w_q, n_heads)",
            SCALE: "scores = scores / np.sqrt(d_head // whole)",
        },
    ),
    Mistake(
        id="heads-project-their-own-columns",
        name="splits x before it projects",
        diagnosis="Your code splits x into heads first and projects each piece with its own block of w_q, "
        "w_k and w_v. Each head then sees only its own columns of x. Project all of x, then split.",
        see=PROJECTION,
        change={
            Q: "blocks = np.kron(np.eye(n_heads), np.ones((w_q.shape[0] // n_heads,) * 2))\n"
            "    w_q, w_k, w_v = w_q * blocks, w_k * blocks, w_v * blocks\n"
            "    q = split_heads(x @ w_q, n_heads)"
        },
    ),
    Mistake(
        id="batch-folded-into-the-sequence",
        name="folds the batch into the sequence",
        diagnosis="Your code folds the batch into the sequence, so tokens attend to tokens of other "
        "sequences. Keep the batch as the first axis: @ works on the last two axes only.",
        see=SCORES_SECTION,
        change={
            FLOAT: "shape = x.shape\n    x = x.astype(np.float64).reshape(1, -1, shape[-1])",
            PROJECT: "return (merged @ w_o).reshape(shape)",
        },
    ),
    Mistake(
        id="one-head-of-full-width",
        name="ignores n_heads",
        diagnosis="Your code attends once, over all d_model columns, so n_heads has no effect. Each head "
        "needs its own weight matrix. Split q, k and v before the scores, and merge after weights @ v.",
        see=HEADS,
        change={Q: "n_heads = 1\n    q = split_heads(x @ w_q, n_heads)"},
    ),
    Mistake(
        id="values-of-the-first-head",
        name="uses head 0's values everywhere",
        diagnosis="In your code, every head uses the values of head 0. Head h needs its own columns of v, "
        "just like those of q and k.",
        see=HEADS,
        change={MIX: "heads = weights @ v[:, :1]"},
    ),
    Mistake(
        id="queries-of-the-first-head",
        name="uses head 0's queries everywhere",
        diagnosis="In your code, every head uses the queries of head 0. Head h needs its own columns of "
        "q, just like those of k and v.",
        see=HEADS,
        change={SCORES: "scores = q[:, :1] @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="first-head-only",
        name="computes only the first head",
        diagnosis="Your code computes head 0 and leaves out the other heads, as a return inside the loop "
        "does. Loop over all n_heads heads, and return after the loop.",
        see=HEADS,
        change={MIX: "heads = weights @ v * (np.arange(n_heads) == 0)[:, np.newaxis, np.newaxis]"},
    ),
    Mistake(
        id="last-head-left-out",
        name="leaves the last head out",
        diagnosis="Your code leaves the last head out. range(n_heads) already ends at n_heads - 1: do not "
        "subtract another 1.",
        see=HEADS,
        change={MIX: "heads = weights @ v * (np.arange(n_heads) < n_heads - 1)[:, np.newaxis, np.newaxis]"},
    ),
    Mistake(
        id="last-head-only",
        name="keeps only the last head",
        diagnosis="Your code keeps only the last head, as total = … in a loop does. Add each head to the "
        "sum: total += …",
        see=HEADS,
        change={MIX: "heads = weights @ v * (np.arange(n_heads) == n_heads - 1)[:, np.newaxis, np.newaxis]"},
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divides by √d_model",
        diagnosis="Your code divides the scores by √d_model. Each score is a sum of d_head products, so this makes "
        "the weights too uniform. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(x.shape[-1])"},
    ),
    Mistake(
        id="no-scaling",
        name="leaves the scores unscaled",
        diagnosis="Your code does not divide the scores by √d_head. Dot products spread out as d_head "
        "grows, so the softmax puts nearly all the weight on one key. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCALE: "pass"},
    ),
    Mistake(
        id="scaled-by-d-head",
        name="divides by d_head, not √d_head",
        diagnosis="Your code divides the scores by d_head. Their spread grows only with √d_head, so this shrinks "
        "them too far and the weights become too uniform. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCALE: "scores = scores / d_head"},
    ),
    Mistake(
        id="divided-by-the-square",
        name="divides by d_head², not √d_head",
        diagnosis="Your code divides the scores by the square of d_head, so all weights become nearly equal. "
        "Divide by the root: np.sqrt(d_head), or d_head**0.5.",
        see=SCALING,
        change={SCALE: "scores = scores / d_head**2"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by √d_head",
        diagnosis="Your code multiplies the scores by √d_head. Their spread already grows with √d_head; "
        "the scaling is there to undo that. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCALE: "scores = scores * np.sqrt(d_head)"},
    ),
    Mistake(
        id="scaled-by-the-heads",
        name="divides by √n_heads",
        diagnosis="Your code divides the scores by √n_heads. A score is a sum of d_head products, so only "
        "the width of a head matters. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(n_heads)"},
    ),
    Mistake(
        id="scaled-by-the-length",
        name="divides by √T",
        diagnosis="Your code divides the scores by √T, perhaps read from shape[1] or shape[-2]. A score is "
        "a sum of d_head products. Divide by np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(q.shape[-2])"},
    ),
    Mistake(
        id="scaled-by-the-batch",
        name="divides by √B",
        diagnosis="Your code divides the scores by √B, perhaps read from q.shape[0]. A score is a sum of "
        "d_head products. Divide by np.sqrt(q.shape[-1]).",
        see=SCALING,
        change={SCALE: "scores = scores / np.sqrt(x.shape[0])"},
    ),
    Mistake(
        id="root-cut-to-a-whole-number",
        name="rounds √d_head down",
        diagnosis="Your code rounds √d_head down, perhaps with int(…) or //. That is right for d_head = 4 or 64 "
        "but wrong for most others. Keep the fraction: np.sqrt(d_head).",
        see=SCALING,
        change={SCALE: "scores = scores / int(np.sqrt(d_head))"},
    ),
    Mistake(
        id="weights-scaled",
        name="divides the weights by √d_head",
        diagnosis="Your code divides the weights by √d_head, so the rows no longer sum to 1. The scaling "
        "must act on the scores, before the softmax turns them into weights.",
        see=SCALING,
        change={SCALE: "pass", MIX: "heads = weights @ v / np.sqrt(d_head)"},
    ),
    Mistake(
        id="softmax-over-queries",
        name="applies softmax over the queries",
        diagnosis="Your softmax runs over the queries, axis -2, so the columns sum to 1. Each query "
        "distributes its weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=-2, keepdims=True)",
            SHARES: "weights = exponentials / exponentials.sum(axis=-2, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-over-heads",
        name="applies softmax over the heads",
        diagnosis="Your softmax runs over axis 1, the heads, so heads compete for weight. Within each "
        "head, a query distributes its weight over the keys: axis=-1.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=1, keepdims=True)",
            SHARES: "weights = exponentials / exponentials.sum(axis=1, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-over-the-batch",
        name="applies softmax over the batch",
        diagnosis="Your softmax runs over axis 0, the batch, so sequences compete for weight. A query "
        "distributes its weight over the keys: axis=-1.",
        see=SOFTMAX,
        change={
            LARGEST: "largest = scores.max(axis=0, keepdims=True)",
            SHARES: "weights = exponentials / exponentials.sum(axis=0, keepdims=True)",
        },
    ),
    Mistake(
        id="sum-of-everything",
        name="divides by the sum of everything",
        diagnosis="Your softmax divides by the sum of the whole array, so the whole array sums to 1 "
        "instead of each row. Sum over the keys only: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SHARES: "weights = exponentials / exponentials.sum()"},
        also=({EXP: "exponentials = np.exp(scores)", SHARES: "weights = exponentials / exponentials.sum()"},),
    ),
    Mistake(
        id="sum-of-each-head",
        name="divides by one sum per head",
        diagnosis="Your softmax divides by the sum of a head's whole matrix, so each row sums to less than "
        "1. Sum over the keys only: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SHARES: "weights = exponentials / exponentials.sum(axis=(-2, -1), keepdims=True)"},
        also=(
            {SHARES: "weights = exponentials / exponentials.sum(axis=(0, -2, -1), keepdims=True)"},
            {
                EXP: "exponentials = np.exp(scores)",
                SHARES: "weights = exponentials / exponentials.sum(axis=(0, -2, -1), keepdims=True)",
            },
        ),
    ),
    Mistake(
        id="sum-without-keepdims",
        name="drops the axis in sum",
        diagnosis="Your sum drops its axis, so the division runs along the wrong axis or the shapes do not "
        "match. Write sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SHARES: "weights = exponentials / exponentials.sum(axis=-1)"},
        also=(
            {
                SHARES: "weights = np.stack([e / e.sum(axis=-1) for e in np.moveaxis(exponentials, 1, 0)], axis=1)"
            },
            {
                EXP: "exponentials = np.exp(scores)",
                SHARES: "weights = exponentials / exponentials.sum(axis=-1)",
            },
            {
                EXP: "exponentials = np.exp(scores)",
                SHARES: "weights = np.stack([e / e.sum(axis=-1) for e in np.moveaxis(exponentials, 1, 0)], axis=1)",
            },
        ),
    ),
    Mistake(
        id="no-division-by-the-sum",
        name="never divides by the sum",
        diagnosis="Your softmax does not divide by the sum, so the rows do not sum to 1. Divide by the "
        "row's sum: e / e.sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SHARES: "weights = exponentials"},
        also=({EXP: "exponentials = np.exp(scores)", SHARES: "weights = exponentials"},),
    ),
    Mistake(
        id="softmax-twice",
        name="applies softmax twice",
        diagnosis="Your code applies softmax to the weights again. The weights lie between 0 and 1, so a second "
        "softmax sees hardly any difference and returns nearly equal weights. Apply it once, to the scores.",
        see=SOFTMAX,
        change={
            SHARES: SHARES
            + "\n    weights = np.exp(weights)\n    weights = weights / weights.sum(axis=-1, keepdims=True)"
        },
    ),
    Mistake(
        id="softmax-missing",
        name="uses the scores as weights",
        diagnosis="Your code uses the scores as weights. Some are negative, and the rows do not sum to 1. "
        "Apply softmax first, over the keys: axis=-1.",
        see=SOFTMAX,
        change={SHARES: "weights = scores"},
        also=(
            {HIDE: "scores = np.where(mask, scores, -1e9)", SHARES: "weights = scores"},
            {HIDE: "scores = np.where(mask, scores, -1e9)", SHARES: "weights = scores - largest"},
        ),
    ),
    Mistake(
        id="weights-transposed",
        name="computes weightsᵀ @ v",
        diagnosis="Your code transposes the weights before it multiplies by v, so each output row uses a "
        "column of the weights. The weights are T × T, so no error is raised. Write weights @ v.",
        see=f"{LESSON}#weighted-sum",
        change={MIX: "heads = weights.swapaxes(-1, -2) @ v"},
    ),
    # the mask
    Mistake(
        id="mask-ignored",
        name="ignores the mask",
        diagnosis="Your code does not use the mask, or barely changes the masked scores. Put −∞ in their "
        "scores before the softmax: np.where(mask, scores, -np.inf).",
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
        also=(
            {HIDE: "scores = np.where(mask, -1e9, scores)"},
            {HIDE: "scores = scores + mask * -1e9"},
        ),
    ),
    Mistake(
        id="mask-sign-wrong",
        name="fills masked scores with +1e9",
        diagnosis="Your code puts a large positive number in the masked scores, so the masked keys get all "
        "the weight. Use a negative one: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, scores, 1e9)"},
    ),
    Mistake(
        id="infinite-sum",
        name="makes the softmax's sum infinite",
        diagnosis="With a mask, your output is NaN. Your code seems to put +∞ or a huge number in the "
        "masked scores, or −∞ in the exponentials: both make the row's sum infinite. Put −∞ in the scores, "
        "before exp: exp(−∞) is 0.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, scores, np.inf)"},
    ),
    Mistake(
        id="zero-times-infinity",
        name="multiplies 0 by −∞",
        diagnosis="With a mask, your output is NaN. Your code seems to add (1 - mask) * -np.inf; where the mask is "
        "True, that is 0 · −∞, which is NaN. Select instead of multiplying: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "scores = scores + (1 - mask) * -np.inf"},
    ),
    Mistake(
        id="mask-turned",
        name="transposes the mask",
        diagnosis="Your code transposes the mask. Its rows are already queries and its columns keys, as in "
        "the scores. Use the mask as it is.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(np.broadcast_to(mask, scores.shape).swapaxes(-1, -2), scores, -np.inf)"
        },
        also=(
            {HIDE: "scores = np.where(np.broadcast_to(mask, scores.shape).swapaxes(-1, -2), scores, -1e9)"},
        ),
    ),
    Mistake(
        id="mask-for-texts-instead-of-heads",
        name="adds a head axis to masks",
        diagnosis="Your code adds an axis to a three-axis mask, reading it as (B, T, T). It already "
        "broadcasts as (n_heads, T, T); a mask per sequence arrives as (B, 1, T, T). Use the "
        "mask as it is.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask[:, np.newaxis] if mask.ndim == 3 else mask, scores, -np.inf)"},
    ),
    Mistake(
        id="mask-of-the-first-head",
        name="uses head 0's mask everywhere",
        diagnosis="Your code uses the first head's mask for every head. A mask of shape (B, n_heads, T, "
        "T) contains one mask for each head. Use it as it is.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask[:, :1] if mask.ndim == 4 else mask, scores, -np.inf)"},
        also=(
            {HIDE: "scores = np.where(np.broadcast_to(mask, scores.shape)[:, :1], scores, -np.inf)"},
            {HIDE: "scores = np.where(np.broadcast_to(mask, scores.shape)[:, :1], scores, -1e9)"},
        ),
    ),
    Mistake(
        id="mask-of-the-first-text",
        name="uses sequence 0's mask everywhere",
        diagnosis="Your code uses the first sequence's mask for the whole batch. A mask of shape (B, "
        "n_heads, T, T) contains separate masks for each sequence. Use it as it is.",
        see=MASKING,
        change={HIDE: "scores = np.where(mask[:1] if mask.ndim == 4 else mask, scores, -np.inf)"},
    ),
    Mistake(
        id="mask-of-full-shape-only",
        name="indexes the scores with the mask",
        diagnosis="Your code seems to use the mask as an index, as in scores[~mask] = -np.inf. That needs "
        "a mask with the scores' full shape. np.where(mask, scores, -np.inf) broadcasts a "
        "smaller one.",
        see=MASKING,
        change={HIDE: "scores[~mask] = -np.inf"},
        also=({HIDE: "scores[~mask] = -1e9"},),
    ),
    Mistake(
        id="mask-multiplied",
        name="sets masked scores to 0",
        diagnosis="Your code sets masked scores to 0. exp(0) is 1, so masked keys still get weight. Use "
        "−∞: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "scores = scores * mask"},
    ),
    Mistake(
        id="mask-value-of-one",
        name="sets masked scores to -1",
        diagnosis="Your code sets masked scores to -1. exp(-1) is 0.37, so masked keys still get weight. "
        "Use −∞: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "scores = np.where(mask, scores, -1.0)"},
    ),
    Mistake(
        id="mask-added",
        name="adds the mask to the scores",
        diagnosis="Your code adds True and False to the scores as 1 and 0, so masked keys lose only a "
        "little weight. Put −∞ in their scores: np.where(mask, scores, -np.inf).",
        see=MASKING,
        change={HIDE: "scores = scores + mask"},
        also=({HIDE: "scores = scores + mask / np.sqrt(d_head)"},),
    ),
    Mistake(
        id="mask-after-softmax",
        name="masks after the softmax",
        diagnosis="Your code sets masked weights to 0 after the softmax. The masked scores were already "
        "part of the sum, so the rows now sum to less than 1. Put −∞ in the scores, before the softmax.",
        see=MASKING,
        change={HIDE: "pass", ZERO: "weights = weights if mask is None else np.where(mask, weights, 0.0)"},
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
    # what comes back
    Mistake(
        id="weights-returned-too",
        name="returns the weights too",
        diagnosis="Your code returns two arrays. Only the output is wanted here. Return merged @ w_o.",
        see=HEADS,
        change={PROJECT: "return merged @ w_o, weights"},
        also=(
            {PROJECT: "return merged @ w_o, weights[:, -1]"},
            {PROJECT: "return merged @ w_o, weights.reshape(-1, *weights.shape[-2:])"},
        ),
    ),
    Mistake(
        id="residual-added",
        name="adds x to the output",
        diagnosis="Your code adds x to the output. The residual path belongs to the block around this "
        "layer. Return merged @ w_o.",
        see=f"{LESSON}#residuals-and-layer-norm",
        change={PROJECT: "return x + merged @ w_o"},
    ),
    Mistake(
        id="tokens-changed",
        name="changes x in place",
        diagnosis="Your code writes into x, as x[...] = … or x += … does. The caller still needs x, for "
        "example for the residual path. Make a new array.",
        see=COMMON,
        change={PROJECT: "given[...] = merged @ w_o\n    return given", FLOAT: f"given = x\n    {FLOAT}"},
        also=(
            {
                FLOAT: "tokens, x = x, x.astype(np.float64)",
                MERGE: "merged = merge_heads(heads)\n    tokens[...] = merged",
            },
        ),
    ),
    # heads that do not fit
    Mistake(
        id="left-over-columns-dropped",
        name="drops the left-over columns",
        diagnosis="Your split_heads drops columns without an error when n_heads does not divide d_model. "
        "The model would silently lose part of every token. Check first: if d_model % n_heads, raise a "
        "ValueError.",
        see=SPLITTING,
        change={GUARD: "x = x[:, :, : n_heads * (d_model // n_heads)]"},
    ),
    Mistake(
        id="assertion-instead-of-value-error",
        name="asserts instead of raising ValueError",
        diagnosis="Your code raises AssertionError. An assert checks your own reasoning and disappears "
        "under python -O; a wrong argument is the caller's error. Raise ValueError.",
        see=SPLITTING,
        change={GUARD: 'raise AssertionError("d_model must be divisible by n_heads")'},
    ),
    # lapses of robustness
    Mistake(
        id="no-maximum-subtracted",
        name="takes exp of the raw scores",
        diagnosis="Your softmax takes exp of the raw scores. exp(710) overflows to inf, and inf/inf is "
        "NaN. Subtract each row's maximum first; the weights stay the same.",
        see=SOFTMAX,
        change={EXP: "exponentials = np.exp(scores)"},
    ),
    Mistake(
        id="maximum-of-everything",
        name="subtracts one maximum from every row",
        diagnosis="Your softmax subtracts the maximum of the whole array. A row far below it becomes "
        "exp(-2000) = 0 everywhere, and 0/0 is NaN. Give each row its own maximum: max(axis=-1, "
        "keepdims=True).",
        see=SOFTMAX,
        change={LARGEST: "largest = scores.max()"},
    ),
    Mistake(
        id="scores-in-half-precision",
        name="multiplies in float16",
        diagnosis="Your code multiplies float16 inputs as they are. Scores above 65,504 become inf, and "
        "inf − inf in the softmax is NaN. Convert first: x = x.astype(np.float64).",
        see=SOFTMAX,
        change={FLOAT: "pass"},
    ),
    Mistake(
        id="mask-value-too-small",
        name="fills masked scores with a number",
        diagnosis="Your code fills masked scores with a number such as -10000. Where the visible scores "
        "are as low as that, masked keys get weight again. −∞ is below every score: use -np.inf.",
        see=MASKING,
        change={
            HIDE: "scores = np.where(mask, scores, -1e4)\n"
            "        scores = np.where(np.any(mask, axis=-1, keepdims=True), scores, -np.inf)"
        },
    ),
    Mistake(
        id="nan-in-masked-rows",
        name="gives NaN in empty rows",
        diagnosis="Your code gives NaN in an empty row: its maximum is −∞, and −∞ − (−∞) is not a number. "
        "Set the scores of such rows to 0 before the softmax and their weights to 0 after it.",
        see=MASKING,
        change={FILL: "pass", ZERO: "pass"},
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
        id="one-blind-head-blinds-all",
        name="zeroes everything for one empty row",
        diagnosis="Your code sets the whole result to zero as soon as one row is empty. Only that row of "
        "that head should be zero. Test each row: np.any(mask, axis=-1, keepdims=True).",
        see=MASKING,
        change={ZERO: "weights = np.where(empty.any(), 0.0, weights)"},
    ),
]


def read_only(array: np.ndarray) -> np.ndarray:
    """A copy that raises ValueError when it is written to."""
    array = array.copy()
    array.setflags(write=False)
    return array


def some_mask(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """A random mask in which every query may attend to the last key."""
    mask = rng.random(shape) < 0.5
    mask[..., -1] = True
    return mask


def in_turn(size: int) -> np.ndarray:
    """Query i sees keys i and i + 1, so no row or column is empty, even when the mask is inverted or transposed."""
    mask = np.eye(size, dtype=bool)
    return mask | np.roll(mask, 1, axis=1)


def probes() -> list[Probe]:
    """Core: the three functions in the order in which they are written. Robust: one facet for each kind of lapse."""
    rng = np.random.default_rng(3)
    attend = "multi_head_attention"

    def arrays(batch: int, seq_len: int, d_model: int) -> tuple[np.ndarray, ...]:
        return tuple(rng.normal(size=s) for s in ((batch, seq_len, d_model), *[(d_model, d_model)] * 4))

    def ask(facet: str, *args: object, tier: Tier = "core") -> Probe:
        return Probe(attend, args, facet=facet, tier=tier)

    plain, equal, wide = arrays(2, 3, 6), arrays(2, 2, 4), arrays(3, 4, 12)
    numbers, heads = np.arange(24.0).reshape(2, 3, 4), np.arange(24.0).reshape(2, 2, 3, 2)
    core = [
        Probe("split_heads", (np.arange(1.0, 9.0).reshape(1, 2, 4), 2), facet="split_heads"),
        Probe("split_heads", (numbers, 2), facet="split_heads"),
        Probe("split_heads", (np.arange(72.0).reshape(2, 3, 12), 3), facet="split_heads"),
        Probe("split_heads", (np.arange(16.0).reshape(2, 2, 4), 2), facet="split_heads"),
        Probe("merge_heads", (heads,), facet="merge_heads"),
        Probe("merge_heads", (np.arange(16.0).reshape(2, 2, 2, 2),), facet="merge_heads"),
        Probe("merge_heads", (np.arange(72.0).reshape(2, 3, 4, 3),), facet="merge_heads"),
        ask("attention", *plain, 2),
        ask("attention", *plain, 3),
        ask("attention", *plain, 1),
        ask("attention", *equal, 2),
        ask("attention", *wide, 2),
        ask("attention", *arrays(1, 4, 6), 2),
        ask("mask", *plain, 2, in_turn(3)),
        ask("mask", *plain, 2, np.stack([[in_turn(3), ~in_turn(3)], [in_turn(3).T, in_turn(3)]])),
        ask(
            "mask",
            *wide,
            2,
            np.stack([[in_turn(4), ~in_turn(4)], [in_turn(4).T, in_turn(4)], [~in_turn(4)] * 2]),
        ),
        ask("mask shapes", *plain, 2, np.tril(np.ones((3, 3), dtype=bool))),
        ask("mask shapes", *plain, 2, some_mask(rng, 2, 1, 1, 3)),
        ask("mask shapes", *equal, 2, np.array([[[1, 0], [1, 1]], [[0, 1], [1, 0]]], dtype=bool)),
        Probe("split_heads", (np.arange(30.0).reshape(2, 3, 5), 2), facet="errors", tier="robust"),
    ]
    far, same = np.array([[[200.0, 1.0], [200.0, 2.0], [1.0, 200.0]]]), np.eye(2)
    uneven_sizes = np.array([[[1.0, 0.5], [80.0, -30.0], [0.3, 2.0]]])
    last = np.array([False, False, True])
    partly = some_mask(rng, 2, 2, 3, 3)
    partly[1, 0, 2] = False
    half = tuple(array.astype(np.float16) for array in (rng.integers(300, 500, size=(1, 2, 2)), *[same] * 4))
    # The scores are small here, but x @ w_v does not fit float16.
    wide_values = tuple(
        a.astype(np.float16) for a in (half[0], same / 100, same / 100, same * 300, same / 1000)
    )
    robust = [
        ask("large numbers", far, same, same, same, same, 1, tier="robust"),
        ask("large numbers", uneven_sizes, same, same, same, same, 1, tier="robust"),
        ask("masked large numbers", far, -same, same, same, same, 1, last, tier="robust"),
        ask("masked large numbers", far, -same, same, same, same, 1, ~last, tier="robust"),
        ask("masked large numbers", far, same, same, same, same, 1, last, tier="robust"),
        ask("empty rows", *plain, 2, partly, tier="robust"),
        ask("empty rows", *equal, 2, np.zeros((2, 2), dtype=bool), tier="robust"),
        ask("types", *half, 1, tier="robust"),
        ask("types", *wide_values, 1, tier="robust"),
        ask("calls", *(read_only(array) for array in equal), 2, tier="robust"),
    ]
    return core + robust
