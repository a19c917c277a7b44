"""Looking at everything that can be seen at every date, and ranking what it says.

It knows no judgements, which cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scenario import intervals
from scenario.analysis.futures import Carried, Drawn, Flags, Floats, Futures, Target, state_of
from scenario.analysis.indicator import Indicator, Kind, Reading, Signpost
from scenario.analysis.information import greatest_by_chance
from scenario.analysis.thresholds import round_cuts
from scenario.intervals import Weights

DATES, SHARES = 10, np.array([0.1, 0.25, 0.5, 0.75, 0.9])
"""Most dates at which one looks, and where in its spread thresholds lie."""
MOST, EXAMINED = 12, 400
"""Most signposts that are shown, and most candidates that are compared for likeness."""
ALIKE = 0.5
"""Correlation from which on two things that can be seen are one signpost."""
EARLY = 0.75
"""Part of the way by which a signpost must be seen; later ones come too late to be of use."""
TRIES, DOUBT = 100, 0.05
"""Permutations, and the chance of showing anything where there is nothing."""
COMMON = 1 / 3
"""Share of runs from which on neither side of a threshold is rare."""
FEWEST = 20
"""Runs on either side without which a thing is not looked at."""


@dataclass(frozen=True, eq=False)
class Standing:
    """How runs stand to what is asked at a date: open still, and going to come to it."""

    step: int
    reached: Drawn | Carried
    open: Floats  # [run], how far it is not settled
    hits: Floats  # [run], how far it is not but will come to that

    @classmethod
    def at(cls, reached: Drawn | Carried, step: int, last: int) -> Standing:
        """The standing of all runs at the end of a step.

        Args:
            reached: How far it has come to that in each run by each step.
            step: The step at whose end one looks.
            last: The last step that counts.
        """
        before = reached.by(step)
        return cls(step, reached, reached.open(step), reached.by(last) - before)

    @property
    def open_ended(self) -> bool:
        """Whether there is anything to foresee."""
        return bool(0 < self.hits.sum() < self.open.sum())


class Indicators:
    """Everything that can be seen at every date, and what it says.

    Where runs carry the probability of the state they are asked for, they count with it. What the
    outcome was on the way is known of drawn outcomes only, and is set against what these reach.
    """

    def __init__(self, futures: Futures, target: Target) -> None:
        self.futures, self.last, self._dated = futures, target.last, target.dated
        self.state = state_of(target.of)
        self.reached, self._drawn = target.reached, target.drawn
        self.hits = self.reached.by(self.last)
        known = futures.known(int(EARLY * self.last) + 1, DATES)
        self.dates = known if 0 < self.hits.sum() < len(self.hits) else []
        self.readings: list[tuple[int, Reading]] = []
        self._chances: list[Floats] = []
        self._standings: dict[tuple[bool, int], Standing] = {}
        random = np.random.default_rng(0)
        for date in self.dates:
            self._look(date, random)

    @cached_property
    def chance(self) -> float:
        """The most information that chance shows in all the looks, but for one case of twenty."""
        if not self._chances:
            return 0.0
        return float(np.quantile(np.max(self._chances, axis=0), 1 - DOUBT))

    def _look(self, date: int, random: np.random.Generator) -> None:
        """Read everything at one date."""
        groups: dict[bool, list[Indicator]] = {}
        for indicator in self._frequent(date):
            groups.setdefault(self._by_draw(indicator), []).append(indicator)
        for indicators in groups.values():
            self._look_at(indicators, date, random)

    def _look_at(self, indicators: list[Indicator], date: int, random: np.random.Generator) -> None:
        """Read things at one date that are set against the same standing."""
        standing = self._standing(indicators[0], date)
        if not standing.open_ended:
            return
        some = np.flatnonzero(standing.open)
        seen = np.array([self.seen(indicator, date)[some] for indicator in indicators])
        hits, runs = standing.hits[some], standing.open[some]
        self._chances.append(greatest_by_chance(seen, hits, runs, TRIES, random))
        where, elsewhere = (Weights.where(flags, hits, runs) for flags in (seen, ~seen))
        month = self.futures.month(standing.step)
        for found in zip(indicators, where, elsewhere, strict=True):
            self.readings.append((date, Reading(found[0], month, *found[1:])))

    def _by_draw(self, *indicators: Indicator) -> bool:
        """Whether one of these is a part of the outcome, and this is known of drawn ones only."""
        drawn = self.reached.outcomes == "drawn"
        return drawn or any(indicator.kind == "state" for indicator in indicators)

    def _standing(self, indicator: Indicator, date: int, *others: Indicator) -> Standing:
        """What things that may be seen at a date are set against."""
        return self._known(self._by_draw(indicator, *others), date)

    def _known(self, drawn: bool, date: int) -> Standing:
        if (drawn, date) not in self._standings:
            reached = self._drawn if drawn else self.reached
            standing = Standing.at(reached, self.futures.steps[date], self.last)
            self._standings[drawn, date] = standing
        return self._standings[drawn, date]

    def _frequent(self, date: int) -> Iterator[Indicator]:
        """What may be seen at a date, in enough runs and not in too many."""
        for indicator in self._all(date):
            open_ = self._standing(indicator, date).open
            weight = open_[self.seen(indicator, date)].sum()
            if min(weight, open_.sum() - weight) >= FEWEST:
                yield indicator

    def _all(self, date: int) -> Iterator[Indicator]:
        labels = self.futures.labels
        standing = self._known(self.reached.outcomes == "drawn", date)
        some = np.flatnonzero(standing.open)
        for row, name in enumerate(self.futures.rows):
            kind: Kind = "driver" if row < len(labels.drivers) else "actor"
            values = self.futures.values[date, row]
            for cut in round_cuts(values[some], SHARES) if len(some) else ():
                above = _telling(values > cut, standing)
                yield Indicator(kind, name, row, float(cut), above=above)
        for event, name in enumerate(labels.events):
            yield Indicator("event", name, event)
        for state, name in enumerate(labels.states):
            if name != self.state:
                yield Indicator("state", name, state)

    def seen(self, indicator: Indicator, date: int) -> Flags:
        """In which runs it is seen."""
        futures, step = self.futures, self.futures.steps[date]
        if indicator.kind == "event":
            found: Flags = futures.happened[indicator.place] <= step * futures.months_per_step
        elif indicator.kind == "state":
            found = futures.inside(indicator.place)[step]
        else:
            found = (futures.values[date, indicator.place] > indicator.threshold) == indicator.above
        return found

    def _lead(self, indicator: Indicator, date: int) -> float | None:
        """Months within which half of what is seen and gets there does so; None on set dates."""
        standing, seen = self._standing(indicator, date), self.seen(indicator, date)
        if not (self._dated and standing.hits[seen].sum()):
            return None
        before = standing.reached.by(standing.step)
        steps = range(standing.step + 1, self.last + 1)
        there = np.array([(standing.reached.by(step) - before)[seen].sum() for step in steps])
        return (1 + _middle(there)) * self.futures.months_per_step

    def ranked(self) -> list[Signpost]:
        """The best of each kind of signpost, the most telling first."""
        shown = [pair for pair in self.readings if pair[1].information > self.chance]
        shown.sort(key=lambda pair: -pair[1].information)
        groups: list[list[tuple[int, Reading]]] = []
        homes: dict[tuple[str, str], list[tuple[int, Reading]]] = {}
        for pair in shown[:EXAMINED]:
            thing = pair[1].indicator.thing
            home = homes.get(thing)
            if home is None:
                home = next((group for group in groups if self._alike(group[0], pair)), None)
            if home is None and len(groups) < MOST:
                home = []
                groups.append(home)
            if home is not None:
                home.append(pair)
                homes[thing] = home
        return [self._signpost(group) for group in groups]

    def _alike(self, one: tuple[int, Reading], other: tuple[int, Reading]) -> bool:
        """Whether two readings mostly go together."""
        a, b = one[1].indicator, other[1].indicator
        weights = self._standing(a, max(one[0], other[0]), b).open
        first = self.seen(a, one[0])
        others = [self.seen(b, date) for date in {one[0], other[0]}]
        return max(abs(_correlation(first, second, weights)) for second in others) >= ALIKE

    def _signpost(self, group: Sequence[tuple[int, Reading]]) -> Signpost:
        best = group[0][1]
        low, high = intervals.positive_of_many(
            best.information, best.information_se, DOUBT, len(self.readings)
        )
        return Signpost(
            best=replace(best, lead_months=self._lead(best.indicator, group[0][0])),
            low=low,
            high=high,
            alike=tuple(reading for _, reading in _one_of_each(group, best.indicator)),
            over_time=tuple(self._over_time(best.indicator)),
        )

    def _over_time(self, indicator: Indicator) -> Iterator[Reading]:
        for date in self.dates:
            standing, seen = self._standing(indicator, date), self.seen(indicator, date)
            sides = np.array([seen, ~seen])
            where, elsewhere = Weights.where(sides, standing.hits, standing.open)
            if where.whole and elsewhere.whole:
                month, lead = self.futures.month(standing.step), self._lead(indicator, date)
                yield Reading(indicator, month, where, elsewhere, lead)


def _telling(over: Flags, standing: Standing) -> bool:
    """Whether to look for being above: the rare side, or of two common ones that of the hits."""
    above, all_ = standing.open[over].sum(), standing.open.sum()
    share = above / all_
    if min(share, 1 - share) < COMMON:
        return bool(share < COMMON)
    return bool(standing.hits[over].sum() / above >= standing.hits.sum() / all_)


def _middle(there: Floats) -> float:
    """Where half of what comes has come: the median of places, by what has come up to each."""
    half = there[-1] / 2
    return float(np.argmax(there >= half) + np.argmax(there > half)) / 2


def _one_of_each(
    group: Sequence[tuple[int, Reading]], best: Indicator
) -> Iterator[tuple[int, Reading]]:
    """The best reading of each other thing in a group."""
    known = {best.thing}
    for date, reading in group:
        if reading.indicator.thing not in known:
            known.add(reading.indicator.thing)
            yield date, reading


def _correlation(a: Flags, b: Flags, weights: Floats) -> float:
    """The phi coefficient of two truths; 0 where one of them does not vary."""
    whole = weights.sum()
    if not whole:
        return 0.0
    p, q, both = (float(weights[flags].sum() / whole) for flags in (a, b, a & b))
    spread = np.sqrt(p * (1 - p) * q * (1 - q))
    return float((both - p * q) / spread) if spread > 0 else 0.0
