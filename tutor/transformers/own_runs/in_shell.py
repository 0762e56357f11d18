"""``python exercises/s6_….py``: the same run in the shell, without the app."""

from __future__ import annotations

import sys
from textwrap import fill

from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.process.one_thread import use_one_thread
from tutor.transformers.models.swap_worker import BrokenError, load
from tutor.transformers.own_runs.own_run import Curve, Pair, RunReport, own_run, where_they_part
from tutor.transformers.own_runs.run_worker import run_of

LINES = 12  # reports that are printed, evenly spaced


def run_in_shell(short: str, seed: int = 1) -> None:
    """Run the functions of the program that is running, and print what they do beside the solution's."""
    use_one_thread()
    run, exercise = own_run(short), find_exercise(load_course(), short)
    program = sys.modules["__main__"]
    yours = {name: getattr(program, name) for name in exercise.functions}
    solution = vars(load("solution.py", exercise.solution, list(exercise.functions)))
    ours = {name: solution[name] for name in exercise.functions}
    print(fill(f"{run.about}{' In brackets: with the solution.' if run.curves else ''}", 100), end="\n\n")
    for variant, task in enumerate(run.variants or ("",)):
        if task:
            print(f"{task}:")
        if run.curves:
            print(" step   " + " · ".join(curve.name for curve in run.curves))
        try:
            both = [run_of(run.code)(functions, seed, variant) for functions in (yours, ours)]
            pairs = []
            for number in range(run.reports):
                yours_now, ours_now = (RunReport.of(one.advance()) for one in both)
                pairs.append(Pair(yours_now, ours_now))
                if number % max(1, run.reports // LINES) == 0 or number == run.reports - 1:
                    _print(run.curves, pairs[-1])
        except BrokenError as error:
            sys.exit(str(error))
        except NotImplementedError:
            sys.exit(f"{exercise.filename} is not written yet.")
        print(
            "\n".join(("", *(pairs[-1].yours or RunReport(0, (), ())).lines, where_they_part(run, pairs), ""))
        )


def _print(curves: tuple[Curve, ...], pair: Pair) -> None:
    yours, reference = pair.yours, pair.reference
    assert yours is not None and reference is not None
    if not curves:
        return
    numbers = "   ".join(
        f"{own:.{curve.digits}f} ({ours:.{curve.digits}f})"
        for curve, own, ours in zip(curves, yours.values, reference.values, strict=True)
    )
    print(f"{yours.step:5}   {numbers}")
