"""Every value of a resolved scenario beside the file and line that last set it.

It looks origins up and writes values; nothing is resolved here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenario.errors import Mark
from scenario.io import dump
from scenario.resolve.resolved import Resolved

ONE_LINE = 60
"""A mapping written on one line is told as one value, if it is not longer than this."""

Told = tuple[str, str, Any]
"""Where it comes from, its path and its value."""


def lines(resolved: Resolved) -> list[str]:
    """`file:line  path: value` for each value, in the order of the document."""
    told = list(_told(resolved, "", resolved.document()))
    width = max((len(origin) for origin, _, _ in told), default=0)
    return [f"{origin:{width}}  {path}: {_written(value)}" for origin, path, value in told]


def by_path(resolved: Resolved) -> dict[str, dict[str, Any]]:
    """Every value with its origin, by path, for JSON."""
    return {
        path: {"value": value, "origin": origin}
        for origin, path, value in _told(resolved, "", resolved.document())
    }


def _told(resolved: Resolved, path: str, data: Any) -> Iterator[Told]:
    below = _below(data)
    if not below:
        yield _origin(resolved, path), path, data
        return
    parts = [told for key, item in below for told in _told(resolved, _joined(path, key), item)]
    origins = {origin for origin, _, _ in parts}
    if len(origins) == 1 and _is_short(data):
        yield origins.pop(), path, data
    else:
        yield from parts


def _below(data: Any) -> list[tuple[str, Any]]:
    if isinstance(data, Mapping):
        return list(data.items())
    return [(str(index), item) for index, item in enumerate(data)] if isinstance(data, list) else []


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _origin(resolved: Resolved, path: str) -> str:
    found = resolved.origin_of(path)
    if path == "until" and found == "default":  # it was said as a horizon
        found = resolved.origin_of("horizon")
    if not isinstance(found, Mark):
        return found
    is_file = found.line and not found.file.startswith("--")
    return f"{found.file}:{found.line}" if is_file else found.file


def _is_short(data: Any) -> bool:
    """Whether a value that stands on one line of a file can be told on one line."""
    if isinstance(data, list) and not any(_below(item) for item in data):
        return True
    text = dump(data)
    return len(text) <= ONE_LINE and text.count("\n") == 1


def _written(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_written(item) for item in value)}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(item)}" for key, item in value.items()) + "}"
    text = dump(value).strip()
    return text if "\n" not in text else dump(str(value)).strip()
