"""The keys of the Lab, the most important first."""

from __future__ import annotations

from tutor.app.keys import Key

REAL = frozenset({"heads", "writing", "ranks", "layer_off", "words"})  # for an added model

KEYS = (
    # Priority, because when several keys arrive at once, the next one already belongs to the sentence.
    Key(
        "i,enter",
        "write",
        call="write a sentence, type, sentence",
        foot="write",
        help="write a sentence: the grid follows as you type; enter or esc goes to the grid",
        priority=True,
    ),
    Key(
        "H",
        "heads",
        call="map of all heads, find a head, detectors, induction heads, previous-token heads",
        foot="all heads",
        help="all heads of a real model at once, searched by what they do",
    ),
    Key(
        "W",
        "writing",
        call="let the model write, generate text, sampling, top-k, top-p, KV cache",
        foot="go on writing",
        help="let a real model continue the text: temperature, top-k, top-p, with its cache or without",
    ),
    Key(
        "r",
        "ranks",
        call="rank of the answer by layer, logit lens",
        foot="ranks",
        help="the rank of a real model's answer after each layer: the logit lens",
    ),
    Key("up", "token(-1)", row="↑ ↓", help="choose a token: its row is described in words"),
    Key("down", "token(1)", label="next token"),
    Key("right,h", "head(1)", foot="head", sign="◂▸", row="◂ ▸  l", help="another head, the other layer"),
    Key("left", "head(-1)", label="previous head"),
    Key("l", "layer", call="other layer", foot="layer"),
    Key(
        "k",
        "mode",
        call="causal or bidirectional, mode, bert, gpt",
        foot="mode",
        help="causal or bidirectional: another model, trained that way",
    ),
    Key(
        "s",
        "steps",
        call="how this row is computed, steps",
        foot="steps",
        help="how this row is computed: q · k, the division, the mask, the softmax",
    ),
    Key(
        "x",
        "switch",
        call="switch head off, switch head on, head off, ablate",
        foot="head off",
        help="switch this head off or on, and see what the model then predicts   X  all on",
    ),
    Key(
        "L",
        "layer_off",
        call="switch layer off, switch layer on, layer off",
        help="switch this whole layer of a real model off or on",
    ),
    Key(
        "D",
        "words",
        call="compare two words, difference of two words, direct effect",
        help="choose the two words that a head's effect is measured on (real model)",
    ),
    Key("X", "all_on", call="all heads on, reset heads", label="all heads on"),
    Key(
        "c",
        "compare",
        call="compare two heads, compare two models, difference, beside another",
        foot="compare",
        help="compare this head with the next ones, of this model or another (k, a): rows and difference",
    ),
    Key(
        "u",
        "unmask",
        call="remove the mask, unmask",
        help="remove the mask from the causal model, though it was trained with it",
    ),
    Key(
        "f",
        "experiments",
        call="experiments, tour",
        foot="experiments",
        help="experiments, and a tour: what to try, and what to look for",
    ),
    Key(
        "n",
        "next",
        call="next experiment",
        row="n  e  N",
        help="the next experiment; what to do in this one; a note on it; esc ends it",
    ),
    Key("e", "explain", call="what to do in this experiment", label="what to do"),
    Key("N", "note", call="note on the experiment", label="a note on it"),
    Key(
        "g",
        "form",
        call="grow a head, train a model, watch a head form",
        foot="grow a head",
        help="watch a head form: a smaller model is trained as you watch",
    ),
    Key(
        "d",
        "dims",
        call="dimensions of models, architectures",
        foot="dimensions",
        help="dimensions of published models, from the first transformer to DeepSeek-V3",
    ),
    Key(
        "o",
        "own",
        call="run on your code, my code, own functions",
        foot="your code",
        help="run the model on your code from exercises 1, 2, 3 and 5 to see what a bug costs",
    ),
    Key("v", "drawing", call="numbers or shades", foot="numbers", help="shades, numbers, plain characters"),
    Key(
        "w",
        "view",
        call="what the grid shows, flow, mean",
        foot="view",
        help="weights, flow (weights times the size of what each token adds), mean; while comparing: difference",
    ),
    Key(
        "t",
        "sharper(-1)",
        call="softer, temperature up",
        row="t T",
        help="softer or sharper: multiply all scores",
    ),
    Key("T", "sharper(1)", call="sharper, temperature down", label="sharper"),
    Key("a", "seed", call="another seed", help="the same model, trained from another seed"),
    Key(
        "b",
        "added",
        call="real language model, SmolLM2, real model",
        help="switch to a real language model, SmolLM2-135M (if added), and back",
    ),
    Key(
        "P",
        "picture",
        call="save the grid as a picture, svg, export",
        help="save the view as an SVG picture, for notes and slides",
    ),
    Key("escape", "leave_input", field="to the grid", label="to the grid", priority=True),
)
