"""A Llama model on the learner's block: right code gives our numbers, wrong code others, a crash a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.transformers.llama.tiny_gguf import HEADS, LAYERS, write_gguf
from tutor.course.load import load_exercise
from tutor.course.roots import course_root
from tutor.process import Sandbox
from tutor.transformers.llama.llama_run import run_llama, tokenizer_of
from tutor.transformers.llama.model_store import add_gguf, open_model
from tutor.transformers.llama.own_llama import EXERCISE, UNSEEN, OwnRun, run_on_own_block
from tutor.transformers.models.model_run import Settings

TEXT = "the hello the"
FILES = ("ch1_rope", "ch2_grouped_query_attention")
BLOCK = """
import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + eps) * gain


def swiglu(x, w_gate, w_up, w_down):
    gate = x @ w_gate
    return (gate / (1 + np.exp(-gate)) * (x @ w_up)) @ w_down


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    B, T, d_model = x.shape
    h = rms_norm(x, params["attention_gain"], eps)
    q, k, v = (
        (h @ params[name]).reshape(B, T, heads, -1).swapaxes(1, 2)
        for name, heads in (("w_q", n_heads), ("w_k", n_kv_heads), ("w_v", n_kv_heads))
    )
    out = grouped_query_attention(apply_rope(q, None, rope_base), apply_rope(k, None, rope_base), v)
    x = x + out.swapaxes(1, 2).reshape(B, T, -1) @ params["w_o"]
    return x + swiglu(rms_norm(x, params["mlp_gain"], eps), *(params[name] for name in ("w_gate", "w_up", "w_down")))
"""

NOT_WRITTEN = "def transformer_block(*given): raise NotImplementedError\nrms_norm = transformer_block"


def solution(name: str) -> str:
    return BLOCK if name == EXERCISE else load_exercise(course_root() / "checks" / name).solution


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(preload=("tutor.transformers.llama.own_worker",)) as one:
        yield one


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUTOR_MODELS", str(folder))
        write_gguf(folder / "tiny.gguf")
        add_gguf(folder / "tiny.gguf", "tiny", "made here")
        yield "tiny"
    open_model.cache_clear()
    tokenizer_of.cache_clear()


def own_run(sandbox: Sandbox, folder: Path, text: str = TEXT, *, settings: Settings, **files: str) -> OwnRun:
    for name in (*FILES, EXERCISE):
        (folder / f"{name}.py").write_text(files.get(name, solution(name)), encoding="utf-8")
    return run_on_own_block(sandbox, folder / f"{EXERCISE}.py", text, settings)


def test_right_functions_give_the_run_that_the_lab_shows(sandbox: Sandbox, tiny: str, tmp_path: Path) -> None:
    for settings in (
        Settings(model=tiny),
        Settings(model=tiny, off=frozenset({(1, 2)}), sharpness=1.5, token=1),
        Settings(model=tiny, mask_removed=True),
    ):
        found, ours = own_run(sandbox, tmp_path, settings=settings), run_llama(TEXT, settings)
        assert found.run is not None and found.same and found.layer is None, found.failure
        assert found.loss == pytest.approx(found.reference, abs=1e-4)
        assert [guess.word for guess in found.run.guesses] == [guess.word for guess in ours.guesses]
        assert [guess.word for guess in found.run.before] == [guess.word for guess in ours.before]
        np.testing.assert_allclose(found.run.products, ours.products, atol=1e-4)
        for layer in range(LAYERS):
            for head in range(HEADS):
                np.testing.assert_allclose(
                    found.run.attention[layer][head], ours.attention[layer][head], atol=1e-5
                )
        assert found.in_words().startswith("Your functions run the model: no logit differs from ours")


def test_the_grid_is_what_the_learners_attention_does(sandbox: Sandbox, tiny: str, tmp_path: Path) -> None:
    wrong = solution("ch2_grouped_query_attention").replace("np.sqrt(d)", "d")
    found = own_run(sandbox, tmp_path, settings=Settings(model=tiny), ch2_grouped_query_attention=wrong)
    assert found.run is not None and not found.same and found.layer == 0
    scores = found.run.products[0, 1] / 8
    weights = np.where(np.tri(len(scores), dtype=bool), np.exp(scores), 0)
    np.testing.assert_allclose(
        found.run.attention[0][1], weights / weights.sum(axis=-1, keepdims=True), atol=1e-5
    )
    assert "different from layer 0 on: logits differ by up to" in found.in_words()


def test_unobservable_attention_is_reported(sandbox: Sandbox, tiny: str, tmp_path: Path) -> None:
    own = solution(EXERCISE).replace(
        "from ch2_grouped_query_attention import grouped_query_attention",
        "from ch2_grouped_query_attention import grouped_query_attention as attend",
    )
    text = own.replace("out = grouped_query_attention(", "out = attend(")
    found = own_run(sandbox, tmp_path, settings=Settings(model=tiny), project_smollm2=text)
    assert found.run is not None and found.same and found.run.remark == UNSEEN


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({EXERCISE: "x = 1"}, "There is no function transformer_block in project_smollm2.py."),
        ({EXERCISE: NOT_WRITTEN}, "project_smollm2.py is not written yet."),
        (
            {"ch1_rope": load_exercise(course_root() / "checks" / "ch1_rope").stub},
            "ch1_rope.py is not written yet.",
        ),
        (
            {EXERCISE: "transformer_block = rms_norm = lambda x, *rest: x[0]"},
            "transformer_block returns the shape (5, 32) where (1, 5, 32) is needed.",
        ),
        ({EXERCISE: "import os\nos._exit(3)"}, "ended"),
        ({EXERCISE: "transformer_block = rms_norm = lambda x, *r: x * float('nan')"}, "not finite"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    sandbox: Sandbox, tiny: str, tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    found = own_run(sandbox, tmp_path, settings=Settings(model=tiny), **files)
    assert found.run is None and not found.same and sentence in found.in_words()
