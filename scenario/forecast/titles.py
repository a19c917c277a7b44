"""What the elements of a model are called in texts and charts: the one place that looks it up.

It knows kinds, names and titles; nothing of numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
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
    found: dict[str, str] = {}
    for kind in KINDS:
        titles = dict(_given(elements_in(document, kind), kind))
        titles = told_apart(titles, of) if kind in INSIDE else titles
        found |= {f"{kind}.{name}": title for name, title in titles.items()}
    return found


def _given(elements: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """Titles by name; of what is in one of several chains and has none, its name inside."""
    for name, element in elements.items():
        chain, inside = split(name) if kind in INSIDE else (ONLY, name)
        if isinstance(element, Mapping) and element.get("title"):
            yield name, str(element["title"])
        elif chain != ONLY:
            yield name, plain_name(inside)


def chain_title(chains: Mapping[str, Any], chain: str) -> str:
    """The title of a chain of a model that is plain data; its name made readable without one."""
    return str(chains.get(chain, {}).get("title") or plain_name(chain))


def told_apart(titles: Mapping[str, str], chains: Mapping[str, str]) -> dict[str, str]:
    """The titles of states or transitions, each unlike those of other chains: Base: closed.

    Args:
        titles: Their own titles, by what they are called outside their chain.
        chains: The titles of the chains.

    Returns:
        The same, with the title of the chain before it where two have the same one.
    """
    often = Counter(titles.values())
    told = {}
    for name, title in titles.items():
        chain, _ = split(name)
        apart = chain == ONLY or often[title] == 1
        told[name] = title if apart else f"{chains[chain]}: {title}"
    return told


def elements_in(document: Mapping[str, Any] | None, kind: str) -> Mapping[str, Any]:
    """The elements of a kind by their names; none without a document."""
    model = (document or {}).get("model", {})
    if kind in INSIDE:
        return dict(elements_of_chains(model, kind))
    elements = model.get(kind)
    return elements if isinstance(elements, Mapping) else {}
