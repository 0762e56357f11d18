"""The client's handle on a value that stays in its process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class RemoteValue:
    """A value that stays in the process; equal to nothing but itself. Pass it back as an argument of a call.

    ``type_name`` is the bare name of its type, ``text`` a short description where one can be had safely.
    """

    type_name: str
    ref: str
    text: str = ""
