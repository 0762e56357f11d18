"""How this copy of tutor was installed, and the command that adds an optional part to it.

The project is on no package index, so ``pip install 'transformer-tutor[…]'`` would fetch somebody else's package. The
commands therefore name the packages themselves or the clone.
"""

from __future__ import annotations

import importlib.util
import json
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

NAME = "transformer-tutor"
Way = Literal["clone", "pipx", "uv tool", "uvx", "venv"]


@dataclass(frozen=True, slots=True)
class Installation:
    """``prefix`` is the environment, ``source`` the clone or wheel that it was installed from ("" if unknown)."""

    way: Way
    prefix: Path
    source: str = ""
    python: str = sys.executable
    has_pip: bool = True

    def line_for(self, extra: str) -> str:
        """The command that adds the packages of ``extra`` to this installation.

        Raises:
            LookupError: there is no such extra.
        """
        if self.way == "clone":
            folder = f"{self._short(Path(self.source))}[{extra}]"
            return f"{self._install(self._short(Path(self.python)))} -e {shlex.quote(folder)}"
        return self.line_for_packages(packages_of(extra))

    def line_for_packages(self, packages: Sequence[str]) -> str:
        """The command that adds these packages."""
        listed = " ".join(shlex.quote(one) for one in packages)
        if self.way == "pipx":
            return f"pipx inject {NAME} {listed}"
        together = " ".join(f"--with {shlex.quote(one)}" for one in packages)
        if self.way == "uv tool":
            return f"uv tool install --force {together} {shlex.quote(self.source or NAME)}"
        if self.way == "uvx":
            return f"uvx {together} --from {shlex.quote(self.source or NAME)} tutor start"
        return f"{self._install(self._short(Path(self.python)))} {listed}"

    def _install(self, python: str) -> str:
        """Use uv if the environment was created by uv, because it has no pip of its own."""
        python = shlex.quote(python)
        return f"{python} -m pip install" if self.has_pip else f"uv pip install --python {python}"

    def _short(self, path: Path) -> str:
        """Relative to the working folder if the path is below it, as a learner would type it in the clone."""
        try:
            below = path.relative_to(Path.cwd())
        except ValueError:
            return str(path)
        return str(below)


def packages_of(extra: str) -> tuple[str, ...]:
    """The requirements of an extra, such as ``tokenizers>=0.21``, from the installed metadata.

    Raises:
        LookupError: there is no such extra.
    """
    marks = (f"extra == '{extra}'", f'extra == "{extra}"')
    required = metadata.requires(NAME) or []
    found = tuple(
        one.partition(";")[0].strip() for one in required if one.partition(";")[2].strip().endswith(marks)
    )
    if not found:
        raise LookupError(f"the tutor has no extra {extra!r}")
    return found


def this_installation() -> Installation:
    """How the running copy was installed."""
    prefix, has_pip = Path(sys.prefix), importlib.util.find_spec("pip") is not None
    source, editable = _source()
    parts = prefix.parts
    way: Way = "venv"
    if editable:
        way = "clone"
    elif "pipx" in parts or (prefix / "pipx_metadata.json").is_file():
        way = "pipx"
    elif (prefix / "uv-receipt.toml").is_file():
        way = "uv tool"
    elif any(part.startswith(("archive-v", "environments-v")) for part in parts) and shutil.which("uv"):
        way = "uvx"
    return Installation(way, prefix, source, sys.executable, has_pip)


def _source() -> tuple[str, bool]:
    """The source of the installation as recorded by PEP 610, and whether it is editable."""
    try:
        told = json.loads(metadata.distribution(NAME).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return "", False
    url = str(told.get("url", ""))
    path = unquote(urlsplit(url).path) if url.startswith("file:") else url
    return path, bool(told.get("dir_info", {}).get("editable")) and Path(path).is_dir()


def line_for(extra: str) -> str:
    """The command that adds the packages of ``extra`` to the running copy."""
    return this_installation().line_for(extra)
