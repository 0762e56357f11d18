"""``tutor --help`` beside the help of a Typer app of two commands, interleaved, each a fresh process; medians.

Usage: ``python benchmarks/help_text.py [RUNS]``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rows import Row, machine, table

TWO_COMMANDS = '''
import typer

app = typer.Typer()


@app.command()
def start(folder: str = ".") -> None:
    """Begin."""


@app.command()
def check(name: str) -> None:
    """Grade."""


app()
'''


def milliseconds(command: list[str]) -> float:
    """From exec to exit."""
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return 1000 * (time.perf_counter() - began)


def rows(runs: int = 15) -> list[Row]:
    """The table's line about help."""
    with tempfile.TemporaryDirectory() as folder:
        peer = Path(folder) / "two_commands.py"
        peer.write_text(TWO_COMMANDS, encoding="utf-8")
        ways = ([sys.executable, "-m", "tutor", "--help"], [sys.executable, str(peer), "--help"])
        taken = [[milliseconds(way) for way in ways] for _ in range(runs + 1)][1:]
    own, base = (statistics.median(column) for column in zip(*taken, strict=True))
    return [Row("tutor --help", own, "a two-command Typer app's --help", base, 1.3)]


if __name__ == "__main__":
    print(machine())
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 15)))
