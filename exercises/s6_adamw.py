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
    raise NotImplementedError


def clip_by_global_norm(gradients: Arrays, max_norm: float) -> tuple[Arrays, float]:
    """Shorten the gradient to ``max_norm`` if it is longer (Pascanu et al. 2013, algorithm 1).

    Its length is that of all arrays together, as if they were one long vector.

    Returns:
        The gradients after clipping, in new arrays, and the length before clipping.
    """
    raise NotImplementedError


def start_state(weights: Arrays) -> Any:
    """What the optimiser remembers before the first step.

    Only your own functions read it, so keep in it what you like, in the form that you like: a dict, a tuple, a class.
    """
    raise NotImplementedError


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
    raise NotImplementedError


def training_step(
    weights: Arrays, gradients: Arrays, state: Any, step: int, settings: dict[str, float]
) -> tuple[Arrays, Any]:
    """One step of a run: clip the gradients, look up the learning rate of ``step``, take a step of AdamW.

    ``step`` counts from 1. ``settings`` has the names of SETTINGS.

    Returns:
        The new weights and the state for the next step.
    """
    raise NotImplementedError


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("adamw")
