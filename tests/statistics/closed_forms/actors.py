"""Actors: the equilibrium of Friedkin and Johnsen, the way there, and noise on the way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import stats

from tests.statistics.lab import Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, events, happens_in, months, within

ACTORS = Subject(
    "Actors and the Friedkin-Johnsen equilibrium",
    "An actor moves towards (1 − s) · its own start + s · the weighted mean of those it listens to."
    " With S the diagonal matrix of susceptibilities, W the weights and c = 1 − exp(−speed dt), a"
    " step is a' = A a + c (I − S) a₀ with A = I − c (I − S W): linear, so every mean and"
    " covariance on the way is known.",
    "Friedkin and Johnsen, Journal of Mathematical Sociology 15 (1990)",
)
NAMES = ("f", "g", "h")
START = np.array([0.5, -0.4, 0.1])
SUSCEPTIBILITY = np.diag([0.6, 0.3, 0.9])
WEIGHTS = np.array([[0, 0.5, 0.5], [1, 0, 0], [0.25, 0.75, 0]])
SPEED = 3
CLOSED = 1 - math.exp(-SPEED * DT)
STEP = np.eye(3) - CLOSED * (np.eye(3) - SUSCEPTIBILITY @ WEIGHTS)
PULL = CLOSED * (np.eye(3) - SUSCEPTIBILITY)


def network(**more: Any) -> dict[str, Any]:
    """Three actors who listen to each other; each stands where START says, or where `more` does."""
    actors = {}
    for i, name in enumerate(NAMES):
        weights = {NAMES[j]: 7 * WEIGHTS[i, j] for j in range(3) if WEIGHTS[i, j]}
        actors[name] = {
            "alignment": START[i],
            "susceptibility": SUSCEPTIBILITY[i, i],
            "listens_to": weights,
            "speed": SPEED,
            **{key: value(i) if callable(value) else value for key, value in more.items()},
        }
    return {"actors": actors}


def way(steps: int) -> np.ndarray:
    """The matrix that leads from the starts to the alignments after so many steps."""
    matrix = np.eye(3)
    for _ in range(steps):
        matrix = STEP @ matrix + PULL
    return matrix


@claim(ACTORS, "a∞ = (I − S W)⁻¹ (I − S) a₀; no chance in it")
def actors_settle_at_the_equilibrium(lab: Lab) -> None:
    settled = np.linalg.solve(
        np.eye(3) - SUSCEPTIBILITY @ WEIGHTS, (np.eye(3) - SUSCEPTIBILITY) @ START
    )
    for step, (name, expected) in (
        (s, each) for s in (1, 12) for each in zip(NAMES, settled, strict=True)
    ):
        found = lab.run({**network(), "step": f"{step} months"}, 360, runs=10)
        case = f"{name} after 30 years, step {months(step)}"
        lab.exact(case, found.mean(name).value, float(expected))


@claim(ACTORS, "a(n) = A a(n−1) + c (I − S) a₀; no chance in it")
def actors_move_towards_it_step_by_step(lab: Lab) -> None:
    for month in (1, 6, 24):
        for name, expected in zip(NAMES, way(month) @ START, strict=True):
            found = lab.run(network(), month, runs=10).mean(name).value
            lab.exact(f"{name} at {months(month)}", found, float(expected))


@claim(ACTORS, "mean = M a₀, variance = Σ M² sd², M the matrix that leads from the starts there")
def uncertain_starts_spread_through_the_network(lab: Lab) -> None:
    model = network(alignment=lambda i: {"normal": {"mean": START[i], "sd": 0.05 * (i + 1)}})
    sds = 0.05 * np.arange(1, 4)
    for month, (i, name) in ((m, each) for m in (6, 60) for each in enumerate(NAMES)):
        row = way(month)[i]
        case = f"{name}, t = {months(month)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean(name), float(row @ START))
        sd = math.sqrt(float(row**2 @ sds**2))
        lab.estimate(f"{case}, sd", lab.run(model, month).sd(name), sd)


@claim(ACTORS, "Σ' = A Σ Aᵀ + v² dt I: noise is handed on to those who listen")
def noise_spreads_through_the_network(lab: Lab) -> None:
    model, covariance = network(volatility=0.1), np.zeros((3, 3))
    for _ in range(12):
        covariance = STEP @ covariance @ STEP.T + 0.01 * DT * np.eye(3)
    sds = np.sqrt(np.diag(covariance))
    for i, name in enumerate(NAMES):
        lab.estimate(f"sd of {name} at 1 year", lab.run(model, 12).sd(name), float(sds[i]))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        one, other = lab.paths(model, 12, NAMES[i], NAMES[j])
        expected = float(covariance[i, j] / sds[i] / sds[j])
        case = f"correlation of {NAMES[i]} and {NAMES[j]} at 1 year"
        lab.correlation(case, one[-1], other[-1], expected)


@claim(ACTORS, "x ~ Normal(0, v √(dt (1 − κ²ⁿ) / (1 − κ²))), κ = exp(−speed dt)")
def an_actor_alone_wanders_about_its_start(lab: Lab) -> None:
    model = {"actors": {"g": {"alignment": 0, "speed": 2, "volatility": 0.2}}}
    kept = math.exp(-2 * DT)
    for month in (1, 48):
        sd = 0.2 * math.sqrt(DT * (1 - kept ** (2 * month)) / (1 - kept**2))
        (g,) = lab.paths(model, month, "g")
        lab.law(f"shape at {months(month)}", g[-1], stats.norm(0, sd))
        lab.estimate(f"sd at {months(month)}", lab.run(model, month).sd("g"), sd)
    (g,) = lab.paths(model, 48, "g")
    case = "correlation of months 47 and 48"
    early, late = (1 - kept**94), (1 - kept**96)
    lab.correlation(case, g[47], g[48], kept * math.sqrt(early / late))


@claim(
    ACTORS, "a = a₀ + 0.3 · change · (1 − exp(−speed t)); a walk is handed on by A, step by step"
)
def an_actor_shifts_with_what_it_responds_to(lab: Lab) -> None:
    actor = {"alignment": 0.1, "responds_to": {"x": 0.3}, "speed": 2}
    model = {**driver({"path": {"2022-12": 5, "2023-01": 6}}, None), "actors": {"g": actor}}
    for month in (2, 13, 25):  # the first step in which it can see the change is the second
        expected = 0.1 + 0.3 * within(2, (month - 1) / 12)
        found = lab.run(model, month, runs=10).mean("g").value
        lab.exact(f"x up by 1 in month 1, t = {months(month)}", found, expected)
    kept = math.exp(-2 * DT)
    weights = [0.3 * (1 - kept**k) for k in range(24)]  # of a move of x made k months ago
    spread = 0.2 * math.sqrt(DT)
    model = {**driver({"random_walk": {"volatility": 0.2}}), "actors": {"g": actor}}
    sd = spread * math.sqrt(sum(weight**2 for weight in weights))
    lab.estimate("x a random walk, sd at 2 years", lab.run(model, 24).sd("g"), sd)
    g, x = lab.paths(model, 24, "g", "x")
    expected = spread * sum(weights) / math.sqrt(24) / sd
    lab.correlation("x a random walk, corr(a, x) at 2 years", g[-1], x[-1], expected)


@claim(ACTORS, "E(a) = 0.4 Σₖ P(e in step k) (1 − exp(−speed (n − k) dt))")
def an_event_moves_a_target(lab: Lab) -> None:
    event = {"rate": 1, "effects": [{"add": 0.4, "to": "g.target"}]}
    model = {"actors": {"g": {"alignment": 0, "speed": 2}}, **events(e=event)}
    for month in (6, 24):
        expected = sum(0.4 * p * within(2, (month - k) * DT) for k, p in happens_in(1, month))
        found = lab.run(model, month).mean("g")
        lab.estimate(f"e at 1, + 0.4 to the target, t = {months(month)}", found, expected)
