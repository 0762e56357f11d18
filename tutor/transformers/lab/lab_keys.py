"""The keys of the Lab, the most important first."""

from __future__ import annotations

from tutor.app.keys import Key

KEYS = (
    # Priority: in keys that come in one piece, the next one is for the sentence already.
    Key(
        "i,enter",
        "write",
        foot="write",
        help="write a sentence: the grid follows each key; enter or esc leads to the grid",
        priority=True,
    ),
    Key("up", "token(-1)", row="↑ ↓", help="pick a token: its row is read out in words"),
    Key("down", "token(1)", label="next token"),
    Key("right,h", "head(1)", foot="head", sign="◂▸", row="◂ ▸  l", help="another head, the other layer"),
    Key("left", "head(-1)", label="head before"),
    Key("l", "layer", foot="layer"),
    Key("m", "mode", foot="mode", help="causal or bidirectional: another model, trained that way"),
    Key(
        "s",
        "steps",
        foot="steps",
        help="how this row is made: q · k, the division, the mask, the softmax",
    ),
    Key(
        "x",
        "switch",
        foot="head off",
        help="switch this head off or on, and see what the model then predicts   X  all on",
    ),
    Key("X", "all_on", label="all heads on"),
    Key("u", "unmask", help="take the mask away from the causal model: not what it was trained for"),
    Key(
        "f",
        "experiments",
        foot="experiments",
        help="experiments, and a tour: what to try, and what to look for",
    ),
    Key(
        "n",
        "next",
        row="n  e  N",
        help="the next experiment; what to do in this one; a note on it; esc ends it",
    ),
    Key("e", "explain", label="what to do"),
    Key("N", "note", label="a note on it"),
    Key(
        "g",
        "form",
        foot="grow a head",
        help="watch a head grow: a smaller model is trained while you look",
    ),
    Key(
        "d",
        "dims",
        foot="dimensions",
        help="dimensions of published models, from the first transformer to DeepSeek-V3",
    ),
    Key(
        "o",
        "own",
        foot="your code",
        help="the model on your own code of exercises 1, 2, 3 and 5: what a bug costs it",
    ),
    Key("v", "drawing", foot="numbers", help="shades, numbers, plain characters"),
    Key(
        "w",
        "view",
        foot="view",
        help="weights, weights by what flows (by the size of what each token adds), mean of the layer",
    ),
    Key("t", "sharper(-1)", row="t T", help="softer or sharper: all scores multiplied"),
    Key("T", "sharper(1)", label="sharper"),
    Key("a", "seed", help="the same model, trained from another seed"),
    Key("b", "encoder", help="a real pretrained encoder, MiniLM, where it is installed; and back"),
    Key("P", "picture", help="save what is seen as a picture: SVG, for notes and slides"),
    Key("escape", "leave_input", field="to the grid", label="to the grid", priority=True),
)
