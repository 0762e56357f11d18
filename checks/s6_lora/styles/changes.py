"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "peft_linear": {
        "both-zero": {"rng.uniform(-bound, bound, (r, d_in))": "np.zeros((r, d_in))"},
        "start-exchanged": {"return lora_A, lora_B": "return lora_B, lora_A"},
        "alpha-not-divided": {"self.scaling = lora_alpha / self.r": "self.scaling = lora_alpha"},
        "scale-forgotten": {
            "result + np.matmul(after_A, self.lora_B.T) * self.scaling": "result + np.matmul(after_A, self.lora_B.T)"
        },
        "divided-by-the-root": {"lora_alpha / self.r": "lora_alpha / math.sqrt(self.r)"},
        "scale-upside-down": {"lora_alpha / self.r": "self.r / lora_alpha"},
        "rank-from-the-wrong-axis": {
            "self.r = lora_A.shape[0]": "self.r = lora_A.shape[1]",
            "reshape(-1, self.r)": "reshape(-1, len(self.lora_A))",
        },
        "fraction-dropped": {"lora_alpha / self.r": "lora_alpha // self.r"},
        "old-output-missing": {"return result + np.matmul": "return np.matmul"},
        "weights-not-transposed": {"np.matmul(x, self.base_weight.T)": "np.matmul(x, self.base_weight)"},
        "bent-between": {
            "after_A = np.matmul(x, self.lora_A.T)": "after_A = np.maximum(np.matmul(x, self.lora_A.T), 0.0)"
        },
        "weights-changed": {
            "return (layer.base_weight + layer.get_delta_weight()).astype(W.dtype)": "layer.base_weight += layer.get_delta_weight()\n    return layer.base_weight"
        },
        "merge-without-weights": {
            "(layer.base_weight + layer.get_delta_weight())": "layer.get_delta_weight()"
        },
        "merge-exchanged": {"self.lora_B @ self.lora_A *": "self.lora_A @ self.lora_B *"},
        "merge-subtracts": {"layer.base_weight + layer": "layer.base_weight - layer"},
        "merged-type": {".astype(W.dtype)": ""},
        "dx-without-weights": {
            "grad_input = np.matmul(grad_output, self.base_weight)\n": "grad_input = 0.0\n"
        },
        "dx-without-correction": {
            "        grad_input = grad_input + np.matmul(grad_after_A, self.lora_A)\n": ""
        },
        "scale-in-one-gradient": {"(flat_x @ self.lora_A.T) * self.scaling": "(flat_x @ self.lora_A.T)"},
        "mean-over-rows": {
            "return grad_input, grad_A, grad_B": "return grad_input, grad_A / len(flat_x), grad_B / len(flat_x)"
        },
        "gradients-exchanged": {"return grad_input, grad_A, grad_B": "return grad_input, grad_B, grad_A"},
        "input-gradient-last": {"return grad_input, grad_A, grad_B": "return grad_A, grad_B, grad_input"},
        "gradient-of-frozen-weights": {
            "return grad_input, grad_A, grad_B": "return grad_input, flat_out.T @ flat_x, grad_A, grad_B"
        },
        "frozen-counted": {
            "trainable += r * in_features": "trainable += r * in_features + out_features * in_features"
        },
        "one-matrix-counted": {"        trainable += out_features * r\n": ""},
        "taken-as-square": {"trainable += out_features * r": "trainable += in_features * r"},
    },
    "autograd_function": {
        "both-zero": {"rng.standard_normal((r, d_in)) / np.sqrt(d_in)": "np.zeros((r, d_in))"},
        "both-random": {"b = np.zeros((d_out, r))": "b = rng.standard_normal((d_out, r)) / np.sqrt(r)"},
        "zeros-in-a": {
            "a = rng.standard_normal((r, d_in)) / np.sqrt(d_in)": "a = np.zeros((r, d_in))",
            "b = np.zeros((d_out, r))": "b = rng.standard_normal((d_out, r)) / np.sqrt(r)",
        },
        "spread-one": {" / np.sqrt(d_in)": ""},
        "spread-without-root": {"/ np.sqrt(d_in)": "/ d_in"},
        "spread-of-the-rank": {"/ np.sqrt(d_in)": "/ np.sqrt(r)"},
        "spread-fixed": {"/ np.sqrt(d_in)": "* 0.01"},
        "generator-of-its-own": {"rng.standard_normal": "np.random.default_rng(0).standard_normal"},
        "start-exchanged": {"return a, b": "return b, a"},
        "start-transposed": {"rng.standard_normal((r, d_in))": "rng.standard_normal((d_in, r))"},
        "sides-exchanged": {
            "rng.standard_normal((r, d_in))": "rng.standard_normal((r, d_out))",
            "np.zeros((d_out, r))": "np.zeros((d_in, r))",
        },
        "alpha-not-divided": {
            "scaling=alpha / A.shape[0])": "scaling=alpha)",
            "x, W, A, B, alpha / A.shape[0])": "x, W, A, B, alpha)",
            "delta *= alpha / A.shape[0]": "delta *= alpha",
        },
        "scale-forgotten": {"    delta *= alpha / A.shape[0]\n": ""},
        "rank-from-the-wrong-axis": {"delta *= alpha / A.shape[0]": "delta *= alpha / A.shape[1]"},
        "alpha-forgotten": {
            "x, W, A, B, alpha / A.shape[0])": "x, W, A, B, 1 / A.shape[0])",
            "scaling=alpha / A": "scaling=1 / A",
            "delta *= alpha /": "delta *= 1 /",
        },
        "fraction-dropped": {"delta *= alpha /": "delta *= alpha //"},
        "old-output-missing": {"return output + scaling": "return scaling"},
        "old-output-scaled": {
            "return output + scaling * (hidden @ lora_b.T)": "return scaling * (output + hidden @ lora_b.T)"
        },
        "order-exchanged": {
            "hidden = inputs @ lora_a.T": "hidden = inputs @ lora_b",
            "(hidden @ lora_b.T)": "(hidden @ lora_a)",
        },
        "merge-transposed": {"delta += B @ A": "delta += (B @ A).T"},
        "merge-exchanged": {"delta += B @ A": "delta += A @ B"},
        "merged-type": {".astype(W.dtype)": ""},
        "dx-without-weights": {"grad_output @ weight + grad_hidden": "grad_hidden"},
        "dx-without-correction": {"grad_output @ weight + grad_hidden @ lora_a": "grad_output @ weight"},
        "scale-in-one-gradient": {"grad_hidden = grad_scaled @ lora_b": "grad_hidden = grad_output @ lora_b"},
        "scaled-twice": {
            "grad_a = grad_hidden_2d.T @ input_2d": "grad_a = ctx.scaling * grad_hidden_2d.T @ input_2d"
        },
        "mean-over-rows": {
            "grad_a = grad_hidden_2d.T @ input_2d": "grad_a = grad_hidden_2d.T @ input_2d / n",
            "(input_2d @ lora_a.T)": "(input_2d @ lora_a.T) / n",
        },
        "gradients-transposed": {
            "return grad_input, grad_a, grad_b": "return grad_input, grad_a.T, grad_b.T"
        },
        "first-matrix-frozen": {
            "return grad_input, grad_a, grad_b": "return grad_input, np.zeros_like(lora_a), grad_b"
        },
        "downhill-already": {"return grad_input, grad_a, grad_b": "return grad_input, -grad_a, -grad_b"},
        "gradients-exchanged": {"return grad_input, grad_a, grad_b": "return grad_input, grad_b, grad_a"},
        "gradient-of-frozen-weights": {
            "return grad_input, grad_a, grad_b": "return grad_input, grad_output.reshape(n, -1).T @ input_2d, grad_a, grad_b"
        },
        "frozen-counted": {"int(np.prod((r, i)))": "int(np.prod((o, i))) + int(np.prod((r, i)))"},
        "one-matrix-counted": {"int(np.prod((r, i))) + ": ""},
        "sides-multiplied": {"int(np.prod((r, i))) + int(np.prod((o, r)))": "int(np.prod((o, r, i)))"},
    },
    "plain_loops": {
        "both-random": {
            "B = np.zeros((d_out, r))": "B = np.array([[rng.normal(0.0, r**-0.5) for _ in range(r)] for _ in range(d_out)])"
        },
        "spread-one": {"rng.normal(0.0, d_in**-0.5)": "rng.normal()"},
        "spread-without-root": {"d_in**-0.5": "d_in**-1.0"},
        "spread-of-the-rank": {"d_in**-0.5": "r**-0.5"},
        "spread-fixed": {"d_in**-0.5": "0.02"},
        "all-positive": {"rng.normal(0.0, d_in**-0.5)": "rng.random() * d_in**-0.5"},
        "start-exchanged": {"return A, B": "return B, A"},
        "scale-forgotten": {"total += s * B[o, k] *": "total += B[o, k] *"},
        "old-output-scaled": {"total += W[o, i] *": "total += s * W[o, i] *"},
        "old-output-missing": {"                total += W[o, i] * x[at][i]\n": "                pass\n"},
        "weights-not-transposed": {"total += W[o, i]": "total += W[i, o]"},
        "bent-between": {
            "total += s * B[o, k] * np.dot(A[k], x[at])": "total += s * B[o, k] * max(np.dot(A[k], x[at]), 0.0)"
        },
        "weights-changed": {"merged = W.copy()": "merged = W"},
        "merge-without-weights": {"merged = W.copy()": "merged = np.zeros(W.shape)"},
        "merge-transposed": {"merged[o, i] += s": "merged[i, o] += s"},
        "merge-subtracts": {"merged[o, i] += s": "merged[o, i] -= s"},
        "dx-without-weights": {"            dx[at] += g * W[o]\n": ""},
        "dx-without-correction": {"                dx[at] += s * g * B[o, k] * A[k]\n": ""},
        "scale-in-one-gradient": {"dx[at] += s * g * B": "dx[at] += g * B"},
        "scaled-twice": {"dB[o, k] += s * g": "dB[o, k] += s * s * g"},
        "mean-over-rows": {"return dx, dA, dB": "rows = x[..., 0].size\n    return dx, dA / rows, dB / rows"},
        "gradients-exchanged": {"return dx, dA, dB": "return dx, dB, dA"},
        "input-gradient-last": {"return dx, dA, dB": "return dA, dB, dx"},
        "first-matrix-frozen": {"                dA[k] += s * g * B[o, k] * x[at]\n": ""},
        "first-shape-only": {"    return count\n": "        break\n    return count\n"},
        "rank-not-counted": {"for _ in range(r):": "for _ in range(1):"},
        "taken-as-square": {"count += d_out + d_in": "count += d_in + d_in"},
        "frozen-counted": {"for _ in range(r):": "count += d_out * d_in\n        for _ in range(r):"},
    },
    "einsum_only": {
        "both-zero": {"rng.normal(0, sigma, (r, d_in)), ": "np.zeros((r, d_in)), "},
        "zeros-in-a": {
            "rng.normal(0, sigma, (r, d_in)), np.zeros((d_out, r))": "np.zeros((r, d_in)), rng.normal(0, sigma, (d_out, r))"
        },
        "both-random": {"np.zeros((d_out, r))": "rng.normal(0, sigma, (d_out, r))"},
        "spread-without-root": {"d_in**-0.5": "1 / d_in"},
        "spread-fixed": {"d_in**-0.5": "0.02"},
        "start-exchanged": {
            "rng.normal(0, sigma, (r, d_in)), np.zeros((d_out, r))": "np.zeros((d_out, r)), rng.normal(0, sigma, (r, d_in))"
        },
        "start-transposed": {
            "rng.normal(0, sigma, (r, d_in)), np.zeros((d_out, r))": "rng.normal(0, sigma, (d_in, r)), np.zeros((r, d_out))"
        },
        "sides-exchanged": {
            "rng.normal(0, sigma, (r, d_in)), np.zeros((d_out, r))": "rng.normal(0, sigma, (r, d_out)), np.zeros((d_in, r))"
        },
        "alpha-not-divided": {"frozen + gamma *": "frozen + alpha *"},
        "multiplied-by-the-rank": {"frozen + gamma *": "frozen + alpha * A.shape[0] *"},
        "divided-by-the-root": {
            "frozen + gamma *": "frozen + alpha / A.shape[0] ** 0.5 *",
            "W + gamma *": "W + alpha / A.shape[0] ** 0.5 *",
        },
        "old-output-scaled": {"frozen + gamma * np.einsum(": "gamma * frozen + gamma * np.einsum("},
        "weights-not-transposed": {'"...i,oi->...o", x, W': '"...i,io->...o", x, W'},
        "order-exchanged": {
            'low = np.einsum("...i,ri->...r", x, A)': 'low = np.einsum("...o,or->...r", x, B)',
            'np.einsum("...r,or->...o", low, B)': 'np.einsum("...r,ri->...i", low, A)',
        },
        "merge-transposed": {'"or,ri->oi", B, A': '"or,ri->io", B, A'},
        "merge-without-weights": {"(W + gamma *": "(gamma *"},
        "merged-type": {".astype(W.dtype)": ""},
        "dx-without-weights": {'np.einsum("no,oi->ni", g, W) + ': ""},
        "dx-without-correction": {' + np.einsum("nr,ri->ni", dlow, A)': ""},
        "scale-in-one-gradient": {'dB = gamma * np.einsum("no': 'dB = np.einsum("no'},
        "scaled-twice": {'dA = np.einsum("nr': 'dA = gamma * np.einsum("nr'},
        "mean-over-rows": {
            "return dx.reshape(x.shape), dA, dB": "return dx.reshape(x.shape), dA / len(z), dB / len(z)"
        },
        "gradients-transposed": {
            '"nr,ni->ri", dlow': '"nr,ni->ir", dlow',
            '"no,nr->or", g, low': '"no,nr->ro", g, low',
        },
        "gradients-exchanged": {"dx.reshape(x.shape), dA, dB": "dx.reshape(x.shape), dB, dA"},
        "first-shape-only": {"table.sum()": "table[0].sum()"},
        "rank-not-counted": {"int(r * table.sum())": "int(table.sum())"},
    },
    "full_update": {
        "both-random": {
            "up = np.zeros(shape=(d_out, r))": "up = rng.normal(loc=0.0, scale=1.0, size=(d_out, r))"
        },
        "spread-one": {"    down *= np.sqrt(1.0 / d_in)\n": ""},
        "spread-without-root": {"np.sqrt(1.0 / d_in)": "1.0 / d_in"},
        "generator-of-its-own": {"down = rng.normal(": "down = np.random.default_rng(42).normal("},
        "start-exchanged": {"return down, up": "return up, down"},
        "alpha-not-divided": {"return alpha / rank": "return alpha"},
        "scale-forgotten": {"return alpha / rank": "return 1.0"},
        "divided-by-the-root": {"alpha / rank": "alpha / np.sqrt(rank)"},
        "scale-upside-down": {"alpha / rank": "rank / alpha"},
        "rank-from-the-wrong-axis": {"rank, _ = A.shape": "_, rank = A.shape"},
        "alpha-forgotten": {"alpha / rank": "1 / rank"},
        "multiplied-by-the-rank": {"alpha / rank": "alpha * rank"},
        "fraction-dropped": {"alpha / rank": "alpha // rank"},
        "old-output-missing": {
            "W_eff = W + scale_of(A, alpha) * B.dot(A)\n    return x": "W_eff = scale_of(A, alpha) * B.dot(A)\n    return x"
        },
        "weights-changed": {
            "W_eff = W + scale_of(A, alpha) * B.dot(A)\n    return x": "W_eff = W\n    W_eff += scale_of(A, alpha) * B.dot(A)\n    return x"
        },
        "merge-without-weights": {"np.add(W, update)": "update"},
        "merge-exchanged": {
            "update = scale_of(A, alpha) * B.dot(A)": "update = scale_of(A, alpha) * A.dot(B)"
        },
        "merge-subtracts": {"np.add(W": "np.subtract(W"},
        "dx-without-correction": {"dx = dy.dot(W_eff)": "dx = dy.dot(W)"},
        "dx-without-weights": {"dx = dy.dot(W_eff)": "dx = dy.dot(W_eff - W)"},
        "scale-in-one-gradient": {"dA = s * B.T": "dA = B.T"},
        "scaled-twice": {"dB = s * dW": "dB = s * s * dW"},
        "mean-over-rows": {"dW = dy2.T.dot(x2)": "dW = dy2.T.dot(x2) / len(x2)"},
        "gradient-of-frozen-weights": {"return dx, dA, dB": "return dx, dW, dA, dB"},
        "downhill-already": {"return dx, dA, dB": "return dx, -dA, -dB"},
        "sides-multiplied": {"(d_out + d_in) * r": "(d_out * d_in) * r"},
        "first-shape-only": {"return sum(per_matrix)": "return per_matrix[0]"},
        "rank-not-counted": {"(d_out + d_in) * r": "(d_out + d_in)"},
    },
    "loralib": {
        "both-zero": {
            "rng.normal(size=r * in_features).reshape(r, in_features) * in_features**-0.5": "np.zeros((r, in_features))"
        },
        "all-positive": {"rng.normal(size=r * in_features)": "rng.random(size=r * in_features)"},
        "spread-one": {" * in_features**-0.5": ""},
        "spread-of-the-rank": {"* in_features**-0.5": "* r**-0.5"},
        "generator-of-its-own": {"rng.normal(": "np.random.default_rng(0).normal("},
        "start-transposed": {
            "return reset_parameters(d_in, r, rng), np.zeros((d_out, r))": "return t(reset_parameters(d_in, r, rng)), np.zeros((r, d_out))"
        },
        "alpha-not-divided": {"lora_alpha / self.r": "lora_alpha"},
        "scale-forgotten": {"t(self.lora_B)) * self.scaling": "t(self.lora_B))"},
        "divided-by-the-root": {"lora_alpha / self.r": "lora_alpha / self.r**0.5"},
        "scale-upside-down": {"lora_alpha / self.r": "self.r / lora_alpha"},
        "rank-from-the-wrong-axis": {"self.lora_B.shape[1]": "self.lora_B.shape[0]"},
        "multiplied-by-the-rank": {"lora_alpha / self.r": "lora_alpha * self.r"},
        "old-output-scaled": {
            "return result\n": "return result\n",
            "result = x @ t(self.weight)": "result = x @ t(self.weight) * self.scaling",
        },
        "weights-not-transposed": {"x @ t(self.weight)": "x @ self.weight"},
        "order-exchanged": {"x @ t(self.lora_A) @ t(self.lora_B)": "x @ self.lora_B @ self.lora_A"},
        "bent-between": {"(x @ t(self.lora_A) @": "(np.tanh(x @ t(self.lora_A)) @"},
        "merge-transposed": {"(self.lora_B @ self.lora_A) *": "t(self.lora_B @ self.lora_A) *"},
        "merge-without-weights": {"return self.weight + (self": "return (self"},
        "merged-type": {".train().astype(W.dtype)": ".train()"},
        "dx-without-weights": {"dy @ W + g @ B @ A": "g @ B @ A"},
        "dx-without-correction": {"dy @ W + g @ B @ A": "dy @ W"},
        "scale-in-one-gradient": {"np.tensordot(g, x @ t(A)": "np.tensordot(dy, x @ t(A)"},
        "gradients-exchanged": {"return grad_x, grad_A, grad_B": "return grad_x, grad_B, grad_A"},
        "gradients-transposed": {"return grad_x, grad_A, grad_B": "return grad_x, grad_A.T, grad_B"},
        "input-gradient-last": {"return grad_x, grad_A, grad_B": "return grad_A, grad_B, grad_x"},
        "one-matrix-counted": {"sum(shape) * r": "shape[1] * r"},
        "taken-as-square": {"sum(shape) * r": "2 * shape[0] * r"},
        "rank-not-counted": {"sum(shape) * r": "sum(shape)"},
    },
    "column_vectors": {
        "both-zero": {"A = rng.standard_normal(size=(r, d_in))": "A = np.zeros((r, d_in))"},
        "both-random": {"np.full((d_out, r), 0.0)": "rng.standard_normal(size=(d_out, r))"},
        "spread-of-the-rank": {"A / d_in**0.5": "A / r**0.5"},
        "start-exchanged": {"return A, B": "return B, A"},
        "sides-exchanged": {
            "(size=(r, d_in))": "(size=(r, d_out))",
            "np.full((d_out, r)": "np.full((d_in, r)",
        },
        "alpha-not-divided": {
            "Y = W @ X + (alpha / r) *": "Y = W @ X + alpha *",
            "S = (alpha / r) * G": "S = alpha * G",
            "dW = (alpha / r) *": "dW = alpha *",
        },
        "scale-forgotten": {"S = (alpha / r) * G": "S = G"},
        "old-output-missing": {"Y = W @ X + (alpha": "Y = (alpha"},
        "old-output-scaled": {"W @ X + (alpha / r) * (B @ H)": "(alpha / r) * (W @ X + B @ H)"},
        "weights-not-transposed": {"Y = W @ X": "Y = W.T @ X"},
        "order-exchanged": {"H = A @ X": "H = B.T @ X", "(B @ H)": "(A.T @ H)"},
        "bent-between": {"H = A @ X": "H = np.maximum(A @ X, 0)"},
        "weights-changed": {"return (W + dW).astype(W.dtype)": "W += dW\n    return W"},
        "merge-exchanged": {"dW = (alpha / r) * (B @ A)": "dW = (alpha / r) * (A @ B)"},
        "merge-subtracts": {"(W + dW)": "(W - dW)"},
        "dx-without-weights": {"W.T @ G + A.T": "A.T"},
        "dx-without-correction": {"W.T @ G + A.T @ BtS": "W.T @ G"},
        "scale-in-one-gradient": {"dB = S @": "dB = G @"},
        "mean-over-rows": {
            "return to_rows(dX, x), dA, dB": "n = X.shape[1]\n    return to_rows(dX, x), dA / n, dB / n"
        },
        "gradients-transposed": {"dB = S @ (A @ X).T": "dB = A @ X @ S.T"},
        "first-matrix-frozen": {"dA = BtS @ X.T": "dA = 0 * A"},
        "frozen-counted": {
            "r * (sum(outs) + sum(ins))": "r * (sum(outs) + sum(ins)) + sum(o * i for o, i in shapes)"
        },
        "one-matrix-counted": {"r * (sum(outs) + sum(ins))": "r * sum(outs)"},
    },
    "tape": {
        "spread-without-root": {"/ np.sqrt(d_in)": "/ d_in"},
        "spread-of-the-rank": {"/ np.sqrt(d_in)": "/ np.sqrt(r)"},
        "all-positive": {"rng.normal(size=d_in)": "rng.uniform(size=d_in)"},
        "both-zero": {"rng.normal(size=d_in)": "np.zeros(d_in)"},
        "alpha-not-divided": {"scale=alpha / B.shape[-1])": "scale=alpha)"},
        "scale-forgotten": {"g = scale * dy": "g = dy"},
        "fraction-dropped": {
            "scale=alpha / B": "scale=alpha // B",
            "Tape(), alpha / B": "Tape(), alpha // B",
            "out + alpha / A": "out + alpha // A",
        },
        "old-output-missing": {"return frozen + scale": "return scale"},
        "old-output-scaled": {
            'frozen + scale * tape.linear(h, B, "B")': 'scale * (frozen + tape.linear(h, B, "B"))'
        },
        "merge-without-weights": {"out = np.array(W)": "out = np.zeros_like(W)"},
        "merge-transposed": {"np.outer(B[:, k], A[k])": "np.outer(A[k], B[:, k])"},
        "merge-subtracts": {"out = out + alpha": "out = out - alpha"},
        "merged-type": {"return out.astype(W.dtype)": "return out"},
        "dx-without-weights": {'dx = tape.gradient_of_input("W", dy)': "dx = 0.0"},
        "dx-without-correction": {'    dx = dx + tape.gradient_of_input("A", gh)\n': ""},
        "scale-in-one-gradient": {'gradient_of_matrix("B", g)': 'gradient_of_matrix("B", dy)'},
        "scaled-twice": {'gradient_of_matrix("A", gh)': 'gradient_of_matrix("A", scale * gh)'},
        "gradients-exchanged": {"return dx, dA, dB": "return dx, dB, dA"},
        "gradient-of-frozen-weights": {
            "return dx, dA, dB": 'return dx, tape.gradient_of_matrix("W", dy), dA, dB'
        },
        "first-shape-only": {"return sum(sizes)": "return sizes[0]"},
        "one-matrix-counted": {" + r * d_out": ""},
        "sides-multiplied": {"r * d_in + r * d_out": "r * d_in * d_out"},
    },
    "functional_vjp": {
        "both-zero": {"np.sqrt(variance) * rng.standard_normal((r, d_in))": "np.zeros((r, d_in))"},
        "spread-without-root": {"np.sqrt(variance)": "variance"},
        "zeros-in-a": {
            "np.sqrt(variance) * rng.standard_normal((r, d_in)), np.zeros((d_out, r))": "np.zeros((r, d_in)), np.sqrt(variance) * rng.standard_normal((d_out, r))"
        },
        "generator-of-its-own": {"rng.standard_normal": "np.random.default_rng(0).standard_normal"},
        "scale-forgotten": {
            "frozen) + scale * jnp_dot": "frozen) + jnp_dot",
            "ct_h = scale * np": "ct_h = np",
            "contract(scale * ct, h)": "contract(ct, h)",
            "W + alpha / A.shape[0] * delta": "W + delta",
        },
        "old-output-missing": {"jnp_dot(x, frozen) + scale": "scale"},
        "weights-not-transposed": {"jnp_dot(x, frozen) +": "x @ frozen +"},
        "bent-between": {'h = jnp_dot(x, params["a"])': 'h = np.maximum(0, jnp_dot(x, params["a"]))'},
        "merge-without-weights": {"np.asarray(W + alpha": "np.asarray(alpha"},
        "merge-exchanged": {"np.tensordot(B, A, axes=1)": "np.tensordot(A, B, axes=1)"},
        "merged-type": {", dtype=W.dtype": ""},
        "dx-without-weights": {"np.tensordot(ct, frozen, axes=1) + ": ""},
        "dx-without-correction": {' + np.tensordot(ct_h, params["a"], axes=1)': ""},
        "scale-in-one-gradient": {"contract(scale * ct, h)": "contract(ct, h)"},
        "scaled-twice": {"contract(scale * ct, h)": "contract(scale * scale * ct, h)"},
        "mean-over-rows": {"per_row.sum(": "per_row.mean("},
        "batch-axis-kept": {"per_row.sum(axis=tuple(range(per_row.ndim - 2)))": "per_row.sum(axis=-3)"},
        "gradients-exchanged": {'return dx, grads["a"], grads["b"]': 'return dx, grads["b"], grads["a"]'},
        "input-gradient-last": {'return dx, grads["a"], grads["b"]': 'return grads["a"], grads["b"], dx'},
        "downhill-already": {'return dx, grads["a"], grads["b"]': 'return dx, -grads["a"], -grads["b"]'},
        "first-matrix-frozen": {'"a": contract(ct_h, x)': '"a": np.zeros_like(params["a"])'},
        "rank-not-counted": {"r * shape[0] + r * shape[1]": "shape[0] + shape[1]"},
        "taken-as-square": {"r * shape[0] + r * shape[1]": "2 * r * shape[0]"},
        "frozen-counted": {
            "r * shape[0] + r * shape[1]": "r * shape[0] + r * shape[1] + shape[0] * shape[1]"
        },
    },
    "mlx_linear": {
        "start-transposed": {"return lora_a.T, lora_b.T": "return lora_a, lora_b"},
        "start-exchanged": {"return lora_a.T, lora_b.T": "return lora_b.T, lora_a.T"},
        "alpha-not-divided": {"scale=alpha / A.shape[0]": "scale=alpha"},
        "divided-by-the-root": {"scale=alpha / A.shape[0]": "scale=alpha / np.sqrt(A.shape[0])"},
        "alpha-forgotten": {"scale=alpha / A.shape[0]": "scale=1.0 / A.shape[0]"},
        "rank-from-the-wrong-axis": {"scale=alpha / A.shape[0]": "scale=alpha / A.shape[1]"},
        "scale-forgotten": {"y + self.scale * z": "y + z"},
        "old-output-missing": {"return y + self.scale": "return self.scale"},
        "old-output-scaled": {"y + self.scale * z": "self.scale * (y + z)"},
        "weights-changed": {"return self.linear + delta": "self.linear += delta\n        return self.linear"},
        "merge-subtracts": {"self.linear + delta": "self.linear - delta"},
        "merge-transposed": {"self.linear + delta": "self.linear + delta.T"},
        "dx-without-weights": {"dy @ self.linear + d_hidden": "d_hidden"},
        "dx-without-correction": {"dy @ self.linear + d_hidden @ self.lora_a.T": "dy @ self.linear"},
        "scale-in-one-gradient": {"d_hidden = dz @": "d_hidden = dy @"},
        "gradients-transposed": {"return d_in, d_a.T, d_b.T": "return d_in, d_a, d_b"},
        "gradients-exchanged": {"return d_in, d_a.T, d_b.T": "return d_in, d_b.T, d_a.T"},
        "batch-axis-kept": {
            "d_a = batch.T @ d_hidden.reshape(-1, d_hidden.shape[-1])": "d_a = (d_hidden.swapaxes(-1, -2) @ x).T",
            "d_b = (batch @ self.lora_a).T @ dz.reshape(-1, dz.shape[-1])": "d_b = (dz.swapaxes(-1, -2) @ (x @ self.lora_a)).T",
            "return d_in, d_a.T, d_b.T": "return d_in, d_a.T, d_b.T",
        },
        "mean-over-rows": {
            "d_a = batch.T @": "d_a = batch.T / len(batch) @",
            "(batch @ self.lora_a).T @": "(batch @ self.lora_a).T / len(batch) @",
        },
        "one-matrix-counted": {"total += lora_a + lora_b": "total += lora_b"},
        "sides-multiplied": {"total += lora_a + lora_b": "total += lora_a * lora_b"},
        "taken-as-square": {"lora_a, lora_b = i * r, r * o": "lora_a, lora_b = i * r, r * i"},
        "first-shape-only": {"total += lora_a + lora_b": "total = lora_a + lora_b"},
    },
    "batched_matmul": {
        "spread-one": {"std * rng.normal": "rng.normal"},
        "spread-fixed": {"std = 1 / np.sqrt(d_in)": "std = 0.02"},
        "all-positive": {"std * rng.normal": "std * rng.random"},
        "both-random": {"np.zeros_like(np.empty((d_out, r)))": "std * rng.normal(size=(d_out, r))"},
        "zeros-in-a": {
            "A = std * rng.normal(size=(r, d_in))": "A = np.zeros((r, d_in))",
            "np.zeros_like(np.empty((d_out, r)))": "std * rng.normal(size=(d_out, r))",
        },
        "sides-exchanged": {
            "rng.normal(size=(r, d_in))": "rng.normal(size=(r, d_out))",
            "np.empty((d_out, r))": "np.empty((d_in, r))",
        },
        "alpha-not-divided": {"np.true_divide(alpha, A.shape[0])": "alpha"},
        "scale-upside-down": {"np.true_divide(alpha, A.shape[0])": "np.true_divide(A.shape[0], alpha)"},
        "multiplied-by-the-rank": {"np.true_divide(alpha, A.shape[0])": "np.multiply(alpha, A.shape[0])"},
        "fraction-dropped": {"np.true_divide": "np.floor_divide"},
        "alpha-forgotten": {"np.true_divide(alpha, A.shape[0])": "np.true_divide(1, A.shape[0])"},
        "scale-forgotten": {"d_up = _scale(A, alpha) * dy": "d_up = dy"},
        "order-exchanged": {
            "down = np.matmul(x, A.swapaxes(-1, -2))\n    up = np.matmul(down, B.swapaxes(-1, -2))": "down = np.matmul(x, B)\n    up = np.matmul(down, A)"
        },
        "weights-not-transposed": {"np.matmul(x, W.swapaxes(-1, -2))": "np.matmul(x, W)"},
        "bent-between": {"up = np.matmul(down,": "up = np.matmul(np.maximum(down, 0),"},
        "dx-without-weights": {"np.matmul(dy, W) + np.matmul(d_down, A)": "np.matmul(d_down, A)"},
        "dx-without-correction": {"np.matmul(dy, W) + np.matmul(d_down, A)": "np.matmul(dy, W)"},
        "scale-in-one-gradient": {"d_down = np.matmul(d_up, B)": "d_down = np.matmul(dy, B)"},
        "batch-axis-kept": {"[dx, _sum_batch(dA, A), _sum_batch(dB, B)]": "[dx, dA, dB]"},
        "mean-over-rows": {"g = g.sum(axis=0)": "g = g.mean(axis=0)"},
        "input-gradient-last": {
            "[dx, _sum_batch(dA, A), _sum_batch(dB, B)]": "[_sum_batch(dA, A), _sum_batch(dB, B), dx]"
        },
        "gradient-of-frozen-weights": {
            "[dx, _sum_batch(dA, A), _sum_batch(dB, B)]": "[dx, _sum_batch(np.matmul(dy.swapaxes(-1, -2), x), W), _sum_batch(dA, A), _sum_batch(dB, B)]"
        },
        "downhill-already": {
            "[dx, _sum_batch(dA, A), _sum_batch(dB, B)]": "[-dx, -_sum_batch(dA, A), -_sum_batch(dB, B)]"
        },
        "merge-exchanged": {"np.matmul(B, A)": "np.matmul(A, B)"},
        "merged-type": {".astype(W.dtype)": ""},
        "frozen-counted": {
            "n_A = sum(r * d_in for _, d_in in shapes)": "n_A = sum(r * d_in + d_in * d_out for d_out, d_in in shapes)"
        },
        "one-matrix-counted": {"return n_A + n_B": "return n_B"},
        "sides-multiplied": {
            "return n_A + n_B": "return sum(r * r * d_in * d_out for d_out, d_in in shapes)"
        },
    },
    "one_product": {
        "spread-without-root": {"np.sqrt(1 / d_in)": "1 / d_in"},
        "both-zero": {"rng.normal(0, np.sqrt(1 / d_in), size=(r, d_in))": "np.zeros((r, d_in))"},
        "both-random": {"return A, np.zeros((d_out, r))": "return A, rng.normal(size=(d_out, r))"},
        "alpha-not-divided": {
            "k = alpha / len(A)": "k = alpha",
            "dB = alpha / len(A) * flat": "dB = alpha * flat",
        },
        "scale-forgotten": {"k = alpha / len(A)": "k = 1.0", "dB = alpha / len(A) * flat": "dB = flat"},
        "rank-from-the-wrong-axis": {
            "k = alpha / len(A)": "k = alpha / len(B)",
            "dB = alpha / len(A) * flat": "dB = alpha / len(B) * flat",
        },
        "divided-by-the-root": {
            "k = alpha / len(A)": "k = alpha / len(A) ** 0.5",
            "dB = alpha / len(A) * flat": "dB = alpha / len(A) ** 0.5 * flat",
        },
        "scale-in-one-gradient": {"dB = alpha / len(A) * flat": "dB = flat"},
        "scaled-twice": {"dB = alpha / len(A) * flat": "dB = (alpha / len(A)) ** 2 * flat"},
        "dx-without-correction": {"return d_x + d_h @ A, dA, dB": "return d_x, dA, dB"},
        "dx-without-weights": {"return d_x + d_h @ A, dA, dB": "return d_h @ A, dA, dB"},
        "gradients-transposed": {"return d_x + d_h @ A, dA, dB": "return d_x + d_h @ A, dA, dB.T"},
        "first-matrix-frozen": {"return d_x + d_h @ A, dA, dB": "return d_x + d_h @ A, 0 * dA, dB"},
        "merged-type": {").astype(W.dtype)": ")"},
        "rank-not-counted": {"return r * int(np": "return int(np"},
        "first-shape-only": {"[list(shape) for shape in shapes]": "shapes[0]"},
    },
    "einsum_on_rows": {
        "both-zero": {"rng.standard_normal((r, d_in)) / d_in**0.5": "np.zeros((r, d_in))"},
        "spread-without-root": {"d_in**0.5": "d_in"},
        "start-exchanged": {"return A, B": "return B, A"},
        "alpha-not-divided": {"(alpha / r) *": "alpha *"},
        "old-output-missing": {'np.einsum("...i,oi->...o", x, W) + (alpha': "(alpha"},
        "dx-without-weights": {'np.einsum("...o,oi->...i", dy, W) + ': ""},
        "dx-without-correction": {' + np.einsum("...r,ri->...i", dlow, A)': ""},
        "scale-in-one-gradient": {'dB = s * np.einsum("no': 'dB = np.einsum("no'},
        "scaled-twice": {'dA = np.einsum("nr': 'dA = s * np.einsum("nr'},
        "mean-over-rows": {"return dx, dA, dB": "return dx, dA / len(x2), dB / len(x2)"},
        "gradients-transposed": {"return dx, dA, dB": "return dx, dA.T, dB.T"},
        "merge-subtracts": {"W.astype(np.float64) + alpha": "W.astype(np.float64) - alpha"},
        "merged-type": {"return merged.astype(W.dtype)": "return merged"},
        "frozen-counted": {"r * d_in + d_out * r": "r * d_in + d_out * r + d_out * d_in"},
        "rank-not-counted": {"r * d_in + d_out * r": "d_in + d_out"},
    },
    "layer_class": {
        "alpha-not-divided": {"lora_alpha / lora_A.shape[0]": "lora_alpha"},
        "scale-forgotten": {
            "np.matmul(self.down, self.lora_B.transpose()) * self.scaling": "np.matmul(self.down, self.lora_B.transpose())"
        },
        "divided-by-the-root": {"lora_alpha / lora_A.shape[0]": "lora_alpha / np.sqrt(lora_A.shape[0])"},
        "rank-from-the-wrong-axis": {"lora_alpha / lora_A.shape[0]": "lora_alpha / lora_A.shape[1]"},
        "weights-not-transposed": {"np.matmul(x, self.weight.transpose())": "np.matmul(x, self.weight)"},
        "dx-without-weights": {"return np.matmul(grad, self.weight) + np": "return np"},
        "dx-without-correction": {" + np.matmul(grad_down, self.lora_A)": ""},
        "scale-in-one-gradient": {"self.grad_B = self.scaling * np": "self.grad_B = np"},
        "gradients-exchanged": {"layer.grad_A, layer.grad_B": "layer.grad_B, layer.grad_A"},
        "weights-changed": {
            "return (W + LoraLinear(W, A, B, alpha).delta()).astype(W.dtype)": "W += LoraLinear(W, A, B, alpha).delta()\n    return W"
        },
        "merge-without-weights": {
            "(W + LoraLinear(W, A, B, alpha).delta())": "LoraLinear(W, A, B, alpha).delta()"
        },
        "first-shape-only": {"total += r *": "total = r *"},
        "taken-as-square": {"r * (d_out + d_in)": "2 * r * d_in"},
    },
    "rank_by_rank": {
        "spread-one": {"rng.normal(0.0, 1.0 / np.sqrt(d_in), d_in)": "rng.normal(size=d_in)"},
        "spread-fixed": {"1.0 / np.sqrt(d_in)": "0.02"},
        "both-random": {"B = np.zeros((d_out, r))": "B = rng.normal(0.0, 1.0 / np.sqrt(r), (d_out, r))"},
        "scale-forgotten": {"part * b * (alpha / rank)": "part * b"},
        "old-output-missing": {"y = x @ W.T": "y = np.zeros((*x.shape[:-1], len(W)))"},
        "weights-not-transposed": {"y = x @ W.T": "y = x @ W"},
        "bent-between": {"part = (x @ a)[..., None]": "part = np.maximum(x @ a, 0)[..., None]"},
        "dx-without-weights": {"dx = dy @ W": "dx = np.zeros(x.shape)"},
        "dx-without-correction": {"        dx = dx + dh[..., None] * a\n": ""},
        "scale-in-one-gradient": {"dh = scale * (dy @ b)": "dh = dy @ b"},
        "scaled-twice": {"dB[:, i] = scale *": "dB[:, i] = scale * scale *"},
        "first-matrix-frozen": {"        dA[i] = (x * dh[..., None]).sum(axis=axes)\n": ""},
        "downhill-already": {"return dx, dA, dB": "return dx, -dA, -dB"},
        "merge-transposed": {"np.outer(b, a)": "np.outer(a, b)"},
        "merge-without-weights": {"new = W.copy().astype(float)": "new = np.zeros(W.shape)"},
        "one-matrix-counted": {"(shape[0] + shape[1]) * r": "shape[0] * r"},
        "sides-multiplied": {"(shape[0] + shape[1]) * r": "(shape[0] * shape[1]) * r"},
    },
}
