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
    # BEGIN SOLUTION
    batch, seq_len, d_model = x.shape
    if d_model % n_heads:
        raise ValueError(f"d_model = {d_model} cannot be shared out evenly to {n_heads} heads")
    d_head = d_model // n_heads
    pieces = x.reshape(batch, seq_len, n_heads, d_head)  # cut each token's row; nothing has moved yet
    return pieces.transpose(0, 2, 1, 3)  # (B, n_heads, T, d_head): now each head has a table of all tokens
    # END SOLUTION


def merge_heads(x: np.ndarray) -> np.ndarray:
    """The heads' pieces put side by side again: what split_heads did, undone.

    Args:
        x: (B, n_heads, T, d_head). It must not be changed.

    Returns:
        merged: (B, T, n_heads * d_head), head 0 in the leftmost columns.
    """
    # BEGIN SOLUTION
    batch, n_heads, seq_len, d_head = x.shape
    pieces = x.transpose(0, 2, 1, 3)  # (B, T, n_heads, d_head): each token's pieces are neighbours again
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
    # BEGIN SOLUTION
    x = x.astype(np.float64)  # float16 could not hold the scores
    q = split_heads(x @ w_q, n_heads)  # (B, T, d_model) → (B, n_heads, T, d_head)
    k = split_heads(x @ w_k, n_heads)
    v = split_heads(x @ w_v, n_heads)

    d_head = q.shape[-1]
    scores = q @ k.swapaxes(-1, -2)  # (B, n_heads, T, T): a table for every head
    scores = scores / np.sqrt(d_head)  # each score is a sum of d_head products, not of d_model
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    blind = np.isneginf(scores).all(axis=-1, keepdims=True)  # queries that may attend to nothing
    scores = np.where(blind, 0.0, scores)

    largest = scores.max(axis=-1, keepdims=True)
    exponentials = np.exp(scores - largest)
    weights = exponentials / exponentials.sum(axis=-1, keepdims=True)
    weights = np.where(blind, 0.0, weights)

    heads = weights @ v  # (B, n_heads, T, d_head)
    merged = merge_heads(heads)  # (B, T, d_model)
    return merged @ w_o  # here the heads meet: every output column reads all of them
    # END SOLUTION
