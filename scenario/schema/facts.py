"""The facts file: what sources claim, in our own words, with figures and confidence.

It knows nothing of models; models cite a fact as `source.fact`.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, PlainValidator, WithJsonSchema

from scenario.errors import described, shortened
from scenario.schema.base import Frozen, Identifier, Text, Truth, Words, reading, refuse
from scenario.schema.number import NumberField, WholeField


def _day(value: object) -> str:
    """A day, a month or a year, `2022-12-14`, `2022-12` or `2022`, as the calendar has it."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
        try:
            datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
        except ValueError:
            raise ValueError(f"{value!r} is not in the calendar") from None
        return value
    if isinstance(value, int) and 1_000 <= value < 10_000:
        return str(value)
    found = repr(shortened(value)) if isinstance(value, str) else described(value)
    raise ValueError(f"{found} is not a date; write 2022-12-14, 2022-12 or 2022")


Day = Annotated[
    str,
    PlainValidator(reading(_day)),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["2022-12-14", "2022-12"]}),
]


class Source(Frozen):
    """Where the facts of a file come from."""

    id: Identifier
    """Short name, the first half of a citation."""
    title: Text | None = None
    """Title of the work."""
    author: Text | None = None
    """Who wrote it."""
    publisher: Text | None = None
    """Who published it."""
    date: Day | None = None
    """When it was published."""
    url: Text | None = None
    """Where it can be read."""
    note: Text | None = None
    """Anything a reader should know of the source."""


def _from_one(value: int) -> int:
    if value < 1:
        raise refuse(f"the facts of a source are counted from 1, not from {value}")
    return value


Ordinal = Annotated[WholeField, AfterValidator(_from_one)]


def _figures(value: object) -> object:
    """One bare figure stands for a single unnamed one."""
    return value if isinstance(value, dict) or value is None else {"value": value}


class Fact(Frozen):
    """One claim of a source, in our own words."""

    claim: Words
    """What is claimed, in our own words."""
    number: Ordinal | None = None
    """Its number in the order of the source."""
    paragraph: Text | None = None
    """Where in the source it stands."""
    kind: Literal[
        "fact", "quote", "judgement", "rule", "forecast", "law", "precedent", "base_rate", "series"
    ] = "fact"
    """What kind of claim it is."""
    figures: Annotated[dict[Text, NumberField], BeforeValidator(_figures)] | None = None
    """Figures by name."""
    unit: Text | None = None
    """Unit of the figures."""
    period: Text | None = None
    """What time the figures are for."""
    date: Day | None = None
    """When it happened or was published; decides whether an as-of model may use it."""
    source: Text | None = None
    """The particular source of this fact, where it differs from the file's."""
    url: Text | None = None
    """Where this fact can be read."""
    attributed_to: Text | None = None
    """Who said it, where the source reports somebody's words."""
    contested: Truth = False
    """True where others dispute it."""
    confidence: Literal["verified", "computed", "reported", "background"] = "reported"
    """verified: read in a stored page; computed from stored data; reported by the source
    alone; background: recollection, unchecked."""
    note: Text | None = None
    """What the figure really means, and what it does not."""


class Facts(Frozen):
    """A file of facts from one source."""

    source: Source
    """The source."""
    facts: dict[Identifier, Fact]
    """Its facts by short name."""

    def ids(self) -> list[str]:
        """Every citation this file answers to."""
        return [f"{self.source.id}.{name}" for name in self.facts]
