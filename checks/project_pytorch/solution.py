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
        # BEGIN SOLUTION
        if d_model % n_heads:
            raise ValueError(f"d_model = {d_model} cannot be divided evenly among {n_heads} heads")
        self.n_heads = n_heads
        self.query = nn.Linear(d_model, d_model, bias=False)
        self.key = nn.Linear(d_model, d_model, bias=False)
        self.value = nn.Linear(d_model, d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)
        # END SOLUTION

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Attend in every head, and merge the heads.

        Args:
            x: (B, T, d_model).
            mask: boolean, broadcastable to (B, n_heads, T, T). True: this query may attend to this key.

        Returns:
            (B, T, d_model). Where a query may attend to no key, its head gives zeros.
        """
        # BEGIN SOLUTION
        batch, seq_len, d_model = x.shape
        d_head = d_model // self.n_heads

        def heads(projected: torch.Tensor) -> torch.Tensor:
            """(B, T, d_model) → (B, n_heads, T, d_head)"""
            return projected.view(batch, seq_len, self.n_heads, d_head).transpose(1, 2)

        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        scores = q @ k.transpose(-2, -1) / d_head**0.5  # (B, n_heads, T, T)
        if mask is not None:
            scores = scores.masked_fill(~mask, -torch.inf)  # masked_fill fills where its mask is True
        weights = torch.softmax(scores, dim=-1)
        weights = torch.nan_to_num(weights)  # a row of only -inf has become NaN
        merged = (weights @ v).transpose(1, 2).reshape(batch, seq_len, d_model)
        return self.output(merged)
        # END SOLUTION


class TransformerBlock(nn.Module):
    """Exercise 5 as a module: pre-norm, the tanh form of gelu, layer norms with eps = 1e-5.

    Its parts are called `norm1`, `attention`, `norm2`, `wide` and `narrow`. The last two are the layers of the
    feed-forward network, and they have biases.
    """

    def __init__(self, d_model: int, n_heads: int, d_ff: int) -> None:
        """Make attention, two norms, and the two layers of the feed-forward network."""
        super().__init__()
        # BEGIN SOLUTION
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.wide = nn.Linear(d_model, d_ff)
        self.bend = nn.GELU(approximate="tanh")
        self.narrow = nn.Linear(d_ff, d_model)
        # END SOLUTION

    def forward(self, x: torch.Tensor, causal: bool = True) -> torch.Tensor:
        """x = x + attention(norm1(x)), then the same with the feed-forward network and norm2.

        Args:
            x: (B, T, d_model). causal: True hides later positions from earlier ones.

        Returns:
            (B, T, d_model)
        """
        # BEGIN SOLUTION
        mask = None
        if causal:
            seq_len = x.shape[1]
            mask = torch.ones(seq_len, seq_len, dtype=torch.bool, device=x.device).tril()
        x = x + self.attention(self.norm1(x), mask)
        return x + self.narrow(self.bend(self.wide(self.norm2(x))))
        # END SOLUTION


def parameter_count(d_model: int, n_heads: int, d_ff: int) -> int:
    """How many numbers training would change in a TransformerBlock of these sizes.

    Example: parameter_count(2, 1, 3) is 41: 16 in attention, 8 in the norms, 17 in the feed-forward network.
    """
    # BEGIN SOLUTION
    return sum(parameter.numel() for parameter in TransformerBlock(d_model, n_heads, d_ff).parameters())
    # END SOLUTION


def load_block(params: Mapping[str, np.ndarray], n_heads: int) -> TransformerBlock:
    """A TransformerBlock in float64 with the params of exercise 5.

    Exercise 5 uses each matrix as ``x @ w``; `nn.Linear` computes ``x @ weight.T``.

    Args:
        params: w_q, w_k, w_v, w_o: (d_model, d_model). ln1_gamma, ln1_beta, ln2_gamma, ln2_beta: (d_model,).
            w1: (d_model, d_ff). b1: (d_ff,). w2: (d_ff, d_model). b2: (d_model,).
    """
    # BEGIN SOLUTION
    d_model, d_ff = params["w1"].shape
    block = TransformerBlock(d_model, n_heads, d_ff).double()
    load_attention(block.attention, *(params[name] for name in ("w_q", "w_k", "w_v", "w_o")))
    copy(params["w1"].T, block.wide.weight)
    copy(params["b1"], block.wide.bias)
    copy(params["w2"].T, block.narrow.weight)
    copy(params["b2"], block.narrow.bias)
    copy(params["ln1_gamma"], block.norm1.weight)
    copy(params["ln1_beta"], block.norm1.bias)
    copy(params["ln2_gamma"], block.norm2.weight)
    copy(params["ln2_beta"], block.norm2.bias)
    return block
    # END SOLUTION


# BEGIN SOLUTION
def load_attention(
    attention: MultiHeadAttention, w_q: np.ndarray, w_k: np.ndarray, w_v: np.ndarray, w_o: np.ndarray
) -> None:
    """Copy exercise 3's matrices into the module."""
    copy(w_q.T, attention.query.weight)
    copy(w_k.T, attention.key.weight)
    copy(w_v.T, attention.value.weight)
    copy(w_o.T, attention.output.weight)


def copy(array: np.ndarray, parameter: nn.Parameter) -> None:
    """Copy the array into the parameter, without recording a gradient."""
    with torch.no_grad():
        parameter.copy_(torch.tensor(array))


# END SOLUTION


def state_of(block: TransformerBlock) -> dict[str, np.ndarray]:
    """What `torch.save` would store of the block: its `state_dict()`, with every tensor as a NumPy array.

    The names are those of the parts: ``norm1.weight``, ``attention.query.weight``, ``wide.bias``, …
    """
    # BEGIN SOLUTION
    return {name: tensor.numpy().copy() for name, tensor in block.state_dict().items()}
    # END SOLUTION


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
    # BEGIN SOLUTION
    attention = MultiHeadAttention(x.shape[-1], n_heads).double()
    load_attention(attention, w_q, w_k, w_v, w_o)
    with torch.no_grad():
        tokens = torch.tensor(x, dtype=torch.float64)
        visible = None if mask is None else torch.tensor(mask)
        return attention(tokens, visible).numpy()
    # END SOLUTION


def run_block(
    x: np.ndarray, params: Mapping[str, np.ndarray], n_heads: int, causal: bool = True
) -> np.ndarray:
    """NumPy in, NumPy out: load_block, then call it on x in float64.

    Arguments and result are those of transformer_block in exercise 5. Do not change any of the arrays.
    """
    # BEGIN SOLUTION
    block = load_block(params, n_heads).eval()
    with torch.no_grad():
        return block(torch.tensor(x, dtype=torch.float64), causal).numpy()
    # END SOLUTION


def gradients(
    x: np.ndarray, params: Mapping[str, np.ndarray], n_heads: int, causal: bool = True
) -> dict[str, np.ndarray]:
    """The gradient of a loss for every parameter of the block, under the parameter's name.

    The loss is the mean squared output of the loaded block, ``block(x, causal).square().mean()``. Each gradient has the
    shape of its parameter in PyTorch: a matrix of `nn.Linear` is (out, in).
    """
    # BEGIN SOLUTION
    block = load_block(params, n_heads)
    loss = block(torch.tensor(x, dtype=torch.float64), causal).square().mean()
    loss.backward()
    return {name: parameter.grad.numpy() for name, parameter in block.named_parameters()}
    # END SOLUTION
