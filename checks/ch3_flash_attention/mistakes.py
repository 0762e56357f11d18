"""Wrong flash attentions that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

COST = "step-1-attention-visual-deep-dive#cost"
CAUSAL = "step-1-attention-visual-deep-dive#causal-masking"
SCALING = "step-1-attention-visual-deep-dive#scaling"
SOFTMAX = "step-1-attention-visual-deep-dive#softmax"

Q_BLOCK = "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(d)  # (n, d)"
PEAK = "peak = np.full((len(q_block), 1), -np.inf)  # the largest score so far, a row"
TOTAL = "total = np.zeros((len(q_block), 1))  # the sum of exp(score - peak) so far"
K_LOOP = "for k_start in range(0, seq_len, block_size):"
SKIP = "if causal and k_start > rows[-1, 0]:"
K_BLOCK = "k_block = k[k_start : k_start + block_size]"
V_BLOCK = "v_block = v[k_start : k_start + block_size]"
SCORES = "scores = q_block @ k_block.T  # (n, m)"
IF_CAUSAL = "if causal:\n"
HIDE = "scores = np.where(columns <= rows, scores, -np.inf)"
NEW_PEAK = "new_peak = np.maximum(peak, scores.max(axis=-1, keepdims=True))"
CORRECTION = "correction = np.exp(peak - new_peak)  # 0 for the first block: exp(-inf)"
WEIGHTS = "weights = np.exp(scores - new_peak)"
ADD_TOTAL = "total = total * correction + weights.sum(axis=-1, keepdims=True)"
ADD_VALUES = "weighted = weighted * correction + weights @ v_block"
KEEP_PEAK = "peak = new_peak\n"
FINISH = "output[q_start : q_start + block_size] = weighted / total"

WHOLE_GRID = """
def flash_attention(q, k, v, block_size=16, causal=False):
    q = q.astype(np.float64)
    scores = q @ k.T / np.sqrt(q.shape[-1])
    if causal:
        scores = np.where(np.tril(np.ones(scores.shape, dtype=bool)), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True) @ v
"""

MISTAKES = [
    Mistake(
        id="nothing-corrected",
        name="no correction when the maximum grows",
        diagnosis="It looks as if a new maximum changes nothing of what was summed before. Both sums were measured against the "
        "old one: multiply them by exp(old maximum - new maximum).",
        see=COST,
        change={
            ADD_TOTAL: "total = total + weights.sum(axis=-1, keepdims=True)",
            ADD_VALUES: "weighted = weighted + weights @ v_block",
        },
    ),
    Mistake(
        id="only-the-total-corrected",
        name="the weighted sum is not corrected",
        diagnosis="It looks as if only the total is corrected when the maximum grows. The weighted sum of values needs the "
        "same factor.",
        see=COST,
        change={ADD_VALUES: "weighted = weighted + weights @ v_block"},
    ),
    Mistake(
        id="only-the-values-corrected",
        name="the total is not corrected",
        diagnosis="It looks as if only the weighted sum is corrected when the maximum grows. The total of the exponentials "
        "needs the same factor.",
        see=COST,
        change={ADD_TOTAL: "total = total + weights.sum(axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="correction-upside-down",
        name="exp(new - old) instead of exp(old - new)",
        diagnosis="It looks as if the correction is exp(new maximum - old maximum). The old sums must become smaller when the "
        "maximum grows: exp(old - new).",
        see=COST,
        change={CORRECTION: "correction = np.where(np.isfinite(peak), np.exp(new_peak - peak), 0)"},
    ),
    Mistake(
        id="new-terms-corrected-too",
        name="the new block's terms corrected as well",
        diagnosis="It looks as if the correction is applied to the sum after the new block was added. Only the old part was "
        "measured against the old maximum.",
        see=COST,
        change={
            ADD_TOTAL: "first = k_start == 0\n"
            "            total = (total + weights.sum(axis=-1, keepdims=True)) * (1 if first else correction)",
            ADD_VALUES: "weighted = (weighted + weights @ v_block) * (1 if first else correction)",
        },
    ),
    Mistake(
        id="maximum-forgotten",
        name="only the block's own maximum",
        diagnosis="It looks as if the maximum is each block's own and not the largest so far: when it falls, the correction "
        "grows without bound.",
        see=COST,
        change={
            NEW_PEAK: "new_peak = scores.max(axis=-1, keepdims=True)",
            CORRECTION: "correction = np.where(np.isfinite(peak), 1.0, 0.0)",
        },
    ),
    Mistake(
        id="maximum-not-kept",
        name="the running maximum is never updated",
        diagnosis="It looks as if the maximum so far is not kept for the next block: each block then wipes out the ones before.",
        see=COST,
        change={KEEP_PEAK: "peak = peak\n"},
    ),
    Mistake(
        id="softmax-in-each-block",
        name="a softmax in each block, then the mean of the blocks",
        diagnosis="It looks as if every block has a softmax of its own and the results are averaged. A block full of large scores "
        "must count for more: divide once, at the end.",
        see=COST,
        change={
            ADD_TOTAL: "total = total + 1",
            ADD_VALUES: "weighted = weighted + weights / weights.sum(axis=-1, keepdims=True) @ v_block",
        },
    ),
    Mistake(
        id="softmaxes-added",
        name="a softmax in each block, all added up",
        diagnosis="It looks as if every block is divided by its own sum and then all are added. The weights of a row must "
        "sum to 1 over all blocks together.",
        see=COST,
        change={
            ADD_TOTAL: "total = np.ones_like(total)",
            ADD_VALUES: "weighted = weighted + weights / weights.sum(axis=-1, keepdims=True) @ v_block",
        },
    ),
    Mistake(
        id="never-divided",
        name="not divided by the total",
        diagnosis="It looks as if the weighted sum is returned without dividing it by the total of the exponentials.",
        see=SOFTMAX,
        change={FINISH: "output[q_start : q_start + block_size] = weighted"},
    ),
    Mistake(
        id="exp-without-maximum",
        name="no maximum at all",
        diagnosis="It looks as if no maximum is subtracted before exp: large scores overflow to inf, and inf / inf is NaN.",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.zeros_like(peak)", CORRECTION: "correction = 1.0"},
    ),
    Mistake(
        id="maximum-starts-at-zero",
        name="the running maximum starts at 0",
        diagnosis="It looks as if the running maximum starts at 0. When all scores of a row are far below 0, every exponential is "
        "0 and 0 / 0 is NaN. Start at -inf.",
        see=COST,
        change={PEAK: "peak = np.zeros((len(q_block), 1))"},
    ),
    Mistake(
        id="total-starts-at-one",
        name="the total starts at 1",
        diagnosis="It looks as if the total starts at 1 (with a maximum of 0): as if there were one more key with score 0. Start "
        "with nothing.",
        see=COST,
        change={PEAK: "peak = np.zeros((len(q_block), 1))", TOTAL: "total = np.ones((len(q_block), 1))"},
    ),
    Mistake(
        id="one-maximum-for-the-block",
        name="one maximum for all rows of a block",
        diagnosis="It looks as if all rows of a block share one maximum. A row far below it underflows to 0 / 0. Each row keeps "
        "its own.",
        see=SOFTMAX,
        change={NEW_PEAK: "new_peak = np.maximum(peak, scores.max())"},
    ),
    Mistake(
        id="last-block-dropped",
        name="the last, shorter block is left out",
        diagnosis="It looks as if there are T // block_size blocks of keys: when T is no multiple, the last tokens are never "
        "looked at.",
        see=COST,
        change={K_LOOP: "for k_start in range(0, max(seq_len // block_size, 1) * block_size, block_size):"},
    ),
    Mistake(
        id="last-block-filled-with-zeros",
        name="the last block filled up with zero keys",
        diagnosis="It looks as if the last block is filled up with zeros that get a share of the attention: a score of 0 is not "
        "nothing. Hide them with −∞ or leave the block short.",
        see=COST,
        change={
            K_BLOCK: "gap = max(k_start + block_size - seq_len, 0)\n"
            "            k_block = np.pad(k[k_start : k_start + block_size], ((0, gap), (0, 0)))",
            V_BLOCK: "v_block = np.pad(v[k_start : k_start + block_size], ((0, gap), (0, 0)))",
        },
    ),
    Mistake(
        id="only-its-own-block",
        name="each block of queries looks at its own keys only",
        diagnosis="It looks as if a block of queries reads only the keys of the same block. Every query walks over all blocks.",
        see=COST,
        change={SKIP: "if k_start != q_start:\n                continue\n            if False:"},
    ),
    Mistake(
        id="whole-grid",
        name="the whole (T, T) grid of scores",
        diagnosis="It looks as if all T × T scores are computed at once. The output is right, but the point is never to hold that "
        "grid.",
        see=COST,
        code=WHOLE_GRID,
    ),
    Mistake(
        id="no-scaling",
        name="scores not divided by √d",
        diagnosis="It looks as if the scores are not divided by √d.",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64)"},
    ),
    Mistake(
        id="scaled-by-d",
        name="divided by d instead of √d",
        diagnosis="It looks as if the scores are divided by d where √d is meant.",
        see=SCALING,
        change={Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / d"},
    ),
    Mistake(
        id="scaled-by-the-block",
        name="divided by √block_size",
        diagnosis="It looks as if the scores are divided by √block_size. The block's size must not show in the result: √d.",
        see=SCALING,
        change={
            Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(block_size)"
        },
    ),
    Mistake(
        id="causal-ignored",
        name="causal=True changes nothing",
        diagnosis="It looks as if causal=True is ignored: positions see later ones.",
        see=CAUSAL,
        change={SKIP: "if False:", IF_CAUSAL: "if False:\n"},
    ),
    Mistake(
        id="causal-always",
        name="causal=False is ignored",
        diagnosis="It looks as if the mask is there even with causal=False.",
        see=CAUSAL,
        change={"seq_len, d = q.shape": "seq_len, d = q.shape\n    causal = True"},
    ),
    Mistake(
        id="causal-block-by-block",
        name="whole blocks only: inside its own block a query sees the future",
        diagnosis="It looks as if later blocks are skipped, but inside its own block a query still sees what comes after it.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:\n"},
    ),
    Mistake(
        id="causal-inside-every-block",
        name="the triangle laid over every block",
        diagnosis="It looks as if the triangle is laid over each block, also those that lie wholly in the past. Compare real "
        "positions, not places in the block.",
        see=CAUSAL,
        change={
            "columns = np.arange(k_start, k_start + len(k_block))": "columns = np.arange(len(k_block))",
            HIDE: "scores = np.where(columns <= rows - q_start, scores, -np.inf)",
        },
    ),
    Mistake(
        id="causal-without-itself",
        name="a position may not see itself",
        diagnosis="It looks as if the diagonal is hidden too (< where <= is meant): the first position then has nothing to look at.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(columns < rows, scores, -1e9)"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="each position sees only itself and later ones",
        diagnosis="It looks as if the comparison is turned round: a query sees keys at positions up to its own.",
        see=CAUSAL,
        change={SKIP: "if False:", HIDE: "scores = np.where(columns >= rows, scores, -1e9)"},
    ),
    Mistake(
        id="own-block-skipped",
        name="its own block is skipped",
        diagnosis="It looks as if the walk over the keys stops before the query's own block: only whole blocks of the past are seen.",
        see=CAUSAL,
        change={SKIP: "if causal and k_start >= q_start and k_start > 0:"},
    ),
    Mistake(
        id="half-precision-scores",
        name="scores computed in float16",
        diagnosis="It looks as if the scores are computed in float16 when q is: they overflow beyond 65504.",
        see=SOFTMAX,
        change={
            Q_BLOCK: "q_block = q[q_start : q_start + block_size]\n        d_root = np.sqrt(d)",
            SCORES: "scores = (q_block @ k_block.T) / d_root",
        },
    ),
]


def probes() -> list[Probe]:
    """Blocks that do and do not divide T, growing and falling maxima, rows of very different scale, float16."""
    rng = np.random.default_rng(13)
    name = "flash_attention"
    q, k, v = (rng.normal(size=(11, 5)) for _ in range(3))
    growing = k * np.linspace(0.2, 4.0, 11)[:, np.newaxis]
    below = -(np.abs(q) + 1) * 600
    uneven = q * np.where(np.arange(11) % 2, 1e-2, 4e3)[:, np.newaxis]
    half = [np.round(300 * x).astype(np.float16) for x in (q, k, v)]
    return [
        Probe(name, (q, growing, v, 4)),
        Probe(name, (q, growing, v, 4), {"causal": True}),
        Probe(name, (q, growing[::-1].copy(), v, 3), {"causal": True}),
        Probe(name, (below, np.abs(k) + 1, v, 4)),
        Probe(name, (uneven, k, v, 4)),
        Probe(name, tuple(half)),
    ]
