"""Explains in a sentence why a signal ended a process."""

from __future__ import annotations

import signal

from tutor.process.limits import Limits

_CRASHES: dict[int, str] = {
    signal.SIGSEGV: "it accessed memory that does not exist",
    signal.SIGBUS: "it accessed memory that does not exist",
    signal.SIGABRT: "it called abort",
    signal.SIGFPE: "an arithmetic fault",
    signal.SIGILL: "an illegal instruction",
}


def signal_text(number: int, limits: Limits) -> str:
    if number == signal.SIGXCPU:
        return f"The code used more than {limits.cpu:g} seconds of processor time and was stopped."
    if number == signal.SIGKILL:
        return "The system ended the process, probably because the memory was used up."
    name = signal_name(number)
    if number in _CRASHES:
        return f"The code crashed Python itself: {_CRASHES[number]} ({name})."
    return f"The process was ended by {name}."


def signal_name(number: int) -> str:
    """``SIGKILL`` for 9, and so on."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
