"""An option of one value or more: `--dates 2023-03 2023-06`, or with commas, or said again."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click


class Several(click.Option):
    """An option whose further values may follow it, as long as they look like one.

    Args:
        declared: Its names, as for any option.
        like: What a value looks like, so that nothing else that follows is taken for one.
        metavar: How a value is called in `--help`.
        help: What it says.
    """

    def __init__(self, declared: Sequence[str], *, like: str, metavar: str, help: str) -> None:  # noqa: A002
        super().__init__(declared, metavar=metavar, help=help, multiple=True, callback=_split)
        self.like = re.compile(like)


def said_apart(parameters: Sequence[click.Parameter], arguments: Sequence[str]) -> list[str]:
    """A command line with the name of its option before each of several values.

    Args:
        parameters: What the command takes.
        arguments: What was typed.
    """
    like = {opt: one.like for one in parameters if isinstance(one, Several) for opt in one.opts}
    found: list[str] = []
    option, filled = "", False
    for place, argument in enumerate(arguments):
        if argument == "--":
            return [*found, *arguments[place:]]
        more = filled and like[option].fullmatch(argument)
        found += [option, argument] if more else [argument]
        if argument in like:
            option, filled = argument, False
        elif not more:
            option, filled = ("", False) if filled else (option, bool(option))
    return found


def _split(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Values that were typed with commas between."""
    return tuple(part.strip() for text in given for part in text.split(","))
