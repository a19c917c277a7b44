"""What evidence decides of chains and events, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from scenario.calendar import Month
from scenario.engine.compiler import compile_model
from scenario.engine.facts import facts_of
from scenario.errors import InputError
from scenario.studies.realised import Realised
from tests.support.models import resolve

MODEL: dict[str, Any] = {
    "events": {"e": {"rate": 0.5}, "often": {"rate": 0.5, "once": False}},
    "outcome": {
        "start": "a",
        "states": ["a", "b", "c", "d"],
        "transitions": {
            "ab": {"from": "a", "to": "b", "rate": 0.5},
            "ba": {"from": "b", "to": "a", "rate": 0.5},
            "bc": {"from": "b", "to": "c", "rate": 0.5},
            "ad": {"from": "a", "to": "d", "rate": 0.5},
            "da": {"from": "d", "to": "a", "rate": 0.5},
        },
    },
}


class World:
    """A year of the model, and what is decided in it, by months from its start."""

    def __init__(self, *seen: dict[str, Any]) -> None:
        resolved = resolve(MODEL, 12, given=[{"evidence": [*seen]}])
        self.program = compile_model(resolved)
        self.found = Realised(resolved, self.program, facts_of(resolved, self.program))
        self.start: Month = resolved.start

    @property
    def course(self) -> str:
        """The state of each month, as a letter; a point where it is open."""
        states = (self.found.state(0, step) for step in range(13))
        return "".join("." if s is None else self.program.states[s] for s in states)

    def reached(self, state: str) -> list[bool | None]:
        number = self.program.states.index(state)
        return [self.found.reached(number, step) for step in (1, 4, 6, 12)]

    def happened(self, event: str) -> list[bool | None]:
        number = self.program.events.index(event)
        return [self.found.happened(number, step) for step in (1, 4, 6, 12)]


def state(name: str, month: int, **said: Any) -> dict[str, Any]:
    when = {} if "between" in said or "by" in said else {"date": f"2023-{month:02d}"}
    return {**when, "outcome": name, **said}


def test_without_evidence_only_the_start_is_known():
    assert World().course == "a" + 12 * "."
    assert World().reached("a") == [True] * 4
    assert World().reached("b") == [None] * 4
    assert World().reached("c") == [False, None, None, None]  # two moves away


def test_a_state_seen_twice_with_nothing_between_has_lasted():
    world = World(state("b", 3, entered=True), state("b", 6))
    assert world.course == "aaabbbb" + 6 * "."
    lasted = [world.found.lasted(0, step) for step in range(8)]
    assert lasted == [False, True, False, False, True, True, False, False]
    assert world.reached("b") == [False, True, True, True]
    assert world.reached("d") == [False, False, False, None]
    number = world.program.states.index("d")
    by_lasting = [world.found.reached_by_lasting(number, step) for step in (1, 4, 12)]
    assert by_lasting == [True, True, False]


def test_what_was_seen_between_ends_it():
    world = World(
        state("a", 4), {"by": "2023-03", "outcome": "d", "happened": False}, state("b", 8)
    )
    assert world.course[:5] == "aaaaa"
    assert world.course[5:8] == "..."  # d and back, or b at once: nobody saw


def test_a_state_that_cannot_have_been_left_out_is_decided_by_what_came_of_it():
    assert World(state("c", 2)).course[:3] == "abc"
    assert World(state("c", 2)).course[3:] == 10 * "c"  # no way leads on


def test_not_reached_is_so_up_to_its_month():
    world = World({"by": "2023-06", "outcome": "b", "happened": False})
    assert world.reached("b") == [False, False, False, None]
    assert world.reached("c") == [False, False, False, None]  # it is reached by b alone
    assert world.course == "a" + 12 * "."  # d and back


def test_a_report_decides_nothing():
    world = World(
        state("b", 3, likelihood_ratio=50), {"date": "2023-03", "event": "e", "likelihood_ratio": 9}
    )
    assert world.course == World().course
    assert world.happened("e") == [None] * 4


def test_events_happen_in_their_month_or_in_one_of_several():
    assert World({"date": "2023-05", "event": "e", "happened": True}).happened("e") == [
        False, False, True, True,
    ]  # fmt: skip
    between = {"between": ["2023-02", "2023-06"], "event": "e", "happened": True}
    assert World(between).happened("e") == [False, None, True, True]
    assert World({"by": "2023-06", "event": "e", "happened": False}).happened("e") == [
        False, False, False, None,
    ]  # fmt: skip


def test_of_what_may_happen_often_one_time_says_nothing_of_those_before():
    world = World({"date": "2023-05", "event": "often", "happened": True})
    assert world.happened("often") == [None, None, True, True]


def test_a_course_that_no_way_leads_through_is_refused_with_its_place():
    with pytest.raises(InputError, match=r"no way leads there") as refused:
        World(state("b", 3), state("d", 4))
    assert refused.value.problems[0].path.endswith("evidence.1")
