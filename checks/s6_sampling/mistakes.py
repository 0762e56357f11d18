"""Mistakes that people make in sampling, and inputs on which no two of them give the same result.

A probe of ``sample`` leaves one token, because right answers may draw different tokens from the same generator. The mistakes
of the draw itself are told apart by the check lines that they fail.
"""

import numpy as np

from tutor.course.model import Mistake, Probe

SEE = "step-6-complete-reference#prod-sampling"
SOFTMAX = "step-1-attention-visual-deep-dive#softmax"

COPY = "penalised = np.array(logits, dtype=np.float64)  # a copy"
IDS = "ids = np.unique(np.asarray(seen, dtype=np.int64))"
OLD = "old = penalised[ids]"
PENALISE = "penalised[ids] = np.where(old > 0, old / penalty, old * penalty)"

IF_GREEDY = "if temperature == 0:"
GREEDY = "return np.eye(1, len(logits), int(np.argmax(logits)))[0]"
SCALE = "scaled = (logits - logits.max()) / temperature"
RANK = 'np.argsort(-p, kind="stable")'
ARGMAX = "np.argmax(logits)"
IF_K = "if top_k > 0:"
CUT_K = "p[order[top_k:]] = 0.0\n        p = p / p.sum()"
IF_P = "if top_p < 1:"
BEFORE = "before = np.cumsum(p[order]) - p[order]  # the sum of all more probable tokens"
CUT = "cut = before >= top_p"
KEEP_ONE = "cut[0] = False"
CUT_P = "p[order[cut]] = 0.0\n        p = p / p.sum()"
CUT_MIN = "p = np.where(p >= min_p * p.max(), p, 0.0)"
RETURN = "return p / p.sum()\n"

# Zeros instead of NaN if no token is left, as loops over the tokens give.
NOTHING = "return p / max(p.sum(), 1e-300)\n"
NOTHING_P = "p[order[cut]] = 0.0\n        p = p / max(p.sum(), 1e-300)"
PENALISED = "penalised = repetition_penalty(logits, seen, penalty)"
SETTINGS = "p = probabilities(penalised, temperature, top_k, top_p, min_p)"
DRAW = "return int(rng.choice(len(p), p=p))"

MISTAKES = [
    # the penalty
    Mistake(
        id="negative-logits-divided",
        name="divides negative logits too",
        diagnosis="Your code divides every seen logit by the penalty. A negative logit comes closer to 0, so its token "
        "becomes more probable. Multiply the negative ones: np.where(z > 0, z / penalty, z * penalty).",
        see=SEE,
        change={PENALISE: "penalised[ids] = old / penalty"},
    ),
    Mistake(
        id="penalty-upside-down",
        name="swaps the penalty's two cases",
        diagnosis="Your code multiplies positive logits by the penalty and divides negative ones, so seen tokens become more "
        "probable. Both cases should make the logit smaller: z / penalty if z > 0, else z * penalty.",
        see=SEE,
        change={PENALISE: "penalised[ids] = np.where(old > 0, old * penalty, old / penalty)"},
    ),
    Mistake(
        id="penalty-for-each-occurrence",
        name="penalises once per occurrence",
        diagnosis="Your code applies the penalty again for each occurrence of a token, so a frequent word such as “the” soon "
        "becomes impossible. Change each logit once: loop over set(seen), or index with np.unique(seen).",
        see=SEE,
        change={
            IDS: "for token in seen:",
            OLD: "    old = penalised[token]",
            PENALISE: "    penalised[token] = old / penalty if old > 0 else old * penalty",
        },
    ),
    Mistake(
        id="all-tokens-penalised",
        name="penalises all tokens",
        diagnosis="Your code changes every logit, whether its token was seen or not. Change only the entries whose ids are in "
        "seen: penalised[ids] = …",
        see=SEE,
        change={PENALISE: "penalised = np.where(penalised > 0, penalised / penalty, penalised * penalty)"},
    ),
    Mistake(
        id="penalty-subtracted",
        name="subtracts the penalty",
        diagnosis="Your code subtracts the penalty from the logits, which is the presence penalty of other services. The "
        "repetition penalty is a factor: z / penalty if z > 0, else z * penalty. At 1 it changes nothing.",
        see=SEE,
        change={PENALISE: "penalised[ids] = old - penalty"},
    ),
    Mistake(
        id="logits-changed",
        name="writes the penalty into logits",
        diagnosis="Your repetition_penalty changes the caller's logits. Anybody who uses them again, such as the next call or a "
        "plot, gets penalised numbers. Work on a copy: logits = logits.copy().",
        see=SEE,
        change={COPY: "penalised = logits"},
    ),
    # temperature
    Mistake(
        id="multiplied-by-the-temperature",
        name="multiplies by the temperature",
        diagnosis="Your code multiplies the logits by the temperature, so a high temperature makes the distribution sharper "
        "instead of flatter. Divide: logits / temperature.",
        see=SEE,
        change={SCALE: "scaled = (logits - logits.max()) * temperature"},
    ),
    Mistake(
        id="temperature-ignored",
        name="leaves out the temperature",
        diagnosis="In your code, the temperature does not change the distribution. Dividing the probabilities by it has no effect "
        "either, because they are divided by their sum afterwards. Divide the logits before the softmax.",
        see=SEE,
        change={SCALE: "scaled = logits - logits.max()"},
    ),
    Mistake(
        id="temperature-last",
        name="applies the temperature after the cuts",
        diagnosis="Your code cuts tokens from the distribution at temperature 1 and applies the temperature to the rest. In this "
        "exercise the temperature comes first, and top-p and min-p see its result. (llama.cpp does it your way.)",
        see=SEE,
        change={
            SCALE: "scaled = logits - logits.max()",
            RETURN: "p = p ** (1 / temperature)\n    return p / p.sum()\n",
        },
    ),
    Mistake(
        id="divided-by-zero",
        name="divides by a temperature of 0",
        diagnosis="Your code divides by the temperature even when it is 0, which gives NaN. Temperature 0 means greedy: return an "
        "array of zeros with a 1 at np.argmax(logits) before you divide.",
        see=SEE,
        change={IF_GREEDY: "if False:"},
        also=({GREEDY: 'raise ZeroDivisionError("float division by zero")'},),
    ),
    # top-k
    Mistake(
        id="ranked-from-the-smallest",
        name="ranks from the least probable",
        diagnosis="Your ranking begins with the least probable token, because np.argsort sorts from small to large. Top-k and "
        "top-p then keep the wrong end. Sort -p, or reverse the result.",
        see=SEE,
        change={RANK: 'np.argsort(p, kind="stable")'},
        also=({RANK: 'np.argsort(p, kind="stable")', ARGMAX: "np.argmin(logits)"},),
    ),
    Mistake(
        id="least-probable-kept",
        name="keeps the least probable tokens",
        diagnosis="Your top-k keeps the k tokens with the smallest probabilities: np.argsort sorts from small to large. Sort "
        "-p, or take the last k of the order.",
        see=SEE,
        change={CUT_K: "p[order[: len(p) - top_k]] = 0.0\n        p = p / p.sum()"},
    ),
    Mistake(
        id="one-token-more-for-top-k",
        name="keeps k + 1 tokens",
        diagnosis="Your top-k keeps one token too many: the limit is the probability of the token after the k-th. Keep order[:k] "
        "and cut order[k:].",
        see=SEE,
        change={CUT_K: "p[order[top_k + 1 :]] = 0.0\n        p = p / p.sum()"},
    ),
    Mistake(
        id="top-k-of-zero-keeps-none",
        name="keeps nothing when top_k is 0",
        diagnosis="Your code takes top_k = 0 literally and keeps no token, which gives NaN. Here 0 means that top-k is off: cut only "
        "if top_k > 0.",
        see=SEE,
        change={IF_K: "if True:"},
        also=({IF_K: "top_k = max(top_k, 1)\n    if True:"},),
    ),
    Mistake(
        id="cut-logits-set-to-zero",
        name="sets cut logits to 0",
        diagnosis="Your top-k sets the logits of the other tokens to 0, but exp(0) is 1: they keep some probability. Set them to "
        "-np.inf, or set their probabilities to 0 after the softmax.",
        see=SEE,
        change={
            CUT_K: "scaled = logits / temperature\n        scaled[order[top_k:]] = 0.0\n"
            "        p = np.exp(scaled) / np.exp(scaled).sum()"
        },
        also=(
            {
                CUT_K: "scaled = logits / temperature\n        scaled[order[top_k:]] = 0.0\n"
                "        p = np.exp(scaled) / np.exp(scaled).sum()",
                CUT_P: "scaled = logits / temperature\n        scaled[order[cut]] = 0.0\n"
                "        p = np.exp(scaled) / np.exp(scaled).sum()",
                CUT_MIN: "scaled = np.where(p >= min_p * p.max(), logits / temperature, 0.0)\n"
                "    p = np.exp(scaled) / np.exp(scaled).sum() if min_p > 0 else p",
            },
        ),
    ),
    Mistake(
        id="result-left-sorted",
        name="returns the probabilities sorted",
        diagnosis="Your code returns the probabilities from the largest to the smallest, so token 0 gets the probability of the best "
        "token. Put them back: result[order] = sorted_p, or set entries of p to 0 through order.",
        see=SEE,
        change={RETURN: "p = np.sort(p)[::-1]\n    return p / p.sum()\n"},
        also=(
            {
                RETURN: "p = np.sort(p)[::-1]\n    return p / p.sum()\n",
                GREEDY: "return np.eye(1, len(logits))[0]",
            },
            {CUT_P: "p[order[cut]] = 0.0\n        p = np.sort(p / p.sum())[::-1]"},
        ),
    ),
    Mistake(
        id="rest-not-normalised",
        name="does not normalise after the cuts",
        diagnosis="After your cuts, the probabilities no longer sum to 1, and rng.choice refuses them. Divide by their sum: "
        "p = p / p.sum().",
        see=SEE,
        change={
            CUT_K: "p[order[top_k:]] = 0.0",
            CUT_P: "p[order[cut]] = 0.0",
            RETURN: "return p\n",
        },
        also=({RETURN: "return p\n"}, {CUT_P: "p[order[cut]] = 0.0", RETURN: "return p\n"}),
    ),
    # top-p
    Mistake(
        id="crossing-token-cut",
        name="cuts the token that crosses top_p",
        diagnosis="Your top-p cuts the token whose probability brings the sum to top_p, so the set stays below it. Keep a token if "
        "the sum of the more probable ones is below top_p: cumsum - p < top_p.",
        see=SEE,
        change={CUT: "cut = np.cumsum(p[order]) > top_p"},
        also=({CUT: "cut = np.cumsum(p[order]) > top_p", KEEP_ONE: ""},),
    ),
    Mistake(
        id="one-token-more-for-top-p",
        name="keeps one token beyond top_p",
        diagnosis="Your top-p keeps one token more than it needs: the set reaches top_p, and the next token is kept as well. Cut a "
        "token as soon as the more probable ones together reach top_p.",
        see=SEE,
        change={CUT: "cut = before - np.append(0.0, p[order][:-1]) >= top_p"},
    ),
    Mistake(
        id="not-sorted-for-top-p",
        name="adds up without sorting",
        diagnosis="Your top-p adds up the probabilities in the order of the ids, so it keeps the first tokens of the vocabulary, not the "
        "most probable ones. Sort first: order = np.argsort(-p).",
        see=SEE,
        change={
            BEFORE: "before = np.cumsum(p) - p",
            KEEP_ONE: "cut[0] = False\n        p = np.where(cut, 0.0, p)",
            CUT_P: "p = p / p.sum()",
        },
    ),
    Mistake(
        id="sorted-mask-used-as-it-is",
        name="applies the sorted mask to ids",
        diagnosis="Your top-p computes which tokens to cut in sorted order and then uses this mask in the order of the ids. Entry 0 of the "
        "mask belongs to order[0]. Write p[order[cut]] = 0.",
        see=SEE,
        change={CUT_P: "p[cut] = 0.0\n        p = p / p.sum()"},
    ),
    Mistake(
        id="summed-from-the-smallest",
        name="adds up from the smallest",
        diagnosis="Your top-p adds up the probabilities from the smallest, so it keeps many improbable tokens and cuts the probable ones. "
        "Start with the most probable token.",
        see=SEE,
        change={
            BEFORE: "order = order[::-1]\n        before = np.cumsum(p[order]) - p[order]",
        },
    ),
    Mistake(
        id="top-p-of-the-uncut",
        name="measures top_p before top_k renormalises",
        diagnosis="Your top-p adds up probabilities that do not sum to 1, because top-k removed some tokens. It then keeps more "
        "tokens than top_p asks for. Divide by the sum after top-k.",
        see=SEE,
        change={CUT_K: "p[order[top_k:]] = 0.0"},
    ),
    # min-p
    Mistake(
        id="min-p-absolute",
        name="compares probabilities with min_p itself",
        diagnosis="Your code compares each probability with min_p. The limit should move with the best token: keep p >= min_p * "
        "p.max(). Otherwise a flat distribution loses every token.",
        see=SEE,
        change={CUT_MIN: "p = np.where(p >= min_p, p, 0.0)"},
        also=(
            {
                CUT_MIN: "p = np.where(p >= min_p, p, 0.0)",
                RETURN: NOTHING,
            },
        ),
    ),
    Mistake(
        id="min-p-of-the-logits",
        name="takes min_p of the logits",
        diagnosis="Your code keeps logits of at least min_p times the largest logit. Min-p is about probabilities: compare after the "
        "softmax, p >= min_p * p.max().",
        see=SEE,
        change={CUT_MIN: "p = np.where((logits >= min_p * logits.max()) | (min_p == 0), p, 0.0)"},
        also=({CUT_MIN: "p = np.where(logits >= min_p * logits.max(), p, 0.0)"},),
    ),
    Mistake(
        id="min-p-before-top-p",
        name="applies min_p before top_p",
        diagnosis="Your code applies min-p first, so top-p sees larger probabilities and keeps fewer tokens. In this exercise the order "
        "is temperature, top-k, top-p, min-p.",
        see=SEE,
        change={
            IF_P: "p = np.where(p >= min_p * p.max(), p, 0.0)\n    p = p / p.sum()\n    if top_p < 1:",
            CUT_MIN: "",
        },
    ),
    # the draw
    Mistake(
        id="always-the-best",
        name="takes the best token instead of drawing",
        diagnosis="Your sample always returns the most probable token, so the temperature has no effect and rng is not used. Draw from the "
        "distribution: rng.choice(len(p), p=p).",
        see=SEE,
        change={DRAW: "return int(np.argmax(p))"},
    ),
    Mistake(
        id="global-random",
        name="draws from np.random, not rng",
        diagnosis="Your sample draws from NumPy's global generator, so the same seed does not give the same text twice. Use the "
        "generator that you are given: rng.choice(len(p), p=p).",
        see=SEE,
        change={DRAW: "return int(np.random.choice(len(p), p=p))"},
    ),
    Mistake(
        id="own-fixed-seed",
        name="creates a generator in each call",
        diagnosis="Your sample creates a generator with a fixed seed in every call, so it always takes the same random number. Use the "
        "rng that you are given.",
        see=SEE,
        change={DRAW: "return int(np.random.default_rng(0).choice(len(p), p=p))"},
    ),
    Mistake(
        id="uniform-draw",
        name="draws uniformly from the rest",
        diagnosis="Your sample chooses among the tokens that are left with equal probability. Pass the distribution to the draw: "
        "rng.choice(len(p), p=p).",
        see=SEE,
        change={DRAW: "return int(rng.choice(np.flatnonzero(p)))"},
    ),
    Mistake(
        id="penalty-unused",
        name="leaves out the penalty",
        diagnosis="Your sample computes the distribution of the logits as they are, without the penalty. Pass the result of "
        "repetition_penalty(logits, seen, penalty) to probabilities.",
        see=SEE,
        change={SETTINGS: "p = probabilities(logits, temperature, top_k, top_p, min_p)"},
    ),
    Mistake(
        id="penalty-after-the-cuts",
        name="penalises the probabilities",
        diagnosis="Your sample applies the penalty to the probabilities, after the cuts. The token that should be penalised may then be the "
        "only one left. Penalise the logits first.",
        see=SEE,
        change={
            PENALISED: "p = probabilities(logits, temperature, top_k, top_p, min_p)",
            SETTINGS: "p = repetition_penalty(p, seen, penalty)\n    p = p / p.sum()",
        },
    ),
    Mistake(
        id="penalty-only-when-drawing",
        name="skips the penalty at temperature 0",
        diagnosis="At temperature 0 your sample takes the largest logit without the penalty. Greedy needs it most, because it would "
        "repeat itself for ever. Apply the penalty first, whatever the temperature is.",
        see=SEE,
        change={SETTINGS: f"if temperature == 0:\n        return int(np.argmax(logits))\n    {SETTINGS}"},
    ),
    # robust
    Mistake(
        id="no-maximum-subtracted",
        name="calls exp on large logits",
        diagnosis="Your code calls exp on logits as they are. exp(1000) overflows, and inf / inf is NaN. Subtract the largest logit "
        "first; the distribution stays the same.",
        see=SOFTMAX,
        change={SCALE: "scaled = logits / temperature"},
        also=(
            {
                SCALE: "scaled = logits / temperature",
                CUT_MIN: f"if min_p == 0:\n        return p\n    {CUT_MIN}",
            },
            {
                SCALE: "scaled = logits / temperature\n    if scaled.max() > 709:\n        raise OverflowError('math range error')"
            },
        ),
    ),
    Mistake(
        id="ties-kept",
        name="keeps all tokens tied with the k-th",
        diagnosis="Your top-k keeps every token whose probability equals that of the k-th, so with ties it keeps more than k. Cut by "
        "rank instead: order[top_k:].",
        see=SEE,
        change={
            CUT_K: "p = np.where(p >= p[order[min(top_k, len(p)) - 1]], p, 0.0)\n        p = p / p.sum()"
        },
    ),
    Mistake(
        id="k-beyond-the-vocabulary",
        name="fails if top_k exceeds V",
        diagnosis="Your code asks for the k-th largest number, which does not exist if top_k is larger than the vocabulary. "
        "Use min(top_k, len(logits)).",
        see=SEE,
        change={IF_K: "if top_k > len(p):\n        raise IndexError(top_k)\n    if top_k > 0:"},
        also=({IF_K: "if top_k > len(p):\n        raise ValueError(top_k)\n    if top_k > 0:"},),
    ),
    Mistake(
        id="nothing-kept",
        name="keeps no token at top_p 0",
        diagnosis="With top_p = 0, your code cuts every token and divides by a sum of 0. Always keep the most probable token: "
        "cut[0] = False.",
        see=SEE,
        change={KEEP_ONE: ""},
        also=({KEEP_ONE: "", CUT_P: NOTHING_P, RETURN: NOTHING},),
    ),
    Mistake(
        id="best-token-cut-by-min-p",
        name="cuts tokens exactly at min_p's limit",
        diagnosis="Your code keeps probabilities greater than the limit. With min_p = 1, the limit is the best token's own "
        "probability, and nothing is left. Use >=.",
        see=SEE,
        change={CUT_MIN: "p = np.where(p > min_p * p.max(), p, 0.0)"},
        also=({CUT_MIN: "p = np.where(p > min_p * p.max(), p, 0.0)", RETURN: NOTHING},),
    ),
    Mistake(
        id="whole-numbers-kept-whole",
        name="writes into integer logits",
        diagnosis="Your repetition_penalty writes its results into a copy with the type of logits. If these are integers, 3 / 2 becomes "
        "1. Start with np.array(logits, dtype=np.float64).",
        see=SEE,
        change={COPY: "penalised = np.array(logits)"},
    ),
    Mistake(
        id="nothing-seen-yet",
        name="fails if nothing was seen",
        diagnosis="Your code uses seen as an index. An empty list becomes an array of floats, which NumPy refuses. Convert: "
        "np.asarray(seen, dtype=np.int64).",
        see=SEE,
        change={IDS: "ids = np.unique(seen)"},
    ),
]


def probes() -> list[Probe]:
    """The penalty, each setting, pairs of settings, and draws that leave one token; then ties, limits, types and calls."""
    rng = np.random.default_rng(12)
    example = np.log([0.1, 0.5, 0.05, 0.2, 0.15])
    spread = np.array([1.2, -0.4, 3.1, 0.3, 2.2, -1.5, 1.9])

    def core(facet: str, *args: object) -> Probe:
        return Probe("probabilities", args, facet=facet)

    def penalised(*args: object) -> Probe:
        return Probe("repetition_penalty", args, facet="repetition penalty")

    def drawn(logits: np.ndarray, seen: list[int], penalty: float, *settings: float) -> Probe:
        return Probe("sample", (logits, np.random.default_rng(5), seen, penalty, *settings), facet="sample")

    def robust(facet: str, *args: object) -> Probe:
        return Probe("probabilities", args, facet=facet, tier="robust")

    return [
        penalised(np.array([3.0, 2.0, 1.5]), [0, 2], 2.0),
        penalised(np.array([3.0, 2.0, -1.0, -4.0]), [2, 0], 2.0),
        penalised(np.array([2.0, -1.5, 0.5]), [1, 0, 1, 1, 0], 1.5),
        core("temperature", spread),
        core("temperature", example),
        core("temperature", spread, 0.5),
        core("temperature", spread, 1.7),
        core("temperature", spread, 0.0),
        core("top-k", spread, 1.0, 3),
        core("top-k", example, 1.0, 2),
        core("top-k", rng.normal(size=9), 1.0, 1),
        core("top-p", np.sort(example)[::-1].copy(), 1.0, 0, 0.8),
        core("top-p", example, 1.0, 0, 0.64),
        core("top-p", spread, 1.0, 0, 0.9),
        core("top-p", np.array([9.0, 0.5, -1.0]), 1.0, 0, 0.5),
        core("top-p", np.array([0.5, -1.0, 9.0]), 1.0, 0, 0.5),
        core("min-p", example, 1.0, 0, 1.0, 0.25),
        core("min-p", spread, 1.0, 0, 1.0, 0.3),
        core("min-p", np.log([0.13, 0.12, 0.11, 0.14, 0.1, 0.15, 0.05, 0.2]), 1.0, 0, 1.0, 0.58),
        core("order", spread, 2.0, 0, 0.7),
        core("order", spread, 0.5, 0, 1.0, 0.2),
        core("order", example, 1.0, 3, 0.8),
        core("order", example, 1.0, 2, 0.71),
        core("order", example, 1.0, 0, 0.66, 0.35),
        core("order", spread, 1.3, 5, 0.92, 0.15),
        drawn(spread, [0], 1.0, 0.0),
        drawn(spread, [0], 1.0, 1.0, 1),
        drawn(spread, [0], 1.0, 1.0, 0, 0.1),
        drawn(spread, [0], 1.0, 1.0, 0, 1.0, 0.9),
        drawn(np.array([1.0, 3.0, 2.0, -1.0]), [1, 1, 3], 3.0, 1.0, 1),
        drawn(np.array([1.0, 3.0, 2.0, -1.0]), [1, 1, 3], 3.0, 0.0),
        drawn(np.array([60.0, 35.0]), [0], 1e30),
        robust("ties", np.array([0.0, 1.0, 1.0, 1.0, 0.0]), 1.0, 2),
        robust("ties", np.zeros(4), 1.0, 0, 0.5),
        robust("limits", example, 1.0, 50),
        robust("limits", example, 1.0, 0, 0.0),
        robust("limits", example, 1.0, 0, 1.0, 1.0),
        robust("limits", np.concatenate([rng.normal(size=30), [-69.0]]), 1.0, 0, 1.0),
        robust("large logits", np.array([1e4, 9999.0, -1e4, 0.0])),
        robust("large logits", np.array([0.5, -np.inf, 1.5]), 0.7, 0, 0.9),
        Probe("repetition_penalty", (np.array([5, -3, 2]), [0, 1], 2.0), facet="types", tier="robust"),
        Probe("repetition_penalty", (np.array([0.5, -1.0]), [], 2.0), facet="calls", tier="robust"),
    ]
