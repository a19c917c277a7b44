"""What a calibrated model says of the evidence that its judgements know already.

It records; that nobody counts the same evidence twice is seen to where scenarios are resolved.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from scenario.schema.base import Frozen, MonthField, Text, Words, refuse
from scenario.schema.number import Positive, WholeField

_DIGITS = frozenset("0123456789abcdef")
LENGTH = 64
"""Digits of a SHA-256."""


def _digest(text: str) -> str:
    if len(text) != LENGTH or not set(text) <= _DIGITS:
        hint = "`scenario calibrate` writes it; leave it as it is"
        raise refuse(f"a SHA-256 is {LENGTH} digits from 0 to f", hint)
    return text


Digest = Annotated[Text, AfterValidator(_digest)]


class Used(Frozen):
    """An observation that the judgements know."""

    sha256: Digest
    """Of when it was, of what, and what was seen; not of its errors or reasons."""
    what: Words
    """It in words."""


class Calibrated(Frozen):
    """How the judgements of a model came to be consistent with evidence."""

    source: Words
    """The scenario or model whose judgements they were before."""
    model_sha256: Digest
    """Of that model, as `run --json` tells it."""
    as_of: MonthField | None = None
    """Only what was known by the end of this month was used."""
    filters: WholeField
    """Filters apart that found runs which agree with the evidence."""
    effective_sample_size: Positive
    """What these runs were worth where they agreed least with an observation."""
    files: dict[Text, Digest] = {}
    """The files that the evidence stood in, with the SHA-256 of each."""
    evidence: tuple[Used, ...]
    """The observations, this time's and those of earlier calibrations."""
