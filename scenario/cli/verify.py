"""`verify`: does a saved forecast come out again?

It asks for the comparison and shows it; it compares nothing itself.
"""

from __future__ import annotations

import click

from scenario.cli.command import Command
from scenario.cli.options import ENGINE, JSON, QUIET
from scenario.cli.typed import Count


@click.command(
    "verify",
    cls=Command,
    short_help="Does a saved forecast come out again?",
    examples=(
        "scenario verify forecasts/base",
        "scenario run scenarios/base.yaml --out forecasts/base",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--workers", metavar="K", type=Count(1), help="Threads to use.")
@ENGINE
@JSON
@QUIET
@click.pass_context
def command(
    ctx: click.Context, folder: str, workers: int | None, as_json: bool, quiet: bool
) -> None:
    """Run a saved forecast again from its own resolved scenario and compare the two.

    A forecast that an engine of other rules made is compared as a sample of other runs: it agrees
    where no number differs by more than chance allows.

    Exit code: 0 bit-identical, equal but for rounding (another machine, another library) or in
    agreement (an older engine), 1 different, 2 there is no saved forecast that can be read.
    """
    from scenario.cli.progress import progress
    from scenario.studies.verify import verify

    with progress("running it again") as tell:
        found = verify(folder, workers=workers, progress=tell)
    if as_json:
        from scenario.forecast.plain import json_text, strict

        click.echo(json_text(strict(found.as_dict())), nl=False)
    else:
        from scenario.present import blocks_of, headline_of
        from scenario.present.terminal import Page

        page = Page()
        page.write(headline_of(found) if quiet else blocks_of(found))
        page.print()
    ctx.exit(int(found.verdict == "different"))
