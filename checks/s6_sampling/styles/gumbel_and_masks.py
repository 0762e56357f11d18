"""Boolean keep masks over the vocabulary by rank, and the Gumbel-max trick for the draw."""

import numpy as np


def repetition_penalty(logits, seen, penalty):
    z = np.array(logits, dtype=np.float64)
    hit = np.isin(np.arange(z.size), np.asarray(list(seen), dtype=int))
    return np.where(hit, np.where(z > 0, z / penalty, z * penalty), z)


def keep(p, mask):
    p = np.where(mask, p, 0.0)
    return p / p.sum()


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    z = np.asarray(logits, dtype=np.float64)
    order = np.lexsort((np.arange(z.size), -z))
    rank = np.empty(z.size, dtype=int)
    rank[order] = np.arange(z.size)
    if temperature == 0:
        return (rank == 0).astype(np.float64)

    p = np.exp((z - z.max()) / temperature)
    p /= p.sum()
    if top_k > 0:
        p = keep(p, rank < top_k)
    if top_p < 1.0:
        in_order = p[order]
        before = np.cumsum(in_order) - in_order  # mass of the more probable tokens
        p = keep(p, (before[rank] < top_p - 1e-12) | (rank == 0))
    if min_p > 0.0:
        p = keep(p, p >= min_p * p.max())
    return p


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    with np.errstate(divide="ignore"):
        log_p = np.log(p)
    return int(np.argmax(log_p + rng.gumbel(size=p.shape)))
