"""Which of the five kinds of file a mapping is, by its keys.

It looks at keys only; whether the file is valid is for its schema to say.
"""

from __future__ import annotations

from itertools import islice

from pydantic import BaseModel

from scenario.errors import InputError, Problem, nearest, shortened
from scenario.io import List, Map, Scalar
from scenario.schema import Cases, Evidence, Facts, Model, Scenario

KINDS: dict[str, type[BaseModel]] = {
    "model": Model,
    "scenario": Scenario,
    "facts": Facts,
    "evidence": Evidence,
    "cases": Cases,
}

_TELLING = {
    "model": {"start", "step", "axis", "parameters", "actors", "drivers", "events", "rules",
              "outcome", "outcomes", "totals", "correlations", "expectations", "question", "as_of"},
    "scenario": {"extends", "horizon", "until", "runs", "random_seed", "set", "hold", "remove",
                 "given"},
    "facts": {"source"},
    "evidence": {"evidence"},
    "cases": {"cases", "base_rates", "cautions"},
}  # fmt: skip


def kind_of(tree: Map) -> str:
    """The kind of a file: `model`, `scenario`, `facts`, `evidence` or `cases`.

    Raises:
        InputError: nothing in it tells.
    """
    keys = set(tree.entries)
    if "extends" in keys or _names_a_model(tree):
        return "scenario"
    if "cases" in keys and not keys & _TELLING["model"] - {*Cases.model_fields}:
        return "cases"
    counts = {kind: len(keys & telling) for kind, telling in _TELLING.items()}
    best = max(counts, key=lambda kind: counts[kind])
    if counts[best]:
        return best
    if "facts" in keys and not isinstance(tree.entries["facts"].node, List):
        return "facts"
    if "model" in keys:
        return _by_model_key(tree)
    hint = (
        "a scenario says model or extends; a model says model, title, start, step and outcome; "
        "facts say source and facts; evidence says evidence; cases say cases"
    )
    meant = _misspelt(tree)
    if meant:
        key, near = meant
        mark, hint = tree.entries[key].key_mark, f"did you mean {near!r}? {hint}"
        raise InputError(Problem(f"unknown key {shortened(key)!r}", mark, hint=hint))
    raise InputError(Problem("this is none of the five kinds of file", tree.mark, hint=hint))


def _names_a_model(tree: Map) -> bool:
    """Whether `model` is a file, or the model itself: nothing else can make it a scenario more."""
    entry = tree.entries.get("model")
    if entry is None or isinstance(entry.node, List):
        return False
    if isinstance(entry.node, Map):
        return True
    text = str(entry.node.value)
    return "/" in text or text.endswith((".yaml", ".yml"))


def _misspelt(tree: Map) -> tuple[str, str] | None:
    """The first key that is nearly one of those that tell a kind, and that one."""
    telling = ["model", "extends", "source", "facts", "evidence", "cases"]
    pairs = ((key, nearest(key, telling)) for key in islice(tree.entries, 50))
    return next(((key, near) for key, near in pairs if near), None)


def _by_model_key(tree: Map) -> str:
    """A scenario's `model` is a file or the model itself, a model's is a short name."""
    node = tree.entries["model"].node
    is_name = isinstance(node, Scalar) and str(node.value).isidentifier()
    return "model" if is_name else "scenario"
