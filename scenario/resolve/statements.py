"""What a question says of a run, read against a model: which names are states, which events.

It finds what a model cannot be asked; it answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from scenario.chains import meant
from scenario.errors import did_you_mean
from scenario.expr import problems, walk
from scenario.expr.nodes import InState, Kind, MonthsSince, Past
from scenario.expr.question import Question
from scenario.expr.statement import (
    Before,
    Condition,
    Named,
    Role,
    Seen,
    Span,
    Statement,
    Thing,
    atoms,
    things,
    with_things,
)
from scenario.resolve.scope import scope_of
from scenario.schema import Model


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a model cannot be asked."""

    message: str
    span: Span
    hint: str


def role_of(name: str, model: Model) -> Role:
    """What a name in a question is; a state before an event, for states have names of their own."""
    if name in model.states:
        return "state"
    return "event" if name in model.events else ""


def understood(question: Question, model: Model) -> Question:
    """The question with what its names are, states by their full names.

    What is written like a question about a state, but is about something else, becomes one about a
    statement.
    """
    known = partial(_known, model=model)
    if question.kind in ("by", "at"):
        name = _full(question.subject, model)
        role = role_of(name, model)
        other = name.partition(".")[0] in (*model.drivers, *model.actors)
        if role == "state" or not (role or other):
            return replace(question, subject=name)
        named = Named(name, role, question.subject_at)
        seen = Seen(named, question.kind, question.month, question.month_at)
        return replace(question, kind="statement", subject="", statement=seen)
    statement, given, thing = question.statement, question.given, question.thing
    return replace(
        question,
        statement=None if statement is None else with_things(statement, known),
        given=None if given is None else with_things(given, known),
        thing=None if thing is None else known(thing),
    )


def _full(name: str, model: Model) -> str:
    """The full name of a state that is called by its name within its chain."""
    return meant(name, model.states, {*model.events, *model.drivers, *model.actors})


def _known(thing: Thing, model: Model) -> Thing:
    if not isinstance(thing, Named):
        return thing
    name = _full(thing.name, model)
    return replace(thing, name=name, role=role_of(name, model))


def parts_of(question: Question) -> list[Statement]:
    """The statements of a question: what is asked, and what is given."""
    return [part for part in (question.statement, question.given) if part is not None]


def fault_of_mean(question: Question, model: Model) -> Fault | None:
    """What is wrong with how a mean is asked: a total by a month, anything else at it."""
    name = f"{question.subject}.alignment" if question.alignment else question.subject
    if question.by and name not in model.totals:
        hint = f"write mean({name} at {question.month})"
        return Fault("only what a total has added up is asked by a month", question.word_at, hint)
    if not question.by and name in model.totals:
        hint = f"write mean({name} by {question.month})"
        return Fault(f"{name} is a total, which is asked by a month", question.word_at, hint)
    return None


def faults(question: Question, model: Model) -> Iterator[Fault]:
    """What a model cannot be asked of a question that is `understood`, from left to right."""
    if question.kind == "mean":
        yield from _of_mean(question, model)
    elif question.kind in ("by", "at"):
        yield from _no_state(question, model)
    parts = parts_of(question)
    found = [thing for part in parts for thing in things(part)]
    for thing in (*found, *([question.thing] if question.thing is not None else [])):
        if isinstance(thing, Named):
            yield from _no_name(thing, model)
        else:
            yield from _no_condition(thing, model)
    for seen in (atom for part in parts for atom in atoms(part) if isinstance(atom, Seen)):
        if seen.when == "at" and isinstance(seen.thing, Named) and seen.thing.role == "event":
            name = seen.thing.name
            hint = f"write {name} by {seen.month}"
            yield Fault("an event is asked by a month, not at one", seen.thing.at, hint)


def _of_mean(question: Question, model: Model) -> Iterator[Fault]:
    """How it is asked, or the name that a model does not have."""
    name = question.subject
    if question.by or name in model.totals:
        noun, known = "total", [*model.totals]
        if fault := fault_of_mean(question, model):
            yield fault
            return
    elif question.alignment:
        noun, known = "actor", [*model.actors]
    else:
        noun, known = "driver", [*model.drivers]
    if name in model.actors and not question.alignment:
        hint = f"write mean({name}.alignment at {question.month})"
        yield Fault(f"{name} is an actor, not a driver", question.subject_at, hint)
    elif name not in known:
        hint = did_you_mean(name, sorted(known), f"{noun}s")
        yield Fault(f"the model has no {noun} {name!r}", question.subject_at, hint)


def _no_state(question: Question, model: Model) -> Iterator[Fault]:
    """A name that is none of a state; in a question that was written, none of an event either."""
    name, at = question.subject, question.subject_at
    if name in model.states:
        return
    if question.mark is None:
        hint = did_you_mean(name, sorted(model.states), "states")
        yield Fault(f"the model has no state {name!r}", at, hint)
    else:
        yield from _no_name(Named(name, at=at), model)


def _no_name(named: Named, model: Model) -> Iterator[Fault]:
    if named.role:
        return
    name, _, attribute = named.name.partition(".")
    if name in model.drivers and not attribute:
        yield Fault(f"{name} is a driver, of which a condition is asked", named.at,
                    f"write a condition, such as {name} > 2")  # fmt: skip
    elif name in model.actors:
        yield Fault(f"{name} is an actor, of which a condition is asked", named.at,
                    f"write a condition, such as {name}.alignment > 0")  # fmt: skip
    else:
        known = [*model.states, *model.events]
        hint = did_you_mean(named.name, known, "states and events")
        yield Fault(f"no state or event is called {named.name!r}", named.at, hint)


def _no_condition(condition: Condition, model: Model) -> Iterator[Fault]:
    at = condition.at.offset
    for error in problems(condition.tree, scope_of(model), Kind.TRUTH):
        yield Fault(error.message, Span(at + error.offset, error.width), error.hint)
    for node in walk(condition.tree):
        if isinstance(node, Past):
            span = Span(at + node.span[0], node.span[1] - node.span[0])
            hint = "let a derived driver look back, and ask of that"
            message = f"{node.function} looks back, and a question knows its own months alone"
            yield Fault(message, span, hint)
        if isinstance(node, MonthsSince) and not node.state:
            event = model.events.get(node.subject)
            if event is not None and not event.only_once:
                message = (
                    f"{node.subject} may happen more than once, and a question knows the first"
                )
                hint = f"ask happened({node.subject}), or P({node.subject} by MONTH)"
                span = Span(at + node.span[0], node.span[1] - node.span[0])
                yield Fault(message, span, hint)


def state_parts(parts: Sequence[Statement]) -> set[Seen | Before] | None:
    """The parts that ask for a state: by or at a month, or before or after something else.

    Returns:
        None where a condition reads the state, or two states are set against each other in time:
        this takes more than what one part says.
    """
    found: set[Seen | Before] = set()
    for atom in (atom for part in parts for atom in atoms(part)):
        pair = (atom.thing,) if isinstance(atom, Seen) else (atom.first, atom.other)
        for thing in pair:
            if isinstance(thing, Condition):
                if any(_reads_state(node) for node in walk(thing.tree)):
                    return None
            elif thing.role == "state":
                if sum(isinstance(one, Named) and one.role == "state" for one in pair) > 1:
                    return None
                found.add(atom)
    return found


def _reads_state(node: object) -> bool:
    return isinstance(node, InState) or (isinstance(node, MonthsSince) and node.state)
