"""A forecast as the plain object that `run --json` prints.

It holds Python's own numbers, texts, lists and dicts, and is valid JSON: a value that is not
finite becomes None. Nothing here is computed that the forecast does not say itself.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario.chains import ONLY, SEVERAL, chains_in, split
from scenario.forecast.estimate import QUANTILES, Estimate
from scenario.forecast.evidence_coverage import grounds_of
from scenario.harmless import harmful
from scenario.intervals import Floats

if TYPE_CHECKING:
    from scenario.forecast.forecast import Forecast

_NOT_ASCII = re.compile(r"[^\x00-\x7e]")
_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False).encode
"""`json.dumps` would make an encoder for each of the thousands of lines."""
QUANTILE_NAMES = tuple(f"q{round(100 * share):02d}" for share in QUANTILES)


def as_dict(forecast: Forecast) -> dict[str, Any]:
    """The object of the contract, with `by` (ever reached until a date) beside `outcome` (at it).

    `outcome`, `by`, `drivers` and `actors` hold every step from the start. Of several chains,
    `outcomes`, `by`, `ever` and `first_reached` are told by chain. What the forecast carries in
    `extra` stands at the top level beside the rest.
    """
    drivers = len(forecast.labels.drivers)
    plain = {
        **forecast.extra,
        "scenario": forecast.title,
        "model": forecast.model,
        "question": forecast.question,
        "start": str(forecast.start),
        "until": str(forecast.until),
        "months_per_step": forecast.months_per_step,
        "runs": forecast.runs,
        "random_seed": forecast.random_seed,
        "method": forecast.method,
        **_outcome(forecast),
        "events": {name: _event(forecast, name) for name in forecast.labels.events},
        "drivers": _values(forecast, forecast.labels.drivers, 0),
        "actors": _values(forecast, forecast.labels.actors, drivers),
        "rules": {
            name: {"share": share}
            for name, share in zip(forecast.labels.rules, forecast.rule_share, strict=True)
        },
        "grounds": _grounds(forecast),
        "titles": forecast.labels.titles,
        "units": forecast.labels.units,
        "notes": forecast.notes,
        "provenance": forecast.provenance,
    }
    return {key: strict(value) for key, value in plain.items()}


def _grounds(forecast: Forecast) -> dict[str, Any] | None:
    """What its model rests on; a forecast may come without one."""
    known = chains_in(forecast.document.get("model", {}))
    return grounds_of(forecast.document).as_dict() if known else None


def to_json(forecast: Forecast) -> str:
    """The forecast as JSON, which does not depend on the order of anything in the model file."""
    return json_text(as_dict(forecast))


def json_text(plain: Mapping[str, Any]) -> str:
    """JSON with sorted keys and what holds single values alone on one line.

    Characters that control a terminal or turn the direction of writing are escaped.
    """
    text = "".join(_written(plain, "\n")) + "\n"
    return text if text.isascii() else _NOT_ASCII.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if harmful(found[0]) else found[0]


def strict(value: Any, *, finite: bool = True) -> Any:
    """Plain data that JSON can say: dicts with text keys, lists, texts, numbers, truths, None.

    Raises:
        TypeError: Something else is in the data.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return None if finite and not math.isfinite(value) else value
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: strict(part, finite=finite) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [strict(part, finite=finite) for part in value]
    raise TypeError(f"{type(value).__name__} has no place in JSON: {value!r:.60}")


def _outcome(forecast: Forecast) -> dict[str, Any]:
    """All about states, such as `{date: {state: estimate}}`; by chain where there are several."""
    chains = {chain: _of_chain(forecast, chain) for chain in forecast.labels.chains}
    if ONLY in chains:
        return chains[ONLY]
    keys = {ONLY: SEVERAL, "by": "by", "ever": "ever", "first_reached": "first_reached"}
    return {
        told: {chain: found[key] for chain, found in chains.items()} for key, told in keys.items()
    }


def _of_chain(forecast: Forecast, chain: str) -> dict[str, Any]:
    by = _by_date(forecast, chain, forecast.reached_by)
    return {
        ONLY: _by_date(forecast, chain, forecast.state_at),
        "by": by,
        "ever": by[str(forecast.until)],
        "first_reached": {
            split(state)[1]: _firsts(forecast, state) for state in forecast.labels.states_of(chain)
        },
    }


def _by_date(
    forecast: Forecast, chain: str, cells: Sequence[Sequence[Estimate]]
) -> dict[str, dict[str, dict[str, Any]]]:
    """`{date: {state: estimate}}`."""
    of = [split(state) for state in forecast.labels.states]
    return {
        str(date): {
            inside: cell.as_dict()
            for (at, inside), cell in zip(of, row, strict=True)
            if at == chain
        }
        for date, row in zip(forecast.dates, cells, strict=True)
    }


def _firsts(forecast: Forecast, state: str) -> dict[str, str | None]:
    found = forecast.first_reached(state)
    return {name: None if month is None else str(month) for name, month in found.items()}


def _event(forecast: Forecast, name: str) -> dict[str, Any]:
    cell = forecast.event(name)
    count = forecast.occurrences[forecast.labels.events.index(name)] / forecast.runs
    return {"p": cell.p, "se": cell.se, "low": cell.low, "high": cell.high, "mean_count": count}


def _values(forecast: Forecast, names: Sequence[str], first: int) -> dict[str, dict[str, Any]]:
    """`{name: {date: {mean, sd, q05, ...}}}` for names whose rows begin at `first`."""
    dates = [str(date) for date in forecast.dates]
    keys = ("mean", "sd", *QUANTILE_NAMES)
    found = {}
    for row, name in enumerate(names, first):
        columns = (forecast.mean[:, row], forecast.sd[:, row], *forecast.quantiles[:, row].T)
        rows: Floats = np.array(columns, dtype=np.float64).T
        found[name] = {
            date: dict(zip(keys, values, strict=True))
            for date, values in zip(dates, rows.tolist(), strict=True)
        }
    return found


def _written(value: Any, newline: str) -> Iterator[str]:
    named = isinstance(value, dict)
    if all(map(_single, value.values())) if named else _single(value):
        yield _encoded(value)
        return
    below = newline + " "
    for index, key in enumerate(sorted(value) if named else range(len(value))):
        yield ("," if index else "{" if named else "[") + below
        if named:
            yield f"{_encoded(key)}: "
        yield from _written(value[key], below)
    yield newline + ("}" if named else "]")


def _single(value: Any) -> bool:
    """Whether a value is one, or a list of such."""
    if isinstance(value, list):
        return not any(isinstance(part, (dict, list)) for part in value)
    return not isinstance(value, dict)
