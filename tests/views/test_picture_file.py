"""Views as files: each format is valid, contacts no server, and reports what is missing."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import pytest

from tutor.views.heat import HeatTable
from tutor.views.picture_file import PictureError, picture_bytes

TABLE = HeatTable([[0.25, 0.75], [1.0, 0.0]], ["a", "b"], ["a", "b"])


def test_an_svg_is_one_document_without_addresses_of_fonts() -> None:
    svg = picture_bytes(".svg", TABLE, width=30, title="grid")
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert b"font-face" not in svg and b".75" in svg and b"grid" in svg


def test_html_carries_its_colours() -> None:
    html = picture_bytes(".html", TABLE, width=30, title="").decode()
    assert "background-color: #" in html and ".75" in html and "<script" not in html


def test_a_png_has_a_cell_of_ten_by_twenty_for_each_character() -> None:
    pytest.importorskip("PIL")
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(picture_bytes(".png", TABLE, width=30, title="")))
    assert image.size == (30 * 10 + 28, 3 * 20 + 28)
    assert len(image.convert("RGB").getcolors(4096) or ()) > 4


def test_without_pillow_a_png_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(PictureError, match="needs Pillow"):
        picture_bytes(".png", TABLE, width=30, title="")


def test_another_ending_is_refused() -> None:
    with pytest.raises(PictureError, match=r"not in '\.gif'"):
        picture_bytes(".gif", TABLE, width=30, title="")
