"""Counting what a mask lets through."""

from __future__ import annotations

import random
from functools import partial

from tutor.transformers.drills.question import Question, drill
from tutor.transformers.drills.question import typed as typed_number

typed = partial(typed_number, identifier="drill-masks")
STRICT = "That leaves out the diagonal: a token sees itself."


def causal_pairs(pick: random.Random) -> Question:
    """Half the grid and half the diagonal."""
    seq = pick.randint(4, 12)
    return typed(
        "causal-pairs",
        f"T = {seq}, causal. How many of the {seq * seq} pairs are visible?",
        seq * (seq + 1) // 2,
        "Row i sees i + 1 keys: 1 + 2 + … + T.",
        [
            (seq * (seq - 1) // 2, STRICT),
            (seq * seq, "That is without a mask."),
            (seq * seq / 2, "More than half: the whole diagonal is visible."),
        ],
        solve=lambda words: (words.behind() >= 0).sum(),
    )


def hidden_pairs(pick: random.Random) -> Question:
    """What is above the diagonal."""
    seq = pick.randint(4, 12)
    return typed(
        "hidden-pairs",
        f"T = {seq}, causal. How many of the {seq * seq} scores are set to −∞?",
        seq * (seq - 1) // 2,
        "Those above the diagonal: 0 in the last row, T − 1 in the first.",
        [
            (
                seq * (seq + 1) // 2,
                "The diagonal is not hidden: a token sees itself. Yours are the visible ones.",
            ),
            (seq * seq / 2, "Less than half: the whole diagonal is visible."),
        ],
        solve=lambda words: (words.behind() < 0).sum(),
    )


def one_row(pick: random.Random) -> Question:
    """One position."""
    at = pick.randint(1, 9)
    seq = at + pick.randint(2, 5)
    return typed(
        "one-row",
        f"T = {seq}; positions count from 0. How many keys may position {at} see under a causal mask?",
        at + 1,
        "Itself and everything before it.",
        [
            (at, "It also sees itself."),
            (seq, "That is without a mask."),
            (seq - at, "That is itself and what comes after, but the mask hides what comes after."),
        ],
        solve=lambda words: (words.behind() >= 0)[int(words.numbers[2])].sum(),
    )


def window(pick: random.Random) -> Question:
    """Only the last few."""
    wide = pick.randint(2, 4)
    seq = wide + pick.randint(2, 6)
    return typed(
        "window",
        f"T = {seq}, causal, and each position sees at most the last {wide} tokens, itself included. "
        "How many pairs are visible?",
        sum(min(i + 1, wide) for i in range(seq)),
        f"The first rows see fewer; every later row sees {wide}.",
        [
            (seq * wide, f"The first {wide - 1} rows have fewer tokens before them."),
            (seq * (seq + 1) // 2, "That is causal without the window."),
            (sum(min(i + 1, wide + 1) for i in range(seq)), "The window includes the token itself."),
        ],
        solve=lambda words: ((words.behind() >= 0) & (words.behind() < words.numbers[1])).sum(),
    )


def padding(pick: random.Random) -> Question:
    """What was only filled up."""
    padded = pick.randint(1, 4)
    seq = padded + pick.randint(4, 8)
    return typed(
        "padding",
        f"A row of a batch has {seq} positions, the last {padded} of them padding. "
        "How many keys may a real token attend to, without a causal mask?",
        seq - padded,
        "Padding is hidden from every query.",
        [
            (seq, "Padding is hidden, so it does not count."),
            (padded, "Those are the hidden ones."),
            (seq - padded - 1, "A token also sees itself."),
        ],
        solve=lambda words: (words.np.arange(words.counts[0]) < words.counts[0] - words.counts[1]).sum(),
    )


def both_ways(pick: random.Random) -> Question:
    """No mask."""
    seq = pick.randint(4, 12)
    return typed(
        "both-ways",
        f"T = {seq}, no mask at all. How many weights does one head have?",
        seq * seq,
        "Every position attends to every position.",
        [
            (seq * (seq + 1) // 2, "That is causal; here nothing is hidden."),
            (seq * (seq - 1), "A token also attends to itself."),
            (seq, "That is one row; there are as many rows as positions."),
        ],
        solve=lambda words: words.behind().size,
    )


def cached(pick: random.Random) -> Question:
    """Generation, token by token."""
    kept = pick.randint(3, 30)
    return typed(
        "cached",
        f"A model is generating; its cache holds the keys of {kept} tokens, and it reads one more token. "
        "How many scores does one head compute in this step?",
        kept + 1,
        "One new query meets all the cached keys and its own.",
        [
            (kept, "The new token has a key too, and it sees itself."),
            ((kept + 1) ** 2, "Only the new token has a query; the earlier rows were computed before."),
            (
                (kept + 1) * (kept + 2) // 2,
                "Only the new token has a query; the earlier rows were computed before.",
            ),
            (1, "The new query meets every cached key."),
        ],
        solve=lambda words: words.counts[0] + 1,
    )


MASKS = drill(
    "masks",
    "what a mask lets through",
    (causal_pairs, hidden_pairs, one_row, window, padding, both_ways, cached),
)
