"""An image in the terminal, drawn by the library of the extra 'graphics'.

By itself that library queries the terminal when it is imported, which may swallow keys, and writes to it independently
of Textual. So it gets another standard output: it queries nothing, and its output is written in order with the rest.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
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
            from textual_image.widget.sixel import _ImageSixelImpl
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

    class Drawn(_ImageSixelImpl):
        """What xterm draws as it was meant, and the cursor on the image's last line, not below it: the rest of that
        line comes next."""

        def _image_to_sixels(self, *image: Any, **options: Any) -> str:
            return selecting(super()._image_to_sixels(*image, **options))

        def _get_sixel_segments(self, sixel_data: str) -> list[Segment]:
            *image, _ = super()._get_sixel_segments(sixel_data)
            seen = self.screen.find_widget(self).visible_region
            return [*image, Segment(Control.move_to(seen.right, seen.bottom - 1).segment.text, Style.null())]

    class Sixel(SixelImage, Renderable=SixelImage._Renderable):
        def compose(self) -> ComposeResult:
            yield Drawn(self.image, self._sixel_options)

    return Kitty, Sixel


def selecting(sixels: str) -> str:
    """Each colour is selected after it is defined. In xterm the definition alone does not select it."""
    return re.sub(r"(#(\d+);2;\d+;\d+;\d+)", r"\1#\2", sixels)


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
