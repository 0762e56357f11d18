"""Uses an installed ``tutor`` in an empty folder, as a newcomer would, and reports what does not work as promised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def run(*command: str, cwd: Path, expect: int = 0) -> str:
    """The command's standard output; ends this program if the exit code is not the expected one."""
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    print(f"$ tutor {' '.join(command[1:])}   → {done.returncode}")
    if done.returncode != expect:
        print(done.stdout, done.stderr, f"expected exit code {expect}", sep="\n")
        sys.exit(1)
    return done.stdout


def main(tutor: str, folder: Path) -> None:
    run(tutor, "--version", cwd=folder)
    run(tutor, "--help", cwd=folder)
    run(tutor, "dims", "gpt2", cwd=folder)
    run(tutor, "init", cwd=folder)
    home = next(path.parent for path in folder.rglob("exercises") if path.is_dir())
    report = json.loads(run(tutor, "check", "ex1", "--json", cwd=home, expect=1))
    status = report["results"][0]["status"]
    if status != "not_started":
        print(f"a fresh exercise must be not_started, not {status}")
        sys.exit(1)
    run(tutor, "hint", "ex1", cwd=home)
    run(tutor, "progress", cwd=home)
    run(tutor, "start", cwd=home, expect=2)  # without a terminal, it prints one sentence


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
