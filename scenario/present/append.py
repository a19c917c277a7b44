"""What was added to a forecast log, in words."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.wording import count
from scenario.forecast_log.append import Appended
from scenario.present import presents
from scenario.present.blocks import Block, paragraph


def headline(found: Appended) -> Iterator[Block]:
    """How many forecasts, whose, and where."""
    new = f"; {count(found.questions, 'question')} new" if found.questions else ""
    forecasts = count(found.forecasts, "forecast")
    yield paragraph(
        f"Logged in {found.place}: {forecasts} of “{found.scenario}” by {found.author}{new}."
    )


def rest(found: Appended) -> Iterator[Block]:
    """What later readers will ask: were they in time, and what is to be published."""
    if found.backdated:
        what = "All" if found.backdated == found.forecasts else f"{found.backdated:,}"
        yield paragraph(
            f"{what} of these count as backdated: the answer can have been known when they were"
            " logged. They are scored apart."
        )


presents(Appended, headline=headline, rest=rest)
