"""Which editor is opened, and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.app.editor import Editor, find_editor


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which there are only a few editors."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("code", "vim", "hx", "emacs"):
        (folder / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("environment", "command", "windowed"),
    [
        ({"VISUAL": "hx", "EDITOR": "vim"}, ("hx",), False),
        ({"VISUAL": " ", "EDITOR": "vim -n"}, ("vim", "-n"), False),
        ({"EDITOR": "code"}, ("code",), True),
        ({"EDITOR": "code --wait"}, ("code", "--wait"), False),
        ({"EDITOR": "code -w"}, ("code", "-w"), False),
        ({}, ("vim",), False),
    ],
    ids=str,
)
def test_the_learners_choice_comes_first_and_windows_stand_beside_the_app(
    environment: dict[str, str], command: tuple[str, ...], windowed: bool
) -> None:
    assert find_editor(environment) == Editor(command, windowed)


def test_a_program_may_have_blanks_in_its_name(programs: Path) -> None:
    program = programs / "my editor"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    assert find_editor({"EDITOR": f"'{program}' -x"}) == Editor((str(program), "-x"), False)


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("text", ["nothing-like-it", "vim 'unclosed"])
def test_a_choice_that_is_no_program_is_named_with_what_to_do(text: str) -> None:
    said = find_editor({"VISUAL": text})
    assert isinstance(said, str)
    assert said.startswith(f"$VISUAL is {text!r}") and "export VISUAL=nano" in said


def test_without_any_editor_there_is_still_a_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = find_editor({})
    assert isinstance(said, str) and "any editor you like" in said
