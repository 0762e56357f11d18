"""itertools and comprehensions: how many decisions in a row are yes."""

from itertools import takewhile

import numpy as np


def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p, q, token):
    return float(sorted((0.0, p[token] / q[token], 1.0))[1])


def residual(p, q):
    surplus = (p - q) * (p > q)
    return surplus / surplus.sum()


def verify(target, draft, drafted, rng):
    decisions = [
        rng.random() < accept_probability(p, q, x) for p, q, x in zip(target, draft, drafted, strict=False)
    ]
    count = len(list(takewhile(bool, decisions)))
    last = target[count] if count == len(decisions) else residual(target[count], draft[count])
    return [int(x) for x in drafted[:count]] + [draw(last, rng)]


def acceptance_rate(p, q):
    return float(np.min([p, q], axis=0).sum())


def tokens_per_pass(alpha, gamma):
    return float(np.cumprod([1.0] + [alpha] * gamma).sum())
