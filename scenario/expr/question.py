"""Questions put to a forecast, `P(left by 2032-11)`, and claims about their answers.

It reads and writes them. Whether the names exist in a model, and what the answers are, is not known
here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from scenario.calendar import Month
from scenario.errors import ExpressionError, Mark
from scenario.expr.question_tokens import SHAPES
from scenario.expr.render import shortest
from scenario.expr.statement import Named, Seen, Span, Statement, Thing, atoms
from scenario.expr.statement_reader import StatementReader

Kind = Literal["by", "at", "mean", "statement", "date"]

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One number asked of a forecast: a probability, a mean, or the month of a share."""

    kind: Kind
    """`by` and `at` ask about one state or event, `statement` about anything else that is so."""
    subject: str
    """The state, event, driver or actor that it is about; empty where it is about a statement."""
    alignment: bool
    month: Month
    """The last one that it names; the first of all where it goes on to the end of the scenario."""
    subject_at: Span = field(default=Span(), compare=False, repr=False)
    month_at: Span = field(default=Span(), compare=False, repr=False)
    statement: Statement | None = None
    given: Statement | None = None
    """Among which runs it is asked: those of which this is so."""
    thing: Thing | None = None
    """Of which a date is asked."""
    share: float = 0.0
    """The share of runs whose date is asked."""
    by: bool = False
    """Whether a mean is of what has added up by the month, and not of a value at it."""
    word_at: Span = field(default=Span(), compare=False, repr=False)
    mark: Mark | None = field(default=None, compare=False, repr=False)
    """Where its text stands, for messages; None where it was not read from one."""

    def place(self, span: Span) -> Mark | None:
        """Where a stretch of its text stands."""
        if self.mark is None:
            return None
        return replace(self.mark, column=span.offset + 1, width=span.width)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Itself alone, as a claim has all of its questions."""
        return (self,)

    @property
    def is_probability(self) -> bool:
        """Whether it is answered by a share of runs, from 0 to 1."""
        return self.kind not in ("mean", "date")

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month that it names."""
        parts = [part for part in (self.statement, self.given) if part is not None]
        if self.kind in ("by", "at", "mean"):
            return (self.month,)
        return tuple(a.month for part in parts for a in atoms(part) if isinstance(a, Seen))

    def source(self) -> str:
        """The question in its own grammar."""
        if self.kind == "mean":
            name = f"{self.subject}.alignment" if self.alignment else self.subject
            return f"mean({name} {'by' if self.by else 'at'} {self.month})"
        if self.thing is not None:
            return f"date({_percentage(self.share)} of {self.thing.source()})"
        if self.statement is None:
            return f"P({self.subject} {self.kind} {self.month})"
        given = f" | {self.given.source()}" if self.given is not None else ""
        return f"P({self.statement.source()}{given})"


Side: TypeAlias = Question | float | Month


@dataclass(frozen=True, slots=True)
class Claim:
    """A chain of comparisons between questions and numbers: `2% < P(left by 2032-11) < 40%`."""

    sides: tuple[Side, ...]
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
        values = [number_of(side, answer) for side in self.sides]
        pairs = zip(values, self.signs, values[1:], strict=False)
        return all(_COMPARE[sign](low, high) for low, sign, high in pairs)


def number_of(side: Side, answer: Callable[[Question], float]) -> float:
    """A side of a claim as a number; a month by its index.

    Args:
        side: The side.
        answer: What a question comes to.
    """
    if isinstance(side, Question):
        return answer(side)
    return float(side.index) if isinstance(side, Month) else side


def parse_question(text: str, file: str = "question") -> Question:
    """Read one question.

    Args:
        text: What is asked.
        file: What messages call the place where it stands.

    Raises:
        ExpressionError: The text is no question; it says where it fails and how to write one.
    """
    reader = _Reader(text, file)
    question = reader.question()
    reader.finish()
    return question


def parse_claim(text: str, file: str = "claim") -> Claim:
    """Read a claim: questions and numbers with comparisons between them.

    Args:
        text: The claim.
        file: What messages call the place where it stands.

    Raises:
        ExpressionError: The text is no claim; it says where it fails and how to write one.
    """
    reader = _Reader(text, file)
    sides, signs = [reader.side()], []
    while reader.kind == "mark" and reader.text.replace("==", "=") in _COMPARE:
        signs.append(reader.take().replace("==", "="))
        sides.append(reader.side())
    reader.finish()
    claim = Claim(tuple(sides), tuple(signs))
    if not claim.questions:
        hint = f"write one as {SHAPES}"
        raise ExpressionError("a claim needs a question", 0, max(len(text), 1), hint)
    _refuse_mixed(claim)
    if not signs:
        hint = f"compare it, for example {text.strip()} < 5%"
        raise ExpressionError("a claim compares a question with a number", 0, len(text), hint)
    return claim


def _refuse_mixed(claim: Claim) -> None:
    """Months are compared with dates alone, and dates with nothing else.

    Raises:
        ExpressionError: The claim does otherwise.
    """
    dated = {question.kind == "date" for question in claim.questions}
    months = {isinstance(side, Month) for side in claim.sides if not isinstance(side, Question)}
    if len(dated | months) > 1:
        hint = "write it as date(50% of left) < 2031-06"
        raise ExpressionError("a date is compared with months alone", 0, 1, hint)


def _side_source(side: Side, share: bool) -> str:
    if isinstance(side, Question):
        return side.source()
    if isinstance(side, Month):
        return str(side)
    return _percentage(side) if share else shortest(side)


def _percentage(share: float) -> str:
    return f"{shortest(round(share * 100, 12))}%"


class _Reader(StatementReader):
    """Questions and claims."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self._mark = Mark(file, text=text)

    def finish(self) -> None:
        if self.kind != "end":
            hint = "write two of them, one below the other" if self.text in ("and", "or") else ""
            raise self.fail(f"unexpected {self.found()} after the end of this question", hint)

    def side(self) -> Side:
        """A question, a month, or a number with or without a percent sign."""
        if self.kind == "date":
            return self.month()
        sign = -1.0 if self.text == "-" and self.take() else 1.0
        return sign * self._number() if self.kind == "number" else self.question()

    def _number(self) -> float:
        text = self.take().replace("_", "")
        return float(text.rstrip("% ")) / 100 if text.endswith("%") else float(text)

    def question(self) -> Question:
        asks = {"P": self._probability, "mean": self._mean, "date": self._date}
        if self.text not in asks:
            hint = f"write {SHAPES}"
            raise self.fail(f"expected a question, found {self.found()}", hint)
        read = asks[self.take()]
        self.expect("(")
        question = read()
        self.expect(")")
        return replace(question, mark=self._mark)

    def _probability(self) -> Question:
        statement, given = self.statement(), None
        if self.text == "|":
            self.take()
            given = self.statement()
        match statement, given:
            case Seen(Named(name, at=at), when, month, month_at), None:
                return Question(when, name, False, month, at, month_at)
        return Question(
            "statement", "", False, _last(statement, given), statement=statement, given=given
        )

    def _date(self) -> Question:
        if not (self.kind == "number" and self.text.endswith("%")):
            hint = "write date(50% of left)"
            raise self.fail(f"expected a percentage of the runs, found {self.found()}", hint)
        at, share = self.span, self._number()
        if not 0 < share < 1:
            message = "a share of the runs lies between 0 % and 100 %"
            raise ExpressionError(message, at.offset, at.width, "write date(50% of left)")
        self.expect("of", "write date(50% of left)")
        thing = self.thing()
        return Question("date", "", False, Month(0), thing.at, thing=thing, share=share)

    def _mean(self) -> Question:
        subject_at = self.span
        subject = self.name("a driver, an actor's alignment or a total")
        alignment = self._alignment(subject)
        if self.text not in ("at", "by"):
            message = f"expected 'at' or 'by' and a month, found {self.found()}"
            raise self.fail(message, f"write {SHAPES}")
        word_at, by = self.span, self.take() == "by"
        month_at, month = self.span, self.month()
        return Question(
            "mean", subject, alignment, month, subject_at, month_at, by=by, word_at=word_at
        )

    def _alignment(self, subject: str) -> bool:
        if self.text != ".":
            return False
        self.take()
        if self.text != "alignment":
            hint = f"write {subject}.alignment, or the plain name of a driver"
            raise self.fail(f"expected 'alignment', found {self.found()}", hint)
        self.take()
        return True


def _last(statement: Statement, given: Statement | None) -> Month:
    """The last month that is named, if the whole does not go on to the end of the scenario."""
    parts = [atom for one in (statement, given) if one is not None for atom in atoms(one)]
    if not all(isinstance(part, Seen) for part in parts):
        return Month(0)
    return max(part.month for part in parts if isinstance(part, Seen))
