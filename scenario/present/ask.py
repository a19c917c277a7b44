"""Answers to questions, in words.

It words them and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.calendar import Month
from scenario.expr.question import Question
from scenario.forecast.answered import NEVER, Answer
from scenario.forecast.borne import digits, firm, word
from scenario.forecast.estimate import Estimate
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import long_month, significant
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import Block, lead, small
from scenario.studies.ask import Answers, Found

HOW = {
    "drawn": "{runs:,} runs, each with an outcome of its own",
    "carried": "{runs:,} runs, each with the probability of every state",
    "certain": "{runs:,} runs, each with the probability of every state",
}


def headline(found: Answers) -> Iterator[Block]:
    """Each question with its answer."""
    for one in found.answers:
        yield lead(f"{question_words(one.answer.question, found.document)}: {_said(one)}.")


def rest(found: Answers) -> Iterator[Block]:
    """What the answers rest on."""
    for basis in dict.fromkeys(_basis(one) for one in found.answers):
        yield small(basis)


def _said(found: Found) -> str:
    answer = found.answer
    if answer.question.kind == "date":
        return _dated(answer)
    if answer.question.kind == "mean":
        ends = (answer.value, answer.low, answer.high)
        told = [significant(number, 4) for number in ends]
        return f"{told[0]} (95 %: {told[1]} to {told[2]})"
    known = Estimate(answer.value, answer.se, answer.low, answer.high)
    text = f"{digits(known)}, {word(known)}" if firm(known) else digits(known)
    if answer.low == answer.high:
        return text
    low, high = (percent(end, answer.se) for end in (answer.low, answer.high))
    return f"{text} (95 %: {low.removesuffix(' %')} to {high})"


def _dated(answer: Answer) -> str:
    """In March 2031 (95 %: January to June 2031), or not by the end of the scenario."""
    if answer.value == NEVER:
        return f"not by {_end(answer.question)}" + (
            f" (95 %: from {_month(answer.low)} on)" if answer.low != NEVER else ""
        )
    if answer.low == answer.value == answer.high:
        return _month(answer.value)
    late = "later than the scenario runs" if answer.high == NEVER else _month(answer.high)
    return f"{_month(answer.value)} (95 %: {_month(answer.low)} to {late})"


def _end(question: Question) -> str:
    return long_month(question.month)


def _month(index: float) -> str:
    return long_month(Month(int(index)))


def _basis(found: Found) -> str:
    """From 4,000 runs, each with the probability of every state; 812 of them bear the condition."""
    text = HOW[found.outcomes].format(runs=found.runs)
    if found.among is None:
        return f"From {text}."
    return f"From {text}; what is given is so in {found.among:,.0f} of them."


presents(Answers, headline=headline, rest=rest, section=("asked", "What else was asked"))
