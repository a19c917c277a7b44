"""The beginning of runs: judgements are drawn, everything starts, what is fixed is worked out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from scenario.engine.emit.close import derive, within
from scenario.engine.emit.emission import Emission, portions
from scenario.engine.emit.outcome import stay
from scenario.engine.emit.past import begin_past
from scenario.engine.emit.propagate import blank_chain
from scenario.engine.emit.trees import CONSTANT, RUN
from scenario.engine.emit.values import on_path
from scenario.engine.leaves import NEVER, Fresh
from scenario.engine.program import ChainPlan, MovePlan, StartPlan
from scenario.expr import nodes as n
from scenario.expr.check import kind as kind_of
from scenario.kernel.ir import Value


def begin(e: Emission) -> list[str]:
    """The functions that open a tile, in order, but for `fixed`."""
    return [*_blank(e), *_starts(e), *_derived(e), *_hidden(e)]


def _blank(e: Emission) -> list[str]:
    """Nothing has happened yet, but for what the model dates before the start."""
    k, layout = e.kernel, e.layout
    with k.function("blank", "runs:int") as (runs,), k.lanes(runs):
        for at in _zero_rows(e):
            k.store(at, k.constant("f64", 0.0))
        for at in layout.began.values():
            k.store(at, k.constant("f64", NEVER))
        for event, first in layout.ring.items():
            for word in range(layout.ring_words[event]):
                k.store(first + word * layout.row, k.constant("i64", 0))
        k.store(layout.bad, k.truth(False))
        _blank_outcome(e)
        _blank_events(e)
    return ["blank"]


def _zero_rows(e: Emission) -> list[int]:
    """Rows that begin at zero: values, counts of rules, pushes and sets under way."""
    layout = e.layout
    rows = [layout.value_of(row) for row in range(len(e.program.lows))]
    rows += [layout.held + rule * layout.row for rule in range(len(e.program.rules))]
    return [*rows, *layout.under_way.values(), *layout.set_left.values()]


def _blank_outcome(e: Emission) -> None:
    k, layout = e.kernel, e.layout
    first_in = [k.constant("f64", float("inf"))] * len(e.program.states)
    entered_at = [k.constant("f64", NEVER)] * len(e.program.states)
    for chain, rows in zip(e.program.chains, layout.places, strict=True):
        (state, entered), *others = begun = [_begun(e, start) for start in chain.starts]
        for lanes, (other, since) in zip(_later(e, chain), others, strict=True):
            state, entered = k.select(lanes, other, state), k.select(lanes, since, entered)
        for start, (_, since) in zip(chain.starts, begun, strict=True):
            here = state.equals(float(start.state)) if others else k.truth(True)
            first_in[start.state] = k.select(here, 0.0, first_in[start.state])
            entered_at[start.state] = k.select(here, since, entered_at[start.state])
        k.store(rows.state, state)
        k.store(rows.entered, entered)
        k.store(rows.rest, k.constant("f64", -1.0))
        stay(e, rows)
    for number, first in enumerate(first_in):
        k.store(layout.first_in + number * layout.row, first)
    for number, at in layout.entered_at.items():
        k.store(at, entered_at[number])
    blank_chain(e)


def _begun(e: Emission, start: StartPlan) -> tuple[Value, Value]:
    """A state in which a chain may start, and the month in which that was entered."""
    months = start.lasted * e.program.months_per_step
    state, since = float(start.state), float(-months) if months else 0.0
    return e.kernel.constant("f64", state), e.kernel.constant("f64", since)


def _later(e: Emission, chain: ChainPlan) -> Iterator[Value]:
    """Where a run starts in no state before this one, for all states but the first."""
    if len(chain.starts) > 1:
        e.trees.at(None, step=e.kernel.constant("int", 0))
        drawn = e.trees.fresh(Fresh(chain.stream, "uniform"))
        e.trees.at(None)
        before = accumulate(start.share for start in chain.starts)
        yield from (drawn >= share for share in [*before][:-1])


def _blank_events(e: Emission) -> None:
    k, layout = e.kernel, e.layout
    for event in range(len(e.program.events)):
        by = event * layout.row
        last = k.uniform("f64", layout.before + 16 * event)
        k.store(layout.last + by, last)
        k.store(layout.first + by, k.select(last.equals(NEVER), float("inf"), last))
        k.store(layout.hit + by, k.truth(False))


def _starts(e: Emission) -> list[str]:
    """Start values, within their ranges; a path without a start begins on its line."""
    k, layout = e.kernel, e.layout
    calls = []
    e.trees.at(None)
    for number, some in enumerate(portions(e.program.starts, lambda plan: [plan.move.tree])):
        calls.append(f"starts_{number}")
        with k.function(calls[-1], "runs:int") as (runs,), k.lanes(runs), e.trees.worked_out(RUN):
            for plan in some:
                _start(e, plan.row, e.trusted_number(plan.move))
    started = {plan.row for plan in e.program.starts}
    for path in e.program.paths:
        if path.row not in started:
            name = f"path_start_{path.row}"
            calls.append(name)
            with k.function(name, "runs:int") as (runs,), e.trees.worked_out(RUN):
                on_path(e, path, runs, k.constant("int", 0))
                with k.lanes(runs):
                    _start(e, path.row, k.load("f64", layout.next_of(path.row)))
    return calls


def _start(e: Emission, row: int, value: Value) -> None:
    value = within(e, row, value)
    e.refuse((value - value).differs(0.0))
    e.kernel.store(e.layout.value_of(row), value)
    e.kernel.store(e.layout.start_of(row), value)
    e.kernel.store(e.layout.next_of(row), value)


def _derived(e: Emission) -> list[str]:
    """Derived drivers at the start, each after those it reads; and what was before the start."""
    calls, begun = [], set[int]()
    for plan in e.program.derived_starts:
        calls += begin_past(e, plan.move, begun)
        calls.append(_derived_start(e, plan))
    return calls + begin_past(e, None, begun)


def _derived_start(e: Emission, plan: MovePlan) -> str:
    k, layout, name = e.kernel, e.layout, f"derive_start_{plan.row}"
    with k.function(name, "runs:int") as (runs,), k.lanes(runs), e.trees.worked_out(RUN):
        derive(e, plan)
        value = k.load("f64", layout.value_of(plan.row))
        k.store(layout.start_of(plan.row), value)
        k.store(layout.next_of(plan.row), value)
    return name


def _hidden(e: Emission) -> list[str]:
    """First values of hidden state, once all that has a start has it."""
    k, calls = e.kernel, []
    for number, some in enumerate(portions(e.program.hidden, lambda plan: [plan.start.tree])):
        calls.append(f"hidden_{number}")
        with k.function(calls[-1], "runs:int") as (runs,):
            e.trees.at(None, step=k.constant("int", 0))
            with k.lanes(runs), e.trees.worked_out(RUN):
                for plan in some:
                    value = e.trusted_number(plan.start)
                    e.refuse((value - value).differs(0.0))
                    k.store(e.layout.value_of(plan.row), value)
    e.trees.at(None)
    return calls


def fixed(e: Emission) -> list[str]:
    """The functions that work out what does not change within a run: parts of formulas."""
    k, calls = e.kernel, []
    for number, some in enumerate(portions(list(e.trees.fixed), lambda tree: [tree])):
        calls.append(f"fixed_{number}")
        with k.function(calls[-1], "runs:int") as (runs,), k.lanes(runs), e.trees.worked_out(RUN):
            for tree in some:
                k.store(e.trees.fixed[tree], _written(e, tree))
    return calls


def _written(e: Emission, tree: n.Node) -> Value:
    return e.trees.mask(tree) if kind_of(tree) is n.Kind.TRUTH else e.trees.number(tree)


def prepare(e: Emission) -> list[str]:
    """Parts of formulas that stand on numbers alone, worked out once for all runs."""
    k, calls = e.kernel, []
    for number, some in enumerate(portions(list(e.trees.constants), lambda tree: [tree])):
        calls.append(f"prepare_{number}")
        calculated = e.trees.worked_out(CONSTANT)
        with k.function(calls[-1]), calculated, k.lanes(k.constant("int", 1)):
            for tree in some:
                k.store_uniform(e.trees.constants[tree], _written(e, tree))
    return calls
