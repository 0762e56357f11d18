"""The forward pass, compared with the formulas written as loops; the cache; the changes by experiments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.transformers.llama import tiny_gguf as tiny
from tutor.transformers.llama.gguf_file import open_gguf
from tutor.transformers.llama.llama_config import config_of
from tutor.transformers.llama.llama_heads import direct_effects
from tutor.transformers.llama.llama_model import KvCache, LlamaChanges, LlamaModel, mean_loss, model_of, run
from tutor.transformers.llama.llama_text import WritingSettings, distribution, penalised, write
from tutor.transformers.llama.llama_tokens import LlamaTokenizer, TokenTable
from tutor.transformers.llama.next_words import lens_of

IDS = np.array([5, 80, 12, 200, 80, 13, 7])


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LlamaModel:
    path = tmp_path_factory.mktemp("gguf") / "model.gguf"
    tiny.write_gguf(path)
    gguf = open_gguf(path)
    return model_of(config_of(gguf.fields), {name: gguf.tensor(name) for name in gguf.tensors})


def in_loops(ids: np.ndarray, shift: int = 0) -> np.ndarray:
    """Touvron et al. 2023, section 2.2, one token and one head at a time, in float64."""
    w = {name: tensor.astype(np.float64) for name, tensor in tiny.random_tensors().items()}

    def norm(x: np.ndarray, gain: np.ndarray) -> np.ndarray:
        return x / math.sqrt((x**2).mean() + 1e-5) * gain

    def turn(x: np.ndarray, position: int) -> np.ndarray:
        out = x.copy()
        for pair in range(tiny.D_HEAD // 2):
            angle = position * 1000.0 ** (-2 * pair / tiny.D_HEAD)
            a, b = x[2 * pair], x[2 * pair + 1]
            out[2 * pair] = a * math.cos(angle) - b * math.sin(angle)
            out[2 * pair + 1] = a * math.sin(angle) + b * math.cos(angle)
        return out

    xs = [w["token_embd.weight"][n] for n in ids]
    for number in range(tiny.LAYERS):

        def of(name: str, number: int = number) -> np.ndarray:
            return w[f"blk.{number}.{name}.weight"]

        normed = [norm(x, of("attn_norm")) for x in xs]
        mixed = []
        for at in range(len(ids)):
            outputs = []
            for head in range(tiny.HEADS):
                rows = slice(head * tiny.D_HEAD, (head + 1) * tiny.D_HEAD)
                shared = head // (tiny.HEADS // tiny.KV_HEADS)
                kv = slice(shared * tiny.D_HEAD, (shared + 1) * tiny.D_HEAD)
                q = turn(of("attn_q")[rows] @ normed[at], at + shift)
                scores = [
                    q @ turn(of("attn_k")[kv] @ normed[j], j + shift) / math.sqrt(tiny.D_HEAD)
                    for j in range(at + 1)
                ]
                exps = [math.exp(s - max(scores)) for s in scores]
                outputs.append(
                    sum(e / sum(exps) * (of("attn_v")[kv] @ normed[j]) for j, e in enumerate(exps))
                )
            mixed.append(of("attn_output") @ np.concatenate(outputs))
        xs = [x + m for x, m in zip(xs, mixed, strict=True)]
        for at, x in enumerate(xs):
            y = norm(x, of("ffn_norm"))
            gate = of("ffn_gate") @ y
            xs[at] = x + of("ffn_down") @ (gate / (1 + np.exp(-gate)) * (of("ffn_up") @ y))
    return np.array([w["token_embd.weight"] @ norm(x, w["output_norm.weight"]) for x in xs])


def test_logits_match_the_formulas(model: LlamaModel) -> None:
    np.testing.assert_allclose(run(model, IDS).logits, in_loops(IDS), atol=2e-5)


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_a_cache_changes_nothing_wherever_the_text_is_cut(model: LlamaModel, cut: int) -> None:
    cache = KvCache.for_model(model.config, len(IDS))
    first = run(model, IDS[:cut], cache=cache).logits
    second = run(model, IDS[cut:], cache=cache).logits
    np.testing.assert_allclose(np.concatenate([first, second]), run(model, IDS).logits, atol=2e-5)
    with pytest.raises(ValueError, match="has room for 7 tokens, not for 8"):
        run(model, IDS[:1], cache=cache)


def test_positions_matter_only_by_their_distance(model: LlamaModel) -> None:
    plain = run(model, IDS).logits
    shifted = run(model, IDS, changes=LlamaChanges(shift=1000.0)).logits
    np.testing.assert_allclose(shifted, plain, atol=2e-3)
    assert abs(run(model, IDS, changes=LlamaChanges(stretch=2.0)).logits - plain).max() > 0.01


def test_a_token_attends_to_no_later_token(model: LlamaModel) -> None:
    other = np.array([*IDS[:-1], 99])
    np.testing.assert_array_equal(run(model, IDS).logits[:-1], run(model, other).logits[:-1])
    free = LlamaChanges(causal=False)
    assert (
        abs(run(model, IDS, changes=free).logits[0] - run(model, other, changes=free).logits[0]).max() > 1e-4
    )


def test_a_window_hides_what_is_far_and_can_keep_the_first(model: LlamaModel) -> None:
    def seen(changes: LlamaChanges) -> np.ndarray:
        weights = run(model, IDS, changes=changes, record=True).weights
        assert weights is not None
        return weights[0, 0, -1] > 0

    assert seen(LlamaChanges(window=2)).tolist() == [False] * 5 + [True] * 2
    assert seen(LlamaChanges(window=2, keep_first=True)).tolist() == [True] + [False] * 4 + [True] * 2


def test_a_head_off_by_zero_adds_nothing_and_off_by_mean_its_mean(model: LlamaModel) -> None:
    off = frozenset({(0, 1)})
    heads = run(model, IDS, changes=LlamaChanges(off=off), record=True).heads
    assert heads is not None and (heads[0, 1] == 0).all() and (heads[0, 0] != 0).all()
    means = np.full((tiny.LAYERS, tiny.HEADS, tiny.D_HEAD), 0.25, dtype=np.float32)
    heads = run(model, IDS, changes=LlamaChanges(off=off, means=means), record=True).heads
    assert heads is not None and (heads[0, 1] == 0.25).all()


def test_direct_effects_and_the_embedding_add_up_to_the_difference(model: LlamaModel) -> None:
    seen = run(model, IDS, record=True)
    effects = direct_effects(model, seen, 20, 30)
    last = seen.stream[-1, -1]
    toward = (model.output[20] - model.output[30]) * model.final_gain / np.sqrt((last**2).mean() + 1e-5)
    start = float(seen.stream[0, -1] @ toward)
    assert start + effects.heads.sum() + effects.mlps.sum() == pytest.approx(effects.difference, abs=1e-4)


def test_the_answer_is_on_top_at_the_end(model: LlamaModel) -> None:
    tokenizer = LlamaTokenizer(TokenTable.of_fields(tiny.fields()))
    lens = lens_of(model, tokenizer, run(model, IDS, record=True), -1)
    ranks = [one.rank for one in lens.layers]
    assert len(ranks) == tiny.LAYERS + 1 and ranks[-1] == 1


def test_the_loss_is_the_mean_surprise() -> None:
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [1 / 3] * 3])).astype(np.float32)
    expected = -(math.log(0.25) + math.log(0.1)) / 2
    assert mean_loss(logits, np.array([0, 1, 2])) == pytest.approx(expected, rel=1e-5)


# Writing


def test_the_cache_changes_no_text_and_saves_work(model: LlamaModel) -> None:
    with_cache = list(write(model, IDS, WritingSettings(most=9)))
    without = list(write(model, IDS, WritingSettings(most=9, cached=False)))
    assert [one.token for one in with_cache] == [one.token for one in without]
    assert (
        with_cache[-1].computed == 7 + 8 and without[-1].computed == sum(range(7, 16)) == with_cache[-1].whole
    )


def test_a_seen_token_becomes_less_probable_once() -> None:
    logits = np.array([2.0, -1.0, 3.0, -4.0], dtype=np.float32)
    np.testing.assert_allclose(penalised(logits, np.array([0, 1, 0]), 2.0), [1, -2, 3, -4])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (WritingSettings(temperature=0), [0, 0, 1, 0]),
        (WritingSettings(temperature=1), [0.1, 0.2, 0.4, 0.3]),
        (WritingSettings(temperature=1, top_k=2), [0, 0, 4 / 7, 3 / 7]),
        (WritingSettings(temperature=1, top_p=0.5), [0, 0, 4 / 7, 3 / 7]),
        (WritingSettings(temperature=1, top_p=0.4), [0, 0, 1, 0]),
        (WritingSettings(temperature=0.5), [1 / 30, 4 / 30, 16 / 30, 9 / 30]),
        (WritingSettings(temperature=1, min_p=0.6), [0, 0, 4 / 7, 3 / 7]),
        (WritingSettings(temperature=1, top_p=0.8, min_p=0.6), [0, 0, 4 / 7, 3 / 7]),
    ],
)
def test_a_token_is_drawn_from_the_remaining_ones(settings: WritingSettings, expected: list[float]) -> None:
    logits = np.log(np.array([0.1, 0.2, 0.4, 0.3], dtype=np.float32))
    np.testing.assert_allclose(distribution(logits, settings), expected, atol=1e-6)
