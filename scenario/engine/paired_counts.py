"""What runs of two or more scenarios show, counted side by side: sums, squares, differences.

It counts what it is given; how the runs are made, and what the counts mean, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.ensemble import NOISY, RUNS_PER_DRAW, TRIFLE

Floats = NDArray[np.float64]
CLEARLY = 1.25
"""How many times as much noise as runs that draw their outcome would have is worth drawing them."""


@dataclass(frozen=True)
class Seen:
    """What some runs of one scenario show, in common terms."""

    at: Floats  # [date, state, run], 1 in it and 0 out of it, or its probability
    by: Floats  # the same of having been in it
    happened: Floats  # [event, run], 1 where it has happened until the last date
    values: Floats  # [value, run], at the last date
    rules: Floats  # [rule, run], share of steps in which it held


@dataclass
class Pairs:
    """Counts of runs; the first scenario is number 0. Pairs of different runs add up.

    A run is 1 in a state, 0 out of it; or it has a probability, where all scenarios carry them.
    Squares are of sums over replicates (`intervals.by_replicate`), but those of states of runs
    whose outcomes are drawn: then they are of single runs, and so count runs.
    """

    runs: int
    at: Floats  # [scenario, date, state], sums over runs
    at_squares: Floats
    at_apart: Floats  # squares of the difference from the first
    by: Floats  # the same of ever having been in the state until the date
    by_squares: Floats
    by_apart: Floats
    events: Floats  # [scenario, event], happened until the last date
    events_apart: Floats  # squares of the difference from the first
    values: Floats  # [scenario, value], sums of the difference from the first at the last date
    values_apart: Floats
    first_values: Floats  # [value], sums in the first scenario
    rules: Floats  # [scenario, rule], share of steps in which it held, summed over runs
    rules_apart: Floats

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class DrawPairs:
    """Sums over runs by draw of the judgements, `[kind (at, by), scenario, date, draw, state]`."""

    sums: Floats
    apart: Floats
    """Of the squared difference from the first scenario."""
    runs_per_draw: int
    drawn: bool
    """Whether runs said yes or no, rather than carry probabilities."""

    def enter(self, part: DrawPairs, first: int) -> None:
        """Write in the sums of some draws, from draw `first` on."""
        draws = slice(first, first + part.sums.shape[3])
        self.sums[:, :, :, draws], self.apart[:, :, :, draws] = part.sums, part.apart

    @property
    def mostly_chance(self) -> bool:
        """Whether the differences of draws differ by chance in their runs, rather than judgement.

        Then counts of more runs are better, for their noise is known (see `ensemble.Spread`), if
        they are less noisy. Of runs that say yes or no, no fewer than the size of the difference
        say another thing in the two scenarios, which is the least variance that their mean has.
        """
        each = self.runs_per_draw
        means = (self.sums[:, 1:] - self.sums[:, :1]) / each
        noise = (self.apart[:, 1:] / each - means**2).mean(axis=3) / (each - 1)
        drawn = (np.abs(means) - means**2).mean(axis=3) / RUNS_PER_DRAW
        loud = (noise > TRIFLE) & (noise > NOISY * means.var(axis=3))
        return bool((loud & (noise > CLEARLY * drawn)).any())


def pairs_of(seen: Sequence[Seen], carried: bool, alike: bool = False) -> Pairs:
    """Counts of a block.

    Args:
        seen: What its runs show in each scenario.
        carried: Whether runs carry probabilities.
        alike: Whether the runs of the block have much in common: then they are one group.
    """
    base, runs = seen[0], seen[0].at.shape[-1]
    grouped = intervals.by_group if alike else intervals.by_replicate
    at, by = ([getattr(one, kind) for one in seen] for kind in ("at", "by"))

    def apart(one: Floats, first: Floats) -> Floats:
        return _squares(grouped(one - first))

    def each(count: Callable[[Seen], Any]) -> Any:
        return np.array([count(one) for one in seen])

    return Pairs(
        runs,
        *_of_states(at, grouped if carried or alike else None),
        *_of_states(by, grouped if carried or alike else None),
        events=each(lambda one: one.happened.sum(axis=1)),
        events_apart=each(lambda one: apart(one.happened, base.happened)),
        values=each(lambda one: (one.values - base.values).sum(axis=1)),
        values_apart=each(lambda one: apart(one.values, base.values)),
        first_values=base.values.sum(axis=1),
        rules=each(lambda one: one.rules.sum(axis=1)),
        rules_apart=each(lambda one: apart(one.rules, base.rules)),
    )


def _of_states(
    seen: Sequence[Floats], grouped: Callable[[Floats], Floats] | None
) -> tuple[Floats, Floats, Floats]:
    """Sums over runs in every scenario, squares, and squares of the difference from the first."""
    parts = [grouped(one) for one in seen] if grouped is not None else seen
    sums = [one.sum(axis=-1) for one in seen]
    squares = [_squares(one) for one in parts]
    apart = [_squares(one - parts[0]) for one in parts[1:]]
    return np.array(sums), np.array(squares), np.array([np.zeros_like(sums[0]), *apart])


def _squares(values: Floats) -> Floats:
    """Sums over the last axis of squares."""
    return np.asarray(np.einsum("...r,...r->...", values, values))


def draws_of(seen: Sequence[Seen], each: int, drawn: bool) -> DrawPairs:
    """The sums of a block of whole draws, of `each` runs.

    Args:
        seen: What the runs of the block show in every scenario.
        each: Runs of a draw.
        drawn: Whether runs say yes or no.
    """
    base = [_by_draw(values, each) for values in (seen[0].at, seen[0].by)]
    dates, states, draws, _ = base[0].shape
    shape = (2, len(seen), dates, draws, states)
    found = DrawPairs(np.empty(shape), np.empty(shape), each, drawn)
    for number, one in enumerate(seen):
        for kind, values in enumerate((one.at, one.by)):
            mine = _by_draw(values, each)
            found.sums[kind, number] = (mine @ np.ones(each)).swapaxes(1, 2)
            apart = _squares(mine - base[kind]).swapaxes(1, 2) if number else 0.0
            found.apart[kind, number] = apart
    return found


def _by_draw(values: Floats, each: int) -> Floats:
    """Values `[date, state, run]` as `[date, state, draw, run of the draw]`."""
    return values.reshape(*values.shape[:2], -1, each)
