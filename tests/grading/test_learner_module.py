"""Calls to the learner's process and back: views, memory order, identity, changed arguments, results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tutor.grading.assertion_errors import LearnerError, MissingFunctionError, StoppedError
from tutor.grading.expect import CheckFailure
from tutor.grading.learner_module import LearnerModule
from tutor.grading.prefetch import CallRecorder
from tutor.grading.source import Source
from tutor.process import RemoteValue, Sandbox

SOURCE = """
import math
import tracemalloc
from tracemalloc import reset_peak as by_name

import numpy as np
from numpy import exp

CALLS = []

def look(x):
    CALLS.append(1)
    return [x.flags.c_contiguous, x.flags.f_contiguous, x.flags.writeable, list(x.strides), len(CALLS)]

def add(x, by=1.0):
    x += by
    return None

def same(a, b):
    return a is b

def give(what):
    return {"set": {1, 2}, "generator": (i for i in ()), "dict": {"a": np.ones(2)}, "view": np.eye(3)[::2]}[what]

def keep(thing):
    return type(thing).__name__

def resize(x):
    x.shape = (x.size,)

def grow(n):
    big = np.ones(n)
    return big.sum()

class Mine(ValueError):
    pass

def fail(message):
    raise Mine(message)

def grow_and(what, n):
    big = np.ones(n)
    del big
    if what in ("reset_peak", "clear_traces", "stop"):
        getattr(tracemalloc, what)()
    elif what == "by name":
        by_name()
    elif what == "stop and start":
        tracemalloc.stop()
        tracemalloc.start()
    return what

def silent_stop():
    tracemalloc.stop.__closure__[0].cell_contents()

def noisy(x, rng):
    x[0] += rng.random()
    return x

def keep_exp():
    return type(np.exp).__name__

def powers(what, x):
    if what == "exp":
        return np.exp(x)
    if what == "by name":
        return exp(x)
    if what == "out":
        return np.exp(x, out=np.empty(x.shape))
    if what == "e":
        return np.e ** x
    if what == "power":
        return np.power(math.e, x)
    if what == "exp2":
        return np.exp2(x / np.log(2))
    return np.array([math.exp(one) for one in x])

number = 3
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(preload=("tutor.grading.module_runner",)) as one:
        yield one


Opener = Callable[[], LearnerModule]


@pytest.fixture
def opener(sandbox: Sandbox, tmp_path: Path) -> Iterator[Opener]:
    opened = []

    def open_one() -> LearnerModule:
        isolated = sandbox.open()
        opened.append(isolated)
        submission = LearnerModule(isolated, Source(tmp_path / "mine.py", SOURCE, ""))
        submission.load()
        return submission

    yield open_one
    for isolated in opened:
        isolated.close()


@pytest.fixture
def submission(opener: Opener) -> LearnerModule:
    return opener()


BASE = np.arange(24.0).reshape(2, 3, 4)
VIEWS = {
    "plain": BASE,
    "axes exchanged": BASE.swapaxes(0, 2),
    "turned round": BASE[:, ::-1],
    "every second": BASE[..., ::2],
    "Fortran order": np.asfortranarray(BASE),
    "turned and skipped": BASE[::-1, ::-2, ::3],
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_arrives_with_its_strides(submission: LearnerModule, name: str) -> None:
    array = VIEWS[name]
    flags = array.flags
    assert submission.look(array)[:4] == [
        flags.c_contiguous,
        flags.f_contiguous,
        flags.writeable,
        list(array.strides),
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_changes_to_a_view_reach_the_callers_array(submission: LearnerModule, name: str) -> None:
    base = BASE.copy()
    array = base if name == "plain" else np.array(VIEWS[name])
    expected = array + 2.0
    submission.add(array, by=2.0)
    assert np.array_equal(array, expected)


def test_a_read_only_array_cannot_be_changed(submission: LearnerModule) -> None:
    array = BASE.copy()
    array.flags.writeable = False
    with pytest.raises(LearnerError) as caught:
        submission.add(array)
    assert caught.value.is_a(ValueError)
    assert caught.value.where is not None
    assert caught.value.where.text.strip() == "x += by"
    assert np.array_equal(array, BASE)


def test_one_array_passed_twice_arrives_as_one_array(submission: LearnerModule) -> None:
    array = BASE.copy()
    assert submission.same(array, array) is True
    assert submission.same(array, array.copy()) is False


def test_reshaping_the_callers_array_fails_with_a_sentence(submission: LearnerModule) -> None:
    array = BASE.copy()
    with pytest.raises(CheckFailure, match=r"resize changes the shape .* to \(24,\): work on a copy"):
        submission.resize(array)
    assert array.shape == BASE.shape  # or the check could not use it


def test_plain_data_is_returned_and_the_rest_stays_remote(submission: LearnerModule) -> None:
    given = submission.give("dict")
    assert list(given) == ["a"]
    assert np.array_equal(given["a"], np.ones(2))
    assert np.array_equal(submission.give("view"), np.eye(3)[::2])
    for what in ("set", "generator"):
        thing = submission.give(what)
        assert isinstance(thing, RemoteValue)
        assert thing != submission.give(what)
        assert submission.keep(thing) == what


def test_an_error_is_an_instance_of_all_its_base_types(submission: LearnerModule) -> None:
    with pytest.raises(LearnerError) as caught:
        submission.fail("[/bold] no")
    error = caught.value
    assert error.type_name == "Mine"
    assert error.message == "[/bold] no"
    assert error.is_a(ValueError)
    assert error.is_a(Exception)
    assert not error.is_a(TypeError)


def test_memory_and_time_are_measured(submission: LearnerModule) -> None:
    small, large = (submission.measure("grow", n) for n in (1_000, 1_000_000))
    assert (small.result, large.result) == (1_000.0, 1_000_000.0)
    assert 8_000_000 <= large.peak_bytes < 9_000_000
    assert small.peak_bytes < 100_000
    assert large.seconds >= 0


@pytest.mark.parametrize("what", ["reset_peak", "clear_traces", "stop", "stop and start", "by name"])
def test_the_memory_peak_cannot_be_reset(submission: LearnerModule, what: str) -> None:
    measured = submission.measure("grow_and", what, 1_000_000)
    assert measured.result == what
    assert 8_000_000 <= measured.peak_bytes < 9_000_000
    assert submission.measure("grow", 1_000).peak_bytes < 100_000  # each measurement starts from zero


@pytest.mark.parametrize("what", ["exp", "by name", "out", "e", "power", "exp2"])
def test_the_arguments_of_exp_are_recorded(submission: LearnerModule, what: str) -> None:
    x = np.array([0.5, -1.0, 2.0])
    result, seen = submission.exponents("powers", what, x)
    assert np.allclose(result, np.exp(x))
    assert len(seen) == 1 and np.allclose(seen[0], x)


def test_numbers_are_recorded_one_by_one(submission: LearnerModule) -> None:
    _, seen = submission.exponents("powers", "math", np.array([0.5, -1.0]))
    assert [float(one) for one in seen] == [0.5, -1.0]


def test_an_error_is_reported_while_exponents_are_recorded(submission: LearnerModule) -> None:
    with pytest.raises(LearnerError) as caught:
        submission.exponents("powers", "exp", "text")
    assert caught.value.where is not None
    assert caught.value.where.text.strip() == "return np.exp(x)"


def test_a_function_draws_once_per_seed(submission: LearnerModule) -> None:
    x = np.array([1.0, 2.0])
    drawn = submission.draws("noisy", (3, 4, 3), x)
    assert [list(one) for one in drawn] == [
        [1 + np.random.default_rng(seed).random(), 2.0] for seed in (3, 4, 3)
    ]
    assert list(x) == [1.0, 2.0]  # and each draw had a copy of its own
    assert submission.take_measured()


def test_an_error_is_reported_while_drawing(submission: LearnerModule) -> None:
    with pytest.raises(LearnerError) as caught:
        submission.draws("noisy", (3,), None)
    assert caught.value.function == "noisy"
    assert caught.value.where is not None


def test_exp_is_restored_afterwards(submission: LearnerModule) -> None:
    submission.exponents("powers", "exp", np.zeros(2))
    assert submission.keep_exp() == "ufunc"


def test_hiding_memory_from_the_measurement_counts_as_infinite(submission: LearnerModule) -> None:
    assert submission.measure("silent_stop").peak_bytes > 10**18


def test_names_are_looked_up(submission: LearnerModule) -> None:
    assert submission.has("add")
    assert not submission.has("number")
    assert not submission.has("nothing")
    assert submission.source == SOURCE
    with pytest.raises(MissingFunctionError, match=r"number in mine\.py is not a function"):
        submission.number(1)
    with pytest.raises(MissingFunctionError, match=r"no function resise\. There is resize"):
        submission.resise(1)


def recorded(*calls: tuple[str, tuple[object, ...]]) -> CallRecorder:
    space: dict[str, object] = {}
    exec(SOURCE, space)
    recorder = CallRecorder(space, SOURCE)
    for name, args in calls:
        getattr(recorder, name)(*args)
    return recorder


def test_prefetched_calls_answer_like_ordinary_ones(opener: Opener, sandbox: Sandbox) -> None:
    recorder = recorded(("look", (BASE,)), ("add", (BASE.copy(), 2.0)), ("look", (BASE,)))
    submission = opener()
    submission.prefetch(recorder.calls, sandbox.open)
    array = BASE.copy()
    assert submission.look(BASE)[-1] == 1
    submission.add(array, 2.0)
    assert np.array_equal(array, BASE + 2.0)
    assert submission.look(BASE)[-1] == 2
    assert submission.look(BASE)[-1] == 3  # not prefetched, so called now
    assert submission.look(BASE.T)[-1] == 4


def test_lost_prefetched_calls_are_repeated_one_by_one(opener: Opener, sandbox: Sandbox) -> None:
    submission = opener()
    space: dict[str, object] = {"hang": lambda: None, "look": lambda x: None}
    recorder = CallRecorder(space, "")
    recorder.look(BASE)
    recorder.hang()
    fresh = []

    def reopen() -> object:
        fresh.append(sandbox.open())
        return fresh[0]

    source = SOURCE + "\ndef hang():\n    import os\n    os._exit(0)\n"
    submission = LearnerModule(sandbox.open(), Source(Path("/mine.py"), source, ""))
    submission.load()
    submission.prefetch(recorder.calls, reopen)  # type: ignore[arg-type]
    assert submission.look(BASE)[-1] == 1
    with pytest.raises(StoppedError, match="ended the whole process"):
        submission.hang()
    submission._isolated.close()


def test_an_entry_of_the_tutors_gets_the_loaded_module_and_more_time(submission: LearnerModule) -> None:
    names = submission.run_entry("builtins:dir")
    assert "look" in names and "CALLS" in names
    with pytest.raises(LearnerError) as caught:
        submission.run_entry("builtins:len")
    assert caught.value.type_name == "TypeError"
