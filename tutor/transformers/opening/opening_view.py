"""The four pages of the opening as text: prose, the sentence, the gap's row of weights, the answer."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from tutor.transformers.models.agreement import GAP, PLURAL, SINGULAR, GapReading, Pair, load_agreement
from tutor.transformers.opening.opening_state import (
    PAGES,
    SENTENCES,
    SUBJECTS,
    OpeningState,
)
from tutor.transformers.opening.plane_view import plane_view
from tutor.views.heat_colours import Paint
from tutor.views.numbers import share_text
from tutor.views.symbols import STYLES

TITLES = ("Fill the gap", "Where the head looks", "Switch the head off", "Turn the query yourself")
READ, BESIDE = 84, 108  # columns of prose; from the second width on the plane fits beside the numbers
BAR = 30  # cells of a bar for probability 1
ROW_BAR = 20  # cells of a bar for weight 1
EIGHTHS = " ▁▂▃▄▅▆▇█"
LARGE, QUIET = 0.5, 0.01  # a weight of at least the first is highlighted; one below the second is dimmed


def opening_view(state: OpeningState, width: int) -> RenderableType:
    """The page in ``width`` columns."""
    title = Text(f"{state.page + 1} of {PAGES} · {TITLES[state.page]}\n", style=STYLES["head"])
    return Group(title, *PAGE_VIEWS[state.page](state, state.reading, width))


# Pages


def _guess(state: OpeningState, reading: GapReading, width: int) -> list[RenderableType]:
    asked: list[RenderableType] = [
        _sentence(state),
        _say("Which word belongs in the gap? Press **a** or **b**."),
        Text.assemble("   ", ("a", "reverse"), "  is        ", ("b", "reverse"), "  are\n"),
    ]
    if not state.here_done:
        return asked
    size = sum(value.size for value in load_agreement().weights.values())
    said = f"You said **{state.guess}**. " if state.guess else ""
    return [
        *asked,
        _say(f"{said}A small language model says:"),
        _answer(reading),
        _say(
            f"It is {size:,} numbers, trained in less than a minute on made-up sentences. This one was not among "
            "them. The noun next to the gap is *box*, and one box *is*. So how does the model know? "
            "Press **enter** to see."
        ),
    ]


def _look(state: OpeningState, reading: GapReading, width: int) -> list[RenderableType]:
    told = (
        "To fill the gap, the model looks at the other words. Its **head** gives each word a share, its **weight**; "
        "the weights add up to 1."
    )
    if not state.here_done:
        asked = f"{told} Which word gets the largest? Choose one with ◂ ▸, then press **enter**."
        return [_say(asked), row_view(reading, width, chosen=state.chosen, hidden=True)]
    subject = reading.words.index(SUBJECTS[state.sentence])
    chosen = reading.words[state.chosen]
    if state.sentence:
        weight = share_text(reading.weights[subject])
        said = f"One coin, several boxes: the gap looks at *coin* ({weight}) and says *is*."
    elif state.chosen == subject:
        said = "Right: the gap looks past *box*, at *coins*."
    else:
        own = share_text(reading.weights[state.chosen])
        said = f"The gap looks past *box*, at *coins*. Your word, *{chosen}*, gets {own}."
    other = "one coin and several boxes" if not state.sentence else "several coins and one box"
    return [
        _say(told),
        row_view(reading, width),
        _say(
            f"{said} Nobody told the model what a subject is. It learned where to look, because that made its "
            "answers better. This row of weights is called **attention**.\n\n"
            f"Press **s** for {other}, **enter** to go on."
        ),
        _answer(reading),
    ]


def _off(state: OpeningState, reading: GapReading, width: int) -> list[RenderableType]:
    if not state.here_done:
        said = (
            "Does this row really decide? Guess: what does the model say without the head? "
            "Then press **x** to switch it off."
        )
    elif state.head_on:
        said = (
            "The head is on again, and so is the answer. **x** switches it as often as you like, **s** shows the other "
            "sentence, **enter** goes on."
        )
    else:
        said = (
            "Without the head, the gap receives nothing from the other words. All that is left is habit: three of five "
            "subjects in its training were singular. Press **x** to switch it on again, **enter** to go on."
        )
    switch = "on" if state.head_on else "off"
    return [
        _say(said),
        row_view(reading, width, off=not state.head_on),
        Text.assemble("   head: ", (f" {switch} ", "reverse"), "\n"),
        _answer(reading),
    ]


def _turn(state: OpeningState, reading: GapReading, width: int) -> list[RenderableType]:
    said = (
        "The gap has a **query**, each word a **key** and a **value**. Score = query · key: multiply, add. "
        "The larger the score, the larger the weight. "
    )
    if state.is_back and state.here_done:
        said += (
            "**You brought it back.** By hand, you did softmax(query · keys) · values. **You will write this**: "
            "**e** opens exercise 1, **enter** reads on."
        )
    elif state.here_done:
        said += (
            "Left finds nouns further left, right finds nouns further right, and up finds any noun. **e** opens "
            "exercise 1, **enter** reads on."
        )
    else:
        said += "This query looks at *box*. Bring it back to *coins* with the arrow keys."
    numbers = Group(query_view(reading.query), keys_view(reading, width), received_view(reading))
    if width < BESIDE:
        return [_say(said), numbers]
    beside = Table.grid(padding=(0, 4))
    beside.add_row(numbers, plane_view(reading))
    return [_say(said), beside]


PAGE_VIEWS = (_guess, _look, _off, _turn)


# Parts of pages


@dataclass(frozen=True, slots=True)
class RowView:
    """The sentence on one line, each word coloured by the weight below it. The gap is in brackets.

    ``weights`` is None before they are shown, or with the head off. ``chosen`` is marked below its word.
    """

    words: tuple[str, ...]
    gap: int
    weights: tuple[float, ...] | None
    below: tuple[str, ...]
    chosen: int | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        paint = Paint.of(console)
        words, bars, below = Text(), Text(), Text()
        for place, word in enumerate(self.words):
            cell = max(len(word), 3) + 2
            body = f"{f'[{word}]' if place == self.gap else word:^{cell}}"
            weight = self.weights[place] if self.weights else 0.0
            loud = weight >= LARGE or place == self.gap
            words.append(body, style=paint.share(weight, loud) if self.weights else "bold" if loud else "")
            bars.append(f"{EIGHTHS[round(weight * 8)] * len(word):^{cell}}")
            sign = "^" * len(word) if place == self.chosen else self.below[place]
            below.append(f"{sign:^{cell}}", style="bold" if loud or place == self.chosen else STYLES["quiet"])
            for line in (words, bars, below):
                line.append(" ")
        yield words
        if paint.shades and self.weights:
            yield bars
        yield below
        yield Text()


def row_view(
    reading: GapReading, width: int, *, chosen: int | None = None, hidden: bool = False, off: bool = False
) -> RenderableType:
    """The gap's row of weights; one word per line if the sentence does not fit on a line."""
    if sum(max(len(word), 3) + 3 for word in reading.words) > width:
        return _row_as_column(reading, width, chosen=chosen, hidden=hidden, off=off)
    if hidden or off:
        below = ("-" if off else "",) * len(reading.words)
        return RowView(reading.words, reading.gap, None, below, chosen if hidden else None)
    return RowView(reading.words, reading.gap, reading.weights, tuple(map(share_text, reading.weights)))


def _row_as_column(
    reading: GapReading, width: int, *, chosen: int | None, hidden: bool, off: bool
) -> RenderableType:
    lines = []
    for place, (word, weight) in enumerate(zip(reading.words, reading.weights, strict=True)):
        mark = "▸" if place == chosen and hidden else " "
        line = Text(f"{mark} {word:<9}", style="reverse" if place == reading.gap else "")
        if not (hidden or off):
            line.append(f"{share_text(weight)} ", style="not reverse").append(
                "█" * round(weight * min(ROW_BAR, width - 16)), style=STYLES["shape"]
            )
        lines.append(line)
    return Group(*lines, Text())


def query_view(query: Pair) -> Text:
    """The two components of the query, and their keys."""
    return Text.assemble(
        "query of the gap   ",
        ("◂ ▸", "bold"),
        f" {_minus(query[0])}     ",
        ("↑ ↓", "bold"),
        f" {_minus(query[1])}\n",
    )


def keys_view(reading: GapReading, width: int) -> Text:
    """One line per word: its key, the query's score for it, its weight, its value."""
    lines = [Text(f"{'':9}{'key':>11}{'score':>8}{'value':>8}  weight", style=STYLES["quiet"])]
    rows = zip(reading.words, reading.keys, reading.scores, reading.values, reading.weights, strict=True)
    for word, key, score, value, weight in rows:
        style = "bold" if weight >= LARGE else STYLES["quiet"] if weight < QUIET else ""
        numbers = f"{key[0]:6.1f}{key[1]:5.1f}{score:8.1f}{_signed(value):>8}".replace("-", "−")
        line = Text(f"{word:<9}{numbers}  {share_text(weight):>4} ", style=style)
        line.append("█" * round(weight * min(ROW_BAR, max(width - 44, 0))), style=STYLES["shape"])
        lines.append(line)
    return Text("\n").join([*lines, Text()])


def received_view(reading: GapReading) -> Text:
    """The weighted sum of the values, and the model's answer."""
    line = Text(f"weights × values = {_signed(reading.received)}   the model says   ")
    for word, probability in zip((SINGULAR, PLURAL), reading.probabilities, strict=True):
        style = "bold" if word == reading.answer else STYLES["quiet"]
        line.append(f"{word} {share_text(probability)}   ", style=style)
    return line


def _sentence(state: OpeningState) -> Text:
    before, after = SENTENCES[state.sentence].split(GAP)
    return Text.assemble("   ", (before, "bold"), (GAP, "bold reverse"), (f"{after}\n", "bold"))


def _answer(reading: GapReading) -> Text:
    """The probabilities of both words as bars."""
    line = Text()
    for word, probability in zip((SINGULAR, PLURAL), reading.probabilities, strict=True):
        style = "bold" if word == reading.answer else STYLES["quiet"]
        line.append(f"   {word:<4}{share_text(probability)} ", style=style)
        line.append("█" * round(probability * BAR), style=STYLES["shape"]).append("\n")
    return line


def _minus(value: float) -> str:
    return f"{value:5.1f}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−") if abs(value) >= 0.05 else "0.0"


def _say(markdown: str) -> RenderableType:
    """Prose followed by an empty line."""
    from tutor.app.rich_theme import prose

    return Group(Constrain(prose(markdown), READ), Text())
