"""Long sentences in the Lab as images, decoded from the bytes sent to a terminal, or as text without image support."""

from __future__ import annotations

import base64
import io
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.graphics_terminal import CELL, KITTY, SIXEL, TEXT, GraphicsTerminal
from tutor.course.load import load_course
from tutor.views.heat_colours import share_ramp
from tutor.workspace import create

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")]
pytest.importorskip("textual_image")

LONG = "dog bell river key , again : " * 5
PLACEHOLDER = "\U0010eeee".encode()  # kitty's placeholder for a part of an image
TO_THE_RIGHT = b"\x1b[C"  # selects the next head in the Lab


def lab(
    tmp_path: Path, answers: Mapping[bytes, bytes], *arguments: str, typed: bytes = b"", **names: str
) -> GraphicsTerminal:
    """The real program in the Lab, with a long sentence."""
    workspace = create(tmp_path / "folder", load_course())
    workspace.save_state({"place": "lab", "lab": {"sentence": LONG, "token": 20}})
    environment = {
        **{k: os.environ[k] for k in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if k in os.environ},
        "HOME": str(tmp_path),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        **names,
    }
    program = [sys.executable, "-m", "tutor", "start", *arguments]
    return GraphicsTerminal(program, workspace.root, environment, answers, typed)


def test_a_terminal_that_is_known_for_kittys_protocol_is_sent_a_png(tmp_path: Path) -> None:
    with lab(tmp_path, KITTY, typed=TO_THE_RIGHT, KITTY_WINDOW_ID="1") as terminal:
        sent = terminal.read(rb"\x1b_G[^;]*m=0[^\x1b]*\x1b\\.*" + PLACEHOLDER)
        terminal.read(rb"L0 H1 .* weights")  # the key that arrived with the answer had its effect
    number = re.findall(rb"\x1b_Gi=(\d+),m=0", sent)[0]
    chunks = re.findall(rb"\x1b_Gi=" + number + rb",m=[01],f=100,q=2;([^\x1b]*)\x1b", sent)
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(b"".join(chunks))))
    assert picture.format == "PNG" and all(a % b == 0 for a, b in zip(picture.size, CELL, strict=True))
    pixels = picture.convert("RGB").get_flattened_data()
    assert share_ramp()[-1] in set(pixels)  # the first word attends only to itself


def test_a_terminal_with_sixel_is_sent_one_as_large_as_its_cells(tmp_path: Path) -> None:
    with lab(tmp_path, SIXEL, "--graphics") as terminal:
        sent = terminal.read(rb"\x1bP[0-9;]*q\"1;1;\d+;\d+#.*?\x1b\\")
    found = re.search(rb"\x1bP[0-9;]*q\"1;1;(\d+);(\d+)#", sent)
    assert found is not None
    wide, high = int(found[1]), int(found[2])
    assert wide % CELL[0] == 0 and high % CELL[1] == 0 and wide > 400 and high > 300
    assert PLACEHOLDER not in sent


@pytest.mark.parametrize("arguments", [("--graphics",), ()])
def test_a_terminal_without_pictures_gets_text_and_no_stray_byte(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with lab(tmp_path, TEXT, *arguments, typed=TO_THE_RIGHT if arguments else b"") as terminal:
        if not arguments:
            terminal.read(rb"L0 H0 .* weights")
            terminal.write(TO_THE_RIGHT)
        sent = terminal.read(rb"L0 H1 .* weights")
        sent = terminal.read_for(1.0)
    assert sent.count(b"\x1b_G") == len(arguments)  # the query, if it was made
    assert b"\x1bP" not in sent and PLACEHOLDER not in sent and b"1337" not in sent
    assert b"\xe2\x96\x80" in sent or b"bell" in sent  # cells of text
