"""Text is converted to tokens and back; characters missing from the vocabulary are reported."""

from __future__ import annotations

import json
from pathlib import Path

from tests.transformers.llama.tiny_gguf import fields, pieces
from tutor.transformers.llama.llama_tokens import LlamaTokenizer, TokenTable


def tokenizer(**changed: object) -> LlamaTokenizer:
    return LlamaTokenizer(TokenTable.of_fields({**fields(), **changed}))


def test_merges_digits_and_control_tokens() -> None:
    one = tokenizer()
    assert one.encode("hello the 12<|end|>").pieces == ("hello", " the", " ", "1", "2", "<|end|>")


def test_any_text_makes_the_round_trip() -> None:
    one = tokenizer()
    for text in ("  two  spaces", "naïve café", "日本語 😀", "a\r\n\tb", "\x04\x00"):
        told = one.encode(text)
        assert one.decode(list(told.ids)) == text and not told.remark


def test_a_character_without_a_token_is_reported() -> None:
    without = [piece for piece in pieces() if piece != "Z"]
    one = tokenizer(
        **{"tokenizer.ggml.tokens": without, "tokenizer.ggml.token_type": [3, *[1] * (len(without) - 1)]}
    )
    told = one.encode("aZb")
    assert told.lost == "Z" and "'Z'" in told.remark


def test_a_word_is_one_token_or_none() -> None:
    one = tokenizer()
    assert one.word(" the") == pieces().index("Ġthe") and one.word(" and") is None


def sentencepiece() -> tuple[LlamaTokenizer, dict[str, list[int]]]:
    """A vocabulary of 420 pieces that the sentencepiece library trained, and its ids of some texts."""
    told = json.loads((Path(__file__).parent / "sentencepiece.json").read_text(encoding="utf-8"))
    table = TokenTable.of_fields(
        {
            "tokenizer.ggml.model": "llama",
            "tokenizer.ggml.tokens": told["pieces"],
            "tokenizer.ggml.scores": told["scores"],
            "tokenizer.ggml.token_type": told["kinds"],
            "tokenizer.ggml.bos_token_id": 1,
        }
    )
    return LlamaTokenizer(table), told["texts"]


def test_a_sentencepiece_vocabulary_gives_the_ids_of_its_library() -> None:
    one, texts = sentencepiece()
    for text, ids in texts.items():
        told = one.encode(text)
        assert list(told.ids) == [1, *ids] and not told.remark, text


def test_a_word_of_a_sentencepiece_vocabulary_has_its_space_in_the_piece() -> None:
    one, _ = sentencepiece()
    assert one.word(" the") == one.word("the") is not None
    assert one.encode("The keys to").pieces[0] == "<s>" and one.encode("The keys to").pieces[-1] == " to"
