"""A fold in a lesson: ``<details><summary>Title</summary>``, what is folded, ``</details>``.

Empty lines part the three, so that git hosts fold it, too.
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
    """The title of the fold that this block of HTML opens, ``""`` where it closes one, None where it is another thing.

    Raises:
        ValueError: it is neither as it must be; the message says how it is written.
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
    """A section's markdown with the titles of its folds as plain lines."""
    return _TAG.sub("", text)


def by_fold(blocks: Sequence[Block]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """Each block that is not folded away, a fold with the blocks in it."""
    rest = iter(blocks)
    for block in rest:
        yield block, tuple(islice(rest, block.length)) if isinstance(block, Fold) else ()
