"""Exercise 3 · Multi-head attention.

One attention has one weight matrix. But *fox* may need its adjective and its verb at the same time, for different
reasons. So queries, keys and values are split into n_heads pieces. Each head attends with its own pieces and its own
weight matrix, and the heads' results are put side by side again:

    multi_head(x) = concat(head_0, …, head_{H-1}) @ w_o                    (Vaswani et al. 2017, section 3.2.2)
    head_h        = attention(q_h, k_h, v_h)         each of width d_head = d_model / n_heads

Write three functions. The first two only rearrange numbers, and most people get them wrong once: a reshape without a
transpose gives the right shape with the wrong numbers in it.

Save the file, and tutor checks it.
"""

import numpy as np


def split_heads(x: np.ndarray, n_heads: int) -> np.ndarray:
    """Split the columns of every token among the heads.

    Args:
        x: (B, T, d_model). Do not change it.
        n_heads: the number of heads; it must divide d_model.

    Returns:
        heads: (B, n_heads, T, d_head), where d_head = d_model // n_heads. Head h owns the contiguous columns
            h * d_head … (h + 1) * d_head - 1: heads[b, h, t] is x[b, t, h * d_head : (h + 1) * d_head].

    Raises:
        ValueError: n_heads does not divide d_model.

    Example: split_heads([[[1, 2, 3, 4],
                           [5, 6, 7, 8]]], n_heads=2) is [[[[1, 2], [5, 6]],       (head 0: the left columns)
                                                           [[3, 4], [7, 8]]]]      (head 1: the right columns)
    """
    raise NotImplementedError


def merge_heads(x: np.ndarray) -> np.ndarray:
    """Put the columns of the heads side by side again: the inverse of split_heads.

    Args:
        x: (B, n_heads, T, d_head). Do not change it.

    Returns:
        merged: (B, T, n_heads * d_head), head 0 in the leftmost columns.
    """
    raise NotImplementedError


def multi_head_attention(
    x: np.ndarray,
    w_q: np.ndarray,
    w_k: np.ndarray,
    w_v: np.ndarray,
    w_o: np.ndarray,
    n_heads: int,
    mask: np.ndarray | None = None,
) -> np.ndarray:
    """Self-attention with several heads: project, split, attend in each head, merge, project.

    The attention in each head is that of exercise 1, with scores divided by √d_head. You can copy your code from there:
    this file does not import exercise 1.

    Args:
        x: (B, T, d_model), the tokens.
        w_q, w_k, w_v, w_o: (d_model, d_model), applied as ``x @ w``. No biases.
        n_heads: the number of heads; it must divide d_model.
        mask: boolean, broadcastable to (B, n_heads, T, T). True: this query may attend to this key.
            None: every query may attend to every key.
        Do not change any of them.

    Returns:
        output: (B, T, d_model). Where a query may attend to no key, its head contributes zeros.

    Raises:
        ValueError: n_heads does not divide d_model.
    """
    raise NotImplementedError
