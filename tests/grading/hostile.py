"""Submissions that would fool, block or harm a careless grader: source, required status, words in the message.

``GOOD`` is a right solution. A submission that only misbehaves besides right answers may pass.
"""

from __future__ import annotations

from tests.grading.tiny import SOLUTION

GOOD = SOLUTION
HEAD = "import numpy as np\n"
WRONG = (
    HEAD
    + "def centre(x):\n    return x * 0.0\n\n\ndef scores(q, k):\n    return np.zeros((len(q), len(k)))\n"
)


def centre(body: str, head: str = "") -> str:
    """A file with this body of ``centre`` and a right ``scores``."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return f"{HEAD}{head}\n\ndef centre(x):\n{lines}\n\n\ndef scores(q, k):\n    return q @ k.T\n"


# name → (source, status, words that the message must contain)
HOSTILE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # ends the process
    "exit-at-import": ("import os\nos._exit(0)\n" + GOOD, "error", ("ended the whole process", "os._exit")),
    "exit-in-function": (centre("import os\nos._exit(0)"), "error", ("ended the whole process", "os._exit")),
    "sys-exit-at-import": ("import sys\nsys.exit(0)\n" + GOOD, "error", ("line 2", "sys.exit")),
    "sys-exit-in-function": (centre("import sys\nsys.exit(0)"), "failed", ("centre", "line 6", "sys.exit")),
    "raise-system-exit": (centre("raise SystemExit"), "failed", ("centre", "sys.exit")),
    "base-exception": (
        centre("raise Away('gone')", "class Away(BaseException): pass\n"),
        "failed",
        ("line 6", "Away", "gone"),
    ),
    "keyboard-interrupt-at-import": (
        "raise KeyboardInterrupt\n" + GOOD,
        "error",
        ("KeyboardInterrupt", "line 1"),
    ),
    "keyboard-interrupt": (centre("raise KeyboardInterrupt"), "failed", ("KeyboardInterrupt", "line 5")),
    "generator-exit": (centre("raise GeneratorExit"), "failed", ("GeneratorExit",)),
    "abort": (centre("import os\nos.abort()"), "error", ("crashed Python itself", "SIGABRT")),
    "native-crash": (
        centre("return np.lib.stride_tricks.as_strided(x, (2,), (1 << 46,)).copy()"),
        "error",
        ("crashed Python itself", "SIGSEGV"),
    ),
    "kills-itself": (centre("import os\nos.kill(os.getpid(), 9)"), "error", ("ended",)),
    "at-exit": ("import atexit, os\natexit.register(os._exit, 0)\n" + WRONG, "failed", ("centred",)),
    # pretends to be right
    "patched-allclose": (
        WRONG + "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
        "np.testing.assert_allclose = np.testing.assert_equal = lambda *a, **k: None\n",
        "failed",
        ("centred",),
    ),
    "patched-everything-of-numpy": (
        WRONG + "np.abs = np.isnan = np.ndarray.__eq__ if False else (lambda *a, **k: np.zeros(1))\n",
        "failed",
        ("centred",),
    ),
    "patched-assertions": (
        "import builtins\nbuiltins.AssertionError = type('Fine', (Exception,), {})\n" + WRONG,
        "failed",
        ("centred",),
    ),
    "patched-builtins": (
        "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.abs = lambda x: 0\n" + WRONG,
        "failed",
        ("centred",),
    ),
    "patched-runner": (
        "import sys\nr = sys.modules.get('tutor.grading.module_runner')\n"
        "r.call = lambda *a: ('returned', True, [], 0, 0.0)\n" + WRONG,
        "failed",
        ("centred", "a single number"),
    ),
    "patched-check": (
        "import sys\nfor name in list(sys.modules):\n    if 'expect' in name or 'pytest' in name:\n"
        "        vars(sys.modules[name]).clear()\n" + WRONG,
        "failed",
        ("centred",),
    ),
    "forgets-all-modules": (
        GOOD
        + "\nimport sys\nfor name in [n for n in sys.modules if n.startswith('tutor')]:\n    del sys.modules[name]\n",
        "error",
        ("removed the tutor's own modules",),
    ),
    "pytest-outcome": (
        centre("import pytest\npytest.skip('done')"),
        "failed",
        ("centre", "line 6"),
    ),
    "equal-to-everything": (
        centre(
            "return Yes()",
            "class Yes:\n    shape = (3, 4)\n    dtype = float\n    def __eq__(self, other): return True\n",
        ),
        "failed",
        ("must be a NumPy array", "Yes"),
    ),
    "array-that-equals-everything": (
        centre(
            "return x.view(Yes)",
            "class Yes(np.ndarray):\n    def __eq__(self, other): return np.ones(self.shape, bool)\n",
        ),
        "failed",
        ("must be a NumPy array", "Yes"),
    ),
    "pretended-array": (
        centre("return Sly()", "class Sly:\n    def __array__(self, *a, **k): return np.zeros((3, 4))\n"),
        "failed",
        ("must be a NumPy array", "Sly"),
    ),
    "object-array": (centre("return x.astype(object)"), "failed", ("NumPy array", "object")),
    "text-array": (centre("return x.astype(str)"), "failed", ("centred", "does not contain numbers")),
    "complex-array": (
        centre("return (x - x.mean(-1, keepdims=True)).astype(complex)"),
        "failed",
        ("complex",),
    ),
    "nan": (centre("return np.full_like(x, np.nan)"), "failed", ("NaN",)),
    "nothing-returned": (centre("x - x.mean()"), "failed", ("None",)),
    "a-list": (centre("return (x - x.mean(-1, keepdims=True)).tolist()"), "failed", ("a list",)),
    "a-generator": (centre("yield x"), "failed", ("generator",)),
    "a-class": (centre("return np.ndarray"), "failed", ("centred",)),
    "very-deep-list": (
        centre("deep = []\nfor _ in range(100000): deep = [deep]\nreturn deep"),
        "failed",
        ("centred must be a NumPy array",),
    ),
    "huge-result": (
        centre("return np.zeros(300_000_000, dtype=np.int8)"),
        "error",
        ("larger",),
    ),
    "repr-that-raises": (
        centre(
            "return Rude()", "class Rude:\n    def __repr__(self): raise ValueError\n    __str__ = __repr__\n"
        ),
        "failed",
        ("Rude",),
    ),
    "half-a-surrogate-raised": (centre("raise ValueError('\\ud800')"), "failed", ("line 5", "\\ud800")),
    "half-a-surrogate-at-import": (
        "raise OSError(2, 'no\\ud800', 'file\\udc80')\n" + GOOD,
        "error",
        ("line 1", "no\\ud800"),
    ),
    "half-a-surrogate-returned": (centre("return '\\ud800'"), "failed", ("centred", "the text '\\ud800'")),
    "half-a-surrogate-as-a-name": (
        GOOD.replace("def centre(", "def centr(") + "\nglobals()['centre\\ud800'] = centr\n",
        "failed",
        ("no function centre", "centre\\ud800"),
    ),
    "huge-number": (
        centre("return 10**5000"),
        "failed",
        ("centred must be a NumPy array", "a whole number of about 5,001 digits"),
    ),
    "huge-number-raised": (centre("raise ValueError(10**5000)"), "failed", ("line 5", "ValueError")),
    "shape-changed-in-place": (
        centre("result = x - x.mean(-1, keepdims=True)\nx.shape = (-1,)\nreturn result"),
        "failed",
        ("centre changes the shape", "from (3, 4) to (12,)"),
    ),
    "error-that-cannot-be-told": (
        centre("raise Mute", "class Mute(Exception):\n    def __str__(self): raise ValueError\n"),
        "failed",
        ("Mute", "line 7"),
    ),
    "solution-imported": (
        "import sys\nsys.path.insert(0, {checks!r} + '/t1_tiny')\nfrom solution import *\n",
        "error",
        ("line 3",),
    ),
    "solution-read": (
        "exec(open({checks!r} + '/t1_tiny/solution.py').read())\n",
        "error",
        ("reading", "not possible"),
    ),
    "checks-listed": ("import os\nos.listdir({checks!r})\n" + GOOD, "error", ("reading", "not possible")),
    "expected-off-the-stack": (
        centre(
            "frame = sys._getframe()\nwhile frame:\n    for value in list(frame.f_locals.values()):\n"
            "        if isinstance(value, np.ndarray) and value is not x: return value\n"
            "    frame = frame.f_back\nreturn x",
            "import sys\n",
        ),
        "failed",
        ("centred",),
    ),
    "expected-out-of-memory": (
        centre("import gc\nreturn next((o for o in gc.get_objects() if type(o).__name__ == 'Function'), x)"),
        "failed",
        ("centred",),
    ),
    # never returns
    "endless-loop": (centre("while True: pass"), "timeout", ("still running after 0.6 s", "line 5")),
    "endless-at-import": ("while True:\n    pass\n", "timeout", ("still running after 0.6 s", "line")),
    "endless-in-numpy": (
        centre("big = np.ones(3_000_000)\nreturn np.correlate(big, big, 'full')"),
        "timeout",
        ("still running", "line 6", "np.correlate"),
    ),
    "endless-against-interrupts": (
        centre("while True:\n    try:\n        while True: pass\n    except BaseException: pass"),
        "timeout",
        ("still running",),
    ),
    "deaf-to-signals": (
        centre(
            "import signal\nfor s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n"
            "    except Exception: pass\n"
            "while True: pass"
        ),
        "timeout",
        ("still running",),
    ),
    "asleep": (centre("import time\ntime.sleep(1000)"), "timeout", ("still running", "time.sleep(1000)")),
    "endless-comparison": (
        centre(
            "return Slow()",
            "class Slow:\n    def __eq__(self, o):\n        while True: pass\n    __len__ = __bool__ = __eq__\n",
        ),
        "failed",
        ("Slow",),
    ),
    "runaway-recursion": (centre("return centre(x)"), "failed", ("calls itself without end",)),
    # exhausts a resource
    "memory-hog": (
        centre("kept = []\nwhile True: kept.append(np.empty(10_000_000))"),
        "failed",
        ("more memory than allowed",),
    ),
    "memory-at-once": (
        centre("return np.ones((10**6, 10**6))"),
        "failed",
        ("more memory than allowed", "line 5"),
    ),
    "fork-loop": (centre("import os\nwhile True: os.fork()"), "failed", ("another process", "not possible")),
    "subprocess": (
        centre("import subprocess\nsubprocess.run(['true'])"),
        "failed",
        ("another process", "not possible"),
    ),
    "multiprocessing": (
        centre("import multiprocessing as m\np = m.get_context('spawn').Process(target=print)\np.start()"),
        "failed",
        ("process", "not possible"),
    ),
    "many-files": (
        centre("i = 0\nwhile True:\n    i += 1\n    open(str(i), 'w').write('x')"),
        "timeout",
        ("still running",),
    ),
    "large-file": (
        centre("f = open('big', 'wb')\nwhile True: f.write(b'x' * 10**6)"),
        "failed",
        ("line 6",),
    ),
    # harms others
    "deletes-a-neighbour": (
        "import os\nos.remove({workspace!r} + '/exercises/t2_other.py')\n" + GOOD,
        "error",
        ("not possible", "line 2"),
    ),
    "deletes-the-workspace": (
        "import shutil\nshutil.rmtree({workspace!r})\n" + GOOD,
        "error",
        ("not possible",),
    ),
    "writes-over-progress": (
        "open({workspace!r} + '/.tutor/events.jsonl', 'w').write('')\n" + GOOD,
        "error",
        ("writing", "not possible", "line 1"),
    ),
    "renames-a-neighbour": (
        "import os\nos.rename({workspace!r} + '/notes.txt', 'mine.txt')\n" + GOOD,
        "error",
        ("not possible",),
    ),
    "kills-its-parent": (
        "import os\nos.kill(os.getppid(), 9)\n" + GOOD,
        "error",
        ("signals", "not possible"),
    ),
    "kills-its-parent-by-a-descriptor": (
        "import os, signal\nsignal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9)\n" + GOOD,
        "error",
        ("signals", "not possible", "line 2"),
    ),
    "truncates-progress-by-a-descriptor": (
        "import os\nd = os.open({workspace!r} + '/.tutor', os.O_RDONLY)\n"
        "os.open('events.jsonl', os.O_WRONLY | os.O_TRUNC, dir_fd=d)\n" + GOOD,
        "error",
        ("writing", "not possible", "line 3"),
    ),
    "solution-read-by-a-descriptor": (
        "import os\nd = os.open({checks!r} + '/..', os.O_RDONLY)\n"
        "exec(os.read(os.open('checks/t1_tiny/solution.py', os.O_RDONLY, dir_fd=d), 10**6))\n",
        "error",
        ("reading", "not possible", "line 3"),
    ),
    "solution-read-by-readline": (
        "import readline\nreadline.read_history_file({checks!r} + '/t1_tiny/solution.py')\n" + GOOD,
        "error",
        ("importing readline", "not possible", "line 1"),
    ),
    "looks-up-a-name": (
        "import socket\nsocket.gethostbyname('localhost')\n" + GOOD,
        "error",
        ("network", "not possible", "line 2"),
    ),
    "writes-over-progress-natively": (
        centre(
            "ctypes.CDLL(None).creat(({workspace!r} + '/.tutor/events.jsonl').encode(), 0o600)\nreturn x",
            "import ctypes\n",
        ),
        "failed",
        ("line 6", "calling machine code", "not possible"),
    ),
    "writes-over-progress-as-a-library-would": (
        centre(
            "libc.creat(({workspace!r} + '/.tutor/events.jsonl').encode(), 0o600)\nreturn x",
            "code = 'import ctypes; libc = ctypes.CDLL(None); libc.creat'\n"
            "exec(compile(code, np.__file__, 'exec'))\n",
        ),
        "failed",
        ("centred",),
    ),
    "writes-over-progress-in-another-interpreter": (
        "import sys\nif sys.version_info < (3, 13): import _xxsubinterpreters as interpreters\n"
        "else: import _interpreters as interpreters\n"
        "interpreters.run_string(interpreters.create(), \"open({workspace!r} + '/.tutor/events.jsonl', 'w')\")\n"
        + GOOD,
        "error",
        ("interpreters is not possible here", "line"),
    ),
    "machine-code-of-its-own": (
        "import shutil, importlib.machinery as machinery, importlib.util as util, _ctypes\n"
        "shutil.copyfile(_ctypes.__file__, 'mine.so')\n"
        "loader = machinery.ExtensionFileLoader('_ctypes', './mine.so')\n"
        "util.module_from_spec(util.spec_from_loader('_ctypes', loader))\n" + GOOD,
        "error",
        ("mine.so is not possible here", "machine code", "line 4"),
    ),
    "reads-what-somebody-types": (
        "open('/dev/pts/0').read()\n" + GOOD,
        "error",
        ("reading /dev/pts/0", "not possible", "line 1"),
    ),
    "sets-the-clock": (
        "import time\ntime.clock_settime(time.CLOCK_REALTIME, time.time())\n" + GOOD,
        "error",
        ("setting the clock", "not possible", "line 2"),
    ),
    "kills-its-group": ("import os\nos.killpg(0, 9)\n" + GOOD, "error", ("killed",)),
    "network": (
        "import socket\nsocket.create_connection(('127.0.0.1', 9))\n" + GOOD,
        "error",
        ("network", "not possible"),
    ),
    "asks-for-input": (centre("return float(input('x? '))"), "failed", ("input()", "line 5")),
    "writes-into-every-descriptor": (
        centre(
            "import os\nfor fd in range(256):\n    try: os.write(fd, b'\\x00' * 64)\n    except OSError: pass\nreturn x"
        ),
        "error",
        ("cannot be trusted",),
    ),
    "closes-every-descriptor": (
        centre("import os\nos.closerange(0, 256)\nreturn x"),
        "error",
        ("Your code",),
    ),
    # is not a valid file
    "syntax-error": (GOOD + "\ndef broken(:\n", "error", ("a syntax error", "line 20")),
    "indentation": ("def centre(x):\nreturn x\n", "error", ("a syntax error", "line 2")),
    "deeply-nested": ("x = " + "(" * 5000 + ")" * 5000 + "\n", "error", ("a syntax error",)),
    "function-missing": ("def scores(q, k):\n    return q @ k.T\n", "failed", ("no function centre",)),
    "function-renamed": (
        GOOD.replace("def centre(", "def center("),
        "failed",
        ("no function centre", "center (line 6)"),
    ),
    "function-is-a-number": (GOOD + "\ncentre = 3\n", "failed", ("centre", "not a function")),
    "unknown-module": ("import nunpy\n" + GOOD, "error", ("nunpy", "line 1")),
    "fails-at-import": (GOOD + "\nprint(undefined_name)\n", "error", ("undefined_name", "line 20")),
    "wrong-number-of-arguments": (
        centre("return x").replace("def centre(x)", "def centre()"),
        "failed",
        ("argument",),
    ),
}

# Misbehaves but is right, so it must pass.
HARMLESS: dict[str, str] = {
    "thread-left-running": "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n"
    + GOOD,
    "prints": GOOD + "\nprint('hello')\n",
    "prints-a-gigabyte": GOOD + "\nfor _ in range(1000):\n    print('x' * 1_000_000)\n",
    "changes-folder": "import os\nos.chdir('/')\n" + GOOD,
    "closes-its-output": "import sys\nsys.stdout.close()\nsys.stderr.close()\n" + GOOD,
    "traces-itself": "import sys\nsys.settrace(lambda *a: None)\n" + GOOD,
    "empties-sys-path": "import sys\nsys.path.clear()\n" + GOOD,
    "numpy-errors-raise": GOOD + "\nnp.seterr(all='raise')\n",
    "warns": GOOD + "\nimport warnings\nwarnings.warn('hm')\n",
    "only-on-import": GOOD + "\nif __name__ == '__main__':\n    raise SystemExit\n",
}
