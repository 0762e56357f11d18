"""The shape of one step of attention. All sizes in a question differ, so that no two shapes match by chance."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tutor.transformers.drills.answer_key import Words
from tutor.transformers.drills.question import Question, drill, shape


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of one question: ``d`` is ``heads * head``."""

    batch: int
    heads: int
    seq: int
    keys: int
    head: int

    @property
    def d(self) -> int:
        """d_model."""
        return self.heads * self.head


def _split(words: Words) -> object:
    (x,), heads = words.arrays, next(n for n in words.counts if n > 1)
    return x.reshape(*x.shape[:2], heads, -1).swapaxes(1, 2).shape


def _merge(words: Words) -> object:
    moved = words.arrays[0].swapaxes(1, 2)
    return moved.reshape(*moved.shape[:2], -1).shape


def _score_across(words: Words) -> object:
    target, source, batch = words.counts
    return (words.np.zeros((batch, target, 3)) @ words.np.zeros((batch, source, 3)).swapaxes(-1, -2)).shape


def sizes(pick: random.Random) -> Sizes:
    """Random sizes, all different."""
    batch, heads = pick.sample((2, 3, 4), 2)
    return Sizes(batch, heads, pick.choice((5, 6, 7)), pick.choice((8, 9, 11)), pick.choice((10, 12, 16)))


def project(pick: random.Random) -> Question:
    """x @ w_q."""
    s = sizes(pick)
    return shape(
        pick,
        "project",
        f"x is ({s.batch}, {s.seq}, {s.d}) and w_q is ({s.d}, {s.head}). What is the shape of x @ w_q?",
        (s.batch, s.seq, s.head),
        "A matrix multiplication changes the last axis; the others stay as they are.",
        [
            (
                (s.batch, s.seq, s.d),
                "That is the shape of x. The last axis of the result has one entry per column of w_q.",
            ),
            ((s.batch, s.d, s.head), f"The sum runs over the shared axis, {s.d}; the positions stay."),
            ((s.seq, s.head), "The batch axis stays: every sequence is projected separately."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1]).shape,
    )


def scores(pick: random.Random) -> Question:
    """q @ k.T with different numbers of queries and keys"""
    s = sizes(pick)
    return shape(
        pick,
        "scores",
        f"q is ({s.seq}, {s.head}) and k is ({s.keys}, {s.head}). What is the shape of q @ k.T?",
        (s.seq, s.keys),
        "One row per query, one column per key; the sum runs over the shared d_k.",
        [
            ((s.keys, s.seq), "Rows are queries and columns are keys. Yours is the shape of k @ q.T."),
            ((s.seq, s.seq), f"There are {s.keys} keys, not {s.seq}: there can be more keys than queries."),
            ((s.seq, s.head), "A score is one number per pair; the sum runs over the d_k features."),
            (
                (s.head, s.head),
                "That compares features with features, as q.T @ k would; the sum would run over the positions.",
            ),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1].T).shape,
    )


def mixed_values(pick: random.Random) -> Question:
    """weights @ v."""
    s = sizes(pick)
    return shape(
        pick,
        "mixed-values",
        f"weights are ({s.seq}, {s.keys}) and v is ({s.keys}, {s.head}). What is the shape of weights @ v?",
        (s.seq, s.head),
        "One weighted sum of values per query: the sum runs over the keys.",
        [
            (
                (s.seq, s.keys),
                "That is the shape of the weights. The sum runs over the keys and leaves the features.",
            ),
            ((s.keys, s.head), "That is the shape of v. The result has a row per query, not per key."),
            ((s.head, s.seq), "That is transposed: each row belongs to a query."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1]).shape,
    )


def split_heads(pick: random.Random) -> Question:
    """A reshape, then a transpose."""
    s = sizes(pick)
    return shape(
        pick,
        "split-heads",
        f"x is ({s.batch}, {s.seq}, {s.d}) and is split into {s.heads} heads. "
        "What is the shape, with the heads before the positions?",
        (s.batch, s.heads, s.seq, s.head),
        f"d_model = {s.d} is split into {s.heads} heads of {s.head} columns, and the head axis moves in front of the positions axis.",
        [
            (
                (s.batch, s.seq, s.heads, s.head),
                "That is the shape after the reshape: the head axis still has to move.",
            ),
            (
                (s.batch, s.heads, s.seq, s.d),
                f"A head gets only its part of d_model, {s.d} / {s.heads} columns.",
            ),
            ((s.batch, s.heads, s.head, s.seq), "Positions come before features inside a head, too."),
        ],
        solve=_split,
    )


def scores_in_heads(pick: random.Random) -> Question:
    """one score matrix per head"""
    s = sizes(pick)
    return shape(
        pick,
        "scores-in-heads",
        f"q and k are ({s.batch}, {s.heads}, {s.seq}, {s.head}). What is the shape of the scores?",
        (s.batch, s.heads, s.seq, s.seq),
        "Every head of every sequence has its own score matrix.",
        [
            ((s.batch, s.seq, s.seq), "Heads are not summed or averaged: each has its own score matrix."),
            (
                (s.batch, s.heads, s.head, s.head),
                "That compares features with features: q was transposed instead of k.",
            ),
            (
                (s.batch, s.heads, s.seq, s.head),
                "That is the shape of weights @ v, not of the scores.",
            ),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[0].swapaxes(-1, -2)).shape,
    )


def merge_heads(pick: random.Random) -> Question:
    """A transpose, then a reshape."""
    s = sizes(pick)
    return shape(
        pick,
        "merge-heads",
        f"Heads of shape ({s.batch}, {s.heads}, {s.seq}, {s.head}) are merged. What is the shape?",
        (s.batch, s.seq, s.d),
        "The head axis moves back after the positions axis; then the heads are concatenated.",
        [
            ((s.batch, s.seq, s.head), "Heads are concatenated, not added up or averaged."),
            (
                (s.batch, s.heads, s.seq * s.head),
                "That is a reshape without the transpose: it mixes positions.",
            ),
            ((s.batch, s.d, s.seq), "Positions come before features."),
        ],
        solve=_merge,
    )


def feed_forward(pick: random.Random) -> Question:
    """x @ w1."""
    s = sizes(pick)
    wide = 4 * s.d
    return shape(
        pick,
        "feed-forward",
        f"x is ({s.batch}, {s.seq}, {s.d}) and w1 is ({s.d}, {wide}). "
        "What is the shape after the first feed-forward layer?",
        (s.batch, s.seq, wide),
        "Each token's vector becomes wider; the tokens stay separate.",
        [
            ((s.batch, s.seq, s.d), "That is the shape after the second layer, which goes back to d_model."),
            (
                (s.batch, wide),
                "The feed-forward network works on each token separately, so every position is kept.",
            ),
            ((s.batch, s.d, wide), f"The sum runs over the shared axis, {s.d}; the positions stay."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1]).shape,
    )


def keepdims(pick: random.Random) -> Question:
    """x.mean(axis=-1, keepdims=True)."""
    s = sizes(pick)
    return shape(
        pick,
        "keepdims",
        f"x is ({s.batch}, {s.seq}, {s.d}). What is the shape of x.mean(axis=-1, keepdims=True)?",
        (s.batch, s.seq, 1),
        "keepdims=True leaves an axis of size 1, so that the mean can be subtracted from x.",
        [
            ((s.batch, s.seq), "That is the shape without keepdims=True; it would not broadcast against x."),
            (
                (s.batch, 1, s.d),
                "axis=-1 is the feature axis. Yours is the mean over the positions, axis=-2.",
            ),
            ((1, s.seq, s.d), "That is the shape of the mean over the batch, axis=0."),
        ],
        solve=lambda words: words.arrays[0].mean(axis=-1, keepdims=True).shape,
    )


def logits(pick: random.Random) -> Question:
    """x @ embedding.T."""
    s = sizes(pick)
    words = 100 * pick.randint(1, 9)
    return shape(
        pick,
        "logits",
        f"x is ({s.batch}, {s.seq}, {s.d}) and the embedding is ({words}, {s.d}). "
        "What is the shape of x @ embedding.T?",
        (s.batch, s.seq, words),
        "Every position makes a prediction: one logit per word of the vocabulary.",
        [
            ((s.batch, words), "Every position makes a prediction, not only the last one."),
            (
                (s.batch, s.seq, s.d),
                "That is the shape of x. The sum runs over the features, once for each word.",
            ),
            ((s.batch, words, s.seq), "The position axis stays second; words replace the features."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1].T).shape,
    )


def across(pick: random.Random) -> Question:
    """The output of cross-attention."""
    s = sizes(pick)
    return shape(
        pick,
        "across",
        f"In cross-attention, queries come from a target of {s.seq} tokens and keys from a source of {s.keys}. "
        f"The batch size is {s.batch}. What is the shape of the scores of one head?",
        (s.batch, s.seq, s.keys),
        "Rows are the target's queries; columns are the source's keys.",
        [
            ((s.batch, s.keys, s.seq), "Rows are queries, and the queries come from the target."),
            (
                (s.batch, s.keys, s.keys),
                "The queries come from the target; that is the encoder's self-attention.",
            ),
            ((s.batch, s.seq, s.seq), "The keys come from the source; that is the decoder's self-attention."),
        ],
        solve=_score_across,
    )


SHAPES = drill(
    "shapes",
    "the shape of each step of attention",
    (
        project,
        scores,
        mixed_values,
        split_heads,
        scores_in_heads,
        merge_heads,
        feed_forward,
        keepdims,
        logits,
        across,
    ),
)
