"""The evidence file: dated observations of drivers, actors, events and outcome states.

It records what was seen; conditioning on it is another's work.
"""

from __future__ import annotations

from pydantic import model_validator

from scenario.schema.base import Frozen, MonthField, Reasoned, Text, refuse
from scenario.schema.number import NumberField, Positive

SUBJECTS = ("driver", "actor", "event", "outcome")


class Observation(Reasoned):
    """One thing seen: a value, a happening, a state, or a report that makes one likelier."""

    date: MonthField | None = None
    """The month it was seen; or say by."""
    by: MonthField | None = None
    """Up to the end of this month."""
    driver: Text | None = None
    """The driver measured."""
    actor: Text | None = None
    """The actor whose alignment was judged."""
    event: Text | None = None
    """The event that did or did not happen."""
    outcome: Text | None = None
    """The outcome state observed."""
    value: NumberField | None = None
    """The measured value."""
    sd: Positive | None = None
    """Standard error of the measurement."""
    happened: bool | None = None
    """Whether the event happened."""
    likelihood_ratio: Positive | None = None
    """How much likelier this report is if the event has happened (or the state is so)."""

    @model_validator(mode="after")
    def _complete(self) -> Observation:
        subjects = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(subjects) != 1:
            raise refuse("an observation is of exactly one of driver, actor, event and outcome")
        if (self.date is None) == (self.by is None):
            raise refuse("an observation needs exactly one of date and by")
        measured = subjects[0] in ("driver", "actor")
        if measured and (self.value is None or self.sd is None):
            raise refuse(f"an observation of a {subjects[0]} needs value and sd")
        if not measured and (self.value is not None or self.sd is not None):
            raise refuse("value and sd stand beside a driver or an actor only", at="value")
        if subjects[0] == "event" and (self.happened is None) == (self.likelihood_ratio is None):
            raise refuse("an observation of an event needs happened or likelihood_ratio")
        if subjects[0] != "event" and self.happened is not None:
            raise refuse("happened stands beside an event only", at="happened")
        return self


class Evidence(Frozen):
    """A file of observations."""

    title: Text | None = None
    """What the file holds."""
    evidence: tuple[Observation, ...]
    """The observations."""
