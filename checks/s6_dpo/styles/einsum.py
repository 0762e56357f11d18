"""One-hot rows and einsum."""

import numpy as np


def sequence_logprobs(logits, ids, answer):
    vocab = logits.shape[2]
    one_hot = np.eye(vocab)[ids[:, 1:]]
    logp = logits[:, :-1] - np.log(np.einsum("btv->bt", np.exp(logits[:, :-1])))[..., None]
    mask = answer[:, 1:].astype(float)
    return np.einsum("btv,btv,bt->b", logp, one_hot, mask)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    change = np.array([policy_w - reference_w, policy_l - reference_l])
    return tuple(np.einsum("an,->an", change, beta))


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    change = np.array([policy_w - reference_w, policy_l - reference_l])
    h = np.einsum("an,a->n", change, np.array([1.0, -1.0]))
    if ipo:
        return np.einsum("n,n->", h - 1 / (2 * beta), h - 1 / (2 * beta)) / len(h)
    return np.einsum("n->", np.log1p(np.exp(-beta * h))) / len(h)


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    change = np.array([policy_w - reference_w, policy_l - reference_l])
    h = np.einsum("an,a->n", change, np.array([1.0, -1.0]))
    d_h = 2 * (h - 1 / (2 * beta)) if ipo else -beta / (1 + np.exp(beta * h))
    d_w, d_l = np.einsum("n,a->an", d_h / len(h), np.array([1.0, -1.0]))
    return d_w, d_l
