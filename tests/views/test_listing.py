"""Code with shapes: beside the lines, below them on a narrow screen, and at the line that failed."""

from __future__ import annotations

from tests.views.drawing import drawn
from tutor.shapes.trace import Failure, LineTrace, Operation, Shown, Trace, Value
from tutor.views.listing import code_view, printed_view, trace_view
from tutor.views.symbols import ASCII


def operation(text: str, *, broadcast: bool = False) -> Operation:
    return Operation("@", (), Value((5, 4), "float64", names=("T", "d_k")), text, broadcast)


def line(number: int, text: str, **more: object) -> LineTrace:
    return LineTrace(number, None, 0, (), (operation(text),), **more)  # type: ignore[arg-type]


SOURCE = "Q = X @ W_q\nK = X @ W_k  # the keys\n"
TRACE = Trace(lines=(line(1, "(5, 8) @ (8, 4) → (5, 4)"), line(2, "(5, 8) @ (8, 3) → (5, 3)")))


def test_shapes_are_beside_their_lines_in_one_column() -> None:
    first, second = drawn(code_view(SOURCE, TRACE, 80)).split("\n")
    assert first.startswith("  1 Q = X @ W_q")
    assert first.index("(5, 8) @ (8, 4)") == second.index("(5, 8) @ (8, 3)")


def test_on_a_narrow_screen_shapes_are_below_their_lines() -> None:
    lines = drawn(code_view(SOURCE, TRACE, 40), 40).split("\n")
    assert lines[0].strip() == "1 Q = X @ W_q"
    assert lines[1].strip().startswith("(5, 8) @ (8, 4) → (5, 4)")
    assert max(map(len, lines)) <= 40


def test_a_shape_that_fits_is_beside_its_line_whatever_its_neighbours_need() -> None:
    source = (
        "s = q @ k\nfor word, one, other in zip(tokens, q, k):\n    print(word, one.sum(), other.sum())\n"
    )
    notes = "(5, 8) @ (8, 5) → (5, 5)", "one, other (8,)", "one.sum(), other.sum()  (8,) → (), ()"
    trace = Trace(lines=tuple(line(n, text) for n, text in enumerate(notes, 1)))
    shown = drawn(code_view(source, trace, 70)).split("\n")
    assert [text[:4].strip() for text in shown] == ["1", "2", "3", ""]
    assert all(note in text for note, text in zip(notes, (*shown[:2], shown[3]), strict=True))
    assert max(map(len, shown)) <= 70


def test_a_wrapped_note_is_not_broken_inside_a_shape() -> None:
    trace = Trace(lines=(line(1, "(300, 1, 256) * (300, 16, 256) → (300, 16, 256) → (300, 16)"),))
    for width in range(34, 70):
        lines = drawn(code_view("s = (q * k).sum(axis=-1)", trace, width), width).split("\n")
        assert all(text.count("(") == text.count(")") for text in lines), lines


def test_the_sizes_names_follow_the_shape() -> None:
    assert "→ (5, 4)  T, d_k" in drawn(code_view(SOURCE, TRACE, 80))


def test_names_are_shown_only_for_the_last_shape() -> None:
    mean = Operation("mean", (), Value((), "float64"), "(5, 4) → ()")
    both = LineTrace(1, None, 0, (), (operation("", broadcast=False), mean), summary="x.mean()  (5, 4) → ()")
    assert drawn(code_view("print(x.mean())", Trace(lines=(both,)), 80)).endswith("→ ()")
    looped = LineTrace(
        1, None, 0, (("v", Value((7,), "float64", names=("d_v",))),), (operation("x[0] → (5, 4)"),)
    )
    assert drawn(code_view("for w, v in zip(x[0], y):", Trace(lines=(looped,)), 80)).endswith(
        "(5, 4)  T, d_k"
    )


def test_a_repeated_line_says_how_often_and_where_it_ended() -> None:
    trace = Trace(
        lines=(line(1, "(1, 8) @ (8, 4) → (1, 4)", count=3, last=line(1, "(5, 8) @ (8, 4) → (5, 4)")),)
    )
    first, second = drawn(code_view("y = x[:i] @ w", trace, 80)).split("\n")
    assert first.endswith("×3")
    assert second.strip() == "last (5, 8) @ (8, 4) → (5, 4)  T, d_k"


def test_a_last_pass_without_an_array_is_not_shown() -> None:
    number = LineTrace(1, None, 0, (("part", Value(None, "float")),), ())
    trace = Trace(lines=(line(1, "(11, 8)", count=3, last=number),))
    assert drawn(code_view("for part in parts:", trace, 80)).endswith("(11, 8)  ×3")


def test_a_wrapped_count_is_below_the_shapes() -> None:
    note = "(300, 1, 256) * (300, 16, 256) → (300, 16)"
    trace = Trace(lines=(line(1, note, count=3),))
    for width in range(34, 70):
        lines = drawn(code_view("s = (q * k).sum(axis=-1)", trace, width), width).split("\n")
        starts = {len(text) - len(text.lstrip()) for text in lines[1:]}
        assert len(starts) <= 1, lines


def test_a_line_that_does_not_parse_is_named_once() -> None:
    trace = Trace(failure=Failure("Line 1 does not parse: invalid syntax.", 1, None, kind="syntax"))
    assert drawn(trace_view("?q = 1", trace, 80)).endswith("✗ Line 1 does not parse: invalid syntax.")


def test_the_line_that_failed_is_pointed_at_and_shows_its_operands() -> None:
    failed = Operation("@", (), None, "(5, 8) @ (5, 8)")
    trace = Trace(failure=Failure("8 and 5 must match.", 2, failed, "Did you mean k.T?"))
    text = drawn(trace_view("q = 1\ns = q @ k\n", trace, 80))
    assert "→ 2 s = q @ k   (5, 8) @ (5, 8)" in text
    assert "✗ line 2: 8 and 5 must match." in text
    assert "Did you mean k.T?" in text


def test_without_a_trace_only_the_code_is_shown() -> None:
    assert drawn(code_view("a = 1\n\nb = 2\n", None, 80)) == "  1 a = 1\n  2\n  3 b = 2"


def test_only_the_requested_lines_are_drawn_with_their_numbers() -> None:
    assert drawn(code_view("a\nb\nc\nd\n", None, 80, lines=range(2, 4))) == "  2 b\n  3 c"


def test_lines_left_out_between_others_leave_a_sign() -> None:
    assert drawn(code_view("a\nb\nc\nd\n", None, 80, lines={1, 4})) == "  1 a\n  …\n  4 d"


def test_sizes_without_a_name_of_their_own_are_not_named_again() -> None:
    unnamed = Operation("+", (), Value((5, 4), "float64", names=("5", "4")), "(5, 4) + (5, 4) → (5, 4)")
    trace = Trace(lines=(LineTrace(1, None, 0, (), (unnamed,)),))
    assert drawn(code_view("y = x + x", trace, 80)).endswith("→ (5, 4)")


def test_lines_longer_than_the_screen_wrap() -> None:
    text = drawn(code_view("x = '" + "a" * 60 + "'", None, 30), 30)
    assert text.count("a") == 60


def test_prints_and_shown_arrays_follow_the_code() -> None:
    trace = Trace(
        shown=(Shown(1, ((0.5,),), (1, 1), title="weights"),),
        printed="\n".join(f"line {n}" for n in range(100)),
        printed_dropped=7,
    )
    text = drawn(trace_view("x = 1", trace, 80))
    assert "weights  (1, 1)" in text
    assert "line 29" in text
    assert "line 30" not in text
    assert "… and 70 more lines, 7 characters not kept" in text


def test_printed_output_cannot_move_the_cursor_or_become_markup() -> None:
    text = drawn(trace_view("x = 1", Trace(printed="\x1b[2J[/red] scores[mask]\a"), 80))
    assert "␛[2J[/red] scores[mask]␇" in text


def test_the_ascii_view_of_ascii_code_is_ascii() -> None:
    trace = Trace(lines=(line(1, "(5, 8) @ (8, 4)", count=4),), failure=Failure("no", 1))
    assert drawn(trace_view("Q = X", trace, 80, ASCII)).isascii()


def test_a_long_line_wraps_at_a_blank_with_an_indentation() -> None:
    source = "    # a position may look at itself and earlier ones\n    total = first_number + second_number"
    drawn = code_view(source, None, 34, numbers=False).plain.split("\n")
    assert drawn == [
        "      # a position may look at ",
        "        itself and earlier ones",
        "      total = first_number + ",
        "          second_number",
    ]


def test_a_long_array_wraps_below_its_first_number() -> None:
    drawn = printed_view("row    [-0.5  0.1  0.3 -0.5  0.5]\nshort [1 2]", 0, width=24).plain
    assert drawn.split("\n")[1:] == ["row    [-0.5  0.1  0.3", "        -0.5  0.5]", "short [1 2]"]
