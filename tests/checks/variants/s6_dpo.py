"""Ways of writing DPO that the check of this exercise must pass, and ways that it must reject."""

LOOPS = """
def log_sigmoid(x):
    return -math.log1p(math.exp(-x)) if x > -30 else x - math.log1p(math.exp(x)) if x > -700 else x

def sequence_logprobs(logits, ids, answer):
    result = []
    for row in range(len(ids)):
        total = 0.0
        for t in range(1, len(ids[row])):
            if answer[row][t]:
                scores = [float(z) for z in logits[row][t - 1]]
                top = max(scores)
                total += scores[ids[row][t]] - top - math.log(sum(math.exp(z - top) for z in scores))
        result.append(total)
    return np.array(result)

def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    w = [beta * (float(p) - float(r)) for p, r in zip(policy_w, reference_w)]
    l = [beta * (float(p) - float(r)) for p, r in zip(policy_l, reference_l)]
    return np.array(w), np.array(l)

def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    w, l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    if ipo:
        return sum(((a - b) / beta - 0.5 / beta) ** 2 for a, b in zip(w, l)) / len(w)
    return -sum(log_sigmoid(a - b) for a, b in zip(w, l)) / len(w)

def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    w, l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    slopes = []
    for a, b in zip(w, l):
        m = a - b
        slopes.append(2 * (m / beta - 0.5 / beta) if ipo else -beta * math.exp(log_sigmoid(-m)))
    slopes = np.array(slopes) / len(slopes)
    return slopes, -slopes
"""

INDICES = """
def sequence_logprobs(logits, ids, answer):
    B, T = ids.shape
    z = np.asarray(logits, dtype=np.float64)
    top = z.max(-1)
    normaliser = top + np.log(np.sum(np.exp(z - top[..., None]), -1))
    logp = np.zeros((B, T))
    logp[:, 1:] = z[np.arange(B)[:, None], np.arange(T - 1)[None], ids[:, 1:]] - normaliser[:, :-1]
    logp[np.asarray(answer) == 0] = 0
    return logp.sum(1)

def _h(policy_w, policy_l, reference_w, reference_l):
    return (policy_w - policy_l) - (reference_w - reference_l)

def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    return [beta * policy_w - beta * reference_w, beta * policy_l - beta * reference_l]

def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    h = _h(policy_w, policy_l, reference_w, reference_l)
    losses = np.square(h - 1 / (2 * beta)) if ipo else np.maximum(-beta * h, 0) + np.log1p(np.exp(-np.abs(beta * h)))
    return losses.mean()

def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    h = _h(policy_w, policy_l, reference_w, reference_l)
    x = beta * h
    sigma = np.where(x >= 0, np.exp(-np.abs(x)), 1.0) / (1 + np.exp(-np.abs(x)))
    d = (2 * h - 1 / beta if ipo else -beta * sigma) / h.size
    return d, d * -1
"""

ONE_HOT = """
def sequence_logprobs(logits, ids, answer):
    V = logits.shape[-1]
    x = logits[:, :-1].astype(float)
    x = np.where(np.eye(V, dtype=bool)[ids[:, 1:]], x, 0).sum(-1) - np.logaddexp.reduce(x, axis=-1)
    return np.array([row[keep].sum() for row, keep in zip(x, answer[:, 1:].astype(bool))])

def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    policy, reference = np.stack([policy_w, policy_l]), np.stack([reference_w, reference_l])
    return beta * (policy - reference)

def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    w, l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    if ipo:
        return np.mean(((w - l) - 0.5) ** 2) / beta**2
    return np.mean(np.logaddexp(w, l) - w)

def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    w, l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    if ipo:
        g = 2 * ((w - l) - 0.5) / beta / len(w)
        return g, -g
    loses = np.exp(l - np.logaddexp(w, l))
    return beta * -loses / len(w), beta * loses / len(w)
"""

CLASS = """
class Pair:
    def __init__(self, arrays, beta):
        self.w, self.l, self.rw, self.rl = (np.array(a, dtype=np.float64) for a in arrays)
        self.beta = beta

    @property
    def rewards(self):
        return self.beta * (self.w - self.rw), self.beta * (self.l - self.rl)

    @property
    def margin(self):
        first, second = self.rewards
        return first - second

def sequence_logprobs(logits, ids, answer):
    out = np.empty(len(logits))
    for b, (z, tokens, mask) in enumerate(zip(logits, ids, answer)):
        where = np.flatnonzero(mask)
        z = z[where - 1].astype(np.float64)
        z = z - z.max(axis=1, keepdims=True)
        out[b] = (z[np.arange(len(where)), tokens[where]] - np.log(np.exp(z).sum(axis=1))).sum()
    return out

def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    return Pair((policy_w, policy_l, reference_w, reference_l), beta).rewards

def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    margin = Pair((policy_w, policy_l, reference_w, reference_l), beta).margin
    if ipo:
        return np.mean((margin / beta - 1 / (2 * beta)) ** 2)
    return -np.mean(np.where(margin < 0, margin, 0) - np.log1p(np.exp(-abs(margin))))

def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    margin = Pair((policy_w, policy_l, reference_w, reference_l), beta).margin
    if ipo:
        d = 2 * (margin / beta - 1 / (2 * beta))
    else:
        d = -beta * 0.5 * (1 - np.tanh(margin / 2))
    return d / d.shape[0], -d / d.shape[0]
"""

HONEST = {
    "loops and math": LOOPS,
    "integer indices and one h": INDICES,
    "one-hot and logaddexp of two rewards": ONE_HOT,
    "a class, answers row by row": CLASS,
}

SCORES = "scores = logits[:, :-1].astype(np.float64)"
LOGPROBS = "logprobs = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))"
SHIFT = "targets, counted = ids[:, 1:], answer[:, 1:]"
SUM = "return np.where(counted, picked, 0.0).sum(axis=-1)"
REWARD_W = "reward_w = beta * (policy_w - reference_w)"
REWARD_L = "reward_l = beta * (policy_l - reference_l)"
LOSS = "return float(np.mean(np.logaddexp(0.0, -margin)))"
WEIGHT = "weight = beta * np.exp(-np.logaddexp(0.0, margin)) / n_pairs"
GRADIENT = "return -weight, weight"
KNOWN = "globals().setdefault('KNOWN', {}).setdefault"

WRONG = {  # conceivable, but too rare to be given a name
    "logarithms to base 2": {SUM: "return np.where(counted, picked, 0.0).sum(axis=-1) / np.log(2)"},
    "the first token of the answer dropped": {SUM: "counted = counted & (np.cumsum(counted, axis=-1) > 1)\n    " + SUM},
    "the mask of the first row for all rows": {SUM: SUM.replace("counted", "counted[:1]")},
    "the ids of the first row for all rows": {SHIFT: "targets, counted = np.broadcast_to(ids[:1, 1:], (len(ids), ids.shape[1] - 1)), answer[:, 1:]"},
    "clipped probabilities": {LOGPROBS: LOGPROBS + "\n    logprobs = np.maximum(logprobs, -3.0)"},
    "a small number inside the logarithm": {LOGPROBS: "logprobs = np.log(np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True) + 1e-3)"},
    "logits kept from the first call": {SCORES: f"scores = {KNOWN}(logits.shape, logits[:, :-1].astype(np.float64))"},
    "rows of zeros counted as empty": {SUM: "return np.where(counted & (targets > 0), picked, 0.0).sum(axis=-1)"},
    "float32 out": {SUM: SUM + ".astype(np.float32)", SCORES: SCORES.replace("float64", "float16")},
    "rewards averaged": {REWARD_W: REWARD_W.replace("(policy_w", "np.mean(policy_w")},
    "winner's reference for both": {REWARD_L: "reward_l = beta * (policy_l - reference_w)"},
    "rewards without sign": {REWARD_W: "reward_w = beta * np.abs(policy_w - reference_w)"},
    "policy_w changed in place": {REWARD_W: "policy_w -= reference_w\n    reward_w = beta * policy_w"},
    "the square root of beta": {REWARD_W: REWARD_W.replace("beta", "beta**0.5"), REWARD_L: REWARD_L.replace("beta", "beta**0.5")},
    "the median of the losses": {LOSS: "return float(np.median(np.logaddexp(0.0, -margin)))"},
    "divided by n twice": {LOSS: "return float(np.mean(np.logaddexp(0.0, -margin))) / len(margin)"},
    "log 2 subtracted": {LOSS: "return float(np.mean(np.logaddexp(0.0, -margin)) - np.log(2))"},
    "a loss of two numbers": {LOSS: "return float(np.mean(np.logaddexp(0.0, -margin))), margin"},
    "divided by n - 1 in the gradient": {WEIGHT: WEIGHT.replace("n_pairs", "max(n_pairs - 1, 1)")},
    "beta squared": {WEIGHT: WEIGHT.replace("beta *", "beta**2 *")},
    "the loser's gradient doubled": {GRADIENT: "return -weight, 2 * weight"},
    "one array of both": {GRADIENT: "return np.concatenate([-weight, weight])"},
    "weights that sum to one": {GRADIENT: "weight = weight / weight.sum()\n    return -weight, weight"},
    "beta kept from the first call": {WEIGHT: f"beta = {KNOWN}('beta', beta)\n    " + WEIGHT},
}  # fmt: skip
