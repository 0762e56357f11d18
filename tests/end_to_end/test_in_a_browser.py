"""``tutor serve`` in a real Chromium: it opens, types into the Lab, selects a token, toggles a head; other pages are
refused.

Needs Chromium and the extra ``web``; skips without them. ``TUTOR_PICTURES=FOLDER`` keeps the screenshot.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.browser import PATIENCE, Browser, find_chromium
from tutor.course.load import load_course
from tutor.workspace import create

aiohttp = pytest.importorskip("aiohttp", reason="needs the extra web")
pytest.importorskip("textual_serve", reason="needs the extra web")


pytestmark = pytest.mark.slow


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of tutor, served for a new learner; ends all processes afterwards."""
    made = create(tmp_path / "learner", load_course())
    made.save_state({"opening": "seen"})
    folder = made.root
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("TUTOR_", "TEXTUAL_"))
    }
    served = subprocess.Popen(
        [sys.executable, "-m", "tutor", "serve", "--port", str(port)],
        cwd=folder,
        env={**environment, "HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert served.stdout is not None
        said = served.stdout.readline()
        assert said == f"Open http://127.0.0.1:{port} in a browser. ctrl+c ends it.\n"
        yield said.split()[1]
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        try:
            served.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(served.pid, signal.SIGKILL)
            served.wait()


@pytest.mark.skipif(find_chromium() is None, reason="needs a Chromium")
async def test_the_lab_in_a_browser_types_picks_a_token_and_toggles(address: str, tmp_path: Path) -> None:
    program = find_chromium()
    assert program is not None
    async with Browser(program, tmp_path) as browser:
        await browser.open(address)
        await browser.sees("1 Learn", "2 Practice", "3 Lab")
        await browser.press("3")
        await browser.sees("fox looks most at", "All heads", "causal")

        await browser.press("i", "End", *" over the zork")
        await browser.sees("The quick brown fox jumps over the zork", "zork°")
        await browser.press("Escape", "ArrowDown")
        screen = await browser.sees("jumps looks most at")

        lines = screen.splitlines()
        row = next(number for number, line in enumerate(lines) if " brown " in line[:16])
        await browser.click(row, 20, len(lines))
        await browser.sees("brown looks most at")

        await browser.press("k")
        await browser.sees("What the model expects in place of brown", "bidirectional")
        await browser.press("k", "x")
        await browser.sees("L0 H0 · weights · off", "with L0 H0 switched off")

        picture = Path(os.environ.get("TUTOR_PICTURES", tmp_path)) / "lab-in-chromium.png"
        await browser.picture(picture)
        assert picture.read_bytes().startswith(b"\x89PNG")


async def reached(address: str) -> None:
    """Wait until the address answers."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
            writer.close()
            return
        except OSError:
            assert time.monotonic() < end
            await asyncio.sleep(0.05)


async def test_pages_from_elsewhere_and_other_names_are_refused(address: str) -> None:
    await reached(address)
    port = address.rpartition(":")[2]
    async with aiohttp.ClientSession() as session:
        for headers, status in (
            ({}, 200),
            ({"Host": f"localhost:{port}"}, 200),
            ({"Origin": "https://example.org"}, 403),
            ({"Host": f"example.org:{port}"}, 403),
        ):
            async with session.get(address, headers=headers) as answer:
                assert answer.status == status, headers
                page = await answer.text()
                assert "googleapis" not in page  # nothing is loaded from elsewhere
                if "Host" in headers and status == 200:
                    assert f"ws://localhost:{port}/ws" in page
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{address}/ws", headers={"Origin": f"http://localhost:{int(port) + 1}"})
        assert refused.value.status == 403
