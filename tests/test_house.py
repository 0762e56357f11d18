"""The architecture is respected: rooms import only rooms below them, and heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import tutor

PACKAGE = Path(tutor.__file__).parent

BELOW = (
    "hooks",
    "installation",
    "settings",
    "grading",
    "watch",
    "progress",
    "shapes",
    "process",
    "course",
    "workspace",
    "disk",
    "unix",
)
# The rooms that each room may import. A room is a folder or a module directly under tutor/.
DOWNHILL: dict[str, set[str]] = {
    "disk": set(),
    "unix": set(),
    "hooks": set(),
    "installation": set(),
    "settings": {"disk"},
    "course": {"disk", "hooks", "installation"},
    "process": set(),
    "workspace": {"course", "disk", "unix"},
    "watch": {"disk"},
    "shapes": {"process", "course", "disk", "unix"},
    "progress": {"course", "disk", "hooks", "unix"},
    "grading": {"shapes", "process", "course", "workspace", "disk"},
    "views": {"grading", "progress", "shapes", "course"},
    "engines": {"grading", "process", "shapes", "course"},
    "session": {"engines", *BELOW},
    "pytest_plugin": {"session", *BELOW},
    "app": {"session", "engines", "views", *BELOW},
    "transformers": {"app", "cli", "session", "engines", "views", *BELOW},
    "classroom": {"cli", "views", *BELOW},
    # The commands of the plug-in and the classroom are named in its table, and imported when called.
    "cli": {"session", "engines", "app", "views", *BELOW},
    "model": {"transformers"},
    "__main__": {"cli"},
    "__init__": {"shapes"},
}
ALLOWED_LIBRARIES = {
    "textual": {"app", "transformers"},
    "numpy": {"shapes", "grading", "process", "transformers"},
    "pytest": {"grading", "pytest_plugin"},
    "_pytest": {"grading"},
    "typer": {"cli", "transformers", "classroom"},
    "rich": {"views", "app", "cli", "transformers", "classroom"},
    # What Windows would need is in these two.
    **{name: {"unix", "process"} for name in ("fcntl", "termios", "tty", "resource")},
}

# A quiz's answer is verified with the np that its expression may use. Only the course check loads this file.
EXCEPTIONS = {("course/lint_lessons.py", "numpy")}

FILES = sorted(p for p in PACKAGE.rglob("*.py") if "_course" not in p.relative_to(PACKAGE).parts)


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that the file imports, including imports in functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            assert not node.level, f"{path}:{node.lineno}: relative imports hide which room is meant"
            yield node.lineno, module
            if module == "tutor":
                yield from ((node.lineno, f"tutor.{alias.name}") for alias in node.names)


def identify(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_a_file_imports_only_rooms_further_down(path: Path) -> None:
    room = room_of(path)
    assert room in DOWNHILL, f"{room} is a new room: say in this file what it may import"
    rooms = {p.stem if p.is_file() else p.name for p in PACKAGE.iterdir()}
    for line, name in imports_of(path):
        first, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if first == "tutor" and other in rooms and other != room:
            assert other in DOWNHILL[room], f"{identify(path)}:{line} imports {name}, which is uphill"


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_a_heavy_library_stays_in_its_rooms(path: Path) -> None:
    room = room_of(path)
    for line, name in imports_of(path):
        library = name.partition(".")[0]
        rooms = ALLOWED_LIBRARIES.get(library)
        allowed = rooms is None or room in rooms or (identify(path), library) in EXCEPTIONS
        assert allowed, f"{identify(path)}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_every_file_has_a_module_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_imports_inside_the_app_have_no_circle() -> None:
    files = {module_of(path): path for path in FILES if room_of(path) == "app"}
    graph = {name: imported_modules(path) & files.keys() for name, path in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' → '.join(reversed(error.args[1]))}")


def module_of(path: Path) -> str:
    return ".".join(("tutor", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def imported_modules(path: Path) -> set[str]:
    """The modules imported when the file runs, including imports in functions but not those for annotations only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in only_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_only_the_plug_in_knows_the_subject() -> None:
    knowing = [identify(path) for path in FILES if "attention" in path.read_text(encoding="utf-8").casefold()]
    assert [name for name in knowing if room_of(PACKAGE / name) != "transformers"] == []


# Nouns and other words that end in -ing.
NO_PARTICIPLES = {"listing", "standing"}


def test_no_two_files_have_one_name() -> None:
    paths = [path for path in FILES if not path.name.startswith("__")]
    names = Counter(path.name for path in paths)
    assert [identify(path) for path in paths if names[path.name] > 1] == []


def test_no_two_public_classes_have_one_name() -> None:
    homes: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(identify(path))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_no_file_is_named_by_a_bare_participle() -> None:
    words = {path.stem for path in FILES if path.stem.endswith("ing")}
    assert words - NO_PARTICIPLES == set()
