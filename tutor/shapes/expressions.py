"""Rewrites expressions: each operator, call or index becomes a call of a helper that performs and records it.

Operands keep their order of evaluation. Code that inspects its own frame is left unchanged.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any, TypeVar

from tutor.shapes.program import Site, Span, Statement

BINARY: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any], Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add, operator.iadd),
    ast.Sub: ("-", operator.sub, operator.isub),
    ast.Mult: ("*", operator.mul, operator.imul),
    ast.MatMult: ("@", operator.matmul, operator.imatmul),
    ast.Div: ("/", operator.truediv, operator.itruediv),
    ast.FloorDiv: ("//", operator.floordiv, operator.ifloordiv),
    ast.Mod: ("%", operator.mod, operator.imod),
    ast.Pow: ("**", operator.pow, operator.ipow),
    ast.BitAnd: ("&", operator.and_, operator.iand),
    ast.BitOr: ("|", operator.or_, operator.ior),
    ast.BitXor: ("^", operator.xor, operator.ixor),
    ast.LShift: ("<<", operator.lshift, operator.ilshift),
    ast.RShift: (">>", operator.rshift, operator.irshift),
}
COMPARE: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}
UNARY: dict[type[ast.unaryop], tuple[str, Callable[[Any], Any]]] = {
    ast.USub: ("-", operator.neg),
    ast.Invert: ("~", operator.invert),
}
# Calls that inspect their frame, or that never involve an array, are left unchanged.
PLAIN_CALLS = frozenset(
    {"super", "locals", "globals", "vars", "dir", "eval", "exec", "compile", "__import__", "breakpoint"}
    | {"input", "print", "len", "range", "isinstance", "issubclass", "int", "float", "str", "bool", "repr"}
    | {"type", "enumerate", "zip", "id", "hash", "getattr", "setattr", "hasattr", "open", "iter", "show"}
)
PLAIN_MODULES = frozenset(
    {"sys", "os", "warnings", "inspect", "logging", "time", "math", "traceback", "types", "plt"}
)
LOAD = ast.Load()
Node = TypeVar("Node", bound=ast.AST)
PLAIN_METHODS = frozenset({"resize"})  # raises if anything else holds a reference to the array
ATTRIBUTES = frozenset({"T", "mT"})


def at(node: Node, place: ast.AST) -> Node:
    """Give a new node the position of another (``ast.copy_location`` and ``fix_missing_locations`` are slow)."""
    node.lineno, node.col_offset = place.lineno, place.col_offset  # type: ignore[attr-defined]
    node.end_lineno, node.end_col_offset = place.end_lineno, place.end_col_offset  # type: ignore[attr-defined]
    return node


class ExpressionRewriter(ast.NodeTransformer):
    """Rewrites expressions with ``visit``. ``statement`` is the number of the statement that contains them."""

    def __init__(self) -> None:
        self.sites: list[Site] = []
        self.statements: list[Statement] = []
        self.statement = -1
        self._sites_made: dict[int, int] = {}  # id of a rewritten node → its site
        self._kept: list[ast.AST] = []  # keeps the nodes alive, so that no id is reused

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
            return node
        symbol, apply, _ = BINARY[type(node.op)]
        site = self.site("binary", symbol, apply, node.right.lineno, node, [node.left, node.right])
        return self._made(self.helper("binary", node, site, node.left, node.right), site)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if type(node.op) not in UNARY or isinstance(node.operand, ast.Constant):
            return node
        symbol, apply = UNARY[type(node.op)]
        site = self.site("unary", symbol, apply, node.lineno, node, [node.operand])
        return self._made(self.helper("unary", node, site, node.operand), site)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        if len(node.ops) != 1 or type(node.ops[0]) not in COMPARE:
            return node  # a < b < c evaluates b once and may stop early, so leave it to Python
        symbol, apply = COMPARE[type(node.ops[0])]
        right = node.comparators[0]
        site = self.site("compare", symbol, apply, right.lineno, node, [node.left, right])
        return self._made(self.helper("binary", node, site, node.left, right), site)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        func = node.func
        if isinstance(func, ast.Name):
            name, line, plain_call = func.id, func.lineno, func.id in PLAIN_CALLS
        elif isinstance(func, ast.Attribute):
            owner = func.value
            name, line = func.attr, func.end_lineno or func.lineno
            plain_call = name in PLAIN_METHODS or (isinstance(owner, ast.Name) and owner.id in PLAIN_MODULES)
        else:
            name, line, plain_call = "call", func.end_lineno or func.lineno, False
        self.generic_visit(node)
        if plain_call:
            return node
        inputs: list[ast.expr] = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        inputs += [part for argument in node.args for part in _parts(argument)]
        inputs += [part for keyword in node.keywords for part in _parts(keyword.value)]
        dotted = isinstance(node.func, ast.Attribute)
        site = self.site("call", name, None, line, node, inputs, dotted)
        call = self.helper("call", node, site, node.func, *node.args)
        call.keywords = node.keywords
        return self._made(call, site)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        span = node.slice
        site = self.site("item", "[]", None, node.value.end_lineno or node.lineno, node, [node.value, span])
        return self._made(self.helper("item", node, site, node.value, self._index(span)), site)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr not in ATTRIBUTES or not isinstance(node.ctx, ast.Load):
            return node
        line = node.end_lineno or node.lineno
        site = self.site("attribute", node.attr, operator.attrgetter(node.attr), line, node, [node.value])
        return self._made(self.helper("unary", node, site, node.value), site)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        node.value = self.visit(node.value)
        names = (node.target.id,)
        inner = self._sites_made.get(id(node.value))
        node.value = self.helper("value", node.value, self.statement, names, node.value)
        return node if inner is None else self._made(node, inner)

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        node.body = self.visit(node.body)
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self._comprehension(node)

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> ast.expr:
        """Treat the operation of the element as the one that made the items."""
        self.generic_visit(node)
        inner = self._sites_made.get(id(node.elt))
        return node if inner is None else self._made(node, inner)

    def _index(self, node: ast.expr) -> ast.expr:
        """An index as an expression: ``1:n`` becomes a slice object."""
        if isinstance(node, ast.Slice):
            none = at(ast.Constant(None), node)
            return self.helper("slice", node, node.lower or none, node.upper or none, node.step or none)
        if isinstance(node, ast.Tuple):
            node.elts = [self._index(item) for item in node.elts]
        return node

    def site(
        self,
        kind: str,
        symbol: str,
        apply: Callable[..., Any] | None,
        line: int,
        node: ast.expr | ast.stmt,
        operands: list[ast.expr],
        dotted: bool = False,
    ) -> int:
        feeds = tuple(self._sites_made.get(id(operand)) for operand in operands)
        spans = tuple(_span(operand) for operand in operands)
        self.sites.append(Site(kind, symbol, apply, line, _span(node), self.statement, spans, feeds, dotted))
        return len(self.sites) - 1

    def _made(self, node: ast.expr, site: int) -> ast.expr:
        self._sites_made[id(node)] = site
        self._kept.append(node)
        return node

    def helper(self, name: str, place: ast.AST, *arguments: int | tuple[str, ...] | ast.expr) -> ast.Call:
        """A call of ``__tutor_NAME__``. The trailing underscores prevent name mangling in classes."""
        values = [a if isinstance(a, ast.expr) else _constant(a) for a in arguments]
        function = at(ast.Name(f"__tutor_{name}__", LOAD), place)
        return at(
            ast.Call(function, [at(v, place) if isinstance(v, ast.Constant) else v for v in values], []),
            place,
        )


def _span(node: ast.expr | ast.stmt) -> Span:
    return (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)


def _constant(value: int | tuple[str, ...]) -> ast.Constant:
    """A constant node. The compiler accepts tuples, although the type stubs do not."""
    return ast.Constant(value)  # type: ignore[arg-type]


def _parts(argument: ast.expr) -> list[ast.expr]:
    """The arguments of ``concatenate([a, b])`` are a and b."""
    return argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
