"""Small classes with __call__, built from the dictionary of parameters, as in a deep-learning library."""

import numpy as np


class LayerNorm:
    def __init__(self, gamma, beta, eps):
        self.gamma = gamma
        self.beta = beta
        self.eps = eps

    def __call__(self, x):
        mean = x.mean(axis=-1, keepdims=True)
        var = np.mean(np.square(x), axis=-1, keepdims=True) - np.square(mean)
        return (x - mean) / np.sqrt(np.maximum(var, 0) + self.eps) * self.gamma + self.beta


class Linear:
    def __init__(self, weight, bias=None):
        self.weight = weight
        self.bias = bias

    def __call__(self, x):
        y = np.matmul(x, self.weight)
        return y if self.bias is None else y + self.bias


class Attention:
    def __init__(self, params, n_heads, causal):
        self.n_heads = n_heads
        self.causal = causal
        self.query = Linear(params["w_q"])
        self.key = Linear(params["w_k"])
        self.value = Linear(params["w_v"])
        self.out = Linear(params["w_o"])

    def heads(self, x):
        b, t, d = x.shape
        return x.reshape(b, t, self.n_heads, d // self.n_heads).transpose(0, 2, 1, 3)

    def weights(self, q, k):
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1])
        if self.causal:
            mask = np.tri(q.shape[2], dtype=bool)
            scores = np.where(mask, scores, -np.inf)
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def __call__(self, x):
        q, k, v = self.heads(self.query(x)), self.heads(self.key(x)), self.heads(self.value(x))
        mixed = self.weights(q, k) @ v
        return self.out(mixed.transpose(0, 2, 1, 3).reshape(x.shape))


class Block:
    def __init__(self, params, n_heads, causal):
        self.norm1 = LayerNorm(params["ln1_gamma"], params["ln1_beta"], 1e-5)
        self.attention = Attention(params, n_heads, causal)
        self.norm2 = LayerNorm(params["ln2_gamma"], params["ln2_beta"], 1e-5)
        self.first = Linear(params["w1"], params["b1"])
        self.second = Linear(params["w2"], params["b2"])

    def mlp(self, x):
        return self.second(gelu(self.first(x)))

    def __call__(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


def layer_norm(x, gamma, beta, eps=1e-5):
    return LayerNorm(gamma, beta, eps)(x)


def gelu(x):
    inside = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    return x * 0.5 * (np.tanh(inside) + 1)


def feed_forward(x, w1, b1, w2, b2):
    return Linear(w2, b2)(gelu(Linear(w1, b1)(x)))


def transformer_block(x, params, n_heads, causal=True):
    return Block(params, n_heads, causal)(x)
