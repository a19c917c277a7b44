"""Jumps: how often, how large, and what they add up to on top of other processes."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from tests.statistics.lab import Lab, Share
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, months, within

JUMPS = Subject(
    "Jumps",
    "In a step a jump comes with probability q = 1 − exp(−r dt) and adds a fresh normal of mean m"
    " and spread d: a compound binomial sum, close to a compound Poisson process.",
    "Feller, An Introduction to Probability Theory and Its Applications I (1968), chapter 12",
)
SIZES = {"rate": 1.5, "size": 0.4, "sd": 0.2}
JUMPING = driver("constant", jumps=SIZES)


@claim(JUMPS, "share of steps with a jump = q; sizes ~ Normal(m, d); neighbours independent")
def jumps_come_at_their_rate_with_their_size(lab: Lab) -> None:
    chance = within(1.5, DT)
    moved = np.diff(*lab.paths(JUMPING, 24, "x"), axis=0) != 0
    lab.share("share of months, r = 1.5", Share(int(moved.sum()), moved.size), chance)
    moves = np.diff(*lab.paths(JUMPING, 24, "x"), axis=0)
    lab.law("shape of the sizes, m = 0.4, d = 0.2", moves[moves != 0], stats.norm(0.4, 0.2))
    first, second = np.diff(*lab.paths(JUMPING, 2, "x"), axis=0)
    both = Share(int(((first != 0) & (second != 0)).sum()), first.size)
    lab.share("a jump in both of two months", both, chance**2)
    moves = np.diff(*lab.paths(JUMPING, 2, "x"), axis=0)
    twice = moves[:, (moves != 0).all(axis=0)]
    lab.correlation("sizes of jumps in two months", twice[0], twice[1], 0)


@claim(JUMPS, "count ~ Binomial(n, q), seen through jumps of size 1")
def jumps_are_counted_binomially(lab: Lab) -> None:
    (x,) = lab.paths(driver("constant", 0, jumps={"rate": 1, "size": 1}), 24, "x")
    law = stats.binom(24, within(1, DT))
    counts = np.bincount(np.minimum(np.rint(x[-1]).astype(int), 6), minlength=7)
    chances = [*law.pmf(range(6)), law.sf(5)]
    lab.cells("r = 1, 2 years, counts 0 to 6 or more", counts, chances)


@claim(JUMPS, "mean = n q m, variance = n (q (m² + d²) − (q m)²)")
def jumps_add_up_to_a_compound_sum(lab: Lab) -> None:
    for step, month in ((1, 1), (1, 24), (3, 24), (12, 60)):
        model, n, q = {**JUMPING, "step": f"{step} months"}, month // step, within(1.5, step / 12)
        case = f"r = 1.5, t = {months(month)}, step {months(step)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), 1 + n * q * 0.4)
        sd = math.sqrt(n * (q * 0.2 - (q * 0.4) ** 2))
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), sd)


@claim(JUMPS, "variance of the jumps plus variance of the walk")
def jumps_come_on_top_of_a_walk(lab: Lab) -> None:
    model = driver({"random_walk": {"volatility": 0.3}}, 0, jumps={**SIZES, "size": -0.4})
    q = within(1.5, DT)
    variance = 24 * (q * 0.2 - (q * 0.4) ** 2) + 0.09 * 2
    lab.estimate("m = −0.4, t = 2 years, mean", lab.run(model, 24).mean("x"), -24 * q * 0.4)
    found = lab.run(model, 24).sd("x")
    lab.estimate("m = −0.4, t = 2 years, sd", found, math.sqrt(variance))


@claim(JUMPS, "mean = L + q m Σⱼ κʲ, variance = v Σⱼ κ²ʲ + S² (1 − κ²ⁿ): each jump fades away")
def jumps_fade_where_the_driver_returns(lab: Lab) -> None:
    process = {"mean_reverting": {"level": 1, "half_life": 0.5, "spread": 0.1}}
    model, kept, q = driver(process, jumps=SIZES), 0.5 ** (DT / 0.5), within(1.5, DT)
    for month in (3, 36):
        mean = 1 + q * 0.4 * (1 - kept**month) / (1 - kept)
        squared = kept ** (2 * month)
        variance = (q * 0.2 - (q * 0.4) ** 2) * (1 - squared) / (1 - kept**2) + 0.01 * (1 - squared)
        case = f"half-life 6 months, t = {months(month)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), mean)
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), math.sqrt(variance))
