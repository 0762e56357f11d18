"""generate itself uses the cache while the text fits; draws by rng.multinomial."""

from functools import reduce

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


def next_token_logits(tokens, weights):
    T = min(len(tokens), len(weights["positions"]))
    tokens = np.array(tokens)[len(tokens) - T :]
    x = (weights["embedding"][tokens] + weights["positions"][:T])[None, ...]
    x = reduce(lambda h, p: transformer_block(h, p, weights["n_heads"]), weights["blocks"], x)
    last = x[0, T - 1]
    return np.dot(layer_norm(last, weights["ln_gamma"], weights["ln_beta"]), weights["output"])


def choose(logits, temperature, rng):
    if not temperature:
        return int(logits.argmax())
    p = np.exp((logits - logits.max()) / temperature)
    p /= p.sum()
    return int(rng.multinomial(1, p).argmax())


def generate(tokens, n, weights, temperature, rng):
    text = [int(t) for t in tokens]
    room = len(weights["positions"])
    cache = None
    for _ in range(n):
        if len(text) > room:
            logits = next_token_logits(text, weights)
        elif cache is None:
            logits, cache = start_cache(text, weights)
        else:
            logits, cache = step(text[-1], cache, weights)
        text.append(choose(logits, temperature, rng))
    return np.array(text, dtype=np.int64)


def attention_row(h, p, keys, values, n_heads):
    outs = []
    for q, k, v in zip(
        np.split(h @ p["w_q"], n_heads), np.split(keys, n_heads, 1), np.split(values, n_heads, 1), strict=True
    ):
        s = k @ q * len(q) ** -0.5
        e = np.exp(s - s.max())
        outs.append(e @ v / e.sum())
    return np.hstack(outs) @ p["w_o"]


def read_one(token, position, past, weights):
    x = weights["embedding"][token] + weights["positions"][position]
    present = []
    for p, (keys, values) in zip(weights["blocks"], past, strict=True):
        h = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])
        keys = np.vstack([keys, h @ p["w_k"]])  # noqa: PLW2901
        values = np.vstack([values, h @ p["w_v"]])  # noqa: PLW2901
        present.append((keys, values))
        x = x + attention_row(h, p, keys, values, weights["n_heads"])
        x = x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])
    return x, present


def start_cache(tokens, weights):
    width = weights["embedding"].shape[1]
    past = [(np.empty((0, width)), np.empty((0, width))) for _ in weights["blocks"]]
    for i, token in enumerate(tokens):
        x, past = read_one(token, i, past, weights)
    return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], past


def step(token, cache, weights):
    x, cache = read_one(token, len(cache[0][0]), cache, weights)
    return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], cache
