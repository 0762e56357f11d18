"""All drills by name."""

from __future__ import annotations

from tutor.transformers.drills.code_lines import CODE
from tutor.transformers.drills.masks import MASKS
from tutor.transformers.drills.order import ORDER
from tutor.transformers.drills.params import PARAMS
from tutor.transformers.drills.patterns import PATTERNS
from tutor.transformers.drills.question import Drill
from tutor.transformers.drills.scores import SCORES
from tutor.transformers.drills.shapes import SHAPES

DRILLS: dict[str, Drill] = {one.name: one for one in (SHAPES, SCORES, MASKS, PARAMS, ORDER, PATTERNS, CODE)}
