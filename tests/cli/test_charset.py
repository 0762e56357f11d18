"""The characters written to a terminal: those of its locale, or those set for Python."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.cli.charset import terminal_charset
from tutor.workspace import Workspace


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


@pytest.mark.parametrize(
    ("encoding", "environ", "utf8_mode", "charset"),
    [
        ("utf-8", {"LANG": "en_US.UTF-8"}, 0, "utf-8"),
        ("utf-8", {"LC_CTYPE": "UTF-8"}, 0, "utf-8"),  # as on macOS
        ("utf-8", {"LANG": "C", "LC_CTYPE": "de_DE.utf8"}, 0, "utf-8"),
        (
            "utf-8",
            {"LANG": "de_DE.UTF-8", "LC_CTYPE": "C.UTF-8"},
            1,
            "utf-8",
        ),  # a locale that is not installed
        ("utf-8", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, 1, "ascii"),  # Python's own LC_CTYPE
        ("utf-8", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, 0, "utf-8"),  # the learner's
        ("utf-8", {"LC_CTYPE": "C.UTF-8"}, 1, "ascii"),  # no locale at all
        ("utf-8", {}, 0, "ascii"),
        ("utf-8", {"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, 1, "ascii"),
        ("ascii", {"LANG": "en_US.UTF-8", "PYTHONIOENCODING": "ascii"}, 0, "ascii"),
        ("iso8859-1", {"LANG": "en_US"}, 0, "iso8859-1"),
        ("utf-8", {"LANG": "C", "PYTHONIOENCODING": "utf-8"}, 1, "utf-8"),
        ("utf-8", {"LANG": "C", "PYTHONIOENCODING": ":replace"}, 1, "ascii"),
        ("utf-8", {"LANG": "C", "PYTHONUTF8": "1"}, 1, "utf-8"),
    ],
)
def test_the_locale_determines_what_a_terminal_shows(
    encoding: str, environ: dict[str, str], utf8_mode: int, charset: str
) -> None:
    assert terminal_charset(stream(encoding), environ, utf8_mode) == charset


def test_a_missing_stream_gets_ascii() -> None:
    assert terminal_charset(None, {"LANG": "C.UTF-8"}, 0) == "ascii"


def environment(**said: str) -> dict[str, str]:
    left_out = ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONIOENCODING", "PYTHONUTF8")
    return {**{k: v for k, v in os.environ.items() if k not in left_out}, **said}


def at_terminal(*arguments: str, cwd: Path, **said: str) -> bytes:
    """The bytes that a command writes to a terminal."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "tutor", *arguments],
        cwd=cwd,
        env=environment(**said),
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ):
        os.close(follower)
        written = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # raised on Linux after the last writer has closed it
                break
            if not part:
                break
            written += part
    os.close(leader)
    return written


@pytest.mark.parametrize(
    "said",
    [
        {"LANG": "C"},
        {},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LANG": "C.UTF-8", "PYTHONIOENCODING": "ascii"},
    ],
    ids=["C", "no locale", "C and nothing helps", "told ASCII"],
)
def test_the_shell_writes_only_ascii_to_such_a_terminal(workspace: Workspace, said: dict[str, str]) -> None:
    for command in (["check", "ex1"], ["progress"], ["hint", "ex1"]):
        written = at_terminal(*command, cwd=workspace.root, **said)
        assert written.isascii() and b"?" not in written.replace(b"Stuck?", b""), written.decode()


def test_it_writes_every_sign_where_the_terminal_shows_it(workspace: Workspace) -> None:
    assert "·".encode() in at_terminal("check", "ex1", cwd=workspace.root, LANG="C.UTF-8")


def test_into_a_pipe_it_writes_utf_8_as_python_does(workspace: Workspace) -> None:
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "tutor", "check", "ex1"],
        cwd=workspace.root,
        env=environment(LANG="C"),
        stdout=subprocess.PIPE,
        check=False,
    )
    assert "·" in ran.stdout.decode("utf-8")
