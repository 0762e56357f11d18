"""Compares the code of two files, ignoring comments, docstrings, whitespace, annotations and names.

The exercise's functions are compared one by one, each with the helpers that it uses. Names are replaced with numbers
in order of first use, so that a copy with renamed variables is still recognised.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Sequence

_Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def same_code(text: str, other: str, functions: Sequence[str]) -> bool:
    """Whether both texts define ``functions`` with the same code. Text that is not valid Python equals nothing."""
    mine, theirs = _normal(text, functions), _normal(other, functions)
    return mine is not None and mine == theirs


def _normal(text: str, functions: Sequence[str]) -> list[str] | None:
    """The functions, then their helpers in order of first use; None if they cannot be compared."""
    try:
        module = _Module(ast.parse(text))
        return module.written(functions)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Module:
    """The top-level definitions of a file, and the numbers of the helpers used so far."""

    def __init__(self, tree: ast.Module) -> None:
        self.defined: dict[str, ast.stmt] = {}
        self.imported: dict[str, str] = {}
        self.parameters: dict[str, list[str]] = {}  # by function of this file, to match keyword arguments
        self.helpers: list[str] = []
        for node in tree.body:
            self._take(node)

    def _take(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.imported[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                self.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, _Defined):
            self.defined[node.name] = node
            if not isinstance(node, ast.ClassDef):
                self.parameters[node.name] = [one.arg for one in _arguments(node.args)]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        self.defined[name.id] = node

    def written(self, functions: Sequence[str]) -> list[str] | None:
        if any(name not in self.defined for name in functions):
            return None
        self.asked = tuple(functions)
        found = [self._dump(self.defined[name]) for name in functions]
        done = 0
        while done < len(self.helpers):  # a helper may use another
            found.append(self._dump(self.defined[self.helpers[done]]))
            done += 1
        return found

    def _dump(self, node: ast.stmt) -> str:
        return ast.dump(_Renamed(self).visit(copy.deepcopy(node)))

    def name_of(self, name: str) -> str:
        """The replacement for a top-level name."""
        if name in self.asked:
            return name
        if name in self.defined:
            if name not in self.helpers:
                self.helpers.append(name)
            return f"helper {self.helpers.index(name)}"
        if name in self.imported:
            return self.imported[name]
        return name if hasattr(builtins, name) else f"unknown {name}"


class _Renamed(ast.NodeTransformer):
    """One definition, with names replaced with numbers and without code that has no effect."""

    def __init__(self, module: _Module) -> None:
        self.module = module
        self.local: dict[str, str] = {}
        self.depth = 0
        self._in_class = False

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._name(node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self._name(node.arg), None)

    def visit_Global(self, node: ast.Global) -> ast.AST:
        return ast.Global([self._name(name) for name in node.names])

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        return ast.Nonlocal([self._name(name) for name in node.names])

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return ast.keyword(node.arg, self.visit(node.value))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Replace a keyword argument of a function in this file with the number of its parameter."""
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        order = self.module.parameters.get(called, [])
        found = self.generic_visit(node)
        assert isinstance(found, ast.Call)
        for one in found.keywords:
            if one.arg in order:
                one.arg = f"parameter {order.index(one.arg)}"
        return found

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return ast.Assign([self.visit(node.target)], self.visit(node.value))

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """Compare the exception's type, not its message."""
        if isinstance(node.exc, ast.Call):
            node.exc.args, node.exc.keywords = [], []
        return self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return ast.Assert(self.visit(node.test), None)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._definition(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._inside(node)

    def _definition(self, node: _Defined) -> ast.AST:
        """Drop the name of a top-level function or class; the caller knows which one it is."""
        if self.depth:
            node.name = self._name(node.name) if not self._in_class else node.name
        else:
            node.name = ""
        node.body = _without_docstring(node.body)
        if not isinstance(node, ast.ClassDef):
            node.returns = None
            return self._inside(node)
        self.depth += 1
        self._in_class = True
        found = self.generic_visit(node)
        self._in_class = False
        self.depth -= 1
        return found

    def _inside(self, node: _Function) -> ast.AST:
        """Number the names that the function binds, then rename. A method has a scope of its own."""
        method, self._in_class = self._in_class, False
        before = dict(self.local)
        for name in _bound(node):
            self.local.setdefault(name, f"local {len(self.local)}")
        self.depth += 1
        found = self.generic_visit(node)
        self.depth -= 1
        if method:
            self.local = before
        self._in_class = method
        return found

    def _name(self, name: str) -> str:
        return self.local.get(name) or self.module.name_of(name)


def _bound(function: _Function) -> list[str]:
    """The names that a function binds, including those of inner functions, in order of appearance."""
    names = [one.arg for one in _arguments(function.args)]
    outer: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            outer.update(node.names)
    for node in _in_order(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, _Defined) and node is not function:
            names.append(node.name)
    return [name for name in dict.fromkeys(names) if name not in outer]


def _in_order(node: ast.AST) -> list[ast.AST]:
    found = [node]
    for child in ast.iter_child_nodes(node):
        found += _in_order(child)
    return found


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    every = [
        *arguments.posonlyargs,
        *arguments.args,
        arguments.vararg,
        *arguments.kwonlyargs,
        arguments.kwarg,
    ]
    return [one for one in every if one is not None]


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    kept = [
        node
        for node in body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) and not _is_pass(node)
    ]
    return kept or [ast.Pass()]


def _is_pass(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass)
