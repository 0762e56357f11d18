"""Ways of writing AdamW and the training step that the check must pass, and ways that it must reject."""

SHORT = """
def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step < warmup_steps:
        return step / warmup_steps * peak
    x = min(1, (step - warmup_steps) / (total_steps - warmup_steps))
    return minimum + (peak - minimum) * (1 + math.cos(math.pi * x)) / 2

def clip_by_global_norm(gradients, max_norm):
    flat = np.concatenate([g.ravel().astype(float) for g in gradients.values()])
    norm = np.linalg.norm(flat).item()
    scale = max_norm / norm if norm > max_norm else 1
    return {k: (g * scale).astype(g.dtype) for k, g in gradients.items()}, norm

"""

ALL_TOGETHER = """
def training_step(weights, gradients, state, step, settings):
    gradients, norm = clip_by_global_norm(gradients, settings["max_norm"])
    if not math.isfinite(norm):
        return weights, state
    names = ("peak", "minimum", "warmup_steps", "total_steps")
    lr = learning_rate(step, *(settings[n] for n in names))
    rest = {n: settings[n] for n in ("beta1", "beta2", "eps", "weight_decay")}
    return adamw_step(weights, gradients, state, lr, **rest)
"""

IN_PLACE = (
    SHORT
    + """
def start_state(weights):
    return [0, {k: [np.zeros(w.shape), np.zeros(w.shape)] for k, w in weights.items()}]

def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state[0] += 1
    t, means = state
    new = {}
    for k in weights:
        g = gradients[k].astype(float)
        m, v = means[k]
        m += (1 - beta1) * (g - m)
        v += (1 - beta2) * (g * g - v)
        w = weights[k].astype(float)
        shrunk = w * (1 - lr * weight_decay) if w.ndim > 1 else w
        new[k] = (shrunk - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)).astype(weights[k].dtype)
    return new, state
"""
    + ALL_TOGETHER
)

CLASS = (
    SHORT
    + """
class Optimiser:
    def __init__(self, weights):
        self.moments, self.t = {}, 0

    def direction(self, name, g, b1, b2, eps):
        m, v = self.moments.get(name, (0.0, 0.0))
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * np.square(g)
        self.moments[name] = m, v
        return m / (1 - b1**self.t) / (eps + (v / (1 - b2**self.t)) ** 0.5)

def start_state(weights):
    return Optimiser(weights)

def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state.t += 1
    updated = {}
    for name, old in weights.items():
        move = state.direction(name, gradients[name].astype(np.float64), beta1, beta2, eps)
        if np.ndim(old) > 1:
            move = move + weight_decay * old
        updated[name] = (old - lr * move).astype(old.dtype)
    return updated, state
"""
    + ALL_TOGETHER
)

HISTORY = (
    SHORT
    + """
def start_state(weights):
    return ()

def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    history = state + ({k: g.astype(float) for k, g in gradients.items()},)
    ages = range(len(history) - 1, -1, -1)
    def mean(beta, numbers):
        return sum(beta**a * n for a, n in zip(ages, numbers)) / sum(beta**a for a in ages)
    new = {}
    for k, w in weights.items():
        m, v = mean(beta1, [h[k] for h in history]), mean(beta2, [h[k] ** 2 for h in history])
        new[k] = (w - lr * (m / (np.sqrt(v) + eps) + weight_decay * w * (w.ndim > 1))).astype(w.dtype)
    return new, history
"""
    + ALL_TOGETHER
)

LOOPS = (
    """
def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step >= total_steps:
        return minimum
    if step < warmup_steps:
        return step * peak / warmup_steps
    done = (step - warmup_steps) / (total_steps - warmup_steps)
    return peak - (peak - minimum) * math.sin(0.5 * math.pi * done) ** 2

def clip_by_global_norm(gradients, max_norm):
    total = 0.0
    for g in gradients.values():
        for x in g.flat:
            total += float(x) ** 2
    norm = total**0.5
    out = {}
    for k, g in gradients.items():
        out[k] = g.copy()
        if norm > max_norm:
            for i in np.ndindex(g.shape):
                out[k][i] = float(g[i]) / norm * max_norm
    return out, norm

def start_state(weights):
    numbers = {k: {i: 0.0 for i in np.ndindex(w.shape)} for k, w in weights.items()}
    return {"m": numbers, "v": {k: dict(n) for k, n in numbers.items()}, "steps": 0}

def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state["steps"] += 1
    t = state["steps"]
    out = {k: np.array(w) for k, w in weights.items()}
    for k, w in weights.items():
        for i in np.ndindex(w.shape):
            g = float(gradients[k][i])
            m = state["m"][k][i] = beta1 * state["m"][k][i] + (1 - beta1) * g
            v = state["v"][k][i] = beta2 * state["v"][k][i] + (1 - beta2) * g * g
            x = float(w[i])
            if len(w.shape) >= 2:
                x -= lr * weight_decay * float(w[i])
            out[k][i] = x - lr * m / (1 - beta1**t) / (math.sqrt(v / (1 - beta2**t)) + eps)
    return out, state
"""
    + ALL_TOGETHER
)

HONEST = {
    "means in place, a list as state": IN_PLACE,
    "a class as state": CLASS,
    "weighted means of the whole history": HISTORY,
    "loops over numbers": LOOPS,
}

END = "return minimum\n"
FALL = "return minimum + 0.5 * (peak - minimum) * (1 + np.cos(np.pi * progress))"
RISE = "return peak * step / warmup_steps"
FACTOR = "factor = min(1.0, max_norm / norm) if norm > 0 else 1.0"
CLIPPED = "return {name: (factor * g).astype(g.dtype) for name, g in gradients.items()}, norm"
START = 'return {"t": 0, "m": m, "v": v}'
COUNT = 't = state["t"] + 1'
GRADIENT = "g = gradients[name].astype(np.float64)"
NEW_M = 'm[name] = beta1 * state["m"][name] + (1 - beta1) * g'
NEW_V = 'v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2'
M_HAT = "m_hat = m[name] / (1 - beta1**t)"
V_HAT = "v_hat = v[name] / (1 - beta2**t)"
STEP = "step = m_hat / (np.sqrt(v_hat) + eps)"
DECAY = "decay = weight_decay if w.ndim >= 2 else 0.0"
UPDATE = "updated[name] = (w - lr * step - lr * decay * w).astype(w.dtype)"
RETURN = 'return updated, {"t": t, "m": m, "v": v}'
RATE = 'step, settings["peak"], settings["minimum"], settings["warmup_steps"], settings["total_steps"]'
DEF_START = "def start_state"

WRONG = {  # conceivable, but too rare to be given a name
    "the warm-up squared": {RISE: "return peak * (step / warmup_steps) ** 2"},
    "the cosine squared": {FALL: "return minimum + (peak - minimum) * (0.5 * (1 + np.cos(np.pi * progress))) ** 2"},
    "a rate as a list": {END: "return [minimum]\n"},
    "the peak after the end": {END: "return peak\n"},
    "factor + 1": {FACTOR: "factor = max_norm / (1 + norm)"},
    "clipped to just below max_norm": {FACTOR: "factor = min(1.0, 0.999 * max_norm / norm) if norm > 0 else 1.0"},
    "only matrices clipped": {CLIPPED: CLIPPED.replace("factor * g", "(factor if g.ndim > 1 else 1.0) * g")},
    "a list of gradients": {CLIPPED: "return [factor * g for g in gradients.values()], norm"},
    "only the longest array clipped": {
        CLIPPED: "longest = max(gradients, key=lambda n: np.linalg.norm(gradients[n]))\n"
        "    return {n: g * (factor if n == longest else 1.0) for n, g in gradients.items()}, norm"
    },
    "the state in the module": {
        START: "MEMORY.update(t=0, m=m, v=v)\n    return MEMORY",
        COUNT: f"state = MEMORY\n    {COUNT}",
        RETURN: "MEMORY.update(t=t, m=m, v=v)\n    return updated, MEMORY",
        DEF_START: "MEMORY = {}\n\n\ndef start_state",
    },
    "the count in the module": {
        COUNT: "COUNTED.append(1)\n    t = len(COUNTED)",
        DEF_START: "COUNTED = []\n\n\ndef start_state",
    },
    "AMSGrad": {V_HAT: f"v[name] = np.maximum(v[name], state['v'][name])\n        {V_HAT}"},
    "Nesterov": {M_HAT: f"{M_HAT}\n        m_hat = beta1 * m_hat + (1 - beta1) * g / (1 - beta1**t)"},
    "the sign of m": {STEP: "step = np.sign(m_hat)"},
    "the sign of g": {STEP: "step = np.sign(g)"},
    "beta to the power of 2t": {V_HAT: "v_hat = v[name] / (1 - beta2 ** (2 * t))"},
    "corrected with the other beta": {
        M_HAT: "m_hat = m[name] / (1 - beta2**t)",
        V_HAT: "v_hat = v[name] / (1 - beta1**t)",
    },
    "the first gradient as the first mean": {
        NEW_M: f"{NEW_M}\n        m[name] = g if t == 1 else m[name]",
        M_HAT: "m_hat = m[name]",
    },
    "one m for each row": {NEW_M: f"{NEW_M}\n        m[name] = np.broadcast_to(m[name].mean(-1, keepdims=True), g.shape)"},
    "float32 means": {NEW_V: f"{NEW_V}\n        v[name] = np.round(v[name], 2)"},
    "half the decay": {DECAY: "decay = 0.5 * weight_decay if w.ndim >= 2 else 0.0"},
    "decay towards 1": {UPDATE: UPDATE.replace("decay * w)", "decay * (w - 1))")},
    "decay only by names with w": {DECAY: 'decay = weight_decay if name.startswith("w") else 0.0'},
    "lr squared in the decay": {UPDATE: UPDATE.replace("lr * decay", "lr * lr * decay")},
    "the weights and the state exchanged": {RETURN: 'return {"t": t, "m": m, "v": v}, updated'},
    "only the change of the weights": {UPDATE: UPDATE.replace("(w - lr", "(-lr")},
    "gradients normalised": {GRADIENT: f"{GRADIENT} / np.linalg.norm(gradients[name])"},
    "warm-up and total exchanged": {
        RATE: 'step, settings["peak"], settings["minimum"], settings["total_steps"], settings["warmup_steps"]'
    },
    "peak and minimum exchanged": {
        RATE: 'step, settings["minimum"], settings["peak"], settings["warmup_steps"], settings["total_steps"]'
    },
}  # fmt: skip
