"""As in a book that writes classes: RMSNorm, FeedForward and Attention keep their weights."""

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


class RMSNorm:
    def __init__(self, scale, eps):
        self.scale = scale
        self.eps = eps

    def forward(self, x):
        means = np.mean(np.square(x), axis=-1, keepdims=True)
        x_normed = x / np.sqrt(means + self.eps)
        return x_normed * self.scale


class FeedForward:
    def __init__(self, fc1, fc2, fc3):
        self.fc1, self.fc2, self.fc3 = fc1, fc2, fc3

    def forward(self, x):
        x_fc1 = x @ self.fc1
        x_fc2 = x @ self.fc2
        sigmoid = 1 / (1 + np.exp(-x_fc1))
        x = (x_fc1 * sigmoid) * x_fc2
        return x @ self.fc3


class GroupedQueryAttention:
    def __init__(self, params, num_heads, num_kv_groups, theta_base):
        self.params = params
        self.num_heads, self.num_kv_groups, self.theta_base = num_heads, num_kv_groups, theta_base

    def forward(self, x):
        b, num_tokens, _d_in = x.shape
        queries = x @ self.params["w_q"]
        keys = x @ self.params["w_k"]
        values = x @ self.params["w_v"]
        head_dim = queries.shape[-1] // self.num_heads
        queries = queries.reshape(b, num_tokens, self.num_heads, head_dim).transpose(0, 2, 1, 3)
        keys = keys.reshape(b, num_tokens, self.num_kv_groups, head_dim).transpose(0, 2, 1, 3)
        values = values.reshape(b, num_tokens, self.num_kv_groups, head_dim).transpose(0, 2, 1, 3)
        keys = apply_rope(keys, np.arange(num_tokens), self.theta_base)
        queries = apply_rope(queries, np.arange(num_tokens), self.theta_base)
        context_vec = grouped_query_attention(queries, keys, values)
        context_vec = context_vec.transpose(0, 2, 1, 3).reshape(b, num_tokens, self.num_heads * head_dim)
        return context_vec @ self.params["w_o"]


def rms_norm(x, gain, eps):
    return RMSNorm(gain, eps).forward(x)


def swiglu(x, w_gate, w_up, w_down):
    return FeedForward(w_gate, w_up, w_down).forward(x)


class TransformerBlock:
    def __init__(self, params, num_heads, num_kv_groups, theta_base, eps):
        self.att = GroupedQueryAttention(params, num_heads, num_kv_groups, theta_base)
        self.ff = FeedForward(params["w_gate"], params["w_up"], params["w_down"])
        self.norm1 = RMSNorm(params["attention_gain"], eps)
        self.norm2 = RMSNorm(params["mlp_gain"], eps)

    def forward(self, x):
        shortcut = x
        x = self.norm1.forward(x)
        x = self.att.forward(x)
        x = x + shortcut

        shortcut = x
        x = self.norm2.forward(x)
        x = self.ff.forward(x)
        return x + shortcut


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    return TransformerBlock(params, n_heads, n_kv_heads, rope_base, eps).forward(x)
