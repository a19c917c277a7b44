"""How a state comes about, or does not: a few representative futures with their shares.

Each is one of the kept runs, the one most like all the others of its group; its dates are its own
and no forecast. What is common in the group stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.futures import Floats, Futures
from scenario.analysis.medoids import medoids, silhouette
from scenario.analysis.path import Path, Tendency, Turn, story
from scenario.analysis.proportion import Proportion
from scenario.calendar import Month, MonthLike
from scenario.chains import split
from scenario.result import Result

if TYPE_CHECKING:
    import pandas

GROUPS = (2, 3, 4)
"""Numbers of groups that are tried, among runs that reach the state and among those that do not."""
CLEARER = 0.03
"""By how much the mean silhouette has to rise for one more group."""
SAMPLE = 500
"""Runs among which middles are looked for; all the others join the nearest."""
FEWEST = 60
"""Runs that are worth dividing into groups."""
WEIGHTS = (1.0, 1.0, 0.5)
"""Of states, events and turns, each on the scale of its own mean distance."""
APART = 0.12
"""Difference of shares from which on a group is said to differ from all runs."""
TURNED = 0.4
"""Spreads by which a group's mean value has to leave that of all runs."""


@dataclass(frozen=True)
class Storylines(Result):
    """Representative futures, those that reach the state first, each kind by its share."""

    scenario: str
    state: str
    by: Month
    base: Proportion
    paths: tuple[Path, ...]
    wanted: int
    contrast: tuple[float, ...]
    """Mean silhouette of the groups of each kind."""
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""

    def as_dict(self) -> dict[str, Any]:
        """As `paths --json` prints it."""
        return {
            "scenario": self.scenario,
            "state": self.state,
            "by": str(self.by),
            "base": self.base.as_dict(),
            "paths": [path.as_dict() for path in self.paths],
            "runs": self.base.runs,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each event or change of state in each path."""
        import pandas

        rows = []
        for number, path in enumerate(self.paths, start=1):
            events = [(month, "event", name) for name, month in path.events.items()]
            states = [(month, "state", name) for month, name in path.states]
            for month, kind, name in sorted([*events, *states]):
                row = {"path": number, "share": path.share.p, "reaches": path.reaches}
                rows.append({**row, "date": str(month), "kind": kind, "name": name})
        return pandas.DataFrame(rows)


def paths(futures: Futures, state: str | None = None, *, by: MonthLike | None = None) -> Storylines:
    """A few representative futures, of those that reach a state and of those that do not.

    Runs are compared by their states month by month, by when events happen, and by which values
    have turned from their start; each group is shown by its medoid, a run that really occurred.

    Args:
        futures: The futures to divide.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.

    Raises:
        InputError: There is no such state or month.
    """
    state, last = futures.state(state), futures.step(by)
    hits = futures.first_step(state) <= last
    view = _View(futures, last)
    found: list[Path] = []
    contrast: list[float] = []
    for reaches in (True, False):
        runs = np.flatnonzero(hits == reaches)
        if len(runs):
            middles, groups, width = _grouped(view.features(runs))
            contrast.append(width)
            parts = [runs[groups == number] for number in range(len(middles))]
            pairs = zip(middles, parts, strict=True)
            made = [view.path(state, reaches, int(runs[m]), part, runs) for m, part in pairs]
            found += sorted(made, key=lambda path: -path.share.p)
    return Storylines(
        scenario=futures.title,
        state=state,
        by=futures.month(last),
        base=Proportion(int(hits.sum()), futures.runs),
        paths=tuple(replace(path, story=story(path, futures.labels.titles)) for path in found),
        wanted=futures.wanted,
        contrast=tuple(contrast),
        document=futures.document,
    )


def _grouped(features: Floats) -> tuple[list[int], NDArray[np.intp], float]:
    """The middles, the group of each run, and how clearly groups stand apart."""
    from scipy.spatial.distance import cdist  # slow to load, and no other analysis needs it

    runs = len(features)
    some = np.unique(np.linspace(0, runs - 1, min(SAMPLE, runs)).astype(np.intp))
    between = cdist(features[some], features[some], "cityblock")
    best: tuple[float, list[int]] = (0.0, medoids(between, 1))
    for count in GROUPS if runs >= FEWEST and between.any() else ():
        chosen = medoids(between, count)
        nearest = between[:, chosen].argmin(axis=1)
        if len(set(nearest)) == count:  # else some are copies of each other
            width = silhouette(between, nearest)
            best = (width, chosen) if width > best[0] + CLEARER else best
    middles = [int(some[member]) for member in best[1]]
    groups = cdist(features, features[middles], "cityblock").argmin(axis=1)
    return middles, groups, best[0]


class _View:
    """Kept futures up to one step, as numbers that can be compared."""

    def __init__(self, futures: Futures, last: int) -> None:
        self.futures, self.last = futures, last
        self.months = last * futures.months_per_step
        self.dates = [i for i, step in enumerate(futures.steps) if step <= last]
        values = futures.values[self.dates]
        self.mean = values.mean(axis=2, dtype=np.float64)
        varied = values.max(axis=2) > values.min(axis=2)
        self.sd = np.where(varied, values.std(axis=2, dtype=np.float64), 0.0)

    def features(self, runs: NDArray[np.intp]) -> Floats:
        """States, events and turns of some runs as one row each: `[run, feature]`."""
        blocks = [self._states(runs), self._events(runs), self._turns(runs)]
        scaled = [
            weight * block / _typical_distance(block)
            for weight, block in zip(WEIGHTS, blocks, strict=True)
            if block.size
        ]
        return np.concatenate(scaled, axis=1)

    def _states(self, runs: NDArray[np.intp]) -> Floats:
        futures = self.futures
        steps = [futures.steps[date] for date in self.dates[1:]] + [self.last]
        seen = futures.states[:, steps][:, :, runs]
        known = np.arange(len(futures.labels.states))
        flags = (seen[:, :, None] == known[None, None, :, None]).any(axis=0)
        return np.asarray(flags.reshape(-1, len(runs)).T, np.float64)

    def _events(self, runs: NDArray[np.intp]) -> Floats:
        """When each event happens, as a part of the way; the end and half as much if never."""
        when = self.futures.happened[:, runs]
        return np.asarray(np.where(when <= self.months, when / self.months, 1.5).T, np.float64)

    def _turns(self, runs: NDArray[np.intp]) -> Floats:
        """-1, 0 or 1: whether a value ends well below, near or well above its start."""
        change = self.futures.values[self.dates[-1]][:, runs] - self.futures.values[0][:, runs]
        change, sd = change[self.sd[-1] > 0], self.sd[-1][self.sd[-1] > 0]
        turned = np.where(np.abs(change) > sd[:, None], np.sign(change), 0.0)
        return np.asarray(turned.T, np.float64)

    def path(
        self,
        state: str,
        reaches: bool,
        middle: int,
        group: NDArray[np.intp],
        kind: NDArray[np.intp],
    ) -> Path:
        """The representative of a group, and what the group has in common."""
        futures = self.futures
        return Path(
            state=state,
            reaches=reaches,
            share=Proportion(len(group), futures.runs),
            of_kind=Proportion(len(group), len(kind)),
            events=dict(self._events_of(middle)),
            states=tuple(self._states_of(middle)),
            tendencies=tuple(_clear(self._tendencies(group, kind, state))),
            rules=tuple(_clear(self._rules(group, kind))),
            turns=tuple(self._turned(group)),
            run=middle,
        )

    def _events_of(self, run: int) -> Iterator[tuple[str, Month]]:
        when = self.futures.happened[:, run]
        for event in np.argsort(when, kind="stable"):
            if when[event] <= self.months:
                yield self.futures.labels.events[event], self.futures.start + int(when[event])

    def _states_of(self, run: int) -> Iterator[tuple[Month, str]]:
        """Where every chain starts, then every state entered, in order of time."""
        states = self.futures.states[:, : self.last + 1, run].T
        names = self.futures.labels.states
        yield from ((self.futures.start, names[state]) for state in states[0])
        for step, chain in np.argwhere(np.diff(states, axis=0)):
            yield self.futures.month(int(step) + 1), names[states[step + 1, chain]]

    def _tendencies(
        self, group: NDArray[np.intp], kind: NDArray[np.intp], state: str
    ) -> Iterator[Tendency]:
        """Events and other states, but for what goes without saying in all of the kind."""
        futures = self.futures
        for event, name in enumerate(futures.labels.events):
            by_then = futures.happened[event] <= self.months
            yield Tendency(name, float(by_then[group].mean()), float(by_then.mean()))
        for other, name in enumerate(futures.labels.states):
            if name != state:
                been = _entered(futures.inside(other), self.last)
                if not been[kind].all():
                    label = ".".join(split(name))
                    yield Tendency(label, float(been[group].mean()), float(been.mean()))

    def _rules(self, group: NDArray[np.intp], kind: NDArray[np.intp]) -> Iterator[Tendency]:
        steps = max(1, self.futures.last)
        for held, name in zip(self.futures.rule_steps, self.futures.labels.rules, strict=True):
            yield Tendency(
                name, float(held[group].mean()) / steps, float(held[kind].mean()) / steps
            )

    def _turned(self, group: NDArray[np.intp]) -> Iterator[Turn]:
        values = self.futures.values[self.dates][:, :, group].mean(axis=2, dtype=np.float64)
        apart = np.divide(values - self.mean, self.sd, out=np.zeros_like(values), where=self.sd > 0)
        for row in np.argsort(-np.abs(apart[-1])):
            if abs(apart[-1, row]) < TURNED:
                return
            off = np.sign(apart[-1, row]) * apart[:, row] < TURNED
            since = int(np.flatnonzero(off)[-1]) + 1 if off.any() else 0
            month = self.futures.month(self.futures.steps[self.dates[since]])
            yield Turn(self.futures.rows[row], month, float(apart[-1, row]))


def _clear(tendencies: Iterator[Tendency]) -> list[Tendency]:
    """Those in which a group clearly differs, the most different first."""
    found = [tendency for tendency in tendencies if abs(tendency.apart) >= APART]
    return sorted(found, key=lambda tendency: -abs(tendency.apart))


def _typical_distance(block: Floats) -> float:
    """Mean distance of neighbours in the order of the runs, which is random."""
    found = float(np.abs(np.diff(block, axis=0)).sum(axis=1).mean()) if len(block) > 1 else 0.0
    return found or 1.0


def _entered(inside: NDArray[np.bool_], last: int) -> NDArray[np.bool_]:
    """Which runs enter a state until a step: `[run]`.

    Args:
        inside: Whether runs are in it, `[step, run]`.
        last: The step.
    """
    return np.asarray((inside[1 : last + 1] & ~inside[:last]).any(axis=0), np.bool_)
