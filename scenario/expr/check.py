"""Check an expression before anything runs: is every name known, is every kind right.

It does not know where names come from or what their values are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scenario.chains import split
from scenario.errors import ExpressionError, did_you_mean, nearest
from scenario.expr.comparisons import LINKS
from scenario.expr.nodes import (
    Alignment,
    Change,
    Comparison,
    Conditional,
    Happened,
    InState,
    Kind,
    Leaf,
    MonthsSince,
    Name,
    Node,
    Number,
    Past,
    Truth,
    children,
    gather,
    walk,
)
from scenario.expr.render import source, state_source
from scenario.expr.scanner import short
from scenario.expr.table import operation

_TO_NUMBER = "a comparison gives a truth; to make it a number, write 1 if CONDITION else 0"
_ROLES = {
    "parameters": "a parameter",
    "drivers": "a driver",
    "actors": "an actor",
    "events": "an event",
    "states": "an outcome state",
    "transitions": "a transition",
    "totals": "a total",
}
_USAGE = {
    "parameters": "{}",
    "drivers": "{}",
    "actors": "{}.alignment",
    "events": "happened({})",
    "states": "{}",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use, by role."""

    parameters: frozenset[str] = frozenset()
    drivers: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()

    transitions: frozenset[str] = frozenset()
    """Not usable in expressions; known only so that the error can say so."""
    totals: frozenset[str] = frozenset()
    """Likewise."""

    parameters_only: str = ""
    """Where nothing but parameters may be named: what stands there, such as `a start value`."""

    @property
    def chains(self) -> frozenset[str]:
        """The names of what states belong to."""
        return frozenset(split(state)[0] for state in self.states)

    def role(self, name: str) -> str | None:
        """Which of the sets above holds a name; states, having their own namespace, come last."""
        order = ("parameters", "drivers", "actors", "events", "transitions", "totals", "states")
        return next((role for role in order if name in getattr(self, role)), None)


def check(node: Node, scope: Scope, expected: Kind | None = None) -> Kind:
    """Check an expression, and tell its kind.

    Args:
        node: The expression.
        scope: The names it may use.
        expected: The kind that is wanted where it stands, or None if either will do.

    Raises:
        ExpressionError: The first of its problems, from left to right.
    """
    found = problems(node, scope, expected)
    if found:
        raise found[0]
    return kind(node)


def problems(node: Node, scope: Scope, expected: Kind | None = None) -> list[ExpressionError]:
    """Everything that is wrong with the names and kinds of an expression, left to right.

    Args:
        node: The expression.
        scope: The names it may use.
        expected: The kind that is wanted where it stands, or None if either will do.
    """
    found: list[ExpressionError] = []
    given = gather(node, lambda present, below: _judged(scope, found, present, below))
    if expected is not None:
        found += _mismatch(node, given, expected, f"a {expected.value} is wanted here")
    return sorted(found, key=lambda error: (error.offset, error.width))


def kind(node: Node) -> Kind:
    """What an expression gives, going by its outermost operation alone."""
    while isinstance(node, Conditional):
        node = node.yes
    if isinstance(node, Leaf):
        return node.kind
    if isinstance(node, Truth):
        return Kind.TRUTH
    found = operation(node)
    return (found and found.gives) or Kind.NUMBER


def references(node: Node) -> frozenset[Leaf]:
    """The leaves that must be looked up, without their places in the text."""
    return frozenset(replace(leaf, span=(0, 0)) for leaf in walk(node) if isinstance(leaf, Leaf))


def _judged(
    scope: Scope, found: list[ExpressionError], node: Node, below: tuple[Kind | None, ...]
) -> Kind | None:
    """Add a node's own problems; None as kind where a wrong name leaves it open."""
    if isinstance(node, Leaf):
        error = _name_problem(node, scope)
        found += [error] if error else []
        return None if error else node.kind
    found += _kind_problems(node, below)
    if isinstance(node, Past) and None not in below:
        found += _looked_back(node, scope)
    if isinstance(node, Conditional):
        yes, _, no = below
        return yes if yes is no else None
    return kind(node)


def _looked_back(node: Past, scope: Scope) -> Iterator[ExpressionError]:
    """Looking back over no time at all, or on what is always the same."""
    if node.duration.months <= 0:
        message = f"{node.function} cannot look back over {node.duration}"
        yield _error(node, message, "write 1 month or more")
    leaves = [leaf for leaf in walk(node.operand) if isinstance(leaf, Leaf)]
    if all(isinstance(leaf, Name) and leaf.name in scope.parameters for leaf in leaves):
        what = "a parameter is drawn once per run and never changes"
        message = f"{node.function} looks back on what never changes"
        yield _error(node, message, what if leaves else "name a driver or an actor.alignment")


# Kinds


def _kind_problems(node: Node, below: tuple[Kind | None, ...]) -> Iterator[ExpressionError]:
    found = operation(node)
    if found is None:
        return
    if isinstance(node, Comparison):
        yield from _comparison(node, below)
    elif isinstance(node, Conditional):
        yield from _mismatch(node.condition, below[1], Kind.TRUTH, found.asks)
        yield from _branches(node, below[0], below[2])
    elif found.takes:
        for child, given in zip(children(node), below, strict=True):
            yield from _mismatch(child, given, found.takes, found.asks)


def _mismatch(node: Node, given: Kind | None, wanted: Kind, why: str) -> Iterator[ExpressionError]:
    if given is not None and given is not wanted:
        hint = _TO_NUMBER if wanted is Kind.NUMBER else _to_truth(node)
        yield _error(node, f"{why}, and this is a {given.value}", hint)


def _to_truth(node: Node) -> str:
    if isinstance(node, Number) and node.value in (0, 1):
        return f"write {'true' if node.value else 'false'}"
    return f"compare it with something, such as {short(source(node))} > 0"


def _branches(node: Conditional, yes: Kind | None, no: Kind | None) -> Iterator[ExpressionError]:
    if yes is not None and no is not None and yes is not no:
        message = f"one branch is a {yes.value} and the other a {no.value}"
        yield _error(node, message, "both branches of a conditional must be of one kind")


def _comparison(node: Comparison, below: tuple[Kind | None, ...]) -> Iterator[ExpressionError]:
    """Order is for numbers; equality for two of one kind."""
    blamed = set()
    for i, op in enumerate(node.ops):
        pair = below[i : i + 2]
        if LINKS[op].takes:
            blamed |= {j for j in (i, i + 1) if below[j] is Kind.TRUTH}
        elif None not in pair and pair[0] is not pair[1]:
            left, right = pair
            message = f"{op!r} compares a {left and left.value} with a {right and right.value}"
            yield _error(node, message, "compare two of one kind; " + _TO_NUMBER)
    for j in sorted(blamed):
        op = node.ops[min(j, len(node.ops) - 1)]
        yield from _mismatch(node.operands[j], below[j], Kind.NUMBER, f"{op!r} compares numbers")


# Names


def _name_problem(leaf: Leaf, scope: Scope) -> ExpressionError | None:
    """What is wrong with a leaf's name, if anything; leaves of the engine's own are trusted."""
    match leaf:
        case Name(name):
            roles: tuple[str, ...] = ("parameters", "drivers")
        case Alignment(name) | Change(name, True):
            roles = ("actors",)
        case InState(name) | MonthsSince(name, True):
            roles = ("states",)
        case Happened(name) | MonthsSince(name):
            roles = ("events",)
        case Change(name):
            roles = ("drivers",)
        case _:
            return _restricted(leaf, scope)
    if any(name in getattr(scope, role) for role in roles):
        return _restricted(leaf, scope)
    if roles == ("states",) and split(name)[0] not in scope.chains:
        return _no_chain(leaf, name, scope)
    return _wrong_role(leaf, name, scope) or _undefined(leaf, name, roles, scope)


def _no_chain(leaf: Leaf, name: str, scope: Scope) -> ExpressionError:
    """What stands before the dot has no states."""
    chain, inside = split(name)
    start = leaf.span[1] - len(inside) - isinstance(leaf, MonthsSince)
    chains = sorted(scope.chains)
    known = f"{chains[0]}.STATE" if len(chains) == 1 else f"CHAIN.STATE ({', '.join(chains)})"
    hint = f"only ACTOR.alignment and {known} can be read with a '.'"
    if called := _called(inside, scope):
        hint = f"write {called}; {hint}"
    message = f"there is no {short(f'{chain}.{inside}')!r} to read"
    return ExpressionError(message, start, len(inside), hint)


def _restricted(leaf: Leaf, scope: Scope) -> ExpressionError | None:
    allowed = isinstance(leaf, Name) and leaf.name in scope.parameters
    if allowed or not scope.parameters_only:
        return None
    what = f"{leaf.name} is a driver" if isinstance(leaf, Name) else f"{source(leaf)} is not one"
    message = f"{scope.parameters_only} may name parameters only, and {what}"
    return _error(leaf, message, did_you_mean(source(leaf), sorted(scope.parameters), "parameters"))


def _wrong_role(leaf: Leaf, name: str, scope: Scope) -> ExpressionError | None:
    """The name exists, as something else than it is used for."""
    role = scope.role(name)
    if role is None:
        return None
    message = f"{name} is {_ROLES[role]}{_COMPLAINTS[type(leaf)]}"
    if isinstance(leaf, Change) and role == "parameters":
        return _error(leaf, message, "a parameter is drawn once per run and never changes")
    if isinstance(leaf, Change) and role == "actors":
        return _error(leaf, message, f"write change({name}.alignment)")
    if isinstance(leaf, MonthsSince) and role == "states":
        return _error(leaf, message, f"write months_since({state_source(name)})")
    return _error(leaf, message, _way_out(role, name))


def _way_out(role: str, name: str) -> str:
    """What to write in place of a name that is used for something else."""
    if role == "totals":
        return "nothing in a model reads a total: name what it adds up"
    if role == "transitions":
        return f"name the state it leads to: {split(name)[0]}.STATE"
    return f"write {_usage(role, name)}"


def _usage(role: str, name: str) -> str:
    """How an expression names something."""
    return state_source(name) if role == "states" else _USAGE[role].format(name)


_COMPLAINTS: dict[type[Leaf], str] = {
    Name: ", not a parameter or driver",
    Alignment: " and has no alignment; only actors have one",
    InState: ", not an outcome state",
    Happened: ", not an event",
    MonthsSince: ", and months are counted since an event or a state",
    Change: ", and change() takes a driver or an actor's alignment",
}


def _undefined(leaf: Leaf, name: str, roles: tuple[str, ...], scope: Scope) -> ExpressionError:
    """The name does not exist at all: the nearest in this role, else in any other."""
    noun = " and ".join(roles)
    fitting = sorted(frozenset[str]().union(*(getattr(scope, role) for role in roles)))
    if scope.parameters_only and isinstance(leaf, Name):
        noun, fitting = "parameters", sorted(scope.parameters)
    hint = did_you_mean(name, fitting, noun)
    if nearest(name, fitting) is None and (other := _near_elsewhere(name, scope)):
        hint = f"did you mean {other}? {hint}"
    what = "state" if roles == ("states",) else roles[-1].removesuffix("s")
    what = "name" if isinstance(leaf, Name) else what
    return _error(leaf, f"there is no {what} {short(name)!r}", hint)


def _called(name: str, scope: Scope) -> str:
    """How to write the states that are called so within their chains."""
    several = (state for state in sorted(scope.states) if split(state)[1] == name)
    return " or ".join(state_source(state) for state in several)


def _near_elsewhere(name: str, scope: Scope) -> str | None:
    """How to write the nearest name of any role that an expression could use here."""
    if not scope.parameters_only and (called := _called(name, scope)):
        return called
    roles = ["parameters"] if scope.parameters_only else [*_USAGE]
    known = {name_: role for role in reversed(roles) for name_ in getattr(scope, role)}
    near = nearest(name, sorted(known))
    return _usage(known[near], near) if near else None


def _error(node: Node, message: str, hint: str = "") -> ExpressionError:
    start, end = node.span
    return ExpressionError(message, start, max(1, end - start), hint)
