"""Everything on the logits, in the manner of an assignment: helper functions that return filtered logits."""

import numpy as np

NEG_INF = -np.inf


def log_softmax(x):
    m = np.max(x)
    return x - m - np.log(np.sum(np.exp(x - m)))


def repetition_penalty(logits, seen, penalty):
    logits = logits.astype(np.float64)
    seen = np.asarray(list(set(np.asarray(seen).tolist())), dtype=int)
    chosen = np.take(logits, seen)
    chosen = np.where(chosen > 0, chosen / penalty, chosen * penalty)
    np.put(logits, seen, chosen)
    return logits


def top_k_filter(logits, k):
    if k <= 0 or k >= logits.shape[0]:
        return logits
    threshold = np.partition(logits, -k)[-k]
    return np.where(logits >= threshold, logits, NEG_INF)


def top_p_filter(logits, p):
    order = np.argsort(logits)[::-1]
    probs = np.exp(log_softmax(logits))[order]
    cumulative = np.cumsum(probs)
    remove = cumulative > p
    remove[1:] = remove[:-1].copy()
    remove[0] = False
    filtered = logits.copy()
    filtered[order[remove]] = NEG_INF
    return filtered


def min_p_filter(logits, min_p):
    logp = log_softmax(logits)
    return np.where(logp >= logp.max() + np.log(min_p), logits, NEG_INF)


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    if temperature == 0:
        one_hot = np.zeros(logits.shape[0])
        one_hot[np.argmax(logits)] = 1
        return one_hot
    logits = logits / temperature
    logits = top_k_filter(logits, top_k)
    if top_p < 1.0:
        logits = top_p_filter(logits, top_p)
    if min_p > 0.0:
        logits = min_p_filter(logits, min_p)
    return np.exp(log_softmax(logits))


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    logits = repetition_penalty(logits, seen, penalty)
    probs = probabilities(logits, temperature, top_k, top_p, min_p)
    return int(np.where(rng.multinomial(1, probs))[0][0])
