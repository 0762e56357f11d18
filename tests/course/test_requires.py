"""What an exercise is built on: whether it is there, and the command that brings it."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tutor.course.exercise import EXTRAS, how_to_get, missing_modules, needed
from tutor.course.load import load_course

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_what_can_be_imported_is_not_missing(make_course):
    exercise = load_course(make_course()).exercises[0]
    there = replace(exercise, requires=("json", "xml.dom", "no_such_library", "no_such.part", "json.no_such"))
    assert missing_modules(there) == ("no_such_library", "no_such.part", "json.no_such")


def test_one_sentence_says_what_is_missing(make_course):
    exercise = load_course(make_course()).exercises[0]
    assert needed(exercise) == ""
    assert needed(replace(exercise, requires=("json", "no_such"))) == (
        "This exercise needs no_such, which is not installed here: pip install no_such"
    )
    assert "needs a_no and b_no, which are not installed here" in needed(
        replace(exercise, requires=("a_no", "b_no"))
    )


@pytest.mark.parametrize(
    ("names", "command"),
    [
        (("torch",), 'pip install "transformer-tutor[torch]"'),
        (("jax",), "pip install jax"),
        (("torch", "jax"), "pip install torch jax"),
    ],
)
def test_a_command_says_how_to_get_what_is_missing(names, command):
    assert how_to_get(names) == command


def test_every_extra_that_is_named_to_a_learner_exists_and_brings_its_module():
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for name in EXTRAS:
        assert any(requirement.startswith(name) for requirement in extras[name])


def test_what_the_course_requires_is_an_extra_of_the_package():
    assert {name for exercise in load_course().exercises for name in exercise.requires} == EXTRAS
