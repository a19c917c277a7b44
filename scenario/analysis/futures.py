"""Kept futures, run by run: who moved where by when, and which judgements were drawn.

It knows of no engine: a forecast's own kept paths will do, or more that were kept lean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month, MonthLike, month_of
from scenario.chains import element_at, meant
from scenario.errors import InputError, Problem, did_you_mean
from scenario.expr.question import Question
from scenario.expr.statement import Before, Condition, Denied, Joined, Seen, Statement, things
from scenario.forecast import Forecast, Labels, Paths
from scenario.forecast.answer import asked_state
from scenario.forecast.evidence_coverage import facts_of
from scenario.forecast.observations import evidence_in, last_observed
from scenario.forecast.paths import in_state
from scenario.forecast.titles import elements_in

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Outcomes = Literal["drawn", "carried"]
SPACINGS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months that may lie between two dates at which levels are looked at."""
DATES = 20
"""Most such dates."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """How far it has come in each run to what is asked, where outcomes are drawn: 1 or 0."""

    first: Floats  # [run], the step at whose end it first was so, infinite if never
    never: Floats | float = np.inf  # [run], the step from which on it is sure not to become so
    certain: ClassVar[bool] = False
    outcomes: ClassVar[Outcomes] = "drawn"

    def by(self, step: int) -> Floats:
        """Whether it was so by the end of a step: `[run]`."""
        return np.asarray(self.first <= step, np.float64)

    def open(self, step: int) -> Floats:
        """Whether it was not so by the end of a step, but might still become so: `[run]`."""
        return np.asarray((self.first > step) & (self.never > step), np.float64)


@dataclass(frozen=True, eq=False)
class Carried:
    """How far each run has reached a state: the probability of it that the run carries."""

    state: str
    ever: Floats  # [step, run], given all of the run but how its outcome falls
    certain: bool
    """Whether no run can differ from another."""
    outcomes: ClassVar[Outcomes] = "carried"

    def by(self, step: int) -> Floats:
        """The probability of having reached it by the end of a step: `[run]`."""
        return np.asarray(self.ever[step])

    def open(self, step: int) -> Floats:
        """The probability of not having reached it by then: `[run]`."""
        return 1 - self.by(step)


@dataclass(frozen=True, eq=False)
class Target:
    """What is asked of futures: whether a state was reached by a month, or a statement is so."""

    of: Question
    last: int
    """The last step that counts."""
    reached: Drawn | Carried
    """How far it has come to that in each run."""
    drawn: Drawn
    """The same by outcomes that are drawn."""

    @property
    def events(self) -> frozenset[str]:
        """The events that it names itself."""
        named = () if self.of.statement is None else things(self.of.statement)
        return frozenset(
            one.name for one in named if not isinstance(one, Condition) and one.role == "event"
        )

    @property
    def dated(self) -> bool:
        """Whether it may come true in one month or another, and not on set dates alone."""
        return self.of.statement is None or _dated(self.of.statement)


def _dated(statement: Statement, denied: bool = False) -> bool:
    match statement:
        case Denied(part):
            return _dated(part, not denied)
        case Joined(_, parts):
            return any(_dated(part, denied) for part in parts)
        case Seen():
            return statement.when == "by" and not denied
        case Before():
            return True


@dataclass(frozen=True, eq=False)
class Futures:
    """Whole paths of some runs; levels at some dates only, states at all."""

    title: str
    start: Month
    months_per_step: int
    labels: Labels
    document: Mapping[str, Any]  # the resolved scenario
    asked: str  # the state that the model's question is about
    steps: tuple[int, ...]  # the steps at whose end levels are known
    values: NDArray[np.float32]  # [known step, driver or actor, run]
    states: NDArray[np.int8]  # [chain, step, run], index into the states
    happened: NDArray[np.float32]  # [event, run], months to its first happening, infinite if never
    rule_steps: NDArray[np.int32]  # [rule, run], steps in which the rule held
    judgements: Floats  # [judgement, run]
    places: tuple[str, ...]
    wanted: int
    """Runs that were asked for; more than there are where not all could be kept."""
    in_percent: frozenset[str] = frozenset()
    """Places of judgements that were written in percent, as far as is known."""
    carried: Carried | None = None
    """Probabilities of one state, where runs carry them; `states` are drawn beside it."""
    stated: Target | None = None
    """The statement that these futures were asked, if one."""

    @property
    def runs(self) -> int:
        """How many futures there are."""
        return int(self.states.shape[2])

    @property
    def last(self) -> int:
        """The number of the last step."""
        return int(self.states.shape[1]) - 1

    @property
    def until(self) -> Month:
        """The last month."""
        return self.month(self.last)

    def inside(self, state: int) -> NDArray[np.bool_]:
        """Whether runs are in a state at the end of every step: `[step, run]`.

        Args:
            state: The number of the state among all.
        """
        return in_state(self.states, state)

    @property
    def rows(self) -> tuple[str, ...]:
        """Drivers, then alignments as expressions name them."""
        return (*self.labels.drivers, *(f"{name}.alignment" for name in self.labels.actors))

    def month(self, step: int) -> Month:
        """The month at whose end a step ends."""
        return self.start + step * self.months_per_step

    def step(self, month: MonthLike | None) -> int:
        """The step that ends in a month; the last one for None.

        Raises:
            InputError: No step ends in it.
        """
        if month is None:
            return self.last
        wanted = month_of(month)
        step, rest = divmod(wanted - self.start, self.months_per_step)
        if rest or not 0 < step <= self.last:
            first = self.month(1)
            hint = f"steps end from {first} to {self.until}, every {self.months_per_step} months"
            if self.months_per_step == 1:
                hint = f"name a month from {first} to {self.until}"
            raise InputError(Problem(f"no step ends in {wanted}", hint=hint))
        return step

    def state(self, name: str | None) -> str:
        """A state by its name; the one the model asks about for None.

        Raises:
            InputError: There is no such state.
        """
        name = self.asked if name is None else meant(name, self.labels.states)
        if name in self.labels.events and name not in self.labels.states:
            hint = f"`discover` and `signposts` take it: --of 'P({name} by {self.until})'"
            raise InputError(Problem(f"{name!r} is an event, not a state", hint=hint))
        if name not in self.labels.states:
            hint = did_you_mean(name, self.labels.states, "states")
            raise InputError(Problem(f"the scenario has no state {name!r}", hint=hint))
        return name

    def first_step(self, state: str) -> Floats:
        """The step at whose end each run first was in a state; infinite where never: `[run]`."""
        inside = self.inside(self.labels.states.index(state))
        return np.where(inside.any(axis=0), inside.argmax(axis=0), np.inf)

    def drawn(self, state: str) -> Drawn:
        """Which runs have reached a state, as drawn."""
        return Drawn(self.first_step(state))

    def reached(self, state: str) -> Drawn | Carried:
        """How far each run has reached a state, as far as it is known."""
        if self.carried is not None and self.carried.state == state:
            return self.carried
        return self.drawn(state)

    def target(self, state: str | None, by: MonthLike | None) -> Target:
        """The statement that was asked; else a state by a month.

        Args:
            state: Which state; the one the model asks about when None.
            by: The last month that counts; the end when None.

        Raises:
            InputError: There is no such state or month.
        """
        if self.stated is not None:
            return self.stated
        state, last = self.state(state), self.step(by)
        of = Question("by", state, alignment=False, month=self.month(last))
        return Target(of, last, self.reached(state), self.drawn(state))

    @property
    def begun(self) -> int:
        """The step behind which nothing is known yet: that of the last evidence, or 0."""
        last = last_observed(self.document)
        months = 0 if last is None else last - self.start
        return -(-months // self.months_per_step)

    def to_come(self, before: int) -> list[int]:
        """Places in `steps` of what is not known yet, before a step.

        Args:
            before: The step.
        """
        return [i for i, step in enumerate(self.steps) if self.begun < step < before]

    def known(self, before: int, most: int) -> list[int]:
        """Places in `steps` of at most `most` dates, evenly spaced, after the start."""
        places = self.to_come(before)
        every = max(1, -(-len(places) // most))
        return [place for place in places if place % every == 0]


def state_of(question: Question) -> str | None:
    """The state of which it is asked whether it was reached by a month, if that is asked."""
    return question.subject if question.kind == "by" else None


def of_forecast(forecast: Forecast) -> Futures:
    """The futures that a forecast keeps, its levels thinned to a few dates.

    Args:
        forecast: The forecast.

    Raises:
        InputError: It was given evidence on states, which the states of its kept runs do not heed.
    """
    if any("outcome" in one for one in evidence_in(forecast.document)):
        message = "the states of the runs that it keeps do not heed what it was given of states"
        raise InputError(Problem(message, hint="name the scenario file: its runs are made anew"))
    paths = forecast.paths
    steps = known_steps(paths.steps, forecast.months_per_step)
    return of_paths(
        replace(paths, values=paths.values[list(steps)]),
        steps=steps,
        title=forecast.title,
        start=forecast.start,
        months_per_step=forecast.months_per_step,
        labels=forecast.labels,
        document=forecast.document,
        asked=asked_state(forecast.document),
        wanted=forecast.runs,
    )


def of_paths(paths: Paths, **rest: Any) -> Futures:
    """Futures with these paths, whose levels are known at `steps` only."""
    return Futures(
        **rest,
        values=paths.values,
        states=paths.states,
        happened=paths.happened,
        rule_steps=paths.rule_steps,
        judgements=paths.judgements,
        places=paths.places,
    )


def known_steps(steps: int, months_per_step: int) -> tuple[int, ...]:
    """The steps whose levels are worth knowing: round distances, `DATES` of them at most."""
    fitting = [months // months_per_step for months in SPACINGS if not months % months_per_step]
    every = next((n for n in fitting if steps // n <= DATES), max(1, -(-steps // DATES)))
    return tuple(range(0, steps + 1, every))


def joined(parts: list[Paths]) -> Paths:
    """The paths of several batches of runs as one."""
    names = ("values", "states", "happened", "rule_steps", "judgements")
    whole = {name: np.concatenate([getattr(p, name) for p in parts], axis=-1) for name in names}
    return Paths(**whole, places=parts[0].places)


def judgement_name(place: str) -> str:
    """A parameter by its name, any other judgement by its place."""
    kind, name, *rest = place.split(".")
    return name if (kind, rest) == ("parameters", ["value"]) else place


def cites_of(document: Mapping[str, Any], place: str) -> tuple[str, ...]:
    """What the element that a judgement stands in cites."""
    kind, name, _ = element_at(place)
    element = elements_in(document, kind).get(name) or {}
    return facts_of(element.get("cites") or ()) if isinstance(element, Mapping) else ()
