"""Inline Markdown: emphasis and code are rendered without their markers."""

from __future__ import annotations

import pytest

from tutor.views.inline import inline


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("plain words, 3 < 4", "plain words, 3 < 4"),
        ("the *noun* row of `W_k`: 1 became **−1**", "the noun row of W_k: 1 became −1"),
        ("6 * 1 + d_k ** 2, W_q and W_k, ___ tiny", "6 * 1 + d_k ** 2, W_q and W_k, ___ tiny"),
        ("It [asks] for (T, d_k).", "It [asks] for (T, d_k)."),
        ("see [the section](#a) & <T>", "see the section & <T>"),
        ("`q @ k.T * 2` and **a `b` c**", "q @ k.T * 2 and a b c"),
        ("one\ntwo `x`", "one two x"),
    ],
)
def test_only_marks_disappear(markdown: str, plain: str) -> None:
    assert inline(markdown).plain == plain


def test_each_mark_has_its_own_style() -> None:
    spans = {
        (text.plain[span.start : span.end], str(span.style))
        for text in [inline("*a* **b** `c` **`d`**")]
        for span in text.spans
    }
    assert spans == {("a", "italic"), ("b", "bold"), ("c", "magenta"), ("d", "bold magenta")}
    assert inline("x `y`", "dim").style == "dim"
