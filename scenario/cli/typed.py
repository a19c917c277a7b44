"""Words and numbers that options take, refused in the words of people who do not program.

It knows no command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from scenario.errors import nearest

DASH = re.compile("-?[\u2010-\u2015\u2212]")
"""A dash that a word processor made of two hyphens."""


MOST_DIGITS = 300
"""A longer number means nothing here, and Python would not read it."""


class Count(click.ParamType[int]):
    """A whole number, `least` or more."""

    name = "whole number"

    def __init__(self, least: int) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        whole = len(text) <= MOST_DIGITS and re.fullmatch(r"[0-9]+(_[0-9]+)*", text)
        if not whole or int(text) < self.least:
            self.fail(f"{text!r} is not a whole number of {self.least} or more", param, ctx)
        return int(text)


class Points(click.ParamType[float]):
    """How precise a forecast is to be, in percentage points."""

    name = "points"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        from scenario.studies.precision import LEAST, SENSIBLE, WIDEST

        try:
            points = float(str(value))
        except ValueError:
            points = 0.0
        if not LEAST <= points <= WIDEST:
            self.fail(f"{str(value)!r} is not {SENSIBLE}", param, ctx)
        return points


class Word(click.Choice[str]):
    """One of a few words; the nearest is suggested."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            near = nearest(str(value), self.choices)
            guess = f" Did you mean {near}?" if near else ""
            self.fail(f"{str(value)!r} is none of {', '.join(self.choices)}.{guess}", param, ctx)
        return str(value)


def check_dashes(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Options begin with hyphens, whatever dash was pasted."""
    for argument in arguments:
        if DASH.match(argument):
            name = argument.lstrip("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
            ctx.fail(f"{argument!r} begins with a dash; an option with two hyphens: --{name}")


def check_once(ctx: click.Context, given: Sequence[click.Parameter]) -> None:
    """An option that takes one value is given one."""
    for option in given:
        several = getattr(option, "multiple", False) or getattr(option, "is_flag", False)
        if isinstance(option, click.Option) and not several and list(given).count(option) > 1:
            ctx.fail(f"{option.opts[0]} is given twice: keep one of them")


def check_filled(
    ctx: click.Context, given: Sequence[click.Parameter], values: Mapping[str, Any]
) -> None:
    """No option is given an empty text."""
    for option in (option for option in given if isinstance(option, click.Option)):
        value = values.get(option.name or "")
        texts = value if isinstance(value, (list, tuple)) else [value]
        if any(isinstance(text, str) and not text.strip() for text in texts):
            ctx.fail(f"{option.opts[0]} is empty: write its value behind it")
