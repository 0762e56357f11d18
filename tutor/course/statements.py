"""A source taken apart into functions and statements, each as it is written."""

from __future__ import annotations

import ast
import io
import tokenize
from itertools import groupby

from tutor.course.stub import BEGIN, END

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> list[tuple[str, Function]]:
    """Functions and methods with their names as one says them; what is inside a function belongs to it."""
    found: list[tuple[str, Function]] = []
    for node in tree.body:
        if isinstance(node, Function):
            found.append((node.name, node))
        elif isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, Function)]
    return found


def statements(source: str) -> list[tuple[int, int]]:
    """First and last line of every statement, or of its head when it holds others; no comments, no docstrings."""
    idle = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type not in idle]
    ends = 0
    numbered = []
    for token in tokens:
        numbered.append((ends, token))
        ends += token.type == tokenize.NEWLINE
    found = []
    for _, group in groupby(numbered, key=lambda one: one[0]):
        own = [token for _, token in group]
        words = [t for t in own if t.type not in (tokenize.NEWLINE, tokenize.ENDMARKER)]
        if words and any(t.type != tokenize.STRING for t in words):
            found.append((words[0].start[0], words[-1].end[0]))
    return found


def text_of(source: str, first: int, last: int) -> str:
    """The lines ``first`` to ``last`` (1-based) without the marks of the solution."""
    return "\n".join(
        line for line in source.split("\n")[first - 1 : last] if line.strip() not in (BEGIN, END)
    )


def without_comments(source: str) -> str:
    """The same code without a remark; lines that were nothing else are gone."""
    lines = source.split("\n")
    bare = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
            if not lines[row - 1]:
                bare.add(row - 1)
    return "\n".join(line for number, line in enumerate(lines) if number not in bare)
