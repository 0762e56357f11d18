"""Checks a whole course: every reference has a target, every number is right.

It runs neither a learner's code nor the tracer; the caller passes a function that runs a live block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tutor.course.dated import date_findings
from tutor.course.findings import Finding, ReadingTime, Report, line_of, sorted_findings
from tutor.course.kinds import kinds_of, parted, plugin_of
from tutor.course.links import link_findings
from tutor.course.lint_exercises import exercise_findings, stub_findings
from tutor.course.lint_form import form_findings
from tutor.course.lint_guesses import guess_findings
from tutor.course.lint_lessons import RunBlock, lesson_findings
from tutor.course.lint_tasks import task_findings
from tutor.course.lint_terms import term_findings
from tutor.course.lint_words import word_findings
from tutor.course.load import About, course_of, load_about, load_exercise, load_lesson
from tutor.course.markdown import readable_blocks
from tutor.course.model import Course, Explain, Lesson, MalformedCourseError, Quiz
from tutor.course.part import Part
from tutor.course.roots import exercise_folders, is_own, lesson_paths
from tutor.hooks import Kind


def load_folder(root: Path) -> tuple[Course, tuple[Finding, ...]]:
    """The part of the course that loads, and a finding for each file that does not."""
    findings: list[Finding] = []
    lessons, exercises, about = [], [], About()
    try:
        about = load_about(root)
    except MalformedCourseError as error:
        findings.append(Finding.of(error))
    for path in lesson_paths(root):
        try:
            lessons.append(load_lesson(path, about.plugin_name))
        except MalformedCourseError as error:
            findings.append(Finding.of(error))
    for folder in exercise_folders(root):
        try:
            exercises.append(load_exercise(folder))
        except MalformedCourseError as error:
            findings.append(Finding.of(error))
    return course_of(root, lessons, exercises, about), tuple(findings)


def check_folder(
    root: Path,
    run_block: RunBlock | None = None,
    *,
    stubs: bool = False,
) -> Report:
    """Like ``check_course``, but also reports files that do not load as findings."""
    course, findings = load_folder(root)
    report = check_course(course, run_block, stubs=stubs)
    return replace(report, findings=sorted_findings((*findings, *report.findings)))


def check_course(
    course: Course,
    run_block: RunBlock | None = None,
    *,
    stubs: bool = False,
    part: Part = Part(),  # noqa: B008 - frozen
) -> Report:
    """Check everything in ``course``, or only ``part`` of it.

    Args:
        run_block: ``(sources of the blocks before, source, sizes) -> printed text``; raises what the block
            raises. Without it no live block is run.
        stubs: whether ``exercises/`` must hold exactly the stubs. Never set it in a learner's workspace.
        part: what to check. The blocks that its blocks depend on also run, and links may lead out of it.
    """
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    notes: list[Finding] = []
    reading: list[ReadingTime] = []
    try:
        kinds = kinds_of(course)
    except MalformedCourseError as error:
        return Report((Finding.of(error),), {}, ())
    for lesson in part.lessons(course):
        sections = [one for one in lesson.sections if part.section in ("", one.id)]
        findings += lesson_findings(lesson, sections, run_block, counts, reading)
        (notes if lesson.reference else findings).extend(form_findings(lesson, sections))
        findings += task_findings(lesson, course, kinds, counts)
        findings += date_findings(lesson, sections, counts)
        within = None
        if part.section:
            within = [n for n in range(1, _length(lesson) + 1) if part.covers(course, lesson.path, n)]
        findings += link_findings(lesson.path, course, counts, kinds, within)
    if any(not lesson.reference for lesson in part.lessons(course)):
        findings += term_findings(course)
    if not part.exercise and not part.section:
        findings += guess_findings(part.lessons(course))
    if not part.exercise:
        findings += _id_findings(course)
        findings += _proof_findings(course, kinds)
        findings += plugin_of(course).findings(course)
    for exercise in part.exercises(course):
        counts["exercises"] += 1
        findings += exercise_findings(exercise, course, kinds, counts)
        if stubs:
            findings += stub_findings(exercise, course)
    # Other authors decide for themselves how they write.
    (findings if is_own(course.root) else notes).extend(
        word_findings(part.lessons(course), part.exercises(course))
    )
    own = (one for one in findings if part.covers(course, one.path, one.line))
    said = (one for one in notes if part.covers(course, one.path, one.line))
    return Report(sorted_findings(own), dict(counts), tuple(reading), sorted_findings(said))


def _length(lesson: Lesson) -> int:
    """The number of lines, up to the end of its last section."""
    last = max(lesson.sections, key=lambda section: section.line)
    return last.line + last.text.count("\n") + 1


def _id_findings(course: Course) -> Iterator[Finding]:
    """Ids of steps, checkpoints and quizzes must be unique in the course, because progress is stored by id."""
    first: dict[tuple[str, object], str] = {}
    for lesson in course.lessons:
        named: list[tuple[str, object, int]] = [("step", lesson.step, line_of(lesson.path, "step:"))]
        named += [("checkpoint", c.id, line_of(lesson.path, c.id)) for c in lesson.checkpoints]
        named += [("quiz", one.id, one.line) for one in _questions(lesson)]
        for kind, name, line in named:
            if (kind, name) in first:
                fault = f"the {kind} '{name}' is also in {first[kind, name]}"
                yield Finding(lesson.path, line, fault)
            first.setdefault((kind, name), lesson.path.name)


def _proof_findings(course: Course, kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    proofs = {kind.name: kind.names(course) for kind in kinds.values() if kind.proved is not None}
    *first, last = (f"{name}:NAME" for name in proofs)
    boxes = {one.id for lesson in course.lessons for one in _questions(lesson) if isinstance(one, Explain)}
    for lesson in course.lessons:
        for checkpoint in lesson.checkpoints:
            for item in (*checkpoint.proof, *checkpoint.doing):
                kind, name = parted(item, kinds)
                if kind is None or kind.name not in proofs:
                    fault = f"a proof is {', '.join(first)} or {last}"
                else:
                    fault = kind.fault(course, name, lesson.id, proofs[kind.name])
                if fault:
                    line = line_of(lesson.path, item)
                    yield Finding(lesson.path, line, f"checkpoint '{checkpoint.id}', proof '{item}': {fault}")
            if checkpoint.explain and checkpoint.explain not in boxes:
                line = line_of(lesson.path, f"explain: {checkpoint.explain}")
                fault = f"checkpoint '{checkpoint.id}': there is no explain fence '{checkpoint.explain}'"
                yield Finding(lesson.path, line, fault)


def _questions(lesson: Lesson) -> Iterator[Quiz | Explain]:
    for section in lesson.sections:
        yield from (b for b in readable_blocks(section, lesson) if isinstance(b, Quiz | Explain))
