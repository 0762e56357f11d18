"""Presets against the library: ``library_configs.json`` has the published configurations, and what the library counts.

``scripts/count_presets.py`` writes the counts: it builds each model from its configuration with the library's classes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.kv_cache import numbers_per_token
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.tensors import tensors_of

ROWS: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("library_configs.json").read_text(encoding="utf-8")
)
SAME = {
    "hidden_size": "d_model",
    "vocab_size": "vocabulary",
    "num_hidden_layers": "n_layers",
    "num_attention_heads": "n_heads",
    "tie_word_embeddings": "tied",
    "attention_bias": "qkv_bias",
    "hidden_size_per_layer_input": "layer_input",
}
NAMES_OF_EXPERTS = {
    "num_local_experts": "count",
    "num_experts": "count",
    "n_routed_experts": "count",
    "num_experts_per_tok": "active",
    "top_k_experts": "active",
    "moe_intermediate_size": "d_ff",
    "n_shared_experts": "shared",
    "first_k_dense_replace": "dense_layers",
    "moe_latent_size": "d_in",
}
NAMES_OF_PARTS = {
    "latent": {"kv_lora_rank": "kv_rank", "q_lora_rank": "q_rank", "qk_nope_head_dim": "d_nope",
               "qk_rope_head_dim": "d_rope", "v_head_dim": "d_value"},
    "indexer": {"index_n_heads": "n_heads", "index_head_dim": "d_head", "index_topk": "chosen"},
    "state": {"linear_num_value_heads": "n_heads", "linear_num_key_heads": "n_groups",
              "linear_key_head_dim": "d_state", "linear_value_head_dim": "d_head", "mamba_num_heads": "n_heads",
              "mamba_head_dim": "d_head", "ssm_state_size": "d_state", "n_groups": "n_groups",
              "conv_kernel": "conv", "linear_conv_kernel_dim": "conv"},
}  # fmt: skip


def said_and_kept(a: Architecture, config: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Each value of the configuration that a preset has too: its name, and both values."""
    for key, name in SAME.items():
        if key in config:
            yield key, config[key], getattr(a, name)
    if a.latent is None and "head_dim" in config:
        yield "head_dim", config["head_dim"], a.d_head
    if a.latent is None and config.get("num_key_value_heads"):
        yield "num_key_value_heads", config["num_key_value_heads"], a.kv_heads
    parts = {**NAMES_OF_PARTS, "experts": NAMES_OF_EXPERTS}
    for part, names in parts.items():
        if (own := getattr(a, part)) is not None:
            for key, name in names.items():
                # Where layers follow a pattern, it says which are dense.
                if key in config and not (name == "dense_layers" and a.pattern):
                    yield key, config[key] or 0, getattr(own, name)


def layers_without_window(a: Architecture) -> int:
    """The number of layers whose attention sees all tokens."""
    return sum(g.count for g in a.groups if g.kind.mixer in ("attention", "both") and not g.kind.window)


@pytest.mark.parametrize("name", ROWS)
def test_a_preset_has_the_values_of_the_published_configuration(name: str) -> None:
    a, config = presets()[name], ROWS[name]["config"]
    compared = list(said_and_kept(a, config))
    assert len(compared) >= 6
    assert [one for one in compared if one[1] != one[2]] == []
    assert 0 < a.context <= config["max_position_embeddings"]
    types = Counter(config.get("layer_types", ()))
    if types:
        assert layers_without_window(a) == types["full_attention"] + types["attention"]
    windows = {group.kind.window for group in a.groups if group.kind.window}
    if windows:
        assert windows == {config.get("attention_chunk_size") or config["sliding_window"]}


@pytest.mark.parametrize("name", ROWS)
def test_a_preset_has_exactly_the_parameters_that_the_library_builds(name: str) -> None:
    row, a = ROWS[name], presets()[name]
    assert tensors_of(a, seq_len=1).parameters == a.parameters_published == row["parameters"]
    assert a.published_where == f"{row['library'].removesuffix('.0')}, {row['class']}"
    assert row["checkpoint"] in a.source


@pytest.mark.parametrize(
    ("name", "billions", "active"),
    [
        ("deepseek-v3", 671, 37),  # arXiv 2412.19437, abstract
        ("qwen3-235b-a22b", 235, 22),  # arXiv 2505.09388, Table 2
        ("llama-4-maverick", 400, 17),  # its model card
        ("nemotron-3-nano", 31.6, 3.6),  # its model card: 3.6 with the embeddings
    ],
)
def test_parameters_in_all_and_per_token_are_those_that_the_makers_name(
    name: str, billions: float, active: float
) -> None:
    table = tensors_of(presets()[name], seq_len=1)
    assert (table.parameters / 1e9, table.active_parameters / 1e9) == pytest.approx(
        (billions, active), rel=0.02
    )


@pytest.mark.parametrize(
    ("name", "total", "active"), [("gpt-oss-120b", 116.83, 5.13), ("gpt-oss-20b", 20.91, 3.61)]
)
def test_the_model_card_of_gpt_oss_counts_active_parameters_without_the_embedding(
    name: str, total: float, active: float
) -> None:
    a = presets()[name]
    table = tensors_of(a, seq_len=1)
    assert round(table.parameters / 1e9, 2) == total
    assert round((table.active_parameters - a.vocabulary * a.d_model) / 1e9, 2) == active


def test_a_shared_cache_and_a_state_are_counted_as_the_makers_describe_them() -> None:
    # Gemma 4 E4B: the last 18 of 42 layers read the keys and values of earlier ones, 4 global and 20 local remain.
    caches = tensors_of(presets()["gemma-4-e4b"], seq_len=4096).caches
    assert [(c.layers, c.tokens, c.per_token) for c in caches if c.bytes] == [
        (20, 512, 2 * 2 * 256),
        (4, 4096, 2 * 2 * 512),
    ]
    # Qwen3-Next: 36 states of 32 × 128 × 128 numbers do not grow; 12 layers do.
    short, long = (tensors_of(presets()["qwen3-next-80b-a3b"], seq_len=n).caches for n in (1024, 2048))
    assert [c.layers for c in short] == [36, 12]
    assert (long[0].bytes, long[1].bytes) == (short[0].bytes, 2 * short[1].bytes)
    assert short[0].state == 32 * 128 * 128 + (2 * 16 * 128 + 32 * 128) * 4
    # DeepSeek-V3.2: a latent of 512, a rotary key of 64, and the indexer's key of 128.
    a = presets()["deepseek-v3.2"]
    assert numbers_per_token(a, a.groups[0].kind) == 512 + 64 + 128
