"""In the manner of the book "Build a Large Language Model (From Scratch)": labels, gather, a selection mask."""

import numpy as np


def compute_logprobs(logits, labels, selection_mask):
    labels = labels[:, 1:]
    logits = logits[:, :-1, :]
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    rows = np.arange(labels.shape[0])[:, None]
    cols = np.arange(labels.shape[1])[None, :]
    selected_log_probs = log_probs[rows, cols, labels]
    mask = selection_mask[:, 1:]
    selected_log_probs = selected_log_probs * mask
    return selected_log_probs.sum(-1)


def sequence_logprobs(logits, ids, answer):
    return compute_logprobs(logits, labels=ids, selection_mask=answer)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    chosen_rewards = policy_w - reference_w
    rejected_rewards = policy_l - reference_l
    return beta * chosen_rewards, beta * rejected_rewards


def compute_dpo_loss(model_chosen, model_rejected, ref_chosen, ref_rejected, beta):
    model_logratios = model_chosen - model_rejected
    reference_logratios = ref_chosen - ref_rejected
    diff = model_logratios - reference_logratios
    losses = np.log(1 + np.exp(-beta * diff))
    return losses.mean(), diff


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    loss, diff = compute_dpo_loss(policy_w, policy_l, reference_w, reference_l, beta)
    if ipo:
        loss = np.mean((diff - 1 / (2 * beta)) ** 2)
    return loss


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    _, diff = compute_dpo_loss(policy_w, policy_l, reference_w, reference_l, beta)
    factor = beta / (1 + np.exp(beta * diff))
    if ipo:
        factor = -2 * (diff - 1 / (2 * beta))
    factor = factor / diff.size
    return -factor, factor
