"""A section is split into prose, live code, quizzes and tables, in order, with line numbers."""

from dataclasses import replace
from pathlib import Path

import pytest

from tutor.course.load import load_course, scan_sections
from tutor.course.markdown import all_sizes, blocks, chain
from tutor.course.model import Fold, Lesson, LiveCode, MalformedCourseError, PluginBlock, Prose, Quiz

PATH = Path("lesson.md")
PLUGIN = "tutor.transformers"


def lesson_of(body: str) -> Lesson:
    sections = scan_sections(body, PATH)
    return Lesson("lesson", 1, "t", "t", "w", "w", (), (), sections, PATH, plugin=PLUGIN)


def blocks_of(body: str, index: int = 0):
    lesson = lesson_of(body)
    return blocks(lesson.sections[index], lesson)


def test_blocks_come_in_order_and_know_their_lines(make_course):
    lesson = load_course(make_course()).lessons[0]
    prose, live, quiz = blocks(lesson.sections[0], lesson)
    assert isinstance(prose, Prose) and prose.markdown.startswith("Who looks") and prose.line == 18
    assert isinstance(live, LiveCode)
    assert (live.id, live.sizes, live.after, live.line) == ("scores", {"T": 2, "d_k": 3}, None, 20)
    assert (live.source, live.output) == ("T = 2\nprint(T * d_k)\n", "6\n")
    assert isinstance(quiz, Quiz) and (quiz.id, quiz.answer, quiz.line) == ("scores-shape", "(4, 4)", 29)


def test_reported_lines_are_correct(make_course):
    lesson = load_course(make_course()).lessons[0]
    lines = lesson.path.read_text(encoding="utf-8").split("\n")
    for section in lesson.sections:
        assert lines[section.line - 1].startswith("## ")
        for block in blocks(section, lesson):
            first = block.markdown.split("\n")[0] if isinstance(block, Prose) else "```"
            assert lines[block.line - 1].startswith(first)


def test_static_fences_stay_in_the_prose():
    [prose] = blocks_of("## A\n\nText\n\n```python\nx = 1\n```\n\n```\nplain\n```\n")
    assert prose.markdown == "Text\n\n```python\nx = 1\n```\n\n```\nplain\n```"


def test_sizes_are_whole_numbers_or_fractions_and_a_block_without_a_name_has_one_made():
    live = blocks_of("## A\n```python live T=5 p=0.5 eps=1e-5\nx\n```\n```python live\ny\n```\n")
    assert live[0].sizes == {"T": 5, "p": 0.5, "eps": 1e-5} and isinstance(live[0].sizes["T"], int)
    assert [b.id for b in live] == ["a-1", "a-2"]


def test_a_fence_of_the_plugin_is_a_mapping_and_prose_without_the_plugin():
    lesson = lesson_of("## A\n```dims\npreset: gpt2\nseq_len: 8\n```\n")
    [dims] = blocks(lesson.sections[0], lesson)
    assert isinstance(dims, PluginBlock) and dims.config == {"preset": "gpt2", "seq_len": 8}
    lesson = replace(lesson, plugin="")
    [prose] = blocks(lesson.sections[0], lesson)
    assert isinstance(prose, Prose)


def test_a_link_defined_below_a_live_block_still_works_above_it():
    body = "## A\nSee [the paper][1].\n```python live\nx\n```\n[1]: https://example.org\n"
    prose, _, definition = blocks_of(body)
    assert prose.markdown == "See [the paper][1].\n\n[1]: https://example.org"
    assert definition.markdown == "[1]: https://example.org"


CHAINED = (
    "## A\n```python live T=3 name=x\nX\n```\n```python live T=4 d=2 name=q after=x\nQ\n```\n"
    "## B\n```python live name=other\nO\n```\n```python live d=5 after=q\nS\n```\n"
)


def test_a_chain_lists_preceding_blocks_in_order_across_sections():
    lesson = lesson_of(CHAINED)
    last = blocks(lesson.sections[1], lesson)[-1]
    assert [block.id for block in chain(lesson, last)] == ["x", "q"]
    assert chain(lesson, blocks(lesson.sections[0], lesson)[0]) == ()


def test_a_block_runs_with_the_sizes_of_its_chain_and_its_own_win():
    lesson = lesson_of(CHAINED)
    assert all_sizes(lesson, blocks(lesson.sections[1], lesson)[-1]) == {"T": 4, "d": 5}


CHOICE = (
    "id: a\nkind: choice\nquestion: Q?\nchoices:\n"
    "  - text: yes it is\n    why: W\n    correct: true\n  - {text: 2, why: V}\n"
)


def quiz_of(text: str) -> Quiz:
    [quiz] = blocks_of(f"## A\n```quiz\n{text}```\n")
    return quiz


def test_words_that_yaml_reads_as_numbers_stay_words():
    assert [choice.text for choice in quiz_of(CHOICE).choices] == ["yes it is", "2"]
    assert quiz_of("id: a\nkind: order\nquestion: Q?\nitems: [1, b]\nwhy: W\n").items == ("1", "b")


def test_a_shape_may_be_written_as_a_list_and_a_number_as_a_number():
    assert quiz_of("id: a\nkind: shape\nquestion: Q?\nanswer: [2, 5, 8]\nwhy: W\n").answer == "(2, 5, 8)"
    quiz = quiz_of("id: a\nkind: number\nquestion: Q?\nanswer: 0.25\ntolerance: 0.01\nwhy: W\n")
    assert (quiz.answer, quiz.tolerance) == ("0.25", 0.01)
    small = "id: a\nkind: number\nquestion: Q?\nanswer: 1e-2\ntolerance: 1e-3\nwhy: W\n"
    assert (quiz_of(small).answer, quiz_of(small).tolerance) == ("1e-2", 0.001)


def fence(info: str, content: str = "x\n") -> str:
    return f"## A\n\n```{info}\n{content}```\n"


def quiz_fence(content: str) -> str:
    return fence("quiz", content)


FAULTS = {
    "a size that is no number": (fence("python live T=five"), 3, "T=five: a size must be a number"),
    "a word without a value": (fence("python live T"), 3, "'T' is not of the form"),
    "a size twice": (fence("python live T=1 T=2"), 3, "'T' appears twice"),
    "a size that is no name": (fence("python live 2T=1"), 3, "not the name of a size"),
    "a name that is none": (fence("python live name=1x"), 3, "is not a name"),
    "live code without code": (fence("python live", "\n"), 3, "no code"),
    "after nothing": (fence("python live after=nowhere"), 3, "names no live block above"),
    "after itself": (fence("python live name=x after=x"), 3, "names no live block above"),
    "after a later one": (
        fence("python live name=a after=b") + "```python live name=b\ny\n```\n",
        3,
        "names no live block above",
    ),
    "a name twice": (fence("python live name=a") + "```python live name=a\ny\n```\n", 6, "taken by line 3"),
    "output after nothing": (fence("output"), 3, "directly after a live block"),
    "output after static code": (fence("python") + "```output\n1\n```\n", 6, "directly after a live block"),
    "output after words": (
        fence("python live") + "\nwords\n\n```output\n1\n```\n",
        9,
        "directly after a live",
    ),
    "a second output": (
        fence("python live") + "```output\n1\n```\n```output\n1\n```\n",
        9,
        "directly after a live block",
    ),
    "a fence that never closes": ("## A\n\n```python live\nx\n", 3, "never closed"),
    "a static fence that never closes": ("## A\n\n```\nx\n", 3, "never closed"),
    "live code in a list": ("## A\n\n- a\n\n  ```python live\n  x\n  ```\n", 5, "inside a list or a quote"),
    "dims that are no mapping": (fence("dims", "- a\n"), 4, "must be a mapping"),
    "a quiz without id": (quiz_fence("kind: number\nquestion: Q?\n"), 4, "'id' is missing"),
    "a quiz of no kind": (quiz_fence("id: a\nkind: riddle\nquestion: Q?\n"), 5, "riddle"),
    "a quiz's misspelt field": (
        quiz_fence("id: a\nkind: shape\nqestion: Q?\n"),
        6,
        "did you mean 'question'?",
    ),
    "a quiz that asks nothing": (quiz_fence("id: a\nkind: shape\nquestion: ''\n"), 3, "asks nothing"),
    "no correct choice": (quiz_fence(CHOICE.replace("true", "false")), 3, "0 correct choices instead of one"),
    "two correct choices": (quiz_fence(CHOICE.replace("V}", "V, correct: true}")), 3, "2 correct choices"),
    "one choice": (quiz_fence(CHOICE.replace("  - {text: 2, why: V}\n", "")), 3, "two or more choices"),
    "a choice twice": (quiz_fence(CHOICE.replace("text: 2", "text: yes it is")), 3, "of the same text"),
    "a choice without why": (quiz_fence(CHOICE.replace(", why: V", "")), 11, "'why' is missing"),
    "a choice with an empty why": (quiz_fence(CHOICE.replace("why: V", "why: ''")), 3, "does not say why"),
    "a choice with an answer": (quiz_fence(CHOICE + "answer: 2\n"), 3, "has no field 'answer'"),
    "a number that is none": (
        quiz_fence("id: a\nkind: number\nquestion: Q?\nanswer: four\nwhy: W\n"),
        7,
        "needs a number",
    ),
    "a number without why": (
        quiz_fence("id: a\nkind: number\nquestion: Q?\nanswer: 4\n"),
        3,
        "needs a 'why'",
    ),
    "a shape that is none": (
        quiz_fence("id: a\nkind: shape\nquestion: Q?\nanswer: T by d\nwhy: W\n"),
        7,
        "needs a shape",
    ),
    "an order of one": (
        quiz_fence("id: a\nkind: order\nquestion: Q?\nitems: [x]\nwhy: W\n"),
        3,
        "two or more items",
    ),
    "a tolerance in words": (
        quiz_fence("id: a\nkind: number\nquestion: Q?\nanswer: 4\ntolerance: some\nwhy: W\n"),
        8,
        "'some' as its tolerance",
    ),
    "a negative tolerance": (
        quiz_fence("id: a\nkind: number\nquestion: Q?\nanswer: 4\ntolerance: -1\nwhy: W\n"),
        3,
        "below zero",
    ),
    "a quiz id twice": (quiz_fence(CHOICE) + f"```quiz\n{CHOICE}```\n", 13, "'a' is taken"),
    "a quiz that is no YAML": (quiz_fence("id: [a\n"), 5, "cannot be read"),
    "a quiz that is only words": (quiz_fence("what?\n"), 4, "must be a mapping"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_in_a_fence_is_named_with_its_line(case):
    body, line, fault = FAULTS[case]
    with pytest.raises(MalformedCourseError) as caught:
        blocks_of(body)
    assert fault in caught.value.fault
    assert caught.value.line == line


def test_a_name_used_in_an_earlier_section_is_a_fault():
    with pytest.raises(MalformedCourseError, match="line 6: the block name 'a' is taken by line 2"):
        blocks_of("## A\n```python live name=a\nx\n```\n## B\n```python live name=a\ny\n```\n", 1)


def test_a_fault_in_another_section_does_not_hide_this_one():
    lesson = lesson_of("## A\nfine\n## B\n```quiz\nid: x\n```\n")
    assert blocks(lesson.sections[0], lesson)[0].markdown == "fine"


def test_blocks_of_a_changed_section_are_parsed_again():
    lesson = lesson_of("## A\none\n")
    blocks(lesson.sections[0], lesson)
    changed = replace(lesson, sections=(replace(lesson.sections[0], text="two"),))
    assert blocks(changed.sections[0], changed)[0].markdown == "two"


PLOTTED = "## A\n```python live T=2\nx = [T]\n```\n"
PLOT = "```plot\nplot(bars=x)\n```\n"


def test_a_plot_belongs_to_the_live_block_above_it_and_runs_after_it():
    for between in ("", "```output\n2\n```\n"):
        [live] = blocks_of(PLOTTED + between + PLOT)
        assert (live.source, live.plot) == ("x = [T]\n", "plot(bars=x)\n")
        assert live.drawing == "x = [T]\nplot(bars=x)\n"


@pytest.mark.parametrize("body", ["## A\n" + PLOT, PLOTTED + "Words.\n\n" + PLOT, PLOTTED + PLOT + PLOT])
def test_a_plot_without_a_block_is_reported(body):
    with pytest.raises(MalformedCourseError, match="a plot block must come directly after a live block"):
        blocks_of(body)


FOLDED = (
    "## A\nAbove.\n\n<details><summary>For the *curious*</summary>\n\nDeep.\n\n"
    "```python live T=3 name=x\nprint(T)\n```\n"
    "```output\n3\n```\n</details>\n\nBelow.\n"
)


def test_a_fold_says_how_many_blocks_are_in_it():
    above, fold, deep, live, below = blocks_of(FOLDED)
    assert (above.markdown, deep.markdown, below.markdown) == ("Above.", "Deep.", "Below.")
    assert fold == Fold("For the *curious*", 2, 4)
    assert (live.output, live.line) == ("3\n", 8)


@pytest.mark.parametrize(
    ("body", "line", "fault"),
    [
        ("<details><summary>A</summary>\n\nx\n", 2, "not closed"),
        ("<details><summary>A</summary>\n\nx\n\n## B\n</details>\n", 2, "not closed"),
        (
            "<details><summary>A</summary>\n\nx\n\n<details><summary>B</summary>\n\ny\n\n</details>\n</details>\n",
            6,
            "line 2",
        ),
        ("x\n\n</details>\n", 4, "closes no fold"),
        ("<details><summary>A</summary>\n\n</details>\n", 2, "nothing in this fold"),
        ("<details><summary>A</summary>\nx\n\n</details>\n", 2, "with empty lines between"),
        ("<details>\n\nx\n\n</details>\n", 2, "with empty lines between"),
        ("- <details><summary>A</summary>\n\n  x\n\n  </details>\n", 2, "inside a list"),
        ("<details><summary>A</summary>\n\n```quiz\nid: q\n```\n</details>\n", 4, "must not be in a fold"),
    ],
)
def test_a_malformed_fold_is_named_with_its_line(body, line, fault):
    with pytest.raises(MalformedCourseError, match=fault) as raised:
        blocks_of(f"## A\n{body}")
    assert raised.value.line == line


def test_sizes_equal_on_purpose_are_declared():
    [live] = blocks_of("## A\n```python live T=3 S=3 same=T,S\nx\n```\n")
    assert live.same == {"T", "S"} and live.sizes == {"T": 3, "S": 3}
    with pytest.raises(MalformedCourseError, match="as same=T,S"):
        blocks_of("## A\n```python live T=3 same=T\nx\n```\n")
