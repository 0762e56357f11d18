"""Project · Your own language model.

Here tutor's small trained model runs on your functions of exercise 5. Write what is still missing: embeddings before
the blocks, a final norm and an output matrix after them, and a loop that picks one token after another.

This file imports your exercise 5. Pass that one first.

Save the file, and tutor checks it. Then run it: python exercises/project_language_model.py
With the argument "train" it first trains a small model and then runs that one on your functions.
"""

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from ex5_transformer_block import feed_forward, layer_norm, transformer_block

# What `weights` holds, for a vocabulary of V words:
#   weights["embedding"]   (V, d_model)         one row per word
#   weights["positions"]   (max_len, d_model)   one row per position, learned
#   weights["blocks"]      a list of `params` as in exercise 5, the first block first
#   weights["ln_gamma"], weights["ln_beta"]     (d_model,), the norm after all blocks
#   weights["output"]      (d_model, V)         from a vector to one logit per word
#   weights["n_heads"]     an integer


def next_token_logits(tokens: np.ndarray, weights: Mapping[str, Any]) -> np.ndarray:
    """One number for every word of the vocabulary: the larger it is, the likelier the word comes next.

    Add embeddings and positions, run all blocks (causal), apply the final norm, and multiply the last position's vector
    by the output matrix. If the text is longer than max_len, read only its last max_len tokens.

    Args:
        tokens: (T,) integers, T at least 1.

    Returns:
        logits: (V,)
    """
    # BEGIN SOLUTION
    tokens = np.asarray(tokens)[-len(weights["positions"]) :]
    x = weights["embedding"][tokens] + weights["positions"][: len(tokens)]  # (T, d_model)
    x = x[np.newaxis]  # blocks take a batch: (1, T, d_model)
    for params in weights["blocks"]:
        x = transformer_block(x, params, weights["n_heads"], causal=True)
    last = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])[0, -1]  # (d_model,)
    return last @ weights["output"]
    # END SOLUTION


def generate(
    tokens: np.ndarray, n: int, weights: Mapping[str, Any], temperature: float, rng: np.random.Generator
) -> np.ndarray:
    """The tokens and n more, each drawn from the model's probabilities after all tokens before it.

    The probabilities are softmax(logits / temperature). At temperature 0 the likeliest token is taken.

    Args:
        tokens: (T,). n: how many to add. rng: the source of randomness.

    Returns:
        (T + n,) integers, beginning with the given ones.
    """
    # BEGIN SOLUTION
    text = [int(token) for token in tokens]
    for _ in range(n):
        logits = next_token_logits(np.array(text), weights)
        if temperature == 0:
            text.append(int(np.argmax(logits)))
        else:
            scaled = logits / temperature
            shares = np.exp(scaled - scaled.max())
            text.append(int(rng.choice(len(shares), p=shares / shares.sum())))
    return np.array(text)
    # END SOLUTION


def start_cache(tokens: np.ndarray, weights: Mapping[str, Any]) -> tuple[np.ndarray, Any]:
    """Read a text once and keep the keys and values of every block.

    Args:
        tokens: (T,), with T at most max_len.

    Returns:
        logits: (V,), the same as from next_token_logits.
        cache: whatever step() needs; no other code reads it.
    """
    # BEGIN SOLUTION
    logits, cache = None, [None] * len(weights["blocks"])
    for token in tokens:
        logits, cache = step(token, cache, weights)
    return logits, cache
    # END SOLUTION


def step(token: int, cache: Any, weights: Mapping[str, Any]) -> tuple[np.ndarray, Any]:
    """Read one more token. Only this token passes through the blocks; the past is in the cache.

    Returns:
        logits: (V,), the same as next_token_logits of the whole text. cache: the old one, with this token added.
    """
    # BEGIN SOLUTION
    n_heads = weights["n_heads"]
    position = 0 if cache[0] is None else cache[0][0].shape[1]
    x = weights["embedding"][token] + weights["positions"][position]  # (d_model,)
    d_head = len(x) // n_heads
    grown = []
    for params, past in zip(weights["blocks"], cache, strict=True):
        read = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        q, k, v = ((read @ params[name]).reshape(n_heads, 1, d_head) for name in ("w_q", "w_k", "w_v"))
        if past is not None:
            k, v = (
                np.concatenate([past[0], k], axis=1),
                np.concatenate([past[1], v], axis=1),
            )  # (n_heads, T, d_head)
        grown.append((k, v))
        scores = (
            q @ k.swapaxes(-1, -2) / np.sqrt(d_head)
        )  # (n_heads, 1, T): no mask, because the cache holds only the past
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (shares / shares.sum(axis=-1, keepdims=True)) @ v  # (n_heads, 1, d_head)
        x = x + mixed.reshape(-1) @ params["w_o"]
        read = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
        x = x + feed_forward(read, params["w1"], params["b1"], params["w2"], params["b2"])
    return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], grown
    # END SOLUTION


if __name__ == "__main__":
    if "train" in sys.argv:  # a model you train: python exercises/project_language_model.py train
        from tutor.transformers.models.for_exercises import ROUNDS_VOCABULARY, to_rounds, train_weights

        words, start = ROUNDS_VOCABULARY, to_rounds("fox cup river bell owl key fox cup")
        weights, temperature = train_weights(), 0.0
    else:
        from tutor.transformers.models.for_exercises import VOCABULARY, to_tokens, trained_weights

        words, start = VOCABULARY, to_tokens("the quick brown fox")
        weights, temperature = trained_weights(), 0.8
    for number in generate(start, 12, weights, temperature, np.random.default_rng()):
        print(words[number], end=" ")
    print()
