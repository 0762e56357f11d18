"""As in a library's assisted generation: ratios of all positions, a cumulative sum of rejections counts the matches."""

import numpy as np


def accept_probability(p, q, token):
    return float(np.clip(p[token] / q[token], 0.0, 1.0))


def residual(p, q):
    p_prime = np.clip(p - q, 0.0, None)
    return p_prime / p_prime.sum()


def multinomial(probs, rng):
    cumulative = np.cumsum(probs, dtype=np.float64)
    return int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))


def verify(target, draft, drafted, rng):
    new_candidate_input_ids = np.asarray(drafted, dtype=np.int64)
    candidate_length = new_candidate_input_ids.shape[0]
    index = np.arange(candidate_length)
    q_i = draft[index, new_candidate_input_ids]
    p_i = target[index, new_candidate_input_ids]
    probability_ratio = p_i / q_i
    r_i = rng.random(candidate_length)
    is_accepted = r_i <= probability_ratio
    n_matches = int((np.cumsum(~is_accepted) < 1).sum())
    p_prime = target[n_matches]
    if n_matches < candidate_length:
        p_prime = residual(target[n_matches], draft[n_matches])
    t = multinomial(p_prime, rng)
    valid_tokens = new_candidate_input_ids[:n_matches]
    return np.concatenate([valid_tokens, [t]]).tolist()


def acceptance_rate(p, q):
    return float(np.minimum(p, q).sum())


def tokens_per_pass(alpha, gamma):
    return float(np.sum(alpha ** np.arange(gamma + 1)))
