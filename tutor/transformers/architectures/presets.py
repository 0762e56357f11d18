"""The named architectures, read from ``presets.yaml`` beside this file."""

from __future__ import annotations

import difflib
from functools import cache
from importlib import resources

import msgspec
import yaml

from tutor.transformers.architectures.architecture import Architecture


@cache
def presets() -> dict[str, Architecture]:
    """All presets by name, in the order of the file."""
    text = (
        resources.files("tutor.transformers.architectures")
        .joinpath("presets.yaml")
        .read_text(encoding="utf-8")
    )
    rows = msgspec.convert(yaml.load(text, Loader=_LOADER), type=list[Architecture])
    return {row.name: row for row in rows}


def preset(name: str) -> Architecture:
    """The preset called ``name``.

    Raises:
        LookupError: there is none; the message suggests similar names.
    """
    known = presets()
    if name in known:
        return known[name]
    near = (
        difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        or [n for n in known if name and name in n][:3]
    )
    hint = f" Similar: {', '.join(near)}." if near else ""
    raise LookupError(f"There is no architecture called '{name}'.{hint} All names: tutor dims --list")


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
