"""Mistakes that people make in AdamW and the training step, and inputs on which no two of them give the same result."""

from typing import Any

import numpy as np

from tutor.course.model import HANDED, Mistake, Probe

LESSON = "step-6-complete-reference"
ADAMW, SCHEDULES, BATCH = f"{LESSON}#adamw", f"{LESSON}#schedules", f"{LESSON}#batch-size-and-clipping"

# the schedule
IN_WARMUP = "if step < warmup_steps:"
RISE = "return peak * step / warmup_steps"
AT_END = "if step >= total_steps:"
END = "return minimum\n"
PROGRESS = "progress = (step - warmup_steps) / (total_steps - warmup_steps)"
FALL = "return minimum + 0.5 * (peak - minimum) * (1 + np.cos(np.pi * progress))"

# clipping
TOTAL = "total = sum(np.sum(g.astype(np.float64) ** 2) for g in gradients.values())"
NORM = "norm = float(np.sqrt(total))"
FACTOR = "factor = min(1.0, max_norm / norm) if norm > 0 else 1.0"
CLIPPED = "return {name: (factor * g).astype(g.dtype) for name, g in gradients.items()}, norm"

# AdamW
FIRST_M = "m = {name: np.zeros(w.shape) for name, w in weights.items()}"
FIRST_V = "v = {name: np.zeros(w.shape) for name, w in weights.items()}"
START = 'return {"t": 0, "m": m, "v": v}'
COUNT = 't = state["t"] + 1'
EMPTY = "updated, m, v = {}, {}, {}"
LOOP = "for name, w in weights.items():\n"
GRADIENT = "g = gradients[name].astype(np.float64)"
NEW_M = 'm[name] = beta1 * state["m"][name] + (1 - beta1) * g'
NEW_V = 'v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2'
M_HAT = "m_hat = m[name] / (1 - beta1**t)"
V_HAT = "v_hat = v[name] / (1 - beta2**t)"
STEP = "step = m_hat / (np.sqrt(v_hat) + eps)"
DECAY = "decay = weight_decay if w.ndim >= 2 else 0.0"
UPDATE = "updated[name] = (w - lr * step - lr * decay * w).astype(w.dtype)"
RETURN = 'return updated, {"t": t, "m": m, "v": v}'

# the training step
CLIP = 'clipped, norm = clip_by_global_norm(gradients, settings["max_norm"])'
BAD = "if not np.isfinite(norm):"
RATE = 'step, settings["peak"], settings["minimum"], settings["warmup_steps"], settings["total_steps"]'
SET_BETAS = 'beta1=settings["beta1"],\n        beta2=settings["beta2"],\n'
SET_EPS = 'eps=settings["eps"],'
SET_DECAY = 'weight_decay=settings["weight_decay"],'
CALL = "return adamw_step(\n"


def scaled(factor: str, norm: str = "norm") -> dict[str, str]:
    """Another factor and another length in the result."""
    return {FACTOR: f"factor = {factor}", CLIPPED: CLIPPED.removesuffix("norm") + norm}


SCHEDULE = [
    Mistake(
        id="warmup-skipped",
        name="starts at the peak",
        diagnosis="Your rate is the peak from the first step. The first steps average only a few gradients, so they "
        "should be small: before warmup_steps, return peak * step / warmup_steps.",
        see=SCHEDULES,
        change={RISE: "return peak"},
        also=({IN_WARMUP: "if False:"}, {IN_WARMUP: "if step == 0:"}),
    ),
    Mistake(
        id="warmup-from-minimum",
        name="warms up from minimum",
        diagnosis="Your warm-up rises from minimum to peak. Here it rises from 0: peak * step / warmup_steps. Only the "
        "cosine ends at minimum.",
        see=SCHEDULES,
        change={RISE: "return minimum + (peak - minimum) * step / warmup_steps"},
    ),
    Mistake(
        id="warmup-one-step-ahead",
        name="warms up with step + 1",
        diagnosis="Your warm-up uses step + 1, so every rate is one step ahead of the task's. Here the rate is 0 at step "
        "0, which no run takes, because steps count from 1. Use peak * step / warmup_steps.",
        see=SCHEDULES,
        change={RISE: "return peak * (step + 1) / warmup_steps"},
        also=({RISE: "return peak * (step + 1) / (warmup_steps + 1)"},),
    ),
    Mistake(
        id="warmup-rounded-down",
        name="divides with //",
        diagnosis="Your warm-up divides with //, which rounds down, so the rate is 0 or moves in jumps. Use /.",
        see=SCHEDULES,
        change={RISE: "return peak * (step // warmup_steps)"},
        also=({RISE: "return peak * step // warmup_steps"},),
    ),
    Mistake(
        id="warmup-over-the-whole-run",
        name="divides the warm-up by total_steps",
        diagnosis="Your warm-up divides step by total_steps, so it ends far below the peak and then jumps. It should "
        "reach the peak at warmup_steps: peak * step / warmup_steps.",
        see=SCHEDULES,
        change={RISE: "return peak * step / total_steps"},
    ),
    Mistake(
        id="cosine-from-step-zero",
        name="starts the cosine at step 0",
        diagnosis="Your cosine counts from step 0, so it has already fallen when the warm-up ends. Progress should be 0 at "
        "warmup_steps and 1 at total_steps: subtract warmup_steps from both.",
        see=SCHEDULES,
        change={PROGRESS: "progress = step / total_steps"},
    ),
    Mistake(
        id="progress-over-total",
        name="divides by total_steps alone",
        diagnosis="Your progress divides the steps since the warm-up by total_steps, so the rate has not reached minimum "
        "at the end. Divide by total_steps - warmup_steps.",
        see=SCHEDULES,
        change={PROGRESS: "progress = (step - warmup_steps) / total_steps"},
        also=({PROGRESS: "progress = min(1.0, (step - warmup_steps) / total_steps)", AT_END: "if False:"},),
    ),
    Mistake(
        id="step-over-the-decay",
        name="forgets to subtract the warm-up",
        diagnosis="Your progress divides step, counted from 0, by the length of the decay, so it passes 1 before the end "
        "and the rate rises again. Use (step - warmup_steps) / (total_steps - warmup_steps).",
        see=SCHEDULES,
        change={PROGRESS: "progress = step / (total_steps - warmup_steps)"},
        also=({PROGRESS: "progress = min(1.0, step / (total_steps - warmup_steps))"},),
    ),
    Mistake(
        id="decays-to-zero",
        name="decays to 0, not minimum",
        diagnosis="Your cosine falls to 0 and ignores minimum. Scale it to the distance and add the rest: minimum + 0.5 * "
        "(peak - minimum) * (1 + cos(π · progress)).",
        see=SCHEDULES,
        change={FALL: "return 0.5 * peak * (1 + np.cos(np.pi * progress))"},
        also=({FALL: "return 0.5 * peak * (1 + np.cos(np.pi * progress))", END: "return 0.0\n"},),
    ),
    Mistake(
        id="minimum-as-a-floor",
        name="uses minimum only as a floor",
        diagnosis="Your cosine falls towards 0 and is cut off at minimum, so the rate is too low before that. Scale the "
        "cosine to the distance between peak and minimum, and add minimum.",
        see=SCHEDULES,
        change={FALL: "return max(minimum, 0.5 * peak * (1 + np.cos(np.pi * progress)))"},
    ),
    Mistake(
        id="minimum-added-to-all",
        name="adds minimum to the full cosine",
        diagnosis="Your code adds minimum to a cosine that starts at peak, so the rate after the warm-up is peak + minimum. "
        "The cosine covers only the distance: multiply by peak - minimum.",
        see=SCHEDULES,
        change={FALL: "return minimum + 0.5 * peak * (1 + np.cos(np.pi * progress))"},
    ),
    Mistake(
        id="half-missing",
        name="forgets the ½ of the cosine",
        diagnosis="Your cosine lacks the factor ½. 1 + cos runs from 2 to 0, so the rate after the warm-up is nearly twice "
        "the peak. Multiply by 0.5.",
        see=SCHEDULES,
        change={FALL: "return minimum + (peak - minimum) * (1 + np.cos(np.pi * progress))"},
    ),
    Mistake(
        id="cosine-rises",
        name="rises after the warm-up",
        diagnosis="Your rate jumps to minimum after the warm-up and rises to the peak. Use 1 + cos(π · progress), which "
        "falls from 2 to 0.",
        see=SCHEDULES,
        change={FALL: "return minimum + 0.5 * (peak - minimum) * (1 - np.cos(np.pi * progress))"},
        also=(
            {
                FALL: "return minimum + 0.5 * (peak - minimum) * (1 - np.cos(np.pi * progress))",
                END: "return peak\n",
            },
        ),
    ),
    Mistake(
        id="pi-missing",
        name="forgets π in the cosine",
        diagnosis="Your cosine lacks π. cos(1) is 0.54, so the rate stays far above minimum until the end. Use cos(π · "
        "progress), which reaches −1.",
        see=SCHEDULES,
        change={FALL: "return minimum + 0.5 * (peak - minimum) * (1 + np.cos(progress))"},
        also=(
            {
                FALL: "return minimum + 0.5 * (peak - minimum) * (1 + np.cos(progress))",
                END: "return minimum + 0.5 * (peak - minimum) * (1 + np.cos(1.0))\n",
            },
        ),
    ),
    Mistake(
        id="whole-cosine",
        name="runs through a whole cosine",
        diagnosis="Your cosine uses 2π, so the rate falls to minimum half-way and rises to the peak again. Half a turn is "
        "enough: cos(π · progress).",
        see=SCHEDULES,
        change={FALL: "return minimum + 0.5 * (peak - minimum) * (1 + np.cos(2 * np.pi * progress))"},
        also=(
            {
                FALL: "return minimum + 0.5 * (peak - minimum) * (1 + np.cos(2 * np.pi * progress))",
                END: "return peak\n",
            },
        ),
    ),
    Mistake(
        id="quarter-cosine",
        name="uses a quarter of the cosine",
        diagnosis="Your code uses cos(½π · progress), which is steepest at the end. Half a cosine is flat at both ends: ½ (1 "
        "+ cos(π · progress)).",
        see=SCHEDULES,
        change={FALL: "return minimum + (peak - minimum) * np.cos(0.5 * np.pi * progress)"},
    ),
    Mistake(
        id="linear-decay",
        name="decays along a line",
        diagnosis="Your rate falls along a straight line. The task asks for half a cosine: minimum + 0.5 * (peak - minimum) "
        "* (1 + cos(π · progress)).",
        see=SCHEDULES,
        change={FALL: "return minimum + (peak - minimum) * (1 - progress)"},
    ),
    Mistake(
        id="rises-after-the-end",
        name="rises again after total_steps",
        diagnosis="Your cosine goes on after total_steps, so the rate rises again. Return minimum from total_steps on, or "
        "limit progress to 1.",
        see=SCHEDULES,
        change={AT_END: "if False:"},
    ),
    Mistake(
        id="zero-after-the-end",
        name="returns 0 after total_steps",
        diagnosis="Your rate drops to 0 at total_steps. A run that lasts longer should go on at minimum.",
        see=SCHEDULES,
        change={END: "return 0.0\n"},
    ),
]

CLIPPING = [
    Mistake(
        id="each-array-by-itself",
        name="clips each array by itself",
        diagnosis="Your code gives each array its own length and factor, so the gradient changes its direction. Compute one "
        "length over all arrays and multiply all of them by one factor.",
        see=BATCH,
        change={
            CLIPPED: "return {name: g * min(1.0, max_norm / np.linalg.norm(g)) for name, g in gradients.items()}, norm"
        },
    ),
    Mistake(
        id="each-number-cut",
        name="cuts each number at max_norm",
        diagnosis="Your code limits every number to ±max_norm. That changes the gradient's direction, and its length can "
        "still exceed max_norm. Multiply all arrays by one factor: min(1, max_norm / norm).",
        see=BATCH,
        change={
            CLIPPED: "return {name: np.clip(g, -max_norm, max_norm) for name, g in gradients.items()}, norm"
        },
    ),
    Mistake(
        id="short-ones-lengthened",
        name="lengthens short gradients",
        diagnosis="Your code scales every gradient to max_norm, the short ones too. Clipping only shortens: limit the factor "
        "to 1, min(1, max_norm / norm).",
        see=BATCH,
        change={FACTOR: "factor = max_norm / norm"},
    ),
    Mistake(
        id="factor-upside-down",
        name="multiplies by norm / max_norm",
        diagnosis="Your factor is norm / max_norm, which shortens the short gradients and leaves the long ones. Use max_norm "
        "/ norm, at most 1.",
        see=BATCH,
        change={FACTOR: "factor = min(1.0, norm / max_norm)"},
        also=({FACTOR: "factor = norm / max_norm if norm > max_norm else 1.0"},),
    ),
    Mistake(
        id="larger-of-the-two",
        name="takes the larger factor",
        diagnosis="Your factor is at least 1, so long gradients stay and short ones are lengthened. Take the smaller of the "
        "two: min(1, max_norm / norm).",
        see=BATCH,
        change={FACTOR: "factor = max(1.0, max_norm / norm)"},
    ),
    Mistake(
        id="scaled-to-length-one",
        name="scales to length 1",
        diagnosis="Your code divides a long gradient by its length, which makes it 1 long. It should be max_norm long: "
        "multiply by max_norm / norm.",
        see=BATCH,
        change={FACTOR: "factor = 1.0 / norm if norm > max_norm else 1.0"},
        also=({FACTOR: "factor = min(1.0, 1.0 / norm)"},),
    ),
    Mistake(
        id="root-of-the-norm-missing",
        name="forgets the root of the length",
        diagnosis="Your length is the sum of the squares, without the root. Compare the length itself with max_norm: "
        "np.sqrt(total).",
        see=BATCH,
        change={NORM: "norm = float(total)"},
    ),
    Mistake(
        id="lengths-added",
        name="adds the lengths of the arrays",
        diagnosis="Your code adds the lengths of the arrays, which is more than the length of all together. Add the squares "
        "of all numbers first, then take one root.",
        see=BATCH,
        change={NORM: "norm = float(sum(np.sqrt((g**2).sum()) for g in gradients.values()))"},
    ),
    Mistake(
        id="mean-instead-of-sum",
        name="averages the squares",
        diagnosis="Your length is the root of the mean of the squares, so it hardly grows with the model. The length of a "
        "vector is the root of their sum.",
        see=BATCH,
        change={NORM: "norm = float(np.sqrt(total / sum(g.size for g in gradients.values())))"},
        also=({TOTAL: "total = sum(np.mean(g.astype(np.float64) ** 2) for g in gradients.values())"},),
    ),
    Mistake(
        id="largest-number-as-norm",
        name="uses the largest number as length",
        diagnosis="Your length is the largest absolute number in the gradient. Clipping by global norm uses the Euclidean "
        "length: the root of the sum of all squares.",
        see=BATCH,
        change={NORM: "norm = float(max(np.abs(g).max() for g in gradients.values()))"},
    ),
    Mistake(
        id="absolute-values-added",
        name="adds absolute values",
        diagnosis="Your length is the sum of the absolute values. Clipping by global norm uses the Euclidean length: the "
        "root of the sum of all squares.",
        see=BATCH,
        change={NORM: "norm = float(sum(np.abs(g).sum() for g in gradients.values()))"},
    ),
    Mistake(
        id="norm-after-clipping",
        name="returns the length after clipping",
        diagnosis="Your code returns the length after clipping, which never exceeds max_norm. People watch the length before "
        "clipping, because it shows the spikes. Return that one.",
        see=BATCH,
        change={CLIPPED: CLIPPED.removesuffix("norm") + "factor * norm"},
    ),
    Mistake(
        id="clipping-swapped",
        name="returns the length first",
        diagnosis="Your clip_by_global_norm returns the length first. The task asks for the gradients, then their length.",
        see=BATCH,
        change={
            CLIPPED: "return norm, {name: (factor * g).astype(g.dtype) for name, g in gradients.items()}",
            CLIP: 'norm, clipped = clip_by_global_norm(gradients, settings["max_norm"])',
        },
        also=(
            {CLIPPED: "return norm, {name: (factor * g).astype(g.dtype) for name, g in gradients.items()}"},
        ),
    ),
    Mistake(
        id="gradients-changed",
        name="clips the caller's arrays",
        diagnosis="Your code multiplies the caller's gradients in place. Make new arrays: factor * g instead of g *= factor.",
        see=BATCH,
        change={
            CLIPPED: f"for g in gradients.values():\n        g *= factor\n    {CLIPPED.replace('factor * g', 'g')}"
        },
    ),
]

ADAM = [
    # the first step
    Mistake(
        id="no-bias-correction",
        name="leaves out the bias correction",
        diagnosis="Your code uses m and v as they are. Both start at 0, so the first step is 0.45 of its size. Divide m by 1 "
        "− β₁ᵗ and v by 1 − β₂ᵗ.",
        see=ADAMW,
        change={M_HAT: "m_hat = m[name]", V_HAT: "v_hat = v[name]"},
    ),
    Mistake(
        id="only-m-corrected",
        name="corrects only m",
        diagnosis="Your code corrects m but not v. v also starts at 0, so the first steps are several times too large. Divide "
        "v by 1 − β₂ᵗ.",
        see=ADAMW,
        change={V_HAT: "v_hat = v[name]"},
    ),
    Mistake(
        id="only-v-corrected",
        name="corrects only v",
        diagnosis="Your code corrects v but not m. m also starts at 0, so the first steps are too small. Divide m by 1 − "
        "β₁ᵗ.",
        see=ADAMW,
        change={M_HAT: "m_hat = m[name]"},
    ),
    Mistake(
        id="v-corrected-outside-the-root",
        name="corrects v outside the root",
        diagnosis="Your code divides √v by 1 − β₂ᵗ. The correction belongs to v: take the root of v / (1 − β₂ᵗ).",
        see=ADAMW,
        change={V_HAT: "v_hat = v[name]", STEP: "step = m_hat / (np.sqrt(v_hat) / (1 - beta2**t) + eps)"},
    ),
    Mistake(
        id="count-from-zero",
        name="takes the first step with t = 0",
        diagnosis="Your first step has t = 0. Then 1 − β⁰ is 0, and the correction divides by 0. Add 1 to the count before "
        "you use it.",
        see=ADAMW,
        change={COUNT: 't = state["t"]', RETURN: RETURN.replace('"t": t', '"t": t + 1')},
        also=(
            {
                COUNT: 't = state["t"]',
                M_HAT: "m_hat = m[name] * (1 / (1 - beta1**t))",
                RETURN: RETURN.replace('"t": t', '"t": t + 1'),
            },
        ),
    ),
    Mistake(
        id="count-one-ahead",
        name="takes the first step with t = 2",
        diagnosis="Your count starts at 1 and grows before it is used, so the first step has t = 2 and the correction is too "
        "small. Start the count at 0.",
        see=ADAMW,
        change={START: START.replace('"t": 0', '"t": 1')},
    ),
    Mistake(
        id="gradient-added",
        name="climbs instead of descending",
        diagnosis="Your code adds the step to the weights, so the loss rises. The gradient points uphill: subtract lr * step.",
        see=ADAMW,
        change={UPDATE: UPDATE.replace("w - lr * step", "w + lr * step")},
        also=({UPDATE: UPDATE.replace("(w - lr * step - lr", "(w + lr * step + lr")},),
    ),
    Mistake(
        id="root-missing",
        name="divides by v̂, not √v̂",
        diagnosis="Your code divides by v̂, a mean of squares. A step would then be about 1 / gradient. Divide by its root, so "
        "that the gradient's size cancels: np.sqrt(v_hat) + eps.",
        see=ADAMW,
        change={STEP: "step = m_hat / (v_hat + eps)"},
    ),
    Mistake(
        id="eps-inside-the-root",
        name="adds ε inside the root",
        diagnosis="Your code computes √(v̂ + ε). The root of 1e-8 is 1e-4, so small gradients get steps that are too small. "
        "Add ε after the root: np.sqrt(v_hat) + eps.",
        see=ADAMW,
        change={STEP: "step = m_hat / np.sqrt(v_hat + eps)"},
    ),
    Mistake(
        id="eps-beside-the-quotient",
        name="adds ε to the quotient",
        diagnosis="Your code adds ε to the quotient, where it protects nothing: a weight whose gradients are all 0 gets 0 / 0 "
        "= NaN. Put parentheses around np.sqrt(v_hat) + eps.",
        see=ADAMW,
        change={STEP: "step = m_hat / np.sqrt(v_hat) + eps"},
    ),
    Mistake(
        id="eps-missing",
        name="leaves out ε",
        diagnosis="Your code divides by √v̂ alone. A weight whose gradients are all 0, such as the embedding of an absent "
        "token, gets 0 / 0 = NaN. Divide by np.sqrt(v_hat) + eps.",
        see=ADAMW,
        change={STEP: "step = m_hat / np.sqrt(v_hat)"},
    ),
    # the following steps
    Mistake(
        id="count-per-array",
        name="counts a step for each array",
        diagnosis="Your count grows once for each array, so t depends on the order of the weights. Count once per call, "
        "before the loop.",
        see=ADAMW,
        change={COUNT: 't = state["t"]', GRADIENT: f"t += 1\n        {GRADIENT}"},
    ),
    Mistake(
        id="count-stands-still",
        name="never counts the steps",
        diagnosis="Your count has the same value in every step, so the correction for the first step is applied to all. "
        "Return a state whose count is one higher.",
        see=ADAMW,
        change={RETURN: RETURN.replace('"t": t', '"t": 0')},
    ),
    Mistake(
        id="state-not-kept",
        name="forgets the earlier gradients",
        diagnosis="Each of your steps starts from the first state, so it uses only its own gradient. Return the new means and "
        "the count, and read them in the next step.",
        see=ADAMW,
        change={RETURN: "return updated, state"},
        also=({RETURN: RETURN.replace('"m": m, "v": v', '"m": state["m"], "v": state["v"]')},),
    ),
    Mistake(
        id="corrected-means-stored",
        name="stores the corrected means",
        diagnosis="Your code stores m̂ and v̂, so the next step corrects them again. Store the raw m and v; the correction is "
        "for one step only.",
        see=ADAMW,
        change={
            RETURN: RETURN,
            M_HAT: f"{M_HAT}\n        m[name] = m_hat",
            V_HAT: f"{V_HAT}\n        v[name] = v_hat",
        },
    ),
    Mistake(
        id="betas-exchanged",
        name="exchanges β₁ and β₂",
        diagnosis="Your m uses β₂ and your v uses β₁. The mean of the gradients should forget faster than the mean of the "
        "squares: β₁ = 0.9 belongs to m, β₂ = 0.95 to v.",
        see=ADAMW,
        change={COUNT: f"beta1, beta2 = beta2, beta1\n    {COUNT}"},
    ),
    Mistake(
        id="beta-on-the-new-gradient",
        name="weights the new gradient with β",
        diagnosis="Your code multiplies the new gradient by β and the old mean by 1 − β, so the mean forgets nearly "
        "everything at once. Write β · old + (1 − β) · new.",
        see=ADAMW,
        change={
            NEW_M: 'm[name] = (1 - beta1) * state["m"][name] + beta1 * g',
            NEW_V: 'v[name] = (1 - beta2) * state["v"][name] + beta2 * g**2',
        },
        also=({NEW_V: 'v[name] = (1 - beta2) * state["v"][name] + beta2 * g**2'},),
    ),
    Mistake(
        id="sum-instead-of-mean",
        name="forgets 1 − β in the means",
        diagnosis="Your code adds the new gradient without the factor 1 − β, so m or v is a growing sum, not a mean. Write β "
        "· m + (1 − β) · g, and the same for v with g².",
        see=ADAMW,
        change={
            NEW_M: 'm[name] = beta1 * state["m"][name] + g',
            NEW_V: 'v[name] = beta2 * state["v"][name] + g**2',
        },
        also=(
            {NEW_M: 'm[name] = beta1 * state["m"][name] + g'},
            {NEW_V: 'v[name] = beta2 * state["v"][name] + g**2'},
        ),
    ),
    Mistake(
        id="v-without-square",
        name="averages gradients in v",
        diagnosis="Your v averages the gradients, not their squares. It can be negative, and its root is then NaN. Use g**2.",
        see=ADAMW,
        change={NEW_V: 'v[name] = beta2 * state["v"][name] + (1 - beta2) * g'},
        also=({NEW_V: 'v[name] = beta2 * state["v"][name] + (1 - beta2) * np.abs(g)'},),
    ),
    Mistake(
        id="v-from-m",
        name="averages the squares of m",
        diagnosis="Your v averages m², not g². m is already smoothed, so v misses the noise of the gradients. Use the "
        "gradient itself: g**2.",
        see=ADAMW,
        change={NEW_V: 'v[name] = beta2 * state["v"][name] + (1 - beta2) * m[name]**2'},
    ),
    Mistake(
        id="one-v-per-array",
        name="keeps one v for a whole array",
        diagnosis="Your v holds one number for a whole array, so all its weights share a step size. Each weight has its own "
        "v: g**2, without a sum or a mean.",
        see=ADAMW,
        change={NEW_V: 'v[name] = beta2 * state["v"][name] + (1 - beta2) * np.mean(g**2)'},
        also=({NEW_V: 'v[name] = beta2 * state["v"][name] + (1 - beta2) * np.sum(g**2)'},),
    ),
    Mistake(
        id="betas-fixed",
        name="fixes β₁ and β₂ in the code",
        diagnosis="Your code always uses the default β₁ and β₂. Use the arguments beta1 and beta2, in the means and in the "
        "corrections.",
        see=ADAMW,
        change={COUNT: f"beta1, beta2 = 0.9, 0.95\n    {COUNT}"},
        also=({COUNT: f"beta1, beta2 = 0.9, 0.999\n    {COUNT}"},),
    ),
    Mistake(
        id="eps-fixed",
        name="fixes ε in the code",
        diagnosis="Your code always uses 1e-8. Use the argument eps: some runs need a larger one.",
        see=ADAMW,
        change={COUNT: f"eps = 1e-8\n    {COUNT}"},
    ),
    # weight decay
    Mistake(
        id="decay-missing",
        name="leaves out the weight decay",
        diagnosis="Your weights do not decay. Subtract lr * weight_decay * w as well, from arrays with two or more axes.",
        see=ADAMW,
        change={DECAY: "decay = 0.0"},
    ),
    Mistake(
        id="l2-instead-of-decay",
        name="adds the decay to the gradient",
        diagnosis="Your code adds weight_decay * w to the gradient (L2). Then √v̂ divides it too, and weights with large "
        "gradients hardly decay. Subtract lr * weight_decay * w from the weight itself: that is the W of AdamW.",
        see=ADAMW,
        change={GRADIENT: f"{GRADIENT} + (weight_decay * w if w.ndim >= 2 else 0.0)", DECAY: "decay = 0.0"},
        also=({GRADIENT: f"{GRADIENT} + weight_decay * w", DECAY: "decay = 0.0"},),
    ),
    Mistake(
        id="decay-divided",
        name="divides the decay by √v̂",
        diagnosis="Your code adds the decay to m̂ before the division, so √v̂ divides it too. Subtract lr * weight_decay * w "
        "beside the step, undivided.",
        see=ADAMW,
        change={
            STEP: "step = (m_hat + (weight_decay * w if w.ndim >= 2 else 0.0)) / (np.sqrt(v_hat) + eps)",
            DECAY: "decay = 0.0",
        },
    ),
    Mistake(
        id="decay-without-lr",
        name="decays without the learning rate",
        diagnosis="Your weights shrink by weight_decay * w in each step, a tenth of the weight. The decay is multiplied by "
        "the learning rate: lr * weight_decay * w.",
        see=ADAMW,
        change={UPDATE: UPDATE.replace("- lr * decay * w", "- decay * w")},
        also=({UPDATE: "updated[name] = ((w - lr * step) * (1 - decay)).astype(w.dtype)"},),
    ),
    Mistake(
        id="decay-added",
        name="lets the weights grow",
        diagnosis="Your code adds lr * weight_decay * w, so the weights grow. Decay shrinks them: subtract it.",
        see=ADAMW,
        change={UPDATE: UPDATE.replace("- lr * decay", "+ lr * decay")},
    ),
    Mistake(
        id="everything-decays",
        name="decays arrays with one axis",
        diagnosis="Your code also decays biases and the gains of norms. A gain that shrinks towards 0 switches its channel "
        "off. Decay only arrays with w.ndim >= 2.",
        see=ADAMW,
        change={DECAY: "decay = weight_decay"},
    ),
    Mistake(
        id="only-one-axis-decays",
        name="decays only arrays with one axis",
        diagnosis="Your code decays the arrays with one axis and leaves the matrices. It should be the other way round: decay "
        "if w.ndim >= 2.",
        see=ADAMW,
        change={DECAY: "decay = weight_decay if w.ndim < 2 else 0.0"},
    ),
    Mistake(
        id="only-two-axes-decay",
        name="decays only two-axis arrays",
        diagnosis="Your code decays arrays with exactly two axes. The task's rule is two or more, so that weights stored per "
        "head decay too: w.ndim >= 2.",
        see=ADAMW,
        change={DECAY: "decay = weight_decay if w.ndim == 2 else 0.0"},
        also=({DECAY: "decay = weight_decay if w.ndim > 2 else 0.0"},),
    ),
    Mistake(
        id="weights-changed",
        name="changes the caller's weights",
        diagnosis="Your code writes the new values into the caller's arrays. Make new arrays: w - … instead of w -= ….",
        see=ADAMW,
        change={UPDATE: "w -= lr * step + lr * decay * w\n        updated[name] = w"},
    ),
]

TRAINING = [
    Mistake(
        id="never-clipped",
        name="never clips in training_step",
        diagnosis="Your training_step passes the unclipped gradients on, so one spike stays in v for many steps. Pass on the "
        "gradients that clip_by_global_norm returns.",
        see=BATCH,
        change={CLIP: CLIP.replace("clipped, norm", "_, norm") + "\n    clipped = gradients"},
    ),
    Mistake(
        id="clips-the-weights",
        name="clips the weights",
        diagnosis="Your training_step clips the weights, not the gradients. Clip the gradients before the step; the weights "
        "have no limit.",
        see=BATCH,
        change={
            CLIP: f"{CLIP}\n    clipped = gradients\n    weights, _ = clip_by_global_norm(weights, settings['max_norm'])"
        },
    ),
    Mistake(
        id="clips-the-change",
        name="clips after the step",
        diagnosis="Your training_step clips the change of the weights. The means have seen the long gradient by then. Clip "
        "the gradients first.",
        see=BATCH,
        change={
            CLIP: f"{CLIP}\n    clipped = gradients",
            CALL: "after, state = adamw_step(\n",
            SET_DECAY: SET_DECAY + "\n    )\n    change, _ = clip_by_global_norm("
            "{n: after[n] - weights[n] for n in weights}, settings['max_norm'] * lr)\n"
            "    return {n: weights[n] + change[n] for n in weights}, (\n        state",
        },
    ),
    Mistake(
        id="rate-always-the-peak",
        name="trains with the peak rate throughout",
        diagnosis="Your training_step uses the peak in every step. Call learning_rate with the number of the step.",
        see=SCHEDULES,
        change={CALL: f'lr = settings["peak"]\n    {CALL}'},
    ),
    Mistake(
        id="one-step-behind",
        name="looks up the previous step's rate",
        diagnosis="Your training_step passes step - 1 to learning_rate, so the first step has the rate 0 and changes "
        "nothing. Steps count from 1: pass step.",
        see=SCHEDULES,
        change={RATE: RATE.replace("step,", "step - 1,")},
    ),
    Mistake(
        id="one-step-ahead",
        name="looks up the next step's rate",
        diagnosis="Your training_step passes step + 1 to learning_rate. Steps count from 1 already: pass step.",
        see=SCHEDULES,
        change={RATE: RATE.replace("step,", "step + 1,")},
    ),
    Mistake(
        id="settings-not-passed-on",
        name="leaves settings at their defaults",
        diagnosis="Your training_step does not pass all settings to adamw_step, so a default counts without a warning. Pass "
        "beta1, beta2, eps and weight_decay.",
        see=ADAMW,
        change={SET_BETAS: "", SET_EPS: "", SET_DECAY: ""},
        also=(
            {SET_DECAY: ""},
            {SET_BETAS: ""},
            {SET_EPS: ""},
            {SET_BETAS: "", SET_EPS: ""},
            {SET_EPS: "", SET_DECAY: ""},
        ),
    ),
    Mistake(
        id="reads-its-own-settings",
        name="reads SETTINGS, not settings",
        diagnosis="Your training_step reads SETTINGS, the example in the file, and ignores the argument. Use settings.",
        see=ADAMW,
        change={CLIP: f"settings = SETTINGS\n    {CLIP}"},
    ),
]

LAPSES = [
    Mistake(
        id="zero-length-divided",
        name="divides by a length of 0",
        diagnosis="Your code divides by the length even when all gradients are 0. Use the factor 1 then, or scale only if "
        "norm > max_norm.",
        see=BATCH,
        change={FACTOR: "factor = min(1.0, max_norm / norm)"},
    ),
    Mistake(
        id="warmup-of-zero-divided",
        name="divides by warmup_steps = 0",
        diagnosis="Your code divides by warmup_steps even when it is 0. Divide only if step < warmup_steps.",
        see=SCHEDULES,
        change={IN_WARMUP: "if step / warmup_steps < 1:"},
        also=({IN_WARMUP: "if step <= warmup_steps:"},),
    ),
    Mistake(
        id="bad-batch-kept",
        name="steps with NaN or infinity",
        diagnosis="Your training_step takes a step with gradients that contain NaN or infinity; then all weights and means "
        "are NaN for good. Return weights and state as they are if the length is not finite.",
        see=BATCH,
        change={BAD: "if False:"},
    ),
    Mistake(
        id="decay-after-the-step",
        name="decays the weight after the step",
        diagnosis="Your code first takes the step and then shrinks the result. The formula uses the weight before the step "
        "for both. The difference is lr² · weight_decay per step.",
        see=ADAMW,
        change={UPDATE: "updated[name] = ((w - lr * step) * (1 - lr * decay)).astype(w.dtype)"},
    ),
    Mistake(
        id="eps-before-the-correction",
        name="adds ε before the correction",
        diagnosis="Your code corrects the learning rate instead of the means, so ε is added to √v before the correction. That "
        "makes ε larger in the first steps. Add it to √v̂.",
        see=ADAMW,
        change={STEP: "step = m_hat / ((np.sqrt(v[name]) + eps) / np.sqrt(1 - beta2**t))"},
    ),
    Mistake(
        id="weights-turn-into-float64",
        name="returns float64 weights",
        diagnosis="Your new weights are float64 although the old ones are float32, which doubles the memory. Convert them "
        "back: .astype(w.dtype).",
        see=ADAMW,
        change={UPDATE: "updated[name] = w - lr * step - lr * decay * w"},
    ),
    Mistake(
        id="clipped-gradients-turn-into-float64",
        name="returns float64 gradients",
        diagnosis="Your clipped gradients are float64 although the gradients are float32: a NumPy float64 number times a "
        "float32 array is float64. Convert them back: .astype(g.dtype), or make the factor a float.",
        see=BATCH,
        change={CLIPPED: CLIPPED.replace("(factor * g).astype(g.dtype)", "np.float64(factor) * g")},
    ),
    Mistake(
        id="squares-in-half-precision",
        name="squares float16 numbers in float16",
        diagnosis="Your code squares float16 gradients in float16, where 300² is infinite and 0.00005² is 0. Convert first: "
        "g.astype(np.float64).",
        see=ADAMW,
        change={
            GRADIENT: "g = gradients[name]",
            TOTAL: "total = sum(np.sum(g**2) for g in gradients.values())",
        },
        also=(
            {GRADIENT: "g = gradients[name]"},
            {TOTAL: "total = sum(np.sum(g**2) for g in gradients.values())"},
            {
                GRADIENT: "g = gradients[name]",
                TOTAL: "total = sum(np.sum(g**2) for g in gradients.values())",
                FIRST_M: FIRST_M.replace("w.shape", "w.shape, w.dtype"),
                FIRST_V: FIRST_V.replace("w.shape", "w.shape, w.dtype"),
            },
        ),
    ),
    Mistake(
        id="paired-by-order",
        name="pairs arrays by their order",
        diagnosis="Your code pairs weights and gradients by their order in the dicts. Look the gradient up by name: "
        "gradients[name].",
        see=ADAMW,
        change={
            LOOP: "for (name, w), g in zip(weights.items(), gradients.values()):\n",
            GRADIENT: "g = g.astype(np.float64)",
        },
    ),
]

MISTAKES = [*SCHEDULE, *CLIPPING, *ADAM, *TRAINING, *LAPSES]


# ── probes ───────────────────────────────────────────────────────────────────────────────────────────────────


def arrays(seed: int, shapes: dict[str, tuple[int, ...]], size: float = 1.0) -> dict[str, Any]:
    """Random numbers of both signs, none of them near 0."""
    rng = np.random.default_rng(seed)
    return {
        name: size * rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.3, 2.0, size=shape)
        for name, shape in shapes.items()
    }


def run(
    function: str,
    weights: dict[str, Any],
    history: list[dict[str, Any]],
    lasts: list[tuple[object, ...]],
    **about: Any,
) -> list[Probe]:
    """The last call of a series of steps. It reads the weights of the beginning, but the state of the step before."""
    after = Probe("start_state", (weights,))
    for gradients, last in zip(history, lasts, strict=True):
        after = Probe(function, (weights, gradients, HANDED, *last), opaque=1, after=after, **about)
    return [after]


SMALL = {"w": (2, 3), "b": (3,)}


def probes() -> list[Probe]:
    """Inputs on which no two mistakes give the same answers."""
    found = []
    for schedule in ((6.0, 0.6, 4, 9), (2.0, 1.0, 10, 30), (0.5, 0.0, 5, 25)):
        warm, total = int(schedule[2]), int(schedule[3])
        # not at the ends of the warm-up and of the decay, where both formulas are right
        numbers = {1, warm - 1, warm + 1, (warm + total) // 2, total - 1, total + 2, 2 * total}
        for step in sorted(numbers):
            found.append(Probe("learning_rate", (step, *schedule), facet="schedule"))

    long = {"w": np.array([[0.0, 2.0], [4.0, 5.0]]), "b": np.array([6.0])}
    for gradients, max_norm in (
        (long, 1.0),
        (long, 8.5),
        (long, 20.0),
        (arrays(1, SMALL), 0.5),
        (arrays(2, SMALL), 30.0),
    ):
        found.append(Probe("clip_by_global_norm", (gradients, max_norm), facet="clipping"))

    lr, plain = 1e-2, (0.9, 0.95, 1e-8, 0.0)
    uneven = {"w": np.array([[100.0, 1.0, 0.01], [-100.0, -1.0, -1e-4]]), "b": np.array([1e-4, -3.0, 2.0])}
    for gradients in (uneven, arrays(3, SMALL)):
        found += run("adamw_step", arrays(4, SMALL), [gradients], [(lr, *plain)], facet="first step")

    steps = [arrays(10 + at, SMALL) for at in range(4)]
    zero = [{"w": one["w"] * [[1.0], [0.0]], "b": 0 * one["b"]} for one in steps]
    for history, last in (
        (steps[:2], (lr, *plain)),
        (steps, (lr, *plain)),
        (steps, (lr, 0.6, 0.99, 1e-8, 0.0)),
        (steps, (lr, 0.9, 0.0, 0.5, 0.0)),
        (zero, (lr, *plain)),
    ):
        found += run("adamw_step", arrays(5, SMALL), history, [last] * len(history), facet="moments")
    alike = {"w_q": (2, 2), "w_k": (2, 2), "gain": (2,), "bias": (2,)}
    history = [arrays(20 + at, alike, 3.0**at) for at in range(3)]
    found += run("adamw_step", arrays(6, alike), history, [(lr, *plain)] * 3, facet="moments")

    shapes = {"w": (3, 4), "heads": (2, 2, 3), "gain": (4,)}
    history = [arrays(30 + at, shapes, (0.1, 10.0)[at]) for at in range(2)]
    for count in (1, 2):
        last = (1e-3, 0.9, 0.95, 1e-8, 0.1)
        found += run("adamw_step", arrays(7, shapes, 5.0), history[:count], [last] * count, facet="decay")

    settings = {"peak": 2e-3, "minimum": 5e-4, "warmup_steps": 3, "total_steps": 9, "max_norm": 1000.0}
    settings |= {"beta1": 0.9, "beta2": 0.95, "eps": 1e-8, "weight_decay": 0.1}
    weights = arrays(8, SMALL)
    for at in (1, 3, 7):
        found += run("training_step", weights, [steps[0]], [(at, settings)], facet="training step")
    history = [arrays(40 + at, SMALL, (0.05, 8.0, 0.1)[at]) for at in range(3)]
    for other, first in (
        ({"max_norm": 1.0}, 3),
        ({"max_norm": 0.4}, 4),
        ({"max_norm": 1.0, "beta1": 0.7, "beta2": 0.8, "weight_decay": 0.25}, 2),
        ({"max_norm": 2.0, "beta1": 0.5, "beta2": 0.0, "eps": 0.3, "weight_decay": 0.0}, 2),
    ):
        lasts: list[tuple[object, ...]] = [(first + at, {**settings, **other}) for at in range(3)]
        found += run("training_step", arrays(9, SMALL, 2.0), history, lasts, facet="training step")
    return found + robust_probes(settings)


def robust_probes(settings: dict[str, float]) -> list[Probe]:
    """Inputs beyond what a textbook solution handles."""
    edges: dict[str, Any] = {"facet": "edges", "tier": "robust"}
    types: dict[str, Any] = {"facet": "types", "tier": "robust"}
    zeros = {name: np.zeros(shape) for name, shape in SMALL.items()}
    found = [Probe("clip_by_global_norm", (zeros, 1.0), **edges)]
    found += [Probe("learning_rate", (step, 2.0, 0.2, 0, 10), **edges) for step in (0, 1, 5)]
    bad = arrays(50, SMALL)
    bad["w"][1, 1] = np.nan
    history = [arrays(51, SMALL), bad, arrays(52, SMALL)]
    found += run("training_step", arrays(53, SMALL), history, [(at, settings) for at in (1, 2, 3)], **edges)
    last = (0.1, 0.9, 0.95, 0.3, 0.5)
    found += run("adamw_step", arrays(54, SMALL), [arrays(55, SMALL), arrays(56, SMALL)], [last] * 2, **edges)

    single = {name: array.astype(np.float32) for name, array in arrays(57, SMALL).items()}
    slopes = {name: array.astype(np.float32) for name, array in arrays(58, SMALL).items()}
    found.append(Probe("clip_by_global_norm", (slopes, 1.0), **types))
    found += run("adamw_step", single, [slopes], [(1e-3,)], **types)
    half = {
        "w": np.array([[300.0, -400.0]], dtype=np.float16),
        "b": np.array([5e-5, -300.0], dtype=np.float16),
    }
    ones = {"w": np.ones((1, 2), dtype=np.float16), "b": np.ones(2, dtype=np.float16)}
    found.append(Probe("clip_by_global_norm", (half, 1.0), **types))
    found += run("adamw_step", ones, [half], [(0.25, 0.9, 0.95, 1e-8, 0.0)], **types)

    alike = {"a": (2, 2), "b": (2, 2)}
    turned = dict(reversed(arrays(60, alike).items()))
    found += run("adamw_step", arrays(59, alike), [turned], [(1e-3,)], facet="calls", tier="robust")
    return found
