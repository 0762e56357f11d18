"""Before anything runs from a stranger's course, tutor asks once; without a terminal it refuses."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.ran import Ran, Run
from tutor import cli
from tutor.course import trust

SECOND = Path(__file__).parents[1] / "second_course"


class Terminal(io.StringIO):
    """The user's input, or the terminal's output."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course that records whatever runs from it, as the current folder."""
    course = tmp_path / "strange"
    shutil.copytree(SECOND, course, ignore=shutil.ignore_patterns("__pycache__"))
    mark = f"open({str(tmp_path / 'ran')!r}, 'a').close()\n"
    for name in ("checks/conftest.py", "checks/near1_nearest/mistakes.py"):
        (course / name).write_text(
            mark
            + (course / name).read_text(encoding="utf-8").replace("from __future__ import annotations\n", ""),
            encoding="utf-8",
        )
    monkeypatch.setenv("TUTOR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TUTOR_COURSE", "")
    monkeypatch.setenv(trust.AGREED, "")
    monkeypatch.chdir(course)
    return course


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, types: str, *arguments: str) -> Ran:
    """Run the command at a terminal, with standard output as a pipe."""
    err, out = Terminal(), io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "argv", ["tutor", *arguments])
        patched.setattr(sys, "stdin", Terminal(types))
        patched.setattr(sys, "stderr", err)
        patched.setattr(sys, "stdout", out)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate a new shell."""
    monkeypatch.setenv("TUTOR_COURSE", "")
    monkeypatch.setenv(trust.AGREED, "")


@pytest.mark.parametrize("by", ["option", "record", "committed record"])
@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["check", "near1"],
        ["trace", "near1"],
        ["course", "check"],
        ["grade", "../class"],
        ["serve"],
    ],
)
def test_without_a_terminal_it_is_refused_in_one_sentence_and_nothing_runs(
    tutor: Run,
    strange: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    by: str,
) -> None:
    option = ["--course", str(strange)]
    (tmp_path / "class" / "kim").mkdir(parents=True)
    shutil.copy(SECOND / "exercises" / "near1_nearest.py", tmp_path / "class" / "kim")
    if by == "record":
        if command[0] in ("grade", "course"):
            pytest.skip("it takes no workspace's word")
        tutor("init", "../mine", *option)
        option = []
        monkeypatch.chdir(tmp_path / "mine")
    elif by == "committed record":
        if command[0] in ("grade", "course"):
            pytest.skip("it takes no workspace's word")
        (strange / ".tutor").mkdir()
        (strange / ".tutor" / "course.json").write_text('{"course": ".", "stubs": {}}')
        option = []
        monkeypatch.chdir(strange)
    forget(monkeypatch)
    ran = tutor(*command, *option)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1 and f"The course in {strange} did not come with the tutor" in ran.err
    assert "--trust-course" in ran.err
    assert not (tmp_path / "ran").exists() and not (tmp_path / "state").exists()


def test_it_asks_once_and_says_what_would_run_and_where(
    tutor: Run, strange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (strange / "lessons" / "course.yaml").write_text("plugin: tutor.transformers\n", encoding="utf-8")
    asked = ("check", "--course", str(strange))
    no = at_a_terminal(monkeypatch, "\n", *asked)
    assert (no.code, no.out) == (2, "")
    assert (
        str(strange) in no.err
        and "the checks and mistakes of 1 exercise, with all your permissions" in no.err
    )
    assert "the live code of 1 lesson, in an isolated process" in no.err
    assert "the plug-in tutor.transformers, which is installed here" in no.err
    assert no.err.endswith(f"Nothing from the course in {strange} was run.\n")
    assert not (tmp_path / "ran").exists() and not (tmp_path / "state").exists()
    forget(monkeypatch)
    yes = at_a_terminal(monkeypatch, "y\n", *asked)
    assert yes.out.startswith("near1") and "[y/N]" in yes.err
    assert (tmp_path / "ran").exists()
    forget(monkeypatch)
    again = tutor(*asked)
    assert again.out.startswith("near1") and again.err == "", "and after that also without a terminal"
    kept = json.loads((tmp_path / "state" / "trusted-courses.json").read_text())
    assert kept == {"courses": [str(strange)]}


def test_the_option_answers_for_good(
    tutor: Run, strange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    option = ("--course", str(strange))
    assert tutor("check", *option, "--trust-course").out.startswith("near1")
    forget(monkeypatch)
    assert tutor("trace", "near1", *option).code in (0, 1)
    other = tmp_path / "other"
    shutil.copytree(strange, other)
    monkeypatch.chdir(other)
    assert tutor("check", "--course", str(other)).code == 2, "which says nothing of another folder"


def test_reading_asks_nothing_and_runs_nothing(
    tutor: Run, strange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tutor("init", "../mine", "--course", str(strange)).code == 0
    forget(monkeypatch)
    monkeypatch.chdir(tmp_path / "mine")
    for command in (
        ["search", "pythagoras"],
        ["progress"],
        ["report"],
        ["hint", "near1"],
        ["doctor"],
        ["--help"],
    ):
        ran = tutor(*command)
        assert (ran.code, ran.err) == (0, "") or "no hints" in ran.err
    assert not (tmp_path / "ran").exists() and not (tmp_path / "state").exists()


@pytest.mark.parametrize("damage", [b"", b"[1]", b'{"courses": 7}', b"\xff", b"[" * 100_000], ids=range(5))
def test_a_damaged_list_is_an_empty_one(
    tutor: Run, strange: Path, tmp_path: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "trusted-courses.json").write_bytes(damage)
    assert tutor("check", "--course", str(strange)).code == 2
    assert tutor("check", "--course", str(strange), "--trust-course").out.startswith("near1")
    forget(monkeypatch)
    assert trust.is_trusted(strange)


def test_an_agreement_that_cannot_be_saved_holds_for_this_command(
    tutor: Run, strange: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("a file")
    ran = tutor("check", "--course", str(strange), "--trust-course")
    assert ran.out.startswith("near1") and "You will be asked again next time." in ran.err
    forget(monkeypatch)
    assert not trust.is_trusted(strange)
