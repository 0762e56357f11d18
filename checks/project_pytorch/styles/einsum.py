"""Einsum on the layers' weights, softmax by exp and sum, nn.Parameter reassigned, torch.autograd.grad."""

import torch
from torch import einsum, nn


def softmax(scores, visible):
    scores = torch.where(visible, scores, torch.finfo(scores.dtype).min)
    e = torch.exp(scores - scores.amax(dim=-1, keepdim=True)) * visible
    total = e.sum(dim=-1, keepdim=True)
    return e / torch.where(total == 0, 1, total)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("heads do not fit")
        self.h = n_heads
        self.scale = (d_model // n_heads) ** -0.5
        for name in ("query", "key", "value", "output"):
            setattr(self, name, nn.Linear(d_model, d_model, bias=False))

    def forward(self, x, mask=None):
        w_q, w_k, w_v = (m.weight.unflatten(0, (self.h, -1)) for m in (self.query, self.key, self.value))
        q = einsum("bid,hed->bhie", x, w_q)
        k = einsum("bjd,hed->bhje", x, w_k)
        v = einsum("bjd,hed->bhje", x, w_v)
        scores = einsum("bhie,bhje->bhij", q, k) * self.scale
        visible = torch.ones((), dtype=torch.bool) if mask is None else mask
        said = einsum("bhij,bhje->bihe", softmax(scores, visible), v)
        w_o = self.output.weight.unflatten(1, (self.h, -1))
        return einsum("bihe,dhe->bid", said, w_o)


class TransformerBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.wide, self.narrow = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)

    def forward(self, x, causal=True):
        i = torch.arange(x.shape[1])
        visible = i[:, None] >= i[None, :] if causal else None
        x = x + self.attention(self.norm1(x), visible)
        hidden = nn.functional.gelu(self.wide(self.norm2(x)), approximate="tanh")
        return x + self.narrow(hidden)


def parameter_count(d_model, n_heads, d_ff):
    return sum(map(torch.numel, TransformerBlock(d_model, n_heads, d_ff).parameters()))


def param(array):
    return nn.Parameter(torch.tensor(array, dtype=torch.float64))


def set_attention(attention, w_q, w_k, w_v, w_o):
    attention.query.weight = param(w_q.T)
    attention.key.weight = param(w_k.T)
    attention.value.weight = param(w_v.T)
    attention.output.weight = param(w_o.T)


def load_block(params, n_heads):
    d_model, d_ff = params["w1"].shape
    block = TransformerBlock(d_model, n_heads, d_ff)
    set_attention(block.attention, *(params[name] for name in ("w_q", "w_k", "w_v", "w_o")))
    block.norm1.weight, block.norm1.bias = param(params["ln1_gamma"]), param(params["ln1_beta"])
    block.norm2.weight, block.norm2.bias = param(params["ln2_gamma"]), param(params["ln2_beta"])
    block.wide.weight, block.wide.bias = param(params["w1"].T), param(params["b1"])
    block.narrow.weight, block.narrow.bias = param(params["w2"].T), param(params["b2"])
    return block


def state_of(block):
    return {name: t.numpy(force=True).copy() for name, t in block.state_dict().items()}


def run_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    attention = MultiHeadAttention(x.shape[2], n_heads)
    set_attention(attention, w_q, w_k, w_v, w_o)
    visible = None if mask is None else torch.tensor(mask)
    return attention(torch.tensor(x, dtype=torch.float64), visible).detach().numpy()


def run_block(x, params, n_heads, causal=True):
    block = load_block(params, n_heads)
    return block(torch.tensor(x, dtype=torch.float64), causal).detach().numpy()


def gradients(x, params, n_heads, causal=True):
    block = load_block(params, n_heads)
    names, weights = zip(*block.named_parameters(), strict=True)
    y = block(torch.tensor(x, dtype=torch.float64), causal)
    found = torch.autograd.grad((y * y).mean(), weights)
    return {name: g.numpy() for name, g in zip(names, found, strict=True)}
