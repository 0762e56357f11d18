"""What the grader and its worker tell each other: frames of plain data on a socket that only these two hold.

The token of a frame says which check it belongs to. Requests are pickled, results are msgpack (JSON would lose NaN).
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from tutor.grading.request import Request
from tutor.grading.verdict import TestResult, Verdict

if TYPE_CHECKING:
    import msgspec

LARGEST = 64 * 1024 * 1024
TEST, VERDICT = b"t", b"v"
ENDS: dict[str, bytes] = {"cancelled": b"c", "lost": b"l"}
End = Literal["cancelled", "lost"]  # of a check without a verdict; lost: its process was, so it says nothing


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a worker: a check, the end of one, or to load all checks while nothing is asked."""

    kind: Literal["check", "cancel", "prepare"]
    request: Request | None = None


def pack_order(order: Order) -> bytes:
    """An order as bytes."""
    return pickle.dumps(order, pickle.HIGHEST_PROTOCOL)


def read_order(payload: bytes) -> Order:
    """The order that ``pack_order`` wrote."""
    order = pickle.loads(payload)
    assert isinstance(order, Order)
    return order


def pack_event(event: TestResult | Verdict | End) -> bytes:
    """A line as soon as it is known, and the last: a verdict, or why there is none."""
    if isinstance(event, str):
        return ENDS[event]
    body: bytes = _encoder().encode(event)
    return (VERDICT if isinstance(event, Verdict) else TEST) + body


def read_event(payload: bytes) -> TestResult | Verdict | End:
    """The event that ``pack_event`` wrote."""
    tag, body = payload[:1], payload[1:]
    for end, own in ENDS.items():
        if tag == own:
            return cast("End", end)
    found: TestResult | Verdict = _decoder(tag).decode(body)
    return found


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    import msgspec

    return msgspec.msgpack.Encoder()


@cache
def _decoder(tag: bytes) -> msgspec.msgpack.Decoder[Any]:
    import msgspec

    return msgspec.msgpack.Decoder(Verdict if tag == VERDICT else TestResult)
