"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "nanogpt": {
        "weights-not-transposed": {
            "torch.tensor(w_q).t()": "torch.tensor(w_q)",
            "torch.tensor(w_k).t()": "torch.tensor(w_k)",
            "torch.tensor(w_v).t()": "torch.tensor(w_v)",
            "torch.tensor(w_o).t()": "torch.tensor(w_o)",
        },
        "split-without-transpose": {
            "self.query(x).view(B, T, self.n_head, hs).transpose(1, 2)": "self.query(x).view(B, self.n_head, T, hs)",
            "self.key(x).view(B, T, self.n_head, hs).transpose(1, 2)": "self.key(x).view(B, self.n_head, T, hs)",
            "self.value(x).view(B, T, self.n_head, hs).transpose(1, 2)": "self.value(x).view(B, self.n_head, T, hs)",
        },
        "merge-without-transpose": {
            "y.transpose(1, 2).contiguous().view(B, T, C)": "y.contiguous().view(B, T, C)",
        },
        "mask-inverted": {
            'masked_fill(mask == 0, float("-inf"))': 'masked_fill(mask, float("-inf"))',
            "masked_fill(mask == 0, 0.0)": "masked_fill(mask, 0.0)",
        },
        "scaled-by-d-model": {"math.sqrt(k.size(-1))": "math.sqrt(C)"},
        "gelu-exact": {"self.gelu = NewGELU()": "self.gelu = nn.GELU()"},
        "eps-1e-6": {
            "self.norm1 = nn.LayerNorm(d_model)": "self.norm1 = nn.LayerNorm(d_model, eps=1e-6)",
            "self.norm2 = nn.LayerNorm(d_model)": "self.norm2 = nn.LayerNorm(d_model, eps=1e-6)",
        },
        "causal-the-wrong-way": {"torch.tril(": "torch.triu("},
    },
    "transformers_bert": {
        "key-and-value-exchanged": {
            "key_layer = self.transpose_for_scores(self.key(": "key_layer = self.transpose_for_scores(self.value(",
            "value_layer = self.transpose_for_scores(self.value(": "value_layer = self.transpose_for_scores(self.key(",
        },
        "mask-inverted": {
            "(1.0 - keep) * torch.finfo": "keep * torch.finfo",
            "attention_probs * keep": "attention_probs * (1.0 - keep)",
        },
        "merge-without-transpose": {
            "        context_layer = context_layer.permute(0, 2, 1, 3).contiguous()\n": "",
        },
        "not-scaled": {
            "        attention_scores = attention_scores / math.sqrt(self.attention_head_size)\n": "",
        },
        "softmax-over-queries": {"softmax(attention_scores, dim=-1)": "softmax(attention_scores, dim=-2)"},
        "post-norm": {
            "        hidden_states = self.norm1(hidden_states)\n": "",
            "residual + self.attention(hidden_states, mask=mask)": "self.norm1(residual + self.attention(hidden_states, mask=mask))",
            "        hidden_states = self.norm2(hidden_states)\n": "",
            "return residual + hidden_states": "return self.norm2(residual + hidden_states)",
        },
        "single-precision": {
            "np.array(array, dtype=np.float64)": "np.array(array, dtype=np.float32)",
            "TransformerBlock(d_model, n_heads, d_ff).to(torch.float64)": "TransformerBlock(d_model, n_heads, d_ff)",
            "MultiHeadAttention(x.shape[-1], n_heads).to(torch.float64)": "MultiHeadAttention(x.shape[-1], n_heads)",
        },
        "loss-is-a-sum": {"outputs.pow(2).mean()": "outputs.pow(2).sum()"},
    },
    "einsum": {
        "output-not-transposed": {"param(w_o.T)": "param(w_o)"},
        "key-and-value-exchanged": {
            "attention.key.weight = param(w_k.T)": "attention.key.weight = param(w_v.T)",
            "attention.value.weight = param(w_v.T)": "attention.value.weight = param(w_k.T)",
        },
        "scaled-by-d-model": {"(d_model // n_heads) ** -0.5": "d_model**-0.5"},
        "softmax-over-heads": {
            "scores.amax(dim=-1, keepdim=True)": "scores.amax(dim=1, keepdim=True)",
            "e.sum(dim=-1, keepdim=True)": "e.sum(dim=1, keepdim=True)",
        },
        "relu": {
            'nn.functional.gelu(self.wide(self.norm2(x)), approximate="tanh")': "nn.functional.relu(self.wide(self.norm2(x)))",
        },
        "norms-exchanged": {
            'block.norm1.bias = param(params["ln1_gamma"]), param(params["ln1_beta"])': 'block.norm1.bias = param(params["ln2_gamma"]), param(params["ln2_beta"])',
            'block.norm2.bias = param(params["ln2_gamma"]), param(params["ln2_beta"])': 'block.norm2.bias = param(params["ln1_gamma"]), param(params["ln1_beta"])',
        },
        "causal-the-wrong-way": {"i[:, None] >= i[None, :]": "i[:, None] <= i[None, :]"},
        "loss-without-square": {"(y * y).mean()": "y.mean()"},
    },
    "sliced_heads": {
        "weights-not-transposed": {
            "torch.tensor(np.transpose(w))": "torch.tensor(w if w.shape == linear.weight.shape else w.T)",
        },
        "bias-left-on": {
            "self.query = nn.Linear(d_model, d_model, bias=False)": "self.query = nn.Linear(d_model, d_model)",
            "self.key = nn.Linear(d_model, d_model, bias=False)": "self.key = nn.Linear(d_model, d_model)",
            "self.value = nn.Linear(d_model, d_model, bias=False)": "self.value = nn.Linear(d_model, d_model)",
            "self.output = nn.Linear(d_model, d_model, bias=False)": "self.output = nn.Linear(d_model, d_model)",
        },
        "mask-inverted": {
            "scores.masked_fill(~mask[:, h], -1e9)": "scores.masked_fill(mask[:, h], -1e9)",
            "weights.masked_fill(~mask[:, h], 0)": "weights.masked_fill(mask[:, h], 0)",
            "torch.ones(length, length, dtype=torch.bool)": "torch.zeros(length, length, dtype=torch.bool)",
        },
        "norms-not-loaded": {
            '    block.norm1.weight.data.copy_(torch.tensor(p["ln1_gamma"]))\n': "",
            '    block.norm1.bias.data.copy_(torch.tensor(p["ln1_beta"]))\n': "",
            '    block.norm2.weight.data.copy_(torch.tensor(p["ln2_gamma"]))\n': "",
            '    block.norm2.bias.data.copy_(torch.tensor(p["ln2_beta"]))\n': "",
        },
        "one-norm-for-both": {"b = self.norm2(a)": "b = self.norm1(a)"},
        "residuals-missing": {
            "a = x + self.attention(": "a = self.attention(",
            "return a + self.narrow(b)": "return self.narrow(b)",
        },
        "never-causal": {
            "        future = torch.triu(torch.ones(x.shape[1], x.shape[1]), diagonal=1)\n": "",
            "mask = future == 0 if causal else None": "mask = None",
        },
        "gradients-of-another-mask": {
            "out = block(torch.tensor(x).double(), causal)": "out = block(torch.tensor(x).double())",
        },
    },
    "chunks": {
        "split-without-transpose": {
            "torch.stack(torch.chunk(t, self.n_heads, dim=-1), dim=1)": "t.reshape(t.shape[0], self.n_heads, t.shape[1], -1)",
        },
        "softmax-over-heads": {"F.softmax(logits, dim=-1)": "F.softmax(logits, dim=1)"},
        "eps-1e-6": {"eps = 1e-5": "eps = 1e-6"},
        "relu": {'F.gelu(self.wide(x), approximate="tanh")': "F.relu(self.wide(x))"},
        "norms-exchanged": {
            "ln1_gamma ln1_beta w_q w_k w_v w_o ln2_gamma ln2_beta": "ln2_gamma ln2_beta w_q w_k w_v w_o ln1_gamma ln1_beta",
        },
        "never-causal": {"torch.full((n, n), True).tril() if causal else torch": "torch"},
        "parameters-for-gradients": {"p.grad.numpy()": "p.detach().numpy()"},
        "gradients-of-another-mask": {
            "y = block(torch.tensor(x, dtype=torch.float64), causal)": "y = block(torch.tensor(x, dtype=torch.float64))",
        },
    },
    "heads_in_batch": {
        "split-without-transpose": {
            "        t = t.reshape(bsz, tgt_len, self.num_heads, self.head_dim).swapaxes(1, 2)\n": "",
        },
        "not-scaled": {"self.query(x) * self.scaling": "self.query(x)"},
        "softmax-over-queries": {"torch.softmax(attn_weights, dim=-1)": "torch.softmax(attn_weights, dim=1)"},
        "post-norm": {
            "self.attention(self.norm1(x), ~future if causal else None) + x": "self.norm1(self.attention(x, ~future if causal else None) + x)",
            "self.narrow(self.activation_fn(self.wide(self.norm2(x)))) + x": "self.norm2(self.narrow(self.activation_fn(self.wide(x))) + x)",
        },
        "one-norm-for-both": {"self.wide(self.norm2(x))": "self.wide(self.norm1(x))"},
        "residuals-missing": {
            "~future if causal else None) + x": "~future if causal else None)",
            "self.wide(self.norm2(x)))) + x": "self.wide(self.norm2(x))))",
        },
        "always-causal": {"~future if causal else None": "~future"},
        "loss-is-a-sum": {".square().mean()": ".square().sum()"},
    },
}
