"""A generator yields the tokens of a pass; verify only collects them."""

import numpy as np


def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p, q, token):
    return min(p[token] / q[token], 1.0)


def residual(p, q):
    overlap = np.minimum(p, q)
    missing = p - overlap
    return missing / missing.sum()


def tokens_of(target, draft, drafted, rng):
    for token, p, q in zip(drafted, target, draft, strict=False):
        if rng.random() >= accept_probability(p, q, token):
            yield draw(residual(p, q), rng)
            return
        yield int(token)
    yield draw(target[-1], rng)


def verify(target, draft, drafted, rng):
    return list(tokens_of(target, draft, drafted, rng))


def acceptance_rate(p, q):
    return float(q @ np.minimum(1.0, p / q))


def tokens_per_pass(alpha, gamma):
    return float(sum(alpha**k * (1 if k == gamma else 1 - alpha) * (k + 1) for k in range(gamma + 1)))
