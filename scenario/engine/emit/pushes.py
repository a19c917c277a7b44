"""What events do to values: additions first, then factors, then sets; the later set wins."""

from __future__ import annotations

from scenario.engine.emit.emission import Emission
from scenario.engine.emit.layout import words
from scenario.engine.program import PushPlan
from scenario.kernel import maths
from scenario.kernel.ir import Value


def pushes(e: Emission) -> None:
    """Do every push that is due in the step."""
    _remember(e)
    numbered = list(enumerate(e.program.pushes))
    for action in ("add", "multiply"):
        for number, push in numbered:
            if push.action == action:
                with e.all_runs(f"push_{number}"):
                    _change(e, number, push)
    for row in e.layout.setter:
        with e.all_runs(f"set_{row}"):
            _set(e, row, [(i, p) for i, p in numbered if p.action == "set" and p.row == row])


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
    """Where an event happened so many steps ago (0: in this step)."""
    k, layout = e.kernel, e.layout
    if not steps:
        return k.load("mask", layout.hit + event * layout.row)
    where = k.place(words([(steps >> 6) * layout.row, steps & 63]))
    word = k.load("i64", layout.ring[event], k.word("int", where))
    bit = (word >> k.word("int", where + 4)) & 1
    return k.cast("mask", k.constant("i64", 0) - bit)


def _change(e: Emission, number: int, push: PushPlan) -> None:
    """Add to a value, or multiply it."""
    k, at = e.kernel, e.layout.next_of(push.row)
    times = _under_way(e, number, push) if push.over > 1 else None
    due = happened_before(e, push.event, push.delay) if times is None else times > 0.0
    with k.when_any(due):
        quantity = e.trusted_number(push.quantity, due)
        before = k.load("f64", at)
        if push.action == "add":
            after = before + (quantity if times is None else _part(e, push, quantity) * times)
        elif times is None:
            after = before * quantity
        else:
            after = before * maths.power(k, quantity, times / _over(e, push))
        k.store(at, k.select(due, after, before))


def _part(e: Emission, push: PushPlan, quantity: Value) -> Value:
    return quantity / _over(e, push)


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
    """Bring a value to where the latest set wants it; two that begin together must agree."""
    k, at = e.kernel, e.layout.next_of(row)
    setter_at, left_at = e.layout.setter[row]
    setter, left = k.load("f64", setter_at), k.load("f64", left_at)
    begins = {number: happened_before(e, push.event, push.delay) for number, push in sets}
    busy = setter > 0.0
    for mask in begins.values():
        busy = busy | mask
    with k.when_any(busy):
        before = k.load("f64", at)
        for number, push in sets:
            setter = k.select(begins[number], float(number + 1), setter)
            left = k.select(begins[number], _over(e, push), left)
        goals = {number: _goal(e, number, push, setter, begins) for number, push in sets}
        goal = before
        for number, value in goals.items():
            goal = k.select(setter.equals(float(number + 1)), value, goal)
        closer = k.select(left.equals(1.0), goal, before + (goal - before) / left)
        k.store(at, k.select(setter > 0.0, closer, before))
        _refuse_clashes(e, sets, begins, goals, before)
        left = left - 1.0
        k.store(left_at, left)
        k.store(setter_at, k.select(left > 0.0, setter, k.constant("f64", 0.0)))


def _goal(
    e: Emission, number: int, push: PushPlan, setter: Value, begins: dict[int, Value]
) -> Value:
    acting = setter.equals(float(number + 1)) | begins[number]
    return e.trusted_number(push.quantity, acting)


def _refuse_clashes(
    e: Emission,
    sets: list[tuple[int, PushPlan]],
    begins: dict[int, Value],
    goals: dict[int, Value],
    before: Value,
) -> None:
    """Mark runs in which two sets begin in one step and want different values."""
    k = e.kernel
    for i, (one, first) in enumerate(sets):
        for other, second in sets[i + 1 :]:
            both = begins[one] & begins[other]
            with k.when_any(both):
                a = before + (goals[one] - before) / _over(e, first)
                b = before + (goals[other] - before) / _over(e, second)
                e.refuse(both & a.differs(b))
