"""Keys that come while a picture is seen and the place that it shows is not there yet: they have to wait for it."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App
from textual.events import Key

MOMENT = 0.01  # seconds between two looks whether the place is there
AT_ONCE = ("ctrl+q", "ctrl+c")  # leaving waits for nothing


class EarlyKeys:
    """Takes none until it is told to, and none after they were pressed or dropped."""

    def __init__(self) -> None:
        self._held: list[Key] | None = None

    def begin(self) -> None:
        """From now on."""
        self._held = []

    def takes(self, key: Key) -> bool:
        """Whether this one has to wait."""
        if self._held is None or key.key in AT_ONCE:
            return False
        self._held.append(key)
        return True

    def drop(self) -> None:
        """There is another place than the picture shows."""
        self._held = None

    async def press(self, app: App[Any]) -> None:
        """As soon as the place is there."""
        while not app.screen.is_mounted:
            await asyncio.sleep(MOMENT)
        held, self._held = self._held or [], None
        for key in held:
            app.post_message(Key(key.key, key.character))
