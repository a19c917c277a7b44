"""The evidence file: dated observations of drivers, actors, events and outcome states.

It records what was seen; conditioning on it is another's work.
"""

from __future__ import annotations

from pydantic import model_validator

from scenario.schema.base import Frozen, MonthField, Reasoned, Text, Truth, refuse
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
    happened: Truth | None = None
    """Whether the event happened."""
    likelihood_ratio: Positive | None = None
    """How much likelier this report is if the event has happened (or the state is so)."""

    @model_validator(mode="after")
    def _complete(self) -> Observation:
        subjects = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(subjects) != 1:
            message = "an observation is of exactly one of driver, actor, event and outcome"
            raise refuse(message, "write two observations where two things were seen")
        if (self.date is None) == (self.by is None):
            hint = "write date: 2023-06 for that month, or by: 2023-06 for up to its end"
            raise refuse("an observation needs exactly one of date and by", hint)
        measured = subjects[0] in ("driver", "actor")
        if measured and (self.value is None or self.sd is None):
            hint = "sd is its standard error: value: 0.41, sd: 0.06"
            article = "an" if subjects[0] == "actor" else "a"
            raise refuse(f"an observation of {article} {subjects[0]} needs value and sd", hint)
        if not measured and (self.value is not None or self.sd is not None):
            at = "sd" if self.value is None else "value"
            hint = "leave it out; of an event say happened or likelihood_ratio"
            raise refuse("value and sd stand beside a driver or an actor only", hint, at=at)
        if subjects[0] == "event" and (self.happened is None) == (self.likelihood_ratio is None):
            hint = "write happened: true, happened: false or likelihood_ratio: 5"
            message = "an observation of an event needs exactly one of happened, likelihood_ratio"
            raise refuse(message, hint)
        if measured and self.likelihood_ratio is not None:
            hint = "leave it out: value and sd say what was measured"
            message = "likelihood_ratio stands beside an event or an outcome only"
            raise refuse(message, hint, at="likelihood_ratio")
        if subjects[0] != "event" and self.happened is not None:
            hint = "leave it out: the observation says what was so"
            raise refuse("happened stands beside an event only", hint, at="happened")
        return self


class Evidence(Frozen):
    """A file of observations."""

    title: Text | None = None
    """What the file holds."""
    evidence: tuple[Observation, ...]
    """The observations."""
