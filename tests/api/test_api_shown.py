"""What one sees in a prompt or a notebook is short, names what was changed, and harms nobody."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest

import scenario
from scenario.api import Scenario
from scenario.forecast_log.append import Appended
from scenario.forecast_log.exchange import Exported
from scenario.forecast_log.resolving import ResolutionLogged
from scenario.result import WIDTH, Result, brief

SEEN = {"date": "2023-02", "outcome": "here", "assumed": True}
STUDIES: dict[str, Callable[[Scenario], Result]] = {
    "Forecast": lambda s: s.run(50),
    "Comparison": lambda s: scenario.compare(s, s.remove("rules.r"), runs=50),
    "Pool": lambda s: scenario.pool(s, s.set({"drivers.x.start": 2}), runs=50),
    "Answers": lambda s: scenario.ask(s, runs=50),
    "Sweep": lambda s: scenario.sweep(s, {"drivers.x.start": [1, 2]}, runs=50),
    "Tornado": lambda s: scenario.tornado(s, runs=50),
    "Solution": lambda s: scenario.solve(s, "drivers.x.start", "P(left by 2023-12) = 5%", runs=50),
    "Sensitivity": lambda s: scenario.sensitivity(s, rows=16),
    "Explanation": lambda s: scenario.explain(s, "left", runs=50),
    "Discovery": lambda s: scenario.discover(s, runs=50),
    "Signposts": lambda s: scenario.signposts(s, runs=50),
    "Storylines": lambda s: scenario.paths(s, runs=50),
    "CaseScores": lambda s: scenario.backtest_cases(s, cases()),
    "Update": lambda s: scenario.update(s.given(SEEN), runs=1024),
    "Backtest": lambda s: scenario.backtest(s.given(SEEN), runs=512, horizons=["2 months"]),
    "Calibration": lambda s: scenario.calibrate(s.given(SEEN), runs=1024),
    "Fit": lambda _: scenario.fit(series(), "growth"),
    "Trace": scenario.trace,
    "Report": scenario.check,
    "Appended": lambda s: logged(s),  # noqa: PLW0108 - defined below
    "ForecastLog": lambda s: scenario.read_log(logged(s).place),
    "History": lambda s: scenario.log_history(logged(s).place, "P(left by 2024-12)"),
    "ResolutionLogged": lambda s: resolved(logged(s)),
    "Scores": lambda s: scenario.score(logged(s).place),
    "Since": lambda s: scenario.since(s.run(50), logged(s).place),
    "Exported": lambda s: exported(logged(s).place),
    "Imported": lambda s: scenario.import_log(a_file("b.log"), exported(logged(s).place).file),
}


def a_file(name: str) -> str:
    return str(Path(mkdtemp()) / name)


def series() -> str:
    place = Path(a_file("s.csv"))
    rows = [f"20{10 + i}-12,{value}" for i, value in enumerate((1.2, 1.1, 1.5, 1.4, 1.9, 2.6))]
    place.write_text("\n".join(["date,value", *rows]) + "\n")
    return str(place)


def logged(base: Scenario) -> Appended:
    return scenario.log_forecast(base.run(50), a_file("a.log"), author="ann")


def resolved(found: Appended) -> ResolutionLogged:
    first = next(iter(scenario.read_log(found.place).questions))
    return scenario.resolve_question(
        found.place, first, outcome="void", known="2024-12-31", source="A paper."
    )


def cases() -> str:
    place = Path(a_file("c.csv"))
    place.write_text("id,as_of,question,answer\n<b>a</b>,2022-12,P(left by 2023-12),1\n")
    return str(place)


def exported(place: str) -> Exported:
    return scenario.export_log(place, a_file("a.json"))


@pytest.mark.parametrize("name", STUDIES)
def test_every_result_is_one_line_and_a_piece_of_html(base: Scenario, name: str):
    found = STUDIES[name](base)
    line, page = repr(found), found._repr_html_()

    assert line.startswith(f"<{name}: ")
    assert len(line) <= WIDTH
    assert "\n" not in line
    assert page.startswith("<div")
    assert page.endswith("</div>")
    assert "<b>world</b>" not in page


def test_every_kind_of_result_is_tried_here():
    kinds = {kind.__name__ for kind in Result.__subclasses__() if kind.__module__ != __name__}

    assert kinds - {"Verification"} <= set(STUDIES)


def test_a_result_that_cannot_be_worded_still_has_a_representation(base: Scenario):
    half = object.__new__(scenario.Forecast)

    assert repr(half) == "<Forecast>"


def test_a_long_representation_is_cut():
    assert brief("Kind", "a\n b") == "<Kind: a b>"
    assert len(brief("Kind", "x" * 500)) == WIDTH
    assert brief("Kind", "x" * 500).endswith("...>")


def test_a_pair_and_its_states_do_not_print_their_arrays(base: Scenario):
    pair = scenario.compare(base, base.remove("rules.r"), runs=50).pair()

    assert len(repr(pair)) <= WIDTH
    assert len(repr(pair.at)) <= WIDTH


def test_a_scenario_shows_its_title_and_its_time(base: Scenario):
    assert repr(base) == "<Scenario: 'Small <b>world</b>', 2022-12 to 2024-12>"


def test_a_derived_scenario_shows_what_was_changed(base: Scenario):
    changed = base.set({"drivers.x.start": 2}).hold({"x": "start"})
    without = base.remove(["rules.r"]).with_run(7, until="2023-12")

    assert changed.changes == ("drivers.x.start = 2", "x held at start")
    assert repr(without) == "<Scenario: 'Small <b>world</b>'; without rules.r>"
    assert "x held at start" in changed._repr_html_()
    assert base.changes == ()


def test_many_changes_take_one_line(base: Scenario):
    changed = base.set({"drivers.x.start": 2}).hold({"x": "start"}).remove("rules.r")

    assert len(repr(changed)) <= WIDTH
    assert repr(changed).endswith("...>")
    assert "drivers.x.start = 2; x held at start" in repr(changed)


def test_a_long_title_leaves_room_for_what_was_changed(base: Scenario, tmp_path: Path):
    text = (tmp_path / "base.yaml").read_text("utf-8")
    (tmp_path / "long.yaml").write_text(
        text.replace("title: Small <b>", "title: A title of more than forty letters, <b>", 1)
    )
    changed = scenario.load(tmp_path / "long.yaml").set({"drivers.x.start": 2})

    assert repr(changed) == (
        "<Scenario: 'A title of more than forty letters, <...'; drivers.x.start = 2>"
    )
    assert len(repr(changed)) <= WIDTH


def test_what_was_changed_is_no_part_of_what_a_scenario_is(base: Scenario):
    assert base.set({"drivers.x.start": 1}) == base.set({"drivers.x.start": 1.0})


def test_the_html_of_a_scenario_is_harmless(base: Scenario):
    page = base.set({"drivers.x.start": "1"})._repr_html_()

    assert "Small &lt;b&gt;world&lt;/b&gt;" in page
    assert "<b>" not in page


def test_scenarios_and_forecasts_are_copied_and_pickled(base: Scenario):
    forecast = base.run(50, judgement=False)

    for again in (copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))):
        assert again(forecast) == forecast
        assert again(base).document() == base.document()


def test_an_estimate_may_be_set_as_a_value(base: Scenario):
    known = base.run(50).probability("left")

    assert base.set({"drivers.x.start": known}).model.drivers["x"].start == known.p


def test_a_saved_scenario_is_yaml_that_reads_back(base: Scenario, tmp_path: Path):
    changed = base.set({"drivers.x.start": 2}).remove("rules.r")
    place = changed.save(tmp_path / "made" / "changed.yaml")

    assert place == tmp_path / "made" / "changed.yaml"
    assert scenario.load(place).document() == changed.document()
    assert not place.read_text("utf-8").startswith("{")


def test_a_saved_scenario_is_replaced_only_if_one_says_so(base: Scenario, tmp_path: Path):
    place = base.save(tmp_path / "base2.yaml")
    with pytest.raises(scenario.InputError, match="overwrite=True"):
        base.remove("rules.r").save(place)
    assert scenario.load(place).document() == base.document()
    base.remove("rules.r").save(place, overwrite=True)
    assert (
        "rules" not in scenario.load(place).document()["model"]
        or not scenario.load(place).document()["model"]["rules"]
    )


@pytest.mark.parametrize("name", ["base.json", "base", "."])
def test_a_scenario_is_saved_as_yaml_alone(base: Scenario, tmp_path: Path, name: str):
    with pytest.raises(scenario.InputError, match=r"\.yaml"):
        base.save(tmp_path / name)
