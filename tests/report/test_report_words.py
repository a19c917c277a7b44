"""The model in plain words, compared with a text that was read and found right."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from scenario.expr import parse
from scenario.present.html import kept
from scenario.report.basis import figure
from scenario.report.elements import Reader
from scenario.report.modelled import start_told
from scenario.report.quantities import formula
from tests.support.models import resolve

GOLDEN = Path(__file__).parent / "golden" / "model.md"


def test_the_model_in_words(pages):
    told = pages.markdown.partition("### The outcome")[2].partition('<a id="assumptions">')[0]

    assert told.strip() == GOLDEN.read_text("utf-8").strip()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a + b * (c - 2)", "a+b·(c−2)"),
        ("(a + b) * c", "(a+b)·c"),
        ("a - (b - c)", "a−(b−c)"),
        ("-a ** 2", "−a2"),
        ("(-a) ** 2", "(−a)2"),
        ("a / (b + 1)", "ab+1"),
        ("exp(-x)", "exp(−x)"),
        ("1e-9 * x", "1×10-9·x"),
        ("clip(x, 0, 1)", "clip(x,0,1)"),
        ("x if happened(e) else 0", "{xif e has happened0otherwise"),
        ("a < b <= 3", "a<b≤3"),
        ("a > 1 and (b > 2 or not outcome.left)", "a>1 and (b>2 or not outcome is left)"),
        ("change(g.alignment) / t", "Δgt"),
        ("sqrt(abs(x))", "|x|"),
        ("months_since(outcome.left) > 6", "months since left>6"),
    ],
)
def test_formulas(text: str, plain: str):
    found = formula(parse(text))

    parts = [ElementTree.fromstring(part.replace("&#160;", " ")) for part in found.parts]
    assert "".join("".join(part.itertext()) for part in parts) == plain


def test_a_long_formula_can_be_broken_at_its_signs():
    assert len(formula(parse("a + b * c - d")).parts) == 3
    assert len(formula(parse("a * b * exp(c)")).parts) == 3


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("about 39 % of", "about 39\u00a0% of"),
        ("facts.of_a_kind, 0.5", "facts.<wbr>of_<wbr>a_<wbr>kind, 0.5"),
        ("<b> & a_b", "&lt;b&gt; &amp; a_<wbr>b"),
    ],
)
def test_lines_break_between_words_alone(text: str, markup: str):
    assert str(kept(text)) == markup


def test_large_figures_are_written_in_full():
    assert [figure(x) for x in (0.5, 1960.0, 120_000.0, 3e6)] == [
        "0.5",
        "1960",
        "120,000",
        "3,000,000",
    ]


def test_a_chance_is_told_as_it_was_written():
    ways = {"go": {"from": "a", "to": "b", "chance": "10% to 40% within 5 years"}}
    resolved = resolve(
        {
            "parameters": {"risk": {"value": {"chance": "2% a month"}}},
            "events": {"e": {"chance": "30% within 5 years"}, "f": {"rate": 0.3}},
            "outcome": {"start": "a", "states": ["a", "b"], "transitions": ways},
        }
    )
    reader = Reader(resolved.model, resolved.said_at)
    kinds = (reader.parameters(), reader.events(), reader.transitions())

    assert ["".join(map(str, text)) for kind in kinds for one in kind for text in one.says] == [
        "A chance of 2% a month (a rate of 0.242 a year).",
        "Happens once at most, with a chance of 30% within 5 years by itself (a rate of 0.0713 a"
        " year).",
        "Happens once at most, at a rate of 0.3 per year.",
        "From “a” to “b”, with a chance of 10% to 40% within 5 years by itself (a rate of 0.0211"
        " to 0.102 a year).",
    ]


def test_what_recurs_what_moves_the_outcome_and_what_waits_in_words():
    model = {
        "parameters": {"long": {"value": "2 to 4"}},
        "events": {
            "vote": {"every": "4 years from 2024-06", "moves": "b"},
            "audit": {"every": "18 months from 2023-01", "probability": 0.9},
        },
        "outcome": {
            "start": "a",
            "states": {"a": "in office", "b": "in opposition"},
            "transitions": {
                "lose": {"from": "a", "to": "b", "after": "1 to 3 years"},
                "win": {"from": "b", "to": "a", "rate": 1, "after": "long"},
            },
        },
    }
    resolved = resolve(model)
    reader = Reader(resolved.model, resolved.said_at)
    events = {one.name: [*one.says, *one.does] for one in reader.events()}
    ways = {one.name: one.says for one in reader.transitions()}

    assert events["vote"][0] == ("Happens every 4 years from Jun 2024 on.",)
    assert events["vote"][-1] == ("moves the outcome to “in opposition”, from “in office”",)
    assert events["audit"][0][0].startswith("May happen every 18 months from Jan 2023 on, each")
    assert "1 to 3 years (nine times in ten) after the state was entered" in ways["lose"][0][0]
    assert "once the state has lasted long years" in ways["win"][0][0]


def test_an_uncertain_start_and_since_when_in_words():
    model = {
        "outcome": {
            "start": {"a": 0.1, "b": 0.9},
            "since": {"a": "2020-01"},
            "states": {"a": "frozen", "b": "taking part"},
            "transitions": {"thaw": {"from": "a", "to": "b", "rate": 1}},
        }
    }
    assert start_told(resolve(model).model.outcome) == (
        "It starts in “taking part” with a probability of 90 % or in “frozen” (since Jan 2020)"
        " with a probability of 10 %."
    )
