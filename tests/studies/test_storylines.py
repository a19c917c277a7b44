"""Every shipped storyline differs from the base in the way, and at the time, its reason states."""

from __future__ import annotations

from pathlib import Path

from scenario.resolve import load
from scenario.studies.compare import compare
from scenario.studies.comparison import Comparison

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
KNOWN = {"as_of_2024"}
"""What is given evidence: it tells no story, and is not compared."""
APART = {"membership"}
"""Of another model."""
RUNS = 2000

END = "2032-11"
RAISES, LOWERS = +1, -1
STATED: dict[str, list[tuple[str, str, int]]] = {
    "karabakh_falls": [("frozen", "2026-11", RAISES), ("left", END, RAISES)],
    "moscow_punishes": [("frozen", END, LOWERS)],
    "moscow_returns": [("frozen", END, LOWERS), ("left", END, LOWERS)],
    "opinion_turns_to_moscow": [("frozen", END, LOWERS), ("left", END, LOWERS)],
    "opinion_turns_west": [("frozen", END, RAISES), ("left", END, RAISES)],
    "outreach_backfires": [("frozen", END, RAISES)],
    "peace_treaty": [("frozen", "2028-11", RAISES)],
    "peacekeepers_stay": [("frozen", END, LOWERS), ("left", END, LOWERS)],
    "pro_russian_election": [("frozen", END, LOWERS), ("left", END, LOWERS)],
    "trade_boom": [("left", END, LOWERS)],
    "west_leans_in": [("frozen", END, RAISES), ("left", END, RAISES)],
    "west_looks_away": [("frozen", END, LOWERS), ("left", END, LOWERS)],
}
"""Storyline, then state, month until which it is ever reached, and the stated direction."""


def label(found: Comparison, name: str) -> str:
    return next(pair.label for pair in found.pairs if pair.label.endswith(f"{name}.yaml"))


def test_every_storyline_is_here() -> None:
    assert {path.stem for path in FILES} == {"base", *KNOWN, *APART, *STATED}


def test_storylines_go_where_they_say() -> None:
    """One comparison of all, for it takes a while."""
    first, *others = (load(str(FOLDER / f"{name}.yaml")) for name in ("base", *STATED))
    found = compare(first, *others, runs=RUNS, judgement=False, attribute=False)
    for name, claims in STATED.items():
        for state, by, direction in claims:
            cell = found.difference(state, by=by, scenario=label(found, name))
            assert cell.shown, f"{name}: {RUNS} runs show no difference in {state} by {by}"
            assert cell.difference * direction > 0, f"{name}: {state} by {by}"
    _nothing_before_the_election(found)
    _hardly_moved(found, "trade_boom", "frozen")
    _hardly_moved(found, "moscow_punishes", "left")
    _much_rarer(found, "peacekeepers_stay", "left")
    _freezes_more_than_exits(found, "west_leans_in")


def _nothing_before_the_election(found: Comparison) -> None:
    name = label(found, "pro_russian_election")
    for state in found.states:
        assert found.difference(state, by="2026-05", scenario=name).difference == 0


def _hardly_moved(found: Comparison, name: str, state: str) -> None:
    assert abs(found.difference(state, scenario=label(found, name)).difference) < 0.03


def _much_rarer(found: Comparison, name: str, state: str) -> None:
    cell = found.difference(state, scenario=label(found, name))
    assert 0 < cell.b < 2 / 3 * cell.a


def _freezes_more_than_exits(found: Comparison, name: str) -> None:
    freeze, leave = (
        found.difference(state, scenario=label(found, name)) for state in ("frozen", "left")
    )
    assert freeze.difference > leave.difference
