"""How every value moves by itself in a step: processes, targets, paths and jumps."""

from __future__ import annotations

from itertools import chain

from scenario.engine import leaves
from scenario.engine.emit.chance import by_rate
from scenario.engine.emit.emission import Emission, portions
from scenario.engine.emit.packing import doubled, words
from scenario.engine.program import JumpPlan, PathPlan
from scenario.kernel.ir import Value


def moves(e: Emission) -> None:
    """Every driver and actor takes its own move and the additions of rules; hidden state moves."""
    k, layout = e.kernel, e.layout
    moved = {plan.row: [(plan.row, plan.move)] for plan in e.program.moves}
    for hidden in e.program.hidden:
        moved[hidden.driver].append((hidden.row, hidden.move))
    together = portions(list(moved.values()), lambda group: [move.tree for _, move in group])
    for number, groups in enumerate(together):
        with e.all_runs(f"moves_{number}"):
            for row, move in chain.from_iterable(groups):
                k.store(layout.next_of(row), e.trusted_number(move))
    for path in e.program.paths:
        if path.row not in e.program.still:
            with e.verb(f"path_{path.row}") as (runs, step):
                on_path(e, path, runs, step + 1)


def on_path(e: Emission, path: PathPlan, runs: Value, step: Value) -> None:
    """Write the value a path gives at the end of a step: held, or on straight lines between.

    Args:
        e: The kernel being written.
        path: The plan of the path.
        runs: How many runs of the tile count, an `int`.
        step: The number of the step, counted from 0, an `int`.
    """
    k, layout = e.kernel, e.layout
    segments = [_segment(path, step) for step in range(e.program.steps + 1)]
    which = k.place(words([left for left, _ in segments]))
    shares = k.place(doubled([share for _, share in segments]))
    present = k.word("int", which, step << 2)
    for left in sorted({left for left, _ in segments}):
        with k.when(present.equals(left)), k.lanes(runs):
            first = e.trusted_number(path.points[left][1])
            if path.linear and left + 1 < len(path.points):
                second = e.trusted_number(path.points[left + 1][1])
                share = k.uniform("f64", shares, step << 4)
                first = first * (1.0 - share) + second * share
            k.store(layout.next_of(path.row), first)


def _segment(path: PathPlan, step: int) -> tuple[int, float]:
    """The point that holds at a step, and the share of the way to the next one."""
    before = [i for i, (at, _) in enumerate(path.points) if at <= step]
    left = before[-1] if before else 0
    if not (path.linear and before and left + 1 < len(path.points)):
        return left, 0.0
    start, end = path.points[left][0], path.points[left + 1][0]
    return left, (step - start) / (end - start)


def jumps(e: Emission) -> None:
    """Sudden moves, in the few runs that have one."""
    for plan in e.program.jumps:
        with (
            e.all_runs(f"jump_{plan.row}") as step,
            by_rate(e, plan.rate, plan.stream, step) as struck,
        ):
            _jump(e, plan, struck.lanes)


def _jump(e: Emission, plan: JumpPlan, struck: Value) -> None:
    k, at = e.kernel, e.layout.next_of(plan.row)
    with k.when_any(struck):
        fresh = e.trees.fresh(leaves.Fresh(plan.size_stream, "normal"))
        size, sd = (e.trusted_number(formula, struck) for formula in (plan.size, plan.sd))
        before = k.load("f64", at)
        moved = before + (size + sd * fresh)
        k.store(at, k.select(struck, moved, before))
