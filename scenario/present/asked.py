"""A question as people ask it: "Left the alliance by November 2032" for `P(left by 2032-11)`.

It knows the titles of states, drivers and actors; it answers nothing.
"""

from __future__ import annotations

from scenario.expr import words
from scenario.expr.question import Question
from scenario.expr.statement import Before, Condition, Denied, Joined, Seen, Statement, Thing
from scenario.forecast.titles import titles_in
from scenario.forecast.wording import capital, long_month
from scenario.resolve.naming import Document, called


def question_words(question: Question, document: Document) -> str:
    """What is asked, by titles."""
    if question.thing is not None:
        thing, share = _thing(question.thing, document), f"{100 * question.share:.6g} % of runs"
        if isinstance(question.thing, Condition):
            return f"Month by which {share} have seen that {thing}"
        verb = "seen" if question.thing.role == "event" else "reached"
        return f"Month by which {share} have {verb} {thing}"
    if question.statement is not None:
        given = _given(question.given, document)
        return capital(statement_words(question.statement, document)) + given
    when = long_month(question.month)
    if question.kind == "mean":
        kind = "actors" if question.alignment else "drivers"
        return f"Mean of {called(kind, question.subject, document)} at the end of {when}"
    state = capital(called("states", question.subject, document))
    return f"{state} by {when}" if question.kind == "by" else f"{state} at the end of {when}"


def _given(statement: Statement | None, document: Document) -> str:
    """, if frozen by December 2025."""
    return "" if statement is None else f", if {statement_words(statement, document)}"


def statement_words(statement: Statement, document: Document) -> str:
    """A statement, by titles, with brackets where it would else be read otherwise."""
    match statement:
        case Seen(thing, when, month):
            time = long_month(month)
            said = _thing(thing, document)
            if when == "at":
                return f"{said} at the end of {time}"
            ever = "at any time " if isinstance(thing, Condition) else ""
            return f"{said} {ever}by {time}"
        case Before(first, other):
            return f"{_thing(first, document)} before {_thing(other, document)}"
        case Denied(part):
            return f"not {_bracketed(part, document)}"
        case Joined(op, parts):
            return f", {op} ".join(_bracketed(part, document) for part in parts)


def _bracketed(part: Statement, document: Document) -> str:
    said = statement_words(part, document)
    return f"({said})" if isinstance(part, Joined) else said


def _thing(thing: Thing, document: Document) -> str:
    if isinstance(thing, Condition):
        return words(thing.tree, _names(document))
    return f"“{called('events' if thing.role == 'event' else 'states', thing.name, document)}”"


def _names(document: Document) -> dict[str, str]:
    """What conditions call things, by their names; states by `outcome.STATE`."""
    found = {}
    for path, title in titles_in(document).items():
        kind, _, name = path.partition(".")
        found[f"outcome.{name}" if kind == "states" else name] = f"“{title}”"
    return found
