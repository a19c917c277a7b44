"""What a block of runs saw that must be reported, and what must stop it.

It counts and refuses; it changes nothing in the world.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from scenario.engine.formula import Formula
from scenario.engine.program import SetGroup
from scenario.engine.stop import Stop
from scenario.engine.world import Floats, Index, Truths, World, view


class Tally:
    """What a block saw that the reader of the forecast must be told."""

    def __init__(self) -> None:
        self.negative: Counter[str] = Counter()
        self.moves = 0  # by clocks, into states that clocks lead out of
        self.hurried = 0  # moves that would have come within the step of the move before

    def rates(self, formula: Formula, rates: Floats, index: Index) -> Floats:
        """Rates as the model gives them, negative ones counted and taken as zero.

        Args:
            formula: Where they come from.
            rates: Those of the runs looked at.
            index: These runs.

        Raises:
            Stop: One of them is not a number.
        """
        lowest = np.min(rates, initial=0.0)
        if lowest >= 0:
            return rates
        if np.isnan(lowest):
            lane = int(index[np.flatnonzero(np.isnan(rates))[0]])
            raise Stop("is not a number", lane, formula.place)
        self.negative[formula.place] += int(np.count_nonzero(rates < 0))
        return np.maximum(rates, 0.0)

    def hurry(self, world: World, runs: Index, when: Floats, ahead: Truths, dt: float) -> None:
        """Count moves, and those that would have come within the step of the move before.

        Args:
            world: Which remembers how much of its step the last move left a run.
            runs: Those that move.
            when: Years from the beginning of the step, infinite for a move at its end.
            ahead: Whether a clock leads on from where they move.
            dt: How long a step is, in years.
        """
        self.hurried += int(np.count_nonzero(when <= world.rest[runs]))
        world.rest.fill(-1.0)
        followed = ahead & np.isfinite(when)
        world.rest[runs[followed]] = dt - when[followed]
        self.moves += int(np.count_nonzero(followed))

    def refuse_clash(self, lanes: Index, formula: Formula) -> None:
        """Stop where two sets that begin together differ."""
        if len(lanes):
            raise Stop(
                "is set twice, to different values, in one step", int(lanes[0]), formula.place
            )

    def check_sets(self, group: SetGroup, world: World) -> None:
        """Two lasting sets of one target that begin in one step must agree."""
        began = world.began[list(group.windows)]
        fresh = began == world.step
        for lane in np.flatnonzero(fresh.sum(axis=0) > 1):
            one = view(world, np.array([lane]))
            values = {
                float(np.asarray(formula.read(one)).ravel()[0])
                for formula, new in zip(group.quantities, fresh[:, lane], strict=True)
                if new
            }
            if len(values) > 1:
                self.refuse_clash(np.array([lane]), group.quantities[0])
