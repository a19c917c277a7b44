"""How much a model may hold and a run may take: what would not end is refused, with a way out.

It counts; whether what it counts makes sense is checked elsewhere. The limits and the reasons for
them stand in `docs/hostile-files.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

from scenario.chains import ONLY, SEVERAL, path_of
from scenario.errors import InputError, Mark, Problem
from scenario.expr import walk
from scenario.expr.nodes import Name, Tree
from scenario.io import List, Map, Node
from scenario.resolve.crosscheck import Clock, World
from scenario.schema import Expression, Model

MAX_NODES = 30_000
"""Keys, values, mappings and lists of one model, facts aside."""
MAX_TEXT = 250_000
"""Characters of all its values together, facts aside."""
MAX_ELEMENTS = 1_500
"""Parameters, actors, drivers, events, rules and transitions together."""
MAX_STATES = 100
"""States of an outcome."""
MAX_CELLS = 250_000
"""Steps times what is recorded of each: states once, drivers and actors twice."""
MAX_LINKS = 100
"""How many parameters, or derived drivers, may each be computed from the next."""
MAX_PARTS = 100_000
"""Names, numbers and operations of all expressions, parameters spelled out where used."""
MAX_RUNS = 10**9
"""Runs of one study."""
MAX_WORK = 10**12
"""Runs times steps times the size of the model: some hours on one processor."""
JUDGEMENT_RUNS = 20_480
"""Runs of the judgement ensemble, which come on top."""

_KINDS = ("parameters", "actors", "drivers", "events", "rules", "totals")


def refuse_oversized(tree: Map) -> None:
    """Refuse a model that is too large to be worked with, before anything is made of it.

    Raises:
        InputError: what there is too much of.
    """
    inline = tree.entries.get("model")
    model = inline.node if inline and isinstance(inline.node, Map) else tree
    if not {ONLY, SEVERAL} & set(model.entries) and model is tree:
        return
    nodes, text = _size(model)
    if nodes > MAX_NODES:
        raise _too_much(f"a model of {nodes:,} keys and values", MAX_NODES, model.mark)
    if text > MAX_TEXT:
        raise _too_much(f"a model with {text:,} characters of text", MAX_TEXT, model.mark)
    chains = list(_chains(model))
    elements = sum(_count(_child(model, kind)) for kind in _KINDS)
    elements += sum(_count(_child(chain, "transitions")) for chain in chains)
    if elements > MAX_ELEMENTS:
        raise _too_much(f"a model of {elements:,} elements", MAX_ELEMENTS, model.mark)
    states = [found for chain in chains if (found := _child(chain, "states"))]
    if (many := sum(map(_count, states))) > MAX_STATES:
        raise _too_much(f"an outcome of {many:,} states", MAX_STATES, states[0].mark)


def _chains(model: Node) -> Iterator[Node | None]:
    """The chains of states of a model that is not yet validated."""
    yield _child(model, ONLY)
    several = _child(model, SEVERAL)
    yield from (e.node for e in several.entries.values()) if isinstance(several, Map) else ()


def _child(node: Node | None, key: str) -> Node | None:
    entry = node.entries.get(key) if isinstance(node, Map) else None
    return entry.node if entry else None


def _count(node: Node | None) -> int:
    if isinstance(node, Map):
        return len(node.entries)
    return len(node.items) if isinstance(node, List) else 0


def _size(model: Map) -> tuple[int, int]:
    """How many nodes a model has, and how many characters; facts are only read and cited."""
    nodes, text = 0, 0
    waiting: list[Node] = [e.node for key, e in model.entries.items() if key != "facts"]
    while waiting:
        node = waiting.pop()
        nodes += 1
        if isinstance(node, Map):
            nodes += len(node.entries)
            waiting += [entry.node for entry in node.entries.values()]
        elif isinstance(node, List):
            waiting += node.items
        else:
            text += len(node.text)
    return nodes, text


def _too_much(what: str, most: int, mark: Mark | None) -> InputError:
    hint = "leave out what changes no answer"
    return InputError(
        Problem(f"{what} is too large: at most {most:,} are allowed", mark, hint=hint)
    )


def over_budget(world: World) -> list[Problem]:
    """What a merged scenario has too much of, for a file or for the run it asks for."""
    model, clock = world.model, world.clock
    elements, states = elements_of(model), len(model.states)
    if elements > MAX_ELEMENTS:
        what = f"a model of {elements:,} elements"
        return list(_too_much(what, MAX_ELEMENTS, Mark(world.draft.name)).problems)
    if states > MAX_STATES:
        mark = world.problem("", *path_of(next(iter(model.chains))), "states").mark
        return list(_too_much(f"an outcome of {states:,} states", MAX_STATES, mark).problems)
    found_of_run = [*_cells(world, clock), *_work(world, clock)] if clock else []
    return [*_links(world), *found_of_run]


def elements_of(model: Model) -> int:
    """How many elements a model has."""
    own = len(model.parameters) + len(model.actors) + len(model.drivers)
    own += len(model.events) + len(model.rules) + len(model.totals)
    return own + len(model.transitions)


def size_of(world: World) -> int:
    """Elements and the nodes of their expressions: what a step of one run costs."""
    size = 1 + elements_of(world.model)
    for place in world.quantities:
        if isinstance(place.value, Expression):
            size += sum(1 for _ in walk(place.value.tree))
    return size


def _links(world: World) -> Iterator[Problem]:
    """Chains of names that are too long to follow, or that come to too much when spelled out."""
    model = world.model
    formulas = {name: item.value for name, item in model.parameters.items()}
    derived = {name: item.process.computed for name, item in model.drivers.items()}
    parts: dict[str, int] = {}
    for kind, key, trees in (("parameters", "value", formulas), ("drivers", "process", derived)):
        sizes, links = _followed({n: v.tree for n, v in trees.items() if isinstance(v, Expression)})
        parts = parts or sizes
        name = max(links, key=lambda name: links[name], default="")
        if name and links[name] > MAX_LINKS:
            message = f"{name} is computed from {links[name]:,} others, each from the next"
            hint = f"at most {MAX_LINKS} are allowed; write some of them out"
            yield world.problem(message, kind, name, key, hint=hint)
    total = 0
    for place in world.quantities:
        if isinstance(place.value, Expression):
            total += _spelled_out(place.value.tree, parts)
            if total > MAX_PARTS:
                message = "parameters of parameters make the expressions of this model too long"
                hint = f"spelled out, at most {MAX_PARTS:,} names and operations are allowed"
                yield world.problem(message, *place.path, hint=hint)
                return


def _followed(trees: Mapping[str, Tree]) -> tuple[dict[str, int], dict[str, int]]:
    """The size of each formula with others of its kind spelled out, and how far it leads."""
    uses = {name: {leaf.name for leaf in walk(tree) if isinstance(leaf, Name)} & trees.keys()
            for name, tree in trees.items()}  # fmt: skip
    sizes: dict[str, int] = {}
    links: dict[str, int] = {}
    with suppress(CycleError):  # which another check reports
        for name in TopologicalSorter(uses).static_order():
            sizes[name] = _spelled_out(trees[name], sizes)
            links[name] = 1 + max((links[used] for used in uses[name]), default=0)
    return sizes, links


def _spelled_out(tree: Tree, sizes: Mapping[str, int]) -> int:
    parts = walk(tree)
    return sum(1 + sizes.get(part.name, 0) if isinstance(part, Name) else 1 for part in parts)


def _cells(world: World, clock: Clock) -> Iterator[Problem]:
    model = world.model
    values = len(model.drivers) + len(model.actors) + len(model.totals)
    each = len(model.states) + 2 * values
    if clock.steps * each > MAX_CELLS:
        word = "until" if world.scenario.until else "horizon"
        message = (
            f"{clock.steps:,} steps are too many to record this model: "
            f"at most {MAX_CELLS // each:,} are allowed"
        )
        hint = "make the steps longer, the run shorter or the model smaller"
        yield world.said(message, word, hint=hint)


def most_runs(world: World, clock: Clock) -> int:
    """How many runs of this model, over so many steps, are not too much work."""
    each = clock.steps * size_of(world)
    return min(MAX_WORK // each - JUDGEMENT_RUNS, MAX_RUNS)


def _work(world: World, clock: Clock) -> Iterator[Problem]:
    runs, most = world.scenario.runs or 0, most_runs(world, clock)
    if runs <= most and most > 0:
        return
    if most < 1:
        message = f"{clock.steps:,} steps of this model are too much work, however few the runs"
        yield world.said(message, "horizon", hint="make the run shorter or the model smaller")
        return
    shown = f"{runs:,}" if runs < 10**15 else f"{runs:.0e}"
    message = f"{shown} runs of this model over {clock.steps:,} steps would take too long"
    yield world.said(message, "runs", hint=f"at most {_rounded(most):,} runs are allowed")


def _rounded(most: int) -> int:
    """The number with two digits, rounded down."""
    unit = int(10 ** max(len(str(most)) - 2, 0))
    return most // unit * unit
