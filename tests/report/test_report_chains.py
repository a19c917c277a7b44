"""What is told of several chains: each by its own title, in texts, reports and charts."""

from __future__ import annotations

from typing import Any

import pytest

import scenario
from scenario.plots.charts.outcome import outcome
from scenario.report import Material, text_of
from tests.support.models import resolve_document

WAYS: dict[str, Any] = {"go": {"from": "inside", "to": "left", "rate": 0.1}}
MODEL: dict[str, Any] = {
    "model": "two",
    "title": "Two",
    "question": "Does it leave?",
    "start": "2022-12",
    "step": "1 month",
    "outcomes": {
        "pact": {
            "title": "The pact",
            "start": "inside",
            "states": {"inside": "In the pact", "left": "Out of the pact"},
            "transitions": WAYS,
            "resolves": "The depositary says so.",
            "base_rates": {
                "left": {"chance": "2% a year", "because": "As it was.", "assumed": True}
            },
        },
        "base": {
            "title": "The base",
            "start": "stands",
            "states": {"stands": "Base in place", "closed": "Base closed"},
            "transitions": {
                "close": {"from": "stands", "to": "closed", "rate": "0.3 if pact.left else 0.1"}
            },
            "resolves": "The last soldier has left.",
        },
    },
}


@pytest.fixture(scope="module")
def made() -> tuple[scenario.Scenario, scenario.Forecast]:
    one = scenario.Scenario(resolve_document({"model": MODEL, "horizon": "2 years", "runs": 200}))
    return one, one.run(judgement=False)


def test_the_text_says_of_which_chain_a_question_is_decided_how(made: Any) -> None:
    said = " ".join(made[1].text().split())
    assert "The pact. How the question is decided: The depositary says so." in said
    assert "The base. How the question is decided: The last soldier has left." in said


def test_the_report_says_of_which_chain_a_state_counts_when(made: Any) -> None:
    one, forecast = made
    text = text_of(Material((one,), (forecast,), "scenario report"), ".md")
    assert "The pact. When a state counts: The depositary says so." in text
    assert "The base. When a state counts: The last soldier has left." in text


def test_the_report_tells_base_rates_with_their_grounds(made: Any) -> None:
    one, forecast = made
    text = text_of(Material((one,), (forecast,), "scenario report"), ".md")
    row = next(line for line in text.splitlines() if "As it was." in line)
    assert "Out of the pact" in row
    assert "2.0 %" in row


def test_a_chart_of_another_chain_tells_what_it_shows(made: Any) -> None:
    _, forecast = made
    told = outcome(forecast, "closed").to_dict()["description"]
    assert "Base closed by December 2024: " in told
    assert "Out of the pact" not in told
    assert "Out of the pact by December 2024: " in outcome(forecast).to_dict()["description"]


def test_what_is_exact_is_called_so_and_the_method_says_what_a_probability_is() -> None:
    ways = {"go": {"from": "inside", "to": "out", "rate": 0.1}}
    outcome = {"start": "inside", "states": ["inside", "out"], "transitions": ways}
    model = {"model": "m", "title": "M", "start": "2022-12", "step": "1 year", "outcome": outcome}
    model["parameters"] = {"cost": {"value": "1 to 2"}}
    model["totals"] = {"spent": {"of": "cost"}}
    document = {"model": model, "horizon": "3 years", "runs": 200}
    one = scenario.Scenario(resolve_document(document))
    text = text_of(Material((one,), (one.run(),), "scenario report"), ".md")
    assert "The probability of “out” is exact, given the model" in text
    assert "simulated in 3 steps of 12 months." in text
    assert "A probability is the mean of those that the runs carry." in text
    assert "only uncertain number does not bear on the probability of “out”" in text
    assert "nine times in ten. Only better knowledge" not in text
    assert "What acts directly" not in text


def test_a_transition_is_called_by_its_title_and_never_by_the_name_of_its_chain(made: Any) -> None:
    go = {**WAYS["go"], "title": "It gives notice"}
    pact = {**MODEL["outcomes"]["pact"], "transitions": {"go": go}}
    rules = {
        "pull": {"when": True, "effects": [{"multiply": "pact.go", "by": 2}]},
        "push": {"when": True, "effects": [{"multiply": "base.close", "by": 2}]},
    }
    model = {**MODEL, "rules": rules, "outcomes": {**MODEL["outcomes"], "pact": pact}}
    one = scenario.Scenario(resolve_document({"model": model, "horizon": "2 years", "runs": 100}))
    text = text_of(Material((one,), (one.run(judgement=False),), "scenario report"), ".md")
    assert "the rate of the transition “It gives notice”" in text
    assert "the rate of the transition “close”" in text
    heads = [line for line in text.splitlines() if line.startswith("####")]
    assert any(head.startswith("#### Close") for head in heads), heads
    assert not any("Base: " in head or "Pact: " in head for head in heads)


def test_the_report_shows_totals_as_a_chart_with_their_numbers(made: Any) -> None:
    totals = {"shut": {"title": "Time without the base", "of": "base.closed"}}
    one = scenario.Scenario(
        resolve_document({"model": {**MODEL, "totals": totals}, "horizon": "2 years", "runs": 200})
    )
    material = Material((one,), (one.run(judgement=False),), "scenario report")
    page = text_of(material, ".html")
    assert "What adds up until Dec 2024" in page
    assert page.count("<caption>Totals until the end of December 2024") == 1
    assert "What adds up" not in text_of(
        Material((made[0],), (made[1],), "scenario report"), ".html"
    )
