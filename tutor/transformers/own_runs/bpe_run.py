"""The learner's tokenizer grows merge by merge, and encodes a text that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any

from tutor.transformers.models.swap_worker import BrokenError
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

EVERY, SHOWN = 8, 6  # merges between two reports, merges that are shown
LONGEST = 60  # characters of the new text that are shown
GREEK = "Το φως είναι αληθινό και η σούπα είναι αληθινή."  # two bytes a letter, none of them in the story

RUN = CodeRun(
    short="bpe",
    title="your tokenizer grows merge by merge",
    about="Your train_bpe learns more and more merges, and your encode applies them to two texts. The curves are the "
    "bytes that a token holds on average: 1 without merges. The training text gains with every merge. A new text gains "
    "less and less, because later merges are words that only the training text has. Greek gains nothing from an "
    "English story: each of its letters is two bytes, and stays two tokens.",
    code="tutor.transformers.own_runs.bpe_run:BpeRun",
    reports=33,
    curves=(
        Curve("training text, bytes per token", 1.0, 4.0),
        Curve("new text, bytes per token", 1.0, 4.0),
    ),
    variants=(
        "a story's last paragraph",
        "simple sentences",
        "Greek after an English story",
    ),
)


class BpeRun:
    """Trains again for every report, with more merges each time."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.functions = functions
        self.text, self.new = texts(variant)
        self.merges = -EVERY  # nothing reported yet

    def advance(self) -> Plain:
        """Learn the next merges. The first report is the text in bytes."""
        self.merges += EVERY
        merges = pairs(self.functions["train_bpe"](self.text, 256 + self.merges))
        ids = [self._encode(text, merges) for text in (self.text, self.new)]
        values = [len(text.encode()) / len(one) for text, one in zip((self.text, self.new), ids, strict=True)]
        return self.merges, values, self._lines(merges, ids[1])

    def _encode(self, text: str, merges: list[tuple[int, int]]) -> list[int]:
        ids = self.functions["encode"](text, list(merges))
        if not isinstance(ids, Sequence) or not all(hasattr(one, "__index__") for one in ids):
            raise BrokenError("encode should return a list of ids.")
        if not ids:
            raise BrokenError("encode returns no ids for a text.")
        return [int(one) for one in ids]

    def _decode(self, ids: list[int], merges: list[tuple[int, int]]) -> str:
        text = self.functions["decode"](list(ids), list(merges))
        if not isinstance(text, str):
            raise BrokenError(f"decode should return a str; it returns a {type(text).__name__}.")
        return text

    def _lines(self, merges: list[tuple[int, int]], ids: list[int]) -> list[str]:
        newest = range(256 + max(0, len(merges) - SHOWN), 256 + len(merges))
        tokens = "  ".join(self._decode([one], merges).replace(" ", "␣") for one in newest) or "none"
        count, new, spelled = len(ids), self.new, self._spelled(ids, merges)
        said = [
            f"newest tokens: {tokens}",
            f"new text, {len(new)} characters and {len(new.encode())} bytes in {count} tokens:",
            f"{spelled}{'   (· is a part of a character)' if '·' in spelled else ''}",
        ]
        if self._decode(ids, merges) != new:
            said.append("decode(encode(text)) is not the text.")
        return said

    def _spelled(self, ids: list[int], merges: list[tuple[int, int]]) -> str:
        """The beginning of the new text with a line between the tokens; · is a part of a character."""
        shown = ""
        for one in ids:
            shown += self._decode([one], merges).replace("\ufffd", "·") + "|"
            if len(shown) > LONGEST:
                return f"{shown}…"
        return shown.removesuffix("|")


def pairs(merges: Any) -> list[tuple[int, int]]:
    """The merges, if they are pairs of ids.

    Raises:
        BrokenError: they are not.
    """
    if not isinstance(merges, Sequence) or not all(
        isinstance(one, Sequence) and len(one) == 2 and all(hasattr(part, "__index__") for part in one)
        for one in merges
    ):
        raise BrokenError("train_bpe should return a list of pairs of ids.")
    return [(int(first), int(second)) for first, second in merges]


def texts(variant: int) -> tuple[str, str]:
    """The training text and the new text."""
    story = shipped("llama", "story.txt")
    *most, last = story.strip().split("\n\n")
    if variant == 0:
        return "\n\n".join(most), last
    if variant == 1:
        sentences = shipped("models", "held_out.txt").splitlines()
        return "\n".join(sentences[: len(sentences) // 2]), "\n".join(sentences[len(sentences) // 2 :])
    return story, GREEK


def shipped(folder: str, name: str) -> str:
    """A text file of the tutor."""
    return (resources.files(f"tutor.transformers.{folder}") / name).read_text(encoding="utf-8")
