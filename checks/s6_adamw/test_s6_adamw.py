"""Checks of AdamW and the training step: first the core lines, in the order in which people write the code, then the
robust ones.

The oracle keeps no running mean. It recomputes both means from the whole history of gradients, as weighted averages,
one number at a time in plain Python; so it needs no bias correction either. The optimiser's state is passed on and
never looked at.
"""

import math

import numpy as np

from tutor.grading.compare import describe, is_number
from tutor.grading.expect import (
    CheckFailure,
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

LESSON = "step-6-complete-reference"
ADAMW, SCHEDULES, BATCH = f"{LESSON}#adamw", f"{LESSON}#schedules", f"{LESSON}#batch-size-and-clipping"

SCHEDULE, CLIPPING, FIRST, MOMENTS = "schedule", "clipping", "first step", "moments"
DECAY, TRAINING, CALLER = "decay", "training step", "caller"
EDGES, TYPES, CALLS = "edges", "types", "calls"

LR = 1e-3  # of the core lines: so small that a decay before or after the step makes no difference
CLOSE = (
    2e-6  # absolute and relative, for the core: the rounding of any formula is smaller, any mistake larger
)
CLIPPED = 1e-5  # torch adds 1e-6 to the norm that it divides by
EXACT = 1e-9
RUN = {
    "peak": 2e-3,
    "minimum": 5e-4,
    "warmup_steps": 3,
    "total_steps": 9,
    "max_norm": 1.0,
    "beta1": 0.9,
    "beta2": 0.95,
    "eps": 1e-8,
    "weight_decay": 0.1,
}


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def rate_at(step, peak, minimum, warmup_steps, total_steps):
    """The learning rate, with the cosine written as the square of a cosine of half the angle."""
    if step < warmup_steps:
        return peak / warmup_steps * step
    over = min((step - warmup_steps) / (total_steps - warmup_steps), 1.0)
    return minimum + (peak - minimum) * math.cos(over * math.pi / 2) ** 2


def length(gradients):
    """The length of all numbers together."""
    return math.hypot(*(float(number) for g in gradients.values() for number in np.ravel(g)))


def shortened(gradients, max_norm):
    """The gradients, scaled to ``max_norm`` if they are longer."""
    norm = length(gradients)
    return {
        name: np.array(g, dtype=np.float64) * (max_norm / norm if norm > max_norm else 1)
        for name, g in gradients.items()
    }


def averaged(numbers, beta):
    """The mean of ``numbers`` in which the last one weighs 1, the one before it beta, then beta² …"""
    shares = [beta ** (len(numbers) - 1 - at) for at in range(len(numbers))]
    return sum(share * number for share, number in zip(shares, numbers, strict=True)) / sum(shares)


def trained(weights, history, rates, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    """The weights after one step for each of the gradients in ``history``."""
    result = {}
    for name, w in weights.items():
        flat = [float(number) for number in w.ravel()]
        for t, lr in enumerate(rates, start=1):
            for i in range(len(flat)):
                seen = [float(gradients[name].ravel()[i]) for gradients in history[:t]]
                mean, size = averaged(seen, beta1), math.sqrt(averaged([g * g for g in seen], beta2))
                flat[i] -= lr * (mean / (size + eps) + (weight_decay * flat[i] if w.ndim > 1 else 0.0))
        result[name] = np.array(flat).reshape(w.shape)
    return result


SHAPES = {"w_in": (3, 4), "bias": (4,), "w_out": (4, 2)}


def model(seed=0, shapes=SHAPES):
    """Random weights."""
    rng = np.random.default_rng(seed)
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def slopes(seed, shapes=SHAPES, size=1.0):
    """Random gradients, none of them near 0."""
    rng = np.random.default_rng(1000 + seed)
    return {
        name: size * rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.3, 2.0, size=shape)
        for name, shape in shapes.items()
    }


def copied(arrays):
    """Copies of all arrays of a dict."""
    return {name: array.copy() for name, array in arrays.items()}


def pair(result, what, names):
    """The two values of ``result``."""
    if isinstance(result, tuple | list) and len(result) == 2:
        return result
    if result is None:
        raise CheckFailure(f"{what} must return {names}, but returns None. Is a return missing?")
    raise CheckFailure(f"{what} must return two values: {names}")


def expect_arrays(actual, expected, what, case="", close=CLOSE):
    """A dict of arrays equals the expected one, array by array."""
    expect(isinstance(actual, dict), f"{what} must be a dict of arrays with the names of the weights")
    names = ", ".join(map(repr, expected))
    expect(
        set(actual) == set(expected),
        f"{what} must have the names {names}; yours has {', '.join(map(repr, actual))}",
    )
    for name, array in expected.items():
        expect_shape(actual[name], array.shape, f"as {name}", what=f"{what}['{name}']")
    for name, array in expected.items():
        expect_close(actual[name], array, what=f"{what}['{name}']{case}", atol=close, rtol=close)


def new_weights(result, weights, function="adamw_step"):
    """The new weights and the state in ``result``; the weights have the names and shapes of ``weights``."""
    after, state = pair(result, function, "the new weights and the state")
    expect(
        isinstance(after, dict),
        f"The first value that {function} returns must be a dict of arrays, the new weights; yours is {describe(after)}",
    )
    for name, array in weights.items():
        expect(name in after, f"The new weights must have the names of the old ones; '{name}' is missing")
        expect_shape(after[name], array.shape, f"as {name} before", what=f"weights['{name}']")
    return after, state


def expect_stepped(submission, weights, history, case="", rates=None, close=CLOSE, **settings):
    """After each step of AdamW, the learner's weights equal the oracle's."""
    rates = [LR] * len(history) if rates is None else rates
    asked = {"beta1": 0.9, "beta2": 0.95, "eps": 1e-8, "weight_decay": 0.0, **settings}
    now, state = weights, submission.start_state(copied(weights))
    for t, (gradients, lr) in enumerate(zip(history, rates, strict=True), start=1):
        result = submission.adamw_step(copied(now), copied(gradients), state, lr, *asked.values())
        now, state = new_weights(result, weights)
        after = f" after {t} {'step' if t == 1 else 'steps'}{case}"
        expected = trained(weights, history[:t], rates[:t], **asked)
        expect_arrays(now, expected, "weights", after, close)


def expect_run(submission, weights, history, settings, first=1, case=""):
    """After each training step, the learner's weights equal the oracle's. ``first`` is the number of the first step."""
    numbers = range(first, first + len(history))
    asked = [settings[name] for name in ("peak", "minimum", "warmup_steps", "total_steps")]
    rates = [rate_at(step, *asked) for step in numbers]
    clipped = [shortened(gradients, settings["max_norm"]) for gradients in history]
    adam = {name: settings[name] for name in ("beta1", "beta2", "eps", "weight_decay")}
    now, state = weights, submission.start_state(copied(weights))
    for t, (step, gradients) in enumerate(zip(numbers, history, strict=True), start=1):
        result = submission.training_step(copied(now), copied(gradients), state, step, dict(settings))
        now, state = new_weights(result, weights, "training_step")
        expected = trained(weights, clipped[:t], rates[:t], **adam)
        expect_arrays(now, expected, "weights", f" after training step {step}{case}")


# ── the schedule ─────────────────────────────────────────────────────────────────────────────────────────────


def expect_rates(submission, schedule, numbers, case=""):
    """The learning rates at these steps equal the oracle's. Compared as shares of the peak."""
    for step in numbers:
        rate = submission.learning_rate(step, *schedule)
        expect(is_number(rate), f"learning_rate must return a number, but returns {describe(rate)}")
        expected = rate_at(step, *schedule)
        mine, right = float(np.asarray(rate)), f"{expected:.6g}"
        expect(
            abs(mine - expected) <= CLOSE * schedule[0],
            f"learning_rate{(step, *schedule)} is {mine:.6g}, expected {right}{case}",
        )


@core(
    SCHEDULE,
    "the rate starts at the peak",
    "the rate rises from minimum instead of 0",
    "step + 1 is used instead of step",
    "the division is rounded down (//)",
    see=SCHEDULES,
)
def test_warmup(submission):
    """During the warm-up, the rate is peak · step / warmup_steps"""
    for schedule in ((1e-3, 1e-4, 10, 110), (6.0, 0.6, 4, 9), (0.5, 0.0, 7, 20)):
        expect_rates(submission, schedule, range(schedule[2]))


@core(
    SCHEDULE,
    "the cosine starts at step 0, not at the end of the warm-up",
    "the warm-up lasts one step too long",
    see=SCHEDULES,
)
def test_peak(submission):
    """At step warmup_steps, the rate is the peak"""
    for schedule in ((1e-3, 1e-4, 10, 110), (6.0, 0.6, 4, 9), (0.5, 0.0, 7, 20)):
        expect_rates(submission, schedule, [schedule[2]])


@core(
    SCHEDULE,
    "progress is step / total_steps instead of counting from the end of the warm-up",
    "the rate falls to 0 instead of minimum",
    "the factor ½ or π is missing",
    "the rate falls along a line",
    see=SCHEDULES,
)
def test_cosine(submission):
    """After the warm-up, the rate follows half a cosine from peak to minimum"""
    for schedule in ((1e-3, 1e-4, 10, 110), (6.0, 0.6, 4, 9), (0.5, 0.0, 7, 20), (2.0, 1.0, 30, 50)):
        expect_rates(submission, schedule, range(schedule[2] + 1, schedule[3], 1 + schedule[3] // 20))


@core(
    SCHEDULE,
    "the cosine rises again after total_steps",
    "the rate ends at 0 instead of minimum",
    "nothing is returned after total_steps",
    see=SCHEDULES,
)
def test_after_the_end(submission):
    """From total_steps on, the rate is minimum"""
    for schedule in ((1e-3, 1e-4, 10, 110), (6.0, 0.6, 4, 9), (0.5, 0.0, 7, 20)):
        end = schedule[3]
        expect_rates(submission, schedule, (end, end + 1, end + 3, 2 * end, 3 * end + 1))


# ── clipping ─────────────────────────────────────────────────────────────────────────────────────────────────


def clip(submission, gradients, max_norm):
    """What the learner's function returns: a dict of arrays and a number."""
    result = submission.clip_by_global_norm(copied(gradients), max_norm)
    after, norm = pair(result, "clip_by_global_norm", "the gradients and their length before clipping")
    expect(
        isinstance(after, dict),
        f"The first value that clip_by_global_norm returns must be a dict of arrays; yours is {describe(after)}",
    )
    expect(
        is_number(norm),
        f"The second value that clip_by_global_norm returns must be a number, the length; yours is {describe(norm)}",
    )
    return after, norm


LONG = {"w": np.array([[0.0, 2.0], [4.0, 5.0]]), "b": np.array([6.0])}  # of length 9: 4 + 16 + 25 + 36 = 81


@core(
    CLIPPING,
    "the root of the sum of squares is missing",
    "the lengths of the arrays are added",
    "the length after clipping is returned",
    see=BATCH,
)
def test_norm(submission):
    """The length is the root of the sum of all squares, over all arrays together, before clipping"""
    cases = [(LONG, 1.0), (LONG, 20.0), *((slopes(seed), 2.0) for seed in range(2))]
    for gradients, max_norm in cases:
        _, norm = clip(submission, gradients, max_norm)
        what = f"the length that clip_by_global_norm(gradients, {max_norm:g}) returns"
        expect_close(norm, length(gradients), what=what, atol=CLIPPED, rtol=CLIPPED)


@core(
    CLIPPING,
    "each array is clipped by itself",
    "each number is cut off at max_norm",
    "the factor is norm / max_norm",
    see=BATCH,
)
def test_long_gradients(submission):
    """A gradient longer than max_norm is scaled as a whole: its new length is max_norm"""
    cases = [(LONG, 1.0), (LONG, 8.5), (slopes(2), 0.5), (slopes(3), 3.0)]
    for gradients, max_norm in cases:
        after, _ = clip(submission, gradients, max_norm)
        case = f", max_norm = {max_norm:g}"
        expect_arrays(after, shortened(gradients, max_norm), "gradients", case, close=CLIPPED)


@core(
    CLIPPING,
    "the gradient is always scaled to max_norm",
    "the factor is not limited to 1",
    "the square of the length is compared with max_norm",
    see=BATCH,
)
def test_short_gradients(submission):
    """A gradient that is shorter than max_norm stays as it is"""
    cases = [(LONG, 9.5), (LONG, 50.0), (slopes(2), 30.0), (slopes(3, size=0.01), 1.0)]
    for gradients, max_norm in cases:
        after, _ = clip(submission, gradients, max_norm)
        expect_arrays(after, gradients, "gradients", f", max_norm = {max_norm:g}", close=CLIPPED)


# ── the first step ───────────────────────────────────────────────────────────────────────────────────────────


@core(
    FIRST,
    "the gradient is added instead of subtracted",
    "the bias correction is missing",
    "the decay is missing, or not multiplied by the learning rate",
    see=ADAMW,
)
def test_worked_example(submission):
    """The worked example gives 0.9989: one weight of 1, gradient 100"""
    weights, gradients = {"w": np.array([[1.0]])}, {"w": np.array([[100.0]])}
    expect_stepped(submission, weights, [gradients], " (the worked example)", weight_decay=0.1)


@core(
    FIRST,
    "the bias correction is missing: both means start at 0",
    "the gradient is divided by v̂ instead of its root",
    "eps is added inside the root",
    see=ADAMW,
)
def test_first_step(submission):
    """In the first step, every weight moves by lr against its gradient, however large the gradient is"""
    weights = {"w": np.array([[1.0, -0.5, 2.0], [0.3, 0.0, -1.0]]), "b": np.array([0.5, -2.0])}
    gradients = {"w": np.array([[100.0, 1.0, 0.01], [-100.0, -1.0, -1e-4]]), "b": np.array([1e-4, -3.0])}
    expect_stepped(submission, weights, [gradients])
    expect_stepped(submission, model(4), [slopes(4)], rates=[4 * LR])


# ── the following steps ──────────────────────────────────────────────────────────────────────────────────────


@core(
    MOMENTS,
    "the state of the previous step is not used",
    "the step count does not grow, or grows once for each array",
    "the corrected means are stored instead of the means",
    "beta1 and beta2 are exchanged",
    see=ADAMW,
)
def test_two_steps(submission):
    """The second step uses the means of both gradients"""
    weights, history = (
        {"w": np.array([[1.0, 2.0]])},
        [{"w": np.array([[1.0, 1.0]])}, {"w": np.array([[-3.0, 0.5]])}],
    )
    expect_stepped(submission, weights, history)


@core(
    MOMENTS,
    "only one of the two means is corrected",
    "the state is not updated, or the old one is returned",
    "v averages the gradients, not their squares",
    see=ADAMW,
)
def test_several_steps(submission):
    """Over several steps, each number has its own two means"""
    for seed in (5, 6):
        expect_stepped(submission, model(seed), [slopes(10 * seed + at) for at in range(5)])


@core(
    MOMENTS,
    "one step count or one pair of means serves several arrays",
    "means of different arrays are mixed",
    see=ADAMW,
)
def test_arrays_of_one_shape(submission):
    """Arrays of one shape keep their means apart"""
    shapes = {"w_q": (2, 2), "w_k": (2, 2), "gain": (2,), "bias": (2,)}
    history = [slopes(70 + at, shapes, size=3.0**at) for at in range(4)]
    expect_stepped(submission, model(7, shapes), history)


@core(
    MOMENTS,
    "0.9 and 0.95 are written into the code",
    "eps is not used, or is fixed",
    "lr is not used in one of the terms",
    see=ADAMW,
)
def test_arguments(submission):
    """beta1, beta2, eps and lr are used as given"""
    weights = model(8)
    history = [slopes(80 + at) for at in range(4)]
    expect_stepped(submission, weights, history, ", beta1 = 0.6 and beta2 = 0.99", beta1=0.6, beta2=0.99)
    expect_stepped(submission, weights, history, ", beta1 = 0", beta1=0.0, beta2=0.9)
    rates = [LR, 3 * LR, 0.0, LR / 2]
    expect_stepped(
        submission, weights, history, ", a learning rate that changes", rates=rates, weight_decay=0.1
    )
    long = [slopes(90 + at, {"w": (2, 2)}) for at in range(4)]
    expect_stepped(submission, model(9, {"w": (2, 2)}), long, ", eps = 0.5 and beta2 = 0", beta2=0.0, eps=0.5)


@core(
    MOMENTS,
    "eps is added to the quotient instead of the root",
    "eps is missing: 0 / 0 is NaN",
    see=ADAMW,
)
def test_zero_gradients(submission):
    """A weight whose gradients are all 0 does not move: eps keeps 0 / 0 away"""
    weights, history = model(10), [slopes(100 + at) for at in range(3)]
    for gradients in history:
        gradients["w_in"][1] = 0.0
        gradients["bias"][:] = 0.0
    history[0]["w_out"][2] = 0.0
    expect_stepped(submission, weights, history)


# ── weight decay ─────────────────────────────────────────────────────────────────────────────────────────────


@core(
    DECAY,
    "the decay is added to the gradient, so √v̂ divides it too",
    "the decay is not multiplied by the learning rate",
    "the decay is added instead of subtracted",
    see=ADAMW,
)
def test_decay(submission):
    """A matrix decays by lr · weight_decay · w in each step, whatever its gradients"""
    shapes = {"w": (3, 4), "heads": (2, 2, 3)}
    for decay in (0.1, 0.3):
        weights = {name: 5 * array for name, array in model(11, shapes).items()}
        history = [slopes(110 + at, shapes, size=(0.1, 10.0, 1.0)[at]) for at in range(3)]
        expect_stepped(submission, weights, history, f", weight_decay = {decay}", weight_decay=decay)


@core(
    DECAY,
    "all arrays decay",
    "arrays are recognised by their names instead of their axes",
    see=ADAMW,
)
def test_one_axis(submission):
    """Arrays with one axis, the biases and gains, do not decay"""
    shapes = {"ln1_gamma": (4,), "w": (4, 3), "b": (1,), "gain": (5,)}
    weights = {name: 5 * array for name, array in model(12, shapes).items()}
    history = [slopes(120 + at, shapes) for at in range(2)]
    expect_stepped(submission, weights, history, ", weight_decay = 0.2", weight_decay=0.2)


# ── the training step ────────────────────────────────────────────────────────────────────────────────────────


@core(
    TRAINING,
    "the rate is always the peak",
    "step + 1 or step - 1 is passed to learning_rate",
    "two arguments of learning_rate are exchanged",
    see=SCHEDULES,
)
def test_schedule_is_used(submission):
    """training_step uses the learning rate of its step"""
    short = dict(RUN, max_norm=1000.0)
    history = [slopes(130 + at) for at in range(3)]
    for first in (1, 3, 7):
        expect_run(submission, model(13), history, short, first, ", gradients that are not clipped")


@core(
    TRAINING,
    "the gradients are not clipped, or the unclipped ones are used",
    "the weights are clipped",
    "the step is clipped, after the moments have seen the long gradient",
    see=BATCH,
)
def test_clipping_is_used(submission):
    """training_step clips before the moments see the gradient"""
    history = [slopes(140 + at, size=(0.05, 8.0, 0.1, 0.02)[at]) for at in range(4)]
    for max_norm in (1.0, 0.4):
        expect_run(submission, model(14), history, dict(RUN, max_norm=max_norm), 2)


@core(
    TRAINING,
    "weight_decay, beta1, beta2 or eps is not passed on, so the default counts",
    see=ADAMW,
)
def test_settings_are_used(submission):
    """training_step uses all the settings that it is given"""
    weights = {name: 5 * array for name, array in model(15).items()}
    history = [slopes(150 + at, size=(0.05, 2.0, 0.3)[at]) for at in range(3)]
    other = {"peak": 1e-3, "minimum": 8e-4, "warmup_steps": 2, "total_steps": 5, "max_norm": 3.0}
    adam = {"beta1": 0.7, "beta2": 0.8, "eps": 1e-8, "weight_decay": 0.25}
    expect_run(submission, weights, history, {**other, **adam}, 1)
    long = [slopes(160 + at, {"w": (2, 2)}, size=0.1) for at in range(4)]
    settings = {**other, "beta1": 0.5, "beta2": 0.0, "eps": 0.3, "weight_decay": 0.0}
    expect_run(submission, model(16, {"w": (2, 2)}), long, settings, 1, ", eps = 0.3")


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "g *= factor changes the caller's array",
    "w -= lr · step changes the caller's array",
    "the result is written into the caller's array",
    see=ADAMW,
)
def test_inputs_unchanged(submission):
    """The weights and gradients that the caller passes are not changed"""
    weights, gradients = model(17), slopes(17, size=3.0)
    given = copied(gradients)
    held = dict(given)  # the arrays themselves: what the learner stores in the dict is another matter
    submission.clip_by_global_norm(given, 1.0)
    for name, old in gradients.items():
        expect_unchanged(old, held[name], f"gradients['{name}'] in clip_by_global_norm")
    for function, last in (("adamw_step", (LR,)), ("training_step", (2, dict(RUN)))):
        state = submission.start_state(copied(weights))
        mine, given = copied(weights), copied(gradients)
        both = (("weights", weights, dict(mine)), ("gradients", gradients, dict(given)))
        getattr(submission, function)(mine, given, state, *last)
        for what, before, after in both:
            for name, old in before.items():
                expect_unchanged(old, after[name], f"{what}['{name}'] in {function}")


@core(
    CALLER,
    "the means or the step count are kept in the module, not in the state",
    "a default argument collects the state of all calls",
    see=ADAMW,
)
def test_two_models(submission):
    """Two models trained in turns do not disturb each other"""
    both = [model(18), model(19)]
    histories = [[slopes(180 + 10 * which + at) for at in range(3)] for which in range(2)]
    now, states = list(both), [submission.start_state(copied(weights)) for weights in both]
    for at in range(3):
        for which in range(2):
            gradients = copied(histories[which][at])
            result = submission.adamw_step(
                copied(now[which]), gradients, states[which], LR, 0.9, 0.95, 1e-8, 0.0
            )
            now[which], states[which] = new_weights(result, both[which])
    for which in range(2):
        expected = trained(both[which], histories[which], [LR] * 3, weight_decay=0.0)
        expect_arrays(now[which], expected, "weights", f" of the {('first', 'second')[which]} of two models")


# ── robust ───────────────────────────────────────────────────────────────────────────────────────────────────


@robust(EDGES, "max_norm / norm is 0 / 0", see=BATCH)
def test_all_zero(submission):
    """Gradients that are all 0 stay 0, without a warning or NaN"""
    zeros = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    after, norm = clip(submission, zeros, 1.0)
    expect_arrays(after, zeros, "gradients", ", all 0", close=EXACT)
    expect_close(norm, 0.0, what="the length of gradients that are all 0", atol=EXACT)


@robust(EDGES, "step / warmup_steps divides by 0", see=SCHEDULES)
def test_no_warmup(submission):
    """With warmup_steps = 0, the rate starts at the peak"""
    schedule = (2.0, 0.2, 0, 10)
    for step in (0, 1, 5, 10, 11):
        expected = 2.0 if step == 0 else rate_at(step, *schedule)
        mine = submission.learning_rate(step, *schedule)
        expect_close(mine, expected, what=f"learning_rate{(step, *schedule)}", atol=CLOSE)


@robust(EDGES, "a gradient with NaN or infinity reaches the weights and the moments", see=BATCH)
def test_bad_batch(submission):
    """A training step whose gradients contain NaN or infinity changes neither the weights nor the state"""
    weights, history = model(20), [slopes(200 + at) for at in range(3)]
    for bad in (np.nan, np.inf, -np.inf):
        now, state = weights, submission.start_state(copied(weights))
        for at, gradients in enumerate(history):
            given = copied(gradients)
            if at == 1:
                given["w_out"][1, 0] = bad
            result = submission.training_step(copied(now), given, state, at + 1, dict(RUN))
            now, state = new_weights(result, weights, "training_step")
        rates = [
            rate_at(step, *(RUN[n] for n in ("peak", "minimum", "warmup_steps", "total_steps")))
            for step in (1, 3)
        ]
        expected = trained(weights, [shortened(history[at], 1.0) for at in (0, 2)], rates)
        for name in weights:
            expect_finite(now[name], f"weights['{name}'] after a gradient with {bad}")
        expect_arrays(now, expected, "weights", f" after three steps, the second with {bad}")


@robust(
    EDGES, "the decay uses the weight after the step", "eps is added before the bias correction", see=ADAMW
)
def test_exact(submission):
    """Decay uses the weight before the step, and eps is added to the corrected root"""
    weights, history = model(21), [slopes(210 + at) for at in range(3)]
    expect_stepped(
        submission, weights, history, ", lr = 0.1", rates=[0.1] * 3, close=EXACT, eps=0.3, weight_decay=0.5
    )


@robust(TYPES, "the weights turn into float64", "the schedule or the factor is a float64 array", see=ADAMW)
def test_types_are_kept(submission):
    """float32 weights and gradients give float32 weights and gradients"""
    weights = {name: array.astype(np.float32) for name, array in model(22).items()}
    gradients = {name: array.astype(np.float32) for name, array in slopes(22).items()}
    after, _ = clip(submission, gradients, 1.0)
    state = submission.start_state(copied(weights))
    stepped, _ = new_weights(submission.adamw_step(copied(weights), copied(gradients), state, LR), weights)
    for name in weights:
        expect_dtype(after[name], np.float32, what=f"gradients['{name}'] after clipping")
        expect_dtype(stepped[name], np.float32, what=f"weights['{name}'] after a step")


@robust(
    TYPES,
    "squares of float16 numbers overflow above 255, and are 0 below 0.0002",
    "the means are kept in float16",
    see=ADAMW,
)
def test_half_precision(submission):
    """float16 gradients are squared in a larger type: 300² and 0.00005² are out of float16's range"""
    gradients = {
        "w": np.array([[300.0, -400.0]], dtype=np.float16),
        "b": np.array([5e-5, -300.0], dtype=np.float16),
    }
    _, norm = clip(submission, gradients, 1.0)
    expect_close(norm, length(gradients), what="the length of float16 gradients", rtol=1e-2)
    weights = {"w": np.array([[1.0, 1.0]], dtype=np.float16), "b": np.array([1.0, 1.0], dtype=np.float16)}
    state = submission.start_state(copied(weights))
    for _ in range(2):
        result = submission.adamw_step(copied(weights), copied(gradients), state, 0.25, 0.9, 0.95, 1e-8, 0.0)
        after, state = new_weights(result, weights)
    expected = {"w": np.array([[0.75, 1.25]]), "b": np.array([0.75, 1.25])}
    expect_arrays(after, expected, "weights", " after a step with float16 gradients", close=1e-2)


@robust(CALLS, "arrays are paired by their order, not by their names", see=ADAMW)
def test_order_of_names(submission):
    """Gradients are found by name, whatever their order"""
    weights, gradients = model(23, {"a": (2, 2), "b": (2, 2)}), slopes(23, {"a": (2, 2), "b": (2, 2)})
    turned = dict(reversed(gradients.items()))
    state = submission.start_state(copied(weights))
    after, _ = new_weights(submission.adamw_step(copied(weights), copied(turned), state, LR), weights)
    expect_arrays(after, trained(weights, [gradients], [LR]), "weights", ", gradients in another order")


@robust(CALLS, "an argument is not named as in the task", "the def line has a different default", see=ADAMW)
def test_names(submission):
    """The arguments can be passed by name, and the defaults are 0.9, 0.95, 1e-8 and 0.1"""
    rate = submission.learning_rate(total_steps=10, warmup_steps=4, minimum=0.1, peak=1.0, step=6)
    expect_close(rate, rate_at(6, 1.0, 0.1, 4, 10), what="learning_rate(step=6, …)", atol=CLOSE)
    weights, history = model(24), [slopes(240 + at) for at in range(2)]
    submission.clip_by_global_norm(max_norm=1.0, gradients=copied(history[0]))
    now, state = weights, submission.start_state(weights=copied(weights))
    for gradients in history:
        result = submission.adamw_step(lr=LR, state=state, gradients=copied(gradients), weights=copied(now))
        now, state = new_weights(result, weights)
    expect_arrays(now, trained(weights, history, [LR] * 2), "weights", " after 2 steps with the defaults")
    state = submission.start_state(copied(weights))
    submission.training_step(
        settings=dict(RUN), step=1, state=state, gradients=copied(history[0]), weights=copied(weights)
    )


@robust(CALLS, "the code writes into the weights or the gradients", see=ADAMW)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    shapes = {"w": (4, 6), "b": (6,)}
    weights = {"w": np.asfortranarray(model(25, shapes)["w"]), "b": model(25, {"b": (12,)})["b"][::2]}
    gradients = {"w": slopes(25, {"w": (6, 4)})["w"].T, "b": slopes(26, shapes)["b"]}
    for array in (*weights.values(), *gradients.values()):
        array.setflags(write=False)
    state = submission.start_state(weights)
    after, _ = new_weights(submission.adamw_step(weights, gradients, state, LR), weights)
    expect_arrays(after, trained(weights, [gradients], [LR]), "weights", ", views and read-only arrays")
