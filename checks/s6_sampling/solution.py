"""Step 6 · Sampling: how a language model chooses the next token.

A model returns one number per token of the vocabulary, the logits. The settings of a chat service (temperature, top-k,
top-p, min-p, repetition penalty) turn these numbers into a distribution, and one token is drawn from it.

Save the file, and tutor checks it.
"""

from collections.abc import Sequence

import numpy as np


def repetition_penalty(logits: np.ndarray, seen: Sequence[int] | np.ndarray, penalty: float) -> np.ndarray:
    """Make the tokens that already occur in the text less probable (Keskar et al. 2019, section 4.1).

    A seen token's logit z becomes z / penalty if z is positive, and z * penalty otherwise. Both make it smaller.

    Args:
        logits: (V,). Do not change it.
        seen: the ids of the text so far. An id may occur several times; its logit is changed once.
        penalty: at least 1; 1 changes nothing.

    Returns:
        (V,), a new array.

    Example: repetition_penalty([3, 2, -1], [0, 2, 0], 2.0) is [1.5, 2, -2].
    """
    # BEGIN SOLUTION
    penalised = np.array(logits, dtype=np.float64)  # a copy
    ids = np.unique(np.asarray(seen, dtype=np.int64))
    old = penalised[ids]
    penalised[ids] = np.where(old > 0, old / penalty, old * penalty)
    return penalised
    # END SOLUTION


def probabilities(
    logits: np.ndarray,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    min_p: float = 0.0,
) -> np.ndarray:
    """The distribution that the next token is drawn from. Apply the settings in this order.

    Args:
        logits: (V,). Do not change it.
        temperature: divides the logits before the softmax. 0 gives the most probable token probability 1 (greedy).
        top_k: keep the k most probable tokens; 0 keeps all (Fan et al. 2018, section 5.1).
        top_p: of the tokens left, made to sum to 1 again, keep the smallest set of the most probable ones whose
            probabilities add up to top_p or more; 1 keeps all (Holtzman et al. 2019, section 3.1).
        min_p: of the tokens left, keep those with at least min_p times the probability of the most probable token;
            0 keeps all (Nguyen et al. 2024, section 3).

    Returns:
        (V,): 0 for every token that is cut; the others sum to 1. The order of the tokens stays as it is.
    """
    # BEGIN SOLUTION
    logits = np.asarray(logits, dtype=np.float64)
    if temperature == 0:
        return np.eye(1, len(logits), int(np.argmax(logits)))[0]
    scaled = (logits - logits.max()) / temperature
    p = np.exp(scaled)
    p = p / p.sum()
    order = np.argsort(-p, kind="stable")  # the most probable first; equal ones in the order of their ids

    if top_k > 0:
        p[order[top_k:]] = 0.0
        p = p / p.sum()
    if top_p < 1:
        before = np.cumsum(p[order]) - p[order]  # the sum of all more probable tokens
        cut = before >= top_p
        cut[0] = False
        p[order[cut]] = 0.0
        p = p / p.sum()
    p = np.where(p >= min_p * p.max(), p, 0.0)
    return p / p.sum()
    # END SOLUTION


def sample(
    logits: np.ndarray,
    rng: np.random.Generator,
    seen: Sequence[int] | np.ndarray = (),
    penalty: float = 1.0,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    min_p: float = 0.0,
) -> int:
    """Draw the next token: first the penalty, then the distribution, then one draw from it.

    Args:
        logits: (V,). Do not change it.
        rng: the only source of randomness, so that the same seed writes the same text.
        seen, penalty: for repetition_penalty.
        temperature, top_k, top_p, min_p: for probabilities.

    Returns:
        The id of one token, an integer.
    """
    # BEGIN SOLUTION
    penalised = repetition_penalty(logits, seen, penalty)
    p = probabilities(penalised, temperature, top_k, top_p, min_p)
    return int(rng.choice(len(p), p=p))
    # END SOLUTION


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("sampling")
