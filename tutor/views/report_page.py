"""Turns the report's Markdown into one self-contained HTML file: no script, no network, light and dark.

The Markdown parser blocks HTML and images, and a content security policy in the head forbids everything else.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.views.text import harmless

if TYPE_CHECKING:
    from markdown_it.token import Token

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_BOXES = ("[x] ", "[ ] ")
_CLASSES = {"strong_open": "shown", "em_open": "claimed", "text": "blank"}


def report_page(markdown: str, title: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = parser.parse(markdown)
    for item, cell, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type == "list_item_open" and inline.type == "inline" and item.level in (1, 3):
            _mark(item, inline)
        elif item.type == "td_open" and cell.content.startswith("█"):
            item.attrSet("class", "bar")
    body = parser.renderer.render(tokens, parser.options, {})
    body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(harmless(title))}: report</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _mark(item: Token, inline: Token) -> None:
    """Set the class of a list item: a checkpoint's mark instead of its box, or "to do"."""
    children = inline.children or []
    if item.level == 1 and inline.content.startswith(_BOXES):  # deeper ones belong to the learner's notes
        children[0].content = children[0].content[len(_BOXES[0]) :]
        mark = next((child for child in children if child.type != "text" or child.content), children[0])
        item.attrSet("class", _CLASSES.get(mark.type, "blank"))
    elif inline.content.startswith("to do: "):
        item.attrSet("class", "todo")
