"""What was exported, in words."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.wording import count
from scenario.forecast_log.exchange import Exported
from scenario.present import presents
from scenario.present.blocks import Block, lead


def headline(found: Exported) -> Iterator[Block]:
    """How much, and where."""
    yield lead(f"{found.file}: {count(found.rows, 'row')} of {found.place}.")


presents(Exported, headline=headline, rest=lambda _: ())
