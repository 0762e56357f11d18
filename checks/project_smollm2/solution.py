"""Capstone · Your functions run a real language model.

SmolLM2-135M is thirty blocks of the form that you write here: RMSNorm, rotary positions, grouped-query attention and
SwiGLU, without a single bias. LLaMA, Mistral and Qwen are built from the same block, only larger.

This file imports your challenges 1 and 2. Pass these two first.

Save the file, and it is checked at once. With the model on this machine (tutor model add smollm2, 93 MB, once) the
check also runs it on your functions. Then let it write: python exercises/project_smollm2.py "The old clock"
"""

import sys
from collections.abc import Mapping

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention

# What `params` holds for one block. Every matrix is stored for x @ w; there are no biases.
#   params["attention_gain"]      (d_model,)                       the norm before attention
#   params["w_q"]                 (d_model, n_heads * d_head)      head 0's columns first, then head 1's, …
#   params["w_k"], params["w_v"]  (d_model, n_kv_heads * d_head)
#   params["w_o"]                 (n_heads * d_head, d_model)
#   params["mlp_gain"]            (d_model,)                       the norm before the feed-forward network
#   params["w_gate"], params["w_up"]  (d_model, d_ff)
#   params["w_down"]              (d_ff, d_model)


def rms_norm(x: np.ndarray, gain: np.ndarray, eps: float) -> np.ndarray:
    """Divide every row by its root mean square, then multiply by the gain, column by column.

        x / sqrt(mean of x² over the last axis + eps) · gain

    Args:
        x: (..., d). Do not change it.
        gain: (d,).
        eps: a small number, which keeps a row of zeros from being divided by 0.

    Returns:
        (..., d)

    Example: rms_norm(np.array([3.0, 4.0]), np.ones(2), 0.0) is [0.8485, 1.1314]: the root mean square is 3.5355.
    """
    # BEGIN SOLUTION
    wide = x.astype(np.result_type(x, np.float32))  # the squares of float16 overflow beyond 255
    mean_square = np.mean(wide * wide, axis=-1, keepdims=True)
    return wide / np.sqrt(mean_square + eps) * gain
    # END SOLUTION


def swiglu(x: np.ndarray, w_gate: np.ndarray, w_up: np.ndarray, w_down: np.ndarray) -> np.ndarray:
    """A feed-forward network with a gate: (silu(x @ w_gate) · (x @ w_up)) @ w_down, where silu(z) = z · sigmoid(z).

    Args:
        x: (..., d_model). w_gate, w_up: (d_model, d_ff). w_down: (d_ff, d_model).

    Returns:
        (..., d_model)

    Example: with every matrix [[1.0]], swiglu(np.array([[2.0]]), …) is [[3.5232]], that is silu(2) · 2.
    """
    # BEGIN SOLUTION
    gate = x @ w_gate  # (..., d_ff)
    silu = gate * 0.5 * (1 + np.tanh(0.5 * gate))  # z · sigmoid(z), written so that nothing overflows
    return (silu * (x @ w_up)) @ w_down
    # END SOLUTION


def transformer_block(
    x: np.ndarray,
    params: Mapping[str, np.ndarray],
    n_heads: int,
    n_kv_heads: int,
    rope_base: float,
    eps: float,
) -> np.ndarray:
    """One block of a Llama model: pre-norm, rotary positions, causal grouped-query attention, SwiGLU.

        x = x + attention(rms_norm(x))
        x = x + swiglu(rms_norm(x))

    Your apply_rope turns the queries and the keys of every head, with the base `rope_base`. Your
    grouped_query_attention does the rest of the heads' work.

    Args:
        x: (B, T, d_model). Do not change it.
        params: the block's weights, see the top of this file.

    Returns:
        (B, T, d_model)
    """
    # BEGIN SOLUTION
    batch, seq_len, _ = x.shape

    def heads(projected: np.ndarray, count: int) -> np.ndarray:
        """(B, T, count * d_head) → (B, count, T, d_head)"""
        return projected.reshape(batch, seq_len, count, -1).transpose(0, 2, 1, 3)

    normed = rms_norm(x, params["attention_gain"], eps)
    q = apply_rope(heads(normed @ params["w_q"], n_heads), None, rope_base)
    k = apply_rope(heads(normed @ params["w_k"], n_kv_heads), None, rope_base)
    v = heads(normed @ params["w_v"], n_kv_heads)
    mixed = grouped_query_attention(q, k, v, True)  # (B, n_heads, T, d_head)
    mixed = mixed.astype(normed.dtype)  # float32 stays float32, which runs the model twice as fast
    merged = mixed.transpose(0, 2, 1, 3).reshape(batch, seq_len, -1)
    x = x + merged @ params["w_o"]
    normed = rms_norm(x, params["mlp_gain"], eps)
    return x + swiglu(normed, params["w_gate"], params["w_up"], params["w_down"])
    # END SOLUTION


if __name__ == "__main__":
    from tutor.transformers.llama.own_words import use_one_thread, write_with

    use_one_thread()
    write_with(transformer_block, rms_norm, " ".join(sys.argv[1:]))
