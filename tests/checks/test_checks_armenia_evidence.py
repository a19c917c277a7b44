"""What was seen after December 2022 fits the model, has its time and source, and is not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.calendar import Month
from scenario.resolve import load
from scenario.resolve.given import with_evidence
from scenario.resolve.load import load_any
from scenario.resolve.tree_edit import leaves
from scenario.schema import Evidence
from scenario.schema.evidence import Observation
from tests.support.typed import typist

ROOT = Path(__file__).parents[2]
SEEN, LATER = (f"seeds/{name}.yaml" for name in ("after_2022", "published_later"))
BASE, AS_OF = (ROOT / f"scenarios/{name}.yaml" for name in ("base", "as_of_2024"))
START, END = Month.parse("2022-12"), Month.parse("2024-06")
"""What happened on a day of the first month up to the 14th is in the model."""


def observations(name: str) -> tuple[Observation, ...]:
    found = load_any(str(ROOT / name))
    assert isinstance(found, Evidence)
    assert found.evidence
    return found.evidence


def test_the_files_pass_the_strict_check(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    ended = typist(capsys, monkeypatch)("check", "--strict", "--quiet", SEEN, LATER, str(AS_OF))
    assert (ended.code, ended.err) == (0, "")


def test_all_of_it_is_about_something_in_the_model() -> None:
    given = with_evidence(load(str(BASE)), [str(ROOT / SEEN), str(ROOT / LATER)]).given
    assert [file.evidence for file in given] == [observations(SEEN), observations(LATER)]


@pytest.mark.parametrize("name", [SEEN, LATER])
def test_everything_was_seen_after_the_model_ends(name: str) -> None:
    assert [one for one in observations(name) if not START <= one.last <= END] == []


def test_what_was_seen_in_december_2022_is_a_total_known_only_when_the_year_was_over() -> None:
    found = [one for one in observations(SEEN) if one.last == START]
    assert [(one.driver, one.published > START) for one in found] == [("trade_with_russia", True)]


def test_a_forecast_as_of_june_2024_uses_only_what_was_published_by_then() -> None:
    assert [file.evidence for file in load(str(AS_OF)).given] == [observations(SEEN)]
    assert max(one.published for one in observations(SEEN)) == END
    assert min(one.published for one in observations(LATER)) > END


@pytest.mark.parametrize("name", [SEEN, LATER])
def test_every_observation_says_why_from_where_and_how_that_was_checked(name: str) -> None:
    for one in observations(name):
        said = one.model_dump(exclude_none=True)
        assert one.because, said
        assert "verified" in (one.note or ""), said
        assert one.maps or one.value is None, said


def test_a_value_on_an_analyst_s_scale_is_called_our_own() -> None:
    judged = {"government", "eu_outreach", "us_outreach"}
    for one in (*observations(SEEN), *observations(LATER)):
        assert one.assumed == (getattr(one, one.subject) in judged), one.model_dump()


@pytest.mark.parametrize("path", sorted(BASE.parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_other_scenario_and_no_model_knows_of_it(path: Path) -> None:
    resolved = load(str(path))
    files = {Path(node.mark.file).name for _, node in leaves(resolved.draft.tree)}
    assert files.isdisjoint({Path(SEEN).name, Path(LATER).name})
    assert bool(resolved.given) == (path == AS_OF)
