"""A learner's training script runs on the functions that they wrote."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from tutor.course.load import load_exercise
from tutor.course.roots import course_root
from tutor.transformers.models.copy_model import fresh
from tutor.transformers.models.for_exercises import to_rounds, train_weights
from tutor.transformers.models.gradients import forward


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The solutions of exercise 5 and of the language model, as a learner's files."""
    for name in ("ex5_transformer_block", "project_language_model"):
        module = ModuleType(name)
        exec(load_exercise(course_root() / "checks" / name).solution, module.__dict__)
        monkeypatch.setitem(sys.modules, name, module)
    return sys.modules["project_language_model"]


def test_the_projects_functions_give_the_trained_models_logits(project: ModuleType) -> None:
    tokens = to_rounds("fox cup river bell fox cup")
    mine = project.next_token_logits(tokens, train_weights(steps=0, say=lambda line: None))
    np.testing.assert_allclose(mine, forward(fresh(0), tokens[np.newaxis])[0][0, -1], atol=1e-4)


def test_training_steps_change_the_weights_and_are_reported(
    project: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = train_weights(steps=0, say=lambda line: None), train_weights(steps=2)
    assert abs(before["embedding"] - after["embedding"]).max() > 0
    assert capsys.readouterr().out.startswith("step     0  loss 4.")


@pytest.mark.slow
def test_a_whole_training_goes_on_with_the_round(project: ModuleType) -> None:
    start = to_rounds("fox cup river bell owl key fox cup")
    weights = train_weights(say=lambda line: None)
    written = project.generate(start, 4, weights, 0.0, np.random.default_rng(0))
    assert written[-4:].tolist() == to_rounds("river bell owl key").tolist()


def test_a_word_that_no_round_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in"):
        to_rounds("transformer")
