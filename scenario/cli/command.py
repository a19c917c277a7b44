"""A command whose help ends with examples that can be typed.

It knows no particular command.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from scenario.cli.typed import check_dashes, check_filled, check_once


class Command(click.Command):
    """A click command with `examples`."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed, and refuse what click would let pass."""
        check_dashes(ctx, args)
        values, _, given = self.make_parser(ctx).parse_args(args=list(args))
        check_once(ctx, given)
        check_filled(ctx, given, values)
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
