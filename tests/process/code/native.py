"""Attempts by native code to bypass the guard, one function each. They return the error's name, "" on success."""
# ruff: noqa

import ctypes
import errno
import os
import socket
import struct

# The hook trusts the file name of a code object, and libraries may use ctypes.
LIBRARY = (
    "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\ndef found(name): return getattr(libc, name)\n"
)
exec(compile(LIBRARY, os.__file__, "exec"))

C = type("Found", (), {"__getattr__": lambda self, name: found(name)})()


def told(result):
    return "" if result != -1 else errno.errorcode[ctypes.get_errno()]


def write(path):
    return told(C.open(path.encode(), os.O_WRONLY))


def truncate(path):
    return told(C.truncate(path.encode(), ctypes.c_long(0)))


def remove(path):
    return told(C.unlink(path.encode()))


def make_folder(path):
    return told(C.mkdir(f"{path}-folder".encode(), 0o700))


def make_pipe(path):
    return told(C.mkfifo(f"{path}-pipe".encode(), 0o600))


def read(path):
    return told(C.open(path.encode(), os.O_RDONLY))


def connect(_):
    fd = C.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    if fd == -1:
        return told(-1)
    return told(C.connect(fd, struct.pack("=HH4s8x", socket.AF_INET, 0x0900, b"\x7f\0\0\1"), 16))


def send(_):
    return told(C.socket(socket.AF_INET, socket.SOCK_DGRAM, 0))


def connect_locally(path):
    fd = C.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0)
    return told(C.connect(fd, struct.pack("=H108s", socket.AF_UNIX, b"/nowhere"), 110))


def fork(_):
    pid = C.fork()
    if pid == 0:
        C._exit(0)
    return told(pid)


def run(_):
    return told(C.execv(b"/nowhere", None))


def signal(_):
    return told(C.kill(os.getppid(), 0))


def signal_by_descriptor(_):
    fd = C.syscall(434, os.getppid(), 0)
    return told(fd) or told(C.syscall(424, fd, 0, None, 0))


def read_memory(_):
    local, remote = (ctypes.c_size_t * 2)(0, 0), (ctypes.c_size_t * 2)(0, 0)
    fd = C.open(f"/proc/{os.getppid()}/mem".encode(), os.O_RDONLY)
    return told(fd) or told(C.process_vm_readv(os.getppid(), local, 1, remote, 1, 0))


def change_mode_and_times(path):
    before = os.stat(path)
    C.chmod(path.encode(), 0o777 if before.st_mode & 0o777 != 0o777 else 0o700)
    C.utimensat(-100, path.encode(), struct.pack("=qqqq", 1, 0, 1, 0), 0)
    after = os.stat(path)
    same = (before.st_mode, before.st_mtime) == (after.st_mode, after.st_mtime)
    return "EPERM" if same else ""


def change_owner(path):
    return told(C.chown(path.encode(), os.getuid(), os.getgid()))


def read_terminal(path):
    return told(C.open(path.encode(), os.O_RDONLY | os.O_NOCTTY))


def set_terminal(_):
    fd = C.open(b"/dev/ptmx", os.O_RDONLY | os.O_NOCTTY)
    return told(fd) or told(C.ioctl(fd, 0x5414, struct.pack("=HHHH", 24, 80, 0, 0)))  # its size


def leave_memory(_):
    number = C.shmget(0, 4096, 0o600)
    return told(number) or told(C.shmctl(number, 0, None))
