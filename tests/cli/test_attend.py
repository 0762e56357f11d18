"""``tutor attend``: the Lab's heat map in the shell, with a row in steps and heads switched off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.transformers.llama.how_to_add import HOW_TO_ADD

FOX = "The quick brown fox jumps"
COPY = "dog bell river key , again : dog bell"


def test_the_row_of_a_word_is_shown_step_by_step_and_in_words(tutor: Run) -> None:
    out = tutor("attend", FOX, "--token", "fox").out
    assert "causal model, layer 0, head 0" in out
    assert "how the row of fox is computed" in out
    assert "without ÷√16 the largest would be 0.88" in out
    assert "fox looks most at itself (0.43)" in out
    assert "What the model expects after fox" in out


def test_the_steps_of_a_long_text_are_a_table(tutor: Run) -> None:
    text = " ".join(["the old dog sleeps ."] * 8)
    assert "is computed" not in tutor("attend", text).out
    out = tutor("attend", text, "--steps").out
    assert "16 numbers each" in out
    assert sum(line.split()[:1] == ["sleeps"] for line in out.splitlines()) >= 8


def test_without_the_copying_head_the_previous_word_is_not_predicted(tutor: Run) -> None:
    with_it, without = (tutor("attend", COPY, *more).out for more in ((), ("--off", "1.2")))
    assert "river" in with_it.split("xpect")[1]
    assert "L1 H2 switched off" in without
    assert "was .99" in without


def test_json_has_weights_that_sum_to_one_and_the_earlier_predictions(tutor: Run) -> None:
    report = json.loads(tutor("attend", COPY, "--json", "--layer", "1", "--head", "2", "--off", "L1H2").out)
    assert (report["layer"], report["head"], report["off"]) == (1, 2, ["1.2"])
    assert all(sum(row) == pytest.approx(1, abs=1e-5) for row in report["weights"])
    probability = {g["word"]: g["probability"] for g in report["before"]}
    assert probability["river"] > 0.9
    assert "off" not in json.loads(tutor("attend", FOX, "--json").out)


def test_a_bidirectional_row_has_no_mask(tutor: Run) -> None:
    out = tutor("attend", FOX, "--token", "fox", "--mode", "bidirectional").out
    assert "mask" not in out
    assert "What the model expects in place of fox" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--mode", "diagonal"), "--mode is causal or bidirectional, not 'diagonal'."),
        (("--layer", "2"), "--layer is 0 to 1, not 2."),
        (("--head", "-1"), "--head is 0 to 3, not -1."),
        (("--token", "wolf"), "'wolf' is not a token of this text. Its tokens are: <bos>, The, quick"),
        (("--off", "2.0"), "--off names a head, from 0.0 to 1.3 (layer.head), not '2.0'."),
        (("--off", "copying"), "--off names a head, from 0.0 to 1.3 (layer.head), not 'copying'."),
    ],
)
def test_an_impossible_request_is_reported_in_a_sentence(
    tutor: Run, arguments: tuple[str, ...], says: str
) -> None:
    ran = tutor("attend", FOX, *arguments)
    assert ran.code == 2
    assert says in " ".join(ran.err.split())


def test_a_missing_real_model_says_how_to_get_it(tutor: Run) -> None:
    ran = tutor("attend", FOX, "--mode", "smollm2")
    assert ran.code == 2 and HOW_TO_ADD in " ".join(ran.err.split())


def test_the_picture_can_be_saved(tutor: Run, tmp_path: Path) -> None:
    file = tmp_path / "grid.svg"
    run = tutor("attend", "The quick brown fox", "--svg", str(file))
    assert (run.code, run.out) == (0, f"Saved {file}.\n")
    assert "fox" in file.read_text(encoding="utf-8")
    assert "must end in" in tutor("attend", "The fox", "--svg", str(tmp_path / "grid.txt")).err
