"""What a question comes to, with the ends of a 95 % interval: a probability, a mean or a month."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from scenario.calendar import Month
from scenario.expr.question import Question
from scenario.forecast.estimate import Estimate
from scenario.forecast.wording import significant

NEVER = math.inf
"""In place of the index of a month: not within the horizon."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question; of a date, indices of months."""

    question: Question
    value: float
    se: float
    low: float
    high: float

    @classmethod
    def of(cls, question: Question, found: Estimate) -> Answer:
        """An estimate as the answer to a question."""
        return cls(question, found.p, found.se, found.low, found.high)

    def __str__(self) -> str:
        if self.question.kind == "date":
            ends = [month_or_never(end) for end in (self.value, self.low, self.high)]
            return f"{ends[0]} ({ends[1]} to {ends[2]})"
        if self.question.kind == "mean":
            told = [significant(number, 3) for number in (self.value, self.low, self.high)]
            return f"{told[0]} ({told[1]} to {told[2]})"
        low, high = 100 * self.low, 100 * self.high
        return f"{100 * self.value:.1f} % ({low:.1f} to {high:.1f})"

    def as_dict(self) -> dict[str, Any]:
        """For JSON: of a date, texts of months, and nothing for what is never reached."""
        ends = {"value": self.value, "low": self.low, "high": self.high}
        if self.question.kind != "date":
            known = {"value": self.value, "se": self.se, "low": self.low, "high": self.high}
            return {"question": self.question.source(), **known}
        told = {key: None if end == NEVER else str(Month(int(end))) for key, end in ends.items()}
        return {"question": self.question.source(), **told}


def month_or_never(index: float) -> str:
    """The month of an index, or `never`."""
    return "never" if index == NEVER else str(Month(int(index)))
