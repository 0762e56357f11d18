"""Every sentence in docs/classroom.md that makes a promise, and the test that verifies it."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.promises import require_held, require_test
from tutor.classroom.grade import default_jobs

ROOT = Path(__file__).parents[1]
DOC = (ROOT / "docs" / "classroom.md").read_text(encoding="utf-8")
HERE = "tests/test_classroom_doc.py::"
GRADE_ALL, HAND_INS, CLI = (
    "tests/classroom/test_grade_all.py::",
    "tests/classroom/test_hand_ins.py::",
    "tests/cli/",
)

# The beginning of a sentence → the tests that verify its promise.
FORMATS = "tests/classroom/test_class_formats.py::"
PROMISES = {
    "Everything here works without the app": [
        f"{HERE}test_grading_and_checking_need_no_textual",
        f"{HERE}test_the_python_version_on_the_page_is_the_required_one",
    ],
    "The tutor sends nothing over the network": [
        f"{HERE}test_no_part_of_the_tutor_can_send_anything",
        "tests/process/test_guard.py::test_the_network_is_unreachable",
    ],
    "`tutor check --all --junit FILE` writes": [
        f"{CLI}test_check_junit.py::test_own_checks_are_reported_as_junit_for_a_ci_service",
        "tests/views/test_junit.py::test_each_check_line_is_a_case_with_its_failure",
    ],
    "It exits with 0 when everything passed": [
        f"{CLI}test_check_junit.py::test_own_checks_are_reported_as_junit_for_a_ci_service"
    ],
    "The checks come with the tutor": [
        f"{CLI}test_which_course.py::test_checks_that_a_workspace_carries_change_nothing",
        f"{CLI}test_which_course.py::test_checks_in_an_unopened_copy_of_the_repository_change_nothing",
        f"{CLI}test_trust.py::test_without_a_terminal_it_is_refused_in_one_sentence_and_nothing_runs",
    ],
    "The PyTorch project counts as not started": [
        "tests/course/test_requires.py::test_one_sentence_says_what_is_missing",
        "tests/course/test_requires.py::test_every_module_the_course_requires_is_in_an_extra",
    ],
    "A command earns all of its points or none": [
        f"{CLI}test_check.py::test_a_known_mistake_is_named_in_json_and_explained_in_words",
        f"{CLI}test_check.py::test_the_solution_passes_in_json_and_in_words",
    ],
    "For partial marks": [
        "tests/classroom/test_grade_table.py::test_each_student_has_a_row_with_shares_or_words"
    ],
    "Put the submissions into one folder with a subfolder": [
        "tests/classroom/test_submissions.py::test_files_may_be_in_the_folder_in_exercises_or_in_a_clone"
    ],
    "Each file is graded as a copy": [
        f"{GRADE_ALL}test_nothing_is_written_to_the_submissions_folder",
        f"{GRADE_ALL}test_the_file_of_another_student_is_unreachable",
        "tests/process/test_guard.py::test_the_network_is_unreachable",
    ],
    "An endless loop is stopped after": [
        f"{GRADE_ALL}test_an_endless_loop_costs_its_own_grade_only",
        f"{HERE}test_the_numbers_on_the_page_match_the_command",
    ],
    "The number of files graded at the same time": [f"{HERE}test_the_numbers_on_the_page_match_the_command"],
    "The table says who passed what": [
        f"{GRADE_ALL}test_each_student_gets_their_own_verdict",
        f"{CLI}test_grade.py::test_the_grades_are_printed_and_written_and_the_exit_code_is_0",
    ],
    "`tutor classroom init DIR": [f"{FORMATS}test_every_step_of_the_workflow_runs"],
    "Below the grades, the command prints": [
        f"{FORMATS}test_a_misunderstanding_is_counted_over_the_class_with_its_section"
    ],
    "`--misunderstandings FILE` writes": [
        f"{FORMATS}test_a_misunderstanding_is_counted_over_the_class_with_its_section"
    ],
    "`--grading grading.yaml` adds points": [
        f"{FORMATS}test_points_are_shares_of_the_tiers_minus_what_lateness_costs"
    ],
    "Every entry of the file is optional": [
        f"{FORMATS}test_a_wrong_file_of_weights_is_one_sentence_with_its_line"
    ],
    "- **Gradescope**": [f"{FORMATS}test_gradescope_gets_a_test_for_each_line_with_its_points"],
    "`--resume FILE` keeps": [f"{FORMATS}test_a_run_that_was_stopped_goes_on_where_it_was"],
    "If the run is stopped, the same command": [f"{FORMATS}test_a_run_that_was_stopped_goes_on_where_it_was"],
    "`--dask tcp": ["tests/classroom/test_cluster.py::test_a_scheduler_that_does_not_answer_is_one_sentence"],
    "The grades are the same as on one machine": [
        "tests/classroom/test_cluster.py::test_the_table_is_the_same_after_a_worker_was_killed"
    ],
    "If a worker is lost": [
        "tests/classroom/test_cluster.py::test_the_table_is_the_same_after_a_worker_was_killed"
    ],
    "For every wrong file it shows the first core line": [
        "tests/classroom/test_grade_table.py::test_csv_has_a_line_per_grade_with_all_details"
    ],
    "That file gets no grade": [
        f"{CLI}test_grade.py::test_a_file_at_which_the_tutor_failed_is_no_grade_and_exits_3",
    ],
    "The command exits with 0 whatever the grades": [
        f"{CLI}test_grade.py::test_the_grades_are_printed_and_written_and_the_exit_code_is_0",
        f"{CLI}test_grade.py::test_a_file_at_which_the_tutor_failed_is_no_grade_and_exits_3",
        "tests/classroom/test_grade_table.py::test_ungraded_files_are_counted_separately",
    ],
    "`first_line` is the first core line": [
        "tests/classroom/test_grade_table.py::test_csv_has_a_line_per_grade_with_all_details"
    ],
    "The verdict `begun` is for": [
        "tests/classroom/test_grade_table.py::test_an_unwritten_function_is_not_a_failure"
    ],
    "Whatever a file does": [
        f"{GRADE_ALL}test_a_file_that_kills_processes_changes_no_other_grade",
        f"{GRADE_ALL}test_an_endless_loop_costs_its_own_grade_only",
    ],
    "[What guards the machine](safety.md)": [
        "tests/process/test_kernel_guard.py::test_the_documented_table_is_up_to_date"
    ],
    "Grade work from people you do not trust": [
        "tests/process/test_kernel_guard.py::test_the_recipe_for_bubblewrap_grades"
    ],
    "Every file in a student's folder is either graded": [
        f"{HAND_INS}test_every_submitted_file_is_accounted_for",
        f"{HAND_INS}test_an_unusable_file_is_named_with_the_reason",
    ],
    "A file with another name or in another place": [
        f"{HAND_INS}test_a_similar_name_is_graded_if_unambiguous_and_reported"
    ],
    "If two different files could be the same exercise": [
        f"{HAND_INS}test_two_different_candidates_are_not_graded"
    ],
    "Notebooks, links that lead out of the folder": [
        f"{HAND_INS}test_an_unusable_file_is_named_with_the_reason",
        "tests/classroom/test_submissions.py::test_links_are_followed_only_inside_the_student_s_folder",
    ],
    "Hidden files and the rest of a copy": [
        f"{HAND_INS}test_only_the_students_folder_of_a_clone_is_searched"
    ],
    "`--files FILE` writes": [f"{HAND_INS}test_many_files_of_one_folder_are_one_line_and_all_are_in_the_csv"],
    "The CSV is encoded in UTF-8": [
        "tests/classroom/test_grade_table.py::test_the_docs_name_the_columns_of_the_csv"
    ],
    "`course` is the folder of the course": [
        f"{CLI}test_which_course.py::test_a_class_graded_by_a_named_course_says_so",
        f"{CLI}test_which_course.py::test_another_course_that_was_asked_for_is_said_with_the_verdict",
    ],
    "A name that a spreadsheet would read": [
        "tests/classroom/test_grade_table.py::test_no_cell_is_a_formula"
    ],
    "The two Unicode forms of an accent": [f"{HAND_INS}test_two_spellings_of_one_name_are_one_student"],
    "`tutor report --html` writes one page": [
        f"{CLI}test_report.py::test_html_goes_into_a_file_and_one_line_says_where",
        "tests/views/test_report.py::test_the_markdown_has_dates_and_reasons_and_separates_claims",
    ],
    "It says how time is counted": [
        "tests/views/test_report.py::test_the_markdown_has_dates_and_reasons_and_separates_claims",
        "tests/end_to_end/test_report_in_a_browser.py::"
        "test_the_report_fits_every_width_and_can_be_read_in_light_and_dark",
        "tests/end_to_end/test_report_in_a_browser.py::test_on_paper_it_is_black_on_white",
    ],
}
# Advice, and facts about other programs, which tutor cannot break.
ADVICE = (
    "Give each student a copy",
    "On GitHub Classroom, turn that folder",
    "Students clone it",
    "Put this workflow into the template",
    "Replace `EXAMPLE`",
    "If an assignment has only some",
    "To award points on GitHub Classroom",
    "`gh classroom clone student-repos`",
    "(Excel shows accented names",
    "Create the folder `grades` first",
    "`--tmpfs",
    "Let students decide whether",
    "Do not treat it as proof",
    "The tutor, with the extra",
)


def commands() -> list[str]:
    """The tutor commands in the page's code blocks."""
    blocks = re.findall(r"```\w+\n(.*?)```", DOC, flags=re.DOTALL)
    return re.findall(r"\btutor ((?:init|check|grade|report)\b[^#\n;|]*)", "\n".join(blocks))


def test_every_promise_is_verified_by_a_test() -> None:
    require_held(DOC, [*PROMISES, *ADVICE])


@pytest.mark.parametrize("test", sorted({test for tests in PROMISES.values() for test in tests}))
def test_the_named_test_exists(test: str) -> None:
    require_test(test)


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_every_command_on_the_page_exists(command: str) -> None:
    import typer

    from tutor.cli.command_table import app

    name, *rest = shlex.split(command.replace("$one", "one"))
    group = typer.main.get_command(app)
    known = {option for parameter in group.commands[name].params for option in parameter.opts}  # type: ignore[attr-defined]
    assert {word for word in rest if word.startswith("-")} <= known


def test_the_code_blocks_on_the_page_are_valid() -> None:
    blocks = re.findall(r"```(\w+)\n(.*?)```", DOC, flags=re.DOTALL)
    assert {language for language, _ in blocks} == {"sh", "yaml"}
    for language, block in blocks:
        if language == "yaml":
            assert yaml.safe_load(block)
        else:
            assert subprocess.run(["sh", "-n", "-c", block], check=False).returncode == 0


def test_the_numbers_on_the_page_match_the_command() -> None:
    import inspect

    from tutor.classroom.grade_command import grade

    assert inspect.signature(grade).parameters["timeout"].default == 10.0
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert default_jobs() == there


def test_the_python_version_on_the_page_is_the_required_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"


def test_no_part_of_the_tutor_can_send_anything() -> None:
    """Only the server that a learner starts uses the network, and the download of weights on request."""
    senders = {
        "urllib.request",
        "http.client",
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "smtplib",
        "websockets",
    }
    for path in (ROOT / "tutor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
            if path.name != "serve_command.py":
                assert not senders & set(names), path


def test_grading_and_checking_need_no_textual(tmp_path: Path) -> None:
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "textual.py").write_text("raise ImportError('blocked')\n")
    env = {**os.environ, "PYTHONPATH": f"{tmp_path / 'blocked'}{os.pathsep}{ROOT}", "TUTOR_COURSE": ""}

    def tutor(*words: str, cwd: Path) -> int:
        return subprocess.run(
            [sys.executable, "-P", "-m", "tutor", *words], cwd=cwd, env=env, capture_output=True, check=False
        ).returncode

    assert tutor("init", "class/kim", cwd=tmp_path) == 0
    assert tutor("check", "ex1", "--junit", "x.xml", cwd=tmp_path / "class" / "kim") == 1
    assert tutor("grade", "class", "-e", "ex1", "--csv", "grades.csv", cwd=tmp_path) == 0
    assert tutor("report", "--html", cwd=tmp_path / "class" / "kim") == 0
    assert (tmp_path / "grades.csv").is_file()
