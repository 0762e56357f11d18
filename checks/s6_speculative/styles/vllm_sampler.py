"""As in a serving engine's rejection sampler: a table of outputs filled with a placeholder, which is removed at the end."""

import numpy as np

PLACEHOLDER = -1


class RejectionSampler:
    def __init__(self, rng):
        self.rng = rng

    def sample(self, probs):
        probs = np.asarray(probs, dtype=np.float64)
        return int(self.rng.choice(probs.size, p=probs / probs.sum()))

    def accepted(self, p, q, token):
        return self.rng.random() < accept_probability(p, q, token)

    def __call__(self, target_probs, draft_probs, draft_token_ids):
        k = len(draft_token_ids)
        output = np.full(k + 1, PLACEHOLDER)
        rejected = False
        for pos in range(k):
            if not rejected:
                token = int(draft_token_ids[pos])
                p, q = target_probs[pos], draft_probs[pos]
                if self.accepted(p, q, token):
                    output[pos] = token
                else:
                    rejected = True
                    output[pos] = self.sample(residual(p, q))
        if not rejected:
            output[k] = self.sample(target_probs[k])
        return output


def accept_probability(p, q, token):
    return float(np.minimum(1, p[token] / q[token]))


def residual(p, q):
    f = np.maximum(p - q, 0)
    return f / np.sum(f)


def verify(target, draft, drafted, rng):
    output = RejectionSampler(rng)(target, draft, drafted)
    return [int(token) for token in output if token != PLACEHOLDER]


def acceptance_rate(p, q):
    return float(1 - np.maximum(q - p, 0).sum())


def tokens_per_pass(alpha, gamma):
    tokens = 1.0
    kept = 1.0
    for _ in range(gamma):
        kept = kept * alpha
        tokens = tokens + kept
    return tokens
