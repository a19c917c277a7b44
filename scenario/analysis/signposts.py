"""What to watch: what each thing that can be seen on the way would say of a state to come.

Runs that have reached the state already are left out at every date, for nothing is to be foreseen
in them. A signpost need not be a cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.futures import Flags, Floats, Futures, cites_of, judgement_name
from scenario.analysis.information import (
    Worth,
    greatest_by_chance,
    information_error,
    mutual_information,
    worth_of,
)
from scenario.analysis.levels import round_cuts, written
from scenario.analysis.sampled import Share
from scenario.calendar import Month

if TYPE_CHECKING:
    import pandas

Kind = Literal["driver", "actor", "event", "state"]
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
FEWEST = 20
"""Runs on either side without which a thing is not looked at."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that can be seen at a date."""

    kind: Kind
    name: str
    place: int  # row, event or state
    level: float | None = None
    above: bool = True

    @property
    def thing(self) -> tuple[str, str]:
        """What is looked at, whatever its level."""
        return self.kind, self.name

    @property
    def what(self) -> str:
        """`exit_support above 0.5`, `karabakh_falls has happened`, `outcome.frozen`."""
        if self.kind == "event":
            return f"{self.name} has happened"
        if self.kind == "state":
            return f"outcome.{self.name}"
        side = "above" if self.above else "at most"
        return f"{self.name} {side} {written(self.level or 0.0)}"


@dataclass(frozen=True)
class Reading:
    """What a sight says at one date, counted in the runs that are not in the state yet."""

    sight: Sight
    month: Month
    seen: Share
    if_seen: Share
    if_not: Share
    information: float
    information_se: float
    lead_months: float | None
    """Half of the runs that were seen and get there do so within this time."""

    @property
    def before(self) -> Share:
        """How likely the state is before one looks."""
        return Share(self.if_seen.hits + self.if_not.hits, self.seen.runs)

    @property
    def likelihood_ratio(self) -> float:
        """How many times likelier it is to be seen where the state will be reached."""
        hits, misses = self.before.hits, self.before.runs - self.before.hits
        false = (self.if_seen.runs - self.if_seen.hits) / misses if misses else 0.0
        return self.if_seen.hits / hits / false if hits and false else float("inf")

    def ratio_ends(self) -> tuple[float, float]:
        """Its 95 % interval, on the logarithm (Simel, Samsa and Matchar 1991)."""
        hits, misses = self.before.hits, self.before.runs - self.before.hits
        a, b = self.if_seen.hits, self.if_seen.runs - self.if_seen.hits
        if not (a and b):
            return (0.0, float("inf")) if not a else (1.0, float("inf"))
        half = 1.96 * float(np.sqrt(max(1 / a - 1 / hits + 1 / b - 1 / misses, 0.0)))
        factor = float(np.exp(half))
        return self.likelihood_ratio / factor, self.likelihood_ratio * factor

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "what": self.sight.what,
            "date": str(self.month),
            "seen": self.seen.p,
            "p_before": self.before.p,
            "p_if_seen": self.if_seen.p,
            "p_if_seen_interval": [self.if_seen.estimate.low, self.if_seen.estimate.high],
            "p_if_not": self.if_not.p,
            "p_if_not_interval": [self.if_not.estimate.low, self.if_not.estimate.high],
            "likelihood_ratio": self.likelihood_ratio,
            "likelihood_ratio_interval": list(self.ratio_ends()),
            "information": self.information,
            "lead_months": self.lead_months,
        }


@dataclass(frozen=True)
class Signpost:
    """The best of several readings that say much the same."""

    best: Reading
    low: float
    high: float
    """Interval of its information that holds for all looks together (Bonferroni)."""
    alike: tuple[Reading, ...]
    over_time: tuple[Reading, ...]
    """The same sight at every date."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.best.as_dict(),
            "kind": self.best.sight.kind,
            "information_low": self.low,
            "information_high": self.high,
            "alike": list(dict.fromkeys(f"{r.sight.what} in {r.month}" for r in self.alike)),
            "over_time": [reading.as_dict() for reading in self.over_time],
        }


@dataclass(frozen=True)
class Judgement:
    """What it would be worth to know a judgement."""

    place: str
    cites: tuple[str, ...]
    worth: Worth
    distinguishable: bool

    @property
    def name(self) -> str:
        """A parameter's name, any other judgement's place."""
        return judgement_name(self.place)

    @property
    def swing(self) -> float:
        """Standard deviation of the probability as the judgement varies."""
        return float(np.sqrt(max(self.worth.value, 0.0)))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        half = 1.96 * self.worth.se
        return {
            "name": self.name,
            "place": self.place,
            "cites": list(self.cites),
            "value": self.worth.value,
            "se": self.worth.se,
            "low": self.worth.value - half,
            "high": self.worth.value + half,
            "swing": self.swing,
            "distinguishable": self.distinguishable,
        }


@dataclass(frozen=True)
class Signposts:
    """What to watch for, the most telling first, and what it would be worth to know."""

    scenario: str
    state: str
    by: Month
    base: Share
    signposts: tuple[Signpost, ...]
    judgements: tuple[Judgement, ...]
    looks: int
    chance: float
    """Bits that the best of all looks reaches by chance in one case of twenty."""
    months: tuple[Month, ...]
    wanted: int

    @property
    def entropy(self) -> float:
        """Bits that would settle whether the state is reached."""
        return float(mutual_information(self.base.hits, self.base.hits, *self._whole))

    @property
    def _whole(self) -> tuple[int, int]:
        return self.base.runs, self.base.hits

    def as_dict(self) -> dict[str, Any]:
        """As `signposts --json` prints it."""
        return {
            "scenario": self.scenario,
            "state": self.state,
            "by": str(self.by),
            "base": self.base.as_dict(),
            "entropy": self.entropy,
            "signposts": [signpost.as_dict() for signpost in self.signposts],
            "judgements": [judgement.as_dict() for judgement in self.judgements],
            "looks": self.looks,
            "information_by_chance": self.chance,
            "runs": self.base.runs,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each signpost."""
        import pandas

        nested = ("alike", "over_time")
        rows = [signpost.as_dict() for signpost in self.signposts]
        return pandas.DataFrame([{k: v for k, v in row.items() if k not in nested} for row in rows])

    def answer(self) -> str:
        """The most telling signpost alone."""
        from scenario.analysis.signposts_text import answer

        return answer(self)

    def text(self) -> str:
        """The watch list in sentences, then tables, in 80 columns."""
        from scenario.analysis.signposts_text import told

        return told(self)


def signposts(
    futures: Futures, state: str | None = None, *, by: str | Month | None = None
) -> Signposts:
    """Rank what can be seen on the way by what it would say of a state.

    Levels of drivers and alignments, events and other states are looked at, at up to ten dates.
    They are ranked by mutual information; what does not exceed the best that chance would show in
    as many looks is left out, and of those that go together the best is shown.

    Args:
        futures: The futures to look at.
        state: The state to be foreseen; the one the model asks about when None.
        by: The last month that counts; the end when None.

    Raises:
        InputError: There is no such state or month.
    """
    state, last = futures.state(state), futures.step(by)
    watch = _Watch(futures, futures.first_step(state), futures.labels.states.index(state), last)
    return Signposts(
        scenario=futures.title,
        state=state,
        by=futures.month(last),
        base=Share(int(watch.hits.sum()), futures.runs),
        signposts=tuple(watch.ranked()),
        judgements=tuple(_judgements(futures, watch.hits)),
        looks=len(watch.readings),
        chance=watch.chance,
        months=tuple(futures.month(futures.steps[date]) for date in watch.dates),
        wanted=futures.wanted,
    )


class _Watch:
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
                rises = not over.any() or hits[over].mean() >= hits.mean()
                yield Sight(kind, name, row, float(cut), above=bool(rises))
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
        count, both = np.count_nonzero(seen), np.count_nonzero(seen & hits)
        total, good = len(hits), np.count_nonzero(hits)
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
        first, second = self.seen(a, one[0])[open_], self.seen(b, other[0])[open_]
        return bool(abs(_correlation(first, second)) >= ALIKE)

    def _signpost(self, group: Sequence[tuple[int, Reading]]) -> Signpost:
        from scipy.stats import norm

        best = group[0][1]
        root = float(np.sqrt(best.information))  # whose error hardly depends on its size
        half = float(norm.isf(DOUBT / 2 / len(self.readings))) * best.information_se / (2 * root)
        return Signpost(
            best=best,
            low=max(0.0, root - half) ** 2,
            high=(root + half) ** 2,
            alike=tuple(reading for _, reading in _one_of_each(group, best.sight)),
            over_time=tuple(self._over_time(best.sight)),
        )

    def _over_time(self, sight: Sight) -> Iterator[Reading]:
        for date in self.dates:
            open_ = np.flatnonzero(self.first > self.futures.steps[date])
            seen = self.seen(sight, date)[open_]
            if seen.any() and not seen.all():
                yield self._reading(sight, date, seen, open_)


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


def _judgements(futures: Futures, hits: Flags) -> list[Judgement]:
    """What each judgement is worth knowing, the most first."""
    from scipy.stats import norm

    if not 0 < hits.sum() < len(hits):
        return []
    random = np.random.default_rng(1)
    varied = [
        (place, worth_of(drawn, hits, random))
        for place, drawn in zip(futures.places, futures.judgements, strict=True)
        if drawn.min() < drawn.max()
    ]
    line = float(norm.isf(DOUBT / max(1, len(varied)))) + 1.0  # chi-square tails are longer
    found = [
        Judgement(place, cites_of(futures.document, place), worth, worth.above_chance > line)
        for place, worth in varied
    ]
    return sorted(found, key=lambda judgement: -judgement.worth.value)
