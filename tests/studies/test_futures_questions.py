"""`discover` and `signposts` of any statement: the same share as `ask`, and values by hand."""

from __future__ import annotations

from math import exp

import pytest

from scenario.errors import InputError
from scenario.studies.ask import ask
from scenario.studies.futures import discover, signposts
from tests.support.models import resolve_text

WORLD = """
parameters: {p: {value: {uniform: {low: 0, high: 2}}}}
drivers:
  x: {start: 1, process: {random_walk: {volatility: 1}}}
events:
  war: {rate: 0.5 * p}
  flood: {date: 2023-06, probability: 0.5}
  raid: {rate: 0.3 * (3 if happened(flood) else 1)}
outcome: {start: a, states: [a, b, c], transitions: {
  go: {from: a, to: b, rate: 0.4}, on: {from: b, to: c, rate: 1}}}
"""
RUNS = 3000


@pytest.mark.parametrize(
    "of",
    [
        "P(war by 2023-12)",
        "P(x > 1.2 at 2023-09)",
        "P(x > 1.2 by 2023-09)",
        "P(not war by 2023-06 and (flood by 2023-12 or x > 2 at 2023-10))",
        "P(war before flood)",
        "P(b at 2023-06 or c by 2023-12)",
    ],
)
def test_the_share_is_that_of_the_same_runs_as_asked(of: str) -> None:
    world = resolve_text(WORLD, runs=RUNS)
    found, watched = discover(world, of=of), signposts(world, of=of)
    (answer,) = ask(world, [of]).answers
    assert found.base.p == watched.base.p == pytest.approx(answer.answer.value, abs=1e-12)
    assert found.outcomes == "drawn"
    assert found.as_dict()["of"] == watched.as_dict()["of"] == of
    assert found.state is watched.state is None


def test_an_event_is_found_with_the_judgement_that_bears_on_it() -> None:
    """The mean of 1 - exp(-p / 2) over p from 0 to 2 is 1 / e; of p above 1.5, 0.58 or more."""
    found = discover(resolve_text(WORLD, runs=20_000), of="P(war by 2023-12)")
    assert abs(found.base.p - exp(-1)) < 4 * found.base.estimate.se < 0.02
    (box,) = found.boxes[:1]
    assert [limit.feature.name for limit in box.limits] == ["p"]
    low = max(box.limits[0].low, 0)
    high = box.limits[0].high
    mean = 1 - 2 * (exp(-low / 2) - exp(-high / 2)) / (high - low)
    assert abs(box.density.p - mean) < 4 * box.density.estimate.se


def test_the_events_of_the_question_are_no_conditions_of_it() -> None:
    found = discover(resolve_text(WORLD, runs=RUNS), of="P(raid by 2023-12 or raid before war)")
    named = {limit.feature.name for box in found.boxes for limit in box.limits}
    assert named == {"flood"}


def test_a_flood_is_a_sign_of_a_raid_and_the_raid_is_none() -> None:
    """After a flood in June a raid comes by December with a chance of 1 - exp(-0.9 / 2)."""
    found = signposts(resolve_text(WORLD, runs=20_000), of="P(raid by 2023-12)")
    (post,) = found.signposts
    assert post.best.indicator.name == "flood"
    assert str(post.best.month) == "2023-06"
    for share, rate in ((post.best.if_seen, 0.9), (post.best.if_not, 0.3)):
        assert abs(share.p - (1 - exp(-rate / 2))) < 4 * share.estimate.se
    assert post.best.before.runs == pytest.approx(20_000 * exp(-0.15), rel=0.02)


def test_a_state_by_a_month_is_asked_as_ever() -> None:
    world = resolve_text(WORLD, runs=RUNS)
    for study in (discover, signposts):
        said, asked = study(world, "c", by="2023-09"), study(world, of="P(c by 2023-09)")
        assert said.as_dict() == asked.as_dict()
        assert (asked.state, asked.outcomes) == ("c", "carried")


@pytest.mark.parametrize(
    ("of", "message"),
    [
        ("mean(x at 2023-12)", "is so in a run or is not"),
        ("date(50% of war)", "is a month that no run has alone"),
        ("P(war by 2023-12 | flood by 2023-12)", "no run alone has a conditional probability"),
        ("P(war by 2022-12)", "is not after the start"),
        ("P(peace by 2023-12)", "peace"),
    ],
)
def test_what_no_run_says_yes_or_no_to_is_refused(of: str, message: str) -> None:
    for study in (discover, signposts):
        with pytest.raises(InputError, match=message):
            study(resolve_text(WORLD, runs=RUNS), of=of)


def test_a_state_is_not_said_beside_a_question() -> None:
    with pytest.raises(InputError, match="a whole question is asked"):
        discover(resolve_text(WORLD, runs=RUNS), "b", of="P(war by 2023-12)")


def test_a_saved_forecast_refuses_a_question() -> None:
    with pytest.raises(InputError, match="asks for a state by a month alone") as caught:
        signposts("nowhere", of="P(war by 2023-12)")
    assert "name resolved.yaml in its folder, of which new runs are asked" in str(caught.value)
