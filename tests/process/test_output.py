"""Output is kept in order and limited; input is refused."""

from __future__ import annotations

import pytest

from tests.process.conftest import Open
from tutor.process import Raised, SandboxProcess


def test_output_of_all_sources_is_kept_in_order(process: SandboxProcess) -> None:
    process.call("hostile:speak")
    assert process.output == "first\nsecond\nthird\nfourth\nfifth\nsixth"
    assert process.dropped == 0


def test_output_of_several_calls_adds_up(process: SandboxProcess) -> None:
    process.call("hostile:print_lines", 1)
    process.call("hostile:print_lines", 1)
    assert process.output == "line 0\nline 0\n"


def test_output_beyond_the_limit_is_counted(start: Open) -> None:
    process = start(output_chars=20)
    process.call("hostile:print_lines", 1000)
    printed = "".join(f"line {line}\n" for line in range(1000))
    assert process.output == printed[:20]
    assert process.dropped == len(printed) - 20


def test_a_printed_gigabyte_neither_blocks_nor_fills_memory(fork: Open) -> None:
    process = fork(wall=60)
    process.call("hostile:print_gigabyte")
    assert len(process.output) == 64_000
    assert process.dropped == 2**30 - 64_000


def test_bytes_that_are_not_utf8_are_replaced(process: SandboxProcess) -> None:
    process.call("hostile:print_bytes")
    assert process.output == "\ufffdä\n\\udc80\n"


def test_closing_the_output_loses_no_result(process: SandboxProcess) -> None:
    process.call("hostile:close_stdout")
    assert process.call("harmless:count") == 1


@pytest.mark.parametrize("function", ["ask", "read_stdin"])
def test_input_raises_an_error_that_says_why(process: SandboxProcess, function: str) -> None:
    with pytest.raises(Raised, match="nobody can type") as caught:
        process.call(f"hostile:{function}")
    assert caught.value.type_name == "EOFError"


def test_standard_input_is_empty(process: SandboxProcess) -> None:
    assert process.call("hostile:read_descriptor") == b""
