"""The output of sandboxed code, collected by the client up to a limit."""

from __future__ import annotations

import codecs
import os

CHUNK = 1 << 18


class Output:
    """Reads a pipe, keeps the first characters and counts the rest."""

    def __init__(self, fd: int, keep: int) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self.dropped = 0
        self.bytes = 0  # total received
        self.open = True
        self._room = keep
        self._parts: list[str] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def text(self) -> str:
        """The part that was kept."""
        return "".join(self._parts)

    def read(self) -> bool:
        """Read one chunk of what is in the pipe. Returns False if it is empty for now."""
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
        """Read the output so far. Bounded, because more may be arriving."""
        for _ in range(chunks):
            if not self.read():
                return

    def close(self) -> None:
        """Close the pipe; ``text`` stays available."""
        if self.open:
            self.open = False
            os.close(self.fd)
