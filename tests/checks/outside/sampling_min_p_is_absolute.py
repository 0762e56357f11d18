# min_p is compared with the probability itself instead of min_p times the largest, and nothing protects the case that no token is left.
# status: failed
# line: min_p
# mistake: min-p-absolute
import numpy as np


def repetition_penalty(logits, seen, penalty):
    out = np.array(logits, dtype=float)
    ids = list(dict.fromkeys(int(i) for i in seen))
    for i in ids:
        out[i] = out[i] / penalty if out[i] > 0 else out[i] * penalty
    return out


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    logits = np.array(logits, dtype=float)
    if temperature == 0:
        return np.eye(len(logits))[np.argmax(logits)]
    logits = logits / temperature
    p = np.exp(logits - logits.max())
    p /= p.sum()
    order = np.argsort(p)[::-1]
    if top_k:
        p[order[top_k:]] = 0.0
        p /= p.sum()
    if top_p < 1.0:
        cut = np.searchsorted(np.cumsum(p[order]), top_p) + 1
        p[order[cut:]] = 0.0
        p /= p.sum()
    if min_p:
        p = np.where(p >= min_p, p, 0.0)
        p /= p.sum()
    return p


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    return int(np.searchsorted(np.cumsum(p), rng.random(), side="right"))
