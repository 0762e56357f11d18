"""In the manner of the TRL library: shifted masks, a selective log-softmax, delta_score, a loss_type."""

import numpy as np


def selective_log_softmax(logits, index):
    selected = np.take_along_axis(logits, index[..., None], -1)[..., 0]
    top = logits.max(-1)
    return selected - (top + np.log(np.exp(logits - top[..., None]).sum(-1)))


def sequence_logprobs(logits, ids, answer):
    shift_logits = np.asarray(logits[..., :-1, :], dtype=float)
    shift_labels = ids[..., 1:]
    shift_completion_mask = answer[..., 1:]
    per_token_logps = selective_log_softmax(shift_logits, shift_labels)
    per_token_logps[shift_completion_mask == 0] = 0.0
    return per_token_logps.sum(1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    chosen_logratios = policy_w - reference_w
    rejected_logratios = policy_l - reference_l
    return beta * chosen_logratios, beta * rejected_logratios


def per_sequence_loss(delta_score, beta, loss_type):
    if loss_type == "sigmoid":
        z = beta * delta_score
        return np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(z)))
    if loss_type == "ipo":
        return (delta_score - 1 / (2 * beta)) ** 2
    raise ValueError(loss_type)


def per_sequence_slope(delta_score, beta, loss_type):
    if loss_type == "ipo":
        return 2 * (delta_score - 1 / (2 * beta))
    z = beta * delta_score
    e = np.exp(-np.abs(z))
    return -beta * np.where(z > 0, e / (1 + e), 1 / (1 + e))


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    chosen_scores = policy_w - reference_w
    rejected_scores = policy_l - reference_l
    delta_score = chosen_scores - rejected_scores
    return np.mean(per_sequence_loss(delta_score, beta, "ipo" if ipo else "sigmoid"))


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    chosen_scores = policy_w - reference_w
    rejected_scores = policy_l - reference_l
    delta_score = chosen_scores - rejected_scores
    grad = per_sequence_slope(delta_score, beta, "ipo" if ipo else "sigmoid") / delta_score.shape[0]
    return grad, -1 * grad
