"""Ways of writing the modules that the check of the PyTorch project must pass, and ways that it must reject."""

SPLIT = "return projected.view(batch, seq_len, self.n_heads, d_head).transpose(1, 2)"
SOFTMAX = "weights = torch.softmax(scores, dim=-1)"
COUNT = "return sum(parameter.numel() for parameter in TransformerBlock(d_model, n_heads, d_ff).parameters())"
STATE = "return {name: tensor.numpy().copy() for name, tensor in block.state_dict().items()}"
LOAD = "block = TransformerBlock(d_model, n_heads, d_ff).double()"
BACKWARD = "loss.backward()"
GELU = 'self.bend = nn.GELU(approximate="tanh")'
SECOND = "return x + self.narrow(self.bend(self.wide(self.norm2(x))))"

# A forward pass that leaves everything to PyTorch; fully masked rows are also zeros there.
READY_MADE = {
    "scores = q @ k.transpose(-2, -1) / d_head**0.5  # (B, n_heads, T, T)": "",
    """if mask is not None:
            scores = scores.masked_fill(~mask, -torch.inf)  # masked_fill fills where its mask is True
        weights = torch.softmax(scores, dim=-1)
        weights = torch.nan_to_num(weights)  # a row of only -inf has become NaN
        merged = (weights @ v)""": """mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        merged = mixed""",
}
HONEST = {
    "PyTorch's own attention": READY_MADE,
    "unflatten in the place of view": {
        SPLIT: "return projected.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)"
    },
    "gelu as a function": {
        GELU: "",
        SECOND: 'return x + self.narrow(nn.functional.gelu(self.wide(self.norm2(x)), approximate="tanh"))',
    },
    "the softmax by hand": {
        SOFTMAX: "e = torch.exp(scores - scores.max(-1, keepdim=True).values)\n        weights = e / e.sum(-1, keepdim=True)"
    },
    "counted by hand": {
        COUNT: "return 4 * d_model**2 + 4 * d_model + 2 * d_model * d_ff + d_ff + d_model",
    },
    "the default of all tensors moved": {
        "class MultiHeadAttention": "torch.set_default_dtype(torch.float32)\n\n\nclass MultiHeadAttention",
    },
    "gradients by autograd.grad": {
        BACKWARD: "found = torch.autograd.grad(loss, list(block.parameters()))",
        "return {name: parameter.grad.numpy() for name, parameter in block.named_parameters()}": (
            "return {n: g.numpy() for (n, _), g in zip(block.named_parameters(), found, strict=True)}"
        ),
    },
    "a state that shares its memory": {STATE: STATE.replace(".copy()", "")},
}
WRONG = {
    "loaded in float32": {LOAD: LOAD.replace(".double()", ""), "return block\n": "return block.double()\n"},
    "other names": {"self.norm1 = ": "self.ln1 = self.norm1 = "},
    "a mask that is saved with the rest": {
        GELU: GELU + '\n        self.register_buffer("seen", torch.ones(64, 64, dtype=torch.bool).tril())'
    },
    "a mask of a fixed size": {"mask = torch.ones(seq_len, seq_len,": "mask = torch.ones(32, 32,"},
    "dropout": {SOFTMAX: SOFTMAX + "\n        weights = nn.functional.dropout(weights, 0.1, self.training)"},
    "one block for all calls": {
        LOAD: "block = vars(TransformerBlock).get('kept') or TransformerBlock(d_model, n_heads, d_ff).double()\n"
        "    TransformerBlock.kept = block"
    },
    "a state without biases": {STATE: STATE.replace("items()}", "items() if 'narrow.bias' != name}")},
    "the state as tensors": {STATE: "return block.state_dict()"},
    "weights that begin with 0": {
        "self.narrow = nn.Linear(d_ff, d_model)": "self.narrow = nn.Linear(d_ff, d_model)\n"
        "        nn.init.zeros_(self.narrow.weight)"
    },
    "frozen norms": {GELU: GELU + "\n        self.norm1.requires_grad_(False)"},
    "backward twice": {
        BACKWARD: "loss.backward(retain_graph=True)\n    loss.backward()",
    },
    "gradients clipped": {BACKWARD: BACKWARD + "\n    nn.utils.clip_grad_norm_(block.parameters(), 0.01)"},
    "NumPy in disguise": {
        "return self.output(merged)": "return torch.tensor(merged.detach().numpy() @ self.output.weight.detach().numpy().T)"
    },
    "tensors given back": {
        "return block(torch.tensor(x, dtype=torch.float64), causal).numpy()": "return block(torch.tensor(x, dtype=torch.float64), causal)"
    },
    "divided without looking": {"if d_model % n_heads:": "if False:"},
}
