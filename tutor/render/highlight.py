"""Code in the terminal's own palette, on whatever background it stands."""

from __future__ import annotations

from rich.text import Text


def highlighted(source: str, lexer: str = "python") -> Text:
    """``source`` coloured, without the line end behind it."""
    from rich.syntax import Syntax  # it brings Pygments, which the first screen's frame does without

    text = Syntax(source, lexer, theme="ansi_dark", background_color="default").highlight(source)
    # Rich gives code the terminal's background, and inside the app the screen has another.
    text.style = ""
    text.spans = [span for span in text.spans if span.style != "on default"]
    text.rstrip()
    return text
