"""``tutor config``: the settings in words, a file to begin with, and the actions whose keys can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.ran import Run


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_CONFIG", str(tmp_path / "mine" / "config.toml"))
    return tmp_path / "mine" / "config.toml"


def test_init_writes_a_file_once_and_show_reads_it(tutor: Run, file: Path) -> None:
    assert "does not exist; create it with: tutor config init" in tutor("config").out
    assert tutor("config", "init").out.startswith("Written: ")
    file.write_text('theme = "tutor-light"\n')
    assert tutor("config", "init").out.startswith("It exists already: ")
    assert "theme     tutor-light" in tutor("config").out
    assert tutor("config", "path").out == f"{file}\n"


def test_an_unknown_action_is_named_and_keys_lists_them(tutor: Run, file: Path) -> None:
    file.parent.mkdir()
    file.write_text('[keymap]\n"app.serch" = "f3"\n')
    ran = tutor("config")
    assert (ran.code, ran.err) == (1, "There is no action 'app.serch'. 'tutor config keys' lists them.\n")
    lines = tutor("config", "keys").out.splitlines()
    assert len(lines) > 60
    assert any(line.startswith("app.search ") and "slash" in line for line in lines)
