"""`sweep`: an answer along a line or over a grid of values.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import DONE, INTERRUPTED
from scenario.cli.options import Override, refuse
from scenario.cli.questions import question_option
from scenario.cli.study import Next, Study

if TYPE_CHECKING:
    from scenario.studies.sweep import Sweep


def _by_path(
    _: click.Context, __: click.Parameter, over: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    if len(dict(over)) < len(over):
        raise refuse("a path is swept over twice", "give all its values in one --over")
    return dict(over)


def _following(found: Sweep, _: Mapping[str, Any]) -> Next:
    """The value halfway up, where one number was moved for one answer."""
    (path, values), *others = found.over.items()
    numbers = all(isinstance(value, float) for value in values)
    answers = [row.estimate.p for row in found.rows]
    question = found.questions[0]
    if numbers and not others and len(found.questions) == 1 and min(answers) < max(answers):
        middle = (min(answers) + max(answers)) / 2
        wanted = f"{100 * middle:.2g}%" if question.is_probability else f"{middle:.4g}"
        return "solve", "--for", path, "--until", f"{question.source()} = {wanted}"
    return ("tornado",)


COMMAND = Study(
    rank=50,
    short="How does the answer change along a range of values?",
    help="Run a scenario with one value after the other, all on the same random numbers.",
    examples=(
        "scenario sweep scenarios/base.yaml --over drivers.exit_support.start=0.2:0.8:7"
        " --of 'P(left by 2030-12)'",
        "scenario sweep scenarios/base.yaml --over events.karabakh_falls.date=2025-06,2027-06",
    ),
    options=(
        click.Option(
            ["--over"],
            metavar="PATH=VALUES",
            type=Override(),
            multiple=True,
            required=True,
            callback=_by_path,
            help="low:high:count, or values with commas; twice for a heat map.",
        ),
        question_option("The question; all states, at the end, otherwise."),
        click.Option(
            ["--state"],
            metavar="STATE",
            help="In place of a question: which state.",
        ),
        click.Option(["--by"], metavar="MONTH", help="Ever in the state until this month."),
        click.Option(["--at"], metavar="MONTH", help="In the state at the end of this month."),
    ),
    study="scenario.studies.sweep.sweep",
    result="Sweep",
    doing="sweeping",
    following=_following,
    exit_code=lambda found: INTERRUPTED if found.missing else DONE,
)
