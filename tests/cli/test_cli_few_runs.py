"""Studies of few runs claim nothing that so few cannot bear, and those that bear it keep words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from scenario.api import Scenario
from scenario.forecast.answer import answer
from scenario.forecast.verbal_probability import WORDS
from scenario.io import plain, read
from scenario.present import notebook as html
from scenario.present.forecast import ever_table, states_table
from scenario.studies.compare import compare
from scenario.studies.explain import explain
from scenario.studies.futures import discover, paths, signposts
from scenario.studies.solve import solve
from scenario.studies.sweep import sweep
from scenario.studies.tornado import tornado
from tests.support.models import resolve_document

MODEL = """
model: small
title: A small model
start: 2022-12
step: 1 month
parameters:
  pull: {value: 0.2 to 1.5, assumed: true}
drivers: {x: {start: 0, process: {random_walk: {volatility: 1}}}}
events:
  shock: {rate: 0.5, effects: [{multiply: lose, by: 3}]}
  seen: {rate: 0.1, when: outcome.lost}  # so that the outcome is drawn
rules: {strain: {when: x > 0.3, effects: [{multiply: lose, by: 4}]}}
outcome:
  start: kept
  states: [kept, lost]
  transitions: {lose: {from: kept, to: lost, rate: 0.4 * pull}}
"""
PULL = "parameters.pull.value"
WORD = re.compile(rf"(?<!How )({'|'.join(sorted(WORDS, key=len, reverse=True))})")
CLAIMS = re.compile(
    r"The likeliest state|Largest parts|Most important|Nothing (that|but)|No value does|everywhere"
    r"|More often|Less often|Only \d+ runs|oftener|less often|no difference"
    r"|could be seen before|What changes|<0\.1|>99|<1\b|What differs most"
)


def base(runs: int) -> Scenario:
    model = plain(read("model.yaml", MODEL))
    return Scenario(resolve_document({"model": model, "horizon": "1 year", "runs": runs}))


def page(scenario: Scenario) -> str:
    return scenario.run(workers=1).text()


def by_study(study: Callable[..., Any], *arguments: Any, **more: Any) -> Callable[[Scenario], str]:
    def text(scenario: Scenario) -> str:
        found = study(scenario, *arguments, workers=1, **more)
        return f"{found.answer()}\n{found.text()}"

    return text


TEXTS: dict[str, Callable[[Scenario], str]] = {
    "run": page,
    "run --quiet": lambda one: "\n".join(answer(one.run(workers=1))),
    "compare": lambda one: by_study(compare, one.set({PULL: 0.7}))(one),
    "explain": by_study(explain, "lost"),
    "tornado": by_study(tornado),
    "sweep": by_study(sweep, {PULL: [0.4, 0.5]}),
    "solve": by_study(solve, PULL, "P(lost by 2023-12) = 99.9%"),
    "discover": by_study(discover),
    "signposts": by_study(signposts),
    "paths": by_study(paths),
}


@pytest.mark.parametrize("runs", [1, 3, 20])
@pytest.mark.parametrize("name", TEXTS)
def test_few_runs_say_so_and_claim_nothing(name: str, runs: int) -> None:
    said = " ".join(TEXTS[name](base(runs)).split())
    how_much = "say little" if runs == 20 else "says? next to nothing"
    assert re.search(f"{runs} runs? {how_much}", said)
    assert not WORD.search(said), WORD.findall(said)
    assert not CLAIMS.search(said), CLAIMS.findall(said)
    assert not re.search(r"\b1 (paired )?runs", said)


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in ("discover",)])
def test_many_runs_say_nothing_of_their_number(name: str) -> None:
    said = " ".join(TEXTS[name](base(2_000)).split())
    assert "next to nothing" not in said
    assert "say little" not in said
    if name in ("run", "run --quiet", "explain", "signposts"):
        assert WORD.search(said)


def test_a_single_run_that_carries_an_exact_probability_keeps_its_words() -> None:
    model = plain(read("model.yaml", MODEL))
    for part in ("parameters", "drivers", "events", "rules"):
        del model[part]
    model["outcome"]["transitions"]["lose"]["rate"] = "0.4"
    resolved = resolve_document({"model": model, "horizon": "1 year", "runs": 1})
    found = answer(Scenario(resolved).run(method="propagated", workers=1))
    assert found == [
        "Lost by December 2023: 33 %, unlikely.",
        "The likeliest state at the end of December 2023 is “kept”, with 67 %.",
    ]


@pytest.mark.parametrize(("runs", "worded"), [(1, False), (20, False), (2_000, True)])
def test_pages_have_words_where_runs_bear_them(runs: int, worded: bool) -> None:
    forecast = base(runs).run(workers=1)
    for text in (html(forecast), str(states_table(forecast)), str(ever_table(forecast))):
        assert bool(WORD.search(text)) is worded
