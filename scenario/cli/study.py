"""A study's result as text or JSON, and what to type next.

It lays out what the result says of itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from scenario.cli.options import Wanted
from scenario.cli.plotting import plot_if_asked
from scenario.result import Result


def show(
    study: Result,
    wanted: Wanted,
    *,
    as_json: bool,
    quiet: bool,
    following: Sequence[tuple[str, ...]],
    detail: bool = False,
) -> None:
    """Print it.

    Args:
        study: The result.
        wanted: What was asked for on the command line.
        as_json: Print one JSON object.
        quiet: Print the answer alone.
        following: Commands that make sense next, each with its options; the file is put in.
        detail: Print, too, what only those want who check how it was found.
    """
    plotted = plot_if_asked(study)
    if as_json:
        from scenario.forecast.plain import json_text, strict

        click.echo(json_text(strict(study.as_dict())), nl=False)
        return
    from scenario.present import blocks_of, headline_of
    from scenario.present.terminal import Page

    page = Page()
    page.write(headline_of(study) if quiet else blocks_of(study, detail=detail))
    if not quiet:
        if plotted:
            page.gap()
            page.text(f"Drawn: {plotted}.")
        page.gap()
        page.block(f"Next: {_next(wanted, following)}")  # in one piece, to be copied
    page.print()


def _next(wanted: Wanted, following: Sequence[tuple[str, ...]]) -> str:
    """The first of the commands that exists, with the file and the overrides that were typed."""
    from scenario.cli.next_step import suggest

    typed = [part for path, text in wanted.overrides for part in ("--set", f"{path}={text}")]
    candidates = [(name, wanted.file, *options, *typed) for name, *options in following]
    return suggest(*(tuple(c) if c[0] != "check" else c[:2] for c in candidates))
