"""One head's heat map in pixels, drawn over the text version: for long sentences in terminals that show images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from rich.color import ColorSystem
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.widget import Widget

from tutor.app.widgets.picture import picture_widget, put_picture
from tutor.views.heat_colours import ACCENT, GROUND, Paint, Rgb
from tutor.views.heat_image import HeatImage, Inks, heat_image

if TYPE_CHECKING:
    from rich.console import Console

    from tutor.app.graphics import TerminalGraphics
    from tutor.views.heat import HeatTable

_ROOMY = 4  # from this cell width on, text shows numbers, which is better than pixels


def is_long(table: HeatTable, paint: Paint, height: int) -> bool:
    """Whether text is too small for these weights, so that numbers, columns or rows are left out."""
    plan = table.plan(paint)
    return plan.cell < _ROOMY or plan.shown < table.columns or table.length(paint) > height


class GridImage(Widget, can_focus=False):
    """``read`` describes a cell in words; ``pick`` is called when a row is clicked."""

    DEFAULT_CSS = "GridImage { layer: above; width: auto; height: auto; }"

    def __init__(
        self,
        graphics: TerminalGraphics,
        read: Callable[[tuple[int, int] | None], str | None],
        pick: Callable[[int], object],
    ) -> None:
        super().__init__()
        self._graphics, self._read, self._pick = graphics, read, pick
        self._widget = picture_widget(graphics)
        self._image: HeatImage | None = None
        self._of: object = None

    def compose(self) -> ComposeResult:
        """The image library's widget."""
        yield self._widget

    def cover(self, region: Region, table: HeatTable, paint: Paint, *, signed: bool) -> None:
        """Show the table on top of ``region``, in the parent's coordinates."""
        self.display = True
        of = region, paint, table.chosen, signed, table.row_labels, table.rows
        if of == self._of:
            return
        self._of = of
        self.styles.offset = region.offset
        wide, high = self._graphics.cell
        self._image = heat_image(
            table.rows,
            table.row_labels,
            (region.width * wide, region.height * high),
            replace(paint, system="truecolor"),  # an image has all colours
            _inks(self.app.console, paint),
            chosen=table.chosen,
            signed=signed,
        )
        put_picture(self._widget, self._image.picture, region.width, region.height)

    def _at(self, event: events.MouseEvent) -> tuple[int, int] | None:
        inside, (wide, high) = event.get_content_offset(self), self._graphics.cell
        if inside is None or self._image is None:
            return None
        return self._image.at((inside.x + 0.5) * wide, (inside.y + 0.5) * high)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Describe the cell under the mouse."""
        self._widget.tooltip = self._read(self._at(event))

    def on_click(self, event: events.Click) -> None:
        """Select the clicked row's token."""
        if (cell := self._at(event)) is not None:
            self._pick(cell[0])


def _inks(console: Console, paint: Paint) -> Inks:
    ground = _rgb(console.get_style(GROUND, default=Style.null()), around=paint.system)
    accent = _rgb(console.get_style(ACCENT, default=Style.null()))
    text = (200, 208, 215) if paint.dark else (60, 68, 75)
    return Inks(ground or ((16, 21, 27) if paint.dark else (247, 245, 240)), text, accent or text)


def _rgb(style: Style, around: str = "truecolor") -> Rgb | None:
    if (colour := style.bgcolor) is None:
        return None
    if around == "256":  # the background of the text beside it
        colour = colour.downgrade(ColorSystem.EIGHT_BIT)
    return cast(Rgb, tuple(colour.get_truecolor()))
