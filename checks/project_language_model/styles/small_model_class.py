"""A class Model wraps the weights; the four functions only call it. The cache is a tuple of stacked arrays."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


class Model:
    def __init__(self, weights):
        self.weights = weights
        self.blocks = weights["blocks"]
        self.heads = weights["n_heads"]
        self.context = len(weights["positions"])

    def embed(self, tokens, offset=0):
        rows = [
            self.weights["embedding"][t] + self.weights["positions"][offset + i] for i, t in enumerate(tokens)
        ]
        return np.stack(rows)

    def unembed(self, x):
        return layer_norm(x, self.weights["ln_gamma"], self.weights["ln_beta"]) @ self.weights["output"]

    def forward(self, tokens):
        x = self.embed(tokens).reshape(1, len(tokens), -1)
        for p in self.blocks:
            x = transformer_block(x, p, self.heads)
        return self.unembed(x)[0]

    def sample(self, logits, temperature, rng):
        if temperature < 1e-8:
            return int(np.argmax(logits))
        p = np.exp((logits - np.max(logits)) / temperature)
        return int(rng.choice(p.size, p=p / p.sum()))

    def one(self, token, ks, vs):
        x = self.embed([token], offset=ks.shape[1])[0]
        new_k, new_v = [], []
        for p, k_past, v_past in zip(self.blocks, ks, vs, strict=True):
            y = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])
            k = np.concatenate([k_past, (y @ p["w_k"])[None]])
            v = np.concatenate([v_past, (y @ p["w_v"])[None]])
            new_k.append(k)
            new_v.append(v)
            x = x + self.mix(y @ p["w_q"], k, v) @ p["w_o"]
            y = layer_norm(x, p["ln2_gamma"], p["ln2_beta"])
            x = x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
        return self.unembed(x), np.stack(new_k), np.stack(new_v)

    def mix(self, q, k, v):
        t = len(k)
        q, k, v = q.reshape(self.heads, 1, -1), k.reshape(t, self.heads, -1), v.reshape(t, self.heads, -1)
        k, v = k.transpose(1, 2, 0), v.transpose(1, 0, 2)
        s = q @ k / np.sqrt(q.shape[2])
        s = np.exp(s - s.max(axis=2, keepdims=True))
        return (s / s.sum(axis=2, keepdims=True) @ v).reshape(-1)


def next_token_logits(tokens, weights):
    model = Model(weights)
    return model.forward(list(tokens)[-model.context :])[-1]


def generate(tokens, n, weights, temperature, rng):
    model = Model(weights)
    ids = list(map(int, tokens))
    for _ in range(n):
        window = ids[-model.context :]
        ids.append(model.sample(model.forward(window)[-1], temperature, rng))
    return np.asarray(ids)


def start_cache(tokens, weights):
    model = Model(weights)
    empty = np.zeros((len(model.blocks), 0, weights["embedding"].shape[1]))
    state = (None, empty, empty)
    for token in tokens:
        state = model.one(token, *state[1:])
    return state[0], state[1:]


def step(token, cache, weights):
    logits, ks, vs = Model(weights).one(token, *cache)
    return logits, (ks, vs)
