# Reads the logits at t for the token at t instead of t + 1 (nothing is shifted).
# status: failed
# line: worked_example
# mistake: logits-not-shifted
import numpy as np


def log_softmax(x):
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def sequence_logprobs(logits, ids, answer):
    logp = log_softmax(logits)
    picked = np.take_along_axis(logp, ids[:, :, None], axis=-1)[:, :, 0]
    return np.where(answer, picked, 0.0).sum(-1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    return beta * (policy_w - reference_w), beta * (policy_l - reference_l)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    r_w, r_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    return np.mean(np.log(1 + np.exp(-(r_w - r_l))))


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    r_w, r_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    s = 1 / (1 + np.exp(r_w - r_l))
    return -beta * s / len(s), beta * s / len(s)
