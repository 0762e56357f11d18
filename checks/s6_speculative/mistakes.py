"""Mistakes that people make in speculative decoding, and inputs on which no two of them give the same result.

The probes of ``verify`` leave the rule no choice, so that two right functions answer alike whatever they draw.
"""

import numpy as np

from tutor.course.model import Mistake, Probe

SEE = "step-6-complete-reference#prod-speculative"

ACCEPT_DEF = "def accept_probability(p: np.ndarray, q: np.ndarray, token: int) -> float:"
RATIO = "return float(min(1.0, p[token] / q[token]))"
LEFT = "left = np.maximum(np.asarray(p, dtype=np.float64) - q, 0.0)"
SHARE = "return left / total if total > 0 else np.array(p, dtype=np.float64)"
START = "tokens: list[int] = []"
LOOP = "for p, q, token in zip(target, draft, drafted, strict=False):  # target has one row more"
DECIDE = "if rng.random() < accept_probability(p, q, token):"
KEEP = "tokens.append(int(token))"
REPLACE = "tokens.append(draw(residual(p, q), rng))"
STOP = "            return tokens\n"
EXTRA = "tokens.append(draw(target[-1], rng))"
RATE = "return float(np.minimum(p, q).sum())"
PER_PASS = "return float(sum(alpha**kept for kept in range(gamma + 1)))"

ACCEPTANCE = [
    Mistake(
        id="ratio-upside-down",
        name="accepts with q / p",
        diagnosis="Your code keeps a token with probability q(x) / p(x). Then the tokens that the draft overrates are always kept, "
        "and the text follows the draft. The ratio is p(x) / q(x).",
        see=SEE,
        change={RATIO: "return float(min(1.0, q[token] / p[token]))"},
        also=({RATIO: "return float(q[token] / p[token])"},),
    ),
    Mistake(
        id="ratio-above-one",
        name="does not limit the ratio to 1",
        diagnosis="Your accept_probability returns p(x) / q(x) even above 1, which is no probability. Return min(1, p(x) / q(x)).",
        see=SEE,
        change={RATIO: "return float(p[token] / q[token])"},
    ),
    Mistake(
        id="target-probability-alone",
        name="accepts with p, not the ratio",
        diagnosis="Your code keeps a token with probability p(x). A token was drafted with q(x) already, so good drafts are rejected far "
        "too often and the text changes. Keep it with min(1, p(x) / q(x)).",
        see=SEE,
        change={RATIO: "return float(p[token])"},
    ),
    Mistake(
        id="no-chance",
        name="keeps only tokens with p ≥ q",
        diagnosis="Your code rejects every token with p(x) < q(x). Then these tokens appear too rarely. They must be kept with probability "
        "p(x) / q(x).",
        see=SEE,
        change={RATIO: "return float(p[token] >= q[token])"},
    ),
    Mistake(
        id="difference-instead-of-ratio",
        name="subtracts instead of dividing",
        diagnosis="Your acceptance uses the difference of p(x) and q(x). A draft that is twice too high must be kept half of the time, "
        "whether the token is rare or not. Use the ratio: min(1, p(x) / q(x)).",
        see=SEE,
        change={RATIO: "return float(min(1.0, 1.0 + p[token] - q[token]))"},
        also=({RATIO: "return float(1.0 - abs(p[token] - q[token]))"},),
    ),
    Mistake(
        id="rejection-probability",
        name="returns the probability of rejection",
        diagnosis="Your accept_probability returns 1 − min(1, p(x) / q(x)), the probability that the token is rejected. Return min(1, p(x) / q(x)).",
        see=SEE,
        change={RATIO: "return float(1.0 - min(1.0, p[token] / q[token]))"},
    ),
    Mistake(
        id="greedy-acceptance",
        name="keeps only the target's favourite",
        diagnosis="Your verify keeps a token only if it is the target's most probable one. That is right for a greedy target, but here the "
        "text must have the target's distribution. Keep it with probability min(1, p(x) / q(x)).",
        see=SEE,
        change={DECIDE: "if token == np.argmax(p):"},
    ),
    Mistake(
        id="comparison-turned-round",
        name="keeps tokens that should be rejected",
        diagnosis="Your comparison is the wrong way round: rng.random() is above a with probability 1 − a, so your verify keeps what it "
        "should reject. Keep the token if rng.random() < accept_probability.",
        see=SEE,
        change={DECIDE: "if rng.random() > accept_probability(p, q, token):"},
    ),
]

RESIDUAL = [
    Mistake(
        id="residual-without-maximum",
        name="takes the absolute difference",
        diagnosis="Your residual takes the absolute value of p − q, so tokens that the draft overrates are drawn again after a rejection. "
        "Only tokens with p > q are missing: max(0, p − q).",
        see=SEE,
        change={LEFT: "left = np.abs(np.asarray(p, dtype=np.float64) - q)"},
    ),
    Mistake(
        id="residual-of-the-draft",
        name="subtracts p from q",
        diagnosis="Your residual is max(0, q − p), the tokens that the draft overrates. A rejection must make up for what the draft gives "
        "too rarely: max(0, p − q).",
        see=SEE,
        change={LEFT: "left = np.maximum(q - np.asarray(p, dtype=np.float64), 0.0)"},
    ),
    Mistake(
        id="residual-not-normalised",
        name="does not divide the residual",
        diagnosis="Your residual does not sum to 1: its sum is the probability of a rejection. Divide max(0, p − q) by its sum.",
        see=SEE,
        change={SHARE: "return left"},
    ),
    Mistake(
        id="residual-is-the-target",
        name="returns p as the residual",
        diagnosis="Your residual is the target's whole distribution. Tokens that were kept from the draft then get probability a second time, "
        "so they appear too often. Draw from max(0, p − q) over its sum.",
        see=SEE,
        change={LEFT: "left = np.array(p, dtype=np.float64)"},
    ),
    Mistake(
        id="residual-by-softmax",
        name="applies softmax to p − q",
        diagnosis="Your residual is a softmax of differences, which gives probability to every token, even where p ≤ q. Divide max(0, p − q) "
        "by its sum.",
        see=SEE,
        change={LEFT: "left = np.exp(np.asarray(p, dtype=np.float64) - q)"},
        also=({LEFT: "left = np.exp(np.maximum(np.asarray(p, dtype=np.float64) - q, 0.0))"},),
    ),
    Mistake(
        id="residual-by-ratio",
        name="divides p by q",
        diagnosis="Your residual uses p / q. After the acceptance, each token still lacks a difference of probabilities: "
        "p − min(p, q), which is max(0, p − q). Divide that by its sum.",
        see=SEE,
        change={LEFT: "left = np.where(p > q, np.asarray(p, dtype=np.float64) / np.maximum(q, 1e-12), 0.0)"},
    ),
    Mistake(
        id="residual-uniform",
        name="makes all tokens left equally likely",
        diagnosis="Your residual gives every token with p > q the same probability. A token with a larger gap is missing more often. Divide "
        "max(0, p − q) by its sum.",
        see=SEE,
        change={LEFT: "left = (np.asarray(p, dtype=np.float64) > q).astype(float)"},
    ),
    Mistake(
        id="residual-of-p-where-larger",
        name="keeps p where p > q",
        diagnosis="Your residual has p(x) where p(x) > q(x). The share min(p, q) of these tokens has already come from accepted drafts. Keep only the "
        "difference: max(0, p − q).",
        see=SEE,
        change={LEFT: "left = np.where(p > q, np.asarray(p, dtype=np.float64), 0.0)"},
    ),
]

VERIFY = [
    Mistake(
        id="goes-on-after-a-rejection",
        name="goes on after a rejection",
        diagnosis="Your loop goes on after a rejection. The later drafts continue a text with the rejected token, which no longer exists. Return "
        "as soon as the replacement is added.",
        see=SEE,
        change={STOP: ""},
        also=(
            {
                START: "tokens: list[int] = []\n    rejected = False",
                STOP: "            rejected = True\n",
                EXTRA: "if not rejected:\n        tokens.append(draw(target[-1], rng))",
            },
        ),
    ),
    Mistake(
        id="extra-after-a-rejection",
        name="adds the extra token always",
        diagnosis="Your code adds the token from the target's last row even after a rejection. That row was computed for a text with the rejected "
        "token. Add it only if all drafted tokens were kept.",
        see=SEE,
        change={STOP: "            break\n"},
    ),
    Mistake(
        id="no-extra-token",
        name="forgets the extra token",
        diagnosis="Your verify returns only the drafted tokens if all are kept. The target's last row has been computed anyway, so one more token "
        "is free: draw(target[-1], rng).",
        see=SEE,
        change={EXTRA: ""},
    ),
    Mistake(
        id="no-replacement",
        name="does not replace the rejected token",
        diagnosis="Your verify returns only the tokens before the rejection. Without the replacement, tokens with p > q appear too rarely, and a "
        "pass can yield nothing. Add draw(residual(p, q), rng).",
        see=SEE,
        change={REPLACE: "pass"},
    ),
    Mistake(
        id="rejected-token-kept",
        name="keeps the rejected token too",
        diagnosis="Your code leaves the rejected token in the list, before its replacement. The replacement takes its place. Add the drafted token only if it "
        "is kept.",
        see=SEE,
        change={REPLACE: "tokens.append(int(token))\n            tokens.append(draw(residual(p, q), rng))"},
        also=({REPLACE: "tokens.append(int(token))"},),
    ),
    Mistake(
        id="tokens-before-the-rejection-lost",
        name="returns only the replacement",
        diagnosis="Your code returns only the replacement after a rejection, so the tokens that were kept before it are lost. Append it to them.",
        see=SEE,
        change={REPLACE: "tokens = [draw(residual(p, q), rng)]"},
    ),
    Mistake(
        id="replacement-from-p",
        name="draws the replacement from p",
        diagnosis="Your code draws the replacement from the target's distribution p. Tokens that are often kept then get probability twice. "
        "Draw it from residual(p, q).",
        see=SEE,
        change={REPLACE: "tokens.append(draw(p, rng))"},
    ),
    Mistake(
        id="replacement-from-q",
        name="draws the replacement from q",
        diagnosis="Your code draws the replacement from the draft's distribution, so the rejected token can come back. Draw it from residual(p, q).",
        see=SEE,
        change={REPLACE: "tokens.append(draw(q, rng))"},
    ),
    Mistake(
        id="replacement-from-the-last-row",
        name="replaces from the target's last row",
        diagnosis="Your code draws the replacement from the target's last row, which belongs to the position after all drafted tokens. Draw it "
        "from the residual of the rejected position.",
        see=SEE,
        change={REPLACE: "tokens.append(draw(target[-1], rng))"},
    ),
    Mistake(
        id="extra-from-the-draft",
        name="draws the extra token from the draft",
        diagnosis="Your extra token comes from the draft's last row. It is the one token that the target gives for free, and it must have the target's "
        "distribution: draw(target[-1], rng).",
        see=SEE,
        change={EXTRA: "tokens.append(draw(draft[-1], rng))"},
    ),
    Mistake(
        id="extra-from-the-row-before",
        name="takes the extra token's row too early",
        diagnosis="Your extra token comes from row γ − 1 of the target, the position of the last drafted token. The token after it has "
        "row γ, the last one: target[-1].",
        see=SEE,
        change={EXTRA: "tokens.append(draw(target[-2], rng))"},
    ),
    Mistake(
        id="rows-shifted",
        name="compares with the next row",
        diagnosis="Your code judges drafted[i] by row i + 1 of the target, which is the distribution after this token. Row i of target and "
        "row i of draft belong to drafted[i].",
        see=SEE,
        change={LOOP: "for p, q, token in zip(target[1:], draft, drafted, strict=False):"},
    ),
    Mistake(
        id="first-row-only",
        name="uses row 0 for all tokens",
        diagnosis="Your code judges all drafted tokens by the first rows of target and draft. Each position has distributions of its own: "
        "target[i] and draft[i].",
        see=SEE,
        change={LOOP: "for p, q, token in ((target[0], draft[0], one) for one in drafted):"},
    ),
    Mistake(
        id="target-and-draft-exchanged",
        name="exchanges target and draft",
        diagnosis="Your verify passes the draft's distribution as p and the target's as q. Then the text follows the draft. p is the "
        "target's row, q the draft's.",
        see=SEE,
        change={LOOP: "for q, p, token in zip(target, draft, drafted, strict=False):"},
    ),
    Mistake(
        id="most-probable-replacement",
        name="takes argmax instead of drawing",
        diagnosis="Your code takes the most probable token as the replacement. The residual is a distribution, and the text has the target's distribution only "
        "if the replacement is drawn from it.",
        see=SEE,
        change={REPLACE: "tokens.append(int(np.argmax(residual(p, q))))"},
    ),
    Mistake(
        id="most-probable-extra",
        name="takes argmax for the extra token",
        diagnosis="Your code takes the most probable token of the target's last row. It must be drawn, like every other token: draw(target[-1], rng).",
        see=SEE,
        change={EXTRA: "tokens.append(int(np.argmax(target[-1])))"},
    ),
    Mistake(
        id="one-number-for-all-positions",
        name="draws one random number for all",
        diagnosis="Your code compares one random number with all positions, so they are kept or rejected together. Call rng.random() "
        "once for each position.",
        see=SEE,
        change={
            START: "tokens: list[int] = []\n    number = rng.random()",
            DECIDE: "if number < accept_probability(p, q, token):",
        },
    ),
    Mistake(
        id="own-generator",
        name="ignores rng",
        diagnosis="Your code draws from np.random or from a new generator, so the same seed does not give the same tokens. Use the rng that you are given.",
        see=SEE,
        change={START: "tokens: list[int] = []\n    rng = np.random.default_rng()"},
    ),
    Mistake(
        id="fixed-seed",
        name="creates a generator with a fixed seed",
        diagnosis="Your code creates a generator with a fixed seed inside verify, so every pass has the same random numbers. Use the rng that "
        "you are given.",
        see=SEE,
        change={START: "tokens: list[int] = []\n    rng = np.random.default_rng(0)"},
    ),
    Mistake(
        id="drafted-changed",
        name="writes into drafted",
        diagnosis="Your code writes the replacement into drafted, which belongs to the caller. Collect the tokens in a list of your own.",
        see=SEE,
        change={
            REPLACE: "drafted[len(tokens)] = draw(residual(p, q), rng)\n            tokens.append(int(drafted[len(tokens)]))"
        },
    ),
]

GAIN = [
    Mistake(
        id="rate-by-product",
        name="multiplies p and q",
        diagnosis="Your acceptance rate is the sum of p · q, the probability that two separate draws agree. A draft x is kept with q(x) · min(1, p(x) / q(x)), "
        "which is min(p(x), q(x)).",
        see=SEE,
        change={RATE: "return float((p * q).sum())"},
    ),
    Mistake(
        id="rate-by-mean",
        name="averages over the vocabulary",
        diagnosis="Your acceptance rate is divided by the number of tokens. min(p, q) is a probability for each token, and probabilities "
        "of different tokens are added. Take the sum.",
        see=SEE,
        change={RATE: "return float(np.minimum(p, q).mean())"},
    ),
    Mistake(
        id="rate-of-equal-weights",
        name="averages min(1, p / q)",
        diagnosis="Your acceptance rate averages min(1, p / q) over the vocabulary as if all tokens were drafted equally often. Weight each with "
        "q(x): the sum becomes Σ min(p, q).",
        see=SEE,
        change={RATE: "return float(np.minimum(1.0, p / q).mean())"},
    ),
    Mistake(
        id="rate-of-rejection",
        name="returns the rate of rejections",
        diagnosis="Your acceptance rate is the probability of a rejection, Σ max(0, p − q). Return 1 minus that, Σ min(p, q).",
        see=SEE,
        change={RATE: "return float(np.maximum(p - q, 0.0).sum())"},
    ),
    Mistake(
        id="own-token-not-counted",
        name="does not count the target's token",
        diagnosis="Your tokens_per_pass counts only drafted tokens. Every pass also yields one token of the target, as the replacement or at the end. "
        "The sum goes from α⁰ to α^γ.",
        see=SEE,
        change={PER_PASS: "return float(sum(alpha**kept for kept in range(1, gamma + 1)))"},
    ),
    Mistake(
        id="last-term-missing",
        name="stops at α^(γ − 1)",
        diagnosis="Your sum has γ terms, from 1 to α^(γ − 1), so the case that all tokens are kept is missing. Add α^γ: the formula has γ + 1 in "
        "the exponent.",
        see=SEE,
        change={PER_PASS: "return float(sum(alpha**kept for kept in range(gamma)))"},
    ),
    Mistake(
        id="tokens-in-a-straight-line",
        name="computes α · γ + 1",
        diagnosis="Your tokens_per_pass is α · γ + 1, as if every token were kept independently of the ones before. After the first rejection nothing "
        "counts. Sum the powers 1 + α + … + α^γ.",
        see=SEE,
        change={PER_PASS: "return float(alpha * gamma + 1)"},
    ),
]

LAPSES = [
    Mistake(
        id="residual-nan",
        name="gives NaN for equal distributions",
        diagnosis="Your residual is NaN if p and q are equal: max(0, p − q) is 0 everywhere. Rounding can lead there after a rejection. "
        "Return p then.",
        see=SEE,
        change={SHARE: "return left / total"},
    ),
    Mistake(
        id="nan-at-alpha-one",
        name="divides by 0 at α = 1",
        diagnosis="Your tokens_per_pass divides by 1 − α, which is 0 for a perfect draft. Add up the powers, or return γ + 1 for α = 1.",
        see=SEE,
        change={PER_PASS: "return (1 - alpha ** (gamma + 1)) / (1 - alpha)"},
        also=({PER_PASS: "return float((1 - np.float64(alpha) ** (gamma + 1)) / (1 - np.float64(alpha)))"},),
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept p, q and token by these names, so a call that passes them by name fails. Name the "
        "parameters as the stub does.",
        see=SEE,
        change={
            ACCEPT_DEF: ACCEPT_DEF.replace("token", "x"),
            RATIO: "return float(min(1.0, p[x] / q[x]))",
        },
    ),
]

MISTAKES = [*ACCEPTANCE, *RESIDUAL, *VERIFY, *GAIN, *LAPSES]


def probes() -> list[Probe]:
    """The formulas; then passes in which all tokens are kept or one is certain to be rejected; then the gain."""
    rng = np.random.default_rng(29)
    p, q = rng.dirichlet(np.ones(5)), rng.dirichlet(np.ones(5))
    seed = 4
    tiny = 1e-6

    def accept(*args: object) -> Probe:
        return Probe("accept_probability", args, facet="acceptance")

    def left(*args: object) -> Probe:
        return Probe("residual", args, facet="residual")

    def tokens(facet: str, target: object, draft: object, drafted: list[int]) -> Probe:
        given = np.array(target), np.array(draft), np.array(drafted), np.random.default_rng(seed)
        return Probe("verify", given, facet=facet)

    def robust(function: str, facet: str, *args: object, **kwargs: object) -> Probe:
        return Probe(function, args, kwargs, facet=facet, tier="robust")

    # Rare tokens that are certain to be kept, because the draft gives them far less still.
    rare, rarer = 1e-5, 1e-11
    seldom = np.array([[rare, 1 - rare, 0.0, 0.0], [0.0, rare, 1 - rare, 0.0], [0.0, 0.0, 0.0, 1.0]])
    seldom_drafted = np.array([[rarer, 1 - rarer, 0.0, 0.0], [0.0, rarer, 1 - rarer, 0.0]])
    # The second token is certain to be rejected. Token 3 alone replaces it, although p and q are nearly sure of token 1.
    rejected = np.array(
        [
            [1 - 2 * tiny, tiny, tiny, 0.0],
            [0.0, 1 - tiny, 0.0, tiny],
            [0.0, 0.0, 1.0, 0.0],
            [1.0, 0.0, 0.0, 0.0],
        ]
    )
    before = np.array(
        [[1 - 3 * tiny, 2 * tiny, tiny, 0.0], [tiny, 1 - tiny, 0.0, 0.0], [0.0, 0.0, 1 - tiny, tiny]]
    )
    return [
        accept(np.array([0.2, 0.5, 0.3]), np.array([0.5, 0.4, 0.1]), 0),
        accept(np.array([0.2, 0.5, 0.3]), np.array([0.5, 0.4, 0.1]), 1),
        accept(np.array([0.45, 0.1, 0.45]), np.array([0.3, 0.15, 0.55]), 2),
        left(np.array([0.2, 0.5, 0.3]), np.array([0.5, 0.4, 0.1])),
        left(p, q),
        left(q, p),
        tokens("all kept", seldom, seldom_drafted, [0, 1]),
        tokens("all kept", seldom[1:], seldom_drafted[1:], [1]),
        tokens("all kept", [[rare, 0.0, 1 - rare], [1.0, 0.0, 0.0]], [[rarer, 1 - rarer, 0.0]], [0]),
        tokens("rejection", rejected, before, [0, 0, 2]),
        tokens("rejection", rejected[1:], before[1:], [0, 2]),
        tokens(
            "rejection", [[0.0, 1 - tiny, tiny, 0.0], [0.0, 0.0, 0.0, 1.0]], [[tiny, 0.0, 1 - tiny, 0.0]], [0]
        ),
        Probe("acceptance_rate", (np.array([0.2, 0.5, 0.3]), np.array([0.5, 0.4, 0.1])), facet="gain"),
        Probe("acceptance_rate", (p, q), facet="gain"),
        Probe("tokens_per_pass", (0.75, 4), facet="gain"),
        Probe("tokens_per_pass", (0.5, 1), facet="gain"),
        Probe("tokens_per_pass", (0.0, 3), facet="gain"),
        robust("residual", "equal distributions", p, p.copy()),
        robust("tokens_per_pass", "certainty", 1.0, 3),
        robust("accept_probability", "calls", token=0, q=np.array([0.5, 0.5]), p=np.array([0.4, 0.6])),
    ]
