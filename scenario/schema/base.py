"""The ground all file kinds share: frozen models, names, months, durations and reasons.

It knows nothing of any particular kind of file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from scenario.calendar import Duration, Month, Recurrence
from scenario.errors import described, shortened
from scenario.expr import RESERVED

T = TypeVar("T")


def refuse(
    message: str,
    hint: str = "",
    offset: int = 0,
    width: int = 0,
    at: str | Sequence[str] = "",
    below: str | Sequence[str] = "",
) -> PydanticCustomError:
    """An error in the words given, with a way out.

    Args:
        message: What is wrong.
        hint: How to mend it; nothing where none is known.
        offset: Where in a text that is validated the fault begins, in characters.
        width: How many characters are at fault; 0 for all of the value.
        at: The key below that is at fault, or the keys that lead to it.
        below: The key whose value is at fault, likewise.
    """
    context: dict[str, Any] = {"message": message, "hint": hint}
    if width:
        context |= {"offset": offset, "width": width}
    if at or below:
        where = at or below
        context |= {"at": [where] if isinstance(where, str) else list(where), "key": bool(at)}
    return PydanticCustomError("refused", "{message}", context)


def reading(read: Callable[[object], T]) -> Callable[[object], T]:
    """Turn a reader that raises ValueError into a validator that speaks in its words."""

    def validate(value: object) -> T:
        try:
            return read(value)
        except ValueError as error:
            raise refuse(str(error)) from None

    return validate


class Frozen(BaseModel):
    """What came from a file never changes, and may hold no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_NAMING = "a name has letters from a to z, digits and underscores and does not begin with a digit"


def _way_to_name(text: str) -> str:
    """How names are written, and this one if it can be."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    near = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    return f"{_NAMING}: {near}" if _NAME.fullmatch(near) and near not in RESERVED else _NAMING


def _identifier(text: object) -> str:
    if not isinstance(text, str):
        raise refuse(f"expected a name, found {described(text)}", _NAMING)
    if not _NAME.fullmatch(text):
        raise refuse(f"{shortened(text)!r} cannot be a name", _way_to_name(text))
    if text in RESERVED:
        raise refuse(
            f"{text!r} is a word of the expression language", f"try {text}_ or a longer name"
        )
    return text


def _text(value: object) -> str:
    """People write `title: 2024`; a number or a truth is taken as the text it was."""
    if isinstance(value, dict):
        raise refuse("expected text, found a mapping", "put a text with a colon in quotes")
    if isinstance(value, list):
        raise refuse("expected text, found a list", "take the brackets away, or put it in quotes")
    if value is None:
        raise refuse("expected text, found nothing", "write the text after the colon")
    if isinstance(value, bool):
        raise refuse(f"expected text, found {described(value)}", "put the text in quotes")
    return str(value)


def _said(text: str) -> str:
    if not text.strip():
        raise refuse("this text is empty", "write a text with a word in it")
    return text


def _truth(value: object) -> object:
    """YAML 1.2 has two truths; `yes` is a text, and 1 a number."""
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    meant = "true" if word in _YES else "false" if word in _NO else "true or false"
    raise refuse(f"expected true or false, found {described(value)}", f"write {meant}")


_YES, _NO = ("true", "yes", "on", "y"), ("false", "no", "off", "n")


def _file_name(value: object) -> object:
    if not isinstance(value, str):
        hint = "write its path as seen from this file, such as ../seeds/gazette.yaml"
        raise refuse(f"expected the name of a file, found {described(value)}", hint)
    return value


def listed(value: object) -> object:
    """One item may stand without its brackets."""
    return value if isinstance(value, (list, tuple)) else [value]


as_list = PlainSerializer(lambda items: [*items])
"""Written as a list (`list` itself has a signature that takes pydantic 1.5 ms to make out)."""

Text = Annotated[str, BeforeValidator(_text)]
FileName = Annotated[Text, BeforeValidator(_file_name)]
"""A file, as seen from the one that names it."""
Words = Annotated[Text, AfterValidator(_said)]
"""A text that must not be empty."""
Truth = Annotated[bool, BeforeValidator(_truth)]
Identifier = Annotated[
    str,
    BeforeValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}),
]
MonthField = Annotated[
    Month,
    PlainValidator(reading(Month.parse)),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$", "examples": ["2023-09"]}),
]
Months = Annotated[
    tuple[MonthField, ...],
    BeforeValidator(listed),
    PlainSerializer(
        lambda months: [str(m) for m in months] if len(months) != 1 else str(months[0])
    ),
]
Names = Annotated[tuple[Text, ...], BeforeValidator(listed)]


class Citation(str):
    """A fact, as `source.fact`; it is a text wherever it does not matter what the fact gives."""

    __slots__ = ("gives",)
    gives: tuple[str, ...]
    """Numbers whose size it gives, by their keys, or `size` for all; none: direction alone."""

    def __new__(cls, fact: str, gives: tuple[str, ...] = ()) -> Citation:
        """Args: the fact, and the keys of the numbers whose size it gives."""
        made = super().__new__(cls, fact)
        made.gives = gives
        return made

    def __getnewargs__(self) -> tuple[str, tuple[str, ...]]:  # type: ignore[override]
        return str(self), self.gives

    def written(self) -> str | dict[str, Any]:
        """The citation as it stands in a file."""
        return {"fact": str(self), "gives": [*self.gives]} if self.gives else str(self)


DIRECTION = "direction"
SIZE = "size"


def _citation(value: object) -> Citation:
    if isinstance(value, Citation):
        return value
    if not isinstance(value, dict):
        return Citation(_text(value))
    hint = "write source.fact, or {fact: source.fact, gives: size}"
    for key in value:
        if key not in ("fact", "gives"):
            raise refuse(f"a citation has no key {shortened(str(key))!r}", hint, at=str(key))
    for key in ("fact", "gives"):
        if value.get(key) is None:
            raise refuse(f"a citation of this form needs {key}", hint)
    if not isinstance(value["fact"], str):
        found = described(value["fact"])
        raise refuse(f"expected source.fact, found {found}", hint, below="fact")
    return Citation(value["fact"], _gives(value["gives"]))


def _gives(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else [value]
    hint = "write gives: size, gives: direction, or keys of numbers: gives: [start, level]"
    if not items or not all(isinstance(item, str) and item for item in items):
        raise refuse(
            f"gives is a word or a list of words, not {described(value)}", hint, below="gives"
        )
    words = tuple(dict.fromkeys(map(str, items)))
    if DIRECTION in words and len(words) > 1:
        raise refuse("a fact that gives a size gives the direction too", hint, below="gives")
    return () if words == (DIRECTION,) else words


CITATION_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {
                "fact": {"type": "string"},
                "gives": {
                    "anyOf": [
                        {"type": "string"},
                        {"type": "array", "items": {"type": "string"}},
                    ],
                    "examples": ["size", "direction", ["start", "level"]],
                },
            },
            "required": ["fact", "gives"],
            "additionalProperties": False,
        },
    ]
}
Citations = Annotated[
    tuple[Annotated[Citation, PlainValidator(_citation), WithJsonSchema(CITATION_SCHEMA)], ...],
    BeforeValidator(listed),
    PlainSerializer(lambda cites: [one.written() for one in cites]),
]


def _positive(duration: Duration) -> Duration:
    if duration.months <= 0:
        raise refuse(
            "a duration must be longer than nothing", "write 6 months, 2 years or 0.5 (years)"
        )
    return duration


DurationField = Annotated[
    Duration,
    PlainValidator(reading(Duration.parse)),
    AfterValidator(_positive),
    PlainSerializer(str),
    WithJsonSchema({"type": ["string", "number"], "examples": ["6 months", "2 years", 0.5]}),
]


RecurrenceField = Annotated[
    Recurrence,
    PlainValidator(reading(Recurrence.parse)),
    PlainSerializer(str),
    WithJsonSchema(
        {"type": "string", "pattern": r" from \d{4}-\d{2}$", "examples": ["5 years from 2026-06"]}
    ),
]


def _two_months(value: object) -> object:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise refuse("between is two months", "write [2028-10, 2029-04]")
    return value


Span = Annotated[
    tuple[MonthField, MonthField],
    BeforeValidator(_two_months),
    PlainSerializer(lambda span: [str(span[0]), str(span[1])]),
]


class Titled(Frozen):
    """What has a name in a file, and may have another for people."""

    title: Text | None = None
    """What people call it; the name when absent."""

    def called(self, name: str) -> str:
        """The title, or the name made readable; of `CHAIN.NAME`, the chain first."""
        return self.title or name.replace("_", " ").replace(".", ": ")


class Reasoned(Titled):
    """Every element of a model may say what it is called, why it is there and on what it rests."""

    because: Text | None = None
    """Why it is there and why it has this value, in a sentence or two."""
    cites: Citations = ()
    """Facts it rests on, each as `source.fact`, or with what it gives."""
    assumed: Truth = False
    """True where no source is cited and the value is the author's own judgement."""
    note: Text | None = None
    """Anything a reader should know besides."""


def explicit(model: Frozen) -> dict[str, Any]:
    """The model as plain data, every default written out, absent options left as None."""
    return model.model_dump(mode="json", by_alias=True)
