"""Mistakes that people make in the cross-entropy, and inputs on which no two of them give the same result."""

import numpy as np

from tutor.course.model import Mistake, Probe

STEP_6 = "step-6-complete-reference"
SEE = f"{STEP_6}#training-objectives"
MASKING = f"{STEP_6}#sft-masking"
STABILITY = f"{STEP_6}#stability"
PRECISION = f"{STEP_6}#precision-bf16"
SOFTMAX = "step-1-attention-visual-deep-dive#softmax"

CONVERTED = "logits = np.asarray(logits, dtype=np.float64)"
SHIFTED = "shifted = logits - logits.max(axis=-1, keepdims=True)"
LOG_SUM = "return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))"
LOSS_DEF = "def cross_entropy(logits: np.ndarray, targets: np.ndarray, ignore_index: int = -100) -> float:"
LOG_P = "log_p = log_softmax(logits)\n"
COUNTED = "counted = targets != ignore_index\n"
CHOSEN = "chosen = targets[counted]  # (N,)"
OUTSIDE = "if np.any((chosen < 0) | (chosen >= log_p.shape[-1])):"
EMPTY = "if chosen.size == 0:"
LOSSES = "losses = -log_p[counted][np.arange(len(chosen)), chosen]"
MEAN = "return float(losses.mean())"
PROBABILITIES = "probabilities = np.exp(log_softmax(logits))"
ONE_HOT = "one_hot = np.arange(logits.shape[-1]) == targets[..., np.newaxis]"
KEPT = "kept = (targets != ignore_index)[..., np.newaxis]"
DIFFERENCE = "difference = np.where(kept, probabilities - one_hot, 0.0)"
DIVIDED = "return difference / max(kept.sum(), 1)"
PROBABILITY = "powers = np.exp(shifted)\n    powers = powers / powers.sum(axis=-1, keepdims=True)\n"
ADDED = PROBABILITY + "    return np.log(powers + {})"
CLIPPED = PROBABILITY + "    return np.log(np.clip(powers, {}, 1.0))"


LOGARITHM = [
    Mistake(
        id="exp-without-maximum",
        name="calls exp on raw logits",
        diagnosis="Your code calls exp on the raw logits. Above 709 it overflows to infinity, and far below 0 every term "
        "rounds to 0. Subtract each row's largest logit first; the result is the same.",
        see=SOFTMAX,
        change={SHIFTED: "shifted = logits - 0.0"},
        also=({LOG_SUM: "return np.log(np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True))"},),
    ),
    Mistake(
        id="log-of-the-softmax",
        name="takes the log of a softmax",
        diagnosis="Your code computes probabilities and then their logarithm. A logit 750 below the largest has a probability "
        "that rounds to 0, and log 0 is −∞. Stay with logarithms: logits − max − log(Σ exp(logits − max)).",
        see=STABILITY,
        change={
            LOG_SUM: "powers = np.exp(shifted)\n    return np.log(powers / powers.sum(axis=-1, keepdims=True))"
        },
    ),
    Mistake(
        id="constant-in-the-log",
        name="adds a constant inside the log",
        diagnosis="Your code adds a small constant, or clips the probability, to avoid log 0. Then no token can cost more than "
        "about 20 nats, and all other losses are slightly off. Compute log-probabilities without probabilities.",
        see=STABILITY,
        change={LOG_SUM: ADDED.format("1e-9")},
        also=(
            *(
                {LOG_SUM: ADDED.format(small)}
                for small in ("1e-15", "1e-12", "1e-10", "1e-8", "1e-7", "1e-6")
            ),
            *(
                {LOG_SUM: CLIPPED.format(small)}
                for small in ("1e-15", "1e-12", "1e-10", "1e-9", "1e-8", "1e-7")
            ),
        ),
    ),
    Mistake(
        id="one-maximum-for-all-rows",
        name="subtracts one maximum everywhere",
        diagnosis="Your code subtracts the largest logit of the whole array. In a row far below it, every exponential rounds to "
        "0, and log 0 is −∞. Each row needs its own: logits.max(axis=-1, keepdims=True).",
        see=SOFTMAX,
        change={SHIFTED: "shifted = logits - logits.max()"},
    ),
    Mistake(
        id="maximum-subtracted-once",
        name="forgets to add the maximum back",
        diagnosis="Your code subtracts the maximum inside exp only. The log of that sum is too small by the maximum, so the "
        "exponentials no longer sum to 1. Write logits − max − log(Σ exp(logits − max)).",
        see=SOFTMAX,
        change={LOG_SUM: "return logits - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))"},
    ),
    Mistake(
        id="sum-over-everything",
        name="sums over the whole array",
        diagnosis="Your code divides by the exponentials of all rows together. Each position has a distribution of its own over "
        "the vocabulary. Sum along the last axis only: axis=-1, keepdims=True.",
        see=SOFTMAX,
        change={
            SHIFTED: "shifted = logits - logits.max()",
            LOG_SUM: "return shifted - np.log(np.exp(shifted).sum())",
        },
    ),
    Mistake(
        id="softmax-over-positions",
        name="normalises over the positions",
        diagnosis="Your softmax runs along axis 0, so the tokens of different positions share one probability of 1. The vocabulary "
        "is the last axis: use axis=-1 in max and in sum.",
        see=SOFTMAX,
        change={
            SHIFTED: "shifted = logits - logits.max(axis=0, keepdims=True)",
            LOG_SUM: "return shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))",
        },
    ),
    Mistake(
        id="axis-one",
        name="normalises over axis 1",
        diagnosis="Your softmax runs along axis 1. That is the vocabulary in (T, V), but the positions in (B, T, V). Count from "
        "the end: axis=-1.",
        see=SOFTMAX,
        change={
            SHIFTED: "shifted = logits - logits.max(axis=min(1, logits.ndim - 1), keepdims=True)",
            LOG_SUM: "return shifted - np.log(np.exp(shifted).sum(axis=min(1, logits.ndim - 1), keepdims=True))",
        },
        also=(
            {
                SHIFTED: "shifted = logits - logits.max(axis=1, keepdims=True)",
                LOG_SUM: "return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
            },
        ),
    ),
    Mistake(
        id="softmax-returned",
        name="returns probabilities, not their logarithms",
        diagnosis="Your log_softmax returns the softmax. The loss is the mean of −log p, so log_softmax must return the "
        "logarithm: logits − max − log(Σ exp(logits − max)).",
        see=SOFTMAX,
        change={LOG_SUM: "return np.exp(shifted) / np.exp(shifted).sum(axis=-1, keepdims=True)"},
    ),
    Mistake(
        id="softmax-before-log-softmax",
        name="applies softmax before log_softmax",
        diagnosis="Your loss applies softmax first and log_softmax to the result. The second one sees only numbers from 0 to 1, "
        "so the loss can hardly fall. Pass the raw logits to log_softmax.",
        see=SEE,
        change={LOG_P: "log_p = log_softmax(np.exp(log_softmax(logits)))\n"},
    ),
    Mistake(
        id="log-two",
        name="computes in bits, with log2",
        diagnosis="Your log_softmax takes the logarithm to base 2, but exp has base e. Both must have the same base: use np.log, "
        "which gives the loss in nats.",
        see=SEE,
        change={LOG_SUM: "return shifted - np.log2(np.exp(shifted).sum(axis=-1, keepdims=True))"},
        also=(
            {LOG_SUM: "return (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))) / np.log(2)"},
            {LOG_SUM: "return shifted - np.log10(np.exp(shifted).sum(axis=-1, keepdims=True))"},
        ),
    ),
]

LOSS = [
    Mistake(
        id="sign-missing",
        name="forgets the minus sign",
        diagnosis="Your loss is the mean log-probability of the targets, a negative number. Minimising it would make the true tokens "
        "less likely. Put a minus sign in front.",
        see=SEE,
        change={LOSSES: LOSSES.replace("-log_p", "log_p")},
    ),
    Mistake(
        id="sum-instead-of-mean",
        name="returns the sum of the losses",
        diagnosis="Your code returns the sum of the losses, which grows with the number of tokens. Divide by the number of "
        "positions that count: losses.mean().",
        see=SEE,
        change={MEAN: "return float(losses.sum())"},
    ),
    Mistake(
        id="mean-over-the-vocabulary",
        name="divides by V too",
        diagnosis="Your code takes the mean over all entries of one_hot · log p, so it divides by V too. Only one entry per position "
        "is not 0. Sum over the vocabulary, then take the mean over the positions.",
        see=SEE,
        change={MEAN: "return float(losses.mean() / log_p.shape[-1])"},
    ),
    Mistake(
        id="probability-instead-of-log",
        name="averages probabilities, not their logarithms",
        diagnosis="Your loss uses the target's probability itself. Its logarithm is missing: with −log p, a confident mistake costs "
        "many nats instead of at most 1. Take the mean of −log p.",
        see=SEE,
        change={LOSSES: "losses = -np.exp(log_p[counted][np.arange(len(chosen)), chosen])"},
        also=({LOSSES: "losses = 1 - np.exp(log_p[counted][np.arange(len(chosen)), chosen])"},),
    ),
    Mistake(
        id="perplexity",
        name="returns the perplexity",
        diagnosis="Your code returns e to the loss, the perplexity: V instead of ln V for equal logits. The gradient belongs to "
        "the loss in nats. Return the mean of −log p.",
        see=SEE,
        change={MEAN: "return float(np.exp(losses.mean()))"},
    ),
    Mistake(
        id="every-target-in-every-row",
        name="picks every target in every row",
        diagnosis="Your code indexes log_p[:, targets], which picks the columns of all targets in every row, an (N, N) array. Each row "
        "needs its own target: log_p[np.arange(N), targets].",
        see=SEE,
        change={LOSSES: "losses = -log_p[counted][:, chosen]"},
    ),
    Mistake(
        id="shifted-again",
        name="shifts the targets once more",
        diagnosis="Your code compares the logits of position t with the target of position t + 1. The caller has already shifted the "
        "targets, so this trains the model to skip a token. Compare logits[t] with targets[t].",
        see=MASKING,
        change={
            LOG_P: "log_p = log_softmax(logits)[..., :-1, :]\n    targets = targets[..., 1:]\n",
        },
        also=(
            {
                LOG_P: "log_p = log_softmax(logits).reshape(-1, logits.shape[-1])[:-1]\n"
                "    targets = targets.reshape(-1)[1:]\n",
            },
        ),
    ),
    Mistake(
        id="last-position-only",
        name="uses the last position only",
        diagnosis="Your code computes the loss of the last position only. Every position predicts a token and is a training example: "
        "take the mean over all that count.",
        see=SEE,
        change={MEAN: "return float(losses[-1])"},
    ),
]

IGNORED = [
    Mistake(
        id="ignored-counted-in-the-mean",
        name="counts ignored positions in the mean",
        diagnosis="Your code gives ignored positions the loss 0 but still divides by the number of all positions. A short answer "
        "after a long prompt then hardly counts. Divide by the number of positions that count.",
        see=MASKING,
        change={MEAN: "return float(losses.sum() / targets.size)"},
    ),
    Mistake(
        id="ignored-not-skipped",
        name="does not skip ignored positions",
        diagnosis="Your loss uses the target of an ignored position as an index. −100 is outside a small vocabulary, and in a "
        "large one it silently picks a token. Select first: counted = targets != ignore_index.",
        see=MASKING,
        change={COUNTED: "counted = np.full(targets.shape, True)\n", OUTSIDE: "if False:"},
    ),
    Mistake(
        id="minus-100-fixed",
        name="compares with -100, not ignore_index",
        diagnosis="Your loss compares the targets with −100 whatever ignore_index is. Some programs use −1 or the padding token. "
        "Compare with ignore_index.",
        see=MASKING,
        change={COUNTED: "counted = targets != -100\n", OUTSIDE: "if False:"},
    ),
    Mistake(
        id="negative-targets-ignored",
        name="ignores all negative targets",
        diagnosis="Your loss skips every negative target and no other. ignore_index can also be a token, such as the padding "
        "token 0. Compare with it: targets != ignore_index.",
        see=MASKING,
        change={COUNTED: "counted = targets >= 0\n"},
    ),
    Mistake(
        id="token-zero-ignored",
        name="ignores token 0 as well",
        diagnosis="Your loss skips the positions whose target is 0, as if that were the padding token. Here 0 is a token like every "
        "other, unless ignore_index is 0. Compare with targets != ignore_index.",
        see=MASKING,
        change={COUNTED: "counted = (targets != ignore_index) & (targets > 0)\n"},
        also=({COUNTED: "counted = (targets != ignore_index) & (targets != 0)\n"},),
    ),
    Mistake(
        id="mean-of-row-means",
        name="averages the means of the rows",
        diagnosis="Your code takes the mean of each sequence, then the mean of these. A token of a sequence with few counted positions "
        "then weighs more. Sum all losses and divide once by the number of positions that count.",
        see=MASKING,
        change={
            MEAN: "rows = counted.reshape(-1, counted.shape[-1])\n"
            "    parts = np.split(losses, np.cumsum(rows.sum(axis=-1))[:-1])\n"
            "    return float(np.mean([part.mean() for part in parts if len(part)]))"
        },
    ),
]

GRADIENT = [
    Mistake(
        id="one-hot-not-subtracted",
        name="forgets to subtract the one-hot target",
        diagnosis="Your gradient is the softmax alone, so every logit would be pushed down, the target's too. Subtract 1 in the "
        "target's column: p − y.",
        see=SEE,
        change={DIFFERENCE: "difference = np.where(kept, probabilities, 0.0)"},
    ),
    Mistake(
        id="gradient-upside-down",
        name="returns the gradient with opposite sign",
        diagnosis="Your gradient is y − p, the direction in which the loss falls. A gradient points to where the loss grows, and "
        "the optimiser subtracts it. Return p − y.",
        see=SEE,
        change={DIFFERENCE: "difference = np.where(kept, one_hot - probabilities, 0.0)"},
    ),
    Mistake(
        id="gradient-of-the-sum",
        name="does not divide the gradient",
        diagnosis="Your gradient is that of the sum of the losses. The loss is a mean, so its gradient is smaller by the number "
        "of positions that count. Divide p − y by N.",
        see=SEE,
        change={DIVIDED: "return difference"},
    ),
    Mistake(
        id="gradient-divided-by-all-positions",
        name="divides the gradient by all positions",
        diagnosis="Your gradient is divided by the number of all positions, but the loss by the number that count. Then the gradient "
        "does not belong to this loss. Divide by the same N.",
        see=MASKING,
        change={DIVIDED: "return difference / targets.size"},
    ),
    Mistake(
        id="gradient-divided-by-the-vocabulary",
        name="divides the gradient by V too",
        diagnosis="Your gradient is divided by the number of all its entries, V included. The mean runs over positions only. Divide "
        "p − y by the number of positions that count.",
        see=SEE,
        change={DIVIDED: "return difference / max(kept.sum(), 1) / logits.shape[-1]"},
        also=({DIVIDED: "return difference / difference.size"},),
    ),
    Mistake(
        id="gradient-divided-by-the-batch",
        name="divides the gradient by the batch size",
        diagnosis="Your gradient is divided by the size of the first axis. In (B, T, V) that is the number of sequences, and the loss "
        "is a mean over B · T positions. Divide by the number of positions that count.",
        see=SEE,
        change={DIVIDED: "return difference / len(logits)"},
    ),
    Mistake(
        id="one-subtracted-after-the-division",
        name="subtracts 1 after dividing by N",
        diagnosis="Your code divides p by N and then subtracts 1 at the target. The 1 must be divided too. Compute p − y first, "
        "then divide by N.",
        see=SEE,
        change={
            DIFFERENCE: "difference = np.where(kept, probabilities / max(kept.sum(), 1) - one_hot, 0.0)",
            DIVIDED: "return difference",
        },
    ),
    Mistake(
        id="one-subtracted-in-every-row",
        name="subtracts 1 in every row",
        diagnosis="Your code subtracts 1 in the columns of all targets in every row, as gradient[:, targets] -= 1 does. Each row has "
        "one target: gradient[np.arange(N), targets] -= 1.",
        see=SEE,
        change={
            ONE_HOT: "column = targets[targets != ignore_index].reshape(-1)\n"
            "    one_hot = np.isin(np.arange(logits.shape[-1]), column) + np.zeros(logits.shape)"
        },
    ),
    Mistake(
        id="ignored-rows-have-a-gradient",
        name="leaves a gradient in ignored rows",
        diagnosis="Your gradient still has p / N in the rows of ignored positions, so the model is trained on tokens that should "
        "not count. Their rows must be 0: np.where(counted[..., None], p − y, 0).",
        see=MASKING,
        change={DIFFERENCE: "difference = probabilities - one_hot"},
        also=(
            {DIFFERENCE: "difference = probabilities - (one_hot & kept)"},
            {
                DIFFERENCE: "difference = probabilities - (one_hot | ~kept & (np.arange(logits.shape[-1]) == 0))",
            },
        ),
    ),
    Mistake(
        id="gradient-minus-100-fixed",
        name="compares with -100 in the gradient",
        diagnosis="Your gradient compares the targets with −100 whatever ignore_index is, so another value is not ignored. Compare "
        "with ignore_index, as in the loss.",
        see=MASKING,
        change={KEPT: "kept = (targets != -100)[..., np.newaxis]"},
    ),
    Mistake(
        id="with-respect-to-probabilities",
        name="differentiates with respect to probabilities",
        diagnosis="Your gradient is −1/p at the target, the derivative with respect to the probability. The chain continues through "
        "the softmax; together the two give p − y.",
        see=SEE,
        change={DIFFERENCE: "difference = np.where(kept & one_hot, -1 / probabilities, 0.0)"},
    ),
    Mistake(
        id="softmax-differentiated-twice",
        name="multiplies by p (1 − p)",
        diagnosis="Your gradient multiplies p − y by p (1 − p). The derivative of the softmax is already in p − y, so a confident "
        "mistake would have almost no gradient. Return p − y over N.",
        see=SEE,
        change={
            DIFFERENCE: "difference = np.where(kept, (probabilities - one_hot) * probabilities * (1 - probabilities), 0.0)"
        },
    ),
    Mistake(
        id="gradient-of-log-probabilities",
        name="stops at the log-probabilities",
        diagnosis="Your gradient is −1/N at each target and 0 elsewhere, the derivative with respect to log p. The other logits matter "
        "too, through the sum in log_softmax. Add p / N: (p − y) / N.",
        see=SEE,
        change={DIFFERENCE: "difference = np.where(kept & one_hot, -1.0, 0.0)"},
    ),
]

CALLER = [
    Mistake(
        id="logits-changed",
        name="subtracts the maximum in place",
        diagnosis="Your code subtracts the maximum in place, as logits -= … does, so the caller's logits change. Write shifted = "
        "logits − max, which makes a new array.",
        see=SOFTMAX,
        change={SHIFTED: "logits -= logits.max(axis=-1, keepdims=True)\n    shifted = logits"},
    ),
    Mistake(
        id="targets-changed",
        name="overwrites ignored targets",
        diagnosis="Your loss writes another token over the ignored targets, so the caller's targets change, and in the next call "
        "these positions count. Use np.where(counted, targets, 0), which makes a new array.",
        see=MASKING,
        change={CHOSEN: "chosen = targets[counted]\n    targets[~counted] = 0"},
    ),
]

LAPSES = [
    Mistake(
        id="nan-if-nothing-counts",
        name="gives NaN if nothing counts",
        diagnosis="Your loss is NaN if every position is ignored: the mean of nothing is 0/0. One such batch makes all "
        "weights NaN. Return 0 if no position counts.",
        see=STABILITY,
        change={EMPTY: "if False:"},
    ),
    Mistake(
        id="gradient-nan-if-nothing-counts",
        name="divides the gradient by 0",
        diagnosis="Your gradient is NaN if every position is ignored, because it is divided by N = 0. Divide by max(N, 1).",
        see=STABILITY,
        change={DIVIDED: "return difference / kept.sum()"},
    ),
    Mistake(
        id="negative-target-accepted",
        name="accepts a target of -1",
        diagnosis="Your loss accepts −1 as a target, and NumPy counts it from the end, so the last token is trained. Raise ValueError "
        "if a target that counts is not in 0 … V − 1.",
        see=MASKING,
        change={OUTSIDE: "if False:"},
        also=({OUTSIDE: "if np.any(chosen >= log_p.shape[-1]):"},),
    ),
    Mistake(
        id="half-precision",
        name="adds up in float16",
        diagnosis="Your code computes float16 logits in float16, which keeps three digits, and a difference above 65,504 is infinite. "
        "Convert first: np.asarray(logits, dtype=np.float64).",
        see=PRECISION,
        change={CONVERTED: "logits = np.asarray(logits)"},
    ),
    Mistake(
        id="zero-times-infinity",
        name="multiplies log p by the targets",
        diagnosis="Your loss multiplies all log-probabilities by the one-hot targets. If one of them is −∞, 0 · (−∞) is NaN. Pick the target's "
        "entry by its index instead.",
        see=STABILITY,
        change={
            LOSSES: "losses = -(log_p[counted] * (np.arange(log_p.shape[-1]) == chosen[:, np.newaxis])).sum(axis=-1)"
        },
    ),
    Mistake(
        id="argument-renamed",
        name="renames an argument",
        diagnosis="Your function does not accept logits, targets and ignore_index by these names, so a call that passes them by "
        "name fails. Name the parameters as the stub does.",
        see=SEE,
        change={
            LOSS_DEF: LOSS_DEF.replace("targets:", "labels:"),
            LOG_P: "targets = labels\n    log_p = log_softmax(logits)\n",
        },
    ),
]

MISTAKES = [*LOGARITHM, *LOSS, *IGNORED, *GRADIENT, *CALLER, *LAPSES]


def probes() -> list[Probe]:
    """The three functions: log softmax, large logits, loss, ignored targets, gradient; then the robust facets."""
    rng = np.random.default_rng(17)

    def draw(*shape: int) -> np.ndarray:
        return rng.normal(scale=1.5, size=shape)

    def log(facet: str, logits: np.ndarray) -> Probe:
        return Probe("log_softmax", (logits,), facet=facet)

    def loss(facet: str, *args: object) -> Probe:
        return Probe("cross_entropy", args, facet=facet)

    def slope(*args: object) -> Probe:
        return Probe("cross_entropy_gradient", args, facet="gradient")

    def robust(function: str, facet: str, *args: object, **kwargs: object) -> Probe:
        return Probe(function, args, kwargs, facet=facet, tier="robust")

    large = np.array([[4000.0, 3999.0, 3990.0], [-4000.0, -4001.0, -3998.0], [0.0, 1.0, -1.0]])
    batch, padded = draw(2, 4, 5), draw(2, 4, 3)
    holes = np.array([[0, 2, 1, 4], [3, -100, 0, -100]])
    zeros = np.array([[1, 0, 2, 0], [2, 1, 0, 2]])
    unlikely = draw(2, 4)
    unlikely[:, 3] = -np.inf
    half = (draw(3, 300) * 3).astype(np.float16)
    nothing = np.full((2, 4), -100)
    return [
        log("log softmax", draw(3, 4)),
        log("log softmax", draw(2, 3, 5)),
        log("large logits", large[0]),
        log("large logits", np.array([2000.0, 0.0, 1999.0])),
        log("large logits", large),
        loss("loss", draw(2, 4), np.array([2, 3])),
        loss("loss", np.zeros((2, 6)), np.array([0, 5])),
        loss("loss", draw(5, 4), np.array([3, 0, 1, 1, 2])),
        loss("loss", draw(2, 4, 5), np.array([[1, 0, 4, 4], [2, 3, 0, 1]])),
        loss("loss", np.array([[1.0, 60.0, 0.0], [0.0, 2.0, 1.0]]), np.array([2, 1])),
        loss("loss", np.array([[1.0, 900.0, 0.0], [0.0, 2.0, 1.0]]), np.array([2, 1])),
        loss("ignored targets", draw(4, 3), np.array([1, -100, 0, 2])),
        loss("ignored targets", batch, holes),
        loss("ignored targets", draw(4, 5), np.array([1, -1, 4, 0]), -1),
        loss("ignored targets", padded, zeros, 0),
        slope(draw(1, 4), np.array([2])),
        slope(draw(3, 5), np.array([4, 0, 2])),
        slope(draw(2, 3, 4), np.array([[1, 0, 3], [2, 2, 0]])),
        slope(draw(4, 3), np.array([1, -100, 0, 2])),
        slope(batch, holes),
        slope(padded, zeros, 0),
        robust("cross_entropy", "nothing counts", draw(2, 4, 3), nothing),
        robust("cross_entropy_gradient", "nothing counts", draw(2, 4, 3), nothing),
        robust("cross_entropy", "targets", draw(3, 4), np.array([1, -1, 2])),
        robust("cross_entropy", "targets", draw(3, 4), np.array([1, 4, 2])),
        robust("cross_entropy", "−∞", unlikely, np.array([0, 2])),
        robust("log_softmax", "types", half),
        robust("cross_entropy", "types", half, np.array([5, 200, 17])),
        robust("cross_entropy", "calls", logits=draw(3, 4), targets=np.array([2, 0, 2]), ignore_index=0),
    ]
