"""From formula to code: choose the line of NumPy that computes a formula from among lines that people confuse with
it."""

from __future__ import annotations

import random
from collections.abc import Callable

from tutor.transformers.drills.question import Drill, Question, choice

Lines = tuple[tuple[str, str], ...]  # a line, and what it does; the first is right

FORMULAS: dict[str, tuple[str, Lines]] = {
    "scores": (
        "Q Kᵀ / √d_k, for q and k of shape (heads, T, d_k)",
        (
            (
                "q @ k.swapaxes(-1, -2) / np.sqrt(d_k)",
                "Kᵀ swaps the last two axes; the head axis stays in front.",
            ),
            ("q @ k / np.sqrt(d_k)", "k is not transposed, so the inner axes are d_k and T."),
            ("q @ k.swapaxes(-1, -2) / d_k", "That divides by d_k; the formula divides by its square root."),
            ("q @ k.T / np.sqrt(d_k)", ".T reverses all three axes, including the heads."),
            (
                "q * k / np.sqrt(d_k)",
                "* multiplies entry by entry, so no query is compared with another token's key.",
            ),
        ),
    ),
    "softmax": (
        "weights_ij = exp(s_ij) / Σ_j exp(s_ij), with e = np.exp(s)",
        (
            (
                "e / e.sum(axis=-1, keepdims=True)",
                "j, the keys, is the last axis; keepdims lets the sums broadcast.",
            ),
            ("e / e.sum(axis=-2, keepdims=True)", "That sums over i, the queries: columns would sum to 1."),
            ("e / e.sum()", "That makes the whole matrix sum to 1, not each row."),
            ("e / e.sum(axis=-1)", "Without keepdims, the row sums line up with the columns."),
        ),
    ),
    "stable": (
        "softmax(s) without overflow",
        (
            ("np.exp(s - s.max(axis=-1, keepdims=True))", "Subtracting a row's maximum changes no weight."),
            (
                "np.exp(s / s.max(axis=-1, keepdims=True))",
                "Dividing changes the weights; subtracting does not.",
            ),
            ("np.exp(s - s.min(axis=-1, keepdims=True))", "The exponents get larger, not smaller."),
            ("np.exp(np.minimum(s, 100))", "Clipping makes all scores above 100 equal."),
        ),
    ),
    "mask": (
        "s_ij = −∞ for j > i",
        (
            ("np.where(j > i, -np.inf, s)", "The future is masked before the softmax."),
            ("np.where(j > i, 0, s)", "A score of 0 still gets weight, because exp(0) is 1."),
            ("np.where(j >= i, -np.inf, s)", "That hides a token from itself; the first row would be empty."),
            ("np.where(j < i, -np.inf, s)", "That hides the past."),
        ),
    ),
    "output": (
        "output_i = Σ_j weights_ij v_j",
        (
            ("weights @ v", "The sum runs over the keys j."),
            ("weights.swapaxes(-1, -2) @ v", "That sums over the queries i."),
            ("weights * v", "* does not sum, and the shapes differ."),
            ("v @ weights", "The order is wrong: that multiplies the features of v by the queries."),
        ),
    ),
    "split": (
        "split x of shape (T, d_model) into H heads, as (H, T, d_head)",
        (
            (
                "x.reshape(T, H, d_head).swapaxes(0, 1)",
                "The features are split first; then the head axis moves forward.",
            ),
            (
                "x.reshape(H, T, d_head)",
                "It runs but is wrong: heads would get different tokens, not different features.",
            ),
            ("x.reshape(T, H, d_head)", "The head axis still has to move in front of the positions axis."),
            (
                "x.reshape(T, d_head, H).swapaxes(0, 1)",
                "That moves the feature axis forward, not the head axis.",
            ),
        ),
    ),
    "merge": (
        "join heads z of shape (H, T, d_head) to (T, d_model)",
        (
            (
                "z.swapaxes(0, 1).reshape(T, d_model)",
                "The head axis moves back after the positions axis, and the heads are concatenated.",
            ),
            ("z.reshape(T, d_model)", "It runs but mixes positions: the axis was not moved back."),
            ("z.mean(axis=0)", "Heads are concatenated, not averaged."),
            ("z.sum(axis=0)", "Heads are concatenated, not added."),
        ),
    ),
    "pre-norm": (
        "a pre-norm part: x + f(norm(x))",
        (
            ("x = x + f(norm(x))", "The residual path itself is never normalised."),
            ("x = norm(x + f(x))", "That is post-norm, as in the original paper."),
            ("x = norm(x) + f(norm(x))", "The residual path must not be normalised."),
            ("x = f(norm(x))", "The residual path is missing."),
        ),
    ),
    "layer-norm": (
        "(x − mean) / √(variance + ε), over the features",
        (
            (
                "(x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps)",
                "ε is inside the square root, and the variance is the population variance.",
            ),
            (
                "(x - x.mean(-1, keepdims=True)) / (x.std(-1, keepdims=True) + eps)",
                "Here ε is outside the root.",
            ),
            (
                "(x - x.mean(-1, keepdims=True)) / (x.var(-1, keepdims=True) + eps)",
                "The root is missing.",
            ),
            (
                "(x - x.mean(0, keepdims=True)) / np.sqrt(x.var(0, keepdims=True) + eps)",
                "That runs over the first axis: tokens, not features.",
            ),
        ),
    ),
    "positions": (
        "sin(pos / 10000^(2i/d)) for the even features",
        (
            ("np.sin(pos / 10000 ** (2 * i / d))", "The wavelengths get longer as i grows."),
            (
                "np.sin(pos * 10000 ** (2 * i / d))",
                "If you multiplied instead, the wavelengths would get shorter as i grows.",
            ),
            ("np.sin(pos / 10000 ** (4 * i / d))", "The factor 2 is applied twice."),
            ("np.sin(pos / 1000 ** (2 * i / d))", "The base is 10000."),
        ),
    ),
    "loss": (
        "each position's target is the token after it",
        (
            ("logits[:-1], tokens[1:]", "The first prediction is compared with the second token."),
            ("logits, tokens", "Each position would predict the token that it already sees."),
            ("logits[1:], tokens[:-1]", "That predicts the previous token."),
            ("logits[:-1], tokens[:-1]", "Both are cut at the end, so nothing is shifted."),
        ),
    ),
}


def _template(key: str) -> Callable[[random.Random], Question]:
    formula, (right, *wrong) = FORMULAS[key]
    asked = f"Which line of NumPy matches this: {formula}?"
    return lambda pick: choice(pick, key, asked, right, wrong, "drill-code")


CODE = Drill("code", "from a formula to its line of NumPy", {key: _template(key) for key in FORMULAS})
