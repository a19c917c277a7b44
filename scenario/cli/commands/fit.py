"""`fit`: a process fitted to a dated series.

It asks for the study, which writes the file, and shows it; it computes nothing.
"""

from __future__ import annotations

import click

from scenario.cli.command import DONE, NO
from scenario.cli.study import Study

COMMAND = Study(
    rank=17,
    short="How has a dated series moved, and how may it go on?",
    help="""Fit a process of drivers to a dated series with errors.

    The file is a CSV with the columns date and value, and maybe sd, source, confidence and note.
    What is printed can be pasted into a model; where the series leaves a field open, that is said,
    and no driver is written.

    Exit code: 0 done, 1 the series leaves a field open, 2 wrong input.
    """,
    examples=(
        "scenario fit seeds/trade_with_russia.csv --process growth",
        "scenario fit seeds/trade_with_russia.csv --process mean_reverting --as-of 2020-12"
        " --plot fit.svg",
    ),
    of=click.Argument(["file"], metavar="SERIES", type=click.Path()),
    options=(
        click.Option(
            ["--process"],
            metavar="P",
            required=True,
            help="growth, mean_reverting or random_walk.",
        ),
        click.Option(
            ["--as-of", "as_of"], metavar="DATE", help="Only what is as old as this day or month."
        ),
        click.Option(["--name"], metavar="NAME", help="What the driver is called."),
        click.Option(["--ahead"], metavar="TIME", help="How far the fan goes, such as '5 years'."),
        click.Option(
            ["-o", "--output"],
            metavar="FACTS",
            help="Write a file of facts for the driver to cite.",
        ),
        click.Option(["--overwrite"], is_flag=True, help="Let -o replace a file."),
    ),
    settings=(),
    subject="place",
    study="scenario.studies.fit.fit",
    result="Fit",
    exit_code=lambda found: NO if found.open else DONE,
)
