"""How much of an answer's judgement spread rests on numbers whose size is the analyst's own.

It reads the kept paths of a forecast: each run has its own draw of every judgement and its own
outcome, so the outcome regressed on the draws gives the variance that judgements explain, without
another simulation. The regressors are the first two Hermite polynomials of every draw's normal
score, so curvature counts and interplay between judgements does not; correlated draws share
what they explain together (Lindeman, Merenda and Gold 1980; Shapley values of R squared).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.calendar import MonthLike, month_of
from scenario.chains import element_at, meant
from scenario.forecast import Forecast
from scenario.forecast.evidence_coverage import ground_at
from scenario.forecast.titles import Titles, title_of
from scenario.schema import normal

Floats = NDArray[np.float64]

BLOCKS = 20
"""Of the jackknife behind the interval."""
MOST = 16_384
FEW_VALUES = 12


@dataclass(frozen=True, slots=True)
class ProvenanceShare:
    """The share of the judgement variance of an answer whose size no source gives."""

    of: str
    own: float | None
    """Share of numbers whose size is the analyst's own; None where no spread can be seen."""
    low: float | None
    high: float | None
    judgements: int
    unsourced: int
    """How many of them take their size from no source, whatever else they cite."""
    largest: str | None
    """The place of the unsourced judgement that accounts for most."""
    titles: Titles = field(default_factory=dict, repr=False)
    borne: bool = field(default=True, repr=False)
    """False where the judgement range shows that no judgement bears on the answer."""

    @property
    def sourced(self) -> float | None:
        """Share that rests on judgements whose size a source gives."""
        return None if self.own is None else 1 - self.own

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ("of", "own", "low", "high", "sourced", "judgements", "unsourced", "largest")
        return {name: getattr(self, name) for name in names}

    def text(self) -> str:
        """One sentence."""
        of = self._asked()
        if not self.judgements:
            return f"No number behind {of} is uncertain, so all of its spread is chance."
        if self.own is None:
            return f"{self._unseen()} {of}."
        if not self.unsourced:
            return f"A source gives the size of every uncertain number behind {of}."
        if self.unsourced == self.judgements:
            return f"No source gives the size of any uncertain number behind {of}."
        share = f"{100 * self.own:.0f} %"
        if self.low is not None and self.high is not None and self.high > self.low:
            share += f" ({100 * self.low:.0f} to {100 * self.high:.0f})"
        return (
            f"Of the spread that uncertain numbers make in {of}, {share} rests on the"
            f" {self.unsourced} of {self.judgements} whose size is the analyst's own{self._most()}."
        )

    def _unseen(self) -> str:
        """Why no spread can be shared out: there is none, or these runs do not show it."""
        only, many = "model's only uncertain number", f"{self.judgements} uncertain numbers"
        if self.borne and self.judgements == 1:
            return f"These runs do not show that the {only} bears on"
        if self.borne:
            return f"These runs cannot tell which of the model's {many} bear on"
        if self.judgements == 1:
            return f"The {only} does not bear on"
        return f"None of the model's {many} bears on"

    def _asked(self) -> str:
        """The probability of “out of the alliance”."""
        state = self.of.removeprefix("P(").partition(" ")[0]
        return f"the probability of “{title_of('states', state, self.titles)}”"

    def _most(self) -> str:
        """The largest of them, by title."""
        if not self.largest or not self.own or self.own <= 0.05:
            return ""
        kind, name, _ = element_at(self.largest)
        return f", most of all on “{title_of(kind, name, self.titles)}”"


def provenance_share(
    forecast: Forecast, state: str, by: MonthLike | None = None
) -> ProvenanceShare:
    """The share of the variance, over judgements, of having reached a state.

    Args:
        forecast: Any forecast, fresh or read back.
        state: The state.
        by: The last month that counts; the end of the forecast when None.

    Raises:
        InputError: The forecast has no such state or month.
    """
    state = meant(state, forecast.labels.states)
    ends = forecast.probability(state, by=by).judgement
    month = forecast.until if by is None else month_of(by)
    of = f"P({state} by {month})"
    places = forecast.paths.places
    unsourced = np.array([ground_at(forecast.document, p) != "size" for p in places], bool)
    index, last = forecast.labels.states.index(state), forecast.step(month) + 1
    seen: NDArray[np.bool_] = forecast.paths.inside(index)[:last, :MOST]
    hits = np.asarray(seen.any(axis=0), np.float64)
    count, own = len(places), int(unsourced.sum())
    titles = forecast.labels.titles
    borne = not forecast.certain and (ends is None or ends[0] < ends[1])
    unseen = ProvenanceShare(of, None, None, None, count, own, None, titles, borne)
    if not count or not borne or len(hits) < 2 * BLOCKS:
        return unseen
    table = _Regression(forecast.paths.judgements[:, :MOST], hits, unsourced)
    if not table.shows_spread:
        return unseen
    if not own or own == count:
        whole = float(own > 0)
        largest = places[table.largest] if own else None
        return ProvenanceShare(of, whole, whole, whole, count, own, largest, titles)
    share, se = table.share()
    share = min(max(share, 0.0), 1.0)
    low, high = intervals.share_around(share, se)
    largest = places[table.largest]
    return ProvenanceShare(of, share, low, high, count, own, largest, titles)


class _Regression:
    """Outcome on draws, kept as sums over blocks of runs so that any block can be left out."""

    def __init__(self, draws: Floats, hits: Floats, unsourced: NDArray[np.bool_]) -> None:
        columns = [list(_scores(draw)) for draw in draws]
        owner = np.repeat(np.arange(len(draws)), [len(each) for each in columns])
        x = np.array([column for each in columns for column in each])
        self._owner, self._unsourced = owner, unsourced[owner]
        size = len(hits) // BLOCKS
        cuts = [slice(i * size, (i + 1) * size) for i in range(BLOCKS)]
        self._runs = size
        hits = hits - hits[: size * BLOCKS].mean()
        self._squares = np.array([x[:, cut] @ x[:, cut].T for cut in cuts])
        self._products = np.array([x[:, cut] @ hits[cut] for cut in cuts])
        self._spread = np.array([hits[cut] @ hits[cut] for cut in cuts])
        self._all = np.ones(len(owner), bool)
        self._added: dict[tuple[int, ...], tuple[Floats, Floats, float]] = {}

    @property
    def shows_spread(self) -> bool:
        """Whether the judgements together explain more than chance would."""
        found, se = intervals.jackknife(lambda kept: self._explained(self._all, kept), BLOCKS)
        return found > 0 and intervals.differs(found, se)

    @property
    def largest(self) -> int:
        """The unsourced judgement that explains most by itself."""
        alone = self._products.sum(axis=0) ** 2 / np.diagonal(self._squares.sum(axis=0))
        by_place = np.bincount(self._owner, np.where(self._unsourced, alone, 0.0))
        return int(by_place.argmax())

    def share(self) -> tuple[float, float]:
        """Share of what is explained that the unsourced judgements explain, and its error."""
        return intervals.jackknife(self._share, BLOCKS)

    def _share(self, blocks: Iterable[int]) -> float:
        kept = list(blocks)
        whole = self._explained(self._all, kept)
        with_them, without = (
            self._explained(mask, kept) for mask in (self._unsourced, ~self._unsourced)
        )
        part = (with_them + whole - without) / 2
        return part / whole if whole > 0 else 0.0

    def _explained(self, mask: NDArray[np.bool_], blocks: Iterable[int]) -> float:
        """Variance explained by some regressors, less what chance alone would explain."""
        kept = tuple(blocks)
        runs = self._runs * len(kept)
        if kept not in self._added:  # each is asked for with several masks
            self._added[kept] = self._sums(list(kept))
        squares, products, spread = self._added[kept]
        squares, products = squares[np.ix_(mask, mask)], products[mask]
        squares = squares + 1e-9 * runs * np.eye(len(squares))
        explained = float(products @ np.linalg.solve(squares, products))
        left = spread - explained
        return (explained - len(products) * left / max(runs - len(products) - 1, 1)) / runs

    def _sums(self, blocks: list[int]) -> tuple[Floats, Floats, float]:
        """Squares, products and spread of some blocks."""
        parts = (part[blocks].sum(axis=0) for part in (self._squares, self._products))
        squares, products = parts
        return squares, products, float(self._spread[blocks].sum())


def _scores(draw: Floats) -> Sequence[Floats]:
    """Regressors of one judgement: normal score and its curvature, or the value if discrete."""
    if len(set(draw[:500].tolist())) < FEW_VALUES:
        spread = float(draw.std())
        return [(draw - draw.mean()) / spread] if spread > 0 else []
    score = np.empty(len(draw))
    score[np.argsort(draw, kind="stable")] = _expected(len(draw))
    return [score, (score**2 - 1) / np.sqrt(2)]


@cache
def _expected(count: int) -> Floats:
    """Normal scores of so many numbers in rising order."""
    return normal.quantile((np.arange(count) + 0.5) / count)
