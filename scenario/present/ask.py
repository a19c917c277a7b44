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
from scenario.forecast.wording import listing, long_month, significant
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import Block, items, lead, small
from scenario.present.evidence import agree
from scenario.studies.ask import Answers, Found

HOW = {
    "drawn": "{runs:,} runs, each with an outcome of its own",
    "carried": "{runs:,} runs, each with the probability of every state",
    "certain": "{runs:,} runs, each with the probability of every state",
}


def headline(found: Answers) -> Iterator[Block]:
    """Each question with its answer; several of them with numbers."""
    told = [
        f"{question_words(one.answer.question, found.document)}: {_said(one)}."
        for one in found.answers
    ]
    if len(told) == 1:
        yield lead(told[0])
    else:
        yield items(told, [f"{number}." for number in range(1, len(told) + 1)])


def rest(found: Answers) -> Iterator[Block]:
    """What the answers rest on; where not all of them do on the same, which of them on what."""
    bases: dict[str, list[str]] = {}
    for number, one in enumerate(found.answers, 1):
        bases.setdefault(_basis(one), []).append(str(number))
    if len(bases) == 1:
        yield small(f"From {next(iter(bases))}.{agree(found.document)}")
    else:
        each = " ".join(f"{listing(which)}: from {text}." for text, which in bases.items())
        yield small(f"{each}{agree(found.document)}")


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
    """4,000 runs, each with the probability of every state; what is given is so in 812 of them."""
    text = HOW[found.outcomes].format(runs=found.runs)
    if found.among is None:
        return text
    return f"{text}; what is given is so in {found.among:,.0f} of them"


presents(Answers, headline=headline, rest=rest, section=("asked", "What else was asked"))
