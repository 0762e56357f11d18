"""As in TRL's DPOTrainer: log_softmax, gather, shifted labels with a loss mask, logratios, logsigmoid."""

import numpy as np


def log_softmax(x):
    x = x.astype(np.float64)
    m = x.max(axis=-1, keepdims=True)
    return x - m - np.log(np.sum(np.exp(x - m), axis=-1, keepdims=True))


def logsigmoid(x):
    return np.where(x >= 0, -np.log1p(np.exp(-np.abs(x))), x - np.log1p(np.exp(-np.abs(x))))


def sigmoid(x):
    return np.exp(logsigmoid(x))


def sequence_logprobs(logits, ids, answer):
    labels = ids[:, 1:].copy()
    loss_mask = answer[:, 1:].astype(bool)
    shift_logits = logits[:, :-1, :]
    labels[~loss_mask] = 0
    per_token_logps = np.take_along_axis(log_softmax(shift_logits), labels[..., None], axis=2).squeeze(2)
    per_token_logps[~loss_mask] = 0
    return per_token_logps.sum(-1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    chosen_rewards = beta * (policy_w - reference_w)
    rejected_rewards = beta * (policy_l - reference_l)
    return chosen_rewards, rejected_rewards


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    chosen_logratios = policy_w - reference_w
    rejected_logratios = policy_l - reference_l
    delta_score = chosen_logratios - rejected_logratios
    per_sequence_loss = (delta_score - 1 / (2 * beta)) ** 2 if ipo else -logsigmoid(beta * delta_score)
    return per_sequence_loss.mean()


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    delta_score = (policy_w - reference_w) - (policy_l - reference_l)
    n = len(delta_score)
    grad = 2 * (delta_score - 1 / (2 * beta)) / n if ipo else -beta * sigmoid(-beta * delta_score) / n
    return grad, -grad
