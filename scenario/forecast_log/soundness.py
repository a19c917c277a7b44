"""What a record may say: kinds of values, dates in their order, probabilities that are such.

Rows that are read and rows that are imported are held to the same.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime
from types import UnionType
from typing import Any, get_args, get_type_hints

from scenario.calendar import Month
from scenario.chains import split
from scenario.forecast_log.records import (
    KINDS,
    ORIGINS,
    OUTCOMES,
    TABLES,
    Logged,
    Question,
    Record,
    Resolution,
    question_id,
)

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_DIGEST = re.compile("[0-9a-f]{64}")


def faults(record: Record) -> list[str]:
    """What is wrong with a record, in sentences; nothing where it is sound."""
    wrong = list(_kinds(record))
    if wrong:
        return wrong
    match record:
        case Question():
            return list(_question(record))
        case Logged():
            return list(_logged(record))
        case Resolution():
            return list(_resolution(record))


def kinds_of(record: type[Record]) -> dict[str, tuple[type, ...]]:
    """The kinds of values that each field of a record may have."""
    hints = get_type_hints(record)
    named = {field.name: hints[field.name] for field in fields(record)}
    return {
        name: get_args(hint) if isinstance(hint, UnionType) else (hint,)
        for name, hint in named.items()
    }


_KINDS_OF = {kind: kinds_of(kind) for kind in TABLES.values()}


def _kinds(record: Record) -> Iterator[str]:
    for name, kinds in _KINDS_OF[type(record)].items():
        value = getattr(record, name)
        if type(value) not in kinds or (isinstance(value, float) and not math.isfinite(value)):
            yield f"{name} is not what stands there"
        elif isinstance(value, str) and not _can_be_written(value):
            yield f"{name} has characters that cannot be written"


def _can_be_written(text: str) -> bool:
    try:
        return "\0" not in text.encode().decode()
    except UnicodeEncodeError:
        return False


def _question(asked: Question) -> Iterator[str]:
    yield from _read("logged_at", moment, asked.logged_at)
    yield from _one_of("kind", asked.kind, KINDS)
    months = [*_read("opens", Month.parse, asked.opens), *_read("due", Month.parse, asked.due)]
    yield from months
    if not months and asked.opens >= asked.due:
        yield f"it opens in {asked.opens} and is due in {asked.due}, which is no later"
    for name in ("model", "state", "text"):
        if not getattr(asked, name).strip():
            yield f"{name} is empty"
    if asked.id != question_id(asked.model, asked.state, asked.kind, asked.due):
        yield "id is not made of its model, state, kind and month"
    if asked.chain != split(asked.state)[0]:
        yield "chain is not that of its state"


def _logged(one: Logged) -> Iterator[str]:
    dated = [
        *_read("logged_at", moment, one.logged_at),
        *_read("made_at", moment, one.made_at),
        *_read("as_of", day, one.as_of),
    ]
    yield from dated
    if not dated and one.made_at > one.logged_at:
        yield f"made_at, {one.made_at}, is later than logged_at, {one.logged_at}"
    yield from _one_of("origin", one.origin, ORIGINS)
    if not 0 <= one.p <= 1:
        yield f"p is {one.p:g}, not between 0 and 1"
    if one.se is not None and one.se < 0:
        yield f"se is {one.se:g}, below 0"
    yield from _judgement(one.judgement_low, one.judgement_high)
    if one.runs is not None and one.runs < 1:
        yield "runs is less than 1"
    for name in ("resolved", "model_sha256"):
        value = getattr(one, name)
        if value is not None and not _DIGEST.fullmatch(value):
            yield f"{name} is no SHA-256"
    if not one.author.strip():
        yield "author is empty"
    if not _names_digests(one.inputs):
        yield "inputs is no JSON object of the SHA-256 of files"


def _judgement(low: float | None, high: float | None) -> Iterator[str]:
    if (low is None) != (high is None):
        yield "judgement_low and judgement_high come together"
    elif low is not None and high is not None and not 0 <= low <= high <= 1:
        yield "judgement_low and judgement_high are no range within 0 and 1"


def _names_digests(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and all(
        isinstance(value, str) and _DIGEST.fullmatch(value) for value in found.values()
    )


def _resolution(one: Resolution) -> Iterator[str]:
    dated = [
        *_read("logged_at", moment, one.logged_at),
        *_read("occurred", day, one.occurred),
        *_read("known", day, one.known),
    ]
    yield from dated
    if not dated:
        if one.known < one.occurred:
            yield f"it was known on {one.known}, before {one.occurred}, when it was decided"
        if one.known > one.logged_at[:10]:
            yield f"it was known on {one.known}, after {one.logged_at[:10]}, when it was logged"
    yield from _one_of("outcome", one.outcome, OUTCOMES)
    yield from _one_of("origin", one.origin, ORIGINS)
    for name in ("source", "by"):
        if not getattr(one, name).strip():
            yield f"{name} is empty"


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> Iterator[str]:
    if value not in allowed:
        yield f"{name} is {value!r:.40}, not {' or '.join(allowed)}"


def _read(name: str, read: Callable[[str], Any], value: str) -> Iterator[str]:
    try:
        read(value)
    except ValueError as error:
        yield f"{name}: {error}"


def moment(text: str) -> datetime:
    """Read 2026-11-27T06:30:55Z.

    Raises:
        ValueError: It is no moment in UTC, to the second.
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text!r:.40} is no moment such as 2026-11-27T06:30:55Z")
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """Read 2023-09-19.

    Raises:
        ValueError: It is no day.
    """
    written = f"{text!r:.40} is no day; write it as 2023-09-19 (year, month, day)"
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(written)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(written) from None
