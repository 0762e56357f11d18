"""A small class holds one batch; the functions only ask it."""

import numpy as np

EPS = 1e-6


class Batch:
    def __init__(self, log_probs, old_log_probs, ref_log_probs=None, advantages=None, mask=None):
        self.log_probs = log_probs
        self.old = old_log_probs
        self.ref = ref_log_probs
        self.advantage = None if advantages is None else np.expand_dims(advantages, 1)
        self.mask = mask

    @property
    def ratio(self):
        return np.exp(self.log_probs - self.old)

    @property
    def u(self):
        return np.exp(self.ref - self.log_probs)

    def surrogate(self, clip):
        limited = np.clip(self.ratio, 1 - clip, 1 + clip)
        return np.minimum(self.ratio * self.advantage, limited * self.advantage)

    def penalty(self):
        return self.u - (self.ref - self.log_probs) - 1

    def weights(self):
        count = self.mask.sum(axis=1, keepdims=True)
        return self.mask / (count * len(self.mask))

    def saturated(self, clip):
        too_high = (self.ratio > 1 + clip) & (self.advantage > 0)
        too_low = (self.ratio < 1 - clip) & (self.advantage < 0)
        return too_high | too_low


def group_advantages(rewards):
    rewards = np.array(rewards, dtype=float)
    mean = rewards.mean(-1, keepdims=True)
    std = np.sqrt(((rewards - mean) ** 2).mean(-1, keepdims=True))
    return (rewards - mean) / (std + EPS)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    return Batch(log_probs, old_log_probs, advantages=advantages).surrogate(clip)


def kl_to_reference(log_probs, ref_log_probs):
    return Batch(log_probs, None, ref_log_probs).penalty()


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    batch = Batch(log_probs, old_log_probs, ref_log_probs, advantages, mask)
    return -((batch.surrogate(clip) - beta * batch.penalty()) * batch.weights()).sum()


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    batch = Batch(log_probs, old_log_probs, ref_log_probs, advantages, mask)
    gain = batch.ratio * batch.advantage * np.logical_not(batch.saturated(clip))
    pull = 1 - batch.u
    return (beta * pull - gain) * batch.weights()
