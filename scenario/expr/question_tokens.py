"""The tokens of a question, taken from left to right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scenario.calendar import Month
from scenario.errors import ExpressionError
from scenario.expr.statement import Span

SHAPES = "P(STATE by MONTH), P(STATE at MONTH) or mean(NAME at MONTH), MONTH as YYYY-MM"

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d{1,2}(?:-\d{1,2})?)
    | (?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?(?:\s*%)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark>\*\*|<=|>=|==|!=|[-+*/<>=().,|])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text and where it stands."""

    kind: str
    text: str
    span: Span


def tokens_of(text: str) -> list[Token]:
    """Cut a text into tokens, of which the last has the kind `end`.

    Raises:
        ExpressionError: A character has no meaning in a question.
    """
    found, at = [], 0
    while match := _TOKEN.match(text, at):
        kind = str(match.lastgroup)
        found.append(Token(kind, match[kind], Span(match.start(kind), len(match[kind]))))
        at = match.end()
    left = text[at:].lstrip()
    if left:
        share = re.match(r"%\s*([0-9.]+)", left)
        hint = f"a percent sign stands behind: {share[1]}%" if share else f"write {SHAPES}"
        offset = len(text) - len(left)
        raise ExpressionError(f"{left[0]!r} has no meaning in a question", offset, 1, hint)
    return [*found, Token("end", "", Span(len(text.rstrip()), 1))]


class Tokens:
    """The tokens of one text; each method takes what its name says and leaves the rest."""

    def __init__(self, text: str) -> None:
        self.whole = text
        self.tokens = tokens_of(text)
        self.at = 0

    @property
    def kind(self) -> str:
        """Of the next token."""
        return self.tokens[self.at].kind

    @property
    def text(self) -> str:
        """Of the next token."""
        return self.tokens[self.at].text

    @property
    def span(self) -> Span:
        """Of the next token."""
        return self.tokens[self.at].span

    def take(self) -> str:
        """The text of the next token, which is done with."""
        text = self.text
        self.at += self.kind != "end"
        return text

    def fail(self, message: str, hint: str = "") -> ExpressionError:
        """An error about the next token."""
        return ExpressionError(message, self.span.offset, self.span.width, hint)

    def found(self) -> str:
        """The next token, as a message tells it."""
        return "the end" if self.kind == "end" else repr(self.text)

    def expect(self, mark: str, hint: str = f"write {SHAPES}") -> None:
        """Take a certain token.

        Args:
            mark: Its text.
            hint: What to write where it is another.

        Raises:
            ExpressionError: It is another.
        """
        if self.text != mark:
            raise self.fail(f"expected {mark!r}, found {self.found()}", hint)
        self.take()

    def name(self, what: str) -> str:
        """Take a name.

        Raises:
            ExpressionError: The next token is none.
        """
        if self.kind != "name":
            raise self.fail(f"expected the name of {what}, found {self.found()}", f"write {SHAPES}")
        return self.take()

    def month(self) -> Month:
        """Take a month.

        Raises:
            ExpressionError: The next token is none.
        """
        if self.kind not in ("date", "number"):
            raise self.fail(f"expected a month, found {self.found()}", "write it as 2023-09")
        try:
            month = Month.parse(self.text.strip())
        except ValueError as error:
            raise self.fail(str(error)) from None
        self.take()
        return month
