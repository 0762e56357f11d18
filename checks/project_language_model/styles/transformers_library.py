"""As in a library of models: past_key_values as a tuple of tuples, one forward for a whole text or one more token."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm


def attention(hidden_states, layer_past, params, num_heads):
    query, key, value = (
        np.moveaxis((hidden_states @ params[name]).reshape(len(hidden_states), num_heads, -1), 0, 1)
        for name in ("w_q", "w_k", "w_v")
    )
    if layer_past is not None:
        key = np.concatenate((layer_past[0], key), axis=-2)
        value = np.concatenate((layer_past[1], value), axis=-2)
    query_length, key_length = query.shape[-2], key.shape[-2]
    attn_weights = np.matmul(query, key.swapaxes(-1, -2)) / value.shape[-1] ** 0.5
    causal_mask = np.tri(key_length, dtype=bool)[key_length - query_length :]
    attn_weights = np.where(causal_mask, attn_weights, np.finfo(attn_weights.dtype).min)
    attn_weights = np.exp(attn_weights - attn_weights.max(axis=-1, keepdims=True))
    attn_weights = attn_weights / attn_weights.sum(axis=-1, keepdims=True)
    attn_output = np.moveaxis(np.matmul(attn_weights, value), 0, 1).reshape(len(hidden_states), -1)
    return attn_output @ params["w_o"], (key, value)


def forward(input_ids, weights, past_key_values=None):
    past_length = 0 if past_key_values is None else past_key_values[0][0].shape[-2]
    position_ids = np.arange(past_length, past_length + len(input_ids))
    hidden_states = weights["embedding"][input_ids] + weights["positions"][position_ids]
    presents = ()
    for i, block in enumerate(weights["blocks"]):
        residual = hidden_states
        hidden_states = layer_norm(hidden_states, block["ln1_gamma"], block["ln1_beta"])
        layer_past = None if past_key_values is None else past_key_values[i]
        attn_output, present = attention(hidden_states, layer_past, block, weights["n_heads"])
        presents = (*presents, present)
        hidden_states = attn_output + residual
        residual = hidden_states
        hidden_states = layer_norm(hidden_states, block["ln2_gamma"], block["ln2_beta"])
        hidden_states = residual + feed_forward(
            hidden_states, block["w1"], block["b1"], block["w2"], block["b2"]
        )
    hidden_states = layer_norm(hidden_states, weights["ln_gamma"], weights["ln_beta"])
    return hidden_states[-1] @ weights["output"], presents


def next_token_logits(tokens, weights):
    input_ids = np.asarray(tokens)[-weights["positions"].shape[0] :]
    return forward(input_ids, weights)[0]


def generate(tokens, n, weights, temperature, rng):
    input_ids = np.asarray(tokens)
    while len(input_ids) < len(tokens) + n:
        next_token_scores = next_token_logits(input_ids, weights)
        if temperature == 0:
            next_tokens = np.argmax(next_token_scores, axis=-1)
        else:
            scores = next_token_scores / temperature
            probs = np.exp(scores - np.max(scores))
            next_tokens = rng.choice(np.arange(len(probs)), p=probs / probs.sum())
        input_ids = np.concatenate([input_ids, np.reshape(next_tokens, (1,))], axis=-1)
    return input_ids


def start_cache(tokens, weights):
    return forward(np.asarray(tokens), weights)


def step(token, cache, weights):
    return forward(np.array([token]), weights, past_key_values=cache)
