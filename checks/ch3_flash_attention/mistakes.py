"""Wrong flash attentions that people really write, and the inputs on which no two of them agree.

Most are changes of ``solution.py``. Those that walk in another way are whole functions of their own.
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
PEAK = "peak = np.full((len(q_block), 1), -np.inf)  # the largest score so far, a row"
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
    """Blocks that are divided already, joined by their logsumexp with the factors ``old`` and ``new``."""
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
    """A softmax in each block; ``total`` is what their sum is divided by."""
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
        diagnosis="Your code adds each block to sums that were measured against an older, smaller maximum. When the "
        "maximum grows, multiply both sums by exp(old maximum − new maximum) first.",
        see=COST,
        change={
            ADD_TOTAL: "total = total + weights.sum(axis=-1, keepdims=True)",
            ADD_VALUES: "weighted = weighted + weights @ v_block",
        },
    ),
    Mistake(
        id="only-the-total-corrected",
        name="corrects only the total",
        diagnosis="Your code corrects the total when the maximum grows, but not the weighted sum of values. Both were "
        "measured against the old maximum: multiply the weighted sum by the same factor.",
        see=COST,
        change={ADD_VALUES: "weighted = weighted + weights @ v_block"},
    ),
    Mistake(
        id="only-the-values-corrected",
        name="corrects only the weighted sum",
        diagnosis="Your code corrects the weighted sum when the maximum grows, but not the total. Both were measured "
        "against the old maximum: multiply the total by the same factor.",
        see=COST,
        change={ADD_TOTAL: "total = total + weights.sum(axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="correction-upside-down",
        name="corrects by exp(new − old)",
        diagnosis="Your correction is exp(new − old), which makes the old sums larger. They must shrink when the "
        "maximum (or the logsumexp) grows: exp(old − new).",
        see=COST,
        change={CORRECTION: "correction = np.where(np.isfinite(peak), np.exp(new_peak - peak), 0)"},
        also=(by_logsumexp("np.where(np.isinf(lse), 0, np.exp(both - lse))", "np.exp(block - both)"),),
    ),
    Mistake(
        id="new-terms-corrected-too",
        name="corrects after adding the block",
        diagnosis="Your code adds the new block and then multiplies everything by the correction. The new terms "
        "are already measured against the new maximum. Correct the old sums first, then add.",
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
        diagnosis="Your code measures each block against its own maximum and adds them as they are. All terms need "
        "the same reference: keep the largest score so far, and correct the old sums when it grows.",
        see=COST,
        change={
            NEW_PEAK: "new_peak = scores.max(axis=-1, keepdims=True)",
            CORRECTION: "correction = np.where(np.isfinite(peak), 1.0, 0.0)",
        },
    ),
    Mistake(
        id="new-block-against-its-own-maximum",
        name="corrects the old sums only",
        diagnosis="Your code corrects the old sums to the larger maximum, but the new block stays measured against "
        "its own. Use exp(scores − new maximum), or multiply the new block by exp(its maximum − new maximum).",
        see=COST,
        change={WEIGHTS: "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"},
    ),
    Mistake(
        id="factors-exchanged",
        name="exchanges the two corrections",
        diagnosis="Your code multiplies the old sums by the new block's factor, and the new block by the old one's. "
        "Each part needs exp(its own maximum − common maximum).",
        see=COST,
        change={
            WEIGHTS: f"own = scores.max(axis=-1, keepdims=True){INDENT}weights = np.exp(scores - own) * "
            f"(correction if k_start else 1.0){INDENT}correction = np.exp(own - new_peak)",
        },
    ),
    Mistake(
        id="maximum-of-the-first-block-kept",
        name="keeps the first block's maximum",
        diagnosis="Your code remembers the first block's maximum after every block, but the sums are measured against "
        "the larger one. Keep the new maximum together with the sums.",
        see=COST,
        change={KEEP_PEAK: "peak = new_peak if k_start == 0 else peak\n"},
    ),
    Mistake(
        id="only-the-last-block",
        name="keeps only the last block",
        diagnosis="Only the last block of keys counts in your output. Either the sums start again in every block, or "
        "the maximum is never updated, so the correction is exp(−∞) = 0. Keep all three from block to block.",
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
        diagnosis="Your code computes a softmax in each block and averages the results. A block of large scores must "
        "count for more. Add up the undivided sums, and divide once at the end.",
        see=COST,
        change=of_each_block("total + 1"),
    ),
    Mistake(
        id="softmaxes-added",
        name="adds the blocks' softmaxes",
        diagnosis="Your code divides each block by its own total and adds the results, so a row's weights sum to the "
        "number of blocks. Add up the undivided sums, and divide once at the end.",
        see=COST,
        change=of_each_block("np.ones_like(total)"),
    ),
    Mistake(
        id="never-divided",
        name="does not divide by the total",
        diagnosis="Your code returns the weighted sum of values as it is. The weights of a row must sum to 1: divide "
        "by the total of the exponentials at the end.",
        see=SOFTMAX,
        change={FINISH: "output[q_start : q_start + block_size] = weighted"},
    ),
    Mistake(
        id="divided-after-every-block",
        name="divides after every block",
        diagnosis="Your code divides the output by the total after each block and goes on as if it were undivided. "
        "Divide once at the end, or multiply the old output by its old total first.",
        see=COST,
        change={
            ADD_VALUES: "weighted = (weighted * correction + weights @ v_block) / total",
            FINISH: "output[q_start : q_start + block_size] = weighted",
        },
    ),
    Mistake(
        id="divided-by-the-old-sum",
        name="divides by the old total",
        diagnosis="Your code divides the new output by the total from before the block. Add the block's exponentials "
        "to the total first, then divide.",
        see=COST,
        change=divided_at_once("(old * weighted + weights @ v_block) / np.where(old == 0, 1, old)"),
    ),
    Mistake(
        id="old-output-not-multiplied-by-its-sum",
        name="adds a divided output undivided",
        diagnosis="Your old output is divided by its total already, and your code adds it as if it were a sum. "
        "Multiply it by the old total, corrected to the new maximum, before you add the new block.",
        see=COST,
        change=divided_at_once("(weighted + weights @ v_block) / total"),
    ),
    Mistake(
        id="maximum-instead-of-logsumexp",
        name="joins logsumexps by their maximum",
        diagnosis="Your code joins two logsumexps with np.maximum. Their sum in the exponent is needed: "
        "np.logaddexp(a, b).",
        see=COST,
        change=by_logsumexp("np.exp(lse - both)", "np.exp(block - both)", "np.maximum(lse, block)"),
    ),
    Mistake(
        id="new-block-not-weighted",
        name="adds new blocks with weight 1",
        diagnosis="Your code adds each block's softmax with the weight 1. Its weight is its part of the total: "
        "exp(its logsumexp − joint logsumexp).",
        see=COST,
        change=by_logsumexp("np.exp(lse - both)", "1.0"),
    ),
    Mistake(
        id="old-output-not-weighted",
        name="does not weigh the old output",
        diagnosis="Your code adds a weighted new block to the old output as it is. The old output shrinks too: "
        "multiply it by exp(old logsumexp − joint logsumexp).",
        see=COST,
        change=by_logsumexp("1.0", "np.exp(block - both)"),
    ),
    Mistake(
        id="blocks-not-divided",
        name="does not divide each block",
        diagnosis="Your code joins blocks by their logsumexp, which is right for softmaxes, but each block is an "
        "undivided sum. Divide it by its own total.",
        see=COST,
        change=by_logsumexp("np.exp(lse - both)", "np.exp(block - both)", of_block="np.exp(scores - peak)"),
    ),
    Mistake(
        id="total-starts-at-one",
        name="starts the total at 1",
        diagnosis="Your total starts at 1 with a maximum of 0, as if there were one more key with the score 0. Start "
        "the total at 0 and the maximum at −∞.",
        see=COST,
        change={PEAK: "peak = np.zeros((len(q_block), 1))", TOTAL: "total = np.ones((len(q_block), 1))"},
    ),
    Mistake(
        id="state-kept-between-query-blocks",
        name="does not reset the running state",
        diagnosis="Your maximum and total go on from one block of queries to the next. They belong to their own "
        "queries: start maximum, total and weighted sum anew for each block.",
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
        diagnosis="Your code walks over T // block_size blocks of keys, so the last tokens are never read when "
        "block_size does not divide T. range(0, T, block_size) includes the shorter block.",
        see=COST,
        change={K_LOOP: "for k_start in range(0, max(seq_len // block_size, 1) * block_size, block_size):"},
    ),
    Mistake(
        id="last-block-left-out",
        name="stops one block of keys early",
        diagnosis="Your code never adds the last block of keys, even when it is a full one. "
        "range(0, T, block_size) reaches all of them.",
        see=COST,
        change={K_LOOP: "for k_start in range(0, max(seq_len - block_size, 1), block_size):"},
    ),
    Mistake(
        id="last-query-block-dropped",
        name="leaves the last queries out",
        diagnosis="Your code walks over T // block_size blocks of queries, so the last rows are never computed "
        "when block_size does not divide T. range(0, T, block_size) includes the shorter block.",
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
        diagnosis="Your loop over the queries ends one too early, so the last row of the output stays 0. range(T) "
        "ends at T − 1 by itself.",
        see=COST,
        change={RETURN: "output[-1] = 0\n    return output\n"},
    ),
    Mistake(
        id="last-key-of-each-block-missed",
        name="misses each block's last key",
        diagnosis="Your loop over the keys of a block ends one too early. The end of a range or slice is not "
        "included: k[start : start + block_size] is a whole block.",
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
        diagnosis="Your code fills the last block up with zero keys. Their score is 0, which is a score like any "
        "other, so they get weight. Hide them with −∞, or leave the block short.",
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
        diagnosis="Each block of your queries reads only the keys at its own positions. Every query needs all keys: "
        "loop over all blocks of keys inside the loop over the queries.",
        see=COST,
        change={SKIP: "if k_start != q_start:\n                continue\n            if False:"},
    ),
    Mistake(
        id="values-of-the-first-block-only",
        name="always uses the first values",
        diagnosis="Your weights of every block multiply the first block of values. Slice k and v at the same place: "
        "v[start : start + block_size].",
        see=SUM,
        change={V_BLOCK: "v_block = v[: len(k_block)]"},
    ),
    Mistake(
        id="values-of-the-query-block",
        name="uses the queries' own values",
        diagnosis="Your weights multiply the values at the positions of the queries. A weight belongs to a key: slice "
        "k and v at the same place.",
        see=SUM,
        change={
            V_BLOCK: "v_block = np.resize(v[q_start : q_start + block_size], (len(k_block), v.shape[1]))",
        },
    ),
    Mistake(
        id="blocks-joined-along-the-columns",
        name="joins the blocks side by side",
        diagnosis="Your code joins the blocks of the output along the columns. Each block holds rows: join them along "
        "axis 0 (np.concatenate(blocks), np.vstack).",
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
        diagnosis="Your code computes the scores with v and sums the rows of k. The scores are q @ kᵀ; the weights "
        "multiply v.",
        see=ROLES,
        change={SIZES: "seq_len, d = q.shape\n    k, v = v, k"},
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="exchanges queries and keys",
        diagnosis="Row i of your output is what key i would ask, since q and k are exchanged. A row belongs to a "
        "query: the scores are q @ kᵀ.",
        see=ROLES,
        change={SIZES: "seq_len, d = q.shape\n    q, k = k, q"},
    ),
    Mistake(
        id="no-scaling",
        name="does not scale the scores",
        diagnosis="Your code uses q @ kᵀ as it is. Its spread grows with √d, so the weights become too uneven. Divide "
        "the scores by np.sqrt(d).",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64)"},
    ),
    Mistake(
        id="scaled-by-d",
        name="divides by d",
        diagnosis="Your code divides the scores by d. Their spread grows only with √d, so this shrinks them too far. "
        "Divide by np.sqrt(d).",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / d"},
    ),
    Mistake(
        id="scaled-by-the-block",
        name="divides by √block_size",
        diagnosis="Your code divides the scores by √block_size, so the output depends on how the work is cut up. "
        "Divide by √d, the width of a query.",
        see=SCALING,
        change={
            Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(block_size)"
        },
    ),
    Mistake(
        id="scaled-by-the-length",
        name="divides by √T",
        diagnosis="Your code divides the scores by √T, the number of tokens. Divide by √d, the width of a query: "
        "d = q.shape[1].",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(seq_len)"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by √d",
        diagnosis="Your code multiplies the scores by √d. Their spread grows with √d already: divide by it.",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) * np.sqrt(d)"},
    ),
    Mistake(
        id="queries-changed",
        name="changes q in place",
        diagnosis="Your code divides q in place, so the caller's array is changed too. Make a new array: "
        "q = q / np.sqrt(d).",
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
        name="subtracts no maximum",
        diagnosis="Your code calls exp on the raw scores. Large ones overflow to inf, and inf / inf is NaN. Subtract "
        "each row's running maximum first.",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.zeros_like(peak)", CORRECTION: "correction = 1.0"},
    ),
    Mistake(
        id="maximum-starts-at-zero",
        name="starts the maximum at 0",
        diagnosis="Your running maximum starts at 0. When all scores of a row are far below 0, every exponential "
        "underflows to 0, and 0 / 0 is NaN. Start at −np.inf.",
        see=COST,
        change={PEAK: "peak = np.zeros((len(q_block), 1))"},
    ),
    Mistake(
        id="one-maximum-for-the-block",
        name="shares one maximum between rows",
        diagnosis="Your code subtracts one maximum from all rows of a block. A row far below it underflows to 0, and "
        "0 / 0 is NaN. Each row keeps its own: max(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.maximum(peak, scores.max())"},
    ),
    Mistake(
        id="maximum-over-the-queries",
        name="takes the maximum over queries",
        diagnosis="Your maximum runs down the queries, so it belongs to a key. Each query needs the largest of its own "
        "scores: max over the keys, the last axis.",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.maximum(peak, np.resize(scores.max(axis=0), peak.shape))"},
    ),
    Mistake(
        id="maximum-of-the-last-block",
        name="uses the last block's maximum",
        diagnosis="Your first walk keeps the maximum of the last block only. Larger scores of earlier blocks then "
        "overflow to inf. Keep the larger one: np.maximum(old, new).",
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
        diagnosis="Your code does the same with causal=True and without: every position sees later ones. Where causal, "
        "set the scores of later positions to −∞.",
        see=CAUSAL,
        change={SKIP: "if False:", IF_CAUSAL: "if False:\n"},
    ),
    Mistake(
        id="causal-always",
        name="masks with causal=False too",
        diagnosis="Your code hides later positions even with causal=False. Mask and skip only `if causal`.",
        see=CAUSAL,
        change={SIZES: "seq_len, d = q.shape\n    causal = True"},
    ),
    Mistake(
        id="causal-by-default",
        name="defaults to causal=True",
        diagnosis="Your function is causal unless told otherwise. The default in the task is causal=False.",
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
        name="sets hidden scores to 0",
        diagnosis="Your hidden scores are 0, and exp(0 − maximum) is not 0, so later positions still get weight. Set "
        "them to −np.inf.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(columns <= rows, scores, 0.0)"},
        also=({SKIP: "if False:", HIDE: "scores = np.where(columns <= rows, scores, 0.0)"},),
    ),
    Mistake(
        id="causal-without-itself",
        name="hides each position from itself",
        diagnosis="Your query sees the positions before its own but not its own (< instead of <=), so the first "
        "position has nothing to see. Position i sees 0 … i.",
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
        diagnosis="Your query i also sees position i + 1, the token that it should predict. Compare columns <= rows, or "
        "read k[: i + 1].",
        see=CAUSAL,
        change={
            SKIP: "if causal and k_start > rows[-1, 0] + 1:",
            HIDE: "scores = np.where(columns <= rows + 1, scores, -np.inf)",
        },
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="hides the past",
        diagnosis="Your positions see themselves and later ones. Turn the comparison round: a query sees the keys with "
        "columns <= rows.",
        see=CAUSAL,
        change={SKIP: "if False:", HIDE: "scores = np.where(columns >= rows, scores, -1e9)"},
        also=({SKIP: "if False:", HIDE: "scores = np.where(columns >= rows, scores, -np.inf)"},),
    ),
    Mistake(
        id="causal-block-by-block",
        name="skips later blocks but masks none",
        diagnosis="Your code skips later blocks, but inside its own block a query still sees what follows it. Compare "
        "positions there as well: columns <= rows.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:\n"},
    ),
    Mistake(
        id="causal-inside-every-block",
        name="lays one triangle over every block",
        diagnosis="Your code lays the same triangle over every block, as if each one were on the diagonal. "
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
        name="counts keys from 0 per block",
        diagnosis="Your queries have real positions, but the keys are counted from 0 in each block, so later keys look "
        "early. Compare k_start + column.",
        see=CAUSAL,
        change={SKIP: "if False:", COLUMNS: "columns = np.arange(len(k_block))"},
    ),
    Mistake(
        id="triangle-not-moved-for-the-queries",
        name="counts queries from 0 per block",
        diagnosis="Your keys have real positions, but the queries are counted from 0 in each block, so they look too "
        "early. Compare q_start + row.",
        see=CAUSAL,
        change={
            ROWS: "rows = np.arange(len(q_block))[:, np.newaxis]",
            SKIP: "if causal and k_start > q_start:",
        },
    ),
    Mistake(
        id="causal-offset-turned-round",
        name="moves the triangle the wrong way",
        diagnosis="Your triangle moves by k_start − q_start. Blocks of the past must be visible, so it moves by "
        "q_start − k_start.",
        see=CAUSAL,
        change={
            SKIP: "if False:",
            HIDE: "scores = np.where(columns - k_start <= rows - q_start + (k_start - q_start), scores, -np.inf)",
        },
    ),
    Mistake(
        id="later-blocks-not-skipped",
        name="masks only the queries' own block",
        diagnosis="Your triangle covers a query's own block, but later blocks are read as a whole. Skip them, or "
        "compare real positions in every block.",
        see=CAUSAL,
        change={
            SKIP: "if False:",
            HIDE: "scores = np.where((columns <= rows) | (k_start > q_start), scores, -np.inf)",
        },
    ),
    Mistake(
        id="own-block-skipped",
        name="skips its own block",
        diagnosis="Your queries see whole blocks before their own, but not their own. They see it up to the "
        "diagonal: stop only when k_start is beyond the last query, and compare columns <= rows.",
        see=CAUSAL,
        change={SKIP: "if causal and k_start >= q_start and k_start > 0:"},
        also=({SKIP: "if causal and k_start >= max(q_start, 1):", IF_CAUSAL: "if False:\n"},),
    ),
]

MEMORY = [
    Mistake(
        id="whole-grid",
        name="holds all T × T scores",
        diagnosis="Your code makes a (T, T) array of scores, which grows with T². The numbers are right, but the task "
        "is to do without it: compute one block of keys at a time, with a running maximum.",
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
        diagnosis="Your code works on blocks of scores, but makes a (T, T) mask. Make the mask of one block when it is "
        "needed: compare k_start + column with q_start + row.",
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
        name="full softmax for a query block",
        diagnosis="Your code takes an ordinary softmax over all keys for each query, or block of queries. Cut the keys "
        "into blocks too, and keep each row's running maximum, total and weighted sum.",
        see=COST,
        code=QUERY_BLOCKS,
    ),
]

LAPSES = [
    Mistake(
        id="half-precision-scores",
        name="computes the scores in float16",
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
        diagnosis="Your output has the type of q or v, so integer inputs cut it back to integers. Allocate float64: "
        "np.zeros((T, d)).",
        see=SUM,
        change={OUTPUT: "output = np.empty_like(q)"},
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept q, k, v, block_size and causal by these names. Name the parameters as "
        "the stub does.",
        see=COST,
        change={
            DEF: DEF.replace("block_size", "block"),
            SIZES: "seq_len, d = q.shape\n    block_size = block",
        },
    ),
]

MISTAKES = [*ROW_BLOCKS, *WHICH_BLOCKS, *LARGE_SCORES, *CAUSAL_ONES, *MEMORY, *LAPSES]


def probes() -> list[Probe]:
    """One block and several, that do and do not divide T; growing and falling maxima; large scores; causal; the robust."""
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
    # Rows that are about as far below zero, and large rows that are equal: a shared maximum then spoils the others only.
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
