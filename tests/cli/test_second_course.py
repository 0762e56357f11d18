"""Any folder with lessons, exercises and checks is a course: a small one about distances is learned and extended."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.cli.access import known_exercises
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.roots import own_root
from tutor.course.trust import AGREED, STATE, trust
from tutor.workspace import Workspace, find, look

SECOND = Path(__file__).parents[1] / "second_course"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and an environment that is restored afterwards."""
    monkeypatch.setenv("TUTOR_COURSE", "")
    monkeypatch.delenv("TUTOR_COURSE")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(AGREED, "")
    monkeypatch.setenv(STATE, str(tmp_path.with_name(f"{tmp_path.name}-state")))
    for known in (SECOND, tmp_path / "copied", tmp_path / "moved"):
        trust(known)
    return tmp_path


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A writable copy of the course."""
    copy = tmp_path / "copied"
    shutil.copytree(SECOND, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def forget() -> None:
    """Simulate a new shell."""
    os.environ.pop("TUTOR_COURSE", None)


def test_it_is_in_order(tutor: Run) -> None:
    ran = tutor("course", "check", "--course", str(SECOND))
    assert ran.code == 0, ran.out
    assert "2 mistakes" in ran.out and "The course is in order" in ran.out


def test_a_folder_made_for_it_knows_its_course_in_every_later_command(
    tutor: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tutor("init", "mine", f"--course={SECOND}")
    assert (made.code, made.err) == (0, "") and "1 new exercise file" in made.out
    forget()
    monkeypatch.chdir(elsewhere / "mine" / "exercises")
    assert look().course == SECOND
    assert tutor("check").out.startswith("near1 · The nearest point   · not started")
    course = load_course(SECOND)
    (exercise,) = course.exercises
    file = elsewhere / "mine" / "exercises" / exercise.filename
    mistake = load_mistakes(exercise)[0][0]
    file.write_text(apply(exercise.solution, mistake), encoding="utf-8")
    assert mistake.name in tutor("check", "near1").out
    file.write_text(exercise.solution, encoding="utf-8")
    assert tutor("check", "near1").code == 0
    assert "● Has found the nearest point" in tutor("progress").out
    assert tutor("search", "pythagoras").out.startswith("1 · Two points")
    assert "This course has no schedules." in tutor("plan").err
    assert "has no drills." in tutor("drill").err
    report = tutor("report").out
    assert report.startswith("# Second course: report") and "Drills" not in report
    monkeypatch.chdir(elsewhere)
    assert tutor("check", "near1", "--workspace", "mine").code == 0


def test_a_workspace_of_one_course_is_not_one_of_another(tutor: Run, elsewhere: Path) -> None:
    tutor("init", "mine", "--course", str(SECOND))
    forget()
    tutor("init", "transformer-tutor")
    assert find(elsewhere).root == elsewhere / "transformer-tutor"  # type: ignore[union-attr]
    os.environ["TUTOR_COURSE"] = str(SECOND)
    assert find(elsewhere / "transformer-tutor") is None
    assert find(elsewhere / "mine").root == elsewhere / "mine"  # type: ignore[union-attr]
    forget()
    assert look(elsewhere / "transformer-tutor").course == own_root()


@pytest.mark.parametrize(
    ("folder", "says"),
    [
        ("nowhere", "does not exist"),
        ("file", "is not a folder"),
        ("empty", "has no lessons/ and no checks/"),
        ("half", "has no checks/"),
    ],
)
def test_a_folder_that_is_no_course_is_refused_in_one_sentence(
    tutor: Run, elsewhere: Path, folder: str, says: str
) -> None:
    (elsewhere / "file").write_text("x")
    (elsewhere / "empty").mkdir()
    (elsewhere / "half" / "lessons").mkdir(parents=True)
    for command in (["start"], ["check"], ["course", "check"], ["init"], ["search", "x"]):
        ran = tutor(*command, "--course", folder)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert f"{elsewhere / folder} {says}" in ran.err
        assert "a course is a folder with lessons/, exercises/ and checks/" in ran.err


def test_the_option_may_stand_before_the_command_or_after_it(tutor: Run) -> None:
    option = ("--course", str(SECOND))
    assert tutor(*option, "search", "pythagoras").out.startswith("1 · Two points")
    forget()
    assert tutor("search", "pythagoras", *option).out.startswith("1 · Two points")


def test_inside_a_course_its_folder_is_named_once(
    tutor: Run, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(copied / "exercises")  # git does not keep empty folders
    monkeypatch.chdir(copied / "lessons")
    assert tutor("search", "pythagoras").code == 1, (
        "a folder that merely carries lessons and checks changes nothing"
    )
    assert tutor("check", "--course", str(copied)).out.startswith("near1")
    assert (copied / "exercises" / "near1_nearest.py").is_file()
    forget()
    assert tutor("search", "pythagoras").out.startswith("1 · Two points")
    assert tutor("check").out.startswith("near1")


def test_a_folder_of_another_course_gets_no_file(tutor: Run, workspace: Workspace) -> None:
    before = sorted(workspace.exercises_dir.iterdir())
    ran = tutor("check", "--course", str(SECOND))
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert f"no workspace for the course in {SECOND}" in ran.err
    for command in (["check", "--workspace", str(workspace.root)], ["init", str(workspace.root)]):
        ran = tutor(*command, "--course", str(SECOND))
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert f"{workspace.root} is for the course in" in ran.err
    assert sorted(workspace.exercises_dir.iterdir()) == before


def test_the_shell_completes_the_names_of_the_current_course(
    tutor: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutor("init", "--course", str(SECOND))
    forget()
    assert known_exercises() == ["near1_nearest"], (
        "also from beside the folder, as for the tutor's own course"
    )
    monkeypatch.chdir(elsewhere / "my-second_course")
    assert known_exercises() == ["near1_nearest"]
    monkeypatch.setenv("TUTOR_COURSE", "nowhere")
    assert known_exercises() == []


def test_a_deleted_course_is_reported_with_advice(
    tutor: Run, copied: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutor("init", "mine", "--course", str(copied))
    forget()
    copied.rename(elsewhere / "moved")
    monkeypatch.chdir(elsewhere / "mine")
    ran = tutor("check")
    assert ran.code == 2 and "no longer exists" in ran.err and "--course DIR" in ran.err
    assert tutor("check", "--course", str(elsewhere / "moved")).out.startswith("near1")
    forget()
    assert tutor("check").out.startswith("near1"), "its new place is kept"


def test_new_exercises_are_added_and_reported_once_and_nothing_else_changes(
    tutor: Run, copied: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutor("init", "mine", "--course", str(copied))
    mine = elsewhere / "mine" / "exercises"
    (mine / "near1_nearest.py").write_text("# my own\n", encoding="utf-8")
    (mine / "near0_gone.py").write_text("# of an older course\n", encoding="utf-8")
    tutor("course", "new", "exercise", "near2_twice_as_far", "--course", str(copied))
    forget()
    monkeypatch.chdir(mine)
    assert "New in exercises/: near2_twice_as_far.py" in tutor("progress").err
    assert tutor("progress").err == ""
    assert (mine / "near1_nearest.py").read_text(encoding="utf-8") == "# my own\n"
    assert (mine / "near0_gone.py").read_text(encoding="utf-8") == "# of an older course\n"
