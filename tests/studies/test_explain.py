"""`explain` on models whose Shapley values are worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import Any

import numpy as np
import pytest

from scenario.engine.switches import Part
from scenario.errors import InputError
from scenario.expr.question import parse_question
from scenario.resolve import Resolved
from scenario.resolve.questions import asked
from scenario.studies.explain import Explanation, Portion, explain
from scenario.studies.players import Game, Player, Stretch
from tests.support.models import resolve_text

AB = "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: %s}}}"
TWO_RULES = f"""
rules:
  double: {{when: t >= 0, effects: [{{multiply: go, by: 2}}], because: It doubles it.,
    assumed: true}}
  triple: {{when: t >= 0, effects: [{{multiply: go, by: 3}}]}}
{AB % "0.2"}
"""


def chance(rate: float) -> float:
    """Of having left within the year."""
    return 1 - exp(-rate)


def part(found: Explanation, name: str) -> Portion:
    return next(one for one in found.parts if one.name == name)


def near(portion: Portion, value: float) -> bool:
    """Within four standard errors, which must be small enough to mean something."""
    assert portion.se < 0.01
    return abs(portion.value - value) < 4 * portion.se + 1e-12


def adds_up(found: Explanation) -> bool:
    total = sum(one.value for one in found.parts)
    return total == pytest.approx(found.p.p - found.unchanged.p, abs=1e-12)


@pytest.fixture(scope="module", params=["", "events: {seen: {rate: 0.1, when: outcome.b}}"])
def model(request: pytest.FixtureRequest) -> str:
    """The two rules; as they are, or read by an event, so that the outcome has to be drawn."""
    return f"{TWO_RULES}\n{request.param}"


@pytest.fixture(scope="module")
def two_rules(model: str) -> Explanation:
    return explain(resolve_text(model, runs=20_000), "b", all_rules=True)


@pytest.mark.statistics
def test_two_rules_that_multiply_a_rate(two_rules: Explanation) -> None:
    none, double, triple, both = (chance(0.2 * by) for by in (1, 2, 3, 6))
    assert near(part(two_rules, "double"), (double - none + both - triple) / 2)
    assert near(part(two_rules, "triple"), (triple - none + both - double) / 2)
    assert two_rules.exact
    assert adds_up(two_rules)
    assert abs(two_rules.unchanged.p - none) < 4 * two_rules.unchanged.se + 1e-12
    assert abs(two_rules.p.p - both) < 4 * two_rules.p.se + 1e-12


def test_what_is_certain_has_no_error() -> None:
    found = explain(resolve_text(TWO_RULES, runs=20), "b", all_rules=True)
    assert max(one.se for one in found.parts) < 1e-12
    assert found.difference_se < 1e-12


def test_errors_add_up(two_rules: Explanation) -> None:
    rules = two_rules.kinds[0]
    if not two_rules.p.se:
        pytest.skip("it is certain")
    assert rules.se == pytest.approx(two_rules.difference_se)
    assert rules.value == pytest.approx(two_rules.p.p - two_rules.unchanged.p)
    apart = sum(one.se**2 for one in two_rules.parts) ** 0.5
    assert rules.se != pytest.approx(apart, rel=0.01)  # the parts are correlated


def test_the_full_end_is_the_forecast(two_rules: Explanation, model: str) -> None:
    from scenario.engine import run

    forecast = run(resolve_text(model, runs=two_rules.runs), judgement=False, workers=1)
    assert two_rules.p.p == pytest.approx(forecast.probability("b").p, rel=1e-12)
    assert two_rules.p.se == pytest.approx(forecast.probability("b").se, rel=1e-9)


LATER = f"""
rules:
  double: {{when: t >= 0, effects: [{{multiply: go, by: 2}}]}}
  triple: {{when: t >= 0.5, effects: [{{multiply: go, by: 3}}]}}
{AB % "0.2"}
"""


def test_a_rule_that_holds_at_the_start_is_no_part_and_one_that_begins_later_is() -> None:
    found = explain(resolve_text(LATER, runs=50), "b")
    assert [one.name for one in found.parts] == ["triple"]
    assert found.unchanged.p == pytest.approx(chance(0.4))
    assert part(found, "triple").value == pytest.approx(chance(0.2 * (1 + 3)) - chance(0.4))
    assert [(rule.name, rule.share) for rule in found.kept] == [("double", 1.0)]
    assert adds_up(found)
    assert "only the 1 rule that holds there acts" in " ".join(found.text().split())


def test_with_all_rules_no_rule_acts_if_nothing_changes() -> None:
    found = explain(resolve_text(LATER, runs=50), "b", all_rules=True)
    assert {one.name for one in found.parts} == {"double", "triple"}
    assert found.unchanged.p == pytest.approx(chance(0.2))
    assert found.kept == ()
    assert "and no rule acted: " in " ".join(found.text().split())


def test_what_ends_a_rule_that_holds_at_the_start_counts_instead_of_the_rule() -> None:
    text = f"""
events: {{breach: {{date: 2023-06, effects: []}}}}
rules: {{gate: {{when: not happened(breach), effects: [{{divide: go, by: 4}}]}}}}
{AB % "0.8"}
"""
    found = explain(resolve_text(text, runs=50), "b")
    assert [one.name for one in found.parts] == ["breach"]
    assert found.unchanged.p == pytest.approx(chance(0.2))
    assert part(found, "breach").value == pytest.approx(found.p.p - chance(0.2))
    assert found.p.p == pytest.approx(chance((0.2 * 6 + 0.8 * 6) / 12), abs=0.03)


def test_a_rule_holds_at_the_start_run_by_run() -> None:
    """It holds at once where a judgement is 1; where it is 0 it comes in after half a year."""
    text = f"""
parameters: {{p: {{value: {{choice: {{0: 1, 1: 1}}}}}}}}
rules:
  double: {{when: p > 0.5 or t >= 0.5, effects: [{{multiply: go, by: 2}}]}}
  triple: {{when: t >= 0.5, effects: [{{multiply: go, by: 3}}]}}
{AB % "0.2"}
"""
    found = explain(resolve_text(text, runs=4000), "b")
    (kept,) = found.kept
    assert (kept.name, kept.share) == ("double", pytest.approx(0.5, abs=0.01))
    half = {by: 0.1 + 0.1 * by for by in (1, 2, 3, 6)}  # half a year as it is, half as it becomes
    none, double, triple, both = (chance(half[by]) for by in (1, 2, 3, 6))
    at_once = chance(0.4)
    assert found.unchanged.p == pytest.approx(
        kept.share * at_once + (1 - kept.share) * none, abs=1e-9
    )
    shapley = (double - none + both - triple) / 2
    assert near(part(found, "double"), (1 - kept.share) * shapley)
    assert adds_up(found)
    assert "1 rule in those runs in which it holds there" in " ".join(found.text().split())
    grouped = explain(resolve_text(text, runs=4000), "b", by_group=True)
    assert grouped.unchanged.p == pytest.approx(found.unchanged.p, abs=1e-12)
    assert adds_up(grouped)


def test_a_part_that_is_kept_in_some_runs_is_on_in_them_whoever_plays() -> None:
    resolved = resolve_text(TWO_RULES, runs=4)
    question = asked(resolved, parse_question("P(b by 2023-12)"))
    double, triple = (Part("rule", name) for name in ("double", "triple"))
    kept = {double: np.array([True, False, True, False])}
    game = Game(
        resolved,
        question,
        [Player("rule", "double", (double,))],
        True,
        None,
        kept,
        (double, triple),
    )
    on = np.zeros((1, 2, 1), bool)
    assert game.parts_on(2, on)[:, :, 0].tolist() == [[True, False], [True, True]]
    found = game.worker()(Stretch(0, 4, divided=True))
    assert found.unchanged == pytest.approx([chance(1.2), chance(0.6)] * 2)
    assert found.parts[:, 0] == pytest.approx([0, chance(1.2) - chance(0.6)] * 2)


def test_the_text_fits_one_screen_and_names_titles() -> None:
    text = f"""
drivers: {{big_thing: {{title: The big thing, start: 1, because: It grows. It shrinks.,
  assumed: true, process: {{growth: {{rate: 0.5, volatility: 0.2}}}}}}}}
events: {{many: {{title: A thing happens, rate: 1, effects: [{{multiply: go, by: 3}}]}}}}
{AB % "0.3 * big_thing"}
"""
    found = explain(resolve_text(text, runs=2000), "b")
    lines = found.text().splitlines()
    assert len(lines) <= 24
    assert "The big thing: It grows." in found.text()
    assert "It shrinks." not in found.text()
    assert "A thing happens" in found.text()
    assert "big_thing" not in found.text(detail=True)
    assert "tornado takes one rule or event out of the scenario as it is" in " ".join(
        found.text().split()
    )


def test_other_parts_come_in_one_row_with_an_error_of_their_own() -> None:
    found = explain(resolve_text(f"rules:\n{ALIKE}{AB % '0.4'}", runs=2000), "b", all_rules=True)
    value, se = found.together(found.parts[5:])
    assert value == pytest.approx(sum(one.value for one in found.parts[5:]))
    assert found.together(found.parts)[1] == pytest.approx(found.difference_se)
    assert "7 other parts together" in found.text()
    assert 0 <= se < 0.05


ALIKE = "".join(
    f"  r{i}: {{when: t >= 0, effects: [{{multiply: go, by: 1.1}}]}}\n" for i in range(12)
)


@pytest.mark.statistics
def test_many_alike_rules_share_alike_by_sampled_orders() -> None:
    found = explain(resolve_text(f"rules:\n{ALIKE}{AB % '0.4'}", runs=10_000), "b", all_rules=True)
    assert not found.exact
    share = (chance(0.4 * 1.1**12) - chance(0.4)) / 12
    assert all(near(one, share) for one in found.parts)
    assert adds_up(found)


@pytest.mark.statistics
def test_unlike_rules_by_sampled_orders_as_by_all_sets() -> None:
    """An analytic game of eleven rules: the value of each by summing over sizes of sets."""
    factors = [3.0] + [1.15] * 10
    rules = "".join(
        f"  r{i}: {{when: t >= 0, effects: [{{multiply: go, by: {by}}}]}}\n"
        for i, by in enumerate(factors)
    )
    found = explain(resolve_text(f"rules:\n{rules}{AB % '0.2'}", runs=10_000), "b", all_rules=True)
    first = (
        sum(chance(0.2 * 3 * 1.15**size) - chance(0.2 * 1.15**size) for size in range(11)) / 11
    )  # the others' set has each size equally often
    assert not found.exact
    assert near(part(found, "r0"), first)
    others = chance(0.2 * 3 * 1.15**10) - chance(0.2) - first
    assert near(part(found, "r3"), others / 10)


@pytest.mark.statistics
def test_an_event_that_opens_a_gate_and_the_rule_that_is_the_gate() -> None:
    """Only together: without the rule the event changes nothing, and without the event no gate."""
    text = f"""
events: {{opening: {{date: 2023-01, effects: []}}}}
rules: {{gate: {{when: happened(opening), effects: [{{multiply: go, by: 4}}]}}}}
{AB % "0.5"}
"""
    found = explain(resolve_text(text, months=13, runs=20_000), "b")
    open_for = 12 / 12
    both = 1 - exp(-0.5 / 12 - 0.5 * 4 * open_for)
    none = 1 - exp(-0.5 * 13 / 12)
    assert near(part(found, "opening"), (both - none) / 2)
    assert part(found, "opening").value == part(found, "gate").value


@pytest.mark.statistics
def test_a_driver_that_grows_and_an_actor_that_comes_round() -> None:
    text = f"""
drivers: {{x: {{start: 1, process: {{growth: {{rate: 0.6931471805599453, volatility: 0}}}}}}}}
actors: {{g: {{alignment: 0, susceptibility: 1, listens_to: {{h: 1}}, speed: 1000}},
  h: {{alignment: 1}}}}
{AB % "0.3 * x * (1 + g.alignment)"}
"""
    found = explain(resolve_text(text, months=12, runs=20_000), "b")

    def worth(grows: bool, comes: bool) -> float:
        rates = [
            0.3 * (2 ** (step / 12) if grows else 1) * (1 + (comes and step > 0))
            for step in range(12)
        ]
        return chance(sum(rates) / 12)

    values = {
        key: worth(*key) for key in ((False, False), (True, False), (False, True), (True, True))
    }
    none, x, g, both = values.values()
    assert near(part(found, "x"), (x - none + both - g) / 2)
    assert near(part(found, "g"), (g - none + both - x) / 2)
    still = part(found, "h")
    assert (still.value, still.se, still.idle) == (0.0, 0.0, True)


def test_what_leads_nowhere_is_exactly_zero() -> None:
    text = f"""
drivers: {{aside: {{start: 1, process: {{random_walk: {{volatility: 1}}}}}},
  x: {{start: 1, process: {{random_walk: {{volatility: 0.1}}}}}}}}
rules: {{idle: {{when: x > 0, effects: [{{add: 1, to: aside}}]}}}}
{AB % "x"}
"""
    found = explain(resolve_text(text, runs=500), "b", all_rules=True)
    assert [one.name for one in found.parts if one.idle] == ["aside", "idle"]
    assert "to the answer: Aside and Idle." in " ".join(found.text(detail=True).split())


def test_groups() -> None:
    text = f"""
drivers: {{x: {{start: 1, process: {{growth: {{rate: 1, volatility: 0.1}}}}}}}}
{TWO_RULES.replace("rate: 0.2", "rate: 0.2 * x")}
"""
    found = explain(resolve_text(text, runs=2000), "b", by_group=True, all_rules=True)
    assert {one.name: one.kind for one in found.parts} == {"rules": "group", "drivers": "group"}
    assert found.exact
    assert adds_up(found)
    by_part = explain(resolve_text(text, runs=2000), "b", all_rules=True)
    kinds = {kind.name: kind.value for kind in by_part.kinds}
    assert kinds["rules"] == pytest.approx(part(found, "rules").value, abs=0.03)


def test_by_an_earlier_month(two_rules: Explanation, model: str) -> None:
    found = explain(resolve_text(model, months=24, runs=20_000), "b", by="2023-12", all_rules=True)
    assert found.p == two_rules.p
    assert [one.value for one in found.parts] == [one.value for one in two_rules.parts]


def test_workers_change_nothing() -> None:
    resolved = resolve_text(f"rules:\n{ALIKE}{AB % '0.4'}", runs=3000)
    one, two = (explain(resolved, "b", workers=k, walks=1000, all_rules=True) for k in (1, 2))
    assert one.as_dict() == two.as_dict()


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("divided", [True, False])
def test_a_game_does_not_depend_on_who_plays_which_stretch(exact: bool, divided: bool) -> None:
    resolved = resolve_text(TWO_RULES, runs=100)
    question = asked(resolved, parse_question("P(b by 2023-12)"))
    players = [Player("rule", name, (Part("rule", name),)) for name in ("double", "triple")]
    game = Game(resolved, question, players, exact)
    play, other = game.worker(), game.worker()
    whole = play(Stretch(0, 100, divided))
    parts = [player(Stretch(at, 50, divided)) for player, at in ((other, 50), (play, 0))]
    for name in ("unchanged", "full", "parts"):
        joined = np.concatenate([getattr(part, name) for part in reversed(parts)])
        assert np.array_equal(joined, getattr(whole, name))
    assert whole.full.sum() > whole.unchanged.sum()


def test_a_state_that_is_never_reached() -> None:
    found = explain(resolve_text(f"rules:\n{ALIKE}{AB % '0'}", runs=200), "b", all_rules=True)
    assert found.p.p == 0.0
    assert not any(one.shown for one in found.parts)
    assert found.text()


@pytest.mark.parametrize("walks", [None, 5])
def test_nothing_to_switch_off(walks: int | None) -> None:
    found = explain(resolve_text(AB % "0.4", runs=500), "b", walks=walks)
    assert found.parts == ()
    assert found.p.p == found.unchanged.p
    assert "Nothing in this scenario can change" in found.text()


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"state": "c"}, "no state 'c'"),
        ({"state": "b", "by": "2023-13"}, "not a month"),
        ({"state": "b", "by": "2040-01"}, "no step that ends in 2040-01"),
        ({"state": "b", "walks": 101}, "of 100 runs, 101 cannot be divided"),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        explain(resolve_text(TWO_RULES, runs=100), **asked)


def test_the_record_of_rules() -> None:
    """A rule that holds only in the runs that leave, and one that always holds."""
    text = f"""
parameters: {{p: {{value: {{choice: {{0: 1, 1: 1}}}}}}}}
rules: {{open: {{when: p > 0.5, effects: []}}, always: {{when: t >= 0, effects: []}},
  after: {{when: outcome.b, effects: []}}}}
{AB % "3 * p"}
"""
    found = explain(resolve_text(text, runs=2000), "b", all_rules=True)
    records = {record.name: record for record in found.rules}
    assert records["open"].held_if == 1.0
    assert records["open"].held_if_not < 0.2
    assert records["open"].differs
    assert records["always"].difference == 0.0
    assert not records["always"].differs
    assert records["after"].asks_state
    assert not records["open"].asks_state
    assert records["open"].at_start == pytest.approx(0.5, abs=0.05)
    assert (records["always"].at_start, records["after"].at_start) == (1.0, 0.0)
    assert "“Open” held oftener in runs that reached b" in found.text(detail=True)
    assert "held oftener" not in found.text()
    near = replace(found.rules[0], held_if=0.9841, held_if_not=0.9839)
    assert "held oftener" not in replace(found, rules=(near,)).text(detail=True)


def test_text_fits_and_cites(two_rules: Explanation) -> None:
    text, whole = two_rules.text(), two_rules.text(detail=True)
    assert max(map(len, whole.splitlines())) <= 80
    assert "Double: It doubles it." in text
    assert text.index("If nothing changed from") < text.index(" points ")  # sentences first
    assert text in whole
    assert "Shapley" in whole
    assert "Shapley" not in text


def test_plain_data(two_rules: Explanation) -> None:
    found = two_rules.as_dict()
    assert list(found)[:6] == ["scenario", "of", "unchanged", "p", "parts", "kinds"]
    assert set(found["parts"][0]) >= {"name", "kind", "value", "se"}
    assert set(found["p"]) == {"p", "se", "low", "high"}
    assert list(two_rules.table().columns)[:4] == ["name", "kind", "value", "se"]
    assert len([one for one in found["parts"] if one["kind"] == "rule"]) == 2
    assert found["rules_at_start"] == []
    assert {record["name"]: record["at_start"] for record in found["rules"]} == {
        "double": 1.0,
        "triple": 1.0,
    }


def test_too_few_runs_are_said() -> None:
    weak = TWO_RULES.replace("by: 2}", "by: 1.001}")
    weak += "\nevents: {seen: {rate: 0.1, when: outcome.b}}"
    text = explain(resolve_text(weak, runs=200), "b", all_rules=True).text(detail=True)
    assert "These runs cannot tell from zero" in text


def test_a_run_that_stops_says_why() -> None:
    from scenario.errors import RunError

    text = f"""
drivers: {{x: {{start: 1, process: {{random_walk: {{drift: -2}}}}}}}}
{AB % "sqrt(x)"}
"""
    with pytest.raises(RunError, match="some of the model switched off"):
        explain(resolve_text(text, runs=100), "b")


def test_evidence_is_refused() -> None:
    class Given:
        resolved: Resolved = resolve_text(TWO_RULES, runs=100)

    object.__setattr__(Given.resolved, "given", ("something",))
    with pytest.raises(InputError, match="does not condition"):
        explain(Given(), "b")


def test_a_rule_that_the_start_decides_is_there_in_the_runs_that_start_so() -> None:
    """From a, where the rule holds for good, or from b, where it never does."""
    text = """
rules: {r: {when: outcome.a, effects: [{multiply: go, by: 3}]}}
events: {late: {rate: 0.5, effects: [{multiply: go, by: 2}]}}
outcome: {start: {a: 0.4, b: 0.6}, states: [a, b, c],
  transitions: {go: {from: [a, b], to: c, rate: 0.7}}}
"""
    found = explain(resolve_text(text, runs=20_000), "c")
    expected = 0.4 * chance(2.1) + 0.6 * chance(0.7)
    assert abs(found.unchanged.p - expected) < 4 * found.unchanged.se
    assert [part.name for part in found.parts] == ["late", "r"]
    assert part(found, "r").value == pytest.approx(0, abs=1e-12)  # where it is none from the start
    assert [rule.at_start for rule in found.rules] == [pytest.approx(0.4, abs=0.02)]
    assert adds_up(found)


def test_a_rule_that_holds_from_the_start_is_named_where_nothing_else_moves_the_answer() -> None:
    text = f"rules: {{law: {{when: t >= 0, effects: [{{multiply: go, by: 3}}]}}}}\n{AB % 0.2}"
    found = explain(resolve_text(text, runs=50), "b")
    told = found.text().replace("\n", " ")
    assert "what holds from the start on may: the 1 rule that holds there." in told
    assert "--all-rules" in told
    assert "nothing to explain" in explain(resolve_text(AB % 0.2, runs=50), "b").text()


def test_no_event_happens_where_nothing_changes_and_a_dated_one_does() -> None:
    events = "events: {vote: {date: 2023-03}, luck: {rate: 1, when: outcome.b}}"
    base = resolve_text(f"{events}\n{AB % 0.2}", runs=200)
    dated = explain(base, of="P(vote by 2023-06)")
    assert (dated.unchanged.low, dated.unchanged.high, dated.p.low, dated.p.high) == (0, 0, 1, 1)
    by_chance = explain(base, of="P(luck by 2023-06)")
    assert by_chance.unchanged.high == 0
    assert by_chance.p.low < by_chance.p.p < by_chance.p.high
