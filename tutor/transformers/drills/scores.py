"""Questions about the scores, weights and outputs of a tiny attention, for calculation by hand."""

from __future__ import annotations

import math
import random
from functools import partial

from tutor.transformers.drills.answer_key import Words
from tutor.transformers.drills.question import Question, drill
from tutor.transformers.drills.question import typed as typed_number

typed = partial(typed_number, identifier="drill-scores")
TWO_DIGITS = 0.006


def _last_weight(words: Words) -> object:
    count, score, hidden = words.numbers[:3]
    return words.softmax([-math.inf] * int(hidden) + [score] * int(count - hidden))[-1]


def dot_product(pick: random.Random) -> Question:
    """A score before scaling."""
    q, k = ([pick.randint(-3, 3) for _ in range(4)] for _ in range(2))
    dot = sum(a * b for a, b in zip(q, k, strict=True))
    return typed(
        "dot-product",
        f"q = {q} and k = {k}. What is the score, before any scaling?",
        dot,
        "Multiply entry by entry and add up the products.",
        [
            (dot / 2, "That is already divided by √d_k."),
            (-dot, "The sign is wrong: minus times minus is plus."),
            (
                sum(abs(a * b) for a, b in zip(q, k, strict=True)),
                "Negative products are subtracted, not added.",
            ),
            (sum(q) + sum(k), "Entries are multiplied, not added."),
            (sum(q) * sum(k), "Multiply entry by entry first, then add."),
        ],
        solve=lambda words: words.np.dot(words.numbers[:4], words.numbers[4:8]),
    )


def scaling(pick: random.Random) -> Question:
    """A score divided by √d_k."""
    root = pick.choice((2, 3, 4, 5, 8))
    dot = root * pick.choice([n for n in range(-9, 10) if n])
    return typed(
        "scaling",
        f"The dot product of a query and a key is {dot}, and d_k = {root**2}. What is the scaled score?",
        dot / root,
        f"Divide by √{root**2} = {root}.",
        [
            (dot / root**2, "That is divided by d_k; the scores are divided by √d_k."),
            (dot * root, "That is multiplied by √d_k; scaling makes the scores smaller."),
            (dot, "That is the score before scaling."),
        ],
        tolerance=0.001,
        solve=lambda words: words.numbers[0] / words.numbers[1] ** 0.5,
    )


def two_weights(pick: random.Random) -> Question:
    """A softmax of two scores."""
    a, b = pick.sample(range(-2, 4), 2)
    share = 1 / (1 + math.exp(b - a))
    wrong = [
        (1 - share, "That is the weight of the second score."),
        (0.5, "Only equal scores get equal weights."),
    ]
    if a + b:
        wrong.append((a / (a + b), "That divides the scores by their sum; take exp of each score first."))
    return typed(
        "two-weights",
        f"A row has two scores, {a} and {b}. What is the weight of the first, to two decimals?",
        share,
        f"e^{a} / (e^{a} + e^{b}) = {share:.2f}: only the difference, {a - b}, matters.",
        wrong,
        tolerance=TWO_DIGITS,
        solve=lambda words: words.softmax(words.numbers[:2])[0],
    )


def variance(pick: random.Random) -> Question:
    """The variance of q · k, the reason for √d_k."""
    d = pick.choice((16, 25, 36, 49, 64, 100))
    return typed(
        "variance",
        f"The entries of q and k are independent, with mean 0 and variance 1, and d_k = {d}. "
        "What is the variance of their dot product?",
        d,
        "The dot product is a sum of d_k products, each of variance 1.",
        [
            (math.sqrt(d), "That is the standard deviation, by which scores are divided."),
            (1, "That is the variance after scaling."),
            (d * d, "Variances of independent terms add up; they do not multiply."),
        ],
        solve=lambda words: words.numbers[-1],
    )


def output(pick: random.Random) -> Question:
    """A weighted sum of two values."""
    tenths = pick.choice((1, 2, 3, 4, 6, 7, 8, 9))
    v1, v2 = 10 * pick.randint(0, 5), 10 * pick.randint(6, 9)
    first = tenths / 10
    value = first * v1 + (1 - first) * v2
    return typed(
        "output",
        f"The weights of a row are {first:g} and {1 - first:g}, and the values are {v1} and {v2}. What is the output?",
        value,
        f"{first:g} × {v1} + {1 - first:g} × {v2} = {value:g}: each value is multiplied by its weight.",
        [
            (v1 + v2, "Multiply each value by its weight first."),
            ((v1 + v2) / 2, "That is the plain mean; the weights are not equal."),
            (
                v1 if first > 0.5 else v2,
                "Attention does not pick the value with the largest weight; it uses all of them.",
            ),
            ((1 - first) * v1 + first * v2, "The weights are swapped."),
        ],
        tolerance=0.01,
        solve=lambda words: words.np.dot(words.numbers[:2], words.numbers[2:4]),
    )


def hidden_keys(pick: random.Random) -> Question:
    """A softmax with masked keys."""
    keys, hidden = pick.choice(((4, 2), (5, 1), (5, 3), (6, 2), (8, 3), (9, 4), (10, 5), (12, 2)))
    seen = keys - hidden
    score = pick.randint(1, 5)
    return typed(
        "hidden-keys",
        f"A row has {keys} scores, each {score}. {hidden} of them are set to −∞. "
        "What is the weight of one of the others after the softmax, to two decimals?",
        1 / seen,
        f"exp(−∞) is 0, and equal scores get equal weights: 1 / {seen}.",
        [
            (1 / keys, "That is the weight without the mask; masked keys get no weight."),
            (1 / hidden, "Divide by the number of visible keys, not of masked keys."),
            (
                score / (seen * score + hidden),
                "exp(−∞) is 0, not 1, and the softmax takes exp of the visible scores, too.",
            ),
        ],
        tolerance=TWO_DIGITS,
        solve=_last_weight,
    )


SCORES = drill(
    "scores",
    "scores, weights and outputs by hand",
    (dot_product, scaling, two_weights, variance, output, hidden_keys),
)
