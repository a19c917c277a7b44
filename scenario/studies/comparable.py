"""What scenarios that are set side by side have in common: states, dates, all that has a name.

It compares no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_
from typing import Any

from scenario.engine.paired_views import TOTALS, Common
from scenario.errors import InputError, Problem
from scenario.expr.question import Question
from scenario.resolve import Resolved
from scenario.resolve.questions import can_answer


def common_of(scenarios: Sequence[Resolved]) -> Common:
    """What scenarios have in common, in the order of the first.

    Args:
        scenarios: The scenarios.

    Raises:
        InputError: They have no state, or no date but the start.
    """

    def names(of: Any) -> tuple[str, ...]:
        return tuple(n for n in of(scenarios[0]) if all(n in of(other) for other in scenarios[1:]))

    dates = reduce(and_, (set(_dates(resolved)) for resolved in scenarios))
    common = Common(
        dates=tuple(sorted(dates)),
        states=names(lambda r: r.model.states),
        values=names(_values),
        events=names(lambda r: r.model.events),
        rules=names(lambda r: r.model.rules),
    )
    if not common.states:
        hint = "compare scenarios of one model, or of two that share states"
        raise InputError(Problem("the scenarios have no outcome state in common", hint=hint))
    if len(common.dates) < 2:
        spans = "; ".join(f"{r.name} runs from {r.start} to {r.until}" for r in scenarios)
        raise InputError(Problem("the scenarios have no dates in common", hint=spans))
    return common


def _values(resolved: Resolved) -> list[str]:
    """Drivers, alignments and totals, as `Common` calls them."""
    model = resolved.model
    alignments = (f"{name}.alignment" for name in model.actors)
    return [*model.drivers, *alignments, *(f"{TOTALS}{name}" for name in model.totals)]


def shared_question(question: Question, others: Sequence[Resolved], common: Common) -> Question:
    """The question, where every other scenario can answer it; else one about a state of all.

    Args:
        question: The question.
        others: The other scenarios.
        common: What all have in common.
    """
    other = Question("by", common.states[-1], alignment=False, month=common.dates[-1])
    return question if all(can_answer(one, question) for one in others) else other


def _dates(resolved: Resolved) -> Iterator[Any]:
    for step in range(resolved.steps + 1):
        yield resolved.start + step * resolved.months_per_step
