"""Reports whether every committed file in ``exercises/`` is the stub of its solution. Reads only HEAD."""

from __future__ import annotations

import subprocess
import sys

from tutor.course.load import load_course


def committed(path: str) -> str | None:
    """The text of ``path`` in the last commit, or None if it does not exist."""
    shown = subprocess.run(["git", "show", f"HEAD:{path}"], capture_output=True, check=False)
    return shown.stdout.decode("utf-8") if shown.returncode == 0 else None


def main() -> int:
    wrong = 0
    for exercise in load_course().exercises:
        path = f"exercises/{exercise.filename}"
        text = committed(path)
        if text == exercise.stub:
            print(f"✓ {path}")
            continue
        wrong += 1
        fault = "is not committed" if text is None else "differs from the stub of its solution"
        print(f"✗ {path} {fault}: run 'tutor reset {exercise.short}' and commit the file")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
