"""The report in a real Chromium: it fits, is readable in light and dark, and typed text has no effect.

Skips without Chromium. ``TUTOR_PICTURES=FOLDER`` keeps the screenshots.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.browser import find_chromium
from tests.end_to_end.page import Page
from tests.progress.history import COURSE, MONDAY, history
from tests.views.test_report import HOSTILE
from tutor.progress.events import Claimed
from tutor.progress.notes import Note
from tutor.progress.summary import summary_of
from tutor.views.report import report_markdown
from tutor.views.report_page import report_page

pytestmark = [pytest.mark.slow, pytest.mark.skipif(find_chromium() is None, reason="needs a Chromium")]

# Texts with too little contrast to their background, by the formula of WCAG 2.2.
TOO_FAINT = """
(() => {
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const ratio = element => {
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const own = element => [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  return [...document.body.querySelectorAll('*')].filter(own).filter(e => ratio(e) < 4.5)
    .map(e => `${e.tagName}.${e.className} ${ratio(e).toFixed(2)}`);
})()
"""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The report of a record in which someone typed markup, opened as a file."""
    program = find_chromium()
    assert program is not None
    notes = (
        Note("step-1-attention", "scaling", "Hostile", HOSTILE),
        Note("", "", "Long", "x" * 500 + "\n\n```\n" + "y = 1; " * 99 + "\n```\n"),
    )
    events = (*history(), Claimed(at=MONDAY, checkpoint=HOSTILE), Claimed(at=MONDAY, checkpoint="w" * 300))
    file = tmp_path / "tutor-report.html"
    summary = summary_of(COURSE, events, made_at=MONDAY, notes=notes)
    file.write_text(report_page(report_markdown(summary), summary.course), encoding="utf-8")
    with Page(program, tmp_path) as page:
        page.open(file)
        yield page


def test_the_report_fits_every_width_and_can_be_read_in_light_and_dark(page: Page, tmp_path: Path) -> None:
    papers = set()
    for scheme in ("light", "dark"):
        for width in (1280, 768, 360):
            page.look(width, scheme)
            wide = page.value("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert wide[0] <= wide[1] <= width, f"{scheme} {width}"
            assert page.value(TOO_FAINT) == [], f"{scheme} {width}"
            picture = Path(os.environ.get("TUTOR_PICTURES", tmp_path)) / f"report-{scheme}-{width}.png"
            page.picture(picture)
            assert picture.read_bytes().startswith(b"\x89PNG")
        papers.add(page.value("getComputedStyle(document.body).backgroundColor"))
    assert len(papers) == 2
    marks = "['.shown > strong', '.claimed > em'].map(m => getComputedStyle(document.querySelector(m)).borderStyle)"
    assert page.value(marks) == ["solid", "dashed"]  # evidence and claims look different


def test_typed_markup_has_no_effect_and_nothing_is_loaded(page: Page) -> None:
    assert page.value("document.querySelectorAll('script, img, iframe, form, [onerror]').length") == 0
    assert page.value("performance.getEntriesByType('resource').map(entry => entry.name)") == []
    assert "<script>alert(1)</script>" in page.value("document.body.textContent")
    links = page.value("[...document.links].map(link => link.protocol)")
    assert "javascript:" not in links


def test_on_paper_it_is_black_on_white(page: Page) -> None:
    page.look(800, "dark", media="print")
    assert page.value("getComputedStyle(document.body).color") == "rgb(31, 35, 40)"
