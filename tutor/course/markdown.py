"""Splits a section into prose, live code, questions and a plug-in's fences.

Each block knows its line in the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tutor.course.fence_options import fence_options, quantity_options
from tutor.course.folds import fold_edge
from tutor.course.headings import fence_infos
from tutor.course.model import (
    Block,
    Fold,
    Lesson,
    LiveCode,
    MalformedCourseError,
    PluginBlock,
    Prose,
    Section,
)
from tutor.course.quiz_reader import read_explain, read_quiz
from tutor.course.yaml_reader import parse_yaml
from tutor.hooks import PluginError, plugin

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


_PARTS = frozenset(("output", "plot", "quiz", "explain"))


def blocks(section: Section, lesson: Lesson) -> tuple[Block, ...]:
    """The blocks of ``section`` in order. Lines are counted from the top of the lesson's file.

    A live block's ``line`` is that of its fence; its code begins on the next line.

    Raises:
        MalformedCourseError: a fence is wrong, a block's id is taken, or ``after`` names no earlier block.
    """
    return _named_blocks(section, lesson.sections, lesson.path, lesson.plugin)


@lru_cache(maxsize=256)
def _named_blocks(
    section: Section, sections: tuple[Section, ...], path: Path, plugin_name: str
) -> tuple[Block, ...]:
    """The blocks of one section of the lesson, with ids that do not clash with the sections above."""
    found = _section_blocks(section, path, plugin_name)
    lines_of = {
        name: line
        for earlier in sections
        if earlier.line < section.line
        for name, line in _live_names(earlier, path)
    }
    for block in found:
        if not isinstance(block, LiveCode):
            continue
        if block.id in lines_of:
            _fail(path, block.line, f"the block name '{block.id}' is taken by line {lines_of[block.id]}")
        if block.after is not None and block.after not in lines_of:
            _fail(path, block.line, f"after={block.after} names no live block above this one in the lesson")
        lines_of[block.id] = block.line
    return found


def readable_blocks(section: Section, lesson: Lesson) -> tuple[Block, ...]:
    """The section's blocks, or none if they are malformed, which is reported elsewhere."""
    try:
        return blocks(section, lesson)
    except MalformedCourseError:
        return ()


def chain(lesson: Lesson, block: LiveCode) -> tuple[LiveCode, ...]:
    """The blocks that must run before ``block``: its ``after``, that one's ``after``, …, in running order.

    Raises:
        MalformedCourseError: as in ``blocks``.
    """
    before: list[LiveCode] = []
    wanted = block.after
    # `after` refers only upwards, so one walk from the last section to the first visits every ancestor.
    for section in reversed(lesson.sections):
        if wanted is None:
            break
        if all(name != wanted for name, _ in _live_names(section, lesson.path)):
            continue
        for candidate in reversed(blocks(section, lesson)):
            if isinstance(candidate, LiveCode) and candidate.id == wanted:
                before.append(candidate)
                wanted = candidate.after
    return tuple(reversed(before))


def all_sizes(lesson: Lesson, block: LiveCode) -> dict[str, int | float]:
    """The sizes that ``block`` runs with: those of the blocks before it in its chain, then its own.

    Raises:
        MalformedCourseError: as in ``blocks``.
    """
    sizes: dict[str, int | float] = {}
    for one in (*chain(lesson, block), block):
        sizes |= one.sizes
    return sizes


@dataclass(frozen=True, slots=True)
class _Fence:
    """A fence with a meaning: its kind, its options, its content, and the 0-based lines it covers.

    The edges of a fold have the kinds ``fold`` (the content is its title) and ``unfold``.
    """

    kind: str
    options: list[str]
    content: str
    start: int
    end: int


@lru_cache(maxsize=256)
def _section_blocks(section: Section, path: Path, plugin_name: str) -> tuple[Block, ...]:
    env: dict[str, Any] = {}
    tokens = block_parser().parse(section.text, env)
    links = {label: str(link["href"]) for label, link in env.get("references", {}).items()}
    lines = section.text.split("\n")
    found: list[Block] = []
    done, live, questions = 0, 0, set[str]()
    fold: Fold | None = None  # the open fold; its length so far
    for fence in _fences(tokens, lines, section, path, plugin_name):
        line = section.line + 1 + fence.start
        prose = _prose(lines, done, fence.start, section, links)
        done = fence.end
        if prose is not None:
            found.append(prose)
        if fence.kind == "fold":
            if fold is not None:
                _fail(path, line, f"a fold must not be inside the one that line {fold.line} opens")
            fold = Fold(fence.content, len(found), line)
        elif fence.kind == "unfold":
            if fold is None:
                _fail(path, line, "this closes no fold")
            if fold.length == len(found):
                _fail(path, fold.line, "there is nothing in this fold")
            found.insert(fold.length, replace(fold, length=len(found) - fold.length))
            fold = None
        elif fold is not None and fence.kind in ("quiz", "explain"):
            _fail(path, line, f"a {fence.kind} block must not be in a fold: nobody sees it there")
        elif fence.kind in ("output", "plot"):
            found[-1:] = [_attached(fence, found[-1] if found else None, path, line)]
        elif fence.kind == "live":
            live += 1
            found.append(_live_code(fence, path, line, f"{section.id}-{live}"))
        elif fence.kind in ("quiz", "explain"):
            read = read_quiz if fence.kind == "quiz" else read_explain
            question = read(fence.content, path, line)
            if question.id in questions:
                _fail(path, line, f"the quiz id '{question.id}' is taken by another quiz of this section")
            questions.add(question.id)
            found.append(question)
        else:
            config = parse_yaml(fence.content, dict[str, Any], path, line + 1)
            found.append(PluginBlock(fence.kind, config, line))
    if fold is not None:
        _fail(path, fold.line, "this fold is not closed within its section")
    if (prose := _prose(lines, done, len(lines), section, links)) is not None:
        found.append(prose)
    return tuple(found)


@lru_cache(maxsize=512)
def _live_names(section: Section, path: Path) -> tuple[tuple[str, int], ...]:
    """Id and line of the section's live blocks. Scans the lines, because parsing a whole lesson is slow."""
    names: list[tuple[str, int]] = []
    for index, info in fence_infos(section.text.split("\n")):
        words = info.split()
        if _kind(words) == "live":
            line = section.line + 1 + index
            name = fence_options(words[2:], path, line)[0].get("name")
            names.append((name or f"{section.id}-{len(names) + 1}", line))
    return tuple(names)


def _fences(
    tokens: list[Token], lines: list[str], section: Section, path: Path, plugin_name: str
) -> Iterator[_Fence]:
    """The fences that are more than static code. Raises if a fence is not closed."""
    for token in tokens:
        if token.type not in ("fence", "html_block") or token.map is None:
            continue
        start, end = token.map
        line = section.line + 1 + start
        if token.type == "html_block":
            if (edge := _fold_edge(token, path, line)) is not None:
                yield edge
            continue
        last = lines[end - 1].strip(" \t>")
        if end - start < 2 or not last.startswith(token.markup) or last.strip(token.markup[0]):
            _fail(path, line, "this fence is never closed")
        words = token.info.split()
        kind = _kind(words)
        if kind is None and words and plugin_name:
            kind = words[0] if words[0] in _plugin_fences(plugin_name, path, line) else None
        if kind is None:
            continue
        if token.level:
            _fail(path, line, f"a {kind} block must not be inside a list or a quote")
        yield _Fence(kind, words[2:], token.content, start, end)


def _fold_edge(token: Token, path: Path, line: int) -> _Fence | None:
    try:
        title = fold_edge(token.content)
    except ValueError as error:
        _fail(path, line, str(error))
    if title is None:
        return None
    if token.level:
        _fail(path, line, "a fold must not be inside a list or a quote")
    start, end = token.map or (0, 0)
    return _Fence("fold" if title else "unfold", [], title, start, end)


def _kind(words: list[str]) -> str | None:
    if words[:2] == ["python", "live"]:
        return "live"
    return words[0] if words and words[0] in _PARTS else None


def _plugin_fences(name: str, path: Path, line: int) -> Collection[str]:
    try:
        return plugin(name).fences
    except PluginError as error:
        _fail(path, line, str(error))


def _attached(fence: _Fence, last: Block | None, path: Path, line: int) -> LiveCode:
    """The live block above, with its output or plot added."""
    if fence.kind == "output":
        if not isinstance(last, LiveCode) or last.output is not None:
            _fail(path, line, "an output block must come directly after a live block")
        return replace(last, output=fence.content)
    if not isinstance(last, LiveCode) or last.plot:
        _fail(path, line, "a plot block must come directly after a live block or its output")
    return replace(last, plot=fence.content)


def _live_code(fence: _Fence, path: Path, line: int, default_id: str) -> LiveCode:
    names, sizes = fence_options(fence.options, path, line)
    same = frozenset(name for name in names.get("same", "").split(",") if name)
    if not fence.content.strip():
        _fail(path, line, "this live block has no code")
    source = fence.content
    return LiveCode(
        names.get("name") or default_id,
        source,
        sizes,
        names.get("after"),
        None,
        line,
        same=same,
        quantities=quantity_options(fence.options),
    )


def _prose(lines: list[str], start: int, end: int, section: Section, links: dict[str, str]) -> Prose | None:
    """The Markdown of these lines without surrounding empty lines; None if nothing is left."""
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    if start == end:
        return None
    markdown = "\n".join(lines[start:end])
    # The definitions of Markdown links may be in another piece of the section, so add those that this piece uses.
    if links and "]" in markdown:
        used = {label.strip().upper() for label in re.findall(r"\[([^\[\]]+)\]", markdown)}
        here = {label.strip().upper() for label in re.findall(r"(?m)^ {0,3}\[([^\[\]]+)\]:", markdown)}
        missing = [f"[{label}]: {links[label]}" for label in links if label in used - here]
        markdown = "\n".join([markdown, "", *missing]) if missing else markdown
    return Prose(markdown, section.line + 1 + start)


@lru_cache(maxsize=1)
def block_parser() -> MarkdownIt:
    """A parser for block structure only. Inline parsing takes most of the time and is not needed."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _fail(path: Path, line: int, fault: str) -> NoReturn:
    raise MalformedCourseError(path, line, fault)
