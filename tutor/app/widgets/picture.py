"""An image in the terminal, drawn by the library of the extra 'graphics'.

By itself that library queries the terminal when it is imported, which may swallow keys, and writes to it independently
of Textual. So it gets another standard output: it queries nothing, and its output is written in order with the rest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from PIL.Image import Image

    from tutor.app.graphics import TerminalGraphics

_SIZES = "TEXTUAL_CELL_WIDTH", "TEXTUAL_CELL_HEIGHT"  # the library reads this if it cannot query the terminal


class _Instead:
    """A stream that is not a terminal but passes on what is written to it."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write

    def flush(self) -> None:
        """Nothing is buffered."""

    def isatty(self) -> bool:
        """False, so that nothing is queried."""
        return False


@contextmanager
def _output_to(write: Callable[[str], object]) -> Iterator[None]:
    names = vars(sys)
    before, names["__stdout__"] = names["__stdout__"], _Instead(write)
    try:
        yield
    finally:
        names["__stdout__"] = before


@cache
def _classes(cell: tuple[int, int]) -> tuple[type[Any], type[Any]]:
    """The library's classes for kitty's protocol and for sixel. It reads the cell size when it is imported."""
    before = {name: os.environ.get(name) for name in _SIZES}
    os.environ.update(zip(_SIZES, map(str, cell), strict=True))
    try:
        with _output_to(lambda text: None):
            from textual_image.widget import SixelImage, TGPImage
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

    class Kitty(TGPImage, Renderable=TGPImage._Renderable):
        """Sends an image once and draws placeholder characters for its parts, so that it scrolls and can be covered
        like text."""

        def render_lines(self, crop: Region) -> list[Strip]:
            driver = self.app._driver
            with _output_to(driver.write if driver is not None else lambda text: None):
                return super().render_lines(crop)

    return Kitty, SixelImage


def picture_widget(graphics: TerminalGraphics) -> Widget:
    """An empty image."""
    kitty, sixel = _classes(graphics.cell)
    widget: Widget = (kitty if graphics.kind == "kitty" else sixel)()
    return widget


def put_picture(widget: Widget, image: Image, columns: int, lines: int) -> None:
    """Show ``image`` in ``columns`` × ``lines`` cells."""
    driver = widget.app._driver
    with _output_to(
        driver.write if driver is not None else lambda text: None
    ):  # the previous image is dropped
        widget.styles.width, widget.styles.height = columns, lines
        widget.image = image  # type: ignore[attr-defined]
