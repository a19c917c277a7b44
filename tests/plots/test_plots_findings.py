"""Titles say what charts show: the numbers of their rows, and that nothing can be told if so."""

from __future__ import annotations

from typing import Any

import pytest

from scenario import plots
from scenario.forecast.answer import answer
from scenario.forecast.verbal_probability import percent
from scenario.plots import findings
from scenario.plots.style import framed, plotted
from tests.plots.test_plots_render import CHARTS


def title(chart: Any) -> str:
    text = chart.to_dict()["title"]["text"]
    return " ".join(text) if isinstance(text, list) else text


def below(chart: Any) -> str:
    return " ".join(chart.to_dict()["title"]["subtitle"])


def test_a_finding_stands_above_the_phrase_that_says_what_is_shown() -> None:
    rows = plotted([{"x": 1}]).mark_point()
    with_one = framed(rows, 400, title="What is shown", finding="It rises.", about="Line: it.")
    assert (title(with_one), below(with_one)) == ("It rises", "What is shown. Line: it.")
    without = framed(rows, 400, title="What is shown", about="Line: it.")
    assert (title(without), below(without)) == ("What is shown", "Line: it.")


def test_titles_of_a_forecast_are_its_answers(made: Any) -> None:
    forecast = made.forecast
    assert f"{title(plots.outcome(forecast))}." == answer(forecast)[0]
    deal = percent(forecast.probability("deal").p, forecast.probability("deal").se)
    assert title(plots.ever(forecast)).startswith("Most often reached by Jan 2033: “deal”, ")
    assert deal in title(plots.ever(forecast))
    assert title(plots.first_reached(forecast)).startswith("Deal: half of all runs have reached")
    shares = {name: forecast.event(name).p for name in forecast.labels.events}
    open_one = min(shares, key=lambda name: abs(shares[name] - 0.5))
    named = forecast.labels.title_of("events", open_one)
    assert f"“{named}” happens in " in title(plots.events(forecast))


def test_titles_of_studies_have_the_numbers_of_their_first_rows(made: Any) -> None:
    first = made.tornado.bars[0]
    assert f"{100 * first.low.p:.0f} %" in title(plots.tornado(made.tornado))
    assert f"{100 * first.high.p:.0f} %" in title(plots.tornado(made.tornado))
    whole = made.explain
    assert percent(whole.unchanged.p, 0.01) in title(plots.waterfall(whole))
    own = [row.estimate.p for row in made.sweep.rows if row.question.subject == "deal"]
    told = title(plots.sweep(made.sweep))
    assert told.startswith("Deal: ")
    assert all(percent(p, 0.005) in told for p in (own[0], own[-1]))
    pooled = title(plots.pool(made.pool))
    whole = made.pool.as_dict()["answer"]["pool"]
    assert pooled.startswith(f"{percent(whole['p'], whole['se'])} pooled, from ")
    assert "weight" not in pooled


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", [660, 340])
def test_no_title_is_a_phrase_of_its_own_subtitle_or_too_long(
    made: Any, name: str, width: int
) -> None:
    chart = CHARTS[name](made, width)
    assert title(chart)
    assert not title(chart).endswith(".")
    assert len(title(chart)) < 220
    lines = chart.to_dict()["title"]["text"]
    assert isinstance(lines, str) or len(lines) <= (3 if width == 660 else 6)


BAR = {"name": "Rate", "low_shown": "6 %", "low_value": "0.01", "high_shown": "35 %",
       "high_value": "0.09"}  # fmt: skip


def test_what_moves_an_answer_most() -> None:
    assert findings.moved_most([{**BAR, "shown": True}]) == (
        "“Rate” moves the answer most: 6 % at 0.01, 35 % at 0.09"
    )
    for none in ([], [{**BAR, "shown": False}]):
        assert findings.moved_most(none) == "Nothing that was moved shows an effect"


def test_what_an_answer_depends_on() -> None:
    row = {"name": "Rate", "shown": True}
    assert findings.goes_with([row], "72 %", spread=True).startswith("72 % of the spread")
    assert "by 0.2 from low to high" in findings.goes_with([row], "0.2", spread=False)
    unseen = findings.goes_with([{**row, "shown": False}], "1 %", spread=True)
    assert unseen == "No judgement shows an effect in these runs"


@pytest.mark.parametrize(
    ("p", "told"),
    [
        (0.17, "What changes adds 7.0 points: 10 % without it, 17 % with it"),
        (0.03, "What changes takes away 7.0 points: 10 % without it, 3.0 % with it"),
        (0.101, "no difference that can be told"),
    ],
)
def test_what_all_changes_add(p: float, told: str) -> None:
    found = findings.added({"p": 0.1, "se": 0.003}, {"p": p, "se": 0.003}, share=True)
    assert told in found


def test_the_largest_sure_difference_is_told() -> None:
    rows = {
        "A": {"difference": 0.02, "low": 0.01, "high": 0.03},
        "B": {"difference": -0.06, "low": -0.08, "high": -0.04},
        "C": {"difference": 0.2, "low": -0.1, "high": 0.5},
    }
    told = findings.most_different(rows, "left")
    assert told == "“B” makes “left” less likely by 6.0 points (4.0 to 8.0)"
    only = findings.most_different({"C": rows["C"]}, "left")
    assert only == "No difference to “left” can be told from chance"


def test_the_lowest_and_the_highest_of_several() -> None:
    rows = [{"p": p, "shown": f"{100 * p:.0f} %", "name": n} for p, n in ((0.2, "A"), (0.1, "B"))]
    assert findings.between(rows) == "from 10 % in “B” to 20 % in “A”"
    assert findings.between(rows[:1]) == "20 % in “A”"
    assert findings.from_to(("5 %", "1"), ("9 %", "2")) == "from 5 % at 1 to 9 % at 2"
    assert findings.from_to(("5 %", "1"), ("5 %", "2")) == "5 % at 1, and at 2 too"


def test_what_moves_farthest_is_measured_by_its_spread() -> None:
    rows = [
        {"title": "Wide", "start": 0.0, "end": 5.0, "spread": 50.0},
        {"title": "Narrow", "start": 0.0, "end": -1.0, "spread": 1.0},
    ]
    assert findings.farthest(rows) == "Farthest moves “Narrow”: the middle run from 0 to −1"
    assert findings.farthest([{**rows[0], "end": 0.0}]) == ""
    assert findings.farthest([]) == ""


def test_how_often_forecasts_came_true_counts_questions() -> None:
    rows = [
        {"mean": 0.1, "happened": 0.0, "questions": 3},
        {"mean": 0.5, "happened": 1.0, "questions": 1},
    ]
    assert findings.come_true(rows) == "25 % has happened of what was said to be 20 % likely"
    assert findings.come_true([]) == ""
