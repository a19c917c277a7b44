"""What states and transitions are called, and where they stand in a model.

A model has one chain of states, its `outcome`, or several under `outcomes`. Outside a chain, a
state or a transition of one among several is named `CHAIN.NAME`; of the only one, `NAME` alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

ONLY = "outcome"
"""The name of the chain of a model that has one."""
SEVERAL = "outcomes"
"""Where several stand in a model."""
INSIDE = ("states", "transitions")
"""The kinds of elements that belong to a chain."""


def qualified(chain: str, name: str) -> str:
    """What a state or a transition is called outside its chain."""
    return name if chain == ONLY else f"{chain}.{name}"


def split(name: str) -> tuple[str, str]:
    """The chain of a state or a transition, and its name inside."""
    chain, dot, inside = name.rpartition(".")
    return (chain, inside) if dot else (ONLY, name)


def meant(name: str, known: Iterable[str], others: Container[str] = ()) -> str:
    """The state or transition that a name means where no chain is said.

    Args:
        name: What was written.
        known: The states, or the transitions, of the model, by what they are called outside.
        others: Other names that may stand there, which are themselves.

    Returns:
        The only one of that name in any chain; the name as it was written where it is one of
        `known` or `others`, or where no chain or several have it.
    """
    known = tuple(known)
    found = [one for one in known if split(one)[1] == name]
    return name if name in known or name in others or len(found) != 1 else found[0]


def path_of(chain: str) -> tuple[str, ...]:
    """Where a chain stands in a model."""
    return (ONLY,) if chain == ONLY else (SEVERAL, chain)


def place_of(kind: str, name: str) -> tuple[str, ...]:
    """Where a state or a transition stands in a model, or any other element.

    Args:
        kind: The kind, in the plural: `transitions`.
        name: What it is called outside its chain.
    """
    if kind not in INSIDE:
        return kind, name
    chain, inside = split(name)
    return *path_of(chain), kind, inside


def chain_at(path: str) -> tuple[str, str]:
    """The chain in which a dotted path of a model lies, and the path within it; else no chain."""
    first, _, rest = path.partition(".")
    if first == SEVERAL:
        chain, _, rest = rest.partition(".")
        return chain, rest
    return (ONLY, rest) if first == ONLY else ("", path)


def element_at(path: str) -> tuple[str, str, str]:
    """The kind and the name of the element at a dotted path of a model, and the path within it."""
    chain, rest = chain_at(path)
    kind, _, rest = rest.partition(".")
    name, _, rest = rest.partition(".")
    return kind, qualified(chain or ONLY, name) if kind in INSIDE else name, rest


def chains_in(model: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The chains of a model that is plain data, by name; none where it has no outcome."""
    if model.get(ONLY) is not None:
        return {ONLY: model[ONLY]}
    found: Mapping[str, Mapping[str, Any]] = model.get(SEVERAL) or {}
    return found


def elements_of_chains(model: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    """The states or the transitions of all chains of a model that is plain data, with their names.

    Args:
        model: The model.
        kind: `states` or `transitions`.
    """
    for chain, outcome in chains_in(model).items():
        inside = outcome.get(kind)
        for name, element in inside.items() if isinstance(inside, Mapping) else ():
            yield qualified(chain, name), element


def starts_in(model: Mapping[str, Any], *, certain: bool = False) -> list[str]:
    """The states in which the chains of a model that is plain data may start.

    Args:
        model: The model.
        certain: Whether only those count in which a chain starts for sure.
    """
    found = []
    for chain, outcome in chains_in(model).items():
        start = outcome["start"]
        shares = start if isinstance(start, Mapping) else {start: 1.0}
        counts = [s for s, share in shares.items() if share == 1 or (share > 0 and not certain)]
        found += [qualified(chain, str(state)) for state in counts]
    return found


def final_states(model: Mapping[str, Any]) -> list[str]:
    """The states of a model that is plain data from which no way leads on."""
    left = {
        qualified(split(name)[0], str(state))
        for name, way in elements_of_chains(model, "transitions")
        for state in _listed(way["from"])
    }
    return [state for state, _ in elements_of_chains(model, "states") if state not in left]


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def split_target(text: str, transitions: Container[str]) -> tuple[str, str]:
    """The element that a target of an effect names, and the field of it; empty where it is whole.

    Args:
        text: The target, such as `trade.level`, `announce.rate` or `base.closes.rate`.
        transitions: The transitions of the model, by what they are called outside their chain.
    """
    name, _, field = text.partition(".")
    inside, _, rest = field.partition(".")
    return (f"{name}.{inside}", rest) if f"{name}.{inside}" in transitions else (name, field)
