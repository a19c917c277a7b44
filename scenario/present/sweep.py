"""A sweep in words: how far the answers go, then a table for one path or a map for two.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario.expr.question import Question
from scenario.forecast import Estimate
from scenario.forecast.borne import doubt
from scenario.forecast.verbal_probability import margin
from scenario.forecast.wording import brief, capital, count, long_month
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import (
    Block,
    Code,
    Column,
    Inline,
    Table,
    lead,
    paragraph,
    small,
    table,
    without_empty,
)
from scenario.present.evidence import acts_after
from scenario.present.figures import difference, figure, with_margin
from scenario.resolve.naming import called, short_path, told_value
from scenario.studies.levers import Point
from scenario.studies.sweep import Row, Sweep, shown

SHADES = " ░▒▓█"
"""From the least to the greatest probability of a map."""
MOST_SENTENCES = 3
PAGE, FIGURE = 78, 8
"""Characters of a line that a table may fill, and of a figure in it at least."""
NAME = 28
"""Characters to which names are folded before a column is left out."""


def headline(found: Sweep) -> Iterator[Block]:
    """How far the answers go over all points, the widest first; no more than three sentences."""
    told = []
    for question, base in zip(found.questions, found.base, strict=True):
        rows = [row for row in found.rows if row.question == question]
        low, high = (pick(rows, key=lambda row: row.estimate.p) for pick in (min, max))
        text = _few(found, question, base, low.estimate, high.estimate)
        if not text and low.estimate.p < high.estimate.p and not any(map(shown, rows)):
            text = _alike(found, question, base)
        text = text or _range(found, base, low, high)
        told.append((low.estimate.p - high.estimate.p, text))
    for _, text in sorted(told, key=lambda each: each[0])[:MOST_SENTENCES]:
        yield lead(text)


def rest(found: Sweep) -> Iterator[Block]:
    """The numbers, and how they were made."""
    if len(found.over) == 2 and all(len(values) > 1 for values in found.over.values()):
        yield from _maps(found)
    elif _is_pivot(found):
        yield from _pivot(found)
    else:
        yield from _lines(found)
    if found.missing:
        left = f"{len(found.missing)} of {_size(found)} points"
        yield paragraph(f"Stopped before {left} were run; they are left blank.")
    yield small(
        f"{count(found.runs, 'run')} for every point, all on the same random numbers (seed"
        f" {found.random_seed}). ± is a 95 % sampling error."
        f"{acts_after(found.acts_from)}"
    )


def _size(found: Sweep) -> int:
    return len(found.missing) + len(found.rows) // max(1, len(found.questions))


def _range(found: Sweep, base: Estimate, low: Row, high: Row) -> str:
    question = low.question
    asked = question_words(question, found.document)
    least, most, now = (_figure(question, cell) for cell in (low.estimate, high.estimate, base))
    if low.estimate.p == high.estimate.p:
        return f"{asked}: {least} everywhere."
    return (
        f"{asked}: from {least} where {_point(found, low)} to {most} where {_point(found, high)}."
        f" In the scenario as it is: {now}."
    )


def _few(found: Sweep, question: Question, *cells: Estimate) -> str:
    """Said in place of a finding where so few runs say little of a probability."""
    few = doubt(found.runs, cells) if question.is_probability else ""
    asked = question_words(question, found.document)
    return f"{asked}: {few} of how it changes; see the errors below." if few else ""


def _alike(found: Sweep, question: Question, base: Estimate) -> str:
    return (
        f"{question_words(question, found.document)}: {_figure(question, base)} in the scenario as"
        f" it is, and {count(found.runs, 'run')} cannot show that it is anything else at any point."
    )


def _is_pivot(found: Sweep) -> bool:
    """Whether states stand in rows and the values of one path across, few enough for a page."""
    if len(found.questions) < 2 or len(found.over) > 1 or not _when(found.questions):
        return False
    titles = [_told(question, found, bare=True) for question in found.questions]
    first = found.questions[0]
    values = ["now", *(_values(found, row)[0] for row in found.rows if row.question == first)]
    wide = max(map(len, titles)) + sum(max(FIGURE, len(value) + 2) for value in values)
    return wide <= PAGE and not doubt(found.runs, [row.estimate for row in found.rows])


def _across(found: Sweep) -> list[Point]:
    """The points that were run, in order."""
    return list({tuple(row.point.items()): row.point for row in found.rows}.values())


def _pivot(found: Sweep) -> Iterator[Block]:
    """A row for each state, a column for each value, beside the scenario as it is."""
    ((path, _),) = found.over.items()
    points = _across(found)
    cells = {(tuple(row.point.items()), row.question): row for row in found.rows}
    head = [Column(told_value(path, point[path], found.document)) for point in points]
    rows: list[list[Inline]] = []
    for question, base in zip(found.questions, found.base, strict=True):
        some = [cells[tuple(point.items()), question] for point in points]
        figures = [_bracketed(question, row) for row in some]
        rows.append([_told(question, found, bare=True), _bare_figure(question, base), *figures])
    yield table(
        f"{_when(found.questions)}, %, where “{short_path(path, found.document)}” is",
        ["", Column("now"), *head],
        rows,
    )
    widest = margin(max(row.estimate.se for row in found.rows))
    yield paragraph(
        f"In brackets: cannot be told from now. Errors are {widest} points at most (95 %); ",
        Code("--state"),
        " tells those of one state.",
        style="small",
    )


def _bracketed(question: Question, row: Row) -> str:
    figure = _bare_figure(question, row.estimate)
    return figure if shown(row) else f"({figure})"


def _bare_figure(question: Question, cell: Estimate) -> str:
    return _figure(question, cell).removesuffix(" %")


def _lines(found: Sweep) -> Iterator[Table]:
    """One line for each point and state; a table for each point whose name would fill a line."""
    points = {tuple(row.point.items()): _values(found, row) for row in found.rows}
    long = any(len(value) > NAME for values in points.values() for value in values)
    if len(found.questions) == 1 or not long:
        yield _table(found, found.rows, _when(found.questions))
        return
    for point in points:
        rows = [row for row in found.rows if tuple(row.point.items()) == point]
        told = [_when(found.questions), f"where {_point(found, rows[0])}"]
        yield _table(found, rows, capital(", ".join(filter(None, told))), alone=True)


def _values(found: Sweep, row: Row) -> list[str]:
    """The values of a point, as a table tells them."""
    return [told_value(*each, found.document) for each in row.point.items()]


def _table(found: Sweep, some: Sequence[Row], caption: str, *, alone: bool = False) -> Table:
    """Some rows; without their values where they are all of one point (`alone`)."""
    several, bare = len(found.questions) > 1, bool(_when(found.questions))
    head = [
        Column(short_path(path, found.document), right=False, folds=NAME)
        for path in (() if alone else found.over)
    ]
    head += [Column("", right=False)] if several else []
    share = found.questions[0].is_probability
    head += [Column("%" if share else "mean"), Column("±", gap=1), Column("against now", may_go=1)]
    rows: list[list[Inline]] = []
    for row in some:
        asked = [_told(row.question, found, bare=bare)] if several else []
        values = [] if alone else _values(found, row)
        rows.append([*values, *asked, *with_margin(row.estimate, share=share), _against(row)])
    return without_empty(table(caption, head, rows))


def _when(questions: Sequence[Question]) -> str:
    """When several states are asked about, where that is the same of all; else nothing."""
    first, *others = questions
    when = {(one.kind, one.month) for one in questions}
    if not others or len(when) > 1 or first.kind not in ("at", "by"):
        return ""
    asked = "In the state at" if first.kind == "at" else "In the state at any time until"
    return f"{asked} the end of {long_month(first.month)}"


def _told(question: Question, found: Sweep, *, bare: bool) -> str:
    """What is asked; of a state its title alone, where the table says when (`bare`)."""
    if bare:
        return capital(brief(called("states", question.subject, found.document)))
    return question_words(question, found.document)


def _against(row: Row) -> str:
    share = row.question.is_probability
    if not row.difference and not row.difference_se:
        return "the same"
    text = difference(row.difference, row.difference_se, share=share)
    return text if shown(row) else f"({text})"


def _maps(found: Sweep) -> Iterator[Table]:
    """A map of shades for each question: the first path downwards, the second across."""
    (down, values), (across, columns) = found.over.items()
    names = [short_path(path, found.document) for path in (down, across)]
    for question in found.questions:
        cells = {
            tuple(row.point.values()): row.estimate
            for row in found.rows
            if row.question == question
        }
        if not cells:
            continue
        ends = min(cell.p for cell in cells.values()), max(cell.p for cell in cells.values())
        unit = ", %" if question.is_probability else ""
        asked = question_words(question, found.document)
        yield table(
            f"{asked}{unit}. Down: {names[0]}. Across: {names[1]}.",
            ["", *(Column(told_value(across, one, found.document)) for one in columns)],
            [
                [
                    told_value(down, value, found.document),
                    *(_cell(question, cells.get((value, one)), *ends) for one in columns),
                ]
                for value in values
            ],
        )


def _cell(question: Question, cell: Estimate | None, least: float, most: float) -> str:
    if cell is None:
        return ""
    place = (cell.p - least) / (most - least) if most > least else 0.0
    shade = SHADES[round(place * (len(SHADES) - 1))]
    return f"{_bare_figure(question, cell)} {shade}{shade}"


def _point(found: Sweep, row: Row) -> str:
    return " and ".join(
        f"“{short_path(path, found.document)}” is {told_value(path, value, found.document)}"
        for path, value in row.point.items()
    )


def _figure(question: Question, cell: Estimate) -> str:
    return figure(cell.p, 0.001, share=question.is_probability)


presents(Sweep, headline=headline, rest=rest)
