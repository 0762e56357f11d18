"""``tutor map``: a diagram of a model, with the shape of each part's output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.access import look_here
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, JsonOption
from tutor.cli.terminal import console, say, show, show_json

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.transformers.map.map_state import MapState

FIRST = "gpt2"


def _names(incomplete: str) -> list[str]:
    from tutor.transformers.architectures.presets import presets

    return [name for name in presets() if name.startswith(incomplete)]


def show_map(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="An architecture, as listed by tutor dims --list.", autocompletion=_names
        ),
    ] = FIRST,
    tokens: Annotated[
        int, typer.Option("--tokens", min=1, max=64, metavar="T", help="Tokens in the text.")
    ] = 5,
    piece: Annotated[
        str,
        typer.Option("--piece", metavar="PIECE", help="Highlight a piece, like softmax.", show_default=False),
    ] = "",
    in_words: Annotated[
        bool, typer.Option("--list", help="List the pieces and where each is taught.")
    ] = False,
    as_json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Draw a model with the shapes between its pieces."""
    from tutor.course.load import load_course
    from tutor.transformers.architectures.presets import preset
    from tutor.transformers.map.map_state import MapState

    try:
        most = preset(name).max_positions
    except LookupError as error:
        raise Problem(str(error.args[0])) from None
    state = MapState(name, min(tokens, most) if most else tokens)
    if piece and piece not in (known := {part.piece for part in state.anatomy.parts}):
        raise Problem(f"{preset(name).title} has no piece '{piece}'. Available: {', '.join(sorted(known))}.")
    state = state.at_piece(piece or "block")
    taught = load_course(look_here().course)
    if as_json:
        show_json(_report(state, taught))
    elif in_words:
        _say_pieces(state, taught)
    else:
        _draw(state, taught)


def _draw(state: MapState, course: Course) -> None:
    from rich.text import Text

    from tutor.transformers.map.caption import SHELL, caption_of
    from tutor.transformers.map.map_picture import HEIGHT, TALL, WIDE, WIDTH, draw_map
    from tutor.transformers.map.paint_roles import styles_for
    from tutor.views.heat_colours import Paint

    out = console()
    width, height = (min(out.width, 140), TALL) if out.width >= WIDE else (WIDTH, HEIGHT)
    caption = caption_of(course, state.piece, SHELL)
    drawing = draw_map(state.anatomy, state.lit, caption, width, height)
    a = state.anatomy.architecture
    heading = Text.assemble((a.title, "bold"), f"   {a.kind}, T {state.tokens}, d_model {a.d_model:,}")
    show(heading, *drawing.canvas.lines(styles_for(Paint.of(out))))


def _say_pieces(state: MapState, course: Course) -> None:
    """One line per part, for screen readers, grep and small screens."""
    from tutor.transformers.map.caption import title_of
    from tutor.transformers.map.pieces import piece_table

    table = piece_table(course)
    for part in state.anatomy.parts:
        leads = "; ".join(title_of(course, reference) for _, reference in table.piece(part.piece).leads)
        say(f"{part.label}: {part.shapes() or 'the end'}. {table.piece(part.piece).says} {leads}")


def _report(state: MapState, course: Course) -> dict[str, object]:
    from tutor.transformers.map.pieces import piece_table

    table = piece_table(course)
    return {
        "name": state.name,
        "tokens": state.tokens,
        "pieces": [
            {
                "piece": part.piece,
                "label": part.label,
                "shapes": [list(shape) for shape in part.leaves],
                "says": table.piece(part.piece).says,
                "leads": [reference for _, reference in table.piece(part.piece).leads],
            }
            for part in state.anatomy.parts
        ],
    }
