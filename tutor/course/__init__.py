"""Lessons, exercises and checks as typed objects. Plain Python: no NumPy, no Textual.

The room's public names, each loaded when it is first asked for: a child process that only needs the types
pays for no YAML and no markdown parser.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.course.answers import is_correct as is_correct
    from tutor.course.check import check_course as check_course
    from tutor.course.check import check_folder as check_folder
    from tutor.course.exercises import load_exercise as load_exercise
    from tutor.course.find import UnknownExerciseError as UnknownExerciseError
    from tutor.course.find import UnknownSectionError as UnknownSectionError
    from tutor.course.find import find_exercise as find_exercise
    from tutor.course.find import resolve as resolve
    from tutor.course.lessons import load_lesson as load_lesson
    from tutor.course.load import load_course as load_course
    from tutor.course.mistakes import CannotApplyError as CannotApplyError
    from tutor.course.mistakes import apply as apply
    from tutor.course.mistakes import load_mistakes as load_mistakes
    from tutor.course.parts import all_sizes as all_sizes
    from tutor.course.parts import blocks as blocks
    from tutor.course.parts import chain as chain
    from tutor.course.places import course_root as course_root
    from tutor.course.places import exercise_names as exercise_names
    from tutor.course.stub import derive_stub as derive_stub
    from tutor.course.types import Block as Block
    from tutor.course.types import Checkpoint as Checkpoint
    from tutor.course.types import Course as Course
    from tutor.course.types import Exercise as Exercise
    from tutor.course.types import Lesson as Lesson
    from tutor.course.types import LiveCode as LiveCode
    from tutor.course.types import MalformedCourseError as MalformedCourseError
    from tutor.course.types import Mistake as Mistake
    from tutor.course.types import Probe as Probe
    from tutor.course.types import Section as Section

_HOMES = {
    "answers": ("is_correct",),
    "parts": ("all_sizes", "blocks", "chain"),
    "check": ("check_course", "check_folder"),
    "exercises": ("load_exercise",),
    "find": ("UnknownExerciseError", "UnknownSectionError", "find_exercise", "resolve"),
    "lessons": ("load_lesson",),
    "load": ("load_course",),
    "mistakes": ("CannotApplyError", "apply", "load_mistakes"),
    "places": ("course_root", "exercise_names"),
    "stub": ("derive_stub",),
    "types": (
        *("Block", "Checkpoint", "Course", "Exercise", "Lesson", "LiveCode"),
        *("MalformedCourseError", "Mistake", "Probe", "Section"),
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'tutor.course' has no attribute {name!r}")
    return getattr(import_module(f"tutor.course.{home}"), name)
