"""Exercise 3 · Multi-head attention.

One attention mixes everything by one table of weights. But *fox* may want its adjective and its verb at the same
time, for different reasons. So the vector is cut into n_heads pieces, each piece attends on its own, with its own
table, and the pieces are put side by side again:

    multi_head(x) = concat(head_0, …, head_{H-1}) @ w_o                    (Vaswani et al. 2017, section 3.2.2)
    head_h        = attention(q_h, k_h, v_h)         each of width d_head = d_model / n_heads

You write three functions. The first two only move numbers around, and are where nearly everybody goes wrong once: a
reshape without a transpose gives the right shape with the wrong numbers in it.

Save the file, and it is checked at once.
"""

import numpy as np


def split_heads(x: np.ndarray, n_heads: int) -> np.ndarray:
    """The columns of every token shared out to the heads.

    Args:
        x: (B, T, d_model). It must not be changed.
        n_heads: how many heads; it must divide d_model.

    Returns:
        heads: (B, n_heads, T, d_head), where d_head = d_model // n_heads. Head h owns the neighbouring columns
            h * d_head … (h + 1) * d_head - 1: heads[b, h, t] is x[b, t, h * d_head : (h + 1) * d_head].

    Raises:
        ValueError: n_heads does not divide d_model.

    Example: split_heads([[[1, 2, 3, 4],
                           [5, 6, 7, 8]]], n_heads=2) is [[[[1, 2], [5, 6]],       (head 0: the left columns)
                                                           [[3, 4], [7, 8]]]]      (head 1: the right columns)
    """
    raise NotImplementedError


def merge_heads(x: np.ndarray) -> np.ndarray:
    """The heads' pieces put side by side again: what split_heads did, undone.

    Args:
        x: (B, n_heads, T, d_head). It must not be changed.

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

    In each head, attention is the one of exercise 1, with scores divided by √d_head. You may copy what you wrote there
    into this file: it stands on its own.

    Args:
        x: (B, T, d_model), the tokens.
        w_q, w_k, w_v, w_o: (d_model, d_model), applied as ``x @ w``. No biases.
        n_heads: how many heads; it must divide d_model.
        mask: boolean, broadcastable to (B, n_heads, T, T). True: this query may attend to this key.
            None: everybody may attend to everybody.
        None of them may be changed.

    Returns:
        output: (B, T, d_model). Where a query may attend to no key, its head gives zeros.

    Raises:
        ValueError: n_heads does not divide d_model.
    """
    raise NotImplementedError
