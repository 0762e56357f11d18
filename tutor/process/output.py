"""What sandboxed code prints, collected by the client within a bound."""

from __future__ import annotations

import codecs
import os

CHUNK = 1 << 18


class Output:
    """Reads a pipe, keeps its first characters and counts the others."""

    def __init__(self, fd: int, keep: int) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self.dropped = 0
        self.bytes = 0  # all that came
        self.open = True
        self._room = keep
        self._parts: list[str] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self._parts)

    def read(self) -> bool:
        """Take what is in the pipe at the moment, one chunk. False when there is nothing now."""
        if not self.open:
            return False
        try:
            data = os.read(self.fd, CHUNK)
        except BlockingIOError:
            return False
        self.bytes += len(data)
        text = self._decoder.decode(data, final=not data)
        kept = text[: self._room]
        if kept:
            self._parts.append(kept)
            self._room -= len(kept)
        self.dropped += len(text) - len(kept)
        if not data:
            self.close()
        return bool(data)

    def drain(self, chunks: int = 64) -> None:
        """Take what has been printed so far; bounded, for somebody may still be printing."""
        for _ in range(chunks):
            if not self.read():
                return

    def close(self) -> None:
        """Let go of the pipe; what was kept stays."""
        if self.open:
            self.open = False
            os.close(self.fd)
