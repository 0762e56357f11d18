"""The fast scan by lines finds the same sections as a Markdown parser, whatever is in fences."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.properties import STEADY
from tutor.course.headings import fence_infos, headings, slug
from tutor.course.load import scan_sections

PATH = Path("lesson.md")


def parsed_sections(text: str) -> list[int]:
    """0-based lines of the second-level headings, from the real parser."""
    tokens = MarkdownIt("commonmark").parse(text)
    return [t.map[0] for t in tokens if t.type == "heading_open" and t.tag == "h2" and t.level == 0]


WORDS = [
    "## heading",
    "## `d_k` and √d_k ##",
    "##no heading",
    "# title",
    "### deeper",
    "",
    "words",
    "- item",
    "> quote",
    "<!-- a comment\n## in it\n-->",
    "<!-- whole -->",
    "a -- b",
    "    ## indented",
    "##\ttab",
    "##",
]


@st.composite
def fences(draw: st.DrawFn) -> str:
    """A closed fence with any content that does not close it, possibly inside a list item."""
    mark = draw(st.sampled_from("`~")) * draw(st.integers(3, 6))
    info = draw(st.sampled_from(["", "python live T=5", "output", " yaml"]))
    inside = [*WORDS, mark[:-1], mark + " x", "```" if mark[0] == "~" else "~~~"]
    content = draw(st.lists(st.sampled_from(inside), max_size=4))
    lines = "\n".join([mark + info, *content, mark + draw(st.sampled_from(["", mark[0], "  "]))]).split("\n")
    indent = draw(st.sampled_from(["", "", "- ", "1. "]))
    return "\n".join([indent + lines[0], *(" " * len(indent) + line for line in lines[1:])])


DOCUMENTS = st.lists(st.one_of(st.sampled_from(WORDS), fences()), max_size=10).map("\n".join)


@STEADY
@given(DOCUMENTS)
def test_it_finds_the_headings_that_a_parser_finds(text):
    tokens = MarkdownIt("commonmark").parse(text)
    parsed = [t.map[0] for t in tokens if t.type == "heading_open" and t.tag == "h2" and t.level == 0]
    assert [h.index for h in headings(text.split("\n")) if h.level == 2] == parsed


@STEADY
@given(DOCUMENTS)
def test_it_finds_the_fences_that_a_parser_finds(text):
    tokens = MarkdownIt("commonmark").parse(text)
    parsed = [(t.map[0], t.info.strip()) for t in tokens if t.type == "fence"]
    assert list(fence_infos(text.split("\n"))) == parsed


@STEADY
@given(st.lists(st.sampled_from(["words", "", "```", "## heading {#x}", "~~~"]), max_size=20))
def test_no_line_is_lost_between_sections(lines):
    numbered = [f"{line} {{#s{i}}}" if line.startswith("## ") else line for i, line in enumerate(lines)]
    numbered = [line.replace(" {#x}", "") for line in numbered]
    sections = scan_sections("\n".join(numbered), PATH)
    if sections:
        rebuilt = "\n".join(f"{numbered[s.line - 1]}\n{s.text}" for s in sections).split("\n")
        assert [x for x in rebuilt if x] == [x for x in numbered[sections[0].line - 1 :] if x]


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Why attention at all?", "why-attention-at-all"),
        ("Scores: who looks at whom", "scores-who-looks-at-whom"),
        ("Why √`d_k`", "why-d_k"),
        ("*Q*, **K**, V", "q-k-v"),
        ("Encoder–decoder & T5", "encoderdecoder--t5"),
        ("See [the paper](https://example.org/x)", "see-the-paper"),
        ("Größe", "größe"),
    ],
)
def test_anchors_match_those_of_git_hosts(title, anchor):
    assert slug(title) == anchor


def test_an_explicit_id_is_the_id_and_not_part_of_the_title():
    [section] = scan_sections("## Why √d_k? {#scaling}\ntext", PATH)
    assert (section.id, section.title, section.text) == ("scaling", "Why √d_k?", "text")


def test_a_fence_in_a_list_may_contain_something_like_a_heading():
    text = "## One\n\n- ```python\n  ## no heading\n  ```\n\n## Two\n"
    assert [s.title for s in scan_sections(text, PATH)] == ["One", "Two"]
