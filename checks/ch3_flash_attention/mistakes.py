"""Mistakes that people make in flash attention, and inputs on which no two of them give the same result.

Most are changes of ``solution.py``. Those with another kind of loop are whole functions of their own.
"""

from collections.abc import Mapping

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
COST, SUM = f"{LESSON}#cost", f"{LESSON}#weighted-sum"
SCALING, SOFTMAX, CAUSAL = f"{LESSON}#scaling", f"{LESSON}#softmax", f"{LESSON}#causal-masking"
ROLES = f"{LESSON}#queries-keys-values"

DEF = "q: np.ndarray, k: np.ndarray, v: np.ndarray, block_size: int = 16, causal: bool = False\n"
SIZES = "seq_len, d = q.shape"
OUTPUT = "output = np.empty((seq_len, v.shape[1]))"
Q_LOOP = "for q_start in range(0, seq_len, block_size):"
Q_BLOCK = "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(d)  # (n, d)"
ROWS = "rows = np.arange(q_start, q_start + len(q_block))[:, np.newaxis]  # (n, 1): their positions"
PEAK = "peak = np.full((len(q_block), 1), -np.inf)  # the largest score so far, per row"
TOTAL = "total = np.zeros((len(q_block), 1))  # the sum of exp(score - peak) so far"
WEIGHTED = "weighted = np.zeros((len(q_block), v.shape[1]))  # the same sum, each term times its value"
K_LOOP = "for k_start in range(0, seq_len, block_size):"
SKIP = "if causal and k_start > rows[-1, 0]:"
K_BLOCK = "k_block = k[k_start : k_start + block_size]"
V_BLOCK = "v_block = v[k_start : k_start + block_size]"
SCORES = "scores = q_block @ k_block.T  # (n, m)"
IF_CAUSAL = "if causal:\n"
COLUMNS = "columns = np.arange(k_start, k_start + len(k_block))"
HIDE = "scores = np.where(columns <= rows, scores, -np.inf)"
NEW_PEAK = "new_peak = np.maximum(peak, scores.max(axis=-1, keepdims=True))"
CORRECTION = "correction = np.exp(peak - new_peak)  # 0 for the first block: exp(-inf)"
WEIGHTS = "weights = np.exp(scores - new_peak)"
ADD_TOTAL = "total = total * correction + weights.sum(axis=-1, keepdims=True)"
ADD_VALUES = "weighted = weighted * correction + weights @ v_block"
KEEP_PEAK = "peak = new_peak\n"
FINISH = "output[q_start : q_start + block_size] = weighted / total"
RETURN = "return output\n"

INDENT = "\n            "  # of a line in the loop over the keys


def divided_at_once(new: str) -> Mapping[str, str]:
    """The paper's first algorithm, which keeps a divided output; ``new`` is the output after a block."""
    return {
        ADD_TOTAL: f"old = total * correction{INDENT}total = old + weights.sum(axis=-1, keepdims=True)",
        ADD_VALUES: f"weighted = {new}",
        FINISH: "output[q_start : q_start + block_size] = weighted",
    }


def by_logsumexp(
    old: str, new: str, both: str = "np.logaddexp(lse, block)", of_block: str = "np.exp(scores - peak) / z"
) -> Mapping[str, str]:
    """Divided blocks, joined by their logsumexp with the factors ``old`` and ``new``."""
    return {
        PEAK: "lse = np.full((len(q_block), 1), -np.inf)",
        NEW_PEAK: "peak = scores.max(axis=-1, keepdims=True)",
        CORRECTION: "z = np.exp(scores - peak).sum(axis=-1, keepdims=True)",
        WEIGHTS: f"weights = {of_block}",
        ADD_TOTAL: f"block = peak + np.log(z){INDENT}both = {both}",
        ADD_VALUES: f"weighted = {old} * weighted + {new} * (weights @ v_block)",
        KEEP_PEAK: "lse = both\n",
        FINISH: "output[q_start : q_start + block_size] = weighted",
    }


def of_each_block(total: str) -> Mapping[str, str]:
    """A softmax in each block; their sum is divided by ``total``."""
    return {
        ADD_TOTAL: f"total = {total}",
        ADD_VALUES: "weighted = weighted + weights / weights.sum(axis=-1, keepdims=True) @ v_block",
    }


WHOLE_GRID = """
def flash_attention(q, k, v, block_size=16, causal=False):
    q = q.astype(np.float64)
    scores = q @ k.T / np.sqrt(q.shape[-1])
    if causal:
        scores = np.where(np.tril(np.ones(scores.shape, dtype=bool)), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True) @ v
"""

QUERY_BLOCKS = """
def flash_attention(q, k, v, block_size=16, causal=False):
    seq_len, d = q.shape
    output = np.empty((seq_len, v.shape[1]))
    for start in range(0, seq_len, block_size):
        scores = q[start : start + block_size].astype(np.float64) @ k.T / np.sqrt(d)
        if causal:
            rows = np.arange(start, start + len(scores))[:, np.newaxis]
            scores = np.where(np.arange(seq_len) <= rows, scores, -np.inf)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        output[start : start + block_size] = weights / weights.sum(axis=-1, keepdims=True) @ v
    return output
"""

ROW_BLOCKS = [
    # what each block of keys adds
    Mistake(
        id="nothing-corrected",
        name="never corrects the earlier sums",
        diagnosis="Your code adds each block to sums that were computed with an older, smaller maximum. "
        "When the maximum grows, first multiply both sums by exp(old maximum − new maximum).",
        see=COST,
        change={
            ADD_TOTAL: "total = total + weights.sum(axis=-1, keepdims=True)",
            ADD_VALUES: "weighted = weighted + weights @ v_block",
        },
    ),
    Mistake(
        id="only-the-total-corrected",
        name="corrects only the total",
        diagnosis="Your code corrects the total when the maximum grows, but not the weighted sum of values. "
        "Both were computed with the old maximum: multiply the weighted sum by the same factor.",
        see=COST,
        change={ADD_VALUES: "weighted = weighted + weights @ v_block"},
    ),
    Mistake(
        id="only-the-values-corrected",
        name="corrects only the weighted sum",
        diagnosis="Your code corrects the weighted sum when the maximum grows, but not the total. Both were "
        "computed with the old maximum: multiply the total by the same factor.",
        see=COST,
        change={ADD_TOTAL: "total = total + weights.sum(axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="correction-upside-down",
        name="corrects by exp(new − old)",
        diagnosis="Your correction is exp(new − old), which makes the old sums larger. They should shrink "
        "when the maximum (or the logsumexp) grows. Use exp(old − new).",
        see=COST,
        change={CORRECTION: "correction = np.where(np.isfinite(peak), np.exp(new_peak - peak), 0)"},
        also=(by_logsumexp("np.where(np.isinf(lse), 0, np.exp(both - lse))", "np.exp(block - both)"),),
    ),
    Mistake(
        id="new-terms-corrected-too",
        name="corrects after adding the block",
        diagnosis="Your code adds the new block and then multiplies everything by the correction. The new "
        "terms already use the new maximum, so correct the old sums first, then add.",
        see=COST,
        change={
            ADD_TOTAL: "total = (total + weights.sum(axis=-1, keepdims=True)) * correction",
            ADD_VALUES: "weighted = (weighted + weights @ v_block) * correction",
        },
        also=(
            {
                ADD_TOTAL: "first = k_start == 0"
                f"{INDENT}total = (total + weights.sum(axis=-1, keepdims=True)) * (1 if first else correction)",
                ADD_VALUES: "weighted = (weighted + weights @ v_block) * (1 if first else correction)",
            },
        ),
    ),
    Mistake(
        id="maximum-forgotten",
        name="uses each block's own maximum",
        diagnosis="Your code subtracts each block's own maximum and adds the blocks as they are. All terms "
        "need the same maximum: keep the largest score so far, and correct the old sums when it grows.",
        see=COST,
        change={
            NEW_PEAK: "new_peak = scores.max(axis=-1, keepdims=True)",
            CORRECTION: "correction = np.where(np.isfinite(peak), 1.0, 0.0)",
        },
    ),
    Mistake(
        id="new-block-against-its-own-maximum",
        name="corrects the old sums only",
        diagnosis="Your code corrects the old sums to the larger maximum, but the new block still uses its "
        "own. Use exp(scores − new maximum), or multiply the new block by exp(its maximum − new maximum).",
        see=COST,
        change={WEIGHTS: "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"},
    ),
    Mistake(
        id="factors-exchanged",
        name="exchanges the two corrections",
        diagnosis="Your code multiplies the old sums by the new block's factor, and the new block by the "
        "factor of the old sums. Each part needs exp(its own maximum − common maximum).",
        see=COST,
        change={
            WEIGHTS: f"own = scores.max(axis=-1, keepdims=True){INDENT}weights = np.exp(scores - own) * "
            f"(correction if k_start else 1.0){INDENT}correction = np.exp(own - new_peak)",
        },
    ),
    Mistake(
        id="maximum-of-the-first-block-kept",
        name="keeps the first block's maximum",
        diagnosis="Your code keeps the first block's maximum throughout, but the sums are rescaled to the "
        "larger one. Store the new maximum together with the sums.",
        see=COST,
        change={KEEP_PEAK: "peak = new_peak if k_start == 0 else peak\n"},
    ),
    Mistake(
        id="only-the-last-block",
        name="keeps only the last block",
        diagnosis="Only the last block of keys counts in your output. Either your sums are reset in every "
        "block, or the maximum is never updated, so the correction is exp(−∞) = 0. Keep the sums and the "
        "maximum from block to block.",
        see=COST,
        change={KEEP_PEAK: "peak = peak\n"},
        also=(
            {SKIP: "if False:", KEEP_PEAK: "peak = peak\n"},
            {CORRECTION: "correction = 0.0"},
        ),
    ),
    Mistake(
        id="softmax-in-each-block",
        name="averages the blocks' softmaxes",
        diagnosis="Your code computes a softmax in each block and averages the results. A block with "
        "larger scores should count for more. Add up the sums without dividing, and divide once at the "
        "end.",
        see=COST,
        change=of_each_block("total + 1"),
    ),
    Mistake(
        id="softmaxes-added",
        name="adds the blocks' softmaxes",
        diagnosis="Your code divides each block by its own total and adds the results, so a row's weights "
        "sum to the number of blocks. Add up the sums without dividing, and divide once at the end.",
        see=COST,
        change=of_each_block("np.ones_like(total)"),
    ),
    Mistake(
        id="never-divided",
        name="never divides by the total",
        diagnosis="Your code returns the weighted sum of values as it is. The weights of a row must sum to "
        "1, so divide by the total of the exponentials at the end.",
        see=SOFTMAX,
        change={FINISH: "output[q_start : q_start + block_size] = weighted"},
    ),
    Mistake(
        id="divided-after-every-block",
        name="divides after every block",
        diagnosis="Your code divides the output by the total after each block, then adds the next block to "
        "the divided output. Divide once at the end, or multiply the old output by its old total first.",
        see=COST,
        change={
            ADD_VALUES: "weighted = (weighted * correction + weights @ v_block) / total",
            FINISH: "output[q_start : q_start + block_size] = weighted",
        },
    ),
    Mistake(
        id="divided-by-the-old-sum",
        name="divides by the old total",
        diagnosis="Your code divides the new output by the total from before the block. First add the "
        "block's exponentials to the total, then divide.",
        see=COST,
        change=divided_at_once("(old * weighted + weights @ v_block) / np.where(old == 0, 1, old)"),
    ),
    Mistake(
        id="old-output-not-multiplied-by-its-sum",
        name="adds divided outputs as they are",
        diagnosis="Your old output is already divided by its total, but your code adds it as if it were a "
        "sum. Multiply it by the old total, corrected to the new maximum, before you add the new block.",
        see=COST,
        change=divided_at_once("(weighted + weights @ v_block) / total"),
    ),
    Mistake(
        id="maximum-instead-of-logsumexp",
        name="joins logsumexps by their maximum",
        diagnosis="Your code joins two logsumexps with np.maximum. The joint one is log(exp(a) + exp(b)): "
        "write np.logaddexp(a, b).",
        see=COST,
        change=by_logsumexp("np.exp(lse - both)", "np.exp(block - both)", "np.maximum(lse, block)"),
    ),
    Mistake(
        id="new-block-not-weighted",
        name="gives each new block weight 1",
        diagnosis="Your code adds each block's softmax with a weight of 1. The weight of a block is its "
        "share of the total: exp(its logsumexp − joint logsumexp).",
        see=COST,
        change=by_logsumexp("np.exp(lse - both)", "1.0"),
    ),
    Mistake(
        id="old-output-not-weighted",
        name="does not weight the old output",
        diagnosis="Your code adds a weighted new block to the old output as it is. The old output must "
        "shrink too: multiply it by exp(old logsumexp − joint logsumexp).",
        see=COST,
        change=by_logsumexp("1.0", "np.exp(block - both)"),
    ),
    Mistake(
        id="blocks-not-divided",
        name="does not divide each block",
        diagnosis="Your code joins blocks by their logsumexp. That is right for softmax outputs, but your "
        "block outputs have not been divided yet. Divide each block by its own total.",
        see=COST,
        change=by_logsumexp("np.exp(lse - both)", "np.exp(block - both)", of_block="np.exp(scores - peak)"),
    ),
    Mistake(
        id="total-starts-at-one",
        name="starts the total at 1",
        diagnosis="Your total starts at 1 with a maximum of 0, as if there were an extra key with score "
        "0. Start the total at 0 and the maximum at −∞.",
        see=COST,
        change={PEAK: "peak = np.zeros((len(q_block), 1))", TOTAL: "total = np.ones((len(q_block), 1))"},
    ),
    Mistake(
        id="state-kept-between-query-blocks",
        name="does not reset the running state",
        diagnosis="Your code keeps the maximum and the total when it goes on to the next block of "
        "queries. Each query has its own. Reset the maximum, total and weighted sum for each block of "
        "queries.",
        see=COST,
        change={
            OUTPUT: "output = np.empty((seq_len, v.shape[1]))\n    size = min(block_size, seq_len)\n"
            "    peak, total = np.full((size, 1), -np.inf), np.zeros((size, 1))\n"
            "    weighted = np.zeros((size, v.shape[1]))",
            PEAK: "peak, total, weighted = (part[: len(q_block)].copy() for part in (peak, total, weighted))",
            TOTAL: "",
            WEIGHTED: "",
        },
        also=(
            {
                OUTPUT: "output = np.empty((seq_len, v.shape[1]))\n    size = min(block_size, seq_len)\n"
                "    peak, total = np.full((size, 1), -np.inf), np.zeros((size, 1))",
                PEAK: "peak, total = (part[: len(q_block)].copy() for part in (peak, total))",
                TOTAL: "",
            },
        ),
    ),
]

WHICH_BLOCKS = [
    Mistake(
        id="last-block-dropped",
        name="drops the shorter last block",
        diagnosis="Your code loops over T // block_size blocks of keys, so it never reads the last keys "
        "when block_size does not divide T. range(0, T, block_size) includes the shorter block.",
        see=COST,
        change={K_LOOP: "for k_start in range(0, max(seq_len // block_size, 1) * block_size, block_size):"},
    ),
    Mistake(
        id="last-block-left-out",
        name="stops one block of keys early",
        diagnosis="Your code never adds the last block of keys, even when that block is full. range(0, T, "
        "block_size) reaches all of them.",
        see=COST,
        change={K_LOOP: "for k_start in range(0, max(seq_len - block_size, 1), block_size):"},
    ),
    Mistake(
        id="last-query-block-dropped",
        name="leaves the last queries out",
        diagnosis="Your code loops over T // block_size blocks of queries, so it never computes the last "
        "rows when block_size does not divide T. range(0, T, block_size) includes the shorter block.",
        see=COST,
        change={
            OUTPUT: "output = np.zeros((seq_len, v.shape[1]))",
            Q_LOOP: "for q_start in range(0, seq_len // block_size * block_size, block_size):",
        },
        also=({RETURN: "return output[: seq_len // block_size * block_size or seq_len]\n"},),
    ),
    Mistake(
        id="last-query-missing",
        name="leaves the last query out",
        diagnosis="Your loop over the queries stops one query too early, so the last row of the output stays 0. "
        "range(T) already ends at T − 1.",
        see=COST,
        change={RETURN: "output[-1] = 0\n    return output\n"},
    ),
    Mistake(
        id="last-key-of-each-block-missed",
        name="misses each block's last key",
        diagnosis="Your loop over the keys of a block stops one key too early. The end of a range or slice is "
        "not included: k[start : start + block_size] is a whole block.",
        see=COST,
        change={
            SKIP: "if 0 < k_start >= min(k_start + block_size, seq_len) - 1:\n                continue\n"
            "            if causal and k_start > rows[-1, 0]:",
            K_BLOCK: "k_end = max(min(k_start + block_size, seq_len) - 1, 1)\n            k_block = k[k_start:k_end]",
            V_BLOCK: "v_block = v[k_start:k_end]",
        },
    ),
    Mistake(
        id="last-block-filled-with-zeros",
        name="pads the last block with zeros",
        diagnosis="Your code pads the last block with zero keys. Their score is 0, a score like any "
        "other, so they get some weight. Set their scores to −∞, or leave the block short.",
        see=COST,
        change={
            K_BLOCK: "gap = max(k_start + block_size - seq_len, 0)\n"
            "            k_block = np.pad(k[k_start : k_start + block_size], ((0, gap), (0, 0)))",
            V_BLOCK: "v_block = np.pad(v[k_start : k_start + block_size], ((0, gap), (0, 0)))",
        },
    ),
    Mistake(
        id="only-its-own-block",
        name="reads only its own block",
        diagnosis="In your code, each block of queries reads only the keys at its own positions. Every query "
        "needs all keys: loop over all blocks of keys inside the loop over the queries.",
        see=COST,
        change={SKIP: "if k_start != q_start:\n                continue\n            if False:"},
    ),
    Mistake(
        id="values-of-the-first-block-only",
        name="always uses the first values",
        diagnosis="Your code multiplies the weights of every block by the first block of values. Slice k "
        "and v at the same positions: v[start : start + block_size].",
        see=SUM,
        change={V_BLOCK: "v_block = v[: len(k_block)]"},
    ),
    Mistake(
        id="values-of-the-query-block",
        name="uses the queries' own values",
        diagnosis="Your code multiplies the weights by the values at the positions of the queries. A "
        "weight belongs to a key: slice k and v at the same positions.",
        see=SUM,
        change={
            V_BLOCK: "v_block = np.resize(v[q_start : q_start + block_size], (len(k_block), v.shape[1]))",
        },
    ),
    Mistake(
        id="blocks-joined-along-the-columns",
        name="joins the blocks side by side",
        diagnosis="Your code joins the blocks of the output along the columns. Each block holds rows, so "
        "join them along axis 0: np.concatenate(blocks) or np.vstack(blocks).",
        see=COST,
        change={
            OUTPUT: "output = np.empty((seq_len, v.shape[1]))\n    blocks = []",
            FINISH: "blocks.append(weighted / total)",
            RETURN: "return np.concatenate(blocks, axis=1)\n",
        },
    ),
    Mistake(
        id="keys-and-values-exchanged",
        name="exchanges keys and values",
        diagnosis="Your code computes the scores with v and sums the rows of k. Compute the scores as q @ "
        "kᵀ and multiply the weights by v.",
        see=ROLES,
        change={SIZES: "seq_len, d = q.shape\n    k, v = v, k"},
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="computes k @ qᵀ",
        diagnosis="Your code computes k @ qᵀ, so row i of the output belongs to key i. Each row must belong "
        "to a query. Compute q @ kᵀ.",
        see=ROLES,
        change={SIZES: "seq_len, d = q.shape\n    q, k = k, q"},
    ),
    Mistake(
        id="no-scaling",
        name="leaves the scores unscaled",
        diagnosis="Your code does not divide the scores by √d. Dot products spread out as d grows, so the "
        "softmax puts nearly all the weight on one key. Divide by np.sqrt(d).",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64)"},
    ),
    Mistake(
        id="scaled-by-d",
        name="divides by d, not √d",
        diagnosis="Your code divides the scores by d. Their spread grows only with √d, so this shrinks "
        "them too far and the weights become too uniform. Divide by np.sqrt(d).",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / d"},
    ),
    Mistake(
        id="scaled-by-the-block",
        name="divides by √block_size",
        diagnosis="Your code divides the scores by √block_size, so the output depends on the size of a "
        "block. Divide by √d, where d is the width of a query.",
        see=SCALING,
        change={
            Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(block_size)"
        },
    ),
    Mistake(
        id="scaled-by-the-length",
        name="divides by √T",
        diagnosis="Your code divides the scores by √T, the root of the number of tokens. Divide by √d, "
        "where d is the width of a query: q.shape[1].",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(seq_len)"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by √d",
        diagnosis="Your code multiplies the scores by √d. Their spread already grows with √d; the scaling "
        "is there to undo that. Divide by np.sqrt(d).",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) * np.sqrt(d)"},
    ),
    Mistake(
        id="queries-changed",
        name="scales q in place",
        diagnosis="Your code scales q in place, so the caller's array changes too. Make a new array: q = q "
        "/ np.sqrt(d).",
        see=SCALING,
        change={
            SIZES: "seq_len, d = q.shape\n    q /= np.sqrt(d)",
            Q_BLOCK: "q_block = q[q_start : q_start + block_size]",
        },
    ),
]

LARGE_SCORES = [
    Mistake(
        id="exp-without-maximum",
        name="takes exp of the raw scores",
        diagnosis="Your code takes exp of the raw scores. Large scores overflow to inf, and inf / inf is "
        "NaN. Subtract each row's running maximum first.",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.zeros_like(peak)", CORRECTION: "correction = 1.0"},
    ),
    Mistake(
        id="maximum-starts-at-zero",
        name="starts the maximum at 0",
        diagnosis="Your running maximum starts at 0. If all scores of a row are far below 0, every "
        "exponential underflows to 0, and 0 / 0 is NaN. Start at −np.inf.",
        see=COST,
        change={PEAK: "peak = np.zeros((len(q_block), 1))"},
    ),
    Mistake(
        id="one-maximum-for-the-block",
        name="shares one maximum between rows",
        diagnosis="Your code subtracts one maximum from all rows of a block. A row far below it underflows "
        "to 0, and 0 / 0 is NaN. Give each row its own maximum: max(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.maximum(peak, scores.max())"},
    ),
    Mistake(
        id="maximum-over-the-queries",
        name="takes the maximum over queries",
        diagnosis="Your code takes the maximum over the queries, so there is one per key. Each query needs "
        "the largest of its own scores: take the maximum over the keys, the last axis.",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.maximum(peak, np.resize(scores.max(axis=0), peak.shape))"},
    ),
    Mistake(
        id="maximum-of-the-last-block",
        name="uses the last block's maximum",
        diagnosis="Your first loop over the blocks keeps only the maximum of the last one. Larger scores of "
        "earlier blocks then overflow to inf. Keep the larger of the two: np.maximum(old, new).",
        see=COST,
        change={
            NEW_PEAK: "last = k[(seq_len - 1) // block_size * block_size :]"
            f"{INDENT}new_peak = (q_block @ last.T).max(axis=-1, keepdims=True)",
            CORRECTION: "correction = 1.0",
        },
    ),
]

CAUSAL_ONES = [
    Mistake(
        id="causal-ignored",
        name="ignores causal=True",
        diagnosis="Your code ignores causal=True: every position sees later ones. When causal is True, "
        "set the scores of later positions to −∞.",
        see=CAUSAL,
        change={SKIP: "if False:", IF_CAUSAL: "if False:\n"},
    ),
    Mistake(
        id="causal-always",
        name="masks with causal=False too",
        diagnosis="Your code hides later positions even with causal=False. Mask scores and skip blocks only "
        "`if causal`.",
        see=CAUSAL,
        change={SIZES: "seq_len, d = q.shape\n    causal = True"},
    ),
    Mistake(
        id="causal-by-default",
        name="defaults to causal=True",
        diagnosis="Your function is causal unless the caller says otherwise. The default in the task is "
        "causal=False.",
        see=CAUSAL,
        change={DEF: DEF.replace("False", "True")},
    ),
    Mistake(
        id="causal-inverted",
        name="masks only with causal=False",
        diagnosis="Your code hides later positions exactly when causal is False. Write `if causal:`.",
        see=CAUSAL,
        change={SKIP: "if not causal and k_start > rows[-1, 0]:", IF_CAUSAL: "if not causal:\n"},
    ),
    Mistake(
        id="causal-hidden-by-zero",
        name="sets masked scores to 0",
        diagnosis="Your code sets masked scores to 0. exp(0 − maximum) is not 0, so later positions still "
        "get weight. Set them to −np.inf.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(columns <= rows, scores, 0.0)"},
        also=({SKIP: "if False:", HIDE: "scores = np.where(columns <= rows, scores, 0.0)"},),
    ),
    Mistake(
        id="causal-without-itself",
        name="hides each position from itself",
        diagnosis="In your code, a query sees the positions before its own but not its own (< instead of "
        "<=), so the first position sees nothing. Position i should see 0 … i: compare columns <= rows.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(columns < rows, scores, -1e9)"},
        also=(
            {HIDE: "scores = np.where(columns < rows, scores, -np.inf)"},
            {HIDE: "scores = np.where(columns < np.maximum(rows, 1), scores, -np.inf)"},
        ),
    ),
    Mistake(
        id="causal-one-too-many",
        name="shows the next position too",
        diagnosis="In your code, query i also sees position i + 1, the token it should predict. Compare "
        "columns <= rows, or read k[: i + 1].",
        see=CAUSAL,
        change={
            SKIP: "if causal and k_start > rows[-1, 0] + 1:",
            HIDE: "scores = np.where(columns <= rows + 1, scores, -np.inf)",
        },
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="hides the past",
        diagnosis="In your code, positions see themselves and later ones. Reverse the comparison: a query "
        "sees the keys with columns <= rows.",
        see=CAUSAL,
        change={SKIP: "if False:", HIDE: "scores = np.where(columns >= rows, scores, -1e9)"},
        also=({SKIP: "if False:", HIDE: "scores = np.where(columns >= rows, scores, -np.inf)"},),
    ),
    Mistake(
        id="causal-block-by-block",
        name="skips later blocks but masks nothing",
        diagnosis="Your code skips later blocks, but inside its own block a query still sees later "
        "positions. Compare positions there too: columns <= rows.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:\n"},
    ),
    Mistake(
        id="causal-inside-every-block",
        name="uses the same triangle everywhere",
        diagnosis="Your code applies the same triangle to every block, as if each one were on the diagonal. "
        "Compare real positions: q_start + row and k_start + column.",
        see=CAUSAL,
        change={
            COLUMNS: "columns = np.arange(len(k_block))",
            HIDE: "scores = np.where(columns <= rows - q_start, scores, -np.inf)",
        },
        also=(
            {
                SKIP: "if False:",
                COLUMNS: "columns = np.arange(len(k_block))",
                HIDE: "scores = np.where(columns <= rows - q_start, scores, -np.inf)",
            },
        ),
    ),
    Mistake(
        id="columns-counted-anew-in-every-block",
        name="counts keys from 0 in each block",
        diagnosis="Your queries have real positions, but the keys are counted from 0 in each block, so "
        "later keys seem to come earlier. Compare with k_start + column.",
        see=CAUSAL,
        change={SKIP: "if False:", COLUMNS: "columns = np.arange(len(k_block))"},
    ),
    Mistake(
        id="triangle-not-moved-for-the-queries",
        name="counts queries from 0 in each block",
        diagnosis="Your keys have real positions, but the queries are counted from 0 in each block, so "
        "later queries seem to come earlier. Compare with q_start + row.",
        see=CAUSAL,
        change={
            ROWS: "rows = np.arange(len(q_block))[:, np.newaxis]",
            SKIP: "if causal and k_start > q_start:",
        },
    ),
    Mistake(
        id="causal-offset-turned-round",
        name="moves the triangle the wrong way",
        diagnosis="Your triangle moves by k_start − q_start. Blocks of the past must be visible, so move it "
        "by q_start − k_start.",
        see=CAUSAL,
        change={
            SKIP: "if False:",
            HIDE: "scores = np.where(columns - k_start <= rows - q_start + (k_start - q_start), scores, -np.inf)",
        },
    ),
    Mistake(
        id="later-blocks-not-skipped",
        name="masks only the queries' own block",
        diagnosis="Your code applies the triangle to the queries' own block but reads later blocks in full. "
        "Skip them, or compare real positions in every block.",
        see=CAUSAL,
        change={
            SKIP: "if False:",
            HIDE: "scores = np.where((columns <= rows) | (k_start > q_start), scores, -np.inf)",
        },
    ),
    Mistake(
        id="own-block-skipped",
        name="skips the queries' own block",
        diagnosis="Your queries see all earlier blocks, but not their own block. They should see it up to "
        "the diagonal. Stop only when k_start is beyond the last query, and compare columns <= rows.",
        see=CAUSAL,
        change={SKIP: "if causal and k_start >= q_start and k_start > 0:"},
        also=({SKIP: "if causal and k_start >= max(q_start, 1):", IF_CAUSAL: "if False:\n"},),
    ),
]

MEMORY = [
    Mistake(
        id="whole-grid",
        name="holds all T × T scores",
        diagnosis="Your code makes a (T, T) array of scores, so its memory grows with T². The numbers are "
        "right, but the task is to avoid that array. Compute one block of keys at a time, with a running "
        "maximum.",
        see=COST,
        code=WHOLE_GRID,
        also=(
            {
                SIZES: "seq_len, d = q.shape\n    grid = q.astype(np.float64) @ k.T / np.sqrt(d)",
                SCORES: "scores = grid[q_start : q_start + block_size, k_start : k_start + block_size]",
            },
        ),
    ),
    Mistake(
        id="whole-mask",
        name="holds a (T, T) mask",
        diagnosis="Your code computes the scores in blocks, but creates a (T, T) mask. Create each "
        "block's mask when you need it: compare k_start + column with q_start + row.",
        see=CAUSAL,
        change={
            SIZES: "seq_len, d = q.shape\n    seen = np.arange(seq_len)[:, np.newaxis] >= np.arange(seq_len) if causal else None",
            HIDE: "scores = np.where(seen[q_start : q_start + block_size, k_start : k_start + block_size], scores, -np.inf)",
        },
        also=(
            {
                SIZES: "seq_len, d = q.shape\n    hidden = np.triu(np.full((seq_len, seq_len), -np.inf), k=1)",
                HIDE: "scores = scores + hidden[q_start : q_start + block_size, k_start : k_start + block_size]",
            },
        ),
    ),
    Mistake(
        id="full-softmax-for-a-query-block",
        name="takes an ordinary softmax per query",
        diagnosis="Your code takes an ordinary softmax over all keys for each query, or block of queries. "
        "Split the keys into blocks too, and keep each row's running maximum, total and weighted sum.",
        see=COST,
        code=QUERY_BLOCKS,
    ),
]

LAPSES = [
    Mistake(
        id="half-precision-scores",
        name="multiplies in float16",
        diagnosis="Your code multiplies float16 inputs as they are. Scores above 65,504 become inf, and inf − inf is "
        "NaN. Convert first: q.astype(np.float64).",
        see=SOFTMAX,
        change={
            Q_BLOCK: "q_block = q[q_start : q_start + block_size]\n        d_root = np.sqrt(d)",
            SCORES: "scores = (q_block @ k_block.T) / d_root",
        },
    ),
    Mistake(
        id="output-in-the-type-of-q",
        name="allocates the output like q",
        diagnosis="Your output takes the dtype of q or v, so with integer inputs the fractional part of "
        "every result is lost. Allocate float64: np.zeros((T, d)).",
        see=SUM,
        change={OUTPUT: "output = np.empty_like(q)"},
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept q, k, v, block_size and causal by these names, so a call "
        "that passes them by name fails. Name the parameters as the stub does.",
        see=COST,
        change={
            DEF: DEF.replace("block_size", "block"),
            SIZES: "seq_len, d = q.shape\n    block_size = block",
        },
    ),
]

MISTAKES = [*ROW_BLOCKS, *WHICH_BLOCKS, *LARGE_SCORES, *CAUSAL_ONES, *MEMORY, *LAPSES]


def probes() -> list[Probe]:
    """One block and several, block sizes that do and do not divide T, growing and falling maxima, large scores, causal; then robust."""
    rng = np.random.default_rng(13)
    name = "flash_attention"

    def draw(seq_len: int, d: int) -> tuple[np.ndarray, ...]:
        return tuple(rng.normal(size=(seq_len, d)) for _ in range(3))

    def core(facet: str, *args: object) -> Probe:
        return Probe(name, args, facet=facet)

    def robust(facet: str, *args: object, **kwargs: object) -> Probe:
        return Probe(name, args, kwargs, facet=facet, tier="robust")

    q, k, v = draw(11, 5)
    ramp = np.linspace(0.2, 4.0, 11)[:, np.newaxis]
    one_large = np.zeros((11, 5))
    one_large[4:8] = 3.0
    # Rows equally far below zero, and large rows that are equal, so that a shared maximum spoils only the other rows.
    below = -(np.abs(q) * 0.1 + 1) * 600
    small, large_k, large_v = draw(12, 5)
    uneven = np.where(np.arange(12)[:, np.newaxis] % 2, small * 1e-2, 4e3)
    falling = np.linspace(4.0, 0.2, 12)[:, np.newaxis]
    return [
        core("single keys", *draw(3, 4), 1, False),
        core("single keys", *draw(5, 3), 1, False),
        core("blocks", *draw(6, 4), 6, False),
        core("blocks", *draw(4, 4), 4, False),
        core("blocks", *draw(8, 5), 4, False),
        core("blocks", *draw(11, 5), 4, False),
        core("blocks", *draw(7, 3), 3, False),
        core("running maximum", q, k * ramp, v, 4, False),
        core("running maximum", q, k * ramp[::-1], v, 3, False),
        core("running maximum", np.abs(q), one_large, v, 4, False),
        core("large scores", uneven, np.abs(large_k) * falling, large_v, 4, False),
        core("large scores", below, np.abs(k) * 0.1 + 1, v, 4, False),
        core("causal mask", *draw(5, 3), 5, False),
        core("causal mask", *draw(5, 3)),
        core("causal mask", *draw(6, 4), 6, True),
        core("causal mask", *draw(4, 4), 4, True),
        core("causal blocks", *draw(8, 5), 4, True),
        core("causal blocks", *draw(12, 3), 3, True),
        core("causal blocks", *draw(11, 5), 4, True),
        robust("types", *(np.round(300 * x).astype(np.float16) for x in (q, k, v)), 4),
        robust("types", *(np.round(3 * x).astype(int) for x in (q, k, v)), 4),
        robust("calls", causal=True, block_size=4, v=v, k=k, q=q),
    ]
