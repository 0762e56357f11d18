"""Starts tutor's Python processes: isolated from the current folder, with one thread for linear algebra."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

ONE_THREAD = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"),
)
_ROOT = str(Path(__file__).parents[2])
# The package's parent folder is last on the path, so that it hides no other module if tutor is not installed.
_START = "import sys; sys.path.append(sys.argv[1]); from {module} import main; main()"


def start(
    module: str,
    arguments: Sequence[str],
    *,
    keep: Sequence[int],
    stdin: int,
    output: int | IO[Any],
) -> subprocess.Popen[bytes]:
    """Run ``module.main()`` in a new session. The process inherits the descriptors in ``keep``."""
    import subprocess

    variables = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONUTF8": "1"}
    for name in ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONPROFILEIMPORTTIME"):
        variables.pop(name, None)
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START.format(module=module), _ROOT, *arguments],
        stdin=stdin,
        stdout=output,
        stderr=output,
        pass_fds=keep,
        env=variables,
        start_new_session=True,
    )
