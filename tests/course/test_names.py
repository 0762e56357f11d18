"""Typed names resolve to exercises and references to sections; otherwise a sentence suggests similar ones."""

from dataclasses import replace

import pytest

from tutor.course.links import UnknownExerciseError, UnknownSectionError, find_exercise, resolve
from tutor.course.load import load_course
from tutor.course.model import Course

IDS = (
    *("ex1_scaled_dot_product_attention", "ex2_causal_masking", "ex10_more"),
    *("project_language_model", "project_pytorch"),
)


@pytest.fixture
def course(make_course) -> Course:
    course = load_course(make_course())
    return replace(course, exercises=tuple(replace(course.exercises[0], id=name) for name in IDS))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ex1_scaled_dot_product_attention", 0),
        ("ex1", 0),
        ("EX1", 0),
        ("ex2", 1),
        ("ex2_c", 1),
        ("ex10", 2),
        ("project_l", 3),
        ("project_p", 4),
        ("pytorch", 4),
        ("language", 3),
        ("ex2_causal_masking.py", 1),
        ("exercises/ex2_causal_masking.py", 1),
    ],
)
def test_an_exercise_is_found_by_id_short_name_prefix_or_file(course, typed, found):
    assert find_exercise(course, typed).id == IDS[found]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("project", "'project' could be project_language_model or project_pytorch: type more letters."),
        ("ex", "ex1_scaled_dot_product_attention, ex2_causal_masking or ex10_more"),
        ("ex2_casual_masking", "Similar: ex2_causal_masking."),
        ("ex3", "Similar: "),
        ("masking", "Similar: ex2_causal_masking."),
        ("zzz", "The exercises are: ex1, ex2, ex10, language, pytorch."),
        ("", "There is no exercise ''."),
    ],
)
def test_an_unknown_exercise_gets_similar_names_in_one_sentence(course, typed, says):
    with pytest.raises(UnknownExerciseError) as caught:
        find_exercise(course, typed)
    assert says in str(caught.value)


def test_a_course_without_exercises_says_so(tmp_path):
    with pytest.raises(UnknownExerciseError, match="no exercises"):
        find_exercise(load_course(tmp_path), "ex1")


def test_a_reference_finds_lesson_and_section(course):
    lesson, section = resolve(course, "step-1-attention#why-d_k")
    assert (lesson.step, section.line) == (1, 38)


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("step-1-atention#scores", "no lesson 'step-1-atention'; did you mean 'step-1-attention'?"),
        ("step-1-attention#score", "no section 'score'; did you mean 'scores'?"),
        ("step-1-attention", "has no section ''"),
        ("nowhere#x", "there is no lesson 'nowhere'"),
    ],
)
def test_a_broken_reference_suggests_similar_ones(course, reference, says):
    with pytest.raises(UnknownSectionError) as caught:
        resolve(course, reference)
    assert says in str(caught.value)
