"""``tutor map``: as a drawing, as lines, and for programs."""

from __future__ import annotations

import json

import pytest

from tests.cli.ran import Run


def test_the_shell_draws_it_says_it_and_gives_it_to_programs(tutor: Run) -> None:
    drawn = tutor("map", "t5-small", "--piece", "cross").out
    assert "▸cross-attention◂" in drawn and "K V (5, 512)" in drawn and " Cross-attention" in drawn
    said = tutor("map", "bert-base", "--list").out
    assert "softmax: 12 × (5, 5). Scores become weights: each row sums to 1." in said
    report = json.loads(tutor("map", "qwen3-0.6b", "--tokens", "3", "--json").out)
    split = next(one for one in report["pieces"] if one["piece"] == "rope")
    assert split["shapes"] == [[16, 3, 128], [8, 3, 128], [8, 3, 128]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gpt9"], "There is no architecture called 'gpt9'"),
        (["gpt2", "--piece", "router"], "has no piece 'router'"),
    ],
)
def test_missing_things_are_reported(tutor: Run, arguments: list[str], said: str) -> None:
    ran = tutor("map", *arguments)
    assert ran.code == 2 and said in ran.err
