"""Without challenge 1: rotary positions as complex numbers in the file itself."""

import numpy as np
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    rms = np.sqrt(np.mean(np.abs(x) ** 2, axis=-1, keepdims=True) + eps)
    return (x / rms) * gain


def swiglu(x, w_gate, w_up, w_down):
    a, b = x @ w_gate, x @ w_up
    a = a / (np.exp(-a) + 1)
    return (a * b) @ w_down


def freqs_cis(dim, end, theta):
    freqs = 1.0 / (theta ** (np.arange(0, dim, 2) / dim))
    t = np.arange(end)
    return np.exp(1j * np.outer(t, freqs))  # (T, dim / 2)


def rotary(xq, cis):
    xc = xq[..., ::2] + 1j * xq[..., 1::2]
    xc = xc * cis
    return np.stack([xc.real, xc.imag], axis=-1).reshape(xq.shape)


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    bsz, seqlen, _dim = x.shape
    h = rms_norm(x, params["attention_gain"], eps)
    xq, xk, xv = h @ params["w_q"], h @ params["w_k"], h @ params["w_v"]
    xq = xq.reshape(bsz, seqlen, n_heads, -1).transpose(0, 2, 1, 3)
    xk = xk.reshape(bsz, seqlen, n_kv_heads, -1).transpose(0, 2, 1, 3)
    xv = xv.reshape(bsz, seqlen, n_kv_heads, -1).transpose(0, 2, 1, 3)
    cis = freqs_cis(xq.shape[-1], seqlen, rope_base)
    xq, xk = rotary(xq, cis), rotary(xk, cis)
    output = grouped_query_attention(xq, xk, xv)
    output = output.transpose(0, 2, 1, 3).reshape(bsz, seqlen, -1)
    h = x + output @ params["w_o"]
    return h + swiglu(
        rms_norm(h, params["mlp_gain"], eps), params["w_gate"], params["w_up"], params["w_down"]
    )
