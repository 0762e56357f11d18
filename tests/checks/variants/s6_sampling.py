"""Ways of writing sampling that the check of its exercise must pass, and ways that it must reject."""

FILTERED_LOGITS = """
def repetition_penalty(logits, seen, penalty):
    z = np.array(logits, dtype=float)
    for token in set(int(one) for one in seen):
        z[token] = z[token] / penalty if z[token] > 0 else z[token] * penalty
    return z

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    z = np.array(logits, dtype=float)
    if temperature == 0:
        p = np.zeros(z.shape)
        p[z.argmax()] = 1
        return p
    z = z / temperature
    order = np.lexsort((np.arange(z.size), -z))
    if top_k:
        z[order[top_k:]] = -np.inf
    if top_p < 1:
        total = np.cumsum(softmax(z)[order])
        last = min(np.searchsorted(total, top_p, side="left"), z.size - 1)
        z[order[last + 1:]] = -np.inf
    if min_p:
        z[z < z.max() + np.log(min_p)] = -np.inf
    return softmax(z)

def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    return np.searchsorted(np.cumsum(p) / np.sum(p), rng.random(), side="right")
"""

PLAIN_LISTS = """
def repetition_penalty(logits, seen, penalty):
    ids = set(np.asarray(seen, dtype=int).tolist())
    return np.array([
        z if i not in ids else (z / penalty if z > 0 else z * penalty) for i, z in enumerate(logits.astype(float).tolist())
    ])

def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    z = [float(one) for one in logits]
    if temperature == 0:
        first = z.index(max(z))
        return np.array([1.0 if i == first else 0.0 for i in range(len(z))])
    best = max(z)
    ranked = sorted(((math.exp((one - best) / temperature), -i) for i, one in enumerate(z)), reverse=True)
    if top_k > 0:
        ranked = ranked[:top_k]
    if top_p < 1:
        whole, reached, kept = sum(w for w, _ in ranked), 0.0, []
        for w, i in ranked:
            kept.append((w, i))
            reached += w / whole
            if reached >= top_p:
                break
        ranked = kept
    ranked = [(w, i) for w, i in ranked if w >= min_p * ranked[0][0]]
    whole = sum(w for w, _ in ranked)
    p = [0.0] * len(z)
    for w, i in ranked:
        p[-i] = w / whole
    return np.array(p)

def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    left = rng.random()
    for token, share in enumerate(p):
        left -= share
        if left < 0:
            return token
    return int(np.flatnonzero(p)[-1])
"""

MASKS = """
class Distribution:
    def __init__(self, p):
        self.p = p / p.sum()

    def keep(self, mask):
        return Distribution(np.where(mask, self.p, 0))

    @property
    def rank(self):
        rank = np.empty(len(self.p), dtype=int)
        rank[np.argsort(-self.p, kind="stable")] = np.arange(len(self.p))
        return rank

    def above(self):
        more = self.p[np.newaxis] * (self.rank[np.newaxis] < self.rank[:, np.newaxis])
        return more.sum(axis=1)

def repetition_penalty(logits, seen, penalty):
    mask = np.isin(np.arange(len(logits)), seen)
    return np.where(mask, np.minimum(logits / penalty, logits * penalty), logits)

def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    z = logits.astype(np.float64)
    if temperature < 1e-12:
        return (np.arange(len(z)) == np.argmax(z)).astype(float)
    d = Distribution(np.exp((z - z.max()) / temperature))
    if top_k > 0:
        d = d.keep(d.rank < top_k)
    if top_p < 1.0:
        d = d.keep((d.above() < top_p) | (d.rank == 0))
    if min_p > 0.0:
        d = d.keep(d.p >= min_p * d.p.max())
    return d.p

def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    return int(np.argmax(rng.multinomial(1, p)))
"""

GUMBEL = {
    "return int(rng.choice(len(p), p=p))": "with np.errstate(divide='ignore'):\n"
    "        return int(np.argmax(np.log(p) + rng.gumbel(size=len(p))))"
}

HONEST = {
    "filters that set logits to −∞": FILTERED_LOGITS,
    "plain lists and loops": PLAIN_LISTS,
    "masks by rank in a class": MASKS,
    "Gumbel noise": GUMBEL,
    "exponential noise": {
        "return int(rng.choice(len(p), p=p))": "return int(np.argmax(p / rng.exponential(size=len(p))))"
    },
}

CONVERT = "logits = np.asarray(logits, dtype=np.float64)\n    if temperature == 0:"
SCALE = "scaled = (logits - logits.max()) / temperature"
RANK = 'order = np.argsort(-p, kind="stable")'
IF_K = "if top_k > 0:"
IF_P = "if top_p < 1:"
CUT = "cut = before >= top_p"
CUT_P = "p[order[cut]] = 0.0"
CUT_MIN = "p = np.where(p >= min_p * p.max(), p, 0.0)"
SETTINGS = "p = probabilities(penalised, temperature, top_k, top_p, min_p)"
DRAW = "return int(rng.choice(len(p), p=p))"
PENALISE = "penalised[ids] = np.where(old > 0, old / penalty, old * penalty)"

WRONG = {
    "square root of the temperature": {SCALE: "scaled = (logits - logits.max()) / np.sqrt(temperature)"},
    "temperature at most 1": {SCALE: "scaled = (logits - logits.max()) / min(temperature, 1.0)"},
    "base 2": {SCALE: SCALE + " * np.log(2)"},
    "greedy below 1": {"if temperature == 0:": "if temperature < 0.6:"},
    "greedy takes the last": {"int(np.argmax(logits))": "int(len(logits) - 1 - np.argmax(logits[::-1]))"},
    "top-k off from 5 on": {IF_K: "if 0 < top_k < 5:"},
    "top-k of 1 keeps two": {IF_K: "top_k = 2 if top_k == 1 else top_k\n    " + IF_K},
    "an unstable sort": {RANK: "order = np.argsort(p)[::-1]"},
    "top-p of the square": {CUT: "cut = before >= top_p**2"},
    "top-p never alone": {"cut[0] = False": "cut[:2] = False"},
    "top-p or top-k": {IF_P: "if top_p < 1 and not top_k:"},
    "top-p before top-k": {
        "p[order[top_k:]] = 0.0\n        p = p / p.sum()": "pass",
        CUT_MIN: "if top_k > 0:\n        p[order[top_k:]] = 0.0\n    " + CUT_MIN,
    },
    "top-p off above 0.9": {IF_P: "if top_p < 0.9:"},
    "top-p of 1 cuts the tail": {IF_P: "if True:"},
    "min-p of the second best": {CUT_MIN: "p = np.where(p >= min_p * np.sort(p)[-2], p, 0.0)"},
    "min-p of the mean": {CUT_MIN: "p = np.where(p >= min_p * p.mean(), p, 0.0)"},
    "min-p squared": {CUT_MIN: "p = np.where(p >= min_p**2 * p.max(), p, 0.0)"},
    "min-p of the best logit's softmax at 1": {
        CUT_MIN: "q = np.exp(logits - logits.max())\n    p = np.where(q >= min_p, p, 0.0)"
    },
    "a small number added": {"return p / p.sum()\n": "return (p + 1e-7) / (p + 1e-7).sum()\n"},
    "float16 in the end": {"return p / p.sum()\n": "return (p / p.sum()).astype(np.float16)\n"},
    "a square root as penalty": {PENALISE: PENALISE.replace("penalty", "np.sqrt(penalty)")},
    "positive logits only": {PENALISE: "penalised[ids] = np.where(old > 0, old / penalty, old)"},
    "the last token only": {"np.unique(np.asarray(seen, dtype=np.int64))": "np.asarray(seen, dtype=np.int64)[-1:]"},
    "temperature not passed": {SETTINGS: "p = probabilities(penalised, 1.0, top_k, top_p, min_p)"},
    "top-p not passed": {SETTINGS: "p = probabilities(penalised, temperature, top_k, 1.0, min_p)"},
    "top-p and min-p swapped": {SETTINGS: "p = probabilities(penalised, temperature, top_k, min_p, top_p)"},
    "drawn from the uncut": {
        DRAW: "p = probabilities(penalised, temperature)\n    return int(rng.choice(len(p), p=p))"
    },
    "a softmax of the probabilities": {DRAW: "p = np.exp(p) / np.exp(p).sum()\n    " + DRAW},
    "a token in a list": {DRAW: "return rng.choice(len(p), size=1, p=p)"},
    "a float": {DRAW: "return float(rng.choice(len(p), p=p))"},
    "the probability of the token": {DRAW: "return p[rng.choice(len(p), p=p)]"},
    "the rank of the token": {DRAW: "return int(rng.choice(len(p), p=np.sort(p)[::-1]))"},
    "every second draw is the best": {
        DRAW: "return int(np.argmax(p)) if rng.random() < 0.9 else int(rng.choice(len(p), p=p))"
    },
    "rounded down by hand": {DRAW: "return int(rng.random() * len(p))"},
    "logits divided in place": {
        CONVERT: "if temperature and logits.dtype == np.float64:\n        logits -= 0.0\n        logits /= temperature\n"
        "        temperature = 1.0\n    if temperature == 0:"
    },
}  # fmt: skip
