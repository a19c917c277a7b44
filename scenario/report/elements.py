"""Every element of a model as words and formulas, with its reason and its citations.

It reads the resolved model; it knows neither results nor pages. The formulas of processes are the
method's, which the report states once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from scenario.chains import ONLY, place_of, split
from scenario.expr import Kind
from scenario.expr.check import kind
from scenario.forecast.wording import capital, listing, plain_name, short_month
from scenario.present.blocks import Element, Inline, Link, Text
from scenario.report.effects import effect_text
from scenario.report.quantities import Titles, amount, formulas, in_words, titles_of, ways_of
from scenario.resolve.targets import read_state, ways_into
from scenario.schema import (
    Actor,
    Driver,
    Event,
    Expression,
    Model,
    Parameter,
    Quantity,
    Rule,
    Total,
    Transition,
)
from scenario.schema.base import Reasoned
from scenario.schema.chance import in_words as chance_words
from scenario.schema.cohort import in_words as row_in_words
from scenario.schema.cohort import row_of


def fact_anchor(citation: str) -> str:
    """Where a fact stands in the report."""
    return f"fact-{citation.replace('.', '-')}"


def citations(cites: Iterable[str]) -> Text:
    """Links to the facts table."""
    parts: list[Inline] = []
    for cite in cites:
        parts += [", ", Link(cite, f"#{fact_anchor(cite)}")]
    return tuple(parts[1:])


def grounds_text(element: Reasoned) -> Text:
    """What an element rests on, or that it rests on nothing."""
    if element.cites:
        return ("Rests on ", *citations(element.cites), ".")
    if element.assumed:
        return ("Assumed by the author of the model; no source.",)
    return ("No source is given, and it is not marked as assumed.",)


class Reader:
    """One model being put into words."""

    def __init__(self, model: Model, said_at: Callable[[str], str | None]) -> None:
        self.model = model
        self.said_at = said_at
        """The chance at a path of the model, as it was written in place of a rate."""
        self.titles: Titles = titles_of(model)
        self.ways: Titles = ways_of(model)

    def rules(self) -> Iterator[Element]:
        """Each rule: while what holds, what it does."""
        for name, rule in self.model.rules.items():
            does = self._effects(rule, from_rule=True)
            yield self._element("rules", name, rule, self._rule(rule), does)

    def events(self) -> Iterator[Element]:
        """Each event: when it happens, and what it changes."""
        for name, event in self.model.events.items():
            does = [*self._moved(event), *self._effects(event, from_rule=False)]
            yield self._element("events", name, event, self._event(name, event), does)

    def transitions(self) -> Iterator[Element]:
        """Each way from one state of the outcome to another."""
        for name, way in self.model.transitions.items():
            yield self._element("transitions", name, way, self._transition(name, way))

    def drivers(self) -> Iterator[Element]:
        """Each driver: where it starts and how it moves."""
        for name, driver in self.model.drivers.items():
            yield self._element("drivers", name, driver, self._driver(driver))

    def actors(self) -> Iterator[Element]:
        """Each actor: where it stands, whom it hears, what it responds to."""
        for name, actor in self.model.actors.items():
            yield self._element("actors", name, actor, self._actor(actor))

    def totals(self) -> Iterator[Element]:
        """Each total: what it adds up."""
        for name, total in self.model.totals.items():
            yield self._element("totals", name, total, self._total(total))

    def parameters(self) -> Iterator[Element]:
        """Each judgement."""
        for name, parameter in self.model.parameters.items():
            yield self._element("parameters", name, parameter, self._parameter(name, parameter))

    def _element(
        self,
        kind: str,
        name: str,
        element: Reasoned,
        says: Iterable[Text],
        does: Iterable[Text] = (),
    ) -> Element:
        return Element(
            anchor=f"{kind}-{name}",
            title=capital(self.ways[name] if kind == "transitions" else element.called(name)),
            name=name,
            says=tuple(says),
            does=tuple(does),
            because=element.because or "",
            grounds=grounds_text(element),
            note=element.note or "",
        )

    def _rule(self, rule: Rule) -> Iterator[Text]:
        if not rule.enabled:
            yield ("Switched off here.",)
        ends = ":" if rule.effects else ", it changes nothing."
        yield (f"While {self._said(rule.when)}{_span(rule)}{ends}", *_shown(rule.when))

    def _event(self, name: str, event: Event) -> Iterator[Text]:
        if not event.enabled:
            yield ("Switched off here.",)
        yield self._chance(name, event)
        if event.when is not None:
            yield (f"Only while {self._said(event.when)}.", *_shown(event.when))
        if event.effects or event.moves:
            yield ("When it happens, it:",)

    def _moved(self, event: Event) -> Iterator[Text]:
        if event.moves is None:
            return
        states, chains = self.model.states, self.model.outcomes
        ways = sorted(ways_into(read_state(event.moves, self.model), self.model))
        froms = listing((f"“{states[name].called(split(name)[1])}”" for name in ways), "or")
        chain, inside = split(event.moves)
        what = "the outcome" if chain == ONLY else chains[chain].called(chain)
        to = states[event.moves].called(inside)
        yield (f"moves {what} to “{to}”" + (f", from {froms}" if ways else ""),)

    def _effects(self, element: Rule | Event, *, from_rule: bool) -> Iterator[Text]:
        for effect in element.effects:
            yield effect_text(effect, self.model, self.titles, self.ways, from_rule=from_rule)

    def _chance(self, name: str, event: Event) -> Text:
        again = "once at most" if event.only_once else "any number of times"
        if event.dated:
            when = _dates(event)
            if event.probability is None:
                return (f"Happens {when}{_span(event)}.",)
            chance = in_words(event.probability, self.titles)
            said = f"May happen {when}, each time with probability {chance}; {again}."
            return (said, *_shown(event.probability))
        rate = self._rate(f"events.{name}.rate", 0.0 if event.rate is None else event.rate)
        return (
            f"Happens {again}, {rate}{_span(event)}.",
            *_shown(event.rate),
        )

    def _rate(self, path: str, rate: Quantity) -> str:
        """A rate, or the chance within a time of which it was worked out."""
        said = self.said_at(path)
        if said and row_of(said):
            row = row_in_words(said)
            return f"with probability {row}, among all ways out (a rate of {chance_words(rate)})"
        if said:
            return f"with a chance of {said} by itself (a rate of {chance_words(rate)})"
        return f"at a rate of {in_words(rate, self.titles)} per year"

    def _transition(self, name: str, way: Transition) -> Iterator[Text]:
        if not way.enabled:
            yield ("Switched off here.",)
        chain, _ = split(name)
        titles = {name: one.called(name) for name, one in self.model.chains[chain].states.items()}
        states = listing((f"“{titles[state]}”" for state in way.from_), "or")
        course = f"From {states} to “{titles[way.to]}”"
        if way.rate is None:
            yield (f"{course}, {self._wait(way)} after the state was entered.",)
            return
        later = f", once the state has lasted {self._wait(way)}" if way.after else ""
        rate = self._rate(".".join((*place_of("transitions", name), "rate")), way.rate)
        yield (f"{course}, {rate}{later}.", *_shown(way.rate))

    def _wait(self, way: Transition) -> str:
        if way.judged_after is None:
            return str(way.set_after)
        head, mark, tail = in_words(way.judged_after, self.titles).partition(" (")
        return f"{head} years{mark}{tail}"

    def _driver(self, driver: Driver) -> Iterator[Text]:
        unit = f" Unit: {driver.unit}." if driver.unit else ""
        if driver.start is not None:
            yield (f"Starts at {in_words(driver.start, self.titles)}.{unit}", *_shown(driver.start))
        elif unit:
            yield (unit.strip(),)
        yield from _process_words(driver, self.titles)
        if driver.range is not None:
            yield (f"Kept {_between(driver.range)}.",)

    def _actor(self, actor: Actor) -> Iterator[Text]:
        low, high = self.model.axis
        start = in_words(actor.alignment, self.titles)
        yield (f"Starts at {start} on the axis from −1 ({low}) to +1 ({high}).",)
        share = in_words(actor.susceptibility, self.titles)
        if actor.listens_to and actor.susceptibility != 0:
            heard = listing(
                f"{self._called(name)} ({in_words(weight, self.titles)})"
                for name, weight in actor.listens_to.items()
            )
            yield (f"Gives others a weight of {share} against its own view, and hears {heard}.",)
        if actor.responds_to:
            moved = listing(
                f"{in_words(weight, self.titles)} for each unit that {self._called(name)} has risen"
                for name, weight in actor.responds_to.items()
            )
            yield (f"Is drawn along the axis by {moved}.",)
        if actor.volatility == 0 and not actor.responds_to and actor.susceptibility == 0:
            yield ("Stays there unless an event or a rule moves it.",)
            return
        speed, unrest = (in_words(q, self.titles) for q in (actor.speed, actor.volatility))
        yield (f"Moves at speed {speed} per year; unexplained moves {unrest} per root of a year.",)

    def _parameter(self, name: str, parameter: Parameter) -> Iterator[Text]:
        unit = f" {parameter.unit}" if parameter.unit else ""
        said = capital(in_words(parameter.value, self.titles))
        if chance := self.said_at(f"parameters.{name}.value"):
            said = f"A chance of {chance} (a rate of {chance_words(parameter.value)})"
        kept = f", kept {_between(parameter.range)}" if parameter.range is not None else ""
        yield (f"{said}{unit}{kept}.", *_shown(parameter.value))

    def _total(self, total: Total) -> Iterator[Text]:
        if total.of is None:
            yield (f"Counts how often {self._called(total.count or '')} happens.",)
            return
        of, unit = self._said(total.of), f" Unit: {total.unit}." if total.unit else ""
        if kind(total.of.tree) is Kind.TRUTH:
            yield (f"Counts the months in which {of}.{unit}",)
        else:
            yield (f"Adds up, per year: {of}.{unit}", *_shown(total.of))
        when = {"start": "at its start", "half": "half at its start and half at its end"}
        if total.timing in when:
            yield (f"Read of each step {when[total.timing]}.",)
        if total.discount:
            yield (f"What comes a year later is divided by {1 + total.discount:g}.",)

    def _called(self, name: str) -> str:
        return self.titles.get(name) or plain_name(name)

    def _said(self, condition: Expression) -> str:
        return in_words(condition, self.titles)


def correlation_rows(model: Model) -> Iterator[tuple[Text, ...]]:
    """What goes together, how closely, and why."""
    titles = titles_of(model)
    for item in model.correlations:
        names = listing(titles.get(name) or plain_name(name) for name in item.between)
        grounds = grounds_text(item)
        yield (
            (capital(names),),
            (amount(item.value),),
            (item.because or "",),
            grounds,
        )


def _shown(*quantities: object) -> Text:
    """The formulas after a sentence."""
    parts: list[Inline] = []
    for formula in formulas(*quantities):  # type: ignore[arg-type]
        parts += [" ", formula]
    return tuple(parts)


def _dates(event: Event) -> str:
    """When a dated event happens: in Jun 2026 or Jun 2031; every 5 years from Jun 2026 on."""
    if event.every is not None:
        return f"every {event.every.period} from {short_month(event.every.first)} on"
    return f"in {listing(map(short_month, event.date or ()), 'or')}"


def _span(element: Rule | Event) -> str:
    if element.between is None:
        return ""
    first, last = map(short_month, element.between)
    return f", in steps that end from {first} to {last}"


def _between(ends: tuple[float | None, float | None]) -> str:
    low, high = ends
    if low is None:
        return f"at or below {high:g}"
    return f"at or above {low:g}" if high is None else f"between {low:g} and {high:g}"


def _process_words(driver: Driver, titles: Titles) -> Iterator[Text]:
    """Sentences on how a driver moves, each with the formulas of its numbers."""
    process = driver.process
    say = _Worded(titles)
    sentence = process.motion.sentence(process.own, say)
    if process.interpolate:
        sentence += " Straight lines between the months."
    yield (sentence, *say.shown())
    jumps = driver.all_jumps
    if jumps is not None:
        say = _Worded(titles)
        size, rate, sd = say(jumps.size), say(jumps.rate), say(jumps.sd)
        yield (f"Jumps by {size} (spread {sd}), {rate} times a year.", *say.shown())


class _Worded:
    """Puts quantities into words and remembers those that deserve a formula."""

    def __init__(self, titles: Titles) -> None:
        self.titles = titles
        self.seen: list[Quantity] = []

    def __call__(self, quantity: Quantity) -> str:
        self.seen.append(quantity)
        return in_words(quantity, self.titles)

    def shown(self) -> Text:
        parts: list[Inline] = []
        for formula in formulas(*self.seen):
            parts += [" ", formula]
        return tuple(parts)
