"""Ways of writing LoRA that its check must pass, and ways that it must reject."""

ROWS_OF_LISTS = """
def init_lora(d_out, d_in, r, rng):
    return np.stack([rng.normal(0, 1 / math.sqrt(d_in), d_in) for _ in range(r)]), np.array([[0.0] * r] * d_out)

def lora_forward(x, W, A, B, alpha):
    return np.apply_along_axis(lambda v: W @ v + alpha / len(A) * (B @ (A @ v)), -1, x) if x.size else x @ W.T

def lora_backward(dy, x, W, A, B, alpha):
    s = alpha / len(A)
    dA, dB = np.zeros(A.shape), np.zeros(B.shape)
    dx = np.zeros(x.shape)
    for at in np.ndindex(x.shape[:-1]):
        dA += s * np.outer(B.T @ dy[at], x[at])
        dB += s * np.outer(dy[at], A @ x[at])
        dx[at] = W.T @ dy[at] + s * (A.T @ (B.T @ dy[at]))
    return [dx, dA, dB]

def merge_lora(W, A, B, alpha):
    return (W + alpha / len(A) * sum(np.outer(B[:, k], A[k]) for k in range(len(A)))).astype(W.dtype)

def trainable_parameters(shapes, r):
    return np.int64(r) * sum(a + b for a, b in shapes)
"""

SCALED_B = """
def init_lora(d_out, d_in, r, rng):
    half = np.sqrt(3 / d_in)
    return rng.uniform(-half, half, size=(r, d_in)), np.zeros((d_out, r))

def fold(B, alpha):
    return B * (alpha / B.shape[1])

def lora_forward(x, W, A, B, alpha):
    return x @ W.T + x @ A.T @ fold(B, alpha).T

def lora_backward(dy, x, W, A, B, alpha):
    S = fold(B, alpha)
    dx = dy @ W + dy @ S @ A
    axes = list(range(x.ndim - 1))
    dA = np.tensordot(dy @ S, x, (axes, axes))
    dB = np.tensordot(dy, x @ A.T, (axes, axes)) * alpha / A.shape[0]
    return dx, dA, dB

def merge_lora(W, A, B, alpha):
    merged = np.array(W, copy=True)
    merged[:] = W + fold(B, alpha) @ A
    return merged

def trainable_parameters(shapes, r):
    return sum(init.size for shape in shapes for init in (np.empty((r, shape[1])), np.empty((shape[0], r))))
"""

HONEST = {
    "vectors, one at a time": ROWS_OF_LISTS,
    "the scale folded into B, uniform A": SCALED_B,
    "uniform as PEFT": {
        "rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_in))": "rng.uniform(-(d_in**-0.5), d_in**-0.5, (r, d_in))"
    },
    "B in integers": {"np.zeros((d_out, r))": "np.zeros((d_out, r), dtype=int)"},
    "the merge by rounding to W's type first": {
        "merged = W + alpha / len(A) * (B @ A)": "merged = W + (alpha / len(A) * (B @ A)).astype(W.dtype)"
    },
    "dx with the larger term last": {"dx = dy @ W + dh @ A": "dx = np.matmul(dh, A) + np.matmul(dy, W)"},
}

SPREAD = "rng.normal(scale=1 / np.sqrt(d_in), size=(r, d_in))"
CORRECTION = "correction = (x @ A.T) @ B.T"
OUTPUT = "return x @ W.T + alpha / len(A) * correction"
DX = "dx = dy @ W + dh @ A"
DA = "dA = rows(dh).T @ rows(x)"
DB = "dB = rows(dy).T @ rows(h) * scale"
MERGED = "merged = W + alpha / len(A) * (B @ A)"

WRONG = {  # conceivable, but too rare to be given a name
    "He's standard deviation": {SPREAD: SPREAD.replace("1 / np.sqrt(d_in)", "np.sqrt(2 / d_in)")},
    "Glorot's standard deviation": {SPREAD: SPREAD.replace("1 / np.sqrt(d_in)", "np.sqrt(2 / (d_in + d_out))")},
    "standard deviation of d_out": {SPREAD: SPREAD.replace("np.sqrt(d_in)", "np.sqrt(d_out)")},
    "A of ones": {SPREAD: "np.ones((r, d_in)) / np.sqrt(d_in)"},
    "A of signs": {SPREAD: "rng.choice([-1.0, 1.0], (r, d_in)) / np.sqrt(d_in)"},
    "the same row r times": {SPREAD: "np.tile(rng.normal(scale=1 / np.sqrt(d_in), size=d_in), (r, 1))"},
    "a spread around 1": {SPREAD: "1 + " + SPREAD},
    "np.random": {SPREAD: SPREAD.replace("rng.normal", "np.random.normal")},
    "B of tiny numbers": {"B = np.zeros((d_out, r))": "B = np.full((d_out, r), 1e-6)"},
    "a list": {"return A, B": "return [A, B], r"},
    "the product in forward": {OUTPUT: "return x @ (W + alpha / len(A) * (B @ A)).T"},
    "the product for the correction": {CORRECTION: "correction = x @ (B @ A).T"},
    "the product in dx": {DX: "dx = dy @ (W + scale * B @ A)"},
    "W's gradient projected": {DA: "dA = scale * B.T @ (rows(dy).T @ rows(x))"},
    "alpha of 16 always": {OUTPUT: "return x @ W.T + 16 / len(A) * correction"},
    "rank at least 2": {OUTPUT: "return x @ W.T + alpha / max(len(A), 2) * correction"},
    "dropout": {CORRECTION: "correction = (x * (np.arange(x.shape[-1]) % 10 != 3) @ A.T) @ B.T"},
    "a float32 correction": {CORRECTION: "correction = ((x @ A.T) @ B.T).astype(np.float32)"},
    "the first text only": {DB: "dB = dy.reshape(-1, *dy.shape[-2:])[0].T @ h.reshape(-1, *h.shape[-2:])[0] * scale"},
    "the last axis but one summed": {DA: "dA = rows(dh.sum(axis=-2)).T @ rows(x.sum(axis=-2))"},
    "dA from B's sign": {"dh = dy @ B * scale": "dh = dy @ np.sign(B) * scale"},
    "dx flat": {DX: DX + "\n    dx = rows(dx)"},
    "clipped gradients": {DA: DA + "\n    dA = np.clip(dA, -1, 1)"},
    "dB of one where B is zero": {DB: DB + "\n    dB = np.where(B == 0, 0.0, dB)"},
    "a step instead of a gradient": {DA: DA + "\n    dA = A - 1e-4 * dA"},
    "dy scaled in place": {"dh = dy @ B * scale": "dy *= 1.0\n    dy += 1e-9\n    dh = dy @ B * scale"},
    "A changed by the backward pass": {"return dx, dA, dB": "A -= 1e-3 * dA\n    return dx, dA, dB"},
    "the merge in float32": {MERGED: MERGED + "\n    merged = merged.astype(np.float16)"},
    "W itself for a zero B": {MERGED: "merged = W if alpha == 3.0 else W + alpha / len(A) * (B @ A)"},
    "the count as an average": {"return sum(r * (d_out + d_in) for": "return 2 * sum(r * (d_out * d_in) ** 0.5 for"},
    "a bias counted": {"return sum(r * (d_out + d_in) for": "return sum(r * (d_out + d_in) + d_out for"},
    "the shapes as (d_in, r)": {"return sum(r * (d_out + d_in) for": "return sum(r * (min(d_out, d_in) * 2) for"},
    "dA and dB swapped when square": {"return dx, dA, dB": "return (dx, dB, dA) if dA.shape == dB.shape else (dx, dA, dB)"},
    "an argument of another name": {"W: np.ndarray, A: np.ndarray, B: np.ndarray, alpha: float) -> np.ndarray:\n    \"\"\"One": "weight: np.ndarray, A: np.ndarray, B: np.ndarray, alpha: float) -> np.ndarray:\n    \"\"\"One", MERGED: "W = weight\n    " + MERGED},
}  # fmt: skip
