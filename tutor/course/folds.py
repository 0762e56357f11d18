"""Folds in a lesson: ``<details><summary>Title</summary>``, the folded text, ``</details>``.

Empty lines separate the three, so that git hosts fold the text too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from tutor.course.model import Block, Fold

_OPENS = re.compile(r"<details>\s*<summary>(.*?)</summary>\s*", re.DOTALL)
_CLOSES = re.compile(r"</details>\s*")
_TAG = re.compile(r"</?(?:details|summary)\b[^>]*>")


def fold_edge(html: str) -> str | None:
    """The title of the fold that this HTML block opens, ``""`` if it closes one, None if it does neither.

    Raises:
        ValueError: it is malformed; the message shows the right form.
    """
    if not _TAG.search(html) or html.lstrip().startswith("<!--"):
        return None
    if (opens := _OPENS.fullmatch(html)) is not None and (title := " ".join(opens[1].split())):
        if _TAG.search(title) is None:
            return title
    elif _CLOSES.fullmatch(html):
        return ""
    raise ValueError(
        "a fold is <details><summary>Title</summary>, what is folded and </details>, with empty lines between"
    )


def without_fold_tags(text: str) -> str:
    """A section's Markdown with the titles of its folds as plain lines."""
    return _TAG.sub("", text)


def by_fold(blocks: Sequence[Block]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """Each block outside folds, and each fold together with the blocks in it."""
    rest = iter(blocks)
    for block in rest:
        yield block, tuple(islice(rest, block.length)) if isinstance(block, Fold) else ()
