"""einsum throughout; the weights get an axis for the heads, the activations never."""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    d = x.shape[-1]
    mean = np.einsum("...d->...", x)[..., None] / d
    centered = x - mean
    variance = np.einsum("...d,...d->...", centered, centered)[..., None] / d
    return centered / (variance + eps) ** 0.5 * gamma + beta


def gelu(x):
    c = (2 / np.pi) ** 0.5
    return x / 2 * (1 + np.tanh(c * x * (1 + 0.044715 * x * x)))


def feed_forward(x, w1, b1, w2, b2):
    hidden = gelu(np.einsum("...d,df->...f", x, w1) + b1)
    return np.einsum("...f,fd->...d", hidden, w2) + b2


def attend(x, params, n_heads, causal):
    d_model = x.shape[-1]
    d_head = d_model // n_heads
    w_q = params["w_q"].reshape(d_model, n_heads, d_head)
    w_k = params["w_k"].reshape(d_model, n_heads, d_head)
    w_v = params["w_v"].reshape(d_model, n_heads, d_head)
    w_o = params["w_o"].reshape(n_heads, d_head, d_model)
    q = np.einsum("btm,mhd->bhtd", x, w_q)
    k = np.einsum("btm,mhd->bhtd", x, w_k)
    v = np.einsum("btm,mhd->bhtd", x, w_v)
    logits = np.einsum("bhqd,bhkd->bhqk", q, k) / np.sqrt(d_head)
    if causal:
        t = np.arange(x.shape[1])
        logits = np.where(t[:, None] >= t[None, :], logits, -np.inf)
    logits -= np.amax(logits, axis=-1, keepdims=True)
    probs = np.exp(logits)
    probs /= np.sum(probs, axis=-1, keepdims=True)
    mixed = np.einsum("bhqk,bhkd->bhqd", probs, v)
    return np.einsum("bhqd,hdm->bqm", mixed, w_o)


def transformer_block(x, params, n_heads, causal=True):
    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    middle = x + attend(normed, params, n_heads, causal)
    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])
    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])
