"""Checks of GRPO: first the core lines, in the order in which people write the code, then the robust ones.

The oracle computes one token at a time, in plain loops. The gradients are checked with central differences of the oracle's
loss. In core inputs no ratio is at the edge of the clip, every answer has a token, and padding is finite.
"""

import math

import numpy as np

from tutor.grading.expect import expect, expect_array, expect_close, expect_shape, expect_unchanged
from tutor.grading.lines import core, robust

LESSON = "step-6-complete-reference"
CLIP, GRPO, VARIANTS = f"{LESSON}#ppo-clip", f"{LESSON}#grpo", f"{LESSON}#grpo-variants"

ADVANTAGES, CLIPPED, KL, LOSS = "advantages", "clip", "KL", "loss"
GRADIENT, PULL, CALLER = "gradient", "gradient of KL", "caller"
MASKS, PADDING, REWARDS = "empty answers", "padding", "types of rewards"
TYPES, HIGHER, CALLS = "types", "clip-higher", "calls"

CLOSE = 1e-5  # for the core: wrong values differ by more than any rounding error
NEAR = 2e-3  # for advantages, so that another small constant beside the standard deviation passes


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def advantages_of(rewards) -> np.ndarray:
    """(r - mean) / (std + 1e-6) of each group, with the standard deviation of the population."""
    rows = []
    for group in np.asarray(rewards, dtype=np.float64):
        mean = sum(group) / len(group)
        variance = sum((r - mean) ** 2 for r in group) / len(group)
        rows.append([(r - mean) / (math.sqrt(variance) + 1e-6) for r in group])
    return np.array(rows)


def objective_of(new: float, old: float, advantage: float, below: float, above: float) -> float:
    """The clipped objective of one token, case by case."""
    ratio = math.exp(new - old)
    if advantage > 0 and ratio > 1 + above:
        return (1 + above) * advantage
    if advantage < 0 and ratio < 1 - below:
        return (1 - below) * advantage
    return ratio * advantage


def objectives_of(new, old, advantages, below=0.2, above=0.2) -> np.ndarray:
    """``objective_of`` for every token."""
    new, old = np.asarray(new, float), np.asarray(old, float)
    result = np.empty(new.shape)
    for i, t in np.ndindex(*new.shape):
        result[i, t] = objective_of(new[i, t], old[i, t], float(advantages[i]), below, above)
    return result


def kl_of(new, ref) -> np.ndarray:
    """u - log u - 1 for every token."""
    new, ref = np.asarray(new, float), np.asarray(ref, float)
    result = np.empty(new.shape)
    for place in np.ndindex(*new.shape):
        u = math.exp(ref[place]) / math.exp(new[place])
        result[place] = u - math.log(u) - 1
    return result


def loss_of(new, old, ref, advantages, mask, below=0.2, above=0.2, beta=0.04) -> float:
    """The loss, one answer and one token at a time."""
    total = 0.0
    for i in range(len(new)):
        tokens = [t for t in range(len(new[i])) if mask[i][t]]
        for t in tokens:
            p, q, r = float(new[i][t]), float(old[i][t]), float(ref[i][t])
            k = math.exp(r - p) - (r - p) - 1
            total += (objective_of(p, q, float(advantages[i]), below, above) - beta * k) / len(tokens)
    return -total / len(new)


def gradient_of(new, *others, **sizes) -> np.ndarray:
    """Central differences of ``loss_of``; none of the inputs may be within 1e-5 of the edge of the clip."""
    new = np.asarray(new, dtype=np.float64)
    result = np.zeros(new.shape)
    step = 1e-5
    for place in np.ndindex(*new.shape):
        up, down = new.copy(), new.copy()
        up[place] += step
        down[place] -= step
        result[place] = (loss_of(up, *others, **sizes) - loss_of(down, *others, **sizes)) / (2 * step)
    return result


# Logarithms of ratios: inside the clip, outside it on either side, and 0; none near log 0.8 or log 1.2 or the other clips used.
LOG_RATIOS = np.array([0.0, 0.12, -0.15, 0.5, -0.6, 0.09, -0.35, 0.3, 0.9, -1.1])


def batch(answers: int, tokens: int, seed: int = 0, full: bool = False):
    """log_probs, old_log_probs, ref_log_probs, advantages and mask; every answer has a token, and some have padding."""
    rng = np.random.default_rng(seed)
    new = -rng.uniform(1.2, 3.0, size=(answers, tokens))  # old and ref stay below 0, too
    order = [rng.permutation(LOG_RATIOS) for _ in range(answers * tokens // len(LOG_RATIOS) + 1)]
    old = new - np.concatenate(order)[: answers * tokens].reshape(answers, tokens)
    ref = new + rng.uniform(-0.8, 0.8, size=new.shape)
    advantages = rng.uniform(0.4, 1.8, size=answers) * np.where(np.arange(answers) % 2, -1.0, 1.0)
    lengths = np.full(answers, tokens) if full else 1 + (np.arange(answers) * 2 + seed) % tokens
    return new, old, ref, advantages, np.arange(tokens) < lengths[:, np.newaxis]


def copies(arrays):
    """Copies, because the learner's code may change its arguments."""
    return tuple(array.copy() for array in arrays)


def worked():
    """The worked example of the brief, without its padding."""
    new = np.log([[0.6, 0.5], [0.45, 0.45]])
    old = np.log([[0.4, 0.5], [0.5, 0.5]])
    ref = np.log([[0.3, 0.5], [0.45, 0.45]])
    return new, old, ref, np.array([1.0, -1.0]), np.array([[True, True], [True, False]])


def expect_loss(submission, arrays, what, *sizes, atol=CLOSE, **expected):
    """The loss equals the oracle's. ``sizes`` are clip and beta, and ``expected`` their values for the oracle."""
    wanted = loss_of(*arrays, **expected)
    expect_close(submission.grpo_loss(*copies(arrays), *sizes), wanted, what=what, atol=atol, rtol=atol)


def expect_gradient(submission, arrays, what, *sizes, atol=CLOSE, **expected):
    """The gradient equals central differences of the oracle's loss."""
    wanted = gradient_of(*arrays, **expected)
    result = submission.grpo_gradient(*copies(arrays), *sizes)
    expect_shape(result, wanted.shape, "(N, T)", what="gradient")
    expect_close(result, wanted, what=what, atol=atol, rtol=atol)


# ── advantages ───────────────────────────────────────────────────────────────────────────────────────────────


@core(
    ADVANTAGES,
    "the mean is not subtracted",
    "the result is not divided by the standard deviation",
    "the standard deviation is the sample's, with G − 1 (ddof=1)",
    "the return statement is missing",
    see=GRPO,
)
def test_one_group(submission):
    """Of the rewards 1, 0, 0, 0, the first gets the advantage 1.7321 and the others −0.5774"""
    result = submission.group_advantages(np.array([[1.0, 0.0, 0.0, 0.0]]))
    expect_shape(result, (1, 4), "(P, G)", what="advantages")
    expect_close(result, advantages_of([[1, 0, 0, 0]]), what="advantages", atol=NEAR, rtol=NEAR)


@core(
    ADVANTAGES,
    "the mean or the standard deviation is taken over all prompts",
    "the mean runs over the prompts (axis 0) instead of the group",
    "keepdims=True is missing",
    see=GRPO,
)
def test_groups(submission):
    """Each answer is compared only with the other answers to its own prompt"""
    easy_and_hard = np.array([[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0], [5.0, 5.5, 7.0, 4.5]])
    drawn = np.random.default_rng(3).normal(1.0, 2.0, size=(4, 4))
    for rewards in (easy_and_hard, drawn, drawn[:2], drawn[:, :3]):
        result = submission.group_advantages(rewards.copy())
        expect_shape(result, rewards.shape, "(P, G)", what="advantages")
        what = f"advantages for {rewards.shape[0]} prompts with {rewards.shape[1]} answers"
        expect_close(result, advantages_of(rewards), what=what, atol=NEAR, rtol=NEAR)


@core(
    ADVANTAGES,
    "EPS is not added to the standard deviation, so 0 is divided by 0",
    "the mean is not subtracted",
    see=GRPO,
)
def test_equal_rewards(submission):
    """If all rewards of a group are equal, its advantages are 0"""
    rewards = np.array([[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    expected = np.array([[0.0] * 4, [0.0] * 4, [-1.0, 1.0, -1.0, 1.0]])
    expect_close(submission.group_advantages(rewards), expected, what="advantages", atol=NEAR)


# ── the clipped objective ────────────────────────────────────────────────────────────────────────────────────


@core(
    CLIPPED,
    "the ratio is a difference of logarithms, without exp",
    "the advantages are spread along the tokens instead of the answers",
    "only the mean or the sum over the tokens is returned",
    see=CLIP,
)
def test_before_the_first_step(submission):
    """As long as the model has not changed, the objective of each token is its answer's advantage"""
    for answers, tokens in ((2, 3), (4, 4), (3, 1), (1, 5)):
        new, _, _, advantages, _ = batch(answers, tokens)
        result = submission.clipped_objective(new, new.copy(), advantages.copy())
        expect_shape(result, (answers, tokens), "(N, T)", what="objective")
        expected = np.repeat(advantages[:, np.newaxis], tokens, axis=1)
        expect_close(result, expected, what="objective", atol=CLOSE)


@core(
    CLIPPED,
    "the ratio is old / new instead of new / old",
    "the ratio is a difference or a quotient of logarithms",
    see=CLIP,
)
def test_ratio(submission):
    """Inside the clip, the objective is the ratio of the new to the old probability, times the advantage"""
    old = np.log([[0.5, 0.4, 0.2], [0.5, 0.4, 0.2]])
    new = np.log([[0.55, 0.36, 0.21], [0.45, 0.44, 0.2]])
    advantages = np.array([1.0, -2.0])
    result = submission.clipped_objective(new, old, advantages)
    expect_close(result, np.exp(new - old) * np.array([[1.0], [-2.0]]), what="objective", atol=CLOSE)


@core(
    CLIPPED,
    "the ratio is not clipped",
    "the larger of the two terms is taken",
    "only one side is clipped",
    "the product is clipped instead of the ratio",
    see=CLIP,
)
def test_clipped_sides(submission):
    """A ratio above 1.2 counts as 1.2 if the advantage is positive; below 0.8 it counts as 0.8 if it is negative"""
    ratios = np.array([[1.5, 1.25, 3.0, 1.1], [0.5, 0.75, 0.4, 0.9]])
    new = np.full(ratios.shape, math.log(0.3))
    result = submission.clipped_objective(new, new - np.log(ratios), np.array([2.0, -1.0]))
    expected = np.array([[2.4, 2.4, 2.4, 2.2], [-0.8, -0.8, -0.8, -0.9]])
    expect_close(result, expected, what="objective", atol=CLOSE)


@core(
    CLIPPED,
    "the ratio is clipped everywhere, without the min",
    "the larger of the two terms is taken",
    see=CLIP,
)
def test_other_sides(submission):
    """On the other sides the ratio is not clipped: below 1 with a positive advantage, above 1 with a negative one"""
    ratios = np.array([[0.5, 0.75, 0.4, 0.9], [1.5, 1.25, 3.0, 1.1]])
    new = np.full(ratios.shape, math.log(0.3))
    result = submission.clipped_objective(new, new - np.log(ratios), np.array([2.0, -1.0]))
    expect_close(result, ratios * np.array([[2.0], [-1.0]]), what="objective", atol=CLOSE)


@core(
    CLIPPED,
    "0.2 is written into the function instead of clip",
    "clip is used on one side only",
    see=CLIP,
)
def test_clip_width(submission):
    """clip sets the width on both sides"""
    new, old, _, advantages, _ = batch(4, 10)
    for clip in (0.05, 0.1, 0.4, 0.7):
        result = submission.clipped_objective(new.copy(), old.copy(), advantages.copy(), clip)
        expected = objectives_of(new, old, advantages, clip, clip)
        expect_close(result, expected, what=f"objective, clip = {clip}", atol=CLOSE)


# ── the KL penalty ───────────────────────────────────────────────────────────────────────────────────────────


@core(
    KL,
    "the − 1 is missing",
    "k is a difference of logarithms, which can be negative",
    "only the mean or the sum over the tokens is returned",
    see=GRPO,
)
def test_kl_is_never_negative(submission):
    """k is 0 where the model agrees with the reference and positive elsewhere"""
    ref = np.log([[0.5, 0.2, 0.9], [0.1, 0.4, 0.3]])
    new = np.log([[0.5, 0.4, 0.3], [0.1, 0.04, 0.3]])
    k = submission.kl_to_reference(new, ref)
    expect_shape(k, (2, 3), "(N, T)", what="k")
    agree = np.array([[True, False, False], [True, False, True]])
    expect_close(
        np.where(agree, expect_array(k, "k"), 0.0), np.zeros((2, 3)), what="k where both agree", atol=CLOSE
    )
    expect(
        bool((k[~agree] > 0).all()), f"k is negative or 0 where the two models differ: {k[~agree].min():.4f}"
    )


@core(
    KL,
    "u is upside down: π / π_ref instead of π_ref / π",
    "k is the squared difference of the logarithms",
    "log u has the wrong sign",
    see=GRPO,
)
def test_kl_values(submission):
    """k is u − log u − 1 with u = π_ref / π: 0.1931 for u = 0.5 and 0.3069 for u = 2"""
    new = np.log([[0.6, 0.3, 0.2]])
    ref = np.log([[0.3, 0.6, 0.2]])
    k = submission.kl_to_reference(new, ref)
    expect_close(k, np.array([[0.193147, 0.306853, 0.0]]), what="k", atol=CLOSE)
    new, _, ref, _, _ = batch(3, 5, seed=2)
    expect_close(submission.kl_to_reference(new.copy(), ref.copy()), kl_of(new, ref), what="k", atol=CLOSE)


# ── the loss ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    LOSS,
    "the minus sign is missing, so the loss rewards bad answers",
    "the answers are summed, not averaged",
    "a token's sum is not divided by the length",
    "the loss is returned for each answer",
    see=GRPO,
)
def test_one_length(submission):
    """Without a KL penalty and padding, the loss is minus the mean objective"""
    for seed, (answers, tokens) in enumerate(((2, 3), (4, 4), (5, 2), (1, 3))):
        arrays = batch(answers, tokens, seed, full=True)
        result = submission.grpo_loss(*copies(arrays), 0.2, 0.0)
        expect_shape(result, (), "one number", what="loss")
        expected = -objectives_of(*arrays[:2], arrays[3]).mean()
        expect_close(result, expected, what=f"loss of {answers} answers with {tokens} tokens", atol=CLOSE)


@core(
    LOSS,
    "the mask is ignored",
    "the sum is divided by T instead of the answer's own length",
    "one mean is taken over all tokens, so long answers count for more",
    "the sums are not divided by the lengths",
    see=GRPO,
)
def test_lengths(submission):
    """Each answer counts equally, however long it is, and its padding does not count"""
    for seed, (answers, tokens) in enumerate(((2, 3), (4, 4), (6, 7), (3, 5))):
        arrays = batch(answers, tokens, seed)
        expect_loss(submission, arrays, f"loss of {answers} answers", 0.2, 0.0, beta=0.0)


@core(
    LOSS,
    "the KL penalty has the wrong sign",
    "beta is not used",
    "the penalty is not masked or not divided by the length",
    see=GRPO,
)
def test_penalty(submission):
    """beta times the mean k is added to the loss"""
    for seed, beta in enumerate((0.04, 0.5, 2.0)):
        new, old, ref, advantages, mask = batch(4, 6, seed)
        silent = (new, old, ref, np.zeros(4), mask)
        expect_loss(submission, silent, f"loss with advantages of 0, beta = {beta}", 0.2, beta, beta=beta)
        expect_loss(
            submission, (new, old, ref, advantages, mask), f"loss, beta = {beta}", 0.2, beta, beta=beta
        )


@core(
    LOSS,
    "the ratio compares the model with the reference instead of the old model",
    "k compares the model with the old one instead of the reference",
    "clip is not passed on",
    see=GRPO,
)
def test_loss(submission):
    """The worked example gives −0.0952, and clip and beta have their effect"""
    arrays = worked()
    expect_loss(submission, arrays, "loss of the worked example", 0.2, 0.1, below=0.2, above=0.2, beta=0.1)
    for seed, (clip, beta) in enumerate(((0.1, 0.3), (0.4, 0.02), (0.7, 1.0))):
        arrays = batch(5, 6, seed)
        what = f"loss, clip = {clip}, beta = {beta}"
        expect_loss(submission, arrays, what, clip, beta, below=clip, above=clip, beta=beta)


# ── the gradient ─────────────────────────────────────────────────────────────────────────────────────────────


@core(
    GRADIENT,
    "the sign is wrong: better answers become less likely",
    "it is not divided by the length or by the number of answers",
    "padding has a gradient",
    see=GRPO,
)
def test_gradient_of_the_first_step(submission):
    """At the first step, each token's gradient is −advantage / length / number of answers"""
    for seed, (answers, tokens) in enumerate(((2, 3), (4, 4), (5, 2))):
        new, _, _, advantages, mask = batch(answers, tokens, seed)
        result = submission.grpo_gradient(new, new.copy(), new.copy(), advantages.copy(), mask.copy())
        expect_shape(result, (answers, tokens), "(N, T)", what="gradient")
        expected = -advantages[:, np.newaxis] * mask / mask.sum(axis=1, keepdims=True) / answers
        expect_close(result, expected, what="gradient", atol=CLOSE)


@core(
    GRADIENT,
    "the derivative of the ratio is taken to be 1; it is the ratio itself",
    "the ratio is clipped inside the gradient",
    see=CLIP,
)
def test_gradient_of_the_ratio(submission):
    """Inside the clip, a token's gradient is proportional to its ratio"""
    ratios = np.array([[1.1, 0.9, 0.85], [1.15, 0.95, 1.05]])
    new = np.full(ratios.shape, math.log(0.3))
    arrays = (new, new - np.log(ratios), new.copy(), np.array([1.5, -0.5]), np.ones((2, 3), dtype=bool))
    expected = -ratios * np.array([[1.5], [-0.5]]) / 3 / 2
    expect_close(submission.grpo_gradient(*copies(arrays)), expected, what="gradient", atol=CLOSE)


@core(
    GRADIENT,
    "clipped tokens keep their gradient",
    "every ratio outside the clip loses its gradient, whatever the sign of the advantage",
    see=CLIP,
)
def test_gradient_of_the_clip(submission):
    """Where the clip is active the gradient is 0; on the other sides it remains"""
    ratios = np.array([[1.5, 0.5, 3.0, 0.4], [1.5, 0.5, 3.0, 0.4]])
    new = np.full(ratios.shape, math.log(0.3))
    arrays = (new, new - np.log(ratios), new.copy(), np.array([2.0, -2.0]), np.ones((2, 4), dtype=bool))
    expected = -np.array([[0.0, 1.0, 0.0, 0.8], [-3.0, 0.0, -6.0, 0.0]]) / 4 / 2
    expect_close(submission.grpo_gradient(*copies(arrays)), expected, what="gradient", atol=CLOSE)


@core(
    PULL,
    "the derivative of k is 1 − u, with u = π_ref / π",
    "the KL penalty is missing from the gradient",
    "its sign is wrong, so it pushes the model away from the reference",
    see=GRPO,
)
def test_gradient_of_the_penalty(submission):
    """The KL penalty adds beta · (1 − u) to each token's derivative, before the division by length and answers"""
    new, old, ref, _, mask = batch(3, 5, seed=1)
    for beta in (0.04, 1.0):
        result = submission.grpo_gradient(*copies((new, old, ref, np.zeros(3), mask)), 0.2, beta)
        expected = beta * (1 - np.exp(ref - new)) * mask / mask.sum(axis=1, keepdims=True) / 3
        expect_close(result, expected, what=f"gradient with advantages of 0, beta = {beta}", atol=CLOSE)


@core(
    PULL,
    "clip or beta is not used",
    "a term is not divided by the length or by the number of answers",
    "the gradient of the padding is not 0",
    see=GRPO,
)
def test_gradient(submission):
    """The gradient agrees with differences of the loss, for any clip and beta"""
    expect_gradient(submission, worked(), "gradient of the worked example", 0.2, 0.1, beta=0.1)
    for seed, (clip, beta) in enumerate(((0.2, 0.04), (0.1, 0.3), (0.7, 1.0))):
        arrays = batch(4, 6, seed)
        what = f"gradient, clip = {clip}, beta = {beta}"
        expect_gradient(submission, arrays, what, clip, beta, below=clip, above=clip, beta=beta)


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "rewards -= mean changes the caller's array",
    "the padding is set to 0 in the caller's arrays",
    see=GRPO,
)
def test_inputs_unchanged(submission):
    """The arguments are not changed"""
    rewards = np.array([[1.0, 0.0, 0.5], [0.0, 0.0, 2.0]])
    before = rewards.copy()
    submission.group_advantages(rewards)
    expect_unchanged(before, rewards, "rewards")
    names = ("log_probs", "old_log_probs", "ref_log_probs", "advantages", "mask")
    for function in (submission.grpo_loss, submission.grpo_gradient):
        arrays = batch(3, 4)
        kept = copies(arrays)
        function(*arrays)
        for name, old, new in zip(names, kept, arrays, strict=True):
            expect_unchanged(old, new, name)
    new, old, ref, advantages, _ = arrays
    submission.clipped_objective(new, old, advantages)
    submission.kl_to_reference(new, ref)
    for name, before, after in zip(names, kept, arrays, strict=True):
        expect_unchanged(before, after, name)


# ── robust: masks ────────────────────────────────────────────────────────────────────────────────────────────


@robust(MASKS, "the sum is divided by a length of 0", see=GRPO)
def test_empty_answer(submission):
    """An answer without tokens adds 0 to the mean over answers and has a gradient of 0"""
    new, old, ref, advantages, mask = batch(4, 5)
    mask[2] = False
    arrays = (new, old, ref, advantages, mask)
    expect_loss(submission, arrays, "loss, answer 2 is empty")
    expect_gradient(submission, arrays, "gradient, answer 2 is empty")


@robust(PADDING, "the mask is multiplied, and 0 · NaN is NaN", see=GRPO)
def test_padding_of_infinity(submission):
    """Padding of −∞ or NaN changes neither the loss nor the gradient"""
    for filling in (-np.inf, np.nan):
        new, old, ref, advantages, mask = batch(4, 5)
        expected = loss_of(new, old, ref, advantages, mask), gradient_of(new, old, ref, advantages, mask)
        for array in (new, old, ref):
            array[~mask] = filling
        arrays = (new, old, ref, advantages, mask)
        expect_close(
            submission.grpo_loss(*copies(arrays)), expected[0], what=f"loss, padding of {filling}", atol=CLOSE
        )
        result = submission.grpo_gradient(*copies(arrays))
        expect_close(result, expected[1], what=f"gradient, padding of {filling}", atol=CLOSE)


@robust(PADDING, "the mask is used as an index, or inverted with ~", see=GRPO)
def test_mask_of_numbers(submission):
    """The mask can contain 0 and 1 instead of False and True"""
    *arrays, mask = batch(4, 5, seed=4)
    for dtype in (np.int64, np.float64, np.uint8):
        given = (*arrays, mask.astype(dtype))
        expect_loss(submission, given, f"loss, mask of {np.dtype(dtype).name}")
        expect_gradient(submission, given, f"gradient, mask of {np.dtype(dtype).name}")


# ── robust: types, clip-higher, calls ────────────────────────────────────────────────────────────────────────


@robust(
    REWARDS,
    "a sum overflows in float16, whose largest number is 65,504",
    "integers are subtracted as they are",
    see=GRPO,
)
def test_types_of_rewards(submission):
    """Rewards can be integers, booleans or float16"""
    for rewards in (
        np.array([[3, 0, 1], [0, 0, 2]]),
        np.array([[3, 0, 1], [0, 0, 2]], dtype=np.uint8),
        np.array([[True, False, False], [True, True, False]]),
        np.array([[900.0, 0.0, 300.0], [0.0, 400.0, 800.0]], dtype=np.float16),
    ):
        result = submission.group_advantages(rewards.copy())
        what = f"advantages of {rewards.dtype.name} rewards"
        expect_close(result, advantages_of(rewards), what=what, atol=NEAR, rtol=NEAR)


@robust(REWARDS, "the mean of 0.1, 0.1 and 0.1 is not exactly 0.1", see=GRPO)
def test_equal_fractions(submission):
    """Equal rewards whose mean is rounded still give advantages of 0"""
    for value, count in ((0.1, 3), (0.7, 6), (1 / 3, 10)):
        result = submission.group_advantages(np.full((2, count), value))
        expect_close(
            result, np.zeros((2, count)), what=f"advantages of {count} rewards of {value:.4f}", atol=NEAR
        )


@robust(TYPES, "the differences are computed in float16", see=CLIP)
def test_half_precision(submission):
    """float16 and float32 log-probabilities are computed as precisely as the same numbers in float64"""
    for dtype, atol in ((np.float16, 2e-5), (np.float32, 1e-6)):
        new, old, ref, advantages, mask = batch(4, 6, seed=5)
        new, old, ref = (x.astype(dtype) for x in (new, old, ref))
        name = np.dtype(dtype).name
        objective = submission.clipped_objective(new.copy(), old.copy(), advantages.copy())
        expect_close(
            objective, objectives_of(new, old, advantages), what=f"objective, {name}", atol=atol, rtol=atol
        )
        k = submission.kl_to_reference(new.copy(), ref.copy())
        expect_close(k, kl_of(new, ref), what=f"k, {name}", atol=atol, rtol=atol)
        expect_loss(submission, (new, old, ref, advantages, mask), f"loss, {name}", atol=atol)
        expect_gradient(submission, (new, old, ref, advantages, mask), f"gradient, {name}", atol=atol)


@robust(HIGHER, "1 − clip is computed although clip is a pair", see=VARIANTS)
def test_clip_higher(submission):
    """clip can be a pair: (0.2, 0.28) clips to 0.8 … 1.28"""
    for below, above in ((0.2, 0.28), (0.1, 0.4)):
        arrays = batch(5, 6, seed=6)
        new, old, _, advantages, _ = arrays
        clip = (below, above)
        result = submission.clipped_objective(new.copy(), old.copy(), advantages.copy(), clip)
        expected = objectives_of(new, old, advantages, below, above)
        expect_close(result, expected, what=f"objective, clip = {clip}", atol=CLOSE)
        expect_loss(submission, arrays, f"loss, clip = {clip}", clip, below=below, above=above)
        expect_gradient(submission, arrays, f"gradient, clip = {clip}", clip, below=below, above=above)


@robust(CALLS, "an argument or a default is not that of the stub", see=GRPO)
def test_names_and_defaults(submission):
    """The arguments can be passed by name; clip is 0.2 and beta 0.04 by default"""
    new, old, ref, advantages, mask = batch(4, 6, seed=7)
    named = {
        "log_probs": new,
        "old_log_probs": old,
        "ref_log_probs": ref,
        "advantages": advantages,
        "mask": mask,
    }
    expected = loss_of(new, old, ref, advantages, mask)
    expect_close(submission.grpo_loss(**named), expected, what="loss", atol=CLOSE)
    expect_close(submission.grpo_loss(beta=0.04, clip=0.2, **named), expected, what="loss", atol=CLOSE)
    expected = gradient_of(new, old, ref, advantages, mask)
    expect_close(submission.grpo_gradient(**named), expected, what="gradient", atol=CLOSE)
    expect_close(
        submission.grpo_gradient(beta=0.04, clip=0.2, **named), expected, what="gradient", atol=CLOSE
    )
    result = submission.clipped_objective(clip=0.1, advantages=advantages, old_log_probs=old, log_probs=new)
    expect_close(result, objectives_of(new, old, advantages, 0.1, 0.1), what="objective", atol=CLOSE)
    k = submission.kl_to_reference(ref_log_probs=ref, log_probs=new)
    expect_close(k, kl_of(new, ref), what="k", atol=CLOSE)
    expect_close(
        submission.group_advantages(rewards=np.array([[1.0, 0.0]])),
        np.array([[1.0, -1.0]]),
        "advantages",
        NEAR,
    )


@robust(CALLS, "the code writes into its arguments", "a value is kept from one call to the next", see=GRPO)
def test_views(submission):
    """Views and read-only arrays work, and no call depends on an earlier one"""
    for seed, (answers, tokens) in enumerate(((6, 8), (4, 6), (6, 8))):
        arrays = tuple(x[::-2] for x in batch(answers, tokens, seed))
        for array in arrays:
            array.setflags(write=False)
        wanted = loss_of(*arrays), gradient_of(*arrays)
        expect_close(submission.grpo_loss(*arrays), wanted[0], what="loss, read-only views", atol=CLOSE)
        expect_close(
            submission.grpo_gradient(*arrays), wanted[1], what="gradient, read-only views", atol=CLOSE
        )
