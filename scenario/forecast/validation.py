"""Whether what a saved file says can be a forecast, before anything is made of it.

It knows types and bounds, not what a forecast means: a file that was changed with care may say
something untrue, but nothing that a reader of forecasts would stumble over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scenario.chains import SEVERAL, chains_in, path_of
from scenario.forecast.provenance import contract_of

if TYPE_CHECKING:
    from scenario.forecast.forecast import Forecast

MOST_STEPS = 1_000_000
_LAST_MONTH = 9999 * 12 + 11
_NAMES = ("states", "drivers", "actors", "events", "rules")
_PARTS = ("parameters", "drivers", "actors", "events", "rules")


def check_rest(rest: Any) -> None:
    """What stands beside the arrays.

    Raises:
        ValueError: Something has a form that no forecast has; it is named.
    """
    _must(rest, "archive", _is_mapping)
    for name, holds in _RULES.items():
        _must(rest.get(name), name, holds)
    for name in _NAMES:
        _must(rest["labels"].get(name), f"labels.{name}", _is_names)
    for name in ("titles", "units"):
        _must(rest["labels"].get(name), f"labels.{name}", _is_texts)
    _must(rest["labels"]["states"], "labels.states", bool)
    contract_of(rest["provenance"])
    _check_document(rest["document"])


def check_forecast(forecast: Forecast) -> None:
    """What the arrays hold, beside what is said of them.

    Raises:
        ValueError: A count or an index is out of its bounds; it is named.
    """
    if forecast.until.index > _LAST_MONTH:
        raise ValueError("it ends after the year 9999")
    for name in ("at", "reached", "happened"):
        counts = getattr(forecast, name)
        if counts.size and (counts.min() < 0 or counts.max() > forecast.runs):
            raise ValueError(f"{name} counts more runs than there are, or fewer than none")
    for powers in (forecast.squares, forecast.cubes):
        if powers is not None and not ((powers >= 0) & (powers <= 2 * forecast.runs)).all():
            raise ValueError("the powers of probabilities are out of their bounds")
    if forecast.rare and not (
        len(forecast.rare) == len(forecast.at) and all(0 <= share <= 1 for share in forecast.rare)
    ):
        raise ValueError("the shares of runs unlike all seen are out of their bounds")
    if not 0 <= forecast.groups <= forecast.runs:
        raise ValueError("there are more groups of runs than runs")
    states, kept = forecast.paths.states, forecast.paths.runs
    if states.size and (states.min() < 0 or states.max() >= len(forecast.labels.states)):
        raise ValueError("a kept run is in a state that is not there")
    if kept > forecast.runs:
        raise ValueError("more runs are kept than there are")


def _check_document(document: Mapping[str, Any]) -> None:
    """The parts of the resolved scenario that are looked up, where they are there."""
    model: Any = document.get("model")
    _must(model, "document.model", _is_mapping)
    for kind in _PARTS:
        _must(model.get(kind, {}), f"document.model.{kind}", _is_mapping_of_mappings)
    _must(model.get("axis", ["", ""]), "document.model.axis", _is_pair)
    for name in ("expectations", "facts"):
        _must(model.get(name, []), f"document.model.{name}", _is_list_of_mappings)
    _must(model.get(SEVERAL, {}), f"document.model.{SEVERAL}", _is_mapping)
    for chain, outcome in chains_in(model).items():
        _check_outcome(outcome, ".".join(("document.model", *path_of(chain))))


def _check_outcome(outcome: Any, place: str) -> None:
    _must(outcome, place, _is_mapping)
    start = outcome.get("start")
    _must(start, f"{place}.start", lambda start: _is_text(start) or _is_mapping(start))
    ways = outcome.get("transitions")
    _must(ways, f"{place}.transitions", _is_mapping_of_mappings)
    for name, way in ways.items():
        _must(way, f"{place}.transitions.{name}", lambda way: "from" in way)


def _must(value: Any, name: str, holds: Callable[[Any], bool]) -> None:
    if not holds(value):
        raise ValueError(f"{name} is not what a forecast has there")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_texts(value: Any) -> bool:
    return _is_mapping(value) and all(map(_is_text, value.values()))


def _is_list_of_texts(value: Any) -> bool:
    return _is_list(value) and all(map(_is_text, value))


def _is_names(value: Any) -> bool:
    return _is_list_of_texts(value) and len(set(value)) == len(value)


def _is_list_of_mappings(value: Any) -> bool:
    return _is_list(value) and all(map(_is_mapping, value))


def _is_mapping_of_mappings(value: Any) -> bool:
    return _is_mapping(value) and all(map(_is_mapping, value.values()))


def _is_pair(value: Any) -> bool:
    return _is_list(value) and len(value) == 2


def _is_truths(value: Any) -> bool:
    return _is_pair(value) and all(isinstance(part, bool) for part in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


_RULES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("title", "model", "question", "method", "start"), _is_text),
    "months_per_step": _is_whole(1, _LAST_MONTH),
    "runs": _is_whole(1, 10**15),
    "random_seed": _is_whole(0, 10**400),
    "steps": _is_whole(1, MOST_STEPS),
    "kept": _is_whole(0, 10**9),
    "labels": _is_mapping,
    **dict.fromkeys(("places", "notes"), _is_list_of_texts),
    "judgement": _is_truths,
    **dict.fromkeys(("document", "provenance", "extra"), _is_mapping),
}
