"""The keys of Practice, the most important first."""

from __future__ import annotations

from tutor.app.keys import Key

KEYS = (
    Key(
        "e",
        "edit",
        call="edit the file, open my editor",
        foot="edit",
        help="open the file in your editor, at the failing line; saving checks it",
    ),
    Key(
        "h",
        "hint",
        call="hint, help me, stuck",
        foot="hint",
        help="next hint; the last one gives the lines of a solution, to put in order",
    ),
    Key(
        "s",
        "solution",
        call="solution, show the answer",
        foot="solution",
        help="the solution: after a pass or three different tries, or on request",
    ),
    Key(
        "g",
        "section",
        call="go to the section, explain this",
        foot="section",
        help="open the section that explains this",
    ),
    Key("n", "next", call="next exercise", foot="next", help="the next exercise"),
    Key(
        "f",
        "hunt",
        call="find a bug, bug hunt",
        foot="find a bug",
        help="bug hunt, after a pass: find the wrong line in code with a real mistake",
    ),
    Key("c", "check", call="check, run the tests, grade", foot="check", help="check now"),
    Key(
        "r",
        "reset",
        call="reset, start over",
        foot="reset",
        help="reset the file; your version is saved",
    ),
    Key("", "reset_all", call="reset all exercises, start everything over"),
    Key("b", "brief", call="task, brief, instructions", foot="task", help="show the task again"),
    Key(
        "d",
        "difference",
        call="difference from the last try, diff",
        foot="difference",
        help="what changed since the last check",
    ),
    Key(
        "Y",
        "ask",
        call="copy as a question, ask for help",
        label="copy as a question",
        help="copy your code, the failing line and the verdict as a question: it asks for a hint, not a solution",
    ),
    Key("E", "choose_editor", call="choose another editor", help="choose another editor"),
    Key("left_square_bracket", "panel", foot="list", help="the list of exercises"),
    Key("escape", "text", label="to the exercise"),
)
