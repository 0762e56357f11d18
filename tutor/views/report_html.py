"""The report as one HTML file that needs nothing else: no script, no network, light and dark as the reader has it.

Small functions and one rule, no template engine: every text passes through ``_e`` (``html.escape``) on its way in, and
notes through a Markdown parser that lets neither HTML nor pictures through. A policy in the head forbids the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.progress.summary import Account, CheckpointAccount, StepAccount
from tutor.views.report_words import (
    day_words,
    drill_words,
    duration,
    exercise_words,
    how_time_is_counted,
    solution_words,
    summary,
    time_by_subject,
    when,
)
from tutor.views.text import counted, harmless

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_WORDS = {"shown": "● shown", "claimed": "○ claimed", "blank": "open"}
_YES, _NO = ' class="yes"', ""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_html(account: Account, zone: tzinfo | None = None) -> str:
    """The whole page."""
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    tiles = "".join(f"<div><b>{_e(n)}</b><span>{_e(what)}</span></div>" for n, what in summary(account))
    body = [
        f"<h1>{_e(account.course)}</h1>",
        f'<p class="made">A report made {_e(when(account.made_at, zone))}</p>',
        *(f'<p class="problem">{_e(problem)}</p>' for problem in account.problems),
        f'<div class="sum">{tiles}</div>',
        "<h2>Checkpoints</h2>",
        f'<p class="quiet">{_mark("shown")} was shown by an answer, a run or a check, as listed under it. '
        f"{_mark('claimed')} was ticked by hand and is no evidence.</p>",
        *(_step(step, zone) for step in account.steps),
        *_earlier(account, zone),
        "<h2>Exercises</h2>",
        _exercises(account, zone),
        *(("<h2>Drills</h2>", _drills(account, zone)) if account.drills or account.with_drills else ()),
        "<h2>Practice</h2>",
        *_practice(account),
        "<h2>Notes</h2>",
        *_notes(account),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_e(account.course)}: report</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _step(step: StepAccount, zone: tzinfo | None) -> str:
    said = [f"{step.read} of {counted(step.sections, 'section')} read"]
    if step.checkpoints:
        shown = sum(c.mark == "shown" for c in step.checkpoints)
        said.append(f"{shown} of {counted(len(step.checkpoints), 'checkpoint')} shown")
    if step.seconds:
        said.append(duration(step.seconds))
    share = 100 * step.read / step.sections if step.sections else 0
    points = "".join(_checkpoint(c, zone) for c in step.checkpoints)
    return (
        f'<section class="card"><div class="head"><h3>Step {step.number} · {_e(step.title)}</h3>'
        f"<span>{_e(', '.join(said))}</span></div>"
        f'<div class="track"><i style="width:{share:.0f}%"></i></div>'
        + (f'<ul class="points">{points}</ul>' if points else "")
        + "</section>"
    )


def _checkpoint(c: CheckpointAccount, zone: tzinfo | None) -> str:
    at = f' <time class="quiet">{_e(when(c.at, zone))}</time>' if c.at is not None else ""
    proofs = "".join(
        f'<li class="yes"><time>{_e(when(proof.at, zone))}</time> {_e(proof.says)}'
        + (
            f": {_e(proof.about)}"
            if proof.about and not proof.item.startswith("exercise:")
            else ""  # said already
        )
        + "</li>"
        for proof in c.evidence
    )
    why = f'<ul class="why">{proofs}</ul>' if proofs else ""
    if c.mark != "shown" and c.missing:
        to_do = "".join(f"<li>{_e(missing)}</li>" for missing in c.missing)
        left = counted(len(c.missing), "proof")
        why += f'<details><summary>{left} to go</summary><ul class="why">{to_do}</ul></details>'
    return f"<li>{_mark(c.mark, begun=bool(c.evidence))}<div>{_e(c.text)}{at}{why}</div></li>"


def _mark(mark: str, *, begun: bool = False) -> str:
    words = "begun" if mark == "blank" and begun else _WORDS[mark]
    return f'<span class="mark {mark}">{words}</span>'


def _earlier(account: Account, zone: tzinfo | None) -> Iterable[str]:
    if account.earlier:
        rows = "".join(
            f"<li{_NO if proof.is_claim else _YES}><time>{_e(when(proof.at, zone))}</time> {_e(proof.says)}</li>"
            for proof in account.earlier
        )
        yield (
            '<section class="card"><h3>Kept from an earlier form of the course</h3>'
            f'<ul class="why">{rows}</ul></section>'
        )


def _exercises(account: Account, zone: tzinfo | None) -> str:
    rows = []
    for one in account.exercises:
        mark = "shown" if one.passed_at is not None else "blank"
        rows.append(
            (
                f"<b>{_e(one.short)}</b> {_e(one.title)}",
                f'<span class="mark {mark}">{"● passed" if mark == "shown" else _e(exercise_words(one))}</span>'
                + (
                    f'<br><time class="quiet">{_e(exercise_words(one, zone).removeprefix("passed "))}</time>'
                    if mark == "shown"
                    else ""
                ),
                *(_quiet(str(number) if number else "–") for number in (one.tries, one.checks, one.hints)),
                _quiet(solution_words(one)),
                _quiet(duration(one.seconds)),
            )
        )
    head = ("Exercise", "Standing", "#Failed tries", "#Checks", "#Hints", "Solution seen", "#Time")
    return _table(head, rows)


def _quiet(text: str) -> str:
    """A cell, set back where there is nothing."""
    return f'<span class="quiet">{_e(text)}</span>' if text == "–" else _e(text)


def _drills(account: Account, zone: tzinfo | None) -> str:
    if not account.drills:
        return '<p class="quiet">None yet.</p>'
    head = ("Drill", "#Answered", "#Right", "#Longest row", "Standing")
    return _table(
        head,
        [
            (_e(d.name), str(d.answered), str(d.right), str(d.longest), _e(drill_words(d, zone)))
            for d in account.drills
        ],
    )


def _practice(account: Account) -> Iterable[str]:
    if not account.days:
        yield '<p class="quiet">None yet.</p>'
        return
    yield f'<p class="quiet">{_e(how_time_is_counted(account))}</p>'
    subjects = time_by_subject(account)
    if subjects:
        most = max(seconds for _, seconds in subjects)
        yield _table(
            ("Time by step", "#Time", ""),
            [(_e(name), _e(duration(seconds)), _bar(seconds, most)) for name, seconds in subjects],
        )
    longest = max(day.seconds for day in account.days)
    yield _table(
        ("Day", "#Time", "", "What was done"),
        [
            (
                f"<time>{day.day.isoformat()}</time>",
                _e(duration(day.seconds)),
                _bar(day.seconds, longest),
                _e(day_words(day)),
            )
            for day in account.days
        ],
    )


def _bar(seconds: float, longest: float) -> str:
    return f'<i style="width:{100 * seconds / longest:.1f}%"></i>' if seconds > 0 else ""


def _notes(account: Account) -> Iterable[str]:
    if not account.notes:
        yield '<p class="quiet">None.</p>'
    for note in account.notes:
        yield (
            f'<section class="card note"><h3>{_e(note.title)}</h3>{_markdown().render(harmless(note.text))}</section>'
        )


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("image")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML. A ``#`` before a column's title sets it as numbers; one without a title has bars."""
    kinds = ["n" if title.startswith("#") else "" if title else "bar" for title in head]
    classes = [f' class="{kind}"' if kind else "" for kind in kinds]
    top = "".join(f"<th{c}>{_e(t.lstrip('#'))}</th>" for c, t in zip(classes, head, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{c}>{cell}</td>" for c, cell in zip(classes, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _e(text: str) -> str:
    return escape(harmless(text))
