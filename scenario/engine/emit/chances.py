"""What is counted of the probabilities that runs carry: their sums, and powers of these.

Squares and cubes are of the sums over the runs of each replicate, for runs of one replicate are not
independent (see `intervals.Grouped`); or, where a host asks, there are squares of single runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario.engine.emit.emission import Emission
from scenario.engine.markov import Chain
from scenario.kernel.ir import PARTS, Value


def clear(e: Emission, chain: Chain) -> None:
    """Nothing is added up of this step so far."""
    k = e.kernel
    with k.lanes(k.constant("int", PARTS)):
        for place in _places(e, chain):
            k.store(e.layout.tile_chances + place, k.constant("f64", 0.0))


def tally(e: Emission, chain: Chain) -> None:
    """Add up the runs of a tile: its partial sums are those of replicates."""
    k, layout = e.kernel, e.layout
    _presence(e, chain)
    for place, row in _places(e, chain).items():
        chance = k.select(e.active, k.load("f64", row), 0.0)
        k.total(layout.tile_chances + place, chance)


def _presence(e: Emission, chain: Chain) -> None:
    """The probability of being in each state, all its phases together."""
    k, layout = e.kernel, e.layout
    for state, phases in chain.phases.items():
        first = chain.copies[0].first[state]
        present = k.load("f64", layout.mass_of(first))
        for row in range(first + 1, first + phases):
            present = present + k.load("f64", layout.mass_of(row))
        k.store(layout.present_in(state), present)


def _places(e: Emission, chain: Chain) -> dict[int, int]:
    """Where probabilities stand, by where among all that is counted they belong."""
    layout = e.layout
    found = {layout.chance_of(0, state): layout.present_in(state) for state in chain.phases}
    for state in chain.phases:
        copy = chain.ever(state)
        if copy is not None:
            found[layout.chance_of(1, state)] = layout.mass_of(copy.first[state])
    return {place - layout.chances: row for place, row in found.items()}


def add_up(e: Emission, chain: Chain, runs: Value, by: Value) -> None:
    """Add the sums of a tile to those of others, with their powers."""
    k, layout, places = e.kernel, e.layout, _places(e, chain)
    replicated = k.word("int", layout.replicated)
    with k.when(replicated), k.lanes(k.constant("int", PARTS)):
        share = k.load("f64", layout.tile_shares)
        for place in places:
            summed = k.load("f64", layout.tile_chances + place)
            mean = summed * share
            square = summed * mean
            _add(e, place, [summed, square, square * mean], by)
    with k.when(replicated.equals(0)):
        _by_run(e, places, runs, by)


def _by_run(e: Emission, places: dict[int, int], runs: Value, by: Value) -> None:
    """The same with squares of single runs."""
    k, layout = e.kernel, e.layout
    with k.lanes(runs):
        for place, row in places.items():
            chance = k.select(e.active, k.load("f64", row), 0.0)
            k.total(layout.chances + place + layout.squared, chance * chance, by)
    with k.lanes(k.constant("int", PARTS)):
        for place in places:
            _add(e, place, [k.load("f64", layout.tile_chances + place)], by)


def _add(e: Emission, place: int, powers: Sequence[Value], by: Value) -> None:
    for power, value in enumerate(powers):
        e.kernel.total(e.layout.chances + power * e.layout.squared + place, value, by)


def share_runs(e: Emission, runs: Value) -> None:
    """One divided by how many runs of a tile each of its partial sums has (0: by none)."""
    k, layout = e.kernel, e.layout
    with k.loop(PARTS) as part:
        many = (runs + (PARTS - 1) - part) >> 3
        share = k.word("long", layout.share_of, many << 4)
        k.store_word(layout.tile_shares, share, part << 3)
