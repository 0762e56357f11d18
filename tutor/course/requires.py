"""What an exercise is built on, and whether this Python has it. Imports nothing of it: that may take seconds."""

from __future__ import annotations

import importlib.util

from tutor.course.types import Exercise

# The modules that the package's extra of the same name brings: ``pip install "transformer-tutor[torch]"``.
EXTRAS = frozenset(("torch",))


def missing_modules(exercise: Exercise) -> tuple[str, ...]:
    """The modules of ``requires`` that cannot be imported here."""
    return tuple(name for name in exercise.requires if not _is_there(name))


def how_to_get(names: tuple[str, ...]) -> str:
    """The command that installs these modules."""
    if EXTRAS.issuperset(names):
        return f'pip install "transformer-tutor[{",".join(names)}]"'
    return f"pip install {' '.join(names)}"


def needed(exercise: Exercise) -> str:
    """The sentence that says what is missing and how to get it; "" where nothing is."""
    missing = missing_modules(exercise)
    if not missing:
        return ""
    is_not = "is not" if len(missing) == 1 else "are not"
    return (
        f"This exercise needs {' and '.join(missing)}, which {is_not} installed here: {how_to_get(missing)}"
    )


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):  # a part of a package that is missing itself
        return False
