"""Step 6 · Cross-entropy and its gradient.

A language model gives every token of its vocabulary a number, its logit. Training needs one number that says how good
these logits are, and the direction in which each logit should change. Both follow from the logarithm of the softmax.

Save the file, and tutor checks it.
"""

import numpy as np


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """The logarithm of each token's probability, computed without overflow and without log 0.

        log p_i = logit_i - log Σ_j exp(logit_j)        over the last axis, natural logarithm

    Adding a constant to all logits of a row changes nothing, so subtract each row's largest logit first.

    Args:
        logits: (..., V), any real numbers, ±10,000 included. Do not change it.

    Returns:
        (..., V). exp of it sums to 1 over the last axis.

    Example: log_softmax(np.array([2.0, 1.0, 0.0])) is [-0.4076, -1.4076, -2.4076].
    """
    # BEGIN SOLUTION
    logits = np.asarray(logits, dtype=np.float64)
    shifted = logits - logits.max(axis=-1, keepdims=True)  # the largest is 0, so exp cannot overflow
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    # END SOLUTION


def cross_entropy(logits: np.ndarray, targets: np.ndarray, ignore_index: int = -100) -> float:
    """The mean of -log p(target) over the positions that count, in nats.

    Args:
        logits: (..., V), with at least one leading axis, for example (B, T, V).
        targets: (...) integers from 0 to V - 1: logits[b, t] predicts targets[b, t]. Nothing is left to shift.
        ignore_index: a position with this target does not count, neither in the sum nor in the number of positions.

    Returns:
        One number. For equal logits it is ln V. Robust: 0 if no position counts.

    Raises:
        ValueError: a target that counts is not in 0 … V - 1 (robust).
    """
    # BEGIN SOLUTION
    log_p = log_softmax(logits)
    counted = targets != ignore_index
    chosen = targets[counted]  # (N,)
    if np.any((chosen < 0) | (chosen >= log_p.shape[-1])):
        raise ValueError(f"a target is not in 0 … {log_p.shape[-1] - 1}")
    if chosen.size == 0:
        return 0.0
    losses = -log_p[counted][np.arange(len(chosen)), chosen]  # (N,): row n, column chosen[n]
    return float(losses.mean())
    # END SOLUTION


def cross_entropy_gradient(logits: np.ndarray, targets: np.ndarray, ignore_index: int = -100) -> np.ndarray:
    """The derivative of cross_entropy with respect to every logit.

        (p_i - y_i) / N     p = softmax of the row, y = 1 at the target and 0 elsewhere, N positions that count

    Returns:
        (..., V), like logits. The row of an ignored position is 0.
    """
    # BEGIN SOLUTION
    probabilities = np.exp(log_softmax(logits))
    one_hot = np.arange(logits.shape[-1]) == targets[..., np.newaxis]  # (..., V)
    kept = (targets != ignore_index)[..., np.newaxis]  # (..., 1)
    difference = np.where(kept, probabilities - one_hot, 0.0)
    return difference / max(kept.sum(), 1)
    # END SOLUTION


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("loss")
