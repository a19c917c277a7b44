"""Results in words: each is turned into blocks, which terminal, HTML, Markdown and notebook write.

The words for the results of a module `.../NAME.py` stand in `present/NAME.py`, which declares them
with `presents`; it is loaded when the first such result is to be read. A module that makes results
and words them itself does the same. Nothing is computed here but what a sentence needs. Each medium
has a module of its own, whatever writes to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from scenario.present.blocks import Block, telling
from scenario.present.notebook import notebook as fragment
from scenario.present.terminal import text_of
from scenario.result import Result

R = TypeVar("R", bound=Result)
Words = Callable[[Any], Iterable[Block]]


class _Worded(NamedTuple):
    opening: Words
    headline: Words
    rest: Words
    detail: Words
    section: tuple[str, str]


_WORDED: dict[type[Result], _Worded] = {}


def presents(
    result: type[R],
    *,
    headline: Callable[[R], Iterable[Block]],
    rest: Callable[[R], Iterable[Block]],
    opening: Callable[[R], Iterable[Block]] = lambda _: (),
    detail: Callable[[R], Iterable[Block]] = lambda _: (),
    section: tuple[str, str] = ("", ""),
) -> None:
    """Declare how results of a type read.

    Args:
        result: The type.
        headline: The answer: a sentence or a few, as blocks.
        rest: What stands below it.
        opening: What stands above it, such as the question.
        detail: What only those want who ask for all of it; it stands below the rest.
        section: Anchor and title of its section in a report.
    """
    _WORDED[result] = _Worded(opening, headline, rest, detail, section)


def headline_of(result: Result) -> tuple[Block, ...]:
    """The answer alone."""
    return tuple(_worded(result).headline(result))


def blocks_of(result: Result, *, detail: bool = False) -> tuple[Block, ...]:
    """What a result says: the question, the answer, what stands below it; all detail if wanted."""
    worded = _worded(result)
    more = worded.detail(result) if detail else ()
    own = (*worded.opening(result), *worded.headline(result), *worded.rest(result))
    return telling((*own, *more))


def section_of(result: Result) -> tuple[str, str]:
    """Anchor and title of its section in a report, where its words declare them."""
    return _worded(result).section


def text(result: Result, *, detail: bool = False) -> str:
    """A result in words, in lines of at most 80 characters, with or without all detail."""
    return text_of(blocks_of(result, detail=detail))


def headline(result: Result) -> str:
    """The answer alone, in lines of at most 80 characters."""
    return text_of(headline_of(result))


def notebook(result: Result) -> str:
    """Everything, as a piece of HTML."""
    return fragment(blocks_of(result))


def _worded(result: Result) -> _Worded:
    kind = type(result)
    if kind not in _WORDED:
        import_module(f"{__name__}.{kind.__module__.rpartition('.')[2]}")
    return _WORDED[kind]
