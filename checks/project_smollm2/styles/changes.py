"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "hf_llama": {
        "mean-subtracted": {"np.asarray(x, dtype=np.float64)": "x - x.mean(-1, keepdims=True)"},
        "squares-summed": {".mean(-1, keepdims=True)": ".sum(-1, keepdims=True)"},
        "root-missing": {"(1.0 / np.sqrt(variance + eps))": "(1.0 / (variance + eps))"},
        "gain-missing": {"return gain * hidden_states.astype": "return hidden_states.astype"},
        "one-plus-gain": {"return gain * ": "return (1 + gain) * "},
        "eps-outside-the-root": {"np.sqrt(variance + eps)": "(np.sqrt(variance) + eps)"},
        "eps-missing": {"np.sqrt(variance + eps)": "np.sqrt(variance)"},
        "gelu-for-silu": {
            "return x / (1.0 + np.exp(-x))": "return 0.5 * x * (1 + np.tanh(0.7978845608028654 * (x + 0.044715 * x**3)))"
        },
        "sigmoid-for-silu": {"return x / (1.0 + np.exp(-x))": "return 1.0 / (1.0 + np.exp(-x))"},
        "gate-and-up-exchanged": {"act_fn(gate_proj) * up_proj": "gate_proj * act_fn(up_proj)"},
        "no-activation": {"act_fn(gate_proj)": "gate_proj"},
        "up-missing": {"act_fn(gate_proj) * up_proj": "act_fn(gate_proj)"},
        "split-without-transpose": {
            "query_states.reshape(bsz, q_len, num_heads, -1).swapaxes(1, 2)": "query_states.reshape(bsz, num_heads, q_len, -1)",
            "key_states.reshape(bsz, q_len, num_key_value_heads, -1).swapaxes(1, 2)": "key_states.reshape(bsz, num_key_value_heads, q_len, -1)",
            "value_states.reshape(bsz, q_len, num_key_value_heads, -1).swapaxes(1, 2)": "value_states.reshape(bsz, num_key_value_heads, q_len, -1)",
        },
        "merge-without-transpose": {"attn_output.swapaxes(1, 2).reshape": "attn_output.reshape"},
        "no-rope": {
            "    query_states = apply_rope(query_states, base=rope_theta)\n": "",
            "    key_states = apply_rope(key_states, base=rope_theta)\n": "",
        },
        "queries-turned-only": {"    key_states = apply_rope(key_states, base=rope_theta)\n": ""},
        "base-not-passed": {
            "apply_rope(query_states, base=rope_theta)": "apply_rope(query_states)",
            "apply_rope(key_states, base=rope_theta)": "apply_rope(key_states)",
        },
        "not-causal": {"causal=True": "causal=False"},
        "output-projection-missing": {'np.matmul(attn_output, params["w_o"])': "attn_output"},
        "first-residual-missing": {
            "    hidden_states = residual + hidden_states\n\n": "\n",
        },
        "second-residual-missing": {"return residual + hidden_states": "return hidden_states"},
        "second-norm-missing": {'    hidden_states = rms_norm(hidden_states, params["mlp_gain"], eps)\n': ""},
        "eps-not-passed-on": {
            'rms_norm(x, params["attention_gain"], eps)': 'rms_norm(x, params["attention_gain"], 1e-6)',
            'rms_norm(hidden_states, params["mlp_gain"], eps)': 'rms_norm(hidden_states, params["mlp_gain"], 1e-6)',
        },
    },
    "picogpt": {
        "mean-subtracted": {
            "return x / np.sqrt((x**2)": "x = x - x.mean(-1, keepdims=True)\n    return x / np.sqrt((x**2)"
        },
        "squares-summed": {"(x**2).mean(": "(x**2).sum("},
        "divided-by-the-standard-deviation": {
            "np.sqrt((x**2).mean(-1, keepdims=True) + eps)": "np.sqrt(x.var(-1, keepdims=True) + eps)"
        },
        "norm-of-the-whole-array": {"(x**2).mean(-1, keepdims=True)": "(x**2).mean()"},
        "gain-missing": {" + eps) * gain": " + eps)"},
        "gain-added": {" + eps) * gain": " + eps) + gain"},
        "eps-outside-the-root": {
            "np.sqrt((x**2).mean(-1, keepdims=True) + eps)": "(np.sqrt((x**2).mean(-1, keepdims=True)) + eps)"
        },
        "sigmoid-of-minus": {"x / (1 + np.exp(-x))": "x / (1 + np.exp(x))"},
        "relu-for-silu": {"return x / (1 + np.exp(-x))": "return np.maximum(0, x)"},
        "both-branches-bent": {"(x @ w_up)) @": "silu(x @ w_up)) @"},
        "product-bent": {"(silu(x @ w_gate) * (x @ w_up))": "silu((x @ w_gate) * (x @ w_up))"},
        "branches-added": {"silu(x @ w_gate) * (x @ w_up)": "silu(x @ w_gate) + (x @ w_up)"},
        "gate-and-up-exchanged": {"silu(x @ w_gate) * (x @ w_up)": "silu(x @ w_up) * (x @ w_gate)"},
        "matrices-transposed": {
            "(silu(x @ w_gate) * (x @ w_up)) @ w_down": "(silu(x @ w_gate.T) * (x @ w_up.T)) @ w_down.T"
        },
        "interleaved-columns": {
            "np.transpose(x.reshape(B, T, n, nd // n), (0, 2, 1, 3))": "np.transpose(x.reshape(B, T, nd // n, n), (0, 3, 1, 2))"
        },
        "split-without-transpose": {
            "np.transpose(x.reshape(B, T, n, nd // n), (0, 2, 1, 3))": "x.reshape(B, n, T, nd // n)"
        },
        "merge-without-transpose": {"np.transpose(out, (0, 2, 1, 3)).reshape": "out.reshape"},
        "no-rope": {"    q, k = rope(q, None, base), rope(k, None, base)\n": ""},
        "values-turned-too": {
            "q, k = rope(q, None, base), rope(k, None, base)": "q, k, v = (rope(z, None, base) for z in (q, k, v))"
        },
        "keys-turned-only": {"q, k = rope(q, None, base), rope(k, None, base)": "k = rope(k, None, base)"},
        "base-not-passed-for-one": {"rope(k, None, base)": "rope(k)"},
        "turned-before-the-split": {
            "heads(x @ w_q, n_heads), heads(x @ w_k, n_kv_heads),": "heads(rope(x @ w_q, None, base), n_heads), heads(rope(x @ w_k, None, base), n_kv_heads),",
            "    q, k = rope(q, None, base), rope(k, None, base)\n": "",
        },
        "not-causal": {"gqa(q, k, v)": "gqa(q, k, v, causal=False)"},
        "scaled-twice": {"gqa(q, k, v)": "gqa(q / np.sqrt(q.shape[-1]), k, v)"},
        "keys-and-values-exchanged": {"gqa(q, k, v)": "gqa(q, v, k)"},
        "first-norm-missing": {'rms_norm(x, p["attention_gain"], eps),': "x,"},
        "first-gain-twice": {'p["mlp_gain"]': 'p["attention_gain"]'},
        "second-residual-missing": {"return x + swiglu": "return swiglu"},
        "caller-changed": {"x = x + attn(": "x += attn("},
    },
    "llms_from_scratch": {
        "mean-subtracted": {
            "means = np.mean": "x = x - np.mean(x, axis=-1, keepdims=True)\n        means = np.mean"
        },
        "mean-of-absolute-values": {
            "np.mean(np.square(x), axis=-1, keepdims=True)": "np.mean(np.abs(x), axis=-1, keepdims=True) ** 2"
        },
        "norm-over-the-tokens": {
            "np.mean(np.square(x), axis=-1, keepdims=True)": "np.mean(np.square(x), axis=-2 if x.ndim > 1 else -1, keepdims=True)"
        },
        "multiplied-by-the-root": {"x / np.sqrt(means": "x * np.sqrt(means"},
        "eps-of-its-own": {"means + self.eps": "means + 1e-5"},
        "eps-missing": {"means + self.eps": "means"},
        "gain-missing": {"return x_normed * self.scale": "return x_normed"},
        "sigmoid-for-silu": {"(x_fc1 * sigmoid) * x_fc2": "sigmoid * x_fc2"},
        "gate-and-up-exchanged": {
            "x_fc1 = x @ self.fc1": "x_fc1 = x @ self.fc2",
            "x_fc2 = x @ self.fc2": "x_fc2 = x @ self.fc1",
        },
        "silu-without-the-gate-matrix": {"x_fc1 = x @ self.fc1": "x_fc1 = x @ self.fc2"},
        "up-from-the-gate": {"x_fc2 = x @ self.fc2": "x_fc2 = x @ self.fc1"},
        "no-activation": {"(x_fc1 * sigmoid) * x_fc2": "x_fc1 * x_fc2"},
        "branches-added": {"(x_fc1 * sigmoid) * x_fc2": "x_fc1 * sigmoid + x_fc2"},
        "no-rope": {
            "        keys = apply_rope(keys, np.arange(num_tokens), self.theta_base)\n": "",
            "        queries = apply_rope(queries, np.arange(num_tokens), self.theta_base)\n": "",
        },
        "positions-apart": {
            "apply_rope(queries, np.arange(num_tokens)": "apply_rope(queries, np.arange(1, num_tokens + 1)"
        },
        "base-not-passed": {
            "(keys, np.arange(num_tokens), self.theta_base)": "(keys, np.arange(num_tokens))",
            "(queries, np.arange(num_tokens), self.theta_base)": "(queries, np.arange(num_tokens))",
        },
        "values-from-the-keys": {'values = x @ self.params["w_v"]': 'values = x @ self.params["w_k"]'},
        "not-causal": {"(queries, keys, values)": "(queries, keys, values, False)"},
        "scaling-undone": {"(queries, keys, values)": "(queries * head_dim**0.5, keys, values)"},
        "merge-without-transpose": {"context_vec.transpose(0, 2, 1, 3).reshape": "context_vec.reshape"},
        "output-projection-missing": {'return context_vec @ self.params["w_o"]': "return context_vec"},
        "output-projection-transposed": {'@ self.params["w_o"]': '@ self.params["w_o"].T'},
        "gains-exchanged": {
            'self.norm1 = RMSNorm(params["attention_gain"], eps)': 'self.norm2 = RMSNorm(params["attention_gain"], eps)',
            'self.norm2 = RMSNorm(params["mlp_gain"], eps)': 'self.norm1 = RMSNorm(params["mlp_gain"], eps)',
        },
        "second-norm-missing": {"        x = self.norm2.forward(x)\n": ""},
        "first-norm-missing": {"        x = self.norm1.forward(x)\n": ""},
    },
    "einsum": {
        "squares-summed": {" / x.shape[-1]\n    return": "\n    return"},
        "root-missing": {"(power + eps) ** -0.5": "(power + eps) ** -1.0"},
        "multiplied-by-the-root": {"(power + eps) ** -0.5": "(power + eps) ** 0.5"},
        "mean-subtracted": {"power = np": "x = x - x.mean(-1, keepdims=True)\n    power = np"},
        "eps-missing": {"(power + eps)": "power"},
        "eps-as-a-bound": {"(power + eps)": "np.maximum(power, eps)"},
        "gain-missing": {
            'np.einsum("...d,...,d->...d", x, (power + eps) ** -0.5, gain)': 'np.einsum("...d,...->...d", x, (power + eps) ** -0.5)'
        },
        "tanh-for-silu": {"s = g * 0.5 * (1 + np.tanh(g / 2))": "s = np.tanh(g)"},
        "gelu-for-silu": {"np.tanh(g / 2)": "np.tanh(np.sqrt(2 / np.pi) * (g + 0.044715 * g**3))"},
        "up-missing": {"s * u, w_down": "s, w_down"},
        "branches-added": {"s * u, w_down": "s + u, w_down"},
        "gate-and-up-exchanged": {"x, w_gate)": "x, w_up)", "x, w_up)\n    s": "x, w_gate)\n    s"},
        "input-added-in-swiglu": {'return np.einsum("...f,fd->...d"': 'return x + np.einsum("...f,fd->...d"'},
        "interleaved-columns": {
            "return w.reshape(len(w), n, -1)": "return w.reshape(len(w), -1, n).swapaxes(1, 2)",
        },
        "values-turned-too": {"base=rope_base), v)": "base=rope_base), apply_rope(v, base=rope_base))"},
        "no-rope": {"apply_rope(q, base=rope_base), apply_rope(k, base=rope_base)": "q, k"},
        "queries-turned-only": {"apply_rope(k, base=rope_base)": "k"},
        "keys-turned-only": {"apply_rope(q, base=rope_base)": "q"},
        "base-not-passed": {
            "apply_rope(q, base=rope_base)": "apply_rope(q)",
            "apply_rope(k, base=rope_base)": "apply_rope(k)",
        },
        "not-causal": {"base=rope_base), v)": "base=rope_base), v, False)"},
        "keys-from-the-values": {'params["w_k"]': 'params["w_v"]'},
        "values-of-x-itself": {'y, per_head(params["w_v"]': 'x, per_head(params["w_v"]'},
        "branches-in-parallel": {'rms_norm(z, params["mlp_gain"]': 'rms_norm(x, params["mlp_gain"]'},
        "first-residual-missing": {"z = x + np.einsum": "z = np.einsum"},
        "second-norm-missing": {'rms_norm(z, params["mlp_gain"], eps)': "z"},
    },
    "module_imports": {
        "mean-subtracted": {
            "x = np.asarray(x, dtype=float)": "x = np.asarray(x, dtype=float)\n    x = x - x.mean(axis=-1, keepdims=True)"
        },
        "norm-over-axis-one": {"np.mean(x * x, axis=-1": "np.mean(x * x, axis=1 if x.ndim > 1 else -1"},
        "gain-missing": {"    out *= gain\n": ""},
        "divided-by-the-gain": {"out *= gain": "out /= gain"},
        "eps-outside-the-root": {"keepdims=True) + eps), out": "keepdims=True)) + eps, out"},
        "no-activation": {"gate * sigmoid(gate) * up": "gate * up"},
        "sigmoid-of-minus": {"gate * sigmoid(gate) * up": "gate * sigmoid(-gate) * up"},
        "product-bent": {"gate * sigmoid(gate) * up": "gate * up * sigmoid(gate * up)"},
        "gate-and-up-exchanged": {"gate * sigmoid(gate) * up": "gate * sigmoid(up) * up"},
        "sigmoid-for-silu": {"gate * sigmoid(gate) * up": "sigmoid(gate) * up"},
        "keys-turned-only": {"    q = ch1_rope.apply_rope(q, positions, rope_base)\n": ""},
        "queries-turned-only": {"    k = ch1_rope.apply_rope(k, positions, rope_base)\n": ""},
        "positions-apart": {"apply_rope(k, positions,": "apply_rope(k, positions + 1,"},
        "base-not-passed": {
            "apply_rope(q, positions, rope_base)": "apply_rope(q, positions)",
            "apply_rope(k, positions, rope_base)": "apply_rope(k, positions)",
        },
        "not-causal": {"(q, k, v, True)": "(q, k, v, False)"},
        "merge-without-transpose": {"np.moveaxis(a, 1, 2).reshape": "a.reshape"},
        "keys-tiled": {
            "    a = ch2": "    k, v = (np.tile(z, (1, n_heads // n_kv_heads, 1, 1)) for z in (k, v))\n    a = ch2"
        },
        "output-turned": {
            "    q = ch1_rope.apply_rope(q, positions, rope_base)\n    k = ch1_rope.apply_rope(k, positions, rope_base)\n": "",
            "    a = np.moveaxis": "    a = ch1_rope.apply_rope(a, positions, rope_base)\n    a = np.moveaxis",
        },
        "first-residual-missing": {"x1 = x + np.dot": "x1 = np.dot"},
        "second-residual-missing": {"return x1 + swiglu": "return swiglu"},
        "normed-x-added": {"x1 = x + np.dot": "x1 = h + np.dot"},
        "branches-in-parallel": {"h1 = rms_norm(x1,": "h1 = rms_norm(x,"},
        "first-norm-missing": {'h = rms_norm(x, params["attention_gain"], eps)': "h = x"},
        "second-norm-missing": {'h1 = rms_norm(x1, params["mlp_gain"], eps)': "h1 = x1"},
        "first-gain-twice": {'params["mlp_gain"]': 'params["attention_gain"]'},
    },
    "one_sequence": {
        "squares-summed": {" / x.shape[-1]\n": "\n"},
        "root-missing": {"1.0 / np.sqrt(ss + eps)": "1.0 / (ss + eps)"},
        "eps-missing": {"np.sqrt(ss + eps)": "np.sqrt(ss)"},
        "one-plus-gain": {"return gain * ": "return (1.0 + gain) * "},
        "gain-missing": {"return gain * ": "return "},
        "no-activation": {"val = hb * (1.0 / (1.0 + np.exp(-hb)))": "val = hb"},
        "sigmoid-for-silu": {"val = hb * (1.0 / (1.0 + np.exp(-hb)))": "val = 1.0 / (1.0 + np.exp(-hb))"},
        "sigmoid-of-minus": {"np.exp(-hb)": "np.exp(hb)"},
        "up-missing": {"    val = val * hb2\n": ""},
        "branches-added": {"val = val * hb2": "val = val + hb2"},
        "gate-and-up-exchanged": {"hb = x @ w_gate": "hb = x @ w_up", "hb2 = x @ w_up": "hb2 = x @ w_gate"},
        "no-rope": {
            "    q = np.array([apply_rope(head, None, rope_base) for head in q])\n": "",
            "    k = np.array([apply_rope(head, None, rope_base) for head in k])\n": "",
        },
        "queries-turned-only": {"    k = np.array([apply_rope(head, None, rope_base) for head in k])\n": ""},
        "base-not-passed": {
            "np.array([apply_rope(head, None, rope_base) for head in q])": "np.array([apply_rope(head) for head in q])",
            "np.array([apply_rope(head, None, rope_base) for head in k])": "np.array([apply_rope(head) for head in k])",
        },
        "interleaved-columns": {"matrix[:, h * size : (h + 1) * size]": "matrix[:, h::n]"},
        "not-causal": {"(q[None], k[None], v[None])": "(q[None], k[None], v[None], False)"},
        "merge-without-transpose": {"np.concatenate(list(xb), axis=1)": "xb.reshape(len(x), -1)"},
        "values-from-the-keys": {'v = cut(xb @ p["w_v"]': 'v = cut(xb @ p["w_k"]'},
        "output-projection-missing": {'x = x + xb @ p["w_o"]': "x = x + xb"},
        "second-residual-missing": {"return x + swiglu": "return swiglu"},
        "first-residual-missing": {'x = x + xb @ p["w_o"]': 'x = xb @ p["w_o"]'},
        "first-gain-twice": {'p["mlp_gain"]': 'p["attention_gain"]'},
        "swiglu-reads-attention-only": {
            'rms_norm(x, p["mlp_gain"], eps)': 'rms_norm(xb @ p["w_o"], p["mlp_gain"], eps)'
        },
    },
    "own_rope": {
        "mean-of-absolute-values": {
            "np.sqrt(np.mean(np.abs(x) ** 2, axis=-1, keepdims=True) + eps)": "np.sqrt(np.mean(np.abs(x), axis=-1, keepdims=True) ** 2 + eps)"
        },
        "root-missing": {
            "np.sqrt(np.mean(np.abs(x) ** 2, axis=-1, keepdims=True) + eps)": "np.mean(np.abs(x) ** 2, axis=-1, keepdims=True) + eps"
        },
        "gain-before-the-mean": {
            "    rms = np": "    x = x * gain\n    rms = np",
            "return (x / rms) * gain": "return x / rms",
        },
        "gain-missing": {"(x / rms) * gain": "x / rms"},
        "eps-missing": {" + eps)\n    return (x": ")\n    return (x"},
        "sigmoid-of-minus": {"np.exp(-a)": "np.exp(a)"},
        "sigmoid-for-silu": {"a = a / (np.exp(-a) + 1)": "a = 1 / (np.exp(-a) + 1)"},
        "gate-and-up-exchanged": {"a, b = x @ w_gate, x @ w_up": "b, a = x @ w_gate, x @ w_up"},
        "branches-added": {"(a * b) @ w_down": "(a + b) @ w_down"},
        "relu-for-silu": {"a = a / (np.exp(-a) + 1)": "a = a * (a > 0)"},
        "rope-by-halves": {
            "xc = xq[..., ::2] + 1j * xq[..., 1::2]": "half = xq.shape[-1] // 2\n    xc = xq[..., :half] + 1j * xq[..., half:]",
            "return np.stack([xc.real, xc.imag], axis=-1).reshape(xq.shape)": "return np.concatenate([xc.real, xc.imag], axis=-1)",
        },
        "base-not-passed": {"seqlen, rope_base)": "seqlen, 10000.0)"},
        "no-rope": {"    xq, xk = rotary(xq, cis), rotary(xk, cis)\n": ""},
        "queries-turned-only": {"xq, xk = rotary(xq, cis), rotary(xk, cis)": "xq = rotary(xq, cis)"},
        "values-turned-too": {
            "xq, xk = rotary(xq, cis), rotary(xk, cis)": "xq, xk, xv = rotary(xq, cis), rotary(xk, cis), rotary(xv, cis)"
        },
        "not-causal": {"(xq, xk, xv)\n    output": "(xq, xk, xv, causal=False)\n    output"},
        "keys-and-values-exchanged": {"(xq, xk, xv)\n    output": "(xq, xv, xk)\n    output"},
        "merge-without-transpose": {"output.transpose(0, 2, 1, 3).reshape": "output.reshape"},
        "scaled-twice": {"(xq, xk, xv)\n    output": "(xq / xq.shape[-1] ** 0.5, xk, xv)\n    output"},
        "first-norm-missing": {'h = rms_norm(x, params["attention_gain"], eps)\n    xq': "h = x\n    xq"},
        "second-norm-missing": {'rms_norm(h, params["mlp_gain"], eps)': "h"},
        "branches-in-parallel": {
            'rms_norm(h, params["mlp_gain"], eps)': 'rms_norm(x, params["mlp_gain"], eps)'
        },
        "normed-x-added": {"h = x + output": "h = h + output"},
        "first-residual-missing": {"h = x + output": "h = output"},
    },
    "own_attention": {
        "squares-summed": {".sum(axis=-1, keepdims=True) / x.shape[-1]": ".sum(axis=-1, keepdims=True)"},
        "mean-subtracted": {
            "mean_square = (x": "x = x - x.mean(axis=-1, keepdims=True)\n    mean_square = (x"
        },
        "gain-missing": {"return x * gain /": "return x /"},
        "eps-outside-the-root": {"np.sqrt(mean_square + eps)": "(np.sqrt(mean_square) + eps)"},
        "eps-of-its-own": {"np.sqrt(mean_square + eps)": "np.sqrt(mean_square + 1e-8)"},
        "sigmoid-for-silu": {"return z * (1 / (1 + np.exp(-z)))": "return 1 / (1 + np.exp(-z))"},
        "gelu-for-silu": {"np.exp(-z)": "np.exp(-1.702 * z)"},
        "both-branches-bent": {"swish(x @ w_gate), x @ w_up": "swish(x @ w_gate), swish(x @ w_up)"},
        "branches-added": {"np.multiply(": "np.add("},
        "gate-and-up-exchanged": {"swish(x @ w_gate), x @ w_up": "x @ w_gate, swish(x @ w_up)"},
        "keys-tiled": {"np.repeat(t, n_rep, axis=1)": "np.tile(t, (1, n_rep, 1, 1))"},
        "no-rope": {"    q, k = apply_rope(q, None, base), apply_rope(k, None, base)\n": ""},
        "base-not-passed": {
            "q, k = apply_rope(q, None, base), apply_rope(k, None, base)": "q, k = apply_rope(q), apply_rope(k)"
        },
        "queries-turned-only": {
            "q, k = apply_rope(q, None, base), apply_rope(k, None, base)": "q = apply_rope(q, None, base)"
        },
        "not-causal": {"    att = np.where(mask, -np.inf, att)\n": ""},
        "scaling-undone": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-twice": {"np.sqrt(q.shape[-1])": "q.shape[-1]"},
        "merge-without-transpose": {"y.transpose(0, 2, 1, 3).reshape": "y.reshape"},
        "output-projection-missing": {'return y @ p["w_o"]': "return y"},
        "first-residual-missing": {"x = x + attention": "x = attention"},
        "second-residual-missing": {"return x + swiglu": "return swiglu"},
        "first-norm-missing": {'attention(rms_norm(x, params["attention_gain"], eps),': "attention(x,"},
        "first-gain-twice": {'params["mlp_gain"]': 'params["attention_gain"]'},
        "caller-changed": {"x = x + attention": "x += attention"},
    },
    "head_matrices": {
        "squares-summed": {"norm**2 / x.shape[-1] + eps": "norm**2 + eps"},
        "eps-missing": {"norm**2 / x.shape[-1] + eps": "norm**2 / x.shape[-1]"},
        "mean-subtracted": {"norm = np": "x = x - x.mean(axis=-1, keepdims=True)\n    norm = np"},
        "gain-missing": {"return gain * x": "return x"},
        "gate-and-up-exchanged": {"gate, up = x @ w_gate, x @ w_up": "up, gate = x @ w_gate, x @ w_up"},
        "sigmoid-of-minus": {"np.logaddexp(0, -gate)": "np.logaddexp(0, gate)"},
        "no-activation": {"(gate * opened)": "gate"},
        "sigmoid-for-silu": {"(gate * opened)": "opened"},
        "up-missing": {"(up * (gate * opened))": "(gate * opened)"},
        "no-rope": {
            "    queries = apply_rope(queries, base=rope_base)\n": "",
            "    keys = apply_rope(keys, base=rope_base)\n": "",
        },
        "keys-turned-only": {"    queries = apply_rope(queries, base=rope_base)\n": ""},
        "base-not-passed": {
            "apply_rope(queries, base=rope_base)": "apply_rope(queries)",
            "apply_rope(keys, base=rope_base)": "apply_rope(keys)",
        },
        "base-not-passed-for-one": {"apply_rope(queries, base=rope_base)": "apply_rope(queries)"},
        "x-turned": {
            'seen = rms_norm(x, params["attention_gain"], eps)': 'seen = apply_rope(rms_norm(x, params["attention_gain"], eps), None, rope_base)',
            "    queries = apply_rope(queries, base=rope_base)\n": "",
            "    keys = apply_rope(keys, base=rope_base)\n": "",
        },
        "not-causal": {"(queries, keys, values)": "(queries, keys, values, causal=False)"},
        "keys-and-values-exchanged": {"(queries, keys, values)": "(queries, values, keys)"},
        "values-of-x-itself": {
            "values = np.stack([seen @ w": "values = np.stack([x @ w",
        },
        "first-norm-missing": {'seen = rms_norm(x, params["attention_gain"], eps)': "seen = x"},
        "second-norm-missing": {'seen = rms_norm(x, params["mlp_gain"], eps)': "seen = x"},
        "gains-exchanged": {
            'params["attention_gain"]': 'params["mlp_gain"]',
            'params["mlp_gain"], eps)\n    return': 'params["attention_gain"], eps)\n    return',
        },
        "first-residual-missing": {"x = x + sum(": "x = sum("},
        "second-residual-missing": {"return x + swiglu": "return swiglu"},
    },
    "flax": {
        "mean-subtracted": {"mean2 = np": "x = x - np.mean(x, axis=-1, keepdims=True)\n    mean2 = np"},
        "divided-by-the-standard-deviation": {
            "np.mean(np.square(x), axis=-1, keepdims=True)": "np.var(x, axis=-1, keepdims=True)"
        },
        "root-missing": {"rsqrt(mean2 + eps) * gain": "np.reciprocal(mean2 + eps) * gain"},
        "multiplied-by-the-root": {"rsqrt(mean2 + eps) * gain": "np.sqrt(mean2 + eps) * gain"},
        "eps-missing": {"rsqrt(mean2 + eps)": "rsqrt(mean2)"},
        "gain-missing": {"rsqrt(mean2 + eps) * gain": "rsqrt(mean2 + eps)"},
        "one-plus-gain": {"rsqrt(mean2 + eps) * gain": "rsqrt(mean2 + eps) * (1 + gain)"},
        "gate-and-up-exchanged": {"[swish(x @ w_gate), x @ w_up]": "[x @ w_gate, swish(x @ w_up)]"},
        "both-branches-bent": {"[swish(x @ w_gate), x @ w_up]": "[swish(x @ w_gate), swish(x @ w_up)]"},
        "branches-added": {"activations[0] * activations[1]": "activations[0] + activations[1]"},
        "sigmoid-for-silu": {"return z / (1 + np.exp(-z))": "return 1 / (1 + np.exp(-z))"},
        "heads-left-behind-the-tokens": {
            "    query, key, value = (np.swapaxes(t, -3, -2) for t in (query, key, value))\n    query, key = (apply_rope(t, None, rope_base) for t in (query, key))\n": "    query, key = (apply_rope(t, None, rope_base) for t in (query, key))\n    query, key, value = (np.swapaxes(t, -3, -2) for t in (query, key, value))\n"
        },
        "no-rope": {"    query, key = (apply_rope(t, None, rope_base) for t in (query, key))\n": ""},
        "values-turned-too": {
            "query, key = (apply_rope(t, None, rope_base) for t in (query, key))": "query, key, value = (apply_rope(t, None, rope_base) for t in (query, key, value))"
        },
        "base-not-passed": {"apply_rope(t, None, rope_base)": "apply_rope(t)"},
        "not-causal": {
            "(query, key, value), -3, -2)\n    return": "(query, key, value, False), -3, -2)\n    return"
        },
        "merge-without-transpose": {
            "out = np.swapaxes(grouped_query_attention(query, key, value), -3, -2)": "out = grouped_query_attention(query, key, value)",
            "out.reshape(*out.shape[:-2], -1)": "out.reshape(*inputs.shape[:2], -1)",
        },
        "values-from-the-keys": {
            'value = dense_general(inputs, params["w_v"]': 'value = dense_general(inputs, params["w_k"]'
        },
        "output-projection-missing": {' @ params["w_o"]': ""},
        "first-residual-missing": {"rope_base) + x": "rope_base)"},
        "second-residual-missing": {"return x + y": "return y"},
        "second-norm-missing": {'y = rms_norm(x, params["mlp_gain"], eps)': "y = x"},
        "first-gain-twice": {'params["mlp_gain"]': 'params["attention_gain"]'},
    },
    "fused": {
        "squares-summed": {"np.mean(x**2": "np.sum(x**2"},
        "root-missing": {"** (-1 / 2)": "** (-1)"},
        "multiplied-by-the-root": {"** (-1 / 2)": "** (1 / 2)"},
        "gain-missing": {"return gain * x * (": "return x * ("},
        "eps-outside-the-root": {
            "(np.mean(x**2, axis=-1, keepdims=True) + eps) ** (-1 / 2)": "(np.mean(x**2, axis=-1, keepdims=True) ** (1 / 2) + eps) ** -1"
        },
        "mean-subtracted": {
            "return gain * x": "x = x - np.mean(x, axis=-1, keepdims=True)\n    return gain * x"
        },
        "gate-and-up-exchanged": {"gate, up = np.split": "up, gate = np.split"},
        "no-activation": {"gate * up / (1 + np.exp(-gate))": "gate * up"},
        "sigmoid-for-silu": {"gate * up / (1 + np.exp(-gate))": "up / (1 + np.exp(-gate))"},
        "sigmoid-of-minus": {"np.exp(-gate)": "np.exp(gate)"},
        "up-missing": {"gate * up / (1": "gate / (1"},
        "not-causal": {"grouped_query_attention(q, k, v)": "grouped_query_attention(q, k, v, False)"},
        "base-not-passed": {"axis=1), None, rope_base)": "axis=1))"},
        "no-rope": {
            "    turned = apply_rope(np.concatenate([q, k], axis=1), None, rope_base)\n    q, k = turned[:, :n_heads], turned[:, n_heads:]\n": ""
        },
        "values-turned-too": {
            "    q, k, v = qkv": "    qkv = apply_rope(qkv, None, rope_base)\n    q, k, v = qkv",
            "    turned = apply_rope(np.concatenate([q, k], axis=1), None, rope_base)\n    q, k = turned[:, :n_heads], turned[:, n_heads:]\n": "",
        },
        "keys-and-values-exchanged": {"q, k, v = qkv[": "q, v, k = qkv["},
        "interleaved-columns": {
            "qkv.reshape(batch, length, -1, size).transpose(0, 2, 1, 3)\n    q, k, v = qkv[:, :n_heads], qkv[:, n_heads : n_heads + n_kv_heads], qkv[:, n_heads + n_kv_heads :]": "np.split(qkv, [n_heads * size, (n_heads + n_kv_heads) * size], axis=-1)\n    q, k, v = (z.reshape(batch, length, size, -1).transpose(0, 3, 1, 2) for z in qkv)"
        },
        "merge-without-transpose": {"out.transpose(0, 2, 1, 3).reshape": "out.reshape"},
        "first-residual-missing": {"x = x + out": "x = out"},
        "second-residual-missing": {"return x + swiglu": "return swiglu"},
        "second-norm-missing": {'normed = rms_norm(x, params["mlp_gain"], eps)': "normed = x"},
        "post-norm": {
            'normed = rms_norm(x, params["attention_gain"], eps)': "normed = x",
            'x = x + out @ params["w_o"]': 'x = rms_norm(x + out @ params["w_o"], params["attention_gain"], eps)',
            'normed = rms_norm(x, params["mlp_gain"], eps)\n    return x + swiglu(normed, params["w_gate"], params["w_up"], params["w_down"])': 'return rms_norm(x + swiglu(x, params["w_gate"], params["w_up"], params["w_down"]), params["mlp_gain"], eps)',
        },
    },
    "rows_and_loops": {
        "squares-summed": {"total / len(row) + eps": "total + eps"},
        "mean-of-absolute-values": {
            "total += float(value) ** 2": "total += abs(float(value))",
            "math.sqrt(total / len(row) + eps)": "math.sqrt((total / len(row)) ** 2 + eps)",
        },
        "root-missing": {"math.sqrt(total / len(row) + eps)": "total / len(row) + eps"},
        "gain-missing": {" / root * gain[j]": " / root"},
        "one-plus-gain": {" / root * gain[j]": " / root * (1 + gain[j])"},
        "eps-outside-the-root": {"math.sqrt(total / len(row) + eps)": "math.sqrt(total / len(row)) + eps"},
        "sigmoid-for-silu": {"return z / (1 + math.exp(-z))": "return 1 / (1 + math.exp(-z))"},
        "relu-for-silu": {"return z / (1 + math.exp(-z))": "return max(z, 0.0)"},
        "gate-and-up-exchanged": {
            "silu(float(gate[place])) * up[place]": "silu(float(up[place])) * gate[place]"
        },
        "branches-added": {"silu(float(gate[place])) * up[place]": "silu(float(gate[place])) + up[place]"},
        "up-missing": {"silu(float(gate[place])) * up[place]": "silu(float(gate[place]))"},
        "no-rope": {
            "apply_rope(all_q[:, :, h * size : h * size + size], None, rope_base)": "all_q[:, :, h * size : h * size + size]",
            "apply_rope(all_k[:, :, h * size : h * size + size], None, rope_base)": "all_k[:, :, h * size : h * size + size]",
        },
        "queries-turned-only": {
            "apply_rope(all_k[:, :, h * size : h * size + size], None, rope_base)": "all_k[:, :, h * size : h * size + size]",
        },
        "values-turned-too": {
            "v.append(all_v[:, :, h * size : h * size + size])": "v.append(apply_rope(all_v[:, :, h * size : h * size + size], None, rope_base))"
        },
        "base-not-passed-for-one": {
            "apply_rope(all_k[:, :, h * size : h * size + size], None, rope_base)": "apply_rope(all_k[:, :, h * size : h * size + size])",
        },
        "not-causal": {"np.stack(v, axis=1))": "np.stack(v, axis=1), False)"},
        "interleaved-columns": {
            "all_q[:, :, h * size : h * size + size]": "all_q[:, :, h::n_heads]",
            "all_k[:, :, h * size : h * size + size]": "all_k[:, :, h::n_kv_heads]",
            "all_v[:, :, h * size : h * size + size]": "all_v[:, :, h::n_kv_heads]",
        },
        "merge-without-transpose": {
            "np.concatenate([outputs[:, h] for h in range(n_heads)], axis=-1)": "outputs.reshape(*x.shape[:2], -1)"
        },
        "output-projection-missing": {'middle = x + merged @ params["w_o"]': "middle = x + merged"},
        "branches-in-parallel": {
            'rms_norm(middle, params["mlp_gain"], eps)': 'rms_norm(x, params["mlp_gain"], eps)'
        },
        "first-residual-missing": {"middle = x + merged": "middle = merged"},
        "second-residual-missing": {"return middle + swiglu": "return swiglu"},
    },
}
