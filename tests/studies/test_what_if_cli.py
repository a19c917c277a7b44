"""`compare`, `sweep`, `tornado` and `solve` as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import scenario
from scenario.cli.commands.solve import COMMAND
from tests.cli.conftest import FACTS, MODEL, SCENARIO
from tests.support.typed import Ended, typist

OTHER = """\
title: What if the fund runs dry?
extends: base.yaml
set: {drivers.fund.start: 2}
"""


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    texts = {"model": MODEL, "facts": FACTS, "base": SCENARIO, "dry": OTHER}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return typist(capsys, monkeypatch)


def fits(out: str) -> bool:
    """80 columns, but for a command that is to be copied; nothing for a terminal's eyes alone."""
    lines = [line for line in out.splitlines() if not line.startswith("Next: ")]
    return max(map(len, lines)) <= 80 and "\x1b" not in out


def test_compare(call: Callable[..., Ended]) -> None:
    ended = call("compare", "base.yaml", "dry.yaml")
    assert ended.code == 0
    assert ended.out.startswith("A  As things stand (base.yaml)\nB  What if the fund runs dry?")
    assert "Deal at any time by January 2032: " in ended.out
    assert "Hunger: holds (share of steps)" in ended.out
    assert "drivers.fund.start" not in ended.out
    assert "Weeks the strike fund lasts: start" in ended.out
    assert "fewer runs" not in ended.out
    assert "Next: scenario tornado dry.yaml --of 'P(deal by 2032-01)'" in ended.out
    assert fits(ended.out)


CHAINS = """\
model: two
title: Two
start: 2030-01
step: 1 month
outcomes:
  p:
    title: The pact
    start: a
    states: {a: whole, b: broken}
    transitions: {go: {from: a, to: b, rate: 0.3}}
  q:
    title: The prices
    start: lo
    states: {lo: low, hi: high}
    transitions: {up: {from: lo, to: hi, rate: 0.2}}
"""


@pytest.fixture
def chains(tmp_path: Path, call: Callable[..., Ended]) -> Callable[..., Ended]:
    started = "{outcomes.q.start: hi, outcomes.p.start: b}"
    ways = "{d: {from: u, to: v, rate: 1}}"
    added = f"{{title: Zed, start: u, states: {{u: up, v: down}}, transitions: {ways}}}"
    texts = {
        "model": CHAINS,
        "base": "{model: model.yaml, title: Base, until: 2033-01, runs: 200}",
        "without": "{extends: base.yaml, title: Without, remove: [outcomes.q]}",
        "more": f"{{extends: base.yaml, title: More, set: {{outcomes.z: {added}}}}}",
        "begun": f"{{extends: base.yaml, title: Begun, set: {started}}}",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return call


def test_compare_names_a_chain_that_is_added_or_removed_and_asks_next_of_what_both_have(
    chains: Callable[..., Ended],
) -> None:
    asked = ("--of", "P(q.hi by 2033-01)")
    gone = chains("compare", "base.yaml", "without.yaml", *asked, "--no-attribution").out
    assert '- The prices: {"start"' in gone
    assert "Next: scenario tornado without.yaml --of 'P(p.b by 2033-01)'" in gone
    more = chains("compare", "base.yaml", "more.yaml", *asked).out
    assert "Zed: put in" in more
    assert "\n: " not in gone + more
    assert "- : " not in gone + more
    assert "Next: scenario tornado more.yaml --of 'P(q.hi by 2033-01)'" in more


def test_the_start_of_a_chain_is_called_by_chain_and_state(chains: Callable[..., Ended]) -> None:
    divided = chains("compare", "base.yaml", "begun.yaml").out
    assert "The prices: start" in divided
    assert "\nStart" not in divided
    told = chains("compare", "base.yaml", "begun.yaml", "--no-attribution").out
    assert "- The prices: start: low → high" in told
    assert "- The pact: start: whole → broken" in told
    swept = chains("sweep", "base.yaml", "--over", "outcomes.q.start=lo,hi", "--at", "2033-01").out
    assert "“The prices: start” is high" in " ".join(swept.split())


def test_compare_in_detail(call: Callable[..., Ended]) -> None:
    ended = call("compare", "base.yaml", "dry.yaml", "--detail")
    assert "fewer runs" in ended.out
    assert fits(ended.out)


def test_compare_json(call: Callable[..., Ended]) -> None:
    found = call("compare", "base.yaml", "dry.yaml", "base.yaml", "--json").json()
    assert found["scenarios"] == ["base.yaml", "dry.yaml", "base.yaml"]
    cell = found["differences"]["dry.yaml"]["2032-01"]["deal"]
    assert cell["shown"] is True
    assert cell["low"] < cell["difference"] < cell["high"]
    itself = found["differences"]["base.yaml"]["2032-01"]["deal"]
    assert (itself["difference"], itself["se"], itself["shown"]) == (0, 0, False)


def test_compare_quietly_and_with_the_same_change_to_both(call: Callable[..., Ended]) -> None:
    arguments = ("compare", "base.yaml", "dry.yaml", "-q", "--runs", "300")
    assert call(*arguments).out.count("\n") <= 4
    changed = call(*arguments, "--set", "rules.hunger.enabled=false")
    assert "exactly the same in both" in changed.out.replace("\n", " ")


def test_compare_needs_two(call: Callable[..., Ended]) -> None:
    ended = call("compare", "base.yaml")
    assert (ended.code, ended.err.splitlines()[0]) == (2, "compare needs two scenarios")


def test_tornado(call: Callable[..., Ended]) -> None:
    ended = call("tornado", "base.yaml")
    assert ended.code == 0
    assert ended.out.startswith("Deal by January 2032: ")
    assert "- Deal rate: " in ended.out
    assert (
        "Next: scenario sweep base.yaml --over parameters.deal_rate.value=0.425:0.875:5"
        in ended.out
    )
    assert fits(ended.out)
    found = call("tornado", "base.yaml", "--json", "--of", "P(court by 2031-01)").json()
    assert found["of"] == "P(court by 2031-01)"
    assert {bar["path"] for bar in found["bars"]} == {
        "parameters.deal_rate.value",
        "rules.hunger.enabled",
        "events.mediation.enabled",
    }


def test_sweep(call: Callable[..., Ended]) -> None:
    over = ("--over", "parameters.deal_rate.value=0.4:0.9:3")
    ended = call("sweep", "base.yaml", *over, "--state", "deal", "--by", "2031-01")
    assert ended.code == 0
    assert "Next: scenario solve base.yaml --for parameters.deal_rate.value --until " in ended.out
    assert fits(ended.out)
    found = call("sweep", "base.yaml", *over, "--json").json()
    assert [row["parameters.deal_rate.value"] for row in found["rows"]] == [0.4] * 3 + [
        0.65
    ] * 3 + [0.9] * 3
    twice = call("sweep", "base.yaml", *over, *over)
    assert (twice.code, "swept over twice" in twice.err) == (2, True)


def test_sweep_over_two(call: Callable[..., Ended]) -> None:
    ended = call(
        *("sweep", "base.yaml", "--state", "deal", "--runs", "500"),
        *("--over", "parameters.deal_rate.value=0.4:0.9:3", "--over", "drivers.fund.start=2,10"),
    )
    assert "Down: Deal rate." in ended.out
    assert fits(ended.out)


def test_solve(call: Callable[..., Ended]) -> None:
    asked = ("solve", "base.yaml", "--for", "parameters.deal_rate.value", "--until")
    ended = call(*asked, "P(deal by 2031-01) = 50%")
    assert ended.code == 0
    assert ended.out.startswith("Deal by January 2031: 50 % where “Deal rate” is 0.")
    assert "Next: scenario run base.yaml --set parameters.deal_rate.value=0." in ended.out
    assert fits(ended.out)
    found = call(*asked, "P(deal by 2031-01) = 50%", "--between", "0.1", "300%", "--json").json()
    assert found["between"] == [0.1, 3.0]
    assert found["low"] < found["value"] < found["high"]


@pytest.mark.parametrize(
    ("value", "typed"), [(10384.2, "10380"), (0.0000123456, "0.00001235"), (0.25, "0.25")]
)
def test_what_solve_finds_is_typed_without_an_exponent(value: float, typed: str) -> None:
    found: Any = SimpleNamespace(value=value, acts_from=None)
    assert COMMAND.following is not None
    assert COMMAND.following(found, {"path": "p.value"}) == ("run", "--set", f"p.value={typed}")


def test_what_solve_finds_beside_evidence_is_swept() -> None:
    found: Any = SimpleNamespace(value=0.25, acts_from="2024-02")
    assert COMMAND.following is not None
    assert COMMAND.following(found, {"path": "p.value"}) == ("sweep", "--over", "p.value=0.25")


def test_solve_says_no(call: Callable[..., Ended]) -> None:
    asked = ("solve", "base.yaml", "--for", "parameters.deal_rate.value", "--runs", "200")
    ended = call(*asked, "--until", "P(deal by 2031-01) = 99.9%", "--json")
    assert ended.code == 1
    assert (ended.json()["found"], ended.json()["value"]) == (False, None)
    for wrong in (
        ("--until", "P(deal by 2031-01)"),
        ("--until", "P(deal by 2031-01) = 5%", "--between", "a", "b"),
    ):
        assert call(*asked, *wrong).code == 2


def test_control_c_prints_what_is_there(
    call: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    def stop(done: int, total: int) -> None:
        if done >= 2000:
            raise KeyboardInterrupt

    @contextmanager
    def progress(what: str) -> Any:
        yield stop

    monkeypatch.setattr("scenario.cli.asking.progress", progress)
    monkeypatch.setattr("scenario.engine.pairs.BLOCK", 2000)
    ended = call("compare", "base.yaml", "dry.yaml", "--workers", "1", "--runs", "4000")
    assert ended.code == 130
    assert "of 4,000 runs" in ended.out


def test_from_python(call: Callable[..., Ended]) -> None:
    base = scenario.load("base.yaml")
    found = scenario.compare(base, base.set({"drivers.fund.start": 2}), runs=500)
    assert found.difference("deal").shown
    assert scenario.tornado(base, runs=200).bars[0].swing > 0
    assert len(scenario.sweep(base, {"drivers.fund.start": [2, 10]}, runs=100).rows) == 6
    wanted = "P(deal by 2031-01) = 50%"
    assert scenario.solve(base, "parameters.deal_rate.value", wanted, runs=500).found
