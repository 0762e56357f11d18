"""Domain objects → Rich renderables, for the shell and the app alike. No Textual, no NumPy, no grading.

The room's public names, each loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.render.code import code_view as code_view
    from tutor.render.code import trace_view as trace_view
    from tutor.render.dims import dims_list_view as dims_list_view
    from tutor.render.dims import dims_view as dims_view
    from tutor.render.exercises import exercise_list_view as exercise_list_view
    from tutor.render.grid import comparison_view as comparison_view
    from tutor.render.grid import grid_view as grid_view
    from tutor.render.grid import shown_view as shown_view
    from tutor.render.progress import progress_view as progress_view
    from tutor.render.symbols import ASCII as ASCII
    from tutor.render.symbols import UNICODE as UNICODE
    from tutor.render.symbols import Symbols as Symbols
    from tutor.render.verdict import verdict_view as verdict_view

_HOMES = {
    "code": ("code_view", "trace_view"),
    "dims": ("dims_list_view", "dims_view"),
    "exercises": ("exercise_list_view",),
    "grid": ("comparison_view", "grid_view", "shown_view"),
    "progress": ("progress_view",),
    "symbols": ("ASCII", "UNICODE", "Symbols"),
    "verdict": ("verdict_view",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'tutor.render' has no attribute {name!r}")
    return getattr(import_module(f"tutor.render.{home}"), name)
