"""Reads the learner's file once: its text and digest, or a sentence that says why it cannot be graded."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

from tutor.disk import NotRegularError, TooLargeError, megabytes, read_regular
from tutor.grading.verdict import Where

LARGEST = 1_000_000  # bytes; the longest solution has about ten thousand
LONGEST_LINE = 300  # characters of a quoted line


@dataclass(frozen=True, slots=True)
class Source:
    """The content of the file. ``digest`` is the SHA-256 of its bytes."""

    path: Path
    text: str
    digest: str

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; "" if it does not exist."""
        lines = self.text.split("\n")
        return lines[number - 1][:LONGEST_LINE] if 0 < number <= len(lines) else ""


class UnreadableError(Exception):
    """The file cannot be graded at all. The message is shown to the learner."""

    def __init__(self, sentence: str, *, digest: str = "", where: Where | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.digest = digest
        self.where = where


def read_source(path: Path) -> Source:
    """Read the learner's file, following links, as UTF-8 with or without a byte-order mark.

    Raises:
        UnreadableError: the file is missing, not a regular file, too long, or not UTF-8 text.
    """
    data = _read(path)
    digest = hashlib.sha256(data).hexdigest()
    nul = data.find(b"\0")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(
            f"{path.name} is saved as UTF-16. Save it as UTF-8 in your editor.", digest=digest
        )
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise UnreadableError(
            f"{path.name} contains a NUL byte on line {line}, so it is damaged or not text. "
            "Save it again from your editor.",
            digest=digest,
            where=Where(line, ""),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, offset) + 1
        row = data.split(b"\n")[line - 1].decode("utf-8", "replace").strip()
        raise UnreadableError(
            f"{path.name} is not UTF-8 text: line {line} contains the byte 0x{data[offset]:02x}. "
            "Save it as UTF-8 in your editor.",
            digest=digest,
            where=Where(line, row[:200]),
        ) from None
    # Normalise newlines as Python does, so that line numbers match the editor's.
    return Source(path, text.replace("\r\n", "\n").replace("\r", "\n"), digest)


def same_as_stub(text: str, stub: str) -> bool:
    """Whether the code equals the stub's, ignoring comments, whitespace and docstrings."""
    if text == stub:
        return True
    if "NotImplementedError" in stub and "NotImplementedError" not in text:
        return False  # the usual case, decided without parsing
    mine, given = _skeleton(text), _skeleton(stub)
    return mine is not None and mine == given


def code_digest(text: str) -> str:
    """A digest of the code, ignoring comments, whitespace and docstrings; "" if it is not valid Python."""
    skeleton = _skeleton(text)
    return "" if skeleton is None else hashlib.sha256(skeleton.encode("utf-8", "replace")).hexdigest()[:32]


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, LARGEST)
    except FileNotFoundError:
        if path.is_symlink():
            raise UnreadableError(
                f"{path.name} is a link to {path.readlink()}, which does not exist."
            ) from None
        raise UnreadableError(
            f"{path.name} is missing: {path}. `tutor reset {path.stem.partition('_')[0]}` creates it again."
        ) from None
    except IsADirectoryError:
        raise UnreadableError(f"{path.name} is a folder, but must be a Python file.") from None
    except NotRegularError:
        raise UnreadableError(f"{path.name} is not a regular file, so it was not read.") from None
    except TooLargeError as error:
        raise UnreadableError(
            f"{path.name} is {megabytes(error.size)}; the limit for grading is {LARGEST / 1e6:.0f} MB."
        ) from None
    except OSError as error:
        raise UnreadableError(f"{path.name} cannot be read: {error.strerror or error}.") from None


def _skeleton(text: str) -> str | None:
    """The syntax tree without docstrings; None if the text is not valid Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                del node.body[0]
    return ast.dump(tree)
