"""As in picoGPT: functions of inputs and weights with one line per step; the cache is the list of normalised inputs."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


def softmax(x):
    exp_x = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return exp_x / np.sum(exp_x, axis=-1, keepdims=True)


def gpt2(inputs, wte, wpe, blocks, ln_f, n_head):
    x = wte[inputs] + wpe[range(len(inputs))]
    for block in blocks:
        x = transformer_block(x[np.newaxis], block, n_head)[0]
    return layer_norm(x, *ln_f)


def next_token_logits(tokens, weights):
    inputs = list(tokens)[-len(weights["positions"]) :]
    ln_f = weights["ln_gamma"], weights["ln_beta"]
    x = gpt2(inputs, weights["embedding"], weights["positions"], weights["blocks"], ln_f, weights["n_heads"])
    return x[-1] @ weights["output"]


def generate(tokens, n, weights, temperature, rng):
    inputs = [int(token) for token in tokens]
    for _ in range(n):
        logits = next_token_logits(inputs, weights)
        greedy = temperature == 0
        next_id = np.argmax(logits) if greedy else rng.choice(len(logits), p=softmax(logits / temperature))
        inputs.append(int(next_id))
    return np.array(inputs)


def attend(q, inputs, block, n_head):
    k, v = inputs @ block["w_k"], inputs @ block["w_v"]
    parts = zip(np.split(q, n_head), np.split(k, n_head, axis=-1), np.split(v, n_head, axis=-1), strict=True)
    heads = [softmax(q_h @ k_h.T / np.sqrt(len(q_h))) @ v_h for q_h, k_h, v_h in parts]
    return np.hstack(heads) @ block["w_o"]


def start_cache(tokens, weights):
    logits, cache = None, [np.zeros((0, weights["embedding"].shape[1])) for _ in weights["blocks"]]
    for token in tokens:
        logits, cache = step(token, cache, weights)
    return logits, cache


def step(token, cache, weights):
    x = weights["embedding"][token] + weights["positions"][len(cache[0])]
    longer = []
    for block, before in zip(weights["blocks"], cache, strict=True):
        normed = layer_norm(x, block["ln1_gamma"], block["ln1_beta"])
        seen = np.vstack([before, normed])
        longer.append(seen)
        x = x + attend(normed @ block["w_q"], seen, block, weights["n_heads"])
        normed = layer_norm(x, block["ln2_gamma"], block["ln2_beta"])
        x = x + feed_forward(normed, block["w1"], block["b1"], block["w2"], block["b2"])
    return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], longer
