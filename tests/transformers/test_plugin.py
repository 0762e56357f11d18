"""A plug-in is found by its name in course.yaml, costs nothing before its first use, and knows all its names."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tutor.course.kinds import kinds_of, parted, plugin_of
from tutor.course.load import load_about, load_course
from tutor.course.model import Course, MalformedCourseError
from tutor.course.roots import own_root, plugin_name
from tutor.hooks import Plugin, PluginError, plugin

HEAVY = ("numpy", "textual", "rich", "yaml", "pytest")


def imported_by(code: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after ``code``."""
    code += f"\nimport sys\nprint(*(name for name in {HEAVY} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split()[-len(HEAVY) :]) & set(HEAVY)


def test_naming_the_plugin_imports_nothing_heavy() -> None:
    assert imported_by("from tutor.transformers import PLUGIN") == set()


def test_the_help_of_the_shell_draws_and_computes_nothing() -> None:
    code = "import sys\nsys.argv = ['tutor', '--help']\nfrom tutor.cli.command_table import run\n"
    code += "try:\n    run()\nexcept SystemExit:\n    pass"
    assert imported_by(code) == set()


def test_a_course_without_a_plugin_has_the_engines_kinds_alone() -> None:
    course = Course(Path())
    assert plugin_of(course) == Plugin()
    assert set(kinds_of(course)) == {"section", "exercise", "quiz", "explain", "run"}


def test_only_what_is_installed_as_a_plugin_is_imported() -> None:
    with pytest.raises(PluginError, match="the plug-in 'antigravity' is not installed"):
        plugin("antigravity")
    assert "antigravity" not in sys.modules
    with pytest.raises(PluginError, match="not a plug-in"):
        plugin("tutor.course.model")
    with pytest.raises(MalformedCourseError, match="cannot be imported"):
        plugin_of(Course(Path(), plugin="tutor.nothing"))


@pytest.mark.parametrize("said", ["lab: true", "drills: true", "plugin: tutor.transformers"])
def test_the_former_booleans_still_select_the_plugin(tmp_path: Path, said: str) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "course.yaml").write_text(f"{said}\n")
    assert load_about(tmp_path).plugin_name == plugin_name(tmp_path) == "tutor.transformers"


def test_reading_without_yaml_gives_the_same_as_yaml() -> None:
    assert plugin_name(own_root()) == load_about(own_root()).plugin_name


def test_every_reference_of_this_course_is_of_a_kind_that_knows_its_name() -> None:
    course = load_course()
    kinds = kinds_of(course)
    proofs = [(lesson.id, item) for lesson in course.lessons for c in lesson.checkpoints for item in c.proof]
    assert any(item.startswith("drill:") for _, item in proofs)
    for lesson, item in proofs:
        kind, name = parted(item, kinds)
        assert kind is not None and kind.proved is not None, item
        full = kind.full(course, name, lesson)
        assert kind.to_do(full, kind.names(course)[full])


def test_a_kind_reports_what_is_wrong_with_a_name() -> None:
    course = load_course()
    kinds = kinds_of(course)
    assert kinds["drill"].fault(course, "shape") == "there is no drill 'shape'"
    assert kinds["exercise"].fault(course, "ex1") == ""
    assert "There is no exercise 'ex99'" in kinds["exercise"].fault(course, "ex99")
    assert kinds["run"].fault(replace(course, lessons=()), "a", "b") == "there is no live block 'b#a'"
