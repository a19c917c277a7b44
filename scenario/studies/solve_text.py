"""A break-even in a sentence, with the curve it was found on.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from scenario import intervals
from scenario.forecast import Estimate
from scenario.forecast.borne import digits, doubt, firm
from scenario.forecast.wording import count
from scenario.studies.plain_text import listed, margin, paragraph, table
from scenario.studies.roots import Root
from scenario.studies.solve import Solution

ROWS = 12
"""Values of the curve that are shown."""


def answer(found: Solution) -> str:
    """The value, or why there is none."""
    return paragraph(_answer(found))


def told(found: Solution) -> str:
    """The whole text."""
    blocks = [answer(found), paragraph(_where(found)), _table(found)]
    how = (
        f"{count(found.runs, 'run')} for every value, all on the same random numbers (seed"
        f" {found.random_seed}). The interval holds the values that the sampling error leaves open"
        " (95 %); more runs make it narrower."
    )
    if found.stopped:
        blocks.append("Stopped early: the value is read off between values already tried.")
    return "\n\n".join([*blocks, paragraph(how)])


def _few(found: Solution) -> str:
    """That so few runs say little, where no value of the curve is known well enough for a word."""
    cells = [cell for _, cell in found.curve]
    if found.question.kind == "mean" or any(map(firm, cells)):
        return ""
    return doubt(found.runs, cells)


def _answer(found: Solution) -> str:
    few = _few(found)
    if not few:
        return _found(found)
    if not found.roots:
        return f"{few}: whether any value of {found.path} does it cannot be told."
    return f"{few}. {_found(found)}"


def _found(found: Solution) -> str:
    if found.found:
        root = found.roots[0]
        return f"{found.until} at {found.path} = {_number(root.value)}, {_interval(root)}."
    if found.roots:
        values = listed((f"{_number(root.value)}, {_interval(root)}" for root in found.roots), 9)
        return (
            f"There is no one value: {found.until} at {len(found.roots)} values of {found.path},"
            f" {values}. Narrow the search with --between."
        )
    (_, first), (_, last) = found.curve[0], found.curve[-1]
    low, high = (pick(found.curve, key=lambda each: each[1].p) for pick in (min, max))
    text = (
        f"No value does it: over this range {found.question.source()} goes from"
        f" {_height(found, first)} at the low end to {_height(found, last)} at the high end"
    )
    if low[1].p < min(first.p, last.p) or high[1].p > max(first.p, last.p):
        text += f", and never leaves {_height(found, low[1])} to {_height(found, high[1])}"
    return f"{text}; {_target(found)} was wanted."


def _where(found: Solution) -> str:
    low, high = found.between
    text = f"Searched from {_number(low)} to {_number(high)}: {found.searched_because}."
    if any(root.open_low or root.open_high for root in found.roots):
        text += " The interval reaches the end of that range and may go on beyond it."
    return text


def _table(found: Solution) -> str:
    """The curve, thinned to some values."""
    step = max(1, -(-len(found.curve) // ROWS))
    some = [*found.curve[::step]]
    if some[-1] != found.curve[-1]:
        some.append(found.curve[-1])
    rows = [[_number(value), _height(found, cell), _error(found, cell)] for value, cell in some]
    return table([found.path, found.question.source(), ""], rows)


def _interval(root: Root) -> str:
    low = _number(root.low) + (" or less" if root.open_low else "")
    high = _number(root.high) + (" or more" if root.open_high else "")
    return f"from {low} to {high} (95 %)"


def _height(found: Solution, cell: Estimate) -> str:
    return digits(cell, 0.001) if found.question.kind != "mean" else f"{cell.p:.4g}"


def _error(found: Solution, cell: Estimate) -> str:
    if found.question.kind != "mean" and _height(found, cell)[0] in "<>" and not firm(cell):
        return ""
    return (
        margin(cell.se)
        if found.question.kind != "mean"
        else f"± {intervals.half_width(cell.se):.2g}"
    )


def _target(found: Solution) -> str:
    return f"{found.target:.4g}" if found.question.kind == "mean" else f"{100 * found.target:g} %"


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
