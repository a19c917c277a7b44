"""What events do to values, stage by stage; at last those of which the latest alone acts."""

from __future__ import annotations

from itertools import combinations

from scenario.engine.emit.emission import Emission
from scenario.engine.emit.packing import words
from scenario.engine.program import PushPlan
from scenario.expr.arithmetic import Tree, number
from scenario.kernel.ir import Value
from scenario.schema.effect import JOINED


def pushes(e: Emission) -> None:
    """Do every push that is due in the step."""
    _remember(e)
    numbered = list(enumerate(e.program.pushes))
    for stage in JOINED:
        for index, push in numbered:
            if push.stage is stage:
                with e.all_runs(f"push_{index}"):
                    _change(e, index, push)
    latest = [(index, push) for index, push in numbered if push.stage.latest]
    for row in sorted({push.row for _, push in latest}):
        with e.all_runs(f"set_{row}"):
            _set(e, row, [(index, push) for index, push in latest if push.row == row])


def _remember(e: Emission) -> None:
    """Shift what happens now into the bits of what happened in the last steps."""
    k, layout = e.kernel, e.layout
    for event, at in layout.ring.items():
        with e.all_runs(f"remember_{event}"):
            happens = k.cast("i64", k.load("mask", layout.hit + event * layout.row)) & 1
            for word in reversed(range(layout.ring_words[event])):
                here = at + word * layout.row
                below = k.load("i64", here - layout.row) >> 63 if word else happens
                k.store(here, (k.load("i64", here) << 1) | below)


def happened_before(e: Emission, event: int, steps: int) -> Value:
    """Where an event happened a number of steps ago, as a mask.

    Args:
        e: The kernel being written.
        event: The number of the event.
        steps: How many steps ago; 0 for this step.
    """
    k, layout = e.kernel, e.layout
    if not steps:
        return k.load("mask", layout.hit + event * layout.row)
    where = k.place(words([(steps >> 6) * layout.row, steps & 63]))
    word = k.load("i64", layout.ring[event], k.word("int", where))
    bit = (word >> k.word("int", where + 4)) & 1
    return k.cast("mask", k.constant("i64", 0) - bit)


def _change(e: Emission, index: int, push: PushPlan) -> None:
    """Join a value with what is pushed on it."""
    k = e.kernel
    if push.over > 1:
        _change_over(e, index, push)
        return
    due = happened_before(e, push.event, push.delay)
    with k.when_any(due):
        _join(e, push, due, e.trees.here(e.trusted_number(push.operand, due)))


def _change_over(e: Emission, index: int, push: PushPlan) -> None:
    """A push that is spread over several steps: as many parts of it as are under way at once."""
    k, spread = e.kernel, push.stage.spread
    if spread is None:
        raise TypeError(f"a push of {push.operand.place} cannot be spread")
    at_once = _under_way(e, index, push)
    due = at_once > 0.0
    with k.when_any(due):
        quantity = e.trees.here(e.trusted_number(push.operand, due))
        one = spread(e.plain(push.operand.tree), number(1), number(push.over))
        before = k.load("f64", e.layout.next_of(push.row))
        _join(e, push, due, one)
        several = at_once > 1.0
        with k.when_any(several):
            steps = e.trees.here(_over(e, push))
            part = spread(quantity, e.trees.here(at_once), steps)
            _join(e, push, several, part, before)


def _join(
    e: Emission, push: PushPlan, due: Value, operand: Tree, before: Value | None = None
) -> None:
    """Join the value (or what it was before) with an operand in the runs where that is due."""
    k, at = e.kernel, e.layout.next_of(push.row)
    now = k.load("f64", at)
    joined = push.stage.join(e.trees.here(now if before is None else before), operand)
    k.store(at, k.select(due, e.trees.number(joined), now))


def _over(e: Emission, push: PushPlan) -> Value:
    """Over how many steps a push is spread."""
    return e.kernel.uniform("f64", e.layout.number(float(push.over)))


def _under_way(e: Emission, number: int, push: PushPlan) -> Value:
    """How many times at once a push is under way."""
    k, at = e.kernel, e.layout.under_way[number]
    one, none = k.constant("f64", 1.0), k.constant("f64", 0.0)
    begins = happened_before(e, push.event, push.delay)
    ends = happened_before(e, push.event, push.delay + push.over)
    change = k.select(begins, one, none) - k.select(ends, one, none)
    times = k.load("f64", at) + change
    k.store(at, times)
    return times


def _set(e: Emission, row: int, sets: list[tuple[int, PushPlan]]) -> None:
    """Bring a value to where the latest sets want it; those that begin together must agree."""
    k, at = e.kernel, e.layout.next_of(row)
    begins = {number: happened_before(e, push.event, push.delay) for number, push in sets}
    anew = _any(list(begins.values()))
    left = {number: _steps_left(e, number, push, begins[number], anew) for number, push in sets}
    acting = {number: steps > 0.0 for number, steps in left.items()}
    with k.when_any(_any(list(acting.values()))):
        before = after = k.load("f64", at)
        ends = {}
        for number, push in sets:
            goal = e.trusted_number(push.operand, acting[number])
            closer = before + (goal - before) / left[number]
            ends[number] = k.select(left[number].equals(1.0), goal, closer)
            after = k.select(acting[number], ends[number], after)
        k.store(at, after)
        _refuse_clashes(e, acting, ends)
        for number, where in e.layout.set_left.items():
            if number in left:
                none = k.constant("f64", 0.0)
                k.store(where, k.select(acting[number], left[number] - 1.0, none))


def _any(masks: list[Value]) -> Value:
    found = masks[0]
    for mask in masks[1:]:
        found = found | mask
    return found


def _steps_left(e: Emission, number: int, push: PushPlan, begins: Value, anew: Value) -> Value:
    """In how many steps, this one included, a set is done; none once a later one has begun."""
    k, none = e.kernel, e.kernel.constant("f64", 0.0)
    if number not in e.layout.set_left:
        return k.select(begins, 1.0, none)
    before = k.select(anew, none, k.load("f64", e.layout.set_left[number]))
    return k.select(begins, _over(e, push), before)


def _refuse_clashes(e: Emission, acting: dict[int, Value], ends: dict[int, Value]) -> None:
    """Mark runs in which sets that began together want different values."""
    for one, other in combinations(acting, 2):
        both = acting[one] & acting[other]
        with e.kernel.when_any(both):
            e.refuse(both & ends[one].differs(ends[other]))
