"""Every chart from a real result: it renders, at both widths, and shows the result's numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from scenario import plots
from scenario.errors import InputError
from scenario.expr.question import parse_question
from scenario.forecast.answer import asked_state
from scenario.plots.charts.evidence import _shorter
from scenario.plots.image import described, labelled

CHARTS: dict[str, Callable[[Any, int], Any]] = {
    "outcome": lambda m, w: plots.outcome(m.forecast, width=w),
    "ever": lambda m, w: plots.ever(m.forecast, width=w),
    "futures": lambda m, w: plots.futures(m.forecast, width=w),
    "first_reached": lambda m, w: plots.first_reached(m.forecast, width=w),
    "events": lambda m, w: plots.events(m.forecast, width=w),
    "totals": lambda m, w: plots.totals(m.adding, width=w),
    "drivers": lambda m, w: plots.drivers(m.forecast, width=w),
    "alignments": lambda m, w: plots.alignments(m.forecast, width=w),
    "actors": lambda m, w: plots.actors(m.forecast, width=w),
    "listening": lambda m, w: plots.listening(m.base.resolved, width=w),
    "model_map": lambda m, w: plots.model_map(m.base.resolved, width=w),
    "judgements": lambda m, w: plots.judgements(m.base.resolved, width=w),
    "ways": lambda m, w: plots.ways(m.forecast, width=w),
    "boxes": lambda m, w: plots.boxes(m.discovery, width=w),
    "signposts": lambda m, w: plots.signposts(m.signposts, width=w),
    "storylines": lambda m, w: plots.storylines(m.storylines, width=w),
    "future": lambda m, w: plots.future(m.trace, width=w),
    "break_even": lambda m, w: plots.break_even(m.solution, width=w),
    "answers": lambda m, w: plots.answers(m.answers, width=w),
    "scenarios": lambda m, w: plots.scenarios((m.forecast, m.full), "deal", width=w),
    "differences": lambda m, w: plots.differences(m.compare, width=w),
    "pool": lambda m, w: plots.pool(m.pool, width=w),
    "pool of a mean": lambda m, w: plots.pool(m.pool_mean, width=w),
    "tornado": lambda m, w: plots.tornado(m.tornado, width=w),
    "tornado of a mean": lambda m, w: plots.tornado(m.tornado_mean, width=w),
    "sweep": lambda m, w: plots.sweep(m.sweep, width=w),
    "sweep of words": lambda m, w: plots.sweep(m.words, width=w),
    "heat map": lambda m, w: plots.sweep(m.grid, width=w),
    "sweep of a mean": lambda m, w: plots.sweep(m.mean, width=w),
    "sobol": lambda m, w: plots.sensitivity(m.sobol, width=w),
    "morris": lambda m, w: plots.sensitivity(m.morris, width=w),
    "calibration": lambda m, w: plots.calibration(m.scores, width=w),
    "calibration of nothing": lambda m, w: plots.calibration(m.unscored, width=w),
    "scores_over_time": lambda m, w: plots.scores_over_time(m.scores, width=w),
    "scores of nothing": lambda m, w: plots.scores_over_time(m.unscored, width=w),
    "case_skill": lambda m, w: plots.case_skill(m.cases, width=w),
    "history": lambda m, w: plots.history(m.history, width=w),
    "history of an open question": lambda m, w: plots.history(m.open_history, width=w),
    "waterfall": lambda m, w: plots.waterfall(m.explain, width=w),
    "evidence": lambda m, w: plots.evidence(m.update, width=w),
    "backtest": lambda m, w: plots.backtest(m.backtest, width=w),
    "backtest of values alone": lambda m, w: plots.backtest(m.of_values, width=w),
    "fit": lambda m, w: plots.fit(m.fit, width=w),
}

WIDE_ONLY = {"model_map", "listening"}  # narrow pages scroll them


@pytest.mark.parametrize("name", CHARTS)
def test_it_renders_to_an_image_of_its_width(made, name: str):
    chart = CHARTS[name](made, plots.WIDE)

    image = Image.open(BytesIO(plots.png(chart)))
    assert image.format == "PNG"
    assert image.text["Software"].startswith("scenario ")  # type: ignore[attr-defined]
    assert plots.WIDE * 0.6 < image.width / 2 < plots.WIDE * 1.06
    assert len(image.convert("L").resize((60, 60)).getcolors()) > 3  # not a blank page
    assert len(described(chart)) > 20


@pytest.mark.parametrize("name", [name for name in CHARTS if name not in WIDE_ONLY])
def test_it_fits_a_narrow_page(made, name: str):
    root = ElementTree.fromstring(plots.svg(CHARTS[name](made, plots.NARROW)))

    assert float(root.attrib["width"]) < plots.NARROW * 1.12


@pytest.mark.parametrize("name", CHARTS)
def test_every_text_says_how_wide_it_is(made, name: str):
    root = ElementTree.fromstring(plots.svg(CHARTS[name](made, plots.WIDE)))

    texts = [e for e in root.iter("{http://www.w3.org/2000/svg}text") if "".join(e.itertext())]
    assert len(texts) > 3
    assert [text.text for text in texts if "textLength" not in text.attrib] == []
    assert not [text.text for text in texts if re.search(r"\de\+\d", text.text or "")]


def rows(chart: Any, *fields: str) -> list[dict[str, Any]]:
    """The rows of a chart's data that have these fields."""
    found = chart.to_dict()
    sets = list(found.get("datasets", {}).values())
    return [row for each in [*sets, *_values(found)] for row in each if set(fields) <= set(row)]


def _values(part: Any) -> list[Any]:
    if isinstance(part, dict):
        own = [part["values"]] if isinstance(part.get("values"), (list, tuple)) else []
        own = [each for each in own if each and isinstance(each[0], dict)]
        return own + [found for item in part.values() for found in _values(item)]
    if isinstance(part, (list, tuple)):
        return [found for item in part for found in _values(item)]
    return []


def test_bands_show_the_forecast(made):
    shown = rows(plots.outcome(made.forecast), "state", "from", "to")

    for row in shown:
        told = made.forecast.probability(row["state"], at=row["month"]).p
        assert row["p"] == told
        assert row["to"] - row["from"] == pytest.approx(told)
    assert len(shown) == len(made.forecast.dates) * 3


def test_bands_show_the_judgement_range(made):
    for row in rows(plots.outcome(made.forecast, "court"), "judgement"):
        ends = made.forecast.probability("court", at=row["month"]).judgement
        assert row["judgement"] == ends[("q05", "q95").index(row["end"])]


def test_curves_of_states_ever_reached_show_the_forecast(made):
    shown = rows(plots.ever(made.forecast), "state", "q05")

    assert {row["state"] for row in shown} == {"deal", "court"}
    for row in shown:
        cell = made.forecast.probability(row["state"], by=row["month"])
        assert (row["p"], row["q05"], row["q95"]) == (cell.p, *cell.judgement)


@pytest.mark.parametrize("state", ["deal", "court"])
def test_of_a_hundred_dots_each_state_has_its_share(made, state):
    shown = rows(plots.futures(made.forecast, state), "state", "x", "y")
    dots = [row["state"] for row in shown if row["y"] <= 0]  # the legend has them below
    assert len(dots) == 100
    assert dots[0] == state or state not in dots
    for name in made.forecast.labels.states:
        share = made.forecast.state_at[-1][made.forecast.labels.states.index(name)].p
        assert abs(dots.count(name) - 100 * share) < 1


def test_bars_of_first_dates_show_the_forecast(made):
    for row in rows(plots.first_reached(made.forecast), "q50"):
        found = made.forecast.first_reached(row["key"])
        assert row["q50"] == (found["q50"].index if found["q50"] else None)


def test_curves_of_events_show_the_forecast(made):
    for row in rows(plots.events(made.forecast), "event"):
        assert row["p"] == made.forecast.event(row["event"], by=row["month"]).p


@pytest.mark.parametrize("draw", [plots.drivers, plots.alignments])
def test_fans_show_the_forecast(made, draw):
    forecast = made.forecast
    names = (*forecast.labels.drivers, *forecast.labels.actors)
    shown = rows(draw(forecast), "q50", "month", "name")
    assert shown
    for row in shown:
        told = forecast.quantiles[forecast.step(row["month"]), names.index(row["name"])]
        assert [row[key] for key in ("q05", "q25", "q50", "q75", "q95")] == told.tolist()


def test_bars_of_totals_show_the_forecast(made):
    chart, found = plots.totals(made.adding), made.adding.extra["totals"]
    shown = {row["name"]: row for row in rows(chart, "q05", "mean")}

    assert set(shown) == set(found)
    for name, row in shown.items():
        assert {key: row[key] for key in found[name]} == found[name]
    told = described(chart)
    assert re.search(r"Wages lost by all: [\d,]+ \([\d,]+ to [\d,]+\) million crowns", told)
    assert "Time that has passed: 3;" in f"{told};"


def test_each_total_has_a_scale_of_its_own(made):
    panels = plots.totals(made.adding).to_dict()["vconcat"][0]["vconcat"][0]["concat"]
    names = list(made.adding.extra["totals"])
    ends = {
        name: panel["layer"][0]["encoding"]["x"]["scale"]["domain"]
        for name, panel in zip(names, panels, strict=True)
    }
    assert ends["lost"][1] > 10_000 > ends["over"][1] > ends["mediations"][1]
    assert ends["over"][0] == 0
    assert ends["time"] == pytest.approx([2.7, 3.3])


def test_what_has_nothing_to_draw_is_refused_with_what_there_is(made):
    assert "totals" not in plots.drawable(made.forecast)
    assert plots.drawable(made.adding)[0] == "outcome"
    assert "totals" in plots.drawable(made.adding)
    with pytest.raises(InputError, match="the chart totals would be empty") as refused:
        plots.draw(made.forecast, "totals")
    assert "there are outcome, futures, ever, first_reached, " in str(refused.value)


def test_weights_of_listening_sum_to_one(made):
    shown = rows(plots.listening(made.base.resolved), "weight")

    assert {row["heard"]: row["weight"] for row in shown} == pytest.approx(
        {"own view": 0.6, "owners": 0.1, "press": 0.3}
    )


def test_bars_of_a_tornado_show_its_result(made):
    shown = {row["key"]: row for row in rows(plots.tornado(made.tornado), "low", "high")}

    for bar in made.tornado.bars[:20]:
        assert (shown[bar.path]["low"], shown[bar.path]["high"]) == (bar.low.p, bar.high.p)


def test_dots_of_skill_show_what_was_found(made):
    shown = {row["key"]: row for row in rows(plots.case_skill(made.cases), "low", "alike")}
    found = made.cases

    assert len(shown) == 4
    for one, alike in zip(found.weighted.others, found.unweighted.others, strict=True):
        row = shown[f"{one.title} log_skill"]
        ends = (row["low"], row["value"], row["high"])
        told = (one.log_skill.low, one.log_skill.value, one.log_skill.high)
        assert ends == tuple(max(-1, end) for end in told)
        assert row["alike"] == max(-1, alike.log_skill.value)


def test_lines_of_a_sweep_show_its_result(made):
    found = rows(plots.sweep(made.sweep), "x", "p")
    shown = {(row["x"], row["question"]): row["p"] for row in found}

    assert len(shown) == 15
    for row in made.sweep.as_dict()["rows"]:
        assert shown[row["drivers.fund.start"], row["question"]] == row["p"]


def test_a_sweep_of_a_mean_has_an_axis_of_its_own(made):
    chart = plots.sweep(made.mean)
    text = json.dumps(chart.to_dict())
    assert "in Dec 2030; shaded" in text
    assert "%'" not in text
    assert {row["p"] for row in rows(chart, "x", "p")} == {row.estimate.p for row in made.mean.rows}


def test_cells_of_a_heat_map_show_its_result(made):
    assert sorted(row["p"] for row in rows(plots.sweep(made.grid), "x", "y", "p")) == sorted(
        row.estimate.p for row in made.grid.rows
    )


def test_a_pool_shows_each_member_and_the_pool(made):
    shown = {row["key"]: row for row in rows(plots.pool(made.pool), "p")}
    answer = made.pool.answer_to
    assert [row["p"] for row in shown.values()] == [c.p for c in (*answer.members, answer.pool)]
    assert [row["pool"] for row in shown.values()] == [False, False, True]
    assert (shown["2"]["q05"], shown["2"]["q95"]) == answer.pool.judgement


def test_a_history_shows_each_forecast_and_the_answer(made):
    chart = plots.history(made.history)
    said = [row for row in rows(chart, "p") if row.get("said")]
    assert {row["p"] for row in said} == {one.forecast.p for one in made.history.said}
    (answer,) = [row for row in rows(chart, "p") if "said" not in row]
    assert (answer["p"], answer["day_number"]) == (1.0, date(2024, 3, 1).toordinal())
    assert all("said" in row for row in rows(plots.history(made.open_history), "p"))


def test_differences_show_the_comparison(made):
    shown = rows(plots.differences(made.compare), "difference")
    (by_date,) = made.compare.as_dict()["ever"].values()

    assert len({row["month"] for row in shown}) == 37
    for row in shown:
        assert row["difference"] == by_date[row["month"]]["deal"]["difference"]


def test_numbers_of_calibration_stand_inwards_of_their_dots():
    """Those at 0 % and at 100 % would be struck through by an axis, or by the broken line."""
    cells = [{"mean": p, "happened": p, "happened_low": 0.0, "happened_high": 1.0, "questions": 3}
             for p in (0.0, 1.0)]  # fmt: skip
    group = {"questions": 6, "models": 2, "calibration": cells, "over_time": ()}
    drawn = plots.calibration({"log": "f.log", "groups": {"live": group}}).to_dict()
    marks = [one["mark"] for one in drawn["vconcat"][0]["vconcat"][0]["layer"]]
    numbers = [mark for mark in marks if mark["type"] == "text"]
    assert [(one["align"], one["dy"]) for one in numbers] == [("left", -8), ("right", 8)]


def test_a_waterfall_adds_up(made):
    shown = rows(plots.waterfall(made.explain, most=4), "from", "to")

    once = {row["key"]: row for row in shown}.values()  # layers may have data of their own
    parts = [row for row in once if row["direction"] != "end"]
    assert len(parts) <= 5
    assert parts[0]["from"] == pytest.approx(made.explain.unchanged.p)
    assert parts[-1]["to"] == pytest.approx(made.explain.p.p)


def test_what_was_seen_keeps_its_value_on_a_narrow_page(made):
    names = [row["name"] for row in rows(plots.evidence(made.update, width=340), "name")]
    assert any(name.replace("\n", " ").endswith(": 12") for name in names)
    assert _shorter("A long title of one (and more): 0.15")[:3] == [
        "A long title of one (and more): 0.15",
        "A long title of one: 0.15",
        "A long title of …: 0.15",
    ]
    assert _shorter("An event happens") == ["An event happens"]


def test_evidence_leads_from_one_answer_to_the_next(made):
    shown = rows(plots.evidence(made.update), "p", "low", "high", "before")

    once = list({row["key"]: row for row in shown}.values())
    assert [row["key"] for row in once] == ["before", "fact 1", "fact 2"]
    assert [row["before"] for row in once[1:]] == [row["p"] for row in once[:-1]]
    assert once[0]["p"] == made.update.prior.p
    assert once[-1]["p"] == made.update.posterior.p


def test_a_backtest_shows_what_was_said_and_what_came_true(made):
    shown = rows(plots.backtest(made.backtest), "month_number", "p")

    asked = [row for row in made.backtest.rows if row.kind != "value" and row.horizon == 3]
    said = {(row.date.index, row.forecasts["model"]) for row in asked if row.kind == "reached"}
    assert said <= {(row["month_number"], row["p"]) for row in shown}
    assert {row["p"] for row in shown} >= {float(bool(row.truth)) for row in asked}


def test_a_chart_can_be_drawn_from_what_json_prints(made):
    told = made.tornado.as_dict()

    known = plots.tornado(told, document=made.tornado.document)
    assert plots.svg(known) == plots.svg(plots.tornado(made.tornado))


def test_sources_and_dates_stand_below(made):
    drawn = plots.svg(plots.outcome(made.forecast))

    assert "As things stand. Jan 2030 to Jan 2033; 300 runs, random seed 7" in drawn
    assert "as known on 2030-01-20" in drawn
    assert "Sources: A paper (2029)." in drawn


def test_an_svg_says_what_it_shows():
    assert (
        labelled("<svg a='1'>", 'x "&<')
        == '<svg role="img" aria-label="x &quot;&amp;&lt;" a=\'1\'>'
    )


def test_a_heat_map_is_of_the_state_asked_about(made):
    found = made.grid.as_dict()
    other = [{**row, "question": "P(court at 2031-01)", "p": 0.0} for row in found["rows"]]
    both = {**found, "rows": [*other, *found["rows"]]}

    shown = rows(plots.sweep(both, document=made.base.resolved.document()), "x", "y", "p")
    asked = asked_state(made.base.resolved.document())
    assert {parse_question(row["question"]).subject for row in shown} == {asked}


def test_a_state_along_a_sweep_is_called_by_its_title(made):
    found, names = made.words.as_dict(), ("strike", "deal")
    values = dict(zip((True, False), names, strict=True))
    path, other = found["over"][0]["path"], "outcome.start"
    along = [{**row, other: values[row[path]]} for row in found["rows"]]
    told = {**found, "over": [{"path": other, "values": list(names)}], "rows": along}
    document = deepcopy(made.base.resolved.document())
    document["model"]["outcome"]["states"]["strike"]["title"] = "Still on strike"

    drawn = plots.sweep(told, document=document)
    assert {row["x"] for row in rows(drawn, "x", "p")} == {"Still on strike", "Deal"}
    assert {"Still on strike", "Deal"} < words(drawn)

    both = {**told, "over": [*told["over"], *found["over"]]}
    both["rows"] = [{**row, path: on} for row in along for on in (True, False)]
    map_of_both = plots.sweep(both, document=document)
    assert {"Still on strike", "Deal", "on", "off"} < words(map_of_both)


def words(chart: Any) -> set[str | None]:
    """All texts of a chart, as they are drawn."""
    return {text.text for text in ElementTree.fromstring(plots.svg(chart)).iter() if text.text}


def test_months_along_a_sweep_are_written_as_people_do(made):
    found = made.words.as_dict()
    path = found["over"][0]["path"]
    months = dict(zip((True, False), ("2030-06", "2031-13"), strict=True))
    told = {
        **found,
        "over": [{"path": path, "values": list(months.values())}],
        "rows": [{**row, path: months[row[path]]} for row in found["rows"]],
    }
    assert {row["x"] for row in rows(plots.sweep(told), "x", "p")} == {"Jun 2030", "2031-13"}


def test_dots_of_calibration_show_the_scores(made):
    said = described(plots.calibration(made.scores))
    assert said == "20% forecast, 100% happened; 40% forecast, 100% happened"
    text = plots.svg(plots.calibration(made.scores))
    assert "1 resolved question about 1 model" in text
    assert "No question has been resolved yet" in plots.svg(plots.calibration(made.unscored))
    assert described(plots.scores_over_time(made.scores)) == "2024-01: 0.640; 2024-02: 0.360"
