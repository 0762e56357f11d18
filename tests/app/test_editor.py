"""Which editor opens, and with which arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.learner import Learner
from tutor.app.editor import MYSELF, Editor, find_editor, installed


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with only a few editors."""
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
    ],
    ids=str,
)
def test_the_learners_choice_comes_first_and_windowed_editors_open_beside_the_app(
    environment: dict[str, str], command: tuple[str, ...], windowed: bool
) -> None:
    assert find_editor("", environment) == Editor(command, windowed)


def test_a_program_may_have_spaces_in_its_name(programs: Path) -> None:
    program = programs / "my editor"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    assert find_editor("", {"EDITOR": f"'{program}' -x"}) == Editor((str(program), "-x"), False)


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("text", ["nothing-like-it", "vim 'unclosed"])
def test_a_choice_that_is_not_a_program_is_reported_with_advice(text: str) -> None:
    said = find_editor("", {"VISUAL": text})
    assert isinstance(said, str)
    assert said.startswith(f"$VISUAL is {text!r}") and "export VISUAL=nano" in said


def test_if_no_editor_is_set_the_learner_must_be_asked(programs: Path) -> None:
    assert find_editor("", {}) is None
    assert list(installed()) == ["code", "vim", "hx", "emacs"]


def test_a_choice_in_the_tutor_takes_precedence_over_the_environment(programs: Path) -> None:
    assert find_editor("code", {"EDITOR": "vim"}) == Editor(("code",), True)
    assert find_editor("emacs", {"EDITOR": "vim"}) == Editor(("emacs", "-nw"), False)
    assert find_editor("nano", {"EDITOR": "vim"}) == Editor(("vim",), False), "nano is gone"
    assert find_editor(MYSELF, {"EDITOR": "vim"}) is None


@pytest.mark.parametrize(
    ("program", "line", "arguments"),
    [
        ("code", 12, ["-g", "/a/ex1.py:12"]),
        ("/usr/bin/cursor", 12, ["-g", "/a/ex1.py:12"]),
        ("zed", 12, ["/a/ex1.py:12"]),
        ("hx", 12, ["/a/ex1.py:12"]),
        ("nvim", 12, ["+12", "/a/ex1.py"]),
        ("nano", 12, ["+12", "/a/ex1.py"]),
        ("nano", None, ["/a/ex1.py"]),
        ("something-else", 12, ["/a/ex1.py"]),
    ],
)
def test_each_editor_gets_the_line_in_its_own_syntax(
    program: str, line: int | None, arguments: list[str]
) -> None:
    assert Editor((program,), False).on(Path("/a/ex1.py"), line) == [program, *arguments]


async def test_e_asks_once_and_keeps_the_choice(learner: Learner, started: list[list[str]]) -> None:
    async with learner.at_work("2"):
        await learner.press("e")
        await learner.sees("Which editor do you use?", "VS Code", "in its own window", "I'll open it myself")
        await learner.press("enter")
        line = next(
            n for n, text in enumerate(learner.file().read_text().splitlines(), 1) if "raise " in text
        )
        assert started == [["code", "-g", f"{learner.file()}:{line}"]]
        await learner.press("e")
        assert len(started) == 2
        learner.app.close()
    async with learner.at_work("2"):
        await learner.press("e")
        assert len(started) == 3


async def test_the_editor_opens_at_the_failing_line(learner: Learner, started: list[list[str]]) -> None:
    learner.workspace.save_state({"editor": "code"})  # type: ignore[union-attr]
    learner.write("return wrong")
    async with learner.at_work("2"):
        await learner.sees("✗ not yet")
        verdict = learner.app.screen.checks.states[learner.exercise().id].verdict  # type: ignore[attr-defined]
        await learner.press("e")
        where = (verdict.first_failure and verdict.first_failure.where) or verdict.where
        assert started[-1][-1] == (f"{learner.file()}:{where.line}" if where else str(learner.file()))


async def test_a_learner_who_opens_files_without_the_tutor_gets_the_path(
    learner: Learner, started: list[list[str]]
) -> None:
    async with learner.at_work("2"):
        await learner.press("e", "end", "enter")
        assert str(learner.file()) in learner.notices[-1]
        await learner.press("e")
        assert str(learner.file()) in learner.notices[-1] and started == []
        await learner.press("E")
        await learner.sees("Which editor do you use?")
        await learner.press("escape", "e")
        assert started == []


@pytest.fixture
def started(programs: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines of windowed editors."""
    lines: list[list[str]] = []
    monkeypatch.setattr("tutor.app.editor.subprocess.Popen", lambda command, **_: lines.append(command))
    return lines
