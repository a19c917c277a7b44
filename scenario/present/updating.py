"""A forecast brought forward by evidence, in words: what each fact did, and what was learned.

It words what the numbers say and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario import intervals
from scenario.engine.filter_task import FILTERS
from scenario.forecast.borne import digits
from scenario.forecast.estimate import Estimate
from scenario.forecast.verbal_probability import margin, percent, points
from scenario.forecast.wording import capital, count, listing, long_month, short_month, significant
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import Block, Column, items, lead, paragraph, small, table
from scenario.resolve.naming import short_path
from scenario.resolve.observed import observed_words
from scenario.studies.updating import Learned, Moved, Update

WORTH = 6
"""Judgements in the table."""
SURPRISING = 0.05
"""How likely a fact was below which it is told of as a surprise."""


def headline(found: Update) -> Iterator[Block]:
    """The answer before and after, and what did most of it."""
    asked = question_words(found.of, found.document)
    before, after = _told(found.prior, found), _told(found.posterior, found)
    known = f"with {count(len(found.facts), 'fact')} known"
    if found.as_of is not None:
        known += f" by {long_month(found.as_of)}"
    yield lead(f"{asked}: {after} {known}; {before} before.{_judged(found)}")
    step = max(found.facts, key=lambda each: abs(each.difference.p))
    if intervals.differs(step.difference.p, step.difference.se):
        unit = "" if found.of.kind == "mean" else " points"
        how = _change(step, found).replace(" (", f"{unit} (", 1)
        yield lead(f"The largest step: {_what(step, found)}, {how}.")
    else:
        yield lead("No single fact moves the answer by more than the sampling error.")


def rest(found: Update) -> Iterator[Block]:
    """What each fact did, how surprising it was, and which judgements have moved."""
    heads = [
        Column("what was seen"),
        Column("expected"),
        Column("answer then", right=True),
        Column("change" if found.of.kind == "mean" else "points", right=True),
    ]
    rows = [
        [
            f"{short_month(each.month)}: {_what(each, found)}",
            _expected(each),
            _told(each.after, found),
            _change(each, found),
        ]
        for each in found.facts
    ]
    yield table("What each fact did, in order of time", heads, rows)
    yield from _surprises(found)
    if found.judgements:
        yield _learned(found)
    yield paragraph(
        f"{capital(question_words(found.of, found.document))} is the answer that is followed. A"
        " step depends on what is known before it: told in another order, the same facts would"
        " take other steps to the same end."
    )
    yield small(_how(found))


def _judged(found: Update) -> str:
    """How far the judgements leave the answer open, once the facts are known."""
    of, forecast = found.of, found.forecast
    if of.subject not in forecast.labels.states or of.kind not in ("by", "at"):
        return ""
    asked = forecast.probability(of.subject, **{of.kind: of.month})
    if asked.judgement is None:
        return ""
    low, high = (percent(end, 0.01) for end in asked.judgement)
    return f" As the judgements vary, from {low.removesuffix(' %')} to {high}."


def detail(found: Update) -> Iterator[Block]:
    """How surprising each fact was, in bits, how far log-odds have moved, and which judgements."""
    rows = [
        [
            f"{short_month(each.month)}: {_what(each, found)}",
            "" if each.log_odds is None else f"{each.log_odds:+.2f}".replace("-", "−"),
            f"{each.surprise:.1f}",
        ]
        for each in found.facts
    ]
    heads = [
        Column("what was seen"),
        Column("log-odds", right=True),
        Column("surprise\n(bits)", right=True),
    ]
    yield table("Fact by fact", heads, rows)
    moved = [each for each in found.facts if each.moved]
    if moved:
        yield paragraph("Judgements that a fact has moved, in standard deviations:")
        yield items(
            f"{_what(each, found)}:"
            f" {listing(f'{_title(one, found)} {_sds(one)}' for one in each.moved)}"
            for each in moved
        )


def _told(estimate: Estimate, found: Update) -> str:
    if found.of.kind == "mean":
        return significant(estimate.p, 3)
    return digits(estimate)


def _change(each: Learned, found: Update) -> str:
    """+6.1 points (± 0.8)."""
    if found.of.kind == "mean":
        return f"{significant(each.difference.p, 2, signed=True)}"
    if not intervals.differs(each.difference.p, each.difference.se):
        return f"none ({margin(each.difference.se)})"
    return f"{points(each.difference.p)} ({margin(each.difference.se)})"


def _what(each: Learned, found: Update) -> str:
    return observed_words(each.observation, found.document)


def _expected(each: Learned) -> str:
    """How likely it was, or between which values a measurement was expected."""
    if each.expected is not None:
        low, high = (significant(end, 2) for end in (each.expected.low, each.expected.high))
        return f"{low} to {high}".replace("-", "−")
    if each.chance is None:
        return ""
    return percent(each.chance) if each.chance < 1 else "certain"


def _surprises(found: Update) -> Iterator[Block]:
    """The facts that the model had held to be unlikely."""
    for each in found.facts:
        chance = each.expected.tail if each.expected is not None else each.chance
        if chance is None or chance >= SURPRISING:
            continue
        when = long_month(each.month)
        if each.expected is not None:
            rare = f"a value so far out had a chance of {percent(chance)}"
        else:
            rare = f"it had a chance of {percent(chance)}"
        yield paragraph(f"A surprise to the model: {_what(each, found)} ({when}); {rare}.")


def _learned(found: Update) -> Block:
    rows = [
        [
            _title(moved, found),
            significant(moved.before, 2),
            significant(moved.after, 2),
            _sds(moved),
        ]
        for moved in found.judgements[:WORTH]
    ]
    heads = [
        Column("judgement"),
        Column("mean before", right=True),
        Column("after", right=True),
        Column("moved by", right=True),
    ]
    return table("What the facts say of the judgements", heads, rows)


def _title(moved: Moved, found: Update) -> str:
    return short_path(moved.path, found.document)


def _sds(moved: Moved) -> str:
    return f"{moved.moved:+.1f} sd".replace("-", "−")


def _how(found: Update) -> str:
    forecast = found.forecast
    left = ""
    if found.unknown:
        left = f" Left out, as not known then: {count(found.unknown, 'observation')}."
    return (
        f"{forecast.runs:,} runs that agree with the evidence, from {FILTERS} filters apart; where"
        f" fewest agreed they were worth {found.effective:,.0f}, with {found.distinct:,} different"
        f" sets of judgements.{left} Evidence corrects a model within what it holds possible; it"
        " does not make its judgements sound."
    )


presents(Update, headline=headline, rest=rest, detail=detail, section=("evidence", "Evidence"))
