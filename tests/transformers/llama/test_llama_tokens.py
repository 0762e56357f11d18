"""Text is converted to tokens and back; characters missing from the vocabulary are reported."""

from __future__ import annotations

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
