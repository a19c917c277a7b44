"""Warnings, which `check --strict` refuses, and remarks, which `check` only tells."""

from __future__ import annotations

import pytest

from scenario.resolve import Resolved, load
from tests.support.models import resolve_text

pytestmark = pytest.mark.usefixtures("project")


def warnings_of(values: dict[str, object]) -> list[str]:
    return [warning.message for warning in load("models/tiny.yaml").with_set(values).warnings]


def remarks_of(values: dict[str, object]) -> list[str]:
    return [remark.message for remark in load("models/tiny.yaml").with_set(values).remarks]


def test_a_model_with_reasons_has_none():
    resolved = load("models/tiny.yaml")
    assert (resolved.warnings, resolved.remarks) == ((), ())


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("parameters.drag", "parameter drag"),
        ("actors.public", "actor public"),
        ("drivers.need", "driver need"),
        ("events.crisis", "event crisis"),
        ("rules.trade_binds", "rule trade_binds"),
        ("outcome.transitions.exit", "transition exit"),
        ("correlations.0", "the correlation of trade and aid"),
        ("expectations.0", "the expectation 'P(gone by 2024-06) < 20%'"),
    ],
)
def test_an_element_without_reason_is_warned_of(path: str, called: str):
    assert warnings_of({f"{path}.because": None}) == [f"{called} has no because"]
    assert warnings_of({f"{path}.because": "  "}) == [f"{called} has no because"]


@pytest.mark.parametrize("path", ["parameters.drag", "rules.trade_binds", "correlations.1"])
def test_an_element_without_ground_is_warned_of(path: str):
    (message,) = warnings_of({f"{path}.assumed": False})
    assert message.endswith("neither cites a fact nor says assumed: true")


def test_a_warning_stands_where_the_element_was_last_written():
    resolved = load("models/tiny.yaml", [("drivers.debt", "{start: 1, process: constant}")])
    assert {str(warning.mark) for warning in resolved.warnings} == {"--set"}
    assert len(resolved.warnings) == 2


def cut(start: object, limits: list[float]) -> list[str]:
    return remarks_of({"drivers.trade.start": start, "drivers.trade.range": limits})


def test_a_cut_that_moves_a_stated_percentile_is_told():
    (message,) = cut({"normal": {"mean": 0.9, "sd": 0.1}}, [0, 1])
    assert message == "cut to [0, 1], the 50th percentile that was stated becomes the 59th"


def test_a_cut_that_moves_none_by_a_point_is_not_told():
    # one percent of the normal lies above 2.3263 standard deviations
    assert cut({"normal": {"mean": 0.5, "sd": 0.5 / 2.60}}, [0, 1]) == []
    assert cut({"normal": {"mean": 0.5, "sd": 0.5 / 1.90}}, [0, 1]) != []


def test_a_choice_states_no_percentiles():
    assert cut({"choice": {"0.5": 1, "3": 1}}, [0, 1]) == []


def test_quantiles_state_their_own_percentiles():
    assert cut({"quantiles": {"10": 0.2, "50": 0.5, "90": 0.8}}, [0, 0.75]) != []


def test_several_dates_with_a_probability_must_say_whether_they_add_up():
    dated = {"events.crisis.date": ["2023-05", "2024-05"], "events.crisis.probability": 0.5}
    assert len(remarks_of(dated)) == 1
    assert remarks_of({**dated, "events.crisis.once": True}) == []
    assert remarks_of({**dated, "events.crisis.date": "2023-05"}) == []


def test_warnings_do_not_stop_a_resolved_scenario():
    assert isinstance(load("models/tiny.yaml", [("rules.trade_binds.because", "null")]), Resolved)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("trade < 40", "the condition of trade_binds always holds"),
        ("trade > 40", "the condition of trade_binds never holds"),
        ("trade > 0.5 and public.alignment > 1.5", "the condition of trade_binds never holds"),
        ("t < 0", "the condition of trade_binds never holds"),
        ("trade > 0.5", None),
        ("trade > 0.5 or outcome.gone", None),
        ("log(trade - 2) > 0", None),  # may be no number: the run says so
        ("true", None),
    ],
)
def test_a_condition_that_leaves_no_choice_is_remarked(condition: str, said: str | None):
    values = {"drivers.trade.range": [0, 1], "rules.trade_binds.when": condition}
    assert [text for text in remarks_of(values) if "condition" in text] == ([said] if said else [])
    off = {**values, "rules.trade_binds.enabled": False}
    assert not [text for text in remarks_of(off) if "condition" in text]


@pytest.mark.parametrize(
    ("dates", "outside"), [(["2022-01", "2023-06"], []), (["2023-06", "2029-06"], ["2029-06"])]
)
def test_a_date_outside_its_span_is_remarked_unless_it_is_past(dates: list[str], outside):
    event = {"date": dates, "between": ["2023-01", "2024-12"], "effects": [], "because": "It may."}
    found = [text for text in remarks_of({"events.crisis": event}) if "does not happen" in text]
    assert found == [f"crisis does not happen at {month}" for month in outside]


CITING = """
facts: [{{source: {{id: book}}, facts: {{pull: {{claim: It pulls.}}}}}}]
drivers:
  x:
    start: 1
    process: {{random_walk: {{volatility: 0.4, drift: 0.1}}}}
    cites: [{{fact: book.pull, gives: [{given}]}}]
"""


@pytest.mark.parametrize("given", ["start", "volatility", "drift"])
def test_a_citation_may_give_one_of_several_numbers(given: str):
    remarks = resolve_text(CITING.format(given=given)).remarks
    assert not [remark for remark in remarks if "gives names" in remark.message]


def test_a_citation_that_gives_no_number_is_remarked_upon():
    remarks = [remark.message for remark in resolve_text(CITING.format(given="speed")).remarks]
    assert "gives names 'speed', which is no number here" in remarks


WAYS = "{go: {from: a, to: b, rate: 1}, on: {from: b, to: c, rate: 1}}"


@pytest.mark.parametrize(
    ("when", "ways", "found"),
    [
        ("outcome.a", WAYS, True),
        ("not outcome.b", WAYS, True),
        ("true", WAYS.replace("rate: 1", "rate: 1, enabled: false", 1), True),
        ("outcome.b", WAYS, False),
        ("outcome.a or x > 1", WAYS, False),
        ("mean(1 if outcome.a else 0, 3 months) > 0.1", WAYS, False),
        ("true", WAYS, False),
    ],
)
def test_an_event_that_can_never_move_the_outcome_is_remarked(when: str, ways: str, found: bool):
    resolved = resolve_text(
        f"drivers: {{x: {{start: 0, process: {{random_walk: {{volatility: 1}}}}}}}}\n"
        f"events: {{e: {{rate: 1, when: '{when}', moves: c}}}}\n"
        f"outcome: {{start: a, states: [a, b, c], transitions: {ways}}}\n",
        12,
        runs=1,
    )
    said = [remark.message for remark in resolved.remarks if "never moves" in remark.message]
    assert bool(said) is found
