"""Step 6 · LoRA: low-rank adaptation of a frozen layer.

Fine-tuning all weights of a model needs a gradient and two numbers of Adam for each of them. LoRA freezes every weight
matrix W and trains two thin matrices beside it (Hu et al. 2021, section 4.1, equation 3):

    y = W x + (alpha / r) * B A x

Write the initialisation, the forward pass, the backward pass, the merge, and the number of trained parameters.

Save the file, and tutor checks it.
"""

from collections.abc import Sequence

import numpy as np


def init_lora(d_out: int, d_in: int, r: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The two matrices before training, such that B A is zero.

    Args:
        d_out, d_in: the shape of W.
        r: the rank.
        rng: the source of every random number.

    Returns:
        A: (r, d_in), random: normal with mean 0 and standard deviation 1 / √d_in.
        B: (d_out, r), zeros.
    """
    # BEGIN SOLUTION
    A = rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_in))
    B = np.zeros((d_out, r))
    return A, B
    # END SOLUTION


def lora_forward(x: np.ndarray, W: np.ndarray, A: np.ndarray, B: np.ndarray, alpha: float) -> np.ndarray:
    """The output of the adapted layer: W x + (alpha / r) B A x for every vector x in a row of ``x``.

    Args:
        x: (..., d_in), for example (T, d_in) or (batch, T, d_in).
        W: (d_out, d_in), frozen.
        A, B: (r, d_in) and (d_out, r). The rank is read from them.
        alpha: the size of the correction; it is divided by r.

    Returns:
        (..., d_out)
    """
    # BEGIN SOLUTION
    correction = (x @ A.T) @ B.T  # two thin products: B A itself, as large as W, is never needed
    return x @ W.T + alpha / len(A) * correction
    # END SOLUTION


def rows(x: np.ndarray) -> np.ndarray:
    """(..., d) → (n, d). Given: the leading axes as one."""
    return x.reshape(-1, x.shape[-1])


def lora_backward(
    dy: np.ndarray, x: np.ndarray, W: np.ndarray, A: np.ndarray, B: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of the loss, given its gradient ``dy`` with respect to the layer's output.

    W is frozen: it has no gradient. ``dx`` still passes through W, because the layers below have adapters too.

    Args:
        dy: (..., d_out).
        x, W, A, B, alpha: what ``lora_forward`` received.

    Returns:
        dx, dA, dB: the gradients with respect to x, A and B, each with the shape of its array.
    """
    # BEGIN SOLUTION
    scale = alpha / len(A)
    dh = dy @ B * scale  # (..., r): the gradient with respect to h = A x
    h = x @ A.T
    dx = dy @ W + dh @ A
    dA = rows(dh).T @ rows(x)  # summed over all rows
    dB = rows(dy).T @ rows(h) * scale
    return dx, dA, dB
    # END SOLUTION


def merge_lora(W: np.ndarray, A: np.ndarray, B: np.ndarray, alpha: float) -> np.ndarray:
    """One matrix that does the work of all three, for inference without extra cost.

    Returns:
        (d_out, d_in), a new array with the type of W; W itself stays as it is.
    """
    # BEGIN SOLUTION
    merged = W + alpha / len(A) * (B @ A)
    return merged.astype(W.dtype)
    # END SOLUTION


def trainable_parameters(shapes: Sequence[tuple[int, int]], r: int) -> int:
    """How many numbers are trained if every matrix of these shapes gets an A and a B of rank r.

    Args:
        shapes: (d_out, d_in) of each adapted matrix.
    """
    # BEGIN SOLUTION
    return sum(r * (d_out + d_in) for d_out, d_in in shapes)
    # END SOLUTION


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("lora")
