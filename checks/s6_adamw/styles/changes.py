"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "cs336": {
        "warmup-skipped": {"return it / warmup_iters * max_learning_rate": "return max_learning_rate"},
        "warmup-one-step-ahead": {"it / warmup_iters * max": "(it + 1) / warmup_iters * max"},
        "warmup-rounded-down": {"it / warmup_iters * max": "it // warmup_iters * max"},
        "warmup-over-the-whole-run": {"it / warmup_iters * max": "it / cosine_cycle_iters * max"},
        "cosine-from-step-zero": {
            "angle = (it - warmup_iters) / (cosine_cycle_iters - warmup_iters) * math.pi": "angle = it / cosine_cycle_iters * math.pi"
        },
        "progress-over-total": {"/ (cosine_cycle_iters - warmup_iters) *": "/ cosine_cycle_iters *"},
        "decays-to-zero": {
            "return min_learning_rate + 0.5 * (1 + math.cos(angle)) * (max_learning_rate - min_learning_rate)": "return 0.5 * (1 + math.cos(angle)) * max_learning_rate"
        },
        "half-missing": {"+ 0.5 * (1 + math": "+ (1 + math"},
        "cosine-rises": {"1 + math.cos": "1 - math.cos"},
        "pi-missing": {" * math.pi": ""},
        "rises-after-the-end": {"if it <= cosine_cycle_iters": "if True"},
        "zero-after-the-end": {"    return min_learning_rate\n": "    return 0.0\n"},
        "each-array-by-itself": {
            "{key: grad * scale for": "{key: grad * min(1.0, max_norm / np.sqrt((grad**2).sum())) for"
        },
        "each-number-cut": {"grad * scale for": "np.clip(grad, -max_norm, max_norm) for"},
        "short-ones-lengthened": {"if l2_norm > max_norm:": "if True:"},
        "scaled-to-length-one": {"scale = max_norm / (": "scale = 1 / ("},
        "root-of-the-norm-missing": {
            "math.sqrt(sum((grad**2).sum() for grad in gradients.values()))": "float(sum((grad**2).sum() for grad in gradients.values()))"
        },
        "norm-after-clipping": {"}, l2_norm": "}, l2_norm * scale"},
        "clipping-swapped": {
            "return {key: grad * scale for key, grad in gradients.items()}, l2_norm": "return l2_norm, {key: grad * scale for key, grad in gradients.items()}",
            "grads, _ = clip": "_, grads = clip",
        },
        "no-bias-correction": {"lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)": "lr"},
        "only-m-corrected": {"lr * math.sqrt(1 - beta2**t) /": "lr /"},
        "only-v-corrected": {" / (1 - beta1**t)": ""},
        "count-from-zero": {'{"t": 1, ': '{"t": 0, '},
        "count-one-ahead": {'{"t": 1, ': '{"t": 2, '},
        "count-stands-still": {"= t + 1, m, v": "= t, m, v"},
        "state-not-kept": {'own["t"], own["m"], own["v"] = t + 1, m, v\n': "pass\n"},
        "gradient-added": {"theta = p - alpha_t": "theta = p + alpha_t"},
        "root-missing": {
            "lr * math.sqrt(1 - beta2**t) /": "lr * (1 - beta2**t) /",
            "(np.sqrt(v) + eps)": "(v + eps)",
        },
        "betas-exchanged": {
            "    new_weights = {}\n    for key, p": "    new_weights = {}\n    beta1, beta2 = beta2, beta1\n    for key, p"
        },
        "beta-on-the-new-gradient": {
            'beta1 * own["m"] + (1 - beta1) * grad': '(1 - beta1) * own["m"] + beta1 * grad',
            'beta2 * own["v"] + (1 - beta2) * grad**2': '(1 - beta2) * own["v"] + beta2 * grad**2',
        },
        "v-without-square": {"(1 - beta2) * grad**2": "(1 - beta2) * grad"},
        "one-v-per-array": {"(1 - beta2) * grad**2": "(1 - beta2) * np.mean(grad**2)"},
        "decay-missing": {"p.ndim >= 2": "False"},
        "l2-instead-of-decay": {
            "grad = gradients[key]\n": "grad = gradients[key] + weight_decay * p\n",
            "p.ndim >= 2": "False",
        },
        "decay-without-lr": {"lr * weight_decay * theta": "weight_decay * theta"},
        "decay-added": {"theta - lr * weight_decay": "theta + lr * weight_decay"},
        "everything-decays": {"p.ndim >= 2": "True"},
        "only-one-axis-decays": {"p.ndim >= 2": "p.ndim < 2"},
        "only-two-axes-decay": {"p.ndim >= 2": "p.ndim == 2"},
        "never-clipped": {
            "grads, _ = clip_by_global_norm(gradients, settings": "grads = gradients\n    clip_by_global_norm(gradients, settings"
        },
        "rate-always-the-peak": {"return adamw_step(\n": "lr = settings['peak']\n    return adamw_step(\n"},
        "one-step-behind": {'        step, settings["peak"]': '        step - 1, settings["peak"]'},
        "settings-not-passed-on": {
            '        settings["beta1"],\n        settings["beta2"],\n        settings["eps"],\n        settings["weight_decay"],\n': ""
        },
    },
    "nanogpt": {
        "warmup-skipped": {"return learning_rate * it / warmup_iters": "return learning_rate"},
        "warmup-from-minimum": {
            "return learning_rate * it / warmup_iters": "return min_lr + (learning_rate - min_lr) * it / warmup_iters"
        },
        "warmup-one-step-ahead": {
            "learning_rate * it / warmup_iters": "learning_rate * (it + 1) / (warmup_iters + 1)"
        },
        "cosine-from-step-zero": {
            "(it - warmup_iters) / (lr_decay_iters - warmup_iters)": "it / lr_decay_iters"
        },
        "step-over-the-decay": {"(it - warmup_iters) / (lr": "it / (lr"},
        "decays-to-zero": {"min_lr + coeff * (learning_rate - min_lr)": "coeff * learning_rate"},
        "minimum-as-a-floor": {
            "min_lr + coeff * (learning_rate - min_lr)": "max(min_lr, coeff * learning_rate)"
        },
        "minimum-added-to-all": {"coeff * (learning_rate - min_lr)": "coeff * learning_rate"},
        "half-missing": {
            "0.5 * (1.0 + math.cos(math.pi * decay_ratio))": "1.0 + math.cos(math.pi * decay_ratio)"
        },
        "whole-cosine": {"math.pi * decay_ratio": "2 * math.pi * decay_ratio"},
        "linear-decay": {"0.5 * (1.0 + math.cos(math.pi * decay_ratio))": "1.0 - decay_ratio"},
        "rises-after-the-end": {"if it > lr_decay_iters": "if False"},
        "each-array-by-itself": {
            "return {n: g * clip_coef for": "return {n: g * min(max_norm / (np.linalg.norm(g) + 1e-6), 1.0) for"
        },
        "short-ones-lengthened": {
            "min(max_norm / (total_norm + 1e-6), 1.0)": "max_norm / (total_norm + 1e-6)"
        },
        "factor-upside-down": {"max_norm / (total_norm + 1e-6)": "total_norm / max_norm"},
        "larger-of-the-two": {"clip_coef = min(": "clip_coef = max("},
        "lengths-added": {
            "np.linalg.norm([np.linalg.norm(g) for g in grads.values()])": "sum(np.linalg.norm(g) for g in grads.values())"
        },
        "norm-after-clipping": {"}, total_norm": "}, total_norm * clip_coef"},
        "no-bias-correction": {
            '1 - beta1 ** state["step"]': "1.0",
            '1 - beta2 ** state["step"]': "1.0",
        },
        "only-m-corrected": {'1 - beta2 ** state["step"]': "1.0"},
        "only-v-corrected": {'1 - beta1 ** state["step"]': "1.0"},
        "v-corrected-outside-the-root": {"math.sqrt(bias_correction2)": "bias_correction2"},
        "count-from-zero": {
            '    state["step"] += 1\n': "",
            "    return out, state": '    state["step"] += 1\n    return out, state',
            "math.sqrt(bias_correction2)": "np.float64(math.sqrt(bias_correction2))",
            "lr / bias_correction1": "lr / np.float64(bias_correction1)",
        },
        "count-stands-still": {'state["step"] += 1': 'state["step"] = 1'},
        "corrected-means-stored": {
            'denom = np.sqrt(state["exp_avg_sq"][n]) / math.sqrt(bias_correction2) + eps': 'state["exp_avg"][n] /= bias_correction1\n            state["exp_avg_sq"][n] /= bias_correction2\n            denom = np.sqrt(state["exp_avg_sq"][n]) + eps',
            "lr / bias_correction1 *": "lr *",
        },
        "gradient-added": {"p - lr / bias": "p + lr / bias"},
        "eps-inside-the-root": {
            'np.sqrt(state["exp_avg_sq"][n]) / math.sqrt(bias_correction2) + eps': 'np.sqrt(state["exp_avg_sq"][n] / bias_correction2 + eps)'
        },
        "eps-missing": {"math.sqrt(bias_correction2) + eps": "math.sqrt(bias_correction2)"},
        "betas-exchanged": {
            '    state["step"] += 1\n': '    state["step"] += 1\n    beta1, beta2 = beta2, beta1\n'
        },
        "sum-instead-of-mean": {
            "* beta1 + g * (1 - beta1)": "* beta1 + g",
            "* beta2 + g * g * (1 - beta2)": "* beta2 + g * g",
        },
        "v-from-m": {"g * g * (1 - beta2)": 'state["exp_avg"][n] ** 2 * (1 - beta2)'},
        "betas-fixed": {'    state["step"] += 1\n': '    state["step"] += 1\n    beta1, beta2 = 0.9, 0.95\n'},
        "eps-fixed": {"bias_correction2) + eps": "bias_correction2) + 1e-8"},
        "decay-missing": {"(decay_params, weight_decay)": "(decay_params, 0.0)"},
        "decay-without-lr": {"(1 - lr * wd)": "(1 - wd)"},
        "decay-added": {"(1 - lr * wd)": "(1 + lr * wd)"},
        "everything-decays": {"(nodecay_params, 0.0)": "(nodecay_params, weight_decay)"},
        "only-one-axis-decays": {
            "[(decay_params, weight_decay), (nodecay_params, 0.0)]": "[(decay_params, 0.0), (nodecay_params, weight_decay)]"
        },
        "only-two-axes-decay": {"p.ndim >= 2": "p.ndim == 2", "p.ndim < 2": "p.ndim != 2"},
        "l2-instead-of-decay": {
            "p, g = params[n], grads[n]": "p, g = params[n], grads[n] + wd * params[n]",
            "            p = p * (1 - lr * wd)\n": "",
        },
        "never-clipped": {
            "grads, _ = clip_by_global_norm(grads, config": "_, _ = clip_by_global_norm(grads, config"
        },
        "clips-the-weights": {
            "grads, _ = clip_by_global_norm(grads, config": "params, _ = clip_by_global_norm(params, config"
        },
        "rate-always-the-peak": {
            'learning_rate(it, config["peak"], config["minimum"], config["warmup_steps"], config["total_steps"])': 'config["peak"]'
        },
        "one-step-ahead": {"learning_rate(it, config": "learning_rate(it + 1, config"},
        "one-step-behind": {"learning_rate(it, config": "learning_rate(it - 1, config"},
        "settings-not-passed-on": {'        weight_decay=config["weight_decay"],\n': ""},
        "reads-its-own-settings": {
            "def training_step(params, grads, state, it, config):\n": "SETTINGS = {'peak': 1e-3, 'minimum': 1e-4, 'warmup_steps': 20, 'total_steps': 200, 'max_norm': 1.0, 'beta1': 0.9, 'beta2': 0.95, 'eps': 1e-8, 'weight_decay': 0.1}\n\n\ndef training_step(params, grads, state, it, config):\n    config = SETTINGS\n"
        },
    },
    "cs231n": {
        "warmup-skipped": {"return peak * (step / warmup_steps)": "return peak"},
        "warmup-rounded-down": {"(step / warmup_steps)": "(step // warmup_steps)"},
        "warmup-over-the-whole-run": {
            "if step <= warmup_steps and": "if step < warmup_steps and",
            "(step / warmup_steps)": "(step / total_steps)",
        },
        "progress-over-total": {"np.pi / (total_steps - warmup_steps)": "np.pi / total_steps"},
        "minimum-added-to-all": {"minimum + (peak - minimum) / 2": "minimum + peak / 2"},
        "half-missing": {"(peak - minimum) / 2 *": "(peak - minimum) *"},
        "cosine-rises": {
            "(np.cos(t * np.pi / (total_steps - warmup_steps)) + 1)": "(1 - np.cos(t * np.pi / (total_steps - warmup_steps)))",
            "if step <= warmup_steps": "if step < warmup_steps",
        },
        "pi-missing": {"t * np.pi /": "t /"},
        "quarter-cosine": {
            "(peak - minimum) / 2 * (np.cos(t * np.pi / (total_steps - warmup_steps)) + 1)": "(peak - minimum) * np.cos(t * np.pi / 2 / (total_steps - warmup_steps))"
        },
        "rises-after-the-end": {
            "min(step - warmup_steps, total_steps - warmup_steps)": "step - warmup_steps"
        },
        "each-array-by-itself": {
            "    for name, dw in gradients.items():\n": "    total = norm\n    for name, dw in gradients.items():\n        norm = np.sqrt(np.sum(dw * dw))\n",
            "return clipped, norm": "return clipped, total",
        },
        "larger-of-the-two": {"if norm > max_norm": "if norm < max_norm"},
        "scaled-to-length-one": {"dw / norm * max_norm": "dw / norm"},
        "factor-upside-down": {"dw / norm * max_norm": "dw * norm / max_norm"},
        "short-ones-lengthened": {"if norm > max_norm": "if norm > 0"},
        "root-of-the-norm-missing": {"    norm = np.sqrt(norm)\n": ""},
        "largest-number-as-norm": {
            "norm += np.sum(dw * dw)": "norm = max(norm, np.abs(dw).max())",
            "    norm = np.sqrt(norm)\n": "",
        },
        "absolute-values-added": {
            "norm += np.sum(dw * dw)": "norm += np.sum(np.abs(dw))",
            "    norm = np.sqrt(norm)\n": "",
        },
        "mean-instead-of-sum": {"np.sum(dw * dw)": "np.mean(dw * dw)"},
        "gradients-changed": {
            "clipped[name] = dw / norm * max_norm": "dw *= max_norm / norm\n            clipped[name] = dw"
        },
        "no-bias-correction": {"m / (1 - beta1**t)": "m", "v / (1 - beta2**t)": "v"},
        "only-m-corrected": {"v / (1 - beta2**t)": "v"},
        "only-v-corrected": {"m / (1 - beta1**t)": "m"},
        "count-from-zero": {
            "    t += 1\n": "",
            'return next_w, {"m": m, "v": v, "t": t}': 'return next_w, {"m": m, "v": v, "t": t + 1}',
        },
        "count-one-ahead": {'np.zeros_like(w), "t": 0}': 'np.zeros_like(w), "t": 1}'},
        "count-stands-still": {'"v": v, "t": t}': '"v": v, "t": 0}'},
        "state-not-kept": {'return next_w, {"m": m, "v": v, "t": t}': "return next_w, config"},
        "corrected-means-stored": {'{"m": m, "v": v, "t": t}': '{"m": mt, "v": vt, "t": t}'},
        "gradient-added": {"w - lr * mt": "w + lr * mt"},
        "root-missing": {"np.sqrt(vt)": "vt"},
        "eps-inside-the-root": {"(np.sqrt(vt) + eps)": "np.sqrt(vt + eps)"},
        "eps-beside-the-quotient": {"lr * mt / (np.sqrt(vt) + eps)": "lr * (mt / np.sqrt(vt) + eps)"},
        "eps-missing": {"(np.sqrt(vt) + eps)": "np.sqrt(vt)"},
        "sum-instead-of-mean": {"(1 - beta1) * dw": "dw", "(1 - beta2) * (dw * dw)": "dw * dw"},
        "v-from-m": {"(1 - beta2) * (dw * dw)": "(1 - beta2) * (m * m)"},
        "one-v-per-array": {"(1 - beta2) * (dw * dw)": "(1 - beta2) * np.mean(dw * dw)"},
        "decay-missing": {"    next_w -= lr * wd * w\n": ""},
        "l2-instead-of-decay": {
            "    t += 1\n": "    t += 1\n    dw = dw + wd * w\n",
            "    next_w -= lr * wd * w\n": "",
        },
        "decay-divided": {"lr * mt / (": "lr * (mt + wd * w) / (", "    next_w -= lr * wd * w\n": ""},
        "decay-without-lr": {"next_w -= lr * wd * w": "next_w -= wd * w"},
        "decay-added": {"next_w -= lr * wd": "next_w += lr * wd"},
        "everything-decays": {"            wd = 0\n": "            pass\n"},
        "only-one-axis-decays": {"len(w.shape) == 1": "len(w.shape) > 1"},
        "only-two-axes-decay": {"len(w.shape) == 1": "len(w.shape) != 2"},
        "weights-changed": {
            "next_w = w - lr * mt / (np.sqrt(vt) + eps)\n    next_w -= lr * wd * w": "w -= lr * mt / (np.sqrt(vt) + eps) + lr * wd * w\n    next_w = w"
        },
        "never-clipped": {"weights, grads, state": "weights, gradients, state"},
        "rate-always-the-peak": {"state, rate, s[": 'state, s["peak"], s['},
        "one-step-behind": {"learning_rate(step, s[": "learning_rate(step - 1, s["},
        "settings-not-passed-on": {', s["beta1"], s["beta2"], s["eps"], s["weight_decay"]': ""},
    },
    "pure_tuples": {
        "warmup-skipped": {"peak * step / warmup_steps\n": "peak\n"},
        "warmup-from-minimum": {
            "peak * step / warmup_steps\n": "minimum + (peak - minimum) * step / warmup_steps\n"
        },
        "warmup-one-step-ahead": {"peak * step / warmup_steps\n": "peak * (step + 1) / warmup_steps\n"},
        "cosine-from-step-zero": {"(step - warmup_steps) / span": "step / total_steps"},
        "decays-to-zero": {"else minimum + (peak - minimum) *": "else peak *"},
        "cosine-rises": {"(1 + cos(": "(1 - cos("},
        "linear-decay": {
            "(1 + cos(pi * min(1.0, (step - warmup_steps) / span))) / 2": "(1 - min(1.0, (step - warmup_steps) / span))"
        },
        "whole-cosine": {"cos(pi *": "cos(2 * pi *"},
        "rises-after-the-end": {"min(1.0, (step - warmup_steps) / span)": "(step - warmup_steps) / span"},
        "each-number-cut": {"g / max(1.0, length / max_norm) for": "np.clip(g, -max_norm, max_norm) for"},
        "short-ones-lengthened": {"max(1.0, length / max_norm)": "(length / max_norm)"},
        "larger-of-the-two": {"max(1.0, length / max_norm)": "min(1.0, length / max_norm)"},
        "factor-upside-down": {"g / max(1.0, length / max_norm)": "g * min(1.0, length / max_norm)"},
        "lengths-added": {
            "sum(float(np.vdot(g, g)) for g in gradients.values()) ** 0.5": "sum(float(np.vdot(g, g)) ** 0.5 for g in gradients.values())"
        },
        "root-of-the-norm-missing": {"for g in gradients.values()) ** 0.5": "for g in gradients.values())"},
        "clipping-swapped": {
            "return ({n: g / max(1.0, length / max_norm) for n, g in gradients.items()}, length)": "return (length, {n: g / max(1.0, length / max_norm) for n, g in gradients.items()})",
            'settings["max_norm"])[0]': 'settings["max_norm"])[1]',
        },
        "no-bias-correction": {"(m[n] / (1 - beta1**t))": "m[n]", "(v[n] / (1 - beta2**t))": "v[n]"},
        "only-m-corrected": {"(v[n] / (1 - beta2**t))": "v[n]"},
        "count-from-zero": {"t = count + 1": "t = count", "(t, m, v)": "(t + 1, m, v)"},
        "count-one-ahead": {"return (0, {": "return (1, {"},
        "state-not-kept": {"(t, m, v)": "state"},
        "count-stands-still": {"(t, m, v)": "(0, m, v)"},
        "gradient-added": {"decayed[n] - lr": "decayed[n] + lr"},
        "root-missing": {"(v[n] / (1 - beta2**t)) ** 0.5": "(v[n] / (1 - beta2**t))"},
        "eps-inside-the-root": {
            "((v[n] / (1 - beta2**t)) ** 0.5 + eps)": "(v[n] / (1 - beta2**t) + eps) ** 0.5"
        },
        "eps-missing": {"** 0.5 + eps)": "** 0.5)"},
        "betas-exchanged": {"t = count + 1": "t = count + 1\n    beta1, beta2 = beta2, beta1"},
        "beta-on-the-new-gradient": {
            "beta * old[n] + (1 - beta) * new[n]": "(1 - beta) * old[n] + beta * new[n]"
        },
        "sum-instead-of-mean": {"beta * old[n] + (1 - beta) * new[n]": "beta * old[n] + new[n]"},
        "v-without-square": {"{n: g**2 for n, g in gradients.items()}": "gradients"},
        "v-from-m": {"{n: g**2 for n, g in gradients.items()}": "{n: g**2 for n, g in m.items()}"},
        "decay-missing": {"if w.ndim > 1 else w": "if False else w"},
        "decay-without-lr": {"(1 - lr * weight_decay)": "(1 - weight_decay)"},
        "decay-added": {"(1 - lr * weight_decay)": "(1 + lr * weight_decay)"},
        "everything-decays": {" if w.ndim > 1 else w": ""},
        "only-one-axis-decays": {"if w.ndim > 1 else w": "if w.ndim == 1 else w"},
        "l2-instead-of-decay": {
            "t = count + 1": "t = count + 1\n    gradients = {n: g + weight_decay * weights[n] for n, g in gradients.items()}",
            "if w.ndim > 1 else w": "if False else w",
        },
        "never-clipped": {"weights, clipped, state": "weights, gradients, state"},
        "rate-always-the-peak": {"learning_rate(step, *schedule)": 'settings["peak"]'},
        "one-step-ahead": {"learning_rate(step, *schedule)": "learning_rate(step + 1, *schedule)"},
        "settings-not-passed-on": {", **adam": ""},
    },
    "number_by_number": {
        "warmup-skipped": {"lr = step / warmup_steps * peak": "lr = peak"},
        "warmup-rounded-down": {"step / warmup_steps * peak": "step // warmup_steps * peak"},
        "warmup-over-the-whole-run": {"step / warmup_steps * peak": "step / total_steps * peak"},
        "warmup-from-minimum": {
            "step / warmup_steps * peak": "minimum + step / warmup_steps * (peak - minimum)"
        },
        "cosine-from-step-zero": {
            "done = step - warmup_steps": "done = step",
            "whole = total_steps - warmup_steps": "whole = total_steps",
        },
        "progress-over-total": {"whole = total_steps - warmup_steps": "whole = total_steps"},
        "step-over-the-decay": {"done = step - warmup_steps": "done = step"},
        "minimum-as-a-floor": {
            "minimum + (peak - minimum) * (math.cos(math.pi * done / whole) + 1) / 2": "max(minimum, peak * (math.cos(math.pi * done / whole) + 1) / 2)"
        },
        "half-missing": {" + 1) / 2": " + 1)"},
        "pi-missing": {"math.pi * done": "done"},
        "zero-after-the-end": {"        lr = minimum\n": "        lr = 0.0\n"},
        "linear-decay": {"(math.cos(math.pi * done / whole) + 1) / 2": "(1 - done / whole)"},
        "quarter-cosine": {
            "(math.cos(math.pi * done / whole) + 1) / 2": "math.cos(math.pi / 2 * done / whole)"
        },
        "root-of-the-norm-missing": {"math.sqrt(squares)": "squares"},
        "absolute-values-added": {"number * number": "abs(number)", "math.sqrt(squares)": "squares"},
        "largest-number-as-norm": {
            "squares = squares + number * number": "squares = max(squares, number * number)"
        },
        "scaled-to-length-one": {"* max_norm / norm": "/ norm"},
        "each-number-cut": {
            "            if norm > max_norm:\n": "            if abs(gradients[name][place]) > max_norm:\n",
            "gradients[name][place] * max_norm / norm": "math.copysign(max_norm, gradients[name][place])",
        },
        "larger-of-the-two": {"if norm > max_norm": "if norm < max_norm"},
        "norm-after-clipping": {"return result, norm": "return result, min(norm, max_norm)"},
        "gradients-changed": {"new = np.zeros(gradients[name].shape)": "new = gradients[name]"},
        "no-bias-correction": {"m / (1 - beta1**t)": "m", "v / (1 - beta2**t)": "v"},
        "only-v-corrected": {"m / (1 - beta1**t)": "m"},
        "count-one-ahead": {'{"steps": 0}': '{"steps": 1}'},
        "count-per-array": {
            '    state["steps"] = state["steps"] + 1\n    t = state["steps"]\n': "",
            "        old = weights[name]\n": '        state["steps"] = state["steps"] + 1\n        t = state["steps"]\n        old = weights[name]\n',
        },
        "count-stands-still": {'state["steps"] = state["steps"] + 1': 'state["steps"] = 1'},
        "corrected-means-stored": {
            '            state[name + "_m"][place] = m\n            state[name + "_v"][place] = v\n': "",
            "v_hat = v / (1 - beta2**t)\n": 'v_hat = v / (1 - beta2**t)\n            state[name + "_m"][place] = m_hat\n            state[name + "_v"][place] = v_hat\n',
        },
        "state-not-kept": {
            '            state[name + "_m"][place] = m\n            state[name + "_v"][place] = v\n': "",
            't = state["steps"]\n': "t = 1\n",
        },
        "gradient-added": {"old[place] - lr * m_hat": "old[place] + lr * m_hat"},
        "root-missing": {"math.sqrt(v_hat)": "v_hat"},
        "eps-inside-the-root": {"(math.sqrt(v_hat) + eps)": "math.sqrt(v_hat + eps)"},
        "v-from-m": {"(1 - beta2) * g * g": "(1 - beta2) * m * m"},
        "v-without-square": {
            "(1 - beta2) * g * g": "(1 - beta2) * g",
            "math.sqrt(v_hat)": "np.sqrt(v_hat)",
        },
        "sum-instead-of-mean": {"(1 - beta1) * g\n": "g\n", "(1 - beta2) * g * g": "g * g"},
        "decay-missing": {"if len(old.shape) > 1": "if False"},
        "decay-without-lr": {"lr * weight_decay * old": "weight_decay * old"},
        "decay-added": {"new[place] - lr * weight_decay": "new[place] + lr * weight_decay"},
        "everything-decays": {"if len(old.shape) > 1": "if True"},
        "only-two-axes-decay": {"len(old.shape) > 1": "len(old.shape) == 2"},
        "l2-instead-of-decay": {
            "g = gradients[name][place]": "g = gradients[name][place] + weight_decay * old[place] * (old.ndim > 1)",
            "if len(old.shape) > 1": "if False",
        },
        "betas-fixed": {'t = state["steps"]\n': 't = state["steps"]\n    beta1, beta2 = 0.9, 0.95\n'},
        "weights-changed": {
            "new = np.zeros(old.shape)": "new = old",
            "new[place] - lr * weight_decay * old[place]": "new[place] - lr * weight_decay * before",
            "g = gradients[name][place]": "g = gradients[name][place]\n            before = float(old[place])",
        },
        "never-clipped": {"weights,\n        short": "weights,\n        gradients"},
        "one-step-behind": {'        step, settings["peak"]': '        step - 1, settings["peak"]'},
        "one-step-ahead": {'        step, settings["peak"]': '        step + 1, settings["peak"]'},
        "settings-not-passed-on": {'        settings["weight_decay"],\n': ""},
    },
    "keras": {
        "warmup-skipped": {"return completed_fraction * self.warmup_target": "return self.warmup_target"},
        "warmup-rounded-down": {"step / self.warmup_steps": "step // self.warmup_steps"},
        "decays-to-zero": {
            "return (self.warmup_target - self.alpha) * cosine_decayed + self.alpha": "return self.warmup_target * cosine_decayed"
        },
        "minimum-added-to-all": {"(self.warmup_target - self.alpha) * cosine": "self.warmup_target * cosine"},
        "progress-over-total": {"warmup_steps, total_steps - warmup_steps)": "warmup_steps, total_steps)"},
        "cosine-rises": {"1.0 + np.cos": "1.0 - np.cos"},
        "rises-after-the-end": {
            "min(step - self.warmup_steps, self.decay_steps)": "(step - self.warmup_steps)"
        },
        "half-missing": {"0.5 * (1.0 + np": "(1.0 + np"},
        "whole-cosine": {"np.pi * completed": "2 * np.pi * completed"},
        "quarter-cosine": {
            "0.5 * (1.0 + np.cos(np.pi * completed_fraction))": "np.cos(0.5 * np.pi * completed_fraction)"
        },
        "mean-instead-of-sum": {"np.sum(np.square(g))": "np.mean(np.square(g))"},
        "lengths-added": {
            "np.sum(np.square(g))": "np.sqrt(np.sum(np.square(g)))",
            "np.sqrt(np.add.reduce(squared))": "np.add.reduce(squared)",
        },
        "short-ones-lengthened": {"np.minimum(1.0 / use_norm, 1.0 / max_norm)": "1.0 / use_norm"},
        "larger-of-the-two": {"np.minimum(": "np.maximum("},
        "scaled-to-length-one": {
            "max_norm * np.minimum(1.0 / use_norm, 1.0 / max_norm)": "np.minimum(1.0 / use_norm, 1.0)"
        },
        "norm-after-clipping": {"strict=True)), use_norm": "strict=True)), use_norm * scale"},
        "clipping-swapped": {
            "return dict(zip(gradients, [g * scale for g in gradients.values()], strict=True)), use_norm": "return use_norm, dict(zip(gradients, [g * scale for g in gradients.values()], strict=True))",
            "clipped, _global_norm = ": "_global_norm, clipped = ",
        },
        "no-bias-correction": {"lr * np.sqrt(1 - beta_2_power) / (1 - beta_1_power)": "lr"},
        "only-m-corrected": {"lr * np.sqrt(1 - beta_2_power) /": "lr /"},
        "only-v-corrected": {" / (1 - beta_1_power)": ""},
        "count-from-zero": {
            'state["iterations"] + 1': 'state["iterations"]',
            '"iterations": local_step,': '"iterations": local_step + 1,',
        },
        "count-one-ahead": {'{"iterations": 0,': '{"iterations": 1,'},
        "state-not-kept": {
            'return variables, {"iterations": local_step, "momentums": momentums, "velocities": velocities}': "return variables, state"
        },
        "count-stands-still": {'"iterations": local_step,': '"iterations": 0,'},
        "gradient-added": {"value - (m * alpha)": "value + (m * alpha)"},
        "betas-exchanged": {
            "    momentums, velocities, variables = [], [], {}": "    momentums, velocities, variables = [], [], {}\n    beta1, beta2 = beta2, beta1\n    alpha = lr * np.sqrt(1 - beta_1_power) / (1 - beta_2_power)"
        },
        "beta-on-the-new-gradient": {
            "(gradient - m) * (1 - beta1)": "(gradient - m) * beta1",
            "(np.square(gradient) - v) * (1 - beta2)": "(np.square(gradient) - v) * beta2",
        },
        "v-from-m": {"(np.square(gradient) - v)": "(np.square(m) - v)"},
        "one-v-per-array": {"np.square(gradient) - v": "np.mean(np.square(gradient)) - v"},
        "decay-missing": {"variable.ndim >= 2": "False"},
        "decay-without-lr": {"value * weight_decay * lr": "value * weight_decay"},
        "decay-added": {"value - value * weight_decay": "value + value * weight_decay"},
        "everything-decays": {"variable.ndim >= 2": "True"},
        "only-one-axis-decays": {"variable.ndim >= 2": "variable.ndim < 2"},
        "only-two-axes-decay": {"variable.ndim >= 2": "variable.ndim == 2"},
        "l2-instead-of-decay": {
            "            value = value - value * weight_decay * lr": "            gradient = gradient + weight_decay * variable"
        },
        "never-clipped": {"weights, clipped, state": "weights, gradients, state"},
        "rate-always-the-peak": {"lr=learning_rate(step, **schedule)": 'lr=settings["peak"]'},
        "one-step-ahead": {"learning_rate(step, **schedule)": "learning_rate(step + 1, **schedule)"},
        "settings-not-passed-on": {'("beta1", "beta2", "eps", "weight_decay")': '("beta1", "beta2", "eps")'},
    },
    "moments_class": {
        "warmup-skipped": {"return self.peak * step / self.warmup_steps": "return self.peak"},
        "warmup-from-minimum": {
            "return self.peak * step / self.warmup_steps": "return self.minimum + (self.peak - self.minimum) * step / self.warmup_steps"
        },
        "cosine-from-step-zero": {
            "self._cosine(step - self.warmup_steps, self.total_steps - self.warmup_steps)": "self._cosine(step, self.total_steps)"
        },
        "step-over-the-decay": {"self._cosine(step - self.warmup_steps, ": "self._cosine(step, "},
        "zero-after-the-end": {
            "            return self.minimum\n": "            return 0.0\n",
            "step > self.total_steps": "step >= self.total_steps",
        },
        "half-missing": {
            "self.minimum + amplitude + amplitude * np.cos(": "self.minimum + 2 * amplitude + 2 * amplitude * np.cos("
        },
        "cosine-rises": {"amplitude + amplitude * np": "amplitude - amplitude * np"},
        "minimum-as-a-floor": {
            "amplitude = (self.peak - self.minimum) / 2": "amplitude = self.peak / 2",
            "self.minimum + amplitude + amplitude * np.cos(np.pi * done / length)": "max(self.minimum, amplitude + amplitude * np.cos(np.pi * done / length))",
        },
        "root-of-the-norm-missing": {"float(np.sqrt(np.sum([": "float((np.sum(["},
        "each-array-by-itself": {
            "    if norm <= max_norm:\n        return {name: array.copy() for name, array in gradients.items()}, norm\n": "",
            "array * (max_norm / norm) for": "array * min(1, max_norm / global_norm([array])) for",
        },
        "scaled-to-length-one": {"array * (max_norm / norm) for": "array / norm for"},
        "factor-upside-down": {"array * (max_norm / norm) for": "array * (norm / max_norm) for"},
        "gradients-changed": {
            "return {name: array * (max_norm / norm) for name, array in gradients.items()}, norm": "for array in gradients.values():\n        array *= max_norm / norm\n    return gradients, norm"
        },
        "no-bias-correction": {
            "self.first / (1 - beta1**t)": "self.first",
            "self.second / (1 - beta2**t)": "self.second",
        },
        "only-m-corrected": {"self.second / (1 - beta2**t)": "self.second"},
        "v-corrected-outside-the-root": {
            "second = self.second / (1 - beta2**t)": "second = self.second / (1 - beta2**t) ** 2"
        },
        "count-one-ahead": {"t: int = 0": "t: int = 1"},
        "count-per-array": {"    state.t += 1\n": "", "moments.add(": "state.t += 1\n        moments.add("},
        "count-stands-still": {"state.t += 1": "state.t = 1"},
        "corrected-means-stored": {
            "first = self.first / (1": "first = self.first = self.first / (1",
            "second = self.second / (1": "second = self.second = self.second / (1",
        },
        "gradient-added": {"array - lr * change": "array + lr * change"},
        "root-missing": {"np.sqrt(second)": "second"},
        "eps-beside-the-quotient": {"first / (np.sqrt(second) + eps)": "first / np.sqrt(second) + eps"},
        "eps-fixed": {"(np.sqrt(second) + eps)": "(np.sqrt(second) + 1e-8)"},
        "betas-fixed": {
            "moments.add(gradients[name], beta1, beta2)": "beta1, beta2 = 0.9, 0.95\n        moments.add(gradients[name], beta1, beta2)"
        },
        "beta-on-the-new-gradient": {
            "beta1 * self.first + (1 - beta1) * gradient": "(1 - beta1) * self.first + beta1 * gradient",
            "beta2 * self.second + (1 - beta2) * gradient**2": "(1 - beta2) * self.second + beta2 * gradient**2",
        },
        "sum-instead-of-mean": {
            "(1 - beta1) * gradient\n": "gradient\n",
            "(1 - beta2) * gradient**2": "gradient**2",
        },
        "decay-missing": {"array.ndim >= 2": "False"},
        "decay-divided": {
            "return first / (": "return (first + extra) / (",
            "def direction(self, t,": "def direction(self, extra, t,",
            "moments.direction(state.t": "moments.direction(weight_decay * array * (array.ndim >= 2), state.t",
            "if array.ndim >= 2": "if False",
        },
        "decay-without-lr": {
            "            change = change + weight_decay * array\n": "            array = array * (1 - weight_decay)\n"
        },
        "decay-added": {"change + weight_decay": "change - weight_decay"},
        "everything-decays": {"array.ndim >= 2": "True"},
        "only-one-axis-decays": {"array.ndim >= 2": "array.ndim < 2"},
        "weights-changed": {
            "result[name] = array - lr * change": "array -= lr * change\n        result[name] = array"
        },
        "never-clipped": {"        clipped,\n": "        gradients,\n"},
        "rate-always-the-peak": {
            "    return adamw_step(\n": '    lr = settings["peak"]\n    return adamw_step(\n'
        },
    },
    "in_place_lists": {
        "warmup-one-step-ahead": {
            "float(peak) * step / warmup_steps": "float(peak) * (step + 1) / (warmup_steps + 1)"
        },
        "warmup-over-the-whole-run": {
            "float(peak) * step / warmup_steps": "float(peak) * step / total_steps"
        },
        "progress-over-total": {"/ (total_steps - warmup_steps), 0, 1)": "/ total_steps, 0, 1)"},
        "pi-missing": {"np.pi * np.clip": "np.clip"},
        "linear-decay": {
            "theta = np.pi * np.clip": "share = np.clip",
            "(0.5 + 0.5 * np.cos(theta))": "(1 - share)",
        },
        "each-number-cut": {
            "            clipped[name] *= max_norm\n            clipped[name] /= norm\n": "            clipped[name] = np.clip(clipped[name], -max_norm, max_norm)\n"
        },
        "larger-of-the-two": {"if norm > max_norm": "if norm < max_norm"},
        "short-ones-lengthened": {"if norm > max_norm": "if True"},
        "scaled-to-length-one": {"            clipped[name] *= max_norm\n": ""},
        "mean-instead-of-sum": {
            'sum(np.einsum("i,i->", g.ravel(), g.ravel()) for g in gradients.values())': "np.mean(np.concatenate([g.ravel() ** 2 for g in gradients.values()]))"
        },
        "gradients-changed": {"np.array(g, dtype=float)": "g"},
        "no-bias-correction": {"1 - state[0], 1 - state[1]": "1, 1"},
        "only-m-corrected": {"1 - state[0], 1 - state[1]": "1 - state[0], 1"},
        "only-v-corrected": {"1 - state[0], 1 - state[1]": "1, 1 - state[1]"},
        "v-corrected-outside-the-root": {"np.sqrt(v / fixed2)": "np.sqrt(v) / fixed2"},
        "count-stands-still": {
            "    state[0] *= beta1\n    state[1] *= beta2\n": "    state[0], state[1] = beta1, beta2\n"
        },
        "state-not-kept": {
            "        m *= beta1\n        m += (1": "        m = (1",
            "        v *= beta2\n        v += (1": "        v = (1",
            "    state[0] *= beta1\n    state[1] *= beta2\n": "    state[0], state[1] = beta1, beta2\n",
        },
        "corrected-means-stored": {
            "        if w.ndim != 1": "        m /= fixed1\n        v /= fixed2\n        if w.ndim != 1",
            "(m / fixed1) / (np.sqrt(v / fixed2) + eps)": "m / (np.sqrt(v) + eps)",
        },
        "gradient-added": {"w -= lr * (m": "w += lr * (m"},
        "eps-inside-the-root": {"(np.sqrt(v / fixed2) + eps)": "np.sqrt(v / fixed2 + eps)"},
        "eps-missing": {"(np.sqrt(v / fixed2) + eps)": "np.sqrt(v / fixed2)"},
        "eps-beside-the-quotient": {
            "lr * (m / fixed1) / (np.sqrt(v / fixed2) + eps)": "lr * (m / fixed1 / np.sqrt(v / fixed2) + eps)"
        },
        "root-missing": {"np.sqrt(v / fixed2)": "(v / fixed2)"},
        "betas-exchanged": {
            "    state[0] *= beta1\n": "    beta1, beta2 = beta2, beta1\n    state[0] *= beta1\n"
        },
        "betas-fixed": {"    state[0] *= beta1\n": "    beta1, beta2 = 0.9, 0.95\n    state[0] *= beta1\n"},
        "eps-fixed": {"fixed2) + eps)": "fixed2) + 1e-8)"},
        "one-v-per-array": {"v += (1 - beta2) * g * g": "v += (1 - beta2) * np.mean(g * g)"},
        "v-from-m": {"v += (1 - beta2) * g * g": "v += (1 - beta2) * m * m"},
        "decay-missing": {"w.ndim != 1": "False"},
        "decay-divided": {
            "        if w.ndim != 1:\n            w -= lr * weight_decay * w\n": "        decay = weight_decay * w if w.ndim != 1 else 0\n",
            "lr * (m / fixed1) /": "lr * (m / fixed1 + decay) /",
        },
        "l2-instead-of-decay": {
            "w, g = new[name], gradients[name]": "w, g = new[name], gradients[name] + weight_decay * weights[name] * (weights[name].ndim != 1)",
            "if w.ndim != 1:": "if False:",
        },
        "decay-without-lr": {"w -= lr * weight_decay * w": "w -= weight_decay * w"},
        "decay-added": {"w -= lr * weight_decay * w": "w += lr * weight_decay * w"},
        "everything-decays": {"w.ndim != 1": "True"},
        "only-one-axis-decays": {"w.ndim != 1": "w.ndim == 1"},
        "weights-changed": {"{name: w.astype(float) for name, w in weights.items()}": "dict(weights)"},
        "never-clipped": {"gradients, _ = clip": "_, _ = clip"},
        "clips-the-weights": {
            "gradients, _ = clip_by_global_norm(gradients, get": "weights, _ = clip_by_global_norm(weights, get"
        },
        "rate-always-the-peak": {
            'learning_rate(step, get("peak"), get("minimum"), get("warmup_steps"), get("total_steps"))': 'get("peak")'
        },
        "one-step-behind": {"learning_rate(step, get": "learning_rate(step - 1, get"},
        "settings-not-passed-on": {
            'get("beta1"), get("beta2"), get("eps"), get("weight_decay")': 'eps=get("eps"), weight_decay=get("weight_decay")'
        },
    },
    "one_flat_vector": {
        "warmup-skipped": {"return step * peak / warmup_steps": "return peak"},
        "rises-after-the-end": {"if step >= total_steps": "if False"},
        "zero-after-the-end": {"        return minimum\n": "        return 0.0\n"},
        "quarter-cosine": {"np.cos(angle / 2) ** 2": "np.cos(angle / 2)"},
        "minimum-added-to-all": {"(peak - minimum) * np.cos": "peak * np.cos"},
        "cosine-rises": {"np.cos(angle / 2) ** 2": "np.sin(angle / 2) ** 2"},
        "whole-cosine": {"np.cos(angle / 2)": "np.cos(angle)"},
        "short-ones-lengthened": {"if norm > max_norm": "if norm > 0"},
        "larger-of-the-two": {"if norm > max_norm": "if norm < max_norm"},
        "root-of-the-norm-missing": {"np.sqrt(g @ g)": "g @ g"},
        "absolute-values-added": {"np.sqrt(g @ g)": "np.abs(g).sum()"},
        "largest-number-as-norm": {"np.sqrt(g @ g)": "np.abs(g).max()"},
        "each-number-cut": {"g = g * (max_norm / norm)": "g = np.clip(g, -max_norm, max_norm)"},
        "mean-instead-of-sum": {"np.sqrt(g @ g)": "np.sqrt(np.mean(g * g))"},
        "no-bias-correction": {"(m / (1 - beta1**t))": "m", "np.sqrt(v / (1 - beta2**t))": "np.sqrt(v)"},
        "only-m-corrected": {"np.sqrt(v / (1 - beta2**t))": "np.sqrt(v)"},
        "only-v-corrected": {"(m / (1 - beta1**t))": "m"},
        "count-from-zero": {"    t = t + 1\n": "", "[m, v, t]": "[m, v, t + 1]"},
        "count-one-ahead": {"np.zeros(size), 0]": "np.zeros(size), 1]"},
        "count-stands-still": {"[m, v, t]": "[m, v, 0]"},
        "state-not-kept": {"names), [m, v, t]": "names), state"},
        "gradient-added": {"w - lr * (direction + weight": "w + lr * (direction - weight"},
        "root-missing": {"np.sqrt(v / (1 - beta2**t))": "(v / (1 - beta2**t))"},
        "eps-inside-the-root": {"(np.sqrt(v / (1 - beta2**t)) + eps)": "np.sqrt(v / (1 - beta2**t) + eps)"},
        "eps-missing": {"(np.sqrt(v / (1 - beta2**t)) + eps)": "np.sqrt(v / (1 - beta2**t))"},
        "betas-exchanged": {"    t = t + 1\n": "    t = t + 1\n    beta1, beta2 = beta2, beta1\n"},
        "v-without-square": {"(1 - beta2) * g**2": "(1 - beta2) * g"},
        "v-from-m": {"(1 - beta2) * g**2": "(1 - beta2) * m**2"},
        "sum-instead-of-mean": {"(1 - beta2) * g**2": "g**2", "(1 - beta1) * g\n": "g\n"},
        "decay-missing": {" + weight_decay * decays * w": ""},
        "l2-instead-of-decay": {
            "    t = t + 1\n": "    t = t + 1\n    g = g + weight_decay * decays * w\n",
            "(direction + weight_decay * decays * w)": "direction",
        },
        "decay-divided": {
            "(m / (1 - beta1**t)) /": "(m / (1 - beta1**t) + weight_decay * decays * w) /",
            "(direction + weight_decay * decays * w)": "direction",
        },
        "decay-without-lr": {
            "lr * (direction + weight_decay * decays * w)": "lr * direction - weight_decay * decays * w"
        },
        "decay-added": {"direction + weight_decay": "direction - weight_decay"},
        "everything-decays": {"weight_decay * decays * w": "weight_decay * w"},
        "only-one-axis-decays": {"weights[n].ndim >= 2": "weights[n].ndim < 2"},
        "only-two-axes-decay": {"weights[n].ndim >= 2": "weights[n].ndim == 2"},
        "never-clipped": {"gradients, norm = clip": "_, norm = clip"},
        "clips-the-weights": {
            "gradients, norm = clip_by_global_norm(gradients,": "weights, norm = clip_by_global_norm(weights,"
        },
        "rate-always-the-peak": {
            'learning_rate(step, s["peak"], s["minimum"], s["warmup_steps"], s["total_steps"])': 's["peak"]'
        },
        "one-step-ahead": {"learning_rate(step, s[": "learning_rate(step + 1, s["},
        "settings-not-passed-on": {
            ', s["beta1"], s["beta2"], s["eps"], s["weight_decay"]': ', s["beta1"], s["beta2"], s["eps"]'
        },
    },
    "optax_chain": {
        "warmup-skipped": {"warm = peak * step / max(warmup_steps, 1)": "warm = peak"},
        "warmup-from-minimum": {
            "warm = peak * step / max(warmup_steps, 1)": "warm = minimum + (peak - minimum) * step / max(warmup_steps, 1)"
        },
        "progress-over-total": {"/ max(total_steps - warmup_steps, 1), 0.0": "/ total_steps, 0.0"},
        "step-over-the-decay": {
            "progress = np.clip((step - warmup_steps) / max(total_steps - warmup_steps, 1), 0.0, 1.0)": "progress = step / max(total_steps - warmup_steps, 1)",
            "return float(np.where(step < warmup_steps, warm, cosine))": "return float(minimum if step >= total_steps else np.where(step < warmup_steps, warm, cosine))",
        },
        "decays-to-zero": {"minimum + 0.5 * (peak - minimum) *": "0.5 * peak *"},
        "pi-missing": {
            "np.cos(np.pi * progress)": "np.cos(progress)",
            "return float(np.where(step < warmup_steps, warm, cosine))": "return float(minimum if step >= total_steps else np.where(step < warmup_steps, warm, cosine))",
        },
        "larger-of-the-two": {"g_norm <= max_norm": "g_norm >= max_norm"},
        "scaled-to-length-one": {"(t / g_norm) * max_norm": "t / g_norm"},
        "short-ones-lengthened": {"trigger = g_norm <= max_norm": "trigger = False"},
        "root-of-the-norm-missing": {
            "float(np.sqrt(sum(np.sum(np.square(leaf, dtype=np.float64)) for leaf in tree.values())))": "float(sum(np.sum(np.square(leaf, dtype=np.float64)) for leaf in tree.values()))"
        },
        "no-bias-correction": {"t / (1 - beta1**count)": "t", "t / (1 - beta2**count)": "t"},
        "only-m-corrected": {"t / (1 - beta2**count)": "t"},
        "count-one-ahead": {"ScaleByAdamState(0, ": "ScaleByAdamState(1, "},
        "count-from-zero": {
            "state.count + 1": "state.count",
            "ScaleByAdamState(count, ": "ScaleByAdamState(count + 1, ",
        },
        "corrected-means-stored": {
            "ScaleByAdamState(count, mu, nu)": "ScaleByAdamState(count, mu_hat, nu_hat)"
        },
        "state-not-kept": {"ScaleByAdamState(count, mu, nu)": "state"},
        "gradient-added": {"w + -lr * u": "w + lr * u", "u + weight_decay": "u - weight_decay"},
        "root-missing": {"np.sqrt(v) + eps": "v + eps"},
        "eps-inside-the-root": {"(np.sqrt(v) + eps)": "np.sqrt(v + eps)"},
        "eps-beside-the-quotient": {"m / (np.sqrt(v) + eps)": "m / np.sqrt(v) + eps"},
        "eps-fixed": {"np.sqrt(v) + eps": "np.sqrt(v) + 1e-8"},
        "beta-on-the-new-gradient": {
            "(1 - beta1) * g + beta1 * t": "beta1 * g + (1 - beta1) * t",
            "(1 - beta2) * g**2 + beta2 * t": "beta2 * g**2 + (1 - beta2) * t",
        },
        "v-without-square": {"(1 - beta2) * g**2": "(1 - beta2) * np.abs(g)"},
        "decay-missing": {"if mask[k]": "if False"},
        "decay-divided": {
            "lambda m, v: m / (np.sqrt(v) + eps), mu_hat, nu_hat)": "lambda m, v, w: (m + weight_decay * w * (w.ndim > 1)) / (np.sqrt(v) + eps), mu_hat, nu_hat, weights)",
            "if mask[k]": "if False",
        },
        "everything-decays": {"if mask[k]": "if True"},
        "only-one-axis-decays": {"w.ndim > 1": "w.ndim <= 1"},
        "only-two-axes-decay": {"w.ndim > 1": "w.ndim == 2"},
        "never-clipped": {"weights, clipped, state": "weights, gradients, state"},
        "one-step-behind": {"learning_rate(step, **schedule)": "learning_rate(step - 1, **schedule)"},
        "settings-not-passed-on": {", **adam": ""},
    },
    "torch_optimizer_class": {
        "warmup-skipped": {"return peak * step / warmup_steps": "return peak"},
        "warmup-one-step-ahead": {"peak * step / warmup_steps": "peak * (step + 1) / (warmup_steps + 1)"},
        "cosine-from-step-zero": {
            "(step - warmup_steps) / (total_steps - warmup_steps)": "step / total_steps"
        },
        "decays-to-zero": {"minimum + coeff * (peak - minimum)": "coeff * peak"},
        "linear-decay": {"0.5 * (1.0 + math.cos(math.pi * decay_ratio))": "1.0 - decay_ratio"},
        "rises-after-the-end": {"if step > total_steps": "if False"},
        "zero-after-the-end": {
            "        return minimum\n": "        return 0.0\n",
            "step > total_steps": "step >= total_steps",
        },
        "each-array-by-itself": {
            "return {name: g * clip_coef for": "return {name: g * min(1.0, max_norm / np.linalg.norm(g)) for"
        },
        "factor-upside-down": {"max_norm / total_norm": "total_norm / max_norm"},
        "larger-of-the-two": {"clip_coef = min(": "clip_coef = max("},
        "lengths-added": {"float(np.linalg.norm(norms))": "float(sum(norms))"},
        "norm-after-clipping": {"}, total_norm": "}, total_norm * clip_coef"},
        "no-bias-correction": {"1 - beta1**self.t": "1.0", "1 - beta2**self.t": "1.0"},
        "only-m-corrected": {"1 - beta2**self.t": "1.0"},
        "only-v-corrected": {"1 - beta1**self.t": "1.0"},
        "v-corrected-outside-the-root": {"math.sqrt(bias_correction2)": "bias_correction2"},
        "count-one-ahead": {"self.t = 0": "self.t = 1"},
        "count-per-array": {
            "        self.t += 1\n": "",
            "            grad = grads": "            self.t += 1\n            bias_correction1 = 1 - beta1**self.t\n            bias_correction2 = 1 - beta2**self.t\n            grad = grads",
        },
        "count-stands-still": {"self.t += 1": "self.t = 1"},
        "gradient-added": {"p_new - step_size": "p_new + step_size"},
        "eps-missing": {"math.sqrt(bias_correction2) + eps": "math.sqrt(bias_correction2)"},
        "eps-fixed": {"bias_correction2) + eps": "bias_correction2) + 1e-8"},
        "betas-exchanged": {"beta1, beta2 = betas": "beta2, beta1 = betas"},
        "betas-fixed": {"beta1, beta2 = betas": "beta1, beta2 = 0.9, 0.999"},
        "one-v-per-array": {"(1 - beta2) * grad * grad": "(1 - beta2) * np.mean(grad * grad)"},
        "decay-missing": {"p.ndim >= 2": "False"},
        "decay-without-lr": {"(1 - lr * weight_decay)": "(1 - weight_decay)"},
        "everything-decays": {"p.ndim >= 2": "True"},
        "l2-instead-of-decay": {
            "grad = grads[name].astype(np.float64)": "grad = grads[name].astype(np.float64) + weight_decay * p * (p.ndim >= 2)",
            "p_new = p_new * (1 - lr * weight_decay)": "pass",
        },
        "weights-changed": {
            "updated[name] = (p_new - step_size * m / denom).astype(p.dtype)": "p[...] = p_new - step_size * m / denom\n            updated[name] = p"
        },
        "never-clipped": {"        grads,\n        state": "        gradients,\n        state"},
        "rate-always-the-peak": {
            "    return adamw_step(\n": '    lr = settings["peak"]\n    return adamw_step(\n'
        },
        "one-step-ahead": {'        step, settings["peak"]': '        step + 1, settings["peak"]'},
        "settings-not-passed-on": {
            '        settings["beta1"],\n        settings["beta2"],\n        settings["eps"],\n        settings["weight_decay"],\n': '        weight_decay=settings["weight_decay"],\n'
        },
        "reads-its-own-settings": {
            "    grads, norm = clip": "    settings = {'peak': 1e-3, 'minimum': 1e-4, 'warmup_steps': 20, 'total_steps': 200, 'max_norm': 1.0, 'beta1': 0.9, 'beta2': 0.95, 'eps': 1e-8, 'weight_decay': 0.1}\n    grads, norm = clip"
        },
    },
}
