"""Step 6 · Challenge: speculative decoding.

A small model drafts a few tokens, and one pass of the large model computes its own distributions at all of these
positions. A rule of acceptance keeps as many drafted tokens as possible. The text has exactly the distribution of the
large model alone, however poor the draft is (Leviathan et al. 2022, section 2.3; Chen et al. 2023, algorithm 2).

Save the file, and tutor checks it.
"""

import math
from collections.abc import Sequence

import numpy as np


def draw(distribution: np.ndarray, rng: np.random.Generator) -> int:
    """One token from a distribution (V,). This function is given."""
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))


PLACEHOLDER_TOKEN_ID = -1


def _recovered_probs(target_probs: np.ndarray, draft_probs: np.ndarray) -> np.ndarray:
    """(n, V): the residual of every row; the target's row where nothing is left."""
    target_probs = target_probs.astype(np.float64)
    difference = np.clip(target_probs - draft_probs.astype(np.float64), 0.0, None)
    total = difference.sum(axis=-1, keepdims=True)
    empty = total == 0
    return np.where(empty, target_probs, difference / np.where(empty, 1.0, total))


def _sample_rows(probs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(n,): one token for each row of (n, V), by the race of exponential clocks."""
    clocks = np.maximum(rng.exponential(size=probs.shape), np.finfo(np.float64).tiny)
    return np.argmax(probs / clocks, axis=-1)


def accept_probability(p: np.ndarray, q: np.ndarray, token: int) -> float:
    """The probability with which a drafted token is kept: min(1, p(token) / q(token)).

    Args:
        p, q: (V,), the target's and the draft's distribution at this position. Do not change them.
        token: the id that was drawn from q, so q[token] is above 0; p[token] can be 0.
    """
    return float(np.clip(np.float64(p[token]) / np.float64(q[token]), 0.0, 1.0))


def residual(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """The distribution from which the token is drawn that replaces a rejected one: max(0, p - q), made to sum to 1.

    Returns:
        (V,), a new array. Robust: p if p and q are equal.
    """
    return _recovered_probs(np.asarray(p)[None], np.asarray(q)[None])[0]


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
    draft_token_ids = np.array([int(t) for t in drafted], dtype=np.int64)
    num_draft_tokens = draft_token_ids.shape[0]
    target_probs = np.asarray(target, dtype=np.float64)
    vocab_size = target_probs.shape[-1]
    draft_probs = np.asarray(draft, dtype=np.float64).reshape(num_draft_tokens, vocab_size)

    # Decide everywhere; a position counts only if all before it were accepted.
    picked_target = np.take_along_axis(target_probs[:num_draft_tokens], draft_token_ids[:, None], axis=1)[
        :, 0
    ]
    picked_draft = np.take_along_axis(draft_probs, draft_token_ids[:, None], axis=1)[:, 0]
    uniform_probs = rng.random(num_draft_tokens)
    accepted = uniform_probs * picked_draft < picked_target
    num_accepted = int(np.cumprod(accepted.astype(np.int64)).sum())

    # One recovered token for every position and one bonus token; only one of them is used.
    recovered_probs = _recovered_probs(target_probs[:num_draft_tokens], draft_probs)
    recovered_token_ids = _sample_rows(recovered_probs, rng)
    bonus_token_id = _sample_rows(target_probs[num_draft_tokens:], rng)

    output_token_ids = np.full(num_draft_tokens + 1, PLACEHOLDER_TOKEN_ID, dtype=np.int64)
    output_token_ids[:num_accepted] = draft_token_ids[:num_accepted]
    output_token_ids[num_accepted] = np.concatenate([recovered_token_ids, bonus_token_id])[num_accepted]
    return output_token_ids[output_token_ids != PLACEHOLDER_TOKEN_ID].tolist()


def acceptance_rate(p: np.ndarray, q: np.ndarray) -> float:
    """The probability α that a token drawn from q is kept: the sum of min(p(x), q(x)) over the vocabulary."""
    p64, q64 = np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64)
    return float(np.where(p64 < q64, p64, q64).sum())


def tokens_per_pass(alpha: float, gamma: int) -> float:
    """The mean number of tokens that a pass yields if each of γ drafted tokens is kept with probability α.

    A token counts only if all before it were kept, and one token always comes from the target itself:

        1 + α + α² + … + α^γ = (1 - α^(γ + 1)) / (1 - α)        Leviathan et al. 2022, equation 1
    """
    if alpha == 0:
        return 1.0
    if alpha == 1:
        return float(gamma + 1)
    # The closed form; expm1 keeps its precision when alpha is close to 1.
    return math.expm1((gamma + 1) * math.log(alpha)) / (alpha - 1.0)


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("speculative")
