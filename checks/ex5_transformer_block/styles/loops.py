"""Loops over sequences, heads and positions; each position looks at a slice of the keys, so no mask is needed."""

import math

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    rows = x.reshape(-1, x.shape[-1])
    out = np.zeros(rows.shape)
    for r in range(rows.shape[0]):
        row = rows[r]
        mean = sum(row) / len(row)
        variance = sum((value - mean) ** 2 for value in row) / len(row)
        out[r] = (row - mean) / math.sqrt(variance + eps)
    return out.reshape(x.shape) * gamma + beta


def gelu_one(value):
    inner = math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)
    return 0.5 * value * (1 + math.tanh(inner))


def gelu(x):
    return np.array([gelu_one(value) for value in np.ravel(x)]).reshape(np.shape(x))


def feed_forward(x, w1, b1, w2, b2):
    hidden = gelu(np.dot(x, w1) + b1)
    return np.dot(hidden, w2) + b2


def softmax_list(scores):
    biggest = max(scores)
    powers = [math.exp(s - biggest) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]


def attention_of_one_text(x, params, n_heads, causal):
    T, d_model = x.shape
    d_head = d_model // n_heads
    q, k, v = x @ params["w_q"], x @ params["w_k"], x @ params["w_v"]
    result = np.zeros((T, d_model))
    for h in range(n_heads):
        start, stop = h * d_head, (h + 1) * d_head
        for i in range(T):
            n_seen = i + 1 if causal else T
            scores = [q[i, start:stop] @ k[j, start:stop] / math.sqrt(d_head) for j in range(n_seen)]
            weights = softmax_list(scores)
            for j in range(n_seen):
                result[i, start:stop] += weights[j] * v[j, start:stop]
    return result @ params["w_o"]


def transformer_block(x, params, n_heads, causal=True):
    texts = []
    for text in x:
        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])
        summed = text + attention_of_one_text(normed, params, n_heads, causal)
        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])
        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])
        texts.append(summed)
    return np.stack(texts)
