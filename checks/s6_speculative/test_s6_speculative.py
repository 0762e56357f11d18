"""Checks of speculative decoding: first the core lines, in the order in which people write the code, then the robust ones.

Most lines use positions where the rule leaves no choice: p(x) ≥ q(x) keeps, p(x) = 0 rejects, and a residual or a last
row with one token is certain. Frequencies are compared with exact probabilities, computed token by token in plain
Python, with a bound that a right answer exceeds less than once in 10⁹.
"""

import math

import numpy as np

from tutor.grading.expect import (
    CheckFailure,
    expect,
    expect_array,
    expect_close,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

SECTION = "step-6-complete-reference#prod-speculative"
SAMPLING = "step-6-complete-reference#prod-sampling"

ACCEPT, RESIDUAL, KEPT, REJECTED, CHANCE = "acceptance", "residual", "all kept", "rejection", "chance"
GAIN, CALLER = "gain", "caller"
EQUAL, NO_DRAFT, CERTAIN, TYPES, CALLS = "equal distributions", "no draft", "certainty", "types", "calls"

CLOSE = 1e-6
OFTEN = 150  # draws
P, Q = np.array([0.2, 0.5, 0.3]), np.array([0.5, 0.4, 0.1])  # the worked example


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def keeps(p, q, token: int) -> float:
    """The probability of keeping a drafted token."""
    return 1.0 if p[token] >= q[token] else float(p[token]) / float(q[token])


def left_over(p, q) -> list[float]:
    """The residual."""
    left = [max(float(a) - float(b), 0.0) for a, b in zip(p, q, strict=True)]
    return [one / math.fsum(left) for one in left]


def distributions(count: int, vocab: int, seed: int = 0) -> np.ndarray:
    """Random distributions, one per row."""
    return np.random.default_rng(2211 + seed).dirichlet(np.ones(vocab), size=count)


def one_hot(*tokens: int, vocab: int) -> np.ndarray:
    """Rows that are certain of these tokens."""
    return np.eye(vocab)[list(tokens)]


def as_tokens(result: object, vocab: int, most: int) -> list[int]:
    """The ids that ``verify`` returned."""
    if result is None:
        raise CheckFailure("verify returned None. Is a return missing?", layer="nothing")
    if not isinstance(result, list | tuple | np.ndarray):
        raise CheckFailure("verify must return a list of token ids.", layer="type")
    tokens = []
    for one in result:
        array = expect_array(one, "each token of verify(…)")
        expect_shape(array, (), "a single id", what="each token of verify(…)")
        expect(array.dtype.kind in "iu", f"verify must return integers, but one token is {float(array):g}")
        expect(
            0 <= int(array) < vocab, f"verify returned the token {int(array)}; the ids are 0 to {vocab - 1}"
        )
        tokens.append(int(array))
    expect(len(tokens) <= most, f"verify returned {len(tokens)} tokens; γ + 1 = {most} is the most")
    return tokens


def verified(submission, target, draft, drafted, seed=1) -> list[int]:
    """The tokens of one pass."""
    rng = np.random.default_rng(seed)
    result = submission.verify(np.array(target), np.array(draft), np.array(drafted), rng)
    return as_tokens(result, target.shape[1], len(target))


def passes(submission, count, target, draft, drafted) -> list[list[int]]:
    """The tokens of this many passes over the same draft, each with a generator of its own."""
    seeds = range(700, 700 + count)
    results = submission.draws("verify", seeds, np.array(target), np.array(draft), np.array(drafted))
    return [as_tokens(one, np.shape(target)[1], len(target)) for one in results]


def expect_tokens(submission, target, draft, drafted, expected, why):
    """Every pass gives exactly these tokens, because the rule leaves no choice."""
    for seed in range(8):
        tokens = verified(submission, target, draft, drafted, seed)
        expect(
            tokens == list(expected),
            f"{why}: drafted {list(map(int, drafted))}, expected {list(expected)}, but verify returned {tokens}",
        )


def furthest(probability: float, draws: int) -> float:
    """How far a relative frequency may be from a probability: a right answer exceeds it once in 10¹¹ (Bernstein)."""
    log = math.log(2e11)
    return log / (3 * draws) + math.sqrt(
        (log / (3 * draws)) ** 2 + 2 * log * probability * (1 - probability) / draws
    )


def expect_often(count: int, draws: int, probability: float, what: str):
    """An event happened about as often as its probability says."""
    often = count / draws
    expect(
        abs(often - probability) <= furthest(probability, draws),
        f"{what} should happen with probability {probability:.2f}, but happened {count} times in {draws}",
    )


# ── acceptance ───────────────────────────────────────────────────────────────────────────────────────────────


@core(
    ACCEPT,
    "the ratio is upside down: q / p",
    "p(token) is used instead of the ratio",
    "the sums of p and q are compared, not the entries of the token",
    see=SECTION,
)
def test_accept_probability(submission):
    """A token with p(x) < q(x) is kept with probability p(x) / q(x): in the worked example, 0.4"""
    for p, q, token in ((P, Q, 0), ([0.1, 0.9], [0.8, 0.2], 0), ([0.55, 0.15, 0.3], [0.2, 0.2, 0.6], 2)):
        probability = submission.accept_probability(np.array(p), np.array(q), token)
        expect_shape(probability, (), "one number", what="accept_probability")
        what = f"accept_probability for p(x) = {p[token]:g}, q(x) = {q[token]:g}"
        expect_close(probability, np.array(keeps(p, q, token)), what=what, atol=CLOSE)


@core(
    ACCEPT,
    "min(1, …) is missing",
    "the ratio is upside down: q / p",
    see=SECTION,
)
def test_accept_at_most_one(submission):
    """A token with p(x) ≥ q(x) is kept with probability 1"""
    for token in (1, 2):
        probability = submission.accept_probability(P.copy(), Q.copy(), token)
        expect_shape(probability, (), "one number", what="accept_probability")
        what = f"accept_probability for p(x) = {P[token]:g}, q(x) = {Q[token]:g}"
        expect_close(probability, np.array(1.0), what=what, atol=CLOSE)
    probability = submission.accept_probability(np.array([0.5, 0.5]), np.array([0.5, 0.5]), 1)
    expect_close(probability, np.array(1.0), what="accept_probability for p(x) = q(x)", atol=CLOSE)


@core(ACCEPT, "a small constant is added to p", see=SECTION)
def test_accept_never(submission):
    """A token with p(x) = 0 is kept with probability 0"""
    for p, q, token in (([0.0, 1.0], [0.7, 0.3], 0), ([0.4, 0.6, 0.0], [0.3, 0.3, 0.4], 2)):
        probability = submission.accept_probability(np.array(p), np.array(q), token)
        expect_close(probability, np.array(0.0), what="accept_probability for p(x) = 0", atol=1e-12)


# ── residual ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    RESIDUAL,
    "the absolute value of p − q is taken",
    "q − p instead of p − q",
    "the division by the sum is missing",
    "p itself is returned",
    see=SECTION,
)
def test_residual_of_the_example(submission):
    """In the worked example, the residual is [0, 0.333, 0.667]"""
    result = submission.residual(P.copy(), Q.copy())
    expect_close(result, np.array([0, 1 / 3, 2 / 3]), what="residual", atol=CLOSE)


@core(
    RESIDUAL,
    "softmax is applied to p − q",
    "a small constant is added",
    "the division by the sum is missing",
    see=SECTION,
)
def test_residual(submission):
    """The residual is max(0, p − q) divided by its sum, with exact zeros where p ≤ q"""
    for seed, vocab in enumerate((2, 3, 5, 8)):
        p, q = distributions(2, vocab, seed)
        expected = np.array(left_over(p, q))
        result = submission.residual(p, q)
        expect_close(result, expected, what=f"residual with V = {vocab}", atol=CLOSE)
        expect(not np.asarray(result)[p <= q].any(), "the residual must be exactly 0 where p ≤ q")


# ── verify: all tokens are kept ──────────────────────────────────────────────────────────────────────────────


@core(
    KEPT,
    "the extra token of the target is missing",
    "the extra token comes from the draft, or from the row before the last",
    "a token is kept only if it is the target's most probable one",
    see=SECTION,
)
def test_all_kept(submission):
    """If p and q agree everywhere, all drafted tokens are kept and one token of the target's last row follows"""
    for seed, (gamma, vocab) in enumerate(((1, 4), (3, 5), (4, 4), (6, 3))):
        draft = distributions(gamma, vocab, seed)
        last = (seed + 1) % vocab
        target = np.vstack([draft, one_hot(last, vocab=vocab)])
        drafted = np.random.default_rng(seed).integers(0, vocab, gamma)
        expect_tokens(
            submission, target, draft, drafted, [*drafted, last], "All tokens are certain to be kept"
        )


@core(
    KEPT,
    "p(x) is used as the probability instead of the ratio",
    "a fixed limit decides, such as p(x) > 0.5",
    "the ratio is upside down",
    see=SECTION,
)
def test_rare_tokens_kept(submission):
    """A rare token is kept if the target gives it at least the draft's probability"""
    rare = 1e-5
    draft = np.array([[rare, 1 - 3 * rare, 2 * rare], [2 * rare, rare, 1 - 3 * rare]])
    target = np.array([[2 * rare, 1 - 3 * rare, rare], [3 * rare, 1 - 4 * rare, rare], [0.0, 0.0, 1.0]])
    expect_tokens(submission, target, draft, [0, 0], [0, 0, 2], "p(x) is at least q(x), but both are tiny")


# ── verify: a token is rejected ──────────────────────────────────────────────────────────────────────────────


@core(
    REJECTED,
    "the rejected token stays in the list",
    "nothing replaces the rejected token",
    "the comparison is the wrong way round",
    see=SECTION,
)
def test_rejected_at_once(submission):
    """If the first token is rejected, the result is one token, from the residual"""
    draft = np.array([[0.5, 0.5, 0.0], [0.2, 0.4, 0.4]])
    target = np.array([[0.0, 0.5, 0.5], [0.2, 0.4, 0.4], [1.0, 0.0, 0.0]])
    expect_tokens(submission, target, draft, [0, 1], [2], "p(0) = 0 rejects the first token")
    draft, target = np.array([[0.6, 0.4]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    expect_tokens(submission, target, draft, [0], [1], "p(0) = 0 rejects the only token")


@core(
    REJECTED,
    "the loop goes on after a rejection",
    "the extra token is added after a rejection too",
    "the tokens before the rejection are lost",
    see=SECTION,
)
def test_rejected_later(submission):
    """The tokens before the first rejection stay, those after it are discarded"""
    vocab = 4
    draft = np.full((4, vocab), 0.25)
    target = np.vstack([draft, one_hot(3, vocab=vocab)])
    for place in range(4):
        certain = target.copy()
        certain[place] = one_hot(2, vocab=vocab)[0]
        drafted = [0, 1, 3, 1]
        expected = [*drafted[:place], 2]
        expect_tokens(
            submission, certain, draft, drafted, expected, f"Token {place} is certain to be rejected"
        )


@core(
    REJECTED,
    "the replacement is drawn from p instead of the residual",
    "the replacement is drawn from q",
    "the replacement is drawn from the next row",
    see=SECTION,
)
def test_replacement_from_the_residual(submission):
    """The replacement comes from max(0, p − q) of the rejected position, not from p or q"""
    tiny = 1e-6
    draft = np.array([[0.5, 0.5, 0.0], [tiny, 1 - tiny, 0.0]])
    target = np.array([[0.5, 0.5, 0.0], [0.0, 1 - tiny, tiny], [0.0, 1.0, 0.0]])
    why = "Only token 2 has p(x) > q(x) where token 0 is rejected"
    expect_tokens(submission, target, draft, [1, 0], [1, 2], why)


@core(
    REJECTED,
    "row i + 1 of the target is compared with drafted[i]",
    "every position uses row 0",
    "target and draft are exchanged",
    see=SECTION,
)
def test_rows(submission):
    """drafted[i] is judged by row i of target and row i of draft"""
    draft = np.array([[0.9, 0.1, 0.0], [0.1, 0.2, 0.7], [0.0, 0.5, 0.5]])
    target = np.array([[0.9, 0.0, 0.1], [0.1, 0.2, 0.7], [0.5, 0.0, 0.5], [0.0, 1.0, 0.0]])
    expect_tokens(submission, target, draft, [0, 1, 1], [0, 1, 0], "p(1) = 0 rejects the third token")
    expect_tokens(submission, target, draft, [1, 2, 2], [2], "p(1) = 0 rejects the first token")
    expect_tokens(submission, target, draft, [0, 2, 2], [0, 2, 2, 1], "All tokens are certain to be kept")


@core(
    REJECTED,
    "the replacement is drawn from q",
    "the loop goes on after a rejection",
    "row i + 1 of the target is compared with drafted[i]",
    see=SAMPLING,
)
def test_greedy_target(submission):
    """If the target is greedy, the result is its own greedy text, whatever is drafted"""
    vocab, truth = 5, [3, 1, 4, 0]
    target = one_hot(*truth, vocab=vocab)
    draft = distributions(3, vocab, seed=9)
    for drafted, expected in (
        ([3, 1, 4], truth),
        ([3, 1, 2], [3, 1, 4]),
        ([3, 0, 4], [3, 1]),
        ([0, 1, 4], [3]),
    ):
        expect_tokens(submission, target, draft, drafted, expected, f"The greedy target writes {truth}")


# ── chance ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    CHANCE,
    "a token with p(x) < q(x) is always rejected, without chance",
    "the comparison is the wrong way round",
    "the ratio is upside down",
    see=SECTION,
)
def test_often_kept(submission):
    """A drafted token is kept as often as accept_probability says"""
    for draft, target, token in ((Q, P, 0), ([0.5, 0.5], [0.1, 0.9], 0), ([0.5, 0.5], [0.4, 0.6], 0)):
        rows = np.array([target, np.eye(len(draft))[0]])
        results = passes(submission, OFTEN, rows, [draft], [token])
        kept = sum(len(tokens) == 2 for tokens in results)
        probability = keeps(target, draft, token)
        what = f"Keeping a token with p(x) = {target[token]:g}, q(x) = {draft[token]:g}"
        expect_often(kept, OFTEN, probability, what)


@core(
    CHANCE,
    "one random number decides for all positions",
    "the random number is drawn before the loop",
    see=SECTION,
)
def test_each_position_decides(submission):
    """Each position has a random number of its own: six tokens with ½ each are all kept once in 64 times"""
    draft = np.tile([0.5, 0.5, 0.0], (6, 1))
    target = np.vstack([np.tile([0.25, 0.25, 0.5], (6, 1)), [0.0, 0.0, 1.0]])
    results = passes(submission, OFTEN, target, draft, [0, 1, 0, 0, 1, 1])
    expect_often(sum(len(tokens) == 7 for tokens in results), OFTEN, 1 / 64, "Keeping all six tokens")
    expect_often(sum(len(tokens) == 1 for tokens in results), OFTEN, 1 / 2, "Rejecting the first token")


@core(
    CHANCE,
    "the most probable token is taken instead of a draw",
    "the replacement is drawn from p",
    "all tokens with p > q are equally likely",
    see=SECTION,
)
def test_replacements_often(submission):
    """Replacements are drawn as often as the residual says"""
    p, q = np.array([0.0, 0.25, 0.5, 0.25]), np.array([0.65, 0.05, 0.3, 0.0])
    results = passes(submission, OFTEN, np.array([p, np.eye(4)[0]]), [q], [0])
    for token, probability in enumerate(left_over(p, q)):
        count = sum(tokens == [token] for tokens in results)
        expect_often(count, OFTEN, probability, f"Token {token} as a replacement")


@core(
    CHANCE,
    "the most probable token is taken instead of a draw",
    "the extra token comes from the draft",
    see=SECTION,
)
def test_extra_token_often(submission):
    """The extra token is drawn as often as the target's last row says"""
    row = np.array([0.3, 0.7])
    last = [0.45, 0.55]
    results = passes(submission, OFTEN, np.array([row, row, last]), [row, row], [1, 0])
    for token, probability in enumerate(last):
        count = sum(tokens[2:] == [token] for tokens in results)
        expect_often(count, OFTEN, probability, f"Token {token} as the extra token")


@core(
    CHANCE,
    "the replacement is drawn from p",
    "drafted tokens are kept too often or too rarely",
    see=SECTION,
)
def test_target_distribution(submission):
    """Over all drafts, the first token has exactly the target's distribution"""
    draws, p, q = 90, np.array([0.15, 0.6, 0.25]), np.array([0.6, 0.3, 0.1])
    rows = np.array([p, [0.4, 0.3, 0.3]])
    share, bound = np.zeros(3), np.zeros(3)
    for token in range(3):
        results = passes(submission, draws, rows, [q], [token])
        keep, left = keeps(p, q, token), left_over(p, q)
        for first in range(3):
            chance = keep * (first == token) + (1 - keep) * left[first]
            share[first] += q[token] * sum(tokens[:1] == [first] for tokens in results) / draws
            bound[first] += q[token] * furthest(chance, draws)
    for token in range(3):
        expect(
            abs(share[token] - p[token]) <= bound[token],
            f"Token {token} has the target's probability {p[token]:.2f}, but comes first with {share[token]:.2f}",
        )


@core(
    CHANCE,
    "np.random is used instead of rng",
    "a new generator is created without a seed",
    see=SECTION,
)
def test_same_seed(submission):
    """The same state of rng gives the same tokens"""
    target, draft = distributions(5, 30, seed=20), distributions(4, 30, seed=21)
    drafted = [3, 14, 15, 9]
    both = [passes(submission, 25, target, draft, drafted) for _ in range(2)]
    expect(both[0] == both[1], "Generators with the same seeds gave different tokens")


@core(
    CHANCE,
    "verify creates its own generator with a fixed seed",
    "the most probable tokens are always taken",
    see=SECTION,
)
def test_other_seeds(submission):
    """Generators with other seeds give other tokens"""
    rows = np.full((3, 50), 0.02)
    found = {tuple(tokens) for tokens in passes(submission, 25, rows, rows[:2], [7, 30])}
    expect(len(found) > 1, f"25 generators with different seeds all gave {list(min(found))}")


# ── gain ─────────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    GAIN,
    "p · q is summed instead of the minimum",
    "the mean is taken instead of the sum",
    "the maximum instead of the minimum",
    see=SECTION,
)
def test_acceptance_rate(submission):
    """The acceptance rate is the sum of min(p, q): in the worked example, 0.7"""
    rate = submission.acceptance_rate(P.copy(), Q.copy())
    expect_shape(rate, (), "one number", what="acceptance_rate")
    expect_close(rate, np.array(0.7), what="acceptance_rate", atol=CLOSE)
    for seed, vocab in enumerate((2, 5, 9)):
        p, q = distributions(2, vocab, seed=30 + seed)
        expected = math.fsum(min(float(a), float(b)) for a, b in zip(p, q, strict=True))
        expect_close(submission.acceptance_rate(p, q), np.array(expected), what="acceptance_rate", atol=CLOSE)


@core(
    GAIN,
    "the target's own token is not counted",
    "α · γ + 1: a token counts only if all before it were kept",
    "the exponent is γ instead of γ + 1",
    see=SECTION,
)
def test_tokens_per_pass(submission):
    """α = 0.75 and γ = 4 give 3.05 tokens per pass; α = 0 gives 1"""
    for alpha, gamma in ((0.75, 4), (0.5, 1), (0.9, 8), (0.0, 3), (0.62, 2)):
        expected = 1.0
        for _ in range(gamma):
            expected = 1 + alpha * expected
        result = submission.tokens_per_pass(alpha, gamma)
        expect_shape(result, (), "one number", what="tokens_per_pass")
        what = f"tokens_per_pass({alpha:g}, {gamma})"
        expect_close(result, np.array(expected), what=what, atol=CLOSE)


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "the replacement is written into drafted",
    "p -= q changes the caller's array",
    "the kept tokens are removed from drafted",
    see=SECTION,
)
def test_inputs_unchanged(submission):
    """target, draft and drafted are not changed"""
    target, draft = distributions(4, 5, seed=40), distributions(3, 5, seed=41)
    target[1, 2] = 0.0
    target[1] /= target[1].sum()
    drafted = np.array([1, 2, 3])
    before = target.copy(), draft.copy(), drafted.copy()
    for seed in range(6):
        submission.verify(target, draft, drafted, np.random.default_rng(seed))
        for old, now, name in zip(
            before, (target, draft, drafted), ("target", "draft", "drafted"), strict=True
        ):
            expect_unchanged(old, now, name)
    submission.residual(target[0], draft[0])
    submission.acceptance_rate(target[0], draft[0])
    expect_unchanged(before[0], target, "p")
    expect_unchanged(before[1], draft, "q")


# ── robust ───────────────────────────────────────────────────────────────────────────────────────────────────


@robust(EQUAL, "max(0, p − q) is 0 everywhere, and 0/0 is NaN", see=SECTION)
def test_equal_distributions(submission):
    """If p and q are equal, the residual is p"""
    for vocab in (2, 5):
        p = distributions(1, vocab, seed=50)[0]
        expect_close(
            submission.residual(p.copy(), p.copy()), p, what="residual of equal distributions", atol=CLOSE
        )


@robust(NO_DRAFT, "drafted[-1] or the last row of draft does not exist", see=SECTION)
def test_no_draft(submission):
    """Without drafted tokens, verify returns one token of the target"""
    expect_tokens(submission, one_hot(2, vocab=4), np.zeros((0, 4)), np.zeros(0, dtype=int), [2], "γ = 0")


@robust(CERTAIN, "1 − α is 0, and 0/0 is NaN or an error", see=SECTION)
def test_certain_acceptance(submission):
    """tokens_per_pass(1, γ) is γ + 1"""
    for gamma in (0, 1, 5):
        result = submission.tokens_per_pass(1.0, gamma)
        expect_close(result, np.array(gamma + 1.0), what=f"tokens_per_pass(1, {gamma})", atol=CLOSE)


@robust(
    TYPES,
    "rng.choice rejects float32 probabilities, whose sum is not exactly 1",
    "the kept tokens have the type of drafted, the others are int",
    see=SECTION,
)
def test_float32(submission):
    """float32 distributions and int32 tokens work"""
    for seed in range(12):
        target = distributions(3, 3, seed=60 + seed).astype(np.float32)
        target[2] = 1 / 3  # three times 0.33333334 is more than 1
        draft = distributions(2, 3, seed=90 + seed).astype(np.float32)
        drafted = draft.argmax(axis=-1).astype(np.int32)
        result = submission.verify(target, draft, drafted, np.random.default_rng(seed))
        as_tokens(result, 3, 3)
    drafted = np.array([0, 1], dtype=np.int32)
    rows = np.array([[0.5, 0.5], [0.5, 0.5], [0.0, 1.0]], dtype=np.float32)
    result = submission.verify(rows, rows[:2], drafted, np.random.default_rng(0))
    expect(isinstance(result, list), "verify must return a list")
    expect(all(type(one) is int for one in result), "verify must return plain integers, of type int")


@robust(
    CALLS,
    "a parameter has another name than in the stub",
    "the code writes into its argument",
    "drafted must be an array",
    see=SECTION,
)
def test_calls(submission):
    """Arguments can be passed by name, drafted can be a list, and read-only arrays work"""
    p, q = P.copy(), Q.copy()
    p.flags.writeable = q.flags.writeable = False
    expect_close(submission.accept_probability(token=0, q=q, p=p), np.array(0.4), what="accept_probability")
    expect_close(submission.residual(q=q, p=p), np.array([0, 1 / 3, 2 / 3]), what="residual")
    expect_close(submission.acceptance_rate(q=q, p=p), np.array(0.7), what="acceptance_rate")
    expect_close(submission.tokens_per_pass(gamma=2, alpha=0.5), np.array(1.75), what="tokens_per_pass")
    rows = np.array([[0.5, 0.5], [0.5, 0.5], [0.0, 1.0]])
    rows.flags.writeable = False
    rng = np.random.default_rng(3)
    tokens = as_tokens(submission.verify(rng=rng, drafted=[1, 0], draft=rows[:2], target=rows), 2, 3)
    expect(tokens == [1, 0, 1], f"verify should return [1, 0, 1], but returned {tokens}")
