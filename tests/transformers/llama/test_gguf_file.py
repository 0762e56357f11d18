"""GGUF files are read according to the format; unsupported content is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.transformers.llama.tiny_gguf import KINDS, fields, write_gguf
from tutor.transformers.llama.gguf_file import GgufError, open_gguf
from tutor.transformers.llama.llama_config import NotSupportedError, config_of


@pytest.mark.parametrize("kind", KINDS)
def test_a_tensor_has_the_values_of_its_blocks(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "model.gguf"
    meant = write_gguf(path, kind=kind)
    gguf = open_gguf(path)
    assert gguf.tensors.keys() == meant.keys()
    for name, expected in meant.items():
        np.testing.assert_allclose(gguf.tensor(name), expected, rtol=1e-6, atol=1e-7)


def test_the_metadata_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    write_gguf(path)
    told = open_gguf(path).fields
    assert told.keys() == fields().keys()
    for key, value in fields().items():
        assert told[key] == (pytest.approx(value) if isinstance(value, float) else value)


def test_another_file_is_no_gguf(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"PK\x03\x04 a zip")
    with pytest.raises(GgufError, match="not a GGUF file"):
        open_gguf(path)


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.05, 0.5, 0.98])
def test_a_truncated_file_is_reported_wherever_it_ends(tmp_path: Path, share: float) -> None:
    path = tmp_path / "model.gguf"
    write_gguf(path)
    data = path.read_bytes()
    path.write_bytes(data[: max(5, int(len(data) * share))])
    with pytest.raises(GgufError, match=r"ends|damaged|tensor"):
        gguf = open_gguf(path)
        for name in gguf.tensors:
            gguf.tensor(name)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("general.architecture", "gemma3", "its architecture is 'gemma3'"),
        ("tokenizer.ggml.model", "t5", "its tokenizer is of kind 't5'"),
        ("tokenizer.ggml.pre", "qwen2", "splits text as 'qwen2'"),
        ("llama.expert_count", 8, "mixture of experts"),
        ("llama.rope.scaling.type", "yarn", "positions are scaled"),
        ("llama.block_count", None, "does not say its sizes"),
    ],
)
def test_a_model_that_cannot_be_run_is_named(tmp_path: Path, key: str, value: object, says: str) -> None:
    path = tmp_path / "model.gguf"
    write_gguf(path, **{key: value})
    with pytest.raises(NotSupportedError, match=says):
        config_of(open_gguf(path).fields)
