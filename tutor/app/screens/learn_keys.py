"""The keys of Learn, the most important first."""

from __future__ import annotations

from tutor.app.keys import Key
from tutor.app.widgets.fold import FOLD_KEY
from tutor.app.widgets.task_line import TASK_KEY

KEYS = (
    Key("n", "go(1)", call="next section", foot="next", row="n p", help="next section, previous section"),
    Key(
        TASK_KEY,
        "do",
        foot="do it",
        help="start the section's task: exercise, playground, Lab or drill",
    ),
    Key(
        FOLD_KEY,
        "fold",
        call="unfold, open or close a fold",
        foot="unfold",
        help="open or close a fold",
    ),
    Key(
        "right",
        "move(1)",
        call="make a size larger, size, dimension",
        foot="size",
        sign="◂▸",
        row="◂ ▸",
        help="make the chosen size smaller or larger; shapes and grids follow",
    ),
    Key("left", "move(-1)", call="make a size smaller", label="smaller"),
    Key(
        "less_than_sign,shift+left",
        "double(-1)",
        call="make a size half as large, halve",
        row="< >",
        help="halve or double it",
    ),
    Key(
        "greater_than_sign,shift+right",
        "double(1)",
        call="make a size twice as large, double",
        label="twice as large",
    ),
    Key(
        "equals_sign",
        "type_size",
        call="type a size, enter a number",
        foot="type",
        help="type the chosen size: 70, 0.5, 128K, 7B, 1e9",
    ),
    Key(
        "c",
        "preset",
        call="choose a preset for the sizes, a model, an accelerator",
        foot="presets",
        help="choose a preset: it sets all sizes that belong together",
    ),
    Key(
        "d",
        "choose(1)",
        call="choose the next size",
        foot="next size",
        help="choose the next size      r  restore the lesson's sizes",
    ),
    Key("D", "choose(-1)", label="previous size"),
    Key("r", "restore", call="restore the lesson's sizes, reset sizes", label="restore the lesson's sizes"),
    Key("p", "go(-1)", call="previous section", foot="previous"),
    Key("", row="tab", help="go to the next question; esc leaves it"),
    Key(
        "e",
        "playground",
        foot="playground",
        call="playground, edit the code, try code",
        help="open the visible live block in the playground (the upper of two)",
    ),
    Key(
        "t",
        "note",
        call="write a note, notes",
        foot="note",
        help="write a note on this section; it is saved in notes/",
    ),
    Key("g", "links", call="follow a link, go to", help="follow a link of this section"),
    Key(
        "left_square_bracket",
        "panel('path')",
        call="show or hide the path, contents, table of contents",
        foot="path",
        row="[ ]",
        help="show or hide the path and the sizes",
    ),
    Key("right_square_bracket", "panel('sizes')", call="show or hide the sizes, dimensions", foot="sizes"),
    Key(
        "s",
        "shapes",
        call="show or hide all shapes",
        foot="shapes",
        help="show the shapes of all lines, or only of those that the sizes change",
    ),
    Key("escape", "text", label="to the text"),
)
