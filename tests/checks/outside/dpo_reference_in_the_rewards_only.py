# The margin is policy_w − policy_l only: the reference is never subtracted in the loss and the gradient, and the gradient forgets beta.
# status: failed
# line: start
# mistake: reference-forgotten+beta-missing-in-the-gradient
import numpy as np


def sequence_logprobs(logits, ids, answer):
    out = []
    for row, tokens, keep in zip(logits, ids, answer):
        e = np.exp(row - row.max(-1, keepdims=True))
        p = e / e.sum(-1, keepdims=True)
        out.append(sum(np.log(p[t - 1, tokens[t]]) for t in range(1, len(tokens)) if keep[t]))
    return np.array(out)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    return beta * (policy_w - reference_w), beta * (policy_l - reference_l)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    margin = beta * (policy_w - policy_l)
    return -np.log(1 / (1 + np.exp(-margin))).mean()


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    margin = beta * (policy_w - policy_l)
    g = -1 / (1 + np.exp(margin)) / len(margin)
    return g, -g
