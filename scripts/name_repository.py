"""Writes the repository's address into what a package index shows: the project's links, and links in the README.

    python scripts/name_repository.py https://HOST/OWNER/NAME v0.1.0

The repository itself uses relative links, because it can be cloned and forked to any address. An index shows the README
without the files beside it. The release workflow calls this before it builds, and commits nothing.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!\w+:|#)([^)\s]+)\)")


def absolute(text: str, address: str, tag: str) -> str:
    """Markdown whose relative links lead to the files of a tag; pictures to their contents."""

    def led(found: re.Match[str]) -> str:
        sign, words, path = found.groups()
        return f"{sign}[{words}]({address}/{'raw' if sign else 'blob'}/{tag}/{path})"

    return _LINK.sub(led, text)


def project_urls(address: str, tag: str) -> str:
    """The table ``[project.urls]``."""
    return (
        "[project.urls]\n"
        f'Homepage = "{address}"\n'
        f'Documentation = "{address}/tree/{tag}/docs"\n'
        f'Changelog = "{address}/blob/{tag}/CHANGELOG.md"\n'
        f'Issues = "{address}/issues"\n\n'
    )


def main(address: str, tag: str, root: Path = ROOT) -> None:
    """Rewrite ``README.md`` and ``pyproject.toml`` in ``root``."""
    address = address.rstrip("/")
    readme, project = root / "README.md", root / "pyproject.toml"
    readme.write_text(absolute(readme.read_text(encoding="utf-8"), address, tag), encoding="utf-8")
    text, before = project.read_text(encoding="utf-8"), "[project.optional-dependencies]\n"
    if "[project.urls]" in text or text.count(before) != 1:
        sys.exit(f"{project}: the links cannot be added; this script expects no [project.urls] yet.")
    project.write_text(text.replace(before, project_urls(address, tag) + before), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(
            "Give the repository's address and the tag: name_repository.py https://HOST/OWNER/NAME v0.1.0"
        )
    main(*sys.argv[1:])
