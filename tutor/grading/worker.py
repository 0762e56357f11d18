"""Entry point of the grading worker: a process that has pytest and the checks loaded and grades file after file.

No learner's code ever runs here: the tests call into an isolated process.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tutor.process import Sandbox

# pytest plugins that no check needs. Each would add to the start-up time.
_WITHOUT = (
    *("cacheprovider", "unraisableexception", "threadexception", "faulthandler", "logging", "doctest"),
    *("junitxml", "pastebin", "stepwise", "debugging", "setuponly", "setupplan", "recwarn", "monkeypatch"),
    *("tmpdir", "legacypath", "helpconfig_", "warnings", "unittest", "subtests"),
)
PRELOAD = ("tutor.grading.module_runner", "tutor.grading.prefetch")


def main() -> None:
    """Run pytest on the checks. Arguments: the checks' folder, the grader's file descriptor, the start method."""
    checks, control, method = Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # Start the first process for a learner's code now, while pytest and NumPy are imported here.
    sandbox = Sandbox.start(preload=PRELOAD, method="fork" if method == "fork" else "spawn")

    import pytest

    from tutor.grading.check_cache import CheckCache
    from tutor.grading.grading_worker import GradingWorker

    cache = CheckCache(checks)
    arguments = [
        str(checks),
        f"--rootdir={checks}",
        *("-c", os.devnull, "--import-mode=importlib", "--assert=plain", "--capture=no", "-q"),
        *(part for name in _WITHOUT for part in ("-p", f"no:{name}")),
    ]
    code = pytest.main(arguments, plugins=[GradingWorker(sandbox, cache, control), cache])
    sandbox.close()
    os._exit(int(code))
