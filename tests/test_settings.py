"""The file of settings: editor, theme, timeout, schedule and keys; a file that cannot be used changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.settings import TEMPLATE, Config, path, read


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_are_used(file: Path) -> None:
    assert path() == file
    assert read() == (Config(), "")


def test_the_template_is_a_file_of_defaults(file: Path) -> None:
    file.write_text(TEMPLATE)
    assert read() == (Config(), "")
    file.write_text(
        TEMPLATE.replace("# editor", "editor").replace('# "app', '"app').replace("# theme", "theme")
    )
    found, problem = read()
    assert (found.editor, found.theme, found.keymap, problem) == (
        "code --wait", "tutor-light", {"app.search": "f3"}, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["editor = ", "colour = 1\n", "timeout = 'long'\n", "timeout = 0.0\n", "keymap = 3\n", "\xff"]
)
def test_a_file_that_cannot_be_used_is_one_sentence(text: str, file: Path) -> None:
    file.write_bytes(text.encode("latin-1"))
    found, problem = read()
    assert found == Config()
    assert problem.startswith(str(file)) and "\n" not in problem


def run(code: str, config: Path) -> str:
    environment = {**os.environ, "TUTOR_CONFIG": str(config)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def test_a_key_of_the_keymap_is_bound_shown_and_documented(file: Path) -> None:
    file.write_text('editor = "nano -w"\n[keymap]\n"app.search" = "f3"\n"return" = "f4, alt+left"\n')
    code = (
        "import json\n"
        "from tutor.app.keys import RETURN, SEARCH, bindings, page\n"
        "print(json.dumps([[b.key for b in bindings([SEARCH, RETURN])], SEARCH.shown, page('', [RETURN])]))"
    )
    keys, shown, documented = json.loads(run(code, file))
    assert (keys, shown) == (["f3", "f4,alt+left"], "f3")
    assert documented.split()[0] == "f4"


def test_the_settings_can_choose_the_editor_inside_the_app(file: Path) -> None:
    code = (
        "from tutor.app.editor import chosen_editor as chosen\n"
        "print(*(chosen(kept, in_browser=web) for kept, web in ((None, False), ('nano', False), ('nano', True))))"
    )
    file.write_text('editor = "tutor"\n')
    assert run(code, file) == "tutor nano tutor\n"
    file.write_text("")
    assert run(code, file) == " nano tutor\n"


def test_the_editor_of_the_settings_comes_before_the_environment(file: Path, tmp_path: Path) -> None:
    file.write_text('editor = "true --wait"\n')
    code = "from tutor.app.editor import find_editor\nprint(find_editor(environ={'EDITOR': 'ls'}).command)"
    assert run(code, file) == "('true', '--wait')\n"
    file.write_text('editor = "no-such-editor"\n')
    code = "from tutor.app.editor import find_editor\nprint(find_editor(environ={'EDITOR': 'ls'}))"
    assert run(code, file) == (
        "editor in config.toml is 'no-such-editor', but no such program is installed. "
        'Set it to your editor: editor = "nano"\n'
    )
