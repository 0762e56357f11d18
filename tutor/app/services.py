"""The services that the app passes to its screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.app.kept_state import KeptState
    from tutor.app.nav import Navigation
    from tutor.session import Session


@dataclass(frozen=True, slots=True)
class Services:
    """The learner's session, the saved state, and the navigation."""

    session: Session
    kept: KeptState
    nav: Navigation
