"""Where the outcome goes in a step, as probability that moves from state to state.

Which rows there are is planned in `engine.markov`; how the outcome is drawn instead, in `outcome`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenario.engine.emit.chances import add_up, presence
from scenario.engine.emit.emission import Emission, portions
from scenario.engine.emit.waits import over, rivals, sooner
from scenario.engine.leaves import Rule, RuleIn, State
from scenario.engine.markov import Chain, Copy
from scenario.engine.program import TransitionPlan
from scenario.expr import nodes as n
from scenario.expr.arithmetic import folded
from scenario.kernel import maths
from scenario.kernel.ir import Value

FASTEST = 1e150
"""Rates are held at it, so that their sum is a number; within any step it is for sure."""


def propagate(e: Emission) -> None:
    """Move what is in every state along its transitions; then let it arrive."""
    if e.chain is None:
        return
    k, chain = e.kernel, e.chain
    waiting: set[tuple[int, int]] = set()

    def trees(state: int) -> list[n.Node]:
        return [_within(e, plan.rate.tree, state) for plan in _ways(e, state) if plan.rate]

    for number, states in enumerate(portions([s for s in chain.phases if _ways(e, s)], trees)):
        with (
            e.verb(f"flow_{number}") as (runs, _),
            k.when(k.word("int", e.layout.carrying)),
            k.lanes(runs),
        ):
            for state in states:
                _flow(e, chain, state, waiting)
    _arrive(e, chain, waiting)


def _ways(e: Emission, state: int) -> list[TransitionPlan]:
    return [plan for plan in e.program.transitions if state in plan.sources]


def blank_chain(e: Emission) -> None:
    """All probability is where runs begin."""
    if e.chain is None:
        return
    k, layout = e.kernel, e.layout
    rows = [layout.mass_of(row) for row in range(e.chain.rows)]
    rows += [layout.present_in(state) for state in e.chain.phases]
    for at in (*rows, *layout.held_within.values()):
        k.store(at, k.constant("f64", 0.0))
    start = e.program.start_state
    firsts = [layout.mass_of(copy.first[start]) for copy in e.chain.copies]
    for at in (layout.present_in(start), *firsts):
        k.store(at, k.constant("f64", 1.0))


# ------------------------------------------------------------------------- out of one state


@dataclass(frozen=True)
class _Ways:
    """What happens in a step to what has lasted in a state for some steps."""

    stay: Value
    into: dict[int, Value]
    """By target, the probability of going there."""


def _flow(e: Emission, chain: Chain, state: int, waiting: set[tuple[int, int]]) -> None:
    """Let what leaves a state wait where it goes; `waiting` has the rows where something does."""
    k, ways = e.kernel, _ways(e, state)
    there = k.load("f64", e.layout.present_in(state)) > 0.0
    rates = {plan.name: _rate(e, plan, state, there) for plan in ways if plan.rate}
    by_phase = _by_phase(e, ways, rates, chain.phases[state], _shifts(e, state))
    waits = [plan for plan in ways if plan.rate is None]
    timed = min(waits, key=lambda plan: plan.after).target if waits else None
    if any(plan.wait for plan in ways):
        timed = None  # each phase says itself what is over
    for index, copy in enumerate(chain.copies):
        if state in copy.first and state != copy.until:
            for target, much in _move(e, copy, state, by_phase, timed).items():
                at, where = e.layout.arriving_in(index, target), (index, target)
                k.store(at, k.load("f64", at) + much if where in waiting else much)
                waiting.add(where)


def _rate(e: Emission, plan: TransitionPlan, state: int, there: Value) -> Value:
    """A rate in a state, not below zero; what is odd about it is told where anything is there."""
    k, formula = e.kernel, plan.rate
    if formula is None:
        raise TypeError(f"{plan.name} has no rate")
    if formula.doubt is not None:
        e.refuse(e.trees.mask(_within(e, formula.doubt, state)) & there)
    rate = e.trees.number(_within(e, formula.tree, state))
    odd = ~(rate >= 0.0) & there
    with k.when_any(odd):
        k.count(e.layout.negative_within[formula.place], odd & (rate < 0.0) & e.active)
        e.refuse(odd & rate.differs(rate))
    rate = maths.held(k, rate, 0.0, FASTEST)
    k.store(e.layout.rate_in[plan.name, state], rate)
    return k.select(there, rate, 0.0)  # nothing moves nowhere


def _within(e: Emission, tree: n.Node, state: int) -> n.Node:
    """The tree as it is read by who is in a state."""

    def read(node: n.Node) -> n.Node:
        match node:
            case State(index=index):
                return n.Truth(index == state)
            case Rule(index=index) if e.chain is not None and index in e.chain.dependent:
                never = _within(e, e.program.rules[index].when.tree, state) == n.Truth(False)
                return n.Truth(False) if never else RuleIn(index, state)
        return node

    return e.bound(tree, state, lambda whole: folded(n.transform(whole, read)))


def _by_phase(
    e: Emission,
    ways: list[TransitionPlan],
    rates: dict[str, Value],
    phases: int,
    shifts: dict[int, Value],
) -> list[_Ways]:
    """What may happen in each phase; the same where the same clocks run."""
    found: list[_Ways] = []
    known: dict[tuple[str, ...], _Ways] = {}
    if any(plan.wait for plan in ways):
        judged = (_judged(e, ways, rates, phase) for phase in range(phases))
        return [_shifted(e, found, shifts) for found in judged]
    for phase in range(phases):
        running = [plan for plan in ways if plan.rate and plan.after <= phase]
        names = tuple(plan.name for plan in running)
        if names not in known:
            known[names] = _shifted(e, _competing(e, running, rates), shifts)
        found.append(known[names])
    return found


def _judged(e: Emission, ways: list[TransitionPlan], rates: dict[str, Value], phase: int) -> _Ways:
    """What may happen in a phase where each run waits for a time of its own."""
    k = e.kernel
    lasted = k.constant("f64", float(phase * e.program.months_per_step))
    running = [plan for plan in ways if plan.rate and plan.after <= phase]
    counts = {plan.name: k.select(over(e, plan, lasted), rates[plan.name], 0.0) for plan in running}
    found = _competing(e, running, counts)
    stay, into = found.stay, dict(found.into)
    for plan in (plan for plan in ways if plan.rate is None):
        due = over(e, plan, lasted, ahead=1)
        for other in rivals(e, plan):
            due = due & ~sooner(e, other, plan) if other in ways else due
        going = k.select(due, found.stay, 0.0)
        into[plan.target] = into[plan.target] + going if plan.target in into else going
        stay = k.select(due, 0.0, stay)
    return _Ways(stay, into)


def _competing(e: Emission, running: list[TransitionPlan], rates: dict[str, Value]) -> _Ways:
    """With rates of sum R, something comes with 1 - exp(-R dt); which, goes by the rates."""
    k = e.kernel
    if not running:
        return _Ways(k.constant("f64", 1.0), {})
    total = rates[running[0].name]
    for plan in running[1:]:
        total = total + rates[plan.name]
    leave = maths.expm1(k, total * -e.program.dt) * -1.0
    into: dict[int, Value] = {}
    share = None if len(running) == 1 else k.select(total > 0.0, leave / total, 0.0)
    for plan in running:
        here = leave if share is None else rates[plan.name] * share
        into[plan.target] = into[plan.target] + here if plan.target in into else here
    return _Ways(1.0 - leave, into)


def _shifts(e: Emission, state: int) -> dict[int, Value]:
    """By target, the runs in which an event of this step moves what is in a state."""
    k, found = e.kernel, dict[int, Value]()
    free, to = k.truth(True), k.constant("f64", -1.0)
    for shift in e.program.shifts:
        if state in shift.sources:
            hit = k.load("mask", e.layout.hit + shift.event * e.layout.row)
            lanes = hit & free
            found[shift.target] = found[shift.target] | lanes if shift.target in found else lanes
            free = free & ~hit
            to = k.select(lanes, float(shift.target), to)
    if found:
        k.store(e.layout.shifted_in[state], to)
    return found


def _shifted(e: Emission, ways: _Ways, shifts: dict[int, Value]) -> _Ways:
    """All goes where an event moves it, in the runs in which one does."""
    k, stay, into = e.kernel, ways.stay, dict(ways.into)
    for target, lanes in shifts.items():
        stay = k.select(lanes, 0.0, stay)
        into = {other: k.select(lanes, 0.0, share) for other, share in into.items()}
        all_of_it = k.constant("f64", 1.0)
        into[target] = k.select(lanes, all_of_it, into.get(target, 0.0))
    return _Ways(stay, into)


def _move(
    e: Emission, copy: Copy, state: int, by_phase: list[_Ways], timed: int | None
) -> dict[int, Value]:
    """Let what stays in a state be older by a step; what leaves, by where it goes."""
    k, layout = e.kernel, e.layout
    first = copy.first[state]
    rows = [layout.mass_of(first + phase) for phase in range(len(by_phase))]
    mass = [k.load("f64", row) for row in rows]
    leaves: dict[int, Value] = {}
    stays = [k.constant("f64", 0.0)]
    for here, ways in zip(mass, by_phase, strict=True):
        for target, share in ways.into.items():
            leaves[target] = leaves[target] + here * share if target in leaves else here * share
        stays.append(here * ways.stay)
    oldest = stays.pop()
    if timed is not None:
        leaves[timed] = leaves[timed] + oldest if timed in leaves else oldest
    else:
        stays[-1] = oldest if len(stays) == 1 else stays[-1] + oldest
    for row, much in zip(rows, stays, strict=True):
        k.store(row, much)
    return leaves


# ------------------------------------------------------------------------------- into states


def _arrive(e: Emission, chain: Chain, waiting: set[tuple[int, int]]) -> None:
    """What has left one state begins in another; then all is added up."""
    k, layout = e.kernel, e.layout
    with e.verb("arrive_all") as (runs, step), k.when(k.word("int", layout.carrying)):
        with k.lanes(runs):
            for index, state in sorted(waiting):
                at = layout.mass_of(chain.copies[index].first[state])
                arriving = k.load("f64", layout.arriving_in(index, state))
                k.store(at, k.load("f64", at) + arriving)
            presence(e, chain)
        add_up(e, chain, runs, (step + 1) * layout.chances_size)
        _tell(e, runs, step)


def _tell(e: Emission, runs: Value, step: Value) -> None:
    """Copy rates, and where events move states, to where a host wants them, if it does."""
    k, layout = e.kernel, e.layout
    if layout.told:
        where = k.word("int", layout.tell, step << 2)
        with k.when(where), k.loop(layout.told) as slot:
            by = slot * layout.row
            there = where + by
            with k.lanes(runs):
                k.store(0, k.load("f64", layout.rates, by), there)


def rules_within(e: Emission) -> None:
    """Read the conditions of rules that read the state, in every state in which they can hold."""
    if e.chain is None:
        return
    k, chain = e.kernel, e.chain
    for index in sorted(chain.dependent):
        plan = e.program.rules[index]
        states = [s for s in chain.phases if _within(e, plan.when.tree, s) != n.Truth(False)]
        with e.verb(f"within_{index}") as (runs, step), k.when(k.word("int", e.layout.carrying)):
            flag = e.flag(e.layout.rule_on, step, index)
            with k.lanes(runs):
                on, switch = k.op("flag", "mask", flag), e.switched("rule", index)
                for state in states:
                    _hold(e, index, state, on if switch is None else on & switch)


def _hold(e: Emission, index: int, state: int, on: Value) -> None:
    """Where a rule holds for who is in a state, and for how much of a run that is."""
    k, layout, when = e.kernel, e.layout, e.program.rules[index].when
    present = k.load("f64", layout.present_in(state))
    if when.doubt is not None:
        e.refuse(e.trees.mask(_within(e, when.doubt, state)) & on & (present > 0.0))
    holds = on & e.trees.mask(e.plain(_within(e, when.tree, state)))
    k.store(layout.rule_in[index, state], holds)
    at = layout.held_within[index]
    k.store(at, k.load("f64", at) + k.select(holds, present, 0.0))
