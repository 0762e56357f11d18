"""The public form of a verdict: every field of ``tutor check --json``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tutor.grading.verdict import NamedMistake, Position, Status, TestResult, Verdict

SCALE = NamedMistake("no-scaling", "does not scale", "Your code does not scale.", "step-1#scaling")
MASK = replace(SCALE, id="mask-inverted", name="inverts the mask")
FLOAT16 = replace(SCALE, id="float16", name="multiplies in float16")
TESTS = (
    TestResult("t1", "softmax", "passed", group="softmax"),
    TestResult(
        "t2", "scaling", "failed", "It is not scaled.", group="attention", at=Position(12, 5, "attend")
    ),
    TestResult("t3", "float16", "failed", "inf", tier="robust", group="types"),
    TestResult("t4", "integers", "passed", tier="robust", group="types"),
)
FAILED = Verdict(
    "ex1",
    "failed",
    0.123456,
    TESTS,
    SCALE,
    "It is not scaled.",
    also=(FLOAT16,),
    at=Position(12, 5, "attend"),
)
NOWHERE = {"file": "ex1.py", "line": None, "column": None, "function": None}
HERE = {"file": "ex1.py", "line": 12, "column": 5, "function": "attend"}


def published(mistake: NamedMistake) -> dict[str, str]:
    return {"id": mistake.id, "name": mistake.name, "diagnosis": mistake.diagnosis, "see": mistake.see}


def test_the_report_has_every_field_of_a_failure() -> None:
    assert (
        FAILED.report("ex1.py")
        == {
            "exercise": "ex1",
            "status": "failed",
            "seconds": 0.1235,
            "tests": [
                {"id": "t1", "says": "softmax", "outcome": "passed", "message": "", "tier": "core"} | NOWHERE,
                {
                    "id": "t2",
                    "says": "scaling",
                    "outcome": "failed",
                    "message": "It is not scaled.",
                    "tier": "core",
                }
                | HERE,
                {"id": "t3", "says": "float16", "outcome": "failed", "message": "inf", "tier": "robust"}
                | NOWHERE,
                {"id": "t4", "says": "integers", "outcome": "passed", "message": "", "tier": "robust"}
                | NOWHERE,
            ],
            "robust": {"held": 1, "of": 2},
            "mistake": published(SCALE),
            "candidates": [],
            "also": [published(FLOAT16)],
            "message": "It is not scaled.",
            "copied": False,
        }
        | HERE
    )


def test_candidates_are_listed_when_no_mistake_is_named() -> None:
    report = replace(FAILED, mistake=None, candidates=(SCALE, MASK)).report("ex1.py")
    assert (report["mistake"], report["candidates"]) == (None, [published(SCALE), published(MASK)])


@pytest.mark.parametrize("status", ["passed", "error", "timeout", "not_started"])
def test_the_report_has_the_status_of_the_verdict(status: Status) -> None:
    assert replace(FAILED, status=status).report("ex1.py")["status"] == status


def test_the_report_names_the_groups_that_hold_and_the_leading_one() -> None:
    assert (FAILED.groups_held, FAILED.leading_group) == (("softmax",), "attention")
    passed = replace(FAILED, status="passed", tests=(TESTS[0], *TESTS[2:]))
    assert (passed.groups_held, passed.leading_group) == (("softmax", "core"), "types")
