"""As in a library of models: hidden_states, residual, position_embeddings by name, one statement a step."""

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    input_dtype = x.dtype
    hidden_states = np.asarray(x, dtype=np.float64)
    variance = np.power(hidden_states, 2).mean(-1, keepdims=True)
    hidden_states = hidden_states * (1.0 / np.sqrt(variance + eps))
    return gain * hidden_states.astype(input_dtype if input_dtype.kind == "f" else np.float64)


def act_fn(x):
    return x / (1.0 + np.exp(-x))


def swiglu(x, w_gate, w_up, w_down):
    gate_proj = np.matmul(x, w_gate)
    up_proj = np.matmul(x, w_up)
    return np.matmul(act_fn(gate_proj) * up_proj, w_down)


def self_attention(hidden_states, params, num_heads, num_key_value_heads, rope_theta):
    bsz, q_len, _ = hidden_states.shape
    query_states = np.matmul(hidden_states, params["w_q"])
    key_states = np.matmul(hidden_states, params["w_k"])
    value_states = np.matmul(hidden_states, params["w_v"])

    query_states = query_states.reshape(bsz, q_len, num_heads, -1).swapaxes(1, 2)
    key_states = key_states.reshape(bsz, q_len, num_key_value_heads, -1).swapaxes(1, 2)
    value_states = value_states.reshape(bsz, q_len, num_key_value_heads, -1).swapaxes(1, 2)

    query_states = apply_rope(query_states, base=rope_theta)
    key_states = apply_rope(key_states, base=rope_theta)

    attn_output = grouped_query_attention(query_states, key_states, value_states, causal=True)
    attn_output = attn_output.swapaxes(1, 2).reshape(bsz, q_len, -1)
    return np.matmul(attn_output, params["w_o"])


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    residual = x
    hidden_states = rms_norm(x, params["attention_gain"], eps)
    hidden_states = self_attention(hidden_states, params, n_heads, n_kv_heads, rope_base)
    hidden_states = residual + hidden_states

    residual = hidden_states
    hidden_states = rms_norm(hidden_states, params["mlp_gain"], eps)
    hidden_states = swiglu(hidden_states, params["w_gate"], params["w_up"], params["w_down"])
    return residual + hidden_states
