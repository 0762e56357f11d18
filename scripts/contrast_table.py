"""The contrasts of the app's themes as Markdown: ``python scripts/contrast_table.py > contrast.md``."""

from __future__ import annotations

from textual.color import Color
from textual.constants import DIM_FACTOR

from tutor.app.palette_of_roles import GROUNDS, READABLE, ROLES, VISIBLE, WRITTEN, Roles, contrast_of


def row(name: str, colour: str, roles: Roles) -> str:
    """A role with its colour and its contrast on each background."""
    behind = [Color.parse(getattr(roles, ground)) for ground in GROUNDS]
    shown = [f"{contrast_of(Color.parse(colour), ground):.1f}" for ground in behind]
    return f"| {name} | `{colour}` | {' | '.join(shown)} |"


def main() -> None:
    """Print one table per theme."""
    print(f"# Contrasts\n\nText needs {READABLE} : 1, the frame of the focus {VISIBLE:g} : 1 (WCAG 2.2).")
    for theme, roles in ROLES.items():
        grounds = (f"{ground} `{getattr(roles, ground)}`" for ground in GROUNDS)
        print(f"\n## {theme}\n\n| role | colour | {' | '.join(grounds)} |\n|---|---|{'---|' * len(GROUNDS)}")
        for role in WRITTEN:
            print(row("accent, focus" if role == "accent" else role, getattr(roles, role), roles))
        dimmed = (
            Color.parse(getattr(roles, ground)).blend(Color.parse(roles.text), DIM_FACTOR)
            for ground in GROUNDS
        )
        values = (
            f"{contrast_of(colour, Color.parse(getattr(roles, ground))):.1f}"
            for colour, ground in zip(dimmed, GROUNDS, strict=True)
        )
        print(f"| dimmed text | text at {DIM_FACTOR:.0%} | {' | '.join(values)} |")
        chosen = contrast_of(Color.parse(roles.selected), Color.parse(roles.selection))
        print(f"\nSelected text `{roles.selected}` on `{roles.selection}`: {chosen:.1f}.")
        inked = contrast_of(Color.parse(roles.ink), Color.parse(roles.accent))
        beside = min(
            contrast_of(Color.parse(roles.accent), Color.parse(getattr(roles, g))) for g in GROUNDS[:2]
        )
        print(
            f"\nThe chosen line `{roles.ink}` on `{roles.accent}`: {inked:.1f}; beside other lines {beside:.1f}."
        )


if __name__ == "__main__":
    main()
