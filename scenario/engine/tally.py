"""What a block of runs saw that must be reported, and what must stop it.

It counts and refuses; it changes nothing in the world.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

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

    def rates(self, formula: Formula, rate: Any, index: Index | None) -> Any:
        """Rates as the model gives them, negative ones counted and taken as zero.

        Args:
            formula: Where they come from.
            rate: One number, or one for each run looked at.
            index: The runs looked at; all of the block when None.
        """
        lowest = rate if isinstance(rate, float) else np.min(rate, initial=0.0)
        if lowest >= 0:
            return rate
        if np.isnan(lowest):
            lane = int(np.flatnonzero(np.isnan(np.atleast_1d(rate)))[0])
            raise Stop(
                "is not a number", lane if index is None else int(index[lane]), formula.place
            )
        self.negative[formula.place] += int(np.count_nonzero(np.asarray(rate) < 0))
        return np.maximum(rate, 0.0)

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
