"""The command itself: help, version, wrong use, broken pipes, and errors that must not show a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor import __version__
from tutor.workspace import Workspace

HEAVY = ("numpy", "textual", "pytest", "rich")


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option: str) -> None:
    program = (
        "import sys; sys.argv = ['tutor', sys.argv[1]]\n"
        "from tutor.cli import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, option], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout


def test_only_the_command_that_is_typed_is_imported() -> None:
    program = (
        "import sys; sys.argv = ['tutor', 'hint', '--help']\n"
        "from tutor.cli import main\n"
        "try: main()\n"
        "finally: print(*sorted(n for n in sys.modules if n.endswith(('_command', '_commands'))), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["tutor.cli.exercise_commands"]


def test_the_version_is_that_of_the_package(tutor: Run) -> None:
    assert tutor("--version").out.split()[:2] == ["tutor", __version__]


def test_without_arguments_it_prints_its_usage(tutor: Run) -> None:
    ran = tutor()
    assert ran.code == 0
    assert "tutor start" in ran.out


def test_every_command_is_described_in_one_whole_line(tutor: Run) -> None:
    commands = tutor("--help").out.partition("Commands:")[2]
    assert "check" in commands
    assert "..." not in commands


def test_an_unknown_command_is_a_usage_error_and_a_similar_one_is_named(tutor: Run) -> None:
    ran = tutor("chek")
    assert (ran.code, ran.out) == (2, "")
    assert "check" in ran.err


def test_an_unknown_option_is_a_usage_error(tutor: Run) -> None:
    assert tutor("check", "--wach").code == 2


def test_an_internal_error_is_one_sentence_without_a_traceback(
    tutor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.cli.inspect_commands.say", lambda _: {}["gone"])
    ran = tutor("doctor")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "KeyError" in ran.err
    assert "Traceback" not in ran.err


def test_a_refusing_system_is_one_sentence(tutor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr("tutor.cli.inspect_commands.say", refuse)
    ran = tutor("doctor")
    assert ran.code == 2
    assert (
        ran.err
        == "The operating system reports an error for /somewhere: Permission denied. Fix that and try again.\n"
    )


def test_ctrl_c_ends_quietly(tutor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tutor.cli.inspect_commands.say", interrupt)
    ran = tutor("doctor")
    assert (ran.code, ran.err) == (130, "")


def test_a_reader_that_closes_the_pipe_ends_it_quietly() -> None:
    command = f"{sys.executable} -m tutor dims deepseek-v3 | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_start_without_a_terminal_is_one_sentence(shell: Run) -> None:
    ran = shell("start")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "terminal" in ran.err


def test_doctor_changes_nothing_and_prints_versions(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = tutor("doctor")
    assert ran.code == 0
    assert __version__ in ran.out
    assert "tutor init" in ran.out
    assert "guarded by an audit hook" in " ".join(ran.out.split())
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_gets_plain_text_even_when_colour_is_forced(shell: Run) -> None:
    ran = shell("dims", "gpt2", env={"FORCE_COLOR": "1"})
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert not any(line.endswith(" ") for line in ran.out.split("\n"))


def test_an_encoding_without_the_signs_gets_plain_ones(shell: Run) -> None:
    ran = shell("dims", "gpt2", env={"PYTHONIOENCODING": "ascii"})
    assert ran.code == 0
    assert "layer x 12" in ran.out


def test_dims_json_is_the_published_form_and_nothing_else(tutor: Run) -> None:
    report = json.loads(tutor("dims", "gpt2", "--seq-len", "16", "--batch", "2", "--json").out)
    sizes = {"parameters", "active_parameters", "context", "flops_forward", "tensors"}
    cache = {"kv_cache_bytes_per_token", "kv_cache_bytes_per_further_token", "kv_cache_bytes", "kv_cache"}
    assert set(report) == {"name", "remark"} | sizes | cache
    assert report["parameters"] == 124_439_808
    assert {"name", "symbols", "shape", "parameters"} == set(report["tensors"][0])
    assert report["tensors"][0]["shape"] == [2, 16]


def test_dims_lists_its_names_in_words_and_for_machines(tutor: Run) -> None:
    names = [entry["name"] for entry in json.loads(tutor("dims", "--list", "--json").out)]
    plain = tutor("dims", "--list").out
    assert "gpt2" in names
    assert all(name in plain for name in names)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gpt-3"], "gpt2"),
        (["bert-base", "--seq-len", "513"], "512"),
        (["gpt2", "--seq-len", "0"], "seq-len"),
        ([], "--list"),
    ],
)
def test_impossible_dims_are_a_usage_error_with_a_reason(tutor: Run, arguments: list[str], said: str) -> None:
    ran = tutor("dims", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_short_position_table_limits_the_default_length(tutor: Run) -> None:
    assert "512 tokens" in tutor("dims", "bert-base").out


def test_doctor_says_that_all_is_well_or_what_to_do(
    tutor: Run, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tutor("doctor")
    assert ran.code == 0
    assert ran.out.endswith(
        "\n\nAll is well: an exercise was graded, and everything that the tutor needs was found.\n"
    )
    settings = workspace.root / "config.toml"
    settings.write_text("them = 1\n")
    monkeypatch.setenv("TUTOR_CONFIG", str(settings))
    ran = tutor("doctor")
    assert ran.code == 1
    assert ran.out.splitlines()[-1].startswith(f"{settings} cannot be used (")
