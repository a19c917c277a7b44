"""Options that commands share, and what they take, refused in words that all can read.

It parses what was typed; what paths and values mean is decided below.
"""

from __future__ import annotations

import re
from typing import Any

import click

from scenario.errors import InputError, Problem, nearest

MOST_DIGITS = 300
"""A longer number means nothing here, and Python would not read it."""


def refuse(message: str, hint: str = "") -> InputError:
    """The error for an argument that cannot be."""
    return InputError(Problem(message, hint=hint))


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


class Word(click.Choice[str]):
    """One of a few words; the nearest is suggested."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            near = nearest(str(value), self.choices)
            guess = f" Did you mean {near}?" if near else ""
            self.fail(f"{str(value)!r} is none of {', '.join(self.choices)}.{guess}", param, ctx)
        return str(value)


class Override(click.ParamType[tuple[str, str]]):
    """`PATH=VALUE`."""

    name = "PATH=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        path, equals, text = str(value).partition("=")
        if not equals or not path.strip():
            self.fail(f"{value!r} is not PATH=VALUE, such as drivers.trade.start=4.5", param, ctx)
        return path.strip(), text


def _use(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    """Simulate with an engine for as long as the command runs."""
    if value is not None:
        from scenario.engine.choice import using_engine  # which `--help` must not load

        ctx.with_resource(using_engine(value))


def negated(_: click.Context, __: click.Parameter, given: bool) -> bool:
    """Whether an option that leaves something out was not given."""
    return not given


FILE = click.Argument(["file"], metavar="FILE", type=click.Path())
SET = click.Option(
    ["--set", "overrides"],
    metavar="PATH=VALUE",
    type=Override(),
    multiple=True,
    help="Give one value of the model another; may be repeated.",
)
RUNS = click.Option(["--runs"], metavar="N", help="How many futures to simulate.")
SEED = click.Option(
    ["--random-seed"], metavar="S", help="Another whole number for other random draws."
)
HORIZON = click.Option(["--horizon"], metavar="TIME", help="How far to run, such as '5 years'.")
UNTIL = click.Option(["--until"], metavar="MONTH", help="The last month, such as 2030-12.")
WORKERS = click.Option(
    ["--workers"],
    metavar="K",
    type=Count(1),
    help="Threads to use; they change the time, never the answer.",
)
ENGINE = click.Option(
    ["--engine"],
    metavar="NAME",
    type=Word(("wasm", "native")),
    callback=_use,
    expose_value=False,
    help="wasm or native; it changes the time, never the answer.",
)
OFTEN = (SET, RUNS, SEED, HORIZON, WORKERS, ENGINE)
"""What a command takes that simulates and means something else by `--until`."""
RUN = (SET, RUNS, SEED, HORIZON, UNTIL, WORKERS, ENGINE)
"""What every other command takes that simulates."""
THREADS = click.Option(["--workers"], metavar="K", type=Count(1), help="Threads to use.")
NO_JUDGEMENT = click.Option(
    ["--no-judgement", "judgement"],
    is_flag=True,
    callback=negated,
    help="Skip the ensemble behind judgement ranges.",
)
"""Its value is whether there is to be one."""
STATE = click.Option(
    ["--state"], metavar="STATE", help="Which state; the model's own question otherwise."
)
BY = click.Option(["--by"], metavar="MONTH", help="The last month that counts, such as 2027-12.")
DETAIL = click.Option(["--detail"], is_flag=True, help="Print everything that was found.")
JSON = click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON object instead.")
QUIET = click.Option(["--quiet", "-q"], is_flag=True, help="Print the answer alone.")
