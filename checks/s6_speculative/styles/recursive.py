"""Recursion over the drafted tokens: the first is kept and the rest verified, or it is replaced."""

import numpy as np


def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p, q, token):
    return np.minimum(1.0, np.divide(p[token], q[token]))


def residual(p, q):
    mass = np.fmax(np.subtract(p, q), 0)
    return np.divide(mass, np.add.reduce(mass))


def verify(target, draft, drafted, rng):
    if len(drafted) == 0:
        return [draw(target[0], rng)]
    first, rest = drafted[0], drafted[1:]
    p, q = target[0], draft[0]
    if rng.random() < accept_probability(p, q, first):
        return [int(first), *verify(target[1:], draft[1:], rest, rng)]
    return [draw(residual(p, q), rng)]


def acceptance_rate(p, q):
    return float(np.fmin(p, q).sum())


def tokens_per_pass(alpha, gamma):
    return float(np.polyval(np.ones(gamma + 1), alpha))
