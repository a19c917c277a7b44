"""A process fitted to a series, in words: its fields, what the series leaves open, the driver.

It words what the numbers say and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.wording import capital, count, listing, significant
from scenario.present import presents
from scenario.present.blocks import Block, Column, Listing, lead, paragraph, small, table
from scenario.studies.fitting import Fit, Parameter

LAST = 6
"""Dates of the fan that are told."""


def headline(found: Fit) -> Iterator[Block]:
    """What the fields come to, nine times in ten, or that the series leaves one open."""
    process = found.process.replace("_", " ")
    rows = count(len(found.series.rows), "value")
    known = [one for one in found.parameters if one.is_writable]
    told = f": {listing(_said(one) for one in known)}, nine times in ten" if known else ""
    yield lead(f"{capital(process)}, fitted to {rows} from {found.period}{told}.")
    for one in found.open:
        yield lead(_left_open(one))


def rest(found: Fit) -> Iterator[Block]:
    """The table of fields, the fan, and the driver to be pasted into a model."""
    heads = [
        Column("field"),
        Column("estimate", right=True),
        Column("at least", right=True),
        Column("at most", right=True),
    ]
    fields = [_row(one) for one in (*found.parameters, found.start)]
    yield table("Fields, nine times in ten", heads, fields)
    yield table("Where it leads from the last value", _fan_heads(), list(_fan(found)))
    if found.written is not None:
        yield paragraph("To be pasted into a model:")
        yield Listing(found.yaml().rstrip("\n"))
    else:
        names = listing(_name(one) for one in found.open)
        yield paragraph(
            f"No driver is written: say {names} by judgement, within what the series leaves open,"
            " or fit another process."
        )
    if found.place:
        yield paragraph(f"Written: {found.place}, a file of facts for the driver to cite.")
    yield small(_how(found))


def _name(one: Parameter) -> str:
    return one.name.replace("_", "-" if one.is_time else " ")


def _said(one: Parameter) -> str:
    """half-life 0.4 to 2.1 years."""
    unit = " years" if one.is_time else ""
    low, high = (_number(end) for end in (one.low, one.high))
    if not one.known_below:
        return f"{_name(one)} up to {high}{unit}"
    return f"{_name(one)} {low} to {high}{unit}"


def _left_open(one: Parameter) -> str:
    """The series is compatible with any half-life above 1.2 years."""
    unit = " years" if one.is_time else ""
    if one.known_below:
        return f"The series is compatible with any {_name(one)} above {_number(one.low)}{unit}."
    if one.known_above:
        return f"The series is compatible with any {_name(one)} below {_number(one.high)}{unit}."
    return f"The series is compatible with any {_name(one)}."


def _row(one: Parameter) -> list[str]:
    name = capital(f"{_name(one)} (years)" if one.is_time else _name(one))
    told = one.as_dict()
    cells = (told["estimate"], told["low"], told["high"])
    empty = ("", "0" if one.lowest == 0 else "open", "open")
    return [
        name,
        *(
            blank if cell is None else _number(cell)
            for cell, blank in zip(cells, empty, strict=True)
        ),
    ]


def _fan_heads() -> list[Column]:
    return [
        Column("years on", right=True),
        Column("middle", right=True),
        Column("half of all", right=True),
        Column("nine of ten", right=True),
    ]


def _fan(found: Fit) -> Iterator[list[str]]:
    step = max(1, (len(found.fan) - 1) // LAST)
    for one in found.fan[::step]:
        low, lower, middle, upper, high = one.quantiles
        yield [
            significant(one.years, 2),
            _number(middle),
            f"{_number(lower)} to {_number(upper)}",
            f"{_number(low)} to {_number(high)}",
        ]


def _number(value: float) -> str:
    return significant(value, 3).replace("-", "−")


def _how(found: Fit) -> str:
    """What was done, and how far it holds."""
    rows = found.series.rows
    exact = sum(row.sd == 0 for row in rows)
    errors = "" if not exact else (
        " No errors are said: values count as exact." if exact == len(rows) else
        f" Of {exact} no error is said: they count as exact."
    )  # fmt: skip
    left = ""
    if found.series.left_out:
        left = f" Left out, as later than may be known: {count(found.series.left_out, 'row')}."
    return (
        "Exact likelihood of the process with normal errors; an interval holds what makes it not"
        " much less likely, whatever the other fields are. The fan allows for what the fields leave"
        f" open.{errors}{left} A fit tells how the values have moved, if this is how they move; it"
        " does not tell that it is."
    )


presents(Fit, headline=headline, rest=rest, section=("fit", "A fitted series"))
