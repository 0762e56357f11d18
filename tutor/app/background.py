"""Background work: saves the place, starts the engines, and notices what a shell has recorded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from tutor.app.first_picture import keep, lines_of, place_of

if TYPE_CHECKING:
    from tutor.app.app import TutorApp
    from tutor.app.kept_state import KeptState
    from tutor.session import Session

AT_EASE = 0.8  # seconds after the first screen until invisible parts are started
LOOK = 2.0  # seconds between checks of the workspace and the record
KEEP = 1.0  # seconds; at most this much is lost after a power cut or a kill


class Background:
    """Everything here runs in threads, because a slow disk must not delay the next key press."""

    def __init__(self, app: TutorApp, session: Session, kept: KeptState) -> None:
        self.app, self.session, self.kept = app, session, kept

    def begin(self) -> None:
        """Start when the workspace is open."""
        self.app.set_timer(AT_EASE, self._settle)
        self.app.set_interval(KEEP, self._keep_place)
        self._look_for_folder()

    def _look_for_folder(self) -> None:
        """Report a workspace that has moved, and show what was recorded in a shell.

        A single sleeping thread: starting a job each time would be most of an idle app's work.
        """
        session = self.session

        def looks() -> Iterator[tuple[str, bool]]:
            left = get_current_worker().cancelled_event
            while not left.is_set():
                found = session.workspace.moved(), session.seen_elsewhere()
                if any(found):
                    yield found
                left.wait(LOOK)

        def looked(found: tuple[str, bool]) -> None:
            moved, recorded = found
            session.warn_once(moved)
            if recorded:
                self._draw_progress()

        self.app.jobs.stream("folder", looks, looked, failing="The workspace could not be read")

    def _draw_progress(self) -> None:
        from tutor.app.screens.screen import TutorScreen

        for screen in self.app.screen_stack:
            if isinstance(screen, TutorScreen) and screen.composed:
                screen.draw_progress()

    def _keep_place(self) -> None:
        self.app.spare.collect()
        if self.kept.changed:
            self._keep_picture()
            failing = "Your place could not be saved"
            self.app.jobs.latest("keep", self.kept.save, self.session.warn_once, failing=failing)

    def _settle(self) -> None:
        """Start the engines while the learner reads. Earlier, they would slow down the first screen."""
        self.app.spare.begin()
        self._keep_picture()
        failing = "The process that runs code could not be started"
        self.app.jobs.latest("warm up", self._warm_up, lambda _: None, failing=failing)

    def _warm_up(self) -> None:
        from tutor.app.nav import AHEAD

        self.session.tracer  # noqa: B018
        self.session.grader.warm()
        self.app.spare.import_ahead(AHEAD)

    def _keep_picture(self) -> None:
        """Save a picture of Learn for the next start, if it shows the top of a section."""
        app = self.app
        if app.here is not None and app.workspace is not None and app.signs is None:
            path = place_of(app.course.root, app.workspace.root, self.kept.values, app.size)
            if path is not None and (lines := lines_of(app.screen)):
                keeping = partial(keep, path, lines)
                app.jobs.latest("picture", keeping, lambda _: None, failing="The picture could not be saved")
