"""JUnit XML as CI services read it: well-formed whatever was printed, with correct counts."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as Xml

from tests.views.test_verdict_view import EXERCISE, FAILED, SCALED
from tutor.grading.verdict import Printed, Verdict
from tutor.views.junit import Suite, junit

HOSTILE = "]]> </failure> <x a=\"b\"> & \x1b[31m \x00 \ud800 \ufffe 李 'q' \n"


def document(*suites: Suite) -> Xml.Element:
    return Xml.fromstring(junit(suites))


def faults(root: Xml.Element) -> list[tuple[str, str]]:
    return [(fault.tag, fault.get("type", "")) for case in root.iter("testcase") for fault in case]


def test_each_check_line_is_a_case_with_its_failure() -> None:
    root = document(Suite("ex1_attention", FAILED))
    holds, wrong, not_reached = root.iter("testcase")
    assert (holds.get("classname"), holds.get("name")) == ("ex1_attention", "output has shape (T_q, d_v)")
    assert len(holds) == 0
    (failure,) = wrong
    assert (failure.tag, failure.get("message")) == ("failure", "The weights differ by up to 0.2.")
    assert (failure.text or "").split("\n") == [
        "The weights differ by up to 0.2.",
        "line 12: scores = q @ k.T / d_k",
        "It looks as if you divide by d_k.",
    ]
    assert [fault.tag for fault in not_reached] == ["error"]  # a line that did not run is not right


def test_an_ungraded_file_is_an_error_of_its_own_type() -> None:
    nothing = Verdict("ex1_attention", "not_graded", 0.1, message="The process that grades was ended, twice.")
    assert faults(document(Suite("ex1_attention", nothing))) == [("error", "not_graded")]


def test_the_counts_match_the_cases() -> None:
    root = document(
        Suite("a", FAILED), Suite("b", replace(FAILED, tests=FAILED.tests[:1])), Suite("c", None, "No.")
    )
    for element in (root, *root):
        cases = list(element.iter("testcase"))
        assert int(element.get("tests", "")) == len(cases)
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.get(count, "")) == sum(case.find(tag) is not None for case in cases)
        assert float(element.get("time", "")) >= 0
    assert [root.get(name) for name in ("tests", "failures", "errors", "time")] == ["5", "1", "2", "0.120"]


def test_an_ungraded_file_is_an_error_and_never_green() -> None:
    for suite in (
        Suite("gone", None, "There is no ex1.py."),
        Suite("broken", Verdict(EXERCISE.id, "error", 0.0, message="It is not Python.")),
        Suite("loop", replace(FAILED, status="timeout", tests=(replace(SCALED, outcome="not_run"),))),
    ):
        root = document(suite)
        assert [tag for tag, _ in faults(root)] == ["error"], suite.name
        assert root.get("errors") == "1"
    stub = replace(FAILED, status="not_started", tests=(replace(SCALED, outcome="not_started"),))
    assert [tag for tag, _ in faults(document(Suite("stub", stub)))] == ["failure"]


def test_hostile_text_stays_text_and_the_document_stays_xml() -> None:
    verdict = replace(
        FAILED,
        tests=(replace(SCALED, says=HOSTILE, message=HOSTILE),),
        printed=Printed(HOSTILE * 2, dropped=7),
    )
    root = document(Suite(HOSTILE, verdict))
    (case,) = root.iter("testcase")
    assert "李" in case.get("name", "") and "</failure> <x" in case.get("name", "")
    assert "\x1b" not in junit([Suite(HOSTILE, verdict)]).decode()
    assert (root.findtext(".//system-out") or "").endswith("(7 more characters)")


def test_it_contains_no_terminal_or_bidirectional_controls() -> None:
    evil = "a\u202eb\u2066c\x1b[2J\x9b\u2028\x07\x7f"
    verdict = replace(
        FAILED, tests=(replace(SCALED, says=evil, message=evil),), message=evil, printed=Printed(evil)
    )
    written = junit([Suite(evil, verdict, course=evil), Suite("b", None, evil)]).decode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", written)
    assert written.count("a�b�c␛[2J��␇␡") == 9


def test_another_course_that_graded_is_named() -> None:
    root = document(Suite("a", FAILED), Suite("b", FAILED, course="/srv/other"))
    own, other = root
    assert own.find("properties") is None
    assert other[0].tag == "properties"  # in the order of the schema
    assert [(one.get("name"), one.get("value")) for one in other[0]] == [("course", "/srv/other")]


def test_without_suites_it_is_still_a_valid_document() -> None:
    assert document().get("tests") == "0"
