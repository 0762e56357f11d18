"""As in the GPT-2 of a library of models: Conv1D, NewGELU, residual and hidden_states, finfo.min where not causal."""

import math

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    variance, mean = np.var(x, -1, keepdims=True), np.mean(x, -1, keepdims=True)
    return (x - mean) / (variance + eps) ** 0.5 * gamma + beta


def gelu(x):
    return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))


def conv1d(x, weight, bias=0.0):
    size_out = (*x.shape[:-1], weight.shape[1])
    return (bias + x.reshape(-1, x.shape[-1]) @ weight).reshape(size_out)


def feed_forward(x, w1, b1, w2, b2):
    hidden_states = conv1d(x, w1, b1)
    hidden_states = gelu(hidden_states)
    return conv1d(hidden_states, w2, b2)


def gpt2_attention(hidden_states, params, num_heads, is_causal):
    shape = (*hidden_states.shape[:-1], num_heads, hidden_states.shape[-1] // num_heads)
    query, key, value = (
        conv1d(hidden_states, params[name]).reshape(shape).transpose(0, 2, 1, 3)
        for name in ("w_q", "w_k", "w_v")
    )
    attn_weights = np.matmul(query, key.swapaxes(-1, -2))
    attn_weights = attn_weights / value.shape[-1] ** 0.5
    if is_causal:
        length = key.shape[-2]
        causal_mask = np.tril(np.ones((length, length), dtype=bool)).reshape(1, 1, length, length)
        attn_weights = np.where(causal_mask, attn_weights, np.finfo(attn_weights.dtype).min)
    attn_weights = np.exp(attn_weights - attn_weights.max(axis=-1, keepdims=True))
    attn_weights = attn_weights / attn_weights.sum(axis=-1, keepdims=True)
    attn_output = np.matmul(attn_weights, value).transpose(0, 2, 1, 3)
    attn_output = attn_output.reshape(*attn_output.shape[:-2], -1)
    return conv1d(attn_output, params["w_o"])


def transformer_block(x, params, n_heads, causal=True):
    hidden_states = x
    residual = hidden_states
    hidden_states = layer_norm(hidden_states, params["ln1_gamma"], params["ln1_beta"])
    hidden_states = gpt2_attention(hidden_states, params, n_heads, causal) + residual
    residual = hidden_states
    hidden_states = layer_norm(hidden_states, params["ln2_gamma"], params["ln2_beta"])
    feed_forward_hidden_states = feed_forward(
        hidden_states, params["w1"], params["b1"], params["w2"], params["b2"]
    )
    return residual + feed_forward_hidden_states
