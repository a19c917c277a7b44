"""The reference workload as an obvious loop in plain Python, one run after another.

It is what most people would write first, and what the frameworks' versions are built from. It
knows nothing of the package. `python -m benchmarks.plain [RUNS]` prints its time and its answer.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from dataclasses import dataclass, field

STEPS, DT, BINS = 60, 1 / 12, 512
DRIVERS = (0.43, 1.0, 0.5, 1.0, 0.0, 0.2)
ACTORS = (0.05, -0.5, 0.7, 0.1, -0.9, 0.8, -0.6, 0.0)
SUSCEPTIBLE = (0.4, 0.3, 0.2, 0.5, 0.1, 0.1, 0.2, 0.3)
LISTENS = (
    {1: 0.5, 2: 0.3, 3: 0.2},
    {0: 0.4, 4: 0.6},
    {0: 0.5, 5: 0.5},
    {0: 0.3, 1: 0.3, 2: 0.4},
    {6: 1.0},
    {2: 1.0},
    {4: 0.7, 7: 0.3},
    {0: 0.5, 3: 0.5},
)
RESPONDS = {0: (2, 0.3), 1: (0, 0.2), 3: (0, 0.3)}
UNIT = (0, 2, 3)  # drivers that stay between 0 and 1
GAIN, NOISE = 1 - math.exp(-DT), 0.05 * math.sqrt(DT)

Judgements = list[float]


def draw(chance: random.Random) -> Judgements:
    """The ten judgements of one run; `a to b` is a lognormal with 90 % between a and b."""

    def between(low: float, high: float) -> float:
        spread = math.log(high / low) / (2 * 1.6448536269514722)
        return chance.lognormvariate(math.log(low * high) / 2, spread)

    return [
        between(0.04, 0.12), chance.gauss(1.0, 0.3), between(2, 8), chance.uniform(0.1, 0.5),
        between(0.02, 0.08), chance.gauss(0.4, 0.1), chance.uniform(0.2, 0.6), between(0.05, 0.3),
        chance.gauss(0.5, 0.1), chance.uniform(0.5, 1.5),
    ]  # fmt: skip


def happens(rate: float, chance: random.Random) -> bool:
    return chance.random() < 1 - math.exp(-rate * DT)


def reverting(x: float, level: float, half_life: float, volatility: float, shock: float) -> float:
    speed = math.log(2) / half_life
    kept = math.exp(-speed * DT)
    return level + (x - level) * kept + volatility * math.sqrt((1 - kept**2) / (2 * speed)) * shock


def moved_drivers(d: list[float], a: list[float], p: Judgements, chance: random.Random) -> list:
    """The drivers a month later: their processes, rule r2, and their jumps."""
    root, shock = math.sqrt(DT), chance.gauss
    grown = math.exp(p[9] * DT)
    new = [
        reverting(d[0], p[5], 1.5, 0.08, shock(0, 1)),
        d[1] * math.exp((0.05 - 0.02) * DT + 0.2 * root * shock(0, 1)),
        reverting(d[2], p[8], 1, 0.2, shock(0, 1)) + (0.05 * DT if a[0] > 0.2 else 0),
        d[3],
        d[4] + 0.1 * DT + 0.2 * root * shock(0, 1),
        d[5] * grown / (1 + d[5] * (grown - 1)) * math.exp(0.1 * root * shock(0, 1) - 0.005 * DT),
    ]
    if happens(0.5, chance):
        new[2] += shock(0.1, 0.05)
    if happens(0.3, chance):
        new[4] += shock(-0.2, 0.1)
    return new


def pull(actor: int, a: list[float], d: list[float]) -> float:
    """Where an actor is drawn: to its start, to those it listens to, and by a driver."""
    open_to = SUSCEPTIBLE[actor]
    target = (1 - open_to) * ACTORS[actor]
    for other, weight in LISTENS[actor].items():
        target += open_to * weight * a[other]
    if actor in RESPONDS:
        driver, strength = RESPONDS[actor]
        target += strength * (d[driver] - DRIVERS[driver])
    return target


def moved_actor(actor: int, a: list[float], d: list[float], chance: random.Random) -> float:
    x = a[actor] + GAIN * (pull(actor, a, d) - a[actor]) + NOISE * chance.gauss(0, 1)
    return min(max(x, -1.0), 1.0)


def happened_now(d: list[float], p: Judgements, before: list[bool], chance: random.Random) -> list:
    """Which of the two events happen this month; each can only once."""
    first = not before[0] and happens(p[7], chance)
    second = not before[1] and d[2] > 0.4 and happens(0.2, chance)
    return [first, second]


def pushed(new: list[float], now: list[bool]) -> None:
    """What events do to the drivers, and the ranges they stay in."""
    if now[0]:
        new[0] += 0.1
        new[3] = 0.0
    if now[1]:
        new[1] *= 0.8
    for row in UNIT:
        new[row] = min(max(new[row], 0.0), 1.0)


def ways_out(state: int, d: list[float], a: list[float], p: Judgements) -> tuple:
    """Rates and targets of the transitions out of a state, rules r0 and r1 included."""
    if state == 0:
        freeze = p[0] * math.exp(p[1] * a[0]) / (p[2] if d[3] > 0.5 else 1)
        announce = 0.03 * math.exp(d[0]) * (1.5 if d[0] > 0.5 else 1)
        return (freeze, 1), (announce, 2)
    if state == 1:
        return (p[4], 0), (p[4] * math.exp(p[1] * a[0]), 2), (0.01, 4)
    if state == 2:
        return (2, 3), (p[3], 0)
    return ((p[6], 0),) if state == 4 else ()


def moved_state(
    state: int, d: list[float], a: list[float], p: Judgements, chance: random.Random
) -> int:
    """The state a month later: of the clocks that ring in time, the earliest."""
    best, after = DT, state
    for rate, target in ways_out(state, d, a, p):
        rings = chance.expovariate(rate)
        if rings < best:
            best, after = rings, target
    return after


@dataclass
class Totals:
    """What is kept of all runs: shares of states, first passages, events, and histograms."""

    runs: int = 0
    at: list = field(default_factory=lambda: [[0] * 5 for _ in range(STEPS + 1)])
    reached: list = field(default_factory=lambda: [[0] * 5 for _ in range(STEPS + 1)])
    happened: list = field(default_factory=lambda: [[0] * 2 for _ in range(STEPS + 1)])
    bins: list = field(
        default_factory=lambda: [[[0] * BINS for _ in range(14)] for _ in range(STEPS + 1)]
    )

    def note(self, step: int, values: list[float], state: int, ever: set, events: list) -> None:
        self.at[step][state] += 1
        for seen in ever:
            self.reached[step][seen] += 1
        for event, yes in enumerate(events):
            self.happened[step][event] += yes
        for row, x in enumerate(values):
            self.bins[step][row][min(max(int((x + 2) * 100), 0), BINS - 1)] += 1

    @property
    def shares(self) -> list[float]:
        """The share of runs in each state at the end."""
        return [count / self.runs for count in self.at[-1]]


def one_run(p: Judgements, chance: random.Random, totals: Totals) -> None:
    """Five years of one future."""
    d, a, state, ever, events = list(DRIVERS), list(ACTORS), 0, {0}, [False, False]
    totals.runs += 1
    totals.note(0, d + a, state, ever, events)
    for step in range(1, STEPS + 1):
        now = happened_now(d, p, events, chance)
        new_d = moved_drivers(d, a, p, chance)
        pushed(new_d, now)
        new_a = [moved_actor(actor, a, d, chance) for actor in range(len(a))]
        state = moved_state(state, d, a, p, chance)
        d, a, events = new_d, new_a, [x or y for x, y in zip(events, now, strict=True)]
        ever.add(state)
        totals.note(step, d + a, state, ever, events)


def answer(began: float, totals: Totals) -> str:
    """One line for whoever started this: microseconds of processor per run, and final shares."""
    seconds = time.process_time() - began
    return json.dumps({"us_per_run": 1e6 * seconds / totals.runs, "p": totals.shares})


def main(runs: int) -> None:
    chance, totals, began = random.Random(1), Totals(), time.process_time()
    for _ in range(runs):
        one_run(draw(chance), chance, totals)
    print(answer(began, totals))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
