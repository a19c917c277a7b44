"""Labelled arrays and tidy tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scenario.calendar import Month
from scenario.forecast import Estimate, dataset, driver_table, table
from scenario.forecast.to_xarray import month_ends
from tests.forecast.made import bare, made


def estimate(point: Any, prefix: str) -> Estimate:
    """The estimate that a point of the dataset amounts to."""
    cell = [float(point[prefix + name]) for name in ("p", "se", "low", "high")]
    return Estimate(*cell, judgement=tuple(point[f"{prefix}judgement"].values.tolist()))


def test_the_dataset_answers_as_the_forecast_does():
    forecast = made()
    data = dataset(forecast)

    for month, day in (("2022-11", "2022-11-30"), ("2023-05", "2023-05-31")):
        point = data.sel(time=day, state="out")
        assert str(point.month.values) == month
        assert estimate(point, "") == forecast.probability("out", at=month)
        assert estimate(point, "ever_") == forecast.probability("out", by=month)
    assert float(data.happened.sel(event="treaty")[-1]) == forecast.event("treaty").p
    assert float(data.happened_low.sel(event="treaty")[-1]) == forecast.event("treaty").low


def test_every_array_stands_under_its_name():
    forecast = made()
    data, paths = dataset(forecast), forecast.paths

    pairs = [
        (data.hits, forecast.at),
        (data.ever_hits, forecast.reached),
        (data.happened_hits, forecast.happened),
        (data.occurrences, forecast.occurrences),
        (data["mean"].sel(driver="support"), forecast.mean[:, 1]),
        (data.sd.sel(driver="trade"), forecast.sd[:, 0]),
        (data.quantiles.sel(driver="trade", quantile=0.95), forecast.quantiles[:, 0, 4]),
        (data.actor_mean.sel(actor="government"), forecast.mean[:, 2]),
        (data.actor_sd.sel(actor="government"), forecast.sd[:, 2]),
        (data.actor_quantiles.sel(quantile=0.5), forecast.quantiles[:, 2:, 2]),
        (data.rule_share, forecast.rule_share),
        (data.path_value, paths.values[:, :2]),
        (data.path_alignment, paths.values[:, 2:]),
        (data.path_state, paths.states[0]),
        (data.path_happened, paths.happened),
        (data.path_rule_steps, paths.rule_steps),
        (data.path_judgement.sel(place="parameters.gate"), paths.judgements[0]),
    ]
    for labelled, array in pairs:
        assert np.array_equal(labelled.values, array)


def test_titles_units_and_provenance_come_along():
    data = dataset(made())

    assert data.state_title.values.tolist() == ["participates", "frozen <since>", "left"]
    assert data.event_title.values.tolist() == ["karabakh falls", "Peace treaty"]
    assert data.driver_unit.values.tolist() == ["bn US$", ""]
    assert data.attrs["random_seed"] == 20221214
    assert '"model_sha256": "abc"' in data.attrs["provenance"]
    assert all(part.attrs["long_name"] for part in data.variables.values())


def test_the_table_is_tidy():
    forecast = made()
    frame = table(forecast)

    assert list(frame.columns) == [
        "date", "time", "state", "title",
        "p", "se", "low", "high", "judgement_low", "judgement_high",
        "ever_p", "ever_se", "ever_low", "ever_high", "ever_judgement_low", "ever_judgement_high",
    ]  # fmt: skip
    assert len(frame) == 25 * 3
    row = frame[(frame.date == "2023-05") & (frame.state == "frozen")].iloc[0]
    now, ever = (forecast.probability("frozen", **{k: "2023-05"}) for k in ("at", "by"))
    assert row.time == pd.Timestamp("2023-05-31")
    assert row.title == "frozen <since>"
    assert (row.p, row.se, row.low, row.high) == (now.p, now.se, now.low, now.high)
    assert (row.judgement_low, row.judgement_high) == now.judgement
    assert (row.ever_p, row.ever_se, row.ever_low, row.ever_high) == (
        ever.p, ever.se, ever.low, ever.high,
    )  # fmt: skip
    assert (row.ever_judgement_low, row.ever_judgement_high) == ever.judgement


def test_judgement_that_was_not_computed_is_missing():
    assert table(bare()).judgement_low.isna().all()
    assert "judgement" not in dataset(bare())


def test_the_driver_table_is_tidy():
    forecast = made()
    frame = driver_table(forecast)

    assert len(frame) == 25 * 3
    row = frame[(frame.date == "2023-01") & (frame.name == "government")].iloc[0]
    assert (row.kind, row.title, row.unit) == ("actor", "Government", "")
    assert row[["mean", "sd", "q05", "q95"]].tolist() == [
        forecast.mean[2, 2], forecast.sd[2, 2], forecast.quantiles[2, 2, 0],
        forecast.quantiles[2, 2, 4],
    ]  # fmt: skip
    assert driver_table(bare()).empty


def test_months_end_on_their_last_days():
    months = [Month.parse(text) for text in ("2024-02", "2023-02", "2022-12", "1969-12")]

    assert month_ends(months).astype("datetime64[D]").astype(str).tolist() == [
        "2024-02-29", "2023-02-28", "2022-12-31", "1969-12-31",
    ]  # fmt: skip
    assert month_ends(months).dtype == "datetime64[ns]"


def test_far_months_do_not_overflow():
    months = [Month.parse("0001-01"), Month.parse("9999-12")]

    assert month_ends(months).astype("datetime64[D]").astype(str).tolist() == [
        "0001-01-31", "9999-12-31",
    ]  # fmt: skip
