"""The map: every part has a valid reference, every shape equals NumPy's, and no line is too wide."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from tutor.course.kinds import kinds_of, parted
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.tensors import tensors_of
from tutor.transformers.map.anatomy import LONGEST, MapPart, anatomy_of
from tutor.transformers.map.caption import caption_of
from tutor.transformers.map.map_picture import HEIGHT, TALL, WIDE, WIDTH, draw_map
from tutor.transformers.map.map_state import MapState
from tutor.transformers.map.paint_roles import styles_for
from tutor.transformers.map.pieces import map_findings, piece_table
from tutor.transformers.models.experiments import experiments, tour
from tutor.views.heat_colours import Paint

SIZES = ((WIDTH, HEIGHT), (WIDE, TALL), (120, TALL))
PLAIN = styles_for(Paint("none"))


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course()


def lines(state: MapState, course: Course, width: int, height: int) -> list[str]:
    caption = caption_of(course, state.piece)
    canvas = draw_map(state.anatomy, state.lit, caption, width, height).canvas
    return [line.plain for line in canvas.lines(PLAIN)]


@pytest.mark.parametrize("name", presets())
def test_every_part_has_valid_references(name: str, course: Course) -> None:
    kinds, table = kinds_of(course), piece_table(course)
    for part in anatomy_of(presets()[name]).parts:
        leads = table.piece(part.piece).leads
        assert leads and leads[0][0] == "section", part
        for _, reference in leads:
            kind, rest = parted(reference, kinds)
            assert kind is not None and kind.open is not None
            assert kind.fault(course, rest) == ""


@pytest.mark.parametrize("name", presets())
def test_every_line_and_every_shape_fits(name: str, course: Course) -> None:
    for tokens in (1, 5, LONGEST):
        state = MapState(name, tokens).at_piece("block")
        for width, height in SIZES:
            drawn = lines(state, course, width, height)
            assert len(drawn) == height
            assert max(map(cell_len, drawn)) == width
            if width == 120:  # nothing overlaps a frame or touches it
                ends = {line[-1] for line in drawn if line.strip()}
                assert ends <= set("│╮╯"), ends
            text = "\n".join(drawn).replace(" ", "")
            spots = draw_map(state.anatomy, 0, caption_of(course, ""), width, height).spots
            shown = {spot.part for spot in spots}
            for part in state.anatomy.parts:
                if part in shown:
                    assert part.shapes(close=True).replace(" ", "") in text, part


@pytest.mark.parametrize(
    "name", ["gpt2", "bert-base", "t5-small", "transformer-base", "qwen3-0.6b", "deepseek-v3"]
)
def test_every_piece_can_be_reached_by_the_arrows(name: str, course: Course) -> None:
    for width, height in SIZES:
        seen, todo = {0}, [MapState(name)]
        while todo:
            state = todo.pop()
            drawing = draw_map(state.anatomy, state.lit, caption_of(course, ""), width, height)
            moves = [state.moved(drawing.spots, *way) for way in ((0, 1), (0, -1), (1, 0), (-1, 0))]
            for new in (*moves, state.inside()):
                if new.lit not in seen:
                    seen.add(new.lit)
                    todo.append(new)
        assert seen == set(range(len(list(MapState(name).anatomy.parts))))


@pytest.mark.parametrize("name", [name for name, a in presets().items() if a.kind == "encoder-decoder"])
def test_the_block_of_a_decoder_is_drawn_with_its_shapes(name: str, course: Course) -> None:
    anatomy = anatomy_of(presets()[name])
    parts = list(anatomy.parts)
    for branch in anatomy.inside_second:
        state = MapState(name).at_piece(branch.piece).inside()
        assert anatomy.decoder_branch(parts[state.lit]) is branch
        assert state.inside() == MapState(name).at_piece(branch.piece)
        for width, height in SIZES:
            text = "\n".join(lines(state, course, width, height)).replace(" ", "")
            for part in branch.parts:
                shapes = {part.shapes(close=close).replace(" ", "") for close in (False, True)}
                assert part.label.replace(" ", "") in text and any(one in text for one in shapes)


def test_a_decoder_reads_the_encoder_with_both_lengths() -> None:
    """T5's cross-attention in NumPy: queries from the target, keys and values from the source."""
    a = presets()["t5-small"]
    source, target, heads, d = 5, 4, a.n_heads, a.d_model
    memory, x = np.zeros((source, d)), np.zeros((target, d))
    q, k, v = x @ np.zeros((d, d)), memory @ np.zeros((d, d)), memory @ np.zeros((d, d))
    split = [one.reshape(len(one), heads, d // heads).transpose(1, 0, 2) for one in (q, k, v)]
    scores = split[0] @ split[1].swapaxes(1, 2)
    own, cross, _ = anatomy_of(a, source).inside_second
    shapes = {part.piece: list(part.leaves) for part in cross.parts}
    assert shapes["cross"] == [one.shape for one in (q, k, v)]
    assert shapes["split"] == [one.shape for one in split]
    assert shapes["scores"] == shapes["softmax"] == [scores.shape]
    assert shapes["weighted-sum"] == [(scores @ split[2]).shape]
    assert "mask" in {part.piece for part in own.parts} and "mask" not in shapes


def test_the_shapes_are_those_of_numpy() -> None:
    """GPT-2's block with the lesson's functions on zeros, for the shapes only."""
    a = presets()["gpt2"]
    tokens, d, heads, wide = 5, a.d_model, a.n_heads, a.d_ff
    ids = np.zeros(tokens, dtype=int)
    x = np.zeros((a.vocabulary, d))[ids] + np.zeros((1024, d))[:tokens]
    q, k, v = (x @ np.zeros((d, d)) for _ in range(3))
    split = q.reshape(tokens, heads, d // heads).transpose(1, 0, 2)
    scores = split @ split.swapaxes(1, 2) / np.sqrt(d // heads)
    masked = np.where(np.tril(np.ones((tokens, tokens), bool)), scores, -np.inf)
    weights = np.exp(masked) / np.exp(masked).sum(axis=-1, keepdims=True)
    mixed = weights @ split
    merged = mixed.transpose(1, 0, 2).reshape(tokens, -1)
    hidden = x @ np.zeros((d, wide))
    logits = x @ np.zeros((d, a.vocabulary))
    expected = {
        "tokens": [ids], "embedding": [x], "positions": [x], "block": [x], "norm": [x], "qkv": [q, k, v],
        "split": [split], "scores": [scores], "mask": [masked], "softmax": [weights], "weighted-sum": [mixed],
        "merge": [merged], "output": [merged @ np.zeros((d, d))], "residual": [x], "w1": [hidden], "bend": [hidden],
        "w2": [hidden @ np.zeros((wide, d))], "final-norm": [x], "logits": [logits], "next-word": [],
    }  # fmt: skip
    for part in anatomy_of(a, tokens).parts:
        assert list(part.leaves) == [one.shape for one in expected[part.piece]], part


@pytest.mark.parametrize("name", presets())
def test_the_shapes_are_those_of_the_dimension_table(name: str) -> None:
    """Compared with the table of ``tutor dims`` for one sequence; of layers that differ, the first kind is drawn."""
    a = presets()[name]
    table: dict[str, tuple[int, ...]] = {}
    for t in tensors_of(a, seq_len=5).tensors:
        table.setdefault(t.name, t.shape[1:] if t.symbols[0] == "B" else t.shape)
    parts: dict[str, MapPart] = {}
    for part in anatomy_of(a).parts:
        parts.setdefault(part.piece, part)
    pairs = {
        "embedding": "token embedding",
        "scores": "scores",
        "softmax": "weights",
        "weighted-sum": "heads' output",
    }
    pairs |= {"output": "attention output", "w1": "feed-forward hidden", "pooler": "pooled first token"}
    if a.experts is None or not a.experts.dense_layers:
        pairs |= {"router": "router scores"}
    for piece, tensor in pairs.items():
        if piece in parts:
            assert parts[piece].leaves[0] == table[tensor], piece
    if a.kv_heads != a.n_heads and a.latent is None:
        split = next(part for part in parts.values() if part.piece in ("rope", "split"))
        assert split.leaves == (table["Q"], table["K"], table["V"])


def test_the_part_of_a_section_is_selected(course: Course) -> None:
    table = piece_table(course)
    about = table.about("step-1-attention-visual-deep-dive#scaling")
    assert MapState().about(about).piece == "scores"
    moe = MapState().about(table.about("step-6-complete-reference#arch-moe-routing"))
    assert moe.piece == "router" and moe.anatomy.architecture.experts is not None
    assert MapState().about(table.about("exercise:ex2")).piece == "mask"
    assert MapState().about(table.about("lab:softer")).piece == "softmax"
    assert MapState().about(table.about("lab:induction-off")).piece == "output"
    assert MapState(lit=3).about(table.about("step-0-start-here#choose-a-focus")) == MapState(lit=3)


def test_every_lab_experiment_selects_a_part(course: Course) -> None:
    table = piece_table(course)
    assert [one.id for one in (*tour(), *experiments()) if not table.about(f"lab:{one.id}")] == []


def test_the_sizes_of_a_section_are_on_every_arrow() -> None:
    state = MapState().at_sizes({"T": 7, "d_model": 12, "n_heads": 3, "B": 2, "eps": 1e-5})
    shapes = {part.piece: part.shapes() for part in state.anatomy.parts}
    assert (shapes["scores"], shapes["merge"], shapes["w1"]) == ("3 × (7, 7)", "(7, 12)", "(7, 48)")
    one = MapState("deepseek-v3").at_sizes({"T": 5, "d_model": 8, "d_k": 4})  # a section about one head
    shapes = {part.piece: part.shapes() for part in one.anatomy.parts}
    assert (shapes["scores"], shapes["merge"]) == ("1 × (5, 5)", "(5, 4)")
    assert MapState().at_sizes({"T": 7, "p": 0.5}) == MapState(tokens=7)
    assert state.next_model(1).sizes == () and MapState().at_sizes({}) == MapState()


def test_the_course_check_finds_what_is_wrong_with_the_map(course: Course, tmp_path: Path) -> None:
    assert list(map_findings(course)) == []
    (tmp_path / "lessons").mkdir()
    file = tmp_path / "lessons" / "map.yaml"
    text = (course.root / "lessons" / "map.yaml").read_text(encoding="utf-8")
    wrong = text.replace("deep-dive#softmax\n", "deep-dive#softmix\n").replace("lab: softer", "lab: harder")
    wrong = wrong.replace("exercise: ch1", "exercise: ch9").replace("id: router", "id: ruter")
    wrong = wrong.replace("  sink: softmax", "  sank: softmax").replace("toggle: mask", "toggle: mosk")
    file.write_text(wrong.replace(": bert-base", ": bert-bass", 1), encoding="utf-8")
    said = " ".join(str(one) for one in map_findings(replace(course, root=tmp_path)))
    for fault in (
        "softmix",
        "'harder'",
        "ch9",
        "piece 'router' is drawn but not described",
        "'ruter' is not drawn anywhere",
        "bert-bass",
        "sank",
        "'mosk' is not drawn anywhere",
    ):
        assert fault in said
    file.write_text("pieces: 3\n", encoding="utf-8")
    assert "cannot be read" in str(next(map_findings(replace(course, root=tmp_path))))


def test_nothing_is_shown_by_colour_alone(course: Course) -> None:
    text = "\n".join(lines(MapState().at_piece("softmax"), course, WIDTH, HEIGHT))
    assert "▸ softmax ◂" in text and "[  mask   ]" in text and text.count("◂") == 1
