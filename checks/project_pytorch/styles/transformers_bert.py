"""As in Hugging Face's BERT: transpose_for_scores by view and permute, an additive mask, load_state_dict."""

import math

import numpy as np
import torch
from torch import nn

LAYERS = ("query", "key", "value", "output")


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads != 0:
            raise ValueError(f"The hidden size ({d_model}) is not a multiple of the heads ({n_heads})")
        self.num_attention_heads = n_heads
        self.attention_head_size = d_model // n_heads
        self.query = nn.Linear(d_model, d_model, bias=False)
        self.key = nn.Linear(d_model, d_model, bias=False)
        self.value = nn.Linear(d_model, d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)

    def transpose_for_scores(self, x):
        new_shape = (*x.size()[:-1], self.num_attention_heads, self.attention_head_size)
        return x.view(new_shape).permute(0, 2, 1, 3)

    def forward(self, hidden_states, mask=None):
        query_layer = self.transpose_for_scores(self.query(hidden_states))
        key_layer = self.transpose_for_scores(self.key(hidden_states))
        value_layer = self.transpose_for_scores(self.value(hidden_states))

        attention_scores = torch.matmul(query_layer, key_layer.transpose(-1, -2))
        attention_scores = attention_scores / math.sqrt(self.attention_head_size)
        if mask is not None:
            keep = mask.to(attention_scores.dtype)
            attention_scores = attention_scores + (1.0 - keep) * torch.finfo(keep.dtype).min
        attention_probs = nn.functional.softmax(attention_scores, dim=-1)
        if mask is not None:
            attention_probs = attention_probs * keep

        context_layer = torch.matmul(attention_probs, value_layer)
        context_layer = context_layer.permute(0, 2, 1, 3).contiguous()
        return self.output(context_layer.view(hidden_states.size()))


class TransformerBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model, eps=1e-5)
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.norm2 = nn.LayerNorm(d_model, eps=1e-05)
        self.wide = nn.Linear(d_model, d_ff)
        self.narrow = nn.Linear(d_ff, d_model)
        self.act = nn.GELU(approximate="tanh")

    def forward(self, hidden_states, causal=True):
        seq_len = hidden_states.shape[1]
        mask = torch.ones((1, 1, seq_len, seq_len), dtype=torch.bool).tril() if causal else None
        residual = hidden_states
        hidden_states = self.norm1(hidden_states)
        hidden_states = residual + self.attention(hidden_states, mask=mask)

        residual = hidden_states
        hidden_states = self.norm2(hidden_states)
        hidden_states = self.narrow(self.act(self.wide(hidden_states)))
        return residual + hidden_states


def parameter_count(d_model, n_heads, d_ff):
    return sum(p.numel() for p in TransformerBlock(d_model, n_heads, d_ff).parameters() if p.requires_grad)


def to_tensor(array):
    return torch.from_numpy(np.array(array, dtype=np.float64))


def load_block(params, n_heads):
    d_model, d_ff = params["w1"].shape
    model = TransformerBlock(d_model, n_heads, d_ff).to(torch.float64)
    state_dict = {f"attention.{name}.weight": to_tensor(params["w_" + name[0]]).T for name in LAYERS}
    for i in "12":
        state_dict[f"norm{i}.weight"] = to_tensor(params[f"ln{i}_gamma"])
        state_dict[f"norm{i}.bias"] = to_tensor(params[f"ln{i}_beta"])
    state_dict |= {"wide.weight": to_tensor(params["w1"]).T, "wide.bias": to_tensor(params["b1"])}
    state_dict |= {"narrow.weight": to_tensor(params["w2"]).T, "narrow.bias": to_tensor(params["b2"])}
    model.load_state_dict(state_dict)
    return model.eval()


def state_of(block):
    return {name: tensor.clone().numpy() for name, tensor in block.state_dict().items()}


def run_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    model = MultiHeadAttention(x.shape[-1], n_heads).to(torch.float64)
    matrices = zip(LAYERS, (w_q, w_k, w_v, w_o), strict=True)
    model.load_state_dict({f"{name}.weight": to_tensor(w).T for name, w in matrices})
    with torch.no_grad():
        return model(to_tensor(x), mask=None if mask is None else torch.tensor(mask)).numpy()


def run_block(x, params, n_heads, causal=True):
    with torch.no_grad():
        return load_block(params, n_heads)(to_tensor(x), causal=causal).numpy()


def gradients(x, params, n_heads, causal=True):
    model = load_block(params, n_heads)
    model.zero_grad()
    outputs = model(to_tensor(x), causal=causal)
    loss = outputs.pow(2).mean()
    loss.backward()
    return {name: param.grad.detach().numpy() for name, param in model.named_parameters()}
