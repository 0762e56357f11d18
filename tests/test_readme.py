"""Every sentence of the README's "What runs your code", and the tests that verify it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.promises import require_held, require_test

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
GUARD, FAILURES, OUTPUT, KERNEL = (
    f"tests/process/test_{name}.py::" for name in ("guard", "failures", "output", "kernel_guard")
)

# The beginning of a sentence → its promise, and the tests that verify it.
PROMISES = {
    "Your code runs in a process of its own": {
        "a process of its own": [
            "tests/process/test_life.py::test_a_process_has_its_own_session",
            "tests/grading/test_grader.py::test_killing_a_learners_process_fails_only_that_check",
        ],
        "time": [f"{FAILURES}test_an_endless_loop_is_stopped_and_its_line_named"],
        "memory": [f"{FAILURES}test_memory_is_bounded"],
        "output": [f"{OUTPUT}test_a_printed_gigabyte_neither_blocks_nor_fills_memory"],
        "files": [
            f"{GUARD}test_a_file_that_grows_too_large_is_cut_off",
            f"{GUARD}test_the_total_written_is_limited",
            f"{GUARD}test_nothing_outside_its_own_folder_is_changed",
        ],
        "an empty folder": [f"{GUARD}test_its_folder_is_private_and_its_home"],
    },
    "It has no network": {
        "no network": [f"{GUARD}test_the_network_is_unreachable"],
        "the checks": [
            f"{GUARD}test_a_hidden_file_cannot_be_read",
            f"{GUARD}test_a_hidden_folder_cannot_be_listed",
            "tests/cli/test_hostile_files.py::test_it_gets_its_sentence_and_the_next_file_its_verdict",
        ],
    },
    "An endless loop is stopped": {
        "An endless loop": [f"{FAILURES}test_a_loop_that_does_not_respond_is_stopped_anyway"],
        "`input()`": [f"{OUTPUT}test_input_raises_an_error_that_says_why"],
        "what your code prints": [f"{OUTPUT}test_output_of_all_sources_is_kept_in_order"],
    },
    "On Linux with Landlock and seccomp": {
        "Landlock": [f"{KERNEL}test_landlock_alone_stops"],
        "seccomp": [f"{KERNEL}test_seccomp_alone_stops"],
        "elsewhere": [
            f"{KERNEL}test_without_landlock_and_seccomp_native_code_bypasses_the_hook",
            f"{KERNEL}test_without_landlock_and_seccomp_the_tutor_works_and_says_so",
        ],
    },
    "[What guards the machine](docs/safety.md)": {
        "the table": [f"{KERNEL}test_the_documented_table_is_up_to_date"],
        "`tutor doctor`": ["tests/cli/test_front_door.py::test_doctor_changes_nothing_and_prints_versions"],
    },
    "Grade files from people you do not trust": {
        "a container": [f"{KERNEL}test_the_recipe_for_bubblewrap_grades"],
    },
}


def section() -> str:
    found = re.search(r"^## What runs your code$(.*?)^## ", README, flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_every_sentence_is_verified_by_a_test() -> None:
    require_held(section(), PROMISES)


def test_every_verified_phrase_is_in_its_sentence() -> None:
    text = " ".join(section().split())
    for start, held in PROMISES.items():
        sentence = text[text.index(start) :]
        for words in held:
            assert words in sentence, (start, words)


@pytest.mark.parametrize(
    "test", sorted({t for held in PROMISES.values() for tests in held.values() for t in tests})
)
def test_the_named_test_exists(test: str) -> None:
    require_test(test)
