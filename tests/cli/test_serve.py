"""Who may connect to the served app, the messages if it cannot be served, and hostile requests."""

from __future__ import annotations

import importlib.util
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.cli import app_start
from tutor.cli.exits import Problem
from tutor.cli.serve_command import LONGEST, OneLine, is_welcome, require_address
from tutor.course.roots import own_root
from tutor.workspace import Here, Workspace

needs_web = pytest.mark.skipif(
    importlib.util.find_spec("textual_serve") is None, reason="needs the extra web"
)


@pytest.mark.parametrize(
    ("served", "host", "origin", "welcome"),
    [
        ("127.0.0.1", "127.0.0.1:8000", None, True),
        ("127.0.0.1", "localhost:8000", "http://localhost:8000", True),
        ("127.0.0.1", "localhost", "http://localhost", True),
        ("::1", "[::1]:8000", "http://[::1]:8000", True),
        ("::1", "[::1]", None, True),
        ("127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:9000", False),
        ("127.0.0.1", "127.0.0.1:8000", "https://example.org", False),
        ("127.0.0.1", "127.0.0.1:8000", "null", False),
        ("127.0.0.1", "example.org:8000", "http://example.org:8000", False),
        ("0.0.0.0", "box.local:8000", "http://box.local:8000", True),
        ("0.0.0.0", "box.local:8000", "http://example.org", False),
    ],
)
def test_only_pages_that_were_served_here_may_connect(
    served: str, host: str, origin: str | None, welcome: bool
) -> None:
    assert is_welcome(served, host, origin) is welcome


def test_a_browser_is_a_screen_and_a_pipe_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []

    def look(workspace: object) -> Here:
        looked.append(workspace)
        return Here(own_root(), None)

    monkeypatch.setattr(app_start, "look_here", look)
    monkeypatch.setattr("tutor.app.app.TutorApp.run", lambda self: None)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    with pytest.raises(Problem):
        app_start.open_app()
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    assert app_start.open_app() == 0 and looked == [None]


# An address that cannot be served


def test_a_busy_port_is_one_sentence_that_names_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem) as problem:
            require_address("127.0.0.1", port)
    assert problem.value.sentence == (
        f"Port {port} is in use, perhaps by another 'tutor serve': choose another, such as --port {port + 1}."
    )
    require_address("127.0.0.1", port)  # free again


@pytest.mark.parametrize("host", ["", " ", "a b", "x" * 300, "no.such.host.invalid", "127.0.0.1:8000"])
def test_an_unknown_host_is_one_sentence(host: str) -> None:
    with pytest.raises(Problem, match="There is no host"):
        require_address(host, 8000)


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(Problem, match=r"192\.0\.2\.1 is not an address of this machine"):
        require_address("192.0.2.1", 8000)


@needs_web
def test_the_command_prints_that_and_nothing_else(tutor: Run, workspace: Workspace) -> None:
    ran = tutor("serve", "--host", "no.such.host.invalid")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_connection_error_is_one_line() -> None:
    try:
        raise ValueError("two\nlines \x1b[2J" + "a" * 1000)
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "", 1, "Error", (), sys.exc_info())
    line = OneLine().format(record)
    assert line.startswith("A connection ended: two lines ␛[2Jaaa") and len(line) == LONGEST


# Hostile requests


@dataclass
class Served:
    """The running command."""

    process: subprocess.Popen[str]
    port: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def send(self, data: bytes) -> tuple[socket.socket, bytes]:
        """Open a connection, send this, and return the beginning of the answer."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall(data)
        return connection, connection.recv(4096)

    def ask(self, request: str, **headers: str) -> bytes:
        """The answer to a request with these headers, and Host unless given."""
        lines = {"Host": self.host, **{name.replace("_", "-"): value for name, value in headers.items()}}
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        connection, answer = self.send(f"{request} HTTP/1.1\r\n{text}\r\n".encode())
        connection.close()
        return answer

    def end(self) -> tuple[int, list[str]]:
        """Interrupt it. Returns the exit code and the lines on standard error."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said.splitlines()


HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec_WebSocket_Version": "13",
}
REFUSED = "Refused a connection that did not come from the tutor's page."
ENDED = "Closed a connection that sent something that the tutor's page never sends."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tutor.course.load import load_course
    from tutor.workspace import create

    return create(tmp_path_factory.mktemp("served") / "learner", load_course()).root


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    around = {k: v for k, v in os.environ.items() if not k.startswith(("TUTOR_", "TEXTUAL_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", "serve", "--port", str(port)],
        cwd=folder,
        env={**around, "HOME": str(folder.parent), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None and process.stdout.readline().startswith("Open http://")
    for _ in range(200):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield Served(process, port)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@needs_web
def test_a_malformed_handshake_is_one_line_on_either_side(served: Served) -> None:
    bad = (
        {},
        {**HANDSHAKE, "Sec_WebSocket_Key": "x"},
        {**HANDSHAKE, "Sec_WebSocket_Version": "99"},
        {**HANDSHAKE, "Upgrade": "h2c"},
        {name: value for name, value in HANDSHAKE.items() if name != "Sec_WebSocket_Key"},
    )
    for headers in bad:
        head, _, body = served.ask("GET /ws", **headers).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ") and body.startswith(
            b"Only the tutor's page may connect here"
        )
    for garbage in (b"\x16\x03\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n"):
        connection, answer = served.send(garbage)
        connection.close()
        assert b" 400 " in answer.splitlines()[0]
    assert served.ask("GET /").startswith(b"HTTP/1.1 200 ")
    code, said = served.end()
    assert code == 0 and said.count(REFUSED) == len(bad)
    others = [line for line in said if line != REFUSED]
    assert len(others) <= 2 and all(line.startswith("A connection ended: ") for line in others), said


@needs_web
def test_foreign_pages_stay_refused_and_nothing_is_started_for_them(served: Served) -> None:
    for headers in (
        {"Host": "example.org"},
        {"Host": f"example.org:{served.port}", "Origin": f"http://example.org:{served.port}"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{served.port + 1}"},
    ):
        for request, more in (("GET /", {}), ("GET /ws", HANDSHAKE), ("GET /static/", {})):
            answer = served.ask(request, **{**more, **headers})
            assert answer.startswith(b"HTTP/1.1 403 "), (request, headers, answer)
    assert served.ask("GET /ws", Origin=f"http://{served.host}", **HANDSHAKE).startswith(b"HTTP/1.1 101 ")
    assert served.end() == (0, [])


@needs_web
def test_a_message_that_no_page_sends_ends_its_connection_only(served: Served) -> None:
    request = "GET /ws HTTP/1.1\r\nHost: {}\r\n{}\r\n".format(
        served.host, "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in HANDSHAKE.items())
    )
    messages = (b"no json", b"[]", b"{}", b'["stdin",3]', b'["resize",{"width":"a"}]')
    for message in messages:
        connection, answer = served.send(request.encode())
        assert answer.startswith(b"HTTP/1.1 101 ")
        connection.sendall(bytes([0x81, 0x80 | len(message), 0, 0, 0, 0]) + message)
        # Closed with the status code for such data.
        while not connection.recv(65536).endswith(b"\x88\x02\x03\xeb"):
            pass
        connection.close()
    open_page, _ = served.send(request.encode())
    code, said = served.end()  # an open page does not delay it
    open_page.close()
    assert (code, said) == (0, [ENDED] * len(messages))
