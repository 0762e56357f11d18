"""Typing a size of the current section, and choosing a preset for its sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.course.markdown import blocks
from tutor.course.model import Lesson, LiveCode, MalformedCourseError, Section
from tutor.course.quantities import Quantity, quantities_of, quantity_names
from tutor.course.size_values import Size, size_text
from tutor.hooks import SizePresets, plugin

if TYPE_CHECKING:
    from tutor.app.section_page import SectionPage

SHOWN = 3  # values of a preset in the list


def quantities_in(lesson: Lesson, section: Section) -> dict[str, Quantity]:
    """The quantities that the section's sizes declare; none if the section cannot be shown."""
    found: dict[str, Quantity] = {}
    try:
        for block in blocks(section, lesson):
            if isinstance(block, LiveCode):
                found |= quantities_of(lesson, block)
    except MalformedCourseError:
        return {}
    return found


def _names_in(page: SectionPage) -> dict[str, str]:
    """The names of the quantities, by size."""
    names: dict[str, str] = {}
    if page.lesson and page.shown and page.panel.quantities:
        for block in blocks(page.shown, page.lesson):
            if isinstance(block, LiveCode):
                names |= quantity_names(page.lesson, block)
    return names


def presets_for(page: SectionPage) -> list[SizePresets]:
    """The kinds of presets that set a size of the section."""
    wanted = set(_names_in(page).values())
    if not wanted:
        return []
    return [one for one in plugin(page.screen.session.course.plugin).presets if one.quantities & wanted]


def preset_sizes(kind: SizePresets, names: Mapping[str, str]) -> dict[str, dict[str, Size]]:
    """The sizes that each preset sets, by its title; only presets with a value for all quantities of their kind."""
    wanted = {size: name for size, name in names.items() if name in kind.quantities}
    return {
        title: {size: row[name] for size, name in wanted.items()}
        for title, row in kind.rows().items()
        if row.keys() >= set(wanted.values())
    }


def type_size(page: SectionPage) -> None:
    """Open a field for the value of the selected size."""
    panel = page.panel
    if not (name := panel.chosen_name):
        page.screen.notify("This section has no sizes to change.")
        return
    from tutor.app.screens.size_dialog import SizeDialog

    def typed(value: Size | None) -> None:
        if value is not None and name in panel.sizes:
            panel.put({name: value})

    dialog = SizeDialog(panel.title(name), panel.sizes[name], panel.own[name], panel.quantities.get(name))
    page.screen.app.push_screen(dialog, typed)


async def choose_preset(page: SectionPage) -> None:
    """List the presets, and set the sizes of the chosen one."""
    names, panel = _names_in(page), page.panel
    offered = {
        f"{kind.noun}: {title}": (kind.noun, title, sizes)
        for kind in presets_for(page)
        for title, sizes in preset_sizes(kind, names).items()
    }
    if not offered:
        page.screen.notify("There is no preset for the sizes of this section.")
        return
    from tutor.app.screens.dialogs import PickDialog

    def described(key: str) -> str:
        """Its values with a unit, as many as fit on a line."""
        noun, title, sizes = offered[key]
        known = ((panel.quantities[size], value) for size, value in sizes.items())
        values = [size_text(value, one) for one, value in known if one.unit and value != 1]
        return " · ".join([f"{noun:11} {title}", *list(dict.fromkeys(values))[:SHOWN]])

    def picked(key: str | None) -> None:
        if key is not None:
            noun, title, sizes = offered[key]
            panel.put(sizes, noun, title)

    page.screen.app.push_screen(PickDialog("Presets", [(key, described(key)) for key in offered]), picked)
