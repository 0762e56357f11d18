"""The abilities of the shipped models, and that their arithmetic is the one the learner writes."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tools.models.card import agreement, agreement_cases, copying, head_scores, losses
from tools.models.sentences import HELD_OUT, NOUNS, Generator, held_out, held_out_texts
from tools.models.train import batches, fresh, main, train
from tutor.course.roots import course_root
from tutor.transformers.models.experiments import experiments
from tutor.transformers.models.forward import Changes, Model, run
from tutor.transformers.models.gradients import loss_and_gradient
from tutor.transformers.models.model_run import NAMES, Settings, in_words, load_model, run_model
from tutor.transformers.models.words import ID, MAX_TOKENS, NAMELESS, VOCABULARY, tokenize


@pytest.fixture(scope="module")
def block() -> ModuleType:
    """Exercise 5's solution."""
    path = course_root() / "checks" / "ex5_transformer_block" / "solution.py"
    spec = importlib.util.spec_from_file_location("ex5_solution", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_the_forward_pass_equals_exercise_5(name: str, block: ModuleType) -> None:
    model = load_model(name)  # type: ignore[arg-type]
    ids = np.array(tokenize("the keys near the old box are missing .").ids)
    weights = model.weights
    x = (weights["embedding"][ids] + weights["positions"][: len(ids)])[np.newaxis]
    for number in range(model.n_blocks):
        x = block.transformer_block(x, model.block(number), model.n_heads, causal=model.causal)
    logits = block.layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"]
    np.testing.assert_allclose(run(model, ids).logits, logits, atol=2e-4)


@pytest.mark.parametrize("name", NAMES)
def test_the_attention_equals_torchs_functions(name: str) -> None:
    torch = pytest.importorskip("torch")
    from torch.nn import functional

    model = load_model(name)  # type: ignore[arg-type]
    ids = np.array(tokenize("the quick brown fox jumps over the lazy dog and the keys near the old box").ids)
    stored = np.load(
        Path(__file__).parents[2] / "tutor" / "transformers" / "models" / "trained" / f"{name}.npz"
    )
    w = {key: torch.from_numpy(stored[key].astype(np.float32)) for key in stored.files}
    n, d = len(ids), model.weights["embedding"].shape[1]
    x = w["embedding"][torch.from_numpy(ids)] + w["positions"][:n]
    hidden = torch.full((n, n), -torch.inf).triu(1) if model.causal else torch.zeros(n, n)
    grids = []
    for number in range(model.n_blocks):
        p = {key.removeprefix(f"blocks.{number}."): value for key, value in w.items()}
        normed = functional.layer_norm(x, (d,), p["ln1_gamma"], p["ln1_beta"], 1e-5)
        attended, weights = functional.multi_head_attention_forward(
            *[normed[:, None]] * 3,
            embed_dim_to_check=d,
            num_heads=model.n_heads,
            in_proj_weight=torch.cat([p["w_q"].T, p["w_k"].T, p["w_v"].T]),
            in_proj_bias=torch.zeros(3 * d),
            bias_k=None,
            bias_v=None,
            add_zero_attn=False,
            dropout_p=0.0,
            out_proj_weight=p["w_o"].T,
            out_proj_bias=torch.zeros(d),
            attn_mask=hidden,
            average_attn_weights=False,
        )
        grids.append(weights[0])
        x = x + attended[:, 0]
        normed = functional.layer_norm(x, (d,), p["ln2_gamma"], p["ln2_beta"], 1e-5)
        x = x + functional.gelu(normed @ p["w1"] + p["b1"], approximate="tanh") @ p["w2"] + p["b2"]
    logits = functional.layer_norm(x, (d,), w["ln_gamma"], w["ln_beta"], 1e-5) @ w["output"]
    seen = run(model, ids)
    np.testing.assert_allclose(seen.attention[:, 0], torch.stack(grids).numpy(), atol=1e-5)
    np.testing.assert_allclose(seen.logits[0], logits.numpy(), atol=2e-4)


def test_the_gradient_equals_finite_differences() -> None:
    rng = np.random.default_rng(0)
    model = fresh(rng, n_words=11, d_model=8, d_ff=12, n_heads=2)
    weights = {
        name: value.astype(np.float64) + rng.normal(scale=0.2, size=value.shape)
        for name, value in model.weights.items()
    }
    model = Model(weights, 2, 2, True)  # type: ignore[arg-type]
    ids, targets = rng.integers(0, 11, (2, 5)), rng.integers(0, 11, (2, 5))
    counted = np.array([[1, 1, 0, 1, 1], [1, 0, 1, 1, 1.0]])
    _, gradient = loss_and_gradient(model, ids, targets, counted)  # type: ignore[arg-type]
    for name, value in weights.items():
        index = tuple(int(rng.integers(0, size)) for size in value.shape)
        kept = value[index]
        sides = []
        for step in (1e-5, -1e-5):
            value[index] = kept + step
            sides.append(loss_and_gradient(model, ids, targets, counted)[0])  # type: ignore[arg-type]
        value[index] = kept
        assert (sides[0] - sides[1]) / 2e-5 == pytest.approx(gradient[name][index], abs=1e-7), name


@pytest.mark.parametrize("name", ["causal", "second-seed"])
def test_the_causal_models_agree_copy_and_beat_counting(name: str) -> None:
    model = load_model(name)  # type: ignore[arg-type]
    assert agreement(model, agreement_cases()) >= 0.98
    assert copying(model) >= 0.85
    own, unigram, bigram = losses(model, 30)
    assert own < 0.7 * bigram < bigram < unigram


def test_two_heads_of_the_first_model_have_one_job_each() -> None:
    scores = {(s.layer, s.head): s for s in head_scores(load_model("causal"))}
    verb, copier = scores[1, 1], scores[1, 2]
    assert verb.agreement_without < 0.6 and verb.copying_without > 0.8
    assert copier.copying_without < 0.2 and copier.agreement_without > 0.95
    assert copier.induction > 0.5


def test_a_head_of_the_bidirectional_model_looks_at_the_previous_word() -> None:
    seen = run_model("The quick brown fox jumps", Settings(model="bidirectional", token=4))
    assert seen.attention[0][0][4][3] > 0.8
    assert "fox looks most at brown" in in_words(seen, seen.attention[0][0], 4)
    other = run_model("zork blip flum grault", Settings(model="bidirectional"))
    assert other.attention[0][0][3][2] > 0.5


def test_every_row_sums_to_one_and_no_causal_head_looks_ahead() -> None:
    for name in NAMES:
        seen = run_model("the old farmer follows two small dogs near the river", Settings(model=name))
        grids = np.array(seen.attention)
        np.testing.assert_allclose(grids.sum(axis=-1), 1, atol=1e-5)
        if name != "bidirectional":
            assert np.triu(grids, 1).max() == 0
        flows = np.array(seen.flow).sum(axis=-1)
        np.testing.assert_allclose(flows, 1, atol=1e-5)


def test_switching_off_the_copying_head_removes_the_copy() -> None:
    sentence = "dog bell river key , again : dog bell"
    seen = run_model(sentence, Settings(off=frozenset({(1, 2)})))
    assert seen.before[0].word == "river" and seen.before[0].probability > 0.9
    assert all(guess.word != "river" or guess.probability < 0.3 for guess in seen.guesses)
    kept = run_model(sentence, Settings(off=frozenset({(1, 1)})))
    assert kept.guesses[0].word == "river"


def test_switching_off_the_agreement_head_removes_the_agreement() -> None:
    plural = {"are", "were", "seem", "look"}
    seen = run_model("the keys near the old box", Settings(off=frozenset({(1, 1)})))
    assert seen.before[0].word in plural
    assert seen.guesses[0].word not in plural


def test_removing_the_mask_or_shuffling_increases_the_loss() -> None:
    sentence = "the quick brown fox jumps over the lazy dog"
    plain, open_ = run_model(sentence), run_model(sentence, Settings(mask_removed=True))
    assert plain.loss is not None and open_.loss is not None and open_.loss > plain.loss + 0.5
    shuffled = run_model("box old the near keys the")
    ordered = run_model("the keys near the old box")
    assert shuffled.loss is not None and ordered.loss is not None and shuffled.loss > 2 * ordered.loss


def test_softer_scores_make_rows_even() -> None:
    def sharpest(sharpness: float) -> float:
        seen = run_model("dog bell river key , again : dog bell", Settings(sharpness=sharpness))
        return max(seen.attention[1][2][-1])

    assert sharpest(0.0625) < 0.4 < sharpest(1.0) < sharpest(8.0)


@pytest.mark.parametrize(
    "text", ["", "   ", "😀 é 中文 !!", "word " * 500, "[red]x[/red] \x1b[31m", "<bos> <pad> <1>", "_", "a_b"]
)
def test_any_text_is_read(text: str) -> None:
    for name in NAMES:
        seen = run_model(text, Settings(model=name, token=1))
        assert 1 <= len(seen.tokens.ids) <= MAX_TOKENS
        assert len(seen.labels) == len(seen.attention[0][0])
    assert run_model("word " * 500).tokens.left_out == 500 - (MAX_TOKENS - 1)


def test_the_same_unknown_word_is_the_same_nameless_word() -> None:
    tokens = tokenize("Zork sees zork and blip")
    assert tokens.words[1] == tokens.words[3] == NAMELESS[0]
    assert tokens.words[5] == NAMELESS[1]
    assert tokens.known == (True, False, True, False, True, False)
    many = tokenize(" ".join(f"w{n}x" for n in range(25)))
    assert many.shared == 5


def test_sentences_use_known_words_and_respect_the_held_out_pairs() -> None:
    for held in (False, True):
        generator = Generator(3, held=held)
        for _ in range(300):
            assert all(word in ID for word in generator.sentence())
            assert held_out(*generator.pair_of_nouns()) is held
    assert 250 <= len(VOCABULARY) <= 400
    assert len({form for noun in NOUNS for form in noun}) == 2 * len(NOUNS)


def test_the_shipped_held_out_texts_come_from_the_generator() -> None:
    shipped = [line.split() for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    assert shipped == held_out_texts(), "Write them again: python -m tools.models.sentences"


def test_training_batches_hide_only_what_is_asked_for() -> None:
    ids, targets, counted = next(batches(1, causal=False))
    assert (ids == targets)[counted == 0].all()
    assert (ids == ID["<mask>"])[counted == 1].all()
    ids, targets, _ = next(batches(1, causal=True))
    np.testing.assert_array_equal(ids[:, 1:], targets[:, :-1])


@pytest.mark.slow
def test_training_lowers_the_loss() -> None:
    _, curve = train(0, causal=True, steps=120, say=lambda _: None)
    assert curve[-1][1] < curve[0][1] < np.log(len(VOCABULARY)) + 0.2


def test_the_script_writes_a_model_that_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["train", "causal", "--steps", "2", "--into", str(tmp_path)])
    main()
    assert json.loads((tmp_path / "causal.json").read_text())["steps"] == 2
    assert set(json.loads((tmp_path / "hashes.json").read_text())) == {"causal"}
    assert np.load(tmp_path / "causal.npz", allow_pickle=False)["output"].dtype == np.float16


def test_a_damaged_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    load_model.cache_clear()
    monkeypatch.setattr("hashlib.sha256", lambda _: type("H", (), {"hexdigest": lambda self: "no"})())
    with pytest.raises(ValueError, match="damaged"):
        load_model("causal")
    load_model.cache_clear()


def test_the_shipped_models_are_small() -> None:
    folder = Path(__file__).parents[2] / "tutor" / "transformers" / "models" / "trained"
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 1_000_000


def test_every_experiment_begins_somewhere_and_says_what_to_look_for() -> None:
    found = experiments()
    assert len(found) >= 10 and len({one.id for one in found}) == len(found)
    for one in found:
        assert one.do and one.look
        if one.model not in NAMES:  # a real model, tested in llama/test_smollm2_experiments.py
            continue
        seen = run_model(one.sentence, Settings(model=one.model))
        assert 0 <= one.token < len(seen.tokens.ids)
        assert one.layer < len(seen.attention) and one.head < len(seen.attention[0])


def test_a_head_that_is_off_adds_nothing() -> None:
    model = load_model("causal")
    ids = np.array(tokenize("the old dog sleeps").ids)
    every = frozenset((layer, head) for layer in range(2) for head in range(4))
    assert not run(model, ids, Changes(off=every)).values.any()


def test_the_figures_in_step_5_match_the_models() -> None:
    text = (course_root() / "lessons" / "step-5-interactive-demo.md").read_text(encoding="utf-8")
    model = load_model("causal")
    copier, verb = Changes(off=frozenset({(1, 2)})), Changes(off=frozenset({(1, 1)}))
    cases = agreement_cases(200)
    size = sum(value.size for value in model.weights.values())
    for figure in (
        f"{len(VOCABULARY)} words",
        f"{size:,} parameters",
        f"{copying(model):.0%} of the repeated words",
        f"it is {copying(model, changes=copier):.0%}",
        f"from {agreement(model, cases):.0%} to about {agreement(model, cases, verb):.0%}",
    ):
        assert figure in text, figure
    other = load_model("second-seed")
    assert agreement(other, cases, copier) < 0.6 and copying(other, changes=copier) < 0.6
