"""The check of exercise 1: it takes every honest way of writing attention and no wrong one."""

import pytest

from tests.checks.in_process import exercise, failures, mistake_ids, same_answers, sources

NAME = "ex1_scaled_dot_product_attention"

HEAD = "import numpy as np\n\n"

SOFTMAX = """
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
"""

FLOAT_SOFTMAX = """
def softmax(x, axis=-1):
    x = np.array(x, dtype=float)
    x -= x.max(axis=axis, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=axis, keepdims=True)
    return x
"""

LOG_SOFTMAX = """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    top = np.max(x, axis=axis, keepdims=True)
    log_sum = top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))
    return np.exp(x - log_sum)
"""

LOOPS = """
import math

def softmax(x, axis=-1):
    x = np.asarray(x)
    result = np.zeros(x.shape)
    moved_in, moved_out = np.moveaxis(x, axis, -1), np.moveaxis(result, axis, -1)
    for index in np.ndindex(*moved_in.shape[:-1]):
        row = [float(number) for number in moved_in[index]]
        top = max(row)
        parts = [math.exp(number - top) for number in row]
        moved_out[index] = [part / sum(parts) for part in parts]
    return result

def scaled_dot_product_attention(q, k, v, mask=None):
    lead, n, m, d = q.shape[:-2], q.shape[-2], k.shape[-2], q.shape[-1]
    allowed = np.ones(lead + (n, m), dtype=bool) if mask is None else np.broadcast_to(mask, lead + (n, m))
    out, w = np.zeros(lead + (n, v.shape[-1])), np.zeros(lead + (n, m))
    for b in np.ndindex(*lead):
        for i in range(n):
            seen = [j for j in range(m) if allowed[b + (i, j)]]
            if not seen:
                continue
            s = [sum(float(q[b + (i, c)]) * float(k[b + (j, c)]) for c in range(d)) for j in seen]
            s = [number / math.sqrt(d) for number in s]
            top = max(s)
            e = [math.exp(number - top) for number in s]
            for j, part in zip(seen, e):
                w[b + (i, j)] = part / sum(e)
                for c in range(v.shape[-1]):
                    out[b + (i, c)] += part / sum(e) * float(v[b + (j, c)])
    return out, w
"""

EINSUM = (
    FLOAT_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    q, k, v = (np.asarray(a, dtype=np.float64) for a in (q, k, v))
    logits = np.einsum("...id,...jd->...ij", q, k) * q.shape[-1] ** -0.5
    if mask is None:
        probs = softmax(logits)
    else:
        mask = np.broadcast_to(mask, logits.shape)
        logits[~mask] = -np.inf
        dead = ~mask.any(-1)
        logits[dead] = 0
        probs = softmax(logits)
        probs[dead] = 0
    return np.einsum("...ij,...jd->...id", probs, v), probs
"""
)

ADDITIVE = (
    FLOAT_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = np.matmul(q / 1.0 if q.dtype == np.float64 else q.astype(np.float64), np.swapaxes(k, -1, -2))
    scores /= np.sqrt(k.shape[-1])
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -np.inf)
    with np.errstate(invalid="ignore"):
        weights = np.nan_to_num(softmax(scores), nan=0.0)
    return np.matmul(weights, v), weights
"""
)

LARGE_NEGATIVE = (
    FLOAT_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = (q.astype(float) / np.sqrt(q.shape[-1])) @ np.moveaxis(k, -1, -2)
    if mask is not None:
        scores = scores + (1.0 - mask) * -1e9
    weights = softmax(scores)
    if mask is not None:
        weights = weights * mask
    return weights @ v, weights
"""
)

VISIBLE_MAXIMUM = (
    LOG_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q.astype(float) @ k.swapaxes(-2, -1) / np.sqrt(q.shape[-1])
    visible = np.ones(scores.shape, dtype=bool) if mask is None else mask & np.ones(scores.shape, dtype=bool)
    top = np.max(scores, axis=-1, keepdims=True, where=visible, initial=-np.inf)
    e = np.where(visible, np.exp(np.minimum(scores - np.where(np.isinf(top), 0, top), 0)), 0.0)
    weights = e / (e.sum(-1, keepdims=True) + 1e-12)
    return [weights @ v, weights]
"""
)

SINGLE = """
def softmax(x, axis=-1):
    x = np.asarray(x).astype(np.float32)
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    kind = np.float64 if q.dtype == np.float64 else np.float32
    q, k, v = (a.astype(kind) for a in (q, k, v))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(np.array(q.shape[-1], dtype=kind))
    lowest = np.finfo(kind).min
    if mask is not None:
        scores = np.where(mask, scores, lowest)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    if mask is not None:
        e = e * mask
    total = e.sum(-1, keepdims=True)
    weights = np.divide(e, total, out=np.zeros_like(e), where=total != 0)
    return (weights @ v).astype(np.float32), weights.astype(np.float32)
"""

ONE_TABLE_AT_A_TIME = (
    SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    if mask is not None:
        mask = np.broadcast_to(mask, q.shape[:-1] + (k.shape[-2],))
    if q.ndim > 2:
        masks = [None] * len(q) if mask is None else mask
        parts = [scaled_dot_product_attention(*four) for four in zip(q, k, v, masks)]
        return np.stack([p[0] for p in parts]), np.stack([p[1] for p in parts])
    q = q.astype(np.float64)
    scores = q @ k.T
    scores = scores / d_root(q)
    if mask is None:
        weights = softmax(scores)
    else:
        weights = np.zeros_like(scores)
        for i, allowed in enumerate(mask):
            if allowed.any():
                weights[i, allowed] = softmax(scores[i, allowed])
    return weights @ v, weights

def d_root(q):
    return np.sqrt(q.shape[1])
"""
)

HONEST = {
    "plain loops": LOOPS,
    "einsum": EINSUM,
    "additive minus infinity": ADDITIVE,
    "minus 1e9, then zeros": LARGE_NEGATIVE,
    "maximum over the visible keys, a list returned": VISIBLE_MAXIMUM,
    "float32 results": SINGLE,
    "one table after the other": ONE_TABLE_AT_A_TIME,
}


def test_the_solution_passes():
    assert failures(NAME, exercise(NAME).solution) == []


@pytest.mark.parametrize("way", HONEST)
def test_an_honest_way_of_writing_it_passes(way):
    assert failures(NAME, HEAD + HONEST[way]) == []


@pytest.mark.parametrize("mistake", mistake_ids(NAME))
def test_a_known_mistake_is_rejected(mistake):
    assert failures(NAME, sources(NAME)[mistake])


def test_no_two_mistakes_answer_the_probes_alike():
    assert same_answers(NAME) == []
