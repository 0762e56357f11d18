"""What holds for all tests: how many threads one may take, and an environment without anything of an earlier run."""

from __future__ import annotations

import os

# The checks of the second course grade a learner's file.
collect_ignore = ["second_course"]

os.environ["TUTOR_CACHE"] = ""  # a check of the course runs every block

# The arrays of the tests are small: threads cost more than they save, most of all where several workers share the
# processor. Read when NumPy is first loaded, so they are set here and not in a fixture; child processes inherit them.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
