"""Questions put to a forecast, `P(left by 2032-11)`, and claims about their answers.

It reads and writes them. Whether the names exist in a model, and what the answers are, is not known
here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from scenario.calendar import Month
from scenario.errors import ExpressionError

Kind = Literal["by", "at", "mean"]
SHAPES = "P(STATE by 2030-12), P(STATE at 2030-12) or mean(NAME at 2030-12)"

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d{1,2}(?:-\d{1,2})?)
    | (?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?(?:\s*%)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark><=|>=|==|[<>=().,-])
    )""",
    re.VERBOSE,
)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text a question was read from."""

    offset: int = 0
    width: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """One number asked of a forecast: a probability of a state, or a mean."""

    kind: Kind
    subject: str
    alignment: bool
    month: Month
    subject_at: Span = field(default=Span(), compare=False, repr=False)
    month_at: Span = field(default=Span(), compare=False, repr=False)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Itself alone, as a claim has all of its questions."""
        return (self,)

    def source(self) -> str:
        """The question in its own grammar."""
        if self.kind == "mean":
            name = f"{self.subject}.alignment" if self.alignment else self.subject
            return f"mean({name} at {self.month})"
        return f"P({self.subject} {self.kind} {self.month})"


@dataclass(frozen=True, slots=True)
class Claim:
    """A chain of comparisons between questions and numbers: `2% < P(left by 2032-11) < 40%`."""

    sides: tuple[Question | float, ...]
    signs: tuple[str, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in it, from left to right."""
        return tuple(side for side in self.sides if isinstance(side, Question))

    def source(self) -> str:
        """The claim in its own grammar, probabilities as percentages."""
        share = all(question.kind != "mean" for question in self.questions)
        sides = [_side_source(side, share) for side in self.sides]
        pairs = zip(self.signs, sides[1:], strict=True)
        return " ".join([sides[0], *(f"{sign} {side}" for sign, side in pairs)])

    def holds(self, answer: Callable[[Question], float]) -> bool:
        """Whether every comparison is true of the answers."""
        values = [answer(side) if isinstance(side, Question) else side for side in self.sides]
        pairs = zip(values, self.signs, values[1:], strict=False)
        return all(_COMPARE[sign](low, high) for low, sign, high in pairs)


def parse_question(text: str) -> Question:
    """Read one question.

    Raises:
        ExpressionError: The text is no question; it says where it fails and how to write one.
    """
    reader = _Reader(text)
    question = reader.question()
    reader.finish()
    return question


def parse_claim(text: str) -> Claim:
    """Read a claim: questions and numbers with comparisons between them.

    Raises:
        ExpressionError: The text is no claim; it says where it fails and how to write one.
    """
    reader = _Reader(text)
    sides, signs = [reader.side()], []
    while reader.kind == "mark" and reader.text.replace("==", "=") in _COMPARE:
        signs.append(reader.take().replace("==", "="))
        sides.append(reader.side())
    reader.finish()
    claim = Claim(tuple(sides), tuple(signs))
    if not claim.questions:
        hint = f"write one as {SHAPES}"
        raise ExpressionError("a claim needs a question", 0, max(len(text), 1), hint)
    if not signs:
        hint = f"compare it, for example {text.strip()} < 5%"
        raise ExpressionError("a claim compares a question with a number", 0, len(text), hint)
    return claim


def _side_source(side: Question | float, share: bool) -> str:
    if isinstance(side, Question):
        return side.source()
    return f"{_shortest(round(side * 100, 12))}%" if share else _shortest(side)


def _shortest(value: float) -> str:
    return repr(value).removesuffix(".0")


class _Reader:
    """Tokens of one text, taken from left to right."""

    def __init__(self, text: str) -> None:
        self.whole = text
        self.end = 0
        self.kind, self.text, self.span = "", "", Span()
        self._next()

    def _next(self) -> None:
        match = _TOKEN.match(self.whole, self.end)
        if match and match.lastgroup:
            self.kind, self.text = match.lastgroup, match[match.lastgroup]
            self.span, self.end = Span(match.start(match.lastgroup), len(self.text)), match.end()
            return
        left = self.whole[self.end :].lstrip()
        offset = len(self.whole) - len(left)
        if left:
            share = re.match(r"%\s*([0-9.]+)", left)
            hint = f"a percent sign stands behind: {share[1]}%" if share else f"write {SHAPES}"
            raise ExpressionError(f"{left[0]!r} has no meaning in a question", offset, 1, hint)
        self.kind, self.text, self.span = "end", "", Span(len(self.whole.rstrip()), 1)

    def take(self) -> str:
        text = self.text
        self._next()
        return text

    def fail(self, message: str, hint: str = "") -> ExpressionError:
        return ExpressionError(message, self.span.offset, self.span.width, hint)

    def found(self) -> str:
        return "the end" if self.kind == "end" else repr(self.text)

    def expect(self, mark: str) -> None:
        if self.text != mark:
            raise self.fail(f"expected {mark!r}, found {self.found()}", f"write {SHAPES}")
        self.take()

    def finish(self) -> None:
        if self.kind != "end":
            hint = "write two of them, one below the other" if self.text in ("and", "or") else ""
            raise self.fail(f"unexpected {self.found()} after the end of this question", hint)

    def side(self) -> Question | float:
        """A question, or a number with or without a percent sign."""
        sign = -1.0 if self.text == "-" and self.take() else 1.0
        if self.kind != "number":
            return self.question()
        text = self.take().replace("_", "")
        return sign * (float(text.rstrip("% ")) / 100 if text.endswith("%") else float(text))

    def question(self) -> Question:
        if self.text not in ("P", "mean"):
            hint = f"write {SHAPES}"
            raise self.fail(f"expected a question, found {self.found()}", hint)
        mean = self.take() == "mean"
        self.expect("(")
        subject_at = self.span
        subject = self.name("a driver or an actor's alignment" if mean else "a state")
        alignment = self.alignment(subject, mean)
        kind = self.preposition(mean)
        month_at, month = self.span, self.month()
        self.expect(")")
        return Question(kind, subject, alignment, month, subject_at, month_at)

    def name(self, what: str) -> str:
        if self.kind != "name":
            raise self.fail(f"expected the name of {what}, found {self.found()}", f"write {SHAPES}")
        return self.take()

    def alignment(self, subject: str, mean: bool) -> bool:
        if self.text != ".":
            return False
        if not mean:
            raise self.fail("P asks for a state, by its plain name", f"write {SHAPES}")
        self.take()
        if self.text != "alignment":
            hint = f"write {subject}.alignment, or the plain name of a driver"
            raise self.fail(f"expected 'alignment', found {self.found()}", hint)
        self.take()
        return True

    def preposition(self, mean: bool) -> Kind:
        if self.text not in ("by", "at"):
            allowed = "'at'" if mean else "'by' or 'at'"
            message = f"expected {allowed} and a month, found {self.found()}"
            raise self.fail(message, f"write {SHAPES}")
        if not mean:
            return "by" if self.take() == "by" else "at"
        if self.text == "by":
            raise self.fail("a mean is asked at a month, not by it", "write mean(NAME at 2030-12)")
        self.take()
        return "mean"

    def month(self) -> Month:
        if self.kind not in ("date", "number"):
            raise self.fail(f"expected a month, found {self.found()}", "write it as 2023-09")
        try:
            month = Month.parse(self.text.strip())
        except ValueError as error:
            raise self.fail(str(error)) from None
        self.take()
        return month
