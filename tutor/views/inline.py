"""Renders inline Markdown of the course: emphasis and code without their markers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.text import Text

from tutor.views.symbols import STYLES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_STYLES = {"strong_open": "bold", "em_open": "italic", "link_open": "underline"}


def inline(markdown: str, style: str = "") -> Text:
    """``markdown`` rendered on top of ``style``. Text without markup is unchanged."""
    text = Text(style=style)
    if not set(markdown) & set("`*_[\\&"):
        return text.append(markdown)
    within: list[str] = []
    for token in _parser().parseInline(markdown)[0].children or ():
        if token.type in _STYLES:
            within.append(_STYLES[token.type])
        elif token.nesting < 0 and within:
            within.pop()
        elif token.type in ("softbreak", "hardbreak"):
            text.append(" " if token.type == "softbreak" else "\n")
        else:
            own = [STYLES["code"]] if token.type == "code_inline" else []
            text.append(token.content, style=" ".join([*within, *own]))
    return text


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})
