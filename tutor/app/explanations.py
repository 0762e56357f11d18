"""What a learner explained, which is recorded, and what they began to explain, which is kept for the next start."""

from __future__ import annotations

from tutor.app.kept_state import KeptState
from tutor.progress.events import Explained, PointsTicked
from tutor.session import Session

DRAFTS = "drafts"  # in what is kept: an explanation's id → its text so far


class Explanations:
    """The explanations of one learner."""

    def __init__(self, session: Session, kept: KeptState) -> None:
        self.session, self.kept = session, kept

    def written(self, name: str) -> tuple[str, tuple[int, ...]]:
        """The text that was written last, "" before there is one, and the points that were ticked of it."""
        own = self.session.standing.explanations.get(name)
        return ("", ()) if own is None else (own.later or own.text, own.points)

    def draft(self, name: str) -> str:
        """What was typed so far."""
        return self._drafts().get(name, "")

    def write(self, name: str, text: str) -> None:
        """Record an explanation; the draft of it is done with."""
        self.session.record(Explained(at=self.session.now(), explain=name, text=text))
        self.kept.remember(**{DRAFTS: {key: kept for key, kept in self._drafts().items() if key != name}})

    def tick(self, name: str, points: tuple[int, ...]) -> None:
        """Record which points are ticked."""
        self.session.record(PointsTicked(at=self.session.now(), explain=name, points=points))

    def keep_draft(self, name: str, text: str) -> None:
        """Keep what was typed."""
        self.kept.remember(**{DRAFTS: {**self._drafts(), name: text}})

    def _drafts(self) -> dict[str, str]:
        """Whatever stands in what was kept, only texts come back."""
        found = self.kept.values.get(DRAFTS)
        if not isinstance(found, dict):
            return {}
        return {name: text for name, text in found.items() if isinstance(name, str) and isinstance(text, str)}
