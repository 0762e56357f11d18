"""Ways of writing speculative decoding that the check of this challenge must pass, and ways that it must reject."""

GIVEN = """
def draw(distribution, rng):
    p = np.asarray(distribution, dtype=np.float64)
    return int(rng.choice(len(p), p=p / p.sum()))
"""

INDEXED = (
    GIVEN
    + """
def accept_probability(p, q, token):
    return 1.0 if p[token] >= q[token] else p[token] / q[token]

def residual(p, q):
    left = np.clip(np.subtract(p, q, dtype=np.float64), 0, None)
    return left / left.sum() if left.any() else np.copy(p)

def verify(target, draft, drafted, rng):
    result = []
    for i in range(len(drafted)):
        x = int(drafted[i])
        u = rng.uniform()
        if u > accept_probability(target[i], draft[i], x):
            return result + [draw(residual(target[i], draft[i]), rng)]
        result.append(x)
    return result + [draw(target[len(drafted)], rng)]

def acceptance_rate(p, q):
    return 1 - np.maximum(p - q, 0).sum()

def tokens_per_pass(alpha, gamma):
    return gamma + 1.0 if alpha == 1 else (1 - alpha ** (gamma + 1)) / (1 - alpha)
"""
)

VECTORS = """
def accept_probability(p, q, token):
    return np.minimum(p[token] / q[token], 1)

def residual(p, q):
    p = p.astype(np.float64)
    left = p - np.minimum(p, q)
    return np.where(left.sum() > 0, left / (left.sum() or 1.0), p)

def pick(p, rng):
    edges = np.cumsum(p, dtype=np.float64)
    return int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))

def verify(target, draft, drafted, rng):
    drafted = np.asarray(drafted, dtype=int)
    n = len(drafted)
    rows = np.arange(n)
    kept = rng.random(n) < target[rows, drafted] / draft[rows, drafted]
    first = int(np.argmin(kept)) if not kept.all() else n
    last = pick(target[n], rng) if first == n else pick(residual(target[first], draft[first]), rng)
    return [*drafted[:first].tolist(), last]

def acceptance_rate(p, q):
    return float(sum(min(a, b) for a, b in zip(p, q)))

def tokens_per_pass(alpha, gamma):
    total = 1.0
    for _ in range(gamma):
        total = 1.0 + alpha * total
    return total
"""

CHECKER = (
    GIVEN
    + """
class Position:
    def __init__(self, p, q, token):
        self.p, self.q, self.token = p, q, int(token)

    def kept(self, rng):
        return rng.random() < accept_probability(self.p, self.q, self.token)

    def other(self, rng):
        return draw(residual(self.p, self.q), rng)

def accept_probability(p, q, token):
    return float(np.exp(min(0.0, np.log(p[token]) - np.log(q[token])))) if p[token] else 0.0

def residual(p, q):
    more = [max(float(a) - float(b), 0.0) for a, b in zip(p, q)]
    return np.array([one / sum(more) for one in more]) if sum(more) else np.array(p)

def verify(target, draft, drafted, rng):
    tokens = []
    for place, token in enumerate(drafted):
        position = Position(target[place], draft[place], token)
        if not position.kept(rng):
            tokens.append(position.other(rng))
            break
        tokens.append(position.token)
    else:
        tokens.append(draw(target[-1], rng))
    return tokens

def acceptance_rate(p, q):
    return float(np.where(p < q, p, q).sum())

def tokens_per_pass(alpha, gamma):
    return float(np.polyval(np.ones(gamma + 1), alpha))
"""
)

RECURSIVE = (
    GIVEN
    + """
def accept_probability(p, q, token):
    ratio = p[token] / q[token]
    return ratio if ratio < 1 else 1.0

def residual(p, q):
    gap = (p - q) * (p > q)
    return gap / gap.sum() if gap.sum() else p.copy()

def verify(target, draft, drafted, rng):
    if len(drafted) == 0:
        return [draw(target[0], rng)]
    if rng.random() >= accept_probability(target[0], draft[0], drafted[0]):
        return [draw(residual(target[0], draft[0]), rng)]
    return [int(drafted[0])] + verify(target[1:], draft[1:], drafted[1:], rng)

def acceptance_rate(p, q):
    return np.minimum(p, q).sum()

def tokens_per_pass(alpha, gamma):
    return 1.0 if gamma == 0 else 1.0 + alpha * tokens_per_pass(alpha, gamma - 1)
"""
)

HONEST = {
    "indexed": INDEXED,
    "all positions at once": VECTORS,
    "a class for a position": CHECKER,
    "recursive": RECURSIVE,
}

ACCEPT_DEF = "def accept_probability(p: np.ndarray, q: np.ndarray, token: int) -> float:"
RATIO = "return float(min(1.0, p[token] / q[token]))"
LEFT = "left = np.maximum(np.asarray(p, dtype=np.float64) - q, 0.0)"
SHARE = "return left / total if total > 0 else np.array(p, dtype=np.float64)"
START = "tokens: list[int] = []"
DECIDE = "if rng.random() < accept_probability(p, q, token):"
KEEP = "tokens.append(int(token))"
REPLACE = "tokens.append(draw(residual(p, q), rng))"
EXTRA = "tokens.append(draw(target[-1], rng))\n    return tokens"
RATE = "return float(np.minimum(p, q).sum())"
PER_PASS = "return float(sum(alpha**kept for kept in range(gamma + 1)))"
CHOICE = "return int(rng.choice(len(p), p=p / p.sum()))"

WRONG = {  # conceivable, but too rare to be given a name
    "the root of the ratio": {RATIO: "return float(min(1.0, (p[token] / q[token]) ** 0.5))"},
    "the square of the ratio": {RATIO: "return float(min(1.0, (p[token] / q[token]) ** 2))"},
    "p over p + q": {RATIO: "return float(p[token] / (p[token] + q[token]))"},
    "twice as lenient": {RATIO: "return float(min(1.0, 2 * p[token] / q[token]))"},
    "a floor of 1 %": {RATIO: "return float(min(1.0, max(p[token] / q[token], 0.01)))"},
    "with the largest probabilities": {RATIO: "return float(min(1.0, p[token] / q.max()))"},
    "the first token's": {RATIO: "return float(min(1.0, p[0] / q[0]))"},
    "a lenient decision": {DECIDE: "if rng.random() < 1.5 * accept_probability(p, q, token):"},
    "a fixed limit": {DECIDE: "if accept_probability(p, q, token) > 0.5:"},
    "two chances": {DECIDE: "if min(rng.random(), rng.random()) < accept_probability(p, q, token):"},
    "always kept": {DECIDE: "if True:"},
    "a normal number": {DECIDE: "if rng.normal() < accept_probability(p, q, token):"},
    "np.random": {DECIDE: "if np.random.random() < accept_probability(p, q, token):"},
    "typical acceptance": {DECIDE: "if p[token] > 0.1:"},
    "never after the first": {DECIDE: "if not tokens and rng.random() < accept_probability(p, q, token):"},
    "a constant in the residual": {LEFT: LEFT + " + 1e-3"},
    "residual over the largest": {SHARE: "return left / left.max() if total > 0 else np.array(p, dtype=np.float64)"},
    "residual squared": {LEFT: LEFT + "\n    left = left**2"},
    "residual written into p": {SHARE: "p[...] = left / total if total > 0 else p\n    return p"},
    "zeros for equal distributions": {SHARE: "return left / max(total, 1e-300)"},
    "a uniform distribution for equal ones": {SHARE: "return left / total if total > 0 else np.full(len(p), 1 / len(p))"},
    "the replacement of the first row": {REPLACE: "tokens.append(draw(residual(target[0], draft[0]), rng))"},
    "two replacements": {REPLACE: REPLACE + "\n            tokens.append(draw(residual(p, q), rng))"},
    "the least probable replacement": {REPLACE: "tokens.append(int(np.argmin(residual(p, q))))"},
    "two extra tokens": {EXTRA: "tokens.append(draw(target[-1], rng))\n    tokens.append(draw(target[-1], rng))\n    return tokens"},
    "the extra token at the front": {EXTRA: "return [draw(target[-1], rng), *tokens]"},
    "a set": {EXTRA: "tokens.append(draw(target[-1], rng))\n    return sorted(set(tokens))"},
    "the number of tokens": {EXTRA: "return len(tokens)"},
    "the extra token from the first row": {EXTRA: "tokens.append(draw(target[0], rng))\n    return tokens"},
    "the extra token evenly": {EXTRA: "tokens.append(int(rng.integers(target.shape[1])))\n    return tokens"},
    "the kept tokens as they are": {KEEP: "tokens.append(token)"},
    "the position instead of the token": {KEEP: "tokens.append(len(tokens))"},
    "the draw without a division": {CHOICE: "return int(rng.choice(len(p), p=p))"},
    "tokens of the last pass": {START: "tokens: list[int] = globals().setdefault('KNOWN', [])"},
    "the same numbers for a shape": {START: "tokens: list[int] = []\n    rng = np.random.default_rng(target.size)"},
    "the overlap of the squares": {RATE: "return float(np.sqrt(p * q).sum())"},
    "one minus the largest difference": {RATE: "return float(1 - np.abs(p - q).max())"},
    "one minus the sum of differences": {RATE: "return float(1 - np.abs(p - q).sum())"},
    "rate of the maximum": {RATE: "return float(np.maximum(p, q).sum())"},
    "one too many": {PER_PASS: "return float(sum(alpha**kept for kept in range(gamma + 2)))"},
    "for ever": {PER_PASS: "return 1 / max(1 - alpha, 1e-9)"},
    "rounded": {PER_PASS: "return round(float(sum(alpha**kept for kept in range(gamma + 1))), 2)"},
    "token named x": {ACCEPT_DEF: ACCEPT_DEF.replace("token", "x"), RATIO: RATIO.replace("[token]", "[x]")},
    "q before p": {ACCEPT_DEF: ACCEPT_DEF.replace("p: np.ndarray, q: np.ndarray", "q: np.ndarray, p: np.ndarray")},
}  # fmt: skip
