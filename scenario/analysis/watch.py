"""Looking at everything that can be seen at every date, and ranking what it says.

It knows no judgements, which cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.analysis.futures import Flags, Floats, Futures
from scenario.analysis.information import (
    greatest_by_chance,
    information_error,
    mutual_information,
    number,
)
from scenario.analysis.levels import round_cuts
from scenario.analysis.sampled import Share
from scenario.analysis.sight import Kind, Reading, Sight, Signpost

DATES, SHARES = 10, np.array([0.1, 0.25, 0.5, 0.75, 0.9])
"""Most dates at which one looks, and where in its spread a level is cut."""
MOST, EXAMINED = 12, 400
"""Most signposts that are shown, and most candidates that are compared for likeness."""
ALIKE = 0.5
"""Correlation from which on two things that can be seen are one signpost."""
EARLY = 0.75
"""Part of the way by which a signpost must be seen; later ones come too late to be of use."""
TRIES, DOUBT = 100, 0.05
"""Permutations, and the chance of showing anything where there is nothing."""
COMMON = 1 / 3
"""Share of runs from which on neither side of a level is rare."""
FEWEST = 20
"""Runs on either side without which a thing is not looked at."""


class Watch:
    """Everything that can be seen at every date, and what it says."""

    def __init__(self, futures: Futures, first: Floats, state: int, last: int) -> None:
        self.futures, self.first, self.state = futures, first, state
        self.hits: Flags = first <= last
        known = futures.known(int(EARLY * last) + 1, DATES)
        self.dates = known if 0 < self.hits.sum() < len(first) else []
        self.readings: list[tuple[int, Reading]] = []
        self._chances: list[Floats] = []
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
        open_ = np.flatnonzero(self.first > self.futures.steps[date])
        hits = self.hits[open_]
        if not 0 < hits.sum() < len(hits):
            return
        sights = list(self._sights(date, open_))
        seen = np.array([self.seen(sight, date)[open_] for sight in sights], bool)
        seen = seen.reshape(len(sights), len(open_))
        self._chances.append(greatest_by_chance(seen, hits, TRIES, random))
        for sight, flags in zip(sights, seen, strict=True):
            self.readings.append((date, self._reading(sight, date, flags, open_)))

    def _sights(self, date: int, open_: NDArray[np.intp]) -> Iterator[Sight]:
        """What may be seen at a date, in enough runs and not in too many."""
        for sight in self._all_sights(date, open_):
            count = np.count_nonzero(self.seen(sight, date)[open_])
            if min(count, len(open_) - count) >= FEWEST:
                yield sight

    def _all_sights(self, date: int, open_: NDArray[np.intp]) -> Iterator[Sight]:
        labels = self.futures.labels
        hits = self.hits[open_]
        for row, name in enumerate(self.futures.rows):
            kind: Kind = "driver" if row < len(labels.drivers) else "actor"
            values = self.futures.values[date, row, open_]
            for cut in round_cuts(values, SHARES):
                over = values > cut
                yield Sight(kind, name, row, float(cut), above=_telling(over, hits))
        for event, name in enumerate(labels.events):
            yield Sight("event", name, event)
        for state, name in enumerate(labels.states):
            if state != self.state:
                yield Sight("state", name, state)

    def seen(self, sight: Sight, date: int) -> Flags:
        """In which runs it is seen."""
        futures, step = self.futures, self.futures.steps[date]
        if sight.kind == "event":
            found: Flags = futures.happened[sight.place] <= step * futures.months_per_step
        elif sight.kind == "state":
            found = futures.states[step] == sight.place
        else:
            found = (futures.values[date, sight.place] > sight.level) == sight.above
        return found

    def _reading(self, sight: Sight, date: int, seen: Flags, open_: NDArray[np.intp]) -> Reading:
        hits, futures = self.hits[open_], self.futures
        count, both = number(seen), number(seen & hits)
        total, good = len(hits), number(hits)
        waits = self.first[open_][seen & hits] - futures.steps[date]
        return Reading(
            sight=sight,
            month=futures.month(futures.steps[date]),
            seen=Share(count, total),
            if_seen=Share(both, count),
            if_not=Share(good - both, total - count),
            information=float(mutual_information(count, both, total, good)),
            information_se=float(information_error(count, both, total, good)),
            lead_months=float(np.median(waits)) * futures.months_per_step if len(waits) else None,
        )

    def ranked(self) -> list[Signpost]:
        """The best of each kind of signpost, the most telling first."""
        shown = [pair for pair in self.readings if pair[1].information > self.chance]
        shown.sort(key=lambda pair: -pair[1].information)
        groups: list[list[tuple[int, Reading]]] = []
        homes: dict[tuple[str, str], list[tuple[int, Reading]]] = {}
        for pair in shown[:EXAMINED]:
            thing = pair[1].sight.thing
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
        a, b = one[1].sight, other[1].sight
        open_ = self.first > self.futures.steps[max(one[0], other[0])]
        first = self.seen(a, one[0])[open_]
        others = [self.seen(b, date)[open_] for date in {one[0], other[0]}]
        return max(abs(_correlation(first, second)) for second in others) >= ALIKE

    def _signpost(self, group: Sequence[tuple[int, Reading]]) -> Signpost:
        best = group[0][1]
        low, high = intervals.positive_of_many(
            best.information, best.information_se, DOUBT, len(self.readings)
        )
        return Signpost(
            best=best,
            low=low,
            high=high,
            alike=tuple(reading for _, reading in _one_of_each(group, best.sight)),
            over_time=tuple(self._over_time(best.sight)),
        )

    def _over_time(self, sight: Sight) -> Iterator[Reading]:
        for date in self.dates:
            open_ = np.flatnonzero(self.first > self.futures.steps[date])
            seen = self.seen(sight, date)[open_]
            if seen.any() and not seen.all():
                yield self._reading(sight, date, seen, open_)


def _telling(over: Flags, hits: Flags) -> bool:
    """Whether to watch for being above: the rare side, or of two common ones that of the hits."""
    share = over.mean()
    if min(share, 1 - share) < COMMON:
        return bool(share < COMMON)
    return bool(hits[over].mean() >= hits.mean())


def _one_of_each(
    group: Sequence[tuple[int, Reading]], best: Sight
) -> Iterator[tuple[int, Reading]]:
    """The best reading of each other thing in a group."""
    known = {best.thing}
    for date, reading in group:
        if reading.sight.thing not in known:
            known.add(reading.sight.thing)
            yield date, reading


def _correlation(a: Flags, b: Flags) -> float:
    """The phi coefficient of two truths; 0 where one of them does not vary."""
    p, q = a.mean(), b.mean()
    spread = np.sqrt(p * (1 - p) * q * (1 - q))
    return float(((a & b).mean() - p * q) / spread) if spread else 0.0
