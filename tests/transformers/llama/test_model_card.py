"""The card of SmolLM2 names the files that the tutor accepts."""

from pathlib import Path

from tutor.transformers.llama.smollm2_wheel import GGUF_HASH, GGUF_SIZE, REQUIREMENT, WHEEL_HASH, WHEEL_SIZE


def test_the_card_has_the_sizes_and_the_sums_that_are_checked() -> None:
    card = (Path(__file__).parents[3] / "docs" / "model-card-smollm2.md").read_text(encoding="utf-8")
    for told in (GGUF_HASH, WHEEL_HASH, f"{GGUF_SIZE:,} bytes", f"{WHEEL_SIZE:,} bytes"):
        assert told in card
    assert REQUIREMENT.replace("==", "` ") in card
