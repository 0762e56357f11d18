"""As in minimal PyTorch GPTs: idx and idx_cond with a batch axis, block_size, a class with forward."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


class GPT:
    def __init__(self, weights):
        self.w = weights
        self.block_size = weights["positions"].shape[0]

    def forward(self, idx):
        _, t = idx.shape
        pos = np.arange(0, t)
        x = self.w["embedding"][idx] + self.w["positions"][pos]
        for block in self.w["blocks"]:
            x = transformer_block(x, block, self.w["n_heads"], True)
        x = layer_norm(x, self.w["ln_gamma"], self.w["ln_beta"])
        return x[:, [-1], :] @ self.w["output"]


def next_token_logits(tokens, weights):
    model = GPT(weights)
    idx = np.asarray(tokens)[None, :]
    idx_cond = idx if idx.shape[1] <= model.block_size else idx[:, -model.block_size :]
    return model.forward(idx_cond)[0, -1, :]


def generate(tokens, n, weights, temperature, rng):
    idx = np.asarray(tokens)
    for _ in range(n):
        logits = next_token_logits(idx, weights)
        if temperature == 0.0:
            idx_next = logits.argmax()
        else:
            z = logits / temperature
            probs = np.exp(z - z.max())
            probs /= probs.sum()
            idx_next = rng.choice(probs.size, p=probs)
        idx = np.concatenate((idx, [idx_next]))
    return idx


def start_cache(tokens, weights):
    cache = {"pos": 0, "kv": [None] * len(weights["blocks"])}
    for token in tokens:
        logits, cache = step(token, cache, weights)
    return logits, cache


def step(token, cache, weights):
    nh = weights["n_heads"]
    x = weights["embedding"][token] + weights["positions"][cache["pos"]]
    kv = []
    for p, old in zip(weights["blocks"], cache["kv"], strict=True):
        h = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])
        q, k, v = ((h @ p[w]).reshape(nh, 1, -1) for w in ("w_q", "w_k", "w_v"))
        if old is not None:
            k, v = np.concatenate((old[0], k), axis=1), np.concatenate((old[1], v), axis=1)
        kv.append((k, v))
        att = q @ k.swapaxes(-2, -1) * (1.0 / np.sqrt(k.shape[-1]))
        att = np.exp(att - att.max(-1, keepdims=True))
        att = att / att.sum(-1, keepdims=True)
        x = x + (att @ v).reshape(-1) @ p["w_o"]
        h = layer_norm(x, p["ln2_gamma"], p["ln2_beta"])
        x = x + feed_forward(h, p["w1"], p["b1"], p["w2"], p["b2"])
    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])
    return x @ weights["output"], {"pos": cache["pos"] + 1, "kv": kv}
