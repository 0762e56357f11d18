"""How the model arrives at the next word: each head's effect on the difference between two words, and the rank of the
answer by layer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from tutor.transformers.llama.llama_heads import WordEffects, direct_effects
from tutor.transformers.llama.llama_model import Array, LlamaModel, LlamaPass, logits_of, softmax
from tutor.transformers.llama.llama_tokens import LlamaTokenizer

LATE = 0.7  # fraction of the layers after which the plain lens becomes informative


class WordError(ValueError):
    """The typed text is not a pair of words that the model has. One sentence."""


@dataclass(frozen=True, slots=True)
class WordPair:
    """Two possible next words, as ids and as text."""

    ids: tuple[int, int]
    shown: tuple[str, str]

    @property
    def name(self) -> str:
        """``are − is``."""
        return f"{self.shown[0]} − {self.shown[1]}"


@dataclass(frozen=True, slots=True)
class LensLayer:
    """The prediction after a layer, through the final norm and the output matrix (logit lens, nostalgebraist 2020)."""

    rank: int  # of the final answer; 1 is the top
    probability: float  # of the final answer
    top: str  # the top word


@dataclass(frozen=True, slots=True)
class Lens:
    """The final answer, and its rank before the first layer and after each: L + 1 entries."""

    answer: str
    layers: tuple[LensLayer, ...]

    @property
    def on_top(self) -> int:
        """The first layer from which the answer stays at the top."""
        first = len(self.layers) - 1
        while first and self.layers[first - 1].rank == 1:
            first -= 1
        return first

    def in_words(self) -> str:
        """A sentence about the top word and about the rank, which is more informative."""
        last = len(self.layers) - 1
        if self.on_top == 0:
            return f"The plain lens, which shows the top word, says {self.answer} from the embedding on."
        before = self.layers[: self.on_top]
        (word, often), *_ = Counter(one.top for one in before).most_common(1)
        middle = min(len(before) - 1, round(LATE * last))
        return (
            f"The plain lens, which shows the top word, says {self.answer} only from layer {self.on_top} of {last} on. "
            f"Before that, it shows other words, most often {word!r} ({often} times), which tells you little. "
            f"The rank of {self.answer} tells you more: {self.layers[0].rank:,} at the embedding, "
            f"{self.layers[middle].rank:,} after layer {middle}, 1 at the end."
        )


def lens_of(model: LlamaModel, tokenizer: LlamaTokenizer, seen: LlamaPass, at: int) -> Lens:
    """A recorded pass → the ranks of its prediction after token ``at``.

    The logit lens (nostalgebraist 2020) with the final norm."""
    assert seen.stream is not None
    logits = logits_of(model, np.ascontiguousarray(seen.stream[:, at]))
    answer = int(seen.logits[at].argmax())
    ranks = 1 + (logits > logits[:, answer : answer + 1]).sum(axis=-1)
    shares = softmax(logits)[:, answer]
    tops = logits.argmax(axis=-1)
    return Lens(
        shown(tokenizer.piece(answer)),
        tuple(
            LensLayer(int(rank), float(share), shown(tokenizer.piece(int(top))))
            for rank, share, top in zip(ranks, shares, tops, strict=True)
        ),
    )


def likeliest_pair(tokenizer: LlamaTokenizer, logits: Array) -> WordPair:
    """logits (V,) → the two likeliest words."""
    one, other = (int(n) for n in np.argsort(logits)[::-1][:2])
    return WordPair((one, other), (shown(tokenizer.piece(one)), shown(tokenizer.piece(other))))


def typed_pair(tokenizer: LlamaTokenizer, text: str) -> WordPair:
    """Two typed words → their ids, with a leading space if the word with that space is a token.

    Raises:
        WordError: there are not exactly two, or one of them is several tokens.
    """
    words = [word for word in text.replace("−", " ").replace(",", " ").split() if word not in ("-", "–")]
    if len(words) != 2:
        raise WordError("Two words are needed, such as: are is")
    ids = []
    for word in words:
        number = tokenizer.word(f" {word}")
        number = tokenizer.word(word) if number is None else number
        if number is None:
            count = len(tokenizer.encode(f" {word}").ids)
            raise WordError(
                f"{word!r} is {count} tokens for this model; only words of one token can be compared."
            )
        ids.append(number)
    if ids[0] == ids[1]:
        raise WordError("Two different words are needed.")
    return WordPair((ids[0], ids[1]), (words[0], words[1]))


def pair_of(tokenizer: LlamaTokenizer, logits: Array, words: str) -> tuple[WordPair, str]:
    """The typed words or the two likeliest, and a sentence that says why the typed ones cannot be used."""
    if words:
        try:
            return typed_pair(tokenizer, words), ""
        except WordError as error:
            return likeliest_pair(tokenizer, logits), str(error)
    return likeliest_pair(tokenizer, logits), ""


def effects_on(model: LlamaModel, seen: LlamaPass, pair: WordPair, at: int) -> WordEffects:
    """The direct effect of each head and MLP on the first word of the pair against the second, after token ``at``."""
    return direct_effects(model, seen, *pair.ids, at)


def shown(piece: str) -> str:
    """A token as a label: without its leading space, newlines and tabs as signs, a space as a sign."""
    return piece.replace("\n", "⏎").replace("\t", "⇥").strip(" ") or "␣"
