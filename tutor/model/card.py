"""What the shipped models can and cannot do, measured: ``python -m tutor.model.card`` prints the tables of the card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np

from tutor.model.forward import Changes, Model, run, softmax
from tutor.model.look import N_BLOCKS, N_HEADS, NAMES, load_model
from tutor.model.sentences import NOUNS, Generator, texts
from tutor.model.words import BEING, BOS, ID, VOCABULARY

HELD_OUT_SEED = 90_001  # no training stream begins with it
VERBS = {word: pair for pair in BEING for word in pair}
NOUN_FORMS = {form for noun in NOUNS for form in noun}


@dataclass(frozen=True, slots=True)
class HeadScore:
    """One head: where it looks, and what is lost without it (agreement and copying are shares of right answers)."""

    layer: int
    head: int
    previous: float
    induction: float
    subject: float
    start: float
    agreement_without: float
    copying_without: float


def ids_of(words: Iterable[str]) -> np.ndarray:
    """``<bos>`` and the words, as numbers."""
    return np.array([ID[BOS], *(ID[word] for word in words)])


def agreement_cases(count: int = 200) -> list[tuple[list[str], str]]:
    """Beginnings up to the verb, and the verb, with pairs of nouns that training never shows."""
    generator = Generator(HELD_OUT_SEED, held=True)
    cases = []
    for _ in range(count):
        words = generator.agreement()
        at = next(place for place, word in enumerate(words) if word in VERBS)
        cases.append((words[:at], words[at]))
    return cases


def agreement(model: Model, cases: list[tuple[list[str], str]], changes: Changes | None = None) -> float:
    """How often the right number of the verb gets more probability than the wrong one."""
    right = 0
    for beginning, verb in cases:
        probabilities = softmax(run(model, ids_of(beginning), changes).logits)[0, -1]
        number = VERBS[verb].index(verb)
        same, other = (sum(probabilities[ID[pair[n]]] for pair in BEING) for n in (number, 1 - number))
        right += bool(same > other)
    return right / len(cases)


def copying(model: Model, count: int = 80, changes: Changes | None = None) -> float:
    """How often the next word of a repeated phrase, from its second word on, is the likeliest."""
    generator = Generator(HELD_OUT_SEED + 1)
    right = total = 0
    for _ in range(count):
        words = generator.repetition()
        logits = run(model, ids_of(words), changes).logits[0]
        for at in range(words.index(":") + 2, len(words) - 1):
            right += VOCABULARY[int(logits[at].argmax())] == words[at]
            total += 1
    return right / total


def losses(model: Model, count: int = 60) -> tuple[float, float, float]:
    """Nats per word on fresh texts: the model's, a unigram's and a bigram's (both counted on 3,000 training texts)."""
    single: Counter[str] = Counter()
    double: Counter[tuple[str, str]] = Counter()
    stream = texts(7, 40)
    for _ in range(3000):
        words = [BOS, *next(stream)]
        single.update(words[1:])
        double.update(pairwise(words))
    first: Counter[str] = Counter()
    for (before, _), number in double.items():
        first[before] += number
    total, size = sum(single.values()), len(VOCABULARY)
    own = uni = bi = 0.0
    places = 0
    fresh = texts(HELD_OUT_SEED + 2, 40)
    for _ in range(count):
        words = [BOS, *next(fresh)]
        probabilities = softmax(run(model, ids_of(words[1:])).logits)[0]
        for at in range(len(words) - 1):
            before, word = words[at], words[at + 1]
            own -= log(max(float(probabilities[at, ID[word]]), 1e-12))
            uni -= log((single[word] + 1) / (total + size))
            bi -= log((double[before, word] + 0.1) / (first[before] + 0.1 * size))
            places += 1
    return own / places, uni / places, bi / places


def head_scores(model: Model) -> list[HeadScore]:
    """Every head of a causal model."""
    cases = agreement_cases(120)
    phrases = [Generator(HELD_OUT_SEED + 3 + n).repetition() for n in range(40)]
    scores = []
    for layer in range(N_BLOCKS):
        for head in range(N_HEADS):
            without = Changes(off=frozenset({(layer, head)}))
            induction, previous, start = [], [], []
            for words in phrases:
                weights = run(model, ids_of(words)).attention[layer, 0, head]
                colon = words.index(":")
                for at in range(colon + 1, len(words) - 1):  # a word of the second round, at position at + 1
                    induction.append(weights[at + 1, at - colon + 1])
                previous += [weights[at, at - 1] for at in range(2, len(weights))]
                start += list(weights[1:, 0])
            subject = []
            for beginning, _ in cases:
                weights = run(model, ids_of(beginning)).attention[layer, 0, head]
                place = next(n for n, word in enumerate(beginning, 1) if word in NOUN_FORMS)
                subject.append(weights[-1, place])
            scores.append(
                HeadScore(
                    layer,
                    head,
                    float(np.mean(previous)),
                    float(np.mean(induction)),
                    float(np.mean(subject)),
                    float(np.mean(start)),
                    agreement(model, cases, without),
                    copying(model, 40, without),
                )
            )
    return scores


def main() -> None:
    """Print the tables, as markdown."""
    for name in NAMES:
        model = load_model(name)
        size = sum(value.size for value in model.weights.values())
        print(f"\n**{name}**: {size:,} parameters")
        if not model.causal:
            continue
        own, uni, bi = losses(model)
        print(f"\nloss {own:.2f} nats a word (unigram {uni:.2f}, bigram {bi:.2f});", end=" ")
        print(f"agreement {agreement(model, agreement_cases()):.2f}, copying {copying(model):.2f}\n")
        print(
            "| head | previous word | induction | subject | start | agreement without it | copying without it |"
        )
        print("|---|---|---|---|---|---|---|")
        for s in head_scores(model):
            numbers = (s.previous, s.induction, s.subject, s.start, s.agreement_without, s.copying_without)
            print(f"| L{s.layer} H{s.head} | {' | '.join(f'{value:.2f}' for value in numbers)} |")


if __name__ == "__main__":
    main()
