"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "paper_leviathan": {
        "ratio-upside-down": {"min(1.0, p[token] / q[token])": "min(1.0, q[token] / p[token])"},
        "ratio-above-one": {"min(1.0, p[token] / q[token])": "p[token] / q[token]"},
        "target-probability-alone": {"min(1.0, p[token] / q[token])": "p[token]"},
        "no-chance": {"min(1.0, p[token] / q[token])": "1.0 if p[token] >= q[token] else 0.0"},
        "difference-instead-of-ratio": {"min(1.0, p[token] / q[token])": "min(1.0, 1 + p[token] - q[token])"},
        "greedy-acceptance": {
            "r[i] > accept_probability(target[i], draft[i], drafted[i])": "drafted[i] != np.argmax(target[i])"
        },
        "comparison-turned-round": {"if r[i] > accept": "if r[i] < accept"},
        "residual-without-maximum": {"np.maximum(0.0, p - q)": "np.abs(p - q)"},
        "residual-of-the-draft": {"np.maximum(0.0, p - q)": "np.maximum(0.0, q - p)"},
        "residual-not-normalised": {"return gap / np.sum(gap)": "return gap"},
        "residual-is-the-target": {"gap = np.maximum(0.0, p - q)": "gap = p"},
        "residual-by-softmax": {"gap = np.maximum(0.0, p - q)": "gap = np.exp(p - q)"},
        "residual-uniform": {"np.maximum(0.0, p - q)": "np.where(p > q, 1.0, 0.0)"},
        "extra-from-the-row-before": {"p_prime = target[n]\n": "p_prime = target[min(n, gamma - 1)]\n"},
        "no-replacement": {
            "return [int(x) for x in drafted[:n]] + [t]": "return [int(x) for x in drafted[:n]] + ([t] if n == gamma else [])"
        },
        "no-extra-token": {
            "return [int(x) for x in drafted[:n]] + [t]": "return [int(x) for x in drafted[:n]] + ([t] if n < gamma else [])"
        },
        "rejected-token-kept": {"drafted[:n]] + [t]": "drafted[: n + 1]] + [t]"},
        "replacement-from-p": {"    if n < gamma:\n        p_prime = norm_max(target[n], draft[n])\n": ""},
        "replacement-from-q": {"p_prime = norm_max(target[n], draft[n])": "p_prime = draft[n]"},
        "replacement-from-the-last-row": {
            "p_prime = norm_max(target[n], draft[n])": "p_prime = target[gamma]"
        },
        "tokens-before-the-rejection-lost": {
            "return [int(x) for x in drafted[:n]] + [t]": "return [t] if n < gamma else [*map(int, drafted), t]"
        },
        "rows-shifted": {
            "accept_probability(target[i], draft": "accept_probability(target[i + 1], draft",
            "norm_max(target[n], draft[n])": "norm_max(target[n + 1], draft[n])",
        },
        "one-number-for-all-positions": {"r = rng.random(gamma)": "r = np.full(gamma, rng.random())"},
        "own-generator": {"gamma = len(drafted)": "gamma = len(drafted)\n    rng = np.random.default_rng()"},
        "rate-by-product": {"np.sum(np.minimum(p, q))": "np.sum(p * q)"},
        "rate-by-mean": {"np.sum(np.minimum(p, q))": "np.mean(np.minimum(p, q))"},
        "rate-of-rejection": {"np.sum(np.minimum(p, q))": "1 - np.sum(np.minimum(p, q))"},
        "last-term-missing": {"alpha ** (gamma + 1)": "alpha**gamma"},
        "own-token-not-counted": {
            "(1 - alpha ** (gamma + 1)) / (1 - alpha)": "(1 - alpha ** (gamma + 1)) / (1 - alpha) - 1"
        },
        "tokens-in-a-straight-line": {"(1 - alpha ** (gamma + 1)) / (1 - alpha)": "1 + alpha * gamma"},
    },
    "paper_chen": {
        "ratio-upside-down": {"ratio = p[token] / q[token]": "ratio = q[token] / p[token]"},
        "ratio-above-one": {"1.0 if ratio > 1 else float(ratio)": "float(ratio)"},
        "target-probability-alone": {"ratio = p[token] / q[token]": "ratio = p[token]"},
        "rejection-probability": {
            "1.0 if ratio > 1 else float(ratio)": "0.0 if ratio > 1 else 1 - float(ratio)"
        },
        "comparison-turned-round": {"if r < accept": "if r > accept"},
        "greedy-acceptance": {
            "if r < accept_probability(target[t], draft[t], guess)": "if guess == target[t].argmax()"
        },
        "residual-without-maximum": {"np.where(difference > 0, difference, 0.0)": "np.abs(difference)"},
        "residual-of-the-draft": {"difference = p - q": "difference = q - p"},
        "residual-not-normalised": {"return positive / positive.sum()": "return positive"},
        "residual-is-the-target": {"return positive / positive.sum()": "return p"},
        "residual-of-p-where-larger": {
            "np.where(difference > 0, difference, 0.0)": "np.where(difference > 0, p, 0.0)"
        },
        "residual-uniform": {
            "np.where(difference > 0, difference, 0.0)": "np.where(difference > 0, 1.0, 0.0)"
        },
        "residual-by-softmax": {"np.where(difference > 0, difference, 0.0)": "np.exp(difference)"},
        "goes-on-after-a-rejection": {"            break\n": "            continue\n"},
        "extra-after-a-rejection": {"            all_accepted = False\n": ""},
        "no-extra-token": {"x.append(draw(target[len(drafted)], rng))": "pass"},
        "no-replacement": {"            x.append(draw(residual(target[t], draft[t]), rng))\n": ""},
        "rejected-token-kept": {
            "            x.append(draw(residual": "            x.append(int(guess))\n            x.append(draw(residual"
        },
        "tokens-before-the-rejection-lost": {
            "x.append(draw(residual(target[t], draft[t]), rng))": "x = [draw(residual(target[t], draft[t]), rng)]"
        },
        "replacement-from-p": {"draw(residual(target[t], draft[t]), rng)": "draw(target[t], rng)"},
        "replacement-from-q": {"draw(residual(target[t], draft[t]), rng)": "draw(draft[t], rng)"},
        "replacement-from-the-last-row": {
            "draw(residual(target[t], draft[t]), rng)": "draw(target[-1], rng)"
        },
        "extra-from-the-draft": {"draw(target[len(drafted)], rng)": "draw(draft[-1], rng)"},
        "extra-from-the-row-before": {
            "draw(target[len(drafted)], rng)": "draw(target[len(drafted) - 1], rng)"
        },
        "most-probable-replacement": {
            "draw(residual(target[t], draft[t]), rng)": "int(residual(target[t], draft[t]).argmax())"
        },
        "most-probable-extra": {"draw(target[len(drafted)], rng)": "int(target[len(drafted)].argmax())"},
        "one-number-for-all-positions": {
            "    all_accepted = True\n": "    all_accepted = True\n    r = rng.uniform(0, 1)\n",
            "        r = rng.uniform(0, 1)\n": "",
        },
        "fixed-seed": {"all_accepted = True": "all_accepted, rng = True, np.random.default_rng(42)"},
        "drafted-changed": {
            "x.append(draw(residual(target[t], draft[t]), rng))": "drafted[t] = draw(residual(target[t], draft[t]), rng)\n            x.append(int(drafted[t]))"
        },
        "rows-shifted": {
            "accept_probability(target[t], draft": "accept_probability(target[t + 1], draft",
            "residual(target[t], draft": "residual(target[t + 1], draft",
        },
        "target-and-draft-exchanged": {
            "accept_probability(target[t], draft[t], guess)": "accept_probability(draft[t], target[t], guess)",
            "residual(target[t], draft[t])": "residual(draft[t], target[t])",
        },
        "rate-by-product": {"min(a, b)": "a * b"},
        "rate-by-mean": {"return total\n": "return total / len(p)\n"},
        "last-term-missing": {"range(gamma + 1)": "range(gamma)"},
        "own-token-not-counted": {"range(gamma + 1)": "range(1, gamma + 1)"},
        "tokens-in-a-straight-line": {"return expected": "return 1 + alpha * gamma"},
    },
    "transformers_library": {
        "ratio-upside-down": {
            "p[token] / q[token], 0.0": "q[token] / p[token], 0.0",
            "probability_ratio = p_i / q_i": "probability_ratio = q_i / p_i",
        },
        "ratio-above-one": {"float(np.clip(p[token] / q[token], 0.0, 1.0))": "float(p[token] / q[token])"},
        "target-probability-alone": {
            "probability_ratio = p_i / q_i": "probability_ratio = p_i",
            "p[token] / q[token], 0.0": "p[token], 0.0",
        },
        "residual-without-maximum": {"np.clip(p - q, 0.0, None)": "np.abs(p - q)"},
        "residual-not-normalised": {"return p_prime / p_prime.sum()": "return p_prime"},
        "residual-of-the-draft": {"np.clip(p - q, 0.0, None)": "np.clip(q - p, 0.0, None)"},
        "residual-is-the-target": {"p_prime = np.clip(p - q, 0.0, None)": "p_prime = np.array(p)"},
        "rejected-token-kept": {
            "new_candidate_input_ids[:n_matches]": "new_candidate_input_ids[: n_matches + 1]"
        },
        "replacement-from-p": {
            "p_prime = residual(target[n_matches], draft[n_matches])": "p_prime = target[n_matches]"
        },
        "replacement-from-q": {
            "p_prime = residual(target[n_matches], draft[n_matches])": "p_prime = draft[n_matches]"
        },
        "replacement-from-the-last-row": {
            "p_prime = residual(target[n_matches], draft[n_matches])": "p_prime = target[-1]"
        },
        "extra-from-the-row-before": {"p_prime = target[n_matches]\n": "p_prime = target[n_matches - 1]\n"},
        "extra-from-the-draft": {"p_prime = target[n_matches]\n": "p_prime = draft[-1]\n"},
        "comparison-turned-round": {"r_i <= probability_ratio": "r_i > probability_ratio"},
        "one-number-for-all-positions": {"rng.random(candidate_length)": "rng.random()"},
        "greedy-acceptance": {
            "r_i <= probability_ratio": "new_candidate_input_ids == target[:-1].argmax(-1)"
        },
        "own-generator": {"r_i = rng": "rng = np.random.default_rng()\n    r_i = rng"},
        "rate-by-product": {"np.minimum(p, q).sum()": "(p * q).sum()"},
        "rate-by-mean": {"np.minimum(p, q).sum()": "np.minimum(p, q).mean()"},
        "rate-of-rejection": {"np.minimum(p, q).sum()": "np.maximum(p - q, 0).sum()"},
        "last-term-missing": {"np.arange(gamma + 1)": "np.arange(gamma)"},
        "own-token-not-counted": {"np.arange(gamma + 1)": "np.arange(1, gamma + 1)"},
    },
    "vllm_sampler": {
        "ratio-upside-down": {"p[token] / q[token]": "q[token] / p[token]"},
        "ratio-above-one": {"float(np.minimum(1, p[token] / q[token]))": "float(p[token] / q[token])"},
        "no-chance": {"float(np.minimum(1, p[token] / q[token]))": "float(p[token] >= q[token])"},
        "difference-instead-of-ratio": {
            "float(np.minimum(1, p[token] / q[token]))": "float(1 - abs(p[token] - q[token]))"
        },
        "residual-without-maximum": {"np.maximum(p - q, 0)\n    return f": "abs(p - q)\n    return f"},
        "residual-by-softmax": {"f = np.maximum(p - q, 0)": "f = np.exp(np.maximum(p - q, 0))"},
        "residual-by-ratio": {"f = np.maximum(p - q, 0)": "f = np.where(p > q, p / np.maximum(q, 1e-12), 0)"},
        "residual-of-p-where-larger": {"f = np.maximum(p - q, 0)": "f = p * (p > q)"},
        "goes-on-after-a-rejection": {"            if not rejected:\n": "            if True:\n"},
        "extra-after-a-rejection": {
            "        if not rejected:\n            output[k]": "        if True:\n            output[k]"
        },
        "no-extra-token": {"output[k] = self.sample(target_probs[k])": "pass"},
        "no-replacement": {"                    output[pos] = self.sample(residual(p, q))\n": ""},
        "replacement-from-p": {"self.sample(residual(p, q))": "self.sample(p)"},
        "replacement-from-q": {"self.sample(residual(p, q))": "self.sample(q)"},
        "replacement-from-the-last-row": {"self.sample(residual(p, q))": "self.sample(target_probs[k])"},
        "extra-from-the-draft": {"self.sample(target_probs[k])": "self.sample(draft_probs[k - 1])"},
        "most-probable-replacement": {"self.sample(residual(p, q))": "np.argmax(residual(p, q))"},
        "most-probable-extra": {"self.sample(target_probs[k])": "np.argmax(target_probs[k])"},
        "target-and-draft-exchanged": {
            "RejectionSampler(rng)(target, draft, drafted)": "RejectionSampler(rng)(np.vstack([draft, target[-1:]]), target, drafted)"
        },
        "first-row-only": {"target_probs[pos], draft_probs[pos]": "target_probs[0], draft_probs[0]"},
        "rows-shifted": {"p, q = target_probs[pos]": "p, q = target_probs[pos + 1]"},
        "fixed-seed": {"self.rng = rng": "self.rng = np.random.default_rng(0)"},
        "rate-of-rejection": {"1 - np.maximum(q - p, 0)": "np.maximum(q - p, 0)"},
        "last-term-missing": {"range(gamma)": "range(gamma - 1)"},
        "own-token-not-counted": {"tokens = 1.0": "tokens = 0.0"},
    },
    "while_loop": {
        "ratio-upside-down": {
            "if p[token] >= q[token]": "if q[token] >= p[token]",
            "float(p[token]) / float(q[token])": "float(q[token]) / float(p[token])",
        },
        "ratio-above-one": {"    if p[token] >= q[token]:\n        return 1.0\n": ""},
        "no-chance": {"float(p[token]) / float(q[token])": "0.0"},
        "target-probability-alone": {
            "    if p[token] >= q[token]:\n        return 1.0\n": "",
            "float(p[token]) / float(q[token])": "float(p[token])",
        },
        "residual-without-maximum": {"a - b if a > b else 0.0": "abs(a - b)"},
        "residual-of-the-draft": {"a - b if a > b else 0.0": "b - a if b > a else 0.0"},
        "residual-of-p-where-larger": {"a - b if a > b else 0.0": "a if a > b else 0.0"},
        "residual-uniform": {"a - b if a > b else 0.0": "1.0 if a > b else 0.0"},
        "residual-by-ratio": {"a - b if a > b else 0.0": "a / max(b, 1e-12) if a > b else 0.0"},
        "residual-not-normalised": {"return rest / rest.sum()": "return rest"},
        "comparison-turned-round": {"rng.random() < accept": "rng.random() > accept"},
        "greedy-acceptance": {
            "rng.random() < accept_probability(p, q, token)": "token == max(range(len(p)), key=lambda x: p[x])"
        },
        "replacement-from-p": {
            "following = residual(target[position], draft[position])": "following = target[position]"
        },
        "replacement-from-q": {
            "following = residual(target[position], draft[position])": "following = draft[position]"
        },
        "replacement-from-the-last-row": {
            "following = residual(target[position], draft[position])": "following = target[-1]"
        },
        "extra-from-the-draft": {"following = target[position]\n": "following = draft[-1]\n"},
        "extra-from-the-row-before": {"following = target[position]\n": "following = target[position - 1]\n"},
        "rejected-token-kept": {"drafted[:position]))": "drafted[: position + 1]))"},
        "rate-of-rejection": {"np.where(p < q, p, q)": "np.where(p > q, p - q, 0)"},
        "rate-by-product": {"np.where(p < q, p, q)": "p * q"},
        "own-token-not-counted": {
            "        return 1.0\n    return 1.0 + alpha * tokens_per_pass(alpha, gamma - 1)": "        return 0.0\n    return alpha * (1.0 + tokens_per_pass(alpha, gamma - 1))"
        },
        "tokens-in-a-straight-line": {
            "1.0 + alpha * tokens_per_pass(alpha, gamma - 1)": "alpha + tokens_per_pass(alpha, gamma - 1)"
        },
    },
    "recursive": {
        "ratio-upside-down": {"np.divide(p[token], q[token])": "np.divide(q[token], p[token])"},
        "ratio-above-one": {
            "np.minimum(1.0, np.divide(p[token], q[token]))": "np.divide(p[token], q[token])"
        },
        "rejection-probability": {"return np.minimum(1.0,": "return 1 - np.minimum(1.0,"},
        "residual-without-maximum": {"np.fmax(np.subtract(p, q), 0)": "np.fabs(np.subtract(p, q))"},
        "residual-is-the-target": {"np.fmax(np.subtract(p, q), 0)": "p"},
        "residual-of-the-draft": {"np.subtract(p, q)": "np.subtract(q, p)"},
        "residual-not-normalised": {"np.divide(mass, np.add.reduce(mass))": "mass"},
        "comparison-turned-round": {"rng.random() < accept": "rng.random() > accept"},
        "goes-on-after-a-rejection": {
            "return [draw(residual(p, q), rng)]": "return [draw(residual(p, q), rng), *verify(target[1:], draft[1:], rest, rng)]"
        },
        "extra-after-a-rejection": {
            "return [draw(residual(p, q), rng)]": "return [draw(residual(p, q), rng), draw(target[-1], rng)]"
        },
        "no-extra-token": {"return [draw(target[0], rng)]": "return []"},
        "no-replacement": {"return [draw(residual(p, q), rng)]": "return []"},
        "rejected-token-kept": {
            "return [draw(residual(p, q), rng)]": "return [int(first), draw(residual(p, q), rng)]"
        },
        "replacement-from-p": {"return [draw(residual(p, q), rng)]": "return [draw(p, rng)]"},
        "replacement-from-q": {"return [draw(residual(p, q), rng)]": "return [draw(q, rng)]"},
        "replacement-from-the-last-row": {
            "return [draw(residual(p, q), rng)]": "return [draw(target[-1], rng)]"
        },
        "first-row-only": {
            "verify(target[1:], draft[1:], rest, rng)": "verify(target if len(rest) else target[-1:], draft, rest, rng)"
        },
        "most-probable-extra": {"return [draw(target[0], rng)]": "return [int(np.argmax(target[0]))]"},
        "most-probable-replacement": {
            "return [draw(residual(p, q), rng)]": "return [int(np.argmax(residual(p, q)))]"
        },
        "rate-by-mean": {"np.fmin(p, q).sum()": "np.fmin(p, q).mean()"},
        "last-term-missing": {"np.ones(gamma + 1)": "np.ones(gamma)"},
        "own-token-not-counted": {
            "np.polyval(np.ones(gamma + 1), alpha)": "np.polyval(np.ones(gamma + 1), alpha) - 1"
        },
    },
    "generator_style": {
        "ratio-upside-down": {"min(p[token] / q[token], 1.0)": "min(q[token] / p[token], 1.0)"},
        "ratio-above-one": {"min(p[token] / q[token], 1.0)": "p[token] / q[token]"},
        "residual-of-the-draft": {"missing = p - overlap": "missing = q - overlap"},
        "residual-not-normalised": {"return missing / missing.sum()": "return missing"},
        "goes-on-after-a-rejection": {
            "            return\n        yield int": "            continue\n        yield int"
        },
        "extra-after-a-rejection": {
            "            return\n        yield int": "            break\n        yield int"
        },
        "no-extra-token": {"    yield draw(target[-1], rng)\n": ""},
        "no-replacement": {"            yield draw(residual(p, q), rng)\n": ""},
        "rejected-token-kept": {
            "            yield draw(residual(p, q), rng)\n": "            yield int(token)\n            yield draw(residual(p, q), rng)\n"
        },
        "replacement-from-p": {"yield draw(residual(p, q), rng)": "yield draw(p, rng)"},
        "replacement-from-q": {"yield draw(residual(p, q), rng)": "yield draw(q, rng)"},
        "extra-from-the-draft": {"yield draw(target[-1], rng)": "yield draw(draft[-1], rng)"},
        "extra-from-the-row-before": {"yield draw(target[-1], rng)": "yield draw(target[-2], rng)"},
        "rows-shifted": {
            "zip(drafted, target, draft, strict=False)": "zip(drafted, target[1:], draft, strict=False)"
        },
        "target-and-draft-exchanged": {
            "zip(drafted, target, draft, strict=False)": "zip(drafted, draft, target, strict=False)"
        },
        "own-generator": {
            "return list(tokens_of(target, draft, drafted, rng))": "return list(tokens_of(target, draft, drafted, np.random.default_rng()))"
        },
        "fixed-seed": {
            "return list(tokens_of(target, draft, drafted, rng))": "return list(tokens_of(target, draft, drafted, np.random.default_rng(1234)))"
        },
        "comparison-turned-round": {"rng.random() >= accept": "rng.random() <= accept"},
        "rate-of-equal-weights": {
            "float(q @ np.minimum(1.0, p / q))": "float(np.mean(np.minimum(1.0, p / q)))"
        },
        "rate-by-product": {"float(q @ np.minimum(1.0, p / q))": "float(q @ p)"},
        "own-token-not-counted": {"* (k + 1) for": "* k for"},
    },
    "log_space": {
        "ratio-upside-down": {"np.log(p[token]) - np.log(q[token])": "np.log(q[token]) - np.log(p[token])"},
        "ratio-above-one": {"np.exp(min(0.0, log_ratio))": "np.exp(log_ratio)"},
        "target-probability-alone": {"np.log(p[token]) - np.log(q[token])": "np.log(p[token])"},
        "residual-by-ratio": {"p[larger] - q[larger]": "p[larger] / np.maximum(q[larger], 1e-12)"},
        "residual-of-p-where-larger": {"p[larger] - q[larger]": "p[larger]"},
        "residual-uniform": {"p[larger] - q[larger]": "1.0"},
        "residual-not-normalised": {"return out / out.sum()": "return out"},
        "goes-on-after-a-rejection": {
            "            return out\n        out": "            continue\n        out"
        },
        "extra-after-a-rejection": {"            return out\n        out": "            break\n        out"},
        "no-extra-token": {"    out.append(draw(target[len(drafted)], rng))\n": ""},
        "replacement-from-p": {"draw(residual(target[i], draft[i]), rng)": "draw(target[i], rng)"},
        "replacement-from-q": {"draw(residual(target[i], draft[i]), rng)": "draw(draft[i], rng)"},
        "tokens-before-the-rejection-lost": {
            "            return out\n        out": "            return out[-1:]\n        out"
        },
        "most-probable-replacement": {
            "draw(residual(target[i], draft[i]), rng)": "int(np.argmax(residual(target[i], draft[i])))"
        },
        "drafted-changed": {
            "            out.append(draw(residual(target[i], draft[i]), rng))\n": "            drafted[i] = draw(residual(target[i], draft[i]), rng)\n            out.append(int(drafted[i]))\n"
        },
        "first-row-only": {
            "chance = accept_probability(target[i], draft[i], token)": "chance = accept_probability(target[0], draft[0], token)",
            "draw(residual(target[i], draft[i]), rng)": "draw(residual(target[0], draft[0]), rng)",
        },
        "rate-of-rejection": {"1.0 - 0.5 * np.abs(p - q).sum()": "0.5 * np.abs(p - q).sum()"},
        "last-term-missing": {"alpha ** (gamma + 1)": "alpha**gamma"},
        "tokens-in-a-straight-line": {"(1.0 - alpha ** (gamma + 1)) / (1.0 - alpha)": "1 + gamma * alpha"},
    },
    "coupled_sampler": {
        "ratio-upside-down": {"p[token] / q[token]": "q[token] / p[token]"},
        "target-probability-alone": {"float(min(1.0, p[token] / q[token]))": "float(p[token])"},
        "difference-instead-of-ratio": {
            "float(min(1.0, p[token] / q[token]))": "float(min(1.0, 1.0 - (q[token] - p[token])))"
        },
        "residual-without-maximum": {"max(0.0, a - b)": "abs(a - b)"},
        "residual-is-the-target": {
            "short = np.asarray([max(0.0, a - b) for a, b in zip(p, q, strict=True)])": "short = np.asarray(p)"
        },
        "residual-by-softmax": {"max(0.0, a - b)": "np.exp(a - b)"},
        "extra-after-a-rejection": {
            "    else:\n        text.append(pick(target[-1], rng))": "    text.append(pick(target[-1], rng))"
        },
        "goes-on-after-a-rejection": {"            break\n": "            continue\n"},
        "no-extra-token": {"text.append(pick(target[-1], rng))": "pass"},
        "no-replacement": {"            text.append(pick(position.correction(), rng))\n": ""},
        "replacement-from-p": {"pick(position.correction(), rng)": "pick(position.p, rng)"},
        "replacement-from-q": {"pick(position.correction(), rng)": "pick(position.q, rng)"},
        "replacement-from-the-last-row": {"pick(position.correction(), rng)": "pick(target[-1], rng)"},
        "extra-from-the-draft": {"pick(target[-1], rng)": "pick(draft[-1], rng)"},
        "rows-shifted": {"Position(target[i],": "Position(target[i + 1],"},
        "first-row-only": {"Position(target[i], draft[i],": "Position(target[0], draft[0],"},
        "target-and-draft-exchanged": {"Position(target[i], draft[i],": "Position(draft[i], target[i],"},
        "one-number-for-all-positions": {
            "    text = []\n": "    text = []\n    u = rng.random()\n",
            "rng.random() >= position": "u >= position",
        },
        "rate-by-product": {"min(float(a), float(b))": "float(a) * float(b)"},
        "last-term-missing": {"range(gamma)": "range(gamma - 1)"},
    },
    "takewhile_style": {
        "ratio-upside-down": {"p[token] / q[token], 1.0": "q[token] / p[token], 1.0"},
        "ratio-above-one": {
            "float(sorted((0.0, p[token] / q[token], 1.0))[1])": "float(p[token] / q[token])"
        },
        "residual-without-maximum": {"(p - q) * (p > q)": "np.abs(p - q)"},
        "residual-of-the-draft": {"(p - q) * (p > q)": "(q - p) * (q > p)"},
        "residual-of-p-where-larger": {"(p - q) * (p > q)": "p * (p > q)"},
        "residual-not-normalised": {"return surplus / surplus.sum()": "return surplus"},
        "goes-on-after-a-rejection": {
            "count = len(list(takewhile(bool, decisions)))\n": "count = len(list(takewhile(bool, decisions)))\n    if count < len(decisions):\n        kept = [int(x) if d else draw(residual(p, q), rng) for p, q, x, d in zip(target, draft, drafted, decisions, strict=False)]\n        return [*kept, draw(target[-1], rng)]\n"
        },
        "replacement-from-p": {
            "last = target[count] if count == len(decisions) else residual(target[count], draft[count])": "last = target[count]"
        },
        "replacement-from-q": {"else residual(target[count], draft[count])": "else draft[count]"},
        "replacement-from-the-last-row": {"else residual(target[count], draft[count])": "else target[-1]"},
        "rejected-token-kept": {"drafted[:count]]": "drafted[: count + 1]]"},
        "extra-from-the-row-before": {"last = target[count] if": "last = target[count - 1] if"},
        "extra-from-the-draft": {"last = target[count] if": "last = draft[-1] if"},
        "greedy-acceptance": {"rng.random() < accept_probability(p, q, x)": "x == p.argmax()"},
        "comparison-turned-round": {"rng.random() < accept": "rng.random() > accept"},
        "target-and-draft-exchanged": {
            "rng.random() < accept_probability(p, q, x)": "rng.random() < accept_probability(q, p, x)",
            "residual(target[count], draft[count])": "residual(draft[count], target[count])",
        },
        "rows-shifted": {
            "zip(target, draft, drafted, strict=False)": "zip(target[1:], draft, drafted, strict=False)",
            "residual(target[count], draft": "residual(target[count + 1], draft",
        },
        "rate-by-mean": {"axis=0).sum()": "axis=0).mean()"},
        "own-token-not-counted": {"[1.0] + [alpha] * gamma": "[alpha] * gamma"},
    },
}
