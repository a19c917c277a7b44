"""The resolved scenario as plain data: a valid scenario file that needs no other file.

It writes nothing; `io.dump` makes it text.
"""

from __future__ import annotations

from typing import Any

from scenario.calendar import Month
from scenario.chains import chains_in
from scenario.schema import Evidence, Model, Scenario, explicit

_EMPTY: tuple[Any, ...] = (None, [], {})
_NEEDED = ("effects", "states", "transitions", "constant", "random_walk", "growth", "evidence")
"""Keys that say something even with nothing in them."""
_NO_FACTS: dict[str, Any] = {}
"""What a source says of which nothing is told; a model without sources has an empty list."""
_TOLD_WHERE_TRUE = ("assumed", "contested")
_REASONS = ("because", "cites", "assumed", "note")
_RANK = {"model": -2, "title": -1} | dict.fromkeys(_REASONS, 1)
_FIRST = ("title", "because", "cites", "assumed", "note")


def document_of(
    model: Model, scenario: Scenario, until: Month, runs: int, random_seed: int
) -> dict[str, Any]:
    """Everything a run depends on, defaults that matter written out.

    Args:
        model: The explicit model, facts inline.
        scenario: What the scenario says of itself.
        until: The month at whose end the last step ends.
        runs: How many runs are made.
        random_seed: The seed of all random numbers.
    """
    said = explicit(scenario.model_copy(update={"model": None, "given": ()}))
    document = {key: said[key] for key in _FIRST}
    document["title"] = document["title"] or model.title
    document |= {"until": str(until), "runs": runs, "random_seed": random_seed}
    document["hold"] = said["hold"]
    document["given"] = [explicit(item) for item in scenario.given if isinstance(item, Evidence)]
    document["model"] = _model_data(model)
    found = {key: _without_empty(item) for key, item in document.items() if _says(key, item)}
    told: Any = chains_in(found["model"])
    for chain, outcome in chains_in(document["model"]).items():
        states = outcome["states"]  # each is told, even if nothing is said of it
        told[chain]["states"] = {name: _without_empty(state) for name, state in states.items()}
    return found


def _model_data(model: Model) -> dict[str, Any]:
    data = explicit(model)
    for name, event in model.events.items():
        data["events"][name]["once"] = event.only_once
    return data


def _without_empty(data: Any) -> Any:
    """The data without what was not said."""
    if isinstance(data, list):
        return [_without_empty(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {key: _without_empty(data[key]) for key in _ordered(data) if _says(key, data[key])}


def _says(key: str, item: Any) -> bool:
    if key in _NEEDED or (key == "facts" and item == _NO_FACTS):
        return item is not None
    return item not in _EMPTY and not (item is False and key in _TOLD_WHERE_TRUE)


def _ordered(data: dict[str, Any]) -> list[str]:
    """What a thing is called comes first, the reasons for it last."""
    return sorted(data, key=lambda key: _RANK.get(key, 0))
