"""Output to a terminal: control codes in text are escaped, colours stay, a document in a pipe is unchanged."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from tutor.cli import terminal

EVIL = "a\x1b[2Jb\x9b31mc\rd"


def as_terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard output as a terminal."""
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdout", out)
    return out


def test_a_line_with_escape_codes_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = as_terminal(monkeypatch)
    terminal.say(EVIL)
    assert screen.getvalue()[:-1].isprintable()


def test_a_view_keeps_its_colours_and_loses_the_codes_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = as_terminal(monkeypatch)
    monkeypatch.setattr(
        terminal, "console", lambda: Console(file=screen, force_terminal=True, color_system="standard")
    )
    terminal.show(Text(EVIL, style="red"))
    said = screen.getvalue()
    assert "\x1b[31m" in said and "\x1b[2J" not in said and "\x9b" not in said


def test_tabs_and_line_ends_of_code_stay(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say("if x:\n\treturn 1")
    assert capsys.readouterr().out == "if x:\n\treturn 1\n"


def test_a_document_in_a_pipe_is_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write("BEGIN:VCALENDAR\r\n")
    assert capsys.readouterr().out == "BEGIN:VCALENDAR\r\n"


def test_a_path_is_a_link_on_a_terminal_and_plain_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "with a blank.py"
    terminal.say_of("Write it in with a blank.py, then check.", "with a blank.py", file)
    assert capsys.readouterr().out == "Write it in with a blank.py, then check.\n"
    screen = as_terminal(monkeypatch)
    monkeypatch.setattr(
        terminal, "console", lambda: Console(file=screen, force_terminal=True, color_system="standard")
    )
    terminal.say_of("Write it in with a blank.py, then check.", "with a blank.py", file)
    assert f";{file.as_uri()}\x1b\\with a blank.py\x1b]8;;" in screen.getvalue()
    terminal.say_of("Nothing of it.", "with a blank.py", file)
    assert screen.getvalue().endswith("Nothing of it.\n")
