"""The presets' parameter counts equal the published ones, and the table's sums are consistent."""

from __future__ import annotations

import pytest

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.presets import preset, presets
from tutor.transformers.architectures.table import walk
from tutor.transformers.architectures.tensors import tensors_of

ALL = list(presets().values())
PUBLISHED = ("arXiv", "Radford", "config.json of ", "the defaults of ", "OLMo-core, ", "litgpt ")


@pytest.mark.parametrize("architecture", ALL, ids=lambda a: a.name)
def test_the_parameters_of_a_preset_are_exactly_the_published_count(architecture: Architecture) -> None:
    assert tensors_of(architecture, seq_len=8).parameters == architecture.parameters_published


@pytest.mark.parametrize("architecture", ALL, ids=lambda a: a.name)
def test_every_preset_names_its_source(architecture: Architecture) -> None:
    assert any(word in architecture.source for word in PUBLISHED)
    assert architecture.published_where


def test_the_cache_of_llama_3_8b_is_a_quarter_of_what_it_would_be_without_shared_heads() -> None:
    # Llama 3 8B: 32 layers, 8 key/value heads of width 128, 2 bytes (arXiv 2407.21783, Table 3).
    assert (
        tensors_of(preset("llama-3-8b"), seq_len=1).kv_cache_bytes_per_token == 2 * 32 * 8 * 128 * 2 == 131072
    )


def test_an_encoder_has_no_cache_and_doubling_the_batch_doubles_the_work() -> None:
    one, two = (tensors_of(preset("bert-base"), seq_len=16, batch=b) for b in (1, 2))
    assert one.kv_cache_bytes_per_token == 0
    assert two.flops_forward == 2 * one.flops_forward
    assert two.parameters == one.parameters


def test_only_the_scores_grow_with_the_square_of_the_length() -> None:
    short, long = (tensors_of(preset("gpt2"), seq_len=t) for t in (64, 128))
    for a, b in zip(short.tensors, long.tensors, strict=True):
        quadratic = a.name in ("scores", "heads' output")
        assert b.flops == a.flops * (4 if quadratic else 2)


def test_the_report_adds_up_and_walking_the_parts_loses_no_row() -> None:
    table = tensors_of(preset("deepseek-v3"), seq_len=4)
    report = table.report()
    rows = report["tensors"]
    assert isinstance(rows, list)
    assert sum(row["parameters"] for row in rows) == report["parameters"]
    assert [t for _, part in walk(table) for t in part] == list(table.tensors)


def test_a_length_beyond_the_position_table_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="table of 1024 positions; seq_len 2000 does not fit"):
        tensors_of(preset("gpt2"), seq_len=2000)


def test_an_unknown_name_gets_suggestions() -> None:
    with pytest.raises(LookupError, match=r"no architecture called 'gtp2'.*gpt2"):
        preset("gtp2")


@pytest.mark.parametrize(
    ("name", "seq_len", "gib"),
    [("gemma-3-27b", 131072, 10.40625), ("mistral-7b", 32768, 0.5), ("llama-3-8b", 8192, 1.0)],
)
def test_a_layer_with_a_window_caches_its_window_and_no_more(name: str, seq_len: int, gib: float) -> None:
    assert tensors_of(preset(name), seq_len=seq_len).kv_cache_bytes == gib * 2**30


def test_the_cache_by_kind_of_layer_adds_up_to_the_cache() -> None:
    table = tensors_of(preset("gemma-3-27b"), seq_len=131072, batch=3)
    assert [(c.name, c.layers, c.tokens) for c in table.caches] == [
        ("local", 52, 1024),
        ("global", 10, 131072),
    ]
    assert sum(c.bytes for c in table.caches) == table.kv_cache_bytes
    # Beyond the window only the 10 global layers grow: 2 * 16 heads * 128 numbers of 2 bytes each.
    assert table.kv_cache_bytes_per_further_token == 10 * 2 * 16 * 128 * 2


def test_a_text_longer_than_the_context_gets_a_remark() -> None:
    a = preset("gemma-3-27b")
    assert tensors_of(a, seq_len=131072).remark == ""
    assert "past the context of 131,072" in tensors_of(a, seq_len=131073).remark
