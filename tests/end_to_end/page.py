"""A file in a headless Chromium, controlled over a pipe: tests of a page with nothing but Python and Chromium.

``browser.py`` controls a served app and needs the extra ``web``; a page on disk needs no socket.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.end_to_end.browser import PATIENCE, SWITCHES

PIPES = ("--remote-debugging-pipe", "--disable-background-networking", "--disable-component-update")
BETWEEN = (
    "import os, sys; [os.dup2(int(sys.argv[n]), n + 2) for n in (1, 2)]; os.execv(sys.argv[3], sys.argv[3:])"
)


class Page:
    """One page. A context manager that ends the browser."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.number, self.session, self.read = 0, "", b""

    def __enter__(self) -> Self:
        commands, self.out = os.pipe()
        self.answers, answers = os.pipe()
        # Away from 3 and 4, which the browser reads and writes, so that dup2 does not overwrite them.
        theirs = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (commands, answers)]
        switches = [s for s in SWITCHES if "debugging" not in s and "resolver" not in s]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-c", BETWEEN, *map(str, theirs), self.program),
                *(*switches, *PIPES, f"--user-data-dir={self.folder / 'profile'}", "about:blank"),
            ],
            pass_fds=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for fd in (commands, answers, *theirs):
            os.close(fd)
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.out)
        os.close(self.answers)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the DevTools protocol, and its answer."""
        self.number += 1
        command: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.out, json.dumps(command).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.read:
            ready, _, _ = select.select([self.answers], [], [], PATIENCE)
            assert ready, "the browser gives no answer"
            piece = os.read(self.answers, 1 << 20)
            assert piece, "the browser has ended"
            self.read += piece
        first, _, self.read = self.read.partition(b"\0")
        return dict(json.loads(first))

    def open(self, file: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.ask("Page.navigate", url=file.as_uri())
        end = time.monotonic() + PATIENCE
        while self.value("[location.href, document.readyState]") != [file.as_uri(), "complete"]:
            assert time.monotonic() < end, "the page does not come"
            time.sleep(0.02)

    def value(self, script: str) -> Any:
        """The result of a script, as JSON."""
        answer = self.ask("Runtime.evaluate", expression=f"JSON.stringify({script.strip()})")
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return json.loads(answer["result"].get("value", "null"))

    def look(self, width: int, scheme: str, media: str = "screen") -> None:
        """Set the page's width, colour scheme and medium."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media=media, features=features)

    def picture(self, path: Path) -> None:
        """Save a screenshot of the whole page."""
        answer = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(answer["data"]))
