"""Rows of a cohort's table: probabilities within a period, read as the rates that give them.

A table says where those who begin a period in a state are at its end; what it says of one way out
of a state depends on all the others. It knows no steps: whether they are as long as the period,
`check` looks at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import WithJsonSchema
from pydantic_core import PydanticCustomError

from scenario.calendar import Duration
from scenario.errors import ExpressionError, described, shortened
from scenario.expr.fold import fold
from scenario.expr.nodes import Number
from scenario.expr.parser import parse
from scenario.schema.base import refuse
from scenario.schema.chance import rate_of
from scenario.schema.number import looks_like_number, number

Ways = dict[str, Any]
"""Transitions as they are written, by name."""
_SAID = re.compile(r"(.*\S) per (\S.*)", re.DOTALL)
_SHARE_HINT = "write a plain number, such as 0.15, 15% or 350 / 1734"
_BOTH = "write probability: 0.15 and per: 1 year"
Share = Annotated[
    str | float,
    WithJsonSchema({"type": ["number", "string"], "examples": [0.15, "15%", "350 / 1734"]}),
]


class Row(NamedTuple):
    """The probability of one way out of a state within a period."""

    share: float
    years: float


def row_of(said: str) -> Row | None:
    """The row that was said as `15% per 1 year`; None where something else was said."""
    found = _SAID.fullmatch(said)
    return None if found is None else Row(_share(found[1]), Duration.parse(found[2]).years)


def in_words(said: str) -> str:
    """A row as people say it: `15% a year` for `15% per 1 year`; all else as it is."""
    found = _SAID.fullmatch(said)
    if found is None:
        return said
    period = Duration.parse(found[2])
    one = {1: "a month", 12: "a year"}.get(round(12 * period.years))
    return f"{found[1]} {one or f'in {period}'}"


def with_rates(value: Any) -> Any:
    """The keys of an outcome, with rates in place of the probabilities that give them.

    With `p` the probabilities of the ways out of a state within a period of `D` years, and `stay`
    what they leave of it, the rate of each is `-log(stay) * p / (1 - stay) / D`: clocks with these
    rates, competing for the period, ring first with just these probabilities.

    Raises:
        PydanticCustomError: They are no row of a table, or no rates give them.
    """
    ways = value.get("transitions") if isinstance(value, dict) else None
    if not isinstance(ways, dict):
        return value
    rows = {name: _row(name, way) for name, way in ways.items() if _is_row(way)}
    if not rows:
        return value
    rates = dict(ways)
    for name, row in rows.items():
        rest = {key: item for key, item in ways[name].items() if key not in ("probability", "per")}
        rates[name] = {**rest, "rate": _rate(name, row, rows, ways)}
    return {**value, "transitions": rates}


def _is_row(way: object) -> bool:
    said = isinstance(way, dict) and (way.get("probability"), way.get("per")) != (None, None)
    return bool(said)


def _row(name: str, way: Mapping[str, Any]) -> Row:
    """What one way says, if nothing stands beside it that cannot."""
    for key, other in (("probability", "per"), ("per", "probability")):
        if way.get(other) is None:
            raise _refused(name, key, f"{key} needs {other} beside it", _BOTH)
    for key in ("rate", "chance"):
        if way.get(key) is not None:
            message = f"{key} and probability say the same thing twice"
            raise _refused(name, key, message, "keep one: a probability is read as a rate")
    if way.get("after") is not None:
        hint = "write its rate, which counts from then"
        raise _refused(name, "after", "no row of a table begins after a time in the state", hint)
    try:
        share = _share(way["probability"])
    except PydanticCustomError as error:
        context = error.context or {}
        raise _refused(
            name, "probability", context["message"], context["hint"], value=True
        ) from None
    try:
        years = Duration.parse(way["per"]).years
    except ValueError as error:
        raise _refused(name, "per", str(error), value=True) from None
    if years <= 0:
        message = "nothing moves within no time"
        raise _refused(name, "per", message, "write per: 1 year", value=True)
    return Row(share, years)


def _share(value: object) -> float:
    """A share from 0 to 1; a formula of plain numbers will do."""
    found = _plain(value)
    if found is None:
        shown = shortened(value) if isinstance(value, str) else described(value)
        raise refuse(f"expected a plain number, found {shown}", _SHARE_HINT)
    if not 0 <= found <= 1:
        raise refuse(f"a probability lies between 0 and 1, not at {found:g}", _SHARE_HINT)
    return found


def _plain(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    if not isinstance(value, str):
        return None
    if looks_like_number(value):
        return number(value)
    try:
        folded = fold(parse(value))
    except ExpressionError:
        return None
    return folded.value if isinstance(folded, Number) else None


def _rate(name: str, row: Row, rows: Mapping[str, Row], ways: Ways) -> float:
    """The rate of one way, which is one in each of the states that it leaves."""
    found = {state: _rate_in(name, row, state, rows, ways) for state in _left(ways[name])}
    rates = list(found.values())
    if not rates:
        return 0.0
    if max(rates) - min(rates) > 1e-12 * max(rates):
        listed = ", ".join(f"{rate:.4g} in {state}" for state, rate in found.items())
        message = f"one probability is not one rate in all the states it leaves: {listed}"
        raise _refused(name, "from", message, "write a transition for each state")
    return rates[0]


def _rate_in(name: str, row: Row, state: str, rows: Mapping[str, Row], ways: Ways) -> float:
    together = [other for other in ways if state in _left(ways[other])]
    for other in together:
        way = ways[other]
        if other not in rows and (way.get("rate"), way.get("chance")) != (None, None):
            message = f"{name} leaves {state} with a probability, {other} at a rate"
            hint = (
                f"give {other} a probability too, or {name} a rate: what one does changes the other"
            )
            raise _refused(name, "probability", message, hint)
        if other in rows and rows[other].years != row.years:
            message = f"{name} and {other} leave {state} within periods of different lengths"
            raise _refused(name, "per", message, "say both for the same period")
    shares = [rows[other].share for other in together if other in rows]
    leave = sum(shares)
    if leave >= 1:
        raise _all_gone(name, state, leave)
    return rate_of(leave, row.years) * (row.share / leave) if leave else 0.0


def _all_gone(name: str, state: str, leave: float) -> PydanticCustomError:
    if leave > 1 + 1e-9:
        message = f"the probabilities of leaving {state} add up to {leave:.6g}, more than 1"
        return _refused(name, "probability", message, "they are those of one period: correct them")
    message = f"the probabilities of leaving {state} add up to 1, which no rate does"
    hint = f"leave a little of it in {state}; what surely ends says when alone: after: 1 year"
    return _refused(name, "probability", message, hint)


def _left(way: object) -> list[str]:
    """The states that a way leaves, as far as that can be read."""
    said = way.get("from") if isinstance(way, dict) else None
    listed = said if isinstance(said, list) else [said]
    return [state for state in listed if isinstance(state, str)]


def _refused(
    name: str, key: str, message: str, hint: str = "", *, value: bool = False
) -> PydanticCustomError:
    """A refusal of a key of one transition, or of its value."""
    where = ("transitions", name, key)
    return refuse(message, hint, below=where) if value else refuse(message, hint, at=where)
