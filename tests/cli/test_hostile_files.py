"""Files that attack tutor's processes, record, checks, the network or the terminal.

None passes, each gets one sentence with its line, the record only grows, and a right file still passes afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tutor.cli.check_command import _print
from tutor.course.links import find_exercise
from tutor.course.model import Course
from tutor.grading.verdict import Verdict
from tutor.session import Session
from tutor.workspace import create

WRONG = """
import numpy as np
def softmax(x, axis=-1):
    return x * 0.0
def scaled_dot_product_attention(q, k, v, mask=None):
    return np.zeros(q.shape[:-1] + v.shape[-1:]), np.zeros(q.shape[:-1] + k.shape[-2:-1])
"""
READS = "exec(compile({text}, __file__, 'exec'))\n"  # code that would pass

# What the file does → words in its verdict.
FILES = {
    # Processes of tutor
    "pidfd of the parent": (
        "import os, signal\nsignal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9)\n",
        "sending signals to other processes is not possible",
    ),
    "kill of the parent": ("import os\nos.kill(os.getppid(), 9)\n", "sending signals"),
    "kill of every process": ("import os\nos.kill(-1, 9)\n", "sending signals"),
    "kill of the parent's group": ("import os\nos.killpg(os.getpgid(os.getppid()), 9)\n", "sending signals"),
    "kill by native code": (
        "import ctypes, os\nif ctypes.CDLL(None).kill(os.getppid(), 9): raise OSError('refused')\n",
        "",
    ),
    # The record and the checks, by a path relative to a folder's descriptor
    "cuts the record short": (
        "import os\nd = os.open({state!r}, os.O_RDONLY)\n"
        "os.open('events.jsonl', os.O_WRONLY | os.O_TRUNC, dir_fd=d)\n",
        "is not possible here",
    ),
    "removes the record": (
        "import os\nd = os.open({state!r}, os.O_RDONLY)\nos.unlink('events.jsonl', dir_fd=d)\n",
        "is not possible here",
    ),
    "renames the record": (
        "import os\nd = os.open({state!r}, os.O_RDONLY)\n"
        "os.rename('events.jsonl', 'gone', src_dir_fd=d, dst_dir_fd=d)\n",
        "is not possible here",
    ),
    "goes to the record's folder": (
        "import os\nos.fchdir(os.open({state!r}, os.O_RDONLY))\nopen('events.jsonl', 'w')\n",
        "is not possible here",
    ),
    "links to the record": (
        "import os\nos.symlink({state!r}, 'state')\nopen('state/events.jsonl', 'w')\n",
        "is not possible here",
    ),
    "truncates the record": (
        "import os\nos.truncate({state!r} + '/events.jsonl', 0)\n",
        "is not possible here",
    ),
    "reads the solution by a descriptor": (
        "import os\nd = os.open({above!r}, os.O_RDONLY)\n"
        "f = os.open('checks/ex1_scaled_dot_product_attention/solution.py', os.O_RDONLY, dir_fd=d)\n"
        + READS.format(text="os.read(f, 10**6)"),
        "is not possible here",
    ),
    "reads the solution through /proc": (
        "import os\nd = os.open({above!r}, os.O_RDONLY)\n"
        + READS.format(text="open('/proc/self/fd/%s/checks/' % d + {solution!r}).read()"),
        "is not possible here",
    ),
    # Libraries that open files natively
    "readline": (
        "import readline\nreadline.read_history_file({checks!r} + '/' + {solution!r})\n",
        "importing readline is not possible here",
    ),
    "sqlite3": (
        "import sqlite3\nsqlite3.connect({state!r} + '/events.jsonl').execute('create table t (x)')\n",
        "sqlite3",
    ),
    "mmap": (
        "import mmap\nf = open({state!r} + '/events.jsonl', 'r+b')\nmmap.mmap(f.fileno(), 0)[:1] = b' '\n",
        "is not possible here",
    ),
    "numpy's own files": (
        "import numpy as np\nnp.memmap({state!r} + '/events.jsonl', mode='w+', shape=10)\n",
        "is not possible here",
    ),
    # Network
    "a name looked up": ("import socket\nsocket.gethostbyname('localhost')\n", "using the network"),
    "an address looked up": ("import socket\nsocket.gethostbyaddr('127.0.0.1')\n", "using the network"),
    "a service looked up": ("import socket\nsocket.getaddrinfo('localhost', 80)\n", "using the network"),
    "a number's name": ("import socket\nsocket.getnameinfo(('127.0.0.1', 80), 0)\n", "using the network"),
    "a connection": ("import socket\nsocket.create_connection(('127.0.0.1', 80))\n", "using the network"),
    # Text that a terminal or JSON cannot represent
    "half a character": ("raise ValueError('\\ud800\\udc80')\n", "\\ud800\\udc80"),
    "half a character in a name": ("raise type('E\\ud800', (Exception,), {{}})('x')\n", "\\ud800"),
    "half a character in a note": ("e = ValueError('x')\ne.add_note('\\ud800')\nraise e\n", "ValueError"),
    "escape codes": (
        "print('\\x1b[31mRED\\x1b[2J\\x9b31m\\u202eevil')\n"
        "raise type('\\x1b[2JErr\\u202e', (Exception,), {{}})('\\x1b]0;P\\x07 \\u202ebidi \\r over')\n",
        "␛]0;P",
    ),
    "escape codes in a file's name": (
        "exec(compile('1/0', '\\x1b[2J\\u202e.py', 'exec'))\n",
        "",
    ),
    "ten thousand digits": ("raise ValueError(10**10000)\n", "ValueError"),
}


@pytest.fixture(scope="module")
def session(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One session for all files, so that damage to the grading process would affect the next one."""
    made = create(tmp_path_factory.mktemp("hostile") / "learner", course)
    session = Session(course, made)
    yield session
    session.close()


@pytest.mark.parametrize("what", FILES)
def test_it_gets_its_sentence_and_the_next_file_its_verdict(
    what: str, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    exercise = find_exercise(session.course, "ex1")
    path, record = session.workspace.file(exercise), session.workspace.progress_path

    def check(source: str) -> tuple[Verdict, str]:
        path.write_text(source, encoding="utf-8")
        verdict = session.check(exercise)
        assert verdict is not None
        _print(session, exercise, verdict, verbose=False, several=False)
        said, complaints = capsys.readouterr()
        assert (
            not complaints
            and said.replace("\n", "").replace("\xa0", "").isprintable()
            and "Traceback" not in said
        ), said
        return verdict, " ".join(said.split())

    check(WRONG)
    before = record.read_bytes()
    source, words = FILES[what]
    root = session.course.root
    known = {
        "state": str(session.workspace.state_dir),
        "above": str(root),
        "checks": str(root / "checks"),
        "solution": f"{exercise.id}/solution.py",
    }
    verdict, said = check(source.format(**known) + WRONG)
    assert verdict.status == "error" and words in said, said
    assert "line " in said
    assert record.read_bytes().startswith(before)
    assert json.dumps(verdict.report("")).isascii()
    assert check(exercise.solution)[0].status == "passed"
    assert all(json.loads(line) for line in record.read_text(encoding="utf-8").splitlines())
