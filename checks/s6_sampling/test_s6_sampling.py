"""Checks of sampling: first the core lines, in the order in which people write the code, then the robust ones.

The oracle ranks the ids and adds up weights one token at a time. Logits of core lines are float64 without ties, and no
probability is near a limit, so the core also accepts a distribution computed in float32.
"""

import math

import numpy as np

from tutor.grading.expect import expect, expect_array, expect_close, expect_shape, expect_unchanged
from tutor.grading.lines import core, robust

SAMPLING = "step-6-complete-reference#prod-sampling"
SOFTMAX = "step-1-attention-visual-deep-dive#softmax"

ABSOLUTE, RELATIVE = 1e-9, 1e-4
PENALTY, TEMPERATURE, TOP_K, TOP_P, MIN_P = "repetition penalty", "temperature", "top-k", "top-p", "min-p"
ORDER, DRAW, CALLER = "order", "sample", "caller"
TIES, LIMITS, LARGE, TYPES, CALLS = "ties", "limits", "large logits", "types", "calls"

FIVE = np.log([0.5, 0.2, 0.15, 0.1, 0.05])  # the worked example
SHUFFLED = np.log([0.1, 0.5, 0.05, 0.2, 0.15])


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def distribution(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0) -> np.ndarray:
    """The probabilities, from ranked ids and weights relative to the best."""
    z = [float(one) for one in logits]
    best = max(range(len(z)), key=lambda token: z[token])  # the first of the largest
    result = np.zeros(len(z))
    if temperature == 0:
        result[best] = 1.0
        return result
    weight = [math.exp((one - z[best]) / temperature) for one in z]
    kept = sorted(range(len(z)), key=lambda token: (-weight[token], token))
    if top_k:
        kept = kept[:top_k]
    if top_p < 1:
        total, reached, count = sum(weight[token] for token in kept), 0.0, 0
        while count == 0 or reached < top_p * total:
            reached += weight[kept[count]]
            count += 1
        kept = kept[:count]
    kept = [token for token in kept if weight[token] >= min_p]
    for token in kept:
        result[token] = weight[token] / sum(weight[token] for token in kept)
    return result


def draw(size: int, seed: int = 0, scale: float = 2.0) -> np.ndarray:
    """Random logits."""
    return scale * np.random.default_rng(1904 + seed).normal(size=size)


def settings_text(settings) -> str:
    """The settings as they are written in a call."""
    return ", ".join(f"{name}={value:g}" for name, value in settings.items())


def expect_distribution(submission, logits, **settings):
    """``probabilities`` returns the oracle's distribution, with exactly 0 for the tokens that are cut."""
    expected = distribution(logits, **settings)
    result = submission.probabilities(np.array(logits), **settings)
    what = f"probabilities(logits, {settings_text(settings)})" if settings else "probabilities(logits)"
    expect_shape(result, expected.shape, "(V,)", what=what)
    expect_close(result, expected, what=what, atol=ABSOLUTE, rtol=RELATIVE)
    cut = expected == 0
    expect(
        not np.asarray(result)[cut].any(),
        f"{what}: a token that is cut must have probability 0, but one has {np.abs(np.asarray(result)[cut]).max(initial=0):.2g}",
    )


def as_token(token, logits) -> int:
    """The id that ``sample`` returned."""
    array = expect_array(token, "sample(…)")
    expect_shape(array, (), "a single id", what="sample(…)")
    expect(
        array.dtype.kind in "iu",
        f"sample must return the id of a token, an integer, but returns {float(array):g} of type {array.dtype.name}",
    )
    expect(0 <= int(array) < len(logits), f"sample returned {int(array)}; the ids are 0 to {len(logits) - 1}")
    return int(array)


def token_of(submission, logits, seed, **settings) -> int:
    """The id that ``sample`` draws with a generator of this seed."""
    given = {"seen": [0], "penalty": 1.0} | settings
    return as_token(submission.sample(np.array(logits), np.random.default_rng(seed), **given), logits)


def tokens_of(submission, logits, count, **settings) -> list[int]:
    """The ids that ``sample`` draws with this many generators."""
    given = {"seen": [0], "penalty": 1.0} | settings
    tokens = submission.draws("sample", range(1904, 1904 + count), np.array(logits), **given)
    return [as_token(token, logits) for token in tokens]


def furthest(probability: float, draws: int) -> float:
    """How far a relative frequency may be from a probability: a right answer exceeds it once in 10¹¹ (Bernstein)."""
    log = math.log(2e11)
    return log / (3 * draws) + math.sqrt(
        (log / (3 * draws)) ** 2 + 2 * log * probability * (1 - probability) / draws
    )


def expect_frequencies(submission, logits, draws, **settings):
    """Every token is drawn about as often as its probability says."""
    expected = distribution(logits, **settings)
    counts = np.bincount(tokens_of(submission, logits, draws, **settings), minlength=len(expected))
    for token, probability in enumerate(expected):
        often = counts[token] / draws
        if probability == 0:
            expect(often == 0, f"token {token} is cut, but was drawn {counts[token]} times in {draws}")
        expect(
            abs(often - probability) <= furthest(probability, draws),
            f"token {token} has probability {probability:.2f}, but was drawn {counts[token]} times in {draws}",
        )


# ── repetition penalty ───────────────────────────────────────────────────────────────────────────────────────


@core(
    PENALTY,
    "the logits of all tokens are changed",
    "the penalty is subtracted",
    "the probabilities are changed instead of the logits",
    see=SAMPLING,
)
def test_penalty_of_positive_logits(submission):
    """A seen token with a positive logit z gets z / penalty"""
    result = submission.repetition_penalty(np.array([3.0, 2.0, 1.5]), [0, 2], 2.0)
    expect_close(result, np.array([1.5, 2.0, 0.75]), what="result")
    result = submission.repetition_penalty(np.array([0.5, 4.0, 2.5, 1.0]), np.array([1]), 1.25)
    expect_close(result, np.array([0.5, 3.2, 2.5, 1.0]), what="result")


@core(
    PENALTY,
    "negative logits are divided too, which makes their tokens more probable",
    "the two cases are swapped",
    see=SAMPLING,
)
def test_penalty_of_negative_logits(submission):
    """A seen token with a negative logit z gets z * penalty"""
    result = submission.repetition_penalty(np.array([3.0, 2.0, -1.0, -4.0]), [0, 2], 2.0)
    expect_close(result, np.array([1.5, 2.0, -2.0, -4.0]), what="result")
    result = submission.repetition_penalty(np.array([-0.5, 0.8, -3.0]), [0, 1], 1.25)
    expect_close(result, np.array([-0.625, 0.64, -3.0]), what="result")


@core(
    PENALTY,
    "the penalty is applied once for each occurrence",
    "a loop over seen changes a logit again and again",
    see=SAMPLING,
)
def test_penalty_once(submission):
    """A token that was seen several times is changed once"""
    logits = np.array([3.0, -1.0, 2.0, -2.0, 1.0])
    for seen in ([2, 2, 2], [0, 1, 0, 1, 1, 0], [4, 3, 4]):
        expected = logits.copy()
        for token in set(seen):
            expected[token] = logits[token] / 2 if logits[token] > 0 else logits[token] * 2
        for given in (seen, np.array(seen)):
            result = submission.repetition_penalty(logits.copy(), given, 2.0)
            expect_close(result, expected, what=f"result for seen = {seen}")


# ── temperature ──────────────────────────────────────────────────────────────────────────────────────────────


@core(
    TEMPERATURE,
    "exp is missing",
    "the division by the sum is missing",
    "the result is sorted",
    see=SOFTMAX,
)
def test_softmax(submission):
    """Without settings, probabilities is the softmax of the logits"""
    expect_distribution(submission, FIVE)
    for seed, size in enumerate((4, 7, 12)):
        expect_distribution(submission, draw(size, seed))


@core(
    TEMPERATURE,
    "the logits are multiplied by the temperature",
    "the probabilities are divided, not the logits",
    see=SAMPLING,
)
def test_temperature(submission):
    """The temperature divides the logits: below 1 the distribution is sharper, above 1 flatter"""
    for temperature in (0.5, 0.7, 1.5, 2.0):
        expect_distribution(submission, np.array([2.0, 1.0, 0.0]), temperature=temperature)
        expect_distribution(submission, draw(9, seed=3), temperature=temperature)


@core(
    TEMPERATURE,
    "the logits are divided by 0",
    "temperature 0 is treated as 1",
    "the least probable token is taken",
    see=SAMPLING,
)
def test_greedy(submission):
    """Temperature 0 gives the most probable token probability 1"""
    for logits in (FIVE, SHUFFLED, draw(9, seed=4), -np.abs(draw(6, seed=5)) - 1):
        expect_distribution(submission, logits, temperature=0.0)
    expect_distribution(submission, SHUFFLED, temperature=0.0, top_k=3, top_p=0.6, min_p=0.1)


# ── top-k ────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    TOP_K,
    "cut logits are set to 0 instead of −∞",
    "the probabilities left are not divided by their sum",
    "the k least probable tokens are kept",
    "the result is in sorted order",
    see=SAMPLING,
)
def test_top_k(submission):
    """top_k keeps the k most probable tokens, each in its place, and they sum to 1"""
    for logits in (FIVE, SHUFFLED, draw(11, seed=6)):
        for top_k in (1, 2, 3, 5):
            expect_distribution(submission, logits, top_k=top_k)


# ── top-p ────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    TOP_P,
    "the token that reaches the limit is cut",
    "one token too many is kept",
    "single probabilities are compared with top_p",
    see=SAMPLING,
)
def test_top_p_example(submission):
    """Of 0.5, 0.2, 0.15, 0.1 and 0.05, top_p = 0.8 keeps three tokens"""
    for top_p in (0.8, 0.6, 0.92):
        expect_distribution(submission, FIVE, top_p=top_p)


@core(
    TOP_P,
    "probabilities are added up in the order of the ids, without sorting",
    "a mask in sorted order is used as if it were in the order of the ids",
    "probabilities are added up from the smallest",
    see=SAMPLING,
)
def test_top_p_any_order(submission):
    """top_p keeps the smallest set of the most probable tokens that reaches it, whatever their order"""
    for top_p in (0.6, 0.8, 0.92):
        expect_distribution(submission, SHUFFLED, top_p=top_p)
        expect_distribution(submission, FIVE[::-1].copy(), top_p=top_p)
        expect_distribution(submission, draw(12, seed=7, scale=1.5), top_p=top_p)


@core(
    TOP_P,
    "no token is kept if the first one alone exceeds top_p",
    "the token that reaches the limit is cut",
    see=SAMPLING,
)
def test_top_p_one_token(submission):
    """If one token has nearly all the probability, top_p keeps that token"""
    for logits in (
        np.array([0.0, 12.0, 1.0, -3.0]),
        np.array([9.0, 0.5, -1.0]),
        draw(6, seed=8) + 30 * np.eye(6)[4],
    ):
        for top_p in (0.1, 0.5, 0.9):
            expect_distribution(submission, logits, top_p=top_p)


# ── min-p ────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    MIN_P,
    "min_p is compared with the probability itself, not with a fraction of the largest",
    "the fraction is taken of the logits",
    "the probabilities left are not divided by their sum",
    see=SAMPLING,
)
def test_min_p(submission):
    """min_p keeps tokens with at least min_p times the largest probability"""
    for min_p in (0.05, 0.25, 0.35, 0.9):
        expect_distribution(submission, FIVE, min_p=min_p)
        expect_distribution(submission, SHUFFLED, min_p=min_p)
    flat = np.log(np.array([0.13, 0.12, 0.11, 0.14, 0.1, 0.15, 0.05, 0.2]))
    for min_p in (0.3, 0.58):
        expect_distribution(submission, flat, min_p=min_p)
        expect_distribution(submission, draw(10, seed=9), min_p=min_p)


# ── the order of the settings ────────────────────────────────────────────────────────────────────────────────


@core(
    ORDER,
    "the temperature is applied after the cuts",
    "the cuts look at the distribution of temperature 1",
    see=SAMPLING,
)
def test_temperature_before_cuts(submission):
    """The cuts see the distribution after the temperature"""
    for temperature in (0.5, 2.0):
        for logits in (FIVE, SHUFFLED, draw(10, seed=10)):
            expect_distribution(submission, logits, temperature=temperature, top_p=0.7)
            expect_distribution(submission, logits, temperature=temperature, min_p=0.2)
            expect_distribution(submission, logits, temperature=temperature, top_k=3)


@core(
    ORDER,
    "top-p adds up probabilities that do not sum to 1 after top-k",
    "top-p is applied before top-k",
    see=SAMPLING,
)
def test_top_p_after_top_k(submission):
    """top_p sees the probabilities that top_k left, divided by their sum"""
    for logits in (FIVE, SHUFFLED):
        expect_distribution(submission, logits, top_k=3, top_p=0.8)  # 0.588 + 0.235 is enough
        expect_distribution(submission, logits, top_k=2, top_p=0.71)  # 0.714 is enough
    expect_distribution(submission, draw(12, seed=11, scale=1.0), top_k=4, top_p=0.6)


@core(
    ORDER,
    "min-p is applied before top-p",
    "a setting is used only if the others are off",
    see=SAMPLING,
)
def test_min_p_last(submission):
    """min_p is applied after top_p"""
    for logits in (FIVE, SHUFFLED):
        expect_distribution(submission, logits, top_p=0.8, min_p=0.35)
        expect_distribution(submission, logits, top_p=0.86, min_p=0.35)  # 0.15 is in the set, then cut
        expect_distribution(
            submission, logits, top_p=0.66, min_p=0.35
        )  # with min-p first, one token would do
    expect_distribution(submission, draw(12, seed=12), temperature=1.3, top_k=6, top_p=0.95, min_p=0.1)


# ── sample ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    DRAW,
    "a setting is not passed on to probabilities",
    "an array with one id is returned instead of the id",
    "the settings are passed on in the wrong order",
    see=SAMPLING,
)
def test_settings_are_used(submission):
    """If the settings leave one token, sample returns its id"""
    logits = np.array([1.0, 1.1, 0.9, 1.3, 1.2, 1.0, 0.8])
    for settings in ({"temperature": 0.0}, {"top_k": 1}, {"top_p": 0.1}, {"min_p": 0.95}):
        for seed in range(6):
            token = token_of(submission, logits, seed, **settings)
            text = settings_text(settings)
            expect(token == 3, f"with {text} only token 3 is left, but sample returned {token}")


@core(
    DRAW,
    "the penalty is not used",
    "the penalty is applied to the probabilities, after the cuts",
    see=SAMPLING,
)
def test_penalty_first(submission):
    """The penalty changes the logits before the settings cut any token"""
    logits = np.array([1.0, 3.0, 2.0, -1.0])
    for settings in ({"temperature": 0.0}, {"top_k": 1}, {"top_p": 0.2}, {"min_p": 0.8}):
        for seed in range(3):
            token = token_of(submission, logits, seed, seen=[1, 1, 3], penalty=3.0, **settings)
            expect(
                token == 2,
                f"with penalty=3 for tokens 1 and 3 and {settings_text(settings)}, only token 2 is left, but sample "
                f"returned {token}",
            )


@core(
    DRAW,
    "np.random is used instead of rng",
    "a new generator is created without a seed",
    see=SAMPLING,
)
def test_same_seed(submission):
    """The same state of rng gives the same token"""
    logits = draw(40, seed=13, scale=0.1)
    for first, second in zip(*(tokens_of(submission, logits, 12) for _ in range(2)), strict=True):
        expect(first == second, f"two generators with the same seed gave the tokens {first} and {second}")


@core(DRAW, "the most probable token is always returned", see=SAMPLING)
def test_not_always_the_best(submission):
    """sample does not always return the most probable token"""
    logits = draw(200, seed=14, scale=0.01)
    best = int(np.argmax(logits))
    tokens = tokens_of(submission, logits, 12)
    expect(
        any(token != best for token in tokens), "sample returned the most probable token in 12 draws of 12"
    )


@core(
    DRAW,
    "sample creates its own generator with a fixed seed",
    "the most probable token is always returned",
    see=SAMPLING,
)
def test_other_seeds(submission):
    """Generators with other seeds give other tokens"""
    logits = draw(200, seed=14, scale=0.01)
    tokens = set(tokens_of(submission, logits, 12))
    expect(len(tokens) > 1, f"12 generators with different seeds all gave token {min(tokens)}")


@core(
    DRAW,
    "all tokens that are left are drawn equally often",
    "softmax is applied to the probabilities again",
    "the most probable token is always returned",
    see=SAMPLING,
)
def test_frequencies(submission):
    """Over many draws, each token occurs as often as its probability says"""
    expect_frequencies(submission, np.log([0.2, 0.55, 0.25]), 160)
    expect_frequencies(submission, np.log([0.03, 0.04, 0.93]), 100)


@core(
    DRAW,
    "the draw does not use the distribution after the cuts",
    "the draw ignores the temperature",
    see=SAMPLING,
)
def test_frequencies_after_cuts(submission):
    """With settings, the draws follow the distribution that is left"""
    expect_frequencies(submission, SHUFFLED, 90, temperature=0.5, top_k=3, min_p=0.1)
    expect_frequencies(submission, np.log([0.3, 0.3001, 0.2, 0.2]), 60, top_p=0.55)


@core(
    CALLER,
    "logits /= temperature changes the caller's array",
    "the penalty is written into logits",
    "np.asarray does not copy",
    see=SAMPLING,
)
def test_inputs_unchanged(submission):
    """logits and seen are not changed"""
    logits, seen = draw(8, seed=15), np.array([3, 1, 3, 0])
    before, ids = logits.copy(), seen.copy()
    submission.repetition_penalty(logits, seen, 1.3)
    expect_unchanged(before, logits, "logits")
    expect_unchanged(ids, seen, "seen")
    submission.probabilities(logits, temperature=0.7, top_k=5, top_p=0.9, min_p=0.05)
    expect_unchanged(before, logits, "logits")
    submission.sample(logits, np.random.default_rng(1), seen=seen, penalty=1.3, temperature=0.7, top_k=3)
    expect_unchanged(before, logits, "logits")
    expect_unchanged(ids, seen, "seen")


# ── robust: ties and limits ──────────────────────────────────────────────────────────────────────────────────


@robust(
    TIES,
    "all tokens with the probability of the k-th one are kept",
    "the sort is not stable",
    "the sort is reversed, so higher ids come first",
    see=SAMPLING,
)
def test_ties(submission):
    """Among equal logits the lower id comes first, and top_k keeps exactly k tokens"""
    many = np.repeat([1.0, 2.0, 0.0], 20)
    for logits in (np.zeros(4), np.array([0.0, 1.0, 1.0, 1.0, 0.0]), many):
        for top_k in (1, 2, 3):
            expect_distribution(submission, logits, top_k=top_k)
        expect_distribution(submission, logits, temperature=0.0)
    expect_distribution(submission, np.zeros(4), top_p=0.5)  # exactly two tokens
    expect_distribution(submission, np.zeros(4), top_p=0.6)
    expect_distribution(submission, np.zeros(4), min_p=1.0)


@robust(LIMITS, "the k-th largest logit does not exist", see=SAMPLING)
def test_top_k_larger_than_the_vocabulary(submission):
    """A top_k larger than the vocabulary keeps all tokens"""
    for top_k in (5, 6, 50):
        expect_distribution(submission, FIVE, top_k=top_k)


@robust(
    LIMITS,
    "top_p=0 cuts every token",
    "a token at exactly the limit of min_p is cut",
    see=SAMPLING,
)
def test_strictest_settings(submission):
    """top_p = 0 and min_p = 1 keep the most probable token"""
    for logits in (FIVE, SHUFFLED, draw(6, seed=16)):
        expect_distribution(submission, logits, top_p=0.0)
        expect_distribution(submission, logits, min_p=1.0)
        expect_distribution(submission, logits, temperature=0.8, top_k=3, top_p=0.0, min_p=1.0)


@robust(
    LIMITS,
    "rounding makes the sum reach 1 before the last tokens",
    "1e-10 or another small number is added or cut",
    see=SAMPLING,
)
def test_settings_off(submission):
    """top_p = 1 and min_p = 0 keep even a token with probability 1e-30"""
    logits = np.concatenate([draw(30, seed=17), [-69.0, -70.0]])
    expected = distribution(logits)
    for settings in ({}, {"top_p": 1.0, "min_p": 0.0}, {"top_k": 32, "top_p": 1.0}):
        result = submission.probabilities(logits.copy(), **settings)
        what = f"probabilities(logits, {settings_text(settings)})"
        expect_shape(result, expected.shape, "(V,)", what=what)
        expect_close(result, expected, what=what, atol=1e-40, rtol=1e-6)


# ── robust: large logits, −∞, types and calls ────────────────────────────────────────────────────────────────


@robust(LARGE, "no maximum is subtracted before exp", see=SOFTMAX)
def test_large_logits(submission):
    """Logits of ±10,000 and a temperature of 0.01 give finite probabilities"""
    for logits in (np.array([1e4, 9999.0, -1e4, 0.0]), np.array([-1e4, -1e4 - 1, -2e4])):
        expect_distribution(submission, logits)
        expect_distribution(submission, logits, temperature=2.0, top_k=2, top_p=0.9)
    expect_distribution(submission, draw(8, seed=18, scale=20.0), temperature=0.01)


@robust(
    LARGE,
    "−∞ − (−∞) gives NaN",
    "the penalty turns −∞ into NaN",
    see=SAMPLING,
)
def test_forbidden_tokens(submission):
    """A logit of −∞ forbids its token"""
    logits = np.array([0.5, -np.inf, 1.5, -np.inf, -1.0])
    for settings in (
        {},
        {"temperature": 0.7, "top_p": 0.9},
        {"top_k": 4, "min_p": 0.1},
        {"temperature": 0.0},
    ):
        expect_distribution(submission, logits, **settings)
    result = submission.repetition_penalty(logits.copy(), [1, 2], 1.5)
    expect_close(result, np.array([0.5, -np.inf, 1.0, -np.inf, -1.0]), what="repetition_penalty(…)")


@robust(
    TYPES,
    "results are written into an array of integers",
    "probabilities in float16 or float32 do not sum to 1 closely enough for rng.choice",
    see=SAMPLING,
)
def test_types(submission):
    """Integer, float16 and float32 logits work"""
    for kind, near in ((np.int64, 1e-6), (np.float32, 1e-5), (np.float16, 5e-3)):
        logits = np.array([5, -3, 2, 0, 4, -1]).astype(kind)
        result = submission.repetition_penalty(logits.copy(), [0, 1], 2.0)
        expect_close(
            result,
            np.array([2.5, -6, 2, 0, 4, -1]),
            what=f"penalised {np.dtype(kind).name} logits",
            atol=near,
        )
        result = submission.probabilities(logits.copy(), temperature=1.5, top_p=0.95)
        what = f"probabilities of {np.dtype(kind).name} logits"
        expect_close(
            result, distribution(logits, temperature=1.5, top_p=0.95), what=what, atol=near, rtol=near
        )
        wide = draw(3000, seed=19).astype(kind)
        for seed in range(3):
            token_of(submission, wide, seed, temperature=2.0)


@robust(
    CALLS,
    "an empty list becomes an array of floats, which cannot be used as indices",
    "logits[seen] with an empty tuple means all logits",
    see=SAMPLING,
)
def test_nothing_seen(submission):
    """Nothing seen yet changes nothing"""
    logits = draw(6, seed=20)
    for seen in ([], (), np.array([], dtype=np.int64)):
        result = submission.repetition_penalty(logits.copy(), seen, 1.5)
        expect_close(result, logits, what="repetition_penalty(logits, [], 1.5)")
    token = submission.sample(logits.copy(), np.random.default_rng(3), temperature=0.0)
    expect_close(token, int(np.argmax(logits)), what="sample(logits, rng, temperature=0)")
    token = submission.sample(logits.copy(), np.random.default_rng(3), penalty=5.0, top_k=1)
    expect_close(token, int(np.argmax(logits)), what="sample(logits, rng, penalty=5, top_k=1)")


@robust(CALLS, "an argument is renamed", "the code writes into its arguments", see=SAMPLING)
def test_calls(submission):
    """Arguments can be passed by name, as views and as read-only arrays"""
    view = draw(18, seed=21)[::2][::-1]
    fixed = draw(9, seed=22)
    fixed.setflags(write=False)
    for logits in (view, fixed):
        expected = distribution(logits, temperature=0.9, top_k=5)
        result = submission.probabilities(top_k=5, temperature=0.9, logits=logits)
        expect_close(result, expected, what="probabilities(…)", atol=ABSOLUTE, rtol=RELATIVE)
        result = submission.repetition_penalty(penalty=2.0, seen=(1, 4), logits=logits)
        changed = np.array([z / 2 if z > 0 else z * 2 for z in logits])
        expect_close(
            result, np.where(np.isin(np.arange(9), (1, 4)), changed, logits), what="repetition_penalty(…)"
        )
        token = submission.sample(rng=np.random.default_rng(1), logits=logits, top_k=1, seen=(0,))
        expect_close(token, int(np.argmax(logits)), what="sample(…, top_k=1)")
