"""Scenario discovery in sentences and a table.

It words what the numbers say and computes nothing but how many runs would make them surer.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.analysis.discovery import FEWEST, RESAMPLES, Discovery
from scenario.analysis.levels import written
from scenario.analysis.plain_text import listed, paragraph, table
from scenario.analysis.region import Limit, Region
from scenario.analysis.sampled import CARRIED, rounded_up
from scenario.forecast.borne import doubt
from scenario.forecast.wording import capital, count, plain_name

UNSTABLE = 0.7


def told(found: Discovery) -> str:
    """The whole text."""
    blocks = [_opening(found)]
    if found.boxes and not _few(found):
        blocks += [*_sentences(found), *_doubts(found), _table(found)]
    else:
        blocks.append(_nothing(found))
    blocks.append(_how(found))
    return "\n\n".join(block if "\n" in block else paragraph(block) for block in blocks)


def answer(found: Discovery) -> str:
    """The most telling box alone."""
    return paragraph(
        found.boxes[0].sentence if found.boxes and not _few(found) else _nothing(found)
    )


def _opening(found: Discovery) -> str:
    name = capital(plain_name(found.state))
    many = count(found.runs, "run")
    if found.outcomes == "carried":
        return f"{name} by {found.by}: {found.base.told()} ({many})."
    return f"{name} by {found.by} is reached in {found.base.told()} of {many}."


def _few(found: Discovery) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(found.runs, [found.base.estimate])


def _sentences(found: Discovery) -> Iterator[str]:
    yield paragraph(found.boxes[0].sentence)
    for box in found.boxes[1:]:
        yield paragraph(f"Of the rest: {box.sentence[:1].lower()}{box.sentence[1:]}")


def _nothing(found: Discovery) -> str:
    if few := _few(found):
        return f"{few}: too few to look for what those that reach {found.state} have in common."
    if found.base.p == 1:
        return f"Every run reaches {found.state}, so there is nothing to tell apart."
    if not found.looked_at:
        return (
            "Nothing but the outcome differs from run to run, so there are no conditions to find."
        )
    if found.alike < 2 * FEWEST:
        return _rare(found)
    return (
        f"No condition was found under which {found.state} is reached clearly more often: as far as"
        " these runs show, chance decides."
    )


def _rare(found: Discovery) -> str:
    if not found.base.hits:
        return f"No run reaches {found.state}, so there is nothing to look for."
    enough = rounded_up(found.runs * 2 * FEWEST / max(found.alike, 1))
    which = f"only {found.base.hits:.0f} runs reach it"
    if found.outcomes == "carried":
        which = "it rests on a few runs"
    return (
        f"Of {found.state} too little was seen to look for what goes with it, for {which}; about"
        f" {enough:,} runs would do."
    )


def _doubts(found: Discovery) -> Iterator[str]:
    for number, box in enumerate(found.boxes, start=1):
        if box.inside.loose:
            yield (
                f"Box {number} rests on {box.inside.runs:,.0f} runs only; about"
                f" {box.inside.enough(found.runs):,} in place of {found.runs:,} would"
                " tell its density to ± 5 points."
            )
    limits = [limit for box in found.boxes for limit in box.limits]
    shaky = list(dict.fromkeys(limit.feature.label for limit in limits if limit.again < UNSTABLE))
    if shaky:
        yield (
            f"Not settled: {listed(shaky)}. Repeated searches often limit something else instead;"
            " take these conditions as examples of a kind."
        )


def _table(found: Discovery) -> str:
    rows = [row for number, box in enumerate(found.boxes, start=1) for row in _rows(number, box)]
    heads = ["box and its limits", "range", "density", "coverage", "mass", "qp", "again"]
    return table(heads, rows)


def _rows(number: int, box: Region) -> Iterator[list[str]]:
    figures = [share.told() for share in (box.inside, box.covered, box.held)]
    yield [f"box {number}", "", *figures, "", ""]
    for limit in box.limits:
        tail = [_quasi(limit.quasi_p), f"{round(limit.again * RESAMPLES)}/{RESAMPLES}"]
        yield [f"  {limit.feature.label}", _range(limit), "", "", "", *tail]


def _range(limit: Limit) -> str:
    if limit.feature.what == "event":
        return "yes" if limit.high >= 1 else "no"
    if limit.open_low:
        return f"<= {written(limit.high)}"
    if limit.open_high:
        return f"{'>=' if limit.few else '>'} {written(limit.low)}"
    return f"{written(limit.low)} to {written(limit.high)}"


def _quasi(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _how(found: Discovery) -> str:
    if not found.looked_at or _few(found):
        return f"{count(found.runs, 'run')}."
    dates = listed([str(month) for month in found.months])
    on_the_way = f" and, at {dates}, levels and events" if found.months else ""
    part = ""
    if found.early.hits:
        part = (
            f" By the last of these dates {found.early.told()} of runs have been there already, so"
            " late levels may be consequences."
        )
    kept = ""
    if found.wanted > found.runs:
        kept = f" {found.runs:,} of {found.wanted:,} runs were kept, and only they count;"
        kept += " the scenario file gives all."
    carried = f" {CARRIED}" if found.outcomes == "carried" else ""
    return (
        f"PRIM over {found.looked_at} judgements, drivers, alignments and events"
        f"{on_the_way}.{part}{kept}{carried} Boxes were found in half of the runs; density (share"
        " of the runs inside that reach it), coverage (share of those that reach it that lie"
        f" inside) and mass (share of runs inside) are counted in the other {found.tested:,}. qp:"
        " chance of such a density were the limit idle. Again: of"
        f" {RESAMPLES} searches in other halves, how"
        " many limit the same quantity. A box says what goes with the state, not what brings it"
        " about."
    )
