"""Under what conditions it comes to what is asked: scenario discovery over kept futures.

Conditions are judgements, values on the way and events that have happened by then, but for those
that the question itself names. That they go with what is asked does not say that they bring it
about; what brings it about is for `explain`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.box import Box, Feature, Limit
from scenario.analysis.futures import (
    Flags,
    Floats,
    Futures,
    Outcomes,
    Target,
    judgement_name,
    state_of,
)
from scenario.analysis.plane import Plane, plane_of
from scenario.analysis.prim import BINS, Binned, Bounds, find_bounds
from scenario.analysis.proportion import Proportion
from scenario.calendar import Month, MonthLike
from scenario.expr.question import Question
from scenario.intervals import Weights, effective_runs
from scenario.kernel.beta import share_below
from scenario.result import Result

if TYPE_CHECKING:
    import pandas

BOXES, RESAMPLES = 3, 10
"""Most boxes that are found, and how often the search is repeated to see what stays."""
PARTS = (0.25, 0.5, 0.75)
"""Parts of the way at which values and events are looked at."""
FEW = 8
"""Different values that are named one by one: at least 2, where others are above 1.9."""
IDLE = 0.05
"""Quasi-p-value above which a limit is lifted."""
FEWEST = 30
"""Runs like hits (of the same weight) among those searched, without which nothing is looked for."""
_LEAST_SEEN = 0.01


@dataclass(frozen=True)
class Discovery(Result):
    """Where it comes to what is asked more often than elsewhere, the most telling box first."""

    scenario: str
    of: Question
    by: Month
    """The last month that counts."""
    runs: int
    outcomes: Outcomes
    """How far it comes to that in runs: drawn, or carried as a probability."""
    base: Proportion
    alike: float
    """How many runs of which it is surely so, among others of which not, would tell as much."""
    boxes: tuple[Box, ...]
    tested: int
    """Runs that the figures of the boxes are counted in."""
    looked_at: int
    """Quantities that might have been limited."""
    months: tuple[Month, ...]
    early: Proportion
    """Runs in which it had come to that by the last of those months."""
    wanted: int
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""
    plane: Plane | None = field(default=None, repr=False)
    """How futures lie in the plane of the two surest limits of the first box, where there is one;
    counted, like its figures, in runs that were not used to find it."""

    @property
    def state(self) -> str | None:
        """The state that was asked for by a month, if one was."""
        return state_of(self.of)

    def as_dict(self) -> dict[str, Any]:
        """As `discover --json` prints it."""
        return {
            "scenario": self.scenario,
            "of": self.of.source(),
            "state": self.state,
            "by": str(self.by),
            "base_rate": self.base.p,
            "base": self.base.as_dict(),
            "boxes": [box.as_dict() for box in self.boxes],
            "runs": self.runs,
            "outcomes": self.outcomes,
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
                "coverage": box.coverage.p,
                "density": box.density.p,
                "mass": box.mass.p,
                "quasi_p": limit.quasi_p,
                "stability": limit.stability,
            }
            for number, box in enumerate(self.boxes, start=1)
            for limit in box.limits
        ]
        return pandas.DataFrame(rows)


def discover(
    futures: Futures, state: str | None = None, *, by: MonthLike | None = None
) -> Discovery:
    """Find the conditions under which it comes most often to what is asked.

    Boxes are found one after the other in every other run, each among the runs that the former
    ones left over; their figures are counted in the remaining runs, so that they are not flattered
    by the search.

    Args:
        futures: The futures to search, with the statement that they are asked, if one.
        state: Else which state; the one the model asks about when None.
        by: The last month that counts; the end when None.

    Raises:
        InputError: There is no such state or month.
    """
    target = futures.target(state, by)
    reached, hits = target.reached, target.reached.by(target.last)
    features, values = _features(futures, target)
    found: list[Box] = []
    if features and Weights.of(hits[::2]).alike >= FEWEST and hits.min() < hits.max():
        found = _boxes(target.of, features, values, hits)
    plane = _plane(found[0], features, values, hits) if found else None
    months = tuple(sorted({feature.month for feature in features if feature.month}))
    latest = futures.step(months[-1]) if months else 0
    return Discovery(
        scenario=futures.title,
        of=target.of,
        by=futures.month(target.last),
        runs=futures.runs,
        outcomes=reached.outcomes,
        base=Proportion.of(Weights.of(hits), certain=reached.certain),
        alike=Weights.of(hits).alike,
        boxes=tuple(found),
        tested=len(hits) // 2,
        looked_at=len({feature.name for feature in features}),
        months=months,
        early=Proportion.of(Weights.of(reached.by(latest)), certain=reached.certain),
        wanted=futures.wanted,
        document=futures.document,
        plane=plane,
    )


def _plane(
    box: Box, features: list[Feature], values: list[NDArray[np.floating]], hits: Floats
) -> Plane:
    limited = [values[features.index(limit.feature)][1::2] for limit in box.limits]
    return plane_of(box.limits, limited, hits[1::2])


def _features(futures: Futures, target: Target) -> tuple[list[Feature], list[NDArray[np.floating]]]:
    """Everything that differs from run to run and may be limited."""
    pairs = [*_judged(futures), *_on_the_way(futures, target)]
    varied = [pair for pair in pairs if pair[1].min() < pair[1].max()]
    return [feature for feature, _ in varied], [values for _, values in varied]


def _judged(futures: Futures) -> Iterator[tuple[Feature, NDArray[np.floating]]]:
    for place, drawn in zip(futures.places, futures.judgements, strict=True):
        percent = place in futures.in_percent
        yield Feature(judgement_name(place), "judgement", None, place, percent), drawn


def _on_the_way(futures: Futures, target: Target) -> Iterator[tuple[Feature, NDArray[np.floating]]]:
    last = target.last
    known = futures.to_come(last)
    steps = np.array(futures.steps)
    places = (
        sorted({min(known, key=lambda i: abs(steps[i] - part * last)) for part in PARTS})
        if (known)
        else []
    )
    kinds = ["driver"] * len(futures.labels.drivers) + ["actor"] * len(futures.labels.actors)
    for place in places:
        step = futures.steps[place]
        month = futures.month(step)
        for row, (name, kind) in enumerate(zip(futures.rows, kinds, strict=True)):
            yield Feature(name, kind, month), futures.values[place, row]
        for event, when in zip(futures.labels.events, futures.happened, strict=True):
            by_then = when <= step * futures.months_per_step
            varies = _LEAST_SEEN <= by_then.mean() <= 1 - _LEAST_SEEN
            if varies and event not in target.events:
                yield Feature(event, "event", month), by_then.astype(np.float64)


def _boxes(
    of: Question,
    features: list[Feature],
    values: list[NDArray[np.floating]],
    hits: Floats,
) -> list[Box]:
    binned = Binned.of(values)
    runs = np.arange(len(hits))
    search, test = runs[::2], runs[1::2]
    boxes = list(_covering(binned.part(search), hits[search]))
    repeated = _repeated(binned, hits, features) if boxes else Counter()
    left, found = test, []
    for candidate in boxes:
        kept = binned.part(left)
        box = _confirmed(candidate, kept, hits[left])
        inside = box.holds(kept)
        within = hits[left] * inside
        one = Box(
            of=of,
            limits=tuple(_limits(box, kept, hits[left], features, values, repeated)),
            density=Proportion.of(Weights.of(within, inside.astype(np.float64))),
            coverage=_covered(hits[test], np.isin(test, left[inside])),
            mass=Proportion(int(inside.sum()), len(test)),
            base=float(hits.mean()),
        )
        if not box.limits or one.density.estimate.low <= hits.mean():
            break
        found.append(one)
        left = left[~inside]
    return found


def _covered(hits: Floats, inside: Flags) -> Proportion:
    """Share of the hits that lie inside."""
    return Proportion.of(Weights.of(hits * inside, hits))


def _confirmed(box: Bounds, binned: Binned, hits: Floats) -> Bounds:
    """The box without the limits that runs not used to find it do not bear out."""
    while box.limits:
        inside = box.holds(binned)
        chances = {
            feature: _quasi_p(hits, inside, box.without(feature).holds(binned))
            for feature in box.limits
        }
        worst = max(chances, key=lambda feature: chances[feature])
        if chances[worst] <= IDLE:
            return box
        box = box.without(worst)
    return box


def _covering(binned: Binned, hits: Floats, most: int = BOXES) -> Iterator[Bounds]:
    """Boxes one after the other, each among the runs that the former ones left over."""
    left = np.arange(len(hits))
    rate = hits.mean()
    for _ in range(most):
        part, hit = binned.part(left), hits[left]
        box = find_bounds(part, hit) if Weights.of(hit).alike >= FEWEST else None
        if box is None or hit[box.holds(part)].mean() <= rate:
            return
        yield box
        left = left[~box.holds(part)]


def _repeated(binned: Binned, hits: Floats, features: list[Feature]) -> Counter[str]:
    """In how many of the repeated searches each quantity is limited, at whatever date."""
    random = np.random.default_rng(0)
    counts: Counter[str] = Counter()
    for _ in range(RESAMPLES):
        some = np.sort(random.choice(len(hits), len(hits) // 2, replace=False))
        boxes = _covering(binned.part(some), hits[some], most=2)
        counts.update({features[index].name for box in boxes for index in box.limits})
    return counts


def _limits(
    box: Bounds,
    binned: Binned,
    hits: Floats,
    features: list[Feature],
    values: list[NDArray[np.floating]],
    repeated: Counter[str],
) -> Iterator[Limit]:
    inside = box.holds(binned)
    for index, (low, high) in box.limits.items():
        cuts, row = binned.cuts[index], values[index]
        few = len(cuts) < FEW
        open_low, open_high = low == 0, high >= min(BINS, len(cuts))
        yield Limit(
            feature=features[index],
            low=float(row.min() if open_low else _above(row, cuts[low - 1], few)),
            few=few,
            high=float(row.max() if open_high else cuts[high]),
            open_low=open_low,
            open_high=open_high,
            quasi_p=_quasi_p(hits, inside, box.without(index).holds(binned)),
            stability=repeated[features[index].name] / RESAMPLES,
        )


def _above(row: NDArray[np.floating], cut: float, few: bool) -> float:
    """The lower end of what lies above a cut."""
    return float(row[row > cut].min()) if few else float(cut)


def _quasi_p(hits: Floats, inside: Flags, without: Flags) -> float:
    """Chance that as many of the runs inside would be hits at the density without the limit.

    What runs carry counts as what as many runs that say yes or no and tell as much would say.
    """
    found = float(hits[inside].sum())
    if not (found and without.any()):
        return 1.0
    each = float(effective_runs(Weights.of(hits[without]))) / np.count_nonzero(without)
    found, runs = found * each, np.count_nonzero(inside) * each
    return float(share_below(found, runs - found + 1, np.asarray(hits[without].mean())))
