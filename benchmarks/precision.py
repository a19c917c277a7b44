"""What an answer costs at a given standard error: the time of a run and how much it says.

The error of a mean falls with the square root of the runs, so the time until it is small enough is
in proportion to what a run takes times the variance that it contributes. Nothing is measured here.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.measure import Rounds, cells, table

QUESTION = "P(left by 2032-11)"


def variance_of_a_run(se: float, runs: int) -> float:
    """What a run contributes, where so many of them leave a standard error."""
    return se**2 * runs


def variance_of_a_draw(p: float) -> float:
    """The same of a run that says yes with this probability, or else no."""
    return p * (1 - p)


def time_to_error(per_run: float, variance: float, se: float = 1.0) -> float:
    """The time until a mean has a standard error, in the unit of the time of a run."""
    return per_run * variance / se**2


def with_precision(found: Rounds, carried: str) -> Rounds:
    """What was measured, with how much a run says and how long it takes to a standard error.

    Args:
        found: Rounds of engines that are asked the same question.
        carried: Those whose probability is taken, to say how much a drawn yes or no tells, for it
            is the best known.
    """
    best = [one["asked"] for one in found[carried]]
    return {
        name: [_precise(one, p) for one, p in zip(many, best, strict=True)]
        for name, many in found.items()
    }


def _precise(one: dict, p: float) -> dict:
    carries = one.get("method") == "propagated"
    variance = variance_of_a_run(one["se"], one["runs"]) if carries else variance_of_a_draw(p)
    return {**one, "variance": variance, "to_error": time_to_error(one["us_per_run"], variance)}


def to_error(found: Rounds, names: Sequence[str], arrays: str) -> str:
    """What a run costs, what it leaves unsure, and what both make of the time to an answer."""
    rows = [
        [
            name,
            cells(found, name, "us_per_run", arrays),
            cells(found, name, "variance", arrays),
            cells(found, arrays, "to_error", name),
        ]
        for name in names
        if name in found and arrays in found
    ]
    heads = [QUESTION]
    for head in ("time of a run", "variance of a run", "times less time to the same error"):
        heads += [head, "lowest to highest"]
    return table(heads, rows)
