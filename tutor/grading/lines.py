"""Describes a check line: its tier, its group, and the usual reasons why it fails.

    @core("softmax", "exp is missing", "the division by the sum is missing", see=SOFTMAX)
    def test_softmax_of_one_row(submission):
        \"\"\"softmax([0, 1]) is [0.2689, 0.7311]\"\"\"

A *core* line is what the exercise is about: a textbook solution passes it. A *robust* line is about float16,
integers, huge numbers or unusual calls: an exercise can be passed without it. A test without a mark is core.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

MARKERS = ("core: the exercise passes when these lines pass", "robust: further lines, once the core passes")


def core(group: str = "", *often: str, see: str = "", elsewhere: bool = False) -> Callable[[Any], Any]:
    """Mark a core line of ``group``. ``often`` lists the usual causes of a failure, ``see`` the section to read.

    ``elsewhere`` marks a line about an imported file: while it fails, no mistake of this file is named.
    """
    return pytest.mark.core(group=group, often=often, see=see, elsewhere=elsewhere)


def robust(group: str = "", *often: str, see: str = "") -> Callable[[Any], Any]:
    """Mark a robust line of ``group``. The arguments are those of ``core``."""
    return pytest.mark.robust(group=group, often=often, see=see)
