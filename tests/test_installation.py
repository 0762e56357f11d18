"""The command that adds an optional part names packages on the index, and fits how this copy was installed."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tutor.installation import NAME, Installation, Way, packages_of, this_installation

PREFIX = Path("/home/ada/env")


def installed(way: Way, *, has_pip: bool = True) -> Installation:
    return Installation(way, PREFIX, "/home/ada/tutor", "/home/ada/env/bin/python", has_pip)


@pytest.mark.parametrize(
    ("way", "has_pip", "line"),
    [
        ("venv", True, "/home/ada/env/bin/python -m pip install 'textual-serve>=1.1'"),
        ("venv", False, "uv pip install --python /home/ada/env/bin/python 'textual-serve>=1.1'"),
        ("pipx", True, "pipx inject transformer-tutor 'textual-serve>=1.1'"),
        ("uv tool", False, "uv tool install --force --with 'textual-serve>=1.1' /home/ada/tutor"),
        ("uvx", False, "uvx --with 'textual-serve>=1.1' --from /home/ada/tutor tutor start"),
        ("clone", True, "/home/ada/env/bin/python -m pip install -e '/home/ada/tutor[web]'"),
        ("clone", False, "uv pip install --python /home/ada/env/bin/python -e '/home/ada/tutor[web]'"),
    ],
)
def test_each_way_of_installing_has_its_command(way: Way, has_pip: bool, line: str) -> None:
    assert installed(way, has_pip=has_pip).line_for("web") == line


def test_in_the_clone_the_command_uses_a_relative_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    one = Installation("clone", tmp_path / ".venv", str(tmp_path), str(tmp_path / ".venv/bin/python"))
    assert one.line_for("web") == ".venv/bin/python -m pip install -e '.[web]'"


def test_no_command_requests_the_tutor_itself_from_an_index() -> None:
    for way in ("venv", "pipx", "uv tool", "uvx"):
        wanted = shlex.split(installed(way).line_for("web"))
        assert not any(word.startswith(f"{NAME}[") for word in wanted)


def test_an_unknown_extra_is_an_error() -> None:
    with pytest.raises(LookupError, match="no extra 'nothing'"):
        packages_of("nothing")


def test_the_running_copy_knows_its_own_environment() -> None:
    assert this_installation().prefix.is_dir()
