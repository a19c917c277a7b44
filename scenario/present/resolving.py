"""What became of a question, in words."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.wording import count, listing
from scenario.forecast_log.resolving import ResolutionLogged
from scenario.present import presents
from scenario.present.blocks import Block, lead, paragraph


def headline(found: ResolutionLogged) -> Iterator[Block]:
    """The answer."""
    said = found.resolution
    if said.outcome == "void":
        yield lead(f"{found.question.text}: void, by {said.by}.")
        return
    text = f"{found.question.text}: {said.outcome}, decided on {said.occurred}"
    yield lead(f"{text}, known from {said.known}, by {said.by}.")


def rest(found: ResolutionLogged) -> Iterator[Block]:
    """What it takes the place of, and which forecasts it makes countable."""
    if found.before is not None:
        same = found.before.outcome == found.resolution.outcome
        what = "the same" if same else found.before.outcome
        yield paragraph(f"It had been resolved before, as {what}; that stays in the log.")
    parts = [
        f"{count(found.in_time, 'live forecast')}" if found.in_time else "",
        f"{found.late:,} logged when the answer was known" if found.late else "",
        f"{found.imported:,} imported" if found.imported else "",
    ]
    told = listing(part for part in parts if part) or "no forecast"
    void = found.resolution.outcome == "void"
    yield paragraph(f"{'Not scored' if void else 'Scored'}: {told}.")
    yield paragraph(f"Head, to be published: {found.head}")


presents(ResolutionLogged, headline=headline, rest=rest)
