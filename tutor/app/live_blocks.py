"""Runs the live blocks of a section with the learner's sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutor.app.jobs import Jobs
from tutor.app.kept_state import KeptState
from tutor.course.markdown import all_sizes, chain
from tutor.course.model import Lesson, LiveCode, Section
from tutor.course.size_values import Size
from tutor.progress.events import BlockRun
from tutor.session import Session
from tutor.shapes.trace import Trace


@dataclass(frozen=True, slots=True)
class LiveRun:
    """A block's run with these sizes."""

    block: LiveCode
    sizes: dict[str, Size]
    trace: Trace


class LiveBlocks:
    """Draws nothing: calls ``show`` with each block's run."""

    def __init__(
        self, session: Session, kept: KeptState, jobs: Jobs, show: Callable[[LiveRun], None]
    ) -> None:
        self.session, self.kept, self.jobs, self.show = session, kept, jobs, show
        self.recorded: set[str] = set()  # blocks already recorded as run with other sizes in this session

    def run(self, lesson: Lesson, blocks: Sequence[LiveCode], sizes: Mapping[str, Size]) -> None:
        """Run these blocks in sequence. Drops an earlier request."""
        if not blocks:
            self.jobs.forget("trace")
            return

        def runs() -> Iterator[LiveRun]:
            tracer = self.session.tracer
            for block in blocks:
                wanted = {name: sizes.get(name, value) for name, value in all_sizes(lesson, block).items()}
                before = [one.source for one in chain(lesson, block)]
                yield LiveRun(block, wanted, tracer.trace(block.drawing, wanted, before=before))

        self.jobs.stream(
            "trace", runs, then=lambda run: self._ran(lesson, run), failing="The code could not be run"
        )

    def _ran(self, lesson: Lesson, run: LiveRun) -> None:
        block = f"{lesson.id}#{run.block.id}"
        changed = run.sizes != all_sizes(lesson, run.block)
        if changed and run.trace.failure is None and block not in self.recorded:
            self.recorded.add(block)
            self.session.record(BlockRun(at=self.session.now(), block=block, sizes=dict(run.sizes)))
        self.show(run)

    def keep_sizes(self, lesson: Lesson, section: Section, sizes: Mapping[str, Size]) -> None:
        """Save the sizes of a section for the next start."""
        kept = dict(self.kept.values.get("sizes") or {})
        kept[f"{lesson.id}#{section.id}"] = dict(sizes)
        self.kept.remember(sizes=kept)

    def kept_sizes(self, lesson: Lesson, section: Section) -> Mapping[str, Size]:
        """The learner's saved sizes of a section, if any."""
        kept = self.kept.values.get("sizes", {})
        found = kept.get(f"{lesson.id}#{section.id}", {}) if isinstance(kept, dict) else {}
        return found if isinstance(found, dict) else {}
