"""Draws with one uniform number and the cumulative sum; the cache has room for all positions from the start."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


class Cache:
    def __init__(self, weights):
        shape = weights["positions"].shape
        self.keys = [np.zeros(shape) for _ in weights["blocks"]]
        self.values = [np.zeros(shape) for _ in weights["blocks"]]
        self.length = 0


def next_token_logits(tokens, weights):
    limit = weights["positions"].shape[0]
    if len(tokens) > limit:
        tokens = tokens[-limit:]
    vectors = np.take(weights["embedding"], tokens, axis=0)
    x = np.expand_dims(vectors + weights["positions"][: len(tokens)], 0)
    for layer in weights["blocks"]:
        x = transformer_block(x, layer, weights["n_heads"], True)
    final = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])
    return (final @ weights["output"])[0, -1]


def draw(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    z = logits / temperature
    p = np.exp(z - z.max())
    edges = np.cumsum(p)
    return int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))


def generate(tokens, n, weights, temperature, rng):
    result = np.zeros(len(tokens) + n, dtype=int)
    result[: len(tokens)] = tokens
    for i in range(len(tokens), len(result)):
        result[i] = draw(next_token_logits(result[:i], weights), temperature, rng)
    return result


def start_cache(tokens, weights):
    cache = Cache(weights)
    logits = None
    for token in tokens:
        logits, cache = step(token, cache, weights)
    return logits, cache


def attend(q, keys, values, n_heads):
    d = q.shape[0] // n_heads
    q = q.reshape(n_heads, d)
    keys = keys.reshape(-1, n_heads, d)
    values = values.reshape(-1, n_heads, d)
    scores = np.einsum("hd,thd->ht", q, keys) / d**0.5
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores = scores / scores.sum(axis=1, keepdims=True)
    return np.einsum("ht,thd->hd", scores, values).ravel()


def step(token, cache, weights):
    t = cache.length
    x = weights["embedding"][token] + weights["positions"][t]
    for b, layer in enumerate(weights["blocks"]):
        h = layer_norm(x, layer["ln1_gamma"], layer["ln1_beta"])
        cache.keys[b][t] = h @ layer["w_k"]
        cache.values[b][t] = h @ layer["w_v"]
        a = attend(h @ layer["w_q"], cache.keys[b][: t + 1], cache.values[b][: t + 1], weights["n_heads"])
        x = x + a @ layer["w_o"]
        h = layer_norm(x, layer["ln2_gamma"], layer["ln2_beta"])
        x = x + feed_forward(h, layer["w1"], layer["b1"], layer["w2"], layer["b2"])
    cache.length = t + 1
    return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], cache
