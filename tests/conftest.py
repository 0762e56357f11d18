"""Settings for all tests: threads per test, number of examples, and slow tests first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tutor.grading.lines import MARKERS

# These checks grade a learner's file.
collect_ignore = ["second_course"]

os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"  # pictures must not depend on the terminal
os.environ["TUTOR_CACHE"] = ""  # a check of the course runs every block
os.environ["TUTOR_MODELS"] = str(Path(__file__).parent / "no-models")  # tests must not see the user's models
os.environ["TUTOR_CONFIG"] = str(Path(__file__).parent / "no-config.toml")  # nor the user's settings
os.environ["TUTOR_STATE"] = ""  # tests must not write to the user's state folder

# The arrays in tests are small, so threads cost more than they save, especially with several workers per processor.
# NumPy reads these when it is first loaded, so they are set here and not in a fixture; child processes inherit them.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers of check lines, and draw fewer examples unless slow tests run."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if "not slow" in config.option.markexpr:
        settings.register_profile("few", max_examples=15)
        settings.load_profile("few")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow tests first; one that starts last would keep a worker busy while the others are idle."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("slow", "thorough"))))
