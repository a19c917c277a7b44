"""What the places of a model are called in texts and charts: by titles, where they have one.

It reads names and titles; of a resolved scenario it takes no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scenario.chains import INSIDE, chain_at, chains_in, element_at, qualified, split_target
from scenario.forecast.titles import chain_title, elements_in, title_of, titles_in
from scenario.forecast.wording import capital, listing, plain_name, said_value
from scenario.schema.effect import ACTIONS

Document = Mapping[str, Any] | None
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
)  # fmt: skip


def called(kind: str, name: str, document: Document = None) -> str:
    """The title of an element; its name made readable where it has none.

    Args:
        kind: The kind of element, in the plural: `drivers`.
        name: Its name in the model.
        document: The resolved scenario, which has the titles.
    """
    return title_of(kind, name, titles_in(document))


def short_path(
    path: str, document: Document = None, *, titled: bool = True, counted: bool = False
) -> str:
    """A place in the model as people would say it.

    Args:
        path: The place, such as `rules.hunger.effects.0.add`.
        document: The resolved scenario, which has titles and tells what effects do.
        titled: Whether to use titles; otherwise names, which are shorter.
        counted: Whether to count what one effect acts on, where it is several things.
    """
    titles = document if titled else None
    kind, name, field = element_at(path)
    chain, _ = chain_at(path)
    if chain and kind not in INSIDE:
        return _of_chain(chain, kind, name, titles)
    title = capital(called(kind, name or kind, titles))
    if kind == "parameters" and field in ("value", ""):
        return title
    if field == "enabled":
        return f"{capital(kind.removesuffix('s'))}: {called(kind, name, titles)}"
    said = _field(kind, name, field, document, titled, counted)
    return f"{title}: {said}" if said else title


def _of_chain(chain: str, field: str, state: str, document: Document) -> str:
    """A chain as a whole, or what it says of itself: Health of the patient: start."""
    chains = chains_in((document or {}).get("model", {}))
    said = f"{plain_name(field)} in {called('states', qualified(chain, state), document)}"
    title = capital(chain_title(chains, chain))
    return f"{title}: {said if state else plain_name(field)}" if field else title


def told_value(path: str, value: Any, document: Document = None) -> str:
    """A value that a place in the model is given, as people would say it: states by their titles.

    Args:
        path: The place.
        value: The value; of a start that is not known for sure, shares by state.
        document: The resolved scenario, which has the titles.
    """
    chain, inside = chain_at(path)
    if not chain or inside != "start":
        return said_value(value)
    if isinstance(value, Mapping):
        known = sorted(value.items(), key=lambda each: -float(each[1]))
        return ", ".join(
            f"{told_value(path, state, document)} {100 * float(share):.4g} %"
            for state, share in known
        )
    return called("states", qualified(chain, str(value)), document)


def path_names(path: str, document: Document = None) -> list[str]:
    """What a place may be called, from the fullest to the shortest."""
    ways = ((True, False), (True, True), (False, True))
    found = (short_path(path, document, titled=titled, counted=few) for titled, few in ways)
    return list(dict.fromkeys(found))


def _field(
    kind: str, name: str, field: str, document: Document, titled: bool, counted: bool
) -> str:
    parts = [part for part in field.split(".") if part not in ("process", "mean_reverting")]
    if parts[:1] == ["effects"] and len(parts) > 1 and parts[1].isdigit():
        number = int(parts[1])
        effects = elements_in(document, kind).get(name, {}).get("effects", ())
        if number < len(effects):
            return _effect(effects[number], document, titled, counted)
        return f"its {_ORDINALS[number]} effect" if number < 9 else f"its effect {number + 1}"
    return plain_name(" ".join(parts))


def _effect(effect: Mapping[str, Any], document: Document, titled: bool, counted: bool) -> str:
    """What an effect does and to what, without how much: adds to protest."""
    kind = next(kind for name, kind in ACTIONS.items() if name in effect)
    targets = effect[kind.targets_key]
    if counted and len(targets) > 1:
        return f"{kind.briefly} {len(targets)} {_kind_of_all(targets, document)}"
    return f"{kind.briefly} {targeted(targets, document, titled=titled)}"


def targeted(targets: Iterable[str], document: Document = None, *, titled: bool = True) -> str:
    """What effects act on, in words: Trade with Russia and protest.

    Args:
        targets: The targets as the model writes them.
        document: The resolved scenario, which has the titles.
        titled: Whether things are called by their titles, and not by their names.
    """
    return listing(_target(target, document, titled) for target in targets)


def _target(target: str, document: Document, titled: bool) -> str:
    """Trade with Russia; the capacity of Trade with Russia; or “They sign”, a transition."""
    kind, name, field = _aimed_at(target, document)
    title = called(kind, name, document if titled else None)
    if kind == "transitions" and title != plain_name(name):
        title = f"“{title}”"
    return f"{plain_name(field)} of {title}" if field else title


def _aimed_at(target: str, document: Document) -> tuple[str, str, str]:
    """The kind of element that an effect acts on (empty where unknown), its name and its field."""
    name, field = split_target(target, elements_in(document, "transitions"))
    kinds = ("drivers", "actors", "transitions")
    return next((one for one in kinds if name in elements_in(document, one)), ""), name, field


def _kind_of_all(targets: Iterable[str], document: Document) -> str:
    """What to count them as: transitions; of several kinds, or fields of something, targets."""
    aimed = [_aimed_at(target, document) for target in targets]
    kinds = {"" if field else kind for kind, _, field in aimed}
    return (kinds.pop() if len(kinds) == 1 else "") or "targets"
