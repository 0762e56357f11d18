"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "annotated": {
        "split-without-transpose": {
            "x.reshape(batch, -1, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)": "x.reshape(batch, n_heads, -1, d_model // n_heads)",
        },
        "split-and-merge-without-transpose": {
            "x.reshape(batch, -1, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)": "x.reshape(batch, n_heads, -1, d_model // n_heads)",
            "x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)": "x.reshape(batch, -1, h * d_k)",
        },
        "interleaved-columns": {
            "-1, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)": "-1, d_model // n_heads, n_heads).transpose(0, 3, 1, 2)",
        },
        "interleaved-both-ways": {
            "-1, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)": "-1, d_model // n_heads, n_heads).transpose(0, 3, 1, 2)",
            "x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)": "x.transpose(0, 2, 3, 1).reshape(batch, -1, h * d_k)",
        },
        "heads-left-behind-the-tokens": {"d_model // n_heads).transpose(0, 2, 1, 3)": "d_model // n_heads)"},
        "columns-before-tokens": {
            "d_model // n_heads).transpose(0, 2, 1, 3)": "d_model // n_heads).transpose(0, 2, 3, 1)",
        },
        "heads-before-the-batch": {
            "d_model // n_heads).transpose(0, 2, 1, 3)": "d_model // n_heads).transpose(2, 0, 1, 3)",
        },
        "heads-and-width-exchanged": {"-1, n_heads, d_model // n_heads)": "-1, d_model // n_heads, n_heads)"},
        "heads-reversed": {
            "d_model // n_heads).transpose(0, 2, 1, 3)": "d_model // n_heads).transpose(0, 2, 1, 3)[:, ::-1]",
        },
        "tokens-shared-out": {
            "x.reshape(batch, -1, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)": "x.reshape(batch, n_heads, -1, d_model)",
        },
        "left-over-columns-dropped": {
            '    if d_model % n_heads != 0:\n        raise ValueError("d_model must be divisible by n_heads")\n': "    d_model = d_model // n_heads * n_heads\n    x = x[:, :, :d_model]\n",
        },
        "merge-without-transpose": {
            "x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)": "x.reshape(batch, -1, h * d_k)",
        },
        "merge-interleaved": {
            "x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)": "x.transpose(0, 2, 3, 1).reshape(batch, -1, h * d_k)",
        },
        "heads-averaged": {"x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)": "x.mean(axis=1)"},
        "heads-added": {"x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)": "x.sum(axis=1)"},
        "heads-in-a-row": {
            "x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)": "x.reshape(batch, -1, d_k)",
        },
        "projections-transposed": {
            "np.matmul(x, w_q)": "np.matmul(x, w_q.T)",
            "np.matmul(x, w_k)": "np.matmul(x, w_k.T)",
            "np.matmul(x, w_v)": "np.matmul(x, w_v.T)",
            "np.matmul(merge_heads(heads), w_o)": "np.matmul(merge_heads(heads), w_o.T)",
        },
        "first-projections-transposed": {
            "np.matmul(x, w_q)": "np.matmul(x, w_q.T)",
            "np.matmul(x, w_k)": "np.matmul(x, w_k.T)",
            "np.matmul(x, w_v)": "np.matmul(x, w_v.T)",
        },
        "last-projection-transposed": {
            "np.matmul(merge_heads(heads), w_o)": "np.matmul(merge_heads(heads), w_o.T)",
        },
        "output-projection-missing": {"np.matmul(merge_heads(heads), w_o)": "merge_heads(heads)"},
        "output-projection-as-values": {"np.matmul(x, w_v)": "np.matmul(x, w_o)"},
        "keys-from-w-q": {"np.matmul(x, w_k)": "np.matmul(x, w_q)"},
        "values-from-w-k": {"np.matmul(x, w_v)": "np.matmul(x, w_k)"},
        "queries-from-w-k": {"np.matmul(x, w_q)": "np.matmul(x, w_k)"},
        "values-not-projected": {"np.matmul(x, w_v)": "x"},
        "nothing-projected": {"np.matmul(x, w_q)": "x", "np.matmul(x, w_k)": "x", "np.matmul(x, w_v)": "x"},
        "values-and-keys-exchanged": {
            "attention(query, key, value, mask)\n    return": "attention(query, value, key, mask)\n    return",
        },
        "queries-and-keys-exchanged": {
            "attention(query, key, value, mask)\n    return": "attention(key, query, value, mask)\n    return",
        },
        "keys-reshaped": {
            "key.transpose(0, 1, 3, 2)": "key.reshape(*key.shape[:2], key.shape[3], key.shape[2])",
        },
        "all-axes-turned": {"key.transpose(0, 1, 3, 2)": "key.T"},
        "scaled-by-d-model": {"d_k = query.shape[-1]": "d_k = query.shape[1] * query.shape[-1]"},
        "no-scaling": {" / math.sqrt(d_k)": ""},
        "scaled-by-d-head": {"math.sqrt(d_k)": "d_k"},
        "multiplied-by-the-root": {"/ math.sqrt(d_k)": "* math.sqrt(d_k)"},
        "scaled-by-the-heads": {"d_k = query.shape[-1]": "d_k = query.shape[1]"},
        "scaled-by-the-length": {"d_k = query.shape[-1]": "d_k = query.shape[-2]"},
        "scaled-by-the-batch": {"d_k = query.shape[-1]": "d_k = query.shape[0]"},
        "root-cut-to-a-whole-number": {"math.sqrt(d_k)": "math.isqrt(d_k)"},
        "softmax-over-queries": {
            "scores.max(axis=-1,": "scores.max(axis=-2,",
            "p_attn.sum(axis=-1,": "p_attn.sum(axis=-2,",
        },
        "softmax-over-heads": {
            "scores.max(axis=-1,": "scores.max(axis=1,",
            "p_attn.sum(axis=-1,": "p_attn.sum(axis=1,",
        },
        "sum-of-everything": {"p_attn.sum(axis=-1, keepdims=True)": "p_attn.sum()"},
        "sum-without-keepdims": {"p_attn.sum(axis=-1, keepdims=True)": "p_attn.sum(axis=-1)"},
        "softmax-missing": {"return np.matmul(p_attn, value)": "return np.matmul(scores, value)"},
        "weights-transposed": {"np.matmul(p_attn, value)": "np.matmul(p_attn.transpose(0, 1, 3, 2), value)"},
        "mask-ignored": {
            "attention(query, key, value, mask)\n    return": "attention(query, key, value)\n    return",
        },
        "mask-inverted": {"np.where(mask, scores, -1e9)": "np.where(mask, -1e9, scores)"},
        "mask-turned": {
            "np.where(mask,": "np.where(np.broadcast_to(mask, scores.shape).transpose(0, 1, 3, 2),",
        },
        "mask-for-texts-instead-of-heads": {
            "        scores = np.where(": "        if mask.ndim == 3:\n            mask = mask[:, None]\n        scores = np.where(",
        },
        "mask-of-the-first-head": {"np.where(mask,": "np.where(mask[:, :1] if mask.ndim == 4 else mask,"},
        "mask-of-full-shape-only": {"scores = np.where(mask, scores, -1e9)": "scores[~mask] = -1e9"},
        "mask-multiplied": {"np.where(mask, scores, -1e9)": "scores * mask"},
        "mask-added": {"np.where(mask, scores, -1e9)": "scores + mask"},
        "mask-sign-wrong": {"-1e9": "1e9"},
        "mask-after-softmax": {
            "    if mask is not None:\n        scores = np.where(mask, scores, -1e9)\n": "",
            "    return np.matmul(p_attn": "    if mask is not None:\n        p_attn = p_attn * mask\n    return np.matmul(p_attn",
        },
        "weights-returned-too": {
            "return np.matmul(p_attn, value)": "return np.matmul(p_attn, value), p_attn",
            "heads = attention": "heads, weights = attention",
            "return np.matmul(merge_heads(heads), w_o)": "return np.matmul(merge_heads(heads), w_o), weights",
        },
        "residual-added": {
            "return np.matmul(merge_heads(heads), w_o)": "return x + np.matmul(merge_heads(heads), w_o)",
        },
        "tokens-changed": {
            "    return np.matmul(merge_heads(heads), w_o)": "    x[...] = np.matmul(merge_heads(heads), w_o)\n    return x",
        },
    },
    "split_list": {
        "split-without-transpose": {
            "np.stack(np.split(x, n_heads, axis=-1), axis=1)": "np.reshape(x, (x.shape[0], n_heads, x.shape[1], x.shape[2] // n_heads))",
        },
        "heads-left-behind-the-tokens": {"axis=-1), axis=1)": "axis=-1), axis=2)"},
        "heads-before-the-batch": {"axis=-1), axis=1)": "axis=-1), axis=0)"},
        "axes-two-and-three-exchanged": {"axis=-1), axis=1)": "axis=-1), axis=-1)"},
        "tokens-shared-out": {
            "np.stack(np.split(x, n_heads, axis=-1), axis=1)": "np.stack(np.split(x, n_heads, axis=1), axis=1)",
            "np.split(part, n_heads, axis=-1)": "np.split(part, n_heads, axis=1)",
        },
        "interleaved-columns": {
            "np.split(x, n_heads, axis=-1)": "[x[..., h::n_heads] for h in range(n_heads)]",
            "np.split(part, n_heads, axis=-1)": "[part[..., h::n_heads] for h in range(n_heads)]",
        },
        "left-over-columns-dropped": {
            "np.split(x, n_heads, axis=-1)": "np.split(x[..., : x.shape[-1] // n_heads * n_heads], n_heads, axis=-1)",
        },
        "heads-and-width-exchanged": {
            "np.split(x, n_heads, axis=-1)": "np.split(x, x.shape[-1] // n_heads, axis=-1)",
            "np.split(part, n_heads, axis=-1)": "np.split(part, part.shape[-1] // n_heads, axis=-1)",
        },
        "merge-without-transpose": {
            "    heads = [x[:, h] for h in range(x.shape[1])]\n    return np.concatenate(heads, axis=-1)": "    return x.reshape(x.shape[0], x.shape[2], -1)",
        },
        "merge-interleaved": {
            "return np.concatenate(heads, axis=-1)": "return np.stack(heads, axis=-1).reshape(*heads[0].shape[:2], -1)",
            "merged = np.concatenate(out_heads, axis=-1)": "merged = np.stack(out_heads, axis=-1).reshape(x.shape)",
        },
        "heads-averaged": {
            "return np.concatenate(heads, axis=-1)": "return np.mean(heads, axis=0)",
            "merged = np.concatenate(out_heads, axis=-1)": "merged = np.mean(out_heads, axis=0)",
        },
        "heads-added": {
            "return np.concatenate(heads, axis=-1)": "return sum(heads)",
            "merged = np.concatenate(out_heads, axis=-1)": "merged = sum(out_heads)",
        },
        "heads-in-a-row": {
            "return np.concatenate(heads, axis=-1)": "return np.concatenate(heads, axis=1)",
            "merged = np.concatenate(out_heads, axis=-1)": "merged = np.concatenate(out_heads, axis=1)",
        },
        "heads-under-the-batch": {
            "return np.concatenate(heads, axis=-1)": "return np.concatenate(heads)",
            "merged = np.concatenate(out_heads, axis=-1)": "merged = np.concatenate(out_heads)",
        },
        "merge-by-the-wrong-axis": {"x[:, h] for h in range(x.shape[1])": "x[h] for h in range(x.shape[0])"},
        "merge-reversed": {
            "return np.concatenate(heads, axis=-1)": "return np.concatenate(heads[::-1], axis=-1)",
            "merged = np.concatenate(out_heads, axis=-1)": "merged = np.concatenate(out_heads[::-1], axis=-1)",
        },
        "projections-transposed": {
            "[x @ w_q, x @ w_k, x @ w_v]": "[x @ w_q.T, x @ w_k.T, x @ w_v.T]",
            "return merged @ w_o": "return merged @ w_o.T",
        },
        "first-projections-transposed": {"[x @ w_q, x @ w_k, x @ w_v]": "[x @ w.T for w in (w_q, w_k, w_v)]"},
        "last-projection-transposed": {"return merged @ w_o": "return merged @ w_o.T"},
        "output-projection-missing": {"return merged @ w_o": "return merged"},
        "output-projection-twice": {"return merged @ w_o": "return merged @ w_o @ w_o"},
        "output-projection-as-values": {"x @ w_v]": "x @ w_o]"},
        "keys-from-w-q": {"x @ w_k,": "x @ w_q,"},
        "values-from-w-k": {"x @ w_v]": "x @ w_k]"},
        "one-matrix-for-all": {"[x @ w_q, x @ w_k, x @ w_v]": "[x @ w_q] * 3"},
        "values-not-projected": {"x @ w_v]": "x]"},
        "nothing-projected": {"[x @ w_q, x @ w_k, x @ w_v]": "[x, x, x]"},
        "queries-and-keys-exchanged": {"[x @ w_q, x @ w_k,": "[x @ w_k, x @ w_q,"},
        "values-and-keys-exchanged": {"x @ w_k, x @ w_v]": "x @ w_v, x @ w_k]"},
        "keys-reshaped": {"k.swapaxes(-1, -2)": "k.reshape(k.shape[0], k.shape[2], k.shape[1])"},
        "all-axes-turned-in-each-head": {"k.swapaxes(-1, -2)": "k.T"},
        "one-head-of-full-width": {
            "    qkv_heads = ": "    bias, n_heads = bias[:, :1], 1\n    qkv_heads = "
        },
        "scaled-by-d-model": {
            "def attention(q, k, v, bias)": "def attention(q, k, v, bias, d_model)",
            "np.sqrt(q.shape[-1])": "np.sqrt(d_model)",
            "bias[:, h])": "bias[:, h], x.shape[-1])",
        },
        "no-scaling": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-by-d-head": {"np.sqrt(q.shape[-1])": "q.shape[-1]"},
        "multiplied-by-the-root": {"/ np.sqrt(": "* np.sqrt("},
        "scaled-by-the-length": {"np.sqrt(q.shape[-1])": "np.sqrt(q.shape[-2])"},
        "softmax-over-queries": {
            "np.max(x, axis=-1,": "np.max(x, axis=-2,",
            "np.sum(exp_x, axis=-1,": "np.sum(exp_x, axis=-2,",
        },
        "softmax-over-the-batch": {
            "np.max(x, axis=-1,": "np.max(x, axis=0,",
            "np.sum(exp_x, axis=-1,": "np.sum(exp_x, axis=0,",
        },
        "sum-of-each-head": {"np.sum(exp_x, axis=-1, keepdims=True)": "np.sum(exp_x)"},
        "sum-without-keepdims": {"np.sum(exp_x, axis=-1, keepdims=True)": "np.sum(exp_x, axis=-1)"},
        "weights-transposed": {"+ bias) @ v": "+ bias).swapaxes(-1, -2) @ v"},
        "mask-ignored": {" + bias) @ v": ") @ v"},
        "mask-inverted": {
            "np.where(mask, 0.0, -np.inf)": "np.where(mask, -np.inf, 0.0)",
            "np.ones((n_seq, n_seq), dtype=bool)": "np.zeros((n_seq, n_seq), dtype=bool)",
        },
        "mask-added": {"np.where(mask, 0.0, -np.inf)": "mask.astype(float)"},
        "mask-multiplied": {"np.where(mask, 0.0, -np.inf)": "mask", " + bias) @ v": " * bias) @ v"},
        "mask-after-softmax": {"np.where(mask, 0.0, -np.inf)": "mask", " + bias) @ v": ") * bias @ v"},
        "mask-turned": {"attention(q, k, v, bias[:, h])": "attention(q, k, v, bias[:, h].swapaxes(1, 2))"},
        "mask-for-texts-instead-of-heads": {
            "    bias = np.where": "    if mask.ndim == 3:\n        mask = mask[:, np.newaxis]\n    bias = np.where",
        },
        "mask-of-the-first-head": {"bias[:, h])": "bias[:, 0])"},
        "residual-added": {"return merged @ w_o": "return merged @ w_o + x"},
    },
    "einsum": {
        "split-without-transpose": {
            'np.einsum("bthc->bhtc", x.reshape(b, t, n_heads, d // n_heads))': "x.reshape(b, n_heads, t, d // n_heads)",
        },
        "heads-left-behind-the-tokens": {
            'np.einsum("bthc->bhtc", x.reshape(b, t, n_heads, d // n_heads))': "x.reshape(b, t, n_heads, d // n_heads)",
        },
        "columns-before-tokens": {'"bthc->bhtc"': '"bthc->bhct"'},
        "heads-before-the-batch": {'"bthc->bhtc"': '"bthc->hbtc"'},
        "heads-and-width-exchanged": {
            "x.reshape(b, t, n_heads, d // n_heads)": "x.reshape(b, t, d // n_heads, n_heads)",
        },
        "interleaved-columns": {
            '"bthc->bhtc", x.reshape(b, t, n_heads, d // n_heads)': '"btch->bhtc", x.reshape(b, t, d // n_heads, n_heads)',
            '"btd,dhc->bhtc", x, w_q.reshape(d, n_heads, c)': '"btd,dch->bhtc", x, w_q.reshape(d, c, n_heads)',
            '"btd,dhc->bhtc", x, w_k.reshape(d, n_heads, c)': '"btd,dch->bhtc", x, w_k.reshape(d, c, n_heads)',
            '"btd,dhc->bhtc", x, w_v.reshape(d, n_heads, c)': '"btd,dch->bhtc", x, w_v.reshape(d, c, n_heads)',
        },
        "interleaved-both-ways": {
            '"bthc->bhtc", x.reshape(b, t, n_heads, d // n_heads)': '"btch->bhtc", x.reshape(b, t, d // n_heads, n_heads)',
            '"bhtc->bthc"': '"bhtc->btch"',
            '"btd,dhc->bhtc", x, w_q.reshape(d, n_heads, c)': '"btd,dch->bhtc", x, w_q.reshape(d, c, n_heads)',
            '"btd,dhc->bhtc", x, w_k.reshape(d, n_heads, c)': '"btd,dch->bhtc", x, w_k.reshape(d, c, n_heads)',
            '"btd,dhc->bhtc", x, w_v.reshape(d, n_heads, c)': '"btd,dch->bhtc", x, w_v.reshape(d, c, n_heads)',
            '"bhqc,hcd->bqd", z, w_o.reshape(n_heads, c, d)': '"bhqc,chd->bqd", z, w_o.reshape(c, n_heads, d)',
        },
        "merge-without-transpose": {'np.einsum("bhtc->bthc", x).reshape': "x.reshape"},
        "split-and-merge-without-transpose": {
            'np.einsum("bthc->bhtc", x.reshape(b, t, n_heads, d // n_heads))': "x.reshape(b, n_heads, t, d // n_heads)",
            'np.einsum("bhtc->bthc", x).reshape': "x.reshape",
        },
        "merge-interleaved": {
            '"bhtc->bthc"': '"bhtc->btch"',
            '"bhqc,hcd->bqd", z, w_o.reshape(n_heads, c, d)': '"bhqc,chd->bqd", z, w_o.reshape(c, n_heads, d)',
        },
        "heads-added": {'np.einsum("bhtc->bthc", x).reshape(b, t, h * c)': 'np.einsum("bhtc->btc", x)'},
        "heads-averaged": {
            'np.einsum("bhtc->bthc", x).reshape(b, t, h * c)': 'np.einsum("bhtc->btc", x) / h',
        },
        "heads-in-a-row": {'np.einsum("bhtc->bthc", x).reshape(b, t, h * c)': "x.reshape(b, h * t, c)"},
        "projections-transposed": {
            "w_q.reshape(d, n_heads, c)": "w_q.T.reshape(d, n_heads, c)",
            "w_k.reshape(d, n_heads, c)": "w_k.T.reshape(d, n_heads, c)",
            "w_v.reshape(d, n_heads, c)": "w_v.T.reshape(d, n_heads, c)",
            "w_o.reshape(n_heads, c, d)": "w_o.T.reshape(n_heads, c, d)",
        },
        "first-projections-transposed": {
            '"btd,dhc->bhtc", x, w_q.reshape(d, n_heads, c)': '"btd,hcd->bhtc", x, w_q.reshape(n_heads, c, d)',
            '"btd,dhc->bhtc", x, w_k.reshape(d, n_heads, c)': '"btd,hcd->bhtc", x, w_k.reshape(n_heads, c, d)',
            '"btd,dhc->bhtc", x, w_v.reshape(d, n_heads, c)': '"btd,hcd->bhtc", x, w_v.reshape(n_heads, c, d)',
        },
        "last-projection-transposed": {
            '"bhqc,hcd->bqd", z, w_o.reshape(n_heads, c, d)': '"bhqc,dhc->bqd", z, w_o.reshape(d, n_heads, c)',
        },
        "output-projection-missing": {
            'return np.einsum("bhqc,hcd->bqd", z, w_o.reshape(n_heads, c, d))': "return merge_heads(z)",
        },
        "output-projection-as-values": {"x, w_v.reshape": "x, w_o.reshape"},
        "keys-from-w-q": {"x, w_k.reshape": "x, w_q.reshape"},
        "values-from-w-k": {"x, w_v.reshape": "x, w_k.reshape"},
        "values-not-projected": {
            'np.einsum("btd,dhc->bhtc", x, w_v.reshape(d, n_heads, c))': "split_heads(x, n_heads)",
        },
        "nothing-projected": {
            'np.einsum("btd,dhc->bhtc", x, w_q.reshape(d, n_heads, c))': "split_heads(x, n_heads)",
            'np.einsum("btd,dhc->bhtc", x, w_k.reshape(d, n_heads, c))': "split_heads(x, n_heads)",
            'np.einsum("btd,dhc->bhtc", x, w_v.reshape(d, n_heads, c))': "split_heads(x, n_heads)",
        },
        "queries-and-keys-exchanged": {'"bhqc,bhkc->bhqk"': '"bhqc,bhkc->bhkq"'},
        "values-and-keys-exchanged": {
            '    k = np.einsum("btd,dhc->bhtc", x, w_k': '    k = np.einsum("btd,dhc->bhtc", x, w_v',
            '    v = np.einsum("btd,dhc->bhtc", x, w_v': '    v = np.einsum("btd,dhc->bhtc", x, w_k',
        },
        "keys-reshaped": {
            '"bhqc,bhkc->bhqk", q, k)': '"bhqc,bhck->bhqk", q, k.reshape(k.shape[0], n_heads, c, -1))',
        },
        "no-scaling": {" / c**0.5": ""},
        "scaled-by-d-model": {"/ c**0.5": "/ d**0.5"},
        "scaled-by-d-head": {"/ c**0.5": "/ c"},
        "divided-by-the-square": {"/ c**0.5": "/ c**2"},
        "multiplied-by-the-root": {"/ c**0.5": "* c**0.5"},
        "scaled-by-the-heads": {"/ c**0.5": "/ n_heads**0.5"},
        "scaled-by-the-length": {"/ c**0.5": "/ x.shape[1] ** 0.5"},
        "softmax-over-queries": {"e.sum(axis=3,": "e.sum(axis=2,"},
        "softmax-over-heads": {"e.sum(axis=3,": "e.sum(axis=1,"},
        "softmax-over-the-batch": {"e.sum(axis=3,": "e.sum(axis=0,"},
        "sum-of-everything": {"e.sum(axis=3, keepdims=True)": "e.sum()"},
        "sum-without-keepdims": {"e.sum(axis=3, keepdims=True)": "e.sum(axis=3)"},
        "softmax-missing": {"p = e / e.sum(axis=3, keepdims=True)": "p = logits"},
        "no-division-by-the-sum": {"p = e / e.sum(axis=3, keepdims=True)": "p = e"},
        "weights-transposed": {'"bhqk,bhkc->bhqc"': '"bhkq,bhkc->bhqc"'},
        "left-over-columns-dropped": {
            '    b, t, d = x.shape\n    if d % n_heads:\n        raise ValueError(f"{d} columns cannot be cut into {n_heads} heads")\n': "    b, t, d = x.shape\n    d -= d % n_heads\n    x = x[..., :d]\n",
        },
        "mask-ignored": {"    if mask is not None:\n        logits = np.where(mask, logits, -np.inf)\n": ""},
        "mask-inverted": {"np.where(mask, logits, -np.inf)": "np.where(mask, -np.inf, logits)"},
        "mask-turned": {
            "np.where(mask,": "np.where(np.swapaxes(np.broadcast_to(mask, logits.shape), -1, -2),",
        },
        "mask-for-texts-instead-of-heads": {
            "np.where(mask,": "np.where(mask[:, None] if mask.ndim == 3 else mask,",
        },
        "mask-multiplied": {"np.where(mask, logits, -np.inf)": "logits * mask"},
        "mask-added": {"np.where(mask, logits, -np.inf)": "logits + mask"},
        "mask-of-full-shape-only": {"logits = np.where(mask, logits, -np.inf)": "logits[~mask] = -np.inf"},
        "mask-value-of-one": {"-np.inf": "-1"},
        "mask-after-softmax": {
            "    if mask is not None:\n        logits = np.where(mask, logits, -np.inf)\n": "",
            "    z = ": "    if mask is not None:\n        p = p * mask\n    z = ",
        },
        "weights-returned-too": {"w_o.reshape(n_heads, c, d))": "w_o.reshape(n_heads, c, d)), p"},
        "residual-added": {
            '    return np.einsum("bhqc,hcd->bqd"': '    return x + np.einsum("bhqc,hcd->bqd"',
        },
    },
    "loop_over_heads": {
        "split-without-transpose": {
            "    for h in range(n_heads):\n        heads[:, h] = x[:, :, h * width : (h + 1) * width]\n    return heads": "    heads[...] = x.reshape(B, n_heads, T, width)\n    return heads",
        },
        "heads-left-behind-the-tokens": {
            "np.zeros((B, n_heads, T, width)": "np.zeros((B, T, n_heads, width)",
            "heads[:, h] = x": "heads[:, :, h] = x",
        },
        "heads-before-the-batch": {
            "np.zeros((B, n_heads, T, width)": "np.zeros((n_heads, B, T, width)",
            "heads[:, h] = x": "heads[h] = x",
        },
        "columns-before-tokens": {
            "np.zeros((B, n_heads, T, width)": "np.zeros((B, n_heads, width, T)",
            "= x[:, :, h * width : (h + 1) * width]": "= x[:, :, h * width : (h + 1) * width].swapaxes(1, 2)",
        },
        "interleaved-columns": {
            "= x[:, :, h * width : (h + 1) * width]": "= x[:, :, h::n_heads]",
            "slice(h * d_head, (h + 1) * d_head)": "slice(h, None, n_heads)",
            "concat[..., cols] = A": "concat[..., h * d_head : (h + 1) * d_head] = A",
        },
        "interleaved-both-ways": {
            "= x[:, :, h * width : (h + 1) * width]": "= x[:, :, h::n_heads]",
            "merged[:, :, h * width : (h + 1) * width]": "merged[:, :, h::H]",
            "slice(h * d_head, (h + 1) * d_head)": "slice(h, None, n_heads)",
        },
        "heads-one-column-apart": {
            "= x[:, :, h * width : (h + 1) * width]": "= x[:, :, h : h + width]",
            "slice(h * d_head, (h + 1) * d_head)": "slice(h, h + d_head)",
        },
        "same-head-again": {"= x[:, :, h * width : (h + 1) * width]": "= x[:, :, :width]"},
        "heads-reversed": {"heads[:, h] = x": "heads[:, n_heads - 1 - h] = x"},
        "only-the-first-text": {
            "= x[:, :, h * width : (h + 1) * width]": "= x[0, :, h * width : (h + 1) * width]",
        },
        "first-head-only": {
            "    for h in range(n_heads):\n        cols": "    for h in range(1):\n        cols",
        },
        "last-head-left-out": {
            "    for h in range(n_heads):\n        cols": "    for h in range(n_heads - 1):\n        cols",
        },
        "left-over-columns-dropped": {
            '    B, T, d_model = x.shape\n    if d_model % n_heads:\n        raise ValueError("n_heads does not divide d_model")\n    width': "    B, T, d_model = x.shape\n    width",
            '    B, T, d_model = x.shape\n    if d_model % n_heads:\n        raise ValueError("n_heads does not divide d_model")\n    d_head': "    B, T, d_model = x.shape\n    d_head",
        },
        "merge-without-transpose": {
            "    for h in range(H):\n        merged[:, :, h * width : (h + 1) * width] = x[:, h]\n    return merged": "    merged[...] = x.reshape(B, T, H * width)\n    return merged",
        },
        "merge-interleaved": {
            "merged[:, :, h * width : (h + 1) * width]": "merged[:, :, h::H]",
            "concat[..., cols] = A": "concat[..., h::n_heads] = A",
        },
        "merge-reversed": {"= x[:, h]": "= x[:, H - 1 - h]"},
        "heads-averaged": {
            "np.zeros((B, T, H * width)": "np.zeros((B, T, width)",
            "merged[:, :, h * width : (h + 1) * width] = x[:, h]": "merged += x[:, h] / H",
        },
        "heads-added": {
            "np.zeros((B, T, H * width)": "np.zeros((B, T, width)",
            "merged[:, :, h * width : (h + 1) * width] = x[:, h]": "merged += x[:, h]",
        },
        "heads-in-a-row": {
            "np.zeros((B, T, H * width)": "np.zeros((B, H * T, width)",
            "merged[:, :, h * width : (h + 1) * width]": "merged[:, h * T : (h + 1) * T]",
        },
        "projections-transposed": {
            "x @ w_q, x @ w_k, x @ w_v": "x @ w_q.T, x @ w_k.T, x @ w_v.T",
            "return concat @ w_o": "return concat @ w_o.T",
        },
        "first-projections-transposed": {"x @ w_q, x @ w_k, x @ w_v": "x @ w_q.T, x @ w_k.T, x @ w_v.T"},
        "last-projection-transposed": {"return concat @ w_o": "return concat @ w_o.T"},
        "output-projection-missing": {"return concat @ w_o": "return concat"},
        "output-projection-as-values": {"x @ w_v": "x @ w_o"},
        "keys-from-w-q": {"x @ w_k,": "x @ w_q,"},
        "values-from-w-k": {"x @ w_v": "x @ w_k"},
        "values-not-projected": {"x @ w_v": "x"},
        "nothing-projected": {"x @ w_q, x @ w_k, x @ w_v": "x, x, x"},
        "queries-and-keys-exchanged": {"Q, K, V = ": "K, Q, V = "},
        "values-and-keys-exchanged": {"Q, K, V = ": "Q, V, K = "},
        "keys-reshaped": {"K[..., cols].swapaxes(1, 2)": "K[..., cols].reshape(B, d_head, T)"},
        "all-axes-turned-in-each-head": {"K[..., cols].swapaxes(1, 2)": "K[..., cols].T"},
        "one-big-head": {"cols = slice(h * d_head, (h + 1) * d_head)": "cols = slice(None)"},
        "scaled-by-d-model": {"np.sqrt(d_head)": "np.sqrt(d_model)"},
        "no-scaling": {"        scores /= np.sqrt(d_head)\n": ""},
        "scaled-by-d-head": {"np.sqrt(d_head)": "d_head"},
        "scaled-by-the-heads": {"np.sqrt(d_head)": "np.sqrt(n_heads)"},
        "scaled-by-the-length": {"np.sqrt(d_head)": "np.sqrt(T)"},
        "multiplied-by-the-root": {"scores /= np": "scores *= np"},
        "softmax-over-queries": {"a.max(axis=-1,": "a.max(axis=-2,", "a.sum(axis=-1,": "a.sum(axis=-2,"},
        "softmax-over-the-batch": {"a.max(axis=-1,": "a.max(axis=0,", "a.sum(axis=-1,": "a.sum(axis=0,"},
        "sum-of-each-head": {"a.sum(axis=-1, keepdims=True)": "a.sum()"},
        "sum-without-keepdims": {"a.sum(axis=-1, keepdims=True)": "a.sum(axis=-1)"},
        "softmax-missing": {"A = softmax(scores)": "A = scores"},
        "softmax-twice": {"A = softmax(scores)": "A = softmax(softmax(scores))"},
        "weights-transposed": {"A @ V[..., cols]": "A.swapaxes(1, 2) @ V[..., cols]"},
        "mask-ignored": {"            scores[~mask[:, h]] = -np.inf\n": "            pass\n"},
        "mask-inverted": {"~mask[:, h]": "mask[:, h]"},
        "mask-turned": {"~mask[:, h]": "~mask[:, h].swapaxes(1, 2)"},
        "mask-of-the-first-head": {"~mask[:, h]": "~mask[:, 0]"},
        "mask-for-texts-instead-of-heads": {
            "np.broadcast_to(mask, (B,": "np.broadcast_to(mask[:, None] if mask.ndim == 3 else mask, (B,",
        },
        "mask-of-full-shape-only": {
            "    if mask is not None:\n        mask = np.broadcast_to(mask, (B, n_heads, T, T))\n": "",
        },
        "mask-of-the-first-text": {"~mask[:, h]": "~np.repeat(mask[:1, h], B, axis=0)"},
        "mask-multiplied": {"scores[~mask[:, h]] = -np.inf": "scores *= mask[:, h]"},
        "mask-value-of-one": {"= -np.inf": "= -1"},
        "mask-after-softmax": {
            "        if mask is not None:\n            scores[~mask[:, h]] = -np.inf\n        A = softmax(scores)\n": "        A = softmax(scores)\n        if mask is not None:\n            A[~mask[:, h]] = 0\n",
        },
        "residual-added": {"return concat @ w_o": "return x + concat @ w_o"},
        "weights-returned-too": {"return concat @ w_o": "return concat @ w_o, A"},
        "tokens-changed": {"concat = np.zeros((B, T, d_model))": "concat = x"},
        "values-of-the-first-head": {"V[..., cols]": "V[..., :d_head]"},
    },
    "loops": {
        "interleaved-columns": {
            "row[h * size : (h + 1) * size]": "row[h::n_heads]",
            "attend(q[t, lo:hi], k[:, lo:hi], v[:, lo:hi], allowed[b, h, t])": "attend(q[t, h::n_heads], k[:, h::n_heads], v[:, h::n_heads], allowed[b, h, t])",
            "                lo, hi = h * size, (h + 1) * size\n": "",
        },
        "heads-one-column-apart": {
            "row[h * size : (h + 1) * size]": "row[h : h + size]",
            "lo, hi = h * size, (h + 1) * size": "lo, hi = h, h + size",
        },
        "same-head-again": {
            "row[h * size : (h + 1) * size]": "row[:size]",
            "lo, hi = h * size, (h + 1) * size": "lo, hi = 0, size",
        },
        "heads-left-behind-the-tokens": {
            "[[row[h * size : (h + 1) * size] for row in text] for h in range(n_heads)]": "[[row[h * size : (h + 1) * size] for h in range(n_heads)] for row in text]",
        },
        "heads-before-the-batch": {
            "[[[row[h * size : (h + 1) * size] for row in text] for h in range(n_heads)] for text in x]": "[[[row[h * size : (h + 1) * size] for row in text] for text in x] for h in range(n_heads)]",
        },
        "heads-reversed": {
            "for row in text] for h in range(n_heads)]": "for row in text] for h in reversed(range(n_heads))]",
        },
        "only-the-first-text": {"for row in text]": "for row in x[0]]"},
        "tokens-shared-out": {
            "size = check(x.shape[2], n_heads)": "size = check(x.shape[1], n_heads)",
            "[row[h * size : (h + 1) * size] for row in text]": "text[h * size : (h + 1) * size]",
        },
        "left-over-columns-dropped": {
            '    if d_model % n_heads != 0:\n        raise ValueError(f"cannot share {d_model} columns out to {n_heads} heads")\n': "",
        },
        "merge-reversed": {"for h in range(H)]) for t": "for h in reversed(range(H))]) for t"},
        "merge-interleaved": {
            "np.concatenate([x[b, h, t] for h in range(H)])": 'np.ravel([x[b, h, t] for h in range(H)], order="F")',
            "output[b, t] = np.concatenate(pieces) @ w_o": 'output[b, t] = np.ravel(pieces, order="F") @ w_o',
        },
        "heads-averaged": {
            "np.concatenate([x[b, h, t] for h in range(H)])": "np.mean([x[b, h, t] for h in range(H)], axis=0)",
        },
        "heads-added": {
            "np.concatenate([x[b, h, t] for h in range(H)])": "sum(x[b, h, t] for h in range(H))",
        },
        "heads-in-a-row": {
            "[[np.concatenate([x[b, h, t] for h in range(H)]) for t in range(T)] for b in range(B)]": "[[x[b, h, t] for h in range(H) for t in range(T)] for b in range(B)]",
        },
        "merge-without-transpose": {
            "np.array([[np.concatenate([x[b, h, t] for h in range(H)]) for t in range(T)] for b in range(B)])": "np.array([np.concatenate(list(x[b, h] for h in range(H))).reshape(T, -1) for b in range(B)])",
        },
        "projections-transposed": {
            "x[b] @ w_q": "x[b] @ w_q.T",
            "x[b] @ w_k": "x[b] @ w_k.T",
            "x[b] @ w_v": "x[b] @ w_v.T",
            "np.concatenate(pieces) @ w_o": "np.concatenate(pieces) @ w_o.T",
        },
        "first-projections-transposed": {
            "x[b] @ w_q": "x[b] @ w_q.T",
            "x[b] @ w_k": "x[b] @ w_k.T",
            "x[b] @ w_v": "x[b] @ w_v.T",
        },
        "last-projection-transposed": {"np.concatenate(pieces) @ w_o": "w_o @ np.concatenate(pieces)"},
        "output-projection-missing": {"np.concatenate(pieces) @ w_o": "np.concatenate(pieces)"},
        "output-projection-twice": {"    return output\n": "    return output @ w_o\n"},
        "output-projection-as-values": {"x[b] @ w_v": "x[b] @ w_o"},
        "keys-from-w-q": {"x[b] @ w_k": "x[b] @ w_q"},
        "values-from-w-k": {"x[b] @ w_v": "x[b] @ w_k"},
        "values-not-projected": {"x[b] @ w_v": "x[b]"},
        "nothing-projected": {"x[b] @ w_q": "x[b]", "x[b] @ w_k": "x[b]", "x[b] @ w_v": "x[b]"},
        "queries-and-keys-exchanged": {
            "attend(q[t, lo:hi], k[:, lo:hi],": "attend(k[t, lo:hi], q[:, lo:hi],",
        },
        "values-and-keys-exchanged": {"k[:, lo:hi], v[:, lo:hi]": "v[:, lo:hi], k[:, lo:hi]"},
        "no-scaling": {" / math.sqrt(len(query))": ""},
        "scaled-by-d-head": {"math.sqrt(len(query))": "len(query)"},
        "scaled-by-d-model": {
            "def attend(query, keys, values, allowed)": "def attend(query, keys, values, allowed, d_model)",
            "math.sqrt(len(query))": "math.sqrt(d_model)",
            "allowed[b, h, t])": "allowed[b, h, t], d_model)",
        },
        "scaled-by-the-length": {"math.sqrt(len(query))": "math.sqrt(len(keys))"},
        "multiplied-by-the-root": {"/ math.sqrt(len(query))": "* math.sqrt(len(query))"},
        "softmax-missing": {
            "e / total * value": "score * value",
            "for e, value in zip(exps,": "for score, value in zip(scores,",
        },
        "no-division-by-the-sum": {"e / total * value": "e * value"},
        "mask-ignored": {"allowed = allowed & mask": "pass"},
        "mask-inverted": {"allowed = allowed & mask": "allowed = allowed & ~mask"},
        "mask-turned": {"allowed[b, h, t]": "allowed[b, h, :, t]"},
        "mask-of-the-first-head": {"allowed[b, h, t]": "allowed[b, 0, t]"},
        "mask-of-the-first-text": {"allowed[b, h, t]": "allowed[0, h, t]"},
        "mask-for-texts-instead-of-heads": {
            "allowed = allowed & mask": "allowed = allowed & (mask[:, np.newaxis] if mask.ndim == 3 else mask)",
        },
        "mask-of-full-shape-only": {"allowed = allowed & mask": "allowed = mask"},
        "mask-multiplied": {"else -math.inf": "else 0.0"},
        "mask-value-of-one": {"else -math.inf": "else -1.0"},
        "mask-sign-wrong": {"else -math.inf": "else 1e9"},
        "mask-after-softmax": {
            " if ok else -math.inf": "",
            "    for e, value in zip(exps, values, strict=True):\n        mixed += e": "    for e, value, seen in zip(exps, values, allowed, strict=True):\n        mixed += seen * e",
            "zip(keys, allowed, strict=True)": "zip(keys, values, strict=True)",
            "for key, ok in": "for key, _ in",
        },
        "residual-added": {"    return output\n": "    return output + x\n"},
        "tokens-changed": {"    output = np.zeros((batch, length, d_model))": "    output = x"},
    },
    "class_inside": {
        "split-without-transpose": {
            "        x = x.reshape(x.shape[0], x.shape[1], self.n_heads, self.d_head)\n        return np.swapaxes(x, 1, 2)": "        return x.reshape(x.shape[0], self.n_heads, x.shape[1], self.d_head)",
        },
        "split-and-merge-without-transpose": {
            "        x = x.reshape(x.shape[0], x.shape[1], self.n_heads, self.d_head)\n        return np.swapaxes(x, 1, 2)": "        return x.reshape(x.shape[0], self.n_heads, x.shape[1], self.d_head)",
            "        x = np.swapaxes(x, 1, 2)\n        return x.reshape(x.shape[0], x.shape[1], self.d_model)": "        return x.reshape(x.shape[0], x.shape[2], self.d_model)",
        },
        "interleaved-columns": {
            "self.n_heads, self.d_head)\n        return np.swapaxes(x, 1, 2)": "self.d_head, self.n_heads)\n        return np.moveaxis(x, 3, 1)",
        },
        "interleaved-both-ways": {
            "self.n_heads, self.d_head)\n        return np.swapaxes(x, 1, 2)": "self.d_head, self.n_heads)\n        return np.moveaxis(x, 3, 1)",
            "        x = np.swapaxes(x, 1, 2)\n        return": "        x = np.moveaxis(x, 1, 3)\n        return",
        },
        "heads-left-behind-the-tokens": {"return np.swapaxes(x, 1, 2)": "return x"},
        "columns-before-tokens": {"return np.swapaxes(x, 1, 2)": "return np.moveaxis(x, 1, 3)"},
        "heads-before-the-batch": {"return np.swapaxes(x, 1, 2)": "return np.moveaxis(x, 2, 0)"},
        "heads-and-width-exchanged": {
            "self.n_heads, self.d_head)\n        return np.swap": "self.d_head, self.n_heads)\n        return np.swap",
        },
        "axes-two-and-three-exchanged": {"return np.swapaxes(x, 1, 2)": "return np.swapaxes(x, 2, 3)"},
        "tokens-shared-out": {
            "x = x.reshape(x.shape[0], x.shape[1], self.n_heads, self.d_head)\n        return np.swapaxes(x, 1, 2)": "return x.reshape(x.shape[0], self.n_heads, -1, self.d_model)",
        },
        "merge-without-transpose": {
            "        x = np.swapaxes(x, 1, 2)\n        return x.reshape(x.shape[0], x.shape[1], self.d_model)": "        return x.reshape(x.shape[0], x.shape[2], self.d_model)",
        },
        "merge-interleaved": {
            "        x = np.swapaxes(x, 1, 2)\n        return": "        x = np.moveaxis(x, 1, 3)\n        return",
        },
        "heads-averaged": {"return x.reshape(x.shape[0], x.shape[1], self.d_model)": "return x.mean(axis=2)"},
        "heads-added": {"return x.reshape(x.shape[0], x.shape[1], self.d_model)": "return x.sum(axis=2)"},
        "heads-in-a-row": {
            "        x = np.swapaxes(x, 1, 2)\n        return x.reshape(x.shape[0], x.shape[1], self.d_model)": "        return x.reshape(x.shape[0], -1, self.d_head)",
        },
        "projections-transposed": {
            "self.split(x @ w_q)": "self.split(x @ w_q.T)",
            "self.split(x @ w_k)": "self.split(x @ w_k.T)",
            "self.split(x @ w_v)": "self.split(x @ w_v.T)",
            "return context @ w_o": "return context @ w_o.T",
        },
        "first-projections-transposed": {
            "self.split(x @ w_q)": "self.split(x @ w_q.T)",
            "self.split(x @ w_k)": "self.split(x @ w_k.T)",
            "self.split(x @ w_v)": "self.split(x @ w_v.T)",
        },
        "last-projection-transposed": {"return context @ w_o": "return context @ w_o.T"},
        "output-projection-missing": {"return context @ w_o": "return context"},
        "output-projection-twice": {
            "return layer.forward(x, w_q, w_k, w_v, w_o, mask)": "return layer.forward(x, w_q, w_k, w_v, w_o, mask) @ w_o",
        },
        "output-projection-as-values": {"self.split(x @ w_v)": "self.split(x @ w_o)"},
        "keys-from-w-q": {"self.split(x @ w_k)": "self.split(x @ w_q)"},
        "values-from-w-k": {"self.split(x @ w_v)": "self.split(x @ w_k)"},
        "values-not-projected": {"self.split(x @ w_v)": "self.split(x)"},
        "nothing-projected": {
            "self.split(x @ w_q)": "self.split(x)",
            "self.split(x @ w_k)": "self.split(x)",
            "self.split(x @ w_v)": "self.split(x)",
        },
        "queries-and-keys-exchanged": {"layer.forward(x, w_q, w_k, w_v,": "layer.forward(x, w_k, w_q, w_v,"},
        "values-and-keys-exchanged": {"layer.forward(x, w_q, w_k, w_v,": "layer.forward(x, w_q, w_v, w_k,"},
        "matrices-in-another-order": {"layer.forward(x, w_q, w_k, w_v,": "layer.forward(x, w_v, w_q, w_k,"},
        "keys-reshaped": {
            'np.einsum("bhqd,bhkd->bhqk", q, k)': "q @ k.reshape(k.shape[0], k.shape[1], k.shape[3], k.shape[2])",
        },
        "scaled-by-d-model": {"self.d_head**0.5": "self.d_model**0.5"},
        "no-scaling": {"energy / self.d_head**0.5": "energy"},
        "scaled-by-d-head": {"self.d_head**0.5": "self.d_head"},
        "divided-by-the-square": {"self.d_head**0.5": "self.d_head**2"},
        "multiplied-by-the-root": {"/ self.d_head**0.5": "* self.d_head**0.5"},
        "scaled-by-the-heads": {"self.d_head**0.5": "self.n_heads**0.5"},
        "weights-scaled": {
            "self.softmax(energy / self.d_head**0.5)": "self.softmax(energy) / self.d_head**0.5",
        },
        "softmax-over-queries": {
            "energy.max(axis=-1,": "energy.max(axis=-2,",
            "energy.sum(axis=-1,": "energy.sum(axis=-2,",
        },
        "softmax-over-heads": {
            "energy.max(axis=-1,": "energy.max(axis=1,",
            "energy.sum(axis=-1,": "energy.sum(axis=1,",
        },
        "sum-of-everything": {"energy.sum(axis=-1, keepdims=True)": "energy.sum()"},
        "softmax-missing": {"self.softmax(energy / self.d_head**0.5)": "(energy / self.d_head**0.5)"},
        "weights-transposed": {
            "self.softmax(energy / self.d_head**0.5) @ v": "self.softmax(energy / self.d_head**0.5).swapaxes(2, 3) @ v",
        },
        "mask-ignored": {"self.attention(q, k, v, mask)": "self.attention(q, k, v, None)"},
        "mask-inverted": {"(1 - np.asarray(mask, dtype=float))": "np.asarray(mask, dtype=float)"},
        "mask-turned": {
            "np.asarray(mask, dtype=float)": "np.broadcast_to(mask, energy.shape).swapaxes(2, 3)",
        },
        "mask-for-texts-instead-of-heads": {
            "        if mask is not None:\n": "        if mask is not None:\n            mask = np.expand_dims(mask, 1) if mask.ndim == 3 else mask\n",
        },
        "mask-of-the-first-head": {
            "np.asarray(mask, dtype=float)": "np.broadcast_to(mask, energy.shape)[:, :1]",
        },
        "mask-multiplied": {"energy + (1 - np.asarray(mask, dtype=float)) * -1e20": "energy * mask"},
        "mask-added": {"energy + (1 - np.asarray(mask, dtype=float)) * -1e20": "energy + mask"},
        "mask-sign-wrong": {"-1e20": "1e20"},
        "mask-after-softmax": {
            "        if mask is not None:\n            energy = energy + (1 - np.asarray(mask, dtype=float)) * -1e20\n": "",
            "return self.softmax(energy / self.d_head**0.5) @ v": "weights = self.softmax(energy / self.d_head**0.5)\n        return (weights if mask is None else weights * mask) @ v",
        },
        "weights-returned-too": {
            "return self.softmax(energy / self.d_head**0.5) @ v": "weights = self.softmax(energy / self.d_head**0.5)\n        return weights @ v, weights",
            "context = self.merge(self.attention(q, k, v, mask))": "context, weights = self.attention(q, k, v, mask)",
            "return context @ w_o": "return self.merge(context) @ w_o, weights",
        },
        "residual-added": {"return context @ w_o": "return x + context @ w_o"},
    },
    "heads_in_batch": {
        "split-without-transpose": {
            "    x = x.reshape(x.shape[0], x.shape[1], n_heads, -1)\n    return x.transpose(0, 2, 1, 3)": "    return x.reshape(x.shape[0], n_heads, x.shape[1], -1)",
        },
        "split-and-merge-without-transpose": {
            "    x = x.reshape(x.shape[0], x.shape[1], n_heads, -1)\n    return x.transpose(0, 2, 1, 3)": "    return x.reshape(x.shape[0], n_heads, x.shape[1], -1)",
            "    x = x.transpose(0, 2, 1, 3)\n    return x.reshape(x.shape[0], x.shape[1], -1)": "    return x.reshape(x.shape[0], x.shape[2], -1)",
        },
        "interleaved-columns": {
            "x.shape[1], n_heads, -1)\n    return x.transpose(0, 2, 1, 3)": "x.shape[1], -1, n_heads)\n    return x.transpose(0, 3, 1, 2)",
        },
        "interleaved-both-ways": {
            "x.shape[1], n_heads, -1)\n    return x.transpose(0, 2, 1, 3)": "x.shape[1], -1, n_heads)\n    return x.transpose(0, 3, 1, 2)",
            "    x = x.transpose(0, 2, 1, 3)\n": "    x = x.transpose(0, 2, 3, 1)\n",
        },
        "heads-left-behind-the-tokens": {"    return x.transpose(0, 2, 1, 3)\n": "    return x\n"},
        "columns-before-tokens": {
            "    return x.transpose(0, 2, 1, 3)\n": "    return x.transpose(0, 2, 3, 1)\n",
        },
        "heads-before-the-batch": {
            "    return x.transpose(0, 2, 1, 3)\n": "    return x.transpose(2, 0, 1, 3)\n",
        },
        "heads-and-width-exchanged": {"x.shape[1], n_heads, -1)": "x.shape[1], -1, n_heads)"},
        "heads-reversed": {
            "    return x.transpose(0, 2, 1, 3)\n": "    return np.flip(x.transpose(0, 2, 1, 3), axis=1)\n",
        },
        "left-over-columns-dropped": {
            '        raise ValueError("the heads must divide d_model evenly")\n': "        x = x[:, :, : -(x.shape[2] % n_heads)]\n",
        },
        "merge-without-transpose": {
            "    x = x.transpose(0, 2, 1, 3)\n    return x.reshape(x.shape[0], x.shape[1], -1)": "    return x.reshape(x.shape[0], x.shape[2], -1)",
        },
        "merge-interleaved": {"    x = x.transpose(0, 2, 1, 3)\n": "    x = x.transpose(0, 2, 3, 1)\n"},
        "heads-averaged": {"    return x.reshape(x.shape[0], x.shape[1], -1)": "    return x.mean(axis=2)"},
        "heads-added": {"    return x.reshape(x.shape[0], x.shape[1], -1)": "    return x.sum(axis=2)"},
        "heads-in-a-row": {
            "    x = x.transpose(0, 2, 1, 3)\n    return x.reshape(x.shape[0], x.shape[1], -1)": "    return x.reshape(x.shape[0], -1, x.shape[3])",
        },
        "projections-transposed": {
            "split_heads(x @ w_q, n_heads)": "split_heads(x @ w_q.T, n_heads)",
            "split_heads(x @ w_k, n_heads)": "split_heads(x @ w_k.T, n_heads)",
            "split_heads(x @ w_v, n_heads)": "split_heads(x @ w_v.T, n_heads)",
            "return output_concat @ w_o": "return output_concat @ w_o.T",
        },
        "first-projections-transposed": {
            "split_heads(x @ w_q, n_heads)": "split_heads(x @ w_q.T, n_heads)",
            "split_heads(x @ w_k, n_heads)": "split_heads(x @ w_k.T, n_heads)",
            "split_heads(x @ w_v, n_heads)": "split_heads(x @ w_v.T, n_heads)",
        },
        "last-projection-transposed": {"return output_concat @ w_o": "return output_concat @ w_o.T"},
        "output-projection-missing": {"return output_concat @ w_o": "return output_concat"},
        "output-projection-as-values": {"split_heads(x @ w_v, n_heads)": "split_heads(x @ w_o, n_heads)"},
        "keys-from-w-q": {"split_heads(x @ w_k, n_heads)": "split_heads(x @ w_q, n_heads)"},
        "values-from-w-k": {"split_heads(x @ w_v, n_heads)": "split_heads(x @ w_k, n_heads)"},
        "values-not-projected": {"split_heads(x @ w_v, n_heads)": "split_heads(x, n_heads)"},
        "nothing-projected": {
            "split_heads(x @ w_q, n_heads)": "split_heads(x, n_heads)",
            "split_heads(x @ w_k, n_heads)": "split_heads(x, n_heads)",
            "split_heads(x @ w_v, n_heads)": "split_heads(x, n_heads)",
        },
        "queries-and-keys-exchanged": {
            "queries @ keys.transpose(0, 2, 1)": "keys @ queries.transpose(0, 2, 1)",
        },
        "values-and-keys-exchanged": {
            "dot_product_attention(queries, keys, values, mask)\n    output": "dot_product_attention(queries, values, keys, mask)\n    output",
        },
        "keys-reshaped": {
            "keys.transpose(0, 2, 1)": "keys.reshape(keys.shape[0], keys.shape[2], keys.shape[1])",
        },
        "all-axes-turned-in-each-head": {"keys.transpose(0, 2, 1)": "keys.T"},
        "scaled-by-d-model": {
            "def dot_product_attention(queries, keys, values, mask)": "def dot_product_attention(queries, keys, values, mask, d)",
            "    d = queries.shape[-1]\n": "",
            "dot_product_attention(queries, keys, values, mask)\n    output": "dot_product_attention(queries, keys, values, mask, x.shape[-1])\n    output",
        },
        "no-scaling": {" / np.sqrt(d)": ""},
        "scaled-by-d-head": {"np.sqrt(d)": "d"},
        "scaled-by-the-length": {"d = queries.shape[-1]": "d = queries.shape[1]"},
        "multiplied-by-the-root": {"/ np.sqrt(d)": "* np.sqrt(d)"},
        "softmax-over-queries": {
            "scores.max(axis=2,": "scores.max(axis=1,",
            "scores.sum(axis=2,": "scores.sum(axis=1,",
        },
        "sum-of-everything": {"scores.sum(axis=2, keepdims=True)": "scores.sum()"},
        "softmax-missing": {"return masked_softmax(scores, mask) @ values": "return scores @ values"},
        "weights-transposed": {
            "masked_softmax(scores, mask) @ values": "masked_softmax(scores, mask).transpose(0, 2, 1) @ values",
        },
        "mask-ignored": {
            "return masked_softmax(scores, mask) @ values": "return masked_softmax(scores, None) @ values",
        },
        "mask-inverted": {"np.where(mask, scores, -1e6)": "np.where(mask, -1e6, scores)"},
        "mask-turned": {"np.where(mask, scores, -1e6)": "np.where(mask.transpose(0, 2, 1), scores, -1e6)"},
        "mask-of-the-first-head": {
            "np.broadcast_to(mask, (B, n_heads, T, T)).reshape(-1, T, T)": "np.repeat(np.broadcast_to(mask, (B, n_heads, T, T))[:, 0], n_heads, axis=0)",
        },
        "mask-for-texts-instead-of-heads": {
            "    if mask is not None:\n        mask = ": "    if mask is not None:\n        if mask.ndim == 3:\n            mask = mask[:, None]\n        mask = ",
        },
        "mask-of-full-shape-only": {
            "np.broadcast_to(mask, (B, n_heads, T, T)).reshape(-1, T, T)": "mask.reshape(B * n_heads, T, T)",
        },
        "mask-multiplied": {"np.where(mask, scores, -1e6)": "np.where(mask, scores, 0)"},
        "mask-sign-wrong": {"-1e6": "1e6"},
        "mask-after-softmax": {
            "    if mask is not None:\n        scores = np.where(mask, scores, -1e6)\n": "",
            "    return scores / scores.sum(axis=2, keepdims=True)": "    scores = scores / scores.sum(axis=2, keepdims=True)\n    return scores if mask is None else np.where(mask, scores, 0)",
        },
        "residual-added": {"return output_concat @ w_o": "return output_concat @ w_o + x"},
        "weights-returned-too": {
            "return masked_softmax(scores, mask) @ values": "weights = masked_softmax(scores, mask)\n    return weights @ values, weights",
            "    output = dot_product": "    output, weights = dot_product",
            "return output_concat @ w_o": "return output_concat @ w_o, weights",
        },
    },
    "one_matrix": {
        "split-without-transpose": {
            "np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)": "x.reshape((B, n_heads, T, hs))",
        },
        "split-and-merge-without-transpose": {
            "np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)": "x.reshape((B, n_heads, T, hs))",
            "np.ascontiguousarray(np.moveaxis(x, 1, 2)).reshape": "x.reshape",
        },
        "interleaved-columns": {
            "np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)": "np.moveaxis(x.reshape((B, T, hs, n_heads)), 3, 1)",
        },
        "interleaved-both-ways": {
            "np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)": "np.moveaxis(x.reshape((B, T, hs, n_heads)), 3, 1)",
            "np.moveaxis(x, 1, 2)": "np.moveaxis(x, 1, 3)",
        },
        "heads-left-behind-the-tokens": {
            "np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)": "x.reshape((B, T, n_heads, hs))",
        },
        "columns-before-tokens": {"n_heads, hs)), 2, 1)": "n_heads, hs)), 1, 3)"},
        "heads-before-the-batch": {"n_heads, hs)), 2, 1)": "n_heads, hs)), 2, 0)"},
        "heads-and-width-exchanged": {"x.reshape((B, T, n_heads, hs))": "x.reshape((B, T, hs, n_heads))"},
        "axes-two-and-three-exchanged": {"n_heads, hs)), 2, 1)": "n_heads, hs)), 2, 3)"},
        "only-the-first-text": {
            "np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)": "np.repeat(np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)[:1], B, axis=0)",
        },
        "left-over-columns-dropped": {
            '        raise ValueError(f"{n_heads} heads, but {C} columns")\n': "        x = x[:, :, :-rest]\n",
        },
        "merge-without-transpose": {
            "np.ascontiguousarray(np.moveaxis(x, 1, 2)).reshape": "np.ascontiguousarray(x).reshape",
        },
        "merge-interleaved": {"np.moveaxis(x, 1, 2)": "np.moveaxis(x, 1, 3)"},
        "heads-averaged": {
            "np.ascontiguousarray(np.moveaxis(x, 1, 2)).reshape((B, T, nh * hs))": "x.mean(axis=1)",
        },
        "heads-added": {
            "np.ascontiguousarray(np.moveaxis(x, 1, 2)).reshape((B, T, nh * hs))": "x.sum(axis=1)",
        },
        "heads-in-a-row": {
            "np.ascontiguousarray(np.moveaxis(x, 1, 2)).reshape((B, T, nh * hs))": "x.reshape((B, nh * T, hs))",
        },
        "projections-transposed": {
            "np.concatenate((w_q, w_k, w_v), axis=1)": "np.concatenate((w_q.T, w_k.T, w_v.T), axis=1)",
            "return y @ w_o": "return y @ w_o.T",
        },
        "first-projections-transposed": {
            "np.concatenate((w_q, w_k, w_v), axis=1)": "np.concatenate((w_q, w_k, w_v), axis=0).T",
        },
        "last-projection-transposed": {"return y @ w_o": "return y @ w_o.T"},
        "output-projection-missing": {"return y @ w_o": "return y"},
        "output-projection-twice": {"merge_heads(att @ v)": "merge_heads(att @ v) @ w_o"},
        "output-projection-as-values": {"(w_q, w_k, w_v), axis": "(w_q, w_k, w_o), axis"},
        "keys-from-w-q": {"(w_q, w_k, w_v), axis": "(w_q, w_q, w_v), axis"},
        "values-from-w-k": {"(w_q, w_k, w_v), axis": "(w_q, w_k, w_k), axis"},
        "queries-and-keys-exchanged": {"q, k, v = np.split": "k, q, v = np.split"},
        "values-and-keys-exchanged": {"(w_q, w_k, w_v), axis": "(w_q, w_v, w_k), axis"},
        "matrices-in-another-order": {"q, k, v = np.split": "k, v, q = np.split"},
        "values-not-projected": {"v = split_heads(v, n_heads)": "v = split_heads(x, n_heads)"},
        "nothing-projected": {"np.split(qkv, 3, axis=2)": "x, x, x"},
        "keys-reshaped": {"k.swapaxes(-2, -1)": "k.reshape((*k.shape[:2], k.shape[3], k.shape[2]))"},
        "all-axes-turned": {"k.swapaxes(-2, -1)": "k.T"},
        "one-head-of-full-width": {
            "q = split_heads(q, n_heads)": "q = split_heads(q, 1)",
            "k = split_heads(k, n_heads)": "k = split_heads(k, 1)",
            "v = split_heads(v, n_heads)": "v = split_heads(v, 1)",
        },
        "scaled-by-d-model": {"np.sqrt(q.shape[-1])": "np.sqrt(x.shape[-1])"},
        "no-scaling": {"    q = q / np.sqrt(q.shape[-1])\n": ""},
        "scaled-by-d-head": {"q / np.sqrt(q.shape[-1])": "q / q.shape[-1]"},
        "scaled-by-the-heads": {"np.sqrt(q.shape[-1])": "np.sqrt(n_heads)"},
        "scaled-by-the-length": {"np.sqrt(q.shape[-1])": "np.sqrt(q.shape[-2])"},
        "multiplied-by-the-root": {"q = q / np": "q = q * np"},
        "softmax-over-queries": {
            "att.max(-1, keepdims=True)": "att.max(-2, keepdims=True)",
            "att.sum(-1, keepdims=True)": "att.sum(-2, keepdims=True)",
        },
        "softmax-over-heads": {
            "att.max(-1, keepdims=True)": "att.max(1, keepdims=True)",
            "att.sum(-1, keepdims=True)": "att.sum(1, keepdims=True)",
        },
        "sum-of-everything": {"att.sum(-1, keepdims=True)": "att.sum()"},
        "sum-without-keepdims": {"att.sum(-1, keepdims=True)": "att.sum(-1)"},
        "no-division-by-the-sum": {"    att /= att.sum(-1, keepdims=True)\n": ""},
        "weights-transposed": {"merge_heads(att @ v)": "merge_heads(att.swapaxes(-2, -1) @ v)"},
        "mask-ignored": {"        np.copyto(att, -np.inf, where=~mask)\n": "        pass\n"},
        "mask-inverted": {"where=~mask)": "where=mask)"},
        "mask-turned": {"where=~mask)": "where=~np.broadcast_to(mask, att.shape).swapaxes(-2, -1))"},
        "mask-for-texts-instead-of-heads": {
            "where=~mask)": "where=~(mask[:, None] if mask.ndim == 3 else mask))",
        },
        "mask-of-the-first-head": {"where=~mask)": "where=~(mask[:, :1] if mask.ndim == 4 else mask))"},
        "mask-of-full-shape-only": {"np.copyto(att, -np.inf, where=~mask)": "att[~mask] = -np.inf"},
        "mask-multiplied": {"np.copyto(att, -np.inf, where=~mask)": "np.copyto(att, 0, where=~mask)"},
        "mask-value-of-one": {"np.copyto(att, -np.inf,": "np.copyto(att, -1,"},
        "mask-after-softmax": {
            "    if mask is not None:\n        np.copyto(att, -np.inf, where=~mask)\n": "",
            "    y = merge": "    if mask is not None:\n        np.copyto(att, 0, where=~mask)\n    y = merge",
        },
        "residual-added": {"return y @ w_o": "return y @ w_o + x"},
        "weights-returned-too": {"return y @ w_o": "return y @ w_o, att"},
        "tokens-changed": {"return y @ w_o": "np.matmul(y, w_o, out=x)\n    return x"},
    },
    "sum_of_heads": {
        "interleaved-columns": {"x[..., head * step : (head + 1) * step]": "x[..., head::n_heads]"},
        "heads-one-column-apart": {"x[..., head * step : (head + 1) * step]": "x[..., head : head + step]"},
        "same-head-again": {"x[..., head * step : (head + 1) * step]": "x[..., :step]"},
        "heads-reversed": {
            "for head in range(n_heads)], axis=1)": "for head in range(n_heads)][::-1], axis=1)",
        },
        "heads-left-behind-the-tokens": {"range(n_heads)], axis=1)": "range(n_heads)], axis=2)"},
        "heads-before-the-batch": {"range(n_heads)], axis=1)": "range(n_heads)])"},
        "columns-before-tokens": {"range(n_heads)], axis=1)": "range(n_heads)], axis=1).swapaxes(2, 3)"},
        "only-the-first-text": {
            "columns(x, head, n_heads) for": "np.broadcast_to(columns(x[:1], head, n_heads), (*x.shape[:2], x.shape[2] // n_heads)) for",
        },
        "left-over-columns-dropped": {
            '    if x.shape[-1] % n_heads:\n        raise ValueError("uneven heads")\n': "",
        },
        "merge-without-transpose": {
            "np.concatenate(list(np.swapaxes(x, 0, 1)), axis=-1)": "x.reshape(x.shape[0], x.shape[2], -1)",
        },
        "merge-interleaved": {
            "np.concatenate(list(np.swapaxes(x, 0, 1)), axis=-1)": "np.stack(list(np.swapaxes(x, 0, 1)), axis=-1).reshape(x.shape[0], x.shape[2], -1)",
        },
        "merge-by-the-wrong-axis": {"list(np.swapaxes(x, 0, 1))": "list(x)"},
        "merge-reversed": {"list(np.swapaxes(x, 0, 1))": "list(np.swapaxes(x, 0, 1))[::-1]"},
        "heads-averaged": {
            "np.concatenate(list(np.swapaxes(x, 0, 1)), axis=-1)": "x.mean(axis=1)",
            "    return total\n": "    return total / n_heads\n",
        },
        "heads-added": {"np.concatenate(list(np.swapaxes(x, 0, 1)), axis=-1)": "np.add.reduce(x, axis=1)"},
        "contributions-averaged": {"    return total\n": "    return total / n_heads\n"},
        "heads-in-a-row": {
            "np.concatenate(list(np.swapaxes(x, 0, 1)), axis=-1)": "np.concatenate(list(np.swapaxes(x, 0, 1)), axis=1)",
        },
        "last-head-only": {"        total += said": "        total = said"},
        "first-head-only": {"    return total\n": "        return total\n"},
        "w-o-rows-of-the-first-head": {"w_o[head * step : (head + 1) * step]": "w_o[:step]"},
        "w-o-rows-in-turn": {"w_o[head * step : (head + 1) * step]": "w_o[head::n_heads]"},
        "projections-transposed": {
            "split_heads(x @ w_q, n_heads)": "split_heads(x @ w_q.T, n_heads)",
            "split_heads(x @ w_k, n_heads)": "split_heads(x @ w_k.T, n_heads)",
            "split_heads(x @ w_v, n_heads)": "split_heads(x @ w_v.T, n_heads)",
            "said @ w_o[": "said @ w_o.T[",
        },
        "first-projections-transposed": {
            "split_heads(x @ w_q, n_heads)": "split_heads(x @ w_q.T, n_heads)",
            "split_heads(x @ w_k, n_heads)": "split_heads(x @ w_k.T, n_heads)",
            "split_heads(x @ w_v, n_heads)": "split_heads(x @ w_v.T, n_heads)",
        },
        "last-projection-transposed": {"said @ w_o[": "said @ w_o.T["},
        "output-projection-missing": {
            "total += said @ w_o[head * step : (head + 1) * step]": "total[..., head * step : (head + 1) * step] = said",
        },
        "output-projection-twice": {"    return total\n": "    return total @ w_o\n"},
        "output-projection-as-values": {"split_heads(x @ w_v, n_heads)": "split_heads(x @ w_o, n_heads)"},
        "keys-from-w-q": {"split_heads(x @ w_k, n_heads)": "split_heads(x @ w_q, n_heads)"},
        "values-from-w-k": {"split_heads(x @ w_v, n_heads)": "split_heads(x @ w_k, n_heads)"},
        "queries-from-w-k": {"split_heads(x @ w_q, n_heads)": "split_heads(x @ w_k, n_heads)"},
        "values-not-projected": {"split_heads(x @ w_v, n_heads)": "split_heads(x, n_heads)"},
        "nothing-projected": {
            "split_heads(x @ w_q, n_heads)": "split_heads(x, n_heads)",
            "split_heads(x @ w_k, n_heads)": "split_heads(x, n_heads)",
            "split_heads(x @ w_v, n_heads)": "split_heads(x, n_heads)",
        },
        "queries-and-keys-exchanged": {'"btd,bsd->bts", q, k)': '"btd,bsd->bts", k, q)'},
        "values-and-keys-exchanged": {
            "one_head(q[:, head], k[:, head], v[:, head],": "one_head(q[:, head], v[:, head], k[:, head],",
        },
        "queries-of-the-first-head": {"one_head(q[:, head],": "one_head(q[:, 0],"},
        "values-of-the-first-head": {"k[:, head], v[:, head],": "k[:, head], v[:, 0],"},
        "keys-reshaped": {
            'np.einsum("btd,bsd->bts", q, k)': "q @ k.reshape(k.shape[0], k.shape[2], k.shape[1])",
        },
        "scaled-by-d-model": {
            'np.einsum("btd,bsd->bts", q, k) / np.sqrt(q.shape[-1])': 'np.einsum("btd,bsd->bts", q, k) / np.sqrt(width)',
            "def one_head(q, k, v, visible)": "def one_head(q, k, v, visible, width)",
            "visible[:, head])": "visible[:, head], width)",
        },
        "no-scaling": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-by-d-head": {"np.sqrt(q.shape[-1])": "q.shape[-1]"},
        "scaled-by-the-length": {"np.sqrt(q.shape[-1])": "np.sqrt(q.shape[1])"},
        "scaled-by-the-batch": {"np.sqrt(q.shape[-1])": "np.sqrt(q.shape[0])"},
        "multiplied-by-the-root": {"/ np.sqrt(": "* np.sqrt("},
        "softmax-over-queries": {
            "a.max(axis=-1,": "a.max(axis=-2,",
            "np.exp(a - peak).sum(axis=-1,": "np.exp(a - peak).sum(axis=-2,",
        },
        "softmax-over-the-batch": {
            "a.max(axis=-1,": "a.max(axis=0,",
            "np.exp(a - peak).sum(axis=-1,": "np.exp(a - peak).sum(axis=0,",
        },
        "sum-without-keepdims": {
            "np.exp(a - peak).sum(axis=-1, keepdims=True)": "np.exp(a - peak).sum(axis=-1)",
        },
        "softmax-missing": {"return np.exp(fit - log_sum_exp(fit)) @ v": "return fit @ v"},
        "weights-transposed": {
            "np.exp(fit - log_sum_exp(fit)) @ v": "np.exp(fit - log_sum_exp(fit)).swapaxes(1, 2) @ v",
        },
        "mask-ignored": {"    fit = np.where(visible, fit, -np.inf)\n": ""},
        "mask-inverted": {"True if mask is None else mask": "True if mask is None else ~mask"},
        "mask-turned": {"visible[:, head])": "visible[:, head].swapaxes(1, 2))"},
        "mask-for-texts-instead-of-heads": {
            "    visible = np": "    if mask is not None and mask.ndim == 3:\n        mask = mask[:, np.newaxis]\n    visible = np",
        },
        "mask-of-the-first-head": {"visible[:, head])": "visible[:, 0])"},
        "mask-multiplied": {"np.where(visible, fit, -np.inf)": "np.where(visible, fit, 0)"},
        "mask-value-of-one": {"np.where(visible, fit, -np.inf)": "np.where(visible, fit, -1)"},
        "mask-added": {"np.where(visible, fit, -np.inf)": "fit + visible"},
        "mask-after-softmax": {
            "    fit = np.where(visible, fit, -np.inf)\n": "",
            "np.exp(fit - log_sum_exp(fit)) @ v": "(np.exp(fit - log_sum_exp(fit)) * visible) @ v",
        },
        "residual-added": {"total = np.zeros_like(x, dtype=float)": "total = x.astype(float)"},
        "tokens-changed": {"total = np.zeros_like(x, dtype=float)": "total = x\n    total[...] = 0"},
    },
}
