"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "gpt_from_scratch": {
        "post-norm": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = layer_norm(x + mha(x, p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal), p["ln1_gamma"], p["ln1_beta"])\n    return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["ln2_gamma"], p["ln2_beta"])\n',
        },
        "no-norms": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(x, p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "attention-without-norm": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(x, p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "feed-forward-without-norm": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "first-residual-missing": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "second-residual-missing": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "both-residuals-missing": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "residual-from-the-normed-x": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    normed = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])\n    x = normed + mha(normed, p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    normed = layer_norm(x, p["ln2_gamma"], p["ln2_beta"])\n    return normed + feed_forward(normed, p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "first-residual-from-the-normed-x": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    normed = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])\n    x = normed + mha(normed, p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "second-residual-from-the-normed-x": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    normed = layer_norm(x, p["ln2_gamma"], p["ln2_beta"])\n    return normed + feed_forward(normed, p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "first-norm-twice": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "norms-exchanged": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "one-norm-for-both": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    normed = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])\n    x = x + mha(normed, p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(normed, p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "feed-forward-first": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n    return x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n',
        },
        "final-norm-added": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x = x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    x = x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n    return layer_norm(x, p["ln2_gamma"], p["ln2_beta"])\n',
        },
        "residual-added-twice": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    before = x\n    x = x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return before + x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "parallel-block": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    return x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal) + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "second-residual-from-the-start": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    middle = x + mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(layer_norm(middle, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "input-changed": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x += mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n',
        },
        "input-changed-twice": {
            '    x = x + mha(\n        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal\n    )\n    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n': '    x += mha(layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal)\n    x += feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])\n    return x\n',
        },
        "relu": {
            "return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))": "return np.maximum(0, x)",
        },
        "gelu-by-sigmoid": {
            "return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))": "return x / (1 + np.exp(-1.702 * x))",
        },
        "silu": {
            "return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))": "return x / (1 + np.exp(-x))",
        },
        "gelu-exact": {
            "return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-the-sequence": {
            "mu = np.mean(x, axis=-1, keepdims=True)": "mu = np.mean(x, axis=-2, keepdims=True)",
            "var = np.var(x, axis=-1, keepdims=True)": "var = np.var(x, axis=-2, keepdims=True)",
        },
        "norm-over-everything": {
            "mu = np.mean(x, axis=-1, keepdims=True)": "mu = np.mean(x)",
            "var = np.var(x, axis=-1, keepdims=True)": "var = np.var(x)",
        },
        "norm-with-n-minus-one": {
            "var = np.var(x, axis=-1, keepdims=True)": "var = np.var(x, axis=-1, keepdims=True, ddof=1)",
        },
        "norm-by-the-variance": {"np.sqrt(var + eps)": "(var + eps)"},
        "norm-eps-outside-the-root": {"np.sqrt(var + eps)": "(np.sqrt(var) + eps)"},
        "norm-without-eps": {"np.sqrt(var + eps)": "np.sqrt(var)"},
        "norm-eps-fixed": {"np.sqrt(var + eps)": "np.sqrt(var + 1e-5)"},
        "norm-without-mean": {"(x - mu)": "x"},
        "rms-norm": {
            "(x - mu)": "x",
            "var = np.var(x, axis=-1, keepdims=True)": "var = np.mean(x**2, axis=-1, keepdims=True)",
        },
        "norm-without-gamma": {"return gamma * (x - mu)": "return (x - mu)"},
        "norm-without-beta": {"np.sqrt(var + eps) + beta": "np.sqrt(var + eps)"},
        "norm-gamma-after-beta": {
            "gamma * (x - mu) / np.sqrt(var + eps) + beta": "gamma * ((x - mu) / np.sqrt(var + eps) + beta)",
        },
        "gamma-and-beta-exchanged": {
            "return gamma * (x": "return beta * (x",
            "eps) + beta": "eps) + gamma",
        },
        "eps-of-another-library": {"eps=1e-5": "eps=1e-12"},
        "gelu-without-cube": {"(x + 0.044715 * x**3)": "x"},
        "gelu-square": {"x**3": "x**2"},
        "gelu-without-half": {"0.5 * x * (1": "x * (1"},
        "gelu-two-over-pi-not-rooted": {"np.sqrt(2 / np.pi)": "(2 / np.pi)"},
        "gelu-pi-over-two": {"np.sqrt(2 / np.pi)": "np.sqrt(np.pi / 2)"},
        "gelu-constant-mistyped": {"0.044715": "0.44715"},
        "no-bend-between-layers": {
            "linear(gelu(linear(x, w1, b1)), w2, b2)": "linear(linear(x, w1, b1), w2, b2)",
        },
        "bend-after-second-layer": {
            "linear(gelu(linear(x, w1, b1)), w2, b2)": "gelu(linear(gelu(linear(x, w1, b1)), w2, b2))",
        },
        "bend-at-the-wrong-end": {
            "linear(gelu(linear(x, w1, b1)), w2, b2)": "gelu(linear(linear(x, w1, b1), w2, b2))",
        },
        "first-bias-after-bend": {"gelu(linear(x, w1, b1))": "gelu(linear(x, w1)) + b1"},
        "first-bias-missing": {"linear(x, w1, b1)": "linear(x, w1)"},
        "second-bias-missing": {", w2, b2)\n\n": ", w2)\n\n"},
        "residual-inside-feed-forward": {"return linear(gelu": "return x + linear(gelu"},
        "never-causal": {
            "mask = (1 - np.tri(size)) * -1e10 if causal else np.zeros((size, size))": "mask = np.zeros((size, size))",
        },
        "always-causal": {" if causal else np.zeros((size, size))": ""},
        "causal-inverted": {"if causal else": "if not causal else"},
        "causal-the-wrong-way": {"(1 - np.tri(size))": "(1 - np.tri(size).T)"},
        "causal-without-itself": {"np.tri(size)": "np.tri(size, k=-1)"},
        "mask-by-zero-scores": {"np.sqrt(q.shape[-1]) + mask)": "np.sqrt(q.shape[-1]) * (mask == 0))"},
        "mask-after-softmax": {
            "softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]) + mask) @ v": "(softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])) * (mask == 0)) @ v",
        },
        "mask-by-one-less": {"* -1e10 if": "* -1 if"},
        "no-scaling": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-by-d-model": {
            "q_heads = np.split(q,": "q_heads = np.split(q / np.sqrt(x.shape[-1]),",
            " / np.sqrt(q.shape[-1])": "",
        },
        "scaled-by-d-head": {"np.sqrt(q.shape[-1])": "q.shape[-1]"},
        "softmax-over-queries": {
            "np.max(x, axis=-1": "np.max(x, axis=-2",
            "np.sum(exp_x, axis=-1": "np.sum(exp_x, axis=-2",
        },
        "softmax-over-everything": {"np.sum(exp_x, axis=-1, keepdims=True)": "np.sum(exp_x)"},
        "heads-interleaved": {
            "np.split(q, n_heads, axis=-1)": "[q[..., h::n_heads] for h in range(n_heads)]",
            "np.split(k, n_heads, axis=-1)": "[k[..., h::n_heads] for h in range(n_heads)]",
            "np.split(v, n_heads, axis=-1)": "[v[..., h::n_heads] for h in range(n_heads)]",
        },
        "one-head": {
            "np.split(q, n_heads, axis=-1)": "[q]",
            "np.split(k, n_heads, axis=-1)": "[k]",
            "np.split(v, n_heads, axis=-1)": "[v]",
        },
        "heads-merged-in-reverse": {
            "np.concatenate(heads, axis=-1)": "np.concatenate(heads[::-1], axis=-1)",
        },
        "merged-without-transpose": {
            "np.concatenate(heads, axis=-1)": "np.stack(heads, axis=1).reshape(x.shape)",
        },
        "merged-interleaved": {
            "np.concatenate(heads, axis=-1)": "np.stack(heads, axis=-1).reshape(x.shape)",
        },
        "output-projection-missing": {
            "return linear(np.concatenate(heads, axis=-1), w_o)": "return np.concatenate(heads, axis=-1)",
        },
        "output-projection-transposed": {
            "np.concatenate(heads, axis=-1), w_o": "np.concatenate(heads, axis=-1), w_o.T",
        },
        "weights-transposed": {
            "linear(x, w_q), linear(x, w_k), linear(x, w_v)": "linear(x, w_q.T), linear(x, w_k.T), linear(x, w_v.T)",
        },
        "keys-and-queries-exchanged": {
            "q, k, v = linear(x, w_q), linear(x, w_k)": "k, q, v = linear(x, w_q), linear(x, w_k)",
        },
        "values-and-keys-exchanged": {
            "linear(x, w_k), linear(x, w_v)": "linear(x, w_v), linear(x, w_k)",
        },
    },
    "torch_habits": {
        "post-norm": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = layer_norm(x + causal_self_attention(x, params, n_heads, causal), params["ln1_gamma"], params["ln1_beta"])\n    return layer_norm(x + feed_forward(x, params["w1"], params["b1"], params["w2"], params["b2"]), params["ln2_gamma"], params["ln2_beta"])\n',
        },
        "no-norms": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(x, params, n_heads, causal)\n    return x + feed_forward(x, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "attention-without-norm": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(x, params, n_heads, causal)\n    return x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "feed-forward-without-norm": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(x, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-residual-missing": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-missing": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "both-residuals-missing": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "residual-from-the-normed-x": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    ln = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = ln + causal_self_attention(ln, params, n_heads, causal)\n    ln = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return ln + feed_forward(ln, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-residual-from-the-normed-x": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    ln = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = ln + causal_self_attention(ln, params, n_heads, causal)\n    return x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-from-the-normed-x": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    ln = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return ln + feed_forward(ln, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-norm-twice": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "norms-exchanged": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "one-norm-for-both": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    ln = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln, params, n_heads, causal)\n    return x + feed_forward(ln, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "feed-forward-first": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n',
        },
        "final-norm-added": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x = x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    x = x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n',
        },
        "residual-added-twice": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    before = x\n    x = x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return before + x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "parallel-block": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    return x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal) + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-from-the-start": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "input-changed": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x += causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "input-changed-twice": {
            '    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    x = x + causal_self_attention(ln_1, params, n_heads, causal)\n    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])\n    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x += causal_self_attention(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    x += feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return x\n',
        },
        "relu": {
            "return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))": "return np.maximum(0, x)",
        },
        "gelu-by-sigmoid": {
            "return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))": "return x / (1 + np.exp(-1.702 * x))",
        },
        "silu": {
            "return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))": "return x / (1 + np.exp(-x))",
        },
        "gelu-exact": {
            "return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-the-sequence": {
            "u = x.mean(-1,": "u = x.mean(-2,",
            "((x - u) ** 2).mean(-1,": "((x - u) ** 2).mean(-2,",
        },
        "norm-over-everything": {
            "x.mean(-1, keepdims=True)": "x.mean()",
            "((x - u) ** 2).mean(-1, keepdims=True)": "((x - u) ** 2).mean()",
        },
        "norm-with-n-minus-one": {
            "((x - u) ** 2).mean(-1, keepdims=True)": "((x - u) ** 2).sum(-1, keepdims=True) / (x.shape[-1] - 1)",
        },
        "norm-by-the-variance": {"np.sqrt(s + eps)": "(s + eps)"},
        "norm-eps-outside-the-root": {"np.sqrt(s + eps)": "(np.sqrt(s) + eps)"},
        "norm-without-eps": {"np.sqrt(s + eps)": "np.sqrt(s)"},
        "norm-eps-fixed": {"np.sqrt(s + eps)": "np.sqrt(s + 1e-5)"},
        "norm-without-mean": {"x = (x - u) / ": "x = x / "},
        "rms-norm": {"((x - u) ** 2).mean": "(x**2).mean", "x = (x - u) /": "x = x /"},
        "norm-without-gamma": {"return gamma * x + beta": "return x + beta"},
        "norm-without-beta": {"return gamma * x + beta": "return gamma * x"},
        "norm-gamma-after-beta": {"return gamma * x + beta": "return gamma * (x + beta)"},
        "gamma-and-beta-exchanged": {"return gamma * x + beta": "return beta * x + gamma"},
        "one-plus-gamma": {"return gamma * x + beta": "return (1 + gamma) * x + beta"},
        "eps-of-another-library": {"eps: float = 1e-5": "eps: float = 1e-6"},
        "absolute-distances": {
            "((x - u) ** 2).mean(-1, keepdims=True)": "np.abs(x - u).mean(-1, keepdims=True) ** 2",
        },
        "gelu-without-cube": {"(x + 0.044715 * np.power(x, 3.0))": "x"},
        "gelu-square": {"np.power(x, 3.0)": "np.power(x, 2.0)"},
        "gelu-without-half": {"return 0.5 * x * (1.0": "return x * (1.0"},
        "gelu-two-over-pi-not-rooted": {"math.sqrt(2.0 / math.pi)": "(2.0 / math.pi)"},
        "gelu-constant-mistyped": {"0.044715": "0.44715"},
        "no-bend-between-layers": {"    h = gelu(h)\n": ""},
        "bend-after-second-layer": {"return h @ w2 + b2": "return gelu(h @ w2 + b2)"},
        "bend-at-the-wrong-end": {
            "    h = gelu(h)\n": "",
            "return h @ w2 + b2": "return gelu(h @ w2 + b2)",
        },
        "first-bias-after-bend": {
            "h = x @ w1 + b1\n    h = gelu(h)": "h = x @ w1\n    h = gelu(h) + b1",
        },
        "first-bias-missing": {"x @ w1 + b1": "x @ w1"},
        "second-bias-missing": {"h @ w2 + b2": "h @ w2"},
        "residual-inside-feed-forward": {"return h @ w2 + b2": "return x + h @ w2 + b2"},
        "bend-before-the-first-layer": {"h = x @ w1 + b1\n    h = gelu(h)": "h = gelu(x) @ w1 + b1"},
        "never-causal": {
            "    if causal:\n        bias = np.tril(np.ones((T, T)))\n        att = np.where(bias == 0, -np.inf, att)\n": "",
        },
        "always-causal": {
            "    if causal:\n        bias = np.tril(np.ones((T, T)))\n        att = np": "    bias = np.tril(np.ones((T, T)))\n    att = np",
        },
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-the-wrong-way": {"np.tril(": "np.triu("},
        "mask-inverted": {"bias == 0": "bias == 1"},
        "causal-without-itself": {"np.tril(np.ones((T, T)))": "np.tril(np.ones((T, T)), -1)"},
        "mask-by-zero-scores": {"bias == 0, -np.inf, att": "bias == 0, 0.0, att"},
        "mask-by-one-less": {"bias == 0, -np.inf, att": "bias == 0, -1, att"},
        "mask-after-softmax": {
            "    if causal:\n        bias = np.tril(np.ones((T, T)))\n        att = np.where(bias == 0, -np.inf, att)\n": "",
            "    y = att @ v\n": "    if causal:\n        bias = np.tril(np.ones((T, T)))\n        att = np.where(bias == 0, 0.0, att)\n    y = att @ v\n",
        },
        "no-scaling": {"(q @ k.swapaxes(-2, -1)) * (1.0 / math.sqrt(hs))": "q @ k.swapaxes(-2, -1)"},
        "scaled-by-d-model": {"math.sqrt(hs)": "math.sqrt(C)"},
        "scaled-by-d-head": {"math.sqrt(hs)": "hs"},
        "scaled-by-the-number-of-heads": {"math.sqrt(hs)": "math.sqrt(n_head)"},
        "multiplied-by-the-root": {"(1.0 / math.sqrt(hs))": "math.sqrt(hs)"},
        "softmax-over-queries": {
            "att.max(axis=-1": "att.max(axis=-2",
            "att.sum(axis=-1": "att.sum(axis=-2",
        },
        "softmax-over-heads": {"att.max(axis=-1": "att.max(axis=1", "att.sum(axis=-1": "att.sum(axis=1"},
        "softmax-without-division": {"    att = att / att.sum(axis=-1, keepdims=True)\n": ""},
        "exp-missing": {"    att = np.exp(att)\n": ""},
        "heads-without-transpose": {
            'k = (x @ params["w_k"]).reshape(B, T, n_head, hs).swapaxes(1, 2)': 'k = (x @ params["w_k"]).reshape(B, n_head, T, hs)',
            'q = (x @ params["w_q"]).reshape(B, T, n_head, hs).swapaxes(1, 2)': 'q = (x @ params["w_q"]).reshape(B, n_head, T, hs)',
            'v = (x @ params["w_v"]).reshape(B, T, n_head, hs).swapaxes(1, 2)': 'v = (x @ params["w_v"]).reshape(B, n_head, T, hs)',
        },
        "heads-interleaved": {
            'k = (x @ params["w_k"]).reshape(B, T, n_head, hs).swapaxes(1, 2)': 'k = (x @ params["w_k"]).reshape(B, T, hs, n_head).transpose(0, 3, 1, 2)',
            'q = (x @ params["w_q"]).reshape(B, T, n_head, hs).swapaxes(1, 2)': 'q = (x @ params["w_q"]).reshape(B, T, hs, n_head).transpose(0, 3, 1, 2)',
            'v = (x @ params["w_v"]).reshape(B, T, n_head, hs).swapaxes(1, 2)': 'v = (x @ params["w_v"]).reshape(B, T, hs, n_head).transpose(0, 3, 1, 2)',
        },
        "merged-without-transpose": {"y.swapaxes(1, 2).reshape(B, T, C)": "y.reshape(B, T, C)"},
        "merged-with-the-wrong-transpose": {
            "y.swapaxes(1, 2).reshape(B, T, C)": "y.swapaxes(-1, -2).reshape(B, T, C)",
        },
        "one-head": {"hs = C // n_head": "n_head, hs = 1, C"},
        "output-projection-missing": {'return y @ params["w_o"]': "return y"},
        "output-projection-transposed": {'y @ params["w_o"]': 'y @ params["w_o"].T'},
        "weights-transposed": {
            '(x @ params["w_q"])': '(x @ params["w_q"].T)',
            '(x @ params["w_k"])': '(x @ params["w_k"].T)',
            '(x @ params["w_v"])': '(x @ params["w_v"].T)',
        },
        "keys-and-queries-exchanged": {"q @ k.swapaxes(-2, -1)": "k @ q.swapaxes(-2, -1)"},
        "values-and-keys-exchanged": {
            'k = (x @ params["w_k"])': 'k = (x @ params["w_v"])',
            'v = (x @ params["w_v"])': 'v = (x @ params["w_k"])',
        },
        "keys-read-as-values": {"y = att @ v": "y = att @ k"},
    },
    "einsum_weights": {
        "post-norm": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = layer_norm(x + attend(x, params, n_heads, causal), params["ln1_gamma"], params["ln1_beta"])\n    return layer_norm(middle + feed_forward(middle, params["w1"], params["b1"], params["w2"], params["b2"]), params["ln2_gamma"], params["ln2_beta"])\n',
        },
        "no-norms": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(x, params, n_heads, causal)\n    return middle + feed_forward(middle, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "attention-without-norm": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(x, params, n_heads, causal)\n    return middle + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "feed-forward-without-norm": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return middle + feed_forward(middle, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-residual-missing": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return middle + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-missing": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "both-residuals-missing": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "residual-from-the-normed-x": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = normed + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return normed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-residual-from-the-normed-x": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = normed + attend(normed, params, n_heads, causal)\n    return middle + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-from-the-normed-x": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return normed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-norm-twice": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return middle + feed_forward(layer_norm(middle, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "norms-exchanged": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params, n_heads, causal)\n    return middle + feed_forward(layer_norm(middle, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "one-norm-for-both": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "feed-forward-first": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return middle + attend(layer_norm(middle, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n',
        },
        "final-norm-added": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    middle = middle + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n',
        },
        "residual-added-twice": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + middle + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "parallel-block": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    return x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal) + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-from-the-start": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    middle = x + attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "input-changed": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x += attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "input-changed-twice": {
            '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    middle = x + attend(normed, params, n_heads, causal)\n    normed = layer_norm(middle, params["ln2_gamma"], params["ln2_beta"])\n    return middle + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n': '    x += attend(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    x += feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return x\n',
        },
        "relu": {
            "return x / 2 * (1 + np.tanh(c * x * (1 + 0.044715 * x * x)))": "return np.maximum(0, x)",
        },
        "gelu-by-sigmoid": {
            "return x / 2 * (1 + np.tanh(c * x * (1 + 0.044715 * x * x)))": "return x / (1 + np.exp(-1.702 * x))",
        },
        "silu": {
            "return x / 2 * (1 + np.tanh(c * x * (1 + 0.044715 * x * x)))": "return x / (1 + np.exp(-x))",
        },
        "gelu-exact": {
            "return x / 2 * (1 + np.tanh(c * x * (1 + 0.044715 * x * x)))": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-everything": {
            'np.einsum("...d->...", x)[..., None] / d': "np.mean(x)",
            'np.einsum("...d,...d->...", centered, centered)[..., None] / d': "np.mean(centered**2)",
        },
        "norm-over-the-sequence": {
            "    d = x.shape[-1]\n    mean": "    mean",
            'np.einsum("...d->...", x)[..., None] / d': "x.mean(axis=-2, keepdims=True)",
            'np.einsum("...d,...d->...", centered, centered)[..., None] / d': "(centered**2).mean(axis=-2, keepdims=True)",
        },
        "norm-with-n-minus-one": {
            "centered, centered)[..., None] / d": "centered, centered)[..., None] / (d - 1)",
        },
        "norm-without-dividing-the-sum": {
            "centered, centered)[..., None] / d": "centered, centered)[..., None]",
        },
        "norm-by-the-variance": {
            "return centered / (variance + eps) ** 0.5 * gamma + beta": "return centered / (variance + eps) * gamma + beta",
        },
        "norm-eps-outside-the-root": {"(variance + eps) ** 0.5": "(variance**0.5 + eps)"},
        "norm-without-eps": {"(variance + eps) ** 0.5": "variance**0.5"},
        "norm-eps-fixed": {"(variance + eps)": "(variance + 0.00001)"},
        "norm-without-mean": {"return centered /": "return x /"},
        "rms-norm": {"return centered /": "return x /", "centered, centered)": "x, x)"},
        "norm-without-gamma": {" ** 0.5 * gamma + beta": " ** 0.5 + beta"},
        "norm-without-beta": {"* gamma + beta": "* gamma"},
        "norm-gamma-after-beta": {
            "return centered / (variance + eps) ** 0.5 * gamma + beta": "return (centered / (variance + eps) ** 0.5 + beta) * gamma",
        },
        "eps-of-another-library": {"eps=1e-5": "eps=1e-6"},
        "gelu-without-cube": {"c * x * (1 + 0.044715 * x * x)": "c * x"},
        "gelu-square": {"(1 + 0.044715 * x * x)": "(1 + 0.044715 * x)"},
        "gelu-without-half": {"x / 2 * (1": "x * (1"},
        "gelu-two-over-pi-not-rooted": {"(2 / np.pi) ** 0.5": "2 / np.pi"},
        "gelu-constant-only-on-the-cube": {
            "c * x * (1 + 0.044715 * x * x)": "x * (1 + c * 0.044715 * x * x)",
        },
        "no-bend-between-layers": {
            'gelu(np.einsum("...d,df->...f", x, w1) + b1)': 'np.einsum("...d,df->...f", x, w1) + b1',
        },
        "bend-after-second-layer": {
            'return np.einsum("...f,fd->...d", hidden, w2) + b2': 'return gelu(np.einsum("...f,fd->...d", hidden, w2) + b2)',
        },
        "bend-at-the-wrong-end": {
            'gelu(np.einsum("...d,df->...f", x, w1) + b1)': 'np.einsum("...d,df->...f", x, w1) + b1',
            'return np.einsum("...f,fd->...d", hidden, w2) + b2': 'return gelu(np.einsum("...f,fd->...d", hidden, w2) + b2)',
        },
        "first-bias-after-bend": {"x, w1) + b1)": "x, w1)) + b1"},
        "first-bias-missing": {"x, w1) + b1)": "x, w1))"},
        "second-bias-missing": {"hidden, w2) + b2": "hidden, w2)"},
        "residual-inside-feed-forward": {'return np.einsum("...f': 'return x + np.einsum("...f'},
        "never-causal": {
            "    if causal:\n        t = np.arange(x.shape[1])\n        logits = np.where(t[:, None] >= t[None, :], logits, -np.inf)\n": "",
        },
        "always-causal": {
            "    if causal:\n        t = np.arange(x.shape[1])\n        logits =": "    t = np.arange(x.shape[1])\n    logits =",
        },
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-the-wrong-way": {"t[:, None] >= t[None, :]": "t[:, None] <= t[None, :]"},
        "causal-without-itself": {"t[:, None] >= t[None, :]": "t[:, None] > t[None, :]"},
        "mask-by-zero-scores": {"logits, -np.inf)": "logits, 0)"},
        "mask-after-softmax": {
            "    if causal:\n        t = np.arange(x.shape[1])\n        logits = np.where(t[:, None] >= t[None, :], logits, -np.inf)\n": "",
            "    mixed =": "    if causal:\n        probs = np.tril(probs)\n    mixed =",
        },
        "no-scaling": {" / np.sqrt(d_head)": ""},
        "scaled-by-d-model": {"np.sqrt(d_head)": "np.sqrt(d_model)"},
        "scaled-by-d-head": {"np.sqrt(d_head)": "d_head"},
        "softmax-over-queries": {
            "np.amax(logits, axis=-1": "np.amax(logits, axis=-2",
            "np.sum(probs, axis=-1": "np.sum(probs, axis=-2",
        },
        "softmax-without-division": {"    probs /= np.sum(probs, axis=-1, keepdims=True)\n": ""},
        "heads-interleaved": {
            'w_q = params["w_q"].reshape(d_model, n_heads, d_head)': 'w_q = params["w_q"].reshape(d_model, d_head, n_heads).swapaxes(1, 2)',
            'w_k = params["w_k"].reshape(d_model, n_heads, d_head)': 'w_k = params["w_k"].reshape(d_model, d_head, n_heads).swapaxes(1, 2)',
            'w_v = params["w_v"].reshape(d_model, n_heads, d_head)': 'w_v = params["w_v"].reshape(d_model, d_head, n_heads).swapaxes(1, 2)',
        },
        "weights-transposed": {
            'w_q = params["w_q"].reshape(d_model, n_heads, d_head)': 'w_q = params["w_q"].T.reshape(d_model, n_heads, d_head)',
            'w_k = params["w_k"].reshape(d_model, n_heads, d_head)': 'w_k = params["w_k"].T.reshape(d_model, n_heads, d_head)',
            'w_v = params["w_v"].reshape(d_model, n_heads, d_head)': 'w_v = params["w_v"].T.reshape(d_model, n_heads, d_head)',
        },
        "heads-without-transpose": {
            'q = np.einsum("btm,mhd->bhtd", x, w_q)': 'q = (x @ params["w_q"]).reshape(x.shape[0], n_heads, x.shape[1], d_head)',
            'k = np.einsum("btm,mhd->bhtd", x, w_k)': 'k = (x @ params["w_k"]).reshape(x.shape[0], n_heads, x.shape[1], d_head)',
            'v = np.einsum("btm,mhd->bhtd", x, w_v)': 'v = (x @ params["w_v"]).reshape(x.shape[0], n_heads, x.shape[1], d_head)',
        },
        "merged-without-transpose": {
            'return np.einsum("bhqd,hdm->bqm", mixed, w_o)': 'return mixed.reshape(x.shape) @ params["w_o"]',
        },
        "merged-interleaved": {
            'params["w_o"].reshape(n_heads, d_head, d_model)': 'params["w_o"].reshape(d_head, n_heads, d_model).swapaxes(0, 1)',
        },
        "output-projection-transposed": {'params["w_o"].reshape': 'params["w_o"].T.reshape'},
        "output-projection-missing": {
            'return np.einsum("bhqd,hdm->bqm", mixed, w_o)': 'return np.einsum("bhqd->bqhd", mixed).reshape(x.shape)',
        },
        "one-head": {"d_head = d_model // n_heads": "d_head, n_heads = d_model, 1"},
        "keys-and-queries-exchanged": {'"bhqd,bhkd->bhqk", q, k': '"bhqd,bhkd->bhqk", k, q'},
        "values-and-keys-exchanged": {
            'np.einsum("bhqd,bhkd->bhqk", q, k)': 'np.einsum("bhqd,bhkd->bhqk", q, v)',
            '"bhqk,bhkd->bhqd", probs, v': '"bhqk,bhkd->bhqd", probs, k',
        },
        "probabilities-transposed": {'"bhqk,bhkd->bhqd", probs': '"bhkq,bhkd->bhqd", probs'},
    },
    "all_inline": {
        "relu": {"return 0.5 * x * (1.0 + t)": "return np.maximum(0, x)"},
        "gelu-by-sigmoid": {"return 0.5 * x * (1.0 + t)": "return x / (1 + np.exp(-1.702 * x))"},
        "silu": {"return 0.5 * x * (1.0 + t)": "return x / (1 + np.exp(-x))"},
        "gelu-exact": {
            "return 0.5 * x * (1.0 + t)": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-the-sequence": {
            "x.mean(axis=-1,": "x.mean(axis=-2,",
            "x.var(axis=-1,": "x.var(axis=-2,",
        },
        "norm-over-everything": {
            "x.mean(axis=-1, keepdims=True)": "x.mean()",
            "x.var(axis=-1, keepdims=True)": "x.var()",
        },
        "norm-with-n-minus-one": {
            "x.var(axis=-1, keepdims=True)": "x.var(axis=-1, keepdims=True, ddof=1)",
        },
        "norm-by-the-variance": {
            "np.sqrt(x.var(axis=-1, keepdims=True) + eps)": "x.var(axis=-1, keepdims=True) + eps",
        },
        "norm-eps-outside-the-root": {
            "np.sqrt(x.var(axis=-1, keepdims=True) + eps)": "x.std(axis=-1, keepdims=True) + eps",
        },
        "norm-without-eps": {
            "np.sqrt(x.var(axis=-1, keepdims=True) + eps)": "x.std(axis=-1, keepdims=True)",
        },
        "norm-eps-fixed": {"keepdims=True) + eps)": "keepdims=True) + 1e-5)"},
        "norm-without-mean": {"z = (x - m) / sd": "z = x / sd"},
        "rms-norm": {"z = (x - m) / sd": "z = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)"},
        "norm-without-gamma": {"z * gamma + beta": "z + beta"},
        "norm-without-beta": {"z * gamma + beta": "z * gamma"},
        "norm-gamma-after-beta": {"z * gamma + beta": "(z + beta) * gamma"},
        "gamma-and-beta-exchanged": {"z * gamma + beta": "z * beta + gamma"},
        "eps-of-another-library": {"eps=1e-5": "eps=1e-6"},
        "mean-subtracted-twice": {"return z * gamma": "return (z - m) * gamma"},
        "gelu-without-cube": {"(x + 0.044715 * cube)": "x"},
        "gelu-square": {"x * x * x": "x * x"},
        "gelu-without-half": {"return 0.5 * x * (1.0 + t)": "return x * (1.0 + t)"},
        "gelu-two-over-pi-not-rooted": {"np.sqrt(2.0 / np.pi)": "2.0 / np.pi"},
        "gelu-root-of-two-over-pi-misplaced": {"np.sqrt(2.0 / np.pi)": "np.sqrt(2.0) / np.pi"},
        "gelu-minus-tanh": {"(1.0 + t)": "(1.0 - t)"},
        "no-bend-between-layers": {"gelu(x @ w1 + b1) @ w2": "(x @ w1 + b1) @ w2"},
        "bend-after-second-layer": {
            "return gelu(x @ w1 + b1) @ w2 + b2": "return gelu(gelu(x @ w1 + b1) @ w2 + b2)",
        },
        "bend-at-the-wrong-end": {
            "return gelu(x @ w1 + b1) @ w2 + b2": "return gelu((x @ w1 + b1) @ w2 + b2)",
        },
        "first-bias-after-bend": {"gelu(x @ w1 + b1)": "(gelu(x @ w1) + b1)"},
        "first-bias-missing": {"gelu(x @ w1 + b1)": "gelu(x @ w1)"},
        "second-bias-missing": {"@ w2 + b2": "@ w2"},
        "residual-inside-feed-forward": {"return gelu(x @": "return x + gelu(x @"},
        "post-norm": {
            "a = layer_norm(x, g1, be1)": "a = x",
            "after = x + together @ wo": "after = layer_norm(x + together @ wo, g1, be1)",
            "f = layer_norm(after, g2, be2)": "f = after",
            "return after + feed_forward(f, w1, b1, w2, b2)": "return layer_norm(after + feed_forward(f, w1, b1, w2, b2), g2, be2)",
        },
        "no-norms": {
            "a = layer_norm(x, g1, be1)": "a = x",
            "f = layer_norm(after, g2, be2)": "f = after",
        },
        "attention-without-norm": {"a = layer_norm(x, g1, be1)": "a = x"},
        "feed-forward-without-norm": {"f = layer_norm(after, g2, be2)": "f = after"},
        "first-residual-missing": {"after = x + together @ wo": "after = together @ wo"},
        "second-residual-missing": {"return after + feed": "return feed"},
        "both-residuals-missing": {
            "after = x + together @ wo": "after = together @ wo",
            "return after + feed": "return feed",
        },
        "residual-from-the-normed-x": {
            "after = x + together @ wo": "after = a + together @ wo",
            "return after + feed": "return f + feed",
        },
        "first-residual-from-the-normed-x": {"after = x + together @ wo": "after = a + together @ wo"},
        "second-residual-from-the-normed-x": {"return after + feed": "return f + feed"},
        "first-norm-twice": {"f = layer_norm(after, g2, be2)": "f = layer_norm(after, g1, be1)"},
        "norms-exchanged": {
            'g1, be1 = params["ln1_gamma"], params["ln1_beta"]': 'g2, be2 = params["ln1_gamma"], params["ln1_beta"]',
            'g2, be2 = params["ln2_gamma"], params["ln2_beta"]': 'g1, be1 = params["ln2_gamma"], params["ln2_beta"]',
        },
        "parallel-block": {"f = layer_norm(after, g2, be2)": "f = layer_norm(x, g2, be2)"},
        "one-norm-for-both": {"f = layer_norm(after, g2, be2)": "f = a"},
        "second-residual-from-the-start": {"return after + feed": "return x + feed"},
        "final-norm-added": {
            "return after + feed_forward(f, w1, b1, w2, b2)": "return layer_norm(after + feed_forward(f, w1, b1, w2, b2), g2, be2)",
        },
        "residual-added-twice": {"return after + feed": "return x + after + feed"},
        "input-changed": {"after = x + together @ wo": "x += together @ wo\n    after = x"},
        "input-changed-twice": {
            "after = x + together @ wo": "x += together @ wo\n    after = x",
            "return after + feed_forward(f, w1, b1, w2, b2)": "after += feed_forward(f, w1, b1, w2, b2)\n    return after",
        },
        "never-causal": {
            "    if causal:\n        hidden = np.triu(np.ones((length, length), dtype=bool), k=1)\n        scores[:, :, hidden] = -np.inf\n": "",
        },
        "always-causal": {"if causal:": "if True:"},
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-the-wrong-way": {
            "np.triu(np.ones((length, length), dtype=bool), k=1)": "np.tril(np.ones((length, length), dtype=bool), k=-1)",
        },
        "causal-without-itself": {", k=1)": ", k=0)"},
        "causal-one-too-many": {", k=1)": ", k=2)"},
        "mask-by-zero-scores": {"scores[:, :, hidden] = -np.inf": "scores[:, :, hidden] = 0"},
        "mask-after-softmax": {
            "        scores[:, :, hidden] = -np.inf\n": "",
            "    together =": "    if causal:\n        shares[:, :, hidden] = 0\n    together =",
        },
        "no-scaling": {"q @ k / np.sqrt(head)": "q @ k"},
        "scaled-by-d-model": {"np.sqrt(head)": "np.sqrt(width)"},
        "scaled-by-d-head": {"np.sqrt(head)": "head"},
        "scaled-by-the-length": {"np.sqrt(head)": "np.sqrt(length)"},
        "softmax-over-queries": {
            "scores.max(axis=-1": "scores.max(axis=-2",
            "powers.sum(axis=-1": "powers.sum(axis=-2",
        },
        "heads-without-transpose": {
            "q = (a @ wq).reshape(batch, length, n_heads, head).transpose(0, 2, 1, 3)": "q = (a @ wq).reshape(batch, n_heads, length, head)",
            "k = (a @ wk).reshape(batch, length, n_heads, head).transpose(0, 2, 3, 1)": "k = (a @ wk).reshape(batch, n_heads, length, head).swapaxes(2, 3)",
            "v = (a @ wv).reshape(batch, length, n_heads, head).transpose(0, 2, 1, 3)": "v = (a @ wv).reshape(batch, n_heads, length, head)",
        },
        "heads-interleaved": {
            "q = (a @ wq).reshape(batch, length, n_heads, head).transpose(0, 2, 1, 3)": "q = (a @ wq).reshape(batch, length, head, n_heads).transpose(0, 3, 1, 2)",
            "k = (a @ wk).reshape(batch, length, n_heads, head).transpose(0, 2, 3, 1)": "k = (a @ wk).reshape(batch, length, head, n_heads).transpose(0, 3, 2, 1)",
            "v = (a @ wv).reshape(batch, length, n_heads, head).transpose(0, 2, 1, 3)": "v = (a @ wv).reshape(batch, length, head, n_heads).transpose(0, 3, 1, 2)",
        },
        "keys-reshaped-to-fit": {
            "k = (a @ wk).reshape(batch, length, n_heads, head).transpose(0, 2, 3, 1)": "k = (a @ wk).reshape(batch, n_heads, head, length)",
        },
        "merged-without-transpose": {"(shares @ v).transpose(0, 2, 1, 3)": "(shares @ v)"},
        "one-head": {"head = width // n_heads": "n_heads, head = 1, width"},
        "output-projection-missing": {"x + together @ wo": "x + together"},
        "output-projection-transposed": {"together @ wo": "together @ wo.T"},
        "weights-transposed": {
            "(a @ wq)": "(a @ wq.T)",
            "(a @ wk)": "(a @ wk.T)",
            "(a @ wv)": "(a @ wv.T)",
        },
        "keys-and-queries-exchanged": {"wq, wk, wv, wo = (": "wk, wq, wv, wo = ("},
        "values-and-keys-exchanged": {"wq, wk, wv, wo = (": "wq, wv, wk, wo = ("},
        "queries-of-the-unnormed-x": {"(a @ wq)": "(x @ wq)"},
    },
    "classes": {
        "post-norm": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = self.norm1(x + self.attention(x))\n        return self.norm2(x + self.mlp(x))\n",
        },
        "no-norms": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(x)\n        return x + self.mlp(x)\n",
        },
        "attention-without-norm": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(x)\n        return x + self.mlp(self.norm2(x))\n",
        },
        "feed-forward-without-norm": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(x)\n",
        },
        "first-residual-missing": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n",
        },
        "second-residual-missing": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(self.norm1(x))\n        return self.mlp(self.norm2(x))\n",
        },
        "both-residuals-missing": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = self.attention(self.norm1(x))\n        return self.mlp(self.norm2(x))\n",
        },
        "residual-from-the-normed-x": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        normed = self.norm1(x)\n        x = normed + self.attention(normed)\n        normed = self.norm2(x)\n        return normed + self.mlp(normed)\n",
        },
        "first-residual-from-the-normed-x": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        normed = self.norm1(x)\n        x = normed + self.attention(normed)\n        return x + self.mlp(self.norm2(x))\n",
        },
        "second-residual-from-the-normed-x": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(self.norm1(x))\n        normed = self.norm2(x)\n        return normed + self.mlp(normed)\n",
        },
        "first-norm-twice": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm1(x))\n",
        },
        "norms-exchanged": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(self.norm2(x))\n        return x + self.mlp(self.norm1(x))\n",
        },
        "one-norm-for-both": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        normed = self.norm1(x)\n        x = x + self.attention(normed)\n        return x + self.mlp(normed)\n",
        },
        "feed-forward-first": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.mlp(self.norm2(x))\n        return x + self.attention(self.norm1(x))\n",
        },
        "final-norm-added": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x = x + self.attention(self.norm1(x))\n        x = x + self.mlp(self.norm2(x))\n        return self.norm2(x)\n",
        },
        "residual-added-twice": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        before = x\n        x = x + self.attention(self.norm1(x))\n        return before + x + self.mlp(self.norm2(x))\n",
        },
        "parallel-block": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        return x + self.attention(self.norm1(x)) + self.mlp(self.norm2(x))\n",
        },
        "second-residual-from-the-start": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        middle = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(middle))\n",
        },
        "input-changed": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x += self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n",
        },
        "input-changed-twice": {
            "        x = x + self.attention(self.norm1(x))\n        return x + self.mlp(self.norm2(x))\n": "        x += self.attention(self.norm1(x))\n        x += self.mlp(self.norm2(x))\n        return x\n",
        },
        "relu": {"return x * 0.5 * (np.tanh(inside) + 1)": "return np.maximum(0, x)"},
        "gelu-by-sigmoid": {
            "return x * 0.5 * (np.tanh(inside) + 1)": "return x / (1 + np.exp(-1.702 * x))",
        },
        "silu": {"return x * 0.5 * (np.tanh(inside) + 1)": "return x / (1 + np.exp(-x))"},
        "gelu-exact": {
            "return x * 0.5 * (np.tanh(inside) + 1)": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-the-sequence": {
            "mean = x.mean(axis=-1": "mean = x.mean(axis=-2",
            "np.square(x), axis=-1": "np.square(x), axis=-2",
        },
        "norm-over-everything": {
            "mean = x.mean(axis=-1, keepdims=True)": "mean = x.mean()",
            "var = np.mean(np.square(x), axis=-1, keepdims=True) - np.square(mean)": "var = x.var()",
        },
        "norm-with-n-minus-one": {
            "var = np.mean(np.square(x), axis=-1, keepdims=True) - np.square(mean)": "var = np.mean(np.square(x), axis=-1, keepdims=True) - np.square(mean)\n        var = var * x.shape[-1] / (x.shape[-1] - 1)",
        },
        "norm-by-the-variance": {
            "np.sqrt(np.maximum(var, 0) + self.eps)": "(np.maximum(var, 0) + self.eps)",
        },
        "norm-eps-outside-the-root": {
            "np.sqrt(np.maximum(var, 0) + self.eps)": "(np.sqrt(np.maximum(var, 0)) + self.eps)",
        },
        "norm-without-eps": {"np.sqrt(np.maximum(var, 0) + self.eps)": "np.sqrt(np.maximum(var, 0))"},
        "norm-eps-fixed": {"LayerNorm(gamma, beta, eps)": "LayerNorm(gamma, beta, 1e-5)"},
        "norm-without-mean": {"return (x - mean) /": "return x /"},
        "rms-norm": {"return (x - mean) /": "return x /", " - np.square(mean)": ""},
        "mean-square-for-the-variance": {" - np.square(mean)": ""},
        "norm-without-gamma": {" * self.gamma + self.beta": " + self.beta"},
        "norm-without-beta": {"self.gamma + self.beta": "self.gamma"},
        "norm-gamma-after-beta": {
            "return (x - mean) / np.sqrt(np.maximum(var, 0) + self.eps) * self.gamma + self.beta": "return ((x - mean) / np.sqrt(np.maximum(var, 0) + self.eps) + self.beta) * self.gamma",
        },
        "gamma-and-beta-exchanged": {
            "self.gamma = gamma": "self.gamma = beta",
            "self.beta = beta": "self.beta = gamma",
        },
        "eps-of-another-library": {
            'params["ln1_beta"], 1e-5': 'params["ln1_beta"], 1e-12',
            'params["ln2_beta"], 1e-5': 'params["ln2_beta"], 1e-12',
            "eps=1e-5": "eps=1e-12",
        },
        "mean-of-the-squares-mixed-up": {
            "np.mean(np.square(x), axis=-1, keepdims=True) - np.square(mean)": "np.mean(np.square(x), axis=-1, keepdims=True) - mean",
        },
        "gelu-without-cube": {"(x + 0.044715 * x**3)": "x"},
        "gelu-square": {"x**3": "x**2"},
        "gelu-without-half": {"x * 0.5 * (np": "x * (np"},
        "gelu-two-over-pi-not-rooted": {"np.sqrt(2 / np.pi)": "2 / np.pi"},
        "gelu-without-one": {"(np.tanh(inside) + 1)": "np.tanh(inside)"},
        "no-bend-between-layers": {
            "self.second(gelu(self.first(x)))": "self.second(self.first(x))",
            "Linear(w2, b2)(gelu(Linear(w1, b1)(x)))": "Linear(w2, b2)(Linear(w1, b1)(x))",
        },
        "bend-after-second-layer": {
            "self.second(gelu(self.first(x)))": "gelu(self.second(gelu(self.first(x))))",
            "Linear(w2, b2)(gelu(Linear(w1, b1)(x)))": "gelu(Linear(w2, b2)(gelu(Linear(w1, b1)(x))))",
        },
        "bend-at-the-wrong-end": {
            "self.second(gelu(self.first(x)))": "gelu(self.second(self.first(x)))",
            "Linear(w2, b2)(gelu(Linear(w1, b1)(x)))": "gelu(Linear(w2, b2)(Linear(w1, b1)(x)))",
        },
        "first-bias-missing": {
            'Linear(params["w1"], params["b1"])': 'Linear(params["w1"])',
            "Linear(w1, b1)": "Linear(w1)",
        },
        "second-bias-missing": {
            'Linear(params["w2"], params["b2"])': 'Linear(params["w2"])',
            "Linear(w2, b2)": "Linear(w2)",
        },
        "first-bias-after-bend": {
            'Linear(params["w1"], params["b1"])': 'Linear(params["w1"])',
            "self.second(gelu(self.first(x)))": "self.second(gelu(self.first(x)) + self.b1)",
            "    def mlp(self": '        self.b1 = params["b1"]\n\n    def mlp(self',
            "gelu(Linear(w1, b1)(x))": "gelu(Linear(w1)(x)) + b1",
        },
        "bend-missing-in-the-block-only": {
            "self.second(gelu(self.first(x)))": "self.second(self.first(x))",
        },
        "residual-inside-feed-forward": {
            "return self.second(": "return x + self.second(",
            "return Linear(w2, b2)": "return x + Linear(w2, b2)",
        },
        "biases-never-added": {"y if self.bias is None else y + self.bias": "y"},
        "never-causal": {
            "        if self.causal:\n            mask = np.tri(q.shape[2], dtype=bool)\n            scores = np.where(mask, scores, -np.inf)\n": "",
        },
        "always-causal": {"self.causal = causal": "self.causal = True"},
        "causal-inverted": {"self.causal = causal": "self.causal = not causal"},
        "causal-the-wrong-way": {"np.tri(q.shape[2], dtype=bool)": "np.tri(q.shape[2], dtype=bool).T"},
        "causal-without-itself": {
            "np.tri(q.shape[2], dtype=bool)": "np.tri(q.shape[2], k=-1, dtype=bool)",
        },
        "mask-of-the-heads": {
            "np.tri(q.shape[2], dtype=bool)": "np.tri(q.shape[1], dtype=bool)[: q.shape[2], : q.shape[2]]",
        },
        "mask-by-zero-scores": {"scores, -np.inf)": "scores, 0.0)"},
        "mask-inverted": {"np.where(mask, scores, -np.inf)": "np.where(mask, -np.inf, scores)"},
        "mask-after-softmax": {
            "        if self.causal:\n            mask = np.tri(q.shape[2], dtype=bool)\n            scores = np.where(mask, scores, -np.inf)\n": "",
            "return e / e.sum(axis=-1, keepdims=True)": "shares = e / e.sum(axis=-1, keepdims=True)\n        return shares * np.tri(q.shape[2]) if self.causal else shares",
        },
        "no-scaling": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-by-d-model": {"np.sqrt(q.shape[-1])": "np.sqrt(q.shape[-1] * self.n_heads)"},
        "scaled-by-d-head": {"np.sqrt(q.shape[-1])": "q.shape[-1]"},
        "softmax-over-queries": {
            "scores.max(axis=-1": "scores.max(axis=-2",
            "e.sum(axis=-1": "e.sum(axis=-2",
        },
        "heads-without-transpose": {
            "x.reshape(b, t, self.n_heads, d // self.n_heads).transpose(0, 2, 1, 3)": "x.reshape(b, self.n_heads, t, d // self.n_heads)",
        },
        "heads-interleaved": {
            "x.reshape(b, t, self.n_heads, d // self.n_heads).transpose(0, 2, 1, 3)": "x.reshape(b, t, d // self.n_heads, self.n_heads).transpose(0, 3, 1, 2)",
        },
        "merged-without-transpose": {
            "mixed.transpose(0, 2, 1, 3).reshape(x.shape)": "mixed.reshape(x.shape)",
        },
        "one-head": {"self.n_heads = n_heads": "self.n_heads = 1"},
        "output-projection-missing": {
            "return self.out(mixed.transpose(0, 2, 1, 3).reshape(x.shape))": "return mixed.transpose(0, 2, 1, 3).reshape(x.shape)",
        },
        "output-projection-transposed": {'Linear(params["w_o"])': 'Linear(params["w_o"].T)'},
        "weights-transposed": {
            'Linear(params["w_q"])': 'Linear(params["w_q"].T)',
            'Linear(params["w_k"])': 'Linear(params["w_k"].T)',
            'Linear(params["w_v"])': 'Linear(params["w_v"].T)',
        },
        "keys-and-queries-exchanged": {"self.weights(q, k)": "self.weights(k, q)"},
        "values-and-keys-exchanged": {
            'self.key = Linear(params["w_k"])': 'self.key = Linear(params["w_v"])',
            'self.value = Linear(params["w_v"])': 'self.value = Linear(params["w_k"])',
        },
        "value-layer-not-used": {"self.heads(self.value(x))": "self.heads(x)"},
    },
    "loops": {
        "post-norm": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = layer_norm(text + attention_of_one_text(text, params, n_heads, causal), params["ln1_gamma"], params["ln1_beta"])\n        texts.append(layer_norm(summed + feed_forward(summed, params["w1"], params["b1"], params["w2"], params["b2"]), params["ln2_gamma"], params["ln2_beta"]))\n',
        },
        "no-norms": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(text, params, n_heads, causal)\n        texts.append(summed + feed_forward(summed, params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "attention-without-norm": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(text, params, n_heads, causal)\n        texts.append(summed + feed_forward(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "feed-forward-without-norm": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        texts.append(summed + feed_forward(summed, params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "first-residual-missing": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        texts.append(summed + feed_forward(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "second-residual-missing": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        texts.append(feed_forward(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "both-residuals-missing": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        texts.append(feed_forward(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "residual-from-the-normed-x": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = normed + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        texts.append(normed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "first-residual-from-the-normed-x": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = normed + attention_of_one_text(normed, params, n_heads, causal)\n        texts.append(summed + feed_forward(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "second-residual-from-the-normed-x": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        texts.append(normed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "first-norm-twice": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        texts.append(summed + feed_forward(layer_norm(summed, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "norms-exchanged": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(layer_norm(text, params["ln2_gamma"], params["ln2_beta"]), params, n_heads, causal)\n        texts.append(summed + feed_forward(layer_norm(summed, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "one-norm-for-both": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        texts.append(summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "feed-forward-first": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + feed_forward(layer_norm(text, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed + attention_of_one_text(layer_norm(summed, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal))\n',
        },
        "final-norm-added": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        summed = summed + feed_forward(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]))\n',
        },
        "residual-added-twice": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        summed = text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        texts.append(text + summed + feed_forward(layer_norm(summed, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "parallel-block": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        texts.append(text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal) + feed_forward(layer_norm(text, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "second-residual-from-the-start": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        middle = text + attention_of_one_text(layer_norm(text, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n        texts.append(text + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"]))\n',
        },
        "relu": {"return 0.5 * value * (1 + math.tanh(inner))": "return max(value, 0.0)"},
        "silu": {"return 0.5 * value * (1 + math.tanh(inner))": "return value / (1 + math.exp(-value))"},
        "gelu-by-sigmoid": {
            "return 0.5 * value * (1 + math.tanh(inner))": "return value / (1 + math.exp(-1.702 * value))",
        },
        "gelu-exact": {
            "return 0.5 * value * (1 + math.tanh(inner))": "return 0.5 * value * (1 + math.erf(value / math.sqrt(2)))",
        },
        "gelu-without-cube": {"(value + 0.044715 * value**3)": "value"},
        "gelu-square": {"value**3": "value**2"},
        "gelu-without-half": {
            "return 0.5 * value * (1 + math.tanh(inner))": "return value * (1 + math.tanh(inner))",
        },
        "gelu-two-over-pi-not-rooted": {"math.sqrt(2 / math.pi)": "(2 / math.pi)"},
        "leaky-relu": {
            "return 0.5 * value * (1 + math.tanh(inner))": "return value if value > 0 else 0.01 * value",
        },
        "norm-over-everything": {
            "    rows = x.reshape(-1, x.shape[-1])\n    out": "    return (x - x.mean()) / math.sqrt(x.var() + eps) * gamma + beta\n    rows = x.reshape(-1, x.shape[-1])\n    out",
        },
        "norm-with-n-minus-one": {"for value in row) / len(row)": "for value in row) / (len(row) - 1)"},
        "norm-by-the-variance": {"math.sqrt(variance + eps)": "(variance + eps)"},
        "norm-eps-outside-the-root": {"math.sqrt(variance + eps)": "(math.sqrt(variance) + eps)"},
        "norm-without-eps": {"math.sqrt(variance + eps)": "np.sqrt(variance)"},
        "norm-eps-fixed": {"math.sqrt(variance + eps)": "math.sqrt(variance + 1e-5)"},
        "norm-without-mean": {"out[r] = (row - mean) /": "out[r] = row /"},
        "rms-norm": {
            "out[r] = (row - mean) /": "out[r] = row /",
            "(value - mean) ** 2 for": "value**2 for",
        },
        "norm-without-gamma": {"reshape(x.shape) * gamma + beta": "reshape(x.shape) + beta"},
        "norm-without-beta": {"* gamma + beta": "* gamma"},
        "norm-gamma-after-beta": {
            "return out.reshape(x.shape) * gamma + beta": "return (out.reshape(x.shape) + beta) * gamma",
        },
        "eps-of-another-library": {"eps=1e-5": "eps=1e-12"},
        "absolute-distances": {
            "(value - mean) ** 2 for value in row) / len(row)": "abs(value - mean) for value in row) / len(row)\n        variance = variance**2",
        },
        "no-bend-between-layers": {"hidden = gelu(np.dot(x, w1) + b1)": "hidden = np.dot(x, w1) + b1"},
        "bend-after-second-layer": {
            "return np.dot(hidden, w2) + b2": "return gelu(np.dot(hidden, w2) + b2)",
        },
        "bend-at-the-wrong-end": {
            "hidden = gelu(np.dot(x, w1) + b1)": "hidden = np.dot(x, w1) + b1",
            "return np.dot(hidden, w2) + b2": "return gelu(np.dot(hidden, w2) + b2)",
        },
        "first-bias-after-bend": {"gelu(np.dot(x, w1) + b1)": "gelu(np.dot(x, w1)) + b1"},
        "first-bias-missing": {"np.dot(x, w1) + b1": "np.dot(x, w1)"},
        "second-bias-missing": {"np.dot(hidden, w2) + b2": "np.dot(hidden, w2)"},
        "residual-inside-feed-forward": {"return np.dot(hidden, w2)": "return x + np.dot(hidden, w2)"},
        "never-causal": {"i + 1 if causal else T": "T"},
        "always-causal": {"i + 1 if causal else T": "i + 1"},
        "causal-inverted": {"if causal else T": "if not causal else T"},
        "causal-without-itself": {"i + 1 if": "max(i, 1) if"},
        "causal-one-too-many": {"i + 1 if": "min(i + 2, T) if"},
        "causal-the-wrong-way": {
            "            n_seen = i + 1 if causal else T\n": "            first = i if causal else 0\n",
            "for j in range(n_seen)]": "for j in range(first, T)]",
            "            for j in range(n_seen):\n": "            for j in range(first, T):\n",
            "weights[j] *": "weights[j - first] *",
        },
        "mask-by-zero-scores": {
            "n_seen = i + 1 if causal else T": "n_seen = T",
            "/ math.sqrt(d_head) for": "/ math.sqrt(d_head) if j <= i or not causal else 0.0 for",
        },
        "mask-after-softmax": {
            "math.sqrt(d_head) for j in range(n_seen)]": "math.sqrt(d_head) for j in range(T)]",
        },
        "no-scaling": {" / math.sqrt(d_head)": ""},
        "scaled-by-d-model": {"math.sqrt(d_head)": "math.sqrt(d_model)"},
        "scaled-by-d-head": {"math.sqrt(d_head)": "d_head"},
        "scaled-by-the-length": {"math.sqrt(d_head)": "math.sqrt(T)"},
        "softmax-without-division": {"[p / total for p in powers]": "powers"},
        "heads-interleaved": {
            "start, stop = h * d_head, (h + 1) * d_head": "own = np.arange(h, d_model, n_heads)",
            "q[i, start:stop] @ k[j, start:stop]": "q[i, own] @ k[j, own]",
            "result[i, start:stop] += weights[j] * v[j, start:stop]": "result[i, own] += weights[j] * v[j, own]",
        },
        "one-head": {"d_head = d_model // n_heads": "n_heads, d_head = 1, d_model"},
        "last-head-missing": {"for h in range(n_heads)": "for h in range(max(n_heads - 1, 1))"},
        "head-slices-overlap": {
            "start, stop = h * d_head, (h + 1) * d_head": "start, stop = h, h + d_head",
        },
        "only-the-last-value-kept": {
            "result[i, start:stop] += weights": "result[i, start:stop] = weights",
        },
        "heads-without-transpose": {
            'x @ params["w_q"], x @ params["w_k"], x @ params["w_v"]': '(x @ params[name] for name in ("w_q", "w_k", "w_v"))\n    q, k, v = (a.reshape(n_heads, T, d_head).swapaxes(0, 1).reshape(T, d_model) for a in (q, k, v))',
        },
        "merged-without-transpose": {
            'return result @ params["w_o"]': 'result = result.reshape(T, n_heads, d_head).swapaxes(0, 1).reshape(T, d_model)\n    return result @ params["w_o"]',
        },
        "output-projection-missing": {'return result @ params["w_o"]': "return result"},
        "output-projection-transposed": {'result @ params["w_o"]': 'result @ params["w_o"].T'},
        "weights-transposed": {
            'x @ params["w_q"], x @ params["w_k"], x @ params["w_v"]': 'x @ params["w_q"].T, x @ params["w_k"].T, x @ params["w_v"].T',
        },
        "keys-and-queries-exchanged": {
            "q[i, start:stop] @ k[j, start:stop]": "k[i, start:stop] @ q[j, start:stop]",
        },
        "values-and-keys-exchanged": {"q, k, v = x @": "q, v, k = x @"},
        "input-changed": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        text += attention_of_one_text(normed, params, n_heads, causal)\n        summed = text\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n',
        },
        "input-changed-twice": {
            '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        summed = text + attention_of_one_text(normed, params, n_heads, causal)\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed = summed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n': '        normed = layer_norm(text, params["ln1_gamma"], params["ln1_beta"])\n        text += attention_of_one_text(normed, params, n_heads, causal)\n        summed = text\n        normed = layer_norm(summed, params["ln2_gamma"], params["ln2_beta"])\n        summed += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n        texts.append(summed)\n',
        },
    },
    "head_slices": {
        "post-norm": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = layer_norm(x + multi_head(x, params, n_heads, causal), params["ln1_gamma"], params["ln1_beta"])\n    return layer_norm(stream + feed_forward(stream, params["w1"], params["b1"], params["w2"], params["b2"]), params["ln2_gamma"], params["ln2_beta"])\n',
        },
        "no-norms": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(x, params, n_heads, causal)\n    return stream + feed_forward(stream, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "attention-without-norm": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(x, params, n_heads, causal)\n    return stream + feed_forward(layer_norm(stream, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "feed-forward-without-norm": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return stream + feed_forward(stream, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-residual-missing": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return stream + feed_forward(layer_norm(stream, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-missing": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return feed_forward(layer_norm(stream, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "both-residuals-missing": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return feed_forward(layer_norm(stream, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "residual-from-the-normed-x": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    stream = normed + multi_head(normed, params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    return normed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-residual-from-the-normed-x": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    stream = normed + multi_head(normed, params, n_heads, causal)\n    return stream + feed_forward(layer_norm(stream, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-from-the-normed-x": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    return normed + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "first-norm-twice": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return stream + feed_forward(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "norms-exchanged": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params, n_heads, causal)\n    return stream + feed_forward(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "one-norm-for-both": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])\n    stream = x + multi_head(normed, params, n_heads, causal)\n    return stream + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "feed-forward-first": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream + multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n',
        },
        "final-norm-added": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    stream = stream + feed_forward(layer_norm(stream, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n    return layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n',
        },
        "residual-added-twice": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    stream = x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + stream + feed_forward(layer_norm(stream, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "parallel-block": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    return x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal) + feed_forward(layer_norm(x, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "second-residual-from-the-start": {
            '    stream = x.copy()\n    stream += multi_head(layer_norm(stream, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    normed = layer_norm(stream, params["ln2_gamma"], params["ln2_beta"])\n    stream += feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])\n    return stream\n': '    middle = x + multi_head(layer_norm(x, params["ln1_gamma"], params["ln1_beta"]), params, n_heads, causal)\n    return x + feed_forward(layer_norm(middle, params["ln2_gamma"], params["ln2_beta"]), params["w1"], params["b1"], params["w2"], params["b2"])\n',
        },
        "input-changed": {"stream = x.copy()": "stream = x", "stream += feed": "stream = stream + feed"},
        "input-changed-twice": {"stream = x.copy()": "stream = x"},
        "relu": {"return 0.5 * x * out": "return np.maximum(0, x)"},
        "gelu-by-sigmoid": {"return 0.5 * x * out": "return x / (1 + np.exp(-1.702 * x))"},
        "silu": {"return 0.5 * x * out": "return x / (1 + np.exp(-x))"},
        "gelu-exact": {
            "return 0.5 * x * out": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-the-sequence": {
            "x.mean(axis=-1": "x.mean(axis=-2",
            "np.square(out).mean(axis=-1": "np.square(out).mean(axis=-2",
        },
        "norm-over-everything": {
            "x.mean(axis=-1, keepdims=True)": "x.mean()",
            "np.square(out).mean(axis=-1, keepdims=True)": "np.square(out).mean()",
        },
        "norm-with-n-minus-one": {
            "np.square(out).mean(axis=-1, keepdims=True)": "np.square(out).sum(axis=-1, keepdims=True) / (x.shape[-1] - 1)",
        },
        "norm-by-the-variance": {
            "out /= np.sqrt(np.square(out).mean(axis=-1, keepdims=True) + eps)": "out /= np.square(out).mean(axis=-1, keepdims=True) + eps",
        },
        "norm-eps-outside-the-root": {
            "out /= np.sqrt(np.square(out).mean(axis=-1, keepdims=True) + eps)": "out /= np.sqrt(np.square(out).mean(axis=-1, keepdims=True)) + eps",
        },
        "norm-without-eps": {"keepdims=True) + eps)": "keepdims=True))"},
        "norm-eps-fixed": {"keepdims=True) + eps)": "keepdims=True) + 1e-5)"},
        "norm-without-mean": {
            "out = x - x.mean(axis=-1, keepdims=True)": "out = x.copy()",
            "np.square(out).mean(axis=-1, keepdims=True)": "x.var(axis=-1, keepdims=True)",
        },
        "rms-norm": {"out = x - x.mean(axis=-1, keepdims=True)": "out = x.copy()"},
        "norm-without-gamma": {"    out *= gamma\n": ""},
        "norm-without-beta": {"    out += beta\n": ""},
        "norm-gamma-after-beta": {
            "    out *= gamma\n    out += beta\n": "    out += beta\n    out *= gamma\n",
        },
        "gamma-and-beta-exchanged": {"out *= gamma": "out *= beta", "out += beta": "out += gamma"},
        "eps-of-another-library": {"eps=1e-5": "eps=1e-6"},
        "layer-norm-changes-its-input": {
            "out = x - x.mean(axis=-1, keepdims=True)": "out = x\n    out -= x.mean(axis=-1, keepdims=True)",
        },
        "gelu-without-cube": {"out = 0.044715 * x**3": "out = 0 * x"},
        "gelu-square": {"x**3": "x**2"},
        "gelu-without-half": {"return 0.5 * x * out": "return x * out"},
        "gelu-two-over-pi-not-rooted": {"np.sqrt(2 / np.pi)": "2 / np.pi"},
        "gelu-one-added-before-tanh": {
            "    out = np.tanh(out)\n    out += 1\n": "    out += 1\n    out = np.tanh(out)\n",
        },
        "no-bend-between-layers": {"    hidden = gelu(hidden)\n": ""},
        "bend-after-second-layer": {
            "    result += b2\n    return result": "    result += b2\n    return gelu(result)",
        },
        "bend-at-the-wrong-end": {
            "    hidden = gelu(hidden)\n": "",
            "    result += b2\n    return result": "    result += b2\n    return gelu(result)",
        },
        "first-bias-after-bend": {
            "    hidden += b1\n    hidden = gelu(hidden)\n": "    hidden = gelu(hidden)\n    hidden += b1\n",
        },
        "first-bias-missing": {"    hidden += b1\n": ""},
        "second-bias-missing": {"    result += b2\n": ""},
        "residual-inside-feed-forward": {"    result += b2\n": "    result += b2\n    result += x\n"},
        "never-causal": {"        if causal:\n            s[:, blocked] = -np.inf\n": ""},
        "always-causal": {"        if causal:\n            s[:, blocked]": "        s[:, blocked]"},
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-the-wrong-way": {"[:, None] < np": "[:, None] > np"},
        "causal-without-itself": {"[:, None] < np": "[:, None] <= np"},
        "mask-by-zero-scores": {"s[:, blocked] = -np.inf": "s[:, blocked] = 0"},
        "mask-after-softmax": {
            "        if causal:\n            s[:, blocked] = -np.inf\n": "",
            "        joined[..., cols] =": "        if causal:\n            s[:, blocked] = 0\n        joined[..., cols] =",
        },
        "no-scaling": {"        s /= size**0.5\n": ""},
        "scaled-by-d-model": {"size**0.5": "x.shape[-1] ** 0.5"},
        "scaled-by-d-head": {"s /= size**0.5": "s /= size"},
        "multiplied-by-the-root": {"s /= size**0.5": "s *= size**0.5"},
        "softmax-over-queries": {"s.max(axis=2": "s.max(axis=1", "s.sum(axis=2": "s.sum(axis=1"},
        "softmax-over-the-batch": {"s.max(axis=2": "s.max(axis=0", "s.sum(axis=2": "s.sum(axis=0"},
        "softmax-without-division": {"        s /= s.sum(axis=2, keepdims=True)\n": ""},
        "heads-interleaved": {
            "cols = slice(h * size, (h + 1) * size)": "cols = slice(h, None, n_heads)",
        },
        "one-head": {"size = x.shape[-1] // n_heads": "n_heads, size = 1, x.shape[-1]"},
        "heads-read-their-own-columns-of-x": {
            'x @ params["w_q"][:, cols]': 'x[..., cols] @ params["w_q"][cols, cols]',
            'x @ params["w_k"][:, cols]': 'x[..., cols] @ params["w_k"][cols, cols]',
            'x @ params["w_v"][:, cols]': 'x[..., cols] @ params["w_v"][cols, cols]',
        },
        "last-head-missing": {
            "for h in range(n_heads)": "for h in range(n_heads - 1)",
            "np.empty_like(x)": "np.zeros_like(x)",
        },
        "heads-merged-in-reverse": {
            "joined[..., cols] = s @ v": "joined[..., joined.shape[-1] - (h + 1) * size : joined.shape[-1] - h * size] = s @ v",
        },
        "output-projection-missing": {'return joined @ params["w_o"]': "return joined"},
        "output-projection-transposed": {'joined @ params["w_o"]': 'joined @ params["w_o"].T'},
        "keys-and-queries-exchanged": {"q @ k.swapaxes(1, 2)": "k @ q.swapaxes(1, 2)"},
        "values-and-keys-exchanged": {
            'k = x @ params["w_k"]': 'k = x @ params["w_v"]',
            'v = x @ params["w_v"]': 'v = x @ params["w_k"]',
        },
        "keys-read-as-values": {"= s @ v": "= s @ k"},
        "merged-without-transpose": {
            "    return joined @": "    joined = np.stack(np.split(joined, n_heads, axis=-1), axis=1).reshape(x.shape)\n    return joined @",
        },
        "weights-transposed": {
            'x @ params["w_q"][:, cols]': 'x @ params["w_q"][cols].T',
            'x @ params["w_k"][:, cols]': 'x @ params["w_k"][cols].T',
            'x @ params["w_v"][:, cols]': 'x @ params["w_v"][cols].T',
        },
        "mask-by-one-less": {"s[:, blocked] = -np.inf": "s[:, blocked] = -1"},
    },
    "output_by_head": {
        "relu": {
            "return x / (1 + np.exp(-2 * SQRT_2_OVER_PI * (x + 0.044715 * x**3)))": "return np.maximum(0, x)",
        },
        "gelu-by-sigmoid": {
            "return x / (1 + np.exp(-2 * SQRT_2_OVER_PI * (x + 0.044715 * x**3)))": "return x / (1 + np.exp(-1.702 * x))",
        },
        "silu": {
            "return x / (1 + np.exp(-2 * SQRT_2_OVER_PI * (x + 0.044715 * x**3)))": "return x / (1 + np.exp(-x))",
        },
        "gelu-exact": {
            "return x / (1 + np.exp(-2 * SQRT_2_OVER_PI * (x + 0.044715 * x**3)))": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-the-sequence": {
            "np.std(x, axis=-1,": "np.std(x, axis=-2,",
            "np.mean(x, axis=-1,": "np.mean(x, axis=-2,",
        },
        "norm-over-everything": {
            "np.std(x, axis=-1, keepdims=True)": "np.std(x)",
            "np.mean(x, axis=-1, keepdims=True)": "np.mean(x)",
        },
        "norm-with-n-minus-one": {
            "np.std(x, axis=-1, keepdims=True)": "np.std(x, axis=-1, keepdims=True, ddof=1)",
        },
        "norm-by-the-variance": {"np.hypot(spread, np.sqrt(eps))": "(spread**2 + eps)"},
        "norm-eps-outside-the-root": {"np.hypot(spread, np.sqrt(eps))": "(spread + eps)"},
        "norm-without-eps": {"np.hypot(spread, np.sqrt(eps))": "spread"},
        "norm-eps-fixed": {"np.sqrt(eps)": "np.sqrt(1e-5)"},
        "root-of-eps-outside-the-root": {"np.hypot(spread, np.sqrt(eps))": "(spread + np.sqrt(eps))"},
        "norm-without-mean": {"(x - np.mean(x, axis=-1, keepdims=True))": "x"},
        "norm-without-gamma": {"standardize(x, eps) * gamma + beta": "standardize(x, eps) + beta"},
        "norm-without-beta": {"standardize(x, eps) * gamma + beta": "standardize(x, eps) * gamma"},
        "norm-gamma-after-beta": {
            "standardize(x, eps) * gamma + beta": "(standardize(x, eps) + beta) * gamma",
        },
        "rms-norm": {
            "spread = np.std(x, axis=-1, keepdims=True)": "spread = np.sqrt(np.mean(x * x, axis=-1, keepdims=True))",
            "(x - np.mean(x, axis=-1, keepdims=True))": "x",
        },
        "eps-of-another-library": {"eps: float = 1e-5": "eps: float = 1e-12"},
        "eps-not-rooted-in-hypot": {"np.sqrt(eps)": "eps"},
        "gelu-without-cube": {"(x + 0.044715 * x**3)": "x"},
        "gelu-square": {"x**3": "x**2"},
        "gelu-without-half": {"return x / (1": "return 2 * x / (1"},
        "gelu-two-over-pi-not-rooted": {"0.7978845608028654": "0.6366197723675814"},
        "gelu-two-forgotten-in-the-sigmoid": {"-2 * SQRT_2_OVER_PI": "-SQRT_2_OVER_PI"},
        "no-bend-between-layers": {
            "np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2)": "np.add(np.matmul(np.add(np.matmul(x, w1), b1), w2), b2)",
        },
        "bend-after-second-layer": {
            "np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2)": "gelu(np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2))",
        },
        "bend-at-the-wrong-end": {
            "np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2)": "gelu(np.add(np.matmul(np.add(np.matmul(x, w1), b1), w2), b2))",
        },
        "first-bias-after-bend": {
            "gelu(np.add(np.matmul(x, w1), b1))": "np.add(gelu(np.matmul(x, w1)), b1)",
        },
        "first-bias-missing": {"np.add(np.matmul(x, w1), b1)": "np.matmul(x, w1)"},
        "second-bias-missing": {
            "np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2)": "np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2)",
        },
        "residual-inside-feed-forward": {
            "return np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2)": "return x + np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2)",
        },
        "post-norm": {
            'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])': "normed = x",
            'return residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)': 'residual = layer_norm(residual, params["ln1_gamma"], params["ln1_beta"])\n    return layer_norm(residual + feed_forward(residual, **ff), params["ln2_gamma"], params["ln2_beta"])',
        },
        "no-norms": {
            'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])': "normed = x",
            'return residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)': "return residual + feed_forward(residual, **ff)",
        },
        "attention-without-norm": {
            'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])': "normed = x",
        },
        "feed-forward-without-norm": {
            'return residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)': "return residual + feed_forward(residual, **ff)",
        },
        "first-residual-missing": {"residual = x\n": "residual = 0\n"},
        "second-residual-missing": {"return residual + feed": "return feed"},
        "both-residuals-missing": {
            "residual = x\n": "residual = 0\n",
            "return residual + feed": "return feed",
        },
        "first-residual-from-the-normed-x": {"residual = x\n": "residual = normed\n"},
        "second-residual-from-the-normed-x": {
            'return residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)': 'residual = layer_norm(residual, params["ln2_gamma"], params["ln2_beta"])\n    return residual + feed_forward(residual, **ff)',
        },
        "residual-from-the-normed-x": {
            "residual = x\n": "residual = normed\n",
            'return residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)': 'residual = layer_norm(residual, params["ln2_gamma"], params["ln2_beta"])\n    return residual + feed_forward(residual, **ff)',
        },
        "first-norm-twice": {
            'params["ln2_gamma"], params["ln2_beta"]': 'params["ln1_gamma"], params["ln1_beta"]',
        },
        "norms-exchanged": {
            'params["ln2_gamma"], params["ln2_beta"]': 'params["ln1_gamma"], params["ln1_beta"]',
            'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])': 'normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])',
        },
        "parallel-block": {"layer_norm(residual,": "layer_norm(x,"},
        "one-norm-for-both": {
            'layer_norm(residual, params["ln2_gamma"], params["ln2_beta"])': "normed",
        },
        "second-residual-from-the-start": {"return residual + feed": "return x + feed"},
        "final-norm-added": {
            'return residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)': 'residual = residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)\n    return layer_norm(residual, params["ln2_gamma"], params["ln2_beta"])',
        },
        "input-changed": {
            "residual = residual + head_output(normed, wq, wk, wv, causal) @ wo": "residual += head_output(normed, wq, wk, wv, causal) @ wo",
        },
        "residual-added-with-every-head": {
            "residual = residual + head": "residual = residual + x + head",
        },
        "only-the-last-head": {"residual = residual + head": "residual = x + head"},
        "norm-before-every-head": {
            "residual = residual + head_output(normed, wq, wk, wv, causal) @ wo": 'normed = layer_norm(residual, params["ln1_gamma"], params["ln1_beta"])\n        residual = residual + head_output(normed, wq, wk, wv, causal) @ wo',
        },
        "never-causal": {
            "    if causal:\n        scores = np.where(np.tri(x.shape[1]) > 0, scores, -1e30)\n": "",
        },
        "always-causal": {"    if causal:\n        scores =": "    scores ="},
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-the-wrong-way": {"np.tri(x.shape[1]) > 0": "np.tri(x.shape[1]).T > 0"},
        "causal-without-itself": {"np.tri(x.shape[1])": "np.tri(x.shape[1], k=-1)"},
        "mask-by-zero-scores": {"scores, -1e30)": "scores, 0)"},
        "mask-inverted": {"> 0, scores": "== 0, scores"},
        "mask-after-softmax": {
            "    if causal:\n        scores = np.where(np.tri(x.shape[1]) > 0, scores, -1e30)\n": "",
            "return powers @ v / powers.sum(-1)[..., None]": "total = powers.sum(-1)[..., None]\n    if causal:\n        powers = np.tril(powers)\n    return powers @ v / total",
        },
        "no-scaling": {" / np.sqrt(w_q.shape[1])": ""},
        "scaled-by-d-model": {"w_q.shape[1]": "w_q.shape[0]"},
        "scaled-by-d-head": {"np.sqrt(w_q.shape[1])": "w_q.shape[1]"},
        "softmax-over-queries": {
            "scores.max(-1)[..., None]": "scores.max(-2)[..., None, :]",
            "return powers @ v / powers.sum(-1)[..., None]": "return powers / powers.sum(-2)[..., None, :] @ v",
        },
        "softmax-without-division": {" / powers.sum(-1)[..., None]": ""},
        "one-head": {"    by_head =": "    n_heads = 1\n    by_head ="},
        "heads-interleaved": {
            "np.split(params[name], n_heads, axis=1)": "[params[name][:, h::n_heads] for h in range(n_heads)]",
        },
        "merged-interleaved": {
            'np.split(params["w_o"], n_heads, axis=0)': '[params["w_o"][h::n_heads] for h in range(n_heads)]',
        },
        "weights-transposed": {
            "np.split(params[name], n_heads, axis=1)": "np.split(params[name].T, n_heads, axis=1)",
        },
        "output-projection-transposed": {
            'np.split(params["w_o"], n_heads': 'np.split(params["w_o"].T, n_heads',
        },
        "keys-and-queries-exchanged": {
            "np.matmul(q, np.moveaxis(k, -1, -2))": "np.matmul(k, np.moveaxis(q, -1, -2))",
        },
        "values-and-keys-exchanged": {
            "q, k, v = x @ w_q, x @ w_k, x @ w_v": "q, v, k = x @ w_q, x @ w_k, x @ w_v",
        },
    },
    "fused_qkv": {
        "post-norm": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = norm(1, x + self_attention(x, params, n_heads, causal))\n    return norm(2, h + mlp(h))\n",
        },
        "no-norms": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(x, params, n_heads, causal)\n    return h + mlp(h)\n",
        },
        "attention-without-norm": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(x, params, n_heads, causal)\n    return h + mlp(norm(2, h))\n",
        },
        "feed-forward-without-norm": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(h)\n",
        },
        "first-residual-missing": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n",
        },
        "second-residual-missing": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return mlp(norm(2, h))\n",
        },
        "both-residuals-missing": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = self_attention(norm(1, x), params, n_heads, causal)\n    return mlp(norm(2, h))\n",
        },
        "residual-from-the-normed-x": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    normed = norm(1, x)\n    h = normed + self_attention(normed, params, n_heads, causal)\n    normed = norm(2, h)\n    return normed + mlp(normed)\n",
        },
        "first-residual-from-the-normed-x": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    normed = norm(1, x)\n    h = normed + self_attention(normed, params, n_heads, causal)\n    return h + mlp(norm(2, h))\n",
        },
        "second-residual-from-the-normed-x": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    normed = norm(2, h)\n    return normed + mlp(normed)\n",
        },
        "first-norm-twice": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(1, h))\n",
        },
        "norms-exchanged": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(norm(2, x), params, n_heads, causal)\n    return h + mlp(norm(1, h))\n",
        },
        "one-norm-for-both": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    normed = norm(1, x)\n    h = x + self_attention(normed, params, n_heads, causal)\n    return h + mlp(normed)\n",
        },
        "feed-forward-first": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + mlp(norm(2, x))\n    return h + self_attention(norm(1, h), params, n_heads, causal)\n",
        },
        "final-norm-added": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    h = h + mlp(norm(2, h))\n    return norm(2, h)\n",
        },
        "residual-added-twice": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return x + h + mlp(norm(2, h))\n",
        },
        "parallel-block": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    return x + self_attention(norm(1, x), params, n_heads, causal) + mlp(norm(2, x))\n",
        },
        "second-residual-from-the-start": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    middle = x + self_attention(norm(1, x), params, n_heads, causal)\n    return x + mlp(norm(2, middle))\n",
        },
        "input-changed": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    x += self_attention(norm(1, x), params, n_heads, causal)\n    return x + mlp(norm(2, x))\n",
        },
        "input-changed-twice": {
            "    h = x + self_attention(norm(1, x), params, n_heads, causal)\n    return h + mlp(norm(2, h))\n": "    x += self_attention(norm(1, x), params, n_heads, causal)\n    x += mlp(norm(2, x))\n    return x\n",
        },
        "relu": {
            "return 0.5 * x + 0.5 * x * np.tanh((2 / np.pi) ** 0.5 * x + (2 / np.pi) ** 0.5 * 0.044715 * x**3)": "return np.maximum(0, x)",
        },
        "gelu-by-sigmoid": {
            "return 0.5 * x + 0.5 * x * np.tanh((2 / np.pi) ** 0.5 * x + (2 / np.pi) ** 0.5 * 0.044715 * x**3)": "return x / (1 + np.exp(-1.702 * x))",
        },
        "silu": {
            "return 0.5 * x + 0.5 * x * np.tanh((2 / np.pi) ** 0.5 * x + (2 / np.pi) ** 0.5 * 0.044715 * x**3)": "return x / (1 + np.exp(-x))",
        },
        "gelu-exact": {
            "return 0.5 * x + 0.5 * x * np.tanh((2 / np.pi) ** 0.5 * x + (2 / np.pi) ** 0.5 * 0.044715 * x**3)": "from math import erf\n\n    return 0.5 * x * (1 + np.vectorize(erf)(x / np.sqrt(2)))",
        },
        "norm-over-the-sequence": {
            "x.mean(-1, keepdims=True), x.var(-1, keepdims=True)": "x.mean(-2, keepdims=True), x.var(-2, keepdims=True)",
        },
        "norm-over-everything": {
            "x.mean(-1, keepdims=True), x.var(-1, keepdims=True)": "x.mean(), x.var()",
        },
        "norm-with-n-minus-one": {"x.var(-1, keepdims=True)": "x.var(-1, keepdims=True, ddof=1)"},
        "norm-by-the-variance": {"1 / np.sqrt(var + eps)": "1 / (var + eps)"},
        "norm-eps-outside-the-root": {"1 / np.sqrt(var + eps)": "1 / (np.sqrt(var) + eps)"},
        "norm-without-eps": {"np.sqrt(var + eps)": "np.sqrt(var)"},
        "norm-eps-fixed": {"np.sqrt(var + eps)": "np.sqrt(var + 1e-5)"},
        "norm-without-mean": {"(beta - gamma * mean * inv)": "beta"},
        "rms-norm": {
            "x.var(-1, keepdims=True)": "(x**2).mean(-1, keepdims=True)",
            "(beta - gamma * mean * inv)": "beta",
        },
        "norm-without-gamma": {
            "gamma * inv * x + (beta - gamma * mean * inv)": "inv * x + (beta - mean * inv)",
        },
        "norm-without-beta": {"+ (beta - gamma * mean * inv)": "- gamma * mean * inv"},
        "norm-gamma-after-beta": {
            "gamma * inv * x + (beta - gamma * mean * inv)": "gamma * (inv * x + beta - mean * inv)",
        },
        "mean-not-scaled": {"(beta - gamma * mean * inv)": "(beta - mean)"},
        "eps-of-another-library": {"eps=1e-5": "eps=1e-6"},
        "mean-added": {"(beta - gamma": "(beta + gamma"},
        "gelu-without-cube": {" + (2 / np.pi) ** 0.5 * 0.044715 * x**3": ""},
        "gelu-square": {"x**3": "x**2"},
        "gelu-without-half": {"return 0.5 * x + 0.5 * x * np": "return x + x * np"},
        "gelu-two-over-pi-not-rooted": {
            "np.tanh((2 / np.pi) ** 0.5 * x + (2 / np.pi) ** 0.5 * 0": "np.tanh((2 / np.pi) * x + (2 / np.pi) * 0",
        },
        "gelu-constant-only-on-the-first-term": {" + (2 / np.pi) ** 0.5 * 0.044715": " + 0.044715"},
        "gelu-half-once": {"return 0.5 * x + 0.5 * x": "return x + 0.5 * x"},
        "no-bend-between-layers": {"gelu(up)": "up"},
        "bend-after-second-layer": {
            "return np.tensordot(gelu(up), w2, axes=1) + b2": "return gelu(np.tensordot(gelu(up), w2, axes=1) + b2)",
        },
        "bend-at-the-wrong-end": {
            "return np.tensordot(gelu(up), w2, axes=1) + b2": "return gelu(np.tensordot(up, w2, axes=1) + b2)",
        },
        "first-bias-after-bend": {"axes=1) + b1": "axes=1)", "gelu(up)": "gelu(up) + b1"},
        "first-bias-missing": {"axes=1) + b1": "axes=1)"},
        "second-bias-missing": {"axes=1) + b2": "axes=1)"},
        "residual-inside-feed-forward": {
            "return np.tensordot(gelu(up), w2, axes=1) + b2": "return x + np.tensordot(gelu(up), w2, axes=1) + b2",
        },
        "never-causal": {
            "    if not causal:\n        return softmax(logits)\n    n = logits.shape[-1]\n    later = np.triu(np.full((n, n), -np.inf), 1)\n    return softmax(logits + later)": "    return softmax(logits)",
        },
        "always-causal": {"    if not causal:\n        return softmax(logits)\n": ""},
        "causal-inverted": {"if not causal": "if causal"},
        "causal-the-wrong-way": {
            "np.triu(np.full((n, n), -np.inf), 1)": "np.tril(np.full((n, n), -np.inf), -1)",
        },
        "causal-without-itself": {"-np.inf), 1)": "-np.inf), 0)"},
        "causal-one-too-many": {"-np.inf), 1)": "-np.inf), 2)"},
        "mask-by-zero-scores": {
            "later = np.triu(np.full((n, n), -np.inf), 1)": "earlier = np.tril(np.ones((n, n)))",
            "softmax(logits + later)": "softmax(logits * earlier)",
        },
        "mask-after-softmax": {
            "later = np.triu(np.full((n, n), -np.inf), 1)": "earlier = np.tril(np.ones((n, n)))",
            "softmax(logits + later)": "softmax(logits) * earlier",
        },
        "mask-by-one-less": {"np.full((n, n), -np.inf)": "np.full((n, n), -1.0)"},
        "no-scaling": {" * q.shape[-1] ** -0.5": ""},
        "scaled-by-d-model": {"q.shape[-1] ** -0.5": "(q.shape[1] * q.shape[-1]) ** -0.5"},
        "scaled-by-d-head": {"q.shape[-1] ** -0.5": "q.shape[-1] ** -1.0"},
        "multiplied-by-the-root": {"** -0.5": "** 0.5"},
        "softmax-over-queries": {"def softmax(scores, axis=-1)": "def softmax(scores, axis=-2)"},
        "softmax-over-heads": {"def softmax(scores, axis=-1)": "def softmax(scores, axis=1)"},
        "heads-without-transpose": {
            "qkv = (x @ w_qkv).reshape(b, t, 3, n_heads, c // n_heads)": "qkv = x @ w_qkv",
            "q, k, v = qkv.transpose(2, 0, 3, 1, 4)": "q, k, v = (part.reshape(b, n_heads, t, c // n_heads) for part in np.split(qkv, 3, axis=-1))",
        },
        "heads-interleaved": {
            "qkv = (x @ w_qkv).reshape(b, t, 3, n_heads, c // n_heads)": "qkv = (x @ w_qkv).reshape(b, t, 3, c // n_heads, n_heads)",
            "qkv.transpose(2, 0, 3, 1, 4)": "qkv.transpose(2, 0, 4, 1, 3)",
        },
        "qkv-split-inside-the-heads": {
            "qkv = (x @ w_qkv).reshape(b, t, 3, n_heads, c // n_heads)": "qkv = (x @ w_qkv).reshape(b, t, n_heads, 3, c // n_heads)",
            "qkv.transpose(2, 0, 3, 1, 4)": "qkv.transpose(3, 0, 2, 1, 4)",
        },
        "merged-without-transpose": {
            "np.concatenate(list(y.swapaxes(0, 1)), axis=-1)": "y.reshape(b, t, c)",
        },
        "one-head": {
            "qkv = (x @ w_qkv).reshape(b, t, 3, n_heads, c // n_heads)": "n_heads = 1\n    qkv = (x @ w_qkv).reshape(b, t, 3, n_heads, c // n_heads)",
        },
        "output-projection-missing": {' @ p["w_o"]': ""},
        "output-projection-transposed": {'p["w_o"]': 'p["w_o"].T'},
        "weights-transposed": {
            '[p["w_q"], p["w_k"], p["w_v"]]': '[p["w_q"].T, p["w_k"].T, p["w_v"].T]',
        },
        "keys-and-queries-exchanged": {
            '[p["w_q"], p["w_k"], p["w_v"]]': '[p["w_k"], p["w_q"], p["w_v"]]',
        },
        "values-and-keys-exchanged": {
            '[p["w_q"], p["w_k"], p["w_v"]]': '[p["w_q"], p["w_v"], p["w_k"]]',
        },
        "qkv-joined-along-the-rows": {
            "qkv = (x @ w_qkv).reshape(b, t, 3, n_heads, c // n_heads)": 'w_rows = np.concatenate([p["w_q"], p["w_k"], p["w_v"]], axis=0)\n    qkv = (x @ w_rows.reshape(c, 3 * c)).reshape(b, t, 3, n_heads, c // n_heads)',
        },
    },
}
