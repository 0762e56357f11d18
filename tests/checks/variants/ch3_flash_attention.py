"""Ways of writing flash attention that the check of challenge 3 must pass, and ways that it must reject."""

ROWS = """
def flash_attention(q, k, v, block_size=16, causal=False):
    T, d = q.shape
    out = np.zeros((T, d))
    for i in range(T):
        m, l, acc = -math.inf, 0.0, np.zeros(d)
        end = i + 1 if causal else T
        for j in range(0, end, block_size):
            keys, values = k[j : min(j + block_size, end)], v[j : min(j + block_size, end)]
            s = keys.astype(float) @ q[i].astype(float) / math.sqrt(d)
            m_new = max(m, s.max())
            p = np.exp(s - m_new)
            l = l * math.exp(m - m_new) + p.sum()
            acc = acc * math.exp(m - m_new) + p @ values
            m = m_new
        out[i] = acc / l
    return out
"""

ALL_QUERIES = """
def flash_attention(q, k, v, block_size=16, causal=False):
    n, d = q.shape
    q = q.astype(np.float64)
    m, l, o = np.full(n, -np.inf), np.zeros(n), np.zeros((n, d))
    for start in range(0, n, block_size):
        stop = min(start + block_size, n)
        s = np.einsum("id,jd->ij", q, k[start:stop]) / np.sqrt(d)
        if causal:
            s = np.where(np.arange(n)[:, None] >= np.arange(start, stop)[None], s, -np.inf)
        new = np.maximum(m, s.max(1))
        p, old = np.exp(s - new[:, None]), np.exp(m - new)
        l, o, m = l * old + p.sum(1), o * old[:, None] + p @ v[start:stop], new
    return o / l[:, None]
"""

LOG_SUM_EXP = """
def flash_attention(q, k, v, block_size=16, causal=False):
    T, d = q.shape
    out = np.zeros(q.shape)
    for a in range(0, T, block_size):
        rows = np.arange(a, min(a + block_size, T))
        lse, o = np.full((len(rows), 1), -np.inf), np.zeros((len(rows), d))
        for b in range(0, T, block_size):
            cols = np.arange(b, min(b + block_size, T))
            s = q[rows].astype(np.float64) @ k[cols].T * d**-0.5
            if causal:
                s = s + np.where(rows[:, None] < cols, -1e30, 0.0)
            block = np.logaddexp.reduce(s, axis=1, keepdims=True)
            together = np.logaddexp(lse, block)
            o = o * np.exp(lse - together) + np.exp(s - together) @ v[cols]
            lse = together
        out[rows] = o
    return out
"""

CLASSES = """
class Running:
    def __init__(self, rows, width):
        self.top = np.full((rows, 1), -np.inf)
        self.total = np.zeros((rows, 1))
        self.mixed = np.zeros((rows, width))

    def add(self, scores, values):
        top = np.maximum(self.top, np.max(scores, axis=1, keepdims=True))
        safe = np.where(np.isneginf(top), 0.0, top)
        shrink, e = np.exp(self.top - safe), np.exp(scores - safe)
        self.total = shrink * self.total + np.sum(e, axis=1, keepdims=True)
        self.mixed = shrink * self.mixed + np.dot(e, values)
        self.top = top

def flash_attention(q, k, v, block_size=16, causal=False):
    parts = []
    pieces = lambda x: [(i, x[i : i + block_size].astype(np.float64)) for i in range(0, len(x), block_size)]
    for i, queries in pieces(q):
        running = Running(len(queries), v.shape[1])
        for (j, keys), (_, values) in reversed(list(zip(pieces(k), pieces(v)))):
            scores = queries @ keys.T / np.sqrt(q.shape[1])
            if causal:
                ahead = np.arange(j, j + len(keys)) > np.arange(i, i + len(queries))[:, None]
                scores[ahead] = -np.inf
            running.add(scores, values)
        parts.append(running.mixed / running.total)
    return np.concatenate(parts)
"""

KEYS_OUTSIDE = """
def flash_attention(q, k, v, block_size=16, causal=False):
    kind = np.float32 if q.dtype == np.float32 else np.float64
    q, k, v = q.astype(kind), k.astype(kind), v.astype(kind)
    T, d = q.shape
    q *= kind(1 / math.sqrt(d))
    m = np.full((T, 1), np.finfo(kind).min, dtype=kind)
    l, o = np.zeros((T, 1), dtype=kind), np.zeros((T, d), dtype=kind)
    n_blocks = math.ceil(T / block_size)
    for j in range(n_blocks):
        cols = slice(j * block_size, (j + 1) * block_size)
        for i in range(j if causal else 0, n_blocks):
            rows = slice(i * block_size, (i + 1) * block_size)
            s = q[rows] @ k[cols].T
            if causal and i == j:
                s = np.where(np.tri(*s.shape, dtype=bool), s, -np.inf)
            new = np.maximum(m[rows], s.max(axis=1, keepdims=True))
            a, p = np.exp(m[rows] - new), np.exp(s - new)
            l[rows] = a * l[rows] + p.sum(axis=1, keepdims=True)
            o[rows] = a * o[rows] + p @ v[cols]
            m[rows] = new
    return o / l
"""

PADDED = """
def flash_attention(q, k, v, block_size=16, causal=False):
    T, d = q.shape
    more = -T % block_size
    pad = lambda x: np.pad(x.astype(np.float64), ((0, more), (0, 0)))
    q, k, v = pad(q) / np.sqrt(d), pad(k), pad(v)
    out = np.zeros_like(q)
    for i in range(0, T, block_size):
        rows = np.arange(i, i + block_size)[:, None]
        m, l, o = np.full((block_size, 1), -1e300), 0.0, 0.0
        for j in range(0, T, block_size):
            cols = np.arange(j, j + block_size)[None, :]
            hidden = (cols >= T) | (causal & (cols > rows))
            s = np.where(hidden, -np.inf, q[i : i + block_size] @ k[j : j + block_size].T)
            new = np.maximum(m, s.max(1, keepdims=True))
            p = np.exp(s - new)
            l, o, m = np.exp(m - new) * l + p.sum(1, keepdims=True), np.exp(m - new) * o + p @ v[j : j + block_size], new
        out[i : i + block_size] = o / l
    return out[:T]
"""

HONEST = {
    "row by row, running sums": ROWS,
    "all queries at once, einsum": ALL_QUERIES,
    "log-sum-exp merging, additive mask": LOG_SUM_EXP,
    "a class, keys from the back": CLASSES,
    "keys outside, queries inside, float32 kept": KEYS_OUTSIDE,
    "padded, with the padding hidden": PADDED,
}

DEF = "block_size: int = 16, causal: bool = False\n"
SIZES = "seq_len, d = q.shape"
OUTPUT = "output = np.empty((seq_len, v.shape[1]))"
Q_LOOP = "for q_start in range(0, seq_len, block_size):"
Q_BLOCK = "q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(d)"
ROWS_OF = "rows = np.arange(q_start, q_start + len(q_block))[:, np.newaxis]"
PEAK = "peak = np.full((len(q_block), 1), -np.inf)"
K_LOOP = "for k_start in range(0, seq_len, block_size):"
SKIP = "if causal and k_start > rows[-1, 0]:"
SCORES = "scores = q_block @ k_block.T"
IF_CAUSAL = "if causal:\n"
COLUMNS = "columns = np.arange(k_start, k_start + len(k_block))"
HIDE = "scores = np.where(columns <= rows, scores, -np.inf)"
NEW_PEAK = "new_peak = np.maximum(peak, scores.max(axis=-1, keepdims=True))"
CORRECTION = "correction = np.exp(peak - new_peak)"
WEIGHTS = "weights = np.exp(scores - new_peak)"
ADD_TOTAL = "total = total * correction + weights.sum(axis=-1, keepdims=True)"
ADD_VALUES = "weighted = weighted * correction + weights @ v_block"
FINISH = "output[q_start : q_start + block_size] = weighted / total"
RETURN = "return output\n"
KNOWN = "globals().setdefault('KNOWN', {}).setdefault"


def whole(scores: str = "q @ k.T / np.sqrt(d)", before: str = "") -> dict[str, str]:
    """Attention with at least a whole row of the grid at a time. ``before`` may switch back to blocks."""
    lines = (
        "seq_len, d = q.shape",
        *(before.split("\n") if before else ()),
        f"grid = {scores}",
        "if causal:",
        "    grid = np.where(np.tril(np.ones(grid.shape, dtype=bool)), grid, -np.inf)",
        "grid = np.exp(grid - grid.max(axis=1, keepdims=True))",
        "return grid / grid.sum(axis=1, keepdims=True) @ v",
    )
    return {SIZES: "\n    ".join(lines)}


def only(condition: str) -> dict[str, str]:
    """The whole grid under a condition, blocks otherwise."""
    lines = (
        "seq_len, d = q.shape",
        f"if {condition}:",
        "    grid = q.astype(float) @ k.T / np.sqrt(d)",
        "    if causal:",
        "        grid = np.where(np.tril(np.ones(grid.shape, dtype=bool)), grid, -np.inf)",
        "    grid = np.exp(grid - grid.max(axis=1, keepdims=True))",
        "    return grid / grid.sum(axis=1, keepdims=True) @ v",
    )
    return {SIZES: "\n    ".join(lines)}


WRONG = {  # conceivable, but too rare to be given a name
    # memory
    "the grid when blocks do not divide T": only("seq_len % block_size"),
    "the grid when causal": only("causal"),
    "the grid when not causal": only("not causal"),
    "the grid in float32": whole("(q.astype(float) @ k.T / np.sqrt(d)).astype(np.float32)"),
    "a mask of T x T": {HIDE: "seen = np.tril(np.ones((seq_len, seq_len), dtype=bool))\n"
        "                scores = np.where(seen[rows[:, 0]][:, columns], scores, -np.inf)"},
    "a mask of T x T made at the start": {SIZES: "seq_len, d = q.shape\n    seen = np.arange(seq_len)[:, None] >= np.arange(seq_len)",
        HIDE: "scores = np.where(seen[q_start : q_start + block_size, k_start : k_start + block_size], scores, -np.inf)"},
    "scores of all blocks kept in a list": {SCORES: f"scores = q_block @ k_block.T\n            {KNOWN}('all', []).append(scores)\n            globals()['KNOWN']['all'][:] = [] if k_start + q_start == 0 else globals()['KNOWN']['all']"},
    "the grid in bands of 256 rows": {Q_LOOP: "asked, block_size = block_size, max(block_size, 256)\n    for q_start in range(0, seq_len, block_size):"},
    "blocks never smaller than 128": {SIZES: "seq_len, d = q.shape\n    block_size = max(block_size, 128)"},
    "a quarter of T in a block": {SIZES: "seq_len, d = q.shape\n    block_size = max(block_size, seq_len // 4)"},
    "one block whatever is asked": {SIZES: "seq_len, d = q.shape\n    block_size = seq_len"},
    "the output made of T x T zeros": {OUTPUT: "output = np.zeros((seq_len, seq_len), dtype=bool).any(axis=1)[:, None] + np.zeros((seq_len, v.shape[1]))"},
    "room for 4096 tokens": {OUTPUT: "room = np.zeros((4096, 4096), dtype=np.float32)\n    output = np.empty((seq_len, v.shape[1]))"},
    "float16 grid filled block by block": {OUTPUT: "output = np.empty((seq_len, v.shape[1]))\n    grid = np.zeros((seq_len, seq_len), dtype=np.float16)"},
    # defaults and names
    "causal by default": {DEF: DEF.replace("False", "True")},
    "block_size 32 by default": {DEF: DEF.replace("16", "32")},
    "block_size 128 by default": {DEF: DEF.replace("16", "128")},
    "block_size 1 by default": {DEF: DEF.replace("16", "1")},
    "block_size asked for as block": {DEF: DEF.replace("block_size", "block"), SIZES: "block_size = block\n    seq_len, d = q.shape"},
    "causal before block_size": {DEF: "causal: bool = False, block_size: int = 16\n"},
    # blocks
    "blocks that must divide T": {SIZES: "seq_len, d = q.shape\n    assert seq_len % min(block_size, seq_len) == 0"},
    "a block no longer than T": {SIZES: "seq_len, d = q.shape\n    if block_size > seq_len:\n        raise ValueError"},
    "16 for ever, at the keys": {K_LOOP: "for k_start in range(0, seq_len, 16):"},
    "queries left over": {Q_LOOP: "output = np.zeros((seq_len, v.shape[1]))\n    for q_start in range(0, seq_len - seq_len % block_size or seq_len, block_size):"},
    "a block too many": {K_LOOP: "for k_start in range(0, seq_len + 1, block_size):"},
    "the last key left out": {K_LOOP: "for k_start in range(0, seq_len - 1 or 1, block_size):"},
    "blocks that overlap": {K_LOOP: "for k_start in range(0, seq_len, max(block_size - 1, 1)):"},
    "the last block taken from the end": {K_LOOP: "for k_start in range(0, seq_len, block_size):\n            k_start = max(min(k_start, seq_len - block_size), 0)"},
    "NaN into the padding": {OUTPUT: "output = np.full((seq_len, v.shape[1]), np.nan)", Q_LOOP: "for q_start in range(0, seq_len - block_size + 1 or 1, block_size):"},
    # the running softmax
    "the mean in the place of the maximum": {NEW_PEAK: "new_peak = np.maximum(peak, scores.mean(axis=-1, keepdims=True))"},
    "the maximum over queries": {NEW_PEAK: "new_peak = np.maximum(peak, scores.max(axis=0, keepdims=True).max())"},
    "the peak of the first block": {NEW_PEAK: "new_peak = scores.max(axis=-1, keepdims=True) if k_start == 0 else peak"},
    "weights against the old peak": {WEIGHTS: "weights = np.exp(scores - np.where(np.isinf(peak), new_peak, peak))"},
    "corrected twice": {ADD_VALUES: "weighted = weighted * correction * correction + weights @ v_block"},
    "the correction's mean": {CORRECTION: "correction = np.exp(peak - new_peak).mean()"},
    "the correction without exp": {CORRECTION: "correction = np.where(np.isinf(peak), 0, peak - new_peak)"},
    "a maximum that starts at -100": {PEAK: "peak = np.full((len(q_block), 1), -100.0)"},
    "a maximum that starts at -1e4": {PEAK: "peak = np.full((len(q_block), 1), -1e4)"},
    "a maximum that starts at -1e5": {PEAK: "peak = np.full((len(q_block), 1), -1e5)"},
    "a total with 1e-6": {FINISH: "output[q_start : q_start + block_size] = weighted / (total + 1e-6)"},
    "NaN to nothing": {NEW_PEAK: "new_peak = np.zeros_like(peak)", CORRECTION: "correction = 1.0", FINISH: "output[q_start : q_start + block_size] = np.nan_to_num(weighted / total)"},
    "divided in every block": {ADD_VALUES: "weighted = (weighted * correction + weights @ v_block) / total"},
    "the total of one row for all": {FINISH: "output[q_start : q_start + block_size] = weighted / total[:1]"},
    "scores clipped": {SCORES: "scores = np.clip(q_block @ k_block.T, -500, 500)"},
    "float32 inside": {Q_BLOCK: Q_BLOCK.replace("np.float64", "np.float32")},
    # causal
    "-1e4": {HIDE: "scores = np.where(columns <= rows, scores, -1e4)", SKIP: "if False:"},
    "-100 added": {HIDE: "scores = scores + np.where(columns <= rows, 0, -100.0)"},
    "hidden scores 0": {HIDE: "scores = np.where(columns <= rows, scores, 0.0)"},
    "one position too many": {HIDE: "scores = np.where(columns <= rows + 1, scores, -np.inf)"},
    "columns counted in the block": {COLUMNS: "columns = np.arange(len(k_block))"},
    "rows counted in the block": {ROWS_OF: "rows = np.arange(len(q_block))[:, np.newaxis]", SKIP: "if causal and k_start > q_start:"},
    "the mask kept from the first call": {HIDE: f"seen = {KNOWN}((q_start, k_start), columns <= rows)\n                scores = np.where(seen[: scores.shape[0], : scores.shape[1]], scores, -np.inf)"},
    "the first answer kept": {RETURN: f"return {KNOWN}((q.shape, block_size), output)\n"},
    "causal kept": {SIZES: f"seq_len, d = q.shape\n    causal = {KNOWN}((seq_len, 'c'), causal)"},
    # inputs and output
    "q scaled in place": {Q_LOOP: "q /= np.sqrt(d)\n    for q_start in range(0, seq_len, block_size):", Q_BLOCK: "q_block = q[q_start : q_start + block_size].astype(np.float64)"},
    "k changed": {SIZES: "seq_len, d = q.shape\n    k *= 1.0 + 1e-12"},
    "the output in q's type": {OUTPUT: "output = np.empty_like(q)", RETURN: "return output\n"},
    "written over q": {OUTPUT: "output = q"},
    "√16": {Q_BLOCK: Q_BLOCK.replace("np.sqrt(d)", "4.0")},
    "int(√d)": {Q_BLOCK: Q_BLOCK.replace("np.sqrt(d)", "int(np.sqrt(d))")},
    "√T": {Q_BLOCK: Q_BLOCK.replace("np.sqrt(d)", "np.sqrt(seq_len)")},
    "d 4 for ever": {Q_BLOCK: Q_BLOCK.replace("np.sqrt(d)", "np.sqrt(4)")},
    "keys for values": {ADD_VALUES: "weighted = weighted * correction + weights @ k_block"},
    "keys exchanged with queries": {SCORES: "scores = (k[q_start : q_start + block_size] @ q[k_start : k_start + block_size].T) / np.sqrt(d)"},
    "the totals too": {RETURN: "return output, total\n"},
    "a batch axis": {RETURN: "return output[np.newaxis]\n"},
}  # fmt: skip
