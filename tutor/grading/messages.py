"""How the judge tells the grader what it sees: frames of plain data on a socket that only these two hold.

A frame is its length, a tag and msgpack (JSON would lose NaN). The request goes the other way, pickled.
"""

from __future__ import annotations

import pickle
import socket
import struct
from collections.abc import Iterator

import msgspec

from tutor.grading.request import Request
from tutor.grading.verdict import TestResult, Verdict

HEAD = struct.Struct("!H")  # before what is asked of the judge: its length
_HEAD = struct.Struct("!Ic")
EVERYTHING = b"*"  # asks the judge, in the place of a folder, to load, rehearse and prepare all checks
TEST, VERDICT = b"t", b"v"
LARGEST = 64 * 1024 * 1024
_encode = msgspec.msgpack.Encoder().encode
_test, _verdict = msgspec.msgpack.Decoder(TestResult), msgspec.msgpack.Decoder(Verdict)


def send_request(connection: socket.socket, request: Request) -> None:
    """Hand over what is to be checked."""
    body = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
    connection.sendall(_HEAD.pack(len(body), b"r") + body)


def receive_request(connection: socket.socket) -> Request:
    """What is to be checked. Raises EOFError when the grader has gone."""
    request = pickle.loads(_frame(connection)[1])
    assert isinstance(request, Request)
    return request


def send_event(connection: socket.socket, event: TestResult | Verdict) -> None:
    """One line as soon as it is known, or the verdict, which is the last."""
    body = _encode(event)
    connection.sendall(_HEAD.pack(len(body), VERDICT if isinstance(event, Verdict) else TEST) + body)


def events(connection: socket.socket) -> Iterator[TestResult | Verdict]:
    """What the judge sends. Ends with the connection; raises TimeoutError as the socket's timeout has it."""
    while True:
        try:
            tag, body = _frame(connection)
        except EOFError:
            return
        yield _verdict.decode(body) if tag == VERDICT else _test.decode(body)


def _frame(connection: socket.socket) -> tuple[bytes, bytes]:
    size, tag = _HEAD.unpack(_exactly(connection, _HEAD.size))
    if size > LARGEST:
        raise EOFError
    return tag, _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        try:
            chunk = connection.recv(min(size - len(data), 1 << 20))
        except ConnectionError:
            raise EOFError from None
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)
