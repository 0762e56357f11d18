"""``tutor serve``: the app in a browser, through textual-serve. By default only this machine can connect.

A page from elsewhere in the same browser could reach this address too. Therefore a request must come from a page that
was served here and, if only this machine may connect, use a name of this machine.
"""

from __future__ import annotations

import errno
import logging
import os
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Any

import typer

from tutor.cli.access import look_here, require_trust
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, TrustOption
from tutor.cli.served_page import at_home
from tutor.cli.terminal import one_line, say

PATIENCE = 2.0  # seconds that the apps of open pages have to end
LONGEST = 200  # characters of a log line about a connection
HERE = ("127.0.0.1", "localhost", "::1")
Answer = Callable[[Any], Awaitable[Any]]


def serve(
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="HOST", help="The address to listen on; 0.0.0.0 lets other machines connect."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535)] = 8000,
    course: CourseOption = None,
    trust_course: TrustOption = False,
) -> None:
    """Open the tutor in a browser on this machine."""
    require_trust(look_here().course, trust_course)  # the browser cannot ask the user
    run = make_server(host, port)
    require_address(host, port)
    address = f"[{host}]" if ":" in host else host
    say(f"Open http://{address}:{port} in a browser. ctrl+c ends it.")
    if host not in HERE:
        say("Anybody who can reach this address can use your tutor and run code in it.")
    try:
        _log_in_lines()
        run()
    except OSError as error:
        raise Problem(_refused(host, port, error)) from None


def require_address(host: str, port: int) -> None:
    """Check an address before the user is told to open it.

    Raises:
        Problem: it does not belong to this machine, or another program uses the port.
    """
    try:
        if not host.strip():
            raise OSError
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise Problem(
            f"There is no host '{host}': use the name or an address of this machine, like 127.0.0.1, "
            "or 0.0.0.0 for all of its addresses."
        ) from None
    for family, kind, protocol, _, address in found:
        with suppress(OSError), socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            if family == socket.AF_INET6:
                trial.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                trial.bind(address)
            except OSError as error:
                raise Problem(_refused(host, port, error)) from None


def _refused(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"Port {port} is in use, perhaps by another 'tutor serve': choose another, such as --port {other}."
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for all of its addresses."
        )
    if error.errno in (errno.EACCES, errno.EPERM) and port < 1024:
        return f"Port {port} is reserved for the system: choose one above 1023, such as --port 8000."
    return (
        f"{host}, port {port}, cannot be served ({error.strerror or error}): choose another --host or --port."
    )


def make_server(host: str, port: int) -> Callable[[], None]:
    """A function that runs textual-serve's server until ctrl+c, silently unless something goes wrong.

    Raises:
        Problem: it is not installed.
    """
    import asyncio

    try:
        from aiohttp import web
        from textual_serve.server import Server
    except ImportError:
        from tutor.installation import line_for

        raise Problem(f"The browser needs one more package: {line_for('web')}") from None
    command = f"{shlex.quote(sys.executable)} -P -m tutor start"
    server: Any = Server(command, host=host, port=port, title="Transformer Tutor")
    make_app = server._make_app

    async def only_from_here(request: Any, handler: Answer) -> Any:
        if not is_welcome(host, request.host, request.headers.get("Origin")):
            raise web.HTTPForbidden(text="Only pages from this address may connect to it.")
        if request.path == "/ws" and not web.WebSocketResponse().can_prepare(request):
            logging.warning("Refused a connection that did not come from the tutor's page.")
            raise web.HTTPBadRequest(
                text=f"Only the tutor's page may connect here: open http://{request.host}/ instead."
            )
        # The browser's name for this server, used in the page's links.
        server.public_url = f"http://{request.host}"
        found = await handler(request)
        if request.path == "/":
            found.text = at_home(found.text)
        return found

    async def guarded_app() -> Any:
        app = await make_app()
        app.middlewares.append(web.middleware(only_from_here))
        return app

    process_messages = server._process_messages
    connected = set()

    async def only_messages_of_the_page(connection: Any, app: Any) -> None:
        connected.add(connection)
        try:
            await process_messages(connection, app)
        except (ValueError, TypeError, LookupError, AttributeError, AssertionError):
            logging.warning("Closed a connection that sent something that the tutor's page never sends.")
            await connection.close(code=1003)
        finally:
            connected.discard(connection)

    async def end_connections(app: Any) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(one.close(code=1001) for one in connected)), PATIENCE)

    async def quietly(app: Any) -> None:
        """Suppress textual-serve's message, because the address was printed already."""

    server._make_app, server.on_startup, server.on_shutdown = guarded_app, quietly, end_connections
    server._process_messages = only_messages_of_the_page
    # Do not use its own serve(): if a page is open, that waits for a minute after ctrl+c.
    return lambda: web.run_app(
        server._make_app(), host=host, port=port, print=None, shutdown_timeout=PATIENCE
    )


class OneLine(logging.Formatter):
    """Formats a connection error as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Format without a traceback, because the fault is the client's."""
        error = record.exc_info[1] if record.exc_info else None
        why = record.getMessage() if error is None else f"A connection ended: {error or type(error).__name__}"
        return one_line(" ".join(why.split()))[:LONGEST]


def _log_in_lines() -> None:
    handler = logging.StreamHandler()
    if not os.environ.get("TUTOR_DEBUG"):
        handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def is_welcome(served: str, host: str, origin: str | None) -> bool:
    """Whether to answer a request for ``host`` from a page of ``origin`` (None if it is not from a page)."""
    name = host.rpartition(":")[0] or host if not host.endswith("]") else host
    if served in HERE and name.strip("[]") not in HERE:
        return False
    return origin is None or origin == f"http://{host}"
