"""What runs of one scenario show, in terms of what several scenarios have in common.

What is counted of it, and what it means, is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenario.calendar import Month
from scenario.engine.instance import Instance
from scenario.engine.paired_counts import Seen
from scenario.engine.program import Program
from scenario.resolve import Resolved

TOTALS = "totals."
"""Before the name of a total among values."""


@dataclass(frozen=True)
class Common:
    """What the scenarios have in common, in the order of the first one's model file."""

    dates: tuple[Month, ...]
    states: tuple[str, ...]
    values: tuple[str, ...]  # drivers, alignments as `actor.alignment`, totals as `totals.name`
    events: tuple[str, ...]
    rules: tuple[str, ...]


class View:
    """Where the common things of one scenario are in its program.

    Args:
        program: What is run of it.
        resolved: The scenario.
        common: What all have in common.
    """

    def __init__(self, program: Program, resolved: Resolved, common: Common) -> None:
        self.months = np.array([float(date - resolved.start) for date in common.dates])
        self.steps = (self.months // resolved.months_per_step).astype(np.intp)
        self.last = int(self.steps[-1])
        alignments = (f"{actor}.alignment" for actor in program.actors)
        totals = (f"{TOTALS}{plan.name}" for plan in program.totals)
        names = (*program.drivers, *alignments, *totals)
        rules = [plan.name for plan in program.rules]
        self.states = _places(common.states, program.states)
        self.values = _places(common.values, names)
        self.events = _places(common.events, program.events)
        self.rules = [rules.index(name) if name in rules else None for name in common.rules]

    def room(self, runs: int) -> Seen:
        """For what so many runs show.

        Args:
            runs: How many.
        """
        states = np.empty((2, len(self.steps), len(self.states), runs))
        sizes = (len(self.events), len(self.values), len(self.rules))
        happened, values, rules = (np.zeros((size, runs)) for size in sizes)
        return Seen(states[0], states[1], happened, values, rules)

    def look(self, instance: Instance, seen: Seen, where: slice) -> None:
        """Enter what the last tile shows.

        Args:
            instance: What has simulated it.
            seen: Where to enter it.
            where: As which runs.
        """
        runs = where.stop - where.start
        if instance.carries:
            chances = instance.all_chances(runs)
            for kind, room in enumerate((seen.at, seen.by)):
                for place, state in enumerate(self.states):  # a copy of each, with nothing between
                    room[:, place, where] = chances[:, kind, state]
        else:
            states = np.array(self.states)[:, None]
            here = instance.states(runs)[:, self.steps]
            seen.at[:, :, where] = (here[:, :, None] == states).any(axis=0)
            first = instance.first_in(runs)[self.states]
            seen.by[:, :, where] = first <= self.months[:, None, None]
        seen.happened[:, where] = instance.first_happened(runs)[self.events] <= self.months[-1]
        values = np.concatenate([instance.values(self.last, runs), instance.added_up(runs)])
        seen.values[:, where] = values[self.values]
        held, steps = instance.expected_rule_steps(runs), max(1, self.last)
        for row, rule in enumerate(self.rules):
            if rule is not None:
                seen.rules[row, where] = held[rule] / steps


def _places(names: Sequence[str], among: Sequence[str]) -> list[int]:
    return [among.index(name) for name in names]
