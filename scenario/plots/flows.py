"""The ways between states as kept runs have gone them: how many go, how often, and what acts.

It counts moves in paths that a forecast keeps and reads the model that it was made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.proportion import Proportion
from scenario.chains import chains_in, qualified, split_target
from scenario.forecast import Forecast
from scenario.forecast.titles import elements_in
from scenario.resolve.naming import called

_NAME = re.compile(r"[A-Za-z_]\w*")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """One or several transitions that lead from the same states to the same."""

    titles: tuple[str, ...]
    pairs: tuple[Pair, ...]
    """The states that it leaves and the state that it enters."""
    futures: Proportion
    """Of futures in which it is gone at least once."""
    rate: float | None
    """Times a year while in a state that it leaves; None where no future has been there."""
    by_pair: Mapping[Pair, float]
    """Share of futures that go from one state to the other."""
    waits: str
    """What it waits for where it has no rate, such as `6 months`."""
    acting: tuple[str, ...]
    """Titles of what acts on it."""


def ways_of(forecast: Forecast, chain: str) -> list[Way]:
    """The ways of a chain, in the order of the model.

    Args:
        forecast: What has kept its paths.
        chain: The chain.
    """
    gone = _Gone(forecast, chain)
    found: dict[tuple[str, ...], list[Pair]] = {}
    for pair, names in between(forecast, chain).items():
        found.setdefault(tuple(names), []).append(pair)
    return [_way(forecast, gone, names, pairs) for names, pairs in found.items()]


def order_of(forecast: Forecast, chain: str) -> list[str]:
    """The states of a chain as the model has them, but those in which it starts first."""
    states = forecast.labels.states_of(chain)
    start = forecast.at[0]
    return sorted(states, key=lambda state: start[forecast.labels.states.index(state)] <= 0)


class _Gone:
    """Which kept runs of one chain move from where to where."""

    def __init__(self, forecast: Forecast, chain: str) -> None:
        states = forecast.paths.states[forecast.labels.chains.index(chain)]
        self._numbers = {name: number for number, name in enumerate(forecast.labels.states)}
        self._before, self._after = states[:-1], states[1:]
        self._years = forecast.months_per_step / 12

    def moves(self, pair: Pair) -> NDArray[np.bool_]:
        """Where runs go from one state to another: `[step, run]`."""
        before, after = (self._numbers[state] for state in pair)
        return np.asarray((self._before == before) & (self._after == after))

    def years(self, state: str) -> float:
        """For how long all runs together are in a state."""
        return float((self._before == self._numbers[state]).sum()) * self._years


def _way(forecast: Forecast, gone: _Gone, names: tuple[str, ...], pairs: list[Pair]) -> Way:
    document = forecast.document
    moves = {pair: gone.moves(pair) for pair in pairs}
    years = sum(gone.years(state) for state in dict.fromkeys(at for at, _ in pairs))
    every = np.logical_or.reduce([one.any(axis=0) for one in moves.values()])
    said = [elements_in(document, "transitions").get(name, {}) for name in names]
    return Way(
        titles=tuple(_title(name, document) for name in names),
        pairs=tuple(pairs),
        futures=Proportion(int(every.sum()), len(every)),
        rate=sum(float(one.sum()) for one in moves.values()) / years if years else None,
        by_pair={pair: float(one.any(axis=0).mean()) for pair, one in moves.items()},
        waits=next((str(way["after"]) for way in said if _only_waits(way)), ""),
        acting=tuple(dict.fromkeys(title for name in names for title in _acting(name, document))),
    )


def _only_waits(way: Mapping[str, Any]) -> bool:
    return way.get("rate") is None and isinstance(way.get("after"), (str, int, float))


def between(forecast: Forecast, chain: str) -> dict[Pair, list[str]]:
    """The transitions, and the events that move it, from each state to another."""
    outcome = chains_in(forecast.document["model"])[chain]
    found: dict[Pair, list[str]] = {}
    for name, way in (outcome.get("transitions") or {}).items():
        if way.get("enabled", True):
            froms = way["from"] if isinstance(way["from"], (list, tuple)) else [way["from"]]
            for state in froms:
                pair = qualified(chain, str(state)), qualified(chain, str(way["to"]))
                found.setdefault(pair, []).append(qualified(chain, name))
    for name, event in elements_in(forecast.document, "events").items():
        for pair in found if event.get("enabled", True) else ():
            if event.get("moves") and str(event["moves"]) == pair[1]:
                found[pair].append(f"events:{name}")
    return found


def _title(name: str, document: Mapping[str, Any]) -> str:
    """The title of a transition, or of an event that moves the outcome."""
    kind, colon, event = name.partition(":")
    return called(kind, event, document) if colon else called("transitions", name, document)


def _acting(name: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Titles of actors and drivers that its rate names, and of rules and events that change it."""
    known = elements_in(document, "transitions")
    rate = str(known.get(name, {}).get("rate") or "")
    read = dict.fromkeys(_NAME.findall(rate))
    for kind in ("rules", "events"):
        for own, element in elements_in(document, kind).items():
            effects = element.get("effects") or () if element.get("enabled", True) else ()
            if any(name in _targets(effect, known) for effect in effects):
                yield called(kind, own, document)
    for kind in ("actors", "drivers"):
        yield from (
            called(kind, one, document) for one in elements_in(document, kind) if one in read
        )


def _targets(effect: Mapping[str, Any], transitions: Mapping[str, Any]) -> Iterator[str]:
    for value in effect.values():
        for target in value if isinstance(value, (list, tuple)) else ():
            yield split_target(str(target), transitions)[0]
