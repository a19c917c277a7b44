"""Which judgements go together once evidence is known, and what of that a model can say.

A model correlates parameters; what stands elsewhere in it has no name to be correlated by.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenario.chains import element_at
from scenario.engine.judgement import Draw
from scenario.resolve import Resolved
from scenario.studies.calibrating import Together
from scenario.studies.rank_correlations import correlated_pairs, possible

Floats = NDArray[np.float64]

DECIMALS = 2


def judged_together(
    prior: Resolved, draws: Sequence[Draw], values: Floats
) -> tuple[tuple[Together, ...], dict[frozenset[str], float]]:
    """The pairs of judgements that clearly go together otherwise than before.

    Args:
        prior: The scenario, given nothing.
        draws: Its judgements.
        values: What they are once evidence is known, `float64[filter, judgement, particle]`.

    Returns:
        The pairs, the strongest first; and the correlations of parameters that a model is to have
        otherwise than before, by two names: with others they can hold together.
    """
    known = _known(prior)
    places = {_parameter(draw): i for i, draw in enumerate(draws) if _parameter(draw)}
    before = {
        (min(pair), max(pair)): value
        for names, value in known.items()
        if len(pair := [places[name] for name in names if name in places]) == 2
    }
    pairs = correlated_pairs(values, before)
    names = [(_parameter(draws[one.first]), _parameter(draws[one.second])) for one in pairs]
    anew = {frozenset(some): one.value for some, one in zip(names, pairs, strict=True) if all(some)}
    written = _possible({**known, **anew})
    found = tuple(
        Together(
            between=(draws[one.first].place, draws[one.second].place),
            before=before.get((one.first, one.second), 0.0),
            value=one.value,
            se=one.se,
            written=written.get(frozenset(some)) if all(some) else None,
        )
        for some, one in zip(names, pairs, strict=True)
    )
    changed = {some: value for some, value in written.items() if value != known.get(some, 0.0)}
    return found, changed


def _known(prior: Resolved) -> dict[frozenset[str], float]:
    """The correlations of parameters that the model has."""
    model = prior.model
    return {
        frozenset(each.between): each.value
        for each in model.correlations
        if all(name in model.parameters for name in each.between)
    }


def _possible(wanted: dict[frozenset[str], float]) -> dict[frozenset[str], float]:
    """Correlations that can hold together, rounded."""
    names = sorted(set().union(*wanted))
    matrix = np.eye(len(names))
    for pair, value in wanted.items():
        i, j = (names.index(name) for name in sorted(pair))
        matrix[i, j] = matrix[j, i] = round(value, DECIMALS)
    if not names:
        return {}
    found = possible(matrix)
    rows = {name: i for i, name in enumerate(names)}
    return {
        pair: float(np.trunc(found[rows[one], rows[other]] * 1e4) / 1e4)
        for pair in wanted
        for one, other in [sorted(pair)]
    }


def _parameter(draw: Draw) -> str:
    """The name of the parameter that a judgement is the value of; empty where it is of none."""
    kind, name, field = element_at(draw.place)
    return name if kind == "parameters" and field == "value" else ""
