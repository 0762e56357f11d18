"""Transformer Tutor: learn transformers in a terminal. Importing this is fast, because ``show`` and ``plot`` load on
first use."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.shapes.plot import plot as plot
    from tutor.shapes.show import show as show

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "show":
        from tutor.shapes.show import show

        return show
    if name == "plot":
        from tutor.shapes.plot import plot

        return plot
    raise AttributeError(f"module 'tutor' has no attribute {name!r}")
