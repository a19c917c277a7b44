"""The engine against mathematics: what can be worked out on paper comes out of the simulation."""

from __future__ import annotations

import math

import pytest

import tests.statistics.closed_forms  # noqa: F401 - enters the claims
from tests.statistics.lab import Estimated, Lab, Share, binomial_score
from tests.statistics.ledger import CLAIMS, LIMIT, Claim, seed_of
from tests.statistics.pieces import outcome, within

pytestmark = pytest.mark.statistics


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.name.replace(" ", "_"))
def test_what_is_known_on_paper_comes_out(claim: Claim) -> None:
    assert claim.checks
    far = [check for check in claim.checks if check.z is not None and not abs(check.z) <= LIMIT]
    assert not far


def test_a_wrong_formula_would_be_found_out() -> None:
    lab = Lab("a wrong formula")
    model = outcome(a_b={"rate": 0.4})
    lab.share("5 % too high", lab.run(model, 24).at("b"), 1.05 * within(0.4, 2))
    lab.share("two months too late", lab.run(model, 24).at("b"), within(0.4, 26 / 12))
    assert all(abs(check.z or 0) > LIMIT for check in lab.checks)
    with pytest.raises(AssertionError, match="exactly"):
        lab.exact("exactly", 1.001, 1)


def test_two_figures_of_the_same_runs_are_refused() -> None:
    lab = Lab("the same runs twice")
    found = lab.run(outcome(a_b={"rate": 1}), 2)
    lab.share("month 2", found.at("b"), within(1, 2 / 12))
    with pytest.raises(AssertionError, match="anew"):
        lab.share("month 1", found.at("b", 1), within(1, 1 / 12))


def test_seeds_follow_from_names_alone() -> None:
    seeds = [seed_of(name, number) for name in CLAIMS for number in range(1, 60)]
    assert len(set(seeds)) > len(seeds) - 3  # 32 bits: a pair in common is possible, not many
    assert seed_of("a check", 1) == 1_457_016_885


def test_scores_are_what_they_say() -> None:
    assert binomial_score(50, 100, 0.5) == pytest.approx(0, abs=1e-12)
    assert binomial_score(0, 10, 0.5) == pytest.approx(-binomial_score(10, 10, 0.5))
    assert binomial_score(5_300, 10_000, 0.5) == pytest.approx(6, abs=0.02)
    lab = Lab("scores")
    for case, counts, expected in (("even", [50, 50], -math.inf), ("uneven", [90, 10], 7.0)):
        lab.seed()
        lab.cells(case, counts, [0.5, 0.5])
        assert lab.checks[-1].z == pytest.approx(expected) or lab.checks[-1].z > expected
    lab.seed()
    lab.estimate("two errors off", Estimated(1.2, 0.1, 100), 1.0)
    lab.seed()
    lab.share("two errors off", Share(520 + 12, 1000), 0.5)
    assert [check.z for check in lab.checks[-2:]] == pytest.approx([2, 2.0239], abs=1e-3)
