"""The share of an answer that rests on sizes of the analyst's own, where it is known."""

from __future__ import annotations

import time

import pytest

from scenario.engine import run
from scenario.forecast import Forecast
from scenario.studies.provenance_share import provenance_share
from scenario.studies.sensitivity import sensitivity
from tests.support.models import resolve_document

FACTS = {"source": {"id": "s"}, "facts": {"f": {"claim": "A fact."}}}


def forecast(cited: float, assumed: float, silent: float = 0.0, **more: object) -> Forecast:
    """P(b) with a rate that is a sum of three judgements of these widths."""
    widths = {"c": cited, "a": assumed, "n": silent}
    grounds = {"c": {"cites": {"fact": "s.f", "gives": "size"}}, "a": {"assumed": True}, "n": {}}
    parameters = {
        name: {"value": {"uniform": {"low": 0, "high": width}}, **grounds[name]}
        for name, width in widths.items()
        if width
    }
    rate = "0.3 + " + " + ".join(parameters or ["0"])
    model = {
        "model": "m", "title": "m", "start": "2022-12", "step": "1 month", "facts": [FACTS],
        "parameters": parameters,
        "outcome": {"start": "a", "states": ["a", "b"],
                    "transitions": {"go": {"from": "a", "to": "b", "rate": rate}}},
        **more,
    }  # fmt: skip
    document = {"model": model, "horizon": "1 year", "runs": 16_384}
    return run(resolve_document(document), judgement=False, workers=1)


@pytest.mark.statistics
def test_the_share_is_that_of_the_variances() -> None:
    """Near a small rate P is nearly linear in the sum: shares go with the squares of widths."""
    found = provenance_share(forecast(1.2, 0.8), "b")
    assert found.own == pytest.approx(0.64 / (1.44 + 0.64), abs=0.12)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.31 < found.high
    assert found.sourced == pytest.approx(1 - found.own)
    assert found.largest == "parameters.a.value"
    assert "1 of 2 whose size is the analyst's own, most of all on “a”" in found.text()


def test_a_citation_of_the_direction_leaves_the_size_the_analysts_own() -> None:
    model = forecast(1.0, 0.0).document["model"]
    plain = {**model["parameters"]["c"], "cites": ["s.f"]}
    document = {"model": {**model, "parameters": {"c": plain}}, "horizon": "1 year", "runs": 4_096}
    found = provenance_share(run(resolve_document(document), judgement=False, workers=1), "b")
    assert found.own == 1.0
    assert "No source gives the size" in found.text()


def test_sensitivity_says_whose_the_sizes_are_as_the_forecast_does() -> None:
    model = forecast(1.0, 0.8, 1.2).document["model"]
    plain = {**model["parameters"]["n"], "cites": ["s.f"]}
    parameters = {**model["parameters"], "n": plain}
    document = {"model": {**model, "parameters": parameters}, "horizon": "1 year", "runs": 1_000}
    lines = sensitivity(resolve_document(document), "P(b by 2023-12)", workers=1).text().split("\n")
    told = {line.split()[0]: line.split()[-1] for line in lines if line[:2] in ("C ", "A ", "N ")}
    assert told == {"C": "source", "A": "analyst", "N": "analyst"}


@pytest.mark.statistics
def test_silence_counts_as_no_source() -> None:
    found = provenance_share(forecast(0.6, 0.6, 1.2), "b")
    assert found.unsourced == 2
    assert found.own == pytest.approx(1.8 / 2.16, abs=0.12)
    assert found.largest == "parameters.n.value"


@pytest.mark.statistics
def test_correlated_draws_share_what_they_explain_together() -> None:
    joined = [{"between": ["c", "a"], "value": 0.95}]
    found = provenance_share(forecast(1.0, 1.0, correlations=joined), "b")
    assert found.own == pytest.approx(0.5, abs=0.12)


def test_all_and_none() -> None:
    assert provenance_share(forecast(1.0, 0.0), "b").own == 0.0
    assert "gives the size of every" in provenance_share(forecast(1.0, 0.0), "b").text()
    assert provenance_share(forecast(0.0, 1.0), "b").own == 1.0


def test_no_judgements_and_no_spread() -> None:
    assert "is uncertain" in provenance_share(forecast(0.0, 0.0), "b").text()
    flat = provenance_share(forecast(1e-9, 1e-9), "b")
    assert flat.own is None
    assert flat.text().startswith("These runs cannot tell which of the model's 2 uncertain numbers")
    alone = provenance_share(forecast(1e-9, 0.0), "b").text()
    assert "do not show that the model's only uncertain number bears on" in alone


def test_where_every_run_is_alike_no_judgement_bears_on_it() -> None:
    model = {
        "model": "m", "title": "A", "start": "2026-12", "step": "1 year",
        "parameters": {"cost": {"value": "1 to 2"}, "price": {"value": "1 to 2"}},
        "outcome": {
            "start": "a", "states": ["a", "b"],
            "transitions": {"go": {"from": "a", "to": "b", "rate": 0.2}},
        },
        "totals": {"spent": {"of": "cost + price"}},
    }  # fmt: skip
    made = run(resolve_document({"model": model, "horizon": "3 years", "runs": 200}), workers=1)

    none = "None of the model's 2 uncertain numbers bears on the probability of “b”."
    assert provenance_share(made, "b").text() == none
    assert "judgement range" not in made.text().partition("These")[0]


def test_it_is_cheap_and_plain() -> None:
    made = forecast(1.0, 1.0)
    began = time.process_time()
    found = provenance_share(made, "b", by="2023-06")
    assert time.process_time() - began < 0.3
    assert found.of == "P(b by 2023-06)"
    assert set(found.as_dict()) >= {"own", "sourced", "low", "high"}


def test_it_needs_only_what_is_saved(tmp_path: object) -> None:
    from pathlib import Path

    from scenario.api import load_forecast

    made = forecast(1.0, 1.0)
    folder = made.save(Path(str(tmp_path)) / "saved")
    assert provenance_share(load_forecast(folder), "b") == provenance_share(made, "b")
