"""Every sentence and label that a user reads from the app and the shell, as one text to edit.

``python scripts/message_catalogue.py > words.txt``. Read from the source: string constants and f-strings that are
prose, the keys' words, the help of commands. A field of an f-string is written as ``{name}``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = {
    "the app: screens and keys": ("tutor/app",),
    "the shell: commands, help, refusals": ("tutor/cli", "tutor/installation.py", "tutor/__main__.py"),
    "the session: what app and shell share": ("tutor/session.py", "tutor/hooks.py", "tutor/engines.py"),
    "verdicts": ("tutor/grading", "tutor/watch.py"),
    "views: verdict, report, progress": ("tutor/views",),
    "transformers: Lab, drills, map, models": ("tutor/transformers",),
    "shapes and live code": ("tutor/shapes",),
    "processes: what stopped the learner's code": ("tutor/process",),
    "progress": ("tutor/progress",),
    "workspace and files": ("tutor/workspace", "tutor/disk.py"),
    "classroom": ("tutor/classroom",),
    "course: loading and course check": ("tutor/course",),
}
LABELS = {"foot", "help", "label", "call", "field", "title", "prompt", "placeholder", "epilog"}
SILENT = {  # calls whose strings no user reads
    "compile", "getattr", "import_module", "partition", "split", "replace", "removeprefix", "removesuffix", "query_one",
    "fullmatch", "match", "search", "sub", "startswith", "endswith", "strip", "rpartition", "parse", "watch",
    "check_action", "query", "field", "namedtuple", "NewType", "TypeVar", "Literal", "encode", "decode",
}  # fmt: skip
SILENT_NAMES = re.compile(r"(CSS|BINDINGS|_RE|PATTERN|TEMPLATE|SYSCALLS|FIXED|GRAMMAR)$")
LETTERS = re.compile(r"[A-Za-z]{2}")
_FIELD = re.compile(r"\{[^}]*\}")
STYLE = re.compile(r"^(bold|dim|reverse|italic|underline|not |on |#|\$|[a-z]+ on )|[{};]\s*$|^\.|^:|^--")


@dataclass(frozen=True, slots=True)
class Message:
    """A text that a user reads, with the file and the line where it begins."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        body = self.text.strip("\n")
        if "\n" in body:
            body = "\n" + "\n".join(f"      | {line}" for line in body.split("\n"))
            return f"  {self.path}:{self.line}{body}"
        return f"  {self.path}:{self.line}  {body}"


def messages(path: Path, root: Path = ROOT) -> list[Message]:
    """The texts of one file, in its order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = path.relative_to(root).as_posix()
    found = _Finder(where)
    found.visit(tree)
    return found.messages


def catalogue(root: Path = ROOT) -> Iterator[tuple[str, list[Message]]]:
    """The texts of the program, by place."""
    for place, paths in PLACES.items():
        texts: list[Message] = []
        for one in paths:
            where = root / one
            for path in sorted(where.rglob("*.py")) if where.is_dir() else [where]:
                texts += messages(path, root)
        yield place, texts


class _Finder(ast.NodeVisitor):
    def __init__(self, path: str) -> None:
        self.path = path
        self.messages: list[Message] = []

    def _add(self, node: ast.AST, text: str) -> None:
        self.messages.append(Message(self.path, getattr(node, "lineno", 1), text))

    def visit_Module(self, node: ast.Module) -> None:
        self._body(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._body(node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        text = ast.get_docstring(node)
        if text and _is_command(node):
            self._add(node, text.partition("\n\nArgs:")[0])
        self.visit(node.args)
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._body(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment] # noqa: N815

    def _body(self, statements: list[ast.stmt]) -> None:
        """Without docstrings, of the module or of an attribute."""
        for statement in statements:
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
                self.visit(statement)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(isinstance(t, ast.Name) and SILENT_NAMES.search(t.id) for t in node.targets):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name) and SILENT_NAMES.search(node.target.id):
            return
        if _named(node.annotation) == "Annotated":
            self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    def visit_Name(self, node: ast.Name) -> None:
        """Skip everything below it."""

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.value, ast.Name):
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        if node.annotation is not None and _named(node.annotation) == "Annotated":
            self.visit(node.annotation)

    def visit_Raise(self, node: ast.Raise) -> None:
        if node.exc is not None:
            self.visit(node.exc)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Skip the other side of a comparison, which is not shown."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            self.visit(node.slice)

    def visit_Call(self, node: ast.Call) -> None:
        if _named(node.func) in SILENT:
            return
        self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg in {"style", "id", "classes", "action", "keys", "sep", "end", "encoding", "mode"}:
                continue
            text = _text(keyword.value) if keyword.arg in LABELS else None
            if text and LETTERS.search(text):
                self._add(keyword.value, f"{keyword.arg}: {text}" if keyword.arg else text)
            else:
                self.visit(keyword.value)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Treat a text that is concatenated with ``+`` as one text."""
        text = _text(node)
        if text is not None and is_prose(_FIELD.sub("…", text)):
            self._add(node, text)
        else:
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and is_prose(node.value):
            self._add(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        text = _text(node) or ""
        if is_prose(_FIELD.sub("…", text)):
            self._add(node, text)
            for part in node.values:  # a phrase chosen within the field
                if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp):
                    self.visit(part.value)
        else:
            self.generic_visit(node)


def is_prose(text: str) -> bool:
    """Whether a user reads the text: it has two words, or one with a capital or a full stop."""
    words = re.findall(r"[A-Za-z][a-z'’]+", text)
    if re.fullmatch(r"[\w,+]+|\w+(\.\w+)*\(.*\)", text):
        return bool(re.fullmatch(r"[A-Z][a-z]+", text))
    if not words or STYLE.search(text.strip()) or re.fullmatch(r"[\w./:*-]+", text.strip()):
        return bool(re.fullmatch(r"[A-Z][a-z]+[.:]?", text.strip()))
    return len(words) > 1 or bool(re.search(r"\s", text.strip()))


def _is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the shell shows the docstring as a command's help."""
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    shown = [ast.unparse(a.annotation) for a in every if a.annotation is not None]
    decorators = (ast.unparse(decorator) for decorator in node.decorator_list)
    return any(re.search(r"typer\.|Option$", one) for one in shown) or any(
        ".command" in d for d in decorators
    )


def _named(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _named(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.expr) -> str | None:
    """A constant or an f-string with its fields in braces; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        if left is None and right is None:
            return None
        return (left or f"{{{_code(node.left)}}}") + (right or f"{{{_code(node.right)}}}")
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{_field(part)}}}"
            for part in node.values
        )
    return None


def _field(part: ast.expr) -> str:
    assert isinstance(part, ast.FormattedValue)
    return _code(part.value)


def _code(node: ast.expr) -> str:
    return ast.unparse(node).replace("{", "(").replace("}", ")")


def main() -> None:
    """Print each place with its files, one line per text."""
    total = 0
    for place, texts in catalogue():
        print(f"\n## {place}\n")
        previous = ""
        for one in texts:
            if previous not in ("", one.path):
                print()
            previous = one.path
            print(one)
        total += len(texts)
    print(f"\n{total} texts", file=sys.stderr)


if __name__ == "__main__":
    main()
