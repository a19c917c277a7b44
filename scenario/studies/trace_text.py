"""One future in sentences, month by month; months in which little happens are passed over.

What is worth telling is decided in `trace_notice`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from scenario.forecast.wording import capital, listing, long_month
from scenario.reference import Step
from scenario.schema import Distribution, Interval
from scenario.studies.plain_text import paragraph
from scenario.studies.trace_notice import Usual, begun, clocks, turned
from scenario.studies.trace_words import Words, bare, done, number, share, state

if TYPE_CHECKING:
    from scenario.studies.trace import Trace

INDENT = " " * 9
DRAWS = 5
"""Judgements told: those farthest from their middles."""


def answer(trace: Trace) -> str:
    """The states alone, dated."""
    path, of = trace.path, "the judgement ensemble" if trace.ensemble else "the study"
    spans = [f"{state(path.steps[0].state)} from {long_month(trace.month(0))}"]
    spans += [
        f"{state(step.state)} from {long_month(trace.month(step.number))}"
        for step in path.steps
        if step.taken
    ]
    ends = "" if path.stopped else f" It ends in {long_month(trace.resolved.until)}."
    return paragraph(f"{trace.resolved.title}, run {path.run} of {of}: {', '.join(spans)}.{ends}")


def told(trace: Trace) -> str:
    """The whole text."""
    chronicle = Chronicle(trace)
    months = "\n".join(chronicle.lines())
    blocks = [answer(trace), chronicle.draws(), months, chronicle.reasons(), paragraph(HOW)]
    return "\n\n".join(block for block in blocks if block)


HOW = (
    "What may happen does if the number drawn is below its chance in the month. A move is told"
    " where it is far larger than is usual for the value, or where something new pushes it."
    " --only NAME follows one element in full."
)


class Chronicle:
    """The months of a run, in sentences."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.words = trace, Words(trace.resolved)
        self.usual = Usual(trace.path.steps, trace.resolved.model)
        self.known: dict[str, float] = {}
        """Rates of the ways out of the state, as last told."""
        self.acted: dict[str, None] = {}
        """What had a part in it, in order."""

    def lines(self) -> Iterator[str]:
        """The months that are shown, quiet ones in one line."""
        steps, quiet = self.trace.path.steps, list[Step]()
        if self.trace.first == 0:
            yield self._month(steps[0], [f"{capital(state(steps[0].state))}."])
        for step in steps[1 : self.trace.last + 1]:
            sentences = list(self._sentences(step))
            if step.number < self.trace.first:
                continue
            if not sentences:
                quiet.append(step)
                continue
            yield from self._passed_over(quiet)
            quiet = []
            yield self._month(step, sentences)
        yield from self._passed_over(quiet)

    def _passed_over(self, quiet: Sequence[Step]) -> Iterator[str]:
        if quiet:
            first, last = (str(self.trace.month(step.number)) for step in (quiet[0], quiet[-1]))
            months = first if first == last else f"{first} to {last}"
            yield f"{months}  Nothing out of the ordinary."

    def _month(self, step: Step, sentences: Sequence[str]) -> str:
        first, *others = sentences
        head = f"{self.trace.month(step.number)}  {first}"
        return "\n".join(
            [paragraph(head, "", INDENT), *(paragraph(line, INDENT, INDENT) for line in others)]
        )

    def _sentences(self, step: Step) -> Iterator[str]:
        before = self.trace.path.steps[step.number - 1]
        yield from self._outcome(before, step)
        yield from self._events(step)
        yield from self._rules(before, step)
        yield from self._changes(before, step)
        yield from self._moves(before, step)
        yield from self._year(step)
        yield from self._ways(step)

    def _outcome(self, before: Step, step: Step) -> Iterator[str]:
        if not step.taken:
            return
        self.acted[f"transitions.{step.taken}"] = None
        clock = clocks(step).get(step.taken)
        way = self.trace.resolved.model.outcome.transitions[step.taken]
        why = f"after {way.after}"
        if clock:
            self.acted |= {acting.by: None for acting in clock.rate.acting}
            why = f"{self.words.odds(clock)}; {self.words.rate(clock.rate)}"
        turn = f"The state turns from {state(before.state)} to {state(step.state)}"
        yield f"{turn} by {step.taken}: {why}."

    def _events(self, step: Step) -> Iterator[str]:
        model = self.trace.resolved.model
        for chance in (chance for chance in step.chances if chance.purpose == "event"):
            place, dated = f"events.{chance.name}", model.events[chance.name].date is not None
            if not chance.came and not dated:
                continue
            new = place not in self.acted
            self.acted[place] = None
            title, odds = self.words.title(place), self.words.odds(chance)
            if not chance.came:
                yield f"Does not happen: {title}, {odds}."
                continue
            rate = "" if dated else f"; {self.words.rate(chance.rate)}"
            yield f"Happens: {title}, {odds}{rate}."
            if new and (does := "; ".join(self.words.effect(place))):
                yield f"It does: {does}."

    def _rules(self, before: Step, step: Step) -> Iterator[str]:
        new = [name for name in step.rules if name not in before.rules]
        old = [name for name in before.rules if name not in step.rules]
        start = before.number == 0
        self.acted |= {f"rules.{name}": None for name in new if not start}
        self.acted |= {f"rules.{name}": None for name in old}
        names = [[self.words.title(f"rules.{name}") for name in some] for some in (new, old)]
        if names[0]:
            yield f"{'Rules that hold' if start else 'Begins to hold'}: {listing(names[0])}."
        if names[1]:
            yield f"No longer holds: {listing(names[1])}."

    def _changes(self, before: Step, step: Step) -> Iterator[str]:
        for word, found in (
            ("Now in force", begun(before.changes, step.changes)),
            ("No longer in force", begun(step.changes, before.changes)),
        ):
            told = [f"{a.target} {done(a)} ({bare(a.by)})" for a in found]
            if told:
                yield f"{word}: {', '.join(told)}."

    def _moves(self, before: Step, step: Step) -> Iterator[str]:
        former = self.trace.path.steps[max(0, before.number - 1)]
        for name in self.usual.unusual(former, before, step):
            move = step.moves[name]
            self.acted |= {piece.by: None for piece in move.pieces if piece.kind == "event"}
            yield self.words.move(name, move)

    def _year(self, step: Step) -> Iterator[str]:
        """What has gone far since the same month of the year before."""
        a_year = 12 // self.trace.resolved.months_per_step
        if not a_year or step.number % a_year:
            return
        before = self.trace.path.steps[step.number - a_year]
        names = self.usual.yearly(before, step)
        ends = [
            f"{name} {number(before.values[name])} to {number(step.values[name])}" for name in names
        ]
        if ends:
            yield f"Over the year: {', '.join(ends)}."

    def _ways(self, step: Step) -> Iterator[str]:
        """The ways out of the state, where they have changed."""
        running = clocks(step)
        if step.taken or not running or not turned(self.known, step):
            return
        self.known = {name: clock.rate.value for name, clock in running.items()}
        ways = [
            f"{name} {self.words.rate(clock.rate)}"
            for name, clock in sorted(running.items(), key=lambda way: -way[1].rate.value)
        ]
        yield f"Ways out: {', '.join(ways)}."

    # Around the months

    def draws(self) -> str:
        """The judgements drawn farthest from their middles."""
        found = sorted(self._draws(), key=lambda draw: -abs(draw[1] - 0.5))[:DRAWS]
        if not found:
            return ""
        lines = [
            f"{place.removesuffix('.value').removeprefix('parameters.')} {number(x)}, above"
            f" {share(below)} of its draws"
            for place, below, x in found
        ]
        return paragraph(f"Drawn farthest from their middles: {'; '.join(lines)}.")

    def _draws(self) -> Iterator[tuple[str, float, float]]:
        for place, x in self.trace.path.draws.items():
            name = place.split(".")[1]
            parameter = self.trace.resolved.model.parameters.get(name)
            quantity = parameter.value if place.startswith("parameters.") and parameter else None
            if isinstance(quantity, (Interval, Distribution)) and quantity.shape.stated():
                yield place, float(quantity.shape.cdf(np.array(x))), x

    def reasons(self) -> str:
        """Why what had a part in it is in the model."""
        places = [place for place in self.acted if place in self.words.elements]
        lines = [self._reason(place) for place in places]
        return (
            "\n".join(["What had a part in it, and why it is in the model:", *lines])
            if lines
            else ""
        )

    def _reason(self, place: str) -> str:
        name, formula = place.partition(".")[2], self.words.formula(place)
        head = f"{name} ({self.words.where(place)})"
        head += f", {formula}" if formula else ""
        return paragraph(f"{head}: {self.words.reason(place)}", "", "  ")
