"""The shape of one step of attention. All sizes of a question differ, so that no two shapes look alike by chance."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tutor.transformers.drills.answer_key import Words
from tutor.transformers.drills.question import Question, drill, shape


@dataclass(frozen=True, slots=True)
class Sizes:
    """Those of one question: ``d`` is ``heads * head``."""

    batch: int
    heads: int
    seq: int
    keys: int
    head: int

    @property
    def d(self) -> int:
        """The width of the model."""
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
    """Fresh ones, all different."""
    batch, heads = pick.sample((2, 3, 4), 2)
    return Sizes(batch, heads, pick.choice((5, 6, 7)), pick.choice((8, 9, 11)), pick.choice((10, 12, 16)))


def project(pick: random.Random) -> Question:
    """x @ w_q"""
    s = sizes(pick)
    return shape(
        pick,
        "project",
        f"x is ({s.batch}, {s.seq}, {s.d}) and w_q is ({s.d}, {s.head}). What is the shape of x @ w_q?",
        (s.batch, s.seq, s.head),
        "A matrix acts on the last axis; the others stay.",
        [
            ((s.batch, s.seq, s.d), "That is x again. The last axis becomes the columns of w_q."),
            ((s.batch, s.d, s.head), f"The common axis, {s.d}, is summed over; the positions stay."),
            ((s.seq, s.head), "The batch is not summed: every sequence is projected on its own."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1]).shape,
    )


def scores(pick: random.Random) -> Question:
    """q @ k.T of two lengths"""
    s = sizes(pick)
    return shape(
        pick,
        "scores",
        f"q is ({s.seq}, {s.head}) and k is ({s.keys}, {s.head}). What is the shape of q @ k.T?",
        (s.seq, s.keys),
        "One row per query, one column per key; the common d_k is summed over.",
        [
            ((s.keys, s.seq), "Rows are queries, columns are keys: yours is k @ q.T."),
            ((s.seq, s.seq), f"There are {s.keys} keys, not {s.seq}: queries and keys may differ in number."),
            ((s.seq, s.head), "A score is one number per pair; the features d_k are summed over."),
            (
                (s.head, s.head),
                "That pairs features with features: q.T @ k, with the sum over the positions.",
            ),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1].T).shape,
    )


def mixed_values(pick: random.Random) -> Question:
    """weights @ v"""
    s = sizes(pick)
    return shape(
        pick,
        "mixed-values",
        f"weights are ({s.seq}, {s.keys}) and v is ({s.keys}, {s.head}). What is the shape of weights @ v?",
        (s.seq, s.head),
        "One mixed value for every query: the sum runs over the keys.",
        [
            ((s.seq, s.keys), "Those are the weights. Mixing sums over the keys and leaves features."),
            ((s.keys, s.head), "That is v. The output has a row for every query, not for every key."),
            ((s.head, s.seq), "That is transposed: the rows stay queries."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1]).shape,
    )


def split_heads(pick: random.Random) -> Question:
    """reshape, then transpose"""
    s = sizes(pick)
    return shape(
        pick,
        "split-heads",
        f"x is ({s.batch}, {s.seq}, {s.d}) and is split into {s.heads} heads. "
        "What is the shape, heads before positions?",
        (s.batch, s.heads, s.seq, s.head),
        f"d_model {s.d} is split into {s.heads} heads of {s.head}, and the heads' axis moves forward.",
        [
            (
                (s.batch, s.seq, s.heads, s.head),
                "That is after the reshape alone: the heads' axis still has to move.",
            ),
            (
                (s.batch, s.heads, s.seq, s.d),
                f"A head gets its part of d_model, {s.d} / {s.heads}, not all of it.",
            ),
            ((s.batch, s.heads, s.head, s.seq), "Positions come before features, inside a head too."),
        ],
        solve=_split,
    )


def scores_in_heads(pick: random.Random) -> Question:
    """one grid a head"""
    s = sizes(pick)
    return shape(
        pick,
        "scores-in-heads",
        f"q and k are ({s.batch}, {s.heads}, {s.seq}, {s.head}). What is the shape of the scores?",
        (s.batch, s.heads, s.seq, s.seq),
        "Every head of every sequence has a grid of its own.",
        [
            ((s.batch, s.seq, s.seq), "Heads are not summed or averaged: each has its own grid."),
            (
                (s.batch, s.heads, s.head, s.head),
                "That pairs features with features: the wrong array was transposed.",
            ),
            (
                (s.batch, s.heads, s.seq, s.head),
                "That is the shape after mixing the values, not of the scores.",
            ),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[0].swapaxes(-1, -2)).shape,
    )


def merge_heads(pick: random.Random) -> Question:
    """back again"""
    s = sizes(pick)
    return shape(
        pick,
        "merge-heads",
        f"Heads of shape ({s.batch}, {s.heads}, {s.seq}, {s.head}) are merged again. What is the shape?",
        (s.batch, s.seq, s.d),
        "The heads' axis goes back behind the positions, then the heads are concatenated.",
        [
            ((s.batch, s.seq, s.head), "Heads are concatenated, not added or averaged."),
            (
                (s.batch, s.heads, s.seq * s.head),
                "That is a reshape without moving the axis back: it mixes positions.",
            ),
            ((s.batch, s.d, s.seq), "Positions come before features."),
        ],
        solve=_merge,
    )


def feed_forward(pick: random.Random) -> Question:
    """x @ w1"""
    s = sizes(pick)
    wide = 4 * s.d
    return shape(
        pick,
        "feed-forward",
        f"x is ({s.batch}, {s.seq}, {s.d}) and w1 is ({s.d}, {wide}). "
        "What is the shape after the first feed-forward layer?",
        (s.batch, s.seq, wide),
        "Each token becomes wider on its own.",
        [
            ((s.batch, s.seq, s.d), "That is after the second layer, which makes it narrow again."),
            ((s.batch, wide), "Tokens do not meet in the feed-forward network; every position stays."),
            ((s.batch, s.d, wide), f"The common axis, {s.d}, is summed over; the positions stay."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1]).shape,
    )


def keepdims(pick: random.Random) -> Question:
    """x.mean(axis=-1, keepdims=True)"""
    s = sizes(pick)
    return shape(
        pick,
        "keepdims",
        f"x is ({s.batch}, {s.seq}, {s.d}). What is the shape of x.mean(axis=-1, keepdims=True)?",
        (s.batch, s.seq, 1),
        "keepdims leaves an axis of 1, so that it can be subtracted from x.",
        [
            ((s.batch, s.seq), "That is without keepdims; it would not broadcast against x."),
            ((s.batch, 1, s.d), "axis=-1 is the features; yours is the mean over positions, axis=-2."),
            ((1, s.seq, s.d), "That is the mean over the batch, axis=0."),
        ],
        solve=lambda words: words.arrays[0].mean(axis=-1, keepdims=True).shape,
    )


def logits(pick: random.Random) -> Question:
    """x @ embedding.T"""
    s = sizes(pick)
    words = 100 * pick.randint(1, 9)
    return shape(
        pick,
        "logits",
        f"x is ({s.batch}, {s.seq}, {s.d}) and the embedding is ({words}, {s.d}). "
        "What is the shape of x @ embedding.T?",
        (s.batch, s.seq, words),
        "Every position predicts: one logit per word of the vocabulary.",
        [
            ((s.batch, words), "Every position predicts, not only the last."),
            ((s.batch, s.seq, s.d), "That is x. The sum runs over the features, once for each word's row."),
            ((s.batch, words, s.seq), "Positions stay where they are; words take the place of the features."),
        ],
        solve=lambda words: (words.arrays[0] @ words.arrays[1].T).shape,
    )


def across(pick: random.Random) -> Question:
    """cross-attention"""
    s = sizes(pick)
    return shape(
        pick,
        "across",
        f"Cross-attention: queries come from a target of {s.seq} tokens, keys from a source of {s.keys}, "
        f"batch {s.batch}. What is the shape of the scores of one head?",
        (s.batch, s.seq, s.keys),
        "Rows are queries, of the target; columns are keys, of the source.",
        [
            (
                (s.batch, s.keys, s.seq),
                "Rows are queries, and they come from the target; the keys come from the source.",
            ),
            (
                (s.batch, s.keys, s.keys),
                "The queries do not come from the source; that is the encoder's own attention.",
            ),
            ((s.batch, s.seq, s.seq), "The keys are the source's; that is the decoder's own attention."),
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
