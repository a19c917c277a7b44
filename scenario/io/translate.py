"""Turning pydantic's errors into problems with a place, in words for people who write models.

It does not know the language's models: names and words come from the model class it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scenario.errors import MAX_KEYS, Mark, Problem, did_you_mean, nearest, shortened
from scenario.io.problems import tidy
from scenario.io.shape import Shape, Walk
from scenario.io.tree import Map, Node, Scalar, Trail, locate, trace
from scenario.io.wording import BOUNDS, LIST, MAPPING, NOUNS, bound, either, found, way_out

if TYPE_CHECKING:
    from pydantic import ValidationError

_Location = tuple[str | int, ...]
_MAX_LOOKED_AT = 1_000
_LITERALS = frozenset(["literal_error", "enum"])
_MAX_WORDS = 6
_KEY_ITEM = "[key]"
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")


def problems_from(error: ValidationError, node: Node, model_type: Any = None) -> list[Problem]:
    """One problem for each thing that is wrong, in the order of the file.

    An error of type `PydanticCustomError` is shown in its own words. Its context may hold `hint`;
    `offset` and `width`, which move the caret inside a text unless both are 0; `at`, keys and
    positions that lead further down from where pydantic saw the error; and `key`, true to point
    at the key.

    Args:
        error: what pydantic raised for `plain(node)`.
        node: the tree that was validated.
        model_type: the model class or TypeAdapter that validated it; without it unknown keys get
            no suggestions, and places are found by the tree alone.
    """
    shape = Shape.of(model_type)
    details = error.errors(include_url=False)
    elsewhere = getattr(model_type, "ELSEWHERE", {})
    faults = [_Fault.of(detail, node, shape) for detail in details[:_MAX_LOOKED_AT]]
    faults = [_sent_on(fault, elsewhere) for fault in faults]
    problems = _said(_telling(_once(faults)))
    return tidy(problems, beyond=len(details[_MAX_LOOKED_AT:]))


@dataclass(frozen=True)
class _Fault:
    """One of pydantic's errors, and what is known about its place."""

    kind: str
    location: tuple[str | int, ...]
    message: str
    context: dict[str, Any]
    value: Any
    root: Node
    walk: Walk
    at_key: bool

    @classmethod
    def of(cls, detail: Any, root: Node, shape: Shape) -> _Fault:
        location, context = tuple(detail["loc"]), detail.get("ctx", {})
        at_key = location[-1:] == (_KEY_ITEM,)
        location = location[:-1] if at_key else location
        walk = shape.follow(location)
        further = tuple(context.get("at", ()))
        certain = walk.certain | set(range(len(location), len(location) + len(further)))
        walk = Walk(frozenset(certain), walk.labels, walk.holders, walk.ends)
        return cls(
            detail["type"],
            location + further,
            detail["msg"],
            context,
            detail["input"],
            root,
            walk,
            at_key or bool(context.get("key")),
        )

    @cached_property
    def trail(self) -> Trail:
        return trace(self.root, self.location, self.walk.certain)

    @property
    def node(self) -> Node:
        return self.trail.node

    @property
    def found(self) -> str:
        return found(self.node, self.value)

    @property
    def mismatch(self) -> bool:
        """Whether the value is of another sort altogether."""
        return self.kind in NOUNS or self.kind in _LITERALS

    def mark(self, key: bool = False) -> Mark:
        return locate(self.root, self.location, key or self.at_key, self.walk.certain)

    def problem(self, message: str, hint: str = "", mark: Mark | None = None) -> Problem:
        path = ".".join(str(item) for item in self.trail.items)
        return Problem(message, mark or self.mark(), path, hint)


def _sent_on(fault: _Fault, elsewhere: Mapping[str, str]) -> _Fault:
    """The fault, with a word of where its key belongs if that is another kind of file."""
    way = elsewhere.get(str(fault.location[0])) if len(fault.location) == 1 else None
    return replace(fault, context=fault.context | {"elsewhere": way}) if way else fault


def _once(faults: Sequence[_Fault]) -> Iterator[_Fault]:
    """A key that is missing since it is misspelt, or another stands in its stead, is one fault."""
    meant: dict[_Location, str] = {}
    unknown = _by_holder(faults, "extra_forbidden")
    for holder, names in _by_holder(faults, "missing").items():
        slips = unknown.get(holder, {})
        for slip, fault in slips.items():
            near = nearest(slip, fault.walk.keys)
            if near in names or len(names) == len(slips) == 1:
                meant[fault.location] = near if near in names else next(iter(names))
    found = {(*location[:-1], name) for location, name in meant.items()}
    for fault in faults:
        if fault.location in meant:
            yield replace(fault, context=fault.context | {"meant": meant[fault.location]})
        elif fault.kind != "missing" or fault.location not in found:
            yield fault


def _by_holder(faults: Iterable[_Fault], kind: str) -> dict[_Location, dict[str, _Fault]]:
    """The faults of a kind by the place of the mapping they are in, and by their key."""
    found: dict[_Location, dict[str, _Fault]] = {}
    for fault in faults:
        if fault.kind == kind:
            found.setdefault(fault.location[:-1], {})[str(fault.location[-1])] = fault
    return found


def _telling(faults: Iterable[_Fault]) -> Iterator[_Fault]:
    """Leave out what pydantic says of branches of a union that were never meant.

    A branch that fails for more than the sort of the value was meant; of several, the one with
    the fewest faults. Where there is none, all branches stay: together they say what is allowed.
    """
    for _, group in groupby(faults, key=_union):
        branches = [list(branch) for _, branch in groupby(group, key=_branch)]
        meant = [branch for branch in branches if not all(map(_is_alien, branch))]
        chosen = [min(meant, key=len)] if meant and len(branches) > 1 else branches
        for branch in chosen:
            yield from branch


def _union(fault: _Fault) -> tuple[Any, ...]:
    return fault.location[: fault.walk.labels[0]] if fault.walk.labels else fault.location


def _branch(fault: _Fault) -> Any:
    return fault.location[fault.walk.labels[0]] if fault.walk.labels else None


def _is_alien(fault: _Fault) -> bool:
    """Whether a branch of a union fails already because its value is of another sort."""
    first = fault.walk.labels[0] if fault.walk.labels else len(fault.location)
    return fault.mismatch and not any(position > first for position in fault.walk.certain)


def _said(faults: Iterable[_Fault]) -> Iterator[Problem]:
    """Problems in words; what was expected in one place is said in one sentence."""
    sorts: dict[Mark, list[_Fault]] = {}
    for fault in faults:
        if fault.mismatch:
            sorts.setdefault(fault.mark(), []).append(fault)
        else:
            yield _SENTENCES.get(fault.kind, _other)(fault)
    yield from (_expected(group) for group in sorts.values())


def _expected(group: Sequence[_Fault]) -> Problem:
    fault = group[0]
    words = [word for each in group if each.kind in _LITERALS for word in _words(each)]
    nouns = [NOUNS[each.kind] for each in group if each.kind in NOUNS]
    few = len(words) <= _MAX_WORDS
    listed = [repr(word) for word in words] if few else ["one of the words below"]
    hint = way_out(nouns, fault.node, fault.value)
    if words and (isinstance(fault.value, str) or not few):
        hint = did_you_mean(fault.value if isinstance(fault.value, str) else "", words)
    if not hint and set(nouns) == {MAPPING} and fault.walk.below:
        hint = did_you_mean("", fault.walk.below, "its keys", MAX_KEYS)
    if not hint and set(nouns) == {LIST} and fault.found == "a mapping":
        hint = "put it in brackets, or write a dash before it"
    if not hint and set(nouns) == {MAPPING}:
        hint = "write a name, a colon and what belongs to it, one below the other"
    return fault.problem(f"expected {either([*nouns, *listed])}, found {fault.found}", hint)


def _words(fault: _Fault) -> list[str]:
    return fault.walk.words or _QUOTED.findall(str(fault.context.get("expected", "")))


def _unknown_key(fault: _Fault) -> Problem:
    key, allowed = str(fault.location[-1]), fault.walk.keys
    meant, elsewhere = fault.context.get("meant"), fault.context.get("elsewhere")
    hint = did_you_mean(meant or key, allowed, most=MAX_KEYS) if allowed else ""
    hint = elsewhere or hint
    return fault.problem(f"unknown key {shortened(key)!r}", hint, fault.mark(key=True))


def _missing(fault: _Fault) -> Problem:
    name = fault.location[-1]
    if isinstance(name, int):
        return fault.problem(f"item {name + 1} of the list is missing")
    hint = did_you_mean("", fault.walk.keys, "its keys", MAX_KEYS) if fault.walk.keys else ""
    problem = fault.problem(f"`{name}` is missing", hint, fault.mark(key=True))
    return replace(problem, path=f"{problem.path}.{name}".removeprefix("."))


def _bound(fault: _Fault) -> Problem:
    sentence, count = bound(fault.kind, fault.context), fault.context.get("actual_length")
    return fault.problem(f"{sentence}, found {fault.found if count is None else count}")


def _wrong_kind(fault: _Fault) -> Problem:
    tag, field = str(fault.context["tag"]), fault.context["discriminator"].strip("'")
    kinds = fault.walk.kinds or _QUOTED.findall(fault.context["expected_tags"])
    entries = fault.node.entries if isinstance(fault.node, Map) else {}
    mark = entries[field].node.mark if field in entries else None
    if tag in entries and mark is None:
        mark = entries[tag].key_mark
    return fault.problem(f"unknown kind {shortened(tag)!r}", did_you_mean(tag, kinds), mark)


def _no_kind(fault: _Fault) -> Problem:
    kinds = ", ".join(fault.walk.kinds)
    hint = f"one of these is needed: {kinds}" if kinds else ""
    if isinstance(fault.node, Map):
        mark = fault.mark(key=True)
        return fault.problem("it cannot be told which kind this is", hint, mark)
    return fault.problem(f"expected one of several kinds, found {fault.found}", hint)


def _value_error(fault: _Fault) -> Problem:
    return fault.problem(str(fault.context.get("error", fault.message)), mark=_caret(fault))


def _other(fault: _Fault) -> Problem:
    """A custom error, in its own words."""
    return fault.problem(fault.message, str(fault.context.get("hint", "")), _caret(fault))


def _caret(fault: _Fault) -> Mark:
    """The name of an element, or a value, or the words inside it that are at fault."""
    if not isinstance(fault.node, Scalar):
        return fault.mark(key=True)
    offset, width = fault.context.get("offset", 0), fault.context.get("width", 0)
    if fault.at_key or not (offset or width):
        return fault.mark()
    return fault.node.at(int(offset), max(int(width), 1))


_SENTENCES: dict[str, Callable[[_Fault], Problem]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "union_tag_invalid": _wrong_kind,
    "union_tag_not_found": _no_kind,
    "value_error": _value_error,
    "assertion_error": _value_error,
    **dict.fromkeys(BOUNDS, _bound),
}
