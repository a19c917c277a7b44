"""What was imported, in words."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.wording import count, listing
from scenario.forecast_log.importing import Imported
from scenario.present import presents
from scenario.present.blocks import Block, lead, paragraph


def headline(found: Imported) -> Iterator[Block]:
    """How much was taken."""
    taken = [
        count(found.forecasts, "forecast"),
        count(found.questions, "question"),
        count(found.resolutions, "resolution"),
    ]
    yield lead(f"{found.place}: {listing(taken)} from {found.file}.")


def rest(found: Imported) -> Iterator[Block]:
    """What stood there already, how they count, and the new head."""
    if found.known:
        yield paragraph(f"{count(found.known, 'row')} of it stood in the log already.")
    if found.forecasts:
        yield paragraph("Imported forecasts are scored apart from live ones.")
    yield paragraph(f"Head, to be published: {found.head}")


presents(Imported, headline=headline, rest=rest)
