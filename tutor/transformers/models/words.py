"""The vocabulary of the small models, and a tokenizer for any text. Plain Python.

Words outside the vocabulary become numbered unknowns ("<1>", "<2>" …), the same word always the same number. The
models were also trained with these, so heads that attend to positions or repetitions still work on them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BOS, PAD, MASK = "<bos>", "<pad>", "<mask>"
N_NAMELESS = 20
NAMELESS = tuple(f"<{number}>" for number in range(1, N_NAMELESS + 1))
PUNCTUATION = (".", ",", ":", "?")

# Nouns as (singular, plural). Animals move by themselves; things do not.
ANIMALS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "fox/foxes dog/dogs cat/cats bird/birds horse/horses mouse/mice bear/bears frog/frogs goose/geese wolf/wolves "
        "cow/cows duck/ducks lion/lions rabbit/rabbits owl/owls bee/bees pig/pigs spider/spiders"
    ).split()
)
PEOPLE = tuple(
    tuple(pair.split("/"))
    for pair in (
        "child/children woman/women man/men doctor/doctors teacher/teachers farmer/farmers king/kings queen/queens "
        "girl/girls boy/boys friend/friends student/students"
    ).split()
)
THINGS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "key/keys box/boxes book/books cup/cups chair/chairs table/tables lamp/lamps bell/bells ball/balls hat/hats "
        "shoe/shoes coat/coats knife/knives letter/letters map/maps boat/boats wheel/wheels stone/stones "
        "flower/flowers tree/trees apple/apples egg/eggs clock/clocks picture/pictures"
    ).split()
)
PLACES = tuple(
    "river forest house garden kitchen field street hill lake barn bridge school market tower cave".split()
)
COLOURS = tuple("brown red green blue black white grey yellow".split())
ADJECTIVES = tuple(
    "quick lazy old young small big happy sad quiet loud heavy light clean dirty broken new cold warm strange "
    "brave".split()
)
MOTION = tuple(
    tuple(pair.split("/"))
    for pair in (
        "jumps/jump runs/run walks/walk flies/fly swims/swim climbs/climb sleeps/sleep hides/hide waits/wait "
        "sits/sit"
    ).split()
)
ACTION = tuple(
    tuple(pair.split("/"))
    for pair in (
        "sees/see finds/find likes/like wants/want takes/take needs/need hears/hear follows/follow holds/hold "
        "loves/love"
    ).split()
)
BEING = (("is", "are"), ("was", "were"), ("seems", "seem"), ("looks", "look"))
NEAR = ("near", "behind", "under", "beside", "above", "on")
ACROSS = ("over", "across", "through", "around", "into")
WOMEN = ("anna", "maria", "emma", "sara", "lena", "nora")
MEN = ("ben", "tom", "paul", "max", "david", "leo")
STATES = ("missing", "here", "ready", "lost", "gone", "there")
FUNCTION_WORDS = tuple(
    "the a an and but because when with in to of he she it they him her them again where who what not very one two all "
    "so then that this these i you we".split()
)


def flat(pairs: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """All forms in one tuple."""
    return tuple(word for pair in pairs for word in pair)


VOCABULARY: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            PAD,
            BOS,
            MASK,
            *NAMELESS,
            *PUNCTUATION,
            *FUNCTION_WORDS,
            *flat(ANIMALS),
            *flat(PEOPLE),
            *flat(THINGS),
            *PLACES,
            *COLOURS,
            *ADJECTIVES,
            *flat(MOTION),
            *flat(ACTION),
            *flat(BEING),
            *NEAR,
            *ACROSS,
            *WOMEN,
            *MEN,
            *STATES,
        )
    )
)
ID = {word: number for number, word in enumerate(VOCABULARY)}
MAX_TOKENS = 64  # including <bos>; the models have no later positions

_PIECES = re.compile(r"<mask>|\[mask\]|[^\W_]+(?:['’-][^\W_]+)*|[.,:?!;]|[^\s]", re.IGNORECASE)
_SAME = {"!": ".", ";": ",", "_": MASK, "[mask]": MASK}


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as the models read it. All tuples have the same length and begin with ``<bos>``.

    ``written`` is what the learner typed, ``words`` what the model reads instead, ``known`` whether they are equal.
    ``left_out`` counts the tokens beyond ``MAX_TOKENS``; ``shared`` the unknown words that had to share the last
    number.
    """

    ids: tuple[int, ...]
    written: tuple[str, ...]
    words: tuple[str, ...]
    known: tuple[bool, ...]
    left_out: int = 0
    shared: int = 0


def tokenize(text: str) -> Tokens:
    """Tokenize any text: words in lower case, punctuation separately, everything else as unknowns."""
    pieces = _PIECES.findall(text)
    left_out = max(len(pieces) - (MAX_TOKENS - 1), 0)
    pieces = pieces[: MAX_TOKENS - 1]
    numbers: dict[str, str] = {}
    overflow: set[str] = set()
    words, known = [BOS], [True]
    for piece in pieces:
        word = _SAME.get(piece.lower(), piece.lower())
        known.append(word in ID and word not in (PAD, BOS) and word not in NAMELESS)
        if not known[-1]:
            if word not in numbers:
                if len(numbers) >= N_NAMELESS:
                    overflow.add(word)
                numbers[word] = NAMELESS[min(len(numbers), N_NAMELESS - 1)]
            word = numbers[word]
        words.append(word)
    return Tokens(
        ids=tuple(ID[word] for word in words),
        written=(BOS, *pieces),
        words=tuple(words),
        known=tuple(known),
        left_out=left_out,
        shared=len(overflow),
    )
