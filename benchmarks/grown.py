"""Models of any size, one kind of thing at a time, for measuring how cost grows.

They are sensible enough to run and mean nothing. It writes scenarios as plain data and measures
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Data = dict[str, Any]
WORKLOAD = Path(__file__).with_name("workload.yaml")


def steps(size: int) -> Data:
    """The reference workload over this many months."""
    made = yaml.safe_load(WORKLOAD.read_text("utf-8"))
    return {**made, "horizon": f"{size} months"}


def drivers(size: int) -> Data:
    """Drivers of four kinds in turn, each looking at the one before."""
    return scenario(drivers={f"d{k}": _driver(k) for k in range(size)})


def _driver(k: int) -> Data:
    before = f"d{k - 1}" if k else "0.5"
    kind: Data = [
        {"mean_reverting": {"level": f"0.4 + 0.1 * {before}", "half_life": 1, "volatility": 0.1}},
        {"random_walk": {"drift": f"0.1 * (0.5 - {before})", "volatility": 0.1}},
        {"growth": {"rate": f"0.02 * {before}", "volatility": 0.1}},
        {"logistic": {"capacity": 1, "rate": f"0.2 + 0.1 * {before}", "volatility": 0.1}},
    ][k % 4]
    return {"start": 0.5, "range": [0, 1], "process": kind}


def actors(size: int) -> Data:
    """Actors who each listen to five others."""
    return scenario(actors=_actors(size, 5))


def crowd(size: int) -> Data:
    """Actors who all listen to all others, so that links grow with the square."""
    return scenario(actors=_actors(size, size))


def _actors(size: int, hears: int) -> Data:
    return {
        f"a{k}": {
            "alignment": round(0.9 * ((7 * k) % size) / size - 0.4, 3),
            "susceptibility": 0.3,
            "volatility": 0.05,
            "listens_to": {f"a{(k + j) % size}": 1 for j in range(1, min(hears + 1, size))},
        }
        for k in range(size)
    }


def events(size: int) -> Data:
    """Rare events, each pushing one of ten drivers."""
    made = {
        f"e{k}": {"rate": 0.05, "effects": [{"add": 0.01, "to": f"d{k % 10}"}]} for k in range(size)
    }
    return scenario(drivers=_walks(10), events=made)


def rules(size: int) -> Data:
    """Rules that each watch one of ten drivers and push another."""
    return scenario(drivers=_walks(10), rules=_rules(size, lambda k: {"to": f"d{(k + 3) % 10}"}))


def pile(size: int) -> Data:
    """The same rules, all upon one transition."""
    return scenario(drivers=_walks(10), rules=_rules(size, lambda _: {"to": "leave"}))


def whole(size: int) -> Data:
    """A fifth each of parameters, drivers, actors, events and rules."""
    each = size // 5
    processes = {f"d{k}": _driver(k) for k in range(each)}
    processes["d0"]["process"] = {"mean_reverting": {"level": "p0", "half_life": 1}}
    happening = {
        f"e{k}": {"rate": f"p{k}", "effects": [{"add": 0.01, "to": f"d{k}"}]} for k in range(each)
    }
    return scenario(
        parameters={f"p{k}": {"value": "0.02 to 0.1"} for k in range(each)},
        drivers=processes,
        actors=_actors(each, 5),
        events=happening,
        rules={
            f"r{k}": {
                "when": f"d{k} > 0.6",
                "effects": [{"add": 0.01, "to": f"d{(k + 3) % each}"}],
            }
            for k in range(each)
        },
    )


def _walks(count: int) -> Data:
    return {
        f"d{k}": {"start": 0.5, "process": {"random_walk": {"volatility": 0.2}}}
        for k in range(count)
    }


def _rules(size: int, target: Callable[[int], Data]) -> Data:
    return {
        f"r{k}": {
            "when": f"d{k % 10} > {k / size:.4f}",
            "effects": [{"add": 0.0005, **target(k)}],
        }
        for k in range(size)
    }


def scenario(**parts: Data) -> Data:
    """A scenario of five years around these parts, with one way out of its first state."""
    model = {
        "model": "grown",
        "title": "Grown",
        "start": "2022-12",
        "step": "1 month",
        **parts,
        "outcome": {
            "start": "here",
            "states": {"here": None, "gone": None},
            "transitions": {"leave": {"from": "here", "to": "gone", "rate": 0.1}},
        },
    }
    return {"title": "Grown", "model": model, "horizon": "5 years", "random_seed": 1}


KINDS: dict[str, tuple[Callable[[int], Data], tuple[int, ...]]] = {
    "steps": (steps, (15, 60, 240, 960)),
    "drivers": (drivers, (10, 30, 100, 300)),
    "actors": (actors, (10, 30, 100)),
    "crowd": (crowd, (10, 30, 100)),
    "events": (events, (10, 30, 100, 300)),
    "rules": (rules, (10, 30, 100, 300, 1000)),
    "pile": (pile, (10, 30, 100, 300, 1000)),
    "whole": (whole, (50, 150, 500, 1495)),
}
"""What grows, and the sizes to try; a model holds 1,500 elements and 30,000 keys and values."""


def file(kind: str, size: int, folder: Path) -> Path:
    """Write one scenario into a folder."""
    made = folder / f"{kind}_{size}.yaml"
    made.write_text(yaml.safe_dump(KINDS[kind][0](size), sort_keys=False), "utf-8")
    return made
