"""The evidence file: dated observations of drivers, actors, events and outcome states.

It records what was seen; conditioning on it is another's work.
"""

from __future__ import annotations

from pydantic import model_validator

from scenario.calendar import Month
from scenario.schema.base import (
    DurationField,
    Frozen,
    Identifier,
    MonthField,
    Reasoned,
    Span,
    Text,
    Truth,
    refuse,
)
from scenario.schema.number import NumberField, Positive

SUBJECTS = ("driver", "actor", "event", "outcome")
MEASURES = ("value", "sd", "wording", "maps", "over", "group")
"""What stands beside a driver or an actor only."""


class Observation(Reasoned):
    """One thing seen: a value, a happening, a state, or a report that makes one likelier."""

    date: MonthField | None = None
    """The month it was seen, at its end; or say by, or between."""
    by: MonthField | None = None
    """Up to the end of this month."""
    between: Span | None = None
    """In one of these months, it is not known in which: first and last."""
    known: MonthField | None = None
    """The month in which it was published; the last of those above where nothing is said."""
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
    wording: Positive | None = None
    """A further standard error: how far another wording of the question would move the answer."""
    maps: Text | None = None
    """How the value was worked out, where what was measured is not the driver itself."""
    over: DurationField | None = None
    """The value is the mean over so long, up to the date."""
    group: Identifier | None = None
    """Measurements of one group have one cause, and together count as one."""
    happened: Truth | None = None
    """Whether the event happened; of a state, `false`: it was not reached."""
    entered: Truth | None = None
    """Whether the state was entered in that month, not only so at its end."""
    likelihood_ratio: Positive | None = None
    """How much likelier this report is if the event has happened (or the state is so)."""

    @property
    def last(self) -> Month:
        """The month up to which it says something."""
        times = (self.date, self.by, self.between and self.between[1])
        return next(time for time in times if time is not None)

    @property
    def published(self) -> Month:
        """The month from which on it is known."""
        return self.known or self.last

    @property
    def subject(self) -> str:
        """What it is about: `driver`, `actor`, `event` or `outcome`."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _complete(self) -> Observation:
        subjects = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(subjects) != 1:
            message = "an observation is of exactly one of driver, actor, event and outcome"
            raise refuse(message, "write two observations where two things were seen")
        self._check_time()
        self._check_measured(measured=subjects[0] in ("driver", "actor"))
        self._check_seen(subjects[0])
        return self

    def _check_time(self) -> None:
        if sum(time is not None for time in (self.date, self.by, self.between)) != 1:
            hint = "write date: 2023-06 for that month, or by: 2023-06 for up to its end"
            raise refuse("an observation needs exactly one of date, by and between", hint)
        if self.between and self.between[1] < self.between[0]:
            hint = f"write between: [{self.between[1]}, {self.between[0]}]"
            raise refuse("between ends before it begins", hint, at="between")
        if self.known and self.known < self.last:
            hint = f"it says something of {self.last}; leave known out where it was known then"
            raise refuse("nothing is known before it is seen", hint, at="known")

    def _check_measured(self, *, measured: bool) -> None:
        if measured and (self.value is None or self.sd is None):
            article = "an" if self.actor is not None else "a"
            hint = "sd is its standard error: value: 0.41, sd: 0.06"
            message = f"an observation of {article} {self.subject} needs value and sd"
            raise refuse(message, hint)
        if measured and self.date is None:
            hint = "write date; what is measured over a time has over: 12 months beside it"
            raise refuse(f"a {self.subject} is measured at a date", hint)
        for key in MEASURES if not measured else ("likelihood_ratio", "happened", "entered"):
            if getattr(self, key) is None:
                continue
            if measured and key == "likelihood_ratio":
                hint = "leave it out: value and sd say what was measured"
                message = "likelihood_ratio stands beside an event or an outcome only"
                raise refuse(message, hint, at=key)
            if measured:
                hint = "leave it out: value and sd say what was measured"
                raise refuse(f"{key} stands beside an event or an outcome only", hint, at=key)
            hint = "leave it out; of an event say happened or likelihood_ratio"
            what = "value and sd stand" if key in ("value", "sd") else f"{key} stands"
            raise refuse(f"{what} beside a driver or an actor only", hint, at=key)

    def _check_seen(self, subject: str) -> None:
        if subject == "event":
            if (self.happened is None) == (self.likelihood_ratio is None):
                hint = "write happened: true, happened: false or likelihood_ratio: 5"
                what = "exactly one of happened, likelihood_ratio"
                raise refuse(f"an observation of an event needs {what}", hint)
            if self.entered is not None:
                raise refuse("entered stands beside an outcome only", "leave it out", at="entered")
        elif subject == "outcome":
            self._check_state()
        if self.between and not (self.happened or self.entered):
            hint = "write date: 2023-06 or by: 2023-06"
            raise refuse("between is for what happened or was entered", hint, at="between")

    def _check_state(self) -> None:
        if self.happened:
            hint = "leave it out: the observation says what was so"
            raise refuse("happened: true stands beside an event only", hint, at="happened")
        if self.happened is False and (self.by is None or self.likelihood_ratio or self.entered):
            hint = "write by: 2023-06, outcome: left, happened: false"
            raise refuse("that a state was not reached is so up to a month", hint, at="happened")
        if self.entered and self.likelihood_ratio:
            hint = "leave one of them out"
            raise refuse("what was entered is no mere report", hint, at="likelihood_ratio")
        if self.entered is False:
            hint = "leave it out; the observation says that the state was so"
            raise refuse("entered: false says nothing", hint, at="entered")
        if self.by and self.happened is None:
            hint = "write date where it was so, or entered: true with between: [2023-01, 2023-06]"
            raise refuse("a state is seen at a date", hint, at="by")


class Evidence(Frozen):
    """A file of observations."""

    title: Text | None = None
    """What the file holds."""
    evidence: tuple[Observation, ...]
    """The observations."""
