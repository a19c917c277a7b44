"""What a command is, and which there are: each file of `commands` is one, under the file's name.

Its place and its line in `--help` are read from the text of its file; it is imported when it is
typed. Here, too, is what any command refuses, and how one names another that can be typed next.
"""

from __future__ import annotations

import re
import shlex
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from scenario.cli.several import said_apart
from scenario.folder import LAST, Folder

DONE, NO, BAD_INPUT, FAULT, INTERRUPTED = 0, 1, 2, 70, 130
"""Exit codes: the answer is no, the input is wrong, we are wrong, Ctrl-C."""
DASH = re.compile("-?[\u2010-\u2015\u2212]")
"""A dash that a word processor made of two hyphens."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a command says of itself; `short` and `rank` as literals."""

    short: str
    """What it answers, for the list of commands."""
    help: str
    """What it does, in a sentence, and below it what one has to know."""
    examples: Sequence[str]
    """How it may be typed."""
    options: Sequence[click.Parameter] = ()
    """Arguments and options of its own, in the order of `--help`."""
    rank: int = LAST
    """Where it stands in the list of commands."""

    @abstractmethod
    def answer(self, **typed: Any) -> int | None:
        """Carry it out; the exit code, 0 when None."""

    def parameters(self) -> list[click.Parameter]:
        """Everything it takes, in the order of `--help`."""
        return list(self.options)

    def command(self, name: str) -> Typed:
        """What parses the command line that begins with its name."""
        return Typed(
            name,
            callback=self.answer,
            params=self.parameters(),
            help=self.help,
            short_help=self.short,
            examples=self.examples,
        )


@dataclass(frozen=True, kw_only=True)
class Command(Declaration):
    """A command that is a function of what was typed."""

    run: Callable[..., int | None]
    """Takes the values of its options by their names; gives the exit code, 0 when None."""

    def answer(self, **typed: Any) -> int | None:
        """Carry it out; the exit code, 0 when None."""
        return self.run(**typed)


COMMANDS: Folder[Declaration] = Folder("scenario.cli.commands", "COMMAND")
"""All commands by name, in the order of `--help`."""


class Typed(click.Command):
    """A command line as click parses it, whose help ends with examples that can be typed."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed, and refuse what click would let pass."""
        _check_dashes(ctx, args)
        args = said_apart(self.params, args)
        values, _, given = self.make_parser(ctx).parse_args(args=list(args))
        _check_once(ctx, given)
        _check_filled(ctx, given, values)
        return super().parse_args(ctx, args)

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        write_examples(self.examples, formatter)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """The examples as they would be typed, never wrapped."""
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def suggested(name: str, *arguments: str) -> str:
    """A command as it can be typed next."""
    program = str(click.get_current_context().find_root().info_name)
    return shlex.join([*program.split(), name, *arguments])


def _check_dashes(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Options begin with hyphens, whatever dash was pasted."""
    for argument in arguments:
        if DASH.match(argument):
            name = argument.lstrip("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
            ctx.fail(f"{argument!r} begins with a dash; an option with two hyphens: --{name}")


def _check_once(ctx: click.Context, given: Sequence[click.Parameter]) -> None:
    """An option that takes one value is given one."""
    for option in given:
        several = getattr(option, "multiple", False) or getattr(option, "is_flag", False)
        if isinstance(option, click.Option) and not several and list(given).count(option) > 1:
            ctx.fail(f"{option.opts[0]} is given twice: keep one of them")


def _check_filled(
    ctx: click.Context, given: Sequence[click.Parameter], values: Mapping[str, Any]
) -> None:
    """No option is given an empty text."""
    for option in (option for option in given if isinstance(option, click.Option)):
        value = values.get(option.name or "")
        texts = value if isinstance(value, (list, tuple)) else [value]
        if any(isinstance(text, str) and not text.strip() for text in texts):
            ctx.fail(f"{option.opts[0]} is empty: write its value behind it")
