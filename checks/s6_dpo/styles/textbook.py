"""The formulas as they are printed: softmax, log, 1 / (1 + exp(-x)); nothing for large numbers."""

import numpy as np


def softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=-1, keepdims=True)


def sigma(x):
    return 1 / (1 + np.exp(-x))


def sequence_logprobs(logits, ids, answer):
    probs = softmax(logits)
    n, length = ids.shape
    token_probs = np.ones((n, length))
    for t in range(1, length):
        token_probs[:, t] = probs[np.arange(n), t - 1, ids[:, t]]
    log_probs = np.log(token_probs)
    return (log_probs * answer).sum(axis=1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    r_w = beta * (policy_w - reference_w)
    r_l = beta * (policy_l - reference_l)
    return r_w, r_l


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    r_w, r_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    return np.mean(-np.log(sigma(r_w - r_l)))


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    r_w, r_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    n = len(r_w)
    dw = -beta * sigma(r_l - r_w) / n
    dl = beta * sigma(r_l - r_w) / n
    return dw, dl
