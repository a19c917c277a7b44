"""`run`: simulate a scenario and say what came of it.

It asks for a forecast and shows it; it computes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import Command
from scenario.cli.next_step import suggest
from scenario.cli.options import FILE, JSON, QUIET, RUN, Wanted, refuse
from scenario.cli.plotting import PLOT, plot_if_asked
from scenario.cli.typed import Points, Word
from scenario.errors import InputError, Problem

if TYPE_CHECKING:
    from scenario.api import Scenario
    from scenario.engine.simulate import Method
    from scenario.forecast import Forecast


@click.command(
    "run",
    cls=Command,
    short_help="How likely is each outcome, and by when?",
    examples=(
        "scenario run scenarios/base.yaml",
        "scenario run scenarios/base.yaml --set drivers.exit_support.start=60% --horizon '5 years'",
    ),
)
@FILE
@RUN
@click.option("--no-judgement", is_flag=True, help="Skip the ensemble behind judgement ranges.")
@click.option(
    "--method",
    metavar="NAME",
    type=Word(("sampled", "propagated")),
    default="propagated",
    help="propagated: runs carry the probability of every state, and fewer say as much.",
)
@click.option(
    "--precision",
    metavar="POINTS",
    type=Points(),
    help="Simulate until states are known to so many percentage points; --runs is the most.",
)
@click.option("--out", metavar="DIR", help="Save the whole forecast in a new folder.")
@click.option("--overwrite", is_flag=True, help="Let --out replace a forecast saved before.")
@PLOT
@JSON
@QUIET
def command(
    file: str,
    no_judgement: bool,
    method: Method,
    precision: float | None,
    out: str | None,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Simulate a scenario (or a model alone) and print the probability of every outcome."""
    if overwrite and out is None:
        raise refuse("--overwrite has nothing to replace without --out")
    if out is not None:
        from scenario.forecast.archive import check_place

        check_place(out, overwrite=overwrite)  # better now than after the run
    wanted = Wanted(file, **asked)
    scenario = wanted.scenario()
    kept: list[str] = []
    began = time.monotonic()
    forecast = wanted.run(scenario, not no_judgement, method, precision)
    seconds = time.monotonic() - began
    lost: list[Problem] = []  # told after the answer, which is not lost with them
    with _noting(lost):
        if out is not None:
            forecast.save(out, overwrite=overwrite)
            kept.append(out)
    with _noting(lost):
        kept += [place for place in (plot_if_asked(forecast),) if place]
    if as_json:
        from scenario.forecast.plain import to_json

        click.echo(to_json(forecast), nl=False)
    elif quiet:
        _answer(forecast)
    else:
        _page(scenario, forecast, wanted, seconds, kept)
    if lost:
        raise InputError(lost)


@contextmanager
def _noting(problems: list[Problem]) -> Iterator[None]:
    """Keep in mind what could not be written, and go on."""
    try:
        yield
    except InputError as error:
        problems += error.problems


def _answer(forecast: Forecast) -> None:
    from scenario.present import headline_of
    from scenario.present.blocks import lead
    from scenario.present.terminal import Page
    from scenario.studies.precision import shortfall_of

    page = Page()
    page.write(headline_of(forecast))
    if short := shortfall_of(forecast):
        page.write([lead(f"{short}.")])
    page.print()


def _page(
    scenario: Scenario, forecast: Forecast, wanted: Wanted, seconds: float, kept: list[str]
) -> None:
    from scenario.forecast.wording import count
    from scenario.present import blocks_of
    from scenario.present.terminal import Page

    page = Page()
    page.write(blocks_of(forecast))
    page.text(f"It took {seconds:.1f} s.")
    for place in kept:
        page.text(f"Saved in {place}.")
    if scenario.warnings:
        check = suggest(("check", wanted.file))
        page.text(f"The model has {count(len(scenario.warnings), 'warning')}: {check}")
    page.gap()
    page.block(f"Next: {_next(forecast, wanted)}")
    page.print()


def _next(forecast: Forecast, wanted: Wanted) -> str:
    """Why is the answer what it is; failing that, does the model keep its promises."""
    from scenario.forecast.answer import asked_state

    typed = [part for path, text in wanted.overrides for part in ("--set", f"{path}={text}")]
    state = asked_state(forecast.document)
    return suggest(("explain", wanted.file, "--state", state, *typed), ("check", wanted.file))
