"""Ways of writing a KV cache that the check must pass, and ways that it must reject."""

GIVEN = """
def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)
"""

PAGES = """
def write_pages(pool, table, free, length, rows):
    size = pool.shape[1]
    total = length + len(rows)
    missing = 0
    while (len(table) + missing) * size < total:
        missing += 1
    if missing > len(free):
        raise MemoryError("the pool is full")
    for _ in range(missing):
        table.append(free.pop())
    flat = pool.reshape(-1, pool.shape[2])
    for i in range(len(rows)):
        block, row = divmod(length + i, size)
        flat[table[block] * size + row] = rows[i]
    return pool, table, free

def read_pages(pool, table, length):
    size = pool.shape[1]
    rows = [pool[table[t // size], t % size] for t in range(length)]
    return np.array(rows).reshape(length, pool.shape[2])
"""

LOOPS = (
    """
def start_cache(layer):
    return [[], [], 0]

def attend(x, cache, layer):
    keys, values, seen = cache
    H, G, W = layer["n_heads"], layer["n_kv_heads"], layer["window"]
    d = layer["w_q"].shape[1] // H
    out = np.zeros((len(x), H * d))
    for t in range(len(x)):
        place = np.array([seen])
        q = rotate((x[t] @ layer["w_q"]).reshape(H, 1, d), place)[:, 0]
        keys.append(rotate((x[t] @ layer["w_k"]).reshape(G, 1, d), place)[:, 0])
        values.append((x[t] @ layer["w_v"]).reshape(G, d))
        seen += 1
        if W is not None:
            keys, values = keys[-W:], values[-W:]
        for h in range(H):
            g = h // (H // G)
            scores = [float(q[h] @ k[g]) / math.sqrt(d) for k in keys]
            top = max(scores)
            powers = [math.exp(s - top) for s in scores]
            out[t, h * d : (h + 1) * d] = sum(p * v[g] for p, v in zip(powers, values)) / sum(powers)
    return out @ layer["w_o"], [keys, values, seen]
"""
    + PAGES
    + GIVEN
)

CLASS = (
    """
class Cache:
    def __init__(self, n_kv_heads, d_head):
        self.k = np.zeros((n_kv_heads, 4, d_head))
        self.v = np.zeros((n_kv_heads, 4, d_head))
        self.n = 0

    def add(self, k, v):
        new = k.shape[1]
        while self.n + new > self.k.shape[1]:
            self.k = np.concatenate([self.k, np.zeros_like(self.k)], axis=1)
            self.v = np.concatenate([self.v, np.zeros_like(self.v)], axis=1)
        self.k[:, self.n : self.n + new], self.v[:, self.n : self.n + new] = k, v
        self.n += new
        return self.k[:, : self.n], self.v[:, : self.n]

def start_cache(layer):
    return Cache(layer["n_kv_heads"], layer["w_k"].shape[1] // layer["n_kv_heads"])

def attend(x, cache, layer):
    T, H, G = len(x), layer["n_heads"], layer["n_kv_heads"]
    d = layer["w_o"].shape[0] // H
    start = cache.n
    p = np.arange(start, start + T)
    q, k, v = (np.moveaxis((x @ layer[n]).reshape(T, layer[n].shape[1] // d, d), 1, 0) for n in ("w_q", "w_k", "w_v"))
    k, v = cache.add(rotate(k, p), v)
    first = 0 if layer["window"] is None else max(0, start - layer["window"] + 1)
    k, v = k[:, first:], v[:, first:]
    k, v = np.repeat(k, H // G, axis=0), np.repeat(v, H // G, axis=0)
    s = np.einsum("htd,hsd->hts", rotate(q, p), k) / d**0.5
    apart = p[:, None] - np.arange(first, start + T)
    s[:, (apart < 0) | (apart >= (layer["window"] or np.inf))] = -np.inf
    a = np.exp(s - s.max(-1, keepdims=True))
    a /= a.sum(-1, keepdims=True)
    return np.einsum("hts,hsd->thd", a, v).reshape(T, H * d) @ layer["w_o"], cache
"""
    + PAGES
    + GIVEN
)

HONEST: dict[str, str | dict[str, str]] = {
    "loops over tokens and heads": LOOPS,
    "a class with reserved memory": CLASS,
    "the cache keeps W tokens": {'(layer["window"] - 1), 0)': 'layer["window"], 0)'},
    "keys are rotated when they are read": {
        "q, k = rotate(q, positions), rotate(k, positions)": "q = rotate(q, positions)",
        "grouped @ keys[:": "grouped @ rotate(keys, columns)[:",
    },
    "blocks are taken from the end": {
        "[*table, *free[:needed]], free[needed:]": "[*table, *free[len(free) - needed :]], free[: len(free) - needed]"
    },
}

WRONG: dict[str, str | dict[str, str]] = {
    "the first token is never dropped": {
        "keys, values = keys[:, oldest:], values[:, oldest:]": "keys, values = (np.delete(one, range(1, oldest + 1), axis=1) for one in (keys, values))"
    },
    "one head's weights for all": {
        "shares = shares / shares.sum(axis=-1, keepdims=True)": "shares = shares / shares.sum(axis=-1, keepdims=True)\n    shares = shares[:1]",
    },
    "the window counts from the call": {
        'columns > rows - layer["window"]': 'columns > positions[-1] - layer["window"]'
    },
    "scores divided by the root of the cache": {
        "/ np.sqrt(d_head)  #": "/ np.sqrt(keys.shape[1])  #",
    },
    "keys averaged over shared heads": {
        "q, k = rotate(q, positions), rotate(k, positions)": "q, k = rotate(q, positions), rotate(k, positions)\n    k = 0 * k + k.mean(axis=0)",
    },
    "the last token of each call only": {
        "return output, {": "output = output * 0 + output[-1]\n    return output, {",
    },
}
