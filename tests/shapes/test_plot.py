"""``plot`` in a traced run and in a plain one, and the fence that draws what a live block computed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.views.drawing import drawn
from tutor import plot
from tutor.shapes.run import trace
from tutor.shapes.trace import Chart, Plot
from tutor.views.plots import plots_view
from tutor.views.symbols import ASCII, UNICODE

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
    assert chart.values[0][0] == 1  # what lies outside is counted at the edge


def test_what_is_no_number_is_refused_with_its_type() -> None:
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
def test_plots_fit_and_stand_beside_each_other_where_there_is_room(width: int, symbols: object) -> None:
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
