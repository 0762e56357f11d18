"""Probabilities are compared as logarithms, as numerically careful code does."""

import numpy as np


def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p, q, token):
    with np.errstate(divide="ignore"):
        log_ratio = np.log(p[token]) - np.log(q[token])
    return float(np.exp(min(0.0, log_ratio)))


def residual(p, q):
    larger = p > q
    out = np.zeros(len(p))
    out[larger] = p[larger] - q[larger]
    return out / out.sum()


def verify(target, draft, drafted, rng):
    out = []
    for i in range(len(drafted)):
        token = int(drafted[i])
        log_u = np.log(rng.random() + 1e-300)
        chance = accept_probability(target[i], draft[i], token)
        if chance == 0 or log_u > np.log(chance):
            out.append(draw(residual(target[i], draft[i]), rng))
            return out
        out.append(token)
    out.append(draw(target[len(drafted)], rng))
    return out


def acceptance_rate(p, q):
    return float(1.0 - 0.5 * np.abs(p - q).sum())


def tokens_per_pass(alpha, gamma):
    return (1.0 - alpha ** (gamma + 1)) / (1.0 - alpha) if alpha < 1 else gamma + 1.0
