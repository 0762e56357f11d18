"""As in Flax: LayerNorm by E[x²] − E[x]² and rsqrt, DenseGeneral by tensordot, big_neg, approximate gelu."""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    mean = np.mean(x, axis=-1, keepdims=True)
    mean2 = np.mean(np.square(x), axis=-1, keepdims=True)
    var = np.maximum(0.0, mean2 - np.square(mean))
    mul = (1.0 / np.sqrt(var + eps)) * gamma
    return (x - mean) * mul + beta


def gelu(x):
    sqrt_2_over_pi = np.sqrt(2 / np.pi).astype(x.dtype)
    cdf = 0.5 * (1.0 + np.tanh(sqrt_2_over_pi * (x + 0.044715 * (x**3))))
    return x * cdf


def feed_forward(x, w1, b1, w2, b2):
    hidden = np.tensordot(x, w1, axes=1) + b1
    return np.tensordot(gelu(hidden), w2, axes=1) + b2


def self_attention(inputs, params, num_heads, mask):
    features = inputs.shape[-1]
    depth = features // num_heads
    query, key, value = (
        np.tensordot(inputs, params[name].reshape(features, num_heads, depth), axes=1)
        for name in ("w_q", "w_k", "w_v")
    )
    attn_weights = np.einsum("...qhd,...khd->...hqk", query / np.sqrt(depth), key)
    if mask is not None:
        attn_weights = np.where(mask, attn_weights, np.finfo(attn_weights.dtype).min)
    unnormalized = np.exp(attn_weights - attn_weights.max(-1, keepdims=True))
    attn_weights = unnormalized / unnormalized.sum(-1, keepdims=True)
    out = np.einsum("...hqk,...khd->...qhd", attn_weights, value)
    return np.tensordot(out, params["w_o"].reshape(num_heads, depth, features), axes=2)


def transformer_block(x, params, n_heads, causal=True):
    idxs = np.arange(x.shape[-2])
    mask = np.greater_equal(idxs[:, None], idxs[None, :]) if causal else None
    y = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    x = x + self_attention(y, params, n_heads, mask)
    z = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
    z = feed_forward(z, params["w1"], params["b1"], params["w2"], params["b2"])
    return x + z
