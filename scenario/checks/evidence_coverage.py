"""What a model and its numbers rest on, and which facts nobody cites.

It counts citations; whether a fact bears out what cites it is for readers to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenario.checks.finding import Finding
from scenario.checks.subject import Subject
from scenario.forecast.evidence_coverage import facts_of, grounds_of
from scenario.schema import Facts


def grounds(subject: Subject) -> Iterator[Finding]:
    """What the model and its numbers rest on."""
    found = grounds_of(subject.resolved.document())
    if found.elements.total:
        yield Finding("note", str(found).removesuffix("."))


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


def _citations(data: Any, inside: bool = False) -> Iterator[str]:
    """Every citation in a resolved scenario, its facts themselves left out."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "cites":
                yield from facts_of(value)
            elif not (inside and key == "facts"):
                yield from _citations(value, inside=key == "model")
    elif isinstance(data, list):
        for item in data:
            yield from _citations(item)
