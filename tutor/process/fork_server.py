"""The fork server: a single-threaded process that has imported NumPy and forks one sandboxed process per request.

A request is one datagram with four descriptors: a control socket and the three channels of the process. Over the
control socket, the server reports that the process has ended, and the client can ask to end it. Closing the control
socket ends it too. When all clients have closed the server's standard input, the server ends everything.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
from dataclasses import dataclass, field

import numpy as np

from tutor.process import child, lifetime, scratch
from tutor.process.handle import DUMP, FORK, PRELOAD, STATUS

LARGEST_REQUEST = 4096
ROUNDS = 1000  # maximum number of rounds of killing what the processes left running


@dataclass(slots=True)
class Child:
    """One process, until its client closes the control socket. ``pid`` is None once it has ended."""

    pid: int | None
    control: socket.socket
    folder: str
    deserted: bool = False


@dataclass(slots=True)
class ForkServer:
    """The running processes, and the loop that manages them."""

    requests: socket.socket
    children: dict[int, Child] = field(default_factory=dict)  # by file descriptor of the control socket

    def serve(self) -> child.Ends | None:
        """Run the loop. Returns the channels in a forked process, and None in the server when it ends."""
        self.requests.setblocking(False)
        awake, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(awake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        poll = select.poll()
        for fd in (0, awake, self.requests.fileno()):
            poll.register(fd, select.POLLIN)
        while True:
            for fd, _ in poll.poll():
                if fd == 0:
                    if not os.read(0, 64):
                        self._end()
                        return None
                elif fd == awake:
                    _empty(awake)
                    self._reap()
                elif fd in self.children:
                    self._on_control(self.children[fd], poll)
                elif fd == self.requests.fileno():
                    ends = self._on_request(poll)
                    if ends is not None:
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        return ends

    def _on_request(self, poll: select.poll) -> child.Ends | None:
        try:
            message, fds, _, _ = socket.recv_fds(self.requests, LARGEST_REQUEST, 4)
        except BlockingIOError:
            return None
        except OSError:
            message, fds = b"", []
        if not message:  # the last client is closing, so standard input will end soon
            poll.unregister(self.requests)
            return None
        if message[:1] == PRELOAD:
            _preload(message[1:].decode().split())
            return None
        if message[:1] != FORK or len(fds) != 4:
            for fd in fds:
                os.close(fd)
            return None
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            pid = -1
        if pid == 0:
            os.setsid()
            lifetime.die_with_parent(parent)
            return child.Ends(*fds[1:])
        np.random.seed()  # otherwise the next process would draw the same numbers as this one
        for fd in fds[1:]:
            os.close(fd)
        control = socket.socket(fileno=fds[0])
        if pid < 0:
            control.close()
            return None
        control.setblocking(False)
        self.children[control.fileno()] = Child(pid, control, os.fsdecode(message[1:]))
        poll.register(control, select.POLLIN)
        return None

    def _on_control(self, one: Child, poll: select.poll) -> None:
        """Handle a request about a child, or the closing of its control socket."""
        try:
            wish = one.control.recv(1)
        except BlockingIOError:
            return
        except OSError:
            wish = b""
        if not wish:
            one.deserted = True
            poll.unregister(one.control)
        if one.pid is None:
            if one.deserted:
                self._forget(one)
        elif wish == DUMP:
            lifetime.kill(one.pid, signal.SIGUSR1)
        else:
            lifetime.kill_group(one.pid)

    def _reap(self) -> None:
        """Report ended processes to their clients, and kill what those processes left running."""
        by_pid = {one.pid: one for one in self.children.values() if one.pid is not None}
        for _ in range(ROUNDS):
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                orphans = lifetime.children() - by_pid.keys()
                if not orphans:
                    return
                for orphan in orphans:
                    lifetime.kill(orphan)
                continue
            one = by_pid.pop(pid, None)
            if one is None:
                continue
            lifetime.kill_group(pid)
            one.pid = None
            if one.deserted:
                self._forget(one)
            else:
                with contextlib.suppress(OSError):
                    one.control.send(STATUS.pack(os.waitstatus_to_exitcode(status)))

    def _forget(self, one: Child) -> None:
        """Drop a child without a client, and remove the folder that the client could not remove."""
        del self.children[one.control.fileno()]
        one.control.close()
        scratch.remove(one.folder)

    def _end(self) -> None:
        """End all processes and remove their folders. Called when no client is left."""
        living = {one.pid for one in self.children.values() if one.pid is not None}
        folders = [one.folder for one in self.children.values()]
        with contextlib.suppress(OSError):
            message = FORK
            while message:
                message, fds, _, _ = socket.recv_fds(self.requests, LARGEST_REQUEST, 4)
                folders += [os.fsdecode(message[1:])] if message[:1] == FORK else []
                for fd in fds:
                    os.close(fd)
        for pid in living:
            lifetime.kill_group(pid)
        for orphan in lifetime.children() - living:
            lifetime.kill(orphan)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        for folder in folders:
            scratch.remove(folder)


def _empty(fd: int) -> None:
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass


def _preload(names: list[str]) -> None:
    """Import modules that forked processes will inherit."""
    new = [name for name in names if name not in sys.modules]
    child.import_all(new)
    if new:
        gc.collect()
        gc.freeze()


def main() -> None:
    """Entry point. Arguments: the request socket's descriptor and the modules to import first."""
    import shutil  # noqa: F401 - what removes the folders, for which there is no time later

    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lifetime.adopt_orphans()
    gc.disable()
    importlib.import_module("numpy.random")
    _preload(sys.argv[3:])
    ends = ForkServer(socket.socket(fileno=int(sys.argv[2]))).serve()
    if ends is not None:
        child.run(ends)
    os._exit(0)
