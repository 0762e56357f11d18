"""The keys of Practice, the most important first."""

from __future__ import annotations

from tutor.app.keys import Key

KEYS = (
    Key(
        "e",
        "edit",
        call="edit the file, open my editor",
        foot="edit",
        help="open the file in your editor, at the line in question; saving checks it",
    ),
    Key(
        "h",
        "hint",
        call="hint, help me, stuck",
        foot="hint",
        help="one hint more; the last is the lines of a solution, to be put in order",
    ),
    Key(
        "s",
        "solution",
        call="solution, show the answer",
        foot="solution",
        help="the solution: after a pass, three tries that differ, or on your word",
    ),
    Key(
        "g",
        "section",
        call="read up, the section for this",
        foot="read up",
        help="the section that clears this up",
    ),
    Key("n", "next", call="next exercise", foot="next", help="the next exercise"),
    Key(
        "f",
        "hunt",
        call="find a bug, bug hunt",
        foot="find a bug",
        help="bug hunt, after a pass: wrong versions that people really write; find the line",
    ),
    Key("c", "check", call="check, run the tests, grade", foot="check", help="check now"),
    Key(
        "r",
        "reset",
        call="reset, start over",
        foot="reset",
        help="the file as it was at first; yours is kept",
    ),
    Key("", "reset_all", call="reset all exercises, start everything over"),
    Key("b", "brief", call="task, brief, instructions", foot="task", help="the task again"),
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
        help="copy your code, the check that fails and the verdict as a question for a helper: a hint, no solution",
    ),
    Key("E", "choose_editor", call="choose another editor", help="choose another editor"),
    Key("left_square_bracket", "panel", foot="list", help="the list of exercises"),
    Key("escape", "text", label="to the exercise"),
)
