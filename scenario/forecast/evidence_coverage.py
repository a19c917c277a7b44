"""What a forecast rests on: whose the sizes of its numbers are, and which of them are uncertain.

A citation supports that something matters, and which way; only where it says so does it give a
size. Whether a fact bears out what cites it is for readers to judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scenario.chains import ONLY, SEVERAL
from scenario.forecast.numbers import Path, elements_of, numbers_in_formulas, numbers_of

Ground = Literal["size", "direction", "assumed", "silent"]
"""A source gives the size; it gives the direction; the author's assumption; nothing is said."""
SIZE = "size"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things rest on what."""

    size: int = 0
    direction: int = 0
    assumed: int = 0
    silent: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.size + self.direction + self.assumed + self.silent

    @property
    def own(self) -> int:
        """Quantities whose size is the analyst's own."""
        return self.total - self.size


@dataclass(frozen=True, slots=True)
class Grounds:
    """The elements of a model, its uncertain and its fixed numbers, by what they rest on."""

    elements: Counts
    uncertain: Counts
    fixed: Counts
    in_formulas: int = 0
    """Numbers within formulas, of which nothing can be said one by one."""

    @property
    def numbers(self) -> int:
        """All numbers to which a path leads."""
        return self.uncertain.total + self.fixed.total

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return " ".join(f"{sentence}." for sentence in (self._elements(), *self._numbers()))

    def _elements(self) -> str:
        found = self.elements
        if not found.total:
            return "No elements but the outcome"
        cited = found.size + found.direction
        silent = f", {found.silent} {'says' if found.silent == 1 else 'say'} neither"
        text = (
            f"{cited} of {found.total} elements cite a fact, {_are(found.assumed)} assumed"
            f"{silent if found.silent else ''}"
        )
        return f"{text}; a fact may tell no more than which way something acts" if cited else text

    def _numbers(self) -> Iterator[str]:
        if not self.numbers:
            return
        if self.numbers == 1:
            yield from self._only_number()
            return
        size = self.uncertain.size + self.fixed.size
        own = self.numbers - size
        yield (
            f"Of {self.numbers} numbers, {size or 'none'} {'takes' if size == 1 else 'take'}"
            f" {'its' if size == 1 else 'their'} size from a source"
            + (
                f"; the size of {f'the other {own}' if size else 'all'} is the analyst's own"
                if own
                else ""
            )
        )
        formulas = f", nor {self.in_formulas} within formulas" if self.in_formulas else ""
        fixed = self.fixed.total
        if fixed or formulas:
            covered = f"the {fixed} fixed {'one' if fixed == 1 else 'ones'}"
            yield (
                f"{_are(self.uncertain.total, 'of them ')} uncertain; the judgement range does"
                f" not cover {covered}{formulas}"
            )

    def _only_number(self) -> Iterator[str]:
        """Where there is one alone."""
        sourced = self.uncertain.size + self.fixed.size
        yield f"The only number {'takes' if sourced else 'does not take'} its size from a source"
        left = [f"the {self.in_formulas} within formulas"] if self.in_formulas else []
        left = ["it", *left] if self.fixed.total else left
        if left:
            yield (
                f"It is {'not ' if self.fixed.total else ''}uncertain; the judgement range does not"
                f" cover {' nor '.join(left)}"
            )


def grounds_of(document: Mapping[str, Any]) -> Grounds:
    """The grounds of a resolved scenario, as plain data."""
    numbers = [
        (number.uncertain, _ground(_chain(document, number.element, number.keys)))
        for number in numbers_of(document)
    ]
    return Grounds(
        _counts(_of_element(element) for _, element in elements_of(document)),
        _counts(ground for uncertain, ground in numbers if uncertain),
        _counts(ground for uncertain, ground in numbers if not uncertain),
        numbers_in_formulas(document),
    )


def ground_at(document: Mapping[str, Any], place: str) -> Ground:
    """What the number at a path rests on."""
    keys = tuple(place.split("."))
    length = {"hold": 1, ONLY: 3, SEVERAL: 4}.get(keys[0], 2)
    return _ground(_chain(document, keys[:length], keys[length:]))


def facts_of(cites: Iterable[Any]) -> tuple[str, ...]:
    """The facts that citations name, however they are written."""
    return tuple(one if isinstance(one, str) else one["fact"] for one in cites)


def covers(word: str, keys: str) -> bool:
    """Whether what a fact is said to give means the number at these keys of its element."""
    return word == SIZE or keys == word or keys.endswith(f".{word}")


def _chain(
    document: Mapping[str, Any], element: Path, keys: Path
) -> list[tuple[Mapping[str, Any], Path]]:
    """What may speak for a number, each with the way to it: its element, and its effect."""
    if element == ("hold",):
        return [(document, keys)]
    found: Any = document["model"]
    for key in element:
        found = found[int(key)] if isinstance(found, Sequence) else found[key]
    if keys[:1] == ("effects",):
        return [(found, keys), (found["effects"][int(keys[1])], keys[2:])]
    return [(found, keys)]


def _ground(chain: Sequence[tuple[Mapping[str, Any], Path]]) -> Ground:
    for told, keys in chain:
        if any(covers(word, ".".join(keys)) for word in _given(told)):
            return "size"
    if any(told.get("cites") for told, _ in chain):
        return "direction"
    return "assumed" if any(told.get("assumed") for told, _ in chain) else "silent"


def _of_element(element: Mapping[str, Any]) -> Ground:
    if any(list(_given(told)) for told in (element, *element.get("effects", ()))):
        return "size"
    return _ground([(element, ())])


def _given(told: Mapping[str, Any]) -> Iterator[str]:
    """What its citations are said to give."""
    for one in told.get("cites") or ():
        if not isinstance(one, str):
            yield from one["gives"]


def _counts(grounds: Iterable[Ground]) -> Counts:
    found = Counter(grounds)
    return Counts(found["size"], found["direction"], found["assumed"], found["silent"])


def _are(count: int, of: str = "") -> str:
    return f"{count} {of}{'is' if count == 1 else 'are'}"
