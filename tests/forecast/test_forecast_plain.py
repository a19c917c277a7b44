"""The object that `run --json` prints."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenario.forecast import Forecast, Labels, as_dict, to_json
from scenario.forecast.plain import strict
from tests.forecast.made import bare, made

CONTRACT = {
    "scenario", "model", "start", "until", "runs", "random_seed", "method", "outcome", "ever",
    "first_reached", "events", "drivers", "actors", "provenance",
}  # fmt: skip


def refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} is not JSON")


def types(value: Any) -> set[type]:
    """Every type in nested data."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {type(value)}.union(*map(types, parts))


def test_the_contract_is_kept():
    forecast = made()
    plain = as_dict(forecast)

    assert set(plain) >= CONTRACT | {"by", "rules", "notes"}
    assert (plain["start"], plain["until"]) == ("2022-11", "2024-11")
    assert list(plain["outcome"]) == [str(date) for date in forecast.dates]
    assert plain["outcome"]["2023-05"]["out"] == forecast.probability("out", at="2023-05").as_dict()
    assert plain["by"]["2023-05"]["out"] == forecast.probability("out", by="2023-05").as_dict()
    assert plain["ever"]["out"] == forecast.probability("out").as_dict()
    assert plain["ever"] == plain["by"]["2024-11"]
    assert plain["first_reached"]["in"] == {"q05": "2022-11", "q50": "2022-11", "q95": "2022-11"}
    assert plain["first_reached"]["out"]["q95"] is None
    treaty = forecast.event("treaty")
    assert plain["events"]["treaty"] == {
        "p": treaty.p, "se": treaty.se, "low": treaty.low, "high": treaty.high,
        "mean_count": 1_500_000.0,
    }  # fmt: skip
    assert plain["rules"] == {"gate": {"share": forecast.rule_share[0]}}
    assert plain["watched"] == {"state": "out", "weights": [0.5, 1]}


def test_drivers_and_actors_hold_every_step():
    forecast = made()
    plain = as_dict(forecast)

    for kind, name, row in (("drivers", "support", 1), ("actors", "government", 2)):
        found = plain[kind][name]
        assert list(found) == [str(date) for date in forecast.dates]
        assert list(found["2023-01"].values()) == [
            forecast.mean[2, row], forecast.sd[2, row], *forecast.quantiles[2, row],
        ]  # fmt: skip
    assert list(found["2023-01"]) == ["mean", "sd", "q05", "q25", "q50", "q75", "q95"]


@pytest.mark.parametrize("forecast", [made(), bare()], ids=["full", "bare"])
def test_it_is_strict_json_of_plain_types(forecast: Forecast):
    plain = as_dict(forecast)
    text = to_json(forecast)

    assert types(plain) <= {dict, list, str, int, float, bool, type(None)}
    assert json.loads(text, parse_constant=refuse) == plain
    assert text.endswith("}\n")


def test_what_is_not_finite_becomes_null():
    forecast = made()
    sd = forecast.sd.copy()
    sd[3, 0] = np.inf
    text = to_json(replace(forecast, sd=sd))

    assert json.loads(text, parse_constant=refuse)["drivers"]["trade"]["2023-02"]["sd"] is None


def test_an_extra_key_never_hides_one_of_the_contract():
    assert as_dict(replace(made(), extra={"model": "other"}))["model"] == "toy"


def test_what_json_cannot_say_is_an_error():
    for value in (object(), {1: 2}, {"a": {1, 2}}):
        with pytest.raises(TypeError, match="no place in JSON"):
            strict(value)


def shuffled(forecast: Forecast) -> Forecast:
    """The forecast of the same model with everything in its file turned upside down."""
    labels, paths = forecast.labels, forecast.paths
    rows = [1, 0, 2]
    turned = {
        name: tuple(reversed(getattr(labels, name)))
        for name in ("states", "drivers", "actors", "events", "rules")
    }
    titles = dict(reversed(labels.titles.items()))
    units = dict(reversed(labels.units.items()))
    return replace(
        forecast,
        labels=Labels(**turned, titles=titles, units=units),
        at=forecast.at[:, ::-1],
        reached=forecast.reached[:, ::-1],
        judgement_at=forecast.judgement_at[:, ::-1],
        judgement_by=forecast.judgement_by[:, ::-1],
        happened=forecast.happened[:, ::-1],
        occurrences=forecast.occurrences[::-1],
        mean=forecast.mean[:, rows],
        sd=forecast.sd[:, rows],
        quantiles=forecast.quantiles[:, rows],
        paths=replace(paths, values=paths.values[:, rows]),
    )


def test_the_order_of_the_model_file_does_not_show():
    forecast = made()

    assert list(as_dict(shuffled(forecast))["units"]) != list(as_dict(forecast)["units"])
    assert to_json(shuffled(forecast)) == to_json(forecast)
    assert to_json(made(seed=1)) != to_json(forecast)
