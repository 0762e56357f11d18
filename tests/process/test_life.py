"""Start and end: nothing that a process starts or writes outlives it, and no process outlives its client."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

import tutor
from tests.process.conftest import HERE, Open, sandbox_with
from tutor.process import Died, Limits, ProcessLost, Sandbox, SandboxProcess, TimedOut

linux = pytest.mark.skipif("sys.platform != 'linux'", reason="needs /proc")
PATIENCE = 30.0  # seconds; only a failing test waits this long


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return sys.platform != "linux"


def soon(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


def test_closing_ends_the_process_and_removes_its_folder(process: SandboxProcess) -> None:
    pid, folder = process.call("hostile:pid"), Path(process.call("hostile:folder"))
    assert folder.is_dir()
    process.close()
    process.close()
    assert not alive(pid)
    assert not folder.exists()


def test_a_closed_process_says_so(process: SandboxProcess) -> None:
    process.close()
    with pytest.raises(Died, match="has been closed"):
        process.call("harmless:count")


def test_a_closed_sandbox_says_so() -> None:
    sandbox = Sandbox.start(method="fork")
    sandbox.close()
    with pytest.raises(Died, match="has been closed"):
        sandbox.open()


def test_a_process_has_its_own_session(process: SandboxProcess) -> None:
    pid = process.call("hostile:pid")
    assert process.call("os:getsid", 0) == process.call("os:getpgid", 0) == pid != os.getpid()


def test_a_fork_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('numpy is not here')")
    here = Path(tutor.__file__).parents[1]  # use this tree, whatever else is installed
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), str(here))))
    with Sandbox.start(method="fork") as sandbox, pytest.raises(Died, match="ImportError: numpy is not here"):
        sandbox.open()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_missing_interpreter_is_reported_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, method: Any
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with (
        pytest.raises(Died, match="could not be started"),
        Sandbox.start(method=method) as sandbox,
    ):
        sandbox.open()


@pytest.mark.parametrize("function", ["leave_a_thread", "leave_a_printing_thread"])
def test_a_thread_left_running_ends_with_its_process(process: SandboxProcess, function: str) -> None:
    pid = process.call(f"hostile:{function}")
    assert process.call("harmless:count") == 1
    process.close()
    assert not alive(pid)


def test_exit_handlers_do_not_run(process: SandboxProcess, tmp_path: Path) -> None:
    process.call("hostile:leave_a_farewell", str(tmp_path / "farewell"))
    process.close()
    assert not list(tmp_path.iterdir())


def test_a_loop_that_ignores_signals_ends(process: SandboxProcess) -> None:
    pid = process.call("hostile:pid")
    with pytest.raises(TimedOut):
        process.call("hostile:loop_without_handler", timeout=0.1)
    assert not alive(pid)


@linux
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_process_left_behind_ends_with_the_one_that_started_it(method: Literal["fork", "spawn"]) -> None:
    with sandbox_with("no_kernel", method) as sandbox:
        process = sandbox.open(Limits(importable=(HERE / "code",)))
        orphan = process.call("hostile:leave_a_process")
        assert alive(orphan)
        process.close()
        assert soon(lambda: not alive(orphan))


@linux
def test_a_process_left_behind_in_a_session_of_its_own_ends_too() -> None:
    with sandbox_with("no_kernel") as sandbox:
        process = sandbox.open(Limits(importable=(HERE / "code",)))
        orphan = process.call("hostile:leave_a_process", True)
        assert alive(orphan)
        process.close()
        assert soon(lambda: not alive(orphan))


def test_a_loop_of_forks_starts_nothing(process: SandboxProcess) -> None:
    process.call("hostile:pid")
    with pytest.raises(TimedOut) as caught:
        process.call("hostile:fork_for_ever", timeout=0.2)
    assert caught.value.where is not None


def test_locked_and_deep_folders_are_removed(fork: Open) -> None:
    process = fork()
    folder = Path(process.call("hostile:folder"))
    process.call("hostile:leave_rubbish")
    process.close()
    assert not folder.exists()


def test_closing_cancels_a_call_that_waits(process: SandboxProcess) -> None:
    pid = process.call("hostile:pid")
    timer = threading.Timer(0.1, process.close)
    timer.start()
    with pytest.raises(Died):
        process.call("hostile:loop")
    timer.join()
    assert not alive(pid)


def test_processes_of_one_sandbox_run_side_by_side(start: Open) -> None:
    processes = [start() for _ in range(3)]
    results: list[int] = []

    def work(process: SandboxProcess) -> None:
        process.call("hostile:wait", 0.01)
        results.append(process.call("harmless:count"))

    threads = [threading.Thread(target=work, args=(process,)) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1, 1, 1]


def test_many_threads_may_open_at_once(forking: Sandbox) -> None:
    results: list[float] = []

    def work() -> None:
        with forking.open() as process:
            results.append(process.call("math:sqrt", 4.0))

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2.0] * 12


CLIENT = """
    import signal, sys, threading, time
    from pathlib import Path
    from tutor.process import Limits, Sandbox

    if __name__ == "__main__":
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins without it
        process = Sandbox.start(method=sys.argv[1]).open(Limits(importable=(Path(sys.argv[2]),)))
        print(process.call("hostile:pid"), process.call("hostile:folder"), flush=True)
        process.call("hostile:loop")
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_a_client_that_was_killed(
    tmp_path: Path, method: str, number: signal.Signals
) -> None:
    script = tmp_path / "client.py"
    script.write_text(textwrap.dedent(CLIENT))
    with subprocess.Popen(
        [sys.executable, str(script), method, str(HERE / "code")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as client:
        assert client.stdout is not None
        pid, _, folder = client.stdout.readline().strip().partition(" ")
        assert alive(int(pid))
        client.send_signal(number)
        client.wait()
    assert soon(lambda: not alive(int(pid)))
    assert soon(lambda: not Path(folder).exists())


def test_a_fork_server_that_was_killed_is_started_again() -> None:
    with Sandbox.start(method="fork") as sandbox:
        with sandbox.open() as process:
            server = process.call("os:getppid")
            os.kill(server, signal.SIGKILL)
            with pytest.raises(ProcessLost):
                process.call("time:sleep", 5)
        with sandbox.open() as process:
            assert process.call("math:sqrt", 4.0) == 2.0


def test_a_spare_that_was_killed_is_replaced(sandbox: Sandbox) -> None:
    with sandbox.open():
        pass
    assert sandbox._spare is not None
    sandbox._spare.kill()
    assert soon(lambda: sandbox._spare is None or sandbox._spare.status(0) is not None)
    with sandbox.open() as process:
        assert process.call("math:sqrt", 4.0) == 2.0


def test_a_process_is_used_by_one_client_only(sandbox: Sandbox) -> None:
    pids = []
    for _ in range(3):
        with sandbox.open() as process:
            pids.append(process.call("os:getpid"))
    assert len(set(pids)) == 3


def test_closing_the_sandbox_ends_the_spare_and_what_is_open() -> None:
    for method in ("fork", "spawn"):
        sandbox = Sandbox.start(method=method)
        process = sandbox.open()
        pid = process.call("os:getpid")
        sandbox.close()
        with pytest.raises(Died):
            process.call("os:getpid")
        assert soon(lambda: not alive(pid))  # noqa: B023


KILLED = """
    import os, signal, sys
    from tutor.process import Sandbox

    if __name__ == "__main__":
        with Sandbox.start(method="fork") as sandbox:
            process = sandbox.open()
            print(process.call("os:getcwd"), flush=True)
            os.kill(process.call("os:getppid"), signal.SIGKILL)  # the server, which would remove the folder
            os.kill(os.getpid(), signal.SIGKILL)
"""


@linux
def test_leftovers_of_a_kill_are_removed_at_the_next_start(tmp_path: Path) -> None:
    script = tmp_path / "client.py"
    script.write_text(textwrap.dedent(KILLED))
    said = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False).stdout
    left = Path(said.strip())
    assert left.is_dir()
    another = left.with_name("tutor-1-1-abcdef")  # from another pid namespace
    another.mkdir()
    with Sandbox.start(method="fork") as sandbox, sandbox.open() as process:
        mine = Path(process.call("os:getcwd"))
        assert soon(lambda: not left.exists())
        assert mine.is_dir()
    assert another.is_dir()
    another.rmdir()


def test_the_client_loads_no_numpy() -> None:
    code = "import sys, tutor.process.sandbox_process; assert not {'numpy', 'msgspec', 'subprocess'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


LEAVES = """
    import os, sys
    from pathlib import Path
    from tutor.process import Limits, Sandbox

    if __name__ == "__main__":
        process = Sandbox.start(method="fork").open(Limits(importable=(Path(sys.argv[1]),)))
        print(process.call("hostile:folder"), flush=True)
        process._handle.kill()
        process._handle.status(5.0)
        os._exit(0)  # the process has ended, its folder is still there
"""


def test_a_client_killed_while_it_closes_leaves_no_folder(tmp_path: Path) -> None:
    script = tmp_path / "client.py"
    script.write_text(textwrap.dedent(LEAVES))
    command = [sys.executable, str(script), str(HERE / "code")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert soon(lambda: not Path(said.strip()).exists())
