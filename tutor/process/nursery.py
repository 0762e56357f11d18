"""The nursery: a process that has NumPy imported and forks one sandboxed process per request.

A request is one datagram with four descriptors: the three of the process and a leash. Over the leash the client hears
the process's end and asks for its death; a leash whose client is gone means the same. The client's last descriptor on
the nursery's standard input means the end of everything.
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
from pathlib import Path

import numpy as np

from tutor.process import bounds, child, folder
from tutor.process.nursery_wire import DUMP, OPEN, PRELOAD, STATUS

LARGEST_REQUEST = 4096
ROUNDS = 1000  # of ending what the processes left behind


@dataclass(slots=True)
class _Ward:
    """One process, until its client lets go of the leash. ``pid`` is None once it has ended."""

    pid: int | None
    leash: socket.socket
    folder: Path
    deserted: bool = False


@dataclass(slots=True)
class Nursery:
    """The processes that live, and the loop that looks after them."""

    requests: socket.socket
    wards: dict[int, _Ward] = field(default_factory=dict)  # by the leash's descriptor

    def serve(self) -> child.Ends | None:
        """Look after the wards. Comes back in a new process with its ends, in the nursery with None at the end."""
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
                    self._reap(poll)
                elif fd in self.wards:
                    self._tug(self.wards[fd], poll)
                elif fd == self.requests.fileno():
                    ends = self._request(poll)
                    if ends is not None:
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        return ends

    def _request(self, poll: select.poll) -> child.Ends | None:
        try:
            message, fds, _, _ = socket.recv_fds(self.requests, LARGEST_REQUEST, 4)
        except BlockingIOError:
            return None
        except OSError:
            message, fds = b"", []
        if not message:  # the last client is going; its other descriptor says so in a moment
            poll.unregister(self.requests)
            return None
        if message[:1] == PRELOAD:
            _preload(message[1:].decode())
            return None
        if message[:1] != OPEN or len(fds) != 4:
            for fd in fds:
                os.close(fd)
            return None
        leash = socket.socket(fileno=fds[0])
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            pid = -1
        if pid == 0:
            os.setsid()
            return child.Ends(fds[1], fds[2], fds[3], watch=not bounds.die_with_parent(parent))
        np.random.seed()  # or the next process would draw the numbers of this one
        for fd in fds[1:]:
            os.close(fd)
        if pid < 0:
            leash.close()
            return None
        leash.setblocking(False)
        self.wards[leash.fileno()] = _Ward(pid, leash, Path(os.fsdecode(message[1:])))
        poll.register(leash, select.POLLIN)
        return None

    def _tug(self, ward: _Ward, poll: select.poll) -> None:
        """The client wants something of a ward, or is gone."""
        try:
            wish = ward.leash.recv(1)
        except BlockingIOError:
            return
        except OSError:
            wish = b""
        if not wish:
            ward.deserted = True
            poll.unregister(ward.leash)
        if ward.pid is None:
            if ward.deserted:
                self._forget(ward)
        elif wish == DUMP:
            _signal(ward.pid, signal.SIGUSR1)
        else:
            _signal_group(ward.pid)

    def _reap(self, poll: select.poll) -> None:
        """Tell the clients which processes have ended, and end what those left behind."""
        by_pid = {ward.pid: ward for ward in self.wards.values() if ward.pid is not None}
        for _ in range(ROUNDS):
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                orphans = _children() - by_pid.keys()
                if not orphans:
                    return
                for orphan in orphans:
                    _signal(orphan, signal.SIGKILL)
                continue
            ward = by_pid.pop(pid, None)
            if ward is None:
                continue
            _signal_group(pid)
            ward.pid = None
            if ward.deserted:
                self._forget(ward)
            else:
                with contextlib.suppress(OSError):
                    ward.leash.send(STATUS.pack(os.waitstatus_to_exitcode(status)))

    def _forget(self, ward: _Ward) -> None:
        """Nobody waits for it any more. A client that went before it could has left the folder."""
        del self.wards[ward.leash.fileno()]
        ward.leash.close()
        if ward.folder.exists():
            folder.remove(ward.folder)

    def _end(self) -> None:
        """No client is left: end everything, and remove every folder, asked for or in use."""
        living = {ward.pid for ward in self.wards.values() if ward.pid is not None}
        homes = [ward.folder for ward in self.wards.values()]
        with contextlib.suppress(OSError):
            message = OPEN
            while message:
                message, fds, _, _ = socket.recv_fds(self.requests, LARGEST_REQUEST, 4)
                homes += [Path(os.fsdecode(message[1:]))] if message[:1] == OPEN else []
                for fd in fds:
                    os.close(fd)
        for pid in living:
            _signal_group(pid)
        for orphan in _children() - living:
            _signal(orphan, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        for home in homes:
            folder.remove(home)


def _children() -> set[int]:
    """All children of this process, adopted ones too; empty where the system has no list of them."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as names:  # noqa: PTH123
            return {int(name) for name in names.read().split()}
    except OSError:
        return set()


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, number)


def _signal_group(pid: int) -> None:
    """End a process's whole group, also when it has had no time yet to make one."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        _signal(pid, signal.SIGKILL)


def _empty(fd: int) -> None:
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass


def _preload(names: str) -> None:
    """Import modules for the processes to come. One that cannot be imported will say so in the process."""
    new = [name for name in names.split() if name not in sys.modules]
    for name in new:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    if not new:
        return
    gc.collect()
    gc.freeze()


def main() -> None:
    """Entry point: arguments are the request socket's descriptor and the modules to import beforehand."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bounds.adopt_orphans()
    gc.disable()
    _preload(" ".join(("numpy.random", *sys.argv[3:])))
    ends = Nursery(socket.socket(fileno=int(sys.argv[2]))).serve()
    if ends is not None:
        child.run(ends)
    os._exit(0)
