"""Step 6 · Challenge: speculative decoding.

A small model drafts a few tokens, and one pass of the large model computes its own distributions at all of these
positions. A rule of acceptance keeps as many drafted tokens as possible. The text has exactly the distribution of the
large model alone, however poor the draft is (Leviathan et al. 2022, section 2.3; Chen et al. 2023, algorithm 2).

Save the file, and tutor checks it.
"""

from collections.abc import Sequence

import numpy as np


def draw(distribution: np.ndarray, rng: np.random.Generator) -> int:
    """One token from a distribution (V,). This function is given."""
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


def accept_probability(p: np.ndarray, q: np.ndarray, token: int) -> float:
    """The probability with which a drafted token is kept: min(1, p(token) / q(token)).

    Args:
        p, q: (V,), the target's and the draft's distribution at this position. Do not change them.
        token: the id that was drawn from q, so q[token] is above 0; p[token] can be 0.
    """
    if p[token] >= q[token]:
        return 1.0
    return float(p[token]) / float(q[token])


def residual(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """The distribution from which the token is drawn that replaces a rejected one: max(0, p - q), made to sum to 1.

    Returns:
        (V,), a new array. Robust: p if p and q are equal.
    """
    rest = []
    for a, b in zip(p, q):
        difference = float(a) - float(b)
        if difference > 0:
            rest.append(difference)
        else:
            rest.append(0.0)
    total = sum(rest)
    if total == 0:
        return np.array([float(a) for a in p])
    return np.array([value / total for value in rest])


def verify(
    target: np.ndarray, draft: np.ndarray, drafted: Sequence[int] | np.ndarray, rng: np.random.Generator
) -> list[int]:
    """The tokens that one pass of the target yields: the drafted ones up to the first rejection, and one more.

    Args:
        target: (γ + 1, V). Row i is the target's distribution at the position of drafted[i]; the last row is the one
            after all drafted tokens.
        draft: (γ, V). drafted[i] was drawn from row i.
        drafted: γ token ids.
        rng: the only source of randomness.

    Returns:
        From 1 to γ + 1 tokens. The last one is drawn from the residual of the rejected position; if no token was
        rejected, from the last row of the target.
    """
    tokens = []
    for i in range(len(drafted)):
        token = int(drafted[i])
        if rng.random() < accept_probability(target[i], draft[i], token):
            tokens.append(token)
        else:
            tokens.append(draw(residual(target[i], draft[i]), rng))
            return tokens
    tokens.append(draw(target[len(drafted)], rng))
    return tokens


def acceptance_rate(p: np.ndarray, q: np.ndarray) -> float:
    """The probability α that a token drawn from q is kept: the sum of min(p(x), q(x)) over the vocabulary."""
    alpha = 0.0
    for a, b in zip(p, q):
        alpha += min(float(a), float(b))
    return alpha


def tokens_per_pass(alpha: float, gamma: int) -> float:
    """The mean number of tokens that a pass yields if each of γ drafted tokens is kept with probability α.

    A token counts only if all before it were kept, and one token always comes from the target itself:

        1 + α + α² + … + α^γ = (1 - α^(γ + 1)) / (1 - α)        Leviathan et al. 2022, equation 1
    """
    total = 0.0
    power = 1.0
    for _ in range(gamma + 1):
        total += power
        power *= alpha
    return total


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("speculative")
