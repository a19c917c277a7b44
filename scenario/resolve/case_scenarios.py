"""The scenario of a case: a model that starts when the case was asked, with the values it gives.

It also tells what a model rests on that was not known then. It runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenario.errors import InputError, Mark, Problem
from scenario.io import Entry, List, Scalar
from scenario.io.problems import MAX_PROBLEMS, tidy
from scenario.resolve.arguments import value_at
from scenario.resolve.cases import Case, CaseTable
from scenario.resolve.crosscheck.citations import is_later, known_facts
from scenario.resolve.layer import Layer, layer_of_entries
from scenario.resolve.questions import asked
from scenario.resolve.resolved import Resolved, with_layer
from scenario.schema import Facts


def scenarios_of(table: CaseTable, resolved: Resolved) -> dict[tuple[object, ...], Resolved]:
    """The scenario of each case, by its key: one for all cases that have one probability.

    Args:
        table: The cases.
        resolved: The model that is tried, which starts where each case does.

    Raises:
        InputError: Everything that is wrong with values, paths and questions, each with its place.
    """
    found: dict[tuple[object, ...], Resolved] = {}
    problems: list[Problem] = []
    for case in table.cases:
        if case.key in found:
            continue
        try:
            found[case.key] = _scenario(case, table.paths, resolved)
        except InputError as error:
            problems += error.problems
            if len(tidy(problems)) >= MAX_PROBLEMS:
                break
    if problems:
        raise InputError(tidy(problems))
    return found


def _scenario(case: Case, paths: Mapping[str, Mark], resolved: Resolved) -> Resolved:
    started = with_layer(resolved, _beginning(case, resolved))
    values = {
        path: Entry(paths[path], value_at(cell.text, cell.mark))
        for path, cell in case.values.items()
    }
    found = with_layer(started, layer_of_entries("cases", values)) if values else started
    try:
        asked(found, case.question)
    except InputError as error:
        raise InputError([replace(one, mark=case.asked_at) for one in error.problems]) from None
    return found


def _beginning(case: Case, resolved: Resolved) -> Layer:
    """It runs from the case's date to that of its question; expectations are of other dates."""
    start = {"start": _entry(case.start, case.as_of_at)}
    if resolved.model.expectations:
        start["expectations"] = Entry(case.as_of_at, List((), case.as_of_at))
    until = _entry(max(case.question.months), case.asked_at)
    return Layer("cases", said={"until": until}, set=start)


def _entry(month: object, mark: Mark) -> Entry:
    return Entry(mark, Scalar(str(month), mark, str(month), plain=True))


# ------------------------------------------------------------------------------------ hindsight


@dataclass(frozen=True, slots=True)
class LaterFact:
    """A fact that the model cites and that was not known to some of the cases."""

    fact: str
    """As it is cited, `source.fact`."""
    date: str
    places: tuple[str, ...]
    """What cites it, of which the cases do not give the value."""
    cases: int
    """How many of them asked before it was known."""


def later_facts(table: CaseTable, resolved: Resolved) -> tuple[LaterFact, ...]:
    """Facts that the model rests on and that cases could not know, the most harmful first.

    What cites a fact and is given by a column of the cases does not rest on it.

    Args:
        table: The cases.
        resolved: The model.
    """
    files = tuple(file for file in resolved.model.facts if isinstance(file, Facts))
    known, found = known_facts(files), dict[str, list[str]]()
    for place, fact in _cited(resolved.document()["model"], ""):
        if not _is_given(place, table.paths):
            found.setdefault(fact, []).append(place)
    later = []
    for fact, places in found.items():
        date = known[fact][0].date or known[fact][1].source.date
        count = sum(bool(date and is_later(date, case.as_of)) for case in table.cases)
        if date and count:
            later.append(LaterFact(fact, date, tuple(places), count))
    return tuple(sorted(later, key=lambda one: (-one.cases, one.fact)))


def _is_given(place: str, paths: Iterable[str]) -> bool:
    return any(path == place or path.startswith(f"{place}.") for path in paths)


def _cited(data: Any, place: str) -> Iterator[tuple[str, str]]:
    """What cites which fact, in plain data; facts cite nothing."""
    if isinstance(data, dict):
        for citation in data.get("cites") or ():
            yield place, citation["fact"] if isinstance(citation, dict) else citation
        for key, value in data.items():
            if key not in ("cites", "facts"):
                yield from _cited(value, f"{place}.{key}" if place else key)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _cited(value, f"{place}.{index}" if place else str(index))
