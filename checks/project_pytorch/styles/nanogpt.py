"""As in minimal PyTorch GPTs: B, T, C and hs, view and transpose, tril, gelu written out, weights by copy_."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812


class NewGELU(nn.Module):
    def forward(self, x):
        return 0.5 * x * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x, 3.0))))


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads != 0:
            raise ValueError("n_heads must divide d_model")
        self.n_head = n_heads
        self.query = nn.Linear(d_model, d_model, bias=False)
        self.key = nn.Linear(d_model, d_model, bias=False)
        self.value = nn.Linear(d_model, d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x, mask=None):
        B, T, C = x.size()
        hs = C // self.n_head
        q = self.query(x).view(B, T, self.n_head, hs).transpose(1, 2)  # (B, nh, T, hs)
        k = self.key(x).view(B, T, self.n_head, hs).transpose(1, 2)
        v = self.value(x).view(B, T, self.n_head, hs).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        if mask is not None:
            att = att.masked_fill(mask == 0, float("-inf"))
        att = F.softmax(att, dim=-1)
        if mask is not None:
            att = att.masked_fill(mask == 0, 0.0)  # also where a whole row is NaN
        y = att @ v
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        return self.output(y)


class TransformerBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.wide = nn.Linear(d_model, d_ff)
        self.gelu = NewGELU()
        self.narrow = nn.Linear(d_ff, d_model)

    def forward(self, x, causal=True):
        T = x.size(1)
        mask = torch.tril(torch.ones(T, T, dtype=torch.bool, device=x.device)) if causal else None
        x = x + self.attention(self.norm1(x), mask)
        return x + self.narrow(self.gelu(self.wide(self.norm2(x))))


def parameter_count(d_model, n_heads, d_ff):
    return sum(p.numel() for p in TransformerBlock(d_model, n_heads, d_ff).parameters())


@torch.no_grad()
def copy_attention(attn, w_q, w_k, w_v, w_o):
    attn.query.weight.copy_(torch.tensor(w_q).t())
    attn.key.weight.copy_(torch.tensor(w_k).t())
    attn.value.weight.copy_(torch.tensor(w_v).t())
    attn.output.weight.copy_(torch.tensor(w_o).t())


@torch.no_grad()
def load_block(params, n_heads):
    block = TransformerBlock(*params["w1"].shape[:1], n_heads, params["w1"].shape[1]).double()
    copy_attention(block.attention, params["w_q"], params["w_k"], params["w_v"], params["w_o"])
    for norm, name in ((block.norm1, "ln1"), (block.norm2, "ln2")):
        norm.weight.copy_(torch.tensor(params[f"{name}_gamma"]))
        norm.bias.copy_(torch.tensor(params[f"{name}_beta"]))
    for linear, i in ((block.wide, 1), (block.narrow, 2)):
        linear.weight.copy_(torch.tensor(params[f"w{i}"]).t())
        linear.bias.copy_(torch.tensor(params[f"b{i}"]))
    return block


def state_of(block):
    return {k: v.detach().cpu().numpy().copy() for k, v in block.state_dict().items()}


@torch.no_grad()
def run_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    attn = MultiHeadAttention(x.shape[-1], n_heads).double()
    copy_attention(attn, w_q, w_k, w_v, w_o)
    mask = None if mask is None else torch.tensor(mask)
    return attn(torch.tensor(x, dtype=torch.float64), mask).numpy()


@torch.no_grad()
def run_block(x, params, n_heads, causal=True):
    return load_block(params, n_heads)(torch.tensor(x.astype(np.float64)), causal).numpy()


def gradients(x, params, n_heads, causal=True):
    block = load_block(params, n_heads)
    loss = block(torch.tensor(x.astype(np.float64)), causal).square().mean()
    loss.backward()
    return {pn: p.grad.numpy() for pn, p in block.named_parameters()}
