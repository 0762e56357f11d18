"""Reads course files as text and as validated YAML. Every fault is reported with its file and line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from tutor import disk
from tutor.course.model import MalformedCourseError

T = TypeVar("T")

_FRONT_MATTER_END = re.compile(r"^---[ \t]*$", re.MULTILINE)
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping of names to values",
    "null": "nothing",
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe subset. A duplicate key is an error; PyYAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"'{key.value}' appears twice", problem_mark=key.start_mark
                )
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


def read_text(path: Path) -> str:
    r"""The file's text, with ``\n`` line ends and without a byte-order mark.

    Raises:
        MalformedCourseError: it is missing, is a folder, cannot be read or is not UTF-8.
    """
    try:
        return disk.read_text(path)
    except FileNotFoundError:
        raise MalformedCourseError(path, 1, "this file is missing") from None
    except OSError as error:
        raise MalformedCourseError(path, 1, f"it cannot be read: {disk.reason(error)}") from None
    except UnicodeDecodeError as error:
        data = error.object
        line = data.count(b"\n", 0, error.start) + 1
        raise MalformedCourseError(path, line, f"byte {data[error.start]:#04x} is not UTF-8") from None


def split_front_matter(text: str, path: Path) -> tuple[str, str, int]:
    """Front matter, body, and the line (1-based) on which the body begins.

    Raises:
        MalformedCourseError: the file does not begin with ``---``, or the front matter is not closed.
    """
    if not text.startswith("---\n"):
        raise MalformedCourseError(path, 1, "the file must begin with front matter between two lines '---'")
    end = _FRONT_MATTER_END.search(text, 4)
    if end is None:
        raise MalformedCourseError(path, 1, "the front matter has no closing line '---'")
    head = text[4 : end.start()]
    return head, text[end.end() + 1 :], head.count("\n") + 3


def parse_yaml(text: str, into: type[T], path: Path, first_line: int) -> T:
    """Parse YAML ``text``, which begins on ``first_line`` of ``path``, and validate it as ``into``.

    Raises:
        MalformedCourseError: the message gives the line of the faulty node.
    """
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark is not None else 0)
        raise MalformedCourseError(path, line, f"this YAML cannot be read: {error.problem}") from None
    except Exception as error:  # an invalid date and a mismatched tag, for example, raise different types
        problem = " ".join(str(error).split())
        raise MalformedCourseError(path, first_line, f"this YAML cannot be read: {problem}") from None
    try:
        return msgspec.convert({} if data is None else data, into)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        keys = _keys(where.rpartition("$")[2].rstrip("`"))
        if where.startswith("key"):
            message = "each name must be text"
        line, fault = _explain(message, keys, into, _node_lines(text))
        raise MalformedCourseError(path, first_line + line, fault) from None


def _keys(where: str) -> tuple[str | int, ...]:
    """``.checkpoints[0].id`` → ``("checkpoints", 0, "id")``."""
    found = re.findall(r"\.([^.\[]+)|\[(\d+)\]", where)
    return tuple(name if name else int(index) for name, index in found)


def _node_lines(text: str) -> Callable[[tuple[str | int, ...]], int]:
    """A function from a path of keys to the 0-based line of that node, or of the nearest parent."""
    root = yaml.compose(text, Loader=_Loader)

    def line_of(keys: tuple[str | int, ...]) -> int:
        node, line = root, 0
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == key), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                line = node.start_mark.line
            else:
                break
        return line

    return line_of


def _explain(
    message: str, keys: tuple[str | int, ...], into: Any, line_of: Callable[[tuple[str | int, ...]], int]
) -> tuple[int, str]:
    """msgspec's message as a 0-based line and the end of a sentence."""
    name = "".join(f"[{k + 1}]" if isinstance(k, int) else f".{k}" for k in keys).lstrip(".")
    within = f" in '{name}'" if name else ""
    if unknown := re.match(r"Object contains unknown field `(.+)`", message):
        field = unknown[1]
        near = difflib.get_close_matches(field, _field_names(into, keys), n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        return line_of((*keys, field)), f"'{field}' is not a field{within}{hint}"
    if missing := re.match(r"Object missing required field `(.+)`", message):
        return line_of(keys), f"'{missing[1]}' is missing{within}"
    if wrong := re.match(r"Expected `(.+)`, got `(.+)`", message):
        wanted = " or ".join(_KINDS.get(kind, kind) for kind in wrong[1].split(" | "))
        given = _KINDS.get(wrong[2], wrong[2])
        return line_of(keys), f"'{name or 'this'}' must be {wanted}, but here it is {given}"
    return line_of(keys), f"{message}{within}"


def _field_names(into: Any, keys: tuple[str | int, ...]) -> list[str]:
    """The allowed field names at ``keys``."""
    info: Any = msgspec.inspect.type_info(into)
    for key in keys:
        if isinstance(key, int):
            info = getattr(info, "item_type", info)
        else:
            fields = getattr(info, "fields", ())
            info = next((f.type for f in fields if f.encode_name == key), info)
    return [f.encode_name for f in getattr(info, "fields", ())]
