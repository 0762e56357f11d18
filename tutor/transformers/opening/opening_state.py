"""The learner's position in the four pages, and what they did there. Immutable; every key creates a new state."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tutor.transformers.models.agreement import GapReading, Pair, read_gap

SENTENCES = (
    "The coins near the old wooden box ___ missing.",
    "The coin near the old wooden boxes ___ missing.",
)
SUBJECTS = ("coins", "coin")
PAGES = 4
GUESS, LOOK, OFF, TURN = range(PAGES)
TURNED: Pair = (2.0, 1.5)  # initial query on the last page: to the right, at *box*
STEP = 0.5  # change of the query per key press
REACH = 4.0
# The weight of the subject and the probability of the answer from which the query counts as corrected.
FOUND, SURE = 0.8, 0.9


@dataclass(frozen=True, slots=True)
class OpeningState:
    """``done`` are the pages whose task is done. ``chosen`` is the word that the learner expects the
    head to attend to."""

    page: int = GUESS
    done: frozenset[int] = frozenset()
    guess: str = ""
    chosen: int = 6
    head_on: bool = True
    query: Pair = TURNED
    sentence: int = 0

    @property
    def reading(self) -> GapReading:
        """The model's result for the sentence with this page's changes."""
        query = self.query if self.page == TURN else None
        return read_gap(SENTENCES[self.sentence], query, self.head_on or self.page != OFF)

    @property
    def here_done(self) -> bool:
        """Whether this page's task is done."""
        return self.page in self.done

    def answered(self, word: str = "") -> OpeningState:
        """Answer the gap with a word. Without one, the learner only looks at the model's answer."""
        return replace(self, guess=word, done=self.done | {GUESS})

    def moved(self, step: int) -> OpeningState:
        """Select another word, skipping the gap and the full stop."""
        places = [n for n, word in enumerate(self.reading.words) if word not in ("___", ".")]
        at = places.index(self.chosen)
        return replace(self, chosen=places[min(max(at + step, 0), len(places) - 1)])

    def looked(self) -> OpeningState:
        """Show the row of weights."""
        return replace(self, done=self.done | {LOOK})

    def switched(self) -> OpeningState:
        """Switch the head off, or on again."""
        return replace(self, head_on=not self.head_on, done=self.done | {OFF})

    def other_sentence(self) -> OpeningState:
        """Switch between one coin with several boxes and the other way round."""
        return replace(self, sentence=1 - self.sentence)

    def turned(self, right: int, up: int) -> OpeningState:
        """Change the query by a step."""
        first, second = (
            min(max(old + STEP * step, -REACH), REACH)
            for old, step in zip(self.query, (right, up), strict=True)
        )
        state = replace(self, query=(first, second))
        return replace(state, done=state.done | {TURN}) if state.is_back else state

    @property
    def is_back(self) -> bool:
        """Whether the query finds the subject again and the answer agrees with it."""
        reading = self.reading
        place = reading.words.index(SUBJECTS[self.sentence])
        right = reading.probabilities[1 - self.sentence]
        return reading.weights[place] >= FOUND and right >= SURE

    def on_page(self, step: int) -> OpeningState:
        """Go to the next or previous page, with the first sentence and the head on."""
        page = min(max(self.page + step, 0), PAGES - 1)
        return replace(self, page=page, sentence=0, head_on=True)
