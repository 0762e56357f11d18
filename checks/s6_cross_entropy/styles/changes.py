"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "torch_functional": {
        "exp-without-maximum": {
            "logsumexp = z_max + np.log(np.sum(np.exp(z - z_max), axis=dim, keepdims=True))": "logsumexp = np.log(np.sum(np.exp(z), axis=dim, keepdims=True))"
        },
        "log-of-the-softmax": {
            "return z - logsumexp": "e = np.exp(z - z_max)\n    return np.log(e / e.sum(axis=dim, keepdims=True))"
        },
        "constant-in-the-log": {
            "return z - logsumexp": "e = np.exp(z - z_max)\n    return np.log(e / e.sum(axis=dim, keepdims=True) + 1e-9)"
        },
        "one-maximum-for-all-rows": {"np.max(z, axis=dim, keepdims=True)": "np.max(z)"},
        "maximum-subtracted-once": {"logsumexp = z_max + np.log": "logsumexp = np.log"},
        "sum-over-everything": {
            "np.max(z, axis=dim, keepdims=True)": "np.max(z)",
            "np.sum(np.exp(z - z_max), axis=dim, keepdims=True)": "np.sum(np.exp(z - z_max))",
        },
        "softmax-over-positions": {
            "z = logits.astype(np.float64)": "z = logits.astype(np.float64)\n    dim = 0"
        },
        "axis-one": {"z = logits.astype(np.float64)": "z = logits.astype(np.float64)\n    dim = 1"},
        "softmax-returned": {"return z - logsumexp": "return np.exp(z - logsumexp)"},
        "softmax-before-log-softmax": {
            "log_probs = log_softmax(logits, dim=-1)": "log_probs = log_softmax(np.exp(log_softmax(logits)))"
        },
        "log-two": {"return z - logsumexp": "return (z - logsumexp) / np.log(2)"},
        "sign-missing": {"nll = -np.take": "nll = np.take"},
        "sum-instead-of-mean": {"(nll * mask).sum() / mask.sum()": "(nll * mask).sum()"},
        "probability-instead-of-log": {
            "return (nll * mask).sum()": "nll = -np.exp(-nll)\n    return (nll * mask).sum()"
        },
        "perplexity": {
            "return (nll * mask).sum() / mask.sum()": "return np.exp((nll * mask).sum() / mask.sum())"
        },
        "shifted-again": {
            "log_probs = log_softmax(logits, dim=-1)": "logits, targets = logits[..., :-1, :], targets[..., 1:]\n    log_probs = log_softmax(logits, dim=-1)"
        },
        "ignored-counted-in-the-mean": {
            "return (nll * mask).sum() / mask.sum()": "return (nll * mask).mean()"
        },
        "minus-100-fixed": {
            "log_probs = log_softmax(logits, dim=-1)": "ignore_index = -100\n    log_probs = log_softmax(logits, dim=-1)"
        },
        "token-zero-ignored": {
            "nll = -np.take": "mask = mask * (targets > 0)\n    nll = -np.take",
        },
        "mean-of-row-means": {
            "return (nll * mask).sum() / mask.sum()": "nll, mask = np.atleast_2d(nll), np.atleast_2d(mask)\n    return np.mean((nll * mask).sum(-1) / mask.sum(-1))"
        },
        "one-hot-not-subtracted": {"(probs - y) * mask": "probs * mask"},
        "gradient-upside-down": {"(probs - y) * mask": "(y - probs) * mask"},
        "gradient-of-the-sum": {"return grad / mask.sum()": "return grad"},
        "gradient-divided-by-all-positions": {"return grad / mask.sum()": "return grad / mask.size"},
        "gradient-divided-by-the-vocabulary": {
            "return grad / mask.sum()": "return grad / mask.sum() / logits.shape[-1]"
        },
        "gradient-divided-by-the-batch": {"return grad / mask.sum()": "return grad / logits.shape[0]"},
        "one-subtracted-after-the-division": {
            "(probs - y) * mask[..., None]": "(probs / mask.sum() - y) * mask[..., None]",
            "return grad / mask.sum()": "return grad",
        },
        "ignored-rows-have-a-gradient": {"(probs - y) * mask[..., None]": "probs - y * mask[..., None]"},
        "gradient-minus-100-fixed": {
            "probs = np.exp(log_softmax(logits, dim=-1))": "ignore_index = -100\n    probs = np.exp(log_softmax(logits, dim=-1))"
        },
        "with-respect-to-probabilities": {"(probs - y) * mask": "-(y / probs) * mask"},
        "softmax-differentiated-twice": {"(probs - y) * mask": "(probs - y) * probs * (1 - probs) * mask"},
        "gradient-of-log-probabilities": {"(probs - y) * mask": "-y * mask"},
    },
    "nanogpt_view": {
        "exp-without-maximum": {"    logits = logits - logits.max(-1, keepdims=True)\n": ""},
        "log-of-the-softmax": {
            "return logits - np.log(np.exp(logits).sum(-1, keepdims=True))": "probs = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)\n    return np.log(probs)"
        },
        "constant-in-the-log": {
            "return logits - np.log(np.exp(logits).sum(-1, keepdims=True))": "probs = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)\n    return np.log(probs + 1e-9)"
        },
        "one-maximum-for-all-rows": {"logits.max(-1, keepdims=True)": "logits.max()"},
        "maximum-subtracted-once": {
            "logits = logits - logits.max(-1, keepdims=True)": "small = logits - logits.max(-1, keepdims=True)",
            "np.exp(logits).sum(-1, keepdims=True)": "np.exp(small).sum(-1, keepdims=True)",
        },
        "sum-over-everything": {
            "logits.max(-1, keepdims=True)": "logits.max()",
            "np.exp(logits).sum(-1, keepdims=True)": "np.exp(logits).sum()",
        },
        "softmax-over-positions": {
            "logits.max(-1, keepdims=True)": "logits.max(0, keepdims=True)",
            "np.exp(logits).sum(-1, keepdims=True)": "np.exp(logits).sum(0, keepdims=True)",
        },
        "axis-one": {
            "logits.max(-1, keepdims=True)": "logits.max(1, keepdims=True)",
            "np.exp(logits).sum(-1, keepdims=True)": "np.exp(logits).sum(1, keepdims=True)",
        },
        "softmax-returned": {
            "return logits - np.log(np.exp(logits).sum(-1, keepdims=True))": "return np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)"
        },
        "softmax-before-log-softmax": {
            "    logp = log_softmax(logits)": "    probs = np.exp(log_softmax(logits))\n    logp = log_softmax(probs)"
        },
        "log-two": {"- np.log(np.exp": "- np.log2(np.exp"},
        "sign-missing": {"return -logp": "return logp"},
        "sum-instead-of-mean": {"targets].mean()": "targets].sum()"},
        "perplexity": {"return -logp": "return np.exp(-logp", "targets].mean()": "targets].mean())"},
        "probability-instead-of-log": {
            "    return -logp[": "    logp = np.exp(logp) - 1\n    return -logp[",
            "(targets.shape[0]), targets]": "(len(targets)), targets]",
        },
        "every-target-in-every-row": {"logp[np.arange(targets.shape[0]), targets]": "logp[:, targets]"},
        "shifted-again": {
            "keep = targets != ignore_index\n    logits": "logits, targets = logits[:-1], targets[1:]\n    keep = targets != ignore_index\n    logits"
        },
        "last-position-only": {"targets].mean()": "targets][-1]"},
        "ignored-counted-in-the-mean": {
            "    keep = targets != ignore_index\n    logits": "    N = len(targets)\n    keep = targets != ignore_index\n    logits",
            "targets].mean()": "targets].sum() / N",
        },
        "ignored-not-skipped": {"    logits, targets = logits[keep], targets[keep]\n": ""},
        "minus-100-fixed": {"keep = targets != ignore_index": "keep = targets != -100"},
        "negative-targets-ignored": {"keep = targets != ignore_index": "keep = targets >= 0"},
        "token-zero-ignored": {
            "keep = targets != ignore_index": "keep = (targets != ignore_index) & (targets > 0)"
        },
        "one-hot-not-subtracted": {"    dlogits[np.flatnonzero(keep), t[keep]] -= 1\n": ""},
        "gradient-upside-down": {"return dlogits.reshape": "return -dlogits.reshape"},
        "gradient-of-the-sum": {"    dlogits /= n\n": ""},
        "gradient-divided-by-all-positions": {"n = keep.sum()": "n = len(t)"},
        "gradient-divided-by-the-vocabulary": {"dlogits /= n": "dlogits /= n * shape[-1]"},
        "gradient-divided-by-the-batch": {"n = keep.sum()": "n = shape[0]"},
        "one-subtracted-after-the-division": {
            "dlogits = np.exp(log_softmax(x))": "dlogits = np.exp(log_softmax(x)) / n",
            "    dlogits /= n\n": "",
        },
        "one-subtracted-in-every-row": {
            "dlogits[np.flatnonzero(keep), t[keep]] -= 1": "dlogits[:, t[keep]] -= 1"
        },
        "ignored-rows-have-a-gradient": {"    dlogits[~keep] = 0\n": ""},
        "gradient-minus-100-fixed": {"keep = t != ignore_index": "keep = t != -100"},
        "softmax-differentiated-twice": {
            "    dlogits /= n\n": "    probs = np.exp(log_softmax(x))\n    dlogits = dlogits * probs * (1 - probs) / n\n"
        },
        "logits-changed": {"logits = logits - logits.max": "logits -= logits.max"},
    },
    "makemore": {
        "exp-without-maximum": {"norm_logits = logits - logit_maxes": "norm_logits = logits"},
        "log-of-the-softmax": {"norm_logits - np.log(counts_sum)": "np.log(counts / counts_sum)"},
        "constant-in-the-log": {"norm_logits - np.log(counts_sum)": "np.log(counts / counts_sum + 1e-9)"},
        "maximum-subtracted-once": {"norm_logits - np.log(counts_sum)": "logits - np.log(counts_sum)"},
        "softmax-returned": {"norm_logits - np.log(counts_sum)": "counts / counts_sum"},
        "softmax-over-positions": {
            "logits.max(axis=-1": "logits.max(axis=0",
            "counts.sum(axis=-1": "counts.sum(axis=0",
        },
        "axis-one": {
            "logits.max(axis=-1": "logits.max(axis=1",
            "counts.sum(axis=-1": "counts.sum(axis=1",
        },
        "log-two": {"np.log(counts_sum)": "np.log10(counts_sum)"},
        "sign-missing": {"return -logprobs": "return logprobs"},
        "sum-instead-of-mean": {"Yb[ix]].mean()": "Yb[ix]].sum()"},
        "mean-over-the-vocabulary": {"Yb[ix]].mean()": "Yb[ix]].mean() / V"},
        "every-target-in-every-row": {"-logprobs[ix, Yb[ix]]": "-logprobs[ix][:, Yb[ix]]"},
        "last-position-only": {"Yb[ix]].mean()": "Yb[ix]][-1]"},
        "ignored-counted-in-the-mean": {"Yb[ix]].mean()": "Yb[ix]].sum() / len(Yb)"},
        "ignored-not-skipped": {
            "ix = np.where(Yb != ignore_index)[0]\n    return": "ix = np.arange(len(Yb))\n    return"
        },
        "minus-100-fixed": {
            "ix = np.where(Yb != ignore_index)[0]\n    return": "ix = np.where(Yb != -100)[0]\n    return"
        },
        "negative-targets-ignored": {
            "ix = np.where(Yb != ignore_index)[0]\n    return": "ix = np.where(Yb >= 0)[0]\n    return"
        },
        "token-zero-ignored": {
            "ix = np.where(Yb != ignore_index)[0]\n    return": "ix = np.where((Yb != ignore_index) & (Yb > 0))[0]\n    return"
        },
        "gradient-of-log-probabilities": {
            "dlogits = dlogprobs - probs * dlogprobs.sum(axis=1, keepdims=True)": "dlogits = dlogprobs * n"
        },
        "gradient-of-the-sum": {"-1.0 / n": "-1.0"},
        "gradient-divided-by-all-positions": {"n = len(ix)": "n = len(Yb)"},
        "gradient-divided-by-the-batch": {"n = len(ix)": "n = len(logits)"},
        "gradient-upside-down": {"-1.0 / n": "1.0 / n"},
        "gradient-divided-by-the-vocabulary": {"-1.0 / n": "-1.0 / n / V"},
        "gradient-minus-100-fixed": {
            "ix = np.where(Yb != ignore_index)[0]\n    n =": "ix = np.where(Yb != -100)[0]\n    n ="
        },
        "logits-changed": {
            "norm_logits = logits - logit_maxes": "logits -= logit_maxes\n    norm_logits = logits"
        },
    },
    "cs336_logsumexp": {
        "exp-without-maximum": {
            "top + np.log(np.exp(x - top[..., None]).sum(axis=-1))": "np.log(np.exp(x).sum(axis=-1))"
        },
        "maximum-subtracted-once": {"return top + np.log": "return np.log"},
        "log-two": {"top + np.log(": "top + np.log2("},
        "softmax-returned": {
            "return logits - logsumexp(logits)[..., None]": "return np.exp(logits - logsumexp(logits)[..., None])"
        },
        "sign-missing": {"logsumexp(inputs) - target_logits": "target_logits - logsumexp(inputs)"},
        "sum-instead-of-mean": {"np.mean(logsumexp(inputs) - ": "np.sum(logsumexp(inputs) - "},
        "perplexity": {
            "np.mean(logsumexp(inputs) - target_logits)": "np.exp(np.mean(logsumexp(inputs) - target_logits))"
        },
        "mean-over-the-vocabulary": {"target_logits)\n": "target_logits) / logits.shape[-1]\n"},
        "softmax-before-log-softmax": {
            "inputs = logits[valid]\n    labels = targets[valid]\n    target": "inputs = np.exp(log_softmax(logits))[valid]\n    labels = targets[valid]\n    target"
        },
        "ignored-counted-in-the-mean": {
            "np.mean(logsumexp(inputs) - target_logits)": "np.sum(logsumexp(inputs) - target_logits) / targets.size"
        },
        "minus-100-fixed": {
            "valid = targets != ignore_index\n    inputs = logits[valid]\n    labels = targets[valid]\n    target": "valid = targets != -100\n    inputs = logits[valid]\n    labels = targets[valid]\n    target"
        },
        "token-zero-ignored": {
            "valid = targets != ignore_index\n    inputs = logits[valid]\n    labels = targets[valid]\n    target": "valid = (targets != ignore_index) & (targets != 0)\n    inputs = logits[valid]\n    labels = targets[valid]\n    target"
        },
        "one-hot-not-subtracted": {"    p[np.arange(len(labels)), labels] -= 1.0\n": ""},
        "gradient-upside-down": {"out[valid] = p /": "out[valid] = -p /"},
        "gradient-of-the-sum": {"p / len(labels)": "p"},
        "gradient-divided-by-all-positions": {"p / len(labels)": "p / targets.size"},
        "gradient-divided-by-the-batch": {"p / len(labels)": "p / len(logits)"},
        "one-subtracted-in-every-row": {"p[np.arange(len(labels)), labels] -= 1.0": "p[:, labels] -= 1.0"},
        "with-respect-to-probabilities": {
            "p[np.arange(len(labels)), labels] -= 1.0": "q = p[np.arange(len(labels)), labels]\n    p[:] = 0\n    p[np.arange(len(labels)), labels] = -len(labels) / q"
        },
        "gradient-minus-100-fixed": {
            "valid = targets != ignore_index\n    inputs = logits[valid]\n    labels = targets[valid]\n    p": "valid = targets != -100\n    inputs = logits[valid]\n    labels = targets[valid]\n    p"
        },
    },
    "plain_loops": {
        "exp-without-maximum": {
            "biggest = max(row)": "biggest = 0.0",
            "total += math.exp(value - biggest)": "total += np.exp(value)",
            "math.log(total)": "np.log(total)",
        },
        "log-of-the-softmax": {"value - biggest - log_total": "np.log(math.exp(value - biggest) / total)"},
        "constant-in-the-log": {
            "value - biggest - log_total": "math.log(math.exp(value - biggest) / total + 1e-9)"
        },
        "maximum-subtracted-once": {"value - biggest - log_total": "value - log_total"},
        "softmax-returned": {"value - biggest - log_total": "math.exp(value - biggest) / total"},
        "log-two": {"math.log(total)": "math.log2(total)"},
        "sign-missing": {"return -total / n": "return total / n"},
        "sum-instead-of-mean": {"return -total / n": "return -total"},
        "perplexity": {"return -total / n": "return math.exp(-total / n)"},
        "probability-instead-of-log": {
            "total += log_p[(*index, token)]": "total += math.exp(log_p[(*index, token)])"
        },
        "mean-over-the-vocabulary": {"return -total / n": "return -total / n / logits.shape[-1]"},
        "last-position-only": {
            "total += log_p[": "total, n = log_p[",
            "(*index, token)]\n        n += 1": "(*index, token)], 1",
        },
        "ignored-counted-in-the-mean": {"return -total / n": "return -total / targets.size"},
        "ignored-not-skipped": {
            "            continue\n        total": "            pass\n        total",
        },
        "minus-100-fixed": {
            "if token == ignore_index:\n            continue\n        total": "if token == -100:\n            continue\n        total"
        },
        "negative-targets-ignored": {
            "if token == ignore_index:\n            continue\n        total": "if token < 0:\n            continue\n        total"
        },
        "token-zero-ignored": {
            "if token == ignore_index:\n            continue\n        total": "if token == ignore_index or not token:\n            continue\n        total"
        },
        "one-hot-not-subtracted": {"(p - y) / n": "p / n"},
        "gradient-upside-down": {"(p - y) / n": "(y - p) / n"},
        "gradient-of-the-sum": {"(p - y) / n": "p - y"},
        "one-subtracted-after-the-division": {"(p - y) / n": "p / n - y"},
        "gradient-divided-by-all-positions": {"(p - y) / n": "(p - y) / targets.size"},
        "gradient-divided-by-the-vocabulary": {"(p - y) / n": "(p - y) / n / logits.shape[-1]"},
        "gradient-divided-by-the-batch": {"(p - y) / n": "(p - y) / len(logits)"},
        "softmax-differentiated-twice": {"(p - y) / n": "(p - y) * p * (1 - p) / n"},
        "gradient-of-log-probabilities": {"(p - y) / n": "-y"},
        "with-respect-to-probabilities": {"(p - y) / n": "-y / p"},
        "ignored-rows-have-a-gradient": {
            "            continue\n        for i": "            token = None\n        for i"
        },
    },
    "one_hot_einsum": {
        "exp-without-maximum": {"logits - np.max(logits, axis=-1, keepdims=True)": "logits + 0.0"},
        "one-maximum-for-all-rows": {"np.max(logits, axis=-1, keepdims=True)": "np.max(logits)"},
        "log-of-the-softmax": {
            'return shifted - np.log(np.einsum("...v->...", np.exp(shifted)))[..., np.newaxis]': 'e = np.exp(shifted)\n    return np.log(e / np.einsum("...v->...", e)[..., np.newaxis])'
        },
        "log-two": {"shifted - np.log(": "shifted - np.log2("},
        "softmax-returned": {
            "return shifted - np.log": "return np.exp(shifted - np.log",
            "[..., np.newaxis]\n\n\ndef one_hot": "[..., np.newaxis])\n\n\ndef one_hot",
        },
        "sign-missing": {"return -np.einsum": "return np.einsum"},
        "sum-instead-of-mean": {"reshape(-1, V)) / n": "reshape(-1, V))"},
        "mean-over-the-vocabulary": {"reshape(-1, V)) / n": "reshape(-1, V)) / n / V"},
        "every-target-in-every-row": {
            '"nv,nv->"': '"mv,nv->"',
            "reshape(-1, V)) / n": "reshape(-1, V)[y.sum(-1) > 0]) / n**2",
        },
        "softmax-before-log-softmax": {
            "log_softmax(logits).reshape(-1, V)": "log_softmax(np.exp(log_softmax(logits))).reshape(-1, V)"
        },
        "probability-instead-of-log": {
            "log_softmax(logits).reshape(-1, V)": "np.exp(log_softmax(logits)).reshape(-1, V)"
        },
        "ignored-counted-in-the-mean": {"n = y.sum()": "n = len(y)"},
        "perplexity": {
            "return -np.einsum": "return np.exp(-np.einsum",
            "reshape(-1, V)) / n": "reshape(-1, V)) / n)",
        },
        "one-hot-not-subtracted": {" - y) / weight.sum()": ") / weight.sum()"},
        "gradient-of-the-sum": {" / weight.sum()": ""},
        "gradient-divided-by-all-positions": {"/ weight.sum()": "/ weight.size"},
        "gradient-divided-by-the-vocabulary": {"/ weight.sum()": "/ weight.sum() / logits.shape[-1]"},
        "gradient-divided-by-the-batch": {"/ weight.sum()": "/ len(logits)"},
        "gradient-upside-down": {"return (np.einsum": "return -(np.einsum"},
        "one-subtracted-after-the-division": {" - y) / weight.sum()": " / weight.sum() - y)"},
        "ignored-rows-have-a-gradient": {'np.einsum("...v,...->...v", p, weight)': "p"},
    },
    "module_class": {
        "exp-without-maximum": {"m = np.expand_dims(m, -1)": "m = np.zeros_like(m)[..., None]"},
        "maximum-subtracted-once": {"keepdims=True)) + m": "keepdims=True))"},
        "softmax-returned": {"return logits - lse": "return np.exp(logits - lse)"},
        "log-two": {"lse = np.log(": "lse = np.log2("},
        "sum-over-everything": {
            "m = logits.max(axis=-1)": "m = logits.max()",
            "np.exp(logits - m).sum(axis=-1, keepdims=True)": "np.exp(logits - m).sum()",
        },
        "sign-missing": {"np.sum(-picked)": "np.sum(picked)"},
        "sum-instead-of-mean": {"np.sum(-picked) / self.count": "np.sum(-picked)"},
        "probability-instead-of-log": {"np.sum(-picked)": "np.sum(1 - np.exp(picked))"},
        "perplexity": {"float(np.sum(-picked) / self.count)": "float(np.exp(np.sum(-picked) / self.count))"},
        "last-position-only": {"np.sum(-picked) / self.count": "-picked[-1]"},
        "ignored-counted-in-the-mean": {"np.sum(-picked) / self.count": "np.sum(-picked) / self.labels.size"},
        "softmax-before-log-softmax": {"picked = self.logp[": "picked = log_softmax(np.exp(self.logp))["},
        "one-hot-not-subtracted": {"        delta[self.active, self.labels[self.active]] -= 1\n": ""},
        "gradient-of-the-sum": {"upstream * delta / self.count": "upstream * delta"},
        "gradient-divided-by-all-positions": {
            "upstream * delta / self.count": "upstream * delta / self.labels.size"
        },
        "gradient-divided-by-the-vocabulary": {
            "upstream * delta / self.count": "upstream * delta / self.count / self.shape[-1]"
        },
        "gradient-divided-by-the-batch": {
            "upstream * delta / self.count": "upstream * delta / self.shape[0]"
        },
        "gradient-upside-down": {"upstream=1.0": "upstream=-1.0"},
        "one-subtracted-in-every-row": {
            "delta[self.active, self.labels[self.active]] -= 1": "delta[:, self.labels[self.active]] -= 1\n        delta[self.labels == self.ignore_index] = 0"
        },
        "ignored-rows-have-a-gradient": {"delta = np.zeros_like(self.logp)": "delta = np.exp(self.logp)"},
        "one-subtracted-after-the-division": {
            "np.exp(self.logp[self.active])": "np.exp(self.logp[self.active]) / self.count",
            "upstream * delta / self.count": "upstream * delta",
        },
    },
    "cs231n": {
        "exp-without-maximum": {"x - np.max(x, axis=1, keepdims=True)": "x * 1.0"},
        "one-maximum-for-all-rows": {"np.max(x, axis=1, keepdims=True)": "np.max(x)"},
        "log-of-the-softmax": {
            "log_probs = shifted_logits - np.log(Z)": "log_probs = np.log(np.exp(shifted_logits) / Z)"
        },
        "constant-in-the-log": {
            "log_probs = shifted_logits - np.log(Z)": "log_probs = np.log(np.exp(shifted_logits) / Z + 1e-9)"
        },
        "softmax-over-positions": {
            "return softmax_loss(x, np.zeros(len(x), dtype=int), -1)[2].reshape(logits.shape)": "return logits - logits.max(0) - np.log(np.exp(logits - logits.max(0)).sum(0))"
        },
        "sign-missing": {"loss = -np.sum": "loss = np.sum"},
        "sum-instead-of-mean": {"y[rows]]) / N": "y[rows]])"},
        "every-target-in-every-row": {
            "np.sum(log_probs[rows, y[rows]]) / N": "np.mean(log_probs[rows][:, y[rows]])"
        },
        "mean-over-the-vocabulary": {"y[rows]]) / N": "y[rows]]) / N / x.shape[1]"},
        "ignored-counted-in-the-mean": {"y[rows]]) / N": "y[rows]]) / len(y)"},
        "one-hot-not-subtracted": {"    dx[rows, y[rows]] -= 1\n": ""},
        "gradient-of-the-sum": {"    dx /= N\n": ""},
        "gradient-divided-by-all-positions": {"dx /= N": "dx /= len(y)"},
        "gradient-divided-by-the-vocabulary": {"dx /= N": "dx /= N * x.shape[1]"},
        "gradient-upside-down": {"dx /= N": "dx /= -N"},
        "one-subtracted-in-every-row": {
            "dx[rows, y[rows]] -= 1": "dx[np.ix_(rows, np.unique(y[rows]))] -= 1"
        },
        "ignored-rows-have-a-gradient": {
            "dx = np.zeros(x.shape)\n    dx[rows] = probs[rows]": "dx = probs.copy()"
        },
        "one-subtracted-after-the-division": {
            "dx[rows] = probs[rows]": "dx[rows] = probs[rows] / N",
            "    dx /= N\n": "",
        },
        "softmax-differentiated-twice": {"dx /= N": "dx *= probs * (1 - probs) / N"},
    },
    "optax": {
        "maximum-subtracted-once": {
            "return logits - normalizer": "return logits - (normalizer - np.max(logits, axis=axis, keepdims=True))"
        },
        "softmax-returned": {"return logits - normalizer": "return np.exp(logits - normalizer)"},
        "softmax-over-positions": {"    normalizer =": "    axis = 0\n    normalizer ="},
        "axis-one": {"    normalizer =": "    axis = 1\n    normalizer ="},
        "sum-over-everything": {
            "normalizer = np.logaddexp.reduce(logits, axis=axis, keepdims=True)": "normalizer = np.logaddexp.reduce(logits.ravel())"
        },
        "exp-without-maximum": {
            "np.logaddexp.reduce(logits, axis=axis, keepdims=True)": "np.log(np.exp(logits).sum(axis, keepdims=True))"
        },
        "log-two": {"return logits - normalizer": "return (logits - normalizer) / np.log(2)"},
        "sign-missing": {"return -picked[..., 0]": "return picked[..., 0]"},
        "probability-instead-of-log": {"return -picked[..., 0]": "return -np.exp(picked[..., 0])"},
        "softmax-before-log-softmax": {
            "np.take_along_axis(log_softmax(logits),": "np.take_along_axis(log_softmax(np.exp(log_softmax(logits))),"
        },
        "sum-instead-of-mean": {"np.mean(losses, where=where)": "np.sum(losses, where=where)"},
        "ignored-counted-in-the-mean": {
            "np.mean(losses, where=where)": "np.mean(np.where(where, losses, 0))"
        },
        "perplexity": {"np.mean(losses, where=where)": "np.exp(np.mean(losses, where=where))"},
        "mean-of-row-means": {
            "np.mean(losses, where=where)": "np.mean(np.mean(losses, axis=-1, where=where))"
        },
        "shifted-again": {
            "    losses = per_token_loss(logits,": "    logits, targets, where = logits[..., :-1, :], targets[..., 1:], where[..., 1:]\n    losses = per_token_loss(logits,"
        },
        "minus-100-fixed": {"where = targets != ignore_index\n": "where = targets != -100\n"},
        "token-zero-ignored": {
            "where = targets != ignore_index\n": "where = (targets != ignore_index) & (targets != 0)\n"
        },
        "negative-targets-ignored": {"where = targets != ignore_index\n": "where = targets >= 0\n"},
        "one-hot-not-subtracted": {"np.exp(log_softmax(logits)) - labels": "np.exp(log_softmax(logits))"},
        "gradient-upside-down": {
            "np.exp(log_softmax(logits)) - labels": "labels - np.exp(log_softmax(logits))"
        },
        "gradient-of-the-sum": {" / np.sum(where)": ""},
        "gradient-divided-by-all-positions": {"/ np.sum(where)": "/ where.size"},
        "gradient-divided-by-the-vocabulary": {"/ np.sum(where)": "/ np.sum(where) / logits.shape[-1]"},
        "gradient-divided-by-the-batch": {"/ np.sum(where)": "/ logits.shape[0]"},
        "ignored-rows-have-a-gradient": {"np.where(where, grads, 0)": "grads"},
        "gradient-minus-100-fixed": {
            "np.expand_dims(targets != ignore_index, -1)": "np.expand_dims(targets != -100, -1)"
        },
        "gradient-of-log-probabilities": {
            "np.exp(log_softmax(logits)) - labels": "-1.0 * labels",
            " / np.sum(where)": "",
        },
        "with-respect-to-probabilities": {
            "np.exp(log_softmax(logits)) - labels": "-1.0 * labels / np.exp(log_softmax(logits))",
            " / np.sum(where)": "",
        },
    },
    "masked_array": {
        "exp-without-maximum": {"rest = np.subtract(logits, peak)": "rest = np.subtract(logits, 0.0)"},
        "one-maximum-for-all-rows": {"np.max(logits, axis=-1, keepdims=True)": "np.max(logits)"},
        "logits-changed": {
            "rest = np.subtract(logits, peak)": "rest = np.subtract(logits, peak, out=logits)"
        },
        "sign-missing": {"masked_array(-chosen,": "masked_array(chosen,"},
        "sum-instead-of-mean": {"hidden).mean()": "hidden).sum()"},
        "ignored-counted-in-the-mean": {"hidden).mean()": "hidden).filled(0).mean()"},
        "targets-changed": {
            "column = np.ma.masked_array(targets, hidden).filled(0)\n    logp": "targets[hidden] = 0\n    column = targets\n    logp"
        },
        "perplexity": {
            "float(np.ma.masked_array(-chosen, hidden).mean())": "float(np.exp(np.ma.masked_array(-chosen, hidden).mean()))"
        },
        "mean-of-row-means": {"hidden).mean()": "hidden).mean(axis=-1).mean()"},
        "gradient-of-the-sum": {" / np.ma.masked_array(column, hidden).count()": ""},
        "gradient-divided-by-all-positions": {"np.ma.masked_array(column, hidden).count()": "column.size"},
        "gradient-divided-by-the-vocabulary": {
            "np.ma.masked_array(column, hidden).count()": "np.ma.masked_array(column, hidden).count() / logits.shape[-1]"
        },
        "ignored-rows-have-a-gradient": {"    slope[hidden] = 0.0\n": ""},
        "one-hot-not-subtracted": {"    slope[(*np.indices(column.shape), column)] -= 1.0\n": ""},
        "gradient-upside-down": {"return slope /": "return -slope /"},
        "one-subtracted-in-every-row": {
            "slope[(*np.indices(column.shape), column)] -= 1.0": "slope[..., targets[~hidden]] -= 1.0"
        },
    },
    "recursive_lists": {
        "exp-without-maximum": {"logits - logits.max()": "logits + 0.0"},
        "maximum-subtracted-once": {"return shifted - np.log": "return logits - np.log"},
        "log-two": {"return shifted - np.log(": "return shifted - np.log2("},
        "log-of-the-softmax": {
            "return shifted - np.log(np.sum(np.exp(shifted)))": "return np.log(np.exp(shifted) / np.sum(np.exp(shifted)))"
        },
        "constant-in-the-log": {
            "return shifted - np.log(np.sum(np.exp(shifted)))": "return np.log(np.exp(shifted) / np.sum(np.exp(shifted)) + 1e-9)"
        },
        "softmax-returned": {
            "return shifted - np.log(np.sum(np.exp(shifted)))": "return np.exp(shifted) / np.sum(np.exp(shifted))"
        },
        "sign-missing": {"[-log_softmax(row)[t]": "[log_softmax(row)[t]"},
        "sum-instead-of-mean": {"sum(losses) / len(losses)": "sum(losses)"},
        "last-position-only": {"sum(losses) / len(losses)": "losses[-1]"},
        "shifted-again": {
            "losses = [-log_softmax(row)[t] for row, t in pairs(logits, targets) if": "losses = [-log_softmax(row)[t] for row, t in pairs(logits[..., :-1, :], targets[..., 1:]) if"
        },
        "ignored-counted-in-the-mean": {"sum(losses) / len(losses)": "sum(losses) / targets.size"},
        "ignored-not-skipped": {
            "for row, t in pairs(logits, targets) if t != ignore_index]\n    return": "for row, t in pairs(logits, targets)]\n    return"
        },
        "minus-100-fixed": {
            "pairs(logits, targets) if t != ignore_index]\n    return": "pairs(logits, targets) if t != -100]\n    return"
        },
        "token-zero-ignored": {
            "pairs(logits, targets) if t != ignore_index]\n    return": "pairs(logits, targets) if t and t != ignore_index]\n    return"
        },
        "gradient-of-the-sum": {"rows.append(g / n)": "rows.append(g)"},
        "gradient-divided-by-all-positions": {"rows.append(g / n)": "rows.append(g / targets.size)"},
        "gradient-divided-by-the-batch": {"rows.append(g / n)": "rows.append(g / len(logits))"},
        "gradient-upside-down": {"rows.append(g / n)": "rows.append(-g / n)"},
        "one-subtracted-after-the-division": {
            "g = np.exp(log_softmax(row))": "g = np.exp(log_softmax(row)) / n",
            "rows.append(g / n)": "rows.append(g)",
        },
        "ignored-rows-have-a-gradient": {"            g = np.zeros(len(row))": "            pass"},
        "one-hot-not-subtracted": {"g[t] -= 1": "g[t] -= 0"},
    },
    "jacobian": {
        "exp-without-maximum": {"a = logits - logits.max(axis=-1, keepdims=True)": "a = logits"},
        "log-of-the-softmax": {
            "return a - np.log(np.exp(a).sum(axis=-1, keepdims=True))": "e = np.exp(a)\n    return np.log(e / e.sum(axis=-1, keepdims=True))"
        },
        "constant-in-the-log": {
            "return a - np.log(np.exp(a).sum(axis=-1, keepdims=True))": "e = np.exp(a)\n    return np.log(e / e.sum(axis=-1, keepdims=True) + 1e-9)"
        },
        "softmax-returned": {
            "return a - np.log(np.exp(a).sum(axis=-1, keepdims=True))": "e = np.exp(a)\n    return e / e.sum(axis=-1, keepdims=True)"
        },
        "axis-one": {
            "logits.max(axis=-1": "logits.max(axis=1",
            "np.exp(a).sum(axis=-1": "np.exp(a).sum(axis=1",
        },
        "softmax-over-positions": {
            "logits.max(axis=-1": "logits.max(axis=0",
            "np.exp(a).sum(axis=-1": "np.exp(a).sum(axis=0",
        },
        "sign-missing": {"np.mean([-log": "np.mean([log"},
        "sum-instead-of-mean": {"np.mean([-log": "np.sum([-log"},
        "softmax-before-log-softmax": {
            "[-log_softmax(flat_logits[i])": "[-log_softmax(softmax(flat_logits[i]))"
        },
        "probability-instead-of-log": {"[-log_softmax(flat_logits[i])": "[1 - softmax(flat_logits[i])"},
        "gradient-of-the-sum": {"-1.0 / len(used)": "-1.0"},
        "gradient-divided-by-all-positions": {"-1.0 / len(used)": "-1.0 / len(flat_targets)"},
        "gradient-divided-by-the-batch": {"-1.0 / len(used)": "-1.0 / len(logits)"},
        "gradient-upside-down": {"-1.0 / len(used)": "1.0 / len(used)"},
        "with-respect-to-probabilities": {
            "result[i] = upstream @ jacobian": "result[i] = upstream * len(used) / p"
        },
        "gradient-of-log-probabilities": {
            "result[i] = upstream @ jacobian": "result[i] = upstream * len(used)"
        },
    },
    "levanter": {
        "exp-without-maximum": {"peak = np.where(np.isfinite(peak), peak, 0.0)": "peak = 0.0 * peak"},
        "maximum-subtracted-once": {" + peak[..., 0]": ""},
        "softmax-returned": {
            "return logits - logsumexp(logits)[..., None]": "return np.exp(logits - logsumexp(logits)[..., None])"
        },
        "sign-missing": {"nll = logsumexp(logits) - picked": "nll = picked - logsumexp(logits)"},
        "sum-instead-of-mean": {"nll, 0.0)) / max(weight.sum(), 1.0))": "nll, 0.0)))"},
        "ignored-counted-in-the-mean": {"nll, 0.0)) / max(weight.sum(), 1.0)": "nll, 0.0)) / weight.size"},
        "perplexity": {
            "return float(np.sum(np.where(weight > 0, nll, 0.0)) / max(weight.sum(), 1.0))": "return float(np.exp(np.sum(np.where(weight > 0, nll, 0.0)) / max(weight.sum(), 1.0)))"
        },
        "one-hot-not-subtracted": {" - one_hot(targets, logits.shape[-1])": ""},
        "gradient-upside-down": {"return difference *": "return -difference *"},
        "gradient-of-the-sum": {"(weight / max(weight.sum(), 1.0))[..., None]": "weight[..., None]"},
        "gradient-divided-by-all-positions": {
            "(weight / max(weight.sum(), 1.0))[..., None]": "(weight / weight.size)[..., None]"
        },
        "ignored-rows-have-a-gradient": {
            "difference * (weight / max(weight.sum(), 1.0))[..., None]": "difference / weight.sum()"
        },
        "nan-if-nothing-counts": {"nll, 0.0)) / max(weight.sum(), 1.0)": "nll, 0.0)) / weight.sum()"},
    },
    "backprop_notebook": {
        "exp-without-maximum": {"norm_logits = logits - logit_maxes": "norm_logits = logits * 1.0"},
        "log-of-the-softmax": {
            "return norm_logits - np.log(counts_sum)": "return np.log(counts * counts_sum**-1)"
        },
        "constant-in-the-log": {
            "return norm_logits - np.log(counts_sum)": "return np.log(counts * counts_sum**-1 + 1e-12)"
        },
        "every-target-in-every-row": {"-logprobs[range(n), y[rows]]": "-logprobs[:, y[rows]]"},
        "mean-over-the-vocabulary": {"y[rows]].mean()": "y[rows]].sum() / logprobs.size"},
        "last-position-only": {"y[rows]].mean()": "y[rows]][n - 1]"},
        "one-hot-not-subtracted": {"    dkept[range(n), y[rows]] -= 1\n": ""},
        "one-subtracted-in-every-row": {"dkept[range(n), y[rows]] -= 1": "dkept[:, y[rows]] -= 1"},
        "gradient-of-the-sum": {"    dkept /= n\n": ""},
        "gradient-divided-by-the-batch": {"dkept /= n": "dkept /= logits.shape[0]"},
        "gradient-divided-by-all-positions": {"dkept /= n": "dkept /= y.size"},
        "logits-changed": {
            "norm_logits = logits - logit_maxes": "norm_logits = np.subtract(logits, logit_maxes, out=logits)"
        },
    },
    "position_by_position": {
        "log-of-the-softmax": {
            "return [z - top - total for z in numbers]": "return [np.log(math.exp(z - top) / math.exp(total)) for z in numbers]"
        },
        "maximum-subtracted-once": {"[z - top - total for": "[z - total for"},
        "log-two": {"math.log(sum(": "math.log2(sum("},
        "softmax-returned": {"[z - top - total for": "[math.exp(z - top - total) for"},
        "sign-missing": {"total -= row": "total += row"},
        "sum-instead-of-mean": {"return total / len(places)": "return total"},
        "ignored-counted-in-the-mean": {"return total / len(places)": "return total / targets.size"},
        "one-hot-not-subtracted": {"(math.exp(log_p) - hit)": "math.exp(log_p)"},
        "gradient-upside-down": {"(math.exp(log_p) - hit)": "(hit - math.exp(log_p))"},
        "gradient-of-the-sum": {"(math.exp(log_p) - hit) / len(places)": "math.exp(log_p) - hit"},
        "gradient-divided-by-the-vocabulary": {
            "- hit) / len(places)": "- hit) / len(places) / logits.shape[-1]"
        },
        "softmax-differentiated-twice": {
            "(math.exp(log_p) - hit)": "(math.exp(log_p) - hit) * math.exp(log_p) * (1 - math.exp(log_p))"
        },
        "negative-target-accepted": {"if not 0 <= token < logits.shape[-1]": "if token >= logits.shape[-1]"},
    },
}
