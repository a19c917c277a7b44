"""What a model rests on: how many of its elements cite facts, and which facts nobody cites.

It counts citations; whether a fact bears out what cites it is for readers to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenario.checks.finding import Finding
from scenario.checks.subject import Subject
from scenario.schema import Facts

KINDS = ("parameters", "actors", "drivers", "events", "rules")


@dataclass(frozen=True, slots=True)
class Grounds:
    """How many elements cite a fact, how many are assumed, and how many say neither."""

    cited: int
    assumed: int
    silent: int

    @property
    def total(self) -> int:
        """All elements."""
        return self.cited + self.assumed + self.silent

    def __str__(self) -> str:
        if not self.total:
            return "no elements but the outcome"
        silent = f", {self.silent} say neither" if self.silent else ""
        assumed = f"{self.assumed} {'is' if self.assumed == 1 else 'are'} assumed"
        return f"{self.cited} of {self.total} elements cite a fact, {assumed}{silent}"


def grounds_of(document: Mapping[str, Any]) -> Grounds:
    """The grounds of a resolved scenario, as plain data."""
    elements = list(_elements(document["model"]))
    cited = sum(bool(element.get("cites")) for element in elements)
    assumed = sum(bool(e.get("assumed")) and not e.get("cites") for e in elements)
    return Grounds(cited, assumed, len(elements) - cited - assumed)


def grounds(subject: Subject) -> Iterator[Finding]:
    """How much of the model cites a fact."""
    found = grounds_of(subject.resolved.document())
    if found.total:
        yield Finding("note", str(found))


def unused_facts(subject: Subject) -> Iterator[Finding]:
    """Files of facts that nothing cites, and how many facts of the others."""
    cites = set(_citations(subject.resolved.document()))
    files = [facts for facts in subject.model.facts if isinstance(facts, Facts)]
    for index, facts in enumerate(files):
        unused = [name for name in facts.ids() if name not in cites]
        mark = subject.mark("facts", index, "source", "id")
        if len(unused) == len(facts.facts):
            message = f"no fact of {facts.source.id} is cited anywhere"
            yield Finding("warning", message, mark, "cite one, or leave the file out of `facts`")
        elif unused:
            some = ", ".join(name.partition(".")[2] for name in unused[:4])
            more = ", ..." if len(unused) > 4 else ""
            message = (
                f"{len(unused)} of {len(facts.facts)} facts of {facts.source.id} are not cited"
            )
            yield Finding("note", f"{message}: {some}{more}", mark)


def _elements(model: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for kind in KINDS:
        yield from model.get(kind, {}).values()
    yield from model["outcome"]["transitions"].values()
    yield from model.get("correlations", ())


def _citations(data: Any, inside: bool = False) -> Iterator[str]:
    """Every citation in a resolved scenario, its facts themselves left out."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "cites":
                yield from value
            elif not (inside and key == "facts"):
                yield from _citations(value, inside=key == "model")
    elif isinstance(data, list):
        for item in data:
            yield from _citations(item)
