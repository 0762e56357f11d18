"""An unchanged block is not run again, and a damaged cache is ignored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tutor.shapes import block_outputs
from tutor.shapes.block_outputs import BlockOutputs


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "blocks.json"


def outputs(file: Path | None, *asked: tuple[tuple[str, ...], str, dict[str, int]]) -> tuple[list[str], int]:
    """The outputs, and the number of blocks that were run for them."""
    with BlockOutputs(file) as run_block:
        return [run_block(*one) for one in asked], run_block.run


def test_a_block_runs_again_only_if_a_dependency_changes(file: Path) -> None:
    block = (("x = 1",), "print(x + n)", {"n": 2})
    assert outputs(file, block) == (["3\n"], 1)
    assert outputs(file, block) == (["3\n"], 0)
    assert outputs(file, (("x = 2",), *block[1:])) == (["4\n"], 1)
    assert outputs(file, (*block[:2], {"n": 3})) == (["4\n"], 1)
    assert outputs(file, (block[0], "print(x * n)", block[2])) == (["2\n"], 1)


def test_output_of_preceding_blocks_is_left_out(file: Path) -> None:
    assert outputs(file, (("print('before')",), "print('own')", {})) == (["own\n"], 1)


def test_a_change_in_the_tracer_makes_everything_run_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = ((), "print(1)", {})
    outputs(file, block)
    monkeypatch.setattr(block_outputs, "_tutor", lambda: "another")
    assert outputs(file, block) == (["1\n"], 1)


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'{"a": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_cache_is_ignored_and_rewritten(file: Path, damage: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(damage)
    assert outputs(file, ((), "print(1)", {})) == (["1\n"], 1)
    assert list(json.loads(file.read_bytes()).values()) == ["1\n"]


def test_a_failure_is_not_cached(file: Path) -> None:
    with BlockOutputs(file) as run_block, pytest.raises(RuntimeError, match="division"):
        run_block((), "1 / 0", {})
    assert json.loads(file.read_bytes()) == {}


def test_without_a_file_or_with_one_that_cannot_be_written_it_just_runs(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    for file in (None, tmp_path / "taken" / "blocks.json"):
        assert outputs(file, ((), "print(1)", {})) == (["1\n"], 1)


def test_the_least_recently_used_outputs_are_dropped_first(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block_outputs, "MOST", 2)
    one, two, three = (((), f"print({number})", {}) for number in range(3))
    outputs(file, one, two)
    outputs(file, one, three)
    assert list(json.loads(file.read_bytes()).values()) == ["0\n", "2\n"]
