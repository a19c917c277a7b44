"""Events and rules: what happens at a moment, what acts as long as its condition holds.

It checks the shape of each alone; what their names lead to is checked in `resolve`.
"""

from __future__ import annotations

from pydantic import model_validator

from scenario.calendar import Month
from scenario.schema.base import Months, Reasoned, RecurrenceField, Span, Text, Truth, refuse
from scenario.schema.chance import Chance, with_rate
from scenario.schema.effect import Effects
from scenario.schema.quantity import ExpressionField, Quantity


class Event(Reasoned):
    """Something that happens at a moment and changes things."""

    rate: Quantity | None = None
    """Expected happenings per year; or say chance, date or every."""
    chance: Chance | None = None
    """In place of rate: how likely it is within a time, left to itself (read into rate)."""
    date: Months | None = None
    """The month, or months, in which it happens."""
    every: RecurrenceField | None = None
    """In place of date: how often and from which month on, as in `5 years from 2026-06`."""
    probability: Quantity | None = None
    """Beside date or every: how likely it is to happen then."""
    when: ExpressionField | None = None
    """It can happen only while this holds."""
    once: Truth | None = None
    """Whether it can happen only once; true unless it has `every` or a list of dates."""
    enabled: Truth = True
    """False switches the event off."""
    between: Span | None = None
    """It can happen only in steps that end in this span."""
    moves: Text | None = None
    """The state that the outcome moves to when it happens, where a transition leads there."""
    effects: Effects = ()
    """What it changes."""

    _spoken = model_validator(mode="before")(with_rate)

    @model_validator(mode="after")
    def _timed(self) -> Event:
        if [self.rate, self.date, self.every].count(None) != 2:
            hint = (
                "write rate: 0.25 (per year), chance: 30% within 5 years, date: 2023-09 "
                "or every: 5 years from 2026-06"
            )
            if self.when is not None and self.effects and self.rate is None:
                hint += "; what acts as long as its condition holds is a rule"
            message = "an event needs exactly one of rate (or chance), date and every"
            raise refuse(message, hint, at="date" if self.date is not None else "every")
        if self.date == ():
            raise refuse("this event has no date", "write date: 2023-09", at="date")
        twice = [month for month in self.date or () if (self.date or ()).count(month) > 1]
        if twice:
            raise refuse(f"{twice[0]} stands twice in date", "name each month once", at="date")
        if self.probability is not None and not self.dated:
            raise refuse(
                "probability stands beside date or every only",
                "an event with a rate has its chance there",
                at="probability",
            )
        return self

    @property
    def only_once(self) -> bool:
        """Whether a second happening is impossible."""
        if self.once is not None:
            return self.once
        return self.every is None and len(self.date or ()) < 2

    @property
    def dated(self) -> bool:
        """Whether it comes by the calendar and not at a rate."""
        return self.rate is None

    def dates(self, until: Month) -> tuple[Month, ...]:
        """Its dates, as far as to a month; none where it comes at a rate."""
        if self.every is not None:
            return self.every.until(until)
        return tuple(month for month in self.date or () if month <= until)


class Rule(Reasoned):
    """A causal claim: while its condition holds, its effects act."""

    when: ExpressionField
    """The condition, read at the beginning of each step."""
    effects: Effects
    """What it changes while it holds (may be empty)."""
    enabled: Truth = True
    """False keeps the rule on record but switches it off."""
    between: Span | None = None
    """It acts only in steps that end in this span."""
