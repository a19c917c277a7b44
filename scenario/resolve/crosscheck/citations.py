"""Citations: every one leads to a fact, and none to what was not yet known.

It knows ids and dates of facts, not what they claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenario.errors import nearest
from scenario.expr.nodes import Kind
from scenario.forecast.evidence_coverage import covers
from scenario.io import List, Map, Node, Scalar
from scenario.resolve.crosscheck.world import Problems, World
from scenario.resolve.tree_edit import Path, place
from scenario.schema import Fact, Facts
from scenario.schema.base import DIRECTION, SIZE


def check_sources(world: World) -> Problems:
    """No two files of facts claim the same source id."""
    first: dict[str, int] = {}
    for index, facts in enumerate(world.model.facts):
        if isinstance(facts, str):
            hint = "name it in the model, or under `set:` in a scenario file"
            yield world.problem(
                f"{facts!r} was not read: it stands in no file", "facts", index, hint=hint
            )
            continue
        name = facts.source.id
        if name in first:
            other = place(world.tree, ("facts", str(first[name]), "source", "id"))
            hint = f"the other stands at {other}; give one of the two another id"
            message = f"two files of facts have the source id {name!r}"
            yield world.problem(message, "facts", index, "source", "id", hint=hint)
        first.setdefault(name, index)


def check_citations(world: World) -> Problems:
    """Every citation, in the model or the scenario, leads to a fact that was known."""
    known = known_facts(world.facts)
    cited = list(_citations(world.tree))
    yield from _repeated(world, cited)
    for path, citation in cited:
        for message, hint in _complaints(known, citation, world.model.as_of):
            yield world.problem(message, *path, hint=hint)
    for path, citation in _citations(world.draft.document()):
        limit = None if path[0] == "given" else world.model.as_of  # evidence is news
        for message, hint in _complaints(known, citation, limit):
            yield world.said(message, *path, hint=hint)


def _repeated(world: World, cited: Iterable[tuple[Path, str]]) -> Problems:
    """A fact cited twice by one element."""
    seen: set[tuple[Path, str]] = set()
    for path, citation in cited:
        element = path[: len(path) - path[::-1].index("cites")]
        if (element, citation) in seen:
            yield world.problem(f"{citation} is cited twice", *path, hint="cite it once")
        seen.add((element, citation))


def sizes_of_nothing(world: World) -> Problems:
    """Citations said to give a number that what cites them does not have."""
    places = [one.path for one in world.quantities if one.kind is Kind.NUMBER]
    for path, word in _scalars(world.tree, ()):
        if "gives" not in path or word in (SIZE, DIRECTION):
            continue
        element = path[: len(path) - 1 - path[::-1].index("cites")]
        if any(change[: len(element)] == element for change in world.draft.changed):
            continue  # a scenario may have put something else in the place of the number
        within = [place[len(element) :] for place in places if place[: len(element)] == element]
        if not any(covers(word, ".".join(keys)) for keys in within):
            names = list(dict.fromkeys(keys[-1] for keys in within))
            near = nearest(word, names)
            keys = ", ".join(names) or "no number; write size or direction"
            hint = f"did you mean {near!r}? its numbers: {keys}" if near else f"its numbers: {keys}"
            yield world.problem(f"gives names {word!r}, which is no number here", *path, hint=hint)


def known_facts(files: tuple[Facts, ...]) -> dict[str, tuple[Fact, Facts]]:
    """Every fact by its citation, with the file it stands in."""
    return {
        f"{facts.source.id}.{name}": (fact, facts)
        for facts in files
        for name, fact in facts.facts.items()
    }


def _citations(tree: Node) -> Iterator[tuple[Path, str]]:
    """Every fact under a `cites`, with its path; facts cite nothing."""
    return ((path, text) for path, text in _scalars(tree, ()) if "gives" not in path)


def _scalars(tree: Node, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text under a `cites`: facts, and what they are said to give."""
    if isinstance(tree, Map):
        for key, entry in tree.entries.items():
            looked_into = not isinstance(entry.node, Scalar) and (path or key != "facts")
            said = key in ("fact", "gives") and "cites" in path[-2:]
            if key == "cites" or looked_into or said:
                yield from _scalars(entry.node, (*path, key))
    elif isinstance(tree, List):
        for index, item in enumerate(tree.items):
            yield from _scalars(item, (*path, str(index)))
    elif "cites" in path[-4:] and tree.value is not None:
        yield path, str(tree.value)


def _complaints(
    known: dict[str, tuple[Fact, Facts]], citation: str, limit: str | None
) -> Iterator[tuple[str, str]]:
    if citation not in known:
        yield f"no fact is called {citation!r}", _way_out(known, citation)
        return
    fact, facts = known[citation]
    date = fact.date or facts.source.date
    if date and limit and is_later(date, limit):
        hint = f"nothing known after {limit} may be used; cite an earlier fact or change as_of"
        yield f"{citation} is of {date}, later than the model's as_of", hint


def is_later(date: str, limit: str) -> bool:
    """Whether a day, month or year begins after another; the less exact one decides."""
    length = min(len(date), len(limit))
    return date[:length] > limit[:length]


def _way_out(known: dict[str, tuple[Fact, Facts]], citation: str) -> str:
    source = citation.partition(".")[0]
    near = nearest(citation, known)
    if not known:
        return "the model names no files of facts: list them under `facts:`"
    sources = list(dict.fromkeys(name.partition(".")[0] for name in known))
    same = [name for name in known if name.startswith(source + ".")]
    some = ", ".join((same or sources)[:12]) + (", ..." if len(same or sources) > 12 else "")
    listing = f"facts of {source}: {some}" if same else f"sources: {some}"
    return f"did you mean {near!r}? {listing}" if near else f"write source.fact; {listing}"
