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
        help="do what the section ends with: exercise, playground, Lab, drill",
    ),
    Key(
        FOLD_KEY,
        "fold",
        call="unfold, open or close a fold",
        foot="unfold",
        help="open or close what is folded",
    ),
    Key(
        "right",
        "move(1)",
        call="make a size larger, size, dimension",
        foot="size",
        sign="◂▸",
        row="◂ ▸",
        help="the chosen size smaller or larger; shapes and grids follow",
    ),
    Key("left", "move(-1)", call="make a size smaller", label="smaller"),
    Key(
        "less_than_sign,shift+left",
        "double(-1)",
        call="make a size half as large, halve",
        row="< >",
        help="make it half or twice as large",
    ),
    Key(
        "greater_than_sign,shift+right",
        "double(1)",
        call="make a size twice as large, double",
        label="twice as large",
    ),
    Key(
        "d",
        "choose(1)",
        call="choose another size",
        foot="which",
        help="choose another size      r  the lesson's own sizes",
    ),
    Key("D", "choose(-1)", label="the size before"),
    Key("r", "restore", call="the lesson's own sizes, reset sizes", label="the lesson's own sizes"),
    Key("p", "go(-1)", call="previous section", foot="previous"),
    Key("", row="tab", help="to the next question; esc leaves it"),
    Key(
        "e",
        "playground",
        foot="playground",
        call="playground, edit the code, try code",
        help="open the block in view in the playground, the upper one of two",
    ),
    Key(
        "t",
        "note",
        call="write a note, notes",
        foot="note",
        help="write a note on this section; it is kept in notes/",
    ),
    Key("g", "links", call="follow a link, go to", help="go to a section or exercise that is linked here"),
    Key(
        "left_square_bracket",
        "panel('path')",
        call="show or fold the path, contents, table of contents",
        foot="path",
        row="[ ]",
        help="show or fold away the path and the sizes",
    ),
    Key("right_square_bracket", "panel('sizes')", call="show or fold the sizes, dimensions", foot="sizes"),
    Key(
        "s",
        "shapes",
        call="show or fold all shapes",
        foot="shapes",
        help="show every line's shape, or only those that the sizes touch",
    ),
    Key("escape", "text", label="to the text"),
)
