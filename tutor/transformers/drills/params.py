"""Questions about parameter counts, small enough for mental arithmetic."""

from __future__ import annotations

import random
from functools import partial

from tutor.transformers.drills.answer_key import Words
from tutor.transformers.drills.question import Question, drill
from tutor.transformers.drills.question import typed as typed_number

typed = partial(typed_number, identifier="drill-params")
WIDTHS = (8, 12, 16, 20, 32, 40, 64, 100)


def _two_layers(words: Words) -> int:
    d, wide = words.counts[:2]
    return words.parameters((d, wide), (wide,), (wide, d), (d,))


def _grouped(words: Words) -> int:
    d, heads, shared = words.counts[:3]
    return words.parameters((d, d), (d, d // heads * shared), (d, d // heads * shared), (d, d))


def _block(words: Words) -> int:
    d, wide = words.counts[:2]
    return words.parameters(*[(d, d)] * 4, (d, wide), (wide, d))


def multi_head(pick: random.Random) -> Question:
    """Four matrices"""
    d, heads = pick.choice(WIDTHS), pick.choice((2, 4))
    return typed(
        "multi-head",
        f"Multi-head attention has d_model = {d}, {heads} heads and no biases. How many parameters?",
        4 * d * d,
        "Four matrices of d_model × d_model. The number of heads does not matter.",
        [
            (3 * d * d, "W_o is missing: the merged heads are projected, too."),
            (
                4 * d * d * heads,
                "The heads share d_model: with more heads, each is narrower, so the number of parameters is the same.",
            ),
            (3 * d * d * heads, "The heads share d_model, and W_o is missing."),
            (4 * d * d // heads, "All heads together are as wide as d_model."),
            (d * d, "That is one of four matrices: W_q, W_k, W_v and W_o."),
        ],
        solve=lambda words: words.parameters(*[(words.counts[0], words.counts[0])] * 4),
    )


def feed_forward(pick: random.Random) -> Question:
    """Two matrices and two biases."""
    d = pick.choice((4, 8, 10, 16, 20))
    wide = 4 * d
    return typed(
        "feed-forward",
        f"A feed-forward network has d_model = {d}, d_ff = {wide} and biases. How many parameters?",
        2 * d * wide + wide + d,
        f"Two matrices and two biases: 2 × {d} × {wide} + {wide} + {d}.",
        [
            (2 * d * wide, "The biases are missing, one of d_ff and one of d_model."),
            (d * wide, "There are two matrices, to d_ff and back to d_model, and two biases."),
            (d * wide + wide, "That is the first layer alone."),
            (2 * d * wide + 2 * wide, "The second bias is as wide as the output: d_model."),
            (2 * d * wide + 2 * d, "The first bias is as wide as the hidden layer: d_ff."),
        ],
        solve=_two_layers,
    )


def embedding(pick: random.Random) -> Question:
    """One row per word"""
    d, words = pick.choice(WIDTHS), 100 * pick.randint(1, 20)
    return typed(
        "embedding",
        f"An embedding has {words} words and d_model = {d}, and the same matrix is used for the output. "
        "How many parameters?",
        words * d,
        "One row per word. The two matrices are tied, so they count once.",
        [
            (2 * words * d, "The output matrix is the same matrix, so it counts once."),
            (words * words, "A row has d_model entries, not one per word."),
            (words + d, "Every word has a row of d_model entries, so the sizes multiply."),
        ],
        solve=lambda words: words.parameters((words.counts[0], words.counts[1])),
    )


def layer_norm(pick: random.Random) -> Question:
    """A gain and a bias vector."""
    d = pick.choice(WIDTHS)
    return typed(
        "layer-norm",
        f"A layer norm runs over d_model = {d} features. How many parameters does it have?",
        2 * d,
        "One gamma and one beta per feature.",
        [
            (d, "That is gamma alone, as in RMSNorm; beta has the same length."),
            (2, "gamma and beta have an entry for every feature."),
            (4 * d, "Mean and variance are computed, not learned."),
            (0, "Mean and variance are computed; gamma and beta are learned."),
        ],
        solve=lambda words: words.parameters((words.counts[0],), (words.counts[0],)),
    )


def grouped(pick: random.Random) -> Question:
    """Grouped-query attention."""
    d, heads = pick.choice((8, 16, 32, 40)), 4
    shared = pick.choice((1, 2))
    kv = d // heads * shared
    return typed(
        "grouped",
        f"Grouped-query attention has d_model = {d}, {heads} query heads, {shared} key/value "
        f"{'head' if shared == 1 else 'heads'} and no biases. How many parameters?",
        2 * d * d + 2 * d * kv,
        f"W_q and W_o are {d} × {d}; W_k and W_v are only {d} × {kv}.",
        [
            (4 * d * d, "That would be one key/value head per query head."),
            (2 * d * d + d * kv, "Keys and values each have their own matrix."),
            (d * d + 2 * d * kv, "W_o is missing."),
            (d * d + 3 * d * kv, "W_o joins all query heads: it is d_model × d_model."),
        ],
        solve=_grouped,
    )


def block(pick: random.Random) -> Question:
    """12 · d_model² per block."""
    d = pick.choice((4, 8, 10, 12, 20, 100))
    return typed(
        "block",
        f"A block has d_model = {d} and d_ff = {4 * d}. Count attention and feed-forward, without biases and norms. "
        "How many parameters?",
        12 * d * d,
        "4 d² for attention and 8 d² for the feed-forward network.",
        [
            (8 * d * d, "That is the feed-forward network alone, or one of its matrices is missing."),
            (4 * d * d, "That is attention alone."),
            (11 * d * d, "W_o is missing."),
            (6 * d * d, "The feed-forward network has two matrices of 4 d² each."),
        ],
        solve=_block,
    )


PARAMS = drill(
    "params",
    "how many parameters a part has",
    (multi_head, feed_forward, embedding, layer_norm, grouped, block),
)
