"""What a learner, an editor or an accident does to the folder while the app runs."""

from __future__ import annotations

import contextlib
import random
import shutil
from pathlib import Path

from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Course, Exercise
from tutor.workspace import Workspace

BROKEN = (
    "",
    "def softmax(",
    "\x00\x00",
    "raise SystemExit(3)",
    "import os\nos._exit(7)",
    "print('x' * 100_000)",
    "1 / 0",
    "def softmax(x, axis=-1):\n    return None\n",
    "# [b]nothing[/] but a remark 漢字 🙂\n",
    "input()",
)


def save(chance: random.Random, course: Course, workspace: Workspace) -> str:
    """Save a solution, a mistake, the stub or nonsense in one of the files. Returns what it was, in a word."""
    exercise = chance.choice(course.exercises)
    kind, text = _text(chance, exercise)
    path = workspace.file(exercise)
    with contextlib.suppress(OSError):  # the folder may be missing, or something else may have this name
        path.parent.mkdir(parents=True, exist_ok=True)
        if chance.random() < 0.5:
            beside = path.with_name(f".{path.name}.swp")
            beside.write_bytes(text)
            beside.replace(path)
        else:
            path.write_bytes(text)
    return f"save {exercise.short} {kind}"


def _text(chance: random.Random, exercise: Exercise) -> tuple[str, bytes]:
    kind = chance.choice(["solution", "solution", "mistake", "mistake", "stub", "broken", "bytes"])
    if kind == "mistake":
        try:
            mistake = chance.choice(load_mistakes(exercise)[0])
            return f"mistake {mistake.id}", apply(exercise.solution, mistake).encode()
        except (FileNotFoundError, IndexError):
            kind = "solution"
    if kind == "broken":
        number = chance.randrange(len(BROKEN))
        return f"broken {number}", BROKEN[number].encode()
    if kind == "bytes":
        return kind, b"\xff\xfe" + exercise.stub.encode("utf-16")[:200]
    return kind, (exercise.solution if kind == "solution" else exercise.stub).encode()


def damage(chance: random.Random, course: Course, workspace: Workspace) -> str:
    """Delete or replace something in the folder. Returns what was done, in a word."""
    file = workspace.file(chance.choice(course.exercises))
    state = workspace.state_dir
    accidents = {
        "a file is gone": lambda: _remove(file),
        "a folder in its place": lambda: (_remove(file), file.mkdir(parents=True)),
        "all files are gone": lambda: _remove(file.parent),
        "a file that cannot be read": lambda: file.chmod(0),
        "the record is gone": lambda: _remove(workspace.progress_path),
        "the record is torn": lambda: workspace.progress_path.write_bytes(b'{"kind": \n\xff\n'),
        "the state is gone": lambda: _remove(state / "state.json"),
        "the state is nonsense": lambda: (state / "state.json").write_text('{"place": 3, "sizes": []}'),
        "all state is gone": lambda: _remove(state),
        "notes are a file": lambda: (
            _remove(workspace.root / "notes"),
            (workspace.root / "notes").write_text(""),
        ),
    }
    what = chance.choice(sorted(accidents))
    with contextlib.suppress(OSError):
        accidents[what]()
    return what


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
