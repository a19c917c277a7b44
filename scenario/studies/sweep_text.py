"""A sweep in sentences, with a table for one path and a heat map for two.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenario.expr.question import Question
from scenario.forecast import Estimate
from scenario.forecast.borne import digits, doubt, firm
from scenario.forecast.wording import count
from scenario.forecast.words import percent
from scenario.studies.plain_text import WIDTH, margin, paragraph, points, table
from scenario.studies.sweep import Row, Sweep, shown

SHADES = " ░▒▓█"
"""From the least to the greatest probability of a map."""
CELL, TOLD = 9, 3


def answer(found: Sweep) -> str:
    """How far the answers go."""
    return "\n".join(_sentences(found))


def told(found: Sweep) -> str:
    """The whole text."""
    blocks = [answer(found)]
    if len(found.over) == 2 and all(len(values) > 1 for values in found.over.values()):
        blocks += _maps(found)
    else:
        blocks.append(_table(found))
    if found.missing:
        points_left = f"{len(found.missing)} of {_size(found)} points"
        blocks.append(paragraph(f"Stopped before {points_left} were run; they are left blank."))
    how = (
        f"{count(found.runs, 'run')} for every point, all on the same random numbers (seed"
        f" {found.random_seed}). ± is a 95 % sampling error."
    )
    return "\n\n".join([*blocks, paragraph(how)])


def _size(found: Sweep) -> int:
    return len(found.missing) + len(found.rows) // max(1, len(found.questions))


def _sentences(found: Sweep) -> Iterator[str]:
    """How far the answers go over all points, the widest first; no more than three."""
    told = []
    for question, base in zip(found.questions, found.base, strict=True):
        rows = [row for row in found.rows if row.question == question]
        low, high = (pick(rows, key=lambda row: row.estimate.p) for pick in (min, max))
        text = _few(found, question, base, low.estimate, high.estimate)
        if not text and low.estimate.p < high.estimate.p and not any(map(shown, rows)):
            text = _alike(found, question, base)
        text = text or _sentence(question, base, low, high)
        told.append((low.estimate.p - high.estimate.p, text))
    for _, text in sorted(told, key=lambda each: each[0])[:TOLD]:
        yield paragraph(text, hang="  ")


def _sentence(question: Question, base: Estimate, low: Row, high: Row) -> str:
    if low.estimate.p == high.estimate.p:
        return f"{question.source()} is {_percent(low.estimate.p)} everywhere."
    return (
        f"{question.source()} goes from {_percent(low.estimate.p)} at {_point(low)} to"
        f" {_percent(high.estimate.p)} at {_point(high)}. It is {_percent(base.p)} in the"
        " scenario as it is."
    )


def _few(found: Sweep, question: Question, *cells: Estimate) -> str:
    """Said in place of a finding where so few runs say little of a probability."""
    few = "" if question.kind == "mean" else doubt(found.runs, cells)
    return f"{few} of how {question.source()} changes: see the errors below." if few else ""


def _alike(found: Sweep, question: Question, base: Estimate) -> str:
    return (
        f"{question.source()} is {_percent(base.p)} in the scenario as it is, and"
        f" {count(found.runs, 'run')} cannot show that it is anything else at any point."
    )


def _table(found: Sweep) -> str:
    """One line for each point and state."""
    several = len(found.questions) > 1
    paths = list(found.over)
    heads = [*(path.rpartition(".")[2] if len(paths) > 1 else path for path in paths)]
    heads += [*([""] if several else []), "%", "", "against now"]
    rows = [
        [
            *(_value(value) for value in row.point.values()),
            *([row.question.source()] if several else []),
            *_estimate(row.estimate),
            _against(row),
        ]
        for row in found.rows
    ]
    return table(heads, rows)


def _estimate(cell: Estimate) -> list[str]:
    """Digits and margin; a bound that the interval bears needs none."""
    text = digits(cell, 0.001).removesuffix(" %")
    return [text, "" if text[0] in "<>" and not firm(cell) else margin(cell.se)]


def _against(row: Row) -> str:
    text = f"{points(row.difference)} {margin(row.difference_se)}"
    return text if shown(row) else f"({text})"


def _maps(found: Sweep) -> Iterator[str]:
    """A heat map for each question: the first path downwards, the second across."""
    (down, rows), (across, columns) = found.over.items()
    most = max(1, (WIDTH - 10) // CELL)
    for question in found.questions:
        cells = {
            tuple(row.point.values()): row.estimate.p
            for row in found.rows
            if row.question == question
        }
        if not cells:
            continue
        least, span = min(cells.values()), max(cells.values()) - min(cells.values())
        lines = [f"{question.source()}, %", f"down: {down}", f"across: {across}"]
        for start in range(0, len(columns), most):
            part = columns[start : start + most]
            heads = (_value(value)[: CELL - 3].rjust(CELL - 3) for value in part)
            lines.append((" " * 10 + "".join(f"{head}   " for head in heads)).rstrip())
            for value in rows:
                texts = [_cell(cells.get((value, column)), least, span) for column in part]
                lines.append((_value(value)[:9].rjust(10) + "".join(texts)).rstrip())
        yield "\n".join(lines)


def _cell(p: float | None, least: float, span: float) -> str:
    if p is None:
        return " " * CELL
    shade = SHADES[round((p - least) / span * (len(SHADES) - 1))] if span else " "
    return f"{percent(p, 0.001).removesuffix(' %').rjust(CELL - 3)} {shade}{shade}"


def _point(row: Row) -> str:
    return ", ".join(f"{path} = {_value(value)}" for path, value in row.point.items())


def _value(value: Any) -> str:
    return f"{value:.4g}".replace("-", "−") if isinstance(value, float) else str(value)


def _percent(p: float) -> str:
    return percent(p, 0.001)
