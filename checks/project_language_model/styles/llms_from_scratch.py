"""As in the books that build a language model step by step: tok_embeds, pos_embeds, out_head, a KVCache class."""

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


def next_token_logits(tokens, weights):
    context_size = weights["positions"].shape[0]
    in_idx = np.array(tokens)[-context_size:]
    tok_embeds = weights["embedding"][in_idx]
    pos_embeds = weights["positions"][np.arange(in_idx.shape[0])]
    x = (tok_embeds + pos_embeds)[np.newaxis]
    for trf_block in weights["blocks"]:
        x = transformer_block(x, trf_block, weights["n_heads"], causal=True)
    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])
    logits = x @ weights["output"]
    return logits[0, -1]


def generate(tokens, n, weights, temperature, rng):
    idx = np.array(tokens)
    for _ in range(n):
        logits = next_token_logits(idx, weights)
        if temperature > 0.0:
            logits = logits / temperature
            logits = logits - logits.max()
            probs = np.exp(logits) / np.exp(logits).sum()
            idx_next = rng.multinomial(1, probs).argmax()
        else:
            idx_next = np.argmax(logits, axis=-1)
        idx = np.append(idx, idx_next)
    return idx


class KVCache:
    def __init__(self, n_layers):
        self.cache = [None] * n_layers
        self.length = 0

    def appended(self, layer_idx, k, v):
        if self.cache[layer_idx] is None:
            return k, v
        old_k, old_v = self.cache[layer_idx]
        return np.concatenate([old_k, k], axis=0), np.concatenate([old_v, v], axis=0)


def start_cache(tokens, weights):
    cache = KVCache(len(weights["blocks"]))
    for token in tokens:
        logits, cache = step(token, cache, weights)
    return logits, cache


def step(token, cache, weights):
    new = KVCache(len(weights["blocks"]))
    new.length = cache.length + 1
    num_heads = weights["n_heads"]
    x = weights["embedding"][token] + weights["positions"][cache.length]
    for i, block in enumerate(weights["blocks"]):
        shortcut = x
        x = layer_norm(x, block["ln1_gamma"], block["ln1_beta"])
        queries = (x @ block["w_q"]).reshape(num_heads, -1)
        keys = (x @ block["w_k"]).reshape(1, num_heads, -1)
        values = (x @ block["w_v"]).reshape(1, num_heads, -1)
        keys, values = new.cache[i] = cache.appended(i, keys, values)
        attn_scores = np.einsum("hd,thd->ht", queries, keys) / keys.shape[-1] ** 0.5
        attn_weights = np.exp(attn_scores - attn_scores.max(axis=-1, keepdims=True))
        attn_weights = attn_weights / attn_weights.sum(axis=-1, keepdims=True)
        context_vec = np.einsum("ht,thd->hd", attn_weights, values).reshape(-1)
        x = context_vec @ block["w_o"] + shortcut
        shortcut = x
        x = layer_norm(x, block["ln2_gamma"], block["ln2_beta"])
        x = feed_forward(x, block["w1"], block["b1"], block["w2"], block["b2"]) + shortcut
    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])
    return x @ weights["output"], new
