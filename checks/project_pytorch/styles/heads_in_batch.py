"""As in fairseq: heads folded into the batch for bmm, queries scaled first; gradients by torch.func."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call, grad

NAMES = {f"attention.{name}.weight": f"w_{name[0]}" for name in ("query", "key", "value", "output")}
NAMES |= {"norm1.weight": "ln1_gamma", "norm1.bias": "ln1_beta"}
NAMES |= {"norm2.weight": "ln2_gamma", "norm2.bias": "ln2_beta"}
NAMES |= {"wide.weight": "w1", "wide.bias": "b1", "narrow.weight": "w2", "narrow.bias": "b2"}


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model: int, n_heads: int):
        super().__init__()
        self.num_heads = n_heads
        self.head_dim = d_model // n_heads
        if self.head_dim * n_heads != d_model:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.scaling = self.head_dim**-0.5
        self.query = nn.Linear(d_model, d_model, bias=False)
        self.key = nn.Linear(d_model, d_model, bias=False)
        self.value = nn.Linear(d_model, d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)

    def fold(self, t: Tensor) -> Tensor:
        bsz, tgt_len, _ = t.shape
        t = t.reshape(bsz, tgt_len, self.num_heads, self.head_dim).swapaxes(1, 2)
        return t.reshape(bsz * self.num_heads, tgt_len, self.head_dim)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        bsz, tgt_len, embed_dim = x.shape
        q = self.fold(self.query(x) * self.scaling)
        k = self.fold(self.key(x))
        v = self.fold(self.value(x))
        attn_weights = torch.bmm(q, k.transpose(1, 2))
        if mask is not None:
            blocked = ~mask.expand(bsz, self.num_heads, tgt_len, tgt_len).reshape(attn_weights.shape)
            attn_weights = attn_weights.masked_fill(blocked, float("-inf"))
        attn_probs = torch.softmax(attn_weights, dim=-1)
        if mask is not None:
            attn_probs = attn_probs.masked_fill(blocked.all(-1, keepdim=True), 0.0)
        attn = torch.bmm(attn_probs, v).view(bsz, self.num_heads, tgt_len, self.head_dim)
        attn = attn.swapaxes(1, 2).reshape(bsz, tgt_len, embed_dim)
        return self.output(attn)


class TransformerBlock(nn.Module):
    def __init__(self, d_model: int, n_heads: int, d_ff: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.wide = nn.Linear(d_model, d_ff)
        self.activation_fn = nn.GELU("tanh")
        self.narrow = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor, causal: bool = True) -> Tensor:
        size = x.shape[1]
        future = torch.ones(size, size, dtype=torch.bool, device=x.device).triu(1)
        x = self.attention(self.norm1(x), ~future if causal else None) + x
        return self.narrow(self.activation_fn(self.wide(self.norm2(x)))) + x


def parameter_count(d_model: int, n_heads: int, d_ff: int) -> int:
    return sum(t.numel() for t in TransformerBlock(d_model, n_heads, d_ff).state_dict().values())


def weight(w: np.ndarray) -> Tensor:
    return torch.from_numpy(w.astype(np.float64).T.copy())  # .T leaves a vector as it is


def load_block(params, n_heads: int) -> TransformerBlock:
    block = TransformerBlock(*params["w1"].shape[:1], n_heads=n_heads, d_ff=len(params["b1"])).double()
    block.load_state_dict({ours: weight(params[theirs]) for ours, theirs in NAMES.items()})
    return block


def state_of(block: TransformerBlock) -> dict:
    return {name: value.numpy().copy() for name, value in block.state_dict().items()}


def run_attention(x, w_q, w_k, w_v, w_o, n_heads: int, mask=None) -> np.ndarray:
    module = MultiHeadAttention(x.shape[-1], n_heads).double()
    state = {"query": weight(w_q), "key": weight(w_k), "value": weight(w_v), "output": weight(w_o)}
    state = {f"{name}.weight": w for name, w in state.items()}
    seen = None if mask is None else torch.from_numpy(np.array(mask))
    return functional_call(module, state, (torch.from_numpy(x.astype(np.float64)), seen)).detach().numpy()


def run_block(x, params, n_heads: int, causal: bool = True) -> np.ndarray:
    with torch.no_grad():
        return load_block(params, n_heads)(torch.from_numpy(x.astype(np.float64)), causal).numpy()


def gradients(x, params, n_heads: int, causal: bool = True) -> dict:
    block = load_block(params, n_heads)
    tokens = torch.from_numpy(x.astype(np.float64))

    def loss(weights):
        return functional_call(block, weights, (tokens, causal)).square().mean()

    weights = {name: p.detach() for name, p in block.named_parameters()}
    return {name: g.numpy() for name, g in grad(loss)(weights).items()}
