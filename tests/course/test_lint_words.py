"""The word lint: what it finds, what it ignores, and that all texts are free of it."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tutor.course.lint_words import word_faults

ROOT = Path(__file__).resolve().parents[2]


def phrases(text: str) -> list[str]:
    return [phrase for _, phrase, _ in word_faults(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The 4 stands in both.", "stands"),
        ("Rows of Q shall meet rows of K.", "shall"),
        ("The weights are to be divided by the sum.", "are to be divided"),
        ("Then one may divide: One may not.", "One may"),
        ("It looks as if exp is missing.", "It looks as if"),
        ("What is printed is the loss.", "What is printed is"),
        ("How the table comes\nabout.", "comes about"),
        ("The file is as it was.", "as it was"),
        ("loss: 2.98 nats a token", "nats a token"),
        ("x is no number.", "is no number"),
        ("```quiz\nwhy: The row stands alone in front. It stands there.\n```", "stands"),
    ],
)
def test_a_phrase_is_found_with_a_better_word(text: str, found: str) -> None:
    assert found in phrases(text)
    assert all(better for _, _, better in word_faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "`...` stands for any leading axes, and you understand it.",
        "One row stands out. The axes are to be fair.",
        "```python\nprint('it stands as it was')\n```",
        "Write `shall` or [a link](it-stands.md#as-it-was).",
        'The paper says "the model shall not see it".',
        "There is no number, and this is no longer a shape.",
        "as it was before the change; comes about 3 m closer",
        "~~~text\nshall\n~~~\n<!-- shall -->",
        "This one may be removed, and the first one must stay.",
        "What is the loss? What is a head and what is not:",
    ],
)
def test_code_quotations_and_good_english_are_left_alone(text: str) -> None:
    assert phrases(text) == []


def test_the_line_is_counted_from_the_text_before() -> None:
    assert [line for line, _, _ in word_faults("```\nshall\n```\n\nIt shall.")] == [5]


@pytest.mark.parametrize(
    "path",
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "tutor").rglob("*.yaml")),
        *sorted((ROOT / "lessons").glob("*.yaml")),
    ],
    ids=lambda path: path.name,
)
def test_documents_are_in_plain_words(path: Path) -> None:
    assert list(word_faults(path.read_text(encoding="utf-8"))) == []


def test_messages_of_the_app_and_the_shell_are_in_plain_words() -> None:
    said = [str(message) for _, texts in _catalogue().catalogue(ROOT) for message in texts]
    assert len(said) > 2000
    lines = "\n".join(said).split("\n")
    assert [(phrase, lines[line - 1]) for line, phrase, _ in word_faults("\n".join(lines))] == []


def _catalogue() -> ModuleType:
    spec = spec_from_file_location("message_catalogue", ROOT / "scripts" / "message_catalogue.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
