"""Single elements of one future in full: what is written of them, and every month of theirs.

It lays out what the trace holds and leaves nothing out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from scenario.chains import ONLY, SEVERAL, split
from scenario.expr import references
from scenario.forecast.wording import brief, capital, plain_name, short_month
from scenario.present.blocks import Block, Column, Table, items, paragraph, table
from scenario.present.totals import month_by_month
from scenario.present.trace_words import (
    Words,
    done,
    head,
    number,
    share,
    signed,
    yearly,
)
from scenario.reference import Chance, Changed, Piece, Step
from scenario.schema import Distribution, Interval
from scenario.studies.trace import Trace, place_of
from scenario.studies.trace_notice import clocks, running

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
ROOM, HEAD = 55, 14
"""Places that the columns of what is read may take, and those in a line of their heads."""


def followed(trace: Trace) -> Iterator[Block]:
    """Every element that is followed, one after the other."""
    words = Words(trace.resolved)
    for place in trace.only:
        yield from _Followed(trace, words, place).blocks()


class _Followed:
    """One element of a run."""

    def __init__(self, trace: Trace, words: Words, place: str) -> None:
        self.trace, self.words, self.place = trace, words, place
        self.element, self.name = words.elements[place], place.partition(".")[2]

    def blocks(self) -> Iterator[Block]:
        kind = self.place.partition(".")[0]
        made: dict[str, Callable[[], Iterator[Block]]] = {
            "drivers": self._value,
            "actors": self._value,
            "events": self._chances,
            "transitions": self._chances,
            "rules": self._rule,
            "parameters": self._parameter,
            "totals": self._total,
            ONLY: self._outcome,
            SEVERAL: self._outcome,
        }
        yield from head(self.words, self.place)
        yield from made[kind]()

    def _month(self, step: Step) -> str:
        return short_month(self.trace.month(step.number))

    def _steps(self) -> Iterator[tuple[Step, Step]]:
        """The steps that are shown, each behind the one before it."""
        steps = self.trace.path.steps
        return ((steps[step.number - 1], step) for step in self.trace.steps if step.number)

    # Drivers and actors

    def _value(self) -> Iterator[Block]:
        steps = [step for step in self.trace.steps if step.number]
        moves = [(step, step.moves[self.name]) for step in steps if self.name in step.moves]
        if not moves:
            yield self._plain_values()
            return
        columns = _columns([piece.kind for _, move in moves for piece in move.pieces])
        digits = DIGITS if len(columns) <= FEW else DIGITS - 1
        rows = [
            [
                self._month(step),
                number(move.before, digits),
                *(_amount(_sum(move.pieces, kinds), digits) for kinds in columns.values()),
                number(move.after, digits),
            ]
            for step, move in moves
        ]
        yield table("", _heads("", "from", *columns, "to"), rows)
        yield from self._pushes([(step, piece) for step, move in moves for piece in move.pieces])
        yield from self._fields([(step, move.fields) for step, move in moves])

    def _plain_values(self) -> Table:
        """Of what is held or derived: its values, and those of what it reads."""
        reads = self._reads()
        rows = [
            [
                self._month(step),
                *(number(step.values[name], DIGITS) for name in (self.name, *reads)),
            ]
            for step in self.trace.steps
        ]
        return table("", _heads("", "value", *map(self._column, reads)), rows)

    def _column(self, name: str) -> str:
        """The title of a value over its column, in several lines at need."""
        return "\n".join(textwrap.wrap(brief(self.words.value(name)), HEAD, break_on_hyphens=False))

    def _reads(self) -> list[str]:
        tree = getattr(getattr(self.element, "process", None), "computed", None)
        tree = getattr(self.element, "when", None) if tree is None else tree
        known = self.trace.path.steps[0].values
        names = [_named(leaf) for leaf in references(tree.tree)] if tree is not None else []
        found = [name for name in dict.fromkeys(names) if name in known]
        wide = (max(8, *map(len, self._column(name).split("\n"))) + 2 for name in found)
        return [name for name, width in zip(found, accumulate(wide), strict=True) if width <= ROOM]

    def _pushes(self, pieces: Sequence[tuple[Step, Piece]]) -> Iterator[Block]:
        """Who stands behind the columns of rules, events and others, with every month of theirs."""
        found: dict[tuple[str, str], list[Step]] = {}
        total: dict[tuple[str, str], float] = {}
        for step, piece in pieces:
            if piece.by:
                key = (piece.by, piece.place)
                found.setdefault(key, []).append(step)
                total[key] = total.get(key, 0.0) + piece.amount
        if found:
            yield paragraph("Moved by:")
            yield items(
                f"{capital(self.words.title(by))}: {_amount(total[by, place])} in"
                f" {self._months(steps)}{self._source(place)}"
                for (by, place), steps in found.items()
            )

    def _source(self, place: str) -> str:
        said, where = self.trace.resolved.text_at(place), self.words.where(place)
        return f" ({self.words.titled(said)}; {where})" if said else ""

    def _months(self, steps: Sequence[Step]) -> str:
        """Jan 2023 to Apr 2023, Jun 2024: spans of steps."""
        spans: list[list[int]] = []
        for step in steps:
            if spans and spans[-1][1] == step.number - 1:
                spans[-1][1] = step.number
            elif not spans or spans[-1][1] != step.number:
                spans.append([step.number, step.number])
        ends = [[short_month(self.trace.month(one)) for one in span] for span in spans]
        return ", ".join(a if a == b else f"{a} to {b}" for a, b in ends)

    def _fields(self, fields: Sequence[tuple[Step, Any]]) -> Iterator[Block]:
        """Fields that effects have changed, with what changed them, whenever that is another."""
        lines, labels, known = [], [], dict[str, Any]()
        for step, changed in fields:
            for key, one in changed.items():
                by = tuple((acting.by, acting.action) for acting in one.acting)
                if known.setdefault(key, ()) != by:
                    labels.append(self._month(step))
                    lines.append(f"{plain_name(key)} {self._changed(one)}")
                known[key] = by
        if lines:
            yield paragraph("Changed:")
            yield items(lines, labels)

    def _changed(self, changed: Changed) -> str:
        parts = [f"{done(one)} by {self.words.quoted(one.by)}" for one in changed.acting]
        own = f"{number(changed.own)} by itself"
        return f"{number(changed.value)} ({', '.join([own, *parts])})"

    # Events, transitions and jumps

    def _chances(self) -> Iterator[Block]:
        found = [
            (step, chance)
            for step in self.trace.steps
            for chance in step.chances
            if place_of(chance) == self.place
        ]
        if not found:
            yield paragraph(self._without_chance())
            return
        heads = ["", "a year", "by itself", "chance", "drawn", " "]
        rows = [self._odds(step, chance) for step, chance in found]
        if getattr(self.element, "dated", False):  # no rate, a chance at its date
            heads, rows = heads[:1] + heads[3:], [row[:1] + row[3:] for row in rows]
        yield table("", _heads(*heads), rows)
        yield from self._fields([(step, {"rate": chance.rate}) for step, chance in found])

    def _without_chance(self) -> str:
        """Of what no month had a chance: when a transition was taken because its time was up."""
        taken = [step for step in self.trace.steps if self.name in step.taken.values()]
        if taken:
            wait = self.words.wait(self.name, self.trace.path.draws)
            return f"It was taken in {self._months(taken)}, when its time was up: after {wait}."
        if self.place.startswith("transitions.") and self.element.rate is None:
            return "In none of these months was it taken; it waits for its time and has no rate."
        return "In none of these months could it come about."

    def _odds(self, step: Step, chance: Chance) -> list[str]:
        came = "" if not chance.came else "happens" if chance.purpose == "event" else "rings"
        if chance.purpose == "clock" and chance.name in step.taken.values():
            came = "taken"
        return [
            self._month(step),
            number(chance.rate.value),
            number(chance.rate.own),
            share(chance.chance),
            "-" if chance.drawn is None else share(chance.drawn),
            came,
        ]

    # Rules, parameters and the outcome

    def _rule(self) -> Iterator[Block]:
        holds = [step for step in self.trace.steps if self.name in step.rules]
        yield paragraph(f"Holds in {self._months(holds) if holds else 'none of these months'}.")
        reads = self._reads()
        shown = [
            (before, step)
            for before, step in self._steps()
            if step.number == 1 or (self.name in step.rules) != (self.name in before.rules)
        ]
        if not (reads and shown):
            return
        rows = [
            [
                self._month(step),
                "holds" if self.name in step.rules else "does not",
                *(number(before.values[name], DIGITS) for name in reads),
            ]
            for before, step in shown
        ]
        yield table("", _heads("read at the\nstart of", "", *map(self._column, reads)), rows)

    def _parameter(self) -> Iterator[Block]:
        place = f"{self.place}.value"
        x, quantity = self.trace.path.draws.get(place), self.element.value
        if x is None:
            yield paragraph("This run does not read it, or it is not drawn.")
        elif isinstance(quantity, (Interval, Distribution)):
            below = share(float(quantity.shape.cdf(np.array(x))))
            yield paragraph(f"Drawn as {self.words.drawn(place, x)}, above {below} of its draws.")

    def _total(self) -> Iterator[Block]:
        yield month_by_month(self.trace, self.name)

    def _outcome(self) -> Iterator[Block]:
        lines: list[tuple[str, str]] = []
        chain, model = self.name or ONLY, self.trace.resolved.model
        for before, step in self._steps():
            ways = sorted(running(step, model).values(), key=lambda clock: clock.name)
            own = [clock for clock in ways if split(clock.name)[0] == chain]
            told = [capital(self.words.state(before.states[chain])), *map(self._way, own)]
            if name := step.taken.get(chain):
                if name in step.happened:
                    told.append(f"{self.words.quoted(f'events.{name}')} moves it")
                elif name not in clocks(step):
                    told.append(f"{self._transition(name)}: its time is up")
                told.append(f"turns {self.words.turn(before, step, chain)}")
            labels = [self._month(step), *[" " * 8] * (len(told) - 1)]
            lines += zip(labels, told, strict=True)
        yield items([text for _, text in lines], [label for label, _ in lines])

    def _transition(self, name: str) -> str:
        return self.words.title(f"transitions.{name}")

    def _way(self, clock: Chance) -> str:
        rang = ""
        if clock.came:
            rang = f", rings after {number(clock.years * 12)} months"
        parts = [f"{done(one)} by {self.words.quoted(one.by)}" for one in clock.rate.acting]
        own = f" ({', '.join([f'{yearly(clock.rate.own)} by itself', *parts])})" if parts else ""
        rate = f"{self._transition(clock.name)} {yearly(clock.rate.value)}{own}"
        return f"{rate}: {self.words.odds(clock)}{rang}"


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


def _heads(first: str, *others: str) -> list[Column]:
    return [Column(first, right=False), *map(Column, others)]
