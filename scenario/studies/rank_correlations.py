"""Which judgements go together in draws of filters: correlations of normal scores of ranks.

Those that chance alone could have made are left out. It knows numbers and no names.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario import intervals

Floats = NDArray[np.float64]

LEAST = 0.1
"""A correlation that is smaller does not matter."""
DOUBT = 0.05
"""How likely it may be that chance alone makes any pair seem to go together."""
SUM = 1e-6
"""How far above nought the smallest eigenvalue of a matrix stays."""


class Pair(NamedTuple):
    """Two judgements, by their places, and how they go together."""

    first: int
    second: int
    value: float
    """The correlation of their normal scores."""
    se: float


def correlated_pairs(values: Floats, known: dict[tuple[int, int], float]) -> list[Pair]:
    """The pairs that clearly go together otherwise than is known, the strongest first.

    What filters that know nothing of each other disagree by tells what chance alone can do, of all
    pairs together: by a normal reach that holds all of them 19 times in 20.

    Args:
        values: `float64[filter, judgement, particle]`.
        known: Correlations by pair of judgements, the smaller place first; others are nought.
    """
    filters, count, _ = values.shape
    if count < 2:
        return []
    found = np.array([np.corrcoef(_scores(one)) for one in values])
    rows, columns = np.triu_indices(count, k=1)
    each = found[:, rows, columns]
    means, errors = each.mean(axis=0), each.std(axis=0, ddof=1) / np.sqrt(filters)
    usual = float(np.sqrt(np.mean(errors**2)))
    places = zip(rows.tolist(), columns.tolist(), strict=True)
    before = np.array([known.get(pair, 0.0) for pair in places])
    far = np.abs(means - before)
    reach = np.maximum(intervals.critical(DOUBT / 2, len(rows)) * usual, LEAST)
    clear = (far > reach) & (far > intervals.reach_of_few(filters) * errors)
    pairs = [
        Pair(int(rows[at]), int(columns[at]), float(means[at]), float(errors[at]))
        for at in np.flatnonzero(clear)
    ]
    return sorted(pairs, key=lambda pair: -abs(pair.value))


def possible(correlations: Floats) -> Floats:
    """Correlations that can hold together: these, or all of them a little weaker.

    The eigenvalues of `I + c (R - I)` are `1 + c m` for the eigenvalues m of `R - I`.

    Args:
        correlations: The matrix, symmetric, with ones.
    """
    apart = correlations - np.eye(len(correlations))
    least = float(np.linalg.eigvalsh(apart)[0])
    return correlations if 1 + least >= SUM else np.eye(len(apart)) + apart * (1 - SUM) / -least


def _scores(values: Floats) -> Floats:
    """Normal scores of the ranks in each row; what is the same in all draws has none."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    shares = (rankdata(values, axis=1) - 0.5) / values.shape[1]
    scores = ndtri(shares)
    still = values.std(axis=1) == 0
    scores[still] = np.where(np.arange(values.shape[1]) % 2, 1.0, -1.0)
    return np.asarray(scores)
