"""What code in an isolated process can and cannot do, by fork and by spawn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tutor.sandbox import Died, Isolated, Limits, Opaque, Raised, Sandbox, SandboxError, TimedOut

HERE = Path(__file__).parent
LIMITS = Limits(importable=(HERE,))


@pytest.fixture(scope="module", params=["fork", "spawn"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox.start(request.param) as started:
        yield started


@pytest.fixture
def isolated(sandbox: Sandbox) -> Iterator[Isolated]:
    with sandbox.open(LIMITS) as process:
        yield process


def execute(isolated: Isolated, source: str, timeout: float = 5.0) -> object:
    return isolated.call("entries:execute", source, timeout=timeout)


def gone(pid: int, patience: float = 3.0) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -3,
        2**80,
        1.5,
        float("inf"),
        2 + 3j,
        "text √",
        b"\x00\xff",
        (1, [2, {"a": (3,)}]),
        {1: "one", (2, 3): None},
        np.float32(0.1),
        np.arange(6).reshape(2, 3),
        np.zeros((0, 3)),
        np.array(3.0),
        np.arange(4, dtype=np.float16)[::2],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([True, False]),
        np.array([1 + 2j]),
    ],
)
def test_plain_values_come_back_as_they_are(isolated: Isolated, value: object) -> None:
    answer = isolated.call("entries:echo", value)
    assert type(answer) is type(value)
    if isinstance(value, np.ndarray | np.generic):
        assert answer.dtype == value.dtype  # type: ignore[attr-defined]
        np.testing.assert_array_equal(answer, value)
    else:
        assert answer == value


def test_nan_comes_back(isolated: Isolated) -> None:
    assert isolated.call("entries:echo", float("nan")) != 0


def test_arrays_come_back_writable(isolated: Isolated) -> None:
    answer = isolated.call("entries:doubled", np.arange(3))
    answer[0] = 7
    assert answer.tolist() == [7, 2, 4]


@pytest.mark.parametrize(
    "source",
    [
        "class Lies:\n    def __eq__(self, other): return True\nresult = Lies()",
        "import numpy as np\nclass Sub(np.ndarray): pass\nresult = np.zeros(2).view(Sub)",
        "import numpy as np\nresult = np.array([object()])",
        "class F(float):\n    def __eq__(self, other): return True\nresult = F(1)",
        "result = lambda: 1",
    ],
)
def test_what_could_lie_stays_there(isolated: Isolated, source: str) -> None:
    answer = execute(isolated, source)
    assert isinstance(answer, Opaque)
    assert answer != 1


def test_an_opaque_value_can_be_handed_back(isolated: Isolated) -> None:
    kept = execute(isolated, "result = {1, 2}")
    assert isinstance(kept, Opaque)
    assert kept.type_name == "set"
    assert isolated.call("entries:remember", kept) == 1


def test_state_stays_between_calls(isolated: Isolated) -> None:
    isolated.call("entries:remember", 1)
    assert isolated.call("entries:remember", 2) == 2


def test_it_runs_in_a_session_and_a_folder_of_its_own(isolated: Isolated) -> None:
    facts = isolated.call("entries:facts")
    assert facts["sid"] == facts["pid"] != os.getpid()
    assert Path(facts["cwd"]).is_dir()
    assert facts["path_end"] == str(HERE)
    isolated.close()
    assert not Path(facts["cwd"]).exists()
    assert gone(facts["pid"])


def test_prints_are_kept_also_from_below_python(isolated: Isolated) -> None:
    execute(isolated, "import os\nprint('höher')\nos.write(1, b'tiefer')\nos.write(2, b'!')")
    assert isolated.output == "höher\ntiefer!"
    assert isolated.dropped == 0


def test_a_flood_of_prints_is_counted_not_kept(sandbox: Sandbox) -> None:
    with sandbox.open(Limits(importable=(HERE,), output_chars=1000)) as isolated:
        execute(isolated, "text = 'x' * 1_000_000\nfor _ in range(200): print(text)")
        assert len(isolated.output) == 1000
        assert isolated.dropped == 200 * 1_000_001 - 1000


@pytest.mark.parametrize(
    ("source", "line"),
    [("while True: pass", 1), ("import numpy as np\nx = np.ones((400, 400))\nwhile True:\n    x @ x", 4)],
)
def test_an_endless_loop_ends_and_says_where(
    sandbox: Sandbox, tmp_path: Path, source: str, line: int
) -> None:
    file = tmp_path / "loop.py"
    file.write_text(source)
    with sandbox.open(LIMITS) as isolated:
        started = time.monotonic()
        with pytest.raises(TimedOut) as caught:
            isolated.call("entries:execute", f"exec(compile({source!r}, {str(file)!r}, 'exec'))", timeout=0.7)
        assert time.monotonic() - started < 5
        assert caught.value.where is not None
        assert caught.value.where.line in (line, line - 1)  # the loop's head or its body
        assert "line" in str(caught.value)


def test_a_signal_handler_does_not_keep_it_alive(isolated: Isolated) -> None:
    source = "import signal, time\nfor s in (15, 2, 1): signal.signal(s, signal.SIG_IGN)\nwhile True: time.sleep(1)"
    pid = isolated.call("entries:facts")["pid"]
    with pytest.raises(TimedOut):
        execute(isolated, source, timeout=0.4)
    assert gone(pid)


def test_the_wall_clock_covers_all_calls_together(sandbox: Sandbox) -> None:
    with sandbox.open(Limits(importable=(HERE,), wall=1.0)) as isolated, pytest.raises(TimedOut):
        for _ in range(10):
            execute(isolated, "import time; time.sleep(0.3)")


@pytest.mark.parametrize("source", ["import os; os._exit(0)", "import os; os._exit(3)"])
def test_ending_the_process_is_told(isolated: Isolated, source: str) -> None:
    with pytest.raises(Died, match=r"ended the whole process .*before it gave a result"):
        execute(isolated, source)


def test_a_native_crash_is_told(isolated: Isolated) -> None:
    with pytest.raises(Died, match=r"crashed outside Python .SIGSEGV"):
        execute(isolated, "import faulthandler; faulthandler._sigsegv()")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import sys; sys.exit(0)", "SystemExit"),
        ("raise BaseException('no')", "BaseException"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(): return f()\nf()", "RecursionError"),
        ("x = bytearray(8 * 2**30)", "MemoryError"),
        ("import numpy as np\nx = [np.ones(2**27) for _ in range(40)]", "MemoryError"),
        ("class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E", "E"),
    ],
)
def test_what_the_code_raises_is_told(isolated: Isolated, source: str, kind: str) -> None:
    with pytest.raises(Raised) as caught:
        execute(isolated, source)
    assert kind in caught.value.type_name


def test_memory_is_bounded(sandbox: Sandbox) -> None:
    with (
        sandbox.open(Limits(importable=(HERE,), memory_bytes=2**30)) as isolated,
        pytest.raises((Raised, Died)),
    ):
        execute(isolated, "x = []\nwhile True: x.append(bytearray(2**26))")


def test_nobody_is_at_the_keyboard(isolated: Isolated) -> None:
    with pytest.raises(Raised, match="nobody is there"):
        execute(isolated, "input('name? ')")
    assert execute(isolated, "import sys, os\nresult = sys.stdin.read() + str(os.read(0, 10))") == "b''"


@pytest.mark.parametrize(
    "source",
    [
        "open({target!r}, 'w')",
        "open({target!r}, 'a').write('x')",
        "import os; os.remove({target!r})",
        "import os; os.rename({target!r}, 'mine')",
        "import shutil; shutil.rmtree({folder!r})",
        "import os; os.truncate({target!r}, 0)",
        "import os; os.open({target!r}, os.O_RDWR)",
        "import os; os.symlink({folder!r}, 'link'); open('link/kept.txt', 'w')",
        "import pathlib; pathlib.Path({target!r}).unlink()",
        "import numpy as np; np.save({target!r}, np.ones(3))",
        "import os; os.chdir({folder!r}); os.remove('kept.txt')",
        "import os; os.chmod({target!r}, 0)",
        "import os; os.mkdir({folder!r} + '/new')",
    ],
)
def test_nothing_outside_its_folder_can_be_changed(isolated: Isolated, tmp_path: Path, source: str) -> None:
    target = tmp_path / "kept.txt"
    target.write_text("kept")
    with pytest.raises(Raised, match="in a folder of its own"):
        execute(isolated, source.format(target=str(target), folder=str(tmp_path)))
    assert target.read_text() == "kept"
    assert sorted(tmp_path.iterdir()) == [target]


def test_its_own_folder_is_its_own(isolated: Isolated) -> None:
    source = (
        "import tempfile, os\nopen('a.txt', 'w').write('1')\nos.rename('a.txt', 'b.txt')\n"
        "tempfile.mkdtemp()\nresult = os.listdir()"
    )
    assert "b.txt" in execute(isolated, source)  # type: ignore[operator]


def test_a_file_has_a_largest_size(sandbox: Sandbox) -> None:
    with (
        sandbox.open(Limits(importable=(HERE,), file_bytes=10_000)) as isolated,
        pytest.raises(Raised, match="large"),
    ):
        execute(isolated, "with open('big', 'wb', 0) as f:\n    for _ in range(100): f.write(b'x' * 1000)")


def test_hidden_folders_cannot_be_read(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "solution.py").write_text("SECRET = 1")
    limits = Limits(importable=(HERE,), hidden=(tmp_path,))
    for source in (
        f"open({str(tmp_path / 'solution.py')!r}).read()",
        f"import os; os.listdir({str(tmp_path)!r})",
        f"import sys; sys.path.append({str(tmp_path)!r}); import solution",
        f"import os; os.chdir({str(tmp_path)!r}); open('solution.py').read()",
    ):
        with sandbox.open(limits) as isolated, pytest.raises(Raised):
            execute(isolated, source)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nwhile True: os.fork()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import multiprocessing\np = multiprocessing.get_context('fork').Process(target=print); p.start()",
        "import os; os.kill(os.getppid(), 9)",
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import os; os.execv('/bin/true', ['true'])",
    ],
)
def test_no_process_no_signal_no_network(isolated: Isolated, source: str) -> None:
    with pytest.raises(Raised, match="It cannot here"):
        execute(isolated, source)


def test_a_thread_left_running_ends_with_it(isolated: Isolated) -> None:
    pid = isolated.call("entries:facts")["pid"]
    assert isolated.call("entries:leave_thread") == "left"
    isolated.close()
    assert gone(pid)


def test_bytes_written_into_the_channel_are_no_answer(isolated: Isolated) -> None:
    forged = (
        "import os, struct\n"
        "body = b'x' * 16 + b'\\x00' + b'\\xc3'\n"
        "for fd in range(3, 40):\n"
        "    try: os.write(fd, struct.pack('!Q', len(body)) + body)\n"
        "    except OSError: pass\n"
    )
    with pytest.raises(Died, match="channel"):
        execute(isolated, forged)


def test_replacing_functions_of_numpy_does_not_change_answers(isolated: Isolated) -> None:
    source = (
        "import numpy as np\nnp.ascontiguousarray = lambda a: np.zeros(3)\nnp.ndarray = list\n"
        "result = np.arange(3)"
    )
    assert execute(isolated, source).tolist() == [0, 1, 2]  # type: ignore[attr-defined]


def test_a_result_that_is_far_too_large_is_refused(sandbox: Sandbox) -> None:
    with sandbox.open(LIMITS) as isolated, pytest.raises(Raised, match="256 MB"):
        execute(isolated, "import numpy as np\nresult = np.zeros(40_000_000)")


def test_large_arguments_and_results_get_through(isolated: Isolated) -> None:
    array = np.random.default_rng(0).normal(size=(500, 1000))
    np.testing.assert_array_equal(isolated.call("entries:doubled", array), 2 * array)


def test_a_closed_one_says_so(sandbox: Sandbox) -> None:
    isolated = sandbox.open(LIMITS)
    isolated.close()
    isolated.close()
    with pytest.raises(SandboxError, match="closed"):
        isolated.call("entries:facts")


def test_a_nursery_that_was_killed_is_replaced() -> None:
    with Sandbox.start("fork") as sandbox:
        assert sandbox._nursery is not None
        sandbox._nursery.kill()
        sandbox._nursery.wait()
        with sandbox.open(LIMITS) as isolated:
            assert isolated.call("entries:echo", 5) == 5


def test_a_forked_client_can_use_the_same_nursery() -> None:
    with Sandbox.start("fork") as sandbox:
        pid = os.fork()
        if pid == 0:
            try:
                with sandbox.open(LIMITS) as isolated:
                    os._exit(isolated.call("entries:echo", 9))
            finally:
                os._exit(99)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
        with sandbox.open(LIMITS) as isolated:
            assert isolated.call("entries:echo", 8) == 8


def test_no_process_outlives_a_client_that_is_killed() -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom tutor.sandbox import Limits, Sandbox\n"
        f"s = Sandbox.start('fork')\ni = s.open(Limits(importable=(Path({str(HERE)!r}),), wall=60))\n"
        "print(i.call('entries:facts')['pid'], s._nursery.pid, flush=True)\n"
        "i.call('entries:execute', 'while True: pass')\n"
    )
    client = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert client.stdout is not None
    child, nursery = (int(word) for word in client.stdout.readline().split())
    client.send_signal(signal.SIGKILL)
    client.wait()
    assert gone(nursery)
    assert gone(child)
