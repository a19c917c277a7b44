"""Findings: each check sees the slip it is for, and nothing in a model without it."""

from __future__ import annotations

from typing import Any

import pytest

from scenario.checks import Finding, examine
from tests.support.models import resolve

STATES = {"start": "a", "states": ["a", "b"]}
WHY = {"because": "It is so.", "assumed": True}


def outcome(rate: Any, **effects: Any) -> dict[str, Any]:
    return {**STATES, "transitions": {"go": {"from": "a", "to": "b", "rate": rate, **WHY}}}


def driver(start: Any, process: Any = "constant", **more: Any) -> dict[str, Any]:
    return {"start": start, "process": process, **WHY, **more}


def walking(start: Any, **more: Any) -> dict[str, Any]:
    return driver(start, {"random_walk": {"volatility": 0.1}}, **more)


def found(model: dict[str, Any], **said: Any) -> list[Finding]:
    """What is found, but for the share of elements that cite a fact."""
    findings = examine(resolve(model, **said))
    return [finding for finding in findings if "cite a fact" not in finding.message]


def messages(model: dict[str, Any], **said: Any) -> list[str]:
    return [finding.message for finding in found(model, **said)]


class TestUnreachable:
    def test_a_chain_of_every_kind_of_link_reaches_the_outcome(self):
        model = {
            "parameters": {"p": {"value": "0.1 to 0.2", **WHY}},
            "drivers": {
                "first": walking("p"),
                "second": {"process": {"derived": "first"}, **WHY},
                "third": walking(1),
            },
            "actors": {
                "speaker": {"alignment": 0, "responds_to": {"second": 0.1}, **WHY},
                "listener": {
                    "alignment": 0,
                    "susceptibility": 0.5,
                    "listens_to": {"speaker": 1},
                    **WHY,
                },
            },
            "events": {
                "early": {"rate": "0.1 * exp(listener.alignment)", **WHY},
                "late": {
                    "rate": 0.1,
                    "when": "happened(early)",
                    "effects": [{"add": 1, "to": "third"}],
                    **WHY,
                },
            },
            "rules": {
                "r": {
                    "when": "third > 1",
                    "effects": [{"multiply": "go", "by": 2}],
                    **WHY,
                }
            },
            "outcome": outcome(0.1),
        }

        assert messages(model) == []

    @pytest.mark.parametrize(
        ("kind", "element"),
        [
            ("parameters", {"value": 1}),
            ("drivers", {"start": 1, "process": "constant"}),
            ("actors", {"alignment": 0}),
            ("events", {"rate": 0.1}),
            ("rules", {"when": "true", "effects": []}),
        ],
    )
    def test_an_element_nobody_reads_is_named(self, kind: str, element: dict[str, Any]):
        [finding] = found({kind: {"idle": {**element, **WHY}}, "outcome": outcome(0.1)})

        assert finding.level == "warning"
        assert finding.message.startswith(f"{kind.removesuffix('s')} idle cannot reach the outcome")
        assert finding.mark is not None

    def test_what_only_a_disabled_rule_reads_is_named_but_not_the_rule(self):
        model = {
            "drivers": {"x": driver(1)},
            "rules": {
                "off": {
                    "when": "x > 0",
                    "effects": [{"multiply": "go", "by": 2}],
                    "enabled": False,
                    **WHY,
                }
            },
            "outcome": outcome(0.1),
        }

        assert [m.partition(" cannot")[0] for m in messages(model)] == ["driver x"]

    def test_what_pushes_a_held_driver_has_no_effect_and_that_is_only_noted(self):
        model = {
            "drivers": {"x": driver(1)},
            "events": {"e": {"rate": 1, "effects": [{"add": 1, "to": "x"}], **WHY}},
            "outcome": outcome("0.1 * x"),
        }

        assert messages(model) == []
        [finding] = found(model, hold={"x": "start"})
        assert finding.level == "note"
        assert finding.message.startswith("event e cannot reach")

    def test_listening_with_no_susceptibility_is_no_link(self):
        model = {
            "actors": {
                "deaf": {"alignment": 0, "listens_to": {"speaker": 1}, **WHY},
                "speaker": {"alignment": 0, **WHY},
            },
            "outcome": outcome("0.1 * exp(deaf.alignment)"),
        }

        assert [m.partition(" cannot")[0] for m in messages(model)] == [
            "deaf listens to others, but its susceptibility is 0",
            "actor speaker",
        ]


class TestExtremeRates:
    def test_a_factor_beyond_a_thousand_names_the_end_and_the_factor(self):
        model = {
            "drivers": {"x": walking(0, range=[-1, 8])},
            "outcome": outcome("0.0001 * exp(x)"),
        }

        [finding] = found(model)
        assert finding.level == "warning"
        assert "the rate of go becomes 2,980 times with x at 8" in finding.message

    def test_the_parameter_s_worse_percentile_is_taken(self):
        strength = {"value": "1 to 8", **WHY}
        model = {
            "parameters": {"k": strength},
            "drivers": {"x": walking(0, range=[-1, 1])},
            "outcome": outcome("0.001 * exp(k * x)"),
        }

        [finding] = found(model)
        assert "2,980 times with x at 1" in finding.message
        assert "1/2,980 with x at -1" in finding.message

    def test_rules_and_events_multiply_along(self):
        model = {
            "drivers": {"x": walking(0, range=[0, 1])},
            "events": {"e": {"rate": 1, "effects": [{"multiply": "go", "by": 40}], **WHY}},
            "rules": {"r": {"when": "x > 0.5", "effects": [{"divide": "go", "by": 1 / 60}], **WHY}},
            "outcome": outcome(0.0001),
        }

        [finding] = found(model)
        assert finding.level == "note"
        assert "2,400 times" in finding.message
        assert "60 times with x at 1" in finding.message
        assert "40 times after e" in finding.message

    def test_what_cannot_move_is_not_moved(self):
        model = {
            "drivers": {"x": driver(0, range=[-1, 20])},
            "actors": {"a": {"alignment": 0, **WHY}},
            "outcome": outcome("0.01 * exp(x + 9 * a.alignment)"),
        }

        assert messages(model) == []

    @pytest.mark.parametrize(
        ("rate", "what"),
        [
            ("0.1 - x", "negative with x at 1"),
            ("0.1 / (1 - x)", "infinite with x at 1"),
            ("0.1 * sqrt(0.5 - x)", "not a number with x at 1"),
            ("x - 0.1", "negative at the start"),
        ],
    )
    def test_a_rate_that_breaks_is_told(self, rate: str, what: str):
        model = {"drivers": {"x": walking(0, range=[0, 1])}, "outcome": outcome(rate)}

        assert messages(model) == [f"the rate of go is {what}"]

    def test_a_certain_step_is_noted(self):
        model = {
            "drivers": {"x": walking(0, range=[0, 100])},
            "outcome": outcome("1 + x"),
        }

        [finding] = found(model)
        assert finding.level == "note"
        assert "go is all but certain within one step with x at 100" in finding.message


class TestHiddenTrends:
    @pytest.mark.parametrize(
        ("process", "drawn"),
        [
            ({"mean_reverting": {"level": 0.6, "half_life": 1}}, "level is 0.6"),
            ({"logistic": {"capacity": 0.6, "rate": 1}}, "capacity is 0.6"),
        ],
    )
    def test_a_driver_that_sets_out_elsewhere_is_noted(self, process: dict[str, Any], drawn: str):
        model = {"drivers": {"x": driver(0.5, process)}, "outcome": outcome("0.1 * x")}

        assert messages(model) == [f"x rises by itself: it starts at 0.5 and its {drawn}"]

    def test_a_rule_that_holds_at_the_start_counts(self):
        model = {
            "drivers": {"x": driver(0.5, {"mean_reverting": {"level": 0.5, "half_life": 1}})},
            "rules": {"r": {"when": "true", "effects": [{"add": -0.2, "to": "x.level"}], **WHY}},
            "outcome": outcome("0.1 * x"),
        }

        assert messages(model) == ["x falls by itself: it starts at 0.5 and its level is 0.3"]

    def test_a_shared_judgement_is_no_trend(self):
        model = {
            "parameters": {"p": {"value": "0.2 to 0.9", **WHY}},
            "drivers": {"x": driver("p", {"mean_reverting": {"level": "p", "half_life": 1}})},
            "outcome": outcome("0.1 * x"),
        }

        assert messages(model) == []

    def test_an_actor_drawn_by_others_is_noted(self):
        model = {
            "axis": ["stay", "leave"],
            "actors": {
                "us": {
                    "alignment": 0,
                    "susceptibility": 0.5,
                    "listens_to": {"them": 2},
                    **WHY,
                },
                "them": {"alignment": 0.4, **WHY},
            },
            "outcome": outcome("0.1 * exp(us.alignment)"),
        }

        [message] = messages(model)
        assert message.startswith("us drifts towards 'leave' by itself: it starts at 0.00")
        assert "drawn to 0.20" in message


class TestGrounds:
    FACTS = {"source": {"id": "s"}, "facts": {"one": {"claim": "c"}, "two": {"claim": "c"}}}

    def test_cited_assumed_and_silent_elements_are_counted(self):
        model = {
            "facts": [self.FACTS],
            "parameters": {
                "p": {"value": 1, "because": "b", "cites": ["s.one"]},
                "q": {"value": 1, "because": "b"},
            },
            "outcome": outcome("p * q"),
        }

        said = [finding.message for finding in examine(resolve(model))]
        assert (
            "1 of 3 elements cite a fact, 1 is assumed, 1 says neither;"
            " a fact may tell no more than which way something acts"
        ) in said
        assert "1 of 2 facts of s are not cited: two" in said

    def test_numbers_are_told_by_whose_size_they_have_and_whether_they_are_uncertain(self):
        size = {"fact": "s.one", "gives": "size"}
        model = {
            "facts": [self.FACTS],
            "parameters": {
                "p": {"value": "0.1 to 0.2", "because": "b", "cites": [size, "s.two"]},
                "q": {"value": 3, "because": "b", "cites": ["s.one"]},
            },
            "outcome": outcome("2 * p * q"),
        }

        [said] = [f.message for f in examine(resolve(model)) if "cite a fact" in f.message]
        assert said.endswith(
            "Of 2 numbers, 1 takes its size from a source; the size of the other 1 is the"
            " analyst's own. 1 of them is uncertain; the judgement range does not cover the 1"
            " fixed one, nor 1 within formulas"
        )

    def test_a_fact_said_to_give_a_number_that_is_none_is_a_warning(self):
        def citing(word: str) -> dict[str, Any]:
            cites = [{"fact": "s.one", "gives": ["value", word]}, "s.two"]
            parameter = {"value": 3, "because": "b", "cites": cites}
            return {
                "facts": [self.FACTS],
                "parameters": {"p": parameter},
                "outcome": outcome("p"),
            }

        [finding] = found(citing("levle"))
        assert finding.level == "warning"
        assert finding.message == "gives names 'levle', which is no number here"
        assert finding.hint == "did you mean 'value'? its numbers: value"
        assert finding.mark is not None
        assert found(citing("size")) == []

    def test_what_a_scenario_put_in_the_place_of_the_number_is_no_slip(self):
        event = {"rate": 0.5, "effects": [{"multiply": "go", "by": 2}], "because": "b"}
        cites = [{"fact": "s.one", "gives": "rate"}, "s.two"]
        model = {
            "facts": [self.FACTS],
            "events": {"e": {**event, "cites": cites}},
            "outcome": outcome(0.1),
        }

        assert found(model) == []
        assert found(model, set={"events.e.date": "2023-06"}) == []

    def test_a_file_of_facts_nobody_cites_is_a_warning(self):
        [finding] = found({"facts": [self.FACTS], "outcome": outcome(0.1)})

        assert (finding.level, finding.message) == ("warning", "no fact of s is cited anywhere")

    def test_a_citation_anywhere_counts(self):
        model = {
            "facts": [self.FACTS],
            "outcome": {**outcome(0.1), "because": "b", "cites": ["s.one"]},
            "expectations": [{"that": "P(b by 2023-12) < 50%", "cites": ["s.two"]}],
        }

        assert found(model) == []


def test_warnings_come_before_notes():
    model = {
        "drivers": {
            "idle": driver(1),
            "x": driver(0.5, {"mean_reverting": {"level": 0.6, "half_life": 1}}),
        },
        "outcome": outcome("0.1 * x"),
    }

    assert [finding.level for finding in examine(resolve(model))] == ["warning", "note", "note"]


class TestChances:
    def test_each_chance_has_a_note_of_the_rate_it_is_read_as(self):
        ways = {"go": {"from": "a", "to": "b", "chance": "10% to 40% within 5 years", **WHY}}
        model = {
            "parameters": {"risk": {"value": {"chance": "2% a month"}, **WHY}},
            "events": {"e": {"chance": "2% a year", **WHY}, "f": {"rate": "risk", **WHY}},
            "outcome": {**STATES, "transitions": ways},
        }
        notes = [one.message for one in found(model) if one.level == "note"]

        assert notes == [
            "2% a month is a rate of 0.242 a year",
            "2% a year is a rate of 0.0202 a year",
            "10% to 40% within 5 years is a rate of 0.0211 to 0.102 a year",
        ]

    def test_a_rate_over_a_chance_has_none(self):
        model = {"outcome": outcome(0.2), "events": {"e": {"chance": "2% a year", **WHY}}}
        changed = resolve(model).with_set({"events.e.rate": 0.1})

        assert not [one for one in examine(changed) if "is a rate of" in one.message]


def test_an_event_that_moves_the_outcome_reaches_it() -> None:
    event = {"rate": 0.1, **WHY}
    model = {"events": {"vote": {**event, "moves": "b"}, "idle": event}, "outcome": outcome(0.1)}
    [message] = messages(model)
    assert message.startswith("event idle cannot reach the outcome")
