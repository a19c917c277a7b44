"""What stands in a forecast log, in words.

It lays out questions and forecasts and judges none.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.calendar import Month
from scenario.forecast.verbal_probability import margin, percent
from scenario.forecast.wording import count, short_month
from scenario.forecast_log.log import ForecastLog
from scenario.forecast_log.records import Logged, Question
from scenario.present import presents
from scenario.present.blocks import Block, Column, Inline, lead, small, table, without_empty

NAMES = 24
"""Characters of a question that are left before other columns go."""
DATES = 10


def headline(found: ForecastLog) -> Iterator[Block]:
    """How much stands in it."""
    if not found.questions:
        yield lead(f"{found.place}: nothing has been logged yet.")
        return
    forecasts = count(len(found.forecasts), "forecast")
    resolved = len(found.resolutions)
    yield lead(
        f"{found.place}: {forecasts} of {count(len(found.questions), 'question')},"
        f" {resolved or 'none'} of them resolved."
    )


def rest(found: ForecastLog) -> Iterator[Block]:
    """The last forecasts of each question, model by model."""
    if not found.questions:
        return
    for model in dict.fromkeys(one.model for one in found.questions.values()):
        yield from _about(found, model)
    yield small(
        "The last forecast of each question, by scenario and author; ± is its sampling error (95"
        " %). All that was logged before stands in the log, too: log export."
    )
    yield small(f"Head, to be published: {found.head}")


def _about(found: ForecastLog, model: str) -> Iterator[Block]:
    series = [
        (found.questions[one.question], one)
        for _, one in found.latest.values()
        if found.questions[one.question].model == model
    ]
    series.sort(key=lambda pair: (pair[0].due, pair[0].text, pair[1].scenario, pair[1].author))
    scenarios = len({one.scenario for _, one in series}) > 1
    authors = len({one.author for _, one in series}) > 1
    rows = [_row(found, asked, one, scenarios, authors) for asked, one in series]
    asked = next(one for one in found.questions.values() if one.model == model)
    columns = [
        Column("", right=False, folds=NAMES),
        Column("forecast"),
        Column("±"),
        Column("logged", right=False, may_go=1),
        Column("answer", right=False),
        Column("", right=False),
        Column("scenario", right=False, may_go=3),
        Column("author", right=False, may_go=2),
    ]
    yield without_empty(table(asked.about, columns, rows))


def _row(
    found: ForecastLog, asked: Question, one: Logged, scenarios: bool, authors: bool
) -> list[Inline]:
    resolution = found.resolutions.get(asked.id)
    return [
        _brief(asked),
        percent(one.p, one.se),
        "" if one.se is None else margin(one.se).removeprefix("± "),
        one.logged_at[:DATES],
        resolution[1].outcome if resolution else "open",
        "" if one.origin == "live" else one.origin,
        one.scenario if scenarios else "",
        one.author if authors else "",
    ]


def _brief(asked: Question) -> str:
    """Broken by Sep 2026; Broken, end of Sep 2026."""
    month = short_month(Month.parse(asked.due))
    return f"{asked.title} by {month}" if asked.kind == "by" else f"{asked.title}, end of {month}"


presents(ForecastLog, headline=headline, rest=rest)
