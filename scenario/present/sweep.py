"""A sweep in words: how far the answers go, then a table for one path or a map for two.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.expr.question import Question
from scenario.forecast import Estimate
from scenario.forecast.borne import digits, doubt, firm
from scenario.forecast.verbal_probability import margin, percent, points
from scenario.forecast.wording import count
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import (
    Block,
    Column,
    Inline,
    Table,
    lead,
    paragraph,
    small,
    table,
    without_empty,
)
from scenario.resolve.naming import short_path, told_value
from scenario.studies.sweep import Row, Sweep, shown

SHADES = " ░▒▓█"
"""From the least to the greatest probability of a map."""
MOST_SENTENCES = 3


def headline(found: Sweep) -> Iterator[Block]:
    """How far the answers go over all points, the widest first; no more than three sentences."""
    told = []
    for question, base in zip(found.questions, found.base, strict=True):
        rows = [row for row in found.rows if row.question == question]
        low, high = (pick(rows, key=lambda row: row.estimate.p) for pick in (min, max))
        text = _few(found, question, base, low.estimate, high.estimate)
        if not text and low.estimate.p < high.estimate.p and not any(map(shown, rows)):
            text = _alike(found, question, base)
        text = text or _range(found, question, base, low, high)
        told.append((low.estimate.p - high.estimate.p, text))
    for _, text in sorted(told, key=lambda each: each[0])[:MOST_SENTENCES]:
        yield lead(text)


def rest(found: Sweep) -> Iterator[Block]:
    """The numbers, and how they were made."""
    if len(found.over) == 2 and all(len(values) > 1 for values in found.over.values()):
        yield from _maps(found)
    else:
        yield _lines(found)
    if found.missing:
        left = f"{len(found.missing)} of {_size(found)} points"
        yield paragraph(f"Stopped before {left} were run; they are left blank.")
    yield small(
        f"{count(found.runs, 'run')} for every point, all on the same random numbers (seed"
        f" {found.random_seed}). ± is a 95 % sampling error."
    )


def _size(found: Sweep) -> int:
    return len(found.missing) + len(found.rows) // max(1, len(found.questions))


def _range(found: Sweep, question: Question, base: Estimate, low: Row, high: Row) -> str:
    asked = question_words(question, found.document)
    if low.estimate.p == high.estimate.p:
        return f"{asked}: {_percent(low.estimate.p)} everywhere."
    return (
        f"{asked}: from {_percent(low.estimate.p)} where {_point(found, low)} to"
        f" {_percent(high.estimate.p)} where {_point(found, high)}. In the scenario as it is:"
        f" {_percent(base.p)}."
    )


def _few(found: Sweep, question: Question, *cells: Estimate) -> str:
    """Said in place of a finding where so few runs say little of a probability."""
    few = "" if question.kind == "mean" else doubt(found.runs, cells)
    asked = question_words(question, found.document)
    return f"{asked}: {few} of how it changes; see the errors below." if few else ""


def _alike(found: Sweep, question: Question, base: Estimate) -> str:
    return (
        f"{question_words(question, found.document)}: {_percent(base.p)} in the scenario as it is,"
        f" and {count(found.runs, 'run')} cannot show that it is anything else at any point."
    )


def _lines(found: Sweep) -> Table:
    """One line for each point and state."""
    several = len(found.questions) > 1
    head = [Column(short_path(path, found.document), right=False) for path in found.over]
    head += [Column("", right=False)] if several else []
    head += [Column("%"), Column("±", gap=1), Column("against now", may_go=1)]
    rows: list[list[Inline]] = []
    for row in found.rows:
        asked = [question_words(row.question, found.document)] if several else []
        values = [told_value(*each, found.document) for each in row.point.items()]
        rows.append([*values, *asked, *_estimate(row.estimate), _against(row)])
    return without_empty(table("", head, rows))


def _estimate(cell: Estimate) -> tuple[str, str]:
    """Digits and margin; a bound that the interval bears needs none."""
    text = digits(cell, 0.001).removesuffix(" %")
    none = not cell.se or (text[0] in "<>" and not firm(cell))
    return text, "" if none else margin(cell.se).removeprefix("± ")


def _against(row: Row) -> str:
    text = f"{points(row.difference)} {margin(row.difference_se)}"
    return text if shown(row) else f"({text})"


def _maps(found: Sweep) -> Iterator[Table]:
    """A map of shades for each question: the first path downwards, the second across."""
    (down, values), (across, columns) = found.over.items()
    names = [short_path(path, found.document) for path in (down, across)]
    for question in found.questions:
        cells = {
            tuple(row.point.values()): row.estimate.p
            for row in found.rows
            if row.question == question
        }
        if not cells:
            continue
        ends = min(cells.values()), max(cells.values())
        asked = question_words(question, found.document)
        yield table(
            f"{asked}, %. Down: {names[0]}. Across: {names[1]}.",
            ["", *(Column(told_value(across, one, found.document)) for one in columns)],
            [
                [
                    told_value(down, value, found.document),
                    *(_cell(cells.get((value, one)), *ends) for one in columns),
                ]
                for value in values
            ],
        )


def _cell(p: float | None, least: float, most: float) -> str:
    if p is None:
        return ""
    shade = SHADES[round((p - least) / (most - least) * (len(SHADES) - 1))] if most > least else " "
    return f"{percent(p, 0.001).removesuffix(' %')} {shade}{shade}"


def _point(found: Sweep, row: Row) -> str:
    return " and ".join(
        f"“{short_path(path, found.document)}” is {told_value(path, value, found.document)}"
        for path, value in row.point.items()
    )


def _percent(p: float) -> str:
    return percent(p, 0.001)


presents(Sweep, headline=headline, rest=rest)
