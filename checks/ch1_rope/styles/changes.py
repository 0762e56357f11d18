"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "strided": {
        "halves-instead-of-neighbours": {
            "x1 = x[..., ::2]": "x1 = x[..., : d // 2]",
            "x2 = x[..., 1::2]": "x2 = x[..., d // 2 :]",
            "out[..., ::2]": "out[..., : d // 2]",
            "out[..., 1::2]": "out[..., d // 2 :]",
        },
        "turned-backwards": {"x1 * c - x2 * s": "x1 * c + x2 * s", "x1 * s + x2 * c": "x2 * c - x1 * s"},
        "both-signs-plus": {"x1 * c - x2 * s": "x1 * c + x2 * s"},
        "both-signs-minus": {"x1 * s + x2 * c": "x2 * c - x1 * s"},
        "new-even-used-for-odd": {"x1 * s + x2 * c": "out[..., ::2] * s + x2 * c"},
        "sine-and-cosine-swapped": {"np.sin(angle), np.cos(angle)": "np.cos(angle), np.sin(angle)"},
        "pair-number-without-the-two": {"-2.0 * np.arange": "-1.0 * np.arange"},
        "doubled-twice": {"np.arange(d // 2)": "np.arange(0, d, 2)"},
        "frequencies-upside-down": {"(-2.0 *": "(2.0 *"},
        "one-angle-for-all-pairs": {"base ** (-2.0 * np.arange(d // 2) / d)": "np.ones(d // 2)"},
        "spread-to-the-very-end": {"(-2.0 * np.arange(d // 2) / d)": "-np.linspace(0, 1, d // 2)"},
        "base-fixed": {"base ** (": "10000.0 ** ("},
        "positions-ignored": {"np.outer(positions, theta)": "np.outer(np.arange(n), theta)"},
        "positions-from-one": {"positions = np.arange(n)": "positions = np.arange(1, n + 1)"},
        "positions-rounded": {"np.outer(positions,": "np.outer(np.asarray(positions).astype(int),"},
        "table-of-t-rows": {
            "np.outer(positions, theta)": "np.outer(np.arange(n), theta)[np.asarray(positions)]",
        },
        "positions-from-the-first": {
            "np.outer(positions,": "np.outer(np.asarray(positions) - positions[0],",
        },
        "angles-in-single-precision": {
            "np.outer(positions, theta)": "np.outer(positions, theta).astype(np.float32)",
        },
        "dtype-lost": {"np.empty_like(x)": "np.empty(x.shape)"},
        "input-changed": {
            "x1 = x[..., ::2]": "x1 = x[..., ::2].copy()",
            "x2 = x[..., 1::2]": "x2 = x[..., 1::2].copy()",
            "np.empty_like(x)": "x",
        },
        "pairs-left-apart": {
            "out[..., ::2]": "out[..., : d // 2]",
            "out[..., 1::2]": "out[..., d // 2 :]",
        },
        "added-instead-of-turned": {"x1 * c - x2 * s": "x1 + s", "x1 * s + x2 * c": "x2 + c"},
        "only-the-cosine": {"x1 * c - x2 * s": "x1 * c", "x1 * s + x2 * c": "x2 * c"},
        "whole-turns": {"np.outer(positions": "2 * np.pi * np.outer(positions"},
        "odd-width-accepted": {
            'raise ValueError(f"d must be even, got {d}")': "x, d = x[..., :-1], d - 1",
        },
        "assert-instead-of-value-error": {
            'if d % 2 != 0:\n        raise ValueError(f"d must be even, got {d}")': 'assert d % 2 == 0, f"d must be even, got {d}"',
        },
        "halves-and-turned-backwards": {
            "x1 = x[..., ::2]": "x1 = x[..., : d // 2]",
            "x2 = x[..., 1::2]": "x2 = x[..., d // 2 :]",
            "out[..., ::2] = x1 * c - x2 * s": "out[..., : d // 2] = x1 * c + x2 * s",
            "out[..., 1::2] = x1 * s + x2 * c": "out[..., d // 2 :] = x2 * c - x1 * s",
        },
        "halves-put-back-as-neighbours": {
            "x1 = x[..., ::2]": "x1 = x[..., : d // 2]",
            "x2 = x[..., 1::2]": "x2 = x[..., d // 2 :]",
        },
        "waves-from-one": {"np.arange(d // 2)": "np.arange(1, d // 2 + 1)"},
    },
    "complex_pairs": {
        "halves-instead-of-neighbours": {
            "x_ = x.reshape(*x.shape[:-1], -1, 2)": "x_ = x.reshape(*x.shape[:-1], 2, -1)",
            "x_[..., 0] + 1j * x_[..., 1]": "x_[..., 0, :] + 1j * x_[..., 1, :]",
            "np.stack([xc.real, xc.imag], axis=-1)": "np.stack([xc.real, xc.imag], axis=-2)",
        },
        "turned-backwards": {"np.exp(1j *": "np.exp(-1j *"},
        "pair-number-without-the-two": {"np.arange(0, dim, 2)[": "np.arange(dim)["},
        "doubled-twice": {
            "np.arange(0, dim, 2)[: (dim // 2)] / dim": "np.arange(0, dim, 2)[: (dim // 2)] / (dim // 2)",
        },
        "frequencies-upside-down": {"1.0 / (theta": "(theta"},
        "one-angle-for-all-pairs": {"np.outer(t, freqs)": "np.outer(t, np.ones_like(freqs))"},
        "spread-to-the-very-end": {
            "np.arange(0, dim, 2)[: (dim // 2)] / dim": "np.linspace(0, 1, dim // 2)",
        },
        "base-fixed": {"(dim, t, base)": "(dim, t, 10000.0)"},
        "positions-ignored": {
            "np.arange(x.shape[-2]) if positions is None else positions": "np.arange(x.shape[-2])",
        },
        "positions-from-one": {"np.arange(x.shape[-2]) if": "np.arange(1, x.shape[-2] + 1) if"},
        "positions-rounded": {"else positions": "else positions.astype(int)"},
        "table-of-t-rows": {
            "t = np.arange(x.shape[-2]) if positions is None else positions": "t = np.arange(x.shape[-2])",
            "(dim, t, base)": "(dim, t, base)\n    freqs_cis = freqs_cis if positions is None else freqs_cis[positions]",
        },
        "positions-from-the-first": {"else positions": "else positions - positions[0]"},
        "positions-on-the-second-axis": {
            "xc * freqs_cis": "xc * (freqs_cis if x.ndim < 4 else precompute_freqs_cis(dim, np.arange(x.shape[1]), base)[:, None])",
        },
        "angles-in-single-precision": {"np.outer(t, freqs)": "np.outer(t, freqs).astype(np.float32)"},
        "dtype-lost": {".reshape(x.shape).astype(x.dtype)": ".reshape(x.shape)"},
        "input-changed": {
            "return np.stack([xc.real, xc.imag], axis=-1).reshape(x.shape).astype(x.dtype)": "x_[..., 0], x_[..., 1] = xc.real, xc.imag\n    return x",
        },
        "pairs-left-apart": {
            "np.stack([xc.real, xc.imag], axis=-1)": "np.concatenate([xc.real, xc.imag], axis=-1)",
        },
        "sine-and-cosine-swapped": {"np.exp(1j * freqs)": "np.sin(freqs) + 1j * np.cos(freqs)"},
        "added-instead-of-turned": {"xc * freqs_cis": "xc + freqs_cis"},
        "only-the-cosine": {"xc * freqs_cis": "xc * freqs_cis.real"},
        "whole-turns": {"np.exp(1j *": "np.exp(2j * np.pi *"},
        "odd-width-accepted": {
            'raise ValueError("need an even number of columns")': "return np.append(apply_rope(x[..., :-1], positions, base), x[..., -1:], axis=-1)",
        },
        "assert-instead-of-value-error": {
            'if dim % 2:\n        raise ValueError("need an even number of columns")': "assert dim % 2 == 0",
        },
        "halves-and-turned-backwards": {
            "x_ = x.reshape(*x.shape[:-1], -1, 2)": "x_ = x.reshape(*x.shape[:-1], 2, -1)",
            "x_[..., 0] + 1j * x_[..., 1]": "x_[..., 0, :] + 1j * x_[..., 1, :]",
            "np.exp(1j *": "np.exp(-1j *",
            "np.stack([xc.real, xc.imag], axis=-1)": "np.stack([xc.real, xc.imag], axis=-2)",
        },
        "exponential-without-i": {"np.exp(1j * freqs)": "np.exp(freqs)"},
        "waves-from-one": {"np.arange(0, dim, 2)[": "np.arange(2, dim + 2, 2)["},
        "only-the-real-part": {
            "np.stack([xc.real, xc.imag], axis=-1)": "np.repeat(xc.real, 2, axis=-1)",
        },
        "real-and-imaginary-parts-exchanged": {"[xc.real, xc.imag]": "[xc.imag, xc.real]"},
    },
    "complex_view": {
        "turned-backwards": {"np.exp(1j *": "np.exp(-1j *"},
        "pair-number-without-the-two": {"np.arange(0, d, 2) / d": "np.arange(d // 2) / d"},
        "doubled-twice": {"np.arange(0, d, 2) / d": "2 * np.arange(0, d, 2) / d"},
        "frequencies-upside-down": {"np.exp(-np.log(base)": "np.exp(np.log(base)"},
        "one-angle-for-all-pairs": {
            "speed = np.exp(-np.log(base) * np.arange(0, d, 2) / d)": "speed = np.ones(d // 2)",
        },
        "spread-to-the-very-end": {"np.arange(0, d, 2) / d": "np.linspace(0, 1, d // 2)"},
        "base-fixed": {"np.log(base)": "np.log(10000.0)"},
        "positions-ignored": {"    if positions is None:\n        positions": "    positions"},
        "positions-from-one": {"range(T)": "range(1, T + 1)"},
        "positions-rounded": {"np.asarray(positions, dtype=float)": "np.asarray(positions, dtype=int)"},
        "positions-from-the-first": {
            "np.asarray(positions, dtype=float)": "np.asarray(positions, dtype=float) - positions[0]",
        },
        "angles-in-single-precision": {
            "dtype=float)": "dtype=np.float32)",
            "/ d)": "/ d).astype(np.float32)",
        },
        "dtype-lost": {
            "return points.view(np.float64).astype(x.dtype)": "return points.view(np.float64)",
        },
        "input-changed": {
            'np.array(x, dtype=np.float64, order="C")': "np.ascontiguousarray(x, dtype=np.float64)",
        },
        "pairs-left-apart": {
            "points.view(np.float64)": "np.concatenate([points.real, points.imag], axis=-1)",
        },
        "halves-instead-of-neighbours": {
            'order="C")': 'order="C")\n    own = np.stack([own[..., : d // 2], own[..., d // 2 :]], axis=-1).reshape(x.shape)',
            "points.view(np.float64)": "np.concatenate([points.real, points.imag], axis=-1)",
        },
        "sine-and-cosine-swapped": {
            "points *= np.exp(1j * np.multiply.outer(np.asarray(positions, dtype=float), speed))": "angles = np.multiply.outer(np.asarray(positions, dtype=float), speed)\n    points *= np.sin(angles) + 1j * np.cos(angles)",
        },
        "added-instead-of-turned": {"points *=": "points +="},
        "only-the-cosine": {
            "np.exp(1j * np.multiply.outer(np.asarray(positions, dtype=float), speed))": "np.cos(np.multiply.outer(np.asarray(positions, dtype=float), speed))",
        },
        "whole-turns": {"np.exp(1j *": "np.exp(2j * np.pi *"},
        "odd-width-accepted": {
            'raise ValueError("odd width")': "return np.concatenate([apply_rope(x[..., :-1], positions, base), x[..., -1:]], axis=-1)",
        },
        "assert-instead-of-value-error": {
            'if d & 1:\n        raise ValueError("odd width")': 'assert not d & 1, "odd width"',
        },
        "exponential-without-i": {"np.exp(1j *": "np.exp("},
        "waves-from-one": {"np.arange(0, d, 2) / d": "np.arange(2, d + 1, 2) / d"},
        "halves-and-turned-backwards": {
            'order="C")': 'order="C")\n    own = np.stack([own[..., : d // 2], own[..., d // 2 :]], axis=-1).reshape(x.shape)',
            "np.exp(1j *": "np.exp(-1j *",
            "points.view(np.float64)": "np.concatenate([points.real, points.imag], axis=-1)",
        },
        "log-to-base-ten": {"np.log(": "np.log10("},
    },
    "rotate_half_reordered": {
        "halves-instead-of-neighbours": {"h = x[..., order]": "h = x", "h[..., back]": "h"},
        "halves-and-turned-backwards": {
            "h = x[..., order]": "h = x",
            "h[..., back]": "h",
            "(-x2, x1)": "(x2, -x1)",
        },
        "halves-put-back-as-neighbours": {"h = x[..., order]": "h = x"},
        "turned-backwards": {"(-x2, x1)": "(x2, -x1)"},
        "both-signs-plus": {"(-x2, x1)": "(x2, x1)"},
        "both-signs-minus": {"(-x2, x1)": "(-x2, -x1)"},
        "sine-and-cosine-swapped": {"np.cos(emb), np.sin(emb)": "np.sin(emb), np.cos(emb)"},
        "pair-number-without-the-two": {"np.arange(0, d, 2) / d)": "np.arange(d // 2) / d)"},
        "doubled-twice": {"np.arange(0, d, 2) / d)": "np.arange(0, d, 2) / (d // 2))"},
        "frequencies-upside-down": {"1.0 / base": "base"},
        "one-angle-for-all-pairs": {"1.0 / base ** (np.arange(0, d, 2) / d)": "np.ones(d // 2)"},
        "spread-to-the-very-end": {"(np.arange(0, d, 2) / d)": "np.linspace(0, 1, d // 2)"},
        "base-fixed": {"1.0 / base": "1.0 / 10000.0"},
        "positions-ignored": {
            "np.arange(seq_len) if positions is None else np.array(positions)": "np.arange(seq_len)",
        },
        "positions-from-one": {"np.arange(seq_len) if": "np.arange(1, seq_len + 1) if"},
        "positions-rounded": {"np.array(positions)": "np.array(positions, dtype=int)"},
        "table-of-t-rows": {
            'np.einsum("i,j->ij", position_ids, inv_freq)': 'np.einsum("i,j->ij", np.arange(seq_len), inv_freq)',
            "np.cos(emb), np.sin(emb)": "np.cos(emb)[position_ids], np.sin(emb)[position_ids]",
        },
        "positions-from-the-first": {"np.array(positions)": "np.array(positions) - positions[0]"},
        "angles-in-single-precision": {
            "np.concatenate((freqs, freqs), axis=-1)": "np.concatenate((freqs, freqs), axis=-1).astype(np.float32)",
        },
        "dtype-lost": {".astype(x.dtype)": ""},
        "pairs-left-apart": {"h[..., back]": "h"},
        "added-instead-of-turned": {
            "h * cos + rotate_half(h) * sin": "h + np.where(np.arange(d) < d // 2, sin, cos)",
        },
        "only-the-cosine": {"h * cos + rotate_half(h) * sin": "h * cos"},
        "whole-turns": {"np.cos(emb), np.sin(emb)": "np.cos(2 * np.pi * emb), np.sin(2 * np.pi * emb)"},
        "odd-width-accepted": {
            'raise ValueError("d must be even")': "x = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(0, 1)])\n        return apply_rope(x, positions, base)[..., :d]",
        },
        "assert-instead-of-value-error": {
            'if d % 2 == 1:\n        raise ValueError("d must be even")': 'assert d % 2 == 0, "d must be even"',
        },
        "put-back-with-the-same-order": {"back = np.argsort(order)": "back = order"},
        "angles-doubled-while-the-columns-are-halves": {
            "np.concatenate((freqs, freqs), axis=-1)": "np.repeat(freqs, 2, axis=-1)",
        },
        "waves-from-one": {"np.arange(0, d, 2) / d)": "np.arange(2, d + 2, 2) / d)"},
    },
    "rotate_every_two": {
        "halves-instead-of-neighbours": {
            "x1 = x[..., ::2]": "x1 = x[..., : x.shape[-1] // 2]",
            "x2 = x[..., 1::2]": "x2 = x[..., x.shape[-1] // 2 :]",
            "np.stack((-x2, x1), axis=-1).reshape(x.shape)": "np.concatenate((-x2, x1), axis=-1)",
            "np.repeat(np.sin(sinusoid), 2, axis=-1)": "np.tile(np.sin(sinusoid), 2)",
            "np.repeat(np.cos(sinusoid), 2, axis=-1)": "np.tile(np.cos(sinusoid), 2)",
        },
        "halves-and-turned-backwards": {
            "x1 = x[..., ::2]": "x1 = x[..., : x.shape[-1] // 2]",
            "x2 = x[..., 1::2]": "x2 = x[..., x.shape[-1] // 2 :]",
            "np.stack((-x2, x1), axis=-1).reshape(x.shape)": "np.concatenate((x2, -x1), axis=-1)",
            "np.repeat(np.sin(sinusoid), 2, axis=-1)": "np.tile(np.sin(sinusoid), 2)",
            "np.repeat(np.cos(sinusoid), 2, axis=-1)": "np.tile(np.cos(sinusoid), 2)",
        },
        "halves-turned-with-neighbours-angles": {
            "x1 = x[..., ::2]": "x1 = x[..., : x.shape[-1] // 2]",
            "x2 = x[..., 1::2]": "x2 = x[..., x.shape[-1] // 2 :]",
            "np.stack((-x2, x1), axis=-1).reshape(x.shape)": "np.concatenate((-x2, x1), axis=-1)",
        },
        "angles-tiled": {
            "np.repeat(np.sin(sinusoid), 2, axis=-1)": "np.concatenate([np.sin(sinusoid)] * 2, axis=-1)",
            "np.repeat(np.cos(sinusoid), 2, axis=-1)": "np.concatenate([np.cos(sinusoid)] * 2, axis=-1)",
        },
        "turned-backwards": {"(-x2, x1)": "(x2, -x1)"},
        "both-signs-plus": {"(-x2, x1)": "(x2, x1)"},
        "both-signs-minus": {"(-x2, x1)": "(-x2, -x1)"},
        "sine-and-cosine-swapped": {
            "x * cos + rotate_every_two(x) * sin": "x * sin + rotate_every_two(x) * cos",
        },
        "pair-number-without-the-two": {"np.arange(0, dim, 2)": "np.arange(dim // 2)"},
        "doubled-twice": {"np.arange(0, dim, 2)": "2 * np.arange(0, dim, 2)"},
        "frequencies-upside-down": {"1.0 / (base": "(base"},
        "one-angle-for-all-pairs": {
            "pos[:, None] * inv_freq[None, :]": "np.tile(pos[:, None], (1, dim // 2))",
        },
        "spread-to-the-very-end": {"np.arange(0, dim, 2) / dim": "np.linspace(0, 1, dim // 2)"},
        "base-fixed": {"(base **": "(10000.0 **"},
        "positions-ignored": {
            "pos = np.arange(n) if positions is None else np.asarray(positions)": "pos = np.arange(n)",
        },
        "positions-from-one": {"pos = np.arange(n)": "pos = 1 + np.arange(n)"},
        "positions-rounded": {"np.asarray(positions)": "np.asarray(positions).astype(np.int64)"},
        "table-of-t-rows": {
            "pos[:, None] * inv_freq[None, :]": "(np.arange(n)[:, None] * inv_freq[None, :])[pos]",
        },
        "positions-from-the-first": {"pos[:, None] *": "(pos - pos[0])[:, None] *"},
        "positions-on-the-second-axis": {
            "return (x": "if x.ndim == 4:\n        half = np.repeat(np.arange(x.shape[1])[:, None] * inv_freq, 2, axis=-1)[:, None]\n        sin, cos = np.sin(half), np.cos(half)\n    return (x",
        },
        "angles-in-single-precision": {
            "pos[:, None] * inv_freq[None, :]": "pos[:, None].astype(np.float32) * inv_freq[None, :].astype(np.float32)",
        },
        "dtype-lost": {"* sin).astype(x.dtype)": "* sin)"},
        "input-changed": {
            "return (x * cos + rotate_every_two(x) * sin).astype(x.dtype)": "other = rotate_every_two(x)\n    x[...] = x * cos + other * sin\n    return x",
        },
        "pairs-left-apart": {
            "return (x * cos + rotate_every_two(x) * sin).astype(x.dtype)": "out = (x * cos + rotate_every_two(x) * sin).astype(x.dtype)\n    return np.concatenate([out[..., ::2], out[..., 1::2]], axis=-1)",
        },
        "added-instead-of-turned": {
            "x * cos + rotate_every_two(x) * sin": "x + np.where(np.arange(dim) % 2, cos, sin)",
        },
        "only-the-cosine": {"x * cos + rotate_every_two(x) * sin": "x * cos"},
        "whole-turns": {"sinusoid = pos": "sinusoid = 2 * np.pi * pos"},
        "odd-width-accepted": {
            'raise ValueError("dim is odd")': "rest = x[..., -1:]\n        return np.concatenate([apply_rope(x[..., :-1], positions, base), rest], axis=-1)",
        },
        "assert-instead-of-value-error": {
            'if dim % 2:\n        raise ValueError("dim is odd")': 'assert dim % 2 == 0, "dim is odd"',
        },
        "waves-from-one": {"np.arange(0, dim, 2)": "np.arange(2, dim + 2, 2)"},
        "turned-pairs-not-interleaved": {
            "np.stack((-x2, x1), axis=-1).reshape(x.shape)": "np.concatenate((-x2, x1), axis=-1)",
        },
    },
    "two_loops": {
        "halves-instead-of-neighbours": {
            "left, right = x[..., t, 2 * i], x[..., t, 2 * i + 1]": "left, right = x[..., t, i], x[..., t, i + d // 2]",
            "result[..., t, 2 * i] =": "result[..., t, i] =",
            "result[..., t, 2 * i + 1] =": "result[..., t, i + d // 2] =",
        },
        "halves-and-turned-backwards": {
            "left, right = x[..., t, 2 * i], x[..., t, 2 * i + 1]": "left, right = x[..., t, i], x[..., t, i + d // 2]",
            "result[..., t, 2 * i] = left * math.cos(a) - right": "result[..., t, i] = left * math.cos(a) + right",
            "result[..., t, 2 * i + 1] = left * math.sin(a) + right * math.cos(a)": "result[..., t, i + d // 2] = right * math.cos(a) - left * math.sin(a)",
        },
        "turned-backwards": {"a = p *": "a = -p *"},
        "both-signs-plus": {"math.cos(a) - right": "math.cos(a) + right"},
        "both-signs-minus": {"= left * math.sin(a) + right": "= -left * math.sin(a) + right"},
        "new-even-used-for-odd": {
            "= left * math.sin(a) + right": "= result[..., t, 2 * i] * math.sin(a) + right",
        },
        "sine-and-cosine-swapped": {
            "left * math.cos(a) - right * math.sin(a)": "left * math.sin(a) - right * math.cos(a)",
            "left * math.sin(a) + right * math.cos(a)": "left * math.cos(a) + right * math.sin(a)",
        },
        "pair-number-without-the-two": {"(-2 * i / d)": "(-i / d)"},
        "doubled-twice": {"(-2 * i / d)": "(-2 * i / (d / 2))"},
        "frequencies-upside-down": {"(-2 * i / d)": "(2 * i / d)"},
        "one-angle-for-all-pairs": {"a = p * base ** (-2 * i / d)": "a = p"},
        "spread-to-the-very-end": {"(-2 * i / d)": "(-2 * i / max(d - 2, 1))"},
        "base-fixed": {"p * base": "p * 10000.0"},
        "positions-ignored": {"float(positions[t])": "t"},
        "positions-from-one": {"list(range(T))": "list(range(1, T + 1))"},
        "positions-rounded": {"float(positions[t])": "int(positions[t])"},
        "positions-from-the-first": {"float(positions[t])": "float(positions[t] - positions[0])"},
        "positions-on-the-second-axis": {
            "T = x.shape[-2]": "T = x.shape[-2]\n    if x.ndim == 4:\n        texts = [apply_rope(text.swapaxes(0, 1), positions, base) for text in x]\n        return np.stack(texts).swapaxes(1, 2)",
        },
        "angles-in-single-precision": {
            "a = p * base ** (-2 * i / d)": "a = float(np.float32(p) * np.float32(base ** (-2 * i / d)))",
        },
        "dtype-lost": {"np.zeros_like(x)": "np.zeros(x.shape)"},
        "input-changed": {
            "result = np.zeros_like(x)": "result = x",
            "left, right = x[..., t, 2 * i], x[..., t, 2 * i + 1]": "left, right = x[..., t, 2 * i].copy(), x[..., t, 2 * i + 1].copy()",
        },
        "pairs-left-apart": {
            "result[..., t, 2 * i] =": "result[..., t, i] =",
            "result[..., t, 2 * i + 1] =": "result[..., t, d // 2 + i] =",
        },
        "added-instead-of-turned": {
            "left * math.cos(a) - right * math.sin(a)": "left + math.sin(a)",
            "left * math.sin(a) + right * math.cos(a)": "right + math.cos(a)",
        },
        "only-the-cosine": {
            "left * math.cos(a) - right * math.sin(a)": "left * math.cos(a)",
            "left * math.sin(a) + right * math.cos(a)": "right * math.cos(a)",
        },
        "whole-turns": {"a = p *": "a = 2 * math.pi * p *"},
        "odd-width-accepted": {
            '    if d % 2 == 1:\n        raise ValueError("d is odd")\n': "",
            "np.zeros_like(x)": "x.copy()",
        },
        "assert-instead-of-value-error": {
            'if d % 2 == 1:\n        raise ValueError("d is odd")': 'assert d % 2 == 0, "d is odd"',
        },
        "waves-from-one": {"(-2 * i / d)": "(-2 * (i + 1) / d)"},
        "last-pair-left-out": {"range(d // 2)": "range(d // 2 - 1)", "np.zeros_like(x)": "x.copy()"},
        "degrees": {"a = p * base ** (-2 * i / d)": "a = math.radians(p * base ** (-2 * i / d))"},
    },
    "rotation_matrices": {
        "halves-instead-of-neighbours": {
            "x.reshape(*x.shape[:-1], d // 2, 2)": "np.stack([x[..., : d // 2], x[..., d // 2 :]], axis=-1)",
            "turned.reshape(x.shape)": "np.concatenate([turned[..., 0], turned[..., 1]], axis=-1)",
        },
        "halves-and-turned-backwards": {
            "x.reshape(*x.shape[:-1], d // 2, 2)": "np.stack([x[..., : d // 2], x[..., d // 2 :]], axis=-1)",
            "tiab,": "tiba,",
            "turned.reshape(x.shape)": "np.concatenate([turned[..., 0], turned[..., 1]], axis=-1)",
        },
        "turned-backwards": {"[c, -s]": "[c, s]", "[s, c]": "[-s, c]"},
        "both-signs-plus": {"[c, -s]": "[c, s]"},
        "both-signs-minus": {"[s, c]": "[-s, c]"},
        "sine-and-cosine-swapped": {"np.cos(angles), np.sin(angles)": "np.sin(angles), np.cos(angles)"},
        "pair-number-without-the-two": {"np.arange(d // 2) / (d / 2)": "np.arange(d // 2) / d"},
        "doubled-twice": {"np.arange(d // 2) / (d / 2)": "2 * np.arange(d // 2) / (d / 2)"},
        "frequencies-upside-down": {"[:, None] / np.power": "[:, None] * np.power"},
        "one-angle-for-all-pairs": {
            "exponent = np.arange(d // 2) / (d / 2)": "exponent = np.zeros(d // 2)",
        },
        "spread-to-the-very-end": {"np.arange(d // 2) / (d / 2)": "np.linspace(0, 1, d // 2)"},
        "base-fixed": {"np.power(base,": "np.power(10000.0,"},
        "positions-ignored": {"    if positions is None:\n        positions = np": "    positions = np"},
        "positions-from-one": {
            "positions = np.arange(x.shape[-2])": "positions = np.arange(x.shape[-2]) + 1",
        },
        "positions-rounded": {"np.asarray(positions)": "np.asarray(positions, dtype=np.int64)"},
        "table-of-t-rows": {
            "R = rotation_matrices(angles)": "R = rotation_matrices(np.arange(x.shape[-2])[:, None] / np.power(base, exponent))[positions]",
        },
        "positions-from-the-first": {"np.asarray(positions)": "(np.asarray(positions) - positions[0])"},
        "positions-on-the-second-axis": {
            'np.einsum("tiab,...tib->...tia", R, pairs)': 'np.einsum("tiab,...tib->...tia", R, pairs) if x.ndim < 4 else np.einsum("tiab,xtyib->xtyia", R[: x.shape[1]], pairs)',
        },
        "angles-in-single-precision": {
            "np.power(base, exponent)": "np.power(base, exponent)\n    angles = angles.astype(np.float32)",
        },
        "dtype-lost": {"turned.reshape(x.shape).astype(x.dtype)": "turned.reshape(x.shape)"},
        "input-changed": {"return turned.reshape": "pairs[...] = turned\n    return turned.reshape"},
        "pairs-left-apart": {"turned.reshape(x.shape)": "turned.swapaxes(-1, -2).reshape(x.shape)"},
        "only-the-cosine": {"[c, -s]": "[c, 0 * s]", "[s, c]": "[0 * s, c]"},
        "whole-turns": {"angles = np": "angles = 2 * np.pi * np"},
        "odd-width-accepted": {
            'raise ValueError("the last axis must be even")': "x = np.concatenate([x, x[..., :1] * 0], axis=-1)\n        return apply_rope(x, positions, base)[..., :-1]",
        },
        "assert-instead-of-value-error": {
            'if d % 2:\n        raise ValueError("the last axis must be even")': 'assert d % 2 == 0, "the last axis must be even"',
        },
        "waves-from-one": {"np.arange(d // 2) / (d / 2)": "np.arange(1, d // 2 + 1) / (d / 2)"},
        "halves-put-back-as-neighbours": {
            "x.reshape(*x.shape[:-1], d // 2, 2)": "x.reshape(*x.shape[:-1], 2, d // 2).swapaxes(-1, -2)",
        },
    },
    "block_diagonal": {
        "halves-instead-of-neighbours": {"a, b = 2 * i, 2 * i + 1": "a, b = i, i + d // 2"},
        "halves-and-turned-backwards": {
            "a, b = 2 * i, 2 * i + 1": "a, b = i, i + d // 2",
            "R[a, b] = -np.sin(angle)": "R[a, b] = np.sin(angle)",
            "R[b, a] = np.sin(angle)": "R[b, a] = -np.sin(angle)",
        },
        "turned-backwards": {"big_rotation(p, d, base).T": "big_rotation(p, d, base)"},
        "both-signs-plus": {"= -np.sin(angle)": "= +np.sin(angle)"},
        "both-signs-minus": {"R[b, a] = np.sin(angle)": "R[b, a] = -np.sin(angle)"},
        "sine-and-cosine-swapped": {
            "R[a, a] = np.cos(angle)": "R[a, a] = np.sin(angle)",
            "R[a, b] = -np.sin(angle)": "R[a, b] = -np.cos(angle)",
            "R[b, a] = np.sin(angle)": "R[b, a] = np.cos(angle)",
            "R[b, b] = np.cos(angle)": "R[b, b] = np.sin(angle)",
        },
        "pair-number-without-the-two": {"(2 * i / d)": "(i / d)"},
        "doubled-twice": {
            "(2 * i / d)": "(2 * a / d)",
            "        angle = p": "        a, b = 2 * i, 2 * i + 1\n        angle = p",
            "        a, b = 2 * i, 2 * i + 1\n        R": "        R",
        },
        "frequencies-upside-down": {"p / base": "p * base"},
        "one-angle-for-all-pairs": {"p / base ** (2 * i / d)": "p"},
        "spread-to-the-very-end": {"(2 * i / d)": "(i / max(d // 2 - 1, 1))"},
        "base-fixed": {"p / base": "p / 10000"},
        "positions-ignored": {"    if positions is None:\n        positions =": "    positions ="},
        "positions-from-one": {"np.arange(length)": "np.arange(1, length + 1)"},
        "positions-rounded": {"@ big_rotation(p, d": "@ big_rotation(int(p), d"},
        "positions-from-the-first": {"@ big_rotation(p, d": "@ big_rotation(p - positions[0], d"},
        "angles-in-single-precision": {
            "angle = p / base ** (2 * i / d)": "angle = np.float32(p) / np.float32(base ** (2 * i / d))",
        },
        "dtype-lost": {"axis=-2).astype(x.dtype)": "axis=-2)"},
        "only-the-cosine": {"        R[a, b] = -np.sin(angle)\n        R[b, a] = np.sin(angle)\n": ""},
        "whole-turns": {"angle = p": "angle = 2 * np.pi * p"},
        "odd-width-accepted": {
            '    if d % 2:\n        raise ValueError("RoPE needs pairs of columns")\n': "",
            "R = np.zeros((d, d))": "R = np.eye(d)",
        },
        "assert-instead-of-value-error": {
            'if d % 2:\n        raise ValueError("RoPE needs pairs of columns")': "assert d % 2 == 0",
        },
        "waves-from-one": {"(2 * i / d)": "((2 * i + 2) / d)"},
        "rows-along-the-first-axis": {"axis=-2)": "axis=0)"},
        "last-pair-left-out": {"range(d // 2)": "range(d // 2 - 1)", "np.zeros((d, d))": "np.eye(d)"},
        "input-changed": {
            "rows = [x[..., t, :] @ big_rotation(p, d, base).T for t, p in enumerate(positions)]": "for t, p in enumerate(positions):\n        x[..., t, :] = x[..., t, :] @ big_rotation(p, d, base).T",
            "np.stack(rows, axis=-2).astype(x.dtype)": "x",
        },
    },
    "small_class": {
        "halves-instead-of-neighbours": {
            "np.moveaxis(x.reshape(*x.shape[:-1], -1, 2), -1, 0)": "np.split(x, 2, axis=-1)",
            "np.stack([new_a, new_b], axis=-1).reshape(x.shape)": "np.concatenate([new_a, new_b], axis=-1)",
        },
        "halves-and-turned-backwards": {
            "np.moveaxis(x.reshape(*x.shape[:-1], -1, 2), -1, 0)": "np.split(x, 2, axis=-1)",
            "a * cos - b * sin": "a * cos + b * sin",
            "b * cos + a * sin": "b * cos - a * sin",
            "np.stack([new_a, new_b], axis=-1).reshape(x.shape)": "np.concatenate([new_a, new_b], axis=-1)",
        },
        "halves-put-back-as-neighbours": {
            "np.moveaxis(x.reshape(*x.shape[:-1], -1, 2), -1, 0)": "np.split(x, 2, axis=-1)",
        },
        "turned-backwards": {
            "a * cos - b * sin": "a * cos + b * sin",
            "b * cos + a * sin": "b * cos - a * sin",
        },
        "both-signs-plus": {"a * cos - b * sin": "a * cos + b * sin"},
        "both-signs-minus": {"b * cos + a * sin": "b * cos - a * sin"},
        "new-even-used-for-odd": {"b * cos + a * sin": "b * cos + new_a * sin"},
        "sine-and-cosine-swapped": {
            "return np.cos(angles), np.sin(angles)": "return np.sin(angles), np.cos(angles)",
        },
        "pair-number-without-the-two": {"np.arange(0, dim, 2)": "np.arange(dim // 2)"},
        "doubled-twice": {"(-np.log(base) / dim)": "(-np.log(base) / (dim // 2))"},
        "frequencies-upside-down": {"(-np.log(base) / dim)": "(np.log(base) / dim)"},
        "one-angle-for-all-pairs": {
            "np.exp(np.arange(0, dim, 2) * (-np.log(base) / dim))": "np.ones(dim // 2)",
        },
        "spread-to-the-very-end": {
            "np.exp(np.arange(0, dim, 2) * (-np.log(base) / dim))": "base ** -np.linspace(0, 1, dim // 2)",
        },
        "base-fixed": {"np.log(base)": "np.log(10000.0)"},
        "positions-ignored": {"    if positions is None:\n        positions = np": "    positions = np"},
        "positions-from-one": {"np.arange(x.shape[-2])": "np.arange(1, x.shape[-2] + 1)"},
        "positions-rounded": {
            "np.asarray(positions, dtype=np.float64)": "np.asarray(positions).astype(int)",
        },
        "table-of-t-rows": {
            "cos, sin = self.table(positions)": "cos, sin = self.table(np.arange(x.shape[-2]))\n        cos, sin = cos[positions], sin[positions]",
        },
        "positions-from-the-first": {
            "np.asarray(positions, dtype=np.float64)": "np.subtract(positions, positions[0])",
        },
        "positions-on-the-second-axis": {
            "cos, sin = self.table(positions)": "cos, sin = self.table(positions)\n        if x.ndim == 4:\n            cos, sin = (part[:, None] for part in self.table(np.arange(x.shape[1])))",
        },
        "angles-in-single-precision": {
            "dtype=np.float64).reshape(-1, 1) * self.freqs": "dtype=np.float32).reshape(-1, 1) * self.freqs.astype(np.float32)",
        },
        "dtype-lost": {"(x, positions).astype(x.dtype)": "(x, positions)"},
        "input-changed": {
            "return np.stack([new_a, new_b], axis=-1).reshape(x.shape)": "x[..., ::2], x[..., 1::2] = new_a, new_b\n        return x",
        },
        "pairs-left-apart": {
            "np.stack([new_a, new_b], axis=-1).reshape(x.shape)": "np.concatenate([new_a, new_b], axis=-1)",
        },
        "added-instead-of-turned": {"a * cos - b * sin": "a + sin", "b * cos + a * sin": "b + cos"},
        "only-the-cosine": {"a * cos - b * sin": "a * cos", "b * cos + a * sin": "b * cos"},
        "whole-turns": {"angles = np": "angles = 2 * np.pi * np"},
        "odd-width-accepted": {
            "    if positions is None:": "    if x.shape[-1] % 2:\n        wide = np.concatenate([x, np.zeros_like(x[..., :1])], axis=-1)\n        return apply_rope(wide, positions, base)[..., :-1]\n    if positions is None:",
        },
        "assert-instead-of-value-error": {
            'if dim % 2:\n            raise ValueError(f"{dim} columns cannot be paired")': "assert dim % 2 == 0",
        },
        "waves-from-one": {"np.arange(0, dim, 2)": "np.arange(2, dim + 2, 2)"},
        "log-to-base-ten": {"np.log(": "np.log10("},
    },
    "column_by_column": {
        "halves-instead-of-neighbours": {
            "columns = []": "columns = [None] * d",
            "range(0, d, 2)": "range(d // 2)",
            "(-col / d)": "(-2 * col / d)",
            "columns.extend(turn(x[..., col], x[..., col + 1], where * frequency))": "columns[col], columns[col + d // 2] = turn(x[..., col], x[..., col + d // 2], where * frequency)",
        },
        "halves-and-turned-backwards": {
            "return u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)": "return u * np.cos(angle) + v * np.sin(angle), v * np.cos(angle) - u * np.sin(angle)",
            "columns = []": "columns = [None] * d",
            "range(0, d, 2)": "range(d // 2)",
            "(-col / d)": "(-2 * col / d)",
            "columns.extend(turn(x[..., col], x[..., col + 1], where * frequency))": "columns[col], columns[col + d // 2] = turn(x[..., col], x[..., col + d // 2], where * frequency)",
        },
        "turned-backwards": {
            "np.cos(angle) - v": "np.cos(angle) + v",
            "u * np.sin(angle) + v * np.cos(angle)": "v * np.cos(angle) - u * np.sin(angle)",
        },
        "both-signs-plus": {"np.cos(angle) - v": "np.cos(angle) + v"},
        "both-signs-minus": {
            "u * np.sin(angle) + v * np.cos(angle)": "v * np.cos(angle) - u * np.sin(angle)",
        },
        "new-even-used-for-odd": {
            "return u * np.cos(angle) - v * np.sin(angle), u": "u = u * np.cos(angle) - v * np.sin(angle)\n    return u, u",
        },
        "sine-and-cosine-swapped": {
            "u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)": "u * np.sin(angle) - v * np.cos(angle), u * np.cos(angle) + v * np.sin(angle)",
        },
        "pair-number-without-the-two": {"(-col / d)": "(-(col // 2) / d)"},
        "doubled-twice": {"(-col / d)": "(-2 * col / d)"},
        "frequencies-upside-down": {"(-col / d)": "(col / d)"},
        "one-angle-for-all-pairs": {"where * frequency": "where"},
        "spread-to-the-very-end": {"(-col / d)": "(-col / max(d - 2, 1))"},
        "base-fixed": {"frequency = base": "frequency = 10000.0"},
        "positions-ignored": {
            "np.arange(x.shape[-2]) if positions is None else np.asarray(positions)": "np.arange(x.shape[-2])",
        },
        "positions-from-one": {"np.arange(x.shape[-2]) if": "np.arange(1, x.shape[-2] + 1) if"},
        "positions-rounded": {"np.asarray(positions)": "np.asarray(positions, dtype=int)"},
        "positions-from-the-first": {"np.asarray(positions)": "np.asarray(positions) - positions[0]"},
        "angles-in-single-precision": {"where * frequency": "(where * frequency).astype(np.float32)"},
        "dtype-lost": {"axis=-1).astype(x.dtype)": "axis=-1)"},
        "pairs-left-apart": {
            "np.stack(columns, axis=-1)": "np.stack(columns[::2] + columns[1::2], axis=-1)",
        },
        "added-instead-of-turned": {
            "u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)": "u + np.sin(angle), v + np.cos(angle)",
        },
        "only-the-cosine": {
            "u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)": "u * np.cos(angle), v * np.cos(angle)",
        },
        "whole-turns": {"where * frequency": "2 * np.pi * where * frequency"},
        "odd-width-accepted": {
            "raise ValueError": "x = np.concatenate([x, x[..., :1] * 0], axis=-1)",
            "return np.stack(columns, axis=-1)": "return np.stack(columns[:d], axis=-1)",
        },
        "assert-instead-of-value-error": {"if d % 2:\n        raise ValueError": "assert d % 2 == 0"},
        "waves-from-one": {"(-col / d)": "(-(col + 2) / d)"},
        "own-wave-for-every-column": {
            "return u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)": "one, two = angle\n    return u * np.cos(one) - v * np.sin(one), u * np.sin(two) + v * np.cos(two)",
            "frequency = base ** (-col / d)": "frequencies = base ** (-col / d), base ** (-(col + 1) / d)",
            "where * frequency": "[where * f for f in frequencies]",
        },
        "stacked-along-the-rows": {"np.stack(columns, axis=-1)": "np.stack(columns, axis=-2)"},
        "degrees": {"where * frequency": "np.radians(where * frequency)"},
        "input-changed": {
            "columns.extend(turn(x[..., col], x[..., col + 1], where * frequency))": "x[..., col], x[..., col + 1] = turn(x[..., col], x[..., col + 1], where * frequency)",
            "    columns = []\n": "",
            "np.stack(columns, axis=-1).astype(x.dtype)": "x",
        },
    },
}
