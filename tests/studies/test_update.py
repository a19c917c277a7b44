"""What evidence does to a forecast, told fact by fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.errors import InputError
from scenario.resolve import Resolved
from scenario.studies.update import update
from scenario.studies.updating import Update
from tests.support.models import resolve

MODEL = {
    "parameters": {
        "r": {"value": {"gamma": {"mean": 1.0, "sd": 0.8}}},
        "other": {"value": "1 to 2"},
    },
    "drivers": {"x": {"start": "0 * other", "process": {"random_walk": {"volatility": 1.0}}}},
    "events": {"e": {"rate": "r"}},
    "outcome": {
        "start": "a",
        "states": ["a", "b"],
        "transitions": {"go": {"from": "a", "to": "b", "rate": "0.2 * r"}},
    },
}
SEEN: list[dict[str, Any]] = [
    {"date": "2023-02", "event": "e", "happened": True},
    {"date": "2023-05", "driver": "x", "value": 3.0, "sd": 0.5},
    {"date": "2023-08", "outcome": "a", "known": "2023-11"},
]


def given(evidence: Sequence[Mapping[str, Any]], **said: Any) -> Resolved:
    return resolve(MODEL, 24, runs=2048, given=[{"evidence": list(evidence)}], **said)


@pytest.fixture(scope="module")
def found() -> Update:
    return update(given(SEEN), of="P(b by 2024-12)")


def test_each_fact_is_told_in_order_with_the_answer_before_and_after(found: Update) -> None:
    assert [each.number for each in found.facts] == [1, 2, 3]
    assert [str(each.month) for each in found.facts] == ["2023-02", "2023-05", "2023-08"]
    answers = [found.prior, *(each.after for each in found.facts)]
    for before, each in zip(answers, found.facts, strict=False):
        assert each.before == before
        assert each.difference.p == pytest.approx(each.after.p - each.before.p)
    assert found.facts[-1].after == found.posterior
    assert found.posterior.p == pytest.approx(
        found.forecast.probability("b", by="2024-12").p, abs=0.02
    )


def test_a_fact_is_as_likely_as_it_was_before_it_was_known(found: Update) -> None:
    first, second, _ = found.facts
    x = np.linspace(1e-3, 25, 20_001)
    from scipy import stats

    prior = stats.gamma(1 / 0.64, scale=0.64).pdf(x)
    chance = (prior * np.exp(-x / 12) * -np.expm1(-x / 12)).sum() / prior.sum()
    assert first.chance == pytest.approx(chance, rel=0.15)
    assert first.surprise == pytest.approx(-np.log2(chance), abs=0.25)
    assert second.chance is None
    assert second.expected is not None
    spread = np.sqrt(5 / 12 + 0.25)
    assert second.expected.mean == pytest.approx(0, abs=0.08)
    assert second.expected.high == pytest.approx(1.645 * spread, abs=0.15)
    assert second.expected.tail == pytest.approx(2 * stats.norm.sf(3 / spread), abs=2e-4)


def test_the_judgement_that_the_facts_are_about_has_moved_and_no_other(found: Update) -> None:
    assert [moved.path for moved in found.judgements] == ["parameters.r.value"]
    (moved,) = found.judgements
    assert moved.before == pytest.approx(1.0, abs=0.05)
    assert moved.after > moved.before
    assert moved.moved == pytest.approx((moved.after - moved.before) / moved.sd_before)
    assert [one.path for one in found.facts[0].moved] == ["parameters.r.value"]
    assert found.facts[1].moved == ()


def test_what_was_published_later_is_not_known() -> None:
    early = update(given(SEEN), of="P(b by 2024-12)", as_of="2023-10", judgement=False)
    without = update(given(SEEN[:2]), of="P(b by 2024-12)", judgement=False)
    assert [each.number for each in early.facts] == [1, 2]
    assert early.unknown == 1
    assert len(early.document["given"][0]["evidence"]) == 2
    assert early.posterior == without.posterior
    assert np.array_equal(early.forecast.at, without.forecast.at)


def test_a_later_fact_moves_no_earlier_answer() -> None:
    planted = [*SEEN, {"date": "2024-06", "outcome": "b"}]
    one, other = (
        update(given(some), of="P(b by 2024-12)", as_of="2023-12", judgement=False)
        for some in (SEEN, planted)
    )
    assert one.facts == other.facts
    assert one.posterior == other.posterior


def test_to_set_is_not_to_be_given() -> None:
    """What is set to happen says nothing of its rate; what is known to have happened does."""
    seen = [{"date": "2023-02", "event": "e", "happened": True}]
    known = update(given(seen), of="P(b by 2024-12)", judgement=False)
    world = resolve(MODEL, 24, runs=2048).with_set({"events.e.date": "2023-02"})
    plain = scenario.Scenario(world).run(judgement=False).probability("b", by="2024-12")
    assert plain.p == pytest.approx(known.prior.p, abs=0.02)
    assert known.posterior.p > plain.p + 0.05


def test_evidence_may_come_from_files_and_counts_beside_what_is_given(tmp_path: Path) -> None:
    file = tmp_path / "seen.yaml"
    lines = ["evidence:", "  - {date: 2023-02, event: e, happened: true}"]
    file.write_text("\n".join(lines), encoding="utf-8")
    both = update(given(SEEN[1:2]), [str(file)], judgement=False)
    assert [each.observation.get("event") for each in both.facts] == ["e", None]
    again = update(given([SEEN[1], SEEN[0]]), judgement=False)
    said = update(scenario.Scenario(given([])).given(*SEEN[:2]), judgement=False)
    assert both.posterior == again.posterior == said.posterior


def test_any_question_may_be_watched() -> None:
    for of in ("mean(x at 2023-12)", "P(e by 2023-06)", "P(x > 1 at 2023-12)"):
        found = update(given(SEEN[:2]), of=of, judgement=False)
        assert found.of.source() == of
    assert found.posterior.p == pytest.approx(0.845, abs=0.05)
    with pytest.raises(InputError, match="not known beside evidence on states"):
        update(given(SEEN), of="P(b by 2023-12 and a by 2024-06)")


def test_other_studies_say_that_they_do_not_heed_evidence() -> None:
    with pytest.raises(InputError, match="does not condition") as caught:
        scenario.explain(scenario.Scenario(given(SEEN)))
    assert "`tornado` and `signposts` heed it" in str(caught.value)


def test_as_json_it_is_a_forecast_with_the_facts_beside_it(found: Update) -> None:
    plain = found.as_dict()
    assert plain["watched"]["state"] == "b"
    assert plain["evidence"][0]["what"] == {"date": "2023-02", "event": "e", "happened": True}
    assert {"before", "after", "surprise", "date"} <= set(plain["evidence"][0])
    assert plain["effective_sample_size"] > 200
    assert {"outcome", "provenance"} <= set(plain)


def test_in_words_titles_stand_and_surprises_are_told(found: Update) -> None:
    text = found.text()
    assert "with 3 facts known" in text
    assert "A surprise to the model: X: 3 (May 2023)" in text
    assert "Feb 2023: E" in text
