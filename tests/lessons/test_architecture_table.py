"""The reference's two tables of architectures match the presets, and so ``tutor dims``."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tutor.course.roots import course_root
from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.presets import preset
from tutor.transformers.architectures.tensors import tensors_of

LESSON = course_root() / "lessons" / "step-6-complete-reference.md"
POSITIONS = {"rope": "rotary", "learned": "learned", "sinusoidal": "sine", "relative": "bias"}
ROW = re.compile(r"^\|(.+)\|$")


def rows(section: str) -> dict[str, dict[str, str]]:
    """Preset → column → cell, from all tables of a section with a column ``preset``."""
    text = LESSON.read_text(encoding="utf-8")
    start = text.find(f"{{#{section}}}")
    assert start >= 0, f"{LESSON.name} has no section #{section}"
    found: dict[str, dict[str, str]] = {}
    head: list[str] = []
    for line in text[start:].split("\n## ")[0].splitlines():
        row = ROW.match(line)
        cells = [cell.strip() for cell in row[1].split("|")] if row else []
        if cells and not head:
            head = cells
        elif not cells:
            head = []
        elif head[0] == "preset" and cells[0].startswith("`"):
            found.setdefault(cells[0].strip("`"), {}).update(zip(head, cells, strict=True))
    return found


def parts_of(a: Architecture) -> Mapping[str, str]:
    """The expected cells of ``a`` in the table of parts, as far as a preset has the data."""
    if a.latent is not None:
        heads = "MLA"
    elif a.kv_heads == a.n_heads:
        heads = "MHA"
    else:
        heads = "MQA" if a.kv_heads == 1 else "GQA"
    experts = "–"
    if a.experts is not None:
        experts = f"{a.experts.active}/{a.experts.count}"
        experts += f" + {a.experts.shared}" if a.experts.shared else ""
    return {
        "position": POSITIONS[a.positions],
        "heads": heads,
        "tied": "–" if a.head == "pooler" else "yes" if a.tied else "no",
        "experts": experts,
    }


def sizes_of(a: Architecture) -> Mapping[str, str]:
    """The expected cells of ``a`` in the table of sizes."""
    table = tensors_of(a, seq_len=1, batch=1)
    count, cache = table.parameters, table.kv_cache_bytes_per_token / 1024
    return {
        "layers": f"{a.n_layers} + {a.n_decoder_layers}" if a.n_decoder_layers else str(a.n_layers),
        "d_model": f"{a.d_model:,}",
        "heads / kv": f"{a.n_heads} / {'latent' if a.latent else a.kv_heads}",
        "d_head": str(a.d_head),
        "d_ff": f"{a.experts.d_ff:,} each" if a.experts else f"{a.d_ff:,}",
        "V": f"{a.vocabulary:,}",
        "parameters": f"{count / 1e6:.0f} M" if count < 1e9 else f"{count / 1e9:.1f} B",
        "cache": f"{cache:.0f}" if cache else "–",
    }


def test_the_table_of_parts_matches_the_presets() -> None:
    table = rows("arch-table")
    said = {name: {column: row[column] for column in parts_of(preset(name))} for name, row in table.items()}

    assert said == {name: parts_of(preset(name)) for name in table}


def test_the_table_of_parts_names_the_norms_and_the_gates_that_the_presets_have() -> None:
    table = rows("arch-table")
    said = {
        name: (row["norm"].split()[0], row["norm"].endswith("both"), row["FFN"].endswith("GLU"))
        for name, row in table.items()
    }
    architectures = {name: preset(name) for name in table}

    assert said == {
        name: ("RMS" if a.norm == "rms" else "LN", a.norms == 4, a.gated) for name, a in architectures.items()
    }


def test_qk_norm_and_lone_biases_are_named_for_the_presets_that_have_them_and_for_no_other() -> None:
    additions = {name: row.get("addition", "") for name, row in rows("arch-table").items()}
    architectures = {name: preset(name) for name in additions}

    assert {name for name, text in additions.items() if "QK-norm" in text} == {
        name for name, a in architectures.items() if a.qk_norm
    }
    assert {name for name, text in additions.items() if "biases" in text} == {
        name for name, a in architectures.items() if a.qkv_bias and not a.ffn_bias
    }


def test_the_table_of_sizes_matches_the_presets() -> None:
    table = rows("arch-sizes")
    said = {name: {column: row[column] for column in sizes_of(preset(name))} for name, row in table.items()}

    assert said == {name: sizes_of(preset(name)) for name in table}


@pytest.mark.parametrize("family", ["llama-3", "qwen3", "gemma-3", "mistral", "mixtral", "deepseek-v3"])
def test_both_tables_have_the_same_rows_and_every_family_is_in_them(family: str) -> None:
    parts = rows("arch-table")

    assert list(parts) == list(rows("arch-sizes"))
    assert any(name.startswith(family) for name in parts)
