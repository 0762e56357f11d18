"""One object per position with the target's and the draft's row; the pass asks each of them."""

import numpy as np


class Position:
    def __init__(self, p, q, token):
        self.p, self.q, self.token = p, q, token

    def chance(self):
        return accept_probability(self.p, self.q, self.token)

    def correction(self):
        return residual(self.p, self.q)


def pick(weights, rng):
    threshold = rng.random() * float(np.sum(weights))
    running = 0.0
    for token, weight in enumerate(weights):
        running += float(weight)
        if threshold < running:
            return token
    return len(weights) - 1


def accept_probability(p, q, token):
    return float(min(1.0, p[token] / q[token]))


def residual(p, q):
    short = np.asarray([max(0.0, a - b) for a, b in zip(p, q, strict=True)])
    return short / float(sum(short))


def verify(target, draft, drafted, rng):
    positions = [Position(target[i], draft[i], int(token)) for i, token in enumerate(drafted)]
    text = []
    for position in positions:
        if rng.random() >= position.chance():
            text.append(pick(position.correction(), rng))
            break
        text.append(position.token)
    else:
        text.append(pick(target[-1], rng))
    return text


def acceptance_rate(p, q):
    return sum(min(float(a), float(b)) for a, b in zip(p, q, strict=True))


def tokens_per_pass(alpha, gamma):
    value = 1.0
    for _ in range(gamma):
        value = alpha * value + 1.0
    return value
