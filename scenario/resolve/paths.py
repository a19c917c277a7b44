"""Dotted paths into the explicit model: what one leads to, may add, or should have been.

It reads paths; it changes nothing and does not know where they came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from scenario.errors import MAX_KEYS, InputError, Problem, did_you_mean, nearest
from scenario.io import List, Map, Node, Scalar, child
from scenario.io.problems import MAX_PROBLEMS
from scenario.resolve.tree_edit import Path, follow
from scenario.schema.distribution import Distribution
from scenario.schema.process import PROCESSES

COLLECTIONS: tuple[Path, ...] = (
    ("parameters",),
    ("actors",),
    ("drivers",),
    ("events",),
    ("rules",),
    ("totals",),
    ("outcome", "states"),
    ("outcome", "transitions"),
    ("outcome", "base_rates"),
    ("outcomes",),
    ("outcomes", "*", "states"),
    ("outcomes", "*", "transitions"),
    ("outcomes", "*", "base_rates"),
    ("actors", "*", "listens_to"),
    ("actors", "*", "responds_to"),
    ("drivers", "*", "process", "path"),
)
"""Where elements stand by name: what is missing there can be added, what is there removed."""

SHAPES = tuple(Distribution.model_fields)
MAX_COMPARED = 20_000
"""With how many right paths the wrong ones of one file are compared: that takes a while."""


class WaysOut:
    """Hints for wrong paths into one model, for as many of them as are told one by one."""

    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self._asked = self._compared = 0

    def hint(self, parent: Node | None, keys: Path, text: str) -> str:
        """The nearest right path, and what there is at the last place that exists.

        Args:
            parent: The last place that exists along the path.
            keys: The way to it.
            text: The whole path as it was written.
        """
        self._asked += 1
        if self._asked > MAX_PROBLEMS:
            return ""
        near, known = self._near(text), _known(parent, keys)
        return f"did you mean {near}? {known}" if near else known

    def _near(self, text: str) -> str | None:
        if self._compared > MAX_COMPARED:
            return None
        self._compared += len(self._paths)
        return nearest(text, self._paths)

    @cached_property
    def _paths(self) -> list[str]:
        return [dotted(path) for path in all_paths(self._tree)]


def dotted(path: Path) -> str:
    """The path as an analyst writes it."""
    return ".".join(path)


def matches(path: Path, pattern: Path) -> bool:
    """Whether the path has this pattern, in which `*` stands for any one key."""
    pairs = zip(path, pattern, strict=False)
    return len(path) == len(pattern) and all(p in ("*", key) for key, p in pairs)


def in_collection(path: Path) -> bool:
    """Whether the path names an element of one of the collections."""
    return any(matches(path[:-1], pattern) for pattern in COLLECTIONS)


def read_path(tree: Node, text: str, ways_out: WaysOut) -> Path:
    """The path of what `text` leads to, or of the element or list item it would add.

    Args:
        tree: The explicit model.
        text: The path as it was written.
        ways_out: Has the hints for all wrong paths of one file.

    Raises:
        InputError: it leads nowhere; the hint has the nearest right path.
    """
    _require_keys(text)
    keys, rest = _walk(tree, _written_jumps(tree, text))
    if not rest:
        return keys
    if "." not in rest and _may_add(tree, keys, rest):
        return (*keys, rest)
    raise InputError(_explain(tree, keys, rest, text, ways_out))


def read_element(tree: Node, text: str, ways_out: WaysOut) -> Path:
    """The path of an element that can be taken out.

    Args:
        tree: The explicit model.
        text: The path as it was written.
        ways_out: Has the hints for all wrong paths of one file.

    Raises:
        InputError: There is no such element, or it cannot be taken out.
    """
    _require_keys(text)
    path, rest = _walk(tree, text)
    if rest:
        raise InputError(_explain(tree, path, rest, text, ways_out))
    if in_collection(path) or isinstance(follow(tree, path[:-1]), List):
        return path
    hint = "remove takes whole elements, such as rules.NAME; an optional value is set to null"
    raise InputError(Problem(f"{text} is no element of its own", hint=hint))


def all_paths(tree: Node, path: Path = ()) -> Iterator[Path]:
    """Every path of the model that an override may want, facts left out."""
    if isinstance(tree, Map):
        below = [(key, entry.node) for key, entry in tree.entries.items()]
    else:
        items = tree.items if isinstance(tree, List) else ()
        below = [(str(index), item) for index, item in enumerate(items)]
    for key, node in below:
        if path or key != "facts":
            yield (*path, key)
            yield from all_paths(node, (*path, key))


def _require_keys(text: str) -> None:
    if not all(text.split(".")):
        hint = "write keys with a dot between two, such as drivers.trade.start"
        raise InputError(Problem(f"{text!r} is not a path", hint=hint))


def _walk(tree: Node, text: str) -> tuple[Path, str]:
    """The keys that exist along the path, and what is left of its text."""
    keys: Path = ()
    while text:
        key = _next_key(tree, text)
        below = child(tree, key) if key else None
        if below is None:
            break
        keys, tree, text = (*keys, key), below, text[len(key) + 1 :]
    return keys, text


def _next_key(tree: Node, text: str) -> str:
    """The longest key here that the text begins with (a key may have dots: 0.5)."""
    if not isinstance(tree, Map):
        return text.partition(".")[0]
    while text and text not in tree.entries:
        text = text.rpartition(".")[0]
    return text


def _written_jumps(tree: Node, text: str) -> str:
    """Jumps may stand beside the process or inside it; either path leads to where they are."""
    keys = text.split(".")
    if keys[0] != "drivers" or len(keys) < 3:
        return text
    beside, inside = ("drivers", keys[1], "jumps"), ("drivers", keys[1], "process", "jumps")
    for path, other in ((beside, inside), (inside, beside)):
        if tuple(keys[: len(path)]) == path and not _is_set(tree, path) and _is_set(tree, other):
            return dotted((*other, *keys[len(path) :]))
    return text


def _is_set(tree: Node, path: Path) -> bool:
    return isinstance(follow(tree, path), Map)


def _may_add(tree: Node, keys: Path, rest: str) -> bool:
    parent = follow(tree, keys)
    if isinstance(parent, List):
        return rest == str(len(parent.items))
    return in_collection((*keys, rest)) and isinstance(parent, Map)


def _explain(tree: Node, keys: Path, rest: str, text: str, ways_out: WaysOut) -> Problem:
    parent, first = follow(tree, keys), rest.partition(".")[0]
    here = dotted(keys)
    if isinstance(parent, Map):
        kinds = PROCESSES if keys[-1:] == ("process",) else SHAPES
        written = first in kinds and next((key for key in parent.entries if key in kinds), None)
        if written:
            hint = f"set it whole: {here}: {{{first}: ...}}"
            return Problem(f"{here} is {written}, not {first}", hint=hint)
    if isinstance(parent, Scalar) and parent.value is None:
        return Problem(f"{here} is not set, so there is no {text}", hint=f"set {here} as a whole")
    if isinstance(parent, Scalar):
        hint = f"set {here} itself"
        return Problem(f"{here} is the single value {parent.value}, without parts", hint=hint)
    hint = ways_out.hint(parent, keys, text)
    return Problem(f"{text} matches nothing in the model", hint=hint)


def _known(parent: Node | None, keys: Path) -> str:
    if isinstance(parent, List):
        count = len(parent.items)
        items = "1 item" if count == 1 else f"{count} items"
        return f"{dotted(keys)} has {items}, counted from 0; number {count} would be added"
    names = parent.entries if isinstance(parent, Map) else {}
    if not names:
        return f"there is nothing in {dotted(keys)}"
    return did_you_mean("", names, f"in {dotted(keys)}" if keys else "paths begin with", MAX_KEYS)
