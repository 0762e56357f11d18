"""Short, untidy queries lead to a section that answers them, and a query about something else is told so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tutor.course.load import load_course
from tutor.course.search import Index

QUESTIONS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("search_questions.yaml").read_text(encoding="utf-8")
)
REQUIRED = 0.9  # fraction of the queries that find their section first or second


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(load_course())


def test_every_expected_section_exists(index: Index) -> None:
    there = {hit.target for hit in index.all().hits}
    assert {target for targets in QUESTIONS["present"].values() for target in targets} <= there


def test_nine_of_ten_queries_find_a_right_section_first_or_second(index: Index) -> None:
    missed = {
        query: best
        for query, targets in QUESTIONS["present"].items()
        if not {*targets} & {*(best := [hit.target for hit in index.search(query).hits[:2]])}
    }
    assert len(missed) <= (1 - REQUIRED) * len(QUESTIONS["present"]), missed


@pytest.mark.parametrize("query", QUESTIONS["absent"])
def test_a_query_about_something_else_is_told_so(index: Index, query: str) -> None:
    remark = index.search(query).remark
    assert remark.startswith(("nothing on ", "no section has ")), remark


def test_a_query_that_the_course_answers_gets_no_remark(index: Index) -> None:
    misspelled = {"continous batching"}
    remarks = {query: index.search(query).remark for query in {*QUESTIONS["present"]} - misspelled}
    assert not any(remarks.values()), {query: remark for query, remark in remarks.items() if remark}


def test_words_that_no_section_has_together_are_named(index: Index) -> None:
    assert index.search("react hooks").remark == "no section has “react” and “hooks” together"


def test_a_word_with_a_hyphen_is_one_word(index: Index) -> None:
    assert index.search("k-means clusters").remark.startswith("nothing on “k-means”")
    assert not index.search("kv-cache").remark
    assert [hit.target for hit in index.search("crossentropy").hits[:3]]


def test_similar_words_are_shown_as_the_course_writes_them(index: Index) -> None:
    assert "“continuous”" in index.search("continous batching").remark


def test_a_sentence_need_not_have_all_its_words_in_one_section(index: Index) -> None:
    question = "how is attention computed in a decoder during generation with cache"
    assert not index.search(question).remark


def test_three_letters_are_not_the_beginning_of_another_word(index: Index) -> None:
    assert index.search("ema weights").remark.startswith("nothing on “ema”")
