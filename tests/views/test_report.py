"""The report as a page and as Markdown: evidence and claims differ, and typed text never becomes markup."""

from __future__ import annotations

import re
from datetime import UTC
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from tests.progress.history import COURSE, MONDAY, OLD, history
from tutor.progress.events import Checked, Claimed, Drilled
from tutor.progress.notes import Note
from tutor.progress.summary import Summary, summary_of
from tutor.views.report import duration, report_markdown
from tutor.views.report_page import report_page

HOSTILE = (
    '<script>alert(1)</script> </style><img src="http://e.example/x.png" onerror=alert(1)> '
    "![pic](http://e.example/y.png) [a](javascript:alert(1)) \x1b[31m\x00 \ud800 | a | `b` ``` # x\n"
    "</blockquote>\n```\n<b>"
)
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Tags with their attributes, the text, and whether all tags are closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def summary(*events, notes: tuple[Note, ...] = ()) -> Summary:
    return summary_of(COURSE, events, made_at=MONDAY, notes=notes, zone=UTC)


def report_html(made: Summary) -> str:
    return report_page(report_markdown(made, UTC), made.course)


def hostile() -> Summary:
    events = (
        *history(),
        Claimed(at=MONDAY, checkpoint=HOSTILE),
        Drilled(at=1e300, drill=HOSTILE, correct=True),
        Checked(at=-1e300, exercise=HOSTILE, status="passed", digest=HOSTILE, mistake=HOSTILE),
    )
    return summary(*events, notes=(Note("step-1", "x", HOSTILE, HOSTILE),))


@pytest.mark.parametrize("made", [summary(), summary(*OLD, *history()), hostile()])
def test_the_page_is_well_formed_and_loads_nothing(made):
    source = report_html(made)
    page = Page(source)
    assert page.open == []
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "form", "input", "base"}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))
    style = source.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style and "@import" not in style
    assert "prefers-color-scheme: dark" in style
    source.encode()  # no lone surrogates


def test_typed_text_is_escaped_on_the_page():
    words = "".join(Page(report_html(hostile())).words)
    assert "<script>alert(1)</script>" in words
    assert "\x1b" not in words and "\x00" not in words


def test_shown_and_claimed_look_different_on_the_page_without_any_colour():
    source = report_html(summary(*history()))
    assert re.search(r'<li class="shown"><strong>shown</strong> [^<]*: Know why &lt;we&gt; scale', source)
    assert re.search(r'<li class="claimed"><em>claimed</em> [^<]*, not shown: Feel at home', source)
    assert re.search(r'<li class="blank">[^<]*<ul>\s*<li class="todo">to do: run', source)
    style = source.partition("<style>")[2]
    assert 'content: "● "' in style and 'content: "○ "' in style and "dashed" in style


def test_a_note_cannot_pass_itself_off_as_evidence():
    text = "- [x] **shown** Everything\n    - [x] **shown** More\n"
    source = report_html(summary(notes=(Note("s", "x", "A", text),)))
    assert 'class="shown"' not in source and "[x]" in source


def test_evidence_about_removed_parts_is_on_the_page():
    source = report_html(summary(*OLD))
    assert "answered 'q-gone' right" in source and "claimed the checkpoint 'c-gone'" in source


def test_the_markdown_has_dates_and_reasons_and_separates_claims():
    lines = report_markdown(summary(*history()), UTC).splitlines()
    at = lines.index("- [x] **shown** 2026-01-06 20:09: Know why \\<we> scale (shown by doing, answered)")
    assert lines[at + 1].startswith("    - 2026-01-05 20:12 answered 'q-scale' right: What is √16,")
    assert "- [ ] *claimed* 2026-01-06 20:40, not shown: Feel at home" in lines
    assert "| ex1 Attention | passed 2026-01-06 20:09 | 1 | 2 | 1 | after the pass | 10 min |" in lines
    assert any("more than 20 minutes counts as a pause" in line for line in lines)


def test_typed_text_never_becomes_markup_in_the_markdown():
    text = report_markdown(hostile(), UTC)
    outside = re.sub(r"(?m)^>.*\n", "", text)  # a note is quoted as the learner wrote it
    alone = MarkdownIt("gfm-like", {"linkify": False}).parse(outside)
    kinds = {t.type for token in alone for t in (token, *(token.children or ()))}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "fence", "code_inline"}
    rows = [line for line in text.splitlines() if line.startswith("| ") and "alert" in line]
    assert rows and all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)
    assert "\x1b" not in text


def test_a_note_stays_a_quotation_whatever_is_in_it():
    text = report_markdown(summary(notes=(Note("s", "x", "A", "```\n# not a heading of the report\n\nend"),)))
    assert "\n> ```\n> # not a heading of the report\n>\n> end\n" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "–"),
        (20, "under a minute"),
        (60, "1 min"),
        (3599, "1 h 00 min"),
        (3900, "1 h 05 min"),
        (36e4, "100 h 00 min"),
    ],
)
def test_a_duration_is_given_in_minutes_and_hours(seconds, words):
    assert duration(seconds) == words
