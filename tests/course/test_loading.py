"""A course on disk becomes typed objects, or an error with file, line and fault."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import STEADY
from tutor.course import roots
from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.course.markdown import blocks
from tutor.course.model import Hint, MalformedCourseError
from tutor.course.roots import course_root, exercise_names

TYPED = (
    *(
        "---\n",
        "```\n",
        "```quiz\n",
        "## ",
        "{#",
        "}",
        "[",
        "- ",
        ": ",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "\t",
        "\x00",
    ),
    *(
        "\n",
        "  ",
        "'",
        '"',
        "|",
        ">",
        "?",
        "#",
        "1:30",
        "2024-13-01",
        "~",
        "null",
        "proof: ",
        "live ",
        "after=scores",
    ),
)

LESSON = "lessons/step-1-attention.md"
BRIEF = "checks/ex1_twice/brief.md"
HINTS = "checks/ex1_twice/hints.md"
SOLUTION = "checks/ex1_twice/solution.py"


def test_a_lesson_has_its_front_matter_and_its_sections_with_their_lines(make_course):
    lesson = load_course(make_course()).lessons[0]
    assert (lesson.id, lesson.step, lesson.time) == ("step-1-attention", 1, "2-3 hours")
    assert lesson.actions == ("Read it",)
    assert lesson.checkpoints[0].proof == ("quiz:scores-shape", "run:scores", "exercise:ex1")
    assert [(s.id, s.title, s.line) for s in lesson.sections] == [
        ("scores", "Scores", 16),
        ("why-d_k", "Why √`d_k`?", 38),
    ]


def test_an_exercise_has_brief_hints_solution_and_a_stub(make_course):
    exercise = load_course(make_course()).exercises[0]
    assert (exercise.id, exercise.short, exercise.functions) == ("ex1_twice", "ex1", ("twice",))
    assert exercise.hints == (Hint("Think."), Hint("Multiply."))
    assert exercise.brief.startswith("Write twice.")
    assert "raise NotImplementedError" in exercise.stub and "2 * x" not in exercise.stub


def test_lessons_are_sorted_by_step_and_exercises_by_order(make_course):
    root = make_course(
        {
            "lessons/a-later.md": "---\nstep: 2\ntitle: t\ntime: t\nwhat: w\nwhy: w\n---\n",
            "checks/a_other/brief.md": "---\ntitle: Other\norder: 2\n---\n",
            "checks/a_other/solution.py": "x = 1\n",
        }
    )
    course = load_course(root)
    assert [lesson.id for lesson in course.lessons] == ["step-1-attention", "a-later"]
    assert [exercise.id for exercise in course.exercises] == ["ex1_twice", "a_other"]


def test_a_brief_can_name_what_a_learner_types(make_course):
    course = load_course(
        make_course(
            {
                "checks/s6_key_cache/brief.md": "---\ntitle: Cache\norder: 2\nshort: kv\n---\n",
                "checks/s6_key_cache/solution.py": "def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n",
            }
        )
    )
    assert find_exercise(course, "kv") is find_exercise(course, "s6_key_cache")
    assert [one.short for one in course.exercises] == ["ex1", "kv"]


def test_missing_folders_count_as_empty(tmp_path):
    course = load_course(tmp_path)
    assert (course.lessons, course.exercises) == ((), ())


def test_private_folders_loose_files_and_readmes_are_ignored(make_course):
    root = make_course(
        {
            "checks/conftest.py": "",
            "checks/_shared/x.py": "",
            "checks/__pycache__/x.pyc": "",
            "lessons/README.md": "About the lessons.",
            "lessons/_draft.md": "no front matter",
        }
    )
    course = load_course(root)
    assert (len(course.lessons), len(course.exercises)) == (1, 1)
    assert exercise_names(root) == {"ex1_twice"}


def test_line_ends_and_byte_order_marks_of_other_systems_do_not_matter(make_course):
    root = make_course()
    for path in root.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    course = load_course(root)
    assert course.lessons[0].sections[1].line == 38
    assert "\r" not in course.exercises[0].stub


def test_the_course_of_this_repository_loads():
    course = load_course()
    assert course.root == course_root()
    assert {exercise.id for exercise in course.exercises} == exercise_names()


HEAD = "---\nstep: 1\ntitle: t\ntime: t\nwhat: w\nwhy: w\n"
FAULTS = {
    "no front matter": (LESSON, "# Hello\n", 1, "must begin with front matter"),
    "front matter without end": (LESSON, "---\nstep: 1\n", 1, "no closing line"),
    "a field is missing": (LESSON, ("what: Theory\n", ""), 2, "'what' is missing"),
    "a field is misspelt": (LESSON, ("time: 2-3", "tme: 2-3"), 4, "did you mean 'time'?"),
    "a field of the wrong kind": (LESSON, ("step: 1", "step: one"), 2, "'step' must be a whole number"),
    "a list that is text": (LESSON, ("actions:\n  - Read it", "actions: Read it"), 7, "must be a list"),
    "a checkpoint without text": (LESSON, ("    text: Explain the scores\n", ""), 10, "'text' is missing"),
    "a checkpoint's unknown field": (LESSON, ("    text:", "    txt:"), 11, "did you mean 'text'?"),
    "a proof that is a number": (LESSON, ('"run:scores"', "7"), 12, "'checkpoints[1].proof[2]' must be text"),
    "a field twice": (LESSON, ("why: To know", "what: Again"), 6, "'what' appears twice"),
    "YAML that is none": (LESSON, ("why: To know", "why: [To know"), 7, "cannot be read"),
    "a date that is none": (LESSON, ("why: To know", "why: 2024-13-45"), 2, "cannot be read"),
    "a tag that does not fit": (LESSON, ("why: To know", "why: !!int ''"), 2, "cannot be read"),
    "a name that is a list": (LESSON, ("why: To know", "why: x\n? [a, b]\n: c"), 7, "cannot be read"),
    "a name that is a number": (LESSON, ("why: To know", "why: x\n7: y"), 2, "each name must be text"),
    "front matter that is a list": (LESSON, "---\n- a\n---\n", 2, "must be a mapping"),
    "front matter that is empty": (LESSON, "---\n---\n", 2, "'step' is missing"),
    "a section id twice": (LESSON, ("## Why √`d_k`?", "## Again {#scores}"), 38, "taken by line 16"),
    "a section without words": (LESSON, ("## Why √`d_k`?", "## "), 38, "needs words"),
    "a section whose title makes no id": (LESSON, ("## Why √`d_k`?", "## ???"), 38, "needs words"),
    "not UTF-8": (LESSON, HEAD.encode() + b"---\n\xe9t\xe9\n", 8, "byte 0xe9 is not UTF-8"),
    "a step twice": ("lessons/x.md", HEAD + "---\n", 2, "step 1 is also the step of"),
    "a brief is missing": (BRIEF, None, 1, "missing"),
    "a solution is missing": (SOLUTION, None, 1, "missing"),
    "a brief without order": (BRIEF, ("order: 1\n", ""), 2, "'order' is missing"),
    "a brief's misspelt field": (BRIEF, ("rests_on:", "rest_on:"), 5, "did you mean 'rests_on'?"),
    "hints that skip a number": (HINTS, "## 1\n\na\n\n## 3\n\nb\n", 5, "must be headed '## 2'"),
    "hints not numbered": (HINTS, "## A nudge\n\na\n", 1, "must be headed '## 1'"),
    "hints without headings": (HINTS, "Think.\n", 1, "must be headed '## 1'"),
    "an empty hint": (HINTS, "## 1\n\n## 2\n\nb\n", 1, "hint 1 is empty"),
    "a region that never ends": (SOLUTION, ("    # END SOLUTION\n", ""), 8, "has no '# END SOLUTION'"),
    "a region that never begins": (SOLUTION, ("    # BEGIN SOLUTION\n", ""), 9, "has no '# BEGIN SOLUTION'"),
    "a region inside a region": (
        SOLUTION,
        ("    return 2 * x", "    # BEGIN SOLUTION\n    return 2 * x"),
        9,
        "inside the region of line 8",
    ),
    "a solution that is not Python": (SOLUTION, ("return 2 * x", "return 2 *"), 9, "not Python"),
    "a solution with a NUL byte": (SOLUTION, "x = 1\0\n", 1, "not Python"),
    "a region that takes too much": (
        SOLUTION,
        (
            "def twice(x: float) -> float:",
            "if True:\n    # BEGIN SOLUTION\n    y = 1\n    # END SOLUTION\ndef twice(x):",
        ),
        7,
        "not Python",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_file_and_line(make_course, case):
    name, change, line, fault = FAULTS[case]
    root = make_course({name: change})
    with pytest.raises(MalformedCourseError) as caught:
        load_course(root)
    assert (caught.value.path, caught.value.line) == (root / name, line)
    assert fault in str(caught.value)
    assert str(caught.value).startswith(f"{root / name}, line {line}: ")


def test_a_folder_in_place_of_a_lesson_is_a_fault_without_traceback(make_course):
    root = make_course()
    (root / "lessons" / "step-9.md").mkdir()
    with pytest.raises(MalformedCourseError, match=r"step-9.md, line 1: it cannot be read"):
        load_course(root)


def test_loading_imports_neither_numpy_nor_textual_nor_a_markdown_parser():
    import subprocess
    import sys

    code = (
        "import sys; from tutor.course.load import load_course; load_course(); "
        "print(sorted({'numpy', 'textual', 'rich', 'markdown_it', 'pytest'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert result.stdout.strip() == "[]"


def test_an_installed_course_inside_the_package_is_the_one_that_is_used(tmp_path, monkeypatch):
    monkeypatch.setattr(roots, "_PACKAGE", tmp_path / "tutor")
    (tmp_path / "tutor").mkdir()
    assert roots.course_root() == tmp_path
    (tmp_path / "tutor" / "_course").mkdir()
    assert roots.course_root() == tmp_path / "tutor" / "_course"


@STEADY
@given(data=st.data())
def test_any_text_in_a_lesson_loads_or_is_a_fault_with_a_line(make_course, data):
    text = (make_course() / LESSON).read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 30))
        typed = data.draw(st.one_of(st.sampled_from(TYPED), st.text(max_size=4)))
        text = text[:start] + typed + text[end:]
    root = make_course({LESSON: text.encode("utf-8", "replace")})
    try:
        [lesson] = load_course(root).lessons
        for section in lesson.sections:
            blocks(section, lesson)
    except MalformedCourseError as error:
        assert error.path == root / LESSON
        assert 1 <= error.line <= text.count("\n") + text.count("\r") + 2
        assert "\n" not in error.fault
