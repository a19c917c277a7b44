"""One future in sentences, month by month; months in which little happens are passed over.

What is worth telling is decided in `trace_notice`; what is followed in full stands in `followed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scenario.forecast.wording import capital, listing, long_month, short_month
from scenario.present import presents
from scenario.present.blocks import Block, Items, items, lead, paragraph, small
from scenario.present.followed import followed
from scenario.present.totals import came_to
from scenario.present.trace_words import Words, done, number, share
from scenario.reference import Step
from scenario.resolve.naming import short_path
from scenario.schema import Distribution, Interval
from scenario.studies.trace import Trace
from scenario.studies.trace_notice import Usual, begun, clocks, running, turned

DRAWS = 5
"""Judgements that are told: those farthest from their middles."""
UNDER = " " * 8
"""What stands under a month."""
NAMED = {1: "month", 12: "year"}
"""What steps are called, by their months."""
HOW = (
    "What may happen does if the number drawn is below its chance in the {step}. A move is told"
    " where it is far larger than is usual for the value, or where something new pushes it."
    " --only NAME follows one element in full."
)


def headline(trace: Trace) -> Iterator[Block]:
    """The states alone, dated."""
    path, words = trace.path, Words(trace.resolved)
    begun = listing(f"“{words.state(state)}”" for state in path.steps[0].states.values())
    spans = [f"{begun} from {long_month(trace.month(0))}"]
    spans += [
        f"“{words.state(step.states[chain])}” from {long_month(trace.month(step.number))}"
        for step in path.steps
        for chain in step.taken
    ]
    ends = "" if path.stopped else f" It ends in {long_month(trace.resolved.until)}."
    yield lead(f"{trace.resolved.title}, {_which(trace)}: {', '.join(spans)}.{ends}")


def _which(trace: Trace) -> str:
    """Run 17 of the study; or one beyond all that a forecast has, which is told all the same."""
    run, last = trace.path.run, trace.runs - 1
    if trace.ensemble:
        return f"run {run} of the judgement ensemble"
    return f"run {run} of the study" if run <= last else f"run {run} (the study has 0 to {last})"


def rest(trace: Trace) -> Iterator[Block]:
    """The months of the run; or what is followed, in full."""
    if trace.only:
        yield from followed(trace)
        return
    chronicle = Chronicle(trace)
    months = chronicle.months()
    yield from chronicle.draws()
    yield months
    yield from came_to(trace)
    yield from chronicle.reasons()
    step = NAMED.get(trace.resolved.months_per_step, "step")
    yield small(HOW.format(step=step))


class Chronicle:
    """The months of a run, in sentences."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.words = trace, Words(trace.resolved)
        self.usual = Usual(trace.path.steps, trace.resolved.model)
        self.known: dict[str, float] = {}
        """Rates of the ways out of the state, as last told."""
        self.acted: dict[str, None] = {}
        """What had a part in it, in order."""

    def months(self) -> Items:
        """The months that are shown, quiet ones in one line."""
        lines = list(self._lines())
        return items([text for _, text in lines], [label for label, _ in lines])

    def _lines(self) -> Iterator[tuple[str, str]]:
        steps, quiet = self.trace.path.steps, list[Step]()
        if self.trace.first == 0:
            states = [capital(self.words.state(state)) for state in steps[0].states.values()]
            yield from self._month(steps[0], [f"{state}." for state in states])
        for step in steps[1 : self.trace.last + 1]:
            sentences = list(self._sentences(step))
            if step.number < self.trace.first:
                continue
            if not sentences:
                quiet.append(step)
                continue
            yield from self._passed_over(quiet)
            quiet = []
            yield from self._month(step, sentences)
        yield from self._passed_over(quiet)

    def _passed_over(self, quiet: Sequence[Step]) -> Iterator[tuple[str, str]]:
        if quiet:
            first, last = (short_month(self.trace.month(s.number)) for s in (quiet[0], quiet[-1]))
            until = "" if first == last else f" until {last}"
            yield first, f"Nothing out of the ordinary{until}."

    def _month(self, step: Step, sentences: Sequence[str]) -> Iterator[tuple[str, str]]:
        first, *others = sentences
        yield short_month(self.trace.month(step.number)), first
        yield from ((UNDER, sentence) for sentence in others)

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
        for chain, name in step.taken.items():
            turn = f"The state turns {self.words.turn(before, step, chain)}"
            if name in step.happened:
                yield f"{turn}: {self.words.quoted(f'events.{name}')} moves it."
                continue
            self.acted[f"transitions.{name}"] = None
            clock = clocks(step).get(name)
            why = f"after {self.words.wait(name, self.trace.path.draws)}"
            if clock:
                self.acted |= {acting.by: None for acting in clock.rate.acting}
                why = f"{self.words.odds(clock)}; {self.words.rate(clock.rate)}"
            yield f"{turn} ({self.words.title(f'transitions.{name}')}): {why}."

    def _events(self, step: Step) -> Iterator[str]:
        model = self.trace.resolved.model
        for chance in (chance for chance in step.chances if chance.purpose == "event"):
            place, dated = f"events.{chance.name}", model.events[chance.name].dated
            if not chance.came and not dated:
                continue
            new = place not in self.acted
            self.acted[place] = None
            title, odds = self.words.quoted(place), self.words.odds(chance)
            if not chance.came:
                yield f"{title} does not happen: {odds}."
                continue
            rate = "" if dated else f"; {self.words.rate(chance.rate)}"
            yield f"{title} happens: {odds}{rate}."
            if new and (does := "; ".join(self.words.does(place))):
                yield f"It {does}."

    def _rules(self, before: Step, step: Step) -> Iterator[str]:
        new = [name for name in step.rules if name not in before.rules]
        old = [name for name in before.rules if name not in step.rules]
        start = before.number == 0
        self.acted |= {f"rules.{name}": None for name in new if not start}
        self.acted |= {f"rules.{name}": None for name in old}
        names = [[self.words.quoted(f"rules.{name}") for name in some] for some in (new, old)]
        if names[0]:
            yield f"{'Rules that hold' if start else 'Begins to hold'}: {listing(names[0])}."
        if names[1]:
            yield f"No longer holds: {listing(names[1])}."

    def _changes(self, before: Step, step: Step) -> Iterator[str]:
        for word, found in (
            ("Now in force", begun(before.changes, step.changes)),
            ("No longer in force", begun(step.changes, before.changes)),
        ):
            told = [
                f"{self.words.target(a.target)} {done(a)} ({self.words.title(a.by)})" for a in found
            ]
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
            f"{self.words.value(name)} from {number(before.values[name])} to"
            f" {number(step.values[name])}"
            for name in names
        ]
        if ends:
            yield f"Over the year: {'; '.join(ends)}."

    def _ways(self, step: Step) -> Iterator[str]:
        """The ways out of the state, where they have changed."""
        ways_out = running(step, self.trace.resolved.model)
        rates = {name: clock.rate.value for name, clock in ways_out.items()}
        if step.taken or not rates or not turned(self.known, rates):
            return
        self.known = rates
        ways = [
            f"{self.words.title(f'transitions.{name}')} {self.words.rate(clock.rate)}"
            for name, clock in sorted(ways_out.items(), key=lambda way: -way[1].rate.value)
        ]
        yield f"Ways out: {'; '.join(ways)}."

    # Around the months

    def draws(self) -> Iterator[Block]:
        """The judgements drawn farthest from their middles."""
        found = sorted(self._draws(), key=lambda draw: -abs(draw[1] - 0.5))[:DRAWS]
        if found:
            yield paragraph("Judgements drawn farthest from their middles:")
            yield items(
                f"“{short_path(place, self.words.document)}” is {self.words.drawn(place, x)}, above"
                f" {share(below)} of its draws"
                for place, below, x in found
            )

    def _draws(self) -> Iterator[tuple[str, float, float]]:
        for place, x in self.trace.path.draws.items():
            name = place.split(".")[1]
            parameter = self.trace.resolved.model.parameters.get(name)
            quantity = parameter.value if place.startswith("parameters.") and parameter else None
            if isinstance(quantity, (Interval, Distribution)) and quantity.shape.stated():
                yield place, float(quantity.shape.cdf(np.array(x))), x

    def reasons(self) -> Iterator[Block]:
        """Why what had a part in it is in the model."""
        places = [place for place in self.acted if place in self.words.elements]
        if places:
            yield paragraph("What had a part in it, and why it is in the model:")
            yield items(self._reason(place) for place in places)

    def _reason(self, place: str) -> str:
        where = self.words.where(place)
        title = capital(self.words.title(place)) + (f" ({where})" if where else "")
        return f"{title}: {self.words.reason(place)}"


presents(Trace, headline=headline, rest=rest)
