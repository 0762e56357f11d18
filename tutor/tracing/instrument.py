"""Source → instrumented code: whatever can make an array goes through a helper that returns it unchanged.

What the helpers remember is ``recorder.py``'s business, and how a line reads is ``wording.py``'s.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator

from tutor.tracing.expressions import LOAD, at
from tutor.tracing.program import Program
from tutor.tracing.statements import StatementRewriter


def instrument(tree: ast.Module, source: str, filename: str) -> Program:
    """Rewrite a parsed source. The tree is used up."""
    rewriter = StatementRewriter()
    tree.body = rewriter.block(tree.body)
    code = compile(tree, filename, "exec", dont_inherit=True)
    return Program(source, filename, code, rewriter.sites, rewriter.statements)


def move_sizes(tree: ast.Module, names: Collection[str]) -> None:
    """Numbers that the top level gives to these names become questions to the recorder: one code, runs at many sizes.

    What is computed stays as it is written: ``T = T - 1``, ``k = min(k, n)``.
    """
    if not names:
        return
    for name, value, replace in list(top_level_names(tree)):
        if name.id in names and isinstance(value, ast.Constant):
            asked = at(ast.Constant(name.id), value)
            function = at(ast.Name("__tutor_size__", LOAD), value)
            replace(at(ast.Call(function, [asked, value], []), value))


def top_level_names(tree: ast.Module) -> Iterator[tuple[ast.Name, ast.expr, Callable[[ast.expr], None]]]:
    """Every ``NAME = value`` at the top level (``A, B = 1, 2`` too): name, value, replacing it."""
    for statement in tree.body:
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.value
        ):
            yield statement.target, statement.value, _setter(statement, "value")
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                value = statement.value
                if isinstance(target, ast.Name):
                    if len(statement.targets) == 1:
                        yield target, value, _setter(statement, "value")
                elif (
                    isinstance(target, ast.Tuple)
                    and isinstance(value, ast.Tuple)
                    and len(target.elts) == len(value.elts)
                    and not any(isinstance(e, ast.Starred) for e in (*target.elts, *value.elts))
                ):
                    for index, (name, item) in enumerate(zip(target.elts, value.elts, strict=True)):
                        if isinstance(name, ast.Name):
                            yield name, item, _item_setter(value.elts, index)


def _setter(owner: ast.AST, attribute: str) -> Callable[[ast.expr], None]:
    return lambda value: setattr(owner, attribute, value)


def _item_setter(items: list[ast.expr], index: int) -> Callable[[ast.expr], None]:
    return lambda value: items.__setitem__(index, value)
