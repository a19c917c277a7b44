"""What differs between two resolved scenarios, path by path, and how to switch it in the first.

It compares what is written and reasons about no effect; words that explain are no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scenario.chains import ONLY, chain_at
from scenario.errors import InputError
from scenario.resolve import Resolved
from scenario.resolve.paths import COLLECTIONS, SHAPES, dotted, matches
from scenario.resolve.tree_edit import Path

SILENT = frozenset(
    (
        *("title", "because", "cites", "assumed", "note", "contested", "unit", "facts", "axis"),
        *("expectations", "question", "as_of", "resolves", "model", "order", "base_rates"),
    )
)
"""Keys that say what things are called and why, and change no run."""
NAMING = frozenset(path[-1] for path in COLLECTIONS)
"""Keys under which stand elements by their names."""
TIMED = ("rate", "date", "every", "probability", "once")
STARTING = ("start", "since")
FOLLOWING = ("correlations", "once")
"""Last parts of paths that may differ only because another path does."""


@dataclass(frozen=True)
class Change:
    """One thing that the second scenario does differently."""

    path: str
    was: Any = None
    becomes: Any = None
    set: Mapping[str, Any] = field(default_factory=dict)
    hold: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


def applied(base: Resolved, some: Sequence[Change]) -> Resolved:
    """The base with some of the changes made.

    Raises:
        InputError: They cannot be made without the others.
    """
    values = {path: value for change in some for path, value in change.set.items()}
    holds = {name: value for change in some for name, value in change.hold.items()}
    removed = [path for change in some for path in change.remove]
    if values:
        base = base.with_set(values)
    if holds:
        base = base.with_hold(holds)
    return base.with_remove(removed) if removed else base


def chains_alone(some: Sequence[Change]) -> list[str]:
    """The chains that changes put in or take out; none where they do anything else."""
    found = []
    for change in some:
        chain, inside = chain_at(change.path)
        if chain in ("", ONLY) or inside or None not in (change.was, change.becomes):
            return []
        found.append(chain)
    return found


@dataclass(frozen=True)
class ChangeSet:
    """Two scenarios, and the changes that make the second of the first."""

    base: Resolved
    other: Resolved

    @cached_property
    def each(self) -> list[Change]:
        """Everything in which the other's model and holds differ from the base's."""
        before, after = self._before, self._after
        found = [*_model(before["model"], after["model"], ())]
        found += _held(before["hold"], after["hold"])
        for change in [c for c in found if c.path.rpartition(".")[2] in FOLLOWING]:
            fewer = [c for c in found if c is not change]
            if fewer and self._made_by(fewer):
                found = fewer
        return found

    @property
    def alike(self) -> bool:
        """Whether the two cannot but run alike (on the same runs, over the same time)."""
        return self._before == self._after

    @cached_property
    def complete(self) -> bool:
        """Whether all changes together, made one by one, lead to the other, over the same time."""
        one, two = self.base, self.other
        if (one.start, one.until, one.dt) != (two.start, two.until, two.dt):
            return False
        return self._made_by(self.each)

    def _made_by(self, some: Sequence[Change]) -> bool:
        """Whether these changes lead from the base to the other."""
        try:
            return _relevant(applied(self.base, some)) == self._after
        except InputError:
            return False

    @cached_property
    def _before(self) -> dict[str, Any]:
        return _relevant(self.base)

    @cached_property
    def _after(self) -> dict[str, Any]:
        return _relevant(self.other)


def _relevant(resolved: Resolved) -> dict[str, Any]:
    document = resolved.document()
    model = _without_silent(document["model"])
    return {"model": model, "hold": document.get("hold", {}), "start": str(resolved.start)}


def _without_silent(data: Any, names: bool = False) -> Any:
    """The data without keys that change no run; keys of a collection are names, never silent."""
    if isinstance(data, list):
        return [_without_silent(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {
        key: _without_silent(value, names=_holds_names(key, names))
        for key, value in data.items()
        if names or key not in SILENT
    }


def _holds_names(key: str, inside: bool) -> bool:
    return key in NAMING and not inside


def _model(a: Any, b: Any, path: Path) -> Iterator[Change]:
    if a == b:
        return
    if not (isinstance(a, dict) and isinstance(b, dict)) or _whole(a, b, path):
        yield from _unlike(a, b, path)
        return
    if matches(path, ("events", "*")) and _comes_by(a) != _comes_by(b):
        yield _retimed(a, b, path)
        a, b = ({key: x[key] for key in x if key not in TIMED} for x in (a, b))
    if any(matches(path, chain) for chain in (("outcome",), ("outcomes", "*"))):
        yield from _restarted(a, b, path)
        a, b = ({key: x[key] for key in x if key not in STARTING} for x in (a, b))
    for key in dict.fromkeys((*a, *b)):
        here = (*path, key)
        if _collection(here):
            yield from _model(a.get(key, {}), b.get(key, {}), here)
        elif key not in a:
            yield Change(dotted(here), None, b[key], set={dotted(here): b[key]})
        elif key in b:
            yield from _model(a[key], b[key], here)
        elif _collection(path):
            yield Change(dotted(here), a[key], None, remove=(dotted(here),))
        else:
            yield Change(dotted(here), a[key], None, set={dotted(here): None})


def _collection(path: Path) -> bool:
    return any(matches(path, pattern) for pattern in COLLECTIONS)


def _whole(a: Mapping[str, Any], b: Mapping[str, Any], path: Path) -> bool:
    """Whether a mapping is one value: another distribution, another process, an effect."""
    if path[-1:] in (("process",), ("path",)):
        return set(a) != set(b) or path[-1] == "path"
    return set(a) != set(b) and bool({*a, *b} & {*SHAPES})


def _unlike(a: Any, b: Any, path: Path) -> Iterator[Change]:
    both = isinstance(a, list) and isinstance(b, list) and len(a) == len(b)
    if both and all(isinstance(item, dict) for item in (*a, *b)):
        for index, (one, other) in enumerate(zip(a, b, strict=True)):
            here = (*path, str(index))
            if set(one) == set(other):
                yield from _model(one, other, here)
            else:
                yield Change(dotted(here), one, other, set={dotted(here): other})
        return
    where = path[:-1] if path[-2:] == ("process", "path") else path
    value = {path[-1]: b} if where != path else b
    yield Change(dotted(path), a, b, set={dotted(where): value})


def _restarted(a: Mapping[str, Any], b: Mapping[str, Any], path: Path) -> Iterator[Change]:
    """Another start of a chain, with since when it is so, in one piece."""
    was, becomes = ({key: x.get(key) for key in STARTING} for x in (a, b))
    if was != becomes:
        main = next(key for key in STARTING if was[key] != becomes[key])
        new = {dotted((*path, key)): value for key, value in becomes.items()}
        yield Change(dotted((*path, main)), was[main], becomes[main], set=new)


def _comes_by(event: Mapping[str, Any]) -> list[str]:
    """Whether an event comes at a rate, on dates or every so often."""
    return [key for key in ("rate", "date", "every") if key in event]


def _retimed(a: Mapping[str, Any], b: Mapping[str, Any], path: Path) -> Change:
    """An event that comes by rate in one and by date in the other, in one piece."""
    was, becomes = ({key: x[key] for key in TIMED if key in x and key != "once"} for x in (a, b))
    new = {dotted((*path, key)): b[key] for key in TIMED if key in b}
    main, old = next(iter(becomes)), next(iter(was.values()))
    return Change(dotted((*path, main)), old, becomes[main], set=new)


def _held(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*a, *b)):
        if name not in b:
            yield Change(f"hold.{name}", a[name], None, remove=(f"hold.{name}",))
        elif name not in a or a[name] != b[name]:
            yield Change(f"hold.{name}", a.get(name), b[name], hold={name: b[name]})
