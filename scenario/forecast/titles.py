"""What the elements of a model are called in texts and charts: the one place that looks it up.

It knows kinds, names and titles; nothing of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.chains import INSIDE, ONLY, chains_in, elements_of_chains, split
from scenario.forecast.wording import plain_name

KINDS = ("parameters", "actors", "drivers", "events", "rules", "totals", "states", "transitions")
"""What has titles, by the key under which it stands in a model file."""
Titles = Mapping[str, str]
"""Titles by kind and name, such as `drivers.trade`."""


def title_of(kind: str, name: str, titles: Titles | None = None) -> str:
    """The title of an element; its name with spaces for underscores where it has none.

    Args:
        kind: One of `KINDS`.
        name: The element's name.
        titles: `Labels.titles` of a forecast, or `titles_in` a resolved scenario.
    """
    return (titles or {}).get(f"{kind}.{name}") or plain_name(name)


def titles_in(document: Mapping[str, Any] | None) -> dict[str, str]:
    """The titles that a resolved scenario gives, told as plain data."""
    chains = chains_in((document or {}).get("model", {}))
    of = {name: chain_title(chains, name) for name in chains}
    found = {}
    for kind in KINDS:
        for name, element in elements_in(document, kind).items():
            chain, inside = split(name) if kind in INSIDE else (ONLY, name)
            title = element.get("title") if isinstance(element, Mapping) else None
            if title or chain != ONLY:
                said = str(title or plain_name(inside))
                found[f"{kind}.{name}"] = of_chain(of, chain, said)
    return found


def chain_title(chains: Mapping[str, Any], chain: str) -> str:
    """The title of a chain of a model that is plain data; its name made readable without one."""
    return str(chains[chain].get("title") or plain_name(chain))


def of_chain(chains: Mapping[str, str], chain: str, title: str) -> str:
    """What a state or a transition is called where there are several chains: Base: closed.

    Args:
        chains: The titles of the chains.
        chain: The chain of the element, `outcome` where there is but one.
        title: The element's own title.
    """
    return title if chain == ONLY else f"{chains[chain]}: {title}"


def elements_in(document: Mapping[str, Any] | None, kind: str) -> Mapping[str, Any]:
    """The elements of a kind by their names; none without a document."""
    model = (document or {}).get("model", {})
    if kind in INSIDE:
        return dict(elements_of_chains(model, kind))
    elements = model.get(kind)
    return elements if isinstance(elements, Mapping) else {}
