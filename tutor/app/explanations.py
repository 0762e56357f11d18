"""The learner's explanations, which are recorded, and drafts, which are saved for the next start."""

from __future__ import annotations

from tutor.app.kept_state import KeptState
from tutor.progress.events import Explained, PointsTicked
from tutor.session import Session

DRAFTS = "drafts"  # key in the saved state; maps an explanation's id to its draft


class Explanations:
    """The explanations of one learner."""

    def __init__(self, session: Session, kept: KeptState) -> None:
        self.session, self.kept = session, kept

    def written(self, name: str) -> tuple[str, tuple[int, ...]]:
        """The last written text ("" if there is none), and its ticked points."""
        own = self.session.standing.explanations.get(name)
        return ("", ()) if own is None else (own.later or own.text, own.points)

    def draft(self, name: str) -> str:
        """The text typed so far."""
        return self._drafts().get(name, "")

    def write(self, name: str, text: str) -> None:
        """Record an explanation and delete its draft."""
        self.session.record(Explained(at=self.session.now(), explain=name, text=text))
        self.kept.remember(**{DRAFTS: {key: kept for key, kept in self._drafts().items() if key != name}})

    def tick(self, name: str, points: tuple[int, ...]) -> None:
        """Record which points are ticked."""
        self.session.record(PointsTicked(at=self.session.now(), explain=name, points=points))

    def keep_draft(self, name: str, text: str) -> None:
        """Save a draft."""
        self.kept.remember(**{DRAFTS: {**self._drafts(), name: text}})

    def _drafts(self) -> dict[str, str]:
        """The saved drafts, ignoring invalid values."""
        found = self.kept.values.get(DRAFTS)
        if not isinstance(found, dict):
            return {}
        return {name: text for name, text in found.items() if isinstance(name, str) and isinstance(text, str)}
