"""What holds for all tests: how many threads one may take, how many examples, and that the slow ones start first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tutor.grading.lines import MARKERS

# The checks of the second course grade a learner's file.
collect_ignore = ["second_course"]

os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"  # pictures do not depend on the terminal of the test run
os.environ["TUTOR_CACHE"] = ""  # a check of the course runs every block
os.environ["TUTOR_MODELS"] = str(Path(__file__).parent / "no-models")  # nor are the user's own models seen
os.environ["TUTOR_STATE"] = ""  # and nothing is kept in the user's own folder

# The arrays of the tests are small: threads cost more than they save, most of all where several workers share the
# processor. Read when NumPy is first loaded, so they are set here and not in a fixture; child processes inherit them.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def pytest_configure(config: pytest.Config) -> None:
    """Know the marks of check lines, which tests import; let properties draw few examples without slow tests."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if "not slow" in config.option.markexpr:
        settings.register_profile("few", max_examples=15)
        settings.load_profile("few")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A slow test that starts last would keep one worker busy while the others have nothing left."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("slow", "thorough"))))
