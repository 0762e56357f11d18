"""Sizes that the learner writes into a block apply like sizes changed with keys, even to the blocks before it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tutor.shapes.rewrite import top_level_names

Size = int | float


def typed_sizes(source: str, own: str, sizes: Mapping[str, Size]) -> dict[str, Size]:
    """The names in ``sizes`` to which ``source`` assigns another number than ``own``, the lesson's text.

    Only literal numbers at the top level count: ``d = 1024``, ``d, L = 1024, 24``. Empty if ``source`` does not parse.
    """
    before = _numbers(own)
    return {
        name: value for name, value in _numbers(source).items() if name in sizes and value != before.get(name)
    }


def _numbers(source: str) -> dict[str, Size]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {
        name.id: value.value
        for name, value, _ in top_level_names(tree)
        if isinstance(value, ast.Constant)
        and isinstance(value.value, int | float)
        and not isinstance(value.value, bool)
    }
