"""Mistakes that people make in grouped-query attention, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON = "step-1-attention-visual-deep-dive"
GROUPS, HEADS, BATCHES = f"{LESSON}#cost", f"{LESSON}#split-and-merge", f"{LESSON}#batches"
DOTS, SCALING, SOFTMAX = f"{LESSON}#scores", f"{LESSON}#scaling", f"{LESSON}#softmax"
MIX, CAUSAL = f"{LESSON}#weighted-sum", f"{LESSON}#causal-masking"

SIGNATURE = "v: np.ndarray, causal: bool = True)"
N_KV_HEADS = "n_kv_heads = k.shape[1]"
GUARD = "if n_heads % n_kv_heads:"
RAISE = 'raise ValueError(f"'
GROUPED = "grouped = q.reshape(batch, n_kv_heads, group, seq_len, d).astype(np.float64)"
SHARED = "k, v = k[:, :, np.newaxis], v[:, :, np.newaxis]  # (B, H_kv, 1, T, d)"
SCORES = "scores = grouped @ k.swapaxes(-1, -2) / np.sqrt(d)  # (B, H_kv, group, T, T)"
IF_CAUSAL = "if causal:"
VISIBLE = "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool))"
HIDE = "scores = np.where(visible, scores, -np.inf)"
EXP = "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"
SUM = "weights = weights / weights.sum(axis=-1, keepdims=True)"
OUTPUT = "output = weights @ v  # (B, H_kv, group, T, d)"
RETURN = "return output.reshape(batch, n_heads, seq_len, d)"


def heads_read(k_heads: str, v_heads: str) -> dict[str, str]:
    """The change that makes query head h read the given key and value heads (expressions in the array h)."""
    return {
        GROUPED: "h = np.arange(n_heads)\n    grouped = q.astype(np.float64)",
        SHARED: f"k, v = k[:, {k_heads}], v[:, {v_heads}]",
        RETURN: "return output",
    }


REPEATED = heads_read(
    "h // group", "h // group"
)  # correct, but with copied heads instead of an axis for the groups


def scaled_by(root: str) -> dict[str, str]:
    """The change that divides the scores by ``root``."""
    return {SCORES: f"scores = grouped @ k.swapaxes(-1, -2) / {root}"}


def normalised_along(axis: str) -> dict[str, str]:
    """The change that makes the softmax run along ``axis``."""
    return {
        EXP: f"weights = np.exp(scores - scores.max(axis={axis}, keepdims=True))",
        SUM: f"weights = weights / weights.sum(axis={axis}, keepdims=True)",
    }


MISTAKES = [
    # the groups
    Mistake(
        id="heads-dealt-in-turn",
        name="assigns the heads round-robin",
        diagnosis="Your query head h reads key/value head h % H_kv: 0, 1, 0, 1, as with np.tile. Neighbours "
        "should share a head: 0, 0, 1, 1. Use h // (H // H_kv), or np.repeat with axis=1.",
        see=GROUPS,
        change=heads_read("h % n_kv_heads", "h % n_kv_heads"),
    ),
    Mistake(
        id="heads-dealt-in-turn-and-merged-by-groups",
        name="assigns round-robin, merges by groups",
        diagnosis="Your code puts query heads 0, H_kv, 2·H_kv, … into one group and returns the groups one "
        "after the other. Neighbouring heads should form a group. Cut q into H_kv blocks of H // H_kv "
        "heads.",
        see=GROUPS,
        change={
            GROUPED: "grouped = q.reshape(batch, group, n_kv_heads, seq_len, d).swapaxes(1, 2).astype(np.float64)"
        },
    ),
    Mistake(
        id="keys-dealt-in-turn",
        name="assigns only the keys round-robin",
        diagnosis="Your keys come from head h % H_kv but your values from h // (H // H_kv), so the weights "
        "multiply the values of another head. Repeat both in the same way: np.repeat(..., group, axis=1).",
        see=GROUPS,
        change=heads_read("h % n_kv_heads", "h // group"),
    ),
    Mistake(
        id="values-dealt-in-turn",
        name="assigns only the values round-robin",
        diagnosis="Your values come from head h % H_kv but your keys from h // (H // H_kv), so the weights "
        "multiply the values of another head. Repeat both in the same way: np.repeat(..., group, axis=1).",
        see=GROUPS,
        change=heads_read("h // group", "h % n_kv_heads"),
    ),
    Mistake(
        id="divided-by-the-number-of-groups",
        name="divides h by H_kv",
        diagnosis="Your query head h reads head h // H_kv, but H_kv is the number of groups. Divide by the "
        "size of a group instead: h // (H // H_kv). The two agree only when H = H_kv².",
        see=GROUPS,
        change=heads_read("h // n_kv_heads", "h // n_kv_heads"),
    ),
    Mistake(
        id="remainder-of-the-group",
        name="takes the remainder, not the quotient",
        diagnosis="Your query head h reads head h % (H // H_kv), which is its number within the group. The "
        "group index is the quotient: h // (H // H_kv).",
        see=GROUPS,
        change=heads_read("h % group", "h % group"),
    ),
    Mistake(
        id="own-head-only",
        name="reads key/value head h itself",
        diagnosis="Your query head h reads key/value head h, or the last one when h is too large. Each "
        "key/value head serves H // H_kv neighbouring query heads: h // (H // H_kv).",
        see=GROUPS,
        change=heads_read("np.minimum(h, n_kv_heads - 1)", "np.minimum(h, n_kv_heads - 1)"),
    ),
    Mistake(
        id="first-head-for-all",
        name="reads only key/value head 0",
        diagnosis="All your query heads read key/value head 0. That is multi-query attention, the case H_kv "
        "= 1. Head h should read h // (H // H_kv).",
        see=GROUPS,
        change=heads_read("h * 0", "h * 0"),
    ),
    Mistake(
        id="last-head-for-all",
        name="reads only the last key/value head",
        diagnosis="All your query heads read the last key/value head. Head h should read h // (H // H_kv).",
        see=GROUPS,
        change=heads_read("h * 0 - 1", "h * 0 - 1"),
    ),
    Mistake(
        id="values-of-the-first-head",
        name="takes all values from head 0",
        diagnosis="Your keys come from the right heads, but the values always come from head 0. Index both "
        "in the same way: v[:, h // (H // H_kv)].",
        see=GROUPS,
        change=heads_read("h // group", "h * 0"),
    ),
    Mistake(
        id="heads-in-reverse",
        name="counts the groups backwards",
        diagnosis="Your first query heads read the last key/value head. The order should be the same on "
        "both sides: group 0 reads head 0, group 1 head 1, and so on.",
        see=GROUPS,
        change=heads_read("n_kv_heads - 1 - h // group", "n_kv_heads - 1 - h // group"),
    ),
    Mistake(
        id="key-value-heads-averaged",
        name="averages the key/value heads",
        diagnosis="Your code averages all key/value heads into one. The paper averages heads once, when it "
        "converts a trained model. Here each group reads its own head: h // (H // H_kv).",
        see=GROUPS,
        change={
            SHARED: "k, v = k.mean(axis=1)[:, np.newaxis, np.newaxis], v.mean(axis=1)[:, np.newaxis, np.newaxis]"
        },
    ),
    Mistake(
        id="key-value-heads-added",
        name="adds up the key/value heads",
        diagnosis="Your code adds up all key/value heads, so every group reads the same sum. Each group "
        "should read its own head: h // (H // H_kv).",
        see=GROUPS,
        change={
            SHARED: "k, v = k.sum(axis=1)[:, np.newaxis, np.newaxis], v.sum(axis=1)[:, np.newaxis, np.newaxis]"
        },
    ),
    Mistake(
        id="keys-of-all-heads",
        name="adds the keys of all heads",
        diagnosis="Your code compares each query with the sum of all heads' keys. Use only the keys of the "
        "group's own head: k[:, h // (H // H_kv)].",
        see=GROUPS,
        change={
            **REPEATED,
            SCORES: "scores = grouped @ k.sum(axis=1, keepdims=True).swapaxes(-1, -2) / np.sqrt(d)",
        },
        also=({SCORES: "scores = grouped @ k.sum(axis=1, keepdims=True).swapaxes(-1, -2) / np.sqrt(d)"},),
    ),
    Mistake(
        id="values-of-all-heads",
        name="adds the values of all heads",
        diagnosis="Your code applies the weights to the sum of all heads' values. Use only the values of "
        "the group's own head: v[:, h // (H // H_kv)].",
        see=GROUPS,
        change={**REPEATED, OUTPUT: "output = weights @ v.sum(axis=1, keepdims=True)"},
        also=({OUTPUT: "output = weights @ v.sum(axis=1, keepdims=True)"},),
    ),
    Mistake(
        id="query-heads-averaged",
        name="averages the query heads",
        diagnosis="Your code averages the query heads of a group. Only keys and values are shared, so each "
        "query head needs its own scores.",
        see=GROUPS,
        change={
            GROUPED: "grouped = q.reshape(batch, n_kv_heads, group, seq_len, d).mean(axis=2, keepdims=True).repeat(group, 2)"
        },
    ),
    Mistake(
        id="query-of-the-shared-head",
        name="uses one query for a group",
        diagnosis="Your code uses the query of head h // (H // H_kv) for the whole group. Only k and v take "
        "that index; the query is q[:, h].",
        see=GROUPS,
        change={
            **REPEATED,
            GROUPED: "h = np.arange(n_heads)\n    grouped = q[:, h // group].astype(np.float64)",
        },
    ),
    Mistake(
        id="shared-heads-not-repeated",
        name="never repeats the shared heads",
        diagnosis="Your code multiplies q with H heads by k with H_kv heads, but the two numbers must "
        "match. Give each query head its key/value head first: np.repeat(k, H // H_kv, axis=1), and "
        "likewise for v.",
        see=GROUPS,
        change={GROUPED: "grouped = q.astype(np.float64)", SHARED: "pass"},
    ),
    Mistake(
        id="axes-read-as-tokens-first",
        name="reads q as (B, T, H, d)",
        diagnosis="Your code reads the sizes in the order (B, T, H, d), so it mistakes tokens for heads "
        "and repeats nothing. The arrays are (B, H, T, d): H is q.shape[1], H_kv is k.shape[1].",
        see=GROUPS,
        change={
            GUARD: "if q.shape[2] % k.shape[2]:",
            GROUPED: "grouped = q.astype(np.float64)",
            SHARED: "pass",
            VISIBLE: "visible = np.tril(np.ones((n_heads, n_heads), dtype=bool))",
            RETURN: "return output",
        },
    ),
    Mistake(
        id="shared-heads-only",
        name="stops after H_kv heads",
        diagnosis="Your loop runs over the H_kv key/value heads, so the outputs of the other query heads stay 0. Loop "
        "over all H query heads.",
        see=GROUPS,
        change={
            RETURN: "output = output.reshape(batch, n_heads, seq_len, d)\n    output[:, n_kv_heads:] = 0\n    return output"
        },
    ),
    Mistake(
        id="return-inside-the-loop",
        name="returns inside the loop",
        diagnosis="Your return is inside the loop over the heads, so the function ends after the first one "
        "and the others stay 0. Move it below the loop.",
        see=GROUPS,
        change={
            RETURN: "output = output.reshape(batch, n_heads, seq_len, d)\n    output[:, 1:] = 0\n    return output"
        },
    ),
    Mistake(
        id="repeated-along-the-sequence",
        name="repeats the positions",
        diagnosis="Your code repeats keys and values along the positions, so position i reads position "
        "i // (H // H_kv). Repeat the heads: axis=1.",
        see=GROUPS,
        change={
            SHARED: "k = k.repeat(group, axis=2)[:, :, np.newaxis, :seq_len]\n    v = v.repeat(group, axis=2)[:, :, np.newaxis, :seq_len]"
        },
    ),
    Mistake(
        id="repeated-along-the-batch",
        name="repeats the sequences",
        diagnosis="Your np.repeat has axis=0, so it repeats the sequences of the batch. The heads are "
        "axis 1: np.repeat(k, group, axis=1).",
        see=GROUPS,
        change={**REPEATED, SHARED: "k, v = k.repeat(group, axis=0), v.repeat(group, axis=0)"},
    ),
    Mistake(
        id="repeated-without-an-axis",
        name="repeats single numbers",
        diagnosis="Your np.repeat has no axis, so it flattens the array and repeats every number. "
        "Repeat whole heads: np.repeat(k, group, axis=1).",
        see=GROUPS,
        change={
            **REPEATED,
            SHARED: "k = k.repeat(group).reshape(batch, n_heads, seq_len, d)\n    v = v.repeat(group).reshape(batch, n_heads, seq_len, d)",
        },
    ),
    Mistake(
        id="repeated-behind-the-positions",
        name="puts the copies after the positions",
        diagnosis="Your code inserts the axis for the copies after T, so the reshape mixes heads and "
        "positions. Insert it right after the heads: k[:, :, None].",
        see=GROUPS,
        change={
            **REPEATED,
            SHARED: "k = k.repeat(group, axis=2).reshape(batch, n_heads, seq_len, d)\n    v = v.repeat(group, axis=2).reshape(batch, n_heads, seq_len, d)",
        },
    ),
    Mistake(
        id="groups-and-members-exchanged",
        name="swaps groups and group size",
        diagnosis="Your reshape makes H // H_kv groups of H_kv heads. It should make H_kv groups of H // "
        "H_kv heads: q.reshape(B, H_kv, H // H_kv, T, d).",
        see=GROUPS,
        change={GROUPED: "grouped = q.reshape(batch, group, n_kv_heads, seq_len, d).astype(np.float64)"},
    ),
    # shapes
    Mistake(
        id="groups-merged-the-wrong-way",
        name="swaps groups and members when merging",
        diagnosis="Your code swaps the groups and their members before it merges them, so the heads are "
        "returned in the wrong order. Reshape (B, H_kv, group, T, d) directly to (B, H, T, d).",
        see=HEADS,
        change={RETURN: "return output.swapaxes(1, 2).reshape(batch, n_heads, seq_len, d)"},
    ),
    Mistake(
        id="groups-not-merged",
        name="keeps groups as an axis",
        diagnosis="Your output has one axis for the groups and one for their members. Merge the two at the "
        "end: output.reshape(B, H, T, d).",
        see=HEADS,
        change={RETURN: "return output"},
    ),
    Mistake(
        id="heads-in-a-row",
        name="concatenates groups along the positions",
        diagnosis="Your code concatenates the groups' outputs along the positions. The heads are axis "
        "1: np.concatenate(outputs, axis=1).",
        see=HEADS,
        change={RETURN: "return np.concatenate(list(output.swapaxes(0, 1)), axis=2)"},
    ),
    Mistake(
        id="concatenated-into-the-width",
        name="concatenates groups along the width",
        diagnosis="Your code concatenates the groups' outputs along d. The heads are axis 1: "
        "np.concatenate(outputs, axis=1).",
        see=HEADS,
        change={RETURN: "return np.concatenate(list(output.swapaxes(0, 1)), axis=-1)"},
    ),
    Mistake(
        id="concatenated-along-the-batch",
        name="concatenates groups along the batch",
        diagnosis="Your code concatenates the groups' outputs along the batch. The heads are axis 1: "
        "np.concatenate(outputs, axis=1).",
        see=HEADS,
        change={RETURN: "return np.concatenate(list(output.swapaxes(0, 1)), axis=0)"},
    ),
    Mistake(
        id="group-averaged-away",
        name="returns one head per group",
        diagnosis="Your code averages the query heads of a group and returns one head per group. Each query "
        "head needs its own output: (B, H, T, d).",
        see=GROUPS,
        change={
            GROUPED: "grouped = q.reshape(batch, n_kv_heads, group, seq_len, d).mean(axis=2, keepdims=True)",
            RETURN: "return output[:, :, 0]",
        },
    ),
    Mistake(
        id="first-group-only",
        name="returns only the first group",
        diagnosis="Your return is inside the loop over the groups, so your code returns only the first "
        "group. Move it below the loop.",
        see=GROUPS,
        change={RETURN: "return output[:, 0]"},
    ),
    Mistake(
        id="heads-behind-the-sequence",
        name="returns (B, T, H, d)",
        diagnosis="Your output is (B, T, H, d), with the tokens before the heads. Return (B, H, T, d), the "
        "shape of q: leave out the last transpose.",
        see=HEADS,
        change={RETURN: "return output.reshape(batch, n_heads, seq_len, d).transpose(0, 2, 1, 3)"},
    ),
    Mistake(
        id="heads-in-front-of-the-batch",
        name="returns (H, B, T, d)",
        diagnosis="Your output is (H, B, T, d), as from np.stack(…, axis=0). Return (B, H, T, d), the shape "
        "of q: axis=1.",
        see=HEADS,
        change={RETURN: "return output.reshape(batch, n_heads, seq_len, d).transpose(1, 0, 2, 3)"},
    ),
    Mistake(
        id="groups-left-in-the-sequence",
        name="leaves groups in the sequence",
        diagnosis="Your output is (B, H_kv, group · T, d), with the heads of a group one after the other "
        "along the positions. Give them their own axis again: reshape to (B, H, T, d).",
        see=HEADS,
        change={RETURN: "return output.reshape(batch, n_kv_heads, group * seq_len, d)"},
    ),
    Mistake(
        id="tokens-first-in-the-output",
        name="reshapes to (B, T, H, d)",
        diagnosis="Your code reshapes the output to (B, T, H, d). A reshape moves no axes, so heads and "
        "tokens are mixed. Return output.reshape(B, H, T, d).",
        see=HEADS,
        change={RETURN: "return output.reshape(batch, seq_len, n_heads, d)"},
    ),
    Mistake(
        id="heads-merged-into-the-width",
        name="merges the heads into d",
        diagnosis="Your output has shape (B, T, H·d), as after merge_heads. This function should return the "
        "heads separately: (B, H, T, d).",
        see=HEADS,
        change={
            RETURN: "return output.reshape(batch, n_heads, seq_len, d).transpose(0, 2, 1, 3).reshape(batch, seq_len, n_heads * d)"
        },
    ),
    Mistake(
        id="reshaped-through-the-sequence",
        name="mixes positions and heads",
        diagnosis="Your code reshapes q with T before the group, which mixes positions of different "
        "heads. Split only the heads axis: (B, H, T, d) → (B, H_kv, H // H_kv, T, d).",
        see=HEADS,
        change={
            GROUPED: "grouped = q.reshape(batch, n_kv_heads, seq_len, group, d).swapaxes(2, 3).astype(np.float64)"
        },
    ),
    Mistake(
        id="merged-through-the-sequence",
        name="reshapes the output with T first",
        diagnosis="Your code reshapes the output with T before the group, which mixes positions and heads. "
        "Use the same order of axes as for the queries: (B, H_kv, group, T, d).",
        see=HEADS,
        change={
            RETURN: "output = output.reshape(batch, n_kv_heads, seq_len, group, d).swapaxes(2, 3)\n    return output.reshape(batch, n_heads, seq_len, d)"
        },
    ),
    Mistake(
        id="weights-returned-too",
        name="returns the weights as well",
        diagnosis="Your function returns two arrays. This exercise asks for the output only: return output.",
        see=GROUPS,
        change={
            RETURN: "return output.reshape(batch, n_heads, seq_len, d), weights.reshape(batch, n_heads, seq_len, seq_len)"
        },
    ),
    # scores and scaling
    Mistake(
        id="no-scaling",
        name="leaves the scores unscaled",
        diagnosis="Your code does not divide the scores by √d. Dot products spread out as d grows, so "
        "the softmax puts nearly all the weight on one key. Divide by np.sqrt(d).",
        see=SCALING,
        change={SCORES: "scores = grouped @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="scaled-by-d",
        name="divides by d, not √d",
        diagnosis="Your code divides the scores by d. Their spread grows only with √d, so the weights "
        "become too uniform. Divide by np.sqrt(d).",
        see=SCALING,
        change=scaled_by("d"),
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by √d",
        diagnosis="Your code multiplies the scores by √d. Their spread already grows with √d; the scaling "
        "is there to undo that. Divide by np.sqrt(d).",
        see=SCALING,
        change=scaled_by("d**-0.5"),
    ),
    Mistake(
        id="divided-by-the-square",
        name="divides by d², not √d",
        diagnosis="Your code divides the scores by d². Their spread grows only with √d, so the weights "
        "become nearly uniform. Divide by np.sqrt(d).",
        see=SCALING,
        change=scaled_by("d**2"),
    ),
    Mistake(
        id="root-cut-to-a-whole-number",
        name="rounds √d down",
        diagnosis="Your code rounds √d down. That is right for d = 4 or 64 but wrong for most other widths. Keep "
        "the fraction: np.sqrt(d).",
        see=SCALING,
        change=scaled_by("int(np.sqrt(d))"),
    ),
    Mistake(
        id="whole-division-by-the-root",
        name="uses // for the scaling",
        diagnosis="Your code scales with integer division, 1 // √d, which is 0, so all scores are 0 and "
        "all weights are equal. Use /.",
        see=SCALING,
        change={SCORES: "scores = grouped @ k.swapaxes(-1, -2) * (1 // np.sqrt(d))"},
    ),
    Mistake(
        id="scaled-by-all-heads",
        name="divides by √(H·d)",
        diagnosis="Your code divides the scores by √(H·d), the root of the model's width. Each score is a "
        "sum of only d products. Divide by np.sqrt(d).",
        see=SCALING,
        change=scaled_by("np.sqrt(n_heads * d)"),
    ),
    Mistake(
        id="scaled-by-the-shared-heads",
        name="divides by √(H_kv·d)",
        diagnosis="Your code divides the scores by √(H_kv·d). Each score is a sum of d products, "
        "however many heads there are. Divide by np.sqrt(d).",
        see=SCALING,
        change=scaled_by("np.sqrt(n_kv_heads * d)"),
    ),
    Mistake(
        id="scaled-by-the-group",
        name="divides by √(group·d)",
        diagnosis="Your code divides the scores by √(group·d). Sharing a key does not make its dot products "
        "larger. Divide by np.sqrt(d).",
        see=SCALING,
        change=scaled_by("np.sqrt(d * group)"),
    ),
    Mistake(
        id="scaled-by-the-heads",
        name="divides by √H",
        diagnosis="Your code divides the scores by √H, because q.shape[1] is the number of heads. The width "
        "is the last axis: np.sqrt(q.shape[-1]).",
        see=SCALING,
        change=scaled_by("np.sqrt(n_heads)"),
    ),
    Mistake(
        id="scaled-by-the-length",
        name="divides by √T",
        diagnosis="Your code divides the scores by √T, the root of the sequence length. The width is the "
        "last axis: np.sqrt(q.shape[-1]).",
        see=SCALING,
        change=scaled_by("np.sqrt(seq_len)"),
    ),
    Mistake(
        id="scaled-by-the-batch",
        name="divides by √B",
        diagnosis="Your code divides the scores by the root of q.shape[0], the batch size. The width is the "
        "last axis: np.sqrt(q.shape[-1]).",
        see=SCALING,
        change=scaled_by("np.sqrt(batch)"),
    ),
    Mistake(
        id="width-split-among-heads",
        name="divides by √(d / H)",
        diagnosis="Your code divides the scores by √(d / H), as if d were the width of the whole model. "
        "Here d is already the width of one head: np.sqrt(d).",
        see=SCALING,
        change=scaled_by("np.sqrt(d / n_heads)"),
    ),
    Mistake(
        id="queries-and-keys-exchanged",
        name="computes k @ qᵀ",
        diagnosis="Your code computes k @ qᵀ, so the scores have one row per key. Each row must belong to a "
        "query. Compute q @ k.swapaxes(-1, -2).",
        see=DOTS,
        change={**REPEATED, SCORES: "scores = k @ grouped.swapaxes(-1, -2) / np.sqrt(d)"},
    ),
    Mistake(
        id="queries-with-queries",
        name="compares queries with queries",
        diagnosis="Your code computes q @ qᵀ, so the keys have no influence. A query is compared with the "
        "keys. Compute q @ k.swapaxes(-1, -2).",
        see=DOTS,
        change={**REPEATED, SCORES: "scores = grouped @ grouped.swapaxes(-1, -2) / np.sqrt(d)"},
    ),
    Mistake(
        id="keys-reshaped",
        name="reshapes k instead of transposing it",
        diagnosis="Your code reshapes k to (..., d, T). The shape is right, but a reshape moves no axes, "
        "so a column no longer corresponds to one key. Use k.swapaxes(-1, -2).",
        see=DOTS,
        change={SCORES: "scores = grouped @ k.reshape(batch, n_kv_heads, 1, d, seq_len) / np.sqrt(d)"},
    ),
    Mistake(
        id="all-axes-turned",
        name="uses k.T",
        diagnosis="Your code uses k.T, which reverses every axis, the batch and the heads included. Swap "
        "the last two axes only: k.swapaxes(-1, -2).",
        see=DOTS,
        change={**REPEATED, SCORES: "scores = grouped @ k.T / np.sqrt(d)"},
    ),
    Mistake(
        id="dot-on-batches",
        name="uses np.dot on heads",
        diagnosis="Your code uses np.dot, which pairs the queries of each head with the keys of every head. Use @, "
        "which treats each head separately.",
        see=DOTS,
        change={**REPEATED, SCORES: "scores = np.dot(grouped, k.swapaxes(-1, -2)) / np.sqrt(d)"},
    ),
    Mistake(
        id="all-axes-turned-in-each-head",
        name="uses .T on one head's keys",
        diagnosis="Your code uses .T on the keys of one head, (B, T, d), which reverses all three axes, the "
        "batch included. Swap the last two axes only: k.swapaxes(-1, -2).",
        see=DOTS,
        change={
            **REPEATED,
            SCORES: "scores = np.stack([grouped[:, i] @ k[:, i].T for i in range(n_heads)], axis=1) / np.sqrt(d)",
        },
        also=(
            {
                SCORES: "scores = np.stack([grouped[:, g] @ k[:, g].T for g in range(n_kv_heads)], axis=1) / np.sqrt(d)"
            },
        ),
    ),
    Mistake(
        id="tokens-and-heads-turned",
        name="uses transpose(0, 2, 3, 1)",
        diagnosis="Your code transposes k with (0, 2, 3, 1), which moves the heads to the end. Swap the "
        "last two axes only: transpose(0, 1, 3, 2).",
        see=DOTS,
        change={**REPEATED, SCORES: "scores = grouped @ k.transpose(0, 2, 3, 1) / np.sqrt(d)"},
    ),
    Mistake(
        id="keys-turned-on-axes-one-and-two",
        name="swaps heads and tokens",
        diagnosis="Your code swaps axes 1 and 2 of k, the heads and the tokens. Swap the last two, the "
        "tokens and the width: k.swapaxes(-1, -2).",
        see=DOTS,
        change={**REPEATED, SCORES: "scores = grouped @ k.swapaxes(1, 2) / np.sqrt(d)"},
    ),
    Mistake(
        id="values-and-keys-exchanged",
        name="swaps keys and values",
        diagnosis="Your code compares the queries with v and applies the weights to k. Compare the "
        "queries with the keys, then mix the values: softmax(q @ kᵀ / √d) @ v.",
        see=MIX,
        change={SHARED: "v, k = k[:, :, np.newaxis], v[:, :, np.newaxis]"},
    ),
    Mistake(
        id="keys-mixed",
        name="computes weights @ k",
        diagnosis="Your code computes weights @ k. The keys only decide where the weight goes; the output "
        "is the weighted sum of the values. Write weights @ v.",
        see=MIX,
        change={OUTPUT: "output = weights @ k"},
    ),
    Mistake(
        id="weights-transposed",
        name="computes weightsᵀ @ v",
        diagnosis="Your code transposes the weights before it multiplies by v, so each output row uses a "
        "column of the weights. Write weights @ v; in einsum, keep the query's index first.",
        see=MIX,
        change={OUTPUT: "output = weights.swapaxes(-1, -2) @ v"},
    ),
    Mistake(
        id="weights-and-values-unpaired",
        name="sums weights and values separately",
        diagnosis="Your einsum uses one letter for the keys in the weights and another for those in the "
        "values, so each is summed separately. Use the same letter for both.",
        see=MIX,
        change={OUTPUT: "output = weights.sum(axis=-1, keepdims=True) * v.sum(axis=-2, keepdims=True)"},
    ),
    Mistake(
        id="last-key-left-out",
        name="leaves out the last key's value",
        diagnosis="Your sum over the values stops one key too early. Include the last visible key.",
        see=MIX,
        change={
            OUTPUT: "last = np.tri(seq_len) - np.tri(seq_len, k=-1) if causal else np.arange(seq_len) == seq_len - 1\n    output = (weights * (1 - last)) @ v"
        },
    ),
    Mistake(
        id="last-key-only",
        name="keeps only the last key's value",
        diagnosis="Your output contains only the last visible key's value times its weight, as `out = …` "
        "in a loop does. Add them all up with `out += …`, or use @.",
        see=MIX,
        change={
            OUTPUT: "last = np.eye(seq_len) if causal else np.arange(seq_len) == seq_len - 1\n    output = (weights * last) @ v"
        },
    ),
    Mistake(
        id="value-of-the-own-position",
        name="uses only its own value",
        diagnosis="Your code multiplies all the weights of a query by the value at the query's own "
        "position, so the output is v. Weight j belongs to value j: weights @ v.",
        see=MIX,
        change={OUTPUT: "output = weights.sum(axis=-1, keepdims=True) * v"},
    ),
    # softmax
    Mistake(
        id="softmax-missing",
        name="uses the scores as weights",
        diagnosis="Your code uses the scores as weights. Some are negative, and the rows do not sum to 1. "
        "Apply softmax first: exp, then divide by each row's sum.",
        see=SOFTMAX,
        change={EXP: "weights = np.where(np.isinf(scores), 0, scores)", SUM: "pass"},
    ),
    Mistake(
        id="softmax-twice",
        name="applies softmax twice",
        diagnosis="Your code applies softmax to the weights again. That makes them nearly uniform and "
        "gives masked keys some weight. Apply it once.",
        see=SOFTMAX,
        change={
            SUM: "weights = weights / weights.sum(axis=-1, keepdims=True)\n    weights = np.exp(weights)\n    weights = weights / weights.sum(axis=-1, keepdims=True)"
        },
    ),
    Mistake(
        id="softmax-over-queries",
        name="applies softmax over the queries",
        diagnosis="Your softmax runs over the queries, so the columns sum to 1 instead of the rows. Each "
        "query distributes its weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change=normalised_along("-2"),
    ),
    Mistake(
        id="softmax-over-heads",
        name="applies softmax over the heads",
        diagnosis="Your softmax runs over the heads, so heads compete for weight. Each query distributes "
        "its weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change={**REPEATED, **normalised_along("1")},
        also=({**REPEATED, **normalised_along("1"), HIDE: "scores = np.where(visible, scores, -1e9)"},),
    ),
    Mistake(
        id="softmax-over-the-group",
        name="applies softmax over the group",
        diagnosis="Your softmax runs over the query heads of a group. Each query distributes its weight "
        "over the keys. Use axis=-1.",
        see=SOFTMAX,
        change=normalised_along("2"),
    ),
    Mistake(
        id="softmax-over-the-groups",
        name="applies softmax over the groups",
        diagnosis="Your softmax runs over axis 1, the groups. Each query distributes its weight over the "
        "keys. Use axis=-1.",
        see=SOFTMAX,
        change=normalised_along("1"),
    ),
    Mistake(
        id="softmax-over-the-batch",
        name="applies softmax over the batch",
        diagnosis="Your softmax runs over axis 0, the sequences of the batch. Each query distributes its "
        "weight over the keys. Use axis=-1.",
        see=SOFTMAX,
        change=normalised_along("0"),
    ),
    Mistake(
        id="sum-of-everything",
        name="divides by the sum of everything",
        diagnosis="Your softmax divides by the sum of the whole array, so all entries together sum to 1 "
        "instead of each row. Sum along the keys only: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SUM: "weights = weights / weights.sum()"},
        also=({SUM: "weights = weights / weights.sum(axis=(0, 2, 3, 4), keepdims=True)"},),
    ),
    Mistake(
        id="sum-of-each-head",
        name="divides by a head's whole sum",
        diagnosis="Your softmax divides by the sum of a head's whole matrix, so all its rows together sum "
        "to 1. Each row needs its own sum: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SUM: "weights = weights / weights.sum(axis=(-2, -1), keepdims=True)"},
        also=({SUM: "weights = weights / weights.sum(axis=(0, -2, -1), keepdims=True)"},),
    ),
    Mistake(
        id="one-sum-of-raw-powers",
        name="divides raw exponentials by one sum",
        diagnosis="Your softmax divides exp(scores) by the sum of the whole array, so all rows together sum "
        "to 1. Each row needs its own sum: sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={EXP: "weights = np.exp(scores)", SUM: "weights = weights / weights.sum()"},
    ),
    Mistake(
        id="scores-without-exp",
        name="subtracts the maximum, never calls exp",
        diagnosis="Your code subtracts the maximum and uses the result as weights. Two steps of the softmax "
        "are missing: exp, and the division by each row's sum.",
        see=SOFTMAX,
        change={
            EXP: "weights = np.where(np.isinf(scores), 0, scores - scores.max(axis=-1, keepdims=True))",
            SUM: "pass",
        },
    ),
    Mistake(
        id="log-weights-mixed",
        name="uses log-weights as weights",
        diagnosis="Your code uses scores − logsumexp as weights. Those are the logarithms of the weights: "
        "apply np.exp first.",
        see=SOFTMAX,
        change={
            EXP: "weights = scores - scores.max(axis=-1, keepdims=True)",
            SUM: "weights = np.maximum(weights - np.log(np.exp(weights).sum(axis=-1, keepdims=True)), -1e9)",
        },
    ),
    Mistake(
        id="softmax-over-the-group-and-queries",
        name="applies softmax over the joined queries",
        diagnosis="Your softmax runs over the joined queries of a group. Each query distributes its weight "
        "over the keys. Use axis=-1.",
        see=SOFTMAX,
        change=normalised_along("(2, 3)"),
    ),
    Mistake(
        id="scaled-by-the-number-of-visible-keys",
        name="divides by √(visible keys)",
        diagnosis="Your code divides each score by the root of the number of keys that its query sees. "
        "The spread of a score depends on d instead. Divide by np.sqrt(d).",
        see=SCALING,
        change=scaled_by("np.sqrt(np.arange(1, seq_len + 1)[:, np.newaxis] if causal else seq_len)"),
    ),
    Mistake(
        id="outputs-in-reverse",
        name="returns the groups in reverse",
        diagnosis="Your outputs are in reverse order, with the last group first. Group 0 should be first.",
        see=GROUPS,
        change={RETURN: "return output[:, ::-1].reshape(batch, n_heads, seq_len, d)"},
    ),
    Mistake(
        id="last-head-left-out",
        name="leaves out the last head",
        diagnosis="Your loop stops one query head too early, so the last one stays 0. range(H) already "
        "ends at H - 1.",
        see=GROUPS,
        change={
            RETURN: "output = output.reshape(batch, n_heads, seq_len, d)\n    output[:, -1] = 0\n    return output"
        },
    ),
    Mistake(
        id="sum-without-keepdims",
        name="drops the axis in sum",
        diagnosis="Your sum drops its axis, so the division fails or, when the sizes match, divides by "
        "another row's sum. Write sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={**REPEATED, SUM: "weights = weights / weights.sum(axis=-1)"},
        also=(
            {
                **REPEATED,
                SUM: "weights = np.stack([w / w.sum(axis=-1) for w in np.moveaxis(weights, 1, 0)], axis=1)",
            },
            {**REPEATED, SUM: "weights /= weights.sum(axis=-1)"},
            {SUM: "weights = np.stack([w / w.sum(axis=-1) for w in np.moveaxis(weights, 1, 0)], axis=1)"},
        ),
    ),
    Mistake(
        id="no-division-by-the-sum",
        name="never divides by the sum",
        diagnosis="Your code uses exp(scores) as weights, so the rows do not sum to 1. Divide by each row's "
        "sum: weights / weights.sum(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={EXP: "weights = np.exp(scores)", SUM: "pass"},
    ),
    Mistake(
        id="divided-by-the-largest",
        name="never divides by the sum",
        diagnosis="Your code subtracts the maximum and calls exp, but does not divide by each row's "
        "sum, so the rows do not sum to 1. Write weights / weights.sum(axis=-1, "
        "keepdims=True).",
        see=SOFTMAX,
        change={SUM: "pass"},
    ),
    Mistake(
        id="divided-by-the-mean",
        name="divides by the mean",
        diagnosis="Your code divides the exponentials by their mean, so each row sums to the number of keys "
        "instead of 1. Divide by the row's sum.",
        see=SOFTMAX,
        change={SUM: "weights = weights / weights.mean(axis=-1, keepdims=True)"},
    ),
    # causal
    Mistake(
        id="never-causal",
        name="never hides the future",
        diagnosis="In your code, positions see later ones although causal is True. Set those scores to −∞ "
        "before the softmax: np.where(np.tri(T, dtype=bool), scores, -np.inf).",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:"},
    ),
    Mistake(
        id="always-causal",
        name="always hides the future",
        diagnosis="Your code hides the future even with causal=False. Apply the mask only inside `if "
        "causal:`.",
        see=CAUSAL,
        change={IF_CAUSAL: "if True:"},
    ),
    Mistake(
        id="causal-turned-round",
        name="reads causal the wrong way round",
        diagnosis="Your code hides the future when causal is False and shows it when causal is True. "
        "Write `if causal:`.",
        see=CAUSAL,
        change={IF_CAUSAL: "if not causal:"},
    ),
    Mistake(
        id="not-causal-by-default",
        name="defaults to causal=False",
        diagnosis="Your function is causal only when the caller asks for it. The default in the task is "
        "causal=True.",
        see=CAUSAL,
        change={SIGNATURE: "v: np.ndarray, causal: bool = False)"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="hides the past",
        diagnosis="In your code, positions see themselves and later ones. np.tril keeps the past, np.triu "
        "the future. Query i should see key j where j ≤ i.",
        see=CAUSAL,
        change={VISIBLE: "visible = np.triu(np.ones((seq_len, seq_len), dtype=bool))"},
    ),
    Mistake(
        id="mask-inverted",
        name="hides what should be visible",
        diagnosis="Your code hides the visible keys and shows the masked ones, so the last position sees "
        "nothing. Swap the two choices: np.where(visible, scores, -np.inf).",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, -np.inf, scores)"},
        also=(
            {HIDE: "scores = np.where(visible, -1e9, scores)"},
            {
                IF_CAUSAL: "if True:",
                VISIBLE: "visible = np.tri(seq_len, dtype=bool) if causal else np.ones((seq_len, seq_len), dtype=bool)",
                HIDE: "scores = np.where(visible, -np.inf, scores)",
            },
        ),
    ),
    Mistake(
        id="infinite-sum",
        name="makes the softmax's sum infinite",
        diagnosis="With causal=True, your output is NaN. Your code seems to put +∞ or a huge number in the "
        "masked scores, or −∞ in the exponentials: both make the row's sum infinite. Put −∞ in the scores, "
        "before exp: exp(−∞) is 0.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, np.inf)"},
    ),
    Mistake(
        id="zero-times-infinity",
        name="multiplies 0 by −∞",
        diagnosis="With causal=True, your output is NaN. Your code seems to add (1 - mask) * -np.inf; where "
        "the mask is 1, that is 0 · −∞, which is NaN. Choose instead of multiplying: np.where(mask, "
        "scores, -np.inf).",
        see=CAUSAL,
        change={HIDE: "scores = scores + (1 - visible) * -np.inf"},
    ),
    Mistake(
        id="masked-only-in-the-sum",
        name="masks only the softmax's sum",
        diagnosis="Your code leaves the future out of the sum but not out of the weights, so a row sums to "
        "more than 1. Put −∞ into the scores, before the softmax.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            SUM: "weights = weights / (weights * (np.tri(seq_len) if causal else 1.0)).sum(axis=-1, keepdims=True)",
        },
    ),
    Mistake(
        id="mask-sign-wrong",
        name="raises the masked scores",
        diagnosis="Your code raises the masked scores, or lowers the visible ones, so the future gets all "
        "the weight. Put −∞, or a large negative number, into the masked scores.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, scores + 1e9)"},
    ),
    Mistake(
        id="not-even-itself",
        name="hides each position from itself",
        diagnosis="Your mask hides the diagonal too, so the first position sees nothing. Position i "
        "should see 0 … i: keep np.tri(T), or hide np.triu(..., k=1).",
        see=CAUSAL,
        change={
            VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)",
            HIDE: "scores = np.where(visible, scores, -1e9)",
        },
        also=(
            {
                VISIBLE: "visible = np.tri(seq_len, k=-1, dtype=bool)\n        visible[0, 0] = True",
            },
        ),
    ),
    Mistake(
        id="not-even-itself-nan",
        name="leaves position 0 without any key",
        diagnosis="Your mask hides the diagonal too, so position 0 sees nothing and its row is NaN. "
        "Position i should see 0 … i: np.tri(T) with k=0.",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)"},
    ),
    Mistake(
        id="not-even-itself-added",
        name="lowers the diagonal as well",
        diagnosis="Your bias lowers the diagonal too, so every score in row 0 is lowered equally, "
        "including those of future keys. Position i should see 0 … i: lower only what is above the "
        "diagonal, np.triu(..., k=1).",
        see=CAUSAL,
        change={HIDE: "scores = scores + np.where(np.tri(seq_len, k=-1), 0, -1e9)"},
    ),
    Mistake(
        id="one-too-many",
        name="shows the next position too",
        diagnosis="Your mask is one column too wide: position i also sees i + 1, the token it should "
        "predict. Use np.tri(T) with k=0.",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=1)"},
    ),
    Mistake(
        id="mask-by-zero-scores",
        name="sets masked scores to 0",
        diagnosis="Your code sets masked scores to 0. exp(0) is 1, so the future still gets weight. Set "
        "them to −∞ before the softmax.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, 0.0)"},
    ),
    Mistake(
        id="hidden-value-of-one",
        name="sets masked scores to −1",
        diagnosis="Your code sets masked scores to −1. exp(−1) is 0.37, so the future still gets weight. "
        "Set them to −∞.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, -1.0)"},
    ),
    Mistake(
        id="hidden-scores-lowered-by-one",
        name="lowers masked scores by 1",
        diagnosis="Your code lowers the masked scores by only 1, so the future still gets weight. Set them "
        "to −∞, or add a large negative number.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, scores - 1)"},
    ),
    Mistake(
        id="triangle-of-ones-added",
        name="adds 1 to masked scores",
        diagnosis="Your code adds a triangle of ones, which raises the masked scores by 1. Put −∞ into the "
        "triangle and 0 elsewhere.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, scores + 1)"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="masks after the softmax",
        diagnosis="Your code sets masked weights to 0 after the softmax, so the rows no longer sum to 1. "
        "Put −∞ in the scores, before the softmax.",
        see=CAUSAL,
        change={HIDE: "pass", OUTPUT: "output = (weights * visible if causal else weights) @ v"},
    ),
    Mistake(
        id="bias-after-softmax",
        name="adds the bias after the softmax",
        diagnosis="Your code adds −1e9 to the weights. Add it to the scores, before the softmax.",
        see=CAUSAL,
        change={HIDE: "pass", OUTPUT: "output = (weights - 1e9 * ~visible if causal else weights) @ v"},
    ),
    Mistake(
        id="length-from-axis-one",
        name="sizes the mask by H",
        diagnosis="Your mask has H rows, because q.shape[1] is the number of heads. The sequence is axis 2: "
        "T = q.shape[-2].",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((n_heads, n_heads), dtype=bool))"},
    ),
    Mistake(
        id="length-from-the-last-axis",
        name="sizes the mask by d",
        diagnosis="Your mask has d rows, because q.shape[-1] is the width. The sequence is axis -2: T = "
        "q.shape[-2].",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((d, d), dtype=bool))"},
    ),
    Mistake(
        id="only-the-first-head-masked",
        name="masks only head 0",
        diagnosis="Your code hides the future in head 0 only. A mask of shape (T, T) broadcasts over all "
        "leading axes, so apply it to the whole array.",
        see=CAUSAL,
        change={**REPEATED, HIDE: "scores[:, 0] = np.where(visible, scores[:, 0], -np.inf)"},
    ),
    # batches, uneven heads, caller
    Mistake(
        id="only-the-first-of-the-batch",
        name="masks only the first sequence",
        diagnosis="Your code hides the future in the first sequence of the batch only. A mask of shape (T, "
        "T) broadcasts over all leading axes, so apply it to the whole array.",
        see=BATCHES,
        change={HIDE: "scores[0] = np.where(visible, scores[0], -np.inf)"},
    ),
    Mistake(
        id="keys-of-the-first-text",
        name="uses the first sequence's keys",
        diagnosis="In your code, the queries of every sequence read the keys and values of the first one. "
        "Index the batch too: k[b, head].",
        see=BATCHES,
        change={SHARED: "k, v = k[:1, :, np.newaxis], v[:1, :, np.newaxis]"},
    ),
    Mistake(
        id="heads-looked-for-in-the-batch",
        name="indexes the batch as heads",
        diagnosis="Your code writes k[h], which selects a sequence of the batch. The heads are axis 1: k[:, "
        "h].",
        see=BATCHES,
        change={
            **REPEATED,
            SHARED: "k = np.stack([k[i] for i in h // group], axis=1)\n    v = np.stack([v[i] for i in h // group], axis=1)",
        },
    ),
    Mistake(
        id="batch-folded-into-the-sequence",
        name="folds the batch into the sequence",
        diagnosis="Your code joins all sequences into one long one, so queries attend to keys of other "
        "sequences. Keep the batch as the first axis.",
        see=BATCHES,
        change={
            SCORES: "scores = np.einsum('bngid,cnjd->bngicj', grouped, k[:, :, 0]) / np.sqrt(d)",
            HIDE: "scores = np.where(visible[:, np.newaxis], scores, -np.inf)",
            EXP: "weights = np.exp(scores - scores.max(axis=(-3, -1), keepdims=True).max(axis=-2, keepdims=True))",
            SUM: "weights = weights / weights.sum(axis=(-2, -1), keepdims=True)",
            OUTPUT: "output = np.einsum('bngicj,cnjd->bngid', weights, v[:, :, 0])",
        },
    ),
    Mistake(
        id="uneven-heads-accepted",
        name="accepts uneven groups",
        diagnosis="Your code accepts an H that is not a multiple of H_kv, and nothing tells the caller that "
        "one group is smaller. Raise ValueError if H % H_kv.",
        see=GROUPS,
        change={
            **heads_read(
                "np.minimum(h // max(group, 1), n_kv_heads - 1)",
                "np.minimum(h // max(group, 1), n_kv_heads - 1)",
            ),
            GUARD: "if False:",
        },
    ),
    Mistake(
        id="left-over-heads-dropped",
        name="drops the left-over heads",
        diagnosis="Your code silently drops query heads when H is not a multiple of H_kv. Raise ValueError "
        "if H % H_kv.",
        see=GROUPS,
        change={
            RAISE: 'q = q[:, : n_heads // n_kv_heads * n_kv_heads]\n        n_heads = q.shape[1]\n        (f"',
        },
    ),
    Mistake(
        id="assertion-instead-of-value-error",
        name="asserts instead of raising ValueError",
        diagnosis="Your code raises AssertionError. An assert checks your own reasoning and disappears "
        "under python -O; a wrong argument is the caller's error. Raise ValueError.",
        see=GROUPS,
        change={RAISE: 'raise AssertionError(f"'},
    ),
    Mistake(
        id="guard-turned-round",
        name="tests H_kv % H",
        diagnosis="Your code raises ValueError unless H_kv is a multiple of H, which rejects nearly every "
        "valid grouping. Test it the other way round: if H % H_kv.",
        see=GROUPS,
        change={
            GUARD: "if n_kv_heads % n_heads:",
            GROUPED: "grouped = q.astype(np.float64)",
            SHARED: "k, v = k.repeat(group, axis=1), v.repeat(group, axis=1)",
            RETURN: "return output",
        },
    ),
    Mistake(
        id="queries-changed",
        name="scales q in place",
        diagnosis="Your code scales q in place, so the caller's array changes too. Make a new array: q = q "
        "/ np.sqrt(d).",
        see=SCALING,
        change={
            GROUPED: "q /= np.sqrt(d)\n    grouped = q.reshape(batch, n_kv_heads, group, seq_len, d)",
            SCORES: "scores = grouped @ k.swapaxes(-1, -2)",
        },
    ),
    # robustness
    Mistake(
        id="softmax-unshifted",
        name="takes exp of the raw scores",
        diagnosis="Your softmax takes exp of the raw scores. Large scores overflow to inf, and inf / inf is "
        "NaN. Subtract each row's maximum first.",
        see=SOFTMAX,
        change={EXP: "weights = np.exp(scores)"},
    ),
    Mistake(
        id="softmax-one-maximum-for-all",
        name="subtracts one maximum from every row",
        diagnosis="Your softmax subtracts the maximum of the whole array. A row far below it underflows to "
        "0, and 0 / 0 is NaN. Give each row its own maximum: max(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={EXP: "weights = np.exp(scores - scores.max())"},
    ),
    Mistake(
        id="half-precision-scores",
        name="multiplies in float16",
        diagnosis="Your code multiplies float16 inputs as they are. Scores above 65,504 become inf, and "
        "inf − inf is NaN. Convert first: q.astype(np.float64).",
        see=SOFTMAX,
        change={GROUPED: "grouped = q.reshape(batch, n_kv_heads, group, seq_len, d)"},
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept q, k, v and causal by these names, so a call that passes "
        "them by name fails. Name the parameters as the stub does.",
        see=GROUPS,
        change={SIGNATURE: "v: np.ndarray, is_causal: bool = True)", IF_CAUSAL: "if is_causal:"},
    ),
]


def probes() -> list[Probe]:
    """First the choice of the head (one token), then attention, causal masking and batches, then the robust probes."""
    rng = np.random.default_rng(7)
    name = "grouped_query_attention"

    def draw(batch: int, n_heads: int, n_kv_heads: int, seq_len: int, d: int) -> tuple[np.ndarray, ...]:
        heads = (n_heads, n_kv_heads, n_kv_heads)
        return tuple(rng.normal(size=(batch, n, seq_len, d)) for n in heads)

    def core(facet: str, *args: object) -> Probe:
        return Probe(name, args, facet=facet)

    def robust(facet: str, *args: object, **kwargs: object) -> Probe:
        return Probe(name, args, kwargs, facet=facet, tier="robust")

    q, k, v = draw(1, 4, 2, 5, 4)
    loud = q * np.array([1.0, 900.0, 1.0, 30.0, 1.0])[:, np.newaxis]
    return [
        core("groups", *draw(1, 4, 2, 1, 3), False),
        core("groups", *draw(1, 6, 2, 1, 2), False),
        core("groups", *draw(1, 6, 3, 1, 2), False),
        core("attention", *draw(1, 1, 1, 3, 5), False),
        core("attention", *draw(1, 3, 3, 3, 3), False),
        core("attention", *draw(1, 4, 1, 3, 2), False),
        core("attention", *draw(1, 6, 2, 5, 4), False),
        core("attention", *draw(1, 8, 4, 4, 3), False),
        core("causal", *draw(1, 6, 2, 5, 4), True),
        core("causal", *draw(1, 4, 2, 4, 5), True),
        core("causal", *draw(1, 4, 2, 4, 3), True),
        core("causal", *draw(1, 4, 2, 3, 3), True),
        core("causal", *draw(1, 4, 2, 3, 5)),
        core("causal", *draw(1, 3, 3, 5, 4), True),
        core("batches", *draw(2, 6, 2, 5, 4), False),
        core("batches", *draw(2, 2, 2, 2, 2), False),
        core("causal batches", *draw(2, 6, 3, 4, 3), True),
        core("causal batches", *draw(4, 4, 2, 4, 3), True),
        robust("uneven heads", *draw(1, 1, 2, 3, 4)),
        robust("large numbers", loud, k, v),
        robust("large numbers", -loud * 40 - 400, np.abs(k), v, False),
        robust("types", *(np.round(300 * x).astype(np.float16) for x in (q, k, v))),
        robust("calls", q=q, k=k, v=v, causal=False),
    ]
