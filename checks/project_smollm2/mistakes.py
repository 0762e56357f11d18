"""Wrong Llama blocks that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

LESSON, REFERENCE = "step-1-attention-visual-deep-dive", "step-6-complete-reference"
RMS, SWIGLU, LLAMA = f"{REFERENCE}#arch-rmsnorm", f"{REFERENCE}#arch-swiglu", f"{REFERENCE}#arch-llama"
BLOCKS, NORMS, FORWARD = f"{LESSON}#blocks", f"{LESSON}#residuals-and-layer-norm", f"{LESSON}#feed-forward"
ROPE, HEADS, GROUPS = f"{LESSON}#rope-and-alibi", f"{LESSON}#split-and-merge", f"{LESSON}#cost"
CAUSAL, SCALING, OUTPUT = f"{LESSON}#causal-masking", f"{LESSON}#scaling", f"{LESSON}#output-projection"
BATCHES = f"{LESSON}#batches"

# rms_norm
WIDE = "wide = x.astype(np.result_type(x, np.float32))  # the squares of float16 overflow beyond 255"
MEAN_SQUARE = "mean_square = np.mean(wide * wide, axis=-1, keepdims=True)"
NORMED = "return wide / np.sqrt(mean_square + eps) * gain"
# swiglu
GATE = "gate = x @ w_gate  # (..., d_ff)"
SILU = "silu = gate * 0.5 * (1 + np.tanh(0.5 * gate))  # z · sigmoid(z), written so that nothing overflows"
GATED = "return (silu * (x @ w_up)) @ w_down"
# transformer_block
SPLIT = "return projected.reshape(batch, seq_len, count, -1).transpose(0, 2, 1, 3)"
FIRST_NORM = 'normed = rms_norm(x, params["attention_gain"], eps)'
QUERIES = 'q = apply_rope(heads(normed @ params["w_q"], n_heads), None, rope_base)'
KEYS = 'k = apply_rope(heads(normed @ params["w_k"], n_kv_heads), None, rope_base)'
VALUES = 'v = heads(normed @ params["w_v"], n_kv_heads)'
MIXED = "mixed = grouped_query_attention(q, k, v, True)  # (B, n_heads, T, d_head)"
MERGED = "merged = mixed.transpose(0, 2, 1, 3).reshape(batch, seq_len, -1)"
FIRST_SUM = 'x = x + merged @ params["w_o"]'
SECOND_NORM = 'normed = rms_norm(x, params["mlp_gain"], eps)'
SECOND_SUM = 'return x + swiglu(normed, params["w_gate"], params["w_up"], params["w_down"])'
SIGNATURE = "def rms_norm(x: np.ndarray, gain: np.ndarray, eps: float)"

UNTURNED_QUERIES = 'q = heads(normed @ params["w_q"], n_heads)'
UNTURNED_KEYS = 'k = heads(normed @ params["w_k"], n_kv_heads)'
MLP = 'swiglu(normed, params["w_gate"], params["w_up"], params["w_down"])'


def rope_with(positions: str, base: str = "rope_base") -> tuple[dict[str, str], dict[str, str]]:
    """The changes that give the queries, and the keys, other positions or another base."""
    return (
        {QUERIES: QUERIES.replace("None, rope_base", f"{positions}, {base}")},
        {KEYS: KEYS.replace("None, rope_base", f"{positions}, {base}")},
    )


# Column i paired with column i + d/2: the same turn between two exchanges of columns.
HALVES = """def halves(z):
        order = np.arange(z.shape[-1]).reshape(2, -1).T.ravel()
        turned = np.empty(z.shape)
        turned[..., order] = apply_rope(z[..., order], None, rope_base)
        return turned

    """


MISTAKES = [
    # rms_norm
    Mistake(
        id="mean-subtracted",
        name="subtracts the mean",
        diagnosis="Your rms_norm subtracts the row's mean first, as layer norm does. RMSNorm only divides by the "
        "root mean square and leaves the mean in place. Work with x as it is.",
        see=RMS,
        change={WIDE: "wide = x - x.mean(axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="divided-by-the-standard-deviation",
        name="divides by the standard deviation",
        diagnosis="Your rms_norm divides by the standard deviation, which measures the distance from the mean. "
        "RMSNorm measures the distance from 0: np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps).",
        see=RMS,
        change={MEAN_SQUARE: "mean_square = wide.var(axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="squares-summed",
        name="sums the squares",
        diagnosis="Your rms_norm divides by the row's length, the root of the sum of squares. That makes every row "
        "√d times too small. Take the mean of the squares, not their sum.",
        see=RMS,
        change={MEAN_SQUARE: "mean_square = np.sum(wide * wide, axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="root-missing",
        name="leaves out the square root",
        diagnosis="Your rms_norm divides by the mean square itself. Without the root, doubling a row "
        "halves the result. Divide by np.sqrt(mean_square + eps).",
        see=RMS,
        change={NORMED: "return wide / (mean_square + eps) * gain"},
    ),
    Mistake(
        id="multiplied-by-the-root",
        name="multiplies by the root",
        diagnosis="Your rms_norm multiplies by the root mean square, so large rows grow further. Divide by it, or "
        "multiply by its inverse, 1 / np.sqrt(…).",
        see=RMS,
        change={NORMED: "return wide * np.sqrt(mean_square + eps) * gain"},
    ),
    Mistake(
        id="mean-of-absolute-values",
        name="averages the absolute values",
        diagnosis="Your rms_norm divides by the mean of |x|. The root mean square gives large entries more weight: "
        "square first, then average, then take the root.",
        see=RMS,
        change={MEAN_SQUARE: "mean_square = np.mean(np.abs(wide), axis=-1, keepdims=True) ** 2"},
    ),
    Mistake(
        id="norm-over-the-tokens",
        name="normalizes along the tokens",
        diagnosis="Your rms_norm averages over axis -2, the tokens. Each token should be normalized over "
        "its own columns only: axis=-1.",
        see=BATCHES,
        change={
            MEAN_SQUARE: "mean_square = np.mean(wide * wide, axis=-2 if x.ndim > 1 else -1, keepdims=True)"
        },
    ),
    Mistake(
        id="norm-of-the-whole-array",
        name="normalizes the whole array at once",
        diagnosis="Your rms_norm takes one mean over the whole array, so tokens and sequences affect each other. Every "
        "row needs its own mean: axis=-1, keepdims=True.",
        see=BATCHES,
        change={MEAN_SQUARE: "mean_square = np.mean(wide * wide)"},
    ),
    Mistake(
        id="norm-over-axis-one",
        name="normalizes along axis 1",
        diagnosis="Your rms_norm averages over axis 1. For (T, d), those are the columns; for a batch, "
        "they are the tokens. Count from the end: axis=-1.",
        see=BATCHES,
        change={
            MEAN_SQUARE: "mean_square = np.mean(wide * wide, axis=1 if x.ndim > 1 else -1, keepdims=True)"
        },
    ),
    Mistake(
        id="gain-missing",
        name="leaves out the gain",
        diagnosis="Your rms_norm does not use the gain. It is a trained parameter, one number per column: multiply "
        "the normalized row by it.",
        see=RMS,
        change={NORMED: "return wide / np.sqrt(mean_square + eps)"},
    ),
    Mistake(
        id="one-plus-gain",
        name="multiplies by 1 + gain",
        diagnosis="Your rms_norm multiplies by 1 + gain. Gemma stores its gains that way; SmolLM2, like LLaMA, stores "
        "the factor itself. Multiply by gain.",
        see=RMS,
        change={NORMED: "return wide / np.sqrt(mean_square + eps) * (1 + gain)"},
    ),
    Mistake(
        id="gain-added",
        name="adds the gain",
        diagnosis="Your rms_norm adds the gain. It scales the columns: multiply by it.",
        see=RMS,
        change={NORMED: "return wide / np.sqrt(mean_square + eps) + gain"},
    ),
    Mistake(
        id="divided-by-the-gain",
        name="divides by the gain",
        diagnosis="Your rms_norm divides by the gain. The gain is the factor that each column gets: multiply by it.",
        see=RMS,
        change={NORMED: "return wide / np.sqrt(mean_square + eps) / gain"},
    ),
    Mistake(
        id="gain-before-the-mean",
        name="applies the gain before the mean",
        diagnosis="Your rms_norm multiplies by the gain and then measures the row, so the gain changes the root mean "
        "square too. Normalize first, then multiply.",
        see=RMS,
        change={WIDE: "wide = x * gain", NORMED: "return wide / np.sqrt(mean_square + eps)"},
    ),
    Mistake(
        id="eps-outside-the-root",
        name="adds eps outside the root",
        diagnosis="Your rms_norm adds eps to the root itself. It belongs under the root, to the mean "
        "square: np.sqrt(mean_square + eps). The real model's output hardly changes, but that of a row "
        "near 0 does.",
        see=RMS,
        change={NORMED: "return wide / (np.sqrt(mean_square) + eps) * gain"},
    ),
    Mistake(
        id="eps-missing",
        name="leaves out eps",
        diagnosis="Your rms_norm does not use eps, so a row of zeros gives 0 / 0, which is NaN. Add eps to the mean "
        "square under the root.",
        see=RMS,
        change={NORMED: "return wide / np.sqrt(mean_square) * gain"},
    ),
    Mistake(
        id="eps-as-a-bound",
        name="uses eps as a lower bound",
        diagnosis="Your rms_norm takes the larger of the mean square and eps. The model was trained with their sum: "
        "mean_square + eps.",
        see=RMS,
        change={NORMED: "return wide / np.sqrt(np.maximum(mean_square, eps)) * gain"},
        also=({NORMED: "return wide / np.maximum(np.sqrt(mean_square), eps) * gain"},),
    ),
    Mistake(
        id="eps-of-its-own",
        name="uses a fixed eps",
        diagnosis="Your rms_norm adds a fixed number instead of the argument eps. The value differs "
        "between models, so use the eps that is passed.",
        see=RMS,
        change={NORMED: "return wide / np.sqrt(mean_square + 1e-5) * gain"},
        also=(
            {NORMED: "return wide / np.sqrt(mean_square + 1e-6) * gain"},
            {NORMED: "return wide / np.sqrt(mean_square + 1e-8) * gain"},
        ),
    ),
    # swiglu
    Mistake(
        id="gate-and-up-exchanged",
        name="exchanges gate and up",
        diagnosis="Your swiglu applies SiLU to x @ w_up and leaves x @ w_gate as it is. Only the gate has an "
        "activation: silu(x @ w_gate) * (x @ w_up).",
        see=SWIGLU,
        change={GATE: "gate = x @ w_up", GATED: "return (silu * (x @ w_gate)) @ w_down"},
    ),
    Mistake(
        id="gelu-for-silu",
        name="uses GELU",
        diagnosis="Your swiglu applies GELU to the gate. That is GEGLU, as in Gemma. SwiGLU uses SiLU: "
        "z * sigmoid(z).",
        see=SWIGLU,
        change={SILU: "silu = 0.5 * gate * (1 + np.tanh(np.sqrt(2 / np.pi) * (gate + 0.044715 * gate**3)))"},
        also=({SILU: "silu = gate / (1 + np.exp(-1.702 * gate))"},),
    ),
    Mistake(
        id="relu-for-silu",
        name="uses ReLU",
        diagnosis="Your swiglu applies ReLU to the gate, which sets negative gates to 0. SiLU keeps a "
        "little of them: z * sigmoid(z).",
        see=SWIGLU,
        change={SILU: "silu = np.maximum(gate, 0)"},
    ),
    Mistake(
        id="sigmoid-for-silu",
        name="uses the sigmoid alone",
        diagnosis="Your swiglu uses sigmoid(z). That is the GLU of 2016. SiLU also multiplies it by z: "
        "z * sigmoid(z).",
        see=SWIGLU,
        change={SILU: "silu = 0.5 * (1 + np.tanh(0.5 * gate))"},
    ),
    Mistake(
        id="tanh-for-silu",
        name="uses tanh",
        diagnosis="Your swiglu applies tanh to the gate. SiLU is z * sigmoid(z), which grows with z.",
        see=SWIGLU,
        change={SILU: "silu = np.tanh(gate)"},
        also=({SILU: "silu = gate * np.tanh(gate)"},),
    ),
    Mistake(
        id="no-activation",
        name="applies no activation",
        diagnosis="Your swiglu multiplies the two branches without an activation. The gate is silu(x @ w_gate), with "
        "silu(z) = z * sigmoid(z).",
        see=SWIGLU,
        change={SILU: "silu = gate"},
    ),
    Mistake(
        id="sigmoid-of-minus",
        name="has the wrong sign in exp",
        diagnosis="Your swiglu multiplies z by sigmoid(-z), which closes large gates and opens negative ones. Check "
        "the sign: sigmoid(z) = 1 / (1 + exp(-z)).",
        see=SWIGLU,
        change={SILU: "silu = gate * 0.5 * (1 - np.tanh(0.5 * gate))"},
    ),
    Mistake(
        id="both-branches-bent",
        name="applies SiLU to both branches",
        diagnosis="Your swiglu applies SiLU to both branches. x @ w_up stays linear: silu(x @ w_gate) * (x @ w_up).",
        see=SWIGLU,
        change={
            GATED: "up = x @ w_up\n    return (silu * up * 0.5 * (1 + np.tanh(0.5 * up))) @ w_down",
        },
    ),
    Mistake(
        id="product-bent",
        name="applies SiLU to the product",
        diagnosis="Your swiglu multiplies the branches first and applies SiLU to the product. SiLU comes first, on "
        "the gate alone.",
        see=SWIGLU,
        change={
            SILU: "both = gate * (x @ w_up)",
            GATED: "return (both * 0.5 * (1 + np.tanh(0.5 * both))) @ w_down",
        },
    ),
    Mistake(
        id="branches-added",
        name="adds the branches",
        diagnosis="Your swiglu adds the two branches. A gate multiplies: silu(x @ w_gate) * (x @ w_up).",
        see=SWIGLU,
        change={GATED: "return (silu + (x @ w_up)) @ w_down"},
    ),
    Mistake(
        id="up-missing",
        name="leaves out w_up",
        diagnosis="Your swiglu is silu(x @ w_gate) @ w_down, a plain feed-forward network. The gate must "
        "multiply the up branch: silu(x @ w_gate) * (x @ w_up).",
        see=SWIGLU,
        change={GATED: "return silu @ w_down"},
    ),
    Mistake(
        id="silu-without-the-gate-matrix",
        name="leaves out w_gate",
        diagnosis="Your swiglu computes the gate with w_up, so both branches are the same. The gate has its own "
        "matrix: x @ w_gate.",
        see=SWIGLU,
        change={GATE: "gate = x @ w_up"},
    ),
    Mistake(
        id="up-from-the-gate",
        name="uses w_gate for both branches",
        diagnosis="Your swiglu computes both branches with w_gate. The second one is x @ w_up.",
        see=SWIGLU,
        change={GATED: "return (silu * gate) @ w_down"},
    ),
    Mistake(
        id="input-added-in-swiglu",
        name="adds x inside swiglu",
        diagnosis="Your swiglu adds its own input. The residual sum belongs to the block, which adds x, not the "
        "normalized x. Return only what the network computes.",
        see=NORMS,
        change={GATED: "return x + (silu * (x @ w_up)) @ w_down"},
    ),
    Mistake(
        id="matrices-transposed",
        name="applies the matrices as w.T",
        diagnosis="Your swiglu multiplies by transposed matrices, as if they were stored as in torch.nn.Linear. "
        "Here they are stored for x @ w. Drop the .T in all three.",
        see=FORWARD,
        change={GATE: "gate = x @ w_gate.T", GATED: "return (silu * (x @ w_up.T)) @ w_down.T"},
    ),
    # heads and positions
    Mistake(
        id="split-without-transpose",
        name="splits heads by reshape alone",
        diagnosis="Your block reshapes straight to (B, n_heads, T, d_head), so each head gets all the columns of "
        "only a few tokens. Reshape to (B, T, n_heads, d_head), then transpose(0, 2, 1, 3).",
        see=HEADS,
        change={SPLIT: "return projected.reshape(batch, count, seq_len, -1)"},
    ),
    Mistake(
        id="split-and-merge-without-transpose",
        name="splits and merges by reshape alone",
        diagnosis="Your block only reshapes when it splits and merges heads. The two undo each other, but "
        "in between, each head has columns of the wrong tokens. Both need transpose(0, 2, 1, 3).",
        see=HEADS,
        change={
            SPLIT: "return projected.reshape(batch, count, seq_len, -1)",
            MERGED: "merged = mixed.reshape(batch, seq_len, -1)",
        },
    ),
    Mistake(
        id="merge-without-transpose",
        name="merges without transposing back",
        diagnosis="Your block reshapes (B, n_heads, T, d_head) straight to (B, T, …), so a row contains "
        "several tokens of one head. First move the heads axis after the tokens axis: transpose(0, 2, 1, "
        "3).",
        see=HEADS,
        change={MERGED: "merged = mixed.reshape(batch, seq_len, -1)"},
    ),
    Mistake(
        id="interleaved-columns",
        name="gives heads every n-th column",
        diagnosis="In your block, head h takes columns h, h + n_heads, … A head's columns should be "
        "contiguous, which also keeps its pairs together: reshape to (B, T, n_heads, d_head), in this "
        "order.",
        see=HEADS,
        change={SPLIT: "return projected.reshape(batch, seq_len, -1, count).transpose(0, 3, 1, 2)"},
    ),
    Mistake(
        id="heads-left-behind-the-tokens",
        name="rotates heads as if they were tokens",
        diagnosis="Your block calls apply_rope on (B, T, n_heads, d_head). Positions run along axis -2, so your code "
        "rotates by head number, not by position. Transpose to (B, n_heads, T, d_head) first.",
        see=ROPE,
        change={
            QUERIES: 'q = (normed @ params["w_q"]).reshape(batch, seq_len, n_heads, -1)\n'
            "    q = apply_rope(q, None, rope_base).transpose(0, 2, 1, 3)",
            KEYS: 'k = (normed @ params["w_k"]).reshape(batch, seq_len, n_kv_heads, -1)\n'
            "    k = apply_rope(k, None, rope_base).transpose(0, 2, 1, 3)",
        },
    ),
    Mistake(
        id="turned-before-the-split",
        name="rotates before splitting the heads",
        diagnosis="Your block calls apply_rope before it splits the heads, so the frequencies run over all columns and "
        "each head gets a different part of them. Split first, so that every head has the same frequencies.",
        see=ROPE,
        change={
            QUERIES: 'q = heads(apply_rope(normed @ params["w_q"], None, rope_base), n_heads)',
            KEYS: 'k = heads(apply_rope(normed @ params["w_k"], None, rope_base), n_kv_heads)',
        },
    ),
    Mistake(
        id="no-rope",
        name="does not call apply_rope",
        diagnosis="Your block never calls apply_rope, so it cannot tell the order of the earlier tokens. Rotate "
        "the queries and the keys of every head before attention.",
        see=ROPE,
        change={QUERIES: UNTURNED_QUERIES, KEYS: UNTURNED_KEYS},
    ),
    Mistake(
        id="queries-turned-only",
        name="rotates the queries only",
        diagnosis="Your block rotates the queries but not the keys. Then only the query's position "
        "affects the score; the key's does not. Rotate both, so that only their distance matters.",
        see=ROPE,
        change={KEYS: UNTURNED_KEYS},
    ),
    Mistake(
        id="keys-turned-only",
        name="rotates the keys only",
        diagnosis="Your block rotates the keys but not the queries. Then only the key's position affects "
        "the score; the query's does not. Rotate both, so that only their distance matters.",
        see=ROPE,
        change={QUERIES: UNTURNED_QUERIES},
    ),
    Mistake(
        id="values-turned-too",
        name="rotates the values too",
        diagnosis="Your block rotates the values as well. Positions belong only in the scores: apply_rope is for the "
        "queries and the keys.",
        see=ROPE,
        change={VALUES: 'v = apply_rope(heads(normed @ params["w_v"], n_kv_heads), None, rope_base)'},
    ),
    Mistake(
        id="output-turned",
        name="rotates the output of attention",
        diagnosis="Your block rotates the output of attention. By then, the scores have been computed. Rotate the queries and the "
        "keys before grouped_query_attention.",
        see=ROPE,
        change={
            QUERIES: UNTURNED_QUERIES,
            KEYS: UNTURNED_KEYS,
            MIXED: "mixed = apply_rope(grouped_query_attention(q, k, v, True), None, rope_base)",
        },
    ),
    Mistake(
        id="x-turned",
        name="rotates x before the projections",
        diagnosis="Your block rotates the normalized x before the projections, so the values are rotated "
        "too, and the frequencies run over all columns. Rotate q and k after splitting them into heads.",
        see=ROPE,
        change={
            FIRST_NORM: 'normed = apply_rope(rms_norm(x, params["attention_gain"], eps), None, rope_base)',
            QUERIES: UNTURNED_QUERIES,
            KEYS: UNTURNED_KEYS,
        },
    ),
    Mistake(
        id="rope-by-halves",
        name="pairs columns by halves",
        diagnosis="Your block pairs column i with column i + d_head / 2, as many checkpoints do. These weights are "
        "stored for neighbouring pairs, 2i and 2i + 1, as in challenge 1. The model still writes fluently, but its "
        "loss rises from 3.1 to 4.9.",
        see=ROPE,
        change={
            QUERIES: f'{HALVES}q = halves(heads(normed @ params["w_q"], n_heads))',
            KEYS: 'k = halves(heads(normed @ params["w_k"], n_kv_heads))',
        },
    ),
    Mistake(
        id="base-not-passed",
        name="leaves rope_base out",
        diagnosis="Your block calls apply_rope with its default base, 10,000. SmolLM2 was trained with "
        "100,000: pass rope_base to it.",
        see=ROPE,
        change={
            QUERIES: 'q = apply_rope(heads(normed @ params["w_q"], n_heads))',
            KEYS: 'k = apply_rope(heads(normed @ params["w_k"], n_kv_heads))',
        },
    ),
    Mistake(
        id="base-not-passed-for-one",
        name="passes rope_base only once",
        diagnosis="Your block passes rope_base only for the queries or only for the keys. Both must rotate "
        "at the same speed, or the score no longer depends on their distance alone.",
        see=ROPE,
        change={KEYS: 'k = apply_rope(heads(normed @ params["w_k"], n_kv_heads))'},
        also=({QUERIES: 'q = apply_rope(heads(normed @ params["w_q"], n_heads))'},),
    ),
    Mistake(
        id="positions-apart",
        name="counts queries and keys differently",
        diagnosis="Your queries and keys count their positions differently, one from 0 and the other from "
        "1. Both may start at any number, as long as it is the same. Pass None for both to count 0, 1, …",
        see=ROPE,
        change=rope_with("np.arange(1, seq_len + 1)")[0],
        also=(rope_with("np.arange(1, seq_len + 1)")[1],),
    ),
    Mistake(
        id="keys-tiled",
        name="tiles the key heads",
        diagnosis="Your block repeats keys and values with np.tile, so that query head h reads head h % n_kv_heads. "
        "Neighbours share a head. grouped_query_attention does that: pass k and v as they are.",
        see=GROUPS,
        change={
            MIXED: "group = n_heads // n_kv_heads\n    k, v = np.tile(k, (1, group, 1, 1)), np.tile(v, (1, group, 1, 1))\n"
            "    mixed = grouped_query_attention(q, k, v, True)"
        },
    ),
    Mistake(
        id="not-causal",
        name="lets tokens see later ones",
        diagnosis="Your block calls grouped_query_attention without its causal mask, so tokens see the ones that come "
        "after them. The model's loss even falls, because it can see the answer. Pass True.",
        see=CAUSAL,
        change={MIXED: "mixed = grouped_query_attention(q, k, v, False)"},
    ),
    Mistake(
        id="scaled-twice",
        name="scales the scores twice",
        diagnosis="Your block divides the queries by √d_head, and grouped_query_attention divides the "
        "scores again. The weights become too uniform. Leave the scaling to grouped_query_attention.",
        see=SCALING,
        change={
            MIXED: "mixed = grouped_query_attention(q / np.sqrt(q.shape[-1]), k, v, True)",
        },
    ),
    Mistake(
        id="scaling-undone",
        name="multiplies the queries by √d_head",
        diagnosis="Your block multiplies the queries by √d_head, which undoes the scaling in grouped_query_attention. "
        "Pass the queries as they are.",
        see=SCALING,
        change={MIXED: "mixed = grouped_query_attention(q * np.sqrt(q.shape[-1]), k, v, True)"},
    ),
    Mistake(
        id="values-from-the-keys",
        name="computes the values with w_k",
        diagnosis="Your block computes the values with w_k. Keys decide where a token attends; values are "
        'what it reads there: normed @ params["w_v"].',
        see=HEADS,
        change={VALUES: 'v = heads(normed @ params["w_k"], n_kv_heads)'},
    ),
    Mistake(
        id="keys-from-the-values",
        name="computes the keys with w_v",
        diagnosis='Your block computes the keys with w_v. Keys have their own matrix: normed @ params["w_k"].',
        see=HEADS,
        change={KEYS: KEYS.replace("w_k", "w_v")},
    ),
    Mistake(
        id="keys-and-values-exchanged",
        name="passes values as keys",
        diagnosis="Your block passes keys and values in the wrong order. grouped_query_attention takes q, k, v.",
        see=HEADS,
        change={MIXED: "mixed = grouped_query_attention(q, v, k, True)"},
        also=({KEYS: KEYS.replace("w_k", "w_v"), VALUES: VALUES.replace("w_v", "w_k")},),
    ),
    Mistake(
        id="values-of-x-itself",
        name="computes the values from x itself",
        diagnosis="Your block computes the values from x, without the norm. Queries, keys and values all read the same "
        "normalized x.",
        see=NORMS,
        change={VALUES: 'v = heads(x @ params["w_v"], n_kv_heads)'},
    ),
    Mistake(
        id="output-projection-missing",
        name="skips w_o",
        diagnosis="Your block adds the merged heads without w_o, so the heads never mix. Add merged @ w_o.",
        see=OUTPUT,
        change={FIRST_SUM: "x = x + merged"},
    ),
    Mistake(
        id="output-projection-transposed",
        name="applies w_o as w_o.T",
        diagnosis="Your block multiplies by w_o.T. All matrices here are stored for x @ w: merged @ w_o.",
        see=OUTPUT,
        change={FIRST_SUM: 'x = x + merged @ params["w_o"].T'},
    ),
    # norms and residual sums
    Mistake(
        id="first-norm-missing",
        name="skips the norm before attention",
        diagnosis="Your block computes queries, keys and values from x itself. Attention reads "
        "rms_norm(x, attention_gain, eps).",
        see=NORMS,
        change={FIRST_NORM: "normed = x"},
    ),
    Mistake(
        id="second-norm-missing",
        name="skips the norm before swiglu",
        diagnosis="Your block gives x itself to swiglu. The network reads rms_norm(x, mlp_gain, eps).",
        see=NORMS,
        change={SECOND_NORM: "normed = x"},
    ),
    Mistake(
        id="first-gain-twice",
        name="uses attention_gain for both norms",
        diagnosis="Your block uses attention_gain in both norms. The second norm has its own gain: mlp_gain.",
        see=NORMS,
        change={SECOND_NORM: 'normed = rms_norm(x, params["attention_gain"], eps)\n'},
    ),
    Mistake(
        id="gains-exchanged",
        name="exchanges the two gains",
        diagnosis="Your block uses mlp_gain before attention and attention_gain before swiglu. Each belongs to the "
        "norm before its own branch.",
        see=NORMS,
        change={
            FIRST_NORM: 'normed = rms_norm(x, params["mlp_gain"], eps)\n',
            SECOND_NORM: 'normed = rms_norm(x, params["attention_gain"], eps)\n',
        },
    ),
    Mistake(
        id="eps-not-passed-on",
        name="does not pass eps on",
        diagnosis="Your block gives rms_norm a different eps. Pass the block's eps on to both norms.",
        see=RMS,
        change={
            FIRST_NORM: 'normed = rms_norm(x, params["attention_gain"], 1e-5)',
            SECOND_NORM: 'normed = rms_norm(x, params["mlp_gain"], 1e-5)',
        },
        also=(
            {
                FIRST_NORM: 'normed = rms_norm(x, params["attention_gain"], 1e-6)',
                SECOND_NORM: 'normed = rms_norm(x, params["mlp_gain"], 1e-6)',
            },
        ),
    ),
    Mistake(
        id="first-residual-missing",
        name="leaves out the first residual sum",
        diagnosis="Your block replaces x with the output of attention. The residual stream keeps x: x = x + attention(…).",
        see=NORMS,
        change={FIRST_SUM: 'x = merged @ params["w_o"]'},
    ),
    Mistake(
        id="second-residual-missing",
        name="leaves out the second residual sum",
        diagnosis="Your block returns only the output of swiglu. The residual stream keeps x: x + swiglu(…).",
        see=NORMS,
        change={SECOND_SUM: f"return {MLP}"},
    ),
    Mistake(
        id="normed-x-added",
        name="adds to the normalized x",
        diagnosis="Your block adds the branch to the normalized x. The residual path skips the norm: add "
        "the branch's output for rms_norm(x) to x itself.",
        see=NORMS,
        change={FIRST_SUM: 'x = normed + merged @ params["w_o"]'},
        also=(
            {SECOND_SUM: f"return normed + {MLP}"},
            {FIRST_SUM: 'x = normed + merged @ params["w_o"]', SECOND_SUM: f"return normed + {MLP}"},
        ),
    ),
    Mistake(
        id="post-norm",
        name="normalizes after the sums",
        diagnosis="Your block normalizes after each residual sum, as the original Transformer does. Llama "
        "normalizes before each branch and leaves the residual stream alone: x + attention(rms_norm(x)).",
        see=NORMS,
        change={
            FIRST_NORM: "normed = x",
            FIRST_SUM: 'x = rms_norm(x + merged @ params["w_o"], params["attention_gain"], eps)',
            SECOND_NORM: "normed = x",
            SECOND_SUM: f'return rms_norm(x + {MLP}, params["mlp_gain"], eps)',
        },
    ),
    Mistake(
        id="branches-in-parallel",
        name="runs both branches on the same x",
        diagnosis="Your block gives swiglu the block's input, as parallel blocks do. In Llama, it reads x after "
        "attention has been added: normalize the new x.",
        see=BLOCKS,
        change={
            FIRST_SUM: 'given, x = x, x + merged @ params["w_o"]',
            SECOND_NORM: 'normed = rms_norm(given, params["mlp_gain"], eps)',
        },
    ),
    Mistake(
        id="swiglu-first",
        name="runs swiglu before attention",
        diagnosis="Your block runs the feed-forward network first. Attention comes first, so that swiglu can read "
        "what it has added.",
        see=BLOCKS,
        change={
            FIRST_NORM: 'normed = rms_norm(x, params["mlp_gain"], eps)\n'
            f"    x = x + {MLP}\n"
            '    normed = rms_norm(x, params["attention_gain"], eps)',
            FIRST_SUM: 'return x + merged @ params["w_o"]',
        },
    ),
    Mistake(
        id="swiglu-reads-attention-only",
        name="gives swiglu attention's output alone",
        diagnosis="Your block gives swiglu the normalized output of attention alone. It should read the whole residual stream: "
        "rms_norm(x, mlp_gain, eps) with the new x.",
        see=BLOCKS,
        change={
            SECOND_NORM: 'normed = rms_norm(merged @ params["w_o"], params["mlp_gain"], eps)',
        },
    ),
    Mistake(
        id="caller-changed",
        name="changes x in place",
        diagnosis="Your block writes into x, which belongs to the caller. x = x + … makes a new array; x += … does not.",
        see=NORMS,
        change={FIRST_SUM: 'x += merged @ params["w_o"]'},
        also=(
            {
                SECOND_SUM: f"x = np.add(x, {MLP}, out=x)\n    return x",
                FIRST_SUM: 'x += merged @ params["w_o"]',
            },
        ),
    ),
    # robust
    Mistake(
        id="exp-overflows",
        name="lets exp overflow",
        diagnosis="Your SiLU computes exp(z). For large z, the result is inf, and inf / inf is NaN. Write "
        "z / (1 + exp(-z)), or use np.tanh, which cannot overflow.",
        see=SWIGLU,
        change={SILU: "silu = gate * np.exp(gate) / (1 + np.exp(gate))"},
    ),
    Mistake(
        id="squares-in-half-precision",
        name="squares float16 as it is",
        diagnosis="Your rms_norm squares float16 numbers as they are. Above 255, the square is inf, and the row becomes "
        "0. Convert to float32 first.",
        see=RMS,
        change={WIDE: "wide = x"},
    ),
    Mistake(
        id="head-size-from-d-model",
        name="takes d_model // n_heads as d_head",
        diagnosis="Your block reads d_head as d_model // n_heads. That is right for SmolLM2, but Qwen3's "
        "heads are wider: take it from the matrices, or let reshape find it with -1.",
        see=HEADS,
        change={
            SPLIT: "return projected.reshape(batch, seq_len, count, x.shape[-1] // n_heads).transpose(0, 2, 1, 3)"
        },
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your rms_norm does not accept x, gain and eps by these names. Name the parameters as the stub does.",
        see=BLOCKS,
        change={
            SIGNATURE: "def rms_norm(x: np.ndarray, weight: np.ndarray, eps: float)",
            NORMED: "return wide / np.sqrt(mean_square + eps) * weight",
        },
    ),
]


def probes() -> list[Probe]:
    """rms_norm and swiglu first, then the block: one token, one head, many heads, equal sizes; then robust ones."""
    rng = np.random.default_rng(24)

    def draw(*shape: int) -> np.ndarray:
        return rng.normal(size=shape)

    def weights(
        d_model: int, n_heads: int, n_kv_heads: int, d_ff: int, d_head: int = 0
    ) -> dict[str, np.ndarray]:
        wide, narrow = (count * (d_head or d_model // n_heads) for count in (n_heads, n_kv_heads))
        shapes = (
            ("w_q", d_model, wide),
            ("w_k", d_model, narrow),
            ("w_v", d_model, narrow),
            ("w_o", wide, d_model),
        )
        mlp = (("w_gate", d_model, d_ff), ("w_up", d_model, d_ff), ("w_down", d_ff, d_model))
        gains = {name: rng.uniform(0.5, 1.8, size=d_model) for name in ("attention_gain", "mlp_gain")}
        return gains | {name: 0.6 * draw(rows, columns) for name, rows, columns in (*shapes, *mlp)}

    def block(
        facet: str, shape: tuple[int, int, int], heads: tuple[int, int], d_ff: int, *silent: str
    ) -> Probe:
        params = {
            name: value * (name not in silent) for name, value in weights(shape[2], *heads, d_ff).items()
        }
        return Probe("transformer_block", (draw(*shape), params, *heads, 100.0, 0.01), facet=facet)

    def norm(*shape: int, eps: float = 0.01, scale: float = 1.0) -> Probe:
        return Probe(
            "rms_norm", (scale * draw(*shape), rng.uniform(0.5, 1.8, size=shape[-1]), eps), facet="rms_norm"
        )

    def gated(*shape: int, d_ff: int) -> Probe:
        d = shape[-1]
        return Probe("swiglu", (draw(*shape), draw(d, d_ff), draw(d, d_ff), draw(d_ff, d)), facet="swiglu")

    def robust(function: str, facet: str, *args: object, **kwargs: object) -> Probe:
        return Probe(function, args, kwargs, facet=facet, tier="robust")

    one = np.ones((1, 1))
    return [
        norm(3, 4),
        norm(2, 3, 5, eps=0.5),
        norm(4, 4, 4, scale=0.1),
        norm(5, eps=1e-3, scale=0.02),
        Probe("rms_norm", (np.zeros((2, 3)), np.ones(3), 0.01), facet="rms_norm"),
        gated(3, 4, d_ff=6),
        gated(2, 3, 5, d_ff=2),
        gated(4, 4, d_ff=4),
        block("transformer_block", (1, 1, 6), (1, 1), 5, "w_o"),
        block("transformer_block", (2, 1, 6), (1, 1), 4, "w_down"),
        block("transformer_block", (1, 1, 4), (1, 1), 7),
        block("transformer_block", (1, 2, 4), (2, 1), 6, "w_o", "w_down"),
        block("heads and positions", (1, 1, 12), (6, 2), 5, "w_down"),
        block("heads and positions", (1, 5, 6), (1, 1), 5, "w_down"),
        block("heads and positions", (1, 4, 12), (6, 2), 5, "w_down"),
        block("heads and positions", (2, 4, 8), (4, 2), 10),
        block("heads and positions", (1, 4, 8), (4, 4), 8),
        block("heads and positions", (2, 2, 4), (2, 2), 4),
        robust("swiglu", "large numbers", np.array([[900.0], [-900.0], [2.0]]), one, one, one),
        robust(
            "rms_norm",
            "large numbers",
            (300 * draw(2, 4)).astype(np.float16),
            np.ones(4, dtype=np.float16),
            1e-5,
        ),
        robust(
            "transformer_block", "types", draw(1, 3, 12), weights(12, 4, 2, 6, d_head=2), 4, 2, 100.0, 0.01
        ),
        robust("rms_norm", "calls", x=draw(2, 3), gain=np.ones(3), eps=0.01),
    ]
