"""A verdict on screen: the result first, then the failed line with its reason; learner text is escaped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.views.drawing import drawn
from tutor.course.model import Exercise
from tutor.grading.verdict import Comparison, Grid, NamedMistake, Printed, TestResult, Verdict, Where
from tutor.views.symbols import ASCII
from tutor.views.verdict_view import verdict_view

EXERCISE = Exercise("ex1_attention", "Attention", 1, (), "", (), (), (), "", "", Path())
SCALED = TestResult(
    "test_scale",
    "weights are softmax(q @ kᵀ / √d_k)",
    "failed",
    "The weights differ by up to 0.2.",
    comparison=Comparison("weights", Grid(((0.6, 0.4),), (1, 2)), Grid(((0.5, 0.5),), (1, 2)), (0, 0), 0.1),
    where=Where(12, "    scores = q @ k.T / d_k"),
)
TESTS = (
    TestResult("test_shape", "output has shape (T_q, d_v)", "passed"),
    SCALED,
    TestResult("test_mask", "masked positions get no weight", "not_run"),
)
MISTAKE = NamedMistake("d_k", "d_k for √d_k", "It looks as if you divide by d_k.", "step-1#scaling")
FAILED = Verdict(EXERCISE.id, "failed", 0.06, TESTS, MISTAKE)


def test_the_answer_and_the_count_come_first() -> None:
    first = drawn(verdict_view(FAILED, EXERCISE)).split("\n")[0]
    assert first == "ex1 · Attention   ✗ not yet   1 of 3 pass   60 ms"


def test_the_failed_line_is_followed_by_the_diagnosis_and_the_observation() -> None:
    text = drawn(verdict_view(FAILED, EXERCISE, section_title=lambda _: "Step 1 · Scaling"))
    parts = [
        "✓ output has shape (T_q, d_v)",
        "✗ weights are softmax(q @ kᵀ / √d_k)",
        "It looks as if you divide by d_k.  → Step 1 · Scaling",
        "The weights differ by up to 0.2.",
        "line 12: scores = q @ k.T / d_k",
        "expected",
        "· masked positions get no weight (not reached)",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_on_a_low_screen_the_lines_that_hold_are_counted() -> None:
    text = drawn(verdict_view(FAILED, EXERCISE, fold=True))
    assert "output has shape" not in text
    assert text.split("\n")[1] == "✓ 1 line passes"


def test_at_40_by_12_the_answer_the_failing_line_and_the_reason_are_on_the_first_screen() -> None:
    screen = "\n".join(drawn(verdict_view(FAILED, EXERCISE, 40, fold=True), 40).split("\n")[:12])
    assert "not yet" in screen
    assert "weights are softmax" in screen
    assert "divide by d_k" in screen


def test_when_several_mistakes_fit_none_is_named_as_certain() -> None:
    other = NamedMistake("no_scale", "no scale", "You do not scale.", "step-1#scaling")
    verdict = replace(FAILED, mistake=None, candidates=(MISTAKE, other))
    text = drawn(verdict_view(verdict, EXERCISE))
    assert "It could be one of these" in text
    assert "d_k for √d_k" in text
    assert "no scale" in text
    assert MISTAKE.diagnosis not in text


def test_without_a_known_mistake_the_section_to_reread_is_named() -> None:
    verdict = replace(FAILED, mistake=None, see="step-1#scaling")
    assert "→ read: step-1#scaling" in drawn(verdict_view(verdict, EXERCISE))


def test_a_syntax_error_points_at_its_column() -> None:
    where = Where(3, "\treturn softmax(x", 16)
    verdict = Verdict(
        EXERCISE.id, "error", 0.0, (), message="Line 3 is not Python: '(' was never closed.", where=where
    )
    lines = drawn(verdict_view(verdict, EXERCISE)).split("\n")
    code = next(line for line in lines if line.startswith("line 3"))
    caret = lines[lines.index(code) + 1]
    assert code[caret.index("^")] == "("


def test_learner_text_is_neither_markup_nor_control_codes() -> None:
    nasty = replace(SCALED, message="scores[mask] [/bold] \x1b[31mred", comparison=None)
    verdict = replace(FAILED, tests=(nasty,), mistake=None, printed=Printed("W[q] [FAIL]\r\n", 5))
    text = drawn(verdict_view(verdict, EXERCISE))
    assert "scores[mask] [/bold] ␛[31mred" in text
    assert "W[q] [FAIL]" in text
    assert "5 characters not kept" in text


def test_a_file_that_is_not_started_is_not_reported_as_failed() -> None:
    tests = tuple(replace(test, outcome="not_started", message="NotImplementedError") for test in TESTS)
    verdict = Verdict(EXERCISE.id, "not_started", 0.01, tests, message="Nothing is written yet.")
    text = drawn(verdict_view(verdict, EXERCISE))
    assert "· not started" in text
    assert "✗" not in text


def test_a_pass_lists_every_line_and_says_so_in_words() -> None:
    verdict = Verdict(EXERCISE.id, "passed", 1.25, tuple(replace(test, outcome="passed") for test in TESTS))
    text = drawn(verdict_view(verdict, EXERCISE))
    assert text.count("✓") == 4
    assert "passed   3 of 3 pass   1.2 s" in text


def test_dozens_of_failing_lines_are_folded_after_the_first_few() -> None:
    many = tuple(replace(SCALED, id=str(n), says=f"line {n} holds") for n in range(30))
    lines = drawn(verdict_view(replace(FAILED, tests=many), EXERCISE, fold=True)).split("\n")
    assert len(lines) < 18
    assert lines[-1] == "… 26 more lines do not pass; start with the first"


def test_in_ascii_the_marks_are_ascii() -> None:
    text = drawn(verdict_view(FAILED, EXERCISE, symbols=ASCII))
    assert "x not yet" in text
    assert not set(text) & set("✓✗→░▒▓█·")


def test_usual_reasons_are_given_for_a_wrong_answer_and_for_nothing_else() -> None:
    wrong = replace(SCALED, often=("the root is missing",), comparison=None)
    crash = replace(wrong, outcome="error")
    assert "the root is missing" in drawn(
        verdict_view(Verdict(EXERCISE.id, "failed", 3.0, (wrong,)), EXERCISE)
    )
    for status in ("failed", "timeout"):
        said = drawn(verdict_view(Verdict(EXERCISE.id, status, 3.0, (crash,)), EXERCISE))
        assert "the root is missing" not in said


def test_a_timeout_says_so_and_shows_its_line_once() -> None:
    message = "Your code was still running after 10 s, on line 5: while True:"
    late = replace(
        SCALED, outcome="error", message=message, where=Where(5, "        while True:"), comparison=None
    )
    rest = replace(SCALED, id="later", outcome="not_run", message="", comparison=None)
    said = drawn(verdict_view(Verdict(EXERCISE.id, "timeout", 10.0, (late, rest)), EXERCISE, fold=True))
    assert "(ran out of time)" in said
    assert said.count("while True:") == 1


def line(name: str, group: str, outcome: str, message: str = "", at: int = 0) -> TestResult:
    where = Where(at, "    raise NotImplementedError") if at else None
    return TestResult(name, f"{name} holds", outcome, message, where=where, group=group)  # type: ignore[arg-type]


OPEN = "attend is not written yet."
BEGUN = Verdict(
    EXERCISE.id,
    "failed",
    0.06,
    (
        line("one", "softmax", "passed"),
        line("two", "softmax", "passed"),
        line("three", "attention", "not_started", OPEN, 61),
        line("four", "mask", "not_started", OPEN, 61),
    ),
    message=OPEN,
)


def test_unwritten_functions_have_not_failed() -> None:
    text = drawn(verdict_view(BEGUN, EXERCISE, fold=True))
    assert "✗" not in text and "fail" not in text
    assert text.split("\n")[:5] == [
        "ex1 · Attention   · not yet   2 of 4 pass   60 ms",
        "✓ softmax is done: all 2 core lines pass",
        "Next: attend, line 61. Its first line",
        "  · three holds",
        "… 1 more line is not written yet",
    ]
    assert BEGUN.begun and not replace(BEGUN, tests=(*BEGUN.tests, line("x", "", "failed"))).begun
    assert {t["outcome"] for t in BEGUN.report("")["tests"]} == {"passed", "not_started"}


def test_a_crash_in_every_line_is_reported_as_a_crash() -> None:
    stops = "attend stops on line 11: q @ k: (1, 4) @ (2, 4): 4 and 2 must match."
    crash = (line("two", "attention", "error", stops), line("three", "mask", "failed"))
    verdict = Verdict(EXERCISE.id, "failed", 0.06, (line("one", "softmax", "passed"), *crash))
    assert "✗ attend stops on line 11 (stopped by an error)" in drawn(
        verdict_view(verdict, EXERCISE, fold=True)
    )
    other = replace(verdict, tests=(*verdict.tests, line("four", "caller", "passed")))
    assert "✗ two holds (stopped by an error)" in drawn(verdict_view(other, EXERCISE, fold=True))


def test_further_failures_name_what_they_have_in_common() -> None:
    failing = (line("one", "mask", "failed"), line("two", "mask", "failed"), line("three", "mask", "failed"))
    verdict = Verdict(EXERCISE.id, "failed", 0.06, failing)
    assert "… 2 more core lines fail, all about mask" in drawn(verdict_view(verdict, EXERCISE, fold=True))
    more = replace(verdict, tests=(*failing, line("four", "caller", "failed")), mistake=MISTAKE)
    text = drawn(verdict_view(more, EXERCISE, fold=True))
    assert "… 3 more core lines fail, probably for the same reason" in text


def test_one_short_row_is_shown_as_numbers_only_once() -> None:
    told = replace(SCALED, message="weights[0, 0] is 0.5, expected 0.6. 2 of 2 numbers differ.")
    verdict = replace(FAILED, tests=(told,))
    text = drawn(verdict_view(verdict, EXERCISE, fold=True))
    assert "[[0.6000, 0.4000]]    [[0.5000, 0.5000]]" in text
    assert "numbers differ" not in text
