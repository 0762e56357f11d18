"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "paper_two": {
        "nothing-corrected": {
            "li = alpha * li + Pij": "li = li + Pij",
            "Oi = alpha[:, None] * Oi + Pij": "Oi = Oi + Pij",
        },
        "only-the-total-corrected": {"Oi = alpha[:, None] * Oi + Pij": "Oi = Oi + Pij"},
        "only-the-values-corrected": {"li = alpha * li + Pij": "li = li + Pij"},
        "correction-upside-down": {
            "alpha = np.exp(mi - m_new)": "alpha = np.exp(m_new - mi) if j else 0 * mi.clip(0)"
        },
        "new-terms-corrected-too": {
            "alpha * li + Pij.sum(axis=1)": "alpha * (li + Pij.sum(axis=1))",
            "alpha[:, None] * Oi + Pij @ Vj": "alpha[:, None] * (Oi + Pij @ Vj)",
        },
        "maximum-forgotten": {
            "m_new = np.maximum(mi, Sij.max(axis=1))": "m_new = Sij.max(axis=1)",
            "alpha = np.exp(mi - m_new)": "alpha = np.ones(Br)",
        },
        "only-the-last-block": {"            mi = m_new\n": ""},
        "softmax-in-each-block": {
            "li = alpha * li + Pij.sum(axis=1)": "li = li + 1",
            "Oi = alpha[:, None] * Oi + Pij @ Vj": "Oi = Oi + Pij / Pij.sum(axis=1)[:, None] @ Vj",
        },
        "softmaxes-added": {
            "li = alpha * li + Pij.sum(axis=1)": "Pij = Pij / Pij.sum(axis=1, keepdims=True)",
            "Oi = alpha[:, None] * Oi + Pij": "Oi = Oi + Pij",
            "Oi / li[:, None]": "Oi",
        },
        "never-divided": {"Oi / li[:, None]": "Oi"},
        "exp-without-maximum": {
            "np.exp(Sij - m_new[:, None])": "np.exp(Sij)",
            "alpha = np.exp(mi - m_new)": "alpha = np.ones_like(mi)",
        },
        "maximum-starts-at-zero": {"mi = np.full(Br, -np.inf)": "mi = np.zeros(Br)"},
        "total-starts-at-one": {
            "mi = np.full(Br, -np.inf)": "mi = np.zeros(Br)",
            "li = np.zeros(Br)": "li = np.ones(Br)",
        },
        "one-maximum-for-the-block": {"Sij.max(axis=1)": "Sij.max()"},
        "last-block-dropped": {
            "for j in range(0, N, block_size)": "for j in range(0, N // block_size * block_size, block_size)"
        },
        "last-query-block-dropped": {
            "for i in range(0, N, block_size)": "for i in range(0, N - N % block_size, block_size)"
        },
        "last-block-filled-with-zeros": {
            "Kj, Vj = k[j : j + block_size], v[j : j + block_size]": "Kj, Vj = np.zeros((block_size, d)), np.zeros((block_size, v.shape[1]))\n            Kj[: N - j] = k[j : j + block_size]\n            Vj[: N - j] = v[j : j + block_size]"
        },
        "only-its-own-block": {"for j in range(0, N, block_size)": "for j in [i]"},
        "no-scaling": {" * scale": ""},
        "scaled-by-d": {"1.0 / np.sqrt(d)": "1.0 / d"},
        "scaled-by-the-block": {"1.0 / np.sqrt(d)": "1.0 / np.sqrt(block_size)"},
        "multiplied-by-the-root": {"1.0 / np.sqrt(d)": "np.sqrt(d)"},
        "causal-ignored": {
            "if causal and j > i:": "if False:",
            "            if causal:\n": "            if False:\n",
        },
        "causal-always": {"N, d = q.shape": "N, d = q.shape\n    causal = True"},
        "causal-block-by-block": {
            "            if causal:\n                q_idx": "            if False:\n                q_idx"
        },
        "causal-inside-every-block": {"q_idx = i +": "q_idx =", "k_idx = j +": "k_idx ="},
        "causal-without-itself": {"q_idx >= k_idx": "q_idx > k_idx"},
        "causal-the-wrong-way": {
            "if causal and j > i:\n                break": "if causal and j < i:\n                continue",
            "q_idx >= k_idx": "q_idx <= k_idx",
        },
        "own-block-skipped": {"if causal and j > i": "if causal and 0 < j >= i"},
        "triangle-not-moved-for-the-queries": {"q_idx = i +": "q_idx ="},
        "causal-hidden-by-zero": {"Sij, -np.inf)": "Sij, 0.0)"},
        "keys-and-values-exchanged": {"Qi @ Kj.T": "Qi @ Vj.T", "Pij @ Vj": "Pij @ Kj"},
        "queries-and-keys-exchanged": {"Qi = q[i :": "Qi = k[i :", "Kj, Vj = k[j :": "Kj, Vj = q[j :"},
        "state-kept-between-query-blocks": {
            "        li = np.zeros(Br)\n        mi = np.full(Br, -np.inf)\n": "",
            "    for i in": "    li = np.zeros(min(block_size, N))\n    mi = np.full(min(block_size, N), -np.inf)\n    for i in",
            "Br = Qi.shape[0]": "Br = Qi.shape[0]\n        li, mi = li[:Br], mi[:Br]",
        },
        "divided-after-every-block": {
            "            mi = m_new\n": "            mi = m_new\n            Oi = Oi / li[:, None]\n",
            "Oi / li[:, None]\n    return": "Oi\n    return",
        },
        "whole-grid": {
            "    for i in": "    S = q @ k.T * scale\n    for i in",
            "Sij = Qi @ Kj.T * scale": "Sij = S[i : i + block_size, j : j + block_size]",
        },
        "whole-mask": {
            "    for i in range(0, N, block_size):": "    hidden = np.triu(np.ones((N, N), dtype=bool), k=1)\n    for i in range(0, N, block_size):",
            "Sij = np.where(q_idx >= k_idx, Sij, -np.inf)": "Sij = np.where(hidden[q_idx, k_idx], -np.inf, Sij)",
        },
        "full-softmax-for-a-query-block": {
            "        for j in range(0, N, block_size):": "        for j in (0,):",
            "Kj, Vj = k[j : j + block_size], v[j : j + block_size]": "Kj, Vj = k, v",
        },
    },
    "paper_one": {
        "nothing-corrected": {"row_sum[qs:qe] * np.exp(m_old - m_new)": "row_sum[qs:qe]"},
        "correction-upside-down": {
            "np.exp(m_old - m_new)": "np.where(np.isinf(m_old), 0, np.exp(m_new - m_old))"
        },
        "maximum-forgotten": {
            "m_new = np.maximum(m_old, m_block)": "m_new = m_block",
            "row_sum[qs:qe] * np.exp(m_old - m_new)": "row_sum[qs:qe]",
        },
        "only-the-last-block": {"            row_max[qs:qe] = m_new\n": ""},
        "exp-without-maximum": {
            "np.exp(s - m_new)": "np.exp(s)",
            "row_sum[qs:qe] * np.exp(m_old - m_new)": "row_sum[qs:qe]",
        },
        "maximum-starts-at-zero": {"np.full((n, 1), -np.inf)": "np.zeros((n, 1))"},
        "total-starts-at-one": {
            "row_sum = np.zeros((n, 1))": "row_sum = np.ones((n, 1))",
            "row_max = np.full((n, 1), -np.inf)": "row_max = np.zeros((n, 1))",
        },
        "one-maximum-for-the-block": {"s.max(axis=-1, keepdims=True)": "s.max()"},
        "last-block-dropped": {
            "for ks in range(0, n, block_size)": "for ks in range(0, n - n % block_size, block_size)"
        },
        "last-query-block-dropped": {
            "for qs in range(0, n, block_size)": "for qs in range(0, n // block_size * block_size, block_size)"
        },
        "last-block-filled-with-zeros": {
            "ke = min(ks + block_size, n)": "ke = ks + block_size",
            "k_j = k[ks:ke]": "k_j = np.pad(k[ks:ke], ((0, max(ke - n, 0)), (0, 0)))",
            "v_j = v[ks:ke]": "v_j = np.pad(v[ks:ke], ((0, max(ke - n, 0)), (0, 0)))",
        },
        "only-its-own-block": {"if causal and qe <= ks:": "if qs != ks:"},
        "no-scaling": {" / np.sqrt(d)": ""},
        "scaled-by-d": {"np.sqrt(d)": "d"},
        "scaled-by-the-block": {"np.sqrt(d)": "np.sqrt(block_size)"},
        "multiplied-by-the-root": {"/ np.sqrt(d)": "* np.sqrt(d)"},
        "causal-ignored": {
            "            if causal and qe <= ks:\n                continue\n": "",
            "if causal:\n": "if False:\n",
        },
        "causal-always": {"n, d = q.shape": "causal = True\n    n, d = q.shape"},
        "causal-block-by-block": {
            "            if causal:\n                future = np.arange(ks, ke)[None, :] > np.arange(qs, qe)[:, None]\n                s[future] = -np.inf\n": ""
        },
        "causal-inside-every-block": {
            "np.arange(ks, ke)[None, :] > np.arange(qs, qe)[:, None]": "np.arange(ke - ks)[None, :] > np.arange(qe - qs)[:, None]"
        },
        "causal-without-itself": {"[None, :] > np": "[None, :] >= np"},
        "causal-the-wrong-way": {"qe <= ks": "ke <= qs", "[None, :] > np": "[None, :] < np"},
        "own-block-skipped": {"qe <= ks": "ks >= qs > 0"},
        "causal-hidden-by-zero": {"s[future] = -np.inf": "s[future] = 0.0"},
        "keys-and-values-exchanged": {"@ k_j.T": "@ v_j.T", "p @ v_j": "p @ k_j"},
        "queries-and-keys-exchanged": {"s = q[qs:qe] @ k_j.T": "s = k[qs:qe] @ q[ks:ke].T"},
        "divided-by-the-old-sum": {") / l_new": ") / np.where(l_old == 0, 1, l_old)"},
        "never-divided": {
            "(l_old * out[qs:qe] + p @ v_j) / l_new": "np.exp(m_old - m_new) * out[qs:qe] + p @ v_j"
        },
        "old-output-not-multiplied-by-its-sum": {"(l_old * out[qs:qe] + p @ v_j)": "(out[qs:qe] + p @ v_j)"},
        "only-the-total-corrected": {"l_old * out[qs:qe]": "row_sum[qs:qe] * out[qs:qe]"},
        "only-the-values-corrected": {"l_new = l_old + p": "l_new = row_sum[qs:qe] + p"},
        "softmaxes-added": {
            "(l_old * out[qs:qe] + p @ v_j) / l_new": "out[qs:qe] + p / p.sum(axis=-1, keepdims=True) @ v_j"
        },
        "softmax-in-each-block": {
            "l_new = l_old + p.sum(axis=-1, keepdims=True)": "l_new = row_sum[qs:qe] + 1",
            "(l_old * out[qs:qe] + p @ v_j) / l_new": "(row_sum[qs:qe] * out[qs:qe] + p / p.sum(axis=-1, keepdims=True) @ v_j) / l_new",
        },
        "new-terms-corrected-too": {
            "l_old = row_sum[qs:qe] * np.exp(m_old - m_new)": "fix = np.exp(m_old - m_new) if ks else 1.0\n            l_old = row_sum[qs:qe] * fix",
            "p = np.exp(s - m_new)": "p = np.exp(s - m_new) * (np.exp(m_old - m_new) if ks else 1.0)",
        },
        "whole-grid": {
            "    for ks in": "    grid = q @ k.T / np.sqrt(d)\n    for ks in",
            "s = q[qs:qe] @ k_j.T / np.sqrt(d)": "s = grid[qs:qe, ks:ke].copy()",
        },
    },
    "one_query_at_a_time": {
        "nothing-corrected": {"total * shrink + e": "total + e", "acc * shrink + e": "acc + e"},
        "only-the-total-corrected": {"acc * shrink + e": "acc + e"},
        "only-the-values-corrected": {"total * shrink + e": "total + e"},
        "correction-upside-down": {
            "math.exp(biggest - now)": "math.exp(min(now - biggest, 700)) if start else 0.0"
        },
        "new-terms-corrected-too": {
            "total * shrink + e.sum()": "(total + e.sum()) * shrink",
            "acc * shrink + e @ values[start : start + block_size]": "(acc + e @ values[start : start + block_size]) * shrink",
        },
        "maximum-forgotten": {"max(biggest, scores.max())": "scores.max()", "math.exp(biggest - now)": "1.0"},
        "only-the-last-block": {"        biggest = now\n": ""},
        "softmax-in-each-block": {
            "total * shrink + e.sum()": "total + 1",
            "acc * shrink + e @": "acc + e / e.sum() @",
        },
        "softmaxes-added": {"total * shrink + e.sum()": "1.0", "acc * shrink + e @": "acc + e / e.sum() @"},
        "never-divided": {"return acc / total": "return acc"},
        "exp-without-maximum": {"np.exp(scores - now)": "np.exp(scores)", "math.exp(biggest - now)": "1.0"},
        "maximum-starts-at-zero": {"biggest = -math.inf": "biggest = 0.0"},
        "total-starts-at-one": {"biggest = -math.inf": "biggest = 0.0", "total = 0.0": "total = 1.0"},
        "last-block-dropped": {
            "range(0, len(keys), block_size)": "range(0, len(keys) // block_size * block_size, block_size)"
        },
        "last-block-filled-with-zeros": {
            "    biggest = -math.inf": "    extra = np.zeros((-len(keys) % block_size, keys.shape[1]))\n    keys, values = np.vstack([keys, extra]), np.vstack([values, extra])\n    biggest = -math.inf"
        },
        "no-scaling": {"q[i] / math.sqrt(d)": "q[i]"},
        "scaled-by-d": {"math.sqrt(d)": "d"},
        "scaled-by-the-block": {"math.sqrt(d)": "math.sqrt(block_size)"},
        "multiplied-by-the-root": {"q[i] / math.sqrt(d)": "q[i] * math.sqrt(d)"},
        "causal-ignored": {"end = i + 1 if causal else T": "end = T"},
        "causal-always": {"end = i + 1 if causal else T": "end = i + 1"},
        "causal-inverted": {"end = i + 1 if causal else T": "end = T if causal else i + 1"},
        "causal-without-itself": {"end = i + 1 if": "end = max(i, 1) if"},
        "causal-one-too-many": {"end = i + 1 if": "end = i + 2 if"},
        "causal-the-wrong-way": {
            "k[:end], v[:end]": "k[end - 1 if causal else 0 :], v[end - 1 if causal else 0 :]"
        },
        "causal-block-by-block": {
            "end = i + 1 if causal": "end = (i // block_size + 1) * block_size if causal"
        },
        "own-block-skipped": {
            "end = i + 1 if causal": "end = (i // block_size * block_size or block_size) if causal"
        },
        "only-its-own-block": {
            "k[:end], v[:end]": "k[i // block_size * block_size : end][:block_size], v[i // block_size * block_size : end][:block_size]"
        },
        "keys-and-values-exchanged": {"k[:end], v[:end]": "v[:end], k[:end]"},
        "queries-and-keys-exchanged": {"attend_one(q[i] /": "attend_one(k[i] /", "k[:end], v": "q[:end], v"},
        "values-of-the-first-block-only": {"e @ values[start : start + block_size]": "e @ values[: len(e)]"},
        "whole-grid": {
            "    result = []": "    grid = q @ k.T / math.sqrt(d)\n    result = []",
            "def attend_one(query,": "def attend_one(row,",
            "keys[start : start + block_size] @ query": "row[start : start + block_size]",
            "attend_one(q[i] / math.sqrt(d)": "attend_one(grid[i, :end]",
        },
        "full-softmax-for-a-query-block": {
            "    for start in range(0, len(keys), block_size):\n        scores = keys[start : start + block_size] @ query\n        now = max(biggest, scores.max())\n        shrink = math.exp(biggest - now)\n        e = np.exp(scores - now)\n        total = total * shrink + e.sum()\n        acc = acc * shrink + e @ values[start : start + block_size]\n        biggest = now\n    return acc / total": "    scores = keys @ query\n    biggest = scores.max()\n    e = np.exp(scores - biggest)\n    total = e.sum()\n    acc = e @ values\n    return acc / total"
        },
    },
    "all_queries_at_once": {
        "nothing-corrected": {
            "sums * old_part + np": "sums + np",
            "weighted * old_part[:, None] + np": "weighted + np",
        },
        "only-the-total-corrected": {"weighted * old_part[:, None] + np": "weighted + np"},
        "only-the-values-corrected": {"sums * old_part + np": "sums + np"},
        "correction-upside-down": {
            "old_part = np.exp(maxes - new)": "old_part = np.exp(new - maxes) if start > 0 else np.zeros(T)"
        },
        "new-terms-corrected-too": {
            "sums * old_part + np.sum(e, axis=1)": "(sums + np.sum(e, axis=1)) * old_part",
            'weighted * old_part[:, None] + np.einsum("ij,jd->id", e, v[start:stop])': '(weighted + np.einsum("ij,jd->id", e, v[start:stop])) * old_part[:, None]',
        },
        "maximum-forgotten": {
            "new = np.maximum(maxes, np.max(s, axis=1))": "new = np.max(np.maximum(s, -1e300), axis=1)",
            "old_part = np.exp(maxes - new)": "old_part = 1.0 if start else np.zeros(T)\n        old_part = np.ones(T) * old_part",
        },
        "only-the-last-block": {"        maxes = new\n": ""},
        "softmax-in-each-block": {
            "sums * old_part + np.sum(e, axis=1)": "sums + 1",
            'weighted * old_part[:, None] + np.einsum("ij,jd->id", e,': 'weighted + np.einsum("ij,jd->id", e / np.maximum(np.sum(e, axis=1), 1e-300)[:, None],',
        },
        "softmaxes-added": {
            'weighted * old_part[:, None] + np.einsum("ij,jd->id", e,': 'weighted + np.einsum("ij,jd->id", e / np.sum(e, axis=1)[:, None],',
            "return weighted / sums[:, None]": "return weighted",
        },
        "never-divided": {"weighted / sums[:, None]": "weighted"},
        "exp-without-maximum": {
            "np.exp(s - new[:, None])": "np.exp(s)",
            "old_part = np.exp(maxes - new)": "old_part = np.ones_like(new)",
        },
        "maximum-starts-at-zero": {"np.full(T, -np.inf)": "np.zeros(T)"},
        "total-starts-at-one": {
            "np.full(T, -np.inf)": "np.zeros(T)",
            "sums = np.zeros(T)": "sums = np.ones(T)",
        },
        "one-maximum-for-the-block": {"np.max(s, axis=1)": "np.max(s)"},
        "maximum-over-the-queries": {
            "np.maximum(maxes, np.max(s, axis=1))": "np.maximum(maxes, np.resize(np.max(s, axis=0), T))"
        },
        "last-block-dropped": {"range(0, T, block_size)": "range(0, T - T % block_size, block_size)"},
        "no-scaling": {" / np.sqrt(dim)": ""},
        "scaled-by-d": {"np.sqrt(dim)": "dim"},
        "scaled-by-the-block": {"np.sqrt(dim)": "np.sqrt(block_size)"},
        "scaled-by-the-length": {"np.sqrt(dim)": "np.sqrt(T)"},
        "multiplied-by-the-root": {"/ np.sqrt(dim)": "* np.sqrt(dim)"},
        "causal-ignored": {"if causal:": "if causal is None:"},
        "causal-always": {
            "        if causal:\n            j = np.arange(start, start + s.shape[1])\n            s =": "        j = np.arange(start, start + s.shape[1])\n        s ="
        },
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-inside-every-block": {
            "np.arange(start, start + s.shape[1])": "np.arange(s.shape[1])",
            "j[None, :] <= i[:, None]": "j[None, :] <= i[:, None] % block_size",
        },
        "causal-without-itself": {"j[None, :] <= i": "j[None, :] < i"},
        "causal-the-wrong-way": {"j[None, :] <= i": "j[None, :] >= i"},
        "causal-block-by-block": {
            "j[None, :] <= i[:, None]": "j[None, :] // block_size <= i[:, None] // block_size"
        },
        "own-block-skipped": {
            "j[None, :] <= i[:, None]": "j[None, :] < np.maximum(i[:, None] // block_size, 1) * block_size"
        },
        "causal-hidden-by-zero": {"s, -np.inf)": "s, 0.0)"},
        "keys-and-values-exchanged": {
            "q, k[start:stop])": "q, v[start:stop])",
            "e, v[start:stop])": "e, k[start:stop])",
        },
        "queries-and-keys-exchanged": {"q, k[start:stop])": "k, q[start:stop])"},
        "values-of-the-first-block-only": {"e, v[start:stop])": "e, v[: e.shape[1]])"},
        "whole-grid": {
            "    for start in": '    grid = np.einsum("id,jd->ij", q, k) / np.sqrt(dim)\n    for start in',
            's = np.einsum("id,jd->ij", q, k[start:stop]) / np.sqrt(dim)': "s = grid[:, start:stop]",
        },
        "columns-counted-anew-in-every-block": {
            "np.arange(start, start + s.shape[1])": "np.arange(s.shape[1])"
        },
        "whole-mask": {
            "    for start in": "    seen = np.tril(np.ones((T, T), dtype=bool))\n    for start in",
            "s = np.where(j[None, :] <= i[:, None], s, -np.inf)": "s = np.where(seen[:, j], s, -np.inf)",
        },
    },
    "key_by_key": {
        "nothing-corrected": {"                    denom *= fix\n                    acc *= fix\n": ""},
        "only-the-total-corrected": {"                    acc *= fix\n": ""},
        "only-the-values-corrected": {"                    denom *= fix\n": ""},
        "correction-upside-down": {"math.exp(m - s)": "math.exp(min(s - m, 700)) if denom else 0"},
        "new-terms-corrected-too": {
            "                    denom *= fix\n                    acc *= fix\n": "",
            "if s > m:": "fix = 1.0\n                if s > m:",
            "fix = math.exp(m - s)": "fix = math.exp(m - s) if denom else 1.0",
            "acc += w * v[j]": "acc += w * v[j]\n                denom *= fix\n                acc *= fix",
        },
        "never-divided": {"acc / denom": "acc"},
        "exp-without-maximum": {
            "                if s > m:\n                    fix = math.exp(m - s)\n                    denom *= fix\n                    acc *= fix\n                    m = s\n": "",
            "math.exp(s - m)": "float(np.exp(s))",
        },
        "maximum-starts-at-zero": {'m = float("-inf")': "m = 0.0"},
        "total-starts-at-one": {'m = float("-inf")': "m = 0.0", "denom = 0.0": "denom = 1.0"},
        "last-block-dropped": {
            "for b in range(0, n, block_size)": "for b in range(0, n // block_size * block_size, block_size)"
        },
        "last-block-filled-with-zeros": {
            "range(b, min(b + block_size, n))": "range(b, b + block_size)",
            "float(np.dot(q[i], k[j])) / math.sqrt(d)": "float(np.dot(q[i], k[j])) / math.sqrt(d) if j < n else 0.0",
            "acc += w * v[j]": "acc += w * v[j] if j < n else 0.0",
        },
        "only-its-own-block": {"for b in range(0, n, block_size)": "for b in [i - i % block_size]"},
        "no-scaling": {" / math.sqrt(d)": ""},
        "scaled-by-d": {"math.sqrt(d)": "d"},
        "scaled-by-the-block": {"math.sqrt(d)": "math.sqrt(block_size)"},
        "multiplied-by-the-root": {"/ math.sqrt(d)": "* math.sqrt(d)"},
        "causal-ignored": {"                if causal and j > i:\n                    break\n": ""},
        "causal-always": {"if causal and j > i": "if j > i"},
        "causal-inverted": {"if causal and": "if not causal and"},
        "causal-block-by-block": {"if causal and j > i": "if causal and b > i"},
        "causal-inside-every-block": {
            "if causal and j > i:": "if causal and (b > i or j - b > i % block_size):"
        },
        "causal-without-itself": {"j > i": "j >= max(i, 1)"},
        "causal-the-wrong-way": {"j > i:\n                    break": "j < i:\n                    continue"},
        "own-block-skipped": {"if causal and j > i": "if causal and b and b + block_size > i"},
        "keys-and-values-exchanged": {"np.dot(q[i], k[j])": "np.dot(q[i], v[j])", "w * v[j]": "w * k[j]"},
        "queries-and-keys-exchanged": {"np.dot(q[i], k[j])": "np.dot(k[i], q[j])"},
        "last-key-of-each-block-missed": {"min(b + block_size, n))": "max(min(b + block_size, n) - 1, 1))"},
        "last-query-missing": {"for i in range(n)": "for i in range(n - 1)"},
        "only-the-last-block": {
            "            for j in": "            denom = 0.0\n            acc = np.zeros(v.shape[1])\n            for j in"
        },
    },
    "running_class": {
        "nothing-corrected": {"        self.rescale(np.exp(self.max - new_max))\n": ""},
        "only-the-total-corrected": {"        self.values *= factor\n": ""},
        "only-the-values-corrected": {"        self.sum *= factor\n": ""},
        "correction-upside-down": {
            "np.exp(self.max - new_max)": "np.exp(np.where(np.isinf(self.max), 0, new_max - self.max))"
        },
        "new-terms-corrected-too": {
            "        self.rescale(np.exp(self.max - new_max))\n": "",
            "self.max = new_max": "if np.isfinite(self.max).all():\n            self.rescale(np.exp(self.max - new_max))\n        self.max = new_max",
        },
        "maximum-forgotten": {
            "np.maximum(self.max, scores.max(axis=-1, keepdims=True))": "scores.max(axis=-1, keepdims=True)",
            "        self.rescale(np.exp(self.max - new_max))\n": "",
        },
        "only-the-last-block": {"        self.max = new_max\n": ""},
        "softmax-in-each-block": {
            "self.rescale(np.exp(self.max - new_max))\n        weights": "weights",
            "weights.sum(axis=-1, keepdims=True)": "1.0",
            "weights @ values": "weights / weights.sum(axis=-1, keepdims=True) @ values",
        },
        "softmaxes-added": {
            "self.rescale(np.exp(self.max - new_max))\n        weights": "weights",
            "self.sum += weights.sum": "self.sum = weights.sum",
            "weights @ values": "weights / weights.sum(axis=-1, keepdims=True) @ values",
            "self.values / self.sum": "self.values",
        },
        "never-divided": {"return self.values / self.sum": "return self.values"},
        "exp-without-maximum": {
            "np.exp(scores - new_max)": "np.exp(scores)",
            "        self.rescale(np.exp(self.max - new_max))\n": "",
        },
        "maximum-starts-at-zero": {"np.full((rows, 1), -np.inf)": "np.zeros((rows, 1))"},
        "total-starts-at-one": {
            "np.full((rows, 1), -np.inf)": "np.zeros((rows, 1))",
            "self.sum = np.zeros((rows, 1))": "self.sum = np.ones((rows, 1))",
        },
        "one-maximum-for-the-block": {"scores.max(axis=-1, keepdims=True)": "scores.max()"},
        "last-block-dropped": {"for k0, k1 in blocks:": "for k0, k1 in blocks[: T // block_size]:"},
        "last-query-block-dropped": {
            "for q0, q1 in blocks:": "for q0, q1 in blocks[: T // block_size] or blocks:"
        },
        "only-its-own-block": {"for k0, k1 in blocks:": "for k0, k1 in [(q0, q1)]:"},
        "no-scaling": {" / d**0.5": ""},
        "scaled-by-d": {"/ d**0.5": "/ d"},
        "scaled-by-the-block": {"/ d**0.5": "/ block_size**0.5"},
        "multiplied-by-the-root": {"/ d**0.5": "/ d**-0.5"},
        "causal-ignored": {"if causal:": "if False:"},
        "causal-always": {"if causal:": "if True:"},
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-block-by-block": {
            "                allowed = np.arange(q0, q1).reshape(-1, 1) >= np.arange(k0, k1)\n                scores = np.where(allowed, scores, -np.inf)\n": ""
        },
        "causal-inside-every-block": {
            "np.arange(q0, q1).reshape(-1, 1) >= np.arange(k0, k1)": "np.arange(q1 - q0).reshape(-1, 1) >= np.arange(k1 - k0)"
        },
        "causal-without-itself": {".reshape(-1, 1) >= np": ".reshape(-1, 1) > np"},
        "causal-the-wrong-way": {
            "if k0 > q1 - 1:\n                    break": "if k1 <= q0:\n                    continue",
            ".reshape(-1, 1) >= np": ".reshape(-1, 1) <= np",
        },
        "own-block-skipped": {"k0 > q1 - 1": "k0 >= q0 > 0"},
        "causal-hidden-by-zero": {"scores, -np.inf)": "scores, 0.0)"},
        "keys-and-values-exchanged": {
            "k[k0:k1].T": "v[k0:k1].T",
            "state.add(scores, v[k0:k1])": "state.add(scores, k[k0:k1])",
        },
        "queries-and-keys-exchanged": {"q[q0:q1] @ k[k0:k1].T": "k[q0:q1] @ q[k0:k1].T"},
        "state-kept-between-query-blocks": {
            "    for q0, q1 in blocks:\n        state = RunningSoftmax(q1 - q0, v.shape[1])\n": "    state = RunningSoftmax(blocks[0][1], v.shape[1])\n    for q0, q1 in blocks:\n        state.max, state.sum, state.values = (part[: q1 - q0].copy() for part in (state.max, state.sum, state.values))\n"
        },
        "blocks-joined-along-the-columns": {
            "np.concatenate(outputs, axis=0)": "np.concatenate(outputs, axis=1)"
        },
        "whole-grid": {
            "    outputs = []": "    grid = q @ k.T / d**0.5\n    outputs = []",
            "q[q0:q1] @ k[k0:k1].T / d**0.5": "grid[q0:q1, k0:k1]",
        },
        "full-softmax-for-a-query-block": {
            "state = RunningSoftmax(q1 - q0, v.shape[1])\n        for k0, k1 in blocks:\n            scores = q[q0:q1] @ k[k0:k1].T / d**0.5\n            if causal:\n                if k0 > q1 - 1:\n                    break\n                allowed = np.arange(q0, q1).reshape(-1, 1) >= np.arange(k0, k1)\n                scores = np.where(allowed, scores, -np.inf)\n            state.add(scores, v[k0:k1])\n        outputs.append(state.result())": "scores = q[q0:q1] @ k.T / d**0.5\n        if causal:\n            allowed = np.arange(q0, q1).reshape(-1, 1) >= np.arange(T)\n            scores = np.where(allowed, scores, -np.inf)\n        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))\n        outputs.append(weights / weights.sum(axis=-1, keepdims=True) @ v)"
        },
    },
    "merged_parts": {
        "nothing-corrected": {"s1 * f1 + s2 * f2, o1 * f1 + o2 * f2": "s1 + s2 * f2, o1 + o2 * f2"},
        "only-the-total-corrected": {"o1 * f1 + o2 * f2": "o1 + o2 * f2"},
        "only-the-values-corrected": {"s1 * f1 + s2 * f2": "s1 + s2 * f2"},
        "correction-upside-down": {"f1 = np.exp(m1 - m)": "f1 = np.exp(m - m1)"},
        "new-block-against-its-own-maximum": {
            "s1 * f1 + s2 * f2, o1 * f1 + o2 * f2": "s1 * f1 + s2, o1 * f1 + o2"
        },
        "factors-exchanged": {"s1 * f1 + s2 * f2, o1 * f1 + o2 * f2": "s1 * f2 + s2 * f1, o1 * f2 + o2 * f1"},
        "maximum-of-the-first-block-kept": {"return m, s1": "return m1, s1"},
        "never-divided": {"values / total": "values"},
        "exp-without-maximum": {
            "np.exp(s - m)": "np.exp(s)",
            "f1 = np.exp(m1 - m)": "f1 = 1.0",
            "f2 = np.exp(m2 - m)": "f2 = 1.0",
        },
        "one-maximum-for-the-block": {"s.max(axis=1, keepdims=True)": "np.full((len(s), 1), s.max())"},
        "softmaxes-added": {
            "return m, p.sum(axis=1, keepdims=True), p @ v": "return m, 1.0, p / p.sum(axis=1, keepdims=True) @ v",
            "s1 * f1 + s2 * f2, o1 * f1 + o2 * f2": "1.0, o1 + o2",
        },
        "softmax-in-each-block": {
            "return m, p.sum(axis=1, keepdims=True), p @ v": "return m, 1, p / p.sum(axis=1, keepdims=True) @ v",
            "s1 * f1 + s2 * f2, o1 * f1 + o2 * f2": "s1 + s2, o1 + o2",
        },
        "last-block-dropped": {
            "range(0, last, block_size)": "range(0, max(last - last % block_size, 1), block_size)"
        },
        "last-query-block-dropped": {
            "out = np.empty(": "out = np.zeros(",
            "for i in range(0, length, block_size)": "for i in range(0, length - length % block_size, block_size)",
        },
        "only-its-own-block": {"for j in range(0, last, block_size)": "for j in [i]"},
        "no-scaling": {"q[rows] / np.sqrt(d)": "q[rows]"},
        "scaled-by-d": {"np.sqrt(d)": "d"},
        "scaled-by-the-block": {"np.sqrt(d)": "np.sqrt(block_size)"},
        "multiplied-by-the-root": {"q[rows] / np.sqrt(d)": "q[rows] * np.sqrt(d)"},
        "causal-ignored": {
            "    s[hidden] = -1e300\n": "",
            "last = rows[-1] + 1 if causal else length": "last = length",
        },
        "causal-always": {"length, d = q.shape": "length, d = q.shape\n    causal = True"},
        "causal-inverted": {
            "if causal else length": "if not causal else length",
            "if causal else np": "if not causal else np",
        },
        "causal-block-by-block": {"    s[hidden] = -1e300\n": ""},
        "causal-inside-every-block": {"cols > rows[:, None] if": "cols - j > rows[:, None] - i if"},
        "causal-without-itself": {"cols > rows[:, None] if": "cols >= rows[:, None] if"},
        "causal-the-wrong-way": {
            "last = rows[-1] + 1 if causal else length": "last = length",
            "cols > rows[:, None] if": "cols < rows[:, None] if",
        },
        "own-block-skipped": {"last = rows[-1] + 1 if": "last = max(i, 1) if"},
        "causal-hidden-by-zero": {"s[hidden] = -1e300": "s[hidden] = 0"},
        "keys-and-values-exchanged": {"k[cols], v[cols]": "v[cols], k[cols]"},
        "queries-and-keys-exchanged": {"q[rows] /": "k[rows] /", "k[cols], v": "q[cols], v"},
        "only-the-last-block": {"reduce(merge, parts)": "parts[-1]"},
        "maximum-starts-at-zero": {
            "m = s.max(axis=1, keepdims=True)": "m = np.maximum(s.max(axis=1, keepdims=True), 0)"
        },
        "total-starts-at-one": {
            "_, total, values = reduce(merge, parts)": "nothing = (np.zeros((len(rows), 1)), np.ones((len(rows), 1)), 0.0)\n        _, total, values = reduce(merge, parts, nothing)"
        },
        "maximum-forgotten": {"s1 * f1 + s2 * f2, o1 * f1 + o2 * f2": "s1 + s2, o1 + o2"},
        "new-terms-corrected-too": {
            "s1 * f1 + s2 * f2, o1 * f1 + o2 * f2": "(s1 + s2 * f2) * f1, (o1 + o2 * f2) * f1"
        },
    },
    "logsumexp_parts": {
        "correction-upside-down": {
            "np.exp(lse - both)[:, None] * o": "np.where(np.isinf(lse), 0, np.exp(both - lse))[:, None] * o"
        },
        "new-block-not-weighted": {"np.exp(new_lse - both)[:, None] * new_o": "new_o"},
        "softmaxes-added": {
            "np.exp(lse - both)[:, None] * o + np.exp(new_lse - both)[:, None] * new_o": "o + new_o"
        },
        "softmax-in-each-block": {
            "o = np.exp(lse - both)[:, None] * o + np.exp(new_lse - both)[:, None] * new_o": "o = o + new_o / np.ceil(T / block_size)"
        },
        "maximum-instead-of-logsumexp": {"np.logaddexp(lse, new_lse)": "np.maximum(lse, new_lse)"},
        "only-the-last-block": {"            lse = both\n": ""},
        "blocks-not-divided": {"e @ v / np.maximum(z, 1e-300)[:, None]": "e @ v"},
        "exp-without-maximum": {
            "np.exp(scores - top[:, None])": "np.exp(scores)",
            "np.where(z > 0, top, -np.inf)": "np.where(z > 0, 0.0, -np.inf)",
        },
        "one-maximum-for-the-block": {"scores.max(axis=-1)": "np.full(len(q), scores.max())"},
        "total-starts-at-one": {"np.full(len(qb), -np.inf)": "np.zeros(len(qb))"},
        "last-block-dropped": {
            "for b in range(0, T, block_size)": "for b in range(0, T // block_size * block_size, block_size)"
        },
        "last-query-block-dropped": {
            "for a in range(0, T, block_size)": "for a in range(0, T // block_size * block_size, block_size)"
        },
        "last-block-filled-with-zeros": {
            "kb, vb = k[b : b + block_size], v[b : b + block_size]": "pad = ((0, max(b + block_size - T, 0)), (0, 0))\n            kb, vb = (np.pad(z[b : b + block_size], pad) for z in (k, v))"
        },
        "only-its-own-block": {"for b in range(0, T, block_size)": "for b in (a,)"},
        "no-scaling": {" / np.sqrt(q.shape[-1])": ""},
        "scaled-by-d": {"np.sqrt(q.shape[-1])": "q.shape[-1]"},
        "multiplied-by-the-root": {"/ np.sqrt(q.shape[-1])": "* np.sqrt(q.shape[-1])"},
        "causal-ignored": {"    scores = np.where(mask, scores, -np.inf)\n": ""},
        "causal-always": {"if causal:": "if True:"},
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-block-by-block": {
            "np.tri(len(qb), len(kb), a - b, dtype=bool)": "np.full(mask.shape, b <= a)"
        },
        "causal-inside-every-block": {
            "np.tri(len(qb), len(kb), a - b, dtype=bool)": "np.tri(len(qb), len(kb), dtype=bool)"
        },
        "causal-without-itself": {"a - b, dtype": "a - b - 1, dtype"},
        "causal-offset-turned-round": {"a - b, dtype": "b - a, dtype"},
        "causal-the-wrong-way": {
            "np.tri(len(qb), len(kb), a - b, dtype=bool)": "~np.tri(len(qb), len(kb), a - b - 1, dtype=bool)"
        },
        "own-block-skipped": {
            "np.tri(len(qb), len(kb), a - b, dtype=bool)": "np.full(mask.shape, b < max(a, 1))"
        },
        "causal-hidden-by-zero": {"scores, -np.inf)": "scores, 0.0)"},
        "keys-and-values-exchanged": {"block_attention(qb, kb, vb,": "block_attention(qb, vb, kb,"},
        "queries-and-keys-exchanged": {"qb = q[a :": "qb = k[a :", "kb, vb = k[b :": "kb, vb = q[b :"},
        "old-output-not-weighted": {"np.exp(lse - both)[:, None] * o": "o"},
        "maximum-forgotten": {"+ np.where(z > 0, top, -np.inf)": "+ np.where(z > 0, 0.0, -np.inf)"},
    },
    "two_passes": {
        "maximum-forgotten": {
            "peak = np.maximum(peak, score_block(i, j).max(1, keepdims=True))": "pass",
            "e = np.exp(score_block(i, j) - peak)": "s = score_block(i, j)\n            e = np.exp(s - np.maximum(s.max(1, keepdims=True), -1e300))",
        },
        "maximum-of-the-last-block": {
            "np.maximum(peak, score_block(i, j).max(1, keepdims=True))": "score_block(i, j).max(1, keepdims=True)"
        },
        "exp-without-maximum": {"np.exp(score_block(i, j) - peak)": "np.exp(score_block(i, j))"},
        "maximum-starts-at-zero": {"peak = -np.inf": "peak = 0.0"},
        "one-maximum-for-the-block": {".max(1, keepdims=True)": ".max()"},
        "softmaxes-added": {
            "e @ v[j : j + block_size]": "e / e.sum(1, keepdims=True) @ v[j : j + block_size]",
            "bottom = bottom + e.sum(1, keepdims=True)": "bottom = 1.0",
        },
        "softmax-in-each-block": {
            "e @ v[j : j + block_size]": "e / e.sum(1, keepdims=True) @ v[j : j + block_size]",
            "bottom = bottom + e.sum(1, keepdims=True)": "bottom = bottom + 1",
        },
        "never-divided": {"top / bottom": "top"},
        "last-block-dropped": {
            "starts = range(0, n, block_size)": "starts = range(0, n, block_size)\n    full = range(0, n // block_size * block_size, block_size)",
            "        for j in starts:\n            peak": "        for j in full:\n            peak",
            "        for j in starts:\n            e": "        for j in full:\n            e",
        },
        "last-block-left-out": {
            "        for j in starts:\n            e": "        for j in starts[:-1] or starts:\n            e"
        },
        "last-query-block-dropped": {"for i in starts:": "for i in starts[: n // block_size] or starts:"},
        "only-its-own-block": {
            "        for j in starts:\n            peak": "        for j in [i]:\n            peak",
            "        for j in starts:\n            e": "        for j in [i]:\n            e",
        },
        "no-scaling": {" / np.sqrt(d)": ""},
        "scaled-by-d": {"np.sqrt(d)": "d"},
        "scaled-by-the-block": {"np.sqrt(d)": "np.sqrt(block_size)"},
        "multiplied-by-the-root": {"/ np.sqrt(d)": "* np.sqrt(d)"},
        "causal-ignored": {
            "        if causal:\n            row = np.arange(i, i + s.shape[0])\n            col = np.arange(j, j + s.shape[1])\n            s[np.less.outer(row, col)] = -np.inf\n": ""
        },
        "causal-always": {"if causal:": "if True:"},
        "causal-inverted": {"if causal:": "if not causal:"},
        "causal-block-by-block": {"np.less.outer(row, col)": "np.less.outer(row, col) & (j > i)"},
        "causal-inside-every-block": {
            "np.arange(i, i + s.shape[0])": "np.arange(s.shape[0])",
            "np.arange(j, j + s.shape[1])": "np.arange(s.shape[1])",
        },
        "causal-without-itself": {"np.less.outer": "np.less_equal.outer"},
        "causal-the-wrong-way": {"np.less.outer": "np.greater.outer"},
        "own-block-skipped": {
            "np.less.outer(row, col)": "np.less_equal.outer(np.maximum(row * 0 + i, block_size), col)"
        },
        "causal-hidden-by-zero": {"= -np.inf\n        return": "= 0\n        return"},
        "keys-and-values-exchanged": {
            "k[j : j + block_size].T": "v[j : j + block_size].T",
            "e @ v[j": "e @ k[j",
        },
        "queries-and-keys-exchanged": {
            "np.dot(q[i : i + block_size], k[j": "np.dot(k[i : i + block_size], q[j"
        },
        "values-of-the-query-block": {
            "e @ v[j : j + block_size]": "e @ np.resize(v[i : i + block_size], (e.shape[1], v.shape[1]))"
        },
        "only-the-last-block": {"top = top + e": "top = e", "bottom = bottom + e": "bottom = e"},
        "full-softmax-for-a-query-block": {
            "        peak = -np.inf\n        for j in starts:\n            peak = np.maximum(peak, score_block(i, j).max(1, keepdims=True))\n        top, bottom = 0.0, 0.0\n        for j in starts:\n            e = np.exp(score_block(i, j) - peak)\n            top = top + e @ v[j : j + block_size]\n            bottom = bottom + e.sum(1, keepdims=True)\n        pieces.append(top / bottom)": "        row_block = np.hstack([score_block(i, j) for j in starts])\n        e = np.exp(row_block - row_block.max(1, keepdims=True))\n        pieces.append(e / e.sum(1, keepdims=True) @ v)"
        },
        "whole-mask": {
            "    starts = range(0, n, block_size)\n": "    starts = range(0, n, block_size)\n    future = np.triu(np.full((n, n), -np.inf), 1)\n",
            "            row = np.arange(i, i + s.shape[0])\n            col = np.arange(j, j + s.shape[1])\n            s[np.less.outer(row, col)] = -np.inf\n": "            s += future[i : i + block_size, j : j + block_size]\n",
        },
    },
    "split_lists": {
        "nothing-corrected": {
            "            den *= correction\n": "",
            "            np.multiply(ob, correction, out=ob)\n": "",
        },
        "only-the-total-corrected": {"            np.multiply(ob, correction, out=ob)\n": ""},
        "only-the-values-corrected": {"            den *= correction\n": ""},
        "correction-upside-down": {"np.exp(before - mx)": "np.exp(mx - before) if bj else 0.0"},
        "new-terms-corrected-too": {
            "            den *= correction\n            den += sc.sum(axis=1, keepdims=True)\n            np.multiply(ob, correction, out=ob)\n            np.add(ob, sc @ vb, out=ob)\n": "            den += sc.sum(axis=1, keepdims=True)\n            np.add(ob, sc @ vb, out=ob)\n            if bj > 0:\n                den *= correction\n                np.multiply(ob, correction, out=ob)\n"
        },
        "maximum-forgotten": {
            "np.maximum(mx, sc.max(axis=1, keepdims=True), out=mx)": "mx[...] = sc.max(axis=1, keepdims=True)",
            "np.exp(before - mx)": "1.0",
        },
        "only-the-last-block": {"mx.copy()": "np.full_like(mx, -np.inf)"},
        "softmax-in-each-block": {
            "            den *= correction\n            den += sc.sum(axis=1, keepdims=True)\n            np.multiply(ob, correction, out=ob)\n": "            den += 1\n            sc /= sc.sum(axis=1, keepdims=True)\n"
        },
        "softmaxes-added": {
            "            den *= correction\n            den += sc.sum(axis=1, keepdims=True)\n            np.multiply(ob, correction, out=ob)\n": "            sc /= sc.sum(axis=1, keepdims=True)\n",
            "        np.divide(ob, den, out=ob)\n": "",
        },
        "never-divided": {"        np.divide(ob, den, out=ob)\n": ""},
        "exp-without-maximum": {
            "np.exp(sc - mx, out=sc)": "np.exp(sc, out=sc)",
            "np.exp(before - mx)": "1.0",
        },
        "maximum-starts-at-zero": {"np.full((len(qb), 1), -np.inf)": "np.zeros((len(qb), 1))"},
        "total-starts-at-one": {
            "np.full((len(qb), 1), -np.inf)": "np.zeros((len(qb), 1))",
            "den = np.zeros((len(qb), 1))": "den = np.ones((len(qb), 1))",
        },
        "one-maximum-for-the-block": {"sc.max(axis=1, keepdims=True)": "sc.max()"},
        "last-block-dropped": {
            "chunks(k, block_size), chunks(v, block_size)": "chunks(k, block_size)[: len(k) // block_size], chunks(v, block_size)[: len(v) // block_size]"
        },
        "last-block-filled-with-zeros": {
            "    k_blocks, v_blocks = chunks(k": "    blank = np.zeros((-len(k) % block_size, k.shape[1]))\n    k, v = np.concatenate([k, blank]), np.concatenate([v, blank])\n    k_blocks, v_blocks = chunks(k"
        },
        "only-its-own-block": {"if causal and bj > bi:": "if bj != bi:"},
        "no-scaling": {" * q.shape[1] ** -0.5": ""},
        "scaled-by-d": {"q.shape[1] ** -0.5": "q.shape[1] ** -1"},
        "scaled-by-the-block": {"q.shape[1] ** -0.5": "block_size**-0.5"},
        "multiplied-by-the-root": {"q.shape[1] ** -0.5": "q.shape[1] ** 0.5"},
        "causal-ignored": {
            "            if causal and bj > bi:\n                continue\n": "",
            "            if causal and bj == bi:\n                sc = np.where(np.tril(np.ones_like(sc)) == 1, sc, -np.inf)\n": "",
        },
        "causal-always": {"if causal and bj > bi": "if bj > bi", "if causal and bj == bi": "if bj == bi"},
        "causal-inverted": {
            "if causal and bj > bi": "if not causal and bj > bi",
            "if causal and bj == bi": "if not causal and bj == bi",
        },
        "causal-block-by-block": {
            "            if causal and bj == bi:\n                sc = np.where(np.tril(np.ones_like(sc)) == 1, sc, -np.inf)\n": ""
        },
        "causal-inside-every-block": {"if causal and bj == bi": "if causal"},
        "causal-without-itself": {"np.tril(np.ones_like(sc))": "np.tril(np.ones_like(sc), -1)"},
        "causal-the-wrong-way": {"bj > bi": "bj < bi", "np.tril(": "np.triu("},
        "later-blocks-not-skipped": {"            if causal and bj > bi:\n                continue\n": ""},
        "own-block-skipped": {"bj > bi": "bj >= bi and bj > 0"},
        "causal-hidden-by-zero": {"== 1, sc, -np.inf)": "== 1, sc, 0.0)"},
        "keys-and-values-exchanged": {
            "chunks(k, block_size), chunks(v, block_size)": "chunks(v, block_size), chunks(k, block_size)"
        },
        "whole-grid": {
            "    answer =": "    grid = scaled @ k.T\n    answer =",
            "sc = qb @ kb.T": "sc = grid[bi * block_size :, bj * block_size :][: len(qb), : len(kb)].copy()",
        },
    },
}
