"""What a learner can type for a size, and how keys step through its values."""

from pathlib import Path

import pytest

from tests.course.test_blocks import lesson_of
from tutor.course.markdown import blocks
from tutor.course.model import MalformedCourseError
from tutor.course.quantities import Quantity, load_quantities, quantities_of
from tutor.course.size_values import allowed, bounded, read_size, size_text, stepped

MEMORY = Quantity(title="memory", unit="GB", least=1, most=1000, values=(16, 24, 32, 48, 80))
BILLIONS = Quantity(
    title="parameters", unit="billion", scale=1e9, least=0.001, most=10_000, values=(0.5, 1, 3, 7)
)
TOKENS = Quantity(title="context", unit="tokens", kilo=1024, least=1, most=10 * 1024**2)
PRICE = Quantity(title="price", unit="$ per hour", least=0.01, most=1000)


@pytest.mark.parametrize(
    ("typed", "own", "quantity", "value"),
    [
        ("7B", 70.0, BILLIONS, 7.0),
        ("8.03b", 70.0, BILLIONS, 8.03),
        ("0.5", 70.0, BILLIONS, 0.5),
        ("135M", 70.0, BILLIONS, 0.135),
        ("1e9", 70.0, BILLIONS, 1.0),
        ("8,030,000,000", 70.0, BILLIONS, 8.03),
        ("7 billion", 70.0, BILLIONS, 7.0),
        ("1T", 70.0, BILLIONS, 1000.0),
        ("131072", 8192, TOKENS, 131072),
        ("128K", 8192, TOKENS, 131072),
        ("1M", 8192, TOKENS, 1024**2),
        ("24 GB", 80.0, MEMORY, 24.0),
        ("24gb", 80.0, MEMORY, 24.0),
        ("2.5", 2.0, PRICE, 2.5),
        (" 64 ", 8, None, 64),
        ("40%", 0.5, None, 0.4),
        ("5.76e23", 1e20, None, 5.76e23),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, own, quantity, value):
    read = read_size(typed, own, quantity, "n")
    assert read == pytest.approx(value) and type(read) is type(own)


@pytest.mark.parametrize(
    ("typed", "own", "quantity", "said"),
    [
        ("", 8, None, "Type a number, such as"),
        ("many", 8, None, "Type a number, such as"),
        ("1e999", 0.5, None, "Type a number|larger than 0"),
        ("7 apples", 8, None, "'apples' is not known"),
        ("24 TB", 80.0, MEMORY, "memory is in GB"),
        ("2.5", 8192, TOKENS, "context must be a whole number, not 2.5"),
        ("0", 80.0, MEMORY, "memory must be from 1 GB to 1,000 GB, not 0 GB"),
        ("-1", 0.5, None, "n must be larger than 0"),
        ("65", 8, None, "n must be from 1 to 64, not 65"),
        ("20M", 8192, TOKENS, "context must be from 1 token to 10,485,760 tokens"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(typed, own, quantity, said):
    with pytest.raises(ValueError, match=said):
        read_size(typed, own, quantity, "n")


def test_keys_step_through_the_usual_values_and_back_from_a_typed_one():
    assert [stepped(80.0, 24.0, step, MEMORY) for step in (1, -1)] == [32, 16]
    assert [stepped(80.0, 40.0, step, MEMORY) for step in (1, -1)] == [48, 32]
    assert stepped(80.0, 80.0, 1, MEMORY) == 80 and stepped(80.0, 16.0, -1, MEMORY) == 16
    assert stepped(80.0, 141.0, -1, MEMORY) == 80


def test_without_usual_values_keys_step_through_1_2_5():
    value, seen = 0.5, []
    for _ in range(6):
        value = stepped(2.0, value, 1, PRICE)
        seen.append(value)
    assert seen == [1, 2, 5, 10, 20, 50]
    assert stepped(2.0, 0.5, -1, PRICE) == 0.2 and stepped(2.0, 0.01, -1, PRICE) == 0.01
    assert stepped(4096, 5000, 1, TOKENS) == 10_000 and isinstance(stepped(4096, 5000, 1, TOKENS), int)


def test_without_a_quantity_a_step_is_one_or_one_of_the_first_digit():
    assert [stepped(5, 5, step) for step in (1, -1)] == [6, 4]
    assert stepped(0.5, 0.5, 1) == 0.6 and stepped(5, 64, 1) == 64 and stepped(5, 1, -1) == 1


@pytest.mark.parametrize(
    ("value", "quantity", "text"),
    [
        (0.1, BILLIONS, "100 million"),
        (8.03, BILLIONS, "8.03 billion"),
        (1000.0, BILLIONS, "1 trillion"),
        (131072, TOKENS, "131,072 tokens"),
        (24.0, MEMORY, "24 GB"),
        (5, None, "5"),
        (0.25, None, "0.25"),
    ],
)
def test_a_value_is_shown_with_its_unit(value, quantity, text):
    assert size_text(value, quantity) == text


def test_values_that_were_kept_stay_within_the_bounds():
    assert bounded(80.0, 1e9, MEMORY) == 1000 and bounded(8192, 0, TOKENS) == 1
    assert bounded(80.0, float("nan"), MEMORY) == 80 and bounded(80.0, "x", MEMORY) == 80
    assert allowed(80.0, MEMORY) == "from 1 GB to 1,000 GB" and allowed(0.0, None) == ""


def test_a_fence_declares_quantities_and_an_unknown_one_is_a_fault(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "quantities.yaml").write_text("memory: {title: m, unit: GB, least: 1, most: 9}\n")
    lesson = lesson_of("## A\n```python live card:memory=8.0 n:cards=2 T=3\nx\n```\n")
    [live] = blocks(lesson.sections[0], lesson)
    assert live.sizes == {"card": 8.0, "n": 2, "T": 3}
    assert live.quantities == {"card": "memory", "n": "cards"}
    object.__setattr__(lesson, "path", tmp_path / "lessons" / "one.md")
    with pytest.raises(MalformedCourseError, match="there is no quantity 'cards'"):
        quantities_of(lesson, live)


@pytest.mark.parametrize("values", ["[2, 1]", "[1, 100]"])
def test_values_out_of_order_or_out_of_range_are_a_fault(tmp_path: Path, values: str):
    (tmp_path / "lessons").mkdir()
    file = tmp_path / "lessons" / "quantities.yaml"
    file.write_text(f"m: {{title: m, least: 1, most: 9, values: {values}}}\n")
    with pytest.raises(MalformedCourseError):
        load_quantities(tmp_path)
