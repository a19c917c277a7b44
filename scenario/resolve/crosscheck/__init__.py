"""Everything that can be wrong between the parts of a merged scenario, found in one go.

Each module checks one idea, and the list here is its only caller; none of them changes anything.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.errors import Problem
from scenario.resolve.crosscheck.circles import check_circles
from scenario.resolve.crosscheck.citations import (
    check_citations,
    check_sources,
    sizes_of_nothing,
)
from scenario.resolve.crosscheck.correlations import check_matrices, check_pairs
from scenario.resolve.crosscheck.effects import check_effects
from scenario.resolve.crosscheck.expectations import check_expectations
from scenario.resolve.crosscheck.expressions import check_constants, check_expressions
from scenario.resolve.crosscheck.ineffective import ineffective_parts
from scenario.resolve.crosscheck.judgements import check_judgements, cut_judgements
from scenario.resolve.crosscheck.limits import (
    check_ends,
    check_sizes,
    check_starts,
    unreachable_values,
)
from scenario.resolve.crosscheck.names import (
    check_counted,
    check_given,
    check_holds,
    check_influence,
    check_names,
    check_states,
)
from scenario.resolve.crosscheck.past import check_past
from scenario.resolve.crosscheck.reasons import (
    missing_reasons,
    repeated_dates,
    unexplained_expectations,
)
from scenario.resolve.crosscheck.scored import check_base_rates, check_orders
from scenario.resolve.crosscheck.shares import check_shares
from scenario.resolve.crosscheck.starts import check_starts_of_chains
from scenario.resolve.crosscheck.times import check_durations, check_spans, check_waits, read_clock
from scenario.resolve.crosscheck.used_evidence import check_used_evidence
from scenario.resolve.crosscheck.world import Clock, Problems, World

Check = Callable[[World], Problems]

CHECKS: tuple[Check, ...] = (
    check_names,
    check_influence,
    check_counted,
    check_holds,
    check_states,
    check_starts_of_chains,
    check_orders,
    check_base_rates,
    check_waits,
    check_expressions,
    check_constants,
    check_past,
    check_circles,
    check_effects,
    check_sizes,
    check_ends,
    check_starts,
    check_durations,
    check_spans,
    check_judgements,
    check_shares,
    check_pairs,
    check_matrices,
    check_sources,
    check_citations,
    check_expectations,
    check_given,
    check_used_evidence,
)
WARNINGS: tuple[Check, ...] = (missing_reasons, unexplained_expectations)
REMARKS: tuple[Check, ...] = (
    cut_judgements,
    unreachable_values,
    repeated_dates,
    ineffective_parts,
    sizes_of_nothing,
)


def crosscheck(world: World) -> list[Problem]:
    """Everything that is wrong, in the order of the checks."""
    return [problem for check in CHECKS for problem in check(world)]


def warn(world: World) -> list[Problem]:
    """Reasons that are missing: what `check --strict` refuses."""
    return [problem for check in WARNINGS for problem in check(world)]


def remark(world: World) -> list[Problem]:
    """What is sound but may not be what the author means."""
    return [problem for check in REMARKS for problem in check(world)]


__all__ = [
    "CHECKS",
    "REMARKS",
    "WARNINGS",
    "Clock",
    "World",
    "crosscheck",
    "read_clock",
    "remark",
    "warn",
]
