"""Questions typed on the command line: `P(left by 2032-11)`, or a state and a date.

It reads them and checks them against a scenario; answering is the business of forecasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario.errors import ExpressionError, InputError, Mark, Problem

if TYPE_CHECKING:
    from scenario.expr.question import Claim, Question


def read_question(text: str, option: str = "--of") -> Question:
    """The question that was typed; InputError shows where it cannot be read."""
    from scenario.expr.question import parse_question

    try:
        return parse_question(text)
    except ExpressionError as error:
        raise _shown(error, text, option) from None


def read_claim(text: str, option: str = "--until") -> Claim:
    """The claim that was typed; InputError shows where it cannot be read."""
    from scenario.expr.question import parse_claim

    try:
        return parse_claim(text)
    except ExpressionError as error:
        raise _shown(error, text, option) from None


def _shown(error: ExpressionError, text: str, option: str) -> InputError:
    place = Mark(option, 0, error.offset + 1, text, error.width)
    return InputError(Problem(error.message, place, hint=error.hint))
