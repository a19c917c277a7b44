"""Scenarios compared on the same runs: against closed forms, against themselves, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import exp
from typing import Any

import numpy as np
import pytest

from scenario import intervals
from scenario.engine import answers, pairs, run
from scenario.engine.compiler import compile_model
from scenario.errors import InputError
from scenario.present import blocks_of
from scenario.present.terminal import text_of
from scenario.resolve import Resolved
from scenario.studies import attribute, combined, levers
from scenario.studies.attribute import Attribution, Part
from scenario.studies.compare import compare
from scenario.studies.comparison import Comparison
from tests.support.models import resolve_text

RATE = """
parameters: {{rate: {{value: {rate}}}}}
drivers: {{x: {{start: 1, process: {{random_walk: {{volatility: 0.2}}}}}}}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: rate}}}}}}
"""
DRAWN = "events: {{seen: {{rate: 0.1, when: outcome.b}}}}"
"""What reads the outcome, which is drawn then."""
RULES = """
drivers: {x: {start: 1, process: {random_walk: {volatility: 0.2}}}}
actors: {g: {alignment: 0.1, responds_to: {x: 0.1}}}
events: {e: {rate: 0.4, effects: [{add: 0.5, to: x}]}}
rules:
  double: {when: t >= 0, effects: [{multiply: go, by: 2}]}
  triple: {when: t >= 0, effects: [{multiply: go, by: 3}]}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.1}}}
"""

JUDGED = """
parameters: {r: {value: 0.05 to 0.6}, k: {value: 1.2 to 4}}
drivers: {x: {start: 1, process: {random_walk: {volatility: 0.4}}}}
events: {e: {rate: 0.4, effects: [{add: 0.5, to: x}]}}
rules:
  often: {when: x > 1, effects: [{multiply: go, by: k}]}
  mostly: {when: x > 0.8, effects: [{multiply: go, by: 3}]}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: r}}}
"""
FEW_CHANGES: dict[str, Any] = {
    "rules.often.enabled": False,
    "rules.mostly.enabled": False,
    "drivers.x.start": 1.3,
}
MANY_CHANGES: dict[str, Any] = {
    **FEW_CHANGES,
    "events.e.rate": 0.1,
    "drivers.x.process.random_walk.volatility": 0.1,
    "parameters.k.value": 2,
}


def constant(rate: float | str, more: str = "", **said: Any) -> Resolved:
    return resolve_text((RATE + more).format(rate=rate), **said)


def left(rate: float) -> float:
    """The chance of having left within the year."""
    return 1 - exp(-rate)


def quick(*scenarios: Resolved, **said: Any) -> Comparison:
    return compare(*scenarios, judgement=False, attribute=False, workers=1, **said)


def test_a_scenario_does_not_differ_from_itself() -> None:
    base = constant("0.2 to 0.6", runs=500)
    found = compare(base, base, workers=1)
    for cell in (found.difference("b"), found.difference("a", at="2023-06")):
        assert (cell.difference, cell.se, cell.low, cell.high) == (0, 0, 0, 0)
        assert not cell.shown
        assert cell.judgement == (0.0, 0.0)
    assert not any(gap.shown for gap in found.pair().on_the_way)
    text = flat(found.text())
    assert "exactly the same in both" in text
    assert text.count("the same ") >= 3
    assert "0.0 ±" not in text


SETTLED = """
drivers: {x: {start: 0, process: {random_walk: {volatility: 0.3}}}}
events: {vote: {date: 2023-03, effects: [{add: 1, to: x}]}}
rules: {brake: {when: x > -9, enabled: false, effects: [{multiply: go, by: 0.2}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.5 * exp(x)}}}
"""


def test_what_is_off_and_what_has_a_date_are_no_matter_of_chance() -> None:
    base = resolve_text(SETTLED, 12, runs=500)
    on = quick(base, base.with_set({"rules.brake.enabled": True})).text()
    assert re.search(r"Brake: holds \(share of steps\) +0 % +>99\.9 % +\+100\.0 ±", on)
    late = quick(base, base.with_set({"events.vote.date": "2029-03"})).text()
    assert re.search(r"Vote: happens +100 % +0 % +−100\.0$", late, re.MULTILINE)
    some = quick(base, base.with_set({"events.vote.probability": 0.5})).text()
    assert re.search(r"Vote: happens +100 % +\d\d % +−\d\d\.\d ± ", some)


def test_what_leads_to_no_state_makes_no_difference_to_it() -> None:
    base = constant("0.4 to 0.5", runs=500)
    found = quick(base, base.with_set({"drivers.x.start": 2}))
    cell = found.difference("b")
    assert (cell.difference, cell.se, cell.low, cell.high) == (0, 0, 0, 0)
    assert [gap.name for gap in found.pair().on_the_way if gap.shown] == ["x"]


def test_a_change_of_one_chain_makes_no_difference_to_one_that_does_not_read_it() -> None:
    text = """
parameters: {p: {value: 0.2 to 0.5}}
outcomes:
  m: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: p}}}
  k: {start: x, states: [x, y], transitions: {up: {from: x, to: y, rate: 1 if m.b else p}}}
"""
    base = resolve_text(text, runs=500)
    other = base.with_set({"outcomes.k.transitions.up.rate": "2 if m.b else p"})
    cells = [quick(base, other).difference(state) for state in ("m.b", "k.y")]
    assert (cells[0].difference, cells[0].se) == (0, 0)
    assert cells[1].low > 0 < cells[1].se


def test_what_changes_nothing_shows_no_difference() -> None:
    rule = "rules: {{far: {{when: x > 1000, effects: [{{multiply: go, by: 2}}]}}}}"
    base = constant("0.4 to 0.5", rule, runs=500)
    found = quick(base, base.with_set({"drivers.x.start": 2}))
    cell = found.difference("b")
    assert cell.difference == 0
    assert cell.se == pytest.approx(np.sqrt(4 / 504 / 500))
    assert cell.low < 0 < cell.high  # 500 runs cannot show that there is none
    assert [gap.name for gap in found.pair().on_the_way if gap.shown] == ["x"]


def test_a_difference_that_is_exact_and_tiny_is_not_told_as_none() -> None:
    text = flat(quick(constant(0.4), constant(0.4001), runs=10).text())
    assert "likelier by less than a tenth of a point." in text
    assert "by 0.0 points" not in text


def test_what_nothing_uncertain_leads_to_is_exact() -> None:
    cell = quick(constant(0.4), constant(0.5), runs=10).difference("b")
    assert cell.difference == pytest.approx(left(0.5) - left(0.4), rel=1e-12)
    assert (cell.se, cell.low, cell.high) == (0, cell.difference, cell.difference)
    assert cell.shown


@pytest.mark.statistics
def test_the_interval_of_carried_probabilities_covers_the_true_difference() -> None:
    base, other = constant("0.2 to 0.6"), constant("0.4 to 0.8")
    large = quick(base, other, runs=200_000).difference("b")
    cells = [
        quick(base, other, runs=300, random_seed=seed).difference("b") for seed in range(1, 101)
    ]
    covered = sum(cell.low <= large.difference <= cell.high for cell in cells)
    assert covered >= 88  # 95 on average; less than 88 once in 300
    errors = [cell.difference - large.difference for cell in cells]
    assert np.std(errors) == pytest.approx(np.mean([cell.se for cell in cells]), rel=0.3)


def test_each_is_what_it_is_alone() -> None:
    base, other = constant("0.2 to 0.6", runs=800), constant("0.5 to 1", runs=800)
    found = quick(base, other)
    for scenario, side in ((base, "a"), (other, "b")):
        alone = run(scenario, judgement=False, workers=1)
        ours = getattr(found.difference("b", by="2023-08"), side)
        assert ours == pytest.approx(alone.probability("b", by="2023-08").p, rel=1e-12)


@pytest.mark.statistics
def test_the_interval_covers_the_true_difference() -> None:
    base, other = constant(0.4, DRAWN), constant(0.5, DRAWN)
    true, covered, errors = left(0.5) - left(0.4), 0, []
    for seed in range(100):
        cell = quick(base, other, runs=300, random_seed=seed).difference("b")
        covered += cell.low <= true <= cell.high
        errors.append(cell.difference - true)
        assert cell.times_fewer is not None
        assert cell.times_fewer > 2
    assert covered >= 88  # 95 on average; less than 88 once in 300
    unpaired = np.sqrt((left(0.4) * exp(-0.4) + left(0.5) * exp(-0.5)) / 300)
    assert np.std(errors) < unpaired / 1.5
    assert abs(np.mean(errors)) < 4 * np.std(errors) / 10


@pytest.mark.statistics
def test_the_judgement_range_of_a_difference() -> None:
    """Doubling a judged rate: the difference given the rate is known in closed form."""
    base = resolve_text(
        RULES.replace("rate: 0.1", "rate: {uniform: {low: 0.1, high: 0.5}}"), runs=100
    )
    spread = compare(
        base.with_set({"rules.double.enabled": False}), base, workers=2, attribute=False
    )
    low, high = spread.difference("b").judgement or (0, 0)
    rates = 3 * (0.1 + 0.4 * np.array([0.05, 0.5, 0.95]))
    given = np.exp(-rates) - np.exp(-2 * rates)
    assert low == pytest.approx(given.min(), abs=0.03)
    assert high == pytest.approx(given.max(), abs=0.03)


def test_blocks_and_workers_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    base, other = constant("0.2 to 0.6", runs=700), constant(0.3, runs=700)
    whole = compare(base, other, workers=1).as_dict()
    assert compare(base, other, workers=2).as_dict() == whole
    monkeypatch.setattr(pairs, "BLOCK", 512)
    monkeypatch.setattr(answers, "BLOCK", 320)
    found = list(numbers(compare(base, other, workers=2).as_dict()["differences"]))
    assert found == pytest.approx(list(numbers(whole["differences"])), rel=1e-9, abs=1e-9)


def flat(text: str) -> str:
    """On one line."""
    return " ".join(text.split())


TITLED = """
parameters: {pull: {title: How strong the pull is, value: 0.4}}
drivers:
  big_thing: {title: The big thing, start: 1, process: {random_walk: {volatility: 0.2}}}
rules: {opens_up: {title: The gate opens, when: big_thing > 1, effects: [{multiply: go, by: 2}]}}
outcome:
  start: a
  states: [a, b]
  transitions: {go: {from: a, to: b, rate: pull}, back: {from: b, to: a, rate: 0.5}}
"""
CHANGED = {"parameters.pull.value": 0.8, "drivers.big_thing.start": 2}


def titled(**said: Any) -> Comparison:
    base = resolve_text(TITLED, runs=800)
    return compare(base, base.with_set(CHANGED), judgement=False, workers=1, **said)


def test_things_are_called_by_their_titles() -> None:
    text = titled().text(detail=True)
    assert "How strong the pull is" in text
    assert "The big thing: start" in text
    assert "The gate opens: holds (share of steps)" in flat(text)
    assert not {"big_thing", "opens_up", "parameters."} & set(text.replace(".", ". ").split())
    assert "big_thing" not in text


def test_ever_and_at_the_end_are_told_apart() -> None:
    found = titled()
    ever = found.difference("b")
    text = flat(found.text())
    assert f"B at any time by December 2023: {ever.a:.0%}".replace("%", " %") in text
    assert "B at any time by the end of the month, %" in text
    assert "In the state at the end of December 2023, %" in text
    assert ever.a > found.difference("b", at="2023-12").a
    at_end = titled(of="P(b at 2023-12)").text()
    assert at_end.count("B at the end of ") >= 2
    assert "at any time" not in at_end


def test_of_a_mean_no_table_is_about_states() -> None:
    text = titled(of="mean(big_thing at 2023-12)").text()
    assert "Mean of The big thing at the end of December 2023: +1" in flat(text)
    assert "at any time" not in text
    assert "In the state" not in text
    assert "Because of" in text


def test_a_difference_is_told_with_its_margin() -> None:
    found = titled()
    cell = found.difference("b")
    half = 100 * 1.96 * cell.se
    assert f"likelier by {100 * cell.difference:.1f} points (± {half:.1f})" in flat(found.text())


def test_what_pairing_saved_is_told_in_detail_alone() -> None:
    base = constant(0.4, DRAWN, runs=500)
    found = quick(base, constant(0.6, DRAWN, runs=500))
    assert "ewer runs" not in found.text()
    assert "fewer runs" in found.text(detail=True)
    assert "times_fewer" in found.as_dict()["ever"][found.pair().label]["2023-12"]["b"]


def test_states_that_do_not_differ_have_no_row() -> None:
    text = constant(0.4).with_set({"drivers.x.start": 2})
    found = quick(constant(0.4, runs=200), text)
    assert "In the state at the end" not in found.text()
    assert "In the state at the end" in found.text(detail=True)


def test_changes_are_told_where_they_are_not_divided() -> None:
    base = resolve_text(TITLED, runs=200)
    other = base.with_set({**CHANGED, "rules.opens_up.enabled": False})
    other = other.with_hold({"big_thing": "start"})
    text = compare(base, other, judgement=False, attribute=False, workers=1).text()
    assert "- How strong the pull is: 0.4 → 0.8" in text
    assert "- Rule: The gate opens: on → off" in text
    assert "- The big thing: kept where it is: no → at its start" in flat(text)
    assert "100%" not in text


def test_a_start_that_is_not_known_for_sure_is_told_by_titles_and_shares() -> None:
    text = """
outcome:
  start: taking_part
  states: {taking_part: Takes part in everything that the alliance does, frozen: Stays away}
  transitions: {go: {from: taking_part, to: frozen, rate: 0.2}}
"""
    base = resolve_text(text, runs=10)
    other = base.with_set({"outcome.start": {"taking_part": 0.875, "frozen": "12.5%"}})
    for one, two in ((base, other), (other, base)):
        said = flat(quick(one, two).text())
        sure = "Takes part in everything that the alliance does"
        told = (sure, f"{sure} 87.5 %, Stays away 12.5 %")
        assert f"Outcome: start: {' → '.join(told if one is base else told[::-1])}" in said


def test_parts_of_a_difference_say_what_was_held_at_what_taken_out_and_put_in() -> None:
    base = resolve_text(TITLED, runs=200)
    other = base.with_hold({"big_thing": 0.3}).with_remove(["rules.opens_up"])
    there, back = (compare(*two, workers=1).text() for two in ((base, other), (other, base)))
    assert "The big thing: kept at 0.3 " in there
    assert "The gate opens: taken out " in there
    assert "The big thing: no longer kept " in back
    assert "The gate opens: put in " in back
    at_start = compare(base, base.with_hold({"big_thing": "start"}), workers=1).text()
    assert "The big thing: kept at its start " in at_start


def test_a_page_of_forty_columns_is_readable() -> None:
    found = titled()
    lines = text_of(blocks_of(found, detail=True), 40).splitlines()
    assert max(map(len, lines)) <= 40


def numbers(found: Any) -> Iterator[float]:
    """All numbers in plain data, in order."""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        for part in found:
            yield from numbers(part)
    elif isinstance(found, (int, float)):
        yield float(found)


def test_two_changes_are_divided_by_shapley() -> None:
    both = resolve_text(RULES, runs=4000)
    none = both.with_set({"rules.double.enabled": False, "rules.triple.enabled": False})
    found = compare(none, both, judgement=False, workers=1).pair().attribution
    assert found is not None
    assert found.method == "shapley"
    parts = {part.path: part for part in found.parts}
    chances = {by: left(0.1 * by) for by in (1, 2, 3, 6)}
    double = (chances[2] - chances[1] + chances[6] - chances[3]) / 2
    part = parts["rules.double.enabled"]
    assert abs(part.difference - double) < 4 * part.se + 1e-12
    assert sum(p.difference for p in found.parts) == pytest.approx(found.total.difference)


def test_many_changes_are_made_one_at_a_time() -> None:
    both = resolve_text(RULES, runs=600)
    changed = {
        "rules.double.enabled": False,
        "rules.triple.enabled": False,
        "events.e.rate": 0.1,
        "drivers.x.start": 2,
        "drivers.x.process.random_walk.volatility": 0.1,
        "actors.g.alignment": 0.2,
    }
    found = compare(both, both.with_set(changed), judgement=False, workers=1).pair().attribution
    assert found is not None
    assert found.interaction is not None
    assert {part.path for part in found.parts} == set(changed)
    parts = [*found.parts, found.interaction]
    assert sum(part.difference for part in parts) == pytest.approx(found.total.difference)


def divided(base: Resolved, changed: dict[str, Any], **said: Any) -> Attribution:
    other = base.with_set(changed)
    found = compare(base, other, judgement=False, workers=1, **said).pair().attribution
    assert found is not None
    return found


def all_parts(found: Attribution) -> dict[str, Part]:
    parts = [*found.parts, *([found.interaction] if found.interaction else [])]
    return {part.path: part for part in parts}


@pytest.mark.statistics
@pytest.mark.parametrize(
    "more", ["", "seen: {rate: 0.1, when: outcome.b}, "], ids=["carried", "drawn"]
)
@pytest.mark.parametrize("changed", [FEW_CHANGES, MANY_CHANGES], ids=["shapley", "alone"])
def test_parts_of_fewer_runs_add_up_and_cover(more: str, changed: dict[str, Any]) -> None:
    base, times = resolve_text(JUDGED.replace("events: {", "events: {" + more)), 30
    true = all_parts(divided(base, changed, runs=40_000, random_seed=1_000))
    covered, off = dict.fromkeys(true, 0), []
    for seed in range(times):
        found = divided(base, changed, random_seed=seed)
        parts = all_parts(found)
        total = sum(part.difference for part in parts.values())
        assert total == pytest.approx(found.total.difference, rel=1e-12, abs=1e-12)
        for path, part in parts.items():
            apart = (part.difference - true[path].difference) / np.hypot(part.se, true[path].se)
            covered[path] += intervals.half_width(1) >= abs(apart)
            off.append(apart)
    assert min(covered.values()) >= 24  # 28 or 29 on average; less than 24 once in 1,000
    assert np.std(off) == pytest.approx(1, rel=0.2)


def runs_divided(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many runs the changes are made in, one entry for each time."""
    told, collect = [], attribute.collect

    def telling(task: Any, runs: int, *rest: Any) -> Any:
        told.append(runs)
        return collect(task, runs, *rest)

    monkeypatch.setattr(attribute, "collect", telling)
    return told


def test_fewer_runs_divide_what_all_runs_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    told, base = runs_divided(monkeypatch), resolve_text(JUDGED)
    found = divided(base, FEW_CHANGES)
    whole = compare(base, base.with_set(FEW_CHANGES), judgement=False, attribute=False, workers=1)
    cell = whole.difference("b")
    assert (found.total.difference, found.total.se) == (cell.difference, cell.se)
    assert told == [1_000]
    divided(base, FEW_CHANGES, runs=1_600)
    divided(resolve_text(JUDGED, runs=1_600), FEW_CHANGES)
    divided(base, FEW_CHANGES, of="mean(x at 2023-12)")
    assert told == [1_000, 1_600, 1_600, 20_000]  # where they are stated, all of them


def test_changes_of_numbers_share_one_program(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[Resolved] = []

    def telling(resolved: Resolved, **how: Any) -> Any:
        compiled.append(resolved)
        return compile_model(resolved, **how)

    for module in (levers, combined):
        monkeypatch.setattr(module, "compile_model", telling)
    base = resolve_text(JUDGED, runs=400)
    numbers = {"drivers.x.process.random_walk.volatility": 0.1, "events.e.rate": 0.1}
    divided(base, numbers)
    assert len(compiled) == 1  # with all that may stand in the place of the base
    compiled.clear()
    divided(base, {**numbers, "drivers.x.start": 0})
    assert len(compiled) == 1 + 1 + 1  # with what shapes the code: compared, and divided


def test_all_runs_divide_what_the_first_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    base, told = constant("1e-4", DRAWN), runs_divided(monkeypatch)
    changed = {"parameters.rate.value": 3e-4, "drivers.x.start": 1.1}
    found = divided(base, changed, of="P(b by 2023-01)")
    assert sum(part.difference for part in found.parts) == pytest.approx(found.total.difference)
    assert told == [5_000, 20_000]


def test_the_object_of_the_contract() -> None:
    base = constant(0.4, runs=200)
    other = base.with_set({"parameters.rate.value": 0.8})
    found = quick(base, other, other)
    plain = found.as_dict()
    assert len(set(plain["scenarios"][1:])) == 2  # typed twice, told apart
    label = plain["scenarios"][1]
    cell = plain["differences"][label]["2023-12"]["b"]
    assert {"a", "b", "difference", "se", "low", "high", "shown"} <= set(cell)
    assert cell["difference"] == pytest.approx(cell["b"] - cell["a"])
    table = found.table()
    assert len(table) == 2 * 2 * 13 * 2
    assert found.data["difference"].sel(kind="at", state="b").shape == (2, 13)
    assert max(map(len, found.text().splitlines())) <= 80


def test_only_what_is_common_is_compared() -> None:
    base = constant(0.4, runs=200)
    longer = constant(0.4, months=18, runs=200)
    found = quick(base, longer)
    assert found.dates[-1] == base.until
    assert "compared until 2023-12" in found.pair().notes[0] + found.pair().notes[-1]
    quarters = resolve_text("step: 3 months\n" + RATE.format(rate=0.4), runs=200)
    assert len(quick(base, quarters).dates) == 5
    with pytest.raises(InputError, match="no outcome state in common"):
        quick(base, resolve_text("outcome: {start: c, states: [c, d], transitions: {}}"))
    with pytest.raises(InputError, match="no dates in common"):
        quick(base, resolve_text("start: 2030-01\n" + RATE.format(rate=0.4)))
    with pytest.raises(InputError, match="needs two scenarios"):
        quick(base)


def test_control_c_keeps_the_runs_that_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    base = constant(0.4, runs=900)
    monkeypatch.setattr(pairs, "BLOCK", 600)

    def stop(done: int, total: int) -> None:
        if done >= 600:
            raise KeyboardInterrupt

    found = compare(base, constant(0.5), workers=1, progress=stop)
    assert found.stopped
    assert (found.runs, found.wanted_runs) == (600, 900)
    assert "Stopped after 600 of 900 runs" in found.text()
    assert found.difference("b").judgement is None


# ------------------------------------------------------------------------------- a chain more

CHAINS = """
parameters: {{p: {{value: 0.1 to 0.4}}}}
drivers: {{d: {{start: 1, process: {{random_walk: {{volatility: 0.3}}}}}}}}
outcomes:
  one: {{start: a, states: [a, b], transitions: {{x: {{from: a, to: b, rate: p * exp(d / 5)}}}}}}
  two: {{start: c, states: [c, e], transitions: {{y: {{from: c, to: e, rate: {read}}}}}}}
{more}
"""
THREE = (
    "  three: {start: g, states: [g, h], transitions: {z: {from: g, to: h, rate: 0.3 if one.b else"
    " 0.1}}}"
)
READS_ONE = "0.4 if one.b else 0.2"
READS_THREE = "0.4 if three.h else 0.2"


def chains(read: str = READS_ONE, more: str = "") -> Resolved:
    return resolve_text(CHAINS.format(read=read, more=more), runs=200)


@pytest.mark.parametrize("change", ["put in", "taken out"])
def test_a_chain_more_that_no_other_reads_makes_exactly_no_difference(change: str) -> None:
    pair = chains(), chains(more=THREE)
    found = compare(*(pair if change == "put in" else pair[::-1]), workers=1)
    for state in ("one.b", "two.e"):
        cell = found.difference(state)
        assert (cell.difference, cell.se, cell.low, cell.high) == (0, 0, 0, 0)
    assert "exactly the same in both" in flat(found.text())
    assert "(0.0 ±" not in found.text(detail=True)


def test_a_chain_more_that_another_reads_may_make_one() -> None:
    found = quick(chains(), chains(READS_THREE, THREE))
    assert found.difference("one.b").se > 0
    assert found.difference("two.e").se > 0


def test_a_chain_more_and_another_number_may_make_a_difference() -> None:
    found = quick(chains(), chains("0.5 if one.b else 0.2", THREE))
    assert found.difference("two.e").difference > 0
    assert found.difference("two.e").se > 0


# ------------------------------------------------------------------------------------- totals

TOTALS = """
parameters: {{k: {{value: 1 to 3}}}}
drivers: {{x: {{start: {start}, process: {{random_walk: {{volatility: 0.2}}}}}}}}
events: {{e: {{rate: 1, effects: [{{add: 0.5, to: x}}]}}}}
totals:
  cost: {{title: What it costs, unit: crowns, of: 12 * k * x}}
  stay: {{title: Time before it goes, of: outcome.a}}
  times: {{title: Shocks, count: e}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: 0.3 * x}}}}}}
"""


READING = "rules: {seen: {when: outcome.b, effects: [{multiply: go, by: 1.1}]}}"


@pytest.mark.parametrize("more", ["", READING])
def test_totals_that_differ_have_a_table_with_their_means(more: str) -> None:
    one, other = (resolve_text(TOTALS.format(start=start) + more, runs=400) for start in (1, "1.5"))
    found = quick(one, other)
    gaps = {gap.name: gap for gap in found.pair().on_the_way if gap.kind == "total"}
    for resolved, end in ((one, "a"), (other, "b")):
        forecast = run(resolved, judgement=False, workers=1)
        for name, gap in gaps.items():
            assert getattr(gap, end) == pytest.approx(forecast.total(name).p, rel=1e-9)
    assert [gaps[name].shown for name in ("cost", "stay", "times")] == [True, True, False]
    text = found.text()
    table = text.partition("Totals until the end of December 2023 that differ")[2].partition(
        "\n\n"
    )[0]
    assert "What it costs" in table
    assert "crowns" in table
    assert "Time before it goes" in table
    assert "Shocks" not in table
    assert "What it costs" not in text.partition("What differs most on the way")[2]


def test_there_is_no_table_of_totals_where_none_differs() -> None:
    base = resolve_text(TOTALS.format(start=1), runs=100)
    assert "Totals until" not in quick(base, base).text()


# ------------------------------------------------------------------------- exact probabilities

EXACT = """
outcome:
  start: a
  states: [a, b, c, d]
  transitions:
    go: {{from: a, to: b, rate: 0.5}}
    turn: {{from: a, to: c, rate: {turn}}}
    end: {{from: c, to: d, rate: {end}}}
"""
READ = "events: {{seen: {{rate: 0.1, when: outcome.b}}}}"


def exact(turn: float, end: float = 0.2, more: str = "") -> Resolved:
    return resolve_text((EXACT + more).format(turn=turn, end=end), runs=100)


def test_what_is_exact_is_said_exactly() -> None:
    found = quick(exact(0), exact(0.3), of="P(d by 2023-12)")
    assert "D at any time by December 2023: impossible under the model in A, 2" in flat(
        found.text()
    )
    assert (found.difference("d").a_exact, found.difference("d").b_exact) == (True, True)
    assert re.search(r"^C +0 +\d", found.text(), re.MULTILINE)

    same = quick(exact(0), exact(0, 0.4), of="P(a by 2023-12)")
    assert "certain in A and in B, exactly the same in both" in flat(same.text())
    assert ">99.9" not in same.text()


def test_what_was_never_seen_in_runs_that_draw_is_not_said_to_be_impossible() -> None:
    found = quick(exact(0, more=READ), exact(0.3, more=READ), of="P(d by 2023-12)")
    cell = found.difference("d")
    assert (cell.a, cell.a_exact, cell.b_exact) == (0.0, False, False)
    assert "impossible" not in found.text()


def test_what_judgements_lead_to_is_an_estimate() -> None:
    cell = quick(constant("0.1 to 0.3", runs=100), constant("0.2 to 0.3", runs=100)).difference("b")
    assert (cell.a_exact, cell.b_exact) == (False, False)
