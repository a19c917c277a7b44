"""What a notebook shows."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from scenario.calendar import Month
from scenario.forecast import Labels
from scenario.forecast.notebook import dates_shown, html
from tests.forecast.made import bare, made


def cells(text: str) -> list[list[str]]:
    """The rows of the table, read by a parser that forgives nothing."""
    body = ElementTree.fromstring(text.replace("<br>", "<br/>"))
    return [["".join(cell.itertext()) for cell in row] for row in body.iter("tr")]


def test_it_shows_states_at_sensible_dates():
    head, *rows = cells(html(made()))

    assert head == [
        "State", "at 2023-02", "at 2023-05", "at 2023-11", "at 2024-11", "by 2024-11", "in words",
        "over judgements",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["participates", "frozen <since>", "left"]
    assert rows[2][-2] == "very unlikely"
    assert rows[2][-1].endswith(" %")
    assert all(len(row) == len(head) for row in rows)


def test_everything_from_a_file_is_escaped():
    evil = "</table><script>alert('x')</script>"
    labels = Labels((evil, "b", "c"), (), (), (), (), {f"states.{evil}": f'"{evil}'}, {})
    text = html(bare(title=evil, question=evil, labels=labels, notes=(evil,)))

    assert "<script" not in text
    assert cells(text)[1][0] == f'"{evil}'


def test_it_needs_no_script_and_no_colour_of_its_own():
    text = html(made())

    assert "<script" not in text
    assert "http" not in text
    assert "color:" not in text.replace("background", "")
    assert 'scope="row"' in text


@pytest.mark.parametrize(
    ("steps", "months_per_step", "shown"),
    [
        (1, 1, ["2022-12"]),
        (12, 1, ["2023-01", "2023-02", "2023-05", "2023-11"]),
        (120, 1, ["2024-11", "2025-11", "2027-11", "2032-11"]),
        (10, 12, ["2024-11", "2025-11", "2027-11", "2032-11"]),
        (3, 5, ["2024-02"]),
    ],
)
def test_dates_stand_at_round_distances_from_the_start(steps, months_per_step, shown):
    forecast = replace(made(steps=steps), months_per_step=months_per_step)

    assert [str(month) for month in dates_shown(forecast)] == shown
    assert dates_shown(forecast, 1) == (Month.parse(shown[-1]),)
