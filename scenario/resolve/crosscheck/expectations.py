"""Expectations: claims that can be read and ask about what exists, after the start.

It does not know whether they are met.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.calendar import Month
from scenario.errors import ExpressionError
from scenario.expr.question import Claim, Question, parse_claim
from scenario.expr.statement import Seen, Span, atoms
from scenario.resolve.crosscheck.world import Problems, World
from scenario.resolve.statements import fault_of_mean, faults, parts_of, understood


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
        example = next((one.source() for one in claim.questions), "P(STATE by MONTH)")
        hint = f"say between what it must lie, for example 4% < {example} < 6%"
        yield world.problem("no estimate equals a number exactly", *path, hint=hint)
    shares = [side for side in claim.sides if isinstance(side, float)]
    if all(question.kind != "mean" for question in claim.questions) and any(
        not 0 <= share <= 1 for share in shares
    ):
        hint = "write a share or a percentage, such as 0.4 or 40%"
        yield world.problem("a probability lies between 0 and 1", *path, hint=hint)
    for question in claim.questions:
        for message, span, hint in _complaints(world, question):
            yield world.pointed(message, (span.offset, span.width), *path, hint=hint)


def _complaints(world: World, question: Question) -> list[tuple[str, Span, str]]:
    """What a question asks that the model cannot answer: message, stretch of its text, hint."""
    question = understood(question, world.model)
    if question.kind in ("statement", "date"):
        return list(_about_a_statement(world, question))
    found = []
    subject, span = question.subject, question.subject_at
    noun = "state"
    if question.kind == "mean" and (fault := fault_of_mean(question, world.model)):
        return [(fault.message, fault.span, fault.hint)]
    if question.kind == "mean" and question.by:
        noun = "total"
    elif question.kind == "mean":
        noun = "actor" if question.alignment else "driver"
    if subject not in world.names[f"{noun}s"]:
        hint = world.way_out(subject, [f"{noun}s"])
        if noun == "driver" and subject in world.model.actors:
            hint = f"write mean({subject}.alignment at {question.month})"
        found.append((f"no {noun} is called {subject!r}", span, hint))
    return found + list(_too_early(world, question.month, question.month_at))


def _about_a_statement(world: World, question: Question) -> Iterator[tuple[str, Span, str]]:
    for fault in faults(question, world.model):
        yield fault.message, fault.span, fault.hint
    for seen in (atom for part in parts_of(question) for atom in atoms(part)):
        if isinstance(seen, Seen):
            yield from _too_early(world, seen.month, seen.month_at)


def _too_early(world: World, month: Month, at: Span) -> Iterator[tuple[str, Span, str]]:
    if month <= world.model.start:
        yield f"{month} is not after the start, {world.model.start}", at, "ask about a later month"
