"""Where the outcome goes in a step, as probability that moves from state to state.

Which rows there are is planned in `engine.markov`; how the outcome is drawn instead, in `outcome`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from scenario.engine.emit.chances import add_up, presence, summed
from scenario.engine.emit.emission import Emission, portions
from scenario.engine.emit.observe import weigh_states
from scenario.engine.emit.ways import KeptWays, Ways, by_phase, kept, loaded, shifts_of
from scenario.engine.joints import Bearing, Copy, Joint, Phases, States, read_of
from scenario.engine.leaves import Rule, RuleIn, State
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
    flows = _Flows(e)
    for joint in e.chain.joints:
        flows.of(joint)
    flows.arrive()


def blank_chain(e: Emission) -> None:
    """All probability is where runs begin."""
    if e.chain is None:
        return
    k, layout = e.kernel, e.layout
    rows = [layout.mass_of(row) for row in range(e.chain.rows)]
    rows += [layout.present_in(state) for state in sorted(e.chain.reachable)]
    rows += [*layout.present_of.values(), *layout.held_within.values()]
    for at in rows:
        k.store(at, k.constant("f64", 0.0))
    begun: dict[int, float] = defaultdict(float)
    for joint in e.chain.joints:
        for states, phases, share in joint.starts(e.program):
            for copy in joint.copies:
                known = copy.until not in states
                row = joint.rows(copy, states)[phases] if known else copy.last
                begun[layout.mass_of(row)] += share
            asked = [states[joint.members.index(member)] for member in joint.asked]
            here = {layout.together_in(joint, states), *map(layout.present_in, asked)}
            for at in here:
                begun[at] += share
    for at, much in begun.items():
        k.store(at, k.constant("f64", much))


# ---------------------------------------------------------------------- out of some states


@dataclass(frozen=True)
class _Member:
    """One of the chains that are carried together, in a state."""

    by_phase: list[Ways]
    timed: int | None
    """Where the state leads when its time is up."""

    def moves(self, state: int, phase: int) -> Iterator[tuple[Value, int, int]]:
        """With which probability it is in which state and phase after a step; it stays at last."""
        ways, oldest = self.by_phase[phase], len(self.by_phase) - 1
        for target, share in ways.into.items():
            yield share, target, 0
        if phase == oldest and self.timed is not None:
            yield ways.stay, self.timed, 0
        else:
            yield ways.stay, state, min(phase + 1, oldest)


@dataclass
class _Flows:
    """The flows of a kernel that is being written."""

    e: Emission
    waiting: set[int] = field(default_factory=set)
    """Rows in which something waits to arrive."""
    kept: dict[Bearing, list[KeptWays]] = field(default_factory=dict)
    """By chain and states that bear on it, where it stands what may happen, by phase."""

    @cached_property
    def times(self) -> Counter[Bearing]:
        """How often it is asked what may happen in a chain, given the states that bear on it."""
        joints = self.e.chain.joints if self.e.chain is not None else ()
        return Counter(
            joint.bearing_on(place, states)
            for joint in joints
            for states in joint.phases
            for place in range(len(joint.members))
        )

    def of(self, joint: Joint) -> None:
        """What leaves the states of some chains that are carried together."""
        e, k = self.e, self.e.kernel
        program = e.program
        left = [states for states in joint.phases if joint.ways(program, states)]

        def trees(states: States) -> list[n.Node]:
            ways = joint.ways(program, states)
            return [_within(e, p.rate.tree, joint.within(p, states)) for p in ways if p.rate]

        for number, some in enumerate(portions(left, trees)):
            with (
                e.verb(f"flow_{joint.number}_{number}") as (runs, _),
                k.when(k.word("int", e.layout.carrying)),
                k.lanes(runs),
            ):
                for states in some:
                    self._leave(joint, states)

    def _leave(self, joint: Joint, states: States) -> None:
        """Let what leaves some states wait where it goes."""
        members = [self._member(joint, place, states) for place in range(len(joint.members))]
        for copy in joint.copies:
            if states in copy.first:
                self._move(joint, copy, states, members)

    def _member(self, joint: Joint, place: int, states: States) -> _Member:
        """What may happen in one of the chains; worked out in the first joint that has it."""
        own = [w for w in joint.ways(self.e.program, states) if w.chain == joint.members[place]]
        waits = [plan for plan in own if plan.rate is None]
        timed = min(waits, key=lambda plan: plan.after).target if waits else None
        if any(plan.wait for plan in own):
            timed = None  # each phase says itself what is over
        key = joint.bearing_on(place, states)
        if key in self.kept:
            return _Member([loaded(self.e, ways) for ways in self.kept[key]], timed)
        there = self.e.kernel.load("f64", self.e.layout.together_in(joint, states)) > 0.0
        rates = {p.name: self._rate(p, joint.within(p, states), there) for p in own if p.rate}
        shifts = shifts_of(self.e, states[place])
        phases = by_phase(self.e, own, rates, joint.phases[states][place], shifts)
        if self.times[key] > 1:
            self.kept[key] = kept(self.e, phases)
        return _Member(phases, timed)

    def _rate(self, plan: TransitionPlan, states: States, there: Value) -> Value:
        """A rate in some states, not below zero; what is odd is told where anything is there."""
        rate = _worked_out(self.e, plan, states, there)
        self.e.kernel.store(self.e.layout.rate_in[plan.name, states], rate)
        return self.e.kernel.select(there, rate, 0.0)  # nothing moves nowhere

    def _move(self, joint: Joint, copy: Copy, states: States, members: list[_Member]) -> None:
        """Let what stays in some states be older by a step; what leaves, wait where it goes."""
        k, layout = self.e.kernel, self.e.layout
        rows = joint.rows(copy, states)
        mass = {phases: k.load("f64", layout.mass_of(row)) for phases, row in rows.items()}
        stays: dict[int, Value] = {}
        leaves: dict[int, Value] = {}
        for phases, here in mass.items():
            for share, target, later in _combined(members, states, phases):
                row = _row(joint, copy, target, later)
                found = stays if target == states else leaves
                much = here * share
                found[row] = found[row] + much if row in found else much
        for row in rows.values():
            k.store(layout.mass_of(row), stays.get(row, k.constant("f64", 0.0)))
        for row, much in leaves.items():
            at = layout.arriving_in(row)
            k.store(at, k.load("f64", at) + much if row in self.waiting else much)
            self.waiting.add(row)

    def arrive(self) -> None:
        """What has left some states begins in others; then all is added up."""
        e, k, layout, chain = self.e, self.e.kernel, self.e.layout, self.e.chain
        if chain is None:
            return
        if e.program.observed is not None and e.program.observed.chains:
            carrying = layout.carrying
            with (
                e.verb("arrive_first") as (runs, _),
                k.when(k.word("int", carrying)),
                k.lanes(runs),
            ):
                self._add_arriving()
            weigh_states(e)
            self.waiting.clear()
        with e.verb("arrive_all") as (runs, step), k.when(k.word("int", layout.carrying)):
            with k.lanes(runs):
                self._add_arriving()
                for joint in chain.joints:
                    presence(e, joint)
            add_up(e, chain, runs, (step + 1) * layout.chances_size)
            _tell(e, runs, step)

    def _add_arriving(self) -> None:
        k, layout = self.e.kernel, self.e.layout
        for row in sorted(self.waiting):
            at = layout.mass_of(row)
            k.store(at, k.load("f64", at) + k.load("f64", layout.arriving_in(row)))


def _combined(
    members: list[_Member], states: States, phases: Phases
) -> Iterator[tuple[Value, States, Phases]]:
    """All that may become of some states in a step: chains move independently of each other."""
    alone = [m.moves(s, phase) for m, s, phase in zip(members, states, phases, strict=True)]
    for moves in product(*alone):
        share = moves[0][0]
        for also, _, _ in moves[1:]:
            share = share * also
        yield share, tuple(state for _, state, _ in moves), tuple(phase for *_, phase in moves)


def _row(joint: Joint, copy: Copy, states: States, phases: Phases) -> int:
    """Where what is in some states and phases stands in a copy of a chain."""
    return copy.last if copy.until in states else joint.rows(copy, states)[phases]


def _worked_out(e: Emission, plan: TransitionPlan, states: States, there: Value) -> Value:
    k, formula = e.kernel, plan.rate
    if formula is None:
        raise TypeError(f"{plan.name} has no rate")
    if formula.doubt is not None:
        e.refuse(e.trees.mask(_within(e, formula.doubt, states)) & there)
    rate = e.trees.number(_within(e, formula.tree, states))
    odd = ~(rate >= 0.0) & there
    with k.when_any(odd):
        k.count(e.layout.negative_within[formula.place], odd & (rate < 0.0) & e.active)
        e.refuse(odd & rate.differs(rate))
    return maths.held(k, rate, 0.0, FASTEST)


def _within(e: Emission, tree: n.Node, states: States) -> n.Node:
    """The tree as it is read by who is in some states."""

    def read(node: n.Node) -> n.Node:
        match node:
            case State(index=index):
                return n.Truth(index in states)
            case Rule(index=index) if e.chain is not None and index in e.chain.dependent:
                inside = read_of(e.program, index, states)
                never = _within(e, e.program.rules[index].when.tree, inside) == n.Truth(False)
                return n.Truth(False) if never else RuleIn(index, inside)
        return node

    return e.bound(tree, states, lambda whole: folded(n.transform(whole, read)))


def read_in(e: Emission, tree: n.Node, states: States) -> n.Node:
    """The tree as it is read by who is in some states.

    Args:
        e: The kernel being written.
        tree: The tree.
        states: The numbers of the states, of as many chains as it reads.
    """
    return _within(e, tree, states)


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
    """Read the conditions of rules that read states, in all in which they can hold."""
    for joint in e.chain.joints if e.chain is not None else ():
        for index in sorted(joint.told):
            _rule_within(e, joint, index)


def _rule_within(e: Emission, joint: Joint, index: int) -> None:
    k, tree = e.kernel, e.program.rules[index].when.tree
    read: dict[States, list[States]] = {}
    for states in joint.phases:
        read.setdefault(read_of(e.program, index, states), []).append(states)
    with e.verb(f"within_{index}") as (runs, step), k.when(k.word("int", e.layout.carrying)):
        flag = e.flag(e.layout.rule_on, step, index)
        with k.lanes(runs):
            on, switch = k.op("flag", "mask", flag), e.switched("rule", index)
            for inside, whole in read.items():
                if _within(e, tree, inside) != n.Truth(False):
                    present = [k.load("f64", e.layout.together_in(joint, s)) for s in whole]
                    _hold(e, index, inside, on if switch is None else on & switch, present)


def _hold(e: Emission, index: int, states: States, on: Value, present: list[Value]) -> None:
    """Where a rule holds for who is in some states, and for how much of a run that is."""
    k, layout, when = e.kernel, e.layout, e.program.rules[index].when
    there = summed(present)
    if when.doubt is not None:
        e.refuse(e.trees.mask(_within(e, when.doubt, states)) & on & (there > 0.0))
    holds = on & e.trees.mask(e.plain(_within(e, when.tree, states)))
    k.store(layout.rule_in[index, states], holds)
    at = layout.held_within[index]
    k.store(at, k.load("f64", at) + k.select(holds, there, 0.0))
