"""Slips of the pen: still drivers that are waited for, and percentages taken for shares."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.test_checks_findings import WHY, driver, found, outcome


class TestStillConditions:
    """A process without volatility decides a condition before anything is run."""

    @staticmethod
    def model(process: Any, start: Any = 0.5, **more: Any) -> dict[str, Any]:
        effect = {"multiply": "go", "by": 2}
        rule = {"when": "x > 0.6", "effects": [effect], **WHY}
        rules = {"binds": rule}
        return {
            "drivers": {"x": driver(start, process)},
            "rules": rules,
            "outcome": outcome(0.1),
        } | more

    @pytest.mark.parametrize(
        ("process", "named"),
        [
            ("random_walk", "random walk"),
            ({"random_walk": {"drift": 0.1}}, "random walk"),
            ({"growth": {"rate": 0.1}}, "growth"),
            ({"logistic": {"capacity": 0.5, "rate": 0.2}}, "logistic growth"),
            ({"mean_reverting": {"level": 0.5, "half_life": 2}}, "mean reversion"),
        ],
    )
    def test_a_rule_that_waits_for_one_is_named(self, process: Any, named: str):
        [finding] = found(self.model(process))

        assert finding.level == "warning"
        assert finding.message.startswith(f"rule binds waits for x, a {named} without volatility")
        assert finding.mark is not None
        assert finding.hint

    def test_so_is_an_event(self):
        effect = {"multiply": "go", "by": 2}
        event = {"rate": 1, "when": "change(x) > 0.1", "effects": [effect], **WHY}
        model = {
            "drivers": {"x": driver(0.5, "random_walk")},
            "events": {"e": event},
            "outcome": outcome(0.1),
        }

        [finding] = found(model)
        assert finding.message.startswith("event e waits for x")

    @pytest.mark.parametrize(
        "process",
        [
            "constant",
            {"random_walk": {"volatility": 0.1}},
            {"random_walk": {"drift": "0.1 to 0.3"}},
            {"growth": {"rate": 0.1, "volatility": 0.1}},
            {"growth": {"rate": "0.1 to 0.2"}},
            {"mean_reverting": {"level": 0.5, "half_life": 2, "spread": 0.1}},
            {"random_walk": {}, "jumps": {"rate": 1, "size": 0.1}},
        ],
    )
    def test_what_can_stray_or_is_uncertain_is_silent(self, process: Any):
        assert found(self.model(process)) == []

    def test_what_an_event_moves_is_silent(self):
        event = {"rate": 1, "effects": [{"add": 0.1, "to": "x"}], **WHY}
        assert found(self.model("random_walk", events={"e": event})) == []

    def test_a_start_that_is_uncertain_helps_a_trend_but_not_what_never_moves(self):
        assert found(self.model({"growth": {"rate": 0.1}}, start="0.4 to 0.5")) == []
        assert len(found(self.model("random_walk", start="0.4 to 0.7"))) == 1


class TestMixedUnits:
    """56, 0.56 and 56 %."""

    @staticmethod
    def model(unit: str, start: Any) -> dict[str, Any]:
        walk = {"random_walk": {"volatility": 0.1}}
        return {
            "drivers": {"x": driver(start, walk, unit=unit)},
            "outcome": outcome("0.1 * exp(x / 1000)"),
        }

    @pytest.mark.parametrize("unit", ["percent", "%", "% of voters", "per cent"])
    def test_a_percentage_written_in_points_is_noted(self, unit: str):
        [finding] = found(self.model(unit, 56))

        assert finding.level == "note"
        assert "and is 56, while 56% would be 0.56" in finding.message
        assert finding.mark is not None
        assert finding.hint

    def test_a_percentage_written_with_the_sign_is_a_share(self):
        [finding] = found(self.model("percent", "56%"))
        assert "a number with % is read as a share" in finding.message

    @pytest.mark.parametrize("unit", ["share", "share of voters", "a proportion"])
    def test_a_share_of_56_is_a_warning(self, unit: str):
        [finding] = found(self.model(unit, 56))

        assert finding.level == "warning"
        assert "write 0.56 or 56%" in finding.hint

    @pytest.mark.parametrize(
        ("unit", "start"),
        [
            ("share", 0.56),
            ("share of voters", "56%"),
            ("share", "50% to 60%"),
            ("percent", 0.5),
            ("market shares sold", 56),
            ("billion dollars", 56),
            ("index 0 to 100", 56),
        ],
    )
    def test_what_fits_is_silent(self, unit: str, start: Any):
        assert found(self.model(unit, start)) == []

    def test_a_parameter_has_a_unit_too(self):
        parameter = {"value": "3 to 5", "unit": "% a year", **WHY}
        [finding] = found({"parameters": {"p": parameter}, "outcome": outcome("p / 100")})
        assert finding.message.startswith("p has the unit '% a year' and is ")

    def test_points_added_to_a_share_are_a_warning(self):
        def with_push(size: float) -> dict[str, Any]:
            walk = {"random_walk": {"volatility": 0.1}}
            return {
                "drivers": {"x": driver(0.5, walk, range=[0, 1])},
                "events": {"e": {"rate": 1, "effects": [{"add": size, "to": "x"}], **WHY}},
                "outcome": outcome("0.1 * x"),
            }

        said = [finding.message for finding in found(with_push(5))]
        assert "5 is added to x, which lies between 0 and 1" in said
        assert not any("is added" in finding.message for finding in found(with_push(0.05)))
