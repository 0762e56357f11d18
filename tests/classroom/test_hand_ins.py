"""Every submitted file is graded or named with a reason, whatever its name and place."""

from __future__ import annotations

import csv
import io
import os
import random
import unicodedata
import zipfile
from pathlib import Path

import pytest

from tests.classroom.test_submissions import FILE, OTHER, of, put
from tests.grading.tiny import SOLUTION
from tests.views.drawing import drawn
from tutor.classroom import hand_ins
from tutor.classroom.account_table import COLUMNS, accounts_csv, accounts_view, left_sentence
from tutor.classroom.file_names import in_another_form, near
from tutor.classroom.grade import grade_all
from tutor.classroom.submissions import Account, Submissions, find_submissions
from tutor.course.model import Course


def zipped(path: Path, files: dict[str, str], **how: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", **how) as archive:  # type: ignore[arg-type]
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def account(found: Submissions, shown: str, student: str = "kim") -> Account:
    (one,) = (a for a in found.accounts if (a.student, a.shown) == (student, shown))
    return one


def find(course: Course, root: Path, **options: bool) -> Submissions:
    return find_submissions(root, course.exercises, asked=True, **options)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("t1.py", "t1"), ("KL t1.py", "t1"), ("T1_TINY.PY", "t1"), ("t1_tiny (1).py", "t1"), ("kim_t1_final.py", "t1"),
        ("T 1.py", "t1"), ("t-01.py", "t1"), ("tiny.py", "t1"), ("Tiny v2.py", "t1"), ("t1 and t2.py", "t1 t2"),
        ("test_t1.py", ""), ("t12.py", ""), ("at1.py", ""), ("t1", ""), ("t1.pyc", ""), ("notes.py", ""),
        ("destiny.py", ""),
    ],
)  # fmt: skip
def test_a_similar_name_identifies_one_exercise(course: Course, name: str, meant: str) -> None:
    assert " ".join(one.short for one in near(name, course.exercises)) == meant


def test_a_file_in_another_format_is_matched_to_its_exercise(course: Course) -> None:
    for name in ("t1.ipynb", "t1_tiny.py.txt", "KL t1.zip", "T1.PDF"):
        assert [one.short for one in in_another_form(name, course.exercises)] == ["t1"]
    assert in_another_form("t1.py", course.exercises) == ()


@pytest.mark.parametrize(
    "shown",
    ["KL t1.py", "T1_Tiny.py", f"week4/{FILE}", f"a/b/c/{FILE}", "w/T1 (2).py", f"x.zip: {FILE}", "x.zip: d/t1.py"],
)  # fmt: skip
def test_a_similar_name_is_graded_if_unambiguous_and_reported(
    course: Course,
    root: Path,
    shown: str,
) -> None:
    archive, colon, member = shown.partition(": ")
    if colon:
        zipped(root / "kim" / archive, {member: SOLUTION})
    else:
        put(root / "kim" / shown, SOLUTION)
    found = find(course, root)
    one = of(found, "kim")
    assert (one.problem, one.note, one.shown) == ("", f"taken for {FILE}", shown)
    assert account(found, shown).exercise == "t1"
    (grade,) = grade_all(course, [one], timeout=20, jobs=1, folders=found.folders)
    assert (grade.word, grade.says) == ("passed", "")
    text = drawn(accounts_view(found.accounts, found.work), 100)  # type: ignore[arg-type]
    assert shown in text and f"taken for {FILE}" in text
    assert left_sentence(found.accounts) == ""


def test_two_different_candidates_are_not_graded(course: Course, root: Path) -> None:
    put(root / "kim" / "t1.py", "x = 1\n")
    put(root / "kim" / "KL t1.py", "x = 2\n")
    put(root / "lee" / "t1.py", "x = 1\n")
    put(root / "lee" / "KL t1.py", "x = 1\n")
    found = find(course, root)
    assert of(found, "kim").file is None
    assert (
        of(found, "kim").problem
        == "KL t1.py and t1.py could each be t1, and they differ: keep only one of them."
    )
    assert {account(found, name).why for name in ("t1.py", "KL t1.py")} == {
        "several files could be t1 and they differ: keep only one"
    }
    assert of(found, "lee").shown == "KL t1.py"
    assert account(found, "t1.py", "lee").why == "the same text as in KL t1.py, which was graded"


def test_the_right_name_in_the_right_place_takes_precedence(course: Course, root: Path) -> None:
    put(root / "kim" / "exercises" / FILE, "x = 1\n")
    put(root / "kim" / "old" / FILE, "x = 0\n")
    put(root / "kim" / "t1 draft.py", "x = 2\n")
    zipped(root / "kim" / "all.zip", {FILE: "x = 3\n"})
    found = find(course, root)
    assert (of(found, "kim").shown, of(found, "kim").note) == (f"exercises/{FILE}", "")
    for shown in (f"old/{FILE}", "t1 draft.py", f"all.zip: {FILE}"):
        assert account(found, shown).why == f"another file for it is exercises/{FILE}, which was graded"
    assert account(found, "all.zip").why == "no file in it was graded"


def test_one_zip_may_contain_every_exercise_and_their_imports(course: Course, root: Path) -> None:
    files = {
        "w/t1_tiny.py": "from helper import *\nfrom t2_other import *\n",
        "w/helper.py": "",
        "w/KL t2.py": SOLUTION,
    }
    zipped(root / "kim" / "w.zip", {**files, "__MACOSX/w/._t1_tiny.py": "\0", "w/.DS_Store": ""})
    found = find(course, root)
    assert [one.shown for one in found.work] == ["w.zip: w/t1_tiny.py", "w.zip: w/KL t2.py"]
    assert account(found, "w.zip").exercise == "t1, t2"
    assert account(found, "w.zip: w/helper.py").why == "no exercise has this name"
    assert account(found, "w.zip: __MACOSX/w/._t1_tiny.py").aside
    (grade, _) = grade_all(course, found.work, timeout=20, jobs=1, folders=found.folders)
    assert grade.word == "passed", grade.says


def test_an_unusable_file_is_named_with_the_reason(
    course: Course,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hand_ins, "LARGEST_FILE", 1000)
    monkeypatch.setattr(hand_ins, "LARGEST_ZIP", 5000)
    put(root / "kim" / FILE, "x = 1\n" * 500)
    put(root / "kim" / "t2.ipynb", "{}")
    put(root / "kim" / "notes.ipynb", "{}")
    put(root / "kim" / "essay.pdf")
    put(root / "kim" / "broken.zip", "no zip at all")
    zipped(root / "kim" / "large.zip", {"x": "y" * 9000})
    zipped(root / "kim" / "bomb.zip", {FILE: "0" * 10_000_000}, compression=zipfile.ZIP_DEFLATED)
    zipped(root / "kim" / "empty.zip", {})
    os.mkfifo(root / "kim" / "t1 pipe.py")
    (root / "kim" / "t1 link.py").symlink_to("/etc/passwd")
    found = find(course, root)
    assert of(found, "kim").problem == f"{FILE} was not graded: it is too large (0.0 MB)."
    assert of(found, "kim", "t2_other").problem == (
        f"t2.ipynb was not graded: it is a notebook; it must be called {OTHER}."
    )
    assert {one.shown: one.why for one in found.accounts} == {
        FILE: "it is too large (0.0 MB)",
        "t2.ipynb": f"it is a notebook; it must be called {OTHER}",
        "notes.ipynb": "a notebook, but only Python files are graded",
        "essay.pdf": "no exercise has this name",
        "broken.zip": "it cannot be opened as a zip (it is damaged)",
        "large.zip": "it is too large (0.0 MB)",
        "bomb.zip": "it is too large (0.0 MB)",
        "empty.zip": "no file in it was graded",
        "t1 pipe.py": "it is not a regular file, so it was not read",
        "t1 link.py": "it is a link out of the student's folder, so it was not read",
    }


def test_a_zip_that_lies_about_a_size_is_not_believed(course: Course, root: Path) -> None:
    path = zipped(root / "kim" / "x.zip", {FILE: "0" * 3_000_000}, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(OSError, match="larger than"):
        hand_ins.read_member(path, FILE, 1_000_000)
    damaged = bytearray(path.read_bytes())
    damaged[60:200] = b"\xff" * 140
    path.write_bytes(damaged)
    with pytest.raises(OSError, match="the zip is damaged"):
        hand_ins.read_member(path, FILE, 5_000_000)
    found = find(course, root)
    (grade,) = grade_all(course, found.work[:1], timeout=20, jobs=1)
    assert grade.word == "missing" and "cannot be read" in grade.says


def test_two_spellings_of_one_name_are_one_student(course: Course, root: Path) -> None:
    put(root / unicodedata.normalize("NFC", "Zoë Müller") / FILE)
    put(root / unicodedata.normalize("NFD", "Zoë Müller") / OTHER)
    found = find(course, root)
    assert found.students == (unicodedata.normalize("NFC", "Zoë Müller"),)
    assert [one.shown for one in found.work] == [FILE, OTHER]


def test_only_the_students_folder_of_a_clone_is_searched(course: Course, root: Path) -> None:
    clone = root / "kim" / "transformer-tutor"
    put(clone / "exercises" / OTHER)
    for name in (
        "lessons/step-1.md",
        "checks/t1_tiny/t1.py",
        f"tests/variants/{FILE}",
        ".git/HEAD",
        "README.md",
    ):
        put(clone / name)
    found = find(course, root)
    assert of(found, "kim").problem == f"There is no {FILE}."
    assert of(found, "kim", "t2_other").note == ""
    aside = {one.shown.partition("/")[2]: one.why for one in found.accounts if one.aside}
    assert aside == {
        "lessons/step-1.md": "part of a copy of the course",
        "checks/t1_tiny/t1.py": "part of a copy of the course",
        f"tests/variants/{FILE}": "part of a copy of the course",
        ".git/HEAD": "hidden",
    }
    text = drawn(accounts_view(found.accounts, found.work), 100)  # type: ignore[arg-type]
    assert "Not examined: 1 file hidden, 3 files part of a copy of the course." in text
    assert "README.md  no exercise has this name" in text


def test_a_file_for_an_unrequested_exercise_is_explained(course: Course, root: Path) -> None:
    put(root / "kim" / FILE)
    put(root / "kim" / "KL t2.py")
    found = find_submissions(root, course.exercises[:1], asked=True, others=course.exercises)
    assert account(found, "KL t2.py").why == "for t2, which was not asked for"


def test_many_files_of_one_folder_are_one_line_and_all_are_in_the_csv(course: Course, root: Path) -> None:
    put(root / "kim" / FILE)
    for number in range(9):
        put(root / "kim" / "data" / f"{number}.txt")
    put(root / "kim" / "=1+1\x1b[2J.txt")
    found = find(course, root)
    text = drawn(accounts_view(found.accounts, found.work), 100)  # type: ignore[arg-type]
    assert "data/ (9 files)  no exercise has this name" in text and "\x1b[2J" not in text
    assert left_sentence(found.accounts) == "10 more files were not graded; the reasons are above."
    table = accounts_csv(found.accounts)
    assert "\x1b" not in table
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 11
    assert {row["file"] for row in rows if not row["graded_as"]} == {
        *(f"data/{number}.txt" for number in range(9)), "'=1+1␛[2J.txt"
    }  # fmt: skip


def test_every_submitted_file_is_accounted_for(course: Course, root: Path) -> None:
    """Every file below every folder has exactly one account: graded, a reason, or aside."""
    luck = random.Random(19)
    parts = ["t1", "t2", "_tiny", "_other", " (1)", "KL ", "week4/", "exercises/", ".git/", "x", "é", "T1"]
    for student in range(12):
        (root / f"s{student}").mkdir()
        for _ in range(luck.randrange(12)):
            name = "".join(luck.choices(parts, k=luck.randrange(1, 5))).strip("/ ") + luck.choice(
                [".py", ".txt", ".ipynb", ""]
            )
            path = root / f"s{student}" / name
            if not path.exists() and not any(p.is_file() for p in path.parents):
                put(path, luck.choice(["x = 1\n", "x = 2\n"]))
    put(root / "s0" / FILE)
    found = find(course, root)
    there = sorted(
        (folder.name, path.relative_to(folder).as_posix())
        for folder in root.iterdir()
        for path in folder.rglob("*")
        if path.is_file()
    )
    assert sorted((one.student, one.shown) for one in found.accounts) == there
    assert all(bool(one.exercise) != bool(one.why) for one in found.accounts)
    graded = [(one.student, one.shown) for one in found.accounts if one.exercise]
    assert sorted(graded) == sorted((one.student, one.shown) for one in found.work if one.file is not None)
