"""A break-even in words: the value, what to think of it, and the curve it was found on.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast import Estimate
from scenario.forecast.borne import digits, doubt, firm
from scenario.forecast.wording import count, listing, significant
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import (
    Block,
    Column,
    Table,
    lead,
    paragraph,
    small,
    table,
    without_empty,
)
from scenario.present.evidence import acts_after
from scenario.present.figures import with_margin
from scenario.resolve.naming import called, short_path, targeted
from scenario.studies.opposite import Opposite
from scenario.studies.roots import Root
from scenario.studies.solve import Solution

PLACES = 9
"""Decimals of a percentage at which none more are asked for."""
ROWS = 12
"""Values of the curve that are shown."""
MOST, REMARKS = 9, 2
"""Values that are named where there are several; remarks that are part of the answer."""


def headline(found: Solution) -> Iterator[Block]:
    """The value, or why there is none; then what makes it a value to wonder at."""
    few = _few(found)
    if few and not found.roots:
        yield lead(f"{few}: whether any value of {_name(found)} does it is left open.")
        return
    yield lead(f"{few}. {_found(found)}" if few else _found(found))
    if found.found:
        yield from map(lead, _remarks(found)[:REMARKS])


def rest(found: Solution) -> Iterator[Block]:
    """The curve, where it was looked for, and how."""
    yield _curve(found)
    yield from map(paragraph, _remarks(found)[REMARKS if found.found else 0 :])
    yield small(_where(found))
    if found.stopped:
        yield paragraph("Stopped early: the value is read off between values already tried.")
    if not any(cell.se for _, cell in found.curve):
        yield small("The answers are exact: with this number given, all runs are alike.")
        return
    yield small(
        f"{count(found.runs, 'run')} for every value, all on the same random numbers (seed"
        f" {found.random_seed}). The interval holds the values that the sampling error leaves open"
        " (95 %); more runs make it narrower."
        f"{acts_after(found.acts_from)}"
    )


def _few(found: Solution) -> str:
    """That so few runs say little, where no value of the curve is known well enough for a word."""
    cells = [cell for _, cell in found.curve]
    if found.question.kind == "mean" or any(map(firm, cells)):
        return ""
    return doubt(found.runs, cells)


def _found(found: Solution) -> str:
    wanted = f"{_asked(found)}: {_target(found)}"
    if found.found:
        return f"{wanted} where {_name(found)} is {_root(found.roots[0])}."
    if found.roots:
        return (
            f"{wanted} at {len(found.roots)} values of {_name(found)}, which are"
            f" {listing(map(_root, found.roots), most=MOST)}. Narrow the search with --between."
        )
    return _none(found)


def _none(found: Solution) -> str:
    (_, first), (_, last) = found.curve[0], found.curve[-1]
    low, high = (pick(found.curve, key=lambda each: each[1].p)[1] for pick in (min, max))
    text = (
        f"No value of {_name(found)} does it. {_asked(found)}: from {_apart(found, first)} at the"
        f" low end of the searched range to {_apart(found, last)} at its high end"
    )
    if low.p < min(first.p, last.p) or high.p > max(first.p, last.p):
        text += f", and never outside {_height(found, low)} to {_height(found, high)}"
    return f"{text}; {_target(found)} was wanted."


def _remarks(found: Solution) -> list[str]:
    """What makes the values that were found ones to wonder at, the most telling first."""
    unlikely = [text for root in found.roots if (text := _unlikely(found, root.value))]
    turned = [_turned(found, one) for one in found.opposites]
    return [*turned[:1], *unlikely, *turned[1:]]


def _turned(found: Solution, one: Opposite) -> str:
    """What a value makes of an effect."""
    kind, name, *_ = one.path.split(".")
    owner = f"the {kind.removesuffix('s')} “{called(kind, name, found.document)}”"
    targets, single = targeted(one.targets, found.document), len(one.targets) == 1
    more = "less" if one.meant_to_raise != one.kind.falling else "more"
    does = one.kind.does.format(size=f"{more} than {one.kind.stage.nothing:g}", targets=targets)
    return (
        f"At {_number(one.value)} {owner} does the opposite of what it is meant to: it {does},"
        f" which {'lowers' if one.meant_to_raise else 'raises'} {'it' if single else 'them'}."
    )


def _unlikely(found: Solution, value: float) -> str:
    """That the model's author thought a value unlikely; nothing where they did not."""
    low, high = found.judged or (value, value)
    if low <= value <= high:
        return ""
    side = "below" if value < low else "above"
    return (
        f"{_number(value)} lies {side} {_number(low)} to {_number(high)}, between which the author"
        " of the model is 90 % sure to find it."
    )


def _where(found: Solution) -> str:
    low, high = found.between
    text = f"Searched from {_number(low)} to {_number(high)}: {found.searched_because}."
    if any(root.open_low or root.open_high for root in found.roots):
        text += " The interval reaches the end of that range and may go on beyond it."
    return text


def _curve(found: Solution) -> Table:
    """The curve, thinned to some values."""
    step = max(1, -(-len(found.curve) // ROWS))
    some = [*found.curve[::step]]
    if some[-1] != found.curve[-1]:
        some.append(found.curve[-1])
    share = found.question.is_probability
    rows = [[_number(value), *with_margin(cell, share=share)] for value, cell in some]
    head = [
        Column(short_path(found.path, found.document), right=False, folds=20),
        Column("%" if share else "mean"),
        Column("±", gap=1),
    ]
    return without_empty(table("", head, rows))


def _root(root: Root) -> str:
    if _number(root.low) == _number(root.high):
        return _number(root.value)
    low = _number(root.low) + (" or less" if root.open_low else "")
    high = _number(root.high) + (" or more" if root.open_high else "")
    return f"{_number(root.value)} ({low} to {high}, 95 %)"


def _height(found: Solution, cell: Estimate) -> str:
    return digits(cell, 0.001) if found.question.kind != "mean" else significant(cell.p, 4)


def _apart(found: Solution, cell: Estimate) -> str:
    """An answer that is not what was wanted, with as many digits as it takes to see that."""
    said, wanted = _height(found, cell), _target(found)
    if found.question.kind == "mean" or said != wanted:
        return said
    longer = (f"{100 * cell.p:.{places}f} %" for places in range(1, PLACES))
    return next((text for text in longer if float(text[:-2]) != float(wanted[:-2])), said)


def _target(found: Solution) -> str:
    return (
        significant(found.target, 4)
        if found.question.kind == "mean"
        else f"{100 * found.target:g} %"
    )


def _asked(found: Solution) -> str:
    return question_words(found.question, found.document)


def _name(found: Solution) -> str:
    return f"“{short_path(found.path, found.document)}”"


def _number(value: float) -> str:
    return significant(value, 4).replace("-", "−")


presents(Solution, headline=headline, rest=rest)
