"""``tutor serve``: the app in a browser, by textual-serve. Only this machine can connect unless told otherwise."""

from __future__ import annotations

import shlex
import sys

from tutor.commands.console import say
from tutor.commands.problem import Problem


def serve(host: str, port: int) -> None:
    """Serve until ctrl+c.

    Raises:
        Problem: textual-serve is not installed, or the port is taken.
    """
    try:
        from textual_serve.server import Server
    except ImportError:
        raise Problem(
            "The browser needs one more package: pip install 'transformer-tutor[web]' (or textual-serve)."
        ) from None
    say(f"Open http://{host}:{port} in a browser. ctrl+c ends it.")
    if host not in ("127.0.0.1", "localhost", "::1"):
        say("Everybody who reaches this address can use your tutor, and run code in it.")
    command = f"{shlex.quote(sys.executable)} -m tutor start"
    try:
        Server(command, host=host, port=port, title="Transformer Tutor").serve()
    except OSError as error:
        raise Problem(
            f"Port {port} cannot be used ({error.strerror}). Try another: tutor serve --port 8001"
        ) from None
