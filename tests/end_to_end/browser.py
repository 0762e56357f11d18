"""A headless Chromium controlled through its DevTools protocol, to test what a learner sees in a browser."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 60.0
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # it only opens a page on this machine
    "--no-first-run",
    "--disable-gpu",
    "--disable-3d-apis",  # then the terminal writes text into the page, where it can be read
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing from outside
    "--remote-debugging-port=0",
    "--window-size=1280,800",
)
KEYS = {
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "End": ("End", 35, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "PageDown": ("PageDown", 34, ""),
    **{f"F{number}": (f"F{number}", 111 + number, "") for number in range(1, 13)},
}


def find_chromium() -> str | None:
    """The path of Chromium, if installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page. An asynchronous context manager that ends the browser."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.number = 0

    async def __aenter__(self) -> Browser:
        import aiohttp

        self.told = (self.folder / "chromium.log").open("wb")
        self.process = subprocess.Popen(
            [self.program, *SWITCHES, f"--user-data-dir={self.folder / 'profile'}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=self.told,
            start_new_session=True,
        )
        self.session = aiohttp.ClientSession()
        port = self.folder / "profile" / "DevToolsActivePort"
        await self.until(lambda: port.is_file() and len(port.read_text().splitlines()) > 1, "to start")
        address = f"http://127.0.0.1:{port.read_text().splitlines()[0]}"
        async with self.session.get(f"{address}/json/list") as answer:
            pages = [page for page in await answer.json() if page["type"] == "page"]
        self.socket = await self.session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.told.close()

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and its answer."""
        self.number += 1
        await self.socket.send_json({"id": self.number, "method": method, "params": parameters})
        while True:
            answer = await self.socket.receive_json(timeout=PATIENCE)
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return dict(answer["result"])

    async def open(self, address: str) -> None:
        """Open an address, as if in the foreground window."""
        await self.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        await self.ask("Page.navigate", url=address)

    async def text(self) -> str:
        """The text of the page's terminal."""
        script = "[...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent).join('\\n')"
        answer = await self.ask("Runtime.evaluate", expression=script)
        return str(answer["result"].get("value", "")).replace("\xa0", " ")

    async def sees(self, *texts: str) -> str:
        """Wait until all ``texts`` are in the terminal, and return its text."""
        end = time.monotonic() + PATIENCE
        while True:
            shown = await self.text()
            if all(text in shown for text in texts):
                return shown
            if time.monotonic() > end:
                raise AssertionError(f"waited for {texts}; the page showed:\n{shown}")
            await asyncio.sleep(0.1)

    async def press(self, *keys: str) -> None:
        """Type characters and the keys in ``KEYS``."""
        for key in keys:
            name, code, text = KEYS.get(key) or (key, ord(key.upper()) if key.isalnum() else 0, key)
            down = {"type": "keyDown", "key": name, "windowsVirtualKeyCode": code, "text": text}
            await self.ask("Input.dispatchKeyEvent", **down)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code)

    async def value(self, script: str) -> object:
        """The result of a script, which may be a promise."""
        answer = await self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until_value(self, script: str, holds: Callable[[object], bool]) -> None:
        """Wait until the result of a script satisfies ``holds``."""
        end = time.monotonic() + PATIENCE
        while not holds(found := await self.value(script)):
            assert time.monotonic() < end, f"{script} is {found!r}"
            await asyncio.sleep(0.1)

    async def click(self, row: int, column: int, rows: int) -> None:
        """Click a cell of the terminal, which has ``rows`` rows."""
        script = "JSON.stringify(document.querySelector('.xterm-screen').getBoundingClientRect())"
        import json

        box = json.loads((await self.ask("Runtime.evaluate", expression=script))["result"]["value"])
        high = box["height"] / rows
        x, y = box["x"] + (column + 0.5) * high / 2, box["y"] + (row + 0.5) * high
        for what in ("mousePressed", "mouseReleased"):
            await self.ask("Input.dispatchMouseEvent", type=what, x=x, y=y, button="left", clickCount=1)

    async def picture(self, path: Path) -> None:
        """Save a screenshot."""
        answer = await self.ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(answer["data"]))

    async def until(self, holds: Any, what: str) -> None:
        """Wait for a condition."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert self.process.poll() is None, f"the browser ended while it was {what}"
            assert time.monotonic() < end, f"waited in vain for the browser {what}"
            await asyncio.sleep(0.05)
