"""What is counted of the probabilities that runs carry: their sums, and powers of these.

Squares and cubes are of the sums over the runs of each replicate, for runs of one replicate are not
independent (see `intervals.Grouped`); or, where a host asks, there are squares of single runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

from scenario.engine.emit.emission import Emission
from scenario.engine.joints import Joint
from scenario.engine.markov import Chain
from scenario.intervals.replicates import SIZE
from scenario.kernel.ir import PARTS, Value


def presence(e: Emission, joint: Joint) -> None:
    """The probability of being in each state, all its phases together."""
    k, layout, copy = e.kernel, e.layout, joint.copies[0]
    parts: dict[int, list[Value]] = {}
    for states in joint.phases:
        present = summed(
            k.load("f64", layout.mass_of(row)) for row in joint.rows(copy, states).values()
        )
        k.store(layout.together_in(joint, states), present)
        for state in states if len(states) > 1 else ():
            parts.setdefault(state, []).append(present)
    for state, values in parts.items():
        if e.program.chain_of_state[state] in joint.asked:
            k.store(layout.present_in(state), summed(values))


def summed(values: Iterable[Value]) -> Value:
    """The sum of some values, in their order."""
    return reduce(add, values)


def add_up(e: Emission, chain: Chain, runs: Value, by: Value) -> None:
    """Add up the probabilities of states, and of having reached them, over runs.

    Args:
        e: The kernel being written.
        chain: The plan of the states that are carried.
        runs: How many runs of the tile count, an `int`.
        by: How far behind the beginning of the sums those of this step stand, in bytes.
    """
    k, places, width = e.kernel, _places(e, chain), e.layout.width
    with k.when(runs < width), k.lanes(k.constant("int", width)):  # none is left of other tiles
        for row in places.values():
            k.store(row, k.select(e.active, k.load("f64", row), 0.0))
    replicated = k.word("int", e.layout.replicated)
    with k.when(replicated):
        _by_replicate(e, places, by)
    with k.when(replicated.equals(0)), k.lanes(runs):
        for place, row in places.items():
            chance = k.load("f64", row)
            _add(e, place, [chance, chance * chance], by)


def _places(e: Emission, chain: Chain) -> dict[int, int]:
    """Where probabilities stand, by where among all that is counted they belong."""
    layout = e.layout
    found = {layout.chance_of(0, state): layout.present_in(state) for state in chain.reachable}
    found |= {layout.chance_of(1, state): layout.mass_of(row) for state, row in chain.ever.items()}
    return {place - layout.chances: row for place, row in found.items()}


def _by_replicate(e: Emission, places: dict[int, int], by: Value) -> None:
    """Each lane adds up the runs of one replicate, which stand side by side."""
    k, layout = e.kernel, e.layout
    with k.lanes(k.constant("int", layout.width // SIZE)):
        first, share = k.load("i64", layout.firsts), k.load("f64", layout.shares)
        for place, row in places.items():
            summed = k.gather(first, row)
            for run in range(1, SIZE):
                summed = summed + k.gather(first, row + 8 * run)
            if layout.width < SIZE * PARTS:  # lanes of which no replicate is left
                summed = k.select(share > 0.0, summed, 0.0)
            mean = summed * share
            square = summed * mean
            _add(e, place, [summed, square, square * mean], by)


def _add(e: Emission, place: int, powers: Sequence[Value], by: Value) -> None:
    for power, value in enumerate(powers):
        e.kernel.total(e.layout.chances + power * e.layout.squared + place, value, by)


def share_runs(e: Emission, runs: Value) -> None:
    """One divided by how many runs of a tile each replicate has (0: by none)."""
    k, layout = e.kernel, e.layout
    with k.loop(layout.width // SIZE) as index:
        before = index * SIZE
        rest = (runs - before) * (before < runs)
        many = (rest < SIZE) * (rest - SIZE) + SIZE
        share = k.word("long", layout.share_of, many << 4)
        k.store_word(layout.shares, share, index << 3)
