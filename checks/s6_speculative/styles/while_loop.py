"""A while loop with a position counter, and functions of one token each."""

import numpy as np


def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p, q, token):
    if p[token] >= q[token]:
        return 1.0
    return float(p[token]) / float(q[token])


def residual(p, q):
    rest = np.array([a - b if a > b else 0.0 for a, b in zip(p, q, strict=True)])
    return rest / rest.sum()


def is_kept(p, q, token, rng):
    return rng.random() < accept_probability(p, q, token)


def verify(target, draft, drafted, rng):
    position = 0
    while position < len(drafted) and is_kept(target[position], draft[position], drafted[position], rng):
        position += 1
    kept = list(map(int, drafted[:position]))
    following = target[position]
    if position < len(drafted):
        following = residual(target[position], draft[position])
    return [*kept, draw(following, rng)]


def acceptance_rate(p, q):
    return float(sum(np.where(p < q, p, q)))


def tokens_per_pass(alpha, gamma):
    if gamma == 0:
        return 1.0
    return 1.0 + alpha * tokens_per_pass(alpha, gamma - 1)
