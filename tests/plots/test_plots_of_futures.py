"""Charts of futures and of the model: each shows what its result holds, counted anew here."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

from scenario import plots
from scenario.analysis.box import Feature, Limit
from scenario.analysis.plane import plane_of
from scenario.calendar import Month
from scenario.errors import InputError
from scenario.forecast.verbal_probability import percent
from scenario.plots.flows import ways_of
from scenario.plots.image import described
from scenario.plots.style import framed, plotted, pointed
from scenario.plots.timelines import Course, timelines
from scenario.report.charts import page_of
from tests.plots.test_plots_render import rows

TITLE = "{http://www.w3.org/2000/svg}title"


def test_judgements_show_what_the_model_says(made):
    shown = {row["key"]: row for row in rows(plots.judgements(made.base.resolved), "middle")}
    patience = shown["parameters.patience.value"]  # 2 to 5, lognormal: its middle is √10
    assert patience["low"] == pytest.approx(2 / 10**0.5)
    assert patience["high"] == pytest.approx(5 / 10**0.5)
    assert patience["written"] == "3.2 (2 to 5)"
    assert not patience["sourced"]
    assert shown["parameters.deal_rate.value"]["sourced"]
    anger = shown["parameters.anger.value"]  # 1 three times of four, else 0: not a factor
    assert (anger["low"], anger["middle"], anger["high"]) == (0, 1, 1)


def test_ways_count_the_moves_of_kept_runs(made):
    forecast = made.forecast
    (states,) = forecast.paths.states
    names = forecast.labels.states
    for way in ways_of(forecast, "outcome"):
        went, moves, years = set(), 0, 0.0
        for run in range(states.shape[1]):
            for before, after in zip(states[:-1, run], states[1:, run], strict=True):
                years += (names[before] in {at for at, _ in way.pairs}) / 12
                if (names[before], names[after]) in way.pairs:
                    moves += 1
                    went.add(run)
        assert way.futures.hits == len(went)
        assert way.rate == pytest.approx(moves / years)
    told = {way.titles: way for way in ways_of(forecast, "outcome")}
    assert "A mediator is called" in told[("sign",)].acting
    assert "Hunger makes people sign" in told[("sign",)].acting


def test_arrows_of_signposts_lead_to_the_answers(made):
    shown = rows(plots.signposts(made.signposts), "before", "seen", "unseen")
    best = {post.best.if_seen.p: post.best for post in made.signposts.signposts}
    assert {row["seen"] for row in shown} == set(best)
    for row in shown:
        found = best[row["seen"]]
        assert (row["before"], row["unseen"]) == (found.before.p, found.if_not.p)


def test_squares_of_a_plane_hold_all_futures_and_all_hits():
    random = np.random.default_rng(5)
    values = [random.lognormal(0, 1, 4000), random.integers(0, 2, 4000).astype(float)]
    hits = ((values[0] > 1.5) & (values[1] > 0.5)).astype(float)
    limits = [
        Limit(Feature("size", "driver", None), 1.5, 99, False, True, False, 1e-9, 1),
        Limit(Feature("war", "event", Month.parse("2031-01")), 1, 1, False, True, True, 1e-5, 1),
    ]  # fmt: skip
    plane = plane_of(limits, values, hits)

    assert [axis.single for axis in plane.axes] == [False, True]
    assert 1.5 in plane.axes[0].edges
    assert sum(cell.mass for cell in plane.cells) == pytest.approx(1)
    assert sum(cell.mass * cell.density for cell in plane.cells) == pytest.approx(hits.mean())
    edge = plane.axes[0].edges.index(1.5)
    inside = {cell.place[0] >= edge and cell.place[1] == 1: set() for cell in plane.cells}
    for cell in plane.cells:
        inside[cell.place[0] >= edge and cell.place[1] == 1].add(cell.density)
    assert inside == {True: {1.0}, False: {0.0}}


def test_the_surer_limit_lies_across():
    values = [np.linspace(0, 1, 100), np.linspace(5, 9, 100)]
    limits = [
        Limit(Feature(name, "driver", None), 0, 1, True, True, False, p, 1)
        for name, p in (("a", 0.04), ("b", 0.001))
    ]
    plane = plane_of(limits, values, np.zeros(100))
    assert [axis.limit.feature.name for axis in plane.axes] == ["b", "a"]


def test_squares_are_of_the_same_futures_as_the_figures_of_the_box(made):
    found, plane = made.discovery, made.discovery.plane
    (limit,) = found.boxes[0].limits  # the whole box lies in the plane
    (axis,) = plane.axes
    low, high = (
        (axis.edges.index(limit.low), None)
        if limit.open_high
        else (0, axis.edges.index(limit.high))
    )
    inside = [c for c in plane.cells if c.place[0] >= low and (high is None or c.place[0] < high)]
    mass = sum(cell.mass for cell in inside)
    assert mass == pytest.approx(found.boxes[0].mass.p, abs=0.01)
    density = sum(cell.mass * cell.density for cell in inside) / mass
    assert density == pytest.approx(found.boxes[0].density.p, abs=0.01)


def test_where_no_conditions_were_found_there_is_nothing_to_draw(made):
    empty = replace(made.discovery, boxes=(), plane=None)
    assert plots.drawable(empty) == []
    with pytest.raises(InputError, match="nothing in it to draw"):
        plots.draw(empty)
    with pytest.raises(InputError, match="nothing in it to draw"):
        page_of(empty)


def test_bands_of_typical_futures_are_their_states(made):
    chart = plots.storylines(made.storylines)
    shown = rows(chart, "month_number", "end", "colour")
    for path in made.storylines.paths:
        for month, state in path.states:
            titled = [row for row in shown if row["told"].startswith(f"{state}, ")]
            assert month.index in {row["month_number"] for row in titled}
    bands = {(row["month_number"], row["y"]) for row in shown}
    assert len(bands) == sum(len(path.states) for path in made.storylines.paths)


def test_a_trace_is_drawn_with_its_values(made):
    chart = plots.future(made.trace)
    told = made.trace.as_dict()["months"]
    shown = rows(chart, "month_number", "value")
    funds = [found["values"]["fund"] for found in told.values()]
    assert [row["value"] for row in shown][: len(funds)] == funds
    assert all(title in described(chart) for title in ("strike",))


def test_break_even_marks_what_was_found(made):
    chart = plots.break_even(made.solution)
    assert {row["value"]: row["p"] for row in rows(chart, "value", "p", "low")} == {
        value: cell.p for value, cell in made.solution.curve
    }
    (root,) = made.solution.roots
    assert {"value": root.value, "low": root.low, "high": root.high} in rows(chart, "value", "low")


def test_answers_are_drawn_with_their_intervals(made):
    shown = {row["key"]: row for row in rows(plots.answers(made.answers), "value", "said")}
    for number, found in enumerate(made.answers.answers):
        row, answer = shown[str(number)], found.answer
        assert (row["value"], row["low"], row["high"]) == (answer.value, answer.low, answer.high)
    assert shown["0"]["said"] == percent(made.answers.answers[0].answer.value, 0.02)


def test_names_of_what_happens_never_meet():
    start = Month.parse("2030-01")
    events = tuple((start + n, f"Something that happens, number {n}") for n in range(0, 60, 4))
    course = Course("One", ((start, "peace"), (start + 30, "war")), events)
    chart = timelines([course], start, start + 60, "war", 340)
    marks = rows(chart, "named", "at", "leads")
    seen = {(row["y"], row["at"]): row["named"] for row in marks}
    for (y, at), named in seen.items():
        others = [x for (line, x), other in seen.items() if line == y and other != named]
        assert all(abs(x - at) > 60 for x in others)
        assert 0 <= at <= 340


def test_a_mark_says_what_it_is_without_script():
    said = 'In 2022: 12 % & <b>"more"</b>'
    chart = framed(
        pointed(plotted([{"x": 1, "told": said}]).mark_point(size=30).encode(x="x:Q"), "told"),
        200,
        title="One",
    )
    drawn = plots.svg(chart)
    titles = [title.text for title in ElementTree.fromstring(drawn).iter(TITLE)]
    assert titles == [said]
    assert "aria-roledescription" not in drawn
    assert "<b>" not in drawn


@pytest.mark.parametrize("name", ["discovery", "trace", "solution", "forecast"])
def test_a_page_has_all_charts_of_a_result_at_both_widths(made: SimpleNamespace, name: str):
    result = getattr(made, name)
    page = page_of(result)
    narrow = [one for one in plots.drawable(result) if plots.CHARTS[one].narrow]
    assert page.count('class="for-wide"') == page.count('class="for-narrow"') >= len(narrow)
    assert "The numbers behind this chart" in page
    assert page.count("Sources: A paper (2029).") == 1
    assert "<script" not in page


def test_a_page_may_have_one_chart_alone(made):
    assert page_of(made.forecast, "ways").count('class="for-wide"') == 1
    with pytest.raises(InputError, match="there is no chart tornado of a Forecast"):
        page_of(made.forecast, "tornado")
