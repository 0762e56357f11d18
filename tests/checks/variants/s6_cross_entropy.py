"""Ways of writing the cross-entropy that the check of this exercise must pass, and ways that it must reject."""

LOOPS = """
def log_softmax(logits):
    logits = np.asarray(logits)
    if logits.ndim > 1:
        return np.array([log_softmax(row) for row in logits])
    row = [float(x) for x in logits]
    top = max(row)
    log_z = top + math.log(sum(math.exp(x - top) for x in row))
    return np.array([x - log_z for x in row])

def positions(logits, targets, ignore_index):
    for place, target in np.ndenumerate(targets):
        if target != ignore_index:
            if not 0 <= target < logits.shape[-1]:
                raise ValueError(f"target {target}")
            yield place, int(target)

def cross_entropy(logits, targets, ignore_index=-100):
    total = count = 0
    for place, target in positions(logits, targets, ignore_index):
        total -= log_softmax(logits[place])[target]
        count += 1
    return total / count if count else 0.0

def cross_entropy_gradient(logits, targets, ignore_index=-100):
    gradient = np.zeros(logits.shape)
    count = 0
    for place, target in positions(logits, targets, ignore_index):
        gradient[place] = np.exp(log_softmax(logits[place]))
        gradient[(*place, target)] -= 1.0
        count += 1
    return gradient / (count or 1)
"""

FLATTENED = """
def log_softmax(logits):
    z = logits.astype(np.float64)
    top = np.amax(z, axis=-1)[..., None]
    return z - top - np.log(np.sum(np.exp(z - top), axis=-1))[..., None]

def cross_entropy(logits, targets, ignore_index=-100):
    V = logits.shape[-1]
    logp, flat = log_softmax(logits).reshape(-1, V), targets.ravel()
    rows = np.flatnonzero(flat != ignore_index)
    if len(rows) == 0:
        return np.float64(0)
    columns = flat[rows]
    if columns.min() < 0 or columns.max() >= V:
        raise ValueError("target")
    return -np.mean(logp[rows, columns])

def cross_entropy_gradient(logits, targets, ignore_index=-100):
    V = logits.shape[-1]
    flat = targets.ravel()
    rows = np.flatnonzero(flat != ignore_index)
    d = np.zeros((flat.size, V))
    d[rows] = np.exp(log_softmax(logits).reshape(-1, V)[rows])
    d[rows, flat[rows]] -= 1
    d /= max(1, len(rows))
    return d.reshape(logits.shape)
"""

LOGADDEXP = """
def log_softmax(logits):
    logits = np.array(logits, dtype=float)
    return logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)

def cross_entropy(logits, targets, ignore_index=-100):
    weight = np.not_equal(targets, ignore_index)
    safe = np.where(weight, targets, 0)
    if (safe < 0).any() or (safe >= logits.shape[-1]).any():
        raise ValueError("a target is outside the vocabulary")
    nll = -np.take_along_axis(log_softmax(logits), safe[..., None], axis=-1)[..., 0]
    return np.where(weight, nll, 0.0).sum() / max(weight.sum(), 1)

def cross_entropy_gradient(logits, targets, ignore_index=-100):
    weight = np.not_equal(targets, ignore_index) / max(np.sum(targets != ignore_index), 1)
    safe = np.where(targets != ignore_index, targets, 0)
    g = np.exp(log_softmax(logits))
    np.put_along_axis(g, safe[..., None], np.take_along_axis(g, safe[..., None], -1) - 1, axis=-1)
    return g * weight[..., None]
"""

CLASS = """
class SoftmaxLoss:
    def __init__(self, logits, targets, ignore_index):
        self.shape, self.V = logits.shape, logits.shape[-1]
        self.logits = logits.reshape(-1, self.V).astype(np.float64)
        self.targets = targets.reshape(-1)
        self.keep = self.targets != ignore_index
        self.n = int(self.keep.sum())

    def forward(self):
        if self.n == 0:
            return 0.0
        chosen = self.targets[self.keep]
        if set(chosen.tolist()) - set(range(self.V)):
            raise ValueError("unknown token")
        return float(np.sum([-row[t] for row, t in zip(log_softmax(self.logits[self.keep]), chosen)]) / self.n)

    def backward(self):
        grad = np.zeros_like(self.logits)
        if self.n:
            grad[self.keep] = np.exp(log_softmax(self.logits[self.keep])) - np.eye(self.V)[self.targets[self.keep]]
            grad /= self.n
        return grad.reshape(self.shape)

def log_softmax(logits):
    m = np.max(logits, axis=-1, keepdims=True).astype(np.float64)
    return (logits - m) - np.log(np.exp(logits - m).sum(-1, keepdims=True))

def cross_entropy(logits, targets, ignore_index=-100):
    return SoftmaxLoss(logits, targets, ignore_index).forward()

def cross_entropy_gradient(logits, targets, ignore_index=-100):
    return SoftmaxLoss(logits, targets, ignore_index).backward()
"""

HONEST = {
    "loops": LOOPS,
    "flattened": FLATTENED,
    "logaddexp and take_along_axis": LOGADDEXP,
    "a class with forward and backward": CLASS,
}

CONVERTED = "logits = np.asarray(logits, dtype=np.float64)"
SHIFTED = "shifted = logits - logits.max(axis=-1, keepdims=True)"
LOG_SUM = "return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))"
LOSS_DEF = "def cross_entropy(logits: np.ndarray, targets: np.ndarray, ignore_index: int = -100) -> float:"
LOG_P = "log_p = log_softmax(logits)\n"
COUNTED = "counted = targets != ignore_index\n"
OUTSIDE = "if np.any((chosen < 0) | (chosen >= log_p.shape[-1])):"
RAISE = "raise ValueError("
ZERO = "return 0.0"
MEAN = "return float(losses.mean())"
KEPT = "kept = (targets != ignore_index)[..., np.newaxis]"
DIFFERENCE = "difference = np.where(kept, probabilities - one_hot, 0.0)"
DIVIDED = "return difference / max(kept.sum(), 1)"
KNOWN = "globals().setdefault('KNOWN', {}).setdefault"

WRONG = {  # conceivable, but too rare to be given a name
    "an even distribution without the sum": {LOG_SUM: "return shifted - np.log(shifted.shape[-1])"},
    "the mean subtracted": {SHIFTED: "shifted = logits - logits.mean(axis=-1, keepdims=True)"},
    "the smallest subtracted": {SHIFTED: "shifted = logits - logits.min(axis=-1, keepdims=True)"},
    "logits clipped at 50": {CONVERTED: "logits = np.clip(np.asarray(logits, dtype=np.float64), -50, 50)"},
    "float32": {CONVERTED: "logits = np.asarray(logits, dtype=np.float32)"},
    "the largest of the first row": {SHIFTED: "shifted = logits - logits.max(axis=-1).flat[0]"},
    "log1p": {LOG_SUM: "return shifted - np.log1p(np.exp(shifted).sum(axis=-1, keepdims=True))"},
    "a constant in the sum": {LOG_SUM: "return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True) + 1e-6)"},
    "minus infinity clipped": {LOG_SUM: "return np.maximum(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), -1e9)"},
    "minus infinity becomes NaN": {SHIFTED: "shifted = np.where(np.isinf(logits), np.nan, logits - logits.max(axis=-1, keepdims=True))"},
    "one too few positions in the mean": {MEAN: "return float(losses.sum() / max(len(losses) - 1, 1))"},
    "the median": {MEAN: "return float(np.median(losses))"},
    "the largest loss": {MEAN: "return float(losses.max())"},
    "in an array": {MEAN: "return np.array([losses.mean()])"},
    "every position's loss": {MEAN: "return losses"},
    "rounded": {MEAN: "return round(float(losses.mean()), 4)"},
    "absolute value of the difference to ln V": {MEAN: "return float(abs(losses.mean() - np.log(log_p.shape[-1])))"},
    "label smoothing": {MEAN: "return float(0.9 * losses.mean() - 0.1 * log_p[counted].mean())"},
    "a z-loss added": {MEAN: "return float(losses.mean() + 1e-4 * np.mean(np.log(np.exp(logits).sum(-1)) ** 2))"},
    "the loss of the first call": {MEAN: f"return {KNOWN}('loss', float(losses.mean()))"},
    "logits kept for a shape": {LOG_P: f"log_p = {KNOWN}(logits.shape, log_softmax(logits))\n"},
    "ignored also at V - 1": {COUNTED: "counted = (targets != ignore_index) & (targets != logits.shape[-1] - 1)\n"},
    "the absolute value compared": {COUNTED: "counted = np.abs(targets) != abs(ignore_index)\n"},
    "only the ignored positions": {COUNTED: "counted = targets == ignore_index\n"},
    "ignored by truth": {COUNTED: "counted = targets != ignore_index if ignore_index else np.full(targets.shape, True)\n"},
    "-100 always ignored too": {COUNTED: "counted = (targets != ignore_index) & (targets != -100)\n"},
    "rows of the batch where anything is ignored": {COUNTED: "counted = (targets != ignore_index) & (targets != ignore_index).all(axis=-1, keepdims=True)\n"},
    "an IndexError": {RAISE: "raise IndexError("},
    "an assert": {OUTSIDE: "assert not np.any((chosen < 0) | (chosen >= log_p.shape[-1]))\n    if False:"},
    "V accepted": {OUTSIDE: "chosen = np.minimum(chosen, log_p.shape[-1] - 1)\n    if np.any(chosen < 0):"},
    "targets modulo V": {OUTSIDE: "chosen = chosen % log_p.shape[-1]\n    if False:"},
    "None if nothing counts": {ZERO: "return None"},
    "infinity if nothing counts": {ZERO: "return float('inf')"},
    "an error if nothing counts": {ZERO: "raise ZeroDivisionError"},
    "labels instead of targets": {LOSS_DEF: LOSS_DEF.replace("targets:", "labels:"), LOG_P: "targets = labels\n    log_p = log_softmax(logits)\n"},
    "ignore instead of ignore_index": {LOSS_DEF: LOSS_DEF.replace("ignore_index:", "ignore:"), LOG_P: "ignore_index = ignore\n    log_p = log_softmax(logits)\n"},
    "targets before logits": {LOSS_DEF: LOSS_DEF.replace("logits: np.ndarray, targets: np.ndarray", "targets: np.ndarray, logits: np.ndarray")},
    "ignore_index -1 by default": {LOSS_DEF: LOSS_DEF.replace("-100", "-1")},
    "gradient twice as large": {DIVIDED: "return 2 * difference / max(kept.sum(), 1)"},
    "gradient divided by the root": {DIVIDED: "return difference / max(kept.sum(), 1) ** 0.5"},
    "gradient for all rows of a kept sequence": {KEPT: "kept = (targets != ignore_index).any(axis=-1, keepdims=True)[..., np.newaxis] & (targets == targets)[..., np.newaxis]"},
    "gradient flattened": {DIVIDED: "return (difference / max(kept.sum(), 1)).reshape(-1, logits.shape[-1])"},
    "gradient only of the target": {DIFFERENCE: "difference = np.where(kept & one_hot, probabilities - 1, 0.0)"},
    "gradient of the others only": {DIFFERENCE: "difference = np.where(kept & ~one_hot, probabilities, 0.0)"},
    "gradient clipped": {DIVIDED: "return np.clip(difference / max(kept.sum(), 1), -0.25, 0.25)"},
    "gradient kept by shape": {DIVIDED: f"return {KNOWN}(logits.shape, difference / max(kept.sum(), 1))"},
    "gradient in float32": {DIVIDED: "return (difference / max(kept.sum(), 1)).astype(np.float32)"},
    "gradient in the logits' dtype": {DIVIDED: "return (difference / max(kept.sum(), 1)).astype(logits.dtype)"},
    "gradient written into the logits": {DIVIDED: "logits[...] = difference / max(kept.sum(), 1)\n    return logits"},
    "gradient of a mean of row means": {DIVIDED: "return difference / np.maximum(kept.sum(axis=-2, keepdims=True), 1) / max(kept.size // kept.shape[-2], 1)"},
    "gradient centred by its sum only": {DIFFERENCE: "difference = np.where(kept, 1.0 / logits.shape[-1] - one_hot, 0.0)"},
}  # fmt: skip
