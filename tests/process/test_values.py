"""The values that a process returns, and those that stay in it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.process.conftest import Open
from tutor.process import Limits, Raised, RemoteValue, Sandbox, SandboxProcess

PLAIN = [
    None,
    True,
    -3,
    2**63,
    -(2**70),
    0.1,
    1e300,
    -0.0,
    1 + 2j,
    "√d_k",
    "\udc80 alone",
    b"\x00\xff",
    [],
    (),
    {},
    [1, (2, [3.0, None]), {"a": (1,), 2: "b", (1, 2): [True]}],
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_is_returned_unchanged(shared: SandboxProcess, value: object) -> None:
    result = shared.call("harmless:same", value)
    assert repr(result) == repr(value)


def test_infinity_and_nan_are_returned(shared: SandboxProcess) -> None:
    a, b = shared.call("harmless:same", (math.inf, math.nan))
    assert a == math.inf
    assert math.isnan(b)


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "uint64", "float16", "float32", "float64", ">f8", "complex64"]
)
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3, 4)])
def test_numeric_arrays_keep_dtype_and_shape(
    shared: SandboxProcess, dtype: str, shape: tuple[int, ...]
) -> None:
    result = shared.call("harmless:array", dtype, shape)
    assert type(result) is np.ndarray
    assert result.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(result, np.arange(math.prod(shape)).reshape(shape).astype(dtype))


def test_a_returned_array_is_writable(shared: SandboxProcess) -> None:
    result = shared.call("harmless:array", "float64", (3,))
    result[0] = 7
    assert result[0] == 7


@pytest.mark.parametrize(
    "array", [np.arange(6.0).reshape(2, 3).T, np.arange(9)[::-2], np.zeros((2, 0)), np.array(np.nan)]
)
def test_arrays_of_any_memory_layout_make_the_round_trip(
    shared: SandboxProcess, array: np.ndarray[Any, Any]
) -> None:
    result = shared.call("harmless:same", array)
    assert result.shape == array.shape
    np.testing.assert_array_equal(result, array)


def test_numpy_scalars_stay_numpy_scalars(shared: SandboxProcess) -> None:
    result = shared.call("harmless:numpy_scalars")
    assert [type(value) for value in result] == [np.float32, np.int64, np.bool, np.complex128]
    assert result == [0.5, 3, True, 1j]


def test_state_stays_between_calls(process: SandboxProcess) -> None:
    assert [process.call("harmless:count") for _ in range(3)] == [1, 2, 3]


def test_processes_share_no_state(start: Open) -> None:
    assert start().call("harmless:count") == start().call("harmless:count") == 1


def test_a_value_that_cannot_be_encoded_can_be_passed_back(shared: SandboxProcess) -> None:
    counter = shared.call("harmless:counter")
    assert isinstance(counter, RemoteValue)
    assert counter.type_name == "Counter"
    assert shared.call("harmless:most_common", counter) == ("a", 2)


def test_a_handle_of_another_process_is_not_accepted(start: Open) -> None:
    counter = start().call("harmless:counter")
    with pytest.raises(ValueError, match="another process"):
        start().call("harmless:most_common", counter)


def test_no_object_can_pose_as_data(shared: SandboxProcess) -> None:
    result = shared.call("harmless:oddities")
    assert all(type(value) is RemoteValue for value in result)
    names = [value.type_name for value in result]
    assert names == ["Liar", "ndarray", "View", "ndarray", "ndarray", "generator", "set", "function"]
    assert result[1].text == "shape (2,) of object"
    assert result[2].text == "shape (2, 3)"
    assert result[0] != 1.0
    assert result[0] != shared.call("harmless:oddities")[0]


def test_a_list_that_contains_itself_is_cut(shared: SandboxProcess) -> None:
    value: Any = shared.call("harmless:endless_list")
    depth = 0
    while type(value) is list:
        value, depth = value[1], depth + 1
    assert depth > 10
    assert isinstance(value, RemoteValue)


@pytest.mark.parametrize("function", ["too_much", "too_many"])
def test_a_result_that_is_too_large_is_refused_in_a_sentence(fork: Open, function: str) -> None:
    process = fork()
    with pytest.raises(Raised, match="more than the tutor takes"):
        process.call(f"harmless:{function}")
    assert process.call("harmless:count") == 1


def test_a_large_array_makes_the_round_trip(shared: SandboxProcess) -> None:
    large = np.random.default_rng(0).random(1_000_000)
    np.testing.assert_array_equal(shared.call("harmless:same", large), large)


def test_replaced_builtins_and_numpy_functions_change_no_result(process: SandboxProcess) -> None:
    result = process.call("hostile:patch_everything")
    np.testing.assert_array_equal(result, np.arange(3))
    np.testing.assert_array_equal(process.call("harmless:array", "float64", (2, 2)), [[0, 1], [2, 3]])


def test_a_leftover_tracer_is_removed(process: SandboxProcess) -> None:
    process.call("hostile:trace_everything")
    assert process.call("sys:gettrace") is None
    assert process.call("sys:getprofile") is None


def test_numpy_imports_its_own_modules_when_they_are_needed(shared: SandboxProcess) -> None:
    assert shared.call("harmless:lazy_numpy") == 2


def test_an_event_loop_runs(process: SandboxProcess) -> None:
    assert process.call("harmless:event_loop") == 42


def test_importable_folders_come_last_on_the_path(shared: SandboxProcess) -> None:
    path = shared.call("harmless:path")
    assert path[-1].endswith("code")
    assert "" not in path


def test_two_processes_draw_different_random_numbers(start: Open) -> None:
    first, second = (start().call("harmless:random_numbers") for _ in range(2))
    assert not np.array_equal(first, second)


def test_linear_algebra_has_one_thread(shared: SandboxProcess) -> None:
    assert shared.call("os:getenv", "OPENBLAS_NUM_THREADS") == "1"


def test_a_preloaded_module_is_there_from_the_start(forking: Sandbox) -> None:
    forking.preload("tests.process.no_such_module", "colorsys")
    with forking.open(Limits()) as process:
        assert process.call("sys:modules.__contains__", "colorsys")
