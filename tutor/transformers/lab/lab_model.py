"""Looking through the Lab's model in threads, and drawing what was seen."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work

from tutor.app.messages import Failed
from tutor.engines import EnginesClosed
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.lab_experiments import TryingScreen
from tutor.transformers.lab.lab_messages import Looked, Priced
from tutor.transformers.lab.lab_state import LARGER, Looking
from tutor.transformers.lab.readout import Reading
from tutor.transformers.lab.swap_view import NOT_WRITTEN

if TYPE_CHECKING:
    from tutor.app.services import Services
    from tutor.transformers.models.look import Look
    from tutor.transformers.models.swap import Price

PAUSE = 0.15  # seconds that a larger model waits for the next key before it runs


class SeeingScreen(TryingScreen):
    """Has its ``looking`` looked at in a thread, and shows what came of it; what is no longer wanted is let go."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.looking = Looking()
        self.look: Look | None = None
        self.prices: tuple[Price, ...] = ()
        self.priced = self.looking  # what these prices are for
        self.ticket = 0

    def again(self) -> None:
        """Look again, as things are now."""
        self.ticket += 1
        self.kept.remember(lab=self.looking.state())
        self._look(self.ticket, self.looking)
        if self.looking.own:
            self._price(self.ticket, self.looking)
        else:
            self.prices = ()

    @work(thread=True, exclusive=True, group="look")
    def _look(self, ticket: int, looking: Looking) -> None:
        try:
            from tutor.transformers.models.look import look

            if looking.model in LARGER:
                time.sleep(PAUSE)
            if ticket == self.ticket:
                self.post_message(Looked(ticket, look(looking.sentence, looking.settings())))
        except Exception as error:
            self.post_message(Failed(f"The model could not be run: {error}"))

    @work(thread=True, exclusive=True, group="price")
    def _price(self, ticket: int, looking: Looking) -> None:
        """The model on the learner's functions, one exercise after the other."""
        try:
            from tutor.transformers.models.swap import PIECES, price

            sandbox, prices = self.session.engines.sandbox, []
            for piece in PIECES:
                if ticket != self.ticket:
                    return
                if (exercise := self.session.exercise(piece.exercise)) is not None:
                    file = self.session.workspace.file(exercise)
                    prices.append(price(sandbox, piece, file, looking.sentence, looking.token))
            self.post_message(Priced(ticket, looking, tuple(prices)))
        except EnginesClosed:
            return
        except Exception as error:
            self.post_message(Failed(f"The model could not be run on your code: {error}"))

    @on(Priced)
    def _priced(self, event: Priced) -> None:
        if event.ticket != self.ticket:
            return
        if all(price.failure.endswith(NOT_WRITTEN) for price in event.prices):
            self.looking = self.looking.on_own()
            self.notify(
                "Nothing of yours is there to run yet: write exercise 1, 2, 3 or 5 first (2 Practice)."
            )
        else:
            self.prices, self.priced = event.prices, event.looking
            if any(price.same for price in event.prices):
                self.record("own:same")
        self._draw()

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        if event.ticket == self.ticket:
            self.look = event.look
            self._draw()

    def _draw(self) -> None:
        look = self.look
        if look is None:
            return
        last = len(look.tokens.ids) - 1
        looking = self.looking if self.looking.token <= last else self.looking.at_token(last)
        grid = self.query_one(HeadGrid)
        grid.border_title, grid.border_subtitle = looking.title, looking.mode
        rows, prices = looking.rows(look), self.prices
        if (self.priced.sentence, self.priced.token) != (self.looking.sentence, self.looking.token):
            prices = tuple(replace(price, guesses=(), attention=()) for price in prices)  # those of before
        own = next((price for price in prices if price.attention), None)
        if own is not None and looking.view == "weights":
            rows = own.attention[looking.layer][looking.head]
            grid.border_title += f" · from your {own.piece.exercise[:3]}"
        grid.show(rows, look.labels, looking.token, looking.drawn, None if own else looking.made(look))
        self.query_one(Reading).show(look, looking, prices)
