"""Statements about a run in words, by the titles of what they name.

It knows names and titles; whether a statement is so is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.calendar import Month
from scenario.expr import words
from scenario.expr.question import Question
from scenario.expr.statement import Before, Condition, Denied, Joined, Seen, Statement, Thing
from scenario.forecast.titles import elements_in, titles_in
from scenario.forecast.wording import capital
from scenario.resolve.naming import Document, called

Told = Callable[[Month], str]


def asked_words(question: Question, document: Document, month: Told) -> str:
    """A question about a statement or a date, in words.

    Args:
        question: The question.
        document: The resolved scenario, which has the titles.
        month: How months are told.

    Raises:
        ValueError: It is about neither.
    """
    if question.thing is not None:
        thing, share = _thing(question.thing, document), f"{100 * question.share:.6g} % of runs"
        if isinstance(question.thing, Condition):
            return f"Month by which {share} have seen that {thing}"
        return f"Month by which {share} have seen {thing}"
    if question.statement is None:
        raise ValueError(f"{question.source()} asks about no statement")
    said = capital(_words(question.statement, document, month))
    if question.given is None:
        return said
    return f"{said}, if {_words(question.given, document, month)}"


def _words(statement: Statement, document: Document, month: Told) -> str:
    match statement:
        case Seen(thing, when, at):
            said = _thing(thing, document)
            if when == "at":
                return f"{said} at the end of {month(at)}"
            ever = "at any time " if isinstance(thing, Condition) else ""
            return f"{said} {ever}by {month(at)}"
        case Before(first, other):
            return f"{_thing(first, document)} before {_thing(other, document)}"
        case Denied(part):
            return f"not {_bracketed(part, document, month)}"
        case Joined(op, parts):
            return f", {op} ".join(_bracketed(part, document, month) for part in parts)


def _bracketed(part: Statement, document: Document, month: Told) -> str:
    said = _words(part, document, month)
    return f"({said})" if isinstance(part, Joined) else said


def _thing(thing: Thing, document: Document) -> str:
    """In quotes what has a title; what a name is, if it does not know, the scenario does."""
    if isinstance(thing, Condition):
        return words(thing.tree, _titles(document))
    role = thing.role or ("state" if thing.name in elements_in(document, "states") else "event")
    return f"“{called(f'{role}s', thing.name, document)}”"


def _titles(document: Document) -> dict[str, str]:
    """What conditions call things, by their names; states by `outcome.STATE`."""
    found = {}
    for path, title in titles_in(document).items():
        kind, _, name = path.partition(".")
        found[f"outcome.{name}" if kind == "states" else name] = f"“{title}”"
    return found
