"""Scenarios compared: differences of every state at every date, and what differs on the way.

It is data and answers questions about itself; it runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month, MonthLike, month_of
from scenario.chains import meant
from scenario.errors import InputError, Problem, did_you_mean
from scenario.expr.question import Question
from scenario.forecast.observations import last_observed
from scenario.forecast.to_xarray import month_ends
from scenario.intervals import Differences
from scenario.result import Result, brief
from scenario.studies.attribute import Attribution
from scenario.studies.changes import Change

if TYPE_CHECKING:
    import pandas
    import xarray

Floats = NDArray[np.float64]
Kind = Literal["driver", "actor", "event", "rule", "total"]


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """One probability in both scenarios, and how far apart they are."""

    a: float
    b: float
    difference: float
    se: float
    low: float
    high: float
    shown: bool
    """Whether these runs show a difference at all."""
    times_fewer: float | None
    """How many times fewer runs pairing took for this error; None where no run differs."""
    judgement: tuple[float, float] | None
    """5th and 95th percentile of the difference over the judgements."""
    a_exact: bool = False
    """Whether the first probability is no estimate: no run can differ from another in it."""
    b_exact: bool = False

    def __repr__(self) -> str:
        ends = f"95 %: {self.low:+.4g} to {self.high:+.4g}"
        return brief("Difference", f"{self.difference:+.4g} ({ends}), from {self.a:.4g}")

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        spread = None if self.judgement is None else list(self.judgement)
        return {**asdict(self), "judgement": spread}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something on the way that the two scenarios have in common, at the last date."""

    kind: Kind
    name: str
    title: str
    a: float
    b: float
    difference: float
    se: float
    shown: bool


@dataclass(frozen=True, repr=False)
class States:
    """Probabilities `[date, state]` of both scenarios and their differences."""

    a: Floats
    b: Floats
    apart: Differences
    judgement: Floats | None  # [date, state, 2]
    exact: NDArray[np.bool_]  # [2, date, state], whether each is no estimate

    def __repr__(self) -> str:
        return brief("States", "{} dates, {} states".format(*self.a.shape))

    def cell(self, date: int, state: int) -> Difference:
        """One of them."""
        at = (date, state)
        apart = self.apart
        fewer = float(apart.fewer[at])
        return Difference(
            a=float(self.a[at]),
            b=float(self.b[at]),
            difference=float(apart.difference[at]),
            se=float(apart.se[at]),
            low=float(apart.low[at]),
            high=float(apart.high[at]),
            shown=bool(apart.shown[at]),
            times_fewer=fewer if np.isfinite(fewer) else None,
            judgement=None if self.judgement is None else tuple(self.judgement[at].tolist()),
            a_exact=bool(self.exact[0][at]),
            b_exact=bool(self.exact[1][at]),
        )


@dataclass(frozen=True, repr=False)
class Pair:
    """The first scenario and another one."""

    label: str
    title: str
    at: States
    by: States
    on_the_way: tuple[Gap, ...]
    changes: tuple[Change, ...]
    attribution: Attribution | None
    notes: tuple[str, ...]
    document: Mapping[str, Any] = field(repr=False)
    """The other scenario resolved, for the titles of what it has besides."""

    def __repr__(self) -> str:
        count = len(self.changes)
        return brief("Pair", f"{self.label!r}, {count} change{'' if count == 1 else 's'}")


@dataclass(frozen=True)
class Comparison(Result):
    """The first scenario against each of the others, on the same runs."""

    label: str
    title: str
    of: Question
    """What the sentences and the attribution are about."""
    shared: Question
    """The same where all scenarios can answer it, else one about a state that all have."""
    dates: tuple[Month, ...]
    states: tuple[str, ...]
    pairs: tuple[Pair, ...]
    runs: int
    wanted_runs: int
    random_seed: int
    document: Mapping[str, Any] = field(repr=False)
    """The first scenario resolved, for the titles of what is in it."""

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C ended it before all runs were done."""
        return self.runs < self.wanted_runs

    def pair(self, label: str | None = None) -> Pair:
        """The pair with a scenario of this label; the only (or first) one when None.

        Raises:
            InputError: There is none.
        """
        labels = [pair.label for pair in self.pairs]
        if label is not None and label not in labels:
            hint = did_you_mean(label, labels, "compared with")
            raise InputError(Problem(f"there is no comparison with {label!r}", hint=hint))
        return self.pairs[labels.index(label) if label is not None else 0]

    def difference(
        self,
        state: str,
        *,
        by: MonthLike | None = None,
        at: MonthLike | None = None,
        scenario: str | None = None,
    ) -> Difference:
        """How far apart a state's probabilities are: ever reached until `by`, or `at` a date.

        Args:
            state: The state.
            by: The month by whose end it has ever been reached; the last common one without a date.
            at: The month at whose end it is the state, in place of `by`.
            scenario: The label of the scenario compared with the first; the only one if None.

        Raises:
            InputError: Both dates are given, or there is no such state, date or scenario.
        """
        if by is not None and at is not None:
            raise InputError("say by or at, not both")
        state = meant(state, self.states)
        if state not in self.states:
            hint = did_you_mean(state, self.states, "states")
            raise InputError(Problem(f"the scenarios have no common state {state!r}", hint=hint))
        pair, column = self.pair(scenario), self.states.index(state)
        if at is not None:
            return pair.at.cell(self._date(at), column)
        return pair.by.cell(self._date(by) if by is not None else -1, column)

    def _date(self, month: MonthLike) -> int:
        wanted = month_of(month)
        if wanted not in self.dates:
            hint = f"they have dates from {self.dates[0]} to {self.dates[-1]}"
            raise InputError(Problem(f"the scenarios have no common date {wanted}", hint=hint))
        return self.dates.index(wanted)

    @property
    def acts_from(self) -> Month | None:
        """The month of the last fact that it is given, after which what is tried acts."""
        return last_observed(self.document)

    def as_dict(self) -> dict[str, Any]:
        """As `compare --json` prints it."""
        return {
            "scenarios": [self.label, *(pair.label for pair in self.pairs)],
            "titles": [self.title, *(pair.title for pair in self.pairs)],
            "of": self.of.source(),
            "differences": {pair.label: self._by_date(pair.at) for pair in self.pairs},
            "ever": {pair.label: self._by_date(pair.by) for pair in self.pairs},
            "on_the_way": {
                pair.label: [asdict(gap) for gap in pair.on_the_way] for pair in self.pairs
            },
            "changes": {
                pair.label: [
                    {"path": c.path, "was": c.was, "becomes": c.becomes} for c in pair.changes
                ]
                for pair in self.pairs
            },
            "attribution": {
                pair.label: pair.attribution.as_dict() if pair.attribution else None
                for pair in self.pairs
            },
            "notes": {pair.label: list(pair.notes) for pair in self.pairs},
            "runs": self.runs,
            "wanted_runs": self.wanted_runs,
            "random_seed": self.random_seed,
            "acts_from": self.acts_from and str(self.acts_from),
        }

    def table(self) -> pandas.DataFrame:
        """Tidy: one row for each other scenario, date, state and kind (`at` or `by`)."""
        import pandas

        rows = []
        for pair, kind, states in self._parts():
            for d, date in enumerate(self.dates):
                for s, state in enumerate(self.states):
                    cell = asdict(states.cell(d, s))
                    low, high = cell.pop("judgement") or (None, None)
                    names = {
                        "scenario": pair.label,
                        "date": str(date),
                        "state": state,
                        "kind": kind,
                    }
                    rows.append({**names, **cell, "judgement_low": low, "judgement_high": high})
        return pandas.DataFrame(rows)

    @property
    def data(self) -> xarray.Dataset:
        """Differences as labelled arrays: `scenario`, `kind`, `time` and `state`."""
        import xarray

        arrays: dict[str, list[Any]] = {}
        for _, _, states in self._parts():
            apart = states.apart
            parts = {
                "a": states.a, "b": states.b, "difference": apart.difference, "se": apart.se,
                "low": apart.low, "high": apart.high, "shown": apart.shown,
            }  # fmt: skip
            for name, part in parts.items():
                arrays.setdefault(name, []).append(part)
        shape = (len(self.pairs), 2, len(self.dates), len(self.states))
        dims = ("scenario", "kind", "time", "state")
        return xarray.Dataset(
            {name: (dims, np.array(parts).reshape(shape)) for name, parts in arrays.items()},
            coords={
                "scenario": [pair.label for pair in self.pairs],
                "kind": ["at", "by"],
                "time": month_ends(self.dates),
                "month": ("time", [str(date) for date in self.dates]),
                "state": list(self.states),
            },
        )

    def _parts(self) -> Iterator[tuple[Pair, str, States]]:
        for pair in self.pairs:
            yield pair, "at", pair.at
            yield pair, "by", pair.by

    def _by_date(self, states: States) -> dict[str, dict[str, dict[str, Any]]]:
        return {
            str(date): {state: states.cell(d, s).as_dict() for s, state in enumerate(self.states)}
            for d, date in enumerate(self.dates)
        }
