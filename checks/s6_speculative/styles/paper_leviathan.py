"""As in the first paper's algorithm: all random numbers at once, then the number n of kept guesses, then p'."""

import numpy as np


def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p, q, token):
    return min(1.0, p[token] / q[token])


def norm_max(p, q):
    gap = np.maximum(0.0, p - q)
    return gap / np.sum(gap)


def residual(p, q):
    return norm_max(p, q)


def verify(target, draft, drafted, rng):
    gamma = len(drafted)
    r = rng.random(gamma)
    n = gamma
    for i in range(gamma):
        if r[i] > accept_probability(target[i], draft[i], drafted[i]):
            n = i
            break
    p_prime = target[n]
    if n < gamma:
        p_prime = norm_max(target[n], draft[n])
    t = draw(p_prime, rng)
    return [int(x) for x in drafted[:n]] + [t]


def acceptance_rate(p, q):
    return np.sum(np.minimum(p, q))


def tokens_per_pass(alpha, gamma):
    if alpha == 1:
        return gamma + 1
    return (1 - alpha ** (gamma + 1)) / (1 - alpha)
