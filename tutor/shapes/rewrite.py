"""Turns source into instrumented code: whatever can create an array goes through a helper that returns it unchanged."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator

from tutor.shapes.expressions import BINARY, LOAD, ExpressionRewriter, at
from tutor.shapes.program import Program, Statement


class StatementRewriter(ExpressionRewriter):
    """Rewrites a list of statements with ``block``."""

    def __init__(self) -> None:
        super().__init__()
        self.function: str | None = None

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [piece for statement in body for piece in self.rewrite(statement)]

    def rewrite(self, node: ast.stmt) -> list[ast.stmt]:
        outer, number, before = self.statement, len(self.statements), len(self.sites)
        self.statements.append(Statement(node.lineno, self.function))
        self.statement = number
        try:
            match node:
                case ast.FunctionDef():
                    self.define(node, number)
                    return [node]
                case ast.ClassDef():
                    enclosing, self.function = self.function, self._qualified(node.name)
                    node.body = self.block(node.body)
                    self.function = enclosing
                    return [node]
                case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Return():
                    return self._assignment(node, number, before)
                case ast.For():
                    return self._for(node, number)
                case ast.While():
                    node.test = self.visit(node.test)
                    if len(self.sites) > before:
                        node.test = at(
                            ast.BoolOp(ast.Or(), [self.helper("begin", node.test, number), node.test]),
                            node.test,
                        )
                    node.body, node.orelse = self.block(node.body), self.block(node.orelse)
                    return [node]
                case ast.If():
                    node.test = self.visit(node.test)
                    own = len(self.sites) > before
                    node.body, node.orelse = self.block(node.body), self.block(node.orelse)
                    return [self._begin(node, number), node] if own else [node]
                case ast.With():
                    for item in node.items:
                        item.context_expr = self.visit(item.context_expr)
                    own = len(self.sites) > before
                    node.body = self.block(node.body)
                    return [self._begin(node, number), node] if own else [node]
                case ast.Try() | ast.TryStar():
                    node.body, node.orelse = self.block(node.body), self.block(node.orelse)
                    node.finalbody = self.block(node.finalbody)
                    for handler in node.handlers:
                        handler.body = self.block(handler.body)
                    return [node]
                case ast.Match():
                    node.subject = self.visit(node.subject)
                    own = len(self.sites) > before
                    for case in node.cases:
                        case.body = self.block(case.body)
                    return [self._begin(node, number), node] if own else [node]
                case ast.Expr() | ast.Assert():
                    self.generic_visit(node)
                    return [self._begin(node, number), node] if len(self.sites) > before else [node]
                case _:
                    return [node]
        finally:
            self.statement = outer

    def define(self, node: ast.FunctionDef, number: int) -> None:
        """Make a function's body report to the recorder when it is entered (with its arguments) and when it is left."""
        enclosing, self.function = self.function, self._qualified(node.name)
        self.statements[number] = Statement(node.lineno, self.function, defines=True)
        suspends = _suspends(node)
        documented = ast.get_docstring(node, clean=False) is not None
        head, body = (node.body[:1], node.body[1:]) if documented else ([], node.body)
        body = self.block(body)
        self.function = enclosing
        if suspends or not body:
            node.body = head + body
            return
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        place = body[0]
        loads: list[ast.expr] = [at(ast.Name(name, LOAD), place) for name in names]
        enter = self.helper("enter", place, number, tuple(names), *loads)
        leave = self.helper("leave", place)
        guarded = ast.Try(body, [], [], [at(ast.Expr(leave), place)])
        node.body = [*head, at(ast.Expr(enter), place), at(guarded, place)]

    def _assignment(
        self, node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return, number: int, before: int
    ) -> list[ast.stmt]:
        if node.value is None:
            return [node]
        node.value = self.visit(node.value)
        after: list[str] = []
        match node:
            case ast.Return():
                node.value = self.helper("value", node.value, number, ("return",), node.value)
            case ast.AugAssign(target=ast.Name(id=name)):
                return [self._begin(node, number), self._augment(node, name)]
            case ast.AugAssign():
                node.target = self.visit(node.target)
                after = _names(node.target)
            case _:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                whole = [
                    t.id if isinstance(t, ast.Name) else ast.unparse(t)
                    for t in targets
                    if isinstance(t, ast.Name | ast.Attribute)
                ]
                after = [n for t in targets if not isinstance(t, ast.Name | ast.Attribute) for n in _names(t)]
                for target in targets:
                    self.generic_visit(target)
                if whole:
                    node.value = self.helper("value", node.value, number, tuple(whole), node.value)
                elif not after and len(self.sites) == before:
                    return [node]
        pieces: list[ast.stmt] = [self._begin(node, number), node]
        if after:
            pieces.append(self._bound(node, number, after))
        return pieces

    def _augment(self, node: ast.AugAssign, name: str) -> ast.stmt:
        """Rewrite ``x += y`` as ``x = iadd(x, y)``, which Python does for a plain name."""
        symbol, _, apply = BINARY[type(node.op)]
        load = at(ast.Name(name, LOAD), node.target)
        site = self.site("augment", f"{symbol}=", apply, node.target.lineno, node, [load, node.value])
        value = self.helper("binary", node.value, site, load, node.value)
        value = self.helper("value", node.value, self.statement, (name,), value)
        return at(ast.Assign([at(ast.Name(name, ast.Store()), node.target)], value), node)

    def _for(self, node: ast.For, number: int) -> list[ast.stmt]:
        node.iter = self.visit(node.iter)
        names = _names(node.target)
        loads: list[ast.expr] = [at(ast.Name(name, LOAD), node.target) for name in names]
        step = self.helper("step", node.target, number, tuple(names), *loads)
        node.body = [at(ast.Expr(step), node.body[0]), *self.block(node.body)]
        node.orelse = self.block(node.orelse)
        return [self._begin(node, number), node]

    def _begin(self, node: ast.stmt, number: int) -> ast.stmt:
        return at(ast.Expr(self.helper("begin", node, number)), node)

    def _bound(self, node: ast.stmt, number: int, names: list[str]) -> ast.stmt:
        loads: list[ast.expr] = [at(ast.Name(name, LOAD), node) for name in names]
        call = self.helper("bound", node, number, tuple(names), *loads)
        return at(ast.Expr(call), node)

    def _qualified(self, name: str) -> str:
        return f"{self.function}.{name}" if self.function else name


def _names(target: ast.expr) -> list[str]:
    """The plain names that an assignment target binds, or whose arrays it writes to."""
    match target:
        case ast.Name(id=name):
            return [name]
        case ast.Starred(value=inner):
            return _names(inner)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return [name for item in items for name in _names(item)]
        case ast.Subscript(value=ast.Name(id=name)):
            return [name]
        case _:
            return []


def _suspends(function: ast.FunctionDef) -> bool:
    """Whether this is a generator, whose body runs in pieces instead of being entered and left once."""
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            todo.extend(ast.iter_child_nodes(node))
    return False


def instrument(tree: ast.Module, source: str, filename: str) -> Program:
    """Rewrite a parsed source. Modifies the tree."""
    rewriter = StatementRewriter()
    tree.body = rewriter.block(tree.body)
    code = compile(tree, filename, "exec", dont_inherit=True)
    return Program(source, filename, code, rewriter.sites, rewriter.statements)


def move_sizes(tree: ast.Module, names: Collection[str]) -> None:
    """Make top-level assignments of numbers to these names ask the recorder, so that the same code runs at many
    sizes.

    Computed values stay as written: ``T = T - 1``, ``k = min(k, n)``.
    """
    if not names:
        return
    for name, value, replace in list(top_level_names(tree)):
        if name.id in names and isinstance(value, ast.Constant):
            asked = at(ast.Constant(name.id), value)
            function = at(ast.Name("__tutor_size__", LOAD), value)
            replace(at(ast.Call(function, [asked, value], []), value))


def top_level_names(tree: ast.Module) -> Iterator[tuple[ast.Name, ast.expr, Callable[[ast.expr], None]]]:
    """Every ``NAME = value`` at the top level (also ``A, B = 1, 2``): name, value, and a function that
    replaces the value."""
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
