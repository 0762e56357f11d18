"""One step at a time; the cache is a list of dictionaries, draws by rng.choice."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


def next_token_logits(tokens, weights):
    max_len = len(weights["positions"])
    tokens = np.asarray(tokens)[-max_len:]
    x = weights["embedding"][tokens] + weights["positions"][: len(tokens)]
    x = x[None]
    for params in weights["blocks"]:
        x = transformer_block(x, params, weights["n_heads"])
    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])
    return x[0, -1] @ weights["output"]


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def generate(tokens, n, weights, temperature, rng):
    out = list(tokens)
    for _ in range(n):
        logits = next_token_logits(np.array(out), weights)
        if temperature == 0:
            out.append(int(np.argmax(logits)))
            continue
        new = rng.choice(len(logits), p=softmax(logits / temperature))
        out.append(int(new))
    return np.array(out)


def start_cache(tokens, weights):
    cache = [{"k": [], "v": []} for _ in weights["blocks"]]
    for token in tokens:
        logits, cache = step(token, cache, weights)
    return logits, cache


def step(token, cache, weights):
    position = len(cache[0]["k"])
    x = weights["embedding"][token] + weights["positions"][position]
    n_heads = weights["n_heads"]
    size = len(x) // n_heads
    new_cache = []
    for params, past in zip(weights["blocks"], cache, strict=True):
        h = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        q = h @ params["w_q"]
        keys = [*past["k"], h @ params["w_k"]]
        values = [*past["v"], h @ params["w_v"]]
        new_cache.append({"k": keys, "v": values})
        K, V = np.array(keys), np.array(values)
        heads = []
        for i in range(n_heads):
            cols = slice(i * size, (i + 1) * size)
            share = softmax(K[:, cols] @ q[cols] / np.sqrt(size))
            heads.append(share @ V[:, cols])
        x = x + np.concatenate(heads) @ params["w_o"]
        h = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
        x = x + feed_forward(h, params["w1"], params["b1"], params["w2"], params["b2"])
    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])
    return x @ weights["output"], new_cache
