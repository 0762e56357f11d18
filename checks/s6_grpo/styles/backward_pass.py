"""The gradient as a backward pass, line by line, with a cache of the forward pass."""

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    x = rewards.T.astype(np.float64)
    x = x - x.mean(0)
    sigma = np.sqrt((x * x).mean(0))
    return (x / (sigma + EPS)).T


def forward(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    c = {}
    c["adv"] = advantages[..., None]
    c["rho"] = np.exp(log_probs - old_log_probs)
    c["rho_clip"] = np.where(c["rho"] < 1 - clip, 1 - clip, np.where(c["rho"] > 1 + clip, 1 + clip, c["rho"]))
    c["s1"] = c["rho"] * c["adv"]
    c["s2"] = c["rho_clip"] * c["adv"]
    c["s"] = np.where(c["s1"] < c["s2"], c["s1"], c["s2"])
    if ref_log_probs is None:
        return c
    c["u"] = np.exp(ref_log_probs - log_probs)
    c["k"] = c["u"] - np.log(c["u"]) - 1.0
    c["J"] = c["s"] - beta * c["k"]
    c["len"] = np.sum(mask, axis=1)
    c["mean"] = np.sum(c["J"] * mask, axis=1) / c["len"]
    c["loss"] = -np.mean(c["mean"])
    return c


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    return forward(log_probs, old_log_probs, None, advantages, None, clip, 0.0)["s"]


def kl_to_reference(log_probs, ref_log_probs):
    u = np.exp(ref_log_probs - log_probs)
    return u - np.log(u) - 1.0


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    return forward(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta)["loss"]


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    c = forward(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta)
    d_mean = -np.ones(len(mask)) / len(mask)
    d_J = (d_mean / c["len"])[:, None] * mask
    d_s, d_k = d_J, -beta * d_J
    d_s1 = d_s * (c["s1"] < c["s2"]) + d_s * (c["s1"] == c["s2"])
    d_rho = d_s1 * c["adv"]
    d_log_probs = d_rho * c["rho"]
    d_u = d_k * (1.0 - 1.0 / c["u"])
    return d_log_probs - d_u * c["u"]
