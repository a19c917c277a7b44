"""What a report is written from: scenarios, their forecasts, and whatever else was studied.

It holds results and makes none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from scenario.api import Scenario
from scenario.checks import Verdict, judge
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state
from scenario.forecast.wording import MONTHS
from scenario.present.blocks import Block
from scenario.studies.ask import asking_for


def byline(by: str, made: date | None) -> str:
    """What stands under the title: who made the report, and when.

    Args:
        by: The name, or several; empty where nobody is named.
        made: The day.
    """
    day = "" if made is None else f"{made.day} {MONTHS[made.month - 1]} {made.year}"
    told = ", ".join(part for part in (f"By {by}" if by else "", day) if part)
    return f"{told}." if told else ""


@dataclass(frozen=True)
class Material:
    """The first scenario is what the report is about; the others are compared with it."""

    scenarios: tuple[Scenario, ...]
    forecasts: tuple[Forecast, ...]
    command: str = ""
    """What was typed, so that it can be typed again."""
    studies: Mapping[str, Any] = field(default_factory=dict)
    """Results of further analyses by name, such as `tornado`, `explain` or `compare`."""
    short: Mapping[str, Any] = field(default_factory=dict)
    """Studies of the first pages by name (see `lead.in_short`)."""
    byline: str = ""
    """Who made it, and when; nothing where that is not to be said."""

    @property
    def scenario(self) -> Scenario:
        """What the report is about."""
        return self.scenarios[0]

    @property
    def forecast(self) -> Forecast:
        """The forecast of the scenario that the report is about."""
        return self.forecasts[0]

    @cached_property
    def state(self) -> str:
        """The state that the question is about."""
        return asked_state(self.forecast.document)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What became of the model's expectations in this forecast."""
        resolved = self.scenario.resolved
        expected = enumerate(self.scenario.model.expectations)
        asking = asking_for(resolved, self.forecast)
        return tuple(
            judge(one, self.forecast, resolved.mark_at(f"expectations.{index}.that"), asking)
            for index, one in expected
        )


@dataclass(frozen=True, slots=True)
class Section:
    """One section: where it stands, what it is called, and what it has to say of the material.

    A section that has nothing to say is left out.
    """

    anchor: str
    title: str
    build: Callable[[Material], Iterable[Block]]
    appendix: bool = False
    """Whether it stands behind the first pages, for those who want to know more."""
