"""Every figure in one table, with the machine: ``python benchmarks/all.py``. It takes some minutes."""

from __future__ import annotations

import check_all
import first_paint
import grade_a_class
import help_text
import key_to_echo
import lab_key_to_grid
import left_alone
import real_model
import save_to_verdict
import size_to_shapes
from rows import machine, table

if __name__ == "__main__":
    found = [
        *first_paint.rows(),
        *help_text.rows(),
        *save_to_verdict.rows(),
        *check_all.rows(),
        *size_to_shapes.rows(),
        *key_to_echo.rows(),
        *lab_key_to_grid.rows(),
        *left_alone.rows(),
        *real_model.rows(),
        *grade_a_class.rows(),
    ]
    print(machine())
    print(table(found))
