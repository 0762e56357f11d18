"""The map of all heads of a real model, scored by what they do: on probe texts, on the sentence, for the next word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text
from textual import events
from textual.app import ComposeResult

from tutor.app.keys import Key
from tutor.app.rich_theme import Fitted
from tutor.app.screens.screen import TutorScreen
from tutor.app.textual_fixes import set_titles
from tutor.app.widgets.selectable import SelectableStatic
from tutor.transformers.lab.head_map import HeadMap, HeadRow, Place
from tutor.transformers.lab.lab_state import LabState
from tutor.transformers.lab.real_readout import effect_line
from tutor.views.numbers import share_text
from tutor.views.symbols import ASCII, UNICODE
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.app.services import Services
    from tutor.transformers.llama.head_scores import FoundHeads
    from tutor.transformers.models.model_run import ModelRun

EFFECT = "next word"
WAYS = ("previous token", "duplicate", "induction", "first token", "subject", EFFECT)
PROBES = {
    "previous token": "the token before",
    "duplicate": "the same token earlier",
    "induction": "what came after the same token",
    "first token": "the first token",
    "subject": "the noun that the verb agrees with",
}
_FRAME = 2  # lines and columns taken by a frame


class MapWidget(SelectableStatic, can_focus=True):
    """The map. A click selects a head."""

    drawn: HeadMap | None = None

    def on_click(self, event: events.Click) -> None:
        """Select the clicked head."""
        inside = event.get_content_offset(self)
        place = None if self.drawn is None or inside is None else self.drawn.at(inside.x, inside.y)
        if place is not None and isinstance(self.screen, HeadsScreen):
            self.screen.choose(place)


class HeadsScreen(TutorScreen):
    """``run`` is the Lab's current sentence. ``done`` is called with the state to continue with there."""

    CSS_PATH = "heads_screen.tcss"
    HEADING = "All heads"
    KEYS = (
        Key(
            "right",
            "move(1, 0)",
            foot="choose",
            sign="◂↑↓▸",
            row="◂ ▸ ↑ ↓",
            help="another layer, another head",
        ),
        Key("left", "move(-1, 0)", label="previous layer"),
        Key("down", "move(0, 1)", label="next head"),
        Key("up", "move(0, -1)", label="previous head"),
        Key(
            "enter",
            "grid",
            foot="its grid",
            call="show the grid of this head",
            help="show its grid in the Lab",
        ),
        Key(
            "d",
            "detector",
            foot="detector",
            call="next detector",
            help="choose what to look for: previous token, duplicate, induction, first token, subject; next word",
        ),
        Key(
            "n",
            "ranked(1)",
            foot="next best",
            row="n p",
            help="the head with the next lower score, or the next higher",
        ),
        Key("p", "ranked(-1)", label="better"),
        Key(
            "s",
            "text",
            foot="text",
            help="scores on probe texts or on your sentence",
        ),
        Key(
            "D",
            "words",
            foot="words",
            call="compare two words",
            help="choose the two words that the effect is measured on",
        ),
        Key("x", "switch", foot="off", call="switch head off", help="switch this head off or on   X  all on"),
        Key("X", "all_on", call="all heads on", label="all heads on"),
        Key("v", "drawing", foot="numbers", help="shades, numbers, plain characters"),
        Key("escape", "leave", foot="leave", help="go back to the head that the Lab showed"),
    )

    def __init__(
        self, services: Services, state: LabState, run: ModelRun, done: Callable[[LabState | None], None]
    ) -> None:
        super().__init__(services)
        self.before, self.state, self.run_shown, self.done = state, state, run, done
        self.way = WAYS[0]
        self.on_sentence = False
        self.found: FoundHeads | None = None
        self.jumped = False

    def content(self) -> ComposeResult:
        """The map, the details of the selected head, and the strongest heads."""
        yield MapWidget(id="map")
        yield SelectableStatic("", id="found")

    def title_text(self) -> str:
        """The number of heads."""
        layers, heads = self.state.size
        return f"Lab · {self.state.model}: {layers} × {heads} heads"

    def on_mount(self) -> None:
        """Start measuring."""
        self.query_one(MapWidget).focus()
        self._measure()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the map to the new size."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _measure(self) -> None:
        failing = "The heads could not be measured"
        work = partial(_stages, self.state, self.run_shown)
        self.jobs.stream("measure heads", work, self._measured, failing=failing)

    def _measured(self, found: FoundHeads) -> None:
        self.found = found
        if not self.jumped and self._scores() is not None:
            self.jumped = True
            self.choose(self._order()[0])
        self._draw()

    # Drawing

    def _scores(self) -> Sequence[Sequence[float]] | None:
        """The scores in the current view; None if they are not computed yet or the sentence has no such position."""
        if self.found is None:
            return None
        if self.way == EFFECT:
            return self.found.effects
        return (self.found.sentence if self.on_sentence else self.found.probes).get(self.way)

    def _order(self) -> list[Place]:
        """All heads, highest score first."""
        scores = self._scores() or ()
        places = [(layer, head) for layer, row in enumerate(scores) for head in range(len(row))]
        size = abs if self.way == EFFECT else float
        return sorted(places, key=lambda place: -size(scores[place[0]][place[1]]))

    def _draw(self) -> None:
        view, below = self.query_one(MapWidget), self.query_one("#found", SelectableStatic)
        scores, state = self._scores(), self.state
        layers, heads = state.size
        symbols = ASCII if state.drawn == "plain" else UNICODE
        room = self.size.height - 2
        width = self.size.width - 2 * _FRAME
        tall = 2 if room >= 2 * heads + 14 else 1
        if room >= 5 * heads + 12 and width // layers >= 7:
            tall = (room - 12) // heads
        lines = min(1 + tall * heads, max(4, room - 9))
        view.styles.height = lines + _FRAME
        view.drawn = HeadMap(
            scores or ((0.0,) * heads,) * layers,
            (state.layer, state.head),
            width,
            lines,
            state.off,
            state.layers_off,
            signed=self.way == EFFECT,
            pictures=self.run_shown.attention,
            symbols=symbols,
            colours=state.drawn != "plain",
        )
        view.update(view.drawn)
        set_titles(view, *self._titles(scores))
        free = max(3, room - lines - 2 * _FRAME)
        below.update(Fitted(lambda wide: Group(*self._below(scores, wide, free))))
        set_titles(below, "this head, and the strongest", "")

    def _titles(self, scores: Sequence[Sequence[float]] | None) -> tuple[str, str]:
        if self.way == EFFECT:
            pair = "" if self.found is None else f": {harmless(self.found.pair)}"
            return f"what each head adds to the next word{pair}", "in logits, directly"
        text = "on your sentence" if self.on_sentence else "on probe texts"
        what = f"looks at {PROBES[self.way]}" if self.size.width >= 90 else ""
        title = f"{self.way} · {what + ', ' if what else ''}{text}"
        if scores is None:
            if self.found is None or not (self.on_sentence or self.found.complete):
                return title, "measuring …"
            return title, f"{'your sentence' if self.on_sentence else 'this model'} has no such token"
        count = sum(score >= 0.5 for row in scores for score in row)
        return title, f"{count} of {len(scores) * len(scores[0])} heads at .50 or more"

    def _below(
        self, scores: Sequence[Sequence[float]] | None, width: int, free: int
    ) -> Iterator[RenderableType]:
        state, found = self.state, self.found
        symbols = ASCII if state.drawn == "plain" else UNICODE
        name = "" if found is None else found.name_of(state.layer, state.head)
        line = Text(f"L{state.layer} H{state.head}", style="bold", no_wrap=True, overflow="ellipsis")
        line.append(f" · {name}" if name else " · no name" if found and found.complete else "")
        yield line
        if found is not None and found.probes:
            told = [
                f"{way} {share_text(table[state.layer][state.head])}" for way, table in found.probes.items()
            ]
            scores_line = " · ".join(told)
            yield Text(
                scores_line if width > 80 else scores_line.replace(" token", ""),
                style="dim",
                no_wrap=True,
                overflow="ellipsis",
            )
        else:
            yield Text("measuring it on probe texts …", style="dim")
        inside = self.run_shown.inside
        if inside is not None and found is not None and found.effects is not None:
            yield effect_line(found.inside or inside, state, symbols, width)
        off = state.what_is_off
        yield Text(f"off: {off}" if off else "", style="dim", no_wrap=True, overflow="ellipsis")
        if scores is None or free < 7:
            return
        lines = min(free - 5, 8)
        tokens = len(self.run_shown.labels)
        order, across = self._order(), max(1, width // HeadRow.wide(lines, tokens))
        at = order.index((state.layer, state.head))
        first = at // across * across
        yield HeadRow(
            order[first : first + across],
            scores,
            self.run_shown.attention,
            (state.layer, state.head),
            lines,
            self.way == EFFECT,
            symbols,
            state.drawn != "plain",
        )

    # Keys

    def idle(self) -> frozenset[str]:
        """The keys without a target. Effects on the next word are computed only for the sentence, so the key for the
        probe texts is idle in that view."""
        return frozenset({"text"} if self.way == EFFECT else {"words"})

    def choose(self, place: Place) -> None:
        """Select this head."""
        self.state = self.state.at_head(*place)
        self._draw()

    def action_move(self, layers: int, heads: int) -> None:
        """Select a neighbouring head, wrapping around."""
        across, down = self.state.size
        self.choose(((self.state.layer + layers) % across, (self.state.head + heads) % down))

    def action_ranked(self, step: int) -> None:
        """Select the next head in the order of scores."""
        if self._scores() is None:
            return
        order = self._order()
        self.choose(order[(order.index((self.state.layer, self.state.head)) + step) % len(order)])

    def action_detector(self) -> None:
        """Switch to the next detector, and select its strongest head."""
        self.way = WAYS[(WAYS.index(self.way) + 1) % len(WAYS)]
        if self._scores() is not None:
            self.choose(self._order()[0])
        self._draw()
        self.draw_foot()

    def action_text(self) -> None:
        """Switch between the probe texts and the sentence."""
        if self.way != EFFECT:
            self.on_sentence = not self.on_sentence
            self._draw()

    def action_words(self) -> None:
        """Choose the two words to compare."""
        from tutor.transformers.lab.words_dialog import WordsDialog

        inside = self.run_shown.inside
        if inside is not None:
            self.app.push_screen(WordsDialog(inside.pair.shown), self._compare)

    def _compare(self, words: str | None) -> None:
        if words is not None:
            self.way, self.state = EFFECT, self.state.comparing(words)
            self._measure()

    def action_switch(self) -> None:
        """Switch this head off, or on again, in the Lab."""
        self.state = self.state.switched()
        self._draw()

    def action_all_on(self) -> None:
        """Switch all heads on."""
        self.state = self.state.all_on()
        self._draw()

    def action_drawing(self) -> None:
        """Cycle through shades, numbers and plain characters."""
        self.state = self.state.next_drawing()
        self._draw()

    def action_grid(self) -> None:
        """Return to the Lab with this head."""
        self._leave(self.state)

    def action_leave(self) -> None:
        """Return to the Lab with its own head."""
        self._leave(self.state.at_head(self.before.layer, self.before.head))

    def _leave(self, state: LabState) -> None:
        self.jobs.forget("measure heads")
        self.app.pop_screen()
        self.done(state)


def _stages(state: LabState, run: ModelRun) -> Iterator[FoundHeads]:
    from tutor.transformers.llama.head_scores import find_heads

    assert run.inside is not None
    yield from find_heads(state.model, run.inside, state.words, state.token)
