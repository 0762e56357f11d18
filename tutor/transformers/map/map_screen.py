"""The map screen: a diagram of the whole model. Each part links to its section, exercise and experiment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import ScrollableContainer
from textual.geometry import Region, Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.keys import Key
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.selectable import selected_part, with_selection
from tutor.transformers.architectures.dims_view import in_short
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.tensors import tensors_of
from tutor.transformers.map.caption import caption_of
from tutor.transformers.map.map_picture import HEIGHT, WIDTH, Drawing, draw_map
from tutor.transformers.map.map_state import MapState
from tutor.transformers.map.paint_roles import styles_for
from tutor.transformers.map.pieces import piece_table
from tutor.views.heat_colours import Paint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.app.services import Services
    from tutor.course.model import Course

NOTE = "← ↑ ↓ → another piece · m closes"


class MapView(Widget):
    """The diagram in the size of the widget. Lines are cached, so that a key redraws only those that changed."""

    class Picked(Message):
        """A piece was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, course: Course, state: MapState) -> None:
        super().__init__(id="map")
        self._course, self._state = course, state
        self._drawn: tuple[tuple[MapState, Size], Drawing] | None = None
        self._strips: list[Strip] = []
        self._strips_of: tuple[Drawing, Paint] | None = None

    def show(self, state: MapState) -> None:
        """Show another state. On a small terminal, scroll to the selected part."""
        before, self._state = self._strips, state
        after = self._lines()
        for y, line in enumerate(after):
            if y >= len(before) or line != before[y]:
                self.refresh(Region(0, y, self.size.width, 1))
        spot = next((one for one in self.drawing().spots if one.number == state.lit), None)
        if spot is not None and isinstance(self.parent, Widget):
            self.parent.scroll_to_region(Region(spot.x, spot.y, spot.width, 2), animate=False, force=True)

    def drawing(self) -> Drawing:
        """The current drawing."""
        drawn_for = self._state, self.size
        if self._drawn is None or self._drawn[0] != drawn_for:
            state, (width, height) = drawn_for
            caption = caption_of(self._course, state.piece, note=NOTE)
            self._drawn = drawn_for, draw_map(state.anatomy, state.lit, caption, width, height)
        return self._drawn[1]

    def _lines(self) -> list[Strip]:
        drawing, paint = self.drawing(), Paint.of(self.app.console)
        if self._strips_of is None or self._strips_of[0] is not drawing or self._strips_of[1] != paint:
            self._strips_of = drawing, paint
            self._strips = [Strip(line) for line in drawing.canvas.segments(styles_for(paint))]
        return self._strips

    def render_line(self, y: int) -> Strip:
        """Render one line, with selected text highlighted."""
        lines, ground = self._lines(), self.rich_style
        strip = lines[y] if y < len(lines) else Strip([])
        strip = strip.adjust_cell_length(self.size.width).apply_style(ground)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(y)) is not None:
            strip = with_selection(strip, span, self.screen.get_component_rich_style("screen--selection"))
        return strip.apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without colours."""
        return selected_part([strip.text.rstrip() for strip in self._lines()], selection)

    def on_click(self, event: events.Click) -> None:
        """Select the part under the mouse."""
        for spot in self.drawing().spots:
            if spot.holds(event.x, event.y):
                self.post_message(self.Picked(spot.number))


class MapScreen(TutorScreen):
    """``about`` is a reference to the learner's current place, whose part is selected. ``sizes`` are those that were
    changed there."""

    CSS_PATH = "map_screen.tcss"
    AUTO_FOCUS = ""
    HEADING = "Map"
    KEYS = (
        Key(
            "enter",
            "lead('section')",
            foot="read",
            call="read the section of this piece",
            help="open the section that teaches the chosen piece",
        ),
        Key(
            "e",
            "lead('exercise')",
            call="the exercise of this piece",
            help="open the exercise in which you write it",
        ),
        Key(
            "x",
            "lead('lab')",
            call="try this piece in the Lab",
            help="open the experiment in the Lab that uses it",
        ),
        Key("up", "pick(0, -1)", foot="piece", sign="◂↑↓▸", row="◂ ↑ ↓ ▸", help="another piece"),
        Key("m,escape", "leave", foot="close", help="close the map and go back to where you were"),
        Key("down", "pick(0, 1)", label="piece below"),
        Key("left", "pick(-1, 0)", label="piece to the left"),
        Key("right", "pick(1, 0)", label="piece to the right"),
        Key(
            "a",
            "model(1)",
            foot="model",
            call="another model, architecture",
            row="a A",
            help="another model: GPT-2, BERT, T5, Llama, Qwen …",
        ),
        Key("A", "model(-1)", label="previous model"),
        Key("i", "inside", foot="inside", call="inside the block", help="go into the block, or out of it"),
        Key(
            "plus,equals_sign",
            "longer(1)",
            foot="tokens",
            sign="+",
            row="+ −",
            call="more tokens",
            help="more or fewer tokens; the shapes follow",
        ),
        Key("minus", "longer(-1)", label="fewer tokens"),
        Key(
            "d",
            "dims",
            call="dimensions of this model",
            help="every tensor of this model, with parameters and FLOPs",
        ),
    )

    def __init__(self, services: Services, about: str = "", sizes: Mapping[str, float] | None = None) -> None:
        super().__init__(services)
        kept = MapState.of_kept(self.kept.values.get("map"))
        self.state = _opened(self.session.course, kept, about).at_sizes(sizes or {})

    def content(self) -> ComposeResult:
        """The diagram."""
        with ScrollableContainer(id="places", can_focus=False):
            view = MapView(self.session.course, self.state)
            view.styles.min_width, view.styles.min_height = WIDTH, HEIGHT
            yield view

    def on_mount(self) -> None:
        """Scroll to the selected part."""
        self.call_after_refresh(self.query_one(MapView).show, self.state)

    def about(self) -> str:
        return f"map:{self.state.name}"

    def title_text(self) -> str:
        """The model and as many of its sizes as fit."""
        a = self.state.architecture
        layers = f"{a.n_layers} + {a.n_decoder_layers}" if a.n_decoder_layers else f"{a.n_layers}"
        if self.state.sizes:
            heads = f"{a.n_heads} heads of {a.d_head}" if a.n_heads > 1 else f"1 head of {a.d_head}"
            return f"Map · your sizes · T {self.state.tokens} · d_model {a.d_model} · {heads}"
        first = f"Map · {a.title} · {a.kind} · T {self.state.tokens}"
        if self.has_class("-narrow"):
            return first
        parameters = in_short(tensors_of(a, seq_len=1).parameters)
        return f"{first} · {layers} layers · {a.n_heads} heads of {a.d_head} · {parameters}"

    def idle(self) -> frozenset[str]:
        """Keys whose target the selected part does not have."""
        there = {kind for kind, _ in piece_table(self.session.course).piece(self.state.piece).leads}
        return frozenset(f"lead('{kind}')" for kind in ("section", "exercise", "lab") if kind not in there)

    def _change(self, state: MapState) -> None:
        self.state = state
        self.kept.remember(map=state.kept())
        self.query_one(MapView).show(state)
        self.draw_top()

    def on_map_view_picked(self, event: MapView.Picked) -> None:
        """Select the clicked part; a click on the selected part opens its section."""
        event.stop()
        if event.number == self.state.lit:
            self.call_later(self.action_lead, "section")
        else:
            self._change(replace(self.state, lit=event.number))

    def action_pick(self, across: int, down: int) -> None:
        """Select the nearest part in this direction."""
        self._change(self.state.moved(self.query_one(MapView).drawing().spots, across, down))

    def action_model(self, step: int) -> None:
        """Show another model."""
        self._change(self.state.next_model(step))

    def action_inside(self) -> None:
        """Enter the block, or leave it."""
        self._change(self.state.inside())

    def action_longer(self, step: int) -> None:
        """Increase or decrease the number of tokens."""
        self._change(self.state.longer(step))

    async def action_lead(self, kind: str) -> None:
        """Open the part's section, exercise or experiment. Going back returns here."""
        leads = dict(piece_table(self.session.course).piece(self.state.piece).leads)
        if kind in leads:
            await self.nav.go(leads[kind])

    async def action_dims(self) -> None:
        """Show every tensor of this model."""
        from tutor.transformers.architectures.dims_screen import DimensionsScreen

        self.nav.jump()
        await self.app.push_screen(DimensionsScreen(self.services, self.state.name))

    def action_leave(self) -> None:
        """Return to the previous screen."""
        self.app.pop_screen()


def _opened(course: Course, kept: MapState, about: str) -> MapState:
    kind, _, name = about.partition(":")
    if kind in ("map", "dims"):
        return kept.of_model(name) if name in presets() else kept
    table = piece_table(course)
    if (model := table.models.get(about)) in presets():
        kept = kept.of_model(str(model))
    return kept.about(table.about(about))
