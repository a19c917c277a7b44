"""Parameters that are shares of one whole: which belong together, and the sum of their weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from scenario.schema.distribution import Distribution
from scenario.schema.distributions.dirichlet import Dirichlet
from scenario.schema.number import number

KEY = Dirichlet.key()


def share_of(quantity: object) -> Dirichlet | None:
    """The share that a quantity is; None where it is something else."""
    shape = quantity.shape if isinstance(quantity, Distribution) else None
    return shape if isinstance(shape, Dirichlet) else None


def groups_of(parameters: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of the parameters that are shares of each whole, in the order of the alphabet.

    Args:
        parameters: The parameters of a model, by name.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(parameters):
        if (share := share_of(parameters[name].value)) is not None:
            found[share.group].append(name)
    return dict(found)


def with_totals(value: Any) -> Any:
    """The keys of a model, in which every share says what the weights of its group add up to."""
    parameters = value.get("parameters") if isinstance(value, dict) else None
    if not isinstance(parameters, dict):
        return value
    said = {name: own for name in sorted(parameters) if (own := _said(parameters[name]))}
    if not said:
        return value
    totals: dict[object, float] = defaultdict(float)
    for own in said.values():
        totals[own.get("group")] += _weight(own.get("weight"))
    told = {
        name: {**parameters[name], "value": {KEY: {**own, "total": totals[own.get("group")]}}}
        for name, own in said.items()
        if totals[own.get("group")] > 0
    }
    return {**value, "parameters": {**parameters, **told}}


def _said(parameter: object) -> dict[str, Any] | None:
    """What stands under `dirichlet`, where a parameter is written so."""
    written = parameter.get("value") if isinstance(parameter, dict) else None
    own = written.get(KEY) if isinstance(written, dict) and len(written) == 1 else None
    return own if isinstance(own, dict) and isinstance(own.get("group"), str) else None


def _weight(written: object) -> float:
    """A weight, as far as it can be read; what is wrong with it is said elsewhere."""
    try:
        return max(0.0, number(written))
    except ValueError:
        return 0.0
