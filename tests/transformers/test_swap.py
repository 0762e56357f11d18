"""The model on the learner's functions: right ones cost nothing, and every mistake has its cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tutor.course.load import load_exercise
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.roots import course_root
from tutor.process import Sandbox
from tutor.transformers.models.forward import run
from tutor.transformers.models.model_run import load_model, run_model
from tutor.transformers.models.swap import SWAPS, Cost, cost_of, held_out_ids, reference

BY_NUMBER = {piece.exercise[:3]: piece for piece in SWAPS}
WRONG = [
    ("ex5", "never-causal", 0),
    ("ex5", "post-norm", 0),
    ("ex5", "first-residual-missing", 0),
    ("ex5", "heads-without-transpose", 0),
    ("ex5", "output-projection-missing", 0),
    ("ex5", "keys-and-queries-exchanged", 0),
    ("ex5", "norm-over-the-sequence", 0),
    ("ex3", "split-without-transpose", 0),
    ("ex3", "no-scaling", 0),
    ("ex3", "scaled-by-d-model", 0),
    ("ex3", "one-big-head", 0),
    ("ex3", "values-not-projected", 0),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(preload=("tutor.transformers.models.swap_worker",)) as one:
        yield one


def solution(number: str) -> str:
    return load_exercise(course_root() / "checks" / BY_NUMBER[number].exercise).solution


def priced(sandbox: Sandbox, folder: Path, number: str, text: str, sentence: str = "") -> Cost:
    file = folder / f"{BY_NUMBER[number].exercise}.py"
    file.write_text(text, encoding="utf-8")
    return cost_of(sandbox, BY_NUMBER[number], file, sentence)


def test_the_reference_is_the_model_that_the_lab_shows() -> None:
    ids = held_out_ids()
    np.testing.assert_allclose(reference()["logits"], run(load_model("causal"), ids).logits, atol=5e-4)


@pytest.mark.parametrize("number", BY_NUMBER)
def test_right_code_costs_nothing_and_expects_the_same(sandbox: Sandbox, tmp_path: Path, number: str) -> None:
    sentence = "dog bell river key , again : dog bell"
    found = priced(sandbox, tmp_path, number, solution(number), sentence)
    seen = run_model(sentence)
    assert found.same and found.failure == "" and found.agreement == 1 and found.apart < 1e-6
    assert found.loss == pytest.approx(found.reference, abs=1e-9)
    assert found.in_words().endswith(f"loss {found.reference:.2f}, like the reference")
    assert [guess.word for guess in found.guesses] == [guess.word for guess in seen.guesses]
    if number in ("ex1", "ex2"):
        np.testing.assert_allclose(found.attention, seen.attention, atol=1e-4)


@pytest.mark.parametrize(("number", "mistake", "layer"), WRONG)
def test_a_mistake_increases_the_loss(
    sandbox: Sandbox, tmp_path: Path, number: str, mistake: str, layer: int
) -> None:
    exercise = load_exercise(course_root() / "checks" / BY_NUMBER[number].exercise)
    wrong = next(one for one in load_mistakes(exercise)[0] if one.id == mistake)
    found = priced(sandbox, tmp_path, number, apply(exercise.solution, wrong))
    assert found.failure == "" and not found.same
    assert found.loss > found.reference + 0.02 and found.agreement < 1 and found.layer == layer
    assert found.in_words() == (
        f"{found.swap.name}: loss {found.loss:.2f}, the reference {found.reference:.2f}; "
        f"the first layer that differs: {layer}"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def transformer_block(:", "ex5_transformer_block.py is not valid Python: line 1"),
        ("x = 1", "There is no function transformer_block in ex5_transformer_block.py."),
        ("\n\nraise OSError('gone')", "ex5_transformer_block.py stopped on line 3: OSError: gone."),
        (
            "layer_norm = transformer_block = lambda *a, **k: None",
            "transformer_block should return an array of numbers; it returns a NoneType.",
        ),
        (
            "layer_norm = transformer_block = lambda x, *a, **k: x[0]",
            "transformer_block returns the shape (32, 64) where (24, 32, 64) is needed.",
        ),
        (
            "layer_norm = transformer_block = lambda x, *a, **k: x * float('nan')",
            "your block returns numbers that are not finite; the first layer that differs: 0.",
        ),
        ("import os\nos._exit(3)", "ended"),
        ("class transformer_block: pass\nlayer_norm = 3", "There is no function layer_norm"),
    ],
)
def test_what_goes_wrong_is_one_sentence(sandbox: Sandbox, tmp_path: Path, text: str, sentence: str) -> None:
    found = priced(sandbox, tmp_path, "ex5", text)
    assert sentence in found.failure and "\n" not in found.failure
    assert found.in_words() == found.failure and not found.same


def test_a_stub_is_reported_as_not_written(sandbox: Sandbox, tmp_path: Path) -> None:
    for number, piece in BY_NUMBER.items():
        stub = load_exercise(course_root() / "checks" / piece.exercise).stub
        assert priced(sandbox, tmp_path, number, stub).failure == f"{piece.exercise}.py is not written yet."
    assert "cannot be read" in cost_of(sandbox, BY_NUMBER["ex5"], tmp_path / "nowhere.py").failure


def test_code_that_does_not_end_is_stopped_with_its_line(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutor.process import Limits

    monkeypatch.setattr("tutor.transformers.models.swap.LIMITS", Limits(wall=0.6))
    found = priced(sandbox, tmp_path, "ex5", "while True:\n    pass\n")
    assert "still running after 0.6 seconds" in found.failure


def test_the_block_may_change_what_it_is_given_without_harm_to_the_next_layer(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    text = solution("ex5").replace("x = x + self_attention(", "x += self_attention(")
    assert priced(sandbox, tmp_path, "ex5", text).same


def test_a_norm_that_is_wrong_only_behind_the_blocks_is_found_there(sandbox: Sandbox, tmp_path: Path) -> None:
    text = solution("ex5") + (
        "\n_calls = [0]\n_own = layer_norm\n\n\n"
        "def layer_norm(x, gamma, beta, eps=1e-5):\n"
        "    _calls[0] += 1\n"
        # Two calls per block, then the final norm.
        "    return _own(x, gamma, beta, eps) + (_calls[0] % 5 == 0)\n"
    )
    found = priced(sandbox, tmp_path, "ex5", text)
    assert found.layer == 2 and "all layers are the same; the norm after them differs" in found.in_words()
