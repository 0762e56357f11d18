"""In the manner of JAX: one example at a time, mapped over the batch with a list, logsumexp and log_sigmoid."""

import numpy as np


def logsumexp(x, axis):
    top = np.max(x, axis=axis, keepdims=True)
    return np.log(np.sum(np.exp(x - top), axis=axis)) + np.squeeze(top, axis)


def log_sigmoid(x):
    return -np.logaddexp(0.0, -x)


def sigmoid(x):
    return 0.5 * (np.tanh(x / 2) + 1)


def sequence_logprobs(logits, ids, answer):
    def one(logits, ids, answer):
        predictions, targets, weights = logits[:-1], ids[1:], answer[1:]
        scores = predictions[np.arange(targets.size), targets]
        token_logps = scores - logsumexp(predictions, axis=-1)
        return np.sum(np.where(weights, token_logps, 0.0))

    vmapped = [one(*example) for example in zip(logits.astype(np.float64), ids, answer, strict=True)]
    return np.stack(vmapped)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    def reward(policy, reference):
        return beta * (policy - reference)

    return reward(policy_w, reference_w), reward(policy_l, reference_l)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    def per_pair(w, lost, ref_w, ref_l):
        delta = (w - ref_w) - (lost - ref_l)
        return np.square(delta - 1 / (2 * beta)) if ipo else -log_sigmoid(beta * delta)

    return np.mean(per_pair(policy_w, policy_l, reference_w, reference_l))


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    def grad(w, lost, ref_w, ref_l):
        delta = (w - ref_w) - (lost - ref_l)
        g = 2 * (delta - 1 / (2 * beta)) if ipo else -beta * sigmoid(-beta * delta)
        g = g / w.size
        return g, -g

    return grad(policy_w, policy_l, reference_w, reference_l)
