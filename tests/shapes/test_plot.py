"""``plot`` in a traced run and in a plain one, and the fence that plots the results of a live block."""

from __future__ import annotations

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from tests.views.drawing import drawn
from tutor import plot
from tutor.shapes.run import trace
from tutor.shapes.trace import Chart, Plot
from tutor.views.plots import plots_view
from tutor.views.symbols import ASCII, UNICODE, Symbols

NAN = float("nan")


def test_a_histogram_counts_every_finite_number_once() -> None:
    run = trace(
        "import numpy as np\nfrom tutor import plot\n"
        "plot('x', histogram=np.array([[-9., 0.5], [np.nan, 2]]), limits=(-3, 3))"
    )
    (made,) = run.plots
    (chart,) = made.charts
    assert (made.title, made.line, chart.low, chart.high) == ("x", 3, -3.0, 3.0)
    assert sum(chart.values[0]) == 3
    assert chart.values[0][0] == 1  # values beyond the limits count in the edge bins, and the axis says so
    for symbols, end in ((UNICODE, "≤ -3"), (ASCII, "<= -3")):
        axis = drawn(plots_view(run.plots, 30, symbols), 30).splitlines()[-1]
        assert axis.startswith(end) and axis.rstrip().endswith(" 3") and "0" in axis


def test_a_value_that_is_no_number_is_refused_with_its_type() -> None:
    failure = trace("from tutor import plot\nplot(bars=['a'])").failure
    assert failure is not None and "a list of <U1" in failure.message


def test_in_a_plain_run_it_prints_a_line_for_each_chart(capsys: pytest.CaptureFixture[str]) -> None:
    plot("title", bars=[0, 0.5, 1], shares={"frozen": 0.25}, curves={"sin": np.sin(np.arange(4))})
    assert capsys.readouterr().out.splitlines() == [
        "title",
        " ▄█  0 to 1",
        "sin  ▇█▁  0 to 0.909297",
        "frozen 25%",
    ]


@pytest.mark.parametrize("symbols", [UNICODE, ASCII])
@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_plots_fit_and_are_side_by_side_if_there_is_room(width: int, symbols: object) -> None:
    bars = Chart("bars", ((0.1, 0.9, NAN),))
    plots = [
        Plot(1, name, (bars, Chart("shares", ((0.5,),), names=("half",)))) for name in ("one", "two", "three")
    ]
    lines = drawn(plots_view(plots, width, symbols), width).split("\n")  # type: ignore[arg-type]
    assert max(map(len, lines)) <= width
    titles = [line.split() for line in lines if "one" in line]
    assert titles == [["one", "two", "three"][: min(3, (width + 3) // 19)]]
    assert sum("50%" in line for line in lines) == {20: 3, 40: 2}.get(width, 1)


def test_bars_are_as_high_as_their_share() -> None:
    text = drawn(plots_view([Plot(1, "", (Chart("bars", ((0.25, 1.0, 0.0),), 0.0, 1.0),))], 30))
    assert [line[3:6] for line in text.split("\n")[:4]] == ["███", "███", "███", "███"]
    assert text.split("\n")[3] == "██████"
    assert "largest 1.00" in text


def test_a_constant_curve_and_one_without_numbers_are_drawn() -> None:
    chart = Chart("curves", ((1.0, 1.0), (NAN, NAN)), 1.0, 1.0, ("flat", "none"))
    assert "flat" in drawn(plots_view([Plot(1, "", (chart,))], 40))


@pytest.mark.parametrize("symbols", [UNICODE, ASCII])
@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_field_fits_and_shows_its_ends_and_its_largest_number(width: int, symbols: Symbols) -> None:
    run = trace(
        "import numpy as np\nfrom tutor import plot\n"
        "waves = np.sin(np.arange(100)[None, :] / 10.0 ** np.arange(20)[:, None])\n"
        "plot('waves', field=waves, ends=('first', 99))"
    )
    lines = drawn(plots_view(run.plots, width, symbols), width).split("\n")
    assert max(map(len, lines)) <= width
    assert len(lines) == 1 + 8 + 2
    assert lines[-2].split() == ["first", "99"]
    assert width == 20 or "near 1" in lines[-1]


def test_a_field_in_colour_has_two_rows_to_a_line_and_the_colours_of_the_signs() -> None:
    console = Console(width=10, color_system="truecolor", force_terminal=True, file=StringIO())
    view = plots_view([Plot(1, "", (Chart("field", ((1.0, -1.0), (NAN, 0.0)), -1.0, 1.0),))], 10)
    first = [part for part in console.render_lines(view)[0] if part.text.strip()]
    assert [part.text for part in first] == ["▀▀▀", "▀▀▀"]
    above, below = (part.style.color.get_truecolor() for part in first if part.style and part.style.color)
    assert above.red > above.blue
    assert below.blue > below.red
    # A value that is not a number has no colour.
    assert first[0].style is not None and first[0].style.bgcolor is None


def test_only_a_matrix_is_a_field() -> None:
    failure = trace("from tutor import plot\nplot(field=[1, 2])").failure
    assert failure is not None and "1 axes" in failure.message


def test_a_logarithmic_curve_is_a_straight_line_with_its_marks_on_it() -> None:
    curve = Chart(
        "curves", ((1.0, 10.0, 100.0),), 1.0, 100.0, ("x",), ("1", "3"), True, (("middle", 1, 10.0),)
    )
    lines = drawn(plots_view([Plot(1, "", (curve,))], 40, ASCII), 40).split("\n")
    assert (lines[0].split()[0], lines[5].split()[0]) == ("100", "1")
    marked = next(line for line in lines if "A" in line)
    assert lines.index(marked) in (2, 3)
    assert abs(marked.index("A") - 22) <= 1
    assert lines[-2].split() == ["1", "3"]
    assert lines[-1].split() == ["*", "x", "A", "middle"]


def test_a_logarithmic_axis_refuses_limits_at_or_below_0() -> None:
    failure = trace("from tutor import plot\nplot(curves={'x': [1]}, limits=(0, 1), log=True)").failure
    assert failure is not None and "above 0" in failure.message


def test_surplus_bars_are_sampled_from_first_to_last() -> None:
    chart = Chart("bars", (tuple([1.0] + [0.0] * 98 + [1.0]),), 0.0, 1.0, ends=("0 apart", "99"))
    lines = drawn(plots_view([Plot(1, "", (chart,))], 30), 30).split("\n")
    assert lines[0] == "█" + " " * 28 + "█"
    assert lines[-1] == "0 apart" + " " * 21 + "99"


def test_in_a_plain_run_a_field_has_a_sign_for_each_number_and_marks_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plot(field=[[1, 0, -1], [0.05, NAN, 1]], ends=("a", "b"))
    plot(curves={"x": [1, 10, 100]}, log=True, marks={"here": (1, 10)})
    assert capsys.readouterr().out.splitlines() == [
        "+.-",
        ".?+",
        "+ above 0, - below it, up to 1, from a to b",
        "x  ▄█  1 to 100, logarithmic",
        "here: 10",
    ]
