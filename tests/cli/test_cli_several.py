"""Options of several values: which of what follows them belongs to them."""

from __future__ import annotations

import click
import pytest

from scenario.cli.several import Several, said_apart

DATES = Several(["--dates"], like=r"\d{4}-\d{2}", metavar="MONTH ...", help="Months.")
TIMES = Several(["--horizon", "times"], like=r"\d+ months", metavar="TIME ...", help="Times.")
PARAMETERS = [click.Argument(["file"]), DATES, TIMES, click.Option(["--every"])]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("f --dates a 2023-01", {"dates": ("a", "2023-01")}),
        ("--dates 2023-01 2023-02 f", {"dates": ("2023-01", "2023-02")}),
        ("--dates 2023-01,2023-02 f", {"dates": ("2023-01", "2023-02")}),
        ("f --dates 2023-01 --dates 2023-02", {"dates": ("2023-01", "2023-02")}),
        ("--dates 2023-01 --every x f", {"dates": ("2023-01",), "every": "x"}),
        ("--every x f --dates 2023-01 2023-02 2023-03", {"every": "x"}),
        ("--dates 2023-01 f", {"file": "f"}),
        ("--dates=2023-01 f", {"dates": ("2023-01",)}),
    ],
)
def test_what_looks_like_a_value_goes_on_with_it(typed: str, read: dict[str, object]) -> None:
    command = click.Command("c", params=PARAMETERS)
    context = command.make_context("c", said_apart(PARAMETERS, typed.split()))
    assert {name: context.params[name] for name in read} == read
    assert context.params["file"] == "f"


def test_values_with_blanks_are_one_argument_each() -> None:
    typed = ["f", "--horizon", "6 months", "12 months", "--dates", "2023-01"]
    assert said_apart(PARAMETERS, typed) == [
        "f", "--horizon", "6 months", "--horizon", "12 months", "--dates", "2023-01",
    ]  # fmt: skip


def test_behind_two_hyphens_nothing_is_an_option() -> None:
    typed = ["--", "--dates", "2023-01", "2023-02"]
    assert said_apart(PARAMETERS, typed) == typed
