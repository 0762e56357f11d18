"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "nanogpt": {
        "no-scaling": {" * (1.0 / np.sqrt(hs))": ""},
        "scaled-by-d": {"1.0 / np.sqrt(hs)": "1.0 / hs"},
        "scaled-by-d-model": {"1.0 / np.sqrt(hs)": "1.0 / np.sqrt(x.shape[1])"},
        "softmax-over-queries": {
            "att.max(axis=-1, keepdims=True)": "att.max(axis=-2, keepdims=True)",
            "att.sum(axis=-1, keepdims=True)": "att.sum(axis=-2, keepdims=True)",
        },
        "heads-by-reshape": {
            ".reshape(T, n_head, hs).transpose(1, 0, 2)  # (nh, T, hs)": ".reshape(n_head, T, hs)",
            '(x @ layer["w_k"]).reshape(T, n_kv_head, hs).transpose(1, 0, 2)': "(x @ "
            'layer["w_k"]).reshape(n_kv_head, '
            "T, hs)",
            '(x @ layer["w_v"]).reshape(T, n_kv_head, hs).transpose(1, 0, 2)': "(x @ "
            'layer["w_v"]).reshape(n_kv_head, '
            "T, "
            "hs)",
        },
        "heads-not-merged-back": {"y.transpose(1, 0, 2).reshape(": "y.reshape("},
        "no-output-matrix": {'    y = y @ layer["w_o"]\n': ""},
        "keys-as-values": {"y = att @ vv": "y = att @ kk"},
        "values-cached-as-keys": {'"v": v, "n"': '"v": k, "n"'},
        "no-mask": {"bias = np.tril(np.ones((T, S)), k=S - T)": "bias = np.ones((T, S))"},
        "itself-hidden": {"k=S - T)\n": "k=S - T - 1)\n"},
        "mask-inverted": {"np.where(bias == 0,": "np.where(bias == 1,"},
        "masked-by-zero": {"att = np.where(bias == 0, -np.inf, att)": "att = att * bias"},
        "masked-after-softmax": {
            "    att = np.where(bias == 0, -np.inf, att)\n": "",
            "y = att @ vv": "y = (att * bias) @ vv",
        },
        "positions-restart": {"pos = np.arange(past, past + T)": "pos = np.arange(T)"},
        "query-positions-restart": {"q = rotate(q, pos)": "q = rotate(q, np.arange(T))"},
        "key-positions-restart": {"k = rotate(k, pos)": "k = rotate(k, np.arange(T))"},
        "positions-count-calls": {'"n": past + T': '"n": past + 1'},
        "one-position-for-all": {"pos = np.arange(past, past + T)": "pos = np.full(T, past)"},
        "not-rotated": {"    q = rotate(q, pos)\n    k = rotate(k, pos)\n": ""},
        "only-queries-rotated": {"    k = rotate(k, pos)\n": ""},
        "only-keys-rotated": {"    q = rotate(q, pos)\n": ""},
        "values-rotated": {"    k = rotate(k, pos)\n": "    k = rotate(k, pos)\n    v = rotate(v, pos)\n"},
        "cached-keys-rotated-again": {
            "    k = rotate(k, pos)\n": "",
            "    S = k.shape[1]\n": "    S = k.shape[1]\n"
            "    k = rotate(k, np.arange(past + T - "
            "S, past + T))\n",
        },
        "old-cache-returned": {
            '    return y, {"k": k, "v": v, "n": past + T}': "    if cache is None:\n"
            '        cache = {"k": '
            'k[:, :0], "v": v[:, '
            ':0], "n": 0}\n'
            "    return y, cache"
        },
        "only-the-last-call-cached": {
            '    if cache is not None:\n        k = np.concatenate((cache["k"], k), axis=1)\n': "    "
            "new_k, "
            "new_v "
            "= "
            "k, "
            "v\n"
            "    "
            "if "
            "cache "
            "is "
            "not "
            "None:\n"
            "        "
            "k "
            "= "
            'np.concatenate((cache["k"], '
            "k), "
            "axis=1)\n",
            "    if window is not None and window <= S:\n        k = k[:, S - window + 1 :]\n        v = v[:, S - window + 1 :]\n": "",
            '{"k": k, "v": v, "n"': '{"k": new_k, "v": new_v, "n"',
        },
        "new-before-old": {
            '(cache["k"], k), axis=1': '(k, cache["k"]), axis=1',
            '(cache["v"], v), axis=1': '(v, cache["v"]), axis=1',
        },
        "only-keys-in-order": {'(cache["v"], v), axis=1': '(v, cache["v"]), axis=1'},
        "triangle-without-offset": {"np.tril(np.ones((T, S)), k=S - T)": "np.tril(np.ones((T, S)))"},
        "mask-only-in-the-first-call": {
            "bias = np.tril(np.ones((T, S)), k=S - T)": "bias = "
            "np.tril(np.ones((T, "
            "S)), k=S - T) if "
            "cache is None else "
            "np.ones((T, S))"
        },
        "offset-one-too-large": {"k=S - T)\n": "k=S - T + 1)\n"},
        "heads-in-turns": {
            "np.repeat(k, n_head // n_kv_head, axis=0)": "np.tile(k, (n_head // n_kv_head, 1, 1))",
            "np.repeat(v, n_head // n_kv_head, axis=0)": "np.tile(v, (n_head // n_kv_head, 1, 1))",
        },
        "first-head-for-all": {
            "np.repeat(k, n_head // n_kv_head, axis=0)": "np.repeat(k[:1], n_head, axis=0)",
            "np.repeat(v, n_head // n_kv_head, axis=0)": "np.repeat(v[:1], n_head, axis=0)",
        },
        "window-ignored": {
            'n_head, n_kv_head, window = layer["n_heads"], layer["n_kv_heads"], layer["window"]': "n_head, "
            "n_kv_head, "
            "window "
            "= "
            'layer["n_heads"], '
            'layer["n_kv_heads"], '
            "None"
        },
        "window-one-too-wide": {
            "k=S - T - window + 1)": "k=S - T - window)",
            "window <= S:": "window < S:",
            "k[:, S - window + 1 :]": "k[:, S - window :]",
            "v[:, S - window + 1 :]": "v[:, S - window :]",
        },
        "window-one-too-narrow": {"k=S - T - window + 1)": "k=S - T - max(window - 2, 0))"},
        "window-only-in-the-cache": {
            "    if window is not None:\n        bias": "    if False:\n        bias"
        },
        "first-tokens-kept": {
            "k[:, S - window + 1 :]": "k[:, : window - 1]",
            "v[:, S - window + 1 :]": "v[:, : window - 1]",
        },
        "position-from-the-length": {'cache["n"]': 'cache["k"].shape[1]'},
        "new-block-in-each-call": {
            "max(0, (end + size - 1) // size - len(table))": "(len(rows) + size - 1) // size"
        },
        "full-pool-not-noticed": {
            '    if new_blocks > len(free):\n        raise MemoryError("out of blocks")\n': ""
        },
        "exp-without-maximum": {"att = np.exp(att - att.max(axis=-1, keepdims=True))": "att = np.exp(att)"},
        "everything-again": {
            "    T = x.shape[0]\n": "    new = len(x)\n"
            "    x = x if cache is None else "
            'np.concatenate((cache["x"], x))\n'
            "    cache = None\n"
            "    T = x.shape[0]\n",
            'return y, {"k": k, "v": v, "n": past + T}': 'return y[T - new :], {"x": x}',
        },
        "old-queries-kept": {
            "    if cache is not None:\n        k = ": "    new = T\n"
            "    if cache is not None:\n"
            "        q = "
            'np.concatenate((cache["q"], '
            "q), axis=1)\n"
            "        T = q.shape[1]\n"
            "        k = ",
            "    if window is not None and window <= S:\n        k = k[:, S - window + 1 :]\n        v = v[:, S - window + 1 :]\n": "",
            'return y, {"k": k, "v": v, "n": past + T}': 'return y[T - new :], {"q": '
            'q, "k": k, "v": v, "n": T}',
        },
        "cut-before-use": {
            "    S = k.shape[1]\n": "    if window is not None:\n"
            "        k, v = k[:, -window:], v[:, -window:]\n"
            "    S = k.shape[1]\n"
        },
    },
    "llms_from_scratch": {
        "no-scaling": {"    attn_scores = attn_scores / head_dim**0.5\n": ""},
        "scaled-by-d": {"/ head_dim**0.5": "/ head_dim"},
        "scaled-by-d-model": {"/ head_dim**0.5": "/ x.shape[-1] ** 0.5"},
        "softmax-over-queries": {"np.sum(attn_weights, axis=-1,": "np.sum(attn_weights, axis=-2,"},
        "heads-by-reshape": {
            "queries.reshape(num_tokens, num_heads, head_dim).transpose(1, 0, 2)": "queries.reshape(num_heads, "
            "num_tokens, "
            "head_dim)",
            "keys_new.reshape(num_tokens, num_kv_groups, head_dim).transpose(1, 0, 2)": "keys_new.reshape(num_kv_groups, "
            "num_tokens, "
            "head_dim)",
            "values_new.reshape(num_tokens, num_kv_groups, head_dim).transpose(1, 0, 2)": "values_new.reshape(num_kv_groups, "
            "num_tokens, "
            "head_dim)",
        },
        "heads-not-merged-back": {"(attn_weights @ values).transpose(1, 0, 2)": "attn_weights @ values"},
        "columns-interleaved": {
            "queries.reshape(num_tokens, num_heads, head_dim).transpose(1, 0, 2)": "queries.reshape(num_tokens, "
            "head_dim, "
            "num_heads).transpose(2, "
            "0, "
            "1)",
            "keys_new.reshape(num_tokens, num_kv_groups, head_dim).transpose(1, 0, 2)": "keys_new.reshape(num_tokens, "
            "head_dim, "
            "num_kv_groups).transpose(2, "
            "0, "
            "1)",
            "values_new.reshape(num_tokens, num_kv_groups, head_dim).transpose(1, 0, 2)": "values_new.reshape(num_tokens, "
            "head_dim, "
            "num_kv_groups).transpose(2, "
            "0, "
            "1)",
        },
        "no-output-matrix": {'return context_vec @ layer["w_o"], cache': "return context_vec, cache"},
        "keys-as-values": {"(attn_weights @ values)": "(attn_weights @ keys)"},
        "no-mask": {
            "hidden = q_positions[:, None] < k_positions[None, :]": "hidden = "
            "np.zeros(attn_scores.shape[1:], "
            "dtype=bool)"
        },
        "itself-hidden": {"q_positions[:, None] < k_positions": "q_positions[:, None] <= k_positions"},
        "mask-inverted": {"q_positions[:, None] < k_positions": "q_positions[:, None] > k_positions"},
        "masked-by-zero": {"hidden] = -np.inf": "hidden] = 0.0"},
        "masked-after-softmax": {
            "    attn_scores[:, hidden] = -np.inf\n": "",
            "    context_vec = (attn": "    attn_weights[:, hidden] = 0.0\n    context_vec = (attn",
        },
        "positions-restart": {
            "queries = rotate(queries, q_positions)": "queries = rotate(queries, np.arange(num_tokens))",
            "keys_new = rotate(keys_new, q_positions)": "keys_new = rotate(keys_new, np.arange(num_tokens))",
        },
        "query-positions-restart": {"rotate(queries, q_positions)": "rotate(queries, np.arange(num_tokens))"},
        "not-rotated": {
            "    queries = rotate(queries, q_positions)\n    keys_new = rotate(keys_new, q_positions)\n": ""
        },
        "only-queries-rotated": {"    keys_new = rotate(keys_new, q_positions)\n": ""},
        "values-rotated": {
            "    keys_new = rotate(keys_new, q_positions)\n": "    keys_new = "
            "rotate(keys_new, "
            "q_positions)\n"
            "    values_new "
            "= "
            "rotate(values_new, "
            "q_positions)\n"
        },
        "cached-keys-rotated-again": {
            "    keys_new = rotate(keys_new, q_positions)\n": "",
            "    keys = cache": "    k_len = "
            'cache["cache_k"].shape[1]\n'
            '    cache["cache_k"] = '
            'rotate(cache["cache_k"], '
            "np.arange(start + num_tokens - "
            "k_len, start + num_tokens))\n"
            "    keys = cache",
        },
        "only-the-last-call-cached": {
            "        keep = min(": "        return context_vec @ "
            'layer["w_o"], {"cache_k": '
            'keys_new, "cache_v": '
            'values_new, "ptr_current_pos": '
            "start + num_tokens}\n"
            "        keep = min(",
            '    return context_vec @ layer["w_o"], cache\n': "    "
            "return "
            "context_vec "
            "@ "
            'layer["w_o"], '
            '{"cache_k": '
            "keys_new, "
            '"cache_v": '
            "values_new, "
            '"ptr_current_pos": '
            "start "
            "+ "
            "num_tokens}\n",
        },
        "only-keys-in-order": {'[cache["cache_v"], values_new]': '[values_new, cache["cache_v"]]'},
        "new-before-old": {
            '[cache["cache_v"], values_new]': '[values_new, cache["cache_v"]]',
            '[cache["cache_k"], keys_new]': '[keys_new, cache["cache_k"]]',
        },
        "mask-only-in-the-first-call": {
            "hidden = q_positions[:, None] < k_positions[None, :]": "hidden "
            "= "
            "(q_positions[:, "
            "None] "
            "< "
            "k_positions[None, "
            ":]) "
            "& "
            "(start "
            "== "
            "0)"
        },
        "old-cache-returned": {
            "    attn_scores[:, hidden] = -np.inf": "    hidden |= "
            "k_positions[None, "
            ":] < start\n"
            "    attn_scores[:, "
            "hidden] = -np.inf"
        },
        "heads-in-turns": {
            'cache["cache_k"].repeat(group_size, axis=0)': 'np.concatenate([cache["cache_k"]] * group_size)',
            'cache["cache_v"].repeat(group_size, axis=0)': 'np.concatenate([cache["cache_v"]] * group_size)',
        },
        "window-ignored": {
            "        hidden |=": "        hidden |= False &",
            '    if layer["window"]:\n        keep': "    if False:\n        keep",
            '- k_positions[None, :] >= layer["window"]': "- k_positions[None, :] > 10**6",
        },
        "window-one-too-wide": {
            "- k_positions[None, :] >= layer": "- k_positions[None, :] > layer",
            'min(layer["window"] - 1,': 'min(layer["window"],',
        },
        "window-only-in-the-cache": {"        hidden |=": "        _ ="},
        "first-tokens-kept": {
            'cache["cache_k"][:, keys.shape[1] - keep :]': 'cache["cache_k"][:, :keep]',
            'cache["cache_v"][:, keys.shape[1] - keep :]': 'cache["cache_v"][:, :keep]',
        },
        "cache-too-short": {'min(layer["window"] - 1,': 'min(max(layer["window"] - 2, 0),'},
        "position-from-the-length": {
            'start = cache["ptr_current_pos"]': "start = 0 if "
            'cache["cache_k"] is '
            "None else "
            'cache["cache_k"].shape[1]'
        },
        "columns-from-zero": {
            "np.arange(start + num_tokens - keys.shape[1], start + num_tokens)": "np.arange(keys.shape[1])"
        },
        "exp-without-maximum": {
            "np.exp(attn_scores - np.max(attn_scores, axis=-1, keepdims=True))": "np.exp(attn_scores)"
        },
        "blocks-not-taken-from-free": {
            "return flat.reshape(pool.shape), table, free": "return flat.reshape(pool.shape), table, backup"
        },
        "whole-blocks-read": {"np.concatenate(blocks)[:length]": "np.concatenate(blocks)"},
        "everything-again": {
            "    num_tokens = x.shape[0]\n": "    new = len(x)\n"
            "    x = "
            'np.concatenate([cache["x"], '
            'x]) if "x" in cache else x\n'
            "    cache = "
            "start_cache(layer)\n"
            "    num_tokens = x.shape[0]\n",
            'return context_vec @ layer["w_o"], cache': "return (context_vec "
            "@ "
            'layer["w_o"])[num_tokens '
            '- new :], {"x": x}',
        },
        "old-queries-kept": {
            "    attn_scores = queries @": '    if "queries" in cache:\n'
            "        queries = "
            'np.concatenate([cache["queries"], '
            "queries], axis=1)\n"
            '    cache["queries"] = queries\n'
            "    new, num_tokens, start = "
            "num_tokens, queries.shape[1], 0\n"
            "    q_positions = "
            "np.arange(num_tokens)\n"
            "    attn_scores = queries @",
            'keep = min(layer["window"] - 1, keys.shape[1])': "keep = keys.shape[1]",
            'return context_vec @ layer["w_o"], cache': "return (context_vec "
            "@ "
            'layer["w_o"])[num_tokens '
            "- new :], cache",
        },
        "cut-before-use": {
            '    keys = cache["cache_k"]': '    if layer["window"]:\n'
            '        cache["cache_k"] = '
            'cache["cache_k"][:, '
            '-layer["window"] :]\n'
            '        cache["cache_v"] = '
            'cache["cache_v"][:, '
            '-layer["window"] :]\n'
            '    keys = cache["cache_k"]'
        },
    },
    "transformers_library": {
        "no-scaling": {" / np.sqrt(head_dim)": ""},
        "scaled-by-d": {" / np.sqrt(head_dim)": " / head_dim"},
        "scaled-by-d-model": {" / np.sqrt(head_dim)": " / np.sqrt(x.shape[1])"},
        "softmax-over-queries": {"exps.sum(axis=-1,": "exps.sum(axis=-2,"},
        "heads-not-merged-back": {"    attn_output = attn_output.swapaxes(0, 1)\n": ""},
        "no-output-matrix": {'attn_output @ layer["w_o"], cache': "attn_output, cache"},
        "values-cached-as-keys": {
            "self.value_cache = full_values[:, first:, :]": "self.value_cache = full_keys[:, first:, :]",
            "self.key_cache, self.value_cache = full_keys, full_values": "self.key_cache, "
            "self.value_cache "
            "= "
            "full_keys, "
            "full_keys",
        },
        "no-mask": {"allowed = distance >= 0": "allowed = distance > -(10**9)"},
        "itself-hidden": {"allowed = distance >= 0": "allowed = distance > 0"},
        "mask-inverted": {"allowed = distance >= 0": "allowed = distance <= 0"},
        "masked-by-zero": {
            "attn_weights = attn_weights + causal_mask": "attn_weights = "
            "np.where(causal_mask "
            "== 0, "
            "attn_weights, 0)"
        },
        "positions-restart": {
            "rotate(query_states, cache_position)": "rotate(query_states, np.arange(q_len))",
            "rotate(key_states, cache_position)": "rotate(key_states, np.arange(q_len))",
        },
        "key-positions-restart": {
            "rotate(key_states, cache_position)": "rotate(key_states, np.arange(q_len))"
        },
        "one-position-for-all": {
            "rotate(query_states, cache_position)": "rotate(query_states, "
            "0 * "
            "cache_position + "
            "cache.seen_tokens)",
            "rotate(key_states, cache_position)": "rotate(key_states, "
            "0 * cache_position "
            "+ "
            "cache.seen_tokens)",
        },
        "not-rotated": {
            "    query_states = rotate(query_states, cache_position)\n    key_states = rotate(key_states, cache_position)\n": ""
        },
        "only-keys-rotated": {"    query_states = rotate(query_states, cache_position)\n": ""},
        "values-rotated": {
            "    key_states, value_states = cache.update": "    "
            "value_states = "
            "rotate(value_states, "
            "cache_position)\n"
            "    key_states, "
            "value_states = "
            "cache.update"
        },
        "cached-keys-rotated-again": {
            "    key_states = rotate(key_states, cache_position)\n": "",
            "    n_rep = layer": "    key_states = "
            "rotate(key_states, "
            "np.arange(key_states.shape[1]) "
            "+ cache.seen_tokens - "
            "key_states.shape[1])\n"
            "    kept = key_states.shape[1] "
            'if layer["window"] is None '
            'else min(layer["window"] - 1, '
            "key_states.shape[1])\n"
            "    cache.key_cache = "
            "key_states[:, "
            "key_states.shape[1] - kept :]\n"
            "    n_rep = layer",
        },
        "only-the-last-call-cached": {
            "first = max(0, full_keys.shape[-2] - self.window + 1)": "first "
            "= "
            "full_keys.shape[-2] "
            "- "
            "key_states.shape[-2]",
            "self.key_cache, self.value_cache = full_keys, full_values": "self.key_cache, "
            "self.value_cache "
            "= "
            "key_states, "
            "value_states",
        },
        "only-the-last-token-cached": {
            "self.key_cache, self.value_cache = full_keys, full_values\n        if self.window is not None:": "self.key_cache, "
            "self.value_cache "
            "= "
            "full_keys, "
            "full_values\n"
            "        "
            "if "
            "self.key_cache.shape[1] "
            "> "
            "0:\n"
            "            "
            "n "
            "= "
            "key_states.shape[-2]\n"
            "            "
            "self.key_cache "
            "= "
            "np.concatenate([full_keys[:, "
            ": "
            "full_keys.shape[1] "
            "- "
            "n], "
            "key_states[:, "
            "-1:]], "
            "axis=1)\n"
            "            "
            "self.value_cache "
            "= "
            "np.concatenate([full_values[:, "
            ": "
            "full_values.shape[1] "
            "- "
            "n], "
            "value_states[:, "
            "-1:]], "
            "axis=1)\n"
            "        "
            "if "
            "False:"
        },
        "only-keys-in-order": {"[self.value_cache, value_states]": "[value_states, self.value_cache]"},
        "new-before-old": {
            "[self.value_cache, value_states]": "[value_states, self.value_cache]",
            "[self.key_cache, key_states]": "[key_states, self.key_cache]",
        },
        "offset-one-too-large": {"allowed = distance >= 0": "allowed = distance >= -1"},
        "old-cache-returned": {
            "allowed = distance >= 0": "allowed = (distance >= 0) & (kv_position >= cache_position[0])"
        },
        "mask-only-in-the-first-call": {
            "allowed = distance >= 0": "allowed = (distance >= 0) | (cache_position[0] > 0)"
        },
        "heads-in-turns": {
            "    hidden_states = np.broadcast_to(\n        hidden_states[:, None, :, :], (num_key_value_heads, n_rep, slen, head_dim)\n    )\n": "    "
            "hidden_states "
            "= "
            "np.broadcast_to(hidden_states, "
            "(n_rep, "
            "num_key_value_heads, "
            "slen, "
            "head_dim))\n"
        },
        "first-head-for-all": {
            "        hidden_states[:, None, :, :], (": "        hidden_states[:1, None, :, :], ("
        },
        "window-ignored": {
            'DynamicCache(layer["window"])': "DynamicCache(None)",
            'key_states.shape[-2], layer["window"])': "key_states.shape[-2], None)",
        },
        "window-one-too-wide": {"distance < sliding_window": "distance <= sliding_window"},
        "window-one-too-narrow": {"distance < sliding_window": "distance < max(sliding_window - 1, 1)"},
        "window-only-in-the-cache": {'key_states.shape[-2], layer["window"])': "key_states.shape[-2], None)"},
        "cut-before-use": {
            "        return full_keys, full_values": "        if "
            "self.window is not "
            "None:\n"
            "            "
            "self.key_cache, "
            "self.value_cache = "
            "full_keys[:, "
            "-self.window :], "
            "full_values[:, "
            "-self.window :]\n"
            "        return "
            "self.key_cache, "
            "self.value_cache"
        },
        "first-tokens-kept": {
            "full_keys[:, first:, :]": "full_keys[:, : self.window - 1, :]",
            "full_values[:, first:, :]": "full_values[:, : self.window - 1, :]",
        },
        "cache-too-short": {
            "full_keys.shape[-2] - self.window + 1)": "full_keys.shape[-2] - max(self.window - 2, 0))"
        },
        "position-from-the-length": {
            "    cache_position = np.arange(q_len) + cache.seen_tokens": "    "
            "cache_position "
            "= "
            "np.arange(q_len) "
            "+ "
            "(0 "
            "if "
            "cache.key_cache "
            "is "
            "None "
            "else "
            "cache.key_cache.shape[1])"
        },
        "columns-from-zero": {
            "np.arange(kv_length) + cache_position[-1] + 1 - kv_length": "np.arange(kv_length)"
        },
        "exp-without-maximum": {"    scores = scores - scores.max(axis=-1, keepdims=True)\n": ""},
        "new-block-in-each-call": {
            "max(0, (end + size - 1) // size - len(table))": "(len(rows) + size - 1) // size"
        },
        "table-not-used": {"pool[table[block], slot] = row": "pool[block, slot] = row"},
        "old-queries-kept": {
            "        if self.window is not None:": "        if False:",
            "    n_rep = layer": '    if hasattr(cache, "queries"):\n'
            "        query_states = "
            "np.concatenate([cache.queries, "
            "query_states], axis=1)\n"
            "    cache.queries = query_states\n"
            "    new, q_len = q_len, "
            "query_states.shape[1]\n"
            "    cache_position = np.arange(q_len)\n"
            "    n_rep = layer",
            'return attn_output @ layer["w_o"], cache': "return "
            "(attn_output @ "
            'layer["w_o"])[q_len '
            "- new :], "
            "cache",
        },
    },
    "picogpt": {
        "no-scaling": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-by-d": {" / np.sqrt(q.shape[-1])": " / q.shape[-1]"},
        "softmax-over-queries": {
            "np.max(x, axis=-1,": "np.max(x, axis=0,",
            "np.sum(e, axis=-1,": "np.sum(e, axis=0,",
        },
        "no-output-matrix": {' @ layer["w_o"]': ""},
        "keys-as-values": {"ks[i // group], vs[i // group], mask": "ks[i // group], ks[i // group], mask"},
        "values-cached-as-keys": {"return out, [ks, vs,": "return out, [ks, ks,"},
        "no-mask": {"(ahead > 0) * -1e10": "0.0 * ahead"},
        "itself-hidden": {"(ahead > 0) * -1e10": "np.where(ahead >= 0, -np.inf, 0.0)"},
        "mask-inverted": {"(ahead > 0) * -1e10": "(ahead < 0) * -1e10"},
        "positions-restart": {
            "rotate(q[None], where)": "rotate(q[None], np.arange(n_seq))",
            "rotate(k[None], where)": "rotate(k[None], np.arange(n_seq))",
        },
        "query-positions-restart": {"rotate(q[None], where)": "rotate(q[None], np.arange(n_seq))"},
        "key-positions-restart": {"rotate(k[None], where)": "rotate(k[None], np.arange(n_seq))"},
        "one-position-for-all": {
            "rotate(q[None], where)": "rotate(q[None], [n_past] * n_seq)",
            "rotate(k[None], where)": "rotate(k[None], [n_past] * n_seq)",
        },
        "not-rotated": {
            "    qs = [rotate(q[None], where)[0] for q in qs]\n": "",
            "    ks = [rotate(k[None], where)[0] for k in ks]\n": "",
        },
        "only-queries-rotated": {"    ks = [rotate(k[None], where)[0] for k in ks]\n": ""},
        "only-keys-rotated": {"    qs = [rotate(q[None], where)[0] for q in qs]\n": ""},
        "values-rotated": {
            "    ks = [rotate(k[None], where)[0] for k in ks]\n": "    ks = "
            "[rotate(k[None], "
            "where)[0] for k in "
            "ks]\n"
            "    vs = "
            "[rotate(v[None], "
            "where)[0] for v in "
            "vs]\n"
        },
        "old-cache-returned": {"return out, [ks, vs, n_past + n_seq]": "return out, cache"},
        "only-the-last-token-cached": {
            '    if layer["window"] is not None:\n        start =': "    new "
            "= "
            "len(x) "
            "- 1\n"
            "    ks "
            "= "
            "[np.delete(k, "
            "range(n_keys "
            "- 1 - "
            "new, "
            "n_keys "
            "- 1), "
            "axis=0) "
            "for k "
            "in ks]\n"
            "    vs "
            "= "
            "[np.delete(v, "
            "range(n_keys "
            "- 1 - "
            "new, "
            "n_keys "
            "- 1), "
            "axis=0) "
            "for v "
            "in vs]\n"
            "    if "
            "False:\n"
            "        "
            "start "
            "="
        },
        "new-before-old": {
            "np.vstack([old, k])": "np.vstack([k, old])",
            "np.vstack([old, v])": "np.vstack([v, old])",
        },
        "only-keys-in-order": {"np.vstack([old, v])": "np.vstack([v, old])"},
        "triangle-without-offset": {"(ahead > 0) * -1e10": "(1 - np.tri(n_seq, n_keys)) * -1e10"},
        "mask-only-in-the-first-call": {"(ahead > 0) * -1e10": "(ahead > 0) * -1e10 * (n_past == 0)"},
        "offset-one-too-large": {"(ahead > 0) * -1e10": "(ahead > 1) * -1e10"},
        "heads-in-turns": {
            "attention(q, ks[i // group], vs[i // group], mask)": "attention(q, ks[i % "
            "len(ks)], vs[i % "
            "len(vs)], mask)"
        },
        "first-head-for-all": {
            "attention(q, ks[i // group], vs[i // group], mask)": "attention(q, ks[0], vs[0], mask)"
        },
        "window-ignored": {
            '        mask = mask + (ahead <= -layer["window"]) * -1e10': "        pass",
            "        start = max(": "        start = 0 * max(",
        },
        "window-one-too-wide": {
            "(ahead <= -layer": "(ahead < -layer",
            'n_keys - layer["window"] + 1, 0': 'n_keys - layer["window"], 0',
        },
        "window-one-too-narrow": {'(ahead <= -layer["window"])': '(ahead <= -max(layer["window"] - 1, 1))'},
        "window-only-in-the-cache": {
            '        mask = mask + (ahead <= -layer["window"]) * -1e10': "        pass"
        },
        "window-only-in-the-first-call": {
            '    if layer["window"] is not None:\n        mask': "    if "
            'layer["window"] '
            "is not "
            "None "
            "and "
            "n_past "
            "== 0:\n"
            "        "
            "mask",
            "        start = max(": "        start = 0 * max(",
        },
        "first-tokens-kept": {
            "[k[start:] for k in ks]": '[k[: layer["window"] - 1] for k in ks]',
            "[v[start:] for v in vs]": '[v[: layer["window"] - 1] for v in vs]',
        },
        "cache-too-short": {'n_keys - layer["window"] + 1, 0': 'n_keys - max(layer["window"] - 2, 0), 0'},
        "position-from-the-length": {
            "    old_ks, old_vs, n_past = cache\n": "    old_ks, old_vs, "
            "n_past = cache\n"
            "    n_past = 0 if "
            "old_ks[0] is None else "
            "len(old_ks[0])\n"
        },
        "exp-without-maximum": {"np.exp(x - np.max(x, axis=-1, keepdims=True))": "np.exp(x)"},
        "whole-blocks-read": {"np.concatenate(blocks)[:length]": "np.concatenate(blocks)"},
        "blocks-not-taken-from-free": {
            "return flat.reshape(pool.shape), table, free": "return flat.reshape(pool.shape), table, backup"
        },
        "everything-again": {
            "    old_ks, old_vs, n_past = cache\n": "    new, (seen, _, _) = len(x), "
            "cache\n"
            "    x = x if seen[0] is None else "
            "np.concatenate([seen[0], x])\n"
            "    old_ks, old_vs, n_past = "
            "start_cache(layer)\n",
            "return out, [ks, vs, n_past + n_seq]": "return out[n_seq - new :], [[x], [], 0]",
        },
        "cut-before-use": {
            "    n_keys = len(ks[0])\n": '    if layer["window"]:\n'
            '        ks = [k[-layer["window"] :] for k in '
            "ks]\n"
            '        vs = [v[-layer["window"] :] for v in '
            "vs]\n"
            "    n_keys = len(ks[0])\n"
        },
        "columns-from-zero": {"np.arange(n_past + n_seq - n_keys, n_past + n_seq)": "np.arange(n_keys)"},
    },
    "loops": {
        "no-scaling": {" / math.sqrt(d)": ""},
        "scaled-by-d": {" / math.sqrt(d)": " / d"},
        "scaled-by-d-model": {" / math.sqrt(d)": " / math.sqrt(x.shape[1])"},
        "columns-interleaved": {
            '(token @ layer["w_q"]).reshape(n_heads, 1, d)': "(token @ "
            'layer["w_q"]).reshape(d, '
            "1, "
            "n_heads).transpose(2, "
            "1, 0)",
            '(token @ layer["w_k"]).reshape(n_kv, 1, d)': "(token @ "
            'layer["w_k"]).reshape(d, '
            "1, n_kv).transpose(2, 1, "
            "0)",
            '(token @ layer["w_v"]).reshape(n_kv, 1, d)': "(token @ "
            'layer["w_v"]).reshape(d, '
            "1, n_kv).transpose(2, 1, "
            "0)",
        },
        "keys-as-values": {"zip(scores, v_list,": "zip(scores, k_list,"},
        "values-cached-as-keys": {'"v": v_list, "dropped"': '"v": list(k_list), "dropped"'},
        "one-position-for-all": {"position = dropped + len(k_list)": 'position = dropped + len(cache["k"])'},
        "positions-restart": {"position = dropped + len(k_list)": "position = t"},
        "query-positions-restart": {"reshape(n_heads, 1, d), [position])": "reshape(n_heads, 1, d), [t])"},
        "key-positions-restart": {"reshape(n_kv, 1, d), [position])": "reshape(n_kv, 1, d), [t])"},
        "not-rotated": {"position = dropped + len(k_list)": "position = 0"},
        "only-queries-rotated": {"reshape(n_kv, 1, d), [position])": "reshape(n_kv, 1, d), [0])"},
        "only-keys-rotated": {"reshape(n_heads, 1, d), [position])": "reshape(n_heads, 1, d), [0])"},
        "values-rotated": {
            'v = (token @ layer["w_v"]).reshape(n_kv, 1, d)': "v = rotate((token @ "
            'layer["w_v"]).reshape(n_kv, '
            "1, d), [position])"
        },
        "old-cache-returned": {
            'return output, {"k": k_list, "v": v_list, "dropped": dropped}': "return output, cache"
        },
        "heads-in-turns": {"kv = h // (n_heads // n_kv)": "kv = h % n_kv"},
        "first-head-for-all": {"kv = h // (n_heads // n_kv)": "kv = 0"},
        "window-ignored": {"if window is not None and len(k_list) > window:": "if False:"},
        "window-one-too-wide": {"len(k_list) > window:": "len(k_list) > window + 1:"},
        "window-one-too-narrow": {"len(k_list) > window:": "len(k_list) > max(window - 1, 1):"},
        "position-from-the-length": {"position = dropped + len(k_list)": "position = len(k_list)"},
        "no-output-matrix": {'output = merged @ layer["w_o"]': "output = merged"},
        "exp-without-maximum": {"biggest = max(scores)": "biggest = 0.0"},
        "new-block-in-each-call": {
            "max(0, (end + size - 1) // size - len(table))": "(len(rows) + size - 1) // size"
        },
        "table-not-used": {"pool[table[block], slot] = row": "pool[block, slot] = row"},
        "pool-order-read": {
            "rows[t] = pool[table[t // size], t % size]": "rows[t] = pool[sorted(table)[t // size], t % size]"
        },
        "full-pool-not-noticed": {
            '    if new_blocks > len(free):\n        raise MemoryError("out of blocks")\n': ""
        },
    },
    "einsum": {
        "no-scaling": {" / np.sqrt(d)": ""},
        "scaled-by-d": {" / np.sqrt(d)": " / d"},
        "softmax-over-queries": {"scores.max(-1,": "scores.max(-2,", "w.sum(-1,": "w.sum(-2,"},
        "columns-interleaved": {
            '"te,ehd->htd", x, layer["w_q"].reshape(-1, g * r, d)': '"te,edh->htd", '
            "x, "
            'layer["w_q"].reshape(-1, '
            "d, g * r)",
            '"te,egd->gtd", x, layer["w_k"].reshape(-1, g, d)': '"te,edg->gtd", x, '
            'layer["w_k"].reshape(-1, '
            "d, g)",
            '"te,egd->gtd", x, layer["w_v"].reshape(-1, g, d)': '"te,edg->gtd", x, '
            'layer["w_v"].reshape(-1, '
            "d, g)",
        },
        "keys-as-values": {'"grts,gsd->tgrd", w, v)': '"grts,gsd->tgrd", w, k)'},
        "no-mask": {"ok = distance >= 0": "ok = distance == distance"},
        "itself-hidden": {"ok = distance >= 0": "ok = distance > 0"},
        "mask-inverted": {"ok = distance >= 0": "ok = distance <= 0"},
        "masked-by-zero": {"scores, -np.inf)": "scores, 0)"},
        "masked-after-softmax": {
            "    scores = np.where(ok[None, None], scores, -np.inf)\n": "",
            '"grts,gsd->tgrd", w, v)': '"grts,gsd->tgrd", w * ok, v)',
        },
        "positions-restart": {
            "q, k = rotate(q, p), rotate(k, p)": "q, k = rotate(q, p - begin), rotate(k, p - begin)"
        },
        "key-positions-restart": {
            "q, k = rotate(q, p), rotate(k, p)": "q, k = rotate(q, p), rotate(k, p - begin)"
        },
        "one-position-for-all": {
            "q, k = rotate(q, p), rotate(k, p)": "q, k = rotate(q, p * 0 + begin), rotate(k, p * 0 + begin)"
        },
        "not-rotated": {"    q, k = rotate(q, p), rotate(k, p)\n": ""},
        "only-queries-rotated": {"q, k = rotate(q, p), rotate(k, p)": "q = rotate(q, p)"},
        "only-keys-rotated": {"q, k = rotate(q, p), rotate(k, p)": "k = rotate(k, p)"},
        "values-rotated": {
            "q, k = rotate(q, p), rotate(k, p)": "q, k, v = rotate(q, p), rotate(k, p), rotate(v, p)"
        },
        "cached-keys-rotated-again": {
            "q, k = rotate(q, p), rotate(k, p)": "q = rotate(q, p)",
            "    scores = np.einsum(": "    k = rotate(k, all_p)\n    scores = np.einsum(",
        },
        "old-cache-returned": {"return out, (k, v, all_p)": "return out, cache"},
        "values-cached-as-keys": {"return out, (k, v, all_p)": "return out, (k, k, all_p)"},
        "new-before-old": {
            "np.concatenate([old_k, k], 1)": "np.concatenate([k, old_k], 1)",
            "np.concatenate([old_v, v], 1)": "np.concatenate([v, old_v], 1)",
        },
        "only-keys-in-order": {"np.concatenate([old_v, v], 1)": "np.concatenate([v, old_v], 1)"},
        "mask-only-in-the-first-call": {"ok = distance >= 0": "ok = (distance >= 0) | (begin > 0)"},
        "offset-one-too-large": {"ok = distance >= 0": "ok = distance >= -1"},
        "heads-in-turns": {
            '"grtd,gsd->grts", q.reshape(g, r, t, d), k)': '"rgtd,gsd->grts", q.reshape(r, g, t, d), k)',
            'np.einsum("tgrd,grde->te", mixed, layer["w_o"].reshape(g, r, d, -1))': 'np.einsum("tgrd,rgde->te", '
            "mixed, "
            'layer["w_o"].reshape(r, '
            "g, "
            "d, "
            "-1))",
        },
        "window-ignored": {
            'ok = ok & (distance < layer["window"])': "pass",
            'live = all_p > p[-1] - layer["window"] if t else all_p >= 0': "live = all_p >= 0",
        },
        "window-one-too-wide": {'distance < layer["window"]': 'distance <= layer["window"]'},
        "window-one-too-narrow": {'distance < layer["window"]': 'distance < max(layer["window"] - 1, 1)'},
        "window-only-in-the-cache": {'ok = ok & (distance < layer["window"])': "pass"},
        "first-tokens-kept": {
            'live = all_p > p[-1] - layer["window"] if t else all_p >= 0': "live = "
            "np.arange(len(all_p)) "
            "< "
            'layer["window"] '
            "- 1"
        },
        "exp-without-maximum": {"    scores = scores - scores.max(-1, keepdims=True)\n": ""},
        "blocks-not-taken-from-free": {
            "        table.append(free.pop(0))\n": "        table.append(free[_])\n"
        },
        "pool-order-read": {
            "rows[t] = pool[table[t // size], t % size]": "rows[t] = pool[sorted(table)[t // size], t % size]"
        },
    },
    "llama2_c": {
        "no-scaling": {" / np.sqrt(head_size)": ""},
        "scaled-by-d": {" / np.sqrt(head_size)": " / head_size"},
        "scaled-by-d-model": {" / np.sqrt(head_size)": " / np.sqrt(len(token))"},
        "no-output-matrix": {
            'return np.matmul(xb, layer["w_o"])': "return xb",
            'np.zeros((len(x), layer["w_o"].shape[1]))': 'np.zeros((len(x), layer["w_o"].shape[0]))',
        },
        "keys-as-values": {'v_head = s["value_cache"]': 'v_head = s["key_cache"]'},
        "not-rotated": {
            "    q = rotate(q.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)\n    k = rotate(k.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)\n": ""
        },
        "only-queries-rotated": {
            "    k = rotate(k.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)\n": ""
        },
        "only-keys-rotated": {
            "    q = rotate(q.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)\n": ""
        },
        "values-rotated": {
            's["value_cache"].append(v)': 's["value_cache"].append(rotate(v.reshape(-1, '
            "1, head_size), "
            "np.array([pos])).reshape(-1))"
        },
        "heads-in-turns": {"off = (h // kv_mul) * head_size": 'off = (h % layer["n_kv_heads"]) * head_size'},
        "first-head-for-all": {"off = (h // kv_mul) * head_size": "off = 0"},
        "window-ignored": {
            '    if layer["window"] is not None:\n        start': "    if False:\n        start",
            '    if layer["window"] is not None:\n        while': "    if False:\n        while",
        },
        "window-one-too-wide": {'pos - layer["window"] + 1)': 'pos - layer["window"])'},
        "window-one-too-narrow": {'pos - layer["window"] + 1)': 'pos - max(layer["window"] - 2, 0))'},
        "window-only-in-the-cache": {
            '    if layer["window"] is not None:\n        start': "    if False:\n        start"
        },
        "columns-interleaved": {
            "q_head = q[h * head_size : (h + 1) * head_size]": 'q_head = q[h :: layer["n_heads"]]',
            "[off : off + head_size]\n            att[t": "[off // head_size :: "
            'layer["n_kv_heads"]]\n'
            "            att[t",
            "[off : off + head_size]\n            xb": "[off // head_size :: "
            'layer["n_kv_heads"]]\n'
            "            xb",
            "q = rotate(q.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)": "q "
            "= "
            "rotate(q.reshape(head_size, "
            "1, "
            "-1).transpose(2, "
            "1, "
            "0), "
            "np.array([pos])).transpose(2, "
            "1, "
            "0).reshape(-1)",
            "k = rotate(k.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)": "k "
            "= "
            "rotate(k.reshape(head_size, "
            "1, "
            "-1).transpose(2, "
            "1, "
            "0), "
            "np.array([pos])).transpose(2, "
            "1, "
            "0).reshape(-1)",
        },
        "exp-without-maximum": {"att = np.exp(att - att.max())": "att = np.exp(att)"},
        "whole-blocks-read": {"np.concatenate(blocks)[:length]": "np.concatenate(blocks)"},
        "blocks-not-taken-from-free": {
            "return flat.reshape(pool.shape), table, free": "return flat.reshape(pool.shape), table, backup"
        },
    },
    "rolling_buffer": {
        "no-scaling": {" * d**-0.5": ""},
        "scaled-by-d": {" * d**-0.5": " / d"},
        "scaled-by-d-model": {" * d**-0.5": " * x.shape[1] ** -0.5"},
        "heads-not-merged-back": {'"hns,shd->nhd", probs': '"hns,shd->hnd", probs'},
        "softmax-over-queries": {"probs.sum(axis=-1,": "probs.sum(axis=-2,"},
        "no-output-matrix": {' @ layer["w_o"]\n': "\n"},
        "keys-as-values": {'shd->nhd", probs, value)': 'shd->nhd", probs, key)'},
        "values-cached-as-keys": {"= xk[i], xv[i], position": "= xk[i], xk[i], position"},
        "no-mask": {"mask = age >= 0": "mask = age > -(10**6)"},
        "itself-hidden": {"mask = age >= 0": "mask = age > 0"},
        "mask-inverted": {"mask = age >= 0": "mask = age <= 0"},
        "masked-by-zero": {"np.where(mask, scores, -np.inf)": "np.where(mask, scores, 0.0)"},
        "positions-restart": {
            "rotate(xq.swapaxes(0, 1), positions)": "rotate(xq.swapaxes(0, 1), np.arange(n))",
            "rotate(xk.swapaxes(0, 1), positions)": "rotate(xk.swapaxes(0, 1), np.arange(n))",
        },
        "positions-count-calls": {
            "positions = seqlen + np.arange(n)": "positions = seqlen + "
            "np.arange(n)\n"
            "    calls = "
            'cache.setdefault("calls", '
            "0)",
            "rotate(xq.swapaxes(0, 1), positions)": "rotate(xq.swapaxes(0, 1), calls + np.arange(n))",
            "rotate(xk.swapaxes(0, 1), positions)": "rotate(xk.swapaxes(0, 1), calls + np.arange(n))",
            'cache["seqlen"] = seqlen + n': 'cache["seqlen"] = seqlen + n\n    cache["calls"] += 1',
        },
        "query-positions-restart": {
            "rotate(xq.swapaxes(0, 1), positions)": "rotate(xq.swapaxes(0, 1), np.arange(n))"
        },
        "not-rotated": {
            "    xq = rotate(xq.swapaxes(0, 1), positions).swapaxes(0, 1)\n    xk = rotate(xk.swapaxes(0, 1), positions).swapaxes(0, 1)\n": ""
        },
        "old-cache-returned": {
            "    scores = np.einsum": "    mask = mask & (key_positions >= seqlen)\n    scores = np.einsum"
        },
        "offset-one-too-large": {"mask = age >= 0": "mask = age >= -1"},
        "heads-in-turns": {
            "np.repeat(key, repeats, axis=1), np.repeat(value, repeats, axis=1)": "np.tile(key, "
            "(1, "
            "repeats, "
            "1)), "
            "np.tile(value, "
            "(1, "
            "repeats, "
            "1))"
        },
        "first-head-for-all": {
            "np.repeat(key, repeats, axis=1), np.repeat(value, repeats, axis=1)": "np.repeat(key[:, "
            ":1], "
            'layer["n_heads"], '
            "axis=1), "
            "np.repeat(value[:, "
            ":1], "
            'layer["n_heads"], '
            "axis=1)"
        },
        "window-only-in-the-cache": {"        mask &= age < window": "        pass"},
        "window-one-too-narrow": {"mask &= age < window": "mask &= age < max(window - 1, 1)"},
        "exp-without-maximum": {"np.exp(scores - scores.max(axis=-1, keepdims=True))": "np.exp(scores)"},
        "table-not-used": {"pool[table[block], slot] = row": "pool[block, slot] = row"},
        "new-block-in-each-call": {
            "max(0, (end + size - 1) // size - len(table))": "(len(rows) + size - 1) // size"
        },
    },
    "token_records": {
        "no-scaling": {" / np.sqrt(d)": ""},
        "scaled-by-d": {" / np.sqrt(d)": " / d"},
        "keys-as-values": {"w * r.value[shared]": "w * r.key[shared]"},
        "no-mask": {"[r for r in records if r.position <= position]": "list(records)"},
        "itself-hidden": {"if r.position <= position]": "if r.position < position or position == 0]"},
        "mask-inverted": {"if r.position <= position]": "if r.position >= position]"},
        "offset-one-too-large": {"if r.position <= position]": "if r.position <= position + 1]"},
        "mask-only-in-the-first-call": {
            "if r.position <= position]": "if r.position <= position or positions[0] > 0]"
        },
        "not-rotated": {
            "d).swapaxes(0, 1), positions)\n    k": "d).swapaxes(0, 1), [0] * len(x))\n    k",
            "d).swapaxes(0, 1), positions)\n    v": "d).swapaxes(0, 1), [0] * len(x))\n    v",
        },
        "positions-restart": {
            "d).swapaxes(0, 1), positions)\n    k": "d).swapaxes(0, 1), range(len(x)))\n    k",
            "d).swapaxes(0, 1), positions)\n    v": "d).swapaxes(0, 1), range(len(x)))\n    v",
        },
        "one-position-for-all": {
            "d).swapaxes(0, 1), positions)\n    k": "d).swapaxes(0, 1), [total] * len(x))\n    k",
            "d).swapaxes(0, 1), positions)\n    v": "d).swapaxes(0, 1), [total] * len(x))\n    v",
        },
        "heads-in-turns": {"shared = h * kv_heads // heads": "shared = h % kv_heads"},
        "first-head-for-all": {"shared = h * kv_heads // heads": "shared = 0"},
        "heads-by-reshape": {
            'layer["w_q"]).reshape(len(x), heads, d).swapaxes(0, 1)': 'layer["w_q"]).reshape(heads, '
            "len(x), "
            "d)",
            'layer["w_k"]).reshape(len(x), kv_heads, d).swapaxes(0, 1)': 'layer["w_k"]).reshape(kv_heads, '
            "len(x), "
            "d)",
            'layer["w_v"]).reshape(len(x), kv_heads, d).swapaxes(0, 1)': 'layer["w_v"]).reshape(kv_heads, '
            "len(x), "
            "d)",
        },
        "no-output-matrix": {' @ layer["w_o"], (records': ", (records"},
        "window-ignored": {
            "        if window is not None:\n            visible": "        if False:\n            visible",
            "    if window is not None:\n        records": "    if False:\n        records",
        },
        "window-one-too-wide": {"position - r.position < window": "position - r.position <= window"},
        "window-one-too-narrow": {
            "position - r.position < window": "position - r.position < max(window - 1, 1)"
        },
        "window-only-in-the-cache": {
            "        if window is not None:\n            visible": "        if False:\n            visible"
        },
        "window-only-in-the-first-call": {
            "        if window is not None:\n            visible": "        "
            "if "
            "window "
            "is "
            "not "
            "None "
            "and "
            "positions[0] "
            "== "
            "0:\n"
            "            "
            "visible",
            "    if window is not None:\n        records": "    if False:\n        records",
        },
        "first-tokens-kept": {"[r for r in records if r.position > total - window]": "records[: window - 1]"},
        "cache-too-short": {"r.position > total - window]": "r.position > total - max(window - 1, 1)]"},
        "position-from-the-length": {
            "    records = list(records)\n": "    records = list(records)\n    total = len(records)\n"
        },
        "exp-without-maximum": {"np.exp(scores - scores.max())": "np.exp(scores)"},
        "pool-order-read": {
            "rows[t] = pool[table[t // size], t % size]": "rows[t] = pool[sorted(table)[t // size], t % size]"
        },
        "old-cache-returned": {'layer["w_o"], (records, total)': 'layer["w_o"], cache'},
    },
    "rotated_when_read": {
        "no-scaling": {" / np.sqrt(d)": ""},
        "scaled-by-d": {" / np.sqrt(d)": " / d"},
        "scaled-by-d-model": {" / np.sqrt(d)": " / np.sqrt(x.shape[1])"},
        "softmax-over-queries": {"e.sum(axis=1, keepdims=True)": "e.sum(axis=0, keepdims=True)"},
        "keys-as-values": {"e @ value[g]": "e @ keys[g]"},
        "no-mask": {"        s[key_at[None, :] > query_at[:, None]] = -np.inf\n": ""},
        "itself-hidden": {"s[key_at[None, :] > query_at": "s[key_at[None, :] >= query_at"},
        "masked-by-zero": {
            "s[key_at[None, :] > query_at[:, None]] = -np.inf": "s[key_at[None, :] > query_at[:, None]] = 0",
            '- layer["window"]] = -np.inf': '- layer["window"]] = 0',
        },
        "mask-inverted": {"s[key_at[None, :] > query_at": "s[key_at[None, :] < query_at"},
        "offset-one-too-large": {
            "s[key_at[None, :] > query_at[:, None]]": "s[key_at[None, :] > query_at[:, None] + 1]"
        },
        "triangle-without-offset": {
            "s[key_at[None, :] > query_at[:, None]]": "s[np.triu(np.ones(s.shape), 1) > 0]"
        },
        "mask-only-in-the-first-call": {
            "s[key_at[None, :] > query_at[:, None]]": "s[(key_at[None, "
            ":] > "
            "query_at[:, "
            "None]) & "
            "(query_at[0] "
            "== 0)]"
        },
        "query-positions-restart": {
            'rotate(split(x, layer["w_q"], n_q), query_at)': "rotate(split(x, "
            'layer["w_q"], '
            "n_q), "
            "np.arange(len(x)))"
        },
        "not-rotated": {
            "keys = rotate(raw, key_at)": "keys = raw",
            'rotate(split(x, layer["w_q"], n_q), query_at)': 'split(x, layer["w_q"], n_q)',
        },
        "only-queries-rotated": {"keys = rotate(raw, key_at)": "keys = raw"},
        "only-keys-rotated": {'rotate(split(x, layer["w_q"], n_q), query_at)': 'split(x, layer["w_q"], n_q)'},
        "values-rotated": {"e @ value[g]": "e @ rotate(value, key_at)[g]"},
        "cached-keys-rotated-again": {
            "    keys = rotate(raw, key_at)\n": "    raw = rotate(raw, key_at)\n    keys = raw\n"
        },
        "old-cache-returned": {', {"raw_keys": [raw], "values": [value], "first": first}': ", cache"},
        "values-cached-as-keys": {
            '"values": [value], "first"': '"values": [keys[:, keys.shape[1] - value.shape[1] :]], "first"'
        },
        "only-keys-in-order": {
            'values = cache["values"] + [split(x, layer["w_v"], n_kv)]': "values "
            "= "
            "[split(x, "
            'layer["w_v"], '
            "n_kv)] "
            "+ "
            'cache["values"]'
        },
        "heads-in-turns": {"g = h // (n_q // n_kv)": "g = h % n_kv"},
        "heads-by-reshape": {
            "np.moveaxis((x @ w).reshape(len(x), n, w.shape[1] // n), 1, 0)": "(x "
            "@ "
            "w).reshape(n, "
            "len(x), "
            "w.shape[1] "
            "// "
            "n)"
        },
        "no-output-matrix": {'merged @ layer["w_o"], ': "merged, "},
        "window-ignored": {
            '        if layer["window"] is not None:\n            s[': "        if False:\n            s[",
            '    if layer["window"] is not None:\n        gone': "    if False:\n        gone",
        },
        "window-one-too-wide": {
            "s[key_at[None, :] <= query_at": "s[key_at[None, :] < query_at",
            'raw.shape[1] - layer["window"] + 1)': 'raw.shape[1] - layer["window"])',
        },
        "window-one-too-narrow": {
            'query_at[:, None] - layer["window"]]': 'query_at[:, None] - max(layer["window"] - 1, 1)]'
        },
        "window-only-in-the-cache": {
            '        if layer["window"] is not None:\n            s[': "        if False:\n            s["
        },
        "cache-too-short": {
            'raw.shape[1] - layer["window"] + 1)': 'raw.shape[1] - max(layer["window"] - 2, 0))'
        },
        "exp-without-maximum": {"np.exp(s - s.max(axis=1, keepdims=True))": "np.exp(s)"},
        "whole-blocks-read": {"np.concatenate(blocks)[:length]": "np.concatenate(blocks)"},
    },
    "two_parts": {
        "no-scaling": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-by-d": {" / np.sqrt(q.shape[-1])": " / q.shape[-1]"},
        "no-mask": {"visible = at <= now[:, None]": "visible = at <= now[:, None] + 10**6"},
        "mask-only-in-the-first-call": {
            "visible = at <= now[:, None]": "visible = at <= now[:, None] + 10**6 * count"
        },
        "offset-one-too-large": {"visible = at <= now[:, None]": "visible = at <= now[:, None] + 1"},
        "old-cache-returned": {
            'for key, value, at in [*cache["past"], (k, v, now)]:': "for key, value, at in [(k, v, now)]:"
        },
        "positions-restart": {
            "q, k = rotate(q, now), rotate(k, now)": "q, k = rotate(q, now - count), rotate(k, now - count)"
        },
        "query-positions-restart": {
            "q, k = rotate(q, now), rotate(k, now)": "q, k = rotate(q, now - count), rotate(k, now)"
        },
        "key-positions-restart": {
            "q, k = rotate(q, now), rotate(k, now)": "q, k = rotate(q, now), rotate(k, now - count)"
        },
        "one-position-for-all": {
            "q, k = rotate(q, now), rotate(k, now)": "same = np.full(n, count)\n"
            "    q, k = rotate(q, "
            "same), rotate(k, same)"
        },
        "not-rotated": {"    q, k = rotate(q, now), rotate(k, now)\n": ""},
        "positions-count-calls": {
            "q, k = rotate(q, now), rotate(k, now)": "calls = "
            'len(cache["past"]) + '
            "np.arange(n)\n"
            "    q, k = rotate(q, "
            "calls), rotate(k, calls)",
            "        past = [entry for": "        _ = [entry for",
        },
        "values-rotated": {
            "q, k = rotate(q, now), rotate(k, now)": "q, k, v = rotate(q, now), "
            "rotate(k, now), rotate(v, now)"
        },
        "heads-in-turns": {
            "np.repeat(key, times, 0), np.repeat(value, times, 0)": "np.tile(key, "
            "(times, 1, 1)), "
            "np.tile(value, "
            "(times, 1, 1))"
        },
        "only-the-last-call-cached": {
            'past = [*cache["past"], (k, v, now)] if n else cache["past"]': "past = [(k, v, now)]",
            "        past = [entry for": "        _ = [entry for",
        },
        "heads-not-merged-back": {"(up / down).swapaxes(0, 1).reshape": "(up / down).reshape"},
        "window-one-too-wide": {"now[:, None] - at < window": "now[:, None] - at <= window"},
        "window-only-in-the-first-call": {
            "        if window is not None:\n            visible": "        "
            "if "
            "window "
            "is "
            "not "
            "None "
            "and "
            "count "
            "== "
            "0:\n"
            "            "
            "visible",
            "        past = [entry for": "        _ = [entry for",
        },
        "window-ignored": {'layer["window"]\n    size': "None\n    size"},
        "pool-order-read": {
            "rows[t] = pool[table[t // size], t % size]": "rows[t] = pool[sorted(table)[t // size], t % size]"
        },
        "full-pool-not-noticed": {
            '    if new_blocks > len(free):\n        raise MemoryError("out of blocks")\n': ""
        },
        "only-the-last-token-cached": {
            'past = [*cache["past"], (k, v, now)] if n else cache["past"]': "past "
            "= "
            '[*cache["past"], '
            "(k[:, "
            "-1:], "
            "v[:, "
            "-1:], "
            "now[-1:])]",
            "        past = [entry for": "        _ = [entry for",
        },
    },
}
