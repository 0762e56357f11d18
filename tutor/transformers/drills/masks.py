"""Questions about how many pairs a mask allows."""

from __future__ import annotations

import random
from functools import partial

from tutor.transformers.drills.question import Question, drill
from tutor.transformers.drills.question import typed as typed_number

typed = partial(typed_number, identifier="drill-masks")
STRICT = "That leaves out the diagonal, but a token sees itself."


def causal_pairs(pick: random.Random) -> Question:
    """Visible pairs under a causal mask: half of the grid, plus half of the diagonal."""
    seq = pick.randint(4, 12)
    return typed(
        "causal-pairs",
        f"T = {seq}, with a causal mask. How many of the {seq * seq} pairs are visible?",
        seq * (seq + 1) // 2,
        "Row i sees i + 1 keys: 1 + 2 + … + T.",
        [
            (seq * (seq - 1) // 2, STRICT),
            (seq * seq, "That is the number without a mask."),
            (seq * seq / 2, "It is more than half, because the whole diagonal is visible."),
        ],
        solve=lambda words: (words.behind() >= 0).sum(),
    )


def hidden_pairs(pick: random.Random) -> Question:
    """Hidden pairs under a causal mask: those above the diagonal."""
    seq = pick.randint(4, 12)
    return typed(
        "hidden-pairs",
        f"T = {seq}, with a causal mask. How many of the {seq * seq} scores are set to −∞?",
        seq * (seq - 1) // 2,
        "Those above the diagonal: T − 1 in the first row, 0 in the last.",
        [
            (
                seq * (seq + 1) // 2,
                "That is the number of visible pairs, diagonal included.",
            ),
            (seq * seq / 2, "It is less than half, because the whole diagonal is visible."),
        ],
        solve=lambda words: (words.behind() < 0).sum(),
    )


def one_row(pick: random.Random) -> Question:
    """Visible keys of one query."""
    at = pick.randint(1, 9)
    seq = at + pick.randint(2, 5)
    return typed(
        "one-row",
        f"T = {seq}; positions count from 0. How many keys can position {at} see under a causal mask?",
        at + 1,
        "Itself and everything before it.",
        [
            (at, "The position sees itself, too."),
            (seq, "That is the number without a mask."),
            (seq - at, "That counts the position and everything after it, but the future is masked."),
        ],
        solve=lambda words: (words.behind() >= 0)[int(words.numbers[2])].sum(),
    )


def window(pick: random.Random) -> Question:
    """A sliding window"""
    wide = pick.randint(2, 4)
    seq = wide + pick.randint(2, 6)
    return typed(
        "window",
        f"T = {seq}, with a causal mask, and each position sees at most the last {wide} tokens, itself included. "
        "How many pairs are visible?",
        sum(min(i + 1, wide) for i in range(seq)),
        f"The first rows see fewer keys; every later row sees {wide} keys.",
        [
            (seq * wide, "The first rows see fewer keys, because fewer tokens come before them."),
            (seq * (seq + 1) // 2, "That is the causal mask without the window."),
            (sum(min(i + 1, wide + 1) for i in range(seq)), "The window includes the token itself."),
        ],
        solve=lambda words: ((words.behind() >= 0) & (words.behind() < words.numbers[1])).sum(),
    )


def padding(pick: random.Random) -> Question:
    """Padding"""
    padded = pick.randint(1, 4)
    seq = padded + pick.randint(4, 8)
    return typed(
        "padding",
        f"A sequence in a batch has {seq} positions, and the last {padded} of them are padding. "
        "How many keys can a real token attend to, without a causal mask?",
        seq - padded,
        "The padding is masked for every query.",
        [
            (seq, "The padding is masked: no query attends to it."),
            (padded, "That is the number of masked keys."),
            (seq - padded - 1, "A token sees itself, too."),
        ],
        solve=lambda words: (words.np.arange(words.counts[0]) < words.counts[0] - words.counts[1]).sum(),
    )


def both_ways(pick: random.Random) -> Question:
    """Visible pairs without a mask."""
    seq = pick.randint(4, 12)
    return typed(
        "both-ways",
        f"T = {seq}, without a mask. How many weights does one head have?",
        seq * seq,
        "Every position attends to every position.",
        [
            (seq * (seq + 1) // 2, "That is the number with a causal mask; here nothing is masked."),
            (seq * (seq - 1), "A token attends to itself, too."),
            (seq, "That is one row; there is a row for every position."),
        ],
        solve=lambda words: words.behind().size,
    )


def cached(pick: random.Random) -> Question:
    """Generation with a KV cache"""
    kept = pick.randint(3, 30)
    return typed(
        "cached",
        f"While a model generates text, its cache contains the keys of {kept} tokens, and it reads a new token. "
        "How many scores does one head compute in this step?",
        kept + 1,
        "The new query is compared with every cached key and with its own.",
        [
            (kept, "The new token also has a key, and it sees itself."),
            ((kept + 1) ** 2, "Only the new token has a query here; the earlier rows were computed before."),
            (
                (kept + 1) * (kept + 2) // 2,
                "Only the new token has a query here; the earlier rows were computed before.",
            ),
            (1, "The new query is compared with every cached key, too."),
        ],
        solve=lambda words: words.counts[0] + 1,
    )


MASKS = drill(
    "masks",
    "what a mask lets through",
    (causal_pairs, hidden_pairs, one_row, window, padding, both_ways, cached),
)
