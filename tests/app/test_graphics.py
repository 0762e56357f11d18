"""Asking a terminal about images: its answer is understood, typed keys are kept, other terminals are not asked."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
import threading
import tty
from collections.abc import Iterator

import pytest

from tutor.app.graphics import QUERY, TerminalAnswer, TerminalGraphics, ask, is_known
from tutor.cli import app_start
from tutor.cli.exits import Problem

KITTY, SIXEL, OTHER = b"\x1b_Gi=31;OK\x1b\\\x1b[?62;c", b"\x1b[?62;4;22c", b"\x1b[?1;2c"
REFUSED = b"\x1b_Gi=31;ENOTSUP\x1b\\\x1b[?62;c"


@pytest.fixture
def line() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal of 80 × 24 cells of 9 × 18 pixels."""
    ours, its = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 720, 432))
    tty.setcbreak(its)
    yield ours, its
    os.close(ours)
    os.close(its)


def asked(line: tuple[int, int], *parts: bytes) -> TerminalAnswer:
    """The result of asking a terminal that sends these bytes."""
    ours, its = line
    heard: list[bytes] = []

    def answers() -> None:
        heard.append(os.read(ours, 1024))
        for part in parts:
            os.write(ours, part)

    terminal = threading.Thread(target=answers)
    terminal.start()
    answer = ask(its, its, patience=2.0 if parts else 0.05)
    terminal.join()
    assert heard == [QUERY]
    return answer


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (KITTY, "kitty"),
        (SIXEL, "sixel"),
        (KITTY[:-1] + b"4c", "sixel"),  # both: every terminal with sixel can place it in text
        (OTHER, None),
        (REFUSED, None),
        (b"\x1b[?4c", None),  # the kind of terminal, without features
    ],
)
def test_a_terminals_answer_is_understood(line: tuple[int, int], said: bytes, kind: str | None) -> None:
    answer = asked(line, said)
    assert answer == TerminalAnswer(TerminalGraphics(kind, (9, 18)) if kind else None)  # type: ignore[arg-type]


def test_keys_typed_around_the_answers_are_kept_in_order(line: tuple[int, int]) -> None:
    answer = asked(line, b"ab\x1b_Gi=31;O", b"K\x1b\\\x1b[A", b"c\x1b[?62;cd")
    assert answer.graphics == TerminalGraphics("kitty", (9, 18)) and answer.typed == b"ab\x1b[Acd"


def test_waiting_for_a_silent_terminal_ends_after_a_while(line: tuple[int, int]) -> None:
    assert asked(line) == TerminalAnswer()
    os.write(line[0], b"later")
    assert os.read(line[1], 9) == b"later"


def test_without_the_size_of_a_cell_there_are_no_pictures(line: tuple[int, int]) -> None:
    fcntl.ioctl(line[0], termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    assert asked(line, SIXEL).graphics is None
    assert asked(line, b"\x1b[6;20;10t" + SIXEL).graphics == TerminalGraphics("sixel", (10, 20))


def test_the_terminal_settings_are_restored(line: tuple[int, int]) -> None:
    before = termios.tcgetattr(line[1])
    asked(line, OTHER)
    assert termios.tcgetattr(line[1]) == before


def test_only_a_terminal_is_queried() -> None:
    ours, its = os.pipe()
    assert ask(ours, its) == TerminalAnswer()
    os.close(its)
    assert os.read(ours, 9) == b""
    os.close(ours)


def test_requesting_pictures_without_the_extra_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tutor.app.graphics.find_spec", lambda name: None)
    with pytest.raises(Problem, match=r"the extra 'graphics'"):
        app_start._graphics_of(True)
    assert app_start._graphics_of(False) is None
    monkeypatch.setenv("KITTY_WINDOW_ID", "1")
    assert app_start._graphics_of(None) is None  # known, but the library is missing


@pytest.mark.parametrize(
    ("environment", "known"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/tmux"}, False),
        ({}, False),
    ],
)
def test_only_terminals_known_to_show_pictures_are_queried(environment: dict[str, str], known: bool) -> None:
    assert is_known(environment) == known


def test_each_colour_of_a_sixel_image_is_selected_after_its_definition() -> None:
    pytest.importorskip("textual_image")
    from tutor.app.widgets.picture import selecting

    assert selecting("#0;2;6;8;11!5~$#14;2;78;82;84?_#0~-") == "#0;2;6;8;11#0!5~$#14;2;78;82;84#14?_#0~-"
