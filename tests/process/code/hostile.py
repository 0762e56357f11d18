"""Code that a sandboxed process has to survive, or to die of in a controlled way."""
# It is written as learners write.
# ruff: noqa

import atexit
import builtins
import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np


def loop():
    n = 0
    while True:
        n += 1  # here it is


def loop_in_numpy():
    a = np.random.default_rng(0).random((400, 400))
    while True:
        a = np.linalg.svd(a)[0]  # in native code


def loop_that_catches():
    while True:
        try:
            time.sleep(10)
        except BaseException:
            pass


def loop_without_handler():
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    loop()


def wait(seconds):
    time.sleep(seconds)


def recurse():
    return recurse()


def recurse_in_library():
    return np.vectorize(lambda x: recurse())(np.ones(3))


def eat_memory():
    return np.ones(1 << 40)


def eat_memory_slowly():
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


def fail():
    raise ValueError("shapes do not fit")


def fail_in_library():
    return np.ones((2, 3)) @ np.ones((2, 3))


def leave(code=3):
    sys.exit(code)


def interrupt():
    raise KeyboardInterrupt


def raise_base():
    raise BaseException("neither error nor exit")


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raise_mute():
    raise Mute


def fail_to_compile():
    compile("def f(:\n    pass\n", "/somewhere/mine.py", "exec")


def vanish(code=0):
    print("last words")
    os._exit(code)


def crash():
    print("before the crash")
    np.lib.stride_tricks.as_strided(np.ones(1), (2,), (1 << 46,))[1]


def crash_quickly():
    import faulthandler

    print("before the crash")
    faulthandler._sigsegv()


def be_killed():
    os.kill(os.getpid(), signal.SIGKILL)


def burn():
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    loop()


def forge():
    """Write something that looks like an answer to every descriptor."""
    for fd in range(3, 300):
        try:
            os.write(fd, b"\0" * 24 + b"\x93\x02\xa6result\xc3")
        except OSError:
            pass
    return "forged"


def forge_small():
    os.write(3, b"forged")


def close_everything():
    os.closerange(3, 1000)
    return "closed"


def patch_everything():
    """Replace what a learner may replace, by accident or to pass without solving."""
    for name in ("len", "isinstance", "type", "hex", "min", "repr", "bytes", "vars", "str", "print"):
        setattr(builtins, name, lambda *_: True)
    np.ndarray = np.allclose = np.array_equal = np.testing = lambda *_, **__: True
    os.write = os.read = lambda *_: 0
    sys.setrecursionlimit(60)
    sys.stdout = sys.stderr = None
    return np.arange(3)


def trace_everything():
    def tracer(*_):
        return tracer

    sys.settrace(tracer)
    sys.setprofile(tracer)


def speak():
    print("first")
    os.write(1, b"second\n")
    os.write(2, b"third\n")
    print("fourth", file=sys.stderr)
    from native import C

    C.puts(b"fifth")
    C.fflush(None)
    print("sixth", end="")


def print_lines(number):
    for line in range(number):
        print("line", line)


def print_gigabyte():
    block = b"x" * (1 << 20)
    for _ in range(1 << 10):
        os.write(1, block)


def print_bytes():
    os.write(1, b"\xff\xc3\xa4\n")
    sys.stdout.write("\udc80\n")


def close_stdout():
    sys.stdout.close()
    os.close(1)


def ask():
    return input("Your name? ")


def read_stdin():
    return sys.stdin.read()


def read_descriptor():
    return os.read(0, 10)


def write(path):
    Path(path).write_text("overwritten")


def append_by_descriptor(path):
    os.write(os.open(path, os.O_WRONLY | os.O_APPEND), b"overwritten")


def save_array(path):
    np.save(path, np.ones(3))


def dump_array(path):
    np.ones(3).tofile(path)


def map_array(path):
    np.memmap(path, mode="r+", shape=(1,), dtype=np.uint8)[0] = 0


def remove(path):
    os.remove(path)


def remove_tree(path):
    import shutil

    shutil.rmtree(path)


def rename(path):
    os.rename(path, "mine")


def replace(path):
    Path("mine").write_text("mine")
    os.replace("mine", path)


def copy_over(path):
    import shutil

    Path("mine").write_text("mine")
    shutil.copy("mine", path)


def change_mode(path):
    os.chmod(path, 0)


def truncate(path):
    os.truncate(path, 0)


def write_through_link(path):
    os.symlink(path, "link")
    Path("link").write_text("overwritten")


def write_through_relative_path(path):
    write(os.path.relpath(path))


def write_after_chdir(path):
    os.chdir(os.path.dirname(path))
    write(os.path.basename(path))


def make_folder(path):
    os.mkdir(path + "-folder")


def open_database(path):
    import sqlite3

    sqlite3.connect(path).execute("create table t (x)")


def remove_in_folder_descriptor(path):
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    os.remove(os.path.basename(path), dir_fd=folder)


def change_mode_of_descriptor(path):
    os.chmod(os.open(path, os.O_RDONLY), 0)


def truncate_in_folder_descriptor(path):
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    os.open(os.path.basename(path), os.O_WRONLY | os.O_TRUNC, dir_fd=folder)


def attach_database(path):
    import sqlite3

    sqlite3.connect(":memory:").execute(f"attach database '{path}.db' as x")


def lock(path):
    import fcntl

    fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX)


def lock_by_number(path):
    import fcntl

    fcntl.fcntl(os.open(path, os.O_RDONLY), fcntl.F_SETLK, bytes(32))


def write_history(path):
    import readline

    readline.write_history_file(path)


def make_pipe(path):
    os.mkfifo(path + "-pipe")


def make_device(path):
    os.mknod(path + "-device")


def work_in_own_folder():
    """Do in its own folder everything that is refused elsewhere."""
    import shutil
    import tempfile

    Path("a").write_text("a")
    os.rename("a", "b")
    os.symlink("b", "c")
    os.chmod("b", 0o600)
    os.makedirs("d/e")
    shutil.rmtree("d")
    os.remove("c")
    np.save("array", np.ones(3))
    Path(os.devnull).write_text("away")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "x").write_text("x")
    Path.home().joinpath("y").write_text("y")
    return sorted(os.listdir())


def fill_a_file():
    Path("big").write_bytes(b"x" * (1 << 20))


def read(path):
    return Path(path).read_text()


def read_in_folder_descriptor(path):
    folder = os.open(os.path.dirname(os.path.dirname(path)), os.O_RDONLY)
    name = os.path.join(os.path.basename(os.path.dirname(path)), os.path.basename(path))
    return os.read(os.open(name, os.O_RDONLY, dir_fd=folder), 100)


def read_history(path):
    import readline

    readline.read_history_file(path)


def read_through_root(path):
    return read(f"/proc/self/root{path}")


def read_through_parent(path):
    return read(f"/proc/{os.getppid()}/root{path}")


def read_after_chdir(path):
    os.chdir(os.path.dirname(path))
    return read(os.path.basename(path))


def list_folder(path):
    return os.listdir(path)


def scan_folder(path):
    return [entry.name for entry in os.scandir(path)]


def import_from(path):
    sys.path.insert(0, os.path.dirname(path))
    return __import__(Path(path).stem).ANSWER


def link_hard(path):
    os.link(path, "mine")
    return read("mine")


def link_soft(path):
    os.symlink(path, "mine")
    return read("mine")


def fork():
    return os.fork()


def fork_for_ever():
    while True:
        try:
            os.fork()
        except OSError:
            pass


def run_command():
    import subprocess

    return subprocess.run(["true"], check=True)


def run_shell():
    return os.system("true")


def spawn():
    return os.posix_spawn("/bin/true", ["true"], {})


def execute():
    os.execv("/bin/true", ["true"])


def use_pool():
    import multiprocessing

    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()


def connect():
    import socket

    socket.create_connection(("127.0.0.1", 9))


def fetch():
    import urllib.request

    urllib.request.urlopen("http://localhost:9/")


def look_up():
    import socket

    socket.gethostbyname("localhost")


def look_up_more():
    import socket

    socket.gethostbyname_ex("localhost")


def look_up_backwards():
    import socket

    socket.gethostbyaddr("127.0.0.1")


def look_up_number():
    import socket

    socket.getnameinfo(("127.0.0.1", 80), 0)


def kill_parent():
    os.kill(os.getppid(), signal.SIGKILL)


def kill_group_of_parent():
    os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)


def open_parent():
    os.pidfd_open(os.getppid())


def kill_parent_by_descriptor():
    signal.pidfd_send_signal(os.open(f"/proc/{os.getppid()}", os.O_RDONLY), signal.SIGKILL)


def have_parent_signalled():
    import fcntl

    fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())


def limit_parent():
    import resource

    resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))


def slow_parent():
    os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)


def fill_the_disk():
    for number in range(10**6):
        Path(str(number)).write_bytes(bytes(1 << 20))


def fill_the_disk_and_remove():
    while True:
        Path("big").write_bytes(bytes(1 << 20))
        os.remove("big")


def fill_the_disk_by_maps():
    for number in range(10**6):
        np.memmap(str(number), mode="w+", shape=(1 << 20,), dtype=np.uint8)[:] = 1


def leave_a_thread():
    def work():
        while True:
            sum(range(1000))

    threading.Thread(target=work).start()
    return os.getpid()


def leave_a_printing_thread():
    def work():
        while True:
            print("x" * 1000)

    threading.Thread(target=work).start()
    return os.getpid()


def leave_a_farewell(path):
    from native import C

    atexit.register(lambda: C.creat(path.encode(), 0o600))


def leave_a_process(own_session=False):
    """Get past the guard with a native fork that waits for ever."""
    from native import C as libc

    pid = libc.fork()
    if pid == 0:
        if own_session:
            libc.setsid()
        while True:
            libc.pause()
    return pid


def leave_rubbish():
    os.makedirs("locked/inside")
    Path("locked/inside/file").write_text("x")
    os.chmod("locked/inside", 0)
    os.chmod("locked", 0)
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")


def folder():
    return os.getcwd()


def pid():
    return os.getpid()


def open_library():
    import ctypes

    ctypes.CDLL(None)


def find_function():
    np._core._internal.ctypes.pythonapi.Py_Exit


def call_from_string():
    exec("import ctypes; ctypes.CDLL(None)")


def write_to_address():
    import ctypes

    ctypes.c_long.from_address(id(3)).value = 4


def use_arrays_natively():
    x = np.arange(1.0, 4.0)
    np.ctypeslib.as_ctypes(x)[1] = 5.0
    assert x.ctypes.data and x.ctypes.data_as(x.ctypes._ctypes.c_void_p)
    return x.tolist()
