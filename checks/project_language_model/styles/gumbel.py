"""Draws by the Gumbel trick; keys and values in arrays with an axis for the heads, joined by np.concatenate."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block


def embed(tokens, first, weights):
    places = np.arange(first, first + len(tokens))
    return weights["embedding"][tokens] + weights["positions"][places]


def to_logits(vector, weights):
    return layer_norm(vector, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"]


def next_token_logits(tokens: np.ndarray, weights: Mapping[str, Any]) -> np.ndarray:
    tokens = tokens[max(0, len(tokens) - weights["positions"].shape[0]) :]
    x = embed(tokens, 0, weights)[np.newaxis, :, :]
    for block in weights["blocks"]:
        x = transformer_block(x, block, weights["n_heads"], causal=True)
    return to_logits(x[0, -1, :], weights)


def pick(logits, temperature, rng):
    if temperature == 0:
        return logits.argmax()
    return (logits / temperature + rng.gumbel(size=logits.shape)).argmax()


def generate(
    tokens: np.ndarray, n: int, weights: Mapping[str, Any], temperature: float, rng: np.random.Generator
) -> np.ndarray:
    text = np.array(tokens)
    while len(text) < len(tokens) + n:
        text = np.append(text, pick(next_token_logits(text, weights), temperature, rng))
    return text


def by_head(x, n_heads):
    return x.reshape(len(x), n_heads, -1).swapaxes(0, 1)  # (n_heads, T, d_head)


def run(tokens, past, weights):
    seen = 0 if past is None else past[0][0].shape[1]
    x = embed(tokens, seen, weights)
    heads = weights["n_heads"]
    kept = []
    for number, block in enumerate(weights["blocks"]):
        normed = layer_norm(x, block["ln1_gamma"], block["ln1_beta"])
        q, k, v = (by_head(normed @ block[name], heads) for name in ("w_q", "w_k", "w_v"))
        if past is not None:
            k = np.concatenate([past[number][0], k], axis=1)
            v = np.concatenate([past[number][1], v], axis=1)
        kept.append((k, v))
        scores = np.einsum("hid,hjd->hij", q, k) / np.sqrt(q.shape[-1])
        scores = np.where(np.tri(len(tokens), k.shape[1], seen, dtype=bool), scores, -np.inf)
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = powers / powers.sum(axis=-1, keepdims=True) @ v
        x = x + mixed.swapaxes(0, 1).reshape(x.shape) @ block["w_o"]
        normed = layer_norm(x, block["ln2_gamma"], block["ln2_beta"])
        x = x + feed_forward(normed, block["w1"], block["b1"], block["w2"], block["b2"])
    return to_logits(x[-1], weights), kept


def start_cache(tokens: np.ndarray, weights: Mapping[str, Any]) -> tuple[np.ndarray, Any]:
    return run(np.asarray(tokens), None, weights)


def step(token: int, cache: Any, weights: Mapping[str, Any]) -> tuple[np.ndarray, Any]:
    return run(np.array([token]), cache, weights)
