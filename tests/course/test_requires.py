"""The modules that an exercise requires: whether they are installed, and the command that installs them."""

import tomllib
from dataclasses import replace
from pathlib import Path

from tutor.course.exercise import missing_modules, needed
from tutor.course.load import load_course
from tutor.installation import this_installation

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_an_importable_module_is_not_missing(make_course):
    exercise = load_course(make_course()).exercises[0]
    there = replace(exercise, requires=("json", "xml.dom", "no_such_library", "no_such.part", "json.no_such"))
    assert missing_modules(there) == ("no_such_library", "no_such.part", "json.no_such")


def test_one_sentence_says_what_is_missing(make_course):
    exercise = load_course(make_course()).exercises[0]
    assert needed(exercise) == ""
    assert needed(replace(exercise, requires=("json", "no_such"))) == (
        "This exercise needs no_such, which is not installed here: "
        + this_installation().line_for_packages(["no_such"])
    )
    assert "needs a_no and b_no, which are not installed here" in needed(
        replace(exercise, requires=("a_no", "b_no"))
    )


def test_every_module_the_course_requires_is_in_an_extra():
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for name in {name for exercise in load_course().exercises for name in exercise.requires}:
        assert any(requirement.startswith(name) for requirement in extras[name])
