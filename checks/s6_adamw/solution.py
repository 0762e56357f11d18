"""Step 6 by hand · AdamW and a training step.

AdamW divides each gradient by a running estimate of its size, so that all weights take steps of about the same size,
and shrinks the matrices slightly at every step (Loshchilov & Hutter 2019, algorithm 2, with PyTorch's decay). Around it
are the two things that every large run adds: a schedule for the learning rate, and a limit on the length of the
gradient.

Weights and gradients are dicts of arrays: ``{"w": (3, 4), "b": (4,)}``, with the same names and shapes in both.

Save the file, and tutor checks it.
"""

from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]

# The settings of a run, as training_step receives them. Yours to change; the check brings its own.
SETTINGS = {
    "peak": 1e-3,
    "minimum": 1e-4,
    "warmup_steps": 20,
    "total_steps": 200,
    "max_norm": 1.0,
    "beta1": 0.9,
    "beta2": 0.95,
    "eps": 1e-8,
    "weight_decay": 0.1,
}


def learning_rate(step: int, peak: float, minimum: float, warmup_steps: int, total_steps: int) -> float:
    """The learning rate at ``step``: a linear warm-up, then half a cosine (Loshchilov & Hutter 2017, eq. 5).

    It rises from 0 at step 0 to ``peak`` at ``warmup_steps``, falls to ``minimum`` at ``total_steps``, and stays there.
    """
    # BEGIN SOLUTION
    if step < warmup_steps:
        return peak * step / warmup_steps
    if step >= total_steps:
        return minimum
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return minimum + 0.5 * (peak - minimum) * (1 + np.cos(np.pi * progress))
    # END SOLUTION


def clip_by_global_norm(gradients: Arrays, max_norm: float) -> tuple[Arrays, float]:
    """Shorten the gradient to ``max_norm`` if it is longer (Pascanu et al. 2013, algorithm 1).

    Its length is that of all arrays together, as if they were one long vector.

    Returns:
        The gradients after clipping, in new arrays, and the length before clipping.
    """
    # BEGIN SOLUTION
    total = sum(np.sum(g.astype(np.float64) ** 2) for g in gradients.values())
    norm = float(np.sqrt(total))
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return {name: (factor * g).astype(g.dtype) for name, g in gradients.items()}, norm
    # END SOLUTION


def start_state(weights: Arrays) -> Any:
    """What the optimiser remembers before the first step.

    Only your own functions read it, so keep in it what you like, in the form that you like: a dict, a tuple, a class.
    """
    # BEGIN SOLUTION
    m = {name: np.zeros(w.shape) for name, w in weights.items()}
    v = {name: np.zeros(w.shape) for name, w in weights.items()}
    return {"t": 0, "m": m, "v": v}
    # END SOLUTION


def adamw_step(
    weights: Arrays,
    gradients: Arrays,
    state: Any,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.95,
    eps: float = 1e-8,
    weight_decay: float = 0.1,
) -> tuple[Arrays, Any]:
    """One step of AdamW. ``state`` comes from start_state or from the previous step.

    Only arrays with two or more axes decay. Biases and the gains of norms have one axis and do not.

    Returns:
        The new weights, in new arrays, and the state for the next step.
    """
    # BEGIN SOLUTION
    t = state["t"] + 1
    updated, m, v = {}, {}, {}
    for name, w in weights.items():
        g = gradients[name].astype(np.float64)
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        step = m_hat / (np.sqrt(v_hat) + eps)
        decay = weight_decay if w.ndim >= 2 else 0.0
        updated[name] = (w - lr * step - lr * decay * w).astype(w.dtype)
    return updated, {"t": t, "m": m, "v": v}
    # END SOLUTION


def training_step(
    weights: Arrays, gradients: Arrays, state: Any, step: int, settings: dict[str, float]
) -> tuple[Arrays, Any]:
    """One step of a run: clip the gradients, look up the learning rate of ``step``, take a step of AdamW.

    ``step`` counts from 1. ``settings`` has the names of SETTINGS.

    Returns:
        The new weights and the state for the next step.
    """
    # BEGIN SOLUTION
    clipped, norm = clip_by_global_norm(gradients, settings["max_norm"])
    if not np.isfinite(norm):
        return weights, state  # one bad batch would make every weight NaN
    lr = learning_rate(
        step, settings["peak"], settings["minimum"], settings["warmup_steps"], settings["total_steps"]
    )
    return adamw_step(
        weights,
        clipped,
        state,
        lr,
        beta1=settings["beta1"],
        beta2=settings["beta2"],
        eps=settings["eps"],
        weight_decay=settings["weight_decay"],
    )
    # END SOLUTION


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("adamw")
