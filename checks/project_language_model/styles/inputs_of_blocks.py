"""start_cache runs the blocks themselves, and computes keys and values from each block's input."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


def first_vectors(tokens, weights):
    return weights["embedding"][tokens] + weights["positions"][np.arange(len(tokens))]


def head_of_model(x, weights):
    return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"]


def next_token_logits(tokens, weights):
    tokens = np.asarray(tokens)[-weights["positions"].shape[0] :]
    return start_cache(tokens, weights)[0]


def start_cache(tokens, weights):
    x = first_vectors(np.asarray(tokens), weights)[None]
    keys, values = [], []
    for params in weights["blocks"]:
        given = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])[0]
        keys.append(given @ params["w_k"])
        values.append(given @ params["w_v"])
        x = transformer_block(x, params, weights["n_heads"], True)
    return head_of_model(x[0, -1], weights), (keys, values)


def step(token, cache, weights):
    keys, values = [list(part) for part in cache]
    place = keys[0].shape[0]
    x = weights["embedding"][token] + weights["positions"][place]
    for i in range(len(weights["blocks"])):
        params = weights["blocks"][i]
        normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        query = normed @ params["w_q"]
        keys[i] = np.append(keys[i], [normed @ params["w_k"]], axis=0)
        values[i] = np.append(values[i], [normed @ params["w_v"]], axis=0)
        d_head = len(x) // weights["n_heads"]
        mixed = np.zeros(len(x))
        for start in range(0, len(x), d_head):
            stop = start + d_head
            scores = keys[i][:, start:stop] @ query[start:stop] / np.sqrt(d_head)
            powers = np.exp(scores - scores.max())
            mixed[start:stop] = powers @ values[i][:, start:stop] / powers.sum()
        x = x + mixed @ params["w_o"]
        normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
        x = x + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])
    return head_of_model(x, weights), (keys, values)


def generate(tokens, n, weights, temperature, rng):
    tokens = np.array(tokens)
    if n == 0:
        return tokens
    logits = next_token_logits(tokens, weights)
    if temperature > 0:
        shares = np.exp(logits / temperature - np.logaddexp.reduce(logits / temperature))
        word = rng.choice(np.arange(len(shares)), p=shares / np.sum(shares))
    else:
        word = np.argmax(logits)
    return generate(np.append(tokens, word), n - 1, weights, temperature, rng)
