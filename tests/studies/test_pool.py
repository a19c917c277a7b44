"""Opinion pools: against closed forms, and what is told of members that disagree."""

from __future__ import annotations

from math import exp, prod
from typing import Any

import numpy as np
import pytest

from scenario import intervals
from scenario.engine import run
from scenario.errors import InputError
from scenario.expr.question import parse_question
from scenario.forecast import Estimate
from scenario.present import blocks_of
from scenario.present.terminal import text_of
from scenario.resolve import Resolved
from scenario.studies.ask import ask
from scenario.studies.opinion_pool import (
    conditional,
    linear,
    logarithmic,
    of_pair,
    shares_of,
)
from scenario.studies.pool import pool
from scenario.studies.pooled import Pool
from tests.support.models import resolve_text

TWO = """
parameters: {{rate: {{value: {rate}}}}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: rate}}}}}}
"""
THREE = """
outcome:
  start: a
  states: [a, b, c]
  transitions:
    go: {{from: a, to: b, rate: {b}}}
    fly: {{from: a, to: c, rate: {c}}}
"""
JUDGED = "drivers: {{x: {{start: 1, process: {{random_walk: {{volatility: 0.2}}}}}}}}"
DRAWN = "events: {{seen: {{rate: 0.1, when: outcome.b}}}}"
"""What reads the outcome, which is drawn then."""
OTHER_STATES = """
outcome: {start: x, states: [x, y], transitions: {go: {from: x, to: y, rate: 0.2}}}
"""
END = "2023-06"


def two(rate: float | str, more: str = "", **said: Any) -> Resolved:
    return resolve_text((TWO + more).format(rate=rate), **{"months": 6, **said})


def three(b: float, c: float) -> Resolved:
    return resolve_text(THREE.format(b=b, c=c), 6)


def left(rate: float) -> float:
    """The chance of having left within the half-year."""
    return 1 - exp(-rate / 2)


def quick(*members: Any, **said: Any) -> Pool:
    return pool(*members, **{"judgement": False, "attribute": False, "workers": 1, **said})


def flat(found: Pool, *, detail: bool = False) -> str:
    return " ".join(text_of(blocks_of(found, detail=detail)).split())


# ----------------------------------------------------------------------------- closed forms


def test_a_linear_pool_is_the_weighted_mean() -> None:
    found = quick(two(0.2), two(0.6), two(1.4), weights=[2, 1, 1])

    exact = [left(rate) for rate in (0.2, 0.6, 1.4)]
    assert found.answer_to.pool.p == pytest.approx(np.average(exact, weights=[2, 1, 1]), abs=1e-9)
    assert [cell.p for cell in found.answer_to.members] == pytest.approx(exact, abs=1e-9)
    assert found.probability("a", at=END).p == pytest.approx(1 - found.answer_to.pool.p, abs=1e-9)
    assert found.answer_to.pool.se == 0


def test_a_logarithmic_pool_of_yes_and_no_is_the_mean_of_log_odds() -> None:
    found = quick(two(0.2), two(0.6), weights=[3, 1], method="logarithmic")

    odds = [left(rate) / (1 - left(rate)) for rate in (0.2, 0.6)]
    pooled = odds[0] ** 0.75 * odds[1] ** 0.25
    assert found.answer_to.pool.p == pytest.approx(pooled / (1 + pooled), abs=1e-9)
    assert found.answer_to.pool.low == found.answer_to.pool.high


def test_a_logarithmic_pool_of_three_states_is_their_normalised_geometric_mean() -> None:
    rates = [(0.2, 0.5), (0.9, 0.1), (0.4, 0.4)]
    weights = [0.5, 0.25, 0.25]
    found = quick(*(three(*pair) for pair in rates), weights=weights, method="logarithmic")

    def exact(b: float, c: float) -> tuple[float, float, float]:
        gone = left(b + c)
        return 1 - gone, gone * b / (b + c), gone * c / (b + c)

    rows = [exact(*pair) for pair in rates]
    mean = [prod(row[s] ** w for row, w in zip(rows, weights, strict=True)) for s in range(3)]
    at_end = [found.probability(state, at=END).p for state in "abc"]
    assert at_end == pytest.approx([one / sum(mean) for one in mean], abs=1e-9)
    assert sum(at_end) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("method", ["linear", "logarithmic"])
def test_one_scenario_alone_is_its_own_pool(method: Any) -> None:
    alone = two("0.1 to 0.8", JUDGED, runs=400)
    found = pool(alone, method=method, workers=1)

    said = run(alone, workers=1)
    for state, when in (("b", {"by": END}), ("b", {"at": "2023-04"}), ("a", {"at": END})):
        mine, its = found.probability(state, **when), said.probability(state, **when)
        assert mine.judgement == its.judgement
        for end in ("p", "se", "low", "high"):
            assert getattr(mine, end) == pytest.approx(getattr(its, end), rel=1e-9)
    assert "its own pool" in flat(found)


@pytest.mark.parametrize("method", ["linear", "logarithmic"])
def test_the_order_of_members_is_no_matter(method: Any) -> None:
    one, other = two("0.1 to 0.8", runs=200), two("0.3 to 2", runs=200)
    forth = pool(one, other, weights=[2, 1], method=method, workers=1)
    back = pool(other, one, weights=[1, 2], method=method, workers=1)

    mine, its = forth.answer_to.pool, back.answer_to.pool
    assert (mine.p, mine.se, mine.low, mine.high) == pytest.approx(
        (its.p, its.se, its.low, its.high), rel=1e-12
    )
    assert mine.judgement == pytest.approx(its.judgement, rel=1e-9)


def test_weights_that_do_not_add_up_to_one_are_divided_by_their_sum_which_is_told() -> None:
    found = quick(two(0.2), two(0.6), weights=[3, 1])

    assert found.weights == (0.75, 0.25)
    assert "The weights 3 and 1 do not add up to 1; they count as 75 % and 25 %." in flat(found)
    assert "do not add up" not in flat(quick(two(0.2), two(0.6), weights=[0.75, 0.25]))
    assert "do not add up" not in flat(quick(two(0.2), two(0.6)))


def test_a_weight_of_nothing_is_not_heard() -> None:
    found = quick(two(0.2), two(0), weights=[1, 0], method="logarithmic")

    assert found.answer_to.pool.p == pytest.approx(left(0.2), abs=1e-9)
    assert found.answer_to.vetoed_by == ()


def test_a_zero_of_one_member_is_a_veto_in_a_logarithmic_pool() -> None:
    found = quick(two(0.6), two(0), method="logarithmic")

    assert found.answer_to.pool.p == 0
    assert found.answer_to.vetoed_by == (1,)
    assert "B has 0 for: B by June 2023" in flat(found)
    assert "anyone can veto" in flat(found)
    assert "None of its runs" not in flat(found)
    assert "veto" not in flat(quick(two(0.6), two(0)))


def test_a_zero_that_is_a_count_of_runs_is_not_told_as_impossible() -> None:
    found = quick(two(2, DRAWN, runs=60), two(1e-9, DRAWN, runs=60), method="logarithmic")

    assert found.answer_to.vetoed_by == (1,)
    assert found.answer_to.pool.high > 0.01
    assert "None of its runs came to it, which does not make it impossible." in flat(found)


def test_members_that_leave_no_state_possible_have_no_logarithmic_pool() -> None:
    none, one = Estimate(0.0, 0, 0, 0), Estimate(1.0, 0, 1, 1)
    with pytest.raises(InputError, match="no answer: each state is at 0 in one of the members"):
        of_pair([none, one], [0.5, 0.5])


# ------------------------------------------------------------------------------- sampling error


def test_the_interval_of_a_pool_holds_the_truth_as_often_as_it_says() -> None:
    rows = ((0.2, 0.5, 0.3), (0.5, 0.1, 0.4))
    rng = np.random.default_rng(7)
    runs, times, held = 300, 400, {"linear": 0, "logarithmic": 0}
    weights = [0.6, 0.4]
    truth = np.prod([np.array(r) ** w for r, w in zip(rows, weights, strict=True)], axis=0)
    exact = {
        "linear": np.average([0.2, 0.5], weights=weights),
        "logarithmic": truth[0] / truth.sum(),
    }
    for _ in range(times):
        cells = [_estimates(rng.multinomial(runs, row), runs) for row in rows]
        found = {
            "linear": linear([row[0] for row in cells], weights),
            "logarithmic": logarithmic(cells, weights)[0],
        }
        for method, cell in found.items():
            held[method] += cell.low <= exact[method] <= cell.high
    assert all(count >= 0.94 * times for count in held.values()), held


def _estimates(hits: Any, runs: int) -> list[Estimate]:
    return [Estimate(*cell) for cell in zip(*intervals.shares(hits, runs), strict=True)]


def test_errors_are_those_of_members_that_err_together() -> None:
    cells = [Estimate(0.2, 0.01, 0.18, 0.22), Estimate(0.4, 0.03, 0.34, 0.46)]
    found = linear(cells, [0.5, 0.5])

    assert (found.se, found.low, found.high) == pytest.approx((0.02, 0.26, 0.34))
    pair = of_pair(cells, [0.5, 0.5])
    slope = pair.p * (1 - pair.p)
    assert pair.se == pytest.approx(slope * (0.5 * 0.01 / 0.16 + 0.5 * 0.03 / 0.24))
    assert pair.low < pair.p - 1.5 * pair.se
    assert pair.high > pair.p + 1.5 * pair.se


# ----------------------------------------------------------------------------- judgement ranges


def test_the_judgement_range_is_that_of_a_mixture() -> None:
    low, high = two("0.1 to 0.12", runs=200), two("2 to 2.2", runs=200)
    even = pool(low, high, workers=1, attribute=False)
    rare = pool(low, high, weights=[97, 3], workers=1, attribute=False)

    mine, its = (one.judgement for one in even.answer_to.members)
    ends = even.answer_to.pool.judgement
    assert mine is not None
    assert its is not None
    assert ends is not None
    assert mine[0] - 0.01 <= ends[0] <= mine[1]
    assert its[0] <= ends[1] <= its[1] + 0.01
    assert rare.answer_to.pool.judgement[1] < 0.1  # type: ignore[index]


def test_a_member_without_judgements_is_one_value_of_the_mixture() -> None:
    found = pool(two(0.2), two("0.3 to 2", runs=200), workers=1, attribute=False)

    assert found.answer_to.pool.judgement[0] == pytest.approx(left(0.2), abs=1e-6)  # type: ignore[index]


def test_a_mixture_of_curves_has_their_percentiles() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.normal(0, 1, 4000), rng.normal(5, 2, 4000)
    curves = [intervals.Curve.of_samples(sample) for sample in (one, other)]

    both = np.quantile(np.concatenate([one, other]), intervals.JUDGED)
    assert intervals.mixed_range(curves, [0.5, 0.5]) == pytest.approx(both, abs=0.01)
    alone = np.quantile(one, intervals.JUDGED)
    assert intervals.mixed_range(curves, [1.0, 0.0]) == pytest.approx(alone, abs=1e-9)


def test_there_is_no_judgement_range_where_none_was_drawn() -> None:
    assert quick(two("0.1 to 1", runs=100)).answer_to.pool.judgement is None
    assert pool(two(0.1), two(0.2), workers=1).answer_to.pool.judgement is None


# ------------------------------------------------------------------------------- any question


def test_a_conditional_probability_of_the_pool_is_that_of_its_joint_one() -> None:
    both, given = "P(b by 2023-06 and x > 1 at 2023-03)", "P(x > 1 at 2023-03)"
    members = [
        two(0.4, JUDGED, runs=2000),
        two(1.2, JUDGED.replace("start: 1", "start: 1.3"), runs=2000),
    ]
    found = quick(*members, of="P(b by 2023-06 | x > 1 at 2023-03)")

    joint, bearing = (
        np.mean([ask(one, q, workers=1).answers[0].answer.value for one in members])
        for q in (both, given)
    )
    assert found.answer_to.pool.p == pytest.approx(joint / bearing, abs=1e-6)
    assert found.answer_to.pool.p > np.mean([cell.p for cell in found.answer_to.members])
    assert found.ever == found.at == ()


def test_who_holds_what_is_given_for_likelier_counts_for_more() -> None:
    cells = [Estimate(0.2, 0.01, 0.18, 0.22), Estimate(0.6, 0.01, 0.58, 0.62)]
    given = [Estimate(0.1, 0, 0.1, 0.1), Estimate(0.3, 0, 0.3, 0.3)]

    assert conditional(cells, given, [0.5, 0.5]).p == pytest.approx(0.5)


def test_a_mean_is_pooled_as_a_mean() -> None:
    found = quick(
        two(0.2, JUDGED, runs=100),
        two(0.2, JUDGED.replace("start: 1", "start: 3"), runs=100),
        of="mean(x at 2023-06)",
        weights=[1, 3],
    )

    assert found.answer_to.pool.p == pytest.approx(2.5, abs=0.05)
    assert "Mean of x at the end of June 2023: 2.5" in flat(found)


def test_one_state_at_a_date_is_pooled_with_the_others_of_its_chain() -> None:
    members = [three(0.2, 0.5), three(0.9, 0.1)]
    found = quick(*members, of=f"P(b at {END})", method="logarithmic")
    whole = quick(*members, method="logarithmic")

    assert found.answer_to.pool == whole.probability("b", at=END)


# -------------------------------------------------------------------------- what they disagree on


def test_the_numbers_that_differ_are_named_with_the_points_that_they_make() -> None:
    base = two("0.1 to 0.3", JUDGED, runs=400)
    found = pool(base, two("0.3 to 0.9", JUDGED, runs=400), judgement=False, workers=1)

    (one,) = found.disagreements
    assert [change.path for change in one.changes] == ["parameters.rate.value"]
    assert one.attribution is not None
    members = found.answer_to.members
    assert one.attribution.total.difference == pytest.approx(members[1].p - members[0].p, abs=1e-9)
    assert "What B says otherwise than A" in flat(found)
    assert "Rate: 0.1 to 0.3 → 0.3 to 0.9 +15" in flat(found)


def test_models_that_are_not_alike_have_their_differences_listed() -> None:
    found = pool(two(0.2), three(0.2, 0.3), judgement=False, workers=1)

    (one,) = found.disagreements
    assert one.attribution is None or one.attribution.parts
    assert found.left == ("c",)
    assert "Left out, because not all of them have it alike: c." in flat(found)


def test_versions_of_one_model_are_told_not_to_be_independent() -> None:
    found = quick(two(0.2), two(0.6))

    assert [(kin.members, kin.changed) for kin in found.kin] == [((0, 1), 1)]
    assert "versions of one model" in flat(found)
    assert "differ in 1 place of it" in flat(found)
    assert "the same numbers: one voice" in flat(quick(two(0.2), two(0.2)))


def test_how_far_they_are_apart_is_told() -> None:
    found = quick(two(0.2), two(1.4), two(0.6))

    apart = left(1.4) - left(0.2)
    assert found.answer_to.apart == pytest.approx(apart, abs=1e-9)
    assert f"From 9.5 % in A to 50 % in B: {100 * apart:.1f} points apart (exactly)." in flat(found)
    assert "All of them say the same." in flat(quick(two(0.2), two(0.2)))
    few = quick(two(0.2, DRAWN, runs=30), two(0.21, DRAWN, runs=30))
    assert "All of them say the same" in flat(few) or "no farther apart" in flat(few)


def test_each_member_stands_beside_the_pool_at_every_date_in_detail() -> None:
    found = quick(two(0.2), two(1.4))
    assert flat(found, detail=True).count("In the state at the end of") > 1

    table = found.table()
    assert list(table.columns[:2]) == ["question", "of"]
    assert set(table["of"]) == {"pool", *found.labels}
    assert found.as_dict()["answer"]["pool"]["p"] == found.answer_to.pool.p


def test_all_use_the_runs_and_the_random_seed_of_the_first() -> None:
    one, other = two("0.1 to 1", runs=300, random_seed=5), two("0.1 to 1", runs=900, random_seed=6)
    found = quick(one, other)

    assert (found.runs, found.random_seed) == (300, 5)
    assert found.answer_to.members[0].p == found.answer_to.members[1].p


def test_progress_goes_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    pool(
        two("0.1 to 1", runs=300),
        two("0.2 to 1", runs=300),
        workers=1,
        progress=lambda *part: told.append(part),
    )

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
    assert len({total for _, total in told}) == 1


# ------------------------------------------------------------------------------------ evidence

SEEN = {"evidence": [{"date": "2023-03", "outcome": "a", "assumed": True}]}


def test_a_member_heeds_the_evidence_that_it_is_given() -> None:
    plain = two("0.2 to 2", runs=512)
    given = two("0.2 to 2", runs=512, given=[SEEN])
    found = pool(plain, given, weights=[1, 3], workers=1)

    said = [run(one, workers=1).probability("b") for one in (plain, given)]
    assert [cell.p for cell in found.answer_to.members] == [cell.p for cell in said]
    assert said[1].p < said[0].p
    assert found.answer_to.pool.p == pytest.approx(0.25 * said[0].p + 0.75 * said[1].p)
    assert found.disagreements[0].attribution is None
    assert "differ in the evidence that they are given" in flat(found)
    assert "one voice" not in flat(found)


# -------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1], "1 weight is given for 2 scenarios"),
        ([1, 2, 3], "3 weights are given for 2 scenarios"),
        ([1, -1], "is not a number of 0 or more"),
        ([1, float("nan")], "is not a number of 0 or more"),
        ([1, float("inf")], "is not a number of 0 or more"),
        ([0, 0], "add up to nothing"),
    ],
)
def test_weights_that_cannot_be(weights: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        shares_of(weights, 2)


def test_scenarios_without_a_state_in_common_have_no_pool() -> None:
    with pytest.raises(InputError, match="no outcome state in common"):
        quick(two(0.2), resolve_text(OTHER_STATES, 6))
    with pytest.raises(InputError, match="no chain with the same states"):
        quick(two(0.2), three(0.2, 0.3), method="logarithmic")


def test_scenarios_that_end_in_different_months_have_no_pool() -> None:
    short, long = two(0.2), two(0.2, months=12)
    with pytest.raises(InputError, match="do not end in the same month") as caught:
        quick(short, long)
    assert "--until 2023-06" in str(caught.value)
    assert quick(short, long, of="P(b by 2023-06)").answer_to.apart == 0


@pytest.mark.parametrize(
    ("of", "method", "message"),
    [
        ("mean(x at 2023-06)", "logarithmic", "a logarithmic pool is one of probabilities"),
        ("P(b by 2031-06)", "linear", "no step that ends in 2031-06"),
        ("P(c by 2023-06)", "linear", "c"),
        ("date(50% of b)", "linear", "a month that no run has alone"),
    ],
)
def test_questions_that_have_no_pool(of: str, method: Any, message: str) -> None:
    members = [two(0.2, JUDGED, runs=50)] * 2
    with pytest.raises(InputError, match=message):
        quick(*members, of=of, method=method)


def test_the_member_that_cannot_answer_is_named() -> None:
    with pytest.raises(InputError) as caught:
        quick({"ann": three(0.2, 0.1), "bob": two(0.2)}, of="P(c by 2023-06)")
    assert "bob: " in str(caught.value)


def test_a_state_at_a_date_needs_all_states_of_its_chain_in_a_logarithmic_pool() -> None:
    with pytest.raises(InputError, match="needs all states of the chain"):
        quick(two(0.2), three(0.2, 0.1), of=f"P(b at {END})", method="logarithmic")
    found = quick(two(0.2), three(0.2, 0.1), of=f"P(b by {END})", method="logarithmic")
    assert found.answer_to.question == parse_question(f"P(b by {END})")


def test_a_pool_is_asked_for_answers_that_it_has() -> None:
    found = quick(two(0.2), two(0.6))
    assert found.probability("b") == found.answer_to.pool
    with pytest.raises(InputError, match="no answer of 'b' at 2024-01"):
        found.probability("b", at="2024-01")
    with pytest.raises(InputError, match="by or at, not both"):
        found.probability("b", at=END, by=END)
