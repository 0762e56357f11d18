"""Exercise 5 · A complete transformer block.

The block combines everything so far. Attention lets tokens read each other, a small network transforms each token by
itself, a residual path carries the tokens past both, and a layer norm before each keeps the numbers in a moderate
range. Putting the norm first is called "pre-norm"; GPT-2 and nearly every model since do it this way.

The small language models in tutor consist of such blocks; later they run on your code.

Save the file, and tutor checks it.
"""

from collections.abc import Mapping

import numpy as np


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Bring each token's vector to mean 0 and variance 1, then multiply by gamma and add beta.

    Mean and variance are taken over the last axis, for each token by itself. The variance is the mean of the squared
    distances from the mean (divided by d_model, not by d_model - 1), and eps is added to it before the root.

    Args:
        x: (..., d_model). gamma, beta: (d_model,).

    Returns:
        (..., d_model): (x - mean) / sqrt(variance + eps) * gamma + beta

    Example: layer_norm of [1, 3] with gamma = [1, 1], beta = [0, 0] is [-1, 1] (up to eps).
    """
    raise NotImplementedError


def gelu(x: np.ndarray) -> np.ndarray:
    """The activation function between the two layers, in its tanh form (Hendrycks & Gimpel 2016, section 2):

        0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))

    Args:
        x: any shape.

    Returns:
        the same shape. For large x the result is nearly x, for large negative x nearly 0, and gelu(1) is 0.8412.
    """
    raise NotImplementedError


def feed_forward(x: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray) -> np.ndarray:
    """Two layers with gelu between them, applied to each token by itself.

    Args:
        x: (..., d_model). w1: (d_model, d_ff). b1: (d_ff,). w2: (d_ff, d_model). b2: (d_model,).

    Returns:
        (..., d_model)
    """
    raise NotImplementedError


def transformer_block(
    x: np.ndarray, params: Mapping[str, np.ndarray], n_heads: int, causal: bool = True
) -> np.ndarray:
    """One pre-norm transformer block.

        x = x + attention(layer_norm(x, ln1_gamma, ln1_beta))
        x = x + feed_forward(layer_norm(x, ln2_gamma, ln2_beta))

    Attention is the multi-head self-attention of exercise 3: matrices are applied as ``x @ w``, head h owns the columns
    h * d_head … (h + 1) * d_head - 1, scores are divided by √d_head, and there are no biases. If
    ``causal``, no position sees a later one.

    Args:
        x: (B, T, d_model). Do not change it.
        params: w_q, w_k, w_v, w_o: (d_model, d_model). ln1_gamma, ln1_beta, ln2_gamma, ln2_beta: (d_model,).
            w1: (d_model, d_ff). b1: (d_ff,). w2: (d_ff, d_model). b2: (d_model,).
        n_heads: divides d_model.
        causal: True for a decoder (GPT), False for an encoder (BERT).

    Returns:
        (B, T, d_model)
    """
    raise NotImplementedError
