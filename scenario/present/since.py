"""What changed since the last logged forecast, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenario.calendar import Month
from scenario.forecast.verbal_probability import margin, percent, points
from scenario.forecast.wording import count, short_month
from scenario.present import presents
from scenario.present.asked import logged_words
from scenario.present.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    items,
    lead,
    paragraph,
    small,
    table,
)
from scenario.present.changed import change_words
from scenario.studies.since import Moved, OtherFile, Since

NAMES = 30
MOST = 12
"""Changed paths, and changed files, that are named."""
_SETTINGS = {
    "runs": "runs",
    "random_seed": "random seed",
    "method": "method",
    "version": "version of scenario",
    "scenario": "scenario",
}


def opening(_: Since) -> Iterator[Block]:
    """What it is about, for it stands below a forecast."""
    yield Heading("What changed since last time")


def headline(found: Since) -> Iterator[Block]:
    """How many answers moved by more than sampling error, and which the farthest."""
    if found.last is None:
        yield lead(f"{found.log} has no forecast of these questions yet.")
        return
    day = found.last.logged_at[:10]
    moved = sorted((one for one in found.moved if one.shown), key=lambda one: -abs(one.difference))
    answers = count(len(found.moved), "answer")
    if not moved:
        yield lead(f"Since {day} none of {answers} has moved by more than sampling error may make.")
        return
    far = moved[0]
    yield lead(
        f"Since {day} {len(moved)} of {answers} moved by more than sampling error may make, most"
        f" of all “{far.question.text}”: {percent(far.then.p, far.then.se)} then,"
        f" {percent(far.now)} now ({points(far.difference)} points)."
    )


def rest(found: Since) -> Iterator[Block]:
    """Every answer then and now, and what changed in what they were made from."""
    if found.moved:
        yield _answers(found)
        yield small(
            "Differences are in points; ± is their sampling error (95 %), at most: it is worked out"
            " as if the two had been run on random numbers of their own."
        )
    if found.fresh:
        yield paragraph(f"{count(len(found.fresh), 'question')} asked for the first time.")
    if found.last is not None:
        yield from _causes(found)


def _answers(found: Since) -> Block:
    rows = [_row(one) for one in found.moved]
    columns = [
        Column("", right=False, folds=NAMES),
        Column("last"),
        Column("now"),
        Column("difference"),
        Column("±"),
        Column("logged", right=False, may_go=1),
    ]
    return table("", columns, rows)


def _row(one: Moved) -> list[Inline]:
    return [
        logged_words(one.question),
        percent(one.then.p, one.then.se),
        percent(one.now),
        points(one.difference),
        "" if one.se is None else margin(one.se).removeprefix("± "),
        one.then.logged_at[:10],
    ]


def _causes(found: Since) -> Iterator[Block]:
    """Paths of the resolved scenario, files and settings."""
    lines = [
        f"{_SETTINGS[name]}: {_said(was)} → {_said(is_now)}"
        for name, (was, is_now) in found.settings.items()
    ]
    if found.changes is None:
        if found.former is None:
            lines.append("the scenario as it was then was not kept, so paths cannot be compared")
        else:
            lines.append("this version cannot read the scenario as it was then")
    elif found.former is not None:
        lines += _paths(found, found.former)
    lines += [_file(one) for one in found.files[:MOST]]
    if len(found.files) > MOST:
        lines.append(f"{len(found.files) - MOST} more files")
    if not lines:
        yield paragraph("Nothing that it was made from has changed.")
        return
    yield Heading("What it was made from")
    yield items(lines)


def _paths(found: Since, former: Mapping[str, Any]) -> list[str]:
    changes = found.changes or ()
    told = [
        f"{one.path}: {short_month(Month.parse(one.was))} → {short_month(Month.parse(one.becomes))}"
        if one.path in ("start", "until")
        else change_words(one, former, found.document)
        for one in changes[:MOST]
    ]
    more = len(changes) - MOST
    return [*told, *([f"{more} more changes, with --json"] if more > 0 else [])]


def _file(one: OtherFile) -> str:
    done = "no longer read" if one.becomes is None else "new" if one.was is None else "changed"
    return f"file {one.name}: {done}"


def _said(value: object) -> str:
    return "nothing" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


presents(Since, opening=opening, headline=headline, rest=rest)
