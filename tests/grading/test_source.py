"""Everything that may be in place of the learner's file, and the message about it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.grading.tiny import SOLUTION
from tutor.course.model import Exercise
from tutor.grading.grader import Grader


def nul_bytes(path: Path) -> None:
    path.write_bytes(b"import numpy as np\nx = 1\0\n")


def latin_1(path: Path) -> None:
    path.write_bytes("# -*- coding: utf-8 -*-\n# über\n".encode("latin-1"))


def utf_16(path: Path) -> None:
    path.write_text(SOLUTION, encoding="utf-16")


def ten_megabytes(path: Path) -> None:
    path.write_bytes(b"# " + b"x" * 10_000_000 + b"\n")


def a_folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    pass


def a_link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.with_name("gone.py"))


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("put", "words"),
    [
        (nul_bytes, ("t1_tiny.py", "NUL byte", "line 2")),
        (latin_1, ("t1_tiny.py", "not UTF-8", "line 2", "0xfc")),
        (utf_16, ("t1_tiny.py", "UTF-16")),
        (ten_megabytes, ("t1_tiny.py", "10.0 MB")),
        (a_folder, ("t1_tiny.py", "folder")),
        (nothing, ("t1_tiny.py", "missing", "tutor reset t1")),
        (a_link_to_nowhere, ("t1_tiny.py", "link", "gone.py")),
        (a_link_to_itself, ("t1_tiny.py", "cannot be read")),
        (a_pipe, ("t1_tiny.py", "not a regular file")),
        (an_endless_device, ("t1_tiny.py", "not a regular file")),
    ],
)
def test_an_unreadable_file_is_reported_in_one_sentence(
    put: Callable[[Path], None], words: tuple[str, ...], grader: Grader, tiny: Exercise, file: Path
) -> None:
    put(file)
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "error"
    for word in words:
        assert word in verdict.message
    assert [test.outcome for test in verdict.tests] == ["not_run"] * 5


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + SOLUTION.encode(),
        SOLUTION.replace("\n", "\r\n").encode(),
        SOLUTION.rstrip().encode(),
    ],
    ids=["byte-order mark", "Windows line ends", "no last line end"],
)
def test_other_encodings_and_newlines_pass(data: bytes, grader: Grader, tiny: Exercise, file: Path) -> None:
    file.write_bytes(data)
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "passed"
    assert verdict.digest == hashlib.sha256(data).hexdigest()


def test_a_link_is_followed(grader: Grader, tiny: Exercise, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.py"
    target.write_text(SOLUTION)
    file.symlink_to(target)
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "passed"


def test_a_file_may_import_its_neighbour(grader: Grader, tiny: Exercise, file: Path) -> None:
    file.with_name("helper_of_mine.py").write_text(
        "def mean(x):\n    return x.mean(axis=-1, keepdims=True)\n"
    )
    file.write_text(
        "from helper_of_mine import mean as mean_of\n"
        + SOLUTION.replace("x.mean(axis=-1, keepdims=True)", "mean_of(x)")
    )
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "passed"


STUB_VARIANTS: dict[str, Callable[[str], str]] = {
    "as it is": lambda stub: stub,
    "with a comment": lambda stub: "# mine\n" + stub.replace("    raise", "    # to do\n    raise"),
    "with other docstrings": lambda stub: stub.replace("Two small functions.", "Later."),
    "with other spaces": lambda stub: stub.replace("\n\n\n", "\n\n\n\n\n"),
    "raising with a text": lambda stub: stub.replace(
        "raise NotImplementedError", "raise NotImplementedError('to do')"
    ),
    "with something tried": lambda stub: stub.replace(
        "raise NotImplementedError", "y = 3\n    raise NotImplementedError"
    ),
}


@pytest.mark.parametrize("name", STUB_VARIANTS)
def test_a_stub_is_not_started(name: str, grader: Grader, tiny: Exercise, file: Path) -> None:
    file.write_text(STUB_VARIANTS[name](tiny.stub))
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "not_started"
    assert {test.outcome for test in verdict.tests} == {"not_started"}


def test_a_half_written_file_is_begun(grader: Grader, tiny: Exercise, file: Path) -> None:
    head, _, _ = SOLUTION.partition("    return q @ k.T")
    file.write_text(head + "    raise NotImplementedError\n")
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "failed"
    assert [test.outcome for test in verdict.tests] == ["passed"] * 3 + ["not_started"] * 2
    assert verdict.message == "scores is not written yet."
