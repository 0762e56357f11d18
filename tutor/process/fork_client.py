"""The client's side of the fork server: starts it, requests processes, and restarts it if it dies."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import IO, TYPE_CHECKING

from tutor.process.handle import FORK, PRELOAD, Channels, ForkedHandle

if TYPE_CHECKING:
    import subprocess

PATIENCE = 2.0  # seconds for the server to exit by itself


class ForkClient:
    """Starts processes. Thread-safe."""

    def __init__(self, preload: tuple[str, ...]) -> None:
        """Raises OSError if Python cannot be started."""
        self._modules = list(preload)
        self._said = ""  # last output of an earlier server
        self._lock = threading.Lock()
        self._start()

    def start(self, channels: Channels, modules: tuple[str, ...]) -> ForkedHandle:
        """Fork a process on these channels, with these modules imported. If that fails, the handle is ``lost``.

        Raises OSError if the system provides no descriptors for the request.
        """
        with self._lock:
            new = [name for name in modules if name not in self._modules]
            self._modules += new
            if self._server.poll() is not None:
                self._stop()
                self._start()
                new = []
            ours, theirs = socket.socketpair()
            fds = [theirs.fileno(), *channels.theirs]
            with (
                theirs,
                contextlib.suppress(OSError),
            ):  # if the server has ended, the other end of the handle is closed too
                if new:
                    self._requests.send(PRELOAD + " ".join(new).encode())
                socket.send_fds(self._requests, [FORK + os.fsencode(channels.folder)], fds)
            return ForkedHandle(channels, ours, frozenset(self._modules))

    def complaint(self) -> str:
        """The last error output of a server; "" if there is none."""
        with self._lock:
            return self._last_words() or self._said

    def close(self) -> None:
        """End the server and all its processes. Can be called twice."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        import subprocess
        import tempfile

        from tutor.process.launch import start

        # Datagrams, so that a request arrives completely or not at all.
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server
        with theirs:
            self._server: subprocess.Popen[bytes] = start(
                "tutor.process.fork_server",
                [str(theirs.fileno()), *self._modules],
                keep=(theirs.fileno(),),
                stdin=subprocess.PIPE,
                output=self._complaints,
            )

    def _last_words(self) -> str:
        self._complaints.seek(0)
        said = self._complaints.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(said) if line.strip()), "")

    def _stop(self) -> None:
        import subprocess

        if self._complaints.closed:
            return
        self._said = self._last_words() or self._said

        assert self._server.stdin is not None
        with contextlib.suppress(OSError):
            self._server.stdin.close()
        self._requests.close()
        self._complaints.close()
        try:
            self._server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
