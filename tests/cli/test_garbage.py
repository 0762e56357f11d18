"""Garbage in every option of every command: a normal exit code, no traceback, and at most three lines of reason."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import typer

from tests.cli.ran import Run
from tests.cli.test_streams import EVIL, OBEYED
from tutor.cli import access, inspect_commands
from tutor.cli.command_table import app
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict
from tutor.workspace import Workspace

INVOCATIONS = 500
GARBAGE = (
    *(
        "",
        " ",
        ".",
        "..",
        "-",
        "--",
        "-1",
        "0",
        "1",
        "3",
        "1e308",
        "-1e308",
        "inf",
        "-inf",
        "nan",
        "1e-320",
    ),
    *(
        "9999-12-31",
        "0001-01-01",
        "2026-02-30",
        "9" * 40,
        "0x10",
        "1_0",
        "١٢",
        "½",
        "true",
        "null",
        "{}",
        "[]",
    ),
    *(
        "ex1",
        "ex",
        "EX1",
        "ex99",
        "ex1#",
        "#",
        "a#b#c",
        "lesson#",
        "fast",
        "shapes",
        "gpt2",
        "1.2",
        "9.9",
        "causal",
    ),
    *(
        "x" * 300,
        "y" * 6000,
        "é",
        "e\u0301",
        "李雷",
        "\ud800",
        "\udcff",
        EVIL,
        "a\nb\nc\nd\ne",
        "\t",
        "'",
        '"',
        "`",
        "$(x)",
    ),
    *(
        "%s",
        "{0}",
        "\\",
        "~",
        "*",
        "?",
        "/dev/null",
        "/dev/full",
    ),
    *(
        "pipe",
        "folder",
        "exercises",
        ".tutor/events.jsonl",
        "exercises/ex1_scaled_dot_product_attention.py",
        "nested.json",
    ),
)


def commands() -> Iterator[tuple[tuple[str, ...], Sequence[object]]]:
    """Every command with its parameters, including those in groups."""
    group = typer.main.get_command(app)
    waiting: list[tuple[tuple[str, ...], object]] = [
        ((name,), group.commands[name]) for name in group.commands
    ]  # type: ignore[attr-defined]
    while waiting:
        words, command = waiting.pop(0)
        inner = getattr(command, "commands", None)
        if inner is None:
            yield words, command.params  # type: ignore[attr-defined]
        else:
            waiting += [((*words, name), inner[name]) for name in inner]


def arguments(luck: random.Random, words: tuple[str, ...], parameters: Sequence[object]) -> list[str]:
    """A command line: some of the parameters, each with garbage."""
    line: list[str] = []
    for parameter in parameters:
        flag = getattr(parameter, "is_flag", False)
        option = parameter.opts[0] if parameter.opts[0].startswith("-") else None  # type: ignore[attr-defined]
        if option in ("--watch", "--help"):  # one never ends, the other is long
            continue
        if option is None:
            line += [luck.choice(GARBAGE) for _ in range(luck.choice((1, 1, 1, 0, 2)))]
        elif luck.random() < 0.35:
            line += [option] if flag else [option, luck.choice(GARBAGE)]
    if luck.random() < 0.1:
        line.insert(luck.randrange(len(line) + 1), luck.choice(GARBAGE))
    if words == ("course", "check"):  # without a part it takes minutes
        line = [*(word for word in line if word.startswith("--") or "ex" not in word), "no such part"]
    return [*words, *line]


@pytest.fixture
def harmless_machine(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to damage, without slow parts: only the paths to a grade, a run and a server matter."""
    import os

    root = workspace.root
    monkeypatch.setenv("HOME", str(root.parent))  # of ~; no garbage argument leads outside the test's folder
    os.mkfifo(root / "pipe")
    (root / "folder").mkdir()
    (root / "nested.json").write_text('{"a":' * 50_000 + "1" + "}" * 50_000)
    workspace.progress_path.write_text("[" * 100_000 + '\n{"kind":"claimed","at":1e308,"checkpoint":"x"}\n')
    quick = lambda self, exercise, *_, **__: Verdict(exercise.id, "failed", 0.0, message="No.")  # noqa: E731
    monkeypatch.setattr(Grader, "check", quick)
    monkeypatch.setattr(access, "start_grading", lambda course: None)
    monkeypatch.setattr("tutor.cli.check_command.start_grading", lambda course: None)
    monkeypatch.setattr("tutor.cli._start_grading", lambda: None)
    monkeypatch.setattr(inspect_commands, "_run", lambda job, source, timeout: [])
    monkeypatch.setattr("tutor.cli.serve_command.make_server", lambda host, port: lambda: None)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    return root


def try_all(tutor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, seed: int, count: int) -> str:
    luck = random.Random(seed)
    longest = ""
    known = [
        one for one in commands() if one[0] != ("course", "new", "exercise")
    ]  # it writes into the course
    for number in range(count):
        words, parameters = known[number % len(known)]
        line = arguments(luck, words, parameters)
        monkeypatch.setenv("TUTOR_COURSE", "")
        monkeypatch.chdir(folder)
        try:
            ran = tutor(*line)
        except BaseException as error:
            raise AssertionError(f"{line!r} raised {error!r}") from error
        said = f"{line!r}: {ran.code}\n{ran.out[-500:]}\n{ran.err[-2000:]}"
        assert ran.code in (0, 1, 2, 3), said
        assert "Traceback" not in ran.out + ran.err and "Internal error in the tutor" not in ran.err, said
        assert ran.err.count("\n") <= 3 and not OBEYED.search(ran.err), said
        assert max(map(len, ran.err.split("\n"))) < 600, said
        assert ran.code != 2 or ran.err or ran.out, said
        longest = max(longest, ran.err, key=len)
    return longest


def test_garbage_is_answered_in_a_few_words(
    tutor: Run, harmless_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try_all(tutor, harmless_machine, monkeypatch, seed=19, count=60)


@pytest.mark.thorough
def test_five_hundred_times(tutor: Run, harmless_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(try_all(tutor, harmless_machine, monkeypatch, seed=500, count=INVOCATIONS)) < 800


@pytest.mark.parametrize("value", ["inf", "1e308", "-1", "nan", "0", "86401"])
@pytest.mark.parametrize("command", [("check", "ex1"), ("trace", "ex1"), ("grade", ".")])
def test_an_endless_timeout_is_refused(
    tutor: Run, workspace: Workspace, command: tuple[str, ...], value: str
) -> None:
    ran = tutor(*command, "--timeout", value)
    assert (ran.code, ran.out) == (2, "") and ran.err.count("\n") <= 3 and "--timeout" in ran.err


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2026-02-30", "tomorrow"])
def test_a_schedule_must_begin_on_a_plausible_day(tutor: Run, workspace: Workspace, day: str) -> None:
    ran = tutor("plan", "fast", "--start", day)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1) and day in ran.err


def test_deeply_nested_records_are_skipped_line_by_line(tutor: Run, workspace: Workspace) -> None:
    lines = [
        "[" * 100_000,
        '{"kind":"x","a":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"kind":"claimed","at":1e308,"checkpoint":"x"}',
    ]
    lines += ['{"kind":"plan_chosen","at":1.0,"plan":"fast","start":"9999-12-31"}']
    workspace.progress_path.write_text("\n".join(lines) + "\n")
    for command in (["progress"], ["plan"], ["plan", "--ics"], ["report"], ["hint", "ex1"]):
        ran = tutor(*command)
        assert ran.code == 0 and ran.err.count("\n") == 1 and "will be skipped (line 1, " in ran.err
