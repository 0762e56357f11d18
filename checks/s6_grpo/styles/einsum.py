"""Every sum and product of arrays with einsum."""

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    G = rewards.shape[1]
    mean = np.einsum("pg->p", rewards.astype(float)) / G
    centred = rewards - mean[:, None]
    std = np.sqrt(np.einsum("pg,pg->p", centred, centred) / G)
    return np.einsum("pg,p->pg", centred, 1 / (std + EPS))


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    rho = np.exp(log_probs - old_log_probs)
    plain = np.einsum("nt,n->nt", rho, advantages)
    clipped = np.einsum("nt,n->nt", rho.clip(1 - clip, 1 + clip), advantages)
    return np.min([plain, clipped], axis=0)


def kl_to_reference(log_probs, ref_log_probs):
    delta = log_probs - ref_log_probs
    return np.expm1(-delta) + delta


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    m = mask.astype(float)
    score = clipped_objective(log_probs, old_log_probs, advantages, clip)
    score = score - beta * kl_to_reference(log_probs, ref_log_probs)
    lengths = np.einsum("nt->n", m)
    return -np.einsum("nt,nt,n->", score, m, 1 / lengths) / len(m)


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    m = mask.astype(float)
    rho = np.exp(log_probs - old_log_probs)
    plain = np.einsum("nt,n->nt", rho, advantages)
    clipped = np.einsum("nt,n->nt", rho.clip(1 - clip, 1 + clip), advantages)
    active = (plain <= clipped).astype(float)
    per_token = np.einsum("nt,nt->nt", active, plain) + beta * np.expm1(ref_log_probs - log_probs)
    lengths = np.einsum("nt->n", m)
    return np.einsum("nt,nt,n->nt", -per_token, m, 1 / lengths) / len(m)
