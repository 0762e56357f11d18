"""A loop over the heads, each a slice of the columns, joined by torch.cat; -1e9, and .data.copy_."""

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.d_head, rest = divmod(d_model, n_heads)
        if rest:
            raise ValueError(f"{d_model} columns cannot be shared by {n_heads} heads")
        self.query = nn.Linear(d_model, d_model, bias=False)
        self.key = nn.Linear(d_model, d_model, bias=False)
        self.value = nn.Linear(d_model, d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x, mask=None):
        batch, length, _ = x.shape
        if mask is None:
            mask = torch.ones(length, length, dtype=torch.bool)
        mask = mask.expand(batch, self.n_heads, length, length)
        Q, K, V = self.query(x), self.key(x), self.value(x)
        heads = []
        for h in range(self.n_heads):
            cols = slice(h * self.d_head, (h + 1) * self.d_head)
            scores = torch.bmm(Q[:, :, cols], K[:, :, cols].mT)
            scores = scores / np.sqrt(self.d_head)
            scores = scores.masked_fill(~mask[:, h], -1e9)
            weights = scores.softmax(dim=-1)
            weights = weights.masked_fill(~mask[:, h], 0)  # a row without a key stays empty
            heads.append(torch.bmm(weights, V[:, :, cols]))
        return self.output(torch.cat(heads, dim=-1))


class TransformerBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.wide = nn.Linear(d_model, d_ff)
        self.narrow = nn.Linear(d_ff, d_model)

    def forward(self, x, causal=True):
        future = torch.triu(torch.ones(x.shape[1], x.shape[1]), diagonal=1)
        mask = future == 0 if causal else None
        a = x + self.attention(self.norm1(x), mask)
        b = self.norm2(a)
        b = F.gelu(self.wide(b), approximate="tanh")
        return a + self.narrow(b)


def parameter_count(d_model, n_heads, d_ff):
    block = TransformerBlock(d_model, n_heads, d_ff)
    return int(sum(np.prod(parameter.shape) for parameter in block.parameters()))


def fill(linear, w, b=None):
    linear.weight.data.copy_(torch.tensor(np.transpose(w)))
    if b is not None:
        linear.bias.data.copy_(torch.tensor(b))


def load_block(params, n_heads):
    p = params
    block = TransformerBlock(p["w1"].shape[0], n_heads, p["w1"].shape[1]).double()
    fill(block.attention.query, p["w_q"])
    fill(block.attention.key, p["w_k"])
    fill(block.attention.value, p["w_v"])
    fill(block.attention.output, p["w_o"])
    fill(block.wide, p["w1"], p["b1"])
    fill(block.narrow, p["w2"], p["b2"])
    block.norm1.weight.data.copy_(torch.tensor(p["ln1_gamma"]))
    block.norm1.bias.data.copy_(torch.tensor(p["ln1_beta"]))
    block.norm2.weight.data.copy_(torch.tensor(p["ln2_gamma"]))
    block.norm2.bias.data.copy_(torch.tensor(p["ln2_beta"]))
    return block


def state_of(block):
    state = block.state_dict()
    return {name: tensor.numpy().copy() for name, tensor in state.items()}


def run_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    layer = MultiHeadAttention(x.shape[-1], n_heads).double()
    fill(layer.query, w_q)
    fill(layer.key, w_k)
    fill(layer.value, w_v)
    fill(layer.output, w_o)
    mask = None if mask is None else torch.tensor(mask)
    return layer(torch.tensor(x).double(), mask).detach().numpy()


def run_block(x, params, n_heads, causal=True):
    return load_block(params, n_heads)(torch.tensor(x).double(), causal).detach().numpy()


def gradients(x, params, n_heads, causal=True):
    block = load_block(params, n_heads)
    out = block(torch.tensor(x).double(), causal)
    torch.mean(out**2).backward()
    return {name: parameter.grad.numpy() for name, parameter in block.named_parameters()}
