"""The course check finds faults in a course, names file and line, and counts what it checked."""

import sys

import pytest

from tutor.course.lint import check_folder

HEAD = "---\nstep: 3\ntitle: t\ntime: t\nwhat: w\nwhy: w\n---\n"
CHOICES = "choices:\n  - {text: 4, why: W, correct: true}\n  - {text: 5, why: W}"
LESSON = "lessons/step-1-attention.md"
FOLDER = "checks/ex1_twice/"


def run_block(before, source, sizes):
    """Run a block as Python would, with the sizes as variables."""
    import contextlib
    import io

    names = dict(sizes)
    for text in before:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(text, names)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(source, names)
    return printed.getvalue()


def test_a_course_in_order_has_no_findings_and_is_counted(make_course):
    report = check_folder(make_course(), run_block)
    assert report.findings == () and report.in_order
    assert report.counts == {
        "lessons": 1,
        "sections": 2,
        "live blocks": 2,
        "blocks run": 2,
        "outputs compared": 2,
        "quizzes": 1,
        "answers checked": 1,
        "links": 2,
        "exercises": 1,
        "check lines": 1,
        "mistakes": 1,
        "probes": 1,
    }


def test_the_reading_time_grows_with_words_code_and_quizzes(make_course):
    short = check_folder(make_course())
    long = check_folder(make_course({LESSON: ("Who looks", "word " * 200 + "Who looks")}))
    assert short.reading[0].section == "scores"
    assert long.minutes("step-1-attention") == pytest.approx(short.minutes("step-1-attention") + 1)


FAULTS = {
    "a wrong output": (
        LESSON,
        ("```output\n6\n", "```output\n7\n"),
        20,
        "prints '6' where line 1 of its output block has '7'",
    ),
    "an output too short": (LESSON, ("print(T * d_k)", "print(6); print(7)"), 20, "prints '7' where line 2"),
    "a block that fails": (LESSON, ("print(T * d_k)", "print(d_v)"), 20, "NameError"),
    "a print without output": (LESSON, ("```output\n2\n```\n", ""), 40, "no output block follows"),
    "a plot without words": (
        LESSON,
        ("```output\n6\n```\n", "```output\n6\n```\n```plot\nT\n```\n"),
        20,
        "the plot of block 'scores' does not begin with a description",
    ),
    "a size with two values in a section": (
        LESSON,
        ("```quiz\n", "```python live T=3\nT\n```\n\n```quiz\n"),
        29,
        "T is 3 in block 'scores-2' and 2 in block 'scores'",
    ),
    "an answer that is not its check's": (LESSON, ("check: (4, 4)", "check: (4, 5)"), 29, "gives (4, 5)"),
    "a check that cannot be computed": (LESSON, ("check: (4, 4)", "check: nope"), 29, "NameError"),
    "a check that would open files": (LESSON, ("check: (4, 4)", "check: open('x')"), 29, "NameError"),
    "a check that would import": (LESSON, ("check: (4, 4)", "check: __import__('os')"), 29, "not available"),
    "a malformed fence": (LESSON, ("live T=2", "live T=two"), 20, "must be a number"),
    "a malformed lesson": (LESSON, ("step: 1", "step: one"), 2, "'step' must be a whole number"),
    "an anchor that is nowhere": (LESSON, ("(#why-d_k)", "(#why)"), 18, "no heading with the anchor 'why'"),
    "a link to no file": (LESSON, ("(#why-d_k)", "(step-9.md)"), 18, "there is no file step-9.md"),
    "a link to no exercise": (LESSON, ("(#why-d_k)", "(exercise:ex7)"), 18, "no exercise 'ex7'"),
    "a link of an odd kind": (LESSON, ("(#why-d_k)", "(ftp://x)"), 18, "cannot be opened"),
    "text before the sections": (LESSON, ("# Attention\n", "# Attention\n\nHello\n"), 16, "nobody sees it"),
    "an underlined heading": (LESSON, ("Who looks at", "Oh\n--\n\nWho looks at"), 18, "is not a section"),
    "an empty section": (LESSON, ("## Why √`d_k`?", "## Empty\n\n## Why √`d_k`?"), 38, "is empty"),
    "a proof of no quiz": (LESSON, ("quiz:scores-shape", "quiz:other"), 12, "there is no quiz 'other'"),
    "a proof of no block": (LESSON, ("run:scores", "run:x"), 12, "no live block 'step-1-attention#x'"),
    "a proof of no exercise": (LESSON, ("exercise:ex1", "exercise:ex2"), 12, "There is no exercise 'ex2'"),
    "a proof of no kind": (LESSON, ("run:scores", "seen:x"), 12, "a proof is exercise:NAME"),
    "a malformed exercise": (FOLDER + "brief.md", ("order: 1", "order: x"), 3, "whole number"),
    "rests_on nowhere": (
        FOLDER + "brief.md",
        ("  - step-1-attention#scores", "  - step-1-attention#x"),
        6,
        "rests_on",
    ),
    "needs no exercise": (
        FOLDER + "brief.md",
        ("order: 1", "order: 1\nneeds: [ex0]"),
        4,
        "needs: there is no exercise",
    ),
    "a brief's broken link": (
        FOLDER + "brief.md",
        ("attention.md#scores", "attention.md#x"),
        8,
        "anchor 'x'",
    ),
    "no hints": (FOLDER + "hints.md", None, 1, "no hints"),
    "a hint for no group of lines": (
        FOLDER + "hints.md",
        ("## 2\n", "## 2 · mask\n"),
        5,
        "no group of check lines is 'mask'",
    ),
    "a function nobody defines": (
        FOLDER + "brief.md",
        ("[twice]", "[twice, half]"),
        4,
        "does not define 'half'",
    ),
    "nothing left to write": (
        FOLDER + "solution.py",
        "def twice(x):\n    return 2 * x\n",
        1,
        "nothing is left to write",
    ),
    "no checks": (FOLDER + "test_ex1_twice.py", None, 1, "this file is missing"),
    "a check without words": (
        FOLDER + "test_ex1_twice.py",
        ('    """twice(3) is 6"""\n', ""),
        1,
        "does not say",
    ),
    "checks that are no Python": (FOLDER + "test_ex1_twice.py", "def test_(:\n", 1, "not Python"),
    "a mistake that sees nothing": (FOLDER + "mistakes.py", ('n#scores"', 'n#scored"'), 5, "see: lesson"),
    "a mistake that is no Python": (FOLDER + "mistakes.py", ('"3 * x"', '"3 * ("'), 5, "is not Python"),
    "a mistake without a diagnosis": (
        FOLDER + "mistakes.py",
        ('"It looks as if 3 stands where 2 is meant."', '""'),
        5,
        "needs a name and a diagnosis",
    ),
    "probes that fail": (
        FOLDER + "mistakes.py",
        ("return [Probe", "1 / 0\n    return [Probe"),
        14,
        "ZeroDivisionError",
    ),
    "no probes": (FOLDER + "mistakes.py", ('[Probe("twice", (1.5,))]', "[]"), 14, "no calls"),
    "a probe of something else": (
        FOLDER + "mistakes.py",
        ('Probe("twice"', 'Probe("thrise"'),
        15,
        "calls 'thrise'",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_found_with_its_file_and_line(make_course, case):
    name, change, line, fault = FAULTS[case]
    root = make_course({name: change})
    findings = check_folder(root, run_block).findings
    assert any((f.path, f.line) == (root / name, line) and fault in f.fault for f in findings), findings


def test_ids_of_steps_checkpoints_and_quizzes_are_unique(make_course):
    twin = (make_course() / LESSON).read_text(encoding="utf-8").replace("proof: [", "proof: [] # [")
    report = check_folder(make_course({"lessons/step-2.md": twin}))
    faults = [finding.fault for finding in report.findings if finding.path.name == "step-2.md"]
    assert faults == [
        "the step '1' is also in step-1-attention.md",
        "the checkpoint 'explain-scores' is also in step-1-attention.md",
        "the quiz 'scores-shape' is also in step-1-attention.md",
    ]


def test_a_lesson_without_sections_is_a_finding(make_course):
    report = check_folder(make_course({"lessons/x.md": HEAD + "# Title only\n"}))
    assert "there is no section: a section begins with '## '" in [f.fault for f in report.findings]


def test_without_a_runner_nothing_is_run(make_course):
    report = check_folder(make_course({LESSON: ("print(T * d_k)", "1 / 0")}))
    assert report.in_order and "blocks run" not in report.counts


PLUGIN = "lessons/course.yaml"


def test_a_fence_of_the_plugin_is_drawn_to_see_that_it_can_be(make_course):
    root = make_course(
        {
            LESSON: ("Who looks", "```dims\nname: gpt9\n```\n\nWho looks"),
            PLUGIN: "plugin: tutor.transformers\n",
        }
    )
    [finding] = check_folder(root).findings
    assert (finding.line, "no architecture called 'gpt9'" in finding.fault) == (18, True)


@pytest.mark.parametrize(
    ("kind", "noun", "good"),
    [("drill", "drill", "masks"), ("lab", "experiment", "fox"), ("dims", "architecture", "gpt2")],
)
def test_a_link_to_a_plugins_name_is_checked(make_course, kind, noun, good):
    change = ("Who looks", f"[one]({kind}:{good}), [two]({kind}:bad). Who looks")
    [finding] = check_folder(make_course({LESSON: change, PLUGIN: "plugin: tutor.transformers\n"})).findings
    assert f"link '{kind}:bad': there is no {noun} 'bad'" in finding.fault
    faults = [
        finding.fault
        for finding in check_folder(make_course({LESSON: change, PLUGIN: "title: x\n"})).findings
    ]
    assert len(faults) == 2 and all("is of a kind that cannot be opened" in fault for fault in faults)


def test_a_proof_with_a_plugins_name_is_checked(make_course):
    root = make_course({LESSON: ("run:scores", "drill:shape"), PLUGIN: "plugin: tutor.transformers\n"})
    [finding] = check_folder(root).findings
    assert "there is no drill 'shape'" in finding.fault


@pytest.mark.parametrize("name", ["antigravity", "tutor.nothing", "tutor.course.model"])
def test_a_plugin_that_is_not_installed_or_is_none_is_a_finding(make_course, name):
    [finding] = check_folder(make_course({PLUGIN: f"title: x\nplugin: {name}\n"})).findings
    assert (finding.path.name, finding.line) == ("course.yaml", 2) and name in finding.fault
    assert "antigravity" not in sys.modules, "a course cannot have any module imported"


def test_stubs_are_compared_only_on_request(make_course):
    root = make_course({"exercises/ex1_twice.py": "a learner was here\n"})
    assert check_folder(root).in_order
    [finding] = check_folder(root, stubs=True).findings
    assert (finding.path, finding.line) == (root / "exercises/ex1_twice.py", 1)


@pytest.mark.parametrize(
    ("quiz", "in_order"),
    [
        ("kind: number\nanswer: 0.333\ntolerance: 0.001\ncheck: 1 / 3", True),
        ("kind: number\nanswer: 0.334\ncheck: 1 / 3", False),
        ("kind: number\nanswer: 2\ncheck: np.float64(2.0)", True),
        ("kind: number\nanswer: 2\ncheck: np.zeros(3)", False),
        ("kind: shape\nanswer: (2, 3)\ncheck: np.zeros((2, 3)).shape", True),
        ("kind: shape\nanswer: (2, 3)\ncheck: 7", False),
        ("kind: order\nitems: [a, b]\ncheck: sorted(['b', 'a'])", True),
        ("kind: order\nitems: [b, a]\ncheck: sorted(['b', 'a'])", False),
        ("kind: choice\ncheck: 2 + 2\n" + CHOICES, True),
        ("kind: choice\ncheck: 2 + 3\n" + CHOICES, False),
        ("kind: choice\ncheck: 4 > 3\n" + CHOICES, True),
        ("kind: choice\ncheck: 4 < 3\n" + CHOICES, False),
    ],
)
def test_an_answer_must_equal_its_check(make_course, quiz, in_order):
    text = f"```quiz\nid: other\nquestion: What?\nwhy: So.\n{quiz}\n```\n\n## Why √`d_k`?"
    assert check_folder(make_course({LESSON: ("## Why √`d_k`?", text)})).in_order is in_order
