"""Ways of writing GRPO that the check must pass, and ways that it must reject."""

LOOPS = """
EPS = 1e-6

def group_advantages(rewards):
    result = []
    for group in rewards:
        group = [float(r) for r in group]
        mean = math.fsum(group) / len(group)
        std = math.sqrt(math.fsum((r - mean) ** 2 for r in group) / len(group))
        result.append([(r - mean) / (std + EPS) for r in group])
    return np.array(result)

def sides(clip):
    try:
        low, high = clip
    except TypeError:
        low = high = clip
    return 1 - low, 1 + high

def token(new, old, advantage, clip):
    ratio = math.exp(float(new) - float(old))
    low, high = sides(clip)
    return min(ratio * advantage, min(max(ratio, low), high) * advantage)

def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    return np.array([
        [token(n, o, float(a), clip) for n, o in zip(new, old)]
        for new, old, a in zip(log_probs, old_log_probs, advantages)
    ])

def kl_to_reference(log_probs, ref_log_probs):
    def k(new, ref):
        d = float(ref) - float(new)
        return math.exp(d) - d - 1
    return np.array([[k(n, r) for n, r in zip(*rows)] for rows in zip(log_probs, ref_log_probs)])

def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    total = 0.0
    for i, row in enumerate(mask):
        tokens = [t for t, kept in enumerate(row) if kept]
        for t in tokens:
            cut = np.s_[i:i + 1, t:t + 1]
            value = clipped_objective(log_probs[cut], old_log_probs[cut], advantages[i:i + 1], clip)
            value = value - beta * kl_to_reference(log_probs[cut], ref_log_probs[cut])
            total += value.item() / len(tokens)
    return -total / len(mask)

def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    low, high = sides(clip)
    result = np.zeros(np.shape(log_probs))
    for i, row in enumerate(mask):
        tokens = [t for t, kept in enumerate(row) if kept]
        for t in tokens:
            new, old, ref = (float(x[i, t]) for x in (log_probs, old_log_probs, ref_log_probs))
            ratio, a = math.exp(new - old), float(advantages[i])
            stopped = ratio > high if a > 0 else ratio < low
            gain = 0.0 if stopped else ratio * a
            result[i, t] = (beta * (1 - math.exp(ref - new)) - gain) / len(tokens) / len(mask)
    return result
"""

COMMON = """
EPS = 1e-6

def group_advantages(rewards):
    r = np.array(rewards, dtype="float64").T
    r -= np.sum(r, axis=0) / len(r)
    return (r / (np.sqrt(np.sum(np.square(r), axis=0) / len(r)) + EPS)).T

def wide(x):
    return np.array(x, dtype=np.float64)
"""

BY_SIGN = (
    COMMON
    + """
def bound(advantages, clip):
    below, above = clip if isinstance(clip, (tuple, list)) else (clip, clip)
    a = wide(advantages)[:, None]
    return a, np.where(a > 0, 1 + above, 1 - below)

def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    a, limit = bound(advantages, clip)
    ratio = np.exp(wide(log_probs) - wide(old_log_probs))
    return np.minimum(ratio * a, limit * a)

def kl_to_reference(log_probs, ref_log_probs):
    d = wide(log_probs) - wide(ref_log_probs)
    return np.expm1(-d) + d

def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    keep = mask.astype(bool)
    x = clipped_objective(log_probs, old_log_probs, advantages, clip) - beta * kl_to_reference(log_probs, ref_log_probs)
    return np.mean([-x[i][keep[i]].mean() if keep[i].any() else 0.0 for i in range(len(x))])

def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    keep = mask.astype(bool)
    a, limit = bound(advantages, clip)
    ratio = np.exp(wide(log_probs) - wide(old_log_probs))
    flow = np.where(a > 0, ratio < limit, ratio > limit)
    g = -(ratio * a) * flow - beta * np.expm1(wide(ref_log_probs) - wide(log_probs))
    g[~keep] = 0.0
    return g / np.maximum(keep.sum(axis=1), 1)[:, None] / len(g)
"""
)

FLAT = (
    COMMON
    + """
def picked(mask, *arrays):
    rows, columns = np.nonzero(mask)
    return rows, columns, [wide(x[rows, columns]) for x in arrays]

def parts(new, old, a, clip):
    low, high = (clip, clip) if np.ndim(clip) == 0 else clip
    ratio = np.exp(new - old)
    return ratio * a, np.clip(ratio, 1 - low, 1 + high) * a

def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    return np.min(parts(wide(log_probs), wide(old_log_probs), advantages.reshape(-1, 1), clip), axis=0)

def kl_to_reference(log_probs, ref_log_probs):
    u = np.exp(wide(ref_log_probs) - log_probs)
    return u - np.log(u) - 1

def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    rows, _, (new, old, ref) = picked(mask, log_probs, old_log_probs, ref_log_probs)
    values = np.min(parts(new, old, advantages[rows], clip), axis=0) - beta * kl_to_reference(new, ref)
    n = len(mask)
    counts = np.maximum(np.bincount(rows, minlength=n), 1)
    return -float((np.bincount(rows, values, n) / counts).mean())

def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    rows, columns, (new, old, ref) = picked(mask, log_probs, old_log_probs, ref_log_probs)
    plain, held = parts(new, old, advantages[rows], clip)
    value = np.where(plain > held, 0, plain) + beta * (np.exp(ref - new) - 1)
    result = np.zeros(mask.shape)
    result[rows, columns] = -value / np.bincount(rows)[rows] / len(mask)
    return result
"""
)

ONE_FUNCTION = (
    COMMON
    + """
class Terms:
    def __init__(self, new, old=None, ref=None, a=None, clip=0.0):
        self.low, self.high = np.zeros(2) + clip
        self.rho = None if old is None else np.exp(wide(new) - wide(old))
        self.log_u = None if ref is None else wide(ref) - wide(new)
        self.a = None if a is None else np.reshape(a, (len(a), 1))

    def surrogate(self):
        held = np.maximum(np.minimum(self.rho, 1 + self.high), 1 - self.low)
        return np.where(self.rho * self.a < held * self.a, self.rho * self.a, held * self.a)

    def k(self):
        return np.exp(self.log_u) - (1 + self.log_u)

    def slope(self):
        outside = ((self.rho > 1 + self.high) & (self.a > 0)) | ((self.rho < 1 - self.low) & (self.a < 0))
        return np.where(outside, 0, self.rho * self.a)

def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    return Terms(log_probs, old_log_probs, None, advantages, clip).surrogate()

def kl_to_reference(log_probs, ref_log_probs):
    return Terms(log_probs, ref=ref_log_probs).k()

def weighted(values, mask):
    share = np.where(mask, 1.0, 0.0)
    share = share / np.clip(share.sum(axis=1, keepdims=True), 1, None) / len(share)
    return np.where(share > 0, values, 0) * share

def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    terms = Terms(log_probs, old_log_probs, ref_log_probs, advantages, clip)
    return weighted(beta * terms.k() - terms.surrogate(), mask).sum()

def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    terms = Terms(log_probs, old_log_probs, ref_log_probs, advantages, clip)
    return weighted(beta * (1 - np.exp(terms.log_u)) - terms.slope(), mask)
"""
)

HONEST = {
    "loops over answers and tokens": LOOPS,
    "a limit by the sign of the advantage": BY_SIGN,
    "only the tokens that count": FLAT,
    "a class with the terms": ONE_FUNCTION,
}

RETURN_ADVANTAGES = "return (rewards - mean) / (std + EPS)"
MEAN = "mean = rewards.mean(axis=1, keepdims=True)"
STD = "std = rewards.std(axis=1, keepdims=True)"
MINIMUM = "return np.minimum(ratio * advantage, np.clip(ratio, 1 - low, 1 + high) * advantage)"
K = "return np.exp(log_u) - log_u - 1"
PENALTY = "objective = objective - beta * kl_to_reference(log_probs, ref_log_probs)"
LENGTHS = "lengths = np.maximum(mask.sum(axis=1), 1)\n"
PER_ANSWER = "per_answer = np.where(mask, objective, 0).sum(axis=1) / lengths"
LOSS = "return -per_answer.mean()"
MOVES = "moves = ratio * advantage <= np.clip(ratio, 1 - low, 1 + high) * advantage"
D_OBJECTIVE = "d_objective = np.where(moves, ratio * advantage, 0)  # dρ / dlog π = ρ"
D_KL = "d_kl = 1 - np.exp(ref_log_probs - log_probs)"
GRADIENT = "return -np.where(mask, per_token, 0) / lengths / len(mask)"

WRONG = {  # conceivable, but too rare to be given a name
    "the median": {MEAN: "mean = np.median(rewards, axis=1, keepdims=True)"},
    "the best answer is the baseline": {MEAN: "mean = rewards.max(axis=1, keepdims=True)"},
    "divided by the range": {STD: "std = rewards.max(axis=1, keepdims=True) - rewards.min(axis=1, keepdims=True)"},
    "divided by the mean distance": {STD: "std = np.abs(rewards - mean).mean(axis=1, keepdims=True)"},
    "a softmax of the rewards": {RETURN_ADVANTAGES: "e = np.exp(rewards - rewards.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)"},
    "a large constant": {RETURN_ADVANTAGES: "return (rewards - mean) / (std + 0.1)"},
    "at least one": {RETURN_ADVANTAGES: "return (rewards - mean) / np.maximum(std, 1)"},
    "flat": {RETURN_ADVANTAGES: "return ((rewards - mean) / (std + EPS)).reshape(-1)"},
    "the root of a half": {MINIMUM: MINIMUM.replace("1 - low, 1 + high", "1 / (1 + low), 1 + high")},
    "half the width": {MINIMUM: MINIMUM.replace("1 - low, 1 + high", "1 - low / 2, 1 + high / 2")},
    "clipped below only": {MINIMUM: MINIMUM.replace("np.clip(ratio, 1 - low, 1 + high)", "np.maximum(ratio, 1 - low)")},
    "negative advantages dropped": {MINIMUM: "return np.maximum(" + MINIMUM.removeprefix("return ") + ", 0)"},
    "averaged over the tokens": {MINIMUM: MINIMUM + ".mean(axis=1)"},
    "k of base two": {K: "return (np.exp(log_u) - log_u - 1) / np.log(2)"},
    "k clipped": {K: "return np.minimum(np.exp(log_u) - log_u - 1, 0.2)"},
    "one k for an answer": {K: "return np.exp(log_u.sum(axis=1, keepdims=True)) - log_u - 1"},
    "the size of beta": {PENALTY: PENALTY.replace("beta", "beta**2")},
    "beta inside the clip": {PENALTY: PENALTY.replace("beta", "(beta * clip / 0.2)")},
    "the longest answer": {LENGTHS: "lengths = mask.sum(axis=1).max()\n"},
    "one token more": {LENGTHS: "lengths = mask.sum(axis=1) + 1\n"},
    "the last token only": {PER_ANSWER: "per_answer = objective[np.arange(len(mask)), mask.sum(axis=1) - 1]"},
    "the answers' median": {LOSS: "return -np.median(per_answer)"},
    "positive answers only": {LOSS: "return -per_answer[advantages > 0].mean() if (advantages > 0).any() else -per_answer.mean()"},
    "only good tokens move": {MOVES: MOVES.replace("moves = ", "moves = (advantage > 0) & (") + ")"},
    "the square of the ratio": {D_OBJECTIVE: D_OBJECTIVE.replace("ratio * advantage, 0", "ratio**2 * advantage, 0")},
    "k2's gradient": {D_KL: "d_kl = log_probs - ref_log_probs"},
    "a constant pull": {D_KL: "d_kl = np.ones(log_probs.shape)"},
    "divided by T too": {GRADIENT: GRADIENT + " / mask.shape[1]"},
    "the sum of a row": {GRADIENT: "return (-np.where(mask, per_token, 0) / lengths / len(mask)).sum(axis=1)"},
}  # fmt: skip
