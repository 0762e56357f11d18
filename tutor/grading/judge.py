"""The judge: a process that has pytest and the checks loaded, and forks itself for every check that is asked of it.

No learner's code ever runs here: the forked judge runs the tests, and those call into the isolated process. Where there
is no fork it serves one request itself and ends.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from tutor.process import Sandbox

# What a check needs nothing of. Each costs time in every run.
_WITHOUT = (
    *(
        "cacheprovider",
        "unraisableexception",
        "threadexception",
        "faulthandler",
        "logging",
        "doctest",
        "junitxml",
    ),
    *(
        "pastebin",
        "stepwise",
        "debugging",
        "setuponly",
        "setupplan",
        "recwarn",
        "monkeypatch",
        "tmpdir",
        "legacypath",
    ),
    *("helpconfig_", "warnings", "unittest", "subtests"),
)
PRELOAD = ("tutor.grading.runner",)


def main() -> None:
    """Entry point. Arguments: the checks folder, the control socket's descriptor, ``serve`` or ``once``."""
    checks, control, mode = Path(sys.argv[-3]), int(sys.argv[-2]), sys.argv[-1]
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # The nursery gets ready while pytest and NumPy are imported here.
    sandbox = Sandbox.start("fork" if mode == "serve" else "spawn", preload=PRELOAD)
    gc.disable()

    import pytest

    from tutor.grading.serve import Bench
    from tutor.grading.shelf import Shelf

    shelf = Shelf(checks)
    bench = Bench(sandbox, shelf, control, forking=mode == "serve")
    arguments = [
        str(checks),
        f"--rootdir={checks}",
        *("-c", os.devnull, "--import-mode=importlib", "--assert=plain", "--capture=no", "-q"),
        *(part for name in _WITHOUT for part in ("-p", f"no:{name}")),
    ]
    code = pytest.main(arguments, plugins=[bench, shelf])
    sandbox.close()
    os._exit(int(code))
