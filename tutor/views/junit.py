"""Verdicts as JUnit XML, which every CI system reads: a suite per exercise, a test case per check line.

The format is the one that pytest writes and GitHub, GitLab and Jenkins read. Control characters and bidirectional
controls are replaced by visible signs, because the output is read in terminals and browsers; other characters that XML
1.0 does not allow are removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from tutor.grading.verdict import Position, TestResult, Verdict
from tutor.views.symbols import STATUS_WORDS
from tutor.views.text import harmless

# Everything that is not a character in XML 1.0, section 2.2. Of the control characters only tab and newlines are.
_NO_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Suite:
    """The content of one suite. Without a ``verdict``, ``problem`` says why nothing was graded.

    ``course`` is the folder of the course that graded, if it is not tutor's own; ``file`` is the graded file.
    """

    name: str
    verdict: Verdict | None
    problem: str = ""
    course: str = ""
    file: str = ""


def junit(suites: Iterable[Suite]) -> bytes:
    """The document in UTF-8, ending with a newline."""
    root = Xml.Element("testsuites")
    for suite in suites:
        root.append(_suite(suite))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(one.get(count, "0")) for one in root)))
    root.set("time", f"{sum(float(one.get('time', '0')) for one in root):.3f}")
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _suite(suite: Suite) -> Xml.Element:
    verdict, name = suite.verdict, _clean(suite.name)
    cases = []
    if verdict is None or not verdict.tests:
        case = Xml.Element("testcase", classname=name, name="there is a file to grade", time="0.000")
        said = suite.problem if verdict is None else verdict.message
        if verdict is None or verdict.status != "passed":
            kind = verdict.status if verdict is not None and verdict.not_graded else "error"
            _fault(case, "error", said, kind)
        if verdict is not None:
            _place(case, suite.file, verdict.at)
        cases.append(case)
    else:
        cases = [_case(name, test, verdict, suite.file) for test in verdict.tests]
    element = Xml.Element(
        "testsuite",
        name=name,
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors=str(sum(case.find("error") is not None for case in cases)),
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
        time=f"{verdict.seconds if verdict else 0:.3f}",
    )
    if suite.course:
        properties = Xml.SubElement(element, "properties")
        Xml.SubElement(properties, "property", name="course", value=_clean(suite.course))
    element.extend(cases)
    if verdict is not None and verdict.printed.text:
        more = f"\n({verdict.printed.dropped} more characters)" if verdict.printed.dropped else ""
        Xml.SubElement(element, "system-out").text = _clean(verdict.printed.text) + more
    return element


def _place(case: Xml.Element, file: str, at: Position | None) -> None:
    """The place in the learner's file, with the attributes that pytest uses; column and function are properties."""
    if not file:
        return
    case.set("file", _clean(file))
    if at is None:
        return
    case.set("line", str(at.line))
    properties = Xml.Element("properties")
    Xml.SubElement(properties, "property", name="column", value=str(at.column))
    if at.function:
        Xml.SubElement(properties, "property", name="function", value=_clean(at.function))
    case.insert(0, properties)


def _case(suite: str, test: TestResult, verdict: Verdict, file: str) -> Xml.Element:
    case = Xml.Element("testcase", classname=suite, name=_clean(test.says), time=f"{test.seconds:.3f}")
    _place(case, file, test.at)
    if test.outcome == "passed":
        return case
    if test.outcome == "skipped":
        Xml.SubElement(case, "skipped", message=_clean(test.message))
        return case
    more = []
    if test.where is not None:
        more.append(f"line {test.where.line}: {test.where.text.strip()}")
    if verdict.mistake is not None and test is verdict.first_failure:
        more.append(verdict.mistake.diagnosis)
    # A line that could not run has not passed. If it were reported as skipped, it would count as passed.
    tag = "failure" if test.outcome in ("failed", "not_started") else "error"
    kind = verdict.status if test.outcome == "not_run" else test.outcome
    _fault(case, tag, test.message or verdict.message, kind, more)
    return case


def _fault(case: Xml.Element, tag: str, message: str, kind: str, more: Iterable[str] = ()) -> None:
    said = _clean(message) or STATUS_WORDS.get(kind, "It does not pass.")
    Xml.SubElement(case, tag, message=said, type=kind).text = "\n".join([said, *map(_clean, more)])


def _clean(text: str) -> str:
    return _NO_XML.sub("", harmless(text))
