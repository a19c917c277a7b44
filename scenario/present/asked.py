"""A question as people ask it: "Left the alliance by November 2032" for `P(left by 2032-11)`.

It knows the titles of states, drivers, actors and totals; it answers nothing.
"""

from __future__ import annotations

from scenario.calendar import Month
from scenario.expr.question import Question
from scenario.forecast.wording import capital, long_month, short_month
from scenario.forecast_log.records import Question as LoggedQuestion
from scenario.resolve.naming import Document, called
from scenario.resolve.statement_words import asked_words


def question_words(question: Question, document: Document) -> str:
    """What is asked, by titles."""
    if question.kind in ("statement", "date"):
        return asked_words(question, document, long_month)
    when = long_month(question.month)
    if question.by:
        total = called("totals", question.subject, document)
        return f"Mean of {total} until the end of {when}"
    if question.kind == "mean":
        kind = "actors" if question.alignment else "drivers"
        return f"Mean of {called(kind, question.subject, document)} at the end of {when}"
    state = capital(called("states", question.subject, document))
    return f"{state} by {when}" if question.kind == "by" else f"{state} at the end of {when}"


def logged_words(asked: LoggedQuestion) -> str:
    """A question of a log, short enough for a table: Left by Nov 2032; Left, end of Nov 2032."""
    month = short_month(Month.parse(asked.due))
    return f"{asked.title} by {month}" if asked.kind == "by" else f"{asked.title}, end of {month}"
