"""The calculators of Step 6 answer at every size: sizes at their least and largest give no impossible numbers."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tutor.app.section_sizes import preset_sizes
from tutor.course.load import load_course
from tutor.course.markdown import all_sizes, blocks, chain
from tutor.course.model import Lesson, LiveCode
from tutor.course.quantities import load_quantities, quantities_of
from tutor.course.size_values import bounds
from tutor.hooks import plugin

LESSON = next(one for one in load_course(Path(__file__).parents[2]).lessons if one.step == 6)
# A negative number before a unit, a share of the peak above 100%, or no number at all.
IMPOSSIBLE = re.compile(
    r"-\d[\d,.]* *(?:GB|GiB|MiB|KiB|G\b|ms|s\b|tok|users|cards|GPUs|days|hours)"
    r"|MFU (?:[2-9]\d\d|1\d[1-9]|1[1-9]\d|\d{4,})%"
    r"|\b(?:nan|inf)\b"
)


def calculators(lesson: Lesson = LESSON) -> Iterator[LiveCode]:
    for section in lesson.sections:
        for block in blocks(section, lesson):
            if isinstance(block, LiveCode) and block.quantities:
                yield block


ALL = {block.id: block for block in calculators()}


def printed(block: LiveCode, /, **sizes: float) -> str:
    out, names = io.StringIO(), {**all_sizes(LESSON, block), **sizes}
    with redirect_stdout(out):
        for one in (*chain(LESSON, block), block):
            exec(compile(one.source, block.id, "exec"), names)
    return out.getvalue()


def test_there_are_at_least_twenty_five_and_they_print_what_the_lesson_says() -> None:
    assert len(ALL) >= 25
    assert [name for name, block in ALL.items() if printed(block) != block.output] == []


@pytest.mark.parametrize("name", ALL)
def test_no_size_at_its_end_gives_an_impossible_number(name: str) -> None:
    block = ALL[name]
    for size, quantity in quantities_of(LESSON, block).items():
        for value in bounds(all_sizes(LESSON, block)[size], quantity):
            text = printed(block, **{size: value})
            assert text and not IMPOSSIBLE.search(text), f"{size} = {value}:\n{text}"


def test_all_sizes_at_their_ends_together_fail_nowhere() -> None:
    for block in ALL.values():
        ends = {
            size: bounds(all_sizes(LESSON, block)[size], quantity)
            for size, quantity in quantities_of(LESSON, block).items()
        }
        for at in (0, 1):
            text = printed(block, **{size: pair[at] for size, pair in ends.items()})
            assert not IMPOSSIBLE.search(text), text


def test_every_size_of_a_calculator_has_a_name_and_its_own_value_is_allowed() -> None:
    for block in ALL.values():
        for size, quantity in quantities_of(LESSON, block).items():
            least, most = bounds(block.sizes[size], quantity)
            assert least <= block.sizes[size] <= most and math.isfinite(most), (block.id, size)
        assert block.quantities.keys() == block.sizes.keys(), f"{block.id} has sizes without a quantity"


def test_no_quantity_is_unused() -> None:
    used = {name for block in ALL.values() for name in block.quantities.values()}
    assert load_quantities(Path(__file__).parents[2]).keys() - used == set()


@pytest.mark.parametrize(
    ("name", "sizes", "said"),
    [
        ("c2-serving", {"billions": 8.03, "active": 8.03, "cached": 65536}, "users of 8,192 tokens: 253"),
        ("c2-serving", {"cards": 1}, "does not fit: needs 2 cards"),
        ("c1-kv", {"memory": 16.0}, "does not fit, needs 2 cards"),
        ("c1-cost", {"batch": 1}, "never pays off"),
        ("a-mfu", {"rate": 20000.0, "T": 131072}, "impossible: the peak is"),
        ("a-over", {"served": 1000.0}, "edge of the table"),
        ("b-lora", {"d_model": 64, "r": 128}, "saves nothing"),
        ("a-6nd", {"d_model": 512, "layers": 12}, "N = 37.7 million"),
    ],
)
def test_impossible_and_small_values_are_answered_in_words(
    name: str, sizes: dict[str, float], said: str
) -> None:
    assert said in printed(ALL[name], **sizes)


PRESETS = plugin("tutor.transformers").presets
QUANTITIES = load_quantities(Path(__file__).parents[2])


def test_every_value_of_a_preset_is_one_that_a_learner_can_type() -> None:
    for kind in PRESETS:
        for title, row in kind.rows().items():
            assert row.keys() <= kind.quantities <= QUANTITIES.keys(), title
            for name, value in row.items():
                assert QUANTITIES[name].least <= value <= QUANTITIES[name].most, (title, name, value)


def test_the_accelerators_have_sources_and_the_lessons_own_card_is_one_of_them() -> None:
    cards = next(kind for kind in PRESETS if kind.noun == "accelerator").rows()
    assert cards["H100 SXM"] == {"card-memory": 80, "bandwidth": 3.35, "compute": 989}
    assert len(cards) >= 10


@pytest.mark.parametrize("name", ALL)
def test_no_preset_gives_an_impossible_number(name: str) -> None:
    block = ALL[name]
    for kind in PRESETS:
        for title, sizes in preset_sizes(kind, block.quantities).items():
            text = printed(block, **(sizes if set(block.quantities.values()) & kind.quantities else {}))
            assert not IMPOSSIBLE.search(text), f"{title}:\n{text}"


@pytest.mark.parametrize("title", ["Qwen3 8B", "Llama 3 8B", "Gemma 3 27B", "DeepSeek-V3", "Mistral 7B"])
def test_the_formula_sheet_and_the_capacity_plan_offer_every_kind_of_model(title: str) -> None:
    models = next(kind for kind in PRESETS if kind.noun == "model")
    for name in ("c2-serving", "c1-plan", "c1-cost", "c1-roofline"):
        assert title in preset_sizes(models, ALL[name].quantities), name
    assert ("DeepSeek-V3" in preset_sizes(models, ALL["c1-kv"].quantities)) is False  # no key-value heads


def test_the_cache_of_a_model_with_windows_is_that_of_its_layers() -> None:
    models = next(kind for kind in PRESETS if kind.noun == "model")
    sizes = preset_sizes(models, ALL["c2-local-cache"].quantities)
    assert "10.4 GiB" in printed(ALL["c2-local-cache"], **sizes["Gemma 3 27B"], length=131072)
    assert "0.5 GiB" in printed(ALL["c2-local-cache"], **sizes["Mistral 7B"], length=32768)


def test_the_experts_of_a_preset_add_up_to_the_model() -> None:
    models = next(kind for kind in PRESETS if kind.noun == "model")
    offered = preset_sizes(models, ALL["c2-active"].quantities)
    assert {"Mixtral 8x7B", "gpt-oss 120B", "DeepSeek-V3"} <= offered.keys()
    for title, sizes in offered.items():
        total = float(re.findall(r"total +([\d.]+) B", printed(ALL["c2-active"], **sizes))[0])
        assert total == pytest.approx(models.rows()[title]["parameters"], rel=0.01), title
