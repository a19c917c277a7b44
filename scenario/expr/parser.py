"""Read the text of an expression into a tree: a Pratt parser with Python's precedence.

It does not know which names exist or whether a truth stands where a number should.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scenario.calendar import Duration
from scenario.expr import syntax_errors
from scenario.expr.functions import FUNCTIONS
from scenario.expr.nodes import (
    Alignment,
    Binary,
    CalendarMonth,
    Call,
    Change,
    Comparison,
    Conditional,
    Happened,
    InState,
    Leaf,
    Logic,
    MonthsSince,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Past,
    Time,
    Truth,
    height,
)
from scenario.expr.operation import Level
from scenario.expr.past import PAST
from scenario.expr.scanner import WORD_OPERATORS, Token, TokenKind, literal, scan
from scenario.expr.syntax_errors import FOREIGN_WORDS, QUESTIONS
from scenario.expr.table import LEVELS

MAX_NESTING = 100
MAX_CHAIN = 250

UNITS = ("month", "months", "year", "years")
"""What durations are measured in."""

RESERVED = (
    WORD_OPERATORS
    | {"true", "false", "t", "outcome"}
    | frozenset(QUESTIONS)
    | frozenset(PAST)
    | frozenset(FUNCTIONS)
    | frozenset(FOREIGN_WORDS)
)
"""Words that cannot name a parameter, driver, actor or event."""


def parse(text: str) -> Node:
    """Read a whole expression.

    Raises:
        ExpressionError: at the first place where the text is not of the language; also where it
            is longer than 10,000 characters, brackets, signs, powers or conditionals nest more
            than 100 deep, or a chain of operations is more than 250 long.
    """
    return _Parser(text).whole()


class _Parser:
    """One pass over the tokens; each method reads what its name says and leaves the rest."""

    def __init__(self, text: str) -> None:
        self._tokens = scan(text)
        self._at = 0
        self._nested = 0
        self._open = 0

    def whole(self) -> Node:
        node = self._expression(Level.CONDITIONAL)
        if self._next.kind is not TokenKind.END:
            raise syntax_errors.leftover(self._last, self._next)
        if height(node) > MAX_CHAIN + 1:
            start, end = node.span
            everything = replace(self._next, start=start, end=end)
            raise syntax_errors.not_so_deep(everything, MAX_CHAIN, "operations in one chain")
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    @property
    def _last(self) -> Token:
        return self._tokens[self._at - 1]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _sees(self, sign: str) -> bool:
        return self._next.kind is TokenKind.SIGN and self._next.text == sign

    def _expression(self, floor: int) -> Node:
        """Read as long as operators bind at least as tightly as `floor`."""
        self._open += 1
        if self._open > MAX_CHAIN:
            raise syntax_errors.not_so_deep(self._next, MAX_CHAIN, "operations in one chain")
        node = self._operand(floor)
        while (ahead := self._level_ahead()) >= floor:
            node = _CONTINUATIONS[ahead](self, node)
        self._open -= 1
        return node

    def _level_ahead(self) -> int:
        return LEVELS.get(self._next.text, 0) if self._next.kind is TokenKind.SIGN else 0

    def _nest(self, token: Token) -> None:
        self._nested += 1
        if self._nested > MAX_NESTING:
            raise syntax_errors.not_so_deep(token, MAX_NESTING, "levels within each other")

    # What can begin a value

    def _operand(self, floor: int) -> Node:
        before = self._last if self._at else None
        token = self._take()
        if token.kind is TokenKind.NUMBER:
            return Number(literal(token.text, token.start), span=(token.start, token.end))
        if token.kind is TokenKind.NAME:
            return self._called(token) if self._sees("(") else self._named(token)
        if token.text == "not" and floor > Level.NOT:
            raise syntax_errors.at(token, "'not' needs brackets here", "write (not ...)")
        reader = _PREFIXES.get(token.text)
        if reader is None:
            raise syntax_errors.no_value(before, token)
        self._nest(token)
        node = reader(self, token)
        self._nested -= 1
        return node

    def _group(self, opening: Token) -> Node:
        inner = self._expression(Level.CONDITIONAL)
        if not self._sees(")"):
            raise syntax_errors.unclosed(opening, self._next, self._last)
        return replace(inner, span=(opening.start, self._take().end))

    def _minus(self, sign: Token) -> Node:
        operand = self._expression(Level.UNARY)
        return Negative(operand, span=(sign.start, operand.span[1]))

    def _plus(self, sign: Token) -> Node:
        operand = self._expression(Level.UNARY)
        return replace(operand, span=(sign.start, operand.span[1]))

    def _not(self, word: Token) -> Node:
        operand = self._expression(Level.NOT)
        return Not(operand, span=(word.start, operand.span[1]))

    # What begins with a name

    def _named(self, token: Token) -> Node:
        word, span = token.text, (token.start, token.end)
        if word in FOREIGN_WORDS:
            raise syntax_errors.at(token, f"{word!r} is not of this language", FOREIGN_WORDS[word])
        if word in ("true", "false"):
            return Truth(word == "true", span=span)
        if word == "outcome":
            return self._state(token)
        if word in FUNCTIONS or word in QUESTIONS or word in PAST:
            raise syntax_errors.bare_function(token)
        if word == "t":
            return Time(span=span)
        return self._attribute(token) if self._sees(".") else Name(word, span=span)

    def _state(self, token: Token) -> InState:
        if not self._sees("."):
            raise syntax_errors.no_state(token)
        self._take()
        state = self._take()
        if not state.text.isidentifier():
            raise syntax_errors.no_state(token)
        return InState(state.text, span=(token.start, state.end))

    def _attribute(self, owner: Token) -> Alignment | InState:
        """`ACTOR.alignment` or `CHAIN.STATE`."""
        self._take()
        attribute = self._take()
        span = (owner.start, attribute.end)
        if attribute.text == "alignment":
            return Alignment(owner.text, span=span)
        if not attribute.text.isidentifier():
            raise syntax_errors.unknown_attribute(owner.text, attribute)
        return InState(f"{owner.text}.{attribute.text}", span=span)

    def _called(self, function: Token) -> Node:
        if function.text in QUESTIONS:
            return self._question(function)
        if function.text in PAST:
            return self._past(function)
        if function.text not in FUNCTIONS:
            raise syntax_errors.unknown_function(function)
        self._nest(function)
        opening = self._take()
        args = [] if self._sees(")") else [self._expression(Level.CONDITIONAL)]
        while args and self._sees(","):
            self._take()
            args.append(self._expression(Level.CONDITIONAL))
        self._nested -= 1
        return self._closed(function, opening, tuple(args))

    def _closed(self, function: Token, opening: Token, args: tuple[Node, ...]) -> Call:
        if not self._sees(")"):
            raise syntax_errors.unclosed(opening, self._next, self._last)
        start, end = function.start, self._take().end
        if error := syntax_errors.wrong_count(function.text, len(args), start, end):
            raise error
        return Call(function.text, args, span=(start, end))

    def _question(self, function: Token) -> Leaf:
        """Read `happened(event)` and its like, which take names and not values."""
        self._take()
        if function.text == "month":
            return self._month(function)
        subject = self._take()
        if subject.kind is not TokenKind.NAME or subject.text in RESERVED - {"outcome"}:
            raise syntax_errors.not_a_subject(function.text, subject)
        named: Leaf = Name(subject.text)
        if subject.text == "outcome":
            named = self._state(subject)
        elif self._sees("."):
            named = self._attribute(subject)
        leaf = _ask(function.text, named)
        if leaf is None or not self._sees(")"):
            raise syntax_errors.not_a_subject(
                function.text, subject if leaf is None else self._next
            )
        return replace(leaf, span=(function.start, self._take().end))

    def _month(self, function: Token) -> CalendarMonth:
        if not self._sees(")"):
            raise syntax_errors.not_a_subject(function.text, self._next)
        return CalendarMonth(span=(function.start, self._take().end))

    def _past(self, function: Token) -> Past:
        """Read `mean(x, 12 months)` and its like, which take a value and a duration."""
        self._nest(function)
        opening = self._take()
        operand = self._expression(Level.CONDITIONAL)
        if not self._sees(","):
            raise syntax_errors.no_duration(function, opening, self._next)
        self._take()
        duration = self._duration(function)
        if not self._sees(")"):
            raise syntax_errors.after_the_duration(function, opening, self._next)
        self._nested -= 1
        return Past(function.text, operand, duration, span=(function.start, self._take().end))

    def _duration(self, function: Token) -> Duration:
        """Read `6 months`."""
        amount, unit = self._take(), self._next
        if amount.kind is not TokenKind.NUMBER or unit.text not in UNITS:
            raise syntax_errors.not_a_duration(function, amount)
        self._take()
        much = literal(amount.text, amount.start)
        found = Duration(much / 12 if unit.text.startswith("month") else much)
        return Duration(found.months / 12)  # as it is spelled

    # What can go on from a value

    def _arithmetic(self, left: Node) -> Node:
        op = self._take().text
        right = self._expression(LEVELS[op] + 1)
        return Binary(op, left, right, span=(left.span[0], right.span[1]))

    def _power(self, left: Node) -> Node:
        sign = self._take()
        self._nest(sign)
        right = self._expression(Level.UNARY)
        self._nested -= 1
        return Binary("**", left, right, span=(left.span[0], right.span[1]))

    def _comparison(self, left: Node) -> Node:
        operands, ops = [left], []
        while self._level_ahead() == Level.COMPARISON:
            ops.append(self._take().text)
            operands.append(self._expression(Level.COMPARISON + 1))
        span = (left.span[0], operands[-1].span[1])
        return Comparison(tuple(operands), tuple(ops), span=span)

    def _logic(self, left: Node) -> Node:
        op, operands = self._next.text, [left]
        while self._sees(op):
            self._take()
            operands.append(self._expression(LEVELS[op] + 1))
        return Logic(op, tuple(operands), span=(left.span[0], operands[-1].span[1]))

    def _conditional(self, yes: Node) -> Node:
        word = self._take()
        condition = self._expression(Level.OR)
        if not self._sees("else"):
            raise syntax_errors.no_else(word)
        self._nest(self._take())
        no = self._expression(Level.CONDITIONAL)
        self._nested -= 1
        return Conditional(yes, condition, no, span=(yes.span[0], no.span[1]))


_PREFIXES: dict[str, Callable[[_Parser, Token], Node]] = {
    "(": _Parser._group,
    "-": _Parser._minus,
    "+": _Parser._plus,
    "not": _Parser._not,
}
_CONTINUATIONS: dict[int, Callable[[_Parser, Node], Node]] = {
    Level.CONDITIONAL: _Parser._conditional,
    Level.OR: _Parser._logic,
    Level.AND: _Parser._logic,
    Level.COMPARISON: _Parser._comparison,
    Level.SUM: _Parser._arithmetic,
    Level.PRODUCT: _Parser._arithmetic,
    Level.POWER: _Parser._power,
}


def _ask(function: str, named: Leaf) -> Leaf | None:
    """The leaf for a question about a name, or None where it cannot be asked."""
    match function, named:
        case "happened", Name(event):
            return Happened(event)
        case "months_since", Name(event):
            return MonthsSince(event)
        case "months_since", InState(state):
            return MonthsSince(state, state=True)
        case "change", Name(driver):
            return Change(driver)
        case "change", Alignment(actor):
            return Change(actor, actor=True)
    return None
