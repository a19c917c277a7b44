"""Judgements made consistent with evidence, in words: what has moved, and what is not carried over.

It words what the numbers say and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.borne import digits
from scenario.forecast.estimate import Estimate
from scenario.forecast.wording import count, listing, long_month, significant
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import Block, Column, items, lead, paragraph, small, table
from scenario.resolve.naming import short_path
from scenario.studies.calibrating import Calibration, Judged, Together

WORTH = 12
"""Judgements in the table."""
PAIRS = 6
"""Pairs that are told."""
LITTLE = 0.05
"""A change of the spread that is not worth a number."""


def headline(found: Calibration) -> Iterator[Block]:
    """How many judgements have moved, and what that does to the answer."""
    moved, every = len(found.moved), len(found.judgements)
    known = count(found.observations, "observation")
    if found.as_of is not None:
        known += f" known by {long_month(found.as_of)}"
    verb = "moves" if found.observations == 1 else "move"
    of_all = f"of {count(every, 'uncertain judgement')}"
    yield lead(f"{known} {verb} {moved or 'none'} {of_all}.")
    asked = question_words(found.of, found.document)
    now, before = _told(found.after, found), _told(found.before, found)
    yield lead(f"{asked}: {now} with the new judgements; {before} with those before.")


def rest(found: Calibration) -> Iterator[Block]:
    """Every judgement that has moved, which go together, and what the new model does not know."""
    if found.moved:
        yield _judgements(found)
    yield from _kept(found)
    yield from _pairs(found)
    yield paragraph(_not_carried(found))
    yield paragraph(
        "The new model says which evidence it knows, and refuses to be given any of it again: that"
        " would count it twice."
    )
    if found.place:
        yield paragraph(f"Written: {found.place}.")
    yield small(_how(found))


def detail(found: Calibration) -> Iterator[Block]:
    """The judgements that stay as they were."""
    kept = [each for each in found.judgements if each.kept]
    if kept:
        rows = [_row(one, found) for one in kept]
        yield table("Judgements that stay as they were", _heads(), rows)


def _judgements(found: Calibration) -> Block:
    rows = [_row(each, found) for each in found.moved[:WORTH]]
    more = len(found.moved) - len(rows)
    title = "Judgements written anew, nine times in ten"
    if more:
        title += f" ({more} more in the file)"
    return table(title, _heads(), rows)


def _heads() -> list[Column]:
    return [
        Column("judgement"),
        Column("before", right=True),
        Column("after", right=True),
        Column("middle", right=True),
        Column("narrower by", right=True),
    ]


def _row(each: Judged, found: Calibration) -> list[str]:
    narrower = f"{100 * each.narrowed:.0f} %".replace("-", "−")
    return [
        short_path(each.path, found.document),
        _span(each.before),
        _span(each.after),
        f"{each.shift:+.1f} sd".replace("-", "−"),
        narrower if abs(each.narrowed) >= LITTLE else "",
    ]


def _span(percentiles: tuple[float, float, float]) -> str:
    low, _, high = percentiles
    ends = [significant(end, 2) for end in (low, high)]
    text = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return text.replace("-", "−")


def _kept(found: Calibration) -> Iterator[Block]:
    """How many stay as they were, and why."""
    still = sum(each.kept == "not moved" for each in found.judgements)
    if still:
        verb = "stays as it was" if still == 1 else "stay as they were"
        subject = count(still, "other" if found.moved else "judgement")
        yield paragraph(
            f"{subject} {verb}: what the evidence says here is no more than what filters disagree"
            " by."
        )
    for kept, why in (
        ("no form", "no form of distribution holds what the evidence makes of them"),
        ("share of a whole", "shares that add up to one are not written one by one"),
    ):
        named = [
            short_path(one.path, found.document) for one in found.judgements if one.kept == kept
        ]
        if named:
            yield paragraph(f"{listing(named)}: moved, but written as before; {why}.")


def _pairs(found: Calibration) -> Iterator[Block]:
    if not found.correlations:
        yield paragraph("No two judgements clearly go together more or less than before.")
        return
    yield paragraph("Judgements that the evidence makes go together, by their rank correlation:")
    yield items(_pair(each, found) for each in found.correlations[:PAIRS])
    lost = sum(each.written is None for each in found.correlations)
    if lost:
        yield paragraph(
            f"{lost} of these {len(found.correlations)} cannot be written: a model correlates"
            " parameters alone."
        )


def _pair(each: Together, found: Calibration) -> str:
    names = listing(short_path(path, found.document) for path in each.between)
    value = f"{each.value:+.2f}".replace("-", "−")
    before = f" ({each.before:+.2f} before)".replace("-", "−") if each.before else ""
    lost = "; not written" if each.written is None else ""
    return f"{names}: {value}{before}{lost}"


def _not_carried(found: Calibration) -> str:
    """What the evidence says that the new model does not know."""
    text = (
        "Only judgements are carried over. The new model begins where the old one did: it does not"
        " know what has happened since, in which state things are or what anything measured was."
    )
    if found.given is None:
        return text
    told = _told(found.given, found)
    return f"{text} Given the evidence itself, which says that too, the old one answers {told}."


def _told(estimate: Estimate, found: Calibration) -> str:
    if found.of.kind == "mean":
        return significant(estimate.p, 3)
    return digits(estimate)


def _how(found: Calibration) -> str:
    left = ""
    if found.unknown:
        left = f" Left out, as not known then: {count(found.unknown, 'observation')}."
    return (
        f"From {found.filters} filters apart; where fewest of their runs agreed these were worth"
        f" {found.effective:,.0f}, with {found.distinct:,} different sets of judgements.{left}"
        " Evidence corrects judgements within what a model holds possible; it does not make the"
        " model sound."
    )


presents(
    Calibration,
    headline=headline,
    rest=rest,
    detail=detail,
    section=("calibration", "Judgements that agree with the evidence"),
)
