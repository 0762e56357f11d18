"""In the letters of Speech and Language Processing: t1 … t5 for a block, μ and σ for the norm."""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    d = x.shape[-1]
    mu = np.sum(x, axis=-1, keepdims=True) / d
    sigma = np.sqrt(np.sum((x - mu) ** 2, axis=-1, keepdims=True) / d + eps)
    return gamma * (x - mu) / sigma + beta


def gelu(x):
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + np.tanh(inner))


def feed_forward(x, w1, b1, w2, b2):
    return gelu(x @ w1 + b1) @ w2 + b2


def multi_head_attention(X, params, A, M):
    d = X.shape[-1]
    heads = []
    for c in np.split(np.arange(d), A):
        Q, K, V = X @ params["w_q"][:, c], X @ params["w_k"][:, c], X @ params["w_v"][:, c]
        S = Q @ np.swapaxes(K, 1, 2) / np.sqrt(len(c)) + M
        E = np.exp(S - S.max(-1, keepdims=True))
        heads.append(E / E.sum(-1, keepdims=True) @ V)
    return np.concatenate(heads, axis=-1) @ params["w_o"]


def transformer_block(x, params, n_heads, causal=True):
    N = x.shape[1]
    M = np.triu(np.full((N, N), -np.inf), 1) if causal else np.zeros((N, N))
    t1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    t2 = multi_head_attention(t1, params, n_heads, M)
    t3 = t2 + x
    t4 = layer_norm(t3, params["ln2_gamma"], params["ln2_beta"])
    t5 = feed_forward(t4, params["w1"], params["b1"], params["w2"], params["b2"])
    return t5 + t3
