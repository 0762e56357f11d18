"""The added models that can run now, and what is missing if there are none. Does not load NumPy."""

from __future__ import annotations

import importlib.util
import os
from contextlib import suppress
from pathlib import Path

EXTRA = "smollm2"
NAME = "smollm2"  # the model that can be downloaded
HOW_TO_ADD = "A real language model of 135 million weights, downloaded once (93 MB): tutor model add smollm2"
DESCRIPTION = "model.json"


def models_folder() -> Path:
    """The folder of added models: TUTOR_MODELS, or a folder in the user's data directory."""
    if own := os.environ.get("TUTOR_MODELS"):
        return Path(own)
    from platformdirs import user_data_path

    return user_data_path("transformer-tutor") / "models"


def stored_models() -> tuple[str, ...]:
    """Names of the added models, sorted. Opens no file."""
    with suppress(OSError):
        return tuple(sorted(path.parent.name for path in models_folder().glob(f"[!.]*/{DESCRIPTION}")))
    return ()


def missing_tokenizers() -> str:
    """A sentence for a learner who has the model but not the tokenizer package; "" if both are installed."""
    if importlib.util.find_spec("tokenizers") is not None:
        return ""
    from tutor.installation import line_for

    return f"The model's tokens need the package tokenizers: {line_for(EXTRA)}"


def models_that_run() -> tuple[tuple[str, ...], str]:
    """Names of the models that can run, and a sentence about what is missing, or ""."""
    names = stored_models()
    if not names:
        return (), HOW_TO_ADD
    missing = missing_tokenizers()
    return (() if missing else names), missing
