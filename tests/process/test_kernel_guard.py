"""The table in docs/safety.md: what stops native code, with each layer tested without the others."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tutor
from tests.process.conftest import HERE, sandbox_with
from tutor.process import Limits, Raised, Sandbox, kernel_guard

ROOT = Path(tutor.__file__).parents[1]
VERSION = kernel_guard._call(444, None, 0, 1) if kernel_guard._libc is not None else 0
FROM = {"6.2": 3, "6.7": 4, "6.10": 5, "6.12": 6}  # Linux → version of Landlock
pytestmark = pytest.mark.skipif(VERSION < 1, reason="this kernel has no Landlock")

# what is stopped → the function in native.py, whether Landlock stops it (from which Linux), whether seccomp does
TABLE: dict[str, tuple[str, str, bool]] = {
    "writing a file outside the process's folder": ("write", "yes", False),
    "cutting a file short, outside": ("truncate", "from 6.2", False),
    "removing a file, outside": ("remove", "yes", False),
    "making a folder, outside": ("make_folder", "yes", False),
    "making a pipe, outside": ("make_pipe", "yes", False),
    "reading the checks and what others handed in": ("read", "yes", False),
    "connecting by TCP": ("connect", "from 6.7", True),
    "sending by UDP": ("send", "", True),
    "connecting to a local socket": ("connect_locally", "", True),
    "starting a process": ("fork", "", True),
    "running a program": ("run", "", True),
    "signalling another process": ("signal", "from 6.12", True),
    "signalling by a process's descriptor": ("signal_by_descriptor", "from 6.12", True),
    "reading another process's memory": ("read_memory", "yes", True),
    "changing a file's mode or times, outside": ("change_mode_and_times", "", True),
    "changing whose a file is": ("change_owner", "", True),
    "reading a terminal, a disk or another device": ("read_terminal", "yes", False),
    "setting a terminal or another device": ("set_terminal", "from 6.10", False),
    "leaving shared memory, queues or keys behind": ("leave_memory", "", True),
}
LANDLOCK = [kind for kind, (_, landlock, _) in TABLE.items() if landlock]
SECCOMP = [kind for kind, (_, _, seccomp) in TABLE.items() if seccomp]
TERMINAL = os.openpty()
REFUSED = ("EPERM", "EACCES")


@pytest.fixture(scope="module")
def landlock() -> Iterator[Sandbox]:
    with sandbox_with("only_landlock") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def seccomp() -> Iterator[Sandbox]:
    with sandbox_with("only_seccomp") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    with sandbox_with("no_kernel") as sandbox:
        yield sandbox


@pytest.fixture
def treasure(tmp_path: Path) -> Path:
    (tmp_path / "hidden").mkdir()
    path = tmp_path / "hidden" / "treasure"
    path.write_text("treasure")
    return path


def tried(sandbox: Sandbox, kind: str, treasure: Path) -> str:
    with sandbox.open(Limits(importable=(HERE / "code",), hidden=(treasure.parent,))) as process:
        function = TABLE[kind][0]
        path = os.ttyname(TERMINAL[1]) if function == "read_terminal" else str(treasure)
        said: str = process.call(f"native:{function}", path)
        return said


@pytest.mark.parametrize("kind", LANDLOCK)
def test_landlock_alone_stops(landlock: Sandbox, treasure: Path, kind: str) -> None:
    if FROM.get(TABLE[kind][1].removeprefix("from "), 1) > VERSION:
        pytest.skip("a later kernel does")
    assert tried(landlock, kind, treasure) in REFUSED
    assert treasure.read_text() == "treasure"
    assert list(treasure.parent.iterdir()) == [treasure]


@pytest.mark.parametrize("kind", SECCOMP)
def test_seccomp_alone_stops(seccomp: Sandbox, treasure: Path, kind: str) -> None:
    assert tried(seccomp, kind, treasure) in REFUSED


@pytest.mark.parametrize(
    "function", ["open_library", "find_function", "call_from_string", "write_to_address"]
)
def test_the_hook_refuses_ctypes_to_the_code_itself(bare: Sandbox, function: str) -> None:
    with (
        bare.open(Limits(importable=(HERE / "code",))) as process,
        pytest.raises(Raised, match="calling machine code by ctypes is not possible here") as caught,
    ):
        process.call(f"hostile:{function}")
    assert caught.value.blocked


def test_libraries_can_still_use_ctypes(bare: Sandbox) -> None:
    with bare.open(Limits(importable=(HERE / "code",))) as process:
        assert process.call("hostile:use_arrays_natively") == [1.0, 5.0, 3.0]


@pytest.mark.parametrize("kind", TABLE)
def test_without_landlock_and_seccomp_native_code_bypasses_the_hook(
    bare: Sandbox, treasure: Path, kind: str
) -> None:
    assert tried(bare, kind, treasure) not in REFUSED


def test_without_landlock_and_seccomp_the_tutor_works_and_says_so(bare: Sandbox) -> None:
    with bare.open() as process:
        assert process.call("tutor.process.kernel_guard:active") == []


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_landlock_and_seccomp_apply_to_every_start_method(sandbox: Sandbox, method: str) -> None:
    with sandbox.open() as process:
        assert sorted(process.call("tutor.process.kernel_guard:active")) == [f"Landlock {VERSION}", "seccomp"]


def test_the_documented_table_is_up_to_date() -> None:
    page = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| yes \| ?(.*?) ?\| ?(.*?) ?\|$", page, re.MULTILINE)
    assert rows == [
        (kind, landlock, "yes" if seccomp else "") for kind, (_, landlock, seccomp) in TABLE.items()
    ]


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap")
def test_the_recipe_for_bubblewrap_grades(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "classroom.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^(bwrap .*?)^```", page, re.MULTILINE | re.DOTALL)
    student = tmp_path / "submissions" / "anna"
    student.mkdir(parents=True)
    (tmp_path / "grades").mkdir()
    solution = ROOT / "checks" / "ex1_scaled_dot_product_attention" / "solution.py"
    shutil.copy(solution, student / "ex1_scaled_dot_product_attention.py")
    home = tmp_path / "home"
    home.mkdir()
    # Everything here is below /tmp, which the recipe makes empty, so this tree and its Python are mounted again.
    again = " ".join(f'--ro-bind "{folder}" "{folder}"' for folder in (ROOT, sys.prefix))
    shown = f'{again} --setenv PYTHONPATH "{ROOT}" {sys.executable} -m tutor grade'
    done = subprocess.run(
        ["sh", "-c", recipe.replace("tutor grade", shown)],
        cwd=tmp_path,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "anna,ex1_scaled_dot_product_attention,passed" in (tmp_path / "grades" / "grades.csv").read_text()
