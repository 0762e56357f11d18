"""The models on this machine: their folder, and how to add, open and remove one.

A model is a folder: ``model.json`` (sizes, and the offset of each tensor), ``tokens.json``, and its weights as one
float32 array in ``weights.npy``, which the Lab and the learner's process memory-map and share. If there is no room for
that, ``model.gguf`` is kept instead and dequantised at every start.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from tutor.disk import FileError, megabytes, write_atomic
from tutor.transformers.llama.gguf_file import GgufError, GgufFile, open_gguf
from tutor.transformers.llama.how_to_add import DESCRIPTION, models_folder
from tutor.transformers.llama.llama_config import LlamaConfig, NotSupportedError, config_of
from tutor.transformers.llama.llama_model import Array, LlamaModel, model_of
from tutor.transformers.llama.llama_tokens import TokenTable

TOKENS, WEIGHTS, GGUF = "tokens.json", "weights.npy", "model.gguf"
SPARE = 0.9  # fraction of the memory that a model's weights may take

Progress = Callable[[int, int], None]  # bytes done, total bytes


@dataclass(frozen=True, slots=True)
class Description:
    """The content of ``model.json``. ``tensors`` has the offset (in numbers) and shape of each in the array."""

    source: str
    config: LlamaConfig
    tensors: dict[str, tuple[int, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model on this machine."""

    name: str
    folder: Path
    config: LlamaConfig
    tensors: dict[str, tuple[int, tuple[int, ...]]]
    source: str
    mapped: bool  # whether weights.npy exists; otherwise the GGUF is read at every start

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())


def stored_model(name: str) -> StoredModel:
    """The description of an added model.

    Raises:
        FileError: it does not exist, or cannot be read.
    """
    return model_in(models_folder() / name)


def model_in(folder: Path) -> StoredModel:
    """The description of the model in a folder.

    Raises:
        FileError: it does not exist, or cannot be read.
    """
    name = folder.name
    try:
        told = msgspec.json.decode((folder / DESCRIPTION).read_bytes(), type=Description)
    except FileNotFoundError:
        raise FileError(
            f"There is no model {name!r} here. To see which models there are: tutor model list."
        ) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise FileError(_damaged(name, folder, error)) from None
    return StoredModel(name, folder, told.config, told.tensors, told.source, (folder / WEIGHTS).is_file())


def token_table(name: str) -> TokenTable:
    """The tokens of an added model.

    Raises:
        FileError: the model does not exist, or its tokens cannot be read.
    """
    stored = stored_model(name)
    try:
        return msgspec.json.decode((stored.folder / TOKENS).read_bytes(), type=TokenTable)
    except (OSError, msgspec.MsgspecError) as error:
        raise FileError(_damaged(name, stored.folder, error)) from None


def _damaged(name: str, folder: Path, error: Exception) -> str:
    return (
        f"The model {name} in {folder} is damaged ({error}). "
        f"Add it again: tutor model remove {name}, then tutor model add {name}."
    )


@cache
def open_model(name: str) -> LlamaModel:
    """The weights, memory-mapped: takes some milliseconds, and all processes share one copy.

    Raises:
        FileError: it does not exist, or is damaged.
    """
    return open_folder(models_folder() / name)


def open_folder(folder: Path) -> LlamaModel:
    """The weights of the model in a folder, for a process that is given the path.

    Raises:
        FileError: it does not exist, or is damaged.
    """
    stored = model_in(folder)
    try:
        tensors = _mapped(stored) if stored.mapped else _read(open_gguf(stored.folder / GGUF))
        return model_of(stored.config, tensors)
    except (OSError, ValueError, KeyError) as error:
        raise FileError(_damaged(stored.name, folder, error)) from None


def _mapped(stored: StoredModel) -> dict[str, Array]:
    flat = np.load(stored.folder / WEIGHTS, mmap_mode="r", allow_pickle=False)
    return {
        name: flat[start : start + int(np.prod(shape))].reshape(shape)
        for name, (start, shape) in stored.tensors.items()
    }


def _read(gguf: GgufFile) -> dict[str, Array]:
    return {name: gguf.tensor(name) for name in gguf.tensors}


def add_gguf(path: Path, name: str, source: str, progress: Progress = lambda done, of: None) -> StoredModel:
    """Convert a GGUF of a Llama model and store it as ``name``. Removes everything if it fails.

    Raises:
        FileError: it cannot be read, run or stored; one sentence.
    """
    try:
        gguf = open_gguf(path)
        config = config_of(gguf.fields)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (GgufError, NotSupportedError) as error:
        raise FileError(f"{path.name} cannot be used: {error}.") from None
    numbers = sum(int(np.prod(entry.shape)) for entry in gguf.tensors.values())
    _fits_into_memory(path.name, 4 * numbers)
    folder = models_folder() / name
    half_made = folder.with_name(f".{name}.part")
    with suppress(OSError):
        shutil.rmtree(half_made)
    try:
        half_made.mkdir(parents=True)
        if shutil.disk_usage(half_made).free > 4 * numbers + 50_000_000:
            tensors = _write_weights(gguf, half_made / WEIGHTS, numbers, progress)
        else:
            tensors = {}
            shutil.copyfile(path, half_made / GGUF)
            _check(gguf)
        tokens = TokenTable.of_fields(gguf.fields)
        write_atomic(half_made / TOKENS, msgspec.json.encode(tokens))
        described = Description(source, config, tensors)
        write_atomic(half_made / DESCRIPTION, msgspec.json.encode(described))
        if folder.exists():
            shutil.rmtree(folder)
        half_made.rename(folder)
    except GgufError as error:
        raise FileError(f"{path.name} cannot be used: {error}.") from None
    except OSError as error:
        raise FileError(
            f"{folder} cannot be written: {error.strerror or error}. "
            f"It needs at least {megabytes(path.stat().st_size)}, or {megabytes(4 * numbers)} to open fast."
        ) from None
    finally:
        with suppress(OSError):
            shutil.rmtree(half_made)
    open_model.cache_clear()
    return stored_model(name)


def _write_weights(
    gguf: GgufFile, path: Path, numbers: int, progress: Progress
) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Write all tensors one after another. Returns the offset and shape of each."""
    flat = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(numbers,))
    tensors, start = {}, 0
    for name, entry in gguf.tensors.items():
        tensor = gguf.tensor(name)
        flat[start : start + tensor.size] = tensor.ravel()
        tensors[name] = (start, entry.shape)
        start += tensor.size
        progress(4 * start, 4 * numbers)
    flat.flush()
    return tensors


def _check(gguf: GgufFile) -> None:
    for name in gguf.tensors:
        gguf.tensor(name)


def _fits_into_memory(name: str, size: int) -> None:
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # the system does not report it
        return
    if size > SPARE * memory:
        raise FileError(
            f"{name} has {megabytes(size)} of weights as float32, but this machine has only {megabytes(memory)} of "
            "memory. Take a smaller model."
        )


def remove_model(name: str) -> int:
    """Delete a model. Returns the number of bytes freed.

    Raises:
        FileError: it does not exist, or cannot be deleted.
    """
    folder = models_folder() / name
    if not plain_name(name) or not (folder / DESCRIPTION).is_file():
        raise FileError(f"There is no model {name!r} here. To see which models there are: tutor model list.")
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise FileError(f"{folder} cannot be deleted: {error.strerror or error}.") from None
    open_model.cache_clear()
    return size


def plain_name(name: str) -> bool:
    """Whether ``name`` can name a model: letters, digits, dots and dashes, but no path."""
    return re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,60}", name) is not None


def name_for(path: Path) -> str:
    """The model's name for a file: the file's name in lower case."""
    name = re.sub(r"[^a-z0-9._-]+", "-", path.name.lower().removesuffix(".gguf")).strip("-._")
    return name[:60] or "model"
