"""The line at the end of a section that leads to the place where it is used."""

from __future__ import annotations

from tutor.app.rich_theme import prose
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import SectionTask

TASK_KEY = "o"


class TaskLine(SelectableStatic):
    """The key and the words; a click does the same."""

    def __init__(self, task: SectionTask) -> None:
        super().__init__(prose(f"**{TASK_KEY}** ▸ {task.words}"), classes="task")

    async def on_click(self) -> None:
        """As the key does, unless text is being selected."""
        if not self.text_selection:
            await self.run_action("screen.do")
