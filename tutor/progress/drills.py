"""Questions without end: shapes, scores, masks, parameters and the order of steps, with fresh numbers each time.

Each is an ordinary ``Quiz`` with its answer computed, so that it is asked and judged like those of the lessons.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from tutor.course.types import Choice, Quiz
from tutor.progress.tally import IN_A_ROW

__all__ = ["DRILLS", "IN_A_ROW"]


def shapes(pick: random.Random) -> Quiz:
    """The shape of one step of attention."""
    batch, seq, heads, head = (
        pick.randint(2, 4),
        pick.randint(3, 9),
        pick.choice((2, 4, 8)),
        pick.choice((3, 4, 5, 8)),
    )
    keys, d, wide = seq + pick.randint(1, 4), heads * head, 4 * heads * head
    asked, answer, why = pick.choice(
        [
            (
                f"x is ({batch}, {seq}, {d}) and w_q is ({d}, {d}). What is the shape of x @ w_q?",
                (batch, seq, d),
                "A matrix acts on the last axis; the others stay.",
            ),
            (
                f"q is ({seq}, {head}) and k is ({keys}, {head}). What is the shape of q @ k.T?",
                (seq, keys),
                "One row a query, one column a key; the common d_k is summed away.",
            ),
            (
                f"weights are ({seq}, {keys}) and v is ({keys}, {head}). What is the shape of weights @ v?",
                (seq, head),
                "One mixed value for every query: the keys are summed away.",
            ),
            (
                f"x is ({batch}, {seq}, {d}) and is split into {heads} heads. What is the shape, heads before positions?",
                (batch, heads, seq, head),
                f"d_model {d} is cut into {heads} heads of {head}, and the heads' axis moves forward.",
            ),
            (
                f"q and k are ({batch}, {heads}, {seq}, {head}). What is the shape of the scores?",
                (batch, heads, seq, seq),
                "Every head of every sequence has a grid of its own.",
            ),
            (
                f"Heads of shape ({batch}, {heads}, {seq}, {head}) are merged again. What is the shape?",
                (batch, seq, d),
                "Back behind the positions, then side by side.",
            ),
            (
                f"x is ({batch}, {seq}, {d}) and w1 is ({d}, {wide}). What is the shape after the first feed-forward layer?",
                (batch, seq, wide),
                "Each token on its own gets wider.",
            ),
            (
                f"x is ({batch}, {seq}, {d}). What is the shape of x.mean(axis=-1, keepdims=True)?",
                (batch, seq, 1),
                "keepdims leaves an axis of 1, so that it subtracts from x again.",
            ),
        ]
    )
    return Quiz("drill-shapes", "shape", asked, why, answer=str(answer))


def scores(pick: random.Random) -> Quiz:
    """A score, a scaled score or a softmax of two, by hand."""
    d = pick.choice((4, 9, 16))
    q, k = ([pick.randint(-3, 3) for _ in range(4)] for _ in range(2))
    dot = sum(a * b for a, b in zip(q, k, strict=True))
    a, b = pick.sample(range(-2, 4), 2)
    share = 1 / (1 + math.exp(b - a))
    asked, answer, tolerance, why = pick.choice(
        [
            (
                f"q = {q} and k = {k}. What is the score, before any scaling?",
                dot,
                0.0,
                "Multiply entry by entry and add up.",
            ),
            (
                f"The dot product of a query and a key is {dot * 3}, and d_k = {d}. What is the scaled score?",
                dot * 3 / math.sqrt(d),
                0.01,
                f"Divide by √{d} = {math.sqrt(d):g}.",
            ),
            (
                f"A row has two scores, {a} and {b}. What is the weight of the first, to two digits?",
                share,
                0.006,
                f"e^{a} / (e^{a} + e^{b}): only the difference {a - b} counts.",
            ),
            (
                f"The entries of q and k are independent, with variance 1, and d_k = {d * 4}. What is the variance of their dot product?",
                d * 4,
                0.0,
                "It is the sum of d_k products, each of variance 1.",
            ),
        ]
    )
    return Quiz("drill-scores", "number", asked, why, answer=f"{answer:.6g}", tolerance=tolerance)


def masks(pick: random.Random) -> Quiz:
    """Counting what a mask lets through."""
    seq, at, window = pick.randint(4, 12), pick.randint(1, 3), pick.randint(2, 4)
    windowed = sum(min(i + 1, window) for i in range(seq))
    asked, answer, why = pick.choice(
        [
            (
                f"T = {seq}, causal. How many of the {seq * seq} pairs are visible?",
                seq * (seq + 1) // 2,
                "Row i sees i + 1 keys: 1 + 2 + … + T.",
            ),
            (
                f"Positions count from 0. How many keys may position {at} see under a causal mask?",
                at + 1,
                "Itself and everything before it.",
            ),
            (
                f"T = {seq}, causal, and each position sees at most the last {window} tokens, itself included. How many pairs are visible?",
                windowed,
                f"The first rows see fewer; every later row sees {window}.",
            ),
            (
                f"A batch has a sequence of {seq} tokens, the last {at} of them padding. How many keys may a real token attend to, without a causal mask?",
                seq - at,
                "Padding is hidden from everybody.",
            ),
            (
                f"T = {seq}, no mask at all. How many weights does one head have?",
                seq * seq,
                "Every position looks at every position.",
            ),
        ]
    )
    return Quiz("drill-masks", "number", asked, why, answer=str(answer))


def params(pick: random.Random) -> Quiz:
    """Counting parameters."""
    d, heads, words = 8 * pick.randint(1, 16), pick.choice((2, 4)), 100 * pick.randint(1, 20)
    wide, shared = 4 * d, max(heads // 2, 1)
    kv = d // heads * shared
    asked, answer, why = pick.choice(
        [
            (
                f"Multi-head attention with d_model = {d}, {heads} heads, no biases. How many parameters?",
                4 * d * d,
                "Four matrices of d_model × d_model. The number of heads does not count.",
            ),
            (
                f"A feed-forward network with d_model = {d}, d_ff = {wide}, with biases. How many parameters?",
                2 * d * wide + wide + d,
                "Two matrices and two biases.",
            ),
            (
                f"An embedding of {words} words with d_model = {d}. How many parameters?",
                words * d,
                "One row a word.",
            ),
            (f"A layer norm over d_model = {d}. How many parameters?", 2 * d, "gamma and beta."),
            (
                f"Grouped-query attention with d_model = {d}, {heads} query heads, {shared} key/value heads, no biases. How many parameters?",
                2 * d * d + 2 * d * kv,
                f"W_q and W_o are {d} × {d}; W_k and W_v only {d} × {kv}.",
            ),
        ]
    )
    return Quiz("drill-params", "number", asked, why, answer=str(answer))


ORDERS = (
    (
        "Put the steps of attention in order.",
        (
            "project x to q, k and v",
            "multiply q with k transposed",
            "divide by √d_k",
            "hide what may not be seen",
            "softmax over the keys",
            "multiply with v",
        ),
    ),
    (
        "Put the steps of multi-head attention in order.",
        (
            "project x to q, k and v",
            "split into heads",
            "attention in every head",
            "merge the heads",
            "multiply with w_o",
        ),
    ),
    (
        "Put the steps of a pre-norm block in order.",
        (
            "layer norm",
            "attention",
            "add to the residual path",
            "layer norm again",
            "feed-forward",
            "add to the residual path again",
        ),
    ),
    (
        "Put the way of a text through a language model in order.",
        (
            "cut into tokens",
            "look up embeddings",
            "add positions",
            "run the blocks",
            "final norm",
            "multiply with the output matrix",
            "softmax over the vocabulary",
        ),
    ),
)


def order(pick: random.Random) -> Quiz:
    """Steps, to be put in order."""
    question, items = pick.choice(ORDERS)
    return Quiz("drill-order", "order", question, "Each step needs what the one before it made.", items=items)


def patterns(pick: random.Random) -> Quiz:
    """Which family fits a task."""
    task, answer, why = pick.choice(
        [
            (
                "write a reply, word by word",
                "decoder-only (GPT)",
                "Each word may depend on what is written, not on what is not yet.",
            ),
            (
                "turn a sentence into one vector for search",
                "encoder-only (BERT)",
                "Every token may look both ways, and nothing is generated.",
            ),
            (
                "label each word of a finished text as name or not",
                "encoder-only (BERT)",
                "The whole text is there; both sides help.",
            ),
            (
                "translate, with the source read whole and the target written left to right",
                "encoder-decoder (T5)",
                "Two sequences: one is read both ways, one is written causally.",
            ),
            (
                "complete the code after the cursor",
                "decoder-only (GPT)",
                "What follows is predicted from what precedes.",
            ),
        ]
    )
    names = ["encoder-only (BERT)", "decoder-only (GPT)", "encoder-decoder (T5)"]
    pick.shuffle(names)
    choices = tuple(Choice(name, why, correct=name == answer) for name in names)
    return Quiz("drill-patterns", "choice", f"Which family was made for this: {task}?", why, choices=choices)


DRILLS: dict[str, Callable[[random.Random], Quiz]] = {
    "shapes": shapes,
    "scores": scores,
    "masks": masks,
    "params": params,
    "order": order,
    "patterns": patterns,
}
