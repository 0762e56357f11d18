"""As in the second paper's algorithm: a for loop with an exit, and a flag for "all accepted"."""

import numpy as np


def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p, q, token):
    ratio = p[token] / q[token]
    return 1.0 if ratio > 1 else float(ratio)


def residual(p, q):
    difference = p - q
    positive = np.where(difference > 0, difference, 0.0)
    return positive / positive.sum()


def verify(target, draft, drafted, rng):
    x = []
    all_accepted = True
    for t, guess in enumerate(drafted):
        r = rng.uniform(0, 1)
        if r < accept_probability(target[t], draft[t], guess):
            x.append(int(guess))
        else:
            x.append(draw(residual(target[t], draft[t]), rng))
            all_accepted = False
            break
    if all_accepted:
        x.append(draw(target[len(drafted)], rng))
    return x


def acceptance_rate(p, q):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        total += min(a, b)
    return total


def tokens_per_pass(alpha, gamma):
    expected = 0.0
    for k in range(gamma + 1):
        expected += alpha**k
    return expected
