"""Questions without end, with fresh numbers each time: shapes, scores, masks, parameters, order, families, code."""

from __future__ import annotations

from tutor.progress.drills.code import CODE
from tutor.progress.drills.masks import MASKS
from tutor.progress.drills.order import ORDER
from tutor.progress.drills.params import PARAMS
from tutor.progress.drills.patterns import PATTERNS
from tutor.progress.drills.question import Confusion, Drill, Question
from tutor.progress.drills.scores import SCORES
from tutor.progress.drills.shapes import SHAPES
from tutor.progress.tally import IN_A_ROW

__all__ = ["DRILLS", "IN_A_ROW", "Confusion", "Drill", "Question"]

DRILLS: dict[str, Drill] = {one.name: one for one in (SHAPES, SCORES, MASKS, PARAMS, ORDER, PATTERNS, CODE)}
