"""Pipes that close early, streams that are closed or redirected, and text with control codes."""

from __future__ import annotations

import csv
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.course.model import Course
from tutor.workspace import Workspace

TUTOR = f"{sys.executable} -m tutor"
EX1 = "ex1_scaled_dot_product_attention.py"
EVIL = "\x1b[2J\x1b]0;PWN\x07\x9b31m\u202e\u2066\x08\r"
# Escape sequences from outside that must not reach a terminal. Rich's own colours are allowed.
OBEYED = re.compile(
    "\x1b(?!\\[[0-9;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)
ESCAPES = r"""import numpy as np
print("\x1b[31mRED\x1b[2J\x1b]0;PWN\x07\x9b31m\u202eevil\u2066 \x08\x08\r over \u2028x")
def softmax(x, axis=-1):
    raise type("\x1b[2JErr\u202e",(Exception,),{})("\x1b[31mmsg\x1b]0;P\x07 \u202ebidi")
def scaled_dot_product_attention(q,k,v,mask=None): return q,k
globals()["sof\x1b[31m"]=softmax
"""


def bash(command: str, cwd: Path, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command], cwd=cwd, capture_output=True, text=True, check=False, timeout=timeout
    )


def at_terminal(*arguments: str, cwd: Path) -> tuple[str, int]:
    """The output of a command on its own terminal, and its exit code."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", *arguments],
        cwd=cwd,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(follower)
    said, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        ready, _, _ = select.select([leader], [], [], 0.5)
        try:
            data = os.read(leader, 65536) if ready else b""
        except OSError:  # the other side is closed
            break
        said += data
        if not data and process.poll() is not None:
            break
    os.close(leader)
    return said.decode(errors="replace").replace("\r\n", "\n"), process.wait(10)


@pytest.fixture
def passed(workspace: Workspace, course: Course) -> Path:
    """A folder in which ex1 is solved."""
    workspace.file(course.exercises[0]).write_text(course.exercises[0].solution, encoding="utf-8")
    return workspace.root


@pytest.mark.parametrize(("command", "code"), [("check ex1 -v", 0), ("check ex2 -v", 1), ("report", 0)])
def test_a_reader_that_leaves_changes_no_exit_code(passed: Path, command: str, code: int) -> None:
    done = bash(f"{TUTOR} {command} 2>err | true; echo ${{PIPESTATUS[0]}}; cat err", passed)
    assert done.stdout == f"{code}\n"


def test_a_reader_of_both_streams_that_leaves_changes_no_exit_code(passed: Path) -> None:
    for unbuffered in ("", "1"):
        command = f"PYTHONUNBUFFERED={unbuffered} {TUTOR} check nothing"
        assert bash(f"{command} 2>&1 | true; echo ${{PIPESTATUS[0]}}", passed).stdout == "2\n"
        assert bash(f"{command} --json 2>&1 | head -1; echo ${{PIPESTATUS[0]}}", passed).stdout.endswith(
            "\n2\n"
        )


@pytest.mark.slow
def test_a_watch_whose_reader_leaves_ends(passed: Path) -> None:
    saves = f"for i in 1 2 3 4 5 6; do sleep 2; echo >> exercises/{EX1}; done"
    script = f"({TUTOR} check --watch ex1; echo $? >&2) | head -1 >/dev/null & {saves}; wait"
    assert bash(script, passed).stderr.strip() == "0"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "2>log", ">log 2>&1"])
def test_a_stream_that_is_closed_or_elsewhere_changes_no_exit_code(passed: Path, closed: str) -> None:
    for command, code in (("check ex1", 0), ("check nothing", 2)):
        done = bash(f"exec 3>code; {TUTOR} {command} {closed}; echo $? >&3", passed)
        assert "Traceback" not in done.stdout + done.stderr
        assert (passed / "code").read_text() == f"{code}\n"


def test_a_full_disk_behind_the_output_is_one_sentence(passed: Path) -> None:
    done = bash(f"{TUTOR} check ex1 > /dev/full; echo $?", passed)
    assert done.stdout == "2\n"
    assert done.stderr.count("\n") == 1 and "no space left" in done.stderr.casefold()


def test_the_app_asks_the_stream_that_it_draws_on(passed: Path) -> None:
    leader, follower = pty.openpty()
    with (passed / "log").open("w") as log:
        done = subprocess.run(
            [sys.executable, "-m", "tutor", "start"],
            cwd=passed,
            stdin=follower,
            stdout=follower,
            stderr=log,
            check=False,
            timeout=60,
            env={**os.environ, "TERM": "xterm"},
        )
    os.close(leader)
    os.close(follower)
    assert done.returncode == 2
    said = (passed / "log").read_text()
    assert "draws on standard error, which is redirected" in said and said.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", EVIL], [EVIL], ["check", f"--{EVIL}"], ["check", "--timeout", EVIL], ["--course", EVIL, "check"],
        ["trace", EVIL], ["grade", EVIL], ["report", "-o", f"no/{EVIL}"], ["progress", "--merge", EVIL],
        ["plan", EVIL], ["plan", "fast", "--start", EVIL], ["search", EVIL], ["hint", "a\nb\nc\nd"], ["dims", EVIL],
        ["attend", EVIL, "--model", EVIL], ["drill", EVIL], ["course", "check", EVIL],
        ["course", "new", "exercise", EVIL], ["check", "--workspace", EVIL], ["init", f"/proc/{EVIL}"],
    ],
    ids=range(20),
)  # fmt: skip
def test_arguments_never_act_as_control_codes(tutor: Run, workspace: Workspace, arguments: list[str]) -> None:
    ran = tutor(*arguments)
    assert not OBEYED.search(ran.out + ran.err)
    assert ran.err.count("\n") <= 3 and "Traceback" not in ran.err


def test_learner_text_and_folder_names_never_act_as_control_codes(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / f"c{EVIL}" / f"k{EVIL}"
    folder.mkdir(parents=True)
    (folder / EX1).write_text(ESCAPES)
    (folder / f"x{EVIL}.py").write_text("")
    (workspace.exercises_dir / EX1).write_text(ESCAPES)
    for arguments in (["check", "ex1"], ["trace", f"exercises/{EX1}"], ["check", "ex1", "--json"]):
        said, code = at_terminal(*arguments, cwd=workspace.root)
        assert code == 1 and not OBEYED.search(said), ascii(OBEYED.findall(said))
    said, code = at_terminal(
        "grade",
        str(folder.parent),
        "--csv",
        "g.csv",
        "--files",
        "f.csv",
        cwd=workspace.root,
    )
    # The progress bar hides the cursor, deletes lines and goes up; none of these is in the names.
    said = re.sub("\r|\x1b\\[(?:2K|1A|[?]25[hl])", "", said)
    assert code == 0 and not OBEYED.search(said), ascii(OBEYED.findall(said))
    for name in ("g.csv", "f.csv"):
        text = (workspace.root / name).read_text(encoding="utf-8")
        assert not OBEYED.search(text.replace("\r\n", "\n"))
    assert len(list(csv.reader((workspace.root / "g.csv").open(newline="", encoding="utf-8")))) == 2
