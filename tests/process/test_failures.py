"""How code fails: an exception, a crash, a timeout. Each is one sentence with the line."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from tests.process.conftest import HERE, Open
from tutor.process import Died, Raised, SandboxProcess, TimedOut

HOSTILE = HERE / "code" / "hostile.py"


def line_of(text: str, path: Path = HOSTILE) -> int:
    rows = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, row in enumerate(rows, 1) if row.strip() == text)


def test_an_exception_has_type_message_and_line(shared: SandboxProcess) -> None:
    with pytest.raises(Raised) as caught:
        shared.call("hostile:fail")
    text = 'raise ValueError("shapes do not fit")'
    assert (caught.value.type_name, caught.value.message) == ("ValueError", "shapes do not fit")
    assert caught.value.where == (str(HOSTILE), line_of(text), text)
    assert caught.value.frames[-1] == (str(HOSTILE), line_of(text), "fail")


def test_an_exception_deep_in_numpy_names_the_line_that_called_it(shared: SandboxProcess) -> None:
    with pytest.raises(Raised) as caught:
        shared.call("hostile:recurse_in_library")
    assert caught.value.type_name == "RecursionError"
    assert caught.value.where is not None
    assert caught.value.where[2] == "return recurse()"


def test_a_process_survives_an_exception(process: SandboxProcess) -> None:
    with pytest.raises(Raised):
        process.call("hostile:fail")
    assert process.call("harmless:count") == 1


@pytest.mark.parametrize(
    ("function", "type_name"),
    [
        ("leave", "SystemExit"),
        ("interrupt", "KeyboardInterrupt"),
        ("raise_base", "BaseException"),
        ("raise_mute", "Mute"),
        ("recurse", "RecursionError"),
        ("fail_in_library", "ValueError"),
        ("no_such_function", "AttributeError"),
    ],
)
def test_every_exception_is_reported(shared: SandboxProcess, function: str, type_name: str) -> None:
    with pytest.raises(Raised) as caught:
        shared.call(f"hostile:{function}")
    assert caught.value.type_name == type_name
    assert not caught.value.blocked


def test_a_syntax_error_names_its_own_line(shared: SandboxProcess) -> None:
    with pytest.raises(Raised) as caught:
        shared.call("hostile:fail_to_compile")
    assert caught.value.type_name == "SyntaxError"
    assert caught.value.where == ("/somewhere/mine.py", 1, "def f(:")
    assert caught.value.column == 7


@pytest.mark.skipif("sys.platform != 'linux'", reason="only Linux bounds the address space")
def test_a_librarys_own_memory_does_not_count_as_the_codes(start: Open) -> None:
    tight = 128 * 1024**2
    assert start(memory_bytes=tight, modules=("no_such_library", "large")).call("large:length") == 2 * tight
    with pytest.raises(Raised, match="MemoryError"):
        start(memory_bytes=tight).call("large:length")


@pytest.mark.parametrize("function", ["eat_memory", "eat_memory_slowly"])
def test_memory_is_bounded(start: Open, function: str) -> None:
    process = start(memory_bytes=256 * 1024**2)
    with pytest.raises(Raised) as caught:
        process.call(f"hostile:{function}")
    assert caught.value.type_name == "MemoryError"


@pytest.mark.parametrize("code", [0, 3])
def test_exiting_the_process_is_no_result(process: SandboxProcess, code: int) -> None:
    with pytest.raises(Died, match="ended the process") as caught:
        process.call("hostile:vanish", code)
    assert caught.value.exit_code == code
    assert process.output == "last words\n"


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("crash", "np.lib.stride_tricks.as_strided(np.ones(1), (2,), (1 << 46,))[1]"),
        ("crash_quickly", "faulthandler._sigsegv()"),
    ],
)
def test_a_native_crash_names_the_line_and_loses_no_output(
    process: SandboxProcess, function: str, line: str
) -> None:
    with pytest.raises(Died, match="crashed Python itself") as caught:
        process.call(f"hostile:{function}")
    assert caught.value.signal == signal.SIGSEGV
    assert caught.value.where == (str(HOSTILE), line_of(line), line)
    assert process.output == "before the crash\n"


def test_a_killed_process_is_reported(process: SandboxProcess) -> None:
    with pytest.raises(Died) as caught:
        process.call("hostile:be_killed")
    assert caught.value.signal == signal.SIGKILL


def test_a_dead_process_answers_no_further_call(process: SandboxProcess) -> None:
    with pytest.raises(Died):
        process.call("hostile:vanish")
    with pytest.raises(Died, match="The process has stopped"):
        process.call("harmless:count")


def test_processor_time_is_bounded(fork: Open) -> None:
    with pytest.raises(Died, match="more than 1 seconds of processor time"):
        fork(cpu=1, wall=60).call("hostile:burn")


@pytest.mark.parametrize("function", ["forge", "forge_small", "close_everything"])
def test_writing_into_the_protocol_is_never_a_success(process: SandboxProcess, function: str) -> None:
    with pytest.raises((Died, Raised)) as caught:
        process.call(f"hostile:{function}")
    if function == "forge":
        assert "cannot be trusted" in str(caught.value)
    if function == "close_everything":
        assert isinstance(caught.value, Died)


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("loop", "n += 1  # here it is"),
        ("loop_in_numpy", "a = np.linalg.svd(a)[0]  # in native code"),
        ("loop_that_catches", "time.sleep(10)"),
    ],
)
def test_an_endless_loop_is_stopped_and_its_line_named(
    process: SandboxProcess, function: str, line: str
) -> None:
    process.call("hostile:pid")  # the import does not count
    with pytest.raises(TimedOut) as caught:
        process.call(f"hostile:{function}", timeout=0.4)
    where = caught.value.where
    assert where is not None
    assert where[0] == str(HOSTILE)
    if function == "loop":
        assert where[1] in (line_of("while True:", HOSTILE), line_of(line))
    else:
        assert where[1:] == (line_of(line), line)
    assert f"line {where[1]} of hostile.py" in str(caught.value)


def test_a_loop_that_does_not_respond_is_stopped_anyway(process: SandboxProcess) -> None:
    process.call("hostile:pid")
    with pytest.raises(TimedOut) as caught:
        process.call("hostile:loop_without_handler", timeout=0.2)
    assert caught.value.where is None


def test_a_folder_with_accents_is_named_as_it_is(fork: Open, tmp_path: Path) -> None:
    folder = tmp_path / "Übung √2"
    folder.mkdir()
    shutil.copy(HOSTILE, folder / "eigenes.py")
    process = fork(importable=(folder,))
    process.call("eigenes:pid")
    with pytest.raises(TimedOut) as caught:
        process.call("eigenes:loop", timeout=0.2)
    assert caught.value.where is not None
    assert caught.value.where[0] == str(folder / "eigenes.py")


def test_all_calls_together_are_bounded(fork: Open) -> None:
    process = fork(wall=1.5)
    process.call("hostile:wait", 0.3)
    with pytest.raises(TimedOut) as caught:
        process.call("hostile:wait", 30, timeout=20)
    assert caught.value.seconds == 1.5
