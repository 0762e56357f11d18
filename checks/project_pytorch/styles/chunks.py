"""torch.chunk and stack for the heads, unbind and cat back; weights zipped with parameters(), F.mse_loss."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

ORDER = "ln1_gamma ln1_beta w_q w_k w_v w_o ln2_gamma ln2_beta w1 b1 w2 b2".split()


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        if d_model % n_heads > 0:
            raise ValueError("d_model % n_heads must be 0")
        super().__init__()
        self.n_heads = n_heads
        self.query = nn.Linear(d_model, d_model, bias=False)
        self.key = nn.Linear(d_model, d_model, bias=False)
        self.value = nn.Linear(d_model, d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)

    def heads(self, t):
        return torch.stack(torch.chunk(t, self.n_heads, dim=-1), dim=1)

    def forward(self, x, mask=None):
        q, k, v = map(self.heads, (self.query(x), self.key(x), self.value(x)))
        logits = q.matmul(k.mT).div(q.shape[-1] ** 0.5)
        if mask is not None:
            logits = logits.masked_fill(mask.logical_not(), torch.finfo(x.dtype).min)
        probs = F.softmax(logits, dim=-1)
        if mask is not None:
            probs = probs.where(mask, 0)
        mixed = probs.matmul(v)
        return self.output(torch.cat(mixed.unbind(dim=1), dim=-1))


class TransformerBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        eps = 1e-5
        self.norm1 = nn.LayerNorm(d_model, eps)
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.norm2 = nn.LayerNorm(d_model, eps)
        self.wide = nn.Linear(d_model, d_ff)
        self.narrow = nn.Linear(d_ff, d_model)

    def feed_forward(self, x):
        return self.narrow(F.gelu(self.wide(x), approximate="tanh"))

    def forward(self, x, causal=True):
        n = x.shape[1]
        mask = torch.full((n, n), True).tril() if causal else torch.full((n, n), True)
        x = x + self.attention(self.norm1(x), mask)
        return x + self.feed_forward(self.norm2(x))


def parameter_count(d_model, n_heads, d_ff):
    return nn.utils.parameters_to_vector(TransformerBlock(d_model, n_heads, d_ff).parameters()).numel()


def load_into(module, arrays):
    module.double()
    with torch.no_grad():
        for parameter, array in zip(module.parameters(), arrays, strict=True):
            tensor = torch.tensor(array, dtype=torch.float64)
            parameter.set_(tensor.T.contiguous() if tensor.ndim == 2 else tensor)
    return module


def load_block(params, n_heads):
    d_model, d_ff = params["w1"].shape
    return load_into(TransformerBlock(d_model, n_heads, d_ff), [params[name] for name in ORDER])


def state_of(block):
    names, tensors = block.state_dict().keys(), block.state_dict().values()
    return dict(zip(names, [t.clone().numpy() for t in tensors], strict=True))


@torch.inference_mode()
def run_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    module = load_into(MultiHeadAttention(w_q.shape[0], n_heads), [w_q, w_k, w_v, w_o])
    seen = torch.tensor(True if mask is None else mask)
    return module(torch.tensor(x, dtype=torch.float64), seen).numpy()


def run_block(x, params, n_heads, causal=True):
    block = load_block(params, n_heads)
    with torch.inference_mode():
        return block(torch.tensor(x, dtype=torch.float64), causal).numpy()


def gradients(x, params, n_heads, causal=True):
    block = load_block(params, n_heads)
    y = block(torch.tensor(x, dtype=torch.float64), causal)
    F.mse_loss(y, torch.zeros_like(y)).backward()
    return {name: p.grad.numpy() for name, p in block.named_parameters()}
