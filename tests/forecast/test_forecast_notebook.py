"""What a notebook shows."""

from __future__ import annotations

from xml.etree import ElementTree

from scenario.forecast import Labels
from scenario.present import notebook as html
from tests.forecast.made import bare, made


def cells(text: str) -> list[list[str]]:
    """The rows of the table, read by a parser that forgives nothing."""
    body = ElementTree.fromstring(text.replace("<br>", "<br/>"))
    return [["".join(cell.itertext()) for cell in row] for row in body.iter("tr")]


def test_it_shows_states_at_sensible_dates():
    tables = ElementTree.fromstring(html(made())).iter("table")
    head, *rows = [
        ["".join(cell.itertext()) for cell in row] for row in next(iter(tables)).iter("tr")
    ]

    assert head == [
        "", "Feb 2023", "May 2023", "Aug 2023", "May 2024", "Nov 2024", "±", "judgement range",
        "in words",
    ]  # fmt: skip
    assert (len(rows), rows[2][0]) == (3, "Left")
    assert rows[2][-1] == "very unlikely"
    assert " to " in rows[2][-2]
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
