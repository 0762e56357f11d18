"""Step 6 · GRPO: group relative policy optimisation.

The model samples several answers to one prompt, and a checker gives each a reward. Answers that are better than their
group's mean become more likely, the others less likely. No value model is needed (Shao et al. 2024, "DeepSeekMath",
section 4.1). A clip bounds how much one batch can change a token's probability (Schulman et al. 2017, "Proximal Policy
Optimization Algorithms", equation 7), and a KL penalty keeps the model close to a reference model.

N answers of at most T tokens are rows of arrays (N, T). All log-probabilities are in nats.

Save the file, and tutor checks it.
"""

import numpy as np

EPS = 1e-6  # added to a group's standard deviation, which is 0 if all rewards are equal


def group_advantages(rewards: np.ndarray) -> np.ndarray:
    """How much better each answer is than the other answers to its prompt, in standard deviations.

    Args:
        rewards: (P, G), the rewards of G answers to each of P prompts.

    Returns:
        (P, G): (r - mean) / (std + EPS), with the mean and the standard deviation (np.std) of the answer's own group.
    """
    raise NotImplementedError


def clipped_objective(
    log_probs: np.ndarray, old_log_probs: np.ndarray, advantages: np.ndarray, clip: float = 0.2
) -> np.ndarray:
    """min(ρ Â, clip(ρ, 1 - clip, 1 + clip) Â) of each token, where ρ is its new probability divided by its old one.

    Args:
        log_probs: (N, T), log-probabilities of the answers' tokens under the model that is trained.
        old_log_probs: (N, T), those under the model that sampled the answers.
        advantages: (N,), one for each answer; all its tokens share it.
        clip: the width on both sides of 1.

    Returns:
        (N, T)
    """
    raise NotImplementedError


def kl_to_reference(log_probs: np.ndarray, ref_log_probs: np.ndarray) -> np.ndarray:
    """u - log u - 1 of each token, where u is its probability under the reference divided by that under the model.

    Its mean over sampled tokens estimates the KL divergence from the reference. Libraries call it k3.

    Args:
        log_probs, ref_log_probs: (N, T)

    Returns:
        (N, T), never negative.
    """
    raise NotImplementedError


def grpo_loss(
    log_probs: np.ndarray,
    old_log_probs: np.ndarray,
    ref_log_probs: np.ndarray,
    advantages: np.ndarray,
    mask: np.ndarray,
    clip: float = 0.2,
    beta: float = 0.04,
) -> float:
    """The loss to minimise: minus the mean over answers of (1 / length) Σ (clipped objective - beta · k).

    Args:
        log_probs, old_log_probs, ref_log_probs: (N, T)
        advantages: (N,)
        mask: (N, T), True for the tokens of an answer. The padding after a shorter answer is False and does not count.
        clip: the width of the clip.
        beta: the weight of the KL penalty.
    """
    raise NotImplementedError


def grpo_gradient(
    log_probs: np.ndarray,
    old_log_probs: np.ndarray,
    ref_log_probs: np.ndarray,
    advantages: np.ndarray,
    mask: np.ndarray,
    clip: float = 0.2,
    beta: float = 0.04,
) -> np.ndarray:
    """The gradient of grpo_loss with respect to log_probs. The other arguments are constants.

    Returns:
        (N, T), 0 where mask is False.
    """
    raise NotImplementedError


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("grpo")
