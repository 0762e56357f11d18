# top-p keeps only the tokens whose cumulative sum is still at most top_p, so the token that reaches the limit is cut (and none is left if the first is larger).
# status: failed
# line: top_p_example
# mistake: crossing-token-cut
import numpy as np


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def repetition_penalty(logits, seen, penalty):
    out = logits.copy().astype(float)
    for i in set(np.array(seen, dtype=int).tolist()):
        if out[i] > 0:
            out[i] /= penalty
        else:
            out[i] *= penalty
    return out


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    if temperature == 0:
        p = np.zeros(len(logits))
        p[np.argmax(logits)] = 1
        return p
    p = softmax(np.asarray(logits, dtype=float) / temperature)
    if top_k > 0:
        idx = np.argsort(-p, kind="stable")[top_k:]
        p[idx] = 0
        p = p / p.sum()
    if top_p < 1:
        idx = np.argsort(-p, kind="stable")
        cum = np.cumsum(p[idx])
        p[idx[cum > top_p]] = 0
        p = p / p.sum()
    if min_p > 0:
        p[p < min_p * p.max()] = 0
        p = p / p.sum()
    return p


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    return int(rng.choice(len(p), p=p))
