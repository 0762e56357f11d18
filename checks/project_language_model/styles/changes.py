"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "plain": {
        "first-position-instead-of-last": {"return x[0, -1] @ w": "return x[0, 0] @ w"},
        "mean-of-all-positions": {"return x[0, -1] @ w": "return x[0].mean(axis=0) @ w"},
        "final-norm-missing": {
            '    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])\n    return x[0, -1]': "    return x[0, -1]"
        },
        "positions-missing": {' + weights["positions"][: len(tokens)]': ""},
        "one-position-for-all": {'weights["positions"][: len(tokens)]': 'weights["positions"][0]'},
        "positions-from-one": {
            'weights["positions"][: len(tokens)]': 'np.roll(weights["positions"], -1, axis=0)[: len(tokens)]'
        },
        "not-causal": {
            'transformer_block(x, params, weights["n_heads"])': 'transformer_block(x, params, weights["n_heads"], causal=False)'
        },
        "first-block-only": {
            'x = x[None]\n    for params in weights["blocks"]:': 'x = x[None]\n    for params in weights["blocks"][:1]:'
        },
        "blocks-in-reverse": {
            'x = x[None]\n    for params in weights["blocks"]:': 'x = x[None]\n    for params in reversed(weights["blocks"]):'
        },
        "embedding-as-output": {'x[0, -1] @ weights["output"]': 'x[0, -1] @ weights["embedding"].T'},
        "probabilities-returned": {
            'return x[0, -1] @ weights["output"]': 'return softmax(x[0, -1] @ weights["output"])'
        },
        "cut-at-the-wrong-end": {"[-max_len:]": "[:max_len]"},
        "only-the-last-token": {
            "next_token_logits(np.array(out), weights)": "next_token_logits(np.array(out[-1:]), weights)"
        },
        "the-prompt-again-and-again": {
            "next_token_logits(np.array(out), weights)": "next_token_logits(tokens, weights)"
        },
        "temperature-multiplied": {"logits / temperature": "logits * temperature"},
        "temperature-ignored": {"softmax(logits / temperature)": "softmax(logits)"},
        "temperature-after-the-softmax": {
            "softmax(logits / temperature)": "softmax(softmax(logits) / temperature)"
        },
        "always-the-likeliest": {
            "rng.choice(len(logits), p=softmax(logits / temperature))": "np.argmax(softmax(logits / temperature))"
        },
        "all-words-alike": {
            "rng.choice(len(logits), p=softmax(logits / temperature))": "rng.choice(len(logits))"
        },
        "divided-by-temperature-zero": {
            "        if temperature == 0:\n            out.append(int(np.argmax(logits)))\n            continue\n": ""
        },
        "only-the-new-tokens": {"return np.array(out)": "return np.array(out[len(tokens) :])"},
        "one-token-too-few": {"for _ in range(n)": "for _ in range(n - 1)"},
        "the-same-chance-every-time": {"new = rng.choice": "new = np.random.default_rng(0).choice"},
        "the-least-likely": {"int(np.argmax(logits))": "int(np.argmin(logits))"},
        "cached-position-one-too-far": {
            'position = len(cache[0]["k"])': 'position = min(len(cache[0]["k"]) + 1, len(weights["positions"]) - 1)'
        },
        "cached-position-always-zero": {'position = len(cache[0]["k"])': "position = 0"},
        "cache-without-the-new-token": {
            'new_cache.append({"k": keys, "v": values})': "new_cache.append(past)"
        },
        "new-token-does-not-see-itself": {
            "K, V = np.array(keys), np.array(values)": "K, V = np.array(keys[:-1] or keys), np.array(values[:-1] or values)"
        },
        "cached-keys-without-norm": {
            'keys = [*past["k"], h @ params["w_k"]]': 'keys = [*past["k"], x @ params["w_k"]]'
        },
        "only-the-keys-cached": {
            'values = [*past["v"], h @ params["w_v"]]': 'values = [h @ params["w_v"]] * len(keys)'
        },
        "keys-and-values-in-different-orders": {"np.array(values)\n": "np.array(values[::-1])\n"},
        "one-cache-for-all-blocks": {
            '[{"k": [], "v": []} for _ in weights["blocks"]]': '[{"k": [], "v": []}] * len(weights["blocks"])',
            'past["k"], h @': 'cache[0]["k"], h @',
            'past["v"], h @': 'cache[0]["v"], h @',
        },
        "no-scaling-in-step": {" / np.sqrt(size)": ""},
        "first-residual-missing-in-step": {"x = x + np.concatenate(heads)": "x = np.concatenate(heads)"},
        "final-norm-missing-in-step": {
            '    x = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])\n    return x @': "    return x @"
        },
        "output-projection-missing-in-step": {
            'np.concatenate(heads) @ params["w_o"]': "np.concatenate(heads)"
        },
    },
    "gumbel": {
        "first-position-instead-of-last": {"x[0, -1, :]": "x[0, 0, :]"},
        "positions-missing": {"embed(tokens, 0, weights)[np": 'weights["embedding"][tokens][np'},
        "one-position-for-all": {
            "embed(tokens, 0, weights)[np": '(weights["embedding"][tokens] + weights["positions"][0])[np'
        },
        "positions-from-one": {
            "embed(tokens, 0, weights)": "embed(tokens[: len(weights['positions']) - 1], 1, weights)"
        },
        "not-causal": {"causal=True": "causal=False"},
        "first-block-only": {'for block in weights["blocks"]:': 'for block in weights["blocks"][:1]:'},
        "blocks-in-reverse": {'for block in weights["blocks"]:': 'for block in weights["blocks"][::-1]:'},
        "embedding-as-output": {'@ weights["output"]': '@ weights["embedding"].T'},
        "final-norm-missing": {'layer_norm(vector, weights["ln_gamma"], weights["ln_beta"]) @': "vector @"},
        "probabilities-returned": {
            "return to_logits(x[0, -1, :], weights)": "logits = to_logits(x[0, -1, :], weights)\n    return np.exp(logits) / np.exp(logits).sum()"
        },
        "cut-at-the-wrong-end": {
            'tokens[max(0, len(tokens) - weights["positions"].shape[0]) :]': 'tokens[: weights["positions"].shape[0]]'
        },
        "only-the-last-token": {"next_token_logits(text, weights)": "next_token_logits(text[-1:], weights)"},
        "the-prompt-again-and-again": {
            "next_token_logits(text, weights)": "next_token_logits(tokens, weights)"
        },
        "temperature-multiplied": {"logits / temperature": "logits * temperature"},
        "temperature-ignored": {"logits / temperature": "logits"},
        "always-the-likeliest": {
            "(logits / temperature + rng.gumbel(size=logits.shape))": "(logits / temperature)"
        },
        "all-words-alike": {
            "(logits / temperature + rng.gumbel(size=logits.shape))": "rng.gumbel(size=logits.shape)"
        },
        "divided-by-temperature-zero": {"    if temperature == 0:\n        return logits.argmax()\n": ""},
        "only-the-new-tokens": {"    return text\n": "    return text[len(tokens) :]\n"},
        "one-token-too-many": {"len(text) < len(tokens) + n": "len(text) <= len(tokens) + n"},
        "mean-before-the-norm": {"x[0, -1, :]": "x[0].mean(axis=0)"},
        "cached-position-one-too-far": {
            "embed(tokens, seen, weights)": "embed(tokens, seen + (seen > 0), weights)"
        },
        "cached-position-always-zero": {"embed(tokens, seen, weights)": "embed(tokens, 0, weights)"},
        "cache-without-the-new-token": {
            "return to_logits(x[-1], weights), kept": "return to_logits(x[-1], weights), past or kept"
        },
        "cache-not-read": {"    if past is not None:\n            k": "    if False:\n            k"},
        "cached-values-as-keys": {
            "np.concatenate([past[number][0], k]": "np.concatenate([past[number][1], k]"
        },
        "one-cache-for-all-blocks": {
            "past[number][0], k": "past[0][0], k",
            "past[number][1], v": "past[0][1], v",
        },
        "keys-and-values-in-different-orders": {"[past[number][0], k]": "[k, past[number][0]]"},
        "start-without-causal": {
            "np.where(np.tri(len(tokens), k.shape[1], seen, dtype=bool), scores, -np.inf)": "scores + 0.0"
        },
        "triangle-not-moved-by-the-past": {"k.shape[1], seen, dtype": "k.shape[1], 0, dtype"},
        "no-scaling-in-step": {" / np.sqrt(q.shape[-1])": ""},
        "heads-without-transpose-in-step": {
            "mixed.swapaxes(0, 1).reshape(x.shape)": "mixed.reshape(x.shape)"
        },
        "first-position-of-the-cached-run": {
            "to_logits(x[-1], weights), kept": "to_logits(x[0], weights), kept"
        },
        "normal-noise": {"rng.gumbel(": "rng.normal("},
    },
    "inverse_cdf": {
        "first-position-instead-of-last": {"[0, -1]": "[0, 0]"},
        "mean-of-all-positions": {"[0, -1]": "[0].mean(axis=0)"},
        "final-norm-missing": {
            'final = layer_norm(x, weights["ln_gamma"], weights["ln_beta"])\n': "final = x\n"
        },
        "positions-missing": {'vectors + weights["positions"][: len(tokens)]': "vectors"},
        "one-position-for-all": {'weights["positions"][: len(tokens)]': 'weights["positions"][:1]'},
        "positions-in-reverse": {
            'weights["positions"][: len(tokens)]': 'weights["positions"][: len(tokens)][::-1]'
        },
        "not-causal": {'weights["n_heads"], True)': 'weights["n_heads"], False)'},
        "first-block-only": {
            '    for layer in weights["blocks"]:\n        x': '    for layer in weights["blocks"][:1]:\n        x'
        },
        "blocks-in-reverse": {
            '    for layer in weights["blocks"]:\n        x': '    for layer in weights["blocks"][::-1]:\n        x'
        },
        "embedding-as-output": {'(final @ weights["output"])': '(final @ weights["embedding"].T)'},
        "probabilities-returned": {
            'return (final @ weights["output"])[0, -1]': 'z = (final @ weights["output"])[0, -1]\n    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()'
        },
        "cut-at-the-wrong-end": {"tokens[-limit:]": "tokens[:limit]"},
        "only-the-last-token": {"result[:i], weights": "result[i - 1 : i], weights"},
        "the-prompt-again-and-again": {"result[:i], weights": "tokens, weights"},
        "zeros-after-the-text-read-too": {
            "next_token_logits(result[:i], weights)": "next_token_logits(result, weights)"
        },
        "newest-token-not-read": {
            "next_token_logits(result[:i], weights)": "next_token_logits(result[: max(i - 1, 1)], weights)"
        },
        "temperature-multiplied": {"logits / temperature": "logits * temperature"},
        "temperature-ignored": {"z = logits / temperature": "z = logits"},
        "always-the-likeliest": {
            'int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))': "int(np.argmax(p))"
        },
        "all-words-alike": {
            'int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))': "int(rng.random() * len(p))"
        },
        "divided-by-temperature-zero": {
            "    if temperature == 0:\n        return int(np.argmax(logits))\n": ""
        },
        "only-the-new-tokens": {"    return result\n": "    return result[len(tokens) :]\n"},
        "cached-position-one-too-far": {'weights["positions"][t]': 'weights["positions"][t + 1]'},
        "cached-position-always-zero": {'weights["positions"][t]': 'weights["positions"][0]'},
        "cache-without-the-new-token": {"    cache.length = t + 1\n": ""},
        "new-token-does-not-see-itself": {
            "cache.keys[b][: t + 1], cache.values[b][: t + 1]": "cache.keys[b][: max(t, 1)], cache.values[b][: max(t, 1)]"
        },
        "empty-places-attended-to": {
            "cache.keys[b][: t + 1], cache.values[b][: t + 1]": "cache.keys[b], cache.values[b]"
        },
        "one-cache-for-all-blocks": {
            'self.keys = [np.zeros(shape) for _ in weights["blocks"]]': 'self.keys = [np.zeros(shape)] * len(weights["blocks"])',
            'self.values = [np.zeros(shape) for _ in weights["blocks"]]': 'self.values = [np.zeros(shape)] * len(weights["blocks"])',
        },
        "cached-keys-without-norm": {"cache.keys[b][t] = h @": "cache.keys[b][t] = x @"},
        "keys-cached-as-values": {
            'cache.values[b][t] = h @ layer["w_v"]': 'cache.values[b][t] = h @ layer["w_k"]'
        },
        "no-scaling-in-step": {" / d**0.5": ""},
        "final-norm-missing-in-step": {
            'return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], cache': 'return x @ weights["output"], cache'
        },
        "heads-interleaved-in-step": {"q.reshape(n_heads, d)": "q.reshape(d, n_heads).T"},
        "second-norm-missing-in-step": {'h = layer_norm(x, layer["ln2_gamma"], layer["ln2_beta"])': "h = x"},
        "softmax-over-heads-in-step": {
            "scores.max(axis=1": "scores.max(axis=0",
            "scores.sum(axis=1": "scores.sum(axis=0",
        },
        "sum-not-divided": {"rng.random() * edges[-1]": "rng.random()"},
        "cumulative-sum-missing": {
            "edges = np.cumsum(p)": "edges = p",
            "rng.random() * edges[-1]": "rng.random()",
        },
        "drawn-index-one-too-far": {'side="right"))': 'side="right") + 1) % len(p)'},
    },
    "generate_with_cache": {
        "first-position-instead-of-last": {"last = x[0, T - 1]": "last = x[0, 0]"},
        "final-norm-missing": {
            'np.dot(layer_norm(last, weights["ln_gamma"], weights["ln_beta"]), weights["output"])': 'np.dot(last, weights["output"])'
        },
        "positions-missing": {
            '(weights["embedding"][tokens] + weights["positions"][:T])': 'weights["embedding"][tokens]'
        },
        "one-position-for-all": {'weights["positions"][:T]': 'weights["positions"][0]'},
        "last-positions-of-the-table": {'weights["positions"][:T]': 'weights["positions"][-T:]'},
        "not-causal": {
            'weights["n_heads"]), weights["blocks"]': 'weights["n_heads"], False), weights["blocks"]'
        },
        "first-block-only": {
            'weights["n_heads"]), weights["blocks"], x)': 'weights["n_heads"]), weights["blocks"][:1], x)'
        },
        "blocks-in-reverse": {
            'weights["n_heads"]), weights["blocks"], x)': 'weights["n_heads"]), weights["blocks"][::-1], x)'
        },
        "last-block-only": {
            'weights["n_heads"]), weights["blocks"], x)': 'weights["n_heads"]), weights["blocks"][-1:], x)'
        },
        "embedding-as-output": {
            'weights["ln_beta"]), weights["output"])': 'weights["ln_beta"]), weights["embedding"].T)'
        },
        "cut-at-the-wrong-end": {"[len(tokens) - T :]": "[:T]"},
        "temperature-multiplied": {
            "(logits - logits.max()) / temperature": "(logits - logits.max()) * temperature"
        },
        "temperature-ignored": {"(logits - logits.max()) / temperature": "logits - logits.max()"},
        "always-the-likeliest": {"rng.multinomial(1, p).argmax()": "p.argmax()"},
        "all-words-alike": {"rng.multinomial(1, p)": "rng.multinomial(1, np.ones_like(p) / p.size)"},
        "divided-by-temperature-zero": {"    if not temperature:\n        return int(logits.argmax())\n": ""},
        "only-the-new-tokens": {"np.array(text, dtype": "np.array(text[len(tokens) :], dtype"},
        "the-prompt-again-and-again": {
            "logits, cache = step(text[-1], cache, weights)": "logits, cache = start_cache(tokens, weights)"
        },
        "probabilities-returned": {
            '    return np.dot(layer_norm(last, weights["ln_gamma"], weights["ln_beta"]), weights["output"])\n': '    z = np.dot(layer_norm(last, weights["ln_gamma"], weights["ln_beta"]), weights["output"])\n    return np.exp(z) / np.exp(z).sum()\n'
        },
        "mean-before-the-norm": {"last = x[0, T - 1]": "last = x[0].mean(axis=0)"},
        "only-the-last-token": {
            "logits, cache = step(text[-1], cache, weights)": "logits, cache = start_cache(text[-1:], weights)"
        },
        "cached-position-one-too-far": {
            "read_one(token, len(cache[0][0]), cache": "read_one(token, len(cache[0][0]) + 1, cache"
        },
        "cached-position-always-zero": {
            "read_one(token, len(cache[0][0]), cache": "read_one(token, 0, cache"
        },
        "start-cache-positions-from-one": {
            "enumerate(tokens):\n        x, past": "enumerate(tokens, start=1):\n        x, past"
        },
        "cache-without-the-new-token": {
            "    x, cache = read_one(token, len": "    x, _ = read_one(token, len"
        },
        "keys-and-values-in-different-orders": {
            'np.vstack([keys, h @ p["w_k"]])': 'np.vstack([h @ p["w_k"], keys])'
        },
        "keys-cached-as-values": {
            'values = np.vstack([values, h @ p["w_v"]])': 'values = np.vstack([values, h @ p["w_k"]])'
        },
        "cached-keys-without-norm": {'np.vstack([keys, h @ p["w_k"]])': 'np.vstack([keys, x @ p["w_k"]])'},
        "no-scaling-in-step": {" * len(q) ** -0.5": ""},
        "scaled-by-d-model-in-step": {"len(q) ** -0.5": "len(h) ** -0.5"},
        "final-norm-missing-in-step": {
            'return layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"], cache': 'return x @ weights["output"], cache'
        },
        "second-residual-missing-in-step": {"x = x + feed_forward(": "x = feed_forward("},
        "output-projection-missing-in-step": {'np.hstack(outs) @ p["w_o"]': "np.hstack(outs)"},
        "the-drawn-word-not-kept-in-the-cache": {
            "logits, cache = step(text[-1], cache, weights)": "logits, _ = step(text[-1], cache, weights)"
        },
        "prompts-last-token-read-twice": {
            "logits, cache = start_cache(text, weights)": "logits, cache = start_cache([*text, text[-1]][: room], weights)"
        },
    },
    "inputs_of_blocks": {
        "first-position-instead-of-last": {"x[0, -1]": "x[0, 0]"},
        "final-norm-missing": {
            'layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights': "x @ weights"
        },
        "positions-missing": {' + weights["positions"][np.arange(len(tokens))]': ""},
        "one-position-for-all": {"[np.arange(len(tokens))]": "[np.zeros(len(tokens), dtype=int)]"},
        "positions-from-one": {
            "[np.arange(len(tokens))]": "[np.minimum(np.arange(len(tokens)) + 1, len(weights['positions']) - 1)]"
        },
        "token-as-its-own-position": {"[np.arange(len(tokens))]": "[tokens % len(weights['positions'])]"},
        "not-causal": {'weights["n_heads"], True)': 'weights["n_heads"], False)'},
        "first-block-only": {
            'for params in weights["blocks"]:': 'for params in weights["blocks"][:1]:',
            'range(len(weights["blocks"]))': "range(1)",
        },
        "blocks-in-reverse": {'for params in weights["blocks"]:': 'for params in weights["blocks"][::-1]:'},
        "embedding-as-output": {'weights["output"]': 'weights["embedding"].T'},
        "probabilities-returned": {
            "return start_cache(tokens, weights)[0]": "logits = start_cache(tokens, weights)[0]\n    return np.exp(logits - np.logaddexp.reduce(logits))"
        },
        "cut-at-the-wrong-end": {'[-weights["positions"].shape[0] :]': '[: weights["positions"].shape[0]]'},
        "only-the-last-token": {
            "logits = next_token_logits(tokens, weights)": "logits = next_token_logits(tokens[-1:], weights)"
        },
        "temperature-multiplied": {
            "np.exp(logits / temperature - np.logaddexp.reduce(logits / temperature))": "np.exp(logits * temperature - np.logaddexp.reduce(logits * temperature))"
        },
        "temperature-ignored": {
            "np.exp(logits / temperature - np.logaddexp.reduce(logits / temperature))": "np.exp(logits - np.logaddexp.reduce(logits))"
        },
        "always-the-likeliest": {
            "rng.choice(np.arange(len(shares)), p=shares / np.sum(shares))": "np.argmax(shares)"
        },
        "all-words-alike": {", p=shares / np.sum(shares)": ""},
        "divided-by-temperature-zero": {"if temperature > 0:": "if temperature >= 0:"},
        "only-the-new-tokens": {
            "    if n == 0:\n        return tokens\n": "    if n == 0:\n        return tokens[:0]\n",
            "return generate(np.append(tokens, word), n - 1, weights, temperature, rng)": "return np.append(word, generate(np.append(tokens, word), n - 1, weights, temperature, rng))",
        },
        "one-token-too-many": {"    if n == 0:\n": "    if n < 0:\n"},
        "temperature-one-taken-for-zero": {"if temperature > 0:": "if temperature > 1:"},
        "mean-before-the-norm": {"x[0, -1]": "x[0].mean(axis=0)"},
        "cached-position-one-too-far": {"place = keys[0].shape[0]": "place = keys[0].shape[0] + 1"},
        "cached-position-always-zero": {"place = keys[0].shape[0]": "place = 0"},
        "cache-without-the-new-token": {
            "return head_of_model(x, weights), (keys, values)": "return head_of_model(x, weights), cache"
        },
        "cached-keys-without-norm": {
            'given = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])[0]': "given = x[0]"
        },
        "kept-after-the-block": {
            '        x = transformer_block(x, params, weights["n_heads"], True)\n': "",
            "        given =": '        x = transformer_block(x, params, weights["n_heads"], True)\n        given =',
        },
        "one-cache-for-all-blocks": {
            "keys, values = [list(part) for part in cache]": "keys, values = [[part[-1]] * len(part) for part in cache]"
        },
        "keys-cached-as-values": {
            'values.append(given @ params["w_v"])': 'values.append(given @ params["w_k"])'
        },
        "no-scaling-in-step": {" / np.sqrt(d_head)": ""},
        "softmax-without-division-in-step": {" / powers.sum()": ""},
        "first-residual-missing-in-step": {"x = x + mixed @": "x = mixed @"},
        "bend-missing-in-step": {
            'feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])': '(normed @ params["w1"] + params["b1"]) @ params["w2"] + params["b2"]'
        },
        "new-keys-lost": {
            "keys[i] = np.append(keys[i],": "_ = np.append(keys[i],",
            "values[i] = np.append(values[i],": "_ = np.append(values[i],",
        },
    },
    "small_model_class": {
        "first-position-instead-of-last": {
            "return model.forward(list(tokens)[-model.context :])[-1]": "return model.forward(list(tokens)[-model.context :])[0]"
        },
        "mean-of-all-positions": {
            "return model.forward(list(tokens)[-model.context :])[-1]": "return model.forward(list(tokens)[-model.context :]).mean(axis=0)"
        },
        "final-norm-missing": {'layer_norm(x, self.weights["ln_gamma"], self.weights["ln_beta"]) @': "x @"},
        "positions-missing": {' + self.weights["positions"][offset + i]': ""},
        "one-position-for-all": {"[offset + i]": "[offset]"},
        "positions-from-one": {
            "enumerate(tokens)\n": "enumerate(tokens, 1)\n",
            '["positions"][offset + i]': '["positions"][min(offset + i, self.context - 1)]',
        },
        "not-causal": {"transformer_block(x, p, self.heads)": "transformer_block(x, p, self.heads, False)"},
        "first-block-only": {'self.blocks = weights["blocks"]': 'self.blocks = weights["blocks"][:1]'},
        "blocks-in-reverse": {'self.blocks = weights["blocks"]': 'self.blocks = weights["blocks"][::-1]'},
        "one-head": {'self.heads = weights["n_heads"]': "self.heads = 1"},
        "embedding-as-output": {'self.weights["output"]': 'self.weights["embedding"].T'},
        "probabilities-returned": {
            "return self.unembed(x)[0]\n": "z = np.exp(self.unembed(x)[0])\n        return z / z.sum(axis=-1, keepdims=True)\n"
        },
        "cut-at-the-wrong-end": {
            "list(tokens)[-model.context :]": "list(tokens)[: model.context]",
            "ids[-model.context :]": "ids[: model.context]",
        },
        "only-the-last-token": {"window = ids[-model.context :]": "window = ids[-1:]"},
        "the-prompt-again-and-again": {
            "window = ids[-model.context :]": "window = list(tokens)[-model.context :]"
        },
        "window-one-too-short": {"window = ids[-model.context :]": "window = ids[-model.context + 1 :]"},
        "temperature-multiplied": {
            "(logits - np.max(logits)) / temperature": "(logits - np.max(logits)) * temperature"
        },
        "temperature-ignored": {"(logits - np.max(logits)) / temperature": "logits - np.max(logits)"},
        "always-the-likeliest": {"rng.choice(p.size, p=p / p.sum())": "np.argmax(p)"},
        "all-words-alike": {", p=p / p.sum()": ""},
        "divided-by-temperature-zero": {
            "        if temperature < 1e-8:\n            return int(np.argmax(logits))\n": ""
        },
        "only-the-new-tokens": {"return np.asarray(ids)": "return np.asarray(ids[-n:])"},
        "logits-as-probabilities": {
            "p = np.exp((logits - np.max(logits)) / temperature)": "p = np.abs(logits) / temperature"
        },
        "only-the-first-token": {"model.forward(window)[-1]": "model.forward(window)[0]"},
        "cached-position-one-too-far": {
            "offset=ks.shape[1]": "offset=min(ks.shape[1] + 1, self.context - 1)"
        },
        "cached-position-always-zero": {"offset=ks.shape[1]": "offset=0"},
        "cached-position-from-the-number-of-blocks": {"offset=ks.shape[1]": "offset=ks.shape[0]"},
        "cache-without-the-new-token": {"return logits, (ks, vs)": "return logits, cache"},
        "cached-values-as-keys": {"np.stack(new_k), np.stack(new_v)": "np.stack(new_v), np.stack(new_v)"},
        "keys-and-values-of-the-cache-exchanged": {
            "np.stack(new_k), np.stack(new_v)": "np.stack(new_v), np.stack(new_k)"
        },
        "cached-keys-without-norm": {'(y @ p["w_k"])[None]': '(x @ p["w_k"])[None]'},
        "no-scaling-in-step": {" / np.sqrt(q.shape[2])": ""},
        "heads-without-transpose-in-step": {
            "k, v = k.transpose(1, 2, 0), v.transpose(1, 0, 2)": "k, v = k.transpose(1, 2, 0), v.reshape(self.heads, t, -1)"
        },
        "scaled-by-the-length-in-step": {"np.sqrt(q.shape[2])": "np.sqrt(t)"},
        "new-token-does-not-see-itself": {
            'self.mix(y @ p["w_q"], k, v)': 'self.mix(y @ p["w_q"], k[:-1] if len(k) > 1 else k, v[:-1] if len(v) > 1 else v)'
        },
        "output-projection-missing-in-step": {' @ p["w_o"]': ""},
        "first-norm-twice-in-step": {
            'y = layer_norm(x, p["ln2_gamma"], p["ln2_beta"])': 'y = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])'
        },
    },
}
