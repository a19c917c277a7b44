"""The lines under a chart: of when it is, from how many runs, on whose facts.

It quotes a forecast's own document; it judges no source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.forecast import Forecast
from scenario.forecast.wording import count, listing, short_month

MOST = 4


def footer(forecast: Forecast) -> tuple[str, ...]:
    """What a chart of a forecast says of its origin."""
    span = f"{short_month(forecast.start)} to {short_month(forecast.until)}"
    made = f"{count(forecast.runs, 'run')}, random seed {forecast.random_seed}"
    known = known_of(forecast.document)
    return (f"{forecast.title}. {span}; {made}{known}.", cited(forecast.document))


def known_of(document: Mapping[str, Any]) -> str:
    """; as known on 2022-12-14."""
    day = document["model"].get("as_of")
    return f"; as known on {day}" if day else ""


def cited(document: Mapping[str, Any]) -> str:
    """Sources: Nikola Mikovic, Russia Risks ... (2022); and 2 others."""
    facts = [item["source"] for item in document["model"].get("facts") or () if "source" in item]
    named = [_source(source) for source in facts[:MOST]]
    if len(facts) > MOST:
        named[MOST - 1 :] = [f"{len(facts) - MOST + 1} others"]
    return f"Sources: {listing(named)}." if named else "No sources are cited."


def _source(source: Mapping[str, Any]) -> str:
    year = f" ({str(source['date'])[:4]})" if source.get("date") else ""
    return f"{source.get('title') or source['id']}{year}"
