"""The sentences of a page that make promises, and the tests that verify them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]


def sentences(page: str) -> list[str]:
    """The sentences of the prose, without headings and code blocks."""
    text = re.sub(r"^#.*$", "", re.sub(r"```.*?```", "", page, flags=re.DOTALL), flags=re.MULTILINE)
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    return [s for part in paragraphs if part for s in re.split(r"(?<=[.)])\s+(?=[A-Z(`\[])", part)]


def require_held(page: str, begun: Iterable[str]) -> None:
    """Require that each sentence begins with one of ``begun``, and that each of these begins a sentence."""
    begun, said = list(begun), sentences(page)
    for sentence in said:
        assert sum(sentence.startswith(start) for start in begun) == 1, f"say what holds this: {sentence}"
    for start in begun:
        assert any(sentence.startswith(start) for sentence in said), f"no sentence begins so: {start}"


def require_test(name: str) -> None:
    """Require that the test ``file::function`` exists."""
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert function in {
        n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    }
