"""What of a run is worth telling: in which months a value moved more than it usually does.

It measures and words nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from scenario.reference import Acting, Chance, Move, Piece, Step
from scenario.schema import Model

UNUSUAL = 3.0
"""A move so many times as large as is usual for the value in this run is told."""
FELT = 0.01
"""A move by less than this share of what the value can cover goes untold."""
YEARLY = 0.15
"""Over a year a move by this share of all that the value covers in the run is told."""
MOST = 5
"""Values told in one month."""
FACTOR = 1.5
"""A rate that has become so many times what it was is told."""


class Usual:
    """How the values of a run usually move."""

    def __init__(self, steps: Sequence[Step], model: Model) -> None:
        self._moves: dict[str, float] = {}
        self._spans: dict[str, float] = {}
        self._scales: dict[str, float] = {}
        for name in steps[0].values:
            row = [step.values[name] for step in steps]
            moves = [after - before for before, after in pairwise(row)] or [0.0]
            self._moves[name] = math.sqrt(math.fsum(x * x for x in moves) / len(moves))
            self._spans[name] = max(row) - min(row)
            self._scales[name] = scale(name, model, row)

    def unusual(self, former: Step, before: Step, step: Step) -> list[str]:
        """Values that moved unusually in a step, or that something new pushed; largest first.

        What had moved unusually the step before, for the same reason, is not named again.

        Args:
            former: The step before the last.
            before: The last step.
            step: The step that is looked at.
        """
        found = {
            name: size
            for name, move in step.moves.items()
            if (size := self._size(name, move)) > UNUSUAL or new_pushes(name, before, step)
            if abs(move.after - move.before) >= FELT * self._scales[name]
            if new_pushes(name, before, step) or not self._same(name, former, before, step)
        }
        return sorted(found, key=lambda name: -found[name])[:MOST]

    def _size(self, name: str, move: Move) -> float:
        usual = self._moves[name]
        return abs(move.after - move.before) / usual if usual else 0.0

    def _same(self, name: str, former: Step, before: Step, step: Step) -> bool:
        """Whether the value moved for the reason for which it moved unusually before."""
        if name not in before.moves:
            return False
        again = self._size(name, before.moves[name]) > UNUSUAL or new_pushes(name, former, before)
        return bool(again) and leading(before.moves[name]) == leading(step.moves[name])

    def yearly(self, before: Step, step: Step) -> list[str]:
        """Values that have gone far since a step; farthest first."""
        gone = {name: abs(now - before.values[name]) for name, now in step.values.items()}
        shares = {
            name: moved / self._spans[name]
            for name, moved in gone.items()
            if self._spans[name] and moved >= FELT * self._scales[name]
        }
        return sorted((n for n in shares if shares[n] >= YEARLY), key=lambda n: -shares[n])[:MOST]


def scale(name: str, model: Model, row: Sequence[float]) -> float:
    """What a value can cover: its range, else as much as it is large.

    Args:
        name: The driver or actor.
        model: The model.
        row: Its values in the run, step by step.
    """
    if name in model.actors:
        return 2.0
    low, high = model.drivers[name].range or (None, None)
    if low is None or high is None or high - low > max(map(abs, row)):
        return max(map(abs, row))
    return high - low


def leading(move: Move) -> tuple[str, str]:
    """What a move is mostly owed to."""
    most = max(move.pieces, key=lambda piece: abs(piece.amount), default=Piece("", "", 0.0))
    return most.kind, most.by


def new_pushes(name: str, before: Step, step: Step) -> list[Piece]:
    """Jumps of a value, and pushes of events on it, that begin in a step.

    Args:
        name: The driver or actor.
        before: The step before.
        step: The step that is looked at.
    """
    old = {piece.place for piece in before.moves[name].pieces} if name in before.moves else set()
    pieces = step.moves[name].pieces if name in step.moves else ()
    return [
        piece
        for piece in pieces
        if piece.kind == "jump" or (piece.kind == "event" and piece.place not in old)
    ]


def begun(before: Sequence[Acting], now: Sequence[Acting]) -> Iterator[Acting]:
    """Lasting changes that are in force now and were not."""
    old = {(acting.place, acting.target) for acting in before}
    return (acting for acting in now if (acting.place, acting.target) not in old)


def clocks(step: Step) -> dict[str, Chance]:
    """The clocks that ran in a step."""
    return {chance.name: chance for chance in step.chances if chance.purpose == "clock"}


def running(step: Step, model: Model) -> dict[str, Chance]:
    """The clocks of a step, but for those of transitions that by themselves only events take.

    Such a transition has the rate 0; it counts while effects make another of it.
    """

    def at_rest(name: str, clock: Chance) -> bool:
        return model.transitions[name].rate == 0 and not clock.rate.value

    return {name: clock for name, clock in clocks(step).items() if not at_rest(name, clock)}


def turned(known: Mapping[str, float], rates: Mapping[str, float]) -> bool:
    """Whether the ways out of the state are others than those last told, or run otherwise.

    Args:
        known: Their rates as last told, by transition.
        rates: Their rates now.
    """
    if set(rates) != set(known):
        return True
    return any(_apart(rates[name], known[name]) for name in rates)


def _apart(a: float, b: float) -> bool:
    return a != b and (min(a, b) <= 0 or max(a, b) / min(a, b) >= FACTOR)
