"""What stands in a forecast log, in words.

It lays out questions and forecasts and judges none.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.verbal_probability import margin, percent
from scenario.forecast.wording import count
from scenario.forecast_log.log import ForecastLog
from scenario.forecast_log.records import Logged, Question
from scenario.present import presents
from scenario.present.asked import logged_words
from scenario.present.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    lead,
    small,
    table,
    without_empty,
)

NAMES = 24
"""Characters of a question that are left before other columns go."""
DATES = 10
COLUMNS = (
    Column("", right=False, folds=NAMES),
    Column("forecast"),
    Column("±"),
    Column("logged", right=False, may_go=1),
    Column("answer", right=False),
    Column("", right=False),
)


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
    """A table for each scenario and author; what there is but one of is not named."""
    series = [
        (found.questions[one.question], one)
        for _, one in found.latest.values()
        if found.questions[one.question].model == model
    ]
    series.sort(key=lambda pair: (pair[0].due, pair[0].text))
    makers = sorted({(one.scenario, one.author) for _, one in series})
    about = next(one.about for one in found.questions.values() if one.model == model)
    if len(makers) > 1:
        yield Heading(about)
    for scenario, author in makers:
        rows = [
            _row(found, asked, one)
            for asked, one in series
            if (one.scenario, one.author) == (scenario, author)
        ]
        caption = f"{scenario}, by {author}" if len(makers) > 1 else about
        yield without_empty(table(caption, COLUMNS, rows))


def _row(found: ForecastLog, asked: Question, one: Logged) -> list[Inline]:
    resolution = found.resolutions.get(asked.id)
    return [
        logged_words(asked),
        percent(one.p, one.se),
        "" if one.se is None else margin(one.se).removeprefix("± "),
        one.logged_at[:DATES],
        resolution[1].outcome if resolution else "open",
        "" if one.origin == "live" else one.origin,
    ]


presents(ForecastLog, headline=headline, rest=rest)
