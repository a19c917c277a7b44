"""What the places of a model are called in charts: by titles, where a chart knows them.

It reads names and titles; of a resolved scenario it takes no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scenario.forecast.titles import elements_in, title_of, titles_in
from scenario.forecast.wording import capital, listing, plain_name

Document = Mapping[str, Any] | None
_ACTIONS = {"add": "adds to", "multiply": "multiplies", "divide": "divides", "set": "sets"}


def called(kind: str, name: str, document: Document = None) -> str:
    """The title of an element, given the resolved scenario; else its name made readable."""
    return title_of(kind, name, titles_in(document))


def short_path(path: str, document: Document = None) -> str:
    """A place in the model as people would say it."""
    kind, _, rest = path.partition(".")
    if kind == "outcome":
        kind, rest = "transitions", rest.removeprefix("transitions.")
    name, _, field = rest.partition(".")
    title = capital(called(kind, name or kind, document))
    if kind == "parameters" and field in ("value", ""):
        return title
    if field == "enabled":
        return f"{capital(kind.removesuffix('s'))}: {called(kind, name, document)}"
    said = _field(kind, name, field, document)
    return f"{title}: {said}" if said else title


def _field(kind: str, name: str, field: str, document: Document) -> str:
    parts = [part for part in field.split(".") if part not in ("process", "mean_reverting")]
    if parts[:1] == ["effects"] and len(parts) > 1 and parts[1].isdigit():
        number = int(parts[1])
        effects = elements_in(document, kind).get(name, {}).get("effects", ())
        return (
            _effect(effects[number], document) if number < len(effects) else f"effect {number + 1}"
        )
    return plain_name(" ".join(parts))


def _effect(effect: Mapping[str, Any], document: Document) -> str:
    """What an effect does and to what, without how much: adds to protest."""
    action = next(key for key in _ACTIONS if key in effect)
    targets = effect["to"] if action == "add" else effect[action]
    return f"{_ACTIONS[action]} {targeted(targets, document)}"


def targeted(targets: Iterable[str], document: Document = None) -> str:
    """What effects act on: Trade with Russia and protest."""
    return listing(_target(target, document) for target in targets)


def _target(target: str, document: Document) -> str:
    """Trade with Russia; the capacity of Trade with Russia; or “They sign”, a transition."""
    name, _, field = target.partition(".")
    kinds = ("drivers", "actors", "transitions")
    kind = next((one for one in kinds if name in elements_in(document, one)), "")
    title = called(kind, name, document)
    if kind == "transitions" and title != plain_name(name):
        title = f"“{title}”"
    return f"{plain_name(field)} of {title}" if field else title
