"""Read a statement: `left by 2030-12 and not (frozen by 2025-12 or talks before war)`.

A part ends where `and`, `or`, a bar or a bracket stands; a condition is read by the parser of
expressions, as far as the `by`, `at` or `before` behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from scenario.errors import ExpressionError
from scenario.expr.check import kind as kind_of
from scenario.expr.nodes import Kind
from scenario.expr.parser import RESERVED, parse
from scenario.expr.question_tokens import SHAPES, Tokens
from scenario.expr.statement import (
    Before,
    Condition,
    Denied,
    Joined,
    Named,
    Seen,
    Span,
    Statement,
    Thing,
)

MAX_NESTING, MAX_PARTS = 40, 250
TIMES = ("by", "at", "before")
_ENDS = ("and", "or", "|")
_HOW = "each part has its own month, such as P(a by MONTH and x > 2 at MONTH)"
_WANTED = "a state, an event or a condition"


class StatementReader(Tokens):
    """Reads statements out of the tokens of a question."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._nested = 0

    def statement(self) -> Statement:
        """Everything up to a bar, a closing bracket or the end.

        Raises:
            ExpressionError: It is no statement.
        """
        with self._within():
            return self._joined("or", lambda: self._joined("and", self._denied))

    @contextmanager
    def _within(self) -> Iterator[None]:
        """One level deeper.

        Raises:
            ExpressionError: That is too deep.
        """
        self._nested += 1
        if self._nested > MAX_NESTING:
            message = f"more than {MAX_NESTING} levels stand within each other"
            raise self.fail(message, "ask several questions")
        yield
        self._nested -= 1

    def _joined(self, op: Literal["and", "or"], part: Callable[[], Statement]) -> Statement:
        parts = [part()]
        while self.text == op:
            if len(parts) == MAX_PARTS:
                message = f"a statement has more than {MAX_PARTS} parts"
                raise self.fail(message, "ask several questions")
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(op, tuple(parts))

    def _denied(self) -> Statement:
        if self.text != "not":
            return self._part()
        self.take()
        with self._within():
            return Denied(self._denied())

    def _part(self) -> Statement:
        if self.text == "(" and self._is_group():
            self.take()
            inner = self.statement()
            self.expect(")", _HOW)
            return inner
        thing = self.thing()
        if self.text == "before":
            self.take()
            return Before(thing, self.thing())
        if self.text not in ("by", "at"):
            message = f"expected 'by' or 'at' and a month, found {self.found()}"
            hint = _HOW if self.text in _ENDS else f"write {SHAPES}"
            raise self.fail(message, hint)
        when: Literal["by", "at"] = "by" if self.take() == "by" else "at"
        month_at = self.span
        return Seen(thing, when, self.month(), month_at)

    def _is_group(self) -> bool:
        """Whether a bracket holds statements, and not what an expression begins with."""
        depth = 0
        for place in range(self.at, len(self.tokens)):
            text = self.tokens[place].text
            depth += (text == "(") - (text == ")")
            if depth == 0:
                return self.tokens[place + 1].text in (*_ENDS, ")", "")
        return False

    def thing(self) -> Thing:
        """A state, an event or a condition, up to the word that says when.

        Raises:
            ExpressionError: It is none of these.
        """
        first = self.at
        if self.kind == "name" and self.tokens[first + 1].text in TIMES:
            self.take()  # a name, even one that says when elsewhere
        depth, stray = 0, self._is_followed_by_a_name()
        while self.kind != "end" and not (stray and self.at > first):
            if depth == 0 and (self.kind == "date" or self.text in (*TIMES, *_ENDS, ")")):
                break
            depth += (self.text == "(") - (self.text == ")")
            self.take()
        if self.at == first:
            hint = f"write {SHAPES}"
            raise self.fail(f"expected {_WANTED}, found {self.found()}", hint)
        taken = self.tokens[first : self.at]
        start, last = taken[0].span.offset, taken[-1].span
        span = Span(start, last.offset + last.width - start)
        kinds = [token.kind if token.kind == "name" else token.text for token in taken]
        if kinds in (["name"], ["name", ".", "name"]) and taken[0].text not in RESERVED:
            return Named("".join(token.text for token in taken), at=span)
        return self._condition(span)

    def _is_followed_by_a_name(self) -> bool:
        """Whether two names stand side by side, as where `by` is misspelt."""
        behind = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        known = behind.text in (*TIMES, *_ENDS, "if", "else")
        return self.kind == behind.kind == "name" and not known

    def _condition(self, span: Span) -> Condition:
        text = self.whole[span.offset : span.offset + span.width]
        try:
            tree = parse(text)
        except ExpressionError as error:
            offset = span.offset + error.offset
            raise ExpressionError(error.message, offset, error.width, error.hint) from None
        if kind_of(tree) is not Kind.TRUTH:
            message = f"{_WANTED} is wanted here, and this is a number"
            hint = "compare it with something, such as x > 2 at MONTH"
            raise ExpressionError(message, span.offset, span.width, hint)
        return Condition(tree, span)
