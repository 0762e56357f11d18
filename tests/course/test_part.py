"""A part of the course can be named in many ways, and a check of it checks nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.lint import check_course, load_folder
from tutor.course.part import Part, UnknownPartError, find_part
from tutor.course.roots import course_root

LESSON = "step-1-attention"
SCORES = Part(LESSON, "scores")
EX1 = Part(exercise="ex1_twice")


@pytest.fixture
def root(make_course, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course()
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("lessons/step-1-attention.md", Part(LESSON)),
        ("step-1-attention", Part(LESSON)),
        ("step-1", Part(LESSON)),
        ("lessons/step-1-attention.md#scores", SCORES),
        ("step-1#scores", SCORES),
        ("#scores", SCORES),
        ("scores", SCORES),
        ("ex1", EX1),
        ("ex1_twice", EX1),
        ("ex1_t", EX1),
        ("checks/ex1_twice", EX1),
        ("checks/ex1_twice/", EX1),
        ("checks/ex1_twice/mistakes.py", EX1),
        ("exercises/ex1_twice.py", EX1),
        ("ex1#thrice", Part(exercise="ex1_twice", mistake="thrice")),
    ],
)
def test_a_part_is_named_by_id_or_by_file(root: Path, typed: str, part: Part) -> None:
    course, _ = load_folder(root)
    assert find_part(course, typed) == part


def test_a_path_is_relative_to_the_current_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course, _ = load_folder(root)
    monkeypatch.chdir(root / "checks" / "ex1_twice")
    assert find_part(course, "brief.md") == EX1
    assert find_part(course, ".") == EX1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("scors", "Similar: scores"),
        ("step-1#scors", "has no section 'scors'. Similar: scores"),
        ("ex1#twice", "ex1 has no mistake 'twice'. Similar: thrice"),
        ("ex2", "no lesson, section or exercise 'ex2'"),
        ("lessons/step-9.md", "no lesson, section or exercise 'lessons/step-9.md'"),
        ("zzzz", "Available: ex1, step-1-attention"),
    ],
)
def test_a_wrong_name_is_refused_with_similar_names(root: Path, typed: str, says: str) -> None:
    course, _ = load_folder(root)
    with pytest.raises(UnknownPartError, match="no ") as error:
        find_part(course, typed)
    assert says in str(error.value)


def test_a_section_of_two_lessons_needs_the_lesson(root: Path) -> None:
    text = (root / "lessons" / f"{LESSON}.md").read_text(encoding="utf-8")
    (root / "lessons" / "step-2.md").write_text(text.replace("step: 1", "step: 2"), encoding="utf-8")
    course, _ = load_folder(root)
    with pytest.raises(UnknownPartError, match="step-1-attention#scores or step-2#scores"):
        find_part(course, "scores")


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        (
            "scores",
            {"lessons": 1, "sections": 1, "live blocks": 1, "quizzes": 1, "answers checked": 1, "links": 1},
        ),
        ("why-d_k", {"lessons": 1, "sections": 1, "live blocks": 1}),
        ("ex1", {"exercises": 1, "check lines": 1, "mistakes": 1, "probes": 1, "links": 1}),
    ],
)
def test_only_the_part_is_checked(root: Path, typed: str, counts: dict[str, int]) -> None:
    course, _ = load_folder(root)
    report = check_course(course, part=find_part(course, typed))
    assert (report.findings, report.counts) == ((), counts)


def test_a_fault_is_reported_for_its_own_part_only(make_course) -> None:
    root = make_course({f"lessons/{LESSON}.md": ("check: (4, 4)", "check: (4, 5)")})
    course, _ = load_folder(root)
    found = {
        typed: check_course(course, part=find_part(course, typed)).in_order
        for typed in ("scores", "why-d_k", "ex1")
    }
    assert found == {"scores": False, "why-d_k": True, "ex1": True}


def test_a_block_runs_after_its_chain_in_another_section(root: Path) -> None:
    ran: list[tuple[tuple[str, ...], str]] = []

    def run_block(before, source, sizes):
        ran.append((before, source))
        return "2\n"

    course, _ = load_folder(root)
    assert check_course(course, run_block, part=find_part(course, "why-d_k")).in_order
    assert ran == [(("T = 2\nprint(T * d_k)\n",), "print(T)\n")]


def test_every_part_of_this_course_is_found_by_its_full_name() -> None:
    course, malformed = load_folder(course_root())
    assert malformed == ()
    for exercise in course.exercises:
        assert find_part(course, exercise.short) == Part(exercise=exercise.id)
    for lesson in course.lessons:
        assert find_part(course, str(lesson.path)) == Part(lesson.id)
        for section in lesson.sections:
            assert find_part(course, f"{lesson.id}#{section.id}") == Part(lesson.id, section.id)
