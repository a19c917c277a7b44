"""The outcome of a model: chains of states, and the ways between their states.

A model has one, its `outcome`, or several under `outcomes` (see `scenario.chains`).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from scenario.calendar import Duration, Month
from scenario.errors import described
from scenario.schema.base import (
    DurationField,
    Identifier,
    MonthField,
    Names,
    Reasoned,
    Text,
    Titled,
    Truth,
    as_list,
    refuse,
)
from scenario.schema.chance import Chance, with_rate
from scenario.schema.cohort import Share, with_rates
from scenario.schema.number import NumberField
from scenario.schema.quantity import Interval, Quantity, Wait

_BASE_HINT = "write chance: 1% a year, chance: 5% within 4 years, or rate: 0.01 (per year)"


def _base_rate(value: Any) -> Any:
    """The keys of a base rate, with its chance read as a rate."""
    if not isinstance(value, (dict, BaseRate)):
        hint = "write {chance: 1% a year}, {chance: 5% within 4 years} or {rate: 0.01}"
        raise refuse(f"expected a base rate, found {described(value)}", hint)
    found = with_rate(value)
    if isinstance(found, dict) and isinstance(found.get("rate"), Interval):
        hint = "write its middle alone, such as chance: 2% a year"
        raise refuse("a base rate is one number, not an interval", hint, below="chance")
    return found


def _not_negative(value: float) -> float:
    if value < 0:
        raise refuse(f"expected a number from 0 on, found {value:g}", _BASE_HINT)
    return value


class Transition(Reasoned):
    """A way from one outcome state to another."""

    from_: Annotated[Names, as_list] = Field(alias="from")
    """The state, or states, it leaves."""
    to: Text
    """The state it enters."""
    rate: Quantity | None = None
    """Expected moves per year while in the state; or say chance."""
    chance: Chance | None = None
    """In place of rate: how likely it is within a time in the state, left to itself."""
    probability: Share | None = None
    """In place of rate, beside per: how likely it is within that time, among all ways out."""
    per: DurationField | None = None
    """Beside probability: within what time; all ways out of a state say the same."""
    after: Wait | None = None
    """Alone: moves when the state has lasted this long. Beside rate: the rate counts from then."""
    enabled: Truth = True
    """False switches the transition off."""

    _spoken = model_validator(mode="before")(with_rate)

    @model_validator(mode="after")
    def _timed(self) -> Transition:
        if self.probability is not None or self.per is not None:
            raise refuse("probability and per are read for all ways out of a state at once")
        if self.rate is None and self.after is None:
            hint = "write rate: 0.25 (per year), chance: 30% within 5 years, or after: 6 months"
            raise refuse("a transition needs a rate or after (or both)", hint)
        if len(set(self.from_)) < len(self.from_):
            raise refuse("a state stands twice in from", "name each state once", at="from")
        if self.to in self.from_:
            hint = "name another state: a run that stays needs no transition"
            raise refuse(f"the transition leads from {self.to!r} to itself", hint, at="to")
        return self

    @property
    def set_after(self) -> Duration | None:
        """What `after` says where it is the same in every run."""
        return self.after if isinstance(self.after, Duration) else None

    @property
    def judged_after(self) -> Quantity | None:
        """What `after` says, in years, where each run has its own."""
        return None if isinstance(self.after, Duration) else self.after


class BaseRate(Reasoned):
    """How often a state is reached in cases like this one, whatever the model says of it."""

    rate: Annotated[NumberField, AfterValidator(_not_negative)] | None = None
    """How often a year it is reached; or say chance."""
    chance: Chance | None = None
    """In place of rate: how likely it is to be reached within a time."""

    _spoken = model_validator(mode="before")(_base_rate)

    @model_validator(mode="after")
    def _said(self) -> BaseRate:
        if self.rate is None:
            raise refuse("a base rate needs a rate or a chance", _BASE_HINT)
        return self

    @property
    def yearly(self) -> float:
        """How often a year it is reached."""
        return self.rate or 0.0


class State(Titled):
    """One of the states of the outcome; a text alone is its title."""

    means: Text | None = None
    """What counts as being in it, in a sentence."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, (dict, State)):
            return value
        if isinstance(value, (list, bool)):
            raise refuse(f"expected a state, found {described(value)}", _STATE_HINT)
        return {} if value in (None, "") else {"title": value}


_STATE_HINT = "write its title, or {title: Out of the alliance, means: ...}"


def _states(value: object) -> object:
    """A bare list of names stands for names without titles."""
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value) or len(set(value)) < len(value):
            raise refuse("states are distinct names", _STATES_HINT)
        value = dict.fromkeys(value)
    if not isinstance(value, dict):
        raise refuse(f"expected a mapping of states, found {described(value)}", _STATES_HINT)
    if not value:
        raise refuse("an outcome needs a state", _STATES_HINT)
    return value


_STATES_HINT = "write {participating: ..., left: ...}"


def _ordered(value: object) -> object:
    if not isinstance(value, (list, tuple)):
        raise refuse(f"expected a list of states, found {described(value)}", _ORDER_HINT)
    return value


_ORDER_HINT = "write every state from one end to the other: [participating, frozen, left]"


def _shares(shares: dict[str, float]) -> dict[str, float]:
    """How likely it is to start in each of some states."""
    hint = "write shares that sum to 100%, such as {participating: 90%, frozen: 10%}"
    for state, share in shares.items():
        if not 0 <= share <= 1:
            message = f"a share lies between 0 and 100 %, not at {100 * share:g} %"
            raise refuse(message, hint, below=state)
    total = sum(shares.values())
    if abs(total - 1) > ROUNDED:
        raise refuse(f"the shares of the start sum to {100 * total:.6g} %", hint)
    return shares


def _no_list(value: object) -> object:
    if value is None or isinstance(value, list):
        raise refuse(
            f"expected a state or shares of several, found {described(value)}", _START_HINT
        )
    return value


_START_HINT = "write the state, or shares such as {participating: 90%, frozen: 10%}"


def _kind_of_start(value: object) -> str:
    return "<shares>" if isinstance(value, dict) else "<state>"


def _kind_of_since(value: object) -> str:
    return "<months>" if isinstance(value, dict) else "<month>"


ROUNDED = 1e-9
"""By how much shares may fail to sum to 1."""
Start = Annotated[
    Annotated[Text, Tag("<state>")]
    | Annotated[dict[Identifier, NumberField], AfterValidator(_shares), Tag("<shares>")],
    Discriminator(_kind_of_start),
    BeforeValidator(_no_list),
]
"""A state, or how likely each of several is."""
Since = Annotated[
    Annotated[MonthField, Tag("<month>")]
    | Annotated[dict[Identifier, MonthField], Tag("<months>")],
    Discriminator(_kind_of_since),
]
"""A month, or one for each of several states."""


class Outcome(Reasoned):
    """The states a run can be in and the ways between them."""

    start: Start
    """The state at the start; or, where it is not known for sure, how likely each is."""
    since: Since | None = None
    """Since when it has been in the state at the start; by state where there are several."""
    states: Annotated[
        dict[Identifier, State],
        BeforeValidator(_states),
        Field(json_schema_extra={"minProperties": 1}),
    ]
    """Every state, with its title or with title and meaning."""
    transitions: dict[Identifier, Transition]
    """Every way from one state to another."""
    order: Annotated[Names, BeforeValidator(_ordered), as_list] = ()
    """All states from one end to the other, where they have one: forecasts are scored by it."""
    base_rates: dict[Identifier, BaseRate] = {}
    """How often states are reached in cases like this one, to score forecasts beside."""
    resolves: Text | None = None
    """When exactly a state counts, for whoever settles the question."""

    _rows = model_validator(mode="before")(with_rates)

    @property
    def starts(self) -> dict[str, float]:
        """The states in which it may start, and how likely each is."""
        if isinstance(self.start, dict):
            return {state: share for state, share in sorted(self.start.items()) if share > 0}
        return {self.start: 1.0}

    @property
    def likeliest_start(self) -> str:
        """The state in which it most likely starts; of several the first by name."""
        return max(self.starts, key=lambda state: self.starts[state])

    def begun(self, state: str) -> Month | None:
        """Since when it has been in a state at the start, where that is said."""
        return self.since.get(state) if isinstance(self.since, dict) else self.since
