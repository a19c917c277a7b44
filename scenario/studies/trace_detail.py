"""Single elements of one future in full: what is written of them, and every month of theirs.

It lays out what the trace holds and leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario.expr import references
from scenario.reference import Chance, Changed, Piece, Step
from scenario.schema import Distribution, Interval
from scenario.studies.plain_text import paragraph, table
from scenario.studies.trace_notice import clocks
from scenario.studies.trace_words import (
    OUTCOME,
    Words,
    bare,
    done,
    number,
    place_of,
    share,
    signed,
    state,
    yearly,
)
from scenario.studies.trace_written import head

if TYPE_CHECKING:
    from scenario.studies.trace import Trace

COLUMNS = {
    "own": "itself",
    "listening": "others",
    "response": "drivers",
    "pull": "pull",
    "shock": "chance",
    "jump": "jump",
    "rule": "rules",
    "event": "events",
    "range": "range",
}
"""The kinds of pieces and the heads of their columns."""
FEW, MOST = 5, 7
"""Columns beside which there is room for all digits, and the most for which there is any."""
DIGITS = 4
ROOM = 55
"""Columns that names of what is read may take."""


def followed(trace: Trace) -> str:
    """Every element that is followed, one after the other."""
    return "\n\n".join(_Followed(trace, place).text() for place in trace.only)


class _Followed:
    """One element of a run."""

    def __init__(self, trace: Trace, place: str) -> None:
        self.trace, self.place = trace, place
        self.words, self.element = Words(trace.resolved), Words(trace.resolved).elements[place]
        self.name = bare(place)

    def text(self) -> str:
        kind = self.place.partition(".")[0]
        made: dict[str, Callable[[], Iterator[str]]] = {
            "drivers": self._value,
            "actors": self._value,
            "events": self._chances,
            "transitions": self._chances,
            "rules": self._rule,
            "parameters": self._parameter,
            OUTCOME: self._outcome,
        }
        return "\n\n".join(
            block for block in (head(self.words, self.place), *made[kind]()) if block
        )

    def _steps(self) -> Iterator[tuple[Step, Step]]:
        """The steps that are shown, each behind the one before it."""
        steps = self.trace.path.steps
        return ((steps[step.number - 1], step) for step in self.trace.steps if step.number)

    # Drivers and actors

    def _value(self) -> Iterator[str]:
        steps = [step for step in self.trace.steps if step.number]
        moves = [(step, step.moves[self.name]) for step in steps if self.name in step.moves]
        if not moves:
            yield self._plain_values()
            return
        columns = _columns([piece.kind for _, move in moves for piece in move.pieces])
        digits = DIGITS if len(columns) <= FEW else DIGITS - 1
        rows = [
            [
                str(self.trace.month(step.number)),
                number(move.before, digits),
                *(_amount(_sum(move.pieces, kinds), digits) for kinds in columns.values()),
                number(move.after, digits),
            ]
            for step, move in moves
        ]
        yield table(["month", "from", *columns, "to"], rows)
        yield self._pushes([(step, piece) for step, move in moves for piece in move.pieces])
        yield self._fields([(step, move.fields) for step, move in moves])

    def _plain_values(self) -> str:
        """Of what is held or derived: its values, and those of what it reads."""
        reads = self._reads()
        heads = ["month", self.name, *reads]
        rows = [
            [
                str(self.trace.month(step.number)),
                *(number(step.values[name], DIGITS) for name in (self.name, *reads)),
            ]
            for step in self.trace.steps
        ]
        return table(heads, rows)

    def _reads(self) -> list[str]:
        tree = getattr(getattr(self.element, "process", None), "derived", None)
        tree = getattr(self.element, "when", None) if tree is None else tree
        known = self.trace.path.steps[0].values
        names = [_named(leaf) for leaf in references(tree.tree)] if tree is not None else []
        found = [name for name in dict.fromkeys(names) if name in known]
        widths = accumulate(max(8, len(name)) + 2 for name in (self.name, *found))
        return [name for name, width in zip(found, list(widths)[1:], strict=True) if width <= ROOM]

    def _pushes(self, pieces: Sequence[tuple[Step, Piece]]) -> str:
        """Who stands behind the columns of rules, events and others, with every month of theirs."""
        found: dict[tuple[str, str], list[Step]] = {}
        total: dict[tuple[str, str], float] = {}
        for step, piece in pieces:
            if piece.by:
                key = (piece.by, piece.place)
                found.setdefault(key, []).append(step)
                total[key] = total.get(key, 0.0) + piece.amount
        lines = [
            f"{bare(by) or by} {_amount(total[by, place])} in {self._months(steps)}"
            f"{self._source(place)}"
            for (by, place), steps in found.items()
        ]
        return (
            "\n".join(["Moved by:", *(paragraph(line, "  ", "    ") for line in lines)])
            if lines
            else ""
        )

    def _source(self, place: str) -> str:
        said, where = self.trace.resolved.text_at(place), self.words.where(place)
        return f": {said}   {where}" if said else ""

    def _months(self, steps: Sequence[Step]) -> str:
        """2023-01 to 2023-04 and 2024-06: spans of steps."""
        spans: list[list[int]] = []
        for step in steps:
            if spans and spans[-1][1] == step.number - 1:
                spans[-1][1] = step.number
            elif not spans or spans[-1][1] != step.number:
                spans.append([step.number, step.number])
        ends = [[str(self.trace.month(one)) for one in span] for span in spans]
        return ", ".join(a if a == b else f"{a} to {b}" for a, b in ends)

    def _fields(self, fields: Sequence[tuple[Step, Any]]) -> str:
        """Fields that effects have changed, with what changed them, whenever that is another."""
        lines, known = [], dict[str, Any]()
        for step, changed in fields:
            for key, one in changed.items():
                by = tuple((acting.by, acting.action) for acting in one.acting)
                if known.setdefault(key, ()) != by:
                    lines.append(f"{self.trace.month(step.number)}  {key} {self._changed(one)}")
                known[key] = by
        return (
            "\n".join(["Changed:", *(paragraph(x, "  ", " " * 11) for x in lines)]) if lines else ""
        )

    def _changed(self, changed: Changed) -> str:
        parts = [f"{done(one)} by {bare(one.by)}" for one in changed.acting]
        own = f"{number(changed.own)} by itself"
        return f"{number(changed.value)} ({', '.join([own, *parts])})"

    # Events, transitions and jumps

    def _chances(self) -> Iterator[str]:
        found = [
            (step, chance)
            for step in self.trace.steps
            for chance in step.chances
            if place_of(chance) == self.place
        ]
        if not found:
            yield "In none of these months could it come about."
            return
        heads = ["month", "a year", "by itself", "chance", "drawn", ""]
        rows = [self._odds(step, chance) for step, chance in found]
        if getattr(self.element, "date", None) is not None:  # no rate, a chance at its date
            heads, rows = heads[:1] + heads[3:], [row[:1] + row[3:] for row in rows]
        yield table(heads, rows)
        yield self._fields([(step, {"rate": chance.rate}) for step, chance in found])

    def _odds(self, step: Step, chance: Chance) -> list[str]:
        came = "" if not chance.came else "happens" if chance.purpose == "event" else "rings"
        if chance.purpose == "clock" and step.taken == chance.name:
            came = "taken"
        return [
            str(self.trace.month(step.number)),
            number(chance.rate.value),
            number(chance.rate.own),
            share(chance.chance),
            "-" if chance.drawn is None else share(chance.drawn),
            came,
        ]

    # Rules, parameters and the outcome

    def _rule(self) -> Iterator[str]:
        holds = [step for step in self.trace.steps if self.name in step.rules]
        yield paragraph(f"Holds in {self._months(holds)}." if holds else "It never holds.")
        reads = self._reads()
        if not reads:
            return
        shown = [
            (before, step)
            for before, step in self._steps()
            if step.number == 1 or (self.name in step.rules) != (self.name in before.rules)
        ]
        rows = [
            [
                str(self.trace.month(step.number)),
                "holds" if self.name in step.rules else "does not",
                *(number(before.values[name], DIGITS) for name in reads),
            ]
            for before, step in shown
        ]
        yield table(["read at the start of", "", *reads], rows) if rows else ""

    def _parameter(self) -> Iterator[str]:
        place = f"{self.place}.value"
        x, quantity = self.trace.path.draws.get(place), self.element.value
        if x is None:
            yield "This run does not read it, or it is not drawn."
        elif isinstance(quantity, (Interval, Distribution)):
            below = float(quantity.shape.cdf(np.array(x)))
            yield f"Drawn as {number(x)}, above {share(below)} of its draws."

    def _outcome(self) -> Iterator[str]:
        for before, step in self._steps():
            ways = sorted(clocks(step).values(), key=lambda clock: clock.name)
            lines = [f"{self.trace.month(step.number)}  {state(before.state)}"]
            lines += [self._way(clock) for clock in ways]
            if step.taken and step.taken not in clocks(step):
                lines.append(paragraph(f"{step.taken}: its time is up", " " * 9, " " * 11))
            if step.taken:
                lines.append(f"         turns {state(step.state)}")
            yield "\n".join(lines)

    def _way(self, clock: Chance) -> str:
        rang = ""
        if clock.came:
            rang = f", rings after {number(clock.years * 12)} months"
        parts = [f"{done(one)} by {bare(one.by)}" for one in clock.rate.acting]
        own = f" ({', '.join([f'{yearly(clock.rate.own)} by itself', *parts])})" if parts else ""
        return paragraph(
            f"{clock.name} {yearly(clock.rate.value)}{own}: {self.words.odds(clock)}{rang}",
            " " * 9,
            " " * 11,
        )


def _named(leaf: Any) -> str:
    return str(
        getattr(leaf, "name", None) or getattr(leaf, "actor", None) or getattr(leaf, "subject", "")
    )


def _columns(kinds: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The columns that these kinds of pieces need, so many that they fit the page."""
    found: dict[str, tuple[str, ...]] = {
        name: (kind,) for kind, name in COLUMNS.items() if kind in kinds
    }
    if len(found) > MOST:
        del found["rules"], found["events"]
        found["pushes"] = ("rule", "event")
    return found


def _sum(pieces: Sequence[Piece], kinds: Sequence[str]) -> float:
    return sum(piece.amount for piece in pieces if piece.kind in kinds)


def _amount(x: float, digits: int = DIGITS) -> str:
    return signed(x, digits) if x else ""
