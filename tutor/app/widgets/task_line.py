"""The line at the end of a section that opens the place for its task."""

from __future__ import annotations

from tutor.app.rich_theme import prose
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import SectionTask

TASK_KEY = "o"


class TaskLine(SelectableStatic):
    """The key and the task. A click has the same effect."""

    def __init__(self, task: SectionTask) -> None:
        super().__init__(prose(f"**{TASK_KEY}** ▸ {task.words}"), classes="task")

    async def on_click(self) -> None:
        """Open the place, unless text is being selected."""
        if not self.text_selection:
            await self.run_action("screen.do")
