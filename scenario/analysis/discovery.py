"""Under what conditions a state is reached: scenario discovery over kept futures.

Conditions are judgements, levels on the way and events that have happened by then. That they go
with the state does not say that they bring it about; what brings it about is for `explain`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.box import BINS, Binned, Box, find_box
from scenario.analysis.futures import Flags, Futures, judgement_name
from scenario.analysis.levels import written
from scenario.analysis.sampled import Share
from scenario.calendar import Month

if TYPE_CHECKING:
    import pandas

BOXES, RESAMPLES = 3, 10
"""Most boxes told of, and how often the search is repeated to see what stays."""
PARTS = (0.25, 0.5, 0.75)
"""Parts of the way at which levels and events are looked at."""
FEWEST = 30
"""Hits among the runs searched, without which nothing is looked for."""
_LEAST_SEEN = 0.01


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a box may limit."""

    name: str
    what: str  # judgement, driver, actor or event
    month: Month | None

    @property
    def label(self) -> str:
        """`exit_support at 2027-11`, `karabakh_falls by 2027-11`, `gate_on_exit`."""
        if self.month is None:
            return self.name
        return f"{self.name} {'by' if self.what == 'event' else 'at'} {self.month}"


@dataclass(frozen=True, slots=True)
class Limit:
    """The values of one feature that lie in the box; an open side has the end that was seen."""

    feature: Feature
    low: float
    high: float
    open_low: bool
    open_high: bool
    quasi_p: float
    """The chance of a density this high if the limit did nothing (Bryant and Lempert 2010)."""
    again: float
    """Share of repeated searches, in half of the runs each, that limit the same quantity."""

    def told(self) -> str:
        """As a condition: `exit_support is above 0.4 in 2027-11`."""
        name, month = self.feature.name, self.feature.month
        if self.feature.what == "event":
            return f"{name} has {'' if self.high >= 1 else 'not '}happened by {month}"
        at = f" in {month}" if month else ""
        if self.open_low:
            return f"{name} is at most {written(self.high)}{at}"
        if self.open_high:
            return f"{name} is above {written(self.low)}{at}"
        return f"{name} lies between {written(self.low)} and {written(self.high)}{at}"


@dataclass(frozen=True)
class Region:
    """One box with what it holds, counted in runs that were not used to find it."""

    state: str
    limits: tuple[Limit, ...]
    inside: Share
    """Hits among the runs inside: the density."""
    covered: Share
    """Runs inside among the hits: the coverage."""
    held: Share
    """Runs inside among all: the mass."""
    base: float

    @property
    def sentence(self) -> str:
        """What it says."""
        conditions = [limit.told() for limit in self.limits]
        where = ", and ".join([", ".join(conditions[:-1]), conditions[-1]]).removeprefix(", and ")
        return (
            f"Where {where}, {self.state} is reached in {self.inside.told()} of runs, against"
            f" {100 * self.base:.0f} % of all; {self.covered.told()} of all runs that reach it are"
            f" of this kind, as are {self.held.told()} of all runs."
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "limits": {limit.feature.label: [limit.low, limit.high] for limit in self.limits},
            "coverage": self.covered.p,
            "density": self.inside.p,
            "mass": self.held.p,
            "sentence": self.sentence,
            "restricted": len(self.limits),
            "coverage_se": self.covered.estimate.se,
            "density_se": self.inside.estimate.se,
            "mass_se": self.held.estimate.se,
            "quasi_p": {limit.feature.label: limit.quasi_p for limit in self.limits},
            "stability": {limit.feature.label: limit.again for limit in self.limits},
        }


@dataclass(frozen=True)
class Discovery:
    """Where a state is reached more often than elsewhere, the most telling box first."""

    scenario: str
    state: str
    by: Month
    base: Share
    boxes: tuple[Region, ...]
    tested: int
    """Runs that the figures of the boxes are counted in."""
    looked_at: int
    """Quantities that might have been limited."""
    months: tuple[Month, ...]
    early: Share
    """Runs that had reached the state before the last of those months."""
    wanted: int

    def as_dict(self) -> dict[str, Any]:
        """As `discover --json` prints it."""
        return {
            "scenario": self.scenario,
            "state": self.state,
            "by": str(self.by),
            "base_rate": self.base.p,
            "base": self.base.as_dict(),
            "boxes": [box.as_dict() for box in self.boxes],
            "runs": self.base.runs,
            "tested": self.tested,
            "looked_at": self.looked_at,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each limit of each box."""
        import pandas

        rows = [
            {
                "box": number,
                "name": limit.feature.label,
                "low": limit.low,
                "high": limit.high,
                "coverage": box.covered.p,
                "density": box.inside.p,
                "mass": box.held.p,
                "quasi_p": limit.quasi_p,
                "stability": limit.again,
            }
            for number, box in enumerate(self.boxes, start=1)
            for limit in box.limits
        ]
        return pandas.DataFrame(rows)

    def answer(self) -> str:
        """The most telling box alone."""
        from scenario.analysis.discovery_text import answer

        return answer(self)

    def text(self) -> str:
        """The boxes in sentences, then a table, in 80 columns."""
        from scenario.analysis.discovery_text import told

        return told(self)


def discover(
    futures: Futures, state: str | None = None, *, by: str | Month | None = None
) -> Discovery:
    """Find the conditions under which a state is reached most.

    Boxes are found one after the other in every other run, each among the runs that the former
    ones left over; their figures are counted in the remaining runs, so that they are not flattered
    by the search.

    Args:
        futures: The futures to search.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.

    Raises:
        InputError: There is no such state or month.
    """
    state, last = futures.state(state), futures.step(by)
    hits = futures.first_step(state) <= last
    features, values = _features(futures, last)
    found: list[Region] = []
    if features and hits[::2].sum() >= FEWEST and not hits.all():
        found = _regions(state, features, values, hits)
    months = tuple(sorted({feature.month for feature in features if feature.month}))
    latest = futures.step(months[-1]) if months else 0
    return Discovery(
        scenario=futures.title,
        state=state,
        by=futures.month(last),
        base=Share(int(hits.sum()), futures.runs),
        boxes=tuple(found),
        tested=len(hits) // 2,
        looked_at=len({feature.name for feature in features}),
        months=months,
        early=Share(int((futures.first_step(state) <= latest).sum()), futures.runs),
        wanted=futures.wanted,
    )


def _features(
    futures: Futures, last: int
) -> tuple[list[Feature], list[NDArray[np.floating]]]:
    """Everything that differs from run to run and may be limited."""
    pairs = [*_judged(futures), *_on_the_way(futures, last)]
    varied = [pair for pair in pairs if pair[1].min() < pair[1].max()]
    return [feature for feature, _ in varied], [values for _, values in varied]


def _judged(futures: Futures) -> Iterator[tuple[Feature, NDArray[np.floating]]]:
    for place, drawn in zip(futures.places, futures.judgements, strict=True):
        yield Feature(judgement_name(place), "judgement", None), drawn


def _on_the_way(futures: Futures, last: int) -> Iterator[tuple[Feature, NDArray[np.floating]]]:
    known = [place for place, step in enumerate(futures.steps) if 0 < step < last]
    steps = np.array(futures.steps)
    places = sorted({min(known, key=lambda i: abs(steps[i] - part * last)) for part in PARTS}) if (
        known
    ) else []
    kinds = ["driver"] * len(futures.labels.drivers) + ["actor"] * len(futures.labels.actors)
    for place in places:
        step = futures.steps[place]
        month = futures.month(step)
        for row, (name, kind) in enumerate(zip(futures.rows, kinds, strict=True)):
            yield Feature(name, kind, month), futures.values[place, row]
        for event, when in zip(futures.labels.events, futures.happened, strict=True):
            by_then = when <= step * futures.months_per_step
            if _LEAST_SEEN <= by_then.mean() <= 1 - _LEAST_SEEN:
                yield Feature(event, "event", month), by_then.astype(np.float64)


def _regions(
    state: str,
    features: list[Feature],
    values: list[NDArray[np.floating]],
    hits: Flags,
) -> list[Region]:
    binned = Binned.of(values)
    runs = np.arange(len(hits))
    search, test = runs[::2], runs[1::2]
    boxes = list(_covering(binned.part(search), hits[search]))
    again = _repeated(binned, hits, search, features) if boxes else Counter()
    left, found = test, []
    for box in boxes:
        kept = binned.part(left)
        inside = box.holds(kept)
        region = Region(
            state=state,
            limits=tuple(_limits(box, kept, hits[left], features, values, again)),
            inside=Share(int(hits[left][inside].sum()), int(inside.sum())),
            covered=Share(int(hits[left][inside].sum()), int(hits[test].sum())),
            held=Share(int(inside.sum()), len(test)),
            base=float(hits.mean()),
        )
        if region.inside.estimate.low <= hits.mean():
            break
        found.append(region)
        left = left[~inside]
    return found


def _covering(binned: Binned, hits: Flags, most: int = BOXES) -> Iterator[Box]:
    """Boxes one after the other, each among the runs that the former ones left over."""
    left = np.arange(len(hits))
    rate = hits.mean()
    for _ in range(most):
        part, hit = binned.part(left), hits[left]
        box = find_box(part, hit) if hit.sum() >= FEWEST else None
        if box is None or hit[box.holds(part)].mean() <= rate:
            return
        yield box
        left = left[~box.holds(part)]


def _repeated(
    binned: Binned, hits: Flags, search: NDArray[np.intp], features: list[Feature]
) -> Counter[str]:
    """In how many of the repeated searches each quantity is limited, at whatever date."""
    random = np.random.default_rng(0)
    counts: Counter[str] = Counter()
    for _ in range(RESAMPLES):
        some = np.sort(random.choice(search, len(search) // 2, replace=False))
        boxes = _covering(binned.part(some), hits[some], most=2)
        counts.update({features[index].name for box in boxes for index in box.limits})
    return counts


def _limits(
    box: Box,
    binned: Binned,
    hits: Flags,
    features: list[Feature],
    values: list[NDArray[np.floating]],
    again: Counter[str],
) -> Iterator[Limit]:
    inside = box.holds(binned)
    for index, (low, high) in box.limits.items():
        cuts, row = binned.cuts[index], values[index]
        open_low, open_high = low == 0, high >= min(BINS, len(cuts))
        yield Limit(
            feature=features[index],
            low=float(row.min() if open_low else cuts[low - 1]),
            high=float(row.max() if open_high else cuts[high]),
            open_low=open_low,
            open_high=open_high,
            quasi_p=_quasi_p(hits, inside, box.without(index).holds(binned)),
            again=again[features[index].name] / RESAMPLES,
        )


def _quasi_p(hits: Flags, inside: Flags, without: Flags) -> float:
    """Chance that as many of the runs inside would be hits at the density without the limit."""
    from scipy.stats import binom

    rate = hits[without].mean() if without.any() else 0.0
    return float(binom.sf(hits[inside].sum() - 1, inside.sum(), rate))
