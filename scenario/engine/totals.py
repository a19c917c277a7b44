"""What totals come to in a simulation: their means, errors, percentiles and judgement ranges.

Nothing is simulated here, but for kept runs whose values were not made yet.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scenario import intervals
from scenario.engine import leaves
from scenario.engine.counting import BINNED
from scenario.engine.program import Program, TotalPlan
from scenario.engine.simulate import Simulation
from scenario.forecast import QUANTILES
from scenario.forecast.plain import QUANTILE_NAMES
from scenario.resolve import Resolved


def totals_of(resolved: Resolved, simulation: Simulation) -> dict[str, Any]:
    """The totals of the model file at the end, in its order, as `run --json` has them."""
    plans = {plan.name: plan for plan in simulation.program.totals}
    return {name: _found(simulation, plans[name]) for name in resolved.model.totals}


def _found(simulation: Simulation, plan: TotalPlan) -> dict[str, Any]:
    record, runs = simulation.record, simulation.record.runs
    mean, se = float(record.sums[-1, plan.row]) / runs, _error(simulation, plan)
    low, high = intervals.around(mean, se)
    percentiles, of = _percentiles(simulation, plan)
    return {
        "mean": mean,
        "se": se,
        "low": float(low),
        "high": float(high),
        **dict(zip(QUANTILE_NAMES, percentiles, strict=True)),
        "percentile_runs": of,
        "judgement": _judgement(simulation, plan),
    }


def _error(simulation: Simulation, plan: TotalPlan) -> float:
    """The standard error of the mean over all runs, from the replicates of those that are kept."""
    kept = simulation.paths.totals[_index(simulation.program, plan)]
    if kept.min() == kept.max():
        return 0.0
    variance = float(intervals.Grouped.of(kept).variance)
    return math.sqrt(variance * len(kept) / simulation.record.runs)


def _index(program: Program, plan: TotalPlan) -> int:
    return program.totals.index(plan)


def _percentiles(simulation: Simulation, plan: TotalPlan) -> tuple[list[float], int]:
    """Over how many runs, too; where these carry states that it reads, of kept ones that draw."""
    read = plan.of.addresses if plan.of is not None else ()
    of_states = any(isinstance(leaf, leaves.State) for leaf in read)
    if simulation.method == "propagated" and of_states:
        drawn = simulation.paths.values[-1, plan.row].astype(float)
        return np.quantile(drawn, QUANTILES).tolist(), len(drawn)
    found = simulation.percentiles[-1, plan.row] + 0.0  # without a minus before zero
    return found.tolist(), min(simulation.record.runs, BINNED)


def _judgement(simulation: Simulation, plan: TotalPlan) -> list[float] | None:
    """The 5th and 95th percentile of the mean over the judgements."""
    if simulation.judged is None:
        return None
    sums, own = simulation.judged.totals, [_index(simulation.program, plan)]
    ends = intervals.mean_range(sums.means[own].T[None], sums.noise[own].T[None])
    found: list[float] = ends[0, 0].tolist()
    return found
