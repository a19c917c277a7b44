"""Writing plain data as YAML that people like to read and that reads back equal.

It does not know the language: only what the reader of this package will make of the text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scenario.io.quoting import key, paragraph, word
from scenario.io.scalars import MAX_DIGITS

WIDTH = 100
"""How wide a line may be where it can be helped."""
_MIN_WIDTH = 40
_MAX_SIMPLE_KEY = 900
_TABLE_LEVELS = 2

Written = tuple[str, list[str]]
"""What stands beside a key or dash, and the lines below it, indented from there."""


def dump(data: Any) -> str:
    """The YAML text of dicts with text keys, lists, texts, numbers, truths and None.

    Mappings and lists are written in blocks, but short ones of single values as `{a: 1, b: 2}`.

    Raises:
        TypeError: something else is in the data.
        ValueError: a number or a text has no counterpart in YAML.
    """
    if _holds_more(data):
        return "\n".join(_block(data, WIDTH)) + "\n"
    return f"{word(data) if isinstance(data, str) else _short(data, _TABLE_LEVELS)}\n"


def _written(data: Any, beside: int, below: int) -> Written:
    """A value after a key or dash: what room is left beside that, and on the lines below."""
    if isinstance(data, str):
        return _text(data, beside, below)
    short = _short(data, _TABLE_LEVELS)
    if short is not None and (len(short) <= beside or not _holds_more(data)):
        return short, []
    return "", _block(data, below)


def _text(text: str, beside: int, below: int) -> Written:
    line = word(text)
    if "\n" not in text and len(line) <= beside:
        return line, []
    header, *lines = paragraph(text, max(below, _MIN_WIDTH)) or [line]
    return header, lines


def _block(data: Any, room: int) -> list[str]:
    return list(_map(data, room) if isinstance(data, Mapping) else _list(data, room))


def _map(data: Mapping[Any, Any], room: int) -> Iterator[str]:
    for name, value in data.items():
        head = _key(name, flow=False)
        if len(head) > _MAX_SIMPLE_KEY:
            yield f"? {head}"
            head = ""
        beside, below = _written(value, room - len(head) - 2, room - 2)
        yield f"{head}: {beside}" if beside else f"{head}:"
        yield from _indented(below)


def _list(data: Sequence[Any], room: int) -> Iterator[str]:
    for value in data:
        beside, below = _written(value, room - 2, room - 2)
        first, *rest = [beside, *below] if beside else below
        yield f"- {first}"
        yield from _indented(rest)


def _indented(lines: Sequence[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)


def _short(data: Any, levels: int) -> str | None:
    """The value as it stands inside `{...}`; None for lines or more than `levels` mappings."""
    if isinstance(data, Mapping):
        return _short_map(data, levels)
    if isinstance(data, (list, tuple)):
        return _joined([_short(item, 0) for item in data], "[{}]")
    if isinstance(data, str):
        return None if "\n" in data else word(data, flow=True)
    return _number(data)


def _short_map(data: Mapping[Any, Any], levels: int) -> str | None:
    if data and not levels:
        return None
    below = levels - 1 if len(data) == 1 else 0
    values = [_short(value, below) for value in data.values()]
    names = [_key(name, flow=True) for name in data]
    pairs = zip(names, values, strict=True)
    return _joined([value and f"{name}: {value}" for name, value in pairs], "{{{}}}")


def _joined(parts: Sequence[str | None], brackets: str) -> str | None:
    found = [part for part in parts if part is not None]
    return brackets.format(", ".join(found)) if len(found) == len(parts) else None


def _holds_more(data: Any) -> bool:
    return isinstance(data, (Mapping, list, tuple)) and bool(data)


def _key(name: Any, flow: bool) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a key must be text, not {name!r}")
    return key(name, flow)


def _number(data: Any) -> str:
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int):
        return _integer(data)
    if isinstance(data, float):
        return _float(data)
    raise TypeError(f"{type(data).__name__} cannot be written as YAML: {data!r:.40}")


def _integer(number: int) -> str:
    if abs(number) >= 10 ** (MAX_DIGITS - 1):
        raise ValueError("the number is too large to be written")
    return int.__repr__(number)


def _float(number: float) -> str:
    """The shortest text that reads back equal, with a point so that nobody takes it for text."""
    if math.isnan(number):
        raise ValueError("a value that is not a number cannot be written")
    if math.isinf(number):
        return ".inf" if number > 0 else "-.inf"
    mantissa, e, exponent = float.__repr__(number).partition("e")
    return f"{mantissa}.0e{exponent}" if e and "." not in mantissa else f"{mantissa}{e}{exponent}"
