"""Options by which a command is given evidence."""

from __future__ import annotations

import click

EVIDENCE = click.Option(
    ["--evidence"],
    metavar="FILE",
    multiple=True,
    help="A file of observations; several times for several.",
)
AS_OF = click.Option(
    ["--as-of", "as_of"],
    metavar="MONTH",
    help="Only what was known by the end of this month.",
)
