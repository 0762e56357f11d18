"""Checks of DPO: first the core lines, in the order in which people write the functions, then the robust ones.

The oracle works in plain loops with Python's own floats; gradients are compared with differences of its loss. Inputs of
core lines are float64, with logits and margins of moderate size and a boolean mask.
"""

import math

import numpy as np

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged
from tutor.grading.lines import core, robust

LESSON = "step-6-complete-reference"
LOSS, DERIVATION, MASKING = f"{LESSON}#dpo-loss", f"{LESSON}#dpo", f"{LESSON}#sft-masking"
OTHERS = f"{LESSON}#preference-losses"

LOGPROBS, MASK, REWARDS, LOSSES = "log-probabilities", "answer mask", "rewards", "loss"
GRADIENT, CALLER = "gradient", "caller"
LARGE, FAR, IMPOSSIBLE = "large logits", "large margins", "impossible tokens"
IPO, TYPES, CALLS = "IPO", "types", "calls"

CLOSE = 1e-5  # for the core: wrong values differ by more than any rounding error
STEP = 1e-5  # of the differences that the gradient is compared with
NAMES = ("policy_w", "policy_l", "reference_w", "reference_l")


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def answer_logprob(logits: np.ndarray, ids: np.ndarray, answer: np.ndarray) -> float:
    """The log-probability of the answer in one row, (T, V), (T,) and (T,), token by token."""
    total = 0.0
    for position in range(1, len(ids)):
        if answer[position]:
            row = [float(logit) for logit in logits[position - 1]]
            largest = max(row)
            total += row[int(ids[position])] - largest
            total -= math.log(math.fsum(math.exp(logit - largest) for logit in row))
    return total


def answer_logprobs(logits: np.ndarray, ids: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """The log-probability of every row's answer."""
    return np.array([answer_logprob(*row) for row in zip(logits, ids, answer, strict=True)])


def log_ratio(policy_w: float, policy_l: float, reference_w: float, reference_l: float) -> float:
    """h of one pair: how much further the policy prefers the winner than the reference does."""
    return (float(policy_w) - float(reference_w)) - (float(policy_l) - float(reference_l))


def loss_of(policy_w, policy_l, reference_w, reference_l, beta: float = 0.1, ipo: bool = False) -> float:
    """The mean loss, pair by pair."""
    losses = []
    for pair in zip(policy_w, policy_l, reference_w, reference_l, strict=True):
        h = log_ratio(*pair)
        if ipo:
            losses.append((h - 1 / (2 * beta)) ** 2)
        else:
            margin = beta * h
            losses.append(math.log1p(math.exp(-abs(margin))) + max(-margin, 0.0))
    return math.fsum(losses) / len(losses)


def differences(arrays, beta: float = 0.1, ipo: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """The gradient of the oracle's loss with respect to policy_w and policy_l, by central differences."""
    found = []
    for which in (0, 1):
        slopes = []
        for pair in range(len(arrays[0])):
            losses = []
            for sign in (1, -1):
                moved = [np.array(array, dtype=np.float64) for array in arrays]
                moved[which][pair] += sign * STEP
                losses.append(loss_of(*moved, beta, ipo))
            slopes.append((losses[0] - losses[1]) / (2 * STEP))
        found.append(np.array(slopes))
    return found[0], found[1]


def rows(n_rows: int, seq_len: int, n_tokens: int, seed: int = 0, padded: bool = False):
    """Random logits and ids, and a mask with a prompt of a different length in each row; perhaps padding after it."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(n_rows, seq_len, n_tokens)) * 2
    ids = rng.integers(n_tokens, size=(n_rows, seq_len))
    answer = np.zeros((n_rows, seq_len), dtype=bool)
    for row in range(n_rows):
        start = 1 + (row + seed) % (seq_len - 1)
        end = max(start + 1, seq_len - (row + 1) % 3) if padded else seq_len
        answer[row, start:end] = True
    return logits, ids, answer


def pairs(n_pairs: int, seed: int = 0, spread: float = 4.0):
    """Random log-probabilities of answers under the policy and the reference: w, l, w, l."""
    rng = np.random.default_rng(100 + seed)
    reference = -rng.uniform(20, 60, size=(2, n_pairs))
    policy = reference + rng.normal(size=(2, n_pairs)) * spread
    return policy[0], policy[1], reference[0], reference[1]


def lesson_pair():
    """The example in the lesson: rewards of 0.3 and -0.3 with β = 0.1."""
    return np.array([-42.0]), np.array([-51.0]), np.array([-45.0]), np.array([-48.0])


def expect_two(result, n_pairs: int, what: str) -> tuple[np.ndarray, np.ndarray]:
    """Require two arrays of shape (n,). Both may also be rows of one array."""
    if isinstance(result, np.ndarray) and result.ndim == 2:
        result = tuple(result)
    expect(isinstance(result, tuple | list) and len(result) == 2, f"{what} must return two arrays, w and l.")
    for name, array in zip(("first", "second"), result, strict=True):
        expect_shape(array, (n_pairs,), "(n,)", what=f"the {name} result of {what}")
    return np.asarray(result[0]), np.asarray(result[1])


def expect_logprobs(submission, logits, ids, answer, case="", atol=CLOSE):
    """The log-probabilities equal the oracle's. ``case`` names the inputs in the message."""
    expected = answer_logprobs(logits, ids, answer)  # first, before the learner's code can change an argument
    result = submission.sequence_logprobs(logits, ids, answer)
    expect_shape(result, expected.shape, "(B,)", what="result")
    expect_close(result, expected, what=f"log-probabilities{case}", atol=atol, rtol=atol)


def expect_loss(submission, arrays, *given, case="", atol=CLOSE):
    """The loss equals the oracle's. ``given`` is β, perhaps followed by ipo."""
    expected = loss_of(*arrays, *given)
    loss = submission.dpo_loss(*arrays, *given)
    expect_shape(loss, (), "one number", what="loss")
    expect_close(loss, expected, what=f"loss{case}", atol=atol, rtol=atol)


def expect_gradient(submission, arrays, *given, case="", atol=1e-6, rtol=CLOSE):
    """Both gradients equal the differences of the oracle's loss."""
    expected = differences(arrays, *given)
    result = expect_two(submission.dpo_gradient(*arrays, *given), len(arrays[0]), "dpo_gradient")
    for name, mine, right in zip(("d_w", "d_l"), result, expected, strict=True):
        expect_close(mine, right, what=f"{name}{case}", atol=atol, rtol=rtol)


# ── the log-probability of an answer ─────────────────────────────────────────────────────────────────────────


@core(
    LOGPROBS,
    "the sum runs over the batch too",
    "one number per token is returned",
    "the return statement is missing",
    see=LOSS,
)
def test_one_number_per_row(submission):
    """sequence_logprobs returns one number per row, shape (B,)"""
    for n_rows, seq_len, n_tokens in ((3, 5, 7), (1, 4, 6), (2, 2, 3)):
        result = submission.sequence_logprobs(*rows(n_rows, seq_len, n_tokens))
        expect_shape(result, (n_rows,), "(B,)", what="result")


@core(
    LOGPROBS,
    "the logits at t are used for the token at t, not for the next one",
    "the logarithm is missing",
    "the mean is taken instead of the sum",
    see=LOSS,
)
def test_worked_example(submission):
    """The worked example gives ln 0.5 + ln 0.8 = −0.9163"""
    logits = np.log([[[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]]])
    result = submission.sequence_logprobs(logits, np.array([[2, 0, 1]]), np.array([[False, True, True]]))
    expect_shape(result, (1,), "(B,)", what="result")
    expect_close(result, np.log([0.4]), what="result", atol=CLOSE)


@core(
    LOGPROBS,
    "the logits at t are used for the token at t, not for the next one",
    "logits and ids are shifted in opposite directions",
    see=LOSS,
)
def test_next_token(submission):
    """The logits at position t give the probability of the token at t + 1"""
    _, ids, answer = rows(1, 6, 5, seed=3)
    for position in range(1, 6):
        answer[:] = np.arange(6) == position
        logits = np.zeros((1, 6, 5))
        logits[0, position - 1, ids[0, position]] = 3.0
        expect_logprobs(submission, logits, ids, answer, f", the answer is token {position}")


@core(
    LOGPROBS,
    "raw logits are summed: the log-softmax is missing",
    "the softmax runs over the positions",
    "the log of the largest probability is taken, whichever token is there",
    see=LOSS,
)
def test_log_softmax(submission):
    """Each token counts with the logarithm of its softmax over the vocabulary"""
    for seed in range(3):
        logits, ids, answer = rows(4, 2, 6, seed)
        expect_logprobs(submission, logits, ids, answer, ", answers of one token")
        expect_logprobs(submission, logits + 5.0, ids, answer, ", answers of one token, every logit 5 larger")


@core(
    MASK,
    "the prompt's tokens count too",
    "the mask is cut like the logits, not like the ids",
    "the mask is inverted",
    see=MASKING,
)
def test_prompt_does_not_count(submission):
    """Tokens of the prompt do not count, and all tokens of the answer do"""
    for seed in range(3):
        expect_logprobs(submission, *rows(3, 6, 5, seed), ", prompts of different lengths")


@core(
    MASK,
    "the mean over the answer's tokens is returned",
    "the sum is divided by T",
    see=LOSS,
)
def test_sum(submission):
    """An answer twice as long has twice the log-probability: the sum counts, not the mean"""
    logits, ids = np.zeros((2, 9, 4)), np.ones((2, 9), dtype=int)
    answer = np.stack([np.isin(np.arange(9), (1, 2, 3, 4)), np.arange(9) > 0])
    expect_logprobs(submission, logits, ids, answer, ", answers of 4 and 8 tokens, equal logits")


@core(
    MASK,
    "everything after the prompt counts, padding included",
    "the mask is used only to find where the answer begins",
    "the last token of the answer is dropped",
    see=MASKING,
)
def test_padding(submission):
    """Padding after the answer does not count, whatever token and logits it has"""
    for seed in range(3):
        expect_logprobs(submission, *rows(4, 7, 5, seed, padded=True), ", answers followed by padding")


@core(
    LOGPROBS,
    "the softmax runs over the positions (equal sizes hide it)",
    "rows and positions are exchanged",
    see=LOSS,
)
def test_equal_sizes(submission):
    """The result is correct when B = T = V, and when T − 1 = V"""
    for seed, sizes in enumerate(((4, 4, 4), (3, 4, 3), (5, 5, 5))):
        expect_logprobs(submission, *rows(*sizes, seed), f", B, T, V = {sizes}")


# ── rewards ──────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    REWARDS,
    "only the margin is returned",
    "β is missing, or divides",
    "the winner is compared with the loser, not with its own reference",
    see=LOSS,
)
def test_lesson_rewards(submission):
    """The lesson's pair has rewards of 0.3 and −0.3"""
    result = submission.implicit_rewards(*lesson_pair(), 0.1)
    reward_w, reward_l = expect_two(result, 1, "implicit_rewards")
    expect_close(reward_w, np.array([0.3]), what="reward_w", atol=CLOSE)
    expect_close(reward_l, np.array([-0.3]), what="reward_l", atol=CLOSE)


@core(
    REWARDS,
    "the reference is left out",
    "the reference comes first: the sign is reversed",
    "the log-probabilities are divided instead of subtracted",
    "β is fixed at 0.1",
    see=DERIVATION,
)
def test_rewards(submission):
    """Each reward is β times the policy's log-probability minus the reference's"""
    for seed, beta in enumerate((0.1, 0.5, 2.0)):
        arrays = pairs(4, seed)
        result = submission.implicit_rewards(*arrays, beta)
        reward_w, reward_l = expect_two(result, 4, "implicit_rewards")
        expect_close(reward_w, beta * (arrays[0] - arrays[2]), what=f"reward_w, beta={beta}", atol=CLOSE)
        expect_close(reward_l, beta * (arrays[1] - arrays[3]), what=f"reward_l, beta={beta}", atol=CLOSE)
    reward_w, _ = expect_two(submission.implicit_rewards(*pairs(3)), 3, "implicit_rewards")
    policy_w, _, reference_w, _ = pairs(3)
    expect_close(reward_w, 0.1 * (policy_w - reference_w), what="reward_w, beta not given", atol=CLOSE)


# ── the loss ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    LOSSES,
    "the reference is left out",
    "the logarithm is missing: σ(0) is 0.5",
    "each answer is judged by itself, which gives 2 log 2",
    "the losses are summed over the pairs",
    see=LOSS,
)
def test_start(submission):
    """While the policy equals the reference, the loss is log 2 = 0.693, whatever β is"""
    for n_pairs, beta in ((1, 0.1), (4, 0.1), (5, 0.5)):
        _, _, reference_w, reference_l = pairs(n_pairs)
        loss = submission.dpo_loss(reference_w.copy(), reference_l.copy(), reference_w, reference_l, beta)
        expect_shape(loss, (), "one number", what="loss")
        expect_close(loss, np.log(2), what=f"loss, {n_pairs} pairs, beta={beta}", atol=CLOSE)


@core(
    LOSSES,
    "the loser is preferred: the margin has the wrong sign",
    "the minus before the logarithm is missing",
    "β is missing",
    see=LOSS,
)
def test_lesson_loss(submission):
    """The lesson's pair has a loss of 0.4375, and 1.0375 if its answers are exchanged"""
    expect_loss(submission, lesson_pair(), 0.1)
    policy_w, policy_l, reference_w, reference_l = lesson_pair()
    expect_loss(submission, (policy_l, policy_w, reference_l, reference_w), 0.1, case=", answers exchanged")


@core(
    LOSSES,
    "the loss of the mean margin is returned, not the mean of the losses",
    "the losses are summed, or returned one by one",
    "β is fixed at 0.1",
    see=LOSS,
)
def test_loss(submission):
    """The loss is the mean of −log σ(margin) over the pairs"""
    for seed, (n_pairs, beta) in enumerate(((3, 0.1), (5, 0.5), (1, 1.0), (6, 0.25))):
        expect_loss(submission, pairs(n_pairs, seed), beta, case=f", {n_pairs} pairs, beta={beta}")
    arrays = pairs(4, 7)
    loss = submission.dpo_loss(*arrays)
    expect_close(loss, loss_of(*arrays), what="loss, beta not given", atol=CLOSE)


@core(
    LOSSES,
    "each answer is judged by itself",
    "the log-probabilities are divided instead of subtracted",
    see=LOSS,
)
def test_only_the_difference_counts(submission):
    """The loss stays the same when both log-probabilities of a pair fall by the same amount"""
    policy_w, policy_l, reference_w, reference_l = pairs(4, 9)
    for fall in (3.0, 10.0):
        arrays = (policy_w - fall, policy_l - fall, reference_w, reference_l)
        expect_loss(submission, arrays, 0.2, case=f", both {fall:g} lower")


# ── the gradient ─────────────────────────────────────────────────────────────────────────────────────────────


@core(
    GRADIENT,
    "one array is returned",
    "the gradients are summed or averaged over the pairs",
    see=LOSS,
)
def test_gradient_shape(submission):
    """dpo_gradient returns two arrays of shape (n,)"""
    for n_pairs in (1, 3, 4):
        expect_two(submission.dpo_gradient(*pairs(n_pairs)), n_pairs, "dpo_gradient")


@core(
    GRADIENT,
    "the sign is reversed: a step against it would lower the winner",
    "both gradients have the same sign",
    "the loser has no gradient",
    see=LOSS,
)
def test_gradient_sign(submission):
    """A step against the gradient raises the winner and lowers the loser"""
    d_w, d_l = expect_two(submission.dpo_gradient(*pairs(4, 2), 0.3), 4, "dpo_gradient")
    expect(bool((d_w < 0).all()), "d_w must be negative: the loss falls when the winner becomes likelier.")
    expect(bool((d_l > 0).all()), "d_l must be positive: the loss grows when the loser becomes likelier.")
    expect_close(d_w + d_l, np.zeros(4), what="d_w + d_l", atol=1e-8)


@core(
    GRADIENT,
    "β is missing",
    "the gradient is not divided by n",
    "the weight is 1 − σ of the wrong sign",
    see=LOSS,
)
def test_lesson_gradient(submission):
    """The lesson's pair has gradients of −0.0354 and 0.0354; four such pairs have a quarter of it each"""
    expect_gradient(submission, lesson_pair(), 0.1)
    four = tuple(np.repeat(array, 4) for array in lesson_pair())
    expect_gradient(submission, four, 0.1, case=", four equal pairs")


@core(
    GRADIENT,
    "σ(margin) is used instead of σ(−margin): well-ordered pairs get the largest weight",
    "every pair gets the same weight",
    "σ itself is differentiated, not its logarithm",
    see=LOSS,
)
def test_gradient(submission):
    """The gradient equals the change of the loss when one log-probability changes a little"""
    for seed, (n_pairs, beta) in enumerate(((1, 0.1), (3, 0.5), (5, 0.2), (4, 1.0))):
        case = f", {n_pairs} pairs, beta={beta}"
        expect_gradient(submission, pairs(n_pairs, seed), beta, case=case)
    expect_gradient(submission, pairs(3, 5), case=", beta not given")


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "logits -= … changes the caller's array",
    "ids or the mask are filled with zeros in place",
    "policy_w -= reference_w changes policy_w",
    see=LOSS,
)
def test_inputs_unchanged(submission):
    """No argument is changed"""
    given = rows(3, 5, 4, padded=True)
    before = [array.copy() for array in given]
    submission.sequence_logprobs(*given)
    for name, old, new in zip(("logits", "ids", "answer"), before, given, strict=True):
        expect_unchanged(old, new, name)
    for function in (submission.implicit_rewards, submission.dpo_loss, submission.dpo_gradient):
        arrays = pairs(3)
        copies = [array.copy() for array in arrays]
        function(*arrays, 0.1)
        for name, old, new in zip(NAMES, copies, arrays, strict=True):
            expect_unchanged(old, new, name)


# ── robust: large numbers and impossible tokens ──────────────────────────────────────────────────────────────


@robust(
    LARGE,
    "exp of a logit overflows: subtract each position's largest logit first",
    "the logarithm of a softmax that is exactly 0",
    see=LOSS,
)
def test_large_logits(submission):
    """Logits of ±10,000 give finite, correct log-probabilities"""
    logits, ids, answer = rows(3, 5, 6)
    for scale in (5e3, -5e3):
        result = submission.sequence_logprobs(logits * scale, ids, answer)
        expect_finite(result, "result")
        expect_logprobs(submission, logits * scale, ids, answer, f", logits times {scale:g}")
    expect_logprobs(submission, logits + 1e4, ids, answer, ", logits near 10,000")


@robust(
    FAR,
    "exp(−margin) overflows: np.logaddexp(0, -margin) does not",
    "the logarithm of a sigmoid that is exactly 0",
    see=LOSS,
)
def test_large_margins(submission):
    """Margins of ±10,000 give a finite loss and gradient"""
    for size in (1e4, -1e4):
        arrays = np.array([size, 1.0]), np.array([0.0, 0.5]), np.zeros(2), np.zeros(2)
        loss = submission.dpo_loss(*arrays, 1.0)
        expect_finite(loss, "loss")
        expect_loss(submission, arrays, 1.0, case=f", a margin of {size:g}")
        d_w, d_l = expect_two(submission.dpo_gradient(*arrays, 1.0), 2, "dpo_gradient")
        expected = np.array([-0.5 if size < 0 else 0.0, -0.5 / (1 + math.exp(0.5))])
        expect_close(d_w, expected, what=f"d_w, a margin of {size:g}", atol=CLOSE)
        expect_close(d_l, -expected, what=f"d_l, a margin of {size:g}", atol=CLOSE)


@robust(
    IMPOSSIBLE,
    "the mask is multiplied: −∞ · 0 is NaN",
    see=MASKING,
)
def test_impossible_tokens(submission):
    """A token with a logit of −∞ outside the answer does not matter"""
    logits, ids, answer = rows(3, 6, 5, padded=True)
    for row in range(3):
        for position in range(1, 6):
            if not answer[row, position]:
                logits[row, position - 1, ids[row, position]] = -np.inf
    expect_logprobs(submission, logits, ids, answer, ", impossible tokens in the prompt")


# ── robust: IPO ──────────────────────────────────────────────────────────────────────────────────────────────


@robust(
    IPO,
    "ipo is ignored",
    "the target is 1/β instead of 1/(2β)",
    "the margin still contains β",
    see=OTHERS,
)
def test_ipo_loss(submission):
    """With ipo=True, the loss is the mean of (h − 1/(2β))²"""
    for seed, beta in enumerate((0.1, 0.25, 1.0)):
        expect_loss(submission, pairs(4, seed), beta, True, case=f", ipo=True, beta={beta}")
    expect_loss(submission, lesson_pair(), 0.1, True, case=", the lesson's pair, ipo=True")


@robust(
    IPO,
    "ipo is ignored",
    "the 2 of the square is missing",
    "the gradient always has the sign of DPO's",
    see=OTHERS,
)
def test_ipo_gradient(submission):
    """With ipo=True, the gradient is that of the squared loss; it pulls a too large h back"""
    for seed, beta in enumerate((0.1, 0.25, 1.0)):
        case = f", ipo=True, beta={beta}"
        expect_gradient(submission, pairs(4, seed), beta, True, case=case, atol=1e-4)
    d_w, _ = expect_two(submission.dpo_gradient(*lesson_pair(), 0.1, True), 1, "dpo_gradient")
    expect_close(d_w, np.array([2.0]), what="d_w, h = 6 and a target of 5, ipo=True", atol=CLOSE)


# ── robust: types and calls ──────────────────────────────────────────────────────────────────────────────────


@robust(
    TYPES,
    "float16 logits are summed in float16",
    "a mask of integers is used as an index",
    "~ of an integer mask is not its opposite",
    see=MASKING,
)
def test_types(submission):
    """float16 logits, a mask of 0 and 1, and integer log-probabilities work"""
    logits, ids, answer = rows(3, 40, 50)
    half = logits.astype(np.float16)
    expect_logprobs(submission, half, ids, answer, ", float16 logits", atol=1e-6)
    far_apart = (np.sign(logits) * 4e4).astype(np.float16)  # their differences do not fit into float16
    expect_logprobs(submission, far_apart, ids, answer, ", float16 logits of ±40,000", atol=1e-6)
    expect_logprobs(submission, logits, ids, answer.astype(int), ", a mask of 0 and 1")
    expect_logprobs(submission, logits, ids.astype(np.int32), answer, ", int32 ids")
    whole = tuple(np.round(array).astype(int) for array in pairs(4))
    expect_loss(submission, whole, 0.1, case=", integer log-probabilities")
    expect_gradient(submission, whole, 0.1, case=", integer log-probabilities")


@robust(CALLS, "an argument is not named as in the task", "the arguments are in the wrong order", see=LOSS)
def test_names(submission):
    """The arguments can be passed by name"""
    logits, ids, answer = rows(2, 5, 4)
    result = submission.sequence_logprobs(answer=answer, ids=ids, logits=logits)
    expect_close(result, answer_logprobs(logits, ids, answer), what="log-probabilities", atol=CLOSE)
    named = dict(zip(NAMES, pairs(3), strict=True))
    loss = submission.dpo_loss(beta=0.3, **named)
    expect_close(loss, loss_of(*pairs(3), 0.3), what="dpo_loss(policy_w=…, …, beta=0.3)", atol=CLOSE)
    result = expect_two(submission.dpo_gradient(beta=0.3, ipo=False, **named), 3, "dpo_gradient")
    expect_close(result[0], differences(pairs(3), 0.3)[0], what="d_w, arguments by name", atol=1e-6)
    rewards = expect_two(submission.implicit_rewards(beta=0.3, **named), 3, "implicit_rewards")
    expect_close(
        rewards[0], 0.3 * (pairs(3)[0] - pairs(3)[2]), what="reward_w, arguments by name", atol=CLOSE
    )


@robust(CALLS, "an array of an earlier call is reused", "the code writes into an argument", see=LOSS)
def test_views_and_again(submission):
    """Views and read-only arrays work, and no call depends on an earlier one"""
    for seed, sizes in enumerate(((2, 5, 4), (3, 5, 4), (2, 7, 4), (2, 5, 9), (2, 5, 4))):
        logits, ids, answer = rows(*sizes, seed, padded=True)
        logits = np.asfortranarray(np.repeat(logits, 2, axis=2))[:, :, ::2]
        for array in (logits, ids, answer):
            array.setflags(write=False)
        expect_logprobs(submission, logits, ids, answer, ", read-only, in a series of calls")
    for seed, (n_pairs, beta) in enumerate(((3, 0.1), (5, 0.1), (3, 0.7), (3, 0.1))):
        arrays = tuple(np.repeat(array, 2)[::2] for array in pairs(n_pairs, seed))
        for array in arrays:
            array.setflags(write=False)
        expect_loss(submission, arrays, beta, case=", read-only, in a series of calls")
        expect_gradient(submission, arrays, beta, case=", read-only, in a series of calls")
