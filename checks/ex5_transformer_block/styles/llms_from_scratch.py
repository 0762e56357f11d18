"""As in the books that build a language model step by step: scale and shift, GELU as a class, shortcut added after."""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True, ddof=0)
    norm_x = (x - mean) / np.sqrt(var + eps)
    scale, shift = gamma, beta
    return scale * norm_x + shift


class GELU:
    def forward(self, x):
        return 0.5 * x * (1 + np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * np.power(x, 3))))


def gelu(x):
    return GELU().forward(x)


def feed_forward(x, w1, b1, w2, b2):
    layers = [lambda y: y @ w1 + b1, gelu, lambda y: y @ w2 + b2]
    for layer in layers:
        x = layer(x)
    return x


class MultiHeadAttention:
    def __init__(self, params, num_heads):
        self.params, self.num_heads = params, num_heads

    def forward(self, x, causal):
        b, num_tokens, d_in = x.shape
        head_dim = d_in // self.num_heads
        keys = (x @ self.params["w_k"]).reshape(b, num_tokens, self.num_heads, head_dim).swapaxes(1, 2)
        queries = (x @ self.params["w_q"]).reshape(b, num_tokens, self.num_heads, head_dim).swapaxes(1, 2)
        values = (x @ self.params["w_v"]).reshape(b, num_tokens, self.num_heads, head_dim).swapaxes(1, 2)
        attn_scores = queries @ keys.swapaxes(2, 3)
        if causal:
            mask_bool = np.triu(np.ones((num_tokens, num_tokens)), k=1).astype(bool)
            attn_scores[:, :, mask_bool] = -np.inf
        z = attn_scores / keys.shape[-1] ** 0.5
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        attn_weights = e / e.sum(axis=-1, keepdims=True)
        context_vec = (attn_weights @ values).swapaxes(1, 2).reshape(b, num_tokens, d_in)
        return context_vec @ self.params["w_o"]


def transformer_block(x, params, n_heads, causal=True):
    att = MultiHeadAttention(params, n_heads)
    shortcut = x
    x = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    x = att.forward(x, causal)
    x = x + shortcut
    shortcut = x
    x = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
    x = feed_forward(x, params["w1"], params["b1"], params["w2"], params["b2"])
    return x + shortcut
