"""A forecast: what the runs of one scenario say, with its uncertainties and its provenance.

It is data and answers questions about itself; it can be saved, read back and analysed without
the engine that made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.calendar import Duration, Month, MonthLike, month_of
from scenario.chains import ONLY, meant, split
from scenario.errors import InputError, Problem, did_you_mean
from scenario.forecast.certainty import by_calendar
from scenario.forecast.estimate import Estimate
from scenario.forecast.paths import Paths
from scenario.forecast.titles import title_of
from scenario.intervals import Floats
from scenario.result import Result

if TYPE_CHECKING:
    from pathlib import Path

    import pandas
    import xarray

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Labels:
    """What things are called, in the order of the model file."""

    states: tuple[str, ...]
    drivers: tuple[str, ...]
    actors: tuple[str, ...]
    events: tuple[str, ...]
    rules: tuple[str, ...]
    titles: Mapping[str, str]  # `drivers.trade` -> title
    units: Mapping[str, str]  # driver -> unit
    chains: tuple[str, ...] = (ONLY,)

    def states_of(self, chain: str) -> tuple[str, ...]:
        """The states of a chain, by what they are called outside it."""
        return tuple(state for state in self.states if split(state)[0] == chain)

    def title_of(self, kind: str, name: str) -> str:
        """The title of an element; its name with spaces for underscores where it has none."""
        return title_of(kind, name, self.titles)


@dataclass(frozen=True, eq=False)
class Forecast(Result):
    """What the runs of one scenario say; every array's first axis is the step, from the start."""

    title: str
    model: str
    question: str
    start: Month
    months_per_step: int
    runs: int
    random_seed: int
    labels: Labels
    at: Counts | Floats  # [step, state], runs in it; propagated, the sum of their probabilities
    reached: Counts | Floats  # [step, state], runs that have been in it until then; likewise
    judgement_at: Floats | None  # [step, state, 2]
    judgement_by: Floats | None  # [step, state, 2]
    happened: Counts  # [step, event]
    occurrences: Counts  # [event]
    mean: Floats  # [step, driver or actor]
    sd: Floats
    quantiles: Floats  # [step, driver or actor, quantile]
    rule_share: Floats  # [rule], share of run-steps in which it held
    notes: tuple[str, ...]
    document: Mapping[str, Any]  # the resolved scenario
    provenance: Mapping[str, Any]
    paths: Paths
    method: str = "sampled"
    squares: Floats | None = None  # [in it or until then, step, state] (see `intervals.Grouped`)
    cubes: Floats | None = None
    groups: int = 0  # of runs that are independent of each other
    rare: tuple[float, ...] = ()  # by step, the share of runs unlike all seen (`intervals.unseen`)
    certain: bool = False  # no run can differ from another: probabilities are exact
    exact: tuple[tuple[str, ...], ...] = ((), ())
    """States of whose probabilities that holds alone: of being in them, of having been."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def dates(self) -> tuple[Month, ...]:
        """The months at the start and at the end of every step."""
        return self._dates

    @cached_property
    def _dates(self) -> tuple[Month, ...]:
        return tuple(self.start + k * self.months_per_step for k in range(len(self.at)))

    @property
    def until(self) -> Month:
        """The last month."""
        return self.dates[-1]

    def probability(
        self, state: str, *, by: MonthLike | None = None, at: MonthLike | None = None
    ) -> Estimate:
        """How likely a state is: ever reached until `by`, or the state `at` a date.

        Args:
            state: Its name in the model; without its chain, where one chain alone has such a state.
            by: The last month that counts; the end of the forecast when neither is said.
            at: The month at whose end the state is asked for.

        Returns:
            A share from 0 to 1 with its errors.

        Raises:
            InputError: There is no such state or month, or both dates are said.
        """
        if by is not None and at is not None:
            raise InputError("say by or at, not both")
        column = self._state(state)
        if at is not None:
            return self.state_at[self.step(at)][column]
        return self.reached_by[self.step(by) if by is not None else -1][column]

    def expected(self, name: str, at: MonthLike | None = None) -> float:
        """Mean of a driver, or of an actor's alignment (`actor.alignment` or the actor's name).

        Args:
            name: The driver or the actor.
            at: The month at whose end it is asked for; the end of the forecast when None.

        Returns:
            The mean over all runs, in the unit of the driver; an alignment from -1 to 1.

        Raises:
            InputError: There is no such name or month.
        """
        names = (*self.labels.drivers, *self.labels.actors)
        row = self._index(name.removesuffix(".alignment"), names, "driver or actor")
        return float(self.mean[self.step(at) if at is not None else -1, row])

    def total(self, name: str) -> Estimate:
        """The mean of a total at the end.

        Args:
            name: The total.

        Returns:
            The mean with its standard error, its 95 % interval and its range over judgements, in
            the unit of the total: months, amounts, times.

        Raises:
            InputError: There is no such total.
        """
        known: Mapping[str, Any] = self.extra.get("totals", {})
        self._index(name, tuple(known), "total")
        found, spread = known[name], known[name]["judgement"]
        ends = None if spread is None else (float(spread[0]), float(spread[1]))
        return Estimate(found["mean"], found["se"], found["low"], found["high"], ends)

    def step(self, month: MonthLike) -> int:
        """The number of the step that ends in a month.

        Raises:
            InputError: No step ends in it.
        """
        wanted = month_of(month)
        step, rest = divmod(wanted - self.start, self.months_per_step)
        if rest or not 0 <= step < len(self.at):
            raise InputError(
                Problem(
                    f"the forecast has no value for {wanted}",
                    hint=f"it runs from {self.start} to {self.until},"
                    f" every {Duration(self.months_per_step / 12)}",
                )
            )
        return step

    def first_reached(self, state: str) -> dict[str, Month | None]:
        """Months by which 5, 50 and 95 % of all runs have reached a state; None if fewer do."""
        column = self.reached[:, self._state(state)]
        found: dict[str, Month | None] = {}
        for name, share in (("q05", 0.05), ("q50", 0.50), ("q95", 0.95)):
            steps = np.flatnonzero(column >= share * self.runs)
            found[name] = self.dates[steps[0]] if len(steps) else None
        return found

    def event(self, name: str, by: MonthLike | None = None) -> Estimate:
        """How likely an event is to have happened at least once.

        Args:
            name: The event.
            by: The last month that counts; the end of the forecast when None.

        Returns:
            A share from 0 to 1 with its errors; it is never asked over judgements.

        Raises:
            InputError: There is no such event or month.
        """
        column = self._index(name, self.labels.events, "event")
        step = self.step(by) if by is not None else -1
        hits = self.happened[step].reshape(1, -1)
        found = _estimates(intervals.shares(hits, self.runs))[0][column]
        sure = found.p == 1 and by_calendar(self.document, name)
        return Estimate(1.0, 0.0, 1.0, 1.0) if sure else found

    @cached_property
    def state_at(self) -> list[list[Estimate]]:
        """Estimates `[step][state]` of being in a state at the end of a step."""
        return _estimates(self.shares(0), self.judgement_at)

    @cached_property
    def reached_by(self) -> list[list[Estimate]]:
        """Estimates `[step][state]` of having reached a state until the end of a step."""
        return _estimates(self.shares(1), self.judgement_by)

    def shares(self, ever: int) -> tuple[Floats, Floats, Floats, Floats]:
        """Probability, standard error and interval of every state at every step `[step, state]`.

        Args:
            ever: 0 for being in it then, 1 for having been in it until then.
        """
        hits = self.reached if ever else self.at
        given = np.zeros(hits.shape, bool)
        given[0] = (hits[0] <= 0) | (hits[0] >= self.runs) | (self.squares is not None)
        if ever:
            given |= hits[0] == self.runs  # the state that all begin in
        given |= np.isin(self.labels.states, self.exact[ever])
        if self.squares is None or self.cubes is None:
            return intervals.shares(hits, self.runs, given=given)
        powers = np.asarray(hits, np.float64), self.squares[ever], self.cubes[ever]
        carried = intervals.Grouped(self.runs, self.groups, *powers)
        rare = np.array(self.rare)[:, None] if self.rare else 0.0
        return intervals.probabilities(carried, certain=self.certain, given=given, rare=rare)

    def _state(self, name: str) -> int:
        return self._index(meant(name, self.labels.states), self.labels.states, "state")

    @staticmethod
    def _index(name: str, names: tuple[str, ...], noun: str) -> int:
        if name not in names:
            hint = did_you_mean(name, names, f"{noun.replace(' or ', 's and ')}s")
            raise InputError(Problem(f"the forecast has no {noun} {name!r}", hint=hint))
        return names.index(name)

    def as_dict(self) -> dict[str, Any]:
        """The forecast as the plain object that `run --json` prints."""
        from scenario.forecast.plain import as_dict

        return as_dict(self)

    @property
    def data(self) -> xarray.Dataset:
        """Everything as labelled arrays."""
        from scenario.forecast.to_xarray import dataset

        return dataset(self)

    def table(self) -> pandas.DataFrame:
        """State probabilities, one row for each date and state."""
        from scenario.forecast.to_xarray import table

        return table(self)

    def save(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """Write the forecast whole into a folder, all or nothing (see `archive.save`)."""
        from scenario.forecast.archive import save

        return save(self, folder, overwrite=overwrite)

    def __eq__(self, other: object) -> bool:
        from scenario.forecast.compared import differences

        return isinstance(other, Forecast) and not differences(self, other)

    __hash__ = None  # type: ignore[assignment]  # arrays have none


def _estimates(found: Sequence[Floats], judgement: Floats | None = None) -> list[list[Estimate]]:
    """An estimate for each `[step, thing]`, from probability, error and the ends of intervals."""
    spreads: Any = repeat(repeat(None))
    if judgement is not None:
        spreads = (map(tuple, step) for step in judgement.tolist())
    columns = [part.tolist() for part in found]
    return [
        [Estimate(*cell) for cell in zip(*step, strict=False)]
        for step in zip(*columns, spreads, strict=False)
    ]
