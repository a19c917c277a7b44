"""Who acts on whom: a graph of the elements of a model, and what cannot reach the outcome.

It looks at what is written, not at sizes: a path along which nothing passes is still a path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

from scenario.chains import ONLY, SEVERAL, element_at, qualified, split
from scenario.checks.finding import Finding, Level
from scenario.checks.subject import Path, Subject
from scenario.expr import references
from scenario.expr.nodes import Alignment, Change, Happened, Leaf, MonthsSince, Name
from scenario.resolve.quantities import Place
from scenario.resolve.targets import Target, read_state
from scenario.schema import Actor, Expression
from scenario.schema.shares import groups_of

NOUNS = {
    "parameters": "parameter",
    "actors": "actor",
    "drivers": "driver",
    "events": "event",
    "rules": "rule",
}


def unreachable(subject: Subject) -> Iterator[Finding]:
    """Elements from which nothing leads to the rate of any transition.

    Where a scenario has changed the model, that may be just what it wanted, and is only noted.
    """
    reaching = _reaching(acted_on(subject))
    level: Level = "note" if subject.is_changed else "warning"
    for kind, noun in NOUNS.items():
        for name, element in getattr(subject.model, kind).items():
            if (kind, name) not in reaching and getattr(element, "enabled", True):
                yield Finding(
                    level,
                    f"{noun} {name} cannot reach the outcome: no path leads to a transition",
                    subject.mark(kind, name),
                    "let something that matters depend on it, or take it out",
                )


def acted_on(subject: Subject) -> Mapping[Path, set[Path]]:
    """For each element, the elements that act on it directly; transitions are `("transitions", x)`.

    What is switched off acts on nothing, and what is held is acted on by nothing.
    """
    graph: dict[Path, set[Path]] = {}

    def act(source: Path, on: Path) -> None:
        graph.setdefault(on, set()).add(source)

    for place in subject.places:
        owner = _owner(subject, place)
        if isinstance(place.value, Expression) and _counts(subject, place, owner):
            for source in reads(subject, place.value):
                act(source, owner)
    for effect in subject.effects:
        act(effect.owner, _element(effect.target))
    for source, on in (*_by_events(subject), *_sharing(subject)):
        act(source, on)
    for name, actor in subject.model.actors.items():
        if name not in subject.resolved.hold:
            for source in _influences(actor):
                act(source, ("actors", name))
    return graph


def _sharing(subject: Subject) -> Iterator[tuple[Path, Path]]:
    """Parameters that are shares of one whole, each with each other."""
    for names in groups_of(subject.model.parameters).values():
        for one, other in permutations(names, 2):
            yield ("parameters", one), ("parameters", other)


def _by_events(subject: Subject) -> Iterator[tuple[Path, Path]]:
    """Events with what they move and what counts them."""
    for event, on in (*_moved_along(subject), *_counted(subject)):
        yield ("events", event), on


def _moved_along(subject: Subject) -> Iterator[tuple[str, Path]]:
    """Events that move the outcome, each with every transition into where it leads."""
    for name, event in subject.model.events.items():
        if event.enabled and event.moves is not None:
            for way, transition in subject.model.transitions.items():
                to = qualified(split(way)[0], transition.to)
                if to == read_state(event.moves, subject.model):
                    yield name, ("transitions", way)


def _counted(subject: Subject) -> Iterator[tuple[str, Path]]:
    """Events, and the totals that count them."""
    for name, total in subject.model.totals.items():
        if total.count is not None:
            yield total.count, ("totals", name)


def reads(subject: Subject, expression: Expression) -> Iterator[Path]:
    """The elements whose values an expression asks for."""
    for leaf in references(expression.tree):
        found = _read(subject, leaf)
        if found is not None:
            yield found


def _read(subject: Subject, leaf: Leaf) -> Path | None:
    match leaf:
        case Name(name=name):
            return ("parameters" if name in subject.model.parameters else "drivers", name)
        case Alignment(actor=name):
            return ("actors", name)
        case Change(subject=name, actor=actor):
            return ("actors" if actor else "drivers", name)
        case Happened(event=name) | MonthsSince(subject=name, state=False):
            return ("events", name)
    return None


def _reaching(graph: Mapping[Path, set[Path]]) -> set[Path]:
    """Everything from which a path leads to a transition, or to a total."""
    waiting = [node for node in graph if node[0] in ("transitions", "totals")]
    found = set(waiting)
    while waiting:
        fresh = graph.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _owner(subject: Subject, place: Place) -> Path:
    """The element whose behaviour a quantity is part of."""
    if place.path[0] in (ONLY, SEVERAL):
        return element_at(".".join(place.path))[:2]
    if place.path[0] == "hold":
        return ("actors" if place.path[1] in subject.model.actors else "drivers", place.path[1])
    return place.path[:2]


def _counts(subject: Subject, place: Place, owner: Path) -> bool:
    """Whether a quantity is in use: its element switched on and, if held, held at it."""
    kind, name = owner
    if place.path[0] == "hold":
        return True
    if name in subject.resolved.hold and kind in ("drivers", "actors"):
        return place.path[2] in ("start", "alignment") and subject.resolved.hold[name] == "start"
    return bool(getattr(getattr(subject.model, kind)[name], "enabled", True))


def _element(target: Target) -> Path:
    kinds = {"driver": "drivers", "field": "drivers", "actor": "actors", "pull": "actors"}
    return (kinds.get(target.kind, f"{target.kind}s"), target.name)


def _influences(actor: Actor) -> Iterator[Path]:
    if actor.susceptibility != 0:
        yield from (("actors", other) for other, weight in actor.listens_to.items() if weight != 0)
    yield from (("drivers", driver) for driver, weight in actor.responds_to.items() if weight != 0)
