"""``tutor course new exercise`` creates valid files, and never touches existing ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.course.load import load_course
from tutor.course.trust import AGREED

SECOND = Path(__file__).parents[1] / "second_course"


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the second course, as the current folder."""
    root = tmp_path / "second_course"
    shutil.copytree(SECOND, root, ignore=shutil.ignore_patterns("__pycache__", ".tutor"))
    monkeypatch.chdir(root)
    monkeypatch.setenv(AGREED, str(root))
    return root


def test_a_new_exercise_passes_the_check_and_a_broken_one_is_reported(tutor: Run, second: Path) -> None:
    ran = tutor("course", "new", "exercise", "near2_soft_vote")
    assert (ran.code, ran.err) == (0, "")
    folder = second / "checks" / "near2_soft_vote"
    assert {path.name for path in folder.iterdir()} == {
        "brief.md",
        "solution.py",
        "test_near2_soft_vote.py",
        "mistakes.py",
        "hints.md",
    }
    assert "raise NotImplementedError" in (second / "exercises" / "near2_soft_vote.py").read_text()
    ran = tutor("course", "check", "near2")
    assert (ran.code, ran.err) == (0, "")
    assert "of 1 exercise." in ran.out

    solution = folder / "solution.py"
    solution.write_text(solution.read_text().replace("return 2 * x", "return 2 * x + 1"))
    ran = tutor("course", "check", "near2")
    assert ran.code == 1
    assert f"✗ {solution}, line 1: the solution is failed" in ran.out
    solution.write_text(solution.read_text().replace("return 2 * x + 1", "return x + x"))
    ran = tutor("course", "check", "near2")
    assert ran.code == 1
    assert "mistake 'squared' changes '2 * x', which appears 0 times in the solution" in ran.out


def test_a_new_exercise_comes_after_the_existing_ones(tutor: Run, second: Path) -> None:
    tutor("course", "new", "exercise", "near2_soft_vote")
    assert tutor("check", "--all").out.index("The nearest point") < tutor("check", "--all").out.index(
        "Soft vote"
    )


def test_the_learners_file_follows_the_solution_while_it_is_being_written(tutor: Run, second: Path) -> None:
    tutor("course", "new", "exercise", "near2_soft_vote")
    solution = second / "checks" / "near2_soft_vote" / "solution.py"
    solution.write_text(solution.read_text().replace("Twice x, number by number", "All votes, softly"))
    assert "exercises/near2_soft_vote.py has new starting code" in tutor("check", "near2").err
    assert "All votes, softly" in (second / "exercises" / "near2_soft_vote.py").read_text()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("near1_nearest", "already exists"),
        ("Soft_Vote", "lowercase letters"),
        ("soft vote", "lowercase letters"),
        ("../soft_vote", "lowercase letters"),
        ("2_votes", "lowercase letters"),
        ("soft__vote", "lowercase letters"),
        ("class", "something else in Python"),
        ("random", "something else in Python"),
        ("test_vote", "leave out the test_"),
        ("near1_again", "would be 'near1' for short, and so is near1_nearest"),
        ("left_over", "already exists, as"),
    ],
)
def test_a_taken_or_invalid_name_is_refused_in_one_sentence(
    tutor: Run, second: Path, name: str, says: str
) -> None:
    (second / "exercises" / "left_over.py").write_text("mine")
    before = sorted(second.rglob("*"))
    ran = tutor("course", "new", "exercise", name)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(f"'{name}' ")
    assert says in ran.err
    assert sorted(second.rglob("*")) == before
    assert (second / "exercises" / "left_over.py").read_text() == "mine"


def test_a_course_begins_with_a_section(tutor: Run, tmp_path: Path) -> None:
    for folder in ("lessons", "exercises", "checks"):
        (tmp_path / "fresh" / folder).mkdir(parents=True)
    ran = tutor("course", "new", "exercise", "votes", "--course", str(tmp_path / "fresh"))
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "has no section yet" in ran.err


def test_a_course_from_nothing_is_in_order(tutor: Run, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    for folder in ("lessons", "exercises", "checks"):
        (fresh / folder).mkdir(parents=True)
    front = "---\nstep: 1\ntitle: Votes\ntime: 5 minutes\nwhat: Votes\nwhy: To count\n---\n# Votes\n\n"
    (fresh / "lessons" / "votes.md").write_text(f"{front}## Counting\n\nCount.\n")
    assert tutor("course", "new", "exercise", "votes", "--course", str(fresh)).code == 0
    ran = tutor("course", "check", "--course", str(fresh), "--trust-course")
    assert (ran.code, ran.err) == (0, ""), ran.out
    assert (fresh / "checks" / "conftest.py").is_file()


def test_a_check_of_a_part_grades_only_what_belongs_to_it(tutor: Run, second: Path) -> None:
    ran = tutor("course", "check", "lessons/step-1-distances.md")
    assert (ran.code, ran.err) == (0, "") and "graded" not in ran.out
    ran = tutor("course", "check", "near1#signed")
    assert (ran.code, ran.err) == (0, "") and "stub and the mistake signed of 1 exercise" in ran.out
    ran = tutor("course", "check", "near1#singed")
    assert (ran.code, ran.err.count("\n")) == (
        2,
        1,
    ) and "has no mistake 'singed'. Similar: signed" in ran.err
    ran = tutor("course", "check", "near9")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1) and "Similar: near1" in ran.err


def test_stale_sections_are_listed_without_the_rest_of_the_check(tutor: Run, second: Path) -> None:
    path = next((second / "lessons").glob("step-1-*.md"))
    text = path.read_text(encoding="utf-8")
    section = load_course(second).lessons[0].sections[0].id
    path.write_text(
        text.replace("step: 1\n", f"step: 1\nas_of:\n  {section}: 2020-01\n", 1), encoding="utf-8"
    )
    ran = tutor("course", "check", "--stale", "6")
    assert (ran.code, ran.err) == (1, "") and "Checked" not in ran.out
    assert f"'{section}' is as of January 2020: " in ran.out and "✗ 1 dated section to review." in ran.out
    ran = tutor("course", "check", "--stale", "100000")
    assert (ran.code, ran.out) == (0, "✓ No dated section is more than 100,000 months old.\n")
