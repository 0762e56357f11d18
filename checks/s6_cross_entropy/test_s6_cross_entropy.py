"""Checks of the cross-entropy: first the core lines, in the order in which people write the code, then the robust ones.

The oracle adds up one position at a time in plain Python; the gradient is also compared with differences of the oracle's
loss. Inputs of core lines are float64. Large logits are core here, because the logarithm of the softmax exists for them.
"""

import math

import numpy as np

from tutor.grading.expect import (
    expect,
    expect_close,
    expect_finite,
    expect_raises,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

STEP_6 = "step-6-complete-reference"
LOSS_SECTION, MASKING, STABILITY = (
    f"{STEP_6}#training-objectives",
    f"{STEP_6}#sft-masking",
    f"{STEP_6}#stability",
)
SOFTMAX = "step-1-attention-visual-deep-dive#softmax"

LOG, LARGE, LOSS, IGNORED = "log softmax", "large logits", "loss", "ignored targets"
GRADIENT, CALLER = "gradient", "caller"
NOTHING, TARGETS, INFINITE, TYPES, CALLS = "nothing counts", "targets", "−∞", "types", "calls"

IGNORE = -100
CLOSE = 1e-6  # for the core: wrong values differ by more than any rounding error
EXACT = 1e-10  # needs float64 throughout


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def log_probabilities(row) -> list[float]:
    """The log-probabilities of one row of logits."""
    row = [float(x) for x in row]
    largest = max(row)
    total = math.fsum(math.exp(x - largest) for x in row)
    return [x - largest - math.log(total) for x in row]


def oracle_log_softmax(logits: np.ndarray) -> np.ndarray:
    """Row by row."""
    result = np.empty(logits.shape)
    for index in np.ndindex(*logits.shape[:-1]):
        result[index] = log_probabilities(logits[index])
    return result


def oracle_loss(logits: np.ndarray, targets: np.ndarray, ignore_index: int = IGNORE) -> float:
    """Position by position."""
    losses = [
        -log_probabilities(logits[index])[int(targets[index])]
        for index in np.ndindex(*targets.shape)
        if int(targets[index]) != ignore_index
    ]
    return math.fsum(losses) / len(losses)


def oracle_gradient(logits: np.ndarray, targets: np.ndarray, ignore_index: int = IGNORE) -> np.ndarray:
    """Central differences of the oracle's loss."""
    step, result = 1e-4, np.zeros(logits.shape)
    for index in np.ndindex(*logits.shape):
        up, down = logits.astype(np.float64), logits.astype(np.float64)
        up[index] += step
        down[index] -= step
        rise = oracle_loss(up, targets, ignore_index) - oracle_loss(down, targets, ignore_index)
        result[index] = rise / (2 * step)
    return result


def draw(*shape: int, seed: int = 0, spread: float = 2.0) -> np.ndarray:
    """Random logits."""
    return np.random.default_rng(613 + seed).normal(scale=spread, size=shape)


def some_targets(*shape: int, vocab: int, seed: int = 0, ignored: int | None = None) -> np.ndarray:
    """Random targets; about a third are ``ignored``, the first one never."""
    rng = np.random.default_rng(31 + seed)
    targets = rng.integers(0, vocab, size=shape)
    if ignored is not None:
        out = rng.random(shape) < 0.35
        out.flat[0], out.flat[-1] = False, True
        targets = np.where(out, ignored, targets)
    return targets


def case(*shape: int, seed: int = 0, ignored: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Logits of this shape, and targets."""
    return draw(*shape, seed=seed), some_targets(*shape[:-1], vocab=shape[-1], seed=seed, ignored=ignored)


def expect_loss(submission, logits, targets, *ignore_index, atol=CLOSE, of=""):
    """The loss equals the oracle's."""
    expected = oracle_loss(logits, targets, *ignore_index)
    loss = submission.cross_entropy(logits, targets, *ignore_index)
    what = f"loss for logits of shape {logits.shape}{of}"
    expect_shape(loss, (), "one number", what=what)
    expect_close(loss, np.array(expected), what=what, atol=atol, rtol=atol)


def expect_gradient(submission, logits, targets, *ignore_index, atol=CLOSE, of=""):
    """The gradient equals the oracle's."""
    expected = oracle_gradient(logits, targets, *ignore_index)
    gradient = submission.cross_entropy_gradient(logits, targets, *ignore_index)
    expect_shape(gradient, logits.shape, "(..., V)", what="gradient")
    what = f"gradient for logits of shape {logits.shape}{of}"
    expect_close(gradient, expected, what=what, atol=atol, rtol=atol)


# ── log softmax ──────────────────────────────────────────────────────────────────────────────────────────────


@core(
    LOG,
    "the softmax is returned, not its logarithm",
    "a logarithm other than the natural one",
    "the largest logit is subtracted only inside exp",
    see=SOFTMAX,
)
def test_log_softmax_of_one_row(submission):
    """log_softmax([2, 1, 0]) is [-0.4076, -1.4076, -2.4076]"""
    result = submission.log_softmax(np.array([2.0, 1.0, 0.0]))
    expect_close(result, np.array(log_probabilities([2, 1, 0])), what="log_softmax([2, 1, 0])", atol=CLOSE)


@core(
    LOG,
    "keepdims=True is missing in max or sum",
    "the sum runs over the whole array",
    "the sum runs down the columns",
    see=SOFTMAX,
)
def test_log_softmax_rows(submission):
    """In each row, the exponentials of log_softmax sum to 1"""
    for shape in ((2, 5), (4, 3), (3, 3), (1, 4), (4, 1)):
        result = submission.log_softmax(draw(*shape))
        expect_shape(result, shape, "(T, V)", what="log_softmax")
        sums = np.exp(np.asarray(result, dtype=np.float64)).sum(axis=-1)
        expect_close(sums, np.ones(shape[0]), what="sum of exp(log_softmax) over each row", atol=CLOSE)


@core(
    LOG,
    "axis=1 is written where axis=-1 is meant",
    "keepdims=True is missing",
    "the code assumes two axes",
    see=SOFTMAX,
)
def test_log_softmax_values(submission):
    """Each entry is its logit minus the log of its row's sum of exponentials, for any leading axes"""
    for shape in ((4, 6), (2, 3, 5), (3, 3, 3), (2, 1, 3, 4)):
        logits = draw(*shape)
        expected = oracle_log_softmax(logits)
        result = submission.log_softmax(logits)
        expect_shape(result, shape, "(..., V)", what="log_softmax")
        expect_close(result, expected, what=f"log_softmax for shape {shape}", atol=CLOSE, rtol=CLOSE)


@core(
    LARGE,
    "exp is called on the raw logits",
    "the logarithm of the softmax is taken, which is log 0",
    "a small constant is added inside the logarithm",
    see=SOFTMAX,
)
def test_large_logits(submission):
    """Logits of ±10,000 give finite log-probabilities"""
    for row in (
        [10000.0, 0.0],
        [-10000.0, -10001.0, -10000.0],
        [0.0, 10000.0, -10000.0],
        [900.0, 899.0, 0.0],
    ):
        result = submission.log_softmax(np.array(row))
        expect_shape(result, (len(row),), "(V,)", what="log_softmax")
        expect_finite(result, what=f"log_softmax({row})")
        expected = np.array(log_probabilities(row))
        expect_close(result, expected, what=f"log_softmax({row})", atol=CLOSE, rtol=CLOSE)


@core(
    LARGE,
    "one maximum is subtracted from all rows",
    "the maximum is taken down the columns",
    "a probability of 0 is replaced by a small constant",
    see=SOFTMAX,
)
def test_large_and_small_rows(submission):
    """Each row subtracts its own largest logit, even if one row is huge and the next is far below zero"""
    logits = np.array([[5000.0, 4999.0, 4997.5], [-5000.0, -4998.0, -5001.0], [0.0, 1.0, -1.0]])
    expected = oracle_log_softmax(logits)
    result = submission.log_softmax(logits)
    expect_shape(result, (3, 3), "(T, V)", what="log_softmax")
    expect_close(result, expected, what="log_softmax", atol=CLOSE, rtol=CLOSE)


# ── loss ─────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    LOSS,
    "the minus sign is missing",
    "the loss is in bits: log2 instead of log",
    "e to the loss is returned, which is the perplexity",
    "softmax is applied before log_softmax",
    see=LOSS_SECTION,
)
def test_equal_logits(submission):
    """With equal logits, the loss is ln V"""
    for vocab in (2, 7, 50):
        for logits in (np.zeros((1, vocab)), np.full((3, vocab), 1.5)):
            loss = submission.cross_entropy(logits, np.arange(len(logits)) % vocab)
            expect_shape(loss, (), "one number", what="loss")
            expect_close(loss, np.array(math.log(vocab)), what=f"loss with V = {vocab}", atol=CLOSE)


@core(
    LOSS,
    "the probability is used instead of its logarithm",
    "softmax is applied before log_softmax",
    "another token than the target is picked",
    see=LOSS_SECTION,
)
def test_one_position(submission):
    """At one position, the loss is minus the target's log-probability"""
    row = np.array([[2.0, 1.0, 0.0, -3.0]])
    for target in range(4):
        expect_loss(submission, row, np.array([target]), of=f", target {target}")


@core(
    LOSS,
    "the sum is returned instead of the mean",
    "the mean also runs over the vocabulary",
    "log_p[:, targets] picks every target in every row",
    "the targets are shifted once more",
    see=LOSS_SECTION,
)
def test_mean(submission):
    """The loss is the mean over the positions"""
    for seed, shape in enumerate(((2, 3), (5, 4), (4, 4), (9, 3))):
        expect_loss(submission, *case(*shape, seed=seed))


@core(
    LOSS,
    "the targets are shifted once more",
    "the code assumes two axes",
    "T and V are exchanged by reshape or by axis=1",
    see=LOSS_SECTION,
)
def test_batch(submission):
    """A batch (B, T, V) works, and so do more leading axes"""
    for seed, shape in enumerate(((2, 3, 5), (3, 4, 2), (3, 3, 3), (2, 1, 3, 4))):
        expect_loss(submission, *case(*shape, seed=seed))


@core(
    LOSS,
    "the log of a probability that rounds to 0",
    "the probability is clipped, or a small constant is added to it",
    "exp is called on the raw logits",
    see=STABILITY,
)
def test_confident_and_wrong(submission):
    """A confident mistake costs as many nats as the target's logit is below the largest"""
    for gap in (10.0, 40.0, 2000.0):
        logits = np.array([[0.0, gap, 0.0], [gap, 0.0, 0.0]])
        expect_loss(submission, logits, np.array([0, 0]), of=f", target's logit 0, largest {gap:g}")


# ── ignored targets ──────────────────────────────────────────────────────────────────────────────────────────


@core(
    IGNORED,
    "the target -100 is used as an index",
    "ignored positions get loss 0, but are still counted in the mean",
    "every target below 1 is ignored, also token 0",
    see=MASKING,
)
def test_ignored(submission):
    """A target of -100 counts neither in the sum nor in the number of positions"""
    logits = np.array([[2.0, 1.0, 0.0], [5.0, 5.0, 5.0]])
    expect_loss(submission, logits, np.array([1, IGNORE]), of=", targets [1, -100]")
    for seed, shape in enumerate(((5, 4), (3, 3), (8, 6))):
        expect_loss(submission, *case(*shape, seed=seed, ignored=IGNORE))
    expect_loss(submission, draw(4, 3), np.array([0, IGNORE, 0, 0]), of=", targets [0, -100, 0, 0]")


@core(
    IGNORED,
    "each row's mean is taken first, then the mean of the rows",
    "the number of positions is read from the shape",
    "the mask is applied to the logits of the wrong positions",
    see=MASKING,
)
def test_ignored_in_a_batch(submission):
    """In a batch, the mean runs over all positions that count, not over the rows' means"""
    for seed, shape in enumerate(((2, 5, 4), (3, 3, 3), (2, 2, 3, 5))):
        expect_loss(submission, *case(*shape, seed=seed, ignored=IGNORE))
    targets = np.array([[0, 1, 2, 1], [2, IGNORE, IGNORE, IGNORE]])
    expect_loss(submission, draw(2, 4, 3, seed=5), targets, of=f", targets {targets.tolist()}")


@core(
    IGNORED,
    "-100 is written in the code instead of ignore_index",
    "all negative targets are ignored",
    "ignore_index is treated as a flag",
    see=MASKING,
)
def test_ignore_index(submission):
    """ignore_index can be any integer, also one of the tokens"""
    for ignored in (-1, 0, 2):
        for seed, shape in enumerate(((6, 4), (2, 4, 5))):
            logits, targets = case(*shape, seed=seed, ignored=ignored)
            expect_loss(submission, logits, targets, ignored, of=f", ignore_index={ignored}")


# ── gradient ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    GRADIENT,
    "1 is not subtracted at the target",
    "y − p has the opposite sign",
    "the derivative is taken with respect to the probabilities: -1 / p",
    "softmax is differentiated a second time: · p (1 − p)",
    see=LOSS_SECTION,
)
def test_gradient_of_one_position(submission):
    """For logits [2, 1, 0] and target 1, the gradient is [0.6652, -0.7553, 0.0900]"""
    logits = np.array([[2.0, 1.0, 0.0]])
    expect_gradient(submission, logits, np.array([1]), of=", target 1")


@core(
    GRADIENT,
    "the gradient is not divided by the number of positions",
    "1 is subtracted after the division, or in every row",
    "all entries are divided, also by V",
    "the code assumes two axes",
    see=LOSS_SECTION,
)
def test_gradient(submission):
    """At every position, the gradient is (p − y) / N, with the N of the loss"""
    for seed, shape in enumerate(((3, 4), (4, 4), (2, 3, 5), (3, 3, 3), (2, 1, 2, 3))):
        expect_gradient(submission, *case(*shape, seed=seed))


@core(
    GRADIENT,
    "the gradient of an ignored position is not set to 0",
    "N is the number of all positions",
    "-100 is written in the code instead of ignore_index",
    "1 is subtracted at the ignored target",
    see=MASKING,
)
def test_gradient_of_ignored(submission):
    """Ignored positions have gradient 0 and do not count in N"""
    for ignored in (IGNORE, -1, 0):
        given = () if ignored == IGNORE else (ignored,)
        for seed, shape in enumerate(((5, 4), (2, 4, 3))):
            logits, targets = case(*shape, seed=seed, ignored=ignored)
            expect_gradient(submission, logits, targets, *given, of=f", ignore_index={ignored}")


@core(
    GRADIENT,
    "exp is called on the raw logits",
    "one maximum is subtracted from all rows",
    see=STABILITY,
)
def test_gradient_of_large_logits(submission):
    """With large logits, the gradient is finite and correct"""
    logits = np.array([[3000.0, 2999.0, 0.0], [-3000.0, -2999.0, -3002.0]])
    targets = np.array([1, 0])
    expected = np.exp(oracle_log_softmax(logits))
    expected[0, 1] -= 1
    expected[1, 0] -= 1
    gradient = submission.cross_entropy_gradient(logits, targets)
    expect_shape(gradient, (2, 3), "(T, V)", what="gradient")
    expect_close(gradient, expected / 2, what="gradient", atol=CLOSE)


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "logits -= … writes into the caller's array",
    "targets[targets == ignore_index] = 0 writes into the caller's array",
    "the gradient is computed in the array of the logits",
    see=LOSS_SECTION,
)
def test_inputs_unchanged(submission):
    """logits and targets are not changed"""
    for shape in ((4, 5), (2, 3, 4)):
        logits, targets = case(*shape, ignored=IGNORE)
        before, targets_before = logits.copy(), targets.copy()
        submission.log_softmax(logits)
        expect_unchanged(before, logits, "logits")
        for function in (submission.cross_entropy, submission.cross_entropy_gradient):
            function(logits, targets)
            expect_unchanged(before, logits, "logits")
            expect_unchanged(targets_before, targets, "targets")


# ── robust ───────────────────────────────────────────────────────────────────────────────────────────────────


@robust(
    NOTHING,
    "the mean of an empty array is NaN",
    "0 is divided by 0",
    see=STABILITY,
)
def test_nothing_counts(submission):
    """If every position is ignored, the loss is 0 and the gradient is all zeros"""
    for shape in ((3, 4), (2, 2, 3)):
        logits, targets = draw(*shape), np.full(shape[:-1], IGNORE)
        loss = submission.cross_entropy(logits, targets)
        expect_close(loss, np.array(0.0), what="loss of no position", atol=CLOSE)
        gradient = submission.cross_entropy_gradient(logits, targets)
        expect_close(gradient, np.zeros(shape), what="gradient of no position", atol=CLOSE)


@robust(
    TARGETS,
    "a negative target counts from the end, so -1 picks the last token",
    "a target of V or more raises IndexError, not ValueError",
    see=MASKING,
)
def test_target_outside(submission):
    """A target that counts and is not in 0 … V − 1 raises ValueError"""
    for outside in (-1, -4, 4, 9):
        targets = np.array([1, outside, IGNORE])
        what = f"a target of {outside} with V = 4"
        expect_raises(ValueError, submission.cross_entropy, draw(3, 4), targets, what=what)
    targets = np.array([1, IGNORE, 2])
    expect_raises(
        ValueError, submission.cross_entropy, draw(3, 4), targets, 0, what="-100 with ignore_index=0"
    )


@robust(
    INFINITE,
    "0 · (−∞) is NaN: the log-probabilities are multiplied by the one-hot targets",
    "−∞ is clipped to a finite number",
    see=STABILITY,
)
def test_minus_infinity(submission):
    """A logit of −∞ has probability 0 and does not disturb the loss or the gradient"""
    logits, targets = draw(3, 4), np.array([2, 2, 3])
    logits[:, 1] = -np.inf
    rest, kept = logits[:, [0, 2, 3]], np.array([1, 1, 2])
    expected_loss = oracle_loss(rest, kept)
    expected_gradient = np.insert(oracle_gradient(rest, kept), 1, 0.0, axis=1)
    logged = submission.log_softmax(logits)
    expect_shape(logged, (3, 4), "(T, V)", what="log_softmax")
    expect(bool(np.all(np.isneginf(np.asarray(logged)[:, 1]))), "log_softmax of a logit of −∞ should be −∞.")
    loss = submission.cross_entropy(logits, targets)
    expect_close(loss, np.array(expected_loss), what="loss", atol=CLOSE)
    gradient = submission.cross_entropy_gradient(logits, targets)
    expect_close(gradient, expected_gradient, what="gradient", atol=CLOSE)


@robust(
    TYPES,
    "float16 logits are added up in float16",
    "the result has the dtype of the logits, so fractions are lost",
    see=f"{STEP_6}#precision-bf16",
)
def test_half_precision_and_integers(submission):
    """float16 and integer logits give the results of float64"""
    half = draw(3, 400, spread=4.0).astype(np.float16)
    wide = np.array([[60000.0, -60000.0, 59968.0]], dtype=np.float16)
    whole = np.array([[3, 0, -2], [1, 1, 5]])
    for logits, name in ((half, "float16"), (wide, "float16 ±60,000"), (whole, "int64")):
        exact = logits.astype(np.float64)
        targets = np.arange(len(logits)) + 1
        logged = submission.log_softmax(logits)
        expect_close(logged, oracle_log_softmax(exact), what=f"log_softmax of {name}", atol=1e-4, rtol=1e-4)
        expect_loss(submission, logits, targets, atol=1e-4, of=f", {name}")
    expect_gradient(submission, whole, np.array([2, 0]), atol=1e-4, of=", int64")


@robust(
    TYPES,
    "something is computed in float32",
    "a small constant is added to avoid log 0",
    see=f"{STEP_6}#precision-bf16",
)
def test_double_precision(submission):
    """float64 logits are computed in float64 throughout"""
    logits, targets = case(6, 5, ignored=IGNORE)
    expected = oracle_log_softmax(logits)
    expect_close(submission.log_softmax(logits), expected, what="log_softmax", atol=EXACT, rtol=0)
    expect_loss(submission, logits, targets, atol=EXACT)
    kept = (targets != IGNORE)[:, np.newaxis]
    exact = np.where(kept, np.exp(expected) - (np.arange(5) == targets[:, np.newaxis]), 0.0) / kept.sum()
    expect_close(
        submission.cross_entropy_gradient(logits, targets), exact, what="gradient", atol=EXACT, rtol=0
    )


@robust(
    CALLS,
    "a parameter has another name than in the stub",
    "the code writes into its argument",
    "a result is kept between calls",
    see=LOSS_SECTION,
)
def test_calls(submission):
    """Arguments can be passed by name, and views and read-only arrays work"""
    logits, targets = case(2, 4, 5, ignored=3)
    expected, slope = oracle_loss(logits, targets, 3), oracle_gradient(logits, targets, 3)
    view = np.asfortranarray(logits.transpose(2, 0, 1)).transpose(1, 2, 0)
    view.flags.writeable = False
    frozen = targets.copy()
    frozen.flags.writeable = False
    for _ in range(2):
        logged = submission.log_softmax(logits=view)
        expect_close(logged, oracle_log_softmax(logits), what="log_softmax", atol=CLOSE)
        loss = submission.cross_entropy(ignore_index=3, targets=frozen, logits=view)
        expect_close(loss, np.array(expected), what="loss", atol=CLOSE)
        gradient = submission.cross_entropy_gradient(targets=frozen, ignore_index=3, logits=view)
        expect_close(gradient, slope, what="gradient", atol=CLOSE)
        submission.cross_entropy(draw(3, 5, seed=9), np.array([0, 4, 2]))
