"""Step 6 · Direct preference optimisation (DPO).

A preference is a prompt with two answers: the winner w, which somebody preferred, and the loser l. DPO needs only four
numbers for such a pair: the log-probability of each answer under the model being trained (the policy) and under the
frozen model that it started from (the reference). It raises the winner against the loser, measured from the reference
(Rafailov et al. 2023, section 4).

Save the file, and tutor checks it.
"""

import numpy as np


def sequence_logprobs(logits: np.ndarray, ids: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """The log-probability of each row's answer: the sum of log p(token) over the tokens of the answer.

    logits[:, t] predict the token at position t + 1. So the logits at the last position are not used, and the first
    token is not predicted.

    Args:
        logits: (B, T, V), what a model returns for ids.
        ids: (B, T) integers, the token ids of prompt, answer and padding.
        answer: (B, T) booleans, True where the token belongs to the answer; never at position 0.

    Returns:
        (B,) natural logarithms, at most 0.
    """
    raise NotImplementedError


def implicit_rewards(
    policy_w: np.ndarray,
    policy_l: np.ndarray,
    reference_w: np.ndarray,
    reference_l: np.ndarray,
    beta: float = 0.1,
) -> tuple[np.ndarray, np.ndarray]:
    """The reward that the policy implies for each answer: β · (log π(y) - log π_ref(y)).

    Args:
        policy_w, policy_l: (n,) log-probabilities of the n winners and the n losers under the policy.
        reference_w, reference_l: (n,) the same under the reference.
        beta: β, the cost of moving away from the reference.

    Returns:
        the rewards of the winners and those of the losers, (n,) each. Winner minus loser is called the margin.
    """
    raise NotImplementedError


def dpo_loss(
    policy_w: np.ndarray,
    policy_l: np.ndarray,
    reference_w: np.ndarray,
    reference_l: np.ndarray,
    beta: float = 0.1,
    ipo: bool = False,
) -> float:
    """The mean over the pairs of -log σ(margin), with σ(x) = 1 / (1 + exp(-x)) (equation 7).

    Args:
        policy_w, policy_l, reference_w, reference_l, beta: as in implicit_rewards.
        ipo: robust. True returns the mean of (h - 1 / (2β))² instead, where h is the margin without β
            (IPO, Azar et al. 2023, equation 17; β is their τ).

    Returns:
        one number. It is log 2 = 0.693 while the policy equals the reference.
    """
    raise NotImplementedError


def dpo_gradient(
    policy_w: np.ndarray,
    policy_l: np.ndarray,
    reference_w: np.ndarray,
    reference_l: np.ndarray,
    beta: float = 0.1,
    ipo: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """The gradient of dpo_loss with respect to policy_w and policy_l.

    The derivative of -log σ(x) is -σ(-x).

    Returns:
        d_w, d_l: (n,) each. A training step moves the log-probabilities against them.
    """
    raise NotImplementedError


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("dpo")
