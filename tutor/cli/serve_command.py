"""``tutor serve``: the app in a browser, by textual-serve. Only this machine can connect unless told otherwise.

A page from elsewhere that is open in the same browser could reach this address too. So a request must come from a page
that was served here, and, on this machine alone, for a name of this machine.
"""

from __future__ import annotations

import logging
import re
import shlex
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from tutor.cli.access import look_here, require_trust
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, TrustOption
from tutor.cli.terminal import say

HERE = ("127.0.0.1", "localhost", "::1")
Answer = Callable[[Any], Awaitable[Any]]
_FONT_ELSEWHERE = re.compile(r"<link[^>]*fonts\.googleapis\.com[^>]*>")
_FONT_HERE = """<style>
@font-face {
  font-family: "Roboto Mono"; font-weight: 100 700;
  src: url("/static/fonts/RobotoMono-VariableFont_wght.ttf");
}
</style>
"""
_KEYS = """<script>
addEventListener("load", () => {
  const looking = setInterval(() => {
    const keys = document.querySelector(".xterm-helper-textarea");
    if (keys) { clearInterval(looking); keys.focus(); }
  }, 50);
});
</script>
"""


def serve(
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="Who may connect.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535)] = 8000,
    course: CourseOption = None,
    trust_course: TrustOption = False,
) -> None:
    """Open the tutor in a browser on this machine."""
    require_trust(look_here().course, trust_course)  # in the browser there is nobody to ask
    server = make_server(host, port)
    address = f"[{host}]" if ":" in host else host
    say(f"Open http://{address}:{port} in a browser. ctrl+c ends it.")
    if host not in HERE:
        say("Everybody who reaches this address can use your tutor, and run code in it.")
    try:
        server.serve()
    except OSError as error:
        raise Problem(
            f"Port {port} cannot be used ({error.strerror}). Try another: tutor serve --port 8001"
        ) from None


def make_server(host: str, port: int) -> Any:
    """textual-serve's server, which says nothing while all goes well.

    Raises:
        Problem: it is not installed.
    """
    try:
        from aiohttp import web
        from textual_serve.server import Server
    except ImportError:
        raise Problem(
            "The browser needs one more package: pip install 'transformer-tutor[web]' (or textual-serve)."
        ) from None
    command = f"{shlex.quote(sys.executable)} -P -m tutor start"
    server: Any = Server(command, host=host, port=port, title="Transformer Tutor")
    make_app = server._make_app

    async def only_from_here(request: Any, handler: Answer) -> Any:
        if not is_welcome(host, request.host, request.headers.get("Origin")):
            raise web.HTTPForbidden(text="Only pages of this address may connect to it.")
        server.public_url = f"http://{request.host}"  # as the browser knows it, for what the page loads
        found = await handler(request)
        if request.path == "/":
            found.text = at_home(found.text)
        return found

    async def guarded_app() -> Any:
        app = await make_app()
        app.middlewares.append(web.middleware(only_from_here))
        return app

    async def quietly(app: Any) -> None:
        """The address was said already."""

    server._make_app, server.on_startup = guarded_app, quietly
    server.initialize_logging = lambda: logging.basicConfig(level=logging.WARNING, format="%(message)s")
    return server


def at_home(page: str) -> str:
    """The page with its font from here instead of from the network, and with the keys for the app at once."""
    return _FONT_ELSEWHERE.sub("", page).replace("</head>", f"{_FONT_HERE}{_KEYS}</head>", 1)


def is_welcome(served: str, host: str, origin: str | None) -> bool:
    """Whether a request for ``host``, sent by a page of ``origin`` if by any, may be answered."""
    name = host.rpartition(":")[0] or host if not host.endswith("]") else host
    if served in HERE and name.strip("[]") not in HERE:
        return False
    return origin is None or origin == f"http://{host}"
