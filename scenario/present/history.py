"""The history of one question in words: how its forecasts moved, and what became of it.

It lays out forecasts and judges none.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.calendar import Month
from scenario.forecast import Estimate
from scenario.forecast.answer import judgement_range
from scenario.forecast.verbal_probability import margin, percent, points
from scenario.forecast.wording import count, listing, long_month
from scenario.forecast_log.history import History, Maker, Said
from scenario.present import presents
from scenario.present.blocks import (
    Block,
    Column,
    Inline,
    lead,
    paragraph,
    small,
    table,
    without_empty,
)

COLUMNS = (
    Column("in force from", right=False),
    Column("forecast"),
    Column("±", may_go=2),
    Column("moved"),
    Column("judgement range", may_go=1),
    Column("", right=False),
)
OUTCOMES = {"yes": "yes", "no": "no", "void": "void: it cannot be decided"}


def opening(found: History) -> Iterator[Block]:
    """What was asked."""
    asked = found.question
    yield paragraph(f"{asked.about}: {asked.text} (due at the end of {_month(asked.due)}).")


def headline(found: History) -> Iterator[Block]:
    """How often it was forecast, how far that moved, and what became of it."""
    if not found.said:
        yield lead("Nobody has forecast it yet.")
    else:
        yield lead(_moved(found))
    yield lead(_answer(found))


def rest(found: History) -> Iterator[Block]:
    """Every forecast, by who made it."""
    for maker in found.makers:
        yield from _of_maker(found, maker)
    if found.said:
        yield small(
            "Moved: in points, from what the same author had said before with the same scenario. ±"
            " is the sampling error (95 %). " + _score(found)
        )


def _month(text: str) -> str:
    return long_month(Month.parse(text))


def _moved(found: History) -> str:
    """3 forecasts from 2026-11-27 to 2027-03-01; the first said 17 %, the last 19 %.

    Of several makers the last of each is told, for theirs are not one course.
    """
    first, last = found.said[0], found.said[-1]
    several = len(found.said)
    authors = count(len({one.forecast.author for one in found.said}), "author")
    if several == 1:
        return f"Forecast once, on {first.day}: {_p(first)}."
    when = f"from {first.day} to {last.day}" if first.day != last.day else f"on {first.day}"
    told = f"{count(several, 'forecast')} by {authors} {when}"
    if len(found.makers) > 1:
        lasts = (found.by(maker)[-1] for maker in found.makers)
        each = (f"{_p(one)} by {one.forecast.author} (“{one.forecast.scenario}”)" for one in lasts)
        return f"{told}. The last of each: {listing(each, most=4)}."
    low, high = (pick(found.said, key=lambda one: one.forecast.p) for pick in (min, max))
    ends = f"The first said {_p(first)}, the last {_p(last)}"
    if several == 2 or {low.row, high.row} == {first.row, last.row}:
        return f"{told}. {ends}."
    return f"{told}. {ends}; they went from {_p(low)} to {_p(high)}."


def _p(one: Said) -> str:
    return percent(one.forecast.p, one.forecast.se)


def _answer(found: History) -> str:
    said = found.resolution
    if said is None:
        return "It is still open."
    before = [one.outcome for _, one in found.resolutions[:-1] if one.outcome != said.outcome]
    changed = f" Before that {' and '.join(dict.fromkeys(before))} was said." if before else ""
    when = "" if said.outcome == "void" else f", decided on {said.occurred}"
    return (
        f"The answer: {OUTCOMES[said.outcome]}{when}, known from {said.known} on ({said.source})."
        f"{changed}"
    )


def _of_maker(found: History, maker: Maker) -> Iterator[Block]:
    author, scenario, origin = maker
    caption = f"{scenario}, by {author}{'' if origin == 'live' else f' ({origin})'}"
    course = found.course(maker)
    if course is not None:
        caption += f": Brier score {course.brier:.3f} over {count(course.days, 'day')}"
    rows = [_row(one) for one in found.by(maker)]
    yield without_empty(table(caption, COLUMNS, rows))


def _row(one: Said) -> list[Inline]:
    said = one.forecast
    moved = "" if one.moved is None else points(one.moved)
    return [
        str(one.day),
        percent(said.p, said.se),
        "" if said.se is None else margin(said.se).removeprefix("± "),
        moved,
        judgement_range(Estimate(said.p, said.se or 0.0, said.p, said.p, one.judgement)),
        f"row {one.row}",
    ]


def _score(found: History) -> str:
    if not found.courses:
        return "Rows are those of the log."
    return "Brier score: 0 is best, 0.25 that of saying 50 %, 1 worst. score has all questions."


presents(History, opening=opening, headline=headline, rest=rest)
