"""Questions typed on the command line: `P(left by 2032-11)`, or a claim that ends with a share.

It reads them; whether a scenario can be asked them is the business of the study.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from scenario.errors import ExpressionError, InputError, Mark, Problem
from scenario.expr.question import Claim, Question, parse_claim, parse_question

T = TypeVar("T")


def read_question(text: str, option: str = "--of") -> Question:
    """The question that was typed; InputError shows where it cannot be read."""
    return _read(parse_question, text, option)


def read_claim(text: str, option: str = "--until") -> Claim:
    """The claim that was typed; InputError shows where it cannot be read."""
    return _read(parse_claim, text, option)


def _read(parse: Callable[[str, str], T], text: str, option: str) -> T:
    try:
        return parse(text, option)
    except ExpressionError as error:
        place = Mark(option, 0, error.offset + 1, text, error.width)
        raise InputError(Problem(error.message, place, hint=error.hint)) from None


def _asked(_: click.Context, __: click.Parameter, text: str | None) -> Question | None:
    return None if text is None else read_question(text)


def question_option(help_text: str = "The question; the model's own otherwise.") -> click.Option:
    """`--of Q`."""
    return click.Option(["--of"], metavar="Q", callback=_asked, help=help_text)


def claimed(_: click.Context, __: click.Parameter, text: Any) -> Claim:
    """The claim that an option was given."""
    return read_claim(str(text))
