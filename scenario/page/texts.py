"""What a page says of a model: titles, reasons and sources of everything that can be moved.

It reads the resolved scenario as plain data and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenario.chains import split
from scenario.forecast import Forecast
from scenario.forecast.answer import answer
from scenario.forecast.wording import capital, short_month
from scenario.resolve import Resolved
from scenario.resolve.naming import called, short_path

KINDS = ("parameters", "actors", "drivers", "events", "rules")


def texts_of(resolved: Resolved, forecast: Forecast) -> dict[str, Any]:
    """Everything a page says that its scripts do not say themselves.

    Args:
        resolved: The base.
        forecast: Of it.
    """
    document = resolved.document()
    model = document["model"]
    return {
        "question": forecast.question,
        "title": resolved.title,
        "because": document.get("because", ""),
        "answer": answer(forecast),
        "states": {
            name: capital(forecast.labels.title_of("states", name))
            for name in forecast.labels.states
        },
        "means": {name: state.means or "" for name, state in resolved.model.states.items()},
        "chains": {name: chain.called(name) for name, chain in resolved.model.chains.items()},
        "chain_of": {name: split(name)[0] for name in forecast.labels.states},
        "elements": {
            f"{kind}.{name}": _element(resolved, kind, name, own)
            for kind in KINDS
            for name, own in model.get(kind, {}).items()
        },
        "months": [short_month(month) for month in forecast.dates],
        "places": {place: short_path(place, document) for place in forecast.paths.places},
        "units": _units(model),
    }


def _units(model: Mapping[str, Any]) -> dict[str, str]:
    own = {f"parameters.{name}.value": each for name, each in model.get("parameters", {}).items()}
    return {path: each["unit"] for path, each in own.items() if each.get("unit")}


def _element(resolved: Resolved, kind: str, name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "title": capital(called(kind, name, resolved.document())),
        "because": own.get("because", ""),
        "assumed": bool(own.get("assumed")),
        "sources": list(_sources(resolved, own.get("cites", ()))),
    }
    return found | ({"when": str(own["when"])} if own.get("when") is not None else {})


def _sources(resolved: Resolved, cites: Any) -> Iterator[dict[str, str]]:
    """Each fact that is cited: what it claims, whose it is, and how surely that is known."""
    for cite in cites:
        source, _, fact = str(cite["fact"] if isinstance(cite, Mapping) else cite).partition(".")
        known = resolved.sources.get(source)
        if known is not None and fact in known.facts:
            said = known.facts[fact]
            yield {
                "claim": said.claim,
                "source": said.source or known.source.title or source,
                "confidence": said.confidence,
                "date": said.date or known.source.date or "",
            }
