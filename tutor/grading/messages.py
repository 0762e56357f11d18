"""The protocol between grader and worker: frames of plain data on a socket that only these two have open.

The token of a frame identifies its check. Requests are pickled, results are msgpack (JSON would lose NaN).
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from tutor.grading.request import Request
from tutor.grading.verdict import TestResult, Verdict

if TYPE_CHECKING:
    import msgspec

TEST, VERDICT, CANCELLED, LOST = b"t", b"v", b"c", b"l"


@dataclass(frozen=True, slots=True)
class Lost:
    """The end of a check without a verdict, because a process of the tutor failed. ``reason`` is a sentence."""

    reason: str


End = Literal["cancelled"] | Lost


@dataclass(frozen=True, slots=True)
class Order:
    """A message to a worker: start a check, cancel one, or load all checks in idle time."""

    kind: Literal["check", "cancel", "prepare"]
    request: Request | None = None


def pack_order(order: Order) -> bytes:
    return pickle.dumps(order, pickle.HIGHEST_PROTOCOL)


def read_order(payload: bytes) -> Order:
    """The inverse of ``pack_order``."""
    order = pickle.loads(payload)
    assert isinstance(order, Order)
    return order


def pack_event(event: TestResult | Verdict | End) -> bytes:
    """Serialise a line as soon as it is known, or the end of the check: a verdict, or why there is none."""
    if isinstance(event, Lost):
        return LOST + event.reason.encode("utf-8", "backslashreplace")
    if isinstance(event, str):
        return CANCELLED
    try:
        body: bytes = _encoder().encode(event)
    except UnicodeEncodeError:  # half of a surrogate pair in a name or message of the learner's code
        import msgspec

        body = _encoder().encode(_escaped(msgspec.to_builtins(event)))
    return (VERDICT if isinstance(event, Verdict) else TEST) + body


def read_event(payload: bytes) -> TestResult | Verdict | End:
    """The inverse of ``pack_event``."""
    tag, body = payload[:1], payload[1:]
    if tag == CANCELLED:
        return "cancelled"
    if tag == LOST:
        return Lost(body.decode())
    found: TestResult | Verdict = _decoder(tag).decode(body)
    return found


def _escaped(value: Any) -> Any:
    r"""Plain data with lone surrogates, which UTF-8 cannot encode, written as ``\ud800``."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_escaped(key): _escaped(item) for key, item in value.items()}
    return [_escaped(item) for item in value] if isinstance(value, list | tuple) else value


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    import msgspec

    return msgspec.msgpack.Encoder()


@cache
def _decoder(tag: bytes) -> msgspec.msgpack.Decoder[Any]:
    import msgspec

    return msgspec.msgpack.Decoder(Verdict if tag == VERDICT else TestResult)
