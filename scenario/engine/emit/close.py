"""The end of a step: new values, happenings and changes take their places, and are recorded."""

from __future__ import annotations

from itertools import combinations

from scenario.engine.emit.emission import Emission
from scenario.engine.emit.packing import doubled, words
from scenario.engine.emit.past import recall
from scenario.engine.emit.pushes import happened_before
from scenario.engine.program import MovePlan
from scenario.kernel import maths
from scenario.kernel.ir import Value


def close(e: Emission) -> None:
    """Put values into their ranges, events into the past; derive what follows."""
    recall(e)
    _settle(e)
    _stay(e)
    _happenings(e)
    for plan in e.program.derived:
        if plan.row not in e.program.still:
            with e.verb(f"derive_{plan.row}") as (runs, step):
                e.trees.at(lambda step=step: e.month(step, 1))  # type: ignore[misc]
                with e.kernel.lanes(runs):
                    derive(e, plan)
    _agree(e)


def _settle(e: Emission) -> None:
    """New values take the place of the old ones, all in one loop over the rows that move."""
    k, layout, program = e.kernel, e.layout, e.program
    apart = {plan.row for plan in program.derived} | {plan.row for plan in program.totals}
    rows = [row for row in layout.order[: layout.moving] if row not in apart]
    rows += [plan.row for plan in program.hidden]
    offsets = k.place(words([row * layout.row for row in rows]) or bytes(4))
    ends = k.place(doubled([end for row in rows for end in _ends(e, row)]) or bytes(16))
    with e.verb("settle") as (runs, _):
        if not rows:
            return
        with k.loop(len(rows)) as index:
            by = k.word("int", offsets, index << 2)
            with k.lanes(runs):
                value = k.load("f64", layout.next, by)
                low = k.uniform("f64", ends, index << 5)
                high = k.uniform("f64", ends + 16, index << 5)
                value = maths.held(k, value, low, high)
                e.refuse((value - value).differs(0.0))
                k.store(layout.value, value, by)


def _stay(e: Emission) -> None:
    """Rows that are switched off stay where they start."""
    k, layout = e.kernel, e.layout
    for switch in e.program.switches:
        if switch.kind == "row":
            with e.all_runs(f"stay_{switch.index}"):
                on = k.load("mask", layout.switch + switch.slot * layout.row)
                at = layout.value_of(switch.index)
                start = k.load("f64", layout.start_of(switch.index))
                k.store(at, k.select(on, k.load("f64", at), start))


def _ends(e: Emission, row: int) -> tuple[float, float]:
    """Of the range of a row; what is hidden has none."""
    if row >= len(e.program.lows):
        return float("-inf"), float("inf")
    return float(e.program.lows[row]), float(e.program.highs[row])


def derive(e: Emission, plan: MovePlan) -> None:
    """Compute a derived driver."""
    k = e.kernel
    value = within(e, plan.row, e.trusted_number(plan.move))
    e.refuse((value - value).differs(0.0))
    k.store(e.layout.value_of(plan.row), value)


def within(e: Emission, row: int, value: Value) -> Value:
    """A value clipped to the range of its row; what is not a number stays none.

    Args:
        e: The kernel being written.
        row: The number of the driver or alignment.
        value: `f64` lanes.
    """
    low, high = _ends(e, row)
    if low > float("-inf"):
        value = e.kernel.greatest(value, e.kernel.uniform("f64", e.layout.number(low)))
    if high < float("inf"):
        value = e.kernel.least(value, e.kernel.uniform("f64", e.layout.number(high)))
    return value


def _happenings(e: Emission) -> None:
    """Events have happened, and lasting changes begin."""
    k, layout = e.kernel, e.layout
    for plan in e.program.event_plans:
        with e.all_runs(f"happened_{plan.index}") as step:
            hit = k.load("mask", layout.hit + plan.index * layout.row)
            with k.when_any(hit):
                at = layout.last + plan.index * layout.row
                k.store(at, k.select(hit, e.month(step, 1), k.load("f64", at)))
    for window in e.program.windows:
        if window.index in layout.began:
            with e.all_runs(f"began_{window.index}") as step:
                begins = happened_before(e, window.event, window.delay)
                with k.when_any(begins):
                    at = layout.began[window.index]
                    k.store(at, k.select(begins, e.month(step, 1), k.load("f64", at)))


def _agree(e: Emission) -> None:
    """Mark runs in which two lasting sets of one target that began together differ.

    Both are read as they will act in the next step.
    """
    k, trees = e.kernel, e.trees
    for number, group in enumerate(e.program.set_groups):
        with e.all_runs(f"agree_{number}") as step:
            trees.at(lambda step=step: e.month(step, 1))  # type: ignore[misc]
            newest = [trees.newest(window, group.windows) for window in group.windows]
            for one, other in combinations(range(len(newest)), 2):
                both = newest[one] & newest[other]
                with k.when_any(both):
                    a, b = (e.trusted_number(group.quantities[x], both) for x in (one, other))
                    e.refuse(both & a.differs(b))


def take(e: Emission) -> None:
    """Copy all values to where a host wants them at a step, if it does."""
    k, layout, rows = e.kernel, e.layout, len(e.program.lows)
    with k.function("take", "runs:int", "step:int") as (runs, step):
        state = step * layout.width
        with k.lanes(runs):
            for chain, places in enumerate(layout.places):
                code = k.cast("i64", k.load("f64", places.state) + 2.0**52)
                k.store_byte(layout.trace_of(chain), code, state)
        if rows:
            where = k.word("int", layout.take, step << 2)
            with k.when(where), k.loop(rows) as row:
                by = row * layout.row
                there = where + by
                with k.lanes(runs):
                    k.store(0, k.load("f64", layout.value, by), there)
        _take_chances(e, runs, step)


def _take_chances(e: Emission, runs: Value, step: Value) -> None:
    """Take the probabilities of states for the host, where runs carry them."""
    if e.chain is None:
        return
    k, layout = e.kernel, e.layout
    where = k.word("int", layout.take, step << 2)
    with k.when(where), k.when(k.word("int", layout.carrying)), k.lanes(runs):
        for state in range(len(e.program.states)):
            present, ever = k.constant("f64", 0.0), k.constant("f64", 0.0)
            if state in e.chain.reachable:
                present = ever = k.load("f64", layout.present_in(state))
            if state in e.chain.ever:
                ever = k.load("f64", layout.mass_of(e.chain.ever[state]))
            if state in e.program.certain_starts:
                ever = k.constant("f64", 1.0)
            k.store(layout.taken_chance(0, state), present, where)
            k.store(layout.taken_chance(1, state), ever, where)
