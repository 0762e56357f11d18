"""SmolLM2-135M from the wheel in ``TUTOR_SMOLLM2``, converted once for all files here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.transformers.llama.how_to_add import NAME
from tutor.transformers.llama.llama_model import LlamaModel
from tutor.transformers.llama.llama_run import tokenizer_of
from tutor.transformers.llama.llama_tokens import LlamaTokenizer
from tutor.transformers.llama.model_store import add_gguf, open_model
from tutor.transformers.llama.smollm2_wheel import SOURCE, take_gguf


@pytest.fixture(scope="session")
def smollm2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("smollm2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUTOR_MODELS", str(folder / "models"))
        add_gguf(take_gguf(Path(os.environ["TUTOR_SMOLLM2"]), folder), NAME, SOURCE)
    return folder / "models"


@pytest.fixture(scope="module")
def model(smollm2_folder: Path) -> Iterator[LlamaModel]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUTOR_MODELS", str(smollm2_folder))
        open_model.cache_clear()
        yield open_model(NAME)
    open_model.cache_clear()
    tokenizer_of.cache_clear()


@pytest.fixture(scope="module")
def tokenizer(model: LlamaModel) -> LlamaTokenizer:
    return tokenizer_of(NAME)
