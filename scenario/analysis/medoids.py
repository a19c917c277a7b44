"""Groups of things that are alike, each around the one of them that is most in its middle.

It knows distances only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUNDS = 100


def medoids(distances: Floats, count: int) -> list[int]:
    """The `count` members to which all are nearest in sum, as far as swaps can find them.

    Partitioning around medoids (Kaufman and Rousseeuw 1990, ch. 2): begin greedily, then make the
    best swap of a medoid for another member until none helps, each round at the cost that Schubert
    and Rousseeuw (2021, Information Systems 101:101804) showed to be enough.

    Args:
        distances: `float64[member, member]`, symmetric.
        count: How many groups.

    Returns:
        The numbers of the chosen members.
    """
    chosen: list[int] = []
    nearest = np.full(len(distances), np.inf)
    for _ in range(count):
        ceiling = np.minimum(nearest, distances.max() + 1)
        chosen.append(int(np.minimum(distances, ceiling[:, None]).sum(axis=0).argmin()))
        nearest = np.minimum(nearest, distances[:, chosen[-1]])
    for _ in range(ROUNDS):
        gain, place, member = _best_swap(distances, chosen)
        if gain <= 1e-12:
            break
        chosen[place] = member
    return chosen


def _best_swap(distances: Floats, chosen: list[int]) -> tuple[float, int, int]:
    """How much the best swap saves, which medoid goes and which member comes."""
    near = distances[:, chosen]
    order = np.argsort(near, axis=1)
    rows = np.arange(len(near))
    first = near[rows, order[:, 0]]
    second = near[rows, order[:, 1]] if len(chosen) > 1 else np.full(len(near), np.inf)
    best = (0.0, 0, 0)
    for place in range(len(chosen)):
        left = np.where(order[:, 0] == place, second, first)  # without this medoid
        after = np.minimum(distances, left[:, None]).sum(axis=0)
        member = int(after.argmin())
        best = max(best, (float(first.sum() - after[member]), place, member))
    return best


def silhouette(distances: Floats, groups: NDArray[np.intp]) -> float:
    """How much nearer members are to their own group than to the next, on average, -1 to 1.

    Rousseeuw (1987, Journal of Computational and Applied Mathematics 20:53-65).
    """
    count = int(groups.max()) + 1
    inside = groups[:, None] == np.arange(count)
    sizes = inside.sum(axis=0)
    sums = distances @ inside
    rows = np.arange(len(groups))
    own = sums[rows, groups] / np.maximum(sizes[groups] - 1, 1)
    other = np.where(inside, np.inf, sums / sizes).min(axis=1)
    wide = np.maximum(own, other)
    width = np.divide(other - own, wide, out=np.zeros_like(wide), where=wide > 0)
    return float(np.where(sizes[groups] > 1, width, 0.0).mean())
