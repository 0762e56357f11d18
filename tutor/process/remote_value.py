"""The client's reference to a value that stays in the sandboxed process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class RemoteValue:
    """A value in the sandboxed process, equal only to itself. It can be passed back as an argument of a call.

    ``type_name`` is the unqualified name of its type, ``text`` a short description if one can be had safely.
    """

    type_name: str
    ref: str
    text: str = ""
