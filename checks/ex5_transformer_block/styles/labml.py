"""As in annotated implementations: a layer object, z for what is normalised, sequence first inside attention."""

import math

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=-1, keepdims=True)
    mean_x2 = (x**2).mean(axis=-1, keepdims=True)
    var = mean_x2 - mean**2
    x_norm = (x - mean) / np.sqrt(var + eps)
    return gamma * x_norm + beta


def gelu(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def feed_forward(x, w1, b1, w2, b2):
    return gelu(x @ w1 + b1) @ w2 + b2


class TransformerLayer:
    def __init__(self, params, heads):
        self.p, self.heads = params, heads

    def attn(self, z, mask):
        seq, batch, d_model = z.shape
        query, key, value = (
            (z @ self.p[name]).reshape(seq, batch, self.heads, d_model // self.heads)
            for name in ("w_q", "w_k", "w_v")
        )
        scores = np.einsum("ibhd,jbhd->ijbh", query, key) / math.sqrt(d_model // self.heads)
        if mask is not None:
            scores = np.where(mask == 0, float("-inf"), scores)
        attn = np.exp(scores - scores.max(axis=1, keepdims=True))
        attn = attn / attn.sum(axis=1, keepdims=True)
        out = np.einsum("ijbh,jbhd->ibhd", attn, value)
        return out.reshape(seq, batch, -1) @ self.p["w_o"]

    def forward(self, x, mask):
        z = layer_norm(x, self.p["ln1_gamma"], self.p["ln1_beta"])
        x = x + self.attn(z, mask)
        z = layer_norm(x, self.p["ln2_gamma"], self.p["ln2_beta"])
        return x + feed_forward(z, self.p["w1"], self.p["b1"], self.p["w2"], self.p["b2"])


def transformer_block(x, params, n_heads, causal=True):
    mask = np.tril(np.ones((x.shape[1], x.shape[1])))[:, :, None, None] if causal else None
    layer = TransformerLayer(params, n_heads)
    return layer.forward(x.swapaxes(0, 1), mask).swapaxes(0, 1)
