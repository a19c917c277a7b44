"""Expectations: claims that can be read and ask about what exists, after the start.

It does not know whether they are met.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from scenario.calendar import Duration
from scenario.errors import ExpressionError, InputError, Mark, Problem
from scenario.expr.question import Claim, Question, Span, parse_claim
from scenario.resolve.crosscheck.world import Problems, World

Asked = TypeVar("Asked", Question, Claim)


def check_expectations(world: World) -> Problems:
    """Every expectation is a claim about states, drivers and actors of the model."""
    for index, expectation in enumerate(world.model.expectations):
        path = ("expectations", index, "that")
        try:
            claim = parse_claim(expectation.that)
        except ExpressionError as error:
            span = (error.offset, error.width)
            yield world.pointed(error.message, span, *path, hint=error.hint)
        else:
            yield from _check_claim(world, claim, path)


def _check_claim(world: World, claim: Claim, path: tuple[str | int, ...]) -> Problems:
    if "=" in claim.signs:
        hint = "say between what it must lie, for example 4% < P(left by 2030-12) < 6%"
        yield world.problem("no estimate equals a number exactly", *path, hint=hint)
    shares = [side for side in claim.sides if isinstance(side, float)]
    if all(question.kind != "mean" for question in claim.questions) and any(
        not 0 <= share <= 1 for share in shares
    ):
        hint = "write a share or a percentage, such as 0.4 or 40%"
        yield world.problem("a probability lies between 0 and 1", *path, hint=hint)
    for question in claim.questions:
        for message, span, hint in complaints(world, question):
            yield world.pointed(message, (span.offset, span.width), *path, hint=hint)


def complaints(world: World, question: Question) -> list[tuple[str, Span, str]]:
    """What a question asks that the model cannot answer: message, stretch of its text, hint."""
    found = []
    subject, span = question.subject, question.subject_at
    noun = "state"
    if question.kind == "mean":
        noun = "actor" if question.alignment else "driver"
    if subject not in world.names[f"{noun}s"]:
        hint = world.way_out(subject, [f"{noun}s"])
        if noun == "driver" and subject in world.model.actors:
            hint = f"write mean({subject}.alignment at {question.month})"
        found.append((f"no {noun} is called {subject!r}", span, hint))
    if question.month <= world.model.start:
        message = f"{question.month} is not after the start, {world.model.start}"
        found.append((message, question.month_at, "ask about a later month"))
    return found


def asked(world: World, text: str, label: str, read: Callable[[str], Asked]) -> Asked:
    """A question or claim from outside any file, which the run must be able to answer.

    Raises:
        InputError: what is wrong, each problem with its place in the text.
    """
    try:
        found = read(text)
    except ExpressionError as error:
        mark = Mark(label, 0, error.offset + 1, text, error.width)
        raise InputError(Problem(error.message, mark, hint=error.hint)) from None
    problems = [
        Problem(message, Mark(label, 0, span.offset + 1, text, span.width), hint=hint)
        for question in found.questions
        for message, span, hint in complaints(world, question) + _too_late(world, question)
    ]
    if problems:
        raise InputError(problems)
    return found


def _too_late(world: World, question: Question) -> list[tuple[str, Span, str]]:
    clock = world.clock
    if clock is None or question.month <= clock.start:
        return []
    if question.month > clock.until:
        hint = "ask about an earlier month, or give the scenario a later horizon"
        return [(f"the run ends at {clock.until}", question.month_at, hint)]
    if (question.month - clock.start) % clock.months_per_step:
        step = Duration(clock.months_per_step / 12)
        hint = f"steps last {step} from {clock.start}"
        return [(f"no step ends at {question.month}", question.month_at, hint)]
    return []
