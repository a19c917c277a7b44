"""`run`: simulate a scenario and say what came of it.

It asks for a forecast and shows it; it computes nothing. What only some runs need is imported where
they do: `--help` needs none of it, and `--json` no page.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from scenario.cli.command import Command, suggested
from scenario.cli.logs import LOG, SINCE, is_log_asked, log_if_asked, since_if_asked
from scenario.cli.options import FILE, JSON, NO_JUDGEMENT, QUIET, RUN, Word, refuse
from scenario.cli.plotting import PLOT, chart_of, plot_if_asked
from scenario.errors import InputError, Problem
from scenario.harmless import safe

if TYPE_CHECKING:
    from scenario.api import Scenario
    from scenario.cli.wanted import Wanted
    from scenario.engine.simulate import Method
    from scenario.forecast import Forecast
    from scenario.forecast_log.append import Appended
    from scenario.result import Result
    from scenario.studies.since import Since


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


def _run(
    file: str,
    judgement: bool,
    method: Method,
    precision: float | None,
    out: str | None,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    from scenario.cli.wanted import Wanted

    if overwrite and out is None:
        raise refuse("--overwrite has nothing to replace without --out")
    if out is not None:
        from scenario.forecast.archive import check_place

        check_place(out, overwrite=overwrite)  # better now than after the run
    is_log_asked()
    wanted = Wanted(file, **asked)
    scenario = wanted.scenario()
    kept: list[str] = []
    began = time.monotonic()
    forecast = wanted.run(scenario, judgement, method, precision)
    seconds = time.monotonic() - began
    lost: list[Problem] = []  # told after the answer, which is not lost with them
    with _noting(lost):
        if out is not None:
            forecast.save(out, overwrite=overwrite)
            kept.append(f"Saved in {out}.")
    with _noting(lost):
        kept += [drawn for drawn in (plot_if_asked(forecast),) if drawn]
    changed: Since | None = None
    logged: Appended | None = None
    with _noting(lost):
        changed = since_if_asked(scenario, forecast)  # before today's is the last
    with _noting(lost):
        logged = log_if_asked(scenario, forecast)
    if as_json:
        _json(forecast, changed)
    elif quiet:
        _answer(forecast)
        _tell_if_drawn(forecast)
    else:
        besides = [one for one in (changed, logged) if one is not None]
        _page(scenario, forecast, wanted, seconds, kept, besides)
    if lost:
        raise InputError(lost)


@contextmanager
def _noting(problems: list[Problem]) -> Iterator[None]:
    """Keep in mind what could not be written, and go on."""
    try:
        yield
    except InputError as error:
        problems += error.problems


def _json(forecast: Forecast, changed: Since | None) -> None:
    from scenario.forecast.plain import json_text, strict, to_json

    if changed is None:
        click.echo(to_json(forecast), nl=False)
        return
    told = {**forecast.as_dict(), "since": strict(changed.as_dict())}
    click.echo(json_text(told), nl=False)


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


def _tell_if_drawn(forecast: Forecast) -> None:
    """Whoever asked for probabilities by name is told where there are none."""
    from scenario.present.forecast import outcomes_of

    by_name = click.get_current_context().get_parameter_source("method")
    if by_name is ParameterSource.COMMANDLINE and "sampled_because" in forecast.extra:
        click.echo(safe(f"note:{outcomes_of(forecast)}"), err=True)


def _page(
    scenario: Scenario,
    forecast: Forecast,
    wanted: Wanted,
    seconds: float,
    kept: list[str],
    besides: Sequence[Result],
) -> None:
    from scenario.forecast.wording import count
    from scenario.present import blocks_of
    from scenario.present.terminal import Page

    page = Page()
    page.write(blocks_of(forecast))
    page.text(f"It took {seconds:.1f} s.")
    for told in kept:
        page.text(told)
    for one in besides:
        page.write(blocks_of(one))
    if scenario.warnings:
        check = suggested("check", wanted.file)
        page.text(f"The model has {count(len(scenario.warnings), 'warning')}: {check}")
    page.gap()
    page.block(f"Next: {_next(forecast, wanted)}")
    page.print()


def _next(forecast: Forecast, wanted: Wanted) -> str:
    """Why is the answer what it is."""
    from scenario.forecast.answer import asked_state

    state = asked_state(forecast.document)
    return suggested("explain", wanted.file, "--state", state, *wanted.typed())


COMMAND = Command(
    rank=10,
    short="How likely is each outcome, and by when?",
    help="Simulate a scenario (or a model alone) and print the probability of every outcome.",
    examples=(
        "scenario run scenarios/base.yaml",
        "scenario run scenarios/base.yaml --set drivers.exit_support.start=60% --horizon '5 years'",
    ),
    options=(
        FILE,
        *RUN,
        NO_JUDGEMENT,
        click.Option(
            ["--method"],
            metavar="NAME",
            type=Word(("sampled", "propagated")),
            default="propagated",
            help="propagated: runs carry the probability of every state, and fewer say as much.",
        ),
        click.Option(
            ["--precision"],
            metavar="POINTS",
            type=Points(),
            help="Simulate until states are known to so many percentage points;"
            " --runs is the most.",
        ),
        click.Option(["--out"], metavar="DIR", help="Save the whole forecast in a new folder."),
        click.Option(
            ["--overwrite"], is_flag=True, help="Let --out replace a forecast saved before."
        ),
        *LOG,
        SINCE,
        PLOT,
        chart_of("Forecast"),
        JSON,
        QUIET,
    ),
    run=_run,
)
