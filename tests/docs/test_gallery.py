"""The gallery has every chart, as its command draws it, and stays small."""

from __future__ import annotations

import shlex
from xml.etree import ElementTree

import pytest

from scenario.cli.command import COMMANDS
from scenario.plots import CHARTS
from tests.docs.gallery import FOLDER, PAGE, PAGES, PICTURES, RENEW, line_of, shortened, written

MOST = 2_000_000
"""Bytes of all pictures."""


def test_every_chart_is_in_the_gallery() -> None:
    missing = set(CHARTS.said) - set(PICTURES)
    assert not missing, f"say in tests/docs/gallery.py how to read {missing}, then: {RENEW}"
    assert set(PICTURES) <= set(CHARTS.said)


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == written(), f"renew it with: {RENEW}"


def test_there_is_a_picture_of_each_and_no_other() -> None:
    kept = {path.name for path in FOLDER.iterdir()}
    assert kept == {f"{name}.svg" for name in PICTURES} | {f"{name}.html" for name in PAGES}
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_by_its_command(name: str) -> None:
    _, command, *words = shlex.split(line_of(name))
    takes = {word for option in COMMANDS[command].parameters() for word in option.opts}
    assert {word for word in words if word.startswith("-")} <= takes
    root = ElementTree.fromstring((FOLDER / f"{name}.svg").read_text("utf-8"))
    assert len(root.attrib["aria-label"]) > 20


def test_places_are_shortened_and_texts_are_not() -> None:
    drawn = '<path d="M1.234,-5.678" opacity="0.75"/><text x="3.14159">0.507</text>'
    short = '<path d="M1.2,-5.7" opacity="0.75"/><text x="3.1">0.507</text>'
    assert shortened(drawn) == short
