"""A probe of several calls: the opaque part of a result is passed on and not compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tutor.course.model import HANDED, Probe
from tutor.grading.answers import Answer, alike
from tutor.grading.learner_module import LearnerModule
from tutor.grading.mistake_index import ask
from tutor.grading.probe_calls import answer
from tutor.grading.source import Source
from tutor.process import Sandbox

NUMBERS = np.array([1.0, 4.0, 9.0])
START = Probe("start", (NUMBERS,), opaque=1)
TWICE = Probe("add", (5.0, HANDED), opaque=1, after=Probe("add", (2.0, HANDED), opaque=1, after=START))

AS_SUM = """
def start(numbers):
    return numbers.sum(), numbers.sum()

def add(number, state):
    return state + number, state + number
"""
AS_OBJECT = """
class Seen:
    def __init__(self, numbers):
        self.numbers = list(numbers)

def start(numbers):
    return sum(numbers), Seen(numbers)

def add(number, state):
    state.numbers.append(number)
    return sum(state.numbers), state
"""
FORGETFUL = AS_SUM.replace("state + number, state + number", "state + number, state")
WITHOUT_STATE = AS_SUM.replace("numbers.sum(), numbers.sum()", "numbers.sum()")


def here(source: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(source, space)
    return space


def asked_here(source: str, probe: Probe) -> Answer:
    return ask(here(source), probe)


def test_an_opaque_state_of_any_type_is_passed_on() -> None:
    assert TWICE.calls[0] is START
    answers = [asked_here(source, TWICE) for source in (AS_SUM, AS_OBJECT)]
    assert [answer.result for answer in answers] == [(21.0, None), (21.0, None)]
    assert alike(*answers)


def test_a_lost_state_shows_in_the_second_call() -> None:
    once = Probe("add", (5.0, HANDED), opaque=1, after=START)
    assert alike(asked_here(FORGETFUL, once), asked_here(AS_SUM, once))
    assert not alike(asked_here(FORGETFUL, TWICE), asked_here(AS_SUM, TWICE))


def test_a_state_can_be_passed_by_name() -> None:
    named = Probe("add", (5.0,), {"state": HANDED}, opaque=1, after=START)
    assert asked_here(AS_OBJECT, named).result == (19.0, None)


def test_each_probe_starts_from_scratch() -> None:
    space = here(AS_OBJECT)
    assert alike(ask(space, TWICE), ask(space, TWICE))
    assert TWICE.calls[0].args[0] is NUMBERS
    assert NUMBERS.tolist() == [1.0, 4.0, 9.0]


@pytest.mark.parametrize(
    ("source", "raised"),
    [
        (WITHOUT_STATE, "NothingHandedError"),
        (AS_SUM.replace("numbers.sum(), numbers.sum()", "1 / 0"), "ZeroDivisionError"),
        (
            AS_SUM.replace("return numbers.sum(), numbers.sum()", "raise NotImplementedError"),
            "NotImplementedError",
        ),
    ],
)
def test_a_failed_preceding_call_is_the_answer(source: str, raised: str) -> None:
    assert asked_here(source, TWICE).raised == raised


@pytest.mark.parametrize("source", [AS_SUM, AS_OBJECT])
def test_a_state_stays_in_the_learners_process(source: str, tmp_path: Path) -> None:
    with Sandbox.start(preload=("tutor.grading.module_runner",)) as sandbox, sandbox.open() as isolated:
        submission = LearnerModule(isolated, Source(tmp_path / "mine.py", source, ""))
        submission.load()
        given = answer(TWICE, lambda name, args, kwargs: getattr(submission, name)(*args, **kwargs), str)
    assert alike(given, asked_here(AS_SUM, TWICE))
