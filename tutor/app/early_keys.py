"""Queues keys that arrive while the first picture is shown and its screen is not ready yet."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App
from textual.events import Key

MOMENT = 0.01  # seconds between checks that the screen is ready
AT_ONCE = ("ctrl+q", "ctrl+c")  # quitting does not wait


class EarlyKeys:
    """Queues keys, from ``begin`` until they are passed on or dropped."""

    def __init__(self) -> None:
        self._held: list[Key] | None = None

    def begin(self) -> None:
        """Start queueing."""
        self._held = []

    def takes(self, key: Key) -> bool:
        """Whether this key must wait."""
        if self._held is None or key.key in AT_ONCE:
            return False
        self._held.append(key)
        return True

    def drop(self) -> None:
        """Drop the keys, because a different screen opened from the one in the picture."""
        self._held = None

    async def press(self, app: App[Any]) -> None:
        """Pass on the queued keys once the screen is ready."""
        while not app.screen.is_mounted:
            await asyncio.sleep(MOMENT)
        held, self._held = self._held or [], None
        for key in held:
            app.post_message(Key(key.key, key.character))
