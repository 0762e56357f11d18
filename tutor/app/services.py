"""What the app hands to each of its screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.app.kept_state import KeptState
    from tutor.app.nav import Navigation
    from tutor.session import Session


@dataclass(frozen=True, slots=True)
class Services:
    """The learner's session, what is kept from one start to the next, and the way to other screens."""

    session: Session
    kept: KeptState
    nav: Navigation
