"""What each source says of a question as of a date: runs, base rates and persistence.

Dates that know the same facts share their runs. Each set of facts has runs of its own, as if no
other had ever been known: what became known later moves no forecast in any digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month
from scenario.chains import split
from scenario.errors import InputError
from scenario.resolve import Resolved
from scenario.resolve.given import known_by
from scenario.studies.as_of import Foreseen, Wanted, foreseen
from scenario.studies.falling_due import Calendar, Due
from scenario.studies.reference_forecasts import (
    CLIP,
    BaseRates,
    persistent_shares,
    persistent_value,
)
from scenario.studies.scored import Filters, Said, Scored, Source
from scenario.studies.subject import Progress

Floats = NDArray[np.float64]
Known = tuple[int, ...]
"""The numbers of the facts that are known."""


class Sources:
    """All sources, for some questions.

    Args:
        whole: The scenario, given the whole evidence.
        calendar: What is known as of each date.
        asked: The questions.
        workers: Threads to use; they change no number.
        progress: Told how many sets of facts are done, and of how many.

    Raises:
        InputError: Too few runs agree with what was known by one of the dates.
        RunError: A value was not a number.
    """

    def __init__(
        self,
        whole: Resolved,
        calendar: Calendar,
        asked: Sequence[Due],
        workers: int | None,
        progress: Progress | None,
    ) -> None:
        self._whole, self._calendar, self._program = whole, calendar, calendar.program
        self.base_rates = BaseRates(whole, self._program)
        self._runs: dict[Known, Foreseen] = {}
        wanted = self._wanted(calendar, asked)
        dates: dict[Known, Month] = {(): whole.start + -1}
        for date in sorted({due.when.date for due in asked}):
            dates.setdefault(self._known(date), date)
        for done, (known, date) in enumerate(dates.items(), 1):
            self._runs[known] = _as_of(whole, date, wanted, workers)
            if progress:
                progress(done, len(dates))

    def _known(self, date: Month) -> Known:
        return tuple(fact.number for fact in self._calendar.known(date))

    def _wanted(self, calendar: Calendar, asked: Sequence[Due]) -> Wanted:
        steps = sorted({due.when.step for due in asked if due.kind != "value"})
        places = sorted({due.index for due in asked if due.kind == "value"})
        self._steps = {step: place for place, step in enumerate(steps)}
        self._rows = {place: row for row, place in enumerate(places)}
        return Wanted(tuple(steps), tuple(calendar.measured[place] for place in places))

    def scored(self, due: Due) -> Scored:
        """A question that was resolved, with what each source says of it."""
        prior = self._of_runs(due, self._runs[()])
        said: dict[Source, Said | Filters | None] = {
            "model": self._of_runs(due, self._runs[self._known(due.when.date)]),
            "base_rate": self._base_rate(due),
            "persistence": self._persistence(due),
            "no_evidence": prior,
        }
        answered = {source: one for source, one in said.items() if one is not None}
        truth = 0 if due.truth is None else due.truth
        scale = float(np.std(prior.parts)) if due.kind == "value" else 1.0
        if due.kind == "state":
            states = self._program.chains[due.index].states
            return Scored(due, int(truth) - states.start, answered, self._order(due))
        return Scored(due, truth, answered, scale=scale)

    def _order(self, due: Due) -> tuple[int, ...]:
        """The places of the states of a chain in their order."""
        states = self._program.chains[due.index].states
        names = [split(self._program.states[state])[1] for state in states]
        return tuple(names.index(state) for state in self._whole.model.chains[due.of].order)

    def _of_runs(self, due: Due, runs: Foreseen) -> Filters:
        if due.kind == "value":
            values = runs.measured[:, self._rows[due.index]]
            return Filters(_with_errors(values, self._calendar.measured[due.index].sd), sample=True)
        step = self._steps[due.when.step]
        if due.kind == "state":
            states = self._program.chains[due.index].states
            return Filters(runs.present[:, step, states.start : states.stop])
        of = runs.reached if due.kind == "reached" else runs.happened
        return Filters(of[:, step, due.index])

    def _base_rate(self, due: Due) -> Said | None:
        if due.kind == "reached":
            return self.base_rates.reached(due.index, due.when.years)
        now = self._now(due)
        if due.kind != "state" or now is None:
            return None
        return self.base_rates.shares(self._program.chains[due.index], now, due.when.years)

    def _persistence(self, due: Due) -> Said | None:
        if due.kind == "value":
            known = self._calendar.known(due.when.date)
            return persistent_value(self._calendar.measured[due.index], known)
        if due.kind != "state":
            return CLIP
        now = self._now(due)
        return None if now is None else persistent_shares(self._program.chains[due.index], now)

    def _now(self, due: Due) -> int | None:
        """The state that a chain was last known to be in as of the date."""
        date = due.when.date
        known, step = self._calendar.realised_by(date), self._calendar.step(date)
        return known.last_state(due.index, step) if due.kind == "state" else None


def _as_of(whole: Resolved, date: Month, wanted: Wanted, workers: int | None) -> Foreseen:
    """The forecasts with what was known by a date."""
    try:
        return foreseen(known_by(whole, date), wanted, workers)
    except InputError as error:
        said = [
            replace(one, message=f"as of {date}, {one.message}") if one.path else one
            for one in error.problems
        ]
        raise InputError(said) from None


def _with_errors(values: Floats, sd: float) -> Floats:
    """Values with normal errors that are spread evenly over the runs: `[filter, run]`."""
    from scipy.special import ndtri

    shares = (np.arange(values.size) + 0.5) / values.size
    turned = np.random.default_rng(0).permutation(shares).reshape(values.shape)
    return np.asarray(values + sd * ndtri(turned))
