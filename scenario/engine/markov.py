"""The outcome as Markov chains that each run carries: whether a program has them, and their rows.

What the chances of moves are, and who follows the chains, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod

from scenario.chains import place_of
from scenario.engine import leaves
from scenario.engine.formula import Formula
from scenario.engine.joints import Copy, Joint, States, chains_of_rule
from scenario.engine.program import Program, of_form
from scenario.engine.reach import asks_before, chain_nodes, reach_of, read_by

MOST = 320
"""Rows of probabilities beyond which it is quicker to draw the outcome."""
WAIT = "after"
"""The last part of what stands in the way where it is a time that each run has of its own."""
SIZE = "size"
"""What stands in the way where it is the number of rows."""


@dataclass(frozen=True)
class Chain:
    """All rows of probabilities of a program."""

    joints: tuple[Joint, ...]
    rows: int

    @cached_property
    def reachable(self) -> frozenset[int]:
        """The states of all chains that can be reached."""
        return frozenset(s for joint in self.joints for states in joint.phases for s in states)

    @cached_property
    def dependent(self) -> frozenset[int]:
        """Rules that read states."""
        return frozenset[int]().union(*(joint.told for joint in self.joints))

    @cached_property
    def ever(self) -> Mapping[int, int]:
        """By state that can be reached and left, the row that tells whether it has been reached."""
        copies = (copy for joint in self.joints for copy in joint.copies)
        return {copy.until: copy.last for copy in copies if copy.until is not None}


@of_form
def chain_of(program: Program) -> Chain | None:
    """The chains of a program; None where `obstacles` says why there are none."""
    return None if obstacles(program) else _chain(program)


def chain_for(program: Program, asked: frozenset[str]) -> Chain | None:
    """Those of its chains that a question needs: the ones it asks about, and what bears on them.

    Args:
        program: The program.
        asked: The names of the chains that are asked about.

    Returns:
        All of them where none is asked about, or totals read their states.
    """
    whole, numbers = chain_of(program), _numbers(program, asked)
    if whole is None or not numbers or program.totals:
        return whole
    known = _parts(program)
    if numbers not in known:
        known[numbers] = _joined(program, numbers, [])
    return known[numbers]


@of_form
def _parts(_: Program) -> dict[frozenset[int], Chain]:
    """Some of the chains of a program, by the numbers of those asked about; found when needed."""
    return {}


def chain_seen(program: Program, seen: frozenset[int]) -> Chain | None:
    """Those of its chains of which something was seen, and what bears on them.

    Where they are is followed, not which states have ever been reached.

    Args:
        program: The program; its outcome can be carried.
        seen: The numbers of the chains.

    Returns:
        None where nothing was seen of any.
    """
    return _joined(program, seen, [], ever=False) if seen else None


def _numbers(program: Program, names: frozenset[str]) -> frozenset[int]:
    return frozenset(i for i, chain in enumerate(program.chains) if chain.name in names)


def obstacles(program: Program) -> list[str]:
    """What keeps the outcome from being carried as probabilities, by path; or `SIZE`."""
    reached = reach_of(program).of(chain_nodes(program))
    found = [path for node, path in _paths(program) if node in reached]
    found += [path for path, formula in _readers(program) if asks_before(program, formula)]
    if found:
        return sorted(set(found))
    if _chain(program).rows <= MOST:
        return []
    waits = [plan.name for plan in program.transitions if plan.wait]
    return sorted(".".join((*place_of("transitions", name), WAIT)) for name in waits) or [SIZE]


def _paths(program: Program) -> Iterator[tuple[tuple[str, int], str]]:
    """What may not depend on the outcome, as the model file calls it."""
    for row, name in enumerate(program.drivers):
        yield ("row", row), f"drivers.{name}"
    for row, name in enumerate(program.actors, start=len(program.drivers)):
        yield ("row", row), f"actors.{name}"
    for index, name in enumerate(program.events):
        yield ("event", index), f"events.{name}"


def _readers(program: Program) -> Iterator[tuple[str, Formula]]:
    """What may read the state, but neither since when nor what it was before."""
    for rule in program.rules:
        yield f"rules.{rule.name}", rule.when
    for clock in program.clocks:
        if clock.rate is not None:
            yield ".".join(place_of("transitions", clock.name)), clock.rate
    for total in program.totals:
        if total.of is not None:
            yield f"totals.{total.name}", total.of


@of_form
def _chain(program: Program) -> Chain:
    """Every chain with those that bear on it; and those that a rule or a total reads together."""
    together = [chains_of_rule(program, rule) for rule in range(len(program.rules))]
    together += [read_by(program, total.of) for total in program.totals if total.of]
    return _joined(program, range(len(program.chains)), together)


def _joined(
    program: Program, chains: Iterable[int], together: Iterable[set[int]], ever: bool = True
) -> Chain:
    """Some chains, each carried with those that bear on it, and sets of chains read together.

    Args:
        program: The program.
        chains: The numbers of the chains.
        together: Those that are read together.
        ever: Whether it is followed which states have ever been reached.
    """
    asked: dict[tuple[int, ...], set[int]] = {}
    for chain in sorted(chains):
        asked.setdefault(_closure(program, {chain}), set()).add(chain)
    for read in together:
        members = _closure(program, read)
        if not any(set(members) <= set(known) for known in asked):
            asked[members] = set()
    joints: list[Joint] = []
    rows, told = 0, frozenset[int]()
    for members in sorted(asked, key=lambda members: (len(members), members)):
        own = frozenset(asked[members])
        followed = [s for chain in sorted(own) if ever for s in _followed(program, chain)]
        joint, rows = _joint(program, len(joints), members, own, followed, rows)
        joints.append(replace(joint, told=joint.told - told))
        told |= joint.told
    return Chain(tuple(joints), rows)


def _closure(program: Program, chains: set[int]) -> tuple[int, ...]:
    """Some chains, and all that bear on their moves."""
    found: set[int] = set()
    waiting = list(chains)
    while waiting:
        chain = waiting.pop()
        if chain not in found:
            found.add(chain)
            waiting += _read_by_chain(program, chain)
            waiting += _readers_of_chain(program, chain)
    return tuple(sorted(found))


def _readers_of_chain(program: Program, chain: int) -> list[int]:
    """The chains that read a chain, where what is seen of them says something of it."""
    if program.observed is None or not program.observed.chains:
        return []
    others = range(len(program.chains))
    return [other for other in others if chain in _read_by_chain(program, other)]


def _read_by_chain(program: Program, chain: int) -> set[int]:
    """The chains that the rates of a chain read, themselves or in the rules that act on them."""
    found: set[int] = set()
    for clock in program.clocks:
        for leaf in clock.rate.addresses if clock.rate and clock.chain == chain else ():
            if isinstance(leaf, leaves.State):
                found.add(program.chain_of_state[leaf.index])
            elif isinstance(leaf, leaves.Rule):
                found |= chains_of_rule(program, leaf.index)
    return found


def _joint(
    program: Program,
    number: int,
    members: tuple[int, ...],
    asked: frozenset[int],
    followed: list[int],
    rows: int,
) -> tuple[Joint, int]:
    """Chains carried together, whose rows begin at `rows`; and where those of the next begin.

    Args:
        program: The program.
        number: How many are carried apart from them, before.
        members: The numbers of the chains.
        asked: Those whose probabilities are known from them.
        followed: States of which a copy tells whether they have ever been reached.
        rows: The number of rows before theirs.
    """
    every = product(*(_reachable(program, member, None) for member in members))
    phases = {states: tuple(_phases(program, state) for state in states) for states in every}
    copies = []
    for until in (None, *followed):
        first = {}
        for states, each in phases.items():
            if until not in states and _reached(program, members, states, until):
                first[states] = rows
                rows += prod(each)
        copies.append(Copy(until, first, rows))
        rows += until is not None
    read = {rule: chains_of_rule(program, rule) for rule in range(len(program.rules))}
    told = frozenset(rule for rule, chains in read.items() if chains and chains <= {*members})
    bearing = tuple(tuple(map(members.index, _closure(program, {member}))) for member in members)
    return Joint(number, members, bearing, asked, phases, tuple(copies), told), rows


def _followed(program: Program, chain: int) -> list[int]:
    """States of a chain of which it takes a copy to know whether they have ever been reached."""
    left = {source for plan in program.transitions for source in plan.sources}
    begun = program.certain_starts
    return [s for s in _reachable(program, chain, None) if s not in begun and s in left]


def _reached(program: Program, members: tuple[int, ...], states: States, until: int | None) -> bool:
    """Whether states can be reached where nothing leads out of `until`."""
    return all(
        state in _reachable(program, member, until)
        for member, state in zip(members, states, strict=True)
    )


def _reachable(program: Program, chain: int, until: int | None) -> list[int]:
    """The states of a chain that a run may be in, if none goes on from `until`."""
    found = [start.state for start in program.chains[chain].starts]
    for state in found:
        ways = [plan.target for plan in program.transitions if state in plan.sources]
        found += [] if state == until else [way for way in dict.fromkeys(ways) if way not in found]
    return sorted(found)


def _phases(program: Program, state: int) -> int:
    """As many as there are lengths of stay that make a difference."""
    ways = [plan for plan in program.transitions if state in plan.sources]
    if any(plan.wait for plan in ways):
        begun = [start.lasted for chain in program.chains for start in chain.starts
                 if start.state == state]  # fmt: skip
        return max(1, program.steps) + max(begun, default=0)  # each run has its own
    timed = [plan.after for plan in ways if plan.rate is None]
    if timed:
        return max(1, min(timed))
    return 1 + max((plan.after for plan in ways), default=0)
