"""The path: every step, and the sections of the one that is open."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tutor.course.model import Course
from tutor.progress.standing import Standing

Place = tuple[str, str | None]  # lesson id, section id


class PathTree(Tree[Place]):
    """Choosing a section (or a step: its first section) opens it."""

    def __init__(self, course: Course, **kwargs: str) -> None:
        super().__init__("Path", **kwargs)  # type: ignore[arg-type]
        self.course = course
        self.show_root = False
        self.guide_depth = 2
        self.border_title = "Path"
        self.steps: dict[str, TreeNode[Place]] = {}
        self.leaves: dict[Place, TreeNode[Place]] = {}

    def on_mount(self) -> None:
        """All steps, closed."""
        for lesson in self.course.lessons:
            node = self.root.add(Text(f"{lesson.step} {lesson.title}"), (lesson.id, None))
            self.steps[lesson.id] = node
            for section in lesson.sections:
                place = (lesson.id, section.id)
                self.leaves[place] = node.add_leaf(Text(section.title), place)

    def render_label(self, node: TreeNode[Place], base_style: Style, style: Style) -> Text:
        """As Textual draws it, cut to the width: the tree is not scrolled sideways."""
        label = super().render_label(node, base_style, style)
        depth, parent = 0, node.parent
        while parent is not None and not parent.is_root:
            depth, parent = depth + 1, parent.parent
        room = self.scrollable_content_region.width - depth * self.guide_depth
        label.truncate(max(room, 1), overflow="ellipsis")
        return label

    def show_place(self, lesson_id: str, section_id: str, standing: Standing) -> None:
        """Open this step and no other, point at the section, tick what was read."""
        for lesson in self.course.lessons:
            node = self.steps[lesson.id]
            count = standing.step(lesson.id)
            done = count is not None and count.sections > 0 and count.read == count.sections
            node.set_label(
                Text(
                    f"{'✓ ' if done else ''}{lesson.step} {lesson.title}",
                    style="bold" if lesson.id == lesson_id else "",
                )
            )
            if lesson.id != lesson_id:
                node.collapse()
                continue
            node.expand()
            for section in lesson.sections:
                here = section.id == section_id
                read = standing.is_read(lesson.id, section.id)
                sign = "▸" if here else "✓" if read else " "
                self.leaves[(lesson.id, section.id)].set_label(
                    Text(f"{sign} {section.title}", style="bold" if here else "")
                )
        leaf = self.leaves.get((lesson_id, section_id))
        if leaf is not None:
            self.call_after_refresh(self.move_cursor, leaf)
