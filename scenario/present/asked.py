"""A question as people ask it: "Left the alliance by November 2032" for `P(left by 2032-11)`.

It knows the titles of states, drivers, actors and totals; it answers nothing.
"""

from __future__ import annotations

from scenario.expr.question import Question
from scenario.forecast.wording import capital, long_month
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
