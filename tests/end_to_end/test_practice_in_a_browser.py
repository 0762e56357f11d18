"""An evening in a real Chromium: read, move a size, write exercise 1 from nothing to a pass, the Lab, reload.

Needs Chromium and the extra ``web``; skips without them. ``TUTOR_PICTURES=FOLDER`` keeps the screenshots.
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from tests.end_to_end.browser import PATIENCE, Browser, find_chromium

pytest.importorskip("aiohttp", reason="needs the extra web")
pytest.importorskip("textual_serve", reason="needs the extra web")

from tests.end_to_end.test_in_a_browser import address  # noqa: F401

pytestmark = pytest.mark.slow

SOFTMAX = (
    "x = x - x.max(axis=axis, keepdims=True)",
    "e = np.exp(x)",
    "return e / e.sum(axis, keepdims=True)",
)
FUNCTION = (
    "scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])",
    "if mask is None: mask = np.ones(scores.shape, bool)",
    "mask = np.broadcast_to(mask, scores.shape)",
    "some = mask.any(-1, keepdims=True)",
    "scores = np.where(mask | ~some, scores, -np.inf)",
    "weights = np.where(some, softmax(scores), 0.0)",
    "return weights @ v, weights",
)


async def found_row(browser: Browser, shown: bool) -> None:
    """Wait until the words to find are shown, or gone with the search."""
    end = time.monotonic() + PATIENCE
    while ("raise NotImplementedError" in map(str.strip, (await browser.text()).splitlines())) is not shown:
        assert time.monotonic() < end, await browser.text()
        await asyncio.sleep(0.1)


async def write_body(browser: Browser, lines: tuple[str, ...], *, again: bool = False) -> None:
    """Find the next ``raise``, and type ``lines`` in its place. New lines are indented by the editor."""
    await browser.press("F3")
    if again:  # the search remembers its words
        await found_row(browser, True)
        await browser.press("Enter")
    else:
        await browser.sees("find: enter next")
        await browser.press(*"raise NotImplementedError")
        await found_row(browser, True)
    await browser.press("Escape")
    await found_row(browser, False)  # a letter right after esc would be alt+letter
    for number, line in enumerate(lines):
        await browser.press(*(["Enter"] if number else []), *line)


@pytest.mark.skipif(find_chromium() is None, reason="needs a Chromium")
async def test_an_evening_in_a_browser(address: str, tmp_path: Path) -> None:  # noqa: F811
    program = find_chromium()
    assert program is not None
    pictures = Path(os.environ.get("TUTOR_PICTURES", tmp_path))
    learners_file = tmp_path / "learner" / "exercises" / "ex1_scaled_dot_product_attention.py"
    async with Browser(program, tmp_path) as browser:
        # The page itself.
        await browser.ask(
            "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
        )
        await browser.open(address)
        await browser.sees("1 Learn", "2 Practice", "3 Lab")
        assert await browser.value("document.title") == "Transformer Tutor"
        assert await browser.value("document.documentElement.lang") == "en"
        assert await browser.value("document.characterSet") == "UTF-8"
        assert str(await browser.value("document.querySelector('link[rel=icon]').href")).startswith(
            "data:image"
        )

        # Read a section, and move a size.
        await browser.sees("0.1 How the tutor works", "(5, 5)")
        await browser.press("ArrowRight")
        await browser.sees("(6, 6)")
        await browser.picture(pictures / "WEB-1-learn.png")

        # Copy with y: the clipboard of the browser has it.
        await browser.press("y")
        await browser.sees("Copied ")
        await browser.until_value("navigator.clipboard.readText()", lambda text: bool(str(text).strip()))

        # Exercise 1, from nothing to a pass. Half of it is written before the page is loaded anew.
        await browser.press("2")
        await browser.sees("not started", "e edit")
        await browser.press("e")
        await browser.sees("ex1_scaled_dot_product_attention.py", "f2 save", "f3 find")
        await write_body(browser, SOFTMAX)
        await browser.sees("not saved", "return e / e.sum")
        await browser.picture(pictures / "WEB-2-writing.png")
        await browser.press("F2")
        await browser.sees("not yet", "softmax is done")
        await browser.picture(pictures / "WEB-3-not-yet.png")
        await write_body(browser, FUNCTION, again=True)
        await browser.sees("not saved", "return weights @ v, weights")
        assert "weights @ v" not in learners_file.read_text(encoding="utf-8")

        await browser.ask("Page.reload")
        await browser.sees("This is the text that you had not saved", "not saved")
        await browser.picture(pictures / "WEB-4-after-reload.png")
        await browser.press("F2")
        await browser.sees("✓ passed")
        assert "return weights @ v, weights" in learners_file.read_text(encoding="utf-8")
        await browser.picture(pictures / "WEB-5-passed.png")
        await browser.press("F1")
        await browser.sees("In a browser", "reload the page")
        await browser.picture(pictures / "WEB-6-keys.png")
        await browser.press("Escape", "Escape")
        await browser.sees("Practice · 1 of")

        # The Lab; and the page comes back there.
        await browser.press("3")
        await browser.sees("looks most at", "All heads")
        await browser.ask("Page.reload")
        await browser.sees("looks most at", "All heads")
        await browser.picture(pictures / "WEB-7-lab-after-reload.png")
