"""Scenario discovery in words: the conditions under which it comes most often to what is asked.

It words what the numbers say and computes nothing but how many runs would make them surer.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.analysis.box import Box
from scenario.analysis.discovery import FEWEST, RESAMPLES, Discovery
from scenario.analysis.proportion import rounded_up
from scenario.forecast.borne import doubt
from scenario.forecast.wording import count, listing, long_month
from scenario.plots.signs import condition, ends, limited
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import Block, Column, Inline, Table, lead, paragraph, small, table
from scenario.present.conditions import CARRIED, kept, part_of, rounded, some_of
from scenario.present.evidence import agreeing

UNSTABLE = 0.7


def headline(found: Discovery) -> Iterator[Block]:
    """How often it comes to what is asked, and in which futures most often."""
    yield lead(f"{question_words(found.of, found.document)}: {found.base.text()} of futures.")
    yield lead(_box(found, found.boxes[0]) if _shown(found) else _nothing(found))


def rest(found: Discovery) -> Iterator[Block]:
    """Further conditions, the numbers, and what they rest on."""
    if _shown(found):
        for box in found.boxes[1:]:
            yield paragraph(f"Among the others: {_box(found, box, first=False)}")
        yield _table(found)
        yield from map(small, _doubts(found))
    yield small(_how(found))


def detail(found: Discovery) -> Iterator[Block]:
    """Each limit with how surely it is one."""
    if not _shown(found):
        return
    head: list[str | Column] = ["limit", Column("range"), Column("quasi-p"), Column("stability")]
    rows: list[list[Inline]] = []
    for number, box in enumerate(found.boxes, start=1):
        for limit in box.limits:
            when = f" ({long_month(limit.feature.month)})" if limit.feature.month else ""
            event = limit.feature.what == "event"
            values = ("yes" if limit.high >= 1 else "no") if event else ends(limit)
            again = f"{round(limit.stability * RESAMPLES)}/{RESAMPLES}"
            name = f"{number}. {limited(limit, found.document)}{when}"
            rows.append([name, values, _quasi(limit.quasi_p), again])
    yield table("Limits of each box", head, rows)
    yield small(
        "Boxes are those of PRIM (Friedman and Fisher 1999). Quasi-p: chance of such a density if"
        f" the limit did nothing. Stability: of {RESAMPLES} searches in other halves of the runs,"
        " how many limit the same quantity."
    )


def _shown(found: Discovery) -> bool:
    return bool(found.boxes) and not _few(found)


def _few(found: Discovery) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(found.runs, [found.base.estimate])


def _box(found: Discovery, box: Box, *, first: bool = True) -> str:
    """In 3 of 4 futures in which X and Y, it comes to that; ..."""
    conditions = listing(condition(limit, found.document) for limit in box.limits)
    against = f", against {rounded(found.base)} of all" if first else ""
    about = "about " if box.density.loose else ""
    begin = "In" if first else "in"
    return (
        f"{begin} {about}{some_of(box.density)} futures in which {conditions}, it comes to that"
        f"{against}; they are {part_of(box.mass)} of all futures, and hold"
        f" {part_of(box.coverage)} of those in which it does."
    ).replace(" % futures in which", " % of the futures in which")


def _nothing(found: Discovery) -> str:
    """Why there are no conditions to tell of."""
    if few := _few(found):
        return f"{few}: too few to look for what those in which it comes to that have in common."
    if found.base.p == 1:
        return "It comes to that in every run, so there is nothing to tell apart."
    if not found.looked_at:
        return (
            "Nothing but the outcome differs from run to run, so there are no conditions to find."
        )
    if found.alike < 2 * FEWEST:
        return _rare(found)
    return (
        "No condition was found under which it comes to that clearly more often: as far as these"
        " runs show, chance decides."
    )


def _rare(found: Discovery) -> str:
    if not found.base.hits:
        return "It comes to that in no run, so there is nothing to look for."
    enough = rounded_up(found.runs * 2 * FEWEST / max(found.alike, 1))
    which = f"it comes to that in only {count(round(found.base.hits), 'run')}"
    if found.outcomes == "carried":
        which = "that rests on a few runs"
    return (
        f"Too little was seen of that to look for what goes with it, for {which}; about"
        f" {enough:,} runs would do."
    )


def _table(found: Discovery) -> Table:
    """What each set of conditions holds."""
    head: list[str | Column] = ["", Column("come to\nthat")]
    head += [Column("part of\nall", may_go=1), Column("of those\nthat do")]
    rows: list[list[Inline]] = []
    names = ("the first", "the second", "the third") if len(found.boxes) > 1 else ("such futures",)
    for name, box in zip(names, found.boxes, strict=False):
        rows.append([name, *(one.text() for one in (box.density, box.mass, box.coverage))])
    return table("", head, [*rows, ["all futures", found.base.text(), "100 %", "100 %"]])


def _doubts(found: Discovery) -> Iterator[str]:
    loose = [box.density for box in found.boxes if box.density.loose]
    if loose:
        enough = max(one.enough(found.runs) for one in loose)
        least = min(one.runs for one in loose)
        yield (
            f"What rests on few runs ({least:,.0f}) is known no better than to ± 5 points; about"
            f" {enough:,} runs in place of {found.runs:,} would do."
        )
    limits = [limit for box in found.boxes for limit in box.limits if limit.stability < UNSTABLE]
    shaky = dict.fromkeys(limited(limit, found.document) for limit in limits)
    if shaky:
        yield (
            f"Not settled: {listing(shaky, most=6)}. Repeated searches often find something else"
            " instead; take these conditions as examples of a kind."
        )


def _quasi(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _how(found: Discovery) -> str:
    """How the conditions were found."""
    runs = count(found.runs, "run")
    if not found.looked_at or _few(found):
        return f"{runs}."
    tried = f"{found.looked_at} judgements, drivers, alignments and events were tried"
    if found.looked_at == 1:
        tried = "1 judgement, driver, alignment or event was tried"
    sentences = [f"{runs}; {tried}"]
    if found.months:
        sentences[0] += f", as they stood in {listing(map(long_month, found.months))}"
    if found.early.hits:
        sentences.append(
            f"By the last of these dates it had come to that in {found.early.text()} of futures"
            " already, so late conditions may be consequences"
        )
    sentences.append(
        f"Conditions were found in half of the runs and counted in the other {found.tested:,}"
    )
    sentences.append("They say what goes with that, not what brings it about")
    text = ". ".join(sentences) + "."
    carried = CARRIED if found.outcomes == "carried" else ""
    parts = (text, carried, kept(found.runs, found.wanted), *agreeing(found.document))
    return " ".join(part for part in parts if part)


presents(Discovery, headline=headline, rest=rest, detail=detail)
