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
    # BEGIN SOLUTION
    batch, seq_len, d_model = x.shape
    if d_model % n_heads:
        raise ValueError(f"n_heads = {n_heads} does not divide d_model = {d_model}")
    d_head = d_model // n_heads
    pieces = x.reshape(batch, seq_len, n_heads, d_head)  # cut each token's row; nothing has moved yet
    return pieces.transpose(0, 2, 1, 3)  # (B, n_heads, T, d_head): now each head has all tokens
    # END SOLUTION


def merge_heads(x: np.ndarray) -> np.ndarray:
    """Put the columns of the heads side by side again: the inverse of split_heads.

    Args:
        x: (B, n_heads, T, d_head). Do not change it.

    Returns:
        merged: (B, T, n_heads * d_head), head 0 in the leftmost columns.
    """
    # BEGIN SOLUTION
    batch, n_heads, seq_len, d_head = x.shape
    pieces = x.transpose(0, 2, 1, 3)  # (B, T, n_heads, d_head): each token's columns are together again
    return pieces.reshape(batch, seq_len, n_heads * d_head)
    # END SOLUTION


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
    # BEGIN SOLUTION
    x = x.astype(np.float64)  # the scores may be too large for float16
    q = split_heads(x @ w_q, n_heads)  # (B, T, d_model) → (B, n_heads, T, d_head)
    k = split_heads(x @ w_k, n_heads)
    v = split_heads(x @ w_v, n_heads)

    d_head = q.shape[-1]
    scores = q @ k.swapaxes(-1, -2)  # (B, n_heads, T, T): one score matrix per head
    scores = scores / np.sqrt(d_head)  # each score is a sum of d_head products, not of d_model
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    empty = np.isneginf(scores).all(axis=-1, keepdims=True)  # queries that may attend to no key
    scores = np.where(empty, 0.0, scores)

    largest = scores.max(axis=-1, keepdims=True)
    exponentials = np.exp(scores - largest)
    weights = exponentials / exponentials.sum(axis=-1, keepdims=True)
    weights = np.where(empty, 0.0, weights)

    heads = weights @ v  # (B, n_heads, T, d_head)
    merged = merge_heads(heads)  # (B, T, d_model)
    return merged @ w_o  # this mixes the heads: every output column depends on all of them
    # END SOLUTION
