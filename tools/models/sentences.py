"""The sentences that the small models are trained on: our own generator, seven kinds, nothing fetched.

Some pairs of nouns are held out of training on purpose: whether a model has learned agreement is measured on them.
``python -m tools.models.sentences`` writes the texts that the tutor compares a learner's functions on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tutor.transformers.models.words import (
    ACROSS,
    ACTION,
    ADJECTIVES,
    ANIMALS,
    BEING,
    COLOURS,
    MEN,
    MOTION,
    N_NAMELESS,
    NAMELESS,
    NEAR,
    PEOPLE,
    PLACES,
    STATES,
    THINGS,
    WOMEN,
)

NOUNS = ANIMALS + PEOPLE + THINGS
CONTENT = tuple(word for pair in NOUNS for word in pair) + PLACES + COLOURS + ADJECTIVES
Words = list[str]
HELD_OUT = Path(__file__).parents[2] / "tutor" / "transformers" / "models" / "held_out.txt"
SWAP_SEED, SWAP_TEXTS, SWAP_LENGTH = 90_777, 24, 31  # no training stream uses this seed


def held_out(subject: tuple[str, ...], neighbour: tuple[str, ...]) -> bool:
    """Whether training sentences never contain this pair of nouns as subject and neighbour (one pair in five)."""
    return (3 * NOUNS.index(subject) + 7 * NOUNS.index(neighbour)) % 5 == 0


class Generator:
    """Sentences from one seed. ``held`` generates only pairs that are not in the training data."""

    def __init__(self, seed: int, held: bool = False) -> None:
        self.random = random.Random(seed)
        self.held = held

    def pair_of_nouns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """A subject and another noun, from the training pairs or from the held-out ones."""
        while True:
            subject, neighbour = self.random.choice(NOUNS), self.random.choice(NOUNS)
            if subject != neighbour and held_out(subject, neighbour) == self.held:
                return subject, neighbour

    def described(self, noun: str, chance: float = 0.5) -> Words:
        """the noun, the old noun, the old brown noun."""
        pick = self.random
        words = ["the"]
        if pick.random() < chance:
            words.append(pick.choice(ADJECTIVES))
        if pick.random() < chance / 2:
            words.append(pick.choice(COLOURS))
        return [*words, noun]

    def agreement(self) -> Words:
        """the keys near the old box are missing ."""
        pick = self.random
        subject, neighbour = self.pair_of_nouns()
        number, other = pick.randrange(2), pick.randrange(2)
        verb = pick.choice(BEING)[number]
        end = pick.choice(STATES + ADJECTIVES + COLOURS)
        return [
            *self.described(subject[number], 0.4),
            pick.choice(NEAR),
            *self.described(neighbour[other], 0.4),
            verb,
            end,
            ".",
        ]

    def motion(self) -> Words:
        """the quick brown fox jumps over the lazy dog ."""
        pick = self.random
        number = pick.randrange(2)
        mover = pick.choice(ANIMALS + PEOPLE)[number]
        words = [*self.described(mover, 0.8), pick.choice(MOTION)[number]]
        if pick.random() < 0.75:
            if pick.random() < 0.5:
                goal = self.described(pick.choice(NOUNS)[pick.randrange(2)], 0.6)
            else:
                goal = self.described(pick.choice(PLACES), 0.3)
            words += [pick.choice(ACROSS + NEAR), *goal]
        return [*words, "."]

    def repetition(self) -> Words:
        """dog bell river key , again : dog bell river key ."""
        pick = self.random
        phrase = pick.sample(CONTENT + NAMELESS, pick.randint(3, 8))
        return [*phrase, ",", "again", ":", *phrase, "."]

    def recall(self) -> Words:
        """the red cup and the old boat . the cup is red and the boat is old ."""
        pick = self.random
        nouns = pick.sample(NOUNS, pick.randint(2, 3))
        number = pick.randrange(2)
        qualities = pick.sample(ADJECTIVES + COLOURS, len(nouns))
        things = list(zip([noun[number] for noun in nouns], qualities, strict=True))
        first = " and ".join(f"the {quality} {noun}" for noun, quality in things)
        pick.shuffle(things)
        being = BEING[pick.randrange(2)][number]
        second = " and ".join(f"the {noun} {being} {quality}" for noun, quality in things)
        return f"{first} . {second} .".split()

    def pronoun(self) -> Words:
        """anna sees the cups because she wants them ."""
        pick = self.random
        name, who = pick.choice([(pick.choice(WOMEN), "she"), (pick.choice(MEN), "he")])
        number = pick.randrange(2)
        thing = pick.choice(THINGS)[number]
        return [
            name,
            pick.choice(ACTION)[0],
            *self.described(thing, 0.4),
            pick.choice(("because", "and", "but", "when")),
            who,
            pick.choice(ACTION)[0],
            ("it", "them")[number],
            ".",
        ]

    def question(self) -> Words:
        """where are the keys ? the keys are in the kitchen ."""
        pick = self.random
        number = pick.randrange(2)
        noun, being = pick.choice(NOUNS)[number], BEING[pick.randrange(2)][number]
        thing = self.described(noun, 0.4)
        return ["where", being, *thing, "?", *thing, being, "in", "the", pick.choice(PLACES), "."]

    def action(self) -> Words:
        """the farmers follow the small goose ."""
        pick = self.random
        number = pick.randrange(2)
        doer = pick.choice(ANIMALS + PEOPLE)[number]
        target = pick.choice(NOUNS)[pick.randrange(2)]
        words = [*self.described(doer, 0.5), pick.choice(ACTION)[number], *self.described(target, 0.5)]
        if pick.random() < 0.4:
            words += ["in", "the", pick.choice(PLACES)]
        return [*words, "."]

    def sentence(self) -> Words:
        """One sentence of any kind, a quarter of them repetitions, some with unknown words."""
        kinds = (self.agreement, self.motion, self.recall, self.pronoun, self.question, self.action)
        words = self.repetition() if self.random.random() < 0.25 else self.random.choice(kinds)()
        return self.nameless(words) if self.random.random() < 0.2 else words

    def nameless(self, words: Words) -> Words:
        """Replace one to three of its content words by unknown words."""
        known = sorted({word for word in words if word in CONTENT})
        hidden = self.random.sample(known, min(len(known), self.random.randint(1, 3)))
        numbers: dict[str, str] = {}
        result = []
        for word in words:
            result.append(numbers.setdefault(word, NAMELESS[len(numbers)]) if word in hidden else word)
        return result

    def text(self, length: int) -> Words:
        """Consecutive sentences, cut to ``length`` words, with unknown words numbered in order of appearance."""
        words: Words = []
        while len(words) < length:
            words += self.sentence()
        words = words[:length]
        numbers: dict[str, str] = {}
        for at, word in enumerate(words):
            if word in NAMELESS:
                words[at] = numbers.setdefault(word, NAMELESS[min(len(numbers), N_NAMELESS - 1)])
        return words


def texts(seed: int, length: int, *, held: bool = False) -> Iterator[Words]:
    """An endless stream of texts of ``length`` words."""
    generator = Generator(seed, held)
    while True:
        yield generator.text(length)


def held_out_texts() -> list[Words]:
    """About 120 sentences that are not in the training data."""
    stream = texts(SWAP_SEED, SWAP_LENGTH)
    return [next(stream) for _ in range(SWAP_TEXTS)]


def main() -> None:
    """Write the texts on which tutor compares a learner's functions with its own."""
    lines = "".join(f"{' '.join(words)}\n" for words in held_out_texts())
    HELD_OUT.write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
