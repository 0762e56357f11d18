"""The dimension table on screen: every tensor, and the sums with all digits and abbreviated."""

from __future__ import annotations

import pytest

from tests.views.drawing import drawn
from tutor.transformers.architectures.dims_view import (
    dims_list_view,
    dims_sums_view,
    dims_view,
    in_bytes,
    in_short,
)
from tutor.transformers.architectures.presets import preset, presets
from tutor.transformers.architectures.tensors import tensors_of
from tutor.views.symbols import ASCII


def table(name: str, width: int = 100) -> str:
    return drawn(dims_view(tensors_of(preset(name), seq_len=128), width), width)


@pytest.mark.parametrize(
    ("width", "columns"),
    [(63, "shape parameters"), (70, "axes shape parameters"), (79, "axes shape parameters FLOPs")],
)
def test_in_a_narrow_table_flops_are_omitted_first_then_symbols(width: int, columns: str) -> None:
    assert f"tensor {columns}" in " ".join(table("gpt2", width).split())


@pytest.mark.parametrize("width", range(60, 100, 3))
@pytest.mark.parametrize("name", ["gpt2", "t5-base", "deepseek-v3"])
def test_no_symbol_is_split(name: str, width: int) -> None:
    lines = [line.split() for line in table(name, width).split("\n")]
    first = next(number for number, words in enumerate(lines) if words[:1] == ["tensor"])
    if "axes" in lines[first]:
        known = {
            s + end
            for t in tensors_of(preset(name), seq_len=128).tensors
            for s in t.symbols
            for end in ("", ",")
        }
        folded = [words for words in lines[first:] if words and all(word in known for word in words)]
        assert sum(word.startswith("d_model") for words in lines for word in words) > 5
        assert all(len(word) > 1 or word in "BTV," for words in folded for word in words)


def test_every_tensor_is_listed_with_its_shape() -> None:
    text = table("gpt2")
    assert "(1, 12, 128, 128)" in text
    assert "124,439,808  124 M" in text


def test_an_encoder_shows_no_cache() -> None:
    assert "KV cache" not in table("bert-base")


def test_a_narrow_table_fits_and_keeps_shapes_and_parameters() -> None:
    text = table("gpt2", 60)
    assert max(map(len, text.split("\n"))) <= 60
    assert "(1, 128, 3072)" in text


@pytest.mark.parametrize(
    "width",
    [63, pytest.param(64, marks=pytest.mark.thorough), pytest.param(71, marks=pytest.mark.thorough), 80],
)
@pytest.mark.parametrize("name", presets())
def test_no_architecture_loses_a_digit(name: str, width: int) -> None:
    text = drawn(dims_view(tensors_of(preset(name), seq_len=128), width), width)
    for tensor in tensors_of(preset(name), seq_len=128).tensors:
        assert str(tensor.shape[-1]) in text
        assert f"{tensor.parameters:,}" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gpt2", "12 layers · d_model 768 · 12 heads of 64 · d_ff 3,072 · vocabulary 50,257"),
        ("t5-small", "6 + 6 layers · d_model 512 · 8 heads of 64 · d_ff 2,048 · vocabulary 32,128"),
        ("llama-3-8b", "32 heads of 128 · 8 KV heads · d_ff 14,336"),
        ("gemma-2b", "8 heads of 256 · 1 KV head · d_ff 16,384"),
        ("mixtral-8x7b", "8 KV heads\n2 of 8 experts of 14,336 · vocabulary 32,000"),
        (
            "deepseek-v3",
            "a KV latent of 512\n8 of 256 experts of 2,048 and 1 shared · d_ff 18,432 in 3 dense layers",
        ),
    ],
)
def test_the_heading_has_the_defining_sizes(name: str, said: str) -> None:
    lines = table(name, 80).split("\n")
    assert said in "\n".join(line.rstrip() for line in lines)


def test_the_longer_the_text_the_larger_the_share_of_scores_and_sums() -> None:
    def flops(seq_len: int) -> list[int]:
        rows = drawn(dims_view(tensors_of(preset("llama-3-8b"), seq_len=seq_len), 80), 80).split("\n")
        return [int(row.split("%")[-2].split()[-1]) for row in rows if row.startswith("scores and sums")]

    (few,), (some,), (most,) = flops(512), flops(8192), flops(131072)
    assert few < some < most
    assert most > 50


def test_a_comparison_shows_the_ratio_of_each_sum() -> None:
    one, other = (tensors_of(preset(name), seq_len=128) for name in ("llama-7b", "llama-2-70b"))
    wide, narrow = (drawn(dims_sums_view(one, width, beside=other), width) for width in (80, 56))
    cached = (32 * 32) / (80 * 8)  # layers times key-value heads
    assert f"{cached:.2f} × Llama 2 70B" in wide
    assert "6,738,415,616" in wide
    assert "6,738,415,616" not in narrow
    assert max(map(len, narrow.split("\n"))) <= 56


def test_an_encoder_without_cache_is_compared_in_the_other_sums() -> None:
    one, other = (tensors_of(preset(name), seq_len=128) for name in ("gpt2", "bert-base"))
    text = drawn(dims_sums_view(one, 80, beside=other), 80)
    assert "1.14 × BERT base (uncased)" in text
    assert "36.0 KiB\n" in text.replace("  ", "")


def test_the_cache_is_listed_by_kind_of_layer_and_a_long_text_gets_a_remark() -> None:
    def sums(name: str) -> str:
        return drawn(dims_sums_view(tensors_of(preset(name), seq_len=131_072), 76), 76)

    gemma, mistral, hybrid = map(sums, ("gemma-3-27b", "mistral-7b", "qwen3.5-35b-a3b"))
    assert "52 local, window 1,024" in gemma and "10 global" in gemma and "10.4 GiB" in gemma
    assert "past the window" in gemma and "80.0 KiB" in gemma
    assert "past the context" not in gemma
    assert "131,072 tokens are past the context of 32,768" in " ".join(mistral.split())
    assert "30 linear, fixed size" in hybrid and "active per token" in hybrid


def test_in_ascii_the_drawing_is_ascii() -> None:
    assert drawn(dims_view(tensors_of(preset("gpt2"), seq_len=8), 80, ASCII)).isascii()


def test_the_list_names_every_architecture() -> None:
    text = drawn(dims_list_view(presets().values()), 100)
    assert all(name in text for name in presets())


def test_large_numbers_are_given_with_three_digits() -> None:
    assert [in_short(n) for n in (7, 1500, 124_439_808, 8_030_261_248)] == ["7", "1.50 K", "124 M", "8.03 G"]
    assert [in_bytes(n) for n in (512, 36864, 131072)] == ["512 B", "36.0 KiB", "128 KiB"]
