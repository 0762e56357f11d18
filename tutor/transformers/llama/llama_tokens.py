"""Text ↔ token ids of a byte-level BPE or a SentencePiece BPE vocabulary, with the ``tokenizers`` package.

Sources: the vocabulary and the merges are in the GGUF file; the pre-tokenization is llama.cpp's ``tokenizer.ggml.pre``
(llama-vocab.cpp).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tutor.disk import FileError
from tutor.transformers.llama.how_to_add import missing_tokenizers

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.intp]
UNKNOWN, CONTROL = 2, 3  # ggml's types of the unknown token and of control tokens
SENTENCEPIECE = "llama"  # ggml's name for a SentencePiece vocabulary; byte-level BPE is "gpt2"
SPACE = "▁"  # SentencePiece's sign for a space
LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)


@dataclass(frozen=True, slots=True)
class TokenTable:
    """The token data in a GGUF file."""

    pieces: tuple[str, ...]
    kinds: tuple[int, ...]
    merges: tuple[str, ...]
    pre: str
    end: int | None  # the token that ends a text
    model: str = "gpt2"
    scores: tuple[
        float, ...
    ] = ()  # only for SentencePiece: the higher the score, the earlier two pieces are merged into this one
    start: int | None = None  # the token that starts a text, if the model expects one

    @classmethod
    def of_fields(cls, fields: dict[str, Any]) -> TokenTable:
        pieces = tuple(fields["tokenizer.ggml.tokens"])
        return cls(
            pieces,
            tuple(fields.get("tokenizer.ggml.token_type", [1] * len(pieces))),
            tuple(fields.get("tokenizer.ggml.merges", ())),
            str(fields.get("tokenizer.ggml.pre", "default")),
            fields.get("tokenizer.ggml.eos_token_id"),
            model := str(fields.get("tokenizer.ggml.model", "gpt2")),
            tuple(map(float, fields.get("tokenizer.ggml.scores", ()))),
            fields.get("tokenizer.ggml.bos_token_id")
            if fields.get("tokenizer.ggml.add_bos_token", model == SENTENCEPIECE)
            else None,
        )


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A tokenized text. ``pieces`` are the texts of the ids; ``lost`` are characters that the
    vocabulary cannot represent."""

    ids: Ids
    pieces: tuple[str, ...]
    lost: str = ""

    @property
    def remark(self) -> str:
        """One sentence about characters missing from the vocabulary, "" if there are none."""
        if not self.lost:
            return ""
        shown = ", ".join(repr(one) for one in dict.fromkeys(self.lost))
        return f"The vocabulary has no piece for some bytes of {shown}, so the model does not see them as written."


class LlamaTokenizer:
    """Control tokens typed as text, such as ``<|im_end|>``, are recognised, because chat prompts need them."""

    def __init__(self, table: TokenTable) -> None:
        self.table = table
        self.tokenizer = _build(table)
        self.control = frozenset(n for n, kind in enumerate(table.kinds) if kind == CONTROL)

    def encode(self, text: str) -> Tokenized:
        """Text → ids (T,), with a start token only if the model expects one."""
        lost = "" if self._is_whole(text) else "".join(one for one in text if not self._is_whole(one))
        start = [] if self.table.start is None else [self.table.start]
        ids = start + self._ids(text)
        return Tokenized(np.array(ids, dtype=np.intp), tuple(self.piece(n) for n in ids), lost)

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _is_whole(self, text: str) -> bool:
        """Whether decoding the ids gives the text back; SentencePiece puts a space before it."""
        back = self.decode(self._ids(text))
        return back == text or (self.table.model == SENTENCEPIECE and back == f" {text}")

    def decode(self, ids: Sequence[int]) -> str:
        """Ids → text. An incomplete character is shown as U+FFFD."""
        text: str = self.tokenizer.decode(list(ids), skip_special_tokens=False)
        return text

    def piece(self, number: int) -> str:
        """The text of one token, with spaces and newlines."""
        return self.decode([int(number)])

    def word(self, text: str) -> int | None:
        """The id of a text that is a single token, such as " are"; else None."""
        ids = self._ids(text.removeprefix(" ") if self.table.model == SENTENCEPIECE else text)
        return ids[0] if len(ids) == 1 else None


def _build(table: TokenTable) -> Tokenizer:
    """Raises FileError if the package is missing."""
    if missing := missing_tokenizers():
        raise FileError(missing)
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {piece: number for number, piece in enumerate(table.pieces)}
    if table.model == SENTENCEPIECE:
        return _sentencepiece(table, vocabulary)
    merges = [(first, second) for first, _, second in (merge.partition(" ") for merge in table.merges)]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    whole = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    if table.pre == "smollm":
        digits = pre_tokenizers.Digits(individual_digits=True)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, whole])
    elif table.pre == "llama-bpe":
        split = pre_tokenizers.Split(Regex(LLAMA_3), behavior="isolated")
        bytes_only = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, bytes_only])
    else:
        tokenizer.pre_tokenizer = whole
    tokenizer.decoder = decoders.ByteLevel()
    _add_control(tokenizer, table)
    return tokenizer


def _sentencepiece(table: TokenTable, vocabulary: dict[str, int]) -> Tokenizer:
    """SentencePiece's BPE (Kudo and Richardson 2018): spaces are pieces of words, unknown characters become bytes.

    Its file has no merges. Two pieces are merged if their concatenation is a piece, the pair with the
    highest score first.
    """
    from tokenizers import Tokenizer, decoders, models, normalizers

    found = [
        (-table.scores[number], piece[:at], piece[at:])
        for piece, number in vocabulary.items()
        for at in range(1, len(piece))
        if piece[:at] in vocabulary and piece[at:] in vocabulary
    ]
    found.sort(key=lambda merge: (merge[0], vocabulary[merge[1]], vocabulary[merge[2]]))
    merges = [(first, second) for _, first, second in found]
    unknown = next(
        (piece for piece, kind in zip(table.pieces, table.kinds, strict=True) if kind == UNKNOWN), None
    )
    tokenizer = Tokenizer(
        models.BPE(vocab=vocabulary, merges=merges, unk_token=unknown, fuse_unk=True, byte_fallback=True)
    )
    spaces = [normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)]
    tokenizer.normalizer = normalizers.Sequence(spaces)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    _add_control(tokenizer, table)
    return tokenizer


def _add_control(tokenizer: Tokenizer, table: TokenTable) -> None:
    from tokenizers import AddedToken

    control = [piece for piece, kind in zip(table.pieces, table.kinds, strict=True) if kind == CONTROL]
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in control])
