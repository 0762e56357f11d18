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
    raise NotImplementedError


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
    raise NotImplementedError


def start_cache(tokens: np.ndarray, weights: Mapping[str, Any]) -> tuple[np.ndarray, Any]:
    """Read a text once and keep the keys and values of every block.

    Args:
        tokens: (T,), with T at most max_len.

    Returns:
        logits: (V,), the same as from next_token_logits.
        cache: whatever step() needs; no other code reads it.
    """
    raise NotImplementedError


def step(token: int, cache: Any, weights: Mapping[str, Any]) -> tuple[np.ndarray, Any]:
    """Read one more token. Only this token passes through the blocks; the past is in the cache.

    Returns:
        logits: (V,), the same as next_token_logits of the whole text. cache: the old one, with this token added.
    """
    raise NotImplementedError


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
