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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


def merge_lora(W: np.ndarray, A: np.ndarray, B: np.ndarray, alpha: float) -> np.ndarray:
    """One matrix that does the work of all three, for inference without extra cost.

    Returns:
        (d_out, d_in), a new array with the type of W; W itself stays as it is.
    """
    raise NotImplementedError


def trainable_parameters(shapes: Sequence[tuple[int, int]], r: int) -> int:
    """How many numbers are trained if every matrix of these shapes gets an A and a B of rank r.

    Args:
        shapes: (d_out, d_in) of each adapted matrix.
    """
    raise NotImplementedError


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("lora")
