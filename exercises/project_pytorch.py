"""Project · The same in PyTorch.

Here you write multi-head attention and the transformer block once more, as modules that can be trained: `nn.Module`
keeps the parameters, tensors remember how they were computed, and `backward()` computes every gradient.

With the same weights they must return the same numbers as your NumPy versions, to eight digits. Write them from scratch
with `nn.Linear`, `nn.LayerNorm` and tensor operations.

This file needs PyTorch; without it, tutor check says how to install it. Save the file, and tutor checks it.
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    """Exercise 3 as a module: four `nn.Linear` layers without biases, and the heads between them.

    The layers are called `query`, `key`, `value` and `output`.
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        """Make the four layers.

        Raises:
            ValueError: n_heads does not divide d_model.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Attend in every head, and merge the heads.

        Args:
            x: (B, T, d_model).
            mask: boolean, broadcastable to (B, n_heads, T, T). True: this query may attend to this key.

        Returns:
            (B, T, d_model). Where a query may attend to no key, its head gives zeros.
        """
        raise NotImplementedError


class TransformerBlock(nn.Module):
    """Exercise 5 as a module: pre-norm, the tanh form of gelu, layer norms with eps = 1e-5.

    Its parts are called `norm1`, `attention`, `norm2`, `wide` and `narrow`. The last two are the layers of the
    feed-forward network, and they have biases.
    """

    def __init__(self, d_model: int, n_heads: int, d_ff: int) -> None:
        """Make attention, two norms, and the two layers of the feed-forward network."""
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor, causal: bool = True) -> torch.Tensor:
        """x = x + attention(norm1(x)), then the same with the feed-forward network and norm2.

        Args:
            x: (B, T, d_model). causal: True hides later positions from earlier ones.

        Returns:
            (B, T, d_model)
        """
        raise NotImplementedError


def parameter_count(d_model: int, n_heads: int, d_ff: int) -> int:
    """How many numbers training would change in a TransformerBlock of these sizes.

    Example: parameter_count(2, 1, 3) is 41: 16 in attention, 8 in the norms, 17 in the feed-forward network.
    """
    raise NotImplementedError


def load_block(params: Mapping[str, np.ndarray], n_heads: int) -> TransformerBlock:
    """A TransformerBlock in float64 with the params of exercise 5.

    Exercise 5 uses each matrix as ``x @ w``; `nn.Linear` computes ``x @ weight.T``.

    Args:
        params: w_q, w_k, w_v, w_o: (d_model, d_model). ln1_gamma, ln1_beta, ln2_gamma, ln2_beta: (d_model,).
            w1: (d_model, d_ff). b1: (d_ff,). w2: (d_ff, d_model). b2: (d_model,).
    """
    raise NotImplementedError


def state_of(block: TransformerBlock) -> dict[str, np.ndarray]:
    """What `torch.save` would store of the block: its `state_dict()`, with every tensor as a NumPy array.

    The names are those of the parts: ``norm1.weight``, ``attention.query.weight``, ``wide.bias``, …
    """
    raise NotImplementedError


def run_attention(
    x: np.ndarray,
    w_q: np.ndarray,
    w_k: np.ndarray,
    w_v: np.ndarray,
    w_o: np.ndarray,
    n_heads: int,
    mask: np.ndarray | None = None,
) -> np.ndarray:
    """NumPy in, NumPy out: make a MultiHeadAttention in float64, copy the matrices into it, and call it.

    Arguments and result are those of multi_head_attention in exercise 3. Do not change any of the arrays.

    Raises:
        ValueError: n_heads does not divide d_model.
    """
    raise NotImplementedError


def run_block(
    x: np.ndarray, params: Mapping[str, np.ndarray], n_heads: int, causal: bool = True
) -> np.ndarray:
    """NumPy in, NumPy out: load_block, then call it on x in float64.

    Arguments and result are those of transformer_block in exercise 5. Do not change any of the arrays.
    """
    raise NotImplementedError


def gradients(
    x: np.ndarray, params: Mapping[str, np.ndarray], n_heads: int, causal: bool = True
) -> dict[str, np.ndarray]:
    """The gradient of a loss for every parameter of the block, under the parameter's name.

    The loss is the mean squared output of the loaded block, ``block(x, causal).square().mean()``. Each gradient has the
    shape of its parameter in PyTorch: a matrix of `nn.Linear` is (out, in).
    """
    raise NotImplementedError
