"""As in Dive into Deep Learning: transpose_qkv folds heads into the batch, valid_lens as the mask, an AddNorm in reverse order."""

import math

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    mean = x.sum(axis=-1) / x.shape[-1]
    centred = x - mean[..., None]
    std = np.sqrt((centred**2).sum(axis=-1) / x.shape[-1] + eps)
    return centred / std[..., None] * gamma + beta


def gelu(x):
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def feed_forward(x, w1, b1, w2, b2):
    hidden = np.dot(x, w1) + b1
    return np.dot(gelu(hidden), w2) + b2


def transpose_qkv(X, num_heads):
    X = X.reshape(X.shape[0], X.shape[1], num_heads, -1)
    X = X.transpose(0, 2, 1, 3)
    return X.reshape(-1, X.shape[2], X.shape[3])


def transpose_output(X, num_heads):
    X = X.reshape(-1, num_heads, X.shape[1], X.shape[2])
    X = X.transpose(0, 2, 1, 3)
    return X.reshape(X.shape[0], X.shape[1], -1)


def masked_softmax(X, valid_lens):
    if valid_lens is not None:
        keep = np.arange(X.shape[-1])[None, :] < valid_lens[:, None]
        X = np.where(keep, X, -1e6)
    exps = np.exp(X - X.max(-1, keepdims=True))
    return exps / exps.sum(-1, keepdims=True)


def transformer_block(x, params, n_heads, causal=True):
    dec_valid_lens = np.arange(1, x.shape[1] + 1) if causal else None
    Y = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    queries, keys, values = (transpose_qkv(np.dot(Y, params[n]), n_heads) for n in ("w_q", "w_k", "w_v"))
    scores = np.matmul(queries, keys.swapaxes(1, 2)) / math.sqrt(queries.shape[-1])
    output = np.matmul(masked_softmax(scores, dec_valid_lens), values)
    X = x + np.dot(transpose_output(output, n_heads), params["w_o"])
    Z = layer_norm(X, params["ln2_gamma"], params["ln2_beta"])
    return X + feed_forward(Z, params["w1"], params["b1"], params["w2"], params["b2"])
