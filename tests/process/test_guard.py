"""What the guard refuses: nothing outside the process's own folder changes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.process.conftest import HERE, Open
from tutor.process import Died, Raised, SandboxProcess

CHANGES = [
    *(
        "write",
        "append_by_descriptor",
        "save_array",
        "dump_array",
        "map_array",
        "remove",
        "rename",
        "replace",
    ),
    *("copy_over", "change_mode", "truncate", "write_through_link", "write_through_relative_path"),
    *("write_after_chdir", "make_folder", "open_database", "remove_in_folder_descriptor"),
    *("change_mode_of_descriptor", "truncate_in_folder_descriptor", "lock", "lock_by_number"),
    *("attach_database", "write_history"),
]


@pytest.fixture
def treasure(tmp_path: Path) -> Path:
    """A file that must not change."""
    folder = tmp_path / "treasures"
    folder.mkdir()
    path = folder / "treasure.npy"
    path.write_text("treasure")
    return path


@pytest.mark.parametrize("function", CHANGES)
def test_nothing_outside_its_own_folder_is_changed(
    process: SandboxProcess, treasure: Path, function: str
) -> None:
    mode = treasure.stat().st_mode
    with pytest.raises(Raised, match=r"is not possible here: .* separate folder") as caught:
        process.call(f"hostile:{function}", str(treasure))
    assert caught.value.blocked
    assert treasure.read_text() == "treasure"
    assert treasure.stat().st_mode == mode
    assert list(treasure.parent.iterdir()) == [treasure]


def test_no_tree_outside_is_removed(shared: SandboxProcess, treasure: Path) -> None:
    with pytest.raises(Raised):
        shared.call("hostile:remove_tree", str(treasure.parent))
    assert treasure.read_text() == "treasure"


def test_its_own_folder_can_be_used_freely(process: SandboxProcess) -> None:
    names = process.call("hostile:work_in_own_folder")
    assert names == ["array.npy", "b", "y"]


def test_a_file_that_grows_too_large_is_cut_off(start: Open) -> None:
    with pytest.raises(Raised) as caught:
        start(file_bytes=4096).call("hostile:fill_a_file")
    assert caught.value.type_name == "OSError"
    assert "too large" in caught.value.message


@pytest.mark.parametrize("function", ["make_pipe", "make_device"])
def test_no_pipes_and_devices_are_created(shared: SandboxProcess, treasure: Path, function: str) -> None:
    with pytest.raises(Raised, match="making pipes and devices is not possible here"):
        shared.call(f"hostile:{function}", str(treasure))


@pytest.mark.parametrize(
    "function",
    [
        "fill_the_disk",
        pytest.param("fill_the_disk_and_remove", marks=pytest.mark.skipif("sys.platform != 'linux'")),
        "fill_the_disk_by_maps",
    ],
)
def test_the_total_written_is_limited(start: Open, function: str) -> None:
    with pytest.raises(Died, match="wrote more than 8 MB to files") as caught:
        start(written_bytes=8 << 20, wall=60).call(f"hostile:{function}")
    assert caught.value.where is not None


def test_output_does_not_count_as_written(start: Open) -> None:
    start(written_bytes=8 << 20, wall=60).call("hostile:print_gigabyte")


READING = ["read", "read_after_chdir", "read_in_folder_descriptor", "read_history", "link_hard", "link_soft"]
THROUGH_PROC = ["read_through_root", "read_through_parent"]


@pytest.mark.parametrize(
    "function",
    [*READING, *(pytest.param(f, marks=pytest.mark.skipif("sys.platform != 'linux'")) for f in THROUGH_PROC)],
)
def test_a_hidden_file_cannot_be_read(start: Open, treasure: Path, function: str) -> None:
    with pytest.raises(Raised, match="is not possible here") as caught:
        start(hidden=(treasure.parent,)).call(f"hostile:{function}", str(treasure))
    assert caught.value.blocked


def test_a_folder_that_is_shown_can_be_read_in_a_hidden_one(start: Open, tmp_path: Path) -> None:
    for name in ("mine", "yours"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    process = start(hidden=(tmp_path,), importable=(HERE / "code", tmp_path / "mine"))
    assert process.call("hostile:read", str(tmp_path / "mine" / "file")) == "mine"
    with pytest.raises(Raised, match="blocks it"):
        process.call("hostile:read", str(tmp_path / "yours" / "file"))


@pytest.mark.parametrize("function", ["list_folder", "scan_folder"])
def test_a_hidden_folder_cannot_be_listed(start: Open, treasure: Path, function: str) -> None:
    with pytest.raises(Raised, match="blocks it"):
        start(hidden=(treasure.parent,)).call(f"hostile:{function}", str(treasure.parent))


def test_a_hidden_module_cannot_be_imported(start: Open, tmp_path: Path) -> None:
    solution = tmp_path / "checks" / "solution.py"
    solution.parent.mkdir()
    solution.write_text("ANSWER = 42")
    assert start().call("hostile:import_from", str(solution)) == 42
    with pytest.raises(Raised, match="No module named 'solution'"):
        start(hidden=(tmp_path / "checks",)).call("hostile:import_from", str(solution))


def test_a_folder_is_hidden_behind_a_link_too(start: Open, treasure: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(treasure.parent)
    with pytest.raises(Raised, match="blocks it"):
        start(hidden=(link,)).call("hostile:read", str(treasure))


def test_files_that_are_not_hidden_can_be_read(shared: SandboxProcess, treasure: Path) -> None:
    assert shared.call("hostile:read", str(treasure)) == "treasure"


def test_no_bytecode_is_left_beside_the_learners_file(start: Open, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def f(): return 1")
    assert start(importable=(tmp_path,)).call("mine:f") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


@pytest.mark.parametrize("function", ["fork", "run_command", "run_shell", "spawn", "execute", "use_pool"])
def test_no_process_is_started(shared: SandboxProcess, function: str) -> None:
    with pytest.raises(Raised, match="starting another process is not possible here"):
        shared.call(f"hostile:{function}")


@pytest.mark.parametrize(
    "function", ["connect", "fetch", "look_up", "look_up_more", "look_up_backwards", "look_up_number"]
)
def test_the_network_is_unreachable(shared: SandboxProcess, function: str) -> None:
    with pytest.raises(Raised, match="using the network is not possible here"):
        shared.call(f"hostile:{function}")


SIGNALS = [
    "kill_parent",
    "kill_group_of_parent",
    "open_parent",
    "kill_parent_by_descriptor",
    "have_parent_signalled",
]


@pytest.mark.skipif("sys.platform != 'linux'", reason="macOS has no descriptors of processes")
@pytest.mark.parametrize("function", SIGNALS)
def test_other_processes_get_no_signals(shared: SandboxProcess, function: str) -> None:
    with pytest.raises(Raised, match=r"sending signals|scheduling signals|blocks it"):
        shared.call(f"hostile:{function}")


@pytest.mark.skipif("sys.platform != 'linux'", reason="macOS has no prlimit")
@pytest.mark.parametrize("function", ["limit_parent", "slow_parent"])
def test_other_processes_are_not_slowed_down(shared: SandboxProcess, function: str) -> None:
    with pytest.raises(Raised, match=r"changing .* other processes"):
        shared.call(f"hostile:{function}")


def test_its_folder_is_private_and_its_home(shared: SandboxProcess) -> None:
    folder = Path(shared.call("hostile:folder"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert shared.call("os.path:expanduser", "~") == str(folder)
