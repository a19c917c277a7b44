"""The random numbers are those of the specification: its worked example, and its words in code."""

from __future__ import annotations

import hashlib
import math
import re
from pathlib import Path
from typing import Any

import pytest

from scenario.reference import replay
from scenario.reference.numbers import ENSEMBLE, Numbers, name_key, run_key
from tests.docs.console import ROOT
from tests.support.models import resolve

PAGE = (ROOT / "docs" / "specification.md").read_text("utf-8")
EXAMPLE = PAGE.partition("<!-- worked example -->")[2].partition("<!-- /worked example -->")[0]
ROWS = dict(re.findall(r"^\| (.+?) \| `?([0-9A-F.]+)`? \|$", EXAMPLE, re.MULTILINE))

RUN = Numbers(0, 17)
DROUGHT, GOODWILL = name_key("event", "drought"), name_key("shock", "goodwill")
RATE = name_key("judgement", "events.drought.rate")
EXPECTED: dict[str, int | float] = {
    "seed key": name_key("", "0"),
    "run key of run 17": run_key(name_key("", "0"), 17),
    "name key of `judgement`, `events.drought.rate`": RATE,
    "its bits at step 0": RUN.bits(RATE, 0),
    "replicate of run 17": 2,
    "turn of run 17": 1,
    "order: bits of replicate 2 at step 1": Numbers(0, 2).bits(RATE, 1),
    "eighth of run 17": int(8 * RUN.judgement("events.drought.rate")),
    "its *u*": RUN.judgement("events.drought.rate"),
    "name key of `event`, `drought`": DROUGHT,
    "its bits in turn 0": RUN.bits(DROUGHT, 0),
    "rough of step 2": RUN.bits(DROUGHT, 0) >> 16 & 0xFFFF,
    "*u* of step 2": RUN.decision("event", "drought", 2),
    "bits of `shock`, `goodwill` for pair 0": RUN.bits(GOODWILL, 0),
    "shock in step 1": RUN.normal("shock", "goodwill", 1),
    "shock in step 2": RUN.normal("shock", "goodwill", 2),
}


@pytest.mark.parametrize("row", EXPECTED)
def test_the_worked_example_is_what_comes_out(row: str) -> None:
    expected = EXPECTED[row]
    if isinstance(expected, int):
        assert int(ROWS[row], 16) == expected
    else:
        assert float(ROWS[row]) == pytest.approx(expected, rel=1e-7)


def test_the_example_leaves_no_row_unchecked(tmp_path: Path) -> None:
    rate = "the rate of droughts, from `0.1 to 0.4`"
    assert set(ROWS) == {*EXPECTED, rate}
    elements = {"events": {"drought": {"rate": "0.1 to 0.4"}}}
    path = replay(resolve(elements, 1), 17)
    assert float(ROWS[rate]) == pytest.approx(path.draws["events.drought.rate"], rel=1e-6)


# The same once more, as somebody would write it who has nothing but the page

G = 0x9E3779B97F4A7C15


def mix(x: int) -> int:
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % 2**64
    return x ^ (x >> 31)


def key(a: str, b: Any) -> int:
    whole = a.encode() + b"\0" + str(b).encode()
    return int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest(), "little")


def bits(ensemble: str, seed: int, run: int, name: int, step: int) -> int:
    run_key = mix(((run + 1) * G + key(ensemble, seed)) % 2**64)
    return mix(run_key ^ mix((name + step * G) % 2**64))


@pytest.mark.parametrize("step", [1, 2, 4, 5, 120])
@pytest.mark.parametrize(("seed", "run"), [(0, 0), (20221214, 17), (2**70, 10**9)])
@pytest.mark.parametrize("ensemble", ["", ENSEMBLE])
def test_the_numbers_are_those_of_the_page(ensemble: str, seed: int, run: int, step: int) -> None:
    numbers = Numbers(seed, run, ensemble)
    clock, shock = key("clock", "ratify"), key("shock", "goodwill")
    jump, place = key("jump size", "goodwill"), key("judgement", "parameters.p.value")

    turn, part = (step - 1) // 4, (step - 1) % 4
    rough = bits(ensemble, seed, run, clock, turn) // 2 ** (16 * part) % 2**16
    fine = bits(ensemble, seed, run, clock ^ 0xD1B54A32D192ED03, step) // 2**28
    u = (rough * 2**36 + fine + 0.5) * 2**-52
    assert numbers.decision("clock", "ratify", step) == u

    high, low = divmod(bits(ensemble, seed, run, shock, (step - 1) // 2), 2**32)
    radius = math.sqrt(-2 * math.log((high // 2 + 0.5) * 2**-31))
    wave = math.cos if step % 2 else math.sin
    z = radius * wave(2 * math.pi * low / 2**32)
    assert numbers.normal("shock", "goodwill", step) == pytest.approx(z, abs=1e-12)

    high, low = divmod(bits(ensemble, seed, run, jump, step), 2**32)
    radius = math.sqrt(-2 * math.log((high // 2 + 0.5) * 2**-31))
    z = radius * math.cos(2 * math.pi * low / 2**32)
    assert numbers.fresh("jump size", "goodwill", step) == pytest.approx(z, abs=1e-12)

    draw = run // 40 if ensemble else run
    turn = draw % 8
    order = bits(ensemble, seed, draw // 8, place, 1)
    eighth = 0
    for level in range(3):
        later = turn // 2 ** (2 - level) % 2
        eighth += 2**level * (later ^ order % 2)
        order >>= 4 // 2**level if later else 1
    whole = eighth * 2**61 + bits(ensemble, seed, draw, place, 0) // 2**3
    assert numbers.judgement("parameters.p.value") == (whole // 2**12 + 0.5) * 2**-52


@pytest.mark.parametrize("seed", range(5))
def test_a_replicate_takes_a_judgement_from_all_eighths(seed: int) -> None:
    eighths = [int(8 * Numbers(seed, run).judgement("p")) for run in range(128)]
    for first in range(0, 128, 8):
        own = eighths[first : first + 8]
        assert sorted(own) == list(range(8))
        assert len({eighth // 2 for eighth in own[:4]}) == 4
        assert len({eighth // 4 for eighth in own[:2]}) == 2


def test_forty_runs_of_the_ensemble_share_their_judgements_and_nothing_else() -> None:
    first, second, other = (Numbers(3, run, ENSEMBLE) for run in (40, 79, 80))
    assert first.judgement("p") == second.judgement("p") != other.judgement("p")
    assert first.decision("event", "e", 1) != second.decision("event", "e", 1)


def test_the_numbers_are_spread_evenly() -> None:
    numbers = [Numbers(1, run) for run in range(4000)]
    for step in (1, 2, 3, 4):
        drawn = [number.decision("event", "e", step) for number in numbers]
        assert sum(drawn) / len(drawn) == pytest.approx(0.5, abs=4 * (1 / 12 / 4000) ** 0.5)
    sizes = [number.fresh("jump size", "x", 3) for number in numbers]
    assert sum(sizes) / 4000 == pytest.approx(0, abs=4 / 4000**0.5)
    assert sum(size**2 for size in sizes) / 4000 == pytest.approx(1, abs=4 * (2 / 4000) ** 0.5)
