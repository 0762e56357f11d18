"""Wrong grouped-query attentions that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

GROUPS = "step-1-attention-visual-deep-dive#cost"
HEADS = "step-1-attention-visual-deep-dive#split-and-merge"
CAUSAL = "step-1-attention-visual-deep-dive#causal-masking"
SCALING = "step-1-attention-visual-deep-dive#scaling"
SOFTMAX = "step-1-attention-visual-deep-dive#softmax"

GUARD = "if n_heads % n_kv_heads:"
GROUP = "group = n_heads // n_kv_heads\n"
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


def heads_read(k_head: str, v_head: str) -> dict[str, str]:
    """The change that lets query head h read the given key and value heads (expressions over the array h)."""
    return {
        GROUPED: "h = np.arange(n_heads)\n    grouped = q.astype(np.float64)",
        SHARED: f"k, v = k[:, {k_head}], v[:, {v_head}]",
        OUTPUT: "output = weights @ v",
    }


MISTAKES = [
    Mistake(
        id="heads-dealt-in-turn",
        name="query head h reads head h % H_kv",
        diagnosis="It looks as if key/value heads are dealt out in turn (0, 1, 0, 1, as np.tile does). Neighbours share: "
        "0, 0, 1, 1, as np.repeat does: h // (H // H_kv).",
        see=GROUPS,
        change=heads_read("h % n_kv_heads", "h % n_kv_heads"),
    ),
    Mistake(
        id="keys-dealt-in-turn",
        name="keys dealt in turn, values shared by neighbours",
        diagnosis="It looks as if keys and values of different heads are put together: keys by h % H_kv, values by "
        "h // (H // H_kv).",
        see=GROUPS,
        change=heads_read("h % n_kv_heads", "h // group"),
    ),
    Mistake(
        id="values-dealt-in-turn",
        name="values dealt in turn, keys shared by neighbours",
        diagnosis="It looks as if keys and values of different heads are put together: values by h % H_kv, keys by "
        "h // (H // H_kv).",
        see=GROUPS,
        change=heads_read("h // group", "h % n_kv_heads"),
    ),
    Mistake(
        id="divided-by-the-number-of-groups",
        name="h // H_kv instead of h // (H // H_kv)",
        diagnosis="It looks as if query head h reads head h // H_kv. Divide by the size of a group, H // H_kv: the two are "
        "equal only when H = H_kv².",
        see=GROUPS,
        change=heads_read(
            "np.minimum(h // n_kv_heads, n_kv_heads - 1)", "np.minimum(h // n_kv_heads, n_kv_heads - 1)"
        ),
    ),
    Mistake(
        id="first-head-for-all",
        name="every query head reads key/value head 0",
        diagnosis="It looks as if only key/value head 0 is read. That is multi-query attention; here there are H_kv of them.",
        see=GROUPS,
        change=heads_read("h * 0", "h * 0"),
    ),
    Mistake(
        id="values-of-the-first-head",
        name="values always from head 0",
        diagnosis="It looks as if the keys are shared out, but the values are always those of head 0.",
        see=GROUPS,
        change=heads_read("h // group", "h * 0"),
    ),
    Mistake(
        id="heads-in-reverse",
        name="groups in reverse order",
        diagnosis="It looks as if the first query heads read the last key/value head. Group 0 reads head 0.",
        see=GROUPS,
        change=heads_read("n_kv_heads - 1 - h // group", "n_kv_heads - 1 - h // group"),
    ),
    Mistake(
        id="key-value-heads-averaged",
        name="key/value heads averaged",
        diagnosis="It looks as if all key/value heads are averaged into one. Averaging happens once, when a trained model is "
        "converted; here every group keeps its own head.",
        see=GROUPS,
        change={
            SHARED: "k, v = k.mean(axis=1)[:, np.newaxis, np.newaxis], v.mean(axis=1)[:, np.newaxis, np.newaxis]"
        },
    ),
    Mistake(
        id="query-heads-averaged",
        name="query heads of a group averaged",
        diagnosis="It looks as if the query heads of a group are averaged. Each asks its own question; only keys and values "
        "are shared.",
        see=GROUPS,
        change={
            GROUPED: "grouped = q.reshape(batch, n_kv_heads, group, seq_len, d).mean(axis=2, keepdims=True).repeat(group, 2)"
        },
    ),
    Mistake(
        id="groups-merged-the-wrong-way",
        name="heads put back in another order",
        diagnosis="It looks as if the outputs come back group by group instead of head by head: the axes of groups and members "
        "are swapped before they are merged.",
        see=HEADS,
        change={RETURN: "return output.swapaxes(1, 2).reshape(batch, n_heads, seq_len, d)"},
    ),
    Mistake(
        id="heads-behind-the-sequence",
        name="(B, T, H, d) instead of (B, H, T, d)",
        diagnosis="It looks as if the heads' axis was moved behind T. Give back (B, H, T, d), as q came.",
        see=HEADS,
        change={RETURN: "return output.reshape(batch, n_heads, seq_len, d).transpose(0, 2, 1, 3)"},
    ),
    Mistake(
        id="reshaped-through-the-sequence",
        name="a reshape that mixes positions and heads",
        diagnosis="It looks as if q was reshaped with T in front of the group: positions of different heads get mixed. Split "
        "only the heads' axis: (B, H, T, d) → (B, H_kv, H // H_kv, T, d).",
        see=HEADS,
        change={
            GROUPED: "grouped = q.reshape(batch, n_kv_heads, seq_len, group, d).swapaxes(2, 3).astype(np.float64)"
        },
    ),
    Mistake(
        id="repeated-along-the-sequence",
        name="keys and values repeated along the positions",
        diagnosis="It looks as if np.repeat runs over the positions instead of the heads: position i reads position "
        "i // (H // H_kv).",
        see=GROUPS,
        change={
            SHARED: "k = k.repeat(group, axis=2)[:, :, np.newaxis, :seq_len]\n"
            "    v = v.repeat(group, axis=2)[:, :, np.newaxis, :seq_len]"
        },
    ),
    Mistake(
        id="no-scaling",
        name="scores not divided by √d",
        diagnosis="It looks as if the scores are not divided by √d.",
        see=SCALING,
        change={SCORES: "scores = grouped @ k.swapaxes(-1, -2)"},
    ),
    Mistake(
        id="scaled-by-d",
        name="divided by d instead of √d",
        diagnosis="It looks as if the scores are divided by d where √d is meant.",
        see=SCALING,
        change={SCORES: "scores = grouped @ k.swapaxes(-1, -2) / d"},
    ),
    Mistake(
        id="scaled-by-all-heads",
        name="divided by √(H·d)",
        diagnosis="It looks as if the scores are divided by √(H·d), the root of the model's width. A score has d terms: √d.",
        see=SCALING,
        change={SCORES: "scores = grouped @ k.swapaxes(-1, -2) / np.sqrt(n_heads * d)"},
    ),
    Mistake(
        id="scaled-by-the-group",
        name="divided by the group's size too",
        diagnosis="It looks as if the scores are divided by √(d · group). Sharing a key does not make the dot product longer.",
        see=SCALING,
        change={SCORES: "scores = grouped @ k.swapaxes(-1, -2) / np.sqrt(d * group)"},
    ),
    Mistake(
        id="never-causal",
        name="the causal mask is missing",
        diagnosis="It looks as if positions see later ones although causal=True.",
        see=CAUSAL,
        change={IF_CAUSAL: "if False:"},
    ),
    Mistake(
        id="always-causal",
        name="causal=False is ignored",
        diagnosis="It looks as if the mask is there even with causal=False.",
        see=CAUSAL,
        change={IF_CAUSAL: "if True:"},
    ),
    Mistake(
        id="causal-the-wrong-way",
        name="each position sees only itself and later ones",
        diagnosis="It looks as if the mask is turned round: np.tril keeps the past, np.triu the future.",
        see=CAUSAL,
        change={VISIBLE: "visible = np.triu(np.ones((seq_len, seq_len), dtype=bool))"},
    ),
    Mistake(
        id="not-even-itself",
        name="a position may not see itself",
        diagnosis="It looks as if the diagonal is hidden too. A position sees itself and everything before it; else the first "
        "one has nothing to look at.",
        see=CAUSAL,
        change={
            VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)",
            HIDE: "scores = np.where(visible, scores, -1e9)",
        },
    ),
    Mistake(
        id="one-too-many",
        name="a position sees the next one as well",
        diagnosis="It looks as if the mask is one column too wide: position i sees i + 1, which it should predict.",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=1)"},
    ),
    Mistake(
        id="mask-by-zero-scores",
        name="hidden scores set to 0 instead of −∞",
        diagnosis="It looks as if hidden scores are set to 0. exp(0) is 1: the future still gets a share. It must be −∞.",
        see=CAUSAL,
        change={HIDE: "scores = np.where(visible, scores, 0.0)"},
    ),
    Mistake(
        id="mask-after-softmax",
        name="the mask applied after the softmax",
        diagnosis="It looks as if weights are cut after the softmax: the rows no longer sum to 1.",
        see=CAUSAL,
        change={
            HIDE: "pass",
            OUTPUT: "output = (weights * visible if causal else weights) @ v",
        },
    ),
    Mistake(
        id="softmax-over-queries",
        name="softmax over the wrong axis",
        diagnosis="It looks as if the softmax runs over the queries (axis -2): the columns sum to 1 instead of the rows.",
        see=SOFTMAX,
        change={
            EXP: "weights = np.exp(scores - scores.max(axis=-2, keepdims=True))",
            SUM: "weights = weights / weights.sum(axis=-2, keepdims=True)",
        },
    ),
    Mistake(
        id="softmax-unshifted",
        name="exp without taking the maximum away",
        diagnosis="It looks as if the largest score is not subtracted before exp: big scores overflow to inf, and inf / inf "
        "is NaN.",
        see=SOFTMAX,
        change={EXP: "weights = np.exp(scores)"},
    ),
    Mistake(
        id="softmax-one-maximum-for-all",
        name="one maximum for the whole array",
        diagnosis="It looks as if one maximum is subtracted everywhere. A row far below it underflows to 0, and 0 / 0 is NaN. "
        "Take each row's own.",
        see=SOFTMAX,
        change={EXP: "weights = np.exp(scores - scores.max())"},
    ),
    Mistake(
        id="uneven-heads-accepted",
        name="no ValueError for uneven groups",
        diagnosis="It looks as if H that is no multiple of H_kv is let through. Raise ValueError: some head would be left over.",
        see=GROUPS,
        change={
            **heads_read("np.minimum(h // group, n_kv_heads - 1)", "np.minimum(h // group, n_kv_heads - 1)"),
            GUARD: "if False:",
        },
    ),
    Mistake(
        id="half-precision-scores",
        name="scores computed in float16",
        diagnosis="It looks as if the scores are computed in float16 when q is: they overflow beyond 65504.",
        see=SOFTMAX,
        change={GROUPED: "grouped = q.reshape(batch, n_kv_heads, group, seq_len, d)"},
    ),
]


def probes() -> list[Probe]:
    """Six heads on two: H // H_kv, H_kv, T and d all differ. Then big scores, float16, and heads that do not divide."""
    rng = np.random.default_rng(7)
    name = "grouped_query_attention"
    q, k, v = rng.normal(size=(2, 6, 5, 4)), rng.normal(size=(2, 2, 5, 4)), rng.normal(size=(2, 2, 5, 4))
    loud = q * np.array([1.0, 900.0, 1.0, 30.0, 1.0])[:, np.newaxis]
    half = [np.round(300 * x).astype(np.float16) for x in (q, k, v)]
    return [
        Probe(name, (q, k, v)),
        Probe(name, (q, k, v), {"causal": False}),
        Probe(name, (loud, k, v)),
        Probe(name, (-loud * 40 - 400, np.abs(k), v), {"causal": False}),
        Probe(name, tuple(half)),
        Probe(name, (q[:, :5], k, v)),
    ]
